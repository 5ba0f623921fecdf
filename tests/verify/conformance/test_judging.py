"""Norms are exact, implementations get copies, and what they return is looked at."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from verify.conformance import ROLES
from verify.conformance.judging import Finding, Subject, as_float, measured
from verify.conformance.known import Known, fraction, infinity_norm, known_of, sum_of_squares
from verify.conformance.yardsticks import YARDSTICKS, Level, norms_of
from verify.exact import rational

ROLE = ROLES["ridge_solution"]
ARGUMENTS = {"H": np.eye(2), "w_star": np.ones(2), "alpha": 1.0}


@pytest.mark.parametrize(
    ("entries", "norm"), [([0, 0, 0, 0], "0"), ([1, -2, fmpq(1, 3), 0], "3"), ([0, 0, fmpq(-7, 3), fmpq(1, 2)], "17/6")]
)
def test_a_norm_is_the_largest_row_sum(entries: list[Any], norm: str) -> None:
    assert fraction(infinity_norm(fmpq_mat(2, 2, entries))) == Fraction(norm)


def test_a_sum_of_squares_is_exact() -> None:
    assert sum_of_squares(fmpq_mat(2, 2, [fmpq(1, 2), fmpq(-1, 3), 0, 2])) == fmpq(1, 4) + fmpq(1, 9) + 4


def test_the_norm_of_the_shifted_matrix_is_that_of_its_entries() -> None:
    values = {"H": fmpq_mat(2, 2, [2, -1, -1, 3]), "alpha": rational(0.5), "w_star": fmpq_mat(2, 1, [1, -4])}
    K, norms = norms_of(Known(values, {"n": 2}), fmpq_mat(2, 1, [7, 0]))
    assert [norms.n, norms.H, norms.w_star, norms.x] == [2, 4, 4, 7]
    assert norms.K == infinity_norm(K) == fmpq(9, 2)


@pytest.mark.parametrize("shape", [(3, 4), (9, 8), (40, 3), (70, 20)])
def test_the_norm_of_an_array_is_that_of_its_matrix_however_large(shape: tuple[int, int]) -> None:
    X = np.random.default_rng(0).integers(-3, 2, shape) / 3 * (np.arange(shape[1]) % 3 > 0)
    known = known_of({"X": X, "y": np.ones(shape[0]), "alpha": 0.5})
    assert known.norm("X") == infinity_norm(rational(X))
    assert known.norm("X", transposed=True) == infinity_norm(rational(X.T))
    other = known.but(X=2 * rational(X))
    assert other.norm("X") == 2 * known.norm("X"), "what replaces a letter has another norm"


@pytest.mark.parametrize("kept", [0, 1, 5, 12])
def test_rows_of_zeros_change_nothing_but_the_time_it_takes(kept: int) -> None:
    """What the dual of a regression may be off by is worked out without them."""
    X = np.random.default_rng(kept).integers(-3, 4, (12, 6)).astype(np.float64)
    X[kept:] = 0
    arguments = {"X": X, "y": np.arange(12.0), "alpha": 0.25}
    known, x = known_of(arguments), fmpq_mat(6, 1, [1, -1, 2, 0, 5, fmpq(1, 3)])
    whole = Known(known.values, known.sizes)  # no arrays: nothing is left out
    found, expected = (list(YARDSTICKS["ridge_regression"](one, x, 2 * x)) for one in (known, whole))
    assert found == expected
    assert len(found) == 2


@pytest.mark.parametrize("x", [fmpq(0), fmpq(-6, 4), fmpq(7), fmpq(-1, 3) ** 301])
def test_a_number_becomes_a_fraction_in_lowest_terms(x: fmpq) -> None:
    found = fraction(x)
    assert type(found) is Fraction
    assert (found.numerator, found.denominator) == (int(x.p), int(x.q))


def test_the_same_result_is_measured_once_and_another_anew() -> None:
    asked = []

    def yardstick(_: Known, x: fmpq_mat, exact: fmpq_mat) -> Any:
        asked.append(x[0, 0])
        yield Level("backward-stable", [abs((exact - x)[0, 0])], [fmpq(1)])

    known, one, other = Known({}, {"n": 1}), fmpq_mat(1, 1, [1]), fmpq_mat(1, 1, [fmpq(1, 2)])
    ratios = [
        measured(yardstick, known, x, exact)[0].ratio for x, exact in ((one, one), (other, one), (other, one), (one, other))
    ]
    assert ratios == [0, 0.5, 0.5, 0.5]
    assert asked == [1, fmpq(1, 2), 1]
    assert measured(yardstick, Known({}, {"n": 1}), one, one)[0].ratio == 0
    assert len(asked) == 4


@pytest.mark.parametrize(
    ("ratio", "value"), [(fmpq(1, 3), 1 / 3), (fmpq(2**2000), float("inf")), (Fraction(2**2000), float("inf"))]
)
def test_a_ratio_too_large_for_a_float_is_infinite(ratio: fmpq | Fraction, value: float) -> None:
    assert as_float(ratio) == value


def test_an_implementation_works_on_copies() -> None:
    def spoiling(H: Any, w_star: Any, alpha: float) -> Any:  # noqa: ARG001 - the role's arguments
        H[:] = 0
        return w_star

    with pytest.raises(Finding, match="H was changed"):
        Subject(spoiling, ROLE)(ARGUMENTS)
    assert np.array_equal(np.asarray(ARGUMENTS["H"]), np.eye(2))


def test_a_result_is_a_new_array_of_the_natural_shape() -> None:
    result = Subject(lambda H, w_star, alpha: H @ w_star / (1 + alpha), ROLE)(ARGUMENTS)
    assert result.tolist() == [0.5, 0.5]


def test_a_domain_is_asked_with_the_arguments() -> None:
    def solver(H: Any, w_star: Any, alpha: float) -> Any:  # noqa: ARG001 - the role's arguments
        return w_star

    assert Subject(solver, ROLE).applies(ARGUMENTS)
    solver.domain = lambda H, w_star, alpha: alpha > len(H) + len(w_star)  # type: ignore[attr-defined]
    assert not Subject(solver, ROLE).applies(ARGUMENTS)
    assert Subject(solver, ROLE).applies({**ARGUMENTS, "alpha": 5.0})
