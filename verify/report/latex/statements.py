"""Statements as LaTeX: as one formula to display, or as a clause of a sentence.

A number that is a difference, a + b - c > 0, is printed as c < a + b, and -a >= 0 as a <= 0; a matrix that is positive
semidefinite gets the sign for it. What is a property of a letter is said in words.
"""

from __future__ import annotations

import re
from typing import Any

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from verify.report.latex.letters import function
from verify.report.latex.terms import grouped, latex, stroked, width
from verify.report.remembering import by_identity

__all__ = ["around", "clause", "difference", "formula", "only_regroups", "relation", "sentence"]

_SETTING = re.compile(
    r"\\(?:bm|text|rpquad|rpgap|rpin|rpdeep|rpdeeper|nobreak|biggl|biggr|bigl|bigr|,|\*)(?![A-Za-z])|[\s{}$]|symmetric|natural|number"
)
_SHORT = 80
"""Characters: in a line of text, the products in parentheses of a formula that is no longer are broken nowhere."""


def difference(term: tm.Term) -> tuple[tm.Term, tm.Term] | None:
    """Return (a, b) if a term is the number a - b, which is printed as a comparison; a may be a sum."""
    match term:
        case tm.Sum(terms=(left, tm.Neg(term=right))) if term.is_scalar and not isinstance(left, tm.Neg):
            return left, right
        case tm.Sum(terms=(*left, tm.Neg(term=right))) if term.is_scalar and len(left) > 1:
            return tm.Sum(tuple(left)), right
    return None


@by_identity
def relation(statement: st.Statement) -> tuple[str, str, str] | None:
    """Return the left side, the sign and the right side of a statement that is printed as a relation; None for others."""
    match statement:
        case st.Equal(left=left, right=right):
            return latex(left), "=", latex(right)
        case st.PositiveSemidefinite(term=term) | st.PositiveDefinite(term=term):
            strict = isinstance(statement, st.PositiveDefinite)
            if sides := difference(term):
                return latex(sides[1]), "<" if strict else r"\le", latex(sides[0])
            if term.is_scalar and isinstance(term, tm.Neg):
                return latex(term.term), "<" if strict else r"\le", "0"
            if term.is_scalar:
                return latex(term), ">" if strict else r"\ge", "0"
            return latex(term), r"\succ" if strict else r"\succeq", r"\bm{0}"
        case st.Invertible(term=term) if term.is_scalar:
            return latex(term), r"\ne", "0"
        case st.GradientIs(function=function_, variable=variable, point=point, value=value):
            sign = r"\nabla" if function_.is_scalar else r"\mathrm{D}"
            place = "" if point == variable else rf"\Big|_{{{latex(variable)}={latex(point)}}}"
            return rf"{sign}_{{{latex(variable)}}}{grouped(latex(function_))}{place}", "=", latex(value)
        case st.NormIs(matrix=matrix, value=value):
            return rf"\lVert {latex(matrix)}\rVert_{{2}}", "=", latex(value)
        case st.LimitIs(function=function_, variable=variable, to=to, value=value):
            where = r"0^{+}" if to == "0" else r"\infty"
            inner = latex(function_)
            inner = grouped(inner) if isinstance(function_, (tm.Sum, tm.Neg)) else inner
            return rf"\lim_{{{latex(variable)}\to {where}}} {inner}", "=", latex(value)
    return None


def only_regroups(statement: st.Statement) -> bool:
    """Return whether an equation has the same print on both sides: it takes a product apart at another place."""
    sides = relation(statement) if isinstance(statement, st.Equal) else None
    return sides is not None and sides[0] == sides[2]


@by_identity
def formula(statement: st.Statement) -> str:
    """Return a statement as one formula for display.

    Raises
    ------
    LanguageError
        For a form of statement that has no way to be printed.
    """
    if sides := relation(statement):
        return " ".join(sides)
    match statement:
        case st.Invertible(term=term):
            return rf"{latex(term)}\text{{ is invertible}}"
        case st.ForEvery(variable=variable, statement=inner):
            return rf"{formula(inner)}\rpquad\text{{for every natural }}{latex(variable)}"
    if told := _told(statement):
        return told
    raise LanguageError(f"no way to print {type(statement).__name__} as a LaTeX formula")


