"""Which alpha does what k steps do: formulas 7.43 to 7.45, exactly and in the limit of small eigenvalues."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derivations.early_stopping import following, k, power, u, u_positive
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Part, Step, chain, shows, to
from derivations.language.symbols import alpha, eps, natural, nonnegative, positive
from derivations.language.terms import Number, Symbol, Term
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

eq_7_45 = Claim(
    id="eq_7_45",
    title="For k steps the matching alpha tends to 1/(eps k) as lam tends to 0",
    number="7.45",
    source="book, 7.45, made precise",
    parts=(
        shows(
            "below",
            "the matching alpha is at most 1/(eps k)",
            st.PositiveSemidefinite(-alpha_gap),
            "x",
            after=small,
            given=small_lam,
        ),
    ),
)

CLAIMS = (eq_7_43, binomial_bounds, small_quotient, exact_alpha)
