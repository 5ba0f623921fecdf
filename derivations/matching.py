"""Which alpha does what k steps do: formulas 7.43 and 7.45, exactly and in the limit of small eigenvalues."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from derivations.binomial import (
    at_least_one,
    at_most_one,
    eps_positive,
    k_nonnegative,
    lam,
    lam_positive,
    lam_small,
    largest,
    leading,
    left,
    matching,
    numerator,
    small_lam,
    some_steps,
    step_size,
    zero,
)
from derivations.early_stopping import following, k, power, u, u_positive
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Step, chain, shows, to
from derivations.language.symbols import alpha, eps, natural, nonnegative, positive
from derivations.language.terms import Number
from derivations.language.traversal import substitute

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS"]

# --- 7.43: when the two factors agree -----------------------------------------------------------------------------------------

left_over = (1 - eps * lam) ** k
ridge = lam / (lam + alpha)
agree = Hypothesis("factors_agree", st.eq(1 - left_over, ridge))
matched = Hypothesis("matched", st.eq(left_over, alpha / (lam + alpha)))
lam_nonnegative, alpha_positive = nonnegative(lam), positive(alpha)


def derive_agreement(n: int) -> Derived:
    """Solve (1 - eps lam)^k = alpha/(lam + alpha) for alpha, k = n + 1; the factor of descent is then the claimed one."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    at.sizes["k"] = n + 1
    at.put(k, sympy.Integer(n + 1))
    curvature, left, penalty = at.number(lam), (1 - at.number(eps) * at.number(lam)) ** (n + 1), sympy.Symbol("penalty")
    (found,) = sympy.linsolve([left * (curvature + penalty) - penalty], [penalty])
    at.put(alpha, found[0])
    return at.done(1 - left, f"alpha = {found[0]}")


eq_7_43 = Claim(
    id="eq_7_43",
    title="When early stopping and the penalty shrink a direction alike",
    number="7.43",
    source="book, 7.43",
    parts=(
        chain(
            "main",
            "the factors 1 - (1 - eps lam)^k and lam/(lam + alpha) agree if (1 - eps lam)^k = alpha/(lam + alpha)",
            1 - left_over,
            to(1 - alpha / (lam + alpha), matched),
            to(ridge, because="over the common denominator lam + alpha"),
            given=(natural(k), lam_nonnegative, alpha_positive, matched),
        ),
        chain(
            "only_if",
            "and only then",
            left_over,
            to(1 - ridge, agree),
            to(alpha / (lam + alpha), because="over the common denominator lam + alpha"),
            given=(natural(k), lam_nonnegative, alpha_positive, agree),
        ),
    ),
    derive={"main": derive_agreement},
    tagged="only_if",
)


below_one = Hypothesis("u_below_one", st.PositiveDefinite(1 - u), words="u < 1")

# --- the alpha that matches one eigenvalue exactly ----------------------------------------------------------------------------

power_positive = Hypothesis("induction", st.PositiveDefinite(power), words="the claim holds for k")
power_at_most_one = Hypothesis("induction", st.PositiveSemidefinite(1 - power), words="the claim holds for k")
exact = lam * following / (1 - following)
next_exact = lam * (following * (1 - u)) / (1 - following * (1 - u))
unit_u = (u_positive, below_one)
some_match = Hypothesis("alpha_matches", st.eq(alpha / (lam + alpha), following))

solved = (alpha / (lam + alpha)) * lam / (1 - alpha / (lam + alpha))

