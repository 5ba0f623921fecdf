"""BETWEEN: what holds for every number from 0 to 1 holds for those, and it is shown for a number of which no more is assumed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rejects.cases import Case, faults
from tests.rejects.judges import JUDGES
from tests.verify.second_opinion_words import ONE, ZERO, add, eq, mul, named, neg, num, squares

UPPER = add(ONE, neg("t"))
GIVEN = {"low": ["psd", "t"], "high": ["psd", UPPER]}
HERE = ["psd", mul("t", UPPER)]
SHOWN = named("here", HERE, squares("psd", (1, ["low", "high"], ONE, None)))
LINE = {"rule": "every", "from": "here"}
every = Case("t_times_1_less_t", "t x", ["between", "t", HERE], LINE, GIVEN, (SHOWN,), by=("low", "high"))
also = {"other": ["between", "t", ["psd", mul("t", "x")]]}

AT = {"rule": "within", "from": "all", "at": num("1/2"), "above": "a", "below": "b"}
HALF = (named("a", ["psd", num("1/2")], squares("psd", ("1/2", [], ONE, None))),
        named("b", ["psd", add(ONE, neg(num("1/2")))], squares("psd", ("1/2", [], ONE, None))))  # fmt: skip
ALL = {"all": ["between", "t", eq(mul("t", "x"), "y")]}
within = Case("at_one_half", "t x y r", eq(mul(num("1/2"), "x"), "y"), AT, ALL, HALF)
inside = Case("at_a_number", "t x y r", eq(mul("r", "x"), "y"), AT | {"at": "r", "above": "r0", "below": "r1"},
              ALL | {"r0": ["psd", "r"], "r1": ["pd", add(ONE, neg("r"))]})  # fmt: skip
CASES = [
    every,
    every.but("only one of the limits is assumed", hypotheses={"high": GIVEN["high"]}, by=("high",),
              helpers=(named("here", HERE, squares("psd", (1, ["high"], ONE, None))),)),
    every.but("more is assumed of t", hypotheses=GIVEN | {"far": ["psd", add("t", neg(num("1/2")))]}),
    every.but("t is tied to another number", hypotheses=GIVEN | {"tied": eq("t", "x")}),
    every.but("it is claimed of another number", show=["between", "x", ["psd", mul("x", add(ONE, neg("x")))]]),
    every.but("more is claimed", show=["between", "t", ["psd", mul(num(-1), "t", UPPER)]]),
    every.but("it is strict", show=["between", "t", ["pd", mul("t", UPPER)]]),
    every.but("t is a natural number", symbols="t:.k x"),
    every.but("t is a vector", symbols="t:n x"),
    every.but("t is the basis vector of size 1", symbols="t:1.b x"),
    within,
    within.line_but("at another number", at=num("1/3")),
    within.line_but("the reasons are exchanged for one number above 1", at=num(2)),
    within.but("the number is above 1", line=AT | {"at": num(2)}, show=eq(mul(num(2), "x"), "y"),
               helpers=(named("a", ["psd", num(2)], squares("psd", (2, [], ONE, None))), HALF[1])),
    within.but("the number is below 0", line=AT | {"at": num(-1)}, show=eq(mul(num(-1), "x"), "y"),
               helpers=(HALF[0], named("b", ["psd", num(2)], squares("psd", (2, [], ONE, None))))),
    within.but("the statement is about one number", hypotheses={"all": eq(mul("t", "x"), "y")}),
    within.but("the statement is about natural numbers", hypotheses={"all": ["all", "t", eq(mul("t", "x"), "y")]},
               symbols="t:.k x y r"),
    within.but("something else follows", show=eq(mul(num("1/2"), "y"), "x")),
    inside,
    inside.but("the number may be large", hypotheses={**inside.hypotheses, "r1": ["pd", add("r", neg(ONE))]}),
    inside.but("another number is small", line=inside.line | {"at": "y"}, show=eq(mul("y", "x"), "y")),
]  # fmt: skip


@pytest.mark.parametrize("judge", JUDGES.values(), ids=JUDGES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_between(case: Case, judge: Any) -> None:
    """Both ends count, and t is any number between them."""
    assert not faults([case], judge)


@pytest.mark.parametrize("judge", JUDGES.values(), ids=JUDGES)
def test_bound_number_is_another(judge: Any) -> None:
    """A hypothesis about every t says nothing of the t of this sequent, and does not keep `every` from it."""
    fine = Case("with_another_statement", "t x", every.show, LINE, GIVEN | also, (SHOWN,), by=("low", "high"))
    assert not faults([fine], judge)
    caught = Case("captured", "t x y", eq(mul("x", "t"), ZERO), {**AT, "at": "t", "above": "low", "below": "high"},
                  GIVEN | {"all": ["between", "x", ["between", "t", eq(mul("x", "t"), ZERO)]]})  # fmt: skip
    assert not faults([caught.but("the inner t is another")], judge)
