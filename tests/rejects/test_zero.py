"""SQ0: where z^T P z is not positive, P z = 0; and z = 0 only where P is definite."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import ONE, ZERO, eq, mul, neg, turn

NOTHING = ["zero", "n", 1]
FORM = mul(turn("x"), "H", "x")
LINE = {"rule": "zero", "vector": "x", "inner": "H", "from": "form"}
flat = Case(
    "a_form_that_vanishes", "H:nn.s x:n y:n", eq(mul("H", "x"), NOTHING), LINE, {"H": ["psd", "H"], "form": eq(FORM, ZERO)}
)
low = Case("a_form_that_is_not_positive", "H:nn.s x:n y:n", eq(mul("H", "x"), NOTHING), LINE,
           {"H": ["psd", "H"], "form": ["psd", neg(FORM)]})  # fmt: skip
definite = Case(
    "a_definite_form_that_vanishes", "H:nn.s x:n y:n", eq("x", NOTHING), LINE, {"H": ["pd", "H"], "form": eq(FORM, ZERO)}
)
length = Case(
    "a_vector_without_length", "x:n y:n", eq("x", NOTHING), LINE | {"inner": None}, {"form": eq(mul(turn("x"), "x"), ZERO)}
)
CASES = [
    flat,
    flat.but("the vector need not be 0", show=eq("x", NOTHING)),
    flat.but("the matrix is not semidefinite", hypotheses={"H": ["inv", "H"], "form": eq(FORM, ZERO)}),
    flat.but("without the hypothesis on the matrix", hypotheses={"form": eq(FORM, ZERO)}),
    flat.but("the form is 1", hypotheses={"H": ["psd", "H"], "form": eq(FORM, ONE)}),
    flat.but("the form is of another vector", hypotheses={"H": ["psd", "H"], "form": eq(mul(turn("y"), "H", "y"), ZERO)}),
    flat.but("the form is bilinear", hypotheses={"H": ["psd", "H"], "form": eq(mul(turn("y"), "H", "x"), ZERO)}),
    flat.but("the conclusion is about another vector", show=eq(mul("H", "y"), NOTHING)),
    flat.but("without the form", hypotheses={"H": ["psd", "H"]}),
    flat.line_but("the vector is another", vector="y"),
    flat.line_but("the matrix is I", inner=None),
    low,
    low.but("the form is not negative", hypotheses={"H": ["psd", "H"], "form": ["psd", FORM]}),
    low.but("the form is negative", hypotheses={"H": ["psd", "H"], "form": ["pd", neg(FORM)]}),
    low.but("the matrix is negative", hypotheses={"H": ["psd", neg("H")], "form": ["psd", neg(FORM)]}),
    definite,
    definite.but("it is only semidefinite", hypotheses={"H": ["psd", "H"], "form": eq(FORM, ZERO)}),
    definite.but("the conclusion is about another vector", show=eq("y", NOTHING)),
    definite.but("the form is another", hypotheses={"H": ["pd", "H"], "form": eq(mul(turn("x"), "x"), ZERO)}),
    length,
    length.but("with length 1", hypotheses={"form": eq(mul(turn("x"), "x"), ONE)}),
    length.but("the product with another vector vanishes", hypotheses={"form": eq(mul(turn("x"), "y"), ZERO)}),
    length.but("without a transpose", symbols="x:nn y:n", show=eq("x", ["zero", "n", "n"]),
               hypotheses={"form": eq(mul("x", "x"), ["zero", "n", "n"])}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_vanishing_forms(case: Case) -> None:
    """Semidefinite gives P z = 0, definite gives z = 0, anything less gives nothing."""
    assert not faults([case])
