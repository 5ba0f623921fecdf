"""PSD, POS, NN: sums of squares. A wrong sign, a missing hypothesis or a square that can vanish is enough to fail."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import ONE, ZERO, I, add, eq, inv, items, mul, named, neg, num, squares, tr, turn

H_PSD, A_POS = {"H_psd": ["psd", "H"]}, {"a_pos": ["pd", "a"]}
GRAM, SHIFTED = mul(turn("X"), "X"), add("H", mul("a", I))

gram = Case("a_gram_matrix", "X:mn A:nn", ["psd", GRAM], squares("psd", (1, [], "X", None)))
scaled = Case("a_nonnegative_multiple", "H:nn.s a A:nn", ["psd", mul("a", "H")], squares("psd", (1, ["a_nonneg"], I, "H_psd")),
              H_PSD | {"a_nonneg": ["psd", "a"]})  # fmt: skip
congruent = Case("a_congruence", "H:nn.s A:nn", ["psd", mul(turn("A"), "H", "A")], squares("psd", (1, [], "A", "H_psd")), H_PSD)
equal = Case("up_to_an_equation", "H:nn.s A:nn", ["psd", "A"], squares("psd", (1, [], I, "H_psd"), extra=((1, None, "is_H", None),)),
             H_PSD | {"is_H": eq("A", "H")})  # fmt: skip
PSD = [
    gram,
    gram.but("with a minus", show=["psd", neg(GRAM)]),
    gram.but("with a minus and a negative coefficient", show=["psd", neg(GRAM)], line=squares("psd", (-1, [], "X", None))),
    gram.but("with another coefficient", line=squares("psd", (2, [], "X", None))),
    gram.but("with the transpose on the other factor", symbols="X:nn", show=["psd", mul("X", turn("X"))]),
    gram.but("without a transpose", symbols="X:nn", show=["psd", mul("X", "X")]),
    gram.but("as strict", show=["pd", GRAM], line=squares("pd", (1, [], "X", None))),
    gram.but("without the square", line=squares("psd")),
    gram.but("with a square that is 0", line=squares("psd", (1, [], "X", None), (0, [], "A", None))),
    gram.but("with less of it", show=["psd", add(GRAM, neg(mul(turn("A"), "A")))]),
    gram.but("a product of two matrices is no square", show=["psd", mul("A", "A")], line=squares("psd", (1, [], "A", None))),
    scaled,
    scaled.but("of an unknown sign", hypotheses=H_PSD, line=squares("psd", (1, [], "a", "H_psd"))),
    scaled.but("without the number", line=squares("psd", (1, [], I, "H_psd"))),
    scaled.but("without the sign of the number", hypotheses=H_PSD),
    scaled.but("without the matrix being positive", hypotheses={"a_nonneg": ["psd", "a"]}),
    scaled.but("with a matrix for the number", symbols="H:nn.s a:nn.s A:nn"),
    scaled.but("with an invertible matrix", hypotheses={"H_psd": ["inv", "H"], "a_nonneg": ["psd", "a"]}),
    scaled.but("with a minus", show=["psd", neg(mul("a", "H"))]),
    congruent,
    congruent.but("with the wrong factor transposed", show=["psd", mul("A", "H", turn("A"))]),
    congruent.but("from one side only", show=["psd", mul("H", "A")]),
    congruent.but("with the sizes exchanged", symbols="H:nn.s A:mn"),
    congruent.but("without the hypothesis", hypotheses={}),
    equal,
    equal.but("with the wrong sign", line=squares("psd", (1, [], I, "H_psd"), extra=((-1, None, "is_H", None),))),
    equal.but("without it", line=squares("psd", (1, [], I, "H_psd"))),
    equal.but("by the trace of an equation", hypotheses=H_PSD | {"is_H": eq(tr("A"), tr("H"))}),
]  # fmt: skip

SHIFT = squares("pd", (1, ["a_pos"], I, None), (1, [], I, "H_psd"))
shift = Case("a_positive_shift", "H:nn.s a A:nn", ["pd", SHIFTED], SHIFT, H_PSD | A_POS)
invertible = Case("a_congruence_with_an_invertible_matrix", "H:nn.s A:nn", ["pd", mul(turn("A"), "H", "A")],
                  squares("pd", (1, [], "A", "H_pd")), {"H_pd": ["pd", "H"], "regular": ["inv", "A"]})  # fmt: skip
column = Case("a_column_with_independent_entries", "H:nn.s x:n", ["pd", mul(turn("x"), "H", "x")],
              squares("pd", (1, [], "x", "H_pd")), {"H_pd": ["pd", "H"], "x_nonzero": ["pd", mul(turn("x"), "x")]})  # fmt: skip
reciprocal = Case("a_reciprocal", "a", ["pd", inv("a")],
                  squares("pd", (1, ["a_pos"], inv("a"), None), extra=((-1, inv("a"), ["cancel", "a", "left"], None),)),
                  A_POS, (named("regular", ["inv", "a"], {"rule": "invertible", "from": "a_pos"}),), about="pd")  # fmt: skip
PD = [
    shift,
    shift.but("the shift may be 0", hypotheses=H_PSD | {"a_pos": ["psd", "a"]}),
    shift.but("the shift is only not 0", hypotheses=H_PSD | {"a_pos": ["inv", "a"]}),
    shift.but("without the shift", show=["pd", "H"], line=squares("pd", (1, [], I, "H_psd")), hypotheses=H_PSD),
    shift.but("the shift is subtracted", show=["pd", add("H", neg(mul("a", I)))]),
    shift.but("the positive matrix is subtracted", show=["pd", add(mul("a", I), neg("H"))]),
    shift.but("the strict square does not come first", line=squares("pd", (1, [], I, "H_psd"), (1, ["a_pos"], I, None))),
    shift.but("without the hypothesis on the matrix", hypotheses=A_POS),
    shift.but("without the hypothesis on the number", hypotheses=H_PSD),
    shift.but("the shift is no multiple of I", show=["pd", add("H", mul("a", "A"))]),
    shift.but("the strict coefficient is 0", line=squares("pd", (0, ["a_pos"], I, None), (1, [], I, "H_psd"))),
    invertible,
    invertible.but("it may be singular", hypotheses={"H_pd": ["pd", "H"]}),
    invertible.but("something else is invertible", hypotheses={"H_pd": ["pd", "H"], "regular": ["inv", "H"]}),
    invertible.but("the inner matrix is only semidefinite", hypotheses={"H_pd": ["psd", "H"], "regular": ["inv", "A"]}),
    invertible.but("it is wide", symbols="H:nn.s A:nm", hypotheses={"H_pd": ["pd", "H"]}),
    column,
    column.but("it may be 0", hypotheses={"H_pd": ["pd", "H"]}),
    column.but("its square is only nonnegative", hypotheses={"H_pd": ["pd", "H"], "x_nonzero": ["psd", mul(turn("x"), "x")]}),
    column.but("the column is a row", symbols="H:nn.s x:1n"),
    reciprocal,
    reciprocal.but("of something nonnegative", hypotheses={"a_pos": ["psd", "a"]}),
    reciprocal.but("of something negative", hypotheses={"a_pos": ["pd", neg("a")]}),
    reciprocal.but("with a minus", show=["pd", neg(inv("a"))]),
]  # fmt: skip

trace = Case(
    "the_trace_of_a_semidefinite_matrix", "H:nn.s A:nn", ["psd", tr("H")], {"rule": "psd_trace", "from": "H_psd"}, H_PSD
)
flat = Case("a_semidefinite_matrix_without_trace", "H:nn.s A:nn", eq("H", ["zero", "n", "n"]),
            {"rule": "psd_trace", "from": "H_psd", "zero": "no_trace"}, H_PSD | {"no_trace": eq(tr("H"), ZERO)})  # fmt: skip
size = Case("a_size_is_positive", "", ["pd", ["size", "n"]], {"rule": "size"})
natural = Case("a_natural_number_is_not_negative", "k:.k x", ["psd", "k"], {"rule": "natural"})
OTHERS = [
    trace,
    trace.but("strictly", show=["pd", tr("H")]),
    trace.but("of another matrix", show=["psd", tr("A")]),
    trace.but("with a minus", show=["psd", neg(tr("H"))]),
    trace.but("without the hypothesis", hypotheses={}),
    trace.but("of an invertible matrix", hypotheses={"H_psd": ["inv", "H"]}),
    trace.but("backwards", show=["psd", "H"], line={"rule": "psd_trace", "from": "t"}, hypotheses={"t": ["psd", tr("H")]}),
    flat,
    flat.but("with a trace", hypotheses=H_PSD | {"no_trace": eq(tr("H"), ONE)}),
    flat.but("with the trace of another", hypotheses=H_PSD | {"no_trace": eq(tr("A"), ZERO)}),
    flat.but("that is not semidefinite", hypotheses={"H_psd": ["inv", "H"], "no_trace": eq(tr("H"), ZERO)}),
    flat.but("says nothing of another", show=eq("A", ["zero", "n", "n"])),
    size,
    size.but("with a minus", show=["pd", neg(["size", "n"])]),
    size.but("a number need not be", symbols="n", show=["pd", "n"]),
    size.but("more than 1", show=["pd", add(["size", "n"], num(-1))]),
    size.but("a size of 0", show=["pd", ["size", 0]]),
    natural,
    natural.but("strictly", show=["pd", "k"]),
    natural.but("any other number may be", show=["psd", "x"]),
    natural.but("minus it is", show=["psd", neg("k")]),
    natural.but("a matrix is none", symbols="k:nn.k"),
]  # fmt: skip
CASES = [*PSD, *PD, *OTHERS]


@pytest.mark.parametrize("case", PSD, ids=str)
def test_semidefinite(case: Case) -> None:
    """Every summand is a nonnegative multiple of a congruence of something positive."""
    assert not faults([case])


@pytest.mark.parametrize("case", PD, ids=str)
def test_definite(case: Case) -> None:
    """And the first one vanishes nowhere."""
    assert not faults([case])


@pytest.mark.parametrize("case", OTHERS, ids=str)
def test_traces_sizes_and_natural_numbers(case: Case) -> None:
    """What is positive by its kind, and nothing beside it."""
    assert not faults([case])


def test_symmetric_comes_with_a_hypothesis_only() -> None:
    """A matrix that is assumed semidefinite is not thereby its own transpose as a letter: that is a mark of its own."""
    plain = Case("plain", "A:nn", eq("A", turn("A")), items(), {"A_psd": ["psd", "A"]}, by=(), wrong="not marked symmetric")
    assert not faults([plain])
