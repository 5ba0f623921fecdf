"""Hypotheses that restrict nothing: those that say what a letter is, and those that something provides.

A letter may be an index, a natural number, a derivative, the side from which a limit is taken, a pseudo-inverse by its defining
equations, any number of a range, a symmetric matrix where others say so too, or a name for a term. Something is provided by an
axiom that is cited, by the induction of which a part is the step, by the case split of which it is a branch.
"""

from __future__ import annotations

from collections import Counter

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Claim, Hypothesis, Part
from derivations.language.traversal import symbols_of
from verify.vocabulary import free_symbols

__all__ = ["restates", "restricts_nothing"]

_DECLARATIONS = (st.BasisVector, st.Natural, st.Differentiable)


def restricts_nothing(claim: Claim, part: Part, hypothesis: Hypothesis) -> str | None:
    """Return "declared" or "provided" if a hypothesis of a part restricts nothing, else None."""
    if hypothesis.cites is not None or hypothesis.name == "induction" or _is_case(claim, part, hypothesis):
        return "provided"
    statement, goal = hypothesis.statement, part.goal
    side = isinstance(goal, st.LimitIs | st.Attains) and statement == st.PositiveDefinite(goal.variable)
    declares = isinstance(statement, _DECLARATIONS) or hypothesis.defines or side
    return "declared" if declares else None


def restates(part: Part, hypothesis: Hypothesis) -> bool:
    """Return whether a hypothesis, unless it is needed, restricts nothing: a name, any number, or what others say, too."""
    own = (_is_name(hypothesis), _is_any_number(part, hypothesis), _is_symmetric_anyway(part, hypothesis))
    return any(own) or _is_diagonal_by_axiom(part, hypothesis)


def _is_diagonal_by_axiom(part: Part, hypothesis: Hypothesis) -> bool:
    """Whether a hypothesis says that a letter is diagonal that an axiom is cited for, which gives diagonal ones only."""
    statement = hypothesis.statement
    cited = (h.statement for h in part.given if h.cites is not None)
    return isinstance(statement, st.Diagonal) and any(statement.symbol.name in free_symbols(one) for one in cited)


def _is_case(claim: Claim, part: Part, hypothesis: Hypothesis) -> bool:
    """Whether a part is a branch of a case split in another part of the claim, and a hypothesis says which case it is."""
    name, said = claim.sequent_id(part.id), hypothesis.statement
    for other in claim.parts:
        for using in (step.using for step in other.steps if step.rule == "case" and name in step.by):
            of = using["of"]
            if isinstance(of, tm.Term) and (_is_sign(said, of) if using["split"] == "sign" else _is_zero(said, of)):
                return True
            if other is not part and hypothesis in other.given and _is_case(claim, other, hypothesis):
                return True
    return False


def _is_sign(said: st.Statement, of: tm.Term) -> bool:
    """Whether a statement says of a number that it is at least 0, or that it is below or at most 0."""
    match said:
        case st.PositiveSemidefinite(term):
            return _summands(term) in (_summands(of), _summands(-of))
        case st.PositiveDefinite(term):
            return _summands(term) == _summands(-of)
    return False


def _is_zero(said: st.Statement, of: tm.Term) -> bool:
    """Whether a statement says of a term that it is 0."""
    return isinstance(said, st.Equal) and said.left == of and isinstance(said.right, tm.Zero)


def _summands(term: tm.Term, sign: int = 1) -> Counter[tm.Term]:
    """How often each term is added, less how often it is taken away."""
    found: Counter[tm.Term] = Counter()
    for one in term.terms if isinstance(term, tm.Sum) else ():
        found.update(_summands(one, sign))
    if isinstance(term, tm.Neg):
        found.update(_summands(term.term, -sign))
    elif not isinstance(term, tm.Sum):
        found[term] += sign
    return found


def _is_name(hypothesis: Hypothesis) -> bool:
    """Whether a hypothesis gives a name, a letter, to a term: what holds of the one holds of the other."""
    statement = hypothesis.statement
    sides = ((statement.left, statement.right), (statement.right, statement.left)) if isinstance(statement, st.Equal) else ()
    return any(isinstance(one, tm.Symbol) and symbols_of(other) and one.name not in symbols_of(other) for one, other in sides)


def _is_any_number(part: Part, hypothesis: Hypothesis) -> bool:
    """Whether a hypothesis speaks of a number of which steps say something for all from 0 to 1, and the goal nothing.

    There is one that meets all that is said of it, or the part had no model.
    """
    statements = [*(h.statement for h in part.given), *(step.statement for step in part.steps)]
    bound = {statement.variable.name for statement in statements if isinstance(statement, st.Between)}
    spoken = free_symbols(hypothesis.statement).keys()
    others = [h.statement for h in part.given if not free_symbols(h.statement).keys() <= spoken]
    return spoken <= bound and not any(spoken & free_symbols(statement).keys() for statement in (part.goal, *others))


def _is_symmetric_anyway(part: Part, hypothesis: Hypothesis) -> bool:
    """Whether a hypothesis says of a letter that it is symmetric where others say what is so only if it is.

    What is said of the letter itself is what the algebra goes by; it assumes nothing more.
    """
    statement = hypothesis.statement
    if not isinstance(statement, st.Symmetric):
        return False
    others = [h.statement for h in part.given if h is not hypothesis]
    hessians = {other.derivative for other in others if isinstance(other, st.Differentiable) and other.symmetric}
    for other in others:
        match other:
            case st.PositiveSemidefinite(term) | st.PositiveDefinite(term) if _shifted(term, statement.symbol):
                return True
            case st.Equal(tm.Symbol() as letter, tm.Apply() as value) if letter == statement.symbol:
                if value.function in hessians:
                    return True
    return False


def _shifted(term: tm.Term, symbol: tm.Symbol) -> bool:
    """Whether a term is a letter, or its negative, and multiples of the identity added to it."""
    terms = term.terms if isinstance(term, tm.Sum) else (term,)
    plain = [t.term if isinstance(t, tm.Neg) else t for t in terms]
    rest = [t for t in plain if t != symbol]
    return len(rest) == len(plain) - 1 and all(_is_multiple_of_identity(t) for t in rest)


def _is_multiple_of_identity(term: tm.Term) -> bool:
    factors = term.factors if isinstance(term, tm.Product) else (term,)
    return all(factor.is_scalar or isinstance(factor, tm.Identity) for factor in factors)
