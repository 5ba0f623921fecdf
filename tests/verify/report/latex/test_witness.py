"""A counterexample is told as briefly as it can be: of a function only what is asked of it, with the signs of its numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.language import statements as st
from derivations.language.claims import Part
from derivations.language.symbols import H, J, alpha, grad_J, positive, w, w_star
from derivations.language.terms import Term
from verify.report.latex.witness import witness

CUBIC = {"center": "2", "constant": "-3", "linear": "-1", "quadratic": "-5", "cubes": [["-1", "0", "2"], ["2", "0", "1/3"]]}
DATA = {"sizes": {"n": "1"}, "values": {"w_star": "5"}, "functions": {"J": CUBIC}}
BOLD = {"w": True, "w_star": True, "H": True}


def part(left: Term, right: Term) -> Part:
    """A part that claims an equation."""
    return Part("main", "", (), (), st.eq(left, right))


def at(x: Fraction) -> Fraction:
    """The polynomial of `CUBIC`."""
    y = x - 2
    return -3 - y - Fraction(5, 2) * y**2 + 2 * (-y) ** 3 + Fraction(1, 3) * (2 * y) ** 3


def test_only_the_value_that_is_asked_for_is_told() -> None:
    told = witness(DATA, BOLD, part(J(w_star), J(w_star) + alpha))
    assert told == rf"$n = 1$, $\bm{{w}}^{{*}} = 5$, $J(\bm{{w}}^{{*}}) = {at(Fraction(5))}$"


def test_a_function_of_which_nothing_is_asked_is_left_out() -> None:
    assert "J" not in witness(DATA, BOLD, part(alpha, alpha * 2))


def test_a_polynomial_has_the_signs_of_its_numbers() -> None:
    told = witness(DATA, BOLD, part(grad_J(w_star), H * w_star))
    place = r"(\bm{w} - 2)"
    assert rf"$J(\bm{{w}}) = -3 - {place} - \tfrac{{5}}{{2}}{place}^{{2}} + \tfrac{{2}}{{3}}{place}^{{3}}$" in told


def test_the_variable_of_a_limit_has_no_value() -> None:
    goal = st.LimitIs(alpha * w_star, alpha, "0", w_star)
    data = {"sizes": {"n": "1"}, "values": {"w_star": "5", "alpha": "1"}, "lhs at alpha = 1/1000000": "0", "rhs": "5"}
    told = witness(data, BOLD, Part("main", "", (positive(alpha),), (), goal))
    assert told == (r"$n = 1$, $\bm{w}^{*} = 5$; the left side, at $\alpha = 10^{-6}$, is $0$ and the right side is $5$")


@pytest.mark.parametrize("x", [0, 1, 3, Fraction(1, 2)])
def test_the_printed_polynomial_is_the_function(x: Fraction) -> None:
    y = Fraction(x) - 2
    assert at(Fraction(x)) == -3 - y - Fraction(5, 2) * y**2 + Fraction(2, 3) * y**3


def test_a_vector_is_transposed_and_zeros_are_left_out() -> None:
    zero = [["0"], ["0"]]
    given = {
        "center": zero,
        "constant": "0",
        "linear": [["1"], ["2"]],
        "quadratic": [["0", "0"], ["0", "0"]],
        "cubes": [[[["1"], ["0"]], zero, "-1"]],
    }
    told = witness({"sizes": {}, "values": {"w": zero}, "functions": {"J": given}}, BOLD, part(grad_J(w), w))
    assert told.endswith(r"^{\top}\bm{w} - \bigl(\bigl(\begin{smallmatrix}1\\0\end{smallmatrix}\bigr)^{\top}\bm{w}\bigr)^{3}$")
