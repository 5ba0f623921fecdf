"""The exponential and the logarithm: the inequalities that early stopping and gradient flow need."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Step, shows
from derivations.language.symbols import nonnegative, positive
from derivations.language.terms import Number, Operand, Symbol, Term, as_term, exp, log

__all__ = ["CLAIMS", "exponential_bounds", "logarithm_bounds", "partial_sum", "taylor"]

a, t, x = Symbol("a"), Symbol("t"), Symbol("x")
a_positive, x_nonnegative = positive(a), nonnegative(x)


def partial_sum(at: Operand, degree: int) -> Term:
    """Return the Taylor polynomial of exp at 0, of a degree, at a number."""
    total: Term = Number(Fraction(1))
    for j in range(1, degree + 1):
        total = total + as_term(at) ** j / factorial(j)
    return total


def taylor(at: Term, degree: int, sign: Hypothesis | str = "") -> Step:
    """Return the step that exp lies above its Taylor polynomial; below it for an even degree, where a sign of -at is named."""
    gap = exp(at) - partial_sum(at, degree)
    name = sign if isinstance(sign, str) else sign.name
    using: dict[str, Term | str | int] = {"of": at, "degree": degree} | ({"sign": name} if name else {})
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
)

CLAIMS = (logarithm_bounds, exponential_bounds)
