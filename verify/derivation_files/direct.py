"""A statement from the reasons that are named, taken as they stand: one search among just these, or one rule that they fit.

This comes before anything is looked for. Whoever writes a derivation says of each step what it follows from; then the rule
to use can be read off the form of the statement and of its reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derivations.language import statements as st
from derivations.language.claims import Instance, Step
from derivations.language.errors import LanguageError
from derivations.language.traversal import symbols_of
from verify.derivation_files.abstracting import abstracted
from verify.derivation_files.between import attained, between, continuous, rising, within, within_reach
from verify.derivation_files.desk import Desk, Proof
from verify.derivation_files.dividing import divided, freed, lowered, multiplied, scaled
from verify.derivation_files.exponentials import exponential_facts
from verify.derivation_files.facts import INEQUALITY, Fact, Given, dividing, plainly
from verify.derivation_files.flattening import key_of
from verify.derivation_files.forms import by_cases, by_form, by_induction
from verify.derivation_files.substituting import substituted
from verify.derivation_files.taylor import taylor
from verify.derivation_files.vanishing import limit, norm, squeezed, zero, zero_form
from verify.search.branches import NotFound
from verify.search.effort import GLANCE, LIGHT, NEAR, STEADY
from verify.vocabulary import terms_in

__all__ = ["prove_directly"]

_PLAIN = INEQUALITY | st.Equal

_Method = Callable[[Desk, str, Given, st.Statement, Sequence[Fact]], Proof]


def prove_directly(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Return a proof of a statement from facts as they stand.

    Raises
    ------
    NotFound
        If there is none so short.
    """
    own, likely = [fact for fact in facts if fact.name], [fact for fact in facts if not fact.spare]
    usable, nearest = _spoken_of(desk, given, goal, facts)
    # without these most of what is divided by in other letters could not be
    sure = [fact for fact in dividing([goal], facts) if fact not in nearest]
    usable, nearest = [*usable, *sure], [*nearest, *sure]
    called = [fact for fact in facts if fact.called or any(fact is near for near in nearest)]
    further = len(called) > len(nearest)
    methods: list[tuple[_Method, list[Fact]]] = [(method, [*facts]) for method in (by_form, by_cases)]
    methods += [(method, [*own, *sure]) for method in (by_induction, within, rising, attained, limit, squeezed)]
    methods += [(freed, own), (abstracted, nearest), (multiplied, own), (_instance, [*facts])]
    methods += [(_glanced, likely)] if len(usable) < len(likely) and not further else []
    methods += [(plainly, nearest)] if len(usable) < len(own) or further else []
    methods += [(plainly, called)] if further else []
    first: tuple[_Method, ...] = (
        plainly,
        _elementary,
        zero,
        norm,
        limit,
        between,
        within_reach,
        continuous,
        lowered,
        substituted,
        divided,
        scaled,
    )
    methods += [(method, usable) for method in first]
    # an equation that is put in may speak of letters that are not spoken of here
    methods += [(substituted, own)] if len(usable) < len(own) else []
    methods += [(method, likely) for method in (plainly, substituted)] if len(usable) < len(likely) else []
    methods += [(zero_form, likely), (_longer, usable)]
    methods += [(plainly, [*facts])] if len(likely) < len(facts) else []
    for method, some in methods:
        try:
            return method(desk, name, given, goal, some)
        except (NotFound, LanguageError):  # a product of other factors than before may have no shape
            continue
    raise NotFound(f"{name}: not from its reasons as they stand")


def _spoken_of(desk: Desk, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """The named facts whose letters are spoken of here; the same with an instance in place of each of the others."""
    said = (goal, *(h.statement for h in given))
    letters = {name for statement in said for term in terms_in(statement) for name in symbols_of(term)}  # bound ones as well
    usable, nearest, lacking = list[Fact](), list[Fact](), False
    for fact in facts:
        if fact.name:
            lacking = isinstance(fact.reason, str) and not desk.theory[fact.reason]["symbols"].keys() <= letters
            usable += [] if lacking else [fact]
        if fact.name and not lacking:
            nearest.append(fact)
        elif lacking and not fact.name:
            nearest.append(fact)
            lacking = False
    return usable, nearest


def _instance(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """What a named claim says in other letters, once what it assumes is shown in these."""
    same = [f for f in facts if not f.name and type(f.statement) is type(goal)] if isinstance(goal, _PLAIN) else []
    for place, fact in enumerate(f for f in same if key_of(f.statement) == key_of(goal)):
        sequent = fact.reason.sequent if isinstance(fact.reason, Instance) else ""
        own = [f for f in facts if f.name and f.reason != sequent]
        known = {key_of(f.statement) for f in own}
        open_ = [s for s in fact.assumes if isinstance(s, _PLAIN) and key_of(s) not in known]
        try:
            shown = [plainly(desk, f"{name}.assumed{place}_{k}", given, s, own, NEAR).name for k, s in enumerate(open_)]
            sure = [f.reason for f in own if isinstance(f.statement, _PLAIN)]
            return desk.prove_step(name, given, Step(goal, (*given, *sure, *shown, fact.reason)), LIGHT)
        except NotFound:
            continue
    raise NotFound(f"{name}: not what a named claim says")


def _glanced(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """One short search among the reasons and the instances of them that the goal calls for."""
    return plainly(desk, name, given, goal, facts, GLANCE)


def _longer(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """One search among the reasons that goes further for an equation."""
    if not isinstance(goal, st.Equal):
        raise NotFound(f"{name}: no equation")
    return plainly(desk, name, given, goal, facts, STEADY)


def _elementary(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """An inequality with exponentials in it, from what is known of these."""
    try:
        return taylor(desk, name, given, goal, facts)
    except NotFound:
        if not isinstance(goal, INEQUALITY):
            raise
    known = [Fact(lemma, said) for lemma, said in exponential_facts(desk, name, given, goal.term).items()]
    if not known:
        raise NotFound(f"{name}: no exponentials")
    return plainly(desk, name, given, goal, [*facts, *known])
