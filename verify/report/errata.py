"""The errata and the notes as text: a table of all, and a page for one."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import comb
from typing import Any

from verify.ledger import ErratumEntry, Ledger, NoteEntry
from verify.report.tables import aligned, markdown

__all__ = ["HEAD", "errata_lines", "erratum_page", "note_page", "polynomial_text", "total", "values_text"]

HEAD = ("erratum", "source", "class", "verdict", "counterexample", "true is")
_WIDTH = 100
_LABEL = 14
_SIDES = {"lhs": "left side", "rhs": "right side", "value": "what should be positive, nonnegative or other than 0"}


def errata_lines(ledger: Ledger, as_markdown: bool = False) -> list[str]:
    """Return a table with a row an erratum, the notes, and the total in the last line."""
    rows = [_row(erratum) for erratum in ledger.errata]
    table = (markdown(HEAD, rows) if as_markdown else _in_two_lines(rows)) if rows else []
    notes = [f"{'- ' if as_markdown else ''}note {note.id}: {note.statement}" for note in ledger.notes]
    if not as_markdown:
        notes = [line for note in notes for line in textwrap.wrap(note, _WIDTH, subsequent_indent="  ")]
    return [*table, "", *notes, "", total(ledger)] if notes else [*table, "", total(ledger)]


def _row(erratum: ErratumEntry) -> tuple[str, ...]:
    kind = erratum.kind + (" (restated)" if erratum.restated else "")
    found = values_text(erratum.counterexample)
    return erratum.id, erratum.source, kind, erratum.verdict, found, erratum.corrected_by


def _in_two_lines(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """A table without what takes much room, which stands below each row: where it is printed, and the counterexample."""
    short = [(erratum, kind, verdict, true) for erratum, _, kind, verdict, _, true in rows]
    head, rule, *lines = aligned((HEAD[0], HEAD[2], HEAD[3], HEAD[5]), short)
    yield from (head, rule)
    for line, (_, source, _, _, found, _) in zip(lines, rows, strict=True):
        yield line
        told = f"{source}: false for {found}" if found else source
        yield from textwrap.wrap(told, _WIDTH, initial_indent="    ", subsequent_indent="      ", break_on_hyphens=False)


def total(ledger: Ledger) -> str:
    """Return the last line."""
    refuted = sum(erratum.verdict == "refuted" for erratum in ledger.errata)
    settled = sum(erratum.settled for erratum in ledger.errata)
    count = len(ledger.errata)
    return f"{count} errata: {refuted} refuted as printed, {settled} with the corrected claim proved; {len(ledger.notes)} notes"


def values_text(data: Mapping[str, Any] | None) -> str:
    """Return a counterexample in a line: sizes, values, both sides; functions by name only."""
    if data is None:
        return ""
    sizes = [f"{name} = {size}" for name, size in data["sizes"].items() if name not in data["values"]]
    values = [f"{name} = {_short(value)}" for name, value in data["values"].items()]
    functions = [f"{name} a polynomial" for name in data.get("functions", {})]
    return ", ".join([*sizes, *values, *functions])


def _short(value: Any) -> str:
    """A number as it is, a matrix row by row."""
    return "[" + "; ".join(" ".join(map(str, row)) for row in value) + "]" if isinstance(value, list) else str(value)


def erratum_page(erratum: ErratumEntry) -> list[str]:
    """Return the lines of a page about one erratum."""
    head = f"{erratum.id}: {erratum.kind}"
    return [head, "=" * len(head), *(line for label, words in _rows(erratum) for line in _labelled(label, words))]


def _rows(erratum: ErratumEntry) -> Iterator[tuple[str, str]]:
    restated = "; its formula is lost in the stored text and restated from the context" if erratum.restated else ""
    yield "Printed", f"{erratum.printed} ({erratum.source}{restated})"
    yield "That says", erratum.statement
    for number, hypothesis in enumerate(erratum.hypotheses):
        words = f"{hypothesis.words}: {hypothesis.statement}" if hypothesis.words else hypothesis.statement
        yield "" if number else "given", words
    if erratum.counterexample is None:
        yield "Undecided", "no counterexample was found"
    else:
        yield "Refuted by", values_text(erratum.counterexample)
        for name, function in erratum.counterexample.get("functions", {}).items():  # type: ignore[attr-defined]
            yield "", f"{name}(w) = {polynomial_text(function)}"
        for name, value in erratum.counterexample.items():
            side, _, at = name.partition(" ")
            if side in _SIDES:
                yield "", f"{_SIDES[side]}{f' {at}' if at else ''}: {_short(value)}"
    state = "proved" if erratum.corrected else "not proved"
    yield "True is", f"{erratum.truth} ({erratum.corrected_by}, {state})"


def polynomial_text(function: Mapping[str, Any]) -> str:
    """Return a polynomial of a model: with one weight in powers of w, with more around its centre."""
    if not isinstance(function["center"], list):
        return _in_powers(function)
    cubes = [f"{c} (({_short(a)})^T y)^3" for a, _, c in function["cubes"] if c != "0"]
    terms = [function["constant"], f"{_short(function['linear'])}^T y", f"1/2 y^T {_short(function['quadratic'])} y", *cubes]
    return f"{' + '.join(terms)} with y = w - {_short(function['center'])}"


def _in_powers(function: Mapping[str, Any]) -> str:
    center, linear, quadratic = (Fraction(function[name]) for name in ("center", "linear", "quadratic"))
    cubic = sum((Fraction(c) * Fraction(a) ** 3 for a, _, c in function["cubes"]), Fraction(0))
    around = [Fraction(function["constant"]), linear, quadratic / 2, cubic]
    powers = [sum(c * comb(k, j) * (-center) ** (k - j) for k, c in enumerate(around) if k >= j) for j in range(4)]
    names = ["", "w", "w^2", "w^3"]
    terms = [f"{'' if abs(c) == 1 and name else abs(c)} {name}".strip() for c, name in zip(powers, names, strict=True) if c]
    signs = ["-" if c < 0 else "+" for c in powers if c]
    return " ".join(f"{sign} {term}" for sign, term in zip(signs, terms, strict=True)).removeprefix("+ ") or "0"


def note_page(note: NoteEntry) -> list[str]:
    """Return the lines of a page about one note."""
    head = f"{note.id}: a note"
    lines = [head, "=" * len(head), *_labelled("True is", note.statement)]
    for label, values in (("In floats", note.floats), ("Exactly", note.exact)):
        for number, (name, value) in enumerate(values.items()):
            lines += _labelled("" if number else label, f"{name}: {_shown(value)}")
    return lines


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return str(value["repr"]) if isinstance(value, Mapping) else str(value)


def _labelled(label: str, words: str) -> list[str]:
    lines = textwrap.wrap(words, _WIDTH - _LABEL, break_on_hyphens=False) or [""]
    return [f"{label:<{_LABEL}}{lines[0]}".rstrip(), *(" " * _LABEL + line for line in lines[1:])]
