"""errata: the printed claims that are not true as they stand, each refuted on the spot; and the notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verify.commands.options import UsageError, add_output, dump, emit
from verify.library import select

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from derivations.language.claims import Claim
    from verify.ledger import Ledger
    from verify.library import Library

__all__ = ["arguments", "run"]


def arguments(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("name", nargs="?", metavar="ID", help="the id of an erratum or a note; none: all of them")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="where the search for counterexamples starts (0)")
    add_output(parser)


def run(args: Namespace) -> int:
    """Refute the errata and return 0 if all are refuted and corrected, else 3 or what the certificates say."""
    ledger = _found(_chosen(args.name), args.seed)
    if args.format == "json":
        from verify.report.json import errata_data, errata_totals

        summary = {**errata_totals(ledger), "exit_code": ledger.exit_code}
        emit(args, dump({"schema": 1, **errata_data(ledger), "summary": summary}))
    else:
        emit(args, "\n".join(_lines(ledger, args)) + "\n")
    return ledger.exit_code


def _chosen(name: str | None) -> Library:
    library = select([name] if name else [])
    if name is None:
        return library
    errata = tuple(erratum for erratum in library.errata if erratum.id == name)
    notes = tuple(note for note in library.notes if note.id == name)
    if not errata and not notes:
        known = [*(erratum.id for erratum in select().errata), *(note.id for note in select().notes)]
        raise UsageError(f"no erratum and no note is called {name!r}; there are {', '.join(known)}")
    return library._replace(errata=errata, notes=notes)


def _found(library: Library, seed: int) -> Ledger:
    """The errata and notes with what both checkers say of the claims that correct them."""
    from verify.audit import with_errata
    from verify.certify import certify, read_needed
    from verify.ledger import Ledger

    correct = {erratum.corrected_by for erratum in library.errata}
    checked = certify(*read_needed([claim for claim in library.claims if claim.id in correct], library.claims))
    proved = {
        claim.id
        for claim in library.claims
        if all(name in checked and checked[name].state == "proved" for name in _checked(claim))
    }
    return with_errata(Ledger(()), library, seed, proved)


def _checked(claim: Claim) -> list[str]:
    """The ids under which the checkers know what a claim has to prove; a definition proves nothing and is not false."""
    return [name for name, _ in claim.sequents()] if claim.kind == "theorem" else []


def _lines(ledger: Ledger, args: Namespace) -> list[str]:
    from verify.report.errata import errata_lines, erratum_page, note_page

    if args.name is None:
        return errata_lines(ledger, args.format == "markdown")
    pages = [*(erratum_page(erratum) for erratum in ledger.errata), *(note_page(note) for note in ledger.notes)]
    lines = [line for page in pages for line in page]
    return ["```text", *lines, "```"] if args.format == "markdown" else lines
