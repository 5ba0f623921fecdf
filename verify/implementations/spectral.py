"""Right ways to compute what depends on eigenvalues alone: shrinkage factors, effective parameters, early-stopping factors.

Eigenvalues have shape (n,), nonnegative, in any order; H has shape (n, n), symmetric positive semidefinite. Results are new
float64 arrays of shape (n,), or a float.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from verify.bounds import rank_cutoff
from verify.implementations.domains import floats, regular_hessian, shifted, within

__all__ = [
    "dof_by_cholesky",
    "dof_by_eigenvalues",
    "dof_by_inverse",
    "dof_by_solution",
    "factors_by_complement",
    "factors_by_fractions",
    "factors_by_quotient",
    "factors_by_reciprocal",
    "powers_by_doubling",
    "powers_by_fractions",
    "powers_by_logarithm",
    "powers_by_loop",
]

_Array = npt.NDArray[np.float64]


# --- lam/(lam + alpha) -----------------------------------------------------------------------------------------------


def factors_by_quotient(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    """Return lam/(lam + alpha), 0 where both are 0."""
    lam = floats(eigenvalues)
    return np.divide(lam, lam + alpha, out=np.zeros_like(lam), where=lam > 0)


def factors_by_reciprocal(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    """Return 1/(1 + alpha/lam), 0 where lam = 0."""
    lam = floats(eigenvalues)
    with np.errstate(over="ignore"):
        ratio = np.divide(alpha, lam, out=np.full_like(lam, np.inf), where=lam > 0)
    return np.asarray(1 / (1 + ratio))


def factors_by_complement(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    """Return 1 - alpha/(lam + alpha) where that keeps its digits, lam >= alpha, and lam/(lam + alpha) elsewhere."""
    lam = floats(eigenvalues)
    small = np.divide(alpha, lam + alpha, out=np.ones_like(lam), where=lam > 0)
    return np.where(lam >= alpha, 1 - small, factors_by_quotient(lam, alpha))


def factors_by_fractions(eigenvalues: npt.ArrayLike, alpha: float) -> _Array:
    """Return each factor computed with fractions of whole numbers and rounded once."""
    a = Fraction(float(alpha))
    return np.array([float(lam / (lam + a)) if lam else 0.0 for lam in map(Fraction, floats(eigenvalues).tolist())])


# --- d_eff -----------------------------------------------------------------------------------------------------------


def dof_by_eigenvalues(H: npt.ArrayLike, alpha: float) -> float:
    """Return sum lam_i/(lam_i + alpha) over computed eigenvalues; what may be a rounded 0 does not count."""
    lam = np.linalg.eigvalsh(floats(H))
    seen = lam > float(rank_cutoff(len(lam))) * lam[-1]
    return float(np.divide(lam, lam + alpha, out=np.zeros_like(lam), where=seen).sum())


@within(regular_hessian)
def dof_by_solution(H: npt.ArrayLike, alpha: float) -> float:
    """Return tr (H + alpha I)^-1 H, the columns solved for by Gaussian elimination."""
    H = floats(H)
    return float(np.trace(np.linalg.solve(shifted(H, alpha), H)))


@within(regular_hessian)
def dof_by_inverse(H: npt.ArrayLike, alpha: float) -> float:
    """Return n - alpha tr (H + alpha I)^-1."""
    H = floats(H)
    return float(len(H) - alpha * np.trace(np.linalg.inv(shifted(H, alpha))))


@within(regular_hessian)
def dof_by_cholesky(H: npt.ArrayLike, alpha: float) -> float:
    """Return tr H (H + alpha I)^-1 by Cholesky's method."""
    from scipy.linalg import cho_factor, cho_solve

    H = floats(H)
    return float(np.trace(cho_solve(cho_factor(shifted(H, alpha)), H)))


# --- 1 - (1 - lr lam)^steps ------------------------------------------------------------------------------------------


def powers_by_logarithm(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> _Array:
    """Return -expm1(steps log1p(-u)), u = lr lam, where u < 1, and 1 - (1 - u)^steps beyond, where nothing cancels."""
    u = lr * floats(eigenvalues)
    if not steps:
        return np.zeros_like(u)
    inside = u < 1
    near = -np.expm1(steps * np.log1p(-np.where(inside, u, 0)))
    return np.where(inside, near, 1 - (1 - np.where(inside, 1, u)) ** steps)


def powers_by_loop(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> _Array:
    """Return f after so many times f <- f + u (1 - f), from 0."""
    u = lr * floats(eigenvalues)
    f = np.zeros_like(u)
    for _ in range(steps):
        f = f + u * (1 - f)
    return f


def _contracting(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> bool:
    return bool((lr * floats(eigenvalues) <= 1).all())


@within(_contracting)
def powers_by_doubling(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> _Array:
    """Return the factor of k + j steps as f_k + (1 - f_k) f_j, k doubled with each binary digit of `steps`.

    Its domain is 0 <= lr lam <= 1, where all summands are positive.
    """
    power = lr * floats(eigenvalues)
    f = np.zeros_like(power)
    while steps:
        if steps & 1:
            f = f + (1 - f) * power
        power = power + (1 - power) * power
        steps >>= 1
    return f


def _few_steps(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> bool:
    return steps <= 64  # the digits grow with the steps


@within(_few_steps)
def powers_by_fractions(eigenvalues: npt.ArrayLike, lr: float, steps: int) -> _Array:
    """Return each factor computed with fractions of whole numbers and rounded once."""
    return np.array(
        [_rounded(1 - (1 - Fraction(float(lr)) * lam) ** steps) for lam in map(Fraction, floats(eigenvalues).tolist())]
    )


def _rounded(x: Fraction) -> float:
    return x.numerator / x.denominator
