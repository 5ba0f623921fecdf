"""Terms and statements as text, in their written order.

`source` writes what the parser reads back (``inv(H + alpha*I)*H*w_star``), `text` what a person reads
(``(H + alpha I)^-1 H w_star``). In a source ``I`` stands without its size only where its neighbours settle it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derivations.language import measures as ms
from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import LanguageError

__all__ = ["hypothesis_text", "source", "statement_source", "statement_text", "text"]

# how tightly a printed term binds: a sum least, then minus, product and quotient, power and transpose, a letter most
_SUM, _MINUS, _PRODUCT, _POSTFIX, _LETTER = range(5)
_Printed = tuple[str, int]


class _Style:
    """The few places where the two ways of writing differ."""

    times = "*"
    transpose = ".T"
    equals = "=="

    def inverse(self, inner: Callable[[tm.Term, int], str], term: tm.Term) -> _Printed:
        return f"inv({inner(term, _SUM)})", _LETTER

    def power(self, base: str, exponent: str) -> str:
        return f"{base}**{exponent}"

    def identity(self, size: tm.Size, known: bool) -> str:
        return "I" if known and isinstance(size, str) else f"I({size})"

    def zero(self, shape: tm.Shape) -> str:
        return f"zeros({shape[0]})" if shape[1] == 1 else f"zeros({shape[0]}, {shape[1]})"

    def indexed(self, name: str, term: tm.Term, index: str) -> _Printed:
        return f"{name}({source(term)}, {_index(index)})", _LETTER

    def bound(self, name: str, entry: tm.Term, index: tm.Symbol) -> _Printed:
        reach = "" if _settles(entry, index) else f", {index.rows}"
        return f"{name}({source(entry)}, {_index(index.name)}{reach})", _LETTER

    def every(self, letter: str) -> str:
        return f"for every natural {letter}"

    def apart(self, literal: str) -> str:
        """Write a number that an operator beside it must not take for a part of a longer number."""
        return f"({literal})"


class _Reading(_Style):
    times = " "
    transpose = "^T"
    equals = "="

    def inverse(self, inner: Callable[[tm.Term, int], str], term: tm.Term) -> _Printed:
        return f"{inner(term, _LETTER)}^-1", _POSTFIX

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{exponent}"

    def identity(self, size: tm.Size, known: bool) -> str:  # noqa: ARG002 - a person sees the size
        return "I"

    def zero(self, shape: tm.Shape) -> str:  # noqa: ARG002 - the same
        return "0"

    def indexed(self, name: str, term: tm.Term, index: str) -> _Printed:  # noqa: ARG002 - the letters say which
        letter = {"Q": "q", "V": "v", "U": "u", "Lam": "lam", "Mu": "mu"}.get(text(term))
        if letter:
            return f"{letter}_{_index(index)}", _LETTER
        inner = text(term)
        return (f"{inner}_{_index(index)}" if isinstance(term, tm.Symbol) else f"({inner})_{_index(index)}"), _LETTER

    def bound(self, name: str, entry: tm.Term, index: tm.Symbol) -> _Printed:
        if name == "diag":
            return f"diag({text(entry)})", _LETTER
        written, binding = _print(entry, self)
        return f"sum_{_index(index.name)} " + (f"({written})" if binding < _PRODUCT else written), _MINUS

    def every(self, letter: str) -> str:
        return f"for {letter} = 0, 1, .."

    def apart(self, literal: str) -> str:
        return literal


def _index(name: str) -> str:
    return name.removeprefix("e_")


def _mentions(term: tm.Term, index: tm.Symbol) -> bool:
    return term == index or any(_mentions(part, index) for part in term.children)


def _settles(entry: tm.Term, index: tm.Symbol) -> bool:
    """Whether the size of a bound index follows from columns and entries it picks, and is needed nowhere else."""
    if entry == index or (isinstance(entry, (tm.SumOver, tm.DiagonalOf)) and entry.index == index):
        return False
    if isinstance(entry, (tm.Column, tm.Coordinate)) and entry.index == index:
        return not _mentions(entry.children[0], index)
    inner = [part for part in entry.children if _mentions(part, index)]
    return bool(inner) and all(_settles(part, index) for part in inner)


def _tells(term: tm.Term) -> bool:
    """Whether a term shows its shape although the size of every I in it is left out; if not, it is square like an I."""
    match term:
        case tm.Identity():
            return isinstance(term.size, int)
        case tm.Sum():
            return any(map(_tells, term.terms))
        case tm.Product():
            return term.is_scalar or any(_tells(factor) for factor in term.factors if not factor.is_scalar)
        case tm.Neg() | tm.Transpose() | tm.Inverse():
            return _tells(term.term)
        case tm.Power():
            return _tells(term.base)
        case tm.Quotient():
            return _tells(term.numerator)
    return True


def _print(term: tm.Term, style: _Style, known: bool = False) -> _Printed:  # noqa: C901 - one case a kind of node
    """Return a term and how tightly it binds; `known` says whether what stands around it settles its shape."""

    def at(inner: tm.Term, least: int, known: bool = False) -> str:
        written, binding = _print(inner, style, known)
        return f"({written})" if binding < least else written

    def same(inner: tm.Term, least: int) -> str:
        return at(inner, least, known)

    match term:
        case tm.Symbol():
            return term.name, _LETTER
        case tm.Number(value=value):
            return _number(value)
        case tm.SizeNumber():
            return str(term.size), _LETTER
        case tm.Identity():
            return style.identity(term.size, known), _LETTER
        case tm.Zero():
            return style.zero(term.shape), _LETTER
        case tm.Sum():
            return _sum(term, lambda t, least: at(t, least, known or _tells(term))), _SUM
        case tm.Neg(term=tm.Number(value=value)) if value >= 0:
            return f"-{style.apart(str(value))}", _MINUS
        case tm.Neg():
            return f"-{same(term.term, _PRODUCT)}", _MINUS
        case tm.Product():
            return _product(term, at, style, known), _PRODUCT
        case tm.Quotient(numerator=tm.Number(value=top), denominator=tm.Number(value=bottom)) if _merge(top, bottom):
            return f"{top}/{style.apart(str(bottom))}", _PRODUCT
        case tm.Quotient():
            return f"{same(term.numerator, _PRODUCT)}/{at(term.denominator, _POSTFIX)}", _PRODUCT
        case tm.Transpose():
            return f"{same(term.term, _LETTER)}{style.transpose}", _POSTFIX
        case tm.Inverse():
            return style.inverse(same, term.term)
        case tm.Power():
            exponent = same(term.exponent, _SUM) if isinstance(term.exponent, tm.Term) else str(term.exponent)
            exponent = exponent if exponent.isalnum() else f"({exponent})"
            return style.power(same(term.base, _LETTER), exponent), _POSTFIX
        case tm.Trace():
            return f"tr({at(term.term, _SUM)})", _LETTER
        case tm.Apply() | tm.Elementary():
            return f"{term.function}({at(term.argument, _SUM)})", _LETTER
        case tm.Column():
            return style.indexed("column", term.matrix, term.index.name)
        case tm.Coordinate():
            return style.indexed("entry", term.term, term.index.name)
        case tm.DiagonalOf():
            return style.bound("diag", term.entry, term.index)
        case tm.SumOver():
            return style.bound("sum", term.entry, term.index)
    return _measure(term, style)


def _measure(term: tm.Term, style: _Style) -> _Printed:
    """What stands in derivation files only; both ways of writing are the same."""

    def write(inner: tm.Term, known: bool = False) -> str:
        return _print(inner, style, known)[0]

    match term:
        case ms.Determinant():
            return f"det({write(term.term)})", _LETTER
        case ms.Rank():
            return f"rank({write(term.term)})", _LETTER
        case ms.Ones():
            return f"ones({term.rows}, {term.cols})" if term.cols != 1 else f"ones({term.rows})", _LETTER
        case ms.Entry():
            inner, binding = _print(term.term, style)
            places = f"{term.row}" if term.term.shape[1] == 1 else f"{term.row}, {term.col}"
            return f"{inner if binding >= _POSTFIX else f'({inner})'}[{places}]", _POSTFIX
        case ms.Descent():
            steps = write(term.steps) if isinstance(term.steps, tm.Term) else str(term.steps)
            parts = [write(term.hessian, True), write(term.minimiser), write(term.rate), steps]
            if term.start != tm.Zero(term.shape[0]):
                parts.append(f"start={write(term.start, True)}")
            if term.decay != tm.Number(Fraction(0)):
                parts.append(f"decay={write(term.decay)}")
            return f"descent({', '.join(parts)})", _LETTER
    raise LanguageError(f"no way to print {type(term).__name__}")


def _merge(top: Fraction, bottom: Fraction) -> bool:
    """Whether two numbers around a stroke would be read as one number."""
    return top >= 0 and bottom >= 0 and top.denominator == bottom.denominator == 1


def _sum(term: tm.Sum, at: Callable[[tm.Term, int], str]) -> str:
    written = at(term.terms[0], _MINUS)
    for part in term.terms[1:]:
        minus = isinstance(part, tm.Neg)
        inner = part.term if isinstance(part, tm.Neg) else part
        written += f" {'-' if minus else '+'} {at(inner, _PRODUCT)}"
    return written


def _number(value: Fraction) -> _Printed:
    binding = _MINUS if value < 0 else _PRODUCT if value.denominator > 1 else _LETTER
    return str(value), binding


def _product(term: tm.Product, at: Callable[[tm.Term, int, bool], str], style: _Style, known: bool) -> str:
    # an I is settled by a neighbour, or from outside
    settled = known or any(_tells(factor) for factor in term.factors if not factor.is_scalar)
    written = []
    for position, factor in enumerate(term.factors):
        # a product inside a product keeps its parentheses: (x.T*y)*A is not x.T*(y*A)
        loose = position == 0 and not isinstance(factor, tm.Product)
        written.append(at(factor, _PRODUCT if loose else _POSTFIX, settled))
    return style.times.join(written)


def source(term: tm.Term) -> str:
    """Return the term as an expression the parser reads back to the same term."""
    return _print(term, _Style())[0]


def text(term: tm.Term) -> str:
    """Return the term as a person would read it."""
    return _print(term, _Reading())[0]


def _statement(statement: st.Statement, style: _Style) -> str:  # noqa: C901 - one case a form
    def write(term: tm.Term, known: bool = False) -> str:
        return _print(term, style, known)[0]

    match statement:
        case st.Equal(left=left, right=right):
            return f"{write(left, _tells(right))} {style.equals} {write(right, _tells(left))}"
        case st.PositiveSemidefinite(term=term):
            return f"{write(term)} >= 0" if term.is_scalar else f"psd({write(term)})"
        case st.PositiveDefinite(term=term):
            return f"{write(term)} > 0" if term.is_scalar else f"pd({write(term)})"
        case st.Invertible(term=term):
            return f"{write(term)} != 0" if term.is_scalar else f"invertible({write(term)})"
        case st.GradientIs(function=function, variable=variable, point=point, value=value):
            place = "" if point == variable else f", {write(point, known=True)}"
            return f"grad({write(function)}, {variable.name}{place}) {style.equals} {write(value, known=True)}"
        case st.NormIs():
            return f"norm({write(statement.matrix)}) {style.equals} {write(statement.value)}"
        case st.LimitIs(function=function, variable=variable, to=to, value=value):
            return f"limit({write(function)}, {variable.name}, {to}) {style.equals} {write(value, known=True)}"
        case st.MeanIs(function=function, variable=variable, value=value):
            moments = f"{write(statement.mean, known=True)}, {write(statement.second, known=True)}"
            return f"expectation({write(function)}, {variable.name}, {moments}) {style.equals} {write(value, known=True)}"
        case st.ForEvery(variable=variable):
            return f"{_statement(statement.statement, style)} {style.every(variable.name)}"
        case st.Between(variable=variable):
            return f"{_statement(statement.statement, style)} for 0 <= {variable.name} <= 1"
        case st.Continuous(function=function, variable=variable):
            return f"continuous({write(function)}, {variable.name})"
        case st.Attains(function=function, variable=variable, value=value):
            return f"{write(function)} {style.equals} {write(value)} for some {variable.name} > 0"
        case st.LocalMinimum(function=function, variable=variable, point=point):
            return f"local_minimum({write(function)}, {variable.name}, {write(point, known=True)})"
        case st.Natural():
            return f"natural({write(statement.symbol)})"
        case st.Symmetric():
            return f"symmetric({write(statement.symbol)})"
        case st.Diagonal():
            return f"diagonal({write(statement.symbol)})"
        case st.BasisVector():
            return f"basis({write(statement.symbol)})"
        case st.Differentiable():
            return f"differentiable({statement.function})"
    raise LanguageError(f"no way to print {type(statement).__name__}")


def statement_source(statement: st.Statement) -> str:
    """Return a statement as an expression."""
    return _statement(statement, _Style())


_KINDS: dict[type[st.Statement], str] = {
    st.Natural: "a natural number",
    st.Symmetric: "symmetric",
    st.Diagonal: "diagonal",
    st.BasisVector: "a standard basis vector",
}


def statement_text(statement: st.Statement) -> str:  # noqa: C901 - one case a form
    """Return a statement as a person would read it."""
    match statement:
        case st.PositiveSemidefinite(term=term) if not term.is_scalar:
            return f"{text(term)} is symmetric positive semidefinite"
        case st.PositiveDefinite(term=term) if not term.is_scalar:
            return f"{text(term)} is symmetric positive definite"
        case st.Invertible(term=term) if not term.is_scalar:
            return f"{text(term)} is invertible"
        case st.GradientIs(function=function, variable=variable, point=point, value=value):
            kind = "gradient" if function.is_scalar else "Jacobian"
            where = "" if point == variable else f" at {text(variable)} = {text(point)}"
            return f"the {kind} of {text(function)} in {text(variable)}{where} is {text(value)}"
        case st.NormIs(matrix=matrix, value=value):
            return f"the 2-norm of {text(matrix)} is {text(value)}"
        case st.LimitIs(function=function, variable=variable, to=to, value=value):
            where = "0 from above" if to == "0" else "infinity"
            return f"{text(function)} tends to {text(value)} as {text(variable)} tends to {where}"
        case st.Between(variable=variable, statement=inner):
            return f"{statement_text(inner)}, for every {text(variable)} from 0 to 1"
        case st.Continuous(function=function, variable=variable):
            return f"{text(function)} is continuous in {text(variable)} > 0"
        case st.LocalMinimum(function=function, variable=variable, point=point):
            return f"{text(function)} has a local minimum in {text(variable)} at {text(point)}"
        case st.MeanIs(function=function, variable=x, mean=mean, second=second, value=value):
            given = f"E {text(x)} = {text(mean)} and E {text(x * x.T)} = {text(second)}"
            return f"E {text(function)} = {text(value)} for every random {text(x)} with {given}"
        case st.Natural(symbol=s) | st.Symmetric(symbol=s) | st.Diagonal(symbol=s) | st.BasisVector(symbol=s):
            return f"{text(s)} is {_KINDS[type(statement)]}"
        case st.Differentiable(function=function, derivative=derivative):
            return f"{function} is differentiable with derivative {derivative}"
    return _statement(statement, _Reading())


def hypothesis_text(words: str, statement: st.Statement) -> str:
    """Return a hypothesis as a person would read it: its own words where it has some."""
    return words or statement_text(statement)
