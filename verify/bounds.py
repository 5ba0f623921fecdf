"""Every tolerance of the project: how far a right computation may be from the exact result, derived and never fitted.

Called, a `Bound` gives an exact rational number, one of python-flint: Python's own take ten times as long. Its `formula` and
`source` can be printed beside a verdict. ASNA is N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd
edition, 2002.

Throughout, K = H + alpha I, b = H w_star, x is a computed solution of K x = b, and u is the unit roundoff. Norms are
infinity norms (the largest row sum of absolute values) where nothing else is said: they are rational, so a result is
judged without any rounding.

The criterion is the backward error |b - K x| / (|K||x| + |H||w_star|). It needs no condition number: whoever solves a
slightly changed problem exactly passes, however badly conditioned that is. `backward_factor` says what is slight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import isqrt
from typing import Generic, ParamSpec, TypeVar

from flint import fmpq

__all__ = [
    "DOUBLE",
    "PRECISIONS",
    "SINGLE",
    "SMALLEST",
    "UNIT_ROUNDOFF",
    "Bound",
    "Norms",
    "Precision",
    "allowed_residual",
    "backward_factor",
    "definiteness_margin",
    "deflation_factor",
    "descent_error",
    "dual_error",
    "elimination_factor",
    "factored_loss_error",
    "filter_error",
    "forward_error",
    "gamma",
    "gradient_error",
    "limit_gap",
    "loss_error",
    "power_error",
    "projection_error",
    "rank_cutoff",
    "ridge_error",
    "ridge_residual",
    "root_above",
    "solved_trace_error",
    "square_root",
    "step_error",
    "trace_error",
    "underflow",
    "weak_forward_error",
]

_P = ParamSpec("_P")
_R = TypeVar("_R")

UNIT_ROUNDOFF = fmpq(1, 2**53)
"""u of float64: a sum, product, quotient or root is rounded with a relative error of at most u (ASNA, chapter 2)."""

SMALLEST = fmpq(1, 2**1074)
"""The smallest positive float64: a result that underflows is off by at most half of it (ASNA, section 2.8)."""


@dataclass(frozen=True, slots=True)
class Precision:
    """A format of floating-point numbers (IEEE 754).

    Attributes
    ----------
    dtype : str
        NumPy's name for it.
    digits : int
        How many binary digits a number has.
    unit : fmpq
        The unit roundoff u.
    smallest : fmpq
        The smallest positive number.
    """

    dtype: str
    digits: int
    unit: fmpq
    smallest: fmpq

    def __hash__(self) -> int:
        return hash(self.dtype)  # asked for with every case


DOUBLE = Precision("float64", 53, UNIT_ROUNDOFF, SMALLEST)
SINGLE = Precision("float32", 24, fmpq(1, 2**24), fmpq(1, 2**149))
PRECISIONS = {precision.dtype: precision for precision in (DOUBLE, SINGLE)}
"""By the name of the dtype; whatever takes a precision takes DOUBLE if none is named."""


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
    K, H, w_star, x : fmpq
        The infinity norms of K = H + alpha I, of H, of w_star, and of the computed solution.
    precision : Precision
        In which x was computed.
    """

    n: int
    K: fmpq
    H: fmpq
    w_star: fmpq
    x: fmpq
    precision: Precision = DOUBLE

    @property
    def weight(self) -> fmpq:
        """|K||x| + |H||w_star|, what a residual is compared with."""
        return self.K * self.x + self.H * self.w_star


# --- building blocks -------------------------------------------------------------------------------------------------


@_bound("gamma_k = k u / (1 - k u)", "ASNA, Lemma 3.1")
def gamma(k: int, precision: Precision = DOUBLE) -> fmpq:
    """Return the relative error that k roundings can add up to.

    Raises
    ------
    ValueError
        If k u >= 1, where nothing can be said.
    """
    part = k * precision.unit
    if part >= 1:
        raise ValueError(f"{k} roundings can spoil every digit, so no bound exists: choose a smaller problem")
    return part / (1 - part)


