"""Exact models: rational matrices and polynomials that meet every hypothesis of a part, so that nothing is proved of nothing.

`find_model` gives the letters of a part their values one after the other, in an order that puts what is defined after what
defines it. A letter has candidates: what a hypothesis says it equals, else the solutions of the linear equations that it
is the last letter of, else small matrices of its kind. The first candidate that meets every hypothesis whose letters all have
values is kept; when none does, all begins anew with other digits. Functions known only by name become polynomials whose
coefficients solve what is left. Nothing here needs to be believed: `Model.meets` checks every hypothesis again, exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, repeat
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mat

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Part
from derivations.language.errors import LanguageError
from derivations.language.evaluation import evaluate
from verify import ingredients as make
from verify.exact import FLINT, Function, gradient_at, holds
from verify.ingredients import Digits, Smooth
from verify.problem import Family, Need, Problem

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["Model", "NoModel", "find_model", "model_of", "models"]

_ATTEMPTS = 24
_DRAWN_ATTEMPTS = 6
_MATRIX_CANDIDATES = 3


class NoModel(Exception):
    """No model was found.

    Attributes
    ----------
    part : str
        The id of the part.
    hypothesis : str
        The name of the hypothesis that failed most often.
    sizes : dict
        The sizes that were asked for.
    """

    def __init__(self, part: str, hypothesis: str, sizes: Mapping[str, int]) -> None:
        at = ", ".join(f"{name} = {size}" for name, size in sizes.items())
        super().__init__(
            f"no model of the hypotheses of {part!r} was found at {at or 'any size'}; {hypothesis!r} failed most often: "
            "look whether the hypotheses contradict each other, else give it `values`, terms that satisfy it"
        )
        self.part, self.hypothesis, self.sizes = part, hypothesis, dict(sizes)


@dataclass(frozen=True)
class Model:
    """Values for all letters of a part.

    Parameters
    ----------
    values : mapping of str to fmpq_mat
        A rational matrix for each symbol, 1 x 1 for a number.
    sizes : mapping of str to int
        A number for each size name.
    functions : mapping of str to Function
        The functions known only by name.
    smooth : mapping of str to Smooth
        The polynomials that `functions` belong to, by the name of the first function of each.
    """

    values: Mapping[str, fmpq_mat]
    sizes: Mapping[str, int]
    functions: Mapping[str, Function] = field(default_factory=dict)
    smooth: Mapping[str, Smooth] = field(default_factory=dict)

    def holds(self, statement: st.Statement) -> bool:
        """Return whether a statement is true here; what has no value, because it divides by 0, is not true."""
        try:
            return holds(statement, self.values, self.sizes, self.functions)
        except ZeroDivisionError:
            return False

    def failing(self, part: Part) -> list[str]:
        """Return the names of the hypotheses of a part that are false here."""
        return [h.name for h in part.given if not self.holds(h.statement)]

    def meets(self, part: Part) -> bool:
        """Return whether every hypothesis of a part is true here."""
        return not self.failing(part)

    def satisfies(self, part: Part) -> bool:
        """Return whether the goal of a part, and with it every step that leads there, is true here."""
        return all(self.holds(step.statement) for step in part.steps) and self.holds(part.goal)

    def data(self) -> dict[str, object]:
        """Return the model as plain JSON values: rationals as "p/q", matrices as lists of rows."""
        plain: dict[str, object] = {"sizes": dict(self.sizes)}
        plain["values"] = {name: _plain(value) for name, value in self.values.items()}
        if self.smooth:
            plain["functions"] = {name: _plain_smooth(function) for name, function in self.smooth.items()}
        return plain


def _plain(matrix: fmpq_mat) -> object:
    rows = [[str(x) for x in row] for row in matrix.tolist()]
    return rows[0][0] if (matrix.nrows(), matrix.ncols()) == (1, 1) else rows


def _plain_smooth(function: Smooth) -> dict[str, object]:
    names = ("center", "constant", "linear", "quadratic")
    plain: dict[str, object] = {name: _plain(getattr(function, name)) for name in names}
    return plain | {"cubes": [[_plain(matrix) for matrix in cube] for cube in function.cubes]}


class _Stuck(Exception):
    """An attempt ends here; its message is the name of a hypothesis that could not be met."""


class _Attempt:
    """Values given one after the other, from one source of digits."""

    def __init__(
        self, problem: Problem, sizes: Mapping[str, int], digits: Digits, regular: bool | None, turn: int
    ) -> None:
        self.problem, self.sizes, self.digits, self.regular, self.turn = problem, sizes, digits, regular, turn
        self.values: dict[str, fmpq_mat] = {}
        self.functions: dict[str, Function] = {}
        self.smooth: dict[str, Smooth] = {}
        self.bases: list[fmpq_mat] = []
        self.units: list[fmpq_mat] = []
        self.eigenvalues: list[fmpq] = []

    def run(self) -> Model:
        for name in self.problem.order(self.turn):
            self.assign(name)
        self.assign_functions()
        model = Model(self.values, self.sizes, self.functions, self.smooth)
        for name in model.failing(self.problem.part):
            raise _Stuck(name)
        return model

    def assign(self, name: str) -> None:
        """Give a letter the first candidate that meets every hypothesis it completes."""
        ready = [
            need for need in self.problem.about(name) if need.symbols <= {*self.values, name} and not need.functions
        ]
        failed = ready[0].name if ready else f"the definition of {name}"
        try:
            for candidate in self.candidates(name, ready):
                self.values[name] = candidate
                wrong = next((need.name for need in ready if not self.true(need)), None)
                if wrong is None:
                    return
                failed = wrong
        except ZeroDivisionError:
            pass
        raise _Stuck(failed)

    def true(self, need: Need) -> bool:
        try:
            return holds(need.statement, self.values, self.sizes, self.functions)
        except ZeroDivisionError:
            return False

    def worth(self, term: tm.Term) -> fmpq_mat:
        return evaluate(term, self.values, self.sizes, FLINT, self.functions)

    def shape(self, symbol: tm.Symbol) -> tuple[int, int]:
        rows, cols = (size if isinstance(size, int) else self.sizes[size] for size in symbol.shape)
        return rows, cols

    def residual(self, need: Need) -> list[fmpq]:
        """What an equation is off by."""
        statement = need.statement
        if isinstance(statement, st.GradientIs):
            slope = gradient_at(statement, self.values, self.sizes, self.functions)
            return (slope - self.worth(statement.value)).entries()
        assert isinstance(statement, st.Equal)  # noqa: S101 - `Need.equation` says so
        return (self.worth(statement.left) - self.worth(statement.right)).entries()

    # --- candidates of a letter ------------------------------------------------------------------------------------

    def candidates(self, name: str, ready: Sequence[Need]) -> Iterator[fmpq_mat]:
        symbol, marks = self.problem.letters[name], self.problem.marks[name]
        rows, cols = self.shape(symbol)
        definition = self.problem.definition(name, self.values.keys())
        if definition is not None:
            yield self.worth(definition)
            return
        if "basis" in marks:
            yield from self.digits.rotated([FLINT.basis(i, rows) for i in range(rows)])
            return
        equations = [need for need in ready if need.equation and not need.of_kind]
        solved = False
        if equations:
            for candidate in self.solved(name, equations):
                solved = True
                self.trivial |= cols == 1 < rows and not candidate
                yield from self.normed(candidate) if "columns" in marks and cols == 1 else [candidate]
        if "columns" in marks or "rows" in marks:
            yield from self.orthonormal(rows, cols, marks)
        elif not solved and symbol.is_scalar:
            yield from (fmpq_mat(1, 1, [x]) for x in self.numbers(name, ready))
        elif not solved:
            yield from islice(self.drawn(rows, cols, marks), _MATRIX_CANDIDATES)
            if equations and cols == 1:
                yield from (unit * self.digits.choose(make.POSITIVE) for unit in self.units if unit.nrows() == rows)
        hint = self.problem.hints.get(name)
        if hint is not None and tm.symbols_of(hint).keys() <= self.values.keys():
            yield self.worth(hint)

    def solved(self, name: str, equations: Sequence[Need]) -> Iterator[fmpq_mat]:
        """Solutions of the equations that are linear in a letter."""
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
            return [self.residual(need) for need in equations]

        try:
            for point in make.solutions(residuals, len(places), self.digits):
                yield build(point)
        except ZeroDivisionError:
            return

    def normed(self, vector: fmpq_mat) -> Iterator[fmpq_mat]:
        norm = make.rational_norm(vector)
        if norm:
            yield vector / norm

    def orthonormal(self, rows: int, cols: int, marks: set[str]) -> Iterator[fmpq_mat]:
        if cols == 1:
            yield from self.digits.rotated([unit for unit in self.units if unit.nrows() == rows])
        turned = "rows" in marks and "columns" not in marks
        if (rows < cols) if not turned else (cols < rows):
            return
        for _ in range(_MATRIX_CANDIDATES):
            known = [basis for basis in self.bases if basis.nrows() == rows == cols]
            if known and self.digits.pick(2):  # one symmetric matrix may be taken apart twice
                yield known[0] * make.signed_permutation(self.digits, rows)
                continue
            matrix = make.orthonormal(self.digits, *((cols, rows) if turned else (rows, cols)))
            self.bases.append(matrix)
            self.units += [make.column(entries) for entries in matrix.transpose().tolist()]
            yield matrix.transpose() if turned else matrix

    def drawn(self, rows: int, cols: int, marks: set[str]) -> Iterator[fmpq_mat]:
        """Matrices of a kind; the wish for a regular or singular one is kept in the first."""
        for regular in (self.regular if self.turn < 2 else None, True, None, None):
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
                yield self.vector(rows)
            else:
                yield make.general(self.digits, rows, cols, regular=regular)

    def vector(self, rows: int) -> fmpq_mat:
        units = [unit for unit in self.units if unit.nrows() == rows]
        if units and self.digits.pick(4) == 1:
            return self.digits.choose(units[:16]) * self.digits.choose(make.POSITIVE)
        return make.column([self.digits.choose(make.SIGNED) for _ in range(rows)])

    def numbers(self, name: str, ready: Sequence[Need]) -> Iterator[fmpq]:
        for need in ready:
            statement = need.statement
            if isinstance(statement, st.NormIs) and statement.value == self.problem.letters[name]:
                norm = make.rational_norm(self.worth(statement.matrix))
                yield from [] if norm is None else [norm]
        completes = any(not need.of_kind for need in ready)
        if completes or (name in self.problem.beside_matrices and self.digits.pick(2)):
            bounds = [_row_sum(value) for value in self.values.values() if value.nrows() == value.ncols() > 1]
            yield from self.digits.rotated([*self.eigenvalues[:15], *bounds[:1]])
        positive = self.problem.marks[name] & {"semidefinite", "definite"}
        for _ in range(_MATRIX_CANDIDATES):
            yield self.digits.choose(make.POSITIVE if positive else make.SIGNED)
        if completes:
            yield from make.LADDER

    # --- functions ---------------------------------------------------------------------------------------------------

    def assign_functions(self) -> None:
        """Make each function a polynomial; together their coefficients solve the equations that speak of functions."""
        if not self.problem.families:
            return
        # that a function is differentiable needs no check: it is a polynomial
        needs = [n for n in self.problem.needs if n.functions and not isinstance(n.statement, st.Differentiable)]
        equations = [need for need in needs if need.equation]
        for _ in range(_MATRIX_CANDIDATES):
            builders = [self.builder(family) for family in self.problem.families]
            count = sum(number for number, _ in builders)
            failed = needs[0].name if needs else ""
            for point in self.coefficients(builders, count, equations):
                self.install(builders, point)
                wrong = next((need.name for need in needs if not self.true(need)), None)
                if wrong is None:
                    return
                failed = wrong
        raise _Stuck(failed)

    def builder(self, family: Family) -> tuple[int, make.Build]:
        size = family.size if isinstance(family.size, int) else self.sizes[family.size]
        centers = [value for value in self.values.values() if (value.nrows(), value.ncols()) == (size, 1)]
        center = self.digits.choose([fmpq_mat(size, 1), *centers[:15]])
        directions = [make.column([self.digits.choose(make.SIGNED[:7]) for _ in range(size)]) for _ in range(size + 1)]
        return make.smooth(center, directions, potential=family.potential)

    def install(self, builders: Sequence[tuple[int, make.Build]], point: list[fmpq]) -> None:
        start = 0
        for family, (number, build) in zip(self.problem.families, builders, strict=True):
            function = build(point[start : start + number])
            start += number
            self.smooth[family.names[0]] = function
            levels: tuple[Function, ...] = (function.value, function.slope, function.curvature)
            self.functions.update(zip(family.names, levels[family.level :], strict=False))

    def coefficients(
        self, builders: Sequence[tuple[int, make.Build]], count: int, equations: Sequence[Need]
    ) -> Iterator[list[fmpq]]:
        def residuals(point: list[fmpq]) -> list[list[fmpq]]:
            self.install(builders, point)
            return [self.residual(need) for need in equations]

        yield [self.digits.choose(make.SIGNED) for _ in range(count)]
        if equations:
            try:
                yield from make.solutions(residuals, count, self.digits)
            except ZeroDivisionError:
                return


def _row_sum(matrix: fmpq_mat) -> fmpq:
    """A number that no eigenvalue exceeds."""
    return max(sum((abs(x) for x in row), fmpq(0)) for row in matrix.tolist())


# --- what is handed out ----------------------------------------------------------------------------------------------


def find_model(part: Part, sizes: Mapping[str, int], seed: int = 0, regular: bool | None = None) -> Model:
    """Return a model of the hypotheses of a part.

    Parameters
    ----------
    part : Part
        Whose hypotheses are to hold, every free symbol of its goal and steps having a value.
    sizes : mapping of str to int
        A number for each size name, at least 1.
    seed : int
        The same seed gives the same model.
    regular : bool, optional
        Whether symmetric and diagonal letters should have no eigenvalue 0 (True) or one (False). A wish: what the
        hypotheses forbid is not done.

    Raises
    ------
    NoModel
        If none was found; the error names the hypothesis that failed most often.
    """
    return _find(Problem(part), sizes, partial(_seeded, seed), regular, _ATTEMPTS)


def _find(
    problem: Problem, sizes: Mapping[str, int], source: Callable[[int], Digits], regular: bool | None, attempts: int
) -> Model:
    if missing := [name for name in problem.sizes if name not in sizes]:
        raise LanguageError(f"give a number for the size {missing[0]} of {problem.part.id}")
    if thin := problem.thin(sizes):
        raise NoModel(problem.part.id, next(need.name for need in problem.about(thin[0]) if need.of_kind), sizes)
    failures: Counter[str] = Counter()
    for attempt in range(attempts):
        try:
            return _Attempt(problem, sizes, source(attempt), regular, attempt).run()
        except _Stuck as stuck:
            failures[str(stuck)] += 1
    raise NoModel(problem.part.id, failures.most_common(1)[0][0], sizes)


def models(part: Part, seed: int = 0) -> list[Model]:
    """Return models of a part at sizes 1, 2 and 3, regular and singular, with every further size below, at and above n.

    Sizes that the hypotheses exclude are left out.

    Raises
    ------
    NoModel
        If no model was found at any size.
    """
    problem, found, refused = Problem(part), [], NoModel(part.id, "", {})
    for k, (sizes, regular) in enumerate(_variants(problem)):
        try:
            found.append(_find(problem, sizes, partial(_seeded, seed + k), regular, _ATTEMPTS))
        except NoModel as reason:
            refused = reason
    if not found:
        raise refused
    return found


def _seeded(seed: int, attempt: int) -> Digits:
    return Digits.seeded(seed * _ATTEMPTS + attempt)


def _variants(problem: Problem) -> list[tuple[dict[str, int], bool | None]]:
    first, others = problem.sizes[:1], problem.sizes[1:]
    wanted: list[tuple[dict[str, int], bool | None]] = []
    for n, shift, regular in _SIZES if others else _SIZES[:6]:
        sizes = dict.fromkeys(first, n) | {name: max(1, n + shift * (k + 1)) for k, name in enumerate(others)}
        while thin := problem.thin(sizes):
            sizes = thin[1]
        if (sizes, regular) not in wanted:
            wanted.append((sizes, regular))
    return wanted


# n, what is added to it for a further size, whether regular
_SIZES = (
    (1, 1, True),
    (1, 0, False),
    (2, 1, True),
    (2, -1, False),
    (3, -1, True),
    (3, 1, False),
    (2, 0, None),
    (3, 2, None),
)


def model_of(part: Part, largest: int = 4) -> SearchStrategy[Model]:
    """Return a strategy that draws models of a part, each size from 1 to `largest`.

    A list of numbers is drawn whose digits are consumed as the search asks for choices; where it ends, 0 follows. So a
    model shrinks to a plain one: small, with identities, zeros and ones.
    """
    from hypothesis import reject
    from hypothesis import strategies as hs

    problem = Problem(part)

    @hs.composite
    def draw_model(draw: hs.DrawFn) -> Model:
        sizes = {name: draw(hs.integers(1, largest)) for name in problem.sizes}
        while thin := problem.thin(sizes):
            sizes = thin[1]
        regular = draw(hs.sampled_from((None, True, False)))
        numbers = draw(hs.lists(hs.integers(0, 2**40 - 1), max_size=8))
        try:
            return _find(problem, sizes, partial(_drawn, numbers), regular, _DRAWN_ATTEMPTS)
        except NoModel:
            reject()

    return draw_model()


def _drawn(numbers: Sequence[int], attempt: int) -> Digits:
    if not attempt:
        return Digits.drawn(numbers, repeat(0))
    return Digits.seeded(hash((attempt, *numbers)))  # a hash of integers is the same in every process
