"""Statements that differ from a true one in one place: what a slip of the pen would make of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from derivations.language.statements import Statement
from derivations.language.traversal import walk

__all__ = ["KINDS", "mutants"]

KINDS = ("sign", "transpose", "factor order", "dropped I", "dropped term", "dropped inverse", "number", "exponent")


def _here(term: tm.Term) -> Iterator[tuple[str, tm.Term]]:
    """Change the outermost node."""
    match term:
        case tm.Neg(inner):
            yield "sign", inner
        case tm.Sum(parts):
            for i, part in enumerate(parts):
                turned = part.term if isinstance(part, tm.Neg) else tm.Neg(part)
                yield "sign", tm.Sum((*parts[:i], turned, *parts[i + 1 :]))
                rest = (*parts[:i], *parts[i + 1 :])
                kind = "dropped I" if any(isinstance(node, tm.Identity) for node in walk(part)) else "dropped term"
                yield kind, rest[0] if len(rest) == 1 else tm.Sum(rest)
        case tm.Product(factors):
            for i in range(len(factors) - 1):
                yield "factor order", tm.Product((*factors[:i], factors[i + 1], factors[i], *factors[i + 2 :]))
        case tm.Transpose(inner):
            yield "transpose", inner
        case tm.Inverse(inner):
            yield "dropped inverse", inner
        case tm.Number(value):
            yield "number", tm.Number(value + Fraction(1))
        case tm.Power(base, int(exponent)):
            yield "exponent", tm.Power(base, exponent + 1)
        case tm.Symbol() if not term.is_scalar and term.shape[0] == term.shape[1]:
            yield "transpose", tm.Transpose(term)


def _changed(node: Any, skip: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Change one term among the fields of a node."""
    for field in fields(node):
        value = getattr(node, field.name)
        parts = value if isinstance(value, tuple) else (value,)
        for i, part in enumerate(parts):
            if field.name in skip or not isinstance(part, tm.Term):
                continue
            for kind, other in _of_term(part):
                new = (*value[:i], other, *value[i + 1 :]) if isinstance(value, tuple) else other
                try:
                    yield kind, replace(node, **{field.name: new})
                except LanguageError:
                    continue


def _of_term(term: tm.Term) -> Iterator[tuple[str, tm.Term]]:
    with suppress(LanguageError):
        yield from ((kind, other) for kind, other in _here(term) if other.shape == term.shape)
    yield from _changed(term, ("index", "matrix_index"))


def mutants(statement: Statement) -> Iterator[tuple[str, Statement]]:
    """Yield statements of the same form with one thing changed, and what was: one of `KINDS`."""
    yield from _changed(statement, ("variable",))
