"""Rational matrices (python-flint) as a ring for terms, and dual numbers over them, which carry a derivative along.

A matrix that does not move is a rational matrix in both rings.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar

from flint import fmpq, fmpq_mat

from derivations.language.errors import Irrational
from derivations.language.evaluation import rational_value

__all__ = ["DUALS", "FLINT", "Dual", "DualRing", "FlintRing", "Function", "slopes_of", "value_of"]


class FlintRing:
    """Rational matrices of python-flint as a `Ring`."""

    def number(self, value: Fraction) -> fmpq_mat:
        """Return a 1 x 1 matrix."""
        return fmpq_mat(1, 1, [fmpq(value.numerator, value.denominator)])

    def identity(self, size: int) -> fmpq_mat:
        """Return the identity of a size."""
        matrix = fmpq_mat(size, size)
        for i in range(size):  # quicker than a list of size^2 entries
            matrix[i, i] = 1
        return matrix

    def zero(self, rows: int, cols: int) -> fmpq_mat:
        """Return a zero matrix."""
        return fmpq_mat(rows, cols)

    def add(self, a: fmpq_mat, b: fmpq_mat) -> fmpq_mat:
        """Return a + b for equal shapes."""
        return a + b

    def neg(self, a: fmpq_mat) -> fmpq_mat:
        """Return -a."""
        return -a

    def mul(self, a: fmpq_mat, b: fmpq_mat) -> fmpq_mat:
        """Return the matrix product."""
        return a * b

    def scale(self, c: fmpq_mat, a: fmpq_mat) -> fmpq_mat:
        """Return a times the 1 x 1 matrix c."""
        return a * c[0, 0]

    def transpose(self, a: fmpq_mat) -> fmpq_mat:
        """Return the transpose."""
        return a.transpose()

    def inverse(self, a: fmpq_mat) -> fmpq_mat:
        """Return the inverse; raises ZeroDivisionError if there is none."""
        return a.inv()

    def trace(self, a: fmpq_mat) -> fmpq_mat:
        """Return the trace as a 1 x 1 matrix."""
        return fmpq_mat(1, 1, [sum((a[i, i] for i in range(a.nrows())), fmpq(0))])

    def basis(self, index: int, size: int) -> fmpq_mat:
        """Return the standard basis vector with a 1 at the index, counted from 0, as a column."""
        return fmpq_mat(size, 1, [int(i == index) for i in range(size)])

    def elementary(self, function: str, a: fmpq_mat) -> fmpq_mat:
        """Return exp, log or sign of every entry; raises `Irrational` if that is no rational number."""
        values = [rational_value(function, Fraction(int(x.p), int(x.q))) for x in a.entries()]
        return fmpq_mat(a.nrows(), a.ncols(), [fmpq(x.numerator, x.denominator) for x in values])

    def diagonal(self, entries: list[fmpq_mat]) -> fmpq_mat:
        """Return the diagonal matrix of 1 x 1 matrices."""
        matrix = fmpq_mat(len(entries), len(entries))
        for i, entry in enumerate(entries):
            matrix[i, i] = entry[0, 0]
        return matrix


@dataclass(slots=True)
class Dual:
    """A matrix value + t_1 slope_1 + t_2 slope_2 .., where t_i t_j = 0: a formula's worth at a point and its derivatives.

    One slope for each direction; those of one evaluation have equally many. It adds and multiplies with rational matrices
    too: a function written with ``+``, ``*``, ``.transpose()`` takes both.
    """

    value: fmpq_mat
    slopes: tuple[fmpq_mat, ...]

    def __add__(self, other: Dual | fmpq_mat) -> Dual:
        if isinstance(other, Dual):
            return Dual(self.value + other.value, tuple([s + t for s, t in zip(self.slopes, other.slopes, strict=True)]))
        return Dual(self.value + other, self.slopes)

    def __radd__(self, other: fmpq_mat) -> Dual:
        return Dual(other + self.value, self.slopes)

    def __neg__(self) -> Dual:
        return Dual(-self.value, tuple([-s for s in self.slopes]))

    def __mul__(self, other: Dual | fmpq_mat) -> Dual:
        if isinstance(other, Dual):
            a, b = self.value, other.value
            return Dual(a * b, tuple([s * b + a * t for s, t in zip(self.slopes, other.slopes, strict=True)]))
        return Dual(self.value * other, tuple([s * other for s in self.slopes]))

    def __rmul__(self, other: fmpq_mat) -> Dual:
        return Dual(other * self.value, tuple([other * s for s in self.slopes]))

    def scaled(self, c: fmpq_mat) -> Dual:
        """Return it times a 1 x 1 matrix."""
        number = c[0, 0]
        return Dual(self.value * number, tuple([s * number for s in self.slopes]))

    def transpose(self) -> Dual:
        """Return the transpose."""
        return Dual(self.value.transpose(), tuple([s.transpose() for s in self.slopes]))


_Moving = Dual | fmpq_mat


class DualRing:
    """Dual numbers over rational matrices as a `Ring`; a matrix that does not move is a rational matrix."""

    def number(self, value: Fraction) -> _Moving:
        """Return a 1 x 1 matrix."""
        return FLINT.number(value)

    def identity(self, size: int) -> _Moving:
        """Return the identity of a size."""
        return FLINT.identity(size)

    def zero(self, rows: int, cols: int) -> _Moving:
        """Return a zero matrix."""
        return FLINT.zero(rows, cols)

    def basis(self, index: int, size: int) -> _Moving:
        """Return the standard basis vector with a 1 at the index, counted from 0, as a column."""
        return FLINT.basis(index, size)

    def add(self, a: _Moving, b: _Moving) -> _Moving:
        """Return a + b for equal shapes."""
        return a + b

    def neg(self, a: _Moving) -> _Moving:
        """Return -a."""
        return -a

    def mul(self, a: _Moving, b: _Moving) -> _Moving:
        """Return the matrix product."""
        return a * b

    def scale(self, c: _Moving, a: _Moving) -> _Moving:
        """Return a times the 1 x 1 matrix c."""
        if not isinstance(c, Dual):
            return a.scaled(c) if isinstance(a, Dual) else a * c[0, 0]
        number, moves = c.value[0, 0], [s[0, 0] for s in c.slopes]
        if not isinstance(a, Dual):
            return Dual(a * number, tuple([a * x for x in moves]))
        return Dual(a.value * number, tuple([s * number + a.value * x for s, x in zip(a.slopes, moves, strict=True)]))

    def transpose(self, a: _Moving) -> _Moving:
        """Return the transpose."""
        return a.transpose()

    def inverse(self, a: _Moving) -> _Moving:
        """Return the inverse; raises ZeroDivisionError if there is none."""
        if not isinstance(a, Dual):
            return a.inv()
        inverse = a.value.inv()
        return Dual(inverse, tuple([-(inverse * s * inverse) for s in a.slopes]))

    def trace(self, a: _Moving) -> _Moving:
        """Return the trace as a 1 x 1 matrix."""
        return Dual(FLINT.trace(a.value), tuple(map(FLINT.trace, a.slopes))) if isinstance(a, Dual) else FLINT.trace(a)

    def elementary(self, function: str, a: _Moving) -> _Moving:
        """Return exp, log or sign of every entry; raises `Irrational` where it moves: no derivative of these is asked for."""
        if isinstance(a, Dual):
            raise Irrational(f"no derivative of {function} is computed")
        return FLINT.elementary(function, a)

    def diagonal(self, entries: list[_Moving]) -> _Moving:
        """Return the diagonal matrix of 1 x 1 matrices."""
        values = FLINT.diagonal([value_of(entry) for entry in entries])
        moving = next((entry for entry in entries if isinstance(entry, Dual)), None)
        if moving is None:
            return values
        slopes = [slopes_of(entry, len(moving.slopes)) for entry in entries]
        return Dual(values, tuple([FLINT.diagonal([*along]) for along in zip(*slopes, strict=True)]))


def value_of(a: _Moving) -> fmpq_mat:
    """Return where a matrix is."""
    return a.value if isinstance(a, Dual) else a


def slopes_of(a: _Moving, count: int) -> tuple[fmpq_mat, ...]:
    """Return how a matrix moves along so many directions: not at all, if it is rational."""
    return a.slopes if isinstance(a, Dual) else (fmpq_mat(a.nrows(), a.ncols()),) * count


FLINT = FlintRing()
DUALS = DualRing()
_M = TypeVar("_M", fmpq_mat, Dual)


class Function(Protocol):
    """A function of one matrix that takes rational matrices and dual numbers alike."""

    def __call__(self, x: _M, /) -> _M:
        """Return the value at x."""
        ...
