"""Six right ways to compute w_tilde = (H + alpha I)^-1 H w_star (book, 7.10).

All take H of shape (n, n), symmetric positive semidefinite, w_star of shape (n,) and alpha >= 0, of any real dtype and
memory layout, leave them unchanged, and return a new float64 array of shape (n,). Not all can be used everywhere: where
a function carries a callable `domain` with the same arguments, it promises accuracy only where that is true.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, frexp
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from verify.bounds import UNIT_ROUNDOFF, definiteness_margin, gamma, rank_cutoff

__all__ = [
    "by_cholesky",
    "by_conjugate_gradients",
    "by_eigendecomposition",
    "by_gradient_descent",
    "by_lu",
    "by_svd",
]

_Array = npt.NDArray[np.float64]
_F = TypeVar("_F", bound=Callable[..., Any])

# What the two iterations are given time for: their steps grow with the square root of the condition number, and with
# the condition number itself.
_CG_CONDITION = 2.0**16
_DESCENT_CONDITION = 2.0**6


def _within(domain: Callable[[npt.ArrayLike, npt.ArrayLike, float], bool]) -> Callable[[_F], _F]:
    def declare(function: _F) -> _F:
        function.domain = domain  # type: ignore[attr-defined]
        return function

    return declare


def _floats(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> tuple[_Array, _Array, float]:
    return np.asarray(H, dtype=np.float64), np.asarray(w_star, dtype=np.float64), float(alpha)


def _shifted(H: _Array, alpha: float) -> _Array:
    K = H.copy()
    K.flat[:: len(K) + 1] += alpha
    return K


# --- direct solution -------------------------------------------------------------------------------------------------


def _numerically_regular(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> bool:
    """Whether no rounding within the bounds makes H + alpha I singular."""
    H, _, alpha = _floats(H, w_star, alpha)
    K = _shifted(H, alpha)
    size = float(np.abs(K).sum(axis=1).max())
    return bool(np.linalg.eigvalsh(K)[0] > float(definiteness_margin(len(K))) * size)


@_within(_numerically_regular)
def by_lu(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    """Return the solution of (H + alpha I) x = H w_star by Gaussian elimination with partial pivoting.

    Raises
    ------
    numpy.linalg.LinAlgError
        If H + alpha I, rounded to float64, is singular: outside of its domain.
    """
    H, w_star, alpha = _floats(H, w_star, alpha)
    return np.asarray(np.linalg.solve(_shifted(H, alpha), H @ w_star), dtype=np.float64)


@_within(_numerically_regular)
def by_cholesky(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    """Return the solution of (H + alpha I) x = H w_star by H + alpha I = R^T R.

    Raises
    ------
    numpy.linalg.LinAlgError
        If H + alpha I, rounded to float64, is not positive definite: outside of its domain.
    """
    from scipy.linalg import cho_factor, cho_solve

    H, w_star, alpha = _floats(H, w_star, alpha)
    solution: _Array = cho_solve(cho_factor(_shifted(H, alpha)), H @ w_star)
    return solution


# --- filters ---------------------------------------------------------------------------------------------------------


def _factors(lam: _Array, alpha: float) -> _Array:
    """The shrinkage factors lam/(lam + alpha) of computed eigenvalues; what may be a rounded 0 is shrunk to 0."""
    seen = lam > float(rank_cutoff(len(lam))) * lam.max()
    return np.divide(lam, lam + alpha, out=np.zeros_like(lam), where=seen)


def by_eigendecomposition(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    """Return Q diag(lam/(lam + alpha)) Q^T w_star with H = Q diag(lam) Q^T (book, 7.13)."""
    H, w_star, alpha = _floats(H, w_star, alpha)
    lam, Q = np.linalg.eigh(H)
    filtered: _Array = Q @ (_factors(lam, alpha) * (Q.T @ w_star))
    return filtered


def by_svd(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    """Return V diag(s/(s + alpha)) V^T w_star with H = U diag(s) V^T.

    The right singular vectors are eigenvectors; U is not used, because at s = 0 its columns may differ from those of V.
    """
    H, w_star, alpha = _floats(H, w_star, alpha)
    _, s, Vt = np.linalg.svd(H)
    filtered: _Array = Vt.T @ (_factors(s, alpha) * (Vt @ w_star))
    return filtered


# --- iterations ------------------------------------------------------------------------------------------------------


def _condition_at_most(limit: float) -> Callable[[npt.ArrayLike, npt.ArrayLike, float], bool]:
    def domain(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> bool:
        H, _, alpha = _floats(H, w_star, alpha)
        lam = np.linalg.eigvalsh(_shifted(H, alpha))
        return bool(lam[-1] > 0 and lam[0] * limit >= lam[-1])

    return domain


@_within(_condition_at_most(_CG_CONDITION))
def by_conjugate_gradients(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    """Return the limit of conjugate gradients for (H + alpha I) x = H w_star, begun anew until only rounding is left.

    Its domain are condition numbers up to 2^16, for which the number of steps is bounded.
    """
    H, w_star, alpha = _floats(H, w_star, alpha)
    K, b = _shifted(H, alpha), H @ w_star
    # powers of two change no digit and keep the squares of norms from overflow and underflow
    k, c = _exponent(K), _exponent(b)
    K, b = np.ldexp(K, -k), np.ldexp(b, -c)
    x, rounding = np.zeros_like(b), float(gamma(len(b)))
    for _ in range(10):
        r = b - K @ x
        if np.linalg.norm(r) <= rounding * (np.linalg.norm(K) * np.linalg.norm(x) + np.linalg.norm(b)):
            break
        x = x + _conjugate_gradients(K, r)
    return np.ldexp(x, c - k)


def _exponent(array: _Array) -> int:
    return frexp(float(np.abs(array).max()))[1]


def _conjugate_gradients(K: _Array, b: _Array) -> _Array:
    """One run from 0, until the residual has fallen to the rounding of the first one."""
    x, r = np.zeros_like(b), b
    p, square = b, float(b @ b)
    enough = float(UNIT_ROUNDOFF) ** 2 * square
    # a step multiplies the error in the K-norm by at most 1 - 1/sqrt(kappa): e^-40 of it is left
    for _ in range(40 * ceil(_CG_CONDITION**0.5)):
        Kp = K @ p
        step = square / float(p @ Kp)
        x = x + step * p
        r = r - step * Kp
        before, square = square, float(r @ r)
        if square <= enough:
            break
        p = r + (square / before) * p
    return x


@_within(_condition_at_most(_DESCENT_CONDITION))
def by_gradient_descent(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    """Return the limit of w <- w - lr (alpha w + H (w - w_star)) from 0 (book, 7.4 with the gradient 7.7).

    Its domain are condition numbers up to 2^6, for which the number of steps is bounded.
    """
    H, w_star, alpha = _floats(H, w_star, alpha)
    lam = np.linalg.eigvalsh(_shifted(H, alpha))
    lr, condition = 1 / lam[-1], min(lam[-1] / lam[0], _DESCENT_CONDITION)
    w = np.zeros_like(w_star)
    # a step multiplies the error by at most 1 - 1/kappa: e^-40 of it is left, less than the rounding
    for _ in range(40 * ceil(condition)):
        before, w = w, w - lr * (alpha * w + H @ (w - w_star))
        if np.array_equal(before, w):
            break
    return w
