"""USE: an earlier sequent with terms put in; every hypothesis is met for this instance, and nothing is captured."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import (
    ONE,
    SLOPED,
    I,
    J,
    add,
    along,
    eq,
    g,
    inv,
    items,
    mul,
    named,
    neg,
    num,
    squares,
    turn,
    use,
)

# --- hypotheses, sizes, kinds ------------------------------------------------------------------------------------------------

shifted = Case("shifted", "H:nn.s a", ["pd", add("H", mul("a", I))], squares("pd", (1, ["a_pos"], I, None), (1, [], I, "H_psd")),
               {"H_psd": ["psd", "H"], "a_pos": ["pd", "a"]})  # fmt: skip
GIVEN = {"G_psd": ["psd", "G"], "b_pos": ["pd", "b"]}
MET = {"H_psd": "G_psd", "a_pos": "b_pos"}
instance = Case("an_instance", "G:nn.s F:nn b c", ["pd", add("G", mul("b", I))], use("shifted", {"H": "G", "a": "b"}, MET), GIVEN,
                before=(shifted,), by=("shifted",))  # fmt: skip
diagonal = Case(
    "of_diagonal", "L:nn.d e:n.b", eq(mul("L", "e"), mul(turn("e"), "L", "e", "e")), items((1, None, ["basis", "e", "L"], None))
)
of_kind = Case("a_diagonal_instance", "D:mm.d S:mm.s f:m.b x:m", eq(mul("D", "f"), mul(turn("f"), "D", "f", "f")),
               use("of_diagonal", {"L": "D", "e": "f"}, {}), before=(diagonal,))  # fmt: skip
weaker = Case("with_a_stronger_fact", "G:nn.s F:nn b c", ["pd", add("G", mul("b", I))], instance.line,
              {"G_psd": ["pd", "G"], "b_pos": ["pd", "b"]}, before=(shifted,), by=("shifted",))  # fmt: skip
INSTANCES = [
    instance,
    weaker,
    instance.but("a hypothesis is not met", line=use("shifted", {"H": "G", "a": "b"}, {"H_psd": "G_psd"}), hypotheses={"G_psd": ["psd", "G"]}),
    instance.but("a hypothesis is met for another term", hypotheses={"G_psd": ["psd", "G"], "b_pos": ["pd", "c"]}),
    instance.but("a hypothesis is met by something weaker", hypotheses={"G_psd": ["psd", "G"], "b_pos": ["psd", "b"]}),
    instance.but("a hypothesis is met by something else", hypotheses={"G_psd": ["inv", "G"], "b_pos": ["pd", "b"]}),
    instance.but("the facts are exchanged", line=use("shifted", {"H": "G", "a": "b"}, {"H_psd": "b_pos", "a_pos": "G_psd"})),
    instance.but("with a fact too many", line=use("shifted", {"H": "G", "a": "b"}, MET | {"more": "b_pos"})),
    instance.but("the conclusion is about another number", show=["pd", add("G", mul("c", I))]),
    instance.but("the conclusion has another sign", show=["pd", add("G", neg(mul("b", I)))]),
    instance.but("the conclusion has no shift", show=["pd", "G"]),
    instance.but("the conclusion is at another term", line=use("shifted", {"H": "G", "a": mul(num(2), "b")}, MET)),
    instance.but("a symbol gets no term", line=use("shifted", {"H": "G"}, MET)),
    instance.but("a symbol too many gets one", line=use("shifted", {"H": "G", "a": "b", "z": "c"}, MET)),
    instance.but("the matrix is not symmetric", symbols="G:nn F:nn b c"),
    instance.but("the number is a matrix", line=use("shifted", {"H": "G", "a": "G"}, MET | {"a_pos": "G_psd"})),
    instance.but("the earlier sequent is not proved", before=(shifted,), line=use("later", {"H": "G", "a": "b"}, MET)),
    instance.but("the reason is not named", by=("G_psd", "b_pos")),
    of_kind,
    of_kind.but("the matrix is only symmetric", show=eq(mul("S", "f"), mul(turn("f"), "S", "f", "f")), line=use("of_diagonal", {"L": "S", "e": "f"}, {})),
    of_kind.but("the vector is any", show=eq(mul("D", "x"), mul(turn("x"), "D", "x", "x")), line=use("of_diagonal", {"L": "D", "e": "x"}, {})),
    of_kind.but("the vector is a multiple of one", show=eq(mul("D", "f"), mul(turn("f"), "D", "f", "f")),
                line=use("of_diagonal", {"L": "D", "e": mul(ONE, "f")}, {})),
    of_kind.but("the sizes differ", symbols="D:mm.d S:mm.s f:n.b x:m"),
]  # fmt: skip

# --- functions ---------------------------------------------------------------------------------------------------------------

slope = Case("slope", "w:n", ["grad", J("w"), "w", "w", g("w")], along(), functions=SLOPED, local="d:n")
FORM, GRADIENT = mul(num("1/2"), turn("v"), "H", "v"), mul("H", "v")
FACT = named("fact", ["grad", FORM, "v", "v", GRADIENT], along(("1/2", None, ["T1", mul(turn("d"), "H", "v")], None)))
PUT_IN = {"J": {"of": "v", "is": FORM, "gradient": "fact"}, "g": {"of": "v", "is": GRADIENT}}
SHOWN = ["grad", mul(num("1/2"), turn("w"), "H", "w"), "w", "w", mul("H", "w")]
formula = Case("a_formula_for_a_function", "H:nn.s w:n", SHOWN, use("slope", {"w": "w"}, {}, **PUT_IN), {}, (FACT,), "v:n d:n",
               before=(slope,))  # fmt: skip
kept = Case("the_function_itself", "w:n v:n", ["grad", J("w"), "w", "v", g("v")], use("slope_at", {"w": "w", "p": "v"}, {}), functions=SLOPED,
            before=(Case("slope_at", "w:n p:n", ["grad", J("w"), "w", "p", g("p")], along(), functions=SLOPED, local="d:n"),))  # fmt: skip
FUNCTIONS = [
    formula,
    formula.but("the derivative is another", show=["grad", mul(num("1/2"), turn("w"), "H", "w"), "w", "w", "w"],
                line=use("slope", {"w": "w"}, {}, J=PUT_IN["J"], g={"of": "v", "is": "v"})),
    formula.but("the function is another", show=["grad", mul(turn("w"), "H", "w"), "w", "w", mul("H", "w")],
                line=use("slope", {"w": "w"}, {}, J=PUT_IN["J"] | {"is": mul(turn("v"), "H", "v")}, g=PUT_IN["g"])),
    formula.but("the derivative is replaced alone", show=["grad", J("w"), "w", "w", mul("H", "w")], functions=SLOPED,
                line=use("slope", {"w": "w"}, {}, g=PUT_IN["g"]), helpers=()),
    formula.but("the function is replaced alone", show=["grad", SHOWN[1], "w", "w", g("w")], functions=SLOPED,
                line=use("slope", {"w": "w"}, {}, J=PUT_IN["J"])),
    formula.but("the gradient is known at one point", symbols="H:nn.s w:n v:n", local="d:n", hypotheses={"v": eq("v", "w")}),
    formula.but("the gradient is at another variable", line=use("slope", {"w": "w"}, {}, J=PUT_IN["J"], g={"of": "d", "is": mul("H", "d")})),
    formula.but("the gradient is not a fact", helpers=()),
    formula.but("the variable is a basis vector", local="v:n.b d:n"),
    formula.but("the formula is a vector", line=use("slope", {"w": "w"}, {}, J=PUT_IN["J"] | {"is": GRADIENT}, g=PUT_IN["g"])),
    kept,
    kept.but("another function has that name", functions={"J": SLOPED["J"], "g": {**SLOPED["g"], "symmetric": False}}),
    kept.but("the function is not differentiable here", functions={"J": {"shape": [1, 1], "domain": ["n", 1]}, "g": SLOPED["g"]}),
    kept.but("the point has another size", symbols="w:n v:m", show=["grad", J("w"), "w", "v", g("v")]),
]  # fmt: skip
CASES = [*INSTANCES, *FUNCTIONS]


@pytest.mark.parametrize("case", INSTANCES, ids=str)
def test_instances(case: Case) -> None:
    """Terms of the right kind, hypotheses met for them, and the conclusion as it comes out."""
    assert not faults([case])


@pytest.mark.parametrize("case", FUNCTIONS, ids=str)
def test_functions(case: Case) -> None:
    """A formula comes with its derivative, shown for every value of its variable."""
    assert not faults([case])


# --- bound symbols -----------------------------------------------------------------------------------------------------------

counted = Case("counted", "e:n.b", eq(["sumover", "e", ONE], ["size", "n"]), {"rule": "trace", "from": "unit", "index": "e", "matrix": I}, {},
               (named("unit", eq(ONE, mul(turn("e"), "e")), items((-1, None, ["unit", "e"], None))),))  # fmt: skip


def test_bound_index_of_another_size() -> None:
    """The sum over n is no sum over m, though the letter of the index be the same: it gave n = m."""
    lines = (use("counted", {"e": "k"}, {}) | {"name": "n"}, use("counted", {"e": "e"}, {}) | {"name": "m"})
    line = items((-1, None, "n", None), (1, None, "m", None))
    case = Case("sizes", "x:n y:m", eq(["size", "n"], ["size", "m"]), line, {}, lines, "e:m.b k:n.b", before=(counted,))
    assert not faults([case.but("a bound index has another size here")])


def test_capture() -> None:
    """A term that speaks of an index is not put under a sum over it."""
    constant = Case("constant", "e:n.b a", eq(["sumover", "e", mul("a", mul(turn("e"), "e"))], mul("a", ["size", "n"])),
                    {"rule": "trace", "from": "unit", "index": "e", "matrix": mul("a", I)}, {},
                    (named("unit", eq(mul("a", mul(turn("e"), "e")), mul(turn("e"), mul("a", I), "e")), items()),))  # fmt: skip
    entry = mul(turn("e"), "x")
    show = eq(["sumover", "e", mul(entry, mul(turn("e"), "e"))], mul(entry, ["size", "n"]))
    case = Case("captured", "e:n.b x:n", show, use("constant", {"e": "e", "a": entry}, {}), before=(constant,))
    assert not faults([case.but("x_i is no constant of the sum over i")])


def test_capture_by_a_gradient() -> None:
    """A term that speaks of w is not put into a function of w."""
    linear = Case("linear", "w:n u:n", ["grad", mul(turn("u"), "w"), "w", "w", "u"], along(), local="d:n")
    show = ["grad", mul(turn("w"), "w"), "w", "w", "w"]
    case = Case("captured", "w:n", show, use("linear", {"w": "w", "u": "w"}, {}), before=(linear,))
    assert not faults([case.but("w is no constant")])


def test_inverse_in_an_instance() -> None:
    """What an earlier sequent divides by has to be shown for the instance too."""
    cancelled = Case(
        "cancelled", "a", eq(mul("a", inv("a")), ONE), items((1, None, ["cancel", "a", "right"], None)), {"a": ["inv", "a"]}
    )
    show = eq(mul(add("b", num(-1)), inv(add("b", num(-1)))), ONE)
    case = Case(
        "at_b_minus_1",
        "b",
        show,
        use("cancelled", {"a": add("b", num(-1))}, {"a": "b"}),
        {"b": ["inv", "b"]},
        before=(cancelled,),
    )
    assert not faults([case.but("b - 1 may be 0 where b is not")])
