"""Items: an equation is a sum of multiples of relations, and every letter of every multiple counts."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import ONE, I, add, eq, inv, items, mul, neg, num, tr, turn

AB = {"ab": eq("A", "B")}

product = Case("equals_times_a_matrix", "A:nn B:nn C:nn", eq(mul("C", "A"), mul("C", "B")), items((1, "C", "ab", None)), AB)
HYPOTHESES = [
    product,
    product.but("with the other sign", line=items((-1, "C", "ab", None))),
    product.but("with another coefficient", line=items((2, "C", "ab", None))),
    product.but("with the factor on the other side", line=items((1, None, "ab", "C"))),
    product.but("with the factor transposed", line=items((1, turn("C"), "ab", None))),
    product.but("with the relation transposed", line=items((1, "C", ["T", "ab"], None))),
    product.but("with another factor", line=items((1, "A", "ab", None))),
    product.but("without the item", line=items(), by=()),
    product.but("with the item twice", line=items((1, "C", "ab", None), (1, "C", "ab", None))),
    product.but("with an item that is 0", line=items((1, "C", "ab", None), (0, "A", "ab", None))),
    product.but("without the hypothesis", hypotheses={}),
    product.but("with the hypothesis about something else", hypotheses={"ab": eq("A", "C")}),
    product.but("with an inequality for a hypothesis", hypotheses={"ab": ["psd", "A"]}),
    product.but("with its sides swapped", show=eq(mul("C", "B"), mul("C", "A"))),
    product.but("with the factors of one side swapped", show=eq(mul("A", "C"), mul("C", "B"))),
    product.but("with sizes that do not fit", symbols="A:nn B:nn C:nm"),
    product.but("with the two sides of different sizes", show=eq(mul("C", "A"), ONE)),
    product.but("not naming its reason", by=()),
    product.but("naming a reason that is not used", hypotheses=AB | {"more": eq("C", "C")}),
]

transposed = Case(
    "a_relation_transposed", "A:nn B:nn C:nn", eq(mul(turn("A"), "C"), mul(turn("B"), "C")),
    items((1, None, ["T", "ab"], "C")), AB, about="T",
)  # fmt: skip
own = Case(
    "a_number_is_its_own_transpose", "x:n y:n", eq(mul(turn("x"), "y"), mul(turn("y"), "x")),
    items((1, None, ["T1", mul(turn("x"), "y")], None)), about="T1",
)  # fmt: skip
cancelled = Case(
    "an_inverse_cancels", "A:nn B:nn", eq(mul(inv("A"), "A", "B"), "B"),
    items((1, None, ["cancel", "A", "left"], "B")), {"regular": ["inv", "A"]}, about="cancel",
)  # fmt: skip
reciprocal = Case(
    "a_number_cancels", "a", eq(mul("a", inv("a")), ONE), items((1, None, ["cancel", "a", "right"], None)),
    {"regular": ["inv", "a"]}, about="cancel",
)  # fmt: skip
traced = Case(
    "a_relation_under_the_trace", "A:nn B:nn C:nn", eq(tr(mul("C", "A")), tr(mul("C", "B"))),
    items((1, None, ["tr", "C", "ab", None], None)), AB, about="tr",
)  # fmt: skip
power = Case(
    "a_power_commutes_with_its_base", "A:nn B:nn k:.k", eq(mul(["pow", "A", "k"], "A"), mul("A", ["pow", "A", "k"])),
    items((1, None, ["power", "A", "k"], None)), about="power",
)  # fmt: skip
RELATIONS = [
    transposed,
    transposed.but("not transposed", line=items((1, None, "ab", "C"))),
    transposed.but("transposed twice", line=items((1, None, ["T", ["T", "ab"]], "C"))),
    transposed.but("on the other side", line=items((1, "C", ["T", "ab"], None))),
    transposed.but("of no relation", line=items((1, None, ["T", "C"], "C"))),
    own,
    own.but("with the other sign", line=items((-1, None, ["T1", mul(turn("x"), "y")], None))),
    own.but("of another number", line=items((1, None, ["T1", mul(turn("x"), "x")], None))),
    own.but(
        "a matrix is not its own transpose",
        show=eq(mul("x", turn("y")), mul("y", turn("x"))),
        line=items((1, None, ["T1", mul("x", turn("y"))], None)),
    ),
    own.but("nor a vector", symbols="x:n y", show=eq("x", turn("x")), line=items((1, None, ["T1", "x"], None))),
    own.but(
        "nor a square matrix",
        symbols="x:nn y:n",
        show=eq("x", turn("x")),
        line=items((1, None, ["T1", "x"], None)),
    ),
    cancelled,
    cancelled.but("without the hypothesis", hypotheses={}),
    cancelled.but("with another matrix invertible", hypotheses={"regular": ["inv", "B"]}),
    cancelled.but("with the sum invertible", hypotheses={"regular": ["inv", add("A", "B")]}),
    cancelled.but("from the other side", line=items((1, None, ["cancel", "A", "right"], "B"))),
    cancelled.but("with something in between", show=eq(mul(inv("A"), "B", "A"), "B")),
    cancelled.but("with a transpose", show=eq(mul(inv(turn("A")), "A", "B"), "B")),
    cancelled.but("of a matrix that is not square", symbols="A:mn B:nn"),
    cancelled.but("of an inverse of a sum", show=eq(mul(inv(add("A", I)), add("A", I), "B"), "B"),
                  line=items((1, None, ["cancel", add("A", I), "left"], "B"))),
    cancelled.but("of a sum with an inverse", show=eq(mul(inv(add(inv("A"), I)), add(inv("A"), I), "B"), "B"),
                  line=items((1, None, ["cancel", add(inv("A"), I), "left"], "B"))),
    reciprocal,
    reciprocal.but("without the hypothesis", hypotheses={}),
    reciprocal.but("of 0", show=eq(mul(num(0), inv(num(0))), ONE), hypotheses={},
                   line=items((1, None, ["cancel", num(0), "right"], None))),
    traced,
    traced.but("with the factor transposed", line=items((1, None, ["tr", turn("C"), "ab", None], None))),
    traced.but("without the factor", line=items((1, None, ["tr", None, "ab", None], None))),
    traced.but("the trace of a product is no product of traces", show=eq(mul("C", "A"), mul("C", "B"))),
    traced.but("of something that is not square", symbols="A:nm B:nm C:nn",
               line=items((1, None, ["tr", None, "ab", None], None))),
    power,
    power.but("with another matrix", show=eq(mul(["pow", "A", "k"], "B"), mul("B", ["pow", "A", "k"]))),
    power.but("with the other sign", line=items((-1, None, ["power", "A", "k"], None))),
    power.but("with an exponent that is no natural number", symbols="A:nn B:nn k"),
    power.but("with another exponent", line=items((1, None, ["power", "A", add("k", ONE)], None))),
    power.but("with a negative exponent", show=eq(["pow", "A", -1], ["pow", "A", -1]), line=items()),
]  # fmt: skip

square = Case(
    "the_square_of_a_sum", "A:nn B:nn", eq(["pow", add("A", "B"), 2],
    add(mul("A", "A"), mul("A", "B"), mul("B", "A"), mul("B", "B"))), items(),
)  # fmt: skip
turned = Case("a_product_turns_round", "A:nn B:nn", eq(turn(mul("A", "B")), mul(turn("B"), turn("A"))), items())
cyclic = Case("the_trace_is_cyclic", "A:nn B:nn C:nn", eq(tr(mul("A", "B", "C")), tr(mul("B", "C", "A"))), items())
sized = Case("the_trace_of_the_identity", "A:nn B:mm", eq(tr(I), ["size", "n"]), items())
outer = Case("three_vectors", "x:n y:n z:n", eq(mul(mul("x", turn("y")), "z"), mul("x", mul(turn("y"), "z"))), items())
EXPANSIONS = [
    square,
    square.but("as if matrices commuted", show=eq(["pow", add("A", "B"), 2], add(mul("A", "A"), mul(num(2), "A", "B"), mul("B", "B")))),
    square.but("with a term dropped", show=eq(["pow", add("A", "B"), 2], add(mul("A", "A"), mul("B", "B")))),
    turned,
    turned.but("in the old order", show=eq(turn(mul("A", "B")), mul(turn("A"), turn("B")))),
    turned.but("with one transpose dropped", show=eq(turn(mul("A", "B")), mul(turn("B"), "A"))),
    turned.but("for a matrix that is not symmetric", show=eq(turn("A"), "A")),
    turned.but("and a difference with the transpose is not 0", show=eq(add("A", neg(turn("A"))), ["zero", "n", "n"])),
    cyclic,
    cyclic.but("not symmetric in its factors", show=eq(tr(mul("A", "B", "C")), tr(mul("B", "A", "C")))),
    cyclic.but("and no product of traces", show=eq(tr(mul("A", "B", "C")), mul(tr("A"), tr("B"), tr("C")))),
    sized,
    sized.but("of another size", show=eq(tr(I), tr(["id", "m"]))),
    sized.but("is not 1", show=eq(tr(I), ONE)),
    outer,
    outer.but("in another order", show=eq(mul(mul("x", turn("y")), "z"), mul("z", mul(turn("y"), "x")))),
]  # fmt: skip
CASES = [*HYPOTHESES, *RELATIONS, *EXPANSIONS]


@pytest.mark.parametrize("case", HYPOTHESES, ids=str)
def test_multiples_of_hypotheses(case: Case) -> None:
    """Sign, order, transpose, size and number of the items have to be right, and the reasons are those used."""
    assert not faults([case])


@pytest.mark.parametrize("case", RELATIONS, ids=str)
def test_relations(case: Case) -> None:
    """Each relation is 0 under its own condition and no other."""
    assert not faults([case])


@pytest.mark.parametrize("case", EXPANSIONS, ids=str)
def test_without_any_item(case: Case) -> None:
    """What is multiplied out is equal only if it is equal for all matrices of these sizes."""
    assert not faults([case])
