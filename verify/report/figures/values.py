"""The claims' own terms at exact rational numbers: no formula of a figure is written anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from flint import fmpq, fmpq_mat

import derivations
from derivations.language.evaluation import Fractions, RowMatrix, evaluate
from derivations.language.statements import Equal, LimitIs, PositiveDefinite, PositiveSemidefinite
from derivations.language.terms import Term
from verify.exact import to_fractions
from verify.rings import FLINT

__all__ = ["RING", "column", "conjugate", "diagonal", "left", "number", "right", "rotation", "vector", "worth"]

RING = Fractions()


def right(claim: str, part: str = "main") -> Term:
    """Return the right side of what a part shows: of an equation or limit; of an inequality, what is not negative.

    Raises
    ------
    TypeError
        If the part shows something else.
    """
    goal = derivations.find(claim).part(part).goal
    if isinstance(goal, Equal):
        return goal.right
    if isinstance(goal, LimitIs):
        return goal.value
    if isinstance(goal, PositiveSemidefinite | PositiveDefinite):
        return goal.term
    raise TypeError(f"{claim}, {part}: {type(goal).__name__} has no right side")


def left(claim: str, part: str = "main") -> Term:
    """Return the left side of the equation that a part shows, or the function of the limit."""
    goal = derivations.find(claim).part(part).goal
    if isinstance(goal, Equal):
        return goal.left
    if isinstance(goal, LimitIs):
        return goal.function
    raise TypeError(f"{claim}, {part}: {type(goal).__name__} has no left side")


def worth(
    term: Term,
    values: Mapping[str, RowMatrix | Fraction],
    sizes: Mapping[str, int] | None = None,
    functions: Mapping[str, Callable[[fmpq_mat], fmpq_mat]] | None = None,
) -> RowMatrix:
    """Return the exact value of a term; numbers may stand for 1 x 1 matrices, a natural k in `sizes` is a number too.

    python-flint computes it: a figure asks at hundreds of points.
    """
    sizes = sizes or {}
    given = {**{name: Fraction(size) for name, size in sizes.items()}, **values}
    matrices = {name: FLINT.number(value) if isinstance(value, Fraction) else _matrix(value) for name, value in given.items()}
    return to_fractions(evaluate(term, matrices, sizes, FLINT, functions))


def _matrix(rows: RowMatrix) -> fmpq_mat:
    return fmpq_mat(len(rows), len(rows[0]), [fmpq(x.numerator, x.denominator) for row in rows for x in row])


def number(matrix: RowMatrix) -> Fraction:
    """Return the only entry of a 1 x 1 matrix."""
    ((entry,),) = matrix
    return entry


def column(matrix: RowMatrix) -> tuple[Fraction, Fraction]:
    """Return a vector of the plane as a pair."""
    ((first,), (second,)) = matrix
    return first, second


def vector(*entries: Fraction | int) -> RowMatrix:
    """Return a column."""
    return tuple((Fraction(entry),) for entry in entries)


def diagonal(*entries: Fraction | int) -> RowMatrix:
    """Return a diagonal matrix."""
    return RING.diagonal([RING.number(Fraction(entry)) for entry in entries])


def rotation(half: Fraction) -> RowMatrix:
    """Return the rotation of the plane by the angle whose half has this tangent: rational, and exactly orthogonal."""
    cos, sin = (1 - half * half) / (1 + half * half), 2 * half / (1 + half * half)
    return ((cos, -sin), (sin, cos))


def conjugate(q: RowMatrix, *spectrum: Fraction | int) -> RowMatrix:
    """Return the symmetric matrix with these orthonormal eigenvectors and eigenvalues, as the spectral theorem writes it."""
    return worth(right("spectral_theorem"), {"Q": q, "Lam": diagonal(*spectrum)})
