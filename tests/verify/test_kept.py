"""What is kept of a run: the same ledger comes of it, and only while nothing has changed; no verdict is taken from a file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from verify import kept
from verify.audit import Plan, audit
from verify.certify import read
from verify.kept import load, mark, save
from verify.ledger import Fault, Ledger
from verify.library import Library, select

PLAN = Plan(examples=5)


@pytest.fixture(scope="module")
def library() -> Library:
    return select(["eq_7_07"])


@pytest.fixture(scope="module")
def ledger(library: Library) -> Ledger:
    return audit(library, PLAN)


def test_what_is_kept_gives_the_same_ledger(library: Library, ledger: Ledger, tmp_path: Path) -> None:
    file, marked = tmp_path / "tried.json", mark(library, PLAN)
    save(file, marked, ledger, {"more": [1]})
    found = load(file, marked)
    assert found is not None
    assert found.more == {"more": [1]}
    assert audit(library, PLAN, kept=found) == ledger
    assert [path.name for path in tmp_path.iterdir()] == ["tried.json"]


def test_another_run_has_another_mark(library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    marked = mark(library, PLAN)
    assert mark(library, PLAN) == marked
    assert mark(library, Plan(examples=6)) != marked
    assert mark(library, Plan(examples=5, seed=1)) != marked
    assert mark(select(["eq_7_08"]), PLAN) != marked
    claim = library.claims[-1]
    changed = replace(claim, parts=(*claim.parts[:-1], replace(claim.parts[-1], goal=claim.parts[0].goal, id="other")))
    assert mark(library._replace(claims=(*library.claims[:-1], changed)), PLAN) != marked
    monkeypatch.setattr(kept, "_SOURCES", frozenset({".py"}))
    assert mark(library, PLAN) != marked  # a file more or less
    assert mark(library._replace(folders={"mine": tmp_path}), PLAN) == ""


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"mark": "m"}', '{"mark": "n", "tried": {}, "more": null}', "[" * 9999])
def test_a_file_of_another_run_or_of_none_is_not_taken(content: str, tmp_path: Path) -> None:
    file = tmp_path / "tried.json"
    assert load(file, "m") is None
    file.write_text(content)
    assert load(file, "m") is None


def test_a_run_with_a_fault_or_without_a_mark_is_not_kept(ledger: Ledger, tmp_path: Path) -> None:
    entry = ledger.entries[0]
    faulty = replace(entry.parts[0], faults=(Fault("no model", "none was found"),))
    file = tmp_path / "tried.json"
    save(file, "m", replace(ledger, entries=(replace(entry, parts=(faulty,)),)))
    save(file, "", ledger)
    assert not file.exists()


def test_no_verdict_comes_from_a_file(library: Library, ledger: Ledger, tmp_path: Path) -> None:
    """With a certificate that is wrong the claim is not proved, whatever is kept."""
    file = tmp_path / "tried.json"
    save(file, "m", ledger)
    assert "proved" not in json.dumps(json.loads(file.read_text())["tried"])
    stored = read(library.claims)
    wrong = {**stored.certificates, "eq_7_07": {"steps": []}}
    found = audit(library, PLAN, stored=stored._replace(certificates=wrong), kept=load(file, "m"))
    assert {entry.verdict for entry in found.entries} == {"undecided"}
    assert {entry.verdict for entry in ledger.entries} == {"proved"}
