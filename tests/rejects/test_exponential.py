"""EXP: exp(t) lies above odd Taylor polynomials; above even ones for t >= 0 only, below them for t <= 0 only."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import ONE, ZERO, add, eq, mul, neg
from verify import second_opinion


def exp(of: object) -> list[object]:
    """Write the exponential of a term."""
    return ["exp", of]


X, E = "x", exp("x")
LINEAR, SQUARE = add(ONE, X), add(ONE, X, mul(["num", "1/2"], X, X))
odd = Case("exp_above_1_plus_x", "x", ["psd", add(E, neg(LINEAR))], {"rule": "taylor", "of": X, "degree": 1})
positive = Case("exp_positive", "x", ["pd", E], {"rule": "taylor", "of": X, "degree": -1})
even = Case("exp_above_a_square", "x", ["psd", add(E, neg(SQUARE))], {"rule": "taylor", "of": X, "degree": 2, "sign": "h"},
            {"h": ["psd", X]})  # fmt: skip
strict = Case("exp_strictly_above", "x", ["pd", add(E, neg(LINEAR))], {"rule": "taylor", "of": X, "degree": 1, "sign": "h"},
              {"h": ["pd", neg(X)]})  # fmt: skip
falling = Case("exp_below_a_square", "x", ["psd", add(SQUARE, neg(E))], {"rule": "taylor", "of": X, "degree": 2, "sign": "h"},
               {"h": ["psd", neg(X)]})  # fmt: skip
number = Case("exp_of_a_half", "", ["psd", add(exp(["num", "1/2"]), neg(["num", "79/48"]))],
              {"rule": "taylor", "of": ["num", "1/2"], "degree": 3})  # fmt: skip
CASES = [
    odd,
    odd.but("above too much", show=["psd", add(E, neg(SQUARE))]),
    odd.but("below instead", show=["psd", add(LINEAR, neg(E))]),
    odd.but("strictly, but equal at 0", show=["pd", add(E, neg(LINEAR))]),
    odd.but("an even degree of any number", show=["psd", add(E, neg(ONE))], line={**odd.line, "degree": 0}),
    odd.but("an even degree below", show=["psd", add(ONE, neg(E))], line={**odd.line, "degree": 0}),
    odd.but("of a vector", symbols="x:n"),
    odd.line_but("of another number", of=ONE),
    odd.line_but("a degree that is no number", degree=True),
    odd.line_but("a degree beyond the least", degree=-3),
    odd.line_but("a degree beyond the highest", degree=33),
    positive,
    positive.but("a number is 0", show=["pd", add(E, neg(E))]),
    positive.but("negative", show=["pd", neg(E)]),
    even,
    even.but("the sign is that of minus x", hypotheses={"h": ["psd", neg(X)]}),
    even.but("the sign is that of another number", symbols="x y", hypotheses={"h": ["psd", "y"]}),
    even.but("below instead", show=["psd", add(SQUARE, neg(E))]),
    even.but("strictly, x being 0 perhaps", show=["pd", add(E, neg(SQUARE))]),
    even.but("the fact is an equation", hypotheses={"h": eq(X, X)}),
    strict,
    strict.but("x may be 0", hypotheses={"h": ["psd", neg(X)]}),
    falling,
    falling.but("x is positive", hypotheses={"h": ["psd", X]}),
    falling.but("above instead", show=["psd", add(E, neg(SQUARE))]),
    number,
    number.but("by more than it is", show=["psd", add(exp(["num", "1/2"]), neg(["num", "80/48"]))]),
]


def relation(title: str, show: object, ref: list[object], symbols: str = "x y", **changes: object) -> Case:
    """An equation that one relation gives."""
    line = {"rule": "items", "items": [[ONE, None, ref, None]]}
    return Case(title, symbols, show, line, about=str(ref[0]), **changes)  # type: ignore[arg-type]


addition = relation("of_a_sum", eq(exp(add("x", "y")), mul(exp("x"), exp("y"))), ["exp_sum", "x", "y"])
at_zero = relation("of_0", eq(exp(ZERO), ONE), ["exp_sum"])
inverse = relation("of_a_logarithm", eq(exp(["log", "x"]), "x"), ["exp_log", "x"], hypotheses={"h": ["pd", "x"]}, by=())
back = relation("logarithm_of_it", eq(["log", exp("x")], "x"), ["log_exp", "x"])
same = relation("of_equals", eq(exp("x"), exp("y")), ["same", "exp", "h"], hypotheses={"h": eq("x", "y")})
RELATIONS = [
    addition,
    addition.but("a sum instead of a product", show=eq(exp(add("x", "y")), add(exp("x"), exp("y")))),
    addition.but("of vectors", symbols="x:n y:n"),
    at_zero,
    at_zero.but("it is 0 there", show=eq(exp(ZERO), ZERO)),
    inverse,
    inverse.but("x may be 0", hypotheses={"h": ["psd", "x"]}),
    inverse.but("x is negative", hypotheses={"h": ["pd", neg("x")]}),
    inverse.but("x is invertible only", hypotheses={"h": ["inv", "x"]}),
    relation("of_the_logarithm_of_2", eq(exp(["log", ["num", "2"]]), ["num", "2"]), ["exp_log", ["num", "2"]], ""),
    relation("of_the_logarithm_of_-1", eq(exp(["log", ["num", "-1"]]), ["num", "-1"]), ["exp_log", ["num", "-1"]], "").but(
        "-1"
    ),
    relation("of_the_logarithm_of_0", eq(exp(["log", ZERO]), ZERO), ["exp_log", ZERO], "").but("0"),
    back,
    back.but("of something else", show=eq(["log", exp("x")], "y")),
    same,
    same.but("nothing says so", hypotheses={"h": eq("x", "x")}),
    same.but("another function", line={"rule": "items", "items": [[ONE, None, ["same", "inv", "h"], None]]}),
    same.but("the fact is no equation", hypotheses={"h": ["psd", "x"]}),
]


@pytest.mark.parametrize("case", [*CASES, *RELATIONS], ids=str)
def test_exponential(case: Case) -> None:
    """The kernel takes what is true of exp and log, and turns down what is not."""
    assert not faults([case])


def test_second_opinion() -> None:
    """So does the second opinion."""
    assert not faults([*CASES, *RELATIONS], second_opinion_check)


def second_opinion_check(theory: object, certificates: object) -> dict[str, object]:
    """The second opinion's words, as the kernel would say them."""
    found = second_opinion.check(theory, certificates)  # type: ignore[arg-type]
    verdicts = {"agrees": "proved", "objects": "rejected"}
    return {name: opinion._replace(verdict=verdicts[opinion.verdict]) for name, opinion in found.items()}
