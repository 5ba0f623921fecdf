"""Linear regression and chance: what noise in the targets does to each coefficient, and the penalty as a Gaussian prior."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Kind, Part, Step, chain, shows, to
from derivations.language.symbols import HALF, I, X, alpha, basis, invertible, m, positive, w, w_star, w_tilde, y
from derivations.language.terms import Apply, Identity, Symbol, Term, Zero, inv
from derivations.linear_regression import R_X, covariance, least, least_squares, ridge, ridge_objective, ridge_regression
from derivations.optimum import eq_7_10, objective, optimum
from derivations.principal_components import lam_r, principal_components, r_i, s_i
from derivations.quadratic_model import J_hat
from derivations.shifted_hessian import H_psd, K, R, alpha_positive, shifted_invertible
from derivations.singular_values import (
    U_orthonormal,
    factorized,
    ridge_svd,
    singular_values,
    u_i,
    v_i,
)

if TYPE_CHECKING:
    import sympy

    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "coefficient_variance", "gaussian_density", "map_gaussian_prior", "model", "noise", "sigma2", "w_0"]

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
U_columns = Hypothesis("U_orthonormal", U_orthonormal.statement, words=U_orthonormal.words)  # where X does not occur
white = (noise, Zero("m"), sigma2 * I_m)  # E noise = 0, E noise noise^T = sigma2 I
exact = lam_r / (lam_r + alpha) * (v_i.T * w_0)  # what a ridge coefficient is without noise
noisy, noisy_ridge = v_i.T * w_0 + row.T * noise, exact + row_ridge.T * noise


def noisy_coefficient(n: int) -> tuple[Letters, sympy.Matrix]:
    """Return letters with y = X w_0 + noise, m = 2, and the ridge coefficient of the last v_i."""
    import sympy

    from derivations.language.deriving import Letters
    from derivations.singular_values import solve_among_right_vectors, thin_factors

    at = Letters(n, 2)
    thin_factors(at)
    at.put(y, at[X] * at[w_0] + at[noise])
    rank = at.sizes["r"]
    at.put(r_i, sympy.eye(rank)[:, rank - 1])
    return at, solve_among_right_vectors(at)[rank - 1]


def derive_ridge_coefficient(n: int) -> Derived:
    """Solve for the coefficient of noisy targets."""
    at, found = noisy_coefficient(n)
    return at.done(found, "y = X w_0 + noise put into the equation of the last coefficient")


def derive_ridge_variance(n: int) -> Derived:
    """Differentiate the coefficient by each noise entry; independent entries add sigma2 times the squares."""
    import sympy

    at, found = noisy_coefficient(n)
    slopes = [sympy.diff(found, x) for x in at[noise]]
    return at.done(at.number(sigma2) * sum(slope**2 for slope in slopes), "the coefficient is linear in the noise")


def derive_variance(n: int) -> Derived:
    """The same at alpha = 0."""
    import sympy

    at, found = noisy_coefficient(n)
    unpenalised = found.xreplace({at.number(alpha): sympy.Integer(0)})
    slopes = [sympy.diff(unpenalised, x) for x in at[noise]]
    return at.done(at.number(sigma2) * sum(slope**2 for slope in slopes), "the coefficient at alpha = 0 is linear in the noise")


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
        shows(
            "mean",
            "if the noise has mean 0, v_i^T w_star has the expectation v_i^T w_0",
            st.MeanIs(noisy, *white, v_i.T * w_0),
            given=(index, s_nonzero),
            because="expectation is linear",
        ),
        chain(
            "spread",
            "for c = u_i/s_i the form c^T (sigma2 I) c is sigma2/(m lam_i)",
            row.T * (sigma2 * I_m) * row,
            to(sigma2 * (1 / s_i) * (1 / s_i), U_columns),
            to(sigma2 * (1 / s_i) * (1 / s_i) * (m * lam_r) / (m * lam_r), because="lam_i is not 0"),
            to(sigma2 / (m * lam_r), because="s_i^2 = m lam_i"),
            given=(U_columns, index, s_nonzero),
        ),
        shows(
            "main",
            "so if it has the covariance sigma2 I besides, Var(v_i^T w_star) = sigma2/(m lam_i)",
            st.MeanIs((noisy - v_i.T * w_0) ** 2, *white, sigma2 / (m * lam_r)),
            "coefficient_variance.spread",
            given=(U_columns, index, s_nonzero),
        ),
        shows(
            "ridge_mean",
            "ridge is biased: v_i^T w_tilde has the expectation lam_i/(lam_i + alpha) v_i^T w_0",
            st.MeanIs(noisy_ridge, *white, exact),
            given=(alpha_positive, index),
            because="expectation is linear",
        ),
        chain(
            "ridge_spread",
            "for c = s_i/(s_i^2 + m alpha) u_i the form c^T (sigma2 I) c is sigma2 lam_i/(m (lam_i + alpha)^2)",
            row_ridge.T * (sigma2 * I_m) * row_ridge,
            to(sigma2 * factor * factor, U_columns),
            to(sigma2 / m * lam_r * (m / t) * (m / t), because="s_i^2 = m lam_i"),
            to(sigma2 / m * lam_r * (1 / (lam_r + alpha)) ** 2, because="s_i^2 + m alpha = m (lam_i + alpha)"),
            given=(alpha_positive, U_columns, index),
        ),
        shows(
            "ridge_variance",
            "so Var(v_i^T w_tilde) = sigma2 lam_i/(m (lam_i + alpha)^2)",
            st.MeanIs((noisy_ridge - exact) ** 2, *white, sigma2 / m * lam_r * (1 / (lam_r + alpha)) ** 2),
            "coefficient_variance.ridge_spread",
            given=(alpha_positive, U_columns, index),
        ),
    ),
    derive={"ridge": derive_ridge_coefficient, "main": derive_variance, "ridge_variance": derive_ridge_variance},
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


mu, Sigma = Symbol("mu", "n"), Symbol("Sigma", "n", "n")

gaussian_density = Claim(
    id="gaussian_density",
    title="The Gaussian density, in negative logarithms",
    kind=Kind.definition,
    source="book, 3.23",
    parts=(
        Part(
            "main",
            "w is N(mu, Sigma) with a positive definite Sigma if its density has this negative logarithm, c being free of w",
            (),
            (),
            st.eq(Apply("neg_log_density", w), c + gaussian(w - mu, Sigma)),
        ),
    ),
    remark="The constant that makes the density integrate to 1 is c; which number it is matters nowhere here.",
)

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
constant = c + d + evidence
step, shift = w - w_tilde, covariance + alpha * I
spread = sigma2 / m * R_X
penalized_shift = ("map_gaussian_prior.penalized", least_squares["hessian_psd"], shifted_invertible.at(H=covariance))


def minus_log_gaussian(deviation: sympy.Matrix, variance: Any, constant: Any) -> Any:
    """Return minus the logarithm of exp(-constant) exp(-|deviation|^2/(2 variance)), expanded."""
    import sympy

    density = sympy.exp(-constant) * sympy.exp(-(deviation.T * deviation)[0, 0] / (2 * variance))
    return sympy.expand_log(-sympy.log(density), force=True)


def derive_posterior(n: int) -> Derived:
    """Take minus the logarithm of likelihood times prior over evidence, the likelihood being anything."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    likelihood = sympy.Function("nll")(*at[w])
    at.functions = {"nll": lambda v: sympy.Matrix([[sympy.Function("nll")(*v)]])}
    prior_part = minus_log_gaussian(at[w], 1 / at.number(alpha), at.number(c))
    return at.done(likelihood + prior_part + at.number(evidence), f"-log prior = {prior_part}")


