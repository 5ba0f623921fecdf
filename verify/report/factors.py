"""What is put together in print: in a product what stands side by side and is the same, r r as r^2; (a/b)/c as a/(b c)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from derivations.language import terms as tm

__all__ = ["folded", "powers"]


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