@_bound("sqrt(n), rounded up to ten binary places", "arithmetic")
def square_root(n: int) -> fmpq:
    """Return a rational number a little above sqrt(n); the 2-norm of n numbers is at most that times the largest."""
    return fmpq(isqrt(2**20 * n) + 1, 2**10) if n else fmpq(0)


@_bound("n gamma_(3n+1) / (1 - gamma_(n+1)) + gamma_(n+1), about 3 n^2 u", "ASNA, Lemma 3.1, Theorems 10.3 and 10.4")
def elimination_factor(n: int, precision: Precision = DOUBLE) -> fmpq:
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
    last = gamma(n + 1, precision)
    return n * gamma(3 * n + 1, precision) / (1 - last) + last


@_bound("sqrt(2 n (n - 1)) 100 u", "LAPACK, xBDSQR; Higham, Functions of Matrices, 2008, Theorem 8.9")
def deflation_factor(n: int, precision: Precision = DOUBLE) -> fmpq:
    """Return the backward error of a filter by SVD that comes from stopping the QR iteration.

    LAPACK sets an entry beside the diagonal of a bidiagonal matrix to 0 once it is at most 100 u (TOLMUL u, and TOLMUL
    is at most 100) of the diagonal entry next to it. Later rotations move each of the n - 1 dropped entries within a
    block of its own, so together they change H by E with |E|_F <= sqrt(n - 1) 100 u |H|_2. A filter by right singular
    vectors is exact for the polar factor of H + E, which differs from H, its own polar factor, by at most sqrt(2)
    |E|_F. The residual is at most that times |x|_2 + |w_star|_2; a 2-norm is at most sqrt(n) times an infinity norm.

    Iterations for symmetric matrices stop at u instead of 100 u.
    """
    return square_root(2 * n * (n - 1)) * 100 * precision.unit


@_bound("elimination_factor(n) + deflation_factor(n), about 3 n^2 u + 141 n u", "the two factors")
def backward_factor(n: int, precision: Precision = DOUBLE) -> fmpq:
    """Return the largest backward error that a method may have and be called backward-stable.

    Elimination needs the first summand only. A filter needs the second, and for the orthogonal transformations c n^2 u
    with a small c that no source states (ASNA, section 19.3); the first summand is that with c = 3. That it suffices is
    measured, not proved.
    """
    return _backward_factor(n, precision)


@cache
def _backward_factor(n: int, precision: Precision) -> fmpq:
    return elimination_factor(n, precision) + deflation_factor(n, precision)


@_bound("n (n + 1) (1 + |K|) (1 + |w_star| + |x|) 2^-1074", "ASNA, section 2.8")
def underflow(norms: Norms) -> fmpq:
    """Return what gradual underflow can add to a residual.

    A product or quotient that underflows is off by at most 2^-1075. There are at most n of them in an entry of b, of
    K x, of a step of a triangular solve or of a filter. Those in a solution are multiplied by factors of norm at most
    n + 1 or |K|, those in a factor by |x| or |w_star|.
    """
    return norms.n * (norms.n + 1) * (1 + norms.K) * (1 + norms.w_star + norms.x) * norms.precision.smallest


