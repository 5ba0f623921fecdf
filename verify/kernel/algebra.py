"""Typed noncommutative polynomials: the arithmetic in which a certificate is checked.

A term arrives as plain JSON (see `expand`) and leaves as a polynomial: a shape and a dict from monomials to rational
coefficients. A monomial is a pair (scalars, word). The word is a tuple of letters, matrices whose neighbouring sizes agree
and that never commute; wherever a word passes through size 1 it falls apart, and its closed 1 x 1 pieces join the scalars,
which do commute. Every letter has a transpose letter, and that is all the algebra knows of a transpose: that a number
equals its own transpose is a rule (T1), never a simplification. ``inv(A)`` is a letter too, and it cancels against A only by an item of
a certificate. Where A is not invertible, read the letter as the Moore-Penrose inverse: everything done here stays true.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

__all__ = ["DEPTH", "SCALAR", "Algebra", "Letter", "Monomial", "Poly", "Reject"]

SCALAR = (1, 1)
DEPTH = 64
BUDGET = 200_000
DIGITS = 1000
BITS = 40_000
Shape = tuple[Any, Any]
Scalars = tuple[tuple[int, int], ...]
Monomial = tuple[Scalars, tuple[int, ...]]
ONE: Monomial = ((), ())


class Reject(Exception):
    """The certificate does not show what it should; the message says where."""


class Letter(NamedTuple):
    """One indecomposable matrix or number: its shape, its transpose, whether it is diagonal, what it stands for."""

    shape: Shape
    transpose: int
    diagonal: bool
    meaning: tuple[Any, ...]


class Poly(NamedTuple):
    """A polynomial: a shape and nonzero rational coefficients by monomial."""

    shape: Shape
    terms: dict[Monomial, Any]

    @property
    def key(self) -> tuple[Any, ...]:
        """A hashable value equal for equal polynomials."""
        return (self.shape, frozenset(self.terms.items()))


def rational(text: Any) -> Any:
    """Read an int or a string "p/q" exactly."""
    if isinstance(text, int) and not isinstance(text, bool):
        return text
    if not isinstance(text, str) or len(text) > DIGITS or not text.replace("/", "", 1).lstrip("-").isdecimal():
        raise Reject(f"not a rational number: {text!r:.40}")
    if text.endswith(("/", "/0")) and not text.rpartition("/")[2].strip("0"):
        raise Reject(f"division by zero: {text}")
    value = Fraction(text)
    return value.numerator if value.denominator == 1 else value


class Algebra:
    """The letters of one sequent and the arithmetic of polynomials in them."""

    def __init__(self, symbols: dict[str, Any], functions: dict[str, Any]) -> None:
        self.letters: list[Letter] = []
        self.index: dict[tuple[Any, ...], int] = {}
        self.bases: dict[int, Poly] = {}
        self.symbols, self.functions = symbols, functions
        self.left = BUDGET
        self.memo: dict[str, Poly] = {}

    def letter(self, meaning: tuple[Any, ...], shape: Shape, turned: tuple[Any, ...] | None, diagonal: bool = False) -> int:
        """Return the number of a letter, made together with its transpose when it is new."""
        if meaning not in self.index:
            me = self.index[meaning] = len(self.letters)
            twin = me if turned is None else me + 1
            self.letters.append(Letter(shape, twin, diagonal, meaning))
            if turned is not None:
                self.index[turned] = twin
                self.letters.append(Letter((shape[1], shape[0]), me, diagonal, turned))
        return self.index[meaning]

    def spend(self, amount: int) -> None:
        """Count work; past the budget the certificate is rejected, never believed."""
        self.left -= amount
        if self.left < 0:
            raise Reject("budget: too many monomials")

    # --- monomials -----------------------------------------------------------------------------------------------------

    def split(self, word: tuple[int, ...]) -> Monomial:
        """Cut a word where it passes through size 1; its closed pieces become scalars."""
        letters, pieces, start = self.letters, [], 0
        for at in range(1, len(word) + 1):
            if at == len(word) or letters[word[at - 1]].shape[1] == 1:
                pieces.append(word[start:at])
                start = at
        scalars: Scalars = ()
        rest: tuple[int, ...] = ()
        for piece in pieces:
            if letters[piece[0]].shape[0] == 1 and letters[piece[-1]].shape[1] == 1:
                scalars = merge(scalars, ((self.closed(piece), 1),))
            else:
                rest += piece
        return scalars, rest

    def closed(self, word: tuple[int, ...]) -> int:
        """Return the scalar letter for a closed 1 x 1 word."""
        turned = self.turn(word)
        return self.letter(("closed", word), SCALAR, None if turned == word else ("closed", turned))

    def turn(self, word: tuple[int, ...]) -> tuple[int, ...]:
        """Transpose a word letter by letter."""
        return tuple(self.letters[x].transpose for x in reversed(word))

    def atom(self, letter: int, shape: Shape) -> Poly:
        """Return the polynomial that is one letter."""
        return Poly(shape, {(((letter, 1),), ()) if shape == SCALAR else ((), (letter,)): 1})

    # --- polynomials ---------------------------------------------------------------------------------------------------

    def number(self, value: Any, shape: Shape = SCALAR) -> Poly:
        """Return a number, or that number times the identity."""
        return Poly(shape, {ONE: value} if value else {})

    def add(self, p: Poly, q: Poly, factor: Any = 1) -> Poly:
        """Return p + factor*q."""
        if p.shape != q.shape:
            raise Reject(f"sizes do not fit: cannot add {p.shape} and {q.shape}")
        terms = dict(p.terms)
        self.spend(len(q.terms))
        for monomial, c in q.terms.items():
            total = terms.get(monomial, 0) + factor * c
            if total:
                terms[monomial] = total
            else:
                terms.pop(monomial, None)
        return Poly(p.shape, terms)

    def mul(self, p: Poly, q: Poly) -> Poly:
        """Return the product; a 1 x 1 factor counts as a number."""
        if p.shape == SCALAR or q.shape == SCALAR:
            shape = q.shape if p.shape == SCALAR else p.shape
        elif p.shape[1] == q.shape[0]:
            shape = (p.shape[0], q.shape[1])
        else:
            raise Reject(f"sizes do not fit: cannot multiply {p.shape} by {q.shape}")
        self.spend(len(p.terms) * len(q.terms))
        terms: dict[Monomial, Any] = {}
        for (s, u), c in p.terms.items():
            for (t, v), d in q.terms.items():
                scalars, word = merge(s, t), u + v
                if u and v and (self.letters[u[-1]].shape[1] == 1 or shape == SCALAR):
                    closed, word = self.split(word)
                    scalars = merge(scalars, closed)
                total = terms.get((scalars, word), 0) + c * d
                if total:
                    terms[scalars, word] = total
                else:
                    terms.pop((scalars, word), None)
        return Poly(shape, terms)

    def transpose(self, p: Poly) -> Poly:
        """Transpose formally: every letter becomes its transpose, products turn round."""
        terms: dict[Monomial, Any] = {}
        for (scalars, word), c in p.terms.items():
            turned = tuple(sorted((self.letters[x].transpose, e) for x, e in scalars))
            terms[turned, self.turn(word)] = c
        return Poly((p.shape[1], p.shape[0]), terms)

    def inverse(self, p: Poly) -> Poly:
        """Return the letter inv(p), or the number 1/c for a nonzero multiple of the identity."""
        self.square(p)
        if set(p.terms) == {ONE}:
            return self.number(Fraction(1) / p.terms[ONE], p.shape)
        turned = self.transpose(p)
        twin = None if turned.terms == p.terms else ("inv", turned.key)
        letter = self.letter(("inv", p.key), p.shape, twin, self.is_diagonal(p))
        self.bases[letter], self.bases[self.letters[letter].transpose] = p, turned
        return self.atom(letter, p.shape)

    def trace(self, p: Poly) -> Poly:
        """Return the trace, with words up to rotation."""
        self.square(p)
        total = self.number(0)
        for (scalars, word), c in p.terms.items():
            total = self.add(total, self.mul(Poly(SCALAR, {(scalars, ()): c}), self.trace_word(word, p.shape[0])))
        return total

    def trace_word(self, word: tuple[int, ...], size: Any) -> Poly:
        if not word:
            return self.size(size)
        rotations = [word[k:] + word[:k] for k in range(len(word))]
        cut = next((r for r in rotations if self.letters[r[0]].shape[0] == 1), None)
        if cut:
            return Poly(SCALAR, {self.split(cut): 1})
        mine, turned = min(rotations), min(self.turn(r) for r in rotations)
        return self.atom(self.letter(("tr", mine), SCALAR, None if turned == mine else ("tr", turned)), SCALAR)

    def size(self, size: Any) -> Poly:
        """Return a size as a number."""
        if isinstance(size, int):
            return self.number(size)
        return self.atom(self.letter(("size", size), SCALAR, None), SCALAR)

    def square(self, p: Poly) -> None:
        """Reject what is not square."""
        if p.shape[0] != p.shape[1]:
            raise Reject(f"not square: {p.shape}")

    def is_diagonal(self, p: Poly) -> bool:
        """Whether p is built from diagonal letters and numbers only."""
        return p.shape[0] == p.shape[1] and all(self.letters[x].diagonal for _, word in p.terms for x in word)

    # --- terms ---------------------------------------------------------------------------------------------------------

    def expand(self, tree: Any, depth: int = 0) -> Poly:
        """Return the polynomial of a JSON term: a symbol's name, or a list [operation, operand, ..]."""
        if depth > DEPTH:
            raise Reject(f"nesting deeper than {DEPTH}")
        if isinstance(tree, str):
            return self.symbol(tree)
        if not isinstance(tree, list) or not tree or not isinstance(tree[0], str) or tree[0] not in OPERATIONS:
            raise Reject(f"not a term: {tree!r:.60}")
        key = repr(tree)
        if key not in self.memo:
            count, operation = OPERATIONS[tree[0]]
            if count and len(tree) - 1 != count or len(tree) < 2:
                raise Reject(f"{tree[0]} with {len(tree) - 1} operands")
            self.memo[key] = operation(self, tree[1:], depth + 1)
        return self.memo[key]

    def symbol(self, name: str) -> Poly:
        if name not in self.symbols:
            raise Reject(f"unknown symbol {name!r:.40}")
        info = self.symbols[name]
        shape: Shape = tuple(info["shape"])
        turned = None if info.get("symmetric") or shape == SCALAR else ("turned", name)
        return self.atom(self.letter(("symbol", name), shape, turned, bool(info.get("diagonal"))), shape)

    def apply(self, name: Any, argument: Poly) -> Poly:
        if not isinstance(name, str) or name not in self.functions:
            raise Reject(f"unknown function {name!r:.40}")
        info = self.functions[name]
        if argument.shape != tuple(info["domain"]):
            raise Reject(f"sizes do not fit: {name} of {argument.shape}")
        shape: Shape = tuple(info["shape"])
        key = (name, argument.key)
        symmetric = shape == SCALAR or bool(info.get("symmetric"))
        return self.atom(self.letter(("apply", *key), shape, None if symmetric else ("applied", *key)), shape)

    def bound(self, kind: str, index: Any, entry: Poly) -> Poly:
        """A sum over, or the diagonal matrix of, a number that speaks of a bound basis vector."""
        info = self.symbols.get(index) if isinstance(index, str) else None
        if not info or not info.get("basis") or entry.shape != SCALAR:
            raise Reject(f"{kind} needs a basis vector and a number")
        size = info["shape"][0]
        shape: Shape = SCALAR if kind == "sumover" else (size, size)
        meaning, turned = (kind, index, entry.key), (kind, index, self.transpose(entry).key)
        diagonal = kind == "diagof"
        return self.atom(self.letter(meaning, shape, None if turned == meaning else turned, diagonal), shape)


