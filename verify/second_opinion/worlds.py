"""What terms are worth in one random world: matrices over a prime field, one for every letter.

A letter and its transpose are two independent matrices (one, not symmetric, if the letter is declared symmetric); a
transpose is pushed down to the letters. What cannot be taken apart - an inverse, a value of a function, a diagonal, a sum - is
a letter as well, known by the value of what is inside. Commutation, cancellation, the symmetry of numbers: nothing holds here
by itself that a certificate has to say. What is 1 x 1 is a number.

Every size has its own value, at least the number of places of that size in a monomial. Then two different formal polynomials
differ somewhere (second fundamental theorem of invariant theory: relations among words, closed words and traces of N x N
matrices begin with N + 1 places), and a random world shows it but for a chance of degree / prime.

A size as a number is a random number of the field, not the value that it has here: tr I_n could not be told from a numeral
otherwise. So the trace counts the identity part of its argument, what is left when all letters are 0, with that number.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from operator import mul as times
from typing import Any

from verify.second_opinion.fields import Dice
from verify.second_opinion.statements import Statement
from verify.second_opinion.terms import SCALAR, Node, Objection, Reader

__all__ = ["BUDGET", "LARGEST", "TooSmall", "Unlucky", "Vector", "World"]

LARGEST = 80
BUDGET = 10_000_000
Vector = list[int]


class TooSmall(Exception):
    """The sizes are too small for a monomial that occurs; `needed` would do."""

    def __init__(self, needed: int) -> None:
        super().__init__(needed)
        self.needed = needed


class Unlucky(Exception):
    """The prime divides a numeral that occurs."""


class World:
    """Values for the letters of one sequent.

    Parameters
    ----------
    reader : Reader
        The terms of the sequent.
    dice : Dice
        Where the matrices come from, and the prime.
    places : int
        The number of places of one size that a monomial may have.
    """

    def __init__(self, reader: Reader, dice: Dice, places: int) -> None:
        self.reader, self.dice, self.prime, self.places = reader, dice, dice.prime, places
        self.left = BUDGET
        self.dimensions: dict[Any, int] = {1: 1}
        self.probes: dict[Any, Vector] = {1: [1]}
        self.letters: dict[Hashable, list[Vector]] = {}
        self.images: dict[tuple[Node, bool], Vector] = {}
        self.numbers: dict[tuple[Node, bool], int] = {}
        self._on: dict[str, Callable[[Node, bool, Vector], Vector]] = {
            "symbol": self._letter_on, "apply": self._letter_on, "diagof": self._letter_on, "power": self._letter_on,
            "inv": self._inverse_on, "sign": self._letter_on,
            "id": lambda node, turned, v: v, "zero": self._zero_on, "scale": self._scale_on, "mul": self._product_on,
            "add": self._sum_on, "T": lambda node, turned, v: self.on(node.args[0], not turned, v), "pow": self._power_on,
        }  # fmt: skip
        self._number: dict[str, Callable[[Node, bool], int]] = {
            "num": self._numeral, "size": lambda node, turned: self.size(node.args[0]), "tr": self._trace,
            "id": lambda node, turned: 1, "zero": lambda node, turned: 0, "symbol": self._letter_number,
            "apply": self._letter_number, "sumover": self._letter_number, "diagof": self._letter_number,
            "power": self._letter_number, "exp": self._letter_number, "log": self._letter_number, "sign": self._letter_number,
            "scale": self._scaled_number,
            "T": lambda node, turned: self.number(node.args[0], not turned),
            "mul": lambda node, turned: self._product_on(node, turned, self.probes[1])[0],
            "add": lambda node, turned: sum(self.number(t, turned) for t in node.args) % self.prime,
            "inv": lambda node, turned: self._inverse_on(node, turned, self.probes[1])[0],
            "pow": lambda node, turned: pow(self.number(node.args[0], turned), node.args[1], self.prime),
        }  # fmt: skip

    # --- comparing ------------------------------------------------------------------------------------------------

    def image(self, node: Node, turned: bool = False) -> Vector:
        """Return what a term makes of the probe, a random vector: equal for equal terms, and only for them."""
        if (node, turned) not in self.images:
            self.require(node.weight + (node.shape[0] != 1) + (node.shape[1] != 1))
            self.images[node, turned] = self._fresh_on(node, turned, self.probe(node.shape[not turned]))
        return self.images[node, turned]

    def require(self, weight: int) -> None:
        """Ask for sizes that suffice for monomials with so many matrix sides, two to a place."""
        needed = (weight + 1) // 2
        if needed > LARGEST:
            raise Objection(f"a monomial has {needed} places, this opinion covers {LARGEST}")
        if needed > self.places:
            raise TooSmall(needed)

    def same(self, left: Node, right: Node) -> bool:
        """Whether two terms are equal."""
        return left.shape == right.shape and self.image(left) == self.image(right)

    def is_zero(self, node: Node) -> bool:
        """Whether a term is zero."""
        return not any(self.image(node))

    def key(self, statement: Statement) -> Hashable:
        """Return a value that two statements share only if their terms are equal."""
        if statement.kind == "eq":
            difference = self.reader.sub(*statement.terms)
            return ("eq", difference.shape, tuple(self.image(difference)))
        detail = self.key(statement.detail) if statement.kind in ("all", "between") else statement.detail
        terms = ((t.shape, tuple(self.image(t))) for t in statement.terms)
        return (statement.kind, statement.variable, detail, *terms)

    # --- sizes and letters ----------------------------------------------------------------------------------------

    def dimension(self, size: Any) -> int:
        """Return the value of a size as a size; a literal size other than 1 has a value of its own like a name."""
        if size not in self.dimensions:
            self.dimensions[size] = self.places + len(self.dimensions) - 1
        return self.dimensions[size]

    def size(self, size: Any) -> int:
        """Return the value of a size as a number."""
        return size % self.prime if isinstance(size, int) else self.letter(("size", size), 1, 1)[0][0]

    def probe(self, size: Any) -> Vector:
        """Return the random vector of a size on which terms are compared."""
        if size not in self.probes:
            self.probes[size] = self.dice.draw(self.dimension(size))
        return self.probes[size]

    def letter(self, key: Hashable, rows: Any, cols: Any) -> list[Vector]:
        """Return the random matrix that goes by this key."""
        if key not in self.letters:
            height, width = self.dimension(rows), self.dimension(cols)
            numbers = self.dice.draw(height * width)
            self.letters[key] = [numbers[k : k + width] for k in range(0, height * width, width)]
        return self.letters[key]

    def times(self, matrix: list[Vector], v: Vector) -> Vector:
        """Return a matrix times a vector."""
        self.left -= len(matrix) * len(v)
        if self.left < 0:
            raise Objection("budget: too much arithmetic")
        if len(matrix[0]) != len(v):
            raise Objection("the sizes do not fit")
        prime = self.prime
        return [sum(map(times, row, v)) % prime for row in matrix]

    def matrix(self, node: Node, turned: bool) -> list[Vector]:
        """Return the matrix of a letter or of its transpose."""
        rows, cols = (node.shape[1], node.shape[0]) if turned else node.shape
        if node.op == "symbol":
            own = node.shape == SCALAR or bool(self.reader.symbols[node.args[0]].get("symmetric"))
            return self.letter(("symbol", node.args[0], turned and not own), rows, cols)
        if node.op == "apply":
            name, argument = node.args
            own = node.shape == SCALAR or bool(self.reader.functions[name].get("symmetric"))
            return self.letter(("apply", name, turned and not own, tuple(self.image(argument))), rows, cols)
        if node.op in ("exp", "log", "sign"):
            return self.letter((node.op, node.shape, tuple(self.image(node.args[0], turned))), rows, cols)
        if node.op == "power":
            base, exponent = node.args
            return self.letter(("power", exponent.args[0], rows, tuple(self.image(base, turned))), rows, cols)
        index, entry = node.args
        self.require(entry.weight)
        return self.letter((node.op, index, self.number(entry, turned)), rows, cols)

    # --- a term on a vector ---------------------------------------------------------------------------------------

    def on(self, node: Node, turned: bool, v: Vector) -> Vector:
        """Return a term, or its transpose, times a vector."""
        return self.image(node, turned) if v is self.probes.get(node.shape[not turned]) else self._fresh_on(node, turned, v)

    def _fresh_on(self, node: Node, turned: bool, v: Vector) -> Vector:
        if node.shape == SCALAR:
            number = self.number(node, turned)
            return [number * x % self.prime for x in v]
        return self._on[node.op](node, turned, v)

    def _letter_on(self, node: Node, turned: bool, v: Vector) -> Vector:
        return self.times(self.matrix(node, turned), v)

    def _zero_on(self, node: Node, turned: bool, _v: Vector) -> Vector:
        return [0] * self.dimension(node.shape[turned])

    def _scale_on(self, node: Node, turned: bool, v: Vector) -> Vector:
        factor = self.number(node.args[0], turned)
        return [factor * x % self.prime for x in self.on(node.args[1], turned, v)]

    def _product_on(self, node: Node, turned: bool, v: Vector) -> Vector:
        left, right = node.args
        return self.on(right, True, self.on(left, True, v)) if turned else self.on(left, False, self.on(right, False, v))

    def _sum_on(self, node: Node, turned: bool, v: Vector) -> Vector:
        return [sum(column) % self.prime for column in zip(*(self.on(t, turned, v) for t in node.args), strict=True)]

    def _power_on(self, node: Node, turned: bool, v: Vector) -> Vector:
        base, exponent = node.args
        for _ in range(exponent):
            v = self.on(base, turned, v)
        return v

    def _inverse_on(self, node: Node, turned: bool, v: Vector) -> Vector:
        return self.inverse(node.args[0], self.image(node.args[0], turned), v)

    def inverse(self, base: Node, image: Vector, v: Vector) -> Vector:
        """Return the inverse of what makes this image of the probe, times a vector; `base` is its form."""
        size = base.shape[0]
        if constant := self.constant_of(base, image):
            return [pow(constant, -1, self.prime) * x % self.prime for x in v]
        return self.times(self.letter(("inv", size, tuple(image)), size, size), v)

    # --- numbers --------------------------------------------------------------------------------------------------

    def number(self, node: Node, turned: bool = False) -> int:
        """Return the value of a 1 x 1 term or of its transpose, in which the letters are turned."""
        if (node, turned) not in self.numbers:
            self.numbers[node, turned] = self._number[node.op](node, turned)
        return self.numbers[node, turned]

    def _numeral(self, node: Node, _turned: bool) -> int:
        numerator, denominator = map(int, node.args)
        if not denominator % self.prime or (numerator and not numerator % self.prime):
            raise Unlucky
        inverse: int = pow(denominator, -1, self.prime)
        return numerator * inverse % self.prime

    def _letter_number(self, node: Node, turned: bool) -> int:
        return self.matrix(node, turned)[0][0]

    def _scaled_number(self, node: Node, turned: bool) -> int:
        return self.number(node.args[0], turned) * self.number(node.args[1], turned) % self.prime

    def _trace(self, node: Node, turned: bool) -> int:
        (inner,) = node.args
        if inner.shape == SCALAR:
            return self.number(inner, turned)
        columns = self.axes(inner.shape[0])
        total = sum(self._fresh_on(inner, turned, column)[i] for i, column in enumerate(columns))
        excess = self.size(inner.shape[0]) - len(columns)
        return (total + excess * self.identity_part(inner, turned)) % self.prime

    def axes(self, size: Any) -> list[Vector]:
        """Return the columns of an identity matrix."""
        n = self.dimension(size)
        return [[int(i == j) for i in range(n)] for j in range(n)]

    # --- what is left without letters -----------------------------------------------------------------------------

    def identity_part(self, node: Node, turned: bool) -> int:
        """Return the factor of the identity in a square term: its value when all letters that are not numbers are 0."""
        if node.shape == SCALAR:
            return self.number(node, turned)
        if node.op == "scale":
            return self.number(node.args[0], turned) * self.identity_part(node.args[1], turned) % self.prime
        return self._part(node, lambda inner: self.identity_part(inner, turned ^ (node.op == "T")))

    def constant(self, node: Node) -> int:
        """Return the rational part of a square term: its value when all letters and sizes are 0."""
        if node.op == "num":
            return self._numeral(node, False)
        if node.op == "size":
            return self._literal(node.args[0])
        if node.op == "scale":
            return self.constant(node.args[0]) * self.constant(node.args[1]) % self.prime
        if node.op == "tr":
            return self.constant(node.args[0]) * self._literal(node.args[0].shape[0]) % self.prime
        return self._part(node, self.constant)

    def _literal(self, size: Any) -> int:
        return size if isinstance(size, int) else 0

    def _part(self, node: Node, inner: Callable[[Node], int]) -> int:
        if node.shape[0] != node.shape[1]:
            return 0
        if node.op == "id":
            return 1
        if node.op == "T":
            return inner(node.args[0])
        if node.op == "add":
            return sum(map(inner, node.args)) % self.prime
        if node.op == "mul":
            left, right = node.args
            return inner(left) * inner(right) % self.prime if left.shape == right.shape else 0
        if node.op == "pow":
            return pow(inner(node.args[0]), node.args[1], self.prime)
        if node.op == "inv":
            (base,) = node.args
            constant = self.constant_of(base, self.image(base))
            return pow(constant, -1, self.prime) if constant else 0
        return 0

    def constant_of(self, node: Node, image: Vector) -> int:
        """Return c if what makes this image of the probe is a rational number c times the identity, otherwise 0."""
        constant = self.constant(node)
        known = constant and image == [constant * x % self.prime for x in self.probe(node.shape[0])]
        return constant if known else 0

    def is_constant(self, node: Node) -> bool:
        """Whether a square term is a rational number other than 0, or that number times the identity."""
        return self.constant_of(node, self.image(node)) != 0
