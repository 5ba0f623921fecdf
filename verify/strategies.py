"""Hypothesis strategies for ridge problems: positive semidefinite Hessians, drawn where implementations go wrong.

A float `A @ A.T` of a rank-deficient A is mostly not positive semidefinite, so whole numbers are drawn and every matrix
below is exact: H is symmetric positive semidefinite as a matrix of rational numbers, not up to rounding.

What is drawn is one list of whole numbers, one a row ("packed rows"), and one more that picks the kind of problem. The
dimension is the length of the list, and the hexadecimal digits of a row are its small entries. So the shrinker removes
rows and lowers digits, and what is left of a failing problem is something like H = [[1]]. The kind 0 is the plainest.

`event` notes the region each problem lies in;
``pytest --hypothesis-show-statistics`` prints how often each was reached.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import frexp, ldexp
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from flint import fmpq_mat
from hypothesis import event
from hypothesis import strategies as st

from verify.exact import FLINT, rational

__all__ = [
    "LARGEST_DENSE",
    "Problem",
    "SpectralProblem",
    "ridge_problems",
    "sparse_ridge_problems",
    "spectral_problems",
]

_Array = npt.NDArray[np.float64]
_Indices = npt.NDArray[np.int64]

LARGEST_DENSE = 8
"""The largest n of `ridge_problems` and `spectral_problems`: what a row of digits has room for."""

_EXACT = 2**53  # whole numbers up to here are float64

# --- what is drawn, decoded ------------------------------------------------------------------------------------------

_ROW = 2**40 - 1
_PLACE_BITS = np.arange(0, 40, 4)
_DIGIT = np.array([0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 8, -8, 6, -6, 7], dtype=np.float64)
_SKEW = np.array([0, 1, -1, 2, -2, 3, -3, 1], dtype=np.int64)
_EIGENVALUE = (1, 0, 2, 1, 2**10, 2**19, 2**19 + 1, 3)
_PLACES = [1, 2, 4, 5, 6, 7, 8, 9]  # of the entries among the digits of a row; 0 is w_star, 3 the exponent or eigenvalue

_STRUCTURES = ("generic", "diagonal", "rank one", "dense", "half rank", "rank n-1", "scalar", "zero")
# alpha over the size of H; None is exactly an entry or eigenvalue of H, a third and a tenth have 53 bits
_NEAR = (1.0, None, 1 / 3, 8.0, 0.1, 2.0**-10, 2.0**10)
_FAR = (2.0**-20, 2.0**-30 / 3, 2.0**-45, 2.0**-53, 2.0**-60, 2.0**-90, 2.0**40 / 3, 2.0**60, 2.0**90)
_RATIOS = _NEAR + _FAR


class _Kind(NamedTuple):
    """What sort of problem the rows are made into."""

    structure: str = "generic"
    ratio: float | None = 1.0
    added: float = 0.0
    scale: int = 0
    graded: bool = False
    thirds: bool = False


def _kinds() -> list[_Kind]:
    """The plain kind, those that differ from it in one respect, then mixtures."""
    alone = [_Kind()]
    alone += [_Kind(structure=structure) for structure in _STRUCTURES[1:]]
    alone += [_Kind(ratio=ratio) for ratio in _RATIOS[1:]]
    # entries of the unscaled matrix are at most 8 * 64^2 = 2^15: added to them, all down to 2^-37 fits into 53 bits
    alone += [_Kind(added=added) for added in (1.0, 2.0**-30, 2.0**-37, 2.0**20)]
    alone += [_Kind(scale=1), _Kind(scale=-1), _Kind(graded=True), _Kind(thirds=True)]
    return alone + [_mixture(i) for i in range(256 - len(alone))]


def _mixture(i: int) -> _Kind:
    """A kind that differs in several respects; the moduli have no common factor, so all pairs of them occur."""
    return _Kind(
        _STRUCTURES[i % 8],
        _RATIOS[i // 8 % 16],
        (0.0, 1.0, 0.0, 2.0**-37, 0.0)[i % 5],
        (0, 0, 1, 0, -1, 0, 0)[i % 7],
        graded=i % 3 == 1,
        thirds=i % 11 > 6,
    )


# in a range of 256 Hypothesis draws every whole number about as often as any other
_KINDS = _kinds()
_KIND = st.integers(0, len(_KINDS) - 1)

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


# --- dense problems --------------------------------------------------------------------------------------------------


def ridge_problems(*, min_n: int = 1, max_n: int = LARGEST_DENSE, scale: int = 400) -> st.SearchStrategy[Problem]:
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

    Raises
    ------
    ValueError
        If the range of dimensions is empty or leaves 1 to 8; `sparse_ridge_problems` draws larger ones.
    """
    _check_range(min_n, max_n)
    rows = st.lists(st.integers(0, _ROW), min_size=min_n, max_size=max_n)
    return st.tuples(rows, _KIND).map(lambda drawn: _dense(drawn[0], _KINDS[drawn[1]], scale))


def _check_range(min_n: int, max_n: int) -> None:
    if not 1 <= min_n <= max_n <= LARGEST_DENSE:
        message = f"dimensions {min_n} to {max_n} are not within 1 to {LARGEST_DENSE}"
        raise ValueError(f"{message}: choose others, or use sparse_ridge_problems for larger ones")


