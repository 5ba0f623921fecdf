"""Exact counterexamples as LaTeX: sizes, matrices, and the polynomials that stand for functions known only by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.assumptions import assumed, free_symbols
from derivations.language.claims import Part
from derivations.language.errors import LanguageError
from derivations.language.traversal import walk
from verify.report.latex.edition import terms_of
from verify.report.latex.letters import GREEK, function, letter
from verify.report.latex.statements import difference
from verify.report.latex.terms import latex

__all__ = ["value", "witness"]

_LONGEST = 24
_VARIABLES = {"f": "s", "F": "s"}
"""The letter for the argument of a function of one number; others are functions of the parameters."""


def witness(data: Mapping[str, object], bold: Mapping[str, bool], part: Part) -> str:
    """Return the values of a counterexample as a list of formulas; of a function only what the part asks of it.

    A letter that the part binds, such as the variable of a limit, has no value.

    Parameters
    ----------
    data : mapping
        A model as plain JSON values (`verify.models.Model.data`): "sizes", "values", "functions", and what it gives
        for both sides ("lhs", "rhs", "value") where that is known.
    bold : mapping of str to bool
        Which letters are vectors or matrices.
    part : Part
        What is false, and its hypotheses.
    """
    sizes, values = _mapping(data, "sizes"), _mapping(data, "values")
    spoken = _spoken(part)
    given = [f"${name} = {size}$" for name, size in sizes.items() if name not in values]
    given += [
        f"${letter(name, bold.get(name, isinstance(v, list)))[0]} = {value(v)}$" for name, v in values.items() if name in spoken
    ]
    given += [told for name, f in _mapping(data, "functions").items() for told in _function(name, f, part, values)]
    given += [_sequence(name, members) for name, members in _mapping(data, "sequences").items()]
    words = ", ".join(given)
    if sides := list(_sides(data, part.goal)):
        words += f"; {' and '.join(sides)}"
    return words


def _spoken(part: Part) -> frozenset[str]:
    """The letters that a part is about."""
    statements = [part.goal, *(hypothesis.statement for hypothesis in assumed(part))]
    return frozenset(name for statement in statements for name in free_symbols(statement))


def _function(name: str, given: object, part: Part, values: Mapping[str, object]) -> list[str]:
    """A function as a polynomial, or its values alone where a part asks for them at letters and for nothing else."""
    statements = [part.goal, *(hypothesis.statement for hypothesis in part.given)]
    nodes = [node for one in statements for term in terms_of(one) for node in walk(term) if isinstance(node, tm.Apply)]
    asked = {node.argument: node for node in nodes if node.function == name}
    more = any(isinstance(one, st.Differentiable) for one in statements) or any(node.function != name for node in nodes)
    if not more and all(isinstance(at, tm.Symbol) and at.name in values for at in asked):
        return [f"${latex(node)} = {value(str(_at(given, values[str(at)])))}$" for at, node in asked.items()]
    variable = _VARIABLES.get(name, r"\bm{w}")
    return [f"${function(name)}({variable}) = {_polynomial(given, variable)}$"]


def _at(given: object, place: object) -> Fraction:
    """The value of a polynomial."""
    if not isinstance(given, Mapping):
        raise LanguageError("a function of a counterexample is no polynomial")
    away = [x - c for x, c in zip(_column(place), _column(given["center"]), strict=True)]

    def along(a: object) -> Fraction:
        return sum((x * y for x, y in zip(_column(a), away, strict=True)), Fraction(0))

    quadratic = given["quadratic"] if isinstance(given["quadratic"], list) else [[given["quadratic"]]]
    form = sum((x * along([[q] for q in row]) for x, row in zip(away, quadratic, strict=True)), Fraction(0))
    cubes = sum((Fraction(c) * along(a) ** 3 for a, _, c in given["cubes"]), Fraction(0))
    return Fraction(given["constant"]) + along(given["linear"]) + form / 2 + cubes


def _column(given: object) -> list[Fraction]:
    return [Fraction(row[0]) for row in given] if isinstance(given, list) else [Fraction(str(given))]


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
    if small := re.fullmatch(r"1/1(0{4,})", given):
        return f"10^{{-{len(small[1])}}}"
    if len(given) > _LONGEST:
        return rf"{float(Fraction(given)):.6f}\ldots"
    return given


def _polynomial(given: object, variable: str) -> str:
    """Return constant + linear^T (w - center) + (w - center)^T quadratic (w - center)/2 + sum of c (a^T (w - center))^3."""
    if not isinstance(given, Mapping):
        raise LanguageError("a function of a counterexample is no polynomial")
    center = given["center"]
    away = _minus(center, variable)
    pieces = [(Fraction(given["constant"]), "")]
    if isinstance(center, list):
        pieces += [(_sign(given["linear"]), rf"{value(given['linear'])}^{{\top}}{away}")]
        pieces += [(_sign(given["quadratic"]) / 2, rf"{away}^{{\top}}{value(given['quadratic'])}{away}")]
        pieces += [(Fraction(c) * _sign(a), rf"\bigl({value(a)}^{{\top}}{away}\bigr)^{{3}}") for a, _, c in given["cubes"]]
    else:
        pieces += [(Fraction(given["linear"]), away), (Fraction(given["quadratic"]) / 2, f"{away}^{{2}}")]
        pieces += [(sum(Fraction(c) * Fraction(a) ** 3 for a, _, c in given["cubes"]) + Fraction(0), f"{away}^{{3}}")]
    return _signed_sum([(number, power) for number, power in pieces if number])


def _sign(given: object) -> Fraction:
    """0 for a matrix of zeros, so that it is left out, else 1."""
    return Fraction(0 if _is_zero(given) else 1)


def _signed_sum(pieces: list[tuple[Fraction, str]]) -> str:
    """Numbers times powers with the signs that the numbers have, 1 not written."""
    written = ""
    for number, power in pieces:
        size = abs(number)
        front = str(size.numerator) if size.denominator == 1 else rf"\tfrac{{{size.numerator}}}{{{size.denominator}}}"
        written += (" - " if number < 0 else " + ") + ("" if size == 1 and power else front) + power
    written = written.removeprefix(" + ")
    return f"-{written[3:]}" if written.startswith(" - ") else written or "0"


def _minus(center: object, variable: str) -> str:
    if _is_zero(center):
        return variable
    written = value(center)
    return f"({variable} + {written[1:]})" if written.startswith("-") else f"({variable} - {written})"


def _is_zero(given: object) -> bool:
    return all(map(_is_zero, given)) if isinstance(given, list) else given == "0"


def _sequence(name: str, members: object) -> str:
    if not isinstance(members, list):
        raise LanguageError(f"the sequence {name} of a counterexample is no list")
    base = letter(name, bold=True)[0] if name not in GREEK else letter(name, bold=False)[0]
    return ", ".join(f"${base}_{{{k}}} = {value(member)}$" for k, member in enumerate(members))
