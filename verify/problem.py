"""What a model of a part has to give a value: its letters, with their kinds, and its functions; and what binds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Part
from derivations.language.errors import LanguageError

__all__ = ["Family", "Need", "Problem", "free_symbols", "sizes_in"]


@dataclass(frozen=True)
class Need:
    """A hypothesis and what must have a value before it can be checked.

    `equation` tells that it can be solved; `of_kind` that it only says of what kind one letter is.
    """

    name: str
    statement: st.Statement
    symbols: frozenset[str]
    functions: frozenset[str]
    equation: bool
    of_kind: bool


class Problem:
    """The letters, functions and hypotheses of a part, ready for the search.

    Attributes
    ----------
    sizes : tuple of str
        The size names.
    letters : dict of str to Symbol
        Every free symbol, also those that only the `values` of a hypothesis speak of.
    marks : dict of str to set of str
        The kinds of a letter: symmetric, diagonal, semidefinite, definite, basis, orthonormal columns, rows.
    hints : dict of str to Term
        A value of last resort: 0 or another letter, which tells less than what solves the equations.
    needs : list of Need
        The hypotheses.
    families : tuple of Family
        The functions known only by name.
    beside_matrices : set of str
        The letters that share an equation or inequality with a matrix.
    """

    def __init__(self, part: Part) -> None:
        self.part, self.sizes = part, sizes_in(part)
        self.letters: dict[str, tm.Symbol] = {}
        for statement in _statements(part):
            self.letters.update(free_symbols(statement))
        self.definitions: dict[str, list[tm.Term]] = {}
        self.hints: dict[str, tm.Term] = {}
        self._define(part.given)
        self.marks: dict[str, set[str]] = {name: set() for name in self.letters}
        self.needs = [self._need(hypothesis) for hypothesis in part.given]
        self.families = _families(part)
        matrices = {name for name, symbol in self.letters.items() if symbol.shape[1] != 1}
        self.beside_matrices = {name for need in self.needs if need.symbols & matrices for name in need.symbols}

    def _define(self, given: Iterable[Hypothesis]) -> None:
        for hypothesis in given:
            for name, term in hypothesis.values.items():
                self.letters.setdefault(name, tm.Symbol(name, *term.shape))
                self.letters |= {symbol.name: symbol for symbol in _free(term) if symbol.name not in self.letters}
                if isinstance(term, tm.Zero | tm.Symbol):
                    self.hints.setdefault(name, term)
                else:
                    self._add_definition(name, term)
        for statement in (hypothesis.statement for hypothesis in given):
            if isinstance(statement, st.Equal):
                for side, other in ((statement.left, statement.right), (statement.right, statement.left)):
                    if isinstance(side, tm.Symbol):
                        self._add_definition(side.name, other)

    def _add_definition(self, name: str, term: tm.Term) -> None:
        # a term with a function in it is left to the coefficients of the function
        if name not in {symbol.name for symbol in _free(term)} and not _functions(term):
            self.definitions.setdefault(name, []).append(term)

    def _need(self, hypothesis: Hypothesis) -> Need:
        statement = _without_constants(hypothesis.statement)
        kinds = _kinds(statement)
        for name, marks in kinds:
            self.marks[name] |= marks
        functions = {name for term in _terms(statement) for name in _functions(term)}
        if isinstance(statement, st.Differentiable):
            functions = {statement.function, statement.derivative}
        equation = isinstance(statement, st.Equal | st.GradientIs)
        symbols = frozenset(free_symbols(statement))
        return Need(hypothesis.name, statement, symbols, frozenset(functions), equation, of_kind=bool(kinds))

    def about(self, name: str) -> list[Need]:
        """Return the hypotheses that speak of a letter."""
        return [need for need in self.needs if name in need.symbols]

    def definition(self, name: str, known: Collection[str]) -> tm.Term | None:
        """Return a term that a letter equals, in which only known letters occur."""
        terms = self.definitions.get(name, ())
        return next((term for term in terms if all(symbol.name in known for symbol in _free(term))), None)

    def order(self, turn: int) -> list[str]:
        """Return the letters, what defines before what is defined; `turn` varies which kinds come last."""
        pending = list(self.letters)
        if turn & 4:
            pending.reverse()
        pending.sort(key=lambda name: self._rank(name, turn))
        ordered: list[str] = []
        while pending:
            defined = (name for name in pending if self.definition(name, ordered) is not None)
            free = (name for name in pending if name not in self.definitions)
            chosen = next(defined, None) or next(free, pending[0])
            pending.remove(chosen)
            ordered.append(chosen)
        return ordered

    def _rank(self, name: str, turn: int) -> int:
        symbol, marks = self.letters[name], self.marks[name]
        if symbol.is_scalar:
            return 5
        if symbol.shape[1] == 1:
            return 4 if turn & 1 or "basis" in marks else 6
        kinds = ({"columns", "rows"}, {"diagonal"}, {"symmetric"})
        rank = next((rank for rank, kind in enumerate(kinds) if marks & kind), 3)
        return 7 if turn & 2 and rank > 1 else rank

    def thin(self, sizes: Mapping[str, int]) -> str | None:
        """Return a letter that has more orthonormal columns than rows at some sizes, or None."""
        return next((name for name, long, short in self._long_sides() if _at(sizes, long) < _at(sizes, short)), None)

    def fitted(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """Return sizes, made larger so that no letter has more orthonormal columns than rows."""
        fitting = dict(sizes)
        for _ in self.letters:  # one may push the next
            for _, long, short in self._long_sides():
                if isinstance(long, str):
                    fitting[long] = max(fitting[long], _at(fitting, short))
        return fitting

    def _long_sides(self) -> Iterator[tuple[str, tm.Size, tm.Size]]:
        for name, symbol in self.letters.items():
            if "columns" in self.marks[name]:
                yield name, symbol.rows, symbol.cols
            if "rows" in self.marks[name]:
                yield name, symbol.cols, symbol.rows


def _at(sizes: Mapping[str, int], size: tm.Size) -> int:
    return size if isinstance(size, int) else sizes[size]


def _kinds(statement: st.Statement) -> list[tuple[str, set[str]]]:
    """The letter a statement speaks of and what kind it says the letter is of, if it says no more than that."""
    match statement:
        case st.Symmetric(tm.Symbol(name)):
            return [(name, {"symmetric"})]
        case st.Diagonal(tm.Symbol(name)):
            return [(name, {"symmetric", "diagonal"})]
        case st.BasisVector(tm.Symbol(name)):
            return [(name, {"basis"})]
        case st.PositiveSemidefinite(tm.Symbol(name)):
            return [(name, {"symmetric", "semidefinite"})]
        case st.PositiveDefinite(tm.Symbol(name)):
            return [(name, {"symmetric", "semidefinite", "definite"})]
        case st.Invertible(tm.Symbol(name)):
            return [(name, set())]
        case st.Equal(tm.Product((tm.Transpose(tm.Symbol(name)), tm.Symbol(other))), one) if name == other and _is_one(one):
            return [(name, {"columns"})]
        case st.Equal(tm.Product((tm.Symbol(name), tm.Transpose(tm.Symbol(other)))), one) if name == other and _is_one(one):
            return [(name, {"rows"})]
    return []


def _without_constants(statement: st.Statement) -> st.Statement:
    """A gradient without the summands that do not move; of J(w_star), say, the function need not be known."""
    if not isinstance(statement, st.GradientIs):
        return statement
    return replace(statement, function=_moving(statement.function, statement.variable.name))


def _moving(term: tm.Term, variable: str) -> tm.Term:
    if isinstance(term, tm.Sum):
        terms = [t for t in term.terms if variable in tm.symbols_of(t)]
        return tm.Sum(tuple(_moving(t, variable) for t in terms)) if terms else tm.Zero(*term.shape)
    return term


def _is_one(term: tm.Term) -> bool:
    return isinstance(term, tm.Identity) or term == tm.Number(Fraction(1))
