"""What calculus says of functions of a number: of every number from 0 to 1, of continuous ones, of values that are attained.

What holds for every number from 0 to 1 is shown for any one, used at one, and integrated, which is the mean value theorem.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Formula, Instance, Step
from derivations.language.errors import LanguageError
from derivations.language.traversal import substitute, symbols_of
from verify.derivation_files.desk import Desk, Proof
from verify.derivation_files.facts import INEQUALITY, Fact, Given, flat, plainly
from verify.derivation_files.flattening import key_of
from verify.derivation_files.instances import places_of
from verify.derivation_files.naming import put
from verify.search.branches import NotFound
from verify.search.effort import LIGHT
from verify.vocabulary import terms_in

__all__ = ["attained", "between", "continuous", "rising", "within", "within_reach"]

_MEAN_VALUE = "mean_value"
_INTERMEDIATE_VALUE = "intermediate_value"
_MOST = 4


def between(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Prove S for 0 <= t <= 1 from S for a t of which nothing is known but that."""
    if not isinstance(goal, st.Between):
        raise NotFound(f"{name}: nothing for every number from 0 to 1")
    t = goal.variable
    limits = (st.PositiveSemidefinite(t), st.PositiveSemidefinite(1 - t))
    free = tuple(
        h for h in given if h.statement in limits or isinstance(h.statement, st.Between) or not _speaks(h.statement, t)
    )
    same = next((fact.name for fact in facts if fact.name and fact.statement == goal.statement), None)
    shown = same or plainly(desk, f"{name}.any", free, goal.statement, facts).name
    return desk.prove_step(name, free, Step(goal, (shown,), rule="every", using={"from": shown}), LIGHT)


def _speaks(statement: st.Statement, letter: tm.Symbol) -> bool:
    return any(letter.name in symbols_of(term) for term in terms_in(statement))


