"""How far early stopping and the penalty come apart: the largest gap between what they leave undone."""

from __future__ import annotations

from fractions import Fraction

from derivations.exponential import partial_sum, taylor
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Part, Step, shows
from derivations.language.symbols import natural, nonnegative, positive
from derivations.language.terms import Number, Operand, Symbol, Term, exp, log

__all__ = ["CLAIMS", "early_stopping_gap", "tangent_line"]

k, u, x, a, b, t = Symbol("k"), Symbol("u"), Symbol("x"), Symbol("a"), Symbol("b"), Symbol("t")
k_natural = natural(k)
k_nonnegative = Step(st.PositiveSemidefinite(k), because="a natural number", rule="natural")


def number(text: str) -> Number:
    """Return a decimal number exactly."""
    return Number(Fraction(text))


def at_most(letter: Symbol, bound: Term | str, name: str) -> Hypothesis:
    """Return the hypothesis that a number is at most another."""
    value = number(bound) if isinstance(bound, str) else bound
    return Hypothesis(f"{letter.name}_{name}", st.PositiveSemidefinite(value - letter), words=f"{letter.name} <= {value}")


def at_least(letter: Symbol, bound: Term | str, name: str) -> Hypothesis:
    """Return the hypothesis that a number is at least another."""
    value = number(bound) if isinstance(bound, str) else bound
    return Hypothesis(f"{letter.name}_{name}", st.PositiveSemidefinite(letter - value), words=f"{letter.name} >= {value}")


# --- a^(n + 1) lies above its tangent at b ---------------------------------------------------------------------------------------

a_nonnegative, b_nonnegative = nonnegative(a), nonnegative(b)
a_positive = positive(a)
apart = Hypothesis("a_and_b_differ", st.PositiveDefinite((a - b) ** 2), words="a is not b")


def above_tangent(n: Term) -> Term:
    """Return a^(n + 1) - b^n ((n + 1) a - n b)."""
    return a ** (n + 1) - b**n * ((n + 1) * a - n * b)


b_power = Hypothesis("induction", st.PositiveSemidefinite(b**k), words="the claim holds for k")
strictly_above = Hypothesis("induction", st.PositiveDefinite(above_tangent(k + 1)), words="the claim holds for k")
zero, one, two = number("0"), number("1"), number("2")

tangent_line = Claim(
    id="tangent_line",
    title="A power lies above its tangent",
    source="a lemma for early_stopping_gap; Bernoulli's inequality for two numbers",
    parts=(
        shows("count", "k + 1 > 0", st.PositiveDefinite(k + 1), "step 1", after=(k_nonnegative,), given=(k_natural,)),
        shows("next_count", "k + 2 > 0", st.PositiveDefinite(k + 2), "step 1", after=(k_nonnegative,), given=(k_natural,)),
        shows("power_base", "b^0 >= 0", st.PositiveSemidefinite(b**0), because="it is 1"),
        shows(
            "power_step",
            "b^(k+1) >= 0 if b^k >= 0",
            st.PositiveSemidefinite(b ** (k + 1)),
            b_power,
            b_nonnegative,
            given=(k_natural, b_nonnegative, b_power),
        ),
        shows(
            "power",
            "so b^k >= 0 for every k",
            st.PositiveSemidefinite(b**k),
            "tangent_line.power_base",
            "tangent_line.power_step",
            rule="induction",
            using={"variable": k, "step": "tangent_line.power_step"},
            given=(k_natural, b_nonnegative),
        ),
        shows(
            "base",
            "a^2 - b (2 a - b) = (a - b)^2",
            st.PositiveDefinite(a ** (zero + 1 + 1) - b ** (zero + 1) * ((zero + 1 + 1) * a - (zero + 1) * b)),
            apart,
            given=(a_positive, b_nonnegative, apart),
        ),
        shows(
            "step",
            "a times what is left grows by (k + 2) b^(k+1) (a - b)^2",
            st.PositiveDefinite(above_tangent(k + 1 + 1)),
            strictly_above,
            a_positive,
            b_nonnegative,
            "tangent_line.power",
            "step 1",
            after=(k_nonnegative,),
            squares=(a - b,),
            given=(k_natural, a_positive, b_nonnegative, apart, strictly_above),
        ),
        shows(
            "main",
            "so a^(k+2) > b^(k+1) ((k + 2) a - (k + 1) b) for a > 0, b >= 0, a other than b",
            st.PositiveDefinite(above_tangent(k + 1)),
            "tangent_line.base",
            "tangent_line.step",
            rule="induction",
            using={"variable": k, "step": "tangent_line.step"},
            given=(k_natural, a_positive, b_nonnegative, apart),
        ),
    ),
)

