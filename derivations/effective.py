"""The effective number of parameters: the sum of the shrinkage factors."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from derivations.foundations import decomposition, orthogonal_inverse, psd_spectrum
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Step, chain, shows, to
from derivations.language.symbols import H, I, Lam, Q, alpha, basis, e_i, positive
from derivations.language.terms import Coordinate, Number, SumOver, Symbol, Zero, inv, tr
from derivations.limits import (
    H_plus,
    beta_larger,
    both_given,
    commutes,
    inner,
    norm_and_loss_monotone,
    outer,
    symmetric_inverse,
)
from derivations.shifted_hessian import H_psd, K, R, alpha_positive, shifted_invertible

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "effective_parameters"]

shift = Lam + alpha * I
lam_i = Coordinate(Lam, e_i)
factor = lam_i / (lam_i + alpha)
Pi = H * H_plus
d_eff, rank = tr(H * R), tr(Pi)
spectral, orthonormal, _ = decomposition()
spectrum_psd = psd_spectrum["spectrum_psd"]
lost = rank - d_eff
beta = Symbol("beta")
K_beta = H + beta * I
R_beta = inv(K_beta)
d_beta = tr(H * R_beta)
both_invertible = (shifted_invertible, shifted_invertible.at(alpha=beta))
fall = d_eff - d_beta
same = Hypothesis("same_d_eff", st.eq(d_eff, d_beta), values={"H": Zero("n", "n")})
no_curvature = Hypothesis("H_zero", st.eq(H, Zero("n", "n")), values={"H": Zero("n", "n")})
bend = H * R * R * R_beta
above = d_beta - d_eff + (beta - alpha) * tr(H * R * R)
apart = (beta - alpha) * (beta - alpha)
elsewhere = Hypothesis("beta_elsewhere", st.Invertible(beta - alpha), words="beta is not alpha")
touching = Hypothesis(
    "meets_tangent",
    st.eq(above, 0),
    words="d_eff(beta) lies on the tangent at alpha",
    values={"H": Zero("n", "n")},
)
gamma, theta = Symbol("gamma"), Symbol("theta")
R_gamma = inv(H + gamma * I)
theta_positive, theta_below_one = (
    positive(theta),
    Hypothesis("theta_below_1", st.PositiveDefinite(1 - theta), words="theta < 1"),
)
between = Hypothesis(
    "gamma_between",
    st.eq(gamma, theta * alpha + (1 - theta) * beta),
    values={"gamma": theta * alpha + (1 - theta) * beta},
)
own_tangent = Instance("effective_parameters.above_tangent")
pseudo = (symmetric_inverse, inner, outer, commutes)


def derive_sensitivity(n: int) -> Derived:
    """Solve for w_tilde in the eigenbasis; add up how much each of its entries changes with that of w_star."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    total = sympy.Integer(0)
    for i, curvature in enumerate(at[Lam].diagonal()):
        place, target, column = sympy.Symbol("p"), sympy.Symbol("t"), at[Q][:, i]
        (solution,) = sympy.linsolve([curvature * (place - target) + at.number(alpha) * place], [place])
        total += solution[0].diff(target) * sympy.cancel((column.T * column)[0, 0])
    return at.done(total, f"the sum of d w_tilde_i/d w_star_i is {total}")


def derive_counted(n: int) -> Derived:
    """Take H = B B^T of rank n - 1 (1 at n = 1): d_eff = tr B^T B (B^T B + alpha I)^-1, where alpha may be 0."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    factor = at.put_with_inverse(H_plus)
    gram = factor.T * factor
    matrix = gram + at.number(alpha) * sympy.eye(gram.rows)
    counted = sympy.cancel((gram * matrix.adjugate()).trace().xreplace({at.number(alpha): sympy.Integer(0)}) / gram.det())
    return at.done(counted, f"d_eff = {counted} at alpha = 0, H of rank {gram.rows}")


def derive_tail(n: int) -> Derived:
    """Write alpha = 1/s: alpha d_eff = tr H (s H + I)^-1, where s may be 0."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    small, _ = sympy.Symbol("s", positive=True), at[alpha]
    matrix = small * at[H] + sympy.eye(n)
    found = ((at[H] * matrix.adjugate()).trace() / matrix.det()).xreplace({small: sympy.Integer(0)})
    return at.done(found, f"alpha d_eff = {found} at s = 1/alpha = 0")


