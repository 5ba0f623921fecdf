"""What a property is: a claim, how to draw cases for it, how to judge one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flint import fmpq_mat
from hypothesis import strategies as st

from verify.conformance.judges import Judge
from verify.conformance.known import Known

__all__ = ["Draw", "Property", "claimed"]

Draw = Callable[..., st.SearchStrategy[Any]]
"""Returns a strategy for a keyword `precision`. Properties with the same draw, one object, share their cases."""


@dataclass(frozen=True)
class Property:
    """One thing that is tried out.

    Attributes
    ----------
    id : str
        The name under which it is reported, unique within its role.
    role : str
        Whose property it is.
    claim : str
        The id of the claim it comes from, "" for a property of the contract.
    says : str
        What has to hold, in a line.
    draw : callable
        Returns the strategy of its cases, for a keyword `precision`.
    judge : callable
        From the implementation and a case to the accuracy; raises `Finding`.
    part : str
        The part of the claim.
    """

    id: str
    role: str
    claim: str
    says: str
    draw: Callable[..., st.SearchStrategy[Any]]
    judge: Judge
    part: str = "main"

    @property
    def contract(self) -> bool:
        """Whether it is about the form of a call, not about values."""
        return not self.claim


def claimed(claim: str, part: str = "main", side: str = "right") -> Callable[[Known], fmpq_mat]:
    """Return what makes the exact value of a part of a claim from what is known of a case."""
    return lambda known: known.value(claim, part, side)
