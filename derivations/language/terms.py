"""Typed matrix terms: what formulas are made of.

A term is an immutable tree whose nodes know their shape, a pair of sizes. A size is a name such as ``"n"`` (any positive
integer) or a positive integer; different names never unify. A scalar is a 1 x 1 term, and a 1 x 1 term multiplies whatever
it stands beside. Shapes are checked when a term is built, so a misfit is an error where it is written. Nothing is ever
reordered or simplified: ``H + alpha*I`` stays as the book writes it. What a term means is decided elsewhere
(`evaluation`, the kernel); here it only has a form.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from derivations.language.errors import LanguageError, ShapeError

__all__ = [
    "SCALAR",
    "Apply",
    "Column",
    "Coordinate",
    "DiagonalOf",
    "Elementary",
    "Identity",
    "Inverse",
    "Neg",
    "Number",
    "Operand",
    "Power",
    "Product",
    "Quotient",
    "Shape",
    "Size",
    "SizeNumber",
    "Sum",
    "SumOver",
    "Symbol",
    "Term",
    "Trace",
    "Transpose",
    "Zero",
    "as_term",
    "exp",
    "inv",
    "log",
    "shape_text",
    "sign",
    "tr",
]

Size: TypeAlias = str | int
Shape: TypeAlias = tuple[Size, Size]
SCALAR: Shape = (1, 1)
Operand: TypeAlias = "Term | int | Fraction"


def shape_text(shape: Shape) -> str:
    """Say a shape in words: m x n."""
    return f"{shape[0]} x {shape[1]}"


@dataclass(frozen=True, eq=True)
class Term:
    """A formula with a shape (rows, columns); the base class of every node."""

    @property
    def shape(self) -> Shape:
        """The pair (rows, columns)."""
        raise NotImplementedError

    @property
    def is_scalar(self) -> bool:
        """Whether the term is 1 x 1 and so counts as a number."""
        return self.shape == SCALAR

    @property
    def T(self) -> Term:
        """The transpose, as written."""
        return Transpose(self)

    @cached_property
    def children(self) -> tuple[Term, ...]:
        """The terms this one is built from, left to right."""
        found: list[Term] = []
        for value in (getattr(self, field.name) for field in fields(self)):
            if isinstance(value, Term):
                found.append(value)
            elif isinstance(value, tuple):
                found += value
        return tuple(found)

    def __add__(self, other: Operand) -> Term:
        return _sum(self, as_term(other))

    def __radd__(self, other: Operand) -> Term:
        return _sum(as_term(other), self)

    def __sub__(self, other: Operand) -> Term:
        return _sum(self, Neg(as_term(other)))

    def __rsub__(self, other: Operand) -> Term:
        return _sum(as_term(other), Neg(self))

    def __neg__(self) -> Term:
        return Neg(self)

    def __mul__(self, other: Operand) -> Term:
        return _product(self, as_term(other))

    def __rmul__(self, other: Operand) -> Term:
        return _product(as_term(other), self)

    __matmul__ = __mul__

    def __truediv__(self, other: Operand) -> Term:
        return Quotient(self, as_term(other))

    def __rtruediv__(self, other: Operand) -> Term:
        return Quotient(as_term(other), self)

    def __pow__(self, exponent: int | Term) -> Term:
        return Power(self, exponent)

    def __str__(self) -> str:
        from derivations.language.printing import source  # the printer imports the terms

        return source(self)


def as_term(value: Operand) -> Term:
    """Return `value` itself if it is a term, the number if it is an int or a Fraction.

    Raises
    ------
    LanguageError
        For anything else, a float above all: 0.1 is not the number it looks like.
    """
    if isinstance(value, Term):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        raise LanguageError(f"{value!r} is no term; write exact numbers, for instance Fraction(1, 10)")
    return Number(Fraction(value))


@dataclass(frozen=True)
class Symbol(Term):
    """A letter for a rows x cols matrix; what is assumed of it is said by hypotheses, never by the letter."""

    name: str
    rows: Size = 1
    cols: Size = 1

    @property
    def shape(self) -> Shape:
        """The pair (rows, columns)."""
        return (self.rows, self.cols)


@dataclass(frozen=True)
class Number(Term):
    """An exact rational number."""

    value: Fraction

    @property
    def shape(self) -> Shape:
        """Always 1 x 1."""
        return SCALAR


@dataclass(frozen=True)
class SizeNumber(Term):
    """A size used as a number: the m in 1/m."""

    size: Size

    @property
    def shape(self) -> Shape:
        """Always 1 x 1."""
        return SCALAR


@dataclass(frozen=True)
class Identity(Term):
    """The identity matrix of the given size."""

    size: Size

    @property
    def shape(self) -> Shape:
        """Square."""
        return (self.size, self.size)


@dataclass(frozen=True)
class Zero(Term):
    """The zero matrix."""

    rows: Size
    cols: Size = 1

    @property
    def shape(self) -> Shape:
        """The pair (rows, columns)."""
        return (self.rows, self.cols)


@dataclass(frozen=True)
class Sum(Term):
    """A sum in its written order; a difference is a sum with a `Neg`."""

    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        first = self.terms[0]
        for term in self.terms[1:]:
            if term.shape != first.shape:
                hint = "; write c*I for c times the identity" if SCALAR in (term.shape, first.shape) else ""
                raise ShapeError(f"cannot add {first} ({shape_text(first.shape)}) and {term} ({shape_text(term.shape)}){hint}")

    @property
    def shape(self) -> Shape:
        """The common shape of the terms."""
        return self.terms[0].shape


@dataclass(frozen=True)
class Neg(Term):
    """Minus a term."""

    term: Term

    @property
    def shape(self) -> Shape:
        """The shape of the term."""
        return self.term.shape


@dataclass(frozen=True)
class Product(Term):
    """A product in its written order, read from the left; a 1 x 1 factor counts as a number."""

    factors: tuple[Term, ...]

    def __post_init__(self) -> None:
        _ = self.shape

    @cached_property
    def shape(self) -> Shape:
        """The shape of the product, folded from the left."""
        shape = self.factors[0].shape
        for position, factor in enumerate(self.factors[1:], 1):
            right = factor.shape  # asked for once: asking twice at every level would double the work with each level
            if shape == SCALAR:
                shape = right
            elif right == SCALAR:
                continue
            elif shape[1] == right[0]:
                shape = (shape[0], right[1])
            else:
                raise ShapeError(
                    f"cannot multiply {shape_text(shape)} by {factor} ({shape_text(right)}), factor {position + 1} of "
                    + "*".join(str(f) for f in self.factors)
                )
        return shape


@dataclass(frozen=True)
class Quotient(Term):
    """A term divided by a scalar; whoever writes it owes that the scalar is not 0."""

    numerator: Term
    denominator: Term

    def __post_init__(self) -> None:
        if not self.denominator.is_scalar:
            raise ShapeError(
                f"cannot divide by {self.denominator} ({shape_text(self.denominator.shape)}); write inv(..) for a matrix"
            )

    @property
    def shape(self) -> Shape:
        """The shape of the numerator."""
        return self.numerator.shape


def _square(term: Term, what: str) -> None:
    if term.shape[0] != term.shape[1]:
        raise ShapeError(f"{what} needs a square matrix, but {term} is {shape_text(term.shape)}")


@dataclass(frozen=True)
class Transpose(Term):
    """The transpose."""

    term: Term

    @property
    def shape(self) -> Shape:
        """The shape of the term, turned."""
        rows, cols = self.term.shape
        return (cols, rows)


@dataclass(frozen=True)
class Inverse(Term):
    """The inverse of a square matrix; whoever writes it owes that it exists."""

    term: Term

    def __post_init__(self) -> None:
        _square(self.term, "an inverse")

    @property
    def shape(self) -> Shape:
        """The shape of the term."""
        return self.term.shape


@dataclass(frozen=True)
class Power(Term):
    """A square term to a natural power: a number from 0 to 64, or a symbol for a natural number plus one."""

    base: Term
    exponent: int | Term

    def __post_init__(self) -> None:
        _square(self.base, "a power")
        if isinstance(self.exponent, Term):
            if not self.exponent.is_scalar:
                raise ShapeError(f"the exponent {self.exponent} is {shape_text(self.exponent.shape)}, not a number")
        elif type(self.exponent) is not int or not 0 <= self.exponent <= 64:
            raise LanguageError(f"the exponent {self.exponent!r} of {self.base} is not a whole number from 0 to 64")

    @property
    def shape(self) -> Shape:
        """The shape of the base."""
        return self.base.shape


@dataclass(frozen=True)
class Trace(Term):
    """The trace of a square matrix."""

    term: Term

    def __post_init__(self) -> None:
        _square(self.term, "a trace")

    @property
    def shape(self) -> Shape:
        """Always 1 x 1."""
        return SCALAR


@dataclass(frozen=True)
class Apply(Term):
    """The value f(argument) of a function that is only known by its hypotheses, such as the loss J."""

    function: str
    argument: Term
    rows: Size = 1
    cols: Size = 1

    @property
    def shape(self) -> Shape:
        """The shape of the function's values."""
        return (self.rows, self.cols)


