"""Two wrong ways to compute w_tilde, each a mistake that is easily made: a check that passes them checks nothing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["by_eigenvectors_as_rows", "by_penalty_on_every_entry"]

_Array = npt.NDArray[np.float64]


def by_eigenvectors_as_rows(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    """Return Q^T diag(lam/(lam + alpha)) Q w_star: `numpy.linalg.eigh` gives eigenvectors as columns, not as rows."""
    lam, Q = np.linalg.eigh(np.asarray(H, dtype=np.float64))
    filtered: _Array = Q.T @ (lam / (lam + alpha) * (Q @ np.asarray(w_star, dtype=np.float64)))
    return filtered


def by_penalty_on_every_entry(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    """Return Q (Lam + alpha)^-1 Lam Q^T w_star: in NumPy Lam + alpha adds alpha to all n^2 entries, not only to n."""
    lam, Q = np.linalg.eigh(np.asarray(H, dtype=np.float64))
    Lam = np.diag(lam)
    solved: _Array = Q @ np.linalg.pinv(Lam + alpha) @ Lam @ Q.T @ np.asarray(w_star, dtype=np.float64)
    return solved
