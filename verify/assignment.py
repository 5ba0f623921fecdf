"""One attempt at a model: letters get values one after the other, then functions, until a hypothesis cannot be met.

A letter has candidates: what a hypothesis says it equals, else the solutions of the linear equations that it is the
last letter of, else small matrices of its kind. The first that meets every hypothesis whose letters all have values is
kept. Letters that functions known only by name define come after these functions (`function_assignment`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from flint import fmpq, fmpq_mat

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import Irrational
from derivations.language.traversal import symbols_of
from verify import ingredients as make
from verify.function_assignment import assign_functions
from verify.ingredients import Digits
from verify.partial_model import Partial, Stuck, Wish
from verify.problem import Need, Problem
from verify.rings import FLINT
from verify.vocabulary import functions_of

__all__ = ["Attempt"]

_CANDIDATES = 3
_HOPEFUL_TURNS = 4


class Attempt(Partial):
    """Values given one after the other, from one source of digits.

    Parameters
    ----------
    problem, sizes, digits, wish
        As in `Partial`.
    turn : int
        The number of attempts before this one; it varies the order of the letters.
    """

    def __init__(self, problem: Problem, sizes: Mapping[str, int], digits: Digits, wish: Wish, turn: int) -> None:
        super().__init__(problem, sizes, digits, wish)
        self.turn = turn
        self.bases: list[fmpq_mat] = []
        self.units: list[fmpq_mat] = []
        self.eigenvalues: list[fmpq] = []
        self.unknowns: set[str] = set()
        self.pieces: dict[str, fmpq_mat] = {}

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
        assign_functions(self)
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
                wrong = next((need.name for need in ready if not self.true(need)), None)
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

    # --- candidates of a letter ------------------------------------------------------------------------------------

    def _candidates(self, name: str, ready: Sequence[Need]) -> Iterator[fmpq_mat]:
        symbol, marks = self.problem.letters[name], self.problem.marks[name]
        rows, cols = self.shape(symbol)
        definition = self.problem.definition(name, self.values.keys(), late=bool(self.functions))
        if definition is not None:
            yield self.worth(definition)
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
        return fmpq_mat(*self.shape(self.problem.letters[name]))

    def _worths(self, term: tm.Term | None) -> Iterator[fmpq_mat]:
        if term is not None and symbols_of(term).keys() <= self.values.keys():
            yield self.worth(term)

    def _free(self, name: str, ready: Sequence[Need]) -> Iterator[fmpq_mat]:
        """What solves the equations of a letter; where nothing does, what is suggested, then small matrices of its kind."""
        symbol, marks = self.problem.letters[name], self.problem.marks[name]
        rows, cols = self.shape(symbol)
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
        rows, cols = self.shape(self.problem.letters[name])
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
            off = [self.residual(need) for need in equations]
            return off + [(self.worth(t) - length).entries() for t, length in lengths]

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
        rows = [self.shape(tm.Symbol(name, *t.shape))[0] for t in found]
        sizes = (fmpq(0), fmpq(1), fmpq(2)) if self.turn & 1 else make.POSITIVE
        return [(t, make.orthonormal(self.digits, n, 1) * self.digits.choose(sizes)) for t, n in zip(found, rows, strict=True)]

    def _at_two_lengths(self, name: str, one: tm.Term, other: tm.Term) -> fmpq_mat:
        """A value of rational length of the first vector at which the second, which moves along, has one too.

        Let the second be the first plus v. With a unit vector d and any number k, c d and c d + v have the lengths |c| and
        |c + k|, where c = (k^2 - |v|^2)/(2 (d^T v - k)).
        """
        self.values[name] = fmpq_mat(*self.shape(self.problem.letters[name]))
        v = self.worth(other) - self.worth(one)
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
        shapes = [self.shape(self.problem.letters[other]) for other in group]
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
                norm = make.rational_norm(self.worth(statement.matrix))
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
            return [entry for need in equations for entry in self.residual(need)]

        return make.roots(residual)