@dataclass(frozen=True)
class Elementary(Term):
    """The exponential, logarithm or root of a number, or the sign of a number or a vector, entry by entry, with sign(0) = 0."""

    function: str
    argument: Term

    def __post_init__(self) -> None:
        if self.function not in ("exp", "log", "sign", "sqrt"):
            raise LanguageError(f"{self.function} is no elementary function; there are exp, log, sign, sqrt")
        if not self.argument.is_scalar and (self.function != "sign" or self.argument.shape[1] != 1):
            raise ShapeError(f"{self.function} of {self.argument}, which is {shape_text(self.argument.shape)}")

    @property
    def shape(self) -> Shape:
        """The shape of the argument."""
        return self.argument.shape


@dataclass(frozen=True)
class Column(Term):
    """Column i of a matrix: the matrix times the basis vector e_i."""

    matrix: Term
    index: Symbol

    def __post_init__(self) -> None:
        if self.index.shape != (self.matrix.shape[1], 1):
            raise ShapeError(f"{self.matrix} has {self.matrix.shape[1]} columns, {self.index} is no index of them")

    @property
    def shape(self) -> Shape:
        """One column."""
        return (self.matrix.shape[0], 1)


@dataclass(frozen=True)
class Coordinate(Term):
    """Entry (i, i) of a square matrix, or entry i of a vector: e_i^T A e_i, e_i^T x."""

    term: Term
    index: Symbol

    def __post_init__(self) -> None:
        if self.term.shape[0] != self.index.shape[0] or self.term.shape[1] not in (1, self.term.shape[0]):
            raise ShapeError(f"{self.term} ({shape_text(self.term.shape)}) has no coordinate {self.index}")

    @property
    def shape(self) -> Shape:
        """Always 1 x 1."""
        return SCALAR


