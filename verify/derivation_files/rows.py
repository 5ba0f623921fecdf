"""Every row and every erratum as derivation files, and what `check` says of them: docs/check-rows.md.

A row is written twice. Alone: each of its clauses as a bare statement with what it assumes, no reasons, nothing of ours. With
its derivation: every step as a claim of the file with its reasons, which are givens, earlier claims of the same file, and
earlier rows of ours by their ids; never the row itself, and none of its certificates. ``make rows`` writes the page.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import derivations
from derivations.errata import ERRATA
from derivations.language.claims import Claim
from derivations.language.errata import Erratum
from verify.derivation_files.checking import check_written, worst
from verify.derivation_files.reading import read_text
from verify.derivation_files.writing import NotSayable, file_text, written_row, written_values

__all__ = ["Row", "asked", "line", "main", "rows", "rows_markdown"]

PATIENCE = 360
"""How many seconds of a processor one row gets."""


@dataclass(frozen=True)
class Row:
    """What is known of one row or erratum.

    Attributes
    ----------
    id : str
        Its id.
    kind : str
        "row" or "erratum".
    missing : str
        The word that the language lacks for it; "" if it can be said.
    late : bool
        Whether there was no verdict within `PATIENCE`.
    alone, derived : tuple of str
        The verdicts on its clauses as bare statements, and on the claims of the file that holds its derivation; the latter is
        asked for only where it may make a difference.
    """

    id: str
    kind: str
    missing: str = ""
    alone: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    late: bool = False

    @property
    def verdict(self) -> str:
        """The better of the two ways to ask; "" for what cannot be said."""
        if self.missing:
            return ""
        if self.late:
            return "undecided"
        asked = [worst(found) for found in (self.alone, self.derived) if found]
        return next((verdict for verdict in ("refuted", "proved") if verdict in asked), worst(asked))

    @property
    def decided(self) -> bool:
        """Whether a row is proved, or an erratum refuted."""
        return self.verdict == {"row": "proved", "erratum": "refuted"}[self.kind]


def _verdicts(text: str) -> tuple[str, ...]:
    return tuple(claim.verdict for claim in check_written(read_text(text), "row.toml"))


def _of_claim(claim: Claim) -> Row:
    try:
        whole = file_text(written_row(claim))
        alone = [file_text(written_values(part, "row")) for part in claim.parts]
    except NotSayable as word:
        return Row(claim.id, "row", str(word))
    found = tuple(verdict for text in alone for verdict in _verdicts(text))
    if worst(found) in ("proved", "refuted"):
        return Row(claim.id, "row", "", found)
    return Row(claim.id, "row", "", found, _verdicts(whole))


def _of_erratum(erratum: Erratum) -> Row:
    try:
        return Row(erratum.id, "erratum", "", _verdicts(file_text(written_values(erratum.claim, "erratum"))))
    except NotSayable as word:
        return Row(erratum.id, "erratum", str(word))


def rows(names: Iterable[str] = ()) -> Iterator[Row]:
    """Yield every row and erratum in reading order, or those that are named.

    Parameters
    ----------
    names : iterable of str, optional
        Ids.
    """
    wanted = {*names}
    yield from (_of_claim(c) for c in derivations.claims() if c.kind == "theorem" and (not wanted or c.id in wanted))
    yield from (_of_erratum(e) for e in ERRATA if not wanted or e.id in wanted)


def line(row: Row) -> str:
    """Return the line of the page on one row."""
    if row.missing:
        return f"| `{row.id}` | cannot be said | the missing word: {row.missing} |"
    if row.late:
        return f"| `{row.id}` | {row.verdict} | after {PATIENCE} s |"
    counts = [f"{found.count('proved')} of {len(found)} clauses alone" for found in (row.alone,) if row.kind == "row"]
    if row.derived:
        counts.append(f"{row.derived.count('proved')} of {len(row.derived)} steps of its derivation")
    return f"| `{row.id}` | {row.verdict} | {'; '.join(counts)} |"


def _counts(found: Sequence[Row]) -> str:
    said = [row for row in found if not row.missing]
    decided = [row for row in said if row.decided]
    kinds = {kind: sum(row.kind == kind for row in decided) for kind in ("row", "erratum")}
    outcome = f"{len(decided)} are decided ({kinds['row']} rows proved, {kinds['erratum']} errata refuted)"
    left = f"{len(said) - len(decided)} are not; for {len(found) - len(said)} a word is missing."
    return f"{len(found)} rows and errata: {len(said)} can be said, of which {outcome}, {left}"


def rows_markdown(found: Sequence[Row]) -> str:
    """Return the page."""
    lines = [
        "# Our own rows, asked as a stranger would",
        "",
        "`make rows` writes this page: every row and every erratum is printed as a derivation file and handed to `check`,",
        "which sees nothing of the row's own certificates. *Alone* are its clauses as bare statements, without `by`. *Its",
        "derivation* is one file with every step as a claim, whose `by` names givens, earlier claims of that file, and earlier",
        "rows; it is asked for where a clause is left open alone.",
        "What has no word in the language of derivation files is named.",
        "",
        _counts(found),
    ]
    for kind, title in (("row", "Rows"), ("erratum", "Errata")):
        lines += ["", f"## {title}", "", "| id | verdict | |", "|---|---|---|"]
        lines += [line(row) for row in found if row.kind == kind]
    return "\n".join([*lines, ""])


def main() -> int:
    """Write docs/check-rows.md of a checkout, a line on standard error a row, and return 0."""
    everything = [*(c.id for c in derivations.claims() if c.kind == "theorem"), *(e.id for e in ERRATA)]
    found: list[Row] = []
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for row in pool.map(asked, sys.argv[1:] or everything):
            found.append(row)
            print(line(row), file=sys.stderr)
    if not sys.argv[1:]:
        path = Path(__file__).resolve().parents[2] / "docs" / "check-rows.md"
        path.write_text(rows_markdown(found), encoding="utf-8")
    return 0


class _Late(BaseException):
    """There is no verdict yet; nothing that goes on after an exception is to catch it."""


def asked(name: str) -> Row:
    """Return the row of a name, worked on no longer than `PATIENCE` says; for the main thread of a process."""

    def give_up(*_: object) -> None:
        raise _Late

    signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        return next(rows([name]))
    except _Late:
        return Row(name, "erratum" if name in {e.id for e in ERRATA} else "row", late=True)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


if __name__ == "__main__":
    sys.exit(main())
