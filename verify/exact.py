"""Exact truth at a point: whether a statement holds for rational matrices.

A float64 is a dyadic rational, so `rational` loses nothing, and `holds` decides without a tolerance. Whether a matrix
is positive semidefinite is decided by symmetric elimination, where a zero pivot needs a zero row: leading minors alone
would pass diag(0, -1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from flint import arb_mat, fmpq, fmpq_mat

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import Irrational, LanguageError
from derivations.language.evaluation import RowMatrix, evaluate
from verify.limits import BALLS, FAR, counts, enclosed, far_points, is_small, precise
from verify.moments import with_moments
from verify.rings import DUALS, FLINT, Dual, Function, slopes_of

__all__ = [
    "Worths",
    "gradient_at",
    "holds",
    "is_positive_definite",
    "is_positive_semidefinite",
    "mean_of",
    "rational",
    "to_floats",
    "to_fractions",
]


# --- to and from floats ----------------------------------------------------------------------------------------------

_FEW = 64  # entries of a matrix that is filled whether they are 0 or not


def rational(array: npt.ArrayLike) -> fmpq_mat:
    """Return exactly the numbers of an array.

    Parameters
    ----------
    array : array_like of shape (), (rows,) or (rows, cols), floats or integers
        A vector becomes a column, a number a 1 x 1 matrix. At 8 x 8 this takes about 0.05 ms; what is 0 in a larger array
        takes no time.

    Raises
    ------
    ValueError
        If an entry is nan or infinite, or if there are more than two axes.
    """
    given = np.asarray(array)
    numbers = given.ravel().tolist()
    if given.ndim > 2:
        raise ValueError(f"a matrix has at most two axes, this array has {given.ndim}: pass one matrix at a time")
    rows = given.shape[0] if given.ndim else 1
    cols = given.shape[1] if given.ndim == 2 else 1
    try:
        if len(numbers) <= _FEW:
            return fmpq_mat(rows, cols, [_exactly(x) for x in numbers])
        matrix = fmpq_mat(rows, cols)
        for k in np.flatnonzero(given).tolist():
            matrix[divmod(k, cols)] = _exactly(numbers[k])
        return matrix
    except (ValueError, OverflowError):
        place = next(divmod(k, cols) for k, x in enumerate(numbers) if not isfinite(x))
        raise ValueError(f"entry {place} is not finite: exact arithmetic needs a number, so filter it first") from None
    except AttributeError:
        raise ValueError(f"entries of type {given.dtype} are no real numbers: pass floats or integers") from None


def _exactly(x: Any) -> int | fmpq:
    numerator, denominator = x.as_integer_ratio()
    return numerator if denominator == 1 else fmpq(numerator, denominator)


def to_fractions(matrix: fmpq_mat) -> RowMatrix:
    """Return the rows of a rational matrix as tuples of `Fraction`."""
    return tuple(tuple(Fraction(int(x.p), int(x.q)) for x in row) for row in matrix.tolist())


def to_floats(matrix: fmpq_mat) -> npt.NDArray[np.float64]:
    """Return a rational matrix as an array of shape (rows, cols), float64, each entry correctly rounded.

    What is too large for float64 becomes infinite, as IEEE rounding has it.
    """
    return np.array([[_nearest(x) for x in row] for row in matrix.tolist()], dtype=np.float64).reshape(
        matrix.nrows(), matrix.ncols()
    )


def _nearest(x: fmpq) -> float:
    p, q = int(x.p), int(x.q)
    try:
        return p / q  # Python divides integers with one correct rounding
    except OverflowError:
        return float("inf") if p > 0 else float("-inf")


# --- definite matrices -----------------------------------------------------------------------------------------------


def is_positive_semidefinite(matrix: fmpq_mat) -> bool:
    """Return whether a matrix is symmetric with x^T A x >= 0 for all x, singular ones judged rightly."""
    return _definite(matrix, strict=False)


def is_positive_definite(matrix: fmpq_mat) -> bool:
    """Return whether a matrix is symmetric with x^T A x > 0 for all x other than 0."""
    return _definite(matrix, strict=True)


def _definite(matrix: fmpq_mat, *, strict: bool) -> bool:
    if matrix.nrows() == matrix.ncols() == 1:  # most are numbers
        return bool(matrix[0, 0] > 0 if strict else matrix[0, 0] >= 0)
    if matrix != matrix.transpose():
        return False
    # Bareiss elimination on the integer numerators: a pivot has the sign of the pivot
    # of L D L^T; by symmetry a row is kept from its diagonal on
    numerators = cast(Any, matrix.numer_denom()[0]).tolist()
    rows, previous = [[int(x) for x in row[i:]] for i, row in enumerate(numerators)], 1
    while rows:
        (pivot, *head), *rest = rows
        if pivot < 0 or (pivot == 0 and (strict or any(head))):
            return False
        if pivot:
            rest = [
                [(pivot * x - factor * y) // previous for x, y in zip(row, head[i:], strict=True)]
                for i, (factor, row) in enumerate(zip(head, rest, strict=True))
            ]
            previous = pivot
        rows = rest
    return True


def _is_norm(matrix: fmpq_mat, value: fmpq) -> bool:
    form = matrix.transpose() * matrix
    gap = FLINT.identity(form.nrows()) * (value * value) - form
    return bool(value >= 0) and is_positive_semidefinite(gap) and gap.rank() < gap.nrows()


# --- derivatives -----------------------------------------------------------------------------------------------------


def gradient_at(
    statement: st.GradientIs,
    values: Mapping[str, fmpq_mat],
    sizes: Mapping[str, int],
    functions: Mapping[str, Function] | None = None,
) -> fmpq_mat:
    """Return what the gradient, or for a vector-valued function the Jacobian, really is at the statement's point.

    The derivative is taken along each basis vector by dual numbers; the statement's own value is not looked at.

    Raises
    ------
    ZeroDivisionError
        If the function is not defined at the point.
    """
    point = evaluate(statement.point, values, sizes, FLINT, functions)
    lifted = {**values, statement.variable.name: _moving(point)}
    moved = evaluate(statement.function, lifted, sizes, DUALS, cast(Any, functions))
    return _beside(slopes_of(moved, point.nrows()), scalar=statement.function.is_scalar)


def _moving(point: fmpq_mat) -> Dual:
    """A point that moves along every basis vector at once."""
    return Dual(point, tuple([FLINT.basis(i, point.nrows()) for i in range(point.nrows())]))


def _beside(columns: Sequence[fmpq_mat], *, scalar: bool) -> fmpq_mat:
    """The derivatives along the basis vectors as one matrix: a column for a scalar function, else the Jacobian."""
    rows = [column.entries() for column in columns]
    stacked = fmpq_mat(len(rows), len(rows[0]), [x for row in rows for x in row])
    return stacked if scalar else stacked.transpose()


def _is_derivative(
    statement: st.Differentiable,
    values: Mapping[str, fmpq_mat],
    sizes: Mapping[str, int],
    functions: Mapping[str, Function],
) -> bool:
    if missing := {statement.function, statement.derivative} - functions.keys():
        raise LanguageError(f"the functions {sorted(missing)} have no value")
    size = statement.size if isinstance(statement.size, int) else sizes[statement.size]
    function, derivative = functions[statement.function], functions[statement.derivative]
    points = [fmpq_mat(size, 1, range(2, size + 2))]
    points += [value for value in values.values() if (value.nrows(), value.ncols()) == (size, 1)]
    scalar = statement.values == tm.SCALAR
    for point in points:
        slope = derivative(point)
        along = slopes_of(function(_moving(point)), size)
        if slope != _beside(along, scalar=scalar) or (statement.symmetric and slope != slope.transpose()):
            return False
    return True


# --- limits and natural numbers --------------------------------------------------------------------------------------


def _tends(
    statement: st.LimitIs,
    values: Mapping[str, fmpq_mat],
    sizes: Mapping[str, int],
    functions: Mapping[str, Function] | None,
) -> bool:
    """Whether f - L is as small far out as `verify.bounds.limit_gap` has it."""
    gap, name = statement.function - statement.value, statement.variable.name
    if statement.to == "inf" and counts(gap, name):

        def enclosed() -> Any:
            balls: dict[str, Any] = {letter: arb_mat(value) for letter, value in values.items()}
            balls[name] = arb_mat(1, 1, [FAR])
            return evaluate(gap, balls, {**sizes, name: FAR}, cast(Any, BALLS), cast(Any, functions))

        return precise(enclosed, Fraction(FAR))
    points = far_points(statement.to)
    return all(is_small(evaluate(gap, {**values, name: FLINT.number(x)}, sizes, FLINT, functions), x) for x in points)


def mean_of(
    statement: st.MeanIs,
    values: Mapping[str, fmpq_mat],
    sizes: Mapping[str, int],
    functions: Mapping[str, Function] | None = None,
    spread: int = 1,
) -> fmpq_mat | None:
    """Return the expectation of a statement's function over one random x with the moments, or None if there is none."""

    def worth(term: tm.Term, **random: fmpq_mat) -> fmpq_mat:
        return evaluate(term, {**values, **random}, sizes, FLINT, functions)

    outcomes = with_moments(worth(statement.mean), worth(statement.second), spread)
    found = [worth(statement.function, **{statement.variable.name: x}) * p for p, x in outcomes]
    return sum(found[1:], found[0]) if found else None


