"""What TeX finds out by a run over an article: the numbers of its labels and the table of contents, as its two files.

A run that starts from them breaks its lines as the last one will, so that one run instead of two tells the pages. They are a
guess, and only time depends on it: latexmk compares what TeX wrote with what it had read, and runs it again.
"""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["foreseen"]

_TOKEN = re.compile(
    r"\\section\{(?P<section>.*?)\}(?=\\label|$)|\\begin\{(?P<begin>\w+)\}|(?P<item>\\item)\b"
    r"|\\rptagged\{(?P<tag>[\d.]+)\}\{(?P<tagged>[\w.-]+)\}|\\label\{(?P<label>[\w.-]+)\}|\\bibitem\{(?P<cited>[\w-]+)\}",
    re.MULTILINE,
)
_TOGETHER = frozenset(f"rp{kind}" for kind in ("theorem", "lemma", "proposition", "corollary", "axiom", "definition"))
_OTHERS = frozenset({"rpassumption", "rperratum", "rpparts", "figure"})
_PAGE = 100  # any: a page's number in the table of contents breaks no line


def foreseen(source: str) -> tuple[str, str]:
    """Return the text of the .aux and of the .toc file that belong to the source of an article.

    Parameters
    ----------
    source : str
        The document, whose theorems, parts, tags, sections and pictures are numbered as ridgeproof.sty has it.
    """
    aux, toc = [r"\relax"], []
    counted: Counter[str] = Counter()
    current = ""

    def labelled(name: str, number: str) -> None:
        aux.append(rf"\newlabel{{{name}}}{{{{{number}}}{{{_PAGE}}}{{}}{{{name}}}{{}}}}")

    for found in _TOKEN.finditer(source):
        if title := found["section"]:
            counted["section"] += 1
            current = str(counted["section"])
            toc.append(rf"\contentsline {{section}}{{\numberline {{{current}}}{title}}}{{{_PAGE}}}{{section.{current}}}%")
        elif kind := found["begin"]:
            kind = "rptheorem" if kind in _TOGETHER else kind
            counted["item"] = 0 if kind == "rpparts" else counted["item"]
            if kind == "rptheorem" or kind in _OTHERS:
                counted[kind] += 1
                current = str(counted[kind])
        elif found["item"]:
            counted["item"] += 1
            current = f"({_letters(counted['item'])})"
        elif found["tagged"]:
            labelled(found["tagged"], f"{{{found['tag']}}}")
        elif found["label"]:
            labelled(found["label"], current)
        elif found["cited"]:
            counted["cited"] += 1
            aux.append(rf"\bibcite{{{found['cited']}}}{{{counted['cited']}}}")
    return "\n".join([*aux, ""]), "\n".join([*toc, ""])


def _letters(number: int) -> str:
    """The letters of a part as ridgeproof.sty counts them: a to z, then aa to az."""
    return chr(96 + number) if number <= 26 else f"a{chr(70 + number)}"
