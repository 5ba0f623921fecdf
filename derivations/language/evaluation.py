"""What a term is worth: evaluation over any ring that is passed in.

A ring says what its matrices are and how to compute with them; a scalar is a 1 x 1 matrix. `Fractions` is the exact ring of the
standard library; verify/ adds python-flint and NumPy, `sympy_ring` the rational functions that SymPy derives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from fractions import Fraction
from itertools import count
from math import isqrt
from typing import Any, Generic, Protocol, TypeVar

from derivations.language import measures as ms
from derivations.language import terms as tm
from derivations.language.errors import Irrational, LanguageError
from derivations.language.keeping import kept

__all__ = ["Fractions", "Ring", "RowMatrix", "evaluate", "rational_value"]

M = TypeVar("M")
_STEPS = 64
RowMatrix = tuple[tuple[Fraction, ...], ...]


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

    def neg(self, a: M) -> M:
        """Return -a."""
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

    def neg(self, a: RowMatrix) -> RowMatrix:
        """Return -a."""
        return tuple(tuple(-x for x in row) for row in a)

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
    worths: dict[int, M] | None = None,
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
    worths : dict, optional
        Where to keep what is worked out on the way, for further terms with these same values, sizes and functions in this
        ring: the terms of a chain have most of what they are made of in common.

    Raises
    ------
    LanguageError
        If a symbol, size or function has no value.
    ZeroDivisionError
        If something is inverted that has no inverse.
    """
    found: M = _plan(term)(_Evaluation(values, sizes, ring, functions or {}, {} if worths is None else worths))
    return found


class _Evaluation(Generic[M]):
    """One evaluation: the values of symbols, of sizes and of functions, and those of terms that have been worked out."""

    __slots__ = ("functions", "ring", "sizes", "values", "worths")

    def __init__(
        self,
        values: Mapping[str, M],
        sizes: Mapping[str, int],
        ring: Ring[M],
        functions: Mapping[str, Callable[[M], M]],
        worths: dict[int, M],
    ) -> None:
        self.values, self.sizes, self.ring, self.functions, self.worths = values, sizes, ring, functions, worths

    def size(self, size: tm.Size) -> int:
        if isinstance(size, int):
            return size
        if size not in self.sizes:
            raise LanguageError(f"the size {size} has no value")
        return self.sizes[size]

    def at_each(self, entry: _Worth, index: tm.Symbol) -> list[M]:
        """The value of an entry at every index."""
        size, found = self.size(index.rows), []
        for i in range(size):
            inner = {**self.values, index.name: self.ring.basis(i, size)}
            found.append(entry(_Evaluation(inner, self.sizes, self.ring, self.functions, {})))
        return found

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
        found: M = _plan(term)(self)
        return found

    def coordinate(self, value: M, index: M, *, square: bool) -> M:
        row = self.ring.mul(self.ring.transpose(index), value)
        return self.ring.mul(row, index) if square else row

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
            found.append(c if k % 2 else ring.neg(c))
            shifted = ring.add(power, ring.scale(ring.neg(c), ring.identity(size)))
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
        hessian = self.of(term.hessian)
        for _ in range(steps):
            slope = ring.add(ring.mul(hessian, ring.add(w, ring.neg(minimiser))), ring.scale(decay, w))
            w = ring.add(w, ring.neg(ring.scale(rate, slope)))
        return w


# --- plans -------------------------------------------------------------------------------------------------------------------

_Worth = Callable[[_Evaluation[Any]], Any]


@kept
def _plan(term: tm.Term) -> _Worth:
    """How a term gets its value, made once: the same few terms are evaluated at thousands of points."""
    make = _PLANS.get(type(term))
    plan: _Worth = make(term) if make else lambda at: at.of_measure(term)
    return plan if isinstance(term, _AT_ONCE) else _once(plan, _place(term))


def _once(plan: _Worth, place: int) -> _Worth:
    """A plan that is carried out once at a point, for all equal terms."""

    def worth(at: _Evaluation[Any]) -> Any:
        found = at.worths.get(place)
        if found is None:
            found = at.worths[place] = plan(at)
        return found

    return worth


_AT_ONCE = tm.Symbol | tm.Number | tm.SizeNumber | tm.Identity | tm.Zero | tm.Neg | tm.Transpose
_MOST = 1 << 17
_places: dict[tuple[Any, ...], int] = {}
_unused = count()


@kept
def _place(term: tm.Term) -> int:
    """A number that equal terms share; to compare two terms, or to hash them, takes as long as they are."""
    if len(_places) > _MOST:
        _places.clear()  # equal terms of before and after have two numbers then, and no number is used again
    return _places.setdefault((type(term), *(_by_place(getattr(term, field.name)) for field in fields(term))), next(_unused))


