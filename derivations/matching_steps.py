"""How many steps do what alpha does: formula 7.44."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.binomial import eps_positive, lam, lam_positive, lam_small, step_size
from derivations.early_stopping import u
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Step, shows
from derivations.language.deriving import Letters, of_numbers
from derivations.language.symbols import alpha, eps, positive
from derivations.language.terms import Symbol, exp, log
from derivations.quotients_by_slack import OF_WINDOW

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS"]

# --- 7.44: the number of steps that matches alpha -----------------------------------------------------------------------------

x, m, r, q, total = Symbol("x"), Symbol("m"), Symbol("r"), Symbol("q"), Symbol("total")
alpha_positive = positive(alpha)
gain = Hypothesis("total_bounds", st.PositiveSemidefinite(x - total), words="total <= x", values={"total": x})
gain_below = Hypothesis("total_bounds_below", st.PositiveSemidefinite((1 + x) * total - x), words="total >= x/(1 + x)")
fall = Hypothesis("m_bounds_below", st.PositiveSemidefinite(m - u), words="m >= u", values={"m": u})
fall_above = Hypothesis("m_bounds", st.PositiveSemidefinite(u - m * (1 - u)), words="m <= u/(1 - u)")
same_scale = Hypothesis("u_scale", st.eq(u, r * x), words="u = r x", values={"u": r * x})
counted = Hypothesis("q_counts", st.eq(q * m, total), words="q m = total", values={"q": total / m})
window = (positive(r), positive(m), gain, fall, same_scale, counted)
window_below = (positive(r), positive(m), gain_below, fall_above, same_scale, counted)

quotient_window = Claim(
    id="quotient_window",
    title="A quotient of two logarithms, by bounds of both",
    source="a lemma for eq_7_44",
    parts=(
        shows(
            "main",
            "with total <= x and m >= u = r x the quotient q = total/m is at most 1/r",
            st.PositiveSemidefinite(1 / r - q),
            "step 1",
            "step 2",
            after=(
                Step(st.PositiveSemidefinite(m * r * (1 / r - q)), (gain, fall, same_scale, counted, positive(r))),
                Step(st.PositiveDefinite(1 / (m * r)), (positive(m), positive(r))),
            ),
            given=window,
        ),
        shows(
            "below",
            "and with total >= x/(1 + x) and m <= u/(1 - u) at least 1/r - (x + u)/r",
            st.PositiveSemidefinite(q - 1 / r + (x + u) / r),
            "step 7",
            "step 8",
            after=(
                Step(st.PositiveDefinite(1 / (1 + m)), (positive(m),)),
                Step(st.PositiveDefinite((1 + m) * u), (fall_above, positive(m))),
                Step(st.PositiveDefinite(u), ("step 1", "step 2")),
                Step(st.eq(x, u / r), (same_scale,), because="r cancels"),
                Step(st.PositiveDefinite(u / r), ("step 3", positive(r))),
                Step(st.PositiveDefinite(x), ("step 4", "step 5")),
                Step(
                    st.PositiveSemidefinite((1 + x) * m * r * (q - 1 / r + (x + u) / r)),
                    (gain_below, fall_above, same_scale, counted, positive(r), positive(m)),
                    squares=(x,),
                ),
                Step(st.PositiveDefinite(1 / ((1 + x) * m * r)), (positive(m), positive(r), "step 6")),
            ),
            given=window_below,
        ),
    ),
    derive=OF_WINDOW,
)

lost, gained = log(1 - step_size), log(1 + lam / alpha)
real_k = -gained / lost
wanted = 1 / (eps * alpha)
reach = (1 / alpha + eps) / (eps * alpha)
k_1, k_2 = Symbol("k_1"), Symbol("k_2")
both_match = Hypothesis(
    "both_match", st.eq(exp(k_1 * lost), exp(k_2 * lost)), words="k_1 and k_2 steps leave the same", values={"k_2": k_1}
)
fixed_alpha = (eps_positive, alpha_positive, lam_positive, lam_small)
logarithms = (
    Step(st.PositiveDefinite(step_size), (eps_positive, lam_positive)),
    Step(st.PositiveDefinite(1 - step_size), (eps_positive, lam_small)),
    Step(st.PositiveDefinite(-lost), (Instance("logarithm_bounds").at(a=1 - step_size), "step 1")),
    Step(st.Invertible(lost), ("step 3",)),
)
bounds_of_both = {"x": lam / alpha, "u": step_size, "r": eps * alpha, "m": -lost, "q": real_k, "total": gained}

of_quotient = (
    *logarithms,
    Step(st.PositiveDefinite(lam / alpha), (lam_positive, alpha_positive)),
    Step(st.PositiveDefinite(1 + lam / alpha), ("step 5",)),
)
both_logarithms = (
    *of_quotient,
    Step(st.PositiveSemidefinite(lam / alpha - gained), (Instance("logarithm_bounds").at(a=1 + lam / alpha),)),
    Step(
        st.PositiveSemidefinite((1 + lam / alpha) * gained - lam / alpha),
        (Instance("logarithm_bounds.below").at(a=1 + lam / alpha),),
    ),
    Step(st.PositiveSemidefinite(-lost - step_size), (Instance("logarithm_bounds").at(a=1 - step_size),)),
    Step(
        st.PositiveSemidefinite(step_size - -lost * (1 - step_size)),
        (Instance("logarithm_bounds.below").at(a=1 - step_size),),
    ),
    Step(st.eq(step_size, eps * alpha * (lam / alpha)), because="alpha cancels"),
    Step(st.eq(real_k * -lost, gained), because="log(1 - eps lam) cancels"),
    Step(
        st.PositiveSemidefinite(wanted - real_k),
        (Instance("quotient_window", bounds_of_both),),
    ),
    Step(
        st.PositiveSemidefinite(real_k - wanted + (lam / alpha + step_size) / (eps * alpha)),
        (Instance("quotient_window.below", bounds_of_both),),
    ),
)


def derive_count() -> Derived:
    """Solve (1 - eps lam)^k = alpha/(lam + alpha) for k: a quotient of logarithms, both 0 at lam = 0; divide their slopes."""
    import sympy

    at, small = Letters(1), sympy.Symbol("lam", real=True)
    rate, penalty = at.number(eps), at.number(alpha)
    above, below = sympy.log(penalty / (small + penalty)), sympy.log(1 - rate * small)
    slopes = [sympy.diff(side, small).xreplace({small: sympy.Integer(0)}) for side in (above, below)]
    return at.done(slopes[0] / slopes[1], f"k = {above}/({below}), which tends to what the slopes at lam = 0 have as quotient")


eq_7_44 = Claim(
    id="eq_7_44",
    title="For one alpha the matching number of steps tends to 1/(eps alpha) as lam tends to 0",
    number="7.44",
    source="book, 7.44, made precise",
    parts=(
        shows(
            "steps",
            "k = -log(1 + lam/alpha)/log(1 - eps lam) steps leave exp(k log(1 - eps lam)) = alpha/(lam + alpha)",
            st.eq(exp(real_k * lost), alpha / (lam + alpha)),
            "step 8",
            "step 9",
            "step 10",
            after=(
                *of_quotient,
                Step(st.eq(real_k * lost, -gained), because="log(1 - eps lam) cancels"),
                Step(st.eq(exp(real_k * lost), exp(-gained)), ("step 7",)),
                Step(st.eq(exp(gained) * exp(-gained), 1), because="exp(s) exp(-s) = exp(0) = 1"),
                Step(st.eq(exp(gained), 1 + lam / alpha), because="exp undoes log"),
            ),
            given=fixed_alpha,
        ),
        shows(
            "unique",
            "and no other number of steps does",
            st.eq(k_1, k_2),
            "step 8",
            after=(
                *logarithms,
                Step(st.eq(log(exp(k_1 * lost)), k_1 * lost), because="log undoes exp"),
                Step(st.eq(log(exp(k_2 * lost)), k_2 * lost), because="log undoes exp"),
                Step(st.eq(log(exp(k_1 * lost)), log(exp(k_2 * lost))), (both_match,)),
                Step(st.eq(k_1 * lost, k_2 * lost), ("step 5", "step 6", "step 7")),
            ),
            given=(eps_positive, lam_positive, lam_small, both_match),
        ),
        shows(
            "main",
            "as lam tends to 0 this k tends to 1/(eps alpha)",
            st.LimitIs(real_k, lam, "0", wanted),
            "step 17",
            "step 15",
            after=(
                *both_logarithms,
                Step(st.PositiveDefinite(1 / eps), (eps_positive,)),
                Step(st.PositiveDefinite(reach * lam), (lam_positive, eps_positive, alpha_positive)),
                Step(
                    st.PositiveSemidefinite(reach * reach * lam * lam - (real_k - wanted) * (real_k - wanted)),
                    ("step 13", "step 14", "step 16"),
                ),
            ),
            rule="limit",
            using={"bound": reach, "below": "step 15"},
            given=fixed_alpha,
        ),
    ),
    derive={"main": of_numbers(derive_count)},
)

CLAIMS = (quotient_window, eq_7_44)
