"""What can be claimed or assumed of terms.

Each statement is one of the few forms the kernel knows (docs/trust.md says what each means), or a property of a letter
(`Symmetric`, `Diagonal`, `BasisVector`, `Differentiable`) that can only be assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations.language.errors import LanguageError, ShapeError
from derivations.language.terms import SCALAR, Operand, Shape, Symbol, Term, as_term

__all__ = [
    "Attains",
    "BasisVector",
    "Between",
    "Continuous",
    "Diagonal",
    "Differentiable",
    "Equal",
    "ForEvery",
    "GradientIs",
    "Invertible",
    "LimitIs",
    "LocalMinimum",
    "MeanIs",
    "Natural",
    "NormIs",
    "PositiveDefinite",
    "PositiveSemidefinite",
    "Statement",
    "Symmetric",
    "eq",
]


@dataclass(frozen=True)
class Statement:
    """Something that is true or false once its symbols have values; the base class of every form."""


@dataclass(frozen=True)
class Equal(Statement):
    """Two terms of one shape are equal."""

    left: Term
    right: Term

    def __post_init__(self) -> None:
        if self.left.shape != self.right.shape:
            raise ShapeError(f"{self.left} is {self.left.shape}, {self.right} is {self.right.shape}: they cannot be equal")


def eq(left: Operand, right: Operand) -> Equal:
    """Return the statement left = right."""
    return Equal(as_term(left), as_term(right))


@dataclass(frozen=True)
class _OfSquare(Statement):
    term: Term

    def __post_init__(self) -> None:
        if self.term.shape[0] != self.term.shape[1]:
            raise ShapeError(f"{type(self).__name__} needs a square matrix or a number, {self.term} is {self.term.shape}")


@dataclass(frozen=True)
class PositiveSemidefinite(_OfSquare):
    """A symmetric matrix A with x^T A x >= 0 for all x; a number >= 0."""


@dataclass(frozen=True)
class PositiveDefinite(_OfSquare):
    """A symmetric matrix A with x^T A x > 0 for all x other than 0; a number > 0."""


@dataclass(frozen=True)
class Invertible(_OfSquare):
    """A square matrix that has an inverse; a number other than 0."""


@dataclass(frozen=True)
class GradientIs(Statement):
    """The function that maps `variable` to `function` has at `point` the gradient `value`.

    For a vector-valued function `value` is the Jacobian matrix.
    """

    function: Term
    variable: Symbol
    point: Term
    value: Term

    def __post_init__(self) -> None:
        size, outputs = self.variable.rows, self.function.shape[0]
        wanted: Shape = (size, 1) if self.function.shape == SCALAR else (outputs, size)
        if self.point.shape != self.variable.shape or self.value.shape != wanted:
            raise ShapeError(f"the gradient of {self.function} at {self.point} is {wanted}, not {self.value.shape}")


@dataclass(frozen=True)
class NormIs(Statement):
    """The spectral norm (largest singular value) of a matrix is a number."""

    matrix: Term
    value: Term


@dataclass(frozen=True)
class LimitIs(Statement):
    """A number or a vector tends to a value as a letter tends to 0 from above ("0") or grows without bound ("inf")."""

    function: Term
    variable: Symbol
    to: str
    value: Term

    def __post_init__(self) -> None:
        if self.function.shape != self.value.shape or not self.variable.is_scalar or self.to not in {"0", "inf"}:
            raise LanguageError(f"{self.function} cannot tend to {self.value} as {self.variable} tends to {self.to}")


@dataclass(frozen=True)
class MeanIs(Statement):
    """The expectation of a function of a random vector or matrix x, whichever it is, given E x and E x x^T.

    `function` may speak of `variable`, the random x; `mean` is E x, `second` is E x x^T; `value` is the expectation.
    """

    function: Term
    variable: Symbol
    mean: Term
    second: Term
    value: Term

    def __post_init__(self) -> None:
        rows = self.variable.rows
        if (self.mean.shape, self.second.shape) != (self.variable.shape, (rows, rows)):
            raise ShapeError(f"{self.mean} and {self.second} are no moments of {self.variable}, {self.variable.shape}")
        if self.function.shape != self.value.shape:
            raise ShapeError(f"the expectation of {self.function} is {self.function.shape}, not {self.value.shape}")


@dataclass(frozen=True)
class ForEvery(Statement):
    """A statement that holds for every natural number; it can only be assumed."""

    variable: Symbol
    statement: Statement


@dataclass(frozen=True)
class Between(Statement):
    """A statement that holds for every number from 0 to 1."""

    variable: Symbol
    statement: Statement

    def __post_init__(self) -> None:
        if not self.variable.is_scalar:
            raise LanguageError(f"{self.variable} is no number")


@dataclass(frozen=True)
class Continuous(Statement):
    """A number is a continuous function of a letter wherever that is positive."""

    function: Term
    variable: Symbol

    def __post_init__(self) -> None:
        if not (self.function.is_scalar and self.variable.is_scalar):
            raise LanguageError(f"{self.function} is no number that depends on a number")


@dataclass(frozen=True)
class Attains(Statement):
    """A number that depends on a letter has a value for some positive one."""

    function: Term
    variable: Symbol
    value: Term

    def __post_init__(self) -> None:
        if not (self.function.is_scalar and self.variable.is_scalar and self.value.is_scalar):
            raise LanguageError(f"{self.function} is no number that depends on a number")


@dataclass(frozen=True)
class LocalMinimum(Statement):
    """The function that maps `variable` to `function` has a local minimum at `point`: none nearby is smaller."""

    function: Term
    variable: Symbol
    point: Term

    def __post_init__(self) -> None:
        if not self.function.is_scalar or self.point.shape != self.variable.shape:
            raise ShapeError(f"{self.function} is no number, or {self.point} no point of its domain")


@dataclass(frozen=True)
class Natural(Statement):
    """A letter for a natural number: 0, 1, 2, .."""

    symbol: Symbol


@dataclass(frozen=True)
class Symmetric(Statement):
    """A letter that equals its transpose."""

    symbol: Symbol


@dataclass(frozen=True)
class Diagonal(Statement):
    """A letter that is a diagonal matrix."""

    symbol: Symbol


@dataclass(frozen=True)
class BasisVector(Statement):
    """A letter that is one of the standard basis vectors."""

    symbol: Symbol


@dataclass(frozen=True)
class Differentiable(Statement):
    """A function known only by name, on vectors of the given size, with a named derivative.

    The derivative of a scalar function is its gradient; that of a vector function its Jacobian, symmetric where said.
    """

    function: str
    derivative: str
    size: str | int = "n"
    values: Shape = SCALAR
    symmetric: bool = False

    def __post_init__(self) -> None:
        if self.values not in (SCALAR, (self.size, 1)):
            raise LanguageError(f"{self.function} maps vectors to numbers or to vectors of the same size")
