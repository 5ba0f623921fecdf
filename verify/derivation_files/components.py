"""At given sizes, by components: a statement about a 2 x 2 matrix as statements about its four entries.

Every matrix becomes its entries, numbers a_0_0, a_0_1, ..; a determinant, an entry, a matrix of ones is a polynomial in
them, an inverse the adjugate over the determinant, which then has to be shown not to be 0. An equation is an equation for each
entry. Of what is given the entries keep what follows: equations, symmetry, and the principal minors of what is (semi)definite.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from derivations.language import measures as ms
from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis
from derivations.language.errors import LanguageError
from derivations.language.evaluation import evaluate
from derivations.language.traversal import walk
from verify.derivation_files.naming import changed_term
from verify.vocabulary import free_symbols, terms_in

__all__ = ["Unfit", "by_components", "measures_in"]

Matrix = tuple[tuple[tm.Term, ...], ...]
ZERO, ONE = tm.Number(Fraction(0)), tm.Number(Fraction(1))
_LARGEST = 4
_ENTRIES = 64
_LONGEST = 2_000


class Unfit(Exception):
    """A statement cannot be taken apart; the message says what is missing."""


def measures_in(statements: Sequence[st.Statement]) -> list[tm.Term]:
    """Return the determinants, ranks, entries and matrices of ones in statements."""
    nodes = (node for statement in statements for term in terms_in(statement) for node in walk(term))
    return [node for node in nodes if isinstance(node, ms.Determinant | ms.Rank | ms.Ones | ms.Entry)]


def by_components(
    given: Sequence[Hypothesis], goal: st.Statement
) -> tuple[list[Hypothesis], list[st.Statement], list[st.Statement]]:
    """Return what is known of the entries, the statements about them that together are the goal, and what gives it meaning.

    The last are what is divided by, and what roots are taken of, in parts of the goal that its entries do not show: a
    statement about 0/x means nothing where x is 0.

    Raises
    ------
    Unfit
        If a size is a name or too large, or there is no way to say the goal by entries.
    """
    statements = [goal, *(h.statement for h in given)]
    if any(isinstance(node, ms.Rank) for node in measures_in([goal])):
        raise Unfit(
            "rank: it is computed in examples only; to prove something, write tr(A*P) with P given as the pseudo-inverse"
        )
    letters = {name: s for statement in statements for name, s in free_symbols(statement).items()}
    nodes = [node for statement in statements for term in terms_in(statement) for node in walk(term)]
    sizes = {size for node in nodes for size in node.shape}
    if any(isinstance(size, str) or size > _LARGEST for size in sizes):
        words = sorted({type(node).__name__.lower() for node in measures_in(statements)})
        raise Unfit(
            f'{", ".join(words)}: proved at given sizes up to {_LARGEST}; write numbers for the sizes, such as "square 2"'
        )
    ring = _Ring()
    values = _entries(letters, given)
    known: list[Hypothesis] = []
    for h in given:
        try:
            found = list(_known(h.statement, values, ring))
        except (LanguageError, Unfit):
            continue
        known += [Hypothesis(f"{h.name}, {place}", s, words=h.words) for place, s in enumerate(found, 1)]
    ring = _Ring()  # what the goal divides by, not what is given
    try:
        goals = list(_wanted(goal, values, ring))
    except LanguageError as error:
        raise Unfit(str(error)) from None
    shown = [node for one in goals for term in terms_in(one) for node in walk(term)]
    kept = {node.denominator for node in shown if isinstance(node, tm.Quotient)}
    roots = {node.argument for node in shown if isinstance(node, tm.Elementary)}
    lost = (s for s in ring.owed if s.term not in (kept if isinstance(s, st.Invertible) else roots))
    assumed = {h.statement for h in known}
    return known, goals, [s for s in dict.fromkeys(lost) if s not in assumed]


def _entries(letters: dict[str, tm.Symbol], given: Sequence[Hypothesis]) -> dict[str, Matrix]:
    """A number for every entry; symmetric and diagonal matrices have fewer."""
    marks = (st.Symmetric, st.Diagonal, st.PositiveSemidefinite, st.PositiveDefinite)
    said = {(type(h.statement), getattr(h.statement, "symbol", getattr(h.statement, "term", None))) for h in given}
    values: dict[str, Matrix] = {}
    for name, symbol in letters.items():
        if symbol.is_scalar:
            values[name] = ((symbol,),)
            continue
        symmetric = any((mark, symbol) in said for mark in marks)
        diagonal = (st.Diagonal, symbol) in said

        def entry(i: int, j: int, name: str = name, symmetric: bool = symmetric, diagonal: bool = diagonal) -> tm.Term:
            if diagonal and i != j:
                return ZERO
            i, j = (j, i) if symmetric and i > j else (i, j)
            return tm.Symbol(f"{name}_{i}_{j}")

        rows, cols = (int(size) for size in symbol.shape)
        values[name] = tuple(tuple(entry(i, j) for j in range(cols)) for i in range(rows))
    taken = {e.name for matrix in values.values() for row in matrix for e in row if isinstance(e, tm.Symbol)}
    if len(taken) > _ENTRIES:
        raise Unfit(f"{len(taken)} entries are too many to be looked at one by one; {_ENTRIES} are not")
    # a number may be called A_0_1 as well: taken for the entry of A it would equal it
    entries = {
        e.name
        for name in letters
        if not letters[name].is_scalar
        for row in values[name]
        for e in row
        if isinstance(e, tm.Symbol)
    }
    if clash := sorted(entries & letters.keys()):
        raise Unfit(f"{clash[0]} would be the name of an entry as well; rename that letter")
    return values


def _worth(term: tm.Term, values: dict[str, Matrix], ring: _Ring) -> Matrix:
    """The entries of a term; determinants are expanded by rows, as those are that have to be nonzero."""
    inside = dict(values)

    def named(node: tm.Term) -> tm.Term:
        if not isinstance(node, ms.Determinant):
            return node
        letter = tm.Symbol(f"determinant {len(inside)}")
        inside[letter.name] = ((ring.determinant(evaluate(node.term, inside, {}, ring)),),)
        return letter

    return evaluate(changed_term(term, named), inside, {}, ring)


def _wanted(goal: st.Statement, values: dict[str, Matrix], ring: _Ring) -> Iterator[st.Statement]:
    match goal:
        case st.Equal(left, right):
            pairs = zip(_worth(left, values, ring), _worth(right, values, ring), strict=True)
            yield from (st.Equal(x, y) for xs, ys in pairs for x, y in zip(xs, ys, strict=True))
        case st.PositiveSemidefinite(term) | st.PositiveDefinite(term) if term.is_scalar:
            yield type(goal)(_worth(term, values, ring)[0][0])
        case st.Invertible(term):
            yield st.Invertible(ring.determinant(_worth(term, values, ring)))
        case _:
            raise Unfit("by components there are equations, invertibility, and inequalities between numbers")


def _known(statement: st.Statement, values: dict[str, Matrix], ring: _Ring) -> Iterator[st.Statement]:
    match statement:
        case st.Equal() | st.Invertible():
            yield from _wanted(statement, values, ring)
        case st.PositiveSemidefinite(term) | st.PositiveDefinite(term):
            matrix = _worth(term, values, ring)
            for count in range(1, len(matrix) + 1):
                for chosen in combinations(range(len(matrix)), count):
                    yield type(statement)(ring.determinant(tuple(tuple(matrix[i][j] for j in chosen) for i in chosen)))
        case st.Natural():
            yield statement


def _minus(x: tm.Term) -> tm.Term:
    return x if x == ZERO else tm.Neg(x)


class _Ring:
    """Matrices whose entries are terms."""

    def __init__(self) -> None:
        self.sizes: dict[int, tuple[tm.Term, int]] = {}
        self.owed: list[st.Invertible | st.PositiveSemidefinite] = []

    def number(self, value: Fraction) -> Matrix:
        """Return a 1 x 1 matrix."""
        return ((tm.Number(Fraction(value)),),)

    def identity(self, size: int) -> Matrix:
        """Return the identity of a size."""
        return tuple(tuple(ONE if i == j else ZERO for j in range(size)) for i in range(size))

    def zero(self, rows: int, cols: int) -> Matrix:
        """Return a zero matrix."""
        return ((ZERO,) * cols,) * rows

    def add(self, a: Matrix, b: Matrix) -> Matrix:
        """Return a + b for equal shapes."""
        return tuple(tuple(self.plus(x, y) for x, y in zip(r, s, strict=True)) for r, s in zip(a, b, strict=True))

    def neg(self, a: Matrix) -> Matrix:
        """Return -a."""
        return tuple(tuple(self.times(tm.Number(Fraction(-1)), x) for x in row) for row in a)

    def mul(self, a: Matrix, b: Matrix) -> Matrix:
        """Return the matrix product."""
        columns = list(zip(*b, strict=True))
        return tuple(tuple(self.dot(row, column) for column in columns) for row in a)

    def scale(self, c: Matrix, a: Matrix) -> Matrix:
        """Return a times the 1 x 1 matrix c."""
        return tuple(tuple(self.times(c[0][0], x) for x in row) for row in a)

    def transpose(self, a: Matrix) -> Matrix:
        """Return the transpose."""
        return tuple(zip(*a, strict=True))

    def inverse(self, a: Matrix) -> Matrix:
        """Return the adjugate over the determinant; that the latter is not 0 is owed, as for every quotient."""
        determinant, n = self.determinant(a), len(a)
        if n == 1:
            return ((self.over(ONE, a[0][0]),),)

        def cofactor(i: int, j: int) -> tm.Term:
            minor = tuple(row[:i] + row[i + 1 :] for k, row in enumerate(a) if k != j)
            found = self.determinant(minor)
            return self.over(found if (i + j) % 2 == 0 else _minus(found), determinant)

        return tuple(tuple(cofactor(i, j) for j in range(n)) for i in range(n))

    def trace(self, a: Matrix) -> Matrix:
        """Return the trace as a 1 x 1 matrix."""
        total: tm.Term = ZERO
        for i, row in enumerate(a):
            total = self.plus(total, row[i])
        return ((total,),)

    def basis(self, index: int, size: int) -> Matrix:
        """Return the standard basis vector of an index."""
        return tuple((ONE if i == index else ZERO,) for i in range(size))

    def diagonal(self, entries: list[Matrix]) -> Matrix:
        """Return the diagonal matrix of 1 x 1 matrices."""
        return tuple(tuple(e[0][0] if i == j else ZERO for j in range(len(entries))) for i, e in enumerate(entries))

    def elementary(self, function: str, a: Matrix) -> Matrix:
        """Return exp, log, sign or root of every entry."""
        if function == "sqrt":
            self.owed += [st.PositiveSemidefinite(x) for row in a for x in row]
        return tuple(tuple(tm.Elementary(function, x) for x in row) for row in a)

    # --- entries; how large each has become is kept, so that none grows without bound ---

    def sized(self, term: tm.Term, *parts: tm.Term) -> tm.Term:
        """Keep the size of a term made of others."""
        size = 1 + sum(self.sizes.get(id(part), (part, 1))[1] for part in parts)
        if size > _LONGEST:
            raise Unfit("by components it becomes too long; name a part of it by a symbol with a given equation")
        self.sizes[id(term)] = (term, size)
        return term

    def plus(self, x: tm.Term, y: tm.Term) -> tm.Term:
        """Return x + y."""
        return y if x == ZERO else x if y == ZERO else self.sized(tm.Sum((x, y)), x, y)

    def times(self, x: tm.Term, y: tm.Term) -> tm.Term:
        """Return x y."""
        if ZERO in (x, y):
            return ZERO
        return y if x == ONE else x if y == ONE else self.sized(tm.Product((x, y)), x, y)

    def over(self, x: tm.Term, y: tm.Term) -> tm.Term:
        """Return x/y; that y is not 0 is owed even where nothing of it is left."""
        if not (isinstance(y, tm.Number) and y.value):
            self.owed.append(st.Invertible(y))
        return x if x == ZERO else self.sized(x / y, x, y)

    def dot(self, xs: Sequence[tm.Term], ys: Sequence[tm.Term]) -> tm.Term:
        """Return the sum of the products."""
        total: tm.Term = ZERO
        for x, y in zip(xs, ys, strict=True):
            total = self.plus(total, self.times(x, y))
        return total

    def determinant(self, a: Matrix) -> tm.Term:
        """Return the determinant, expanded by the first row."""
        if len(a) == 1:
            return a[0][0]
        total: tm.Term = ZERO
        for j, x in enumerate(a[0]):
            minor = tuple(row[:j] + row[j + 1 :] for row in a[1:])
            part = self.times(x, self.determinant(minor))
            total = self.plus(total, part if j % 2 == 0 else self.sized(_minus(part), part))
        return total
