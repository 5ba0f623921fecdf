"""GRAD: f has the gradient g at a point if its derivative along every direction d is g^T d.

For a vector f, g is the Jacobian and the derivative g d. It is formed by the rules for sums, products, transposes and the chain
rule, a function that is only known by hypothesis contributing its declared derivative. Nothing that depends on the variable may
be inverted. A function has at most one gradient at a point.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import SCALAR, Reject
from verify.kernel.core import Context, fields, names_in, put

__all__ = ["derivative", "gradient", "same_gradient"]


def derivative(context: Context, tree: Any, w: str, d: str) -> Any:
    """Return the derivative of a term along d with respect to w as a term, or None where it is zero."""
    if tree == w:
        return d
    if w not in names_in(tree):
        return None
    head, parts = tree[0], tree[1:]
    if head == "add":
        terms = [t for t in (derivative(context, part, w, d) for part in parts) if t is not None]
        return ["add", *terms] if terms else None
    if head in ("neg", "T", "tr"):
        return [head, derivative(context, parts[0], w, d)]
    if head == "mul":
        inner = [(i, derivative(context, part, w, d)) for i, part in enumerate(parts)]
        return ["add", *(["mul", *parts[:i], t, *parts[i + 1 :]] for i, t in inner if t is not None)]
    if head == "pow":
        base = ["mul", ["id", context.algebra.expand(parts[0]).shape[0]], *[parts[0]] * parts[1]]
        return derivative(context, base, w, d)
    if head == "div":
        return ["div", derivative(context, parts[0], w, d), parts[1]]
    if head == "apply" and "derivative" in context.functions.get(parts[0], {}):
        slope = ["apply", context.functions[parts[0]]["derivative"], parts[1]]
        slope = ["T", slope] if tuple(context.functions[parts[0]]["shape"]) == SCALAR else slope
        return ["mul", slope, derivative(context, parts[1], w, d)]
    raise Reject(f"no derivative of {head!r:.20} is known")


def gradient(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove ["grad", f, w, point, g] by items for derivative = g^T d, d a generic direction."""
    fields(line, {"direction", "items"})
    if not goal or goal[0] != "grad":
        raise Reject("this rule proves a gradient")
    context.canonical(goal)
    (_, f, w, point, g), d, a = goal, line["direction"], context.algebra
    context.generic(d)
    if d in names_in(goal) or a.expand(d).shape != a.expand(w).shape:
        raise Reject("the direction is a fresh symbol of the shape of the variable")
    slope = a.expand(g)
    along = a.mul(a.transpose(slope) if a.expand(f).shape == SCALAR else slope, a.expand(d))
    tree = derivative(context, f, w, d)
    change = a.number(0, along.shape) if tree is None else a.expand(put(tree, {w: point}, {}))
    if context.total(a.add(change, along, -1), line["items"]).terms:
        raise Reject("the derivative along the direction is something else")
    return goal


def same_gradient(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """From two gradients of one function at one point prove that they are equal."""
    fields(line, {"first", "second"})
    first, second = (context.fact(line[key], "grad") for key in ("first", "second"))
    if context.canonical(first)[:-1] != context.canonical(second)[:-1]:
        raise Reject("two functions, or two points")
    return ["eq", first[4], second[4]]
