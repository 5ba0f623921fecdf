"""The examples: what the documentation shows of them is what the command says, and they say what they are there for."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify.derivation_files.checking import Checked, check_written
from verify.derivation_files.reading import read_text
from verify.report.checked import checked_markdown

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "examples").glob("*.toml"))
QUICK = ("division_by_zero.toml", "early_stopping.toml", "quadratic_gradient.toml")


@pytest.fixture(scope="module")
def found(request: pytest.FixtureRequest) -> list[Checked]:
    """All of them in the thorough profile, else a few."""
    files = FILES if request.config.getoption("--profile") == "thorough" else [p for p in FILES if p.name in QUICK]
    return [c for path in files for c in check_written(read_text(path.read_text(encoding="utf-8")), path.name)]


def test_documentation_is_current(found: list[Checked]) -> None:
    blocks = checked_markdown(found).split("\n\n###")
    shown = (ROOT / "docs" / "check-examples.md").read_text(encoding="utf-8")
    assert all(block.rpartition("```")[0] in shown for block in blocks)
    assert shown.count("### ") == sum(path.read_text(encoding="utf-8").count("[[claim]]") for path in FILES)


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
