"""A reason with what it says, and the one search that tries reasons as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Reason, Step
from derivations.language.traversal import symbols_of
from verify.derivation_files.desk import Desk, Proof
from verify.derivation_files.flattening import one_key
from verify.derivation_files.guesses import guesses
from verify.derivation_files.inverses import hints, obligations
from verify.search.branches import NotFound
from verify.search.effort import SHORT, Effort
from verify.vocabulary import terms_in

__all__ = ["INEQUALITY", "Fact", "Given", "dividing", "flat", "plainly", "rule_step", "sides"]

INEQUALITY = st.PositiveSemidefinite | st.PositiveDefinite
_SQUARE = INEQUALITY | st.Invertible
_SEARCHED = st.Equal | _SQUARE | st.GradientIs | st.MeanIs

Given = tuple[Hypothesis, ...]


@dataclass(frozen=True)
class Fact:
    """A reason with what it says, in the letters of the statement that it is a reason for, and what it assumes.

    A `spare` one is tried last: an instance of what can be used in its own letters as well. One that is `called` for takes
    away what the statement takes away, which in its own letters it does not.
    """

    reason: Reason
    statement: st.Statement
    assumes: tuple[st.Statement, ...] = ()
    spare: bool = False
    called: bool = False

    @property
    def name(self) -> str:
        """The name by which a rule is told of it; nothing for an instance in other letters, which has none."""
        if isinstance(self.reason, Hypothesis):
            return self.reason.name
        return self.reason if isinstance(self.reason, str) else ""


def plainly(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact], effort: Effort = SHORT) -> Proof:
    """Return a proof by one search among the reasons.

    Raises
    ------
    NotFound
        If it finds none.
    """
    if not isinstance(goal, _SEARCHED):  # what only a rule shows may still be a reason as it stands
        facts = [fact for fact in facts if type(fact.statement) is type(goal)]
        if not facts:
            raise NotFound(f"{name}: no rule shows it")
    squares: tuple[tm.Term, ...] = ()
    if isinstance(goal, INEQUALITY):
        spoken = {name for s in (goal, *(h.statement for h in given)) for term in terms_in(s) for name in symbols_of(term)}
        found = guesses(goal.term, [fact.statement for fact in facts])
        squares = (*(guess for guess in found if symbols_of(guess).keys() <= spoken), *hints(given, goal.term))
    reasons = (*given, *(fact.reason for fact in sorted(facts, key=_waits) if fact.reason not in given))
    return desk.prove_step(name, given, Step(goal, reasons, squares=tuple(dict.fromkeys(squares))), effort)


def _waits(fact: Fact) -> bool:
    """Whether a reason comes after those that may say what it assumes: an instance that assumes an equation."""
    return not fact.name and any(isinstance(statement, st.Equal) for statement in fact.assumes)


def rule_step(goal: st.Statement, first: Sequence[Fact], rule: str, facts: Sequence[Fact], **using: tm.Term | str) -> Step:
    """Return the step of a rule: what it starts from, then what may show that something is invertible.

    An instance in other letters does if it speaks of just what is divided by.
    """
    speaking = [goal, *(fact.statement for fact in first)]
    sure = [f for f in facts if f not in first and isinstance(f.reason, str) and isinstance(f.statement, _SQUARE)]
    sure += [f for f in dividing(speaking, facts) if f not in first]
    return Step(goal, tuple(fact.reason for fact in (*first, *sure)), rule=rule, using=using)


def dividing(statements: Sequence[st.Statement], facts: Sequence[Fact]) -> list[Fact]:
    """Return an instance in other letters for what is divided by in statements, of which it says that it may be inverted.

    There is none for what a fact that has a name says that of.
    """
    wanted = {one_key(term) for term in obligations(statements)}
    square = [f for f in facts if isinstance(f.statement, _SQUARE)] if wanted else []
    keys = {id(f): one_key(next(terms_in(f.statement))) for f in square}
    wanted -= {keys[id(f)] for f in square if f.name and not isinstance(f.statement, st.PositiveSemidefinite)}
    return list({keys[id(f)]: f for f in reversed(square) if not f.name and keys[id(f)] in wanted}.values())


def sides(statement: st.Statement) -> list[tuple[tm.Term, tm.Term]]:
    """Return both sides of an equation, each first once; nothing of other statements."""
    return [(statement.left, statement.right), (statement.right, statement.left)] if isinstance(statement, st.Equal) else []


def flat(term: tm.Term) -> list[tm.Term]:
    """Return the factors of a product, those of powers as often as they stand there."""
    match term:
        case tm.Product(factors):
            return [inner for factor in factors for inner in flat(factor)]
        case tm.Power(base, int() as exponent):
            return flat(base) * exponent
    return [] if term == tm.Number(Fraction(1)) else [term]
