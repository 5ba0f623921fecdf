"""The properties an implementation of a role is held against, as data: what is claimed, how to draw, how to judge.

A judge takes the implementation and one drawn case; it returns how accurate the result is, or raises a `Finding`. What
is exact comes from the claim itself (`oracle`), what is allowed from `verify.bounds`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, Protocol

import numpy as np
from flint import fmpq, fmpq_mat
from hypothesis import strategies as st

from verify.bounds import allowed_residual, projection_error, square_root
from verify.conformance.chains import exact_value
from verify.conformance.judging import Accuracy, Finding, Subject, accuracy, allowed_error, as_float, infinity_norm, norms_of
from verify.conformance.oracle import claimed_equation, oracle_value
from verify.exact import FLINT, rational
from verify.strategies import Problem, SpectralProblem, ridge_problems, sparse_ridge_problems, spectral_problems

__all__ = ["PROPERTIES", "Case", "Property", "exact_values"]


class Case(Protocol):
    """What is drawn: something with arguments for the role."""

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments by name."""
        ...


@dataclass(frozen=True)
class Property:
    """One thing that is tried out.

    Attributes
    ----------
    id : str
        The name under which it is reported.
    role : str
        Whose property it is.
    claim : str
        The id of the claim it comes from.
    says : str
        What has to hold, in a line.
    draw : callable
        Returns the strategy of its cases.
    judge : callable
        From the implementation and a case to the accuracy; raises `Finding`.
    """

    id: str
    role: str
    claim: str
    says: str
    draw: Callable[[], st.SearchStrategy[Any]]
    judge: Callable[[Subject, Any], Accuracy]


def exact_values(problem: Problem) -> dict[str, fmpq_mat]:
    """Return what the letters of the claims stand for: H, w_star, alpha, and Q, Lam where they are known."""
    values = {name: rational(value) for name, value in problem.arguments.items()}
    if isinstance(problem, SpectralProblem):
        values["Q"] = problem.Q
        values["Lam"] = FLINT.diagonal([rational(lam) for lam in problem.lam.tolist()])
    return values


# --- judges ----------------------------------------------------------------------------------------------------------


def _against(claim: str, part: str = "main") -> Callable[[Subject, Problem], Accuracy]:
    """Compare the result with the right side of a claim."""

    def judge(subject: Subject, problem: Problem) -> Accuracy:
        x = rational(subject(problem.arguments))
        values = exact_values(problem)
        return _accurate(values, x, oracle_value(claim, values, problem.n, part))

    return judge


def _accurate(values: Mapping[str, fmpq_mat], x: fmpq_mat, exact: fmpq_mat) -> Accuracy:
    found = accuracy(values, x, exact)
    if found.ratio <= 1:
        return found
    message = f"the error is {found.ratio:.3g} times what is allowed"
    raise Finding("inaccurate", message, found.ratio, {"returned": x, "exact": exact})


def _each_coordinate(claim: str) -> Callable[[Subject, SpectralProblem], Accuracy]:
    """Compare both sides of a claim about one eigendirection, for each of them."""

    def judge(subject: Subject, problem: SpectralProblem) -> Accuracy:
        x = rational(subject(problem.arguments))
        values, n = exact_values(problem) | {"w_tilde": x}, problem.n
        K, norms = norms_of(values, x)
        equation, found = claimed_equation(claim), Accuracy(0.0, "backward-stable")
        for i in range(n):
            values["e_i"] = FLINT.basis(i, n)
            left, right = (exact_value(side, values, n) for side in (equation.left, equation.right))
            error = _fraction(abs((left - right)[0, 0]))
            # lam_i + alpha times it is coordinate i of the residual, and the 2-norm bounds each coordinate
            ratio = error * _fraction(values["Lam"][i, i] + values["alpha"][0, 0]) / (square_root(n) * allowed_residual(norms))
            grade = found.grade
            if ratio > 1:
                ratio, grade = error / (square_root(n) * allowed_error(K, norms)), "forward-accurate"
            if ratio > 1:
                message = f"coordinate {i} is off by {as_float(ratio):.3g} times what is allowed"
                raise Finding("inaccurate", message, as_float(ratio), {"returned": left, "exact": right})
            found = Accuracy(max(found.ratio, as_float(ratio)), grade)
        return found

    return judge


def _fraction(x: fmpq) -> Fraction:
    return Fraction(int(x.p), int(x.q))


