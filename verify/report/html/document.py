"""The audit page as one file: everything in it is computed from the claims, the ledger and the tests; it loads nothing."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.ledger import Ledger
from verify.report.figures import FIGURES, Figure
from verify.report.grounds import finder
from verify.report.html.coverage import COLUMNS, Coverage
from verify.report.html.errata import errata_list, note_list
from verify.report.html.graph import graph, label, used
from verify.report.html.markup import Markup, joined, tag
from verify.report.html.plot import plot
from verify.report.html.proofs import Links, article
from verify.report.html.svg import drawn
from verify.report.html.tables import conformance_table, coverage_table, hypotheses_table, ledger_table
from verify.report.html.words import pretty
from verify.report.rows import totals

if TYPE_CHECKING:
    from verify.library import Library

__all__ = ["Material", "document"]

_ASSETS = Path(__file__).parent / "assets"
_LEAD = (
    "How L2 regularization shrinks weights: each formula of Deep Learning, section 7.1.1, and what follows from it, derived by "
    "SymPy, certified step by step for every dimension by a small kernel, and held against running code. Everything on this "
    "page is computed from what was checked."
)


@dataclass(frozen=True)
class Material:
    """What the page shows.

    Attributes
    ----------
    library : Library
        The claims.
    ledger : Ledger
        What the audit found out about them.
    places : mapping of str to (str, int)
        The file and the line where each claim is written.
    coverage : Coverage or None
        What the random tests reach; None if they were not run.
    results : sequence of mapping
        Targets of further conformance results, as the JSON of `conform` lists them.
    how : str
        With how many examples and which seed it was computed.
    certificates : mapping of str to JSON value
        The certificates by sequent id, which tell the sums of squares; without them the page tells none.
    figures : mapping of str to Figure, optional
        The figures by name; computed from the claims if left out.
    """

    library: Library
    ledger: Ledger
    places: Mapping[str, tuple[str, int]]
    coverage: Coverage | None = None
    results: Sequence[Mapping[str, Any]] = ()
    how: str = ""
    certificates: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Figure] | None = None


def document(material: Material) -> str:
    """Return the page: the same material gives the same bytes."""
    links = _links(material)
    sections = _sections(material)
    figures = material.figures or {name: make() for name, make in FIGURES.items()}
    parts = [
        ("ledger", "Ledger", joined(_filters(material, sections), ledger_table(material.ledger))),
        ("graph", "What rests on what", _graph(material)),
        ("figure", "Figure 7.1, alive", plot()),
        (
            "figures",
            "Figures",
            tag("div", *(drawn(found) for name, found in figures.items() if name != "contours"), class_="figures"),
        ),
        ("proofs", "Proofs", _packed(_proofs(material, sections, links))),
        ("errata", "Errata", _errata(material, links)),
        ("hypotheses", "Hypotheses", hypotheses_table(material.ledger)),
        ("tests", "Tests", _tests(material)),
    ]
    parts = [part for part in parts if part[2]]
    menu = tag(
        "nav", tag("ul", *(tag("li", tag("a", title, href=f"#{name}")) for name, title, _ in parts)), aria_label="Contents"
    )
    body = [tag("section", tag("h2", title), inside, id=name) for name, title, inside in parts]
    header = tag("header", tag("h1", "Weight decay, audited"), tag("p", _LEAD, class_="lead"), _summary(material))
    head = joined(
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", "Weight decay, audited"),
        tag("link", rel="icon", href="data:,"),
        tag("style", Markup(_asset("style.css"))),
    )
    skip = tag("a", "Skip to the ledger", href="#ledger", class_="skip")
    footer = tag("footer", tag("p", material.how), tag("p", "Made by ", tag("code", "python -m verify html -o FILE"), "."))
    script = tag("script", Markup(_asset("page.js")))
    whole = tag("html", tag("head", head), tag("body", skip, header, menu, tag("main", *body), footer, script), lang="en")
    return f"<!DOCTYPE html>\n{whole}\n"


def _asset(name: str) -> str:
    """A file of ours, comments and indentation left out; both kinds write comments only on lines of their own."""
    lines = (line.strip() for line in (_ASSETS / name).read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*")))


def _links(material: Material) -> Links:
    titles = {e.id: f"{e.number} {e.title}" if e.number else e.title for e in material.ledger.entries}
    labels = {e.id: label(e) for e in material.ledger.entries}
    return Links(finder(material.library.claims), titles, labels, used(material.ledger), material.places, material.certificates)


def _sections(material: Material) -> dict[str, str]:
    """The first sentence of each section's module, which is its heading."""
    found = {}
    for entry in material.ledger.entries:
        if entry.section not in found:
            name = entry.section if entry.id in material.library.folders else f"derivations.{entry.section}"
            words = (import_module(name).__doc__ or entry.section).strip().splitlines()[0]
            found[entry.section] = words.partition(":")[0].rstrip(".")
    return found


