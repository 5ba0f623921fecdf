"""DF: a one-sided inverse of a square matrix is two-sided. Square means one size, not two that may happen to be equal."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import I, add, eq, inv, items, mul, named, num, turn

ORTHOGONAL = {"q": eq(mul(turn("Q"), "Q"), I)}
LINE = {"rule": "dedekind", "from": "q", "left": turn("Q"), "right": "Q"}

other = Case("the_other_product_is_I", "Q:nn A:nn", eq(mul("Q", turn("Q")), I), LINE, ORTHOGONAL)
factor = Case("a_factor_is_invertible", "Q:nn A:nn", ["inv", "Q"], LINE, ORTHOGONAL)
two = Case(
    "two_matrices", "A:nn B:nn", eq(mul("B", "A"), I), {"rule": "dedekind", "from": "ab", "left": "A", "right": "B"},
    {"ab": eq(mul("A", "B"), I)},
)  # fmt: skip
CASES = [
    other,
    other.but("the matrix is thin", symbols="Q:mn A:nn", show=eq(mul("Q", turn("Q")), ["id", "m"])),
    other.but("two sizes with equal numbers of rows are not one size", symbols="Q:3n A:nn", show=eq(mul("Q", turn("Q")), ["id", 3])),
    other.but("it is the same product", show=ORTHOGONAL["q"]),
    other.but("the product is not I", hypotheses={"q": eq(mul(turn("Q"), "Q"), mul(num(2), I))}),
    other.but("without the hypothesis", hypotheses={}),
    other.but("the hypothesis is about another matrix", hypotheses={"q": eq(mul(turn("A"), "A"), I)}),
    other.but("the conclusion is", show=eq(mul("A", turn("A")), I)),
    other.but("a transpose is dropped", show=eq(mul("Q", "Q"), I)),
    other.but("the sign is wrong", show=eq(mul("Q", turn("Q")), mul(num(-1), I))),
    other.line_but("the factors are named in the wrong order", left="Q", right=turn("Q")),
    other.line_but("the factors are others", left="A", right=inv("A")),
    other.line_but("the fact has the sides the other way round", **{"from": "r"}).but(
        "the fact has its sides the other way round",
        helpers=(named("r", eq(I, mul(turn("Q"), "Q")), items((-1, None, "q", None))),),
        line=LINE | {"from": "r"},
    ),
    factor,
    factor.but("it is another matrix", show=["inv", "A"]),
    factor.but("it is the sum with another", show=["inv", add("Q", "A")]),
    factor.but("it is thin", symbols="Q:mn A:nn"),
    factor.but("without the hypothesis", hypotheses={}),
    factor.but("the product is another", hypotheses={"q": eq(mul(turn("Q"), "Q"), "A")}),
    two,
    two.but("the product is not I", hypotheses={"ab": eq(mul("A", "B"), "A")}),
    two.but("with a third factor", show=eq(mul("B", "A", "A"), I)),
    two.but("the sizes differ", symbols="A:mn B:nm", hypotheses={"ab": eq(mul("A", "B"), ["id", "m"])}),
    two.but("and the other size too", symbols="A:nm B:mn"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_sided_inverses(case: Case) -> None:
    """Size, order, transpose and the I on the right decide."""
    assert not faults([case])
