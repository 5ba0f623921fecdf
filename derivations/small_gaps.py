"""The gap after one step and after two: the values 1/2 and (6 sqrt(3) - 9)/4, which it never exceeds and which it takes."""

from __future__ import annotations

from derivations.language import statements as st
from derivations.language.claims import Step, shows
from derivations.language.symbols import nonnegative
from derivations.language.terms import Term, exp, log
from derivations.tangent import at_most, number, one, u

__all__ = ["gap_after", "most_of_two", "small_gaps"]

u_nonnegative = nonnegative(u)
u_at_most_one = at_most(u, one, "at_most_one")
interval = (u_nonnegative, u_at_most_one)
root = exp(log(3) / 2)
most_of_two = (6 * root - 9) / 4


def gap_after(steps: Term | int, at: Term) -> Term:
    """Return what the penalty with alpha = 1/(eps k) leaves undone minus what k steps do, u = eps lam."""
    return 1 / (1 + steps * at) - (1 - at) ** steps


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
        because="1/(1 + 1) - 0 = 1/2",
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
            Step(
                st.PositiveSemidefinite(root - number("3/2")),
                ("step 1", "early_stopping_gap.root"),
                squares=(root - number("17/10"),),
            ),
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