def derive_averaged(n: int) -> Derived:
    """Take minus the logarithms of the two Gaussian densities, m = 2, with alpha solved from m alpha = sigma2/tau2."""
    from derivations.language.deriving import Letters

    at = Letters(n, 2)
    at.put(alpha, at.number(sigma2) / at.number(tau2) / 2)
    likelihood = minus_log_gaussian(at[y] - at[X] * at[w], at.number(sigma2), at.number(d))
    prior_part = minus_log_gaussian(at[w], at.number(tau2), at.number(c))
    return at.done(likelihood + prior_part + at.number(evidence), f"-log prior = {prior_part}")


map_gaussian_prior = Claim(
    id="map_gaussian_prior",
    title="The penalty as a Gaussian prior",
    source="note B, corrected",
    letters="NLL is the negative log-likelihood; L_prior and L_posterior are the negative logarithms of the densities.",
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
            "noise of variance sigma2 and the prior N(0, tau2 I) give m/sigma2 (J + alpha/2 |w|^2) with m alpha = sigma2/tau2",
            posterior(w),
            to(gaussian(y - X * w, sigma2 * I_m) + gaussian(w, tau2 * I) + constant, bayes, gaussian_noise, prior_of_variance),
            to((y - X * w).T * (y - X * w) / (2 * sigma2) + w.T * w / (2 * tau2) + constant, because="(s I)^-1 = I/s"),
            to((X * w - y).T * (X * w - y) / (2 * sigma2) + m * alpha / sigma2 * (w.T * w) / 2 + constant, matched),
            to(m / sigma2 * ridge_objective(w) + constant, because="m/sigma2 taken out"),
            given=(sigma2_positive, tau2_positive, bayes, gaussian_noise, prior_of_variance, matched),
        ),
        shows(
            "penalized",
            "there alpha is positive",
            st.PositiveDefinite(alpha),
            "step 1",
            "step 2",
            "step 3",
            after=(
                Step(st.PositiveDefinite(1 / m), because="there is at least one example"),
                Step(st.PositiveDefinite(sigma2 / tau2), (sigma2_positive, tau2_positive)),
                Step(st.eq(alpha, 1 / m * (sigma2 / tau2)), (matched,)),
            ),
            given=(sigma2_positive, tau2_positive, matched),
        ),
        shows(
            "spread_invertible",
            "and (sigma2/m) (H + alpha I)^-1 with H = X^T X/m invertible",
            st.Invertible(spread),
            "step 1",
            after=(Step(st.eq(spread * (m / sigma2 * shift), I), because="the factors cancel one after the other"),),
            given=(sigma2_positive, tau2_positive, matched),
            conditions=penalized_shift,
        ),
        chain(
            "precision",
            "its inverse is m/sigma2 (H + alpha I)",
            inv(spread),
            to(inv(spread) * spread * (m / sigma2 * shift), because="the factors cancel one after the other"),
            to(m / sigma2 * shift, because="a matrix cancels its inverse"),
            given=(sigma2_positive, tau2_positive, matched),
            conditions=(*penalized_shift, "map_gaussian_prior.spread_invertible"),
        ),
        chain(
            "averaged_posterior",
            "so the posterior is N(w_tilde, (sigma2/m) (H + alpha I)^-1) with H = X^T X/m",
            posterior(w),
            to(m / sigma2 * ridge_objective(w) + constant, "map_gaussian_prior.averaged"),
            to(m / sigma2 * (ridge_objective(w_tilde) + HALF * step.T * shift * step) + constant, ridge_regression["excess"]),
            to(m / sigma2 * ridge_objective(w_tilde) + constant + gaussian(step, spread), "map_gaussian_prior.precision"),
            given=(sigma2_positive, tau2_positive, bayes, gaussian_noise, prior_of_variance, matched, ridge),
            conditions=(*penalized_shift, "map_gaussian_prior.spread_invertible"),
        ),
    ),
    derive={"main": derive_posterior, "averaged": derive_averaged},
)

CLAIMS = (coefficient_variance, gaussian_density, map_gaussian_prior)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
