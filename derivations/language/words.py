"""The words of formulas, one row of the table `WORDS` each.

A row says how many arguments a word takes, what to write, and how its shape and its term come from the arguments. The
words that make statements are in `predicates`.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from fractions import Fraction
from typing import NamedTuple

from derivations.language import measures as ms
from derivations.language import terms as tm
from derivations.language.errors import ParseError
from derivations.language.shapes import Extent, Reader, Typed, final, settled
from derivations.language.syntax import Node

__all__ = ["WORDS", "Word", "count_arguments", "read_call", "read_name"]


class Word(NamedTuple):
    """A word inside a formula: how few and how many arguments it takes, what to write, what it means."""

    arguments: tuple[int, int]
    usage: str
    meaning: Callable[[Reader, Node], Typed]


# --- names ---


def read_name(reader: Reader, node: Node) -> Typed:
    """Return what a name stands for: a symbol, a size as a number, the identity, a bound basis vector."""
    name = node.name
    if name.startswith("e_") and name[2:] in reader.bound:
        extent = reader.bound[name[2:]]
        return Typed(node, extent, 1, lambda: tm.Symbol(name, final(extent), 1))
    if name in reader.symbols:
        symbol = reader.symbols[name]
        return Typed(node, symbol.rows, symbol.cols, lambda: symbol)
    if name in reader.sizes:
        return Typed(node, 1, 1, lambda: tm.SizeNumber(name))
    if name == "I":
        size = reader.unknown(node, "the size of I does not follow from its neighbours; write I(n)")
        return Typed(node, size, size, lambda: tm.Identity(final(size)))
    if name in WORDS or name in reader.reserved:
        raise reader.error(node, f"{name} is a word of the language; {_instead(reader, name)}")
    if name in reader.functions:
        raise reader.error(node, f"{name} is a function; write {name}(..)")
    raise reader.error(node, f"unknown name {name[:40]!r}" + _known(reader, name))


def _known(reader: Reader, name: str) -> str:
    names = [*reader.symbols, *sorted(reader.sizes)]
    close = get_close_matches(name[:40], names, 1)
    listed = ", ".join(names[:20]) + (", .." if len(names) > 20 else "")
    return f"; did you mean {close[0]}?" if close else f"; declare it as a symbol. There are: {listed or 'none'}"


def read_call(reader: Reader, node: Node) -> Typed:
    """Return what a word or a function with arguments stands for."""
    name = node.name
    if name in reader.functions:
        return _apply(reader, node)
    if name in reader.symbols or name in reader.sizes:
        raise reader.error(node, f"{name} is no function; write {name}*(..) for a product")
    if name in reader.reserved and name not in WORDS:
        raise reader.error(node, _instead(reader, name))
    if name not in WORDS:
        close = get_close_matches(name[:40], [*WORDS, *reader.functions], 1)
        raise reader.error(node, f"unknown word {name[:40]!r}" + (f"; did you mean {close[0]}?" if close else ""))
    word = WORDS[name]
    count_arguments(reader, node, word.arguments, word.usage)
    return word.meaning(reader, node)


def _instead(reader: Reader, name: str) -> str:
    if name in reader.reserved:
        return reader.reserved[name]
    return f"write {WORDS[name].usage}"


def count_arguments(reader: Reader, node: Node, arguments: tuple[int, int], usage: str) -> None:
    """Require as many arguments as a word takes."""
    least, most = arguments
    if not least <= len(node.parts) <= most:
        raise reader.error(node, f"{node.name} with {len(node.parts)} arguments; write {usage}")


def _apply(reader: Reader, node: Node) -> Typed:
    count_arguments(reader, node, (1, 1), f"{node.name}(x)")
    argument, (rows, cols) = reader.read(node.parts[0]), reader.functions[node.name]
    wanted = reader.domains.get(node.name)
    if wanted is not None and not (reader.same(argument.rows, wanted) and settled(argument.cols) == 1):
        takes = "a number" if wanted == 1 else f"a vector of {wanted} entries"
        raise reader.error(argument.node, f"{node.name} takes {takes}, and {reader.with_shape(argument)} is none")
    return Typed(node, rows, cols, lambda: tm.Apply(node.name, argument.build(), rows, cols), argument.weight + 1)


# --- words inside a formula ---


def _identity(reader: Reader, node: Node) -> Typed:
    size = reader.size(node.parts[0])
    return Typed(node, size, size, lambda: tm.Identity(size))


def _zeros(reader: Reader, node: Node) -> Typed:
    rows, *more = map(reader.size, node.parts)
    cols = more[0] if more else 1
    return Typed(node, rows, cols, lambda: tm.Zero(rows, cols))


def _inverse(reader: Reader, node: Node) -> Typed:
    inner = reader.read(node.parts[0])
    reader.square(inner, "an inverse")
    return Typed(node, inner.rows, inner.cols, lambda: tm.Inverse(inner.build()), inner.weight + 1)


def _trace(reader: Reader, node: Node) -> Typed:
    inner = reader.read(node.parts[0])
    reader.square(inner, "a trace")
    return Typed(node, 1, 1, lambda: tm.Trace(inner.build()), inner.weight + 1)


def _elementary(reader: Reader, node: Node) -> Typed:
    inner = reader.read(node.parts[0]) if node.name != "sign" else _vector(reader, node.parts[0])
    if node.name != "sign" and not inner.is_scalar:
        raise reader.error(node, f"{node.name} needs a number, but {reader.with_shape(inner)} is none")
    return Typed(node, inner.rows, inner.cols, lambda: tm.Elementary(node.name, inner.build()), inner.weight + 1)


def _vector(reader: Reader, node: Node) -> Typed:
    inner = reader.read(node)
    if settled(inner.cols) != 1:
        raise reader.error(node, f"a vector is wanted, but {reader.with_shape(inner)} is none")
    return inner


def _dot(reader: Reader, node: Node) -> Typed:
    x, y = (_vector(reader, part) for part in node.parts)
    if not reader.same(x.rows, y.rows):
        raise reader.error(y.node, f"cannot multiply {reader.with_shape(x)} and {reader.with_shape(y)} entry by entry")
    return Typed(node, 1, 1, lambda: tm.Product((tm.Transpose(x.build()), y.build())), x.weight + y.weight + 2)


def _norm2(reader: Reader, node: Node) -> Typed:
    x = _vector(reader, node.parts[0])
    return Typed(node, 1, 1, lambda: tm.Product((tm.Transpose(x.build()), x.build())), 2 * x.weight + 2)


def _root(reader: Reader, node: Node) -> Typed:
    inner = reader.read(node.parts[0])
    reader.scalar(inner, "what a root is taken of")
    return Typed(node, 1, 1, lambda: tm.Elementary("sqrt", inner.build()), inner.weight + 1)


def _length(reader: Reader, node: Node) -> Typed:
    x = reader.read(node.parts[0])
    if settled(x.cols) != 1:
        message = f"inside a formula norm takes a vector, and {reader.with_shape(x)} is none; write norm(A) == g alone"
        raise reader.error(node, f"not supported yet: {message}")
    return Typed(node, 1, 1, lambda: tm.Elementary("sqrt", x.build().T * x.build()), 2 * x.weight + 3)


def _absolute(reader: Reader, node: Node) -> Typed:
    x = _vector(reader, node.parts[0])

    def build() -> tm.Term:
        inner = x.build()
        if inner.is_scalar:
            return tm.Product((tm.sign(inner), inner))
        index = tm.Symbol(name, final(x.rows))
        return tm.Product((tm.DiagonalOf(tm.Coordinate(tm.sign(inner), index), index), inner))

    name = _fresh_index(reader)
    return Typed(node, x.rows, 1, build, 2 * x.weight + 4)


def _variance(reader: Reader, node: Node) -> Typed:
    x, name = _vector(reader, node.parts[0]), _fresh_index(reader)
    if x.is_scalar:
        raise reader.error(node, f"a variance is that of the entries of a vector, and {reader.with_shape(x)} is a number")

    def build() -> tm.Term:
        inner, index, count = x.build(), tm.Symbol(name, final(x.rows)), _count(final(x.rows))
        mean = tm.SumOver(tm.Coordinate(inner, index), index) / count
        return (inner.T * inner) / count - mean**2

    return Typed(node, 1, 1, build, 3 * x.weight + 10)


def _count(size: tm.Size) -> tm.Term:
    return tm.SizeNumber(size) if isinstance(size, str) else tm.Number(Fraction(size))


def _determinant(reader: Reader, node: Node) -> Typed:
    inner = reader.read(node.parts[0])
    reader.square(inner, "a determinant")
    return Typed(node, 1, 1, lambda: ms.Determinant(inner.build()), inner.weight + 1)


def _rank(reader: Reader, node: Node) -> Typed:
    inner = reader.read(node.parts[0])
    return Typed(node, 1, 1, lambda: ms.Rank(inner.build()), inner.weight + 1)


def _ones(reader: Reader, node: Node) -> Typed:
    rows, *more = map(reader.size, node.parts)
    cols = more[0] if more else 1
    return Typed(node, rows, cols, lambda: ms.Ones(rows, cols))


def _descent(reader: Reader, node: Node) -> Typed:
    plain = [part for part in node.parts if part.kind != "keyword"]
    named = {part.name: reader.read(part.parts[0]) for part in node.parts if part.kind == "keyword"}
    if len(plain) != 4 or len(named) != len(node.parts) - 4:
        raise reader.error(node, "write descent(H, w_star, eps, k), then start=w_0 or decay=alpha, each at most once")
    hessian, minimiser, rate = (reader.read(part) for part in plain[:3])
    steps, n = reader.exponent(plain[3]), minimiser.rows
    start, decay = named.get("start"), named.get("decay")
    wanted = [(hessian, n, n), (minimiser, n, 1), (rate, 1, 1), (start, n, 1), (decay, 1, 1)]
    for given, rows, cols in wanted:
        if given is not None and not (reader.same(given.rows, rows) and reader.same(given.cols, cols)):
            raise reader.error(given.node, f"{reader.with_shape(given)} does not fit to {reader.with_shape(minimiser)}")

    def build() -> tm.Term:
        first = tm.Zero(final(n)) if start is None else start.build()
        weight = tm.Number(Fraction(0)) if decay is None else decay.build()
        return ms.Descent(hessian.build(), minimiser.build(), rate.build(), steps, first, weight)

    return Typed(node, n, 1, build, hessian.weight + minimiser.weight + 4)


def _no_index(reader: Reader, node: Node, typed: Typed) -> ParseError:
    index, picked = node.parts[1], {"column": "columns", "entry": "entries"}[node.name]
    return reader.error(index, f"{reader.shown(index)} is no index of the {picked} of {reader.with_shape(typed)}")


def _column(reader: Reader, node: Node) -> Typed:
    matrix = reader.read(node.parts[0])
    size, symbol = reader.index(node.parts[1])
    if not reader.same(matrix.cols, size):
        raise _no_index(reader, node, matrix)
    return Typed(node, matrix.rows, 1, lambda: tm.Column(matrix.build(), symbol()), matrix.weight + 2)


def _entry(reader: Reader, node: Node) -> Typed:
    inner = reader.read(node.parts[0])
    size, symbol = reader.index(node.parts[1])
    if not reader.same(inner.rows, size) or not (settled(inner.cols) == 1 or reader.same(inner.cols, size)):
        raise _no_index(reader, node, inner)
    return Typed(node, 1, 1, lambda: tm.Coordinate(inner.build(), symbol()), inner.weight + 2)


def _bound(reader: Reader, node: Node) -> tuple[Typed, Extent, str]:
    """Read ``f, i`` or ``f, i, n``: a number that may speak of the index i."""
    index = node.parts[1]
    if index.kind != "name":
        raise reader.error(index, f"{reader.shown(index)} is no name of an index; write {node.name}(f, i)")
    name = index.name.removeprefix("e_")
    missing = f"how far {name} goes does not follow; write {node.name}(f, {name}, n)"
    size: Extent = reader.size(node.parts[2]) if len(node.parts) == 3 else reader.unknown(index, missing)
    entry = reader.under(name, size, node.parts[0])
    reader.scalar(entry, f"what {node.name} takes at each index")
    return entry, size, f"e_{name}"


def _sum(reader: Reader, node: Node) -> Typed:
    entry, size, name = _bound(reader, node)
    return Typed(node, 1, 1, lambda: tm.SumOver(entry.build(), tm.Symbol(name, final(size))), entry.weight + 2)


def _diagonal(reader: Reader, node: Node) -> Typed:
    if len(node.parts) == 1:
        return _diagonal_part(reader, node)
    entry, size, name = _bound(reader, node)
    return Typed(node, size, size, lambda: tm.DiagonalOf(entry.build(), tm.Symbol(name, final(size))), entry.weight + 2)


def _fresh_index(reader: Reader) -> str:
    """The basis vector of an index that the text does not speak of."""
    taken = {*reader.symbols, *(f"e_{name}" for name in reader.bound)}
    letters = [*"ijkl", *(f"i{number}" for number in range(len(taken) + 1))]
    return next(name for letter in letters if (name := f"e_{letter}") not in taken)


def _diagonal_part(reader: Reader, node: Node) -> Typed:
    inner = reader.read(node.parts[0])
    if inner.is_scalar or not (settled(inner.cols) == 1 or reader.same(inner.rows, inner.cols)):
        raise reader.error(node, f"diag needs a vector, a square matrix or an index; {reader.with_shape(inner)} is none")
    name = _fresh_index(reader)

    def build() -> tm.Term:
        index = tm.Symbol(name, final(inner.rows))
        return tm.DiagonalOf(tm.Coordinate(inner.build(), index), index)

    return Typed(node, inner.rows, inner.rows, build, inner.weight + 3)


WORDS: dict[str, Word] = {
    "I": Word((1, 1), "I or I(n)", _identity),
    "zeros": Word((1, 2), "zeros(n) or zeros(n, m)", _zeros),
    "ones": Word((1, 2), "ones(n) or ones(n, m)", _ones),
    "inv": Word((1, 1), "inv(A)", _inverse),
    "tr": Word((1, 1), "tr(A)", _trace),
    "norm": Word((1, 1), "norm(x)", _length),
    "dot": Word((2, 2), "dot(x, y)", _dot),
    "norm2": Word((1, 1), "norm2(x)", _norm2),
    "column": Word((2, 2), "column(A, i)", _column),
    "entry": Word((2, 2), "entry(A, i)", _entry),
    "sum": Word((2, 3), "sum(f, i)", _sum),
    "diag": Word((1, 3), "diag(x) or diag(f, i)", _diagonal),
    "det": Word((1, 1), "det(A)", _determinant),
    "rank": Word((1, 1), "rank(A)", _rank),
    "sqrt": Word((1, 1), "sqrt(a)", _root),
    "abs": Word((1, 1), "abs(x)", _absolute),
    "sign": Word((1, 1), "sign(x)", _elementary),
    "exp": Word((1, 1), "exp(a)", _elementary),
    "log": Word((1, 1), "log(a)", _elementary),
    "var": Word((1, 1), "var(x)", _variance),
    "descent": Word((4, 6), "descent(H, w_star, eps, k, start=w_0, decay=alpha)", _descent),
}
