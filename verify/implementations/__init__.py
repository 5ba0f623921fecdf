"""NumPy implementations of every role, right ones and controls that are wrong on purpose, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from verify.implementations import controls, ridge_solution

__all__ = ["CONTROLS", "IMPLEMENTATIONS", "Implementation"]


@dataclass(frozen=True)
class Implementation:
    """One row of the table.

    Attributes
    ----------
    name : str
        The name under which it is reported.
    role : str
        What it computes.
    function : callable
        It takes the arguments of the role.
    method : str
        How it computes it; for a control what is wrong about it.
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


IMPLEMENTATIONS = (
    Implementation("lu", "ridge_solution", ridge_solution.by_lu, "Gaussian elimination"),
    Implementation("cholesky", "ridge_solution", ridge_solution.by_cholesky, "Cholesky's method"),
    Implementation("eigh", "ridge_solution", ridge_solution.by_eigendecomposition, "filter by eigenvalues"),
    Implementation("svd", "ridge_solution", ridge_solution.by_svd, "filter by singular values"),
    Implementation("cg", "ridge_solution", ridge_solution.by_conjugate_gradients, "conjugate gradients"),
    Implementation("descent", "ridge_solution", ridge_solution.by_gradient_descent, "gradient descent"),
)

CONTROLS = (
    Implementation("rows", "ridge_solution", controls.by_eigenvectors_as_rows, "eigenvectors taken as rows"),
    Implementation("every_entry", "ridge_solution", controls.by_penalty_on_every_entry, "alpha added to every entry"),
)
