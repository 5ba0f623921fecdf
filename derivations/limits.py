"""The optimum as alpha varies: its limits, and what grows and falls on the way."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Step, chain, shows, to
from derivations.language.symbols import HALF, H, I, alpha, positive, w_star
from derivations.language.terms import Symbol, Term, Zero, inv
from derivations.shifted_hessian import H_psd, K, R, alpha_positive, shifted_invertible

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = [
    "CLAIMS",
    "H_plus",
    "Pi",
    "beta_larger",
    "both_given",
    "both_invertible",
    "commutes",
    "gap",
    "inner",
    "limit_alpha_infinity",
    "limit_alpha_zero",
    "nearest",
    "norm_and_loss_monotone",
    "outer",
    "symmetric_inverse",
    "w_tilde",
]

H_plus = Symbol("H_plus", "n", "n")
Pi = H * H_plus
w_tilde = R * H * w_star
u = H * w_star
g, beta = Symbol("g"), Symbol("beta")
v, z = Symbol("v", "n"), Symbol("z", "n")
zero = Zero("n")

# --- alpha to 0 --------------------------------------------------------------------------------------------------------------

symmetric_inverse = Hypothesis("H_plus_symmetric", st.Symmetric(H_plus), words="H^+ is symmetric, as H is", defines="H_plus")
inner = Hypothesis("H_H_plus_H", st.eq(H * H_plus * H, H), words="H H^+ H = H", defines="H_plus")
outer = Hypothesis("H_plus_H_H_plus", st.eq(H_plus * H * H_plus, H_plus), words="H^+ H H^+ = H^+", defines="H_plus")
commutes = Hypothesis("H_plus_commutes", st.eq(H_plus * H, H * H_plus), words="H^+ H = H H^+", defines="H_plus")
bounded = Hypothesis("H_plus_bounded", st.PositiveSemidefinite(g * g * I - H_plus * H_plus), words="g is at least |H^+|")
in_range = Hypothesis("w_star_in_range", st.eq(w_star, H * z), values={"w_star": H * z}, words="w_star = H z")
reached = Hypothesis("limit_is_w_star", st.eq(Pi * w_star, w_star))
minimises = Hypothesis("v_minimises", st.eq(H * (v - w_star), zero), words="v minimises J_hat")
contraction = I - (R * H).T * (R * H)
nearest = H_plus * w_star
gap = w_tilde - Pi * w_star
half_square = (1 + nearest.T * nearest) / 2


def derive_limit_zero(n: int) -> Derived:
    """Take H = B B^T of rank n - 1 (1 at n = 1): w_tilde = B x, (B^T B + alpha I) x = B^T w_star, where alpha may be 0."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    factor = at.put_with_inverse(H_plus)
    gram = factor.T * factor
    matrix = gram + at.number(alpha) * sympy.eye(gram.rows)
    optimum = factor * (matrix.adjugate() * factor.T * at[w_star] / matrix.det())
    found = optimum.xreplace({at.number(alpha): sympy.Integer(0)})
    return at.done(found, f"w_tilde = B x, B = {factor.tolist()}, and x = (B^T B)^-1 B^T w_star at alpha = 0")


