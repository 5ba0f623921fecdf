"""A long statement from the same about letters: what it and its reasons both speak of becomes a letter.

(p + q)^2 - r^2 >= 0 follows from p + q - r >= 0 and p + q + r >= 0 whatever p, q and r are; if these are long, multiplying them
out is all the work there is. So the statement is shown for letters, and used for the long ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Instance, Step
from derivations.language.traversal import walk
from verify.derivation_files.desk import Desk, Proof
from verify.derivation_files.facts import INEQUALITY, Fact, Given, plainly
from verify.derivation_files.naming import rebuilt
from verify.derivation_files.substituting import substituted
from verify.search.branches import NotFound
from verify.search.effort import LIGHT
from verify.vocabulary import free_symbols, terms_in

__all__ = ["abstracted"]

_LONG = 24
"""How many nodes a statement has that is worth it."""
_LEAST = 5
"""How many a term has that becomes a letter."""
_MOST = 12
_GAMBLE = LIGHT._replace(work=60_000)

_Plain = st.Equal | INEQUALITY


def abstracted(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Prove a long statement as an instance of a shorter one.

    Raises
    ------
    NotFound
        If it is short, nothing long in it is in a reason as well, or the shorter one is not found.
    """
    told = [f for f in facts if f.name and isinstance(f.statement, _Plain)]
    if not isinstance(goal, _Plain) or _size(goal) < _LONG or not told:
        raise NotFound(f"{name}: nothing long that a reason speaks of as well")
    letters = _letters([goal, *(f.statement for f in told)])
    short = _shorter(goal, letters)
    if 2 * _size(short) > _size(goal):
        raise NotFound(f"{name}: no shorter in letters")
    known = [Hypothesis(f"known {place}", _shorter(f.statement, letters)) for place, f in enumerate(told, 1)]
    near = [h.statement for h in known if _touches(h.statement, letters)]
    left = {name for statement in (short, *near) for name in free_symbols(statement)}
    known = [h for h in known if {*free_symbols(h.statement)} <= left]
    known += [h for h in given if not isinstance(h.statement, _Plain) and {*free_symbols(h.statement)} <= left]
    lemma = _shown(desk, f"{name}.inletters", tuple(known), short)
    needed = desk.theory[lemma.name]
    values = {letter.name: term for term, letter in letters.items() if letter.name in needed["symbols"]}
    reasons = [f.reason for place, f in enumerate(told, 1) if f"known {place}" in needed["hypotheses"]]
    return desk.prove_step(name, given, Step(goal, (*given, *reasons, Instance(lemma.name, values))), LIGHT)


def _shown(desk: Desk, name: str, known: Given, goal: st.Statement) -> Proof:
    facts = [Fact(h, h.statement) for h in known]
    try:
        return plainly(desk, name, known, goal, facts, _GAMBLE)
    except NotFound:
        return substituted(desk, name, known, goal, facts, _GAMBLE)


def _size(statement: st.Statement) -> int:
    return sum(1 for term in terms_in(statement) for _ in walk(term))


def _touches(statement: st.Statement, letters: Mapping[tm.Term, tm.Symbol]) -> bool:
    return bool({*free_symbols(statement)} & {letter.name for letter in letters.values()})


def _letters(statements: Sequence[st.Statement]) -> dict[tm.Term, tm.Symbol]:
    """A letter for each long term that two of the statements speak of; of those inside each other, the outermost."""
    taken = {name for statement in statements for name in free_symbols(statement)}
    times = Counter(node for statement in statements for node in {n for term in terms_in(statement) for n in _parts(term)})
    fresh = (f"part_{place}" for place in count(1) if f"part_{place}" not in taken)
    found: dict[tm.Term, tm.Symbol] = {}
    for statement in statements:
        for term in terms_in(statement):
            for node in _outermost(term, times):
                if node not in found and len(found) < _MOST:
                    found[node] = tm.Symbol(next(fresh), *node.shape)
    return found


def _parts(term: tm.Term) -> Iterator[tm.Term]:
    """The long terms in a term, nothing that a sum over an index may bind; signs and transposes stay outside of them."""
    if isinstance(term, tm.SumOver | tm.DiagonalOf):
        return
    if not isinstance(term, tm.Neg | tm.Transpose) and sum(1 for _ in walk(term)) >= _LEAST:
        yield term
    for child in term.children:
        yield from _parts(child)


def _outermost(term: tm.Term, times: Mapping[tm.Term, int]) -> Iterator[tm.Term]:
    if isinstance(term, tm.SumOver | tm.DiagonalOf):
        return
    if times.get(term, 0) > 1:
        yield term
        return
    for child in term.children:
        yield from _outermost(child, times)


def _shorter(statement: st.Statement, letters: Mapping[tm.Term, tm.Symbol]) -> st.Statement:
    """The statement with the letters put in, outermost first."""
    parts = {k: _put(v, letters) if isinstance(v, tm.Term) else v for k, v in vars(statement).items()}
    return type(statement)(**parts)


def _put(term: tm.Term, letters: Mapping[tm.Term, tm.Symbol]) -> tm.Term:
    if term in letters:
        return letters[term]
    if isinstance(term, tm.SumOver | tm.DiagonalOf):
        return term
    return rebuilt(term, lambda inner: _put(inner, letters))
