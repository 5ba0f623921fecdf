"""Axioms with hypotheses: they are used like sequents that are proved, with every hypothesis met, and they say what is on the list."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from derivations import find
from tests.rejects.cases import Case, faults
from tests.rejects.judges import JUDGES
from tests.verify.second_opinion_words import ONE, ZERO, Json, add, along, mul, named, neg, num, squares, use
from verify import kernel, second_opinion

NAMES = ("first_order_condition", "second_order_condition", "mean_value", "intermediate_value")
AXIOMS: Json = {name: find(name).data()[name] for name in NAMES}


def with_axioms(judge: Any) -> Any:
    """A judge that knows the axioms."""

    def check(theory: Json, certificates: Json) -> Any:
        return {name: found for name, found in judge({**AXIOMS, **theory}, certificates).items() if name not in AXIOMS}

    return check


# x^2 rises from 0 to 1: its slope there, 2 t, is not negative
SLOPE = named("slope", ["grad", mul("s", "s"), "s", "s", mul(num(2), "s")], along())
RISING = named("rising", ["psd", mul(num(2), "t")], squares("psd", (2, ["low"], ONE, None)))
ALWAYS = named("always", ["between", "t", ["psd", mul(num(2), "t")]], {"rule": "every", "from": "rising"})
FORMULAS = {"F": {"of": "s", "is": mul("s", "s"), "gradient": "slope"}, "dF": {"of": "s", "is": mul(num(2), "s")}}
BETWEEN = {"low": ["psd", "t"], "high": ["psd", add(ONE, neg("t"))]}
GAP = ["psd", add(mul(ONE, ONE), neg(mul(ZERO, ZERO)))]
rises = Case("a_square_rises", "t s d", GAP, use("mean_value", {"t": "t"}, {"never_falls": "always"}, **FORMULAS), BETWEEN,
             (SLOPE, RISING, ALWAYS), by=("mean_value",), about="cited")  # fmt: skip

# |x|^2 .. x itself: x = 1 at some x > 0
CONTINUOUS = named("smooth", ["continuous", "alpha", "alpha"], {"rule": "continuous"})
VALUES = (
    named("a0", ["pd", num(2)], squares("pd", (2, [], ONE, None))),
    named("b0", ["pd", num("1/2")], squares("pd", ("1/2", [], ONE, None))),
    named("above", ["psd", add(num(2), neg(ONE))], squares("psd", (1, [], ONE, None))),
    named("below", ["psd", add(ONE, neg(num("1/2")))], squares("psd", ("1/2", [], ONE, None))),
)
MET = {"F_continuous": "smooth", "a_positive": "a0", "b_positive": "b0", "above_c": "above", "below_c": "below"}
WITH = {"alpha": "alpha", "a": num(2), "b": num("1/2"), "c": ONE}
IDENTITY = {"F": {"of": "x", "is": "x"}}
attains = Case("x_is_1_somewhere", "alpha x y", ["attains", "alpha", "alpha", ONE],
               use("intermediate_value", WITH, MET, **IDENTITY), {}, (CONTINUOUS, *VALUES), by=("intermediate_value",), about="cited")  # fmt: skip

CASES = [
    rises,
    rises.but("it falls", show=["psd", add(mul(ZERO, ZERO), neg(mul(ONE, ONE)))]),
    rises.but("the slope is that of another function", line=use("mean_value", {"t": "t"}, {"never_falls": "always"},
              F={"of": "s", "is": neg(mul("s", "s")), "gradient": "slope"}, dF=FORMULAS["dF"])),
    rises.but("the slope is known at one number only", line=use("mean_value", {"t": "t"}, {"never_falls": "rising"}, **FORMULAS)),
    rises.but("the function has no slope", line=use("mean_value", {"t": "t"}, {"never_falls": "always"},
              F={"of": "s", "is": mul("s", "s"), "gradient": "low"}, dF=FORMULAS["dF"])),
    attains,
    attains.but("another value is attained", show=["attains", "alpha", "alpha", num(3)]),
    attains.but("by another function", show=["attains", mul("alpha", "alpha"), "alpha", ONE]),
    attains.but("the function may jump", line=use("intermediate_value", WITH, MET | {"F_continuous": "a0"}, **IDENTITY)),
    attains.but("both ends lie above", line=use("intermediate_value", WITH | {"b": num(2)},
                MET | {"b_positive": "a0", "below_c": "above"}, **IDENTITY)),
    attains.but("an end is not positive", line=use("intermediate_value", WITH | {"b": num(-1)}, MET, **IDENTITY)),
    attains.but("the value lies beyond", line=use("intermediate_value", WITH | {"c": num(3)}, MET, **IDENTITY),
                show=["attains", "alpha", "alpha", num(3)]),
    attains.but("the function speaks of the number that is sought", line=use("intermediate_value", WITH, MET,
                F={"of": "x", "is": mul("x", "alpha")})),
]  # fmt: skip


@pytest.mark.parametrize("judge", JUDGES.values(), ids=JUDGES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_axioms_that_are_used(case: Case, judge: Any) -> None:
    """What an axiom says follows only where all that it assumes is shown."""
    assert not faults([case], with_axioms(judge))


def test_axioms_are_named() -> None:
    """Whatever uses an axiom says so."""
    assert kernel.check({**AXIOMS, **rises.theory()}, rises.certificates())["a_square_rises"].axioms == {"mean_value"}


def _false(name: str, change: Any) -> Json:
    entry = deepcopy(AXIOMS[name])
    change(entry)
    return entry


FALSE = [
    ("mean_value", "without its hypothesis", lambda e: e["hypotheses"].clear()),
    ("mean_value", "strictly", lambda e: e.update(goal=["pd", e["goal"][1]])),
    ("mean_value", "of functions that have no slope", lambda e: e["functions"]["F"].pop("derivative")),
    ("intermediate_value", "of functions that jump", lambda e: e["hypotheses"].pop("F_continuous")),
    ("intermediate_value", "with both ends above", lambda e: e["hypotheses"].pop("below_c")),
    ("first_order_condition", "everywhere", lambda e: e["hypotheses"].clear()),
    ("second_order_condition", "strictly", lambda e: e.update(goal=["pd", e["goal"][1]])),
    ("second_order_condition", "everywhere", lambda e: e["hypotheses"].clear()),
]


@pytest.mark.parametrize(("name", "how", "change"), FALSE, ids=[f"{name} {how}" for name, how, _ in FALSE])
def test_axioms_say_what_they_say(name: str, how: str, change: Any) -> None:
    """The second opinion knows each axiom by heart: one that says more is no axiom."""
    assert second_opinion.check({name: AXIOMS[name]}, {})[name].verdict == "axiom"
    assert second_opinion.check({name: _false(name, change)}, {})[name].verdict == "objects", how


def test_cited_axioms_outside_the_list() -> None:
    """The list is closed: a theory cannot cite what is not on it, and an axiom has no steps."""
    for judge in JUDGES.values():
        assert judge({"everything": AXIOMS["mean_value"]}, {})["everything"].verdict == "rejected"
        assert judge({"mean_value": {**AXIOMS["mean_value"], "steps": []}}, {})["mean_value"].verdict == "rejected"