@dataclass(frozen=True)
class DiagonalOf(Term):
    """The diagonal matrix whose entry i is the given scalar, which may speak of the index i."""

    entry: Term
    index: Symbol

    def __post_init__(self) -> None:
        if not self.entry.is_scalar:
            raise ShapeError(f"a diagonal entry is a scalar, but {self.entry} is {shape_text(self.entry.shape)}")

    @property
    def shape(self) -> Shape:
        """Square, of the index's size."""
        return (self.index.rows, self.index.rows)


@dataclass(frozen=True)
class SumOver(Term):
    """The sum of a scalar over every index i."""

    entry: Term
    index: Symbol

    def __post_init__(self) -> None:
        if not self.entry.is_scalar:
            raise ShapeError(f"what is summed is a scalar, but {self.entry} is {shape_text(self.entry.shape)}")

    @property
    def shape(self) -> Shape:
        """Always 1 x 1."""
        return SCALAR


def inv(term: Operand) -> Inverse:
    """Return the inverse of a square term."""
    return Inverse(as_term(term))


def exp(term: Operand) -> Elementary:
    """Return the exponential of a number."""
    return Elementary("exp", as_term(term))


def log(term: Operand) -> Elementary:
    """Return the logarithm of a number; whoever writes it owes that the number is positive."""
    return Elementary("log", as_term(term))


def sign(term: Operand) -> Elementary:
    """Return the sign of a number or, entry by entry, of a vector; the sign of 0 is 0."""
    return Elementary("sign", as_term(term))


def tr(term: Term) -> Trace:
    """Return the trace of a square term."""
    return Trace(term)


def _sum(left: Term, right: Term) -> Term:
    head = left.terms if isinstance(left, Sum) else (left,)
    return Sum((*head, right))


def _product(left: Term, right: Term) -> Term:
    # x.T*y*A means (x.T*y)*A: the 1 x 1 product stays together, or the printed line would read as x.T*(y*A)
    if isinstance(left, Product) and not (left.is_scalar and any(not f.is_scalar for f in left.factors)):
        return Product((*left.factors, right))
    return Product((left, right))
