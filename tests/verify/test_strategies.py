"""The strategies draw what they promise: exact positive semidefinite Hessians, everywhere, that shrink to small ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st

from verify import packing
from verify.exact import is_positive_semidefinite, rational
from verify.implementations.controls import by_eigenvectors_as_rows, by_penalty_on_every_entry
from verify.implementations.ridge_solution import by_eigendecomposition
from verify.rings import FLINT
from verify.strategies import Problem, SpectralProblem, ridge_problems, sparse_ridge_problems, spectral_problems

QUIET = settings(
    database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.target, Phase.shrink)
)
DRAWN = 300  # enough for each region below to be reached several times, and drawn in a fraction of a second


def draws(strategy: st.SearchStrategy[Any], number: int = DRAWN) -> list[Any]:
    """Draw so many problems, always the same ones."""
    found: list[Any] = []

    @seed(0)
    @settings(QUIET, max_examples=number)
    @given(strategy)
    def gather(problem: Any) -> None:
        found.append(problem)

    gather()
    return found


# --- what every problem is -------------------------------------------------------------------------------------------


@given(ridge_problems())
def test_a_hessian_is_exactly_symmetric_positive_semidefinite(problem: Problem) -> None:
    assert is_positive_semidefinite(rational(problem.H))
    assert problem.alpha > 0


@given(sparse_ridge_problems(max_n=12))
def test_so_is_a_larger_one(problem: Problem) -> None:
    assert problem.n > 8
    assert is_positive_semidefinite(rational(problem.H))
    assert problem.alpha > 0


@given(spectral_problems())
def test_eigenvectors_and_eigenvalues_are_exactly_those_of_the_hessian(problem: SpectralProblem) -> None:
    Q, Lam = problem.Q, FLINT.diagonal([rational(lam) for lam in problem.lam.tolist()])
    assert Q * Q.transpose() == FLINT.identity(problem.n)
    assert Q * Lam * Q.transpose() == rational(problem.H)
    assert (problem.lam >= 0).all()
    assert problem.alpha > 0


@given(spectral_problems(zero_alpha=True))
def test_at_alpha_zero_the_nonzero_eigenvalues_are_well_above_rounding(problem: SpectralProblem) -> None:
    assert problem.alpha == 0
    nonzero = problem.lam[problem.lam > 0]
    assert (nonzero > 2.0**-20 * problem.lam.max()).all()


@pytest.mark.parametrize("strategy", [ridge_problems(), sparse_ridge_problems(), spectral_problems()])
def test_arrays_are_float64_and_cannot_be_changed(strategy: st.SearchStrategy[Problem]) -> None:
    for problem in draws(strategy, 20):
        for array, shape in ((problem.H, (problem.n, problem.n)), (problem.w_star, (problem.n,))):
            assert (array.dtype, array.shape, array.flags.writeable) == (np.float64, shape, False)
        assert isinstance(problem.alpha, float)


def test_rounding_would_be_noticed() -> None:
    """A product of floats is what the strategies avoid: mostly it is not positive semidefinite."""
    rng = np.random.default_rng(0)
    products = [(A := rng.normal(size=(6, 2))) @ A.T for _ in range(20)]
    assert not all(is_positive_semidefinite(rational(H)) for H in products)


@pytest.mark.parametrize("limits", [{"max_n": 9}, {"min_n": 0}, {"min_n": 5, "max_n": 4}])
@pytest.mark.parametrize("strategy", [ridge_problems, spectral_problems])
def test_dimensions_out_of_range_are_refused(strategy: Callable[..., Any], limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="not within 1 to 8"):
        strategy(**limits)


@pytest.mark.parametrize("max_n", [8, 41])
def test_sizes_out_of_range_are_refused(max_n: int) -> None:
    with pytest.raises(ValueError, match="not within 9 to 40"):
        sparse_ridge_problems(max_n=max_n)


# --- where they reach ------------------------------------------------------------------------------------------------


def top(problem: Problem) -> float:
    """Return the largest entry of H."""
    return float(problem.H.max())


def rank_is_between(problem: Problem) -> bool:
    """Whether H is singular and not 0."""
    return 0 < rational(problem.H).rank() < problem.n


def is_graded(problem: Problem) -> bool:
    """Whether the diagonal of H spans many orders of magnitude."""
    diagonal = problem.H.diagonal()
    return bool(diagonal.min() > 0 and diagonal.max() / diagonal.min() > 2.0**20)


def bits(x: float) -> int:
    """Count the binary digits of a number."""
    return Fraction(x).numerator.bit_length()


REGIONS: dict[str, Callable[[Problem], bool]] = {
    "n = 1": lambda p: p.n == 1,
    "n = 8": lambda p: p.n == 8,
    "H = 0": lambda p: not p.H.any(),
    "singular, not 0": rank_is_between,
    "regular, n > 2": lambda p: p.n > 2 and rational(p.H).rank() == p.n,
    "no entry is 0, n > 2": lambda p: p.n > 2 and bool(p.H.all()),
    "diagonal, n > 1": lambda p: p.n > 1 and not np.any(p.H - np.diag(p.H.diagonal())),
    "a multiple of I, n > 1": lambda p: p.n > 1 and bool(p.H[0, 0]) and np.array_equal(p.H, p.H[0, 0] * np.eye(p.n)),
    "graded": is_graded,
    "scaled up": lambda p: top(p) > 2.0**300,
    "scaled down": lambda p: 0 < top(p) < 2.0**-300,
    "alpha is an entry of H": lambda p: p.alpha == p.H[0, 0],
    "alpha far below": lambda p: p.alpha < 2.0**-19 * top(p),
    "alpha below rounding": lambda p: p.alpha < 2.0**-54 * top(p),
    "alpha far above": lambda p: bool(top(p)) and p.alpha > 2.0**37 * top(p),
    "alpha of all digits": lambda p: bits(p.alpha) > 50,
    "alpha above the spectrum": lambda p: bool(top(p)) and p.alpha > p.n * top(p),
    "w_star = 0": lambda p: not p.w_star.any(),
    "w_star not whole": lambda p: bool((p.w_star % 1).any()),
    "w_star without 0, n > 2": lambda p: p.n > 2 and bool(p.w_star.all()),
}


def test_dense_problems_reach_every_region() -> None:
    drawn = draws(ridge_problems())
    reached = {name: sum(map(inside, drawn)) for name, inside in REGIONS.items()}
    assert min(reached.values()) >= DRAWN // 100, reached


def test_dense_problems_are_mostly_different() -> None:
    drawn = draws(ridge_problems())
    assert len({(p.H.tobytes(), p.w_star.tobytes(), p.alpha) for p in drawn}) >= 0.8 * DRAWN


def test_a_region_can_be_left_out() -> None:
    """The counts are no constants: without scales the regions of scaled problems are empty."""
    drawn = draws(ridge_problems(scale=0))
    assert not any(REGIONS["scaled up"](p) or REGIONS["scaled down"](p) for p in drawn)


def test_in_the_mixed_kinds_all_pairs_of_respects_occur() -> None:
    """A bug that needs two unusual things at once has its chance."""
    kinds = [packing.mixture(i) for i in range(200)]
    assert set(kinds) <= set(packing.KINDS)
    for one, other in combinations(range(len(kinds[0])), 2):
        pairs = {(kind[one], kind[other]) for kind in kinds}
        assert len(pairs) == len({kind[one] for kind in kinds}) * len({kind[other] for kind in kinds}), (one, other)


SPECTRA: dict[str, Callable[[SpectralProblem], bool]] = {
    "n = 1": lambda p: p.n == 1,
    "n = 8": lambda p: p.n == 8,
    "Q not of whole numbers": lambda p: p.denominator > 1,
    "a reflection": lambda p: p.Q.det() == -1,
    "a rotation": lambda p: p.n > 1 and p.Q.det() == 1 and FLINT.identity(p.n) != p.Q,
    "an eigenvalue 0": lambda p: not p.lam.all(),
    "a repeated eigenvalue": lambda p: max(Counter(p.lam.tolist()).values()) > 1,
    "close eigenvalues": lambda p: any(0 < abs(a - b) < 1e-5 * b for a in p.lam for b in p.lam),
    "distant eigenvalues": lambda p: p.lam.min() > 0 and p.lam.max() > 2.0**9 * p.lam.min(),
    "alpha is an eigenvalue": lambda p: p.alpha in p.lam,
}


def test_spectral_problems_reach_every_region() -> None:
    drawn = draws(spectral_problems())
    reached = {name: sum(map(inside, drawn)) for name, inside in SPECTRA.items()}
    assert min(reached.values()) >= DRAWN // 100, reached


def test_larger_problems_reach_every_size() -> None:
    sizes = {p.n for p in draws(sparse_ridge_problems())}
    assert min(sizes) == 9
    assert max(sizes) > 35


# --- what problems shrink to -----------------------------------------------------------------------------------------


def shrunk(strategy: st.SearchStrategy[Any], wrong: Callable[[Any], bool]) -> Any:
    """Return the simplest problem found with a property."""
    return find(strategy, wrong, settings=settings(QUIET, max_examples=1000, derandomize=True))


SIMPLEST: list[tuple[Callable[[Problem], bool], list[list[int]]]] = [
    (lambda p: True, [[0]]),
    (lambda p: bool(p.H.any()), [[1]]),
    (lambda p: p.n > 1 and rational(p.H).rank() == p.n, [[1, 0], [0, 1]]),
    (rank_is_between, [[0, 0], [0, 1]]),
    (lambda p: bool(np.triu(p.H, 1).any()), [[1, 1], [1, 1]]),
]


@pytest.mark.parametrize(("wrong", "simplest"), SIMPLEST)
def test_a_property_shrinks_to_the_smallest_matrix_that_has_it(
    wrong: Callable[[Problem], bool], simplest: list[list[int]]
) -> None:
    problem = shrunk(ridge_problems(), wrong)
    assert problem.H.tolist() == simplest
    assert not problem.w_star.any()
    assert problem.alpha == 1


@pytest.mark.parametrize("control", [by_eigenvectors_as_rows, by_penalty_on_every_entry])
def test_a_planted_bug_shrinks_to_few_small_whole_numbers(control: Callable[..., Any]) -> None:
    def differs(p: Problem) -> bool:
        with np.errstate(all="ignore"):
            return not np.allclose(control(p.H, p.w_star, p.alpha), by_eigendecomposition(p.H, p.w_star, p.alpha))

    problem = shrunk(ridge_problems(), differs)
    assert problem.n <= 3
    assert np.array_equal(problem.H, problem.H.astype(int))
    assert problem.H.max() <= 16
    assert np.abs(problem.w_star).sum() <= 2
