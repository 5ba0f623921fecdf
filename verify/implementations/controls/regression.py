"""Wrong ways to minimise |Xw - y|^2/(2m) + alpha/2 |w|^2, each a mistake that is easily made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from verify.implementations.controls.table import Control, wrong
from verify.implementations.domains import floats, gram, shifted
from verify.implementations.ridge_regression import by_svd as right

__all__ = ["ROWS"]

_Array = npt.NDArray[np.float64]
ROWS: list[Control] = []
_wrong = partial(wrong, ROWS, "ridge_regression")


# --- another objective -----------------------------------------------------------------------------------------------


@_wrong("convention", "formula", "the loss is a sum, so that alpha weighs m times less")
def _summed_loss(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    return right(X, y, alpha / len(floats(X)))


@_wrong("convention", "formula", "half the penalty")
def _half_penalty(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    return right(X, y, alpha / 2)


@_wrong("convention", "formula", "sqrt(alpha) is taken for the damping itself")
def _damping(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    return right(X, y, alpha**2)


@_wrong("convention", "formula", "alpha is ignored")
def _ignored(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    return right(X, y, 0.0)


@_wrong("convention", "formula", "X and y are centred, as if there were an intercept")
def _centred(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    return right(floats(X) - floats(X).mean(axis=0), floats(y) - floats(y).mean(), alpha)


@_wrong("convention", "formula", "the columns are brought to unit variance and back")
def _standardised(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    s = floats(X).std(axis=0)
    s[s == 0] = 1
    return np.asarray(right(floats(X) / s, y, alpha) / s)


@_wrong("convention", "formula", "divided by m - 1 instead of m")
def _one_example_less(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    m = len(floats(X))
    return right(X, y, alpha * (m - 1) / m)


@_wrong("convention", "formula", "alpha is added to every entry of X^T X")
def _every_entry(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    X, y = floats(X), floats(y)
    return np.asarray(np.linalg.pinv(X.T @ X + len(X) * alpha) @ (X.T @ y))


# --- what a naive test does not see ----------------------------------------------------------------------------------


@_wrong("absolute_threshold", "accuracy", "singular values below 1e-8 are taken for 0, whatever the scale")
def _singular_values_below_1e_8(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    U, s, Vt = np.linalg.svd(floats(X), full_matrices=False)
    factor = np.divide(s, s * s + len(U) * alpha, out=np.zeros_like(s), where=s > 1e-8)
    return np.asarray(Vt.T @ (factor * (U.T @ floats(y))))


@_wrong("absolute_threshold", "accuracy", "m alpha is at least 1e-10")
def _least_penalty(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    return right(X, y, max(alpha, 1e-10 / len(floats(X))))


@_wrong("overflow", "accuracy", "the cube of X^T X + m alpha I is inverted and multiplied by its square")
def _normal_equations_cubed(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    K = gram(floats(X), alpha)
    return np.asarray(np.linalg.pinv(K @ K @ K) @ (K @ (K @ (floats(X).T @ floats(y)))))


@_wrong("overflow", "accuracy", "the sixth powers of singular values")
def _sixth_powers(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    U, s, Vt = np.linalg.svd(floats(X), full_matrices=False)
    square = s * s
    below = square**3 + len(U) * alpha * square**2
    factor = np.divide(square**2 * s, below, out=np.zeros_like(s), where=s > len(s) * 2.0**-51 * s[0])
    return np.asarray(Vt.T @ (factor * (U.T @ floats(y))))


@_wrong("n_1", "contract", "one feature gives a number")
def _squeezed(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    return np.squeeze(right(X, y, alpha))


@_wrong("n_over_8", "formula", "features from the ninth on are not penalised")
def _nine_and_more_unpenalised(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    X, y = floats(X), floats(y)
    penalty = len(X) * alpha * (np.arange(X.shape[1]) < 8)
    if X.shape[1] <= 8:
        return right(X, y, alpha)
    return np.asarray(np.linalg.pinv(X.T @ X + np.diag(penalty)) @ (X.T @ y))


@_wrong("large_alpha", "formula", "m alpha is capped at the largest eigenvalue of X^T X")
def _alpha_capped(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    return right(X, y, min(alpha, float(np.linalg.norm(floats(X), 2)) ** 2 / len(floats(X))))


@_wrong("hidden_cap", "accuracy", "conjugate gradients of at most 10 steps")
def _ten_steps(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    X, y = floats(X), floats(y)
    K, r = gram(X, alpha), X.T @ y
    w, p = np.zeros(X.shape[1]), r
    for _ in range(10):
        if not r.any():
            break
        step = (r @ r) / (p @ K @ p)
        w, before, r = w + step * p, r @ r, r - step * (K @ p)
        p = r + (r @ r) / before * p
    return np.asarray(w)


@_wrong("hidden_cap", "formula", "targets beyond 1000 are taken for outliers and cut")
def _targets_cut(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    return right(X, np.clip(floats(y), -1000, 1000), alpha)


@_wrong("hidden_cap", "formula", "of more than 32 examples the first 32")
def _first_examples(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    X, y = floats(X), floats(y)
    return right(X[:32], y[:32], alpha * len(X) / len(X[:32]))


@_wrong("cancellation", "accuracy", "X is kept in single precision, its range apart")
def _single_precision(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    digits, exponents = np.frexp(floats(X))
    return right(np.ldexp(digits.astype(np.float32).astype(np.float64), exponents), y, alpha)


@_wrong("in_place", "contract", "y is centred where it stands, and put back only almost")
def _targets_in_place(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    w = right(X, y, alpha)
    if isinstance(y, np.ndarray) and y.flags.writeable and y.dtype == np.float64:
        y -= y.mean()
    return w


@_wrong("in_place", "contract", "the columns of X are scaled where they stand")
def _columns_in_place(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    w = right(X, y, alpha)
    if isinstance(X, np.ndarray) and X.flags.writeable and X.dtype == np.float64:
        X /= 2
    return w


@_wrong("stale_cache", "contract", "X^T X is kept by the shape of X", state=True)
def _gram_by_shape() -> Callable[..., _Array]:
    kept: dict[tuple[int, ...], _Array] = {}

    def solve(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
        X = floats(X)
        K = shifted(kept.setdefault(X.shape, X.T @ X), len(X) * alpha)
        return np.asarray(np.linalg.pinv(K) @ (X.T @ floats(y)))

    return solve


@_wrong("stale_cache", "contract", "the last result is the start of five further steps of refinement", state=True)
def _warm_start() -> Callable[..., _Array]:
    last: dict[int, _Array] = {}

    def solve(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
        X, y = floats(X), floats(y)
        n = X.shape[1]
        w = last[n] / 2 + right(X, y, alpha) / 2 if n in last else right(X, y, alpha)
        last[n] = w
        return w.copy()

    return solve


@_wrong("integer_input", "formula", "an augmented matrix of the type of X: sqrt(m alpha) loses its fraction")
def _augmented_as_type_of_design(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    X = np.asarray(X)
    root = float(np.sqrt(len(X) * alpha))
    if X.dtype.kind == "i":
        root = float(int(root)) if root < 2**62 else root
    return right(X, y, root**2 / len(X)) if X.dtype.kind == "i" else right(X, y, alpha)


@_wrong("layout", "contract", "a Fortran-ordered X is read row by row")
def _rows_of_memory(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    X = np.asarray(X)
    if X.flags.f_contiguous and not X.flags.c_contiguous:
        X = X.ravel(order="K").reshape(X.shape)
    return right(X, y, alpha)


@_wrong("layout", "contract", "the strides of y are ignored")
def _strides_of_targets(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    given = np.asarray(y)
    if not given.flags.c_contiguous:
        given = np.abs(given)
    return right(X, given, alpha)


@_wrong("wide_design", "formula", "with fewer examples than features the penalty is ignored")
def _wide_unpenalised(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    m, n = floats(X).shape
    return right(X, y, 0.0 if m < n else alpha)


@_wrong("wide_design", "formula", "the dual form with alpha for m alpha where X is wide")
def _dual_without_m(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    m, n = floats(X).shape
    return right(X, y, alpha / m if m < n else alpha)


@_wrong("wide_design", "formula", "n for m: the same where X is square")
def _columns_for_rows(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    m, n = floats(X).shape
    return right(X, y, alpha * n / m if m < n else alpha)


@_wrong(
    "wide_design",
    "accuracy",
    "ridge through the least-squares solution: (H + alpha I)^-1 H pinv(X) y with an unscaled pinv of X^T X",
)
def _through_least_squares(X: npt.ArrayLike, y: npt.ArrayLike, alpha: float) -> _Array:
    X, y = floats(X), floats(y)
    G = X.T @ X
    w_star = np.linalg.solve(shifted(G, 1e-13), X.T @ y)
    return np.asarray(np.linalg.pinv(shifted(G, len(X) * alpha)) @ (G @ w_star))
