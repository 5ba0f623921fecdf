"""What a part assumes of what it speaks of, told apart from the letters that only its proof takes."""

from __future__ import annotations

from collections.abc import Iterator

from derivations.language import statements as st
from derivations.language.claims import Hypothesis, Part
from derivations.language.keeping import kept
from derivations.language.terms import Apply, DiagonalOf, SumOver, Symbol, Term
from derivations.language.traversal import walk

__all__ = ["assumed", "free_symbols", "taken"]


def _free(term: Term) -> dict[str, Symbol]:
    if isinstance(term, Symbol):
        return {term.name: term}
    found: dict[str, Symbol] = {}
    for child in term.children:
        found |= _free(child)
    if isinstance(term, DiagonalOf | SumOver):
        found.pop(term.index.name, None)
    return found


def free_symbols(statement: st.Statement) -> dict[str, Symbol]:
    """Return the symbols a statement speaks of by name, without those that it binds: "for every t" says nothing of t."""
    found: dict[str, Symbol] = {}
    bound = getattr(statement, "variable", None)
    for name, value in vars(statement).items():
        if isinstance(value, Term) and name != "variable":
            inside = _free(value)
            if isinstance(bound, Symbol) and name == "function":
                inside.pop(bound.name, None)
            found |= inside
        elif isinstance(value, st.Statement):
            found |= {other: symbol for other, symbol in free_symbols(value).items() if bound != symbol}
    return found


@kept
def taken(part: Part) -> tuple[Hypothesis, ...]:
    """Return the hypotheses about numbers or indices of which nothing else that a part says speaks.

    As there are such numbers, the goal holds without them: the proof takes any. A part that shows something for every t
    from 0 to 1 takes a t there; one about a sum over i takes an i; one about a limit as x tends to 0 takes an x > 0, and x < r
    for some r > 0, since only small x matter.
    """
    spoken = set(free_symbols(part.goal))
    near = [h for h in part.given if _is_of_limit(h, part.goal) and spoken.isdisjoint({_bound(part.goal)})]
    found = [h for h in part.given if _is_of_numbers(h) and h not in near]
    while True:
        others = [h for h in part.given if h not in found and h not in near]
        now = spoken.union(*(free_symbols(h.statement) for h in others))
        left = [h for h in found if not now & free_symbols(h.statement).keys()]
        if len(left) == len(found):
            return tuple(h for h in part.given if h in found or h in near)
        found = left


@kept
def assumed(part: Part) -> tuple[Hypothesis, ...]:
    """Return the other hypotheses of a part: what has to hold for its goal to hold."""
    aside = taken(part)
    return tuple(h for h in part.given if h not in aside)


def _bound(goal: st.Statement) -> str:
    return goal.variable.name if isinstance(goal, st.LimitIs | st.Attains | st.Continuous) else ""


def _is_of_limit(hypothesis: Hypothesis, goal: st.Statement) -> bool:
    """Whether a hypothesis says that the variable of a limit is positive, or below something: all that its rule takes."""
    positive = isinstance(hypothesis.statement, st.PositiveDefinite)
    return positive and _bound(goal) in free_symbols(hypothesis.statement)


def _is_of_numbers(hypothesis: Hypothesis) -> bool:
    if isinstance(hypothesis.statement, st.BasisVector):
        return True
    letters = free_symbols(hypothesis.statement).values()
    named = any(isinstance(node, Apply) for term in _terms(hypothesis.statement) for node in walk(term))
    return bool(letters) and not named and all(symbol.is_scalar for symbol in letters)


def _terms(statement: st.Statement) -> Iterator[Term]:
    for value in vars(statement).values():
        if isinstance(value, Term):
            yield value
        elif isinstance(value, st.Statement):
            yield from _terms(value)