def _told(statement: Any) -> str:
    """Forms that are asked for by name, so that the language may get them before or after their print."""
    match type(statement).__name__:
        case "Between":
            inner, variable = formula(statement.statement), latex(statement.variable)
            return rf"{inner}\rpquad\text{{for every number }}{variable}\rpgap\text{{from 0 to 1}}"
        case "Continuous":
            return rf"{latex(statement.function)}\rpgap\text{{is continuous in }}{latex(statement.variable)} > 0"
        case "Attains":
            value = f"{latex(statement.function)} = {latex(statement.value)}"
            return rf"{value}\rpquad\text{{for some }}{latex(statement.variable)} > 0"
        case "LocalMinimum":
            function_, variable = latex(statement.function), latex(statement.variable)
            return rf"{latex(statement.point)}\rpgap\text{{is a local minimiser of }}{function_}\rpgap\text{{in }}{variable}"
        case "MeanIs":
            x = latex(statement.variable)
            square = latex(tm.Product((statement.variable, tm.Transpose(statement.variable))))
            mean = rf"\mathbb{{E}}{grouped(x)} = {latex(statement.mean)}"
            second = rf"\mathbb{{E}}{grouped(square)} = {latex(statement.second)}"
            value = rf"\mathbb{{E}}{grouped(latex(statement.function))} = {latex(statement.value)}"
            return rf"{value}\rpquad\text{{for random }}{{{x}}}\rpgap\text{{with }}{mean}\rpgap\text{{and }}{second}"
    return ""


@by_identity
def clause(statement: st.Statement) -> str:
    """Return a statement as a clause that can follow "since" or "Suppose that", its wide fractions with a stroke."""
    statement = stroked(statement, 1)
    match statement:
        case st.PositiveSemidefinite(term=term) if not term.is_scalar:
            return f"${latex(term)}$ is symmetric positive semidefinite"
        case st.PositiveDefinite(term=term) if not term.is_scalar:
            return f"${latex(term)}$ is symmetric positive definite"
        case st.Invertible(term=term) if not term.is_scalar:
            return f"${latex(term)}$ is invertible"
        case st.Natural(symbol=symbol):
            return f"${latex(symbol)}$ is a natural number"
        case st.Symmetric(symbol=symbol):
            return f"${latex(symbol)}$ is symmetric"
        case st.Diagonal(symbol=symbol):
            return f"${latex(symbol)}$ is diagonal"
        case st.BasisVector(symbol=symbol):
            return f"${latex(symbol)}$ is a standard basis vector"
        case st.Differentiable():
            kind = "derivative" if statement.size == 1 else "gradient" if statement.values == tm.SCALAR else "Jacobian matrix"
            also = ", which is symmetric" if statement.symmetric else ""
            name, derivative = (function(f) for f in (statement.function, statement.derivative))
            return f"${name}$ is differentiable, with the {kind} ${derivative}${also}"
    written = formula(statement).replace(r"\biggl", r"\bigl").replace(r"\biggr", r"\bigr")
    if width(written) <= _SHORT:
        written = re.sub(r"\\rpdeep(er)? ", " ", written)
    return f"${written}$"


def sentence(words: str, statement: st.Statement) -> str:
    """Return a hypothesis: its words, which are LaTeX already, and the formula unless they say it; then once, and exactly."""
    told = clause(statement)
    if not words or (words.startswith("$") and words.endswith("$") and words.count("$") == 2):
        return told
    if said := around(words, told):
        return told.join(said)
    if told.startswith("$") and told.endswith("$"):
        return f"{words}, {told}" if ":" in words else f"{words}: {told}"
    return words if told.split("$")[2:3] == words.split("$")[2:3] else f"{words}: {told}"


def around(words: str, told: str) -> tuple[str, str] | None:
    """Return what stands in words before and after what says the same as a clause; None if they do not say it."""
    wanted, dollars = _bare(told), [k for k, character in enumerate(words) if character == "$"]
    for start in dollars[::2]:
        for end in [*(k + 1 for k in dollars[1::2] if k > start), len(words)]:
            if _bare(words[start:end]) == wanted:
                return words[:start], words[end:]
            following = re.match(r" is (positive (semi)?definite|invertible|symmetric|diagonal)\b", words[end:])
            if following and _bare(words[start : end + following.end()]) == wanted:
                return words[:start], words[end + following.end() :]
    return None


def _bare(written: str) -> str:
    """LaTeX without what only sets it, and without the words that a reader supplies."""
    return re.sub(r"([A-Z])\^-\\top", r"(\1^\\top)^-1", _SETTING.sub("", written))
