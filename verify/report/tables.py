"""Tables of words, in columns or in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["aligned", "markdown", "words"]


def aligned(head: Sequence[str], table: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table in columns, without trailing spaces."""
    widths = [max(map(len, column)) for column in zip(head, *table, strict=True)]
    lines = [head, ["-" * width for width in widths], *table]
    return ["  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]


def markdown(head: Sequence[str], table: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table in Markdown; what a cell says cannot become markup."""
    lines = [head, ["---"] * len(head), *table]
    return ["| " + " | ".join(words(cell).replace("|", r"\|") for cell in line) + " |" for line in lines]


def words(text: str) -> str:
    """Return text on one line for Markdown, where a < would begin an element and a line break would end the paragraph."""
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
