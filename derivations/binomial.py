"""The first terms of (1 - u)^k with a remainder, and a quotient that falls with lam: lemmas for the matching alpha."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from derivations.early_stopping import following, k, power, u
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Part, Step, shows
from derivations.language.symbols import eps, natural, nonnegative, positive
from derivations.language.terms import Number, Symbol, Term
from derivations.quotients_by_slack import OF_SMALL

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

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
zero, one = Number(Fraction(0)), Number(Fraction(1))
k_nonnegative = Step(st.PositiveSemidefinite(k), because="a natural number", rule="natural")


def cubic(at: Term) -> Term:
    """Return the terms of (1 - u)^k up to u^3."""
    return 1 - at * u + at * (at - 1) / 2 * u**2 - at * (at - 1) * (at - 2) / 6 * u**3


def remainder(at: Term) -> Term:
    """Return a bound of what is left of it."""
    return at**4 * u**4


def pairs(at: Term) -> Term:
    """Return how many ordered pairs can be chosen."""
    return at * (at - 1)


def triples(at: Term) -> Term:
    """Return how many ordered triples can be chosen."""
    return at * (at - 1) * (at - 2)


more_pairs, more_triples = (
    Hypothesis("induction", st.PositiveSemidefinite(count(k)), words="the claim holds for k") for count in (pairs, triples)
)
above = Hypothesis("induction", st.PositiveSemidefinite(power - cubic(k)), words="the claim holds for k")
below = Hypothesis("induction", st.PositiveSemidefinite(cubic(k) + remainder(k) - power), words="the claim holds for k")
at_least_one = Hypothesis("k_at_least_one", st.PositiveSemidefinite(k - 1), words="k >= 1")


def weight(at: Term) -> Term:
    """Return what (1 - u)^k is multiplied by."""
    return 12 + 6 * (at - 1) * u + (at**2 - 1) * u**2


def expected(at: Term) -> Term:
    """Return what that is, but for a multiple of u^4."""
    return 12 - 6 * (at + 1) * u + (at**2 - 1) * u**2


def heaviest(at: Term) -> Term:
    """Return a bound of the weight."""
    return at**2 + 6 * at + 12


def bound(at: Term) -> Term:
    """Return how large that multiple is at most."""
    rest = (at**4 + 7 * at**3 + 11 * at**2 + 5 * at) / 2 + (at**5 + 3 * at**4 + at**3 + 3 * at**2 + 2 * at) / 6
    return rest + heaviest(at) * at**4


def fourth(at: Term) -> Term:
    """Return the coefficient of -u^4 where the terms up to u^3 take the place of (1 - u)^k."""
    return at * (at - 5) * (at - 1) ** 2 / 2


def fifth(at: Term) -> Term:
    """Return that of -u^5."""
    return at * (at - 2) * (at - 1) ** 2 * (at + 1) / 6


def over_expected(at: Term, left_over: Term) -> Term:
    """Return (1 - u)^k [12 + ..] - [12 - ..]."""
    return left_over * weight(at) - expected(at)


largest, numerator = bound(k), over_expected(k, power)
not_below = Hypothesis("induction", st.PositiveSemidefinite(largest * u**4 + numerator), words="the claim holds for k")
after_one = k + 1
powers = (u**2, k * u**2, k**2 * u**2, k**3 * u**2)


def counted(name: str, count: Callable[[Term], Term], words: str, *by: str, induction: Hypothesis) -> tuple[Part, Part, Part]:
    """Return the parts that show that a number of choices is not negative: by its form at k + 1, and 0 at k = 0."""
    return (
        shows(f"{name}_base", f"{words} is 0 for k = 0", st.PositiveSemidefinite(count(zero)), because="a factor is 0"),
        shows(
            f"{name}_step",
            "and its factors are not negative for k + 1",
            st.PositiveSemidefinite(count(k + 1)),
            *by,
            "step 1",
            after=(k_nonnegative,),
            given=(natural(k), induction),
        ),
        shows(
            name,
            f"so {words} is not negative",
            st.PositiveSemidefinite(count(k)),
            f"binomial_bounds.{name}_base",
            f"binomial_bounds.{name}_step",
            rule="induction",
            using={"variable": k, "step": f"binomial_bounds.{name}_step"},
            given=(natural(k),),
        ),
    )


def derive_remainder(sign: int, n: int) -> Derived:
    """Take n + 3 steps and subtract the Taylor polynomial of order 3: u^4 times a polynomial with a sign from u to 1."""
    import sympy

    from derivations.language.deriving import Letters, from_both_ends, power_series

    at = Letters(n)
    steps, rate = n + 3, at.number(u)
    at.sizes["k"] = steps
    at.put(k, sympy.Integer(steps))
    taylor = power_series((1 - rate) ** steps, 1, rate, 3)
    rest = sympy.expand(((1 - rate) ** steps - taylor) / rate**4)
    terms = sympy.Poly(rest.xreplace({rate: 1 - rate}), rate).terms()  # in powers of 1 - u, which are not to be multiplied out
    above = sympy.Add(*(sympy.Mul(c, (1 - rate) ** power, evaluate=False) for (power,), c in terms), evaluate=False)
    found = rate**4 * (above if sign > 0 else from_both_ends(steps**4 - rest, rate, sympy.Integer(1)))
    return at.done(found, f"(1 - u)^{steps} - ({taylor}) = u^4 ({above})")


binomial_bounds = Claim(
    id="binomial_bounds",
    title="(1 - u)^k up to its fourth power in u",
    source="a lemma for exact_alpha",
    parts=(
        *counted("pairs", pairs, "k (k - 1)", induction=more_pairs),
        *counted("triples", triples, "k (k - 1) (k - 2)", "binomial_bounds.pairs", induction=more_triples),
        shows(
            "above_base",
            "for k = 0 it is 1",
            st.PositiveSemidefinite((1 - u) ** 0 - cubic(zero)),
            because="both are 1",
        ),
        shows(
            "above_step",
            "one more factor leaves k (k - 1) (k - 2)/6 u^4 more",
            st.PositiveSemidefinite(following - cubic(k + 1)),
            above,
            at_most_one,
            "binomial_bounds.triples",
            squares=(u**2,),
            given=(natural(k), at_most_one, above),
        ),
        shows(
            "main",
            "so (1 - u)^k is at least 1 - k u + k (k - 1)/2 u^2 - k (k - 1) (k - 2)/6 u^3",
            above.statement,
            "binomial_bounds.above_base",
            "binomial_bounds.above_step",
            rule="induction",
            using={"variable": k, "step": "binomial_bounds.above_step"},
            given=(natural(k), at_most_one),
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
            "so (1 - u)^k [12 + 6 (k - 1) u + (k^2 - 1) u^2] - [12 - 6 (k + 1) u + (k^2 - 1) u^2] is at most a multiple of u^4",
            st.PositiveSemidefinite(largest * u**4 - numerator),
            "binomial_bounds.below",
            "step 2",
            "step 3",
            "step 4",
            after=(
                k_nonnegative,
                Step(st.PositiveSemidefinite(weight(k)), ("step 1", u_nonnegative, at_most_one), squares=(k * u, one)),
                Step(
                    st.PositiveSemidefinite(heaviest(k) - weight(k)),
                    ("step 1", u_nonnegative, at_most_one),
                    squares=(k, u, one),
                ),
                Step(
                    st.PositiveSemidefinite(largest * u**4 + fourth(k) * u**4 + fifth(k) * u**5 - heaviest(k) * k**4 * u**4),
                    ("step 1", u_nonnegative, at_most_one),
                    squares=powers,
                ),
            ),
            squares=(k**2 * u**2,),
            given=interval,
        ),
        shows(
            "numerator_above_base",
            "for k = 0 they are equal",
            st.PositiveSemidefinite(bound(zero) * u**4 + over_expected(zero, (1 - u) ** 0)),
            because="(1 - u)^0 = 1",
        ),
        shows(
            "numerator_above_step",
            "and for k + 1 steps it is at least -c u^4",
            st.PositiveSemidefinite(bound(after_one) * u**4 + over_expected(after_one, following)),
            Instance("binomial_bounds").at(k=after_one),
            "step 2",
            "step 5",
            after=(
                k_nonnegative,
                Step(st.PositiveSemidefinite(weight(after_one)), ("step 1",), squares=(3 + k * u, u, one)),
                Step(st.PositiveSemidefinite(fifth(after_one)), ("step 1", "binomial_bounds.pairs"), squares=(k, one)),
                Step(
                    st.PositiveSemidefinite(bound(after_one) - fourth(after_one) - fifth(after_one)),
                    ("step 1",),
                    squares=(one, k, k**2, k**3),
                ),
                Step(
                    st.PositiveSemidefinite((bound(after_one) - fourth(after_one)) * u**4 - fifth(after_one) * u**5),
                    ("step 3", "step 4", at_most_one),
                    squares=(u**2,),
                ),
            ),
            given=(natural(k), at_most_one, not_below),
        ),
        shows(
            "numerator_above",
            "so for every k",
            not_below.statement,
            "binomial_bounds.numerator_above_base",
            "binomial_bounds.numerator_above_step",
            rule="induction",
            using={"variable": k, "step": "binomial_bounds.numerator_above_step"},
            given=(natural(k), at_most_one),
        ),
    ),
    derive={"main": partial(derive_remainder, 1), "below": partial(derive_remainder, -1)},
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
    derive=OF_SMALL,
)
CLAIMS = (binomial_bounds, small_quotient)
