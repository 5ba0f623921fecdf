"""Formulas inside plain text are found and set as formulas; English stays English."""

from __future__ import annotations

import pytest

from verify.report.latex.prose import headline, prose


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("multiply out", "multiply out"),
        ("a step t along q_i", r"a step $t$ along $\bm{q}_{i}$"),
        ("A step of gradient descent", "A step of gradient descent"),
        ("Q A Q^T is invertible", r"$\bm{Q}\bm{A}\bm{Q}^{\top}$ is invertible"),
        ("A A^k = A^(k+1)", r"$\bm{A}\bm{A}^{k}=\bm{A}^{k+1}$"),
        ("H + alpha I is positive definite", r"$\bm{H}+\alpha \bm{I}$ is positive definite"),
        ("w_tilde = (H + alpha I)^-1 H w_star", r"$\tilde{\bm{w}}=(\bm{H}+\alpha \bm{I})^{-1}\bm{H}\bm{w}^{*}$"),
        ("lam_i/(lam_i + alpha)", r"$\lambda_{i}/(\lambda_{i}+\alpha )$"),
        ("the gradient 7.7", "the gradient 7.7"),
        ("second-order Taylor polynomial", "second-order Taylor polynomial"),
        ("weight decay (AdamW)", "weight decay (AdamW)"),
        ("eigenvalue's distance", "eigenvalue's distance"),
        ("A Schur complement", "A Schur complement"),
        ("g(2.5) >= 0.2", r"$g(2.5)\ge 0.2$"),
        ("the box |w_i| <= 1", r"the box $\lvert w_{i}\rvert \le 1$"),
        ("a random n x m matrix", r"a random $n\times m$ matrix"),
        ("0 < u <= 1", r"$0<u\le 1$"),
        ("100 % & more_or_less", r"$100$ \% \& more\_or\_less"),
    ],
)
def test_prose(words: str, written: str) -> None:
    assert prose(words) == written


def test_a_title_begins_with_a_capital_unless_it_begins_with_a_letter_of_the_mathematics() -> None:
    assert headline("so it falls") == "So it falls"
    assert headline("alpha tends to 0") == "alpha tends to 0"
    assert headline("w_tilde = 0") == "w_tilde = 0"
