"""INV and definedness: an inverse stands in a statement only where something shows that it exists."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import ONE, I, add, eq, inv, items, mul, named, neg, num, turn

LINE = {"rule": "invertible", "from": "K"}
same = Case("a_definite_matrix", "A:nn B:nn", ["inv", "A"], LINE, {"K": ["pd", "A"]})
part = Case("a_matrix_with_a_definite_symmetric_part", "A:nn B:nn", ["inv", "A"], LINE, {"K": ["pd", add("A", turn("A"))]})
negative = Case("a_negative_definite_matrix", "A:nn B:nn", ["inv", "A"], LINE, {"K": ["pd", neg("A")]})
DEFINITE = [
    same,
    same.but("semidefinite is not enough", hypotheses={"K": ["psd", "A"]}),
    same.but("another matrix is definite", hypotheses={"K": ["pd", "B"]}),
    same.but("without the hypothesis", hypotheses={}),
    same.but("a sum with it need not be invertible", show=["inv", add("A", "B")]),
    same.but("a product with it need not be invertible", show=["inv", mul("A", "B")]),
    same.but("its difference from I need not be", show=["inv", add("A", neg(I))]),
    same.but("it is not square", symbols="A:mn B:nn"),
    part,
    part.but("it is skew", hypotheses={"K": ["pd", add("A", neg(turn("A")))]}),
    part.but("the part is semidefinite", hypotheses={"K": ["psd", add("A", turn("A"))]}),
    part.but("the sum is with another", hypotheses={"K": ["pd", add("A", turn("B"))]}),
    negative,
    negative.but("only semidefinite", hypotheses={"K": ["psd", neg("A")]}),
]

GIVEN = {"regular": ["inv", "A"]}
defined = Case("an_inverse_that_exists", "A:nn B:nn", eq(mul(inv("A"), "A"), mul("A", inv("A"))),
               items((1, None, ["cancel", "A", "left"], None), (-1, None, ["cancel", "A", "right"], None)), GIVEN,
               about="cancel")  # fmt: skip
trivial = Case("an_inverse_in_a_trivial_equation", "A:nn B:nn", eq(inv("A"), inv("A")), items(), GIVEN, by=(), about="cancel")
fraction = Case("a_fraction", "a b", eq(["div", "b", "a"], mul("b", inv("a"))), items(), {"regular": ["inv", "a"]}, by=(),
                about="cancel")  # fmt: skip
of_inverse = Case("the_inverse_of_an_inverse", "A:nn B:nn", eq(inv(inv("A")), "A"),
                  items((-1, inv(inv("A")), ["cancel", "A", "left"], None), (1, None, ["cancel", inv("A"), "left"], "A")), GIVEN,
                  by=(), about="cancel")  # fmt: skip
DEFINED = [
    defined,
    defined.but("nothing shows it", hypotheses={}),
    trivial,
    trivial.but("nothing shows it", hypotheses={}),
    trivial.but("another is shown", hypotheses={"regular": ["inv", "B"]}),
    trivial.but("the inverse of 0", show=eq(inv(["zero", "n", "n"]), ["zero", "n", "n"])),
    trivial.but("the inverse of a difference", show=eq(inv(add("A", neg(I))), inv(add("A", neg(I))))),
    trivial.but("the inverse of a sum with an inverse", show=eq(inv(add(inv("A"), neg(I))), inv(add(inv("A"), neg(I))))),
    trivial.but("the inverse of a product", show=eq(inv(mul("A", "B")), inv(mul("A", "B")))),
    trivial.but("hidden in a hypothesis", show=eq("A", "A"), hypotheses={"h": eq("A", inv("B"))}),
    trivial.but("hidden under a trace", show=eq(["tr", inv("B")], ["tr", inv("B")])),
    trivial.but("hidden in a power", show=eq(["pow", inv("B"), 0], I)),
    trivial.but("the inverse of what is not square", symbols="A:mn B:nn"),
    fraction,
    fraction.but("by a number that may be 0", hypotheses={}),
    fraction.but("by 0", show=eq(["div", "b", num(0)], num(0)), hypotheses={}),
    fraction.but("by a difference that may be 0", show=eq(["div", "b", add("a", num(-1))], mul("b", inv(add("a", num(-1)))))),
    fraction.but("by 1/a - 1", show=eq(["div", "b", add(inv("a"), num(-1))], mul("b", inv(add(inv("a"), num(-1)))))),
    fraction.but("under a sum", symbols="a b e:n.b L:nn.d", hypotheses={},
                 show=eq(["sumover", "e", inv(mul(turn("e"), "L", "e"))], ["sumover", "e", inv(mul(turn("e"), "L", "e"))])),
    fraction.but("on a diagonal", symbols="a b e:n.b L:nn.d", hypotheses={},
                 show=eq(["diagof", "e", inv(mul(turn("e"), "L", "e"))], ["diagof", "e", inv(mul(turn("e"), "L", "e"))])),
    of_inverse,
    of_inverse.but("nothing shows the inner one", hypotheses={}),
    of_inverse.but("the outer one is another", show=eq(inv(inv("A")), turn("A"))),
]  # fmt: skip
CASES = [*DEFINITE, *DEFINED]


@pytest.mark.parametrize("case", DEFINITE, ids=str)
def test_definite_matrices_are_invertible(case: Case) -> None:
    """And no others, as far as this rule goes."""
    assert not faults([case])


@pytest.mark.parametrize("case", DEFINED, ids=str)
def test_what_is_inverted_is_invertible(case: Case) -> None:
    """Wherever it stands: in steps, goals, hypotheses, sums, powers and fractions."""
    assert not faults([case])


def test_sum_under_an_inverse_of_a_number() -> None:
    """From 1/a != 0 nothing follows about 1/a - 1."""
    p = add(inv("a"), num(-1))
    case = Case("one", "a", eq(mul(inv(p), p), ONE), items((1, None, ["cancel", p, "left"], None)), {"regular": ["inv", "a"]})
    assert not faults([case.but("1/a - 1 is 0 at a = 1")])


def test_unused_definition() -> None:
    """A line that shows something invertible which nothing needs is an error, so that no certificate grows in the dark."""
    line = named("extra", ["inv", "A"], {"rule": "invertible", "from": "K"})
    case = Case("idle", "A:nn", eq("A", "A"), items(), {"K": ["pd", "A"]}, (line,), by=())
    assert not faults([case.but("a line is not used")])
