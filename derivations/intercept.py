"""Parameters that are not penalised: a Schur complement takes the place of H, and in linear regression the data are centred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Step, chain, shows, to
from derivations.language.symbols import HALF, I, X, alpha, m, positive, w, w_star, w_tilde, y
from derivations.language.terms import Symbol, Term, Zero, inv

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "unpenalised_bias"]

G = Symbol("G", "N", "N")
E = Symbol("E", "N", "n")
F = Symbol("F", "N", "p")
b, b_star, b_tilde = Symbol("b", "p"), Symbol("b_star", "p"), Symbol("b_tilde", "p")
beta, beta_tilde = Symbol("beta"), Symbol("beta_tilde")
one = Symbol("one", "m")

H_ww, H_wb, H_bw, H_bb = E.T * G * E, E.T * G * F, F.T * G * E, F.T * G * F
S = H_ww - H_wb * inv(H_bb) * H_bw
shift = S + alpha * I
closed_form = inv(shift) * S * w_star
bias_form = b_star - inv(H_bb) * H_bw * (closed_form - w_star)


def objective(at: Term, bias: Term) -> Term:
    """Return alpha/2 |w|^2 + the quadratic model in weights and biases, its minimum taken as 0."""
    away = E * (at - w_star) + F * (bias - b_star)
    return alpha / 2 * at.T * at + HALF * away.T * G * away


G_psd = Hypothesis(
    "G_psd", st.PositiveSemidefinite(G), words="the whole Hessian G, of weights and biases, is positive semidefinite"
)
H_bb_pd = Hypothesis("H_bb_pd", st.PositiveDefinite(H_bb), words="the block H_bb of the biases is positive definite")
optimal_w = Hypothesis(
    "optimal_weights",
    st.GradientIs(objective(w, b_tilde), w, w_tilde, Zero("n")),
    words="the objective is stationary in the weights at w_tilde, b_tilde",
    values={"w_tilde": closed_form},
)
optimal_b = Hypothesis(
    "optimal_biases",
    st.GradientIs(objective(w_tilde, b), b, b_tilde, Zero("p")),
    words="the objective is stationary in the biases at w_tilde, b_tilde",
    values={"b_tilde": bias_form},
)
alpha_positive = positive(alpha)
blocks = (G_psd, H_bb_pd, optimal_w, optimal_b)
slope_w = alpha * w_tilde + H_ww * (w_tilde - w_star) + H_wb * (b_tilde - b_star)
slope_b = H_bw * (w_tilde - w_star) + H_bb * (b_tilde - b_star)
reduced = E - F * inv(H_bb) * H_bw

# --- linear regression -------------------------------------------------------------------------------------------------------


def regression(at: Term, bias: Term) -> Term:
    """Return |X w + beta 1 - y|^2/(2 m) + alpha/2 |w|^2."""
    residual = X * at + bias * one - y
    return alpha / 2 * at.T * at + HALF * residual.T * residual / m


ones = Hypothesis("ones", st.eq(one.T * one, m), words="one is the vector of m ones")
X_c = X - one * (one.T * X) / m
y_c = y - one * (one.T * y) / m
centred = X_c.T * X_c + m * alpha * I
ridge = inv(centred) * X_c.T * y_c
fit_w = Hypothesis(
    "optimal_weights",
    st.GradientIs(regression(w, beta_tilde), w, w_tilde, Zero("n")),
    words="|X w + beta 1 - y|^2/(2 m) + alpha/2 |w|^2 is stationary in the weights at w_tilde, beta_tilde",
    values={"w_tilde": ridge},
)
intercept = one.T * y / m - (one.T * X / m) * w_tilde
fit_beta = Hypothesis(
    "optimal_intercept",
    st.GradientIs(regression(w_tilde, beta), beta, beta_tilde, Zero(1, 1)),
    words="|X w + beta 1 - y|^2/(2 m) + alpha/2 |w|^2 is stationary in the intercept at w_tilde, beta_tilde",
    values={"beta_tilde": intercept},
)
fit = (ones, fit_w, fit_beta)
residual = X * w_tilde + beta_tilde * one - y


def derive_schur(n: int) -> Derived:
    """Solve the linear equations of weights and one bias, for generic blocks, and take the weights."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    at.sizes |= {"N": n + 1, "p": 1}
    whole, weights = at[G], at[w_star]
    at.put(E, sympy.eye(n + 1)[:, :n])
    at.put(F, sympy.eye(n + 1)[:, n:])
    penalty = at.number(alpha) * sympy.diag(*[1] * n, 0)
    right = whole * sympy.Matrix([*weights, 0])
    matrix = whole + penalty
    solution = (matrix.adjugate() * right / matrix.det(method="laplace"))[:n, :]
    return at.done(
        solution, f"the equations have the matrix {matrix.tolist()}", "b_star = 0: it does not matter to the weights"
    )


