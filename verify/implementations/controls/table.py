"""What a control is: an implementation that is wrong on purpose, and how it is entered in the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["CLASSES", "Control", "Kind", "wrong"]

Kind = Literal["formula", "accuracy", "contract"]
"""A wrong formula; a right one that loses digits, overflows or gives up; right values, but not what a caller may rely on."""

CLASSES = {
    "absolute_threshold": "a number is compared with a fixed small one, whatever the scale",
    "overflow": "an intermediate result leaves the range of float64, or falls below it",
    "repeated_eigenvalues": "eigenvalues are taken for distinct, or for nonzero",
    "n_1": "one parameter is treated in another way",
    "n_over_8": "what holds for few parameters is taken to hold for many",
    "large_alpha": "alpha above the largest eigenvalue is treated in another way",
    "hidden_cap": "a number of steps, a size or a value is capped silently",
    "in_place": "an argument is changed",
    "stale_cache": "something of an earlier call is used again",
    "integer_input": "arrays of whole numbers are computed with as such",
    "layout": "the memory of an array is read as if it were contiguous, or in C order",
    "result_form": "the result has another type, or shares memory with an argument",
    "wide_design": "fewer examples than parameters, or missing rank, is not thought of",
    "convention": "another objective, or another constant in it",
    "algebra": "a mistake in the formula itself",
    "cancellation": "digits are lost by subtracting what is nearly equal",
}
"""The classes of mistakes, each with what is meant; most are those that a naive numeric test does not see."""


@dataclass(frozen=True)
class Control:
    """One row of the table.

    Attributes
    ----------
    name : str
        The name under which it is reported, unique.
    role : str
        What it pretends to compute.
    family : str
        The class of its mistake, a key of `CLASSES`.
    kind : Kind
        Whether the formula, the accuracy or the contract is broken.
    mistake : str
        What is wrong.
    make : callable
        Returns the implementation, a new one each time: some keep a state.
    """

    name: str
    role: str
    family: str
    kind: Kind
    mistake: str
    make: Callable[[], Callable[..., Any]]

    @property
    def function(self) -> Callable[..., Any]:
        """A new implementation; it takes the arguments of the role."""
        return self.make()


def wrong(
    rows: list[Control], role: str, family: str, kind: Kind, mistake: str, *, state: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that enters a function in a table under its own name.

    Parameters
    ----------
    rows : list of Control
        The table.
    role, family, kind, mistake : str
        As in `Control`.
    state : bool
        Whether the function is a factory without arguments, to be called for a new implementation.

    Raises
    ------
    ValueError
        If there is no such class, or the name is taken.
    """

    def enter(function: Callable[..., Any]) -> Callable[..., Any]:
        name = f"{role}.{function.__name__.strip('_')}"
        if family not in CLASSES or any(row.name == name for row in rows):
            raise ValueError(f"{name}: the class {family!r} does not exist, or the name is taken")
        rows.append(Control(name, role, family, kind, mistake, function if state else lambda: function))
        return function

    return enter
