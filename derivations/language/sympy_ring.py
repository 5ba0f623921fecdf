"""Matrices of rational functions: the ring in which derived and claimed values of SymPy's are compared.

The polynomials are python-flint's. A matrix is kept as polynomial numerators over one product of powers of known factors.
Sums and products then need no greatest common divisors, and an inverse is an adjugate over a determinant from which the
known factors are divided out: 7.13 at n = 3 with a generic rational Q takes hundredths of a second. Whatever
is not built by +, * and whole powers (J(w), exp(x), a square root) is one more indeterminate, so nothing is found equal
that is not; of a root and of an absolute value `vanishes` knows the square.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from derivations.language.errors import Irrational, LanguageError

if TYPE_CHECKING:
    import sympy

__all__ = ["Poly", "Ratio", "SympyRing", "Unseen", "indeterminates"]

Poly = Any  # a flint.fmpq_mpoly: imported with SymPy, when something is derived


class Ratio(NamedTuple):
    """A matrix of polynomials over a product of factors, given as the powers of those that a `SympyRing` knows."""

    rows: tuple[tuple[Poly, ...], ...]
    below: dict[int, int]


class Unseen(Exception):
    """An indeterminate came up that the ring was not made with."""

    def __init__(self, atoms: set[Any]) -> None:
        super().__init__(atoms)
        self.atoms = atoms


class SympyRing:
    """Matrices of rational functions over the rationals: a `Ring` of `evaluation`.

    Parameters
    ----------
    atoms : iterable of sympy.Expr
        The indeterminates, such as the symbols of all matrices that will be put in.
    """

    def __init__(self, atoms: Iterable[sympy.Expr]) -> None:
        from flint import Ordering, fmpq_mpoly_ctx

        named = sorted(((_name(atom), atom) for atom in atoms), key=lambda pair: pair[0])
        if twice := {one for (one, _), (other, _) in pairwise(named) if one == other}:
            raise LanguageError(f"two symbols are called {sorted(twice)}, with different assumptions; make them one")
        self.atoms = tuple(atom for _, atom in named)
        self.polys = fmpq_mpoly_ctx.get([("x", len(self.atoms))], Ordering.lex)
        self.nothing, self.one = self.polys.constant(0), self.polys.constant(1)
        self.factors: list[Poly] = list(self.polys.gens())
        generators = zip(self.atoms, self.factors, strict=True)
        self.seen: dict[Any, Ratio] = {atom: Ratio(((generator,),), {}) for atom, generator in generators}

    # --- from SymPy and back ---

    def from_matrix(self, matrix: sympy.Matrix) -> Ratio:
        """Return an explicit SymPy matrix as an element of the ring.

        Raises
        ------
        LanguageError
            If an entry holds a float, an infinity or no number at all.
        """
        return self._together([[self.from_entry(entry) for entry in row] for row in matrix.tolist()])

    def from_entry(self, entry: sympy.Expr) -> Ratio:
        """Return a SymPy expression as a 1 x 1 element of the ring."""
        found = self.seen.get(entry)
        if found is None:
            found = self.seen[entry] = self._new_entry(entry)
        return found

    def _new_entry(self, entry: sympy.Expr) -> Ratio:
        if entry.is_Add:
            parts = self._together([[self.from_entry(part) for part in entry.args]])
            return Ratio(((sum(parts.rows[0], self.nothing),),), parts.below)
        if entry.is_Mul:
            return self._multiplied([self.from_entry(part) for part in entry.args])
        if entry.is_Rational:
            return self.number(Fraction(int(entry.p), int(entry.q)))
        if not (_is_whole_power(entry) or _is_power_of_root(entry)):
            raise Unseen(indeterminates([entry]))
        times = 1 if _is_whole_power(entry) else 2
        base = self.from_entry(entry.base if times == 1 else _root(entry.base))
        base = self.inverse(base) if entry.exp < 0 else base
        return self._multiplied([base] * abs(int(times * entry.exp)))

    def _multiplied(self, parts: Sequence[Ratio]) -> Ratio:
        """Return the product of 1 x 1 elements."""
        above, below = self.one, dict[int, int]()
        for part in parts:
            above = above * part.rows[0][0]
            below = _product(below, part.below) if part.below else below
        return self._reduced(((above,),), below)

    def to_matrix(self, a: Ratio) -> sympy.Matrix:
        """Return an element of the ring as an explicit SymPy matrix."""
        import sympy

        below = sympy.Mul(*(self._expression(self.factors[factor]) ** power for factor, power in a.below.items()))
        return sympy.Matrix([[self._expression(entry) / below for entry in row] for row in a.rows])

    def _expression(self, poly: Poly) -> sympy.Expr:
        import sympy

        terms = []
        for exponents, c in poly.terms():
            powers = (atom ** int(e) for atom, e in zip(self.atoms, exponents, strict=True) if e)
            terms.append(sympy.Mul(sympy.Rational(int(c.p), int(c.q)), *powers))
        return sympy.Add(*terms)

    # --- the operations of a ring ---

    def number(self, value: Fraction) -> Ratio:
        """Return a 1 x 1 matrix."""
        from flint import fmpq

        return Ratio(((self.polys.constant(fmpq(value.numerator, value.denominator)),),), {})

    def identity(self, size: int) -> Ratio:
        """Return the identity of a size."""
        return Ratio(tuple(tuple(self.one if i == j else self.nothing for j in range(size)) for i in range(size)), {})

    def elementary(self, function: str, a: Ratio) -> Ratio:
        """Return exp or log of a number as SymPy writes it: one more indeterminate, or a root.

        Raises
        ------
        Irrational
            For a sign, which is no function of this ring, and for a matrix.
        """
        import sympy

        if function not in {"exp", "log"} or len(a.rows) * len(a.rows[0]) != 1:
            raise Irrational(f"{function} of {self.to_matrix(a)} is no rational function")
        return self.from_entry(getattr(sympy, function)(self.to_matrix(a)[0, 0]))

    def vanishes(self, poly: Poly) -> bool:
        """Whether a polynomial is identically zero, given the squares of the roots and absolute values in it."""
        return self._vanishes(poly, self._squares)

    @cached_property
    def _squares(self) -> list[tuple[Any, Any]]:
        """The indeterminates of which the square is known, with it, the outermost first."""
        squares = [(atom, square) for atom in self.atoms if (square := _square_of(atom)) is not None]
        return sorted(squares, key=lambda pair: -_nested(pair[1]))

    def _vanishes(self, poly: Poly, squares: list[tuple[Any, Any]]) -> bool:
        """Replace the square of the first root, the outermost, and look at what is left beside it and beside 1."""
        if not poly or not squares:
            return not poly
        (atom, square), *others = squares
        place, worth = self.atoms.index(atom), self.from_entry(square)
        above, below = worth.rows[0][0], self._power(worth.below)
        most = poly.degrees()[place] // 2
        parts = [self.nothing, self.nothing]
        for monomial, c in poly.terms():
            times, odd = divmod(monomial[place], 2)
            rest = self.polys.from_dict({(*monomial[:place], 0, *monomial[place + 1 :]): c})
            parts[odd] = parts[odd] + rest * above**times * below ** (most - times)
        return all(self._vanishes(part, others) for part in parts)

    def integral(self, a: Ratio, letter: sympy.Expr) -> Ratio:
        """Return the integral from 0 to 1 over a letter in which the entries are polynomials.

        Raises
        ------
        LanguageError
            If the letter stands in a denominator.
        """
        place = self.atoms.index(letter)
        if any(self.factors[factor].degrees()[place] > 0 for factor in a.below):
            raise LanguageError(f"{letter} stands in a denominator: only polynomials are integrated")

        def integrated(poly: Poly) -> Poly:
            total = self.nothing
            for monomial, c in poly.terms():
                rest = (*monomial[:place], 0, *monomial[place + 1 :])
                total = total + self.polys.from_dict({rest: c / (monomial[place] + 1)})
            return total

        return Ratio(tuple(tuple(integrated(entry) for entry in row) for row in a.rows), a.below)

    def derivative(self, entry: sympy.Expr, letter: sympy.Expr) -> Ratio:
        """Return the derivative of what is made of polynomials and exponentials, so that it is continuous everywhere.

        Raises
        ------
        LanguageError
            If the letter stands anywhere else: in a denominator, a root, a logarithm.
        """
        if entry == letter:
            return self.number(Fraction(1))
        total = self.zero(1, 1)
        if letter not in entry.free_symbols:
            return total
        if entry.is_Add:
            for term in entry.args:
                total = self.add(total, self.derivative(term, letter))
            return total
        if entry.is_Mul:
            for place, factor in enumerate(entry.args):
                rest = self.from_entry(entry.func(*entry.args[:place], *entry.args[place + 1 :]))
                total = self.add(total, self.mul(self.derivative(factor, letter), rest))
            return total
        if type(entry).__name__ == "exp":
            return self.mul(self.derivative(entry.args[0], letter), self.from_entry(entry))
        if _is_whole_power(entry) and entry.exp > 0:
            rest = self.from_entry(entry.exp * entry.base ** (entry.exp - 1))
            return self.mul(self.derivative(entry.base, letter), rest)
        raise LanguageError(f"{entry} is not made of polynomials and exponentials in {letter}")

    def zero(self, rows: int, cols: int) -> Ratio:
        """Return a zero matrix."""
        return Ratio(((self.nothing,) * cols,) * rows, {})

    def add(self, a: Ratio, b: Ratio) -> Ratio:
        """Return a + b for equal shapes."""
        left, right, below = a.rows, b.rows, a.below
        if a.below != b.below:
            below = {factor: max(a.below.get(factor, 0), b.below.get(factor, 0)) for factor in {**a.below, **b.below}}
            left, right = self._over(a, below), self._over(b, below)
        rows = tuple(tuple(x + y for x, y in zip(r, s, strict=True)) for r, s in zip(left, right, strict=True))
        return Ratio(rows, below)

    def neg(self, a: Ratio) -> Ratio:
        """Return -a."""
        return Ratio(tuple(tuple(-x for x in row) for row in a.rows), a.below)

    def mul(self, a: Ratio, b: Ratio) -> Ratio:
        """Return the matrix product."""
        columns = list(zip(*b.rows, strict=True))
        rows = tuple(tuple(self._dot(r, c) for c in columns) for r in a.rows)
        return self._reduced(rows, _product(a.below, b.below))

    def scale(self, c: Ratio, a: Ratio) -> Ratio:
        """Return a times the 1 x 1 matrix c."""
        factor = c.rows[0][0]
        return self._reduced(tuple(tuple(factor * x for x in row) for row in a.rows), _product(c.below, a.below))

    def transpose(self, a: Ratio) -> Ratio:
        """Return the transpose."""
        return Ratio(tuple(zip(*a.rows, strict=True)), a.below)

    def inverse(self, a: Ratio) -> Ratio:
        """Return the inverse, the adjugate over the determinant; raises ZeroDivisionError if there is none."""
        size = len(a.rows)
        minors: dict[Any, Poly] = {}
        everything = tuple(range(size))
        determinant = self._minor(a.rows, everything, everything, minors)
        if not determinant:
            raise ZeroDivisionError("the determinant is zero")
        content, below = self._factors(determinant)
        above = self._power({f: e - below.get(f, 0) for f, e in a.below.items()}) * (1 / content)
        below = {f: e - a.below.get(f, 0) for f, e in below.items()}
        rows = [[self.nothing] * size for _ in range(size)]
        for i in everything:
            for j in everything:
                rest = (everything[:i] + everything[i + 1 :], everything[:j] + everything[j + 1 :])
                sign = -1 if (i + j) % 2 else 1
                rows[j][i] = sign * above * self._minor(a.rows, *rest, minors)
        return self._reduced(tuple(map(tuple, rows)), {f: e for f, e in below.items() if e > 0})

    def trace(self, a: Ratio) -> Ratio:
        """Return the trace as a 1 x 1 matrix."""
        return self._reduced(((sum((row[i] for i, row in enumerate(a.rows)), self.nothing),),), a.below)

    def basis(self, index: int, size: int) -> Ratio:
        """Return the standard basis vector with a 1 at the index, counted from 0, as a column."""
        return Ratio(tuple((self.one if i == index else self.nothing,) for i in range(size)), {})

    def diagonal(self, entries: list[Ratio]) -> Ratio:
        """Return the diagonal matrix of 1 x 1 matrices."""
        zero = self.zero(1, 1)
        return self._together([[e if i == j else zero for j in range(len(entries))] for i, e in enumerate(entries)])

    # --- polynomials ---

    def _together(self, entries: list[list[Ratio]]) -> Ratio:
        below: dict[int, int] = {}
        for entry in (entry for row in entries for entry in row if entry.below):
            below |= {factor: max(power, below.get(factor, 0)) for factor, power in entry.below.items()}
        return Ratio(tuple(tuple(self._over(entry, below)[0][0] for entry in row) for row in entries), below)

    def _over(self, a: Ratio, below: dict[int, int]) -> tuple[tuple[Poly, ...], ...]:
        """Return the numerators of a over a multiple of its denominator."""
        if a.below == below:
            return a.rows
        missing = self._power({factor: power - a.below.get(factor, 0) for factor, power in below.items()})
        return tuple(tuple(missing * x for x in row) for row in a.rows)

    def _power(self, powers: Mapping[int, int]) -> Poly:
        total = self.one
        for factor, power in powers.items():
            total = total * self.factors[factor] ** power if power > 0 else total
        return total

    def _dot(self, row: Sequence[Poly], column: Sequence[Poly]) -> Poly:
        total = self.nothing
        for x, y in zip(row, column, strict=True):
            if x and y:
                total = total + x * y
        return total

    def _minor(self, rows: Any, some: tuple[int, ...], cols: tuple[int, ...], found: dict[Any, Poly]) -> Poly:
        """Return the determinant of some rows and columns, by the first row."""
        if not some:
            return self.one
        if (some, cols) not in found:
            total = self.nothing
            for position, j in enumerate(cols):
                if entry := rows[some[0]][j]:
                    inner = self._minor(rows, some[1:], cols[:position] + cols[position + 1 :], found)
                    total = total + (entry * inner if position % 2 == 0 else -entry * inner)
            found[some, cols] = total
        return found[some, cols]

    def _factors(self, poly: Poly) -> tuple[Any, dict[int, int]]:
        """Split a polynomial into a number, powers of factors that are known already, and what is left as a new one."""
        powers: dict[int, int] = {}
        for factor, known in enumerate(self.factors):
            while (rest := _quotient(poly, known)) is not None:
                poly, powers[factor] = rest, powers.get(factor, 0) + 1
        content = poly.leading_coefficient()
        poly = poly / content
        if not poly.is_constant():
            powers[len(self.factors)] = 1
            self.factors.append(poly)
        return content, powers

    def _reduced(self, rows: tuple[tuple[Poly, ...], ...], below: dict[int, int]) -> Ratio:
        """Divide the numerators by every factor of the denominator that divides them all."""
        left = {}
        for factor, power in below.items():
            remains = power
            while remains and (quotients := _quotients(rows, self.factors[factor])) is not None:
                rows, remains = quotients, remains - 1
            if remains:
                left[factor] = remains
        return Ratio(rows, left)


def _product(a: dict[int, int], b: dict[int, int]) -> dict[int, int]:
    return {factor: a.get(factor, 0) + b.get(factor, 0) for factor in {**a, **b}}


def _quotients(rows: tuple[tuple[Poly, ...], ...], factor: Poly) -> tuple[tuple[Poly, ...], ...] | None:
    found = []
    for row in rows:
        quotients = []
        for entry in row:
            quotient = _quotient(entry, factor)
            if quotient is None:
                return None
            quotients.append(quotient)
        found.append(tuple(quotients))
    return tuple(found)


def _quotient(poly: Poly, factor: Poly) -> Poly | None:
    """Return poly / factor where that is a polynomial, else None."""
    quotient, rest = divmod(poly, factor)
    return None if rest else quotient


def _name(atom: sympy.Expr) -> str:
    return str(atom.name if atom.is_Symbol else atom)


def _is_whole_power(entry: sympy.Expr) -> bool:
    return bool(entry.is_Pow and entry.exp.is_Integer)


def _is_power_of_root(entry: sympy.Expr) -> bool:
    """Whether it is an odd power of a square root other than the root itself."""
    return bool(entry.is_Pow and entry.exp.is_Rational and entry.exp.q == 2 and entry.exp.p != 1)


def _root(entry: sympy.Expr) -> sympy.Expr:
    import sympy

    return sympy.sqrt(entry)


def _square_of(atom: sympy.Expr) -> sympy.Expr | None:
    """Return the square of a root or an absolute value of something real, None for other indeterminates."""
    import sympy

    if atom.is_Pow and 2 * atom.exp == 1:
        return atom.base
    return atom.args[0] ** 2 if isinstance(atom, sympy.Abs) and atom.args[0].is_real else None


def _nested(square: sympy.Expr) -> int:
    """How deep roots stand in roots."""
    inner = [_square_of(atom) for atom in indeterminates([square])]
    return max((1 + _nested(one) for one in inner if one is not None), default=0)


def indeterminates(entries: Iterable[sympy.Expr]) -> set[Any]:
    """Return what expressions are built from by sums, products and whole powers; of a root, what is under it as well."""
    import sympy

    found, seen, stack = set(), set(), [*entries]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if node.is_Symbol:
            found.add(node)
        elif node.is_Add or node.is_Mul:
            stack.extend(node.args)
        elif _is_whole_power(node):
            stack.append(node.base)
        elif _is_power_of_root(node):
            stack.append(_root(node.base))
        elif node.is_Float or node.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.Float):
            raise LanguageError(f"{node} is no exact number; derive with rational numbers and symbols")
        elif not node.is_Rational:
            found.add(node)
            stack += [square for square in (_square_of(node),) if square is not None]
    return found
