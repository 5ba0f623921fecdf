"""Linear regression and chance: what noise in the targets does to each coefficient, and the penalty as a Gaussian prior."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Step, chain, shows, to
from derivations.language.symbols import HALF, H, I, X, alpha, basis, invertible, m, positive, w, w_star, w_tilde, y
from derivations.language.terms import Apply, Identity, Symbol, Term, inv
from derivations.linear_regression import (
    G,
    R as R_X,
    alpha_positive,
    covariance,
    gram,
    least,
    loss,
    objective as ridge_objective,
    ridge,
    ridge_regression,
)
from derivations.optimum import eq_7_10, objective, optimum
from derivations.principal_components import lam_r, principal_components, r_i, s_i
from derivations.quadratic_model import J_hat
from derivations.shifted_hessian import H_psd, K, R, shifted_invertible
from derivations.singular_values import (
    S_diagonal,
    U_orthonormal,
    V_orthonormal,
    factorized,
    ridge_svd,
    singular_values,
    u_i,
    v_i,
)

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "coefficient_variance", "map_gaussian_prior"]

# --- noise in the targets ----------------------------------------------------------------------------------------------------

w_0, noise = Symbol("w_0", "n"), Symbol("noise", "m")
sigma2, tau2 = Symbol("sigma2"), Symbol("tau2")
I_m = Identity("m")
model = Hypothesis("linear_model", st.eq(y, X * w_0 + noise), values={"y": X * w_0 + noise})
s_nonzero = invertible(s_i)
t = s_i**2 + m * alpha
factor = s_i / t
row, row_ridge = u_i / s_i, factor * u_i
index = basis(r_i)

coefficient_variance = Claim(
    id="coefficient_variance",
    title="How noise in the targets spreads each coefficient",
    source="from least_squares and ridge_svd",
    parts=(
        chain(
            "least_squares",
            "where s_i is not 0, a least-squares coefficient is off by c^T noise with c = u_i/s_i",
            v_i.T * w_star,
            to(s_i**2 * (v_i.T * w_star) / s_i / s_i, because="s_i cancels"),
            to(u_i.T * y / s_i, principal_components["scores"]),
            to(u_i.T * X * w_0 / s_i + row.T * noise, model),
            to(v_i.T * w_0 + row.T * noise, factorized, U_orthonormal),
            given=(model, least, *singular_values, index, s_nonzero),
        ),
        chain(
            "ridge",
            "a ridge coefficient is lam_i/(lam_i + alpha) v_i^T w_0 plus c^T noise with c = s_i/(s_i^2 + m alpha) u_i",
            v_i.T * w_tilde,
            to(row_ridge.T * y, ridge_svd["coordinates"]),
            to(row_ridge.T * X * w_0 + row_ridge.T * noise, model),
            to(lam_r / (lam_r + alpha) * (v_i.T * w_0) + row_ridge.T * noise, factorized, U_orthonormal),
            given=(model, alpha_positive, ridge, *singular_values, index),
        ),
        chain(
            "main",
            "c^T noise with covariance sigma2 I has the variance c^T (sigma2 I) c: for least squares sigma2/(m lam_i)",
            row.T * (sigma2 * I_m) * row,
            to(sigma2 * (1 / s_i) * (1 / s_i), U_orthonormal),
            to(sigma2 * (1 / s_i) * (1 / s_i) * (m * lam_r) / (m * lam_r), because="lam_i is not 0"),
            to(sigma2 / (m * lam_r), because="s_i^2 = m lam_i"),
            given=(U_orthonormal, index, s_nonzero),
        ),
        chain(
            "ridge_variance",
            "and for ridge sigma2 lam_i/(m (lam_i + alpha)^2)",
            row_ridge.T * (sigma2 * I_m) * row_ridge,
            to(sigma2 * factor * factor, U_orthonormal),
            to(sigma2 / m * lam_r * (m / t) * (m / t), because="s_i^2 = m lam_i"),
            to(sigma2 / m * lam_r * (1 / (lam_r + alpha)) ** 2, because="s_i^2 + m alpha = m (lam_i + alpha)"),
            given=(alpha_positive, U_orthonormal, S_diagonal, index),
        ),
    ),
)

# --- the penalty as a prior --------------------------------------------------------------------------------------------------

c, d, evidence = Symbol("c"), Symbol("d"), Symbol("evidence")


def nll(at: Term) -> Apply:
    """Return the negative log-likelihood."""
    return Apply("nll", at)


def prior(at: Term) -> Apply:
    """Return the negative logarithm of the prior density."""
    return Apply("neg_log_prior", at)


def posterior(at: Term) -> Apply:
    """Return the negative logarithm of the posterior density."""
    return Apply("neg_log_posterior", at)


def gaussian(deviation: Term, spread: Term) -> Term:
    """Return what the negative log-density of a Gaussian with this covariance is, but for a constant."""
    return HALF * deviation.T * inv(spread) * deviation


bayes = Hypothesis(
    "bayes",
    st.eq(posterior(w), nll(w) + prior(w) + evidence),
    words="the posterior density is likelihood times prior over evidence, here in negative logarithms",
)
gaussian_prior = Hypothesis(
    "gaussian_prior", st.eq(prior(w), c + gaussian(w, I / alpha)), words="the prior of w is the Gaussian N(0, I/alpha)"
)
prior_of_variance = Hypothesis(
    "gaussian_prior", st.eq(prior(w), c + gaussian(w, tau2 * I)), words="the prior of w is the Gaussian N(0, tau2 I)"
)
quadratic_nll = Hypothesis("quadratic_nll", st.eq(nll(w), J_hat(w)), words="the negative log-likelihood is the quadratic J_hat")
gaussian_noise = Hypothesis(
    "gaussian_noise", st.eq(nll(w), d + gaussian(y - X * w, sigma2 * I_m)), words="given w, y is Gaussian N(X w, sigma2 I)"
)
matched = Hypothesis(
    "matched", st.eq(m * alpha, sigma2 / tau2), values={"alpha": sigma2 / tau2 / m}, words="m alpha = sigma2/tau2"
)
sigma2_positive, tau2_positive = positive(sigma2), positive(tau2)

map_gaussian_prior = Claim(
    id="map_gaussian_prior",
    title="The penalty as a Gaussian prior",
    source="note B, corrected",
    parts=(
        chain(
            "main",
            "for the prior N(0, I/alpha) the negative log-posterior is NLL + alpha/2 |w|^2 + a constant",
            posterior(w),
            to(nll(w) + prior(w) + evidence, bayes),
            to(nll(w) + alpha / 2 * (w.T * w) + (c + evidence), gaussian_prior),
            given=(alpha_positive, bayes, gaussian_prior),
        ),
        chain(
            "posterior",
            "for a quadratic NLL it is that of the Gaussian N(w_tilde, (H + alpha I)^-1)",
            posterior(w),
            to(objective(w) + c + evidence, "map_gaussian_prior", quadratic_nll),
            to(objective(w_tilde) + c + evidence + HALF * (w - w_tilde).T * K * (w - w_tilde), eq_7_10["excess"]),
            to(objective(w_tilde) + c + evidence + gaussian(w - w_tilde, R), because="the inverse of the inverse"),
            given=(H_psd, alpha_positive, optimum, bayes, gaussian_prior, quadratic_nll),
            conditions=(shifted_invertible,),
        ),
        chain(
            "averaged",
            "Gaussian noise of variance sigma2 and the prior N(0, tau2 I) give m/sigma2 (J + alpha/2 |w|^2), m alpha = sigma2/tau2",
            posterior(w),
            to(gaussian(y - X * w, sigma2 * I_m) + gaussian(w, tau2 * I) + (c + d + evidence), bayes, gaussian_noise, prior_of_variance),
            to((y - X * w).T * (y - X * w) / (2 * sigma2) + w.T * w / (2 * tau2) + (c + d + evidence), because="inv(s I) = I/s"),
            to((X * w - y).T * (X * w - y) / (2 * sigma2) + m * alpha / sigma2 * (w.T * w) / 2 + (c + d + evidence), matched),
            to(m / sigma2 * ridge_objective(w) + (c + d + evidence), because="m/sigma2 taken out"),
            given=(sigma2_positive, tau2_positive, bayes, gaussian_noise, prior_of_variance, matched),
        ),
        shows(
            "covariance",
            "its Hessian has the inverse (sigma2/m) (H + alpha I)^-1 with H = X^T X/m",
            st.eq((X.T * X / sigma2 + I / tau2) * (sigma2 / m * R_X), I),
            matched,
            given=(sigma2_positive, tau2_positive, matched),
            conditions=(least_squares["hessian_psd"], shifted_invertible.at(H=covariance)),
        ),
    ),
)

CLAIMS = (coefficient_variance, map_gaussian_prior)
