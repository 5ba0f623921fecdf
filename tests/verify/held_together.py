"""Implementations of a role, held against its properties all at once: cases and exact values are the same for each of them."""

from __future__ import annotations

from collections.abc import Sequence

from verify.conformance import Outcome, properties_of, run_alike
from verify.implementations import Implementation

__all__ = ["held_together"]


def held_together(rows: Sequence[Implementation], examples: int) -> dict[str, dict[str, Outcome]]:
    """Return what `hold` would say of each alone, by its name and the property's id."""
    tried = properties_of(rows[0].role)
    found: dict[str, dict[str, Outcome]] = {row.name: {} for row in rows}
    for draw in dict.fromkeys(one.draw for one in tried):
        alike = [one for one in tried if one.draw is draw]
        outcomes = run_alike(alike, [row.function for row in rows], examples, 0)
        for one, of_each in zip(alike, outcomes, strict=True):
            for row, outcome in zip(rows, of_each, strict=True):
                found[row.name][one.id] = outcome
    return found
