"""Rules that the form of a statement and of its reasons calls for: sizes, gradients, entries, traces, cases, induction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, permutations, product

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Part, Reason, Step
from derivations.language.traversal import symbols_of
from verify.derivation_files.desk import Desk, Proof
from verify.derivation_files.facts import INEQUALITY, Fact, Given, flat, plainly, rule_step
from verify.derivation_files.flattening import key_of, one_key
from verify.derivation_files.instances import instances_of
from verify.derivation_files.naming import put
from verify.search.branches import NotFound
from verify.search.effort import LIGHT
from verify.vocabulary import free_symbols, is_zero, terms_in

__all__ = ["by_cases", "by_form", "by_induction", "induction"]

_FEW = 4
_MOST = 8

_Rule = tuple[str, list[Fact], Mapping[str, tm.Term | str]]


def by_form(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Prove a statement by a rule that its form calls for.

    Raises
    ------
    NotFound
        If there is none, or the kernel does not take it.
    """
    match goal:
        case st.PositiveSemidefinite(tm.SizeNumber()) | st.PositiveDefinite(tm.SizeNumber()):
            return desk.prove_step(name, given, Step(goal, rule="size"), LIGHT)
        case st.PositiveSemidefinite(tm.Symbol() as k) if any(h.statement == st.Natural(k) for h in given):
            return desk.prove_step(name, given, Step(goal, rule="natural"), LIGHT)
    for rule, first, using in _rules(goal, [fact for fact in facts if fact.name], given):
        try:
            return desk.prove_step(name, given, rule_step(goal, first, rule, facts, **using), LIGHT)
        except NotFound:
            continue
    raise NotFound(f"{name}: no rule for its form")


def _rules(goal: st.Statement, facts: Sequence[Fact], given: Given) -> Iterator[_Rule]:
    """The rules that may lead from facts to a goal, with the facts to start from and what to tell the rule."""
    positive = [fact for fact in facts if isinstance(fact.statement, INEQUALITY)]
    match goal:
        case st.PositiveSemidefinite(tm.Trace(inner)) | st.PositiveDefinite(tm.Trace(inner)):
            positive.sort(key=lambda fact: one_key(fact.statement.term) != one_key(inner))  # type: ignore[attr-defined]
            yield from (("psd_trace", [fact], {"from": fact.name}) for fact in positive)
        case st.PositiveSemidefinite(matrix) | st.PositiveDefinite(matrix) if not matrix.is_scalar:
            indices = [h.statement.symbol for h in given if isinstance(h.statement, st.BasisVector)]
            entries = [f for f in positive if isinstance(f.statement.term, tm.Coordinate)]  # type: ignore[attr-defined]
            entries.sort(key=lambda fact: one_key(fact.statement.term.term) != one_key(matrix))  # type: ignore[attr-defined]
            for fact, index in product(entries, indices):
                yield "entrywise", [fact], {"from": fact.name, "index": index}
        case st.Equal():
            slopes = [fact for fact in facts if isinstance(fact.statement, st.GradientIs)][:_FEW]
            yield from (("same_gradient", [*pair], {}) for pair in permutations(slopes, 2))
            indices = [h.statement.symbol for h in given if isinstance(h.statement, st.BasisVector)]
            for fact in (fact for fact in facts if isinstance(fact.statement, st.Equal)):
                yield from _from_equation(goal, fact, positive, indices)


def _from_equation(goal: st.Equal, fact: Fact, positive: Sequence[Fact], indices: Sequence[tm.Symbol]) -> Iterator[_Rule]:
    """B A = I from A B = I; a sum that is a trace; a matrix that is 0 as its trace is; a matrix from its entries."""
    match goal.left, goal.right, fact.statement:
        case tm.Product(), tm.Identity(), st.Equal(tm.Product() as whole, tm.Identity()):
            there, here = flat(whole), flat(goal.left)
            for cut in range(1, len(there)):
                if there[cut:] + there[:cut] == here:
                    left, right = tm.Product(tuple(there[:cut])), tm.Product(tuple(there[cut:]))
                    yield "dedekind", [fact], {"left": left, "right": right, "from": fact.name}
        case tm.SumOver(_, index), tm.Trace(matrix), _:
            yield "trace", [fact], {"from": fact.name, "index": index, "matrix": matrix}
        case left, right, st.Equal(tm.Trace(), nothing) if is_zero(right) and is_zero(nothing) and not left.is_scalar:
            yield from (("psd_trace", [sure, fact], {"from": sure.name, "zero": fact.name}) for sure in positive)
        case left, _, st.Equal(tm.Coordinate(), _) if left.shape[0] == left.shape[1]:
            for index in indices:
                yield "entrywise", [fact], {"from": fact.name, "index": index}


