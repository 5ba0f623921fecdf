"""What gradient flow and ridge leave of one coefficient: the inequalities behind the ratio of their risks."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from derivations.exponential import partial_sum, taylor
from derivations.language import statements as st
from derivations.language.claims import Step, shows
from derivations.language.symbols import nonnegative
from derivations.language.terms import Symbol, exp
from derivations.tangent import around, at_least, at_most, number

__all__ = ["ALONG", "ratio"]

x, variance, beta = Symbol("x"), Symbol("variance"), Symbol("beta")
x_nonnegative, variance_nonnegative = nonnegative(x), nonnegative(variance)
one, factor, ratio = number("1"), number("1.29843"), number("1.6862")
first, centre, value_low, reach = number("1"), number("1.79328"), number("0.1664133"), number("3.4")
x_up_to_one, x_from_one = at_most(x, first, "at_most_1"), at_least(x, first, "at_least_1")
x_up_to_reach, x_from_reach = at_most(x, reach, "at_most_reach"), at_least(x, reach, "at_least_reach")
per, done, left = 1 / (1 + x), 1 - exp(-x), exp(-x)
excess = factor * x - (1 + x) * done
away = x - centre

# factor x - (1 + x) (1 - value_low P_5(-away)) in powers of away
inner = [value_low.value * Fraction((-1) ** j, factorial(j)) for j in range(6)]
inner[0] -= 1
product = [(1 + centre.value) * c for c in [*inner, Fraction(0)]]
for place, c in enumerate(inner):
    product[place + 1] += c
product[0] += factor.value * centre.value
product[1] += factor.value
curved, linear = around(product[2:], away), around(product[:2], away)
# (factor x - (1 + x) (1 - P_5(-x)))/x in powers of x
start = [Fraction(0), *(-Fraction((-1) ** j, factorial(j)) for j in range(1, 6)), Fraction(0)]
for place in range(5, 0, -1):
    start[place + 1] += start[place]
start = [-c for c in start]
start[1] += factor.value
per_x = around(start[1:], x)
bernstein = (one, x, 1 - x, x * x, x * (1 - x), (1 - x) ** 2)
positive_value = Step(st.PositiveDefinite(left), because="exp is positive", rule="taylor", using={"of": -x, "degree": -1})
above_start = Step(st.PositiveDefinite(per), (x_nonnegative,))

ALONG = (
    shows(
        "bias",
        "with x = lam/alpha, what flow leaves undone is at most what ridge does: exp(-x) <= 1/(1 + x)",
        st.PositiveSemidefinite(per - left),
        "step 1",
        "exponential_bounds",
        after=(above_start,),
        given=(x_nonnegative,),
    ),
    shows(
        "variance_first",
        "for 0 <= x <= 1",
        st.PositiveSemidefinite(excess),
        "step 1",
        "step 2",
        x_nonnegative,
        after=(taylor(-x, 5), Step(st.PositiveSemidefinite(per_x), (x_nonnegative, x_up_to_one), squares=bernstein)),
        given=(x_nonnegative, x_up_to_one),
    ),
    shows(
        "variance_middle",
        "for 1 <= x <= 3.4",
        st.PositiveSemidefinite(excess),
        "step 8",
        "step 9",
        x_from_one,
        after=(
            taylor(-centre, 19),
            Step(st.PositiveSemidefinite(exp(-centre) - value_low), ("step 1",)),
            Step(st.eq(left, exp(-centre) * exp(-away)), because="exp of a sum"),
            taylor(-away, 5),
            Step(st.PositiveDefinite(exp(-away)), because="exp is positive", rule="taylor", using={"of": -away, "degree": -1}),
            Step(st.PositiveSemidefinite(curved), (x_from_one, x_up_to_reach), squares=(one, x - 1, reach - x)),
            Step(st.PositiveSemidefinite(linear), (x_from_one,)),
            Step(
                st.PositiveSemidefinite(factor * x - (1 + x) * (1 - value_low * partial_sum(-away, 5))),
                ("step 6", "step 7"),
                squares=(away,),
            ),
            Step(
                st.PositiveSemidefinite(left - value_low * partial_sum(-away, 5)),
                ("step 2", "step 3", "step 4", "step 5"),
            ),
        ),
        given=(x_from_one, x_up_to_reach),
    ),
    shows(
        "variance_last",
        "and for x >= 3.4",
        st.PositiveSemidefinite(excess),
        "step 1",
        x_from_reach,
        after=(positive_value,),
        given=(x_from_reach,),
    ),
    shows(
        "variance_later",
        "so for x >= 1",
        st.PositiveSemidefinite(excess),
        "flow_ridge_risk.variance_last",
        "flow_ridge_risk.variance_middle",
        rule="case",
        using={"of": x - reach, "split": "sign"},
        given=(x_from_one,),
    ),
    shows(
        "variance_everywhere",
        "so for every x >= 0",
        st.PositiveSemidefinite(excess),
        "flow_ridge_risk.variance_later",
        "flow_ridge_risk.variance_first",
        rule="case",
        using={"of": x - one, "split": "sign"},
        given=(x_nonnegative,),
    ),
    shows(
        "variance",
        "that is, flow does at most 1.29843 times what ridge does: 1 - exp(-x) <= 1.29843 x/(1 + x)",
        st.PositiveSemidefinite(factor * x * per - done),
        "step 1",
        "flow_ridge_risk.variance_everywhere",
        after=(above_start,),
        given=(x_nonnegative,),
    ),
    shows(
        "eigenvector",
        "so what flow leaves of a coefficient beta and of the variance of its error is at most 1.6862 times what ridge does",
        st.PositiveSemidefinite(
            ratio * (per**2 * beta**2 + (x * per) ** 2 * variance) - (left**2 * beta**2 + done**2 * variance)
        ),
        "step 5",
        "step 6",
        after=(
            above_start,
            positive_value,
            Step(st.PositiveSemidefinite(x * per), (x_nonnegative,)),
            Step(
                st.PositiveSemidefinite(done),
                (x_nonnegative,),
                rule="taylor",
                using={"of": -x, "degree": 0, "sign": x_nonnegative.name},
            ),
            Step(
                st.PositiveSemidefinite(ratio * per**2 - left**2),
                ("flow_ridge_risk.bias", "step 1", "step 2"),
                squares=(per,),
            ),
            Step(
                st.PositiveSemidefinite((ratio * (x * per) ** 2 - done**2) * variance),
                ("flow_ridge_risk.variance", "step 3", "step 4", variance_nonnegative),
                squares=(x * per,),
            ),
        ),
        squares=(beta,),
        given=(x_nonnegative, variance_nonnegative),
    ),
)
