"""The gap between flow and ridge rises until (1 + x)^2 = exp(x) and falls after that: it is largest there, and nowhere else."""

from __future__ import annotations

from fractions import Fraction

from derivations.exponential import partial_sum, taylor
from derivations.language import statements as st
from derivations.language.claims import Hypothesis, Step, shows
from derivations.language.symbols import nonnegative, positive
from derivations.language.terms import Symbol, Term, exp
from derivations.tangent import at_least, at_most, number, one, x

__all__ = ["GREATEST", "between_flow"]

d = Symbol("d")
d_positive, x_nonnegative = positive(d), nonnegative(x)
two = number("2")
d_up_to_two, d_from_two = at_most(d, two, "at_most_2"), at_least(d, two, "at_least_2")
x_from_one = at_least(x, one, "at_least_1")
end_from_two = Hypothesis("x_d_at_least_2", st.PositiveSemidefinite(x + d - 2), words="x + d >= 2", values={"d": two})
past = Hypothesis(
    "x_past_root", st.PositiveSemidefinite(exp(x) - (1 + x) ** 2), words="exp(x) >= (1 + x)^2", values={"x": number("3")}
)
before = Hypothesis(
    "end_before_root", st.PositiveSemidefinite((1 + x + d) ** 2 - exp(x + d)), words="exp(x + d) <= (1 + x + d)^2"
)
inside = (one, d, 2 - d, d * d, d * (2 - d), (2 - d) ** 2)


def between_flow(at: Term) -> Term:
    """Return what the penalty leaves undone minus what flow does, at x = lam/alpha."""
    return 1 / (1 + at) - exp(-at)


def positive_value(at: Term) -> Step:
    """Return the step that an exponential is positive."""
    return Step(st.PositiveDefinite(exp(at)), because="exp is positive", rule="taylor", using={"of": at, "degree": -1})


drop = (2 + d) * exp(-d) - (2 - d)
climb = x * (Fraction(1, 2) + d / 6 + d**2 / 24 + d**3 / 120) - Fraction(1, 2) + d / 6 + d**2 / 24 + d**3 / 120
fallen = (1 + x + d) * exp(-d) - (1 + x) + x * d
later = x + d
risen = (1 + later) ** 2 * (1 + x) * (between_flow(later) - between_flow(x))

GREATEST = (
    shows(
        "drop_near",
        "for 0 < d <= 2",
        st.PositiveDefinite(drop),
        "step 1",
        "step 4",
        d_positive,
        after=(
            taylor(-d, 5),
            Step(
                st.PositiveDefinite(Fraction(1, 6) - d / 12 + d**2 / 40 - d**3 / 120),
                (d_positive, d_up_to_two),
                squares=inside,
            ),
            Step(st.PositiveDefinite(d**2), (d_positive,)),
            Step(st.PositiveDefinite((2 + d) * partial_sum(-d, 5) - (2 - d)), ("step 2", "step 3", d_positive)),
        ),
        given=(d_positive, d_up_to_two),
    ),
    shows(
        "drop_far",
        "and for d >= 2, where 2 - d is not positive",
        st.PositiveDefinite(drop),
        "step 1",
        d_from_two,
        after=(positive_value(-d),),
        given=(d_from_two,),
    ),
    shows(
        "drop",
        "so for every d > 0",
        st.PositiveDefinite(drop),
        "early_stopping_gap.drop_far",
        "early_stopping_gap.drop_near",
        rule="case",
        using={"of": d - two, "split": "sign"},
        given=(d_positive,),
    ),
    shows(
        "falls_after_root",
        "where exp(x) has reached (1 + x)^2, x >= 1, f falls: f(x + d) < f(x) for every d > 0",
        st.PositiveDefinite(between_flow(x) - between_flow(later)),
        "step 10",
        "step 11",
        "step 12",
        after=(
            taylor(-d, 1),
            Step(st.PositiveDefinite(fallen), ("early_stopping_gap.drop", "step 1", x_from_one)),
            Step(st.eq(exp(-later), exp(-x) * exp(-d)), because="exp of a sum"),
            Step(st.eq(exp(x) * exp(-x), 1), because="exp(s) exp(-s) = exp(0) = 1"),
            positive_value(-x),
            Step(st.PositiveSemidefinite(1 - (1 + x) ** 2 * exp(-x)), ("step 4", "step 5", past)),
            Step(
                st.PositiveSemidefinite(1 - exp(-d)),
                (d_positive,),
                rule="taylor",
                using={"of": -d, "degree": 0, "sign": d_positive.name},
            ),
            Step(st.PositiveDefinite(1 + x), (x_from_one,)),
            Step(st.PositiveDefinite(1 + later), ("step 8", d_positive)),
            Step(
                st.PositiveDefinite((1 + x) ** 2 * (1 + later) * (between_flow(x) - between_flow(later))),
                ("step 2", "step 3", "step 6", "step 7", "step 9"),
            ),
            Step(st.PositiveDefinite(1 / (1 + x) ** 2), (x_from_one,)),
            Step(st.PositiveDefinite(1 / (1 + later)), (x_from_one, d_positive)),
        ),
        given=(x_from_one, d_positive, past),
    ),
    shows(
        "climb_near",
        "a polynomial in x and d is positive for x + d >= 2, first for d <= 2",
        st.PositiveDefinite(climb),
        "step 1",
        end_from_two,
        d_positive,
        after=(
            Step(
                st.PositiveDefinite(Fraction(1, 2) - d**2 / 24 - d**3 / 60 - d**4 / 120),
                (d_positive, d_up_to_two),
                squares=inside,
            ),
        ),
        given=(d_positive, d_up_to_two, end_from_two),
    ),
    shows(
        "climb_far",
        "and for d >= 2",
        st.PositiveDefinite(climb),
        x_nonnegative,
        d_from_two,
        squares=(one, d, d - 2),
        given=(x_nonnegative, d_from_two),
    ),
    shows(
        "climb",
        "so it is positive for x + d >= 2",
        st.PositiveDefinite(climb),
        "early_stopping_gap.climb_far",
        "early_stopping_gap.climb_near",
        rule="case",
        using={"of": d - two, "split": "sign"},
        given=(x_nonnegative, d_positive, end_from_two),
    ),
    shows(
        "rises_before_root",
        "and where exp(x + d) has not passed (1 + x + d)^2, f has risen: (1 + x + d)^2 (1 + x) (f(x + d) - f(x)) is at least "
        "d^2 times that, positive for x + d >= 2",
        st.PositiveSemidefinite(risen - d**2 * climb),
        "step 2",
        "step 8",
        after=(
            taylor(d, 5),
            Step(
                st.PositiveSemidefinite((exp(d) - 1) * (1 + x) - (1 + later) * d - d**2 * climb),
                ("step 1", x_nonnegative),
            ),
            Step(st.eq(exp(-x), exp(-later) * exp(d)), because="exp of a sum"),
            Step(st.eq(exp(later) * exp(-later), 1), because="exp(s) exp(-s) = exp(0) = 1"),
            positive_value(-later),
            Step(st.PositiveSemidefinite((1 + later) ** 2 * exp(-later) - 1), ("step 4", "step 5", before)),
            Step(
                st.PositiveSemidefinite(exp(d) - 1),
                (d_positive,),
                rule="taylor",
                using={"of": d, "degree": 0, "sign": d_positive.name},
            ),
            Step(
                st.PositiveSemidefinite(risen - ((exp(d) - 1) * (1 + x) - (1 + later) * d)),
                ("step 3", "step 6", "step 7", x_nonnegative),
            ),
        ),
        given=(x_nonnegative, d_positive, before),
    ),
)
