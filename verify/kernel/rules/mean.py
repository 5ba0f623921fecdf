"""EXPECT: expectation is linear, the first and second moments being given.

["mean", f, x, mu, S, v] says that f has the expectation v for every random x (a vector, or a matrix) with E x = mu and
E x x^T = S. Where f - v is a sum of terms c L (x - mu) R, c L (x^T - mu^T) R and c L (x x^T - S) R, or of their traces when
f is a number, with c, L, R that do not speak of x, every term has the expectation 0. The sum has to hold for every x, so
no hypothesis may speak of x.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import SCALAR, Reject
from verify.kernel.core import Context, fields, names_in

__all__ = ["mean"]


def mean(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove ["mean", f, x, mu, S, v] by moments [c, L, "x" or "T" or "xx", R] and items that make up f - v."""
    fields(line, {"moments", "items"})
    if not goal or goal[0] != "mean":
        raise Reject("this rule proves an expectation")
    context.canonical(goal)
    (_, f, x, first, second, value), a = goal, context.algebra
    context.generic(x)
    centred = {
        "x": ["add", x, ["neg", first]],
        "T": ["add", ["T", x], ["neg", ["T", first]]],
        "xx": ["add", ["mul", x, ["T", x]], ["neg", second]],
    }
    if x in names_in([first, second, value, *([c, left, right] for c, left, _, right in line["moments"])]):
        raise Reject(f"the moments, what stands beside them and the expectation do not speak of {x}")
    rest = context.difference(f, value)
    for coefficient, left, kind, right in line["moments"]:
        p = a.expand(centred[kind])
        p = p if left is None else a.mul(a.expand(left), p)
        p = p if right is None else a.mul(p, a.expand(right))
        p = a.mul(a.expand(coefficient), a.trace(p) if rest.shape == SCALAR else p)
        if not p.terms:
            raise Reject("a moment contributes nothing")
        rest = a.add(rest, p, -1)
    if context.total(rest, line["items"]).terms:
        raise Reject("the moments and the items do not add up")
    return goal
