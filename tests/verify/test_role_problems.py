"""The strategies of the other roles reach the regions where bugs live, and a planted bug shrinks to a small case."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st

from verify.bounds import DOUBLE, SINGLE
from verify.exact import is_positive_semidefinite, rational
from verify.role_problems import Asked, descents, designs, large_designs, points, rates, spectra, steps

QUIET = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink))

Test = Callable[[dict[str, Any]], bool]


def draws(strategy: st.SearchStrategy[Asked], number: int = 300) -> list[dict[str, Any]]:
    """Draw so many cases, always the same ones."""
    found: list[dict[str, Any]] = []

    @seed(0)
    @settings(QUIET, max_examples=number)
    @given(strategy)
    def gather(asked: Asked) -> None:
        found.append(dict(asked.arguments))

    gather()
    return found


def largest(a: dict[str, Any]) -> float:
    """Return the largest absolute value of the first array."""
    return float(np.abs(next(v for v in a.values() if isinstance(v, np.ndarray))).max())


DESIGNS: dict[str, Test] = {
    "wide": lambda a: a["X"].shape[0] < a["X"].shape[1],
    "tall": lambda a: a["X"].shape[0] > a["X"].shape[1],
    "one example": lambda a: a["X"].shape[0] == 1,
    "one parameter": lambda a: a["X"].shape[1] == 1,
    "a zero row": lambda a: bool((~a["X"].any(axis=1)).any() and a["X"].any()),
    "a zero column": lambda a: bool((~a["X"].any(axis=0)).any() and a["X"].any()),
    "rank below both sizes": lambda a: 0 < rational(a["X"]).rank() < min(a["X"].shape),
    "large": lambda a: largest(a) > 2.0**190,
    "small": lambda a: 0 < largest(a) < 2.0**-150,
    "alpha far below": lambda a: 0 < a["alpha"] < 2.0**-40 * largest(a) ** 2,
    "alpha far above": lambda a: a["alpha"] > 2.0**40 * largest(a) ** 2 > 0,
    "columns of other sizes": lambda a: (c := np.abs(a["X"]).max(axis=0)).min() > 0 and c.max() / c.min() > 2.0**20,
}
SPECTRA: dict[str, Test] = {
    "a zero": lambda a: not a["eigenvalues"].all() and bool(a["eigenvalues"].any()),
    "repeated": lambda a: 0 < len(set(a["eigenvalues"].tolist())) < len(a["eigenvalues"]),
    "no order": lambda a: bool((np.diff(a["eigenvalues"]) < 0).any()),
    "graded": lambda a: a["eigenvalues"].min() > 0 and a["eigenvalues"].max() / a["eigenvalues"].min() > 2.0**52,
    "clustered": lambda a: bool(
        ((d := np.abs(np.subtract.outer(v := a["eigenvalues"], v))) > 0).any()
        and d[d > 0].min() < 2.0**-15 * v.max()
        and v.min() > 2.0**-10 * v.max()
    ),
    "alpha exactly at": lambda a: a["alpha"] in a["eigenvalues"] and a["alpha"] > 1,
    "2^400": lambda a: largest(a) > 2.0**390,
    "2^-400": lambda a: 0 < largest(a) < 2.0**-300,
}
RATES: dict[str, Test] = {
    **{f"{k} steps": partial(lambda k, a: a["steps"] == k, k) for k in (0, 1, 2, 1000)},
    "a tiny lr lam": lambda a: 0 < a["lr"] * largest(a) < 2.0**-50,
    "lr lam exactly 1": lambda a: bool((a["lr"] * a["eigenvalues"] == 1).any()),
    "beyond 1": lambda a: 1 < a["lr"] * largest(a) < 2,
    "beyond 2": lambda a: a["lr"] * largest(a) > 2,
}
STEPS: dict[str, Test] = {
    "no penalty": lambda a: a["alpha"] == 0,
    "lr alpha of size 1": lambda a: 0.25 <= a["lr"] * a["alpha"] <= 4,
    "w = 0": lambda a: not a["w"].any(),
    "large": lambda a: largest(a) > 2.0**290,
    "more than 8": lambda a: len(a["w"]) > 8,
}
DESCENTS: dict[str, Test] = {
    "no step": lambda a: a["steps"] == 0,
    "many steps": lambda a: a["steps"] >= 50,
    "singular": lambda a: 0 < rational(a["H"]).rank() < len(a["H"]),
    "H = 0": lambda a: not a["H"].any(),
    "tiny lr": lambda a: 0 < a["lr"] * np.abs(a["H"]).max() < 2.0**-40,
}
POINTS: dict[str, Test] = {
    "w near w_star": lambda a: 0 < np.abs(a["w"] - a["w_star"]).max() < 2.0**-20,
    "w = w_star": lambda a: bool((a["w"] == a["w_star"]).all()),
    "no least value": lambda a: a["j_star"] == 0,
    "a negative least value": lambda a: a["j_star"] < 0,
}
REGIONS = [
    (designs(), DESIGNS),
    (spectra(), SPECTRA),
    (rates(), RATES),
    (steps(), STEPS),
    (descents(penalty=False), DESCENTS),
    (points(loss=True), POINTS),
]


@pytest.mark.parametrize(("strategy", "regions"), REGIONS, ids=["designs", "spectra", "rates", "steps", "descents", "points"])
def test_every_region_is_reached(strategy: st.SearchStrategy[Asked], regions: dict[str, Test]) -> None:
    drawn = draws(strategy)
    assert [name for name, test in regions.items() if not any(test(one) for one in drawn)] == []


def test_large_designs_have_more_than_8_parameters() -> None:
    shapes = {one["X"].shape for one in draws(large_designs(), 100)}
    assert min(n for _, n in shapes) == 9
    assert any(m > n for m, n in shapes)
    assert any(m < n for m, n in shapes)


BUGS: dict[str, tuple[st.SearchStrategy[Asked], Test, Test]] = {
    "m forgotten": (designs(), lambda a: len(a["X"]) != 1, lambda a: a["X"].shape == (2, 1) and not a["X"].any()),
    "X of low rank": (
        designs(),
        lambda a: rational(a["X"]).rank() < min(a["X"].shape),
        lambda a: a["X"].tolist() == [[0.0]] and a["alpha"] == 1,
    ),
    "n > m": (designs(), lambda a: a["X"].shape[0] < a["X"].shape[1], lambda a: a["X"].shape == (1, 2)),
    "order lost": (
        spectra(),
        lambda a: sorted(a["eigenvalues"].tolist()) != a["eigenvalues"].tolist(),
        lambda a: a["eigenvalues"].tolist() == [1.0, 0.0],
    ),
    "overshooting": (rates(), lambda a: a["lr"] * largest(a) > 1, lambda a: len(a["eigenvalues"]) == 1 and a["steps"] == 1),
    "no step": (descents(penalty=True), lambda a: a["steps"] == 0, lambda a: a["H"].tolist() == [[1.0]]),
    "a moved point": (points(loss=False), lambda a: bool((a["w"] != a["w_star"]).any()), lambda a: a["w"].tolist() == [1.0]),
}


@pytest.mark.parametrize(("strategy", "bug", "smallest"), BUGS.values(), ids=BUGS)
def test_a_planted_bug_shrinks_to_a_small_case(strategy: st.SearchStrategy[Asked], bug: Test, smallest: Test) -> None:
    found = find(strategy, lambda asked: bug(dict(asked.arguments)), settings=settings(QUIET, max_examples=500))
    assert smallest(dict(found.arguments)), found.arguments


def test_the_shortest_least_squares_solution_is_only_asked_where_ranks_are_clear() -> None:
    for one in draws(designs(zero_alpha=True), 200):
        squares = np.linalg.svd(one["X"], compute_uv=False) ** 2
        assert one["alpha"] == 0
        assert not ((squares > 2.0**-45 * squares[0]) & (squares < 2.0**-20 * squares[0])).any()


ALL = (designs, large_designs, spectra, rates, steps, partial(descents, penalty=True), partial(points, loss=True))


@pytest.mark.parametrize("strategy", ALL)
@pytest.mark.parametrize("precision", [DOUBLE, SINGLE], ids=lambda p: p.dtype)
def test_everything_is_exact_in_the_precision_and_finite(strategy: Callable[..., Any], precision: Any) -> None:
    for one in draws(strategy(precision=precision), 60):
        for value in one.values():
            rounded = np.asarray(value).astype(precision.dtype)
            assert np.isfinite(rounded).all()
            assert (rounded == value).all()
        if "H" in one:
            assert is_positive_semidefinite(rational(one["H"]))
