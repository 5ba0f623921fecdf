"""How SymPy bounds the powers of a contraction: it expands (B^2 + S)^(k + 2) = I, a chance, by the number of hits.

The algebra behind `stability` (power_rate).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from derivations.language.deriving import Letters
from derivations.language.symbols import B
from derivations.language.sympy_bridge import Derived, Summand, explicit
from derivations.language.terms import Symbol

__all__ = ["OF_CONTRACTION"]

k, v, z = Symbol("k"), Symbol("v", "n"), Symbol("z", "n")


def _steps(n: int) -> tuple[Letters, int]:
    """Take a generic symmetric B and k = 4 - n, so that the entries of its powers stay short."""
    import sympy

    at, steps = Letters(n), 4 - n
    at.put(B, explicit(B, n, "symmetric"))
    at.sizes["k"] = steps
    at.put(k, sympy.Integer(steps))
    return at, steps


def _expanded(at: Letters, chance: Any, missed: Any, hit: Any, right: Any) -> tuple[Any, tuple[Summand, ...]]:
    """Return a polynomial in B^2 and S = I - B^2, with a column or I on both sides, and the forms and squares that it is."""
    import sympy

    base = at[B]
    contracts = at.identity() - base * base
    total, summands = sympy.zeros(right.cols, right.cols), []
    for (misses, hits), count in sympy.Poly(chance, missed, hit).terms():
        half = contracts ** (hits // 2) * base**misses * right
        summands.append(Summand(count, "B_contracts" if hits % 2 else "", half))
        total += count * (half.T * (contracts if hits % 2 else at.identity()) * half)
    return total, tuple(summands)


def _few_hits(n: int) -> Derived:
    """Take the chance of more than two hits in k + 2 throws, each of which hits with chance S = I - B^2."""
    import sympy

    at, steps = _steps(n)
    missed, hit = sympy.symbols("missed hit")
    chance = sympy.Poly((missed + hit) ** (steps + 2), missed, hit)
    many = sympy.Add(*(count * missed**i * hit**j for (i, j), count in chance.terms() if j > 2))
    value, summands = _expanded(at, many, missed, hit, at.identity())
    return replace(at.done(value, f"more than two hits, missed = B^2, hit = S: {many}"), summands=summands)


def _rate(at: Letters, steps: int, right: Any) -> tuple[Any, tuple[Summand, ...], Any]:
    """Twice all chances, less (k + 1)^2 for two hits: k + 1 of them remain."""
    import sympy

    missed, hit = sympy.symbols("missed hit")
    rest = sympy.expand(2 * (missed + hit) ** (steps + 2) - (steps + 1) ** 2 * missed**steps * hit**2)
    return (*_expanded(at, rest, missed, hit, right), rest)


def _two_hits(n: int) -> Derived:
    at, steps = _steps(n)
    value, summands, rest = _rate(at, steps, at.identity())
    return replace(at.done(value, f"2 I - (k + 1)^2 B^k S^2 B^k = {rest}, missed = B^2, hit = S"), summands=summands)


def _bound(n: int) -> Derived:
    """Take the form of that in z, and add a square."""
    at, steps = _steps(n)
    base, right = at[B], at[z]
    at.put(v, base**steps * (at.identity() - base * base) * right)
    value, summands, rest = _rate(at, steps, right)
    square = (1 - (right.T * right)[0, 0] / 2) ** 2
    shown = f"(1 - |z|^2/2)^2 and the form in z of {rest}, missed = B^2, hit = S"
    return replace(at.done(value[0, 0] + square, shown), summands=(*summands, Summand(square)))


OF_CONTRACTION: Mapping[str, Callable[[int], Derived]] = {"at_most_two": _few_hits, "main": _two_hits, "bound": _bound}
