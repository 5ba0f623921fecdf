"""torch: weight decay in its optimizers, one step against 7.4 and many steps against the regularized optimum.

Coupled decay (SGD, Adam, NAdam) adds `weight_decay` w to the gradient, so that its alpha is ours and the fixed point is w_tilde
(`coupled_fixed_point`); decoupled decay (AdamW) shrinks w by 1 - lr weight_decay and ends elsewhere (`decoupled_fixed_point`).
Everything is computed in float64. w, grad and w_star have shape (n,), H has shape (n, n).
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.implementations.adapters.table import Adapter
from verify.implementations.domains import floats, within

__all__ = ["ADAPTERS", "fixed_point", "repeated", "step"]

_Array = npt.NDArray[np.float64]


def _parameter(values: npt.ArrayLike) -> Any:
    import torch

    return torch.nn.Parameter(torch.tensor(floats(values).copy(), dtype=torch.float64))


def _gradient(values: _Array) -> Any:
    import torch

    return torch.tensor(values.copy(), dtype=torch.float64)


def step(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float, *, optimizer: str = "SGD", **options: Any) -> _Array:
    """Return one step of `torch.optim` from a fresh state, in the role weight_decay_step."""
    import torch

    parameter = _parameter(w)
    parameter.grad = _gradient(floats(grad))
    getattr(torch.optim, optimizer)([parameter], lr=lr, weight_decay=alpha, **options).step()
    return np.array(parameter.detach().numpy())


def repeated(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, alpha: float, steps: int, *, optimizer: str = "SGD") -> _Array:
    """Return many steps from 0 on the quadratic model, in the role weight_decay_descent."""
    import torch

    H, w_star = floats(H), floats(w_star)
    parameter = _parameter(np.zeros_like(w_star))
    chosen = getattr(torch.optim, optimizer)([parameter], lr=lr, weight_decay=alpha)
    for _ in range(steps):
        parameter.grad = _gradient(H @ (parameter.detach().numpy() - w_star))
        chosen.step()
    return np.array(parameter.detach().numpy())


def _tame(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> bool:
    """Where the steps get there: a condition number up to 8, and no extreme scale for what adds 1e-8 to a root."""
    lam = np.linalg.eigvalsh(floats(H) + alpha * np.eye(len(floats(H))))
    return bool(lam[0] > 2.0**-10 and lam[-1] <= 8 * lam[0] and lam[-1] < 2.0**20)


def fixed_point(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float, *, optimizer: str = "SGD", **options: Any) -> _Array:
    """Return where an optimizer ends on the quadratic model, in the role ridge_solution.

    The learning rate is 1/(lam_max + alpha), for adaptive optimizers a hundredth of the largest weight, then falls by a fifth
    each 50 steps, so that what they hover about is reached. It is at most 1/alpha there: a decoupled decay multiplies the
    weights by 1 - lr alpha, and a rate for which that diverges would be the caller's mistake, not the library's.
    """
    import torch

    H, w_star = floats(H), floats(w_star)
    plain = optimizer == "SGD"
    size = float(np.abs(w_star).max()) or 1.0
    lr = 1 / (float(np.linalg.norm(H, 2)) + alpha) if plain else min(size / 100, 1 / alpha if alpha else size)
    parameter = _parameter(np.zeros_like(w_star))
    chosen = getattr(torch.optim, optimizer)([parameter], lr=lr, weight_decay=alpha, **options)
    for k in range(400 if plain else 1500):
        parameter.grad = _gradient(H @ (parameter.detach().numpy() - w_star))
        chosen.step()
        if not plain and k % 50 == 49:
            chosen.param_groups[0]["lr"] *= 0.8
    return np.array(parameter.detach().numpy())


def _one_step(optimizer: str) -> Adapter:
    moved = partial(step, optimizer=optimizer)
    return Adapter(f"optim.{optimizer}, one step", "weight_decay_step", moved, "weight_decay = alpha")


def _ended(name: str, convention: str, optimizer: str, **options: Any) -> Adapter:
    ended = within(_tame)(partial(fixed_point, optimizer=optimizer, **options))
    return Adapter(f"optim.{name}, fixed point", "ridge_solution", ended, f"weight_decay = alpha{convention}")


ADAPTERS = (
    *(_one_step(optimizer) for optimizer in ("SGD", "Adam", "AdamW", "NAdam")),
    Adapter("optim.SGD, many steps", "weight_decay_descent", repeated, "weight_decay = alpha"),
    _ended("SGD", "", "SGD"),
    _ended("Adam", ", coupled", "Adam"),
    _ended("NAdam", ", coupled", "NAdam"),
    _ended("NAdam, decoupled", ", decoupled", "NAdam", decoupled_weight_decay=True),
    _ended("AdamW", ", decoupled", "AdamW"),
)
