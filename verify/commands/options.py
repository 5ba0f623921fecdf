"""What the commands have in common: options, where results go, errors that a user can mend."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from verify.profiles import DEFAULT, PROFILES

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from verify.library import Library

__all__ = ["UsageError", "add_output", "add_run", "complain", "dump", "emit", "remembering", "version", "workers_for"]

_MANY, _MOST = 100, 8  # parts and processes


class UsageError(Exception):
    """What was asked for cannot be done; the message says what to do instead."""


def version() -> str:
    """Return the version of the installed distribution."""
    from importlib import metadata

    try:
        return metadata.version("ridgeproof")
    except metadata.PackageNotFoundError:
        return "unknown (not installed)"


def add_output(parser: ArgumentParser, formats: tuple[str, ...] = ("text", "json", "markdown")) -> None:
    """Add the options that say how results are written."""
    parser.add_argument("--format", choices=formats, default="text", help="how to write the result (text)")
    parser.add_argument("-o", dest="output", metavar="FILE", help="write the result to a file")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("-q", dest="quiet", action="store_true", help="no progress, and of a text its last line only")
    group.add_argument("-v", dest="verbose", action="store_true", help="more detail")


def add_run(parser: ArgumentParser) -> None:
    """Add the options that say how much to try."""
    number = ", ".join(f"{name} {examples}" for name, examples in PROFILES.items())
    parser.add_argument("--profile", choices=tuple(PROFILES), default=DEFAULT, help=f"examples: {number} ({DEFAULT})")
    parser.add_argument("--seed", type=_seed, default=0, metavar="N", help="the same seed draws the same examples (0)")


def _seed(written: str) -> int:
    if not written.isascii() or not written.isdecimal() or len(written) > 18:
        from argparse import ArgumentTypeError

        raise ArgumentTypeError(f"{written!r} is no whole number from 0 up")
    return int(written)


def emit(args: Namespace, result: str) -> None:
    """Write the result of a command to standard output or to the file that was asked for; of a file, all or nothing.

    Raises
    ------
    UsageError
        If the file cannot be written.
    """
    if args.quiet and args.format == "text":
        result = result.rstrip("\n").rpartition("\n")[2] + "\n"
    if not args.output:
        _print(result)
        return
    beside = f"{args.output}.{os.getpid()}.tmp"
    try:
        with open(beside, "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs more than the command itself
            file.write(result)
        os.replace(beside, args.output)  # noqa: PTH105
    except OSError as error:
        if os.path.exists(beside):  # noqa: PTH110
            os.remove(beside)  # noqa: PTH107
        raise UsageError(f"cannot write {args.output}: {error.strerror}; choose another file with -o") from None


def _print(result: str) -> None:
    try:
        sys.stdout.write(result)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough, as in `list | head`; what was found does not change
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def dump(data: object) -> str:
    """Return JSON as text: in a fixed order, a line an entry, without NaN."""
    import json

    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def complain(message: object) -> None:
    """Tell the user what is wrong, on standard error."""
    print(f"ridgeproof: {message}", file=sys.stderr)


def remembering() -> None:
    """Let SymPy, which reads this once, remember more expressions: of its 1000 a derivation would build most of them again."""
    os.environ.setdefault("SYMPY_CACHE_SIZE", "20000")


def workers_for(library: Library) -> int:
    """Return how many processes an audit is worth, as each takes seconds to start: one a core, if there is much to do."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST) if sum(len(claim.parts) for claim in library.chosen) > _MANY else 1
