"""How SymPy bounds quotients: what each hypothesis leaves gets a letter, and in these letters no coefficient is negative.

The algebra behind `binomial` (small_quotient) and `matching_steps` (quotient_window).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from derivations.language.deriving import Letters, of_numbers, solve_linear
from derivations.language.symbols import eps
from derivations.language.sympy_bridge import Derived
from derivations.language.terms import Symbol

__all__ = ["OF_SMALL", "OF_WINDOW"]

k, lam, c, d, missing = (Symbol(name) for name in ("k", "lam", "c", "d", "missing"))
x, m, r, q, u, total = (Symbol(name) for name in ("x", "m", "r", "q", "u", "total"))


def _slack(name: str) -> Any:
    """Return a letter for what the left side of a hypothesis is."""
    import sympy

    return sympy.Symbol(f"slack_{name}", real=True)


def _solve(equations: Sequence[Any], *unknown: Any) -> tuple[Any, ...]:
    """Solve equations = 0 that are linear in the unknown letters."""
    import sympy

    return tuple(sympy.factor(one) for one in solve_linear(equations, unknown)[2])


# --- |d| <= C lam, from 12 k eps lam^2 missing |d| <= c u^4 -------------------------------------------------------------------


def _small(part: str) -> Derived:
    """Take k = 1 + a slack, solve the others for missing, d (and c); write C lam - d, C lam + d or their product."""
    import sympy

    at = Letters(1)
    rate, curve, large, height, share = (at.number(letter) for letter in (eps, lam, c, d, missing))
    steps, step = _slack("k") + 1, rate * curve
    enough = (1 + steps) * share - steps * step
    at.put(k, steps)
    (some,) = _solve([enough - _slack("missing")], share)
    at.put(missing, some)
    divisor = 12 * steps * step * curve * some
    over, under = large * step**4 - divisor * height, large * step**4 + divisor * height
    if part == "main":
        for letter, value in zip((c, d), _solve([over - _slack("over"), under - _slack("under")], large, height), strict=True):
            at.put(letter, value)
    else:
        side = {"below": over, "above": under}[part]
        at.put(d, _solve([side - _slack("d")], height)[0])
    bound = at.number(c) * (1 + steps) * rate**2 / 12 * curve
    signs = {"below": (1,), "above": (-1,), "main": (1, -1)}[part]
    found = sympy.Mul(*(sympy.factor(bound - sign * at.number(d)) for sign in signs))
    return at.done(found, f"missing = {some}, d = {at.number(d)}: it leaves {found}")


# --- total/m between 1/r - (x + u)/r and 1/r ----------------------------------------------------------------------------------


def _window_above() -> Derived:
    """Take u = r x, solve total <= x and u <= m for x and m; write 1/r - total/m."""
    import sympy

    at = Letters(1)
    scale, whole = at.number(r), at.number(total)
    gain, fall = sympy.symbols("x m", real=True)
    gain, fall = _solve([gain - whole - _slack("total"), fall - scale * gain - _slack("m")], gain, fall)
    for letter, value in ((x, gain), (m, fall), (u, scale * gain), (q, whole / fall)):
        at.put(letter, value)
    found = sympy.factor(1 / scale - whole / fall)
    return at.done(found, f"x = {gain}, m = {fall}: it leaves {found}")


def _window_below() -> Derived:
    """Take u = r x, solve the bounds from the other side for u and total; write total/m - 1/r + (x + u)/r."""
    import sympy

    at = Letters(1)
    scale, fall = at.number(r), at.number(m)
    part, whole = sympy.symbols("u total", real=True)
    (part,) = _solve([part - fall * (1 - part) - _slack("m")], part)
    gain = part / scale
    (whole,) = _solve([(1 + gain) * whole - gain - _slack("total")], whole)
    for letter, value in ((x, gain), (u, part), (total, whole), (q, whole / fall)):
        at.put(letter, value)
    found = sympy.factor(whole / fall - 1 / scale + (gain + part) / scale)
    return at.done(found, f"u = {part}, total = {whole}: it leaves {found}")


_Derivations = Mapping[str, Callable[[int], Derived]]
OF_SMALL: _Derivations = {part: of_numbers(partial(_small, part)) for part in ("below", "above", "main")}
OF_WINDOW: _Derivations = {"main": of_numbers(_window_above), "below": of_numbers(_window_below)}
