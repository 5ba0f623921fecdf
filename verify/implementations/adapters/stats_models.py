"""statsmodels: `OLS.fit_regularized` with L1_wt = 0 minimises |Xw - y|^2/(2m) + alpha/2 |w|^2, this project's own convention.

X has shape (m, n), y shape (m,), alpha >= 0; the result is a float64 array of shape (n,).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from verify.implementations.adapters.table import Adapter

__all__ = ["ADAPTERS", "by_elastic_net", "by_fit_regularized"]

_Array = npt.NDArray[np.float64]


def by_fit_regularized(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return the parameters of `OLS.fit_regularized(alpha=alpha, L1_wt=0)`; at 0 it solves directly."""
    from statsmodels.regression.linear_model import OLS

    return np.array(OLS(y, X).fit_regularized(alpha=alpha, L1_wt=0).params, dtype=np.float64)


def by_elastic_net(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return the same with L1_wt = 2^-40, nearly all of the penalty on the squares: coordinate descent."""
    from statsmodels.regression.linear_model import OLS

    return np.array(OLS(y, X).fit_regularized(alpha=alpha, L1_wt=2.0**-40).params, dtype=np.float64)


ADAPTERS = (
    Adapter("OLS.fit_regularized, L1_wt=0", "ridge_regression", by_fit_regularized, "alpha = alpha"),
    Adapter(
        "OLS.fit_regularized, L1_wt=2^-40",
        "ridge_regression",
        by_elastic_net,
        "alpha = alpha, all but 2^-40 of it on the squares",
    ),
)
