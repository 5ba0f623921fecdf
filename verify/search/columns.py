"""The candidates: items that touch what is still to be explained.

Starting from the monomials of the goal, every relation is laid over every place where one of its monomials occurs; the new
monomials that this brings in are the next front. What comes out are the columns of a linear system.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from verify.kernel.algebra import SCALAR, Algebra, Monomial, Poly, Reject, Scalars
from verify.search.writing import Writer

__all__ = ["Column", "Reach", "Relation", "columns", "longest_inside", "without"]

Word = tuple[int, ...]


@dataclass(frozen=True)
class Relation:
    """A polynomial that is zero, and how a certificate refers to it."""

    ref: Any
    poly: Poly


@dataclass(frozen=True)
class Column:
    """One candidate item without its coefficient: the certificate's words for it, and what it is worth."""

    item: list[Any]
    poly: Poly


@dataclass(frozen=True)
class _Site:
    """A place where a word stands: the word, its shape, what multiplies it, and whether a trace is taken of it."""

    word: Word
    shape: tuple[Any, Any]
    scalars: Scalars
    outer: Word
    traced: bool = False


def without(scalars: Scalars, part: Scalars) -> Scalars | None:
    """Return a monomial divided by another one; None if that does not go."""
    powers = dict(scalars)
    for letter, exponent in part:
        left = powers.get(letter, 0) - exponent
        if left < 0:
            return None
        powers[letter] = left
    return tuple(sorted((x, e) for x, e in powers.items() if e))


class Reach(NamedTuple):
    """How far candidates go: rounds from the goal, the longest words and highest degrees they may bring in, about how many.

    `inserts` says whether a relation may be put in where nothing stands, as Q^T Q = I may at any place of a word.
    """

    depth: int
    longest: int
    most: int
    inserts: bool = True


