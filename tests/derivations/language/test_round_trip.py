"""What the printer writes as a source reads back as the same tree: for every term the operators and words can build."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as hs

from derivations import claims
from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.parsing import parse_expression, parse_statement
from derivations.language.printing import source, statement_source
from derivations.language.traversal import walk

ANY = settings(deadline=None, derandomize=True, database=None)

H, I = tm.Symbol("H", "n", "n"), tm.Identity("n")
w, alpha = tm.Symbol("w", "n"), tm.Symbol("alpha")
SYMBOLS = {symbol.name: symbol for symbol in (H, w, alpha)}

WRAPPED: list[Callable[[tm.Term], tm.Term]] = [
    lambda t: t,
    lambda t: -t,
    lambda t: t.T,
    tm.inv,
    lambda t: t**2,
    lambda t: t / alpha,
    lambda t: alpha * t,
    lambda t: t * tm.tr(t),
    lambda t: t * I,
    lambda t: t + I,
]
BESIDE: list[Callable[[tm.Term], tm.Term]] = [
    lambda t: t,
    lambda t: I - t,
    lambda t: t * I,
    lambda t: H + t,
    lambda t: t * H,
    lambda t: H * t,
    lambda t: H * (I - t),
    lambda t: tm.tr(t) * H,
    lambda t: w.T * t * w,
    lambda t: alpha * t - H,
]


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("wrap", WRAPPED)
def test_an_identity_stands_alone_only_where_its_size_can_be_read(
    wrap: Callable[[tm.Term], tm.Term], beside: Callable[[tm.Term], tm.Term]
) -> None:
    term = beside(wrap(I))
    assert parse_expression(source(term), SYMBOLS) == term
    assert ("H" in source(term) or "w" in source(term)) or "I(n)" in source(term)
    assert parse_statement(statement_source(st.eq(term, term)), SYMBOLS) == st.eq(term, term)


# --- what the project states ---


def named(statement: st.Statement) -> tuple[dict[str, tm.Symbol], set[tm.Size], dict[str, tm.Shape]]:
    """The symbols, sizes and functions that a statement speaks of."""
    parts = [*vars(statement).values()]
    nodes = [node for part in parts if isinstance(part, tm.Term) for node in walk(part)]
    inner = next((named(part) for part in parts if isinstance(part, st.Statement)), ({}, set(), {}))
    sizes = {size for node in nodes if not isinstance(node, tm.SizeNumber) for size in node.shape}
    sizes |= {node.size for node in nodes if isinstance(node, tm.SizeNumber)}
    symbols = {node.name: node for node in nodes if isinstance(node, tm.Symbol)}
    functions = {node.function: node.shape for node in nodes if isinstance(node, tm.Apply)}
    return symbols | inner[0], sizes - {1} | inner[1], functions | inner[2]


def test_every_statement_of_every_claim_reads_back() -> None:
    """All but that a function has a derivative, which the kind of the derivative says."""
    said: dict[st.Statement, None] = {}
    for claim in claims():
        for _, part in claim.sequents():
            everything = [part.goal, *(s.statement for s in part.steps), *(h.statement for h in part.given)]
            said |= {s: None for s in everything if not isinstance(s, st.Differentiable)}
    assert len(said) > 100
    assert {*map(type, said)} >= {st.ForEvery, st.Between, st.Continuous, st.Attains, st.LocalMinimum}
    for statement in said:
        symbols, sizes, functions = named(statement)
        names = {size for size in sizes if isinstance(size, str)}
        assert parse_statement(statement_source(statement), symbols, sizes=names, functions=functions) == statement


# --- any term ---

SIZES: list[tm.Size] = ["n", "m", 1, 2]
BASIS: dict[tm.Size, tm.Symbol] = {"n": tm.Symbol("e_i", "n"), "m": tm.Symbol("e_j", "m"), 2: tm.Symbol("e_k", 2)}
LETTERS = {
    (rows, cols): [tm.Symbol(f"{letter}_{rows}{cols}", rows, cols) for letter in "AB"] for rows in SIZES for cols in SIZES
}
p = tm.Symbol("p")
EXPONENTS: list[int | tm.Term] = [0, 1, 4, p, p + 1, 2 + p]
ALL = {s.name: s for s in [p, *(s for group in LETTERS.values() for s in group), *BASIS.values()]}
VALUES = {f"f_{rows}{cols}": (rows, cols) for rows in SIZES for cols in SIZES}


def numbers() -> hs.SearchStrategy[tm.Term]:
    return hs.fractions(min_value=-3, max_value=3, max_denominator=4).map(tm.Number)


@hs.composite
def leaves(draw: hs.DrawFn, shape: tm.Shape) -> tm.Term:
    options: list[hs.SearchStrategy[tm.Term]] = [hs.sampled_from(LETTERS[shape])]
    if shape == tm.SCALAR:
        options += [numbers(), hs.sampled_from([tm.SizeNumber("n"), tm.SizeNumber("m")])]
    if shape[0] == shape[1]:
        options.append(hs.just(tm.Identity(shape[0])))
    if shape[1] == 1 and shape[0] in BASIS:
        options.append(hs.just(BASIS[shape[0]]))
    options.append(hs.just(tm.Zero(*shape)))
    return draw(hs.one_of(options))


@hs.composite
def terms(draw: hs.DrawFn, shape: tm.Shape, depth: int) -> tm.Term:
    """A term of a shape, built by the operators and words a person would use, with groupings that only parentheses give."""
    if depth == 0:
        return draw(leaves(shape))

    def part(inner: tm.Shape) -> tm.Term:
        return draw(terms(inner, draw(hs.integers(0, depth - 1))))

    rows, cols = shape
    middle: tm.Size
    index: tm.Size
    middle, index = draw(hs.sampled_from(SIZES)), draw(hs.sampled_from(list(BASIS)))
    makers: list[Callable[[], tm.Term]] = [
        lambda: draw(leaves(shape)),
        lambda: part(shape) + part(shape),
        lambda: part(shape) - part(shape),
        lambda: tm.Sum((part(shape), part(shape), part(shape))),
        lambda: -part(shape),
        lambda: part((rows, middle)) * part((middle, cols)),
        lambda: tm.Product((part((rows, middle)), part((middle, cols)))),
        lambda: part((rows, middle)) * part((middle, middle)) * part((middle, cols)),
        lambda: part(tm.SCALAR) * part(shape),
        lambda: part(shape) * part(tm.SCALAR),
        lambda: part(shape) / part(tm.SCALAR),
        lambda: part((cols, rows)).T,
        lambda: tm.Apply(f"f_{rows}{cols}", part((middle, 1)), rows, cols),
    ]
    if rows == cols:
        makers += [lambda: tm.inv(part(shape)), lambda: part(shape) ** draw(hs.sampled_from(EXPONENTS))]
    if shape == tm.SCALAR:
        makers += [
            lambda: tm.tr(part((middle, middle))),
            lambda: tm.Coordinate(part((index, index)), BASIS[index]),
            lambda: tm.Coordinate(part((index, 1)), BASIS[index]),
            lambda: tm.SumOver(part(tm.SCALAR), BASIS[index]),
        ]
    if cols == 1:
        makers.append(lambda: tm.Column(part((rows, index)), BASIS[index]))
    if rows == cols and rows in BASIS:
        makers.append(lambda: tm.DiagonalOf(part(tm.SCALAR), BASIS[rows]))
    return draw(hs.sampled_from(makers))()


shapes = hs.tuples(hs.sampled_from(SIZES), hs.sampled_from(SIZES))


@settings(ANY, max_examples=120)
@given(hs.data(), shapes)
def test_what_the_printer_writes_reads_back_as_the_same_tree(data: hs.DataObject, shape: tm.Shape) -> None:
    term = data.draw(terms(shape, 5))
    assert parse_expression(source(term), ALL, functions=VALUES) == term


@settings(ANY, max_examples=40)
@given(hs.data(), shapes)
def test_a_printed_equation_reads_back_though_an_identity_may_stand_alone(data: hs.DataObject, shape: tm.Shape) -> None:
    statement = st.Equal(data.draw(terms(shape, 3)), data.draw(terms(shape, 3)))
    assert parse_statement(statement_source(statement), ALL, functions=VALUES) == statement
