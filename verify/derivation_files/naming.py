"""Letters for what a derivation file has no other word for: the value of a function at its one place, a size no letter has.

A claim about every loss J that speaks of J at w_star only, and assumes nothing of J but what is said of that value, is the
claim about every number in its place: any number is the value of some J there. So such a value becomes a letter. A size
that no letter has is a whole number from 1 on, any of them, and becomes a letter for one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Part, Step
from derivations.language.errors import LanguageError
from derivations.language.traversal import substitute, symbols_of, walk
from verify.vocabulary import statements_in, terms_in

__all__ = ["changed_statement", "changed_term", "counted_sizes", "mapped", "named_values", "put", "rebuilt"]

Change = Callable[[tm.Term], tm.Term]
_BINDING = (st.GradientIs, st.LimitIs, st.MeanIs, st.ForEvery, st.Between, st.Continuous, st.Attains, st.LocalMinimum)


def named_values(part: Part) -> Part:
    """Return a part in which every function that is spoken of at one place only, and of which no more is known, is a letter."""
    places: dict[str, set[tm.Term]] = {}
    shapes: dict[str, tm.Shape] = {}
    for statement in statements_in(part):
        for term in terms_in(statement):
            for node in walk(term):
                if isinstance(node, tm.Apply):
                    places.setdefault(node.function, set()).add(node.argument)
                    shapes[node.function] = node.shape
    bound = _bound(part)
    known = {s.function for s in statements_in(part) if isinstance(s, st.Differentiable)}
    known |= {s.derivative for s in statements_in(part) if isinstance(s, st.Differentiable)}
    taken = {name for s in statements_in(part) for term in terms_in(s) for name in symbols_of(term)}
    letters: dict[str, tm.Symbol] = {}
    for name, found in places.items():
        alone = len(found) == 1 and not bound & symbols_of(next(iter(found))).keys()
        if alone and name not in known and name not in taken:
            letters[name] = tm.Symbol(name, *shapes[name])

    def change(term: tm.Term) -> tm.Term:
        return letters.get(term.function, term) if isinstance(term, tm.Apply) else term

    return mapped(part, change) if letters else part


def _bound(part: Part) -> set[str]:
    """The letters that something binds; of a gradient, only inside its function, where the caller's place is not."""
    found = set()
    for statement in statements_in(part):
        inner = statement
        while isinstance(inner, _BINDING):
            if not isinstance(inner, st.GradientIs) or _inside(inner):
                found.add(inner.variable.name)
            following = getattr(inner, "statement", None)
            if following is None:
                break
            inner = following
        for term in terms_in(statement):
            found |= {node.index.name for node in walk(term) if isinstance(node, tm.SumOver | tm.DiagonalOf)}
    return found


def _inside(statement: st.GradientIs) -> bool:
    """Whether the function that is differentiated speaks of a function at a place that varies."""
    applied = [node for node in walk(statement.function) if isinstance(node, tm.Apply)]
    return any(statement.variable.name in symbols_of(node.argument) for node in applied)


def counted_sizes(part: Part) -> Part:
    """Return a part in which a size that no letter has is a letter for a whole number from 1 on."""
    nodes = [node for statement in statements_in(part) for term in terms_in(statement) for node in walk(term)]
    sides = {size for node in nodes if not isinstance(node, tm.SizeNumber) for size in node.shape}
    free = {node.size for node in nodes if isinstance(node, tm.SizeNumber)} - sides
    if not free:
        return part
    letters = {size: tm.Symbol(str(size)) for size in free if isinstance(size, str)}
    changed = mapped(part, lambda t: letters.get(str(t.size), t) if isinstance(t, tm.SizeNumber) else t)
    more = [
        Hypothesis(f"{letter.name}_{word}", statement)
        for letter in letters.values()
        for word, statement in (("natural", st.Natural(letter)), ("positive", st.PositiveDefinite(letter)))
    ]
    return replace(changed, given=(*changed.given, *more))


def mapped(part: Part, change: Change) -> Part:
    """Return a part with every node of its terms changed, inner ones first."""
    given = tuple(Hypothesis(h.name, changed_statement(h.statement, change), words=h.words) for h in part.given)
    steps = tuple(Step(changed_statement(s.statement, change), s.by, s.because) for s in part.steps)
    return Part(part.id, part.title, given, steps, changed_statement(part.goal, change))


def changed_statement(statement: st.Statement, change: Change) -> st.Statement:
    """Return a statement with every node of its terms changed, inner ones first."""
    parts: dict[str, Any] = {}
    for key, value in vars(statement).items():
        if isinstance(value, st.Statement):
            parts[key] = changed_statement(value, change)
        else:
            parts[key] = changed_term(value, change) if isinstance(value, tm.Term) else value
    return type(statement)(**parts)


def changed_term(term: tm.Term, change: Change) -> tm.Term:
    """Return a term with every node changed, inner ones first."""
    return change(rebuilt(term, lambda inner: changed_term(inner, change)))


def rebuilt(term: tm.Term, change: Change) -> tm.Term:
    """Return a term with the terms changed that it is made of, and no others inside of these."""
    parts: dict[str, Any] = {}
    for key, value in ((field.name, getattr(term, field.name)) for field in fields(term)):
        if isinstance(value, tm.Term):
            parts[key] = change(value)
        else:
            parts[key] = tuple(map(change, value)) if isinstance(value, tuple) else value
    return type(term)(**parts)


def put(statement: st.Statement, values: dict[str, tm.Term]) -> st.Statement:
    """Return a statement with terms put in for its letters; one that it binds is left alone where it is bound.

    Raises
    ------
    LanguageError
        If a term has another shape than its letter, or speaks of a letter that is bound where it comes to stand.
    """
    inner = values
    if isinstance(statement, _BINDING):
        name = statement.variable.name
        inner = {letter: value for letter, value in values.items() if letter != name}
        if any(name in symbols_of(value) for value in inner.values()):
            raise LanguageError(f"{name} is bound in {type(statement).__name__}; rename one of the two")
    parts: dict[str, Any] = {}
    for key, value in vars(statement).items():
        here = inner if key in ("function", "variable", "statement") else values
        if isinstance(value, st.Statement):
            parts[key] = put(value, here)
        else:
            parts[key] = substitute(value, here) if isinstance(value, tm.Term) else value
    return type(statement)(**parts)
