"""The shrinkage factor lam/(lam + alpha): its range, its two regimes, and when it is the same for every direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Step, chain, shows, to
from derivations.language.symbols import HALF, H, I, alpha, basis, e_i, nonnegative, positive, w_star
from derivations.language.terms import Coordinate, Symbol, inv
from derivations.shifted_hessian import H_psd, K, R, alpha_positive, shifted_invertible

if TYPE_CHECKING:
    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "factor", "shrinkage_range", "shrinkage_regimes", "uniform_iff_scalar"]

lam, mu, beta, c = Symbol("lam"), Symbol("mu"), Symbol("beta"), Symbol("c")
lam_nonnegative, lam_positive = nonnegative(lam), positive(lam)
factor = lam / (lam + alpha)


def factor_at(at: Letters, curvature: Symbol, penalty: Symbol) -> Any:
    """Return v/w for the minimiser v of curvature/2 (v - w)^2 + penalty/2 v^2, the one-dimensional problem, as SymPy solves it."""
    import sympy

    v, target = sympy.symbols("v w")
    height = at.number(curvature) / 2 * (v - target) ** 2 + at.number(penalty) / 2 * v**2
    (solution,) = sympy.linsolve([sympy.diff(height, v)], [v])
    return sympy.cancel(solution[0] / target)


# --- range and monotonicity --------------------------------------------------------------------------------------------------

mu_larger = Hypothesis("mu_larger", st.PositiveDefinite(mu - lam), words="mu > lam")
beta_larger = Hypothesis("beta_larger", st.PositiveDefinite(beta - alpha), words="beta > alpha")
rise = mu / (mu + alpha) - factor
fall = factor - lam / (lam + beta)
falls = Hypothesis("falls", st.PositiveDefinite(fall), words="the factor at beta is smaller than at alpha")
risen = alpha * (mu - lam) / ((mu + alpha) * (lam + alpha))
fallen = lam * (beta - alpha) / ((lam + alpha) * (lam + beta))
rescaled = inv(c * H + c * alpha * I)


def derive_missing(n: int) -> Derived:
    """Solve the one-dimensional problem; what is missing of 1."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    missing = sympy.factor(1 - factor_at(at, lam, alpha))
    return at.done(missing, f"1 - factor = {missing}")


def derive_rise(n: int) -> Derived:
    """Solve the one-dimensional problem with the eigenvalues mu and lam; put the difference over a common denominator."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    found = sympy.factor(sympy.together(factor_at(at, mu, alpha) - factor_at(at, lam, alpha)))
    return at.done(found, f"factor(mu) - factor(lam) = {found}")


def derive_fall(n: int) -> Derived:
    """Solve the one-dimensional problem with the penalties alpha and beta; put the difference over a common denominator."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    found = sympy.factor(sympy.together(factor_at(at, lam, alpha) - factor_at(at, lam, beta)))
    return at.done(found, f"factor(alpha) - factor(beta) = {found}")