def by_cases(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Distinguish cases: earlier claims say the same, each with one hypothesis more, and one of these has to be so.

    They may say it of other letters. What else they assume is given, or another reason.
    """
    wanted = key_of(goal)
    same = [fact for fact in facts if fact.reason not in given and key_of(fact.statement) == wanted]
    sure = [fact for fact in facts if fact not in same]
    rest = {key_of(said): fact.reason for fact in sure if fact.name for said in (*_weaker(fact.statement), fact.statement)}
    more = [(fact.reason, [s for s in fact.assumes if key_of(s) not in rest]) for fact in same]
    branches = [(branch, said[0]) for branch, said in more if len(said) == 1]
    assumed = tuple(dict.fromkeys(rest[key] for fact in same for s in fact.assumes if (key := key_of(s)) in rest))
    for of, split, order in islice(_splits(branches), _MOST):
        first = [Fact(reason, goal) for reason in (*order, *assumed)]
        try:
            return desk.prove_step(name, given, rule_step(goal, first, "case", sure, of=of, split=split), LIGHT)
        except NotFound:
            continue
    raise NotFound(f"{name}: no cases")


def _weaker(statement: st.Statement) -> list[st.Statement]:
    return [st.PositiveSemidefinite(statement.term)] if isinstance(statement, st.PositiveDefinite) else []


def _splits(branches: Sequence[tuple[Reason, st.Statement]]) -> Iterator[tuple[tm.Term, str, tuple[Reason, ...]]]:
    """What may be split, how, and the branches in the order of the cases: at least 0 or less; 0 or not; above, at, below 0."""
    for first, said in branches:
        rest = [(branch, other) for branch, other in branches if branch != first]
        match said:
            case st.PositiveSemidefinite(term) if term.is_scalar:
                less = [key_of(kind(-term)) for kind in (st.PositiveDefinite, st.PositiveSemidefinite)]
                yield from ((term, "sign", (first, branch)) for branch, other in rest if key_of(other) in less)
            case st.Equal(left, right) if left.shape[1] == 1:
                term = left if is_zero(right) else left - right
                yield from ((term, "zero", (first, other)) for other, _ in rest)
                yield from ((term, "order", (a, first, b)) for a, _ in rest for b, _ in rest if a != b and term.is_scalar)


def by_induction(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """A statement about a natural number from its base and its step, which the reasons hold."""
    kept = [fact for fact in facts if fact.reason not in given]
    said = {key_of(fact.statement) for fact in kept}
    numbers = [h.statement.symbol for h in given if isinstance(h.statement, st.Natural)]
    if not isinstance(goal, st.Equal | INEQUALITY) or not any(key_of(put(goal, {k.name: k + 1})) in said for k in numbers):
        raise NotFound(f"{name}: no step of an induction is named")
    return induction(
        desk, name, given, goal, lambda place, known, said: plainly(desk, place, known, said, _near(kept, known, said))
    )


def _near(facts: Sequence[Fact], known: Given, said: st.Statement) -> list[Fact]:
    """The facts whose letters are spoken of, and the first instance that is called for of each of the others."""
    assumed = [h.statement for h in known]
    letters = {name for statement in (said, *assumed) for name in free_symbols(statement)}
    letters |= {s.variable.name for s in assumed if isinstance(s, st.ForEvery | st.Between)}
    found = list[Fact]()
    for fact in facts:
        if {name for statement in (fact.statement, *fact.assumes) for name in free_symbols(statement)} <= letters:
            found.append(fact)
        elif fact.name:
            part = Part(fact.name, "", tuple(Hypothesis(str(at), s) for at, s in enumerate(fact.assumes)), (), fact.statement)
            found += [Fact(instance, fact.statement) for instance in instances_of(fact.name, part, said, assumed)[:1]]
    return found


def induction(
    desk: Desk, name: str, given: Given, goal: st.Statement, prove: Callable[[str, Given, st.Statement], Proof]
) -> Proof:
    """Prove a statement about a natural number from its base and its step, which are proved as `prove` does.

    Raises
    ------
    NotFound
        If one of them is not proved, or if the statement is about no natural number of which nothing else is known.
    """
    if not isinstance(goal, st.Equal | INEQUALITY):
        raise NotFound(f"{name}: no induction")
    spoken = {n for term in terms_in(goal) for n in symbols_of(term)}
    for k in [h.statement.symbol for h in given if isinstance(h.statement, st.Natural) and h.statement.symbol.name in spoken]:
        rest = tuple(h for h in given if h.statement != st.Natural(k))
        if any(k.name in free_symbols(h.statement) for h in rest):
            continue
        first, following = put(goal, {k.name: tm.Number(Fraction(0))}), put(goal, {k.name: k + 1})
        assumed, number = Hypothesis("induction", goal), Hypothesis(f"{k.name} is natural", st.Natural(k))
        base = prove(f"{name}.base", rest, first)
        step = prove(f"{name}.step", (number, *rest, assumed), following)
        using: dict[str, tm.Term | str] = {"variable": k, "step": step.name}
        return desk.prove_step(name, given, Step(goal, (base.name, step.name), rule="induction", using=using), LIGHT)
    raise NotFound(f"{name}: no natural number")
