"""IND: a base and a step for every k, with nothing assumed of k but what is assumed of every k."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import ONE, ZERO, I, Json, add, eq, items, mul, named, neg, num, tr, turn, use

NEXT = add("k", ONE)


def fixed(k: object) -> Json:
    """A^k x = x."""
    return eq(mul(["pow", "A", k], "x"), "x")


step = Case("fixed_next", "A:nn x:n k:.k", fixed(NEXT),
            items((1, None, ["power", "A", "k"], "x"), (1, "A", "induction", None), (1, None, "fixed", None)),
            {"fixed": eq(mul("A", "x"), "x"), "induction": fixed("k")})  # fmt: skip
BASE = named("base", fixed(ZERO), items())
LINE = {"rule": "induction", "variable": "k", "base": "base", "step": "fixed_next", "facts": {"fixed": "fixed"}}
every = Case("fixed_always", "A:nn x:n y:n k:.k", fixed("k"), LINE, {"fixed": eq(mul("A", "x"), "x")}, (BASE,), before=(step,),
             by=("fixed_next",))  # fmt: skip
ALWAYS = {"always": ["all", "k", fixed("k")]}
once = Case(
    "what_holds_always_holds_once",
    "A:nn x:n y:n k:.k j:.k r",
    fixed(num(3)),
    {"rule": "instance", "from": "always", "at": num(3)},
    ALWAYS,
)
later = Case(
    "and_later",
    "A:nn x:n y:n k:.k j:.k r",
    fixed(add("j", ONE)),
    {"rule": "instance", "from": "always", "at": add("j", ONE)},
    ALWAYS,
)
CASES = [
    every,
    every.but("the base is at 1", helpers=(named("base", fixed(ONE), items((1, None, "fixed", None))),)),
    every.but("there is no base", helpers=(), line=LINE | {"base": "fixed"}),
    every.but("the conclusion is about another vector", show=eq(mul(["pow", "A", "k"], "y"), "y")),
    every.but("the conclusion is a step further", show=fixed(NEXT)),
    every.but("a hypothesis of the step is missing", line=LINE | {"facts": {}}, hypotheses={}),
    every.but("a hypothesis of the step is another here", hypotheses={"fixed": eq(mul("A", "y"), "y")}),
    every.but("something is assumed of k", hypotheses={"fixed": eq(mul("A", "x"), "x"), "k": eq("k", num(2))}),
    every.but("k is any number", symbols="A:nn x:n y:n k"),
    every.but("the step is not proved", line=LINE | {"step": "fixed_always"}),
    every.but("the symbols have other sizes", symbols="A:mm x:m y:n k:.k"),
    once,
    once.but("at a negative number", line=once.line | {"at": num(-1)}, show=fixed(num(3))),
    once.but("at any number", line=once.line | {"at": "r"}),
    once.but("at a fraction", line=once.line | {"at": num("1/2")}),
    once.but("at another", show=fixed(num(2))),
    once.but("it is assumed of one k only", hypotheses={"always": fixed("k")}),
    later,
    later.but("at one before it", line=later.line | {"at": add("j", num(-1))}),
    later.but("not of another", show=fixed("j")),
    later.but("of another vector", show=eq(mul(["pow", "A", add("j", ONE)], "y"), "y")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_k(case: Case) -> None:
    """The base is at 0, the step leads one further, and k is any natural number."""
    assert not faults([case])


def test_assumption_about_one_k() -> None:
    """What the step assumes of k has to be assumed here of every k."""
    grow = Case("one_more", "k:.k a", eq(mul(NEXT, "a"), ZERO), items((1, None, "induction", None), (1, None, "small", None)),
                {"induction": eq(mul("k", "a"), ZERO), "small": eq("a", mul("a", "k", num(0)))})  # fmt: skip
    assumed = {"small": eq("a", ZERO)}
    line = {"rule": "induction", "variable": "k", "base": "base", "step": "one_more", "facts": {"small": "small"}}
    base = named("base", eq(mul(ZERO, "a"), ZERO), items())
    case = Case("none", "k:.k a", eq(mul("k", "a"), ZERO), line, assumed, (base,), before=(grow,), by=("one_more",))
    assert not faults([case.but("the step assumes it of its k")])


def test_step_about_another_size() -> None:
    """A step that was shown for x of n entries says nothing of x with m entries: it gave m = n."""
    gap = add(tr(["pow", mul("x", turn("x")), 0]), neg(["size", "n"]))

    def equal(k: object) -> Json:
        return eq(mul(k, gap), ZERO)

    shown = Case("next", "x:n k:.k", equal(NEXT), items(), {"induction": equal("k")}, by=())
    line = {"rule": "induction", "variable": "k", "base": "base", "step": "next", "facts": {}}
    case = Case("all", "x:m k:.k", equal("k"), line, {}, (named("base", equal(ZERO), items()),), before=(shown,))
    assert not faults([case.but("x has another size here")])
    right = Case("all", "x:n k:.k", equal("k"), line, {}, case.helpers, before=(shown,))
    assert not faults([right])


def test_sum_as_natural_number() -> None:
    """A letter counts as a natural number by its own mark, not by that of an index it is made with."""
    natural = Case("natural", "k:.k", ["psd", "k"], {"rule": "natural"})
    summed = ["sumover", "e", num(-1)]
    case = Case("minus_1", "e:1.bk", ["psd", summed], use("natural", {"k": summed}, {}), before=(natural,))
    assert not faults([case.but("a sum of -1 is no natural number"), case.but("nor is a size less 1",
        show=["psd", add(["size", "n"], num(-2))], line=use("natural", {"k": add(["size", "n"], num(-2))}, {}))])  # fmt: skip


def test_powers() -> None:
    """A^k A is A^(k+1), and that is all that is known of a power."""
    power = Case("power", "A:nn B:nn k:.k j:.k", eq(mul(["pow", "A", "k"], "A"), ["pow", "A", NEXT]), items())
    assert not faults([
        power,
        power.but("with another base", show=eq(mul(["pow", "A", "k"], "B"), ["pow", "A", NEXT])),
        power.but("with another exponent", show=eq(["pow", "A", "k"], ["pow", "A", "j"])),
        power.but("of a product", show=eq(["pow", mul("A", "B"), "k"], mul(["pow", "A", "k"], ["pow", "B", "k"]))),
        power.but("to the power of I", show=eq(["pow", "A", I], "A")),
    ])  # fmt: skip
