"""The errata: claims of the two notes and of the book that are false, incomplete or loose as printed.

Each is restated in our own words and as an exact statement with the hypotheses its source gives. No counterexample stands
here: the program finds one each time, and the claim named beside it says what is true instead. Those about the shrinkage and
about what it is compared with stand in `errata_of_shrinkage`.
"""

from __future__ import annotations

from derivations.errata_of_shrinkage import SHRINKAGE, claimed
from derivations.foundations import decomposition
from derivations.language import statements as st
from derivations.language.claims import Hypothesis
from derivations.language.errata import Erratum
from derivations.language.symbols import (
    HALF,
    H,
    I,
    J,
    Lam,
    Q,
    alpha,
    basis,
    differentiable,
    e_i,
    eps,
    grad_J,
    invertible,
    nonnegative,
    positive,
    positive_definite,
    positive_semidefinite,
    symmetric,
    w,
    w_star,
    w_tilde,
)
from derivations.language.terms import Column, Coordinate, SizeNumber, Symbol, Zero, inv, tr
from derivations.objective import step
from derivations.optimum import objective
from derivations.quadratic_model import J_hat, hessian, minimum, twice_differentiable

__all__ = ["ERRATA"]

R = inv(H + alpha * I)
H_psd, alpha_positive = positive_semidefinite(H), positive(alpha)
zero = Zero("n")
x, d, t = Symbol("x"), Symbol("d"), Symbol("t")
lam, mu = Symbol("lam"), Symbol("mu")
v = Symbol("v", "n")
q_i, lam_i = Column(Q, e_i), Coordinate(Lam, e_i)


flat_at_v = Hypothesis("v_stationary", st.GradientIs(J_hat(w), w, v, zero), words="the gradient of J_hat is 0 at v")
same_length = Hypothesis("same_length", st.eq(v.T * v, w.T * w), words="v and w are on one circle around 0")
flatter = Hypothesis("flatter", st.PositiveDefinite(mu - lam), words="lam < mu")
x_2 = Symbol("x_2")
posterior = Hypothesis("v_maximises", st.eq(alpha * v + grad_J(v), zero), words="v is stationary for J + alpha/2 |v|^2")
apart = (w_star - R * H * w_star).T * (w_star - R * H * w_star)
better = Hypothesis(
    "v_no_better", st.PositiveSemidefinite(J(v) - J(w_star)), words="the loss at v is not below that at w_star, a minimum"
)
# two examples: then the vector of ones is the sum of the two standard basis vectors

