"""Wrong ways to take a step with weight decay, to repeat it, and to stop early."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from verify.implementations.controls.table import Control, wrong
from verify.implementations.descent import descent_by_loop, step_by_gradient, stopping_by_loop
from verify.implementations.domains import floats

__all__ = ["ROWS"]

_Array = npt.NDArray[np.float64]
ROWS: list[Control] = []
_step = partial(wrong, ROWS, "weight_decay_step")
_descent = partial(wrong, ROWS, "weight_decay_descent")
_stopping = partial(wrong, ROWS, "early_stopping")


# --- one step --------------------------------------------------------------------------------------------------------


@_step("convention", "formula", "decoupled decay without the learning rate: w - lr grad - alpha w")
def _decay_without_rate(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float) -> _Array:
    return np.asarray((1 - alpha) * floats(w) - lr * floats(grad))


@_step("convention", "formula", "the penalty is alpha |w|^2: its gradient has a 2")
def _twice_alpha(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float) -> _Array:
    return step_by_gradient(w, grad, lr, 2 * alpha)


@_step("algebra", "formula", "the gradient is added")
def _ascent(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float) -> _Array:
    return np.asarray((1 - lr * alpha) * floats(w) + lr * floats(grad))


@_step("algebra", "formula", "decay after the step: (1 - lr alpha)(w - lr grad)")
def _decay_after_step(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float) -> _Array:
    return np.asarray((1 - lr * alpha) * (floats(w) - lr * floats(grad)))


@_step("in_place", "contract", "w is changed where it stands")
def _in_place(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float) -> _Array:
    new = step_by_gradient(w, grad, lr, alpha)
    if isinstance(w, np.ndarray) and w.flags.writeable and w.dtype == np.float64:
        w[...] = new
    return new


@_step("n_over_8", "formula", "parameters from the thirteenth on stay where they are")
def _first_parameters(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float) -> _Array:
    return np.where(np.arange(len(floats(w))) < 12, step_by_gradient(w, grad, lr, alpha), floats(w))


@_step("hidden_cap", "formula", "the gradient is clipped to norm 1000")
def _clipped(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float) -> _Array:
    g = floats(grad)
    size = float(np.linalg.norm(g))
    return step_by_gradient(w, g * (1000 / size) if size > 1000 else g, lr, alpha)


@_step("large_alpha", "formula", "1 - lr alpha is at least 0")
def _decay_capped(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float) -> _Array:
    return np.asarray(max(0.0, 1 - lr * alpha) * floats(w) - lr * floats(grad))


@_step("integer_input", "contract", "the step takes the type of w")
def _type_of_w(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float) -> _Array:
    return np.asarray(step_by_gradient(w, grad, lr, alpha).astype(np.asarray(w).dtype))


@_step("stale_cache", "contract", "momentum: a tenth of the last step is added", state=True)
def _momentum() -> Callable[..., _Array]:
    last: dict[int, _Array] = {}

    def step(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float) -> _Array:
        w = floats(w)
        new = step_by_gradient(w, grad, lr, alpha)
        moved = new + last.get(len(w), np.zeros(len(w))) / 10
        last[len(w)] = new - w
        return moved

    return step


@_step("n_1", "formula", "a single parameter is taken for a bias, which does not decay")
def _bias(w: npt.ArrayLike, grad: npt.ArrayLike, lr: float, alpha: float) -> _Array:
    return step_by_gradient(w, grad, lr, alpha if len(floats(w)) > 1 else 0.0)


# --- many steps ------------------------------------------------------------------------------------------------------


@_descent("algebra", "formula", "one step less")
def _one_less(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, alpha: float, steps: int) -> _Array:
    return descent_by_loop(H, w_star, lr, alpha, max(steps - 1, 0))


@_descent("algebra", "formula", "begun at w_star, not at 0")
def _from_w_star(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, alpha: float, steps: int) -> _Array:
    H, w_star = floats(H), floats(w_star)
    w = w_star.copy()
    for _ in range(steps):
        w = w - lr * (alpha * w + H @ (w - w_star))
    return w


@_descent("convention", "formula", "alpha is not multiplied by lr")
def _decay_without_rate_repeated(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, alpha: float, steps: int) -> _Array:
    return descent_by_loop(H, w_star, lr, alpha / lr, steps)


@_descent("hidden_cap", "formula", "stops as soon as a step moves less than 1e-6 of w")
def _stops_early(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, alpha: float, steps: int) -> _Array:
    H, w_star = floats(H), floats(w_star)
    w = np.zeros_like(w_star)
    for _ in range(steps):
        before, w = w, w - lr * (alpha * w + H @ (w - w_star))
        if np.abs(w - before).max() <= 1e-6 * np.abs(w).max():
            break
    return w


@_descent("overflow", "accuracy", "lr is divided by the square of the norm of H and multiplied by it again")
def _rescaled_rate(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, alpha: float, steps: int) -> _Array:
    square = float((floats(H) ** 2).sum()) or 1.0
    return descent_by_loop(H, w_star, lr / square * square, alpha, steps)


@_descent("repeated_eigenvalues", "formula", "in an eigenbasis where equal eigenvalues share one factor counted once")
def _eigenbasis_once(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, alpha: float, steps: int) -> _Array:
    lam, Q = np.linalg.eigh(floats(H))
    new = np.append(True, np.diff(lam) > 1e-12 * abs(lam[-1]))
    P = Q[:, new] @ Q[:, new].T
    return np.asarray(P @ descent_by_loop(H, w_star, lr, alpha, steps))


@_descent("integer_input", "formula", "w begins as an array of the type of w_star")
def _type_of_w_star(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, alpha: float, steps: int) -> _Array:
    w = descent_by_loop(H, w_star, lr, alpha, steps)
    return np.trunc(w) if np.asarray(w_star).dtype.kind == "i" else w


# --- early stopping --------------------------------------------------------------------------------------------------


@_stopping("algebra", "formula", "alpha = 1/(lr steps) in the ridge solution: equal to first order only")
def _ridge_instead(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, steps: int) -> _Array:
    H, w_star = floats(H), floats(w_star)
    lam, Q = np.linalg.eigh(H)
    u = lr * steps * np.maximum(lam, 0)
    return np.asarray(Q @ (u / (1 + u) * (Q.T @ w_star)))


@_stopping("algebra", "formula", "the gradient flow up to time lr steps")
def _flow_instead(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, steps: int) -> _Array:
    lam, Q = np.linalg.eigh(floats(H))
    return np.asarray(Q @ (-np.expm1(-lr * steps * np.maximum(lam, 0)) * (Q.T @ floats(w_star))))


@_stopping("hidden_cap", "formula", "lr is capped at 1/lam_max, so that nothing overshoots")
def _rate_capped(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, steps: int) -> _Array:
    top = float(np.linalg.norm(floats(H), 2))
    return stopping_by_loop(H, w_star, min(lr, 1 / top) if top else lr, steps)


@_stopping("hidden_cap", "formula", "at most 40 steps")
def _forty(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, steps: int) -> _Array:
    return stopping_by_loop(H, w_star, lr, min(steps, 40))


@_stopping("algebra", "formula", "at least one step")
def _at_least_one(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, steps: int) -> _Array:
    return stopping_by_loop(H, w_star, lr, max(steps, 1))


@_stopping("n_over_8", "formula", "parameters from the ninth on stay at 0")
def _eight_move(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, steps: int) -> _Array:
    w = stopping_by_loop(H, w_star, lr, steps)
    w[8:] = 0
    return w


@_stopping("in_place", "contract", "w_star holds the error w - w_star afterwards")
def _error_in_place(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, steps: int) -> _Array:
    w = stopping_by_loop(H, w_star, lr, steps)
    if isinstance(w_star, np.ndarray) and w_star.flags.writeable and w_star.dtype == np.float64:
        w_star -= w
    return w


@_stopping("layout", "contract", "a view of H that is not contiguous is taken for its transpose reversed")
def _reversed_view(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, steps: int) -> _Array:
    H = np.asarray(H)
    if min(H.strides) < 0:
        H = H[::-1, ::-1]
    return stopping_by_loop(H, w_star, lr, steps)


@_stopping("stale_cache", "contract", "goes on from where the last call of the same size stopped", state=True)
def _goes_on() -> Callable[..., _Array]:
    kept: dict[int, _Array] = {}

    def descend(H: npt.ArrayLike, w_star: npt.ArrayLike, lr: float, steps: int) -> _Array:
        H, w_star = floats(H), floats(w_star)
        w = kept.get(len(w_star), np.zeros_like(w_star))
        for _ in range(steps):
            w = w - lr * (H @ (w - w_star))
        kept[len(w_star)] = w
        return w.copy()

    return descend
