"""Whether what a derivation found shows an inequality: its value is a sum of summands whose form shows their sign.

The form alone counts: squares, roots, exponentials and positive numbers; what a hypothesis says is positive; sums, products
and quotients of those, and integrals from 0 to 1. SymPy is asked for no sign: its expressions are read as trees.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from derivations.language import statements as st
from derivations.language.claims import Hypothesis
from derivations.language.errors import LanguageError
from derivations.language.sympy_bridge import ALONG, Derived, Summand, Valued, in_ring
from derivations.language.sympy_ring import Poly, Ratio, SympyRing

if TYPE_CHECKING:
    import sympy

__all__ = ["unseen"]

_POSITIVE, _NONNEGATIVE, _UNKNOWN = 2, 1, 0  # and their opposites


def unseen(derived: Derived, strict: bool, given: Sequence[Hypothesis]) -> str:
    """Return why what was derived does not show that it is positive, or not negative; "" if it does.

    Parameters
    ----------
    derived : Derived
        A value that is a number, or a matrix that is to be positive semidefinite, with its summands.
    strict : bool
        Whether it is to be positive.
    given : sequence of Hypothesis
        What may be used.

    Raises
    ------
    LanguageError
        If a summand names a hypothesis that there is not, or of which it cannot be a multiple.
    """
    shape = derived.value.shape
    summands = derived.summands or (Summand(derived.value[0, 0]),)
    matrices = [derived.value, *(one for summand in summands for one in _matrices(summand))]

    def judge(ring: SympyRing, valued: Valued) -> str:
        if broken := _broken(ring, valued, given):
            return f"what was put in does not meet {broken}"
        found = _Sum(ring, valued, given)
        total, signs = ring.zero(*shape), []
        for summand in summands:
            value, sign = found.of(summand)
            if (len(value.rows), len(value.rows[0])) != shape:
                raise LanguageError(f"{summand.hypothesis or summand.weight} has another shape than what was derived")
            total = ring.add(total, value)
            signs.append(sign)
        rest = ring.add(total, ring.neg(ring.from_matrix(derived.value)))
        if not all(ring.vanishes(entry) for row in rest.rows for entry in row):
            return "the summands are not what was derived"
        for summand, sign in zip(summands, signs, strict=True):
            if sign < _NONNEGATIVE:
                return f"the form of {summand.weight} does not show that it is not negative"
        return "" if not strict or _POSITIVE in signs else "no summand is seen to be positive"

    return in_ring(derived, matrices, judge)


def _matrices(summand: Summand) -> list[sympy.Matrix]:
    import sympy

    numbers = [one for one in (summand.weight, summand.at, summand.primitive) if one is not None]
    return [sympy.Matrix([numbers]), *([] if summand.vector is None else [summand.vector])]


def _broken(ring: SympyRing, valued: Valued, given: Sequence[Hypothesis]) -> str:
    """The first hypothesis that is an equation and does not hold of what the derivation put in for the letters."""
    for one in given:
        if isinstance(one.statement, st.Equal):
            try:
                left, right = valued(one.statement.left, {}), valued(one.statement.right, {})
            except LanguageError:
                continue  # it speaks of something that the derivation does without
            rest = ring.add(left, ring.neg(right))
            if not all(ring.vanishes(entry) for row in rest.rows for entry in row):
                return one.name
    return ""


class _Sum:
    """The values and signs of summands, in one ring."""

    def __init__(self, ring: SympyRing, valued: Valued, given: Sequence[Hypothesis]) -> None:
        self.ring, self.valued, self.given = ring, valued, {one.name: one for one in given}
        self.signs = _Signs(ring)
        for one in given:
            if isinstance(one.statement, st.PositiveSemidefinite | st.PositiveDefinite) and one.statement.term.is_scalar:
                try:
                    value = valued(one.statement.term, {})
                except (LanguageError, ZeroDivisionError):
                    continue  # it speaks of something that the derivation does without
                self.signs.declare(value, _strength(one.statement))

    def of(self, summand: Summand) -> tuple[Ratio, int]:
        """Return a summand's value, and 1 if it is not negative, 2 if it is positive, else less."""
        weight = self.ring.from_entry(summand.weight)
        if summand.primitive is not None:
            return self.of_integral(summand)
        if not summand.hypothesis and summand.vector is None:
            return weight, self.signs.of(summand.weight)
        if not summand.hypothesis:
            vector = self.ring.from_matrix(summand.vector)
            square = self.ring.mul(self.ring.transpose(vector), vector)
            return self.ring.scale(weight, square), min(self.signs.of(summand.weight), _NONNEGATIVE)
        if summand.hypothesis not in self.given:
            raise LanguageError(f"there is no hypothesis {summand.hypothesis}; there are {sorted(self.given)}")
        statement = self.given[summand.hypothesis].statement
        if isinstance(statement, st.Between):
            return self.of_range(summand, statement)
        sign = self.signs.of(summand.weight)
        return self.multiple(summand, statement, {}), min(sign, _strength(statement) if summand.vector is None else 1)

    def of_integral(self, summand: Summand) -> tuple[Ratio, int]:
        """The integral of a weight over s: what its primitive, a continuous function, gains from 0 to 1.

        It is positive where the weight is at every s between 0 and 1, ends left out.
        """
        import sympy

        s, ring = sympy.Symbol(ALONG, real=True), self.ring
        rest = ring.add(ring.derivative(summand.primitive, s), ring.neg(ring.from_entry(summand.weight)))
        if not ring.vanishes(rest.rows[0][0]):
            raise LanguageError(f"{summand.weight} is not the derivative of {summand.primitive}")
        start, end = (ring.from_entry(summand.primitive.xreplace({s: sympy.Integer(place)})) for place in (0, 1))
        return ring.add(end, ring.neg(start)), self.signs.with_range(s, _POSITIVE).of(summand.weight)

    def of_range(self, summand: Summand, between: st.Between) -> tuple[Ratio, int]:
        """The summand of a hypothesis about every t from 0 to 1: at one such t, or integrated over all of them."""
        import sympy

        letter = between.variable.name
        t = next((atom for atom in self.ring.atoms if atom.is_Symbol and atom.name == letter), None)
        signs = self.signs if t is None else self.signs.with_range(t)
        at = t if summand.at is None else summand.at
        if at is None:
            raise LanguageError(f"{summand.hypothesis} is to be integrated over {letter}, which the derivation did not use")
        value = self.multiple(summand, between.statement, {letter: self.ring.from_entry(at)})
        inside = signs.inside(at) or all(signs.inside(factor) for factor in sympy.Mul.make_args(at))
        sign = min(signs.of(summand.weight), _NONNEGATIVE) if inside else _UNKNOWN
        return (value if t is None else self.ring.integral(value, t)), sign

    def multiple(self, summand: Summand, statement: st.Statement, others: dict[str, Ratio]) -> Ratio:
        """The weight times the left side of a hypothesis, a matrix in the form of a vector."""
        if not isinstance(statement, st.PositiveSemidefinite | st.PositiveDefinite):
            raise LanguageError(f"{summand.hypothesis} does not say that something is not negative")
        value = self.valued(statement.term, others)
        if summand.vector is not None:
            vector = self.ring.from_matrix(summand.vector)
            value = self.ring.mul(self.ring.transpose(vector), self.ring.mul(value, vector))
        return self.ring.scale(self.ring.from_entry(summand.weight), value)


