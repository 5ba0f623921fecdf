"""Explains what a step says by the facts that are named: items for an equation, squares and items for an inequality.

Which facts there are is another matter: `finder` makes the reasons of a step available and calls on this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from typing import Any

from verify.kernel.algebra import SCALAR, Poly
from verify.kernel.core import Context
from verify.search.branches import NotFound
from verify.search.cancelling import Cancelling
from verify.search.columns import Column, Reach, Relation, columns, longest_inside
from verify.search.completion import complete
from verify.search.effort import Effort
from verify.search.laying import laid
from verify.search.moments import expected
from verify.search.positivity import Square, as_they_stand, squares
from verify.search.relations import relations
from verify.search.sums import around, combined, explained
from verify.search.writing import Writer

__all__ = ["Explaining"]

SLACK = 3
SOME, A_LOT = 200, 1200  # candidates of a search that is to be short
SHRINKING = (3, 6)  # rounds in which nothing is put in where nothing stands; there may be more of these
MANY = 12


class Explaining:
    """A search among the facts of a context.

    Attributes
    ----------
    name : str
        The sequent that is searched for, as messages call it.
    context : Context
        The kernel's: it knows the facts.
    effort : Effort
        How far the search goes.
    writer : Writer
        Writes terms for polynomials.
    lenient : bool
        Whether it takes the shortest ways first, within a budget.
    brief : bool
        Whether it is about something that has to hold besides, and ends early.
    """

    def __init__(self, name: str, context: Context, effort: Effort) -> None:
        self.name, self.context, self.effort = name, context, effort
        self.context.algebra.left = effort.work  # the kernel's budget is for one check, a search expands far more
        self.writer = Writer(context.algebra)
        self.lenient, self.brief = False, False

    def relations(self, names: list[str]) -> list[Relation]:
        """Return the equations among the named facts."""
        return relations(self.context, self.writer, names)

    def rounds(self, goal: Poly, names: list[str]) -> Iterable[list[Column]]:
        """Yield items that may explain a polynomial, from ever further around it."""
        relations = self.relations(names)
        longest = SLACK + max((max(len(w), sum(e for _, e in s)) for s, w in goal.terms), default=0)
        longest = max(longest, SLACK + longest_inside(self.context.algebra, goal))
        reaches = [Reach(depth, longest, self.effort.most, inserts=False) for depth in SHRINKING if self.lenient]
        for reach in (*reaches, *(Reach(depth, longest, self.effort.most) for depth in self.effort.rounds)):
            yield columns(self.context.algebra, self.writer, relations, goal, reach)

    def items(self, target: Any, names: list[str]) -> dict[str, Any]:
        """Return the items that prove an equation."""
        goal = self.context.difference(target[1], target[2])
        return {"rule": "items", "items": self.explain(goal, names, str(target))}

    def explain(self, goal: Poly, names: list[str], what: str) -> list[Any]:
        """Return the items of which a polynomial is the sum; raises `NotFound` if there are none within the effort."""
        if not goal.terms:
            return []
        if self.lenient and (items := self.whole(goal, names)) is not None:
            return items
        for found in self.rounds(goal, names):
            if (items := explained(goal, found, self.spend)) is not None:
                return items
        if not self.effort.completes:
            raise NotFound(f"{self.name}: not quickly")
        items = complete(self.context.algebra, self.writer, self.relations(names), goal)
        if items is not None:
            return items
        left = self.writer.poly(goal)
        raise NotFound(f"{self.name}: no items for {what}; to be explained: {left}")

    @property
    def spend(self) -> Callable[[int], None] | None:
        """What is told how much a linear programme takes; nothing in a search that goes as far as it takes."""
        return self.context.algebra.spend if self.lenient else None

    def whole(self, goal: Poly, names: list[str]) -> list[Any] | None:
        """Return items that are equations as they stand, such as the links of a chain; they may be as long as they like."""
        found = self.as_they_stand(goal, names)
        items = explained(goal, found, self.spend) if found else None
        cancelling = self.cancelling(names)
        if items is not None or not cancelling.rules or (rest := cancelling.reduced(goal)) is None:
            return items
        near = [replace(column, poly=p) for column in found if (p := cancelling.reduced(column.poly)) is not None]
        chosen = explained(rest, near, self.spend) if rest.terms else []
        return None if chosen is None else cancelling.completed(self.context.total(goal, chosen), chosen)

    def cancelling(self, names: list[str]) -> Cancelling:
        """Return what cancels numbers that are divided by."""
        return Cancelling(self.context.algebra, self.writer, self.relations(names))

    def as_they_stand(self, goal: Poly, names: list[str]) -> list[Column]:
        """Return the equations of the same shape as items, neither multiplied nor put in."""
        one = ["num", "1"]
        return [Column([one, None, r.ref, None], r.poly) for r in self.relations(names) if r.poly.shape == goal.shape]

    def gradient(self, target: Any, names: list[str]) -> dict[str, Any]:
        """Return the line that proves a gradient."""
        from verify.kernel.rules.gradient import derivative

        a, (_, f, w, point, g) = self.context.algebra, target
        d = f"d_{w}"
        slope = a.expand(g)
        along = a.mul(a.transpose(slope) if a.expand(f).shape == SCALAR else slope, a.expand(d))
        change = derivative(self.context, f, w, point, d)[1]
        return {"rule": "gradient", "direction": d, "items": self.explain(a.add(change, along, -1), names, str(target))}

    def mean(self, target: Any, names: list[str]) -> dict[str, Any]:
        """Return the line that proves an expectation."""
        found, rest = expected(self.context, self.writer, target)
        return {"rule": "mean", "moments": found, "items": self.explain(rest, names, str(target))}

    def positive(self, target: Any, names: list[str], hints: tuple[Any, ...]) -> dict[str, Any]:
        """Return the squares and items that prove a term positive (semi)definite."""
        goal = self.context.algebra.expand(target[1])
        facts = {name: self.context.facts[name].tree for name in names}
        stand, wanted, line = as_they_stand(self.context, facts, goal), (target[0], goal), None
        if len(facts) > MANY or self.lenient:  # their products are a lot, and a long sum often needs none
            plain = [[], *filter(None, [self.as_they_stand(goal, names)])] if self.lenient else [[]]
            line = combined(wanted, stand, plain, self.effort.pushes, self.spend)
        if line is None and self.lenient:
            some = squares(self.context, self.writer, facts, wanted, None, SOME)
            cancelling = self.cancelling(names)
            for these in (stand, some):
                near = self.near(goal, these, names)
                line = line or self.cancelled(wanted, these, cancelling)
                line = line or combined(wanted, these, near, self.effort.pushes, self.spend)
            line = line or (None if self.brief else self.laid(wanted, facts, hints, names))
        if line is None:
            candidates = squares(self.context, self.writer, facts, wanted, hints, A_LOT if self.lenient else 0)
            more = () if self.brief else self.rounds(around(goal, candidates), names)
            near = self.near(goal, candidates, names) if self.lenient else [[]]
            line = combined(wanted, candidates, chain(near, more), self.effort.pushes, self.spend)
        if line is None:
            raise NotFound(f"{self.name}: no squares for {target}")
        return line

    def laid(
        self, wanted: tuple[str, Poly], facts: dict[str, Any], hints: tuple[Any, ...], names: list[str]
    ) -> dict[str, Any] | None:
        """Return the line with squares that the monomials of a number call for."""
        cancelling = self.cancelling(names)
        for found in laid(self.context, self.writer, facts, wanted, hints, cancelling.light):
            if (line := self.cancelled(wanted, found, cancelling)) is not None:
                return line
            near = self.near(wanted[1], found, names) if found else ()
            if (line := combined(wanted, found, near, self.effort.pushes, self.spend)) is not None:
                return line
        return None

    def cancelled(self, wanted: tuple[str, Poly], found: list[Square], cancelling: Cancelling) -> dict[str, Any] | None:
        """Return the line with squares that add up to a number once all that is divided by is cancelled."""
        kind, goal = wanted
        rest = cancelling.reduced(goal) if goal.shape == SCALAR and cancelling.rules else None
        if rest is None:
            return None
        short = [replace(square, poly=p) for square in found if (p := cancelling.reduced(square.poly)) is not None and p.terms]
        line = combined((kind, rest), short, [[]], self.effort.pushes, self.spend)
        if line is None:
            return None
        values = {repr(square.entry): square.poly for square in found}
        for weight, *entry in line["squares"]:
            goal = self.context.algebra.add(goal, values[repr(entry)], -Fraction(weight))
        items = cancelling.completed(goal, [])
        return None if items is None else {**line, "items": items}

    def near(self, goal: Poly, candidates: list[Square], names: list[str]) -> Iterable[list[Column]]:
        """No items, then equations as they stand, then what is two rounds around, with nothing put in where nothing stands."""
        yield []
        if plain := self.as_they_stand(goal, names):
            yield plain
        place = around(goal, candidates)
        longest = SLACK + max((max(len(w), sum(e for _, e in s)) for s, w in place.terms), default=0)
        reach = Reach(2, longest, 2 * SOME, inserts=False)
        if found := columns(self.context.algebra, self.writer, self.relations(names), place, reach):
            yield found
