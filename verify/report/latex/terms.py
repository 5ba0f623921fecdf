r"""Terms as LaTeX in their written order: ``H + alpha I`` never becomes ``alpha I + H``.

Parentheses stand where the text printer has them, save around a matrix product inside a matrix product, which needs none.
Between factors there is room to break a line (``\*`` is defined in ridgeproof.sty), and after a sign of a sum; inside
parentheses a break costs more (``\rpin``, ``\rpdeep``, ``\rpdeeper``), so that a long formula is broken where it is
loosest. A fraction inside a fraction has a stroke, (a/b)/c is written a/(b c), a Taylor polynomial of the exponential
function as a sum over j, and a number as `numbers` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Any, TypeVar, cast

from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from derivations.language.traversal import walk
from verify.report.factors import folded, powers, taylor
from verify.report.latex.letters import FUNCTIONS, column, entry, function, index_name, symbol
from verify.report.latex.numbers import BAR, number
from verify.report.remembering import by_identity

__all__ = ["flat_factors", "grouped", "latex", "stroked", "width"]

# how tightly a printed term binds: a sum least, then minus, product, powers and transposes, a letter most
_SUM, _MINUS, _PRODUCT, _POSTFIX, _LETTER = range(5)
_Printed = tuple[str, int]
_BREAK = r"\* "
_WIDEST = 30
"""Characters: a fraction that is wider is written with a stroke, so that it can be broken."""
_SMALL = 8
"""Characters: what is in parentheses and no longer is broken nowhere."""
_ARGUMENT = 16
"""Characters: the same, of what a function is taken of."""
_SHORT = 3
"""Characters: a number in front that is no longer, and any last factor, stays with what it multiplies."""
_ELEMENTARY = {"exp": r"\exp", "log": r"\log", "sign": r"\operatorname{sign}"}

_Node = TypeVar("_Node")


@dataclass(frozen=True)
class _Stroke(tm.Quotient):
    """A quotient that is written with a stroke, a/b."""


def stroked(node: _Node, least: int = 0) -> _Node:
    """Return a term or a statement in which all quotients that are wider than so many characters are written with a stroke."""
    return _stroked(node, least) if is_dataclass(node) else node


@by_identity
def _stroked(node: _Node, least: int) -> _Node:
    if isinstance(node, tm.Term) and not any(isinstance(inner, tm.Quotient) for inner in walk(node)):
        return cast("_Node", node)  # the very term, whose print is known
    if isinstance(node, tm.Quotient):
        node = cast("_Node", folded(node))
    values: list[object] = []
    for field in fields(cast("Any", node)):
        value = getattr(node, field.name)
        values.append(tuple(stroked(v, least) for v in value) if isinstance(value, tuple) else stroked(value, least))
    wide = isinstance(node, tm.Quotient) and max(width(latex(node.numerator)), width(latex(node.denominator))) > least
    kind: Any = _Stroke if wide else type(node)
    return cast("_Node", kind(*values))


def grouped(written: str, small: int = _SMALL) -> str:
    """Return a formula in parentheses as tall as it needs, in which a line is broken only where it must, nowhere if small."""
    whole = width(written) <= small
    sign = r"\nobreak " if whole else r"\rpin "
    written = written.replace(r"\rpdeep ", r"\rpdeeper ").replace(r"\rpin ", r"\rpdeep ")
    written = written.replace(_BREAK, " " if whole else r"\rpdeep ")
    written = written.replace(" + ", f" +{sign}").replace(" - ", f" -{sign}")
    if any(tall in written for tall in (*BAR, r"\sum")):
        return rf"\biggl({written}\biggr)"
    return rf"\bigl({written}\bigr)" if "(" in written else f"({written})"


def flat_factors(term: tm.Product) -> Iterator[tm.Term]:
    """Yield the factors, those of a product among them in its place unless it is a number made from vectors or matrices.

    A product of numbers that stands there several times is one factor, its power: c (r t) (r t) is c (r t)^2.
    """
    for factor, run in groupby(term.factors):
        count = len(list(run))
        inner = factor if isinstance(factor, tm.Product) else None
        if inner is None or (inner.is_scalar and not all(f.is_scalar for f in inner.factors)):
            yield from [factor] * count
        elif inner.is_scalar and count > 1:
            yield tm.Power(inner, count)
        else:
            for _ in range(count):
                yield from flat_factors(inner)


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


@by_identity
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
        case tm.Quotient():
            return _quotient(term)
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
        return f"{_ELEMENTARY[term.function]}{grouped(latex(term.argument), _ARGUMENT)}"
    raise LanguageError(f"no way to print {type(term).__name__} in LaTeX")


def width(written: str) -> int:
    """Return about how many characters wide a formula is."""
    return len(re.findall(r"\\(?!bm|big|bigg|rpin|rpdeep|nobreak|\*)[A-Za-z]+|(?<![\\A-Za-z])[A-Za-z0-9]|[+=()-]", written))


def _number(value: Fraction) -> _Printed:
    written = number(abs(value))
    if value < 0:
        return f"-{written}", _MINUS
    return written, _POSTFIX if written.startswith(BAR) or r"\rpten" in written else _LETTER


def _quotient(term: tm.Quotient) -> _Printed:
    term = folded(term)
    top, bottom = term.numerator, term.denominator
    wide = max(width(latex(top)), width(latex(bottom))) > _WIDEST
    if wide or isinstance(term, _Stroke):
        over = _at(top, _POSTFIX if isinstance(top, tm.Quotient) else _PRODUCT)
        return over + (r"\,/\," if wide else "/") + _at(bottom, _POSTFIX), _PRODUCT
    return rf"\frac{{{latex(stroked(top))}}}{{{latex(stroked(bottom))}}}", _POSTFIX


def _sum(term: tm.Sum) -> str:
    written, count = _at(term.terms[0], _MINUS), 1
    if found := taylor(term.terms):
        written, count = rf"\sum_{{j=0}}^{{{found - 1}}} \frac{{{_raised(term.terms[1], 'j')[0]}}}{{j!}}", found
    for part in term.terms[count:]:
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
        dotted = taken or following[0].isdigit() or _runs_together(before, following)
        led = before is factors[0] and before.is_scalar and width(written) <= _SHORT
        last = factor is factors[-1] and width(following) <= _SHORT
        written += (r"\cdot " if dotted else " " if led or last else _BREAK) + following
    return written, _PRODUCT


def _runs_together(before: tm.Term, following: str) -> bool:
    """Whether a number before a factor needs a dot: 0 t and 1 t look like slips, 2 before a fraction of numbers like a sum."""
    if not isinstance(before, tm.Number):
        return False
    return (
        before.value in (0, 1)
        or re.match(r"\\d?frac\{[\d\\,]+(\\rpten\{\d+\})?\}\{[\d\\,]+(\\rpten\{\d+\})?\}", following) is not None
    )


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
        return known, _POSTFIX if "^" in known else _LETTER
    both = index if term.term.shape[1] == 1 else f"{index},{index}"
    return f"{grouped(latex(term.term))}_{{{both}}}", _LETTER
