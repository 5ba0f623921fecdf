"""Rules about functions of a number: what holds for all of an interval, what is continuous.

The form of a term is looked at as it is read: what depends on the variable may be added, multiplied, turned, traced, inverted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from verify.second_opinion.facts import Case
from verify.second_opinion.statements import Statement, replaced
from verify.second_opinion.terms import SCALAR, Node, Objection, take

__all__ = ["RULES_OF_FUNCTIONS"]

_CONTINUOUS = {"symbol", "add", "scale", "mul", "T", "inv", "tr", "pow", "num", "exp"}


def _range(case: Case, number: Node) -> tuple[Statement, Statement]:
    r = case.reader
    return Statement("psd", (number,)), Statement("psd", (r.sub(r.number(1), number),))


def _within(case: Case, line: dict[str, Any], _goal: Statement | None) -> Statement:
    """A number from 0 to 1 is one of those for which a statement holds."""
    take(line, {"from", "at", "above", "below"})
    fact, number = case.fact(line["from"], "between"), case.reader.read(line["at"])
    if number.shape != SCALAR:
        raise Objection("only numbers lie between 0 and 1")
    low, high = _range(case, number)
    for name, wanted in ((line["above"], low), (line["below"], high)):
        if not case.matches(wanted, Statement("psd", case.fact(name, "psd", "pd").terms)):
            raise Objection(f"{name} is no reason for the number to lie between 0 and 1")
    return replaced(case.reader, fact.detail, fact.variable, number)


def _every(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """A statement shown for t holds for all t from 0 to 1 if the hypotheses say no more of t than that."""
    take(line, {"from"})
    if goal is None or goal.kind != "between":
        raise Objection("this rule speaks of every number from 0 to 1")
    said = _range(case, case.reader.symbol(goal.variable))
    for statement in case.hypotheses:
        if goal.variable in _spoken_of(statement) and not case.matches(statement, *said):
            raise Objection(f"a hypothesis says more of {goal.variable}")
    if not case.matches(case.fact(line["from"]), goal.detail):
        raise Objection("what is shown of one number is not what is claimed of all")
    return goal


def _spoken_of(statement: Statement) -> frozenset[str]:
    quantified = statement.kind in ("all", "between")
    return statement.free if quantified or not statement.variable else statement.free | {statement.variable}


def _continuous(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """Sums, products, traces, exponentials of continuous functions are continuous, and inverses where there are any."""
    take(line, set())
    if goal is None or goal.kind != "continuous":
        raise Objection("this rule proves continuity")
    x, function = case.reader.symbol(goal.variable), goal.terms[0]
    for statement in case.hypotheses:
        mentioned = statement.free | {statement.variable}
        if goal.variable in mentioned and (statement.kind, statement.terms) != ("pd", (x,)):
            raise Objection(f"more is assumed of {goal.variable} than that it is positive")
    todo = [function]
    while todo:
        node = todo.pop()
        if goal.variable not in node.free:
            continue
        if node.op not in _CONTINUOUS:
            raise Objection(f"{node.op} is not known to be continuous")
        todo += node.within()
    for base in function.inverted():
        case.require_invertible(base)
    return goal


RULES_OF_FUNCTIONS: dict[str, Callable[[Case, dict[str, Any], Statement | None], Statement]] = {
    "within": _within,
    "every": _every,
    "continuous": _continuous,
}
