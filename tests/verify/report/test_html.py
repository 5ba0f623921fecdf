"""The audit page, without a browser: formulas, graph, links, and that nothing in it becomes markup by accident."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from math import factorial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import derivations
from derivations.language.claims import Claim
from derivations.language.errors import LanguageError
from derivations.language.symbols import H, I, Lam, Q, alpha, w_star
from derivations.language.terms import Number, Power, Product, Quotient, Sum, Symbol, Term, Transpose, Zero, inv
from verify.__main__ import main
from verify.audit import entry_of, part_entry
from verify.certify import Checked
from verify.commands.html import results
from verify.commands.options import UsageError
from verify.commands.show import place_of
from verify.ledger import Entry, Fault, Ledger
from verify.library import Library, select
from verify.report.figures import FIGURES
from verify.report.figures.values import left, right
from verify.report.html.document import Material, document
from verify.report.html.graph import graph, label, used
from verify.report.html.layout import drawing, reduced
from verify.report.html.linear import linear
from verify.report.html.markup import Markup, joined, tag
from verify.report.html.mathml import formula
from verify.report.html.plot import encoded
from verify.report.html.words import plain, pretty
from verify.report.page import reason_text


@pytest.fixture(scope="module", autouse=True)
def _figures_once() -> Iterator[None]:
    """Figures have tests of their own; here each is computed once."""
    with pytest.MonkeyPatch.context() as patch:
        for name, make in list(FIGURES.items()):
            patch.setitem(FIGURES, name, cache(make))
        yield


@pytest.fixture(scope="module")
def ledger(library: Library, checked: dict[str, Checked]) -> Ledger:
    entries = []
    for claim in library.chosen:
        names = [(part, claim.id if claim.kind == "axiom" else name) for name, part in claim.sequents()]
        parts = tuple(part_entry(claim, part, checked.get(name)) for part, name in names)
        entries.append(entry_of(claim, library.sections[claim.id], parts))
    return Ledger(tuple(entries))


@pytest.fixture(scope="module")
def material(library: Library, ledger: Ledger) -> Material:
    return Material(library, ledger, {claim.id: place_of(claim, library) for claim in library.claims})


@pytest.fixture(scope="module")
def small(ledger: Ledger, material: Material) -> Material:
    """Two claims alone: quick to set."""
    names = ("eq_7_10", "eq_7_13")
    entries = tuple(entry for entry in ledger.entries if entry.id in names)
    return Material(select(names), Ledger(entries), material.places)


@pytest.fixture(scope="module")
def page(material: Material) -> str:
    return _unpacked(document(material))


def _unpacked(text: str) -> str:
    """A page with its proofs in place, as its script puts them there."""
    before, packed, after = re.split(r'<script type="application/octet-stream" id=packed>(.*?)</script>', text)
    return before + zlib.decompress(base64.b64decode(packed), -zlib.MAX_WBITS).decode() + after


class _Reader(HTMLParser):
    """Ids, links, loaded things and labels of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.fields: list[str] = []
        self.labels: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if tag in {"input", "select"}:
            self.fields.append(given["id"])
        if tag == "label":
            self.labels.append(given["for"])
        self.loaded += [given[name] for name in ("src", "srcset", "data") if name in given]
        self.loaded += [given["href"]] if tag == "link" else []


def _terms(claims: tuple[Claim, ...]) -> Iterator[Term]:
    for claim in claims:
        for part in claim.parts:
            for statement in (*(step.statement for step in part.steps), part.goal):
                yield from (value for value in vars(statement).values() if isinstance(value, Term))


# --- formulas ----------------------------------------------------------------------------------------------------------------


