"""The map of the sources names rows that exist, leaves none out, and docs/sources.md is what it says now."""

from __future__ import annotations

from pathlib import Path

import pytest

import derivations
from derivations.errata import ERRATA
from derivations.language.errors import LanguageError
from derivations.language.sources import Passage
from derivations.notes import NOTES
from derivations.sources import SOURCES
from verify.report.sources import sources_markdown

ROOT = Path(__file__).resolve().parents[3]
OF_BOOK = {f"7.{k}" for k in (*range(1, 18), *range(33, 46))}


def named() -> set[str]:
    """All rows that the map names."""
    return {row for passages in SOURCES.values() for passage in passages for row in passage.rows}


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "sources.md").read_text(encoding="utf-8") == sources_markdown(), "run: make docs"


def test_every_printed_number_of_the_book_is_in_it() -> None:
    book, *_ = SOURCES.values()
    assert {passage.place for passage in book} >= OF_BOOK


def test_every_erratum_is_in_it_and_every_row_exists() -> None:
    rows = {claim.id for claim in derivations.claims()} | {e.id for e in ERRATA} | {note.id for note in NOTES}
    assert named() <= rows
    assert {erratum.id for erratum in ERRATA} <= named()


def test_a_passage_has_rows_or_says_why_not() -> None:
    for wrong in ({"rows": (), "no_claim": ""}, {"rows": ("eq_7_13",), "no_claim": "history"}):
        with pytest.raises(LanguageError, match="reason why"):
            Passage("7.13", "both or neither", **wrong)  # type: ignore[arg-type]
