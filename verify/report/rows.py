"""The ledger as rows of words, the same for every way of drawing them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verify.ledger import Entry, Ledger, PartEntry, Trials
from verify.report.json import ratio

__all__ = ["HEAD", "faults", "row", "rows", "totals"]

HEAD = ("claim", "certified", "derived", "tested", "hypotheses", "axioms", "verdict")


def rows(ledger: Ledger, parts: bool = False) -> Iterator[tuple[str, ...]]:
    """Yield a row a claim, and with `parts` one a part below it."""
    for entry in ledger.entries:
        yield row(entry)
        if parts and len(entry.parts) > 1:
            yield from (_part_row(part, entry) for part in entry.parts)


def row(entry: Entry) -> tuple[str, ...]:
    """Return what the ledger says of a claim, in the columns of `HEAD`."""
    certified, total = entry.steps
    return (
        entry.id,
        f"{certified}/{total}" if entry.kind == "theorem" else "",
        _sizes(entry.derived),
        _numbers(entry.tested),
        _assumed(entry.main),
        ", ".join(entry.axioms) if entry.kind == "theorem" else "",
        entry.verdict or entry.kind,
    )


def _part_row(part: PartEntry, entry: Entry) -> tuple[str, ...]:
    theorem = entry.kind == "theorem"
    return (
        f"  {part.id}",
        f"{part.certified}/{len(part.steps)}" if theorem else "",
        _sizes(part.derived),
        _numbers(part.tested),
        _assumed(part),
        ", ".join(part.axioms) if theorem else "",
        part.verdict if theorem else "",
    )


def _sizes(sizes: Sequence[int]) -> str:
    return f"n = {', '.join(map(str, sizes))}" if sizes else ""


def _numbers(tested: Trials | None) -> str:
    if tested is None:
        return ""
    if not tested.implementations:
        return str(tested.examples)
    return f"{tested.examples}, {tested.implementations} codes at {ratio(tested.worst)}"


def _assumed(part: PartEntry) -> str:
    return ", ".join(h.name for h in part.hypotheses if h.cited is None)


def faults(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Yield where something is wrong, and what."""
    for entry in ledger.entries:
        for part in entry.parts:
            for fault in part.faults:
                yield part.sequent, f"{fault.kind}: {fault.message}"


def totals(ledger: Ledger) -> str:
    """Return the last line: how many theorems have each verdict, and how many axioms all rests on."""
    counts, axioms = ledger.totals, ledger.axioms
    verdicts = ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("proved", "refuted", "undecided", "error"))
    used = f"{_count(len(axioms), 'axiom')} used" + (f" ({', '.join(axioms)})" if axioms else "")
    return f"{_count(counts['total'], 'theorem')}: {verdicts}; {_count(counts['definitions'], 'definition')}; {used}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")
