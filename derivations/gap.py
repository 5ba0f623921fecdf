"""How far early stopping and the penalty come apart: the largest gap between what they leave undone."""

from __future__ import annotations

from fractions import Fraction

from derivations.exponential import partial_sum, taylor
from derivations.gap_by_calculus import DERIVED
from derivations.greatest_gap import GREATEST
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Step, shows
from derivations.language.symbols import nonnegative, positive
from derivations.language.terms import Symbol, Term, exp
from derivations.largest_gap import LOCATED, centre, signs, value_low
from derivations.small_gaps import gap_after, small_gaps
from derivations.tangent import around, at_least, at_most, k, k_natural, number, one, u, x

__all__ = ["CLAIMS"]

# --- more steps: the gap falls ------------------------------------------------------------------------------------------------

left_of = gap_after(k + 1, x / (k + 1))
steps_k, steps_next = k + 1, k + 2
x_positive, x_nonnegative = positive(x), nonnegative(x)
x_at_most = Hypothesis("x_at_most_steps", st.PositiveSemidefinite(k + 1 - x), words="x <= k + 1")
x_beyond = Hypothesis("x_beyond_steps", st.PositiveDefinite(x - (k + 1)), words="x > k + 1")
x_from = Hypothesis("x_from_steps", st.PositiveSemidefinite(x - (k + 1)), words="x >= k + 1")
x_below_next = Hypothesis("x_at_most_next", st.PositiveSemidefinite(k + 2 - x), words="x <= k + 2")

fewer, more = (1 - x / (k + 1)) ** (k + 1), (1 - x / (k + 2)) ** (k + 2)
b_at, a_at = 1 - x / (k + 1), 1 - x / (k + 2)
per_step = Step(st.PositiveDefinite(1 / (k + 1)), ("tangent_line.count",))
per_next_step = Step(st.PositiveDefinite(1 / (k + 2)), ("tangent_line.next_count",))
counts = ("tangent_line.count", "tangent_line.next_count")
tangent_at = Instance("tangent_line").at(a=a_at, b=b_at)

falling = (
    shows(
        "falling_power",
        "(1 - x/(k + 2))^(k+2) > (1 - x/(k + 1))^(k+1) for 0 < x <= k + 1",
        st.PositiveDefinite(more - fewer),
        tangent_at,
        "step 5",
        after=(
            per_step,
            per_next_step,
            Step(st.PositiveSemidefinite(b_at), ("step 1", x_at_most)),
            Step(st.PositiveDefinite(a_at - b_at), ("step 1", "step 2", x_positive)),
            Step(st.eq((k + 2) * a_at - (k + 1) * b_at, 1), because="k + 2 - x - (k + 1 - x)"),
            Step(st.PositiveDefinite(a_at), ("step 3", "step 4")),
            Step(st.PositiveDefinite((a_at - b_at) ** 2), ("step 4",)),
        ),
        given=(k_natural, x_positive, x_at_most),
        conditions=counts,
    ),
    shows(
        "falling_near",
        "so at x = k u no larger than k + 1 the gap of k + 1 steps exceeds that of k + 2",
        st.PositiveDefinite((1 / (1 + x) - fewer) - (1 / (1 + x) - more)),
        "early_stopping_gap.falling_power",
        given=(k_natural, x_positive, x_at_most),
        conditions=counts,
    ),
    shows(
        "falling_far",
        "and beyond, the gap of k + 1 steps at u = 1 does: G_(k+1) > G_(k+2)",
        st.PositiveDefinite(gap_after(k + 1, one) - (1 / (1 + x) - more)),
        "step 2",
        "step 4",
        x_beyond,
        "step 5",
        after=(
            per_next_step,
            Step(st.PositiveDefinite(1 / (1 + x)), ("tangent_line.next_count", x_beyond)),
            Step(st.PositiveSemidefinite(a_at), ("step 1", x_below_next)),
            Step(st.PositiveSemidefinite(more), (Instance("tangent_line.power").at(b=a_at, k=k + 2), "step 3")),
            Step(st.PositiveDefinite(1 / (1 + (k + 1))), ("tangent_line.next_count",)),
        ),
        given=(k_natural, x_beyond, x_below_next),
        conditions=counts,
    ),
)

# --- so the largest gap falls -------------------------------------------------------------------------------------------------

