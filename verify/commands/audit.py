"""audit: the main job. Certifies, derives and tests what is named, or everything, and prints the ledger."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from verify.audit import Plan, audit
from verify.commands.options import UsageError, add_output, add_run, dump, emit, remembering, workers_for
from verify.library import Library, select
from verify.profiles import PROFILES

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from verify.certify import Stored
    from verify.ledger import Ledger

__all__ = ["arguments", "run", "write"]


def arguments(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="ids, printed numbers, sections, or modules with CLAIMS; none: everything"
    )
    add_output(parser)
    add_run(parser)
    parser.add_argument("-x", dest="stop", action="store_true", help="stop at the first claim with a fault")
    parser.add_argument(
        "--refind", action="store_true", help="find every certificate anew and keep it; with -o DIR, write them there"
    )


def run(args: Namespace) -> int:
    """Audit and return the exit code of the ledger."""
    from verify.report.progress import shown

    remembering()
    library, stored = select(args.names), None
    if args.refind:
        stored = _refound(library, args)
        args.output = None
    with shown(args.quiet, args.verbose) as progress:
        plan = Plan(PROFILES[args.profile], args.seed, args.stop)
        ledger = audit(library, plan, progress, stored, workers_for(library))
    write(ledger, args)
    return ledger.exit_code


def _refound(library: Library, args: Namespace) -> Stored:
    """Find the certificates of the chosen claims anew, keep them, and tell on standard error which changed."""
    from verify.refind import NotWritable, refind
    from verify.report.progress import shown

    try:
        with shown(args.quiet, args.verbose) as progress:
            found = refind(library, args.output, progress)
    except NotWritable as error:
        raise UsageError(str(error)) from None
    for change in found.changes:
        print(change, file=sys.stderr)
    return found.stored


def write(ledger: Ledger, args: Namespace) -> None:
    """Write a ledger in the format that was asked for."""
    from verify.report import text

    if args.format == "json":
        from verify.report.json import ledger_data

        emit(args, dump(ledger_data(ledger)))
    elif args.format == "markdown":
        emit(args, text.ledger_markdown(ledger, args.verbose))
    elif args.output or args.quiet or not sys.stdout.isatty():
        emit(args, text.ledger_text(ledger, args.verbose))
    else:
        from rich.console import Console

        text.draw(ledger, Console(), args.verbose)
