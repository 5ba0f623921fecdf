"""Printed claims that are false, incomplete or loose: what is printed, as an exact statement, and what is true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from derivations.language.errata import Erratum
from verify.report.html.linear import on_one_line
from verify.report.html.markup import Markup, joined, pretty, tag
from verify.report.html.mathml import statement
from verify.report.html.proofs import Links, badge, values

__all__ = ["errata_list"]


def errata_list(errata: Iterable[Erratum], found: Mapping[str, Mapping[str, Any]], links: Links) -> Markup:
    """Return a section an erratum.

    Parameters
    ----------
    errata : iterable of Erratum
        The printed claims.
    found : mapping
        By id, what the audit found: "verdict" and "counterexample", as in the JSON of `audit`; what is missing was not tried.
    links : Links
        Where the corrected claims are.
    """
    return joined(*(_erratum(one, found.get(one.id, {}), links) for one in errata))


def _erratum(one: Erratum, found: Mapping[str, Any], links: Links) -> Markup:
    verdict = str(found.get("verdict") or "not run")
    rows = [
        ("Printed", joined(pretty(one.printed), f" ({one.source}", ", restated from context" if one.restated else "", ")")),
        ("That is", statement(one.claim.goal, on_one_line)),
        ("Given", joined(*_given(one)) or pretty("nothing")),
        ("Refuted at", values(found["counterexample"]) if found.get("counterexample") else pretty(verdict)),
        ("True is", joined(pretty(one.truth), ": ", links.to(one.corrected_by))),
    ]
    inside = [cell for name, words in rows for cell in (tag("dt", name), tag("dd", words))]
    head = tag(
        "h3",
        pretty(one.claim.title[0].upper() + one.claim.title[1:] if one.claim.title[:2].isalpha() else one.claim.title),
        " ",
        tag("span", one.kind, class_="kind"),
        " ",
        badge(verdict),
    )
    return tag("article", head, tag("dl", *inside), id=f"erratum-{one.id}", class_="erratum")


def _given(one: Erratum) -> Iterable[Markup]:
    for k, hypothesis in enumerate(one.claim.given):
        said = pretty(hypothesis.words) if hypothesis.words else statement(hypothesis.statement, on_one_line)
        yield joined("; " if k else "", said)
