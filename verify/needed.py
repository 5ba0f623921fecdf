"""Which hypotheses a part needs: for each one, what becomes of the part without it.

Needed: an exact model of the others in which the goal is false or has no value. Not needed: the certificate proves the goal
without it. It gives meaning if without it another hypothesis divides by what may be 0, shown by an exact model of those that
have a value. Otherwise it is not settled, and said so. Two sorts of hypotheses restrict nothing and are told apart: those that
declare what a letter is (an index, a natural number, a derivative, the side from which a limit is taken, a pseudo-inverse by
its defining equations, any number of a range, a name for a term), and those that something provides (an axiom that is cited, the
induction of which a part is the step, the case split of which it is a branch).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Claim, Hypothesis, Part
from derivations.language.errors import LanguageError
from derivations.language.traversal import symbols_of
from verify.kernel import Result, check_one
from verify.models import Model
from verify.refutation import refutes, undefines
from verify.vocabulary import free_symbols, functions_of, terms_in
from verify.weakening import find_undefined, find_without

__all__ = ["STATUSES", "Need", "needs", "search", "weaker"]

STATUSES = ("needed", "not needed", "not settled", "gives meaning", "declared", "provided")
_DECLARATIONS = (st.BasisVector, st.Natural, st.Differentiable)


@dataclass(frozen=True)
class Need:
    """What is known of one hypothesis.

    Attributes
    ----------
    name : str
        The hypothesis.
    status : str
        One of `STATUSES`.
    counterexample : Model or None
        A model of everything else in which the goal is false.
    """

    name: str
    status: str
    counterexample: Model | None = None

    @property
    def needed(self) -> bool | None:
        """True with a counterexample, False if the certificate does without it, else None."""
        return {"needed": True, "not needed": False}.get(self.status)


def needs(
    claim: Claim,
    part: Part,
    theory: Mapping[str, Any],
    certificate: Any,
    proved: dict[str, Result],
    known: Mapping[str, Model],
) -> Iterator[Need]:
    """Yield what is known of each hypothesis of a part, in order.

    Parameters
    ----------
    claim, part : Claim, Part
        The part and the claim it belongs to.
    theory : mapping
        All sequents, as the kernel takes them.
    certificate : JSON value
        The part's certificate.
    proved : dict
        The kernel's results for all sequents.
    known : mapping of str to Model
        Counterexamples by hypothesis, from `search` or from a file; each is tried again, exactly.
    """
    for hypothesis in part.given:
        status = "provided" if _is_case(claim, part, hypothesis) else _restricts_nothing(part, hypothesis)
        if status is not None:
            yield Need(hypothesis.name, status)
        elif (told := _shown(part, hypothesis, known.get(hypothesis.name))) is not None:
            yield told
        else:
            unneeded = _certified_without(claim, part, hypothesis, theory, certificate, proved)
            yield Need(hypothesis.name, "not needed" if unneeded else "declared" if _is_name(hypothesis) else "not settled")


def search(part: Part, seed: int = 0, known: Mapping[str, Model] | None = None) -> Iterator[tuple[str, Model]]:
    """Yield a counterexample for each hypothesis of a part without which one was met.

    Parameters
    ----------
    part : Part
        Whose hypotheses are dropped one by one.
    seed : int
        The same seed gives the same counterexamples.
    known : mapping of str to Model, optional
        Counterexamples that were met before; those that are some still are yielded again.
    """
    for hypothesis in part.given:
        if _restricts_nothing(part, hypothesis) is None:
            model = (known or {}).get(hypothesis.name)
            if model is None or _shown(part, hypothesis, model) is None:
                model = _searched(part, hypothesis, seed)
            if model is not None:
                yield hypothesis.name, model


def _searched(part: Part, hypothesis: Hypothesis, seed: int) -> Model | None:
    """A model that shows that a hypothesis is needed, or at least that it gives meaning."""
    found = (find_without(part, hypothesis, p, seed) for p in weaker(part, hypothesis))
    model = next((model for model in found if model is not None), None)
    return model or find_undefined(part, _with(part, hypothesis, None), seed)


def _shown(part: Part, hypothesis: Hypothesis, model: Model | None) -> Need | None:
    """What a model shows of a hypothesis, if anything."""
    if model is None:
        return None
    if any(refutes(model, p) for p in weaker(part, hypothesis)):
        return Need(hypothesis.name, "needed", model)
    return Need(hypothesis.name, "gives meaning") if undefines(model, _with(part, hypothesis, None)) else None


def weaker(part: Part, hypothesis: Hypothesis) -> Iterator[Part]:
    """Yield the part with less than a hypothesis in its place, then with nothing, the axioms' gifts kept, then without them.

    A model of any of these in which the goal is false shows that the hypothesis is needed: what an axiom provides, it provides
    of a letter that has the property only.
    """
    statement = hypothesis.statement
    if isinstance(statement, st.PositiveDefinite) and not statement.term.is_scalar:
        yield _with(part, hypothesis, Hypothesis(f"{hypothesis.name}_weaker", st.PositiveSemidefinite(statement.term)))
    if isinstance(statement, (st.PositiveDefinite, st.PositiveSemidefinite, st.Diagonal)):
        term = statement.symbol if isinstance(statement, st.Diagonal) else statement.term
        if isinstance(term, tm.Symbol) and not term.is_scalar:
            yield _with(part, hypothesis, Hypothesis(f"{hypothesis.name}_weaker", st.Symmetric(term)))
    bare = _with(part, hypothesis, None)
    yield bare
    gifts = [h for h in bare.given if h.cites is not None and _premise_of(hypothesis, h)]
    if gifts:
        yield replace(bare, given=tuple(h for h in bare.given if h.cites is None))


def _restricts_nothing(part: Part, hypothesis: Hypothesis) -> str | None:
    if hypothesis.cites is not None or hypothesis.name == "induction":
        return "provided"
    statement, goal = hypothesis.statement, part.goal
    side = isinstance(goal, st.LimitIs) and isinstance(statement, st.PositiveDefinite) and statement.term == goal.variable
    declares = isinstance(statement, _DECLARATIONS) or hypothesis.defines or side
    return "declared" if declares or _is_apart(part, hypothesis) or _is_symmetric_anyway(part, hypothesis) else None


def _is_case(claim: Claim, part: Part, hypothesis: Hypothesis) -> bool:
    """Whether a part is a branch of a case split in another part of the claim, and a hypothesis says which case it is."""
    name = claim.sequent_id(part.id)
    for other in claim.parts:
        for using in (step.using for step in other.steps if step.rule == "case" and name in step.by):
            of, said = using["of"], hypothesis.statement
            if isinstance(of, tm.Term) and using["split"] == "sign":
                negative = of.term if isinstance(of, tm.Neg) else -of
                if said in (st.PositiveSemidefinite(of), st.PositiveDefinite(negative)):
                    return True
            if other is not part and hypothesis in other.given and _is_case(claim, other, hypothesis):
                return True
    return False


def _is_name(hypothesis: Hypothesis) -> bool:
    """Whether a hypothesis only gives a name, a letter, to a term: what holds of the one holds of the other."""
    statement = hypothesis.statement
    sides = ((statement.left, statement.right), (statement.right, statement.left)) if isinstance(statement, st.Equal) else ()
    return any(isinstance(one, tm.Symbol) and one.name not in symbols_of(other) for one, other in sides)


def _is_apart(part: Part, hypothesis: Hypothesis) -> bool:
    """Whether a hypothesis, and all that it has to do with, speaks of numbers that the goal has nothing to do with.

    Such a number is any one of a range, of which a step then says something for all. There is one, or the part had no model.
    """
    letters, functions = _spoken(hypothesis.statement)
    for _ in part.given:
        for other in part.given:
            more, others = _spoken(other.statement)
            if not letters.keys().isdisjoint(more) or functions & others:
                letters, functions = {**letters, **more}, functions | others
    goal, _ = _spoken(part.goal)
    return not functions and letters.keys().isdisjoint(goal) and all(symbol.is_scalar for symbol in letters.values())


def _spoken(statement: st.Statement) -> tuple[dict[str, tm.Symbol], set[str]]:
    """The letters and the functions that a statement speaks of."""
    return free_symbols(statement), {name for term in terms_in(statement) for name in functions_of(term)}


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


def _premise_of(hypothesis: Hypothesis, cited: Hypothesis) -> bool:
    """Whether a hypothesis speaks of a letter that an axiom is cited for."""
    letters = {name for term in cited.cites.values.values() for name in symbols_of(term)} if cited.cites else set()
    own = getattr(hypothesis.statement, "symbol", getattr(hypothesis.statement, "term", None))
    return own is not None and not letters.isdisjoint(symbols_of(own))


def _with(part: Part, hypothesis: Hypothesis, other: Hypothesis | None) -> Part:
    """Return the part with another hypothesis in the place of one, or with none there."""
    given = [other if h is hypothesis else h for h in part.given]
    return replace(part, given=tuple(h for h in given if h is not None))


def _certified_without(
    claim: Claim, part: Part, hypothesis: Hypothesis, theory: Mapping[str, Any], certificate: Any, proved: dict[str, Result]
) -> bool:
    """Whether the kernel accepts the certificate for the part without a hypothesis."""
    bare, name = _with(part, hypothesis, None), claim.sequent_id(part.id)
    changed = replace(claim, parts=tuple(bare if one is part else one for one in claim.parts))
    try:
        sequent = changed.data()[name]
    except LanguageError:
        return False
    return check_one(name, {**theory, name: sequent}, certificate, proved).verdict == "proved"
