"""Rules for vectors that are 0 since a form of them is, for norms and for limits; each is told where its premises stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Step
from derivations.language.traversal import symbols_of
from verify.derivation_files.desk import Desk, Proof
from verify.derivation_files.facts import Fact, Given, flat, plainly, rule_step
from verify.derivation_files.flattening import key_of
from verify.search.branches import NotFound
from verify.search.effort import LIGHT
from verify.vocabulary import is_zero, terms_in

__all__ = ["limit", "norm", "squeezed", "zero", "zero_form"]

_ZERO = tm.Number(Fraction(0))
_MOST = 12


def _forms(name: str, goal: st.Statement, facts: Sequence[Fact]) -> list[tuple[tm.Term, Fact | None]]:
    """The vectors z, and the P around them, for which z^T P z = 0 would do."""
    if not isinstance(goal, st.Equal) or goal.left.shape[1] != 1:
        raise NotFound(f"{name}: no vectors")
    z = goal.left if is_zero(goal.right) else goal.left - goal.right
    forms: list[tuple[tm.Term, Fact | None]] = [(z, None)]
    for fact in facts:
        match fact.statement:
            case st.PositiveDefinite(inner) if inner.shape == (z.shape[0], z.shape[0]) and not z.is_scalar and fact.name:
                forms.append((z, fact))
            case st.PositiveSemidefinite(inner) if fact.name and isinstance(z, tm.Product) and z.factors[0] == inner:
                forms.append((z.factors[1] if len(z.factors) == 2 else tm.Product(z.factors[1:]), fact))
    return forms[:_MOST]


def zero(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Prove z = 0 from z^T P z <= 0 with P definite, P z = 0 with P semidefinite; for a number z, from z z <= 0."""
    low = [f for f in facts if f.name and any(t.is_scalar for t in terms_in(f.statement))][:_MOST]
    low = [f for f in low if isinstance(f.statement, st.Equal | st.PositiveSemidefinite)]
    for vector, inner in _forms(name, goal, facts):
        using: dict[str, tm.Term | str] = {"vector": vector, "inner": inner.name if inner else ""}
        beside = [inner] if inner else []
        for fact in low:
            try:
                step = rule_step(goal, [fact, *beside], "zero", facts, **using, **{"from": fact.name})
                return desk.prove_step(name, given, step, LIGHT)
            except NotFound:
                continue
    raise NotFound(f"{name}: no form that is 0")


