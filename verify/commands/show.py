"""show: one claim as a page of text, its verdicts computed on the spot."""

from __future__ import annotations

from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.audit import Plan, audit
from verify.commands.options import UsageError, add_output, add_run, dump, emit
from verify.library import Library, select
from verify.profiles import PROFILES

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from derivations.language.claims import Claim
    from verify.ledger import Entry
    from verify.report.page import Place

__all__ = ["arguments", "place_of", "run"]


def arguments(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("name", metavar="ID", help="the id or the printed number of a claim")
    add_output(parser)
    add_run(parser)


def run(args: Namespace) -> int:
    """Show a claim and return the exit code of its audit."""
    from verify.certify import read
    from verify.report.page import page
    from verify.report.progress import shown

    library = select([args.name])
    if len(library.chosen) != 1:
        raise UsageError(f"{args.name} stands for {len(library.chosen)} claims; name one of {_ids(library)}")
    (claim,) = library.chosen
    with shown(args.quiet, args.verbose) as progress:
        ledger = audit(library, Plan(PROFILES[args.profile], args.seed), progress)
    place = place_of(claim, library)
    certificate = f"{place[0].rpartition('/')[0]}/certificates/{claim.id}.json" if claim.kind == "theorem" else ""
    if args.format == "json":
        data = _data(claim, ledger.entries[0], place, certificate)
        emit(args, dump({"schema": 1, "claim": data, "exit_code": ledger.exit_code}))
        return ledger.exit_code
    named = {each.id: each for each in library.claims}
    certificates = read([claim], folders=library.folders).certificates
    lines = page(claim, ledger.entries[0], lambda name: _find(named, name), place, certificate, certificates)
    if args.verbose:
        lines += _derivations(claim)
    emit(args, "\n".join(["```text", *lines, "```"] if args.format == "markdown" else lines) + "\n")
    return ledger.exit_code


def _ids(library: Library) -> str:
    return ", ".join(claim.id for claim in library.chosen)


def _find(named: dict[str, Claim], name: str) -> Claim:
    if name not in named:
        raise LookupError(name)
    return named[name]


def place_of(claim: Claim, library: Library) -> Place:
    """Return the file in which a claim is written, relative to where its package lies, and the line of its id."""
    section = library.sections[claim.id]
    module = section if claim.id in library.folders else f"derivations.{section}"
    spec = util.find_spec(module)
    lines = Path(spec.origin).read_text(encoding="utf-8").splitlines() if spec and spec.origin else []
    line = next((k for k, words in enumerate(lines, 1) if f'id="{claim.id}"' in words), 1)
    return f"{module.replace('.', '/')}.py", line


def _derivations(claim: Claim) -> list[str]:
    """What SymPy does at n = 2, a paragraph a part."""
    lines: list[str] = []
    for name, derive in claim.derive.items():
        lines += ["", f"SymPy at n = 2: {claim.part(name).title}", *(f"    {line}" for line in derive(2).shown)]
    return lines


def _data(claim: Claim, entry: Entry, place: Place, certificate: str) -> dict[str, Any]:
    from verify.report.json import entry_data

    return {
        **entry_data(entry),
        "number": claim.number,
        "source": claim.source,
        "letters": claim.letters,
        "remark": claim.remark,
        "file": place[0],
        "line": place[1],
        "certificate": {"file": certificate, "fingerprint": claim.fingerprint()} if certificate else None,
        "command": f"python -m verify audit {claim.id}",
    }
