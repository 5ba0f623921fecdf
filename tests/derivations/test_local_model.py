"""The remainder of the quadratic model on logistic regression: of third order, and within the bound that is proved."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

# y is not a threshold of any linear function of the rows: the loss has a minimiser
X = np.array([[1.0, 0.5], [1.0, -1.0], [-1.0, 0.25], [0.5, 1.0], [-0.5, -1.0], [1.0, 1.0], [-1.0, 1.0]])
Y = np.array([1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0])
UNIT_ROUNDOFF = 2.0**-53
ALPHA = 0.125


def sigmoid(z: np.ndarray) -> Any:
    return 1 / (1 + np.exp(-z))


def loss(w: np.ndarray) -> float:
    """The mean negative log-likelihood."""
    z = X @ w
    return float(np.mean(np.logaddexp(0, z) - Y * z))


def slope(w: np.ndarray) -> Any:
    return X.T @ (sigmoid(X @ w) - Y) / len(Y)


def hessian(w: np.ndarray) -> Any:
    p = sigmoid(X @ w)
    return (X.T * (p * (1 - p))) @ X / len(Y)


def newton(alpha: float) -> Any:
    """The minimiser of loss + alpha/2 |w|^2."""
    w = np.zeros(X.shape[1])
    for _ in range(50):
        w = w - np.linalg.solve(hessian(w) + alpha * np.eye(len(w)), slope(w) + alpha * w)
    return w


def lipschitz() -> float:
    """A Lipschitz constant of the Hessian: |sigmoid''| <= 1/(6 sqrt 3), so L = mean |x|^3/(6 sqrt 3)."""
    return float(np.mean(np.linalg.norm(X, axis=1) ** 3) / (6 * np.sqrt(3)))


W_STAR = newton(0.0)
H = hessian(W_STAR)
STEPS = 2.0 ** -np.arange(2, 7)


def remainder(direction: np.ndarray, t: float) -> float:
    """J - J_hat at w_star + t direction."""
    step = t * direction
    return loss(W_STAR + step) - loss(W_STAR) - float(step @ H @ step) / 2


def third_derivative(direction: np.ndarray) -> float:
    """The third derivative of the loss at w_star along a direction."""
    p = sigmoid(X @ W_STAR)
    return float(np.mean(p * (1 - p) * (1 - 2 * p) * (X @ direction) ** 3))


def directions() -> list[Any]:
    return [np.array([np.cos(a), np.sin(a)]) for a in np.linspace(0, np.pi, 7)[:-1]]


def test_there_is_a_minimiser() -> None:
    """The data are not separable: the gradient vanishes at w_star and the Hessian is positive definite."""
    assert np.linalg.norm(slope(W_STAR)) <= 64 * UNIT_ROUNDOFF
    assert np.linalg.eigvalsh(H)[0] > 0.01


@pytest.mark.parametrize("direction", directions(), ids=str)
def test_remainder_is_within_its_bound(direction: np.ndarray) -> None:
    """|J - J_hat| <= L/6 t^3 for a unit direction, up to the rounding of two values of J below 1."""
    for t in (*STEPS, 1.0, 2.0, 4.0):
        assert abs(remainder(direction, t)) <= lipschitz() / 6 * t**3 + 16 * UNIT_ROUNDOFF


@pytest.mark.parametrize("direction", directions(), ids=str)
def test_order_is_three(direction: np.ndarray) -> None:
    """The measured slope is 3 where the third derivative is not 0: C r/(2 T3) bounds what the next term makes of it."""
    third = third_derivative(direction)
    assert abs(third) > 1e-4
    # sigmoid''' is at most 1/8 in size, so the form of the Hessian departs from T3 t by at most C t^2
    bound = float(np.mean((X @ direction) ** 4)) / 16
    small = min(STEPS[-1], abs(third) / (8 * bound))
    near, far = remainder(direction, small / 2), remainder(direction, small)
    slack = 2 * bound * small / abs(third)  # twice the relative size of the next term, C r^4/12 beside T3 r^3/6
    measured = np.log2(far / near)
    noise = 16 * UNIT_ROUNDOFF / abs(near)
    assert abs(measured - 3) <= (slack + noise) / np.log(2)
    assert abs(far - third * small**3 / 6) <= bound * small**4 / 12 + 16 * UNIT_ROUNDOFF


def test_order_is_four_without_a_third_derivative() -> None:
    """A direction along which the third derivative is 0 is found by bisection; there the remainder is of order 4."""
    low, high = 0.0, np.pi  # the third derivative is odd in the direction, so its sign changes in between

    def at(angle: float) -> Any:
        return np.array([np.cos(angle), np.sin(angle)])

    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if third_derivative(at(middle)) * third_derivative(at(low)) > 0 else (low, middle)
    flat = at(low)
    bound = float(np.mean((X @ flat) ** 4)) / 16
    for t in STEPS:
        assert abs(remainder(flat, t)) <= bound * t**4 / 12 + 16 * UNIT_ROUNDOFF


def test_error_of_the_optimum() -> None:
    """|w_a - w_tilde| <= L |w_a - w_star|^2/(2 (lam_min + alpha)), w_a by Newton's method on the loss itself."""
    floor = np.linalg.eigvalsh(H)[0]
    for alpha in (ALPHA, ALPHA / 8, ALPHA / 64):
        w_a = newton(alpha)
        w_tilde = np.linalg.solve(H + alpha * np.eye(2), H @ W_STAR)
        error, distance = np.linalg.norm(w_a - w_tilde), np.linalg.norm(w_a - W_STAR)
        assert error <= lipschitz() * distance**2 / (2 * (floor + alpha))
        assert error > 0


def test_a_much_smaller_constant_is_too_small() -> None:
    """The check can fail: with a Lipschitz constant made far too small the bound does not hold."""
    worst = max(abs(remainder(d, STEPS[0])) / STEPS[0] ** 3 for d in directions())
    assert worst > lipschitz() / 6 / 64
