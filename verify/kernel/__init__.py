"""The trusted core: checks certificates, searches nothing, imports the standard library only.

`check` takes two JSON values and gives a verdict a sequent; everything a verdict rests on is in this folder.
"""

from __future__ import annotations

from typing import Any

from verify.kernel import use as use_rule
from verify.kernel.algebra import Poly, Reject
from verify.kernel.core import AXIOMS, SCHEMAS, Context, Fact, Result, Rule, fields
from verify.kernel.rules import diagonal, equality, gradient, inverse, norm, positivity

__all__ = ["AXIOMS", "RELATIONS", "RULES", "Reject", "Result", "check", "check_one"]

RULES: dict[str, Rule] = {
    "items": equality.items,
    "use": use_rule.use,
    "dedekind": equality.dedekind,
    "generic": equality.generic,
    "psd": positivity.psd,
    "pd": positivity.pd,
    "zero": positivity.zero,
    "invertible": inverse.invertible,
    "size": inverse.size,
    "entrywise": diagonal.entrywise,
    "trace": diagonal.trace,
    "gradient": gradient.gradient,
    "same_gradient": gradient.same_gradient,
    "norm": norm.norm,
}
RELATIONS = {
    **SCHEMAS,
    "commute": diagonal.commute,
    "basis": diagonal.basis,
    "unit": diagonal.unit,
    "entry": diagonal.entry,
}


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
        if "gives" in theory[name]:
            if name not in AXIOMS:
                raise Reject(f"{name} is cited, but it is not on the list of axioms")
            fields(theory[name], {"symbols", "gives"})
            return Result("axiom", axioms=frozenset({name}))
        fields(certificate, {"steps"}, {"local", "defined"})
        sequent = theory[name]
        context = Context(sequent, theory, proved, certificate.get("local", {}), RELATIONS)
        if len(certificate["steps"]) != len(sequent["steps"]) or not sequent["steps"]:
            raise Reject(f"{len(certificate['steps'])} steps are certified, the claim has {len(sequent['steps'])}")
        for position, line in enumerate(certificate.get("defined", []), 1):
            where = f"definition {position}"
            context.line(line, None, RULES)
        used = []
        for position, (step, lines) in enumerate(zip(sequent["steps"], certificate["steps"], strict=True), 1):
            where = f"step {position}"
            used.append(context.step(f"step {position}", step, lines, RULES))
        where = "goal"
        finish(context, sequent)
        return Result(
            "proved",
            steps=len(used),
            reasons=tuple(u[0] for u in used),
            conditions=tuple(u[1] for u in used),
            rules=frozenset(context.rules),
            axioms=frozenset(context.axioms),
            uses=frozenset(context.uses),
            items=context.items,
        )
    except Reject as reason:
        return Result("rejected", f"{where}: {reason}")
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, RecursionError) as error:
        return Result("rejected", f"{where}: malformed ({type(error).__name__})")


def finish(context: Context, sequent: dict[str, Any]) -> None:
    """Require that the steps give the goal, that everything inverted is invertible, that no line is idle."""
    steps, goal = [step["show"] for step in sequent["steps"]], sequent["goal"]
    if context.canonical(steps[-1]) != context.canonical(goal):
        if any(step[0] != "eq" for step in [*steps, goal]):
            raise Reject("the last step is not the goal")
        total = context.difference(goal[1], goal[2])
        for _, left, right in steps:
            total = context.algebra.add(total, context.difference(left, right), -1)
        if total.terms:
            raise Reject("the chain of steps does not give the goal")
    hypotheses = [h["statement"] if isinstance(h, dict) else h for h in sequent["hypotheses"].values()]
    for term in inverted([*hypotheses, *steps, goal]):
        p: Poly = context.algebra.expand(term)
        if set(p.terms) != {((), ())}:
            context.unit(p)
    if idle := context.idle():
        raise Reject(f"lines nobody uses: {sorted(idle)}")


def inverted(tree: Any) -> list[Any]:
    """Return every term that is inverted or divided by inside statements."""
    if not isinstance(tree, list):
        return []
    inner = [term for part in tree for term in inverted(part)]
    return [*inner, tree[1]] if tree[:1] == ["inv"] and len(tree) == 2 else [*inner, tree[2]] if tree[:1] == ["div"] else inner
