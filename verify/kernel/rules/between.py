"""BETWEEN: numbers from 0 to 1.

within: what holds for every number from 0 to 1 holds for this one. every: what is shown for a number of which nothing is
assumed but that it lies between 0 and 1 holds for every such number.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import SCALAR, Reject
from verify.kernel.core import EVERY, Context, fields, names_in, put

__all__ = ["every", "within"]


def limits(t: Any) -> list[Any]:
    """Return the statements 0 <= t and t <= 1."""
    return [["psd", t], ["psd", ["add", ["num", "1"], ["neg", t]]]]


def within(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Return what a fact says of every number from 0 to 1 at one; the facts above and below show that it is one."""
    fields(line, {"from", "at", "above", "below"})
    _, t, statement = context.fact(line["from"], "between")
    if context.algebra.expand(line["at"]).shape != SCALAR:
        raise Reject("not a number")
    for name, wanted in zip((line["above"], line["below"]), limits(line["at"]), strict=True):
        if context.canonical(["psd", context.fact(name, "psd", "pd")[1]]) != context.canonical(wanted):
            raise Reject(f"{name} does not show that the number lies between 0 and 1")
    return put(statement, {t: line["at"]}, {})


def every(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove ["between", t, S] from the fact S."""
    fields(line, {"from"})
    if not goal or goal[0] != "between":
        raise Reject("this rule proves something for every number from 0 to 1")
    context.canonical(goal)
    _, t, statement = goal
    allowed = [context.canonical(limit) for limit in limits(t)]
    for name in context.hypotheses:
        tree = context.facts[name].tree
        if t in names_in(tree) and not (tree[0] in EVERY and tree[1] == t) and context.canonical(tree) not in allowed:
            raise Reject(f"more is assumed of {t} than that it lies between 0 and 1")
    if context.canonical(context.fact(line["from"])) != context.canonical(statement):
        raise Reject("the fact is another one")
    return goal
