"""The check of the print sees each way in which a print can be wrong; every fault is planted here and found."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from verify.report.latex.checking import check_log, check_pages, check_source
from verify.report.latex.document import fragment
from verify.report.latex.edition import Edition


def changed(text: str, what: str, by: str) -> str:
    """The text with one place changed."""
    assert what in text, what
    return text.replace(what, by, 1)


def test_a_good_print_has_no_faults(edition: Edition, printed: str) -> None:
    assert check_source(edition, printed) == []


@pytest.mark.parametrize(
    ("what", "by", "message"),
    [
        (r"\rptagged{7.13}{eq_7_13}{\tilde{\bm{w}} = ", r"\rptagged{7.13}{eq_7_13}{\bm{w} = ", "printed, but not claimed"),
        (
            r"{(\bm{\Lambda} +\nobreak \alpha \bm{I})^{-1}",
            r"{(\alpha\* \bm{I} + \bm{\Lambda})^{-1}",
            "printed, but not claimed",
        ),
        (r"(1 -\nobreak u)^{k + 1} < 1", r"(1 -\nobreak u)^{k + 1} \le 1", "printed, but not claimed"),
        (r"\lim_{\alpha\to 0^{+}}", r"\lim_{\alpha\to \infty}", "printed, but not claimed"),
        (r"\rpnext{=}{\bm{0}}", r"\rpnext{=}{\bm{w}}", "printed, but not claimed"),
        (r"\rpdisplay{", r"\rpdisplay{\foo ", "no letter"),
        (r"\rpgiven{alpha\_positive}", r"\rpgiven{beta\_positive}", "alpha_positive is used, but not printed"),
        (r"\rpgiven{alpha\_positive}", r"\rpgiven{beta\_positive}", "beta_positive is printed, but not used"),
        (r"\rpgiven{alpha\_positive}{$\alpha > 0$}", r"\rpgiven{alpha\_positive}{$\alpha < 0$}", "not what is printed of it"),
        (r"{H\_psd}{$\bm{H}$ is symmetric positive semidefinite}", r"{H\_psd}{$\bm{H}$ is symmetric}", "not what is printed"),
        (r"{H\_psd}{$\bm{H}$ is", r"{H\_psd}{$\bm{Q}$ is", "not what is printed"),
        (r"{Lam\_diagonal}{$\bm{\Lambda}$", r"{Lam\_diagonal}{$\bm{Q}$", "not what is printed"),
        (r"\label{exact_alpha}", r"\label{exact_alpha}\label{exact_alpha}", "2 times"),
        (r"\label{exact_alpha}", "", "0 times"),
        (r"\rpknown{orthogonal}{$\bm{Q}$ is orthogonal}", r"\rpknown{orthogonal}{it is so}", "not what is printed of it"),
        (r"\rpknown{orthogonal}", r"\rpknown{other}", "printed, but not used"),
        (r"\rpsum{", r"\rpsum{2\* ", "not in the certificate"),
        (r"\rpsame{psd_spectrum.main}", r"\rpsame{nowhere}", "used, but not printed"),
    ],
)
def test_a_planted_fault_is_found(edition: Edition, printed: str, what: str, by: str, message: str) -> None:
    faults = check_source(edition, changed(printed, what, by))
    assert any(message in fault for fault in faults), faults


def test_a_clause_that_is_left_out_is_missed(edition: Edition, printed: str) -> None:
    start = printed.index(r"\item\label{eq_7_13.factors}")
    assert check_source(edition, printed[:start] + printed[printed.index(r"\item\label{eq_7_13.diagonal}") :]) != []


def test_a_line_of_a_chain_that_is_left_out_is_missed(edition: Edition, printed: str) -> None:
    line = next(line for line in printed.splitlines() if line.startswith(r"\rpnext"))
    assert check_source(edition, changed(printed, f"{line}\n", "")) != []


def test_a_fragment_is_checked_alike(edition: Edition) -> None:
    claim = edition.find("eq_7_13")
    alone = replace(edition, chosen=(claim,))
    text = fragment(alone, claim)
    assert check_source(alone, text) == []
    assert r"\ref{psd_spectrum" not in text  # what is not printed beside it is named by its title
    assert check_source(alone, changed(text, r"\bm{Q}", r"\bm{P}")) != []


@pytest.mark.parametrize(
    "line",
    [
        "! Undefined control sequence.",
        "Missing character: There is no x in font y!",
        "LaTeX Warning: Reference `eq_7_99' on page 1 undefined on input line 3.",
        "LaTeX Warning: Citation `nobody' on page 1 undefined on input line 3.",
        "LaTeX Warning: Label `eq_7_13' multiply defined.",
        "Overfull \\hbox (3.1pt too wide) in paragraph at lines 1--2",
        "LaTeX Warning: Label(s) may have changed. Rerun to get cross-references right.",
    ],
)
def test_what_tex_complains_of_is_a_fault(line: str) -> None:
    assert check_log(f"This is pdfTeX\n{line}\nend\n")
    assert not check_log("This is pdfTeX\nUnderfull \\hbox (badness 10000)\nend\n")


def test_each_number_of_the_book_stands_once_on_the_pages(edition: Edition) -> None:
    numbers = [claim.number for claim in edition.chosen if claim.number]
    pages = " ".join(f"({number})" for number in numbers)
    assert len(numbers) == 3
    assert check_pages(edition, pages) == []
    assert check_pages(edition, pages.replace("(7.13)", "")) == ["the tag (7.13) stands 0 times on the pages"]
    assert check_pages(edition, f"{pages} (7.1)") == ["the tag (7.1) stands 2 times on the pages"]


def test_a_hypothesis_that_the_proof_does_without_is_not_printed(edition: Edition, printed: str) -> None:
    """In the remainder of the limit the pseudo-inverse need not be symmetric; the claim says so, the kernel does without."""
    claim = edition.find("limit_alpha_zero")
    part = claim.part("remainder")
    idle = {h.name for h in part.given} - {h.name for h in edition.given(claim, part)}
    assert idle
    item = printed[printed.index(r"\item\label{limit_alpha_zero.remainder}") :].partition(r"\item\label")[0]
    named = {name.replace("\\_", "_") for name in re.findall(r"\\rpgiven\{([^}]*)\}", item)}
    assert named.isdisjoint(idle)
