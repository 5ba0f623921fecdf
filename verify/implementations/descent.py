"""Right ways to take a gradient step with weight decay, to repeat it, and to stop early (book, 7.5 and 7.33 to 7.40).

H has shape (n, n), symmetric positive semidefinite; w, grad and w_star have shape (n,); lr > 0, alpha >= 0, steps a whole
number from 0. Results are new float64 arrays of shape (n,).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.implementations.domains import floats, within
from verify.implementations.spectral import powers_by_logarithm

__all__ = [
    "descent_by_affine_power",
    "descent_by_decay",
    "descent_by_eigenbasis",
    "descent_by_loop",
    "step_by_decay",
    "step_by_fractions",
    "step_by_gradient",
    "stopping_by_affine_power",
    "stopping_by_eigenbasis",
    "stopping_by_error",
    "stopping_by_loop",
]

_Array = npt.NDArray[np.float64]


# --- one step --------------------------------------------------------------------------------------------------------


def step_by_gradient(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float) -> _Array:
    """Return w - lr (alpha w + grad)."""
    w = floats(w)
    return np.asarray(w - lr * (alpha * w + floats(grad)))


def step_by_decay(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float) -> _Array:
    """Return (1 - lr alpha) w - lr grad."""
    return np.asarray((1 - lr * alpha) * floats(w) - lr * floats(grad))


def step_by_fractions(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float) -> _Array:
    """Return the step computed with fractions of whole numbers and rounded once."""
    eps, a = Fraction(float(lr)), Fraction(float(alpha))
    pairs = zip(floats(w).tolist(), floats(grad).tolist(), strict=True)
    return np.array([float(Fraction(x) - eps * (a * Fraction(x) + Fraction(g))) for x, g in pairs])


# --- many steps ------------------------------------------------------------------------------------------------------


def descent_by_loop(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, alpha: float, steps: int) -> _Array:
    """Return w after so many times w <- w - lr (alpha w + H (w - w_star)), from 0."""
    H, w_star = floats(H), floats(w_star)
    w = np.zeros_like(w_star)
    for _ in range(steps):
        w = w - lr * (alpha * w + H @ (w - w_star))
    return w


def descent_by_decay(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, alpha: float, steps: int) -> _Array:
    """Return the same with the decay apart: w <- (1 - lr alpha) w - lr H (w - w_star)."""
    H, w_star = floats(H), floats(w_star)
    w = np.zeros_like(w_star)
    for _ in range(steps):
        w = (1 - lr * alpha) * w - lr * (H @ (w - w_star))
    return w


def _contracts(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, *rest: Any) -> bool:
    """Whether no direction overshoots; (lr, alpha, steps) or (lr, steps)."""
    alpha = float(rest[0]) if len(rest) == 2 else 0.0
    return bool(lr * (np.abs(floats(H)).sum(axis=1).max() + alpha) <= 1)


@within(_contracts)
def descent_by_eigenbasis(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, alpha: float, steps: int) -> _Array:
    """Return Q diag(lam/(lam + alpha) (1 - (1 - lr (lam + alpha))^steps)) Q^T w_star: 7.40 for H + alpha I and w_tilde."""
    lam, Q = np.linalg.eigh(floats(H))
    lam = np.maximum(lam, 0)
    shrunk = np.divide(lam, lam + alpha, out=np.zeros_like(lam), where=lam > 0)
    return np.asarray(Q @ (shrunk * powers_by_logarithm(lam + alpha, lr, steps) * (Q.T @ floats(w_star))))


@within(_contracts)
def descent_by_affine_power(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, alpha: float, steps: int) -> _Array:
    """Return the sum of A^j b, j < steps, by repeated squaring of the map w -> A w + b, A = I - lr (H + alpha I)."""
    H, w_star = floats(H), floats(w_star)
    A = np.eye(len(H)) * (1 - lr * alpha) - lr * H
    b, w = lr * (H @ w_star), np.zeros_like(w_star)
    while steps:
        if steps & 1:
            w = A @ w + b
        A, b = A @ A, A @ b + b
        steps >>= 1
    return w


# --- early stopping --------------------------------------------------------------------------------------------------


def stopping_by_loop(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, steps: int) -> _Array:
    """Return w after so many times w <- w - lr H (w - w_star), from 0."""
    return descent_by_loop(H, w_star, lr, 0.0, steps)


def stopping_by_error(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, steps: int) -> _Array:
    """Return the sum of the steps d <- d - lr H d, from d = lr H w_star."""
    H, w_star = floats(H), floats(w_star)
    w, d = np.zeros_like(w_star), lr * (H @ w_star)
    for _ in range(steps):
        w, d = w + d, d - lr * (H @ d)
    return w


@within(_contracts)
def stopping_by_eigenbasis(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, steps: int) -> _Array:
    """Return Q diag(1 - (1 - lr lam)^steps) Q^T w_star (book, 7.40), the factors by expm1 and log1p."""
    lam, Q = np.linalg.eigh(floats(H))
    return np.asarray(Q @ (powers_by_logarithm(np.maximum(lam, 0), lr, steps) * (Q.T @ floats(w_star))))


@within(_contracts)
def stopping_by_affine_power(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, steps: int) -> _Array:
    """Return the same by repeated squaring of one step."""
    return descent_by_affine_power(H, w_star, lr, 0.0, steps)
