r"""Terms as LaTeX in their written order: ``H + alpha I`` never becomes ``alpha I + H``.

Parentheses stand where the text printer has them, save around a matrix product inside a matrix product, which needs none.
Between factors there is room to break a line (``\*`` is defined in ridgeproof.sty), and after a sign of a sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from verify.report.factors import powers
from verify.report.latex.letters import FUNCTIONS, column, entry, function, index_name, symbol

__all__ = ["flat_factors", "grouped", "latex", "width"]

# how tightly a printed term binds: a sum least, then minus, product, powers and transposes, a letter most
_SUM, _MINUS, _PRODUCT, _POSTFIX, _LETTER = range(5)
_Printed = tuple[str, int]
_BREAK = r"\* "
_WIDEST = 30
"""Characters: a fraction that is wider is written with a stroke, so that it can be broken."""
_ELEMENTARY = {"exp": r"\exp", "log": r"\log", "sign": r"\operatorname{sign}"}


def grouped(written: str) -> str:
    """Return a formula in parentheses as tall as it needs."""
    if r"\frac" in written:
        return rf"\biggl({written}\biggr)"
    return rf"\bigl({written}\bigr)" if "(" in written else f"({written})"


def flat_factors(term: tm.Product) -> Iterator[tm.Term]:
    """Yield the factors, those of a product among them in its place unless it is a number made from vectors or matrices."""
    for factor in term.factors:
        if isinstance(factor, tm.Product) and (not factor.is_scalar or all(f.is_scalar for f in factor.factors)):
            yield from flat_factors(factor)
        else:
            yield factor


def latex(term: tm.Term) -> str:
    """Return a term as LaTeX for math mode.

    Raises
    ------
    LanguageError
        For a kind of term that has no way to be printed.
    """
    return _print(term)[0]


def _at(term: tm.Term, least: int) -> str:
    written, binding = _print(term)
    return grouped(written) if binding < least else written


def _print(term: tm.Term) -> _Printed:  # noqa: C901 - one case a kind of node
    match term:
        case tm.Symbol():
            written, raised = symbol(term)
            return written, _POSTFIX if raised else _LETTER
        case tm.Number(value=value):
            return _number(value)
        case tm.SizeNumber():
            return str(term.size), _LETTER
        case tm.Identity():
            return r"\bm{I}", _LETTER
        case tm.Zero():
            return r"\bm{0}", _LETTER
        case tm.Sum():
            return _sum(term), _SUM
        case tm.Neg():
            return f"-{_at(term.term, _PRODUCT)}", _MINUS
        case tm.Product():
            return _product(term)
        case tm.Quotient(numerator=top, denominator=bottom) if max(width(latex(top)), width(latex(bottom))) > _WIDEST:
            return rf"{_at(top, _PRODUCT)}\,/\,{_at(bottom, _LETTER)}", _PRODUCT
        case tm.Quotient():
            return rf"\frac{{{latex(term.numerator)}}}{{{latex(term.denominator)}}}", _POSTFIX
        case tm.Transpose(term=tm.Inverse(term=inner)):
            return _raised(inner, r"-\top")
        case tm.Transpose():
            return _raised(term.term, r"\top")
        case tm.Inverse():
            return _raised(term.term, "-1")
        case tm.Power(base=base, exponent=1):
            return _print(base)
        case tm.Power():
            exponent = term.exponent if isinstance(term.exponent, int) else latex(term.exponent)
            return _raised(term.base, str(exponent))
        case tm.Trace():
            return rf"\operatorname{{tr}}{grouped(latex(term.term))}", _LETTER
        case tm.Apply():
            return _apply(term)
        case tm.Column() | tm.Coordinate():
            return _indexed(term)
        case tm.DiagonalOf():
            return rf"\operatorname{{diag}}_{{{index_name(term.index.name)}}}{grouped(latex(term.entry))}", _LETTER
        case tm.SumOver():
            return rf"\sum_{{{index_name(term.index.name)}}} {_at(term.entry, _PRODUCT)}", _MINUS
    return _elementary(term), _LETTER


def _elementary(term: Any) -> str:
    """exp, log, sign; asked for by name, so that the language may get them before or after their print."""
    if type(term).__name__ == "Elementary" and term.function in _ELEMENTARY:
        return f"{_ELEMENTARY[term.function]}{grouped(latex(term.argument))}"
    raise LanguageError(f"no way to print {type(term).__name__} in LaTeX")


def width(written: str) -> int:
    """Return about how many characters wide a formula is."""
    return len(re.findall(r"\\(?!bm|big|bigg|\*)[A-Za-z]+|(?<![\\A-Za-z])[A-Za-z0-9]|[+=()-]", written))


def _number(value: Fraction) -> _Printed:
    size = abs(value)
    written = str(size.numerator) if size.denominator == 1 else rf"\frac{{{size.numerator}}}{{{size.denominator}}}"
    return (f"-{written}", _MINUS) if value < 0 else (written, _LETTER if size.denominator == 1 else _POSTFIX)


def _sum(term: tm.Sum) -> str:
    written = _at(term.terms[0], _MINUS)
    for part in term.terms[1:]:
        inner, binding = _print(part)
        if binding == _MINUS and inner.startswith("-"):
            written += f" - {inner[1:]}"
        else:
            written += f" + {grouped(inner) if binding < _PRODUCT else inner}"
    return written


def _product(term: tm.Product) -> _Printed:
    factors = powers(list(flat_factors(term)))
    first = factors[0]
    if len(factors) == 1:
        return _print(first)
    if isinstance(first, tm.Neg) or (isinstance(first, tm.Number) and first.value < 0):  # (-a) b is read as -(a b)
        rest = (first.term if isinstance(first, tm.Neg) else tm.Number(-first.value), *factors[1:])
        return f"-{_at(tm.Product(rest), _PRODUCT)}", _MINUS
    written = _at(factors[0], _POSTFIX)
    for before, factor in pairwise(factors):
        following = _at(factor, _POSTFIX)
        # 2 3 would be read as 23, and f (x) as the value of a function
        taken = isinstance(before, tm.Symbol) and before.is_scalar and before.name in FUNCTIONS and "(" in following[:7]
        written += (r"\cdot " if taken or following[0].isdigit() else _BREAK) + following
    return written, _PRODUCT


def _raised(base: tm.Term, exponent: str) -> _Printed:
    written, binding = _print(base)
    if binding < _LETTER:
        raised = isinstance(base, tm.Symbol)
        written = f"{{{written}}}" if raised else grouped(written)
    return f"{written}^{{{exponent}}}", _POSTFIX


def _apply(term: tm.Apply) -> _Printed:
    if term.function == "w":  # the steps of a descent are written as a sequence
        return rf"\bm{{w}}_{{{latex(term.argument)}}}", _LETTER
    return f"{function(term.function)}{grouped(latex(term.argument))}", _LETTER


def _indexed(term: tm.Column | tm.Coordinate) -> _Printed:
    index = index_name(term.index.name)
    if isinstance(term, tm.Column):
        return column(term.matrix, index) or f"{_at(term.matrix, _LETTER)}_{{:,{index}}}", _LETTER
    if known := entry(term.term, index):
        return known, _LETTER
    both = index if term.term.shape[1] == 1 else f"{index},{index}"
    return f"{grouped(latex(term.term))}_{{{both}}}", _LETTER
