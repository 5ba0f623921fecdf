"""CONTINUOUS: a term made of x > 0 by sums, products, transposes, traces, inverses and exp is a continuous function of x.

What is inverted has to be shown invertible, for a number x of which nothing is assumed but x > 0, so that it is invertible at
every such x; there the inverse is continuous.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import Reject
from verify.kernel.core import Context, fields, inverted, names_in

__all__ = ["continuous"]

MADE = {"add", "neg", "mul", "div", "T", "inv", "tr", "pow", "exp"}


def made(tree: Any, x: str) -> bool:
    """Whether a term is x, free of x, or put together from such terms."""
    if tree == x or x not in names_in(tree):
        return True
    if tree[0] not in MADE or (tree[0] == "pow" and not isinstance(tree[2], int)):
        return False
    return all(made(part, x) for part in (tree[1:2] if tree[0] == "pow" else tree[1:]))


def continuous(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove ["continuous", f, x]."""
    fields(line, ())
    if not goal or goal[0] != "continuous":
        raise Reject("this rule proves that something is continuous")
    context.canonical(goal)
    _, f, x = goal
    spoken = [context.facts[name].tree for name in context.hypotheses if x in names_in(context.facts[name].tree)]
    if any(tree != ["pd", x] for tree in spoken):
        raise Reject("nothing but x > 0 is assumed of the variable")
    if not made(f, x):
        raise Reject("the term is not put together from sums, products, transposes, traces, inverses and exp")
    for term in inverted(f):
        context.unit(context.algebra.expand(term))
    return goal
