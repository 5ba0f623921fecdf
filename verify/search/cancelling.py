"""Numbers that are divided by, cancelled as far as that goes: x (1/x) is 1, h/(1 + h) is 1 - 1/(1 + h).

Each relation d (1/d) = 1 is read as a rule that takes one monomial for the rest. What is equal up to these rules needs no
linear programme to be told so, and a programme about what is left has no columns for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from verify.kernel.algebra import SCALAR, Algebra, Monomial, Poly, Reject, Scalars
from verify.search.columns import Column, Relation, without
from verify.search.sums import weighted
from verify.search.writing import Writer

__all__ = ["Cancelling"]

_MOST = 400
"""So many monomials are taken for others, then it is given up."""


class _Rule(NamedTuple):
    """A monomial, and the relation in which it stands: it is what the rest of the relation says."""

    monomial: Scalars
    value: Any
    relation: Relation


class _Step(NamedTuple):
    """A rule, what the monomial is multiplied by that it takes away, and how often that stands there."""

    rule: _Rule
    outer: Monomial
    weight: Fraction


class Cancelling:
    """Takes polynomials of numbers to what is left of them once all is cancelled.

    Parameters
    ----------
    algebra : Algebra
        What the polynomials are in.
    writer : Writer
        Writes the coefficients.
    relations : iterable of Relation
        Those that a certificate calls "cancel" are used, where they are about numbers.
    """

    def __init__(self, algebra: Algebra, writer: Writer, relations: Iterable[Relation]) -> None:
        self.algebra, self.writer = algebra, writer
        self.rules = [
            _rule(r)
            for r in relations
            if r.poly.shape == SCALAR and isinstance(r.ref, list) and r.ref[::2] == ["cancel", "left"]
        ]

    def light(self, monomial: Scalars) -> Scalars:
        """Return a monomial without the factors x (1/x) in it."""
        for rule in self.rules:
            while len(rule.relation.poly.terms) == 2 and (rest := without(monomial, rule.monomial)) is not None:
                monomial = rest
        return monomial

    def reduced(self, p: Poly) -> Poly | None:
        """Return what is left of a polynomial; None if that would take too long."""
        found = self.steps(p)
        return None if found is None else found[0]

    def completed(self, p: Poly, items: list[Any]) -> list[Any] | None:
        """Return items with those that take a polynomial to 0; None if it is not 0 once all is cancelled."""
        found = self.steps(p)
        if found is None or found[0].terms:
            return None
        try:
            columns = [self.column(p, step) for step in found[1]]
        except Reject:  # the coefficient of one stands in no term that was met
            return None
        return [*items, *weighted(columns, [step.weight for step in found[1]])]

    def column(self, p: Poly, step: _Step) -> Column:
        """The item of a step."""
        tree = self.writer.coefficient(1, *step.outer)
        tree = ["mul", tree, ["id", p.shape[0]]] if p.shape != SCALAR and not step.outer[1] else tree
        return Column([tree, None, step.rule.relation.ref, None], step.rule.relation.poly)

    def steps(self, p: Poly) -> tuple[Poly, list[_Step]] | None:
        """Return what is left of a polynomial, and the steps to it."""
        steps: list[_Step] = []
        left, done = dict(p.terms), dict[Monomial, Any]()
        while left:
            monomial, c = left.popitem()
            rule, outer = self.applicable(monomial)
            if rule is None:
                done[monomial] = c
                continue
            if len(steps) >= _MOST:
                return None
            weight = Fraction(c) / rule.value
            poly = self.algebra.mul(Poly(p.shape, {outer: 1}), rule.relation.poly)
            for other, value in poly.terms.items():
                total = left.pop(other, 0) + done.pop(other, 0) - weight * value + (c if other == monomial else 0)
                if total:
                    left[other] = total
            steps.append(_Step(rule, outer, weight))
        return Poly(p.shape, done), steps

    def applicable(self, monomial: Monomial) -> tuple[_Rule | None, Monomial]:
        """The first rule whose monomial stands in this one, and what stands beside it."""
        scalars, word = monomial
        for rule in self.rules:
            if (rest := without(scalars, rule.monomial)) is not None:
                return rule, (rest, word)
        return None, monomial


def _rule(relation: Relation) -> _Rule:
    """The rule for the monomial of most letters."""
    monomial = max(relation.poly.terms, key=lambda m: (sum(e for _, e in m[0]), m[0]))
    return _Rule(monomial[0], relation.poly.terms[monomial], relation)
