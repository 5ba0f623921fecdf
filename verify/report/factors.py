"""What stands side by side in a product and is the same is printed as a power: r r as r^2."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from derivations.language import terms as tm

__all__ = ["powers"]


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
