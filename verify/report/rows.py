"""The ledger as rows of words, the same for every way of drawing them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verify.ledger import Entry, Ledger, PartEntry
from verify.report.json import ratio

__all__ = ["HEAD", "faults", "implementations", "row", "rows", "totals"]

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


def totals(ledger: Ledger) -> str:
    """Return the last line: how many theorems have each verdict, and how many axioms all rests on."""
    counts, axioms = ledger.totals, ledger.axioms
    verdicts = ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("proved", "refuted", "undecided", "error"))
    used = f"{_count(len(axioms), 'axiom')} used" + (f" ({', '.join(axioms)})" if axioms else "")
    return f"{_count(counts['total'], 'theorem')}: {verdicts}; {_count(counts['definitions'], 'definition')}; {used}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")
