"""GRAD: f has the gradient g at a point if its derivative along every direction d is g^T d.

For a vector f, g is the Jacobian and the derivative g d. It is formed by the rules for sums, products, transposes and the chain
rule, a function that is only known by hypothesis contributing its declared derivative. Nothing that depends on the variable may
be inverted. A function has at most one gradient at a point.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from verify.kernel.algebra import SCALAR, Poly, Reject
from verify.kernel.core import Context, fields, names_in

__all__ = ["derivative", "gradient", "same_gradient"]


def derivative(context: Context, tree: Any, w: str, point: Any, d: str) -> tuple[Poly, Poly]:
    """Return the value of a term at w = point, and its derivative there along d."""
    a, head = context.algebra, tree[0]
    if tree == w:
        return a.expand(point), a.expand(d)
    if w not in names_in(tree):
        value = a.expand(tree)
        return value, a.number(0, value.shape)
    if head == "apply" and "derivative" in context.functions.get(tree[1], {}):
        value, change = derivative(context, tree[2], w, point, d)
        slope = a.apply(context.functions[tree[1]]["derivative"], value)
        value = a.apply(tree[1], value)
        moved = a.mul(a.transpose(slope) if value.shape == SCALAR else slope, change)
        if change.shape[1] != 1 or moved.shape != value.shape:  # of F(X), X a matrix, dF = tr(G^T dX) would be another rule
            raise Reject(f"{tree[1]} is no function of a column with a gradient or a Jacobian")
        return value, moved
    if head not in ("add", "neg", "T", "tr", "mul", "div", "pow") or (head == "pow" and not isinstance(tree[2], int)):
        raise Reject(f"no derivative of {head!r:.20} is known")
    inner = {"div": [*tree[1:2], ["inv", *tree[2:]]], "pow": tree[1:2]}.get(head, tree[1:])
    terms = [derivative(context, part, w, point, d) for part in inner]
    if head == "add":
        return reduce(lambda p, q: (a.add(p[0], q[0]), a.add(p[1], q[1])), terms)
    if head in ("T", "tr"):
        act = a.transpose if head == "T" else a.trace
        return act(terms[0][0]), act(terms[0][1])
    if head in ("neg", "pow"):
        shape, first = (SCALAR, -1) if head == "neg" else (terms[0][0].shape, 1)
        terms = [(a.number(first, shape), a.number(0, shape)), *terms * (1 if head == "neg" else tree[2])]
    return reduce(lambda p, q: (a.mul(p[0], q[0]), a.add(a.mul(p[1], q[0]), a.mul(p[0], q[1]))), terms)


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
    if context.total(a.add(derivative(context, f, w, point, d)[1], along, -1), line["items"]).terms:
        raise Reject("the derivative along the direction is something else")
    return goal


def same_gradient(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """From two gradients of one function at one point prove that they are equal."""
    fields(line, {"first", "second"})
    first, second = (context.fact(line[key], "grad") for key in ("first", "second"))
    if context.canonical(first)[:-1] != context.canonical(second)[:-1]:
        raise Reject("two functions, or two points")
    return ["eq", first[4], second[4]]
