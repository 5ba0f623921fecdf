"""What a model of a part has to give a value: its letters, with their kinds, and its functions; and what binds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Part
from derivations.language.errors import LanguageError
from derivations.language.keeping import kept
from derivations.language.traversal import symbols_of
from verify.vocabulary import (
    families_in,
    free_letters,
    free_symbols,
    functions_of,
    is_zero,
    naturals_in,
    recursions_in,
    sizes_in,
    statements_in,
    terms_in,
)

__all__ = ["Need", "Problem", "alike", "problem_of"]


_OF_MANY = st.ForEvery | st.Between | st.Continuous | st.Attains | st.LocalMinimum | st.LimitIs | st.MeanIs
_ORDERS = 24  # an order depends on the turn by what is left of it after division by 3 and by 8


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
        The kinds of a letter: symmetric, diagonal, semidefinite, definite, basis, natural, projector, orthonormal
        columns, rows, orthogonal (columns of any length), independent (columns).
    hints : dict of str to Term
        A value of last resort: 0 or another letter, which tells less than what solves the equations.
    needs : list of Need
        The hypotheses, those last that are tried at many points, which takes long.
    families : tuple of Family
        The functions known only by name.
    recursions : tuple of Recursion
        The sequences.
    groups : dict of str to tuple of str
        For a letter with orthonormal columns, it and those with columns orthogonal to these; for a basis vector likewise.
    beside_matrices : set of str
        The letters that share an equation or inequality with a matrix.
    lengths : tuple of (str, Term)
        A letter and the vector whose length it is: s^2 = t^T t. The length of most rational vectors is irrational.
    letters_of_lengths : tuple of set of str
        The letters of each such vector.
    """

    def __init__(self, part: Part) -> None:
        self.part, self.sizes = part, sizes_in(part)
        self.letters: dict[str, tm.Symbol] = {}
        for statement in statements_in(part):
            self.letters.update(free_symbols(statement))
        self.definitions: dict[str, list[tm.Term]] = {}
        self.suggestions: dict[str, list[tm.Term]] = {}
        self.hints: dict[str, tm.Term] = {}
        self.through_functions: dict[str, tm.Term] = {}
        self._define(part.given)
        self.marks: dict[str, set[str]] = {name: set() for name in self.letters}
        self.needs = sorted(map(self._need, part.given), key=lambda need: isinstance(need.statement, _OF_MANY))
        self.families, self.recursions = families_in(part), recursions_in(part)
        for name in naturals_in(part) & self.letters.keys():
            self.marks[name].add("natural")
            if name in self.sizes:
                raise LanguageError(f"{name} is a size and a natural number in {part.id}: give one another letter")
        self.groups = _groups(part, self.marks)
        self.lengths = tuple(pair for need in self.needs for pair in _lengths(need.statement))
        self.letters_of_lengths = tuple(frozenset(symbols_of(t)) for _, t in self.lengths)  # every attempt asks for them
        for need in self.needs:
            for name, mark in _further_kinds(need.statement, self.marks):
                self.marks[name].add(mark)
                if mark != "independent":  # there is a construction, which has more to offer
                    self.suggestions.pop(name, None)
        self.late = self._find_late()
        self._about: dict[str, list[Need]] = {}
        self._orders: dict[int, tuple[list[str], list[str]]] = {}
        terms = (term for given in (self.definitions, self.suggestions) for terms in given.values() for term in terms)
        self._sources = {symbol.name for term in terms for symbol in free_letters(term)}
        matrices = {name for name, symbol in self.letters.items() if symbol.shape[1] != 1}
        self.beside_matrices = {name for need in self.needs if need.symbols & matrices for name in need.symbols}

    def asks_as(self, other: Problem) -> bool:
        """Return whether the search makes the same of both."""
        mine, theirs = self.letters, other.letters
        if self.sizes != other.sizes or mine.keys() != theirs.keys() or self.part.given != other.part.given:
            return False
        # in the same order, in which the letters take their digits
        same = [*mine.items()] == [*theirs.items()] and self.marks == other.marks
        return same and (self.families, self.recursions) == (other.families, other.recursions)

    def _define(self, given: Iterable[Hypothesis]) -> None:
        for hypothesis in given:
            for name, term in hypothesis.values.items():
                self.letters.setdefault(name, tm.Symbol(name, *term.shape))
                self.letters |= {symbol.name: symbol for symbol in free_letters(term) if symbol.name not in self.letters}
                if isinstance(term, tm.Zero | tm.Symbol | tm.Number):
                    self.hints.setdefault(name, term)
                else:
                    # what solves an equation may be more than what is suggested for it
                    solvable = isinstance(hypothesis.statement, st.Equal | st.GradientIs)
                    self._add(self.suggestions if solvable else self.definitions, name, term)
        for statement in (hypothesis.statement for hypothesis in given):
            if isinstance(statement, st.Equal):
                for side, other in ((statement.left, statement.right), (statement.right, statement.left)):
                    if isinstance(side, tm.Symbol):
                        self._add(self.definitions, side.name, other)

    def _add(self, definitions: dict[str, list[tm.Term]], name: str, term: tm.Term) -> None:
        if name in {symbol.name for symbol in free_letters(term)}:
            return
        if functions_of(term):
            self.through_functions.setdefault(name, term)
        else:
            definitions.setdefault(name, []).append(term)

    def _need(self, hypothesis: Hypothesis) -> Need:
        statement = _without_constants(hypothesis.statement)
        kinds = _kinds(statement)
        for name, marks in kinds:
            self.marks[name] |= marks
        functions = {name for term in terms_in(statement) for name in functions_of(term)}
        if isinstance(statement, st.Differentiable):
            functions = {statement.function, statement.derivative}
        equation = isinstance(statement, st.Equal | st.GradientIs)
        symbols = frozenset(free_symbols(statement))
        return Need(hypothesis.name, statement, symbols, frozenset(functions), equation, of_kind=bool(kinds))

    def _find_late(self) -> set[str]:
        """The letters that functions define, if nothing else of a function is said at them, and what these define."""
        late = {name for name in self.through_functions if not self.marks[name] and name not in self.definitions}
        for _ in self.letters:
            spoken = {n for need in self.needs if need.functions and not self._defines(need, late) for n in need.symbols}
            spoken |= {s.name for r in self.recursions if r.term is not None for s in free_letters(r.term)}
            late -= spoken
            late |= {
                name
                for name, terms in self.definitions.items()
                if all(any(symbol.name in late for symbol in free_letters(term)) for term in terms) and name not in spoken
            }
        late |= {name for name, t in self.lengths if not late.isdisjoint(symbols_of(t))}
        return late | self._bounds(late)

    def _bounds(self, late: Collection[str]) -> set[str]:
        """The numbers that only inequalities tie to functions or to what comes late: those can be as large as need be."""
        equations = [need for need in self.needs if need.equation]
        fixed = {name for need in equations for name in need.symbols} | self.definitions.keys() | self.suggestions.keys()
        fixed |= {
            s.name for r in self.recursions for t in (r.term, *r.starts.values()) if t is not None for s in free_letters(t)
        }
        tied = [need for need in self.needs if not need.equation and (need.functions or not need.symbols.isdisjoint(late))]
        spoken = {name for need in tied for name in need.symbols} - fixed
        return {name for name in spoken if self.letters[name].is_scalar and not self.marks[name] & {"natural", "basis"}}

    def _defines(self, need: Need, names: Collection[str]) -> bool:
        sides = (need.statement.left, need.statement.right) if isinstance(need.statement, st.Equal) else ()
        return any(isinstance(side, tm.Symbol) and side.name in names for side in sides)

    def about(self, name: str) -> list[Need]:
        """Return the hypotheses that speak of a letter."""
        if name not in self._about:
            self._about[name] = [need for need in self.needs if name in need.symbols]
        return self._about[name]

    def definition(self, name: str, known: Collection[str], *, late: bool = False) -> tm.Term | None:
        """Return a term that a letter equals, in which only known letters occur; with `late`, functions may."""
        terms = [*self.definitions.get(name, ())]
        if late and name in self.through_functions:
            terms.append(self.through_functions[name])
        return _of_known(terms, known)

    def suggestion(self, name: str, known: Collection[str]) -> tm.Term | None:
        """Return a term with which a letter solves an equation, in which only known letters occur."""
        return _of_known(self.suggestions.get(name, ()), known)

    def order(self, turn: int) -> tuple[list[str], list[str]]:
        """Return the letters, what defines before what is defined, and those that come after the functions.

        `turn` varies which kinds come last, and whether any come after the functions.
        """
        again = turn % _ORDERS
        if again not in self._orders:
            self._orders[again] = self._ordered(again)
        return self._orders[again]

    def _ordered(self, turn: int) -> tuple[list[str], list[str]]:
        late = self.late if turn % 3 < 2 else set()
        numbers = [name for name, symbol in self.letters.items() if symbol.is_scalar]
        pending = [name for name in self.letters if name not in numbers] + (numbers[::-1] if turn & 1 else numbers)
        if turn & 4:
            pending.reverse()
        pending.sort(key=lambda name: (name in late, self._rank(name, turn)))
        ordered: list[str] = []
        while pending:
            open_ = [name for name in pending if (name in late) == (pending[0] in late)]
            defined = (name for name in open_ if self._is_defined(name, ordered, late=name in late))
            free = (name for name in open_ if name not in self.definitions and name not in self.suggestions)
            chosen = next(defined, None) or next(free, open_[0])
            pending.remove(chosen)
            ordered.append(chosen)
        early = len(ordered) - len(late)
        return ordered[:early], ordered[early:]

    def _is_defined(self, name: str, known: Collection[str], *, late: bool) -> bool:
        return (self.definition(name, known, late=late) or self.suggestion(name, known)) is not None

    def _rank(self, name: str, turn: int) -> int:
        symbol, marks = self.letters[name], self.marks[name]
        if "natural" in marks:
            return -1
        if any(name == length for length, _ in self.lengths):
            return 9
        if symbol.is_scalar:  # one that can be any number may have to be what an equation makes it
            return 5 if marks or name in self._sources or turn & 1 else 6
        if symbol.shape[1] == 1:
            return 4 if turn & 1 or "basis" in marks else 7
        kinds = ({"columns", "rows"}, {"diagonal"}, {"symmetric"})
        rank = next((rank for rank, kind in enumerate(kinds) if marks & kind), 3)
        return 8 if turn & 2 and rank > 1 else rank

    def thin(self, sizes: Mapping[str, int]) -> str | None:
        """Return a letter that needs more independent columns than it has rows at some sizes, or None."""
        sides = self._long_sides()
        return next((name for name, long, short in sides if _at(sizes, long) < sum(_at(sizes, s) for s in short)), None)

    def fitted(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """Return sizes, made larger so that there are no more independent columns than rows."""
        fitting = dict(sizes)
        for _ in self.letters:  # one may push the next
            for _, long, short in self._long_sides():
                if isinstance(long, str):
                    fitting[long] = max(fitting[long], sum(_at(fitting, s) for s in short))
        return fitting

    def _long_sides(self) -> Iterator[tuple[str, tm.Size, list[tm.Size]]]:
        for name, symbol in self.letters.items():
            if self.marks[name] & {"columns", "basis"}:
                yield name, symbol.rows, [self.letters[other].cols for other in self.groups.get(name, (name,))]
            if "independent" in self.marks[name]:
                yield name, symbol.rows, [symbol.cols]
            if "rows" in self.marks[name]:
                yield name, symbol.cols, [symbol.rows]


@kept
def problem_of(part: Part) -> Problem:
    """Return the problem of a part, read once: its models, its examples and its counterexamples are looked for in turn."""
    return Problem(part)


def alike(parts: Iterable[Part]) -> list[list[Part]]:
    """Return the parts in groups that ask for the same models: from one seed, each gets exactly what the others get.

    Their hypotheses are the same, and so are the letters, sizes, functions and sequences of what they say beyond those. A part
    that asks for what there is no model of is alone.
    """
    groups: list[tuple[Problem | None, list[Part]]] = []
    for part in parts:
        try:
            problem = problem_of(part)
        except LanguageError:
            groups.append((None, [part]))
            continue
        same = (group for other, group in groups if other is not None and problem.asks_as(other))
        if (group := next(same, None)) is None:
            groups.append((problem, [part]))
        else:
            group.append(part)
    return [group for _, group in groups]


def _of_known(terms: Iterable[tm.Term], known: Collection[str]) -> tm.Term | None:
    return next((term for term in terms if all(symbol.name in known for symbol in free_letters(term))), None)


def _groups(part: Part, marks: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    """The letters that are orthogonal to each other, each being orthonormal or a basis vector."""
    groups: dict[str, tuple[str, ...]] = {}
    for statement in (hypothesis.statement for hypothesis in part.given):
        match statement:
            case st.Equal(tm.Product((tm.Transpose(tm.Symbol(one)), tm.Symbol(other))), zero) if is_zero(zero):
                if one != other and marks[one] & marks[other] & {"columns", "basis"}:
                    joined = tuple(dict.fromkeys((*groups.get(one, (one,)), *groups.get(other, (other,)))))
                    groups |= dict.fromkeys(joined, joined)
    return groups


def _at(sizes: Mapping[str, int], size: tm.Size) -> int:
    return size if isinstance(size, int) else sizes[size]


def _kinds(statement: st.Statement) -> list[tuple[str, set[str]]]:
    """The letter a statement speaks of and what kind it says the letter is of, if it says no more than that."""
    match statement:
        case st.Symmetric(tm.Symbol(name)):
            return [(name, {"symmetric"})]
        case st.Diagonal(tm.Symbol(name)):
            return [(name, {"symmetric", "diagonal"})]
        case st.Natural(tm.Symbol(name)):
            return [(name, {"natural"})]
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


def _further_kinds(statement: st.Statement, marks: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Kinds of a letter that a statement implies, though it has to be checked all the same."""
    match statement:
        case st.Equal(tm.Product((tm.Symbol(name), tm.Symbol(same))), tm.Symbol(again)) if name == same == again:
            yield name, "projector"
        case st.Equal(tm.Power(tm.Symbol(name), 2), tm.Symbol(again)) if name == again:
            yield name, "projector"
        case st.PositiveDefinite(term) | st.Invertible(term):
            yield from ((name, "independent") for name in _ends(term))
        case st.Equal(left, right):
            for side, other in ((left, right), (right, left)):
                if isinstance(other, tm.DiagonalOf) or (isinstance(other, tm.Symbol) and "diagonal" in marks[other.name]):
                    yield from ((name, "orthogonal") for name in _gram(side))


def _lengths(statement: st.Statement) -> Iterator[tuple[str, tm.Term]]:
    """The letter s and the vector t of s^2 = t^T t."""
    if isinstance(statement, st.Equal):
        for side, other in ((statement.left, statement.right), (statement.right, statement.left)):
            match side, other:
                case tm.Power(tm.Symbol(name), 2), tm.Product((tm.Transpose(t), same)) if t == same:
                    yield name, t
                case tm.Product((tm.Symbol(name), tm.Symbol(again))), tm.Product((tm.Transpose(t), same)) if (name, t) == (
                    again,
                    same,
                ):
                    yield name, t


def _gram(term: tm.Term) -> Iterator[str]:
    """The letter X of X^T X, perhaps times a number."""
    match term:
        case tm.Quotient(numerator, _):
            yield from _gram(numerator)
        case tm.Product((number, *rest)) if number.is_scalar and rest:
            yield from _gram(tm.Product(tuple(rest)))
        case tm.Product((tm.Transpose(tm.Symbol(name)), tm.Symbol(same))) if name == same:
            yield name


def _ends(term: tm.Term) -> Iterator[str]:
    """The letter X of X^T .. X: where that has an inverse, the columns of X are independent."""
    match term:
        case tm.Product((tm.Transpose(tm.Symbol(name)), *_, tm.Symbol(same))) if name == same:
            yield name
        case _:
            yield from _gram(term)


def _without_constants(statement: st.Statement) -> st.Statement:
    """A gradient without the summands that do not move; of J(w_star), say, the function need not be known."""
    if not isinstance(statement, st.GradientIs):
        return statement
    return replace(statement, function=_moving(statement.function, statement.variable.name))


def _moving(term: tm.Term, variable: str) -> tm.Term:
    if isinstance(term, tm.Sum):
        terms = [t for t in term.terms if variable in symbols_of(t)]
        return tm.Sum(tuple(_moving(t, variable) for t in terms)) if terms else tm.Zero(*term.shape)
    return term


def _is_one(term: tm.Term) -> bool:
    return isinstance(term, tm.Identity) or term == tm.Number(Fraction(1))
