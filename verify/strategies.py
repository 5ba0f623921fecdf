"""Hypothesis strategies for ridge problems: positive semidefinite Hessians, drawn where implementations go wrong.

A float `A @ A.T` of a rank-deficient A is mostly not positive semidefinite, so whole numbers are drawn and every matrix
below is exact: H is symmetric positive semidefinite as a matrix of rational numbers, not up to rounding.

What is drawn is one string of bytes (`verify.packing`): the number of rows, the kind of problem, and the hexadecimal
digits of the rows, which are their small entries. The shrinker makes the rows few, the kind plain and the digits low, and
what is left of a failing problem is something like H = [[1]]. The kind 0 is the plainest.

`event` notes the region each problem lies in;
``pytest --hypothesis-show-statistics`` prints how often each was reached.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from flint import fmpq_mat
from hypothesis import event
from hypothesis import strategies as st

from verify.bounds import DOUBLE, Precision
from verify.exact import rational
from verify.packing import DIGIT, PLACES, Kind, Packed, Scattered, alpha_of, frozen, lifted, packed, scale_of, scattered
from verify.rings import FLINT

__all__ = [
    "LARGEST_DENSE",
    "Problem",
    "SpectralProblem",
    "dense_problem",
    "ridge_problems",
    "sparse_problem",
    "sparse_ridge_problems",
    "spectral_problem",
    "spectral_problems",
]

_Array = npt.NDArray[np.float64]
_Indices = npt.NDArray[np.int64]

LARGEST_DENSE = 8
"""The largest n of `ridge_problems` and `spectral_problems`: what a row of digits has room for."""

_SKEW = np.array([0, 1, -1, 2, -2, 3, -3, 1], dtype=np.int64)
_EIGENVALUE = (1, 0, 2, 1, 2**10, 2**19, 2**19 + 1, 3)
_NARROW = 3  # the largest n at which Q diag(lam) Q^T has room in 24 digits
_NARROW_SCALE = 30

# --- what comes of it ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Problem:
    """What `ridge_solution` is asked: find (H + alpha I)^-1 H w_star.

    Attributes
    ----------
    H : array of shape (n, n), float64, read-only
        Symmetric positive semidefinite, exactly.
    w_star : array of shape (n,), float64, read-only
        The minimiser of the quadratic loss.
    alpha : float
        The penalty coefficient, positive unless 0 was asked for.
    """

    H: _Array
    w_star: _Array
    alpha: float

    @property
    def n(self) -> int:
        """The number of parameters."""
        return len(self.w_star)

    @property
    def arguments(self) -> dict[str, _Array | float]:
        """The arguments of the role by name."""
        return {"H": self.H, "w_star": self.w_star, "alpha": self.alpha}

    @property
    def letters(self) -> dict[str, fmpq_mat]:
        """Further letters of the claims whose exact values are known."""
        return {}


@dataclass(frozen=True, eq=False)
class SpectralProblem(Problem):
    """A problem whose eigenvectors and eigenvalues are known exactly: H = Q diag(lam) Q^T.

    Attributes
    ----------
    numerators : array of shape (n, n), int64, read-only
        Q times its denominator.
    denominator : int
        The common denominator of Q, positive.
    lam : array of shape (n,), float64, read-only
        The eigenvalues, nonnegative, in the order of Q's columns.
    """

    numerators: _Indices
    denominator: int
    lam: _Array

    @property
    def Q(self) -> fmpq_mat:
        """The orthogonal matrix of eigenvectors, exactly: its columns are q_1, .., q_n."""
        return rational(self.numerators) / self.denominator

    @property
    def letters(self) -> dict[str, fmpq_mat]:
        """Q and Lam."""
        return {"Q": self.Q, "Lam": FLINT.diagonal([rational(lam) for lam in self.lam.tolist()])}


# --- dense problems --------------------------------------------------------------------------------------------------


def ridge_problems(
    *, min_n: int = 1, max_n: int = LARGEST_DENSE, scale: int = 400, precision: Precision = DOUBLE
) -> st.SearchStrategy[Problem]:
    """Return a strategy for problems with dense Hessians.

    H = 2^k D (A A^T + c I) D with whole numbers in A, D powers of two, c >= 0: singular (rank 0, 1, n/2, n-1),
    diagonal, with repeated eigenvalues, graded over up to 2^96, scaled by 2^scale and 2^-scale. alpha is exactly an
    entry of H (an eigenvalue, if H is diagonal), of the size of H, or far below or above it (2^-90 to 2^90 times).

    Parameters
    ----------
    min_n, max_n : int
        The range of dimensions, 1 <= min_n <= max_n <= 8.
    scale : int
        The exponent of the largest and smallest scale; 0 leaves out scales.
    precision : Precision
        In which everything drawn is exact. float32 has less range: scales and ratios are smaller.

    Raises
    ------
    ValueError
        If the range of dimensions is empty or leaves 1 to 8; `sparse_ridge_problems` draws larger ones.
    """
    _check_range(min_n, max_n)
    return packed(lambda drawn: dense_problem(drawn, scale, precision), min_n, max_n)


def _check_range(min_n: int, max_n: int) -> None:
    if not 1 <= min_n <= max_n <= LARGEST_DENSE:
        message = f"dimensions {min_n} to {max_n} are not within 1 to {LARGEST_DENSE}"
        raise ValueError(f"{message}: choose others, or use sparse_ridge_problems for larger ones")


def _fitting(scale: int, precision: Precision) -> int:
    return scale if precision == DOUBLE else min(scale, _NARROW_SCALE)


def dense_problem(drawn: Packed, scale: int = 400, precision: Precision = DOUBLE) -> Problem:
    """Return the problem that `ridge_problems` makes of what is drawn."""
    values, kind = DIGIT[drawn.digits], drawn.kind
    factor = _FACTORS[kind.structure](values[:, PLACES])
    event("Hessian", kind.structure)
    exponents = 3 * values[:, 3].astype(np.int64) if kind.graded else None
    return _problem(factor, drawn.vector, kind, (_fitting(scale, precision), precision), exponents)


def _generic(entries: _Array) -> _Array:
    # the first entry of a row is on the diagonal: short rows, which are the most frequent, then make regular matrices
    n = len(entries)
    return entries[_cyclic(n)]


@cache
def _cyclic(n: int) -> tuple[_Indices, _Indices]:
    rows, cols = np.indices((n, n))
    return rows, (cols - rows) % n


_FACTORS: dict[str, Callable[[_Array], _Array]] = {
    "generic": _generic,
    "rank one": lambda entries: entries[:, :1],
    "diagonal": lambda entries: np.diag(entries[:, 0]),
    "dense": lambda entries: _generic(entries).cumsum(axis=1),
    "half rank": lambda entries: entries[:, : (len(entries) + 1) // 2],
    "rank n-1": lambda entries: _generic(entries)[:, 1:],
    "scalar": lambda entries: entries[0, 0] * np.eye(len(entries)),
    "zero": lambda entries: np.zeros((len(entries), 1)),
}


def _problem(factor: _Array, w_star: _Array, kind: Kind, within: tuple[int, Precision], exponents: _Indices | None) -> Problem:
    """The problem with the Hessian 2^k D (A A^T + c I) D; `exponents` are those of D."""
    scale, precision = within
    n, k = len(factor), scale_of(kind, scale)
    H = factor @ factor.T  # whole numbers below 2^53: exact in whatever order they are added
    H.flat[:: n + 1] += max(kind.added, 2.0**-8) if kind.added and precision != DOUBLE else kind.added
    if exponents is not None:
        H = np.ldexp(H, exponents[:, None] + (exponents + k))
    elif k:
        H = np.ldexp(H, k)
    diagonal = H.diagonal()
    alpha = alpha_of(kind, float(diagonal.max()), float(diagonal[0]), k, precision)
    return Problem(frozen(H), frozen(_weights(w_star, kind, precision)), alpha)


def _weights(w_star: _Array, kind: Kind, precision: Precision) -> _Array:
    return lifted((w_star / 3).astype(precision.dtype).astype(np.float64) if kind.thirds else w_star, kind, precision)


# --- larger problems -------------------------------------------------------------------------------------------------


def sparse_ridge_problems(*, max_n: int = 40, scale: int = 400, precision: Precision = DOUBLE) -> st.SearchStrategy[Problem]:
    """Return a strategy for problems of more than 8 parameters: H = 2^k (A A^T + c I) with few entries in A.

    Each entry is three bytes of what is drawn (value and weight, row, column); most of H and w_star is 0.

    Parameters
    ----------
    max_n : int
        The largest dimension, 9 to 40.
    scale : int
        The exponent of the largest and smallest scale; 0 leaves out scales.
    precision : Precision
        In which everything drawn is exact. float32 has less range: scales and ratios are smaller.

    Raises
    ------
    ValueError
        If `max_n` is not within 9 to 40.
    """
    if not LARGEST_DENSE < max_n <= 40:
        raise ValueError(f"max_n = {max_n} is not within {LARGEST_DENSE + 1} to 40: use ridge_problems for smaller dimensions")
    return scattered(lambda drawn: sparse_problem(drawn, max_n, scale, precision), 1)


def sparse_problem(drawn: Scattered, max_n: int = 40, scale: int = 400, precision: Precision = DOUBLE) -> Problem:
    """Return the problem that `sparse_ridge_problems` makes of what is drawn."""
    n = LARGEST_DENSE + 1 + drawn.choices[0] % (max_n - LARGEST_DENSE)
    factor, w_star = np.zeros((n, n)), np.zeros(n)
    row, offset, entry = drawn.places
    factor[row % n, (row + offset) % n] = DIGIT[entry]
    w_star[drawn.vector[0] % n] = DIGIT[drawn.vector[1]]
    event("Hessian", "sparse")
    return _problem(factor, w_star, drawn.kind, (_fitting(scale, precision), precision), None)


# --- problems with known eigenvectors --------------------------------------------------------------------------------


def spectral_problems(
    *,
    min_n: int = 1,
    max_n: int = LARGEST_DENSE,
    scale: int = 400,
    zero_alpha: bool = False,
    precision: Precision = DOUBLE,
) -> st.SearchStrategy[SpectralProblem]:
    """Return a strategy for problems whose orthogonal matrix Q and eigenvalues lam are known exactly.

    Q is a Cayley transform (I + S)^-1 (I - S) of a skew matrix of whole numbers, its columns times signs (without them
    no reflection would be drawn). lam is a multiple of the square of Q's common denominator, so that
    H = Q diag(lam) Q^T is a matrix of whole numbers below 2^53, times a power of two: exact in float64. Eigenvalues
    are often repeated, zero, or clustered (2^19 and 2^19 + 1); a nonzero one is at least 2^-20 of the largest. alpha
    can be exactly an eigenvalue.

    Parameters
    ----------
    min_n, max_n : int
        The range of dimensions, 1 <= min_n <= max_n <= 8.
    scale : int
        The exponent of the largest and smallest scale; 0 leaves out scales.
    zero_alpha : bool
        Whether alpha is 0, where the solution is the projection of w_star on the range of H.
    precision : Precision
        In which everything drawn is exact. In float32 n is at most 3.

    Raises
    ------
    ValueError
        If the range of dimensions is empty or leaves 1 to 8.
    """
    _check_range(min_n, max_n)
    return packed(lambda drawn: spectral_problem(drawn, scale, zero_alpha, precision), min_n, max_n)


def spectral_problem(
    drawn: Packed, scale: int = 400, zero_alpha: bool = False, precision: Precision = DOUBLE
) -> SpectralProblem:
    """Return the problem that `spectral_problems` makes of what is drawn."""
    digits, kind = drawn.digits if precision == DOUBLE else drawn.digits[:_NARROW], drawn.kind
    numerators, denominator = _cayley(_SKEW[digits[:, PLACES] & 7])
    numerators *= np.where(digits[:, 3] & 8, -1, 1)
    square = denominator**2
    multiples = np.array([min(_EIGENVALUE[d & 7], 2**precision.digits // square) for d in digits[:, 3].tolist()])
    k = scale_of(kind, _fitting(scale, precision))
    # |sum_j q_ij lam_j q_kj| <= max lam by Cauchy and Schwarz, the partial sums too: nothing exceeds 2^53 (2^24)
    H = np.ldexp(((numerators * multiples) @ numerators.T).astype(np.float64), k)
    lam = np.ldexp((multiples * square).astype(np.float64), k)
    alpha = 0.0 if zero_alpha else alpha_of(kind, float(lam.max()), float(lam[0]), k, precision)
    event("eigenvalues", _multiplicities(multiples))
    w_star = _weights(drawn.vector[: len(digits)], kind, precision)
    numerators.flags.writeable = False
    return SpectralProblem(frozen(H), frozen(w_star), alpha, numerators, denominator, frozen(lam))


def _multiplicities(multiples: _Indices) -> str:
    zero = "singular" if not multiples.all() else "regular"
    return f"{zero}, {'repeated' if len(set(multiples.tolist())) < len(multiples) else 'simple'}"


def _cayley(entries: _Indices) -> tuple[_Indices, int]:
    """(I + S)^-1 (I - S) as numerators over one denominator; S is skew with the given entries above its diagonal."""
    n = len(entries)
    skew = np.triu(entries[:, :n][_cyclic(n)], 1)
    skew -= skew.T
    identity = FLINT.identity(n)
    S = rational(skew)
    numerators, denominator = ((identity + S).inv() * (identity - S)).numer_denom()
    # |det(I + S)| <= 8^8 by Hadamard's inequality for n <= 8 and entries up to 3: no overflow
    return np.array([[int(x) for x in row] for row in numerators.tolist()], dtype=np.int64), int(denominator)
