"""Errata about the shrinkage, and about regression, early stopping, optimizers and priors, to which it is compared.

See `errata`, which holds them all.
"""

from __future__ import annotations

from derivations.language import statements as st
from derivations.language.claims import Hypothesis, Part
from derivations.language.errata import Erratum
from derivations.language.symbols import (
    H,
    I,
    X,
    alpha,
    basis,
    diagonal,
    differentiable,
    e_i,
    eps,
    grad_J,
    invertible,
    natural,
    nonnegative,
    positive,
    positive_definite,
    positive_semidefinite,
    symmetric,
    w,
    w_star,
    w_tilde,
    y,
)
from derivations.language.terms import Coordinate, Identity, Symbol, Term, Zero, inv
from derivations.quadratic_model import hessian, minimum, twice_differentiable

__all__ = ["SHRINKAGE", "claimed"]

R = inv(H + alpha * I)
H_psd, alpha_positive = positive_semidefinite(H), positive(alpha)
zero = Zero("n")
x, d, t, k = Symbol("x"), Symbol("d"), Symbol("t"), Symbol("k")
lam, mu, eta = Symbol("lam"), Symbol("mu"), Symbol("eta")
v, g, q = Symbol("v", "n"), Symbol("g", "n"), Symbol("q", "n")
M, D = Symbol("M", "n", "n"), Symbol("D", "n", "n")


def claimed(title: str, goal: st.Statement, *given: Hypothesis) -> Part:
    """Return the exact statement of a printed claim."""
    return Part("main", title, given, (), goal)


def shrinkage(eigenvalue: Term) -> Term:
    """Return lam/(lam + alpha)."""
    return eigenvalue / (eigenvalue + alpha)


eigenvector = Hypothesis("q_eigenvector", st.eq(D * q, lam * q))
unit = Hypothesis("q_unit", st.eq(q.T * q, 1))
below_alpha = Hypothesis("lam_below_alpha", st.PositiveSemidefinite(alpha - lam), words="lam <= alpha")
decoupled = Hypothesis(
    "decoupled_fixed_point",
    st.eq(M * H * (v - w_star) + alpha * v, zero),
    words="v is the fixed point of decoupled decay",
    values={"v": inv(M * H + alpha * I) * M * H * w_star},
)
posterior = Hypothesis("v_maximises", st.eq(alpha * v + grad_J(v), zero), words="v is stationary for J + alpha/2 |v|^2")
sum_of_squares = (X * w - y).T * (X * w - y) + alpha / 2 * w.T * w
ridge_optimum = Hypothesis(
    "w_tilde_minimises",
    st.GradientIs(sum_of_squares, w, w_tilde, zero),
    words="w_tilde minimises |X w - y|^2 + alpha/2 |w|^2",
    values={"w_tilde": inv(X.T * X + alpha / 2 * I) * X.T * y},
)
# two examples: then the vector of ones is the sum of the two standard basis vectors
data, first, second = Symbol("X", 2, "n"), Symbol("e_1", 2), Symbol("e_2", 2)
U, S, V, chosen = Symbol("U", 2, 2), Symbol("S", 2, 2), Symbol("V", "n", 2), Symbol("e_i", 2)
covariance = data.T * (Identity(2) - (first + second) * (first + second).T / 2) * data / 2
right_singular = V * chosen
two_examples = Hypothesis("e_1_is_not_e_2", st.eq(first.T * second, 0), words="e_1 and e_2 are different")
decomposed = Hypothesis("svd", st.eq(data, U * S * V.T), words="X = U S V^T")
kept = Symbol("p")
B, H_b = Symbol("B", "n", "p"), Symbol("H_b", "p", "p")
b_star, b_tilde = Symbol("b_star", "p"), Symbol("b_tilde", "p")
inner_w, inner_b = w_tilde - w_star, b_tilde - b_star
schur = H - B * inv(H_b) * B.T
weights_stationary = Hypothesis(
    "w_tilde_stationary",
    st.eq(alpha * w_tilde + H * inner_w + B * inner_b, zero),
    values={"w_tilde": inv(schur + alpha * I) * schur * w_star},
)
bias_stationary = Hypothesis(
    "b_tilde_stationary",
    st.eq(B.T * inner_w + H_b * inner_b, Zero("p")),
    values={"b_tilde": b_star - inv(H_b) * B.T * inner_w},
)

