"""Reads off which moments of a random x the expectation of a polynomial needs: what is linear in x, x^T or x x^T.

Products of two linear forms (a^T x)(b^T x) are taken as a^T x x^T b; the search explains what that leaves by T1. A monomial of
higher degree is left alone, and nothing will explain it.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import SCALAR, Algebra, Poly, Scalars
from verify.kernel.core import Context
from verify.search.writing import Writer

__all__ = ["expected", "moments"]

Word = tuple[int, ...]


def expected(context: Context, writer: Writer, target: Any) -> tuple[list[Any], Poly]:
    """Return the moments that an expectation needs, and what is left of it to be explained.

    Parameters
    ----------
    context : Context
        Where the letters are known.
    writer : Writer
        Writes them.
    target : statement
        ["mean", f, x, E[x], E[x x^T], E[f]].
    """
    a, (_, f, x, mean, second, value) = context.algebra, target
    found = moments(a, writer, a.expand(f), x)
    rest = context.difference(f, value)
    at = {"x": (x, mean), "T": (["T", x], ["T", mean]), "xx": (["mul", x, ["T", x]], second)}
    for coefficient, left, kind, right in found:
        p = context.difference(*at[kind])
        p = p if left is None else a.mul(a.expand(left), p)
        p = p if right is None else a.mul(p, a.expand(right))
        p = a.trace(p) if rest.shape == SCALAR else p
        rest = a.add(rest, a.mul(a.expand(coefficient), p), -1)
    return found, rest


def moments(algebra: Algebra, writer: Writer, p: Poly, name: str) -> list[Any]:
    """Return moments [c, left, kind, right] for the monomials of a polynomial in which a random symbol occurs.

    Parameters
    ----------
    algebra : Algebra
        That of the polynomial.
    writer : Writer
        Writes its letters.
    p : Poly
        The function of which the expectation is wanted.
    name : str
        The random symbol.
    """
    reader = _Reader(algebra, writer, p.shape, algebra.index["symbol", name])
    found = (reader.moment(scalars, word, c) for (scalars, word), c in p.terms.items())
    return [entry for entry in found if entry is not None]


class _Reader:
    def __init__(self, algebra: Algebra, writer: Writer, shape: tuple[Any, Any], x: int) -> None:
        self.algebra, self.writer, self.shape = algebra, writer, shape
        self.x, self.turned = x, algebra.letters[x].transpose

    def moment(self, scalars: Scalars, word: Word, c: Any) -> list[Any] | None:
        """The moment of one monomial, or None."""
        if self.algebra.letters[self.x].shape == SCALAR:
            degree, rest = dict(scalars).get(self.x, 0), tuple(s for s in scalars if s[0] != self.x)
            kind = {1: "x", 2: "xx"}.get(degree)
            return [self.beside(rest, word, c), None, kind, None] if kind else None
        pieces = [(letter, e) for letter, e in scalars if self.places(self.piece(letter))]
        rest = tuple(s for s in scalars if s not in pieces)
        forms = [self.piece(letter) for letter, e in pieces for _ in range(e)]
        if not forms:
            cut = self.cut(word)
            return cut and [self.writer.coefficient(c, rest), *cut]
        if self.places(word):
            cut = self.of_word_and_form(word, forms)
            return cut and [self.writer.coefficient(c, rest), *cut]
        cut = self.of_forms(forms)
        return cut and [self.beside(rest, word, c), *cut]

    def beside(self, scalars: Scalars, word: Word, c: Any) -> Any:
        """What a moment that is a number is multiplied with."""
        tree = self.writer.coefficient(c, scalars, word)
        return tree if word or self.shape == SCALAR else ["mul", tree, ["id", self.shape[0]]]

    def piece(self, letter: int) -> Word:
        kind, *rest = self.algebra.letters[letter].meaning
        return tuple(rest[0]) if kind == "closed" else ()

    def places(self, word: Word) -> list[int]:
        return [i for i, letter in enumerate(word) if letter in {self.x, self.turned}]

    def cut(self, word: Word) -> list[Any] | None:
        """Left, kind and right of a word with x, x^T or x x^T in it."""
        match self.places(word):
            case [i]:
                kind, j = "x" if word[i] == self.x else "T", i
            case [i, j] if word[i : j + 1] == (self.x, self.turned):
                kind = "xx"
            case _:
                return None
        return [self.writer.word(word[:i]), kind, self.writer.word(word[j + 1 :])]

    def ending(self, form: Word) -> Word | None:
        """The a^T of a linear form a^T x or x^T a."""
        if len(self.places(form)) != 1 or self.algebra.letters[self.x].shape[1] != 1:
            return None
        return form[:-1] if form[-1] == self.x else self.algebra.turn(form[1:])

    def of_word_and_form(self, word: Word, forms: list[Word]) -> list[Any] | None:
        """The same for A x times a linear form, A x x^T a, and for x^T A times one."""
        beside = self.ending(forms[0]) if len(forms) == 1 else None
        if beside is None or len(self.places(word)) != 1:
            return None
        if word[-1] == self.x:
            return [self.writer.word(word[:-1]), "xx", self.writer.word(self.algebra.turn(beside))]
        return [self.writer.word(beside), "xx", self.writer.word(word[1:])]

    def of_forms(self, forms: list[Word]) -> list[Any] | None:
        """The same for a linear form, for x^T A x, whose trace is that of A x x^T, and for two linear forms."""
        if len(forms) == 1 and (found := self.cut(forms[0])):
            return found
        if len(forms) == 1 and forms[0][0] == self.turned and self.places(forms[0]) == [0, len(forms[0]) - 1]:
            return [self.writer.word(forms[0][1:-1]), "xx", None]
        left, right = (self.ending(form) for form in forms) if len(forms) == 2 else (None, None)
        if left is None or right is None:
            return None
        return [self.writer.word(left), "xx", self.writer.word(self.algebra.turn(right))]