def _strided(array: Any) -> Any:
    wide = np.full(tuple(2 * size for size in array.shape), np.nan)
    view = wide[tuple(slice(None, None, 2) for _ in array.shape)]
    view[...] = array
    return view


def _whole(array: Any) -> Any:
    whole = array.astype(np.int64)
    return whole if np.array_equal(whole, array) else array


_LAYOUTS: dict[str, Callable[[Any], Any]] = {
    "writable": np.array,
    "read-only": lambda array: array,  # as drawn
    "Fortran": lambda array: np.array(array, order="F"),
    "strided": _strided,
    "reversed": lambda array: array[..., ::-1].copy()[..., ::-1],
    "integer": _whole,
}


def _whatever_the_layout(subject: Subject, problem: Problem) -> Accuracy:
    """Call with arrays of every layout, after a call with other arguments; nothing the caller has may change."""
    values = exact_values(problem)
    exact = oracle_value(subject.role.claim, values, problem.n)
    first = subject(problem.arguments)
    subject({**problem.arguments, "w_star": -problem.w_star, "alpha": 2 * problem.alpha})
    if not np.array_equal(first, subject(problem.arguments)):
        raise Finding("not repeatable", "two calls with the same arguments give different results: keep no state")
    found = _accurate(values, rational(first), exact)
    for name, laid_out in _LAYOUTS.items():
        given = {k: laid_out(v) if isinstance(v, np.ndarray) else v for k, v in problem.arguments.items()}
        try:
            result = subject.on(given)
            if not np.array_equal(result, first):
                _accurate(values, rational(result), exact)
        except Finding as finding:
            raise Finding(finding.kind, f"with {name} arrays {finding}", finding.ratio, finding.details) from None
    return found


def _limit(claim: str) -> Callable[[Subject, SpectralProblem], Accuracy]:
    """Compare the result at alpha = 0 with the limit that a claim shows; the eigenvalues give the pseudo-inverse."""

    def judge(subject: Subject, problem: SpectralProblem) -> Accuracy:
        x = rational(subject(problem.arguments))
        values, lam = exact_values(problem), [Fraction(lam) for lam in problem.lam.tolist()]
        inverse = FLINT.diagonal([FLINT.number(1 / one if one else one) for one in lam])
        values["H_plus"] = values["Q"] * inverse * values["Q"].transpose()
        exact = oracle_value(claim, values, problem.n)
        condition = max(lam) / min(filter(None, lam), default=Fraction(1))
        allowed = projection_error(problem.n, condition, infinity_norm(values["w_star"]))
        ratio = as_float(infinity_norm(exact - x) / allowed)
        if ratio > 1:
            message = f"at alpha = 0 the error is {ratio:.3g} times what is allowed"
            raise Finding("inaccurate", message, ratio, {"returned": x, "exact": exact})
        return Accuracy(ratio, "backward-stable")

    return judge


# --- the table -------------------------------------------------------------------------------------------------------

PROPERTIES = (
    Property(
        "closed_form",
        "ridge_solution",
        "eq_7_10",
        "it solves (H + alpha I) w = H w_star",
        ridge_problems,
        _against("eq_7_10"),
    ),
    Property(
        "closed_form_large",
        "ridge_solution",
        "eq_7_10",
        "it does so for more than 8 parameters",
        sparse_ridge_problems,
        _against("eq_7_10"),
    ),
    Property(
        "eigenbasis",
        "ridge_solution",
        "eq_7_13",
        "it shrinks by lam_i/(lam_i + alpha) in the eigenbasis of H",
        spectral_problems,
        _against("eq_7_13"),
    ),
    Property(
        "coordinates",
        "ridge_solution",
        "coordinates",
        "it shrinks each coordinate in the eigenbasis by its own factor",
        spectral_problems,
        _each_coordinate("coordinates"),
    ),
    Property(
        "without_penalty",
        "ridge_solution",
        "limit_alpha_zero",
        "at alpha = 0 it is the limit, the projection of w_star on the range of H",
        partial(spectral_problems, zero_alpha=True),
        _limit("limit_alpha_zero"),
    ),
    Property(
        "layouts",
        "ridge_solution",
        "eq_7_10",
        "arrays of any layout or of whole numbers give the same, twice, and stay unchanged",
        partial(ridge_problems, scale=0),
        _whatever_the_layout,
    ),
)
