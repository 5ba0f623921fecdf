"""docs/check-rows.md: it names every row, and says of a sample what `check` says of it now; of all in the thorough profile."""

from __future__ import annotations

from pathlib import Path

import pytest

import derivations
from derivations.errata import ERRATA
from verify.derivation_files import rows
from verify.derivation_files.rows import asked, line
from verify.derivation_files.writing import file_text, written_row

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "check-rows.md").read_text(encoding="utf-8")
SAMPLE = (
    "orthogonal_inverse",
    "eq_7_07",
    "eq_7_08",
    "stationary_set",
    "sgd_equivalence",
    "minimum_is_psd",
)
NAMES = [c.id for c in derivations.claims() if c.kind == "theorem"] + [e.id for e in ERRATA]
ERRATA_SAMPLE = ("alpha_zero_limit", "deff_at_zero", "squared_norm", "map_exact", "book_7_17")


def test_the_page_has_a_line_for_every_row_and_erratum() -> None:
    listed = [text.split("`")[1] for text in PAGE.splitlines() if text.startswith("| `")]
    assert listed == NAMES


def test_enough_of_them_are_decided() -> None:
    decided = sum("| proved |" in text or "| refuted |" in text for text in PAGE.splitlines())
    assert decided >= 80
    assert f"of which {decided} are decided" in PAGE


def test_the_page_is_current(request: pytest.FixtureRequest) -> None:
    thorough = request.config.getoption("--profile") == "thorough"
    for name in NAMES if thorough else (*SAMPLE, *ERRATA_SAMPLE):
        assert line(asked(name)) in PAGE.splitlines()


def test_a_row_that_takes_too_long_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "PATIENCE", 0.2)
    late = asked("eq_7_45")
    assert late.verdict == "undecided"
    assert not late.decided
    assert line(late) == "| `eq_7_45` | undecided | after 0.2 s |"


def test_a_row_cites_neither_itself_nor_what_comes_later() -> None:
    order = [name for c in derivations.claims() for name, _ in c.sequents()]
    for claim in (derivations.find(name) for name in ("eq_7_13", "shrinkage_range", "eq_7_10")):
        values, own = written_row(claim), {name for name, _ in claim.sequents()}
        mine, before = set(values["given"]), order[: order.index(next(iter(claim.sequents()))[0])]
        for written in values["claim"]:
            assert {*written["by"]} <= mine | {*written["given"]} | {*before} - own
            mine.add(written["id"])
        assert file_text(values)
