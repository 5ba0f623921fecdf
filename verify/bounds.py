"""Every tolerance of the project: how far a right computation may be from the exact result, derived and never fitted.

Called, a `Bound` gives an exact rational number; its `formula` and `source` can be printed beside a verdict. ASNA is
N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd edition, 2002.

Throughout, K = H + alpha I, b = H w_star, x is a computed solution of K x = b, u the unit roundoff. Norms are infinity norms
(the largest row sum of absolute values) where nothing else is said: they are rational, so a result is judged without any
rounding.

The criterion is the backward error |b - K x| / (|K||x| + |H||w_star|), which needs no condition number: a method that solves
a slightly changed problem exactly passes, however badly conditioned the problem is. `backward_factor` says how small it has
to be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Generic, ParamSpec, TypeVar

__all__ = [
    "SMALLEST",
    "UNIT_ROUNDOFF",
    "Bound",
    "Norms",
    "allowed_residual",
    "backward_factor",
    "definiteness_margin",
    "forward_error",
    "gamma",
    "norm_ratio",
    "projection_error",
    "rank_cutoff",
    "underflow",
    "weak_forward_error",
]

_P = ParamSpec("_P")
_R = TypeVar("_R")

UNIT_ROUNDOFF = Fraction(1, 2**53)
"""u of float64: a sum, product, quotient or square root is rounded with a relative error of at most u (ASNA, chapter 2)."""

SMALLEST = Fraction(1, 2**1074)
"""The smallest positive float64: where a result underflows, it is off by at most half of it (ASNA, section 2.8)."""


class Bound(Generic[_P, _R]):
    """A function that gives a bound, with what a report prints about it.

    Attributes
    ----------
    name : str
        The name of the function.
    formula : str
        The formula in words.
    source : str
        Where it comes from.
    """

    def __init__(self, function: Callable[_P, _R], formula: str, source: str) -> None:
        self.name, self.formula, self.source = function.__name__, formula, source
        self.__doc__, self._function = function.__doc__, function

    def __call__(self, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        return self._function(*args, **kwargs)


def _bound(formula: str, source: str) -> Callable[[Callable[_P, _R]], Bound[_P, _R]]:
    return lambda function: Bound(function, formula, source)


@dataclass(frozen=True, slots=True)
class Norms:
    """What the bounds need to know of a problem and of a computed solution.

    Attributes
    ----------
    n : int
        The number of parameters.
    K, H, w_star, x : Fraction
        The infinity norms of K = H + alpha I, of H, of w_star, and of the computed solution.
    """

    n: int
    K: Fraction
    H: Fraction
    w_star: Fraction
    x: Fraction

    @property
    def weight(self) -> Fraction:
        """|K||x| + |H||w_star|, what a residual is compared with."""
        return self.K * self.x + self.H * self.w_star


# --- building blocks -------------------------------------------------------------------------------------------------


@_bound("gamma_k = k u / (1 - k u)", "ASNA, Lemma 3.1")
def gamma(k: int) -> Fraction:
    """Return the relative error that k roundings can add up to.

    Raises
    ------
    ValueError
        If k u >= 1, where nothing can be said.
    """
    if k * UNIT_ROUNDOFF >= 1:
        raise ValueError(f"{k} roundings can spoil every digit: no bound exists, choose a smaller problem")
    return k * UNIT_ROUNDOFF / (1 - k * UNIT_ROUNDOFF)


@_bound("sqrt(n), rounded up", "|v|_2 <= sqrt(n) |v|_inf")
def norm_ratio(n: int) -> Fraction:
    """Return a rational number a little above sqrt(n): how much larger the 2-norm of n numbers can be than the largest."""
    return Fraction(isqrt(2**20 * n) + 1, 2**10)


@_bound("n gamma_(3n+1) / (1 - gamma_(n+1)) + gamma_(n+1), about 3 n^2 u", "ASNA, Theorems 10.3 and 10.4, Lemma 3.1")
def backward_factor(n: int) -> Fraction:
    """Return the largest backward error that a backward-stable method can have.

    Adding alpha to the diagonal changes K by at most u |K|, and the product H w_star is wrong by at most gamma_n |H||w_star|.
    Cholesky's method then solves (K + dK) x = b with |dK| <= gamma_(3n+1) |R^T||R| entrywise, and an entry of |R^T||R| is at
    most max_i k_ii / (1 - gamma_(n+1)) by the inequality of Cauchy and Schwarz, so that its norm is at most n |K| times that.

    - Cholesky: proved by the above.
    - LU with partial pivoting: |dK| <= gamma_(3n) |L||U| (ASNA, Theorem 9.4), the same if the norm of |L||U| is at most
      n |K|. No theorem says so of partial pivoting; a test watches it.
    - Filters by eigh and SVD: they filter H + E exactly, up to the rounding of a few products with orthogonal matrices, and
      then the residual is at most |E|(|x| + |w_star|). Householder's reduction gives |E| <= c n^2 u |H| with a small c that
      no source states (ASNA, section 19.3); here c is 3, which is measured. For SVD, E is that of the polar factor, at most
      sqrt(2) times as large in the Frobenius norm.
    - Conjugate gradients that stop by the residual they recompute have the error of that recomputation, gamma_(n+1).
    - Gradient descent run to its end: an error e in each gradient changes the limit in each eigendirection by at most the
      largest |e| over the eigenvalue, hence the residual by n times |e| at most, and (n^2 + 4n) u < 3 n^2 u + 2 n u + u.
    """
    return n * gamma(3 * n + 1) / (1 - gamma(n + 1)) + gamma(n + 1)


@_bound("n (n + 1) (1 + |K|) (1 + |w_star| + |x|) 2^-1074", "ASNA, section 2.8")
def underflow(norms: Norms) -> Fraction:
    """Return what gradual underflow can add to a residual.

    Each product or quotient that underflows is off by at most 2^-1075. There are n in an entry of b, of K x and of a row of a
    triangular solve or of a filter; factors of norm at most n + 1 (L, Q) or |K| (U, R^T R) carry them on, and those made
    in the factors themselves meet |x| or |w_star|.
    """
    return norms.n * (norms.n + 1) * (1 + norms.K) * (1 + norms.w_star + norms.x) * SMALLEST


# --- what is allowed -------------------------------------------------------------------------------------------------


@_bound("|b - K x| <= backward_factor(n) (|K||x| + |H||w_star|) + underflow", "ASNA, Theorem 7.1")
def allowed_residual(norms: Norms) -> Fraction:
    """Return the largest residual |b - K x| of a backward-stable method; the grade backward-stable."""
    return backward_factor(norms.n) * norms.weight + underflow(norms)


@_bound("|x - w_tilde| <= |K^-1| (backward_factor(n) (|K||x| + |H||w_star|) + underflow)", "ASNA, section 7.1")
def forward_error(norms: Norms, K_inverse: Fraction) -> Fraction:
    """Return the largest error of a backward-stable method; `K_inverse` is the norm of the exact inverse of K."""
    return K_inverse * allowed_residual(norms)


@_bound("|x - w_tilde| <= |K||K^-1| |K^-1| (2 backward_factor(n) |H||w_star| + underflow)", "ASNA, section 14.1")
def weak_forward_error(norms: Norms, K_inverse: Fraction) -> Fraction:
    """Return the largest error of a method that inverts K and multiplies; the grade forward-accurate.

    A computed inverse is wrong by at most backward_factor(n) |K||K^-1| relative to |K^-1|, whichever stable factorisation it
    comes from, and multiplies a b of norm at most |H||w_star|; K and b carry the errors that `backward_factor` names. The
    residual may therefore exceed that of a backward-stable method by the condition number: less accurate, not wrong.
    """
    residual = 2 * backward_factor(norms.n) * norms.H * norms.w_star + underflow(norms)
    return norms.K * K_inverse * K_inverse * residual


@_bound(
    "|x - Pi w_star| <= (3 n backward_factor(n) kappa + n SMALLEST) |w_star| + SMALLEST",
    "ASNA, section 7.1; Davis and Kahan 1970",
)
def projection_error(n: int, condition: Fraction, w_star: Fraction) -> Fraction:
    """Return the largest error at alpha = 0, where the solution is the projection of w_star on the range of H.

    `condition` is the largest over the smallest nonzero eigenvalue. A change of H by E turns the range by at most
    2 |E|/lam_min+ in the 2-norm, which is at most sqrt(n) times the infinity norm; a direct solution with a regular H has
    the error of `forward_error`, whose norms exceed their 2-norms by sqrt(n) at most, each. 3 n covers both.
    """
    return (3 * n * backward_factor(n) * condition + n * SMALLEST) * w_star + SMALLEST


# --- what a method may rely on ---------------------------------------------------------------------------------------


@_bound("lam_min(K) > 2 sqrt(n) backward_factor(n) |K|", "ASNA, Theorem 10.7")
def definiteness_margin(n: int) -> Fraction:
    """Return the smallest eigenvalue, relative to |K|, with which K is certainly regular and definite in floating point.

    A factorisation is exact for K + dK with |dK| <= backward_factor(n) |K|; it meets a zero or negative pivot only if that
    is not definite. The 2 leaves room for the error of a computed eigenvalue.
    """
    return 2 * norm_ratio(n) * backward_factor(n)


@_bound("an eigenvalue counts as 0 up to 2 n u lam_max", "ASNA, section 19.3")
def rank_cutoff(n: int) -> Fraction:
    """Return below which part of the largest a computed eigenvalue or singular value may be a rounded 0."""
    return 2 * n * UNIT_ROUNDOFF