unpenalised_bias = Claim(
    id="unpenalised_bias",
    title="Parameters left out of the penalty",
    source="note B, corrected; book, section 7.1",
    parts=(
        shows(
            "slope_weights",
            "the slope in the weights is alpha w_tilde + H_ww (w_tilde - w_star) + H_wb (b_tilde - b_star), which is 0",
            st.eq(slope_w, Zero("n")),
            "step 1",
            optimal_w,
            after=(Step(st.GradientIs(objective(w, b_tilde), w, w_tilde, slope_w), because="term by term; G is symmetric"),),
            rule="same_gradient",
            given=(G_psd, optimal_w),
        ),
        shows(
            "slope_biases",
            "that in the biases is H_bw (w_tilde - w_star) + H_bb (b_tilde - b_star), without a penalty",
            st.eq(slope_b, Zero("p")),
            "step 1",
            optimal_b,
            after=(Step(st.GradientIs(objective(w_tilde, b), b, b_tilde, slope_b), because="term by term; G is symmetric"),),
            rule="same_gradient",
            given=(G_psd, optimal_b),
        ),
        chain(
            "biases",
            "so the biases follow the weights: b_tilde - b_star = -H_bb^-1 H_bw (w_tilde - w_star)",
            b_tilde - b_star,
            to(inv(H_bb) * H_bb * (b_tilde - b_star), H_bb_pd),
            to(-(inv(H_bb) * H_bw * (w_tilde - w_star)), "unpenalised_bias.slope_biases"),
            given=(G_psd, H_bb_pd, optimal_b),
        ),
        chain(
            "normal_equations",
            "which leaves (S + alpha I) w_tilde = S w_star with the Schur complement S = H_ww - H_wb H_bb^-1 H_bw",
            shift * w_tilde,
            to(S * w_star + alpha * w_tilde + S * (w_tilde - w_star), because="add and subtract S w_star"),
            to(
                S * w_star + alpha * w_tilde + H_ww * (w_tilde - w_star) + H_wb * (b_tilde - b_star),
                "unpenalised_bias.biases",
            ),
            to(S * w_star, "unpenalised_bias.slope_weights"),
            given=blocks,
        ),
        shows(
            "schur_psd",
            "S is positive semidefinite like a Hessian: it is the form of G on weights whose biases follow",
            st.PositiveSemidefinite(S),
            G_psd,
            given=(G_psd, H_bb_pd),
            squares=(reduced,),
        ),
        shows(
            "invertible",
            "so S + alpha I is positive definite",
            st.PositiveDefinite(shift),
            "unpenalised_bias.schur_psd",
            alpha_positive,
            given=(G_psd, H_bb_pd, alpha_positive),
        ),
        chain(
            "main",
            "w_tilde = (S + alpha I)^-1 S w_star",
            w_tilde,
            to(inv(shift) * (shift * w_tilde), "unpenalised_bias.invertible"),
            to(closed_form, "unpenalised_bias.normal_equations"),
            given=(*blocks, alpha_positive),
            conditions=("unpenalised_bias.invertible",),
        ),
        shows(
            "regression_slope",
            "in linear regression with an intercept the slope in the weights is that of ridge regression on the residuals",
            st.eq(alpha * w_tilde + X.T * residual / m, Zero("n")),
            "step 1",
            fit_w,
            after=(
                Step(
                    st.GradientIs(regression(w, beta_tilde), w, w_tilde, alpha * w_tilde + X.T * residual / m),
                    because="term by term",
                ),
            ),
            rule="same_gradient",
            given=(fit_w,),
        ),
        shows(
            "residual_mean",
            "and the slope in the intercept is the mean of the residuals",
            st.eq(one.T * residual / m, 0),
            "step 1",
            fit_beta,
            after=(
                Step(st.GradientIs(regression(w_tilde, beta), beta, beta_tilde, one.T * residual / m), because="term by term"),
            ),
            rule="same_gradient",
            given=(fit_beta,),
        ),
        chain(
            "intercept",
            "so the intercept is the mean of y less the means of the columns of X times w_tilde",
            beta_tilde,
            to(one.T * residual / m + one.T * y / m - (one.T * X / m) * w_tilde, ones),
            to(intercept, "unpenalised_bias.residual_mean"),
            given=(ones, fit_beta),
        ),
        chain(
            "centred",
            "the residuals are those of centred X and y: X w_tilde + beta_tilde 1 - y = X_c w_tilde - y_c",
            residual,
            to(X * w_tilde + intercept * one - y, "unpenalised_bias.intercept"),
            to(X_c * w_tilde - y_c, because="collect what is centred"),
            given=(ones, fit_beta),
        ),
        chain(
            "centred_equations",
            "which gives the normal equations of ridge regression on them",
            centred * w_tilde,
            to(X_c.T * (X_c * w_tilde - y_c) + m * alpha * w_tilde + X_c.T * y_c, because="add and subtract"),
            to(X.T * (X_c * w_tilde - y_c) + m * alpha * w_tilde + X_c.T * y_c, ones),
            to(X.T * residual + m * alpha * w_tilde + X_c.T * y_c, "unpenalised_bias.centred"),
            to(X_c.T * y_c, "unpenalised_bias.regression_slope"),
            given=fit,
        ),
        shows(
            "centred_invertible",
            "and they have one solution",
            st.PositiveDefinite(centred),
            alpha_positive,
            "step 1",
            after=(Step(st.PositiveDefinite(m), (), rule="size", because="there is at least one example"),),
            squares=(X_c,),
            given=(alpha_positive,),
        ),
        chain(
            "regression",
            "w_tilde = (X_c^T X_c + m alpha I)^-1 X_c^T y_c: ridge regression on centred X and y",
            w_tilde,
            to(inv(centred) * (centred * w_tilde), "unpenalised_bias.centred_invertible"),
            to(ridge, "unpenalised_bias.centred_equations"),
            given=(*fit, alpha_positive),
            conditions=("unpenalised_bias.centred_invertible",),
        ),
    ),
    derive={"main": derive_schur},
    letters="E writes the n weights and F the p biases into the one vector of all parameters, E w + F b. The Hessian in all "
    "of them, G, has the blocks H_ww = E^T G E, H_wb = E^T G F, H_bw = F^T G E and H_bb = F^T G F. X_c and y_c are X "
    "and y with the mean of every column taken off.",
)

CLAIMS = (unpenalised_bias,)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
