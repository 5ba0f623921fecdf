"""CASE: what earlier sequents prove in each of some cases, one of which has to be so, holds.

Every real number is positive, 0 or negative, so at least 0 or negative; a vector is 0 or has a positive square. A branch is a
USE of an earlier sequent that may meet its hypotheses with one fact more, called "case": what its case says. What is shown
with the help of that fact is the goal, nothing else, and the fact is gone once the branch is done.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import SCALAR, Reject
from verify.kernel.core import Context, Fact, fields
from verify.kernel.use import use

__all__ = ["alternatives", "case"]


def alternatives(context: Context, split: Any, p: Any) -> list[Any]:
    """Return statements about a term, one of which is true: "sign" and "order" of a number, "zero" of a number or vector."""
    shape, minus = context.algebra.expand(p).shape, ["neg", p]
    zero = ["eq", p, ["zero", *shape]]
    if split == "zero" and shape[1] == 1:
        return [zero, ["pd", ["mul", ["T", p], p]]]
    if shape != SCALAR or split not in ("sign", "order"):
        raise Reject("a number has a sign, a vector is 0 or not")
    return [["psd", p], ["pd", minus]] if split == "sign" else [["pd", p], zero, ["pd", minus]]


def case(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove the goal: every branch, one a case, is the line of a USE that gives it and meets a hypothesis with its case."""
    fields(line, {"of", "split", "branches"})
    found, facts, known = set[str](), dict(context.facts), dict(context.known)
    cases = alternatives(context, line["split"], line["of"])
    if not isinstance(line["branches"], list) or len(line["branches"]) != len(cases):
        raise Reject(f"there are {len(cases)} cases, a branch each")
    for statement, branch in zip(cases, line["branches"], strict=True):
        context.record("case", Fact(statement, frozenset(), frozenset()))
        try:
            shown = use(context, branch, goal)
        finally:
            context.facts, context.known = dict(facts), dict(known)
        if "case" not in branch["facts"].values():
            raise Reject("a branch that does not use its case")
        if not goal or context.canonical(shown) != context.canonical(goal):
            raise Reject("a branch proves something else")
        found |= context.reasons
        context.reasons = set()
    context.reasons = found
    return goal
