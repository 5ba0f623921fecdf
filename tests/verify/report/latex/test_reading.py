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


NESTED = "(" * 200 + " = 1"
WRONG = ("", "a", "a =", "(a = b", "a = b)", r"\foo = 1", "a ? b", "a = {", NESTED, r"\frac{1} = a")


@pytest.mark.parametrize("written", WRONG)
def test_what_is_no_formula_is_refused(written: str) -> None:
    with pytest.raises(FormulaError):
        read_formula(written)
