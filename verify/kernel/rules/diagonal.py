"""DIAG: diagonal matrices, basis vectors e_i.

Relations: diagonal matrices commute; D e_i = (e_i^T D e_i) e_i for a diagonal D; e_i^T e_i = 1; the entry of diag(f_i) is f_i.
entrywise: diagonal matrices with equal entries at a generic i are equal, and one whose entries are at least 0, or positive, is
PSD, or PD, as its forms are sums of entries times squares. Generic means that no hypothesis speaks of e_i.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import Poly, Reject
from verify.kernel.core import Context, fields, put

__all__ = ["basis", "commute", "entry", "entrywise", "index", "unit"]


def index(context: Context, name: Any) -> Poly:
    """Return a basis vector."""
    if not isinstance(name, str) or not context.symbols.get(name, {}).get("basis"):
        raise Reject(f"{name!r:.40} is no basis vector")
    return context.algebra.expand(name)


def diagonal(context: Context, tree: Any) -> Poly:
    p = context.algebra.expand(tree)
    if not context.algebra.is_diagonal(p):
        raise Reject("not diagonal")
    return p


def commute(context: Context, first: Any, second: Any) -> Poly:
    """C D - D C for diagonal C, D."""
    a, c, d = context.algebra, diagonal(context, first), diagonal(context, second)
    return a.add(a.mul(c, d), a.mul(d, c), -1)


def basis(context: Context, name: Any, tree: Any) -> Poly:
    """D e - (e^T D e) e for a diagonal D."""
    a, e = context.algebra, index(context, name)
    image = a.mul(diagonal(context, tree), e)
    return a.add(image, a.mul(a.mul(a.transpose(e), image), e), -1)


def unit(context: Context, name: Any) -> Poly:
    """e^T e - 1."""
    a, e = context.algebra, index(context, name)
    return a.add(a.mul(a.transpose(e), e), a.number(1), -1)


def entry(context: Context, tree: Any, name: Any) -> Poly:
    """e_j^T diag(f_i) e_j - f_j."""
    a, e = context.algebra, index(context, name)
    if not isinstance(tree, list) or len(tree) != 3 or tree[0] != "diagof" or index(context, tree[1]).shape != e.shape:
        raise Reject("the entries of diag(f_i) only, with an index of its size")
    left = a.mul(a.mul(a.transpose(e), a.expand(tree)), e)
    return a.add(left, a.expand(put(tree[2], {tree[1]: name}, {})), -1)


def entrywise(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """With a generic e and diagonal C, D: prove C = D from e^T C e = e^T D e; D PSD from e^T D e >= 0, or PD from > 0."""
    fields(line, {"from", "index"})
    a, e = context.algebra, index(context, line["index"])
    context.generic(line["index"], "basis")
    if not goal or goal[0] not in ("eq", "psd", "pd"):
        raise Reject("this rule proves an equation, or that a matrix is positive")
    shown = [diagonal(context, tree) for tree in goal[1:]]
    if goal[0] == "eq":
        difference, known = a.add(shown[0], shown[1], -1), context.relation(line["from"])
    else:
        (difference,), known = shown, a.expand(context.fact(line["from"], goal[0], "pd")[1])
    if a.mul(a.mul(a.transpose(e), difference), e) != known or free(goal, line["index"]):
        raise Reject("the fact is not about the entries of the goal")
    return goal


def free(tree: Any, name: str) -> bool:
    """Whether a symbol occurs in a tree outside the diagonals and sums that bind it."""
    if isinstance(tree, list) and len(tree) == 3 and tree[0] in ("diagof", "sumover") and tree[1] == name:
        return False
    return tree == name or (isinstance(tree, list) and any(free(part, name) for part in tree))
