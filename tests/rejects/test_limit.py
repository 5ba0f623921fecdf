"""LIM: a limit needs a bound with a constant that does not depend on the variable, of which nothing but x > 0 is assumed."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import ONE, ZERO, add, eq, mul, neg

# for f = L + x: (f - L)^2 = x^2, and C = 1 does
SQUARES = {"rule": "psd", "squares": [], "items": []}
falls = Case("x_falls_to_0", "x y C", ["limit", add("y", "x"), "x", "0", "y"], {"rule": "limit", "from": "b", "bound": ONE}, {},
             ({"name": "b", "show": ["psd", add(mul("x", "x"), neg(mul("x", "x")))], **SQUARES},))  # fmt: skip
positive = Case("x_positive_falls_to_0", "x y C", falls.show, falls.line, {"x_pos": ["pd", "x"]}, falls.helpers, by=())
# for f = L + 1/x, with x invertible because it is positive: C = 1 again
PER = ["inv", "x"]
grows = Case("x_grows", "x y C", ["limit", add("y", PER), "x", "inf", "y"], {"rule": "limit", "from": "b", "bound": ONE}, {"x_pos": ["pd", "x"]},
             ({"name": "r", "show": ["inv", "x"], "rule": "invertible", "from": "x_pos"},
              {"name": "b", "show": ["psd", add(ONE, neg(mul("x", "x", PER, PER)))], "rule": "psd", "squares": [], "items": [
                  [["num", "-1"], None, ["cancel", "x", "right"], None], [mul(["num", "-1"], "x", PER), None, ["cancel", "x", "right"], None]]}),
             by=())  # fmt: skip
# below r > 0 only: (f - L)^2 <= x^2 need not hold elsewhere
small = Case("x_small_falls_to_0", "x y C", falls.show, {**falls.line, "below": "C_pos"},
             {"C_pos": ["pd", "C"], "near": ["pd", add("C", neg("x"))]}, falls.helpers, by=("C_pos",))  # fmt: skip
CASES = [
    small,
    small.but("nothing says that it reaches anywhere", hypotheses={"C_pos": ["psd", "C"], "near": small.hypotheses["near"]}),
    small.but("x is bounded from below", hypotheses={**small.hypotheses, "near": ["pd", add("x", neg("C"))]}),
    small.but("x is bounded by something else", hypotheses={**small.hypotheses, "near": ["pd", add("y", neg("x"))]}),
    small.but(
        "the reach speaks of x", hypotheses={"C_pos": ["pd", mul("x", "x")], "near": ["pd", add(mul("x", "x"), neg("x"))]}
    ),
    small.but("as it grows", show=["limit", "y", "x", "inf", "y"]),
    falls,
    falls.but("to another value", show=["limit", add("y", "x"), "x", "0", "C"]),
    falls.but("as it grows", show=["limit", add("y", "x"), "x", "inf", "y"]),
    falls.but("the value speaks of x", show=["limit", add("y", "x"), "x", "0", add("y", "x")]),
    falls.but(
        "the constant speaks of x", show=["limit", "y", "x", "0", "y"], line={"rule": "limit", "from": "b", "bound": "x"}
    ),
    falls.but("the constant is smaller", line={"rule": "limit", "from": "b", "bound": ["num", "1/2"]}),
    falls.but("by another variable", show=["limit", add("y", "x"), "y", "0", "y"]),
    falls.but("the variable is a natural number", symbols="x:.k y C"),
    falls.but("the variable is a vector", symbols="x:n y:n C"),
    falls.but("the variable is the one basis vector of size 1", symbols="x:1.b y C"),
    falls.but("x is bounded from below", hypotheses={"far": ["pd", add("x", neg(ONE))]}, by=()),
    falls.but("x has a value", hypotheses={"value": eq("x", "C")}, by=()),
    falls.but("the bound is an equation", helpers=({"name": "b", "show": eq("x", "x"), "rule": "items", "items": []},)),
    positive,
    positive.but("x is negative", hypotheses={"x_neg": ["pd", neg("x")]}),
    grows,
    grows.but("x is not positive", hypotheses={}),
    grows.but("to another value", show=["limit", add("y", PER), "x", "inf", "C"]),
    grows.but("as it falls", show=["limit", add("y", PER), "x", "0", "y"]),
    grows.but("with a slope for its rate", line={"rule": "limit", "from": "b", "bound": ONE, "slope": "x_pos"}),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_limits(case: Case) -> None:
    """The bound holds for every x, with one constant, and for nothing else."""
    assert not faults([case])


def test_zero_bound() -> None:
    """A constant sequence has its limit, and only that one."""
    constant = Case("constant", "x y C", ["limit", "y", "x", "inf", "y"], {"rule": "limit", "from": "b", "bound": ZERO}, {},
                    ({"name": "b", "show": ["psd", ZERO], **SQUARES},))  # fmt: skip
    assert not faults([constant, constant.but("the limit is another", show=["limit", "y", "x", "inf", "C"])])