class _Signs:
    """Signs that expressions show by their form, given those of some polynomials."""

    def __init__(self, ring: SympyRing, known: dict[Any, int] | None = None) -> None:
        self.ring, self.known = ring, known or {}

    def declare(self, value: Ratio, sign: int) -> None:
        """Take the sign of a number as given; its denominator has to be a number."""
        value = self.ring.scale(self.ring.number(Fraction(1)), value)  # in lowest terms, as far as the ring knows the factors
        above = value.rows[0][0]
        if above and not value.below:
            key, sign = _normal(above, sign)
            if abs(self.known.get(key, 0)) < abs(sign):
                self.known[key] = sign

    def with_range(self, t: sympy.Expr, strength: int = _NONNEGATIVE) -> _Signs:
        """Return the same signs, and that a letter lies between 0 and 1, strictly or not."""
        signs = _Signs(self.ring, dict(self.known))
        signs.declare(self.ring.from_entry(t), strength)
        signs.declare(self.ring.from_entry(1 - t), strength)
        return signs

    def inside(self, entry: sympy.Expr) -> bool:
        """Whether an expression shows by its form that it lies between 0 and 1."""
        import sympy

        rest = sympy.factor(1 - entry)
        same = self.ring.from_entry(1 - entry - rest).rows[0][0]
        return self.ring.vanishes(same) and min(self.of(entry), self.of(rest)) >= _NONNEGATIVE

    def of(self, entry: sympy.Expr) -> int:
        """Return 2 for positive, 1 for not negative, -2 and -1 for the opposites, 0 if the form does not tell."""
        if entry.is_Rational:
            return _POSITIVE if entry > 0 else -_POSITIVE if entry < 0 else _NONNEGATIVE
        if given := self.given(entry):
            return given
        if entry.is_Mul:
            return _product([self.of(factor) for factor in entry.args])
        if entry.is_Pow:
            return self.power(entry)
        if entry.is_Add:
            return _sum([self.of(term) for term in entry.args])
        return {"exp": _POSITIVE, "Abs": _NONNEGATIVE}.get(type(entry).__name__, _UNKNOWN)

    def given(self, entry: sympy.Expr) -> int:
        """What the hypotheses say of an expression that is a multiple of one of them."""
        value = self.ring.from_entry(entry)
        above = value.rows[0][0]
        if not above or value.below:
            return _UNKNOWN
        key, turned = _normal(above, 1)
        return turned * self.known.get(key, _UNKNOWN)

    def power(self, entry: sympy.Expr) -> int:
        if not entry.exp.is_Rational or entry.exp.q > 2:
            return _UNKNOWN
        base = self.of(entry.base)
        if entry.exp.q == 2:  # a root
            base = max(base, _UNKNOWN)
        elif entry.exp.p % 2 == 0:
            base = _POSITIVE if abs(base) == _POSITIVE else _NONNEGATIVE
        return 2 * base if entry.exp.p < 0 and abs(base) == 1 else base  # what is divided by is not 0


def _normal(poly: Poly, sign: int) -> tuple[tuple[Any, ...], int]:
    """The terms of the monic multiple of a polynomial, as a key, and the sign it has if the polynomial has this one."""
    leading = poly.leading_coefficient()
    return tuple((poly / leading).terms()), sign if leading > 0 else -sign


def _strength(statement: st.Statement) -> int:
    return _POSITIVE if isinstance(statement, st.PositiveDefinite) else _NONNEGATIVE


def _product(signs: list[int]) -> int:
    total = _POSITIVE
    for sign in signs:
        total = (1 if total * sign > 0 else -1) * min(abs(total), abs(sign))
    return total


def _sum(signs: list[int]) -> int:
    if min(signs) > 0:
        return max(signs)
    return min(signs) if max(signs) < 0 else _UNKNOWN
