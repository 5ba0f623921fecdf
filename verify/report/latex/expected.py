"""What the reader should make of a claim's terms and statements: the trees that the print is held against.

Nothing here knows how a formula is printed, only what it must say: its order, its nesting, its letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from verify.report.latex.reading import Tree
from verify.report.remembering import by_identity

__all__ = ["statement_tree", "tree"]

_SEQUENCES = frozenset({"w"})
_NAMES = {
    "nll": "NLL",
    "neg_log_prior": "L_prior",
    "neg_log_posterior": "L_posterior",
    "neg_log_density": "L_density",
}
_WORDS = {"lambda": "lam", "direction": "d", "floor": "lam", "gap": "gamma", "missing": "r", "total": "t"}
"""Names that are printed as letters."""
_COLUMNS = {"Q": "q", "V": "v", "U": "u", "X": "x", "P": "p"}
_ENTRIES = {"Lam": "lam", "Mu": "lam_hat", "S": "s", "D": "d", "F": "f", "P": "p"}


@by_identity
def tree(term: tm.Term) -> Tree:  # noqa: C901 - one case a kind of node
    """Return what the reader should make of a term: its order and nesting, without sizes."""
    match term:
        case tm.Symbol(name=name):
            return ("letter", _printed_name(name), not term.is_scalar)
        case tm.Number(value=value):
            return _number(value)
        case tm.SizeNumber(size=size):
            return ("number", str(size)) if isinstance(size, int) else ("letter", size, False)
        case tm.Identity():
            return ("letter", "I", True)
        case tm.Zero():
            return ("letter", "0", True)
        case tm.Sum(terms=terms):
            return ("sum", *map(tree, terms))
        case tm.Neg(term=inner):
            return ("neg", tree(inner))
        case tm.Product():
            return _product(list(_spread(term)))
        case tm.Quotient():
            return _over(term.numerator, [term.denominator])
        case tm.Transpose(term=inner):
            return ("transpose", tree(inner))
        case tm.Inverse(term=inner):
            return ("inverse", tree(inner))
        case tm.Power(base=base, exponent=1):
            return tree(base)
        case tm.Power(base=base, exponent=exponent):
            return ("power", tree(base), ("number", str(exponent)) if isinstance(exponent, int) else tree(exponent))
        case tm.Trace(term=inner):
            return ("trace", tree(inner))
        case tm.Apply(function=name, argument=argument):
            if name in _SEQUENCES and argument == tm.Number(Fraction(0)):
                return ("letter", f"{name}_0", True)
            return ("apply", _NAMES.get(name, name), tree(argument))
        case tm.Column(matrix=matrix, index=index):
            return _indexed(matrix, _COLUMNS, f":,{_index(index)}", _index(index), bold=True)
        case tm.Coordinate(term=inner, index=index):
            if inner.shape[1] != 1:
                return _indexed(inner, _ENTRIES, f"{_index(index)},{_index(index)}", _index(index), bold=False)
            if isinstance(inner, tm.Symbol) and "_" not in inner.name:
                return ("letter", f"{inner.name}_{_index(index)}", False)
            plain: Tree = ("letter", inner.name, False) if isinstance(inner, tm.Symbol) else tree(inner)
            return ("entry", plain, _index(index))
        case tm.DiagonalOf(entry=entry, index=index):
            return ("diagonal", _index(index), tree(entry))
        case tm.SumOver(entry=entry, index=index):
            return ("total", _index(index), tree(entry))
    return _elementary_tree(term)


def _printed_name(name: str) -> str:
    """The name of a letter as it can be read off the print."""
    base, *marks = name.split("_")
    base = _WORDS.get(base, base)
    if numbered := re.fullmatch(r"([A-Za-z])(\d+)", base):
        return "_".join([*numbered.groups(), *marks])
    return "_".join([base, *marks])


def _over(top: tm.Term, below: list[tm.Term]) -> Tree:
    """A quotient; one of a quotient whose denominators are all made from letters and whole numbers has their product below."""
    if isinstance(top, tm.Quotient) and all(map(_is_bare, [top.denominator, *below])) and not _begins_with_number(below[0]):
        return _over(top.numerator, [top.denominator, *below])
    return ("quotient", tree(top), tree(below[0]) if len(below) == 1 else _product(list(_spread(tm.Product(tuple(below))))))


def _begins_with_number(term: tm.Term) -> bool:
    """Whether digits would come first, so that x/(m 2) would have to be printed."""
    first = term.factors[0] if isinstance(term, tm.Product) else term
    return isinstance(first, tm.Number) or (isinstance(first, tm.SizeNumber) and isinstance(first.size, int))


def _is_bare(term: tm.Term) -> bool:
    match term:
        case tm.Product(factors=factors):
            return all(map(_is_bare, factors))
        case tm.Power(base=base):
            return not isinstance(base, tm.Product | tm.Power) and _is_bare(base)
        case tm.Number(value=value):
            return value.denominator == 1
    return isinstance(term, tm.Symbol | tm.SizeNumber)


def _elementary_tree(term: Any) -> Tree:
    if type(term).__name__ == "Elementary":
        return (term.function, tree(term.argument))
    raise LanguageError(f"no way to check the print of {type(term).__name__}")


def _index(symbol: tm.Symbol) -> str:
    return symbol.name.removeprefix("e_")


def _indexed(matrix: tm.Term, own: dict[str, str], both: str, index: str, bold: bool) -> Tree:
    if isinstance(matrix, tm.Symbol) and matrix.name in own:
        base, *marks = own[matrix.name].split("_")
        return ("letter", "_".join([base, *marks, index]), bold)
    return ("entry", tree(matrix), both)


def _number(value: Fraction) -> Tree:
    size = abs(value)
    found: Tree = ("number", str(size.numerator))
    if size.denominator > 1:
        found = ("quotient", found, ("number", str(size.denominator)))
    return ("neg", found) if value < 0 else found


def _spread(term: tm.Product) -> Iterator[tm.Term]:
    """A product of matrices inside a product is printed without parentheses, for it needs none; numbers r t r t as (r t)^2."""
    for factor in _squares_apart(term.factors):
        inner = isinstance(factor, tm.Product)
        if isinstance(factor, tm.Product) and inner and (not factor.is_scalar or all(f.is_scalar for f in factor.factors)):
            yield from _spread(factor)
        else:
            yield factor


def _squares_apart(factors: tuple[tm.Term, ...]) -> Iterator[tm.Term]:
    """A product of numbers that follows itself is a power."""
    position = 0
    while position < len(factors):
        factor, count = factors[position], 1
        while position + count < len(factors) and factors[position + count] == factor:
            count += 1
        whole = count > 1 and isinstance(factor, tm.Product) and factor.is_scalar
        whole = whole and all(one.is_scalar for one in getattr(factor, "factors", ()))
        yield from [tm.Power(factor, count)] if whole else [factor] * count
        position += count


def _product(factors: list[tm.Term]) -> Tree:
    """A product; a sign of its first factor is a sign of the product, and what is repeated is a power."""
    first, *rest = _repeated(factors)
    if not rest:
        return tree(first)
    if isinstance(first, tm.Neg):
        return ("neg", tree(tm.Product((first.term, *rest))))
    if isinstance(first, tm.Number) and first.value < 0:
        return ("neg", tree(tm.Product((tm.Number(-first.value), *rest))))
    return ("product", *map(tree, (first, *rest)))


def _repeated(factors: list[tm.Term]) -> list[tm.Term]:
    """Equal neighbours as one power, if they are numbers or letters and neither digits nor powers themselves."""
    runs: list[tuple[tm.Term, int]] = []
    for factor in factors:
        if runs and runs[-1][0] == factor:
            runs[-1] = (factor, runs[-1][1] + 1)
        else:
            runs.append((factor, 1))
    found: list[tm.Term] = []
    for factor, count in runs:
        plain = isinstance(factor, tm.Symbol) and "_" not in factor.name
        can = plain or (factor.is_scalar and not isinstance(factor, tm.Number | tm.Power))
        found += [tm.Power(factor, count)] if can and count > 1 else [factor] * count
    return found


@by_identity
def statement_tree(statement: st.Statement) -> Tree:
    """Return what the reader should make of a statement that is printed as a formula."""
    match statement:
        case st.Equal(left=left, right=right):
            return ("=", tree(left), tree(right))
        case st.PositiveSemidefinite(term=term) | st.PositiveDefinite(term=term):
            strict = isinstance(statement, st.PositiveDefinite)
            match term:
                case tm.Sum(terms=(first, tm.Neg(term=second))) if term.is_scalar and not isinstance(first, tm.Neg):
                    return ("<" if strict else "<=", tree(second), tree(first))
                case tm.Sum(terms=(*others, tm.Neg(term=last))) if term.is_scalar and len(others) > 1:
                    return ("<" if strict else "<=", tree(last), ("sum", *map(tree, others)))
                case tm.Neg(term=inner) if term.is_scalar:
                    return ("<" if strict else "<=", tree(inner), ("number", "0"))
            if term.is_scalar:
                return (">" if strict else ">=", tree(term), ("number", "0"))
            return ("pd" if strict else "psd", tree(term), ("letter", "0", True))
        case st.Invertible(term=term):
            return ("!=", tree(term), ("number", "0")) if term.is_scalar else ("said", tree(term), ("isinvertible",))
        case st.GradientIs(function=function, variable=variable, point=point, value=value):
            kind = "gradient" if function.is_scalar else "jacobian"
            return ("=", (kind, tree(function), tree(variable), tree(point)), tree(value))
        case st.NormIs(matrix=matrix, value=value):
            return ("=", ("norm", tree(matrix)), tree(value))
        case st.LimitIs(function=function, variable=variable, to=to, value=value):
            return ("=", ("limit", tree(variable), to, tree(function)), tree(value))
        case st.ForEvery(variable=variable, statement=inner):
            return ("said", statement_tree(inner), ("foreverynatural", tree(variable)))
    return _told_tree(statement)


def _told_tree(statement: Any) -> Tree:
    """Forms that are asked for by name, as in the printer."""
    positive = ("number", "0")
    match type(statement).__name__:
        case "Between":
            return ("said", statement_tree(statement.statement), ("foreverynumber", tree(statement.variable)), ("from0to1",))
        case "Continuous":
            return ("said", tree(statement.function), ("iscontinuousin", (">", tree(statement.variable), positive)))
        case "Attains":
            value = ("=", tree(statement.function), tree(statement.value))
            return ("said", value, ("forsome", (">", tree(statement.variable), positive)))
        case "LocalMinimum":
            of, within = ("isalocalminimiserof", tree(statement.function)), ("in", tree(statement.variable))
            return ("said", tree(statement.point), of, within)
        case "MeanIs":
            x = tree(statement.variable)
            value = ("=", ("mean", tree(statement.function)), tree(statement.value))
            mean = ("with", ("=", ("mean", x), tree(statement.mean)))
            second = ("and", ("=", ("mean", ("product", x, ("transpose", x))), tree(statement.second)))
            return ("said", value, ("forrandom", x), mean, second)
    raise LanguageError(f"no way to check the print of {type(statement).__name__}")
