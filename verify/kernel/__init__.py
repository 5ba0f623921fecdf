"""The trusted core: checks certificates, searches nothing, imports the standard library only.

`check` takes two JSON values and gives a verdict a sequent; everything a verdict rests on is in this folder.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from verify.kernel.algebra import Reject
from verify.kernel.core import AXIOMS, SCHEMAS, Context, Rule, fields, inverted
from verify.kernel.rules import (
    between,
    case,
    continuous,
    diagonal,
    equality,
    exponential,
    gradient,
    induction,
    inverse,
    limit,
    mean,
    norm,
    positivity,
    sign,
    summation,
    zero,
)
from verify.kernel.use import use

__all__ = ["AXIOMS", "RELATIONS", "RULES", "Reject", "Result", "check", "check_one", "inverted"]

RULES: dict[str, Rule] = {
    "use": use,
    "items": equality.items,
    "dedekind": equality.dedekind,
    "generic": equality.generic,
    "psd": positivity.psd,
    "pd": positivity.pd,
    "psd_trace": zero.trace,
    "zero": zero.zero,
    "invertible": inverse.invertible,
    "size": inverse.size,
    "entrywise": diagonal.entrywise,
    "trace": summation.trace,
    "gradient": gradient.gradient,
    "same_gradient": gradient.same_gradient,
    "norm": norm.norm,
    "limit": limit.limit,
    "mean": mean.mean,
    "natural": induction.natural,
    "instance": induction.instance,
    "induction": induction.induction,
    "taylor": exponential.taylor,
    "sign": sign.sign,
    "case": case.case,
    "within": between.within,
    "every": between.every,
    "continuous": continuous.continuous,
}
RELATIONS = {
    **SCHEMAS,
    "commute": diagonal.commute,
    "basis": diagonal.basis,
    "unit": diagonal.unit,
    "entry": diagonal.entry,
    "power": induction.commute_power,
    **exponential.RELATIONS,
    **sign.RELATIONS,
}


class Result(NamedTuple):
    """What the kernel found out about one sequent.

    `reasons` and `conditions` have an entry a step: the hypotheses and sequents that its certificate uses, and those used only
    to show that something is invertible or to meet a hypothesis. `axioms` is inherited from everything used.
    """

    verdict: str
    message: str = ""
    steps: int = 0
    reasons: tuple[frozenset[str], ...] = ()
    conditions: tuple[frozenset[str], ...] = ()
    rules: frozenset[str] = frozenset()
    axioms: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    items: int = 0


def check(theory: dict[str, Any], certificates: dict[str, Any]) -> dict[str, Result]:
    """Check every sequent of a theory in order; a sequent may use only those proved before it.

    Parameters
    ----------
    theory : dict
        Sequents and axioms by id, as JSON values, from the claims.
    certificates : dict
        Certificates by the same ids, as JSON values, from a search or a file.

    Returns
    -------
    dict
        A `Result` an id: "proved", "rejected" with a message, or "axiom".
    """
    proved: dict[str, Result] = {}
    for name in theory:
        proved[name] = check_one(name, theory, certificates.get(name), proved)
    return proved


def check_one(name: str, theory: dict[str, Any], certificate: Any, proved: dict[str, Result]) -> Result:
    """Check one sequent of a theory, given the results of the earlier ones."""
    where = "statement"
    try:
        sequent = theory[name]
        if "gives" in sequent or "cited" in sequent:
            given = {"symbols", "gives"} if "gives" in sequent else {"symbols", "functions", "hypotheses", "goal", "cited"}
            if name not in AXIOMS or sequent.keys() != given:
                raise Reject(f"{name} is cited, but it is not on the list of axioms")
            return Result("axiom", axioms=frozenset({name}))
        fields(certificate, {"steps"}, {"local", "defined"})
        context = Context(sequent, theory, proved, certificate.get("local", {}), RELATIONS)
        if not len(certificate["steps"]) == len(sequent["steps"]) > 0:
            raise Reject(f"{len(certificate['steps'])} steps are certified, the claim has {len(sequent['steps'])}")
        for position, line in enumerate(certificate.get("defined", []), 1):
            where = f"definition {position}"
            context.line(line, None, RULES)
        steps = []
        for position, (step, lines) in enumerate(zip(sequent["steps"], certificate["steps"], strict=True), 1):
            where = f"step {position}"
            steps.append(context.step(where, step, lines, RULES))
        where = "goal"
        finish(context, sequent)
    except Reject as reason:
        return Result("rejected", f"{where}: {reason}")
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, RecursionError) as error:
        return Result("rejected", f"{where}: malformed ({type(error).__name__})")
    reasons, conditions = tuple(fact.reasons for fact in steps), tuple(fact.conditions for fact in steps)
    rules, axioms, uses = map(frozenset[str], (context.rules, context.axioms, context.uses))
    return Result("proved", "", len(steps), reasons, conditions, rules, axioms, uses, context.items)


def finish(context: Context, sequent: dict[str, Any]) -> None:
    """Require that the steps give the goal, that everything inverted is invertible, that no line is idle."""
    steps, goal = [step["show"] for step in sequent["steps"]], sequent["goal"]
    if context.canonical(steps[-1]) != context.canonical(goal):
        if any(statement[0] != "eq" for statement in [*steps, goal]):
            raise Reject("the last step is not the goal")
        total = context.difference(*goal[1:])
        for _, left, right in steps:
            total = context.algebra.add(total, context.difference(left, right), -1)
        if total.terms:
            raise Reject("the chain of steps does not give the goal")
    divisors = inverted([*(context.facts[name].tree for name in sequent["hypotheses"]), *steps, goal])
    for p in {p.key: p for p in map(context.algebra.expand, divisors)}.values():
        context.unit(p)
    if context.algebra.indices & context.constrained:
        raise Reject("an index of a sum or a diagonal is spoken of by a hypothesis")
    if idle := context.fresh - context.touched:
        raise Reject(f"lines nobody uses: {sorted(idle)}")
