"""Every role: a right implementation conforms, and each wrong one is caught with a cause that names its mistake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from verify.bounds import DOUBLE, SINGLE
from verify.conformance import ROLES, hold
from verify.conformance.advice import likely_cause, peculiarities
from verify.conformance.known import pseudo_inverse
from verify.exact import rational

Array = npt.NDArray[Any]
Function = Callable[..., Any]


def factors(lam: Array, alpha: float) -> Array:
    """Return lam/(lam + alpha), a rounded 0 as 0."""
    seen = lam > 4 * len(lam) * np.finfo(lam.dtype).eps * lam.max()
    return np.asarray(np.divide(lam, lam + lam.dtype.type(alpha), out=np.zeros_like(lam), where=seen))


def ridge_solution(H: Array, w_star: Array, alpha: float) -> Array:
    """Filter by eigenvalues."""
    H, w_star = _floats(H, w_star)
    lam, Q = np.linalg.eigh(H)
    return np.asarray(Q @ (factors(lam, alpha) * (Q.T @ w_star)))


def ridge_regression(X: Array, y: Array, alpha: float) -> Array:
    """Filter by singular values."""
    X, y = _floats(X, y)
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    seen = s > 4 * max(X.shape) * np.finfo(s.dtype).eps * s.max()
    inverted = np.divide(s, s * s + s.dtype.type(len(X) * alpha), out=np.zeros_like(s), where=seen)
    return np.asarray(Vt.T @ (inverted * (U.T @ y)))


def shrinkage_factors(eigenvalues: Array, alpha: float) -> Array:
    """Divide where there is something to divide."""
    (lam,) = _floats(eigenvalues)
    return np.asarray(np.divide(lam, lam + lam.dtype.type(alpha), out=np.zeros_like(lam), where=lam > 0))


def effective_dof(H: Array, alpha: float) -> float:
    """Add up the factors."""
    (H,) = _floats(H)
    return float(factors(np.linalg.eigvalsh(H), alpha).sum())


def weight_decay_step(w: Array, grad: Array, lr: float, alpha: float) -> Array:
    """Take one step."""
    w, grad = _floats(w, grad)
    return np.asarray(w - lr * (alpha * w + grad))


def weight_decay_descent(H: Array, w_star: Array, lr: float, alpha: float, steps: int) -> Array:
    """Take all steps."""
    H, w_star = _floats(H, w_star)
    w = np.zeros_like(w_star)
    for _ in range(steps):
        w = weight_decay_step(w, H @ (w - w_star), lr, alpha)
    return w


def early_stopping(H: Array, w_star: Array, lr: float, steps: int) -> Array:
    """Take all steps without a penalty."""
    return weight_decay_descent(H, w_star, lr, 0.0, steps)


def early_stopping_factors(eigenvalues: Array, lr: float, steps: int) -> Array:
    """Add up step by step."""
    (lam,) = _floats(eigenvalues)
    u = lam * lam.dtype.type(lr)
    found = np.zeros_like(u)
    for _ in range(steps):
        found = found + u * (1 - found)
    return np.asarray(found)


def quadratic_loss(w: Array, H: Array, w_star: Array, j_star: float) -> float:
    """Evaluate the form at the difference."""
    w, H, w_star = _floats(w, H, w_star)
    d = w - w_star
    return float(d @ H @ d / 2 + j_star)


def quadratic_gradient(w: Array, H: Array, w_star: Array) -> Array:
    """Multiply the difference."""
    w, H, w_star = _floats(w, H, w_star)
    return np.asarray(H @ (w - w_star))


def _floats(*arrays: Array) -> list[Array]:
    single = any(np.asarray(a).dtype == np.float32 for a in arrays)
    return [np.asarray(a, dtype=np.float32 if single else np.float64) for a in arrays]


RIGHT: dict[str, Function] = {
    one.__name__: one
    for one in (
        ridge_solution,
        ridge_regression,
        shrinkage_factors,
        effective_dof,
        weight_decay_step,
        weight_decay_descent,
        early_stopping,
        early_stopping_factors,
        quadratic_loss,
        quadratic_gradient,
    )
}

WRONG: list[tuple[str, Function, str]] = [
    ("ridge_solution", lambda H, w, a: ridge_solution(H, w, a * a), "alpha is squared"),
    ("ridge_solution", lambda H, w, _: np.array(w, dtype=float), "alpha is ignored|w_star is returned"),
    ("ridge_regression", lambda X, y, a: ridge_regression(X, y, a / len(X)), "alpha is not multiplied by m"),
    ("ridge_regression", lambda X, y, a: ridge_regression(X, y, a * len(X)), "multiplied by m twice"),
    ("shrinkage_factors", lambda lam, a: 1 - shrinkage_factors(lam, a), "1 - factor"),
    ("effective_dof", lambda H, a: effective_dof(H, 2 * a), "twice as large"),
    ("weight_decay_step", lambda w, g, lr, a: w - a * w - lr * g, "not multiplied by the learning rate"),
    ("weight_decay_step", lambda w, g, lr, a: w - lr * (a * w - g), "gradient has the wrong sign"),
    ("weight_decay_descent", lambda H, w, lr, a, k: weight_decay_descent(H, w, lr, a, k + 1), "one step too many"),
    ("early_stopping", lambda H, w, lr, k: early_stopping(H, w, lr, max(k - 1, 0)), "one step too few"),
    ("early_stopping_factors", lambda lam, lr, k: early_stopping_factors(lam, lr / 2, k), "learning rate is used half"),
    ("quadratic_loss", lambda w, H, ws, j: 2 * quadratic_loss(w, H, ws, 0.0) + j, "lacks the factor 1/2"),
    ("quadratic_loss", lambda w, H, ws, _: quadratic_loss(w, H, ws, 0.0), "j_star is left out"),
    ("quadratic_gradient", lambda w, H, ws: -quadratic_gradient(w, H, ws), "the wrong sign"),
]


@pytest.mark.parametrize("precision", [DOUBLE, SINGLE], ids=lambda p: p.dtype)
@pytest.mark.parametrize("role", ROLES)
def test_a_right_implementation_conforms(role: str, precision: Any) -> None:
    found = {tried.id: (one.verdict, one.message) for tried, one in hold(RIGHT[role], role, 15, precision=precision)}
    assert {name: what for name, what in found.items() if what[0] != "holds"} == {}


@pytest.mark.parametrize(("role", "function", "cause"), WRONG, ids=[f"{role}-{cause}" for role, _, cause in WRONG])
def test_a_wrong_one_is_caught_and_its_mistake_is_named(role: str, function: Function, cause: str) -> None:
    ((_, found),) = hold(function, role, 60, only=("closed_form",))
    assert (found.verdict, found.finding) == ("violated", "inaccurate")
    assert any(one in likely_cause(function, ROLES[role]) for one in cause.split("|"))


def test_naive_powers_lose_all_digits_where_lr_lam_is_tiny() -> None:
    def naive(eigenvalues: Array, lr: float, steps: int) -> Array:
        return np.asarray(1 - (1 - lr * np.asarray(eigenvalues, dtype=float)) ** steps)

    ((_, found),) = hold(naive, "early_stopping_factors", 60, only=("closed_form",))
    assert found.verdict == "violated"
    assert likely_cause(naive, ROLES["early_stopping_factors"]) == "", "plain input is right"
    assert found.asking is not None
    assert any("cancels" in one for one in peculiarities(found.asking.arguments))


def test_an_expanded_loss_has_the_lower_grade() -> None:
    def expanded(w: Array, H: Array, w_star: Array, j_star: float) -> float:
        w, H, w_star = _floats(w, H, w_star)
        return float(w @ H @ w / 2 - w @ H @ w_star + w_star @ H @ w_star / 2 + j_star)

    ((_, found),) = hold(expanded, "quadratic_loss", 60, only=("closed_form",))
    assert (found.verdict, found.grade) == ("holds", "forward-accurate")


@pytest.mark.parametrize(
    "entries", [[[0.0]], [[2.0]], [[1.0, 1.0], [1.0, 1.0]], [[2.0, 1.0], [1.0, 2.0]], np.diag([0.0, 3, 0, 1])]
)
def test_the_pseudo_inverse_is_that_of_moore_and_penrose(entries: Any) -> None:
    H = rational(np.array(entries))
    P = pseudo_inverse(H)
    assert H * P * H == H
    assert P * H * P == P
    assert (H * P).transpose() == H * P
    assert P.transpose() == P
