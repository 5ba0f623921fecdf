"""A statement from the reasons that are named, taken as they stand: one search among just these, or one rule that they fit.

This comes before anything is looked for. Whoever writes a derivation says of each step what it follows from; then the rule
to use can be read off the form of the statement and of its reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Reason, Step
from derivations.language.errors import LanguageError
from derivations.language.traversal import symbols_of, walk
from verify.derivation_files.desk import Desk, Proof
from verify.derivation_files.exponentials import exponential_facts, taylor
from verify.derivation_files.guesses import guesses
from verify.derivation_files.inverses import hints
from verify.derivation_files.naming import changed_term, put
from verify.search.branches import NotFound
from verify.search.effort import LIGHT, SHORT, STEADY, Effort
from verify.vocabulary import terms_in

__all__ = ["Fact", "prove_directly"]

_ZERO = tm.Number(Fraction(0))
_MOST, _FEW = 12, 4

_OF_SQUARE = (st.PositiveSemidefinite, st.PositiveDefinite, st.Invertible)

Given = tuple[Hypothesis, ...]


@dataclass(frozen=True)
class Fact:
    """A reason with what it says, in the letters of the statement that it is a reason for, and what it assumes.

    A `spare` one is tried last: an instance of what can be used in its own letters as well.
    """

    reason: Reason
    statement: st.Statement
    assumes: tuple[st.Statement, ...] = ()
    spare: bool = False

    @property
    def name(self) -> str:
        """The name by which a rule is told of it; nothing for an instance in other letters, which has none."""
        if isinstance(self.reason, Hypothesis):
            return self.reason.name
        return self.reason if isinstance(self.reason, str) else ""


def prove_directly(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Return a proof of a statement from facts as they stand.

    Raises
    ------
    NotFound
        If there is none so short.
    """
    own = [fact for fact in facts if fact.name]
    methods = [
        (method, own)
        for method in (_by_form, _cases, _induction, _plain, _elementary, _zero, _norm, _limit, _substituted, _divided)
    ]
    likely = [fact for fact in facts if not fact.spare]
    methods += [(_plain, likely)] if len(own) < len(likely) else []
    methods += (
        [(_substituted, likely), (_zero_form, likely), (_longer, own)]
        if len(own) < len(likely)
        else [(_zero_form, own), (_longer, own)]
    )
    methods += [(_plain, facts)] if len(likely) < len(facts) else []
    for method, some in methods:
        try:
            return method(desk, name, given, goal, some)
        except (NotFound, LanguageError):  # a product of other factors than before may have no shape
            continue
    raise NotFound(f"{name}: not from its reasons as they stand")


def _step(goal: st.Statement, first: Sequence[Fact], rule: str, facts: Sequence[Fact], **using: tm.Term | str) -> Step:
    """The step of a rule: what it starts from, then what may show that something is invertible."""
    sure = [f for f in facts if f not in first and isinstance(f.reason, str) and isinstance(f.statement, _OF_SQUARE)]
    return Step(goal, tuple(fact.reason for fact in (*first, *sure)), rule=rule, using=using)


def _plain(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact], effort: Effort = SHORT) -> Proof:
    """One search among the reasons."""
    squares: tuple[tm.Term, ...] = ()
    if isinstance(goal, st.PositiveSemidefinite | st.PositiveDefinite):
        squares = (*guesses(goal.term, [fact.statement for fact in facts]), *hints(given, goal.term))
        squares = tuple(dict.fromkeys(squares))
    # a mark such as natural is no fact to search with, but what the kinds say may be needed to invert something
    reasons = (*(h for h in given), *(fact.reason for fact in facts if fact.reason not in given))
    return desk.prove_step(name, given, Step(goal, reasons, squares=squares), effort)


