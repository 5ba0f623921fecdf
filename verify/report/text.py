"""The ledger as text: a table with colours on a terminal, plain columns or Markdown elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verify.ledger import Ledger
from verify.report.rows import HEAD, errata, evidence, faults, implementations, rows, totals
from verify.report.tables import aligned, markdown, words

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["COLOURS", "draw", "ledger_markdown", "ledger_text"]

COLOURS = {"proved": "green", "refuted": "bold red", "error": "bold red", "undecided": "yellow"}
"""By verdict; what has none is dim."""

_VERDICT = HEAD.index("verdict")


def ledger_text(ledger: Ledger, parts: bool = False) -> str:
    """Return the ledger as plain columns, what is wrong, and the totals in the last line."""
    wrong = [*(f"{where}: {what}" for where, what in faults(ledger)), *errata(ledger)]
    table = aligned(HEAD, list(rows(ledger, parts)))
    return _joined(table, list(implementations(ledger)), wrong, [*evidence(ledger), totals(ledger)])


def ledger_markdown(ledger: Ledger, parts: bool = False) -> str:
    """Return the ledger as a Markdown table, what is wrong as a list, and the totals in the last line."""
    held = [f"- {line}" for line in implementations(ledger)]
    wrong = [*(f"- `{where}`: {words(what)}" for where, what in faults(ledger)), *(f"- {line}" for line in errata(ledger))]
    found = [f"- {line}" for line in evidence(ledger)]
    return _joined(markdown(HEAD, list(rows(ledger, parts))), held, wrong, found, [totals(ledger)])


def _joined(*paragraphs: list[str]) -> str:
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"


def draw(ledger: Ledger, console: Console, parts: bool = False) -> None:
    """Draw the ledger on a terminal; rich leaves colours out where NO_COLOR is set."""
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name in HEAD[:_VERDICT]:
        table.add_column(name, no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("hypotheses; axioms", overflow="fold")
    for cells in rows(ledger, parts):
        colour = COLOURS.get(cells[_VERDICT], "dim")
        *assumed, axioms = (escape(cell) for cell in cells[_VERDICT + 1 :])
        rests = "; ".join([*filter(None, assumed), *([f"[cyan]{axioms}[/cyan]"] if axioms else [])])
        verdict = f"[{colour}]{escape(cells[_VERDICT])}[/{colour}]"
        table.add_row(*(escape(cell.removeprefix("n = ")) for cell in cells[:_VERDICT]), verdict, rests)
    console.print(table)
    for line in implementations(ledger):
        console.print(line, highlight=False, soft_wrap=True)
    for where, what in faults(ledger):
        console.print(f"[bold]{escape(where)}[/bold]: {escape(what)}", highlight=False, soft_wrap=True)
    for line in (*errata(ledger), *evidence(ledger)):
        console.print(line, highlight=False, soft_wrap=True)
    console.print(totals(ledger), highlight=False, soft_wrap=True)
