"""Inequalities between numbers laid over the monomials that are still to be explained, as equations are in `columns`.

A fact f >= 0 is multiplied by the monomial that makes one of its monomials one of the goal's, if that monomial is known to be
nonnegative: every letter in it has a sign or stands there twice. What this brings in is what the next round is laid over. Of
all products of facts these are the few that can touch the goal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, zip_longest
from typing import Any, NamedTuple

from verify.kernel.algebra import SCALAR, Poly, Scalars, merge
from verify.kernel.core import Context
from verify.search.columns import without
from verify.search.positivity import Square, is_injective
from verify.search.writing import Writer

__all__ = ["laid", "term_by_term"]

ROUNDS = 4
MOST = 400
LONGEST = 12
SLACK = 2
BOUNDS = 2


class _Sign(NamedTuple):
    """A fact that a monomial is >= 0, or > 0."""

    name: str
    powers: Scalars
    strict: bool


@dataclass(frozen=True)
class _Fact:
    """A polynomial that is >= 0: the facts that are multiplied for it, the term whose square it is, whether it is > 0."""

    names: tuple[str, ...]
    root: Any
    poly: Poly
    strict: bool


def laid(
    context: Context,
    writer: Writer,
    facts: dict[str, Any],
    target: tuple[str, Poly],
    roots: Sequence[Any] = (),
    light: Callable[[Scalars], Scalars] = tuple,
) -> Iterator[list[Square]]:
    """Yield squares for a number from facts about numbers, those that a goal calls for: ever more of them, round by round.

    Parameters
    ----------
    context : Context
        Knows the facts.
    writer : Writer
        Writes the letters.
    facts : dict of str to statement
        What may be used.
    target : str, Poly
        "psd" or "pd", and the goal; one with matrices outside closed products has no squares here.
    roots : sequence of terms
        Numbers whose squares are used as facts, in a second go in which products of two facts are as well.
    light : callable
        Takes a monomial to what it is once all that is divided by is cancelled; by that it is told how high it is.
    """
    kind, goal = target
    if goal.shape != SCALAR or any(word for _, word in goal.terms):
        return
    goes = [_Laying(context, writer, kind == "pd", facts, light) for _ in range(3)]
    if bounds := goes[0].of_bounds(goal):
        yield bounds
    known = [*goes[0].facts, *goes[0].completed(goal)]
    paired = [*known, *goes[0].pairs()]
    lists = (known, paired, [*paired, *goes[0].squares(roots)])
    for found in zip_longest(*(go.run(goal, some) for go, some in zip(goes, lists, strict=True)), fillvalue=()):
        yield from (list(squares) for squares in found if squares)


def term_by_term(context: Context, writer: Writer, facts: dict[str, Any], target: tuple[str, Poly]) -> dict[str, Any] | None:
    """Return the line that shows a number to be positive as each of its terms is, by facts about numbers; None if it is not so.

    The arguments are those of `laid`. This takes no programme: S^2/m + alpha is settled by S > 0, 1/m > 0 and alpha > 0.
    """
    kind, goal = target
    if goal.shape != SCALAR or any(word or c <= 0 for (_, word), c in goal.terms.items()):
        return None
    laying = _Laying(context, writer, kind == "pd", facts)
    one = _Fact((), None, context.algebra.number(1), True)
    for scalars, _ in goal.terms:
        split = laying.split(scalars)
        if split is None:
            return None
        laying.keep(one, scalars, split)
    found = sorted(laying.found.values(), key=lambda square: not square.strict)
    if not found or (kind == "pd" and not found[0].strict):
        return None
    weights = [Fraction(goal.terms[monomial]) / Fraction(c) for s in found for monomial, c in s.poly.terms.items()]
    return {"rule": kind, "squares": [[str(w), *s.entry] for w, s in zip(weights, found, strict=True)], "items": []}


class _Box:
    """How high powers may be: each letter's a little more than in the goal and in the facts, and so all of them together."""

    def __init__(self, polys: Sequence[Poly], degree: int) -> None:
        self.degree = degree + SLACK
        self.most: dict[int, int] = {}
        for letter, exponent in (power for p in polys for scalars, _ in p.terms for power in scalars):
            self.most[letter] = max(self.most.get(letter, 0), exponent)

    def holds(self, scalars: Scalars) -> bool:
        """Whether a monomial is in it."""
        return _degree(scalars) <= self.degree and all(e <= self.most.get(letter, 0) + 1 for letter, e in scalars)


