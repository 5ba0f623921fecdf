"""EXPECT: the expectation of what is linear in x and x x^T, where nothing else is random and nothing else is known of x."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import ONE, ZERO, I, Json, add, eq, inv, items, mul, named, num, tr, turn
from verify import kernel, second_opinion

LETTERS = "A:nn B:nn a:n b:n c k x:n mu:n S:nn y:n"


def expects(f: Json, v: Json, x: Json = "x", mu: Json = "mu", second: Json = "S") -> Json:
    return ["mean", f, x, mu, second, v]


def by(*moments: Json, extra: Json = ()) -> Json:
    """A line of moments (c, left, kind, right), and of items."""
    written = [[c if isinstance(c, (str, list)) else num(c), *others] for c, *others in moments]
    return {"rule": "mean", "moments": written, "items": items(*extra)["items"]}


LINEAR = (1, turn("a"), "x", None)
linear = Case("a_linear_form", LETTERS, expects(add(mul(turn("a"), "x"), "c"), add(mul(turn("a"), "mu"), "c")), by(LINEAR))
vector = Case("a_linear_map", LETTERS, expects(add(mul("A", "x"), "b"), add(mul("A", "mu"), "b")), by((1, "A", "x", None)))
row = Case("a_row", LETTERS, expects(mul("c", turn("x"), "A"), mul("c", turn("mu"), "A")), by(("c", None, "T", "A")))
FORM, TRACE = mul(turn("x"), "A", "x"), tr(mul("A", "S"))
form = Case("a_quadratic_form", LETTERS, expects(FORM, TRACE), by((1, "A", "xx", None)))
outer = Case("an_outer_product", LETTERS, expects(mul("A", "x", turn("x"), "B"), mul("A", "S", "B")), by((1, "A", "xx", "B")))
two = Case("two_linear_forms", LETTERS, expects(mul(turn("a"), "x", turn("x"), "b"), mul(turn("a"), "S", "b")),
           by((1, turn("a"), "xx", "b")))  # fmt: skip
same = Case("a_square", LETTERS, expects(["pow", mul(turn("a"), "x"), 2], mul(turn("a"), "S", "a")),
            by((1, turn("a"), "xx", "a"), extra=((1, mul(turn("a"), "x"), ["T1", mul(turn("a"), "x")], None),)))  # fmt: skip
matrix = Case("a_random_matrix", "Z:nm M:nm S:nn A:nn w:n", expects(mul("A", "Z", turn("Z"), "w"), mul("A", "S", "w"), "Z", "M"),
              by((1, "A", "xx", "w")))  # fmt: skip
given = Case("with_a_hypothesis_about_the_moments", LETTERS, expects(FORM, tr("A")),
             by((1, "A", "xx", None), extra=((1, None, ["tr", "A", "white", None], None),)), {"white": eq("S", I)})  # fmt: skip
constant = Case("what_is_not_random", LETTERS, expects("c", "c"), by())
lemma = Case("form", LETTERS, form.show, form.line)
PUT = {"A": "B", "B": "B", "a": "a", "b": "b", "c": "c", "k": "k", "x": "x", "mu": "b", "S": I, "y": "y"}
used = Case("an_instance", LETTERS, expects(mul(turn("x"), "B", "x"), tr(mul("B", I)), mu="b", second=I),
            {"rule": "use", "claim": "form", "with": PUT, "facts": {}}, before=(lemma,), about="use")  # fmt: skip
CASES = [
    linear,
    linear.but("the constant is forgotten", show=expects(add(mul(turn("a"), "x"), "c"), mul(turn("a"), "mu"))),
    linear.but("the mean is 0", show=expects(add(mul(turn("a"), "x"), "c"), "c")),
    linear.but("the form is of another vector", show=expects(mul(turn("a"), "y"), mul(turn("a"), "mu"))),
    linear.but("the factor is random", show=expects(mul(turn("x"), "x"), mul(turn("x"), "mu")), line=by((1, turn("x"), "x", None))),
    linear.but("the coefficient is random", show=expects(mul(turn("x"), "x", turn("a"), "x"), mul(turn("mu"), "mu", turn("a"), "mu")),
               line=by((mul(turn("x"), "x"), turn("a"), "x", None))),
    linear.but("the right factor is random", show=expects(mul(turn("x"), "A", "x"), mul(turn("mu"), "A", "x")),
               line=by((1, None, "T", mul("A", "x")))),
    linear.but("the expectation is random", show=expects(mul(turn("a"), "x"), mul(turn("a"), "x")), line=by()),
    linear.but("the mean of x is x", show=expects(mul(turn("a"), "x"), mul(turn("a"), "x"), mu="x")),
    linear.but("the second moment is random", show=expects(mul(turn("a"), "x"), mul(turn("a"), "mu"), second=mul("x", turn("x")))),
    linear.but("a hypothesis speaks of x", hypotheses={"h": eq(mul(turn("a"), "x"), "k")}, show=expects(mul(turn("a"), "x"), "k"),
               line=by(extra=((1, None, "h", None),))),
    linear.but("x is a basis vector", symbols=LETTERS.replace("x:n", "x:n.b")),
    linear.but("x is a natural number", symbols="x:.k mu S a", show=expects(mul("a", "x"), mul("a", "mu")), line=by(("a", None, "x", None))),
    linear.but("the mean has another size", symbols=LETTERS.replace("mu:n", "mu:m")),
    linear.but("the second moment has another shape", symbols=LETTERS.replace("S:nn", "S:n")),
    linear.but("the expectation has another shape", show=expects(mul("A", "x"), mul(turn("a"), "mu"))),
    linear.but("a moment is idle", line=by(LINEAR, (0, turn("b"), "x", None))),
    linear.but("a moment is counted twice", line=by(LINEAR, LINEAR)),
    linear.but("the moment is of another kind", line=by((1, turn("a"), "T", None))),
    linear.but("without its moment", line=by()),
    vector,
    vector.but("the map is another", show=expects(mul("A", "x"), mul("B", "mu"))),
    vector.but("the factor stands on the other side", line=by((1, None, "x", "A"))),
    row,
    row.but("it is a column", show=expects(mul("c", turn("x"), "A"), mul("c", "A", "mu"))),
    form,
    form.but("only the mean counts", show=expects(FORM, mul(turn("mu"), "A", "mu"))),
    form.but("the second moment is turned", show=expects(mul("A", "x", turn("x")), mul("A", turn("S"))), line=by((1, "A", "xx", None))),
    form.but("the trace is forgotten", show=expects(mul("x", turn("x"), "A"), TRACE)),
    form.but("it is a cube", show=expects(mul(FORM, turn("a"), "x"), mul(TRACE, turn("a"), "mu"))),
    form.but("it is a square", show=expects(mul(FORM, FORM), mul(TRACE, TRACE))),
    form.but("it is the form of the second moment's inverse", show=expects(mul(turn("x"), inv("S"), "x"), ["size", "n"])),
    outer,
    outer.but("the order is another", show=expects(mul("x", turn("x"), "A", "B"), mul("A", "S", "B"))),
    outer.but("the product is the inner one", show=expects(mul(turn("x"), "x"), mul(turn("a"), "S", "b"))),
    two,
    same,
    same.but("the expectation is squared", show=expects(["pow", mul(turn("a"), "x"), 2], ["pow", mul(turn("a"), "mu"), 2])),
    matrix,
    matrix.but("the product is of the columns", symbols="Z:nm M:nm S:nn A:nn w:m", show=expects(mul(turn("Z"), "Z", "w"), "w", "Z", "M")),
    given,
    given.but("it is not given", hypotheses={}),
    constant,
    constant.but("it is another number", show=expects("c", "k")),
    constant.but("1/x has an expectation for every x", symbols="x mu S c", show=expects(mul(inv("x"), "x"), ONE),
                 line=by(extra=((1, None, ["cancel", "x", "left"], None),))),
    constant.but("0 is 1", show=expects(ZERO, ONE)),
    used,
    used.but("a random term is put in for what is not", show=expects(mul(turn("x"), "B", "x"), tr(mul("B", "x", turn("x"))), mu="b"),
             line={"rule": "use", "claim": "form", "with": PUT | {"S": mul("x", turn("x"))}, "facts": {}}),
    used.but("a random factor is put in", show=expects(mul(turn("x"), "x", turn("a"), "x"), tr(mul("x", turn("a"), I)), mu="b", second=I),
             line={"rule": "use", "claim": "form", "with": PUT | {"A": mul("x", turn("a"))}, "facts": {}}),
    used.but("x is another kind of vector here", symbols=LETTERS.replace("x:n", "x:n.b")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_expectations(case: Case) -> None:
    """Only what is linear in the moments has the expectation that they give, and only for any random x."""
    assert not faults([case])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_second_opinion_agrees(case: Case) -> None:
    verdict = list(second_opinion.check(case.theory(), case.certificates()).values())[-1]
    assert (verdict.verdict == "agrees") == (not case.wrong), verdict


def test_facts_about_every_x_may_be_used() -> None:
    """A step that speaks of x holds for every x, so it may be put into an expectation; a step about one x cannot be proved."""
    shown = named("twice", eq(add("x", "x"), mul(num(2), "x")), items())
    case = Case("twice", LETTERS, expects(add("x", "x"), mul(num(2), "mu")), by((2, None, "x", None)))
    assert not faults([case])
    assert kernel.check(case.theory(), {"twice": {"steps": [[shown, case.line]]}})["twice"].message.endswith("['twice']")
