"""The fallback: bounded completion (Buchberger, Mora) of the relations, every rule with the combination it came from.

Words are compared by weight, then letter by letter. Only relations whose greatest word stands alone, with a number in front,
become rules; leaving others out loses proofs, never soundness. What is found is valid but long: linear algebra goes first.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verify.kernel.algebra import Algebra, Monomial, Poly, Scalars, merge
from verify.search.columns import Relation
from verify.search.writing import Writer

__all__ = ["complete"]

Word = tuple[int, ...]
Proof = dict[tuple[Scalars, Word, int, Word], Any]

MOST_RULES = 200
MOST_STEPS = 3000
SLACK = 4


@dataclass
class _Rule:
    """poly = 0, its greatest word, and the combination of relations that shows it."""

    lead: Word
    poly: dict[Monomial, Any]
    proof: Proof


def _add(total: dict[Any, Any], key: Any, c: Any) -> None:
    value = total.get(key, 0) + c
    if value:
        total[key] = value
    else:
        total.pop(key, None)


class _Completion:
    def __init__(self, algebra: Algebra, relations: Sequence[Relation], longest: int) -> None:
        self.algebra, self.relations, self.longest = algebra, relations, longest
        self.weights = self.weigh()
        self.rules: list[_Rule] = []
        self.queue: list[tuple[Any, int, dict[Monomial, Any], Proof]] = []
        self.count = self.steps = 0

    def weigh(self) -> dict[int, int]:
        """A letter that a relation defines by other words outweighs those words, so that it is what gets replaced."""
        weights = dict.fromkeys(range(len(self.algebra.letters)), 1)
        for relation in self.relations:
            alone = [w[0] for s, w in relation.poly.terms if len(w) == 1 and not s]
            for x in alone:
                others = [w for _, w in relation.poly.terms if w != (x,)]
                if all(x not in w for w in others):
                    weights[x] = max([weights[x], *(1 + sum(weights[y] for y in w) for w in others)])
        return weights

    def size(self, word: Word) -> tuple[int, Word]:
        return sum(self.weights[x] for x in word), word

    def push(self, poly: dict[Monomial, Any], proof: Proof) -> None:
        if poly:
            self.count += 1
            heapq.heappush(self.queue, (max(self.size(w) for _, w in poly), self.count, poly, proof))

    def reduce(self, poly: dict[Monomial, Any], proof: Proof) -> dict[Monomial, Any]:
        """Rewrite until no rule applies; what is taken off is taken off the proof too."""
        poly, done = dict(poly), {}
        while poly and self.steps < MOST_STEPS:
            monomial = max(poly, key=lambda m: self.size(m[1]))
            scalars, word = monomial
            hit = next(self.matches(word), None)
            if hit is None:
                done[monomial] = poly.pop(monomial)
                continue
            self.steps += 1
            rule, left, right = hit
            c = poly[monomial]
            for (s, w), d in rule.poly.items():
                _add(poly, (merge(scalars, s), left + w + right), -c * d)
            for (s, before, index, after), d in rule.proof.items():
                _add(proof, (merge(scalars, s), left + before, index, after + right), -c * d)
        return done | poly

    def matches(self, word: Word) -> Iterator[tuple[_Rule, Word, Word]]:
        for rule in self.rules:
            k = len(rule.lead)
            for at in range(len(word) - k + 1):
                if word[at : at + k] == rule.lead:
                    yield rule, word[:at], word[at + k :]

    def accept(self, poly: dict[Monomial, Any], proof: Proof) -> None:
        """Make a rule of a reduced polynomial, and queue its overlaps with the others."""
        lead = max((w for _, w in poly), key=self.size)
        heads = [(s, c) for (s, w), c in poly.items() if w == lead]
        if len(heads) != 1 or heads[0][0] or not lead:
            return
        c = Fraction(heads[0][1])
        rule = _Rule(lead, {m: d / c for m, d in poly.items()}, {k: d / c for k, d in proof.items()})
        self.rules.append(rule)
        for other in self.rules:
            self.overlap(rule, other)
            if other is not rule:
                self.overlap(other, rule)

    def overlap(self, first: _Rule, second: _Rule) -> None:
        for k in range(1, min(len(first.lead), len(second.lead))):
            if first.lead[-k:] == second.lead[:k] and len(first.lead) + len(second.lead) - k <= self.longest:
                tail, head = second.lead[k:], first.lead[:-k]
                poly: dict[Monomial, Any] = {}
                proof: Proof = {}
                for (s, w), c in first.poly.items():
                    _add(poly, (s, w + tail), c)
                for (s, w), c in second.poly.items():
                    _add(poly, (s, head + w), -c)
                for (s, before, index, after), c in first.proof.items():
                    _add(proof, (s, before, index, after + tail), c)
                for (s, before, index, after), c in second.proof.items():
                    _add(proof, (s, head + before, index, after), -c)
                self.push(poly, proof)

    def run(self, goal: Poly) -> Proof | None:
        for index, relation in enumerate(self.relations):
            self.push(dict(relation.poly.terms), {((), (), index, ()): 1})
        while True:
            proof: Proof = {}
            if not self.reduce(goal.terms, proof):
                return {key: -c for key, c in proof.items()}
            if not self.queue or len(self.rules) >= MOST_RULES or self.steps >= MOST_STEPS:
                return None
            _, _, poly, found = heapq.heappop(self.queue)
            reduced = self.reduce(poly, found)
            if reduced:
                self.accept(reduced, found)


def complete(algebra: Algebra, writer: Writer, relations: Sequence[Relation], goal: Poly) -> list[Any] | None:
    """Return items that add up to the goal, an equation of matrices, or None if the budget is used up."""
    usable = [r for r in relations if r.poly.shape != (1, 1)]
    longest = SLACK + max((len(w) for _, w in goal.terms), default=0)
    if goal.shape == (1, 1) or not usable:
        return None
    proof = _Completion(algebra, usable, longest).run(goal)
    if proof is None:
        return None
    return [
        [writer.coefficient(c, scalars), writer.word(left), usable[index].ref, writer.word(right)]
        for (scalars, left, index, right), c in proof.items()
    ]