limit_alpha_zero = Claim(
    id="limit_alpha_zero",
    title="As alpha tends to 0 the optimum tends to the minimiser nearest to 0",
    source="notes A and B, corrected",
    parts=(
        chain(
            "remainder",
            "with the pseudo-inverse H^+ and Pi = H H^+: w_tilde - Pi w_star = -alpha (R H) H^+ w_star",
            gap,
            to(R * (H - K * H * H_plus) * w_star, shifted_invertible),
            to(-(alpha * R * H * H_plus * w_star), inner, commutes),
            given=(H_psd, alpha_positive, symmetric_inverse, inner, commutes),
            conditions=(shifted_invertible,),
        ),
        shows(
            "contraction",
            "R H shortens every vector or leaves it: I - (R H)^T (R H) is positive semidefinite",
            st.PositiveSemidefinite(contraction),
            "step 1",
            H_psd,
            alpha_positive,
            after=(Step(st.eq(contraction, alpha * R * (2 * H + alpha * I) * R), because="R H = I - alpha R"),),
            squares=(R, alpha * R),
            given=(H_psd, alpha_positive),
            conditions=(shifted_invertible,),
        ),
        shows(
            "bound",
            "so |w_tilde - Pi w_star|^2 <= alpha^2 |H^+|^2 |Pi w_star|^2",
            st.PositiveSemidefinite(alpha**2 * g**2 * ((Pi * w_star).T * (Pi * w_star)) - gap.T * gap),
            "step 1",
            bounded,
            "limit_alpha_zero.contraction",
            after=(
                Step(
                    st.eq(gap, -(alpha * R * H * H_plus * (Pi * w_star))),
                    ("limit_alpha_zero.remainder", outer),
                ),
            ),
            squares=(alpha * Pi * w_star, alpha * H_plus * Pi * w_star),
            given=(H_psd, alpha_positive, symmetric_inverse, inner, outer, commutes, bounded),
            conditions=(shifted_invertible,),
        ),
        shows(
            "main",
            "w_tilde tends to Pi w_star",
            st.LimitIs(w_tilde, alpha, "0", Pi * w_star),
            "step 1",
            after=(
                Step(
                    st.PositiveSemidefinite(half_square * half_square * alpha * alpha - gap.T * gap),
                    ("limit_alpha_zero.remainder", "limit_alpha_zero.contraction"),
                    squares=(alpha * nearest, alpha * (1 - nearest.T * nearest) / 2),
                ),
            ),
            rule="limit",
            using={"bound": half_square},
            given=(H_psd, alpha_positive, symmetric_inverse, inner, commutes),
            conditions=(shifted_invertible,),
        ),
        chain(
            "a_minimiser",
            "Pi w_star minimises J_hat",
            H * (Pi * w_star - w_star),
            to(H * H_plus * H * w_star - H * w_star, commutes),
            to(zero, inner),
            given=(inner, commutes),
        ),
        shows(
            "least_norm",
            "and no minimiser is shorter",
            st.PositiveSemidefinite(v.T * v - (Pi * w_star).T * (Pi * w_star)),
            "step 1",
            after=(
                Step(
                    st.eq(
                        v.T * v - (Pi * w_star).T * (Pi * w_star),
                        (v - Pi * w_star).T * (v - Pi * w_star),
                    ),
                    (minimises, inner, commutes),
                ),
            ),
            squares=(v - Pi * w_star,),
            given=(H_psd, symmetric_inverse, inner, commutes, minimises),
        ),
        chain(
            "w_star_if",
            "the limit is w_star itself if w_star is in the range of H",
            Pi * w_star,
            to(H * H_plus * H * z, in_range),
            to(H * z, inner),
            to(w_star, in_range),
            given=(inner, in_range),
        ),
        chain(
            "w_star_only_if",
            "and only then",
            w_star,
            to(H * (H_plus * w_star), reached),
            given=(reached,),
        ),
    ),
    derive={"main": derive_limit_zero},
)

# --- alpha to infinity -------------------------------------------------------------------------------------------------------

flattened = I - alpha**2 * R.T * R
half_u = (1 + u.T * u) / 2
half_image = (1 + (H * u).T * (H * u)) / 2


