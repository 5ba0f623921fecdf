"""figure: a figure from the claims' own terms at exact numbers, drawn by matplotlib or written as data."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.commands.options import UsageError, complain, dump
from verify.profiles import INCOMPLETE, OK

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from verify.report.figures import Figure

__all__ = ["arguments", "figure_data", "run"]


def arguments(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("name", metavar="NAME", help="contours, shrinkage, effective-parameters, early-stopping or path")
    parser.add_argument("-o", dest="output", metavar="FILE", help="x.svg, x.png, x.pdf, or x.json for the exact numbers")
    parser.add_argument("-q", dest="quiet", action="store_true", help="no word on standard error")


def run(args: Namespace) -> int:
    """Draw a figure into a file, or print its exact numbers where no file is named."""
    from verify.report.figures import figure
    from verify.report.figures.drawing import FORMATS, draw

    found = figure(args.name)
    if not args.output:
        sys.stdout.write(dump(figure_data(found)))
        return OK
    kind = Path(args.output).suffix.removeprefix(".").lower()
    if kind == "json":
        written = dump(figure_data(found)).encode()
    elif kind in FORMATS:
        try:
            written = draw(found, kind)
        except ModuleNotFoundError as error:
            complain(
                f"{error.name} is not installed, and it draws the figures: pip install 'ridgeproof[plot]'; "
                f"the exact numbers need nothing: ridgeproof figure {args.name} -o {args.name}.json"
            )
            return INCOMPLETE
    else:
        raise UsageError(f"{args.output} does not end in .{', .'.join((*FORMATS, 'json'))}: that tells what to write")
    _write(Path(args.output), written)
    if not args.quiet:
        print(f"{args.output}: {found.title} ({', '.join(found.claims)})", file=sys.stderr)
    return OK


def _write(path: Path, content: bytes) -> None:
    """Write all of a file or nothing."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageError(f"cannot write {path}: {error.strerror}; choose another file with -o") from None


def figure_data(figure: Figure) -> dict[str, Any]:
    """Return a figure as plain JSON values, its numbers exact as "p/q"."""
    return {
        "schema": 1,
        "name": figure.name,
        "title": figure.title,
        "caption": figure.caption,
        "claims": list(figure.claims),
        "axes": {
            name: {"label": axis.label, "low": str(axis.low), "high": str(axis.high), "log": axis.log}
            for name, axis in (("x", figure.x), ("y", figure.y))
        },
        "curves": [
            {"role": c.role, "label": c.label, "points": [[str(x) for x in point] for point in c.points]} for c in figure.curves
        ],
        "marks": [{"role": m.role, "label": m.label, "point": [str(x) for x in m.point]} for m in figure.marks],
    }