exact_alpha = Claim(
    id="exact_alpha",
    title="For one eigenvalue there is exactly one alpha that does what k steps do",
    source="note B, corrected",
    parts=(
        shows("power_base", "(1 - u)^0 > 0", st.PositiveDefinite((1 - u) ** 0), because="it is 1"),
        shows(
            "power_step",
            "(1 - u)^(k+1) > 0 if (1 - u)^k > 0",
            st.PositiveDefinite(following),
            power_positive,
            below_one,
            given=(natural(k), below_one, power_positive),
        ),
        shows(
            "power_positive",
            "so (1 - u)^k > 0 for every k",
            st.PositiveDefinite(power),
            "exact_alpha.power_base",
            "exact_alpha.power_step",
            rule="induction",
            using={"variable": k, "step": "exact_alpha.power_step"},
            given=(natural(k), below_one),
        ),
        shows("one_base", "(1 - u)^0 <= 1", st.PositiveSemidefinite(1 - (1 - u) ** 0), because="it is 1"),
        shows(
            "one_step",
            "(1 - u)^(k+1) <= 1 if (1 - u)^k <= 1",
            st.PositiveSemidefinite(1 - following),
            power_at_most_one,
            u_positive,
            "exact_alpha.power_positive",
            given=(natural(k), *unit_u, power_at_most_one),
        ),
        shows(
            "at_most_one",
            "so (1 - u)^k <= 1 for every k",
            st.PositiveSemidefinite(1 - power),
            "exact_alpha.one_base",
            "exact_alpha.one_step",
            rule="induction",
            using={"variable": k, "step": "exact_alpha.one_step"},
            given=(natural(k), *unit_u),
        ),
        shows(
            "below_one",
            "and (1 - u)^(k+1) < 1: after at least one step something is reached",
            st.PositiveDefinite(1 - following),
            "exact_alpha.at_most_one",
            u_positive,
            "exact_alpha.power_positive",
            given=(natural(k), *unit_u),
        ),
        shows(
            "positive",
            "alpha = lam (1 - u)^(k+1)/(1 - (1 - u)^(k+1)) is positive",
            st.PositiveDefinite(exact),
            lam_positive,
            "step 1",
            "step 2",
            after=(
                Step(st.PositiveDefinite(following), (Instance("exact_alpha.power_positive"), below_one)),
                Step(st.PositiveDefinite(1 / (1 - following)), ("exact_alpha.below_one",)),
            ),
            conditions=("exact_alpha.below_one",),
            given=(natural(k), lam_positive, *unit_u),
        ),
        shows(
            "main",
            "and with it the penalty leaves as much of the direction undone as k + 1 steps do",
            st.eq(exact / (lam + exact), following),
            "step 1",
            after=(
                Step(
                    st.eq((lam + exact) * following, exact),
                    because="1 - (1 - u)^(k+1) cancels",
                ),
            ),
            conditions=("exact_alpha.below_one", "exact_alpha.positive"),
            given=(natural(k), lam_positive, *unit_u),
        ),
        shows(
            "unique",
            "no other alpha does",
            st.eq(alpha, exact),
            "step 4",
            "step 5",
            after=(
                Step(st.PositiveDefinite(lam * (1 / (lam + alpha))), (lam_positive, positive(alpha))),
                Step(st.PositiveDefinite(1 - alpha / (lam + alpha)), ("step 1",)),
                Step(st.PositiveDefinite(1 - following), ("step 2", some_match)),
                Step(st.eq(alpha, solved), because="solved for alpha"),
                Step(st.eq(solved, exact), (some_match,)),
            ),
            given=(natural(k), lam_positive, positive(alpha), some_match),
        ),
        chain(
            "difference",
            "one step more lowers it by",
            exact - next_exact,
            to(
                lam * following * u * (1 / (1 - following)) * (1 / (1 - following * (1 - u))),
                because="over a common denominator",
            ),
            conditions=("exact_alpha.below_one",),
            given=(natural(k), *unit_u),
        ),
        shows(
            "decreasing",
            "so it strictly falls with every step",
            st.PositiveDefinite(exact - next_exact),
            "exact_alpha.difference",
            "step 1",
            "step 2",
            "step 3",
            after=(
                Step(
                    st.PositiveDefinite(lam * following * u),
                    (lam_positive, u_positive, below_one, "exact_alpha.power_positive"),
                ),
                Step(st.PositiveDefinite(1 / (1 - following)), ("exact_alpha.below_one",)),
                Step(
                    st.PositiveDefinite(1 / (1 - following * (1 - u))),
                    ("exact_alpha.below_one", u_positive, below_one),
                ),
            ),
            conditions=("exact_alpha.below_one",),
            given=(natural(k), lam_positive, *unit_u),
        ),
    ),
)


# --- small eigenvalues: the series of the matching alpha, and 7.45 ------------------------------------------------------------

