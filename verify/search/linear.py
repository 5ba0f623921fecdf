"""Exact sparse combinations: goal = sum of coefficient * column, few columns, by linear programming with an L1 objective.

HiGHS (through SciPy) picks the columns in floating point; their coefficients are then solved for over the rationals, so that
nothing depends on rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from verify.kernel.algebra import Monomial, Poly
from verify.search.programme import Programme, optimum

__all__ = ["STARTING", "combine", "pushable", "solve_exactly", "worth"]

SMALLEST = 1e-7  # a weight below this is the solver's noise; a wrong guess is caught by the exact solution
NOISE = 1e-12  # the same where what is left over was solved for again
FAR = 10**6

STARTING = 500
"""What any linear programme takes, however small."""


def worth(goal: Poly, columns: Sequence[Poly]) -> int:
    """Return what a linear programme takes, in terms expanded: by its size, so that it is the same on every machine."""
    return STARTING + len(goal.terms) + sum(len(p.terms) for p in columns)


def combine(
    goal: Poly, free: Sequence[Poly], nonnegative: Sequence[Poly] = (), costs: Sequence[float] = (), push: int | None = None
) -> list[Fraction] | None:
    """Return exact coefficients for the free and then the nonnegative columns, or None.

    Parameters
    ----------
    goal : Poly
        What the columns have to add up to.
    free, nonnegative : sequences of Poly
        The columns whose coefficients may have any sign, and those that need one >= 0.
    costs : sequence of float, optional
        A price for each column in turn; 1 where left out.
    push : int, optional
        The number of a nonnegative column whose coefficient has to be positive: it is made as large as can be.
    """
    columns = [*free, *nonnegative]
    rows: dict[Monomial, int] = {}
    for p in (goal, *columns):
        for monomial in p.terms:
            rows.setdefault(monomial, len(rows))
    if not rows:
        return [Fraction(0)] * len(columns)
    if not columns:
        return None
    prices, pushed = list(costs) or [1.0] * len(columns), () if push is None else (push,)
    programme = _programme(goal, columns, len(free), rows, prices, pushed)
    weights = None if programme is None else optimum(programme)
    found = None if weights is None else _solved(goal, columns, len(free), weights, SMALLEST)
    if found is None and programme is not None and _far_apart(goal, columns):
        weights = optimum(programme, scaled=True)
        found = None if weights is None else _solved(goal, columns, len(free), weights, NOISE)
    return found


def _far_apart(goal: Poly, columns: Sequence[Poly]) -> bool:
    """Whether coefficients differ by more than the solver can tell apart, which takes the smallest ones for 0."""
    sizes = [abs(c) for p in (goal, *columns) for c in p.terms.values()]
    return bool(sizes) and min(sizes) * FAR < max(sizes)


def _solved(goal: Poly, columns: list[Poly], free: int, weights: Sequence[float], smallest: float) -> list[Fraction] | None:
    """The exact coefficients of the columns that the solver chose."""
    support = [j for j, x in enumerate(weights) if abs(x) > smallest]
    found = _exact(goal, columns, free, support)
    # a constant may be smaller than the solver can see, such as what is left of a long Taylor polynomial
    constants = [j for j, p in enumerate(columns) if p.constant is not None and j not in support]
    return found if found is not None or not constants else _exact(goal, columns, free, sorted([*support, *constants]))


def pushable(goal: Poly, free: Sequence[Poly], nonnegative: Sequence[Poly], some: Sequence[int]) -> list[int]:
    """Return which of some nonnegative columns can have a coefficient other than 0 together, the largest first; it is a guess.

    The arguments are those of `combine`; `some` are numbers of nonnegative columns.
    """
    columns = [*free, *nonnegative]
    rows = {monomial: place for place, monomial in enumerate(dict.fromkeys(m for p in (goal, *columns) for m in p.terms))}
    programme = _programme(goal, columns, len(free), rows, [1.0] * len(columns), some) if rows and some else None
    weights = None if programme is None else optimum(programme)
    if weights is None:
        return []
    sizes = {place: weights[len(free) + place] for place in some}
    return sorted((place for place in some if sizes[place] > SMALLEST), key=lambda place: -sizes[place])


def _exact(goal: Poly, columns: list[Poly], free: int, support: list[int]) -> list[Fraction] | None:
    """The exact coefficients of the chosen columns, if those from the number `free` on are not negative."""
    exact = solve_exactly(goal, [columns[j] for j in support])
    if exact is None or any(j >= free and value < 0 for j, value in zip(support, exact, strict=True)):
        return None
    found = [Fraction(0)] * len(columns)
    for j, value in zip(support, exact, strict=True):
        found[j] = value
    return found


def _programme(
    goal: Poly, columns: list[Poly], free: int, rows: dict[Monomial, int], costs: list[float], push: Sequence[int]
) -> Programme | None:
    try:
        entries = tuple((rows[m], j, float(c)) for j, p in enumerate(columns) for m, c in p.terms.items())
        wanted = tuple((rows[m], float(c)) for m, c in goal.terms.items())
    except OverflowError:  # no floats, so nothing to guess by
        return None
    if not entries:  # all columns are 0, so they combine to nothing
        return None
    if not {row for row, _ in wanted} <= {row for row, _, _ in entries}:  # a monomial of the goal is in no column
        return None
    return Programme(entries, wanted, (len(rows), len(columns)), free, tuple(costs), tuple(push))


def solve_exactly(goal: Poly, columns: Sequence[Poly]) -> list[Fraction] | None:
    """Return the exact solution of goal = sum of columns by elimination, free unknowns 0, or None if there is none."""
    rows: dict[Monomial, list[Any]] = {}
    width = len(columns)
    for j, p in enumerate(columns):
        for monomial, c in p.terms.items():
            rows.setdefault(monomial, [Fraction(0)] * (width + 1))[j] = Fraction(c)
    for monomial, c in goal.terms.items():
        rows.setdefault(monomial, [Fraction(0)] * (width + 1))[width] = Fraction(c)
    left = list(rows.values())
    pivots: list[tuple[int, list[Any]]] = []
    for j in range(width):
        pivot = next((r for r in left if r[j]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        pivot = [x / pivot[j] for x in pivot]
        left = [[x - r[j] * y for x, y in zip(r, pivot, strict=True)] if r[j] else r for r in left]
        pivots = [(k, [x - r[j] * y for x, y in zip(r, pivot, strict=True)] if r[j] else r) for k, r in pivots]
        pivots.append((j, pivot))
    if any(r[width] for r in left):
        return None
    solution = [Fraction(0)] * width
    for j, row in pivots:
        solution[j] = row[width]
    return solution
