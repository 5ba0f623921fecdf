"""Exact limits: a formula in one letter, all others having rational values, is a rational function of that letter.

Its limit is read off the reduced fraction, so that nothing depends on how far out one looks; so is whether it is 0 for some
positive number, by Sturm's theorem.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_mat, fmpq_poly

from derivations.language import terms as tm
from derivations.language.errors import Irrational, LanguageError
from derivations.language.evaluation import Fractions, evaluate
from verify.limits import counts

__all__ = ["RationalFunction", "limit_of", "rational_functions"]

_DEGREE = 400


def _poly(value: Any) -> fmpq_poly:
    return fmpq_poly([fmpq(value.numerator, value.denominator)])


class RationalFunction:
    """A quotient of polynomials, reduced; computes with `Fraction` too. Over a degree of 400 it gives up."""

    def __init__(self, top: fmpq_poly, bottom: fmpq_poly | None = None) -> None:
        bottom = fmpq_poly([1]) if bottom is None else bottom
        common = top.gcd(bottom)
        self.top, self.bottom = top // common, bottom // common
        if max(self.top.degree(), self.bottom.degree()) > _DEGREE:
            raise OverflowError(f"a quotient of polynomials of degree above {_DEGREE}")

    def __bool__(self) -> bool:
        return bool(self.top)

    def __add__(self, other: RationalFunction | Fraction) -> RationalFunction:
        other = self.of(other)
        return RationalFunction(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    __radd__ = __add__

    def __neg__(self) -> RationalFunction:
        return RationalFunction(-self.top, self.bottom)

    def __mul__(self, other: RationalFunction | Fraction) -> RationalFunction:
        other = self.of(other)
        return RationalFunction(self.top * other.top, self.bottom * other.bottom)

    __rmul__ = __mul__

    def __sub__(self, other: RationalFunction | Fraction) -> RationalFunction:
        return self + -self.of(other)

    def __rsub__(self, other: Fraction) -> RationalFunction:
        return -self + other

    def __truediv__(self, other: RationalFunction | Fraction) -> RationalFunction:
        other = self.of(other)
        if not other:
            raise ZeroDivisionError("a division by 0")
        return self * RationalFunction(other.bottom, other.top)

    def __rtruediv__(self, other: Fraction) -> RationalFunction:
        return self.of(other) / self

    @staticmethod
    def of(value: RationalFunction | Fraction) -> RationalFunction:
        """Return a constant as a function."""
        return value if isinstance(value, RationalFunction) else RationalFunction(_poly(value))

    def limit(self, to: str) -> fmpq | None:
        """Return the limit as the letter tends to 0 ("0") or grows ("inf"), None if there is none."""
        if to == "0":
            return self.top[0] / self.bottom[0] if self.bottom[0] != 0 else None
        high, low = self.top.degree(), self.bottom.degree()
        if high > low:
            return None
        return self.top[high] / self.bottom[low] if high == low else fmpq(0)

    def vanishes(self) -> bool:
        """Return whether it is 0 for some positive number: the sign changes of Sturm's chain at 0 and far out differ."""
        low = next((k for k in range(self.top.degree() + 1) if self.top[k] != 0), None)
        if low is None:
            return True
        first = self.top // fmpq_poly([0] * low + [1])  # not 0 at 0
        chain = [first, first.derivative()]
        while chain[-1]:
            chain.append(-(chain[-2] % chain[-1]))
        ends = ([p[0] for p in chain[:-1]], [p[p.degree()] for p in chain[:-1]])
        near, far = (_changes([x for x in signs if x != 0]) for signs in ends)
        return near > far


def _changes(signs: list[fmpq]) -> int:
    return sum((a > 0) != (b > 0) for a, b in pairwise(signs))


class _Ring(Fractions):
    """Matrices of rational functions."""

    def trace(self, a: Any) -> Any:
        """Return the trace as a 1 x 1 matrix."""
        return ((sum((row[i] for i, row in enumerate(a)), Fraction(0)),),)

    def elementary(self, function: str, a: Any) -> Any:
        """Return exp, log, sign or root of numbers; of what varies these are no rational functions."""
        if any(isinstance(x, RationalFunction) for row in a for x in row):
            raise Irrational(f"{function} of something that varies is no rational function")
        return super().elementary(function, a)


def limit_of(
    function: tm.Term, variable: str, to: str, values: Mapping[str, fmpq_mat], sizes: Mapping[str, int]
) -> list[list[fmpq | None]]:
    """Return the limits of the entries of a term, None where there is none; raises as `rational_functions` does."""
    return [[x.limit(to) for x in row] for row in rational_functions(function, variable, values, sizes)]


def rational_functions(
    function: tm.Term, variable: str, values: Mapping[str, fmpq_mat], sizes: Mapping[str, int]
) -> list[list[RationalFunction]]:
    """Return the entries of a term as functions of a letter.

    Raises
    ------
    ZeroDivisionError
        If something that is divided by is 0 for every value of the letter.
    OverflowError
        If the degrees grow too large.
    LanguageError
        If it is no rational function (`Irrational`), or speaks of something without a value.
    """
    if counts(function, variable):  # the letter may have a value as well, and 2^k would be the number 2^k with that
        raise LanguageError(f"{variable} stands in an exponent or counts: no rational function")
    lifted: dict[str, Any] = {
        name: tuple(tuple(Fraction(int(x.p), int(x.q)) for x in row) for row in value.tolist())
        for name, value in values.items()
    }
    lifted[variable] = ((RationalFunction(fmpq_poly([0, 1])),),)
    found: Any = evaluate(function, lifted, sizes, _Ring())
    return [[RationalFunction.of(x) for x in row] for row in found]
