"""What a term is worth: evaluation over any ring that is passed in.

A ring says what its matrices are and how to compute with them; a scalar is a 1 x 1 matrix. `Fractions` is the exact ring of the
standard library; verify/ adds python-flint and NumPy, `sympy_ring` adds SymPy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt
from typing import Any, Generic, Protocol, TypeVar

from derivations.language import measures as ms
from derivations.language import terms as tm
from derivations.language.errors import Irrational, LanguageError

__all__ = ["Fractions", "Ring", "RowMatrix", "evaluate", "rational_value"]

M = TypeVar("M")
_STEPS = 64
RowMatrix = tuple[tuple[Fraction, ...], ...]
_MINUS_ONE = Fraction(-1)


def rational_value(function: str, x: Fraction) -> Fraction:
    """Return exp, log, sign or the root of a rational number; exp is rational at 0 only, log at 1 only (Lindemann).

    Raises
    ------
    Irrational
        Elsewhere.
    ZeroDivisionError
        For the logarithm of a number that is not positive, which has no value either.
    """
    if function == "sign":
        return Fraction((x > 0) - (x < 0))
    if function == "sqrt":
        return _root(x)
    if function == "log" and x <= 0:
        raise ZeroDivisionError(f"log({x}) has no value")
    rational = {"exp": (0, 1), "log": (1, 0)}[function]
    if x != rational[0]:
        raise Irrational(f"{function}({x}) is no rational number")
    return Fraction(rational[1])


def _root(x: Fraction) -> Fraction:
    """The root of a square, the one that is not negative."""
    found = Fraction(isqrt(max(x.numerator, 0)), isqrt(x.denominator))
    if found * found != x:
        raise Irrational(f"sqrt({x}) is no rational number")
    return found


class Ring(Protocol[M]):
    """Matrices over some numbers, all of them two-dimensional, a scalar being 1 x 1."""

    def number(self, value: Fraction) -> M:
        """Return a 1 x 1 matrix."""
        ...

    def identity(self, size: int) -> M:
        """Return the identity of a size."""
        ...

    def zero(self, rows: int, cols: int) -> M:
        """Return a zero matrix."""
        ...

    def add(self, a: M, b: M) -> M:
        """Return a + b for equal shapes."""
        ...

    def mul(self, a: M, b: M) -> M:
        """Return the matrix product."""
        ...

    def scale(self, c: M, a: M) -> M:
        """Return a times the 1 x 1 matrix c."""
        ...

    def transpose(self, a: M) -> M:
        """Return the transpose."""
        ...

    def inverse(self, a: M) -> M:
        """Return the inverse; raises ZeroDivisionError if there is none."""
        ...

    def trace(self, a: M) -> M:
        """Return the trace as a 1 x 1 matrix."""
        ...

    def basis(self, index: int, size: int) -> M:
        """Return the standard basis vector with a 1 at the index, counted from 0, as a column."""
        ...

    def diagonal(self, entries: list[M]) -> M:
        """Return the diagonal matrix of 1 x 1 matrices."""
        ...

    def elementary(self, function: str, a: M) -> M:
        """Return exp, log or sign of every entry; raises `Irrational` if the ring has no such number."""
        ...


class Fractions:
    """Exact rational matrices as tuples of rows of `Fraction`; standard library only."""

    def number(self, value: Fraction) -> RowMatrix:
        """Return a 1 x 1 matrix."""
        return ((Fraction(value),),)

    def identity(self, size: int) -> RowMatrix:
        """Return the identity of a size."""
        return tuple(tuple(Fraction(i == j) for j in range(size)) for i in range(size))

    def zero(self, rows: int, cols: int) -> RowMatrix:
        """Return a zero matrix."""
        return ((Fraction(0),) * cols,) * rows

    def add(self, a: RowMatrix, b: RowMatrix) -> RowMatrix:
        """Return a + b for equal shapes."""
        return tuple(tuple(x + y for x, y in zip(r, s, strict=True)) for r, s in zip(a, b, strict=True))

    def mul(self, a: RowMatrix, b: RowMatrix) -> RowMatrix:
        """Return the matrix product."""
        columns = list(zip(*b, strict=True))
        return tuple(tuple(sum((x * y for x, y in zip(r, c, strict=True)), Fraction(0)) for c in columns) for r in a)

    def scale(self, c: RowMatrix, a: RowMatrix) -> RowMatrix:
        """Return a times the 1 x 1 matrix c."""
        return tuple(tuple(c[0][0] * x for x in row) for row in a)

    def transpose(self, a: RowMatrix) -> RowMatrix:
        """Return the transpose."""
        return tuple(zip(*a, strict=True))

    def inverse(self, a: RowMatrix) -> RowMatrix:
        """Return the inverse by Gauss-Jordan elimination; raises ZeroDivisionError if there is none."""
        size = len(a)
        rows = [list(r + e) for r, e in zip(a, self.identity(size), strict=True)]
        for i in range(size):
            pivot = next((k for k in range(i, size) if rows[k][i]), None)
            if pivot is None:
                raise ZeroDivisionError("the matrix is singular")
            rows[i], rows[pivot] = rows[pivot], rows[i]
            rows[i] = [x / rows[i][i] for x in rows[i]]
            for k in range(size):
                if k != i and rows[k][i]:
                    rows[k] = [x - rows[k][i] * y for x, y in zip(rows[k], rows[i], strict=True)]
        return tuple(tuple(row[size:]) for row in rows)

    def trace(self, a: RowMatrix) -> RowMatrix:
        """Return the trace as a 1 x 1 matrix."""
        return self.number(sum((row[i] for i, row in enumerate(a)), Fraction(0)))

    def basis(self, index: int, size: int) -> RowMatrix:
        """Return the standard basis vector with a 1 at the index, counted from 0, as a column."""
        return tuple((Fraction(i == index),) for i in range(size))

    def elementary(self, function: str, a: RowMatrix) -> RowMatrix:
        """Return exp, log or sign of every entry; raises `Irrational` if that is no rational number."""
        return tuple(tuple(rational_value(function, x) for x in row) for row in a)

    def diagonal(self, entries: list[RowMatrix]) -> RowMatrix:
        """Return the diagonal matrix of 1 x 1 matrices."""
        size = len(entries)
        return tuple(tuple(entries[i][0][0] if i == j else Fraction(0) for j in range(size)) for i in range(size))


def evaluate(
    term: tm.Term,
    values: Mapping[str, M],
    sizes: Mapping[str, int],
    ring: Ring[M],
    functions: Mapping[str, Callable[[M], M]] | None = None,
) -> M:
    """Return the value of a term.

    Parameters
    ----------
    term : Term
        What to evaluate.
    values : mapping of str to M
        A matrix of the ring for each free symbol, 1 x 1 for a scalar.
    sizes : mapping of str to int
        A number for each size name, and for each natural symbol in an exponent.
    ring : Ring
        The matrices to compute in.
    functions : mapping of str to callable, optional
        What each function known only by name does to a matrix of the ring.

    Raises
    ------
    LanguageError
        If a symbol, size or function has no value.
    ZeroDivisionError
        If something is inverted that has no inverse.
    """
    return _Evaluation(values, sizes, ring, functions or {}).of(term)


class _Evaluation(Generic[M]):
    """One evaluation: the values of symbols, of sizes and of functions."""

    def __init__(
        self,
        values: Mapping[str, M],
        sizes: Mapping[str, int],
        ring: Ring[M],
        functions: Mapping[str, Callable[[M], M]],
    ) -> None:
        self.values, self.sizes, self.ring, self.functions = values, sizes, ring, functions

    def size(self, size: tm.Size) -> int:
        if isinstance(size, int):
            return size
        if size not in self.sizes:
            raise LanguageError(f"the size {size} has no value")
        return self.sizes[size]

    def at_each(self, entry: tm.Term, index: tm.Symbol) -> list[M]:
        """The value of an entry at every index."""
        size = self.size(index.rows)
        found = []
        for i in range(size):
            inner = {**self.values, index.name: self.ring.basis(i, size)}
            found.append(_Evaluation(inner, self.sizes, self.ring, self.functions).of(entry))
        return found

    def product(self, factors: tuple[tm.Term, ...]) -> M:
        total, shape = self.of(factors[0]), factors[0].shape
        for factor in factors[1:]:
            value, other = self.of(factor), factor.shape
            if shape == tm.SCALAR:
                total, shape = self.ring.scale(total, value), other
            elif other == tm.SCALAR:
                total = self.ring.scale(value, total)
            else:
                total, shape = self.ring.mul(total, value), (shape[0], other[1])
        return total

    def whole(self, exponent: int | tm.Term) -> int:
        """The number behind an exponent; a natural symbol has its number among the sizes."""
        match exponent:
            case int():
                return exponent
            case tm.Number() if exponent.value.denominator == 1 and exponent.value >= 0:
                return int(exponent.value)
            case tm.Symbol():
                return self.size(exponent.name)
            case tm.Sum():
                return sum(self.whole(term) for term in exponent.terms)
        raise LanguageError(f"{exponent} is no exponent: write a natural symbol, a whole number, or their sum")

    def power(self, base: M, exponent: int, size: int) -> M:
        if exponent == 0:
            return self.ring.identity(size)
        total = base
        for digit in f"{exponent:b}"[1:]:  # squaring: limits ask for exponents with 128 binary digits
            total = self.ring.mul(total, total)
            total = self.ring.mul(total, base) if digit == "1" else total
        return total

    def sum(self, values: list[M]) -> M:
        total = values[0]
        for value in values[1:]:
            total = self.ring.add(total, value)
        return total

    def of(self, term: tm.Term) -> M:
        worth = _WORTH.get(type(term), _Evaluation.of_measure)
        found: M = worth(self, term)
        return found

    def symbol(self, term: tm.Symbol) -> M:
        if term.name not in self.values:
            raise LanguageError(f"{term.name} has no value; there are {sorted(self.values)}")
        return self.values[term.name]

    def apply(self, term: tm.Apply) -> M:
        if term.function not in self.functions:
            raise LanguageError(f"the function {term.function} has no value")
        return self.functions[term.function](self.of(term.argument))

    def coordinate(self, term: tm.Coordinate) -> M:
        row = self.ring.mul(self.ring.transpose(self.of(term.index)), self.of(term.term))
        return row if term.term.shape[1] == 1 else self.ring.mul(row, self.of(term.index))

    def of_measure(self, term: tm.Term) -> M:
        ring = self.ring
        match term:
            case ms.Determinant():
                return self.coefficients(self.of(term.term), self.size(term.term.shape[0]))[-1]
            case ms.Rank():
                return self.rank(self.of(term.term), self.size(term.term.shape[1]))
            case ms.Ones():
                first, second = (self.sum([ring.basis(i, n) for i in range(n)]) for n in map(self.size, term.shape))
                return ring.mul(first, ring.transpose(second))
            case ms.Entry():
                rows, cols = map(self.size, term.term.shape)
                if term.row >= rows or term.col >= cols:
                    raise LanguageError(f"{rows} x {cols} has no entry {term.row}, {term.col}")
                row = ring.mul(ring.transpose(ring.basis(term.row, rows)), self.of(term.term))
                return ring.mul(row, ring.basis(term.col, cols))
            case ms.Descent():
                return self.descent(term)
        raise LanguageError(f"no value for {type(term).__name__}")

    def coefficients(self, a: M, size: int) -> list[M]:
        """(-1)^(k+1) c_k for the coefficients c_k of the characteristic polynomial (Faddeev, LeVerrier)."""
        ring, found = self.ring, []
        power = a
        for k in range(1, size + 1):
            c = ring.scale(ring.number(Fraction(1, k)), ring.trace(power))
            found.append(c if k % 2 else ring.scale(ring.number(Fraction(-1)), c))
            shifted = ring.add(power, ring.scale(ring.scale(ring.number(Fraction(-1)), c), ring.identity(size)))
            power = ring.mul(a, shifted)
        return found

    def rank(self, a: M, size: int) -> M:
        """The rank of A^T A, which is that of A: how many of its eigenvalues are not 0."""
        rank = 0
        for k, c in enumerate(self.coefficients(self.ring.mul(self.ring.transpose(a), a), size), 1):
            try:
                self.ring.inverse(c)
            except ZeroDivisionError:
                continue
            rank = k
        return self.ring.number(Fraction(rank))

    def descent(self, term: ms.Descent) -> M:
        """The steps, one after the other."""
        ring, w, minimiser = self.ring, self.of(term.start), self.of(term.minimiser)
        steps, rate, decay = self.whole(term.steps), self.of(term.rate), self.of(term.decay)
        if steps > _STEPS:
            raise LanguageError(f"{steps} steps are too many to be taken")
        minus, hessian = ring.number(Fraction(-1)), self.of(term.hessian)
        for _ in range(steps):
            slope = ring.add(ring.mul(hessian, ring.add(w, ring.scale(minus, minimiser))), ring.scale(decay, w))
            w = ring.add(w, ring.scale(minus, ring.scale(rate, slope)))
        return w


# how each kind of term gets its value; a table, for a long match would compare every node with one kind after the other
_WORTH: dict[type[tm.Term], Callable[[_Evaluation[Any], Any], Any]] = {
    tm.Symbol: _Evaluation.symbol,
    tm.Number: lambda at, term: at.ring.number(term.value),
    tm.SizeNumber: lambda at, term: at.ring.number(Fraction(at.size(term.size))),
    tm.Identity: lambda at, term: at.ring.identity(at.size(term.size)),
    tm.Zero: lambda at, term: at.ring.zero(at.size(term.rows), at.size(term.cols)),
    tm.Sum: lambda at, term: at.sum([at.of(t) for t in term.terms]),
    tm.Neg: lambda at, term: at.ring.scale(at.ring.number(_MINUS_ONE), at.of(term.term)),
    tm.Product: lambda at, term: at.product(term.factors),
    tm.Quotient: lambda at, term: at.ring.scale(at.ring.inverse(at.of(term.denominator)), at.of(term.numerator)),
    tm.Transpose: lambda at, term: at.ring.transpose(at.of(term.term)),
    tm.Inverse: lambda at, term: at.ring.inverse(at.of(term.term)),
    tm.Power: lambda at, term: at.power(at.of(term.base), at.whole(term.exponent), at.size(term.shape[0])),
    tm.Trace: lambda at, term: at.ring.trace(at.of(term.term)),
    tm.Apply: _Evaluation.apply,
    tm.Elementary: lambda at, term: at.ring.elementary(term.function, at.of(term.argument)),
    tm.Column: lambda at, term: at.ring.mul(at.of(term.matrix), at.of(term.index)),
    tm.Coordinate: _Evaluation.coordinate,
    tm.DiagonalOf: lambda at, term: at.ring.diagonal(at.at_each(term.entry, term.index)),
    tm.SumOver: lambda at, term: at.sum(at.at_each(term.entry, term.index)),
}
