"""Finds the convention of a solver: the candidate whose exact solutions its results are nearest to, and how sure that is.

No tolerance is chosen. If a result is off from one candidate by less than half of the distance from there to the next, then
no other candidate is as near: the triangle inequality. An eighth is asked for, so that a constant in between is not taken
for its neighbour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np
import numpy.typing as npt
from flint import fmpq_mat

from verify.bounds import UNIT_ROUNDOFF
from verify.conventions.candidates import CONVENTIONS, Convention, Design
from verify.exact import to_floats

__all__ = ["DESIGNS", "Found", "find_convention", "nearest", "problems"]

_Array = npt.NDArray[np.float64]


def _design(rows: Sequence[Sequence[int]], targets: Sequence[int], alpha: Fraction) -> Design:
    m, n = len(rows), len(rows[0])
    return Design(fmpq_mat(m, n, [x for row in rows for x in row]), fmpq_mat(m, 1, list(targets)), alpha)


# Means that are not 0, columns of different spread, two sizes m, two alpha that are squares: any two candidates differ in
# one of them, unless they are the same objective (m times the variance is the squared length).
_SHORT, _SHORT_Y = ((1, 0), (2, 3), (0, 5), (3, 1)), (1, 4, -2, 7)
_LONG, _LONG_Y = ((1, 2), (0, 1), (4, 0), (2, 2), (1, 7), (3, 3), (0, 0), (1, 4), (2, 1)), (3, 0, 5, 2, -4, 1, 6, -1, 2)

DESIGNS = tuple(
    _design(rows, targets, alpha)
    for rows, targets in ((_SHORT, _SHORT_Y), (_LONG, _LONG_Y))
    for alpha in (Fraction(1, 4), Fraction(4))
)
"""The problems that a solver is given."""


@dataclass(frozen=True)
class Found:
    """What was found about a solver.

    Attributes
    ----------
    verdict : str
        "found" to half of all digits, "approximate" where it is nearest by far yet not that near, or "unknown".
    conventions : tuple of Convention
        Those that it agrees with, several where its results cannot tell them apart; empty if unknown.
    error : float
        The largest relative difference from the nearest candidate.
    margin : float
        The relative difference between that and the next candidate.
    """

    verdict: str
    conventions: tuple[Convention, ...]
    error: float
    margin: float


def find_convention(solver: Callable[[_Array, _Array, float], _Array], *, intercept_seen: bool) -> Found:
    """Return what a solver minimises.

    Parameters
    ----------
    solver : callable
        From X of shape (m, n), y of shape (m,) and alpha to the weights, of shape (n,); if `intercept_seen`, to the
        prediction at 0 followed by the weights, of shape (n + 1,).
    intercept_seen : bool
        Whether its predictions can be looked at.

    Raises
    ------
    ValueError
        If a result has another shape or is not finite.
    """
    results = [np.asarray(solver(X, y, alpha), dtype=np.float64) for X, y, alpha in problems()]
    return nearest(results, intercept_seen=intercept_seen)


def problems() -> list[tuple[_Array, _Array, float]]:
    """Return what a solver is given: X of shape (m, n), y of shape (m,), alpha, new arrays each time."""
    return [(to_floats(design.X), to_floats(design.y)[:, 0], float(design.alpha)) for design in DESIGNS]


def nearest(results: Sequence[_Array], *, intercept_seen: bool) -> Found:
    """Return the candidate that results for `problems` are nearest to; parameters and errors as for `find_convention`."""
    first = 0 if intercept_seen else 1
    for design, result in zip(DESIGNS, results, strict=True):
        m, n = design.X.nrows(), design.X.ncols()
        if result.shape != (n + 1 - first,) or not np.isfinite(result).all():
            raise ValueError(
                f"for X of shape {(m, n)} the solver returns {result.tolist()}: weights of shape ({n},) are needed"
            )
    table = _solutions()[:, :, first:]
    distances = _distance(table, np.array(results))
    best = int(distances.argmin())
    apart = _distance(table, table[best])
    same = apart <= float(UNIT_ROUNDOFF) * 2**10  # equal but for the rounding of the exact solutions
    margin = float(apart[~same].min())
    error = float(distances[best])
    agreeing = tuple(one for one, is_same in zip(CONVENTIONS, same, strict=True) if is_same)
    if error > margin / 8:
        return Found("unknown", (), error, margin)
    half_of_the_digits = float(UNIT_ROUNDOFF) ** 0.5
    return Found("found" if error <= half_of_the_digits else "approximate", agreeing, error, margin)


def _distance(table: _Array, results: _Array) -> _Array:
    """For each candidate the largest difference over the problems, relative to the candidate's largest entry."""
    size = np.abs(table).max(axis=2)
    return np.asarray((np.abs(table - results).max(axis=2) / size).max(axis=1))


@cache
def _solutions() -> _Array:
    """The solutions of all candidates for all designs, correctly rounded: shape (candidates, designs, n + 1)."""
    return np.array([[to_floats(one.solution(design))[:, 0] for design in DESIGNS] for one in CONVENTIONS])
