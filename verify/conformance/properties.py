"""All properties an implementation of a role is held against, as data: what is claimed, how to draw, how to judge.

What is exact comes from the claim itself (`oracle`), what is allowed from `verify.bounds` (`yardsticks`).
"""

from __future__ import annotations

from flint import fmpq_mat

from verify.conformance.judges import Judge, keeps_nothing, layout, the_form
from verify.conformance.known import known_of
from verify.conformance.properties_of_descents import DESCENTS, MODEL
from verify.conformance.properties_of_solutions import EFFECTIVE_DOF, RIDGE_REGRESSION, RIDGE_SOLUTION, SHRINKAGE_FACTORS
from verify.conformance.property import Property
from verify.conformance.roles import ROLES
from verify.strategies import Problem

__all__ = ["PROPERTIES", "exact_values", "properties_of"]


def exact_values(problem: Problem) -> dict[str, fmpq_mat]:
    """Return what the letters of the claims stand for: H, w_star, alpha, and Q, Lam where they are known."""
    return dict(known_of(problem.arguments, problem.letters).values)


_CONTRACT: tuple[tuple[str, str, Judge], ...] = (
    ("returns", "it returns, without an exception, an exit or a hang", the_form("crash")),
    ("result_shape", "the result has the natural shape", the_form("shape")),
    ("result_dtype", "the result is of the dtype of the arguments", the_form("dtype")),
    ("inputs_unchanged", "the arguments are not changed", the_form("changed input")),
    ("new_result", "the result shares no memory with an argument", the_form("not a new array")),
    ("repeatable", "two calls with the same arguments give the same, and none changes a result", the_form("not repeatable")),
    ("keeps_nothing", "a call does not depend on earlier ones with the same alpha and lr", keeps_nothing),
    ("read_only", "arguments may be read-only", layout("read-only")),
    ("strided", "arguments may be strided or reversed views", layout("strided", "reversed")),
    ("fortran_order", "arguments may lie in Fortran's order", layout("Fortran")),
    ("integer_input", "arguments may be arrays of whole numbers", layout("integer")),
)


def _contract(rows: tuple[Property, ...]) -> tuple[Property, ...]:
    """The contract is looked at where the role's first property is: the same cases serve both."""
    draws = {one.role: one.draw for one in reversed(rows)}
    return tuple(
        Property(name, role, "", says, draws[role], judge)
        for role in ROLES
        for name, says, judge in _CONTRACT
        if _can_fail(name, ROLES[role].parameters, role)
    )


def _can_fail(name: str, parameters: tuple[str, ...], role: str) -> bool:
    """Whether an implementation of a role can break a part of the contract; what nobody can break is not looked at."""
    if name == "fortran_order":  # a vector lies in memory in one way only
        return "H" in parameters or "X" in parameters
    if name == "new_result":  # a number has no memory of its own
        return role not in ("effective_dof", "quadratic_loss")
    if name == "keeps_nothing":
        return "alpha" in parameters or "lr" in parameters
    return True


_CLAIMED = (*RIDGE_SOLUTION, *RIDGE_REGRESSION, *SHRINKAGE_FACTORS, *EFFECTIVE_DOF, *DESCENTS, *MODEL)

PROPERTIES = (*_CLAIMED, *_contract(_CLAIMED))
"""All of them, those of the contract last."""


def properties_of(role: str) -> tuple[Property, ...]:
    """Return the properties of a role, those of the contract first: whoever breaks it is told so first.

    Raises
    ------
    LookupError
        If there is no such role.
    """
    if role not in ROLES:
        raise LookupError(f"no role is called {role!r}; there are {', '.join(ROLES)}")
    own = [one for one in PROPERTIES if one.role == role]
    return tuple(sorted(own, key=lambda one: not one.contract))
