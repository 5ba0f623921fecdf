"""Derivatives without differentiation: a term at point + t * direction, where t * t = 0.

Values are pairs, a value and what t is multiplied with; they are computed as in a world, one pair for one value. A function
that is only known by name moves by its declared derivative. Nothing that moves is inverted: a gradient is not taken of such.
"""

from __future__ import annotations

from verify.second_opinion.terms import SCALAR, Node, Objection
from verify.second_opinion.worlds import Vector, World

__all__ = ["Dual", "Pair"]

Pair = tuple[Vector, Vector]


class Dual:
    """Terms at a moving point.

    Parameters
    ----------
    world : World
        The values of everything else.
    variable : str
        The symbol that moves.
    path : tuple of Node
        Where it is, and the direction in which it moves.
    """

    def __init__(self, world: World, variable: str, path: tuple[Node, Node]) -> None:
        self.world, self.variable, self.path = world, variable, path

    def derivative(self, node: Node) -> Vector:
        """Return what the derivative of a term along the direction makes of the probe."""
        self.world.require(self._weight(node) + 4)
        probe = self.world.probe(node.shape[1])
        return self.on(node, False, (probe, [0] * len(probe)))[1]

    def _weight(self, node: Node) -> int:
        # a bound for the matrix sides in a monomial of the derivative, where functions have been opened
        if node.op == "symbol":
            return max(node.weight, *(p.weight for p in self.path)) if node.args[0] == self.variable else node.weight
        inner = [self._weight(n) for n in node.within()] or [node.weight]
        if node.op == "add":
            return max(inner)
        if node.op == "pow":
            return inner[0] * int(node.args[1])
        return sum(inner) + 3 * (node.op == "apply")

    # --- pairs ----------------------------------------------------------------------------------------------------

    def _sum(self, *vectors: Vector) -> Vector:
        return [sum(column) % self.world.prime for column in zip(*vectors, strict=True)]

    def scaled(self, factor: tuple[int, int], pair: Pair) -> Pair:
        """Return a moving number times a moving vector."""
        prime, (s, ds), (v, dv) = self.world.prime, factor, pair
        return [s * x % prime for x in v], [(s * dx + ds * x) % prime for x, dx in zip(v, dv, strict=True)]

    def on(self, node: Node, turned: bool, v: Pair) -> Pair:
        """Return a term, or its transpose, times a vector."""
        if self.variable not in node.free:
            return self.world.on(node, turned, v[0]), self.world.on(node, turned, v[1])
        if node.op == "add":
            values, changes = zip(*(self.on(t, turned, v) for t in node.args), strict=True)
            return self._sum(*values), self._sum(*changes)
        if node.op == "T":
            return self.on(node.args[0], not turned, v)
        if node.op == "scale":
            return self.scaled(self.number(node.args[0], turned), self.on(node.args[1], turned, v))
        if node.op == "mul":
            first, second = node.args if turned else reversed(node.args)
            return self.on(second, turned, self.on(first, turned, v))
        if node.op == "pow":
            for _ in range(node.args[1]):
                v = self.on(node.args[0], turned, v)
            return v
        return self._letter_on(node, turned, v)

    def _letter_on(self, node: Node, turned: bool, v: Pair) -> Pair:
        if node.op == "symbol":
            point, direction = self.path
            changes = self.world.on(point, turned, v[1]), self.world.on(direction, turned, v[0])
            return self.world.on(point, turned, v[0]), self._sum(*changes)
        if node.op == "apply":
            return self._function_on(node, turned, v)
        if node.op == "tr":
            return self.scaled(self._trace(node.args[0], turned), v)
        raise Objection(f"no derivative of {node.op} is known")

    def _function_on(self, node: Node, turned: bool, v: Pair) -> Pair:
        world, (name, argument) = self.world, node.args
        functions = world.reader.functions
        slope = functions[name].get("derivative")
        if slope is None:
            raise Objection(f"no derivative of {name} is known")
        image = tuple(self.on(argument, False, ([1], [0]))[0])

        def letter(function: str, turned: bool) -> list[Vector]:
            rows, cols = functions[function]["shape"]
            own = [rows, cols] == [1, 1] or bool(functions[function].get("symmetric"))
            rows, cols = (cols, rows) if turned else (rows, cols)
            return world.letter(("apply", function, turned and not own, image), rows, cols)

        value, carried = (world.times(letter(name, turned), side) for side in v)
        # the derivative of a number is stored as a column, that of a vector as its Jacobian
        column = node.shape == SCALAR
        if turned:
            outer = world.times(letter(slope, not column), v[0])
            moved = self.on(argument, True, (outer, [0] * len(outer)))[1]
        else:
            inner = self.on(argument, False, (v[0], [0] * len(v[0])))[1]
            moved = world.times(letter(slope, column), inner)
        return value, self._sum(carried, moved)

    # --- numbers --------------------------------------------------------------------------------------------------

    def number(self, node: Node, turned: bool) -> tuple[int, int]:
        """Return a 1 x 1 term, or its transpose."""
        (value,), (change,) = self.on(node, turned, ([1], [0]))
        return value, change

    def _trace(self, inner: Node, turned: bool) -> tuple[int, int]:
        if inner.shape == SCALAR:
            return self.number(inner, turned)
        world, size = self.world, inner.shape[0]
        columns = world.axes(size)
        images = [self.on(inner, turned, (column, [0] * len(column))) for column in columns]
        excess, part = world.size(size) - len(columns), self._identity_part(inner, turned)
        value, change = (sum(image[side][i] for i, image in enumerate(images)) for side in (0, 1))
        return (value + excess * part[0]) % world.prime, (change + excess * part[1]) % world.prime

    def _identity_part(self, node: Node, turned: bool) -> tuple[int, int]:
        prime = self.world.prime
        if node.shape == SCALAR:
            return self.number(node, turned)
        if self.variable not in node.free:
            return self.world.identity_part(node, turned), 0
        if node.op == "T":
            return self._identity_part(node.args[0], not turned)
        parts = [self._identity_part(n, turned) for n in node.within()]
        if node.op == "add":
            return sum(p[0] for p in parts) % prime, sum(p[1] for p in parts) % prime
        if node.op == "scale" or (node.op == "mul" and node.args[0].shape == node.args[1].shape):
            (a, da), (b, db) = parts
            return a * b % prime, (a * db + b * da) % prime
        if node.op == "pow":
            (a, da), k = parts[0], node.args[1]
            return pow(a, k, prime), k * pow(a, k - 1, prime) * da % prime if k else 0
        return 0, 0
