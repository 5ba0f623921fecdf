"""CASE: every case has its branch, every branch the same goal, and what a case says is gone when its branch is done."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rejects.cases import Case, faults
from tests.rejects.judges import JUDGES
from tests.verify.second_opinion_words import ONE, ZERO, Json, eq, mul, neg, squares, turn, use

SQUARE = ["psd", mul("p", "p")]
up = Case("if_not_negative", "p", SQUARE, squares("psd", (1, ["h", "h"], ONE, None)), {"h": ["psd", "p"]})
positive = Case("if_positive", "p", SQUARE, squares("psd", (1, ["h", "h"], ONE, None)), {"h": ["pd", "p"]})
down = Case("if_negative", "p", SQUARE, squares("psd", (1, ["h", "h"], ONE, None)), {"h": ["pd", neg("p")]})
still = Case("if_zero", "p", SQUARE, squares("psd", extra=((1, "p", "h", None),)), {"h": eq("p", ZERO)})
long = Case(
    "if_long", "z:n", ["psd", mul(turn("z"), "z")], squares("psd", (1, [], ONE, "h")), {"h": ["pd", mul(turn("z"), "z")]}
)
short = Case("if_0", "z:n", ["psd", mul(turn("z"), "z")], squares("psd", extra=((1, turn("z"), "h", None),)),
             {"h": eq("z", ["zero", "n", 1])})  # fmt: skip
whole = Case("of_a_matrix", "H:nn.s", ["psd", mul("H", "H")], squares("psd", (1, [], "H", None)), {"h": ["psd", "H"]}, by=())
whole_down = Case(
    "of_another", "H:nn.s", ["psd", mul("H", "H")], squares("psd", (1, [], "H", None)), {"h": ["pd", neg("H")]}, by=()
)


def branch(case: Case, **values: Json) -> Json:
    """The line of a USE that meets the hypothesis with its case, without the name of the rule."""
    names = case.symbols.split(":")[0]
    line = use(case.title, values or {names: names}, {"h": "case"})
    return {key: value for key, value in line.items() if key != "rule"}


def line(split: str, of: Json, *branches: Case) -> Json:
    """A line of CASE."""
    return {"rule": "case", "of": of, "split": split, "branches": [branch(b) for b in branches]}


sign = Case("any_sign", "p q", SQUARE, line("sign", "p", up, down), before=(up, down))
order = Case("any_order", "p q", SQUARE, line("order", "p", positive, still, down), before=(positive, still, down))
zero = Case("zero_or_not", "z:n y:n", long.show, line("zero", "z", short, long), before=(short, long))
free = branch(up) | {"facts": {"h": "g"}}
CASES = [
    sign,
    order,
    zero,
    sign.line_but("a case is missing", branches=[branch(up)]),
    sign.line_but("there is no case", branches=[]),
    sign.line_but("a case comes twice", branches=[branch(up), branch(up)]),
    sign.line_but("the cases are exchanged", branches=[branch(down), branch(up)]),
    sign.line_but("of another number", of="q"),
    sign.line_but("with another split", split="order"),
    sign.line_but("with a split that is none", split="parity"),
    sign.but("the goal is stronger", show=["pd", mul("p", "p")]),
    sign.but("the goal is about another number", show=["psd", mul("q", "q")]),
    sign.line_but("a branch is about another number", branches=[branch(up, p="q"), branch(down)]),
    sign.but("0 is left out", line=line("sign", "p", positive, down), before=(positive, down)),
    sign.but("a branch does without its case", hypotheses={"g": ["psd", "p"]}, by=("if_negative", "if_not_negative"),
             line=sign.line | {"branches": [free, branch(down)]}),
    sign.but("a branch is not proved before it", before=(up,), by=("if_not_negative",)),
    sign.but("a reason is not named", by=("if_negative",)),
    order.but("0 is positive", line=line("order", "p", positive, positive, down), by=("if_positive", "if_negative")),
    order.line_but("two cases for three", branches=[branch(positive), branch(down)]),
    zero.line_but("the sign of a vector", split="sign"),
    zero.line_but("of another vector", of="y"),
    zero.line_but("the cases are exchanged", branches=[branch(long), branch(short)]),
    Case("matrix_sign", "H:nn.s", whole.show, line("sign", "H", whole, whole_down), before=(whole, whole_down))
    .but("a matrix has no sign"),
    Case("matrix_zero", "H:nn.s", whole.show, line("zero", "H", whole, whole_down), before=(whole, whole_down))
    .but("a matrix that is not 0 may be singular"),
]  # fmt: skip


@pytest.mark.parametrize("judge", JUDGES.values(), ids=JUDGES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_cases(case: Case, judge: Any) -> None:
    """What is proved in every case holds; a case left out, or one that does not exist, proves nothing."""
    assert not faults([case], judge)


@pytest.mark.parametrize("judge", JUDGES.values(), ids=JUDGES)
def test_case_is_gone(judge: Any) -> None:
    """What a case says holds in its branch only: nothing after it may use it, by name or as a condition."""
    first = {"name": "square", "show": SQUARE, **line("sign", "p", up, down)}
    by_name = Case("later", "p", ["psd", "p"], squares("psd", (1, ["case"], ONE, None)), {}, (first,), before=(up, down), by=())
    per = ["inv", "p"]
    assert not faults([by_name.but("it uses the case after its branch")], judge)
    line_of_order = line("order", "p", positive, still, down)
    condition = Case("unit", "p", eq(mul(per, "p"), ONE), {"rule": "items", "items": [[ONE, None, ["cancel", "p", "left"], None]]}, {},
                     ({"name": "square", "show": SQUARE, **line_of_order},), before=(positive, still, down), by=())  # fmt: skip
    assert not faults([condition.but("p is not invertible after its branches")], judge)
