"""Draws cases with Hypothesis: the same seed draws the same ones, and what can be made of one string is drawn once.

An example of Hypothesis costs as much as all that is done with a small case. The strategies of this project draw one string of
bytes each, most of them strings of the same lengths (`verify.packing`), and from the same seed the same strings: so these are
drawn once for all properties of a role, and each makes of a string what it needs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import hypothesis
import numpy as np
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers

from verify.bounds import Precision
from verify.conformance.known import Case
from verify.conformance.property import Draw
from verify.packing import OneString, of_one_string

__all__ = ["Drawing", "only_own_numbers", "seeded", "tested"]


class Drawing:
    """The cases of several ways to draw.

    Parameters
    ----------
    draws : sequence of Draw
        The ways.
    precision : Precision
        In which everything is exact.
    """

    def __init__(self, draws: Sequence[Draw], precision: Precision) -> None:
        self._precision = precision
        self._waiting: dict[tuple[Draw, int, int], list[Case]] = {}
        self._alike: dict[Draw, list[Draw]] = {}
        groups: dict[Any, list[Draw]] = {}
        for draw in dict.fromkeys(draws):
            with of_one_string() as one:
                draw(precision=precision)
            key = one.lengths.pop() if len(one.lengths) == 1 else draw  # some draw in another way: each for itself
            self._alike[draw] = groups.setdefault(key, [])
            self._alike[draw].append(draw)

    def cases(self, draw: Draw, examples: int, seed: int) -> list[Case]:
        """Return so many cases, the same for a seed whatever else is drawn."""
        if (draw, examples, seed) not in self._waiting:
            alike = self._alike[draw]
            found = self._drawn(alike, examples, seed)
            self._waiting |= {(one, examples, seed): cases for one, cases in zip(alike, found, strict=True)}
        return self._waiting.pop((draw, examples, seed))

    def _drawn(self, draws: Sequence[Draw], examples: int, seed: int) -> list[list[Case]]:
        found: list[list[Case]] = [[] for _ in draws]

        def keep(cases: Sequence[Case]) -> None:
            for case, those in zip(cases, found, strict=True):
                those.append(case)

        strategy: st.SearchStrategy[Sequence[Case]]
        if len(draws) == 1:
            strategy = draws[0](precision=self._precision).map(lambda case: (case,))
        else:
            with of_one_string() as one:
                strategy = _together(one, [draw(precision=self._precision) for draw in draws])
        with only_own_numbers():
            tested(keep, strategy, examples, seed, aimed=False)()
        return found


@st.composite
def _together(draw: st.DrawFn, one: OneString, strategies: Sequence[st.SearchStrategy[Case]]) -> list[Case]:
    """What strategies make of one string."""
    ((shortest, longest),) = one.lengths
    one.value = draw(st.binary(min_size=shortest, max_size=longest))
    return [draw(strategy) for strategy in strategies]


def tested(
    example: Callable[[Any], None], cases: st.SearchStrategy[Any], examples: int, seed: int, *, aimed: bool
) -> Callable[[], None]:
    """Return a Hypothesis test that depends on nothing but its arguments.

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

    return drawn


@contextmanager
def seeded() -> Iterator[None]:
    """Let what an implementation draws at random from a common generator be the same each time, as Hypothesis does."""
    before, numbers = random.getstate(), np.random.get_state()  # noqa: NPY002 - what implementations use
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002
    try:
        yield
    finally:
        random.setstate(before)
        np.random.set_state(numbers)  # noqa: NPY002


@contextmanager
def only_own_numbers() -> Iterator[None]:
    """Let the draws depend on the seed alone.

    Hypothesis also draws numbers that it finds in the source of whatever is imported from outside of site-packages. An
    outcome would then depend on the folder one is in and on what ran before. Hypothesis has no setting for it.
    """
    before = {name: getattr(providers, name, None) for name in ("_get_local_constants", "CONSTANTS_CACHE")}
    if None in before.values():  # another version that draws in another way
        yield
        return
    try:
        providers._get_local_constants = type(providers.GLOBAL_CONSTANTS)  # noqa: SLF001
        providers.CONSTANTS_CACHE = type(providers.CONSTANTS_CACHE)(1024)
        yield
    finally:
        for name, value in before.items():
            setattr(providers, name, value)
