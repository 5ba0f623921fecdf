"""docs/sources.md: the map of the sources, with what each row is. `python -m verify.report.sources` prints it."""

from __future__ import annotations

from collections.abc import Iterator

import derivations
from derivations.errata import ERRATA
from derivations.language.sources import Passage
from derivations.notes import NOTES
from derivations.sources import SOURCES

__all__ = ["sources_markdown"]

_HEAD = """\
# What the sources say, and where it is settled

Every statement of the sources in the order in which it stands there, in our words, with the row that proves, corrects or
refutes it, or the reason why it is no mathematical claim. A row named with a class ("missing hypothesis") is an erratum: the
statement as printed is refuted by a counterexample. This page is generated from `derivations/sources.py` by `make docs`; a
test fails when it is out of date. Any row can be looked at with `python -m verify show ID`, an erratum with `python -m verify
errata ID`.
"""


def sources_markdown() -> str:
    """Return the page.

    Raises
    ------
    LookupError
        If a row that is named does not exist.
    """
    return "\n".join([_HEAD, *(line for name, passages in SOURCES.items() for line in _section(name, passages))]) + "\n"


def _section(name: str, passages: tuple[Passage, ...]) -> Iterator[str]:
    yield f"## {name}"
    yield ""
    yield "| where | says | settled by |"
    yield "|---|---|---|"
    for passage in passages:
        yield f"| {passage.place} | {passage.says.replace('|', chr(92) + '|')} | {_settled(passage)} |"
    yield ""


def _settled(passage: Passage) -> str:
    return ", ".join(_row(row) for row in passage.rows) or f"no claim: {passage.no_claim}"


def _row(row: str) -> str:
    for erratum in ERRATA:
        if erratum.id == row:
            return f"`{row}` ({erratum.kind})"
    if any(note.id == row for note in NOTES):
        return f"`{row}` (note)"
    kind = derivations.find(row).kind
    return f"`{row}`" + (f" ({kind})" if kind != "theorem" else "")


if __name__ == "__main__":
    print(sources_markdown(), end="")
