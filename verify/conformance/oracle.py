"""What a claim says a result has to be: its own terms, evaluated exactly on the arguments as given.

No formula is written here. Change a sign in the claim, and the exact value changes with it.
"""

from __future__ import annotations

from collections.abc import Mapping

from flint import fmpq_mat

import derivations
from derivations.language.errors import LanguageError
from derivations.language.statements import Equal, GradientIs, LimitIs
from derivations.language.terms import Term
from verify.conformance.chains import exact_value

__all__ = ["claimed_equation", "oracle_term", "oracle_value"]


def claimed_equation(claim_id: str, part: str = "main") -> Equal:
    """Return the equation that a part of a claim shows.

    Raises
    ------
    LookupError
        If there is no such claim.
    LanguageError
        If the part shows something else than an equation.
    """
    goal = derivations.find(claim_id).part(part).goal
    if not isinstance(goal, Equal):
        raise LanguageError(f"{claim_id}, {part} shows no equation: there is no value to compare a result with")
    return goal


def oracle_term(claim_id: str, part: str = "main", side: str = "right") -> Term:
    """Return what a part of a claim says that a value is: a side of its equation, its limit, or its gradient.

    Parameters
    ----------
    claim_id, part : str
        Which claim, and which part of it.
    side : str
        "right" or "left", of an equation.

    Raises
    ------
    LookupError
        If there is no such claim.
    LanguageError
        If the part shows neither an equation nor a limit nor a gradient.
    """
    goal = derivations.find(claim_id).part(part).goal
    if isinstance(goal, LimitIs | GradientIs):
        return goal.value
    equation = claimed_equation(claim_id, part)
    return equation.left if side == "left" else equation.right


def oracle_value(claim_id: str, values: Mapping[str, fmpq_mat], sizes: int | Mapping[str, int], part: str = "main") -> fmpq_mat:
    """Return the exact value of what `oracle_term` returns.

    Parameters
    ----------
    claim_id, part : str
        Which claim, and which part of it.
    values : mapping of str to fmpq_mat
        A matrix for each letter, 1 x 1 for a number.
    sizes : int or mapping of str to int
        The number of parameters n, or a number for each size.

    Raises
    ------
    ZeroDivisionError
        If it has no value there.
    """
    return exact_value(oracle_term(claim_id, part), values, sizes)
