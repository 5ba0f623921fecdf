"""The bounds: each says what it is, right results keep within it, and what is visibly wrong does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given
from scipy.linalg import lu

from verify import bounds
from verify.bounds import SMALLEST, UNIT_ROUNDOFF, Bound, Norms, Precision
from verify.conformance.judging import accuracy
from verify.conformance.known import Known, infinity_norm
from verify.conformance.oracle import oracle_value
from verify.conformance.properties import exact_values
from verify.conformance.yardsticks import allowed_error, norms_of
from verify.exact import rational, to_floats
from verify.strategies import Problem, ridge_problems

BOUNDS = [value for value in vars(bounds).values() if isinstance(value, Bound)]
UNIT = Norms(2, fmpq(1), fmpq(1), fmpq(1), fmpq(1))


def _exactly(x: Any) -> fmpq:
    return rational(float(x))[0, 0]


def exact_solution(problem: Problem) -> fmpq_mat:
    """Return what 7.10 says."""
    return oracle_value("eq_7_10", exact_values(problem), problem.n)


# --- what a bound says of itself -------------------------------------------------------------------------------------


@pytest.mark.parametrize("bound", BOUNDS, ids=lambda bound: bound.name)
def test_a_bound_prints_its_formula_and_its_source(bound: Bound[..., fmpq]) -> None:
    assert bound.formula
    assert bound.source
    assert (bound.__doc__ or "").startswith("Return ")
    assert getattr(bounds, bound.name) is bound


def test_every_public_function_is_a_bound() -> None:
    assert {bound.name for bound in BOUNDS} == {name for name in bounds.__all__ if name.islower()}


def test_the_constants_are_those_of_float64() -> None:
    assert _exactly(np.finfo(np.float64).eps) == 2 * UNIT_ROUNDOFF
    assert _exactly(np.finfo(np.float64).smallest_subnormal) == SMALLEST


@pytest.mark.parametrize("precision", bounds.PRECISIONS.values(), ids=bounds.PRECISIONS)
def test_a_precision_is_that_of_its_dtype(precision: Precision) -> None:
    info = np.finfo(precision.dtype)
    assert _exactly(info.eps) == 2 * precision.unit == fmpq(2, 2**precision.digits)
    assert _exactly(info.smallest_subnormal) == precision.smallest


def test_gamma_is_as_printed_and_ends_where_nothing_can_be_said() -> None:
    assert bounds.gamma(3) == 3 * UNIT_ROUNDOFF / (1 - 3 * UNIT_ROUNDOFF)
    with pytest.raises(ValueError, match="smaller problem"):
        bounds.gamma(2**53)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 8, 40, 112])
def test_a_square_root_is_a_little_too_large(n: int) -> None:
    root = bounds.square_root(n)
    assert n <= root**2 <= (1 + fmpq(1, 100)) * n


@pytest.mark.parametrize("n", range(1, 41))
def test_the_backward_factor_is_about_what_its_formula_says(n: int) -> None:
    about = (3 * n**2 + 2 * n + 1) * UNIT_ROUNDOFF + bounds.deflation_factor(n)
    assert about <= bounds.backward_factor(n) <= about * fmpq(101, 100)
    assert n * (n + 4) * UNIT_ROUNDOFF <= bounds.elimination_factor(n), "what gradient descent needs"


def test_a_direct_solution_of_one_equation_is_judged_by_a_few_roundings() -> None:
    """At n = 1 nothing iterates: a factor of hundreds there would hide errors of hundreds of roundings."""
    assert bounds.backward_factor(1) < 7 * UNIT_ROUNDOFF


# --- what is right keeps within it -----------------------------------------------------------------------------------


@given(ridge_problems())
def test_the_exact_solution_once_rounded_is_backward_stable(problem: Problem) -> None:
    exact = exact_solution(problem)
    found = accuracy(exact_values(problem), rational(to_floats(exact)), exact)
    assert found.grade == "backward-stable"
    assert found.ratio <= 0.5


@given(ridge_problems())
def test_partial_pivoting_does_not_make_factors_larger_than_the_bound_supposes(problem: Problem) -> None:
    """|L||U| has a norm of at most n |K|: no theorem says so, hence it is watched."""
    K = problem.H + problem.alpha * np.eye(problem.n)
    _, L, U = lu(K)
    assert infinity_norm(rational(abs(L)) * rational(abs(U))) <= problem.n * infinity_norm(rational(K))


def test_growth_would_be_noticed() -> None:
    """Wilkinson's matrix, which is not symmetric, has the growth that no drawn matrix may have."""
    n = 20
    K = np.tril(-np.ones((n, n)), -1) + np.eye(n)
    K[:, -1] = 1
    _, L, U = lu(K)
    assert infinity_norm(rational(abs(L)) * rational(abs(U))) > n * infinity_norm(rational(K))


