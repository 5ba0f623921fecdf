"""NORM: the largest singular value is a bound that is attained."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import ONE, I, add, eq, items, mul, named, neg, num, squares, turn

FORM = mul(turn("A"), "A")
FACTS = {
    "nonneg": ["psd", "g"],
    "bound": ["psd", add(mul("g", "g", I), neg(FORM))],
    "unit": eq(mul(turn("z"), "z"), ONE),
    "attained": eq(mul(turn("z"), FORM, "z"), mul("g", "g")),
}
LINE = {"rule": "norm", "nonnegative": "nonneg", "bound": "bound", "vector": "z", "unit": "unit", "attained": "attained"}
norm = Case("a_bound_that_is_attained", "A:mn B:mn g h z:n y:n", ["norm", "A", "g"], LINE, FACTS)
strict = Case("a_positive_one", "A:mn B:mn g h z:n y:n", ["norm", "A", "g"], LINE, FACTS | {"nonneg": ["pd", "g"]})
CASES = [
    norm,
    strict,
    norm.but("it is the norm of another matrix", show=["norm", "B", "g"]),
    norm.but("it is another number", show=["norm", "A", "h"]),
    norm.but("it is its square", show=["norm", "A", mul("g", "g")]),
    norm.but("it is the norm of the transpose", show=["norm", turn("A"), "g"]),
    norm.but("the number may be negative", hypotheses={k: v for k, v in FACTS.items() if k != "nonneg"}),
    norm.but("another number is nonnegative", hypotheses=FACTS | {"nonneg": ["psd", "h"]}),
    norm.but("it is only a lower bound", hypotheses=FACTS | {"bound": ["psd", add(FORM, neg(mul("g", "g", I)))]}),
    norm.but("the bound is not squared", hypotheses=FACTS | {"bound": ["psd", add(mul("g", I), neg(FORM))]}),
    norm.but("without the bound", hypotheses={k: v for k, v in FACTS.items() if k != "bound"}),
    norm.but("it is not attained", hypotheses={k: v for k, v in FACTS.items() if k != "attained"}),
    norm.but("it is attained at another vector", hypotheses=FACTS | {"attained": eq(mul(turn("y"), FORM, "y"), mul("g", "g"))}),
    norm.but("the vector has no length 1", hypotheses=FACTS | {"unit": eq(mul(turn("z"), "z"), num(2))}),
    norm.but("another vector has length 1", hypotheses=FACTS | {"unit": eq(mul(turn("y"), "y"), ONE)}),
    norm.line_but("the facts are exchanged", unit="attained", attained="unit"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_norms(case: Case) -> None:
    """Each of the four facts is needed, for this matrix, number and vector."""
    assert not faults([case])


def test_matrix_as_norm() -> None:
    """With the number 1 for the vector, A itself passed for the norm of a semidefinite A."""
    helpers = (
        named("bound", ["psd", add(mul("A", "A", I), neg(FORM))], squares("psd")),
        named("unit", eq(mul(turn(ONE), ONE), ONE), items()),
        named("attained", eq(mul(turn(ONE), FORM, ONE), mul("A", "A")), items()),
    )
    line = LINE | {"nonnegative": "positive", "vector": ONE}
    case = Case("matrix", "A:nn.s", ["norm", "A", "A"], line, {"positive": ["psd", "A"]}, helpers)
    assert not faults([case.but("a norm is a number")])
