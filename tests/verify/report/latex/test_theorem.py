"""A claim as a theorem: what it is called, an induction told in words, a reason for each line, no name of a rule."""

from __future__ import annotations

import re

import pytest

import derivations
from derivations.language.errors import LanguageError
from verify.kernel import RULES as KERNEL_RULES
from verify.report.latex import reasons
from verify.report.latex.edition import Edition
from verify.report.latex.reasons import RULES
from verify.report.latex.theorem import theorem
from verify.report.latex.words import joined


def test_every_rule_of_the_kernel_has_words() -> None:
    assert RULES.keys() >= KERNEL_RULES.keys()


def test_a_rule_without_words_is_an_error(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reasons, "RULES", {})
    with pytest.raises(LanguageError, match="has no words"):
        theorem(edition, edition.find("eq_7_13"))


def test_each_line_has_a_reason(printed: str) -> None:
    rows = [line for line in printed.splitlines() if line.startswith((r"\rpstart", r"\rpnext", r"\rpline"))]
    assert len(rows) > 30
    assert not [row for row in rows if row.endswith("{}")]


def test_no_rule_and_no_name_of_the_code_leaks_into_words(printed: str) -> None:
    body = printed.partition(r"\section{Certificates}")[0].partition(r"\begin{document}")[2]
    body = re.sub(r"\\(label|ref|rpgiven|rpsame|rptagged\{[^}]*\})\{[^}]*\}", "", body)
    words = set(re.findall(r"[A-Za-z_\\]{3,}", re.sub(r"\$[^$]*\$", "", body)))
    assert words.isdisjoint({"dedekind", "psd", "pd", "items", "psd_trace", "entrywise", "same_gradient", "step"} - {"step"})
    assert not [word for word in words if "_" in word.replace("\\_", "_") and not word.startswith("\\")]


def test_an_induction_is_told_as_one(edition: Edition) -> None:
    text = theorem(edition, edition.find("eq_7_40"))
    for words in ("By induction on $k$. For $k = 0$:", "Suppose that the claim holds for $k$:", "by the induction hypothesis"):
        assert words in text
    assert r"\item" not in text  # base and step stand in the proof, not in the statement


def test_what_a_claim_is_called(edition: Edition) -> None:
    kinds = {name: edition.kind(edition.find(name)) for name in ("eq_7_01", "spectral_theorem", "eq_7_13", "psd_spectrum")}
    assert kinds == {"eq_7_01": "definition", "spectral_theorem": "axiom", "eq_7_13": "theorem", "psd_spectrum": "lemma"}


def test_reasons_refer_to_what_is_printed_and_name_what_is_not(edition: Edition) -> None:
    text = theorem(edition, edition.find("eq_7_13"))
    assert r"Lemma~\ref{psd_spectrum}\,\ref{psd_spectrum.spectrum_psd}" in text
    assert "formula 7.12 of the book" in text
    assert "``The inverse of a conjugate is the conjugate of the inverse''" in text


def test_joined() -> None:
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert joined(["a, b", "c"]) == "a, b; and c"


def test_a_title_in_words_stands_before_its_formula(printed: str) -> None:
    assert "The matrix in the middle is diagonal, with the entries" in printed
    assert {claim.id for claim in derivations.claims()} > {"eq_7_13"}
