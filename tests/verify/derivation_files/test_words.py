"""Words that have a value and no letter in the kernel: roots, entries, determinants, ranks, descents; and what they owe."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify import check_claim
from verify.__main__ import main
from verify.profiles import OK

SYMBOLS = {
    "A": "square 2",
    "B": "square 2",
    "C": "square 3",
    "M": "invertible 2",
    "S": "psd 2",
    "v": "vector 2",
    "z": "vector 3",
    "N": "square n",
    "Q": "orthogonal n",
    "H": "psd n",
    "x": "vector n",
    "y": "vector n",
    "w_star": "vector n",
    "a": "positive",
    "b": "real",
    "eps": "positive",
    "k": "natural",
}
PROVED = [
    "sqrt(a)**2 == a",
    "sqrt(a + b**2) > 0",
    "norm(x)**2 == norm2(x)",
    "norm(Q*x) == norm(x)",
    "norm(2*x) == 2*norm(x)",
    "abs(b)**2 == b**2",
    "abs(b) >= 0",
    "sum(entry(N, i), i) == tr(N)",
    "descent(H, w_star, eps, k) == (I - (I - eps*H)**k)*w_star",
    "descent(H, w_star, eps, k + 1) == descent(H, w_star, eps, k) - eps*H*(descent(H, w_star, eps, k) - w_star)",
    "descent(H, w_star, eps, k, start=x) - w_star == (I - eps*H)**k*(x - w_star)",
    "det(A) == det(A.T)",
    "det(A*B) == det(A)*det(B)",
    "det(C) == det(C.T)",
    "det(S) >= 0",
    "det(S + a*I) > 0",
    "A*A - tr(A)*A + det(A)*I == zeros(2, 2)",
    "inv(M) == 1/det(M)*(tr(M)*I - M)",
    "A[0, 1] == A.T[1, 0]",
    "dot(ones(3), z) == z[0] + z[1] + z[2]",
    "ones(2, 3)*z == (z[0] + z[1] + z[2])*ones(2)",
]
REFUTED = [
    "sqrt(a) == a",
    "norm(x + y) == norm(x) + norm(y)",
    "abs(b) == b",
    "abs(x) == x",
    "var(x) == norm2(x)/n",
    "descent(H, w_star, eps, k) == (I - eps*H)**k*w_star",
    "descent(H, w_star, eps, 2, decay=a) == descent(H, w_star, eps, 2)",
    "det(A + B) == det(A) + det(B)",
    "det(N) == tr(N)",
    "det(2*N) == 2*det(N)",
    "rank(N) == n",
    "rank(A + B) == rank(A) + rank(B)",
    "x[0] == x[1]",
    "N[0, 1] == N[1, 0]",
    "dot(ones(n), x) == 0",
    "det(S) > 0",
]


@pytest.mark.parametrize("show", PROVED)
def test_proved(show: str) -> None:
    found = check_claim(show, SYMBOLS)
    assert found.verdict == "proved", [finding.missing for finding in found.findings]


@pytest.mark.parametrize("show", REFUTED)
def test_refuted(show: str) -> None:
    found = check_claim(show, SYMBOLS)
    assert found.verdict == "refuted", [finding.missing for finding in found.findings]


def test_a_root_does_not_show_that_it_exists() -> None:
    """r^2 = b with a real r would make every b nonnegative: what is said of a root may not show what the root owes."""
    for show in ("sqrt(b)**2 == b", "b >= 0 - sqrt(b)**2 + b", "sqrt(b) >= 0", "norm2(x) + sqrt(b) >= 0"):
        found = check_claim(show, SYMBOLS)
        assert found.verdict == "undecided"
        assert "b >= 0, for a root of it is taken" in found.findings[0].missing
    assert check_claim("b >= 0", SYMBOLS, {"root": "sqrt(b) == 1"}).verdict != "proved"
    assert check_claim("sqrt(b)**2 == b", SYMBOLS, {"sign": "b >= 0"}).verdict == "proved"


def test_a_root_of_what_varies_is_not_named() -> None:
    found = check_claim("limit(sqrt(a), a, 0) == 0", SYMBOLS)
    assert found.verdict == "undecided"
    assert "varies with a" in found.findings[0].missing[0]


def test_what_an_inverse_owes_at_given_sizes() -> None:
    assert check_claim("inv(A)*A == I", {"A": "square 2"}).verdict == "undecided"
    found = check_claim("inv(A) == 1/det(A)*(tr(A)*I - A)", {"A": "square 2"})
    assert found.verdict == "undecided"
    assert "!= 0" in found.findings[0].missing[0]


def test_an_index_of_a_sum_is_no_letter_for_any_vector() -> None:
    """If e_i could be both, what holds for basis vectors would be proved of every vector."""
    assert check_claim("sum(entry(N, i), i) == tr(N) + norm2(e_i) - 1", {**SYMBOLS, "e_i": "vector n"}).verdict == "error"


def test_entries_are_kept_with_all_their_proofs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.toml"
    text = "[symbols]\nA = 'square 2'\n[[claim]]\nid = 'hamilton'\nshow = 'A*A - tr(A)*A + det(A)*I == zeros(2, 2)'\n"
    path.write_text(text, encoding="utf-8")
    assert main(["check", str(path), "--save", str(tmp_path / "kept")]) == OK
    assert main(["recheck", str(tmp_path / "kept")]) == OK
    assert "4" in capsys.readouterr().out


OURS = [
    ("inv(U*(D + c*I)*U.T) == U*inv(D + c*I)*U.T", "conjugate_inverse", {"U": "orthogonal p", "D": "psd p", "c": "positive"}),
    ("inv(U) == U.T", ["orthogonal_inverse", "columns"], {"U": "square p"}),
    ("v - inv(K + c*I)*K*v == c*inv(K + c*I)*v", "displacement", {"K": "psd p", "v": "vector p", "c": "positive"}),
]


@pytest.mark.parametrize(("show", "by", "symbols"), OURS)
def test_ours_are_cited_in_other_letters(show: str, by: str | list[str], symbols: dict[str, str]) -> None:
    given = {"columns": "U.T*U == I"} if isinstance(by, list) else {}
    assert check_claim(show, symbols, given, by=by).verdict == "proved"


def test_ours_are_not_cited_where_their_hypotheses_fail() -> None:
    found = check_claim("inv(U*B*U.T) == U*inv(B)*U.T", {"U": "invertible p", "B": "invertible p"}, by="conjugate_inverse")
    assert found.verdict == "refuted"


def test_a_given_gradient_is_an_equation() -> None:
    symbols = {"H": "psd n", "v": "vector n", "w": "vector n", "u": "vector n", "a": "positive"}
    slope = {"stationary": "grad(a/2*norm2(u) + 1/2*(u - w).T*H*(u - w), u, v) == zeros(n)"}
    assert check_claim("v == inv(H + a*I)*H*w", symbols, slope).verdict == "proved"
    assert check_claim("v == w", symbols, slope).verdict == "refuted"


def test_a_vector_that_is_divided_is_no_bound_of_a_limit() -> None:
    """A difference quotient of vectors once ended in a fault of shapes."""
    assert check_claim("limit((v + h*v - v)/h, h, 0) == v", {"v": "vector n", "h": "positive"}).verdict == "proved"
