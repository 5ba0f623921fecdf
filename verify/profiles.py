"""How thorough a run is, and the exit codes of the commands. Imports nothing, so that every command may."""

from __future__ import annotations

__all__ = [
    "BAD_CERTIFICATE",
    "BAD_INPUT",
    "DEFAULT",
    "INCOMPLETE",
    "INTERRUPTED",
    "OK",
    "PROFILES",
    "REFUTED",
    "first_of",
    "share",
]

PROFILES = {"dev": 50, "ci": 200, "thorough": 2000}
"""Examples by profile: as many for each property of the implementations, a quarter of it for the exact models of a claim."""

DEFAULT = "ci"

_LEAST = 5

OK = 0
REFUTED = 1
BAD_INPUT = 2
INCOMPLETE = 3
BAD_CERTIFICATE = 4
INTERRUPTED = 130

_PRIORITY = (BAD_INPUT, BAD_CERTIFICATE, REFUTED, INCOMPLETE)


def first_of(codes: set[int]) -> int:
    """Return the exit code that counts when several apply: the first of 2, 4, 1, 3, else 0."""
    return next((code for code in _PRIORITY if code in codes), OK)


def share(examples: int, parts: int) -> int:
    """Return how many exact models each part of a claim gets: the parts share a quarter of the examples.

    A model repeats what is certified for every size, so fewer will do than for code; but every part gets a handful.
    """
    return max(_LEAST, examples // 4 // parts)
