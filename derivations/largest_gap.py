"""Where the gap between flow and ridge is largest: at the one root of (1 + x)^2 = exp(x) beyond 0."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from derivations.calculus import intermediate_value
from derivations.exponential import partial_sum, taylor
from derivations.language import statements as st
from derivations.language.claims import Formula, Hypothesis, Instance, Step, shows
from derivations.language.symbols import alpha, positive
from derivations.language.terms import Symbol, Term, exp
from derivations.shifted_hessian import alpha_positive
from derivations.tangent import around, at_least, at_most, number, one, x

__all__ = ["LOCATED", "centre", "signs", "value_low"]

x_positive = positive(x)
centre, value_low = number("2.51286"), number("0.08103614")
signs = [Fraction((-1) ** j, factorial(j)) for j in range(6)]
end = number("2.51287")
x_near_one, x_over_one = at_most(x, one, "at_most_1"), at_least(x, one, "at_least_1")
x_up_to_centre, x_from_end = at_most(x, centre, "at_most_centre"), at_least(x, end, "at_least_end")
back, onward = centre - x, x - end
centre_value = number("12.34018")
# (1 + x)^2 - centre_value P_4(-back) in powers of back
falls_short = [-centre_value.value * c for c in signs[:5]]
for place, c in enumerate(((1 + centre.value) ** 2, -2 * (1 + centre.value), Fraction(1))):
    falls_short[place] += c
rest = around(falls_short[1:], back)
d = Symbol("d")
d_positive = positive(d)
reached = Hypothesis("x_reached", st.PositiveSemidefinite(exp(x) - (1 + x) ** 2), words="(1 + x)^2 <= exp(x)")


def quotient(at: Term) -> Term:
    """Return (1 + x)^2/exp(x)."""
    return (1 + at) ** 2 * exp(-at)


LOCATED = (
    shows(
        "root_beyond",
        "for x >= 2.51287, (1 + x)^2 < exp(x)",
        st.PositiveDefinite(exp(x) - (1 + x) ** 2),
        "step 2",
        "step 3",
        "step 5",
        "step 6",
        after=(
            taylor(end, 21),
            Step(st.PositiveDefinite(exp(end) - (1 + end) ** 2), ("step 1",)),
            Step(st.eq(exp(x), exp(end) * exp(onward)), because="exp of a sum"),
            Step(
                st.PositiveSemidefinite(exp(onward) - partial_sum(onward, 2)),
                (x_from_end,),
                rule="taylor",
                using={"of": onward, "degree": 2, "sign": x_from_end.name},
            ),
            Step(
                st.PositiveSemidefinite(exp(onward) * (1 + end) ** 2 - (1 + x) ** 2), ("step 4", x_from_end), squares=(onward,)
            ),
            Step(
                st.PositiveDefinite(exp(onward)), because="exp is positive", rule="taylor", using={"of": onward, "degree": -1}
            ),
        ),
        given=(x_from_end,),
    ),
    shows(
        "root_first",
        "for 0 < x <= 1 it is larger",
        st.PositiveDefinite((1 + x) ** 2 - exp(x)),
        "step 2",
        "step 3",
        "step 5",
        after=(
            taylor(-x, 3),
            Step(st.PositiveDefinite(exp(x)), because="exp is positive", rule="taylor", using={"of": x, "degree": -1}),
            Step(st.eq(exp(x) * exp(-x), 1), because="exp(s) exp(-s) = exp(0) = 1"),
            Step(
                st.PositiveDefinite((1 + x) ** 2 * partial_sum(-x, 3) - 1),
                (x_positive, x_near_one),
                squares=(one, x, 1 - x, x * x, x * (1 - x), (1 - x) ** 2),
            ),
            Step(st.PositiveDefinite((1 + x) ** 2 * exp(-x) - 1), ("step 1", "step 4"), squares=(1 + x,)),
        ),
        given=(x_positive, x_near_one),
    ),
    shows(
        "root_then",
        "and for 1 <= x <= 2.51286",
        st.PositiveDefinite((1 + x) ** 2 - exp(x)),
        "step 4",
        "step 6",
        "step 7",
        "step 11",
        after=(
            taylor(-centre, 21),
            Step(st.PositiveSemidefinite(exp(-centre) - value_low), ("step 1",)),
            Step(st.eq(exp(centre) * exp(-centre), 1), because="exp(s) exp(-s) = exp(0) = 1"),
            Step(st.PositiveDefinite(exp(-back)), because="exp is positive", rule="taylor", using={"of": -back, "degree": -1}),
            Step(
                st.PositiveDefinite(exp(centre)), because="exp is positive", rule="taylor", using={"of": centre, "degree": -1}
            ),
            Step(st.PositiveSemidefinite(centre_value - exp(centre)), ("step 2", "step 3", "step 5")),
            Step(st.eq(exp(x), exp(centre) * exp(-back)), because="exp of a sum"),
            Step(
                st.PositiveSemidefinite(partial_sum(-back, 4) - exp(-back)),
                (x_up_to_centre,),
                rule="taylor",
                using={"of": -back, "degree": 4, "sign": x_up_to_centre.name},
            ),
            Step(st.PositiveSemidefinite(rest), (x_over_one, x_up_to_centre), squares=(one, x - 1, back)),
            Step(st.PositiveDefinite((1 + x) ** 2 - centre_value * partial_sum(-back, 4)), ("step 9", x_up_to_centre)),
            Step(st.PositiveDefinite((1 + x) ** 2 - centre_value * exp(-back)), ("step 8", "step 10")),
        ),
        given=(x_over_one, x_up_to_centre),
    ),
    shows(
        "root_exists",
        "so (1 + x)^2 exp(-x), continuous, is 1 at some x > 0 (here called alpha), which then lies between 2.51286 and 2.51287",
        st.Attains(quotient(alpha), alpha, one),
        intermediate_value.at(a=centre, b=end, c=one).of(F=Formula(x, quotient(x), number("0"))),
        after=(
            Step(st.Continuous(quotient(alpha), alpha), (), rule="continuous", because="sums, products and an exponential"),
            Step(
                st.PositiveDefinite((1 + centre) ** 2 - exp(centre)), (Instance("early_stopping_gap.root_then").at(x=centre),)
            ),
            Step(st.PositiveDefinite(exp(end) - (1 + end) ** 2), (Instance("early_stopping_gap.root_beyond").at(x=end),)),
            Step(
                st.PositiveDefinite(exp(-centre)), because="exp is positive", rule="taylor", using={"of": -centre, "degree": -1}
            ),
            Step(st.PositiveDefinite(exp(-end)), because="exp is positive", rule="taylor", using={"of": -end, "degree": -1}),
            Step(st.eq(exp(centre) * exp(-centre), 1), because="exp(s) exp(-s) = exp(0) = 1"),
            Step(st.eq(exp(end) * exp(-end), 1), because="exp(s) exp(-s) = exp(0) = 1"),
            Step(st.PositiveSemidefinite(quotient(centre) - 1), ("step 2", "step 4", "step 6")),
            Step(st.PositiveSemidefinite(1 - quotient(end)), ("step 3", "step 5", "step 7")),
        ),
        given=(alpha_positive,),
    ),
    shows(
        "root_last",
        "and there is no other: where exp(x) has reached (1 + x)^2, x >= 1, it is larger at every x + d, d > 0",
        st.PositiveDefinite(exp(x + d) - (1 + x + d) ** 2),
        "step 1",
        "step 2",
        "step 3",
        "step 4",
        reached,
        d_positive,
        after=(
            Step(st.eq(exp(x + d), exp(x) * exp(d)), because="exp of a sum"),
            Step(
                st.PositiveSemidefinite(exp(d) - partial_sum(d, 2)),
                (d_positive,),
                rule="taylor",
                using={"of": d, "degree": 2, "sign": d_positive.name},
            ),
            Step(
                st.PositiveDefinite((1 + x) ** 2 * partial_sum(d, 2) - (1 + x + d) ** 2),
                (x_over_one, d_positive),
                squares=(one, d, x - 1, d * (x - 1)),
            ),
            Step(st.PositiveDefinite(exp(x)), because="exp is positive", rule="taylor", using={"of": x, "degree": -1}),
        ),
        squares=(one, d),
        given=(x_over_one, reached, d_positive),
    ),
)
