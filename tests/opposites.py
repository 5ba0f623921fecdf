"""What is claimed with the sign flipped: a derivation that does not notice shows nothing."""

from __future__ import annotations

from dataclasses import replace

from derivations.language import statements as st
from derivations.language.measures import Ones
from derivations.language.terms import Number, Term, Zero

__all__ = ["opposite"]


def opposite(goal: st.Statement) -> st.Statement:
    """Return the same statement with the sign of what is derived flipped."""
    if isinstance(goal, st.Equal):
        return st.eq(goal.left, _flipped(goal.right))
    if isinstance(goal, st.PositiveSemidefinite | st.PositiveDefinite):
        return type(goal)(-goal.term)
    assert isinstance(goal, st.GradientIs | st.LimitIs | st.MeanIs | st.Attains)
    return replace(goal, value=_flipped(goal.value))


def _flipped(side: Term) -> Term:
    zero = isinstance(side, Zero) or (isinstance(side, Number) and not side.value)
    return Ones(*side.shape) if zero else -side
