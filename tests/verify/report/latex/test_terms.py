"""The printed term is the term: in its order, with its letters, and nothing a stranger names runs in TeX."""

from __future__ import annotations

from dataclasses import dataclass
from string import printable

import pytest

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Claim
from derivations.language.errors import LanguageError
from derivations.language.symbols import HALF, H, I, Lam, Q, alpha, e_i, grad_J, w, w_star, w_tilde
from derivations.language.terms import Apply, Column, Coordinate, Symbol, inv, tr
from verify.report.latex.checking import statement_tree, tree
from verify.report.latex.edition import terms_of
from verify.report.latex.letters import escape
from verify.report.latex.reading import read_formula
from verify.report.latex.statements import formula, relation
from verify.report.latex.terms import latex

k = Symbol("k")


def plain(term: tm.Term) -> str:
    """The LaTeX without the places where a line may break."""
    return latex(term).replace(r"\* ", "")


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
        (Coordinate(w_star, e_i), r"{w^{*}}_{i}"),
        (Apply("w", k + 1, "n", 1), r"\bm{w}_{k + 1}"),
        (grad_J(w), r"\nabla J(\bm{w})"),
        (tr(H * inv(H)), r"\operatorname{tr}(\bm{H}\bm{H}^{-1})"),
    ],
)
def test_a_term_is_printed_in_its_order_with_the_letters_of_the_book(term: tm.Term, written: str) -> None:
    assert plain(term) == written


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
