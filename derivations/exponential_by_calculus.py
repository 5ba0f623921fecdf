"""How SymPy bounds the exponential: the calculus behind `exponential`.

What a function gains from 0 to x is an integral of its slope along the way, and the form of the slope shows the sign.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from derivations.language.deriving import Letters, of_numbers
from derivations.language.sympy_bridge import ALONG, Derived, Summand
from derivations.language.terms import Symbol

__all__ = ["OF_EXPONENTIAL", "OF_LOGARITHM", "OF_POWERS", "gain_of"]

a, k, t, x = Symbol("a"), Symbol("k"), Symbol("t"), Symbol("x")


def gain_of(function: Any, letter: Any, order: int = 0, factor: Any = 1) -> Summand:
    """Return a factor times what a function of x exceeds its Taylor polynomial at 0 by, as an integral of its slope at s x."""
    import sympy

    s = sympy.Symbol(ALONG, real=True)
    slopes = [function]
    for _ in range(order + 1):
        slopes.append(sympy.factor(sympy.diff(slopes[-1], letter)))
    reached = sum(
        slope.subs(letter, s * letter) * ((1 - s) * letter) ** j / sympy.factorial(j) for j, slope in enumerate(slopes[:-1])
    )
    slope = slopes[-1].subs(letter, s * letter) * (1 - s) ** order * letter ** (order + 1) / sympy.factorial(order)
    return Summand(factor * slope, primitive=sympy.expand_mul(factor * reached))


def _logarithm(part: str) -> Derived:
    """Write a as exp(b): then log a is b."""
    import sympy

    at = Letters(1)
    b = sympy.Symbol("b", real=True)
    at.put(a, sympy.exp(b))
    value, gain = {
        "main": (sympy.exp(b) - 1 - b, gain_of(sympy.exp(b), b, 1)),
        "below": (b * sympy.exp(b) - sympy.exp(b) + 1, gain_of((b - 1) * sympy.exp(b), b)),
    }[part]
    return replace(at.done(value, f"with a = exp(b) it is the integral of {gain.weight} over s from 0 to 1"), summands=(gain,))


def _one_over() -> Derived:
    """Follow -(1 + x) exp(-x) from 0."""
    import sympy

    at = Letters(1)
    place = at.number(x)
    gain = gain_of(-(1 + place) * sympy.exp(-place), place)
    shown = f"-(1 + x) exp(-x) is -1 at 0, and its slope is positive on the way to x: the integral of {gain.weight}"
    return replace(at.done(1 - (1 + place) * sympy.exp(-place), shown), summands=(gain,))


def _steps(at: Letters, n: int) -> Any:
    """Take k = n, and return what n steps leave that keep 1 - t each."""
    import sympy

    at.sizes["k"] = n
    at.put(k, sympy.Integer(n))
    left = sympy.Integer(1)
    for _ in range(n):
        left = left * (1 - at.number(t))
    return left


def _above(n: int) -> Derived:
    """Follow -(1 - t)^k exp(k t) from 0, in powers of 1 - s t = (1 - s) + s (1 - t), and multiply by exp(-k t)."""
    import sympy

    at = Letters(n)
    left, rate, s = _steps(at, n), at.number(t), sympy.Symbol(ALONG, real=True)
    slope = sympy.expand(sympy.diff(-left * sympy.exp(n * rate), rate) * sympy.exp(-n * rate))
    per_rate = sympy.Poly(sympy.cancel(slope / rate).subs(rate, 1 - rate), rate)
    remains = sympy.Add(1 - s, s * (1 - rate), evaluate=False)
    decay = sympy.exp(-n * rate * (1 - s))
    powers = sum(c * remains**power for (power,), c in per_rate.terms())
    gain = Summand(s * rate**2 * powers * decay, primitive=-(left.subs(rate, s * rate)) * decay)
    shown = f"-(1 - t)^{n} exp({n} t) has the slope ({slope}) exp({n} t)"
    return replace(at.done(sympy.exp(-n * rate) - left, shown), summands=(gain,))


def _below(n: int) -> Derived:
    """Take one step after the other: each adds what exp(-t) has over 1 - t, and 1 over (1 + t) exp(-t)."""
    import sympy

    at = Letters(n)
    left, rate = _steps(at, n), at.number(t)
    kept, decay = 1 - rate, sympy.exp(-rate)
    summands: list[Summand] = []
    for step in range(n):
        behind = kept ** (n - 1 - step) * decay**step
        summands.append(gain_of(-(1 + rate) * decay, rate, 0, kept * behind))
        if step:
            summands.append(gain_of(decay, rate, 1, step * rate**2 * behind))
    value = n * rate**2 * decay**n - decay**n + left
    return replace(at.done(value, f"what {n} steps add, each by an integral"), summands=tuple(summands))


def _square() -> Derived:
    """Follow -P exp(-x) from 0, P the Taylor polynomial of order 3, and complete the square in P - x^2."""
    import sympy

    at = Letters(1)
    place = at.number(x)
    poly = sympy.Add(*(place**power / sympy.factorial(power) for power in range(4)))
    gain = gain_of(-poly * sympy.exp(-place), place)
    curved, level = sympy.div(sympy.expand(poly - place**2), place, place)
    bend, slope, rest = sympy.Poly(curved, place).all_coeffs()
    square = place * (bend * (place + slope / (2 * bend)) ** 2 + rest - slope**2 / (4 * bend)) + level
    shown = f"exp(x) exceeds {poly}, which less x^2 is {square}"
    value = 1 - place**2 * sympy.exp(-place)
    return replace(at.done(value, shown), summands=(gain, Summand(square * sympy.exp(-place))))


_Derivations = Mapping[str, Callable[[int], Derived]]
OF_LOGARITHM: _Derivations = {part: of_numbers(partial(_logarithm, part)) for part in ("main", "below")}
OF_EXPONENTIAL: _Derivations = {"main": of_numbers(_one_over)}
OF_POWERS: _Derivations = {"main": _above, "below": _below, "square": of_numbers(_square)}
