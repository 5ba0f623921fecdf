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
from verify.derivation_files.facts import INEQUALITY, Fact, Given, plainly, rule_step
from verify.derivation_files.flattening import one_key
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
_ROUNDS = 4
_GAMBLE = LIGHT._replace(work=60_000)
_USE = LIGHT._replace(work=200_000)

_Plain = st.Equal | INEQUALITY
_BINDING = tm.SumOver | tm.DiagonalOf
_Letters = dict[object, tuple[tm.Symbol, tm.Term]]
"""What terms have in common that are equal up to order and parentheses; the letter for them, and one of them."""


def abstracted(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Prove a long statement as an instance of a shorter one.

    Raises
    ------
    NotFound
        If it is short, nothing long in it is in a reason as well, or the shorter one is not found.
    """
    told = [f for f in facts if isinstance(f.statement, _Plain)]
    if not isinstance(goal, _Plain) or _size(goal) < _LONG or not told:
        raise NotFound(f"{name}: nothing long that a reason speaks of as well")
    letters = _letters([goal, *(f.statement for f in told)])
    short = _shorter(goal, letters)
    whole = next(terms_in(short))
    equations = [_shorter(f.statement, letters) for f in told if isinstance(f.statement, st.Equal)]
    idle = isinstance(whole, tm.Symbol) and not any(whole.name in free_symbols(s) for s in equations)
    if 2 * _size(short) > _size(goal) or idle:
        raise NotFound(f"{name}: no shorter in letters")
    known = [Hypothesis(f"known {place}", _shorter(f.statement, letters)) for place, f in enumerate(told, 1)]
    near = [h.statement for h in known if _touches(h.statement, letters)]
    left = {name for statement in (short, *near) for name in free_symbols(statement)}
    known = [h for h in known if {*free_symbols(h.statement)} <= left]
    known += [h for h in given if not isinstance(h.statement, _Plain) and {*free_symbols(h.statement)} <= left]
    lemma = _shown(desk, f"{name}.inletters", tuple(known), short)
    needed = desk.theory[lemma.name]
    values = {letter.name: term for letter, term in letters.values() if letter.name in needed["symbols"]}
    reasons = [f.reason for place, f in enumerate(told, 1) if f"known {place}" in needed["hypotheses"]]
    sure = rule_step(goal, [], "", facts).by
    return desk.prove_step(name, given, Step(goal, (*given, *reasons, *sure, Instance(lemma.name, values))), _USE)


def _shown(desk: Desk, name: str, known: Given, goal: st.Statement) -> Proof:
    facts = [Fact(h, h.statement) for h in known]
    try:
        return plainly(desk, name, known, goal, facts, _GAMBLE)
    except NotFound:
        return substituted(desk, name, known, goal, facts, _GAMBLE)


def _size(statement: st.Statement) -> int:
    return sum(1 for term in terms_in(statement) for _ in walk(term))


def _touches(statement: st.Statement, letters: _Letters) -> bool:
    return bool({*free_symbols(statement)} & {letter.name for letter, _ in letters.values()})


def _letters(statements: Sequence[st.Statement]) -> _Letters:
    """A letter for each long term that two of the statements speak of; of those inside each other, the outermost.

    What one statement alone would speak of outside of other letters gets none: what is inside of it may be shared as well.
    """
    times = Counter(key for s in statements for key in {one_key(n) for term in terms_in(s) for n in _parts(term)})
    found = _found(statements, times)
    for _ in range(_ROUNDS):
        spoken = Counter(name for s in statements for name in free_symbols(_shorter(s, found)))
        alone = {key for key, (letter, _) in found.items() if spoken[letter.name] < 2}
        if not alone:
            break
        times = Counter({key: 0 if key in alone else number for key, number in times.items()})
        found = _found(statements, times)
    return found


def _found(statements: Sequence[st.Statement], times: Mapping[object, int]) -> _Letters:
    taken = {name for statement in statements for name in free_symbols(statement)}
    fresh = (f"part_{place}" for place in count(1) if f"part_{place}" not in taken)
    found: _Letters = {}
    for statement in statements:
        for term in terms_in(statement):
            for node in _outermost(term, times):
                if one_key(node) not in found and len(found) < _MOST:
                    found[one_key(node)] = tm.Symbol(next(fresh), *node.shape), node
    return found


def _parts(term: tm.Term) -> Iterator[tm.Term]:
    """The long terms in a term, nothing that a sum over an index may bind; signs and transposes stay outside of them."""
    if _is_long(term):
        yield term
    for child in () if isinstance(term, _BINDING) else term.children:
        yield from _parts(child)


def _is_long(term: tm.Term) -> bool:
    return not isinstance(term, tm.Neg | tm.Transpose) and sum(1 for _ in walk(term)) >= _LEAST


def _outermost(term: tm.Term, times: Mapping[object, int]) -> Iterator[tm.Term]:
    if _is_long(term) and times[one_key(term)] > 1:
        yield term
        return
    for child in () if isinstance(term, _BINDING) else term.children:
        yield from _outermost(child, times)


def _shorter(statement: st.Statement, letters: _Letters) -> st.Statement:
    """The statement with the letters put in, outermost first."""
    parts = {k: _put(v, letters) if isinstance(v, tm.Term) else v for k, v in vars(statement).items()}
    return type(statement)(**parts)


def _put(term: tm.Term, letters: _Letters) -> tm.Term:
    if _is_long(term) and one_key(term) in letters:
        return letters[one_key(term)][0]
    return term if isinstance(term, _BINDING) else rebuilt(term, lambda inner: _put(inner, letters))
