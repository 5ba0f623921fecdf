"""What an implementation can be: the roles, each with its arguments and the claim that says what it returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

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
        The id of the claim whose right side it computes.
    value : str
        What it computes, in a line.
    shape : callable
        From the arguments by name to the shape of the result.
    """

    name: str
    parameters: tuple[str, ...]
    claim: str
    value: str
    shape: Callable[[Mapping[str, Any]], tuple[int, ...]]


ROLES = {
    role.name: role
    for role in (
        Role(
            "ridge_solution",
            ("H", "w_star", "alpha"),
            "eq_7_10",
            "the regularized optimum; at alpha = 0 its limit, the projection of w_star on the range of H",
            lambda arguments: np.shape(arguments["w_star"]),
        ),
    )
}
