"""The ledger as rows of words, the same for every way of drawing them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verify.ledger import Entry, Ledger, PartEntry
from verify.report.json import ratio

__all__ = ["HEAD", "STATUSES", "errata", "evidence", "faults", "implementations", "row", "rows", "totals"]

HEAD = ("claim", "certified", "derived", "tested", "verdict", "hypotheses", "axioms")


def rows(ledger: Ledger, parts: bool = False) -> Iterator[tuple[str, ...]]:
    """Yield a row a claim, and with `parts` one a part below it."""
    for entry in ledger.entries:
        yield row(entry)
        if parts and len(entry.parts) > 1:
            yield from (_part_row(part, entry) for part in entry.parts)


def row(entry: Entry) -> tuple[str, ...]:
    """Return what the ledger says of a claim, in the columns of `HEAD`; the hypotheses are those of the main part."""
    certified, total = entry.steps
    theorem = entry.kind == "theorem"
    return (
        entry.id,
        f"{certified}/{total}" if theorem else "",
        _sizes(entry.derived),
        str(entry.tested.examples) if entry.tested else "",
        entry.verdict or entry.kind,
        _assumed(entry.main),
        ", ".join(entry.axioms) if theorem else "",
    )


def _part_row(part: PartEntry, entry: Entry) -> tuple[str, ...]:
    theorem = entry.kind == "theorem"
    return (
        f"  {part.id}",
        f"{part.certified}/{len(part.steps)}" if theorem else "",
        _sizes(part.derived),
        str(part.tested.examples) if part.tested else "",
        part.verdict if theorem else "",
        _assumed(part),
        ", ".join(part.axioms) if theorem else "",
    )


def _sizes(sizes: Sequence[int]) -> str:
    return f"n = {', '.join(map(str, sizes))}" if sizes else ""


def _assumed(part: PartEntry) -> str:
    return ", ".join(h.name for h in part.hypotheses if h.cited is None)


def faults(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Yield where something is wrong, and what."""
    for entry in ledger.entries:
        for part in entry.parts:
            for fault in part.faults:
                yield part.sequent, f"{fault.kind}: {fault.message}"


def implementations(ledger: Ledger) -> Iterator[str]:
    """Yield a line a claim that implementations were held against: how many, and how near the worst came to its bound."""
    for entry in ledger.entries:
        if entry.tested and entry.tested.implementations:
            yield (
                f"{entry.id}: {entry.tested.implementations} implementations, "
                f"largest error {ratio(entry.tested.worst)} of what is allowed"
            )


def errata(ledger: Ledger) -> Iterator[str]:
    """Yield a line an erratum that is not settled."""
    for erratum in ledger.errata:
        if erratum.verdict != "refuted":
            yield f"{erratum.id}: no counterexample was found to the printed claim"
        elif not erratum.corrected:
            yield f"{erratum.id}: refuted, but what is true instead, {erratum.corrected_by}, is not proved"


def evidence(ledger: Ledger) -> Iterator[str]:
    """Yield what else was found, a line each: errata refuted, hypotheses by status, models."""
    if ledger.errata:
        refuted = sum(erratum.verdict == "refuted" for erratum in ledger.errata)
        yield f"errata: {refuted} of {len(ledger.errata)} refuted as printed, each by an exact counterexample found just now"
    if ledger.hypotheses:
        counts = ledger.hypotheses
        told = ", ".join(f"{counts[status]} {status}" for status in STATUSES if status in counts)
        yield f"hypotheses: {told}"
    if ledger.models:
        yield f"models: {ledger.models} exact models of hypotheses found"


STATUSES = ("needed", "not needed", "not settled", "gives meaning", "declared", "provided")
"""Of hypotheses, in the order in which they are counted."""


def totals(ledger: Ledger) -> str:
    """Return the last line: how many theorems have each verdict, and how many axioms all rests on."""
    counts, axioms = ledger.totals, ledger.axioms
    verdicts = ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("proved", "refuted", "undecided", "error"))
    used = f"{_count(len(axioms), 'axiom')} used" + (f" ({', '.join(axioms)})" if axioms else "")
    return f"{_count(counts['total'], 'theorem')}: {verdicts}; {_count(counts['definitions'], 'definition')}; {used}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")
