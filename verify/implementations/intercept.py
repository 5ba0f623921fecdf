"""Two ways to fit ridge regression with an intercept that is not penalised (claim `unpenalised_bias`).

Both minimise |X w + b 1 - y|^2/(2 m) + alpha/2 |w|^2 over w and b, take X of shape (m, n), y of shape (m,) and alpha > 0,
leave them unchanged, and return the weights, a new float64 array of shape (n,), and the intercept, a float.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["by_block_elimination", "by_centring"]

_Array = npt.NDArray[np.float64]


def by_block_elimination(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> tuple[_Array, float]:
    """Eliminate the intercept from the normal equations of weights and intercept: what is left has the Schur complement S."""
    rows, targets = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    design = np.column_stack([rows, np.ones(len(rows))])
    whole, right = design.T @ design / len(rows), design.T @ targets / len(rows)
    n = rows.shape[1]
    H_wb, H_bb = whole[:n, n:], whole[n:, n:]
    elimination = np.linalg.solve(H_bb, np.column_stack([H_wb.T, right[n:]]))
    S = whole[:n, :n] - H_wb @ elimination[:, :n]
    weights = np.asarray(np.linalg.solve(S + alpha * np.eye(n), right[:n] - H_wb @ elimination[:, n]), dtype=np.float64)
    return weights, float(elimination[0, n] - elimination[0, :n] @ weights)


def by_centring(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> tuple[_Array, float]:
    """Fit ridge regression to centred data by Cholesky's method; the intercept is mean(y) - mean(x)^T w."""
    rows, targets = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    mean_x, mean_y = rows.mean(axis=0), targets.mean()
    X_c, y_c = rows - mean_x, targets - mean_y
    factor = np.linalg.cholesky(X_c.T @ X_c + len(rows) * alpha * np.eye(rows.shape[1]))
    weights = np.linalg.solve(factor.T, np.linalg.solve(factor, X_c.T @ y_c))
    return weights, float(mean_y - mean_x @ weights)
