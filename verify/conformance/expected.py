"""Failures that are expected: a property's id, the reason, and the pinned example that shows it, in a TOML file.

A random run may find a failure one day and miss it the next. So the example is pinned: it is tried first, and an entry
whose example does not fail any more, or that names no property, is an error.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from verify.bounds import PRECISIONS
from verify.conformance.judges import LAYOUTS
from verify.conformance.judging import Finding, Subject
from verify.conformance.properties import properties_of
from verify.conformance.roles import ROLES
from verify.conformance.suite import CONTRACT_FINDINGS, Plan

__all__ = ["BadExpectation", "pinned", "read"]


class BadExpectation(Exception):
    """The file does not say what it has to; the message tells what is missing."""


@dataclass(frozen=True)
class _Example:
    """A pinned example as a case."""

    arguments: Mapping[str, Any]
    letters: Mapping[str, Any]


def read(path: str, target: str, role: str) -> list[dict[str, Any]]:
    """Return the entries of a file that speak of a target: all without a key `target`, and those with this one.

    Raises
    ------
    BadExpectation
        If the file cannot be read, or an entry lacks its id, its reason or its example, or names no property.
    """
    import json

    try:
        entries = tomllib.loads(Path(path).read_text(encoding="utf-8")).get("expected", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadExpectation(f"{path} cannot be read: {error}") from None
    ids, found = {one.id for one in properties_of(role)}, []
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, dict) or not all(isinstance(entry.get(key), str) for key in ("id", "reason", "example")):
            raise BadExpectation(f"{path}: an entry [[expected]] needs an id, a reason and an example, each a string")
        if entry.get("target", target) != target or entry.get("role", role) != role:
            continue
        if entry["id"] not in ids:
            raise BadExpectation(f"{path}: {entry['id']!r} is no property of {role}; there are {', '.join(sorted(ids))}")
        try:
            example = json.loads(entry["example"])
        except ValueError as error:
            raise BadExpectation(f"{path}: the example of {entry['id']} is no JSON: {error}") from None
        missing = [name for name in ROLES[role].parameters if name not in example]
        if missing:
            raise BadExpectation(f"{path}: the example of {entry['id']} lacks {', '.join(missing)}")
        found.append({"id": entry["id"], "reason": entry["reason"], "example": example})
    return found


def pinned(function: Callable[..., Any], plan: Plan, entries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return by the id of each entry "" if its example fails as it should, else what is wrong with the entry."""
    return {one["id"]: "" if _fails(function, plan, one) else "its example does not fail: remove the entry" for one in entries}


def _fails(function: Callable[..., Any], plan: Plan, entry: Mapping[str, Any]) -> bool:
    role, example = ROLES[plan.role], entry["example"]
    subject = Subject(function, role, PRECISIONS[plan.dtype])
    arguments = {name: _argument(name, example[name]) for name in role.parameters}
    tried = next(one for one in properties_of(plan.role) if one.id == entry["id"])
    try:
        if tried.contract:
            tried.judge(subject, _Example(arguments, {}))
            return False
        given = subject.given(arguments)
        if layout := example.get("layout"):
            given = {k: LAYOUTS[layout](v) if isinstance(v, np.ndarray) else v for k, v in given.items()}
        result = subject.formed(subject.raw(given), arguments).ravel().tolist()
    except Finding as finding:
        return finding.kind in CONTRACT_FINDINGS or finding.kind in ("not finite", "inaccurate")
    if "exact" not in example:
        return False
    exact = [Fraction(x) for row in example["exact"] for x in row]
    allowed = [Fraction(x) for x in example.get("allowed", ["0"])]
    allowed = allowed * len(exact) if len(allowed) == 1 else allowed
    return any(abs(Fraction(x) - e) > most for x, e, most in zip(result, exact, allowed, strict=True))


def _argument(name: str, value: Any) -> Any:
    if name == "steps":
        return int(value)
    if not isinstance(value, list):
        return float(Fraction(value))
    rows = np.array([[float(Fraction(x)) for x in row] for row in value])
    return rows if name in ("H", "X") else rows[:, 0]
