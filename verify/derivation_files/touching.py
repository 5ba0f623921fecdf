"""Where an inequality in one letter is an equality: (x - c)^2 is then what it is made of, a sum of squares being 0 there."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import islice

from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from derivations.language.traversal import symbols_of, walk

__all__ = ["touching"]

_SPAN = 8
_STEP = 1 / 16
_SHRINK = 40
_ZERO = 1e-9
_NEAR = 1e-6
_SIMPLE = 24
"""The largest denominator of what stands before a number."""
_LONGEST = 60


@lru_cache(maxsize=256)
def touching(term: tm.Term) -> tuple[tm.Term, ...]:
    """Return x - c for the places c at which a number in one letter x is 0 and not negative nearby.

    Parameters
    ----------
    term : Term
        A number. Where it has other letters, or something in it has no value, there is nothing to return.
    """
    letters = list(symbols_of(term).values())
    if len(letters) != 1 or not letters[0].is_scalar or sum(1 for _ in walk(term)) > _LONGEST:
        return ()
    x, one = letters[0], tm.Number(Fraction(1))
    numbers = [node for node in walk(term) if isinstance(node, tm.Elementary) and not symbols_of(node)]
    known = [(number, whole) for number in (one, *dict.fromkeys(numbers)) if math.isfinite(whole := _value(number, 0.0))]
    found: dict[tm.Term, None] = {}
    for place in _lowest(lambda at: _value(term, at)):
        ratios = ((number, whole, Fraction(place / whole).limit_denominator(_SIMPLE)) for number, whole in known if whole)
        simple = ((n, ratio) for n, whole, ratio in ratios if ratio and abs(float(ratio) * whole - place) < _NEAR)
        for number, ratio in islice(simple, 1):
            found.setdefault(x - (tm.Number(ratio) if number == one else tm.Number(ratio) * number))
    return tuple(found)


def _lowest(f: Callable[[float], float]) -> Iterator[float]:
    """The places at which a function is smallest nearby, and 0."""
    count = round(_SPAN / _STEP)
    grid = [(place * _STEP, f(place * _STEP)) for place in range(-count, count + 1)]
    for (low, left), (_, middle), (high, right) in zip(grid, grid[1:], grid[2:], strict=False):
        if middle <= left and middle <= right:
            place = _between(f, low, high)
            if abs(f(place)) < _ZERO:
                yield place


def _between(f: Callable[[float], float], low: float, high: float) -> float:
    """Where a function is smallest between two numbers, by thirds."""
    for _ in range(_SHRINK):
        one, other = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, other) if f(one) <= f(other) else (one, high)
    return (low + high) / 2


def _value(term: tm.Term, at: float) -> float:
    """What a number is worth, its letter being a number; not a number where it has no value."""
    try:
        return _worth(term, at)
    except (ArithmeticError, ValueError, LanguageError):
        return math.nan


def _worth(term: tm.Term, at: float) -> float:
    match term:
        case tm.Symbol():
            return at
        case tm.Number(value):
            return float(value)
        case tm.Sum(terms):
            return sum(_worth(inner, at) for inner in terms)
        case tm.Neg(inner):
            return -_worth(inner, at)
        case tm.Product(factors):
            return math.prod(_worth(inner, at) for inner in factors)
        case tm.Quotient(top, bottom):
            return _worth(top, at) / _worth(bottom, at)
        case tm.Power(base, int() as exponent):
            return _worth(base, at) ** exponent
        case tm.Elementary("exp" | "log" as function, inner):
            return math.exp(_worth(inner, at)) if function == "exp" else math.log(_worth(inner, at))
    raise LanguageError(f"{term} has no value here")
