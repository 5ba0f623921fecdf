"""The properties an implementation of a role is held against, as data: what is claimed, how to draw, how to judge.

What is exact comes from the claim itself (`oracle`), what is allowed from `verify.bounds` (`yardsticks`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flint import fmpq_mat
from hypothesis import strategies as st

from verify.conformance import relations as rel
from verify.conformance.judges import Judge, against, jointly, layout, related, residual, the_form
from verify.conformance.known import Known, known_of
from verify.conformance.roles import ROLES
from verify.role_problems import descents, designs, large_designs, points, rates, spectra, steps
from verify.strategies import Problem, ridge_problems, sparse_ridge_problems, spectral_problems

__all__ = ["PROPERTIES", "Property", "exact_values", "properties_of"]

Draw = Callable[..., st.SearchStrategy[Any]]


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


def exact_values(problem: Problem) -> dict[str, fmpq_mat]:
    """Return what the letters of the claims stand for: H, w_star, alpha, and Q, Lam where they are known."""
    return dict(known_of(problem.arguments, problem.letters).values)


def _claimed(claim: str, part: str = "main", side: str = "right") -> Callable[[Known], fmpq_mat]:
    return lambda known: known.value(claim, part, side)


def _ridge_solution() -> tuple[Property, ...]:
    def has(name: str, claim: str, says: str, draw: Draw, judge: Judge, part: str = "main") -> Property:
        return Property(name, "ridge_solution", claim, says, draw, judge, part)

    return (
        has("closed_form", "eq_7_10", "it solves (H + alpha I) w = H w_star", ridge_problems, against(_claimed("eq_7_10"))),
        has(
            "closed_form_large",
            "eq_7_10",
            "it does so for more than 8 parameters",
            sparse_ridge_problems,
            against(_claimed("eq_7_10")),
        ),
        has(
            "eigenbasis",
            "eq_7_13",
            "it shrinks by lam_i/(lam_i + alpha) in the eigenbasis of H",
            spectral_problems,
            against(_claimed("eq_7_13")),
        ),
        has(
            "coordinates",
            "coordinates",
            "it shrinks each coordinate in the eigenbasis by its own factor",
            spectral_problems,
            against(rel.from_coordinates),
        ),
        has(
            "without_penalty",
            "limit_alpha_zero",
            "at alpha = 0 it is the limit, the projection of w_star on the range of H",
            partial(spectral_problems, zero_alpha=True),
            against(lambda known: known.with_pseudo_inverse.value("limit_alpha_zero")),
        ),
        has(
            "stationary",
            "eq_7_08",
            "the gradient alpha w + H (w - w_star) vanishes there",
            ridge_problems,
            residual("eq_7_08", "main", rel.shifted),
        ),
        has(
            "displacement",
            "displacement",
            "w_star minus it is alpha (H + alpha I)^-1 w_star",
            ridge_problems,
            against(lambda known: known.values["w_star"] - known.value("displacement")),
        ),
        has(
            "scaling",
            "shrinkage_range",
            "4 H and 4 alpha give the same",
            ridge_problems,
            related(rel.four_times("H", "alpha")),
            "scaling",
        ),
        has(
            "any_basis",
            "eq_7_13",
            "parameters in another order, with other signs, give the same in that order, with these signs",
            ridge_problems,
            related(rel.reversed_parameters, rel.reversed_column),
            "every_basis",
        ),
        has(
            "norm_falls",
            "norm_and_loss_monotone",
            "its norm falls as alpha grows",
            ridge_problems,
            jointly([rel.twice("alpha")], rel.norm_falls),
        ),
        has(
            "large_penalty",
            "limit_alpha_infinity",
            "alpha |w| is at most |H w_star|",
            ridge_problems,
            jointly([], rel.at_most_gradient),
            "bound",
        ),
    )


def _ridge_regression() -> tuple[Property, ...]:
    def has(name: str, claim: str, says: str, draw: Draw, judge: Judge, part: str = "main") -> Property:
        return Property(name, "ridge_regression", claim, says, draw, judge, part)

    closed = against(_claimed("ridge_regression"))
    return (
        has("closed_form", "ridge_regression", "it solves (X^T X + m alpha I) w = X^T y", designs, closed),
        has("closed_form_large", "ridge_regression", "it does so for more than 8 parameters", large_designs, closed),
        has(
            "wide",
            "ridge_regression",
            "it does so with fewer examples than parameters",
            partial(designs, least="wide"),
            closed,
        ),
        has("dual", "ridge_dual", "it is X^T (X X^T + m alpha I)^-1 y", designs, against(_claimed("ridge_dual"))),
        has(
            "stationary",
            "ridge_regression",
            "the gradient alpha w + X^T (X w - y)/m vanishes there",
            designs,
            residual("ridge_regression", "normal_equations", rel.gram_shifted),
            "normal_equations",
        ),
        has(
            "from_least_squares",
            "ridge_regression",
            "it is the ridge solution of H = X^T X/m and the least-squares solution",
            designs,
            against(rel.through_the_model),
            "as_7_10",
        ),
        has(
            "without_penalty",
            "limit_alpha_zero",
            "at alpha = 0 it is the shortest least-squares solution X^+ y",
            partial(designs, zero_alpha=True),
            against(ROLES["ridge_regression"].exact),
        ),
        has(
            "scaling",
            "shrinkage_range",
            "2 X, 2 y and 4 alpha give the same",
            designs,
            related(rel.scaled_design),
            "scaling",
        ),
        has(
            "repeated_examples",
            "ridge_regression",
            "every example twice gives the same: the loss is an average",
            partial(designs, least="tall"),
            related(rel.examples_twice),
        ),
        has(
            "any_basis",
            "eq_7_13",
            "features in another order, with other signs, give the same in that order, with these signs",
            designs,
            related(rel.reversed_features, rel.reversed_column),
            "every_basis",
        ),
        has(
            "stable",
            "ridge_stability",
            "2 sqrt(m alpha) times a change of it is at most the change of y",
            designs,
            jointly([rel.without_last_target], rel.moves_little),
        ),
    )


def _spectral() -> tuple[Property, ...]:
    factors, dof = "shrinkage_factors", "effective_dof"
    exact = ROLES[factors].exact
    return (
        Property("closed_form", factors, "eq_7_13", "each is lam/(lam + alpha)", spectra, against(exact), "factors"),
        Property(
            "without_penalty",
            factors,
            "limit_alpha_zero",
            "at alpha = 0 it is 1 where lam > 0 and 0 where lam = 0",
            partial(spectra, zero_alpha=True),
            against(exact),
        ),
        Property(
            "scaling",
            factors,
            "shrinkage_range",
            "4 lam and 4 alpha give the same",
            spectra,
            related(rel.four_times("eigenvalues", "alpha")),
            "scaling",
        ),
        Property(
            "in_order",
            factors,
            "eq_7_13",
            "eigenvalues in reversed order give the factors in reversed order",
            spectra,
            related(rel.reversed_eigenvalues, rel.flipped_column),
            "factors",
        ),
        Property(
            "half",
            factors,
            "shrinkage_range",
            "it is 1/2 plus (lam - alpha)/(2 (lam + alpha))",
            spectra,
            against(rel.about_a_half),
            "half",
        ),
        Property(
            "closed_form",
            dof,
            "effective_parameters",
            "it is the trace of H (H + alpha I)^-1",
            ridge_hessians,
            against(_claimed("effective_parameters", side="left")),
        ),
        Property(
            "closed_form_large",
            dof,
            "effective_parameters",
            "it is so for more than 8 parameters",
            partial(ridge_hessians, draw=sparse_ridge_problems),
            against(_claimed("effective_parameters", side="left")),
        ),
        Property(
            "sum_of_factors",
            dof,
            "effective_parameters",
            "it is the sum of lam_i/(lam_i + alpha)",
            partial(ridge_hessians, draw=spectral_problems),
            against(_claimed("effective_parameters")),
        ),
        Property(
            "without_penalty",
            dof,
            "effective_parameters",
            "at alpha = 0 it is the rank of H",
            partial(ridge_hessians, draw=partial(spectral_problems, zero_alpha=True)),
            against(ROLES[dof].exact),
            "limit_at_zero",
        ),
        Property(
            "scaling",
            dof,
            "shrinkage_range",
            "4 H and 4 alpha give the same",
            ridge_hessians,
            related(rel.four_times("H", "alpha")),
            "scaling",
        ),
        Property(
            "decreasing",
            dof,
            "effective_parameters",
            "it falls as alpha grows",
            ridge_hessians,
            jointly([rel.twice("alpha")], rel.number_falls),
            "decreasing",
        ),
        Property(
            "hat_matrix",
            dof,
            "hat_matrix_trace",
            "for H = X^T X/m it is the trace of the hat matrix",
            partial(rel.hat_problems, designs),
            against(_claimed("hat_matrix_trace", side="left")),
        ),
    )


def ridge_hessians(draw: Draw = ridge_problems, **options: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for H and alpha, without w_star."""
    return draw(**options).map(rel.without_w_star)