def _summary(material: Material) -> Markup:
    counts, ledger = material.ledger.totals, material.ledger
    done, total = (sum(entry.steps[k] for entry in ledger.entries) for k in (0, 1))
    facts = [
        (f"{counts['proved']} of {counts['total']}", "theorems proved"),
        (f"{done} of {total}", "steps certified"),
        (str(len(ledger.axioms)), "axiom cited" if len(ledger.axioms) == 1 else "axioms cited"),
    ]
    if ledger.errata:
        refuted = sum(erratum.verdict == "refuted" for erratum in ledger.errata)
        facts.append((f"{refuted} of {len(ledger.errata)}", "printed claims refuted"))
    inside = [cell for number, words in facts for cell in (tag("div", tag("dd", number), tag("dt", words)),)]
    return joined(tag("dl", *inside, class_="facts"), tag("p", pretty(totals(ledger)), class_="aside"))


def _filters(material: Material, sections: Mapping[str, str]) -> Markup:
    verdicts = dict.fromkeys(entry.verdict or entry.kind for entry in material.ledger.entries)
    choices = {"verdict": {v: v for v in verdicts}, "section": sections}
    search = tag("div", tag("label", "Search", for_="f-text"), tag("input", type="search", id="f-text", autocomplete="off"))
    menus = []
    for name, options in choices.items():
        inside = [tag("option", "all", value=""), *(tag("option", words, value=key) for key, words in options.items())]
        key = f"f-{name}"
        menus.append(tag("div", tag("label", name.capitalize(), for_=key), tag("select", *inside, id=key)))
    count = tag("output", "", id="f-count", for_="f-text f-verdict f-section")
    return tag("form", search, *menus, count, class_="filters needs-script", role="search", aria_label="Filter the ledger")


def _graph(material: Material) -> Markup:
    words = (
        "Computed from what the kernel saw each proof use. What is used stands above; lines that others imply are left out. "
        "Choose a claim to read its proof. Rounded: an axiom. In the last rows: what rests on hypotheses alone and is used by "
        "no other claim."
    )
    box = tag("div", graph(material.ledger), class_="scroll", tabindex="0", role="region", aria_label="Dependency graph")
    return joined(tag("p", words, class_="aside"), box)


def _proofs(material: Material, sections: Mapping[str, str], links: Links) -> Markup:
    entries = {entry.id: entry for entry in material.ledger.entries}
    pieces, current = [], ""
    for claim in material.library.chosen:
        entry = entries[claim.id]
        if entry.section != current:
            current = entry.section
            pieces.append(tag("h2", pretty(sections[current]), class_="chapter"))
        pieces.append(article(claim, entry, links))
    return joined(*pieces)


def _errata(material: Material, links: Links) -> Markup:
    ledger = material.ledger
    if not ledger.errata and not ledger.notes:
        return Markup("")
    words = (
        "Claims that are false, incomplete or loose as printed, each taken for an exact statement; the program finds the "
        "counterexample anew each time. Notes are true, and worth a warning."
    )
    entries = {entry.id: entry for entry in ledger.errata}
    return joined(
        tag("p", words, class_="aside"), errata_list(material.library.errata, entries, links), note_list(ledger.notes)
    )


def _packed(proofs: Markup) -> Markup:
    """The proofs, deflated: they are four fifths of the page, which is to stay light; its script unpacks them as it opens."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    content = base64.b64encode(deflate.compress(proofs.encode()) + deflate.flush()).decode()
    words = joined("The proofs need JavaScript. Without it, read one by ", tag("code", "python -m verify show ID"), ".")
    box = tag("div", tag("p", words, class_="aside"), id="unpacked")
    return joined(box, tag("script", Markup(content), type="application/octet-stream", id="packed"))


def _tests(material: Material) -> Markup:
    pieces = []
    if material.coverage is not None:
        words = (
            "Hypothesis draws exact problems; the rank of H is counted exactly, the condition number is that of H + alpha I. "
            "An error is measured against a bound that is derived, so 1 is the most that is allowed."
        )
        pieces += [tag("p", pretty(words), class_="aside"), coverage_table(material.coverage.drawn, COLUMNS)]
        if material.coverage.targets:
            pieces.append(conformance_table(material.coverage.targets, "Conformance of the implementations that come along"))
    if material.results:
        pieces.append(conformance_table(material.results, "Conformance results"))
    return joined(*pieces)
