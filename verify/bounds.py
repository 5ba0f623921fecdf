"""Every tolerance of the project: how far a right computation may be from the exact result, derived and never fitted.

Called, a `Bound` gives an exact rational number; its `formula` and `source` can be printed beside a verdict. ASNA is
N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd edition, 2002.

Throughout, K = H + alpha I, b = H w_star, x is a computed solution of K x = b, and u is the unit roundoff. Norms are
infinity norms (the largest row sum of absolute values) where nothing else is said: they are rational, so a result is
judged without any rounding.

The criterion is the backward error |b - K x| / (|K||x| + |H||w_star|). It needs no condition number: whoever solves a
slightly changed problem exactly passes, however badly conditioned that is. `backward_factor` says what is slight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
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
    "deflation_factor",
    "elimination_factor",
    "forward_error",
    "gamma",
    "limit_gap",
    "projection_error",
    "rank_cutoff",
    "square_root",
    "underflow",
    "weak_forward_error",
]

_P = ParamSpec("_P")
_R = TypeVar("_R")

UNIT_ROUNDOFF = Fraction(1, 2**53)
"""u of float64: a sum, product, quotient or root is rounded with a relative error of at most u (ASNA, chapter 2)."""

SMALLEST = Fraction(1, 2**1074)
"""The smallest positive float64: a result that underflows is off by at most half of it (ASNA, section 2.8)."""


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
        """Return the bound; parameters and errors are those of the function."""
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
        raise ValueError(f"{k} roundings can spoil every digit, so no bound exists: choose a smaller problem")
    return k * UNIT_ROUNDOFF / (1 - k * UNIT_ROUNDOFF)


@_bound("sqrt(n), rounded up to ten binary places", "arithmetic")
def square_root(n: int) -> Fraction:
    """Return a rational number a little above sqrt(n); the 2-norm of n numbers is at most that times the largest."""
    return Fraction(isqrt(2**20 * n) + 1, 2**10) if n else Fraction(0)


@_bound("n gamma_(3n+1) / (1 - gamma_(n+1)) + gamma_(n+1), about 3 n^2 u", "ASNA, Lemma 3.1, Theorems 10.3 and 10.4")
def elimination_factor(n: int) -> Fraction:
    """Return the largest backward error of Cholesky's method.

    Adding alpha to the diagonal changes K by at most u |K|, and the product H w_star is off by at most
    gamma_n |H||w_star|. Cholesky's method then solves (K + dK) x = b with |dK| <= gamma_(3n+1) |R^T||R|, entry by
    entry; by Cauchy and Schwarz no entry of |R^T||R| exceeds max k_ii / (1 - gamma_(n+1)), so its norm is at most n
    times that.

    LU with partial pivoting has |dK| <= gamma_(3n) |L||U| (ASNA, Theorem 9.4): the same, as long as the norm of |L||U|
    is at most n |K|. No theorem promises it of partial pivoting; a test of this module watches it on what is drawn.

    Gradient descent run to its end: a gradient is off by at most (n + 4) u (|K||x| + |H||w_star|). In each
    eigendirection errors add up to at most the largest of them over the eigenvalue, so the residual is at most n times
    one of them, and n (n + 4) <= 3 n^2 + 2 n + 1. Conjugate gradients that go on until the residual they compute is
    rounding error are off by what that computation is, gamma_(n+1).
    """
    return n * gamma(3 * n + 1) / (1 - gamma(n + 1)) + gamma(n + 1)


@_bound("sqrt(2 n (n - 1)) 100 u", "LAPACK, xBDSQR; Higham, Functions of Matrices, 2008, Theorem 8.9")
def deflation_factor(n: int) -> Fraction:
    """Return the backward error of a filter by SVD that comes from stopping the QR iteration.

    LAPACK sets an entry beside the diagonal of a bidiagonal matrix to 0 once it is at most 100 u (TOLMUL u, and TOLMUL
    is at most 100) of the diagonal entry next to it. Later rotations move each of the n - 1 dropped entries within a
    block of its own, so together they change H by E with |E|_F <= sqrt(n - 1) 100 u |H|_2. A filter by right singular
    vectors is exact for the polar factor of H + E, which differs from H, its own polar factor, by at most sqrt(2)
    |E|_F. The residual is at most that times |x|_2 + |w_star|_2; a 2-norm is at most sqrt(n) times an infinity norm.

    Iterations for symmetric matrices stop at u instead of 100 u.
    """
    return square_root(2 * n * (n - 1)) * 100 * UNIT_ROUNDOFF


@_bound("elimination_factor(n) + deflation_factor(n), about 3 n^2 u + 141 n u", "the two factors")
def backward_factor(n: int) -> Fraction:
    """Return the largest backward error that a method may have and be called backward-stable.

    Elimination needs the first summand only. A filter needs the second, and for the orthogonal transformations c n^2 u
    with a small c that no source states (ASNA, section 19.3); the first summand is that with c = 3. That it suffices is
    measured, not proved.
    """
    return _backward_factor(n)


@cache
def _backward_factor(n: int) -> Fraction:
    return elimination_factor(n) + deflation_factor(n)


@_bound("n (n + 1) (1 + |K|) (1 + |w_star| + |x|) 2^-1074", "ASNA, section 2.8")
def underflow(norms: Norms) -> Fraction:
    """Return what gradual underflow can add to a residual.

    A product or quotient that underflows is off by at most 2^-1075. There are at most n of them in an entry of b, of
    K x, of a step of a triangular solve or of a filter. Those in a solution are multiplied by factors of norm at most
    n + 1 or |K|, those in a factor by |x| or |w_star|.
    """
    return norms.n * (norms.n + 1) * (1 + norms.K) * (1 + norms.w_star + norms.x) * SMALLEST


# --- what is allowed -------------------------------------------------------------------------------------------------


@_bound("|b - K x| <= backward_factor(n) (|K||x| + |H||w_star|) + underflow", "ASNA, Theorem 7.1")
def allowed_residual(norms: Norms) -> Fraction:
    """Return the largest residual |b - K x| of a backward-stable method: the grade backward-stable."""
    return backward_factor(norms.n) * norms.weight + underflow(norms)


@_bound("|x - w_tilde| <= |K^-1| allowed_residual", "ASNA, section 7.1")
def forward_error(norms: Norms, K_inverse: Fraction) -> Fraction:
    """Return the largest error of a backward-stable method; `K_inverse` is the norm of the exact inverse of K."""
    return K_inverse * allowed_residual(norms)


@_bound("|x - w_tilde| <= |K||K^-1| |K^-1| (2 backward_factor(n) |H||w_star| + underflow)", "ASNA, section 14.1")
def weak_forward_error(norms: Norms, K_inverse: Fraction) -> Fraction:
    """Return the largest error of a method that inverts K and multiplies: the grade forward-accurate.

    A computed inverse is off by at most backward_factor(n) |K||K^-1| relative to |K^-1|, and meets a b of norm at most
    |H||w_star|; the rounding of K and b is no larger. So the residual can exceed that of a backward-stable method by
    the condition number: less accurate, not wrong.
    """
    residual = 2 * backward_factor(norms.n) * norms.H * norms.w_star + underflow(norms)
    return norms.K * K_inverse * K_inverse * residual


@_bound("|x - Pi w_star| <= 3 n backward_factor(n) kappa |w_star| + n^2 (1 + |w_star|) 2^-1074", "Davis and Kahan 1970")
def projection_error(n: int, condition: Fraction, w_star: Fraction) -> Fraction:
    """Return the largest error at alpha = 0, where the solution is the projection of w_star on the range of H.

    `condition` is the largest over the smallest nonzero eigenvalue. Changing H by E turns its range by at most
    2 |E|_2 over the smallest nonzero eigenvalue, and 2-norms of vectors cost sqrt(n). A regular H solved directly has
    the error `forward_error`, where each of the two infinity norms of a matrix costs sqrt(n). 3 n covers both.
    """
    return 3 * n * backward_factor(n) * condition * w_star + n * n * (1 + w_star) * SMALLEST


# --- what a method may rely on ---------------------------------------------------------------------------------------


@_bound("lam_min(K) > 2 sqrt(n) elimination_factor(n) |K|", "ASNA, Theorem 10.7")
def definiteness_margin(n: int) -> Fraction:
    """Return the smallest eigenvalue, relative to |K|, with which elimination on K is certain to succeed.

    The factors are exact for K + dK with |dK| <= elimination_factor(n) |K|, and a pivot is zero or negative only if
    K + dK is not definite. The 2 leaves room for the rounding of the eigenvalue itself.
    """
    return 2 * square_root(n) * elimination_factor(n)


@_bound("an eigenvalue up to 2 n u lam_max may be a rounded 0", "ASNA, section 19.3")
def rank_cutoff(n: int) -> Fraction:
    """Return the part of the largest eigenvalue (singular value) up to which a computed one may be a rounded 0."""
    return 2 * n * UNIT_ROUNDOFF


# --- limits ----------------------------------------------------------------------------------------------------------


@_bound("|f - L|^2 <= t, t = x for a limit at 0, 1/x at infinity", "|f - L| <= C t, for every C up to 1/sqrt(t)")
def limit_gap(t: Fraction) -> Fraction:
    """Return the largest |f - L|^2 where the distance to the limit is t, so small that it dwarfs the other numbers.

    What is proved of a limit is |f - L| <= C t, so that |f - L|^2 <= C^2 t^2. If L is not the limit, |f - L| tends to
    another number d, or grows. t stands midway between t^2 and 1: C may be as large as 1/sqrt(t), d as small as
    sqrt(t). For numbers of a few digits and t = 2^-128, sqrt(t) = 2^-64, there is nothing in between: f is rational in
    x, or a sum of powers, so it cannot fall like sqrt(x).
    """
    return t
