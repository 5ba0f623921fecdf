"""The sum of squares that makes something positive: read off its certificate, as a term that can be printed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Part
from derivations.language.errors import LanguageError
from derivations.language.lowering import lower_term
from derivations.language.traversal import walk

__all__ = ["sum_of_squares"]

_ONE = tm.Number(Fraction(1))
_FOLDED = {"add": tm.Sum, "mul": tm.Product}
_UNARY = {"neg": tm.Neg, "T": tm.Transpose, "inv": tm.Inverse, "tr": tm.Trace}


def sum_of_squares(part: Part, position: int, lines: Sequence[Mapping[str, Any]]) -> tm.Term | None:
    """Return the sum of nonnegative terms that a step's certificate says the step's term is.

    Parameters
    ----------
    part : Part
        The part with the step.
    position : int
        Which step, from 0.
    lines : sequence of mapping
        The lines of the certificate for the step.

    Returns
    -------
    Term or None
        None if the step is shown otherwise, if the certificate uses letters or facts that the page does not have, or if the
        sum tells no more than the reasons: a single product of what is positive already.
    """
    last = lines[-1]
    if last["rule"] not in ("psd", "pd") or not last["squares"]:
        return None
    reader = _Reader(part, position, lines)
    try:
        squares = [reader.square(*entry) for entry in last["squares"]]
    except (KeyError, LanguageError):
        return None
    telling = len(squares) > 1 or last["squares"][0][2] not in (["num", "1"], ["id", "n"], ["id", "m"])
    found = tm.Sum(tuple(squares)) if len(squares) > 1 else squares[0]
    term = getattr(part.steps[position].statement, "term", None)
    return found if telling and sorted(map(str, _summands(found))) != sorted(map(str, _summands(term))) else None


def _summands(term: Any) -> tuple[Any, ...]:
    """The terms of a sum, for one that is only written in another order tells nothing."""
    return term.terms if isinstance(term, tm.Sum) else (term,)


class _Reader:
    """From the JSON terms of a certificate to terms, those of the part in the form in which it writes them."""

    def __init__(self, part: Part, position: int, lines: Sequence[Mapping[str, Any]]) -> None:
        self.facts: dict[str, tm.Term] = {}
        self.known: dict[str, tm.Term] = {}
        named = [(h.name, h.statement) for h in part.given]
        named += [(f"step {k}", step.statement) for k, step in enumerate(part.steps[:position], 1)]
        for name, statement in [*named, ("", part.steps[position].statement), ("", part.goal)]:
            for term in _terms(statement):
                self.known.update({_key(lower_term(inner)): inner for inner in walk(term)})
            if name and isinstance(statement, st.PositiveSemidefinite | st.PositiveDefinite):
                self.facts[name] = statement.term
        self.shown = {str(line["name"]): line["show"] for line in lines if "name" in line and "show" in line}

    def fact(self, name: str) -> tm.Term:
        """What is known not to be negative under a name; KeyError if it is not told here."""
        return self.facts[name] if name in self.facts else self.term(self.shown[name][1])

    def term(self, tree: Any) -> tm.Term:
        """A JSON term; KeyError for one that cannot be written with the letters of the part."""
        if (key := _key(tree)) in self.known:
            return self.known[key]
        if isinstance(tree, str):
            raise KeyError(tree)
        head, *rest = tree
        if head == "num":
            return tm.Number(Fraction(rest[0]))
        if head == "id":
            return tm.Identity(rest[0])
        if head == "div":
            return tm.Quotient(self.term(rest[0]), self.term(rest[1]))
        if head == "pow" and isinstance(rest[1], int):
            return tm.Power(self.term(rest[0]), rest[1])
        inner = tuple(map(self.term, rest))
        return _FOLDED[head](inner) if head in _FOLDED else _UNARY[head](*inner)

    def square(self, coefficient: str, scalars: Sequence[str], outer: Any, inner: str | None) -> tm.Term:
        """A summand: the coefficient and the numbers times L^T P L."""
        factors: list[tm.Term] = [tm.Number(Fraction(coefficient))] if Fraction(coefficient) != 1 else []
        factors += map(self.fact, scalars)
        side, middle = self.term(outer), [] if inner is None else [self.fact(inner)]
        if side == _ONE or isinstance(side, tm.Identity):
            factors += middle or ([side] if side != _ONE or not factors else [])
        else:
            factors += [side if side.is_scalar else _transposed(side), *middle, side]
        return tm.Product(tuple(factors)) if len(factors) > 1 else factors[0]


def _transposed(term: tm.Term) -> tm.Term:
    return term.term if isinstance(term, tm.Transpose) else tm.Transpose(term)


def _key(tree: Any) -> str:
    return json.dumps(tree)


def _terms(statement: st.Statement) -> list[tm.Term]:
    own = [value for value in vars(statement).values() if isinstance(value, tm.Term)]
    return own + [term for value in vars(statement).values() if isinstance(value, st.Statement) for term in _terms(value)]
