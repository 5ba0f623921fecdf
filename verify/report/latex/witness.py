"""Exact counterexamples as LaTeX: sizes, matrices, and the polynomials that stand for functions known only by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from verify.report.latex.letters import GREEK, function, letter
from verify.report.latex.statements import difference

__all__ = ["value", "witness"]

_LONGEST = 24
_VARIABLE = r"\bm{w}"


def witness(data: Mapping[str, object], bold: Mapping[str, bool], goal: st.Statement) -> str:
    """Return the values of a counterexample as a list of formulas.

    Parameters
    ----------
    data : mapping
        A model as plain JSON values (`verify.models.Model.data`): "sizes", "values", "functions", and what it gives
        for both sides ("lhs", "rhs", "value") where that is known.
    bold : mapping of str to bool
        Which letters are vectors or matrices.
    goal : Statement
        What is false.
    """
    sizes, values = _mapping(data, "sizes"), _mapping(data, "values")
    given = [f"${name} = {size}$" for name, size in sizes.items() if name not in values]
    given += [f"${letter(name, bold.get(name, isinstance(v, list)))[0]} = {value(v)}$" for name, v in values.items()]
    given += [f"${function(name)}({_VARIABLE}) = {_polynomial(f)}$" for name, f in _mapping(data, "functions").items()]
    given += [_sequence(name, members) for name, members in _mapping(data, "sequences").items()]
    words = ", ".join(given)
    if sides := list(_sides(data, goal)):
        words += f"; {' and '.join(sides)}"
    return words


def _mapping(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = data.get(key, {})
    if not isinstance(found, Mapping):
        raise LanguageError(f"{key} of a counterexample is no mapping")
    return found


def _sides(data: Mapping[str, object], goal: st.Statement) -> Iterator[str]:
    for key, given in data.items():
        if key == "value":
            yield f"{_term_words(goal)} ${value(given)}$"
        elif key == "rhs":
            yield f"the right side is ${value(given)}$"
        elif key.startswith("lhs"):
            where = re.fullmatch(r"lhs at (\w+) = ([\d/]+)", key)
            at = f", at ${letter(where[1], bold=False)[0]} = {value(where[2])}$," if where else ""
            yield f"the left side{at} is ${value(given)}$"


def _term_words(goal: st.Statement) -> str:
    """What a number that has to be positive is called where it is printed as a comparison."""
    if isinstance(goal, st.PositiveSemidefinite | st.PositiveDefinite) and goal.term.is_scalar:
        if difference(goal.term):
            return "the right side minus the left is"
        return "there minus the term is" if isinstance(goal.term, tm.Neg) else "there the term is"
    return "there the term is"


def value(given: object) -> str:
    """Return a rational number "p/q", or a matrix as a list of rows of these, as LaTeX.

    Raises
    ------
    LanguageError
        For anything else.
    """
    if isinstance(given, list) and given and all(isinstance(row, list) for row in given):
        rows = r"\\".join("&".join(value(entry) for entry in row) for row in given)
        return rf"\bigl(\begin{{smallmatrix}}{rows}\end{{smallmatrix}}\bigr)"
    if not isinstance(given, str) or not re.fullmatch(r"-?\d+(/\d+)?", given):
        raise LanguageError(f"{given!r:.40} is no rational number")
    if len(given) > _LONGEST:
        return rf"{float(Fraction(given)):.6f}\ldots"
    return given


def _polynomial(given: object) -> str:
    """Return constant + linear^T (w - center) + (w - center)^T quadratic (w - center)/2 + sum of c (a^T (w - center))^3."""
    if not isinstance(given, Mapping):
        raise LanguageError("a function of a counterexample is no polynomial")
    center, scalar = given["center"], not isinstance(given["center"], list)
    away = _minus(center)
    pieces = [value(given["constant"])]
    if not _is_zero(given["linear"]):
        linear = value(given["linear"])
        pieces.append(f"{_signed(linear)}{away}" if scalar else rf"{linear}^{{\top}}{away}")
    if not _is_zero(given["quadratic"]):
        quadratic = value(given["quadratic"])
        tall = rf"\tfrac{{1}}{{2}}{_signed(quadratic)}{away}^{{2}}" if scalar else ""
        pieces.append(tall or rf"\tfrac{{1}}{{2}}{away}^{{\top}}{quadratic}{away}")
    for a, _, c in given["cubes"]:
        if not _is_zero(a) and not _is_zero(c):
            inner = rf"\bigl({_signed(value(a))}{away}\bigr)" if scalar else rf"\bigl({value(a)}^{{\top}}{away}\bigr)"
            pieces.append(f"{_signed(value(c))}{inner}^{{3}}")
    return " + ".join(pieces)


def _minus(center: object) -> str:
    if _is_zero(center):
        return _VARIABLE
    written = value(center)
    return f"({_VARIABLE} + {written[1:]})" if written.startswith("-") else f"({_VARIABLE} - {written})"


def _signed(written: str) -> str:
    return f"({written})" if written.startswith("-") or "/" in written else written


def _is_zero(given: object) -> bool:
    return all(map(_is_zero, given)) if isinstance(given, list) else given == "0"


def _sequence(name: str, members: object) -> str:
    if not isinstance(members, list):
        raise LanguageError(f"the sequence {name} of a counterexample is no list")
    base = letter(name, bold=True)[0] if name not in GREEK else letter(name, bold=False)[0]
    return ", ".join(f"${base}_{{{k}}} = {value(member)}$" for k, member in enumerate(members))
