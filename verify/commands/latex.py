"""latex: claims with their proofs as LaTeX, an article, a page or a fragment; with --pdf compiled, and the print checked."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from verify.certify import EXIT_CODES, Checked, Stored, certify, read
from verify.commands.options import UsageError, complain
from verify.library import Library, select
from verify.profiles import INCOMPLETE, OK, REFUTED, first_of
from verify.used import used

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from derivations.language.claims import Hypothesis
    from verify.kernel import Result
    from verify.ledger import ErratumEntry, PartEntry
    from verify.report.figures import Figure
    from verify.report.latex.document import Article
    from verify.report.latex.edition import Edition

__all__ = ["arguments", "edition_of", "made", "run", "used_of", "with_findings", "write"]


def arguments(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("names", metavar="ID", nargs="*", help="ids, printed numbers, sections or modules; everything if none")
    parser.add_argument("-o", dest="output", metavar="DIR", default="build", help="the folder to write into (build)")
    parser.add_argument("--pdf", action="store_true", help="compile it with latexmk, and check the log and the pages")
    parser.add_argument("--fragment", action="store_true", help="a file a claim, to \\input into another paper")
    parser.add_argument("-q", dest="quiet", action="store_true", help="say nothing but what is wrong")


def run(args: Namespace) -> int:
    """Write the LaTeX, and the PDF if asked for; nothing that is not proved is printed."""
    from verify.report.latex.compiling import INSTALL, missing, style

    if args.pdf and args.fragment:
        raise UsageError("a fragment is no document of its own; leave out --fragment or --pdf")
    if args.pdf and (absent := missing()):
        complain(f"{' and '.join(absent)} not found, which --pdf needs. On Debian and Ubuntu: {INSTALL}")
        return INCOMPLETE
    library = select(args.names)
    edition, checked = edition_of(library)
    wrong = {
        n: checked[n] for c in library.chosen if c.kind == "theorem" for n, _ in c.sequents() if checked[n].state != "proved"
    }
    for claim in library.chosen:
        if parts := [name for name, _ in claim.sequents() if name in wrong]:
            found = wrong[parts[0]]
            complain(f"{claim.id} is not proved ({len(parts)} parts), so it is not printed: {found.message or found.state}")
    if wrong:
        return first_of({EXIT_CODES[found.state] for found in wrong.values()})
    files, faults = _fragments(edition) if args.fragment else _article(edition, library, checked, args)
    for fault in faults:
        complain(f"the print is wrong: {fault}")
    if faults:
        return REFUTED
    write(Path(args.output), {"ridgeproof.sty": style().encode(), **files})
    if not args.quiet:
        print(f"{len(edition.chosen)} claims in {', '.join(str(Path(args.output) / name) for name in files)}")
    return OK


def edition_of(library: Library, checked: dict[str, Checked] | None = None) -> tuple[Edition, dict[str, Checked]]:
    """Return what is printed of a library, and what the checkers say of each sequent: as given, or else both are asked."""
    from verify.report.latex.edition import Edition

    stored = read(library.claims, folders=library.folders)
    checked = checked or certify(library.claims, stored)
    results = {name: found.result for name, found in checked.items()}
    proved = {name for name, found in checked.items() if found.state == "proved"}
    kept = used_of(library, stored, results, dict.fromkeys(proved, frozenset[str]()))
    return Edition(library.claims, library.chosen, library.sections, stored.certificates, results, kept), checked


def used_of(
    library: Library, stored: Stored, results: dict[str, Result], needed: Mapping[str, Collection[str]]
) -> dict[str, tuple[Hypothesis, ...]]:
    """Return the hypotheses that each proved sequent of the chosen claims uses.

    Parameters
    ----------
    library, stored, results : Library, Stored, dict
        The claims, their certificates, and what the kernel says of them.
    needed : mapping
        The sequents that are proved, each with the hypotheses that are known to be needed.
    """
    theory: dict[str, object] = {}
    for claim in library.claims:
        theory.update(claim.data())
    return {
        name: used(claim, part, theory, stored.certificates[name], results, needed[name])
        for claim in library.chosen
        if claim.kind == "theorem"
        for name, part in claim.sequents()
        if name in needed
    }


def _fragments(edition: Edition) -> tuple[dict[str, bytes], list[str]]:
    from dataclasses import replace

    from verify.report.latex.checking import check_source
    from verify.report.latex.document import fragment

    files, faults = {}, []
    for claim in edition.chosen:
        alone = replace(edition, chosen=(claim,))
        text = fragment(alone, claim)
        faults += check_source(alone, text)
        files[f"{claim.id}.tex"] = text.encode()
    return files, faults


def _article(
    edition: Edition, library: Library, checked: dict[str, Checked], args: Namespace
) -> tuple[dict[str, bytes], list[str]]:
    from verify.report.latex.document import Article

    name = edition.chosen[0].id if len(edition.chosen) == 1 else "proofs"
    return made(Article(edition) if args.names else _with_findings(edition, library, checked), name, pdf=args.pdf)


def made(source: Article, name: str, pdf: bool) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of an article, with its PDF if that is wanted, and what is wrong with the print, a line each."""
    from verify.report.latex.checking import check_log, check_pages, check_source
    from verify.report.latex.compiling import compile_pdf, pages_of
    from verify.report.latex.document import article

    text = article(source)
    files, faults = {f"{name}.tex": text.encode()}, check_source(source.edition, text)
    if pdf and not faults:
        compiled, log = compile_pdf(name, text)
        files[f"{name}.pdf"] = compiled
        faults = check_log(log) or ([] if compiled else [f"no PDF came out; TeX says: {log[-400:]}"])
        pages = pages_of(compiled) if compiled else None
        faults += [] if pages is None else check_pages(source.edition, pages)
    return files, faults


