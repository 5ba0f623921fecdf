"""The words that make statements, one row of a table each.

`PREDICATES` say something of one term, `RELATED` of a function, a letter and perhaps a point, `EQUATED` are the words that
do so together with ``== g``, `COMPARED` is what stands between two formulas: between numbers the order of numbers, between
square matrices the Loewner order; `QUANTIFIED` says for which numbers a statement holds. A row whose meaning is None is
understood and not supported yet.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.shapes import Reader, Typed, final, settled
from derivations.language.syntax import Node
from derivations.language.traversal import symbols_of
from derivations.language.words import count_arguments

__all__ = [
    "COMPARED",
    "EQUATED",
    "PREDICATES",
    "QUANTIFIED",
    "RELATED",
    "RESERVED",
    "Build",
    "Equated",
    "Predicate",
    "Related",
    "read_statements",
]

Build = Callable[[], st.Statement]


class Predicate(NamedTuple):
    """A word that says something of one term: what to write, what it means."""

    usage: str
    meaning: Callable[[Reader, Typed], Build] | None


class Related(NamedTuple):
    """A word that says something of several terms: how many arguments it takes, what to write, what it means."""

    arguments: tuple[int, int]
    usage: str
    meaning: Callable[[Reader, Node], Build]


class Equated(NamedTuple):
    """A word that says something together with ``== g``: how many arguments it takes, what to write, what it means."""

    arguments: tuple[int, int]
    usage: str
    meaning: Callable[[Reader, Node, Typed], Build] | None


# --- predicates ---


_OfSquare = type[st.PositiveSemidefinite] | type[st.PositiveDefinite] | type[st.Invertible]


def _of_square(form: _OfSquare) -> Callable[[Reader, Typed], Build]:
    def meaning(reader: Reader, typed: Typed) -> Build:
        reader.square(typed, form.__name__)
        return lambda: form(typed.build())

    return meaning


def _letter(reader: Reader, typed: Typed) -> tm.Symbol:
    if typed.node.kind != "name" or typed.node.name not in reader.symbols:
        raise reader.error(typed.node, f"a letter is wanted here, {reader.shown(typed.node)} is none; make it a symbol")
    return reader.symbols[typed.node.name]


def _symmetric(reader: Reader, typed: Typed) -> Build:
    reader.square(typed, "symmetric")
    if typed.node.kind != "name":
        return lambda: st.Equal(tm.Transpose(typed.build()), typed.build())
    letter = _letter(reader, typed)
    return lambda: st.Symmetric(letter)


def _orthogonal(reader: Reader, typed: Typed) -> Build:
    if not reader.same(typed.rows, typed.cols):
        message = f"{reader.with_shape(typed)} is not square; for orthonormal columns write Q.T*Q == I"
        raise reader.error(typed.node, message)
    return lambda: st.Equal(tm.Product((tm.Transpose(typed.build()), typed.build())), tm.Identity(final(typed.rows)))


def _diagonal(reader: Reader, typed: Typed) -> Build:
    reader.square(typed, "diagonal")
    letter = _letter(reader, typed)
    return lambda: st.Diagonal(letter)


def _natural(reader: Reader, typed: Typed) -> Build:
    letter = _letter(reader, typed)
    reader.scalar(typed, "a natural number")
    return lambda: st.Natural(letter)


def _basis(reader: Reader, typed: Typed) -> Build:
    letter = _letter(reader, typed)
    if letter.cols != 1:
        raise reader.error(typed.node, f"a basis vector is a vector, but {reader.with_shape(typed)} is none")
    return lambda: st.BasisVector(letter)


PREDICATES: dict[str, Predicate] = {
    "psd": Predicate("psd(A)", _of_square(st.PositiveSemidefinite)),
    "pd": Predicate("pd(A)", _of_square(st.PositiveDefinite)),
    "invertible": Predicate("invertible(A)", _of_square(st.Invertible)),
    "symmetric": Predicate("symmetric(A)", _symmetric),
    "orthogonal": Predicate("orthogonal(Q)", _orthogonal),
    "diagonal": Predicate("diagonal(D)", _diagonal),
    "basis": Predicate("basis(e_i)", _basis),
    "natural": Predicate("natural(k)", _natural),
    "differentiable": Predicate('declare the derivative as a symbol: grad_J = "gradient of J"', None),
}


# --- words with several arguments ---


def _number_letter(reader: Reader, node: Node) -> tm.Symbol:
    letter = _letter(reader, reader.read(node))
    if not letter.is_scalar:
        raise reader.error(node, f"a letter for a number is wanted here, and {letter.name} is none")
    return letter


def _continuous(reader: Reader, node: Node) -> Build:
    function, letter = reader.read(node.parts[0]), _number_letter(reader, node.parts[1])
    reader.scalar(function, "what is continuous")
    return lambda: st.Continuous(function.build(), letter)


def _local_minimum(reader: Reader, node: Node) -> Build:
    function, variable, point = map(reader.read, node.parts)
    letter = _letter(reader, variable)
    reader.scalar(function, "what has a minimum")
    if not reader.same_shape(variable, point):
        raise reader.error(point.node, f"{reader.with_shape(point)} cannot stand for {reader.with_shape(variable)}")
    return lambda: st.LocalMinimum(function.build(), letter, point.build())


RELATED: dict[str, Related] = {
    "continuous": Related((2, 2), "continuous(f, alpha), in every alpha > 0", _continuous),
    "local_minimum": Related((3, 3), "local_minimum(J(w), w, w_star)", _local_minimum),
}


# --- words with == ---


def _gradient(reader: Reader, node: Node, value: Typed) -> Build:
    function = reader.read(node.parts[0])
    variable = reader.read(node.parts[1])
    letter = _letter(reader, variable)
    point = reader.read(node.parts[2]) if len(node.parts) == 3 else variable
    if letter.cols != 1 or settled(function.cols) != 1:
        misfit = function if letter.cols == 1 else variable
        wanted = "a gradient is taken of a number or a vector, in a vector"
        raise reader.error(misfit.node, f"{wanted}; {reader.with_shape(misfit)} is none")
    if not reader.same_shape(variable, point):
        raise reader.error(point.node, f"{reader.with_shape(point)} cannot stand for {reader.with_shape(variable)}")
    rows, cols = (letter.rows, 1) if function.is_scalar else (function.rows, letter.rows)
    if not reader.same_shape(Typed(node, rows, cols, value.build), value):
        wanted = reader.with_shape(Typed(node, rows, cols, value.build))
        raise reader.error(value.node, f"{wanted} cannot equal {reader.with_shape(value)}")
    return lambda: st.GradientIs(function.build(), letter, point.build(), value.build())


def _limit(reader: Reader, node: Node, value: Typed) -> Build:
    function = reader.read(node.parts[0])
    letter, goal = _number_letter(reader, node.parts[1]), node.parts[2]
    to = "inf" if goal.name == "inf" else "0"
    if goal.name != "inf" and (goal.kind != "number" or goal.number):
        raise reader.error(goal, f"{reader.shown(goal)} cannot be approached here; write 0 (from above) or inf")
    if not reader.same_shape(function, value):
        raise reader.error(value.node, f"{reader.with_shape(function)} cannot tend to {reader.with_shape(value)}")
    return lambda: st.LimitIs(function.build(), letter, to, value.build())


def _norm(reader: Reader, node: Node, value: Typed) -> Build:
    matrix = reader.read(node.parts[0])
    reader.scalar(value, "a norm")
    if settled(matrix.cols) == 1:
        length = reader.read(node)
        return lambda: st.Equal(length.build(), value.build())
    return lambda: st.NormIs(matrix.build(), value.build())


def _expectation(reader: Reader, node: Node, value: Typed) -> Build:
    function, mean, second = (reader.read(node.parts[k]) for k in (0, 2, 3))
    variable = reader.read(node.parts[1])
    letter = _letter(reader, variable)
    outer = Typed(node, letter.rows, letter.rows, value.build)
    for found, wanted in ((mean, variable), (second, outer), (value, function)):
        if not reader.same_shape(found, wanted):
            message = f"{reader.with_shape(found)} cannot stand for {reader.with_shape(wanted)}"
            raise reader.error(found.node, f"{message}: E x, E x x^T and the expectation have the shapes of x, x x^T and f")
    return lambda: st.MeanIs(function.build(), letter, mean.build(), second.build(), value.build())


EQUATED: dict[str, Equated] = {
    "grad": Equated((2, 3), "grad(f, w) == g, or grad(f, w, w_0) == g for the gradient at a point", _gradient),
    "norm": Equated((1, 1), "norm(A) == g", _norm),
    "expectation": Equated(
        (4, 4), "expectation(f, x, mu, S) == g for a random x with the expectations mu of x and S of x*x.T", _expectation
    ),
    "limit": Equated((3, 3), "limit(f, alpha, 0) == g, or inf in place of 0", _limit),
}


# --- comparisons ---


def _difference(left: tm.Term, right: tm.Term) -> tm.Term:
    """Return left - right, or what is left of it beside a written zero."""
    if _is_zero(right):
        return left
    return tm.Neg(right) if _is_zero(left) else left - right


def _is_zero(term: tm.Term) -> bool:
    return isinstance(term, tm.Zero) or (isinstance(term, tm.Number) and not term.value)


_Compare = Callable[[tm.Term, tm.Term], st.Statement]

COMPARED: dict[str, _Compare] = {
    "==": st.Equal,
    "!=": lambda a, b: st.Invertible(_difference(a, b)),
    "<=": lambda a, b: st.PositiveSemidefinite(b if _is_zero(a) else _difference(b, a)),
    "<": lambda a, b: st.PositiveDefinite(b if _is_zero(a) else _difference(b, a)),
    ">=": lambda a, b: st.PositiveSemidefinite(_difference(a, b)),
    ">": lambda a, b: st.PositiveDefinite(_difference(a, b)),
}


def _compare(reader: Reader, left: Typed, sign: str, right: Typed) -> Build:
    if not reader.same_shape(left, right):
        message = f"cannot compare {reader.with_shape(left)} and {reader.with_shape(right)}"
        zero = any(t.node.kind == "number" and not t.node.number for t in (left, right))
        raise reader.error(right.node, message + ("; write zeros(n, m) for a zero matrix" if zero else ""))
    if not left.is_scalar and sign != "==":
        if sign == "!=":
            message = "!= between matrices is no statement here; write invertible(A - B), or norm2(x - y) > 0 for vectors"
            raise reader.error(right.node, message)
        if not reader.same(left.rows, left.cols):
            message = f"{sign} orders numbers and symmetric matrices; {reader.with_shape(left)} is neither"
            raise reader.error(right.node, message)
    return lambda: COMPARED[sign](left.build(), right.build())


# --- for which numbers ---


def _between(reader: Reader, node: Node) -> list[Build]:
    letter = _number_letter(reader, node.parts[1])
    return [_wrapped(st.Between, letter, build) for build in read_statements(reader, node.parts[0])]


def _every(reader: Reader, node: Node) -> list[Build]:
    letter = _number_letter(reader, node.parts[1])
    return [_wrapped(st.ForEvery, letter, build) for build in read_statements(reader, node.parts[0])]


def _wrapped(form: type[st.Between | st.ForEvery], letter: tm.Symbol, build: Build) -> Build:
    return lambda: form(letter, build())


def _some(reader: Reader, node: Node) -> list[Build]:
    said, letter = node.parts[0], _number_letter(reader, node.parts[1])
    if said.kind != "compare" or said.signs != ("==",):
        raise reader.error(said, f"an equation f == c is wanted before for some {letter.name} > 0")
    function, value = map(reader.read, said.parts)
    for side in (function, value):
        reader.scalar(side, "each side of what holds for some number")

    def build() -> st.Statement:
        right = value.build()
        if letter.name in symbols_of(right):
            raise reader.error(value.node, f"bring what depends on {letter.name} to the left side")
        return st.Attains(function.build(), letter, right)

    return [build]


QUANTIFIED: dict[str, Callable[[Reader, Node], list[Build]]] = {"between": _between, "every": _every, "some": _some}


# --- whole statements ---


def _reserved() -> dict[str, str]:
    found = {}
    for name, predicate in PREDICATES.items():
        usage = f"{name} makes a statement: write {predicate.usage} alone"
        found[name] = usage if predicate.meaning else f"not supported yet: {name}; {predicate.usage}"
    for name, related in RELATED.items():
        found[name] = f"{name} makes a statement: write {related.usage} alone"
    for name, equated in EQUATED.items():
        usage = f"not supported yet: {name} inside a formula; write {equated.usage}"
        found[name] = usage if equated.meaning else f"not supported yet: {name}"
    return found


RESERVED = _reserved()


def read_statements(reader: Reader, node: Node) -> list[Build]:
    """Return what builds the statements of a text: one, or as many as a chain of comparisons has signs."""
    if node.kind in QUANTIFIED:
        return QUANTIFIED[node.kind](reader, node)
    if node.kind == "call" and node.name in RELATED and node.name not in reader.functions:
        related = RELATED[node.name]
        count_arguments(reader, node, related.arguments, related.usage)
        return [related.meaning(reader, node)]
    if node.kind != "compare":
        if node.kind != "call" or node.name not in PREDICATES or node.name in reader.functions:
            reader.read(node)
            message = f"{reader.shown(node)} is a formula; a statement is wanted, for instance an equation with =="
            raise reader.error(node, message)
        predicate = PREDICATES[node.name]
        if predicate.meaning is None:
            raise reader.error(node, RESERVED[node.name])
        count_arguments(reader, node, (1, 1), predicate.usage)
        return [predicate.meaning(reader, reader.read(node.parts[0]))]
    first = node.parts[0]
    if first.kind == "call" and first.name in EQUATED and first.name not in reader.functions and node.signs == ("==",):
        equated = EQUATED[first.name]
        if equated.meaning is None:
            raise reader.error(first, RESERVED[first.name])
        count_arguments(reader, first, equated.arguments, equated.usage)
        return [equated.meaning(reader, first, reader.read(node.parts[1]))]
    sides = [reader.read(part) for part in node.parts]
    pairs = zip(node.signs, pairwise(sides), strict=True)
    return [_compare(reader, left, sign, right) for sign, (left, right) in pairs]
