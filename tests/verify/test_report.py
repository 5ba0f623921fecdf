"""What is drawn is what the ledger holds: tables, pages, JSON, colours."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

import derivations
from derivations.language.claims import Claim
from verify.audit import Plan, audit, entry_of, part_entry
from verify.certify import Checked, read
from verify.ledger import Entry, Fault, Ledger, Trials
from verify.library import select
from verify.report import page as pages
from verify.report.json import entry_data, ledger_data, ratio
from verify.report.rows import HEAD, faults, implementations, row, rows, totals
from verify.report.tables import aligned, markdown
from verify.report.text import draw, ledger_markdown, ledger_text

CLAIMS = tuple(derivations.claims())
COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-9]m")


@pytest.fixture(scope="module")
def entries(checked: dict[str, Checked]) -> dict[str, Entry]:
    """Every claim as far as the checkers know it."""
    found = {}
    for claim in CLAIMS:
        parts = [part_entry(claim, p, checked.get(claim.id if claim.kind == "axiom" else n)) for n, p in claim.sequents()]
        found[claim.id] = entry_of(claim, derivations.section_of(claim.id), tuple(parts))
    return found


@pytest.fixture(scope="module")
def ledger(entries: dict[str, Entry]) -> Ledger:
    """A ledger with a definition, an axiom, something proved, refuted and undecided."""
    wrong = Fault("counterexample", "step 1 is false at n = 1: x = y; left 1, right [2]", {"x": "1"})
    gone = Fault("missing", "there is no certificate")
    refuted, undecided = entries["eq_7_09"], entries["displacement"]
    return Ledger(
        (
            entries["spectral_theorem"],
            entries["eq_7_01"],
            entries["eq_7_13"],
            replace(refuted, parts=(replace(refuted.main, certificate="stale", faults=(wrong,)),)),
            replace(undecided, parts=(replace(undecided.main, certificate="missing", faults=(gone,)),)),
        )
    )


# --- tables ------------------------------------------------------------------------------------------------------------------


def test_a_row_says_what_the_entry_says(entries: dict[str, Entry]) -> None:
    cells = dict(zip(HEAD, row(entries["eq_7_13"]), strict=True))
    assert cells["claim"] == "eq_7_13"
    assert cells["certified"] == "11/11"
    assert cells["axioms"] == "spectral_theorem"
    assert cells["hypotheses"].startswith("H_psd, alpha_positive, optimum")
    assert cells["verdict"] == "proved"


def test_definitions_and_axioms_have_no_verdict(entries: dict[str, Entry]) -> None:
    assert row(entries["eq_7_01"])[HEAD.index("verdict")] == "definition"
    assert row(entries["spectral_theorem"])[HEAD.index("verdict")] == "axiom"


def test_tests_of_implementations_are_told(entries: dict[str, Entry]) -> None:
    entry = entries["eq_7_09"]
    tried = replace(entry, parts=(replace(entry.main, tested=Trials(120, 6, 0.12345), derived=(1, 2, 3)),))
    cells = dict(zip(HEAD, row(tried), strict=True))
    assert cells["tested"] == "120"
    assert list(implementations(Ledger((tried,)))) == ["eq_7_09: 6 implementations, largest error 0.12 of what is allowed"]
    assert cells["derived"] == "n = 1, 2, 3"


def test_the_last_line_adds_up(ledger: Ledger) -> None:
    last = ledger_text(ledger).splitlines()[-1]
    assert last == totals(ledger)
    assert last.startswith("3 theorems: 1 proved, 1 refuted, 1 undecided, 0 error; 1 definition; ")
    assert last.endswith("1 axiom used (spectral_theorem)")


def test_what_is_wrong_is_told_with_its_place(ledger: Ledger) -> None:
    assert [where for where, _ in faults(ledger)] == ["eq_7_09", "displacement"]
    assert "eq_7_09: counterexample: step 1 is false at n = 1" in ledger_text(ledger)
    assert "- `displacement`: missing: there is no certificate" in ledger_markdown(ledger)


def test_parts_are_rows_when_asked_for(ledger: Ledger) -> None:
    assert len(list(rows(ledger, parts=True))) == len(ledger.entries) + 2 + 4
    assert "  factors" in ledger_text(ledger, parts=True)


def test_columns_stand_below_each_other() -> None:
    assert aligned(["a", "bb"], [["ccc", "d"], ["e", ""]]) == ["a    bb", "---  --", "ccc  d", "e"]
    wide = aligned(["a", "bb"], [["id_" * 20, "so many words that they are broken " * 4]])
    assert all(len(line) <= 100 for line in wide)
    assert " ".join(line[62:] for line in wide[2:]).split() == ["so", "many", "words", "that", "they", "are", "broken"] * 4
    assert markdown(["a"], [["x | y"]]) == ["| a |", "| --- |", r"| x \| y |"]


def test_markdown_cannot_carry_markup(ledger: Ledger) -> None:
    assert markdown(["a"], [["x <b>\n| y & z"]])[2] == r"| x &lt;b> \| y &amp; z |"
    part = ledger.entries[-1].parts[0]
    planted = replace(part, faults=(Fault("missing", "a <script>\n\n# b"),))
    text = ledger_markdown(Ledger((replace(ledger.entries[-1], parts=(planted,)),)))
    assert "missing: a &lt;script> # b" in text


# --- a terminal --------------------------------------------------------------------------------------------------------------


def drawn(ledger: Ledger, *, terminal: bool) -> str:
    """What a terminal, or something else, is sent."""
    file = io.StringIO()
    draw(ledger, Console(file=file, force_terminal=terminal, width=140, _environ={"TERM": "xterm", **NO_COLOR}))
    return file.getvalue()


NO_COLOR: dict[str, str] = {}


def test_a_terminal_gets_colours(ledger: Ledger) -> None:
    assert COLOUR.search(drawn(ledger, terminal=True))


def test_no_color_is_respected(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NO_COLOR, "NO_COLOR", "1")
    assert not COLOUR.search(drawn(ledger, terminal=True))


def test_what_is_no_terminal_gets_no_escapes(ledger: Ledger) -> None:
    assert "\x1b" not in drawn(ledger, terminal=False)
    assert "\x1b" not in ledger_text(ledger)


def test_brackets_in_messages_are_no_markup(ledger: Ledger) -> None:
    assert "right [2]" in drawn(ledger, terminal=False)


# --- JSON --------------------------------------------------------------------------------------------------------------------


def test_the_summary_of_the_json_adds_up(ledger: Ledger) -> None:
    summary = ledger_data(ledger)["summary"]
    assert summary["proved"] + summary["refuted"] + summary["undecided"] + summary["error"] == summary["total"] == 3
    assert summary["exit_code"] == 1


def test_values_of_a_fault_are_in_the_json(ledger: Ledger) -> None:
    part = entry_data(ledger.entries[3])["parts"][0]
    assert part["verdict"] == "refuted"
    assert part["faults"][0]["values"] == {"x": "1"}


@pytest.mark.parametrize(("value", "written"), [(None, None), (0.123456, 0.12), (0.0, 0.0), (3.0, 3.0), (float("inf"), "inf")])
def test_measured_ratios_have_two_digits(value: float | None, written: object) -> None:
    assert ratio(value) == written


# --- pages -------------------------------------------------------------------------------------------------------------------


def shown(entries: dict[str, Entry], claim: Claim) -> str:
    """The page of a claim."""
    certificates = read([claim]).certificates
    return "\n".join(
        pages.page(claim, entries[claim.id], derivations.find, ("derivations/x.py", 7), "x/certificates/y.json", certificates)
    )


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_claim_has_a_page(claim: Claim, entries: dict[str, Entry]) -> None:
    written = shown(entries, claim)
    assert claim.title in written
    assert f"python -m verify audit {claim.id}" in written
    assert "derivations/x.py, line 7" in written
    for part in claim.parts:
        assert part.title in written.replace("\n", " ") or part.title[1:] in written or not part.steps
    assert not re.search(r"\n\n\n", written)
    assert all(line == line.rstrip() for line in written.splitlines())


def test_each_line_of_a_chain_has_its_reason(entries: dict[str, Entry]) -> None:
    written = shown(entries, derivations.find("eq_7_13"))
    chain = written.partition("w_tilde = Q (Lam + alpha I)^-1 Lam Q^T w_star\n    w_tilde = ")[2].partition("What is")[0]
    lines = [" ".join(line.split()) for line in chain.splitlines()]
    assert "by 7.12 (The penalty moved into the" in lines[0]
    assert lines[1] == "eigenbasis)"
    assert 'by "The inverse of a conjugate is the' in lines[2]
    assert lines[3:5] == ['conjugate of the inverse", with A =', "Lam + alpha I"]
    assert "since Q is orthogonal" in lines[5]
    assert all(len(line) <= 100 for line in written.splitlines())


def test_a_page_says_why_what_is_inverted_is_invertible(entries: dict[str, Entry]) -> None:
    words = " ".join(shown(entries, derivations.find("eq_7_10")).split())
    assert 'What is inverted is invertible by "H + alpha I is positive definite' in words


def test_a_page_names_the_axiom_behind_a_hypothesis(entries: dict[str, Entry]) -> None:
    assert "H = Q Lam Q^T   (provided by the spectral theorem)" in shown(entries, derivations.find("eq_7_11"))


def test_numbered_steps_are_referred_to_by_number(entries: dict[str, Entry]) -> None:
    written = shown(entries, derivations.find("psd_spectrum"))
    assert re.search(r"^    \(2\) .* by \(1\)", written, re.MULTILINE)


def test_a_page_tells_what_is_wrong(ledger: Ledger) -> None:
    entry = ledger.entries[3]
    written = "\n".join(pages.page(derivations.find("eq_7_09"), entry, derivations.find, ("x.py", 1), "y.json", {}))
    assert "counterexample: step 1 is false at n = 1" in " ".join(written.split())
    assert re.search(r"^Verdict +refuted$", written, re.MULTILINE)


def test_an_audit_can_be_drawn_in_every_way() -> None:
    found = audit(select(["eq_7_09"]), Plan(examples=20))
    assert "proved" in ledger_text(found)
    assert "| eq_7_09 | 2/2 |" in ledger_markdown(found)