def _with_findings(edition: Edition, library: Library, checked: dict[str, Checked]) -> Article:
    """The article with what is found out beside the proofs: errata refuted, hypotheses shown to be needed, pictures."""
    from verify.audit import Needs, part_entry
    from verify.errata import errata_entries
    from verify.report.figures import FIGURES

    needs = Needs(library, Stored(dict(edition.certificates), {}, {}), {name: found.result for name, found in checked.items()})
    told = {}
    for claim in library.chosen:
        name, part = claim.sequent_id(), claim.part("main")
        if claim.kind == "theorem":
            told[name] = needs.told(part_entry(claim, part, checked[name]), claim, part)
    proved = {c.id for c in library.claims if all(n in checked and checked[n].state == "proved" for n, _ in c.sequents())}
    figures = [make() for make in FIGURES.values()]
    return with_findings(edition, library, told, errata_entries(library.errata, proved), figures)


def with_findings(
    edition: Edition,
    library: Library,
    parts: Mapping[str, PartEntry],
    errata: Iterable[ErratumEntry],
    figures: Iterable[Figure],
) -> Article:
    """Return the article with what is found out beside the proofs.

    Parameters
    ----------
    edition, library : Edition, Library
        What is printed, and the claims and errata it comes from.
    parts : mapping of str to PartEntry
        The entry of the main part of each theorem.
    errata : iterable of ErratumEntry
        The entries of the errata, in their order.
    figures : iterable of Figure
        The pictures.
    """
    from verify.report.latex.document import Article
    from verify.report.latex.figures import pgfplots

    main = {claim.sequent_id(): parts[claim.sequent_id()] for claim in library.chosen if claim.kind == "theorem"}
    found = [(erratum, entry.counterexample) for erratum, entry in zip(library.errata, errata, strict=True)]
    return Article(
        edition,
        [(erratum, model) for erratum, model in found if model is not None],
        {name: {h.name: (h.status, h.counterexample) for h in entry.hypotheses} for name, entry in main.items()},
        [pgfplots(figure) for figure in figures],
    )


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, each wholly or not at all.

    Raises
    ------
    UsageError
        If the folder or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            beside = folder / f"{name}.{os.getpid()}.tmp"
            beside.write_bytes(content)
            beside.replace(folder / name)
    except OSError as error:
        raise UsageError(f"cannot write into {folder}: {error.strerror}; choose another folder with -o") from None
