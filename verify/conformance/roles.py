"""What an implementation can be: the roles, each with its arguments and the claim that says what it returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq_mat

from verify.conformance.known import Known
from verify.rings import FLINT

__all__ = ["ROLES", "Role"]


@dataclass(frozen=True)
class Role:
    """A function that others implement: float64 in, float64 out.

    Attributes
    ----------
    name : str
        The name by which it is asked for.
    parameters : tuple of str
        The names of its arguments, in their order.
    claim : str
        The id of the claim that says what it computes.
    value : str
        What it computes, in a line.
    shape : callable
        From the arguments by name to the shape of the result, () for a number.
    value_of : callable
        From what is known of a case to the exact result, a column: terms of claims, evaluated. `exact` asks it once.
    """

    name: str
    parameters: tuple[str, ...]
    claim: str
    value: str
    shape: Callable[[Mapping[str, Any]], tuple[int, ...]]
    value_of: Callable[[Known], fmpq_mat]

    def exact(self, known: Known) -> fmpq_mat:
        """Return the exact result, a column: terms of claims, evaluated; once for all that ask for it."""
        return known.once(("exact", self.name), lambda: self.value_of(known))


def _like(name: str) -> Callable[[Mapping[str, Any]], tuple[int, ...]]:
    return lambda arguments: np.shape(arguments[name])


def _solution(known: Known) -> fmpq_mat:
    """7.10, at alpha = 0 its limit."""
    if known.number("alpha") != 0:
        return known.value("eq_7_10")
    return known.with_pseudo_inverse.value("limit_alpha_zero")


def _regression(known: Known) -> fmpq_mat:
    """The ridge solution; at alpha = 0 the limit of 7.10 for H = X^T X/m and any minimiser of the loss, here H^+ X^T y/m."""
    if known.number("alpha") != 0:
        return known.value("ridge_regression")
    m = Fraction(1, known.sizes["m"])
    XT = FLINT.scale(FLINT.number(m), known.values["X"].transpose())
    model = known.but(H=XT * known.values["X"]).with_pseudo_inverse
    return model.but(w_star=model.values["H_plus"] * (XT * known.values["y"])).value("limit_alpha_zero")


def _diagonal(column: fmpq_mat) -> fmpq_mat:
    return FLINT.diagonal([FLINT.scale(FLINT.number(Fraction(1)), fmpq_mat(1, 1, [x])) for x in column.entries()])


def _factors(known: Known) -> fmpq_mat:
    """The diagonal of (Lam + alpha I)^-1 Lam; at alpha = 0 what the limit does to a vector of ones."""
    Lam, n = _diagonal(known.values["eigenvalues"]), known.n
    if known.number("alpha") != 0:
        factors = known.but(Lam=Lam).value("eq_7_13", "factors")
        return fmpq_mat(n, 1, [factors[i, i] for i in range(n)])
    return known.but(H=Lam, w_star=fmpq_mat(n, 1, [1] * n)).with_pseudo_inverse.value("limit_alpha_zero")


def _dof(known: Known) -> fmpq_mat:
    """The trace of H (H + alpha I)^-1, at alpha = 0 its limit, the rank."""
    if known.number("alpha") != 0:
        return known.value("effective_parameters", side="left")
    return known.with_pseudo_inverse.value("effective_parameters", "limit_at_zero")


def _penalised_descent(known: Known) -> fmpq_mat:
    """7.40 for the quadratic function J_hat + alpha/2 |w|^2: its Hessian is H + alpha I, its minimiser w_tilde."""
    alpha = known.values["alpha"][0, 0]
    shifted = known.values["Lam"] + alpha * FLINT.identity(known.n)
    return _descent(known.but(Lam=shifted, w_star=_solution(known) if alpha != 0 else known.values["w_star"]))


def _descent(known: Known) -> fmpq_mat:
    """Q times what 7.40 says of Q^T w_k."""
    return known.values["Q"] * known.value("eq_7_40")


def _power_factors(known: Known) -> fmpq_mat:
    """1 - (1 - eps lam)^k for each eigenvalue: the left side of 7.43."""
    lam = known.values["eigenvalues"].entries()
    return fmpq_mat(known.n, 1, [known.but(lam=fmpq_mat(1, 1, [x])).value("eq_7_43", side="left")[0, 0] for x in lam])


ROLES = {
    role.name: role
    for role in (
        Role(
            "ridge_solution",
            ("H", "w_star", "alpha"),
            "eq_7_10",
            "the regularized optimum; at alpha = 0 its limit, the projection of w_star on the range of H",
            _like("w_star"),
            _solution,
        ),
        Role(
            "ridge_regression",
            ("X", "y", "alpha"),
            "ridge_regression",
            "the minimiser of |Xw - y|^2/(2m) + alpha/2 |w|^2; at alpha = 0 the shortest least-squares solution",
            lambda arguments: (np.shape(arguments["X"])[1],),
            _regression,
        ),
        Role(
            "shrinkage_factors",
            ("eigenvalues", "alpha"),
            "eq_7_13",
            "lam/(lam + alpha) for each eigenvalue, in their order; 0 where both are 0",
            _like("eigenvalues"),
            _factors,
        ),
        Role(
            "effective_dof",
            ("H", "alpha"),
            "effective_parameters",
            "the trace of H (H + alpha I)^-1, at alpha = 0 the rank of H",
            lambda _: (),
            _dof,
        ),
        Role(
            "weight_decay_step",
            ("w", "grad", "lr", "alpha"),
            "eq_7_04",
            "w - lr (alpha w + grad)",
            _like("w"),
            lambda known: known.value("eq_7_04"),
        ),
        Role(
            "weight_decay_descent",
            ("H", "w_star", "lr", "alpha", "steps"),
            "eq_7_04",
            "that step repeated from 0 with the gradient H (w - w_star)",
            _like("w_star"),
            _penalised_descent,
        ),
        Role(
            "early_stopping",
            ("H", "w_star", "lr", "steps"),
            "eq_7_40",
            "gradient descent from 0, stopped after so many steps",
            _like("w_star"),
            _descent,
        ),
        Role(
            "early_stopping_factors",
            ("eigenvalues", "lr", "steps"),
            "eq_7_43",
            "1 - (1 - lr lam)^steps for each eigenvalue, in their order",
            _like("eigenvalues"),
            _power_factors,
        ),
        Role(
            "quadratic_loss",
            ("w", "H", "w_star", "j_star"),
            "eq_7_06",
            "(w - w_star)^T H (w - w_star)/2 + j_star",
            lambda _: (),
            lambda known: known.value("eq_7_06"),
        ),
        Role(
            "quadratic_gradient",
            ("w", "H", "w_star"),
            "eq_7_07",
            "H (w - w_star)",
            _like("w"),
            lambda known: known.value("eq_7_07"),
        ),
    )
}
"""By name."""
