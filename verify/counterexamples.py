"""Exact counterexamples: models of the hypotheses of a part in which its goal is false, the plainest that was met.

The families are those of `models`, which know no claim and no erratum; every counterexample is checked again, hypothesis by
hypothesis and goal, before it is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import combinations, islice

from flint import fmpq, fmpq_mat

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Part
from derivations.language.errors import LanguageError
from derivations.language.evaluation import evaluate
from derivations.language.traversal import symbols_of
from verify.exact import gradient_at, mean_of
from verify.ingredients import roots, square_root
from verify.limits import counts
from verify.models import Model, NoModel, model_finder
from verify.problem import Problem
from verify.refutation import refutes
from verify.rings import FLINT
from verify.vocabulary import inverted, terms_in

__all__ = ["counterexample_data", "degenerate", "find_counterexample", "plainer", "singular", "solved", "weight"]

SIZES = (1, 2)
SEEDS = 24
ENOUGH = 6
_PAIRS, _TRIED = 36, 4
PLAIN = tuple(fmpq(p, q) for p, q in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (3, 1), (1, 2), (4, 1)))
"""Numbers from plain to less plain, tried in the place of what a search came up with."""
FAR_IN = fmpq(1, 10**6)
_MEMBER = 64  # of a sequence, when it is shown far out
"""Where a function is shown that does not tend to what is claimed."""


def weight(model: Model) -> tuple[int, int]:
    """Return how hard a model is to check by hand: its largest size, then the digits of all its numbers."""
    return max(model.sizes.values(), default=1), sum(character.isdigit() for character in str(model.data()))


def find_counterexample(part: Part, seed: int = 0) -> Model | None:
    """Return an exact model that meets every hypothesis of a part while its goal is false, or None if none was met.

    Parameters
    ----------
    part : Part
        The hypotheses and the goal; its steps are not looked at.
    seed : int
        The same seed gives the same answer.
    """
    for family in (_itself, singular, degenerate):
        for size in SIZES:
            found = list(islice(_refuting(part, size, seed, family), ENOUGH))
            if found:
                return min((plainer(model, part) for model in found), key=weight)
    return None


_Family = Callable[[Model, Part], Iterator[Model]]


def _refuting(part: Part, size: int, seed: int, family: _Family) -> Iterator[Model]:
    """The models of a part that a family makes of others, one of each, in which its goal is false."""
    models = _models(part, size, seed)
    for model in islice(models, _TRIED) if family is degenerate else models:
        first = next((tried for tried in family(model, part) if refutes(tried, part)), None)
        if first is not None:
            yield first


def _itself(model: Model, _part: Part) -> Iterator[Model]:
    yield model


def degenerate(model: Model, part: Part) -> Iterator[Model]:
    """The same model but for one letter or two that are made 0, or -1 times the identity."""
    letters = [name for name in model.values if name not in model.sizes]
    for count in (1, 2):
        for names in islice(combinations(letters, count), _PAIRS):
            for sign in (0, -1):
                values = {**model.values, **{name: _scaled_identity(model.values[name], sign) for name in names}}
                yield replace(model, values=values)
                yield replace(model, values=solved(values, model, part, names[:1]))


def _scaled_identity(like: fmpq_mat, factor: int) -> fmpq_mat:
    """A matrix of the same shape that is 0 but for a factor on its diagonal."""
    made = fmpq_mat(like.nrows(), like.ncols())
    for k in range(min(like.nrows(), like.ncols())):
        made[k, k] = fmpq(factor)
    return made


def singular(model: Model, part: Part) -> Iterator[Model]:
    """The same model but for one number, chosen so that something that the goal inverts or calls invertible is not."""
    called = [part.goal.term] if isinstance(part.goal, st.Invertible) else []
    for term in [*inverted(terms_in(part.goal)), *called]:
        for name, symbol in symbols_of(term).items():
            if symbol.is_scalar and name in model.values and name not in model.sizes:
                for root in roots(lambda x, name=name, term=term: _determinant(model, name, x, term)):  # type: ignore[misc]
                    values = {**model.values, name: fmpq_mat(1, 1, [root])}
                    yield replace(model, values=values)
                    yield replace(model, values=solved(values, model, part, {name}))


def _determinant(model: Model, name: str, x: fmpq, term: tm.Term) -> list[fmpq]:
    """The determinant of a term where a number is x; 0 where the term has no value, which is no root of interest."""
    try:
        value = evaluate(term, {**model.values, name: fmpq_mat(1, 1, [x])}, model.sizes, FLINT, model.functions)
    except (ZeroDivisionError, LanguageError):
        return [fmpq(0)]
    return [value.det()]


def _models(part: Part, size: int, seed: int) -> Iterator[Model]:
    """Models with the given size for every name, a longer side where the part needs one, of several seeds."""
    problem = Problem(part)
    find, sizes = model_finder(problem), problem.fitted(dict.fromkeys(problem.sizes, size))
    for turn in range(SEEDS):
        try:
            yield find(sizes, seed + turn)
        except (NoModel, ZeroDivisionError):  # a sequence whose next member would divide by 0 has no model either
            continue


def plainer(model: Model, part: Part) -> Model:
    """The same counterexample with plainer numbers, one entry after the other, as long as it is one."""
    for name, value in model.values.items():
        if name in model.sizes:  # a natural number is written in two places
            continue
        for row in range(value.nrows()):
            for col in range(value.ncols()):
                model = _plainest_entry(model, part, name, row, col)
    return model


def _plainest_entry(model: Model, part: Part, name: str, row: int, col: int) -> Model:
    old = model.values[name]
    for number in PLAIN:
        if number == old[row, col]:
            return model
        new = fmpq_mat(old)
        new[row, col] = number
        if old.nrows() == old.ncols() and old == old.transpose():  # stay symmetric
            new[col, row] = number
        values = {**model.values, name: new}
        again = solved(values, model, part, {name})
        for tried in (values, again) if again != values else (values,):
            other = replace(model, values=tried)
            if refutes(other, part):
                return other
    return model


def solved(values: Mapping[str, fmpq_mat], model: Model, part: Part, kept: Collection[str]) -> dict[str, fmpq_mat]:
    """Return values in which the letters that the hypotheses solve for, define or give the square of are solved for anew."""
    again = dict(values)
    for hypothesis in part.given:
        named = {**dict(_named(hypothesis.statement)), **hypothesis.values}
        for name, term in named.items():
            if name not in kept:
                with suppress(ZeroDivisionError, LanguageError):
                    again[name] = evaluate(term, again, model.sizes, FLINT, model.functions)
        match hypothesis.statement:
            case st.Equal(tm.Product((tm.Symbol() as letter, same)), square) if letter == same and letter.is_scalar:
                if letter.name in kept:
                    continue
                with suppress(ZeroDivisionError, LanguageError):
                    root = square_root(evaluate(square, again, model.sizes, FLINT, model.functions)[0, 0])
                    again[letter.name] = again[letter.name] if root is None else fmpq_mat(1, 1, [root])
    return again


def _named(statement: st.Statement) -> Iterator[tuple[str, tm.Term]]:
    """The letter that a statement says equals a term without it, and the term."""
    if isinstance(statement, st.Equal):
        for one, other in ((statement.right, statement.left), (statement.left, statement.right)):
            if isinstance(one, tm.Symbol) and one.name not in symbols_of(other):
                yield one.name, other


# --- to be shown ---------------------------------------------------------------------------------------------------------


def counterexample_data(model: Model, part: Part) -> dict[str, object]:
    """Return a counterexample as plain JSON values: sizes, values, and both sides of what is false (or its one value)."""
    data = model.data()
    for side, value in _sides(model, part.goal):
        data[side] = (
            str(value[0, 0]) if (value.nrows(), value.ncols()) == (1, 1) else [list(map(str, r)) for r in value.tolist()]
        )
    return data


def _sides(model: Model, goal: st.Statement) -> Iterator[tuple[str, fmpq_mat]]:
    """What stands on the left and on the right; of an inequality the term that should be nonnegative."""

    def worth(term: tm.Term, **further: fmpq) -> fmpq_mat:
        values = {**model.values, **{name: fmpq_mat(1, 1, [x]) for name, x in further.items()}}
        sizes = {**model.sizes, **{name: int(x.p) for name, x in further.items() if x.q == 1}}
        return evaluate(term, values, sizes, FLINT, model.functions)

    try:
        match goal:
            case st.Equal():
                yield "lhs", worth(goal.left)
                yield "rhs", worth(goal.right)
            case st.LimitIs():
                steps = counts(goal.function - goal.value, goal.variable.name)  # a member of a sequence is reached step by step
                at = FAR_IN if goal.to == "0" else fmpq(_MEMBER) if steps else 1 / FAR_IN
                yield f"lhs at {goal.variable.name} = {at}", worth(goal.function, **{goal.variable.name: at})
                yield "rhs", worth(goal.value)
            case st.GradientIs():
                yield "lhs", gradient_at(goal, model.values, model.sizes, model.functions)
                yield "rhs", worth(goal.value)
            case st.MeanIs():
                mean = mean_of(goal, model.values, model.sizes, model.functions)
                if mean is not None:
                    yield "lhs", mean
                yield "rhs", worth(goal.value)
            case st.PositiveSemidefinite() | st.PositiveDefinite() | st.Invertible():
                yield "value", worth(goal.term)
    except (ZeroDivisionError, LanguageError):  # a value of exp or log need not be rational; the model says where it is false
        return
