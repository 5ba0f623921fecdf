"""The numeric test that people write: random well-conditioned inputs, a plain formula, rtol 1e-8. It misses a lot.

It is here to be compared with: a control that passes it is wrong in a way that such a test does not see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["INPUTS", "passes"]

INPUTS = 200
"""How many random inputs it draws."""

_RTOL = 1e-8  # the tolerance of the test that is imitated, not one of ours
_Array = npt.NDArray[np.float64]
_Arguments = dict[str, Any]


def _hessian(random: np.random.Generator) -> _Arguments:
    n = int(random.integers(2, 9))
    A = random.standard_normal((n, n))
    return {"H": A @ A.T / n + np.eye(n), "w_star": random.standard_normal(n)}


def _design(random: np.random.Generator) -> _Arguments:
    n = int(random.integers(2, 9))
    m = n + int(random.integers(5, 20))
    return {"X": random.standard_normal((m, n)), "y": random.standard_normal(m)}


def _rate(arguments: _Arguments, random: np.random.Generator) -> _Arguments:
    return {**arguments, "lr": float(random.uniform(0.01, 0.1)), "steps": int(random.integers(1, 50))}


def _inputs(role: str, random: np.random.Generator) -> _Arguments:
    """The arguments of a role by name, in its order."""
    given, alpha = _hessian(random), float(random.uniform(0.1, 1))
    n = len(given["w_star"])
    lam, w, g = random.uniform(0.5, 3, n), random.standard_normal(n), random.standard_normal(n)
    rate = _rate({}, random)
    return {
        "ridge_solution": {**given, "alpha": alpha},
        "ridge_regression": {**_design(random), "alpha": alpha},
        "shrinkage_factors": {"eigenvalues": lam, "alpha": alpha},
        "effective_dof": {"H": given["H"], "alpha": alpha},
        "weight_decay_step": {"w": w, "grad": g, "lr": rate["lr"], "alpha": alpha},
        "weight_decay_descent": {**given, "lr": rate["lr"], "alpha": alpha, "steps": rate["steps"]},
        "early_stopping": {**given, **rate},
        "early_stopping_factors": {"eigenvalues": lam, **rate},
        "quadratic_loss": {"w": w, **given, "j_star": float(random.standard_normal())},
        "quadratic_gradient": {"w": w, **given},
    }[role]


def _descended(H: _Array, w_star: _Array, lr: float, alpha: float, steps: int) -> _Array:
    w = np.zeros_like(w_star)
    for _ in range(steps):
        w = w - lr * (alpha * w + H @ (w - w_star))
    return w


_FORMULAS: Mapping[str, Callable[..., Any]] = {
    "ridge_solution": lambda H, w_star, alpha: np.linalg.solve(H + alpha * np.eye(len(H)), H @ w_star),
    "ridge_regression": lambda X, y, alpha: np.linalg.solve(X.T @ X + len(X) * alpha * np.eye(X.shape[1]), X.T @ y),
    "shrinkage_factors": lambda eigenvalues, alpha: eigenvalues / (eigenvalues + alpha),
    "effective_dof": lambda H, alpha: np.trace(np.linalg.solve(H + alpha * np.eye(len(H)), H)),
    "weight_decay_step": lambda w, grad, lr, alpha: w - lr * (alpha * w + grad),
    "weight_decay_descent": _descended,
    "early_stopping": lambda H, w_star, lr, steps: _descended(H, w_star, lr, 0.0, steps),
    "early_stopping_factors": lambda eigenvalues, lr, steps: 1 - (1 - lr * eigenvalues) ** steps,
    "quadratic_loss": lambda w, H, w_star, j_star: 0.5 * (w - w_star) @ H @ (w - w_star) + j_star,
    "quadratic_gradient": lambda w, H, w_star: H @ (w - w_star),
}


def passes(role: str, function: Callable[..., Any], seed: int = 0) -> bool:
    """Return whether a function passes the naive test of its role.

    Parameters
    ----------
    role : str
        One of the ten roles.
    function : callable
        It takes the arguments of the role.
    seed : int
        The same seed draws the same inputs.
    """
    random = np.random.default_rng(seed)
    for _ in range(INPUTS):
        arguments = _inputs(role, random)
        expected = _FORMULAS[role](**arguments)
        if not np.allclose(function(*arguments.values()), expected, rtol=_RTOL, atol=0):
            return False
    return True
