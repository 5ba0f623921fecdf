"""IND: natural numbers. A base and a step give every k.

natural: k >= 0. instance: what a hypothesis says of every k it says of k + c or c. commute: A^k A = A A^k. induction: S(0), and
an earlier sequent that leads from S(k), its hypothesis "induction", to S(k + 1), give S(k). Whatever else that sequent assumes
of k has to be assumed here of every k, and nothing may be assumed here of k itself.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import Poly, Reject
from verify.kernel.core import Context, fields, names_in, put
from verify.kernel.use import same_bound

__all__ = ["commute_power", "induction", "instance", "natural"]


def natural(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove ["psd", k], k a natural number."""
    fields(line, ())
    if not goal or goal[0] != "psd":
        raise Reject("this rule proves that a natural number is not negative")
    context.algebra.natural(context.algebra.expand(goal[1]))
    return goal


def instance(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Return a hypothesis about every k at one natural number."""
    fields(line, {"from", "at"})
    _, k, statement = context.fact(line["from"], "all")
    context.algebra.natural(context.algebra.expand(line["at"]))
    return put(statement, {k: line["at"]}, {})


def commute_power(context: Context, tree: Any, exponent: Any) -> Poly:
    """A^k A - A A^k."""
    a, power = context.algebra, ["pow", tree, exponent]
    return a.add(a.expand(["mul", power, tree]), a.expand(["mul", tree, power]), -1)


def induction(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove a statement about k from its base and its step."""
    fields(line, {"variable", "base", "step", "facts"})
    k, claim, facts = line["variable"], line["step"], line["facts"]
    context.generic(k, "natural")
    if not goal or claim not in context.proved or context.proved[claim].verdict != "proved":
        raise Reject("induction needs a natural number and a step that is proved")
    earlier = context.theory[claim]
    here = {**context.symbols, **context.functions}
    told = {**earlier["symbols"], **earlier.get("functions", {})}
    if any(not info.items() <= here.get(name, {}).items() for name, info in told.items()):
        raise Reject("the step speaks of other symbols, sizes or functions")
    same_bound(context, earlier, {})
    following = put(goal, {k: ["add", k, ["num", "1"]]}, {})
    wanted = {"induction": goal, **{name: context.fact(fact) for name, fact in facts.items()}}
    fields(wanted, earlier["hypotheses"])
    for name, hypothesis in earlier["hypotheses"].items():
        statement = hypothesis["statement"] if isinstance(hypothesis, dict) else hypothesis
        free = name != "induction" and k in names_in(statement) and statement[:2] != ["all", k]
        given = wanted[name][2] if free and wanted[name][:2] == ["all", k] else wanted[name]
        if (free and given is wanted[name]) or context.canonical(given) != context.canonical(statement):
            raise Reject(f"{name} of {claim} is not assumed here")
    context.conditions |= context.reasons
    context.reasons = {claim}
    context.uses.add(claim)
    context.axioms |= context.proved[claim].axioms
    if context.canonical(earlier["goal"]) != context.canonical(following):
        raise Reject("the step does not lead to k + 1")
    if context.canonical(context.fact(line["base"])) != context.canonical(put(goal, {k: ["num", "0"]}, {})):
        raise Reject("the base is not the statement at 0")
    return goal
