"""A number is printed as a reader can take it in, and is read back as exactly that number."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from derivations.language.terms import Number
from verify.report.latex.expected import tree
from verify.report.latex.numbers import number
from verify.report.latex.reading import read_formula
from verify.report.latex.terms import latex


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(7), "7"),
        (Fraction(1000000), "1000000"),
        (Fraction(10000000), r"10\,000\,000"),
        (Fraction(6 * 10**9), r"6\rpten{9}"),
        (Fraction(12345678), r"12\,345\,678"),
        (Fraction(251286, 100000), "2.51286"),
        (Fraction(8103614, 10**8), r"0.081\,036\,14"),
        (Fraction(3, 7), r"\frac{3}{7}"),
        (Fraction(7103926760269283731549, 384 * 10**23), r"\dfrac{7\,103\,926\,760\,269\,283\,731\,549}{384\rpten{23}}"),
    ],
)
def test_digits_stand_in_threes_and_zeros_are_counted(value: Fraction, written: str) -> None:
    assert number(value) == written


@given(some.fractions(), some.integers(0, 30))
def test_every_number_is_read_back(value: Fraction, zeros: int) -> None:
    for one in (Number(value * 10**zeros), Number(value / 10**zeros)):
        assert read_formula(f"{latex(one)} = x")[1] == tree(one)
