"""The parser reads formulas and statements and nothing else: meanings, places of errors, limits, and back from the printer."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as hs

from derivations.language import measures as ms
from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import LanguageError, ParseError
from derivations.language.parsing import parse_expression, parse_statement, parse_statements
from derivations.language.predicates import EQUATED, PREDICATES, QUANTIFIED, RELATED
from derivations.language.printing import source, statement_source
from derivations.language.syntax import DIGITS, EXPONENT, LENGTH, NESTING
from derivations.language.words import WORDS

H, Q, Lam, A, B = (tm.Symbol(name, "n", "n") for name in ("H", "Q", "Lam", "A", "B"))
X = tm.Symbol("X", "m", "n")
w, w_star, e_i = (tm.Symbol(name, "n") for name in ("w", "w_star", "e_i"))
y = tm.Symbol("y", "m")
alpha, eps, k = tm.Symbol("alpha"), tm.Symbol("eps"), tm.Symbol("k")
I = tm.Identity("n")
ANY = settings(deadline=None, derandomize=True, database=None)
SYMBOLS = {symbol.name: symbol for symbol in (H, Q, Lam, A, B, X, w, w_star, e_i, y, alpha, eps, k)}
FUNCTIONS: dict[str, tm.Shape] = {"J": (1, 1), "grad_J": ("n", 1)}
half = Fraction(1, 2)
m = tm.SizeNumber("m")


def lam(index: tm.Symbol) -> tm.Term:
    return tm.Coordinate(Lam, index)


def parse(text: str) -> tm.Term:
    return parse_expression(text, SYMBOLS, functions=FUNCTIONS)


def state(text: str) -> st.Statement:
    return parse_statement(text, SYMBOLS, functions=FUNCTIONS)


MEANINGS: list[tuple[str, tm.Term]] = [
    ("inv(H + alpha*I)*H*w_star", tm.inv(H + alpha * I) * H * w_star),
    ("Q*inv(Lam + alpha*I)*Lam*Q.T*w_star", Q * tm.inv(Lam + alpha * I) * Lam * Q.T * w_star),
    ("I - eps*H", I - eps * H),
    ("(I + I)*H", (I + I) * H),
    ("alpha*I*H", alpha * I * H),
    ("I*I*H", I * I * H),
    ("H + I*(I - eps*I)", H + I * (I - eps * I)),
    ("w.T*I*w_star", w.T * I * w_star),
    ("A@B", A * B),
    ("B*A", B * A),
    ("w.T*w_star*A", (w.T * w_star) * A),
    ("w.T*w*alpha*A", w.T * w * alpha * A),
    ("w.T*(w_star*alpha)", w.T * (w_star * alpha)),
    ("A - B - A", A - B - A),
    ("A - (B - A)", A - (B - A)),
    ("A + (-B)", A - B),
    ("-A*B", -(A * B)),
    ("(-A)*B", -A * B),
    ("--A", tm.Neg(-A)),
    ("A.T.T", A.T.T),
    ("A**2*B**0", A**2 * B**0),
    ("-alpha**2", -(alpha**2)),
    ("A**(2)", A**2),
    ("A**k", A**k),
    ("(I - eps*H)**(k + 1)*w", (I - eps * H) ** (k + 1) * w),
    ("A**(1 + k)", A ** (1 + k)),
    ("A**(0 + 1)", A ** (tm.Number(Fraction(0)) + 1)),
    ("A**k*A", A**k * A),
    ("(A**k).T", (A**k).T),
    ("(-2)*A", -2 * A),
    ("1/2*w", half * w),
    ("-1/2", tm.Number(-half)),
    ("--2", tm.Neg(tm.Number(Fraction(-2)))),
    ("w/2", w / 2),
    ("2*3/4", tm.Number(Fraction(2)) * 3 / 4),
    ("1/2/3", half / tm.Number(Fraction(3))),
    ("alpha - 2", alpha - 2),
    ("1/(2)", tm.Number(Fraction(1)) / 2),
    ("alpha/2*(w.T*w)", alpha / 2 * (w.T * w)),
    ("1/m*X.T*(X*w - y)", 1 / m * X.T * (X * w - y)),
    ("tr(H)*n", tm.tr(H) * tm.SizeNumber("n")),
    ("zeros(n)", tm.Zero("n")),
    ("zeros(2, m)", tm.Zero(2, "m")),
    ("I(3)", tm.Identity(3)),
    ("dot(w, H*w)", w.T * (H * w)),
    ("norm2(w - w_star)", (w - w_star).T * (w - w_star)),
    ("J(w) + alpha/2*norm2(w)", tm.Apply("J", w) + alpha / 2 * (w.T * w)),
    ("grad_J(w_star)", tm.Apply("grad_J", w_star, "n", 1)),
    ("column(Q, i)", tm.Column(Q, e_i)),
    ("entry(w, i)*entry(Lam, i)", tm.Coordinate(w, e_i) * lam(e_i)),
    ("sum(entry(Lam, i), i)", tm.SumOver(lam(e_i), e_i)),
    ("sum(alpha, k, m)", tm.SumOver(alpha, tm.Symbol("e_k", "m"))),
    ("sum(k*entry(w, k), k)", tm.SumOver(k * tm.Coordinate(w, tm.Symbol("e_k", "n")), tm.Symbol("e_k", "n"))),
    ("sum(e_k.T*A*e_k, k, n)", tm.SumOver(tm.Symbol("e_k", "n").T * A * tm.Symbol("e_k", "n"), tm.Symbol("e_k", "n"))),
    ("diag(entry(Lam, i)/(entry(Lam, i) + alpha), i)", tm.DiagonalOf(lam(e_i) / (lam(e_i) + alpha), e_i)),
    ("diag(w)", tm.DiagonalOf(tm.Coordinate(w, tm.Symbol("e_j", "n")), tm.Symbol("e_j", "n"))),
    (" inv(\n\tH )", tm.inv(H)),
]


@pytest.mark.parametrize(("text", "term"), MEANINGS)
def test_a_text_means_what_the_same_operators_build(text: str, term: tm.Term) -> None:
    assert parse(text) == term


@pytest.mark.parametrize("term", [term for _, term in MEANINGS])
def test_a_printed_term_reads_back(term: tm.Term) -> None:
    assert parse(source(term)) == term


STATEMENTS: list[tuple[str, st.Statement]] = [
    ("Q*Q.T == I", st.eq(Q * Q.T, I)),
    ("I == Q.T*Q", st.eq(I, Q.T * Q)),
    ("alpha == 1/2", st.eq(alpha, half)),
    ("alpha > 0", st.PositiveDefinite(alpha)),
    ("0 < alpha", st.PositiveDefinite(alpha)),
    ("alpha >= 0", st.PositiveSemidefinite(alpha)),
    ("alpha <= 0", st.PositiveSemidefinite(-alpha)),
    ("eps <= 1/alpha", st.PositiveSemidefinite(1 / alpha - eps)),
    ("eps < alpha", st.PositiveDefinite(alpha - eps)),
    ("eps >= alpha", st.PositiveSemidefinite(eps - alpha)),
    ("alpha != eps", st.Invertible(alpha - eps)),
    ("A <= B", st.PositiveSemidefinite(B - A)),
    ("A > alpha*I", st.PositiveDefinite(A - alpha * I)),
    ("A >= zeros(n, n)", st.PositiveSemidefinite(A)),
    ("psd(H + alpha*I)", st.PositiveSemidefinite(H + alpha * I)),
    ("pd(A)", st.PositiveDefinite(A)),
    ("invertible(A)", st.Invertible(A)),
    ("symmetric(H)", st.Symmetric(H)),
    ("symmetric(A*B)", st.eq((A * B).T, A * B)),
    ("orthogonal(Q)", st.eq(Q.T * Q, I)),
    ("diagonal(Lam)", st.Diagonal(Lam)),
    ("basis(e_i)", st.BasisVector(e_i)),
    ("norm(A) == alpha", st.NormIs(A, alpha)),
    ("natural(k)", st.Natural(k)),
    ("limit(alpha*w, alpha, 0) == zeros(n)", st.LimitIs(alpha * w, alpha, "0", tm.Zero("n"))),
    ("limit(1/alpha, alpha, inf) == 0", st.LimitIs(1 / alpha, alpha, "inf", tm.Number(Fraction(0)))),
    ("grad(1/2*w.T*A*w, w) == 1/2*(A + A.T)*w", st.GradientIs(half * w.T * A * w, w, w, half * (A + A.T) * w)),
    ("grad(J(w), w, w_star) == zeros(n)", st.GradientIs(tm.Apply("J", w), w, w_star, tm.Zero("n"))),
    ("grad(alpha*w, w) == alpha*I", st.GradientIs(alpha * w, w, w, alpha * I)),
]


@pytest.mark.parametrize(("text", "statement"), STATEMENTS)
def test_a_statement_becomes_a_form_the_kernel_knows(text: str, statement: st.Statement) -> None:
    assert state(text) == statement


@pytest.mark.parametrize("statement", [statement for _, statement in STATEMENTS])
def test_a_printed_statement_reads_back(statement: st.Statement) -> None:
    assert state(statement_source(statement)) == statement


def test_a_chain_is_a_statement_for_every_link() -> None:
    found = parse_statements("0 < alpha <= 1", SYMBOLS)
    assert found == (st.PositiveDefinite(alpha), st.PositiveSemidefinite(1 - alpha))
    with pytest.raises(ParseError, match="2 statements in a chain"):
        state("0 < alpha <= 1")


# --- errors name the shapes and the place, and say what to do ---

FAULTS: list[tuple[str, int, list[str]]] = [
    ("H*X", 3, ["H (n x n)", "X (m x n)"]),
    ("X*H*y", 5, ["X*H (m x n)", "y (m x 1)"]),
    ("w*I", 3, ["w (n x 1)", "I"]),
    ("H + X", 5, ["H (n x n)", "X (m x n)"]),
    ("w - alpha*(w + y)", 16, ["w (n x 1)", "y (m x 1)"]),
    ("H + 1", 5, ["H (n x n)", "1 (1 x 1)", "c*I"]),
    ("H - alpha", 5, ["H (n x n)", "alpha (1 x 1)", "c*I"]),
    ("inv(X)", 5, ["square", "X (m x n)"]),
    ("tr(X)", 4, ["square", "X (m x n)"]),
    ("X**2", 1, ["square", "X (m x n)"]),
    ("w/H", 3, ["H (n x n)", "inv(..)"]),
    ("norm2(H)", 7, ["vector", "H (n x n)"]),
    ("dot(w, y)", 8, ["w (n x 1)", "y (m x 1)"]),
    ("entry(X, i)", 10, ["X (m x n)"]),
    ("column(y, i)", 11, ["y (m x 1)"]),
    ("column(Q, j)", 11, ["no index", "e_i"]),
    ("sum(w, i)", 5, ["number", "w (n x 1)"]),
    ("sum(alpha, i)", 12, ["sum(f, i, n)"]),
    ("sum(alpha, j, n) + entry(w, j)", 29, ["j is no index"]),
    ("diag(X)", 1, ["X (m x n)"]),
    ("diag(alpha)", 1, ["alpha (1 x 1)"]),
    ("I", 1, ["write I(n)"]),
    ("alpha*I", 7, ["write I(n)"]),
    ("H + tr(I)*H", 8, ["write I(n)"]),
    ("I(k)", 3, ["no size", "m, n"]),
    ("I(0)", 3, ["no size"]),
    ("alhpa*H", 1, ["did you mean alpha?"]),
    ("z", 1, ["unknown name 'z'", "H, Q"]),
    ("dott(w, w)", 1, ["did you mean dot?"]),
    ("w(3)", 1, ["write w*(..)"]),
    ("J", 1, ["write J(..)"]),
    ("inv", 1, ["write inv(A)"]),
    ("inv(H, H)", 1, ["2 arguments", "write inv(A)"]),
    ("H w", 3, ["write *"]),
    ("2w", 1, ["write *"]),
    ("H(w)", 1, ["write H*(..)"]),
    ("0.5*H", 1, ["not exact", "1/10"]),
    ("H*1e5", 3, ["not exact"]),
    (".5", 1, ["not exact"]),
    ("1./2", 1, ["not exact"]),
    ("H^2", 2, ["write **"]),
    ("H'", 2, ["write .T"]),
    ("H = Q", 3, ["write =="]),
    ("α*H", 1, ["write alpha"]),
    ("H\0", 2, ["no sign"]),
    ("H.inv", 3, ["only T"]),
    ("H**-1", 4, ["write inv(..)"]),
    ("H**(-1)", 5, ["-1 is no exponent", "whole number"]),
    ("H**(1/2)", 5, ["1/2 is no exponent"]),
    ("H**(2*k)", 5, ["2*k is no exponent"]),
    ("H**(k - 1)", 7, ["- 1 is no exponent"]),
    ("H**w", 4, ["w is no exponent"]),
    ("H**inv(H)", 4, ["inv(H) is no exponent"]),
    ("H**(k + j)", 9, ["j is no exponent"]),
    ("H**2**2", 5, ["parentheses"]),
    ("alpha*-eps", 7, ["parentheses"]),
    ("alpha - -eps", 9, ["parentheses"]),
    ("1/0", 3, ["division by 0"]),
    ("(H", 3, ["ends here"]),
    ("H)", 2, ["no ( to close"]),
    ("", 1, ["ends here"]),
    ("H +", 4, ["ends here"]),
    ("inv(H", 6, ["ends here"]),
    ("H == Q", 1, ["a statement"]),
    ("psd(H)", 1, ["makes a statement"]),
    ("H + psd(H)", 5, ["makes a statement"]),
    ("grad(J(w), w)", 1, ["grad(f, w) == g"]),
]


@pytest.mark.parametrize(("text", "column", "words"), FAULTS)
def test_an_error_has_its_place_and_says_what_to_do(text: str, column: int, words: list[str]) -> None:
    with pytest.raises(ParseError) as caught:
        parse(text)
    assert (caught.value.line, caught.value.column) == (1, column)
    assert f"column {column}: " in str(caught.value)
    for word in words:
        assert word in str(caught.value)


STATEMENT_FAULTS: list[tuple[str, int, list[str]]] = [
    ("H == X", 6, ["H (n x n)", "X (m x n)"]),
    ("H == 1", 6, ["H (n x n)", "1 (1 x 1)"]),
    ("H >= 0", 6, ["H (n x n)", "0 (1 x 1)", "zeros"]),
    ("w <= w_star", 6, ["orders numbers", "w (n x 1)"]),
    ("A != B", 6, ["write invertible(A - B)"]),
    ("I == I", 1, ["write I(n)"]),
    ("pd(I)", 4, ["write I(n)"]),
    ("psd(X)", 5, ["square", "X (m x n)"]),
    ("orthogonal(X)", 12, ["X (m x n)", "Q.T*Q == I"]),
    ("diagonal(H*H)", 10, ["letter"]),
    ("basis(H)", 7, ["H (n x n)"]),
    ("H", 1, ["a statement is wanted"]),
    ("psd(H) == 1", 1, ["makes a statement"]),
    ("psd(H, H)", 1, ["2 arguments"]),
    ("grad(J(w), w) == alpha", 18, ["grad(J(w), w) (n x 1)", "alpha (1 x 1)"]),
    ("grad(J(w), H) == H", 12, ["vector", "H (n x n)"]),
    ("grad(H, w) == H", 6, ["vector", "H (n x n)"]),
    ("grad(J(w), w, y) == w", 15, ["y (m x 1)", "w (n x 1)"]),
    ("grad(J(w), 2*w) == w", 12, ["letter"]),
    ("natural(w)", 9, ["natural number", "w (n x 1)"]),
    ("limit(w, alpha, 1) == w", 17, ["1 cannot be approached", "inf"]),
    ("limit(w, alpha, 0) == y", 23, ["w (n x 1)", "y (m x 1)"]),
    ("limit(w, w, 0) == w", 10, ["w is none"]),
    ("limit(w, alpha) == w", 1, ["2 arguments", "inf"]),
    ("norm(A) == w", 12, ["number", "w (n x 1)"]),
    ("norm(A) <= alpha", 1, ["norm takes a vector", "norm(A) == g"]),
    ("H == Q == X", 11, ["Q (n x n)", "X (m x n)"]),
]


@pytest.mark.parametrize(("text", "column", "words"), STATEMENT_FAULTS)
def test_an_error_in_a_statement_too(text: str, column: int, words: list[str]) -> None:
    with pytest.raises(ParseError) as caught:
        state(text)
    assert (caught.value.line, caught.value.column) == (1, column)
    for word in words:
        assert word in str(caught.value)


def test_the_line_is_counted_in_a_text_of_several() -> None:
    with pytest.raises(ParseError, match=r"line 3, column 4: .*X \(m x n\)") as caught:
        parse("H\n+ Q*A +\n H*X")
    assert (caught.value.line, caught.value.column) == (3, 4)


MEASURED = {
    "det(H)": ms.Determinant(H),
    "rank(X)": ms.Rank(X),
    "ones(n)": ms.Ones("n"),
    "ones(m, n)": ms.Ones("m", "n"),
    "w[0]": ms.Entry(w, 0),
    "H[0, 1]": ms.Entry(H, 0, 1),
    "(H + Q)[2, 1]": ms.Entry(H + Q, 2, 1),
    "H.T[0, 1]*w": ms.Entry(H.T, 0, 1) * w,
    "sqrt(alpha)": tm.Elementary("sqrt", alpha),
    "norm(w)": tm.Elementary("sqrt", w.T * w),
    "abs(alpha)": tm.sign(alpha) * alpha,
    "descent(H, w, alpha, 2)": ms.Descent(H, w, alpha, 2, tm.Zero("n"), tm.Number(Fraction(0))),
    "descent(H, w, alpha, 2, start=w, decay=2*alpha)": ms.Descent(H, w, alpha, 2, w, 2 * alpha),
}


@pytest.mark.parametrize("text", MEASURED)
def test_words_of_derivation_files_are_read_and_written(text: str) -> None:
    term = parse(text)
    assert term == MEASURED[text]
    assert parse(source(term)) == term


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("H[0]", "write a row and a column"),
        ("w[i]", "counted from 0"),
        ("w[0", "closes an index"),
        ("tm.Identity(2)[2, 0]", "only T"),
        ("I(2)[2, 0]", "has no entry 2"),
        ("det(X)", "square"),
        ("abs(H)", "a vector is wanted"),
        ("var(alpha)", "the entries of a vector"),
        ("norm(H)", "takes a vector"),
        ("inv(start=H)", "belongs into descent"),
        ("descent(H, w, alpha)", "arguments"),
        ("descent(H, w, alpha, 2, start=alpha)", "does not fit"),
        ("descent(H, w, alpha, 2, start=w, start=w)", "at most once"),
        ("descent(H, w, alpha, 1/2)", "no exponent"),
    ],
)
def test_a_misuse_of_them_is_an_error(text: str, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        parse(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("1 - limit(alpha, alpha, 0) == 1", "limit"),
        ("differentiable(J)", "differentiable"),
        ("H == Q iff Q == H", "iff"),
        ("1 - norm(H) == 0", "inside a formula norm takes a vector"),
    ],
)
def test_a_form_without_a_meaning_is_named(text: str, word: str) -> None:
    with pytest.raises(ParseError, match=f"not supported yet: {word}"):
        state(text)


def test_all_words_of_the_language_are_known() -> None:
    """Every word that derivation files may use is read or said to be missing, so that no row gets lost."""
    formula = "I zeros ones inv tr det diag dot norm2 sqrt abs sign rank var descent"
    statement = "psd pd symmetric orthogonal diagonal"
    assert set(formula.split()) <= set(WORDS)
    assert set(statement.split()) <= set(PREDICATES)
    assert {"grad", "norm", "limit"} <= set(EQUATED)
    assert set(RELATED) == {"continuous", "local_minimum"}
    assert set(QUANTIFIED) == {"between", "every", "some"}


def test_a_letter_called_for_is_still_a_letter() -> None:
    symbols = {"for": tm.Symbol("for")}
    assert parse_statement("for + 1 > for for 0 <= for <= 1", symbols) == st.Between(
        symbols["for"], st.PositiveDefinite(symbols["for"] + 1 - symbols["for"])
    )


@pytest.mark.parametrize(
    ("symbols", "message"),
    [
        ({"inv": tm.Symbol("inv")}, "inv is both a symbol and a word"),
        ({"psd": tm.Symbol("psd")}, "psd is both a symbol and a word"),
        ({"n": tm.Symbol("n"), "H": H}, "n is both a symbol and a size"),
        ({"J": tm.Symbol("J")}, "J is both a symbol and a function"),
    ],
)
def test_a_name_has_one_meaning(symbols: dict[str, tm.Symbol], message: str) -> None:
    with pytest.raises(LanguageError, match=message):
        parse_expression("1", symbols, functions=FUNCTIONS)


# --- limits: each is reached, one more is refused, and both are quick ---


LIMITS: list[tuple[Callable[[int], str], int, str]] = [
    (lambda k: "(" * k + "w" + ")" * k, NESTING, "nested deeper than 64"),
    (lambda k: "alpha*(" * k + "alpha" + " + 1)" * k, NESTING // 2 - 1, "nested deeper than 64"),
    (lambda k: "H" + ".T" * k, NESTING - 1, "nested deeper than 64"),
    (lambda k: "-" * k + "w", NESTING - 1, "nested deeper than 64"),
    (lambda k: "norm2(" * k + "alpha" + ")" * k, 11, "more than 10000 parts"),
    (lambda k: "+".join("w" * k), 9_999, "more than 10000 parts"),
    (lambda k: "9" * k, DIGITS, "1001 digits, at most 1000"),
    (lambda k: f"H**{k}", EXPONENT, "exponent 65 is above 64"),
    (lambda k: "H" + " " * (k - 1), LENGTH, "20001 characters, at most 20000"),
]


@pytest.mark.parametrize(("text", "limit", "message"), LIMITS)
def test_a_limit_can_be_reached_and_not_passed(text: Callable[[int], str], limit: int, message: str) -> None:
    parse(text(limit))
    with pytest.raises(ParseError, match=message):
        parse(text(limit + 1))


def refusal(text: str) -> ParseError | None:
    """Read a text; return the error if it is refused."""
    try:
        parse_statements(text, SYMBOLS, functions=FUNCTIONS)
    except ParseError as error:
        return error
    return None


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "-" * 19_000,
        "H" + ".T" * 9_000,
        "H**2" * 4_000,
        "*".join(["H"] * 9_000),
        "w.T*w*" * 3_000 + "1",
        "1/" * 9_000 + "1",
        "9**" * 6_000 + "9",
        "sum(" * 4_000,
        "norm2(" * 60 + "w" + ")" * 60,
        "zeros(n, m)" * 1_500,
        "I*" * 9_000 + "H",
        "__import__('os').system('true')",
        "(lambda: 0)()",
        "\\write18{true}",
        "H" * 20_000,
    ],
)
def test_a_hostile_text_is_refused_or_read_at_once(text: str) -> None:
    start = time.process_time()
    error = refusal(text)
    assert time.process_time() - start < 1
    assert error is None or len(str(error)) < 400


@ANY
@given(hs.text(alphabet="HQXwIn aplh0123456789.+-*/@()=<>,T_eisumdgrtvz[]\n", max_size=40))
def test_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    error = refusal(text)
    if error is not None:
        lines = text.split("\n")
        assert 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
