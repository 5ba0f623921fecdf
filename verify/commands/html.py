"""html: one self-contained page with the ledger, the graph of what rests on what, every proof, and figure 7.1 with sliders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.audit import Plan, audit
from verify.checks import keeping_outcomes
from verify.commands.options import UsageError, add_run, emit, remembering, workers_for
from verify.commands.show import place_of
from verify.library import select
from verify.profiles import PROFILES

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping, Sequence

    from verify.ledger import Ledger
    from verify.library import Library
    from verify.report.figures import Figure

__all__ = ["arguments", "page_of", "results", "run"]

_LARGEST = 1 << 20


def arguments(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="ids, printed numbers or sections; none: everything")
    parser.add_argument("-o", dest="output", metavar="FILE", required=True, help="where to write the page")
    parser.add_argument(
        "--conformance", nargs="+", default=[], metavar="FILE", help="results of `conform --format json` to show on the page"
    )
    add_run(parser)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("-q", dest="quiet", action="store_true", help="no progress")
    group.add_argument("-v", dest="verbose", action="store_true", help="a line a claim")
    parser.set_defaults(format="html")


def run(args: Namespace) -> int:
    """Audit, write the page and return the exit code of the ledger."""
    from verify.certify import read
    from verify.report.progress import shown

    library, targets = select(args.names), results(args.conformance)
    remembering()
    with keeping_outcomes():
        with shown(args.quiet, args.verbose) as progress:
            ledger = audit(library, Plan(PROFILES[args.profile], args.seed), progress, workers=workers_for(library))
        certificates = read(library.claims, folders=library.folders).certificates
        emit(args, page_of(library, ledger, certificates, args, targets))
    return ledger.exit_code


def page_of(
    library: Library,
    ledger: Ledger,
    certificates: Mapping[str, Any],
    args: Namespace,
    targets: Sequence[Mapping[str, Any]] = (),
    figures: Mapping[str, Figure] | None = None,
) -> str:
    """Return the page of an audit.

    Parameters
    ----------
    library, ledger : Library, Ledger
        The claims and what was found out about them.
    certificates : mapping of str to JSON value
        The certificates by sequent id.
    args : Namespace
        The profile and the seed of the audit.
    targets : sequence of mapping
        Results of `conform` to show on it.
    figures : mapping of str to Figure, optional
        The figures, if they have been computed already.
    """
    from verify.report.html.coverage import covered
    from verify.report.html.document import Material, document

    return document(
        Material(
            library,
            ledger,
            {claim.id: place_of(claim, library) for claim in library.claims},
            coverage=covered(PROFILES[args.profile], args.seed),
            results=targets,
            certificates=certificates,
            figures=figures,
            how=f"Profile {args.profile}: {PROFILES[args.profile]} examples a property; seed {args.seed}.",
        )
    )


def results(files: list[str]) -> list[dict[str, Any]]:
    """Return the targets of conformance results; files may come from strangers.

    Raises
    ------
    UsageError
        If a file is no such result; the message says why.
    """
    targets: list[dict[str, Any]] = []
    for name in files:
        try:
            with Path(name).open("rb") as file:
                content = file.read(_LARGEST + 1)
            if len(content) > _LARGEST:
                raise UsageError(f"{name} is longer than {_LARGEST} bytes: that is no result of `conform`")
            targets += _targets(json.loads(content))
        except OSError as error:
            raise UsageError(f"cannot read {name}: {error.strerror}") from None
        except (ValueError, RecursionError, KeyError, TypeError) as error:
            raise UsageError(f"{name} is no result of `conform --format json`: {error!r}"[:300]) from None
    return targets


def _targets(data: Any) -> list[dict[str, Any]]:
    if data["schema"] != 1:
        raise ValueError("its schema is not 1")
    return [{"target": str(one["target"]), "properties": [_property(p) for p in one["properties"]]} for one in data["targets"]]


def _property(data: Any) -> dict[str, Any]:
    worst, example = data["worst_error_over_bound"], data.get("counterexample")
    if not (worst is None or worst == "inf" or isinstance(worst, int | float)):
        raise ValueError("a worst_error_over_bound is no number")
    if not (example is None or isinstance(example, dict)):
        raise ValueError("a counterexample is no object")
    counts = {key: int(data[key]) for key in ("planned", "run")}
    return {
        "id": str(data["id"]),
        "verdict": str(data["verdict"]),
        "worst_error_over_bound": worst,
        "counterexample": example,
    } | counts