most, next_gap, x_not_positive = (
    Symbol("G"),
    Symbol("g"),
    Hypothesis("x_not_positive", st.PositiveSemidefinite(-x), words="x <= 0", values={"x": number("0")}),
)
largest = Hypothesis(
    "G_largest",
    st.Between(u, st.PositiveSemidefinite((1 + (k + 1) * u) * (most + (1 - u) ** (k + 1)) - 1)),
    words="no gap of k + 1 steps exceeds G on 0 <= u <= 1",
    values={"G": number("1")},
)
reached = Hypothesis(
    "g_reached",
    st.eq(next_gap, 1 / (1 + x) - more),
    words="g is the gap of k + 2 steps at u = x/(k + 2)",
    values={"g": 1 / (1 + x) - more},
)
fall = st.PositiveDefinite(most - next_gap)
compared = (k_natural, largest, reached)


def bounded_at(at: Term, *inside: str) -> Step:
    """Return the step that G bounds the gap of k + 1 steps at a u, which the named steps place between 0 and 1."""
    bound = (1 + (k + 1) * at) * (most + (1 - at) ** (k + 1)) - 1
    return Step(st.PositiveSemidefinite(bound), (largest, *inside), rule="within", using={"at": at})


at_one = (
    Step(st.PositiveSemidefinite(one), because="1 >= 0"),
    Step(st.PositiveSemidefinite(1 - one), because="1 <= 1"),
    bounded_at(one, "step 1", "step 2"),
    Step(st.PositiveDefinite(1 / (1 + (k + 1))), ("tangent_line.next_count",)),
    Step(st.PositiveSemidefinite(most - gap_after(k + 1, one)), ("step 3", "step 4")),
)
same_u = x / (k + 1)
falls = (
    shows(
        "fall_zero",
        "at x = 0 the gap of k + 2 steps is 0, below that of k + 1 steps at u = 1",
        fall,
        reached,
        "step 4",
        "step 5",
        "step 6",
        "step 8",
        after=(
            *at_one,
            Step(
                st.eq(x, 0),
                (x_nonnegative, x_not_positive),
                rule="zero",
                using={"vector": one, "inner": x_nonnegative.name, "from": x_not_positive.name},
            ),
            Step(st.eq(x / (k + 2), 0), ("step 6",)),
            Step(st.eq(more, 1), (Instance("early_stopping_shrinks_less.equal").at(u=x / (k + 2), k=k + 2),)),
        ),
        given=(*compared, x_nonnegative, x_not_positive),
        conditions=counts,
    ),
    shows(
        "fall_near",
        "for 0 < x <= k + 1 it is below that of k + 1 steps at the same x",
        fall,
        reached,
        "early_stopping_gap.falling_near",
        "step 6",
        after=(
            Step(st.PositiveSemidefinite(same_u), ("tangent_line.count", x_positive)),
            Step(st.PositiveSemidefinite(1 - same_u), ("tangent_line.count", x_at_most)),
            bounded_at(same_u, "step 1", "step 2"),
            Step(st.PositiveDefinite(1 / (1 + x)), (x_positive,)),
            Step(st.PositiveSemidefinite((1 + x) * (most + fewer) - 1), ("step 3",)),
            Step(st.PositiveSemidefinite(most - (1 / (1 + x) - fewer)), ("step 4", "step 5")),
        ),
        given=(*compared, x_positive, x_at_most),
        conditions=counts,
    ),
    shows(
        "fall_far",
        "and beyond below that of k + 1 steps at u = 1",
        fall,
        reached,
        "step 5",
        "early_stopping_gap.falling_far",
        after=at_one,
        given=(*compared, x_beyond, x_below_next),
        conditions=counts,
    ),
    shows(
        "fall_positive",
        "so for every x > 0",
        fall,
        "early_stopping_gap.fall_near",
        "early_stopping_gap.fall_far",
        rule="case",
        using={"of": k + 1 - x, "split": "sign"},
        given=(*compared, x_positive, x_below_next),
        conditions=counts,
    ),
    shows(
        "main",
        "so G_k strictly falls: every gap of k + 2 steps is below any G that no gap of k + 1 steps exceeds",
        fall,
        "early_stopping_gap.fall_zero",
        "early_stopping_gap.fall_positive",
        rule="case",
        using={"of": -x, "split": "sign"},
        given=(*compared, x_nonnegative, x_below_next),
        conditions=counts,
    ),
)

# --- towards 1/(1 + x) - exp(-x), x = k u -------------------------------------------------------------------------------------