def _dense(rows: list[int], kind: _Kind, scale: int) -> Problem:
    digits = (np.array(rows)[:, None] >> _PLACE_BITS) & 15
    values = _DIGIT[digits]
    factor = _FACTORS[kind.structure](values[:, _PLACES])
    event("Hessian", kind.structure)
    exponents = 3 * values[:, 3].astype(np.int64) if kind.graded else None
    return _problem(factor, values[:, 0], kind, scale, exponents)


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


def _problem(factor: _Array, w_star: _Array, kind: _Kind, scale: int, exponents: _Indices | None) -> Problem:
    """The problem with the Hessian 2^k D (A A^T + c I) D; `exponents` are those of D."""
    n, k = len(factor), _scale(kind, scale)
    H = factor @ factor.T  # whole numbers below 2^53: exact in whatever order they are added
    H.flat[:: n + 1] += kind.added
    if exponents is not None:
        H = np.ldexp(H, exponents[:, None] + (exponents + k))
    elif k:
        H = np.ldexp(H, k)
    diagonal = H.diagonal()
    alpha = _alpha(kind, float(diagonal.max()), float(diagonal[0]), k)
    return Problem(_frozen(H), _frozen(_weights(w_star, kind)), alpha)


def _weights(w_star: _Array, kind: _Kind) -> _Array:
    return w_star / 3 if kind.thirds else w_star


def _scale(kind: _Kind, scale: int) -> int:
    """The exponent of two by which everything is scaled."""
    k = kind.scale * scale
    if k:
        event("scale", k)
    return k


def _alpha(kind: _Kind, size: float, at: float, k: int) -> float:
    """The penalty coefficient, relative to the largest entry of H (to 2^k if H is 0) or exactly `at`."""
    if kind.ratio is None and at:
        event("alpha", "exactly at")
        return at
    ratio = kind.ratio or 1.0
    event("alpha", "near" if kind.ratio in _NEAR else "far below" if ratio < 1 else "far above")
    return ldexp(ratio, frexp(size)[1] - 1 if size else k)


def _frozen(array: _Array) -> _Array:
    array.flags.writeable = False
    return array


# --- larger problems -------------------------------------------------------------------------------------------------


def sparse_ridge_problems(*, max_n: int = 40, scale: int = 400) -> st.SearchStrategy[Problem]:
    """Return a strategy for problems of more than 8 parameters: H = 2^k (A A^T + c I) with few entries in A.

    Each entry is drawn as one packed number (value, weight, row, column); most of H and w_star is 0.

    Parameters
    ----------
    max_n : int
        The largest dimension, 9 to 40.
    scale : int
        The exponent of the largest and smallest scale; 0 leaves out scales.

    Raises
    ------
    ValueError
        If `max_n` is not within 9 to 40.
    """
    if not LARGEST_DENSE < max_n <= 40:
        raise ValueError(f"max_n = {max_n} is not within {LARGEST_DENSE + 1} to 40: use ridge_problems for smaller dimensions")
    entries = st.lists(st.integers(0, 2**20 - 1), max_size=30)
    sizes = st.integers(LARGEST_DENSE + 1, max_n)
    return st.tuples(entries, sizes, _KIND).map(lambda drawn: _sparse(drawn[0], drawn[1], _KINDS[drawn[2]], scale))


def _sparse(entries: list[int], n: int, kind: _Kind, scale: int) -> Problem:
    packed = np.array(entries, dtype=np.int64)
    row, offset = (packed >> 8 & 63) % n, packed >> 14
    factor, w_star = np.zeros((n, n)), np.zeros(n)
    factor[row, (row + offset) % n] = _DIGIT[packed & 15]
    w_star[row] = _DIGIT[packed >> 4 & 15]
    event("Hessian", "sparse")
    return _problem(factor, w_star, kind, scale, None)


# --- problems with known eigenvectors --------------------------------------------------------------------------------


def spectral_problems(
    *, min_n: int = 1, max_n: int = LARGEST_DENSE, scale: int = 400, zero_alpha: bool = False
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

    Raises
    ------
    ValueError
        If the range of dimensions is empty or leaves 1 to 8.
    """
    _check_range(min_n, max_n)
    rows = st.lists(st.integers(0, _ROW), min_size=min_n, max_size=max_n)
    return st.tuples(rows, _KIND).map(lambda drawn: _spectral(drawn[0], _KINDS[drawn[1]], scale, zero_alpha))


def _spectral(rows: list[int], kind: _Kind, scale: int, zero_alpha: bool) -> SpectralProblem:
    digits = (np.array(rows)[:, None] >> _PLACE_BITS) & 15
    numerators, denominator = _cayley(_SKEW[digits[:, _PLACES] & 7])
    numerators *= np.where(digits[:, 3] & 8, -1, 1)
    square = denominator**2
    multiples = np.array([min(_EIGENVALUE[d & 7], _EXACT // square) for d in digits[:, 3].tolist()])
    k = _scale(kind, scale)
    # |sum_j q_ij lam_j q_kj| <= max lam by Cauchy and Schwarz, the partial sums too: nothing exceeds 2^53
    H = np.ldexp(((numerators * multiples) @ numerators.T).astype(np.float64), k)
    lam = np.ldexp((multiples * square).astype(np.float64), k)
    alpha = 0.0 if zero_alpha else _alpha(kind, float(lam.max()), float(lam[0]), k)
    event("eigenvalues", _multiplicities(multiples))
    w_star = _weights(_DIGIT[digits[:, 0]], kind)
    numerators.flags.writeable = False
    return SpectralProblem(_frozen(H), _frozen(w_star), alpha, numerators, denominator, _frozen(lam))


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
