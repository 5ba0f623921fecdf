"""Numbers divided out of an equation or an inequality among the reasons, and long products of positive numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Instance, Reason, Step
from verify.derivation_files.desk import Desk, Proof
from verify.derivation_files.facts import INEQUALITY, Fact, Given, flat, plainly, sides
from verify.derivation_files.inverses import obligations
from verify.search.branches import NotFound
from verify.search.effort import GLANCE, LIGHT, STEADY

__all__ = ["divided", "freed", "lowered", "multiplied", "scaled"]

_LONG = 4


def _cofactor(whole: tm.Term, part: tm.Term) -> tm.Term | None:
    """The number c of c A for A, from the factors that both have; None if there is none."""
    rest, wanted = flat(whole), flat(part)
    for factor in wanted:
        if factor in rest:
            rest.remove(factor)
    if len(rest) + len(wanted) != len(flat(whole)) or not rest or not all(f.is_scalar for f in rest):
        return None
    return tm.Product(tuple(rest)) if len(rest) > 1 else rest[0]


def divided(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """A = B from c A = D among the reasons, c a number that they show to have an inverse, and D/c = B."""
    if not isinstance(goal, st.Equal):
        raise NotFound(f"{name}: no equation")
    everything = tuple(fact.reason for fact in facts)
    for place, fact in enumerate(facts):
        for old, _ in sides(fact.statement):
            c = _cofactor(old, goal.left)
            if c is None:
                continue
            try:
                sure: tuple[Reason, ...] = (
                    plainly(desk, f"{name}.positive{place}", given, st.PositiveDefinite(c), facts).name,
                )
            except NotFound:
                sure = everything
            back = desk.prove_step(f"{name}.back{place}", given, Step(st.Equal(goal.left, 1 / c * old), sure), STEADY)
            return desk.prove_step(name, given, Step(goal, (back.name, fact.reason, *sure)), STEADY)
    raise NotFound(f"{name}: nothing to divide by")


def lowered(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """A >= 0 from c A >= 0 and 1/c > 0, which the reasons say or show."""
    if not isinstance(goal, INEQUALITY):
        raise NotFound(f"{name}: no inequality")
    for place, fact in enumerate(f for f in facts if isinstance(f.statement, INEQUALITY)):
        c = _cofactor(fact.statement.term, goal.term)  # type: ignore[attr-defined]
        if c is None:
            continue
        sure = next((f.reason for f in facts if _reciprocal(f.statement, c)), None)
        if sure is None:
            above = plainly(desk, f"{name}.divisor{place}", given, st.PositiveDefinite(c), facts).name
            reciprocal = Step(st.PositiveDefinite(1 / c), (above,), squares=(1 / c,))
            sure = desk.prove_step(f"{name}.reciprocal{place}", given, reciprocal, LIGHT).name
        return desk.prove_step(name, given, Step(goal, (fact.reason, sure)), LIGHT)
    raise NotFound(f"{name}: no number to divide by")


def freed(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """A >= 0 from c A >= 0, where the reasons say of all factors of c that what divides by them is positive."""
    if not isinstance(goal, INEQUALITY):
        raise NotFound(f"{name}: no inequality")
    below = {f.statement.term: f for f in facts if f.name and isinstance(f.statement, st.PositiveDefinite)}
    divisors = [(r.denominator, r, fact) for r, fact in below.items() if isinstance(r, tm.Quotient) and _is_one(r.numerator)]
    for fact in facts if divisors else ():
        c = _cofactor(fact.statement.term, goal.term) if isinstance(fact.statement, INEQUALITY) else None
        left = Counter[tm.Term]() if c is None else Counter(flat(c))
        chosen = []
        for bottom, reciprocal, sure in divisors:
            if (inside := Counter(flat(bottom))) <= left:
                chosen.append((bottom, reciprocal, sure))
                left -= inside
        if c is not None and chosen and not left:
            return _each_off(desk, name, given, goal, (fact, chosen))
    raise NotFound(f"{name}: nothing that is known to divide by")


def _each_off(
    desk: Desk,
    name: str,
    given: Given,
    goal: st.PositiveSemidefinite | st.PositiveDefinite,
    what: tuple[Fact, Sequence[tuple[tm.Term, tm.Term, Fact]]],
) -> Proof:
    """Take the factors off one by one, in letters: A is long more often than not."""
    (fact, chosen), kind, unit = what, type(goal), tm.Number(Fraction(1))
    p, r, a = tm.Symbol("factor"), tm.Symbol("reciprocal"), tm.Symbol("rest", *goal.term.shape)
    statements = {"product": kind(p * a), "sign": st.PositiveDefinite(r), "one": st.Equal(p * r, unit)}
    known = tuple(Hypothesis(word, statement) for word, statement in statements.items())
    lemma = desk.prove_step(f"{name}.inletters", known, Step(kind(a), known, squares=(r,)), LIGHT).name
    reason = fact.reason
    for place, (bottom, reciprocal, sure) in enumerate(chosen):
        after = [divisor for divisor, _, _ in chosen[place + 1 :]]
        rest = tm.Product((*after, goal.term)) if after else goal.term
        one = desk.prove_step(f"{name}.one{place}", given, Step(st.Equal(bottom * reciprocal, unit), (sure.reason,)), LIGHT)
        instance = Instance(lemma, {"factor": bottom, "reciprocal": reciprocal, "rest": rest})
        step = Step(kind(rest), (reason, sure.reason, one.name, instance))
        proof = desk.prove_step(f"{name}.off{place}" if after else name, given, step, LIGHT)
        reason = proof.name
    return proof


def _is_one(term: tm.Term) -> bool:
    return isinstance(term, tm.Number) and term.value == 1


def _reciprocal(statement: st.Statement, c: tm.Term) -> bool:
    """Whether a statement says that 1/c is positive."""
    match statement:
        case st.PositiveDefinite(tm.Quotient(tm.Number() as one, bottom)):
            return one.value > 0 and Counter(flat(bottom)) == Counter(flat(c))
    return False


def scaled(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """A = B from c A = c B, where c is divided by and the reasons say that it is positive."""
    if not isinstance(goal, st.Equal):
        raise NotFound(f"{name}: no equation")
    divisors = {*obligations([goal])}
    for place, fact in enumerate(facts):
        c = fact.statement.term if isinstance(fact.statement, st.PositiveDefinite) else None
        if c is not None and c.is_scalar and c in divisors:
            times = plainly(desk, f"{name}.times{place}", given, st.Equal(c * goal.left, c * goal.right), facts)
            half = Step(st.Equal(goal.left, 1 / c * (c * goal.right)), (times.name, fact.reason))
            back = desk.prove_step(f"{name}.back{place}", given, half, STEADY)
            return desk.prove_step(name, given, Step(goal, (back.name, fact.reason)), STEADY)
    raise NotFound(f"{name}: nothing is divided by that is positive")


def multiplied(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """A long product of numbers is positive as its factors are, of which the reasons say or show that."""
    factors = [f for f in flat(goal.term) if not isinstance(f, tm.Number)] if isinstance(goal, INEQUALITY) else []
    if len(factors) < _LONG or not all(f.is_scalar for f in factors):
        raise NotFound(f"{name}: no long product")
    sure = {f.statement.term: f.reason for f in facts if isinstance(f.statement, st.PositiveDefinite)}
    for place, factor in enumerate(dict.fromkeys(factors)):
        if factor not in sure:
            sure[factor] = plainly(desk, f"{name}.factor{place}", given, st.PositiveDefinite(factor), facts, GLANCE).name
    whole, known = factors[0], sure[factors[0]]
    for place, factor in enumerate(factors[1:]):
        whole = whole * factor
        step = Step(st.PositiveDefinite(whole), (known, sure[factor]))
        known = desk.prove_step(f"{name}.product{place}", given, step, LIGHT).name
    return desk.prove_step(name, given, Step(goal, (known,)), LIGHT)
