"""Signs of slopes: where sign descent with decoupled decay stands still, coordinate by coordinate."""

from __future__ import annotations

from fractions import Fraction

from derivations.language import statements as st
from derivations.language.claims import Hypothesis, Instance, Step, chain, shows, to
from derivations.language.symbols import H, alpha, basis, e_i, invertible, positive, w_star
from derivations.language.terms import Coordinate, Number, Symbol, Term, sign

__all__ = [
    "FIXED",
    "KKT",
    "alpha_nonzero",
    "alpha_positive",
    "direction",
    "eta_nonzero",
    "fixed_vector",
    "g_i",
    "lower",
    "s",
    "s_along",
    "s_full",
    "set_fixed",
    "slope",
    "slope_i",
    "step_of",
    "upper",
    "v",
    "v_i",
    "w_i",
]

v, eta = Symbol("v", "n"), Symbol("eta")
w_i, g_i, s, mu, nu = Symbol("w_i"), Symbol("g_i"), Symbol("s"), Symbol("mu"), Symbol("nu")
alpha_positive, eta_nonzero, alpha_nonzero = positive(alpha), invertible(eta), invertible(alpha)
rates = (eta_nonzero, alpha_nonzero)
slope = H * (v - w_star)
zero = Number(Fraction(0))
v_i, slope_i = Coordinate(v, e_i), Coordinate(slope, e_i)


def step_of(at: Term, direction: Term) -> Term:
    """Return where a step along the direction takes a point, or one of its coordinates."""
    return at - eta * (direction + alpha * at)


solved = {"w_i": -(sign(g_i) / alpha)}
fixed = Hypothesis("fixed", st.eq(step_of(w_i, sign(g_i)), w_i), words="w_i is fixed", values=solved)
solves = Hypothesis("w_i_solves", st.eq(w_i, -(sign(g_i) / alpha)), words="w_i = -sign(g_i)/alpha", values=solved)
no_slope = Hypothesis("g_i_zero", st.eq(g_i, 0), words="g_i = 0", values={"g_i": zero})
at_rest = Hypothesis("w_i_zero", st.eq(w_i, 0), words="w_i = 0", values={"w_i": zero})
some_fixed = {"v": sign(H * e_i) / alpha, "w_star": v + e_i}
fixed_vector = Hypothesis("v_fixed", st.eq(step_of(v, sign(slope)), v), words="v is fixed", values=some_fixed)
solves_vector = Hypothesis(
    "v_solves", st.eq(v, -(sign(slope) / alpha)), words="every v_i = -sign(g_i)/alpha", values=some_fixed
)
half = Hypothesis("w_i_half", st.eq(2 * alpha * w_i, 1), words="w_i = 1/(2 alpha)", values={"w_i": 1 / (2 * alpha)})
bounded = Step(
    st.PositiveSemidefinite(1 - sign(g_i) * sign(g_i)),
    because="a sign is -1, 0 or 1",
    rule="sign",
    using={"of": g_i, "bounded": True},
)
along = Step(
    st.PositiveSemidefinite(sign(g_i) * g_i),
    because="a number times its sign is its absolute value",
    rule="sign",
    using={"of": g_i, "bounded": False},
)

