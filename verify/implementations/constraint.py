"""The alpha that belongs to a length of the weights (claim `constraint_form`)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["NoSuchLength", "alpha_for_length"]

_HALVINGS = 200


class NoSuchLength(ValueError):
    """The length is 0 or less, or not below that of the minimiser nearest to 0; the message says which."""


def alpha_for_length(H: npt.ArrayLike, w_star: npt.ArrayLike, r: float) -> float:
    """Return the one alpha > 0 with |(H + alpha I)^-1 H w_star| = r, by bisection of log(alpha) in the eigenbasis.

    Parameters
    ----------
    H : array of shape (n, n), float64, symmetric positive semidefinite
    w_star : array of shape (n,), float64
    r : float
        A length between 0 and |Pi w_star|, both excluded.

    Raises
    ------
    NoSuchLength
        If no alpha > 0 gives weights of that length.
    """
    matrix, weights = np.asarray(H, dtype=np.float64), np.asarray(w_star, dtype=np.float64)
    eigenvalues, Q = np.linalg.eigh(matrix)
    top = float(eigenvalues[-1])
    lam = np.where(eigenvalues > 2 * len(eigenvalues) * np.finfo(np.float64).eps * top, eigenvalues, 0.0)
    image = lam * (Q.T @ weights)
    nearest = float(np.linalg.norm(np.where(lam > 0, Q.T @ weights, 0.0)))
    if not 0 < r < nearest:
        raise NoSuchLength(f"weights of length {r} belong to no alpha > 0: choose a length between 0 and {nearest}")
    low, high = float(lam[lam > 0].min()) * (nearest - r) / (4 * nearest), float(np.linalg.norm(image)) / r
    while np.linalg.norm(image / (lam + low)) < r:
        low /= 16
    for _ in range(_HALVINGS):
        middle = float(np.sqrt(low) * np.sqrt(high))
        if not low < middle < high:
            break
        low, high = (middle, high) if np.linalg.norm(image / (lam + middle)) > r else (low, middle)
    return high
