"""Terms and statements in MathML, in their written order; browsers show it without a library and without a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from derivations.language.printing import statement_text
from verify.report.factors import decimal, folded, powers, taylor
from verify.report.html.letters import function, letter
from verify.report.html.markup import Markup, element, joined
from verify.report.html.words import pretty
from verify.report.remembering import by_identity

__all__ = ["Wrap", "formula", "statement", "wrapped"]

# how tightly what is printed binds, as in derivations.language.printing
_SUM, _MINUS, _PRODUCT, _POSTFIX, _LETTER = range(5)
_Row = tuple[Markup, ...]  # elements side by side
_Printed = tuple[_Row, int]
Wrap = Callable[..., Markup]
_DIAGONALS = {"Lam": "λ", "Mu": "μ", "S": "s"}
_COLUMNS = "QVUP"


def formula(term: tm.Term) -> Markup:
    """Return a term as the inside of a math element."""
    return joined(*_print(term)[0])


def wrapped(*inside: str) -> Markup:
    """Return a math element."""
    return element("math", *inside)


def _naturals() -> _Row:
    """What follows on 0: , 1, 2, .."""
    return _mo(","), element("mn", "1"), _mo(","), element("mn", "2"), _mo(","), _mo("…")


def _mo(sign: str) -> Markup:
    return element("mo", sign, stretchy="false" if sign in "()[]‖" else None)


_T = element("mi", "⊤", mathvariant="normal")
_APPLY = _mo("\u2061")  # shows nothing, and tells f(x) from f times x


def _parentheses(inside: _Row) -> _Row:
    return (_mo("("), *inside, _mo(")"))


def _at(term: tm.Term, least: int) -> _Row:
    written, binding = _print(term)
    return _parentheses(written) if binding < least else written


def _one(row: _Row) -> Markup:
    """Several elements as one, where MathML counts them."""
    return row[0] if len(row) == 1 else element("mrow", *row)


@by_identity
def _print(term: tm.Term) -> _Printed:  # noqa: C901 - one case a kind of node
    match term:
        case tm.Symbol():
            return (letter(term.name, term.shape),), _LETTER
        case tm.Number():
            return _number(term.value)
        case tm.SizeNumber():
            return (element("mi", str(term.size)),), _LETTER
        case tm.Identity():
            return (element("mi", "𝑰"),), _LETTER
        case tm.Zero():
            return (element("mn", "𝟎" if term.shape != tm.SCALAR else "0"),), _LETTER
        case tm.Sum():
            return _sum(term), _SUM
        case tm.Neg():
            return (_mo("−"), *_at(term.term, _PRODUCT)), _MINUS
        case tm.Product():
            factors = powers(term.factors)
            return _print(factors[0]) if len(factors) == 1 else (_product(factors), _PRODUCT)
        case tm.Quotient():
            whole = folded(term)
            return (element("mfrac", *(_one(_print(part)[0]) for part in (whole.numerator, whole.denominator))),), _PRODUCT
        case tm.Transpose():
            return (_raised(term.term, (_T,)),), _POSTFIX
        case tm.Inverse():
            return (_raised(term.term, (_mo("−"), element("mn", "1"))),), _POSTFIX
        case tm.Power(exponent=exponent):
            power = _print(exponent)[0] if isinstance(exponent, tm.Term) else (element("mn", str(exponent)),)
            return (_raised(term.base, power),), _POSTFIX
    return _named(term), _MINUS if isinstance(term, tm.SumOver) else _LETTER


def _named(term: tm.Term) -> _Row:
    match term:
        case tm.Trace():
            return (element("mi", "tr"), _APPLY, *_parentheses(_print(term.term)[0]))
        case tm.Apply():
            return _applied(term)
        case tm.Elementary(function="exp"):
            return (element("msup", element("mi", "e"), _one(_print(term.argument)[0])),)
        case tm.Elementary():
            return (element("mi", term.function), _APPLY, *_parentheses(_print(term.argument)[0]))
        case tm.Column(matrix=tm.Symbol(name=name)) if name in _COLUMNS:
            return (element("msub", letter(name.lower(), term.shape), _index(term.index)),)
        case tm.Column():
            return (element("msub", _one(_at(term.matrix, _LETTER)), _index(term.index)),)
        case tm.Coordinate(term=tm.Symbol(name=name)) if name in _DIAGONALS:
            return (element("msub", element("mi", _DIAGONALS[name]), _index(term.index)),)
        case tm.Coordinate():
            index = _index(term.index)
            twice = index if term.term.shape[1] == 1 else element("mrow", index, index)
            return (element("msub", _parted(term.term), twice),)
        case tm.DiagonalOf():
            return (element("mi", "diag"), _APPLY, *_parentheses(_print(term.entry)[0]))
        case tm.SumOver():
            return (element("munder", _mo("∑"), _index(term.index)), *_at(term.entry, _PRODUCT))
    raise LanguageError(f"no way to print {type(term).__name__}")


def _parted(term: tm.Term) -> Markup:
    """What a coordinate is taken of: in parentheses unless it is a plain letter, for w_star's own marks come first."""
    inside = _print(term)[0]
    return _one(inside if isinstance(term, tm.Symbol) and "_" not in term.name else _parentheses(inside))


