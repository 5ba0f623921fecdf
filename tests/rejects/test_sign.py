"""SIGN: what is known of the sign of a number, and nothing else."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.rejects.test_exponential import relation, second_opinion_check
from tests.verify.second_opinion_words import ONE, ZERO, add, eq, mul, neg, turn


def sign(of: object) -> list[object]:
    """Write the sign of a term."""
    return ["sign", of]


S = sign("x")
along = Case("sign_along", "x", ["psd", mul(S, "x")], {"rule": "sign", "of": "x", "bounded": False})
bounded = Case("sign_bounded", "x", ["psd", add(ONE, neg(mul(S, S)))], {"rule": "sign", "of": "x", "bounded": True})
squared = relation("squared", eq(mul(S, S, "x"), "x"), ["sign", "x"])
zero = relation("at_0", eq(S, ZERO), ["sign_zero", "h"], hypotheses={"h": eq("x", ZERO)})
entry = relation("entries", eq(mul(turn("e"), sign("v")), sign(mul(turn("e"), "v"))), ["sign_entry", "v", "e"], "v:n e:n.b")
CASES = [
    along,
    along.but("strictly", show=["pd", mul(S, "x")]),
    along.but("of another number", symbols="x y", show=["psd", mul(S, "y")]),
    along.but("the sign alone", show=["psd", S]),
    along.but("of a column", symbols="x:n", show=["psd", mul(turn(S), "x")]),
    bounded,
    bounded.but("strictly", show=["pd", add(ONE, neg(mul(S, S)))]),
    bounded.but("exactly 1", show=["psd", add(mul(S, S), neg(ONE))]),
    bounded.but("neither yes nor no", line={**bounded.line, "bounded": 1}),
    squared,
    squared.but("1 even at 0", show=eq(mul(S, S), ONE)),
    squared.but("not squared", show=eq(mul(S, "x"), "x")),
    squared.but("of a column", symbols="x:n"),
    zero,
    zero.but("x is 1", hypotheses={"h": eq("x", ONE)}),
    zero.but("x is equal to itself", hypotheses={"h": eq("x", "x")}),
    zero.but("x is not negative", hypotheses={"h": ["psd", "x"]}),
    entry,
    entry.but("along any vector", symbols="v:n e:n"),
    entry.but("an entry of another size", symbols="v:n e:m.b"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_signs(case: Case) -> None:
    """The kernel takes what is true of signs, and turns down what is not."""
    assert not faults([case])


def test_second_opinion() -> None:
    """So does the second opinion."""
    assert not faults(CASES, second_opinion_check)