def merge(s: Scalars, t: Scalars) -> Scalars:
    """Multiply two commutative monomials, sorted tuples of (letter, exponent)."""
    if not s or not t:
        return s or t
    powers = dict(s)
    for letter, exponent in t:
        powers[letter] = powers.get(letter, 0) + exponent
    return tuple(sorted(powers.items()))


def fold(step: Callable[[Algebra, Poly, Poly], Poly]) -> Callable[[Algebra, list[Any], int], Poly]:
    def operation(algebra: Algebra, trees: list[Any], depth: int) -> Poly:
        total = algebra.expand(trees[0], depth)
        for tree in trees[1:]:
            total = step(algebra, total, algebra.expand(tree, depth))
        return total

    return operation


def power(algebra: Algebra, trees: list[Any], depth: int) -> Poly:
    base, exponent = algebra.expand(trees[0], depth), trees[1]
    algebra.square(base)
    if not isinstance(exponent, int) or isinstance(exponent, bool) or not 0 <= exponent <= 64:
        raise Reject(f"exponent {exponent!r:.20} is not a whole number from 0 to 64")
    total = algebra.number(1, base.shape)
    for _ in range(exponent):
        total = algebra.mul(total, base)
        if any(abs(c.numerator) >> BITS or c.denominator >> BITS for c in total.terms.values()):
            raise Reject("budget: numbers too long")
    return total


