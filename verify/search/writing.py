"""From the kernel's polynomials back to JSON terms, so that what a search finds can be written into a certificate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verify.kernel.algebra import Algebra, Poly, Reject, Scalars
from verify.kernel.core import names_in

__all__ = ["Writer", "subterms"]

_PLAIN = {"symbol", "closed", "tr", "size", "inv"}
"""What a letter is written from without a term that was met before."""
WRITTEN = {"inv", "apply", "diagof", "sumover", "pow", "exp", "log", "sign"}


def subterms(tree: Any) -> Iterable[Any]:
    """Yield every list inside a JSON statement or term, the tree itself included, inner ones first."""
    if isinstance(tree, list):
        for part in tree:
            yield from subterms(part)
        yield tree


class Writer:
    """Knows a JSON term for every letter of an algebra that occurs in the given trees."""

    def __init__(self, algebra: Algebra) -> None:
        self.algebra = algebra
        self.known: dict[int, Any] = {}

    def learn(self, trees: Iterable[Any]) -> None:
        """Remember how the letters of these statements are written."""
        for tree in trees:
            for found in subterms(tree):
                term = ["inv", found[2]] if found[0] == "div" else found
                if term[0] == "pow" and isinstance(term[2], list):  # A^(k + 1) is written with the letter A^k
                    term = ["pow", term[1], next((x for x in names_in(term[2]) if x in self.algebra.symbols), term[2])]
                if term[0] not in WRITTEN:
                    continue
                p = self.algebra.expand(term)
                if len(p.terms) != 1:
                    continue
                (((scalars, word), c),) = p.terms.items()
                letters = [x for x, e in scalars for _ in range(e)] + list(word)
                if len(letters) == c == 1:
                    self.known.setdefault(letters[0], term)

    def letter(self, x: int) -> Any:
        """Return the term of one letter."""
        if x in self.known:
            return self.known[x]
        letter = self.algebra.letters[x]
        kind = letter.meaning[0]
        if kind == "symbol":
            return letter.meaning[1]
        if kind == "closed":
            return self.word(letter.meaning[1])
        if kind == "tr":
            return ["tr", self.word(letter.meaning[1])]
        if kind == "size":
            return ["size", letter.meaning[1]]
        if kind == "inv":
            return ["inv", self.poly(self.algebra.bases[x])]
        turned = letter.transpose
        if turned not in self.known and (turned == x or self.algebra.letters[turned].meaning[0] not in _PLAIN):
            # a value of a function or a sum that stands in none of the terms that were met, nor does its transpose
            raise Reject(f"no term is known for a letter that means {kind}")
        return ["T", self.letter(turned)]

    def word(self, word: tuple[int, ...]) -> Any:
        """Return the product of a word, None for the empty one."""
        terms = [self.letter(x) for x in word]
        return None if not terms else terms[0] if len(terms) == 1 else ["mul", *terms]

    def scalars(self, scalars: Scalars) -> list[Any]:
        """Return the factors of a commutative monomial."""
        return [self.letter(x) if e == 1 else ["pow", self.letter(x), e] for x, e in scalars]

    def coefficient(self, value: Any, scalars: Scalars = (), word: tuple[int, ...] = ()) -> Any:
        """Return a number times a monomial."""
        factors = [*self.scalars(scalars), *([self.word(word)] if word else [])]
        if value != 1 or not factors:
            factors = [["num", str(value)], *factors]
        return factors[0] if len(factors) == 1 else ["mul", *factors]

    def poly(self, p: Poly) -> Any:
        """Return a polynomial, its monomials in the order of their letters."""
        terms = []
        for (scalars, word), c in sorted(p.terms.items(), key=lambda term: (len(term[0][1]), term[0])):
            tail = word
            if p.shape != (1, 1) and not word:
                terms.append(["mul", self.coefficient(c, scalars), ["id", p.shape[0]]])
            else:
                terms.append(self.coefficient(c, scalars, tail))
        if not terms:
            return ["zero", *p.shape]
        return terms[0] if len(terms) == 1 else ["add", *terms]