s_along = Hypothesis("s_along", st.PositiveSemidefinite(s * g_i), words="s g_i >= 0", values={"s": sign(g_i)})
s_full = Hypothesis("s_full", st.eq((1 - s * s) * g_i, 0), words="|s| = 1 unless g_i = 0")
set_fixed = Hypothesis("set_fixed", st.eq(step_of(w_i, s), w_i), words="w_i is fixed with s", values={"w_i": -(s / alpha)})
upper, lower = -(g_i * (1 - s)) / 2, g_i * (1 + s) / 2
inside_above = Hypothesis("inside_above", st.PositiveSemidefinite(1 - alpha * w_i), words="w_i <= 1/alpha")
inside_below = Hypothesis("inside_below", st.PositiveSemidefinite(1 + alpha * w_i), words="w_i >= -1/alpha")
mu_nonnegative = Hypothesis(
    "mu_nonnegative", st.PositiveSemidefinite(mu), words="mu >= 0", values={"mu": -(g_i * (1 + alpha * w_i)) / 2}
)
nu_nonnegative = Hypothesis(
    "nu_nonnegative", st.PositiveSemidefinite(nu), words="nu >= 0", values={"nu": g_i * (1 - alpha * w_i) / 2}
)
balanced = Hypothesis("balanced", st.eq(g_i + mu - nu, 0), words="g_i + mu - nu = 0", values={"g_i": nu - mu})
mu_slack = Hypothesis("mu_slack", st.eq(mu * (1 - alpha * w_i), 0), words="mu = 0 unless w_i = 1/alpha", values={"mu": zero})
nu_slack = Hypothesis("nu_slack", st.eq(nu * (1 + alpha * w_i), 0), words="nu = 0 unless w_i = -1/alpha", values={"nu": zero})
g_nonzero = invertible(g_i)
agreement = s * sign(g_i)
direction = (
    Step(st.eq(1 / eta * (eta * (s + alpha * w_i)), 0), (set_fixed,)),
    Step(st.eq(s + alpha * w_i, 0), ("step 1",)),
)

# --- where a step stands still ------------------------------------------------------------------------------------------------

FIXED = (
    chain(
        "coordinates",
        "a fixed point v is fixed in every coordinate, g = H (v - w_star)",
        step_of(v_i, sign(slope_i)),
        to(Coordinate(step_of(v, sign(slope)), e_i), because="signs are taken entry by entry"),
        to(v_i, fixed_vector),
        given=(basis(e_i), fixed_vector),
    ),
    shows(
        "solved",
        "a coordinate w_i is fixed only at w_i = -sign(g_i)/alpha",
        st.eq(w_i, -(sign(g_i) / alpha)),
        "step 1",
        after=(Step(st.eq(1 / eta * (eta * (sign(g_i) + alpha * w_i)), 0), (fixed,)),),
        given=(*rates, fixed),
    ),
    shows(
        "every_coordinate",
        "so every v_i = -sign(g_i)/alpha",
        st.eq(v_i, -(sign(slope_i) / alpha)),
        Instance("sign_descent_box.solved").at(w_i=v_i, g_i=slope_i),
        given=(*rates, basis(e_i), fixed_vector),
        conditions=("sign_descent_box.coordinates",),
    ),
    chain(
        "only_if_zero",
        "which is 0 where g_i = 0",
        w_i,
        to(-(sign(g_i) / alpha), "sign_descent_box.solved"),
        to(0, no_slope),
        given=(*rates, fixed, no_slope),
    ),
    chain(
        "if",
        "and if every v_i = -sign(g_i)/alpha, v is fixed",
        step_of(v, sign(slope)),
        to(v, solves_vector),
        given=(alpha_nonzero, solves_vector),
    ),
    chain(
        "if_zero",
        "as a coordinate is for w_i = 0 = g_i",
        step_of(w_i, sign(g_i)),
        to(w_i - eta * (0 + alpha * w_i), no_slope),
        to(w_i, at_rest),
        given=(no_slope, at_rest),
    ),
    shows(
        "box",
        "so every |alpha v_i| <= 1: v lies in the box",
        st.PositiveSemidefinite(1 - (alpha * v_i) ** 2),
        "step 1",
        "step 3",
        after=(
            Step(
                st.PositiveSemidefinite(1 - sign(slope_i) * sign(slope_i)),
                because="a sign is -1, 0 or 1",
                rule="sign",
                using={"of": slope_i, "bounded": True},
            ),
            Step(st.eq(1 / eta * (eta * (sign(slope_i) + alpha * v_i)), 0), ("sign_descent_box.coordinates",)),
            Step(st.eq(alpha * v_i, -sign(slope_i)), ("step 2",)),
        ),
        given=(eta_nonzero, basis(e_i), fixed_vector),
    ),
)

# --- signs of 0 as a set, and the conditions of Karush, Kuhn and Tucker -------------------------------------------------------