def size_name(size: Any) -> Any:
    """Read a size: a name, or a positive whole number."""
    if isinstance(size, str) and size or isinstance(size, int) and not isinstance(size, bool) and size > 0:
        return size
    raise Reject(f"not a size: {size!r:.40}")


OPERATIONS: dict[str, tuple[int, Callable[[Algebra, list[Any], int], Poly]]] = {
    "num": (1, lambda a, t, d: a.number(rational(t[0]))),
    "size": (1, lambda a, t, d: a.size(size_name(t[0]))),
    "id": (1, lambda a, t, d: a.number(1, (size_name(t[0]), size_name(t[0])))),
    "zero": (2, lambda a, t, d: a.number(0, (size_name(t[0]), size_name(t[1])))),
    "neg": (1, lambda a, t, d: a.mul(a.number(-1), a.expand(t[0], d))),
    "add": (0, fold(lambda a, p, q: a.add(p, q))),
    "mul": (0, fold(lambda a, p, q: a.mul(p, q))),
    "div": (2, lambda a, t, d: a.mul(a.expand(t[0], d), a.inverse(a.expand(t[1], d)))),
    "T": (1, lambda a, t, d: a.transpose(a.expand(t[0], d))),
    "inv": (1, lambda a, t, d: a.inverse(a.expand(t[0], d))),
    "pow": (2, power),
    "tr": (1, lambda a, t, d: a.trace(a.expand(t[0], d))),
    "apply": (2, lambda a, t, d: a.apply(t[0], a.expand(t[1], d))),
    "diagof": (2, lambda a, t, d: a.bound("diagof", t[0], a.expand(t[1], d))),
    "sumover": (2, lambda a, t, d: a.bound("sumover", t[0], a.expand(t[1], d))),
}
