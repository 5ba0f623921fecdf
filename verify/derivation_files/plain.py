"""Plain values of each kind, the ones a person would try: zero, the identity, repeats, rank one, a swap, a shear, a rotation.

Letters that an equation defines (H == Q*L*Q.T) get what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from flint import fmpq, fmpq_mat

from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from derivations.language.evaluation import evaluate
from verify.exact import is_positive_definite, is_positive_semidefinite
from verify.models import Model
from verify.problem import Problem
from verify.rings import FLINT

__all__ = ["plain_models"]

_HALF = fmpq(1, 2)
_NUMBERS = [fmpq(2), fmpq(1), fmpq(0), fmpq(-1), _HALF, fmpq(3), fmpq(-2)]
_ROWS: dict[int, list[list[list[int | fmpq]]]] = {
    1: [[[2]], [[1]], [[0]], [[-1]], [[_HALF]], [[3]]],
    2: [
        [[1, 1], [0, 1]],
        [[0, 1], [0, 0]],
        [[1, 2], [2, 4]],
        [[1, 2], [3, 4]],
        [[0, 1], [1, 0]],
        [[1, 0], [0, 0]],
        [[2, 1], [1, 2]],
        [[1, 0], [0, 2]],
        [[1, 0], [0, -1]],
        [[0, -1], [1, 0]],
        [[2, 0], [0, 0]],
        [[1, 0], [0, 1]],
        [[0, 0], [0, 0]],
        [[2, 0], [0, 2]],
        [[1, 1], [1, 1]],
        [[0, 2], [2, 0]],
        [[1, _HALF], [0, 2]],
    ],
}
_ORTHOGONAL: dict[int, list[list[list[int | fmpq]]]] = {
    1: [[[1]], [[-1]]],
    2: [
        [[fmpq(3, 5), fmpq(-4, 5)], [fmpq(4, 5), fmpq(3, 5)]],
        [[0, 1], [1, 0]],
        [[1, 0], [0, -1]],
        [[1, 0], [0, 1]],
    ],
}
_VECTORS = [[1, 2, -1], [1, 0, 0], [1, 1, 1], [1, -1, 2], [0, 1, 0], [2, 1, 3], [0, 0, 0]]


def _numbers(marks: set[str]) -> list[fmpq_mat]:
    numbers = _NUMBERS
    if "natural" in marks:
        numbers = [fmpq(k) for k in (2, 1, 0, 3)]
    if "definite" in marks:
        numbers = [x for x in numbers if x > 0]
    if "semidefinite" in marks:
        numbers = [x for x in numbers if x >= 0]
    return [fmpq_mat(1, 1, [x]) for x in numbers]


def _candidates(rows: int, cols: int, marks: set[str]) -> list[fmpq_mat]:
    if "basis" in marks:
        return [FLINT.basis(i, rows) for i in range(rows)]
    if marks & {"columns", "rows"}:
        side = max(rows, cols)
        squares = [fmpq_mat(m) for m in _ORTHOGONAL.get(side, [])] or [FLINT.identity(side)]
        return [fmpq_mat([row[:cols] for row in m.tolist()[:rows]]) for m in squares]
    if cols == 1:
        return [fmpq_mat(rows, 1, (entries * rows)[:rows]) for entries in _VECTORS]
    side = max(rows, cols)
    found = [fmpq_mat(m) for m in _ROWS.get(side, [])]
    if side > 2:
        small = [fmpq_mat(m) for m in _ROWS[2]]
        found = [_blocks(m, side, last) for m in small for last in (0, 1, 2)]
    found = [fmpq_mat([row[:cols] for row in m.tolist()[:rows]]) for m in found]
    if "diagonal" in marks:
        found = [m for m in found if not any(x for k, x in enumerate(m.entries()) if k // cols != k % cols)]
    if "symmetric" in marks:
        found = [m for m in found if m == m.transpose()]
    if "projector" in marks:
        found = [m for m in found if m * m == m]
    if "definite" in marks:
        return [m for m in found if is_positive_definite(m)]
    return [m for m in found if is_positive_semidefinite(m)] if "semidefinite" in marks else found


def _blocks(corner: fmpq_mat, side: int, last: int) -> fmpq_mat:
    entries = FLINT.identity(side) * last
    for i in range(2):
        for j in range(2):
            entries[i, j] = corner[i, j]
    return entries


def plain_models(problem: Problem, sizes: Mapping[str, int], count: int, seed: int = 0) -> Iterator[Model]:
    """Yield values for all letters of a problem; most will not meet its hypotheses, and whoever asks has to check.

    Parameters
    ----------
    problem : Problem
        A part without functions known only by name.
    sizes : mapping of str to int
        A number for each size.
    count : int
        How many.
    seed : int
        The same seed gives the same values.
    """
    random, early = Random(seed), problem.order(0)[0]
    choices = {}
    for name, symbol in problem.letters.items():
        rows, cols = (size if isinstance(size, int) else sizes[size] for size in symbol.shape)
        marks = problem.marks[name]
        choices[name] = _numbers(marks) if symbol.shape == tm.SCALAR else _candidates(rows, cols, marks)
    if not all(choices.values()):
        return
    for _ in range(count):
        values: dict[str, fmpq_mat] = {}
        numbers = dict(sizes)
        try:
            for name in early:
                term = problem.definition(name, values.keys())
                marks = problem.marks[name]
                value = random.choice(choices[name])
                if term is not None and not marks & {"columns", "rows", "basis", "natural"}:
                    value = evaluate(term, values, numbers, FLINT)
                values[name] = value
                if "natural" in marks:
                    numbers[name] = int(value[0, 0].p)
        except (ZeroDivisionError, LanguageError):
            continue
        yield Model(values, numbers)
