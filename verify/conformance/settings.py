"""What a project says of itself: ``[tool.ridgeproof]`` in its pyproject.toml lists the targets it wants to be held."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

__all__ = ["BadSettings", "settings"]

_KEYS = ("target", "role", "dtype", "expected_failures")


class BadSettings(Exception):
    """The settings are missing or say something that is not understood; the message tells what to write."""


def settings(path: str) -> list[dict[str, Any]]:
    """Return the entries of ``[[tool.ridgeproof.conform]]``, each with `target` and `role`, perhaps with more.

    Raises
    ------
    BadSettings
        If there are none, or if one is not as it should be.
    """
    try:
        found = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"no target is named, and {path} cannot be read: {error}") from None
    entries = found.get("tool", {}).get("ridgeproof", {}).get("conform", [])
    if not isinstance(entries, list) or not entries:
        raise BadSettings(f"no target is named, and {path} has no [[tool.ridgeproof.conform]] with a target and a role")
    for entry in entries:
        if not isinstance(entry, dict) or not {"target", "role"} <= set(entry):
            raise BadSettings(f"{path}: each [[tool.ridgeproof.conform]] needs a target and a role")
        if unknown := sorted(set(entry) - set(_KEYS)):
            raise BadSettings(f"{path}: {', '.join(unknown)} means nothing here; there are {', '.join(_KEYS)}")
        if not all(isinstance(value, str) for value in entry.values()):
            raise BadSettings(f"{path}: the values of [[tool.ridgeproof.conform]] are strings")
        if entry.get("dtype", "float64") not in ("float64", "float32"):
            raise BadSettings(f"{path}: dtype is float64 or float32")
    return entries