def _descents() -> tuple[Property, ...]:
    step, descent, early, factors = "weight_decay_step", "weight_decay_descent", "early_stopping", "early_stopping_factors"
    penalised, plain = partial(descents, penalty=True), partial(descents, penalty=False)
    exact = {name: ROLES[name].exact for name in (step, descent, early, factors)}
    return (
        Property("closed_form", step, "eq_7_04", "it is w - eps (alpha w + g)", steps, against(exact[step])),
        Property("decay_form", step, "eq_7_05", "it is (1 - eps alpha) w - eps g", steps, against(_claimed("eq_7_05"))),
        Property(
            "fixed_point",
            step,
            "coupled_fixed_point",
            "where g = -alpha w it stays at w",
            partial(steps, fixed=True),
            against(lambda known: known.values["w"]),
        ),
        Property(
            "closed_form",
            descent,
            "eq_7_40",
            "7.40 for the Hessian H + alpha I and its minimiser",
            penalised,
            against(exact[descent]),
        ),
        Property(
            "closed_form_large",
            descent,
            "eq_7_40",
            "it is so for more than 8 parameters",
            partial(penalised, many=True),
            against(exact[descent]),
        ),
        Property(
            "no_step",
            descent,
            "eq_7_40",
            "after 0 steps it is 0",
            penalised,
            related(rel.with_steps(0), rel.zero, same_hessian=True),
            "base",
        ),
        Property(
            "one_more_step",
            descent,
            "eq_7_04",
            "one more step is one step from where it was",
            penalised,
            jointly([rel.one_more_step], rel.a_decayed_step),
        ),
        Property(
            "without_penalty",
            descent,
            "eq_7_40",
            "at alpha = 0 it is plain gradient descent",
            plain_with_alpha,
            against(lambda known: known.values["Q"] * known.value("eq_7_40")),
        ),
        Property(
            "closed_form",
            early,
            "eq_7_40",
            "in the eigenbasis it is (I - (I - eps Lam)^k) Q^T w_star",
            plain,
            against(exact[early]),
        ),
        Property(
            "closed_form_large",
            early,
            "eq_7_40",
            "it is so for more than 8 parameters",
            partial(plain, many=True),
            against(exact[early]),
        ),
        Property(
            "no_step",
            early,
            "eq_7_40",
            "after 0 steps it is 0",
            plain,
            related(rel.with_steps(0), rel.zero, same_hessian=True),
            "base",
        ),
        Property(
            "one_more_step",
            early,
            "eq_7_36",
            "one more step is w - eps H (w - w_star)",
            plain,
            jointly([rel.one_more_step], rel.a_plain_step),
        ),
        Property("closed_form", factors, "eq_7_43", "each is 1 - (1 - eps lam)^k", rates, against(exact[factors])),
        Property(
            "eigenbasis",
            factors,
            "eq_7_40",
            "they are the diagonal of I - (I - eps Lam)^k",
            rates,
            against(rel.factors_of_7_40),
        ),
        Property(
            "no_step",
            factors,
            "eq_7_40",
            "after 0 steps all are 0",
            partial(rates, zero_steps=True),
            against(lambda known: fmpq_mat(known.n, 1)),
            "base",
        ),
        Property(
            "in_order",
            factors,
            "eq_7_43",
            "eigenvalues in reversed order give the factors in reversed order",
            rates,
            related(rel.reversed_eigenvalues, rel.flipped_column),
        ),
        Property("scaling", factors, "eq_7_43", "4 lam and lr/4 give the same", rates, related(rel.scaled_rate)),
    )


