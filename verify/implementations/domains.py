"""Where an implementation promises accuracy: the attribute `domain`, and the conditions that several of them share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from verify.bounds import definiteness_margin

__all__ = ["design_condition_at_most", "floats", "gram", "numerically_definite", "regular_hessian", "shifted", "within"]

_Array = npt.NDArray[np.float64]
_F = TypeVar("_F", bound=Callable[..., Any])


def within(domain: Callable[..., bool]) -> Callable[[_F], _F]:
    """Return a decorator that gives a function its domain, a callable with the same arguments."""

    def declare(function: _F) -> _F:
        function.domain = domain  # type: ignore[attr-defined]
        return function

    return declare


def floats(array: npt.ArrayLike) -> _Array:
    """Return an array as float64; not a copy if it is float64 already."""
    return np.asarray(array, dtype=np.float64)


def shifted(H: _Array, alpha: float) -> _Array:
    """Return H + alpha I as a new array of shape (n, n)."""
    K = np.array(H)
    K.flat[:: len(K) + 1] += alpha
    return K


def gram(X: _Array, alpha: float) -> _Array:
    """Return X^T X + m alpha I, shape (n, n), for X of shape (m, n)."""
    return shifted(X.T @ X, len(X) * alpha)


def numerically_definite(K: _Array) -> bool:
    """Return whether no rounding within the bounds makes a symmetric matrix singular."""
    size = float(np.abs(K).sum(axis=1).max())
    return bool(size < np.inf and np.linalg.eigvalsh(K)[0] > float(definiteness_margin(len(K))) * size)


def regular_hessian(H: npt.ArrayLike, *rest: Any) -> bool:
    """Return whether H + alpha I is numerically definite; alpha is the last argument of a role that has H and alpha."""
    return numerically_definite(shifted(floats(H), float(rest[-1])))


def design_condition_at_most(limit: float) -> Callable[[npt.ArrayLike, npt.ArrayLike, float], bool]:
    """Return a domain: the condition number of the augmented design [X; sqrt(m alpha) I] is at most `limit`."""

    def domain(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> bool:
        s = np.linalg.svd(floats(X), compute_uv=False)
        root = float(np.sqrt(len(floats(X)) * alpha))
        smallest = s[-1] if len(s) == np.shape(X)[1] else 0.0
        return bool(0 < np.hypot(s[0], root) <= limit * np.hypot(smallest, root))

    return domain