at_step = {"u": step_size}
first_order, second_order = (k + 1) * lam / 2 / k, (k**2 - 1) * eps / 12 / k
series_gap = (matching - leading + first_order) / lam**2 - second_order
series_bound = largest * (1 + k) * eps**2 / 12
undone = 1 - left
k_positive = Step(st.PositiveDefinite(k), (at_least_one,))
some_done = (
    k_positive,
    Step(st.PositiveDefinite(step_size), (eps_positive, lam_positive)),
    Step(st.PositiveDefinite(1 - step_size), (eps_positive, lam_small)),
    Step(
        st.PositiveDefinite(undone),
        (
            Instance("early_stopping_shrinks_less.bernoulli", at_step),
            Instance("exact_alpha.power_positive", at_step),
            "step 1",
            "step 2",
        ),
    ),
    Step(st.Invertible(undone), ("step 4",)),
)
small = (*some_done, Step(st.PositiveDefinite(1 / eps), (eps_positive,)))
series_steps = (
    *small,
    Step(
        st.PositiveSemidefinite((1 + k) * undone - k * step_size),
        (Instance("early_stopping_shrinks_less.bernoulli", at_step), "step 1", "step 3", "step 4"),
    ),
    Step(st.eq(lam**2 * series_gap, matching - leading + first_order - lam**2 * second_order), because="lam^2 cancels"),
    Step(
        st.eq(
            k * eps * (matching - leading + first_order - lam**2 * second_order),
            k * eps * matching - (1 - (k + 1) * step_size / 2 + (k**2 - 1) * step_size**2 / 12),
        ),
        because="k and eps cancel",
    ),
    Step(st.eq(undone * matching, lam * left), because="what is undone cancels"),
    Step(
        st.eq(12 * k * eps * undone * lam**2 * series_gap, substitute(numerator, at_step)),
        ("step 8", "step 9", "step 10"),
    ),
    Step(
        st.PositiveSemidefinite(largest * step_size**4 - 12 * k * eps * undone * lam**2 * series_gap),
        (Instance("binomial_bounds.numerator_below", at_step), "step 11"),
    ),
    Step(
        st.PositiveSemidefinite(largest * step_size**4 + 12 * k * eps * undone * lam**2 * series_gap),
        (Instance("binomial_bounds.numerator_above", at_step), "step 11"),
    ),
    Step(
        st.PositiveSemidefinite(series_bound * series_bound * lam * lam - series_gap * series_gap),
        (Instance("small_quotient", {"d": series_gap, "missing": undone, "c": largest}),),
    ),
)
alpha_gap = matching - leading


def derive_series(order: int, n: int) -> Derived:
    """Expand the alpha that matches n + 1 steps in powers of lam; return the coefficient of lam^order."""
    import sympy

    from derivations.language.deriving import Letters, power_series

    at = Letters(n)
    at.put(k, sympy.Integer(n + 1))
    small, rate = sympy.Symbol("lam", real=True), at.number(eps)
    left_after = sympy.expand((1 - rate * small) ** (n + 1))
    found = power_series(left_after, sympy.expand((1 - left_after) / small), small, order)
    return at.done(found.coeff(small, order), f"after {n + 1} steps alpha = {found} + ..")


SERIES = (
    shows(
        "series",
        "as lam tends to 0 it is 1/(eps k) - (k + 1)/(2 k) lam + (k^2 - 1) eps/(12 k) lam^2 + ..: the next coefficient",
        st.LimitIs((matching - leading + first_order) / lam**2, lam, "0", second_order),
        "step 14",
        "step 6",
        after=series_steps,
        rule="limit",
        using={"bound": series_bound, "below": "step 6"},
        given=small_lam,
    ),
)
exact_alpha = replace(exact_alpha, parts=(*exact_alpha.parts, *SERIES), derive={"series": partial(derive_series, 2)})

rising = Hypothesis("induction", st.PositiveSemidefinite(power - 1 + k * u), words="the claim holds for k")
over_eps_k = k * eps * undone
alpha_steps = (
    *some_done,
    Step(st.eq(undone * matching, lam * left), because="what is undone cancels"),
    Step(st.PositiveDefinite(over_eps_k), ("step 1", eps_positive, "step 4")),
    Step(st.PositiveDefinite(1 / over_eps_k), ("step 7",)),
    Step(st.eq(over_eps_k * alpha_gap, k * step_size * left - undone), ("step 6",)),
)

# the next coefficient: what the series bounds, times lam

