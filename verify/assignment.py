"""One attempt at a model: letters get values one after the other, then functions, until a hypothesis cannot be met.

A letter has candidates: what a hypothesis says it equals, else the solutions of the linear equations that it is the
last letter of, else small matrices of its kind. The first that meets every hypothesis whose letters all have values is
kept. Functions known only by name become polynomials whose coefficients solve what is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from flint import fmpq, fmpq_mat

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.evaluation import evaluate
from verify import ingredients as make
from verify.exact import FLINT, Function, gradient_at, holds
from verify.ingredients import Digits, Smooth
from verify.problem import Family, Need, Problem

__all__ = ["Attempt", "Stuck"]

_CANDIDATES = 3
_HOPEFUL_TURNS = 4


class Stuck(Exception):
    """An attempt ends here; its message is the name of a hypothesis that could not be met."""


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
    regular : bool, optional
        The wish for symmetric and diagonal letters without an eigenvalue 0 (True), or with one (False).
    turn : int
        The number of attempts before this one; it varies the order of the letters.
    """

    def __init__(self, problem: Problem, sizes: Mapping[str, int], digits: Digits, regular: bool | None, turn: int) -> None:
        self.problem, self.sizes, self.digits, self.regular, self.turn = problem, sizes, digits, regular, turn
        self.values: dict[str, fmpq_mat] = {}
        self.functions: dict[str, Function] = {}
        self.smooth: dict[str, Smooth] = {}
        self.bases: list[fmpq_mat] = []
        self.units: list[fmpq_mat] = []
        self.eigenvalues: list[fmpq] = []
        self.unknowns: set[str] = set()

    @property
    def trivial(self) -> bool:
        """Whether a vector that solves equations came out as 0."""
        return any(not self.values[name] for name in self.unknowns)

    def run(self) -> None:
        """Give every letter and function a value.

        Raises
        ------
        Stuck
            If a hypothesis cannot be met.
        """
        places = {name: place for place, name in enumerate(self.problem.letters)}
        for name in self.problem.order(self.turn):
            self.digits.begin(places[name])
            self._assign(name)
        self.digits.begin(len(places))
        self._assign_functions()

    def _assign(self, name: str) -> None:
        """Give a letter the first candidate that meets every hypothesis it completes."""
        ready = [need for need in self.problem.about(name) if need.symbols <= {*self.values, name} and not need.functions]
        failed = ready[0].name if ready else f"the definition of {name}"
        try:
            for candidate in self._candidates(name, ready):
                self.values[name] = candidate
                wrong = next((need.name for need in ready if not self._true(need)), None)
                if wrong is None:
                    return
                failed = wrong
        except ZeroDivisionError:
            pass
        raise Stuck(failed)

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
        definition = self.problem.definition(name, self.values.keys())
        if definition is not None:
            yield self._worth(definition)
            return
        if "basis" in marks:
            yield from self.digits.rotated([FLINT.basis(i, rows) for i in range(rows)])
            return
        equations = [need for need in ready if need.equation and not need.of_kind]
        solved = False
        if equations:
            for candidate in self._solved(name, equations):
                solved = True
                yield from self._normed(candidate) if "columns" in marks and cols == 1 else [candidate]
        if "columns" in marks or "rows" in marks:
            yield from self._orthonormal(rows, cols, marks)
        elif not solved and symbol.is_scalar:
            yield from (fmpq_mat(1, 1, [x]) for x in self._numbers(name, ready))
        elif not solved:
            yield from islice(self._drawn(rows, cols, marks), _CANDIDATES)
            if equations and cols == 1:
                yield from (unit * self.digits.choose(make.POSITIVE) for unit in self.units if unit.nrows() == rows)
        hint = self.problem.hints.get(name)
        if hint is not None and tm.symbols_of(hint).keys() <= self.values.keys():
            yield self._worth(hint)

    def _solved(self, name: str, equations: Sequence[Need]) -> Iterator[fmpq_mat]:
        """Solutions of the equations that are linear in a letter."""
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
            return [self._residual(need) for need in equations]

        if cols == 1 and not self.problem.letters[name].is_scalar:
            self.unknowns.add(name)
        try:
            for point in make.solutions(residuals, len(places), self.digits):
                yield build(point)
        except ZeroDivisionError:
            return

    def _normed(self, vector: fmpq_mat) -> Iterator[fmpq_mat]:
        norm = make.rational_norm(vector)
        if norm:
            yield vector / norm

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
        for regular in (self.regular if self.turn < _HOPEFUL_TURNS else None, True, None, None):
            if "diagonal" in marks:
                signed = "semidefinite" not in marks and self.digits.pick(4) == 1
                spectrum = make.spectrum(self.digits, rows, regular=regular, signed=signed)
                self.eigenvalues += spectrum
                yield FLINT.diagonal([fmpq_mat(1, 1, [x]) for x in spectrum])
            elif "symmetric" in marks:
                signed, rational = "semidefinite" not in marks, self.turn % 2 == 1
                found = make.symmetric(self.digits, rows, regular=regular, signed=signed, rational=rational)
                self.eigenvalues += found.eigenvalues
                if found.vectors is not None:
                    self.units += [make.column(entries) for entries in found.vectors.transpose().tolist()]
                yield found.matrix
            elif cols == 1:
                yield self._vector(rows)
            else:
                yield make.general(self.digits, rows, cols, regular=regular)

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
            bounds = [_row_sum(value) for value in self.values.values() if value.nrows() == value.ncols() > 1]
            yield from self.digits.rotated([*self.eigenvalues[:15], *bounds[:1]])
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
        """Make each function a polynomial; together their coefficients solve the equations that speak of functions."""
        if not self.problem.families:
            return
        # that a function is differentiable needs no check: it is a polynomial
        needs = [n for n in self.problem.needs if n.functions and not isinstance(n.statement, st.Differentiable)]
        equations = [need for need in needs if need.equation]
        for _ in range(_CANDIDATES):
            builders = [self._builder(family) for family in self.problem.families]
            count = sum(number for number, _ in builders)
            failed = needs[0].name if needs else ""
            for point in self._coefficients(builders, count, equations):
                self._install(builders, point)
                wrong = next((need.name for need in needs if not self._true(need)), None)
                if wrong is None:
                    return
                failed = wrong
        raise Stuck(failed)

    def _builder(self, family: Family) -> tuple[int, make.Build]:
        size = family.size if isinstance(family.size, int) else self.sizes[family.size]
        centers = [value for value in self.values.values() if (value.nrows(), value.ncols()) == (size, 1)]
        center = self.digits.choose([fmpq_mat(size, 1), *centers[:15]])
        directions = [make.column([self.digits.choose(make.SIGNED[:7]) for _ in range(size)]) for _ in range(size)]
        return make.smooth(center, directions, potential=family.potential)

    def _install(self, builders: Sequence[tuple[int, make.Build]], point: list[fmpq]) -> None:
        start = 0
        for family, (number, build) in zip(self.problem.families, builders, strict=True):
            function = build(point[start : start + number])
            start += number
            self.smooth[family.names[0]] = function
            levels: tuple[Function, ...] = (function.value, function.slope, function.curvature)
            self.functions.update(zip(family.names, levels[family.level :], strict=False))

    def _coefficients(
        self, builders: Sequence[tuple[int, make.Build]], count: int, equations: Sequence[Need]
    ) -> Iterator[list[fmpq]]:
        def residuals(point: list[fmpq]) -> list[list[fmpq]]:
            self._install(builders, point)
            return [self._residual(need) for need in equations]

        yield [self.digits.choose(make.SIGNED) for _ in range(count)]
        if equations:
            try:
                yield from make.solutions(residuals, count, self.digits)
            except ZeroDivisionError:
                return


def _row_sum(matrix: fmpq_mat) -> fmpq:
    """A number that no eigenvalue exceeds."""
    return max(sum((abs(x) for x in row), fmpq(0)) for row in matrix.tolist())
