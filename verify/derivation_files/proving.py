"""Ways to prove a stranger's statement: in one step, by induction, by the remainder of a limit; and what would be missing.

What is inverted or divided by has to be invertible. Where that does not follow, the statement is tried once more with it assumed;
then it is what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Reason, Step
from derivations.language.printing import statement_text
from derivations.language.traversal import substitute, symbols_of, walk
from verify.derivation_files.desk import Desk, Proof
from verify.search.finder import LIGHT, NotFound
from verify.vocabulary import terms_in

__all__ = ["Missing", "never_defined", "obligations", "prove"]


class Missing(Exception):
    """A statement is proved only if some more is assumed; the argument is a list of texts."""


def prove(
    desk: Desk, name: str, given: Sequence[Hypothesis], goal: st.Statement, extra: Sequence[Reason] = ()
) -> Proof:
    """Return a proof of a statement that both checkers accept.

    Raises
    ------
    NotFound
        If no method finds one; the message is that of the first.
    Missing
        If it follows once something that is inverted is assumed to be invertible.
    """
    lemmas, owed = _met(desk, name, tuple(given), goal)
    if not owed:
        return _proved(desk, name, tuple(given), goal, (*extra, *lemmas))
    _proved(desk, f"{name}.assuming", (*given, *owed), goal, (*extra, *lemmas))
    raise Missing([statement_text(h.statement) for h in owed])


def _proved(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.Statement, extra: Sequence[Reason]) -> Proof:
    try:
        if isinstance(goal, st.LimitIs):
            return _limit(desk, name, given, goal, extra)
        if isinstance(goal, st.Equal):
            return _equation(desk, name, given, goal, extra)
        hints = _hints(given, goal.term) if isinstance(goal, st.PositiveSemidefinite | st.PositiveDefinite) else ()
        return desk.prove_step(name, given, Step(goal, (*given, *extra), squares=hints))
    except NotFound as reason:
        for method in (_by_induction, _dedekind):
            try:
                return method(desk, name, given, goal, extra)
            except NotFound:
                continue
        raise reason from None


# --- equations -------------------------------------------------------------------------------------------------------

_CLEARED = 4


def _equation(
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
            lemma = _equation(desk, f"{name}.cleared{place}", given, cleared, extra, depth - 1)
            return desk.prove_step(name, given, Step(goal, (lemma.name, *extra)), LIGHT)
        except NotFound:
            continue
    if depth < _CLEARED:
        raise NotFound(f"{name}: not without its inverses")
    return desk.prove_step(name, given, step)


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
        bottoms = list(dict.fromkeys(_bottoms(side)))
        if side.is_scalar and bottoms:
            total = _times(bottoms, tm.SCALAR)
            yield st.Equal(_lifted(side, bottoms), other * total)


def _flat(term: tm.Term) -> list[tm.Term]:
    return [inner for factor in term.factors for inner in _flat(factor)] if isinstance(term, tm.Product) else [term]


def _times(factors: Sequence[tm.Term], shape: tm.Shape) -> tm.Term:
    wide = any(not factor.is_scalar for factor in factors)
    if shape != tm.SCALAR and not wide:
        factors = [*factors, tm.Identity(shape[0])]
    return tm.Product(tuple(factors)) if len(factors) > 1 else factors[0] if factors else tm.Number(Fraction(1))


def _bottoms(term: tm.Term) -> Iterator[tm.Term]:
    """What the summands of a number are divided by."""
    match term:
        case tm.Sum(terms) | tm.Product(terms):
            for inner in terms:
                yield from _bottoms(inner)
        case tm.Neg(inner):
            yield from _bottoms(inner)
        case tm.Quotient(top, bottom):
            yield from _bottoms(top)
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


# --- induction -------------------------------------------------------------------------------------------------------


def _put(statement: st.Statement, values: dict[str, tm.Term]) -> st.Statement:
    parts = {key: substitute(v, values) if isinstance(v, tm.Term) else v for key, v in vars(statement).items()}
    return type(statement)(**parts)


def _by_induction(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.Statement, extra: Sequence[Reason]) -> Proof:
    """Prove a statement about a natural number from its base and its step."""
    if not isinstance(goal, st.Equal | st.PositiveSemidefinite | st.PositiveDefinite):
        raise NotFound(f"{name}: no induction")
    naturals = [h.statement.symbol for h in given if isinstance(h.statement, st.Natural)]
    spoken = {n for term in terms_in(goal) for n in symbols_of(term)}
    for k in naturals:
        told = [h for h in given if not isinstance(h.statement, st.Natural) and _mentions(h.statement, k)]
        if k.name not in spoken or told:
            continue
        rest = tuple(h for h in given if not (isinstance(h.statement, st.Natural) and h.statement.symbol == k))
        base = desk.prove(f"{name}.base", rest, _put(goal, {k.name: tm.Number(Fraction(0))}), extra)
        assumed = Hypothesis("induction", goal)
        number = Hypothesis(f"{k.name} is natural", st.Natural(k))
        following = _put(goal, {k.name: k + 1})
        step = desk.prove(f"{name}.step", (number, *rest, assumed), following, extra)
        using = {"variable": k, "step": step.name}
        return desk.prove_step(name, given, Step(goal, (base.name, step.name), rule="induction", using=using))
    raise NotFound(f"{name}: no induction")


def _mentions(statement: st.Statement, symbol: tm.Symbol) -> bool:
    return any(symbol.name in symbols_of(term) for term in terms_in(statement))


# --- a one-sided inverse ---------------------------------------------------------------------------------------------


def _dedekind(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.Statement, extra: Sequence[Reason]) -> Proof:
    """Prove A B = I for square A and B from B A = I."""
    match goal:
        case st.Equal(tm.Product((left, right)), tm.Identity() as one) if left.shape == right.shape:
            other = desk.prove(f"{name}.other", given, st.Equal(right * left, one), extra)
            using: dict[str, tm.Term | str] = {"left": right, "right": left}
            return desk.prove_step(name, given, Step(goal, (other.name,), rule="dedekind", using={**using, "from": other.name}))
    raise NotFound(f"{name}: no product that is I")


# --- limits ----------------------------------------------------------------------------------------------------------


def _limit(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.LimitIs, extra: Sequence[Reason]) -> Proof:
    """Prove a limit from its remainder: C^2 x^2 - |f - L|^2 >= 0, or C^2 - (1 + c x)^2 |f - L|^2 >= 0."""
    x, gap = goal.variable, goal.function - goal.value
    square = gap * gap if gap.is_scalar else gap.T * gap
    for bound in _bounds(goal):
        if goal.to == "0":
            fact: st.Statement = st.PositiveSemidefinite(bound * bound * x * x - square)
        else:
            fact = st.PositiveSemidefinite(bound * bound - x * x * square)
        try:
            shown = desk.prove(f"{name}.remainder", given, fact, extra)
            using: dict[str, tm.Term | str] = {"bound": bound, "from": shown.name}
            return desk.prove_step(name, given, Step(goal, (shown.name,), rule="limit", using=using))
        except NotFound:
            continue
    raise NotFound(f"{name}: no remainder that tends to 0 was found")


def _bounds(goal: st.LimitIs) -> Iterator[tm.Term]:
    """Constants C worth trying: 0 and 1, the other numbers, and what is divided by, at the limit."""
    zero: dict[str, tm.Term] = {goal.variable.name: tm.Number(Fraction(0))}
    yield tm.Number(Fraction(1))
    numbers = [s for term in (goal.function, goal.value) for s in symbols_of(term).values() if s.is_scalar]
    seen = {goal.variable}
    for number in numbers:
        if number not in seen:
            seen.add(number)
            yield from (number, 1 / number)
    for node in walk(goal.function):
        if isinstance(node, tm.Quotient) and goal.to == "0":
            at = substitute(node.denominator, zero)
            yield from (1 / at, substitute(node.numerator, zero) / at)


# --- what has to be invertible ---------------------------------------------------------------------------------------


def obligations(statements: Sequence[st.Statement]) -> list[tm.Term]:
    """Return what is inverted or divided by in statements and is not a number, inner terms first."""
    found: dict[tm.Term, None] = {}
    for statement in statements:
        for term in terms_in(statement):
            for node in reversed(list(walk(term))):
                inner = node.term if isinstance(node, tm.Inverse) else getattr(node, "denominator", None)
                if inner is not None and not isinstance(inner, tm.Number):
                    found.setdefault(inner)
    return list(found)


def _met(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.Statement) -> tuple[list[str], list[Hypothesis]]:
    """Show what has to be invertible; return the sequents that do so, and as hypotheses what does not follow."""
    lemmas: list[str] = []
    owed: list[Hypothesis] = []
    spoken = {h.statement.term for h in given if isinstance(h.statement, st.Invertible | st.PositiveDefinite)}
    for place, term in enumerate(obligations([*(h.statement for h in given), goal]), 1):
        if term in spoken or isinstance(term, tm.Inverse):
            continue
        found = _invertible(desk, f"{name}.inverse{place}", given, term, lemmas)
        if found is None:
            owed.append(Hypothesis(f"owed {place}", st.Invertible(term)))
        else:
            lemmas.append(found)
    return lemmas, owed


def _invertible(desk: Desk, name: str, given: tuple[Hypothesis, ...], term: tm.Term, lemmas: Sequence[str]) -> str | None:
    """Show that a term is invertible, or positive definite, which is more."""
    hints = _hints(given, term)
    turned = [] if isinstance(term, tm.Symbol) or term.is_scalar else [term + term.T]
    for candidate in (term, -term, *turned):
        step = Step(st.PositiveDefinite(candidate), (*given, *lemmas), squares=hints)
        try:
            shown = desk.prove_step(name, given, step).name
        except NotFound:
            continue
        if candidate is term:
            return shown
        using: dict[str, tm.Term | str] = {"from": shown}
        final = Step(st.Invertible(term), (shown,), rule="invertible", using=using)
        return _tried(desk, f"{name}.all", given, final)
    factors = _factors(term)
    if len(factors) > 1 and all(f.shape == term.shape for f in factors):
        other = tm.Product(tuple(tm.Inverse(f) for f in reversed(factors)))
        one: tm.Term = tm.Number(Fraction(1)) if term.is_scalar else tm.Identity(term.shape[0])
        product = _tried(desk, f"{name}.product", given, Step(st.Equal(term * other, one), (*given, *lemmas)))
        if product is not None:
            return _tried(desk, name, given, Step(st.Invertible(term), (product,)))
    return None


def _factors(term: tm.Term) -> list[tm.Term]:
    if isinstance(term, tm.Product):
        return [inner for factor in term.factors for inner in _factors(factor)]
    if isinstance(term, tm.Power) and isinstance(term.exponent, int):
        return _factors(term.base) * term.exponent
    return [term]


def _hints(given: Sequence[Hypothesis], term: tm.Term) -> tuple[tm.Term, ...]:
    """The letters whose columns are as many as the term's, for congruences; the transposes too."""
    letters = [s for h in given for t in terms_in(h.statement) for s in symbols_of(t).values() if not s.is_scalar]
    both = [form for letter in dict.fromkeys([*letters, *symbols_of(term).values()]) for form in (letter, letter.T)]
    return tuple(form for form in both if form.shape[1] == term.shape[0])


def _tried(desk: Desk, name: str, given: tuple[Hypothesis, ...], step: Step) -> str | None:
    try:
        return desk.prove_step(name, given, step).name
    except NotFound:
        return None


def never_defined(desk: Desk, name: str, given: Sequence[Hypothesis], goal: st.Statement) -> tm.Term | None:
    """Return something that the statement divides by and that is 0 by the hypotheses."""
    for place, term in enumerate(obligations([goal])):
        zero: tm.Term = tm.Number(Fraction(0)) if term.is_scalar else tm.Zero(*term.shape)
        if _tried(desk, f"{name}.zero{place}", tuple(given), Step(st.Equal(term, zero), tuple(given))) is not None:
            return term
    return None
