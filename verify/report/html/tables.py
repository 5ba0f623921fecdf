"""The tables of the page: the ledger, the hypotheses that are needed, the errata, and what was tried with numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from verify.ledger import Entry, HypothesisEntry, Ledger
from verify.report.errata import values_text
from verify.report.html.graph import label
from verify.report.html.markup import Markup, joined, tag
from verify.report.html.proofs import badge, values
from verify.report.html.words import pretty
from verify.report.json import ratio

__all__ = ["conformance_table", "coverage_table", "hypotheses_table", "ledger_table", "table"]


def table(head: Sequence[str], rows: Iterable[Markup], caption: str, name: str = "") -> Markup:
    """Return a table in a box that scrolls where the window is narrow; `rows` are tr elements."""
    heads = tag("tr", *(tag("th", word, scope="col") for word in head))
    whole = tag("table", tag("caption", caption), tag("thead", heads), tag("tbody", *rows), id=name or None)
    return tag("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption)


def ledger_table(ledger: Ledger) -> Markup:
    """Return the ledger, a row a claim; each row says what the filters ask for."""
    head = ("", "Claim", "Certified", "Derived", "Tested", "Verdict", "Hypotheses", "Axioms")
    rows = [_claim(entry) for entry in ledger.entries]
    return table(head, rows, "The ledger: every claim, and what each check found", "ledger-table")


def _claim(entry: Entry) -> Markup:
    done, total = entry.steps
    theorem, verdict = entry.kind == "theorem", entry.verdict or entry.kind
    assumed = [h for h in entry.main.hypotheses if h.cited is None]
    cells = (
        tag("td", entry.number),
        tag("th", tag("a", pretty(entry.title), href=f"#{entry.id}"), tag("code", entry.id), scope="row"),
        tag("td", f"{done}/{total}" if theorem else ""),
        tag("td", ", ".join(map(str, entry.derived))),
        tag("td", str(entry.tested.examples) if entry.tested else ""),
        tag("td", badge(verdict)),
        tag("td", pretty("; ".join(h.words or h.statement for h in assumed))),
        tag("td", ", ".join(entry.axioms).replace("_", " ") if theorem else ""),
    )
    return tag("tr", *cells, data_verdict=verdict, data_section=entry.section)


def hypotheses_table(ledger: Ledger) -> Markup:
    """Return which hypotheses of each claim are needed, with exact values at which a part is false without one.

    A row stands for a hypothesis in all parts of a claim that have it; it is needed if a part needs it.
    """
    rows = []
    for entry in ledger.entries:
        found: dict[str, list[HypothesisEntry]] = {}
        for h in (h for part in entry.parts for h in part.hypotheses):
            if h.status in _LOOKED_AT:
                found.setdefault(h.words or h.statement, []).append(h)
        for k, (said, same) in enumerate(found.items()):
            status = min((h.status for h in same), key=_LOOKED_AT.index)
            shown = next((h.counterexample for h in same if h.counterexample), None)
            name = tag("a", label(entry), href=f"#{entry.id}")
            first = [tag("td", name, rowspan=len(found) if len(found) > 1 else None)] if k == 0 else []
            cells = (tag("td", pretty(said)), tag("td", status), tag("td", pretty(_brief(values_text(shown)))))
            rows.append(tag("tr", *first, *cells))
    head = ("Claim", "Hypothesis", "", "False without it at")
    return table(head, rows, "Which hypotheses are needed") if rows else Markup("")


def _brief(values: str) -> str:
    """As much of exact values as fits on a line; the JSON of the audit has them whole."""
    return values if len(values) <= _LONGEST else values[:_LONGEST].rpartition(", ")[0] + ", …"


_LONGEST = 60
_LOOKED_AT = ("needed", "not settled", "not needed", "gives meaning")
"""The statuses of hypotheses that restrict something; the others declare a letter or are provided by a theorem."""


def coverage_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> Markup:
    """Return how the problems drawn for each property spread; `rows` as `verify.report.html.coverage` gives them."""
    lines = []
    for row in rows:
        counts = [tag("td", str(row["counts"].get(column, 0) or "·"), class_="figure") for column in columns]
        first = (tag("th", row["property"].replace("_", " "), scope="row"), tag("td", str(row["cases"]), class_="figure"))
        lines.append(tag("tr", *first, tag("td", row["sizes"], class_="figure"), *counts))
    return table(("Property", "Cases", "n", *columns), lines, "What was drawn: rank and condition number, exact problems")


def conformance_table(targets: Sequence[Mapping[str, Any]], caption: str) -> Markup:
    """Return implementations against properties; `targets` as the JSON of `conform` lists them."""
    lines = []
    for target in targets:
        properties = target["properties"]
        for k, one in enumerate(properties):
            first = [tag("th", target["target"], scope="rowgroup", rowspan=len(properties))] if k == 0 else []
            worst = one["worst_error_over_bound"]
            cells = (
                tag("td", str(one["id"]).replace("_", " ")),
                tag("td", badge(str(one["verdict"]))),
                tag("td", f"{one['run']}/{one['planned']}", class_="figure"),
                tag("td", "" if worst is None else str(worst if isinstance(worst, str) else ratio(worst)), class_="figure"),
                tag("td", _shown(one.get("counterexample")), class_="small"),
            )
            lines.append(tag("tr", *first, *cells))
    return table(("Implementation", "Property", "Verdict", "Run", "Worst error/bound", "Counterexample"), lines, caption)


def _shown(example: Mapping[str, object] | None) -> Markup:
    return joined(values(example)) if example else Markup("")
