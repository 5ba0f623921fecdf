"""Wrong ways to compute shrinkage factors, effective parameters and early-stopping factors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from verify.implementations.controls.table import Control, wrong
from verify.implementations.domains import floats, shifted
from verify.implementations.spectral import dof_by_eigenvalues, factors_by_quotient, powers_by_logarithm

__all__ = ["ROWS"]

_Array = npt.NDArray[np.float64]
ROWS: list[Control] = []
_factors = partial(wrong, ROWS, "shrinkage_factors")
_dof = partial(wrong, ROWS, "effective_dof")
_powers = partial(wrong, ROWS, "early_stopping_factors")


# --- lam/(lam + alpha) -----------------------------------------------------------------------------------------------


@_factors("algebra", "formula", "alpha/(lam + alpha), what is taken away")
def _complement(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    return np.asarray(1 - factors_by_quotient(eigenvalues, alpha))


@_factors("convention", "formula", "the squares of the eigenvalues, as if they were singular values of X")
def _squares(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    return factors_by_quotient(floats(eigenvalues) ** 2, alpha)


@_factors("algebra", "formula", "in descending order, not in the given one")
def _sorted(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    return factors_by_quotient(np.sort(floats(eigenvalues))[::-1], alpha)


@_factors("cancellation", "accuracy", "1 - alpha/(lam + alpha), which loses the small factors")
def _by_subtraction(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    lam = floats(eigenvalues)
    return np.where(lam > 0, 1 - np.divide(alpha, lam + alpha, out=np.ones_like(lam), where=lam + alpha > 0), 0.0)


@_factors("absolute_threshold", "accuracy", "1e-12 in the denominator against division by 0")
def _guarded_denominator(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    lam = floats(eigenvalues)
    return np.asarray(lam / (lam + alpha + 1e-12))


@_factors("absolute_threshold", "accuracy", "factors below 1e-9 are set to 0")
def _small_factors(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    factors = factors_by_quotient(eigenvalues, alpha)
    return np.where(factors < 1e-9, 0, factors)


@_factors("overflow", "accuracy", "lam^3/(lam^3 + lam^2 alpha)")
def _by_cubes(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    lam = floats(eigenvalues)
    return np.divide(lam**3, lam**3 + lam**2 * alpha, out=np.zeros_like(lam), where=lam > 0)


@_factors("repeated_eigenvalues", "contract", "np.unique drops eigenvalues that are equal")
def _unique(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    lam = floats(eigenvalues)
    first = np.unique(lam)
    return factors_by_quotient(lam if len(first) == len(lam) else first, alpha)


@_factors("n_over_8", "formula", "a buffer of eight factors, the rest is 1")
def _buffer_of_eight(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    factors = factors_by_quotient(eigenvalues, alpha)
    factors[8:] = 1
    return factors


@_factors("large_alpha", "formula", "the factor is at least 1/2: alpha is capped at lam")
def _at_least_half(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    lam = floats(eigenvalues)
    return np.where(lam > 0, np.maximum(factors_by_quotient(lam, alpha), 0.5 * (alpha > lam.max())), 0)


@_factors("integer_input", "formula", "whole eigenvalues are divided as whole numbers")
def _whole_division(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    lam = np.asarray(eigenvalues)
    factors = factors_by_quotient(lam, alpha)
    return np.floor(factors) if lam.dtype.kind == "i" else factors


@_factors("in_place", "contract", "the quotient is stored in the argument")
def _stored(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    factors = factors_by_quotient(eigenvalues, alpha)
    if isinstance(eigenvalues, np.ndarray) and eigenvalues.flags.writeable and eigenvalues.dtype == np.float64:
        eigenvalues[...] = factors
    return factors


@_factors("result_form", "contract", "eigenvalues that are all 0 are given back themselves")
def _argument_itself(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    lam = floats(eigenvalues)
    return factors_by_quotient(lam, alpha) if lam.any() else lam


# --- d_eff -----------------------------------------------------------------------------------------------------------


@_dof("algebra", "formula", "the number of parameters")
def _parameters(H: npt.ArrayLike, alpha: float) -> float:
    return float(len(floats(H)))


@_dof("algebra", "formula", "the trace of the square of the hat matrix")
def _squared_hat(H: npt.ArrayLike, alpha: float) -> float:
    lam = np.maximum(np.linalg.eigvalsh(floats(H)), 0)
    return float((factors_by_quotient(lam, alpha) ** 2).sum())


@_dof("convention", "formula", "twice alpha")
def _twice_alpha(H: npt.ArrayLike, alpha: float) -> float:
    return dof_by_eigenvalues(H, 2 * alpha)


@_dof("repeated_eigenvalues", "formula", "equal eigenvalues are counted once")
def _distinct(H: npt.ArrayLike, alpha: float) -> float:
    lam = np.maximum(np.linalg.eigvalsh(floats(H)), 0)
    new = np.append(True, np.diff(lam) > 1e-12 * lam[-1])
    return float(factors_by_quotient(lam[new], alpha).sum())


@_dof("n_1", "contract", "an array of one number for one parameter")
def _array_of_one(H: npt.ArrayLike, alpha: float) -> float | _Array:
    d = dof_by_eigenvalues(H, alpha)
    return d if len(floats(H)) > 1 else np.array([d])


@_dof("result_form", "contract", "a float32")
def _single_result(H: npt.ArrayLike, alpha: float) -> np.float32:
    return np.float32(dof_by_eigenvalues(H, alpha))


@_dof("absolute_threshold", "accuracy", "eigenvalues below 1e-9 do not count")
def _below_1e_9(H: npt.ArrayLike, alpha: float) -> float:
    lam = np.linalg.eigvalsh(floats(H))
    return float(factors_by_quotient(np.where(lam > 1e-9, lam, 0), alpha).sum())


@_dof("overflow", "accuracy", "the determinant of K is formed on the way")
def _by_determinant(H: npt.ArrayLike, alpha: float) -> float:
    K = shifted(floats(H), alpha)
    det = np.linalg.det(K)
    return float(len(K) - alpha * np.trace(np.linalg.inv(K) * det / det)) if alpha else dof_by_eigenvalues(H, alpha)


@_factors("n_over_8", "formula", "from the thirteenth on 0, as they are small in any decent spectrum")
def _first_twelve(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    factors = factors_by_quotient(eigenvalues, alpha)
    return np.where(np.arange(len(factors)) < 12, factors, 0)


@_dof("hidden_cap", "formula", "at most eight effective parameters")
def _at_most_eight(H: npt.ArrayLike, alpha: float) -> float:
    return min(dof_by_eigenvalues(H, alpha), 8.0)


@_dof("large_alpha", "formula", "alpha is capped at the trace of H")
def _alpha_capped(H: npt.ArrayLike, alpha: float) -> float:
    return dof_by_eigenvalues(H, min(alpha, float(np.trace(floats(H)))))


@_dof("wide_design", "formula", "at alpha = 0 the number of parameters, not the rank")
def _full_rank_at_zero(H: npt.ArrayLike, alpha: float) -> float:
    return dof_by_eigenvalues(H, alpha) if alpha else float(len(floats(H)))


# --- 1 - (1 - lr lam)^steps ------------------------------------------------------------------------------------------


@_powers("cancellation", "accuracy", "1 - (1 - u)^k as it stands, which loses small u")
def _as_it_stands(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> _Array:
    return np.asarray(1 - (1 - lr * floats(eigenvalues)) ** steps)


@_powers("algebra", "formula", "1 - exp(-k u), the gradient flow")
def _flow(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> _Array:
    return np.asarray(-np.expm1(-steps * lr * floats(eigenvalues)))


@_powers("algebra", "formula", "k u/(1 + k u), ridge with alpha = 1/(lr k): equal to first order only")
def _ridge(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> _Array:
    u = steps * lr * floats(eigenvalues)
    return np.asarray(u / (1 + u))


@_powers("algebra", "formula", "one step too many")
def _one_more(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> _Array:
    return powers_by_logarithm(eigenvalues, lr, steps + 1)


@_powers("hidden_cap", "formula", "at most 100 steps")
def _hundred(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> _Array:
    return powers_by_logarithm(eigenvalues, lr, min(steps, 100))


@_powers("hidden_cap", "formula", "1 - lr lam is at least 0, so that nothing overshoots")
def _no_overshoot(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> _Array:
    return powers_by_logarithm(np.minimum(floats(eigenvalues), 1 / lr), lr, steps)


@_powers("absolute_threshold", "accuracy", "lr lam below 1e-12 is taken for 0")
def _below_1e_12(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> _Array:
    lam = floats(eigenvalues)
    return powers_by_logarithm(np.where(lr * lam < 1e-12, 0, lam), lr, steps)


@_powers("in_place", "contract", "the eigenvalues are multiplied by lr where they stand")
def _scaled_in_place(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> _Array:
    f = powers_by_logarithm(eigenvalues, lr, steps)
    if isinstance(eigenvalues, np.ndarray) and eigenvalues.flags.writeable and eigenvalues.dtype == np.float64:
        eigenvalues *= lr
    return f


@_powers("stale_cache", "contract", "the factors are kept by lr and steps alone", state=True)
def _kept_by_rate() -> Callable[..., _Array]:
    kept: dict[tuple[float, int, int], _Array] = {}

    def factors(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> _Array:
        key = (lr, steps, len(floats(eigenvalues)))
        return kept.setdefault(key, powers_by_logarithm(eigenvalues, lr, steps)).copy()

    return factors


@_powers("layout", "contract", "a view is read from the beginning of its memory")
def _beginning_of_memory(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> _Array:
    lam = np.asarray(eigenvalues)
    if isinstance(lam.base, np.ndarray) and lam.base.ndim == 1 and lam.strides[0] < 0:
        lam = lam[::-1]
    return powers_by_logarithm(lam, lr, steps)
