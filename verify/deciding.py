"""What is said of a function as a whole, in a model: certainly true, certainly false, or neither is told.

`verify.exact.holds` looks at limits, attained values, continuity, minima and expectations at some points, which is enough to
find a mistake. Here nothing is taken on trust: rational functions and linear recurrences are decided, and little else.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from derivations.language.evaluation import evaluate
from derivations.language.traversal import symbols_of, walk
from verify.exact import holds
from verify.limits import counts
from verify.models import Model
from verify.moments import with_moments
from verify.rational_functions import RationalFunction, limit_of, rational_functions
from verify.recurrent import NoLimit, recurrent_limit
from verify.rings import FLINT
from verify.sequences import Member
from verify.vocabulary import inverted, terms_in

__all__ = ["DEGREE", "decided", "degree_in", "divides_safely"]

DEGREE = 6
"""What is said of every natural number, or of every one from 0 to 1, is judged up to this degree."""
_CUBIC = 3
_SMOOTH = (tm.Sum, tm.Neg, tm.Product, tm.Quotient, tm.Inverse, tm.Transpose, tm.Trace, tm.Number, tm.Symbol, tm.Identity)


def decided(model: Model, statement: st.Statement) -> bool | None:
    """Return whether a statement about a function is true in a model, None where that is not told.

    Raises
    ------
    ZeroDivisionError
        If something is divided by that is 0 wherever one looks.
    LanguageError
        If a letter has no value.
    """
    return _DECIDED[type(statement)](model, statement)


# --- limits ----------------------------------------------------------------------------------------------------------


def _limit(model: Model, statement: st.LimitIs) -> bool | None:
    name = statement.variable.name
    try:
        value = evaluate(statement.value, model.values, model.sizes, FLINT, model.functions)
        if not counts(statement.function, name):
            return limit_of(statement.function, name, statement.to, model.values, model.sizes) == value.tolist()
        if statement.to == "inf":
            return recurrent_limit(statement.function, name, model) == value
    except NoLimit:
        return False
    except (LanguageError, OverflowError):
        pass
    return None


# --- functions of a positive number ----------------------------------------------------------------------------------


def _attained(model: Model, statement: st.Attains) -> bool | None:
    name = statement.variable.name
    try:
        ((found,),) = rational_functions(statement.function - statement.value, name, model.values, model.sizes)
    except (LanguageError, OverflowError):
        return None
    if not found.vanishes():
        return False
    # where something is divided by 0 there is no value, though a reduced fraction has one
    return True if divides_safely(model, statement.function, name) else None


def _continuous(model: Model, statement: st.Continuous) -> bool | None:
    name = statement.variable.name
    for node in walk(statement.function):
        if name in symbols_of(node) and not _is_smooth(model, node, name):
            return None
    return True if divides_safely(model, statement.function, name) else None


def _is_smooth(model: Model, node: tm.Term, name: str) -> bool:
    """Whether a term is continuous in a letter where what it is made of is, if nothing is divided by 0."""
    if isinstance(node, tm.Power):
        return isinstance(node.exponent, int) or name not in symbols_of(node.exponent)
    if isinstance(node, tm.Apply):
        return node.function in model.functions and not isinstance(model.functions[node.function], Member)
    return isinstance(node, _SMOOTH) or (isinstance(node, tm.Elementary) and node.function == "exp")


def divides_safely(model: Model, term: tm.Term, name: str, *, counting: bool = False) -> bool:
    """Return whether nothing that a term divides by or inverts is 0 for a positive number, or for 0, 1, 2, .. if it counts.

    What is no polynomial, or no quotient of polynomials, in that letter is taken for something that may be 0.
    """
    for bottom in (b for b in inverted([term]) if name in symbols_of(b) or _speaks_of_members(model, b)):
        try:
            entries = rational_functions(bottom, name, model.values, model.sizes)
            determinant = _determinant(entries)
            if determinant.vanishes() or (counting and (determinant.bottom[0] == 0 or determinant.top[0] == 0)):
                return False
        except (LanguageError, OverflowError, ZeroDivisionError):
            return False
    return True


def _speaks_of_members(model: Model, term: tm.Term) -> bool:
    applied = (node for node in walk(term) if isinstance(node, tm.Apply))
    return any(isinstance(model.functions.get(node.function), Member) for node in applied)


def _determinant(rows: list[list[RationalFunction]]) -> RationalFunction:
    """The determinant, expanded by the first row: the matrices of models are small."""
    if len(rows) == 1:
        return rows[0][0]
    total = RationalFunction.of(Fraction(0))
    for j, x in enumerate(rows[0]):
        total = total + x * _determinant([row[:j] + row[j + 1 :] for row in rows[1:]]) * Fraction((-1) ** j)
    return total


# --- minima and expectations -----------------------------------------------------------------------------------------


def _minimum(model: Model, statement: st.LocalMinimum) -> bool | None:
    if degree_in(statement.function, statement.variable.name, model) > _CUBIC:
        return None
    return holds(statement, model.values, model.sizes, model.functions)


def _mean(model: Model, statement: st.MeanIs) -> bool | None:
    mean = evaluate(statement.mean, model.values, model.sizes, FLINT, model.functions)
    if not with_moments(mean, evaluate(statement.second, model.values, model.sizes, FLINT, model.functions)):
        return True  # there is no such random x
    if not holds(statement, model.values, model.sizes, model.functions):
        return False
    # both moments say what E f(x) is for f of the second degree in a vector; of a matrix they say E x x^T, not E x^T x
    rational = not any(isinstance(node, tm.Elementary) for term in terms_in(statement) for node in walk(term))
    told = degree_in(statement.function, statement.variable.name, model)
    return True if rational and told <= (2 if statement.variable.cols == 1 else 1) else None


_DECIDED: dict[type[st.Statement], Callable[[Model, Any], bool | None]] = {
    st.LimitIs: _limit,
    st.Attains: _attained,
    st.Continuous: _continuous,
    st.LocalMinimum: _minimum,
    st.MeanIs: _mean,
}


# --- degrees ---------------------------------------------------------------------------------------------------------


def degree_in(term: tm.Term, name: str, model: Model) -> int:
    """Return a number that the degree of a term in a letter does not exceed; a large one where it may be no polynomial."""
    match term:
        case tm.Symbol():
            return int(term.name == name)
        case tm.Sum():
            return max(degree_in(t, name, model) for t in term.terms)
        case tm.Product():
            return sum(degree_in(t, name, model) for t in term.factors)
        case tm.Apply() if isinstance(model.functions.get(term.function), Member):
            return (DEGREE + 1) * degree_in(term.argument, name, model)
        case tm.Apply():
            return 3 * degree_in(term.argument, name, model)  # a model's functions are of degree 3 at most
        case tm.Quotient() if not degree_in(term.denominator, name, model):
            return degree_in(term.numerator, name, model)
        case tm.Neg() | tm.Transpose() | tm.Trace():
            return degree_in(term.term, name, model)
        case tm.Power() if isinstance(term.exponent, int) or name not in symbols_of(term.exponent):
            exponent = evaluate(tm.as_term(term.exponent), model.values, model.sizes, FLINT, model.functions)
            return int(exponent[0, 0].p) * degree_in(term.base, name, model)
    return DEGREE + 1 if any(name in symbols_of(child) for child in term.children) else 0
