"""What is printed: a source for the parser, a text for a person, both in the written order. `test_parsing` reads it back."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from derivations.language.printing import hypothesis_text, source, statement_source, statement_text, text

H, Q, Lam, A = (tm.Symbol(name, "n", "n") for name in ("H", "Q", "Lam", "A"))
X = tm.Symbol("X", "m", "n")
w, w_star, e_i = tm.Symbol("w", "n"), tm.Symbol("w_star", "n"), tm.Symbol("e_i", "n")
y = tm.Symbol("y", "m")
alpha, eps, k = tm.Symbol("alpha"), tm.Symbol("eps"), tm.Symbol("k")
I = tm.Identity("n")
m = tm.SizeNumber("m")
half = Fraction(1, 2)
one, two = tm.Number(Fraction(1)), tm.Number(Fraction(2))
lam_i = tm.Coordinate(Lam, e_i)

PRINTED: list[tuple[tm.Term, str, str]] = [
    (tm.inv(H + alpha * I) * H * w_star, "inv(H + alpha*I)*H*w_star", "(H + alpha I)^-1 H w_star"),
    (Q * tm.inv(Lam + alpha * I) * Q.T, "Q*inv(Lam + alpha*I)*Q.T", "Q (Lam + alpha I)^-1 Q^T"),
    (tm.inv(H), "inv(H)", "H^-1"),
    (tm.inv(H.T), "inv(H.T)", "(H^T)^-1"),
    ((X * w - y).T * (X * w - y), "(X*w - y).T*(X*w - y)", "(X w - y)^T (X w - y)"),
    (1 / m * X.T * X, "1/m*X.T*X", "1/m X^T X"),
    (w.T * w * A, "(w.T*w)*A", "(w^T w) A"),
    (half * w, "1/2*w", "1/2 w"),
    (alpha / 2, "alpha/2", "alpha/2"),
    (alpha / (2 * eps), "alpha/(2*eps)", "alpha/(2 eps)"),
    (alpha / (1 / eps), "alpha/(1/eps)", "alpha/(1/eps)"),
    (H - (A - H), "H - (A - H)", "H - (A - H)"),
    (H - A - H, "H - A - H", "H - A - H"),
    (-(H + A), "-(H + A)", "-(H + A)"),
    (-H * A, "(-H)*A", "(-H) A"),
    (-(H * A), "-H*A", "-H A"),
    (-1 * A, "(-1)*A", "(-1) A"),
    (tm.Sum((H + A, A)), "(H + A) + A", "(H + A) + A"),
    (tm.Product((H * A, A)), "(H*A)*A", "(H A) A"),
    ((H + A) ** 2, "(H + A)**2", "(H + A)^2"),
    ((H**2).T, "(H**2).T", "(H^2)^T"),
    ((I - eps * H) ** k * w, "(I - eps*H)**k*w", "(I - eps H)^k w"),
    (H ** (k + 1), "H**(k + 1)", "H^(k + 1)"),
    (-(alpha**2), "-alpha**2", "-alpha^2"),
    (tm.tr(H) - tm.SizeNumber("n"), "tr(H) - n", "tr(H) - n"),
    (tm.Apply("J", w) + alpha, "J(w) + alpha", "J(w) + alpha"),
    (tm.Zero("n"), "zeros(n)", "0"),
    (tm.Zero("m", 3), "zeros(m, 3)", "0"),
    (tm.Column(Q, e_i), "column(Q, i)", "q_i"),
    (lam_i / (lam_i + alpha), "entry(Lam, i)/(entry(Lam, i) + alpha)", "lam_i/(lam_i + alpha)"),
    (tm.Coordinate(w_star, e_i), "entry(w_star, i)", "w_star_i"),
    (tm.Coordinate(H * w, e_i), "entry(H*w, i)", "(H w)_i"),
    (tm.DiagonalOf(lam_i, e_i), "diag(entry(Lam, i), i)", "diag(lam_i)"),
    (2 * tm.SumOver(lam_i, e_i), "2*sum(entry(Lam, i), i)", "2 (sum_i lam_i)"),
    (tm.SumOver(lam_i + alpha, e_i), "sum(entry(Lam, i) + alpha, i)", "sum_i (lam_i + alpha)"),
    # a size is written where nothing else says it
    (tm.SumOver(alpha, e_i), "sum(alpha, i, n)", "sum_i alpha"),
    (tm.SumOver(e_i.T * w, e_i), "sum(e_i.T*w, i, n)", "sum_i e_i^T w"),
    (tm.SumOver(tm.SumOver(lam_i, e_i), e_i), "sum(sum(entry(Lam, i), i), i, n)", "sum_i (sum_i lam_i)"),
    (I, "I(n)", "I"),
    (alpha * I, "alpha*I(n)", "alpha I"),
    (tm.tr(I) * H, "tr(I(n))*H", "tr(I) H"),
    (I + I, "I(n) + I(n)", "I + I"),
    ((I + I) * H, "(I + I)*H", "(I + I) H"),
    (H + alpha * tm.inv(I - I), "H + alpha*inv(I - I)", "H + alpha (I - I)^-1"),
    (w.T * I * w, "w.T*I*w", "w^T I w"),
    (w.T * w * I, "(w.T*w)*I(n)", "(w^T w) I"),
    (H + w.T * w * I, "H + (w.T*w)*I", "H + (w^T w) I"),
    (tm.Identity(3) * tm.Symbol("B", 3, 3), "I(3)*B", "I B"),
    # a number is kept apart from an operator that would make it another one
    (one / 2, "1/(2)", "1/2"),
    (-two, "-(2)", "-2"),
    (-tm.Number(half), "-(1/2)", "-1/2"),
    (alpha - 2, "alpha - 2", "alpha - 2"),
    (alpha + -2, "alpha + (-2)", "alpha + (-2)"),
    (tm.Number(half) ** 2, "(1/2)**2", "(1/2)^2"),
    (alpha * tm.Number(half), "alpha*(1/2)", "alpha (1/2)"),
]


@pytest.mark.parametrize(("term", "written", "read"), PRINTED)
def test_a_term_is_printed(term: tm.Term, written: str, read: str) -> None:
    assert (source(term), text(term)) == (written, read)
    assert str(term) == written


J = tm.Apply("J", w)
g = tm.Apply("grad_J", w, "n", 1)
STATEMENTS: list[tuple[st.Statement, str, str]] = [
    (st.eq(Q * Q.T, I), "Q*Q.T == I", "Q Q^T = I"),
    (st.eq(I, I), "I(n) == I(n)", "I = I"),
    (st.eq(alpha * I, H), "alpha*I == H", "alpha I = H"),
    (st.PositiveSemidefinite(alpha - eps), "alpha - eps >= 0", "alpha - eps >= 0"),
    (st.PositiveDefinite(alpha), "alpha > 0", "alpha > 0"),
    (st.Invertible(alpha), "alpha != 0", "alpha != 0"),
    (st.PositiveSemidefinite(H), "psd(H)", "H is symmetric positive semidefinite"),
    (st.PositiveDefinite(H + alpha * I), "pd(H + alpha*I)", "H + alpha I is symmetric positive definite"),
    (st.Invertible(I - H), "invertible(I - H)", "I - H is invertible"),
    (st.GradientIs(J, w, w, g), "grad(J(w), w) == grad_J(w)", "the gradient of J(w) in w is grad_J(w)"),
    (
        st.GradientIs(J, w, w_star, tm.Zero("n")),
        "grad(J(w), w, w_star) == zeros(n)",
        "the gradient of J(w) in w at w = w_star is 0",
    ),
    (st.GradientIs(alpha * w, w, w, alpha * I), "grad(alpha*w, w) == alpha*I", "the Jacobian of alpha w in w is alpha I"),
    (st.NormIs(A, alpha), "norm(A) == alpha", "the 2-norm of A is alpha"),
    (st.Natural(k), "natural(k)", "k is a natural number"),
    (
        st.LimitIs(alpha * w, alpha, "0", tm.Zero("n")),
        "limit(alpha*w, alpha, 0) == zeros(n)",
        "alpha w tends to 0 as alpha tends to 0 from above",
    ),
    (
        st.LimitIs(w / alpha, alpha, "inf", w),
        "limit(w/alpha, alpha, inf) == w",
        "w/alpha tends to w as alpha tends to infinity",
    ),
    (st.ForEvery(k, st.eq(alpha**k, 0)), "alpha**k == 0 for every natural k", "alpha^k = 0 for k = 0, 1, .."),
    (st.Symmetric(H), "symmetric(H)", "H is symmetric"),
    (st.Diagonal(Lam), "diagonal(Lam)", "Lam is diagonal"),
    (st.BasisVector(e_i), "basis(e_i)", "e_i is a standard basis vector"),
    (st.Differentiable("J", "grad_J"), "differentiable(J)", "J is differentiable with derivative grad_J"),
]


@pytest.mark.parametrize(("statement", "written", "read"), STATEMENTS)
def test_a_statement_is_printed(statement: st.Statement, written: str, read: str) -> None:
    assert (statement_source(statement), statement_text(statement)) == (written, read)


def test_a_hypothesis_is_printed_in_its_own_words_where_it_has_some() -> None:
    statement = st.eq(Q.T * Q, I)
    assert hypothesis_text("Q is orthogonal", statement) == "Q is orthogonal"
    assert hypothesis_text("", statement) == "Q^T Q = I"


@pytest.mark.parametrize("write", [source, text])
def test_an_unknown_node_is_an_error_and_not_an_empty_text(write: Callable[[tm.Term], str]) -> None:
    with pytest.raises(LanguageError, match="no way to print Term"):
        write(tm.Term())
