"""What a search says when it uses an earlier sequent: the formulas for its functions, the branches of a case split."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from derivations.language import terms as tm
from derivations.language.claims import Formula, Hypothesis, Instance, Step
from derivations.language.lowering import lower_term
from verify.kernel.core import Context
from verify.kernel.rules.case import alternatives

__all__ = ["NotFound", "Search", "case_line", "formula_entries", "lesser_known", "same_entries"]


class NotFound(Exception):
    """No certificate was found; the message names the step and what is left of it."""


class Search(Protocol):
    """What is needed of a search."""

    name: str
    context: Context

    def learn(self, trees: Any) -> None:
        """Take up the terms of some trees."""

    def used(self, reason: Any) -> list[str]:
        """Make a reason available, if its hypotheses can be shown; return the names of the facts it stands for."""

    def known(self, statement: Any) -> str | None:
        """Return the name of a fact that says this, if there is one."""

    def gradient_fact(self, statement: Any) -> str:
        """Show a gradient and return the name of the fact."""

    def use_line(self, sequent: str, values: dict[str, Any], functions: Any, case: Any = None) -> dict[str, Any]:
        """Return the line that uses an earlier sequent; in a branch `case` is what its case says."""


def formula_entries(search: Search, earlier: Any, functions: Mapping[str, Formula]) -> dict[str, Any]:
    """Return what a line of USE says of formulas for functions; a function with a derivative gets the fact of its gradient."""
    found: dict[str, Any] = {}
    for name, formula in functions.items():
        w, value, slope = map(lower_term, (formula.variable, formula.value, formula.gradient))
        found[name] = {"of": w, "is": value}
        derivative = earlier["functions"][name].get("derivative")
        if derivative is not None:
            statement = ["grad", value, w, w, slope]
            search.learn([statement])
            found[name]["gradient"] = search.known(statement) or search.gradient_fact(statement)
            found.setdefault(derivative, {"of": w, "is": slope})
    return found


def lesser_known(earlier: Any, here: Any) -> list[str]:
    """Return the functions of an earlier sequent if of some it knows less than is known of the same ones here.

    A function whose second derivative was not spoken of when a statement was proved has one where it is used: for the kernel
    these are two functions, and the statement is used with the formula J(v) for J, which has the gradient grad_J(v).
    """
    there = earlier.get("functions", {})
    if not all(name in here and _marks(info) <= _marks(here[name]) for name, info in there.items()):
        return []
    return [*there] if any(_marks(info) < _marks(here[name]) for name, info in there.items()) else []


def _marks(info: Any) -> set[tuple[str, Any]]:
    return {(key, value) for key, value in info.items() if key not in ("domain", "shape")}


def same_entries(search: Search, earlier: Any, variables: Mapping[str, str]) -> dict[str, Any]:
    """Return what a line of USE says of functions that stay what they are: of any place, the value that they have there."""
    found: dict[str, Any] = {name: {"of": w, "is": ["apply", name, w]} for name, w in variables.items()}
    for name, w in variables.items():
        derivative = earlier["functions"][name].get("derivative")
        if derivative is not None:
            statement = ["grad", found[name]["is"], w, w, ["apply", derivative, w]]
            search.learn([statement])
            found[name]["gradient"] = search.known(statement) or search.gradient_fact(statement)
    return found


def case_line(search: Search, step: Step) -> dict[str, Any]:
    """Return the line that splits into cases; the reasons of the step are the branches, in the order of the cases.

    Further reasons give what a branch assumes besides its case.

    Raises
    ------
    NotFound
        If there are more cases than reasons, or a branch lacks what it needs.
    """
    of, kind, branches = step.using["of"], step.using["split"], []
    if not isinstance(of, tm.Term):
        raise NotFound(f"{search.name}: say what to split, as a term")
    cases = alternatives(search.context, kind, lower_term(of))
    if len(cases) > len(step.by):
        raise NotFound(f"{search.name}: {len(cases)} cases need as many reasons, one a case")
    for reason in step.by[len(cases) :]:
        search.used(reason)
    for statement, reason in zip(cases, step.by, strict=False):
        if isinstance(reason, Hypothesis):
            raise NotFound(f"{search.name}: {reason.name} is no earlier claim, so it cannot be a branch")
        used = Instance(reason) if isinstance(reason, str) else reason if isinstance(reason, Instance) else reason["main"]
        values = {name: lower_term(term) for name, term in used.values.items()}
        line = search.use_line(used.sequent, values, used.functions, statement)
        branches.append({key: value for key, value in line.items() if key != "rule"})
    return {"rule": "case", "of": lower_term(of), "split": kind, "branches": branches}
