"""The properties of the roles that solve: ridge_solution, ridge_regression, shrinkage_factors, effective_dof."""

from __future__ import annotations

from functools import partial
from typing import Any

from hypothesis import strategies as st

from verify.conformance import relations as rel
from verify.conformance.judges import Judge, against, jointly, related, residual
from verify.conformance.property import Draw, Property, claimed
from verify.conformance.roles import ROLES
from verify.role_problems import designs, large_designs, spectra
from verify.strategies import ridge_problems, sparse_ridge_problems, spectral_problems

__all__ = ["EFFECTIVE_DOF", "RIDGE_REGRESSION", "RIDGE_SOLUTION", "SHRINKAGE_FACTORS"]


def _solution(name: str, claim: str, says: str, draw: Draw, judge: Judge, part: str = "main") -> Property:
    return Property(name, "ridge_solution", claim, says, draw, judge, part)


def _regression(name: str, claim: str, says: str, draw: Draw, judge: Judge, part: str = "main") -> Property:
    return Property(name, "ridge_regression", claim, says, draw, judge, part)


def _hessians(draw: Draw = ridge_problems, **options: Any) -> st.SearchStrategy[Any]:
    """H and alpha, without w_star."""
    return draw(**options).map(rel.without_w_star)


RIDGE_SOLUTION = (
    _solution("closed_form", "eq_7_10", "it solves (H + alpha I) w = H w_star", ridge_problems, against(claimed("eq_7_10"))),
    _solution(
        "closed_form_large",
        "eq_7_10",
        "it does so for more than 8 parameters",
        sparse_ridge_problems,
        against(claimed("eq_7_10")),
    ),
    _solution(
        "eigenbasis",
        "eq_7_13",
        "it shrinks by lam_i/(lam_i + alpha) in the eigenbasis of H",
        spectral_problems,
        against(claimed("eq_7_13")),
    ),
    _solution(
        "coordinates",
        "coordinates",
        "it shrinks each coordinate in the eigenbasis by its own factor",
        spectral_problems,
        against(rel.from_coordinates),
    ),
    _solution(
        "without_penalty",
        "limit_alpha_zero",
        "at alpha = 0 it is the limit, the projection of w_star on the range of H",
        partial(spectral_problems, zero_alpha=True),
        against(lambda known: known.with_pseudo_inverse.value("limit_alpha_zero")),
    ),
    _solution(
        "stationary",
        "eq_7_08",
        "the gradient alpha w + H (w - w_star) vanishes there",
        ridge_problems,
        residual("eq_7_08", "main", rel.shifted),
    ),
    _solution(
        "displacement",
        "displacement",
        "w_star minus it is alpha (H + alpha I)^-1 w_star",
        ridge_problems,
        against(lambda known: known.values["w_star"] - known.value("displacement")),
    ),
    _solution(
        "scaling",
        "shrinkage_range",
        "4 H and 4 alpha give the same",
        ridge_problems,
        related(rel.four_times("H", "alpha")),
        "scaling",
    ),
    _solution(
        "any_basis",
        "eq_7_13",
        "parameters in another order, with other signs, give the same in that order, with these signs",
        ridge_problems,
        related(rel.reversed_parameters, rel.reversed_column),
        "every_basis",
    ),
    _solution(
        "norm_falls",
        "norm_and_loss_monotone",
        "its norm falls as alpha grows",
        ridge_problems,
        jointly([rel.twice("alpha")], rel.norm_falls),
    ),
    _solution(
        "large_penalty",
        "limit_alpha_infinity",
        "alpha |w| is at most |H w_star|",
        ridge_problems,
        jointly([], rel.at_most_gradient),
        "bound",
    ),
)

_CLOSED = against(claimed("ridge_regression"))

