"""Right ways to compute the minimiser of |Xw - y|^2/(2m) + alpha/2 |w|^2 (book, 7.15 and 7.17, with averages).

X has shape (m, n), y shape (m,), alpha >= 0; the result is a new float64 array of shape (n,). At alpha = 0 it is X^+ y, where a
method reaches that; where a function carries a `domain`, it promises accuracy only there.
"""

from __future__ import annotations

from math import frexp

import numpy as np
import numpy.typing as npt

from verify.implementations.domains import design_condition_at_most, floats, gram, numerically_definite, shifted, within

__all__ = [
    "by_augmented_least_squares",
    "by_augmented_qr",
    "by_dual",
    "by_eigendecomposition",
    "by_gradient_descent",
    "by_hessian",
    "by_normal_equations",
    "by_svd",
]

_Array = npt.NDArray[np.float64]


def _scaled(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> tuple[_Array, _Array, float, int]:
    """X and y over powers of two, so that squares neither overflow nor vanish; the exponent is that of y over X."""
    X, y = floats(X), floats(y)
    k = max(frexp(float(np.abs(X).max()))[1], frexp(alpha**0.5)[1]) if X.any() or alpha else 0
    c = frexp(float(np.abs(y).max()))[1]
    return np.ldexp(X, -k), np.ldexp(y, -c), float(np.ldexp(alpha, -2 * k)), c - k


def _definite(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> bool:
    X, y, alpha, _ = _scaled(X, y, alpha)
    return numerically_definite(gram(X, alpha))


def _definite_dual(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> bool:
    """Few digits are lost: the condition number of X X^T + m alpha I is not that of the problem."""
    X, y, alpha, _ = _scaled(X, y, alpha)
    lam = np.linalg.eigvalsh(shifted(X @ X.T, len(X) * alpha))
    return bool(lam[0] > 2.0**-16 * lam[-1])


@within(_definite)
def by_normal_equations(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return the solution of (X^T X + m alpha I) w = X^T y by Cholesky's method.

    Raises
    ------
    numpy.linalg.LinAlgError
        If the matrix, rounded to float64, is not positive definite: outside of its domain.
    """
    from scipy.linalg import cho_factor, cho_solve

    X, y, alpha, k = _scaled(X, y, alpha)
    return np.asarray(np.ldexp(cho_solve(cho_factor(gram(X, alpha)), X.T @ y), k))


@within(_definite_dual)
def by_dual(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return X^T (X X^T + m alpha I)^-1 y."""
    X, y, alpha, k = _scaled(X, y, alpha)
    return np.asarray(np.ldexp(X.T @ np.linalg.solve(shifted(X @ X.T, len(X) * alpha), y), k))


def by_svd(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return V diag(s/(s^2 + m alpha)) U^T y with X = U diag(s) V^T; what may be a rounded 0 is one."""
    X, y, alpha, k = _scaled(X, y, alpha)
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    seen = s > max(X.shape) * 2.0**-52 * s[0]
    factor = np.divide(s, s * s + len(X) * alpha, out=np.zeros_like(s), where=seen)
    return np.asarray(np.ldexp(Vt.T @ (factor * (U.T @ y)), k))


def _augmented(X: _Array, y: _Array, alpha: float) -> tuple[_Array, _Array]:
    root = np.sqrt(len(X) * alpha)
    return np.vstack([X, root * np.eye(X.shape[1])]), np.concatenate([y, np.zeros(X.shape[1])])


def by_augmented_least_squares(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return the least-squares solution for [X; sqrt(m alpha) I] and [y; 0] by LAPACK's divide and conquer."""
    X, y, alpha, k = _scaled(X, y, alpha)
    A, b = _augmented(X, y, alpha)
    return np.asarray(np.ldexp(np.linalg.lstsq(A, b, rcond=None)[0], k))


@within(design_condition_at_most(2.0**20))
def by_augmented_qr(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return the same by an orthogonal triangularisation."""
    from scipy.linalg import solve_triangular

    X, y, alpha, k = _scaled(X, y, alpha)
    A, b = _augmented(X, y, alpha)
    Q, R = np.linalg.qr(A)
    return np.asarray(np.ldexp(solve_triangular(R, Q.T @ b), k))


@within(_definite)
def by_eigendecomposition(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return Q diag(1/(lam + m alpha)) Q^T X^T y with X^T X = Q diag(lam) Q^T."""
    X, y, alpha, k = _scaled(X, y, alpha)
    lam, Q = np.linalg.eigh(gram(X, alpha))
    return np.asarray(np.ldexp(Q @ ((Q.T @ (X.T @ y)) / lam), k))


@within(_definite)
def by_hessian(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return (H + alpha I)^-1 X^T y/m with the Hessian H = X^T X/m, by Gaussian elimination."""
    X, y, alpha, k = _scaled(X, y, alpha)
    m = len(X)
    return np.asarray(np.ldexp(np.linalg.solve(shifted(X.T @ X / m, alpha), X.T @ y / m), k))


@within(design_condition_at_most(2.0**2))
def by_gradient_descent(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return the limit of w <- w - lr (alpha w + X^T (X w - y)/m).

    Its domain are condition numbers of H + alpha I up to 2^4.
    """
    X, y, alpha, k = _scaled(X, y, alpha)
    m, w = len(X), np.zeros(X.shape[1])
    lr = 1 / (np.linalg.norm(X, 2) ** 2 / m + alpha)
    for _ in range(40 * 2**4):
        before, w = w, w - lr * (alpha * w + X.T @ (X @ w - y) / m)
        if np.array_equal(before, w):
            break
    return np.asarray(np.ldexp(w, k))
