"""scikit-learn: its loss is a sum, |Xw - y|^2 + a |w|^2, so a = m alpha; SGDRegressor averages, so its alpha is ours.

X has shape (m, n), y shape (m,), alpha >= 0; the result is a float64 array of shape (n,). No intercept is fitted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.implementations.adapters.table import Adapter
from verify.implementations.domains import floats

__all__ = ["ADAPTERS", "SOLVERS", "by_kernel_ridge", "by_ridge", "by_ridge_cv", "by_sgd"]

_Array = npt.NDArray[np.float64]

SOLVERS = ("auto", "svd", "cholesky", "lsqr", "sparse_cg", "sag", "saga")
"""The solvers of `Ridge` without a sign constraint; lbfgs needs `positive=True`, which is another problem."""


def by_ridge(solver: str, **options: Any) -> Callable[[npt.ArrayLike, npt.ArrayLike, float], _Array]:
    """Return `Ridge` with a solver, alpha = m alpha, no intercept, and further options.

    Raises
    ------
    ModuleNotFoundError
        When it is called without scikit-learn.
    """

    def solve(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
        from sklearn.linear_model import Ridge

        m = len(floats(X))
        model = Ridge(alpha=m * alpha, fit_intercept=False, solver=solver, random_state=0, **options)
        return np.array(model.fit(X, y).coef_, dtype=np.float64)

    return solve


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


def by_sgd(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return `SGDRegressor`: it averages half of the squares and adds alpha/2 |w|^2, as this project does."""
    from sklearn.linear_model import SGDRegressor

    model = SGDRegressor(penalty="l2", alpha=alpha, fit_intercept=False, random_state=0)
    return np.array(model.fit(X, y).coef_, dtype=np.float64)


def _stopped_early(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """The same with a tenth of the examples held out to stop by."""
    from sklearn.linear_model import SGDRegressor

    model = SGDRegressor(penalty="l2", alpha=alpha, fit_intercept=False, random_state=0, early_stopping=True)
    return np.array(model.fit(X, y).coef_, dtype=np.float64)


_AT_ZERO = "advises against alpha = 0"
_KERNEL = "solves with X X^T + m alpha I, whose condition number is not that of the problem"
_ITERATES = "iterates until tol = 1e-4"
_EXACT = ("auto", "svd", "cholesky")
ADAPTERS = (
    *(
        Adapter(
            f"Ridge, {solver}",
            "ridge_regression",
            by_ridge(solver),
            "alpha = m alpha",
            "" if solver in _EXACT else _ITERATES,
            _AT_ZERO,
        )
        for solver in SOLVERS
    ),
    Adapter("Ridge, lsqr, tol 0", "ridge_regression", by_ridge("lsqr", tol=0.0), "alpha = m alpha, tol = 0", "", _AT_ZERO),
    Adapter("KernelRidge, linear", "ridge_regression", by_kernel_ridge, "alpha = m alpha, w = X^T dual_coef_", _KERNEL),
    Adapter("RidgeCV", "ridge_regression", by_ridge_cv, "alphas = [m alpha]"),
    Adapter("SGDRegressor", "ridge_regression", by_sgd, "alpha = alpha", "stochastic, until tol = 1e-3"),
    Adapter("SGDRegressor, early stopping", "ridge_regression", _stopped_early, "alpha = alpha", "stops by held-out examples"),
)
