"""The properties of the roles that step and of the quadratic model itself."""

from __future__ import annotations

from functools import partial
from typing import Any

from flint import fmpq_mat
from hypothesis import strategies as st

from verify.conformance import relations as rel
from verify.conformance.judges import against, jointly, related
from verify.conformance.property import Property, claimed
from verify.conformance.roles import ROLES
from verify.role_problems import descents, points, rates, steps

__all__ = ["DESCENTS", "MODEL"]

_STEP, _DESCENT, _EARLY, _FACTORS = "weight_decay_step", "weight_decay_descent", "early_stopping", "early_stopping_factors"
_LOSS, _GRADIENT = "quadratic_loss", "quadratic_gradient"

_penalised, _plain = partial(descents, penalty=True), partial(descents, penalty=False)
_with_loss, _without_loss = partial(points, loss=True), partial(points, loss=False)


def _plain_with_alpha(**options: Any) -> st.SearchStrategy[Any]:
    """Descents with alpha = 0."""
    return descents(penalty=False, **options).map(rel.with_zero_alpha)


DESCENTS = (
    Property("closed_form", _STEP, "eq_7_04", "it is w - eps (alpha w + g)", steps, against(ROLES[_STEP].exact)),
    Property("decay_form", _STEP, "eq_7_05", "it is (1 - eps alpha) w - eps g", steps, against(claimed("eq_7_05"))),
    Property(
        "fixed_point",
        _STEP,
        "coupled_fixed_point",
        "where g = -alpha w it stays at w",
        partial(steps, fixed=True),
        against(lambda known: known.values["w"]),
    ),
    Property(
        "closed_form",
        _DESCENT,
        "eq_7_40",
        "7.40 for the Hessian H + alpha I and its minimiser",
        _penalised,
        against(ROLES[_DESCENT].exact),
    ),
    Property(
        "closed_form_large",
        _DESCENT,
        "eq_7_40",
        "it is so for more than 8 parameters",
        partial(_penalised, many=True),
        against(ROLES[_DESCENT].exact),
    ),
    Property(
        "no_step",
        _DESCENT,
        "eq_7_40",
        "after 0 steps it is 0",
        _penalised,
        related(rel.with_steps(0), rel.zero, same_hessian=True),
        "base",
    ),
    Property(
        "one_more_step",
        _DESCENT,
        "eq_7_04",
        "one more step is one step from where it was",
        _penalised,
        jointly([rel.one_more_step], rel.a_decayed_step),
    ),
    Property(
        "without_penalty",
        _DESCENT,
        "eq_7_40",
        "at alpha = 0 it is plain gradient descent",
        _plain_with_alpha,
        against(lambda known: known.values["Q"] * known.value("eq_7_40")),
    ),
    Property(
        "closed_form",
        _EARLY,
        "eq_7_40",
        "in the eigenbasis it is (I - (I - eps Lam)^k) Q^T w_star",
        _plain,
        against(ROLES[_EARLY].exact),
    ),
    Property(
        "closed_form_large",
        _EARLY,
        "eq_7_40",
        "it is so for more than 8 parameters",
        partial(_plain, many=True),
        against(ROLES[_EARLY].exact),
    ),
    Property(
        "no_step",
        _EARLY,
        "eq_7_40",
        "after 0 steps it is 0",
        _plain,
        related(rel.with_steps(0), rel.zero, same_hessian=True),
        "base",
    ),
    Property(
        "one_more_step",
        _EARLY,
        "eq_7_36",
        "one more step is w - eps H (w - w_star)",
        _plain,
        jointly([rel.one_more_step], rel.a_plain_step),
    ),
    Property("closed_form", _FACTORS, "eq_7_43", "each is 1 - (1 - eps lam)^k", rates, against(ROLES[_FACTORS].exact)),
    Property(
        "eigenbasis",
        _FACTORS,
        "eq_7_40",
        "they are the diagonal of I - (I - eps Lam)^k",
        rates,
        against(rel.factors_of_7_40),
    ),
    Property(
        "no_step",
        _FACTORS,
        "eq_7_40",
        "after 0 steps all are 0",
        partial(rates, zero_steps=True),
        against(lambda known: fmpq_mat(known.n, 1)),
        "base",
    ),
    Property(
        "in_order",
        _FACTORS,
        "eq_7_43",
        "eigenvalues in reversed order give the factors in reversed order",
        rates,
        related(rel.reversed_eigenvalues, rel.flipped_column),
    ),
    Property("scaling", _FACTORS, "eq_7_43", "4 lam and lr/4 give the same", rates, related(rel.scaled_rate)),
)

MODEL = (
    Property(
        "closed_form",
        _LOSS,
        "eq_7_06",
        "it is J(w_star) + (w - w_star)^T H (w - w_star)/2",
        _with_loss,
        against(claimed("eq_7_06")),
    ),
    Property(
        "closed_form_large",
        _LOSS,
        "eq_7_06",
        "it is so for more than 8 parameters",
        partial(_with_loss, many=True),
        against(claimed("eq_7_06")),
    ),
    Property(
        "at_the_minimum",
        _LOSS,
        "eq_7_06",
        "at w_star it is J(w_star)",
        partial(_with_loss, where="minimum"),
        against(claimed("eq_7_06", "value")),
        "value",
    ),
    Property(
        "expanded",
        _LOSS,
        "exact_for_quadratic",
        "its change is that of w^T H w/2 - (H w_star)^T w",
        _with_loss,
        against(rel.expanded_loss),
    ),
    Property(
        "any_basis",
        _LOSS,
        "curvature_along_eigenvector",
        "parameters in reversed order give the same",
        _with_loss,
        related(rel.reversed_point),
    ),
    Property("closed_form", _GRADIENT, "eq_7_07", "it is H (w - w_star)", _without_loss, against(claimed("eq_7_07"))),
    Property(
        "closed_form_large",
        _GRADIENT,
        "eq_7_07",
        "it is so for more than 8 parameters",
        partial(_without_loss, many=True),
        against(claimed("eq_7_07")),
    ),
    Property(
        "at_the_minimum",
        _GRADIENT,
        "stationary_set",
        "at w_star it vanishes",
        partial(_without_loss, where="minimum"),
        against(lambda known: fmpq_mat(known.n, 1)),
        "if",
    ),
    Property(
        "any_basis",
        _GRADIENT,
        "eq_7_07",
        "parameters in reversed order give it in reversed order",
        _without_loss,
        related(rel.reversed_point, rel.flipped_column),
    ),
)
