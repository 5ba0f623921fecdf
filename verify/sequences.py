"""Sequences w_0, w_1, ..: the members of those that a recursion defines, exactly, and enclosures of members far out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from flint import arb_mat, fmpq, fmpq_mat

from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from derivations.language.evaluation import evaluate
from derivations.language.traversal import symbols_of, walk
from verify.limits import BALLS
from verify.rings import FLINT, Dual, Function

__all__ = ["Member", "Recursion", "Sequences"]

_M = TypeVar("_M", fmpq_mat, Dual, arb_mat)
_FURTHEST = 4096
_PROBE = (3, -2, 5, 7, -4, 11)


@dataclass(frozen=True)
class Recursion:
    """How a part defines a sequence.

    Attributes
    ----------
    name : str
        The name of the sequence.
    shape : Shape
        The shape of its members.
    variable : str
        The natural letter of the recursion.
    order : int
        How many members have to be known for the next one; 0 for a closed form.
    term : Term, optional
        What the member `order` places after the variable is; None if no recursion is known.
    starts : mapping of int to Term
        The first members, as far as they are known.
    """

    name: str
    shape: tm.Shape
    variable: str = ""
    order: int = 0
    term: tm.Term | None = None
    starts: Mapping[int, tm.Term] = field(default_factory=dict)


class Sequences:
    """All sequences of a part; the recursion of one may speak of the others.

    Parameters
    ----------
    recursions : sequence of Recursion
        How they are defined.
    starts : mapping of str to sequence of fmpq_mat
        For a recursion its first members; where there is none, the coefficients c_j of c_0 + c_1 k + c_2 k^2 + ..
    values, sizes, functions
        What else the recursions speak of, as in `derivations.language.evaluation.evaluate`.
    first : int
        The natural number at which the counting starts.
    """

    def __init__(
        self,
        recursions: Sequence[Recursion],
        starts: Mapping[str, Sequence[fmpq_mat]],
        values: Mapping[str, fmpq_mat],
        sizes: Mapping[str, int],
        functions: Mapping[str, Function],
        first: int = 0,
    ) -> None:
        self._recursions = {recursion.name: recursion for recursion in recursions}
        self._known = {name: list(members) for name, members in starts.items()}
        self._values, self._sizes, self._others, self.first = values, sizes, functions, first
        self.functions: dict[str, Function] = {**functions, **{name: Member(self, name) for name in self._recursions}}
        self._map: fmpq_mat | None = None

    def of(self, name: str) -> tuple[Recursion, Mapping[str, fmpq_mat]]:
        """Return how a sequence is defined, and the values of the letters of which that speaks."""
        return self._recursions[name], self._values

    def order(self, name: str) -> int:
        """Return a number that the order of a linear recurrence of a sequence does not exceed.

        Raises
        ------
        LanguageError
            If a step of a recursion is not the same affine map every time, or it is none.
        """
        recursion = self._recursions[name]
        if recursion.term is None:
            return len(self._known[name])
        moving = {*self._recursions}
        for other in self._recursions.values():
            affine = other.term is not None and other.order and _degree(other.term, other.variable, moving) <= 1
            if not affine:
                raise LanguageError(f"the steps of {other.name} are not one affine map")
        return 1 + len(self._state(0))

    def member(self, name: str, place: int) -> fmpq_mat:
        """Return a member of a sequence, counted from 0."""
        recursion, known = self._recursions[name], self._known[name]
        if recursion.term is None:
            return self._polynomial(known, place)
        if place > _FURTHEST:
            raise LanguageError(f"the member at {place} is too far out to be reached step by step")
        while len(known) <= place:
            k = len(known) - recursion.order + self.first
            values = {**self._values, recursion.variable: fmpq_mat(1, 1, [k])}
            known.append(evaluate(recursion.term, values, {**self._sizes, recursion.variable: k}, FLINT, self.functions))
        return known[place]

    def enclosed(self, name: str, place: int) -> arb_mat:
        """Return an enclosure of a member, however far out.

        Raises
        ------
        LanguageError
            If a step of a recursion is not the same affine map every time.
        """
        recursion = self._recursions[name]
        if recursion.term is None:
            return arb_mat(self._polynomial(self._known[name], place))
        if recursion.order:
            return self._jump(recursion, place)
        values = {other: arb_mat(value) for other, value in self._values.items()}
        values[recursion.variable] = arb_mat(1, 1, [place + self.first])
        sizes = {**self._sizes, recursion.variable: place + self.first}
        return evaluate(recursion.term, values, sizes, BALLS, self.functions)  # type: ignore[arg-type]

    def _polynomial(self, coefficients: Sequence[fmpq_mat], place: int) -> fmpq_mat:
        total = coefficients[-1]
        for coefficient in reversed(coefficients[:-1]):
            total = total * (place + self.first) + coefficient
        return total

    # --- far out: the recursions together are one affine map of what they need to know ---------------------------------

    def _moving(self) -> list[Recursion]:
        return [recursion for recursion in self._recursions.values() if recursion.term is not None and recursion.order]

    def _state(self, ahead: int) -> list[fmpq]:
        """What the recursions know, some steps after the start, in one list."""
        places = [(r.name, place + ahead) for r in self._moving() for place in range(r.order)]
        return [x for name, place in places for x in self.member(name, place).entries()]

    def _step(self, state: Sequence[fmpq], first: int) -> list[fmpq]:
        """The state after one step from another state, at another time."""
        starts, position = dict(self._known), 0
        for recursion in self._moving():
            shape = self._known[recursion.name][0]
            count, members = shape.nrows() * shape.ncols(), []
            for _ in range(recursion.order):
                members.append(fmpq_mat(shape.nrows(), shape.ncols(), list(state[position : position + count])))
                position += count
            starts[recursion.name] = members
        closed = {r.name for r in self._recursions.values() if r.term is not None and not r.order}
        starts |= {name: [] for name in closed}
        moved = Sequences([*self._recursions.values()], starts, self._values, self._sizes, self._others, first)
        return moved._state(1)

    def _affine(self) -> fmpq_mat:
        """The step as a matrix that acts on the state with a 1 below it."""
        size = len(self._state(0))
        zero = [fmpq(0)] * size
        base = self._step(zero, self.first)
        moved = [self._step([fmpq(i == j) for i in range(size)], self.first) for j in range(size)]
        matrix = fmpq_mat(size + 1, size + 1)
        matrix[size, size] = 1
        for i in range(size):
            matrix[i, size] = base[i]
            for j in range(size):
                matrix[i, j] = moved[j][i] - base[i]
        probe = [fmpq(_PROBE[i % len(_PROBE)]) for i in range(size)]
        wanted = (matrix * fmpq_mat(size + 1, 1, [*probe, 1])).entries()[:size]
        if any(self._step(probe, first) != wanted for first in (self.first, self.first + 1, self.first + 4)):
            raise LanguageError("no exact limit of a sequence whose steps are not one affine map: prove a bound instead")
        return matrix

    def _jump(self, recursion: Recursion, place: int) -> arb_mat:
        if self._map is None:
            self._map = self._affine()
        state = arb_mat(fmpq_mat(self._map.nrows(), 1, [*self._state(0), 1]))
        power = arb_mat(self._map)
        while place:
            if place & 1:
                state = power * state
            power, place = power * power, place >> 1
        shape, position = self._known[recursion.name][0], 0
        for other in self._moving():
            if other.name == recursion.name:
                break
            position += sum(m.nrows() * m.ncols() for m in self._known[other.name][: other.order])
        count = shape.nrows() * shape.ncols()
        return arb_mat(shape.nrows(), shape.ncols(), state.entries()[position : position + count])


def _degree(term: tm.Term, variable: str, moving: set[str]) -> int:
    """The degree of a term in the members of sequences; 2 where it is no polynomial in them, or speaks of the variable too."""
    match term:
        case tm.Apply(function, _) if function in moving:
            return 1
        case tm.Sum(terms):
            return max(_degree(t, variable, moving) for t in terms)
        case tm.Product(factors):
            return sum(_degree(f, variable, moving) for f in factors)
        case tm.Neg(inner) | tm.Transpose(inner) | tm.Trace(inner):
            return _degree(inner, variable, moving)
        case tm.Quotient(top, bottom) if not _degree(bottom, variable, moving):
            return _degree(top, variable, moving)
    if any(isinstance(node, tm.Apply) and node.function in moving for node in walk(term)):
        return 2
    return 2 if variable in symbols_of(term) else 0


class Member:
    """A sequence as a function of the place, for `evaluate`."""

    def __init__(self, sequences: Sequences, name: str) -> None:
        self._sequences, self._name = sequences, name

    def __call__(self, place: _M, /) -> _M:
        """Return the member at a place; where places are enclosures, an enclosure of the member."""
        found: Any
        first = self._sequences.first  # members are counted from where the counting starts
        if isinstance(place, arb_mat):
            found = self._sequences.enclosed(self._name, int(str(place[0, 0].unique_fmpz())) - first)
        elif isinstance(place, Dual):
            found = self(place.value)  # what has a next member does not move
        else:
            found = self._sequences.member(self._name, int(place[0, 0].p) - first)
        return cast(_M, found)

    def is_made_by(self, variable: str, member: tm.Apply, term: tm.Term, values: Mapping[str, fmpq_mat]) -> bool:
        """Return whether it is what says how the sequence goes on, that a member is a term for every natural number.

        Parameters
        ----------
        variable : str
            The letter that runs through the natural numbers.
        member, term
            Both sides.
        values : mapping of str to fmpq_mat
            The values of all letters; the sequence may have been made with others.
        """
        recursion, made_with = self._sequences.of(self._name)
        place = tm.Symbol(variable) + recursion.order if recursion.order else tm.Symbol(variable)
        known = [name for name in symbols_of(term) if name != variable]
        same = all(name in values and made_with.get(name) == values[name] for name in known)
        return same and (recursion.variable, recursion.term, member.argument) == (variable, term, place)

    def order(self) -> int:
        """Return a number that the order of its linear recurrence does not exceed; raises as `Sequences.order` does."""
        return self._sequences.order(self._name)

    def members(self, count: int) -> list[fmpq_mat]:
        """Return the first members."""
        return [self._sequences.member(self._name, place) for place in range(count)]
