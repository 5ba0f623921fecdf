"""Tables of words, in columns or in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap

__all__ = ["aligned", "markdown", "words"]

_WIDTH, _NARROWEST = 100, 28
"""Characters: of a line, and of a column that is broken."""


def aligned(head: Sequence[str], table: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table in columns, without trailing spaces; the widest columns are broken where it is too wide."""
    widths = _fitted([max(map(len, column)) for column in zip(head, *table, strict=True)])
    lines: list[str] = []
    for row in [head, ["-" * width for width in widths], *table]:
        cells = [_broken(cell, width) for cell, width in zip(row, widths, strict=True)]
        lines += [
            "  ".join(f"{piece:<{width}}" for piece, width in zip(pieces, widths, strict=True)).rstrip()
            for pieces in zip_longest(*cells, fillvalue="")
        ]
    return lines


def _fitted(widths: list[int]) -> list[int]:
    """The widths of columns, the widest made narrower until all fit on a line."""
    found = list(widths)
    for _ in found:
        excess = sum(found) + 2 * (len(found) - 1) - _WIDTH
        widest = max(range(len(found)), key=found.__getitem__, default=0)
        if excess <= 0 or found[widest] <= _NARROWEST:
            break
        found[widest] = max(_NARROWEST, found[widest] - excess)
    return found


def _broken(cell: str, width: int) -> list[str]:
    if len(cell) <= width:
        return [cell]
    start = " " * (len(cell) - len(cell.lstrip()))
    return wrap(cell, width, initial_indent=start, subsequent_indent=start, break_on_hyphens=False, break_long_words=False)


def markdown(head: Sequence[str], table: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table in Markdown; what a cell says cannot become markup."""
    lines = [head, ["---"] * len(head), *table]
    return ["| " + " | ".join(words(cell).replace("|", r"\|") for cell in line) + " |" for line in lines]


def words(text: str) -> str:
    """Return text on one line for Markdown, where a < would begin an element and a line break would end the paragraph."""
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
