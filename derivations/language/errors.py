"""The errors a person who writes claims or expressions can meet; each says what to do next."""

from __future__ import annotations

__all__ = ["Irrational", "LanguageError", "ParseError", "ShapeError"]


class LanguageError(ValueError):
    """Something written in the language of claims has no meaning; the base class of this module's errors."""


class Irrational(LanguageError):
    """A value is wanted that the numbers at hand do not have, such as exp(1) among the rational ones: take enclosures."""


class ShapeError(LanguageError):
    """Two shapes do not fit; the message names both of them and the place."""


class ParseError(LanguageError):
    """A text is not an expression of the language.

    Attributes
    ----------
    line, column : int
        Where in the text, both counted from 1.
    """

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
