"""Printed claims that are false, incomplete or loose, each with what refutes it and what is true; and the notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from derivations.language.errata import Erratum
from verify.ledger import ErratumEntry, NoteEntry
from verify.report.errata import polynomial_text, values_text
from verify.report.html.linear import on_one_line
from verify.report.html.markup import Markup, joined, tag
from verify.report.html.mathml import statement
from verify.report.html.proofs import Links, badge, capital
from verify.report.html.words import pretty

__all__ = ["errata_list", "note_list"]


def errata_list(errata: Iterable[Erratum], entries: Mapping[str, ErratumEntry], links: Links) -> Markup:
    """Return a section an erratum; `entries` are those of the ledger by id."""
    return joined(*(_erratum(one, entries[one.id], links) for one in errata if one.id in entries))


def _erratum(one: Erratum, entry: ErratumEntry, links: Links) -> Markup:
    given = [pretty(h.words) if h.words else statement(h.statement, on_one_line) for h in one.claim.given]
    proved = "" if entry.corrected else " (not proved)"
    rows = [
        ("Printed", joined(pretty(one.printed), f" ({one.source}", ", restated from context" if one.restated else "", ")")),
        ("That is", statement(one.claim.goal, on_one_line)),
        ("Given", joined(*(joined("; " if k else "", said) for k, said in enumerate(given))) or "nothing"),
        ("False at", joined(*_example(entry.counterexample)) or "no counterexample was found"),
        ("True is", joined(pretty(one.truth), ": ", links.to(one.corrected_by), proved)),
    ]
    inside = [cell for name, words in rows for cell in (tag("dt", name), tag("dd", words))]
    kind = tag("span", one.kind, class_="kind")
    head = tag("h3", pretty(capital(one.claim.title)), " ", kind, " ", badge(entry.verdict))
    return tag("article", head, tag("dl", *inside), id=f"erratum-{one.id}", class_="erratum")


def _example(found: Mapping[str, Any] | None) -> Iterator[str]:
    """The exact values, the polynomials, and both sides of what is claimed to be equal."""
    if found is None:
        return
    yield pretty(values_text(found))
    for name, function in found.get("functions", {}).items():
        yield pretty(f"; {name}(w) = {polynomial_text(function)}")
    sides = [f"{name}: {_short(value)}" for name, value in found.items() if name.partition(" ")[0] in {"lhs", "rhs", "value"}]
    if sides:
        words = ", ".join(sides).replace("lhs", "left side").replace("rhs", "right side")
        yield pretty(f"; {words}")


def _short(value: Any) -> str:
    if isinstance(value, list):
        return "[" + "; ".join(" ".join(map(str, row)) for row in value) + "]"
    return str(value)


def note_list(notes: Iterable[NoteEntry]) -> Markup:
    """Return a section a note: what is true, what floats give, and what is exactly so."""
    return joined(*(_note(note) for note in notes))


def _note(note: NoteEntry) -> Markup:
    rows: list[tuple[str, str]] = [("True is", pretty(note.statement))]
    for label, values in (("In floats", note.floats), ("Exactly", note.exact)):
        rows.append((label, "; ".join(f"{name}: {_said(value)}" for name, value in values.items())))
    inside = [cell for name, words in rows for cell in (tag("dt", name), tag("dd", words))]
    head = tag("h3", capital(note.id.replace("_", " ")), " ", tag("span", "note", class_="kind"))
    return tag("article", head, tag("dl", *inside), id=f"note-{note.id}", class_="erratum")


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    return str(value["repr"]) if isinstance(value, Mapping) else str(value)
