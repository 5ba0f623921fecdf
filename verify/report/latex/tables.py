"""The two tables at the end: which hypotheses are needed, and which certificate stands behind each claim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from derivations.language.claims import Kind
from verify.report.latex.edition import Edition, bold_letters
from verify.report.latex.letters import escape
from verify.report.latex.reasons import hypothesis_words
from verify.report.latex.witness import witness

__all__ = ["Needed", "certificates_table", "needed_table"]

Needed = Mapping[str, Mapping[str, tuple[str, Mapping[str, object] | None]]]
"""By sequent id and hypothesis a status of `verify.needed`, and the counterexample to the claim without it."""

_HASH = 12
_INTRO = (
    "Of the main clause of each claim. Needed: the values meet all the others, and the clause is false. Not settled: no such "
    "values are known, and the certificate does not do without it. Gives meaning: without it another hypothesis divides by "
    "what may be 0. Provided: a cited theorem gives it."
)
_CERTIFICATES = (
    "A certificate is a list of items that add up to what is claimed; the kernel, a small checker, re-checks them. Each is a "
    "file that is called as the second column says. The rules are those of the kernel, where each is explained; the hash is "
    "the beginning of the SHA-256 of the claim's statements."
)


def _columns(form: str) -> str:
    """The head of a table; P{share} is a ragged column of that share of the line."""
    wide = re.sub(r"P\{([\d.]+)\}", r">{\\raggedright\\arraybackslash}p{\1\\linewidth}", form)
    return rf"\begin{{longtable}}{{@{{}}{wide}@{{}}}}"


def needed_table(edition: Edition, needed: Needed) -> list[str]:
    """Return the table of hypotheses with a counterexample to the claim without each."""
    return [
        r"\section{Which hypotheses are needed}",
        _INTRO,
        r"\begingroup\footnotesize\setlength{\tabcolsep}{4pt}",
        _columns("P{0.17}P{0.27}P{0.10}P{0.37}"),
        r"\toprule claim & hypothesis & & without it\\\midrule\endhead\bottomrule\endfoot",
        *_needed_rows(edition, needed),
        r"\end{longtable}\endgroup",
    ]


def _needed_rows(edition: Edition, needed: Needed) -> Iterator[str]:
    for claim in edition.chosen:
        part = claim.part("main")
        answers = needed.get(claim.sequent_id(), {})
        bold, first = bold_letters(part), edition.refer(edition.claims[0], claim.id) if claim.kind == Kind.theorem else ""
        for hypothesis in edition.given(claim, part):
            answer, found = answers.get(hypothesis.name, ("", None))
            if answer not in ("", "declared"):
                told = witness(found, bold, part) if found else ""
                yield rf"{first} & {hypothesis_words(hypothesis, bold)} & {answer} & {told}\\"
                first = ""


def certificates_table(edition: Edition) -> list[str]:
    """Return the table of certificates: items, rules, and the hash of the statements each was found for."""
    return [
        r"\section{Certificates}",
        _CERTIFICATES,
        r"\begingroup\footnotesize\setlength{\tabcolsep}{4pt}",
        _columns("P{0.165}P{0.21}rrP{0.26}l"),
        r"\toprule claim & file & steps & items & rules & hash\\\midrule\endhead\bottomrule\endfoot",
        *_certificate_rows(edition),
        r"\end{longtable}\endgroup",
    ]


def _certificate_rows(edition: Edition) -> Iterator[str]:
    for claim in edition.chosen:
        if claim.kind != Kind.theorem:
            continue
        results = [edition.results[claim.sequent_id(part.id)] for part in claim.parts]
        rules = ", ".join(sorted({rule for result in results for rule in result.rules}))
        steps, items = sum(result.steps for result in results), sum(result.items for result in results)
        name = escape(claim.id).replace(r"\_", r"\_\allowbreak ")
        hashed = claim.fingerprint()[:_HASH]
        told = edition.refer(edition.claims[0], claim.id).partition(r"\,\ref")[0]
        yield rf"{told} & {name} & {steps} & {items} & {escape(rules)} & \texttt{{{hashed}}}\\"