def within(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Prove S at a number from 0 to 1 from S for 0 <= t <= 1, which says just that there."""
    return _at_places(desk, name, given, goal, facts, exactly=True)


def within_reach(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """As `within`, where only the kernel can tell whether it says that there."""
    return _at_places(desk, name, given, goal, facts, exactly=False)


def _at_places(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact], *, exactly: bool) -> Proof:
    for fact in facts:
        if isinstance(fact.statement, st.Between) and fact.name:
            said, t = fact.statement.statement, fact.statement.variable
            same = [(at, key_of(put(said, {t.name: at})) == key_of(goal)) for at in places_of(said, goal, t)]
            for at in (at for at, known in same if known == exactly):
                using: dict[str, tm.Term | str] = {"from": fact.name, "at": at}
                others = tuple(f.reason for f in facts if f is not fact)
                try:
                    return desk.prove_step(name, given, Step(goal, (fact.reason, *others), rule="within", using=using), LIGHT)
                except NotFound:
                    continue
    raise NotFound(f"{name}: nothing that holds from 0 to 1")


def continuous(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Prove that what sums, products and inverses make of alpha > 0 is continuous in it."""
    if not isinstance(goal, st.Continuous):
        raise NotFound(f"{name}: nothing that is to be continuous")
    return desk.prove_step(name, given, Step(goal, tuple(fact.reason for fact in facts), rule="continuous"), LIGHT)


def attained(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """Prove that f has the value c somewhere from f(a) >= c >= f(b): the intermediate value theorem, if it is named."""
    if not isinstance(goal, st.Attains) or all(fact.reason != _INTERMEDIATE_VALUE for fact in facts):
        raise NotFound(f"{name}: no value that is attained")
    f, x, c = goal.function, goal.variable, goal.value
    above, below = (list(_places(said, x, facts)) for said in (f - c, c - f))
    at = tm.Symbol(f"{x.name}_at")
    formula = Formula(at, substitute(f, {x.name: at}), _number(0))
    rest = tuple(fact.reason for fact in facts if fact.reason != _INTERMEDIATE_VALUE)
    for a, b in islice(product(above, below), _MOST):
        whole = Instance(_INTERMEDIATE_VALUE).at(a=a, b=b, c=c).of(F=formula)
        try:
            return desk.prove_step(name, given, Step(goal, (*given, *rest, whole)), LIGHT)
        except NotFound:
            continue
    raise NotFound(f"{name}: no places above and below")


def _places(said: tm.Term, x: tm.Symbol, facts: Sequence[Fact]) -> Iterator[tm.Term]:
    """The places x at which a number is not negative, as a reason says."""
    wanted = st.PositiveSemidefinite(said)
    for fact in facts:
        if isinstance(fact.statement, st.PositiveSemidefinite):
            found = places_of(wanted, fact.statement, x)
            yield from (at for at in found if key_of(put(wanted, {x.name: at})) == key_of(fact.statement))


def rising(desk: Desk, name: str, given: Given, goal: st.Statement, facts: Sequence[Fact]) -> Proof:
    """An inequality from g(t) >= 0 from 0 to 1: G(1) - G(0) >= 0 where G' = g; G(1) - G(0) - G'(0) >= 0 where G'' = g.

    The former is the mean value theorem, the latter Taylor's theorem, if these are named.
    """
    named = [fact.reason for fact in facts if fact.reason in _GAINS]
    slopes = [f for f in facts if isinstance(f.statement, st.Between)] if named and isinstance(goal, INEQUALITY) else []
    rest = [fact for fact in facts if fact.reason not in named]
    known = {s.derivative: s.function for h in given if isinstance(s := h.statement, st.Differentiable)}
    for theorem in named:
        for fact in slopes:
            try:
                return plainly(desk, name, given, goal, [*rest, _gained(str(theorem), fact.statement, known)])
            except (NotFound, LanguageError):
                continue
    raise NotFound(f"{name}: nothing to integrate from 0 to 1")


def _gained(theorem: str, statement: st.Statement, known: Mapping[str, str]) -> Fact:
    """What a theorem says of the integral of what is not negative from 0 to 1."""
    match statement:
        case st.Between(t, st.PositiveSemidefinite(slope)) if slope.is_scalar:
            return _GAINS[theorem](theorem, slope, t, known)
    raise LanguageError("nothing that is not negative from 0 to 1")


def _once(theorem: str, slope: tm.Term, t: tm.Symbol, known: Mapping[str, str]) -> Fact:
    """G(1) - G(0) >= 0 from G' >= 0."""
    s = tm.Symbol(f"{t.name}_up")
    whole = _integral(slope, t, known)
    gain = _at(whole, t, 1) - _at(whole, t, 0)
    if theorem == _MEAN_VALUE:
        reason = Instance(theorem).of(F=Formula(s, _at(whole, t, s), _at(slope, t, s)))
    else:  # f' <= c t gives f(1) - f(0) <= c/2, with f = -G and c = 0
        reason = Instance(theorem).at(c=_number(0)).of(f=Formula(s, -_at(whole, t, s), -_at(slope, t, s)))
    return Fact(reason, st.PositiveSemidefinite(gain))


def _twice(theorem: str, bend: tm.Term, t: tm.Symbol, known: Mapping[str, str]) -> Fact:
    """G(1) - G(0) - G'(0) >= 0 from G'' >= 0: f'' <= c t + e t^2 with f = -G and c = e = 0."""
    s = tm.Symbol(f"{t.name}_up")
    slope = _integral(bend, t, known)
    whole = _integral(slope, t, known)
    gain = _at(whole, t, 1) - _at(whole, t, 0) - _at(slope, t, 0)
    f, df, ddf = (-_at(term, t, s) for term in (whole, slope, bend))
    reason = Instance(theorem).at(c=_number(0), e=_number(0)).of(f=Formula(s, f, df), df=Formula(s, df, ddf))
    return Fact(reason, st.PositiveSemidefinite(gain))


def _at(term: tm.Term, t: tm.Symbol, place: tm.Term | int) -> tm.Term:
    return substitute(term, {t.name: _number(place) if isinstance(place, int) else place})


_GAINS = {_MEAN_VALUE: _once, "taylor_bounds.first": _once, "taylor_bounds": _twice}


# --- integrals -------------------------------------------------------------------------------------------------------


def _number(value: int) -> tm.Term:
    return tm.Number(Fraction(value))


def _integral(term: tm.Term, t: tm.Symbol, known: Mapping[str, str]) -> tm.Term:
    """A term of which a number is the derivative in t; `known` says of which function a function is the derivative.

    Raises
    ------
    LanguageError
        If there is no way to find one.
    """
    if t.name not in symbols_of(term):
        return term * t
    match term:
        case tm.Sum(terms):
            return tm.Sum(tuple(_integral(inner, t, known) for inner in terms))
        case tm.Neg(inner):
            return -_integral(inner, t, known)
        case tm.Quotient(top, bottom) if t.name not in symbols_of(bottom):
            return _integral(top, t, known) / bottom
    factors = flat(term)
    moving = [f for f in factors if t.name in symbols_of(f)]
    if all(f == t for f in moving):
        return _product([*(f for f in factors if f != t), *[t] * (len(moving) + 1)]) / (len(moving) + 1)
    if len(moving) == 1 and isinstance(moving[0], tm.Apply) and moving[0].function in known:
        return _of_derivative(factors, moving[0], t, known)
    raise LanguageError(f"no integral of {term} is known")


def _of_derivative(factors: list[tm.Term], slope: tm.Apply, t: tm.Symbol, known: Mapping[str, str]) -> tm.Term:
    """F(a + t b) of F'(a + t b) b: b stands behind the derivative, or before a gradient as b^T."""
    at, function = factors.index(slope), known[slope.function]
    direction = _direction(slope.argument, t)
    shape = tm.SCALAR if slope.shape[1] == 1 else (slope.shape[0], 1)
    value = tm.Apply(function, slope.argument, *shape)
    before, after = factors[:at], factors[at + 1 :]
    for factor in flat(direction):
        if factor.is_scalar and factor in before:
            before.remove(factor)
        elif slope.shape[1] == 1 and not slope.is_scalar and before and before[-1] == tm.Transpose(factor):
            before.pop()
        elif slope.shape[1] != 1 and after and after[0] == factor:
            after.pop(0)
        else:
            raise LanguageError(f"{slope} is not along {direction}")
    return _product([*before, value, *after])


def _direction(term: tm.Term, t: tm.Symbol) -> tm.Term:
    """The b of a + t b."""
    moving = [inner for inner in (term.terms if isinstance(term, tm.Sum) else (term,)) if t.name in symbols_of(inner)]
    factors = flat(moving[0]) if len(moving) == 1 else []
    if factors.count(t) != 1 or sum(t.name in symbols_of(f) for f in factors) > 1:
        raise LanguageError(f"{term} is not of the first degree in {t.name}")
    return _product([f for f in factors if f != t])


def _product(factors: list[tm.Term]) -> tm.Term:
    return tm.Product(tuple(factors)) if len(factors) > 1 else factors[0] if factors else _number(1)
