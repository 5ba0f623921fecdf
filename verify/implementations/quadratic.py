"""Right ways to compute the quadratic model of a loss and its gradient (book, 7.6 and 7.7).

w and w_star have shape (n,), H has shape (n, n), symmetric positive semidefinite. The loss is a float, the gradient a new
float64 array of shape (n,).
"""

from __future__ import annotations

from math import fsum

import numpy as np
import numpy.typing as npt

from verify.implementations.domains import floats

__all__ = [
    "gradient_by_columns",
    "gradient_by_correct_sums",
    "gradient_by_difference",
    "gradient_by_einsum",
    "loss_by_correct_sums",
    "loss_by_einsum",
    "loss_by_entries",
    "loss_by_products",
]

_Array = npt.NDArray[np.float64]


def loss_by_products(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike, j_star: float) -> float:
    """Return d^T (H d)/2 + j_star, d = w - w_star."""
    d = floats(w) - floats(w_star)
    return float(d @ (floats(H) @ d) / 2 + j_star)


def loss_by_einsum(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike, j_star: float) -> float:
    """Return the double sum of d_i H_ij d_j/2, plus j_star."""
    d = floats(w) - floats(w_star)
    return float(np.einsum("i,ij,j", d, floats(H), d / 2) + j_star)


def loss_by_entries(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike, j_star: float) -> float:
    """Return half the diagonal terms plus each term above the diagonal, plus j_star."""
    d = floats(w) - floats(w_star)
    terms = d[:, None] * floats(H) * d
    return float(np.trace(terms) / 2 + np.triu(terms, 1).sum() + j_star)


def loss_by_correct_sums(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike, j_star: float) -> float:
    """Return the same, each sum rounded once."""
    d = (floats(w) - floats(w_star)).tolist()
    rows = floats(H).tolist()
    return fsum([0.5 * x * fsum(h * z for h, z in zip(row, d, strict=True)) for x, row in zip(d, rows, strict=True)] + [j_star])


def gradient_by_difference(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike) -> _Array:
    """Return H (w - w_star)."""
    return np.asarray(floats(H) @ (floats(w) - floats(w_star)))


def gradient_by_columns(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike) -> _Array:
    """Return the columns of H weighted by w - w_star and added up."""
    H, gradient = floats(H), np.zeros(len(floats(w)))
    for column, d in zip(H.T, floats(w) - floats(w_star), strict=True):
        gradient = gradient + column * d
    return gradient


def gradient_by_einsum(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike) -> _Array:
    """Return the sums of d_j H_ji: H is symmetric."""
    return np.asarray(np.einsum("j,ji->i", floats(w) - floats(w_star), floats(H)))


def gradient_by_correct_sums(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike) -> _Array:
    """Return the same, each sum rounded once."""
    d = (floats(w) - floats(w_star)).tolist()
    return np.array([fsum(h * x for h, x in zip(row, d, strict=True)) for row in floats(H).tolist()])
