"""LIM: |f - L| <= C x gives the limit L of f as x tends to 0 from above; |f - L| <= C/x, or C/(1 + c x) with c > 0, as x grows.

The bounds are stated with squares, the fact being that C^2 x^2 - |f - L|^2 >= 0, or C^2 - (1 + c x)^2 |f - L|^2 >= 0. C, c and
L do not speak of x, and no hypothesis does but x > 0 and, as x tends to 0, r - x > 0 for a number r > 0 without x; x may be a
natural number.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import Reject
from verify.kernel.core import Context, fields, names_in

__all__ = ["limit"]


def limit(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove ["limit", f, x, "0" or "inf", L] from the fact that the square of the bound exceeds |f - L|^2."""
    fields(line, {"from", "bound"}, {"slope", "below"})
    if not goal or goal[0] != "limit":
        raise Reject("this rule proves a limit")
    _, f, x, to, value = goal
    bound, slope, rate = line["bound"], line.get("slope"), x
    if slope is not None:
        tree = context.fact(slope, "pd")[1]
        rate = ["add", ["num", "1"], ["mul", tree, x]]
    spoken = [context.facts[name].tree for name in context.hypotheses if x in names_in(context.facts[name].tree)]
    reach = context.fact(line["below"], "pd")[1] if "below" in line else None
    allowed = [["pd", x], *([] if reach is None else [["pd", ["add", reach, ["neg", x]]]])]
    if (
        any(h not in allowed for h in spoken)
        or x in names_in([reach])
        or (reach is not None and to != "0")
        or x in names_in([bound, value, [] if slope is None else tree])
    ):
        raise Reject(
            "nothing but x > 0, or x < r as x tends to 0, is assumed of x, and the bound and the limit do not speak of it"
        )
    gap = ["add", f, ["neg", value]]
    square = ["mul", ["T", gap], gap]
    known = {"0": ["mul", bound, bound, x, x], "inf": ["mul", bound, bound]}[to]
    taken = square if to == "0" else ["mul", rate, rate, square]
    if (to == "0" and slope is not None) or context.algebra.expand(x).shape != (1, 1):
        raise Reject("the variable is a number, and a slope is for a limit at infinity")
    if context.canonical(context.fact(line["from"], "psd", "pd"))[-1] != context.difference(known, taken).key:
        raise Reject("the fact is not the bound")
    return goal
