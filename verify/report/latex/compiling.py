"""Runs TeX on an article in a folder of its own: no shell, nothing read or written elsewhere, no clock in the result.

latexmk repeats a run until no reference changes. The first, after which the pages in the table of contents are known, is made
before it, as a draft: it writes no PDF and leaves out the pictures, and it starts from the numbers that are foreseen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from verify.report.latex.foreseeing import foreseen

__all__ = ["INSTALL", "Compiled", "compile_pdf", "missing", "pages_of", "style"]

INSTALL = "apt-get install texlive-latex-recommended texlive-pictures lmodern latexmk poppler-utils"
"""What brings everything on Debian and Ubuntu."""

_EPOCH = "1479945600"  # the year of the book; any constant will do
_TIME = 300
_STRICT = ["-interaction=nonstopmode", "-halt-on-error"]


class Compiled(NamedTuple):
    """What came of it: the PDF, empty if there is none, and TeX's log."""

    pdf: bytes
    log: str


def missing() -> list[str]:
    """Return which of the programs that make a PDF are not on the PATH."""
    return [name for name in ("latexmk", "pdflatex") if shutil.which(name) is None]


def style() -> str:
    """Return the LaTeX package that a print needs beside it, ridgeproof.sty."""
    return Path(__file__).with_name("ridgeproof.sty").read_text(encoding="utf-8")


def compile_pdf(name: str, source: str) -> Compiled:
    """Compile a document.

    Parameters
    ----------
    name : str
        The name of the file without its ending.
    source : str
        The document.
    """
    tex = ["pdflatex", "-no-shell-escape", *_STRICT]
    made = ["latexmk", "-norc", "-pdf", *_STRICT, "-pdflatex=pdflatex -no-shell-escape %O %S"]
    with TemporaryDirectory(prefix="ridgeproof-") as folder:
        place = Path(folder)
        (place / f"{name}.tex").write_text(source, encoding="utf-8")
        (place / "ridgeproof.sty").write_text(style(), encoding="utf-8")
        for ending, text in zip(("aux", "toc"), foreseen(source), strict=True):
            (place / f"{name}.{ending}").write_text(text, encoding="utf-8")
        for command in ([*tex, "-draftmode"], made):
            ran = subprocess.run(
                [*command, f"{name}.tex"],
                cwd=place,
                env=_environment(place),
                capture_output=True,
                timeout=_TIME,
                check=False,
                stdin=subprocess.DEVNULL,
            )
            if ran.returncode:
                break
        pdf, log = place / f"{name}.pdf", place / f"{name}.log"
        written = log.read_text(encoding="latin-1") if log.exists() else ran.stderr.decode("utf-8", "replace")
        return Compiled(pdf.read_bytes() if ran.returncode == 0 and pdf.exists() else b"", written)


def _environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", _EPOCH),
        "FORCE_SOURCE_DATE": "1",
        "openin_any": "p",
        "openout_any": "p",
        "shell_escape": "f",
        "max_print_line": "10000",
    }


def pages_of(pdf: bytes) -> str | None:
    """Return the text of a PDF's pages, or None where pdftotext is missing."""
    if shutil.which("pdftotext") is None:
        return None
    with TemporaryDirectory(prefix="ridgeproof-") as folder:
        file = Path(folder, "pages.pdf")  # a pipe is read a third slower
        file.write_bytes(pdf)
        ran = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, timeout=_TIME, check=True)
    return ran.stdout.decode("utf-8")
