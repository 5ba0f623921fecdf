"""USE: an earlier sequent with terms put in for its symbols, each of its hypotheses discharged by a fact.

An axiom that says something of all its symbols, "cited", is used like a sequent that is proved.

A function that the sequent knows only by its derivative may be replaced by a formula {of: w, is: term, gradient: fact}, once
the fact shows that the formula has the derivative it is given.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import Reject
from verify.kernel.core import Context, bound_names, fields, put

__all__ = ["formulas", "same_bound", "use"]


def use(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Return the goal of an earlier sequent for this instance."""
    fields(line, {"claim", "with", "facts"}, {"functions"})
    claim = line["claim"]
    found = context.proved[claim].verdict if claim in context.proved else ""
    if found != "proved" and not (found == "axiom" and "cited" in context.theory[claim]):
        raise Reject(f"{claim!r:.60} is not proved before this")
    earlier = context.theory[claim]
    sizes = context.fit(earlier["symbols"], line["with"])
    values = {**line["with"], **formulas(context, earlier.get("functions", {}), line.get("functions", {}), sizes)}
    same_bound(context, earlier, sizes)
    fields(line["facts"], earlier["hypotheses"])
    for name, hypothesis in earlier["hypotheses"].items():
        statement = put(hypothesis["statement"] if isinstance(hypothesis, dict) else hypothesis, values, sizes)
        fact = context.fact(line["facts"][name])
        weaker = ["psd", fact[1]] if fact[0] == "pd" and statement[0] == "psd" else fact
        if context.canonical(weaker) != context.canonical(statement):
            raise Reject(f"{line['facts'][name]} is not the hypothesis {name} of {claim}")
    # what met a hypothesis is a condition of this line; its reason is the sequent itself
    context.conditions |= context.reasons
    context.reasons = {claim}
    context.uses.add(claim)
    context.axioms |= context.proved[claim].axioms
    return put(earlier["goal"], values, sizes)


def same_bound(context: Context, earlier: Any, sizes: dict[str, Any]) -> None:
    """Require that every symbol an earlier sequent binds is declared here as it is there."""
    for name in bound_names([earlier["goal"], *earlier["hypotheses"].values()]):
        info = earlier["symbols"][name]
        if context.symbols.get(name) != {**info, "shape": [sizes.get(s, s) for s in info["shape"]]}:
            raise Reject(f"{name}, bound there, is of another kind here")


def formulas(context: Context, declared: Any, given: Any, sizes: dict[str, Any]) -> dict[str, Any]:
    """Return what stands for the functions of the earlier sequent; those that are not replaced must be the same here."""
    fields(given, (), declared)
    for name, there in declared.items():
        info = {**there, **{key: [sizes.get(s, s) for s in there[key]] for key in ("domain", "shape")}}
        if (name in given) != (info.get("derivative", name) in given):
            raise Reject(f"{name} and its derivative are replaced together")
        if name not in given:
            if context.functions.get(name) != info:
                raise Reject(f"the function {name} is another one here")
            continue
        w, term = (fields(given[name], ("of", "is"), ("gradient",))[key] for key in ("of", "is"))
        context.generic(w)
        value = context.algebra.expand(term)
        shapes = [context.symbols[w]["shape"], [*value.shape]]
        if context.symbols[w].keys() != {"shape"} or [info["domain"], info["shape"]] != shapes:
            raise Reject(f"the formula for {name} has another shape, or its variable is not any vector")
        if info.get("symmetric") and context.algebra.transpose(value) != value:
            raise Reject(f"the formula for {name} is not symmetric")
        if "derivative" in info:
            slope = given[info["derivative"]]
            fact = context.fact(given[name]["gradient"], "grad")
            if slope["of"] != w or context.canonical(fact) != context.canonical(["grad", term, w, w, slope["is"]]):
                raise Reject(f"the fact is not the gradient of the formula for {name}")
    return {name: ["formula", entry["of"], entry["is"]] for name, entry in given.items()}
