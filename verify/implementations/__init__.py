"""NumPy implementations of every role, right ones and controls that are wrong on purpose, in one table each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from verify.implementations import descent, quadratic, ridge_regression, ridge_solution, spectral
from verify.implementations.adapters import scipy_solvers
from verify.implementations.controls import CONTROLS, Control

__all__ = ["CONTROLS", "IMPLEMENTATIONS", "Control", "Implementation"]


@dataclass(frozen=True)
class Implementation:
    """One row of the table.

    Attributes
    ----------
    name : str
        The name under which it is reported, unique within its role.
    role : str
        What it computes.
    function : callable
        It takes the arguments of the role.
    method : str
        How it computes it.
    """

    name: str
    role: str
    function: Callable[..., Any]
    method: str

    @property
    def domain(self) -> Callable[..., bool] | None:
        """Where it promises accuracy, None for everywhere; a callable with the role's arguments."""
        domain: Callable[..., bool] | None = getattr(self.function, "domain", None)
        return domain


def _rows(role: str, *rows: tuple[str, Callable[..., Any], str]) -> tuple[Implementation, ...]:
    return tuple(Implementation(name, role, function, method) for name, function, method in rows)


IMPLEMENTATIONS = (
    *_rows(
        "ridge_solution",
        ("lu", ridge_solution.by_lu, "Gaussian elimination"),
        ("cholesky", ridge_solution.by_cholesky, "Cholesky's method"),
        ("eigh", ridge_solution.by_eigendecomposition, "filter by eigenvalues"),
        ("svd", ridge_solution.by_svd, "filter by singular values"),
        ("cg", ridge_solution.by_conjugate_gradients, "conjugate gradients"),
        ("descent", ridge_solution.by_gradient_descent, "gradient descent"),
    ),
    *_rows(
        "ridge_regression",
        ("normal", ridge_regression.by_normal_equations, "normal equations"),
        ("hessian", ridge_regression.by_hessian, "Gaussian elimination with the Hessian"),
        ("eigh", ridge_regression.by_eigendecomposition, "eigenvalues of X^T X"),
        ("dual", ridge_regression.by_dual, "the dual form"),
        ("svd", ridge_regression.by_svd, "filter by singular values of X"),
        ("augmented", ridge_regression.by_augmented_least_squares, "augmented least squares"),
        ("qr", ridge_regression.by_augmented_qr, "augmented triangularisation"),
        ("descent", ridge_regression.by_gradient_descent, "gradient descent"),
        ("scipy-lstsq", scipy_solvers.by_lstsq, "SciPy: lstsq of the augmented design"),
        ("scipy-lsqr", scipy_solvers.by_lsqr, "SciPy: lsqr with damp"),
        ("scipy-lsmr", scipy_solvers.by_lsmr, "SciPy: lsmr with damp"),
    ),
    *_rows(
        "shrinkage_factors",
        ("quotient", spectral.factors_by_quotient, "a quotient"),
        ("reciprocal", spectral.factors_by_reciprocal, "the reciprocal of 1 + alpha/lam"),
        ("complement", spectral.factors_by_complement, "1 less the rest, where that is small"),
        ("fractions", spectral.factors_by_fractions, "exact fractions, rounded once"),
    ),
    *_rows(
        "effective_dof",
        ("eigenvalues", spectral.dof_by_eigenvalues, "sum over eigenvalues"),
        ("solution", spectral.dof_by_solution, "trace of a solution"),
        ("inverse", spectral.dof_by_inverse, "n less alpha times the trace of the inverse"),
        ("cholesky", spectral.dof_by_cholesky, "trace by Cholesky's method"),
    ),
    *_rows(
        "weight_decay_step",
        ("gradient", descent.step_by_gradient, "penalty in the gradient"),
        ("decay", descent.step_by_decay, "decay before the step"),
        ("fractions", descent.step_by_fractions, "exact fractions, rounded once"),
    ),
    *_rows(
        "weight_decay_descent",
        ("loop", descent.descent_by_loop, "step by step"),
        ("decay", descent.descent_by_decay, "step by step, the decay apart"),
        ("eigenbasis", descent.descent_by_eigenbasis, "factors in the eigenbasis"),
        ("power", descent.descent_by_affine_power, "repeated squaring of a step"),
    ),
    *_rows(
        "early_stopping",
        ("loop", descent.stopping_by_loop, "step by step"),
        ("increments", descent.stopping_by_error, "the sum of the increments"),
        ("eigenbasis", descent.stopping_by_eigenbasis, "factors in the eigenbasis"),
        ("power", descent.stopping_by_affine_power, "repeated squaring of a step"),
    ),
    *_rows(
        "early_stopping_factors",
        ("logarithm", spectral.powers_by_logarithm, "expm1 and log1p"),
        ("loop", spectral.powers_by_loop, "step by step"),
        ("doubling", spectral.powers_by_doubling, "doubling of the steps"),
        ("fractions", spectral.powers_by_fractions, "exact fractions, rounded once"),
    ),
    *_rows(
        "quadratic_loss",
        ("products", quadratic.loss_by_products, "matrix products"),
        ("einsum", quadratic.loss_by_einsum, "a double sum"),
        ("entries", quadratic.loss_by_entries, "diagonal and upper triangle"),
        ("sums", quadratic.loss_by_correct_sums, "correctly rounded sums"),
    ),
    *_rows(
        "quadratic_gradient",
        ("difference", quadratic.gradient_by_difference, "H times the difference"),
        ("columns", quadratic.gradient_by_columns, "weighted columns"),
        ("einsum", quadratic.gradient_by_einsum, "a sum over rows"),
        ("sums", quadratic.gradient_by_correct_sums, "correctly rounded sums"),
    ),
)
"""The table: name, role, function, method. Of every role there are methods that share no formula."""
