"""The methods of the rows without a role return exactly what the claims say, and a wrong method is found out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
from flint import fmpq, fmpq_mat

import derivations
from verify import checks
from verify.conformance.rows import ROWS, Row, hold
from verify.implementations import regression as by

EXAMPLES = 15


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_the_methods_agree_with_the_claim(row: Row) -> None:
    ran, wrong, _ = hold(row, EXAMPLES, seed=0)
    assert not wrong
    assert ran >= EXAMPLES // 2
    assert len(row.methods) > 1


def changed(method: Callable[..., fmpq_mat]) -> Callable[..., fmpq_mat]:
    """The method, but for one entry."""

    @wraps(method)
    def off(**letters: fmpq_mat) -> fmpq_mat:
        value = method(**letters)
        value[0, 0] += fmpq(1, 10**9)
        return value

    return off


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_can_fail(row: Row) -> None:
    """A method that is off by a billionth in one entry is caught, and the letters are told."""
    for name, method in row.methods.items():
        _, wrong, letters = hold(row, 1, seed=0, methods={name: changed(method)})
        assert wrong.startswith(f"{name} returns")
        assert letters


# --- mistakes that are easily made -------------------------------------------------------------------------------------------


def without_m(X: fmpq_mat, y: fmpq_mat, alpha: fmpq_mat) -> fmpq_mat:
    """The penalty of the sum of squares for the averaged loss."""
    return by.ridge_primal(X, y, alpha * fmpq(1, X.nrows()))


def trace_without_m(X: fmpq_mat, alpha: fmpq_mat) -> fmpq_mat:
    return by.hat_trace_by_dual(X, alpha * fmpq(1, X.nrows()))


def stacked_alpha(X: fmpq_mat, y: fmpq_mat, beta: fmpq_mat) -> fmpq_mat:
    """Their square below X, beta^2 I."""
    return by.ridge_stacked(X, y, beta * beta)


def sample_variance(numbers: fmpq_mat) -> fmpq_mat:
    """Divided by m - 1, or by 1 for m = 1."""
    m = numbers.nrows()
    return by.variance_by_definition(numbers) * fmpq(m, max(m - 1, 1))


def unscaled(X: fmpq_mat, sigma2: fmpq_mat, tau2: fmpq_mat) -> fmpq_mat:
    """The covariance without the noise."""
    return by.covariance_by_precision(X, sigma2 * 0 + fmpq_mat(1, 1, [1]), tau2)


def keeping_all(X: fmpq_mat, y: fmpq_mat, w: fmpq_mat, p: fmpq_mat) -> fmpq_mat:
    """The mean of the masked inputs alone."""
    return (X * w - y).transpose() * (X * w - y) + p * 0


def no_noise(X: fmpq_mat, y: fmpq_mat, w: fmpq_mat, s: fmpq_mat) -> fmpq_mat:
    return by.equations_over_signs(X, y, w, s * 0)


MISTAKES: dict[str, Any] = {
    "ridge_dual.main": without_m,
    "hat_matrix_trace.main": trace_without_m,
    "ridge_augmented.main": stacked_alpha,
    "principal_components.along": sample_variance,
    "map_gaussian_prior.spread_invertible": unscaled,
    "dropout_linear.main": keeping_all,
    "input_noise.main": no_noise,
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found(name: str) -> None:
    row = next(row for row in ROWS if row.id == name)
    _, wrong, letters = hold(row, 40, seed=0, methods={"mistaken": MISTAKES[name]})
    assert wrong.startswith("mistaken returns")
    assert letters


def test_the_audit_reports_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    row = next(row for row in ROWS if row.id == "ridge_dual.main")
    monkeypatch.setitem(row.methods, "mistaken", without_m)
    _, (fault, *_) = checks.implemented("ridge_dual", 40, seed=0)
    assert (fault.kind, fault.message.split(" returns")[0]) == ("implementation violates", "ridge_dual.main: mistaken")


def test_rows_are_rows_of_the_table_of_contents() -> None:
    order = [claim.id for claim in derivations.claims()]
    places = [order.index(row.claim) for row in ROWS]
    assert places == sorted(places)
    assert len({row.id for row in ROWS}) == len(ROWS)
