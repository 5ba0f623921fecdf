"""False sequents that both checkers once called proved: functions left behind by a size, and axioms that feed themselves."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rejects.cases import Case, Check, faults
from tests.rejects.judges import JUDGES
from tests.verify.second_opinion_words import (
    ONE,
    ZERO,
    I,
    Json,
    add,
    declared,
    eq,
    items,
    mul,
    named,
    neg,
    squares,
    tr,
    turn,
    use,
)

both = pytest.mark.parametrize("judge", JUDGES.values(), ids=JUDGES)

# --- a function keeps the size that it is declared with ----------------------------------------------------------------------

A, SIZE = ["apply", "F", "t"], ["size", "n"]


def function(size: Json) -> Json:
    """A function of a number whose values are square matrices."""
    return {"F": {"shape": [size, size], "domain": [1, 1]}}


def spread(size: Json) -> Json:
    """The statement n^2 tr(A^T A) >= n (tr A)^2 (Cauchy and Schwarz) for A = F(t)."""
    return ["psd", add(mul(size, size, tr(mul(turn(A), A))), neg(mul(size, tr(A), tr(turn(A)))))]


C = add(mul(SIZE, A), neg(mul(tr(A), I)))
lemma = Case("spread", "t x:n", spread(SIZE), {"rule": "psd_trace", "from": "c"}, functions=function("n"), by=(),
             helpers=(named("c", ["psd", mul(turn(C), C)], squares("psd", (1, [], C, None))),))  # fmt: skip
moved = Case("moved", "t x:m", spread(["size", "m"]), use("spread", {"t": "t", "x": "x"}, {}), before=(lemma,),
             functions=function("m"))  # fmt: skip
small = moved.but(
    "the size is 1 and F(t) stays n x n",
    symbols="t", show=spread(ONE), line=use("spread", {"t": "t", "x": ONE}, {}), functions=function("n"),
)  # fmt: skip


@both
@pytest.mark.parametrize("case", [lemma, moved, small, moved.but("F(t) is n x n", functions=function("n"))], ids=str)
def test_function_of_a_size(case: Case, judge: Check) -> None:
    """With n replaced, a function that is not replaced has to be declared with what n becomes: tr(I_2)^2 > tr(I_2^T I_2)."""
    assert not faults([case], judge)


# --- what exists by an axiom is new ------------------------------------------------------------------------------------------

AXIOMS = {
    "spectral_theorem": {
        "symbols": declared("H:nn.s Q:nn Lam:nn.d"),
        "gives": {"decomposition": eq("H", mul("Q", "Lam", turn("Q"))), "orthogonal": eq(mul(turn("Q"), "Q"), I)},
    },
    "singular_value_decomposition": {
        "symbols": declared("X:mn U:mr S:rr.d V:nr"),
        "gives": {
            "decomposition": eq("X", mul("U", "S", turn("V"))),
            "left": eq(mul(turn("U"), "U"), ["id", "r"]),
            "right": eq(mul(turn("V"), "V"), ["id", "r"]),
        },
    },
}


def with_axioms(judge: Any) -> Check:
    """A checker that knows the axioms."""

    def check(theory: Json, certificates: Json) -> Any:
        found = judge(AXIOMS | theory, certificates)
        return {name: found[name] for name in theory}

    return check


def cited(statement: Json, gives: str, axiom: str = "singular_value_decomposition", **values: str) -> Json:
    """A hypothesis that an axiom provides."""
    return {"statement": statement, "cite": {"axiom": axiom, "gives": gives, "with": values}}


def columns(letter: str, size: str) -> Json:
    """The statement that the columns of a letter are orthonormal."""
    return eq(mul(turn(letter), letter), ["id", size])


FIRST = {"X": "X", "U": "U", "S": "S", "V": "V"}
product = cited(eq("X", mul("U", "S", turn("V"))), "decomposition", **FIRST)
chained = Case("chained", "X:mn U:mr S:rr.d V:nr W:rk R:kk.d Z:rk", columns("W", "k"), items((1, None, "two", None)),
               {"one": product, "two": cited(columns("W", "k"), "left", X="S", U="W", S="R", V="Z"),
                "three": cited(columns("V", "r"), "right", **FIRST)}, by=("two",), about="cite")  # fmt: skip
circle = chained.but(
    "X is a factor of another matrix, so that every X had orthonormal columns",
    symbols="X:mn U:mr S:rr.d V:nr Y:mp R:nn.d Z:pn", show=columns("X", "n"),
    hypotheses={"one": product, "two": cited(columns("X", "n"), "left", X="Y", U="X", S="R", V="Z")},
)  # fmt: skip


def below(size: str, letter: str, fact: str) -> tuple[Json, Json]:
    """Lines that tr(I - W W^T) >= 0 for a W with orthonormal columns: it has at least as many rows as columns."""
    rest = add(["id", size], neg(mul(letter, turn(letter))))
    shown = squares("psd", (1, [], rest, None), extra=((-1, letter, fact, turn(letter)),))
    return named(letter + "_psd", ["psd", rest], shown), {"name": letter + "_tr", "rule": "psd_trace", "from": letter + "_psd"}


sizes = chained.but(
    "the number of rows is the rank of another matrix, so that no X had more rows than columns",
    symbols="X:mn U:mr S:rr.d V:nr Y:rp W:rm R:mm.d Z:pm",
    hypotheses={"one": cited(columns("V", "r"), "right", **FIRST),
                "two": cited(columns("W", "m"), "left", X="Y", U="W", S="R", V="Z")},
    show=["psd", add(["size", "n"], neg(["size", "m"]))], by=("one", "two"),
    helpers=(*below("n", "V", "one"), *below("r", "W", "two")),
    line=squares("psd", (1, ["V_tr"], ONE, None), (1, ["W_tr"], ONE, None),
                 extra=((1, None, ["tr", None, "one", None], None), (1, None, ["tr", None, "two", None], None))),
)  # fmt: skip
spectral = Case("spectral", "H:nn.s Q:nn L:nn.d D:nn.d", eq(mul("H", "D"), mul("Q", "L", turn("Q"), "D")),
                items((1, None, "s", "D")), {"s": cited(eq("H", mul("Q", "L", turn("Q"))), "decomposition", "spectral_theorem",
                                                        H="H", Q="Q", Lam="L")}, about="cite")  # fmt: skip
marked = spectral.but(
    "Q is declared diagonal, so that every symmetric H were",
    symbols="H:nn.s Q:nn.d L:nn.d D:nn.d", show=eq(mul("H", "D"), mul("D", "H")),
    line=items((1, None, "s", "D"), (-1, "D", "s", None), (1, None, ["commute", mul("Q", "L", "Q"), "D"], None)),
)  # fmt: skip


@both
@pytest.mark.parametrize("case", [chained, circle, sizes, spectral, marked], ids=str)
def test_what_exists_is_new(case: Case, judge: Check) -> None:
    """What an axiom provides depends on what is there, never the other way round, and is no more than the axiom says."""
    assert not faults([case], with_axioms(judge))


# --- numbers of another kind -------------------------------------------------------------------------------------------------

step = Case("up", "k", ["psd", add("k", ONE)], squares("psd", (1, ["induction"], ONE, None), (1, [], ONE, None)),
            {"induction": ["psd", "k"]})  # fmt: skip
upward = Case("not_negative", "k:.k", ["psd", "k"], {"rule": "induction", "variable": "k", "base": "b", "step": "up", "facts": {}},
              helpers=(named("b", ["psd", ZERO], squares("psd")),), before=(step,))  # fmt: skip


@both
@pytest.mark.parametrize("mark", [True, False, None, 0])
def test_mark_that_is_false(mark: Json, judge: Check) -> None:
    """A number marked "natural": false is any number, and no induction reaches every one."""
    theory = upward.theory()
    theory["not_negative"]["symbols"]["k"]["natural"] = mark
    assert (judge(theory, upward.certificates())["not_negative"].verdict == "proved") is (mark is True)


VALUE = ["apply", "G", "k"]
LIMIT = {"limit": ["limit", ["apply", "G", "j"], "j", "inf", ZERO]}
REAL = {"G": {"shape": [1, 1], "domain": [1, 1]}}
NOWHERE = {"h": ["all", "j", eq(["apply", "G", "j"], ZERO)]}
gap = add(ONE, neg(mul("k", "k", turn(VALUE), VALUE)))
through_naturals = Case(
    "through_naturals", "k:.k j:.k", ["limit", VALUE, "k", "inf", ZERO], {"rule": "limit", "from": "b", "bound": ONE}, NOWHERE,
    ({"rule": "instance", "name": "z", "from": "h", "at": "k"},
     named("b", ["psd", gap], squares("psd", (1, [], ONE, None), extra=((-1, mul("k", "k", turn(VALUE)), "z", None),)))),
    functions=REAL,
)  # fmt: skip
again = Case("again", "k:.k j:.k", through_naturals.show, use("through_naturals", {"k": "j", "j": "j"}, {"h": "h"}), NOWHERE,
             before=(through_naturals,), functions=REAL, by=("through_naturals",))  # fmt: skip


@both
@pytest.mark.parametrize("case", [again, again.but("k is any number: think of sin(pi k)", symbols="k j:.k")], ids=str)
def test_limit_through_natural_numbers(case: Case, judge: Check) -> None:
    """A limit through the natural numbers is none through all numbers."""
    assert not faults([case], judge)


tending = Case("tending", "k:.k j", step.show, step.line, {**step.hypotheses, **LIMIT}, functions=REAL, by=("induction",))
carried = Case("carried", "k:.k j", upward.show, {**upward.line, "step": "tending", "facts": {"limit": "limit"}}, LIMIT,
               upward.helpers, functions=REAL, before=(tending,), by=("tending", "limit"))  # fmt: skip


@both
@pytest.mark.parametrize("case", [carried, carried.but("j is a natural number here", symbols="k:.k j:.k")], ids=str)
def test_induction_binds_alike(case: Case, judge: Check) -> None:
    """What the step of an induction assumes of a limit through all numbers is not met by one through the natural numbers."""
    assert not faults([case], judge)
