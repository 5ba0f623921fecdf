"""Draws cases with Hypothesis: the same seed draws the same ones, and what can be made of one string is drawn once.

An example of Hypothesis costs as much as all that is done with a small case. The strategies of this project draw one string of
bytes each, most of them strings of the same lengths (`verify.packing`), and from the same seed the same strings: so these are
drawn once for all properties of all roles, and each makes of a string what it needs. And a string is made smaller by the part
of Hypothesis that does it, without an example for every attempt.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers

from verify.bounds import Precision
from verify.conformance.known import Case
from verify.conformance.property import Draw
from verify.packing import OneString, of_one_string
from verify.repeatable import repeatable

try:
    from hypothesis.internal.conjecture import shrinking
except ImportError:  # another version that shrinks in another way
    _SMALLER: Any = None
else:
    _SMALLER = getattr(shrinking, "Bytes", None)

__all__ = ["Drawing", "Drawn", "only_own_numbers", "seeded"]

_ATTEMPTS = 500  # to make a string smaller, as many as Hypothesis makes


class Drawn(NamedTuple):
    """A case, and the string it is made of; None if it is drawn in another way."""

    case: Case
    string: bytes | None


class Drawing:
    """The cases of several ways to draw.

    Parameters
    ----------
    draws : sequence of Draw
        The ways.
    precision : Precision
        In which everything is exact.
    attempts : int, optional
        How many may be made in all to make strings smaller; no more than 500 are made for one.
    """

    def __init__(self, draws: Sequence[Draw], precision: Precision, attempts: int | None = None) -> None:
        self._precision, self._attempts = precision, attempts
        self._waiting: dict[tuple[Draw, int, int], list[Drawn]] = {}
        self._alike: dict[Draw, list[Draw]] = {}
        groups: dict[Any, list[Draw]] = {}
        for draw in dict.fromkeys(draws):
            one, _ = self._strategies([draw])
            self._alike[draw] = groups.setdefault(one.ends or draw, [])  # some draw in another way: each for itself
            self._alike[draw].append(draw)

    def _strategies(self, draws: Sequence[Draw]) -> tuple[OneString, list[st.SearchStrategy[Case]]]:
        with of_one_string() as one:
            return one, [draw(precision=self._precision) for draw in draws]

    def cases(self, draw: Draw, examples: int, seed: int) -> list[Drawn]:
        """Return so many cases, the same for a seed whatever else is drawn."""
        if (draw, examples, seed) not in self._waiting:
            alike = self._alike[draw]
            found = self._drawn(alike, examples, seed)
            self._waiting |= {(one, examples, seed): cases for one, cases in zip(alike, found, strict=True)}
        return self._waiting.pop((draw, examples, seed))

    def _drawn(self, draws: Sequence[Draw], examples: int, seed: int) -> list[list[Drawn]]:
        found: list[list[Drawn]] = [[] for _ in draws]

        def keep(cases: Sequence[Sequence[Drawn]]) -> None:
            for those, more in zip(found, cases, strict=True):
                those.extend(more)

        one, strategies = self._strategies(draws)
        if one.ends:
            repeatable(keep, _of_strings(one, _strings(one.ends, examples, seed), strategies), 1, 0)()
        else:
            strategy = draws[0](precision=self._precision).map(lambda case: [[Drawn(case, None)]])
            with only_own_numbers():
                repeatable(keep, strategy, examples, seed)()
        return found

    def shrink(self, draw: Draw, string: bytes, violates: Callable[[Case], bool]) -> bool:
        """Try smaller and smaller strings, and return whether this could be done.

        Parameters
        ----------
        draw : Draw
            What makes a case of a string.
        string : bytes
            One of which it makes a case that violates something.
        violates : callable
            Asked of each case that is smaller than the last one of which it was true.
        """
        one, (strategy,) = self._strategies([draw])
        shortest, allowed = one.ends[0], _ATTEMPTS if self._attempts is None else min(_ATTEMPTS, self._attempts)
        left = allowed

        def attempts(data: st.DataObject) -> None:
            def tried(value: bytes) -> bool:
                nonlocal left
                if len(value) < shortest or not left:
                    return False
                left, one.value = left - 1, value
                return violates(data.draw(strategy))

            _SMALLER.shrink(string, tried, min_size=shortest, full=True)

        if _SMALLER is not None:
            repeatable(attempts, st.data(), 1, 0)()
            self._attempts = None if self._attempts is None else self._attempts - (allowed - left)
        return _SMALLER is not None


@lru_cache(maxsize=64)
def _strings(ends: tuple[int, ...], examples: int, seed: int) -> tuple[bytes, ...]:
    """Strings of a least and a greatest length; the same for all roles, so they are kept."""
    found: list[bytes] = []
    shortest, longest = ends
    with only_own_numbers():
        repeatable(found.append, st.binary(min_size=shortest, max_size=longest), examples, seed)()
    return tuple(found)


@st.composite
def _of_strings(
    draw: st.DrawFn, one: OneString, strings: Sequence[bytes], strategies: Sequence[st.SearchStrategy[Case]]
) -> list[list[Drawn]]:
    """What each of several strategies makes of strings: all within one example, for nothing more is drawn."""
    made: list[list[Drawn]] = [[] for _ in strategies]
    for one.value in strings:
        for cases, strategy in zip(made, strategies, strict=True):
            cases.append(Drawn(draw(strategy), one.value))
    return made


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