ERRATA = (
    Erratum(
        id="alpha_zero_limit",
        source="note A; note B",
        kind="missing hypothesis",
        printed="as alpha tends to 0 the regularized optimum tends to w_star",
        claim=claimed("w_tilde tends to w_star", st.LimitIs(R * H * w_star, alpha, "0", w_star), H_psd, alpha_positive),
        corrected_by="limit_alpha_zero",
        clause="main",
        truth="it tends to the minimiser nearest to 0, which is w_star only if w_star lies in the range of H",
    ),
    Erratum(
        id="deff_at_zero",
        source="note B",
        kind="missing hypothesis",
        printed="without a penalty the effective number of parameters is n",
        claim=claimed("d_eff tends to n", st.LimitIs(tr(H * R), alpha, "0", SizeNumber("n")), H_psd, alpha_positive),
        corrected_by="effective_parameters",
        clause="limit_at_zero",
        truth="it tends to the rank of H",
    ),
    Erratum(
        id="vanishes_only_at_w_star",
        source="note B",
        kind="missing hypothesis",
        printed="the gradient of the quadratic model vanishes precisely at w_star",
        claim=claimed("v = w_star wherever it vanishes", st.eq(v, w_star), H_psd, flat_at_v),
        corrected_by="stationary_set",
        truth="it vanishes on w_star + ker H",
    ),
    Erratum(
        id="local_for_any_loss",
        source="note B",
        kind="missing hypothesis",
        printed="the result approximates the true solution near any minimum of any twice-differentiable loss",
        claim=claimed(
            "the true optimum v is at most half as far from w_tilde as w_star is",
            st.PositiveSemidefinite(apart - 4 * (v - R * H * w_star).T * (v - R * H * w_star)),
            differentiable(),
            twice_differentiable,
            minimum,
            hessian,
            H_psd,
            alpha_positive,
            posterior,
            better,
        ),
        corrected_by="local_error",
        clause="main",
        truth="its error is bounded by the Lipschitz constant of the Hessian times a squared distance, over lam_min + alpha",
    ),
    Erratum(
        id="loss_difference",
        source="note A",
        kind="missing hypothesis",
        printed="the loss between w and w_star is 1/2 (w - w_star)^T H (w - w_star)",
        claim=claimed(
            "J(w) - J(w_star) is the quadratic form",
            st.eq(J(w) - J(w_star), HALF * (w - w_star).T * H * (w - w_star)),
            differentiable(),
            twice_differentiable,
            minimum,
            symmetric(H),
            hessian,
        ),
        corrected_by="exact_for_quadratic",
        clause="main",
        truth="exactly so for a quadratic loss only",
    ),
    Erratum(
        id="difference_quotient",
        source="note A",
        kind="misprint",
        printed="for f(x) = x^2, (f(x) - f(d))/d = 2x + d",
        claim=claimed("the quotient as printed", st.eq((x**2 - d**2) / d, 2 * x + d), invertible(d)),
        corrected_by="eq_7_03",
        clause="difference_quotient",
        truth="f(x + d) - f(x) belongs in the numerator",
    ),
    Erratum(
        id="gradient_restated",
        source="note A",
        kind="misprint",
        printed="the gradient of J is alpha w plus the gradient of J",
        claim=claimed("so it is said of J itself", st.eq(grad_J(w), alpha * w + grad_J(w)), alpha_positive, differentiable()),
        corrected_by="eq_7_03",
        clause="main",
        truth="the left side is the gradient of the regularized objective",
    ),
    Erratum(
        id="squared_norm",
        source="note A",
        kind="wrong name",
        printed="w^T w is the L2 norm of the parameters",
        claim=claimed("a norm of 2 w is twice that of w", st.eq((2 * w).T * (2 * w), 2 * (w.T * w))),
        corrected_by="eq_7_02",
        truth="it is the square of the norm",
    ),
    Erratum(
        id="alpha_unit_interval",
        source="note A",
        kind="hypothesis not needed",
        printed="the penalty coefficient lies between 0 and 1",
        claim=claimed(
            "alpha <= 1 wherever 7.10 holds",
            st.PositiveSemidefinite(1 - alpha),
            H_psd,
            alpha_positive,
            Hypothesis("w_tilde_is", st.eq(w_tilde, R * H * w_star), values={"w_tilde": R * H * w_star}),
        ),
        corrected_by="eq_7_10",
        truth="every alpha > 0 will do",
    ),
    Erratum(
        id="curvature_times_distance",
        source="note A",
        kind="imprecise",
        printed="the distance in each direction is multiplied by the curvature in that direction",
        claim=claimed(
            "a step t along q_i raises the model by t lam_i/2",
            st.eq(J_hat(w_star + t * q_i) - J(w_star), t / 2 * lam_i),
            symmetric(H),
            *decomposition(),
            basis(e_i),
        ),
        corrected_by="curvature_along_eigenvector",
        truth="each squared distance is",
    ),
    Erratum(
        id="dashed_circles",
        source="note A",
        kind="wrong name",
        printed="the circles are the contours of the regularized loss",
        claim=claimed(
            "points of one circle have one regularized loss",
            st.eq(objective(v), objective(w)),
            positive_definite(H),
            alpha_positive,
            same_length,
        ),
        corrected_by="contours",
        clause="penalised",
        truth="they are the contours of the penalty; those of the regularized loss are ellipses around w_tilde",
    ),
    Erratum(
        id="intersection_balance",
        source="note A",
        kind="missing hypothesis",
        printed="where an ellipse of the loss meets a circle of the penalty the two gradients balance",
        claim=claimed("they balance at every w", st.eq(H * (w - w_star), -(alpha * w)), H_psd, alpha_positive),
        corrected_by="tangency",
        clause="main",
        truth="only where they are tangent, at w_tilde",
    ),
    Erratum(
        id="decay_factor",
        source="note B",
        kind="missing hypothesis",
        printed="a step shrinks the weight by the factor 1 - eps alpha",
        claim=claimed(
            "the step gives (1 - eps alpha) w",
            st.eq(step, (1 - eps * alpha) * w),
            positive(eps),
            alpha_positive,
            differentiable(),
        ),
        corrected_by="eq_7_05",
        clause="doubles",
        truth="so it does before the gradient of the loss is subtracted; the whole step can lengthen w",
        restated=True,
    ),
    Erratum(
        id="moves_mostly_flat",
        source="note A; note B",
        kind="missing hypothesis",
        printed="the optimum is displaced mostly along the flat direction",
        claim=claimed(
            "of two eigenvectors, along which w_star has the coordinates x and x_2, it moves further along the flatter one",
            st.PositiveSemidefinite((alpha / (lam + alpha) * x) ** 2 - (alpha / (mu + alpha) * x_2) ** 2),
            alpha_positive,
            nonnegative(lam),
            flatter,
        ),
        corrected_by="displacement",
        truth="true of the relative shrinkage; how far it moves also depends on w_star",
    ),
    *SHRINKAGE,
)
