"""Runs a target in a child process and finds out from outside whether it crashes, hangs or leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from verify.conformance.process import SILENCE, Child
from verify.conformance.properties import properties_of
from verify.conformance.property import Property
from verify.conformance.suite import Plan, property_data, target_data

__all__ = ["Progress", "conform_target"]

Progress = Callable[[int, int, str], None]
"""Called with how many properties are done, how many there are, and the id of the next; last with ""."""

_LOST = 2  # after so many processes that did not come back, the rest is not run


@dataclass
class _Findings:
    """What the child processes have told so far."""

    properties: dict[str, dict[str, Any]] = field(default_factory=dict)
    pinned: dict[str, str] = field(default_factory=dict)
    convention: str = ""
    error: str = ""
    done: bool = False


def conform_target(
    target: str,
    plan: Plan,
    expected: Sequence[dict[str, Any]] = (),
    *,
    stop: bool = False,
    silence: float = SILENCE,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Hold a target against its role in child processes, and return what `schemas/conform.schema.json` calls a target.

    Parameters
    ----------
    target : str
        ``package.module:name`` or ``file.py:name``. Its code is run.
    plan : Plan
        How to hold it.
    expected : sequence of dict
        What `verify.conformance.expected.read` returns.
    stop : bool
        Whether to leave out what comes after the first violation.
    silence : float
        After so many seconds within one call it counts as hanging.
    progress : callable, optional
        Told about every property.
    """
    wanted = [one for one in properties_of(plan.role) if not plan.only or one.id in plan.only]
    found, lost, told = _Findings(), 0, len(wanted)
    while lost < _LOST and (left := _left(wanted, found, stop)):
        fate = _run(
            target, replace(plan, only=tuple(one.id for one in left)), (expected, silence), found, _Said(progress, told, stop)
        )
        if found.done or found.error or _stopped(found, stop):
            break
        lost += 1
        _blame(target, plan, _left(wanted, found, stop), found, fate)
    if progress:
        progress(told, told, "")
    _mark(found, expected)
    return target_data(target, plan, list(found.properties.values()), found.error, found.convention)


@dataclass(frozen=True)
class _Said:
    """Whom to tell, of how many, and whether to stop at the first violation."""

    progress: Progress | None
    total: int
    stop: bool


def _stopped(found: _Findings, stop: bool) -> bool:
    return stop and any(one["verdict"] == "violated" for one in found.properties.values())


def _left(wanted: Sequence[Property], found: _Findings, stop: bool) -> list[Property]:
    if _stopped(found, stop):
        return []
    return [one for one in wanted if one.id not in found.properties]


def _blame(target: str, plan: Plan, left: Sequence[Property], found: _Findings, fate: str) -> None:
    """Find the case that made the process die, calls in processes of their own; what draws alike is not run."""
    if not left:
        return
    first = left[0]
    alone = _Findings()
    _run(target, replace(plan, only=(first.id,)), ((), 120.0), alone, _Said(None, 0, stop=False), isolated=True)
    data = alone.properties.get(first.id)
    if data is None or data["verdict"] != "violated":
        data = property_data(first, None)
        kind = "hang" if fate == "hang" else "exit"
        data |= {"verdict": "violated", "finding": kind, "message": f"{_said(fate)}, but not when tried again"}
    data["message"] = data["message"] or _said(fate)
    found.properties[first.id] = data
    for one in left[1:]:
        if one.draw is first.draw:
            waiting = property_data(one, None)
            found.properties[one.id] = waiting | {"message": f"not run: see {first.id}"}


def _said(fate: str) -> str:
    return "it does not return" if fate == "hang" else f"it ends the process: {fate}"


def _mark(found: _Findings, expected: Sequence[dict[str, Any]]) -> None:
    """Mark what was expected; an entry that matches nothing is an error."""
    for entry in expected:
        fault = found.pinned.get(entry["id"], "it was never tried")
        if fault and not found.error:
            found.error = f"the expected failure {entry['id']} matches nothing: {fault}"
        elif entry["id"] in found.properties:
            found.properties[entry["id"]] |= {"expected": entry["reason"]}
            if found.properties[entry["id"]]["verdict"] == "holds":
                found.properties[entry["id"]] |= {"verdict": "violated", "counterexample": entry["example"]}


# --- one process -------------------------------------------------------------------------------------------------------


def _run(
    target: str,
    plan: Plan,
    options: tuple[Sequence[dict[str, Any]], float],
    found: _Findings,
    said: _Said,
    *,
    isolated: bool = False,
) -> str:
    """Run a child process and gather what it tells; return "" if it ended well, "hang", or how it ended."""
    expected, silence = options
    request = {
        "target": target,
        "role": plan.role,
        "examples": plan.examples,
        "seed": plan.seed,
        "dtype": plan.dtype,
        "only": list(plan.only),
        "isolated": isolated,
        "expected": list(expected),
    }
    child = Child("verify.conformance.child", request, silence)
    answers = iter(child)
    for told in answers:
        _take(told, found, said)
        if _stopped(found, said.stop):
            answers.close()  # ends the process
            return ""
    return "" if found.done else child.fate


def _take(told: dict[str, Any], found: _Findings, said: _Said) -> None:
    if "property" in told:
        data = told["property"]
        found.properties[data["id"]] = data
        if said.progress:
            said.progress(len(found.properties), said.total, data["id"])
    found.pinned.update(told.get("pinned", {}))
    found.convention = told.get("convention", found.convention)
    found.error = told.get("error", found.error)
    found.done = told.get("done", found.done)