# --- truth -----------------------------------------------------------------------------------------------------------


@dataclass
class Worths:
    """What terms are worth at one point, exactly and, by their binary digits, as enclosures; see `evaluate`."""

    exact: dict[int, fmpq_mat] = field(default_factory=dict)
    balls: dict[int, dict[int, arb_mat]] = field(default_factory=dict)


def holds(
    statement: st.Statement,
    values: Mapping[str, fmpq_mat],
    sizes: Mapping[str, int],
    functions: Mapping[str, Function] | None = None,
    worths: Worths | None = None,
) -> bool:
    """Return whether a statement is true at a point, exactly.

    Parameters
    ----------
    statement : Statement
        Any form of `derivations.language.statements`. `Differentiable` is tested at every vector among the values and
        at one more point, `ForEvery` and `Between` at some numbers (`verify.analysis`), `LimitIs` far out (`verify.limits`);
        all else is decided.
    values : mapping of str to fmpq_mat
        A matrix for each free symbol, 1 x 1 for a number.
    sizes : mapping of str to int
        A number for each size name, and for each letter that stands for a natural number, beside its value.
    functions : mapping of str to Function, optional
        The functions known only by name; each takes rational matrices and dual numbers.
    worths : Worths, optional
        Where to keep what terms are worth, when several statements are asked about at this same point.

    Raises
    ------
    ZeroDivisionError
        If something is inverted or divided by that has no inverse: the statement has no meaning at this point.
    LanguageError
        If a symbol, size or function has no value.
    """
    kept = Worths() if worths is None else worths

    def worth(term: tm.Term) -> fmpq_mat:
        return evaluate(term, values, sizes, FLINT, functions, kept.exact)

    try:
        return _decided(statement, values, sizes, functions, worth)
    except Irrational:
        return enclosed(statement, values, sizes, functions, kept.balls)


