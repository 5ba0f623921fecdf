"""A claim as a theorem: what it is called, an induction told in words, a reason for each line, no name of a rule."""

from __future__ import annotations

import re

import pytest

import derivations
from derivations.language.errors import LanguageError
from verify.kernel import RULES as KERNEL_RULES
from verify.report.latex import reasons
from verify.report.latex.edition import Edition, bold_letters
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


def test_a_letter_in_words_is_one_of_the_claim_or_explained() -> None:
    """A capital letter in a title, a reason, a remark is the claim's, the notation's, or stands before an equal sign."""
    standing = {"R", "K", "H", "J", "E", "I", "T", "N", "F"}  # N(0, I) is the normal distribution, F' the cited theorem's
    capital = re.compile(r"(?<![A-Za-z_\\'|-])([B-Z])(?![A-Za-z'])")
    general = re.compile(r"^[AB]\^0 = |^([AB]) \1\^k = ")
    seen = 0
    for claim in derivations.claims():
        known = bold_letters(*claim.parts)
        texts = [claim.remark, *(p.title for p in claim.parts), *(s.because for p in claim.parts for s in p.steps)]
        texts += [h.words for p in claim.parts for h in p.given]
        whole = " ".join(texts)
        for text in texts:
            for letter in {*capital.findall(text)} - standing - known.keys() if not general.match(text) else ():
                seen += 1
                assert re.search(rf"(?<![A-Za-z]){letter} = |mask {letter}\b|{letter}_", whole), (claim.id, letter, text)
    assert seen > 5


def test_an_equation_puts_in_only_for_a_letter_that_is_not_in_use(edition: Edition) -> None:
    claim = edition.find("norm_and_loss_monotone")
    words = reasons.reason(edition, claim, claim.part("loss_difference"), 0)
    assert r"with $\beta$ for $\alpha$" in words
    assert r"\alpha = \beta" not in words


def test_only_what_is_about_a_denominator_shows_that_it_is_not_zero(edition: Edition) -> None:
    claim = edition.find("local_error")
    assert reasons.condition_words(edition, claim, claim.part("main")) == r"since $\lambda_{\min} + \alpha > 0$"
    claim = edition.find("early_stopping_shrinks_less")
    assert reasons.condition_words(edition, claim, claim.part("main")) == "by (2)"


def test_a_line_that_only_meets_a_hypothesis_is_named_too(edition: Edition) -> None:
    claim = edition.find("local_error")
    part = claim.part("form")
    assert reasons.reason(edition, claim, part, 2).endswith("using (1) and (2)")
    marked = reasons.numbers(edition, claim, part)
    assert {"step 1", "step 2"} <= marked.keys()


def test_a_number_of_a_hundred_digits_is_told_by_its_size(edition: Edition) -> None:
    claim = edition.find("early_stopping_gap")
    words = reasons.long_squares(edition, claim, claim.part("supremum_near"), 1)
    assert words.endswith(r"plus a positive number of about $4.1 \cdot 10^{-9}$")
    assert not re.search(r"\d{20}", words)


def test_a_reason_for_the_whole_proof_speaks_of_no_line(edition: Edition) -> None:
    claim = edition.find("small_quotient")
    assert reasons.condition_words(edition, claim, claim.part("below")) == "by (6) and since $1 \\le k$"
    throughout = theorem(edition, claim).partition(r"\begin{proof}")[2].partition(r"\begin{rpproofs}")[0]
    assert not re.search(r"\(\d+\)", throughout)


def test_letters_of_a_claim_are_explained_before_it(edition: Edition) -> None:
    text = theorem(edition, edition.find("unpenalised_bias"))
    assert text.index(r"$\bm{E}$ writes the $n$ weights") < text.index(r"\begin{rpparts}")


def test_the_number_of_the_book_stands_at_its_formula(edition: Edition) -> None:
    text = theorem(edition, edition.find("eq_7_43"))
    assert r"\rptagged{7.43}{eq_7_43}{(1 -\nobreak \epsilon \lambda)^{k} = \frac{\alpha}{\lambda + \alpha}}" in text


def test_a_line_that_only_regroups_a_product_is_no_line_of_its_own(edition: Edition) -> None:
    claim = edition.find("norm_and_loss_monotone")
    chain = theorem(edition, claim).rpartition(r"\begin{rpchain}")[2]
    assert chain.count(r"\rpstart") + chain.count(r"\rpnext") == 1
    assert r"read as $\bm{R}$ times" in chain


def test_hypotheses_are_told_by_words_that_stand_alone() -> None:
    leaning = {"and", "likewise", "from", "both", "so", "too"}
    words = {h.words for claim in derivations.claims() for p in claim.parts for h in p.given if h.words}
    assert not [one for one in words if one.split()[0] in leaning or one.split()[-1] == "too"]


def test_joined() -> None:
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert joined(["a, b", "c"]) == "a, b; and c"


def test_a_title_in_words_stands_before_its_formula(printed: str) -> None:
    assert "The matrix in the middle is diagonal, with the entries" in printed
    assert {claim.id for claim in derivations.claims()} > {"eq_7_13"}
