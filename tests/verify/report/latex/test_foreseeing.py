"""The numbers foreseen for labels are those that TeX finds: otherwise every print would take one run more."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.verify.report.latex.test_compiling import needs_tex
from verify.report.latex.compiling import style
from verify.report.latex.foreseeing import foreseen

SOURCE = r"""\documentclass{article}
\usepackage{ridgeproof}
\begin{document}
\tableofcontents
\section{First, with $\bm{H}$}
\begin{rpassumption}\label{assumption.1}a\end{rpassumption}
\begin{rplemma}\label{one}
\begin{rpparts}
\item\label{one.a}a
\item\label{one.b}b
\end{rpparts}
\end{rplemma}
\section{Second}\label{second}
\begin{rptheorem}
\rptagged{7.13}{two}{a = b}
\end{rptheorem}
\begin{rperratum}\label{erratum.x}Theorem~\ref{one}\ref{one.b}, \cite{book}\end{rperratum}
\begin{rpproposition}\label{three}
\begin{rpparts}
\item\label{three.a}a
\end{rpparts}
\end{rpproposition}
\begin{thebibliography}{9}
\bibitem{book} The book.
\end{thebibliography}
\end{document}
"""
NUMBERS = {
    "assumption.1": "1",
    "one": "1",
    "one.a": "(a)",
    "one.b": "(b)",
    "second": "2",
    "two": "{7.13}",
    "erratum.x": "1",
    "three": "3",
    "three.a": "(a)",
}


def numbers(aux: str) -> dict[str, str]:
    """The labels of an .aux file with their numbers."""
    return dict(re.findall(r"\\newlabel\{([^}]*)\}\{\{(\{[^}]*\}|[^}]*)\}", aux))


def test_labels_parts_tags_sections_and_references_get_their_numbers() -> None:
    aux, toc = foreseen(SOURCE)
    assert numbers(aux) == NUMBERS
    assert r"\bibcite{book}{1}" in aux
    assert re.findall(r"\\numberline \{(\d+)\}(.*?)\}\{\d", toc) == [("1", r"First, with $\bm{H}$"), ("2", "Second")]


def test_after_26_parts_come_letters_in_pairs() -> None:
    parts = "".join(rf"\item\label{{p.{k}}}" for k in range(1, 29))
    found = numbers(foreseen(rf"\begin{{rpparts}}{parts}\end{{rpparts}}")[0])
    assert [found[f"p.{k}"] for k in (26, 27, 28)] == ["(z)", "(aa)", "(ab)"]


@needs_tex
def test_tex_finds_the_same_numbers_for_a_whole_article(printed: str, tmp_path: Path) -> None:
    (tmp_path / "ridgeproof.sty").write_text(style(), encoding="utf-8")
    for name, source in (("small", SOURCE), ("article", printed)):
        (tmp_path / f"{name}.tex").write_text(source, encoding="utf-8")
        command = ["pdflatex", "-interaction=batchmode", "-no-shell-escape", "-draftmode", f"{name}.tex"]
        subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=100)
        found = numbers((tmp_path / f"{name}.aux").read_text(encoding="utf-8"))
        assert len(found) >= len(NUMBERS)
        assert numbers(foreseen(source)[0]) == found