def derive_half(n: int) -> Derived:
    """Solve the one-dimensional problem; put the distance to 1/2 over a common denominator."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    found = sympy.factor(sympy.together(factor_at(at, lam, alpha) - sympy.Rational(1, 2)))
    return at.done(found, f"factor - 1/2 = {found}")


shrinkage_range = Claim(
    id="shrinkage_range",
    title="The shrinkage factor lies between 0 and 1, grows with lam and falls with alpha",
    source="book, section 7.1.1; note B",
    parts=(
        shows(
            "main",
            "lam/(lam + alpha) >= 0",
            st.PositiveSemidefinite(factor),
            lam_nonnegative,
            alpha_positive,
            given=(lam_nonnegative, alpha_positive),
        ),
        chain(
            "missing",
            "what is missing of 1 is alpha/(lam + alpha)",
            1 - factor,
            to((lam + alpha) / (lam + alpha) - factor, because="over the denominator lam + alpha"),
            to(alpha / (lam + alpha), because="lam cancels"),
            given=(lam_nonnegative, alpha_positive),
        ),
        shows(
            "below_one",
            "so the factor is below 1",
            st.PositiveDefinite(1 - factor),
            "step 1",
            "shrinkage_range.missing",
            after=(Step(st.PositiveDefinite(alpha / (lam + alpha)), (lam_nonnegative, alpha_positive)),),
            given=(lam_nonnegative, alpha_positive),
        ),
        chain(
            "rise",
            "from lam to mu it changes by alpha (mu - lam)/((mu + alpha)(lam + alpha))",
            rise,
            to(risen, because="over a common denominator"),
            given=(lam_nonnegative, alpha_positive, mu_larger),
        ),
        shows(
            "rises",
            "so it is strictly increasing in lam",
            st.PositiveDefinite(rise),
            "step 1",
            "shrinkage_range.rise",
            after=(Step(st.PositiveDefinite(risen), (lam_nonnegative, alpha_positive, mu_larger)),),
            given=(lam_nonnegative, alpha_positive, mu_larger),
        ),
        chain(
            "fall",
            "from alpha to beta it falls by lam (beta - alpha)/((lam + alpha)(lam + beta))",
            fall,
            to(fallen, because="over a common denominator"),
            given=(lam_nonnegative, alpha_positive, beta_larger),
        ),
        shows(
            "falls",
            "so it does not grow with alpha",
            st.PositiveSemidefinite(fall),
            "step 1",
            "shrinkage_range.fall",
            after=(Step(st.PositiveSemidefinite(fallen), (lam_nonnegative, alpha_positive, beta_larger)),),
            given=(lam_nonnegative, alpha_positive, beta_larger),
        ),
        shows(
            "falls_strictly_if",
            "it falls strictly if lam > 0",
            st.PositiveDefinite(fall),
            "step 1",
            "shrinkage_range.fall",
            after=(Step(st.PositiveDefinite(fallen), (lam_positive, alpha_positive, beta_larger)),),
            given=(lam_positive, alpha_positive, beta_larger),
        ),
        shows(
            "falls_strictly_only_if",
            "and only if lam > 0",
            st.PositiveDefinite(lam),
            "step 1",
            "step 2",
            "step 3",
            "step 4",
            after=(
                Step(st.PositiveDefinite(fallen), (falls, "shrinkage_range.fall")),
                Step(st.PositiveDefinite(1 / (beta - alpha)), (beta_larger,)),
                Step(st.PositiveDefinite(lam + alpha), (lam_nonnegative, alpha_positive)),
                Step(st.PositiveDefinite(lam + beta), (lam_nonnegative, alpha_positive, beta_larger)),
            ),
            given=(lam_nonnegative, alpha_positive, beta_larger, falls),
        ),
        chain(
            "half",
            "it is above 1/2 where lam > alpha and below where lam < alpha: factor - 1/2 = (lam - alpha)/(2 (lam + alpha))",
            factor - HALF,
            to((lam - alpha) / (2 * (lam + alpha)), because="over a common denominator"),
            given=(lam_nonnegative, alpha_positive),
        ),
        chain(
            "ratio",
            "it depends on lam/alpha only",
            factor,
            to(lam / alpha / (lam / alpha + 1), because="divide above and below by alpha"),
            given=(lam_nonnegative, alpha_positive),
        ),
        chain(
            "scaling",
            "so c H with c alpha, c > 0, has the optimum of H with alpha",
            rescaled * (c * H) * w_star,
            to(rescaled * (c * H + c * alpha * I) * R * H * w_star, shifted_invertible),
            to(R * H * w_star, because="a matrix cancels its inverse"),
            given=(H_psd, alpha_positive, positive(c)),
            conditions=(shifted_invertible,),
        ),
    ),
    derive={"missing": derive_missing, "rise": derive_rise, "fall": derive_fall, "half": derive_half},
)

CLAIMS = (shrinkage_range,)
