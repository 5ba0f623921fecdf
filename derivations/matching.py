"""Which alpha does what k steps do: formulas 7.43 to 7.45, exactly and in the limit of small eigenvalues."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derivations.early_stopping import following, k, power, u, u_positive
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Part, Step, chain, shows, to
from derivations.language.symbols import alpha, eps, natural, nonnegative, positive
from derivations.language.terms import Number, Symbol, Term, exp, log
from derivations.language.traversal import substitute

__all__ = ["CLAIMS"]

# --- 7.43: when the two factors agree ----------------------------------------------------------------------------------------

lam = Symbol("lam")
left_over = (1 - eps * lam) ** k
ridge = lam / (lam + alpha)
agree = Hypothesis("factors_agree", st.eq(1 - left_over, ridge))
matched = Hypothesis("matched", st.eq(left_over, alpha / (lam + alpha)))
lam_nonnegative, alpha_positive = nonnegative(lam), positive(alpha)

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
)

lam_positive, below_one = positive(lam), Hypothesis("u_below_one", st.PositiveDefinite(1 - u), words="u < 1")

# --- the first terms of (1 - u)^k, with a remainder ----------------------------------------------------------------------------

u_nonnegative = nonnegative(u)
at_most_one = Hypothesis("u_at_most_one", st.PositiveSemidefinite(1 - u), words="u <= 1")
interval = (natural(k), u_nonnegative, at_most_one)
zero = Number(Fraction(0))
k_nonnegative = Step(st.PositiveSemidefinite(k), because="a natural number", rule="natural")


def cubic(at: Term) -> Term:
    """Return the terms of (1 - u)^k up to u^3."""
    return 1 - at * u + at * (at - 1) / 2 * u**2 - at * (at - 1) * (at - 2) / 6 * u**3


def remainder(at: Term) -> Term:
    """Return a bound of what is left of it."""
    return at**4 * u**4


above = Hypothesis("induction", st.PositiveSemidefinite(power - cubic(k) + remainder(k)), words="the claim holds for k")
below = Hypothesis("induction", st.PositiveSemidefinite(cubic(k) + remainder(k) - power), words="the claim holds for k")
at_least_one = Hypothesis("k_at_least_one", st.PositiveSemidefinite(k - 1), words="k >= 1")
weight = 12 + 6 * (k - 1) * u + (k**2 - 1) * u**2
expected = 12 - 6 * (k + 1) * u + (k**2 - 1) * u**2
heaviest = k**2 + 6 * k + 5
numerator = power * weight - expected
fourth, fifth = k * (k - 5) * (k - 1) ** 2 / 2, k * (k - 2) * (k - 1) ** 2 * (k + 1) / 6
largest = (k**4 + 7 * k**3 + 11 * k**2 + 5 * k) / 2 + (k**5 + 3 * k**4 + k**3 + 3 * k**2 + 2 * k) / 6 + heaviest * k**4
weight_bounds = (
    k_nonnegative,
    Step(st.PositiveSemidefinite(weight), ("step 1", u_nonnegative, at_least_one)),
    Step(st.PositiveSemidefinite(heaviest - weight), ("step 1", u_nonnegative, at_most_one, at_least_one)),
)
powers = (u**2, k * u**2, k**2 * u**2, k**3 * u**2)

binomial_bounds = Claim(
    id="binomial_bounds",
    title="(1 - u)^k up to its fourth power in u",
    source="a lemma for exact_alpha",
    parts=(
        shows(
            "above_base",
            "for k = 0 it is 1",
            st.PositiveSemidefinite((1 - u) ** 0 - cubic(zero) + remainder(zero)),
            because="both are 1",
            given=interval,
        ),
        shows(
            "above_step",
            "one more factor changes the remainder by less than the bound grows",
            st.PositiveSemidefinite(following - cubic(k + 1) + remainder(k + 1)),
            above,
            at_most_one,
            "step 1",
            u_nonnegative,
            after=(k_nonnegative,),
            squares=powers,
            given=(*interval, above),
        ),
        shows(
            "main",
            "so (1 - u)^k is at least 1 - k u + k (k - 1)/2 u^2 - k (k - 1) (k - 2)/6 u^3 - k^4 u^4",
            above.statement,
            "binomial_bounds.above_base",
            "binomial_bounds.above_step",
            rule="induction",
            using={"variable": k, "step": "binomial_bounds.above_step"},
            given=interval,
        ),
        shows(
            "below_base",
            "for k = 0 it is 1",
            st.PositiveSemidefinite(cubic(zero) + remainder(zero) - (1 - u) ** 0),
            because="both are 1",
            given=interval,
        ),
        shows(
            "below_step",
            "one more factor changes the remainder by less than the bound grows",
            st.PositiveSemidefinite(cubic(k + 1) + remainder(k + 1) - following),
            below,
            at_most_one,
            "step 1",
            u_nonnegative,
            after=(k_nonnegative,),
            squares=powers,
            given=(*interval, below),
        ),
        shows(
            "below",
            "and at most that with + k^4 u^4",
            below.statement,
            "binomial_bounds.below_base",
            "binomial_bounds.below_step",
            rule="induction",
            using={"variable": k, "step": "binomial_bounds.below_step"},
            given=interval,
        ),
        shows(
            "numerator_below",
            "so (1 - u)^k [12 + 6 (k - 1) u + (k^2 - 1) u^2] - [12 - 6 (k + 1) u + (k^2 - 1) u^2] is at most c u^4",
            st.PositiveSemidefinite(largest * u**4 - numerator),
            "binomial_bounds.below",
            "step 2",
            "step 3",
            "step 4",
            after=(
                *weight_bounds,
                Step(
                    st.PositiveSemidefinite(largest * u**4 + fourth * u**4 + fifth * u**5 - heaviest * k**4 * u**4),
                    ("step 1", u_nonnegative, at_most_one),
                    squares=powers,
                ),
            ),
            squares=(k**2 * u**2,),
            given=(*interval, at_least_one),
        ),
        shows(
            "numerator_above",
            "and at least -c u^4",
            st.PositiveSemidefinite(largest * u**4 + numerator),
            "binomial_bounds",
            "step 2",
            "step 3",
            "step 4",
            after=(
                *weight_bounds,
                Step(
                    st.PositiveSemidefinite(largest * u**4 - fourth * u**4 - fifth * u**5 - heaviest * k**4 * u**4),
                    ("step 1", u_nonnegative, at_most_one),
                    squares=powers,
                ),
            ),
            squares=(k**2 * u**2,),
            given=(*interval, at_least_one),
        ),
    ),
)

# --- alpha as lam tends to 0: the first coefficients, and 7.45 -----------------------------------------------------------------

d, missing, c = Symbol("d"), Symbol("missing"), Symbol("c")
eps_positive = positive(eps)
step_size = eps * lam
lam_small = Hypothesis(
    "lam_small", st.PositiveDefinite(1 / eps - lam), words="lam < 1/eps", values={"eps": 1 / (1 + lam)}
)
some_steps = (natural(k), at_least_one)
small_lam = (*some_steps, eps_positive, lam_positive, lam_small)
left = (1 - step_size) ** k
matching = lam * left / (1 - left)
leading = 1 / eps / k
scaled = 12 * k * eps * missing * lam**2 * d
missing_positive, c_nonnegative = positive(missing), nonnegative(c)
enough = Hypothesis(
    "missing_enough",
    st.PositiveSemidefinite((1 + k) * missing - k * step_size),
    words="missing >= k u/(1 + k), u = eps lam",
    values={"missing": 1 + k * step_size},
)
over = Hypothesis(
    "d_below", st.PositiveSemidefinite(c * step_size**4 - scaled), words="12 k eps lam^2 missing d <= c u^4", values={"d": zero}
)
under = Hypothesis(
    "d_above", st.PositiveSemidefinite(c * step_size**4 + scaled), words="12 k eps lam^2 missing d >= -c u^4", values={"d": zero}
)
slope = c * (1 + k) * eps**2 / 12
divisor = 12 * k * eps * missing * lam**2
squeezed = (*some_steps, eps_positive, lam_positive, missing_positive, c_nonnegative, enough, over, under)


def squeeze(id_: str, title: str, gap: Term, side: Hypothesis) -> Part:
    """Return the part that bounds d from one side."""
    return shows(
        id_,
        title,
        st.PositiveSemidefinite(gap),
        "step 4",
        "step 5",
        after=(
            Step(st.PositiveDefinite(k), (at_least_one,)),
            Step(st.PositiveDefinite(step_size), (eps_positive, lam_positive)),
            Step(st.PositiveDefinite(divisor), ("step 1", "step 2", missing_positive, lam_positive)),
            Step(
                st.PositiveSemidefinite(divisor * gap),
                (side, enough, c_nonnegative, "step 1", "step 2", at_least_one),
                squares=(step_size, step_size**2),
            ),
            Step(st.PositiveDefinite(1 / divisor), ("step 3",)),
        ),
        given=squeezed,
    )


small_quotient = Claim(
    id="small_quotient",
    title="A quotient that falls with lam",
    source="a lemma for exact_alpha",
    parts=(
        squeeze("below", "d <= C lam with C = c (1 + k) eps^2/12", slope * lam - d, over),
        squeeze("above", "and d >= -C lam", slope * lam + d, under),
        shows(
            "main",
            "so d^2 <= C^2 lam^2",
            st.PositiveSemidefinite(slope * slope * lam * lam - d * d),
            "small_quotient.below",
            "small_quotient.above",
            given=squeezed,
        ),
    ),
)
# --- the alpha that matches one eigenvalue exactly ---------------------------------------------------------------------------

power_positive = Hypothesis("induction", st.PositiveDefinite(power), words="the claim holds for k")
power_at_most_one = Hypothesis("induction", st.PositiveSemidefinite(1 - power), words="the claim holds for k")
exact = lam * following / (1 - following)
next_exact = lam * (following * (1 - u)) / (1 - following * (1 - u))
unit_u = (u_positive, below_one)
some_match = Hypothesis("alpha_matches", st.eq(alpha / (lam + alpha), following))

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
                    because="(1 - following) cancels",
                ),
            ),
            conditions=("exact_alpha.below_one", "exact_alpha.positive"),
            given=(natural(k), lam_positive, *unit_u),
        ),
        chain(
            "unique",
            "no other alpha does",
            alpha,
            to((alpha / (lam + alpha)) * lam / (1 - alpha / (lam + alpha)), because="solved for alpha"),
            to(exact, some_match),
            conditions=("exact_alpha.below_one",),
            given=(natural(k), lam_positive, positive(alpha), *unit_u, some_match),
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
            given=(natural(k), lam_positive, *unit_u),
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


# --- small eigenvalues: the series of the matching alpha, and 7.45 -------------------------------------------------------------

at_step = {"u": step_size}
first_order, second_order = (k + 1) * lam / 2 / k, (k**2 - 1) * eps / 12 / k
series_gap = (matching - leading + first_order) / lam**2 - second_order
series_bound = largest * (1 + k) * eps**2 / 12
undone = 1 - left
k_positive = Step(st.PositiveDefinite(k), (at_least_one,))
small = (
    k_positive,
    Step(st.PositiveDefinite(1 / eps), (eps_positive,)),
    Step(st.PositiveDefinite(step_size), (eps_positive, lam_positive)),
    Step(st.PositiveDefinite(1 - step_size), (eps_positive, lam_small)),
    Step(
        st.PositiveDefinite(undone),
        (
            Instance("early_stopping_shrinks_less.bernoulli", at_step),
            Instance("exact_alpha.power_positive", at_step),
            "step 1",
            "step 3",
        ),
    ),
    Step(st.Invertible(undone), ("step 5",)),
)
series_steps = (
    *small,
    Step(
        st.PositiveSemidefinite((1 + k) * undone - k * step_size),
        (Instance("early_stopping_shrinks_less.bernoulli", at_step), "step 1", "step 4", "step 5"),
    ),
    Step(st.PositiveSemidefinite(largest), (at_least_one,), squares=(k, k * k, k**3)),
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
        ("step 9", "step 10", "step 11"),
    ),
    Step(
        st.PositiveSemidefinite(largest * step_size**4 - 12 * k * eps * undone * lam**2 * series_gap),
        (Instance("binomial_bounds.numerator_below", at_step), "step 12"),
    ),
    Step(
        st.PositiveSemidefinite(largest * step_size**4 + 12 * k * eps * undone * lam**2 * series_gap),
        (Instance("binomial_bounds.numerator_above", at_step), "step 12"),
    ),
    Step(
        st.PositiveSemidefinite(series_bound * series_bound * lam * lam - series_gap * series_gap),
        (Instance("small_quotient", {"d": series_gap, "missing": undone, "c": largest}),),
    ),
)
alpha_gap = matching - leading
SERIES = (
    shows(
        "series",
        "as lam tends to 0 it is 1/(eps k) - (k + 1)/(2 k) lam + (k^2 - 1) eps/(12 k) lam^2 + ..: the next coefficient",
        st.LimitIs((matching - leading + first_order) / lam**2, lam, "0", second_order),
        "step 15",
        "step 2",
        after=series_steps,
        rule="limit",
        using={"bound": series_bound, "below": "step 2"},
        given=small_lam,
    ),
)
exact_alpha = replace(exact_alpha, parts=(*exact_alpha.parts, *SERIES))

rising = Hypothesis("induction", st.PositiveSemidefinite(power - 1 + k * u), words="the claim holds for k")
over_eps_k = k * eps * undone
alpha_steps = (
    *small,
    Step(st.eq(undone * matching, lam * left), because="what is undone cancels"),
    Step(st.PositiveDefinite(over_eps_k), ("step 1", eps_positive, "step 5")),
    Step(st.PositiveDefinite(1 / over_eps_k), ("step 8",)),
    Step(st.eq(over_eps_k * alpha_gap, k * step_size * left - undone), ("step 7",)),
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
            "step 11",
            "step 9",
            after=(
                *alpha_steps,
                Step(
                    st.PositiveSemidefinite(-(over_eps_k * alpha_gap)),
                    ("step 10", Instance("early_stopping_shrinks_less.bernoulli", at_step)),
                ),
            ),
            given=small_lam,
        ),
        shows(
            "below",
            "and at least 1/(eps k) - lam",
            st.PositiveSemidefinite(alpha_gap + lam),
            "step 11",
            "step 9",
            after=(
                *alpha_steps,
                Step(
                    st.PositiveSemidefinite(over_eps_k * (alpha_gap + lam)),
                    ("step 10", Instance("eq_7_45.line", at_step)),
                ),
            ),
            given=small_lam,
        ),
        shows(
            "main",
            "so it tends to 1/(eps k) as lam tends to 0",
            st.LimitIs(matching, lam, "0", leading),
            "step 7",
            "step 2",
            after=(
                *small,
                Step(
                    st.PositiveSemidefinite(lam * lam - alpha_gap * alpha_gap),
                    ("eq_7_45.above", "eq_7_45.below", lam_positive),
                ),
            ),
            rule="limit",
            using={"bound": Number(Fraction(1)), "below": "step 2"},
            given=small_lam,
        ),
        shows(
            "first_order_only",
            "and to first order only: the next coefficient, by the series of exact_alpha -(k + 1)/(2 k), is not 0",
            st.PositiveDefinite((k + 1) / 2 / k),
            at_least_one,
            given=some_steps,
        ),
    ),
)

# --- 7.44: the number of steps that matches alpha ------------------------------------------------------------------------------

x, m, r, q, total = Symbol("x"), Symbol("m"), Symbol("r"), Symbol("q"), Symbol("total")
alpha_positive = positive(alpha)
gain = Hypothesis("total_bounds", st.PositiveSemidefinite(x - total), words="total <= x", values={"total": x})
gain_below = Hypothesis("total_bounds_below", st.PositiveSemidefinite((1 + x) * total - x), words="total >= x/(1 + x)")
fall = Hypothesis("m_bounds_below", st.PositiveSemidefinite(m - u), words="m >= u", values={"m": u})
fall_above = Hypothesis("m_bounds", st.PositiveSemidefinite(u - m * (1 - u)), words="m <= u/(1 - u)")
same_scale = Hypothesis("u_scale", st.eq(u, r * x), words="u = r x", values={"u": r * x})
counted = Hypothesis("q_counts", st.eq(q * m, total), words="q m = total", values={"q": total / m})
window = (
    u_positive, positive(x), positive(r), positive(m), gain, gain_below, fall, fall_above, same_scale, counted,
)  # fmt: skip

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
            "step 1",
            "step 2",
            after=(
                Step(
                    st.PositiveSemidefinite((1 + x) * m * r * (q - 1 / r + (x + u) / r)),
                    (gain_below, fall, fall_above, same_scale, counted, positive(x), positive(r), u_positive),
                    squares=(x,),
                ),
                Step(st.PositiveDefinite(1 / ((1 + x) * m * r)), (positive(m), positive(r), positive(x))),
            ),
            given=window,
        ),
    ),
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
    Step(st.PositiveDefinite(1 / eps), (eps_positive,)),
    Step(st.PositiveDefinite(step_size), (eps_positive, lam_positive)),
    Step(st.PositiveDefinite(1 - step_size), (eps_positive, lam_small)),
    Step(st.PositiveDefinite(lam / alpha), (lam_positive, alpha_positive)),
    Step(st.PositiveDefinite(1 + lam / alpha), ("step 4",)),
    Step(st.PositiveDefinite(-lost), (Instance("logarithm_bounds").at(a=1 - step_size), "step 2")),
    Step(st.Invertible(lost), ("step 6",)),
)
bounds_of_both = {"x": lam / alpha, "u": step_size, "r": eps * alpha, "m": -lost, "q": real_k, "total": gained}

both_logarithms = (
    *logarithms,
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

eq_7_44 = Claim(
    id="eq_7_44",
    title="For one alpha the matching number of steps tends to 1/(eps alpha) as lam tends to 0",
    number="7.44",
    source="book, 7.44, made precise",
    parts=(
        shows(
            "main",
            "k = -log(1 + lam/alpha)/log(1 - eps lam) steps leave (1 - eps lam)^k = exp(k log(1 - eps lam)) = alpha/(lam + alpha)",
            st.eq(exp(real_k * lost), alpha / (lam + alpha)),
            "step 9",
            "step 10",
            "step 11",
            after=(
                *logarithms,
                Step(st.eq(real_k * lost, -gained), because="log(1 - eps lam) cancels"),
                Step(st.eq(exp(real_k * lost), exp(-gained)), ("step 8",)),
                Step(st.eq(exp(gained) * exp(-gained), 1), because="exp(s) exp(-s) = exp(0) = 1"),
                Step(st.eq(exp(gained), 1 + lam / alpha), because="exp undoes log"),
            ),
            given=fixed_alpha,
        ),
        shows(
            "unique",
            "and no other number of steps does",
            st.eq(k_1, k_2),
            "step 11",
            after=(
                *logarithms,
                Step(st.eq(log(exp(k_1 * lost)), k_1 * lost), because="log undoes exp"),
                Step(st.eq(log(exp(k_2 * lost)), k_2 * lost), because="log undoes exp"),
                Step(st.eq(log(exp(k_1 * lost)), log(exp(k_2 * lost))), (both_match,)),
                Step(st.eq(k_1 * lost, k_2 * lost), ("step 8", "step 9", "step 10")),
            ),
            given=(*fixed_alpha, both_match),
        ),
        shows(
            "limit",
            "as lam tends to 0 it tends to 1/(eps alpha)",
            st.LimitIs(real_k, lam, "0", wanted),
            "step 17",
            "step 1",
            after=(
                *both_logarithms,
                Step(st.PositiveDefinite(reach * lam), (lam_positive, eps_positive, alpha_positive)),
                Step(
                    st.PositiveSemidefinite(reach * reach * lam * lam - (real_k - wanted) * (real_k - wanted)),
                    ("step 14", "step 15", "step 16"),
                ),
            ),
            rule="limit",
            using={"bound": reach, "below": "step 1"},
            given=fixed_alpha,
        ),
    ),
)

CLAIMS = (eq_7_43, binomial_bounds, small_quotient, exact_alpha, eq_7_45, quotient_window, eq_7_44)
