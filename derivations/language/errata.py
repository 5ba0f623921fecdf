"""Printed claims that are false, incomplete or loose, as exact statements that can be refuted."""

from __future__ import annotations

from dataclasses import dataclass

from derivations.language.claims import Part
from derivations.language.errors import LanguageError

__all__ = ["CLASSES", "Erratum", "Note"]

CLASSES = (
    "missing hypothesis",
    "hypothesis not needed",
    "misprint",
    "wrong name",
    "wrong constant",
    "reversed",
    "imprecise",
    "ambiguous",
)


@dataclass(frozen=True)
class Erratum:
    """A printed claim that is not true as it stands.

    Parameters
    ----------
    id : str
        The one id it has everywhere.
    source : str
        Where it is printed: note A, note B, the book.
    kind : str
        One of `CLASSES`; fair to the source: what is only loose is not called wrong.
    printed : str
        What is printed, in our own words.
    claim : Part
        The same as an exact statement with the hypotheses the source gives; it has no steps, for nothing proves it.
    corrected_by : str
        The id of the claim that says what is true.
    truth : str
        What is true, in a few words.
    clause : str
        The part of that claim that says so; "" for the claim as a whole.
    restated : bool
        Whether the formula is lost in the stored text of the source and restated from its context.
    """

    id: str
    source: str
    kind: str
    printed: str
    claim: Part
    corrected_by: str
    truth: str
    clause: str = ""
    restated: bool = False

    def __post_init__(self) -> None:
        if self.kind not in CLASSES:
            raise LanguageError(f"{self.id}: {self.kind!r} is none of {', '.join(CLASSES)}")
        if self.claim.steps:
            raise LanguageError(f"{self.id}: a false claim has no steps")


@dataclass(frozen=True)
class Note:
    """Something true that is worth a warning.

    Parameters
    ----------
    id : str
        The one id it has everywhere.
    claim : str
        The claim it is about.
    statement : str
        What is true, and what goes wrong.
    """

    id: str
    claim: str
    statement: str
