"""What exact arithmetic can say of limits: points far out, and rational enclosures (balls) where an exponent grows.

A rational function is simply evaluated far out; a power A^k there has too many digits to be written down, so k = 2^128
is reached by 128 squarings of enclosures, whose error is known: python-flint's `arb`, never an estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from flint import arb, arb_mat, ctx, fmpq, fmpq_mat

from derivations.language import measures as ms
from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from derivations.language.evaluation import evaluate
from derivations.language.traversal import symbols_of, walk
from verify.bounds import limit_gap
from verify.moments import with_moments
from verify.rings import FLINT

__all__ = ["BALLS", "FAR", "BallRing", "counts", "enclosed", "far_points", "is_small", "precise"]

FAR = 2**128
"""How far out a limit is looked at: the numbers of a model have a few digits, and so have what is made of them."""

_Number = TypeVar("_Number", fmpq, arb)
_PRECISIONS = (1024, 4096)
_FEW_DIGITS = 256  # they mostly tell on which side of 0 a number is


class BallRing:
    """Enclosures of real matrices as a `Ring`; 128 squarings of a projector cost fewer than 400 binary digits."""

    def number(self, value: Fraction) -> arb_mat:
        """Return a 1 x 1 matrix."""
        return arb_mat(1, 1, [fmpq(value.numerator, value.denominator)])

    def identity(self, size: int) -> arb_mat:
        """Return the identity of a size."""
        return arb_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])

    def zero(self, rows: int, cols: int) -> arb_mat:
        """Return a zero matrix."""
        return arb_mat(rows, cols)

    def add(self, a: arb_mat, b: arb_mat) -> arb_mat:
        """Return a + b for equal shapes."""
        return a + b

    def neg(self, a: arb_mat) -> arb_mat:
        """Return -a."""
        return -a

    def mul(self, a: arb_mat, b: arb_mat) -> arb_mat:
        """Return the matrix product."""
        return a * b

    def scale(self, c: arb_mat, a: arb_mat) -> arb_mat:
        """Return a times the 1 x 1 matrix c."""
        return a * c[0, 0]

    def transpose(self, a: arb_mat) -> arb_mat:
        """Return the transpose."""
        return a.transpose()

    def inverse(self, a: arb_mat) -> arb_mat:
        """Return the inverse; raises ZeroDivisionError if there may be none."""
        return a.inv()

    def trace(self, a: arb_mat) -> arb_mat:
        """Return the trace as a 1 x 1 matrix."""
        return arb_mat(1, 1, [sum((a[i, i] for i in range(a.nrows())), arb(0))])

    def basis(self, index: int, size: int) -> arb_mat:
        """Return the standard basis vector with a 1 at the index, counted from 0, as a column."""
        return arb_mat(size, 1, [int(i == index) for i in range(size)])

    def elementary(self, function: str, a: arb_mat) -> arb_mat:
        """Return exp, log, sign or root of every entry."""
        act = {"exp": arb.exp, "log": arb.log, "sign": arb.sgn, "sqrt": arb.sqrt}[function]
        return arb_mat(a.nrows(), a.ncols(), [act(x) for x in a.entries()])

    def diagonal(self, entries: list[arb_mat]) -> arb_mat:
        """Return the diagonal matrix of 1 x 1 matrices."""
        matrix = self.zero(len(entries), len(entries))
        for i, entry in enumerate(entries):
            matrix[i, i] = entry[0, 0]
        return matrix


BALLS = BallRing()


def enclosed(
    statement: st.Statement,
    values: Mapping[str, fmpq_mat],
    sizes: Mapping[str, int],
    functions: Mapping[str, Any] | None,
    worths: dict[int, dict[int, arb_mat]],
) -> bool:
    """Return whether a statement about irrational numbers is true at a point, by enclosures.

    Where two numbers cannot be told apart with the most digits they count as equal: that is all enclosures can say, so an
    equation is looked at with these at once. An expectation is tried with one random x that has the moments, which are
    rational. What terms are worth is kept in `worths` by the precision, see `evaluate`.

    Raises
    ------
    LanguageError
        For a form of statement that cannot be tried by enclosures.
    """
    balls: dict[int, dict[str, arb_mat]] = {}  # the values by precision: as enclosures they have few digits or many

    def worth(term: tm.Term, **more: arb_mat) -> arb_mat:
        if ctx.prec not in balls:
            balls[ctx.prec] = {name: arb_mat(value) for name, value in values.items()}
        kept = {} if more else worths.setdefault(ctx.prec, {})
        return evaluate(term, {**balls[ctx.prec], **more}, sizes, BALLS, functions, kept)

    if isinstance(statement, st.LimitIs):
        gap, name = statement.function - statement.value, statement.variable.name
        points = far_points(statement.to)
        return all(precise(lambda x=x: worth(gap, **{name: BALLS.number(x)}), x) for x in points)  # type: ignore[misc]
    if isinstance(statement, st.Continuous | st.Attains):
        return _of_number(statement, worth)
    if isinstance(statement, st.MeanIs):
        mean, second = (evaluate(x, values, sizes, FLINT, functions) for x in (statement.mean, statement.second))
        outcomes, name = with_moments(mean, second), statement.variable.name
        if not outcomes:
            return True
        terms = [(statement.function, {name: x}, p) for p, x in outcomes] + [(statement.value, {}, fmpq(-1))]
    elif isinstance(statement, st.Equal):
        terms = [(statement.left, {}, fmpq(1)), (statement.right, {}, fmpq(-1))]
    elif isinstance(statement, st.PositiveSemidefinite | st.PositiveDefinite | st.Invertible):
        terms = [(statement.term, {}, fmpq(1))]
    else:
        raise LanguageError(f"{type(statement).__name__} about irrational numbers cannot be tried: state it of numbers")
    equation = isinstance(statement, st.Equal | st.MeanIs)

    def entries_now() -> list[arb]:
        found = [worth(t, **{name: arb_mat(x) for name, x in more.items()}) * arb(p) for t, more, p in terms]
        total = sum(found[1:], found[0])
        return total.entries() if equation else _on_diagonal(total)

    before = ctx.prec
    try:
        for ctx.prec in _PRECISIONS[-1:] if equation else (_FEW_DIGITS, *_PRECISIONS):
            if (found := _told(statement, entries_now())) is not None:
                return found
    finally:
        ctx.prec = before
    return equation or isinstance(statement, st.PositiveSemidefinite)


def _told(statement: st.Statement, entries: list[arb]) -> bool | None:
    """What enclosures of the entries say of a statement; None if they are too wide."""
    if isinstance(statement, st.Equal | st.MeanIs):
        return False if any(x != 0 for x in entries) else None
    if isinstance(statement, st.Invertible):
        return True if all(x != 0 for x in entries) else None
    if any(x < 0 for x in entries):
        return False
    return True if all(x > 0 for x in entries) else None


def _of_number(statement: st.Continuous | st.Attains, worth: Callable[..., arb_mat]) -> bool:
    from verify.analysis import holds_of_number  # which imports what imports this module

    before, ctx.prec = ctx.prec, _PRECISIONS[0]
    try:
        value = worth(statement.value)[0, 0] if isinstance(statement, st.Attains) else arb(0)
        name = statement.variable.name
        return holds_of_number(statement, lambda x: worth(statement.function, **{name: arb_mat(1, 1, [x])})[0, 0], value)
    finally:
        ctx.prec = before


def _on_diagonal(matrix: arb_mat) -> list[arb]:
    """The entries on the diagonal of a matrix that has no others, which say whether it is definite or invertible."""
    rows = range(matrix.nrows())
    if any(matrix[i, j] != 0 or not matrix[i, j].is_exact() for i in rows for j in rows if i != j):
        raise LanguageError("whether a matrix is definite is tried with irrational entries only where it is diagonal")
    return [matrix[i, i] for i in rows]


def counts(term: tm.Term, name: str) -> bool:
    """Return whether a letter counts in a term: it stands in an exponent, is the place in a sequence, or a number of steps."""
    for node in walk(term):
        inner = node.exponent if isinstance(node, tm.Power) else node.steps if isinstance(node, ms.Descent) else None
        if isinstance(node, tm.Apply) and node.argument.is_scalar:
            inner = node.argument
        if isinstance(inner, tm.Term) and name in symbols_of(inner):
            return True
    return False


def far_points(to: str) -> tuple[Fraction, Fraction]:
    """Return the numbers at which a limit at "0" or "inf" is looked at."""
    return (Fraction(FAR), Fraction(FAR**2)) if to == "inf" else (Fraction(1, FAR), Fraction(1, FAR**2))


def is_small(gap: fmpq_mat, point: Fraction) -> bool:
    """Return whether f - L, exact, is as small at a point far out as a limit makes it."""
    return bool(_square(gap.entries()) <= _allowed(point))


def precise(gap: Callable[[], arb_mat], point: Fraction) -> bool:
    """Return whether f - L, an enclosure, is as small at a point far out as a limit makes it.

    `gap` is called again with more digits while the enclosure is too wide to tell.

    Raises
    ------
    LanguageError
        If it still is with the most digits.
    """
    before = ctx.prec
    try:
        for ctx.prec in _PRECISIONS:
            square, allowed = _square(gap().entries()), _allowed(point)
            if square <= allowed or square > allowed:
                return bool(square <= allowed)
    finally:
        ctx.prec = before
    raise LanguageError(f"{_PRECISIONS[-1]} binary digits do not tell whether this limit is right: choose smaller numbers")


def _square(entries: list[_Number]) -> _Number:
    return sum((x * x for x in entries[1:]), entries[0] * entries[0])


def _allowed(point: Fraction) -> fmpq:
    t = min(point, 1 / point)
    return limit_gap(fmpq(t.numerator, t.denominator))
