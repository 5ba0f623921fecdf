"""Exact counterexamples to a stranger's statement: rational numbers that meet every hypothesis while the goal is false.

Plain values first, then the models that solve equation hypotheses (`verify.models`). A goal that divides by 0 is not false but
has no meaning, and is no counterexample. Whatever was found is shrunk and then checked again, from its plain values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from flint import fmpq, fmpq_mat

from derivations.language import measures as ms
from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Part
from derivations.language.errors import LanguageError
from derivations.language.evaluation import evaluate
from derivations.language.traversal import walk
from verify import refutation
from verify.counterexamples import singular, weight
from verify.deciding import decided
from verify.derivation_files.plain import plain_models
from verify.exact import gradient_at, holds
from verify.ingredients import Smooth
from verify.limits import counts
from verify.models import Model, NoModel, find_model
from verify.problem import Problem
from verify.rational_functions import limit_of
from verify.rings import FLINT
from verify.vocabulary import statements_in, terms_in

__all__ = ["Budget", "Counterexample", "find_refutation", "is_false", "is_zero", "some_model"]

PLAIN = 150
BRIEF = 30
SEEDS = 12
ENOUGH = 4
WORK = 60_000
GROWTH = 4_000
SMALL = 64
LARGEST = 12
SHRINKS = 60
_SHOWN = 4


class Budget(Exception):
    """A statement is too large to be evaluated; the message says what is too large."""


@dataclass(frozen=True)
class Counterexample:
    """Values that meet every hypothesis, and the two sides of the goal there, which are not what the goal says."""

    model: Model
    sides: tuple[str, Any, Any]

    def data(self) -> dict[str, Any]:
        """Return it as plain JSON values, rationals as "p/q", matrices as lists of rows, functions as texts."""
        model = {name: _plain(value) for name, value in self.model.values.items()}
        model |= {name: _formula(function) for name, function in self.model.smooth.items()}
        members = {name: getattr(f, "members", None) for name, f in self.model.functions.items()}
        model |= {name: ", ".join(_short(x) for x in first(_SHOWN)) + ", .." for name, first in members.items() if first}
        _, left, right = self.sides
        return {**model, "lhs": left, "rhs": right}


def _plain(matrix: fmpq_mat) -> Any:
    """Return a matrix as lists of rows of strings, a 1 x 1 matrix as a string."""
    rows = [[str(x) for x in row] for row in matrix.tolist()]
    return rows[0][0] if (matrix.nrows(), matrix.ncols()) == (1, 1) else rows


def _short(matrix: fmpq_mat) -> str:
    rows = ["[" + ", ".join(str(x) for x in row) + "]" for row in matrix.tolist()]
    return rows[0][1:-1] if (matrix.nrows(), matrix.ncols()) == (1, 1) else "[" + ", ".join(rows) + "]"


def _formula(function: Smooth) -> str:
    """A polynomial of degree at most 3 in y = x - center, or a field."""
    one = function.center.nrows() == 1
    row, form = ("{}*y", "{}*y**2/2") if one else ("{}.T*y", "y.T*{}*y/2")
    parts = [_short(function.constant)] if function.constant else []
    parts += [row.format(_short(function.linear))] if function.linear else []
    parts += [form.format(_short(function.quadratic))] if function.quadratic else []
    parts += [f"{_short(c)}*({row.format(_short(a))})**3" for a, _, c in function.cubes if a and c]
    shift = f", y = x - {_short(function.center)}" if function.center else ", y = x"
    return (" + ".join(parts) or "0") + shift


def _growth(term: tm.Term) -> int:
    """A bound on how many times larger numbers get when a term is evaluated."""
    inner = [_growth(child) for child in term.children]
    match term:
        case tm.Number():
            return 1 + max(term.value.numerator.bit_length(), term.value.denominator.bit_length()) // 64
        case tm.Power():
            exponent = term.exponent if isinstance(term.exponent, int) else 8
            return max(1, inner[0] * max(1, exponent))
        case tm.Inverse() | tm.Quotient():
            return 3 * sum(inner)
        case ms.Descent():
            return max(1, sum(inner)) * (term.steps + 1 if isinstance(term.steps, int) else 8)
        case tm.Product() | tm.Sum() | tm.SumOver() | tm.DiagonalOf():
            return max(1, sum(inner))
    return max(1, sum(inner))


def _work(part: Part) -> int:
    """How many models are affordable."""
    terms = [term for statement in statements_in(part) for term in terms_in(statement)]
    if any(_growth(term) > GROWTH for term in terms):
        raise Budget("the powers are too high to be evaluated")
    nodes = [node for term in terms for node in walk(term)]
    largest = max((size for node in nodes for size in node.shape if isinstance(size, int)), default=1)
    if largest > LARGEST:
        raise Budget(f"matrices of {largest} rows are too large to be tried out")
    return max(1, WORK // (len(nodes) * max(1, largest**3 // 27)))


# --- truth of a goal -------------------------------------------------------------------------------------------------


def is_false(goal: st.Statement, model: Model) -> tuple[str, Any, Any] | None:
    """Return a word and the two sides if a goal has a meaning in a model and is false there, else None.

    For an equation the word is "==", for an inequality "psd" or "pd" with the term that should be so and 0.
    """
    values, sizes = model.values, model.sizes
    try:
        if isinstance(goal, st.LimitIs):
            return _limit(goal, model)
        if holds(goal, values, sizes, model.functions):
            return None

        def worth(term: tm.Term) -> Any:
            return _plain(evaluate(term, values, sizes, FLINT, model.functions))

        match goal:
            case st.Equal():
                return "==", worth(goal.left), worth(goal.right)
            case st.PositiveSemidefinite():
                return "psd", worth(goal.term), "0"
            case st.PositiveDefinite():
                return "pd", worth(goal.term), "0"
            case st.Invertible():
                return "!=", worth(goal.term), "0"
            case st.GradientIs():
                return "grad", _plain(gradient_at(goal, values, sizes, model.functions)), worth(goal.value)
            case st.NormIs():
                return "norm", worth(goal.matrix), worth(goal.value)
    except (ZeroDivisionError, OverflowError, LanguageError):
        return None
    return None


def _limit(goal: st.LimitIs, model: Model) -> tuple[str, Any, Any] | None:
    right = evaluate(goal.value, model.values, model.sizes, FLINT)
    if counts(goal.function, goal.variable.name):
        # an exponent grows: no rational function; enclosures far out tell, if the numbers are small enough for that
        small = all(_growth(t) < SMALL for t in (goal.function, goal.value))
        return ("limit", "not that", _plain(right)) if small and decided(model, goal) is False else None
    found = limit_of(goal.function, goal.variable.name, goal.to, model.values, model.sizes)
    if found == right.tolist():
        return None
    rows = [["no limit" if x is None else str(x) for x in row] for row in found]
    return "limit", rows[0][0] if goal.function.is_scalar else rows, _plain(right)


def is_zero(term: tm.Term, model: Model) -> bool:
    """Return whether a term is 0 in a model; False where it has no value, or speaks of the variable of a limit."""
    try:
        return not evaluate(term, model.values, model.sizes, FLINT, model.functions)
    except (ZeroDivisionError, LanguageError):
        return False


# --- the search ------------------------------------------------------------------------------------------------------


def _sizes(problem: Problem, largest: int) -> list[dict[str, int]]:
    names = problem.sizes
    if len(names) > 3:
        return [problem.fitted(dict.fromkeys(names, size)) for size in range(1, largest + 1)]
    grid = sorted(product(range(1, largest + 1), repeat=len(names)), key=lambda sizes: (max(sizes, default=0), sizes))
    found = [dict(zip(names, sizes, strict=True)) for sizes in grid]
    return [sizes for sizes in found if problem.thin(sizes) is None] or [problem.fitted(found[0])]


def _part(given: Sequence[Hypothesis], goal: st.Statement) -> Part:
    return Part("statement", "", tuple(given), (), goal)


def _problem(part: Part) -> Problem:
    try:
        return Problem(part)
    except LanguageError as error:
        raise Budget(str(error)) from None


def _solved(part: Part, sizes: dict[str, int], seeds: int) -> Iterator[Model]:
    for seed in range(seeds):
        try:
            yield find_model(part, sizes, seed)
        except NoModel:
            if seed > 2:
                return
        except LanguageError:  # a hypothesis that there is no way to try, with however other numbers
            return


def _plain_ones(problem: Problem, sizes: dict[str, int], most: int) -> Iterator[Model]:
    """Models with plain values; none where functions need a value."""
    return iter(()) if problem.families or problem.recursions else plain_models(problem, sizes, most)


def find_refutation(given: Sequence[Hypothesis], goal: st.Statement, *, briefly: bool = False) -> Counterexample | None:
    """Return a counterexample to a statement, or None if none was found; `briefly` looks at a few values only.

    Raises
    ------
    Budget
        If the statement is too large to be evaluated.
    """
    part = _part(given, goal)
    most = _work(part)
    problem = _problem(part)
    plain, seeds = (BRIEF, 1) if briefly else (PLAIN, SEEDS)
    for sizes in _sizes(problem, 2):
        found = _first(part, _plain_ones(problem, sizes, min(plain, most)))
        found += [] if found else _first(part, _solved(part, sizes, min(seeds, most)))
        if not found and isinstance(goal, st.Invertible) and not briefly:  # numbers that make it 0 are not met by chance
            found = _first(part, (m for model in _solved(part, sizes, min(ENOUGH, most)) for m in singular(model, part)))
        if found:
            return _shrunk(part, min(found, key=weight))
    if briefly:
        return None
    for sizes in _sizes(problem, 3)[-1:]:
        if found := _first(part, _solved(part, sizes, min(SEEDS, most))):
            return _shrunk(part, min(found, key=weight))
    return None


def some_model(
    given: Sequence[Hypothesis], goal: st.Statement, enough: int = ENOUGH, *, certainly: bool = False
) -> Model | None:
    """Return values that meet the hypotheses, the shortest of the first few, whatever the goal is worth there; None if none.

    What is said of every number is tried at some of them, unless it has to hold `certainly`.
    """
    part = _part(given, goal)
    most = _work(part)
    problem = _problem(part)
    found: list[Model] = []
    for sizes in _sizes(problem, 2):
        for source in (_plain_ones(problem, sizes, min(PLAIN, most)), _solved(part, sizes, min(SEEDS, most))):
            for model in source:
                if _meets(model, part) and (not certainly or all(refutation.is_true(model, h.statement) for h in given)):
                    found.append(model)
                if len(found) >= enough:
                    return min(found, key=weight)
    return min(found, key=weight) if found else None


def _meets(model: Model, part: Part) -> bool:
    """Whether every hypothesis is true in a model; one that there is no way to try is not."""
    try:
        return model.meets(part)
    except LanguageError:
        return False


def _first(part: Part, models: Iterator[Model]) -> list[Model]:
    found: list[Model] = []
    for model in models:
        if _meets(model, part) and is_false(part.goal, model) is not None:
            found.append(model)
            if len(found) >= ENOUGH:
                break
    return found


def _shrunk(part: Part, model: Model) -> Counterexample | None:
    """The same counterexample with smaller numbers where that goes, and checked again."""
    best, left = model, SHRINKS
    for name, value in model.values.items():
        for place in range(value.nrows() * value.ncols()):
            for small in (fmpq(0), fmpq(1), fmpq(2)):
                left -= 1
                if best.values[name].entries()[place] == small or left < 0:
                    break
                changed = _with(best, name, place, small)
                if weight(changed) <= weight(best) and _meets(changed, part) and is_false(part.goal, changed) is not None:
                    best = changed
                    break
    return _recheck(part, best)


def _with(model: Model, name: str, place: int, x: fmpq) -> Model:
    value = model.values[name]
    entries = value.entries()
    entries[place] = x
    sizes = {**model.sizes, name: int(x.p)} if name in model.sizes else model.sizes
    return Model({**model.values, name: fmpq_mat(value.nrows(), value.ncols(), entries)}, sizes, model.functions, model.smooth)


def _recheck(part: Part, model: Model) -> Counterexample | None:
    """Read the printed values back and evaluate everything once more."""
    values = {}
    for name, value in model.values.items():
        read = [Fraction(str(x)) for x in value.entries()]
        values[name] = fmpq_mat(value.nrows(), value.ncols(), [fmpq(x.numerator, x.denominator) for x in read])
    again = Model(values, model.sizes, model.functions, model.smooth)
    sides = is_false(part.goal, again)
    # certainly so: what enclosures cannot tell, and limits looked at far out, were good enough to find it
    certain = refutation.is_false(again, part.goal) and all(refutation.is_true(again, h.statement) for h in part.given)
    return Counterexample(again, sides) if sides is not None and certain else None