# --- one step, two steps -----------------------------------------------------------------------------------------------------------

u_nonnegative = nonnegative(u)
u_at_most_one = at_most(u, one, "at_most_one")
interval = (u_nonnegative, u_at_most_one)
root = exp(log(3) / 2)
most_of_two = (6 * root - 9) / 4


def gap_after(steps: Term | int, at: Term) -> Term:
    """Return what the penalty with alpha = 1/(eps k) leaves undone minus what k steps do, u = eps lam."""
    return 1 / (1 + steps * at) - (1 - at) ** steps



left_of = gap_after(k + 1, x / (k + 1))
steps_k, steps_next = k + 1, k + 2
x_positive, x_nonnegative = positive(x), nonnegative(x)
x_at_most = Hypothesis("x_at_most_steps", st.PositiveSemidefinite(k + 1 - x), words="x <= k + 1")
x_beyond = Hypothesis("x_beyond_steps", st.PositiveDefinite(x - (k + 1)), words="x > k + 1")
x_from = Hypothesis("x_from_steps", st.PositiveSemidefinite(x - (k + 1)), words="x >= k + 1")
x_below_next = Hypothesis("x_at_most_next", st.PositiveSemidefinite(k + 2 - x), words="x <= k + 2")


def gap_at(steps: Term, undone: Term) -> Term:
    """Return the gap at x = k u, where k steps leave what is given undone."""
    return 1 / (1 + x) - undone


fewer, more = (1 - x / (k + 1)) ** (k + 1), (1 - x / (k + 2)) ** (k + 2)
b_at, a_at = 1 - x / (k + 1), 1 - x / (k + 2)
per_steps = (
    k_nonnegative,
    Step(st.PositiveDefinite(1 / (k + 1)), ("tangent_line.count",)),
    Step(st.PositiveDefinite(1 / (k + 2)), ("tangent_line.next_count",)),
)
counts = ("tangent_line.count", "tangent_line.next_count")
tangent_at = Instance("tangent_line").at(a=a_at, b=b_at)

