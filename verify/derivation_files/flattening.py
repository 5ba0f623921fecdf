"""Terms up to parentheses, signs and the order of sums: their summands, their factors, and what equal ones have in common."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from derivations.language import statements as st
from derivations.language import terms as tm
from verify.vocabulary import terms_in

__all__ = ["factors_of", "is_atom", "key_of", "multiplied", "one_key", "opened", "plain", "summands_of"]

_KEPT = 4096
"""How many terms are remembered with their factors."""
_HIGHEST = 8
"""The highest power that is taken apart."""


def key_of(statement: st.Statement) -> object:
    """What two statements have in common that are equal up to parentheses, signs and the order of sums."""
    return (type(statement).__name__, *(one_key(term) for term in terms_in(statement)))


@lru_cache(_KEPT)
def one_key(term: tm.Term) -> object:
    """What two terms have in common that are equal up to parentheses, signs and the order of sums."""
    collected: dict[object, Fraction] = {}
    for sign, inner in summands_of(plain(term)):
        c, factors = opened(*factors_of(inner))
        key = _key_of_factors(inner, factors)
        collected[key] = collected.get(key, Fraction(0)) + sign * c  # k + 1 + 1 is k + 2
    entries = [(c, key) for key, c in collected.items() if c]  # 0 t is nothing
    if len(entries) == 1 and entries[0][0] == 1:
        return entries[0][1]
    return ("sum", frozenset(entries))


def _key_of_factors(term: tm.Term, factors: list[tm.Term]) -> object:
    """The same of a summand that is a number times these factors."""
    if len(factors) == 1 and factors != [term]:
        return one_key(factors[0])
    if factors != [term]:
        numbers = sorted(repr(one_key(f)) for f in factors if f.is_scalar)  # the entry at no letter has no text
        return ("product", tuple(numbers), tuple(one_key(f) for f in factors if not f.is_scalar))
    term = plain(term)
    match term:
        case tm.Transpose() | tm.Inverse() | tm.Trace():
            return (type(term).__name__, one_key(term.term))
        case tm.Elementary() | tm.Apply():
            return (term.function, one_key(term.argument))
        case tm.Power(base, exponent):
            return ("power", one_key(base), one_key(exponent) if isinstance(exponent, tm.Term) else exponent)
    return term


def plain(term: tm.Term) -> tm.Term:
    """Take transposes of transposes, of products and of numbers apart."""
    if isinstance(term, tm.Transpose):
        inner = term.term
        if isinstance(inner, tm.Transpose):
            return plain(inner.term)
        if inner.is_scalar:
            return plain(inner)
        if isinstance(inner, tm.Product):
            return tm.Product(tuple(plain(tm.Transpose(f)) for f in reversed(_folded(inner.factors))))
        if isinstance(inner, tm.Sum):
            return tm.Sum(tuple(plain(tm.Transpose(t)) for t in inner.terms))
    return term


def summands_of(term: tm.Term, sign: int = 1, *, inside: bool = True) -> list[tuple[int, tm.Term]]:
    """Return the summands of a term with their signs; a sum that is one of them is taken apart, or keeps all but its sign."""
    if isinstance(term, tm.Sum):
        if not inside:
            return [(-sign, t.term) if isinstance(t, tm.Neg) else (sign, t) for t in term.terms]
        return [found for inner in term.terms for found in summands_of(inner, sign)]
    if isinstance(term, tm.Neg):
        return summands_of(term.term, -sign, inside=inside)
    return [(sign, term)]


@lru_cache(_KEPT)
def factors_of(term: tm.Term, *, divided: bool = True) -> tuple[Fraction, list[tm.Term]]:
    """The number in front and the factors of a product, a quotient being a product with the reciprocal.

    Unless it is `divided`, a quotient that is multiplied stays whole, and so does a vector or a matrix divided by a number.
    """
    match term:
        case tm.Number():
            return term.value, []
        case tm.Product(factors):
            kept = [isinstance(f, tm.Quotient) and not divided for f in factors]
            parts = [(Fraction(1), [f]) if keep else _parts(f, divided=divided) for f, keep in zip(factors, kept, strict=True)]
            number = Fraction(1)
            for c, _ in parts:
                number *= c
            return number, _folded([f for _, inner in parts for f in inner])
        case tm.Neg(negative):
            c, inside = factors_of(negative, divided=divided)
            return -c, inside
        case tm.Quotient(top, bottom) if divided or term.is_scalar:
            c, above = factors_of(top, divided=divided)
            d, below = factors_of(bottom, divided=divided)
            if not all(f.is_scalar for f in below):
                d, below = Fraction(1), [bottom]
            if d:
                return c / d, [*above, *(tm.Quotient(tm.Number(Fraction(1)), f) for f in below)]
    return Fraction(1), [term]


def _parts(term: tm.Term, *, divided: bool) -> tuple[Fraction, list[tm.Term]]:
    """The factors of a factor; x^T y stays one, or in y (x^T y) a column would stand before a row, and in x^T (x^T y) a row."""
    number, factors = factors_of(term, divided=divided)
    if not term.is_scalar or all(f.is_scalar for f in factors):
        return number, factors
    return number, [tm.Product(tuple(factors)) if len(factors) > 1 else factors[0]]


def opened(number: Fraction, factors: Sequence[tm.Term]) -> tuple[Fraction, list[tm.Term]]:
    """Return a number in front and factors with powers of numbers taken apart: (a b/c)^2 is a a b b (1/c) (1/c)."""
    found: list[tm.Term] = []
    for factor in factors:
        base, exponent = _power(factor)
        if exponent == 1:
            found.append(factor)
        else:
            c, inner = opened(*_parts(base, divided=True))
            number, found = number * c**exponent, found + inner * exponent
    return number, found


def _power(factor: tm.Term) -> tuple[tm.Term, int]:
    """The base and the exponent of a low power of a number, and of what divides by one."""
    match factor:
        case tm.Power(base, int() as exponent) if base.is_scalar and 0 < exponent <= _HIGHEST:
            return base, exponent
        case tm.Quotient(tm.Number() as one, tm.Power() as below) if one.value == 1:
            base, exponent = _power(below)
            return one / base, exponent
    return factor, 1


def _folded(factors: Sequence[tm.Term]) -> list[tm.Term]:
    """Factors, each run of them that is a number as one: b^T b I is (b^T b) I, and neither b I nor I b^T stands in it."""
    found: list[tm.Term] = []
    run: list[tm.Term] = []
    for factor in factors:
        if factor.is_scalar:
            found.append(factor)
            continue
        run.append(factor)
        if tm.Product(tuple(run)).is_scalar:
            found.append(tm.Product(tuple(run)))
            run = []
    found += run
    return found if len(found) > 1 else list(factors)


def multiplied(factors: Sequence[tm.Term]) -> tm.Term:
    """Return the product of factors, 1 for none."""
    return tm.Product(tuple(factors)) if len(factors) > 1 else factors[0] if factors else tm.Number(Fraction(1))


def is_atom(term: tm.Term) -> bool:
    """Whether a term is a power with a letter above, an exponential, a logarithm, or the value of a function."""
    return isinstance(term, tm.Elementary | tm.Apply) or (isinstance(term, tm.Power) and isinstance(term.exponent, tm.Term))
