"""Terms L whose squares L^T P L are worth trying for an inequality: what stands in it, and what is known to be positive.

A square that proves an inequality is seldom far from it: the right end of a product, a difference of two of these, what is left
of a sum once what its summands begin with is taken off, a number times a vector.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import ShapeError
from derivations.language.traversal import symbols_of, walk
from verify.derivation_files.touching import touching

__all__ = ["guesses"]

_MOST = 40
_FEW = 5
_SHIFTS = (tm.Number(Fraction(1, 2)), tm.Number(Fraction(3, 2)), tm.Number(Fraction(2)))


def guesses(term: tm.Term, facts: Sequence[st.Statement] = ()) -> tuple[tm.Term, ...]:
    """Return terms L with as many columns as a term that may be a sum of squares L^T P L.

    Parameters
    ----------
    term : Term
        A square matrix, or a number.
    facts : sequence of Statement
        What is known; of a matrix that is positive (semi)definite the matrix itself is tried.
    """
    known = [f.term for f in facts if isinstance(f, st.PositiveSemidefinite | st.PositiveDefinite)]
    told = [end for f in facts if isinstance(f, st.Equal) for side in (f.left, f.right) for end in _ends(side)]
    told += [end for f in known if f.is_scalar for end in _ends(f)]
    if term.is_scalar:  # a number of which only what is known speaks has to go, as r does in b >= 0 from b - r*r >= 0
        inside = symbols_of(term)
        told += [s for f in known if f.is_scalar for s in symbols_of(f).values() if s.is_scalar and s.name not in inside]
    found = [*(_of_number(term) if term.is_scalar else _of_matrix(term, known)), *told]
    fit = (guess for guess in found if guess.shape[1] == term.shape[0] and not isinstance(guess, tm.Number | tm.Zero))
    return tuple(islice(dict.fromkeys(fit), _MOST))


def _of_matrix(term: tm.Term, known: Sequence[tm.Term]) -> Iterator[tm.Term]:
    yield from _without_common(term)
    ends = list(dict.fromkeys(_ends(term)))
    yield from ends
    inverses = [end for end in ends if isinstance(end, tm.Inverse)]
    sums = [fact for fact in known if isinstance(fact, tm.Sum) and not fact.is_scalar]
    yield from sums
    yield from (fact * inverse for fact in sums for inverse in inverses if fact.shape[1] == inverse.shape[0])
    tails = list(dict.fromkeys(end for form in (term, *known) for end in _ends(form) if isinstance(end, tm.Transpose)))
    yield from (fact * tail for fact in sums for tail in tails if not tail.is_scalar and fact.shape[1] == tail.shape[0])
    for inverse in inverses:
        for letter in symbols_of(inverse).values():
            yield from (form * inverse for form in (letter, letter.T) if form.shape[1] == inverse.shape[0])


def _of_number(term: tm.Term) -> Iterator[tm.Term]:
    ends = list(dict.fromkeys(end for end in _ends(term) if not end.is_scalar))
    yield from touching(term)
    yield from _without_common(term)
    yield from [s for s in symbols_of(term).values() if s.is_scalar][:_FEW]
    yield from ends
    yield from (one - other for one, other in _pairs(ends[:_FEW]) if one.shape == other.shape)
    numbers = list(dict.fromkeys(_numbers(term)))
    sums = dict.fromkeys(node for node in walk(term) if isinstance(node, tm.Sum) and node.is_scalar and len(node.terms) == 2)
    yield from (_conjugate(node) for node in sums)
    letters = [number for number in numbers if isinstance(number, tm.Symbol)][:_FEW]
    yield from (one - other for one, other in _pairs(letters))
    if len(symbols_of(term)) == 1:
        yield from (letter - c for letter in letters for c in _SHIFTS)
    yield from (number * end for number in numbers[:_FEW] for end in ends[:_FEW])
    for one, other in _pairs([end for end in ends if isinstance(end, tm.Symbol)][:_FEW]):
        if one.shape == other.shape:
            for a, b in _pairs(letters):
                for p, q in ((a, b), (b, a)):
                    yield from (p * one + q * other, p * one - q * other)
    yield from numbers
    yield from (one * other for one, other in _pairs(numbers[:_FEW]))


def _pairs(terms: Sequence[tm.Term]) -> list[tuple[tm.Term, tm.Term]]:
    return [(a, b) for i, a in enumerate(terms) for b in terms[i + 1 :]]


def _conjugate(term: tm.Sum) -> tm.Term:
    """A - b for a + b."""
    return term.terms[0] - term.terms[1]


def _numbers(term: tm.Term) -> Iterator[tm.Term]:
    """The numbers that stand in a term: factors of its products, and those of one summand multiplied."""
    for node in walk(term):
        factors = [f for f in _flat(node) if f.is_scalar] if isinstance(node, tm.Product) else []
        plain = [f for f in factors if not _of_vectors(f)]
        if 1 < len(plain) < len(factors) or (len(plain) > 1 and node is not term):
            yield tm.Product(tuple(plain))
    for node in walk(term):
        if node.is_scalar and isinstance(node, tm.Sum) and not _of_vectors(node):
            yield node
    yield from (s for s in symbols_of(term).values() if s.is_scalar)


def _of_vectors(term: tm.Term) -> bool:
    """Whether a number is made of vectors or matrices, such as x^T x."""
    return any(not node.is_scalar for node in walk(term))


def _ends(term: tm.Term) -> Iterator[tm.Term]:
    """The right ends of the products in a term, without numbers; sums stay whole."""
    for node in walk(term):
        if isinstance(node, tm.Product):
            factors = [f for f in _flat(node) if not f.is_scalar]
            for start in reversed(range(len(factors))):
                try:
                    yield factors[start] if start == len(factors) - 1 else tm.Product(tuple(factors[start:]))
                except ShapeError:  # a number before it, x^T y, is cut in two
                    continue
            if factors and isinstance(factors[0], tm.Transpose):
                yield factors[0].term


def _flat(term: tm.Term) -> list[tm.Term]:
    return [inner for factor in term.factors for inner in _flat(factor)] if isinstance(term, tm.Product) else [term]


def _without_common(term: tm.Term) -> Iterator[tm.Term]:
    """E - F C of E^T G E - E^T G F C: the sum without what its summands all begin with."""
    if not isinstance(term, tm.Sum):
        return
    signs = [isinstance(inner, tm.Neg) for inner in term.terms]
    rows = [_flat(inner.term if isinstance(inner, tm.Neg) else inner) for inner in term.terms]
    common = 0
    while all(len(row) > common + 1 for row in rows) and len({row[common] for row in rows}) == 1:
        common += 1
        try:
            rest = [tm.Product(tuple(row[common:])) if len(row) > common + 1 else row[common] for row in rows]
        except ShapeError:
            return
        if len({part.shape for part in rest}) == 1:
            yield tm.Sum(tuple(-part if minus else part for part, minus in zip(rest, signs, strict=True)))