KKT = (
    shows(
        "in_set",
        "and sign(g_i) is one of the s with |s| <= 1, s g_i >= 0, |s| = 1 unless g_i = 0",
        st.eq((1 - sign(g_i) * sign(g_i)) * g_i, 0),
        because="sign(g)^2 g = g",
    ),
    shows(
        "set_is_sign",
        "of which there is no other where g_i is not 0",
        st.eq(s, sign(g_i)),
        "step 11",
        rule="zero",
        using={"vector": s - sign(g_i)},
        after=(
            along,
            Step(st.eq(s * s, 1), (s_full,)),
            Step(st.eq(sign(g_i) * sign(g_i), 1), because="sign(g)^2 g = g"),
            Step(st.PositiveDefinite(1 / g_i * (1 / g_i)), because="a square"),
            Step(st.PositiveSemidefinite(agreement), (s_along, "step 1", "step 4")),
            Step(st.PositiveDefinite(1 + agreement), ("step 5",)),
            Step(st.eq((1 + agreement) * (1 - agreement), 0), ("step 2", "step 3")),
            Step(st.Invertible(1 + agreement), ("step 6",)),
            Step(st.eq(1 / (1 + agreement) * ((1 + agreement) * (1 - agreement)), 0), ("step 7",)),
            Step(st.eq(1 - agreement, 0), ("step 9",)),
            Step(st.eq((s - sign(g_i)) ** 2, 0), ("step 2", "step 3", "step 10")),
        ),
        given=(g_nonzero, s_along, s_full),
    ),
    shows(
        "kkt_lower",
        "with any such s a fixed coordinate meets the conditions of Karush, Kuhn and Tucker: nu = g_i (1 + s)/2 >= 0",
        st.PositiveSemidefinite(lower),
        s_along,
        s_full,
        squares=(1 + s,),
        given=(s_along, s_full),
    ),
    shows(
        "kkt_upper",
        "mu = -g_i (1 - s)/2 >= 0",
        st.PositiveSemidefinite(upper),
        s_along,
        s_full,
        squares=(1 - s,),
        given=(s_along, s_full),
    ),
    shows("kkt_balanced", "g_i + mu - nu = 0", st.eq(g_i + upper - lower, 0), because="g_i (1 + s)/2 + g_i (1 - s)/2 = g_i"),
    shows(
        "kkt_slack_above",
        "mu = 0 unless w_i = 1/alpha",
        st.eq(upper * (1 - alpha * w_i), 0),
        "step 2",
        s_full,
        after=direction,
        given=(eta_nonzero, s_full, set_fixed),
    ),
    shows(
        "kkt_slack_below",
        "nu = 0 unless w_i = -1/alpha",
        st.eq(lower * (1 + alpha * w_i), 0),
        "step 2",
        s_full,
        after=direction,
        given=(eta_nonzero, s_full, set_fixed),
    ),
    shows(
        "from_kkt_bounded",
        "conversely, where they are met s = -alpha w_i is such an s: |s| <= 1",
        st.PositiveSemidefinite(1 - (-(alpha * w_i)) ** 2),
        inside_above,
        inside_below,
        given=(inside_above, inside_below),
    ),
    shows(
        "from_kkt_along",
        "s g_i >= 0",
        st.PositiveSemidefinite(-(alpha * w_i) * g_i),
        balanced,
        mu_slack,
        nu_slack,
        mu_nonnegative,
        nu_nonnegative,
        given=(mu_nonnegative, nu_nonnegative, balanced, mu_slack, nu_slack),
    ),
    shows(
        "from_kkt_full",
        "|s| = 1 unless g_i = 0",
        st.eq((1 - (-(alpha * w_i)) ** 2) * g_i, 0),
        balanced,
        mu_slack,
        nu_slack,
        given=(balanced, mu_slack, nu_slack),
    ),
    chain(
        "from_kkt_fixed",
        "and with it w_i is fixed",
        step_of(w_i, -(alpha * w_i)),
        to(w_i, because="s + alpha w_i = 0"),
    ),
    shows(
        "not_from_kkt",
        "with sign(0) = 0 alone it need not be: g_i = 0 and w_i = 1/(2 alpha) meet them, and the step moves by -eta/2",
        st.eq(step_of(w_i, sign(g_i)) - w_i, -(eta / 2)),
        no_slope,
        half,
        given=(no_slope, half),
    ),
)
