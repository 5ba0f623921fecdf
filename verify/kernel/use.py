"""USE: an earlier sequent with terms put in for its symbols, each of its hypotheses discharged by a fact.

A function that the sequent knows only by its derivative may be replaced by a formula, once a fact shows that the formula has the
derivative it is given.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import Reject
from verify.kernel.core import Context, fields, put

__all__ = ["use"]


def use(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Return the goal of an earlier sequent for this instance."""
    fields(line, {"claim", "with", "facts"}, {"functions"})
    claim = line["claim"]
    if not isinstance(claim, str) or claim not in context.proved or context.proved[claim].verdict != "proved":
        raise Reject(f"{claim!r:.60} is not proved before this")
    earlier = context.theory[claim]
    sizes = context.fit(earlier["symbols"], line["with"])
    values = {**line["with"], **formulas(context, earlier.get("functions", {}), line.get("functions", {}), sizes)}
    if not isinstance(line["facts"], dict) or line["facts"].keys() != earlier["hypotheses"].keys():
        raise Reject(f"{claim} needs facts for exactly {sorted(earlier['hypotheses'])}")
    kept = set(context.reasons)
    for name, hypothesis in earlier["hypotheses"].items():
        statement = hypothesis["statement"] if isinstance(hypothesis, dict) else hypothesis
        wanted = context.canonical(put(statement, values, sizes))
        fact = context.fact(line["facts"][name])
        if context.canonical(fact) != wanted and (fact[0] != "pd" or context.canonical(["psd", fact[1]]) != wanted):
            raise Reject(f"{line['facts'][name]} is not the hypothesis {name} of {claim}")
    # what met a hypothesis is a condition of this line; its reason is the sequent itself
    context.conditions |= context.reasons - kept
    context.reasons = kept | {claim}
    context.uses.add(claim)
    context.axioms |= context.proved[claim].axioms
    return put(earlier["goal"], values, sizes)


def formulas(context: Context, declared: dict[str, Any], given: Any, sizes: dict[str, Any]) -> dict[str, Any]:
    """Return what each function of the earlier sequent stands for here: itself, or a formula ["formula", w, term]."""
    values: dict[str, Any] = {}
    for name, entry in given.items():
        fields(entry, {"of", "is"}, {"gradient"})
        info = declared.get(name)
        variable, term = context.algebra.expand(entry["of"]), context.algebra.expand(entry["is"])
        if info is None or (variable.shape, term.shape) != tuple(
            tuple(sizes.get(s, s) for s in info[key]) for key in ("domain", "shape")
        ):
            raise Reject(f"{name!r:.40} is no function of the sequent, or has another shape")
        context.generic(entry["of"])
        values[name] = ["formula", entry["of"], entry["is"]]
    for name, info in declared.items():
        if name not in values and context.functions.get(name) != info:
            raise Reject(f"the function {name} is another one here")
        if name in values and "derivative" in info:
            slope = given.get(info["derivative"])
            if slope is None or slope["of"] != given[name]["of"]:
                raise Reject(f"{name} needs its derivative")
            w = slope["of"]
            wanted = context.canonical(["grad", given[name]["is"], w, w, slope["is"]])
            if context.canonical(context.fact(given[name].get("gradient"), "grad")) != wanted:
                raise Reject(f"the fact is not the gradient of {name}")
    return values
