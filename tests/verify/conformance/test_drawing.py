"""Strings are drawn once for what can be made of them, whatever is made is what it would be alone, and it is made small."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from verify.bounds import DOUBLE, SINGLE
from verify.conformance import ROLES, Outcome, drawing, hold, properties_of, run_alike
from verify.conformance.drawing import Drawing, seeded
from verify.conformance.kills import packed
from verify.implementations.ridge_solution import by_eigendecomposition
from verify.repeatable import repeatable
from verify.role_problems import designs
from verify.strategies import ridge_problems, spectral_problems


def written(drawn: list[Any]) -> list[str]:
    """Return cases as text."""
    return [json.dumps(packed(one.case)) for one in drawn]


def half(H: Any, w_star: Any, alpha: float) -> Any:
    """Take half of the penalty."""
    return by_eigendecomposition(H, w_star, alpha / 2)


# --- drawn once ------------------------------------------------------------------------------------------------------


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many examples of Hypothesis each of its runs is to have, of those that are made while nothing is kept."""
    asked: list[int] = []
    right = repeatable

    def counted(example: Any, cases: Any, examples: int, seed: int) -> Callable[[], None]:
        asked.append(examples)
        return right(example, cases, examples, seed)

    monkeypatch.setattr(drawing, "repeatable", counted)
    drawing._strings.cache_clear()
    return asked


@pytest.mark.parametrize("role", ROLES)
def test_a_role_draws_strings_once_or_for_large_cases_once_more(role: str, runs: list[int]) -> None:
    together = Drawing([one.draw for one in properties_of(role)], DOUBLE)
    draws = dict.fromkeys(one.draw for one in properties_of(role))
    assert [len(together.cases(draw, 5, 0)) for draw in draws] == [5] * len(draws)
    assert runs.count(5) <= 2
    assert len(draws) >= 2
    assert len(runs) <= 4, "what is made of strings is made of all of them in one example"


def test_strings_of_the_same_lengths_are_drawn_once_for_all_roles(runs: list[int]) -> None:
    draws = dict.fromkeys(one.draw for role in ("quadratic_loss", "quadratic_gradient") for one in properties_of(role))
    cases = [Drawing([draw], DOUBLE).cases(draw, 5, 0) for draw in draws]
    lengths = {tuple(one.string for one in each) for each in cases}
    assert runs.count(5) == len(lengths) < len(draws)
    again = next(iter(draws))
    assert written(Drawing([again], DOUBLE).cases(again, 5, 0)) == written(cases[0])
    assert Drawing([again], DOUBLE).cases(again, 5, 1)[-1].string != cases[0][-1].string
    assert runs.count(5) == len(lengths) + 1


@pytest.mark.parametrize("precision", [DOUBLE, SINGLE], ids=["float64", "float32"])
@pytest.mark.parametrize("role", ["ridge_regression", "effective_dof", "weight_decay_descent", "quadratic_loss"])
def test_what_is_drawn_together_is_what_is_drawn_alone(role: str, precision: Any) -> None:
    draws = dict.fromkeys(one.draw for one in properties_of(role))
    together = Drawing(tuple(draws), precision)
    for draw in draws:
        alone = written(Drawing([draw], precision).cases(draw, 12, 3))
        assert written(together.cases(draw, 12, 3)) == alone
        assert len(set(alone)) == 12


def test_what_is_no_string_is_drawn_as_well_and_shrunk() -> None:
    """A way to draw of somebody's own, of which only Hypothesis knows how to make it smaller."""

    def draw(**_: Any) -> st.SearchStrategy[Any]:
        return st.integers(3, 9).flatmap(lambda n: ridge_problems(min_n=2, max_n=2).filter(lambda one: one.H.any() or n > 4))

    tried = replace(next(one for one in properties_of("ridge_solution") if one.id == "closed_form"), draw=draw)
    ((found,),) = run_alike([tried], [half], 30, 0)
    assert found.verdict == "violated"
    assert found.counterexample is not None
    assert len(found.counterexample["H"]) == 2
    assert found.counterexample["alpha"] == "1"


# --- made smaller ----------------------------------------------------------------------------------------------------


def outcomes(function: Callable[..., Any], **options: Any) -> dict[str, Outcome]:
    """Hold a ridge solution and return what came of each property."""
    return {tried.id: outcome for tried, outcome in hold(function, "ridge_solution", 40, **options)}


@pytest.mark.parametrize("tried", ["closed_form", "eigenbasis", "scaling"])
def test_a_counterexample_is_as_small_as_that_of_hypothesis(tried: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = outcomes(half, only=(tried,))[tried].counterexample
    monkeypatch.setattr(drawing, "_SMALLER", None)  # as with a version that has no such part
    slow = outcomes(half, only=(tried,))[tried].counterexample
    assert quick is not None
    assert quick == slow
    assert len(quick["H"]) == 1


def test_attempts_to_make_it_smaller_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_ATTEMPTS", 7)
    asked: list[Any] = []

    def violates(case: Any) -> bool:
        asked.append(case)
        return bool(case.n > 2)

    draw = ridge_problems
    start = Drawing([draw], DOUBLE).cases(draw, 30, 0)[-1].string
    assert start is not None
    assert Drawing([draw], DOUBLE).shrink(draw, start, violates)
    assert len(asked) == 7


def test_what_does_not_show_again_is_told_as_it_was_found() -> None:
    """It fails once, and there is nothing to make smaller."""
    calls = [0]

    def once(H: Any, w_star: Any, alpha: float) -> Any:
        calls[0] += 1
        return by_eigendecomposition(H, w_star, alpha) + (calls[0] == 20)

    found = outcomes(once, only=("closed_form",))["closed_form"]
    assert (found.verdict, found.finding, found.run) == ("violated", "inaccurate", 20)


def test_what_shows_now_and_then_is_not_repeatable() -> None:
    numbers = iter([0, 1, 1, *[0] * 10_000])

    def sometimes(H: Any, w_star: Any, alpha: float) -> Any:
        return by_eigendecomposition(H, w_star, alpha) + next(numbers)

    found = outcomes(sometimes, only=("closed_form",))["closed_form"]
    assert (found.verdict, found.finding) == ("violated", "not repeatable")


# --- chance ----------------------------------------------------------------------------------------------------------


def test_what_an_implementation_draws_at_random_is_the_same_each_time() -> None:
    def blurred(H: Any, w_star: Any, alpha: float) -> Any:
        return by_eigendecomposition(H, w_star, alpha) * (1 + 1e-13 * np.random.random())  # noqa: NPY002 - as others do

    ways = ("closed_form", "eigenbasis")
    found = [{name: (o.verdict, o.run, o.worst_ratio) for name, o in outcomes(blurred, only=ways).items()} for _ in range(2)]
    assert found[0] == found[1]
    before = random.getstate()
    with seeded():
        first = random.random()
    with seeded():
        assert random.random() == first
    assert random.getstate() == before


def test_strategies_of_one_string_are_those_of_the_same_lengths() -> None:
    """Rows of wide designs are fewer, but their strings have the same room."""
    ways = (ridge_problems, spectral_problems, designs, lambda **options: designs(least="wide", **options))
    together = Drawing(ways, DOUBLE)
    strings = [[one.string for one in together.cases(way, 10, 1)] for way in ways]
    assert strings[0] == strings[1] == strings[2] == strings[3]
    assert all(len(asked.case.arguments["X"]) <= 7 for asked in Drawing(ways, DOUBLE).cases(ways[3], 50, 0))
