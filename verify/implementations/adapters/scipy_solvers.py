"""SciPy: damped least squares. `damp` is sqrt(m alpha), for their loss is a sum: |Xw - y|^2 + damp^2 |w|^2.

X has shape (m, n), y shape (m,), alpha >= 0; the result is a float64 array of shape (n,).
"""

from __future__ import annotations

from math import frexp, ldexp
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.implementations.adapters.table import Adapter
from verify.implementations.domains import design_condition_at_most, floats, within

__all__ = ["ADAPTERS", "by_lsmr", "by_lsqr", "by_lstsq", "lsmr_by_default", "lsqr_by_default"]

_Array = npt.NDArray[np.float64]


def _damped(X: npt.ArrayLike, alpha: float) -> tuple[_Array, float]:
    X = floats(X)
    return X, float(np.sqrt(len(X) * alpha))


def by_lstsq(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return `scipy.linalg.lstsq` for [X; sqrt(m alpha) I] and [y; 0].

    SciPy's own `cond` is 2^-52, whatever the size: of 8 examples with two opposite columns it keeps what is rounding.
    """
    from scipy.linalg import lstsq

    X, damp = _damped(X, alpha)
    A = np.vstack([X, damp * np.eye(X.shape[1])])
    cond = max(A.shape) * np.finfo(np.float64).eps  # as NumPy has it
    return np.asarray(lstsq(A, np.concatenate([floats(y), np.zeros(X.shape[1])]), cond=cond)[0])


def _iterated(solver: str, X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """The solver run to rounding error, begun anew on what is left of the right-hand side."""
    from scipy.sparse import linalg

    X, y = floats(X), floats(y)
    k, c = frexp(max(float(np.abs(X).max()), alpha**0.5))[1], frexp(float(np.abs(y).max()))[1]
    X, y, alpha = np.ldexp(X, -k), np.ldexp(y, -c), ldexp(alpha, -2 * k)
    m, n = X.shape
    A = np.vstack([X, np.sqrt(m * alpha) * np.eye(n)])
    rest = np.concatenate([y, np.zeros(n)])
    w = np.zeros(n)
    options: dict[str, Any] = {"atol": 0.0, "btol": 0.0, "conlim": 0.0, "iter_lim" if solver == "lsqr" else "maxiter": 64 * n}
    for turn in range(4):
        # alpha enters through `damp` in the first run; what is left then also has a part below X
        damped = getattr(linalg, solver)(X, y, damp=float(np.sqrt(m * alpha)), **options) if not turn else None
        step = damped[0] if damped is not None else getattr(linalg, solver)(A, rest, **options)[0]
        w = w + step
        rest = np.concatenate([y - X @ w, -np.sqrt(m * alpha) * w])
    return np.ldexp(w, c - k)


@within(design_condition_at_most(2.0**6))
def by_lsqr(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return `scipy.sparse.linalg.lsqr` with all tolerances 0, refined; its domain are condition numbers up to 2^6."""
    return _iterated("lsqr", X, y, alpha)


@within(design_condition_at_most(2.0**6))
def by_lsmr(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return `scipy.sparse.linalg.lsmr` with all tolerances 0, refined; its domain are condition numbers up to 2^6."""
    return _iterated("lsmr", X, y, alpha)


def lsqr_by_default(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return `scipy.sparse.linalg.lsqr` with its default tolerances."""
    from scipy.sparse.linalg import lsqr

    X, damp = _damped(X, alpha)
    return np.asarray(lsqr(X, floats(y), damp=damp)[0])


def lsmr_by_default(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    """Return `scipy.sparse.linalg.lsmr` with its default tolerances."""
    from scipy.sparse.linalg import lsmr

    X, damp = _damped(X, alpha)
    return np.asarray(lsmr(X, floats(y), damp=damp)[0])


ADAPTERS = (
    Adapter("linalg.lstsq, augmented", "ridge_regression", by_lstsq, "[X; sqrt(m alpha) I]"),
    Adapter("sparse.linalg.lsqr", "ridge_regression", lsqr_by_default, "damp = sqrt(m alpha)"),
    Adapter("sparse.linalg.lsmr", "ridge_regression", lsmr_by_default, "damp = sqrt(m alpha)"),
    Adapter("sparse.linalg.lsqr, tolerances 0", "ridge_regression", by_lsqr, "damp = sqrt(m alpha), refined"),
    Adapter("sparse.linalg.lsmr, tolerances 0", "ridge_regression", by_lsmr, "damp = sqrt(m alpha), refined"),
)
