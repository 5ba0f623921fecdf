"""One sequent while it is judged: the facts that hold so far, and what was looked up."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

from verify.second_opinion.statements import Statement, read_statement
from verify.second_opinion.terms import NOTHING, Instance, Node, Objection, Reader
from verify.second_opinion.worlds import World

__all__ = ["Case", "Fact"]


class Fact(NamedTuple):
    """A statement that holds, the reasons it rests on, and the reasons for which what it inverts is invertible."""

    statement: Statement
    reasons: frozenset[str]
    conditions: frozenset[str]


class Case:
    """The facts of one sequent.

    Parameters
    ----------
    reader : Reader
        Its terms.
    world : World
        Their values.
    """

    def __init__(self, reader: Reader, world: World) -> None:
        self.reader, self.world = reader, world
        self.facts: dict[str, Fact] = {}
        self.hypotheses: list[Statement] = []
        self.invertible: dict[Hashable, str] = {}
        self.related: dict[Hashable, str] = {}
        self.definite: dict[Hashable, str] = {}
        self.assumed: set[str] = set()
        self.existing: set[str] = set()
        self.needed: set[str] = set()
        self.idle: set[str] = set()
        self.reasons: set[str] = set()
        self.conditions: set[str] = set()

    def statement(self, tree: Any, instance: Instance = NOTHING) -> Statement:
        """Read a statement."""
        return read_statement(self.reader, tree, instance)

    def record(self, name: Any, fact: Fact) -> None:
        """Keep a fact under a new name."""
        if not isinstance(name, str) or name in self.facts:
            raise Objection(f"{name!r:.40} is no name, or names something already")
        self.facts[name] = fact
        if fact.statement.kind not in ("inv", "pd"):
            return
        (term,) = fact.statement.terms
        if fact.statement.kind == "pd":
            self.definite.setdefault(self.value(term), name)
            return
        # with a matrix its transpose is invertible, and so are the inverses of both
        self.invertible.setdefault(self.value(term), name)
        for image in (self.world.image(term), self.world.image(term, turned=True)):
            inverse = self.world.inverse(term, image, self.world.probe(term.shape[0]))
            for vector in (image, inverse):
                self.related.setdefault((term.shape, tuple(vector)), name)

    def value(self, term: Node) -> Hashable:
        """Return a value that only equal terms share."""
        return (term.shape, tuple(self.world.image(term)))

    # --- what a rule may look up ----------------------------------------------------------------------------------

    def fact(self, name: Any, *kinds: str) -> Statement:
        """Return the statement of a fact of one of the kinds, and note that it was used."""
        if not isinstance(name, str) or name not in self.facts:
            raise Objection(f"there is no fact {name!r:.40}")
        fact = self.facts[name]
        if kinds and fact.statement.kind not in kinds:
            raise Objection(f"{name} says {fact.statement.kind}, {' or '.join(kinds)} is needed")
        self.idle.discard(name)
        self.reasons |= fact.reasons
        self.conditions |= fact.conditions
        return fact.statement

    def condition(self, name: str) -> None:
        """Note that a fact was used to show that something can be inverted."""
        self.idle.discard(name)
        self.conditions |= self.facts[name].reasons | self.facts[name].conditions

    def require_invertible(self, term: Node) -> None:
        """Object unless a term is a number other than 0, times the identity, or has been shown to be invertible."""
        self.reader.square(term)
        inner = term
        while inner.op == "scale":
            factor, rest = inner.args
            if rest.op == "id":
                inner = factor  # c I is as invertible as the number c
            elif factor.op == "num" and factor.args[0]:
                inner = rest
            else:
                break
        multiple = inner if inner.op == "inv" else term  # as invertible as the inverse that it is a multiple of
        if name := self.invertible.get(self.value(term)) or self.related.get(self.value(multiple)):
            self.condition(name)
        elif not self.world.is_constant(term):
            raise Objection("something is not shown to be invertible")

    def require_injective(self, term: Node) -> None:
        """Object unless the term is a number other than 0, invertible, or its Gram matrix is positive definite."""
        gram = self.value(self.reader.mul(self.reader.turn(term), term))
        if gram in self.definite:
            self.condition(self.definite[gram])
        else:
            self.require_invertible(term)

    def generic(self, name: Any, *marks: str) -> Node:
        """Return a symbol of which no hypothesis speaks, and its declaration no more than the marks."""
        symbol = self.reader.symbol(name)
        if name in self.assumed or set(self.reader.symbols[name]) != {"shape", *marks}:
            raise Objection(f"{name} is not arbitrary: a hypothesis speaks of it, or its declaration")
        return symbol

    def matches(self, statement: Statement, *others: Statement) -> bool:
        """Whether a statement is one of some others."""
        key = self.world.key(statement)
        return any(self.world.key(other) == key for other in others)
