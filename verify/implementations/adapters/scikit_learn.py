"""scikit-learn: its loss is a sum, |Xw - y|^2 + a |w|^2, so a = m alpha; SGDRegressor averages, so its alpha is ours.

X has shape (m, n), y shape (m,), alpha >= 0; the result is a float64 array of shape (n,). No intercept is fitted.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.implementations.adapters.table import Adapter
from verify.implementations.domains import floats

__all__ = ["ADAPTERS", "SOLVERS", "by_kernel_ridge", "by_ridge", "by_ridge_cv", "by_sgd"]

_Array = npt.NDArray[np.float64]

SOLVERS = ("auto", "svd", "cholesky", "lsqr", "sparse_cg", "sag", "saga")
"""The solvers of `Ridge` without a sign constraint; lbfgs needs `positive=True`, which is another problem."""


def by_ridge(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float, **options: Any) -> _Array:
    """Return `Ridge` with alpha = m alpha, no intercept, and further options, the solver for one."""
    from sklearn.linear_model import Ridge

    model = Ridge(alpha=len(floats(X)) * alpha, fit_intercept=False, random_state=0, **options)
    return np.array(model.fit(X, y).coef_, dtype=np.float64)


def by_kernel_ridge(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return X^T c for the dual coefficients c of `KernelRidge` with a linear kernel."""
    from sklearn.kernel_ridge import KernelRidge

    X = floats(X)
    model = KernelRidge(alpha=len(X) * alpha, kernel="linear").fit(X, y)
    return np.asarray(X.T @ model.dual_coef_, dtype=np.float64)


def by_ridge_cv(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return `RidgeCV` with one alpha to choose from."""
    from sklearn.linear_model import RidgeCV

    model = RidgeCV(alphas=[len(floats(X)) * alpha], fit_intercept=False)
    return np.array(model.fit(X, y).coef_, dtype=np.float64)


def by_sgd(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float, **options: Any) -> _Array:
    """Return `SGDRegressor`: it averages half of the squares and adds alpha/2 |w|^2, as this project does."""
    from sklearn.linear_model import SGDRegressor

    model = SGDRegressor(penalty="l2", alpha=alpha, fit_intercept=False, random_state=0, **options)
    return np.array(model.fit(X, y).coef_, dtype=np.float64)


def _ridge(name: str, convention: str = "alpha = m alpha", **options: Any) -> Adapter:
    return Adapter(name, "ridge_regression", partial(by_ridge, **options), convention)


ADAPTERS = (
    *(_ridge(f"Ridge, {solver}", solver=solver) for solver in SOLVERS),
    _ridge("Ridge, lsqr, tol 0", "alpha = m alpha, tol = 0", solver="lsqr", tol=0.0),
    Adapter("KernelRidge, linear", "ridge_regression", by_kernel_ridge, "alpha = m alpha, w = X^T dual_coef_"),
    Adapter("RidgeCV", "ridge_regression", by_ridge_cv, "alphas = [m alpha]"),
    Adapter("SGDRegressor", "ridge_regression", by_sgd, "alpha = alpha"),
    Adapter("SGDRegressor, early stopping", "ridge_regression", partial(by_sgd, early_stopping=True), "alpha = alpha"),
)
