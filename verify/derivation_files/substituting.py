"""One side of a named equation put in for the other, in an inequality."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Step
from derivations.language.traversal import walk
from verify.derivation_files.desk import Desk, Proof
from verify.derivation_files.facts import INEQUALITY, Fact, Given, plainly, rule_step, sides
from verify.derivation_files.naming import changed_term
from verify.search.branches import NotFound
from verify.search.effort import LIGHT, SHORT, Effort

__all__ = ["substituted"]


def substituted(
    desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact], effort: Effort = SHORT
) -> Proof:
    """An inequality in which one side of an equation among the reasons stands, from the same with the other side there."""
    if not isinstance(goal, INEQUALITY):
        raise NotFound(f"{name}: no inequality")
    inside = set(walk(goal.term))
    pairs = [(fact, old, new) for fact in facts if fact.name for old, new in sides(fact.statement) if old in inside]
    pairs = [(f, old, new) for f, old, new in pairs if not isinstance(old, tm.Number | tm.Zero | tm.Identity)]
    # a letter that stands for something else comes last: most of what is said of it may be used as it is
    for place, (fact, old, new) in enumerate(sorted(pairs, key=lambda pair: isinstance(pair[1], tm.Symbol))):
        other = changed_term(goal.term, _putting(old, new))
        try:
            same = st.Equal(goal.term, other)
            equal = desk.prove_step(f"{name}.equal{place}", given, rule_step(same, [fact], "", facts), LIGHT)
            shown = plainly(desk, f"{name}.other{place}", given, type(goal)(other), facts, effort)
            return desk.prove_step(name, given, Step(goal, (shown.name, equal.name)), SHORT)
        except NotFound:
            continue
    raise NotFound(f"{name}: nothing to put in")


def _putting(old: tm.Term, new: tm.Term) -> Callable[[tm.Term], tm.Term]:
    return lambda node: new if node == old else node
