"""Terms that have a value and no letter in the kernel: determinants, ranks, single entries, matrices of ones, descents.

They stand in derivation files only. What is said with them is refuted by their values, and proved once the file's sizes are
numbers (by components) or, for a descent, from its recursion; `lowering` has no kernel term for them, so none can slip into a
proof.
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations.language.errors import LanguageError, ShapeError
from derivations.language.terms import SCALAR, Shape, Size, Term, shape_text

__all__ = ["MEASURES", "Descent", "Determinant", "Entry", "Ones", "Rank"]


@dataclass(frozen=True)
class Determinant(Term):
    """The determinant of a square matrix."""

    term: Term

    def __post_init__(self) -> None:
        if self.term.shape[0] != self.term.shape[1]:
            raise ShapeError(f"a determinant needs a square matrix, but {self.term} is {shape_text(self.term.shape)}")

    @property
    def shape(self) -> Shape:
        """Always 1 x 1."""
        return SCALAR


@dataclass(frozen=True)
class Rank(Term):
    """The rank of a matrix."""

    term: Term

    @property
    def shape(self) -> Shape:
        """Always 1 x 1."""
        return SCALAR


@dataclass(frozen=True)
class Ones(Term):
    """The matrix whose entries are all 1."""

    rows: Size
    cols: Size = 1

    @property
    def shape(self) -> Shape:
        """The pair (rows, columns)."""
        return (self.rows, self.cols)


@dataclass(frozen=True)
class Entry(Term):
    """The entry in a row and a column, counted from 0; a size that is a name is meant to reach them."""

    term: Term
    row: int
    col: int = 0

    def __post_init__(self) -> None:
        for index, size in zip((self.row, self.col), self.term.shape, strict=True):
            if index < 0 or (isinstance(size, int) and index >= size):
                raise ShapeError(f"{self.term} is {shape_text(self.term.shape)} and has no entry {index}; they count from 0")

    @property
    def shape(self) -> Shape:
        """Always 1 x 1."""
        return SCALAR


@dataclass(frozen=True)
class Descent(Term):
    """Where gradient descent on 1/2 (w - w_star)^T H (w - w_star) + decay/2 |w|^2 stands after some steps of length eps."""

    hessian: Term
    minimiser: Term
    rate: Term
    steps: int | Term
    start: Term
    decay: Term

    def __post_init__(self) -> None:
        n = self.minimiser.shape[0]
        shapes = [self.hessian.shape, self.minimiser.shape, self.start.shape, self.rate.shape, self.decay.shape]
        if shapes != [(n, n), (n, 1), (n, 1), SCALAR, SCALAR]:
            raise ShapeError(f"a descent takes a square H, a vector w_star and a start of its size, and numbers, not {shapes}")
        if isinstance(self.steps, int) and not 0 <= self.steps <= 64:
            raise LanguageError(f"{self.steps} steps; write 0 to 64, or a letter for a natural number")

    @property
    def shape(self) -> Shape:
        """A vector."""
        return self.minimiser.shape


MEASURES = (Determinant, Rank, Ones, Entry, Descent)
"""All of them."""
