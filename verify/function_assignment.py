"""Functions of a model that are known only by name become polynomials, sequences follow their recursions.

The coefficients of the polynomials, and the members a sequence starts from, solve together what the hypotheses say of them,
where all letters in that have values already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from flint import fmpq, fmpq_mat

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.traversal import symbols_of
from verify import ingredients as make
from verify.ingredients import Smooth
from verify.partial_model import Partial, Stuck
from verify.problem import Need
from verify.rings import Function
from verify.sequences import Recursion, Sequences
from verify.vocabulary import Family

__all__ = ["assign_functions", "named"]

_CHOICES = 3
_DEGREE = 2  # of a sequence without recursion, as a polynomial


def assign_functions(at: Partial) -> None:
    """Give every function and sequence of a problem a value that meets what is said of them and of known letters.

    Raises
    ------
    Stuck
        If a hypothesis cannot be met.
    """
    if at.problem.families or at.problem.recursions:
        _Functions(at).assign()


def named(family: Family, function: Smooth) -> dict[str, Function]:
    """Return a polynomial and its derivatives by the names that a family has for them."""
    levels: tuple[Function, ...] = (function.value, function.slope, function.curvature)
    return dict(zip(family.names, levels[family.level :], strict=False))


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


class _Functions:
    """The functions that a partial model still lacks."""

    def __init__(self, at: Partial) -> None:
        self.at = at

    def assign(self) -> None:
        # that a function is differentiable needs no check: it is a polynomial
        needs = [n for n in self.at.problem.needs if n.functions and not isinstance(n.statement, st.Differentiable)]
        needs = [need for need in needs if need.symbols <= self.at.values.keys()]
        for _ in range(_CHOICES):
            blocks = [self._smooth_block(family) for family in self.at.problem.families]
            blocks += [self._sequence_block(self.at.problem.recursions)] if self.at.problem.recursions else []
            failed = needs[0].name if needs else ""
            for point in self._coefficients(blocks, [need for need in needs if need.equation]):
                self._install(blocks, point)
                wrong = next((need.name for need in needs if not self.at.true(need)), None)
                if wrong is None:
                    return
                failed = wrong
        raise Stuck(failed)

    def _smooth_block(self, family: Family) -> _Block:
        size = family.size if isinstance(family.size, int) else self.at.sizes[family.size]
        centers = [value for value in self.at.values.values() if (value.nrows(), value.ncols()) == (size, 1)]
        lowest = next(self._lowest(family), None)
        center = self.at.digits.choose([fmpq_mat(size, 1), *centers[:15]]) if lowest is None else lowest
        directions = [make.column([self.at.digits.choose(make.SIGNED[:7]) for _ in range(size)]) for _ in range(size)]
        count, build = make.smooth(center, directions, potential=family.potential)

        def install(coefficients: list[fmpq]) -> None:
            self.at.smooth[family.names[0]] = function = build(coefficients)
            self.at.functions.update(named(family, function))

        regular = self.at.wish.regular
        start = self._coefficients_of(count) if lowest is None else make.valley(self.at.digits, size, count, regular=regular)
        return _Block(frozenset(family.names), start, 1 + size, install)

    def _coefficients_of(self, count: int) -> list[fmpq]:
        return [self.at.digits.choose(make.SIGNED) for _ in range(count)]

    def _lowest(self, family: Family) -> Iterator[fmpq_mat]:
        """The points where a function is said to have a local minimum."""
        for need in self.at.problem.needs:
            match need.statement:
                case st.LocalMinimum(tm.Apply(function), _, point) if function == family.names[0] and family.level == 0:
                    if symbols_of(point).keys() <= self.at.values.keys():
                        yield self.at.worth(point)

    def _sequence_block(self, recursions: Sequence[Recursion]) -> _Block:
        """All sequences: the members at the start that nothing defines are unknown, or the coefficients in k."""
        unknown: list[tuple[str, int, tuple[int, int]]] = []
        known: dict[str, list[fmpq_mat]] = {}
        for recursion in recursions:
            rows, cols = self.at.shape(tm.Symbol(recursion.name, *recursion.shape))
            count = recursion.order if recursion.term is not None else _DEGREE + 1
            known[recursion.name] = [fmpq_mat(rows, cols) for _ in range(count)]
            for place in range(count):
                start = recursion.starts.get(place) if recursion.term is not None or place == 0 else None
                if start is None:
                    unknown.append((recursion.name, place, (rows, cols)))
                else:
                    known[recursion.name][place] = self.at.worth(start)

        def install(coefficients: list[fmpq]) -> None:
            starts, position = {name: [*members] for name, members in known.items()}, 0
            for name, place, (rows, cols) in unknown:
                starts[name][place] = fmpq_mat(rows, cols, coefficients[position : position + rows * cols])
                position += rows * cols
            sequences = Sequences(recursions, starts, self.at.values, self.at.sizes, self.at.functions)
            self.at.functions.update(sequences.functions)

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
                return [self.at.residual(need) for need in equations]

            try:
                yield from map(complete, make.solutions(residuals, sum(solved), self.at.digits))
            except ZeroDivisionError:
                continue