def _by_place(field: object) -> object:
    if isinstance(field, tuple):
        return tuple(map(_by_place, field))
    return _place(field) if isinstance(field, tm.Term) else field


def _symbol(term: tm.Symbol) -> _Worth:
    name = term.name

    def worth(at: _Evaluation[Any]) -> Any:
        if name not in at.values:
            raise LanguageError(f"{name} has no value; there are {sorted(at.values)}")
        return at.values[name]

    return worth


def _sum(term: tm.Sum) -> _Worth:
    first, *others = map(_plan, term.terms)

    def worth(at: _Evaluation[Any]) -> Any:
        total, add = first(at), at.ring.add
        for other in others:
            total = add(total, other(at))
        return total

    return worth


def _product(term: tm.Product) -> _Worth:
    """From the left; which products are those of a number is known from the shapes."""
    first, shape = _plan(term.factors[0]), term.factors[0].shape
    others: list[tuple[_Worth, bool, bool]] = []  # of each further factor: whether what stands before it is a number, or it is
    for factor in term.factors[1:]:
        other = factor.shape
        before, after = shape == tm.SCALAR, shape != tm.SCALAR and other == tm.SCALAR
        others.append((_plan(factor), before, after))
        shape = other if before else shape if after else (shape[0], other[1])

    def worth(at: _Evaluation[Any]) -> Any:
        total, ring = first(at), at.ring
        for factor, before, after in others:
            value = factor(at)
            total = ring.scale(total, value) if before else ring.scale(value, total) if after else ring.mul(total, value)
        return total

    return worth


def _apply(term: tm.Apply) -> _Worth:
    name, argument = term.function, _plan(term.argument)

    def worth(at: _Evaluation[Any]) -> Any:
        if name not in at.functions:
            raise LanguageError(f"the function {name} has no value")
        return at.functions[name](argument(at))

    return worth


def _through(act: Callable[..., Any], *names: str) -> Callable[[Any], _Worth]:
    """Plans of a kind of term whose value is made of the values of the terms with these names."""

    def plan(term: tm.Term) -> _Worth:
        inner = [_plan(getattr(term, name)) for name in names]
        if len(inner) == 1:
            (only,) = inner
            return lambda at: act(at, term, only(at))
        one, other = inner
        return lambda at: act(at, term, one(at), other(at))

    return plan


def _indexed(act: Callable[[_Evaluation[Any], list[Any]], Any]) -> Callable[[Any], _Worth]:
    def plan(term: tm.DiagonalOf | tm.SumOver) -> _Worth:
        entry, index = _plan(term.entry), term.index
        return lambda at: act(at, at.at_each(entry, index))

    return plan


def _plain(act: Callable[[_Evaluation[Any], Any], Any]) -> Callable[[Any], _Worth]:
    return lambda term: lambda at: act(at, term)


_PLANS: dict[type[tm.Term], Callable[[Any], _Worth]] = {
    tm.Symbol: _symbol,
    tm.Number: _plain(lambda at, term: at.ring.number(term.value)),
    tm.SizeNumber: _plain(lambda at, term: at.ring.number(Fraction(at.size(term.size)))),
    tm.Identity: _plain(lambda at, term: at.ring.identity(at.size(term.size))),
    tm.Zero: _plain(lambda at, term: at.ring.zero(at.size(term.rows), at.size(term.cols))),
    tm.Sum: _sum,
    tm.Neg: _through(lambda at, _, a: at.ring.neg(a), "term"),
    tm.Product: _product,
    tm.Quotient: _through(lambda at, _, c, a: at.ring.scale(at.ring.inverse(c), a), "denominator", "numerator"),
    tm.Transpose: _through(lambda at, _, a: at.ring.transpose(a), "term"),
    tm.Inverse: _through(lambda at, _, a: at.ring.inverse(a), "term"),
    tm.Power: _through(lambda at, term, a: at.power(a, at.whole(term.exponent), at.size(term.shape[0])), "base"),
    tm.Trace: _through(lambda at, _, a: at.ring.trace(a), "term"),
    tm.Apply: _apply,
    tm.Elementary: _through(lambda at, term, a: at.ring.elementary(term.function, a), "argument"),
    tm.Column: _through(lambda at, _, a, e: at.ring.mul(a, e), "matrix", "index"),
    tm.Coordinate: _through(lambda at, term, e, a: at.coordinate(a, e, square=term.term.shape[1] != 1), "index", "term"),
    tm.DiagonalOf: _indexed(lambda at, entries: at.ring.diagonal(entries)),
    tm.SumOver: _indexed(lambda at, entries: at.sum(entries)),
}
"""How each kind of term gets its plan."""
