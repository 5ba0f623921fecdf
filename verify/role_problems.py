"""Hypothesis strategies for the roles beside `ridge_solution`: designs, spectra, rates, steps, points.

They draw the same strings of bytes as `verify.strategies`, so they shrink alike, and every number is exact in the precision
that is asked for. `events` of Hypothesis name the regions that were reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import frexp, ldexp
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import fmpq_mat
from hypothesis import event
from hypothesis import strategies as st

from verify.bounds import DOUBLE, Precision
from verify.exact import rational
from verify.packing import (
    DIGIT,
    PLACES,
    Kind,
    Packed,
    Scattered,
    alpha_of,
    digits_of,
    frozen,
    lifted,
    packed,
    scale_of,
    scattered,
)
from verify.rings import FLINT
from verify.strategies import Problem, dense_problem, sparse_problem, spectral_problem

__all__ = ["Asked", "descents", "designs", "large_designs", "points", "rates", "spectra", "steps"]

_Array = npt.NDArray[np.float64]

_MOST = 8
_FEW = 4  # parameters of a descent, whose exact numbers grow with every step
_LARGEST = 40


@dataclass(frozen=True, eq=False)
class Asked:
    """What a role is asked.

    Attributes
    ----------
    arguments : mapping of str to array or number
        The arguments of the role by name; arrays are float64 and read-only.
    letters : mapping of str to fmpq_mat
        Further letters of claims whose exact values are known, Q and Lam for instance.
    """

    arguments: Mapping[str, Any]
    letters: Mapping[str, fmpq_mat] = field(default_factory=dict)


def _scale(kind: Kind, scale: int, precision: Precision) -> int:
    return scale_of(kind, scale if precision == DOUBLE else scale // 16)


def _rounded(x: _Array, precision: Precision) -> _Array:
    return x if precision == DOUBLE else x.astype(precision.dtype).astype(np.float64)


def _number(x: float, precision: Precision) -> float:
    return x if precision == DOUBLE else float(np.float32(x))


# --- designs ---------------------------------------------------------------------------------------------------------


def designs(*, zero_alpha: bool = False, least: str = "", precision: Precision = DOUBLE) -> st.SearchStrategy[Asked]:
    """Return a strategy for designs X of shape (m, n), m and n from 1 to 8, targets y and alpha.

    X is a matrix of small whole numbers, or thirds of them, times powers of two: wide, tall and square, with zero rows and
    columns, equal columns, columns of very different size, scaled by 2^200 and 2^-200; y too is scaled, by 2^70 and 2^-70.
    alpha is of the size of X^T X/m, exactly a diagonal entry of it, or far below or above.

    Parameters
    ----------
    zero_alpha : bool
        Whether alpha is 0; no nonzero eigenvalue of X^T X is then below 2^-20 of its norm.
    least : str
        "wide" for m < n, "tall" for m > n, "" for any shape.
    precision : Precision
        In which everything is exact.
    """
    fewest, most = 2 if least == "tall" else 1, _MOST - 1 if least == "wide" else _MOST
    make = _separated if zero_alpha else _design
    return packed(lambda one: make(one, least, precision), fewest, most, room=_MOST)


def _separated(drawn: Packed, least: str, precision: Precision) -> Asked:
    """A design with alpha = 0, of a plainer kind where some eigenvalue would be neither 0 nor far from it."""
    even = drawn.kind._replace(graded=False)
    kinds = (drawn.kind, even, even._replace(structure="generic"), even._replace(structure="diagonal"))
    made = (_design(drawn._replace(kind=kind), least, precision) for kind in kinds)
    tried = (Asked({**asked.arguments, "alpha": 0.0}) for asked in made)
    return next(filter(_well_separated, tried))


def _design(drawn: Packed, least: str, precision: Precision) -> Asked:
    digits, kind, code = drawn.digits, drawn.kind, drawn.further
    m = len(digits)
    n = {"wide": m + 1 + code % (_MOST - m or 1), "tall": 1 + code % max(1, m - 1)}.get(least, 1 + code % _MOST)
    X = DIGIT[digits[:, PLACES[:n]]]
    if kind.structure == "rank one":
        X = np.outer(X[:, 0], DIGIT[1 : n + 1])
    elif kind.structure in ("half rank", "scalar"):
        X = X[:, np.arange(n) % ((n + 1) // 2)]  # equal columns
    elif kind.structure == "zero":
        X[:, ::2] = 0
    elif kind.structure == "diagonal":
        X = X * np.eye(m, n)
    if kind.graded:
        X = np.ldexp(X, 3 * (DIGIT[digits[0, 3]].astype(np.int64)) * (np.arange(n) % 3 - 1))
    event("design", "wide" if m < n else "tall" if m > n else "square")
    return _asked(X, DIGIT[digits[:, 0]], kind, precision)


def _asked(X: _Array, y: _Array, kind: Kind, precision: Precision) -> Asked:
    k = _scale(kind, 200, precision)
    if kind.structure == "dense":
        X = _rounded(X / 3, precision)  # all bits of an entry count: small whole numbers have few
    X = np.ldexp(X, k) + 0.0  # no negative zeros
    y = lifted(_rounded(y / 3 if kind.thirds else y, precision), kind, precision)
    diagonal = (X * X).sum(axis=0) / len(X)
    alpha = _number(alpha_of(kind, float(diagonal.max()), float(diagonal[0]), 2 * k, precision), precision)
    return Asked({"X": frozen(X), "y": frozen(y), "alpha": alpha})


def _well_separated(asked: Asked) -> bool:
    squares = np.linalg.svd(asked.arguments["X"], compute_uv=False) ** 2
    large = np.count_nonzero((squares > 2.0**-19 * squares[0]) & (squares > 0))
    return bool(large == rational(asked.arguments["X"]).rank())  # the rank is exact: a tiny eigenvalue is not 0


def large_designs(*, precision: Precision = DOUBLE) -> st.SearchStrategy[Asked]:
    """Return a strategy for designs with 9 to 40 columns and 1 to 96 rows, few entries of which are not 0."""
    return scattered(lambda one: _large(one, precision), 2)


def _large(drawn: Scattered, precision: Precision) -> Asked:
    m, n = 1 + drawn.choices[0] % 96, 9 + drawn.choices[1] % 32
    X, y = np.zeros((m, n)), np.zeros(m)
    row, offset, entry = drawn.places
    X[row % m, (row + offset) % n] = DIGIT[entry]
    y[drawn.vector[0] % m] = DIGIT[drawn.vector[1]]
    event("design", "large")
    return _asked(X, y, drawn.kind, precision)


# --- eigenvalues -----------------------------------------------------------------------------------------------------


def spectra(*, zero_alpha: bool = False, precision: Precision = DOUBLE) -> st.SearchStrategy[Asked]:
    """Return a strategy for alpha and 1 to 12 eigenvalues, or four times as many: in any order, zero, repeated, graded."""
    return packed(lambda one: _spectrum(one, zero_alpha, precision), 1, 12)


def _many(drawn: Packed) -> npt.NDArray[np.int64]:
    """The digits of the rows, in one of 8 cases four times: some stop at a number of parameters that few rows do not reach."""
    return np.tile(drawn.digits, (4, 1)) if drawn.further % 8 == 3 else drawn.digits


def _eigenvalues(digits: npt.NDArray[np.int64], kind: Kind, precision: Precision) -> tuple[_Array, int]:
    lam = np.abs(DIGIT[digits[:, 0]])
    if kind.structure == "scalar":
        lam[:] = lam[0]
    elif kind.structure == "zero":
        lam[:] = 0
    elif kind.structure == "dense":  # clustered
        lam[lam > 0] = 1 + lam[lam > 0] * 2.0 ** (-20 if precision == DOUBLE else -10)
    if kind.graded:
        lam = np.ldexp(lam, 10 * DIGIT[digits[:, 3]].astype(np.int64) // (1 if precision == DOUBLE else 8))
    k = _scale(kind, 400, precision)
    lam = np.ldexp(lam, k)
    return _rounded(lam / 3 if kind.thirds else lam, precision), k


def _spectrum(drawn: Packed, zero_alpha: bool, precision: Precision) -> Asked:
    kind = drawn.kind
    lam, k = _eigenvalues(_many(drawn), kind, precision)
    event("eigenvalues", "zero" if not lam.any() else "singular" if not lam.all() else "regular")
    alpha = 0.0 if zero_alpha else _number(alpha_of(kind, float(lam.max()), float(lam[0]), k, precision), precision)
    return Asked({"eigenvalues": frozen(lam), "alpha": alpha})


_LONGEST = 200  # steps of a descent, whose implementation may be a loop
_STEPS = (1, 0, 2, 3, 8, 5, 50, 1000)
# eps times the largest eigenvalue: from far below rounding to 1, then beyond, where the steps overshoot
_RATES = (1.0, 0.5, 2.0**-10, 2.0**-30, 2.0**-52, 2.0**-70, 1 / 3, 0.75, 1.5, 2.0, 1.25, 2.5)


def rates(*, zero_steps: bool = False, precision: Precision = DOUBLE) -> st.SearchStrategy[Asked]:
    """Return a strategy for eigenvalues, a learning rate and a number of steps, 0, 1, few, or up to 1000."""
    return packed(lambda one: _rate(one, zero_steps, precision), 1, 8, choices=2)


def _lr(choices: bytes, largest: float, precision: Precision) -> tuple[float, int]:
    """The steps and a learning rate for a largest eigenvalue; the steps are few where they diverge."""
    count, ratio = _STEPS[choices[0] % len(_STEPS)], _RATES[choices[1] % len(_RATES)]
    if precision != DOUBLE and ratio < 2.0**-24:
        ratio = 2.0**-24
    lr = ratio / largest if largest else ratio
    event("rate", "diverges" if ratio > 2 else "overshoots" if ratio > 1 else "tiny" if ratio < 2.0**-20 else "contracts")
    return _number(lr, precision), min(count, 8) if ratio > 2 else count


def _rate(drawn: Packed, zero_steps: bool, precision: Precision) -> Asked:
    kind = drawn.kind
    lam, _ = _eigenvalues(_many(drawn), kind._replace(graded=False, thirds=False), precision)
    if kind.graded:
        lam = lam * 0.25 ** np.arange(len(lam))
    lr, count = _lr(drawn.choices, float(lam.max()), precision)
    event("steps", min(count, 50))
    return Asked({"eigenvalues": frozen(lam), "lr": lr, "steps": 0 if zero_steps else count})


# --- steps and descents ----------------------------------------------------------------------------------------------


def steps(*, most: int = 12, fixed: bool = False, precision: Precision = DOUBLE) -> st.SearchStrategy[Asked]:
    """Return a strategy for one step: w, its gradient, the learning rate and alpha.

    `fixed` makes the gradient -alpha w, exactly, so that w stays where it is.
    """
    return packed(lambda one: _step(one, fixed, precision), 1, most, choices=1)


def _step(drawn: Packed, fixed: bool, precision: Precision) -> Asked:
    digits, kind, choice = _many(drawn), drawn.kind, drawn.choices[0] % len(_RATES)
    k = _scale(kind, 300, precision)
    w, grad = np.ldexp(np.resize(drawn.vector, len(digits)), k), np.ldexp(DIGIT[digits[:, 1]], k)
    if kind.graded:
        w = np.ldexp(w, 3 * DIGIT[digits[:, 3]].astype(np.int64))
    w = _rounded(w / 3 if kind.thirds else w, precision)
    if drawn.further % 16 == 7:
        grad[:] = 0  # decay alone: some leave a parameter alone that has no gradient
    alpha = _number(alpha_of(kind, 1.0, 1.0, 0, precision), precision)
    if kind.structure == "zero":
        alpha = 0.0
    if fixed:
        alpha = 2.0 ** (frexp(alpha)[1] - 1) if alpha else 0.0
        grad = -alpha * w + 0.0
    # eps alpha of size 1 where alpha is not far off
    lr = _RATES[choice] / max(alpha, 2.0**-20) if alpha < 2.0**20 else _RATES[choice] / alpha
    return Asked({"w": frozen(w), "grad": frozen(grad), "lr": _number(lr, precision), "alpha": alpha})


def descents(*, penalty: bool, many: bool = False, precision: Precision = DOUBLE) -> st.SearchStrategy[Asked]:
    """Return a strategy for gradient descent on a Hessian whose eigenvalues and eigenvectors are known exactly.

    Parameters
    ----------
    penalty : bool
        Whether there is a penalty coefficient alpha.
    many : bool
        Whether there are more than 8 parameters, up to 40: the Hessian is then repeated along the diagonal, as it is in some
        cases of 5 to 8.
    precision : Precision
        In which everything is exact.
    """
    return packed(lambda one: _descent(one, penalty, many, precision), 1, _FEW, choices=2)


def _copies(code: int, n: int, many: bool) -> int:
    """How often a Hessian stands along the diagonal: mostly as often as it must, in one of 8 cases up to 8 or 40 parameters."""
    least, most = (_MOST // n + 1, _LARGEST // n) if many else (1, _MOST // n)
    if code % 8 != 5:
        return least
    if not many:
        least = min(_FEW // n + 1, most)
    return most - code // 8 % (most - least + 1)


def _descent(drawn: Packed, penalty: bool, many: bool, precision: Precision) -> Asked:
    problem = spectral_problem(drawn, precision=precision)
    H, w_star, lam, Q = problem.H, problem.w_star, problem.lam, problem.Q
    if (copies := _copies(drawn.further, problem.n, many)) > 1:
        unit = np.eye(copies)
        H, lam = np.asarray(np.kron(unit, H), dtype=np.float64), np.tile(lam, copies)
        w_star = np.concatenate([np.roll(w_star, i) for i in range(copies)])
        Q = rational(np.kron(unit.astype(np.int64), problem.numerators)) / problem.denominator
    top = float(lam.max())
    alpha = min(problem.alpha, ldexp(top or 1.0, 60)) if penalty else 0.0
    lr, count = _lr(drawn.choices, top + alpha, precision)
    lr = ldexp(1.0, frexp(lr)[1] - 1) if count > 8 else lr  # a power of two keeps the exact numbers short
    event("steps", count)
    letters = {"Q": Q, "Lam": FLINT.diagonal([rational(one) for one in lam.tolist()])}
    asked: dict[str, Any] = {"H": frozen(H), "w_star": frozen(w_star), "lr": lr}
    return Asked({**asked, **({"alpha": alpha} if penalty else {}), "steps": min(count, _LONGEST)}, letters)


# --- points ----------------------------------------------------------------------------------------------------------

_POINT = 6  # bytes that say where a point is
_SAME = 240  # from here on the first of them says: at the minimum


def points(
    *, loss: bool, where: str = "", max_n: int = _MOST, many: bool = False, precision: Precision = DOUBLE
) -> st.SearchStrategy[Asked]:
    """Return a strategy for a Hessian, its minimiser w_star, a point w near it or far, and for the loss its least value.

    Parameters
    ----------
    loss : bool
        Whether there is a least value j_star.
    where : str
        "minimum" for w = w_star, "" for anywhere.
    max_n : int
        The largest number of parameters.
    many : bool
        Whether there are more than 8 parameters instead.
    precision : Precision
        In which everything is exact.
    """
    if many:
        return scattered(
            lambda one: _point(sparse_problem(one, precision=precision), one.kind, one.choices[1:], loss, where, precision),
            1 + _POINT,
        )
    return packed(
        lambda one: _point(dense_problem(one, precision=precision), one.kind, one.choices, loss, where, precision),
        1,
        max_n,
        _POINT,
    )


def _point(problem: Problem, kind: Kind, choices: bytes, loss: bool, where: str, precision: Precision) -> Asked:
    code, delta = choices[0], lifted(np.resize(DIGIT[digits_of(choices[1:])], problem.n), kind, precision)
    if code >= _SAME:
        delta[:] = 0
    exponent = (0, 0, -10, 0)[code % 4] if precision != DOUBLE else (0, 3, -30, 0)[code % 4]
    w = _rounded(problem.w_star + np.ldexp(delta, exponent), precision)
    if where == "minimum":
        w = problem.w_star.copy()
    asked: dict[str, Any] = {"w": frozen(w), "H": problem.H, "w_star": problem.w_star}
    if loss:
        # of the size of the loss, or none
        size = float(problem.H.max()) or 1.0
        asked["j_star"] = _number((0.0, 1.0, size, -size, 1 / 3, size / 3)[code // 4 % 6], precision)
    return Asked(asked)
