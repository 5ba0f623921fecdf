"""Equations: items, dedekind and generic.

items: lhs - rhs is a sum of coefficient * left * relation * right, every relation being zero.
dedekind: a one-sided inverse of a square matrix is two-sided. B A = I gives A B = I, and A and B are invertible. Square means
that rows and columns carry the same size name, so a thin Q with Q^T Q = I is out.
generic: what holds with a row d^T in front, d a symbol of which nothing is assumed, holds without it (take d = e_1, e_2, ..).
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import Reject
from verify.kernel.core import Context, fields, names_in

__all__ = ["dedekind", "generic", "items"]


def items(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove ["eq", A, B]."""
    fields(line, {"items"})
    if not goal or goal[0] != "eq":
        raise Reject("items prove an equation")
    rest = context.total(context.difference(goal[1], goal[2]), line["items"])
    if rest.terms:
        raise Reject(f"the items do not add up: {len(rest.terms)} monomials are left")
    return goal


def dedekind(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """From left * right = I, both square, prove right * left = I, or that left or right is invertible."""
    fields(line, {"from", "left", "right"})
    a, left, right = context.algebra, line["left"], line["right"]
    p, q = a.expand(left), a.expand(right)
    a.square(p)
    a.square(q)
    if a.add(a.mul(p, q), a.number(1, p.shape), -1) != context.relation(line["from"]):
        raise Reject("the fact is not left * right = I")
    shown = (["eq", ["mul", right, left], ["id", p.shape[0]]], ["inv", left], ["inv", right])
    if not goal or context.canonical(goal) not in [context.canonical(s) for s in shown]:
        raise Reject("this rule gives the other product, or that a factor is invertible")
    return goal


def generic(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """From d^T A = d^T B with a generic d prove A = B."""
    fields(line, {"from", "symbol"})
    a, d = context.algebra, line["symbol"]
    context.generic(d)
    if not goal or goal[0] != "eq" or d in names_in(goal):
        raise Reject("this rule proves an equation that is free of the generic symbol")
    if a.mul(a.transpose(a.expand(d)), context.difference(goal[1], goal[2])) != context.relation(line["from"]):
        raise Reject("the fact is not the goal with a generic row in front")
    return goal
