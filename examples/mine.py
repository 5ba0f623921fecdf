"""Three functions as somebody might write them, for `conform` and `conventions`. Two of them are wrong."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["half_the_penalty", "right", "through_the_eigenvectors"]

Array = npt.NDArray[np.float64]


def right(H: Array, w_star: Array, alpha: float) -> Array:
    """Solve 7.9, with the smallest solution where alpha is 0."""
    shifted = H + alpha * np.eye(len(H))
    return np.asarray(np.linalg.lstsq(shifted, H @ w_star, rcond=None)[0], dtype=np.float64)


def half_the_penalty(H: Array, w_star: Array, alpha: float) -> Array:
    """Forget that the penalty is alpha/2 |w|^2, not alpha |w|^2, and mend it in the wrong place."""
    shifted = H + alpha / 2 * np.eye(len(H))
    return np.asarray(np.linalg.solve(shifted, H @ w_star), dtype=np.float64)


def through_the_eigenvectors(H: Array, w_star: Array, alpha: float) -> Array:
    """Compute 7.13, taking the rows of Q for its columns."""
    lam, Q = np.linalg.eigh(H)
    return np.asarray(Q.T @ (lam / (lam + alpha) * (Q @ w_star)), dtype=np.float64)
