"""A term by the powers of a letter: what stands before 1, before t, before t^2."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from derivations.language.traversal import symbols_of
from verify.derivation_files.flattening import multiplied

__all__ = ["by_powers"]

_HIGHEST = 6
_MOST = 64
"""How many summands are told apart."""

_Powers = dict[int, list[tm.Term]]


def by_powers(term: tm.Term, t: tm.Symbol) -> dict[int, tm.Term]:
    """Return what stands before each power of a number t in a polynomial in t, products being multiplied out where t is inside.

    Parameters
    ----------
    term : Term
        Of any shape; so are the terms that are returned.
    t : Symbol
        A number.

    Raises
    ------
    LanguageError
        If the term is no polynomial in t, or has too many summands or too high a degree.
    """
    return {power: tm.Sum(tuple(terms)) if len(terms) > 1 else terms[0] for power, terms in _powers(term, t).items()}


def _powers(term: tm.Term, t: tm.Symbol) -> _Powers:
    if t.name not in symbols_of(term):
        return {0: [term]}
    match term:
        case tm.Symbol():
            return {1: [tm.Number(Fraction(1))]}
        case tm.Sum(terms):
            return _added([_powers(inner, t) for inner in terms])
        case tm.Neg(inner):
            return {power: [tm.Neg(one) for one in terms] for power, terms in _powers(inner, t).items()}
        case tm.Transpose(inner):
            return {power: [tm.Transpose(one) for one in terms] for power, terms in _powers(inner, t).items()}
        case tm.Quotient(top, bottom) if t.name not in symbols_of(bottom):
            return {power: [one / bottom for one in terms] for power, terms in _powers(top, t).items()}
        case tm.Power(base, int() as exponent) if 0 < exponent <= _HIGHEST:
            return _multiplied([_powers(base, t)] * exponent)
        case tm.Product(factors):
            return _multiplied([_powers(factor, t) for factor in factors])
    raise LanguageError(f"{term} is no polynomial in {t}")


def _added(parts: list[_Powers]) -> _Powers:
    found: _Powers = {}
    for part in parts:
        for power, terms in part.items():
            found.setdefault(power, []).extend(terms)
    if sum(map(len, found.values())) > _MOST:
        raise LanguageError("too many summands")
    return found


def _multiplied(parts: list[_Powers]) -> _Powers:
    found: _Powers = {}
    for count, chosen in enumerate(product(*([(power, one) for power, terms in p.items() for one in terms] for p in parts))):
        factors = [one for _, one in chosen if one != tm.Number(Fraction(1))]
        power = sum(power for power, _ in chosen)
        if count >= _MOST or power > _HIGHEST:
            raise LanguageError("too many summands, or too high a degree")
        found.setdefault(power, []).append(multiplied(factors))
    return found