small_gaps = (
    shows(
        "one_step",
        "for one step the gap is at most 1/2 on 0 <= u <= 1",
        st.PositiveSemidefinite(number("1/2") - gap_after(1, u)),
        "step 1",
        "step 2",
        after=(
            Step(st.PositiveDefinite(1 / (1 + u)), (u_nonnegative,)),
            Step(st.PositiveSemidefinite((1 + u) * (number("1/2") - gap_after(1, u))), interval),
        ),
        given=interval,
    ),
    shows(
        "one_step_reached",
        "reached at u = 1: G_1 = 1/2",
        st.eq(gap_after(1, one), number("1/2")),
        because="1/(1 + 1) - 0",
    ),
    shows(
        "root",
        "r = exp(log(3)/2) is the square root of 3: r^2 = 3",
        st.eq(root * root, 3),
        "step 1",
        after=(Step(st.eq(exp(log(3)), 3), because="exp undoes log"),),
    ),
    shows(
        "two_steps",
        "for two steps it is at most (6 sqrt(3) - 9)/4",
        st.PositiveSemidefinite(most_of_two - gap_after(2, u)),
        "step 3",
        "step 4",
        after=(
            Step(st.PositiveDefinite(root), because="exp is positive", rule="taylor", using={"of": log(3) / 2, "degree": -1}),
            Step(st.PositiveSemidefinite(root - number("3/2")), ("step 1", "early_stopping_gap.root"), squares=(root - number("17/10"),)),
            Step(st.PositiveDefinite(1 / (1 + 2 * u)), (u_nonnegative,)),
            Step(
                st.PositiveSemidefinite((1 + 2 * u) * (most_of_two - gap_after(2, u))),
                ("step 2", "early_stopping_gap.root", u_nonnegative),
                squares=(u - root / 2,),
            ),
        ),
        given=(u_nonnegative,),
    ),
    shows(
        "two_steps_reached",
        "reached at u = sqrt(3)/2: G_2 = (6 sqrt(3) - 9)/4",
        st.eq(gap_after(2, root / 2), most_of_two),
        "early_stopping_gap.root",
        "step 4",
        after=(
            Step(st.PositiveDefinite(root), because="exp is positive", rule="taylor", using={"of": log(3) / 2, "degree": -1}),
            Step(st.PositiveDefinite(1 + root), ("step 1",)),
            Step(st.Invertible(1 + root), ("step 2",)),
            Step(st.eq(1 / (1 + 2 * (root / 2)), (root - 1) / 2), ("early_stopping_gap.root",)),
        ),
    ),
)
falling = (
    shows(
        "falling_power",
        "(1 - x/(k + 2))^(k+2) > (1 - x/(k + 1))^(k+1) for 0 < x <= k + 1",
        st.PositiveDefinite(more - fewer),
        tangent_at,
        "step 6",
        after=(
            *per_steps,
            Step(st.PositiveSemidefinite(b_at), ("step 2", x_at_most)),
            Step(st.PositiveDefinite(a_at - b_at), ("step 2", "step 3", x_positive)),
            Step(st.eq((k + 2) * a_at - (k + 1) * b_at, 1), because="k + 2 - x - (k + 1 - x)"),
            Step(st.PositiveDefinite(a_at), ("step 4", "step 5")),
            Step(st.PositiveDefinite((a_at - b_at) ** 2), ("step 5",)),
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
        "step 4",
        "step 6",
        x_beyond,
        "step 7",
        after=(
            *per_steps,
            Step(st.PositiveDefinite(1 / (1 + x)), ("tangent_line.next_count", x_beyond)),
            Step(st.PositiveSemidefinite(a_at), ("step 3", x_below_next)),
            Step(st.PositiveSemidefinite(more), (Instance("tangent_line.power").at(b=a_at, k=k + 2), "step 5")),
            Step(st.PositiveDefinite(1 / (1 + (k + 1))), ("tangent_line.next_count",)),
        ),
        given=(k_natural, x_beyond, x_below_next),
        conditions=counts,
    ),
)

# --- towards 1/(1 + x) - exp(-x), x = k u ------------------------------------------------------------------------------------------

flow = 1 / (1 + x) - exp(-x)
t_at = x / (k + 1)
towards = (
    shows(
        "above_flow",
        "no value of g(x) = 1/(1 + x) - exp(-x) exceeds the gap of k + 1 steps at x = (k + 1) u",
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
        "for x > k + 1 the gap at u = 1 exceeds g(x)",
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
        "and the gap of k + 1 steps exceeds g(x) by at most 1/(k + 1): so G_k falls to the supremum of g",
        st.PositiveSemidefinite(flow + 1 / (k + 1) - (1 / (1 + x) - fewer)),
        "step 6",
        "step 7",
        "step 5",
        after=(
            Step(st.eq(-((k + 1) * t_at), -x), because="k + 1 cancels"),
            Step(st.eq(exp(-((k + 1) * t_at)), exp(-x)), ("step 1",)),
            Step(st.PositiveSemidefinite(1 - t_at), ("tangent_line.count", x_at_most)),
            Step(
                st.PositiveSemidefinite(
                    (k + 1) * t_at**2 * exp(-((k + 1) * t_at)) - (exp(-((k + 1) * t_at)) - fewer)
                ),
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

early_stopping_gap = Claim(
    id="early_stopping_gap",
    title="The largest gap between early stopping and the penalty",
    source="note B, made precise",
    parts=(*small_gaps, *falling, *towards),
    remark="The gap of k steps is 1/(1 + k u) - (1 - u)^k for alpha = 1/(eps k), u = eps lam, and G_k its maximum over 0 <= u <= 1.",
)

CLAIMS = (tangent_line, early_stopping_gap)
