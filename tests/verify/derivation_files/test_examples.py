"""The examples: what the documentation shows of them is what the command says, and they say what they are there for."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify.derivation_files.checking import Checked, check_written
from verify.derivation_files.reading import read_text
from verify.report.checked import checked_markdown

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "examples").glob("*.toml"))


@pytest.fixture(scope="module")
def found() -> list[Checked]:
    return [c for path in FILES for c in check_written(read_text(path.read_text(encoding="utf-8")), path.name)]


def test_documentation_is_current(found: list[Checked]) -> None:
    shown = (ROOT / "docs" / "check-examples.md").read_text(encoding="utf-8")
    assert shown == checked_markdown(found), "write it anew: python -m verify check examples/*.toml --format markdown"


def test_the_famous_wrong_step_is_found(found: list[Checked]) -> None:
    verdicts = {(c.file, c.id): c for c in found}
    wrong = verdicts["early_stopping.toml", "wrong"]
    assert [step.verdict for step in wrong.steps] == ["proved", "refuted", "refuted"]
    assert verdicts["early_stopping.toml", "right"].verdict == "proved"
    assert len(FILES) >= 12


def test_undecided_ones_say_what_is_missing(found: list[Checked]) -> None:
    undecided = {(c.file, c.id) for c in found if c.verdict == "undecided"}
    assert undecided <= {("division_by_zero.toml", "cancelled"), ("woodbury.toml", "as-usually-quoted")}
    assert undecided
    assert all("is invertible" in m for c in found for f in c.findings for m in f.missing)
