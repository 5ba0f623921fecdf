"""From claims to the plain JSON the kernel reads. Everything this page does to a statement has to be believed: docs/trust.md.

A property of a letter becomes a mark on its declaration: symmetric (also for definite and diagonal letters), diagonal, basis,
natural. All else becomes a statement of the kernel. A column is the matrix times a basis vector, a coordinate two such
products.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Claim, Hypothesis, Instance, Kind, Part, Reason
from derivations.language.errors import LanguageError, ShapeError
from derivations.language.traversal import symbols_of, walk

__all__ = ["fingerprint", "lower", "lower_statement", "lower_term", "sequent_of"]


def lower_term(term: tm.Term) -> Any:  # noqa: C901 - one case a kind of term
    """Return a term as JSON."""
    match term:
        case tm.Symbol():
            return term.name
        case tm.Number():
            return ["num", str(term.value)]
        case tm.SizeNumber():
            return ["size", term.size]
        case tm.Identity():
            return ["id", term.size]
        case tm.Zero():
            return ["zero", term.rows, term.cols]
        case tm.Sum():
            return ["add", *map(lower_term, term.terms)]
        case tm.Neg():
            return ["neg", lower_term(term.term)]
        case tm.Product():
            return ["mul", *map(lower_term, term.factors)]
        case tm.Quotient():
            return ["div", lower_term(term.numerator), lower_term(term.denominator)]
        case tm.Transpose():
            return ["T", lower_term(term.term)]
        case tm.Inverse():
            return ["inv", lower_term(term.term)]
        case tm.Power():
            exponent = lower_term(term.exponent) if isinstance(term.exponent, tm.Term) else term.exponent
            return ["pow", lower_term(term.base), exponent]
        case tm.Trace():
            return ["tr", lower_term(term.term)]
        case tm.Apply():
            return ["apply", term.function, lower_term(term.argument)]
        case tm.Elementary():
            return [term.function, lower_term(term.argument)]
        case tm.Column():
            return ["mul", lower_term(term.matrix), term.index.name]
        case tm.Coordinate():
            row = ["mul", ["T", term.index.name], lower_term(term.term)]
            return row if term.term.shape[1] == 1 else [*row, term.index.name]
        case tm.DiagonalOf():
            return ["diagof", term.index.name, lower_term(term.entry)]
        case tm.SumOver():
            return ["sumover", term.index.name, lower_term(term.entry)]
    raise LanguageError(f"no kernel term for {term!r}")


def lower_statement(statement: st.Statement) -> Any:  # noqa: C901 - one case a form
    """Return a statement as JSON."""
    match statement:
        case st.Equal():
            return ["eq", lower_term(statement.left), lower_term(statement.right)]
        case st.PositiveSemidefinite():
            return ["psd", lower_term(statement.term)]
        case st.PositiveDefinite():
            return ["pd", lower_term(statement.term)]
        case st.Invertible():
            return ["inv", lower_term(statement.term)]
        case st.GradientIs():
            parts = (statement.function, statement.variable, statement.point, statement.value)
            return ["grad", *map(lower_term, parts)]
        case st.NormIs():
            return ["norm", lower_term(statement.matrix), lower_term(statement.value)]
        case st.LimitIs():
            name = statement.variable.name
            return ["limit", lower_term(statement.function), name, statement.to, lower_term(statement.value)]
        case st.MeanIs():
            moments = (statement.mean, statement.second, statement.value)
            return ["mean", *map(lower_term, (statement.function, statement.variable, *moments))]
        case st.ForEvery() | st.Between():
            kind = "all" if isinstance(statement, st.ForEvery) else "between"
            return [kind, statement.variable.name, lower_statement(statement.statement)]
        case st.Continuous():
            return ["continuous", lower_term(statement.function), statement.variable.name]
        case st.Attains():
            return ["attains", lower_term(statement.function), statement.variable.name, lower_term(statement.value)]
        case st.LocalMinimum():
            return ["localmin", lower_term(statement.function), statement.variable.name, lower_term(statement.point)]
    raise LanguageError(f"{statement!r} can be assumed of a letter, but not be shown")


class _Declarations:
    """The symbols and functions of one sequent, gathered from all that is said in it."""

    def __init__(self) -> None:
        self.symbols: dict[str, dict[str, Any]] = {}
        self.functions: dict[str, dict[str, Any]] = {}

    def term(self, term: tm.Term) -> None:
        for name, symbol in symbols_of(term).items():
            info = self.symbols.setdefault(name, {"shape": list(symbol.shape)})
            if info["shape"] != list(symbol.shape):
                raise ShapeError(f"{name} is both {tuple(info['shape'])} and {symbol.shape}")
        for node in walk(term):
            if isinstance(node, tm.Apply):
                info = {"shape": list(node.shape), "domain": list(node.argument.shape)}
                self.functions.setdefault(node.function, info)

    def statement(self, statement: st.Statement) -> None:
        for value in vars(statement).values():
            if isinstance(value, tm.Term):
                self.term(value)
            elif isinstance(value, st.Statement):
                self.statement(value)

    def mark(self, symbol: tm.Term, *marks: str) -> None:
        if isinstance(symbol, tm.Symbol) and (symbol.shape != tm.SCALAR or marks == ("natural",)):
            for mark in marks:
                self.symbols[symbol.name][mark] = True

    def assume(self, statement: st.Statement) -> Any:
        """Take up a hypothesis; return it as JSON, or None if its marks say it all."""
        self.statement(statement)
        match statement:
            case st.Symmetric():
                self.mark(statement.symbol, "symmetric")
            case st.Diagonal():
                self.mark(statement.symbol, "symmetric", "diagonal")
            case st.BasisVector():
                self.mark(statement.symbol, "basis")
            case st.Natural():
                self.mark(statement.symbol, "natural")
            case st.ForEvery():
                self.mark(statement.variable, "natural")
                return lower_statement(statement)
            case st.Differentiable():
                size = [statement.size, 1]
                scalar = statement.values == tm.SCALAR
                self.functions[statement.function] = {
                    "shape": list(statement.values),
                    "domain": size,
                    "derivative": statement.derivative,
                }
                slope: dict[str, Any] = {"shape": size if scalar else [statement.size, statement.size], "domain": size}
                slope |= {"symmetric": True} if statement.symmetric else {}
                self.functions[statement.derivative] = slope | self.functions.get(statement.derivative, {})
            case st.PositiveSemidefinite() | st.PositiveDefinite():
                self.mark(statement.term, "symmetric")
                return lower_statement(statement)
            case _:
                return lower_statement(statement)
        return None


def _reason(reason: Reason) -> str:
    if isinstance(reason, str):
        return reason
    if isinstance(reason, Hypothesis):
        return reason.name
    return reason.sequent if isinstance(reason, Instance) else reason.sequent_id()


def _hypotheses(declarations: _Declarations, given: Iterable[Hypothesis]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for hypothesis in given:
        statement = declarations.assume(hypothesis.statement)
        if hypothesis.name in found:
            raise LanguageError(f"two hypotheses are called {hypothesis.name!r}")
        if statement is None:
            continue
        if hypothesis.cites is not None:
            values = {name: lower_term(term) for name, term in hypothesis.cites.values.items()}
            cite = {"axiom": hypothesis.cites.sequent, "gives": hypothesis.gives, "with": values}
            statement = {"statement": statement, "cite": cite}
        found[hypothesis.name] = statement
    return found


def _letters(statement: st.Statement) -> set[str]:
    """The letters of a statement, bound ones too."""
    found: set[str] = set()
    for value in vars(statement).values():
        if isinstance(value, tm.Term):
            found |= symbols_of(value).keys()
        elif isinstance(value, st.Statement):
            found |= _letters(value)
    return found


def _check_every(part: Part) -> None:
    """Require that what is assumed of every natural number k makes no other k one: the mark is on the letter."""
    natural = {h.statement.symbol.name for h in part.given if isinstance(h.statement, st.Natural)}
    said = [*(h.statement for h in part.given), *(step.statement for step in part.steps), part.goal]
    every = {s.variable.name for s in said if isinstance(s, st.ForEvery)} - natural
    for statement in said:
        own = {statement.variable.name} if isinstance(statement, st.ForEvery) else set()
        if clash := every & _letters(statement) - own:
            name = min(clash)
            raise LanguageError(
                f"{name} runs through the natural numbers in one hypothesis and may be any number elsewhere: "
                f"assume Natural({name}), or rename one of the two"
            )


def sequent_of(part: Part) -> dict[str, Any]:
    """Return the sequent of one part of a theorem as plain JSON values.

    Raises
    ------
    LanguageError
        If it cannot be said in the words of the kernel, or would say something else there.
    """
    _check_every(part)
    declarations = _Declarations()
    for step in part.steps:
        declarations.statement(step.statement)
    declarations.statement(part.goal)
    hypotheses = _hypotheses(declarations, part.given)
    steps = [{"show": lower_statement(s.statement), "by": [_reason(r) for r in s.by]} for s in part.steps]
    goal = lower_statement(part.goal)
    sequent = {"symbols": declarations.symbols, "hypotheses": hypotheses, "steps": steps, "goal": goal}
    return sequent | ({"functions": declarations.functions} if declarations.functions else {})


def _cited(claim: Claim) -> dict[str, Any]:
    """Return an axiom with hypotheses: what it says of all its symbols and functions."""
    if len(claim.parts) > 1:
        raise LanguageError(f"{claim.id}: an axiom with hypotheses says one thing; make a claim of each part")
    sequent = sequent_of(claim.parts[0])
    return {key: sequent[key] for key in ("symbols", "functions", "hypotheses", "goal") if key in sequent} | {"cited": True}


@cache
def lower(claim: Claim) -> dict[str, Any]:
    """Return the sequents of a theorem, or the one entry of an axiom; a definition has none."""
    if claim.kind == Kind.definition:
        return {}
    if claim.kind == Kind.axiom:
        declarations = _Declarations()
        gives = {part.id: lower_statement(part.goal) for part in claim.parts}
        for part in claim.parts:
            declarations.statement(part.goal)
            if [declarations.assume(hypothesis.statement) for hypothesis in part.given] != [None] * len(part.given):
                return {claim.id: _cited(claim)}
        return {claim.id: {"symbols": declarations.symbols, "gives": gives}}
    return {name: sequent_of(part) for name, part in claim.sequents()}


def fingerprint(claim: Claim) -> str:
    """Return the SHA-256 of the claim's data in canonical form (sorted keys, no spaces)."""
    text = json.dumps(lower(claim), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
