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
        ("1/2 w^T H w", r"$\tfrac{1}{2}\bm{w}^{\top}\bm{H}\bm{w}$"),
        ("k (k - 1)/2 u^2", r"$\tfrac{k(k-1)}{2}u^{2}$"),
        ("1/(eps k)", r"$1/(\epsilon k)$"),
        ("exp(-x) <= 1, and exp is positive", r"$\exp (-x)\le 1$, and exp is positive"),
        ("sign(g)^2 g = g, a sign", r"$\operatorname{sign} (g)^{2}g=g$, a sign"),
        ("the Hessian is L-Lipschitz", r"the Hessian is $L$-Lipschitz"),
        ("between a and b", r"between $a$ and $b$"),
        ("J + a constant", r"$J$ + a constant"),
        ("x^T H x = sum of k", r"$\bm{x}^{\top}\bm{H}\bm{x}$ = sum of $k$"),
        ("the factor - 1/2 = k", r"the factor ${}-1/2=k$"),
        ("H^+ is symmetric, as H is", r"$\bm{H}^{+}$ is symmetric, as $\bm{H}$ is"),
        ("1.29843 x, but not 7.13 H", r"$1.29843x$, but not 7.13 $\bm{H}$"),
        ("E |(D o X) w|^2", r"$\mathbb{E}\lVert (\bm{D}\circ \bm{X})\bm{w}\rVert ^{2}$"),
        ("as alpha tends to infinity", r"as $\alpha$ tends to $\infty$"),
        ("it is g^T (w - v), g = H (v - w_star)", r"it is $\bm{g}^{\top}(\bm{w}-v)$, $\bm{g}=\bm{H}(v-\bm{w}^{*})$"),
        ('so "nothing" is said', "so ``nothing'' is said"),
        ("100 % & more_or_less", r"$100$ \% \& more\_or\_less"),
    ],
)
def test_prose(words: str, written: str) -> None:
    assert prose(words) == written


def test_an_entry_of_a_vector_of_the_claim_is_a_number() -> None:
    assert prose("every |w_j| <= 1", {"w": True}) == r"every $\lvert w_{j}\rvert \le 1$"
    assert prose("w_(j+1) = w_j", {}) == r"$\bm{w}_{j+1}=\bm{w}_{j}$"
    assert prose("s_i u_i^T y", {"u": True, "y": True}) == r"$s_{i}\bm{u}_{i}^{\top}\bm{y}$"  # what is transposed is no number
    assert prose("w_tilde_j is", {"w_tilde": True}) == r"$\tilde{w}_{j}$ is"
    assert prose("one is the vector of ones", {"one": True}) == r"$\mathbf{1}$ is the vector of ones"


def test_a_title_begins_with_a_capital_unless_it_begins_with_a_letter_of_the_mathematics() -> None:
    assert headline("so it falls") == "So it falls"
    assert headline("alpha tends to 0") == "alpha tends to 0"
    assert headline("log a is at most a - 1") == "log a is at most a - 1"
    assert headline("w_tilde = 0") == "w_tilde = 0"


def test_the_letter_a_before_a_verb_is_no_article() -> None:
    assert prose("a is not b", {"a": False, "b": False}) == "$a$ is not $b$"
    assert prose("b >= 0, a other than b", {"a": False, "b": False}) == r"$b\ge 0$, $a$ other than $b$"
    assert prose("a square", {"a": False}) == "a square"