def test_every_formula_is_well_formed_and_has_a_line_of_its_own(some_claims: tuple[Claim, ...]) -> None:
    lines: dict[str, str] = {}
    for term in _terms(some_claims):
        written = formula(term)
        root = ET.fromstring(f"<m>{written}</m>")  # noqa: S314 - our own
        for node in root.iter():
            wanted = {"mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "mover": 2, "munder": 2, "munderover": 3}.get(node.tag)
            assert wanted is None or len(node) == wanted, (str(term), node.tag)
            if node.tag == "mo" and node.text in ("(", ")"):
                assert node.get("stretchy") == "false"
        assert lines.setdefault(linear(written), written) == written  # no two formulas share a line


def _text(term: Term) -> str:
    root = ET.fromstring(f"<m>{formula(term)}</m>")  # noqa: S314 - our own
    return "".join(root.itertext()).replace("\u2061", "")


def test_the_written_order_is_kept() -> None:
    assert _text(inv(H + alpha * I) * H * w_star) == "(𝑯+α𝑰)−1𝑯𝒘*"
    assert _text(alpha * I + H) == "α𝑰+𝑯"
    assert _text(Q * Lam * Q.T) == "𝑸𝜦𝑸⊤"


def _series(count: int) -> Term:
    """So many terms of the series of the exponential function."""
    x = Symbol("x")
    return Sum((Number(Fraction(1)), x, *(Quotient(Power(x, k), Number(Fraction(factorial(k)))) for k in range(2, count))))


@pytest.mark.parametrize(
    ("term", "line"),
    [
        ((H + alpha * I) * H, "(H+αI)H"),
        (H - (H - alpha * I), "H-(H-αI)"),
        (-(H + alpha * I), "-(H+αI)"),
        (Power(H + I, 2), "(H+I)^2"),
        (Power(H + I, 12), "(H+I)^{12}"),
        (Transpose(Transpose(H)), "(H^⊤)^⊤"),
        (Product((H, Product((H, w_star)))), "H(Hw^*)"),
        (Product((alpha, alpha, H)), "α^2H"),
        (Product((alpha, -alpha)), "α(-α)"),
        (2 * alpha / (alpha + 1), "{2α}/{α+1}"),
        (1 / Symbol("eps") / Symbol("m"), "1/{ϵ𝑚}"),
        (Power(alpha / 2, 2), "(α/2)^2"),
        (Fraction(251287, 100000) * alpha, "2.51287α"),
        (w_star.T, "w^{*⊤}"),
        (Symbol("h"), "ℎ"),
        (Symbol("h", "n"), "h"),
        (Symbol("k"), "𝑘"),
        (Symbol("lam_max"), 'λ_{"max"}'),
        (Symbol("strange_word", "n"), '"strange"_{"word"}'),
        (Zero("n"), "𝟎"),
        (_series(5), "∑_{𝑗=0}^4{𝑥^𝑗}/{𝑗!}"),
        (2 * _series(13), "2(∑_{𝑗=0}^{12}{𝑥^𝑗}/{𝑗!})"),
        (_series(4), "1+𝑥+{𝑥^2}/2+{𝑥^3}/6"),
    ],
)
def test_parentheses_and_marks(term: Term, line: str) -> None:
    assert linear(formula(term)) == line


def test_a_formula_cannot_carry_markup() -> None:
    assert "<script" not in formula(Symbol("<script>alert(1)</script>"))


def test_terms_for_the_script_are_complete() -> None:
    assert encoded(right("eq_7_10"))[0] == "product"
    with pytest.raises(LanguageError):
        encoded(right("effective_parameters"))  # a sum over indices is nothing the script knows
    assert encoded(left("effective_parameters"))[0] == "trace"


# --- words -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("A quadratic form: Q A Q^T is A - 1", "A quadratic form: Q A Qᵀ is A − 1"),
        ("w_(k+1) = w_k - eps H", "wₖ₊₁ = wₖ − ε H"),
        ("a step of w_tilde, well-known", "a step of w̃, well-known"),
        ("grad_J is -1 >= x^-1", "∇J is −1 ≥ x⁻¹"),
        ("w_a where grad J(w_a) = 0", "wₐ where ∇J(wₐ) = 0"),
        ("derivative ddf of df, delta", "derivative f″ of f′, δ"),
        ("lam_max or d_eff", "λₘₐₓ or d<sub>eff</sub>"),
        ("if x <b>& y</b>", "if x &lt;b&gt;&amp; y&lt;/b&gt;"),
        ("Lagrange's x* remainder", "Lagrange's x* remainder"),
        ("eq_7_13 and early_stopping", "eq_7_13 and early_stopping"),
    ],
)
def test_letters_in_words(words: str, written: str) -> None:
    assert pretty(words) == written
    assert "<sub>" not in plain(words)


def test_what_is_no_markup_is_escaped() -> None:
    assert tag("p", "<b>", title='"><script>') == '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;</p>'
    assert joined(Markup("<b>"), "&") == "<b>&amp;"


# --- graph -------------------------------------------------------------------------------------------------------------------

