"""PSD, POS and NN in one: a sum of nonnegative multiples of congruences L^T P L of PSD terms P is PSD.

A square is [c, scalars, L, P]: c a rational >= 0, scalars a list of facts that numbers are >= 0 (or > 0), L a term, P a fact
that a matrix is PSD (or PD) or null for the identity. psd: A minus its squares is a sum of items. pd: the same, and the first
square is strict: c > 0, its scalars > 0, P null or PD, L injective (L z = 0 only for z = 0). A number is a 1 x 1 matrix, so
these are also the rules for A >= 0, A > 0.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import SCALAR, Poly, Reject, rational
from verify.kernel.core import Context, fields

__all__ = ["injective", "pd", "psd"]


def injective(context: Context, p: Poly) -> None:
    """Require that p z = 0 only for z = 0: p is a number other than 0, invertible, or p^T p is shown positive definite."""
    gram = context.algebra.mul(context.algebra.transpose(p), p)
    if ("pd", gram.key) in context.known:
        context.condition("pd", [gram])
    else:
        context.unit(p)


def square(context: Context, entry: Any, strict: bool) -> Poly:
    if not isinstance(entry, list) or len(entry) != 4 or not isinstance(entry[1], list):
        raise Reject("a square is [coefficient, scalars, L, P]")
    coefficient, scalars, outer, inner = entry
    kinds = ("pd",) if strict else ("psd", "pd")
    a, c = context.algebra, rational(coefficient)
    if c < 0 or (strict and c == 0):
        raise Reject("a square with a negative coefficient, or a strict one with 0")
    p = a.expand(outer)
    if strict:
        injective(context, p)
    total = p if inner is None else a.mul(a.expand(context.fact(inner, *kinds)[1]), p)
    total = a.mul(a.transpose(p), total)
    for name in scalars:
        factor = a.expand(context.fact(name, *kinds)[1])
        if factor.shape != SCALAR:
            raise Reject(f"{name} is no number")
        total = a.mul(factor, total)
    total = a.mul(a.number(c), total)
    if not total.terms:
        raise Reject("a square contributes nothing")
    return total


def definite(context: Context, line: dict[str, Any], goal: Any, kind: str) -> Any:
    fields(line, {"squares", "items"})
    if not goal or goal[0] != kind or not isinstance(line["squares"], list):
        raise Reject(f"this rule proves {kind}")
    a, strict = context.algebra, kind == "pd"
    rest = a.expand(goal[1])
    a.square(rest)
    if strict and not line["squares"]:
        raise Reject("nothing strict")
    for position, entry in enumerate(line["squares"]):
        rest = a.add(rest, square(context, entry, strict and position == 0), -1)
    if context.total(rest, line["items"]).terms:
        raise Reject("the squares and items do not add up")
    return goal


def psd(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove ["psd", A]."""
    return definite(context, line, goal, "psd")


def pd(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove ["pd", A]."""
    return definite(context, line, goal, "pd")
