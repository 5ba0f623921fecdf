"""Wrong ways to compute w_tilde = (H + alpha I)^-1 H w_star, each a mistake that is easily made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from verify.implementations.controls.table import Control, wrong
from verify.implementations.domains import floats, shifted
from verify.implementations.ridge_solution import by_eigendecomposition as right

__all__ = ["ROWS", "by_eigenvectors_as_rows", "by_penalty_on_every_entry"]

_Array = npt.NDArray[np.float64]
ROWS: list[Control] = []
_wrong = partial(wrong, ROWS, "ridge_solution")


@_wrong("algebra", "formula", "eigenvectors taken as rows of Q")
def by_eigenvectors_as_rows(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    """Return Q^T diag(lam/(lam + alpha)) Q w_star: `numpy.linalg.eigh` gives eigenvectors as columns, not as rows."""
    lam, Q = np.linalg.eigh(np.asarray(H, dtype=np.float64))
    filtered: _Array = Q.T @ (lam / (lam + alpha) * (Q @ np.asarray(w_star, dtype=np.float64)))
    return filtered


@_wrong("convention", "formula", "alpha added to every entry of Lam, not only to its diagonal")
def by_penalty_on_every_entry(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    """Return Q (Lam + alpha)^-1 Lam Q^T w_star: in NumPy Lam + alpha adds alpha to all n^2 entries, not only to n."""
    lam, Q = np.linalg.eigh(np.asarray(H, dtype=np.float64))
    Lam = np.diag(lam)
    solved: _Array = Q @ np.linalg.pinv(Lam + alpha) @ Lam @ Q.T @ np.asarray(w_star, dtype=np.float64)
    return solved


def _filtered(H: npt.ArrayLike, w_star: npt.ArrayLike, factor: Callable[[_Array], _Array]) -> _Array:
    lam, Q = np.linalg.eigh(floats(H))
    lam = np.where(lam > 2.0**-51 * len(lam) * lam[-1], lam, 0.0)
    return np.asarray(Q @ (factor(lam) * (Q.T @ floats(w_star))))


def _ratio(a: _Array, b: _Array) -> _Array:
    return np.divide(a, b, out=np.zeros_like(a), where=a > 0)


# --- another objective -----------------------------------------------------------------------------------------------


@_wrong("convention", "formula", "the penalty is alpha |w|^2, not half of it")
def _twice_alpha(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return right(H, w_star, 2 * alpha)


@_wrong("convention", "formula", "alpha^2 for alpha: it agrees at alpha = 1")
def _alpha_squared(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return right(H, w_star, alpha**2)


@_wrong("algebra", "formula", "the inverse without H: the ridge solution of w_star itself")
def _without_hessian(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return _filtered(H, w_star, lambda lam: 1 / (1 + lam + alpha))


@_wrong("algebra", "formula", "isotropic shrinkage by the mean eigenvalue")
def _isotropic(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    mean = float(np.trace(floats(H))) / len(floats(H))
    return np.asarray(mean / (mean + alpha) * floats(w_star) if mean else 0 * floats(w_star))


@_wrong("convention", "formula", "alpha is relative to the largest eigenvalue")
def _relative_alpha(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return right(H, w_star, alpha * float(np.linalg.norm(floats(H), 2)))


# --- what a naive test does not see ----------------------------------------------------------------------------------


@_wrong("absolute_threshold", "accuracy", "eigenvalues below 1e-10 are taken for 0, whatever the scale")
def _eigenvalues_below_1e_10(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return _filtered(H, w_star, lambda lam: _ratio(np.where(lam > 1e-10, lam, 0), lam + alpha))


@_wrong("absolute_threshold", "accuracy", "alpha below 1e-12 is taken for 0")
def _alpha_below_1e_12(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return right(H, w_star, alpha if alpha > 1e-12 else 0.0)


@_wrong("absolute_threshold", "accuracy", "1e-12 is added to the diagonal against singular matrices")
def _jitter(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return right(H, w_star, alpha + 1e-12)


@_wrong("overflow", "accuracy", "the singular values of K come from K^T K")
def _squared_matrix(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    K, H = shifted(floats(H), alpha), floats(H)
    return np.asarray(np.linalg.pinv(K.T @ K) @ (K.T @ (H @ floats(w_star))))


@_wrong("overflow", "accuracy", "the factor is lam^3/(lam^3 + alpha lam^2)")
def _cubed_eigenvalues(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return _filtered(H, w_star, lambda lam: _ratio(lam**3, lam**3 + alpha * lam**2))


@_wrong("repeated_eigenvalues", "formula", "eigenvalues that are equal are counted once")
def _distinct_eigenvalues(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    def once(lam: _Array) -> _Array:
        new = np.append(True, np.diff(lam) > 1e-9 * lam[-1])
        return np.where(new, _ratio(lam, lam + alpha), 0)

    return _filtered(H, w_star, once)


@_wrong("repeated_eigenvalues", "formula", "eigenvectors by inverse iteration from one start: one per eigenvalue")
def _one_eigenvector_each(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    H, w_star = floats(H), floats(w_star)
    lam, Q = np.linalg.eigh(H)
    near = [i for i in range(len(lam)) if i == 0 or lam[i] - lam[i - 1] > 1e-9 * abs(lam[-1])]
    V = Q[:, near]
    return np.asarray(V @ (_ratio(np.abs(lam[near]), np.abs(lam[near]) + alpha) * (V.T @ w_star)))


@_wrong("n_1", "formula", "one parameter is not penalised")
def _single_unpenalised(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return np.array(floats(w_star)) if len(floats(w_star)) == 1 else right(H, w_star, alpha)


@_wrong("n_1", "contract", "one parameter gives a number, for squeeze removes its axis")
def _squeezed(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return np.squeeze(right(H, w_star, alpha))


@_wrong("n_over_8", "formula", "only the first eight parameters are solved for")
def _first_eight(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    w = right(H, w_star, alpha)
    w[8:] = floats(w_star)[8:]
    return w


@_wrong("n_over_8", "formula", "only the eight largest eigenvalues are kept")
def _eight_eigenvalues(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return _filtered(H, w_star, lambda lam: np.where(np.arange(len(lam)) >= len(lam) - 8, _ratio(lam, lam + alpha), 0))


@_wrong("large_alpha", "formula", "alpha is capped at the largest eigenvalue")
def _alpha_capped(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return right(H, w_star, min(alpha, float(np.linalg.norm(floats(H), 2))))


@_wrong("large_alpha", "formula", "the series 1 - alpha/lam + .. in alpha/lam, which converges for alpha < lam only")
def _steep_series(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    def series(lam: _Array) -> _Array:
        x, total = _ratio(np.where(lam > 0, alpha, 0.0), lam), np.zeros_like(lam)
        for _ in range(200):
            total = 1 - x * total
        return np.where(lam > 0, total, 0)

    return _filtered(H, w_star, series)


@_wrong("hidden_cap", "formula", "weights beyond 1000 are cut")
def _weights_cut(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return right(H, np.clip(floats(w_star), -1000, 1000), alpha)


@_wrong("hidden_cap", "accuracy", "gradient descent of at most 1000 steps, with no word about it")
def _thousand_steps(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    H, w_star = floats(H), floats(w_star)
    K, b = shifted(H, alpha), H @ w_star
    lr, w = 1 / (np.linalg.norm(K, 2) or 1.0), np.zeros_like(w_star)
    for _ in range(1000):
        w = w + lr * (b - K @ w)
    return w


@_wrong("in_place", "contract", "alpha is added to the diagonal of the caller's H")
def _shift_in_place(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    w = right(H, w_star, alpha)
    if isinstance(H, np.ndarray) and H.flags.writeable and H.dtype == np.float64:
        H[np.diag_indices(len(H))] += alpha
    return w


@_wrong("in_place", "contract", "alpha is added to the caller's H and taken away again, unless that is read-only")
def _shift_and_restore(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    w = right(H, w_star, alpha)
    if isinstance(H, np.ndarray) and H.dtype == np.float64:
        before = H.copy()
        H[np.diag_indices(len(H))] += alpha
        H[...] = before
    return w


@_wrong("result_form", "contract", "the result is rounded to float32")
def _single_result(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return np.asarray(right(H, w_star, alpha).astype(np.float32))


@_wrong("stale_cache", "contract", "the eigenvectors of the first H of each size are kept", state=True)
def _first_decomposition() -> Callable[..., _Array]:
    kept: dict[int, tuple[_Array, _Array]] = {}

    def solve(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
        lam, Q = kept.setdefault(len(floats(H)), tuple(np.linalg.eigh(floats(H))))  # type: ignore[arg-type]
        lam = np.maximum(lam, 0)
        return np.asarray(Q @ (_ratio(lam, lam + alpha) * (Q.T @ floats(w_star))))

    return solve


@_wrong("stale_cache", "contract", "the result is kept by alpha alone", state=True)
def _result_by_alpha() -> Callable[..., _Array]:
    kept: dict[tuple[float, int], _Array] = {}

    def solve(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
        return kept.setdefault((alpha, len(floats(w_star))), right(H, w_star, alpha)).copy()

    return solve


@_wrong("integer_input", "formula", "alpha takes the type of H, so that a fraction is cut off")
def _alpha_as_type_of_hessian(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return right(H, w_star, float(np.asarray(H).dtype.type(alpha)) if np.asarray(H).dtype.kind == "i" else alpha)


@_wrong("integer_input", "contract", "the result takes the type of w_star")
def _result_as_type_of_w_star(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return np.asarray(right(H, w_star, alpha).astype(np.asarray(w_star).dtype))


@_wrong("layout", "contract", "the memory of w_star is read as if it were contiguous")
def _memory_of_w_star(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    given = np.asarray(w_star)
    base = given.base if isinstance(given.base, np.ndarray) and given.base.dtype == given.dtype else given
    flat = base.ravel()[: len(given)] if base.size >= len(given) else given
    return right(H, np.nan_to_num(flat), alpha)


@_wrong("layout", "contract", "the upper triangle is read in C order from memory")
def _triangle_of_memory(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    given = np.asarray(H)
    return right(np.nan_to_num(given if given.flags.c_contiguous or given.flags.f_contiguous else given * 0), w_star, alpha)


@_wrong("cancellation", "accuracy", "w_star - alpha K^-1 w_star with an explicit inverse, also where H is far below alpha")
def _displacement_by_inverse(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    H, w_star = floats(H), floats(w_star)
    lam, Q = np.linalg.eigh(H)
    shrunk = np.divide(alpha, lam + alpha, out=np.zeros_like(lam), where=lam + alpha > 0)
    return np.asarray(w_star - Q @ (shrunk * (Q.T @ w_star))) if alpha else right(H, w_star, 0.0)


@_wrong("cancellation", "accuracy", "computed in float32 inside")
def _single_precision(H: npt.ArrayLike, w_star: npt.ArrayLike, alpha: float) -> _Array:
    return right(floats(H).astype(np.float32), floats(w_star).astype(np.float32), float(np.float32(alpha)))