of_series = {"d": series_gap, "missing": undone, "c": largest}
beyond = series_gap + second_order
next_coefficient, next_bound = (k + 1) / 2 / k, series_bound / eps + second_order
next_gap = alpha_gap / lam + next_coefficient
next_steps = (
    *series_steps[:-1],
    Step(st.PositiveSemidefinite(largest), (at_least_one,), squares=(k, k * k, k**3)),
    Step(st.PositiveSemidefinite(series_bound * lam - series_gap), (Instance("small_quotient.below", of_series),)),
    Step(st.PositiveSemidefinite(series_bound * lam + series_gap), (Instance("small_quotient.above", of_series),)),
    Step(st.PositiveSemidefinite(second_order), (at_least_one, "step 1", eps_positive)),
    Step(st.PositiveSemidefinite(series_bound), ("step 14", "step 1"), squares=(eps,)),
    Step(st.PositiveSemidefinite(next_bound - beyond), ("step 15", "step 18", lam_small)),
    Step(st.PositiveSemidefinite(next_bound + beyond), ("step 16", "step 17", "step 18", lam_small)),
    Step(st.PositiveSemidefinite(next_bound * next_bound - beyond * beyond), ("step 19", "step 20")),
    Step(st.eq(next_gap, lam * beyond), because="lam cancels"),
    Step(
        st.PositiveSemidefinite(next_bound * next_bound * lam * lam - next_gap * next_gap),
        ("step 21", "step 22"),
        squares=(lam,),
    ),
)

eq_7_45 = Claim(
    id="eq_7_45",
    title="For k steps the matching alpha tends to 1/(eps k) as lam tends to 0",
    number="7.45",
    source="book, 7.45, made precise",
    parts=(
        shows("line_base", "(1 - u)^0 >= 1 - 0 u", st.PositiveSemidefinite((1 - u) ** 0 - 1 + zero * u), because="both are 1"),
        shows(
            "line_step",
            "one more factor adds k u^2",
            st.PositiveSemidefinite(following - 1 + (k + 1) * u),
            rising,
            at_most_one,
            "step 1",
            after=(k_nonnegative,),
            squares=(u,),
            given=(natural(k), at_most_one, rising),
        ),
        shows(
            "line",
            "so (1 - u)^k >= 1 - k u for u <= 1 (Bernoulli)",
            rising.statement,
            "eq_7_45.line_base",
            "eq_7_45.line_step",
            rule="induction",
            using={"variable": k, "step": "eq_7_45.line_step"},
            given=(natural(k), at_most_one),
        ),
        shows(
            "above",
            "the matching alpha is at most 1/(eps k)",
            st.PositiveSemidefinite(-alpha_gap),
            "step 10",
            "step 8",
            after=(
                *alpha_steps,
                Step(
                    st.PositiveSemidefinite(-(over_eps_k * alpha_gap)),
                    ("step 9", Instance("early_stopping_shrinks_less.bernoulli", at_step)),
                ),
            ),
            given=small_lam,
        ),
        shows(
            "below",
            "and at least 1/(eps k) - lam",
            st.PositiveSemidefinite(alpha_gap + lam),
            "step 10",
            "step 8",
            after=(
                *alpha_steps,
                Step(
                    st.PositiveSemidefinite(over_eps_k * (alpha_gap + lam)),
                    ("step 9", Instance("eq_7_45.line", at_step)),
                ),
            ),
            given=small_lam,
        ),
        shows(
            "main",
            "so it tends to 1/(eps k) as lam tends to 0",
            st.LimitIs(matching, lam, "0", leading),
            "step 7",
            "step 6",
            after=(
                *small,
                Step(
                    st.PositiveSemidefinite(lam * lam - alpha_gap * alpha_gap),
                    ("eq_7_45.above", "eq_7_45.below", lam_positive),
                ),
            ),
            rule="limit",
            using={"bound": Number(Fraction(1)), "below": "step 6"},
            given=small_lam,
        ),
        shows(
            "next_coefficient",
            "it differs from 1/(eps k) by -(k + 1)/(2 k) lam to first order: the difference over lam tends to -(k + 1)/(2 k)",
            st.LimitIs(alpha_gap / lam, lam, "0", -next_coefficient),
            "step 23",
            "step 6",
            after=next_steps,
            rule="limit",
            using={"bound": next_bound, "below": "step 6"},
            given=small_lam,
        ),
        shows(
            "first_order_only",
            "which is not 0: the two agree to first order in lam only",
            st.PositiveDefinite(next_coefficient),
            at_least_one,
            given=some_steps,
        ),
    ),
    derive={"main": partial(derive_series, 0), "next_coefficient": partial(derive_series, 1)},
)

CLAIMS = (eq_7_43, exact_alpha, eq_7_45)
