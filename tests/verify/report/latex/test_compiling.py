"""The print compiled for good: no complaint, every number once, the same bytes twice, and TeX kept in its folder.

Without TeX these are skipped on a developer's machine, but never where CI is set.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from verify.__main__ import main
from verify.certify import Checked
from verify.commands.latex import edition_of
from verify.profiles import BAD_INPUT, INCOMPLETE, OK
from verify.report.latex.checking import check_log, check_pages
from verify.report.latex.compiling import INSTALL, compile_pdf, missing, pages_of, style
from verify.report.latex.document import Article, article
from verify.report.latex.edition import Edition

needs_tex = pytest.mark.skipif(bool(missing()) and not os.environ.get("CI"), reason=f"no TeX here: {INSTALL}")


def document(body: str) -> str:
    """A small document."""
    return rf"\documentclass{{article}}\usepackage{{ridgeproof}}\begin{{document}}{body}\end{{document}}"


@pytest.mark.thorough(reason="TeX runs four times; `make proofs` compiles every claim and checks the log")
@needs_tex
def test_an_article_compiles_without_complaint_to_the_same_bytes(edition: Edition) -> None:
    edition = replace(edition, chosen=(edition.find("eq_7_01"), edition.find("eq_7_13")))
    text = article(Article(edition))
    first = compile_pdf("proofs", text)
    assert check_log(first.log) == []
    assert first.pdf.startswith(b"%PDF")
    pages = pages_of(first.pdf)
    assert pages is not None
    assert check_pages(edition, pages) == []
    assert compile_pdf("proofs", text).pdf == first.pdf


@pytest.mark.thorough(reason="TeX runs; test_checking has a log of each kind of fault")
@needs_tex
def test_what_is_wrong_on_the_page_is_seen() -> None:
    faults = check_log(
        compile_pdf(
            "wrong",
            document(
                r"\ref{nowhere}\section{a}\label{x}\section{b}\label{x}\noindent\hbox to 2\linewidth{wide}"
                r"{\tracinglostchars=2 \fontencoding{OT1}\selectfont\char200 }"
            ),
        ).log
    )
    kinds = {fault.partition(":")[0] for fault in faults}
    assert kinds >= {"an undefined reference", "a label defined twice", "a line that sticks out", "a missing character"}


@needs_tex
@pytest.mark.parametrize("body", [r"\undefined", r"\input{/etc/hostname}"])
def test_an_unknown_command_and_a_file_from_elsewhere_are_errors(body: str) -> None:
    found = compile_pdf("wrong", document(body))
    assert found.pdf == b""
    assert any(fault.startswith("an error") for fault in check_log(found.log))


@needs_tex
def test_tex_runs_no_program_and_writes_nowhere_else(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    compile_pdf("shell", document(rf"\immediate\write18{{touch {mark}}}\newwrite\f\immediate\openout\f={mark}.tex x"))
    assert list(tmp_path.iterdir()) == []


def test_without_tex_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert main(["latex", "7.13", "--pdf", "-o", str(tmp_path)]) == INCOMPLETE
    assert INSTALL in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_fragment_is_written_with_the_package_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checked: dict[str, Checked]
) -> None:
    monkeypatch.setattr("verify.commands.latex.edition_of", lambda library: edition_of(library, checked))
    assert main(["latex", "7.13", "--fragment", "-o", str(tmp_path), "-q"]) == OK
    assert {path.name for path in tmp_path.iterdir()} == {"eq_7_13.tex", "ridgeproof.sty"}
    text = (tmp_path / "eq_7_13.tex").read_text(encoding="utf-8")
    assert r"\begin{document}" not in text
    assert (tmp_path / "ridgeproof.sty").read_text(encoding="utf-8") == style()


def test_a_fragment_is_no_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["latex", "7.13", "--fragment", "--pdf"]) == BAD_INPUT
    assert "no document of its own" in capsys.readouterr().err
