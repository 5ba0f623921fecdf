"""Holds one target against all properties of its role, and says of each what came of it as plain JSON values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from typing import Any

import derivations
from derivations.language.printing import statement_text
from verify.bounds import PRECISIONS
from verify.conformance.advice import likely_cause, peculiarities
from verify.conformance.engine import Outcome, hold
from verify.conformance.properties import properties_of
from verify.conformance.property import Property
from verify.conformance.reproducer import reproducer
from verify.conformance.roles import ROLES
from verify.conformance.yardsticks import BOUNDS

__all__ = ["CONTRACT_FINDINGS", "Plan", "held", "property_data", "statement_of", "summary_of", "target_data", "tolerances"]

CONTRACT_FINDINGS = ("crash", "hang", "exit", "shape", "dtype", "changed input", "not a new array", "not repeatable", "stale")
"""Findings about the form of a call; every other one is about values."""

_VERDICTS = {"incomplete": "skipped"}


@dataclass(frozen=True)
class Plan:
    """How a target is held.

    Attributes
    ----------
    role : str
        The name of its role.
    examples : int
        How many cases a property draws.
    seed : int
        The same seed draws the same cases.
    dtype : str
        "float64" or "float32".
    only : collection of str
        The ids of the properties to try, all if empty.
    """

    role: str
    examples: int = 200
    seed: int = 0
    dtype: str = "float64"
    only: Collection[str] = field(default=())


def held(function: Callable[..., Any], plan: Plan, lines: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield what came of each property, as `schemas/conform.schema.json` describes it.

    Parameters
    ----------
    function : callable
        It takes the role's arguments.
    plan : Plan
        How to hold it.
    lines : sequence of str
        Python lines that define `target`, for reproducers.
    """
    precision, cause = PRECISIONS[plan.dtype], None
    for tried, outcome in hold(function, plan.role, plan.examples, plan.seed, precision, plan.only):
        data = property_data(tried, outcome)
        if outcome.verdict == "violated":
            about = f"exact, rounded; {tried.claim or ROLES[plan.role].claim}"
            data["reproducer"] = reproducer(outcome, ROLES[plan.role].parameters, lines, about, precision)
            if outcome.finding not in CONTRACT_FINDINGS:
                cause = likely_cause(function, ROLES[plan.role], precision) if cause is None else cause
                data["look_at"] = _look_at(cause, outcome)
        yield data


def property_data(tried: Property, outcome: Outcome | None) -> dict[str, Any]:
    """Return a property as JSON, "not run" without an outcome."""
    data: dict[str, Any] = {
        "id": tried.id,
        "claim": tried.claim or None,
        "part": tried.part if tried.claim else None,
        "statement": statement_of(tried),
        "says": tried.says,
        "verdict": "not run" if outcome is None else _VERDICTS.get(outcome.verdict, outcome.verdict),
        "planned": 0,
        "run": 0,
        "skipped": 0,
        "worst_error_over_bound": None,
        "grade": None,
        "finding": None,
        "message": "",
        "look_at": None,
        "counterexample": None,
        "reproducer": None,
        "expected": None,
    }
    if outcome is not None:
        data |= {
            "planned": outcome.planned,
            "run": outcome.run,
            "skipped": outcome.skipped,
            "worst_error_over_bound": _ratio(outcome.worst_ratio),
            "grade": outcome.grade or None,
            "finding": outcome.finding or None,
            "message": outcome.message,
            "counterexample": _counterexample(outcome),
        }
    return data


def _counterexample(outcome: Outcome) -> dict[str, Any] | None:
    if outcome.counterexample is None:
        return None
    asking = outcome.asking
    allowed = {"allowed": [str(_short(x)) for x in asking.allowed]} if asking and asking.allowed else {}
    layout = {"layout": asking.layout} if asking and asking.layout else {}
    return {**outcome.counterexample, **allowed, **layout}


def _short(x: Fraction) -> Fraction:
    """A bound with 32 digits, rounded up: its own numerator can have hundreds."""
    if not x:
        return x
    shift = 32 - (x.numerator.bit_length() - x.denominator.bit_length())
    return Fraction(int(x * Fraction(2) ** shift) + 1) / Fraction(2) ** shift


def _ratio(value: float) -> float | str:
    return float(f"{value:.2g}") if isfinite(value) else "inf"


def _look_at(cause: str, outcome: Outcome) -> str:
    if cause:
        return cause
    special = peculiarities(outcome.asking.arguments) if outcome.asking else []
    if outcome.asking and outcome.asking.layout:
        special.insert(0, f"{outcome.asking.layout} arrays")
    return f"plain inputs are right; here: {'; '.join(special) or 'rounding alone: is a digit lost on the way?'}"


def statement_of(tried: Property) -> str | None:
    """Return what the claim of a property says, as text; None for the contract."""
    if not tried.claim:
        return None
    return statement_text(derivations.find(tried.claim).part(tried.part).goal)


def tolerances(role: str) -> list[dict[str, str]]:
    """Return the bounds from which the tolerances of a role come: name, formula, source."""
    return [{"name": one.name, "formula": one.formula, "source": one.source} for one in BOUNDS[role]]


def target_data(
    target: str, plan: Plan, properties: Sequence[Mapping[str, Any]], error: str = "", convention: str = ""
) -> dict[str, Any]:
    """Return a target as JSON: its verdict, its grade, and all its properties; those that are missing were not run."""
    there = {one["id"]: one for one in properties}
    wanted = [one for one in properties_of(plan.role) if not plan.only or one.id in plan.only]
    every = [there.get(one.id) or property_data(one, None) for one in wanted]
    verdicts = {one["verdict"] for one in every if not one["expected"]}
    verdict = "conforms"
    if error:
        verdict = "error"
    elif "violated" in verdicts:
        verdict = "violates"
    elif verdicts & {"skipped", "not run"}:
        verdict = "incomplete"
    grades = {one["grade"] for one in every} - {None}
    grade = "forward-accurate" if "forward-accurate" in grades else "backward-stable" if grades else None
    return {
        "target": target,
        "role": plan.role,
        "dtype": plan.dtype,
        "convention": convention or None,
        "verdict": verdict,
        "grade": grade if verdict == "conforms" else None,
        "error": error or None,
        "tolerances": tolerances(plan.role),
        "properties": every,
    }


def summary_of(targets: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many targets have each verdict."""
    names = ("conforms", "violates", "incomplete", "error")
    return {**{name: sum(one["verdict"] == name for one in targets) for name in names}, "total": len(targets)}