class _Laying:
    def __init__(
        self,
        context: Context,
        writer: Writer,
        strict: bool,
        facts: dict[str, Any],
        light: Callable[[Scalars], Scalars] = tuple,
    ) -> None:
        self.context, self.writer, self.strict, self.light = context, writer, strict, light
        self.signs: list[_Sign] = []
        self.facts: list[_Fact] = []
        self.found: dict[str, Square] = {}
        for name, tree in facts.items():
            if tree[0] in ("psd", "pd"):
                self.learn(name, context.algebra.expand(tree[1]), tree[0] == "pd")
        self.signs.sort(key=lambda sign: (not sign.strict, len(sign.powers)))

    def learn(self, name: str, poly: Poly, strict: bool) -> None:
        """Take up a fact: a monomial has a sign, anything else is laid over others."""
        if poly.shape != SCALAR or not poly.terms or any(word for _, word in poly.terms):
            return
        if len(poly.terms) > 1:
            self.facts.append(_Fact((name,), None, poly, strict))
            return
        (((powers, _), c),) = poly.terms.items()
        if c > 0 and powers:
            self.signs.append(_Sign(name, powers, strict))

    def pairs(self) -> Iterator[_Fact]:
        """Products of two facts."""
        for i, one in enumerate(self.facts[:LONGEST]):
            for other in self.facts[i : i + LONGEST]:
                product = self.context.algebra.mul(one.poly, other.poly)
                yield _Fact((*one.names, *other.names), None, product, one.strict and other.strict)

    def of_bounds(self, goal: Poly) -> list[Square]:
        """Products of the bounds of the one letter in a polynomial, as many together as its degree: Bernstein's basis."""
        letters = {letter for scalars, _ in goal.terms for letter, _ in scalars}
        degree = max((_degree(scalars) for scalars, _ in goal.terms), default=0)
        one = {(), *(((letter, 1),) for letter in letters)}
        bounds = [f for f in self.facts if {scalars for scalars, _ in f.poly.terms} <= one][:BOUNDS]
        if len(letters) != 1 or not 2 <= degree <= LONGEST or len(bounds) < BOUNDS:
            return []
        a, found = self.context.algebra, list[Square]()
        for above in range(degree + 1):
            group = [bounds[0]] * above + [bounds[1]] * (degree - above)
            poly = a.number(1)
            for fact in group:
                poly = a.mul(poly, fact.poly)
            strict = self.strict and all(fact.strict for fact in group)
            found.append(Square([[name for f in group for name in f.names], ["num", "1"], None], poly, strict, 1.0))
        return found

    def squares(self, roots: Sequence[Any]) -> Iterator[_Fact]:
        """Squares of numbers that are sums."""
        a = self.context.algebra
        for root in roots:
            p = a.expand(root)
            if p.shape == SCALAR and 1 < len(p.terms) <= LONGEST and not any(word for _, word in p.terms):
                yield _Fact((), root, a.mul(p, p), False)

    def completed(self, goal: Poly) -> Iterator[_Fact]:
        """Squares (p + t q)^2 that explain all of a p^2 s or b q^2 s, and c p q s: p^2 + 2 t p q of them is the goal's."""
        a = self.context.algebra
        whole = {scalars: c for (scalars, _), c in goal.terms.items()}
        plus = [scalars for scalars, c in whole.items() if c > 0][: 2 * LONGEST]
        for one, other in combinations(plus, 2):
            middle = _root(merge(one, other))
            if middle is None or middle not in whole:
                continue
            shared = tuple((letter, min(e, dict(other)[letter])) for letter, e in one if letter in dict(other))
            p, q = (_root(without(side, shared) or ()) or () for side in (one, other))
            for first, second, most in ((p, q, whole[one]), (q, p, whole[other])):
                t = Fraction(whole[middle]) / (2 * Fraction(most))
                root = ["add", self.writer.coefficient(1, first), self.writer.coefficient(str(t), second)]
                value = a.expand(root)
                yield _Fact((), root, a.mul(value, value), False)

    def run(self, goal: Poly, facts: Sequence[_Fact]) -> Iterator[list[Square]]:
        """Lay the facts over the goal and yield what is found so far, round by round."""
        seen = set[Scalars]()
        front = [self.light(scalars) for scalars, _ in goal.terms]
        fits = _Box([goal, *(fact.poly for fact in self.facts)], max((_degree(s) for s in front), default=0))
        for _ in range(ROUNDS):
            new, before = list[Scalars](), len(self.found)
            for monomial in [m for m in dict.fromkeys(front) if m not in seen]:
                if len(self.found) > MOST:
                    break
                seen.add(monomial)
                if (root := self.split(monomial)) is not None:
                    self.keep(_Fact((), None, self.context.algebra.number(1), True), monomial, root)
                for fact in facts:
                    new += self.over(fact, monomial, fits)
            if len(self.found) == before:
                return
            yield list(self.found.values())
            front = [self.light(scalars) for scalars in new]

    def over(self, fact: _Fact, monomial: Scalars, fits: _Box) -> Iterator[Scalars]:
        """Lay a fact over a monomial at each of its own; return what this brings in."""
        self.context.algebra.spend(len(fact.poly.terms))
        for part, _ in fact.poly.terms:
            rest = without(monomial, part)
            split = self.split(rest) if rest is not None else None
            if rest is None or split is None:
                continue
            if all(fits.holds(self.light(merge(scalars, rest))) for scalars, _ in fact.poly.terms):
                yield from self.keep(fact, rest, split)

    def keep(self, fact: _Fact, rest: Scalars, split: tuple[tuple[_Sign, ...], Scalars]) -> list[Scalars]:
        """Remember a fact times a monomial; return the monomials of it."""
        signs, half = split
        names = [*fact.names, *(sign.name for sign in signs)]
        key = f"{fact.root!r} {sorted(names)} {half}"
        if key in self.found:
            return []
        a = self.context.algebra
        poly = a.mul(Poly(SCALAR, {(rest, ()): 1}), fact.poly)
        for sign in signs:  # a fact such as 12 k > 0 brings its number along
            poly = a.mul(a.number(self.number(sign)), poly)
        outer = self.writer.coefficient(1, half) if half else None
        tree = fact.root if outer is None else outer if fact.root is None else ["mul", outer, fact.root]
        tree = ["num", "1"] if tree is None else tree
        strict = (
            self.strict and fact.strict and all(sign.strict for sign in signs) and is_injective(self.context, a.expand(tree))
        )
        self.found[key] = Square([names, tree, None], poly, strict, 1 + len(names) / 8 + len(repr(tree)) / 1000)
        return [scalars for scalars, _ in poly.terms]

    def number(self, sign: _Sign) -> Any:
        (c,) = self.context.algebra.expand(self.context.facts[sign.name].tree[1]).terms.values()
        return c

    def split(self, monomial: Scalars) -> tuple[tuple[_Sign, ...], Scalars] | None:
        """The facts whose product with the square of a monomial is this one; None if its sign is not known."""
        odd = tuple((letter, 1) for letter, exponent in monomial if exponent % 2)
        used: list[_Sign] = []
        while odd:
            sign = next((s for s in self.signs if s.powers == odd[:1]), None)
            sign = sign or next((s for s in self.signs if odd[0] in s.powers and without(monomial, s.powers) is not None), None)
            if sign is None or (left := without(monomial, sign.powers)) is None or len(used) > LONGEST:
                return None
            used.append(sign)
            monomial = left
            odd = tuple((letter, 1) for letter, exponent in monomial if exponent % 2)
        return tuple(used), tuple((letter, exponent // 2) for letter, exponent in monomial)


def _degree(scalars: Scalars) -> int:
    return sum(exponent for _, exponent in scalars)


def _root(scalars: Scalars) -> Scalars | None:
    """The monomial of which another is the square, if there is one."""
    even = all(exponent % 2 == 0 for _, exponent in scalars)
    return tuple((letter, exponent // 2) for letter, exponent in scalars) if even else None