def test_what_underflows_is_allowed_for() -> None:
    """H w_star = 2^-1075 rounds to 0 or 2^-1074: without the term for underflow no float would do."""
    problem = Problem(np.array([[2.0**-1074]]), np.array([0.5]), 2.0**-1074)
    values = exact_values(problem)
    x = rational(np.array([0.0]))
    assert accuracy(values, x, exact_solution(problem)).ratio <= 1
    _, norms = norms_of(Known(values, {"n": problem.n}), x)
    assert norms.H * norms.w_star > bounds.backward_factor(1) * norms.weight


@given(ridge_problems())
def test_inverting_and_multiplying_is_forward_accurate(problem: Problem) -> None:
    K = problem.H + problem.alpha * np.eye(problem.n)
    exact_K = norms_of(Known(exact_values(problem), {"n": problem.n}), exact_solution(problem))[0]
    inverse = infinity_norm(exact_K.inv())
    # where rounding can make K singular there is no inverse to be had
    if bounds.backward_factor(problem.n) * infinity_norm(exact_K) * inverse < fmpq(1, 2):
        x = rational(np.linalg.inv(K) @ (problem.H @ problem.w_star))
        assert accuracy(exact_values(problem), x, exact_solution(problem)).ratio <= 1


# --- what is wrong does not ------------------------------------------------------------------------------------------


@given(ridge_problems(scale=0))
def test_alpha_wrong_by_one_in_a_million_millions_is_seen_wherever_it_can_be(problem: Problem) -> None:
    """With alpha (1 + d) the residual is d alpha x; it is seen if it is twice what is allowed."""
    values = exact_values(problem)
    wrong = Problem(problem.H, problem.w_star, problem.alpha * (1 + 1e-12))
    x = rational(to_floats(exact_solution(wrong)))
    _, norms = norms_of(Known(values, {"n": problem.n}), x)
    change = _exactly(wrong.alpha) - _exactly(problem.alpha)
    if change * norms.x > 2 * bounds.allowed_residual(norms):
        assert accuracy(values, x, exact_solution(problem)).grade != "backward-stable"


@pytest.mark.parametrize("n", range(1, 9))
def test_and_it_can_be_seen_at_every_size_if_alpha_is_as_large_as_h(n: int) -> None:
    problem = Problem(np.eye(n), np.ones(n), 1.0)
    wrong = Problem(np.eye(n), np.ones(n), 1 + 1e-12)
    x = rational(to_floats(exact_solution(wrong)))
    found = accuracy(exact_values(problem), x, exact_solution(problem))
    assert found.grade == "inaccurate"
    assert found.ratio > 1


@pytest.mark.parametrize("error", [2.0**-40, -(2.0**-42), 1.0])
def test_a_relative_error_far_above_rounding_is_inaccurate(error: float) -> None:
    problem = Problem(np.diag([1.0, 2.0]), np.array([1.0, 1.0]), 1.0)
    exact = exact_solution(problem)
    x = rational(to_floats(exact) * (1 + error))
    assert accuracy(exact_values(problem), x, exact).grade == "inaccurate"


def test_the_grades_are_told_apart() -> None:
    """An error along the weakest eigenvector, and one as large along the strongest: only the first is backward-stable."""
    problem = Problem(np.diag([1.0, 2.0**-20]), np.array([1.0, 1.0]), 2.0**-20)
    exact, values = exact_solution(problem), exact_values(problem)
    K, norms = norms_of(Known(values, {"n": problem.n}), exact)
    error = fmpq(1, 2) * bounds.allowed_residual(norms) / infinity_norm(K.inv()) ** -1
    assert error <= allowed_error(K, norms)
    grades = []
    for direction in ([0, 1], [1, 0]):
        moved = exact + fmpq_mat(2, 1, direction) * rational(float(error))[0, 0]
        grades.append(accuracy(values, moved, exact).grade)
    assert grades == ["backward-stable", "forward-accurate"]


@pytest.mark.parametrize("bound", [bounds.forward_error, bounds.weak_forward_error], ids=lambda bound: bound.name)
def test_forward_bounds_grow_with_the_condition_number(bound: Bound[[Norms, fmpq], fmpq]) -> None:
    assert bound(UNIT, fmpq(2)) >= 2 * bound(UNIT, fmpq(1)) > 0


def test_the_weaker_grade_grows_faster() -> None:
    assert bounds.weak_forward_error(UNIT, fmpq(8)) == 64 * bounds.weak_forward_error(UNIT, fmpq(1))
    assert bounds.forward_error(UNIT, fmpq(8)) == 8 * bounds.forward_error(UNIT, fmpq(1))
