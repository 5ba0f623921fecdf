"""One attempt at a model: letters get values one after the other, then functions, until a hypothesis cannot be met.

A letter has candidates: what a hypothesis says it equals, else the solutions of the linear equations that it is the
last letter of, else small matrices of its kind. The first that meets every hypothesis whose letters all have values is
kept. Functions known only by name become polynomials whose coefficients solve what is left; sequences follow their
recursions, from starts that solve what is left. Letters that such functions define come last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from flint import fmpq, fmpq_mat

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import Irrational
from derivations.language.evaluation import evaluate
from derivations.language.traversal import symbols_of
from verify import ingredients as make
from verify.exact import gradient_at, holds
from verify.ingredients import Digits, Smooth
from verify.problem import Need, Problem
from verify.rings import FLINT, Function
from verify.sequences import Recursion, Sequences
from verify.vocabulary import Family, functions_of

__all__ = ["Attempt", "Stuck", "Wish"]

_CANDIDATES = 3
_DEGREE = 2  # of a sequence without recursion, as a polynomial
_HOPEFUL_TURNS = 4


class Stuck(Exception):
    """An attempt ends here; its message is the name of a hypothesis that could not be met."""


class Wish(NamedTuple):
    """What spectra and natural numbers should be like where the hypotheses allow it.

    Attributes
    ----------
    regular : bool, optional
        Symmetric and diagonal letters have no eigenvalue 0 (True), or have one (False).
    repeated : bool
        They have an eigenvalue twice.
    natural : int, optional
        What a letter for a natural number should be.
    """

    regular: bool | None = None
    repeated: bool = False
    natural: int | None = None


class _Block(NamedTuple):
    """Functions that are made together: coefficients to start from, and what makes the functions from coefficients.

    The first `leading` coefficients are tried alone at first: fewer unknowns, and the rest can be anything.
    """

    names: frozenset[str]
    start: list[fmpq]
    leading: int
    install: Callable[[list[fmpq]], None]

    @property
    def size(self) -> int:
        """How many coefficients there are."""
        return len(self.start)


class Attempt:
    """Values given one after the other, from one source of digits.

    Parameters
    ----------
    problem : Problem
        What is to be found.
    sizes : mapping of str to int
        A number for each size name.
    digits : Digits
        Where choices come from.
    wish : Wish
        What spectra and natural numbers should be like.
    turn : int
        The number of attempts before this one; it varies the order of the letters.
    """

    def __init__(self, problem: Problem, sizes: Mapping[str, int], digits: Digits, wish: Wish, turn: int) -> None:
        self.problem, self.sizes, self.digits, self.wish, self.turn = problem, dict(sizes), digits, wish, turn
        self.values: dict[str, fmpq_mat] = {}
        self.functions: dict[str, Function] = {}
        self.smooth: dict[str, Smooth] = {}
        self.bases: list[fmpq_mat] = []
        self.units: list[fmpq_mat] = []
        self.eigenvalues: list[fmpq] = []
        self.unknowns: set[str] = set()
        self.pieces: dict[str, fmpq_mat] = {}
        self.sequences: Sequences | None = None

    @property
    def trivial(self) -> bool:
        """Whether a vector that solves equations came out as 0, or a letter was made 0 for want of something better."""
        return any(not self.values[name] for name in self.unknowns)

    def run(self) -> None:
        """Give every letter and function a value.

        Raises
        ------
        Stuck
            If a hypothesis cannot be met.
        """
        places = {name: place for place, name in enumerate(self.problem.letters)}
        early, late = self.problem.order(self.turn)
        for name in early:
            self.digits.begin(places[name])
            self._assign(name)
        self.digits.begin(len(places))
        self._assign_functions()
        for name in late:
            self.digits.begin(places[name])
            self._assign(name)

    def _assign(self, name: str) -> None:
        """Give a letter the first candidate that meets every hypothesis it completes."""
        known = {*self.values, name}
        ready = [n for n in self.problem.about(name) if n.symbols <= known and n.functions <= self.functions.keys()]
        failed = ready[0].name if ready else f"the definition of {name}"
        try:
            for candidate in self._candidates(name, ready):
                self._give(name, candidate)
                wrong = next((need.name for need in ready if not self._true(need)), None)
                if wrong is None:
                    return
                failed = wrong
        except (ZeroDivisionError, Irrational):
            pass
        raise Stuck(failed)

    def _give(self, name: str, value: fmpq_mat) -> None:
        self.values[name] = value
        if "natural" in self.problem.marks[name]:
            self.sizes[name] = int(value[0, 0].p)

    def _true(self, need: Need) -> bool:
        try:
            return holds(need.statement, self.values, self.sizes, self.functions)
        except ZeroDivisionError:
            return False

    def _worth(self, term: tm.Term) -> fmpq_mat:
        return evaluate(term, self.values, self.sizes, FLINT, self.functions)

    def _shape(self, symbol: tm.Symbol) -> tuple[int, int]:
        rows, cols = (size if isinstance(size, int) else self.sizes[size] for size in symbol.shape)
        return rows, cols

    def _residual(self, need: Need) -> list[fmpq]:
        """What an equation is off by."""
        statement = need.statement
        if isinstance(statement, st.GradientIs):
            slope = gradient_at(statement, self.values, self.sizes, self.functions)
            return (slope - self._worth(statement.value)).entries()
        assert isinstance(statement, st.Equal)  # noqa: S101 - `Need.equation` says so
        return (self._worth(statement.left) - self._worth(statement.right)).entries()

    # --- candidates of a letter ------------------------------------------------------------------------------------

    def _candidates(self, name: str, ready: Sequence[Need]) -> Iterator[fmpq_mat]:
        symbol, marks = self.problem.letters[name], self.problem.marks[name]
        rows, cols = self._shape(symbol)
        definition = self.problem.definition(name, self.values.keys(), late=bool(self.functions))
        if definition is not None:
            yield self._worth(definition)
        elif "natural" in marks:
            yield from (fmpq_mat(1, 1, [k]) for k in self._naturals())
        elif "basis" in marks:
            yield from self.digits.rotated([FLINT.basis(i, rows) for i in range(rows)])
        elif {"columns", "rows"} & marks:
            solved = self._solved(name, ready)
            yield from solved if cols > 1 else (unit for vector in solved for unit in self._normed(vector))
            yield from self._worths(self.problem.suggestion(name, self.values.keys()))
            yield from self._beside_others(name)
            yield from self._orthonormal(rows, cols, marks)
        else:
            hint = self.problem.hints.get(name)
            if self.turn % 5 == 3:  # where what is said of it cannot be judged before functions are known, nor be solved then
                yield from self._worths(hint)
            yield from self._free(name, ready)
            if any(not need.of_kind for need in ready):
                yield from self._worths(hint)
                if self.turn & 2:
                    yield self._zero(name)

    def _zero(self, name: str) -> fmpq_mat:
        """0, which may be the only value, and is tried when nothing else was found."""
        self.unknowns.add(name)
        return fmpq_mat(*self._shape(self.problem.letters[name]))

    def _worths(self, term: tm.Term | None) -> Iterator[fmpq_mat]:
        if term is not None and symbols_of(term).keys() <= self.values.keys():
            yield self._worth(term)

    def _free(self, name: str, ready: Sequence[Need]) -> Iterator[fmpq_mat]:
        """What solves the equations of a letter; where nothing does, what is suggested, then small matrices of its kind."""
        symbol, marks = self.problem.letters[name], self.problem.marks[name]
        rows, cols = self._shape(symbol)
        solved = False
        for candidate in self._solved(name, ready):
            solved = True
            yield candidate
        yield from self._worths(self.problem.suggestion(name, self.values.keys()))
        if solved:
            return
        if symbol.is_scalar:
            yield from (fmpq_mat(1, 1, [x]) for x in self._numbers(name, ready))
            return
        yield from islice(self._drawn(rows, cols, marks), _CANDIDATES)
        if cols == 1 and any(not need.of_kind for need in ready):
            yield from (unit * self.digits.choose(make.POSITIVE) for unit in self.units if unit.nrows() == rows)
            yield make.column([fmpq(1)] * rows)

    def _solved(self, name: str, ready: Sequence[Need]) -> Iterator[fmpq_mat]:
        """Solutions of the equations that are linear in a letter."""
        equations = [need for need in ready if need.equation and not need.of_kind]
        lengths = self._lengths(name)
        if not equations and not lengths:
            return
        rows, cols = self._shape(self.problem.letters[name])
        marks = self.problem.marks[name]
        places = [(i, j) for i in range(rows) for j in range(cols)]
        if "diagonal" in marks:
            places = [(i, j) for i, j in places if i == j]
        elif "symmetric" in marks:
            places = [(i, j) for i, j in places if i <= j]

        def build(numbers: list[fmpq]) -> fmpq_mat:
            matrix = fmpq_mat(rows, cols)
            for (i, j), x in zip(places, numbers, strict=True):
                matrix[i, j] = x
                if "symmetric" in marks:
                    matrix[j, i] = x
            return matrix

        def residuals(numbers: list[fmpq]) -> list[list[fmpq]]:
            self.values[name] = build(numbers)
            off = [self._residual(need) for need in equations]
            return off + [(self._worth(t) - length).entries() for t, length in lengths]

        if cols == 1 and not self.problem.letters[name].is_scalar:
            self.unknowns.add(name)
        try:
            for point in make.solutions(residuals, len(places), self.digits):
                yield build(point)
        except (ZeroDivisionError, Irrational):
            return

    def _lengths(self, name: str) -> list[tuple[tm.Term, fmpq_mat]]:
        """The vectors that become known with a letter and have to be of rational length, and what they may be."""
        if not self.problem.lengths:
            return []
        known = {*self.values, name}
        found: list[tm.Term] = []
        for (length, t), letters in zip(self.problem.lengths, self.problem.letters_of_lengths, strict=True):
            if length not in known and name in letters and letters <= known and self.functions.keys() >= {*functions_of(t)}:
                found.append(t)
        if len(found) == 2:
            return [(found[0], self._at_two_lengths(name, *found))]
        rows = [self._shape(tm.Symbol(name, *t.shape))[0] for t in found]
        sizes = (fmpq(0), fmpq(1), fmpq(2)) if self.turn & 1 else make.POSITIVE
        return [(t, make.orthonormal(self.digits, n, 1) * self.digits.choose(sizes)) for t, n in zip(found, rows, strict=True)]

    def _at_two_lengths(self, name: str, one: tm.Term, other: tm.Term) -> fmpq_mat:
        """A value of rational length of the first vector at which the second, which moves along, has one too.

        Let the second be the first plus v. With a unit vector d and any number k, c d and c d + v have the lengths |c| and
        |c + k|, where c = (k^2 - |v|^2)/(2 (d^T v - k)).
        """
        self.values[name] = fmpq_mat(*self._shape(self.problem.letters[name]))
        v = self._worth(other) - self._worth(one)
        d = make.orthonormal(self.digits, v.nrows(), 1)
        along = (d.transpose() * v)[0, 0]
        k = next(k for k in self.digits.rotated(make.POSITIVE) if k != along)
        return d * ((k * k - (v.transpose() * v)[0, 0]) / (2 * (along - k)))

    def _normed(self, vector: fmpq_mat) -> Iterator[fmpq_mat]:
        norm = make.rational_norm(vector)
        if norm:
            yield vector / norm

    def _beside_others(self, name: str) -> Iterator[fmpq_mat]:
        """Columns that are orthonormal together with those of other letters: one matrix, cut into pieces."""
        group = [other for other in self.problem.groups.get(name, ()) if "columns" in self.problem.marks[other]]
        if not group:
            return
        shapes = [self._shape(self.problem.letters[other]) for other in group]
        if name not in self.pieces:
            whole, start = make.orthonormal(self.digits, shapes[0][0], sum(cols for _, cols in shapes)).transpose(), 0
            for other, (rows, cols) in zip(group, shapes, strict=True):
                entries = whole.entries()[start * rows : (start + cols) * rows]
                self.pieces[other] = fmpq_mat(cols, rows, entries).transpose()
                start += cols
        yield self.pieces[name]

    def _orthonormal(self, rows: int, cols: int, marks: set[str]) -> Iterator[fmpq_mat]:
        if cols == 1:
            yield from self.digits.rotated([unit for unit in self.units if unit.nrows() == rows])
        turned = "rows" in marks and "columns" not in marks
        if (rows < cols) if not turned else (cols < rows):
            return
        for _ in range(_CANDIDATES):
            known = [basis for basis in self.bases if basis.nrows() == rows == cols]
            if known and self.digits.pick(2):  # one symmetric matrix may be taken apart twice
                yield known[0] * make.signed_permutation(self.digits, rows)
                continue
            matrix = make.orthonormal(self.digits, *((cols, rows) if turned else (rows, cols)))
            self.bases.append(matrix)
            self.units += [make.column(entries) for entries in matrix.transpose().tolist()]
            yield matrix.transpose() if turned else matrix

    def _drawn(self, rows: int, cols: int, marks: set[str]) -> Iterator[fmpq_mat]:
        """Matrices of a kind; the wish for a regular or singular one is kept in the first."""
        hopeful = self.wish if self.turn < _HOPEFUL_TURNS else Wish()
        for regular, repeated, _ in (hopeful, Wish(regular=True), Wish(), Wish()):
            if "diagonal" in marks:
                kind = 0 if "semidefinite" in marks else self.digits.pick(8)
                spectrum = make.spectrum(self.digits, rows, regular=regular, signed=kind in (1, 2), repeated=repeated)
                if "projector" in marks or kind == 3:
                    spectrum = make.zeros_and_ones(self.digits, rows, regular=regular)
                self.eigenvalues += spectrum
                yield FLINT.diagonal([fmpq_mat(1, 1, [x]) for x in spectrum])
            elif marks >= {"symmetric", "projector"}:
                basis = make.orthonormal(self.digits, rows, rows)
                middle = make.zeros_and_ones(self.digits, rows, regular=regular)
                yield basis * FLINT.diagonal([fmpq_mat(1, 1, [x]) for x in middle]) * basis.transpose()
            elif "symmetric" in marks:
                signed, rational = "semidefinite" not in marks, self.turn % 2 == 1
                found = make.symmetric(
                    self.digits, rows, regular=regular, signed=signed, repeated=repeated, rational=rational or repeated
                )
                self.eigenvalues += found.eigenvalues
                if found.vectors is not None:
                    self.units += [make.column(entries) for entries in found.vectors.transpose().tolist()]
                yield found.matrix
            elif cols == 1:
                yield self._vector(rows)
            elif "orthogonal" in marks:
                yield make.orthogonal_columns(self.digits, rows, cols, regular=regular)
            else:
                yield make.general(self.digits, rows, cols, regular=regular)

    def _naturals(self) -> Sequence[int]:
        first = self.wish.natural if self.turn < _HOPEFUL_TURNS else None
        if first is None:
            return self.digits.rotated(make.NATURALS)
        return [first, *(k for k in make.NATURALS if k != first)]

    def _vector(self, rows: int) -> fmpq_mat:
        kind = self.digits.pick(8)
        units = [unit for unit in self.units[:16] if unit.nrows() == rows]
        if kind in (1, 2) and units:
            return self.digits.choose(units) * self.digits.choose(make.POSITIVE)
        if kind == 3:  # of rational length
            return make.orthonormal(self.digits, rows, 1) * self.digits.choose(make.POSITIVE)
        return make.column([self.digits.choose(make.SIGNED) for _ in range(rows)])

    def _numbers(self, name: str, ready: Sequence[Need]) -> Iterator[fmpq]:
        for need in ready:
            statement = need.statement
            if isinstance(statement, st.NormIs) and statement.value == self.problem.letters[name]:
                norm = make.rational_norm(self._worth(statement.matrix))
                yield from [] if norm is None else [norm]
        completes = any(not need.of_kind for need in ready)
        if equations := [need for need in ready if need.equation]:
            yield from self._roots(name, equations)
        if completes or (name in self.problem.beside_matrices and self.digits.pick(2)):
            bounds = [make.row_sum(value) for value in self.values.values() if value.nrows() == value.ncols() > 1]
            yield from self.digits.rotated([*self.eigenvalues[:15], *bounds[:1], *(-bound for bound in bounds[:1])])
        positive = self.problem.marks[name] & {"semidefinite", "definite"}
        for _ in range(_CANDIDATES):
            yield self.digits.choose(make.POSITIVE if positive else make.SIGNED)
        if completes:
            yield from make.LADDER

    def _roots(self, name: str, equations: Sequence[Need]) -> list[fmpq]:
        def residual(x: fmpq) -> list[fmpq]:
            self.values[name] = fmpq_mat(1, 1, [x])
            return [entry for need in equations for entry in self._residual(need)]

        return make.roots(residual)

    # --- functions ---------------------------------------------------------------------------------------------------

    def _assign_functions(self) -> None:
        """Make each function a polynomial, each sequence follow its recursion; together they solve what speaks of them."""
        if not self.problem.families and not self.problem.recursions:
            return
        # that a function is differentiable needs no check: it is a polynomial
        needs = [n for n in self.problem.needs if n.functions and not isinstance(n.statement, st.Differentiable)]
        needs = [need for need in needs if need.symbols <= self.values.keys()]
        for _ in range(_CANDIDATES):
            blocks = [self._smooth_block(family) for family in self.problem.families]
            blocks += [self._sequence_block(self.problem.recursions)] if self.problem.recursions else []
            failed = needs[0].name if needs else ""
            for point in self._coefficients(blocks, [need for need in needs if need.equation]):
                self._install(blocks, point)
                wrong = next((need.name for need in needs if not self._true(need)), None)
                if wrong is None:
                    return
                failed = wrong
        raise Stuck(failed)

    def _smooth_block(self, family: Family) -> _Block:
        size = family.size if isinstance(family.size, int) else self.sizes[family.size]
        centers = [value for value in self.values.values() if (value.nrows(), value.ncols()) == (size, 1)]
        lowest = next(self._lowest(family), None)
        center = self.digits.choose([fmpq_mat(size, 1), *centers[:15]]) if lowest is None else lowest
        directions = [make.column([self.digits.choose(make.SIGNED[:7]) for _ in range(size)]) for _ in range(size)]
        count, build = make.smooth(center, directions, potential=family.potential)

        def install(coefficients: list[fmpq]) -> None:
            self.smooth[family.names[0]] = function = build(coefficients)
            levels: tuple[Function, ...] = (function.value, function.slope, function.curvature)
            self.functions.update(zip(family.names, levels[family.level :], strict=False))

        regular = self.wish.regular
        start = self._coefficients_of(count) if lowest is None else make.valley(self.digits, size, count, regular=regular)
        return _Block(frozenset(family.names), start, 1 + size, install)

    def _coefficients_of(self, count: int) -> list[fmpq]:
        return [self.digits.choose(make.SIGNED) for _ in range(count)]

    def _lowest(self, family: Family) -> Iterator[fmpq_mat]:
        """The points where a function is said to have a local minimum."""
        for need in self.problem.needs:
            match need.statement:
                case st.LocalMinimum(tm.Apply(function), _, point) if function == family.names[0] and family.level == 0:
                    if symbols_of(point).keys() <= self.values.keys():
                        yield self._worth(point)

    def _sequence_block(self, recursions: Sequence[Recursion]) -> _Block:
        """All sequences: the members at the start that nothing defines are unknown, or the coefficients in k."""
        unknown: list[tuple[str, int, tuple[int, int]]] = []
        known: dict[str, list[fmpq_mat]] = {}
        for recursion in recursions:
            rows, cols = self._shape(tm.Symbol(recursion.name, *recursion.shape))
            count = recursion.order if recursion.term is not None else _DEGREE + 1
            known[recursion.name] = [fmpq_mat(rows, cols) for _ in range(count)]
            for place in range(count):
                start = recursion.starts.get(place) if recursion.term is not None or place == 0 else None
                if start is None:
                    unknown.append((recursion.name, place, (rows, cols)))
                else:
                    known[recursion.name][place] = self._worth(start)

        def install(coefficients: list[fmpq]) -> None:
            starts, position = {name: [*members] for name, members in known.items()}, 0
            for name, place, (rows, cols) in unknown:
                starts[name][place] = fmpq_mat(rows, cols, coefficients[position : position + rows * cols])
                position += rows * cols
            self.sequences = Sequences(recursions, starts, self.values, self.sizes, self.functions)
            self.functions.update(self.sequences.functions)

        count = sum(rows * cols for _, _, (rows, cols) in unknown)
        return _Block(frozenset(recursion.name for recursion in recursions), self._coefficients_of(count), count, install)

    def _install(self, blocks: Sequence[_Block], point: list[fmpq]) -> None:
        start = 0
        for block in blocks:
            block.install(point[start : start + block.size])
            start += block.size

    def _coefficients(self, blocks: Sequence[_Block], equations: Sequence[Need]) -> Iterator[list[fmpq]]:
        spoken = {name for need in equations for name in need.functions}
        point = [x for block in blocks for x in block.start]
        yield point
        if not equations:
            return
        places = [(bool(block.names & spoken), place < block.leading) for block in blocks for place in range(block.size)]
        for solved in ([concerned and leading for concerned, leading in places], [concerned for concerned, _ in places]):

            def complete(numbers: list[fmpq], solved: list[bool] = solved) -> list[fmpq]:
                given = iter(numbers)
                return [next(given) if open_ else x for open_, x in zip(solved, point, strict=True)]

            def residuals(numbers: list[fmpq], complete: Callable[[list[fmpq]], list[fmpq]] = complete) -> list[list[fmpq]]:
                self._install(blocks, complete(numbers))
                return [self._residual(need) for need in equations]

            try:
                yield from map(complete, make.solutions(residuals, sum(solved), self.digits))
            except ZeroDivisionError:
                continue
