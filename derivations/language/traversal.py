"""Going through a term: its nodes, its symbols, terms put in for symbols."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from derivations.language.errors import LanguageError, ShapeError
from derivations.language.keeping import kept
from derivations.language.terms import DiagonalOf, SumOver, Symbol, Term, shape_text

__all__ = ["substitute", "symbols_of", "walk"]


def symbols_of(term: Term) -> dict[str, Symbol]:
    """Return the symbols of a term by name, in order of first appearance.

    Raises
    ------
    ShapeError
        If one name stands for two shapes.
    """
    return dict(_symbols(term))


@kept
def _symbols(term: Term) -> dict[str, Symbol]:
    found: dict[str, Symbol] = {}
    for node in walk(term):
        if isinstance(node, Symbol) and found.setdefault(node.name, node) != node:
            raise ShapeError(f"{node.name} is both {shape_text(found[node.name].shape)} and {shape_text(node.shape)}")
    return found


def walk(term: Term) -> Iterator[Term]:
    """Return a term and everything inside it, each node before its children, left to right."""
    return iter(_nodes(term))


@kept
def _nodes(term: Term) -> tuple[Term, ...]:
    found, stack = [], [term]
    while stack:
        node = stack.pop()
        found.append(node)
        stack.extend(reversed(node.children))
    return tuple(found)


def substitute(term: Term, values: dict[str, Term]) -> Term:
    """Return the term with other terms of the same shape put in for its symbols.

    A bound index (of a sum or a diagonal) is left alone.

    Raises
    ------
    ShapeError
        If a value has another shape than its symbol.
    LanguageError
        If a value speaks of an index that the term binds, and so would come to mean something else.
    """
    if isinstance(term, Symbol):
        value = values.get(term.name, term)
        if value.shape != term.shape:
            raise ShapeError(f"{term.name} is {shape_text(term.shape)}, but {value} is {shape_text(value.shape)}")
        return value
    if isinstance(term, (SumOver, DiagonalOf)):
        values = {name: value for name, value in values.items() if name != term.index.name}
        for name in symbols_of(term.entry):
            if name in values and term.index.name in symbols_of(values[name]):
                raise LanguageError(f"{values[name]} speaks of {term.index.name}, bound in {term}; rename one of the two")
    arguments: list[object] = []
    for field in fields(term):
        value = getattr(term, field.name)
        if isinstance(value, tuple):
            arguments.append(tuple(substitute(item, values) for item in value))
        else:
            arguments.append(substitute(value, values) if isinstance(value, Term) else value)
    return type(term)(*arguments)
