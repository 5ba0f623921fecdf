"""Roots and descents in the words that the kernel knows: a root is a letter r with r^2 = a and r >= 0, a descent a sequence.

Such a number exists once a >= 0, and such a sequence always does, so nothing is lost by naming them; that a >= 0 is owed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from derivations.language import measures as ms
from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis
from derivations.language.traversal import symbols_of, walk
from verify.derivation_files.naming import changed_statement
from verify.vocabulary import free_letters, functions_of, terms_in

__all__ = ["Spelled", "Unspoken", "at_least", "spelled"]

_MOST = 8
_ZERO = tm.Number(Fraction(0))


class Unspoken(Exception):
    """Something has no other words where it stands; the message says what to write instead."""


@dataclass
class Spelled:
    """What is assumed and shown once roots and descents have names.

    `owed` are the roots, with what has to be at least 0 for each to exist and all that may be used to show it: not what
    is said of its own root, or r^2 = a would show that a >= 0 for every a.
    """

    given: tuple[Hypothesis, ...]
    goal: st.Statement
    owed: list[tuple[tm.Symbol, tm.Term, tuple[Hypothesis, ...]]] = field(default_factory=list)


def spelled(given: Sequence[Hypothesis], goal: st.Statement) -> Spelled:
    """Return a statement and what it assumes without roots and descents.

    Raises
    ------
    Unspoken
        If one speaks of a letter that varies in its statement, such as the variable of a limit.
    """
    names = _Names(_taken(goal, *(h.statement for h in given)))
    found = tuple(Hypothesis(h.name, names.of(h.statement), words=h.words) for h in given)
    shown = names.of(goal)
    owed = [(letter, term, (*found, *names.said[:place])) for letter, term, place in names.owed]
    return Spelled((*found, *names.said), shown, owed)


class _Names:
    """The names so far, and what is said of them."""

    def __init__(self, taken: set[str]) -> None:
        self.taken, self.known = taken, dict[tm.Term, tm.Symbol]()
        self.said: list[Hypothesis] = []
        self.owed: list[tuple[tm.Symbol, tm.Term, int]] = []
        self.bound: frozenset[str] = frozenset()

    def of(self, statement: st.Statement) -> st.Statement:
        """Return a statement with names in it."""
        self.bound = frozenset(_varying(statement))
        return changed_statement(statement, self.node)

    def node(self, term: tm.Term) -> tm.Term:
        if isinstance(term, tm.Elementary) and term.function == "sqrt":
            return self.root(term)
        return self.descent(term) if isinstance(term, ms.Descent) else term

    def fresh(self, word: str) -> str:
        if len(self.known) >= _MOST:
            raise Unspoken(f"more than {_MOST} roots and descents; name some of them by symbols with given equations")
        name = next(n for k in range(1, len(self.taken) + 2) if (n := f"{word}_{k}") not in self.taken)
        self.taken.add(name)
        return name

    def fixed(self, term: tm.Term, what: str) -> None:
        if varying := sorted(self.bound & {letter.name for letter in free_letters(term)}):
            raise Unspoken(f"{what} of something that varies with {varying[0]}; name it by a symbol with a given equation")

    def root(self, term: tm.Elementary) -> tm.Symbol:
        if term not in self.known:
            self.fixed(term, "the root")
            letter = self.known[term] = tm.Symbol(self.fresh("root"))
            self.owed.append((letter, term.argument, len(self.said)))
            words = f"{letter.name} is {term}"
            self.said.append(Hypothesis(f"{letter.name} squared", st.Equal(letter * letter, term.argument), words=words))
            self.said.append(Hypothesis(f"{letter.name} is nonnegative", at_least(letter), words=words))
        return self.known[term]

    def descent(self, term: ms.Descent) -> tm.Term:
        parts = (term.hessian, term.minimiser, term.rate, term.start, term.decay)
        for part in parts:
            self.fixed(part, "a descent")
        key = ms.Descent(*parts[:3], 0, *parts[3:])
        if key not in self.known:
            self.known[key] = tm.Symbol(self.fresh("descent"))
            name, k = self.known[key].name, tm.Symbol(self.fresh("k"))
            before, after = (tm.Apply(name, at, *term.shape) for at in (k, k + 1))
            slope = term.hessian * (before - term.minimiser)
            slope = slope if term.decay == _ZERO else slope + term.decay * before
            step = st.ForEvery(k, st.Equal(after, before - term.rate * slope))
            self.said.append(Hypothesis(f"{name} step", step))
            self.said.append(Hypothesis(f"{name} start", st.Equal(tm.Apply(name, _ZERO, *term.shape), term.start)))
        steps = term.steps if isinstance(term.steps, tm.Term) else tm.Number(Fraction(term.steps))
        return tm.Apply(self.known[key].name, steps, *term.shape)


def _taken(*statements: st.Statement) -> set[str]:
    """The names of letters and of functions: a sequence of the file may be called descent_1 as well."""
    found = {s.function for s in statements if isinstance(s, st.Differentiable)}
    found |= {s.derivative for s in statements if isinstance(s, st.Differentiable)}
    for term in (t for s in statements for t in terms_in(s)):
        found |= {*symbols_of(term), *functions_of(term)}
    return found


def at_least(root: tm.Symbol) -> st.Statement:
    """Return what is said of every root: that it is not negative."""
    return st.PositiveSemidefinite(root)


def _varying(statement: st.Statement) -> set[str]:
    """The letters that do not stand for one value in a statement."""
    found = {node.index.name for t in terms_in(statement) for node in walk(t) if isinstance(node, tm.SumOver | tm.DiagonalOf)}
    variable = getattr(statement, "variable", None)
    return found | ({variable.name} if isinstance(variable, tm.Symbol) else set())
