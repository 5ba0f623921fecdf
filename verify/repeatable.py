"""Hypothesis tests that depend on nothing but their arguments: no database, no deadline, the same seed draws the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis.strategies import SearchStrategy

__all__ = ["repeatable"]


def repeatable(
    example: Callable[[Any], None], cases: SearchStrategy[Any], examples: int, seed: int, *, aimed: bool = False
) -> Callable[[], None]:
    """Return a Hypothesis test.

    Parameters
    ----------
    example : callable
        What is done with a case; what it raises is shrunk.
    cases : SearchStrategy
        What draws a case.
    examples, seed : int
        How many, and from where.
    aimed : bool
        Whether to search for what `hypothesis.target` is told of.
    """

    @hypothesis.seed(seed)
    @settings(
        max_examples=examples,
        phases=(Phase.generate, Phase.target, Phase.shrink) if aimed else (Phase.generate, Phase.shrink),
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(cases)
    def drawn(case: Any) -> None:
        example(case)

    vars(drawn)["_hypothesis_internal_database_key"] = None  # with no database, what it takes to read our source is wasted
    return drawn
