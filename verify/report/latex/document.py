"""The article: front matter, conventions, assumptions, every claim in its section, pictures, errata, tables, bibliography."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module

from derivations.language.assumptions import assumed
from derivations.language.claims import Claim, Hypothesis, Instance, Kind
from derivations.language.errata import Erratum
from derivations.language.printing import statement_text
from verify.report.latex.edition import Edition, bold_letters
from verify.report.latex.front import BIBLIOGRAPHY, CONVENTIONS, abstract, cited, notation, preamble, with_citations
from verify.report.latex.letters import escape
from verify.report.latex.prose import headline, prose
from verify.report.latex.statements import formula, sentence
from verify.report.latex.tables import Needed, certificates_table, needed_table
from verify.report.latex.theorem import Named, key_of, theorem
from verify.report.latex.witness import witness
from verify.report.latex.words import joined

__all__ = ["Article", "article", "fragment", "named_hypotheses"]

_OFTEN = 3


@dataclass(frozen=True)
class Article:
    """What goes into an article beside the claims.

    Attributes
    ----------
    errata : sequence of (Erratum, mapping)
        Printed claims with the counterexample that refutes each, as plain values.
    needed : mapping
        By sequent id and hypothesis whether it is needed (`verify.needed.STATUSES`) and the counterexample without it.
    figures : sequence of str
        The pictures, as LaTeX.
    """

    edition: Edition
    errata: Sequence[tuple[Erratum, Mapping[str, object]]] = ()
    needed: Needed = field(default_factory=dict)
    figures: Sequence[str] = ()


def article(source: Article) -> str:
    """Return the whole document."""
    edition = source.edition
    named = named_hypotheses(edition)
    lines = [preamble(bool(source.figures)), abstract(edition, len(source.errata)), CONVENTIONS, *notation(edition)]
    lines += [*_assumptions(edition, named), *_sections(edition, named)]
    if source.figures:
        told = "Every point drawn is the value of a claim's own term."
        lines += [r"\section{Pictures}", told, *source.figures, r"\clearpage"]
    if source.errata:
        lines += list(_errata(source))
    if source.needed:
        lines += needed_table(edition, source.needed)
    lines += certificates_table(edition)
    lines += [*_bibliography("\n".join(lines)), r"\end{document}"]
    return "\n".join(lines) + "\n"


def fragment(edition: Edition, claim: Claim) -> str:
    """Return one claim to be put into another paper, which has to load the package ridgeproof."""
    return f"% {claim.id}: put \\usepackage{{ridgeproof}} into the preamble\n{theorem(edition, claim)}"


# --- assumptions -------------------------------------------------------------------------------------------------------------


def named_hypotheses(edition: Edition) -> Named:
    """Return the hypotheses in words that several claims share, with the label under which they are printed once."""
    counted: Counter[tuple[str, str]] = Counter()
    for claim in edition.chosen:
        if claim.kind == Kind.theorem:
            counted.update({key_of(h) for part in edition.shown(claim) for h in edition.given(claim, part) if _is_said(h)})
    often = {key for key, count in counted.items() if count >= _OFTEN}
    order = dict.fromkeys(key_of(h) for claim in edition.chosen for part in claim.parts for h in part.given)
    return {key: f"assumption.{k}" for k, key in enumerate((key for key in order if key in often), 1)}


def _is_said(hypothesis: Hypothesis) -> bool:
    """Whether the words tell something beside the formula; what is known of k inside an induction has no name."""
    words = prose(hypothesis.words)
    return bool(words) and hypothesis.name != "induction" and not (words.startswith("$") and words.count("$") == 2)


def _assumptions(edition: Edition, named: Named) -> Iterator[str]:
    if not named:
        return
    yield r"\section{Assumptions}"
    yield "These are never made silently: each claim names those that it uses."
    found: dict[tuple[str, str], tuple[Hypothesis, dict[str, bool]]] = {}
    for claim in edition.chosen:
        for part in claim.parts:
            for hypothesis in part.given:
                found.setdefault(key_of(hypothesis), (hypothesis, bold_letters(part)))
    for key, name in named.items():
        hypothesis, bold = found[key]
        yield rf"\begin{{rpassumption}}\label{{{name}}}"
        yield headline(sentence(prose(hypothesis.words, bold), hypothesis.statement)) + "." + _provided(edition, hypothesis)
        yield r"\end{rpassumption}"


def _provided(edition: Edition, hypothesis: Hypothesis) -> str:
    if not isinstance(hypothesis.cites, Instance):
        return ""
    claim = edition.find(hypothesis.cites.sequent.partition(".")[0])
    where = rf" (Cited theorem~\ref{{{claim.id}}})" if claim.id in edition.printed else ""
    return f" It is provided by the {claim.title[0].lower()}{claim.title[1:]}{where}."


# --- sections and errata -----------------------------------------------------------------------------------------------------


def _sections(edition: Edition, named: Named) -> Iterator[str]:
    before = ""
    for claim in edition.chosen:
        section = edition.sections[claim.id]
        if section != before:
            title, intro = _heading(section)
            yield rf"\section{{{title}}}"
            yield from map(with_citations, intro)
            yield r"\rpkeep" if intro else ""
        before = section
        yield theorem(edition, claim, named)


def _heading(section: str) -> tuple[str, list[str]]:
    """The title of a section and what it begins with, both from the docstring of its module."""
    name = f"derivations.{section}"
    try:
        module = import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        module = import_module(section)
    first, *rest = [" ".join(paragraph.split()) for paragraph in (inspect.getdoc(module) or section).split("\n\n")]
    title, _, more = first.rstrip(".").partition(": ")
    told = [headline(more) + "."] if more else []
    return prose(title), [prose(paragraph) for paragraph in [*told, *rest]]


def _errata(source: Article) -> Iterator[str]:
    yield r"\section{Errata}\label{errata}"
    yield (
        "Printed claims that are false, incomplete or loose as they stand, restated in our own words. Each counterexample was "
        "found by a search and checked exactly; where a claim is named, it says and proves what is true instead."
    )
    for erratum, found in source.errata:
        part, bold = erratum.claim, bold_letters(erratum.claim)
        yield rf"\begin{{rperratum}}[{escape(erratum.kind)}; {escape(erratum.source)}]\label{{erratum.{erratum.id}}}"
        restated = " (The formula is lost in the stored text and was restated from its context.)" if erratum.restated else ""
        yield f"Printed: {prose(erratum.printed, bold)}.{restated}"
        given = [sentence(prose(h.words, bold), h.statement) for h in assumed(part)]
        yield f"As an exact statement: {prose(part.title, bold)}" + (f", given that {joined(given)}:" if given else ":")
        yield rf"\rpdisplay{{{formula(part.goal)}}}"
        yield rf"Counterexample: {witness(found, bold, part)}."
        where = ""
        if erratum.corrected_by in source.edition.printed:
            where = f"; see {source.edition.refer(_nobody(erratum), _corrected(erratum), whole=not erratum.clause)}"
        yield f"True is: {prose(erratum.truth, bold)}{where}."
        yield r"\end{rperratum}"


def _corrected(erratum: Erratum) -> str:
    """The sequent that says what is true instead."""
    return f"{erratum.corrected_by}.{erratum.clause}" if erratum.clause not in ("", "main") else erratum.corrected_by


def _nobody(erratum: Erratum) -> Claim:
    """A claim to stand at while referring to another one."""
    return Claim(f"erratum.{erratum.id}", statement_text(erratum.claim.goal), (erratum.claim,))


def _bibliography(text: str) -> Iterator[str]:
    used = cited(text)
    yield r"\begin{thebibliography}{9}"
    yield from (rf"\bibitem{{{key}}} {entry}" for key, entry in BIBLIOGRAPHY.items() if key in used)
    yield r"\end{thebibliography}"
