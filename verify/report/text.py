"""The ledger as text: a table with colours on a terminal, plain columns or Markdown elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verify.ledger import Ledger
from verify.report.rows import HEAD, faults, rows, totals
from verify.report.tables import aligned, markdown

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["COLOURS", "draw", "ledger_markdown", "ledger_text"]

COLOURS = {"proved": "green", "refuted": "bold red", "error": "bold red", "undecided": "yellow"}
"""By verdict; what has none is dim."""


def ledger_text(ledger: Ledger, parts: bool = False) -> str:
    """Return the ledger as plain columns, what is wrong, and the totals in the last line."""
    lines = aligned(HEAD, list(rows(ledger, parts)))
    wrong = [f"{where}: {what}" for where, what in faults(ledger)]
    return "\n".join([*lines, "", *wrong, *([""] if wrong else []), totals(ledger)]) + "\n"


def ledger_markdown(ledger: Ledger, parts: bool = False) -> str:
    """Return the ledger as a Markdown table, what is wrong as a list, and the totals in the last line."""
    lines = markdown(HEAD, list(rows(ledger, parts)))
    wrong = [f"- `{where}`: {what}" for where, what in faults(ledger)]
    return "\n".join([*lines, "", *wrong, *([""] if wrong else []), totals(ledger)]) + "\n"


def draw(ledger: Ledger, console: Console, parts: bool = False) -> None:
    """Draw the ledger on a terminal; rich leaves colours out where NO_COLOR is set."""
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in HEAD:
        table.add_column(name, overflow="fold", no_wrap=name in ("claim", "certified", "verdict"))
    for cells in rows(ledger, parts):
        colour = COLOURS.get(cells[-1], "dim")
        table.add_row(*(escape(cell) for cell in cells[:-1]), f"[{colour}]{escape(cells[-1])}[/{colour}]")
    console.print(table)
    for where, what in faults(ledger):
        console.print(f"[bold]{escape(where)}[/bold]: {escape(what)}", highlight=False, soft_wrap=True)
    console.print(totals(ledger), highlight=False, soft_wrap=True)