def derive_limit_infinity(scaled: bool, n: int) -> Derived:
    """Write alpha = 1/s: (s H + I) w_tilde = s H w_star, where s may be 0; alpha w_tilde divides that by s."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    small, _ = sympy.Symbol("s", positive=True), at[alpha]
    matrix = small * at[H] + sympy.eye(n)
    optimum = matrix.adjugate() * (at[H] * at[w_star]) / matrix.det()
    found = (optimum if scaled else small * optimum).xreplace({small: sympy.Integer(0)})
    return at.done(found, f"at s = 1/alpha = 0 {'alpha w_tilde' if scaled else 'w_tilde'} is {found.tolist()}")


limit_alpha_infinity = Claim(
    id="limit_alpha_infinity",
    title="As alpha grows the optimum tends to 0 like H w_star/alpha",
    source="note B",
    parts=(
        shows(
            "flattened",
            "alpha R shortens every vector or leaves it: I - alpha^2 R^T R is positive semidefinite",
            st.PositiveSemidefinite(flattened),
            "step 1",
            H_psd,
            alpha_positive,
            after=(Step(st.eq(flattened, R * (H * H + 2 * alpha * H) * R), because="R K = K R = I"),),
            squares=(R, H * R),
            given=(H_psd, alpha_positive),
            conditions=(shifted_invertible,),
        ),
        shows(
            "bound",
            "so alpha^2 |w_tilde|^2 <= |H w_star|^2",
            st.PositiveSemidefinite(u.T * u - alpha**2 * (w_tilde.T * w_tilde)),
            "limit_alpha_infinity.flattened",
            squares=(u,),
            given=(H_psd, alpha_positive),
            conditions=(shifted_invertible,),
        ),
        shows(
            "main",
            "w_tilde tends to 0",
            st.LimitIs(w_tilde, alpha, "inf", zero),
            "step 1",
            after=(
                Step(
                    st.PositiveSemidefinite(half_u * half_u - alpha**2 * (w_tilde.T * w_tilde)),
                    ("limit_alpha_infinity.bound",),
                    squares=((1 - u.T * u) / 2,),
                ),
            ),
            rule="limit",
            using={"bound": half_u},
            given=(H_psd, alpha_positive),
            conditions=(shifted_invertible,),
        ),
        chain(
            "scaled_remainder",
            "alpha w_tilde - H w_star = -R H (H w_star)",
            alpha * w_tilde - u,
            to((alpha * R - R * K) * u, shifted_invertible),
            to(-(R * H * u), because="alpha R cancels"),
            given=(H_psd, alpha_positive),
            conditions=(shifted_invertible,),
        ),
        shows(
            "scaled",
            "and alpha w_tilde tends to H w_star",
            st.LimitIs(alpha * w_tilde, alpha, "inf", u),
            "step 1",
            after=(
                Step(
                    st.PositiveSemidefinite(
                        half_image * half_image - alpha**2 * ((alpha * w_tilde - u).T * (alpha * w_tilde - u))
                    ),
                    ("limit_alpha_infinity.scaled_remainder", "limit_alpha_infinity.flattened"),
                    squares=((1 - (H * u).T * (H * u)) / 2, H * u),
                ),
            ),
            rule="limit",
            using={"bound": half_image},
            given=(H_psd, alpha_positive),
            conditions=(shifted_invertible,),
        ),
    ),
    derive={"main": partial(derive_limit_infinity, False), "scaled": partial(derive_limit_infinity, True)},
)

# --- in between --------------------------------------------------------------------------------------------------------------

K_beta = H + beta * I
R_beta = inv(K_beta)
w_beta = R_beta * H * w_star
beta_larger = Hypothesis("beta_larger", st.PositiveDefinite(beta - alpha), words="beta > alpha")
some_slope = Hypothesis("H_w_star_nonzero", st.PositiveDefinite(u.T * u), words="H w_star is not 0")
at_beta = shifted_invertible.at(alpha=beta)
monotone_given = (H_psd, alpha_positive, beta_larger)
beta_is_positive = positive(beta)
both_given = (H_psd, alpha_positive, beta_is_positive)
both_invertible = (shifted_invertible, at_beta)
fall = w_tilde.T * w_tilde - w_beta.T * w_beta
mixed, mixed_beta = R * R_beta * R, R_beta * R * R_beta
fall_form = (beta - alpha) * (u.T * (mixed + mixed_beta) * u)


def loss(optimum: Term) -> Term:
    """Return J_hat less its constant J(w_star)."""
    return HALF * (optimum - w_star).T * H * (optimum - w_star)


rise = loss(w_beta) - loss(w_tilde)
rise_form = HALF * (beta - alpha) * (u.T * (beta * mixed_beta + alpha * mixed) * u)
beta_positive = Step(st.PositiveDefinite(beta), (alpha_positive, beta_larger))
mixed_positive = (
    Step(st.PositiveDefinite(R), (shifted_invertible,), squares=(R,)),
    Step(st.PositiveDefinite(R_beta), (at_beta,), squares=(R_beta,)),
    Step(st.PositiveDefinite(mixed), ("step 2",), squares=(R,)),
    Step(st.PositiveDefinite(mixed_beta), ("step 1",), squares=(R_beta,)),
)

no_slope = Hypothesis("H_w_star_zero", st.eq(u, zero), values={"w_star": zero})
own_displacement = Instance("norm_and_loss_monotone.displaced")
commuting = Instance("norm_and_loss_monotone.R_commuting")


def derive_difference(height: str, n: int) -> Derived:
    """Take w_star = (H + alpha I)(H + beta I) s, and with it both optima; subtract their squared lengths or their losses.

    At n = 3 the axes are eigenvectors of H.
    """
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    share, one = sympy.Matrix(sympy.symbols(f"s_1:{n + 1}", real=True)), at.identity()
    if n == 3:
        at.put(H, sympy.diag(*sympy.symbols("h_1:4", real=True)))
    first, other = (at[H] + at.number(letter) * one for letter in (alpha, beta))
    at.put(w_star, (first * other * share).applyfunc(sympy.expand))
    pair = [(at[H] * matrix * share).applyfunc(sympy.expand) for matrix in (other, first)]
    if height == "norm":
        long, short = pair
        found = (long.T * long - short.T * short)[0, 0]
    else:
        low, high = (one - at[w_star] for one in pair)
        found = (high.T * at[H] * high - low.T * at[H] * low)[0, 0] / 2
    return at.done(found, "w_tilde(alpha) = H (H + beta I) s and w_tilde(beta) = H (H + alpha I) s")


norm_and_loss_monotone = Claim(
    id="norm_and_loss_monotone",
    title="A larger alpha shortens the optimum and raises the loss",
    source="from 7.10",
    parts=(
        chain(
            "resolvent",
            "with R_beta = (H + beta I)^-1: R - R_beta = (beta - alpha) R R_beta",
            R - R_beta,
            to(R * K_beta * R_beta - R * K * R_beta, because="R K = I and K_beta R_beta = I"),
            to((beta - alpha) * R * R_beta, because="K_beta - K = (beta - alpha) I"),
            given=both_given,
            conditions=both_invertible,
        ),
        chain(
            "commute",
            "R and R_beta commute",
            R * R_beta,
            to(R_beta * R * (K * K_beta) * R * R_beta, because="R K = I and R_beta K_beta = I"),
            to(R_beta * R, because="K and K_beta commute, K R = I and K_beta R_beta = I"),
            given=both_given,
            conditions=both_invertible,
        ),
        chain(
            "norm_difference",
            "so from alpha to beta the squared norm falls by a form in u = H w_star",
            fall,
            to(u.T * (R * (R - R_beta) + (R - R_beta) * R_beta) * u, because="a difference of squares"),
            to(
                (beta - alpha) * (u.T * (R * R * R_beta + R * R_beta * R_beta) * u),
                "norm_and_loss_monotone.resolvent",
            ),
            to(fall_form, "norm_and_loss_monotone.commute"),
            given=both_given,
            conditions=both_invertible,
        ),
        shows(
            "main",
            "which is positive unless H w_star = 0: |w_tilde| strictly decreases in alpha",
            st.PositiveDefinite(fall),
            "norm_and_loss_monotone.norm_difference",
            beta_larger,
            some_slope,
            "step 3",
            "step 4",
            after=mixed_positive,
            squares=(u,),
            given=(*monotone_given, some_slope),
            conditions=both_invertible,
        ),
        chain(
            "displaced",
            "the displacement is w_tilde - w_star = -alpha R w_star",
            w_tilde - w_star,
            to(R * H * w_star - R * K * w_star, shifted_invertible),
            to(-(alpha * R * w_star), because="R H w_star cancels"),
            given=(H_psd, alpha_positive),
            conditions=(shifted_invertible,),
        ),
        chain(
            "scaled_difference",
            "and beta R_beta - alpha R = (beta - alpha) H R R_beta",
            beta * R_beta - alpha * R,
            to(K * R - H * R_beta - alpha * R, because="I = K R, and beta R_beta = I - H R_beta"),
            to(H * (R - R_beta), because="alpha R cancels"),
            to(H * ((beta - alpha) * R * R_beta), "norm_and_loss_monotone.resolvent"),
            given=both_given,
            conditions=both_invertible,
        ),
        chain(
            "R_commuting",
            "R commutes with H",
            R * H,
            to(R * H * K * R, shifted_invertible),
            to(H * R, because="H K = K H, and R K = I"),
            given=(H_psd, alpha_positive),
            conditions=(shifted_invertible,),
        ),
        chain(
            "loss_difference",
            "so from alpha to beta the loss rises by another form in u = H w_star",
            rise,
            to(
                HALF * (w_star.T * (beta**2 * R_beta * H * R_beta - alpha**2 * R * H * R) * w_star),
                "norm_and_loss_monotone.displaced",
                own_displacement.at(alpha=beta),
            ),
            to(
                HALF * (w_star.T * (beta * R_beta - alpha * R) * H * (beta * R_beta + alpha * R) * w_star),
                because="a difference of squares; R, R_beta and H commute",
            ),
            to(
                HALF * (beta - alpha) * (w_star.T * H * R * R_beta * H * (beta * R_beta + alpha * R) * w_star),
                "norm_and_loss_monotone.scaled_difference",
            ),
            to(
                HALF * (beta - alpha) * (u.T * R * R_beta * (beta * R_beta + alpha * R) * u),
                commuting,
                commuting.at(alpha=beta),
            ),
            to(rise_form, "norm_and_loss_monotone.commute"),
            given=both_given,
            conditions=both_invertible,
        ),
        shows(
            "loss",
            "which is positive unless H w_star = 0: J_hat(w_tilde) strictly increases in alpha",
            st.PositiveDefinite(rise),
            "norm_and_loss_monotone.loss_difference",
            alpha_positive,
            beta_larger,
            some_slope,
            "step 3",
            "step 4",
            "step 5",
            after=(*mixed_positive, beta_positive),
            squares=(u,),
            given=(*monotone_given, some_slope),
            conditions=both_invertible,
        ),
        chain(
            "otherwise",
            "if H w_star = 0 the optimum is 0 for every alpha",
            w_tilde,
            to(R * (H * w_star), because="read as R times H w_star"),
            to(zero, no_slope),
            given=(H_psd, alpha_positive, no_slope),
            conditions=(shifted_invertible,),
        ),
    ),
    derive={"norm_difference": partial(derive_difference, "norm"), "loss_difference": partial(derive_difference, "loss")},
)

CLAIMS = (limit_alpha_zero, limit_alpha_infinity, norm_and_loss_monotone)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