RIDGE_REGRESSION = (
    _regression("closed_form", "ridge_regression", "it solves (X^T X + m alpha I) w = X^T y", designs, _CLOSED),
    _regression("closed_form_large", "ridge_regression", "it does so for more than 8 parameters", large_designs, _CLOSED),
    _regression(
        "wide",
        "ridge_regression",
        "it does so with fewer examples than parameters",
        partial(designs, least="wide"),
        _CLOSED,
    ),
    _regression("dual", "ridge_dual", "it is X^T (X X^T + m alpha I)^-1 y", designs, against(claimed("ridge_dual"))),
    _regression(
        "stationary",
        "ridge_regression",
        "the gradient alpha w + X^T (X w - y)/m vanishes there",
        designs,
        residual("ridge_regression", "normal_equations", rel.gram_shifted),
        "normal_equations",
    ),
    _regression(
        "from_least_squares",
        "ridge_regression",
        "it is the ridge solution of H = X^T X/m and the least-squares solution",
        designs,
        against(rel.through_the_model),
        "as_7_10",
    ),
    _regression(
        "without_penalty",
        "limit_alpha_zero",
        "at alpha = 0 it is the shortest least-squares solution X^+ y",
        partial(designs, zero_alpha=True),
        against(ROLES["ridge_regression"].exact),
    ),
    _regression(
        "scaling",
        "shrinkage_range",
        "2 X, 2 y and 4 alpha give the same",
        designs,
        related(rel.scaled_design),
        "scaling",
    ),
    _regression(
        "repeated_examples",
        "ridge_regression",
        "every example twice gives the same: the loss is an average",
        partial(designs, least="tall"),
        related(rel.examples_twice),
    ),
    _regression(
        "any_basis",
        "eq_7_13",
        "features in another order, with other signs, give the same in that order, with these signs",
        designs,
        related(rel.reversed_features, rel.reversed_column),
        "every_basis",
    ),
    _regression(
        "stable",
        "ridge_stability",
        "2 sqrt(m alpha) times a change of it is at most the change of y",
        designs,
        jointly([rel.without_last_target], rel.moves_little),
    ),
)

_FACTORS = ROLES["shrinkage_factors"].exact

SHRINKAGE_FACTORS = (
    Property("closed_form", "shrinkage_factors", "eq_7_13", "each is lam/(lam + alpha)", spectra, against(_FACTORS), "factors"),
    Property(
        "without_penalty",
        "shrinkage_factors",
        "limit_alpha_zero",
        "at alpha = 0 it is 1 where lam > 0 and 0 where lam = 0",
        partial(spectra, zero_alpha=True),
        against(_FACTORS),
    ),
    Property(
        "scaling",
        "shrinkage_factors",
        "shrinkage_range",
        "4 lam and 4 alpha give the same",
        spectra,
        related(rel.four_times("eigenvalues", "alpha")),
        "scaling",
    ),
    Property(
        "in_order",
        "shrinkage_factors",
        "eq_7_13",
        "eigenvalues in reversed order give the factors in reversed order",
        spectra,
        related(rel.reversed_eigenvalues, rel.flipped_column),
        "factors",
    ),
    Property(
        "half",
        "shrinkage_factors",
        "shrinkage_range",
        "it is 1/2 plus (lam - alpha)/(2 (lam + alpha))",
        spectra,
        against(rel.about_a_half),
        "half",
    ),
)

EFFECTIVE_DOF = (
    Property(
        "closed_form",
        "effective_dof",
        "effective_parameters",
        "it is the trace of H (H + alpha I)^-1",
        _hessians,
        against(claimed("effective_parameters", side="left")),
    ),
    Property(
        "closed_form_large",
        "effective_dof",
        "effective_parameters",
        "it is so for more than 8 parameters",
        partial(_hessians, draw=sparse_ridge_problems),
        against(claimed("effective_parameters", side="left")),
    ),
    Property(
        "sum_of_factors",
        "effective_dof",
        "effective_parameters",
        "it is the sum of lam_i/(lam_i + alpha)",
        partial(_hessians, draw=spectral_problems),
        against(claimed("effective_parameters")),
    ),
    Property(
        "without_penalty",
        "effective_dof",
        "effective_parameters",
        "at alpha = 0 it is the rank of H",
        partial(_hessians, draw=partial(spectral_problems, zero_alpha=True)),
        against(ROLES["effective_dof"].exact),
        "limit_at_zero",
    ),
    Property(
        "scaling",
        "effective_dof",
        "shrinkage_range",
        "4 H and 4 alpha give the same",
        _hessians,
        related(rel.four_times("H", "alpha")),
        "scaling",
    ),
    Property(
        "decreasing",
        "effective_dof",
        "effective_parameters",
        "it falls as alpha grows",
        _hessians,
        jointly([rel.twice("alpha")], rel.number_falls),
        "decreasing",
    ),
    Property(
        "hat_matrix",
        "effective_dof",
        "hat_matrix_trace",
        "for H = X^T X/m it is the trace of the hat matrix",
        partial(rel.hat_problems, designs),
        against(claimed("hat_matrix_trace", side="left")),
    ),
)
