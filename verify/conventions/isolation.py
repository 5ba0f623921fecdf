"""Runs a solver in a child process with limits of time and memory; a crash, a hang or an exit is what is found then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from verify.conformance.process import SILENCE, Child
from verify.conventions.finding import Found, nearest, problems

__all__ = ["Failed", "convention_of"]


@dataclass(frozen=True)
class Failed:
    """A solver that gave no results.

    Attributes
    ----------
    kind : str
        "crash" if it raised, "hang" if a call did not return, "exit" if it left or ended the process, "shape" if what it
        returned is no vector of finite weights.
    message : str
        What happened.
    """

    kind: str
    message: str


def convention_of(target: str, silence: float = SILENCE) -> Found | Failed:
    """Return what a solver minimises, or how it failed. This runs its code.

    Parameters
    ----------
    target : str
        ``package.module:name`` or ``file.py:name``.
    silence : float
        After so many seconds within one call it counts as hanging.

    Raises
    ------
    LookupError
        If there is no such target.
    """
    child = Child("verify.conventions.child", {"target": target}, silence)
    told: dict[str, Any] = {}
    results = []
    for one in child:
        told |= one
        if "result" in one:
            results.append(one["result"])
    if "error" in told:
        raise LookupError(told["error"])
    if "left" in told:
        return Failed("exit", f"it left the process: {told['left']}")
    if "raised" in told:
        return Failed("crash", f"it raised {told['raised']}")
    if child.fate == "hang":
        return Failed("hang", f"a call does not return within {silence:g} s")
    if child.fate or len(results) < len(problems()):
        return Failed("exit", f"it ends the process: {child.fate or 'exit code 0'}")
    try:
        return nearest([np.asarray(result, dtype=np.float64) for result in results], intercept_seen=told["intercept_seen"])
    except (TypeError, ValueError) as error:
        return Failed("shape", str(error))
