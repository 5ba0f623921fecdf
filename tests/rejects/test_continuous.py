"""CONTINUOUS: what is inverted exists for every positive number, and nothing but positive is assumed of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rejects.cases import Case, faults
from tests.rejects.judges import JUDGES
from tests.verify.second_opinion_words import ONE, I, add, eq, inv, mul, named, neg, num, squares, tr, turn

LINE = {"rule": "continuous"}
SHIFT = add("H", mul("x", I))
FORM = mul(turn("z"), inv(SHIFT), "z")
GIVEN = {"x": ["pd", "x"], "H": ["psd", "H"]}
DEFINITE = named("K", ["pd", SHIFT], squares("pd", ("1", ["x"], I, None), ("1", [], I, "H")))
UNIT = named("unit", ["inv", SHIFT], {"rule": "invertible", "from": "K"})
form = Case("a_form_of_the_inverse", "H:nn.s z:n x y", ["continuous", FORM, "x"], LINE, GIVEN, (DEFINITE, UNIT), by=())
power = Case("a_polynomial", "H:nn.s z:n x y", ["continuous", add(["pow", "x", 3], tr(mul("x", "H"))), "x"], LINE)
growth = Case("an_exponential", "x y", ["continuous", mul("y", ["exp", neg("x")]), "x"], LINE)
JUMP = {"J": {"shape": [1, 1], "domain": ["n", 1]}}
CASES = [
    form,
    power,
    form.but("what is inverted may be singular", helpers=(), hypotheses={"x": GIVEN["x"]}),
    form.but("x is not positive", hypotheses={"H": GIVEN["H"]}, helpers=()),
    form.but("x is near something", hypotheses=GIVEN | {"near": eq(mul("x", "y"), ONE)}),
    form.but("x is not small", hypotheses=GIVEN | {"far": ["psd", add("x", num(-1))]}),
    form.but("x is invertible at one place only",
             hypotheses={"x": GIVEN["x"], "unit": ["inv", SHIFT]}, helpers=()),
    form.but("it is a vector", show=["continuous", mul(inv(SHIFT), "z"), "x"]),
    form.but("the variable is a vector", show=["continuous", FORM, "z"]),
    power.but("a function that nobody knows", functions=JUMP, show=["continuous", ["apply", "J", mul("x", "z")], "x"]),
    power.but("an exponent that varies", symbols="H:nn.s z:n x:.k y", show=["continuous", ["pow", "y", "x"], "x"]),
    power.but("the variable is a natural number", symbols="H:nn.s z:n x:.k y"),
    growth,
    growth.but("a sign jumps", show=["continuous", ["sign", add("x", neg("y"))], "x"]),
    growth.but("a logarithm of what may be 0", show=["continuous", ["log", add("x", neg("y"))], "x"]),
    growth.but("of a pole", show=["continuous", ["exp", ["div", ONE, add("x", neg("y"))]], "x"]),
    growth.but("of a jump", show=["continuous", ["exp", ["sign", add("x", neg("y"))]], "x"]),
    power.but("a reciprocal", show=["continuous", ["div", ONE, "x"], "x"]),
]  # fmt: skip


@pytest.mark.parametrize("judge", JUDGES.values(), ids=JUDGES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_continuity(case: Case, judge: Any) -> None:
    """A jump, a pole, a number that cannot vary: none of them is continuous."""
    assert not faults([case], judge)
