"""The search for what shows that a hypothesis is needed: a model of the others in which it and the goal are false.

Candidates come from the finder of models, which is told to make the hypothesis, or the goal, false where that can be said; from
models of the whole part and of the rest in which a letter or two are changed; and from those in which something has no inverse.
How many are looked at is fixed, so that the same seed gives the same answer on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import chain, combinations, islice

from flint import fmpq, fmpq_mat

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Part
from derivations.language.errors import LanguageError
from derivations.language.evaluation import evaluate
from derivations.language.traversal import walk
from verify.counterexamples import degenerate, plainer, singular, solved, weight
from verify.exact import gradient_at
from verify.ingredients import LADDER, SIGNED, Digits, Smooth, column, solutions
from verify.models import Model, attempted, with_functions
from verify.problem import Problem
from verify.refutation import is_true, refutes, undefines
from verify.rings import FLINT
from verify.sequences import Sequences
from verify.vocabulary import free_symbols, inverted, recursions_in, statements_in, terms_in

__all__ = ["find_undefined", "find_without", "negation"]

SEEDS, MORE_SEEDS = 2, 6
"""How many seeds the finder of models gets, and for the whole part; with each it makes two dozen attempts."""
FOUND = 8
"""How many of its models are taken."""
BASES = 3
"""How many models are changed, of each kind."""
CANDIDATES = (1500, 400)
"""How many candidates in which the hypothesis is false are looked at for one part, where all sizes are 1, and else."""
AFTER = 60
"""How many more once there is a counterexample, to choose the plainest of."""
_NUMBERS = tuple(dict.fromkeys((*SIGNED, *LADDER)))
_PLAIN = SIGNED[:7]
_NATURAL = (0, 1, 2, 3, 4, 8)  # a bound of order k^4 u^4 is first exceeded by powers beyond the fourth


def find_without(part: Part, hypothesis: Hypothesis, weaker: Part, seed: int = 0) -> Model | None:
    """Return an exact model of a weaker part in which its goal is false, or None if none was met.

    Parameters
    ----------
    part : Part
        The whole part.
    hypothesis : Hypothesis
        What the weaker part lacks.
    weaker : Part
        The part without the hypothesis, or with less in its place.
    seed : int
        The same seed gives the same answer.
    """
    for sizes in _sizes(weaker, part):
        found = (model for model in _candidates(part, hypothesis, weaker, sizes, seed) if _lacks(model, hypothesis))
        candidates = islice(found, CANDIDATES[max(sizes.values(), default=1) > 1])
        first = next((model for model in candidates if refutes(model, weaker)), None)
        if first is not None:
            others = (model for model in islice(candidates, AFTER) if refutes(model, weaker))
            return min((plainer(model, weaker) for model in (first, *islice(others, 2))), key=weight)
    return None


def find_undefined(part: Part, hypothesis: Hypothesis, weaker: Part, seed: int = 0) -> Model | None:
    """Return a model of a weaker part, as far as its hypotheses have a value there, in which one has none; else None.

    The parameters are those of `find_without`.
    """
    dividing = [h for h in weaker.given if any(inverted(terms_in(h.statement))) or any(_logarithms(h.statement))]
    for sizes in _sizes(weaker, part) if dividing else ():
        found = islice(_undefined(part, hypothesis, weaker, dividing, sizes, seed), CANDIDATES[-1])
        model = next((model for model in found if undefines(model, weaker)), None)
        if model is not None:
            return model
    return None


def _logarithms(statement: st.Statement) -> Iterator[tm.Term]:
    return (n for term in terms_in(statement) for n in walk(term) if isinstance(n, tm.Elementary) and n.function == "log")


def _undefined(
    part: Part, hypothesis: Hypothesis, weaker: Part, dividing: list[Hypothesis], sizes: Mapping[str, int], seed: int
) -> Iterator[Model]:
    """Models in which what a hypothesis divides by may be 0."""
    rest = tuple(h for h in weaker.given if h not in dividing)
    bases = [*islice(_models(weaker, sizes, seed), BASES), *islice(_models(part, sizes, seed), BASES)]
    for base in bases:
        yield from _changed(base, weaker, free_symbols(hypothesis.statement).keys())
    for divides in dividing:
        others = tuple(h for h in dividing if h is not divides)
        for term in inverted(terms_in(divides.statement)):
            zero = Hypothesis("zero", st.Equal(term, tm.Zero(*term.shape)))
            for given in ((*rest, *others, zero), (*rest, zero)):
                yield from _models(replace(weaker, given=given), sizes, seed)
        for base in bases:
            yield from singular(base, replace(weaker, goal=divides.statement))


def _lacks(model: Model, hypothesis: Hypothesis) -> bool:
    """Whether a hypothesis is not true in a model: where it is, so is what the whole part proves."""
    try:
        return not is_true(model, hypothesis.statement)
    except LanguageError:
        return False


def _sizes(weaker: Part, part: Part) -> list[dict[str, int]]:
    """The sizes to look at, those of the whole part too: all 1, one of them 2, all 2, all 3."""
    problem = Problem(weaker)
    names = dict.fromkeys((*problem.sizes, *Problem(part).sizes))
    ones = dict.fromkeys(names, 1)
    wanted = [ones, *({**ones, name: 2} for name in names), dict.fromkeys(names, 2), dict.fromkeys(names, 3)]
    fitted = [problem.fitted(sizes) for sizes in wanted]
    return [sizes for k, sizes in enumerate(fitted) if sizes not in fitted[:k]]


def negation(statement: st.Statement) -> st.Statement | None:
    """Return the statement that is true of numbers where another is false; None where there is none of the forms."""
    match statement:
        case st.PositiveSemidefinite(term) if term.is_scalar:
            return st.PositiveDefinite(-term)
        case st.PositiveDefinite(term) if term.is_scalar:
            return st.PositiveSemidefinite(-term)
        case st.Invertible(term) if term.is_scalar:
            return st.Equal(term, tm.as_term(0))
        case st.Equal(left, right) if left.is_scalar:
            return st.Invertible(left - right)
    return None


def _candidates(part: Part, hypothesis: Hypothesis, weaker: Part, sizes: Mapping[str, int], seed: int) -> Iterator[Model]:
    """Models of which nothing is known for sure."""
    whole = [*islice(_models(part, sizes, seed, MORE_SEEDS), BASES)]
    letters = free_symbols(hypothesis.statement).keys()
    for base in whole:
        for model in _changed(base, weaker, letters):
            yield model
            yield from _at_both_minima(model, weaker)
    idle, wrong = negation(hypothesis.statement), negation(weaker.goal)
    told = [Hypothesis(name, statement) for name, statement in (("idle", idle), ("wrong", wrong)) if statement is not None]
    for extra in (told, *([one] for one in told)) if len(told) > 1 else (told,):
        if extra:
            yield from _models(replace(weaker, given=(*weaker.given, *extra)), sizes, seed)
    for edge in _edges(weaker) if max(sizes.values(), default=1) == 1 else ():
        yield from _models(replace(weaker, given=(*weaker.given, edge, *told)), sizes, seed)
    bases = [*_models(weaker, sizes, seed)]
    yield from bases
    for bare in _without_hints(weaker):
        for extra in ([], told):
            yield from _models(replace(bare, given=(*bare.given, *extra)), sizes, seed, MORE_SEEDS)
    for base in whole:
        yield from _changed(_mirrored(base, weaker), weaker, letters)
    for base in bases[:BASES]:
        yield from singular(base, weaker)
        yield from _changed(base, weaker, base.values.keys())
    for base in (*whole, *bases[:BASES]):
        yield from degenerate(base, weaker)
        yield from _changed_twice(base, weaker, letters)


def _without_hints(part: Part) -> Iterator[Part]:
    """The same part without suggestions, which say what meets the whole of it: without a hypothesis there is more."""
    if any(h.values for h in part.given):
        yield replace(part, given=tuple(replace(h, values={}) for h in part.given))


def _edges(part: Part) -> Iterator[Hypothesis]:
    """Each inequality between numbers as an equation: what one bound is needed for may show only where another is reached."""
    for hypothesis in part.given:
        if isinstance(hypothesis.statement, st.PositiveSemidefinite) and hypothesis.statement.term.is_scalar:
            yield Hypothesis("edge", st.Equal(hypothesis.statement.term, tm.as_term(0)))


def _models(part: Part, sizes: Mapping[str, int], seed: int, seeds: int = SEEDS) -> Iterator[Model]:
    problem = Problem(part)
    return islice(chain.from_iterable(attempted(problem, sizes, seed + turn) for turn in range(seeds)), FOUND)


# --- changed models ------------------------------------------------------------------------------------------------------


def _changed(base: Model, part: Part, names: Collection[str]) -> Iterator[Model]:
    """The same model but for one letter or function, the letters that depend on it as they were, or solved for anew."""
    for name in base.values:
        if name in names:
            for value in _others(base, name, _NUMBERS):
                yield from _with(base, part, {name: value})
    for name, function in base.smooth.items():
        for other in _bent(function):
            yield from _solved_too(with_functions(base, part, {**base.smooth, name: other}), part, ())


def _mirrored(base: Model, part: Part) -> Model:
    """The same model with every vector on the other side of 0: what one side of a box is needed for shows at the other too."""
    letters = {name: letter for s in statements_in(part) for name, letter in free_symbols(s).items()}
    fixed = {h.statement.symbol.name for h in part.given if isinstance(h.statement, st.BasisVector)}
    turned = {name for name, letter in letters.items() if letter.cols == 1 and not letter.is_scalar and name not in fixed}
    return replace(base, values={name: -value if name in turned else value for name, value in base.values.items()})


def _bent(function: Smooth) -> Iterator[Smooth]:
    """The same polynomial with another slope, curvature or cubic term."""
    for k in range(function.linear.nrows()):
        yield replace(function, linear=function.linear + FLINT.basis(k, function.linear.nrows()))
    for factor in (0, -1, 2):
        yield replace(function, cubes=tuple((a, u * factor, c * factor) for a, u, c in function.cubes))
        yield replace(function, quadratic=function.quadratic * factor)


def _changed_twice(base: Model, part: Part, names: Collection[str]) -> Iterator[Model]:
    """The same model but for two numbers, one of which, of some given letters, may be of any size."""
    numbers = [name for name, value in base.values.items() if (value.nrows(), value.ncols()) == (1, 1)]
    for pair in combinations(numbers, 2):
        if any(name in names for name in pair):
            far, near = sorted(pair, key=lambda name: name not in names)
            for other in _others(base, near, _PLAIN):
                for one in _others(base, far, _NUMBERS):
                    yield from _with(base, part, {far: one, near: other})


def _others(base: Model, name: str, numbers: tuple[fmpq, ...]) -> Iterator[fmpq_mat]:
    """Other values for a letter: natural numbers, numbers, or matrices with one other entry."""
    old = base.values[name]
    rows, cols = old.nrows(), old.ncols()
    if name in base.sizes:
        yield from (fmpq_mat(1, 1, [k]) for k in _NATURAL if k != old[0, 0])
        return
    for i in range(rows):
        for j in range(cols):
            for x in numbers if rows * cols == 1 else _PLAIN:
                new = fmpq_mat(old)
                new[i, j] = x
                if new != old:
                    yield new
                if i != j and old == old.transpose():
                    new = fmpq_mat(new)
                    new[j, i] = x
                    yield new


def _with(base: Model, part: Part, changes: Mapping[str, fmpq_mat]) -> Iterator[Model]:
    values = {**base.values, **changes}
    sizes = {**base.sizes, **{name: int(value[0, 0].p) for name, value in changes.items() if name in base.sizes}}
    yield from _solved_too(replace(base, values=values, sizes=sizes), part, changes)


def _solved_too(model: Model, part: Part, kept: Collection[str]) -> Iterator[Model]:
    """A model, and the same with the letters that the hypotheses solve for; sequences go on from their starts."""
    yield _restarted(model, part)
    again = solved(model.values, model, part, kept)
    if again != model.values:
        yield _restarted(replace(model, values=again), part)


def _at_both_minima(model: Model, part: Part) -> Iterator[Model]:
    """The same model with two vectors solved for at once, where two gradients or more are given and either speaks of both."""
    given = [h.statement for h in part.given if isinstance(h.statement, st.GradientIs)]
    if len(given) < 2:
        return
    spoken = [free_symbols(statement) for statement in given]
    tied = [name for name, x in spoken[0].items() if x.cols == 1 and not x.is_scalar and all(name in other for other in spoken)]
    for pair in combinations(tied, 2):
        rows = [model.values[name].nrows() for name in pair]

        def put(numbers: list[fmpq], pair: tuple[str, ...] = pair, rows: list[int] = rows) -> Model:
            pieces = (column(numbers[: rows[0]]), column(numbers[rows[0] :]))
            return replace(model, values={**model.values, **dict(zip(pair, pieces, strict=True))})

        def off(numbers: list[fmpq], put: Callable[[list[fmpq]], Model] = put) -> list[list[fmpq]]:
            tried = put(numbers)
            sides = ((gradient_at(s, tried.values, tried.sizes, tried.functions), s.value) for s in given)
            return [
                (left - evaluate(right, tried.values, tried.sizes, FLINT, tried.functions)).entries() for left, right in sides
            ]

        with suppress(ZeroDivisionError, LanguageError):
            yield from map(put, islice(solutions(off, sum(rows), Digits.seeded(0)), 1))


def _restarted(model: Model, part: Part) -> Model:
    """The same model with sequences that follow the recursions of a part with the model's values."""
    if not any(hasattr(function, "members") for function in model.functions.values()):
        return model
    recursions = [r for r in recursions_in(part) if r.term is not None]
    starts: dict[str, list[fmpq_mat]] = {}
    try:
        for recursion in recursions:
            known = getattr(model.functions[recursion.name], "members")(recursion.order)  # noqa: B009 - a sequence has them
            said = {place: evaluate(term, model.values, model.sizes, FLINT) for place, term in recursion.starts.items()}
            starts[recursion.name] = [said.get(place, x) for place, x in enumerate(known)]
    except (ZeroDivisionError, LanguageError):
        return model
    sequences = Sequences(recursions, starts, model.values, model.sizes, model.functions)
    return replace(model, functions={**model.functions, **{r.name: sequences.functions[r.name] for r in recursions}})
