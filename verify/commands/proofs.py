"""proofs: the article with its PDF, the audit page and the figures, all from one audit."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from verify.audit import Plan, audit
from verify.checks import keeping_outcomes
from verify.commands.html import page_of
from verify.commands.latex import made, used_of, with_findings, write
from verify.commands.options import add_run, complain, remembering, workers_for
from verify.kernel import Result
from verify.library import select
from verify.profiles import INCOMPLETE, OK, PROFILES, REFUTED, first_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from verify.certify import Stored
    from verify.ledger import Ledger, PartEntry
    from verify.library import Library
    from verify.report.latex.edition import Edition

__all__ = ["arguments", "edition_from", "run"]


def arguments(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("-o", dest="output", metavar="DIR", default="build", help="the folder to write into (build)")
    add_run(parser)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("-q", dest="quiet", action="store_true", help="no progress, and no word but of what is wrong")
    group.add_argument("-v", dest="verbose", action="store_true", help="a line a claim")


def run(args: Namespace) -> int:
    """Audit every claim, write all that is made of the ledger, and return its exit code; the article only if all is proved."""
    from verify.certify import read
    from verify.report.figures import FIGURES
    from verify.report.figures.drawing import draw
    from verify.report.latex.compiling import INSTALL, missing, style
    from verify.report.progress import shown

    if absent := missing():
        complain(f"{' and '.join(absent)} not found, which make the PDF. On Debian and Ubuntu: {INSTALL}")
        return INCOMPLETE
    if find_spec("matplotlib") is None:
        complain("matplotlib is not installed, and it draws the figures: pip install 'ridgeproof[plot]'")
        return INCOMPLETE
    library, folder = select([]), Path(args.output)
    stored = read(library.claims, folders=library.folders)
    remembering()
    with keeping_outcomes():
        with shown(args.quiet, args.verbose) as progress:
            ledger = audit(library, Plan(PROFILES[args.profile], args.seed), progress, stored, workers_for(library))
        figures = {name: make() for name, make in FIGURES.items()}
        files = {"audit.html": page_of(library, ledger, stored.certificates, args, figures=figures).encode()}
    files |= {f"{name}.svg": draw(found, "svg") for name, found in figures.items()}
    write(folder, files)
    parts = {part.sequent: part for entry in ledger.entries for part in entry.parts}
    if wrong := [entry.id for entry in ledger.entries if entry.kind == "theorem" and not all(map(_proved, entry.parts))]:
        complain(f"there is no article, for these claims are not proved: {', '.join(wrong)}")
        return ledger.exit_code
    article = with_findings(edition_from(library, stored, ledger), library, parts, ledger.errata, figures.values())
    printed, faults = made(article, "proofs", pdf=True)
    for fault in faults:
        complain(f"the print is wrong: {fault}")
    if not faults:
        write(folder, {"ridgeproof.sty": style().encode(), **printed})
    if not args.quiet:
        print(f"{len(library.chosen)} claims in {', '.join(str(folder / name) for name in (*printed, *files))}")
    return first_of({ledger.exit_code, REFUTED if faults else OK})


def _proved(part: PartEntry) -> bool:
    return part.certificate == "proved"


def edition_from(library: Library, stored: Stored, ledger: Ledger) -> Edition:
    """Return what is printed of a library whose ledger is known: the checkers are not asked again."""
    from verify.report.latex.edition import Edition

    parts = [part for entry in ledger.entries for part in entry.parts]
    results = {part.sequent: _result(part) for part in parts if _proved(part)}
    # a cited theorem is one sequent, whatever its parts
    results |= {entry.id: _result(entry.parts[0]) for entry in ledger.entries if entry.kind == "axiom"}
    needed = {part.sequent: {h.name for h in part.hypotheses if h.status == "needed"} for part in parts if _proved(part)}
    kept = used_of(library, stored, results, needed)
    return Edition(library.claims, library.chosen, library.sections, stored.certificates, results, kept)


def _result(part: PartEntry) -> Result:
    """What the kernel said of a part, as the ledger has kept it."""
    return Result(
        part.certificate,
        steps=len(part.steps),
        reasons=tuple(frozenset(step.reasons) for step in part.steps),
        conditions=tuple(frozenset(step.conditions) for step in part.steps),
        rules=frozenset(part.rules),
        axioms=frozenset(part.axioms),
        uses=frozenset(part.uses),
        items=part.items,
    )