def _decided(
    statement: st.Statement,
    values: Mapping[str, fmpq_mat],
    sizes: Mapping[str, int],
    functions: Mapping[str, Function] | None,
    worth: Callable[[tm.Term], fmpq_mat],
) -> bool:
    match statement:
        case st.Equal():
            return bool(worth(statement.left) == worth(statement.right))
        case st.PositiveSemidefinite():
            return is_positive_semidefinite(worth(statement.term))
        case st.PositiveDefinite():
            return is_positive_definite(worth(statement.term))
        case st.Invertible():
            matrix = worth(statement.term)
            return matrix.rank() == matrix.nrows()
        case st.NormIs():
            return _is_norm(worth(statement.matrix), worth(statement.value)[0, 0])
        case st.GradientIs():
            return bool(gradient_at(statement, values, sizes, functions) == worth(statement.value))
        case st.Differentiable():
            return _is_derivative(statement, values, sizes, functions or {})
        case st.LimitIs() | st.MeanIs():
            return _holds_of_many(statement, values, sizes, functions)
        case st.ForEvery() | st.Between() | st.Continuous() | st.Attains() | st.LocalMinimum():
            from verify.analysis import holds_of_function

            return holds_of_function(statement, values, sizes, functions)
        case st.Natural():
            number = worth(statement.symbol)[0, 0]
            return bool(number.q == 1 and number >= 0 and number == sizes.get(statement.symbol.name, number))
    return _holds_of_letter(statement, worth)


def _holds_of_many(
    statement: st.LimitIs | st.MeanIs,
    values: Mapping[str, fmpq_mat],
    sizes: Mapping[str, int],
    functions: Mapping[str, Function] | None,
) -> bool:
    match statement:
        case st.LimitIs():
            return _tends(statement, values, sizes, functions)
        case st.MeanIs():
            found = [mean_of(statement, values, sizes, functions, spread) for spread in (1, 2)]
            value = evaluate(statement.value, values, sizes, FLINT, functions)
            return all(mean is None or mean == value for mean in found)


def _holds_of_letter(statement: st.Statement, worth: Any) -> bool:
    if not isinstance(statement, st.Symmetric | st.Diagonal | st.BasisVector):
        raise LanguageError(f"no exact test for {type(statement).__name__}: add one here")
    matrix: fmpq_mat = worth(statement.symbol)
    if isinstance(statement, st.Symmetric):
        return bool(matrix == matrix.transpose())
    if isinstance(statement, st.Diagonal):
        square, cols = matrix.nrows() == matrix.ncols(), matrix.ncols()
        return square and not any(x for k, x in enumerate(matrix.entries()) if k // cols != k % cols)
    return matrix.ncols() == 1 and sorted(matrix.entries()) == [0] * (matrix.nrows() - 1) + [1]
