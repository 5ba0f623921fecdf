"""The printed term is the term: in its order, with its letters, and nothing a stranger names runs in TeX."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import factorial
from string import printable

import pytest

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Claim
from derivations.language.errors import LanguageError
from derivations.language.symbols import HALF, H, I, Lam, Q, alpha, e_i, eps, grad_J, w, w_star, w_tilde
from derivations.language.terms import Apply, Column, Coordinate, Symbol, inv, tr
from verify.report.latex.edition import terms_of
from verify.report.latex.expected import statement_tree, tree
from verify.report.latex.letters import escape
from verify.report.latex.reading import read_formula
from verify.report.latex.statements import clause, formula, relation
from verify.report.latex.terms import latex, stroked

k = Symbol("k")


def plain(term: tm.Term) -> str:
    """The LaTeX without the places where a line may break, and without spaces."""
    return bare(
        latex(term)
        .replace(r"\* ", "")
        .replace(r"\rpin ", "")
        .replace(r"\rpdeep ", "")
        .replace(r"\rpdeeper ", "")
        .replace(r"\nobreak ", "")
    )


def bare(written: str) -> str:
    """LaTeX without spaces."""
    return written.replace(" ", "")


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (H + alpha * I, r"\bm{H} + \alpha\bm{I}"),
        (alpha * I + H, r"\alpha\bm{I} + \bm{H}"),
        (inv(H + alpha * I) * H * w_star, r"(\bm{H} + \alpha\bm{I})^{-1}\bm{H}\bm{w}^{*}"),
        (Q * Lam * Q.T, r"\bm{Q}\bm{\Lambda}\bm{Q}^{\top}"),
        (w_star.T * w_tilde, r"{\bm{w}^{*}}^{\top}\tilde{\bm{w}}"),
        (alpha / 2 * w.T * w, r"\frac{\alpha}{2}\bm{w}^{\top}\bm{w}"),
        (HALF * alpha, r"\frac{1}{2}\alpha"),
        (alpha * tm.Number(2 * HALF) * 2, r"\alpha\cdot 1\cdot 2"),
        (-(alpha * w) + w_star, r"-\alpha\bm{w} + \bm{w}^{*}"),
        ((Q * Lam) * (Q.T * w), r"\bm{Q}\bm{\Lambda}\bm{Q}^{\top}\bm{w}"),
        (w * (w.T * w), r"\bm{w}(\bm{w}^{\top}\bm{w})"),
        (inv(Q).T, r"\bm{Q}^{-\top}"),
        ((I - alpha * Lam) ** (k + 1), r"(\bm{I} - \alpha\bm{\Lambda})^{k + 1}"),
        (Coordinate(Lam, e_i), r"\lambda_{i}"),
        (Column(Q, e_i).T, r"\bm{q}_{i}^{\top}"),
        (Coordinate(w_star, e_i), r"w^{*}_{i}"),
        (Coordinate(w_star, e_i) ** 2, r"(w^{*}_{i})^{2}"),
        (k * (alpha * eps) * (alpha * eps), r"k(\alpha\epsilon)^{2}"),
        (tm.Product((tm.Number(Fraction(0)), k)), r"0\cdot k"),
        (tm.Product((tm.Number(Fraction(2)), tm.Number(Fraction(19, 10)))), r"2\cdot \frac{19}{10}"),
        (inv(H - k * (alpha * I)), r"(\bm{H} - k\alpha\bm{I})^{-1}"),
        (Apply("w", k + 1, "n", 1), r"\bm{w}_{k + 1}"),
        (grad_J(w), r"\nabla J(\bm{w})"),
        (tr(H * inv(H)), r"\operatorname{tr}(\bm{H}\bm{H}^{-1})"),
    ],
)
def test_a_term_is_printed_in_its_order_with_the_letters_of_the_book(term: tm.Term, written: str) -> None:
    assert plain(term) == bare(written)


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (alpha / k / 2, r"\frac{\alpha/k}{2}"),
        (1 / eps / k, r"\frac{1}{\epsilon k}"),
        ((k + 1) * alpha / 2 / k, r"\frac{(k + 1)\alpha}{2k}"),
        (alpha / k / (alpha / k + 1), r"\frac{\alpha/k}{\alpha/k + 1}"),
        (alpha / (k + 1) / k, r"\frac{\alpha/(k + 1)}{k}"),
        (tm.Number(Fraction(1)) / (1 + alpha / k), r"\frac{1}{1 + \alpha/k}"),
        ((alpha / k) ** 2 / 2, r"\frac{(\alpha/k)^{2}}{2}"),
        (tm.Number(Fraction(251287, 100000)), "2.51287"),
        (tm.Number(Fraction(-8431, 5000)), "-1.6862"),
        (tm.Number(Fraction(1, 3000)), r"\frac{1}{3000}"),
        (tm.Number(Fraction(17, 5)), r"\frac{17}{5}"),
    ],
)
def test_fractions_in_fractions_and_long_numbers_can_be_read(term: tm.Term, written: str) -> None:
    assert plain(term) == bare(written)
    assert read_formula(f"{latex(term)} = 0")[1] == tree(term)


def test_a_long_formula_is_broken_where_it_is_loosest() -> None:
    assert latex(H + alpha * I) == r"\bm{H} + \alpha \bm{I}"
    assert latex(inv(H + alpha * I)) == r"(\bm{H} +\nobreak \alpha \bm{I})^{-1}"
    long = r"\bigl((\bm{H} +\nobreak \alpha \bm{I})^{-1} -\rpin \alpha \bm{I}\bigr)^{-1}"
    assert latex(inv(inv(H + alpha * I) - alpha * I)) == long


@pytest.mark.parametrize("x", [k, -k, tm.Number(Fraction(251287, 100000)), -(k - 1)])
def test_a_taylor_sum_is_a_sum_and_nothing_else_is(x: tm.Term) -> None:
    terms = (tm.Number(Fraction(1)), x, *(tm.Power(x, j) / factorial(j) for j in range(2, 8)))
    series = tm.Sum(terms)
    assert latex(series).startswith(r"\sum_{j=0}^{7} \frac{")
    assert latex(stroked(series)) == latex(series)
    assert read_formula(f"{latex(series)} = 0")[1] == tree(series)
    assert read_formula(f"{latex(2 * series - k)} = 0")[1] == tree(2 * series - k)
    for wrong in ((*terms[:4], *terms[5:]), terms[1:], terms[:4], (*terms[:3], tm.Power(x, 3) / 7, *terms[4:])):
        assert r"\sum" not in latex(tm.Sum(wrong))
    off = latex(series).replace("^{7}", "^{6}")
    assert read_formula(f"{off} = 0")[1] != tree(series)


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (k + 1 - alpha, r"\alpha \le k + 1"),
        (1 - alpha - k, r"k \le 1 - \alpha"),
        (-alpha, r"\alpha \le 0"),
        (alpha - k + 1, r"\alpha - k + 1 \ge 0"),
    ],
)
def test_what_is_taken_away_stands_on_the_other_side(term: tm.Term, written: str) -> None:
    statement = st.PositiveSemidefinite(term)
    assert formula(statement).replace(r"\* ", "") == written
    assert read_formula(formula(statement)) == statement_tree(statement)


def test_every_formula_reads_back_as_what_it_is(some_claims: tuple[Claim, ...]) -> None:
    count = 0
    for claim in some_claims:
        for part in claim.parts:
            for one in (part.goal, *(s.statement for s in part.steps), *(h.statement for h in part.given)):
                if relation(one) is not None or isinstance(one, st.Invertible | st.ForEvery):
                    assert read_formula(formula(one)) == statement_tree(one), formula(one)
                    count += 1
                count += sum(1 for term in terms_of(one) if read_formula(f"{latex(term)} = 0")[1] == tree(term))
    assert count > 20 * len(some_claims)


@dataclass(frozen=True)
class Strange(tm.Term):
    """A kind of term that nobody has taught the printer."""

    @property
    def shape(self) -> tm.Shape:
        """A number."""
        return tm.SCALAR


@dataclass(frozen=True)
class Odd(st.Statement):
    """A form of statement that nobody has taught the printer."""


def test_what_the_printer_does_not_know_is_an_error_and_no_guess() -> None:
    with pytest.raises(LanguageError, match="Strange"):
        latex(Strange() + 1)
    with pytest.raises(LanguageError, match="Odd"):
        formula(Odd())
    with pytest.raises(LanguageError, match="table of letters"):
        latex(Apply("nobody", w))


@pytest.mark.parametrize("name", [r"\write18{ls}", "a}b", "w_$x$", "x%", "é", "w_a^b", ""])
def test_a_hostile_name_does_not_get_into_the_source(name: str) -> None:
    with pytest.raises(LanguageError):
        latex(Symbol(name))


def test_words_are_escaped_and_what_may_have_no_glyph_is_refused() -> None:
    written = escape("".join(c for c in printable if " " <= c <= "~"))
    for special in "#$%&_{}":
        assert f"\\{special}" in written
    assert r"\input" not in escape(r"\input{x}")
    with pytest.raises(LanguageError, match="é"):
        escape("é")


def test_in_a_line_of_text_only_a_long_formula_is_broken_inside_a_product() -> None:
    short = st.Equal(alpha * (alpha * w + H * (w - w_star)), w)
    long = st.Equal(alpha * tm.Sum((H * (w - w_star),) * 24), w)
    assert r"\rpdeep" in formula(short)
    assert r"\rpdeep" not in clause(short)
    assert r"\rpdeep" in clause(long)
    assert read_formula(clause(short)[1:-1]) == statement_tree(short)


def test_the_deeper_the_parentheses_the_dearer_a_break_inside_them() -> None:
    inside = HALF * alpha * eps * HALF * alpha * eps * (alpha + eps)
    once = latex(eps * (inside + alpha))
    twice = latex(eps * (alpha * (inside + alpha) * eps + alpha))
    assert r"\rpdeep " in once
    assert r"\rpdeeper " not in once
    assert r"\rpdeeper " in twice
    assert r"\rpdeep " in twice


def test_a_short_last_factor_is_not_left_alone_on_a_line() -> None:
    long = alpha + eps + k
    assert latex(long * (1 + long) * k**2).endswith(") k^{2}")
    assert latex(long * H * w).endswith(r")\* \bm{H} \bm{w}")
    assert latex(long * H * (w - w_star)).endswith(r"\bm{H}\* (\bm{w} -\nobreak \bm{w}^{*})")


def test_a_short_exponent_is_not_broken_though_a_product_as_long_is() -> None:
    product = (alpha**2 / eps) * (k**2 * alpha / (1 + eps))
    assert r"\rpdeep" not in latex(tm.exp(product))
    assert r"\rpdeep" in latex(tm.inv(product) * k)
    assert r"\rpdeep" in latex(tm.exp(product * (product + 1)))
