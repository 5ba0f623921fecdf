"""How far a search goes: for our claims as far as it takes, for a stranger's not far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["GLANCE", "LIGHT", "NEAR", "QUICK", "SHORT", "STEADY", "THOROUGH", "Effort", "Purse"]


class Effort(NamedTuple):
    """How far a search goes: rounds of candidate items, most of them, strict squares to push, what it may expand.

    `completes` says whether equations are completed where the candidates do not do.
    """

    rounds: tuple[int, ...]
    most: int
    pushes: int
    work: int
    completes: bool = True


@dataclass
class Purse:
    """How many terms several searches together may still expand."""

    left: int


THOROUGH = Effort((1, 2, 3, 4), 4000, 12, 50_000_000)
LIGHT = Effort((1, 2), 400, 4, 1_000_000, completes=False)
NEAR = Effort((1,), 200, 2, 30_000, completes=False)
GLANCE = Effort((1,), 400, 4, 100_000, completes=False)
SHORT = Effort((1,), 400, 4, 500_000, completes=False)
STEADY = Effort((1, 2, 3, 4), 1500, 4, 1_000_000, completes=False)
QUICK = Effort((1, 2, 3), 900, 4, 2_000_000)
