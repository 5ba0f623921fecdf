"""Gradient flow at time 1/alpha beside ridge: its risk is at most 1.6862 times as large (Ali, Kolter and Tibshirani 2019)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.flow_bounds import ALONG, ratio
from derivations.flow_equation import DERIVED, EQUATION, flow_filter
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Part, Step, chain, shows, to
from derivations.language.symbols import X, alpha, basis, diagonal, m, nonnegative, w_tilde, y
from derivations.language.terms import Column, Coordinate, DiagonalOf, Identity, SumOver, Symbol, Term, Zero, exp, tr
from derivations.linear_regression import ridge
from derivations.noise_and_priors import model, noise, sigma2, w_0
from derivations.shifted_hessian import alpha_positive
from derivations.singular_values import (
    S,
    S_diagonal,
    U,
    U_orthonormal,
    V,
    V_orthonormal,
    e_i,
    factorized,
    filters,
    ridge_svd,
    s_i,
    singular_values,
    v_i,
)

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "flow_ridge_risk"]

# --- the risk of an estimate V D U^T y ----------------------------------------------------------------------------------------

e_j, D = Symbol("e_j", "r"), Symbol("D", "r", "r")
I_r, I_m = Identity("r"), Identity("m")
one_index, indices = (basis(e_i),), (basis(e_i), basis(e_j))
D_diagonal, sigma2_nonnegative = diagonal(D), nonnegative(sigma2)
U_columns = Hypothesis("U_orthonormal", U_orthonormal.statement, words=U_orthonormal.words)  # where X does not occur
V_columns = Hypothesis("V_orthonormal", V_orthonormal.statement, words=V_orthonormal.words)
S_positive = Hypothesis("S_positive", st.PositiveDefinite(S), words="every s_i > 0")
white = (noise, Zero("m"), sigma2 * I_m)  # E noise = 0, E noise noise^T = sigma2 I
scores, outside = V.T * w_0, w_0 - V * V.T * w_0
missing = (I_r - D * S) * scores
d_i = Coordinate(D, e_i)
in_traces = missing * missing.T + sigma2 * (D * D)


def square(vector: Term) -> Term:
    """Return the squared length."""
    return vector.T * vector


def error_of(matrix: Term) -> Term:
    """Return V D U^T y - w_0 for y = X w_0 + noise and X = U S V^T."""
    return V * matrix * S * scores - w_0 + V * matrix * U.T * noise


def row(left: Term, factor: Term, index: Symbol = e_i) -> Term:
    """Return what one i adds to the risk: left^2 (v_i^T w_0)^2 for what is missing, factor^2 sigma2 for the noise."""
    return left**2 * (Column(V, index).T * w_0) ** 2 + factor**2 * sigma2


def risk(one_row: Term) -> Term:
    """Return the sum over i, and what is missing in the directions that no example has."""
    return SumOver(one_row, e_i) + square(outside)


def derive_risk(n: int) -> Derived:
    """Take the error of V D U^T y apart: its square without noise, and the squares of its slopes in the noise entries."""
    import sympy

    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import explicit
    from derivations.singular_values import thin_factors

    at = Letters(n, 2)
    thin_factors(at)
    at.put(D, explicit(D, at.sizes, "diagonal"))
    error = at[V] * at[D] * at[U].T * (at[X] * at[w_0] + at[noise]) - at[w_0]
    still = error.xreplace(dict.fromkeys(at[noise], sympy.Integer(0)))
    slopes, _ = sympy.linear_eq_to_matrix(list(error), list(at[noise]))
    spread = sum(slope**2 for slope in slopes)
    return at.done((still.T * still)[0, 0] + at.number(sigma2) * spread, "the error is linear in the noise")


any_row = row(1 - d_i * s_i, d_i)
RISK = (
    chain(
        "error",
        "an estimate V D U^T y is off by V D S V^T w_0 - w_0 and a linear function of the noise",
        V * D * U.T * y - w_0,
        to(V * D * U.T * (X * w_0 + noise) - w_0, model),
        to(error_of(D), factorized, U_orthonormal),
        given=(model, *singular_values),
    ),
    chain(
        "missing",
        "without noise it misses a part of w_0 among the v_i and all that is orthogonal to them",
        square(V * D * S * scores - w_0),
        to(square(missing) + square(outside), V_columns),
        given=(V_columns,),
    ),
    shows(
        "rows",
        "the former and the variance of the noise are sums over i",
        st.eq(SumOver(any_row, e_i), tr(in_traces)),
        "step 1",
        after=(Step(st.eq(any_row, Coordinate(in_traces, e_i)), because="D e_i = d_i e_i, S e_i = s_i e_i"),),
        rule="trace",
        using={"index": e_i, "matrix": in_traces},
        given=(S_diagonal, D_diagonal, *one_index),
    ),
    shows(
        "risk",
        "so if the noise has mean 0 and covariance sigma2 I, E |V D U^T y - w_0|^2 is the sum of (1 - d_i s_i)^2 "
        "(v_i^T w_0)^2 + d_i^2 sigma2, and what is orthogonal",
        st.MeanIs(square(error_of(D)), *white, risk(any_row)),
        "flow_ridge_risk.missing",
        "flow_ridge_risk.rows",
        U_columns,
        V_columns,
        given=(U_columns, V_columns, S_diagonal, D_diagonal, *one_index),
    ),
)

# --- of flow, and of ridge ----------------------------------------------------------------------------------------------------


def exponent(index: Symbol) -> Term:
    """Return x_i = lam_i/alpha, lam_i = s_i^2/m."""
    return Coordinate(S, index) ** 2 / m / alpha


def flow_factor(index: Symbol) -> Term:
    """Return what flow multiplies u_i^T y with."""
    return (1 - exp(-exponent(index))) / Coordinate(S, index)


def ridge_factor(index: Symbol) -> Term:
    """Return what ridge multiplies u_i^T y with."""
    return Coordinate(S, index) / (Coordinate(S, index) ** 2 + m * alpha)


def flow_row(index: Symbol) -> Term:
    """Return what one i adds to the risk of flow."""
    return row(exp(-exponent(index)), flow_factor(index), index)


def ridge_row(index: Symbol) -> Term:
    """Return what one i adds to the risk of ridge."""
    return row(1 / (1 + exponent(index)), ridge_factor(index), index)


flow_matrix, ridge_matrix = DiagonalOf(flow_factor(e_j), e_j), DiagonalOf(ridge_factor(e_j), e_j)
x_i = exponent(e_i)
positive_rows = (alpha_positive, S_positive, *indices)
orthonormal = (U_columns, V_columns)
excess = ratio * DiagonalOf(ridge_row(e_j), e_j) - DiagonalOf(flow_row(e_j), e_j)
along = {"x": x_i, "beta": v_i.T * w_0, "variance": sigma2 * (1 / s_i) ** 2}
each_positive = ("flow_ridge_risk.s_positive", Instance("flow_ridge_risk.s_positive").at(e_i=e_j))


def risk_of(name: str, matrix: Term, factor: Term, kept: Term, rows: tuple[Term, Term], *why: str) -> tuple[Part, ...]:
    """Return the parts that say what the risk of flow or ridge is; flow divides by s_i, ridge only by s_i^2 + m alpha."""
    given, conditions = (positive_rows, each_positive) if name == "flow" else ((alpha_positive, *indices), ())
    at_matrix = row(1 - Coordinate(matrix, e_i) * s_i, Coordinate(matrix, e_i))
    diagonal_rows = DiagonalOf(rows[1], e_j)
    using: dict[str, Term | str | int] = {"index": e_i, "matrix": diagonal_rows}
    return (
        shows(
            f"{name}_row",
            f"for {name} a term of the sum is",
            st.eq(at_matrix, rows[0]),
            "step 1",
            "step 2",
            after=(
                Step(st.eq(Coordinate(matrix, e_i), factor), because="an entry of a diagonal matrix"),
                Step(st.eq(1 - factor * s_i, kept), why, because="" if why else "s_i cancels"),
            ),
            given=given,
            conditions=conditions,
        ),
        shows(
            f"{name}_sum",
            "and the sum of these is a trace",
            st.eq(SumOver(rows[0], e_i), tr(diagonal_rows)),
            "step 1",
            after=(Step(st.eq(rows[0], Coordinate(diagonal_rows, e_i)), because="an entry of a diagonal matrix"),),
            rule="trace",
            using=using,
            given=given,
            conditions=conditions,
        ),
        shows(
            f"{name}_same_sum",
            "as is the sum in the risk",
            st.eq(SumOver(at_matrix, e_i), tr(diagonal_rows)),
            "step 1",
            after=(Step(st.eq(at_matrix, Coordinate(diagonal_rows, e_i)), (f"flow_ridge_risk.{name}_row",)),),
            rule="trace",
            using=using,
            given=given,
            conditions=conditions,
        ),
        shows(
            f"{name}_risk",
            f"so this is the risk of {name}",
            st.MeanIs(square(error_of(matrix)), *white, risk(rows[0])),
            Instance("flow_ridge_risk.missing").at(D=matrix),
            Instance("flow_ridge_risk.rows").at(D=matrix),
            f"flow_ridge_risk.{name}_sum",
            f"flow_ridge_risk.{name}_same_sum",
            *orthonormal,
            given=(*given, S_diagonal, *orthonormal),
            conditions=conditions,
        ),
    )


BOTH = (
    shows(
        "s_positive",
        "every s_i > 0",
        st.PositiveDefinite(s_i),
        S_positive,
        "step 1",
        after=(Step(st.PositiveDefinite(e_i.T * e_i), because="e_i has length 1"),),
        squares=(e_i,),
        given=(S_positive, *one_index),
    ),
    shows(
        "ridge_filter",
        "ridge is such an estimate, with d_i = s_i/(s_i^2 + m alpha)",
        st.eq(w_tilde, V * ridge_matrix * U.T * y),
        ridge_svd["diagonal"],
        "step 3",
        after=(
            Step(st.eq(Coordinate(filters, e_i), ridge_factor(e_i)), because="an entry of a diagonal matrix"),
            Step(st.eq(Coordinate(filters, e_i), Coordinate(ridge_matrix, e_i)), ("step 1",)),
            Step(st.eq(filters, ridge_matrix), ("step 2",), rule="entrywise", using={"index": e_i}),
        ),
        given=(alpha_positive, ridge, *singular_values, *indices),
    ),
    chain(
        "ridge_misses",
        "and leaves 1 - d_i s_i = 1/(1 + x_i), x_i = s_i^2/(m alpha)",
        1 - ridge_factor(e_i) * s_i,
        to(m * alpha / (s_i**2 + m * alpha), because="over the common denominator"),
        to(1 / (1 + x_i) * ((1 + x_i) * (m * alpha)) / (s_i**2 + m * alpha), because="1 + x_i cancels"),
        to(1 / (1 + x_i), because="(1 + x_i) m alpha = s_i^2 + m alpha"),
        given=(alpha_positive, *one_index),
    ),
    *risk_of("flow", flow_matrix, flow_factor(e_i), exp(-x_i), (flow_row(e_i), flow_row(e_j))),
    *risk_of(
        "ridge",
        ridge_matrix,
        ridge_factor(e_i),
        1 / (1 + x_i),
        (ridge_row(e_i), ridge_row(e_j)),
        "flow_ridge_risk.ridge_misses",
    ),
    shows(
        "excess_row",
        "1.6862 times a term of ridge is at least that of flow",
        st.PositiveSemidefinite(ratio * ridge_row(e_i) - flow_row(e_i)),
        "step 4",
        "step 3",
        after=(
            Step(st.PositiveSemidefinite(x_i), (alpha_positive,), squares=(s_i,)),
            Step(st.PositiveSemidefinite(sigma2 * (1 / s_i) ** 2), (sigma2_nonnegative,), squares=(1 / s_i,)),
            Step(st.eq(ridge_factor(e_i), x_i * (1 / (1 + x_i)) / s_i), because="over a common denominator"),
            Step(
                st.PositiveSemidefinite(
                    ratio * row(1 / (1 + x_i), x_i * (1 / (1 + x_i)) / s_i) - row(exp(-x_i), (1 - exp(-x_i)) / s_i)
                ),
                (Instance("flow_ridge_risk.eigenvector", along),),
            ),
        ),
        given=(*positive_rows[:2], sigma2_nonnegative, *one_index),
        conditions=each_positive[:1],
    ),
    shows(
        "main",
        "so the risk of gradient flow at time 1/alpha is at most 1.6862 times that of ridge, whatever w_0",
        st.PositiveSemidefinite(ratio * risk(ridge_row(e_i)) - risk(flow_row(e_i))),
        "step 3",
        "flow_ridge_risk.flow_sum",
        "flow_ridge_risk.ridge_sum",
        squares=(outside,),
        after=(
            Step(st.PositiveSemidefinite(Coordinate(excess, e_i)), ("flow_ridge_risk.excess_row",)),
            Step(st.PositiveSemidefinite(excess), ("step 1",), rule="entrywise", using={"index": e_i}),
            Step(st.PositiveSemidefinite(tr(excess)), ("step 2",), rule="psd_trace"),
        ),
        given=(*positive_rows, sigma2_nonnegative),
        conditions=each_positive,
    ),
)

at_time = shows(
    "flow_time",
    "and at t = 1/alpha it is what is compared with ridge",
    st.eq(flow_filter(1 / alpha), flow_matrix),
    because="t = 1/alpha",
    given=(alpha_positive, S_positive, *indices),
    conditions=each_positive,
)
flow_ridge_risk = Claim(
    id="flow_ridge_risk",
    title="Gradient flow at time 1/alpha is at most 1.6862 times as risky as ridge",
    source="Ali, Kolter and Tibshirani 2019, Theorem 1",
    parts=(*ALONG, *RISK, *BOTH, *EQUATION, at_time),
    derive={"risk": derive_risk, **DERIVED},
    letters="Gradient flow is what gradient descent with vanishing steps becomes: w' = -grad J(w), w(0) = 0. An estimate V D "
    "U^T y of w_0 has a factor d_i for each singular vector.",
)

CLAIMS = (flow_ridge_risk,)
