"""The shrinkage factor lam/(lam + alpha): its range, its two regimes, and when it is the same for every direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Step, chain, shows, to
from derivations.language.deriving import Letters, gradient_of, of_numbers, power_series, solve_linear
from derivations.language.symbols import HALF, H, I, alpha, basis, e_i, nonnegative, positive, w_star
from derivations.language.terms import Coordinate, Symbol, inv
from derivations.shifted_hessian import H_psd, R, alpha_positive, shifted_invertible

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "factor", "shrinkage_range", "shrinkage_regimes", "uniform_iff_scalar"]

lam, mu, beta, c = Symbol("lam"), Symbol("mu"), Symbol("beta"), Symbol("c")
lam_nonnegative, lam_positive = nonnegative(lam), positive(lam)
factor = lam / (lam + alpha)


def factor_at(at: Letters, curvature: Symbol, penalty: Symbol) -> Any:
    """Return v/w for the minimiser v of curvature/2 (v - w)^2 + penalty/2 v^2, the problem of one dimension."""
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


def derive_missing() -> Derived:
    """Solve the one-dimensional problem; what is missing of 1."""
    import sympy

    at = Letters(1)
    missing = sympy.factor(1 - factor_at(at, lam, alpha))
    return at.done(missing, f"1 - factor = {missing}")


def derive_rise() -> Derived:
    """Solve the one-dimensional problem with the eigenvalues mu and lam; put the difference over a common denominator."""
    import sympy

    at = Letters(1)
    found = sympy.factor(sympy.together(factor_at(at, mu, alpha) - factor_at(at, lam, alpha)))
    return at.done(found, f"factor(mu) - factor(lam) = {found}")


def derive_fall() -> Derived:
    """Solve the one-dimensional problem with the penalties alpha and beta; put the difference over a common denominator."""
    import sympy

    at = Letters(1)
    found = sympy.factor(sympy.together(factor_at(at, lam, alpha) - factor_at(at, lam, beta)))
    return at.done(found, f"factor(alpha) - factor(beta) = {found}")


def derive_half() -> Derived:
    """Solve the one-dimensional problem; put the distance to 1/2 over a common denominator."""
    import sympy

    at = Letters(1)
    found = sympy.factor(sympy.together(factor_at(at, lam, alpha) - sympy.Rational(1, 2)))
    return at.done(found, f"factor - 1/2 = {found}")


def derive_scaled(n: int) -> Derived:
    """Minimise J_hat + alpha/2 |w|^2: the common factor c of both terms drops out of the equations."""
    import sympy

    at = Letters(n)
    unknown = sympy.Matrix(sympy.symbols(f"v_1:{n + 1}"))
    away, scale = unknown - at[w_star], at.number(c)
    height = scale * (away.T * at[H] * away)[0, 0] / 2 + scale * at.number(alpha) / 2 * (unknown.T * unknown)[0, 0]
    equations = [sympy.expand(entry / scale) for entry in gradient_of(height, unknown)]
    matrix, right, solution = solve_linear(equations, unknown)
    return at.done(solution, f"divided by c: {matrix.tolist()} w = {right.tolist()}")


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
            "1 less the factor is alpha/(lam + alpha)",
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
    derive={
        "missing": of_numbers(derive_missing),
        "rise": of_numbers(derive_rise),
        "fall": of_numbers(derive_fall),
        "half": of_numbers(derive_half),
        "scaling": derive_scaled,
    },
)

# --- the two regimes ---------------------------------------------------------------------------------------------------------

per_curvature, per_penalty = alpha / lam, lam / alpha
above_steep, below_steep = factor - (1 - per_curvature), 1 - per_curvature + per_curvature**2 - factor
above_flat, below_flat = factor - (per_penalty - per_penalty**2), per_penalty - factor
steep_rest = per_curvature**2 * (alpha / (lam + alpha))
flat = Hypothesis("lam_zero", st.eq(lam, 0))
factor_zero = Hypothesis("factor_zero", st.eq(factor, 0), words="the factor is 0")
steep_given, flat_given = (lam_positive, alpha_positive), (lam_nonnegative, alpha_positive)


def regime(at: Letters, small: Symbol, large: Symbol, order: int) -> Any:
    """Return the factor minus its Taylor polynomial of an order in small/large around 0, over a common denominator."""
    import sympy

    ratio, found = sympy.Symbol("t"), factor_at(at, lam, alpha)
    above, below = sympy.fraction(sympy.cancel(found.xreplace({at.number(small): ratio * at.number(large)})))
    polynomial = power_series(above, below, ratio, order).xreplace({ratio: at.number(small) / at.number(large)})
    return sympy.factor(found - polynomial)


def derive_regime(small: Symbol, large: Symbol, order: int, sign: int) -> Callable[[int], Derived]:
    """Return the derivation that takes the Taylor polynomial of the factor and what is left, with a sign."""

    def derive() -> Derived:
        at = Letters(1)
        rest = sign * regime(at, small, large, order)
        return at.done(rest, f"{'factor - polynomial' if sign > 0 else 'polynomial - factor'} = {rest}")

    return of_numbers(derive)


shrinkage_regimes = Claim(
    id="shrinkage_regimes",
    title="The factor along steep and along flat directions",
    source="note B, with bounds",
    parts=(
        chain(
            "steep_above",
            "steep, lam > 0: the factor exceeds 1 - alpha/lam by alpha/lam times alpha/(lam + alpha)",
            above_steep,
            to(per_curvature * (alpha / (lam + alpha)), because="over a common denominator"),
            given=steep_given,
        ),
        shows(
            "main",
            "so it is at least 1 - alpha/lam",
            st.PositiveSemidefinite(above_steep),
            "step 1",
            "shrinkage_regimes.steep_above",
            after=(Step(st.PositiveSemidefinite(per_curvature * (alpha / (lam + alpha))), steep_given),),
            given=steep_given,
        ),
        chain(
            "steep_below",
            "and it stays below 1 - alpha/lam + (alpha/lam)^2 by (alpha/lam)^2 times alpha/(lam + alpha)",
            below_steep,
            to(steep_rest, because="over a common denominator"),
            given=steep_given,
        ),
        shows(
            "steep_at_most",
            "so it is at most that",
            st.PositiveSemidefinite(below_steep),
            "step 1",
            "shrinkage_regimes.steep_below",
            after=(Step(st.PositiveSemidefinite(steep_rest), steep_given, squares=(per_curvature,)),),
            given=steep_given,
        ),
        chain(
            "flat_above",
            "flat: the factor exceeds lam/alpha - (lam/alpha)^2 by (lam/alpha)^2 times itself",
            above_flat,
            to(per_penalty**2 * factor, because="over a common denominator"),
            given=flat_given,
        ),
        shows(
            "flat_at_least",
            "so it is at least that",
            st.PositiveSemidefinite(above_flat),
            "step 1",
            "shrinkage_regimes.flat_above",
            after=(Step(st.PositiveSemidefinite(per_penalty**2 * factor), flat_given, squares=(per_penalty,)),),
            given=flat_given,
        ),
        chain(
            "flat_below",
            "and it stays below lam/alpha by lam/alpha times itself",
            below_flat,
            to(per_penalty * factor, because="over a common denominator"),
            given=flat_given,
        ),
        shows(
            "flat_at_most",
            "so it is at most lam/alpha",
            st.PositiveSemidefinite(below_flat),
            "step 1",
            "shrinkage_regimes.flat_below",
            after=(Step(st.PositiveSemidefinite(per_penalty * factor), flat_given),),
            given=flat_given,
        ),
        chain(
            "zero_if",
            "it is exactly 0 if lam = 0",
            factor,
            to(0, flat),
            given=(alpha_positive, flat),
        ),
        chain(
            "zero_only_if",
            "and only then: no other direction is zeroed",
            lam,
            to((lam + alpha) * factor, because="the denominator cancels"),
            to(0, factor_zero),
            given=(lam_nonnegative, alpha_positive, factor_zero),
        ),
    ),
    derive={
        "steep_above": derive_regime(alpha, lam, 1, 1),
        "steep_below": derive_regime(alpha, lam, 2, -1),
        "flat_above": derive_regime(lam, alpha, 2, 1),
        "flat_below": derive_regime(lam, alpha, 1, -1),
    },
)

# --- when the shrinkage is uniform -------------------------------------------------------------------------------------------

e_j = Symbol("e_j", "n")
s, t = Symbol("s"), Symbol("t")
scalar_hessian = Hypothesis("H_scalar", st.eq(H, c * I), words="H = c I", values={"H": c * I})
uniform = Hypothesis(
    "uniform", st.eq(R * H, s * I), words="every w_star is shrunk by the same s: (H + alpha I)^-1 H = s I", values={"H": c * I}
)
different = Hypothesis("different_indices", st.eq(e_i.T * e_j, 0), words="i and j are different")
pair = e_i + e_j
spread = pair * pair.T
pair_inverse = inv(spread + alpha * I)
from_pair = pair_inverse * spread
pair_given = (alpha_positive, basis(e_i), basis(e_j), different)
pair_definite = ("uniform_iff_scalar.witness_definite",)


def derive_uniform(n: int) -> Derived:
    """Solve (c I + alpha I) w_tilde = c I w_star."""
    at = Letters(n)
    at.put(H, at.number(c) * at.identity())
    matrix = at[H] + at.number(alpha) * at.identity()
    solution = matrix.LUsolve(at[H] * at[w_star])
    return at.done(solution, *(f"w_tilde_{i + 1} = {entry}" for i, entry in enumerate(solution)))


uniform_iff_scalar = Claim(
    id="uniform_iff_scalar",
    title="The shrinkage is the same for every direction exactly if H = c I",
    source="note B, corrected",
    parts=(
        chain(
            "main",
            "if H = c I then w_tilde = c/(c + alpha) w_star for every w_star",
            R * H * w_star,
            to(R * (c * w_star), scalar_hessian),
            to(R * (c / (c + alpha) * (c + alpha)) * w_star, because="(c + alpha)/(c + alpha) = 1"),
            to(c / (c + alpha) * (R * (H + alpha * I)) * w_star, scalar_hessian),
            to(c / (c + alpha) * w_star, because="a matrix cancels its inverse"),
            given=(alpha_positive, nonnegative(c), scalar_hessian),
        ),
        shows(
            "share_below_one",
            "conversely, a share s that every w_star keeps is below 1",
            st.PositiveDefinite(1 - s),
            "step 1",
            "step 2",
            "step 3",
            alpha_positive,
            after=(
                Step(st.PositiveDefinite(e_i.T * e_i), because="a unit vector"),
                Step(st.PositiveDefinite(R), (shifted_invertible,), squares=(R,)),
                Step(st.eq((1 - s) * I, alpha * R), (uniform,)),
            ),
            squares=(e_i,),
            given=(H_psd, alpha_positive, uniform, basis(e_i)),
            conditions=(shifted_invertible,),
        ),
        shows(
            "only_if",
            "and then H = c I with c = s alpha/(1 - s)",
            st.eq(H, s * alpha / (1 - s) * I),
            "step 1",
            after=(Step(st.eq(H, s * H + s * alpha * I), (uniform,), because="H = (H + alpha I) R H"),),
            given=(H_psd, alpha_positive, uniform, basis(e_i)),
            conditions=(shifted_invertible, "uniform_iff_scalar.share_below_one"),
        ),
        shows(
            "witness_not_scalar",
            "otherwise a coordinate can grow or change sign: H = (e_i + e_j)(e_i + e_j)^T is not c I, its entry (i, j) is 1",
            st.eq(e_i.T * spread * e_j, 1),
            different,
            given=(basis(e_i), basis(e_j), different),
        ),
        shows(
            "witness_definite",
            "it is positive semidefinite, so H + alpha I is invertible",
            st.PositiveDefinite(spread + alpha * I),
            alpha_positive,
            squares=(pair.T,),
            given=(alpha_positive,),
        ),
        chain(
            "witness_inverse",
            "H + alpha I multiplies e_i + e_j by 2 + alpha, so its inverse divides it by that",
            pair_inverse * pair,
            to(pair_inverse * ((2 + alpha) * pair) / (2 + alpha), because="(2 + alpha)/(2 + alpha) = 1"),
            to(pair_inverse * ((spread + alpha * I) * pair) / (2 + alpha), different),
            to(pair / (2 + alpha), because="a matrix cancels its inverse"),
            given=pair_given,
            conditions=pair_definite,
        ),
        shows(
            "witness_share",
            "the share of w_star = e_i + t e_j along e_i + e_j is 1 + t",
            st.eq(pair.T * (e_i + t * e_j), 1 + t),
            different,
            given=(basis(e_i), basis(e_j), different),
        ),
        chain(
            "witness",
            "so coordinate i of w_tilde is (1 + t)/(2 + alpha)",
            Coordinate(from_pair * (e_i + t * e_j), e_i),
            to(
                pair.T * (e_i + t * e_j) * (e_i.T * (pair_inverse * pair)),
                because="the number (e_i + e_j)^T w_star to the front",
            ),
            to((1 + t) * (e_i.T * (pair_inverse * pair)), "uniform_iff_scalar.witness_share"),
            to((1 + t) * (e_i.T * pair / (2 + alpha)), "uniform_iff_scalar.witness_inverse"),
            to((1 + t) / (2 + alpha), different),
            given=pair_given,
            conditions=pair_definite,
        ),
        chain(
            "grows",
            "for t = 3 + 2 alpha that coordinate, which is 1 in w_star, doubles",
            Coordinate(from_pair * (e_i + (3 + 2 * alpha) * e_j), e_i),
            to((1 + (3 + 2 * alpha)) / (2 + alpha), Instance("uniform_iff_scalar.witness").at(t=3 + 2 * alpha)),
            to(2, because="(4 + 2 alpha)/(2 + alpha) = 2"),
            to(2 * Coordinate(e_i + (3 + 2 * alpha) * e_j, e_i), different),
            given=pair_given,
            conditions=pair_definite,
        ),
        chain(
            "changes_sign",
            "and for t = -(3 + alpha) it changes its sign",
            Coordinate(from_pair * (e_i + -(3 + alpha) * e_j), e_i),
            to((1 + -(3 + alpha)) / (2 + alpha), Instance("uniform_iff_scalar.witness").at(t=-(3 + alpha))),
            to(-1, because="-(2 + alpha)/(2 + alpha) = -1"),
            to(-Coordinate(e_i + -(3 + alpha) * e_j, e_i), different),
            given=pair_given,
            conditions=pair_definite,
        ),
    ),
    derive={"main": derive_uniform},
    remark="The witnesses need n >= 2; every n >= 2 has two different indices.",
)

CLAIMS = (shrinkage_range, shrinkage_regimes, uniform_iff_scalar)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
