"""What a source says at one place, in our own words, and the rows that prove, correct or refute it."""

from __future__ import annotations

from dataclasses import dataclass

from derivations.language.errors import LanguageError

__all__ = ["Passage"]


@dataclass(frozen=True)
class Passage:
    """One statement of a source.

    Parameters
    ----------
    place : str
        Where it stands: a printed number, or the heading it stands under.
    says : str
        What it says, in our own words.
    rows : tuple of str
        Ids of claims, errata and notes that prove, correct or refute it.
    no_claim : str
        Why it is no mathematical claim, where it has no rows.
    """

    place: str
    says: str
    rows: tuple[str, ...] = ()
    no_claim: str = ""

    def __post_init__(self) -> None:
        if bool(self.rows) == bool(self.no_claim):
            raise LanguageError(f"{self.place}: rows, or the reason why there are none")
