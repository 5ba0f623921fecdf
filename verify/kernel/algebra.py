"""Typed noncommutative polynomials: the arithmetic in which a certificate is checked.

A term arrives as plain JSON (see `Algebra.expand`) and leaves as a polynomial: a shape and a dict from monomials to rational
coefficients. A monomial is a pair (scalars, word). A word is a tuple of letters: matrices whose neighbouring sizes agree and
that never commute. Wherever a word passes through size 1 it falls apart, and its closed 1 x 1 pieces join the scalars, which
do commute. Every letter has a transpose letter, and that is all the algebra knows of a transpose: that a number equals its own
is a rule (T1), never a simplification. ``inv(A)`` is a letter too and cancels against A only by an item of a certificate.
Where A is not invertible read the letter as the Moore-Penrose inverse, of a number 0 as 0: everything done in this file stays
true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import partial, reduce
from itertools import product
from typing import Any, NamedTuple

__all__ = ["SCALAR", "Algebra", "Letter", "Monomial", "Poly", "Reject", "Scalars", "Shape", "merge", "rational", "size"]

Shape = tuple[Any, Any]
Scalars = tuple[tuple[int, int], ...]
Monomial = tuple[Scalars, tuple[int, ...]]
SCALAR, ONE = (1, 1), ((), ())
DEPTH, BUDGET, LONG = 64, 200_000, 2**255
NUMBER = re.compile(r"-?\d{1,1000}(/0*[1-9]\d{0,999})?", re.ASCII)


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

    @property
    def constant(self) -> Any:
        """The number c if this is c or c times the identity with c != 0, else None."""
        return self.terms.get(ONE) if len(self.terms) == 1 else None


def rational(text: Any) -> Any:
    """Read a string "p" or "p/q" exactly."""
    if not isinstance(text, str) or not NUMBER.fullmatch(text):
        raise Reject(f"not a rational number: {text!r:.40}")
    return int(text) if "/" not in text else Fraction(text)


def merge(s: Scalars, t: Scalars) -> Scalars:
    """Multiply two commutative monomials, sorted tuples of (letter, exponent)."""
    if not s or not t:
        return s or t
    powers = dict(s)
    for letter, exponent in t:
        powers[letter] = powers.get(letter, 0) + exponent
    return tuple(sorted(powers.items()))


class Algebra:
    """The letters of one sequent and the arithmetic of polynomials in them."""

    def __init__(self, symbols: dict[str, Any], functions: dict[str, Any]) -> None:
        self.letters: list[Letter] = []
        self.index: dict[tuple[Any, ...], int] = {}
        self.bases: dict[int, Poly] = {}
        self.memo: dict[str, Poly] = {}
        self.indices: set[str] = set()
        self.symbols, self.functions, self.left = symbols, functions, BUDGET

    def spend(self, amount: int) -> None:
        """Count work; past the budget the certificate is rejected, never believed."""
        self.left -= amount
        if self.left < 0:
            raise Reject("budget: too many or too long monomials")

    def collect(self, shape: Shape, pairs: Iterable[tuple[Monomial, Any]], start: dict[Monomial, Any]) -> Poly:
        """Add coefficients to some terms and drop those that vanish; long words, and more so long numbers, cost more."""
        terms, left = start.copy(), self.left - len(start) // 8
        for monomial, d in pairs:
            if c := terms.pop(monomial, 0) + d:
                terms[monomial] = c
            left -= 1 + len(monomial[0]) + len(monomial[1])
            if c.__class__ is not int or not -LONG < c < LONG:
                left -= ((c.numerator.bit_length() + c.denominator.bit_length()) >> 8) ** 2
            if left < 0:
                break
        self.spend(self.left - left)
        return Poly(shape, terms)

    def letter(self, meaning: Any, shape: Shape, turned: Any, diagonal: bool = False) -> int:
        """Return the number of a letter, made together with its transpose when it is new."""
        if meaning not in self.index:
            twins = [meaning] if turned == meaning else [meaning, turned]
            first = len(self.letters)
            for at, what in enumerate(twins):
                self.index[what] = first + at
                turn = first + len(twins) - 1 - at
                self.letters.append(Letter(shape if at == 0 else shape[::-1], turn, diagonal, what))
        return self.index[meaning]

    def atom(self, letter: int) -> Poly:
        """Return the polynomial that is one letter."""
        shape = self.letters[letter].shape
        return Poly(shape, {(((letter, 1),), ()) if shape == SCALAR else ((), (letter,)): 1})

    def turn(self, word: tuple[int, ...]) -> tuple[int, ...]:
        """Transpose a word letter by letter."""
        return tuple(self.letters[x].transpose for x in reversed(word))

    def join(self, m: Monomial, k: Monomial) -> Monomial:
        """Multiply two monomials."""
        scalars, word = merge(m[0], k[0]), m[1] + k[1]
        return self.split(scalars, word) if m[1] and k[1] else (scalars, word)

    def split(self, scalars: Scalars, word: tuple[int, ...]) -> Monomial:
        """Cut a word where it passes through size 1; its closed pieces join the scalars."""
        rest: tuple[int, ...] = ()
        start = 0
        for end, x in enumerate(word, 1):
            if end == len(word) or self.letters[x].shape[1] == 1:
                piece, start = word[start:end], end
                if self.letters[piece[0]].shape[0] == 1 == self.letters[x].shape[1]:
                    closed = self.letter(("closed", piece), SCALAR, ("closed", self.turn(piece)))
                    scalars = merge(scalars, ((closed, 1),))
                else:
                    rest += piece
        return scalars, rest

    # --- polynomials ---------------------------------------------------------------------------------------------------------

    def number(self, value: Any, shape: Shape = SCALAR) -> Poly:
        """Return a number, or that number times the identity."""
        return Poly(shape, {ONE: value} if value else {})

    def add(self, p: Poly, q: Poly, factor: Any = 1) -> Poly:
        """Return p + factor*q."""
        if p.shape != q.shape:
            raise Reject(f"sizes do not fit: cannot add {p.shape} and {q.shape}")
        return self.collect(p.shape, ((monomial, factor * c) for monomial, c in q.terms.items()), p.terms)

    def mul(self, p: Poly, q: Poly) -> Poly:
        """Return the product; a 1 x 1 factor counts as a number."""
        if SCALAR not in (p.shape, q.shape) and p.shape[1] != q.shape[0]:
            raise Reject(f"sizes do not fit: cannot multiply {p.shape} by {q.shape}")
        shape = q.shape if p.shape == SCALAR else p.shape if q.shape == SCALAR else (p.shape[0], q.shape[1])
        pairs = product(p.terms.items(), q.terms.items())
        return self.collect(shape, ((self.join(m, k), c * d) for (m, c), (k, d) in pairs), {})

    def transpose(self, p: Poly) -> Poly:
        """Transpose formally: every letter becomes its transpose, products turn round."""
        turn = self.letters
        pairs = (((tuple(sorted((turn[x].transpose, e) for x, e in s)), self.turn(w)), c) for (s, w), c in p.terms.items())
        return self.collect(p.shape[::-1], pairs, {})

    def inverse(self, p: Poly) -> Poly:
        """Return the letter inv(p), or the number 1/c for c times the identity."""
        self.square(p)
        if p.constant is not None:
            return self.number(Fraction(1) / p.constant, p.shape)
        turned = self.transpose(p)
        letter = self.letter(("inv", p.key), p.shape, ("inv", turned.key), self.is_diagonal(p))
        self.bases[letter], self.bases[self.letters[letter].transpose] = p, turned
        return self.atom(letter)

    def trace(self, p: Poly) -> Poly:
        """Return the trace: words up to rotation, the identity its size."""
        self.square(p)
        total = self.number(0)
        for (scalars, word), c in p.terms.items():
            self.spend(len(word) ** 2)
            turns = [word[k:] + word[:k] for k in range(len(word))]
            cut = next((turn for turn in turns if self.letters[turn[0]].shape[0] == 1), None)
            if cut:
                part = Poly(SCALAR, {self.split((), cut): 1})
            elif word:
                back = min(self.turn(turn) for turn in turns)
                part = self.atom(self.letter(("tr", min(turns)), SCALAR, ("tr", back)))
            else:
                part = self.size(p.shape[0])
            total = self.add(total, self.mul(Poly(SCALAR, {(scalars, ()): c}), part))
        return total

    def natural(self, p: Poly) -> tuple[int | None, int]:
        """Read k + c or c, k a symbol for a natural number, c one of 0, 1, .."""
        rest = {monomial: c for monomial, c in p.terms.items() if monomial != ONE}
        letter = next((s[0][0] for s, w in rest if rest == {(((s[0][0], 1),), ()): 1}), None) if rest else None
        kind, name, *_ = ("", "") if letter is None else self.letters[letter].meaning
        c = p.terms.get(ONE, 0)
        named = kind == "symbol" and self.symbols[name].get("natural")
        if p.shape != SCALAR or (rest and not named) or not isinstance(c, int) or c < 0:
            raise Reject("not a natural number, k + c or c")
        return letter, c

    def square(self, p: Poly) -> None:
        """Reject what is not square."""
        if p.shape[0] != p.shape[1]:
            raise Reject(f"not square: {p.shape}")

    def is_diagonal(self, p: Poly) -> bool:
        """Whether p is built from diagonal letters and numbers only."""
        return p.shape[0] == p.shape[1] and all(self.letters[x].diagonal for _, word in p.terms for x in word)

    # --- terms ---------------------------------------------------------------------------------------------------------------

    def expand(self, tree: Any, depth: int = 0) -> Poly:
        """Return the polynomial of a JSON term: a symbol's name, or a list [operation, operand, ..]."""
        if depth > DEPTH:
            raise Reject(f"nesting deeper than {DEPTH}")
        if isinstance(tree, str):
            return self.symbol(tree)
        if not isinstance(tree, list) or not tree or not isinstance(tree[0], str) or tree[0] not in OPERATIONS:
            raise Reject(f"not a term: {tree!r:.60}")
        count, operation = OPERATIONS[tree[0]]
        if len(tree) < 2 or (count and len(tree) - 1 != count):
            raise Reject(f"{tree[0]} with {len(tree) - 1} operands")
        key = repr(tree)
        if key not in self.memo:
            self.memo[key] = operation(self, tree[1:], depth + 1)
        self.spend(len(key) // 32 + len(self.memo[key].terms))
        return self.memo[key]

    def symbol(self, name: str) -> Poly:
        """Return a declared symbol; a number and a symmetric matrix are their own transposes."""
        if name not in self.symbols:
            raise Reject(f"unknown symbol {name!r:.40}")
        info, meaning = self.symbols[name], ("symbol", name)
        own = info.get("symmetric") or info["shape"] == [1, 1]
        return self.atom(
            self.letter(meaning, tuple(info["shape"]), meaning if own else ("T", name), bool(info.get("diagonal")))
        )

    def size(self, size: Any) -> Poly:
        """Return a size as a number."""
        return self.number(size) if isinstance(size, int) else self.atom(self.letter(("size", size), SCALAR, ("size", size)))

    def apply(self, name: Any, argument: Poly) -> Poly:
        """Return the value of a declared function."""
        info = self.functions[name]
        if argument.shape != tuple(info["domain"]):
            raise Reject(f"sizes do not fit: {name} of {argument.shape}")
        shape, meaning = tuple(info["shape"]), ("apply", name, argument.key)
        own = shape == SCALAR or (info.get("symmetric") and shape[0] == shape[1])
        return self.atom(self.letter(meaning, shape, meaning if own else ("applied", name, argument.key)))

    def elementary(self, trees: list[Any], depth: int, head: str) -> Poly:
        """Return exp or log of a number, or the sign of a number or of a column, as a letter: what is known of it are rules."""
        p = self.expand(trees[0], depth)
        if p.shape != SCALAR and (head != "sign" or p.shape[1] != 1):
            raise Reject(f"{head} of {p.shape}")
        return self.atom(self.letter((head, p.key), p.shape, (head, self.transpose(p).key)))

    def bound(self, kind: str, index: Any, entry: Poly) -> Poly:
        """Return the sum over i, or the diagonal matrix, of a number that speaks of a bound basis vector e_i."""
        if not self.symbols[index].get("basis") or entry.shape != SCALAR:
            raise Reject(f"{kind} needs a basis vector and a number")
        self.indices.add(index)
        shape = SCALAR if kind == "sumover" else (self.symbols[index]["shape"][0],) * 2
        turned = (kind, index, self.transpose(entry).key)
        return self.atom(self.letter((kind, index, entry.key), shape, turned, kind == "diagof"))


def fold(step: Callable[[Algebra, Poly, Poly], Poly]) -> Callable[[Algebra, list[Any], int], Poly]:
    return lambda a, trees, depth: reduce(lambda p, q: step(a, p, q), (a.expand(tree, depth) for tree in trees))


def power(a: Algebra, trees: list[Any], depth: int) -> Poly:
    base, number, total = a.expand(trees[0], depth), trees[1], None
    a.square(base)
    if isinstance(number, (str, list)):
        symbol, number = a.natural(a.expand(number, depth))
        if symbol is not None:
            turned = ("power", a.transpose(base).key, symbol)
            total = a.atom(a.letter(("power", base.key, symbol), base.shape, turned, a.is_diagonal(base)))
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= 64:
        raise Reject(f"exponent {number!r:.20} is not a whole number from 0 to 64")
    total = total or a.number(1, base.shape)
    for _ in range(number):
        total = a.mul(total, base)
    return total


def size(name: Any) -> Any:
    """Read a size: a name, or a whole number from 1."""
    if (isinstance(name, str) and name) or (isinstance(name, int) and not isinstance(name, bool) and name > 0):
        return name
    raise Reject(f"not a size: {name!r:.40}")


OPERATIONS: dict[str, tuple[int, Callable[[Algebra, list[Any], int], Poly]]] = {
    "num": (1, lambda a, t, d: a.number(rational(t[0]))),
    "size": (1, lambda a, t, d: a.size(size(t[0]))),
    "id": (1, lambda a, t, d: a.number(1, (size(t[0]), size(t[0])))),
    "zero": (2, lambda a, t, d: a.number(0, (size(t[0]), size(t[1])))),
    "neg": (1, lambda a, t, d: a.mul(a.number(-1), a.expand(t[0], d))),
    "add": (0, fold(Algebra.add)),
    "mul": (0, fold(Algebra.mul)),
    "div": (2, lambda a, t, d: a.mul(a.expand(t[0], d), a.inverse(a.expand(t[1], d)))),
    "T": (1, lambda a, t, d: a.transpose(a.expand(t[0], d))),
    "inv": (1, lambda a, t, d: a.inverse(a.expand(t[0], d))),
    "pow": (2, power),
    "tr": (1, lambda a, t, d: a.trace(a.expand(t[0], d))),
    **{head: (1, partial(Algebra.elementary, head=head)) for head in ("exp", "log", "sign")},
    "apply": (2, lambda a, t, d: a.apply(t[0], a.expand(t[1], d))),
    "diagof": (2, lambda a, t, d: a.bound("diagof", t[0], a.expand(t[1], d))),
    "sumover": (2, lambda a, t, d: a.bound("sumover", t[0], a.expand(t[1], d))),
}
