"""The Python function `conform`: the same as the command, for whoever is in Python already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from verify.conformance.expected import read
from verify.conformance.isolation import conform_target
from verify.conformance.process import SILENCE
from verify.conformance.roles import ROLES
from verify.conformance.suite import Plan, held, summary_of, target_data
from verify.profiles import DEFAULT, PROFILES
from verify.report.conformance import conform_text

__all__ = ["Conformance", "conform"]


@dataclass(frozen=True)
class Conformance:
    """What came of holding a target against its role.

    Attributes
    ----------
    data : dict
        What `schemas/conform.schema.json` calls a target.
    """

    data: dict[str, Any]

    @property
    def verdict(self) -> str:
        """Return "conforms", "violates", "incomplete" or "error"."""
        return str(self.data["verdict"])

    @property
    def grade(self) -> str | None:
        """Return "backward-stable", "forward-accurate", or None if it does not conform."""
        grade: str | None = self.data["grade"]
        return grade

    @property
    def properties(self) -> list[dict[str, Any]]:
        """Each property with its verdict, counts, counterexample and reproducer."""
        found: list[dict[str, Any]] = self.data["properties"]
        return found

    @property
    def violated(self) -> list[dict[str, Any]]:
        """The properties that are violated and were not expected to be."""
        return [one for one in self.properties if one["verdict"] == "violated" and not one["expected"]]

    def __bool__(self) -> bool:
        """Whether it conforms."""
        return self.verdict == "conforms"

    def __str__(self) -> str:
        """The report as the command prints it."""
        return conform_text([self.data], summary_of([self.data]))


def conform(
    target: str | Callable[..., Any],
    role: str,
    *,
    profile: str = DEFAULT,
    seed: int = 0,
    dtype: str = "float64",
    expected_failures: str | None = None,
) -> Conformance:
    """Hold an implementation against the derivations. This runs its code.

    Parameters
    ----------
    target : str or callable
        ``package.module:name`` or ``file.py:name`` is run in a child process with limits of time and memory. A callable
        is run in this process: there a crash of the interpreter or an endless loop is one of yours.
    role : str
        What it computes, one of `verify.conformance.ROLES`.
    profile : str
        "dev", "ci" or "thorough": 50, 200 or 2000 cases a property.
    seed : int
        The same seed draws the same cases.
    dtype : str
        "float64" or "float32".
    expected_failures : str, optional
        The path of a TOML file, for a target in a child process.

    Raises
    ------
    LookupError
        If there is no such role or profile.
    BadExpectation
        If the file of expected failures does not say what it has to.
    """
    if role not in ROLES:
        raise LookupError(f"no role is called {role!r}; there are {', '.join(ROLES)}")
    if profile not in PROFILES:
        raise LookupError(f"no profile is called {profile!r}; there are {', '.join(PROFILES)}")
    plan = Plan(role, PROFILES[profile], seed, dtype)
    if isinstance(target, str):
        expected: Sequence[dict[str, Any]] = read(expected_failures, target, role) if expected_failures else ()
        return Conformance(conform_target(target, plan, expected, silence=SILENCE))
    name = f"{getattr(target, '__module__', '?')}:{getattr(target, '__qualname__', type(target).__name__)}"
    lines = (f"from {name.partition(':')[0]} import {name.partition(':')[2]} as target",)
    return Conformance(target_data(name, plan, list(held(target, plan, lines))))
