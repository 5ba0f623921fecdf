"""What drawing problems and exact oracles cost, beside what they are measured against, in the same run.

Goals are printed beside the figures, never asserted: a slow machine is no error.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from verify.conformance import properties_of, run
from verify.conformance.oracle import oracle_value
from verify.conformance.properties import exact_values
from verify.exact import rational, to_fractions
from verify.implementations.ridge_solution import by_eigendecomposition
from verify.role_problems import descents, designs, large_designs, points, rates, spectra, steps
from verify.strategies import Problem, ridge_problems, sparse_ridge_problems, spectral_problems

DRAWN = settings(max_examples=500, database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
FLOOR = "integers()"
BARE = st.binary(min_size=14, max_size=42)
STRATEGIES = {
    FLOOR: st.integers(),
    "its bare draws": BARE,
    "ridge_problems()": ridge_problems(),
    "spectral_problems()": spectral_problems(),
    "sparse_ridge_problems()": sparse_ridge_problems(),
    "designs()": designs(),
    "designs(zero_alpha)": designs(zero_alpha=True),
    "large_designs()": large_designs(),
    "spectra()": spectra(),
    "rates()": rates(),
    "steps()": steps(),
    "descents()": descents(penalty=True),
    "points()": points(loss=True),
}
GOALS = {  # those of more than 8 parameters, and those that know their eigenvectors, cost what they cost
    **dict.fromkeys(("ridge_problems()", "designs()", "spectra()", "rates()", "steps()", "points()"), "at most 3"),
    **dict.fromkeys(("spectral_problems()", "sparse_ridge_problems()"), "none"),
    **dict.fromkeys(("designs(zero_alpha)", "large_designs()", "descents()"), "none"),
}

# of this process alone: other work on the machine stretches the clock, and not always by the same factor
pytestmark = pytest.mark.benchmark(timer=time.process_time)
times: dict[str, float] = {}
floors: dict[str, float] = {}


@pytest.fixture(scope="module", autouse=True)
def ratios() -> Iterator[None]:
    """Print each time beside the ones it is compared with."""
    yield
    print()
    for what, other, goal in (
        ("ridge_problems()", "its bare draws", "at most 1.25"),
        ("SymPy's LUsolve", "exact oracle", "at least 100"),
        ("SymPy's LUsolve", "exact oracle, from floats", "none"),
    ):
        if what in times and other in times:
            print(f"{what:>24} / {other:<26} {times[what] / times[other]:8.2f}   goal: {goal}")
    for name, goal in GOALS.items():
        if name in floors:
            print(f"{name:>24} / {FLOOR:<26} {floors[name]:8.2f}   goal: {goal}")


def record(name: str, benchmark: Any) -> None:
    """Keep the best time: the least disturbed by whatever else the machine does."""
    if benchmark.stats is not None:
        times[name] = benchmark.stats.stats.min


def drawing(strategy: st.SearchStrategy[Any]) -> Callable[[], None]:
    """Draw 500 examples and do nothing with them."""

    @DRAWN
    @given(strategy)
    def drawn(_: Any) -> None:
        pass

    return drawn


@pytest.mark.parametrize("name", STRATEGIES)
def test_drawing(name: str, benchmark: Any) -> None:
    """Seven rounds, each right after one of the floor: what else the machine does changes within minutes."""
    floor, beside = drawing(STRATEGIES[FLOOR]), []

    def timed_floor() -> None:
        began = time.process_time()
        floor()
        beside.append(time.process_time() - began)

    benchmark.pedantic(drawing(STRATEGIES[name]), setup=timed_floor, rounds=7, iterations=1, warmup_rounds=1)
    record(name, benchmark)
    if benchmark.stats is not None:
        rounds = benchmark.stats.stats.data
        floors[name] = median(one / other for one, other in zip(rounds, beside[-len(rounds) :], strict=True))


@pytest.fixture(scope="module")
def eight() -> Problem:
    """A dense problem of 8 parameters."""
    A = np.random.default_rng(0).integers(-8, 9, size=(8, 8)).astype(float)
    return Problem(A @ A.T, np.arange(1.0, 9.0), 0.1)


def test_exact_oracle(eight: Problem, benchmark: Any) -> None:
    """The right side of 7.10 at n = 8, exact numbers given."""
    values = exact_values(eight)
    benchmark(lambda: oracle_value("eq_7_10", values, 8))
    record("exact oracle", benchmark)


def test_exact_oracle_from_floats(eight: Problem, benchmark: Any) -> None:
    """The same with the conversion of the floats."""
    benchmark(lambda: oracle_value("eq_7_10", exact_values(eight), 8))
    record("exact oracle, from floats", benchmark)


def test_sympy(eight: Problem, benchmark: Any) -> None:
    """The same by SymPy."""
    import sympy

    def exact(array: Any) -> Any:
        return sympy.Matrix([[sympy.Rational(x.numerator, x.denominator) for x in row] for row in array])

    H, w_star = (exact(to_fractions(rational(array))) for array in (eight.H, eight.w_star))
    K = H + exact(to_fractions(rational(eight.alpha)))[0] * sympy.eye(8)
    solution = benchmark.pedantic(lambda: K.LUsolve(H * w_star), rounds=3, iterations=1)
    ours = oracle_value("eq_7_10", exact_values(eight), 8)
    assert exact(to_fractions(ours)) == solution
    record("SymPy's LUsolve", benchmark)


@pytest.mark.parametrize("tried", properties_of("ridge_solution"), ids=lambda tried: tried.id)
def test_a_property(tried: Any, benchmark: Any) -> None:
    """200 examples of a property, exact oracle and all."""
    benchmark.pedantic(lambda: run(tried, by_eigendecomposition, 200, 0), rounds=1, iterations=1)
