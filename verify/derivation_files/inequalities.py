"""Inequalities: sums of squares and of products of what is positive; quotients by their numerators and denominators."""

from __future__ import annotations

from collections.abc import Sequence

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Reason, Step
from verify.derivation_files.desk import Desk, Proof
from verify.derivation_files.guesses import guesses
from verify.derivation_files.inverses import hints, known_signs, near, relevant
from verify.search.branches import NotFound
from verify.search.effort import LIGHT

__all__ = ["fraction", "prove_positive"]

_MOST = 6

_Positive = st.PositiveSemidefinite | st.PositiveDefinite


def prove_positive(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: _Positive, extra: Sequence[Reason]) -> Proof:
    """Return a proof that a term is positive (semi)definite; of a number, that it is > 0 or >= 0.

    Raises
    ------
    NotFound
        If none was found.
    """
    if isinstance(goal.term, tm.Trace) and not goal.term.term.is_scalar:
        inside = prove_positive(desk, f"{name}.inside", given, type(goal)(goal.term.term), extra)
        return desk.prove_step(name, given, Step(goal, (inside.name,), rule="psd_trace", using={"from": inside.name}))
    if isinstance(goal.term, tm.Sum) and goal.term.is_scalar and len(goal.term.terms) > _MOST:
        try:
            return _summands(desk, name, given, goal, goal.term.terms, extra)
        except NotFound:
            pass
    squares = (*guesses(goal.term, [h.statement for h in given]), *hints(given, goal.term))
    step = Step(goal, (*given, *extra), squares=tuple(dict.fromkeys(squares)))
    try:
        return desk.prove_step(name, given, step, LIGHT)
    except NotFound:
        if goal.term.is_scalar:
            try:
                return _quotient(desk, name, given, goal, extra)
            except NotFound:
                pass
            signs = [sign for sign in known_signs(desk, name, given, goal.term) if sign not in extra]
            more = Step(goal, (*given, *extra, *signs), squares=step.squares)
            try:
                return desk.prove_step(name, given, more, LIGHT)
            except NotFound:
                pass
    return desk.prove_step(name, given, step)


def _summands(
    desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: _Positive, terms: Sequence[tm.Term], extra: Sequence[Reason]
) -> Proof:
    """Prove that a long sum of numbers is positive as each summand is, by what is given near it."""
    shown: list[str] = []
    for place, term in enumerate(terms, 1):
        about = relevant(given, type(goal)(term))
        beside = near(desk, [r for r in extra if isinstance(r, str)], given, term)
        squares = (*hints(about, term), *(1 / bottom for bottom in fraction(term)[1]))
        step = Step(type(goal)(term), (*about, *beside), squares=squares)
        shown.append(desk.prove_step(f"{name}.summand{place}", about, step, LIGHT).name)
    return desk.prove_step(name, given, Step(goal, (*extra, *shown)), LIGHT)


def _quotient(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: _Positive, extra: Sequence[Reason]) -> Proof:
    """Prove N/(d_1 d_2 ..) > 0 from N > 0, each d being positive or standing there twice."""
    top, bottoms = fraction(goal.term)
    if not bottoms or len(bottoms) > _MOST:
        raise NotFound(f"{name}: no quotient")
    signs: list[str] = []
    root: list[tm.Term] = []
    for place, bottom in enumerate(dict.fromkeys(bottoms), 1):
        times = bottoms.count(bottom)
        root += [bottom] * (times // 2)
        if times % 2:
            step = Step(st.PositiveDefinite(1 / bottom), (*given, *extra), squares=(1 / bottom,))
            signs.append(desk.prove_step(f"{name}.below{place}", given, step).name)
    above = prove_positive(desk, f"{name}.above", given, type(goal)(top), extra)
    squares = (_product([1 / bottom for bottom in root]),) if root else ()
    return desk.prove_step(name, given, Step(goal, (above.name, *signs, *extra), squares=squares))


def fraction(term: tm.Term) -> tuple[tm.Term, list[tm.Term]]:
    """Return a number as a numerator and the factors of a denominator."""
    match term:
        case tm.Sum(terms):
            parts = [fraction(inner) for inner in terms]
            common: list[tm.Term] = []
            for _, bottoms in parts:
                common = _union(common, bottoms)
            return tm.Sum(tuple(_product([top, *_less(common, bottoms)]) for top, bottoms in parts)), common
        case tm.Neg(inner):
            top, bottoms = fraction(inner)
            return -top, bottoms
        case tm.Product(factors) if all(f.is_scalar for f in factors):
            parts = [fraction(inner) for inner in factors]
            return _product([top for top, _ in parts]), [b for _, bottoms in parts for b in bottoms]
        case tm.Power(base, int() as exponent):
            top, bottoms = fraction(base)
            return tm.Power(top, exponent), bottoms * exponent
        case tm.Quotient(above, below):
            top, bottoms = fraction(above)
            bottom, over = fraction(below)
            plain = isinstance(bottom, tm.Number) and bottom.value == 1
            return _product([top, *over]), bottoms if plain else [*bottoms, bottom]
    return term, []


def _union(one: list[tm.Term], other: list[tm.Term]) -> list[tm.Term]:
    return [*one, *_less(other, one)]


def _less(all_: list[tm.Term], some: list[tm.Term]) -> list[tm.Term]:
    left = list(all_)
    for term in some:
        if term in left:
            left.remove(term)
    return left


def _product(factors: list[tm.Term]) -> tm.Term:
    return tm.Product(tuple(factors)) if len(factors) > 1 else factors[0]
