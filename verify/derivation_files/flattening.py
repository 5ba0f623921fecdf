"""Terms up to parentheses, signs and the order of sums: their summands, their factors, and what equal ones have in common."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from derivations.language import statements as st
from derivations.language import terms as tm
from verify.vocabulary import terms_in

__all__ = ["factors_of", "is_atom", "key_of", "multiplied", "one_key", "plain", "summands_of"]

_KEPT = 4096
"""How many terms are remembered with their factors."""


def key_of(statement: st.Statement) -> object:
    """What two statements have in common that are equal up to parentheses, signs and the order of sums."""
    return (type(statement).__name__, *(one_key(term) for term in terms_in(statement)))


@lru_cache(_KEPT)
def one_key(term: tm.Term) -> object:
    """What two terms have in common that are equal up to parentheses, signs and the order of sums."""
    term = plain(term)
    summands = summands_of(term)
    if len(summands) > 1 or isinstance(term, tm.Neg):
        numbers = [sign * inner.value for sign, inner in summands if isinstance(inner, tm.Number)]
        others = [(sign, one_key(inner)) for sign, inner in summands if not isinstance(inner, tm.Number)]
        return ("sum", frozenset(others), len(others), sum(numbers, Fraction(0)))  # k + 1 + 1 is k + 2
    c, factors = factors_of(term)
    if factors != [term]:
        scalars = frozenset((str(one_key(f))) for f in factors if f.is_scalar)
        return ("product", c, scalars, tuple(one_key(f) for f in factors if not f.is_scalar))
    if isinstance(term, tm.Transpose | tm.Inverse | tm.Trace):
        return (type(term).__name__, one_key(term.term))
    if isinstance(term, tm.Elementary | tm.Apply):
        return (term.function, one_key(term.argument))
    if isinstance(term, tm.Power):
        return ("power", one_key(term.base), one_key(term.exponent) if isinstance(term.exponent, tm.Term) else term.exponent)
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


def summands_of(term: tm.Term, sign: int = 1) -> list[tuple[int, tm.Term]]:
    """Return the summands of a term with their signs."""
    if isinstance(term, tm.Sum):
        return [found for inner in term.terms for found in summands_of(inner, sign)]
    if isinstance(term, tm.Neg):
        return summands_of(term.term, -sign)
    return [(sign, term)]


@lru_cache(_KEPT)
def factors_of(term: tm.Term) -> tuple[Fraction, list[tm.Term]]:
    """The number in front and the factors of a product, a quotient being a product with the reciprocal."""
    match term:
        case tm.Number():
            return term.value, []
        case tm.Product(factors):
            parts = [_whole(f) if f.is_scalar else factors_of(f) for f in factors]
            number = Fraction(1)
            for c, _ in parts:
                number *= c
            return number, _folded([f for _, inner in parts for f in inner])
        case tm.Neg(negative):
            c, kept = factors_of(negative)
            return -c, kept
        case tm.Quotient(top, bottom):
            c, above = factors_of(top)
            d, below = factors_of(bottom)
            if not all(f.is_scalar for f in below):
                d, below = Fraction(1), [bottom]
            if d:
                return c / d, [*above, *(tm.Quotient(tm.Number(Fraction(1)), f) for f in below)]
    return Fraction(1), [term]


def _whole(term: tm.Term) -> tuple[Fraction, list[tm.Term]]:
    """The factors of a number; x^T y stays one, or in y (x^T y) a column would stand before a row, and in x^T (x^T y) a row."""
    number, factors = factors_of(term)
    if all(f.is_scalar for f in factors):
        return number, factors
    return number, [tm.Product(tuple(factors)) if len(factors) > 1 else factors[0]]


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