SHRINKAGE = (
    Erratum(
        id="not_uniform",
        source="note B",
        kind="missing hypothesis",
        printed="the penalty never shrinks uniformly",
        claim=claimed(
            "two eigenvalues have different factors",
            st.PositiveDefinite((shrinkage(lam) - shrinkage(mu)) ** 2),
            alpha_positive,
            nonnegative(lam),
            nonnegative(mu),
        ),
        corrected_by="uniform_iff_scalar",
        truth="uniformly exactly if H is a multiple of I",
    ),
    Erratum(
        id="weights_smaller",
        source="note B",
        kind="missing hypothesis",
        printed="the penalty makes the weights smaller",
        claim=claimed(
            "no coordinate of w_tilde is larger than that of w_star",
            st.PositiveSemidefinite(Coordinate(w_star, e_i) ** 2 - Coordinate(R * H * w_star, e_i) ** 2),
            H_psd,
            alpha_positive,
            basis(e_i),
        ),
        corrected_by="uniform_iff_scalar",
        clause="grows",
        truth="the norm gets smaller; a single coordinate can grow",
    ),
    Erratum(
        id="principal_directions",
        source="note B",
        kind="missing hypothesis",
        printed="the right-singular vectors of the data are exactly its principal directions",
        claim=claimed(
            "with two examples V e_i is an eigenvector of the covariance of the data",
            st.eq(covariance * right_singular, (right_singular.T * covariance * right_singular) * right_singular),
            decomposed,
            Hypothesis("U_orthogonal", st.eq(U.T * U, Identity(2))),
            Hypothesis("V_orthonormal", st.eq(V.T * V, Identity(2))),
            diagonal(S),
            basis(first),
            basis(second),
            basis(chosen),
            two_examples,
        ),
        corrected_by="principal_components",
        clause="main",
        truth="of centred data they are",
    ),
    Erratum(
        id="features_exactly_uncorrelated",
        source="note B",
        kind="imprecise",
        printed="the eigenvectors are the features exactly when those are uncorrelated",
        claim=claimed(
            "a unit eigenvector of a diagonal matrix is a feature or orthogonal to it",
            st.eq(Coordinate(q, e_i) ** 2 * (Coordinate(q, e_i) ** 2 - 1), 0),
            diagonal(D),
            basis(e_i),
            eigenvector,
            unit,
        ),
        corrected_by="feature_variance",
        truth="with repeated eigenvalues there are other eigenvectors too",
    ),
    Erratum(
        id="biases_no_change",
        source="note B",
        kind="imprecise",
        printed="including biases without a penalty does not change the structure of the analysis",
        claim=claimed(
            "w_tilde is what it was, with the block H of the weights, where H_b is that of the biases and B the mixed one",
            st.eq(w_tilde, R * H * w_star),
            positive_definite(H),
            alpha_positive,
            positive_definite(H_b),
            weights_stationary,
            bias_stationary,
        ),
        corrected_by="unpenalised_bias",
        clause="main",
        truth="a Schur complement takes the place of H",
    ),
    Erratum(
        id="same_object",
        source="note B",
        kind="missing hypothesis",
        printed="L2 regularization and weight decay are the same object",
        claim=claimed(
            "with a preconditioner M the two steps agree",
            st.eq(v - eta * (M * g + alpha * v), v - eta * (M * (g + alpha * v))),
            positive(eta),
            alpha_positive,
            positive_definite(M),
        ),
        corrected_by="sgd_equivalence",
        clause="main",
        truth="they agree only for M = I, plain gradient descent",
    ),
    Erratum(
        id="identity_shift",
        source="note B",
        kind="missing hypothesis",
        printed="a scaled identity shifts the spectrum of any base operator away from 0",
        claim=claimed("the shifted operator is invertible", st.Invertible(H + alpha * I), symmetric(H), alpha_positive),
        corrected_by="shifted_invertible",
        clause="main",
        truth="of a positive semidefinite one; an eigenvalue -alpha is shifted to 0",
    ),
    Erratum(
        id="second_order_match",
        source="note B",
        kind="ambiguous",
        printed="early stopping is weight decay to second order",
        claim=claimed(
            "the second-order coefficients in eps lam agree",
            st.eq(k * (k - 1) / 2, k * k),
            natural(k),
        ),
        corrected_by="exact_alpha",
        clause="series",
        truth="to first order in lam; the coefficients of second order are k (k - 1)/2 and k^2",
    ),
    Erratum(
        id="single_alpha",
        source="note B",
        kind="imprecise",
        printed="matching the two factors identifies alpha = 1/(eps k)",
        claim=claimed(
            "with that alpha the factors agree",
            st.eq(1 - (1 - eps * lam) ** k, lam / (lam + 1 / (eps * k))),
            natural(k),
            positive(k),
            positive(eps),
            nonnegative(lam),
        ),
        corrected_by="exact_alpha",
        clause="unique",
        truth="each eigenvalue has its own alpha, and 1/(eps k) is their limit as lam tends to 0",
        restated=True,
    ),
    Erratum(
        id="steep_factor_near_one",
        source="note B",
        kind="missing hypothesis",
        printed="along steep directions the factor of early stopping is close to 1 and at most 1",
        claim=claimed(
            "no factor exceeds 1",
            st.PositiveSemidefinite(1 - (1 - (1 - eps * lam) ** k)),
            natural(k),
            positive(eps),
            nonnegative(lam),
        ),
        corrected_by="stability",
        clause="factor_odd",
        truth="for eps lam <= 1; beyond that the factor can exceed 1, and beyond 2 it diverges",
    ),
    Erratum(
        id="adamw_intact",
        source="note B",
        kind="reversed",
        printed="decoupled decay keeps the shrinkage along the eigenvectors, coupled decay distorts it",
        claim=claimed(
            "the fixed point of decoupled decay is w_tilde",
            st.eq(v, R * H * w_star),
            H_psd,
            alpha_positive,
            positive_definite(M),
            decoupled,
        ),
        corrected_by="decoupled_fixed_point",
        clause="main",
        truth="with a frozen preconditioner it is the coupled fixed point that is w_tilde",
    ),
    Erratum(
        id="map_exact",
        source="note B",
        kind="missing hypothesis",
        printed="the Gaussian prior pulls the estimate toward 0 by exactly lam/(lam + alpha)",
        claim=claimed(
            "the posterior mode is (H + alpha I)^-1 H w_star",
            st.eq((H + alpha * I) * v, H * w_star),
            differentiable(),
            twice_differentiable,
            minimum,
            symmetric(H),
            hessian,
            alpha_positive,
            posterior,
        ),
        corrected_by="exact_for_quadratic",
        clause="main",
        truth="exactly so for a quadratic negative log-likelihood",
        restated=True,
    ),
    Erratum(
        id="flat_zeroed",
        source="note B",
        kind="imprecise",
        printed="flat directions are zeroed",
        claim=claimed(
            "the factor is 0 where lam <= alpha",
            st.eq(shrinkage(lam), 0),
            alpha_positive,
            nonnegative(lam),
            below_alpha,
        ),
        corrected_by="shrinkage_regimes",
        truth="the factor is at most lam/alpha, and 0 only for lam = 0",
    ),
    Erratum(
        id="dropout_different",
        source="note B",
        kind="imprecise",
        printed="dropout is no penalty on the weights",
        claim=claimed(
            "for a weight t of one feature x with the target d no lam makes the expected loss the loss plus lam t^2",
            st.Invertible(kept * (x * t / kept - d) ** 2 + (1 - kept) * d**2 - ((x * t - d) ** 2 + lam * t**2)),
            positive(kept),
            Hypothesis("p_below_one", st.PositiveDefinite(1 - kept), words="p < 1"),
            invertible(x),
            invertible(t),
        ),
        corrected_by="dropout_linear",
        clause="main",
        truth="for a linear model with squared loss it is one, of (1 - p)/p times the squared norm of each feature",
    ),
    Erratum(
        id="book_7_17",
        source="book, 7.16 and 7.17",
        kind="wrong constant",
        printed="the minimiser of |X w - y|^2 + alpha/2 |w|^2 is (X^T X + alpha I)^-1 X^T y",
        claim=claimed(
            "the normal equations with alpha I",
            st.eq((X.T * X + alpha * I) * w_tilde, X.T * y),
            alpha_positive,
            ridge_optimum,
        ),
        corrected_by="ridge_regression",
        clause="main",
        truth="alpha/2 stands in the normal equations: X^T X + alpha/2 I",
    ),
)