def _substituted(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """An inequality in which one side of an equation among the reasons stands, from the same with the other side there."""
    if not isinstance(goal, st.PositiveSemidefinite | st.PositiveDefinite):
        raise NotFound(f"{name}: no inequality")
    inside = set(walk(goal.term))
    for place, fact in enumerate(f for f in facts if f.name):
        for old, new in _sides(fact.statement):
            if isinstance(old, tm.Symbol | tm.Number | tm.Zero | tm.Identity) or old not in inside:
                continue
            other = changed_term(goal.term, lambda node, old=old, new=new: new if node == old else node)
            try:
                same = st.Equal(goal.term, other)
                equal = desk.prove_step(f"{name}.equal{place}", given, _step(same, [fact], "", facts), LIGHT)
                shown = _plain(desk, f"{name}.other{place}", given, type(goal)(other), facts)
                return desk.prove_step(name, given, Step(goal, (shown.name, equal.name)), SHORT)
            except NotFound:
                continue
    raise NotFound(f"{name}: nothing to put in")


def _sides(statement: st.Statement) -> list[tuple[tm.Term, tm.Term]]:
    return [(statement.left, statement.right), (statement.right, statement.left)] if isinstance(statement, st.Equal) else []


def _divided(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """A = B from c A = D among the reasons, c a number that they show to have an inverse, and D/c = B."""
    everything = tuple(fact.reason for fact in facts)
    for place, fact in enumerate(facts):
        for old, _ in _sides(fact.statement) if isinstance(goal, st.Equal) else []:
            rest = _flat(old)
            for factor in (wanted := _flat(goal.left)):
                if factor in rest:
                    rest.remove(factor)
            if len(rest) + len(wanted) != len(_flat(old)) or not rest or not all(f.is_scalar for f in rest):
                continue
            c = tm.Product(tuple(rest)) if len(rest) > 1 else rest[0]
            try:
                sure: tuple[Reason, ...] = (_plain(desk, f"{name}.positive{place}", given, st.PositiveDefinite(c), facts).name,)
            except NotFound:
                sure = everything
            back = desk.prove_step(f"{name}.back{place}", given, Step(st.Equal(goal.left, 1 / c * old), sure), STEADY)
            return desk.prove_step(name, given, Step(goal, (back.name, fact.reason, *sure)), STEADY)
    raise NotFound(f"{name}: nothing to divide by")


def _longer(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """One search among the reasons that goes further for an equation."""
    if not isinstance(goal, st.Equal):
        raise NotFound(f"{name}: no equation")
    return _plain(desk, name, given, goal, facts, STEADY)


# --- rules that the form of a statement calls for --------------------------------------------------------------------


def _by_form(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """A size is positive, a natural number not negative; two gradients of one function are equal."""
    match goal:
        case st.PositiveSemidefinite(tm.SizeNumber()) | st.PositiveDefinite(tm.SizeNumber()):
            return desk.prove_step(name, given, Step(goal, rule="size"), LIGHT)
        case st.PositiveSemidefinite(tm.Symbol() as k) if any(h.statement == st.Natural(k) for h in given):
            return desk.prove_step(name, given, Step(goal, rule="natural"), LIGHT)
        case st.PositiveSemidefinite(tm.Trace()) | st.PositiveDefinite(tm.Trace()):
            for fact in (f for f in facts if f.name and isinstance(f.statement, st.PositiveSemidefinite | st.PositiveDefinite)):
                try:
                    return desk.prove_step(name, given, _step(goal, [fact], "psd_trace", facts, **{"from": fact.name}), LIGHT)
                except NotFound:
                    continue
        case st.Equal():
            slopes = [f for f in facts if isinstance(f.statement, st.GradientIs)][:_FEW]
            for pair in permutations(slopes, 2):
                try:
                    return desk.prove_step(name, given, _step(goal, pair, "same_gradient", facts), LIGHT)
                except NotFound:
                    continue
            for fact in (f for f in facts if f.name and isinstance(f.statement, st.Equal)):
                for rule, using in _rules(goal, fact, facts, given):
                    try:
                        first = [f for f in facts if f.name and f.name in (using["from"], using.get("zero"))]
                        return desk.prove_step(name, given, _step(goal, first, rule, facts, **using), LIGHT)
                    except NotFound:
                        continue
    raise NotFound(f"{name}: no rule for its form")


def _rules(goal: st.Equal, fact: Fact, facts: Sequence[Fact], given: Given) -> Iterator[tuple[str, dict[str, tm.Term | str]]]:
    """The rules that may lead from one equation to another: B A = I from A B = I; a matrix from its entries; a sum, a trace."""
    positive = [f.name for f in facts if f.name and isinstance(f.statement, st.PositiveSemidefinite | st.PositiveDefinite)]
    match goal.left, goal.right, fact.statement:
        case tm.Product(), tm.Identity(), st.Equal(tm.Product() as product, tm.Identity()):
            there, here = _flat(product), _flat(goal.left)
            for cut in range(1, len(there)):
                if there[cut:] + there[:cut] == here:
                    left, right = tm.Product(tuple(there[:cut])), tm.Product(tuple(there[cut:]))
                    yield "dedekind", {"left": left, "right": right, "from": fact.name}
        case (tm.SumOver(_, index), tm.Trace(matrix), _):
            yield "trace", {"from": fact.name, "index": index, "matrix": matrix}
        case left, right, st.Equal(tm.Trace(), zero) if _is_zero(right) and _is_zero(zero) and not left.is_scalar:
            yield from (("psd_trace", {"from": sure, "zero": fact.name}) for sure in positive)
        case left, _, st.Equal(tm.Coordinate(), _) if left.shape[0] == left.shape[1]:
            for index in (h.statement.symbol for h in given if isinstance(h.statement, st.BasisVector)):
                yield "entrywise", {"from": fact.name, "index": index}


def _elementary(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """An inequality with exponentials in it, from what is known of these."""
    try:
        return taylor(desk, name, given, goal)
    except NotFound:
        if not isinstance(goal, st.PositiveSemidefinite | st.PositiveDefinite):
            raise
    known = [Fact(lemma, st.PositiveDefinite(goal.term)) for lemma in exponential_facts(desk, name, given, goal.term)]
    if not known:
        raise NotFound(f"{name}: no exponentials")
    return _plain(desk, name, given, goal, [*facts, *known])


def _induction(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """A statement about a natural number from its base and its step, which the reasons hold."""
    if not isinstance(goal, st.Equal | st.PositiveSemidefinite | st.PositiveDefinite):
        raise NotFound(f"{name}: no induction")
    spoken = {n for term in terms_in(goal) for n in symbols_of(term)}
    for k in [h.statement.symbol for h in given if isinstance(h.statement, st.Natural) and h.statement.symbol.name in spoken]:
        rest = tuple(h for h in given if h.statement != st.Natural(k))
        if any(k.name in symbols_of(term) for h in rest for term in terms_in(h.statement)):
            continue
        first, following = put(goal, {k.name: _ZERO}), put(goal, {k.name: k + 1})
        assumed, number = Hypothesis("induction", goal), Hypothesis(f"{k.name} is natural", st.Natural(k))
        inside = (number, *rest, assumed)
        base = _plain(desk, f"{name}.base", rest, first, [f for f in facts if f.reason not in given])
        step = _plain(desk, f"{name}.step", inside, following, [f for f in facts if f.reason not in given])
        using: dict[str, tm.Term | str] = {"variable": k, "step": step.name}
        return desk.prove_step(name, given, Step(goal, (base.name, step.name), rule="induction", using=using), LIGHT)
    raise NotFound(f"{name}: no natural number")


def _cases(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Distinguish cases: earlier claims say the same, each with one hypothesis more, and one of these has to be so."""
    known = {h.statement for h in given}
    more = {f.name: [s for s in f.assumes if s not in known] for f in facts if f.name and f.statement == goal}
    branches = [(branch, said[0]) for branch, said in more.items() if len(said) == 1]
    for of, split, order in _splits(branches):
        try:
            return desk.prove_step(name, given, Step(goal, order, rule="case", using={"of": of, "split": split}), LIGHT)
        except NotFound:
            continue
    raise NotFound(f"{name}: no cases")


def _splits(branches: Sequence[tuple[str, st.Statement]]) -> Iterator[tuple[tm.Term, str, tuple[str, ...]]]:
    """What may be split, how, and the branches in the order of the cases: at least 0 or less; 0 or not; above, at, below 0."""
    for first, said in branches:
        rest = [branch for branch, _ in branches if branch != first]
        match said:
            case st.PositiveSemidefinite(term) if term.is_scalar:
                yield from ((term, "sign", (first, other)) for other in rest)
            case st.Equal(left, right) if left.shape[1] == 1:
                term = left if _is_zero(right) else left - right
                yield from ((term, "zero", (first, other)) for other in rest)
                yield from ((term, "order", (a, first, b)) for a in rest for b in rest if a != b and term.is_scalar)


def _forms(name: str, goal: st.Statement, facts: Sequence[Fact]) -> list[tuple[tm.Term, Fact | None]]:
    """The vectors z, and the P around them, for which z^T P z = 0 would do."""
    if not isinstance(goal, st.Equal) or goal.left.shape[1] != 1:
        raise NotFound(f"{name}: no vectors")
    z = goal.left if _is_zero(goal.right) else goal.left - goal.right
    forms: list[tuple[tm.Term, Fact | None]] = [(z, None)]
    for fact in facts:
        match fact.statement:
            case st.PositiveDefinite(inner) if inner.shape == (z.shape[0], z.shape[0]) and not z.is_scalar and fact.name:
                forms.append((z, fact))
            case st.PositiveSemidefinite(inner) if fact.name and isinstance(z, tm.Product) and z.factors[0] == inner:
                forms.append((z.factors[1] if len(z.factors) == 2 else tm.Product(z.factors[1:]), fact))
    return forms[:_MOST]


def _zero(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Z = 0 from z^T P z <= 0 with P definite, P z = 0 with P semidefinite; for a number z, from z z <= 0."""
    low = [f for f in facts if f.name and any(t.is_scalar for t in terms_in(f.statement))][:_MOST]
    low = [f for f in low if isinstance(f.statement, st.Equal | st.PositiveSemidefinite)]
    for vector, inner in _forms(name, goal, facts):
        using: dict[str, tm.Term | str] = {"vector": vector, "inner": inner.name if inner else ""}
        beside = (inner.reason,) if inner else ()
        for fact in low:
            try:
                step = Step(goal, (fact.reason, *beside), rule="zero", using={**using, "from": fact.name})
                return desk.prove_step(name, given, step, LIGHT)
            except NotFound:
                continue
    raise NotFound(f"{name}: no form that is 0")


def _zero_form(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """As `_zero`, from a form that is shown to be 0, or not positive, before."""
    told = [f for f in facts if not isinstance(f.statement, st.Equal) or f.statement.left.is_scalar]
    if not any(t.is_scalar for f in told for t in terms_in(f.statement)):
        raise NotFound(f"{name}: nothing is said of a number")
    for vector, inner in _forms(name, goal, facts):
        around = () if inner is None else (inner.statement.term,)  # type: ignore[attr-defined]
        form = vector * vector if vector.is_scalar else tm.Product((vector.T, *around, vector))
        for said in (st.Equal(form, _ZERO), st.PositiveSemidefinite(-form)) if facts else ():
            try:
                shown = _plain(desk, f"{name}.form", given, said, facts).name
            except NotFound:
                continue
            using = {"vector": vector, "inner": inner.name if inner else "", "from": shown}
            beside = (inner.reason,) if inner else ()
            return desk.prove_step(name, given, Step(goal, (shown, *beside), rule="zero", using=using), LIGHT)
    raise NotFound(f"{name}: no form that is 0")


def _is_zero(term: tm.Term) -> bool:
    return isinstance(term, tm.Zero) or term == _ZERO


def _norm(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
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
                shown = {key: _plain(desk, f"{name}.{key}", given, said, facts).name for key, said in wanted.items()}
                using: dict[str, tm.Term | str] = {**shown, "vector": z, "unit": fact.name}
                return desk.prove_step(name, given, Step(goal, (*shown.values(), fact.reason), rule="norm", using=using), LIGHT)
    raise NotFound(f"{name}: no unit vector")


def _limit(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """A limit from its bound among the facts: C^2 x^2 - |f - L|^2 >= 0 as x tends to 0, C^2 - (1 + c x)^2 |f - L|^2 >= 0 far out."""
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
                step = Step(goal, (fact.reason, *([extra[0].reason] if extra else ())), rule="limit", using=using)
                try:
                    return desk.prove_step(name, given, step, LIGHT)
                except NotFound:
                    continue
    raise NotFound(f"{name}: no bound")


def _bounds(term: tm.Term, x: tm.Symbol, far: bool) -> Iterator[tm.Term]:
    """The C of a difference that begins with C^2, times x^2 unless x grows."""
    first = term.terms[0] if isinstance(term, tm.Sum) else term
    factors = _flat(first)
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


def _flat(term: tm.Term) -> list[tm.Term]:
    match term:
        case tm.Product(factors):
            return [inner for factor in factors for inner in _flat(factor)]
        case tm.Power(base, int() as exponent):
            return _flat(base) * exponent
    return [] if term == tm.Number(Fraction(1)) else [term]
