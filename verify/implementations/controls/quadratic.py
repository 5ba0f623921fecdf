"""Wrong ways to compute the quadratic model of a loss and its gradient."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from verify.implementations.controls.table import Control, wrong
from verify.implementations.domains import floats
from verify.implementations.quadratic import gradient_by_difference, loss_by_products

__all__ = ["ROWS"]

_Array = npt.NDArray[np.float64]
ROWS: list[Control] = []
_loss = partial(wrong, ROWS, "quadratic_loss")
_gradient = partial(wrong, ROWS, "quadratic_gradient")


# --- the loss --------------------------------------------------------------------------------------------------------


@_loss("convention", "formula", "without the half")
def _without_half(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike, j_star: float) -> float:
    return 2 * loss_by_products(w, H, w_star, 0.0) + j_star


@_loss("algebra", "formula", "without the least value")
def _without_least(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike, j_star: float) -> float:
    return loss_by_products(w, H, w_star, 0.0)


@_loss("algebra", "formula", "the diagonal of H only")
def _diagonal(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike, j_star: float) -> float:
    return loss_by_products(w, np.diag(np.diag(floats(H))), w_star, j_star)


@_loss("cancellation", "accuracy", "(w^T H w - w_star^T H w_star)/2 - ..: expanded by norms in float32")
def _single_precision(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike, j_star: float) -> float:
    return loss_by_products(w, floats(H).astype(np.float32), w_star, j_star)


@_loss("overflow", "accuracy", "the form is cubed, and the cube root taken")
def _cubed_form(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike, j_star: float) -> float:
    form = loss_by_products(w, H, w_star, 0.0)
    return float(np.cbrt(form**3) + j_star)


@_loss("n_1", "contract", "an array of one number for one parameter")
def _array_of_one(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike, j_star: float) -> float | _Array:
    loss = loss_by_products(w, H, w_star, j_star)
    return loss if len(floats(w)) > 1 else np.array([loss])


@_loss("absolute_threshold", "accuracy", "a form below 1e-12 is taken for 0")
def _small_form(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike, j_star: float) -> float:
    form = loss_by_products(w, H, w_star, 0.0)
    return (form if form > 1e-12 else 0.0) + j_star


@_loss("integer_input", "formula", "half of whole numbers as whole numbers")
def _whole_half(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike, j_star: float) -> float:
    form = loss_by_products(w, H, w_star, 0.0)
    return float(np.floor(form) if np.asarray(H).dtype.kind == "i" else form) + j_star


# --- the gradient ----------------------------------------------------------------------------------------------------


@_gradient("convention", "formula", "twice the gradient, as if the model had no half")
def _twice(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike) -> _Array:
    return 2 * gradient_by_difference(w, H, w_star)


@_gradient("algebra", "formula", "H w, as if the minimum were at 0")
def _minimum_at_zero(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike) -> _Array:
    return np.asarray(floats(H) @ floats(w))


@_gradient("algebra", "formula", "points to the minimum")
def _downhill(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike) -> _Array:
    return -gradient_by_difference(w, H, w_star)


@_gradient("n_over_8", "formula", "sums of eight products at most")
def _eight_products(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike) -> _Array:
    return np.asarray(floats(H)[:, :8] @ (floats(w) - floats(w_star))[:8])


@_gradient("in_place", "contract", "w_star is subtracted from w where it stands")
def _difference_in_place(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike) -> _Array:
    gradient = gradient_by_difference(w, H, w_star)
    if isinstance(w, np.ndarray) and w.flags.writeable and w.dtype == np.float64:
        w -= floats(w_star)
    return gradient


@_gradient("stale_cache", "contract", "the product H w_star is kept by the size of H", state=True)
def _kept_product() -> Callable[..., _Array]:
    kept: dict[int, _Array] = {}

    def gradient(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike) -> _Array:
        H, w_star = floats(H), floats(w_star)
        return np.asarray(H @ floats(w) - kept.setdefault(len(H), H @ w_star))

    return gradient


@_gradient("layout", "contract", "a strided view of w is read without its strides")
def _strides_of_w(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike) -> _Array:
    given = np.asarray(w)
    if isinstance(given.base, np.ndarray) and given.strides[0] > given.itemsize:
        given = np.nan_to_num(given.base[: len(given)])
    return gradient_by_difference(given, H, w_star)


@_gradient("integer_input", "contract", "the result takes the type of H")
def _type_of_hessian(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike) -> _Array:
    return np.asarray(gradient_by_difference(w, H, w_star).astype(np.asarray(H).dtype))


@_gradient("absolute_threshold", "accuracy", "entries below 1e-10 are set to 0")
def _small_entries(w: npt.ArrayLike, H: npt.ArrayLike, w_star: npt.ArrayLike) -> _Array:
    gradient = gradient_by_difference(w, H, w_star)
    return np.where(np.abs(gradient) < 1e-10, 0, gradient)
