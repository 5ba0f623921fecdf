"""The reader is no printer turned round: a slip in what is printed makes another tree."""

from __future__ import annotations

import pytest

from verify.report.latex.reading import FormulaError, read_formula

SHOWN = r"\tilde{\bm{w}} = \bm{Q}\* (\bm{\Lambda} + \alpha\* \bm{I})^{-1}\* \bm{\Lambda}\* \bm{Q}^{\top}\* \bm{w}^{*}"


@pytest.mark.parametrize(
    ("what", "by"),
    [
        (r"\bm{\Lambda} + \alpha\* \bm{I}", r"\alpha\* \bm{I} + \bm{\Lambda}"),
        ("+", "-"),
        (r"\bm{w}^{*}", r"\bm{w}"),
        (r"\bm{w}^{*}", "w^{*}"),
        (r"^{-1}", ""),
        (r"\bm{Q}^{\top}", r"\bm{Q}"),
        (r"\tilde{\bm{w}} =", r"\bm{w} ="),
        ("=", r"\le"),
        (r"\alpha", r"\beta"),
        (r"\bm{Q}\* (", r"(\bm{Q}\* "),
    ],
)
def test_a_slip_in_the_print_is_another_formula(what: str, by: str) -> None:
    changed = SHOWN.replace(what, by, 1)
    assert changed != SHOWN
    assert read_formula(changed) != read_formula(SHOWN)


def test_what_only_lays_out_makes_no_difference() -> None:
    loose = SHOWN.replace(r"\* ", " ").replace("(", r"\bigl(").replace(")", r"\bigr)")
    assert read_formula(loose) == read_formula(SHOWN)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (r"7\,103\,926", "7103926"),
        (r"384\rpten{23}", "384" + "0" * 23),
        (r"17\,991\,943\rpten{7}", "179919430000000"),
    ],
)
def test_digits_in_threes_and_a_power_of_ten_are_one_number(written: str, value: str) -> None:
    assert read_formula(f"{written} = x") == ("=", ("number", value), ("letter", "x", False))
    assert read_formula(f"1{written} = x") != read_formula(f"{value} = x")


def test_a_decimal_in_threes_is_the_fraction() -> None:
    assert read_formula(r"0.061\,298\,5 = x") == read_formula(r"\frac{122597}{2000000} = x")


NESTED = "(" * 200 + " = 1"
WRONG = (
    "",
    "a",
    "a =",
    "(a = b",
    "a = b)",
    r"\foo = 1",
    "a ? b",
    "a = {",
    NESTED,
    r"\frac{1} = a",
    r"1\rpten{999} = a",
    r"1\rpten{x} = a",
)


@pytest.mark.parametrize("written", WRONG)
def test_what_is_no_formula_is_refused(written: str) -> None:
    with pytest.raises(FormulaError):
        read_formula(written)