flow = 1 / (1 + x) - exp(-x)
t_at = x / (k + 1)
towards = (
    shows(
        "above_flow",
        "no value f(x) exceeds the gap of k + 1 steps at x = (k + 1) u",
        st.PositiveSemidefinite((1 / (1 + x) - fewer) - flow),
        "step 4",
        "step 2",
        after=(
            Step(st.eq(-((k + 1) * t_at), -x), because="k + 1 cancels"),
            Step(st.eq(exp(-((k + 1) * t_at)), exp(-x)), ("step 1",)),
            Step(st.PositiveSemidefinite(1 - t_at), ("tangent_line.count", x_at_most)),
            Step(
                st.PositiveSemidefinite(exp(-((k + 1) * t_at)) - fewer),
                (Instance("compound_interest").at(t=t_at, k=k + 1), "step 3"),
            ),
        ),
        given=(k_natural, x_nonnegative, x_at_most),
        conditions=counts,
    ),
    shows(
        "above_flow_far",
        "for x > k + 1 the gap at u = 1 exceeds f(x)",
        st.PositiveDefinite(gap_after(k + 1, one) - flow),
        "step 1",
        "step 2",
        "step 3",
        x_beyond,
        after=(
            Step(st.PositiveDefinite(exp(-x)), because="exp is positive", rule="taylor", using={"of": -x, "degree": -1}),
            Step(st.PositiveDefinite(1 / (1 + x)), ("tangent_line.next_count", x_beyond)),
            Step(st.PositiveDefinite(1 / (1 + (k + 1))), ("tangent_line.next_count",)),
        ),
        given=(k_natural, x_beyond),
        conditions=counts,
    ),
    shows(
        "near_flow",
        "and the gap of k + 1 steps exceeds f(x) by at most 1/(k + 1): so G_k falls to the supremum of f",
        st.PositiveSemidefinite(flow + 1 / (k + 1) - (1 / (1 + x) - fewer)),
        "step 6",
        "step 7",
        "step 5",
        after=(
            Step(st.eq(-((k + 1) * t_at), -x), because="k + 1 cancels"),
            Step(st.eq(exp(-((k + 1) * t_at)), exp(-x)), ("step 1",)),
            Step(st.PositiveSemidefinite(1 - t_at), ("tangent_line.count", x_at_most)),
            Step(
                st.PositiveSemidefinite((k + 1) * t_at**2 * exp(-((k + 1) * t_at)) - (exp(-((k + 1) * t_at)) - fewer)),
                (Instance("compound_interest.below").at(t=t_at, k=k + 1), "step 3"),
            ),
            Step(st.PositiveDefinite(1 / (k + 1)), ("tangent_line.count",)),
            Step(st.PositiveSemidefinite(x**2 * exp(-x) / (k + 1) - exp(-x) + fewer), ("step 4", "step 2")),
            Step(st.PositiveSemidefinite(1 - x**2 * exp(-x)), (Instance("compound_interest.square"),)),
        ),
        given=(k_natural, x_nonnegative, x_at_most),
        conditions=counts,
    ),
)

# --- its supremum, in digits --------------------------------------------------------------------------------------------------

reach = number("4")
low, high, value_high = number("0.20363"), number("0.20364"), number("0.081037")
x_up_to, x_past, x_beyond_reach = at_most(x, reach, "at_most_4"), at_least(x, reach, "at_least_4"), x - reach
away = x - centre
digits = (
    taylor(-centre, 21),
    Step(st.PositiveSemidefinite(exp(-centre) - value_low), ("step 1",)),
    Step(st.eq(exp(-x), exp(-centre) * exp(-away)), because="exp of a sum"),
    taylor(-away, 5),
    Step(st.PositiveDefinite(exp(-away)), because="exp is positive", rule="taylor", using={"of": -away, "degree": -1}),
)


inner = [value_low.value * c for c in signs]
inner[0] += high.value
product = [(1 + centre.value) * c for c in [*inner, Fraction(0)]]
for place, c in enumerate(inner):
    product[place + 1] += c
product[0] -= 1
curved = around(product[2:], away)
linear = around(product[:2], away)

