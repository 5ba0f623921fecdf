"""Ways to prove a stranger's statement: in one step, by induction, by the remainder of a limit; what would be missing.

What is inverted or divided by has to be invertible. Where that does not follow, the statement is tried once more with
it assumed; then it is what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Reason, Step
from derivations.language.printing import statement_text
from derivations.language.traversal import substitute, symbols_of, walk
from verify.derivation_files.components import Unfit, by_components, measures_in
from verify.derivation_files.desk import Desk, Proof
from verify.derivation_files.equations import prove_equation
from verify.derivation_files.forms import induction
from verify.derivation_files.gradients import gradient_equations
from verify.derivation_files.inequalities import prove_positive
from verify.derivation_files.inverses import hints, obligations, relevant, settle_obligations, show_invertible, tried
from verify.derivation_files.refuting import Budget, find_refutation, is_zero, some_model
from verify.derivation_files.spelling import Spelled, Unspoken, at_least, spelled
from verify.search.branches import NotFound
from verify.search.effort import LIGHT

__all__ = ["Missing", "never_defined", "prove"]


class Missing(Exception):
    """A statement is proved only if some more is assumed; the argument is a list of texts."""


def prove(desk: Desk, name: str, given: Sequence[Hypothesis], goal: st.Statement, extra: Sequence[Reason] = ()) -> Proof:
    """Return a proof of a statement that both checkers accept.

    Raises
    ------
    NotFound
        If no method finds one; the message is that of the first.
    Missing
        If it follows once something that is inverted is assumed to be invertible.
    """
    if measures_in([goal, *(h.statement for h in given)]):
        return _by_components(desk, name, given, goal)
    try:
        said = spelled(given, goal)
    except Unspoken as reason:
        raise Missing([str(reason)]) from None
    given, goal = _with_roots(desk, name, said, extra), said.goal
    extra = (*extra, *gradient_equations(desk, name, tuple(given), extra))
    lemmas, owed = settle_obligations(desk, name, tuple(given), goal, extra)
    if not owed:
        return _proved(desk, name, tuple(given), goal, (*extra, *lemmas))
    _proved(desk, f"{name}.assuming", (*given, *owed), goal, (*extra, *lemmas))
    raise Missing([statement_text(h.statement) for h in owed])


def _with_roots(desk: Desk, name: str, said: Spelled, extra: Sequence[Reason]) -> tuple[Hypothesis, ...]:
    """Show that the roots exist; return what is given, with those of positive numbers as positive."""
    given = said.given
    for place, (letter, term, before) in enumerate(said.owed, 1):
        step = Step(st.PositiveDefinite(term), (*before, *extra), squares=hints(before, term))
        if tried(desk, f"{name}.root{place}", before, step) is not None:
            given = tuple(
                replace(h, statement=st.PositiveDefinite(letter)) if h.statement == at_least(letter) else h for h in given
            )
            continue
        try:
            prove_positive(desk, f"{name}.root{place}", before, st.PositiveSemidefinite(term), extra)
        except NotFound:
            raise Missing([f"{term} >= 0, for a root of it is taken"]) from None
    return given


def _by_components(desk: Desk, name: str, given: Sequence[Hypothesis], goal: st.Statement) -> Proof:
    """Prove a statement at given sizes entry by entry."""
    try:
        known, goals, owed = by_components(given, goal)
    except Unfit as reason:
        raise Missing([str(reason)]) from None
    proofs: list[Proof] = []
    for place, one in enumerate(owed, 1):
        try:
            proofs.append(prove(desk, f"{name}.meaning{place}", relevant(known, one), one))
        except NotFound:
            raise Missing([statement_text(one)]) from None
    for place, one in enumerate(goals, 1):
        near = relevant(known, one)
        proofs.append(prove(desk, f"{name}.entry{place}" if place < len(goals) else name, near, one))
    return proofs[-1].joined(proofs[:-1])


def _proved(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.Statement, extra: Sequence[Reason]) -> Proof:
    try:
        if isinstance(goal, st.LimitIs):
            return _limit(desk, name, given, goal, extra)
        if isinstance(goal, st.Equal):
            for method in (_entrywise, _as_trace, _equal_squares):
                try:
                    return method(desk, name, given, goal, extra)
                except NotFound:
                    continue
            return prove_equation(desk, name, given, goal, extra)
        if isinstance(goal, st.Invertible):
            shown = show_invertible(desk, f"{name}.shown", given, goal.term, [r for r in extra if isinstance(r, str)])
            if shown is not None:
                return desk.prove_step(name, given, Step(goal, (shown,)))
        if isinstance(goal, st.PositiveSemidefinite | st.PositiveDefinite):
            return prove_positive(desk, name, given, goal, extra)
        return desk.prove_step(name, given, Step(goal, (*given, *extra)))
    except NotFound as reason:
        for method in (_by_induction, _dedekind, _zero):
            try:
                return method(desk, name, given, goal, extra)
            except NotFound:
                continue
        raise reason from None


# --- induction -------------------------------------------------------------------------------------------------------


def _by_induction(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.Statement, extra: Sequence[Reason]) -> Proof:
    return induction(desk, name, given, goal, lambda place, known, said: _plainly(desk, place, known, said, extra))


def _plainly(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.Statement, extra: Sequence[Reason]) -> Proof:
    if isinstance(goal, st.PositiveSemidefinite | st.PositiveDefinite):
        return prove_positive(desk, name, given, goal, extra)
    return desk.prove(name, given, goal, extra)


# --- a one-sided inverse ---------------------------------------------------------------------------------------------


def _dedekind(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.Statement, extra: Sequence[Reason]) -> Proof:
    """Prove A B = I for square A and B from B A = I."""
    match goal:
        case st.Equal(tm.Product((left, right)), tm.Identity() as one) if left.shape == right.shape:
            other = desk.prove(f"{name}.other", given, st.Equal(right * left, one), extra)
            using: dict[str, tm.Term | str] = {"left": right, "right": left}
            return desk.prove_step(name, given, Step(goal, (other.name,), rule="dedekind", using={**using, "from": other.name}))
    raise NotFound(f"{name}: no product that is I")


# --- diagonal matrices -----------------------------------------------------------------------------------------------


def _entrywise(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.Statement, extra: Sequence[Reason]) -> Proof:
    """Prove that two diagonal matrices are equal from their entries at any one index."""
    if not isinstance(goal, st.Equal) or goal.left.is_scalar or goal.left.shape[0] != goal.left.shape[1]:
        raise NotFound(f"{name}: no square matrices")
    diagonals = [node for side in (goal.left, goal.right) for node in walk(side) if isinstance(node, tm.DiagonalOf)]
    if not diagonals or diagonals[0].index.rows != goal.left.shape[0]:
        raise NotFound(f"{name}: no diagonal matrices")
    index = diagonals[0].index
    entries = st.Equal(tm.Coordinate(goal.left, index), tm.Coordinate(goal.right, index))
    told = any(isinstance(h.statement, st.BasisVector) and h.statement.symbol == index for h in given)
    inside = given if told else (*given, Hypothesis(f"{index.name} is basis", st.BasisVector(index)))
    shown = prove(desk, f"{name}.entry", inside, entries, extra)
    return desk.prove_step(
        name, inside, Step(goal, (shown.name, *extra), rule="entrywise", using={"from": shown.name, "index": index})
    )


def _as_trace(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.Statement, extra: Sequence[Reason]) -> Proof:
    """Prove that a sum over an index is a trace, from its summands: f_i = e_i^T M e_i."""
    match goal:
        case st.Equal(tm.SumOver(entry, index), tm.Trace(matrix)):
            pass
        case st.Equal(tm.Trace(matrix), tm.SumOver(entry, index)):
            turned = _as_trace(desk, f"{name}.turned", given, st.Equal(goal.right, goal.left), extra)
            return desk.prove_step(name, given, Step(goal, (turned.name, *extra)), LIGHT)
        case _:
            raise NotFound(f"{name}: no sum that is a trace")
    if index.rows != matrix.shape[0]:
        raise NotFound(f"{name}: the sum is not over the side of the matrix")
    shown = prove(desk, f"{name}.summand", given, st.Equal(entry, tm.Coordinate(matrix, index)), extra)
    using: dict[str, tm.Term | str] = {"from": shown.name, "index": index, "matrix": matrix}
    return desk.prove_step(name, given, Step(goal, (shown.name, *extra), rule="trace", using=using), LIGHT)


# --- roots -----------------------------------------------------------------------------------------------------------


def _equal_squares(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.Statement, extra: Sequence[Reason]) -> Proof:
    """Prove a = b for numbers a, b >= 0 from a^2 = b^2: (a - b)^4 <= (a^2 - b^2)^2, as 4 a b (a - b)^2 is not negative."""
    if not isinstance(goal, st.Equal) or not goal.left.is_scalar or not any("squared" in h.name for h in given):
        raise NotFound(f"{name}: no roots")
    a, b, none = goal.left, goal.right, tm.Number(Fraction(0))
    same = desk.prove_step(f"{name}.squares", given, Step(st.Equal(a * a, b * b), (*given, *extra)), LIGHT)
    signs = [
        prove_positive(desk, f"{name}.sign{place}", given, st.PositiveSemidefinite(side), extra).name
        for place, side in enumerate((a, b), 1)
    ]
    gap = a - b
    square = gap * gap
    below = Step(st.PositiveSemidefinite(-(square * square)), (same.name, *signs), squares=(gap,))
    bound = desk.prove_step(f"{name}.fourth", given, below, LIGHT)
    for part, vector, source in (("second", square, bound.name), ("first", gap, f"{name}.second")):
        using: dict[str, tm.Term | str] = {"vector": vector, "inner": "", "from": source}
        desk.prove_step(f"{name}.{part}", given, Step(st.Equal(vector, none), (source,), rule="zero", using=using))
    return desk.prove_step(name, given, Step(goal, (f"{name}.first", *extra)), LIGHT)


# --- sums of squares that are 0 --------------------------------------------------------------------------------------


def _zero(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.Statement, extra: Sequence[Reason]) -> Proof:
    """Prove that a vector z is 0 from z^T z = 0."""
    if not isinstance(goal, st.Equal) or goal.left.shape[1] != 1:
        raise NotFound(f"{name}: no vectors")
    nothing = isinstance(goal.right, tm.Zero) or goal.right == tm.Number(Fraction(0))
    z = goal.left if nothing else goal.left - goal.right
    square = z * z if z.is_scalar else z.T * z
    for h in given:
        if (
            isinstance(h.statement, st.PositiveDefinite)
            and h.statement.term.shape == (z.shape[0], z.shape[0])
            and not z.is_scalar
        ):
            form = tried(
                desk,
                f"{name}.form",
                given,
                Step(st.Equal(z.T * h.statement.term * z, tm.Number(Fraction(0))), (*given, *extra)),
            )
            if form is not None:
                inside: dict[str, tm.Term | str] = {"vector": z, "inner": h.name, "from": form}
                return desk.prove_step(name, given, Step(goal, (form, h), rule="zero", using=inside))
    if nothing and isinstance(z, tm.Product) and len(z.factors) > 1:
        for h in given:
            if isinstance(h.statement, st.PositiveSemidefinite) and h.statement.term == z.factors[0]:
                vector = z.factors[1] if len(z.factors) == 2 else tm.Product(z.factors[1:])
                zero_form = st.Equal(vector.T * z.factors[0] * vector, tm.Number(Fraction(0)))
                form = tried(desk, f"{name}.form", given, Step(zero_form, (*given, *extra)))
                if form is not None:
                    within: dict[str, tm.Term | str] = {"vector": vector, "inner": h.name, "from": form}
                    return desk.prove_step(name, given, Step(goal, (form, h), rule="zero", using=within))
    shown = desk.prove(f"{name}.square", given, st.Equal(square, tm.Number(Fraction(0))), extra)
    using: dict[str, tm.Term | str] = {"vector": z, "inner": "", "from": shown.name}
    return desk.prove_step(name, given, Step(goal, (shown.name,), rule="zero", using=using))


# --- limits ----------------------------------------------------------------------------------------------------------


def _limit(desk: Desk, name: str, given: tuple[Hypothesis, ...], goal: st.LimitIs, extra: Sequence[Reason]) -> Proof:
    """Prove a limit from its remainder: C^2 x^2 - |f - L|^2 >= 0, or C^2 - (1 + c x)^2 |f - L|^2 >= 0."""
    x, gap = goal.variable, goal.function - goal.value
    square = gap * gap if gap.is_scalar else gap.T * gap
    for bound in _bounds(goal):
        if goal.to == "0":
            fact = st.PositiveSemidefinite(bound * bound * x * x - square)
        else:
            fact = st.PositiveSemidefinite(bound * bound - x * x * square)
        if _too_small(given, fact):
            continue
        try:
            shown = prove_positive(desk, f"{name}.remainder", given, fact, extra)
            using: dict[str, tm.Term | str] = {"bound": bound, "from": shown.name}
            return desk.prove_step(name, given, Step(goal, (shown.name,), rule="limit", using=using))
        except NotFound:
            continue
    raise NotFound(f"{name}: no remainder that tends to 0 was found")


def _too_small(given: tuple[Hypothesis, ...], fact: st.Statement) -> bool:
    """Whether a few values show that a bound is none: that takes far less than to look for a proof of it."""
    try:
        return find_refutation(given, fact, briefly=True) is not None
    except Budget:
        return False


def _bounds(goal: st.LimitIs) -> Iterator[tm.Term]:
    """Constants C worth trying: what is divided by, at the limit, then 1 and the other numbers."""
    zero: dict[str, tm.Term] = {goal.variable.name: tm.Number(Fraction(0))}
    for node in walk(goal.function):
        if isinstance(node, tm.Quotient) and goal.to == "0":
            at = substitute(node.denominator, zero)
            yield 1 / at
            if node.is_scalar:  # a vector that is divided is no bound
                yield substitute(node.numerator, zero) / at
    yield tm.Number(Fraction(1))
    numbers = [s for term in (goal.function, goal.value) for s in symbols_of(term).values() if s.is_scalar]
    seen = {goal.variable}
    for number in numbers:
        if number not in seen:
            seen.add(number)
            yield from (number, 1 / number)


def never_defined(desk: Desk, name: str, given: Sequence[Hypothesis], goal: st.Statement) -> tm.Term | None:
    """Return something that the statement divides by and that is 0 by the hypotheses."""
    model = some_model(given, goal)
    for place, term in enumerate(obligations([goal])):
        if model is not None and not is_zero(term, model):
            continue
        zero: tm.Term = tm.Number(Fraction(0)) if term.is_scalar else tm.Zero(*term.shape)
        if tried(desk, f"{name}.zero{place}", tuple(given), Step(st.Equal(term, zero), tuple(given))) is not None:
            return term
    return None
