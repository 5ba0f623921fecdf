"""The ring of rational matrices once more, with products left standing until their value is needed.

A claim's right side is mostly a product that ends in a vector, such as inv(K)*H*w_star. Multiplied from the right it needs
no inverse and no product of two matrices, only one solution of linear equations; the value is exactly the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from flint import fmpq_mat

from derivations.language.evaluation import evaluate
from derivations.language.terms import Term
from verify.rings import FLINT

__all__ = ["CHAINS", "Chain", "ChainRing", "exact_value", "inverse_of"]

_INVERSES: deque[tuple[fmpq_mat, fmpq_mat]] = deque(maxlen=2)


def inverse_of(matrix: fmpq_mat) -> fmpq_mat:
    """Return the inverse of a matrix, kept for who asks next: the claim and what it is measured by often need the same.

    With 24 rows it takes a hundred times as long as to see that two matrices are equal.

    Raises
    ------
    ZeroDivisionError
        If there is none.
    """
    for other, inverse in _INVERSES:
        if other == matrix:
            return inverse
    inverse = matrix.inv()
    _INVERSES.append((fmpq_mat(matrix), inverse))
    return inverse


_Factor = tuple[fmpq_mat, bool]


@dataclass(frozen=True, slots=True)
class Chain:
    """A product of matrices, each with whether its inverse is meant, from left to right."""

    factors: tuple[_Factor, ...]

    @property
    def value(self) -> fmpq_mat:
        """The product, multiplied from the right.

        Raises
        ------
        ZeroDivisionError
            If a matrix whose inverse is meant has none.
        """
        *rest, (matrix, inverted) = _gathered(self.factors)
        value = inverse_of(matrix) if inverted else matrix
        for matrix, inverted in reversed(rest):
            value = matrix.solve(value) if inverted else matrix * value
        return value


def _gathered(factors: tuple[_Factor, ...]) -> list[_Factor]:
    """The factors, with its power for a diagonal matrix that follows itself.

    Nothing cancels in the power of a number; one product after the other would look each time for what does.
    """
    found: list[_Factor] = []
    for _, run in groupby(factors, key=id):
        first, *further = run
        if further and not first[1] and _is_diagonal(first[0]):
            found.append((_power(first[0], 1 + len(further)), False))
        else:
            found += [first, *further]
    return found


def _is_diagonal(matrix: fmpq_mat) -> bool:
    return all(i == j or x == 0 for i, row in enumerate(matrix.tolist()) for j, x in enumerate(row))


def _power(diagonal: fmpq_mat, exponent: int) -> fmpq_mat:
    power = FLINT.zero(diagonal.nrows(), diagonal.ncols())
    for i in range(diagonal.nrows()):
        power[i, i] = diagonal[i, i] ** exponent
    return power


class ChainRing:
    """Rational matrices of python-flint as a `Ring` whose products wait."""

    def number(self, value: Fraction) -> Chain:
        """Return a 1 x 1 matrix."""
        return _single(FLINT.number(value))

    def identity(self, size: int) -> Chain:
        """Return the identity of a size."""
        return _single(FLINT.identity(size))

    def zero(self, rows: int, cols: int) -> Chain:
        """Return a zero matrix."""
        return _single(FLINT.zero(rows, cols))

    def add(self, a: Chain, b: Chain) -> Chain:
        """Return a + b for equal shapes."""
        return _single(a.value + b.value)

    def neg(self, a: Chain) -> Chain:
        """Return -a."""
        return _single(-a.value)

    def mul(self, a: Chain, b: Chain) -> Chain:
        """Return the matrix product."""
        return Chain(a.factors + b.factors)

    def scale(self, c: Chain, a: Chain) -> Chain:
        """Return a times the 1 x 1 matrix c."""
        return _single(FLINT.scale(c.value, a.value))

    def transpose(self, a: Chain) -> Chain:
        """Return the transpose."""
        return Chain(tuple((matrix.transpose(), inverted) for matrix, inverted in reversed(a.factors)))

    def inverse(self, a: Chain) -> Chain:
        """Return the inverse; if there is none, asking for a value raises ZeroDivisionError."""
        return Chain(((a.value, True),))

    def trace(self, a: Chain) -> Chain:
        """Return the trace as a 1 x 1 matrix."""
        return _single(FLINT.trace(a.value))

    def basis(self, index: int, size: int) -> Chain:
        """Return the standard basis vector with a 1 at the index, counted from 0, as a column."""
        return _single(FLINT.basis(index, size))

    def elementary(self, function: str, a: Chain) -> Chain:
        """Return exp, log or sign of every entry; raises `Irrational` if that is no rational number."""
        return _single(FLINT.elementary(function, a.value))

    def diagonal(self, entries: list[Chain]) -> Chain:
        """Return the diagonal matrix of 1 x 1 matrices."""
        return _single(FLINT.diagonal([entry.value for entry in entries]))


def _single(matrix: fmpq_mat) -> Chain:
    return Chain(((matrix, False),))


CHAINS = ChainRing()


def exact_value(
    term: Term,
    values: Mapping[str, fmpq_mat],
    sizes: int | Mapping[str, int],
    functions: Mapping[str, fmpq_mat] | None = None,
) -> fmpq_mat:
    """Return the value of a term.

    Parameters
    ----------
    term : Term
        What to evaluate.
    values : mapping of str to fmpq_mat
        A matrix for each letter, 1 x 1 for a number.
    sizes : int or mapping of str to int
        The number of parameters n, or a number for each size name and for each letter in an exponent.
    functions : mapping of str to fmpq_mat, optional
        The value of each function known only by name, at whatever point it is asked for.

    Raises
    ------
    LanguageError
        If a letter has no value.
    ZeroDivisionError
        If something is inverted that has no inverse.
    """
    chains = {name: _single(value) for name, value in values.items()}
    named = {name: _constant(value) for name, value in (functions or {}).items()}
    return evaluate(term, chains, {"n": sizes} if isinstance(sizes, int) else sizes, CHAINS, named).value


def _constant(value: fmpq_mat) -> Callable[[Chain], Chain]:
    return lambda _: _single(value)