@_bound("sqrt(x), rounded up to 64 binary digits", "arithmetic")
def root_above(x: fmpq) -> fmpq:
    """Return a rational number a little above the square root of a number, at least 0, of any size."""
    shift = 64 - (int(x.p).bit_length() - int(x.q).bit_length()) // 2
    scaled = x * fmpq(4) ** shift
    return (isqrt(int(scaled.p // scaled.q) + 1) + 1) / fmpq(2) ** shift


# --- what is allowed -------------------------------------------------------------------------------------------------


@_bound("|b - K x| <= backward_factor(n) (|K||x| + |H||w_star|) + underflow", "ASNA, Theorem 7.1")
def allowed_residual(norms: Norms) -> fmpq:
    """Return the largest residual |b - K x| of a backward-stable method: the grade backward-stable."""
    return backward_factor(norms.n, norms.precision) * norms.weight + underflow(norms)


@_bound("|x - w_tilde| <= |K^-1| allowed_residual", "ASNA, section 7.1")
def forward_error(norms: Norms, K_inverse: fmpq) -> fmpq:
    """Return the largest error of a backward-stable method; `K_inverse` is the norm of the exact inverse of K."""
    return K_inverse * allowed_residual(norms)


@_bound("|x - w_tilde| <= |K||K^-1| |K^-1| (2 backward_factor(n) |H||w_star| + underflow)", "ASNA, section 14.1")
def weak_forward_error(norms: Norms, K_inverse: fmpq) -> fmpq:
    """Return the largest error of a method that inverts K and multiplies: the grade forward-accurate.

    A computed inverse is off by at most backward_factor(n) |K||K^-1| relative to |K^-1|, and meets a b of norm at most
    |H||w_star|; the rounding of K and b is no larger. So the residual can exceed that of a backward-stable method by
    the condition number: less accurate, not wrong.
    """
    residual = 2 * backward_factor(norms.n, norms.precision) * norms.H * norms.w_star + underflow(norms)
    return norms.K * K_inverse * K_inverse * residual


@_bound("|x - Pi w_star| <= 3 n backward_factor(n) kappa |w_star| + n^2 (1 + |w_star|) 2^-1074", "Davis and Kahan 1970")
def projection_error(n: int, condition: fmpq, w_star: fmpq, precision: Precision = DOUBLE) -> fmpq:
    """Return the largest error at alpha = 0, where the solution is the projection of w_star on the range of H.

    `condition` is the largest over the smallest nonzero eigenvalue. Changing H by E turns its range by at most
    2 |E|_2 over the smallest nonzero eigenvalue, and 2-norms of vectors cost sqrt(n). A regular H solved directly has
    the error `forward_error`, where each of the two infinity norms of a matrix costs sqrt(n). 3 n covers both.
    """
    return 3 * n * backward_factor(n, precision) * condition * w_star + n * n * (1 + w_star) * precision.smallest


# --- the other roles -------------------------------------------------------------------------------------------------


@_bound("backward_factor(m + n) ((|X^T||X| + m alpha)|w| + |X^T||y|) + underflow", "ASNA, Theorems 10.4 and 20.3")
def ridge_residual(m: int, n: int, weight: fmpq, size: fmpq, precision: Precision = DOUBLE) -> fmpq:
    """Return the largest residual |X^T y - (X^T X + m alpha I) w| of a backward-stable ridge regression.

    `weight` is the bracket, `size` one plus the largest of the norms in it. Normal equations: forming X^T X and X^T y
    costs gamma_m of the norms, Cholesky's method the elimination_factor(n). Orthogonal methods on [X; sqrt(m alpha) I]
    solve a least-squares problem of m + n rows changed by backward_factor(m + n).
    """
    return backward_factor(m + n, precision) * weight + (m + n) ** 2 * size * size * precision.smallest


@_bound("|K^-1| max(residual, |K||K^-1| f |X^T||y|, f root |y|), f = 2 backward_factor(m + n)", "ASNA, Theorem 20.1")
def ridge_error(residual: fmpq, K: fmpq, K_inverse: fmpq, inverted: fmpq, augmented: fmpq) -> fmpq:
    """Return the largest error |w - w_tilde| of a method of ridge regression that is as accurate as its conditioning.

    Normal equations with an inverse lose once more the condition number, as in `weak_forward_error`: `inverted` is
    2 backward_factor |X^T||y|. The augmented problem has the residual y, which an error in its matrix, of norm
    root = sqrt(|X^T||X| + m alpha), meets: `augmented` is 2 backward_factor root |y| sqrt(m).
    """
    return K_inverse * max(residual, K * K_inverse * inverted, augmented)


@_bound("|X^T||D^-1| backward_factor(m) (1 + |D||D^-1|)|y|, at most |w_tilde|/1024", "ASNA, section 14.1")
def dual_error(m: int, weight: fmpq, w: fmpq, precision: Precision = DOUBLE) -> fmpq:
    """Return the largest error of a method that solves D z = y, D = X X^T + m alpha I, and returns X^T z.

    `weight` is |X^T||D^-1|(1 + |D||D^-1|)|y|. It depends on the condition number of D, which is not that of the
    problem: with more rows than columns and a small alpha nothing may be left. So it is lent only where three digits
    are kept.
    """
    return min(backward_factor(m, precision) * weight, w / 1024)


@_bound("gamma_8 lam/(lam + alpha) + 2 2^-1074", "ASNA, Lemma 3.1")
def filter_error(factor: fmpq, precision: Precision = DOUBLE) -> fmpq:
    """Return the largest error of a shrinkage factor: a sum and a quotient, or one more where 1/(1 + alpha/lam) is used.

    Both are relatively accurate; 1 - alpha/(lam + alpha) is not. Eight roundings leave room for a power or a logarithm.
    """
    return gamma(8, precision) * factor + 2 * precision.smallest


@_bound("gamma_(8+3k) max(f, k u |1-u|^(k-1)) + (k + 2) 2^-1074, f = |1 - (1-u)^k|", "ASNA, section 1.6")
def power_error(steps: int, factor: fmpq, slope: fmpq, precision: Precision = DOUBLE) -> fmpq:
    """Return the largest error of an early-stopping factor; `slope` is k u |1 - u|^(k-1), u times the derivative.

    u = eps lam is rounded once, which changes f by slope u. A loop f <- f + u (1 - f) rounds three times a step;
    -expm1(k log1p(-u)) a handful of times in all.
    """
    return gamma(8 + 3 * steps, precision) * max(factor, slope) + (steps + 2) * precision.smallest


@_bound("4 backward_factor(n) |K| alpha tr(K^-2) + gamma_(2n+4) n; n if |K^-1||K| backward_factor(n) > 1/2", "first order")
def trace_error(n: int, K: fmpq, K_inverse: fmpq, spread: fmpq, precision: Precision = DOUBLE) -> fmpq:
    """Return the largest error of tr H (H + alpha I)^-1 computed from eigenvalues; `spread` is alpha tr(K^-2).

    An eigenvalue is off by at most e = backward_factor(n) |K|, and lam -> lam/(lam + alpha) has the slope
    alpha/(lam + alpha)^2; where e is at most half of every lam + alpha the slope nearby is at most 4 times that. Else
    a 0 cannot be told from an eigenvalue, and only 0 <= d_eff <= n is known.
    """
    e = backward_factor(n, precision) * K
    if e * K_inverse > fmpq(1, 2):
        return fmpq(n)
    return 4 * e * spread + gamma(2 * n + 4, precision) * n + n * precision.smallest


@_bound("2 n^2 backward_factor(n) |K||K^-1|, at most n", "ASNA, section 14.1")
def solved_trace_error(n: int, K: fmpq, K_inverse: fmpq, precision: Precision = DOUBLE) -> fmpq:
    """Return the largest error of the trace of a computed K^-1 H, or of n - alpha tr K^-1: each column costs |K||K^-1|."""
    return min(fmpq(n), 2 * n * n * backward_factor(n, precision) * K * K_inverse)


@_bound("gamma_5 (|w| + eps (alpha |w| + |g|)) + (3 + eps + |w|) 2^-1074", "ASNA, Lemma 3.1")
def step_error(w: fmpq, lr: fmpq, alpha: fmpq, grad: fmpq, precision: Precision = DOUBLE) -> fmpq:
    """Return the largest error of an entry of w - eps (alpha w + g): four roundings, five if eps g comes apart."""
    return gamma(5, precision) * (w + lr * (alpha * w + grad)) + (3 + lr + w) * precision.smallest


@_bound("(sum_(j<k) a^j) (backward_factor(n) weight + underflow), a the growth of a step", "ASNA, Lemma 3.1; induction")
def descent_error(n: int, steps: int, growth: fmpq, weight: fmpq, precision: Precision = DOUBLE) -> fmpq:
    """Return the largest error after k gradient steps on the quadratic model.

    One step is off by at most gamma_(n+4) times the norms of what it adds, `weight`; sqrt(n) times that in the 2-norm
    is within backward_factor(n). The next step multiplies an error by at most a = |I - eps (H + alpha I)|, `growth`,
    the largest |1 - eps (lam_i + alpha)|. A filter by eigenvalues changes H by backward_factor(n) |H|, and the k-th
    power of the iteration matrix by k a^(k-1) eps times that: no more.
    """
    rest = n * (n + 1) * (1 + weight) * precision.smallest
    total = steps * max(growth, fmpq(1)) ** max(0, steps - 1)
    if growth < 1:
        total = min(total, 1 / (1 - growth))
    return total * (backward_factor(n, precision) * weight + rest)


@_bound("gamma_(2n+5) (|d|^T |H| |d|/2 + |j_star|) + n^2 (1 + |H|)(1 + |d|) 2^-1074", "ASNA, section 3.1")
def loss_error(n: int, form: fmpq, j_star: fmpq, size: fmpq, precision: Precision = DOUBLE) -> fmpq:
    """Return the largest error of the quadratic loss; `form` is |d|^T |H| |d|/2 and `size` (1 + |H|)(1 + |d|).

    With d = w - w_star it is backward-stable; with |w| + |w_star| for |d| it is what expanded products can reach.
    """
    return gamma(2 * n + 5, precision) * (form + j_star) + n * n * size * precision.smallest


@_bound("n backward_factor(n) |H||d|^2", "ASNA, Theorem 10.3")
def factored_loss_error(n: int, weight: fmpq, precision: Precision = DOUBLE) -> fmpq:
    """Return what is lost besides where H is replaced by computed factors of it; `weight` is |H||d|^2."""
    return n * backward_factor(n, precision) * weight


@_bound("gamma_(n+2) |H| |d| + n (1 + |H|) 2^-1074", "ASNA, section 3.1")
def gradient_error(n: int, row: fmpq, size: fmpq, precision: Precision = DOUBLE) -> fmpq:
    """Return the largest error of an entry of H (w - w_star); `row` is that entry of |H| |d|, `size` is 1 + |H|.

    With |w| + |w_star| for |d| it is what H w - H w_star can reach.
    """
    return gamma(n + 2, precision) * row + n * size * precision.smallest


# --- what a method may rely on ---------------------------------------------------------------------------------------


@_bound("lam_min(K) > 2 sqrt(n) elimination_factor(n) |K|", "ASNA, Theorem 10.7")
def definiteness_margin(n: int) -> fmpq:
    """Return the smallest eigenvalue, relative to |K|, with which elimination on K is certain to succeed.

    The factors are exact for K + dK with |dK| <= elimination_factor(n) |K|, and a pivot is zero or negative only if
    K + dK is not definite. The 2 leaves room for the rounding of the eigenvalue itself.
    """
    return 2 * square_root(n) * elimination_factor(n)


@_bound("an eigenvalue up to 2 n u lam_max may be a rounded 0", "ASNA, section 19.3")
def rank_cutoff(n: int) -> fmpq:
    """Return the part of the largest eigenvalue (singular value) up to which a computed one may be a rounded 0."""
    return 2 * n * UNIT_ROUNDOFF


# --- limits ----------------------------------------------------------------------------------------------------------


@_bound("|f - L|^2 <= t, t = x for a limit at 0, 1/x at infinity", "|f - L| <= C t, for every C up to 1/sqrt(t)")
def limit_gap(t: fmpq) -> fmpq:
    """Return the largest |f - L|^2 where the distance to the limit is t, so small that it dwarfs the other numbers.

    What is proved of a limit is |f - L| <= C t, so that |f - L|^2 <= C^2 t^2. If L is not the limit, |f - L| tends to
    another number d, or grows. t stands midway between t^2 and 1: C may be as large as 1/sqrt(t), d as small as
    sqrt(t). For numbers of a few digits and t = 2^-128, sqrt(t) = 2^-64, there is nothing in between: f is rational in
    x, or a sum of powers, so it cannot fall like sqrt(x).
    """
    return t
