"""The first terms of (1 - u)^k with a remainder, and a quotient that falls with lam: lemmas for the matching alpha."""

from __future__ import annotations

from fractions import Fraction

from derivations.early_stopping import following, k, power, u
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Part, Step, shows
from derivations.language.symbols import eps, natural, nonnegative, positive
from derivations.language.terms import Number, Symbol, Term

__all__ = [
    "CLAIMS",
    "at_least_one",
    "at_most_one",
    "eps_positive",
    "k_nonnegative",
    "lam",
    "lam_positive",
    "lam_small",
    "largest",
    "leading",
    "left",
    "matching",
    "numerator",
    "small_lam",
    "some_steps",
    "step_size",
    "zero",
]

lam = Symbol("lam")
lam_positive = positive(lam)

# --- the first terms of (1 - u)^k, with a remainder ---------------------------------------------------------------------------

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

# --- alpha as lam tends to 0: the first coefficients, and 7.45 ----------------------------------------------------------------

d, missing, c = Symbol("d"), Symbol("missing"), Symbol("c")
eps_positive = positive(eps)
step_size = eps * lam
lam_small = Hypothesis("lam_small", st.PositiveDefinite(1 / eps - lam), words="lam < 1/eps", values={"eps": 1 / (1 + lam)})
some_steps = (natural(k), at_least_one)
small_lam = (*some_steps, eps_positive, lam_positive, lam_small)
left = (1 - step_size) ** k
matching = lam * left / (1 - left)
leading = 1 / eps / k
scaled = 12 * k * eps * missing * lam**2 * d
c_nonnegative = nonnegative(c)
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
    "d_above",
    st.PositiveSemidefinite(c * step_size**4 + scaled),
    words="12 k eps lam^2 missing d >= -c u^4",
    values={"d": zero},
)
slope = c * (1 + k) * eps**2 / 12
divisor = 12 * k * eps * missing * lam**2
squeezed = (*some_steps, eps_positive, lam_positive, c_nonnegative, enough)


def squeeze(id_: str, title: str, gap: Term, side: Hypothesis) -> Part:
    """Return the part that bounds d from one side."""
    return shows(
        id_,
        title,
        st.PositiveSemidefinite(gap),
        "step 7",
        "step 8",
        after=(
            Step(st.PositiveDefinite(k), (at_least_one,)),
            Step(st.PositiveDefinite(step_size), (eps_positive, lam_positive)),
            Step(st.PositiveDefinite((1 + k) * missing), ("step 1", "step 2", enough)),
            Step(st.PositiveDefinite(1 / (1 + k)), (at_least_one,)),
            Step(st.PositiveDefinite(missing), ("step 3", "step 4")),
            Step(st.PositiveDefinite(divisor), ("step 1", "step 2", "step 5", lam_positive)),
            Step(
                st.PositiveSemidefinite(divisor * gap),
                (side, enough, c_nonnegative, "step 1", "step 2", at_least_one),
                squares=(step_size, step_size**2),
            ),
            Step(st.PositiveDefinite(1 / divisor), ("step 6",)),
        ),
        given=(*squeezed, side),
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
            after=(
                Step(st.PositiveSemidefinite(c * step_size**4), (over, under), because="their mean"),
                Step(st.PositiveDefinite(step_size), (eps_positive, lam_positive)),
                Step(
                    st.PositiveDefinite(1 / step_size * (1 / step_size)),
                    because="a square other than 0",
                    squares=(1 / step_size,),
                ),
                Step(st.PositiveSemidefinite(c * step_size**2), ("step 1", "step 3")),
                Step(st.PositiveSemidefinite(c), ("step 4", "step 3")),
            ),
            given=(*squeezed[:-2], enough, over, under),
        ),
    ),
)
CLAIMS = (binomial_bounds, small_quotient)