def _index(symbol: tm.Symbol) -> Markup:
    return element("mi", symbol.name.removeprefix("e_"))


def _applied(term: tm.Apply) -> _Row:
    argument = _parentheses(_print(term.argument)[0])
    if term.function == "w":  # the iterates of gradient descent, written as the book writes them
        return (element("msup", letter("w", term.shape), _one(argument)),)
    return (*function(term.function, term.shape), _APPLY, *argument)


def _number(value: Fraction) -> _Printed:
    top, bottom = element("mn", str(abs(value.numerator))), element("mn", str(value.denominator))
    point = decimal(abs(value)) if value.denominator > 1 else ""
    written = element("mn", point) if point else element("mfrac", top, bottom) if value.denominator > 1 else top
    if value < 0:
        return (_mo("−"), written), _MINUS
    return (written,), _PRODUCT if value.denominator > 1 and not point else _LETTER


def _raised(base: tm.Term, power: _Row) -> Markup:
    """A power; what is lowered or raised at the base already stays there, so that q_i^T and w_star^T have one row of marks."""
    written = _one(_at(base, _LETTER if isinstance(base, tm.Number) or not _marked(base) else _SUM))
    if _marked(base) and (marks := _marks(written)):
        name, inner = marks
        if name == "msub":
            return element("msubsup", inner, _one(power))
        star = inner[inner.rindex("<mo>") :]
        return element("msup", Markup(inner.removesuffix(star)), element("mrow", Markup(star), *power))
    return element("msup", written, _one(power))


def _marked(term: tm.Term) -> bool:
    """Whether a term is a letter, or a column, that may carry marks."""
    return isinstance(term, tm.Symbol | tm.Column | tm.Coordinate)


def _marks(written: Markup) -> tuple[str, Markup] | None:
    """Whether a letter is written as one msub, or as one msup with a sign; and what is inside."""
    for name in ("msub", "msup"):
        inner = written.removeprefix(f"<{name}>").removesuffix(f"</{name}>")
        if written.startswith(f"<{name}>") and (name == "msub" or inner.endswith("</mo>")):
            return name, Markup(inner)
    return None


def _sum(term: tm.Sum) -> _Row:
    count = taylor(term.terms)
    pieces = [*(_series(term.terms[1], count) if count else _at(term.terms[0], _MINUS))]
    for part in term.terms[count or 1 :]:
        minus = isinstance(part, tm.Neg)
        pieces += [_mo("−" if minus else "+"), *_at(part.term if isinstance(part, tm.Neg) else part, _PRODUCT)]
    return tuple(pieces)


def _series(x: tm.Term, count: int) -> _Row:
    """So many terms of the series of the exponential function, as a sum over j."""
    j = element("mi", "j")
    start = element("mrow", j, _mo("="), element("mn", "0"))
    summand = element("mfrac", _raised(x, (j,)), element("mrow", j, _mo("!")))
    return element("munderover", _mo("∑"), start, element("mn", str(count - 1))), summand