supremum = (
    shows(
        "supremum_near",
        "f(x) is at most 0.20364 for 0 <= x <= 4",
        st.PositiveSemidefinite(high - flow),
        "step 10",
        "step 11",
        after=(
            *digits,
            Step(st.PositiveSemidefinite(curved), (x_nonnegative, x_up_to), squares=(one, x, reach - x)),
            Step(st.PositiveSemidefinite(linear), (x_nonnegative,)),
            Step(
                st.PositiveSemidefinite((1 + x) * (high + value_low * partial_sum(-away, 5)) - 1),
                ("step 6", "step 7"),
                squares=(away,),
            ),
            Step(
                st.PositiveSemidefinite(exp(-x) - value_low * partial_sum(-away, 5)), ("step 2", "step 3", "step 4", "step 5")
            ),
            Step(st.PositiveSemidefinite((1 + x) * (high + exp(-x)) - 1), ("step 8", "step 9", x_nonnegative)),
            Step(st.PositiveDefinite(1 / (1 + x)), (x_nonnegative, x_up_to)),
        ),
        given=(x_nonnegative, x_up_to),
    ),
    shows(
        "supremum_far",
        "and for x >= 4, where 1/(1 + x) is smaller",
        st.PositiveSemidefinite(high - flow),
        "step 1",
        "step 2",
        x_past,
        after=(
            Step(st.PositiveDefinite(exp(-x)), because="exp is positive", rule="taylor", using={"of": -x, "degree": -1}),
            Step(st.PositiveDefinite(1 / (1 + x)), (x_past,)),
        ),
        given=(x_past,),
    ),
    shows(
        "supremum",
        "so f(x) <= 0.20364 for every x >= 0",
        st.PositiveSemidefinite(high - flow),
        "early_stopping_gap.supremum_far",
        "early_stopping_gap.supremum_near",
        rule="case",
        using={"of": x - reach, "split": "sign"},
        given=(x_nonnegative,),
    ),
    shows(
        "supremum_reached",
        "and f(2.51286) >= 0.20363: the supremum is 0.20363..",
        st.PositiveSemidefinite(1 / (1 + centre) - exp(-centre) - low),
        "step 3",
        after=(
            Step(st.PositiveSemidefinite(centre), because="a positive number"),
            taylor(-centre, 20, "step 1"),
            Step(st.PositiveSemidefinite(value_high - exp(-centre)), ("step 2",)),
        ),
    ),
)

# --- so the largest gap falls to it ------------------------------------------------------------------------------------------

greatest = Hypothesis(
    "G_reached",
    st.eq(most, 1 / (1 + x) - fewer),
    words="G is the gap of k + 1 steps at u = x/(k + 1)",
    values={"G": 1 / (1 + x) - fewer},
)
at_supremum = {"x": centre}
limits = (
    shows(
        "above_near",
        "no value f(x), x <= k + 1, exceeds the largest gap G of k + 1 steps",
        st.PositiveSemidefinite(most - flow),
        "early_stopping_gap.above_flow",
        "step 6",
        after=(
            Step(st.PositiveSemidefinite(same_u), ("tangent_line.count", x_nonnegative)),
            Step(st.PositiveSemidefinite(1 - same_u), ("tangent_line.count", x_at_most)),
            bounded_at(same_u, "step 1", "step 2"),
            Step(st.PositiveDefinite(1 / (1 + x)), (x_nonnegative,)),
            Step(st.PositiveSemidefinite((1 + x) * (most + fewer) - 1), ("step 3",)),
            Step(st.PositiveSemidefinite(most - (1 / (1 + x) - fewer)), ("step 4", "step 5")),
        ),
        given=(k_natural, largest, x_nonnegative, x_at_most),
        conditions=counts,
    ),
    shows(
        "above_far",
        "nor any beyond",
        st.PositiveSemidefinite(most - flow),
        "step 5",
        "early_stopping_gap.above_flow_far",
        after=at_one,
        given=(k_natural, largest, x_beyond),
        conditions=counts,
    ),
    shows(
        "above",
        "so G >= f(x) for every x >= 0",
        st.PositiveSemidefinite(most - flow),
        "early_stopping_gap.above_near",
        "early_stopping_gap.above_far",
        rule="case",
        using={"of": k + 1 - x, "split": "sign"},
        given=(k_natural, largest, x_nonnegative),
        conditions=counts,
    ),
    shows(
        "digits_below",
        "so G_(k+1) is never below 0.20363",
        st.PositiveSemidefinite(most - low),
        Instance("early_stopping_gap.above", at_supremum),
        "early_stopping_gap.supremum_reached",
        given=(k_natural, largest),
        conditions=counts[:1],
    ),
    shows(
        "digits_above",
        "and at most 0.20364 + 1/(k + 1): it falls to the supremum of f",
        st.PositiveSemidefinite(high + 1 / (k + 1) - most),
        greatest,
        "early_stopping_gap.near_flow",
        "early_stopping_gap.supremum",
        given=(k_natural, greatest, x_nonnegative, x_at_most),
        conditions=counts,
    ),
)

early_stopping_gap = Claim(
    id="early_stopping_gap",
    title="The largest gap between early stopping and the penalty",
    source="note B, made precise",
    parts=(*small_gaps, *falling, *falls, *towards, *supremum, *limits, *LOCATED, *GREATEST),
    derive=DERIVED,
    letters="The gap of k steps is 1/(1 + k u) - (1 - u)^k, with u = eps lam: what the penalty with alpha = 1/(eps k) leaves "
    "undone less what k steps do. G_k is the largest gap of k steps on 0 <= u <= 1, and f(x) = 1/(1 + x) - exp(-x) "
    "for x >= 0.",
    remark="That f is largest at the root, and nowhere else, follows from its rise and fall; it is no part of its own.",
)

CLAIMS = (early_stopping_gap,)
