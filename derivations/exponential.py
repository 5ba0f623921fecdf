"""The exponential and the logarithm: the inequalities that early stopping and gradient flow need."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from derivations.exponential_by_calculus import OF_EXPONENTIAL, OF_LOGARITHM, OF_POWERS
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Step, shows
from derivations.language.symbols import natural, nonnegative, positive
from derivations.language.terms import Number, Operand, Symbol, Term, as_term, exp, log

__all__ = ["CLAIMS", "compound_interest", "exponential_bounds", "logarithm_bounds", "partial_sum", "taylor"]

a, t, x = Symbol("a"), Symbol("t"), Symbol("x")
a_positive, x_nonnegative = positive(a), nonnegative(x)


def partial_sum(at: Operand, degree: int) -> Term:
    """Return the Taylor polynomial of exp at 0, of a degree, at a number."""
    powers = [as_term(at) ** j / factorial(j) for j in range(2, degree + 1)]
    return sum(powers, 1 + as_term(at))


def taylor(at: Term, degree: int, sign: Hypothesis | str = "") -> Step:
    """Return the step that exp lies above its Taylor polynomial; below it for an even degree, where a sign of -at is named."""
    gap = exp(at) - partial_sum(at, degree)
    name = sign if isinstance(sign, str) else sign.name
    using: dict[str, Term | str | int] = {"of": at, "degree": degree}
    using |= {"sign": name} if name else {}
    statement = st.PositiveSemidefinite(-gap if degree % 2 == 0 else gap)
    return Step(statement, (sign,) if sign else (), because="" if sign else "Lagrange's remainder", rule="taylor", using=using)


logarithm_bounds = Claim(
    id="logarithm_bounds",
    title="The logarithm between two rational functions",
    source="a lemma for eq_7_44",
    parts=(
        shows(
            "main",
            "log a is at most a - 1",
            st.PositiveSemidefinite(a - 1 - log(a)),
            "step 1",
            a_positive,
            after=(taylor(log(a), 1),),
            given=(a_positive,),
        ),
        shows(
            "below",
            "and at least 1 - 1/a",
            st.PositiveSemidefinite(a * log(a) - a + 1),
            "step 1",
            "step 2",
            a_positive,
            after=(
                taylor(-log(a), 1),
                Step(st.eq(exp(log(a)) * exp(-log(a)), 1), because="exp(s) exp(-s) = exp(0) = 1"),
            ),
            given=(a_positive,),
        ),
    ),
    derive=OF_LOGARITHM,
    remark="By exp(t) >= 1 + t at t = log a and at t = -log a.",
)

exponential_bounds = Claim(
    id="exponential_bounds",
    title="exp(-x) beside 1/(1 + x)",
    source="a lemma for early_stopping_gap and flow_ridge_risk",
    parts=(
        shows(
            "main",
            "exp(-x) (1 + x) <= 1, whatever x",
            st.PositiveSemidefinite(1 - exp(-x) * (1 + x)),
            "step 1",
            "step 2",
            "step 3",
            after=(
                taylor(x, 1),
                Step(st.eq(exp(x) * exp(-x), 1), because="exp(s) exp(-s) = exp(0) = 1"),
                Step(st.PositiveDefinite(exp(-x)), because="exp is positive", rule="taylor", using={"of": -x, "degree": -1}),
            ),
        ),
    ),
    derive=OF_EXPONENTIAL,
)

# --- (1 - t)^k beside exp(-k t) -----------------------------------------------------------------------------------------------

k = Symbol("k")
k_natural = natural(k)
t_at_most_one = Hypothesis("t_at_most_one", st.PositiveSemidefinite(1 - t), words="t <= 1")
k_nonnegative = Step(st.PositiveSemidefinite(k), because="a natural number", rule="natural")
zero = Number(Fraction(0))
behind = exp(-(k * t)) - (1 - t) ** k
next_behind = exp(-((k + 1) * t)) - (1 - t) ** (k + 1)
positive_value = Step(
    st.PositiveDefinite(exp(-(k * t))), because="exp is positive", rule="taylor", using={"of": -(k * t), "degree": -1}
)
product = Step(st.eq(exp(-((k + 1) * t)), exp(-(k * t)) * exp(-t)), because="exp of a sum")
at_least = Hypothesis("induction", st.PositiveSemidefinite(behind), words="the claim holds for k")
slack = k * t**2 * exp(-(k * t)) - behind
next_slack = (k + 1) * t**2 * exp(-((k + 1) * t)) - next_behind
at_most = Hypothesis("induction", st.PositiveSemidefinite(slack), words="the claim holds for k")
at_zero = Step(st.eq(exp(-(zero * t)), 1), because="exp(0) = 1")

compound_interest = Claim(
    id="compound_interest",
    title="(1 - t)^k beside exp(-k t)",
    source="a lemma for early_stopping_gap",
    parts=(
        shows(
            "above_base",
            "exp(0) >= (1 - t)^0",
            st.PositiveSemidefinite(exp(-(zero * t)) - (1 - t) ** 0),
            "step 1",
            after=(at_zero,),
        ),
        shows(
            "above_step",
            "exp(-t) >= 1 - t, so one more factor keeps it",
            st.PositiveSemidefinite(next_behind),
            at_least,
            "step 1",
            "step 2",
            "step 3",
            t_at_most_one,
            after=(taylor(-t, 1), positive_value, product),
            given=(k_natural, t_at_most_one, at_least),
        ),
        shows(
            "main",
            "so (1 - t)^k <= exp(-k t) for t <= 1",
            at_least.statement,
            "compound_interest.above_base",
            "compound_interest.above_step",
            rule="induction",
            using={"variable": k, "step": "compound_interest.above_step"},
            given=(k_natural, t_at_most_one),
        ),
        shows(
            "below_base",
            "for k = 0 both are 1",
            st.PositiveSemidefinite(zero * t**2 * exp(-(zero * t)) - (exp(-(zero * t)) - (1 - t) ** 0)),
            "step 1",
            after=(at_zero,),
        ),
        shows(
            "below_step",
            "and exp(-t) (1 - t^2) <= 1 - t <= exp(-t), so one more factor adds at most t^2 exp(-(k + 1) t)",
            st.PositiveSemidefinite(next_slack),
            at_most,
            "step 1",
            "step 2",
            "step 3",
            "step 4",
            "step 5",
            t_at_most_one,
            after=(
                taylor(-t, 1),
                positive_value,
                product,
                Step(
                    st.PositiveSemidefinite((1 - t) - exp(-t) * (1 - t**2)),
                    (Instance("exponential_bounds").at(x=t), t_at_most_one),
                ),
                k_nonnegative,
            ),
            squares=(t,),
            given=(k_natural, t_at_most_one, at_most),
        ),
        shows(
            "below",
            "so (1 - t)^k >= exp(-k t) - k t^2 exp(-k t) for t <= 1",
            at_most.statement,
            "compound_interest.below_base",
            "compound_interest.below_step",
            rule="induction",
            using={"variable": k, "step": "compound_interest.below_step"},
            given=(k_natural, t_at_most_one),
        ),
        shows(
            "square",
            "and x^2 exp(-x) <= 1 for x >= 0",
            st.PositiveSemidefinite(1 - x**2 * exp(-x)),
            "step 1",
            "step 2",
            "step 3",
            "step 4",
            after=(
                taylor(x, 3),
                Step(st.eq(exp(x) * exp(-x), 1), because="exp(s) exp(-s) = exp(0) = 1"),
                Step(st.PositiveDefinite(exp(-x)), because="exp is positive", rule="taylor", using={"of": -x, "degree": -1}),
                Step(
                    st.PositiveSemidefinite(partial_sum(x, 3) - x**2),
                    (x_nonnegative,),
                    squares=(x - Fraction(3, 2),),
                ),
            ),
            given=(x_nonnegative,),
        ),
    ),
    derive=OF_POWERS,
)

CLAIMS = (logarithm_bounds, exponential_bounds, compound_interest)
