"""Exact counterexamples: models of the hypotheses of a part in which its goal is false, the plainest that was met.

The families are those of `models`, which know no claim and no erratum; every counterexample is checked again, hypothesis by
hypothesis and goal, before it is believed.
"""

from __future__ import annotations

from collections.abc import Iterator

from derivations.language.claims import Part
from verify.models import Model, NoModel, find_model
from verify.problem import Problem

__all__ = ["find_counterexample", "weight"]

SIZES = (1, 2)
SEEDS = 24
ENOUGH = 6


def weight(model: Model) -> tuple[int, int]:
    """Return how hard a model is to check by hand: its largest size, then the digits of all its numbers."""
    return max(model.sizes.values(), default=1), sum(character.isdigit() for character in str(model.data()))


def find_counterexample(part: Part, seed: int = 0) -> Model | None:
    """Return an exact model that meets every hypothesis of a part while its goal is false, or None if none was met.

    Parameters
    ----------
    part : Part
        The hypotheses and the goal; its steps are not looked at.
    seed : int
        The same seed gives the same answer.
    """
    found: list[Model] = []
    for size in SIZES:
        for model in _models(part, size, seed):
            if model.meets(part) and not model.holds(part.goal):
                found.append(model)
            if len(found) >= ENOUGH:
                break
        if found:
            return min(found, key=weight)
    return None


def _models(part: Part, size: int, seed: int) -> Iterator[Model]:
    """Models with the given size for every name, a longer side where the part needs one, of several seeds."""
    sizes = Problem(part).fitted(dict.fromkeys(Problem(part).sizes, size))
    for turn in range(SEEDS):
        try:
            yield find_model(part, sizes, seed + turn)
        except NoModel:
            continue