def plain_with_alpha(**options: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for descents with alpha = 0."""
    return descents(penalty=False, **options).map(rel.with_zero_alpha)


def _model() -> tuple[Property, ...]:
    loss, gradient = "quadratic_loss", "quadratic_gradient"
    lossy, plain = partial(points, loss=True), partial(points, loss=False)
    return (
        Property(
            "closed_form",
            loss,
            "eq_7_06",
            "it is J(w_star) + (w - w_star)^T H (w - w_star)/2",
            lossy,
            against(_claimed("eq_7_06")),
        ),
        Property(
            "at_the_minimum",
            loss,
            "eq_7_06",
            "at w_star it is J(w_star)",
            partial(lossy, where="minimum"),
            against(_claimed("eq_7_06", "value")),
            "value",
        ),
        Property(
            "expanded",
            loss,
            "exact_for_quadratic",
            "its change is that of w^T H w/2 - (H w_star)^T w",
            lossy,
            against(rel.expanded_loss),
        ),
        Property(
            "any_basis",
            loss,
            "curvature_along_eigenvector",
            "parameters in reversed order give the same",
            lossy,
            related(rel.reversed_point),
        ),
        Property("closed_form", gradient, "eq_7_07", "it is H (w - w_star)", plain, against(_claimed("eq_7_07"))),
        Property(
            "at_the_minimum",
            gradient,
            "stationary_set",
            "at w_star it vanishes",
            partial(plain, where="minimum"),
            against(lambda known: fmpq_mat(known.n, 1)),
            "if",
        ),
        Property(
            "any_basis",
            gradient,
            "eq_7_07",
            "parameters in reversed order give it in reversed order",
            plain,
            related(rel.reversed_point, rel.flipped_column),
        ),
    )


# --- the contract ----------------------------------------------------------------------------------------------------

_CONTRACT: tuple[tuple[str, str, Judge], ...] = (
    ("returns", "it returns, without an exception, an exit or a hang", the_form("crash")),
    ("result_shape", "the result has the natural shape", the_form("shape")),
    ("result_dtype", "the result is of the dtype of the arguments", the_form("dtype")),
    ("inputs_unchanged", "the arguments are not changed", the_form("changed input")),
    ("new_result", "the result shares no memory with an argument", the_form("not a new array")),
    ("repeatable", "two calls with the same arguments give the same", the_form("not repeatable")),
    ("read_only", "arguments may be read-only", layout("read-only")),
    ("strided", "arguments may be strided or reversed views", layout("strided", "reversed")),
    ("fortran_order", "arguments may lie in Fortran's order", layout("Fortran")),
    ("integer_input", "arguments may be arrays of whole numbers", layout("integer")),
)


def _contract(claimed: tuple[Property, ...]) -> tuple[Property, ...]:
    """The contract is looked at where the role's first property is: the same cases serve both."""
    draws = {one.role: one.draw for one in reversed(claimed)}
    return tuple(Property(name, role, "", says, draws[role], judge) for role in ROLES for name, says, judge in _CONTRACT)


_CLAIMED = (*_ridge_solution(), *_ridge_regression(), *_spectral(), *_descents(), *_model())

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