effective_parameters = Claim(
    id="effective_parameters",
    title="The effective number of parameters",
    source="note B, corrected",
    letters="The effective number of parameters, d_eff, is the sum of lam_i/(lam_i + alpha); rank H is the trace of H H^+.",
    parts=(
        shows(
            "sum",
            "the sum of lam_i/(lam_i + alpha) is the trace of (Lam + alpha I)^-1 Lam",
            st.eq(SumOver(factor, e_i), tr(inv(shift) * Lam)),
            "step 1",
            after=(Step(st.eq(factor, Coordinate(inv(shift) * Lam, e_i)), because="entry by entry"),),
            rule="trace",
            using={"index": e_i, "matrix": inv(shift) * Lam},
            conditions=(spectrum_psd, psd_spectrum["psd_only_if"]),
            given=(H_psd, alpha_positive, *decomposition(), basis(e_i)),
        ),
        chain(
            "conjugate",
            "H (H + alpha I)^-1 = Q (Lam + alpha I)^-1 Lam Q^T",
            H * R,
            to(Q * inv(shift) * shift * Q.T * H * R, orthogonal_inverse["right"]),
            to(Q * inv(shift) * Q.T * K * H * R, spectral, orthonormal),
            to(Q * inv(shift) * Q.T * H, because="K H = H K, and K R = I"),
            to(Q * inv(shift) * Lam * Q.T, spectral, orthonormal),
            conditions=(spectrum_psd, shifted_invertible),
            given=(H_psd, alpha_positive, *decomposition()),
        ),
        chain(
            "main",
            "so d_eff = sum of lam_i/(lam_i + alpha) = tr H (H + alpha I)^-1",
            d_eff,
            to(tr(Q * inv(shift) * Lam * Q.T), "effective_parameters.conjugate"),
            to(tr(inv(shift) * Lam), orthonormal),
            to(SumOver(factor, e_i), "effective_parameters.sum"),
            conditions=(shifted_invertible, spectrum_psd, psd_spectrum["psd_only_if"]),
            given=(H_psd, alpha_positive, *decomposition(), basis(e_i)),
        ),
        shows(
            "nonnegative",
            "d_eff >= 0",
            st.PositiveSemidefinite(d_eff),
            "step 2",
            after=(
                Step(st.eq(H * R, R * (H * H + alpha * H) * R), because="R K = K R = I"),
                Step(st.PositiveSemidefinite(H * R), ("step 1", H_psd, alpha_positive), squares=(H * R, R)),
            ),
            rule="psd_trace",
            conditions=(shifted_invertible,),
            given=(H_psd, alpha_positive),
        ),
        chain(
            "projector_commutes",
            "Pi = H H^+, the projector on the range of H, commutes with R = (H + alpha I)^-1",
            R * Pi,
            to(R * Pi * K * R, shifted_invertible),
            to(R * K * Pi * R, commutes),
            to(Pi * R, because="R K = I"),
            conditions=(shifted_invertible,),
            given=(H_psd, alpha_positive, commutes),
        ),
        chain(
            "lost_matrix",
            "so Pi - H R = alpha Pi R Pi",
            Pi - H * R,
            to(Pi * K * R - H * R, shifted_invertible),
            to(alpha * Pi * R, inner),
            to(alpha * Pi * Pi * R, inner),
            to(alpha * Pi * R * Pi, "effective_parameters.projector_commutes"),
            conditions=(shifted_invertible,),
            given=(H_psd, alpha_positive, inner, commutes),
        ),
        shows(
            "at_most_rank",
            "d_eff <= rank H, the trace of Pi",
            st.PositiveSemidefinite(lost),
            "step 3",
            after=(
                Step(st.PositiveDefinite(R), (shifted_invertible,), squares=(R,)),
                Step(
                    st.PositiveSemidefinite(Pi - H * R),
                    ("effective_parameters.lost_matrix", "step 1", alpha_positive, commutes),
                    squares=(Pi,),
                ),
                Step(st.PositiveSemidefinite(tr(Pi - H * R)), ("step 2",), rule="psd_trace"),
            ),
            conditions=(shifted_invertible,),
            given=(H_psd, alpha_positive, *pseudo),
        ),
        chain(
            "lost",
            "what is lost is rank H - d_eff = alpha tr R Pi",
            lost,
            to(tr(Pi - H * R), because="the trace of a difference"),
            to(alpha * tr(Pi * R * Pi), "effective_parameters.lost_matrix"),
            conditions=(shifted_invertible,),
            given=(H_psd, alpha_positive, inner, commutes),
        ),
        shows(
            "bound",
            "and that is at most alpha tr H^+",
            st.PositiveSemidefinite(alpha * tr(H_plus) - lost),
            "effective_parameters.lost",
            "step 5",
            alpha_positive,
            after=(
                Step(st.eq(H * R, R * (H * H + alpha * H) * R), because="R K = K R = I"),
                Step(st.PositiveSemidefinite(H * R), ("step 1", H_psd, alpha_positive), squares=(H * R, R)),
                Step(
                    st.eq(H_plus - Pi * R * Pi, alpha * H_plus * (H * R) * H_plus),
                    (outer, commutes),
                ),
                Step(st.PositiveSemidefinite(H_plus - Pi * R * Pi), ("step 2", "step 3", alpha_positive), squares=(H_plus,)),
                Step(st.PositiveSemidefinite(tr(H_plus - Pi * R * Pi)), ("step 4",), rule="psd_trace"),
            ),
            conditions=(shifted_invertible,),
            given=(H_psd, alpha_positive, *pseudo),
        ),
        shows(
            "limit_at_zero",
            "so d_eff tends to rank H as alpha tends to 0",
            st.LimitIs(d_eff, alpha, "0", rank),
            "step 1",
            after=(
                Step(
                    st.PositiveSemidefinite(tr(H_plus) * tr(H_plus) * alpha * alpha - (d_eff - rank) * (d_eff - rank)),
                    ("effective_parameters.bound", "effective_parameters.at_most_rank"),
                    squares=(alpha * tr(H_plus) - lost,),
                ),
            ),
            rule="limit",
            using={"bound": tr(H_plus)},
            conditions=(shifted_invertible,),
            given=(H_psd, alpha_positive, *pseudo),
        ),
        chain(
            "scaled",
            "for large alpha: tr H - alpha d_eff = tr H R H",
            tr(H) - alpha * d_eff,
            to(tr(H * (R * K) - alpha * H * R), shifted_invertible),
            to(tr(H * R * H), because="alpha H R cancels"),
            conditions=(shifted_invertible,),
            given=(H_psd, alpha_positive),
        ),
        shows(
            "scaled_nonnegative",
            "which is not negative",
            st.PositiveSemidefinite(tr(H) - alpha * d_eff),
            "effective_parameters.scaled",
            "step 3",
            after=(
                Step(st.PositiveDefinite(R), (shifted_invertible,), squares=(R,)),
                Step(st.PositiveSemidefinite(H * R * H), ("step 1",), squares=(H,)),
                Step(st.PositiveSemidefinite(tr(H * R * H)), ("step 2",), rule="psd_trace"),
            ),
            conditions=(shifted_invertible,),
            given=(H_psd, alpha_positive),
        ),
        shows(
            "scaled_bound",
            "and alpha times it is at most tr H H",
            st.PositiveSemidefinite(tr(H * H) - alpha * (tr(H) - alpha * d_eff)),
            "effective_parameters.scaled",
            "step 4",
            after=(
                Step(st.eq(H * R, R * (H * H + alpha * H) * R), because="R K = K R = I"),
                Step(st.PositiveSemidefinite(H * R), ("step 1", H_psd, alpha_positive), squares=(H * R, R)),
                Step(st.PositiveSemidefinite(H * H - alpha * H * R * H), ("step 2",), squares=(H,)),
                Step(st.PositiveSemidefinite(tr(H * H - alpha * H * R * H)), ("step 3",), rule="psd_trace"),
            ),
            conditions=(shifted_invertible,),
            given=(H_psd, alpha_positive),
        ),
        shows(
            "limit_at_infinity",
            "so alpha d_eff tends to tr H as alpha grows",
            st.LimitIs(alpha * d_eff, alpha, "inf", tr(H)),
            "step 1",
            after=(
                Step(
                    st.PositiveSemidefinite(
                        tr(H * H) * tr(H * H) - alpha * alpha * ((alpha * d_eff - tr(H)) * (alpha * d_eff - tr(H)))
                    ),
                    ("effective_parameters.scaled_nonnegative", "effective_parameters.scaled_bound", alpha_positive),
                    squares=(tr(H * H) - alpha * (tr(H) - alpha * d_eff),),
                ),
            ),
            rule="limit",
            using={"bound": tr(H * H)},
            conditions=(shifted_invertible,),
            given=(H_psd, alpha_positive),
        ),
        chain(
            "fall",
            "between alpha and beta > alpha it falls by (beta - alpha) tr H R R_beta",
            fall,
            to(tr(H * (R - R_beta)), because="the trace of a difference"),
            to((beta - alpha) * tr(H * R * R_beta), norm_and_loss_monotone["resolvent"]),
            conditions=both_invertible,
            given=(H_psd, alpha_positive, beta_larger),
        ),
        shows(
            "decreasing",
            "so it never grows with alpha",
            st.PositiveSemidefinite(fall),
            "effective_parameters.fall",
            beta_larger,
            "step 4",
            after=(
                Step(
                    st.eq(H * R * R_beta, R_beta * R * (H * K * K_beta) * R * R_beta),
                    because="R_beta R and H commute, K K_beta R R_beta = I",
                ),
                Step(st.PositiveDefinite(beta), (alpha_positive, beta_larger)),
                Step(
                    st.PositiveSemidefinite(H * R * R_beta),
                    ("step 1", "step 2", H_psd, alpha_positive),
                    squares=(H * R * R_beta, R * R_beta),
                ),
                Step(st.PositiveSemidefinite(tr(H * R * R_beta)), ("step 3",), rule="psd_trace"),
            ),
            conditions=both_invertible,
            given=(H_psd, alpha_positive, beta_larger),
        ),
        shows(
            "strictly_if",
            "it falls strictly unless H = 0: if two alphas give the same d_eff then H = 0",
            st.eq(H, Zero("n", "n")),
            "step 8",
            after=(
                Step(
                    st.eq(H * R * R_beta, R_beta * R * (H * K * K_beta) * R * R_beta),
                    because="R_beta R and H commute, K K_beta R R_beta = I",
                ),
                Step(st.PositiveDefinite(beta), (alpha_positive, beta_larger)),
                Step(
                    st.PositiveSemidefinite(H * R * R_beta),
                    ("step 1", "step 2", H_psd, alpha_positive),
                    squares=(H * R * R_beta, R * R_beta),
                ),
                Step(st.eq((beta - alpha) * tr(H * R * R_beta), 0), ("effective_parameters.fall", same)),
                Step(st.PositiveDefinite(1 / (beta - alpha)), (beta_larger,)),
                Step(st.eq(tr(H * R * R_beta), 0), ("step 4",)),
                Step(
                    st.eq(H * R * R_beta, Zero("n", "n")),
                    ("step 3", "step 6"),
                    rule="psd_trace",
                    using={"from": "step 3", "zero": "step 6"},
                ),
                Step(st.eq(H * R, Zero("n", "n")), ("step 7",)),
            ),
            conditions=both_invertible,
            given=(H_psd, alpha_positive, beta_larger, same),
        ),
        shows(
            "strictly_only_if",
            "and for H = 0 it is 0 for every alpha",
            st.eq(d_eff, Number(Fraction(0))),
            no_curvature,
            after=(Step(st.PositiveDefinite(K), (alpha_positive, no_curvature), squares=(I,)),),
            given=(alpha_positive, no_curvature),
        ),
        chain(
            "tangent",
            "it lies above its tangent -tr H R^2 at every alpha, at beta by (beta - alpha)^2 tr H R^2 R_beta",
            above,
            to((beta - alpha) * tr(H * R * R) - tr(H * (R - R_beta)), because="the trace of a difference"),
            to((beta - alpha) * tr(H * R * (R - R_beta)), norm_and_loss_monotone["resolvent"]),
            to((beta - alpha) * (beta - alpha) * tr(bend), norm_and_loss_monotone["resolvent"]),
            conditions=both_invertible,
            given=both_given,
        ),
        shows(
            "bend_nonnegative",
            "where H R^2 R_beta is positive semidefinite",
            st.PositiveSemidefinite(bend),
            "step 1",
            H_psd,
            positive(beta),
            after=(
                Step(
                    st.eq(bend, R_beta * R * (H * K_beta) * R * R_beta),
                    because="R, R_beta and H commute, K_beta R_beta = I",
                ),
            ),
            squares=(H * R * R_beta, R * R_beta),
            conditions=both_invertible,
            given=both_given,
        ),
        shows(
            "above_tangent",
            "so it is nowhere below a tangent",
            st.PositiveSemidefinite(above),
            "effective_parameters.tangent",
            "step 2",
            after=(
                Step(
                    st.PositiveSemidefinite(tr(bend)),
                    ("effective_parameters.bend_nonnegative",),
                    rule="psd_trace",
                ),
                Step(st.PositiveSemidefinite((beta - alpha) * (beta - alpha) * tr(bend)), ("step 1",), squares=(beta - alpha,)),
            ),
            conditions=both_invertible,
            given=both_given,
        ),
        shows(
            "convex",
            "and convex: between alpha and beta it is nowhere above the chord",
            st.PositiveSemidefinite(theta * d_eff + (1 - theta) * d_beta - tr(H * R_gamma)),
            between,
            theta_positive,
            theta_below_one,
            own_tangent.at(alpha=gamma, beta=alpha),
            own_tangent.at(alpha=gamma, beta=beta),
            conditions=(*both_invertible, shifted_invertible.at(alpha=gamma)),
            given=(*both_given, theta_positive, theta_below_one, between),
        ),
        shows(
            "strictly_convex_if",
            "strictly, unless H = 0: if it meets a tangent at a second place then H = 0",
            st.eq(H, Zero("n", "n")),
            "step 7",
            after=(
                Step(st.eq(apart * tr(bend), 0), ("effective_parameters.tangent", touching)),
                Step(st.eq((beta - alpha) / (beta - alpha), 1), because="beta is not alpha"),
                Step(st.eq((beta - alpha) * tr(bend), 0), ("step 1", "step 2")),
                Step(st.eq(tr(bend), 0), ("step 2", "step 3")),
                Step(
                    st.eq(bend, Zero("n", "n")),
                    ("effective_parameters.bend_nonnegative", "step 4"),
                    rule="psd_trace",
                    using={"from": "effective_parameters.bend_nonnegative", "zero": "step 4"},
                ),
                Step(st.eq(H * R * R, Zero("n", "n")), ("step 5",)),
                Step(st.eq(H * R, Zero("n", "n")), ("step 6",)),
            ),
            conditions=both_invertible,
            given=(*both_given, elsewhere, touching),
        ),
        shows(
            "strictly_convex_only_if",
            "and for H = 0 it is its own tangent everywhere",
            st.eq(above, Number(Fraction(0))),
            no_curvature,
            after=(
                Step(st.PositiveDefinite(K), (alpha_positive, no_curvature), squares=(I,)),
                Step(st.PositiveDefinite(H + beta * I), (positive(beta), no_curvature), squares=(I,)),
            ),
            given=(alpha_positive, positive(beta), no_curvature),
        ),
    ),
    derive={"main": derive_sensitivity, "limit_at_zero": derive_counted, "limit_at_infinity": derive_tail},
)
CLAIMS = (effective_parameters,)