class _Candidates:
    def __init__(self, algebra: Algebra, writer: Writer, relations: list[Relation], reach: Reach) -> None:
        self.algebra, self.writer, self.relations = algebra, writer, relations
        self.longest, self.inserts = reach.longest, reach.inserts
        self.found: dict[str, Column] = {}

    def sites(self, monomial: Monomial, shape: tuple[Any, Any]) -> Iterator[_Site]:
        scalars, word = monomial
        if shape != SCALAR:
            yield _Site(word, shape, scalars, ())
        for letter, _ in scalars:
            kind, *rest = self.algebra.letters[letter].meaning
            left = without(scalars, ((letter, 1),)) or ()
            if kind == "closed":
                yield _Site(rest[0], SCALAR, left, word)
            elif kind == "tr":
                for at in range(len(rest[0])):
                    turned = rest[0][at:] + rest[0][:at]
                    size = self.algebra.letters[turned[0]].shape[0]
                    yield _Site(turned, (size, size), left, word, traced=True)

    def add(self, item: list[Any], poly: Poly) -> list[Monomial]:
        key = repr(item[1:]) + repr(item[0])
        if key in self.found or not poly.terms:
            return []
        if any(len(w) > self.longest or sum(e for _, e in s) > self.longest for s, w in poly.terms):
            return []
        self.found[key] = Column(item, poly)
        return list(poly.terms)

    def scale(self, p: Poly, scalars: Scalars, outer: Word, shape: tuple[Any, Any]) -> Poly:
        a = self.algebra
        return a.mul(Poly(shape if p.shape == SCALAR else SCALAR, {(scalars, outer): 1}), p)

    def at_scalars(self, relation: Relation, monomial: Monomial, shape: tuple[Any, Any]) -> list[Monomial]:
        """A relation between numbers, wherever one of its monomials divides."""
        new: list[Monomial] = []
        for part, _ in relation.poly.terms:
            rest = without(monomial[0], part) if part or self.inserts else None
            if rest is not None:
                poly = self.scale(relation.poly, rest, monomial[1], shape)
                new += self.add([self.coefficient(rest, monomial[1], shape), None, relation.ref, None], poly)
        return new

    def coefficient(self, scalars: Scalars, outer: Word, shape: tuple[Any, Any]) -> Any:
        tree = self.writer.coefficient(1, scalars, outer)
        return ["mul", tree, ["id", shape[0]]] if shape != SCALAR and not outer else tree

    def at_word(self, relation: Relation, site: _Site, shape: tuple[Any, Any]) -> list[Monomial]:
        """A relation between matrices, wherever one of its words stands inside the word of the site."""
        a, new = self.algebra, []
        for part, inner in relation.poly.terms:
            rest = without(site.scalars, part) if inner or self.inserts or (part and not site.word) else None
            if rest is None:
                continue
            for at in range(len(site.word) - len(inner) + 1):
                if site.word[at : at + len(inner)] != inner or self.misfit(site, at, relation.poly):
                    continue
                left, right = site.word[:at], site.word[at + len(inner) :]
                poly = relation.poly
                poly = a.mul(self.word(left), poly) if left else poly
                poly = a.mul(poly, self.word(right)) if right else poly
                tree = [self.writer.word(left), relation.ref, self.writer.word(right)]
                if poly.shape == site.shape:
                    if site.traced:
                        poly, tree = a.trace(poly), [None, ["tr", *tree], None]
                    outer = shape if site.shape == SCALAR or site.traced else SCALAR
                    poly = self.scale(poly, rest, site.outer, outer)
                    new += self.add([self.coefficient(rest, site.outer, outer), *tree], poly)
        return new

    def word(self, word: Word) -> Poly:
        letters = self.algebra.letters
        return Poly((letters[word[0]].shape[0], letters[word[-1]].shape[1]), {((), word): 1})

    def misfit(self, site: _Site, at: int, p: Poly) -> bool:
        """Whether an empty word stands at a place of another size."""
        letters = self.algebra.letters
        size = letters[site.word[at]].shape[0] if at < len(site.word) else site.shape[1]
        return bool(size != p.shape[0])

    def transposes(self, monomial: Monomial, shape: tuple[Any, Any]) -> list[Monomial]:
        """T1 on every number in the monomial that is not its own transpose."""
        a, new = self.algebra, []
        for letter, _ in monomial[0]:
            turned = a.letters[letter].transpose
            rest = without(monomial[0], ((letter, 1),))
            if turned != letter and rest is not None:
                poly = a.add(a.atom(letter), a.atom(turned), -1)
                try:
                    written = self.writer.letter(letter)
                except Reject:
                    continue
                item = [self.coefficient(rest, monomial[1], shape), None, ["T1", written], None]
                new += self.add(item, self.scale(poly, rest, monomial[1], shape))
        return new

    def around(self, monomial: Monomial, shape: tuple[Any, Any]) -> list[Monomial]:
        new = self.transposes(monomial, shape)
        for relation in self.relations:
            if relation.poly.shape == SCALAR:
                new += self.at_scalars(relation, monomial, shape)
                continue
            for site in self.sites(monomial, shape):
                new += self.at_word(relation, site, shape)
        return new


def columns(algebra: Algebra, writer: Writer, relations: list[Relation], goal: Poly, reach: Reach) -> list[Column]:
    """Return the candidate items around a goal, as far as `reach` says."""
    candidates = _Candidates(algebra, writer, relations, reach)
    seen: set[Monomial] = set()
    front = list(goal.terms)
    for _ in range(reach.depth):
        new: list[Monomial] = []
        for monomial in front:
            if monomial in seen:
                continue
            seen.add(monomial)
            new += candidates.around(monomial, goal.shape)
            if len(candidates.found) > reach.most:
                return list(candidates.found.values())
        front = new
    return list(candidates.found.values())


def longest_inside(algebra: Algebra, goal: Poly) -> int:
    """Return how long the longest word is that a number x^T A y in a goal is made of."""
    inside = [algebra.letters[x].meaning for scalars, _ in goal.terms for x, _ in scalars]
    return max((len(rest[0]) for kind, *rest in inside if kind == "closed"), default=0)