def _product(factors: Sequence[tm.Term]) -> _Row:
    pieces: list[Markup] = []
    for position, factor in enumerate(factors):
        loose = isinstance(factor, tm.Quotient) or (isinstance(factor, tm.Number) and factor.value > 0)
        loose = loose or (position == 0 and not isinstance(factor, tm.Product))
        if pieces and _begins_with_digit(factor):
            pieces.append(_mo("·"))
        pieces += _at(factor, _PRODUCT if loose else _POSTFIX)
    return tuple(pieces)


def _begins_with_digit(term: tm.Term) -> bool:
    return isinstance(term, tm.Number) or (isinstance(term, tm.Power) and isinstance(term.base, tm.Number))


# --- statements --------------------------------------------------------------------------------------------------------------


def statement(said: st.Statement, wrap: Wrap = wrapped) -> Markup:
    """Return a statement: formulas, with words between them where it has some.

    Parameters
    ----------
    said : Statement
        What is claimed or assumed.
    wrap : callable
        What is put around the inside of each formula.
    """
    match said:
        case st.Equal(left=left, right=right):
            return wrap(formula(left), _mo("="), formula(right))
        case st.PositiveSemidefinite(term=term) | st.PositiveDefinite(term=term) | st.Invertible(term=term) if term.is_scalar:
            sign = {"PositiveSemidefinite": "≥", "PositiveDefinite": ">", "Invertible": "≠"}[type(said).__name__]
            return wrap(formula(term), _mo(sign), element("mn", "0"))
        case st.PositiveSemidefinite(term=term):
            return joined(wrap(formula(term)), " is symmetric positive semidefinite")
        case st.PositiveDefinite(term=term):
            return joined(wrap(formula(term)), " is symmetric positive definite")
        case st.Invertible(term=term):
            return joined(wrap(formula(term)), " is invertible")
        case st.GradientIs(function=f, variable=variable, point=point, value=value):
            kind = "gradient" if f.is_scalar else "Jacobian"
            there = "" if point == variable else joined(" at ", wrap(formula(variable), _mo("="), formula(point)))
            of, at = wrap(formula(f)), wrap(formula(variable))
            return joined(f"the {kind} of ", of, " in ", at, there, " is ", wrap(formula(value)))
        case st.NormIs(matrix=matrix, value=value):
            norm = element("mrow", _mo("‖"), formula(matrix), _mo("‖"))
            return wrap(element("msub", norm, element("mn", "2")), _mo("="), formula(value))
        case st.LimitIs(function=f, variable=variable, to=to, value=value):
            arrow = [formula(variable), _mo("→"), element("mn", "0") if to == "0" else element("mi", "∞")]
            where = " from above" if to == "0" else ""
            return joined(wrap(formula(f), _mo("→"), formula(value)), " as ", wrap(*arrow), where)
        case st.ForEvery(variable=variable):
            return joined(
                statement(said.statement, wrap),
                " for ",
                wrap(formula(variable), _mo("="), element("mn", "0"), *_naturals()),
            )
        case st.MeanIs(function=f, variable=x, mean=mean, second=second, value=value):
            claimed = wrap(*_expectation(f), _mo("="), formula(value))
            first = wrap(*_expectation(x), _mo("="), formula(mean))
            square = wrap(*_expectation(x * x.T), _mo("="), formula(second))
            return joined(claimed, " for every random ", wrap(formula(x)), " with ", first, " and ", square)
    return _property(said, wrap)


def _expectation(term: tm.Term) -> _Row:
    return (element("mi", "𝖤"), _APPLY, _mo("["), *_print(term)[0], _mo("]"))


def _property(said: st.Statement, wrap: Wrap) -> Markup:
    match said:
        case st.Natural(symbol=symbol):
            return joined(wrap(formula(symbol)), " is a natural number")
        case st.Symmetric(symbol=symbol):
            return joined(wrap(formula(symbol)), " is symmetric")
        case st.Diagonal(symbol=symbol):
            return joined(wrap(formula(symbol)), " is diagonal")
        case st.BasisVector(symbol=symbol):
            return joined(wrap(formula(symbol)), " is a standard basis vector")
        case st.Differentiable(function=f, derivative=derivative, size=size):
            names = wrap(*function(f, said.values)), wrap(*function(derivative, (size, 1)))
            return joined(names[0], " is differentiable with derivative ", names[1])
    return joined(pretty(statement_text(said)))  # a kind that is better said in words