def zero_form(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """As `zero`, from a form that is shown to be 0, or not positive, before."""
    told = [f for f in facts if not isinstance(f.statement, st.Equal) or f.statement.left.is_scalar]
    if not any(t.is_scalar for f in told for t in terms_in(f.statement)):
        raise NotFound(f"{name}: nothing is said of a number")
    for vector, inner in _forms(name, goal, facts):
        around = () if inner is None else (inner.statement.term,)  # type: ignore[attr-defined]
        form = vector * vector if vector.is_scalar else tm.Product((vector.T, *around, vector))
        for said in (st.Equal(form, _ZERO), st.PositiveSemidefinite(-form)) if facts else ():
            try:
                shown = plainly(desk, f"{name}.form", given, said, facts).name
            except NotFound:
                continue
            using: dict[str, tm.Term | str] = {"vector": vector, "inner": inner.name if inner else "", "from": shown}
            first = [Fact(shown, said), *([inner] if inner else [])]
            return desk.prove_step(name, given, rule_step(goal, first, "zero", facts, **using), LIGHT)
    raise NotFound(f"{name}: no form that is 0")


def squeezed(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Prove a = b of numbers from a >= b and a <= b; one of the two is a reason as it stands."""
    if not isinstance(goal, st.Equal) or not goal.left.is_scalar:
        raise NotFound(f"{name}: no numbers")
    gap = goal.left if is_zero(goal.right) else goal.left - goal.right
    both = [st.PositiveSemidefinite(gap), st.PositiveSemidefinite(-gap)]
    told = {key_of(fact.statement): fact.name for fact in facts if fact.name}
    names = [told.get(key_of(said), "") for said in both]
    if not any(names):
        raise NotFound(f"{name}: neither at least nor at most")
    above, below = (
        sure or plainly(desk, f"{name}.{word}", given, said, facts).name
        for sure, word, said in zip(names, ("least", "most"), both, strict=True)
    )
    known = [fact for fact in facts if fact.name in (above, below)]
    known += [Fact(lemma, said) for lemma, said in zip((above, below), both, strict=True) if lemma not in names]
    using: dict[str, tm.Term | str] = {"vector": tm.Number(Fraction(1)), "inner": above, "from": below}
    return desk.prove_step(name, given, rule_step(goal, known, "zero", facts, **using), LIGHT)


def norm(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """The norm of A is g: from g >= 0, a bound g^2 I - A^T A, and a unit vector z with |A z| = g."""
    if not isinstance(goal, st.NormIs):
        raise NotFound(f"{name}: no norm")
    g, form = goal.value, goal.matrix.T * goal.matrix
    for fact in facts:
        match fact.statement:
            case st.Equal(tm.Product((tm.Transpose(z), same)), tm.Number() as one) if (
                z == same and one.value == 1 and fact.name
            ):
                wanted = {
                    "nonnegative": st.PositiveSemidefinite(g),
                    "bound": st.PositiveSemidefinite(g * g * tm.Identity(form.shape[0]) - form),
                    "attained": st.Equal(z.T * form * z, g * g),
                }
                shown = {key: plainly(desk, f"{name}.{key}", given, said, facts).name for key, said in wanted.items()}
                using: dict[str, tm.Term | str] = {**shown, "vector": z, "unit": fact.name}
                return desk.prove_step(name, given, Step(goal, (*shown.values(), fact.reason), rule="norm", using=using), LIGHT)
    raise NotFound(f"{name}: no unit vector")


def limit(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Prove a limit from its bound among the facts.

    It is C^2 x^2 - |f - L|^2 >= 0 as x tends to 0, C^2 - (1 + c x)^2 |f - L|^2 >= 0 as x grows.
    """
    if not isinstance(goal, st.LimitIs):
        raise NotFound(f"{name}: no limit")
    x, far = goal.variable, goal.to == "inf"
    positive = [f for f in facts if isinstance(f.statement, st.PositiveDefinite) and f.name]
    extras: list[tuple[Fact, str] | None] = [None]
    extras += [
        (f, "slope" if far else "below")
        for f in positive
        if x.name not in {n for t in terms_in(f.statement) for n in symbols_of(t)}
    ]
    for fact in (f for f in facts if isinstance(f.statement, st.PositiveSemidefinite) and f.name):
        for bound in _bounds(next(terms_in(fact.statement)), x, far):
            for extra in extras:
                using: dict[str, tm.Term | str] = {"bound": bound, "from": fact.name}
                using |= {extra[1]: extra[0].name} if extra else {}
                step = rule_step(goal, [fact, *([extra[0]] if extra else [])], "limit", facts, **using)
                try:
                    return desk.prove_step(name, given, step, LIGHT)
                except NotFound:
                    continue
    raise NotFound(f"{name}: no bound")


def _bounds(term: tm.Term, x: tm.Symbol, far: bool) -> Iterator[tm.Term]:
    """The C of a difference that begins with C^2, times x^2 unless x grows."""
    first = term.terms[0] if isinstance(term, tm.Sum) else term
    factors = flat(first)
    if not far:
        if factors.count(x) != 2:
            return
        factors = [f for f in factors if f != x]
    half: list[tm.Term] = []
    for factor in dict.fromkeys(factors):
        if factors.count(factor) % 2:
            return
        half += [factor] * (factors.count(factor) // 2)
    yield tm.Product(tuple(half)) if len(half) > 1 else half[0] if half else tm.Number(Fraction(1))
