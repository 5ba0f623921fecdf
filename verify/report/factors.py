"""What is put together in print: r r is r^2, (a/b)/c is a/(b c), a long fraction is a decimal, a Taylor polynomial a sum."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby
from math import factorial

from derivations.language import terms as tm

__all__ = ["decimal", "folded", "powers", "taylor"]

_COARSE, _DIGITS = 100, 14
"""A fraction with at least this denominator is written as a decimal if it has one of at most so many digits."""
_TERMS = 5
"""So many terms of the series of the exponential function are written as a sum over j."""


def powers(factors: Iterable[tm.Term]) -> list[tm.Term]:
    """Return the factors of a product in their order, equal neighbours put together as a power.

    Only numbers and letters are; digits and powers stay as they are written, as do letters with marks, since w^* has no square.
    """
    found: list[tm.Term] = []
    for factor, run in groupby(factors):
        count = len(list(run))
        whole = count > 1 and (factor.is_scalar or (isinstance(factor, tm.Symbol) and "_" not in factor.name))
        if whole and not isinstance(factor, tm.Number | tm.Power):
            found.append(tm.Power(factor, count))
        else:
            found += [factor] * count
    return found


def folded(term: tm.Quotient) -> tm.Quotient:
    """Return (a/b)/c as a/(b c), where b and c are so short that nobody looks for them as they were; else the term itself.

    They are letters, whole numbers, powers and products of them; a number as c stays, for b 2 is no way to write 2 b.
    """
    top, bottom = term.numerator, term.denominator
    if isinstance(top, tm.Quotient) and _is_short(top.denominator) and _is_short(bottom) and not _begins_with_digits(bottom):
        factors = [f for one in (top.denominator, bottom) for f in (one.factors if isinstance(one, tm.Product) else (one,))]
        return folded(type(term)(top.numerator, tm.Product(tuple(factors))))
    return term


def _is_short(term: tm.Term) -> bool:
    """Whether a term is a product of letters, whole numbers and their powers."""
    if isinstance(term, tm.Product):
        return all(map(_is_short, term.factors))
    base = term.base if isinstance(term, tm.Power) else term
    return isinstance(base, tm.Symbol | tm.SizeNumber) or (isinstance(base, tm.Number) and base.value.denominator == 1)


def _begins_with_digits(term: tm.Term) -> bool:
    first = term.factors[0] if isinstance(term, tm.Product) else term
    return isinstance(first, tm.Number) or (isinstance(first, tm.SizeNumber) and isinstance(first.size, int))


def decimal(size: Fraction) -> str:
    """Return a positive fraction that is hard to read as the decimal that is exactly it, else ""."""
    digits = next((d for d in range(_DIGITS + 1) if 10**d % size.denominator == 0), 0)
    if size.denominator < _COARSE or not digits:
        return ""
    whole, rest = divmod(size.numerator * (10**digits // size.denominator), 10**digits)
    return f"{whole}.{rest:0{digits}}"


def taylor(terms: tuple[tm.Term, ...]) -> int:
    """Return how many terms from the first on are 1 + x + x^2/2 + x^3/6 + .., with one x; 0 if they are few."""
    if len(terms) < _TERMS or terms[0] != tm.Number(Fraction(1)):
        return 0
    count = 2
    while count < len(terms):
        term, factor = terms[count], tm.Number(Fraction(factorial(count)))
        if not isinstance(term, tm.Quotient) or (term.numerator, term.denominator) != (tm.Power(terms[1], count), factor):
            break
        count += 1
    return count if count >= _TERMS else 0
