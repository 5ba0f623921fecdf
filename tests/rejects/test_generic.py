"""GEN: what holds with a row d^T in front holds without it, if d may be any vector."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import eq, items, mul, named, turn

AB = {"ab": eq("A", "B")}
ROWS = (named("rows", eq(mul(turn("d"), "A"), mul(turn("d"), "B")), items((1, turn("d"), "ab", None))),)
LINE = {"rule": "generic", "from": "rows", "symbol": "d"}
rows = Case("what_holds_under_every_row_holds", "A:nn B:nn C:nn", eq("A", "B"), LINE, AB, ROWS, "d:n")
given = Case("as_a_hypothesis", "A:nn B:nn d:n", eq("A", "B"), LINE, {"rows": ROWS[0]["show"]})
CASES = [
    rows,
    rows.but("the sides are swapped", show=eq("B", "A")),
    rows.but("it is another matrix", show=eq("A", "C")),
    rows.but("it is transposed", show=eq(turn("A"), turn("B"))),
    rows.but("a hypothesis speaks of the row", symbols="A:nn B:nn C:nn d:n", hypotheses=AB | {"d": eq("d", "d")}, local=""),
    rows.but("the row is one of a symmetric matrix", local="d:nn.s"),
    rows.but("the row is a basis vector, one of n", local="d:n.b"),
    rows.but("the row is a natural number", local="d:.k", helpers=(
        named("rows", eq(mul(turn("d"), "A"), mul(turn("d"), "B")), items((1, turn("d"), "ab", None))),)),
    rows.but("the column stands behind", helpers=(named("rows", eq(mul("A", "d"), mul("B", "d")), items((1, None, "ab", "d"))),)),
    rows.but("the fact is about the sum", show=eq("A", mul(turn("B"), "B"))),
    rows.line_but("the row is not declared", symbol="z"),
    rows.line_but("the row is a matrix of the statement", symbol="A"),
    given.but("it is assumed of one row only"),
    rows.but("the result speaks of the row", symbols="A:nn d:n", local="", helpers=(), hypotheses={},
             show=eq("A", mul("d", turn("d"))), line=LINE | {"from": "h"}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_cancelling_a_row(case: Case) -> None:
    """Nothing may be known of the row, and nothing may be left of it."""
    assert not faults([case])
