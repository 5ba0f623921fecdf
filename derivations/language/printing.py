"""Terms and statements as text, in their written order.

`source` writes what the parser reads back (``inv(H + alpha*I)*H*w_star``); `text` what a person reads (``(H + alpha I)^-1 H w_star``).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import LanguageError

__all__ = ["hypothesis_text", "source", "statement_source", "statement_text", "text"]

# how tightly a printed term binds: a sum least, then minus, product and quotient, power and transpose, a letter most
SUM, MINUS, PRODUCT, POSTFIX, LETTER = range(5)
Printed = tuple[str, int]


class _Style:
    """The few places where the two ways of writing differ."""

    times = "*"
    transpose = ".T"

    def inverse(self, inner: Callable[[tm.Term, int], str], term: tm.Term) -> Printed:
        return f"inv({inner(term, SUM)})", LETTER

    def power(self, base: str, exponent: int) -> str:
        return f"{base}**{exponent}"

    def identity(self, size: tm.Size) -> str:
        return "I" if isinstance(size, str) else f"I({size})"

    def zero(self, shape: tm.Shape) -> str:
        return f"zeros({shape[0]})" if shape[1] == 1 else f"zeros({shape[0]}, {shape[1]})"

    def indexed(self, name: str, term: tm.Term, index: str) -> Printed:
        index = _index(index)
        return f"{name}({source(term)}, {index})", LETTER


class _Reading(_Style):
    times = " "
    transpose = "^T"

    def inverse(self, inner: Callable[[tm.Term, int], str], term: tm.Term) -> Printed:
        return f"{inner(term, LETTER)}^-1", POSTFIX

    def power(self, base: str, exponent: int) -> str:
        return f"{base}^{exponent}"

    def identity(self, size: tm.Size) -> str:
        return "I"

    def zero(self, shape: tm.Shape) -> str:
        return "0"

    def indexed(self, name: str, term: tm.Term, index: str) -> Printed:
        letter = {"Q": "q", "V": "v", "U": "u", "Lam": "lam", "Mu": "mu"}.get(text(term))
        if letter:
            return f"{letter}_{_index(index)}", LETTER
        inner = text(term)
        return (f"{inner}_{_index(index)}" if isinstance(term, tm.Symbol) else f"({inner})_{_index(index)}"), LETTER


def _index(name: str) -> str:
    return name.removeprefix("e_")


def _print(term: tm.Term, style: _Style) -> Printed:
    def at(inner: tm.Term, least: int) -> str:
        written, binding = _print(inner, style)
        return f"({written})" if binding < least else written

    match term:
        case tm.Symbol():
            return term.name, LETTER
        case tm.Number(value=value):
            return _number(value)
        case tm.SizeNumber():
            return str(term.size), LETTER
        case tm.Identity():
            return style.identity(term.size), LETTER
        case tm.Zero():
            return style.zero(term.shape), LETTER
        case tm.Sum():
            written = at(term.terms[0], SUM)
            for part in term.terms[1:]:
                minus = isinstance(part, tm.Neg)
                inner = part.term if isinstance(part, tm.Neg) else part
                written += f" {'-' if minus else '+'} {at(inner, PRODUCT)}"
            return written, SUM
        case tm.Neg():
            return f"-{at(term.term, PRODUCT)}", MINUS
        case tm.Product():
            return _product(term, at, style), PRODUCT
        case tm.Quotient():
            return f"{at(term.numerator, PRODUCT)}/{at(term.denominator, POSTFIX)}", PRODUCT
        case tm.Transpose():
            return f"{at(term.term, LETTER)}{style.transpose}", POSTFIX
        case tm.Inverse():
            return style.inverse(at, term.term)
        case tm.Power():
            return style.power(at(term.base, LETTER), term.exponent), POSTFIX
        case tm.Trace():
            return f"tr({at(term.term, SUM)})", LETTER
        case tm.Apply():
            return f"{term.function}({at(term.argument, SUM)})", LETTER
        case tm.Column():
            return style.indexed("column", term.matrix, term.index.name)
        case tm.Coordinate():
            return style.indexed("entry", term.term, term.index.name)
        case tm.DiagonalOf():
            return f"diag({at(term.entry, SUM)})", LETTER
        case tm.SumOver():
            return f"sum_{_index(term.index.name)} {at(term.entry, PRODUCT)}", MINUS
    raise LanguageError(f"no way to print {type(term).__name__}")


def _number(value: Fraction) -> Printed:
    binding = MINUS if value < 0 else PRODUCT if value.denominator > 1 else LETTER
    return str(value), binding


def _product(term: tm.Product, at: Callable[[tm.Term, int], str], style: _Style) -> str:
    # a product or quotient inside a product keeps its parentheses: (x.T*y)*A is not x.T*(y*A), (a/b)*c is not a/(b*c)
    written = [at(term.factors[0], POSTFIX if isinstance(term.factors[0], tm.Product) else PRODUCT)]
    written += [at(factor, POSTFIX) for factor in term.factors[1:]]
    return style.times.join(written)


def source(term: tm.Term) -> str:
    """Return the term as an expression the parser reads back to the same term."""
    return _print(term, _Style())[0]


def text(term: tm.Term) -> str:
    """Return the term as a person would read it."""
    return _print(term, _Reading())[0]


def _statement(statement: st.Statement, write: Callable[[tm.Term], str], equals: str) -> str:
    match statement:
        case st.Equal():
            return f"{write(statement.left)} {equals} {write(statement.right)}"
        case st.PositiveSemidefinite(term=term):
            return f"{write(term)} >= 0" if term.is_scalar else f"psd({write(term)})"
        case st.PositiveDefinite(term=term):
            return f"{write(term)} > 0" if term.is_scalar else f"pd({write(term)})"
        case st.Invertible(term=term):
            return f"{write(term)} != 0" if term.is_scalar else f"invertible({write(term)})"
        case st.GradientIs():
            return f"grad({write(statement.function)}, {write(statement.variable)}) {equals} {write(statement.value)}"
        case st.NormIs():
            return f"norm({write(statement.matrix)}) {equals} {write(statement.value)}"
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
    return _statement(statement, source, "==")


def statement_text(statement: st.Statement) -> str:
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
        case st.Symmetric(symbol=symbol):
            return f"{text(symbol)} is symmetric"
        case st.Diagonal(symbol=symbol):
            return f"{text(symbol)} is diagonal"
        case st.BasisVector(symbol=symbol):
            return f"{text(symbol)} is a standard basis vector"
        case st.Differentiable(function=function, derivative=derivative):
            return f"{function} is differentiable with derivative {derivative}"
    return _statement(statement, text, "=")


def hypothesis_text(words: str, statement: st.Statement) -> str:
    """Return a hypothesis as a person would read it: its own words where it has some."""
    return words or statement_text(statement)
