"""Whether a model refutes a part: every hypothesis certainly true there, and the goal certainly false or without a value.

Stricter than `Model.holds`, which takes a little on trust where it only looks for mistakes: what enclosures cannot tell counts
neither for nor against, and what is said of every number from 0 to 1, or of every natural one, is decided, not tried at some.
So is what is said of a function as a whole (`verify.deciding`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from math import comb
from typing import Any

from flint import arb_mat, ctx, fmpq, fmpq_mat

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Part
from derivations.language.errors import Irrational, LanguageError
from derivations.language.evaluation import evaluate
from derivations.language.traversal import walk
from verify.deciding import DEGREE, decided, degree_in, divides_safely
from verify.exact import holds, is_positive_definite, is_positive_semidefinite
from verify.limits import BALLS
from verify.models import Model
from verify.rings import FLINT
from verify.sequences import Member
from verify.vocabulary import terms_in

__all__ = ["has_value", "is_false", "is_true", "refutes", "undefines"]

_DIGITS = (256, 2048)


def refutes(model: Model, part: Part) -> bool:
    """Whether a model meets every hypothesis of a part while its goal is false or has no value.

    A model that lacks a value for some letter refutes nothing. What tends to a limit, or attains a value, has to have one at
    the model's own point, too.
    """
    given = sorted(part.given, key=lambda hypothesis: isinstance(hypothesis.statement, st.Differentiable))  # what takes longest
    try:
        return is_false(model, part.goal) and all(is_true(model, hypothesis.statement) for hypothesis in given)
    except LanguageError:
        return False


def undefines(model: Model, part: Part) -> bool:
    """Whether some hypothesis of a part has no value in a model, because it divides by 0, while all that have one are true.

    Then the hypotheses alone do not say enough for the part to mean something.
    """
    try:
        lacking = [h.statement for h in part.given if not has_value(model, h.statement)]
        return bool(lacking) and all(h.statement in lacking or is_true(model, h.statement) for h in part.given)
    except LanguageError:
        return False


def has_value(model: Model, statement: st.Statement) -> bool:
    """Whether nothing that is inverted in a statement lacks an inverse in a model."""
    try:
        holds(statement, model.values, model.sizes, model.functions)
    except ZeroDivisionError:
        return False
    return not _has_bad_logarithm(model, statement)


def is_true(model: Model, statement: st.Statement) -> bool:
    """Whether a statement is certainly true in a model; what has no value is not.

    Raises
    ------
    LanguageError
        If a letter has no value.
    """
    try:
        if isinstance(statement, st.Between):
            return _everywhere(model, statement)
        if isinstance(statement, st.ForEvery):
            return _every_time(model, statement) and model.holds(statement)
        return _compared(model, statement, otherwise=False)
    except ZeroDivisionError:
        return False


def is_false(model: Model, statement: st.Statement) -> bool:
    """Whether a statement is certainly false in a model, or has no value.

    Raises
    ------
    LanguageError
        If a letter has no value.
    """
    try:
        if _has_bad_logarithm(model, statement):
            return True
        if isinstance(statement, st.LimitIs | st.Attains) and statement.variable.name in model.values:
            evaluate(statement.function, model.values, model.sizes, FLINT, model.functions)
        return not _compared(model, statement, otherwise=True)
    except Irrational:
        return False
    except ZeroDivisionError:
        return True


def _has_bad_logarithm(model: Model, statement: st.Statement) -> bool:
    """Whether a statement speaks of the logarithm of a number that is certainly not positive in a model."""
    for node in (node for term in terms_in(statement) for node in walk(term)):
        if isinstance(node, tm.Elementary) and node.function == "log":
            with suppress(LanguageError, ZeroDivisionError):
                if any(x <= 0 for x in evaluate(node.argument, model.values, model.sizes, FLINT, model.functions).entries()):
                    return True
    return False


def _compared(model: Model, statement: st.Statement, *, otherwise: bool) -> bool:
    """Whether a statement is true; `otherwise` where enclosures of irrational numbers cannot tell."""
    if isinstance(statement, st.LimitIs | st.Attains | st.Continuous | st.LocalMinimum | st.MeanIs):
        told = decided(model, statement)
        return otherwise if told is None else told
    if not isinstance(statement, st.Equal | st.PositiveSemidefinite | st.PositiveDefinite | st.Invertible):
        return holds(statement, model.values, model.sizes, model.functions)
    term = statement.left - statement.right if isinstance(statement, st.Equal) else statement.term
    try:
        value = evaluate(term, model.values, model.sizes, FLINT, model.functions)
    except Irrational:
        return _enclosed(model, statement, term, otherwise=otherwise)
    match statement:
        case st.Equal():
            return not any(value.entries())
        case st.PositiveSemidefinite():
            return is_positive_semidefinite(value)
        case st.PositiveDefinite():
            return is_positive_definite(value)
        case st.Invertible():
            return value.rank() == value.nrows()


def _enclosed(model: Model, statement: st.Statement, term: tm.Term, *, otherwise: bool) -> bool:
    """The truth of a comparison with 0, by enclosures with more and more digits."""
    before = ctx.prec
    try:
        for ctx.prec in _DIGITS:
            values: dict[str, Any] = {name: arb_mat(value) for name, value in model.values.items()}
            functions: Any = model.functions
            entries = evaluate(term, values, model.sizes, BALLS, functions).entries()
            told = _sign(statement, entries)
            if told is not None:
                return told
    finally:
        ctx.prec = before
    return otherwise


def _sign(statement: st.Statement, entries: list[Any]) -> bool | None:
    """The truth of a comparison of enclosures with 0, or None; an invertible or definite matrix is no matter of entries."""
    if isinstance(statement, st.Equal):
        return False if any(x > 0 or x < 0 for x in entries) else None
    if len(entries) > 1:
        return None
    (x,) = entries
    if isinstance(statement, st.Invertible):
        return True if x > 0 or x < 0 else None
    return True if x > 0 else False if x < 0 else None


# --- every natural number --------------------------------------------------------------------------------------------------


def _every_time(model: Model, statement: st.ForEvery) -> bool:
    """Whether an equation for every k is how the model makes a sequence, or one of polynomials that a few k decide."""
    inner, name = statement.statement, statement.variable.name
    if not isinstance(inner, st.Equal):
        return False
    for side, other in ((inner.left, inner.right), (inner.right, inner.left)):
        sequence = model.functions.get(side.function) if isinstance(side, tm.Apply) else None
        if isinstance(side, tm.Apply) and isinstance(sequence, Member) and sequence.is_made_by(name, side, other, model.values):
            return _goes_on(model, other, name)
    return degree_in(inner.left - inner.right, name, model) <= DEGREE


def _goes_on(model: Model, term: tm.Term, name: str) -> bool:
    """Whether a recursion goes on for ever: it divides by nothing that may become 0, and takes no roots or logarithms."""
    moving = {name, *(f for f, function in model.functions.items() if isinstance(function, Member))}
    for node in walk(term):
        if isinstance(node, tm.Elementary) and node.function != "sign":
            spoken = {inner.function if isinstance(inner, tm.Apply) else getattr(inner, "name", "") for inner in walk(node)}
            if spoken & moving:
                return False
    return divides_safely(model, term, name, counting=True)


# --- every number from 0 to 1 --------------------------------------------------------------------------------------------


def _everywhere(model: Model, statement: st.Between) -> bool:
    """Whether a polynomial is positive semidefinite, or definite, from 0 to 1, as its Bernstein coefficients show.

    On that interval a polynomial is a mean of them with positive weights: it is what they all are. Where they are not, nothing
    is said.
    """
    inner, name = statement.statement, statement.variable.name
    if not isinstance(inner, st.PositiveSemidefinite | st.PositiveDefinite):
        return False
    degree = degree_in(inner.term, name, model)
    if degree > DEGREE:
        return False
    values = []
    for k in range(degree + 1):
        point = fmpq_mat(1, 1, [fmpq(k, max(degree, 1))])
        values.append(evaluate(inner.term, {**model.values, name: point}, model.sizes, FLINT, model.functions))
    judge = is_positive_semidefinite if isinstance(inner, st.PositiveSemidefinite) else is_positive_definite
    return all(judge(coefficient) for coefficient in _bernstein(values))


def _bernstein(values: Sequence[fmpq_mat]) -> Iterator[fmpq_mat]:
    """The Bernstein coefficients of the polynomial with these values at 0, 1/d, .., 1."""
    degree = len(values) - 1
    points = [fmpq(k, max(degree, 1)) for k in range(degree + 1)]
    basis = fmpq_mat([[comb(degree, j) * x**j * (1 - x) ** (degree - j) for j in range(degree + 1)] for x in points])
    found = basis.solve(fmpq_mat([value.entries() for value in values]))
    for row in found.tolist():
        yield fmpq_mat(values[0].nrows(), values[0].ncols(), row)