_DIAMOND = {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c", "a"), "e": ("d", "a"), "f": ()}


def test_implied_edges_are_left_out_and_nothing_else() -> None:
    graph = {name: frozenset(used_) for name, used_ in _DIAMOND.items()}
    assert reduced(graph) == {**graph, "d": frozenset("bc"), "e": frozenset("d")}


def test_layers_go_down_and_nodes_do_not_overlap(ledger: Ledger) -> None:
    uses = used(ledger)
    drawn = drawing(uses, dict.fromkeys(uses, 80.0))
    assert set(drawn.nodes) == set(uses)
    for name, used_ in uses.items():
        assert all(drawn.nodes[one].layer < drawn.nodes[name].layer for one in used_)
    rows: dict[int, list[float]] = {}
    for place in drawn.nodes.values():
        rows.setdefault(place.layer, []).append(place.x)
    for row in rows.values():
        row.sort()
        assert all(b - a >= 80 for a, b in pairwise(row))


def test_the_graph_is_what_the_kernel_saw(ledger: Ledger) -> None:
    uses = used(ledger)
    assert "conjugate_inverse" in uses["eq_7_13"]
    assert uses["orthogonal_inverse"] == frozenset()
    assert "spectral_theorem" in uses["eq_7_11"]
    lost = replace(ledger, entries=tuple(_without_uses(ledger)))
    assert used(lost)["eq_7_10"] == frozenset()
    assert f">{label(next(e for e in ledger.entries if e.id == 'eq_7_10'))}</text>" in graph(ledger)


def _without_uses(ledger: Ledger) -> Iterator[Entry]:
    for entry in ledger.entries:
        yield replace(entry, parts=tuple(replace(part, uses=()) for part in entry.parts))


# --- the page ----------------------------------------------------------------------------------------------------------------


def test_links_lead_somewhere_ids_are_unique_and_nothing_is_loaded(page: str) -> None:
    found = _Reader(page)
    assert [name for name, count in Counter(found.ids).items() if count > 1] == []
    assert {link[1:] for link in found.links} <= set(found.ids)
    assert found.loaded == ["data:,"]
    assert set(found.fields) <= set(found.labels)
    assert re.findall(r"https?://[^\"' ]+", page.replace("http://www.w3.org/", "")) == []
    assert "@import" not in page
    assert "url(" not in page.replace("url(#clip-", "")


def test_every_claim_every_part_and_every_reason_is_there(page: str, library: Library) -> None:
    words = re.sub(r"<[^>]+>", "", page)
    for claim in library.claims:
        assert f'<article id={claim.id} tabindex="-1">' in page or f"<article id={claim.id} tabindex=-1>" in page
        for part in claim.parts:
            for step in part.steps:
                reason = re.sub(r"<[^>]+>", "", pretty(reason_text(claim, step, derivations.find)))
                assert reason in words, (claim.id, part.id, reason)


def test_the_same_bytes_and_no_path_of_this_machine(page: str, small: Material) -> None:
    assert document(small) == document(small)
    assert str(Path(__file__).parents[3]) not in page


def test_what_is_wrong_is_shown(small: Material) -> None:
    entries = list(small.ledger.entries)
    place = next(k for k, entry in enumerate(entries) if entry.id == "eq_7_10")
    fault = Fault("counterexample", "planted <here>", {"H": [["1", "2"], ["3", "4"]]})
    parts = (replace(entries[place].parts[0], certificate="", faults=(fault,)), *entries[place].parts[1:])
    entries[place] = replace(entries[place], parts=parts)
    shown = _unpacked(document(replace(small, ledger=replace(small.ledger, entries=tuple(entries)))))
    assert "planted &lt;here&gt;" in shown
    assert "[1, 2; 3, 4]" in shown
    assert "refuted</span>" in shown
    assert "node refuted" in shown


def test_a_part_of_the_ledger_makes_a_page_of_its_own(small: Material) -> None:
    found = _Reader(_unpacked(document(small)))
    assert "eq_7_13" in found.ids
    assert {link[1:] for link in found.links} <= set(found.ids)


# --- results from elsewhere --------------------------------------------------------------------------------------------------

_RESULT = {
    "schema": 1,
    "targets": [
        {
            "target": "<img src=x>",
            "properties": [
                {
                    "id": "closed_form",
                    "verdict": "violated",
                    "planned": 5,
                    "run": 2,
                    "worst_error_over_bound": "inf",
                    "counterexample": {"alpha": "1/2", "H": [["<i>"]]},
                }
            ],
        }
    ],
}


def test_conformance_results_are_shown_and_escaped(tmp_path: Path, small: Material) -> None:
    (tmp_path / "r.json").write_text(json.dumps(_RESULT))
    text = document(replace(small, results=results([str(tmp_path / "r.json")])))
    assert "&lt;img src=x&gt;" in text
    assert "<img" not in text
    assert "2/5" in text


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"schema": 2, "targets": []}',
        "[" * 100_000,
        '{"schema": 1, "targets": [{"target": "x"}]}',
        " " * (1 << 21),
    ],
)
def test_what_is_no_result_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "r.json").write_text(content)
    with pytest.raises(UsageError, match=r"r\.json"):
        results([str(tmp_path / "r.json")])
    assert main(["html", "-o", str(tmp_path / "x.html"), "--conformance", str(tmp_path / "missing.json")]) == 2
