"""SIGN: the sign of a number, 1 where it is positive, -1 where it is negative, 0 where it is 0; of a column, entry by entry.

Relations: sign(x)^2 x = x; sign(x) = 0 for a fact x = 0; entry i of sign(v) is the sign of entry i of v. The rule proves that
sign(x) x is not negative, or that sign(x)^2 is at most 1.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import SCALAR, Poly, Reject
from verify.kernel.core import Context, fields
from verify.kernel.rules.diagonal import index

__all__ = ["RELATIONS", "at_zero", "entry", "sign", "square"]


def number(context: Context, tree: Any) -> Poly:
    p = context.algebra.expand(tree)
    if p.shape != SCALAR:
        raise Reject("only of a number: a column has entries")
    return p


def square(context: Context, tree: Any) -> Poly:
    """sign(x)^2 x - x for a number x."""
    p = number(context, tree)
    return context.algebra.add(context.algebra.expand(["mul", ["sign", tree], ["sign", tree], tree]), p, -1)


def at_zero(context: Context, name: Any) -> Poly:
    """sign(x) for a fact x = 0."""
    _, x, zero = context.fact(name, "eq")
    if context.algebra.expand(zero).terms:
        raise Reject("the fact is not x = 0")
    return context.algebra.expand(["sign", x])


def entry(context: Context, tree: Any, name: Any) -> Poly:
    """e^T sign(v) - sign(e^T v) for a basis vector e."""
    index(context, name)
    return context.difference(["mul", ["T", name], ["sign", tree]], ["sign", ["mul", ["T", name], tree]])


def sign(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove that the sign of x times x is not negative or, if it is bounded, that its square is at most 1."""
    fields(line, {"of", "bounded"})
    number(context, line["of"])
    value = ["sign", line["of"]]
    below = ["add", ["num", "1"], ["neg", ["mul", value, value]]]
    return ["psd", below if line["bounded"] is True else ["mul", value, line["of"]]]


RELATIONS = {"sign": square, "sign_zero": at_zero, "sign_entry": entry}
