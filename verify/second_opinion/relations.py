"""Relations, terms that are zero: equations among the facts, and those that hold without a hypothesis.

T1, a number equals its transpose. cancel, inv(A) A = I and A inv(A) = I once A is shown invertible. T, a relation transposed.
commute, diagonal matrices commute. basis, D e = (e^T D e) e for a diagonal D and a basis vector e. unit, e^T e = 1. entry, the
entry e_j^T diag(f_i) e_j is f_j. power, A^k A = A A^k. tr, the trace of left * relation * right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from verify.second_opinion import elementary
from verify.second_opinion.facts import Case
from verify.second_opinion.terms import SCALAR, Node, Objection

__all__ = ["RELATIONS", "diagonal", "index", "relation", "rest"]


def relation(case: Case, reference: Any) -> Node:
    """Return the term that is zero by a fact's name, or by [relation, argument, ..]."""
    if isinstance(reference, str):
        return case.reader.sub(*case.fact(reference, "eq").terms)
    if not isinstance(reference, list) or not reference or reference[0] not in RELATIONS:
        raise Objection(f"{reference!r:.60} is no relation")
    return RELATIONS[reference[0]](case, *reference[1:])


def rest(case: Case, term: Node, items: Any) -> Node:
    """Return a term minus coefficient * left * relation * right for every item; none may be zero."""
    if not isinstance(items, list):
        raise Objection("items stand in a list")
    r, total = case.reader, [term]
    for coefficient, left, reference, right in items:
        item = r.mul(r.read(coefficient), _framed(case, left, reference, right))
        if case.world.is_zero(item):
            raise Objection("an item is zero")
        total.append(r.neg(item))
    return r.add(*total)


def _framed(case: Case, left: Any, reference: Any, right: Any) -> Node:
    r, item = case.reader, relation(case, reference)
    item = item if left is None else r.mul(r.read(left), item)
    return item if right is None else r.mul(item, r.read(right))


def diagonal(case: Case, tree: Any) -> Node:
    """Read a term that is a diagonal matrix by the way it is written."""
    node = case.reader.read(tree)
    if not node.diagonal:
        raise Objection("a diagonal matrix is needed")
    return node


def index(case: Case, name: Any) -> Node:
    """Return a basis vector."""
    symbol = case.reader.symbol(name)
    if not case.reader.symbols[name].get("basis"):
        raise Objection(f"{name} is no basis vector")
    return symbol


def _own_transpose(case: Case, tree: Any) -> Node:
    node = case.reader.read(tree)
    if node.shape != SCALAR:
        raise Objection("only a number equals its transpose")
    return case.reader.sub(node, case.reader.turn(node))


def _cancel(case: Case, tree: Any, side: Any) -> Node:
    r, node = case.reader, case.reader.read(tree)
    case.require_invertible(node)
    if side not in ("left", "right"):
        raise Objection("an inverse cancels from the left or from the right")
    inverse = r.inv(node)
    return r.sub(r.mul(inverse, node) if side == "left" else r.mul(node, inverse), r.identity(node.shape[0]))


def _commute(case: Case, first: Any, second: Any) -> Node:
    r, c, d = case.reader, diagonal(case, first), diagonal(case, second)
    return r.sub(r.mul(c, d), r.mul(d, c))


def _basis(case: Case, name: Any, tree: Any) -> Node:
    r, e, d = case.reader, index(case, name), diagonal(case, tree)
    return r.sub(r.mul(d, e), r.mul(r.mul(r.turn(e), d, e), e))


def _unit(case: Case, name: Any) -> Node:
    r, e = case.reader, index(case, name)
    return r.sub(r.mul(r.turn(e), e), r.number(1))


def _entry(case: Case, tree: Any, name: Any) -> Node:
    r, e, matrix = case.reader, index(case, name), case.reader.read(tree)
    if matrix.op != "diagof":
        raise Objection("entries are known of diag(f_i) only")
    entry = r.replace(matrix.args[1], matrix.args[0], e)
    return r.sub(r.mul(r.turn(e), matrix, e), entry)


def _power(case: Case, tree: Any, exponent: Any) -> Node:
    r, base, power = case.reader, case.reader.read(tree), case.reader.read(["pow", tree, exponent])
    return r.sub(r.mul(power, base), r.mul(base, power))


RELATIONS: dict[str, Callable[..., Node]] = {
    "T1": _own_transpose,
    "cancel": _cancel,
    "T": lambda case, reference: case.reader.turn(relation(case, reference)),
    "commute": _commute,
    "basis": _basis,
    "unit": _unit,
    "entry": _entry,
    "power": _power,
    "exp_sum": elementary.exp_of_sum,
    "exp_log": elementary.exp_of_log,
    "log_exp": elementary.log_of_exp,
    "same": elementary.values,
    "sign": elementary.sign_squared,
    "sign_zero": elementary.sign_at_zero,
    "sign_entry": elementary.sign_of_entry,
    "tr": lambda case, left, reference, right: case.reader.trace(_framed(case, left, reference, right)),
}
