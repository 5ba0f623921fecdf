"""The shapes of what was written: between the tree of `syntax` and the terms that `parsing` returns.

A plain ``I``, and the index of ``sum(f, i)``, have a size that is not written. It is an unknown which the neighbours
settle (the terms of a sum have one shape, the sides of an equation too), or an error that asks for ``I(n)``. So
shapes are found first and terms are built afterwards, from the functions that are left behind for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from derivations.language import measures as ms
from derivations.language import terms as tm
from derivations.language.errors import LanguageError, ParseError
from derivations.language.syntax import EXPONENT, Node, error_at

__all__ = ["Extent", "Reader", "Typed", "Unknown", "final", "settled", "shape_text"]

_TERM_BUDGET = 10_000
_SHOWN = 60


@dataclass(eq=False)
class Unknown:
    """A size that is not written, until something settles it; `wanted` says what to write if nothing does."""

    start: int
    wanted: str
    value: Extent | None = None


Extent = str | int | Unknown


def settled(extent: Extent) -> Extent:
    """Return what a size has been settled to so far."""
    end = extent
    while isinstance(end, Unknown) and end.value is not None:
        end = end.value
    # every unknown on the way points at the end from now on, so that a long chain is walked once
    while isinstance(extent, Unknown) and extent is not end and extent.value is not None:
        following, extent.value = extent.value, end
        extent = following
    return end


@dataclass(frozen=True)
class Typed:
    """A piece of text whose shape is known, up to unknown sizes; `build` makes the term once they are settled."""

    node: Node
    rows: Extent
    cols: Extent
    build: Callable[[], tm.Term]
    weight: int = 1

    @property
    def is_scalar(self) -> bool:
        """Whether it is 1 x 1; an unknown size is never 1."""
        return settled(self.rows) == 1 and settled(self.cols) == 1


@dataclass
class Reader:
    """One text on its way to a term: what its names mean, and the sizes still unknown."""

    text: str
    symbols: Mapping[str, tm.Symbol]
    sizes: Collection[str]
    functions: Mapping[str, tm.Shape]
    domains: Mapping[str, tm.Size]
    reserved: Mapping[str, str]  # words that make a statement, and what to write with them
    read_name: Callable[[Reader, Node], Typed]
    read_call: Callable[[Reader, Node], Typed]
    bound: dict[str, Extent] = field(default_factory=dict)
    unknowns: list[Unknown] = field(default_factory=list)

    # --- what the words use ---

    def error(self, node: Node, message: str) -> ParseError:
        """Return an error at the place where a piece starts."""
        return error_at(self.text, node.start, message)

    def shown(self, start: Node, end: Node | None = None) -> str:
        """Return the text of a piece, cut where it is long."""
        piece = " ".join(self.text[start.start : (end or start).end].split())
        return piece if len(piece) <= _SHOWN else piece[: _SHOWN - 3] + "..."

    def with_shape(self, typed: Typed) -> str:
        """Return the text of a piece with its shape, for a message."""
        return f"{self.shown(typed.node)} ({shape_text(typed)})"

    def unknown(self, node: Node, wanted: str) -> Unknown:
        """Return a new unknown size."""
        self.unknowns.append(Unknown(node.start, wanted))
        return self.unknowns[-1]

    def same(self, a: Extent, b: Extent) -> bool:
        """Make two sizes one; False if they differ. An unknown size is never 1: what is 1 x 1 must be plain to see."""
        a, b = settled(a), settled(b)
        if isinstance(b, Unknown) and not isinstance(a, Unknown):
            a, b = b, a
        if isinstance(a, Unknown):
            if b == 1:
                return False
            a.value = None if a is b else b
            return True
        return a == b

    def same_shape(self, a: Typed, b: Typed) -> bool:
        """Make the shapes of two pieces one; False if they differ."""
        return self.same(a.rows, b.rows) and self.same(a.cols, b.cols)

    def square(self, typed: Typed, what: str) -> None:
        """Require that a piece is square."""
        if not self.same(typed.rows, typed.cols):
            raise self.error(typed.node, f"{what} needs a square matrix, but {self.with_shape(typed)} is none")

    def scalar(self, typed: Typed, what: str) -> None:
        """Require that a piece is a number."""
        if not typed.is_scalar:
            raise self.error(typed.node, f"{what} is a number, but {self.with_shape(typed)} is none")

    def size(self, node: Node) -> tm.Size:
        """Read a size: a name, or a whole number from 1."""
        if node.kind == "name" and node.name in self.sizes:
            return node.name
        if node.kind == "number" and node.number.denominator == 1 and node.number >= 1:
            return int(node.number)
        known = ", ".join(sorted(self.sizes)) or "none"
        raise self.error(node, f"{self.shown(node)} is no size; a size is a whole number from 1, or one of: {known}")

    def index(self, node: Node) -> tuple[Extent, Callable[[], tm.Symbol]]:
        """Read the index of a column or an entry; return its size and its symbol, the basis vector e_i."""
        name = node.name.removeprefix("e_")
        if node.kind == "name" and name in self.bound:
            extent = self.bound[name]
            return extent, lambda: tm.Symbol(f"e_{name}", final(extent), 1)
        symbol = self.symbols.get(f"e_{name}", self.symbols.get(node.name))
        if node.kind != "name" or symbol is None or symbol.cols != 1:
            wanted = "an index i is a vector symbol e_i, or bound by sum(f, i) or diag(f, i)"
            raise self.error(node, f"{self.shown(node)} is no index; {wanted}")
        return symbol.rows, lambda: symbol

    def under(self, name: str, extent: Extent, node: Node) -> Typed:
        """Read a piece in which an index is bound."""
        before = self.bound
        self.bound = {**before, name: extent}
        typed = self.read(node)
        self.bound = before
        return typed

    # --- reading ---

    def read(self, node: Node) -> Typed:
        """Find the shape of a piece."""
        match node.kind:
            case "name":
                typed = self.read_name(self, node)
            case "call":
                typed = self.read_call(self, node)
            case "number":
                typed = Typed(node, 1, 1, lambda: tm.Number(node.number))
            case "sum":
                typed = self._sum(node)
            case "product":
                typed = self._product(node)
            case "quotient":
                typed = self._quotient(node)
            case "index":
                typed = self._entry(node)
            case "keyword":
                raise self.error(node, f"{node.name}= belongs into descent(..)")
            case "compare" | "between" | "every" | "some":
                raise self.error(node, f"{self.shown(node)} is a statement; a formula is wanted here")
            case _:
                typed = self._single(node)
        if typed.weight > _TERM_BUDGET:
            raise self.error(node, f"more than {_TERM_BUDGET} parts; name some of them as symbols with given equations")
        return typed

    def _entry(self, node: Node) -> Typed:
        inner, places = self.read(node.parts[0]), [int(part.number) for part in node.parts[1:]]
        if len(places) == 1 and settled(inner.cols) != 1:
            raise self.error(node, f"{self.with_shape(inner)} is no vector; write a row and a column: A[0, 1]")
        for place, extent, part in zip(places, (inner.rows, inner.cols), node.parts[1:], strict=False):
            size = settled(extent)
            if isinstance(size, Unknown) or (isinstance(size, int) and place >= size):
                raise self.error(part, f"{self.with_shape(inner)} has no entry {place}; they are counted from 0")
        return Typed(node, 1, 1, lambda: ms.Entry(inner.build(), *places), inner.weight + 1)

    def _single(self, node: Node) -> Typed:
        inner = self.read(node.parts[0])
        build, weight = inner.build, inner.weight + 1
        if node.kind == "transpose":
            return Typed(node, inner.cols, inner.rows, lambda: tm.Transpose(build()), weight)
        if node.kind == "neg":
            return Typed(node, inner.rows, inner.cols, lambda: tm.Neg(build()), weight)
        if node.kind == "power":
            self.square(inner, "a power")
            exponent = self.exponent(node.parts[1])
            return Typed(node, inner.rows, inner.cols, lambda: tm.Power(build(), exponent), weight)
        return Typed(node, inner.rows, inner.cols, build, weight)

    def exponent(self, node: Node) -> int | tm.Term:
        """Read an exponent: a whole number, a letter for a natural number, or a sum of those."""
        inside = node.parts[0] if node.kind == "group" else node
        if inside.kind == "number" and inside.number.denominator == 1 and 0 <= inside.number <= EXPONENT:
            return int(inside.number)
        for term in inside.parts if inside.kind == "sum" else (inside,):
            whole = term.kind == "number" and term.number.denominator == 1 and term.number >= 0
            letter = term.kind == "name" and term.name in self.symbols and self.symbols[term.name].is_scalar
            if not (whole or letter):
                wanted = f"a whole number from 0 to {EXPONENT}, a letter for a natural number, or a sum of those"
                raise self.error(term, f"{self.shown(term)} is no exponent; write {wanted}")
        return self.read(inside).build()

    def _sum(self, node: Node) -> Typed:
        parts = [self.read(part) for part in node.parts]
        first = parts[0]
        for part in parts[1:]:
            if not self.same_shape(first, part):
                inner = self.read(part.node.parts[0]) if part.node.kind == "neg" else part
                hint = "; write c*I for c times the identity" if first.is_scalar != part.is_scalar else ""
                raise self.error(inner.node, f"cannot add {self.with_shape(first)} and {self.with_shape(inner)}{hint}")
        weight = sum(part.weight for part in parts) + 1
        return Typed(node, first.rows, first.cols, lambda: tm.Sum(tuple(part.build() for part in parts)), weight)

    def _product(self, node: Node) -> Typed:
        parts = [self.read(part) for part in node.parts]
        run, total, mixed = parts[:1], parts[0], not parts[0].is_scalar
        for part in parts[1:]:
            # x.T*y*A is (x.T*y)*A, as the operators of Python build it
            if len(run) > 1 and total.is_scalar and mixed:
                run, mixed = [total], False
            if not (total.is_scalar or part.is_scalar or self.same(total.cols, part.rows)):
                left = f"{self.shown(node.parts[0], total.node)} ({shape_text(total)})"
                raise self.error(part.node, f"cannot multiply {left} by {self.with_shape(part)}")
            run.append(part)
            mixed = mixed or not part.is_scalar
            rows = part.rows if total.is_scalar else total.rows
            cols = total.cols if part.is_scalar else part.cols
            total = Typed(part.node, rows, cols, _product_of(run), total.weight + part.weight + (len(run) == 2))
        return Typed(node, total.rows, total.cols, total.build, total.weight)

    def _quotient(self, node: Node) -> Typed:
        top, bottom = map(self.read, node.parts)
        if not bottom.is_scalar:
            raise self.error(bottom.node, f"cannot divide by {self.with_shape(bottom)}; write inv(..) for a matrix")
        weight = top.weight + bottom.weight + 1
        return Typed(node, top.rows, top.cols, lambda: tm.Quotient(top.build(), bottom.build()), weight)

    def finish(self) -> None:
        """Require that every size is settled."""
        for unknown in self.unknowns:
            if isinstance(settled(unknown), Unknown):
                raise error_at(self.text, unknown.start, unknown.wanted)


def _product_of(parts: list[Typed]) -> Callable[[], tm.Term]:
    """Return what builds the product of pieces."""
    return lambda: tm.Product(tuple(part.build() for part in parts))


def final(extent: Extent) -> tm.Size:
    """Return a size that has been settled."""
    size = settled(extent)
    if isinstance(size, Unknown):
        raise LanguageError(size.wanted)
    return size


def shape_text(typed: Typed) -> str:
    """Return a shape for a message, an unknown size as a question mark."""
    rows, cols = ("?" if isinstance(e, Unknown) else str(e) for e in map(settled, (typed.rows, typed.cols)))
    return f"{rows} x {cols}"
