"""Equations: outer inverses and denominators are multiplied away until what is left is short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Reason, Step
from verify.derivation_files.desk import Desk, Proof
from verify.search.branches import NotFound
from verify.search.effort import LIGHT
from verify.vocabulary import terms_in

__all__ = ["prove_equation"]

_CLEARED = 4


def prove_equation(
    desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.Equal, extra: Sequence[Reason], depth: int = _CLEARED
) -> Proof:
    """Prove an equation; where it is not short, from one in which an outer inverse is multiplied away."""
    step = Step(goal, (*given, *extra))
    try:
        return desk.prove_step(name, given, step, LIGHT)
    except NotFound:
        pass
    for place, cleared in enumerate(_clearings(goal) if depth else (), 1):
        try:
            lemma = prove_equation(desk, f"{name}.cleared{place}", given, cleared, extra, depth - 1)
            return desk.prove_step(name, given, Step(goal, (lemma.name, *extra)), LIGHT)
        except NotFound:
            continue
    for place, c in enumerate(_positive_numbers(given), 1):
        try:
            return _scaled(desk, f"{name}.scaled{place}", given, (goal, c), extra, name)
        except NotFound:
            continue
    if depth < _CLEARED:
        raise NotFound(f"{name}: not without its inverses")
    return desk.prove_step(name, given, step)


def _positive_numbers(given: Sequence[Hypothesis]) -> list[Hypothesis]:
    found = [h for h in given if isinstance(h.statement, st.PositiveDefinite)]
    return [h for h in found if all(isinstance(t, tm.Symbol) and t.is_scalar for t in terms_in(h.statement))]


def _scaled(
    desk: Desk, name: str, given: tuple[Hypothesis, ...], what: tuple[st.Equal, Hypothesis], extra: Sequence[Reason], to: str
) -> Proof:
    """Prove A = B from c A = c B with a positive number c."""
    goal, positive = what
    c = next(terms_in(positive.statement))
    reasons = (*given, *extra)
    times = desk.prove_step(f"{name}.times", given, Step(st.Equal(c * goal.left, c * goal.right), reasons), LIGHT)
    half = st.Equal(goal.left, 1 / c * (c * goal.right))
    back = desk.prove_step(f"{name}.back", given, Step(half, (*given, times.name)), LIGHT)
    unit = desk.prove_step(f"{name}.unit", given, Step(st.Invertible(c), (positive,)), LIGHT)
    return desk.prove_step(to, given, Step(goal, (back.name, unit.name)), LIGHT)


def _clearings(goal: st.Equal) -> Iterator[st.Equal]:
    """The equations that say the same once both sides are multiplied by what is inverted at an end of one."""
    for side, other in ((goal.left, goal.right), (goal.right, goal.left)):
        factors = _flat(side)
        wide = [place for place, factor in enumerate(factors) if not factor.is_scalar]
        for place in dict.fromkeys(wide[:1] + wide[-1:]):
            inverse = factors[place]
            if isinstance(inverse, tm.Inverse):
                rest = [*factors[:place], *factors[place + 1 :]]
                left = _times(rest, inverse.shape)
                yield st.Equal(left, inverse.term * other if place == wide[0] else other * inverse.term)
        bottoms = list(dict.fromkeys(_divisors(side)))
        if side.is_scalar and bottoms:
            total = _times(bottoms, tm.SCALAR)
            yield st.Equal(_lifted(side, bottoms), other * total)


def _flat(term: tm.Term) -> list[tm.Term]:
    return [inner for factor in term.factors for inner in _flat(factor)] if isinstance(term, tm.Product) else [term]


def _times(factors: Sequence[tm.Term], shape: tm.Shape) -> tm.Term:
    """The product of factors, a multiple of the identity of a shape where all are numbers; 1 for none."""
    wide = any(not factor.is_scalar for factor in factors)
    if shape != tm.SCALAR and not wide:
        factors = [*factors, tm.Identity(shape[0])]
    return tm.Product(tuple(factors)) if len(factors) > 1 else factors[0] if factors else tm.Number(Fraction(1))


def _divisors(term: tm.Term) -> Iterator[tm.Term]:
    """What the summands of a number are divided by."""
    match term:
        case tm.Sum(terms) | tm.Product(terms):
            for inner in terms:
                yield from _divisors(inner)
        case tm.Neg(inner):
            yield from _divisors(inner)
        case tm.Quotient(top, bottom):
            yield from _divisors(top)
            yield bottom


def _lifted(term: tm.Term, bottoms: Sequence[tm.Term]) -> tm.Term:
    """A number times what it is divided by, each denominator taken off once where it stands."""
    match term:
        case tm.Sum(terms):
            return tm.Sum(tuple(_lifted(inner, bottoms) for inner in terms))
        case tm.Neg(inner):
            return tm.Neg(_lifted(inner, bottoms))
        case tm.Quotient(top, bottom) if bottom in bottoms:
            return _lifted(top, [other for other in bottoms if other != bottom])
    return _times([term, *bottoms], tm.SCALAR)
