"""Article, page and figures from one audit: the ledger gives the same edition as the checkers; nothing unproved is printed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from derivations.language.claims import Claim
from verify.__main__ import main
from verify.audit import entry_of, part_entry
from verify.certify import Checked, read
from verify.commands.proofs import edition_from
from verify.kernel import Result
from verify.ledger import Entry, Fault, Ledger
from verify.library import Library, select
from verify.profiles import BAD_CERTIFICATE, INCOMPLETE
from verify.report.latex.document import Article, article
from verify.report.latex.edition import Edition
from verify.used import used


def _entry(claim: Claim, checked: Mapping[str, Checked], section: str) -> Entry:
    found = {name: checked.get(claim.id if claim.kind == "axiom" else name) for name, _ in claim.sequents()}
    return entry_of(claim, section, tuple(part_entry(claim, part, found[name]) for name, part in claim.sequents()))


def _ledger(library: Library, checked: Mapping[str, Checked]) -> Ledger:
    """What an audit says of every claim, as far as the checkers know it."""
    return Ledger(tuple(_entry(claim, checked, library.sections[claim.id]) for claim in library.claims))


def test_the_edition_from_a_ledger_is_that_of_the_checkers(edition: Edition, printed: str, checked: dict[str, Checked]) -> None:
    every = select([])
    library = every._replace(chosen=edition.chosen)
    found = edition_from(library, read(library.claims), _ledger(every, checked))
    assert found.used == edition.used
    assert found.results == {name: result for name, result in edition.results.items() if result.verdict in ("proved", "axiom")}
    assert article(Article(found)) == printed


def test_what_is_needed_is_used_and_not_tried(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = edition.find("limit_alpha_zero")
    part = claim.part("remainder")
    certificate = edition.certificates[claim.sequent_id(part.id)]
    tried = []

    def accept(*arguments: object) -> Result:
        tried.append(arguments[0])
        return Result("proved")

    monkeypatch.setattr("verify.used.check_one", accept)
    names = {hypothesis.name for hypothesis in part.given}
    assert used(claim, part, {}, certificate, {}, names) == part.given
    assert tried == []
    assert used(claim, part, {}, certificate, {}) != part.given
    assert tried


def test_without_a_proof_there_is_a_page_and_no_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], checked: dict[str, Checked]
) -> None:
    library = select([])
    stale = {**checked, "eq_7_13": Checked("stale", "its claim has changed", checked["eq_7_13"].result)}
    ledger = _ledger(library, stale)
    faults = [fault for entry in ledger.entries for part in entry.parts for fault in part.faults]
    assert faults == [Fault("stale", "its claim has changed")]
    monkeypatch.setattr("verify.report.latex.compiling.missing", list)
    monkeypatch.setattr("verify.commands.proofs.find_spec", lambda name: name)
    monkeypatch.setattr("verify.commands.proofs.audit", lambda *arguments: ledger)
    monkeypatch.setattr("verify.commands.proofs.page_of", lambda *arguments, **figures: "the page")
    monkeypatch.setattr("verify.report.figures.drawing.draw", lambda figure, kind: kind.encode())
    assert main(["proofs", "-q", "-o", str(tmp_path)]) == BAD_CERTIFICATE
    assert "not proved: eq_7_13" in capsys.readouterr().err
    assert (tmp_path / "audit.html").read_text(encoding="utf-8") == "the page"
    assert (tmp_path / "path.svg").read_bytes() == b"svg"
    assert list(tmp_path.glob("proofs.*")) == []


@pytest.mark.parametrize("absent", ["tex", "matplotlib"])
def test_what_is_missing_is_said_before_the_audit(
    absent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("verify.report.latex.compiling.missing", lambda: ["latexmk"] if absent == "tex" else [])
    monkeypatch.setattr("verify.commands.proofs.find_spec", lambda name: None)
    assert main(["proofs", "-o", str(tmp_path)]) == INCOMPLETE
    assert "install" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
