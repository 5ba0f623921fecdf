"""check: somebody's derivation, written as a TOML file; every step is proved, refuted, or undecided with what is missing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from verify.commands.options import UsageError, add_output, complain, dump, emit
from verify.profiles import BAD_INPUT, INCOMPLETE, OK, REFUTED, first_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from verify.derivation_files.checking import Checked
    from verify.derivation_files.desk import Desk

__all__ = ["EXIT_CODES", "arguments", "run"]

EXIT_CODES = {"proved": OK, "refuted": REFUTED, "undecided": INCOMPLETE, "error": BAD_INPUT}
"""What the command makes of each verdict."""


def arguments(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="derivation files (TOML); - reads standard input")
    parser.add_argument("--save", metavar="DIR", help="keep what is proved, with certificates, for recheck DIR")
    add_output(parser)


def run(args: Namespace) -> int:
    """Check every file; return 0 if all is proved, 1 refuted, 2 not readable, 3 undecided, the first of 2, 1, 3."""
    from verify.derivation_files.desk import Desk
    from verify.report.checked import checked_data, checked_markdown, checked_text

    found: list[Checked] = []
    for name in args.files:
        desk = Desk()
        checked = _check(name, desk)
        if args.save:
            _save(checked, desk, Path(args.save))
        found += checked
    if args.format == "json":
        emit(args, dump(checked_data(found)))
    else:
        draw = checked_markdown if args.format == "markdown" else checked_text
        emit(args, draw(found, args.verbose))
    return first_of({EXIT_CODES[checked.verdict] for checked in found})


def _check(name: str, desk: Desk) -> list[Checked]:
    from verify.derivation_files.checking import Checked, check_written
    from verify.derivation_files.reading import Fault, read_text

    shown = "-" if name == "-" else Path(name).name
    try:
        return check_written(read_text(_text(name)), shown, desk)
    except Fault as fault:
        return [Checked(shown, "", fault.line, "", "error", fault=fault)]


def _text(name: str) -> str:
    from verify.derivation_files.reading import BYTES, Fault

    try:
        if name == "-":
            data = sys.stdin.buffer.read(BYTES + 1)
        else:
            with Path(name).open("rb") as stream:
                data = stream.read(BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read {name}: {error.strerror}") from None
    if len(data) > BYTES:
        raise Fault(f"the file is larger than {BYTES} bytes; cut it into several")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Fault(f"no UTF-8 text: byte {error.start} is none") from None


def _save(checked: list[Checked], desk: Desk, folder: Path) -> None:
    from verify.derivation_files.saving import save_proofs

    for claim in checked:
        if claim.sequents:
            try:
                path = save_proofs(desk, (claim.file, claim.id, claim.text), claim.sequents, folder)
            except OSError as error:
                raise UsageError(f"cannot write to {folder}: {error.strerror}; choose another folder") from None
            complain(f"kept {path.name}")
