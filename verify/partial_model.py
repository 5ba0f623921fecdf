"""What has been found of a model so far, and what is true and what terms are worth there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flint import fmpq, fmpq_mat

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.evaluation import evaluate
from verify.exact import gradient_at, holds
from verify.ingredients import Digits, Smooth
from verify.problem import Need, Problem
from verify.rings import FLINT, Function

__all__ = ["Partial", "Stuck", "Wish"]


class Stuck(Exception):
    """An attempt ends here; its message is the name of a hypothesis that could not be met."""


class Wish(NamedTuple):
    """What spectra and natural numbers should be like where the hypotheses allow it.

    Attributes
    ----------
    regular : bool, optional
        Symmetric and diagonal letters have no eigenvalue 0 (True), or have one (False).
    repeated : bool
        They have an eigenvalue twice.
    natural : int, optional
        What a letter for a natural number should be.
    """

    regular: bool | None = None
    repeated: bool = False
    natural: int | None = None


class Partial:
    """Values of some letters and functions of a problem, and where further choices come from.

    Parameters
    ----------
    problem : Problem
        What is to be found.
    sizes : mapping of str to int
        A number for each size name; a letter for a natural number joins them with its value.
    digits : Digits
        Where choices come from.
    wish : Wish
        What spectra and natural numbers should be like.
    """

    def __init__(self, problem: Problem, sizes: Mapping[str, int], digits: Digits, wish: Wish) -> None:
        self.problem, self.sizes, self.digits, self.wish = problem, dict(sizes), digits, wish
        self.values: dict[str, fmpq_mat] = {}
        self.functions: dict[str, Function] = {}
        self.smooth: dict[str, Smooth] = {}

    def true(self, need: Need) -> bool:
        """Return whether a hypothesis is true; what has no value, because it divides by 0, is not."""
        try:
            return holds(need.statement, self.values, self.sizes, self.functions)
        except ZeroDivisionError:
            return False

    def worth(self, term: tm.Term) -> fmpq_mat:
        """Return the value of a term whose letters and functions have values."""
        return evaluate(term, self.values, self.sizes, FLINT, self.functions)

    def shape(self, symbol: tm.Symbol) -> tuple[int, int]:
        """Return the rows and columns of a symbol."""
        rows, cols = (size if isinstance(size, int) else self.sizes[size] for size in symbol.shape)
        return rows, cols

    def residual(self, need: Need) -> list[fmpq]:
        """Return what an equation is off by."""
        statement = need.statement
        if isinstance(statement, st.GradientIs):
            slope = gradient_at(statement, self.values, self.sizes, self.functions)
            return (slope - self.worth(statement.value)).entries()
        assert isinstance(statement, st.Equal)  # noqa: S101 - `Need.equation` says so
        return (self.worth(statement.left) - self.worth(statement.right)).entries()
