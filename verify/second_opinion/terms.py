"""Typed terms, read from JSON once; what the terms are worth is found out elsewhere (`worlds`).

Sizes are compared by name: what does not fit for every choice of sizes is an objection here, before anything is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

__all__ = [
    "HIGHEST_POWER",
    "LONGEST_NUMBER",
    "NESTING",
    "NOTHING",
    "SCALAR",
    "Instance",
    "Node",
    "Objection",
    "Reader",
    "Shape",
    "rational",
    "take",
    "words_in",
]

SCALAR = (1, 1)
NESTING = 64
HIGHEST_POWER = 64
LONGEST_NUMBER = 1000
Shape = tuple[Any, Any]
_NUMBER = re.compile(r"-?[0-9]+(/[0-9]*[1-9][0-9]*)?")
_NOBODY: frozenset[str] = frozenset()
_MARKS = frozenset({"symmetric", "diagonal", "basis", "natural"})


class Objection(Exception):
    """What is wrong with a certificate."""


class Node:
    """One term: an operation, its operands, and what is known of it without a value.

    Parameters
    ----------
    op : str
        The operation.
    args : tuple
        Its operands: nodes, names, sizes, numbers.
    shape : tuple
        Rows and columns, each a name or a positive integer.
    weight : int
        A bound for the matrix sides (other than 1) of a monomial: 2 for a matrix, 1 for a vector, 0 for a number.
    free : frozenset of str
        The symbols on which it depends; those bound by a sum or a diagonal are not among them.
    inverts : bool
        Whether something is inverted inside.
    diagonal : bool
        Whether it is a diagonal matrix by the way it is written.
    """

    __slots__ = ("args", "diagonal", "free", "inverts", "op", "shape", "weight")

    def __init__(self, op: str, args: tuple[Any, ...], shape: Shape, weight: int, diagonal: bool) -> None:
        self.op, self.args, self.shape, self.weight, self.diagonal = op, args, shape, weight, diagonal
        inner = self.within()
        self.free: frozenset[str] = inner[0].free if len(inner) == 1 else _NOBODY.union(*[node.free for node in inner])
        self.inverts: bool = op == "inv" or any(node.inverts for node in inner)

    def within(self) -> list[Node]:
        """Return the operands that are terms."""
        return [a for a in self.args if isinstance(a, Node)]

    def inverted(self) -> list[Node]:
        """Return every term that is inverted inside, however deep."""
        seen, todo = {self: None}, [self]
        while todo:
            inner = [node for node in todo.pop().within() if node.inverts and node not in seen]
            seen.update(dict.fromkeys(inner))
            todo += inner
        return [node.args[0] for node in seen if node.op == "inv"]


@dataclass(frozen=True)
class Instance:
    """What is put in while a statement of another sequent is read.

    `values` are terms for its symbols, `sizes` names or numbers for its sizes, `functions` pairs of a variable and a formula
    for its functions.
    """

    values: dict[str, Node] = field(default_factory=dict)
    sizes: dict[Any, Any] = field(default_factory=dict)
    functions: dict[str, tuple[Node, Node]] = field(default_factory=dict)

    def without(self, bound: str) -> Instance:
        """Return the instance inside a binder of the symbol."""
        values = {name: value for name, value in self.values.items() if name != bound}
        return Instance(values, self.sizes, self.functions)


NOTHING = Instance()


def take(value: Any, needed: Iterable[str], allowed: Iterable[str] = ()) -> dict[str, Any]:
    """Return a JSON object after a look at its keys: all that are needed, none that is not known."""
    if not isinstance(value, dict):
        raise Objection(f"an object with the keys {sorted(needed)} is expected")
    keys = set(value)
    if keys - set(needed) - set(allowed) or set(needed) - keys:
        raise Objection(f"the keys are {sorted(map(str, keys))}, needed are {sorted(needed)}, allowed also {sorted(allowed)}")
    return value


def rational(value: Any) -> Fraction:
    """Read "p" or "p/q"."""
    if isinstance(value, str) and len(value) <= LONGEST_NUMBER and _NUMBER.fullmatch(value):
        return Fraction(value)
    raise Objection(f"{value!r:.40} is no rational number")


def words_in(tree: Any) -> set[str]:
    """Return every string inside a JSON term."""
    if isinstance(tree, str):
        return {tree}
    return set().union(*map(words_in, tree)) if isinstance(tree, list) else set()


def _side_count(shape: Shape) -> int:
    return int(shape[0] != 1) + int(shape[1] != 1)


class Reader:
    """Reads the terms of one sequent. Equal terms become one node.

    Parameters
    ----------
    symbols, functions : dict
        Declarations as JSON: {"shape", "symmetric"?, "diagonal"?, "basis"?}; {"shape", "domain", "derivative"?, "symmetric"?}.
    """

    def __init__(self, symbols: dict[str, Any], functions: dict[str, Any]) -> None:
        self.symbols: dict[str, Any] = {}
        self.functions = functions
        self.indices: set[str] = set()
        self.nodes: dict[tuple[Any, ...], Node] = {}
        self.letters: dict[str, Node] = {}
        self.numerals: dict[Any, Node] = {}
        self.numbers: dict[int | Fraction, Node] = {}
        self.whole: dict[str, Node] = {}
        self._of_terms: dict[str, Callable[..., Node]] = {
            "add": self.add, "mul": self.mul, "neg": self.neg, "T": self.turn, "inv": self.inv, "tr": self.trace,
            "div": lambda left, right: self.mul(left, self.inv(right)),
            "exp": partial(self.elementary, "exp"), "log": partial(self.elementary, "log"),
            "sign": partial(self.elementary, "sign"),
        }  # fmt: skip
        self.declare(symbols)
        for info in functions.values():
            self._check_function(info)

    def declare(self, symbols: dict[str, Any]) -> None:
        """Take up more symbols, under new names."""
        for name, info in symbols.items():
            take(info, {"shape"}, _MARKS)
            rows, cols = map(self.size, info["shape"])
            if any(info[mark] is not True for mark in set(info) - {"shape"}):
                raise Objection(f"a mark of {name!r:.40} is there or not")
            if not name.isidentifier() or name in self.symbols or name in self.functions:
                raise Objection(f"{name!r:.40} is no name for a symbol, or means something already")
            square, number = info.get("symmetric") or info.get("diagonal"), info.get("natural")
            if (square and rows != cols) or (info.get("basis") and cols != 1) or (number and (rows, cols) != SCALAR):
                raise Objection(f"{name} cannot be what it is declared to be: it is {rows} x {cols}")
            self.symbols[name] = info

    def _check_function(self, info: Any) -> None:
        take(info, {"shape", "domain"}, {"derivative", "symmetric"})
        (rows, cols), (size, one) = map(self.size, info["shape"]), map(self.size, info["domain"])
        if one != 1 or (info.get("symmetric") and rows != cols):
            raise Objection("a function is of a vector; if symmetric, its values are square")
        if "derivative" in info:
            wanted = [size, 1] if (rows, cols) == SCALAR else [rows, size]
            slope = self.functions.get(info["derivative"], {})
            if cols != 1 or [slope.get("shape"), slope.get("domain")] != [wanted, [size, one]]:
                raise Objection(f"the derivative {info['derivative']!r:.40} does not fit its function")

    def size(self, size: Any, instance: Instance = NOTHING) -> Any:
        """Read a size: a name, or an integer from 1 on."""
        if isinstance(size, str) and size:
            return instance.sizes.get(size, size)
        if isinstance(size, int) and not isinstance(size, bool) and size > 0:
            return size
        raise Objection(f"{size!r:.40} is no size")

    def node(self, op: str, args: tuple[Any, ...], shape: Shape, weight: int, diagonal: bool = False) -> Node:
        """Return the one node with this operation and these operands."""
        key = (op, *args)
        node = self.nodes.get(key)
        if node is None:
            node = self.nodes[key] = Node(op, args, shape, weight, diagonal or shape == SCALAR)
        return node

    # --- building -------------------------------------------------------------------------------------------------

    def number(self, value: int | Fraction) -> Node:
        """Return a rational number."""
        node = self.numbers.get(value)
        if node is None:
            exact = Fraction(value)
            node = self.numbers[value] = self.node("num", (exact.numerator, exact.denominator), SCALAR, 0)
        return node

    def identity(self, size: Any) -> Node:
        """Return an identity matrix."""
        return self.node("id", (size,), (size, size), 0, True)

    def symbol(self, name: Any) -> Node:
        """Return a declared symbol."""
        if not isinstance(name, str) or name not in self.symbols:
            raise Objection(f"{name!r:.40} is not declared")
        if name not in self.letters:
            info = self.symbols[name]
            shape: Shape = tuple(info["shape"])
            node = self.node("symbol", (name,), shape, _side_count(shape), bool(info.get("diagonal")))
            node.free = frozenset({name})
            self.letters[name] = node
        return self.letters[name]

    def add(self, *terms: Node) -> Node:
        """Return a sum."""
        if len({t.shape for t in terms}) > 1:
            raise Objection(f"terms of the shapes {sorted({str(t.shape) for t in terms})} cannot be added")
        if len(terms) == 1:
            return terms[0]
        weight = max([t.weight for t in terms])
        return self.node("add", terms, terms[0].shape, weight, all(t.diagonal for t in terms))

    def mul(self, *factors: Node) -> Node:
        """Return a product, from the left; a 1 x 1 factor is a number."""
        total = factors[0]
        for factor in factors[1:]:
            left, right = total, factor
            weight = left.weight + right.weight
            if left.shape == SCALAR:
                total = self.node("scale", (left, right), right.shape, weight, right.diagonal)
            elif right.shape == SCALAR:
                total = self.node("scale", (right, left), left.shape, weight, left.diagonal)
            elif left.shape[1] == right.shape[0]:
                shape = (left.shape[0], right.shape[1])
                total = self.node("mul", (left, right), shape, weight, left.diagonal and right.diagonal)
            else:
                raise Objection(f"{left.shape} does not fit {right.shape} in a product")
        return total

    def neg(self, term: Node) -> Node:
        """Return minus a term."""
        return self.mul(self.number(-1), term)

    def sub(self, left: Node, right: Node) -> Node:
        """Return a difference."""
        return self.add(left, self.neg(right))

    def turn(self, term: Node) -> Node:
        """Return the transpose."""
        return self.node("T", (term,), (term.shape[1], term.shape[0]), term.weight, term.diagonal)

    def inv(self, term: Node) -> Node:
        """Return the inverse of a square term."""
        self.square(term)
        return self.node("inv", (term,), term.shape, _side_count(term.shape), term.diagonal)

    def power(self, base: Node, exponent: Any) -> Node:
        """Return a power; the exponent is a small integer, or a term k + c for a natural number k."""
        self.square(base)
        letter = None
        if isinstance(exponent, Node):
            letter, exponent = self.natural(exponent)
        if not isinstance(exponent, int) or isinstance(exponent, bool) or not 0 <= exponent <= HIGHEST_POWER:
            raise Objection(f"{exponent!r:.40} is no exponent from 0 to {HIGHEST_POWER}")
        known = self.node("pow", (base, exponent), base.shape, base.weight * exponent, base.diagonal)
        if letter is None:
            return known
        total = self.node("power", (base, letter), base.shape, _side_count(base.shape), base.diagonal)
        return self.mul(total, known) if exponent else total

    def natural(self, term: Node) -> tuple[Node | None, int]:
        """Read k + c or c: k a symbol for a natural number, c one of 0, 1, .."""
        factors, constant = self._linear(term)
        named = [letter for letter, factor in factors.items() if factor]
        if any(factors[letter] != 1 for letter in named) or len(named) > 1 or constant < 0 or constant.denominator > 1:
            raise Objection("k + c or c is needed, for natural numbers k and c")
        return (named[0] if named else None), int(constant)

    def _linear(self, term: Node) -> tuple[dict[Node, Fraction], Fraction]:
        # the factors of the natural numbers in a sum of multiples of them, and what is added to it
        if term.op == "num":
            return {}, Fraction(*term.args)
        if term.op == "symbol" and self.symbols[term.args[0]].get("natural"):
            return {term: Fraction(1)}, Fraction(0)
        if term.op not in ("add", "scale") or (term.op == "scale" and term.args[0].op != "num"):
            raise Objection("k + c or c is needed, for natural numbers k and c")
        scale = Fraction(*term.args[0].args) if term.op == "scale" else Fraction(1)
        factors: dict[Node, Fraction] = {}
        constant = Fraction(0)
        for inner, more in map(self._linear, term.args if term.op == "add" else term.args[1:]):
            constant += scale * more
            for letter, factor in inner.items():
                factors[letter] = factors.get(letter, Fraction(0)) + scale * factor
        return factors, constant

    def trace(self, term: Node) -> Node:
        """Return the trace of a square term."""
        self.square(term)
        return self.node("tr", (term,), SCALAR, term.weight)

    def square(self, term: Node) -> None:
        """Object to what is not square by the names of its sizes."""
        if term.shape[0] != term.shape[1]:
            raise Objection(f"{term.shape} is not square")

    def apply(self, name: Any, argument: Node, instance: Instance) -> Node:
        """Return the value of a function, or of the formula that is put in for it."""
        if isinstance(name, str) and name in instance.functions:
            variable, formula = instance.functions[name]
            if argument.shape != variable.shape:
                raise Objection(f"{name} is a function of {variable.shape}, not of {argument.shape}")
            return self.replace(formula, variable.args[0], argument)
        if not isinstance(name, str) or name not in self.functions:
            raise Objection(f"the function {name!r:.40} is not declared")
        info = self.functions[name]
        if argument.shape != tuple(info["domain"]):
            raise Objection(f"{name} is a function of {tuple(info['domain'])}, not of {argument.shape}")
        shape: Shape = tuple(info["shape"])
        return self.node("apply", (name, argument), shape, _side_count(shape))

    def elementary(self, op: str, argument: Node) -> Node:
        """Return exp or log of a number, or the sign of a number or a column."""
        if argument.shape != SCALAR and (op != "sign" or argument.shape[1] != 1):
            raise Objection(f"{op} of {argument.shape}")
        return self.node(op, (argument,), argument.shape, _side_count(argument.shape))

    def bind(self, op: str, index: Any, entry: Node) -> Node:
        """Return a sum over, or the diagonal matrix of, a number for every basis vector."""
        symbol = self.symbol(index)
        if not self.symbols[index].get("basis") or entry.shape != SCALAR:
            raise Objection(f"{op} runs over basis vectors and takes a number")
        self.indices.add(index)
        size = symbol.shape[0]
        node = self.node(op, (index, entry), SCALAR if op == "sumover" else (size, size), 2 * (op == "diagof"), True)
        node.free = entry.free - {index}
        return node

    def within(self, name: Any, body: Any, instance: Instance) -> Instance:
        """Return the instance below a binder of a symbol: what is put in there must not speak of it."""
        self.symbol(name)
        words = words_in(body)
        inside = [value.free for key, value in instance.values.items() if key in words and key != name]
        inside += [formula.free - {v.args[0]} for key, (v, formula) in instance.functions.items() if key in words]
        if any(name in names for names in inside):
            raise Objection(f"the bound {name} would capture what is put in")
        return instance.without(name)

    def replace(self, node: Node, name: str, value: Node) -> Node:
        """Return a term with another one put in for a symbol."""
        if name not in node.free:
            return node
        if node.op == "symbol":
            return value
        if node.op in ("diagof", "sumover"):
            index, entry = node.args
            if index in value.free:
                raise Objection(f"the bound {index} would capture what is put in")
            return self.bind(node.op, index, self.replace(entry, name, value))
        args = [self.replace(a, name, value) if isinstance(a, Node) else a for a in node.args]
        if node.op == "apply":
            return self.apply(args[0], args[1], NOTHING)
        build: dict[str, Callable[..., Node]] = {
            **self._of_terms, "scale": self.mul, "pow": self.power, "power": self.power,
        }  # fmt: skip
        return build[node.op](*args)

    # --- reading --------------------------------------------------------------------------------------------------

    def read(self, tree: Any, instance: Instance = NOTHING, depth: int = 0) -> Node:
        """Read a JSON term."""
        if isinstance(tree, str):
            return instance.values[tree] if tree in instance.values else self.symbol(tree)
        if depth == 0 and instance is NOTHING:  # the same statement is read again and again
            text = repr(tree)
            if text not in self.whole:
                self.whole[text] = self.part(tree, instance, depth)
            return self.whole[text]
        return self.part(tree, instance, depth)

    def part(self, tree: Any, instance: Instance, depth: int) -> Node:
        """Read a JSON term that is no symbol."""
        if not isinstance(tree, list) or len(tree) < 2 or depth > NESTING:
            raise Objection(f"{tree!r:.60} is no term, or too deep")
        op, *rest = tree
        build = self._of_terms.get(op)
        if build is not None:
            return build(*[self.read(t, instance, depth + 1) for t in rest])
        if op in ("num", "id", "zero", "size"):
            return self._atom(op, rest, instance)
        if op not in ("pow", "apply", "diagof", "sumover"):
            raise Objection(f"{op!r:.40} is no operation")
        first, second = rest
        if op == "pow":
            exponent = self.read(second, instance, depth + 1) if isinstance(second, str | list) else second
            return self.power(self.read(first, instance, depth + 1), exponent)
        if op == "apply":
            return self.apply(first, self.read(second, instance, depth + 1), instance)
        inner = self.within(first, second, instance)
        if instance.values.get(first, self.symbol(first)) is not self.symbol(first):
            raise Objection(f"{first} is bound: only {first} itself can be put in for it")
        return self.bind(op, first, self.read(second, inner, depth + 1))

    def _atom(self, op: str, rest: list[Any], instance: Instance) -> Node:
        if op == "num":
            (value,) = rest
            if value not in self.numerals:
                self.numerals[value] = self.number(rational(value))
            return self.numerals[value]
        sizes = tuple(self.size(s, instance) for s in rest)
        if len(sizes) != (2 if op == "zero" else 1):
            raise Objection(f"{op} of {len(sizes)} sizes")
        if op == "id":
            return self.identity(*sizes)
        shape = sizes if op == "zero" else SCALAR
        return self.node(op, sizes, shape, 0, op == "zero" and sizes[0] == sizes[1])
