"""What a string of bytes stands for, and that every problem of a run is drawn anew."""

from __future__ import annotations

from collections.abc import Callable
from math import frexp
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from verify.packing import KINDS, Packed, Scattered, digits_of, packed, scattered, unpacked
from verify.role_problems import Asked, descents, designs, large_designs, points, rates, spectra, steps
from verify.strategies import ridge_problems, sparse_ridge_problems, spectral_problems

QUIET = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))


def test_two_rows_are_read_pair_by_pair_from_the_end() -> None:
    drawn = unpacked(bytes([1, 3, 9]) + b"\x65\x87" + b"\x21\x43", 1, 2, choices=1)
    assert drawn.digits.tolist() == [[1, 2, 5, 6, 0, 0, 0, 0, 0, 0], [3, 4, 7, 8, 0, 0, 0, 0, 0, 0]]
    assert drawn.kind is KINDS[3]
    assert drawn.choices == bytes([9])
    assert drawn.further == 0


def test_the_first_byte_says_how_many_rows_and_something_further() -> None:
    for first in range(256):
        drawn = unpacked(bytes([first, 0]) + bytes(range(12)), 2, 7)
        assert 2 <= len(drawn.digits) <= 7
        assert (len(drawn.digits) - 2) + 6 * drawn.further == first


@given(st.binary(min_size=14, max_size=42), st.integers(0, 6))
def test_with_fewer_rows_the_last_ones_stay_what_they_are(string: bytes, fewer: int) -> None:
    """The shrinker sorts and lowers: what it has made 0 is in front, and goes."""
    all_rows, few = (unpacked(bytes([n]) + string[1:], 1, 8).digits for n in (7, fewer))
    assert np.array_equal(all_rows[-len(few) :], few)


@given(st.binary(min_size=14, max_size=41))
def test_what_a_string_has_no_room_for_is_zero(string: bytes) -> None:
    longer = string[:2] + b"\0" + string[2:]
    assert np.array_equal(unpacked(string, 1, 8).digits, unpacked(longer, 1, 8).digits)


def test_a_vector_is_the_first_entries_and_sometimes_zero() -> None:
    digits = digits_of(b"\x11" * 10).reshape(2, 10)
    assert Packed(digits, KINDS[0], 14, b"").vector.tolist() == [1, 1]
    assert Packed(digits, KINDS[0], 15, b"").vector.tolist() == [0, 0]


def test_an_entry_that_is_zero_is_none() -> None:
    """Else the zeros that the shrinker leaves would overwrite what is in their place."""
    found: list[Scattered] = []
    strategy = scattered(found.append, 1)

    @settings(QUIET, max_examples=50)
    @given(strategy)
    def gather(_: None) -> None:
        pass

    gather()
    assert all(one.places[2].all() and one.vector[1].all() for one in found)
    assert any(one.places.size for one in found)
    assert any(not one.places.size for one in found)  # the simplest string, with which Hypothesis begins
    assert {len(one.choices) for one in found} == {1}


def alphas(strategy: st.SearchStrategy[Any], number: int = 50) -> set[tuple[Any, ...]]:
    """Return the sizes of what is drawn in a short run, and the order of magnitude of a number that depends on the kind."""
    found = set()

    @seed(0)
    @settings(QUIET, max_examples=number)
    @given(strategy)
    def gather(asked: Any) -> None:
        values = asked.arguments.values()
        shapes = [np.shape(value) for value in values if np.ndim(value)]
        found.add((*shapes[0], *(frexp(value) for value in values if isinstance(value, float))))

    gather()
    return found


STRATEGIES: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
    "ridge_problems": ridge_problems,
    "sparse_ridge_problems": sparse_ridge_problems,
    "spectral_problems": spectral_problems,
    "designs": designs,
    "large_designs": large_designs,
    "spectra": spectra,
    "rates": rates,
    "steps": steps,
    "descents": lambda: descents(penalty=True),
    "points": lambda: points(loss=True),
    "points, many": lambda: points(loss=True, many=True),
}


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_problem_of_a_short_run_is_drawn_anew(name: str) -> None:
    """From several choices that are drawn alike Hypothesis makes variations, with the size and the kind of one problem."""
    assert len(alphas(STRATEGIES[name]())) >= 30


def test_variations_would_be_noticed() -> None:
    """A list of numbers, one a row, is what was drawn once: half of the problems of a run were variations of others."""
    rows = st.lists(st.integers(0, 2**40 - 1), min_size=1, max_size=8)

    def made(drawn: tuple[list[int], int]) -> Asked:
        return Asked({"rows": np.array(drawn[0]), "alpha": KINDS[drawn[1]].ratio or 2.0})

    assert len(alphas(st.tuples(rows, st.integers(0, 255)).map(made))) < 30
    again = packed(lambda drawn: Asked({"rows": drawn.digits[:, 0], "alpha": drawn.kind.ratio or 2.0}), 1, 8)
    assert len(alphas(again)) >= 30
