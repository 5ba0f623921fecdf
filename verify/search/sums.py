"""Sums of candidates: which items and squares add up to a goal, as a certificate writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from verify.kernel.algebra import Poly
from verify.search.columns import Column
from verify.search.linear import combine, pushable, worth
from verify.search.positivity import Square

__all__ = ["around", "combined", "explained", "weighted"]


def around(goal: Poly, candidates: Sequence[Square]) -> Poly:
    """Return a polynomial of all monomials of a goal and of candidate squares."""
    return Poly(goal.shape, {monomial: 1 for p in (goal, *(s.poly for s in candidates)) for monomial in p.terms})


def _cost(column: Column) -> float:
    """Return what an item costs: one, and a little for its length."""
    return 1 + len(repr(column.item)) / 1000


def weighted(found: Sequence[Column], weights: Sequence[Any]) -> list[Any]:
    """Return the items with their coefficients, without those that are 0."""
    items = []
    for column, c in zip(found, weights, strict=False):
        if c:
            coefficient, *rest = column.item
            number = ["num", str(c)]
            one = coefficient == ["num", "1"]
            items.append([number if one else coefficient if c == 1 else ["mul", number, coefficient], *rest])
    return items


def explained(goal: Poly, found: Sequence[Column], spend: Callable[[int], None] | None = None) -> list[Any] | None:
    """Return items that add up to a goal, None if there are none; `spend` is told what the linear programme takes."""
    polys = [column.poly for column in found]
    if spend is not None:
        spend(worth(goal, polys))
    weights = combine(goal, polys, costs=[_cost(column) for column in found])
    return None if weights is None else weighted(found, weights)


def combined(
    target: tuple[str, Poly],
    candidates: list[Square],
    rounds: Iterable[list[Column]],
    most: int,
    spend: Callable[[int], None] | None = None,
) -> dict[str, Any] | None:
    """Return the line that makes a goal a sum of candidate squares and items, if one does.

    Parameters
    ----------
    target : str, Poly
        "psd" or "pd", and the goal.
    candidates : list of Square
        Of them a sum with coefficients >= 0 is sought; for "pd" one that is strict has to be in it.
    rounds : iterable of list of Column
        The items that may be added, ever more of them.
    most : int
        How many strict squares are tried to be made large.
    spend : callable, optional
        Is told what each linear programme takes. If it is given, one programme says first which squares are worth a try.
    """
    kind, goal = target
    order: list[int] = []
    if kind == "pd":
        order = sorted((i for i, square in enumerate(candidates) if square.strict), key=lambda i: candidates[i].cost)
    for found in rounds:
        free, lenient = [c.poly for c in found], spend is not None
        for push in islice(_pushes(goal, free, candidates, order, lenient), most + 1):
            if spend is not None:
                spend(worth(goal, [*free, *(s.poly for s in candidates)]))
            costs = [_cost(c) for c in found] + [s.cost / 2 if s.strict else s.cost for s in candidates]
            weights = combine(goal, free, [s.poly for s in candidates], costs, push)
            if weights is None:
                if push is None:
                    break
                continue
            tail = weights[len(free) :]
            first = next((i for i in order if tail[i] > 0), None)
            if kind == "pd" and first is None:
                continue
            return {"rule": kind, "squares": _chosen(candidates, tail, first), "items": weighted(found, weights[: len(free)])}
    return None


def _pushes(goal: Poly, free: list[Poly], candidates: list[Square], order: list[int], lenient: bool) -> Iterator[int | None]:
    """Which strict square to make as large as can be: none at first, then one after the other."""
    yield None
    yield from pushable(goal, free, [square.poly for square in candidates], order) if lenient else order


def _chosen(candidates: list[Square], weights: list[Any], push: int | None) -> list[Any]:
    order = sorted(range(len(candidates)), key=lambda i: i != push)
    return [[str(weights[i]), *candidates[i].entry] for i in order if weights[i]]
