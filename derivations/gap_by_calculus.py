"""How SymPy finds the largest gap between early stopping and the penalty: the calculus behind `gap`.

In one direction, u = eps lam and alpha = 1/(eps k): it runs k steps, solves the penalised problem, differentiates what the
two leave undone, and writes what an inequality leaves so that its form shows the sign.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any

from derivations.exponential_by_calculus import gain_of
from derivations.language.deriving import Letters, from_both_ends, of_numbers
from derivations.language.symbols import alpha
from derivations.language.sympy_bridge import Derived, Summand
from derivations.language.terms import Symbol
from derivations.tangent import k, u, x

__all__ = ["DERIVED"]


def gap(steps: int, rate: Any) -> Any:
    """Return what the penalty leaves undone minus what some steps from 0 do, w_star = 1, at u = eps lam."""
    import sympy

    eps, lam, weight = sympy.symbols("eps lam weight")
    descended = sympy.Integer(0)
    for _ in range(steps):
        descended = descended - eps * lam * (descended - 1)
    (penalised,) = sympy.linsolve([lam * (weight - 1) + weight / (eps * steps)], [weight])
    return sympy.cancel((descended - penalised[0]).subs(lam, rate / eps))


@cache
def largest(steps: int) -> tuple[Any, Any, Any]:
    """Return where on [0, 1] the gap is largest, its value there, and its derivative: an end, or where that is 0."""
    import sympy

    rate = sympy.Symbol("u")
    height = gap(steps, rate)
    slope = sympy.factor(sympy.diff(height, rate))
    turning = sympy.roots(sympy.Poly(sympy.numer(slope), rate))
    places = [place for place in {*turning, sympy.Integer(0), sympy.Integer(1)} if place.is_real and 0 <= place <= 1]
    best = max(places, key=lambda place: height.subs(rate, place).evalf())
    return best, sympy.expand(sympy.radsimp(height.subs(rate, best))), slope


def _most(steps: int) -> Derived:
    """Differentiate the gap and take its largest value on 0 <= u <= 1."""
    place, most, slope = largest(steps)
    return Letters(1).done(most, f"the gap of {steps} has the derivative {slope}", f"it is largest at u = {place}: {most}")


def _below_most(steps: int) -> Derived:
    """Divide the largest gap minus the gap by what vanishes where it is largest."""
    import sympy

    at = Letters(1)
    rate = at.number(u)
    place, most, _ = largest(steps)
    above, below = sympy.fraction(sympy.together(most - gap(steps, rate)))
    order = 1 if place == 1 else 2
    touching = (place - rate) ** order
    rest, remainder = sympy.div(sympy.expand(above), sympy.expand(touching), rate)
    rest = sum(rate**power * _positive(c) for (power,), c in sympy.Poly(rest / sympy.LC(below, rate), rate).terms())
    found = touching * rest / (sympy.factor(below) / sympy.LC(below, rate)) + remainder
    return at.done(found, f"{most} - gap = {found}")


def _positive(number: Any) -> Any:
    """Write a - b with roots as (a^2 - b^2)/(a + b), whose form shows the sign."""
    import sympy

    if not number.is_Add:
        return number
    sum_ = sympy.Add(*(abs(term) for term in number.args))
    return sympy.expand(number * sum_) / sum_


# --- it falls from step to step ----------------------------------------------------------------------------------------------


def _powers(at: Letters, n: int) -> tuple[Any, Any]:
    """What k + 2 steps and what k + 1 steps leave at x, their number times u, for k = n."""
    at.sizes["k"] = n
    length = at.number(x)
    return (1 - length / (n + 2)) ** (n + 2), (1 - length / (n + 1)) ** (n + 1)


def _falling_power(n: int) -> Derived:
    """Take n + 1 and n + 2 steps; write the difference in x and n + 1 - x."""
    import sympy

    at = Letters(n)
    at.put(k, sympy.Integer(n))
    more, fewer = _powers(at, n)
    found = from_both_ends(sympy.expand(more - fewer), at.number(x), sympy.Integer(n + 1))
    return at.done(found, f"after {n + 2} steps less after {n + 1}: {found}")


def _fall_near(n: int) -> Derived:
    """Compare G, which no gap of n + 1 steps exceeds, with the gap of n + 2 steps at the same x."""
    import sympy

    at = Letters(n)
    at.put(k, sympy.Integer(n))
    more, fewer = _powers(at, n)
    length, most = at.number(x), at.number(Symbol("G"))
    at.put(Symbol("g"), 1 / (1 + length) - more)
    falls = from_both_ends(sympy.expand(more - fewer), length, sympy.Integer(n + 1))
    shown = f"G - g is what G exceeds the gap of {n + 1} steps by, at u = x/{n + 1}, and {falls}"
    excess = Summand(1 / (1 + length), "G_largest", at=length / (n + 1))
    return replace(at.done(most - 1 / (1 + length) + more, shown), summands=(excess, Summand(falls)))


def _turning_point() -> Derived:
    """Differentiate 1/(1 + x) - exp(-x), towards which the gaps fall, and multiply the slope by (1 + x)^2."""
    import sympy

    at = Letters(1)
    place = at.number(alpha)
    slope = sympy.diff(1 / (1 + place) - sympy.exp(-place), place)
    found = sum(sympy.cancel((1 + place) ** 2 * term) for term in slope.args)
    return at.done(found, f"the derivative of 1/(1 + x) - exp(-x) at x = alpha, times (1 + x)^2: {found}")


def _drop() -> Derived:
    """Follow (2 + d) exp(-d) - (2 - d), which is 0 at 0 with slope 0, by its second derivative."""
    import sympy

    at = Letters(1)
    step = at.number(Symbol("d"))
    function = (2 + step) * sympy.exp(-step) - (2 - step)
    gain = gain_of(function, step, 1)
    return replace(at.done(function, f"{function} is the integral of {gain.weight} over s from 0 to 1"), summands=(gain,))


def _times(factor: Any, gain: Summand) -> Summand:
    """Return a multiple of an integral; nothing but its sum is multiplied out."""
    import sympy

    return Summand(factor * gain.weight, primitive=sum(factor * term for term in sympy.Add.make_args(gain.primitive)))


def _falls() -> Derived:
    """Write x as log(y): the fall by d is an integral times (1 + x)^-2 (1 + x + d)^-1, and more where y exceeds (1 + x)^2."""
    import sympy

    at = Letters(1)
    step, y = at.number(Symbol("d")), sympy.Symbol("y", real=True)
    place = sympy.log(y)
    at.put(x, place)
    left, scale = sympy.exp(-step), (1 + place) ** 2
    past = y - scale
    reached = sympy.Add(past, scale, evaluate=False)  # y itself
    bend, drop = gain_of(left, step, 1, place - 1), gain_of((2 + step) * left, step, 1)
    ahead, over = gain_of(-left, step), scale * sympy.Add(place - 1, step, 2, evaluate=False)
    summands = (_times(1 / over, bend), _times(1 / over, drop), _times(past / (reached * scale), ahead))
    value = 1 / (1 + place) - 1 / y - (1 / (1 + place + step) - left / y)
    shown = f"with exp(x) = y: integrals of {', '.join(str(one.weight) for one in summands)}"
    return replace(at.done(value, shown), summands=summands)


DERIVED: Mapping[str, Callable[[int], Derived]] = {
    "one_step": of_numbers(partial(_below_most, 1)),
    "one_step_reached": of_numbers(partial(_most, 1)),
    "two_steps": of_numbers(partial(_below_most, 2)),
    "two_steps_reached": of_numbers(partial(_most, 2)),
    "falling_power": _falling_power,
    "fall_near": _fall_near,
    "root_exists": of_numbers(_turning_point),
    "drop": of_numbers(_drop),
    "falls_after_root": of_numbers(_falls),
}
