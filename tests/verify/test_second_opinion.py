"""The second opinion and the kernel on the same small theories: identities, relations, reasons, lines.

The two share no line, so a case on which they differ is a find, whichever of them is wrong.
"""

from __future__ import annotations

import pytest

from tests.verify.second_opinion_words import (
    JACOBIAN,
    ONE,
    SLOPED,
    ZERO,
    Cases,
    I,
    J,
    Json,
    add,
    eq,
    g,
    inv,
    items,
    mul,
    named,
    neg,
    num,
    tr,
    turn,
)

CASES = Cases()
good, bad, identity = CASES.good, CASES.bad, CASES.identity


def commutator(a: Json, b: Json) -> Json:
    return add(mul(a, b), neg(mul(b, a)))


# fmt: off

# --- identities -----------------------------------------------------------------------------------------------------------

SUM = add("A", "B")
identity(True, "a square expands", "A:nn B:nn", mul(SUM, SUM), add(mul("A", "A"), mul("A", "B"), mul("B", "A"),
     ["pow", "B", 2]))
identity(False, "factors do not commute", "A:nn B:nn", mul("A", "B"), mul("B", "A"))
identity(False, "a matrix is not symmetric", "A:nn", "A", turn("A"))
identity(True, "a symmetric letter is", "H:nn.s", "H", turn("H"))
identity(False, "a product of symmetric letters is not", "H:nn.s G:nn.s", mul("H", "G"), turn(mul("H", "G")))
identity(True, "products turn round", "A:nn B:nn", turn(mul("A", "B")), mul(turn("B"), turn("A")))
SKEW = [add(x, neg(turn(x))) for x in "XY"]
identity(False, "skew matrices do not commute, though 2 x 2 ones do", "X:nn Y:nn", commutator(*SKEW), ["zero", "n", "n"])
identity(False, "alpha I is not dropped", "H:nn.s a w:n", mul(add("H", mul("a", I)), "w"), mul("H", "w"))
identity(False, "a sign counts", "A:nn B:nn", add("A", neg("B")), add("A", "B"))
identity(False, "X X for an m x n matrix has no shape", "X:mn", mul("X", "X"), mul("X", "X"))
identity(True, "X^T X has one", "X:mn", mul(turn("X"), "X"), turn(mul(turn("X"), "X")))
identity(False, "sizes with different names never fit", "x:n y:m", add("x", "y"), add("y", "x"))
identity(True, "a number commutes with all", "A:nn x:n y:n", mul(turn("x"), "y", "A"), mul("A", mul(turn("x"), "y")))
identity(False, "a number does not equal its transpose by itself", "x:n y:n", mul(turn("x"), "y"), mul(turn("y"), "x"))

# --- traces and sizes -----------------------------------------------------------------------------------------------------

identity(True, "the trace is cyclic", "A:nm B:mn", tr(mul("A", "B")), tr(mul("B", "A")))
identity(False, "the trace is not symmetric in three factors", "A:nn B:nn C:nn", tr(mul("A", "B", "C")), tr(mul("A",
     "C", "B")))
identity(False, "a trace and its transpose are two numbers", "A:nn", tr("A"), tr(turn("A")))
identity(True, "a trace through size 1 is a product", "x:n y:n", tr(mul("x", turn("y"))), mul(turn("y"), "x"))
identity(True, "the trace of the identity is the size", "", tr(add(I, I)), mul(num(2), ["size", "n"]))
identity(False, "sizes differ", "", tr(I), tr(["id", "m"]))
identity(False, "a size is no other size", "", tr(I), ["size", "m"])
identity(True, "a literal size is a numeral", "", tr(["id", 3]), num(3))
identity(True, "a large literal size needs no large matrices", "A:kk", tr(["id", 10**6]), num(10**6))
for number in range(1, 40):
    identity(False, f"tr I_n is not {number}", "", tr(I), num(number))
identity(False, "nor is it one of several numbers", "", mul(*(add(["size", "n"], num(-k)) for k in range(1, 40))), ZERO)
identity(True, "the trace is linear over numbers", "A:nn x:n", tr(mul(mul(turn("x"), "x"), add("A", I))),
         add(mul(turn("x"), "x", tr("A")), mul(["size", "n"], turn("x"), "x")))

# --- inverses, functions, diagonals: letters known by their values --------------------------------------------------------

FULL = {"given": ["inv", "A"]}
good("equal terms have equal inverses", "A:nn B:nn", {"given": ["inv", SUM]},
     [(eq(inv(SUM), inv(add("B", "A"))), [], items())])
bad("inverses turn round", "A:nn B:nn", {"a": ["inv", "A"], "b": ["inv", "B"], "c": ["inv", mul("A", "B")]},
    [(eq(inv(mul("A", "B")), mul(inv("A"), inv("B"))), [], items())])
good("the transpose of an inverse is the inverse of the transpose", "A:nn", FULL,
     [(eq(turn(inv("A")), inv(turn("A"))), [], items())])
identity(True, "a number has its inverse", "", mul(inv(num(2)), I), inv(mul(num(2), I)))
identity(True, "a number is one when its letters cancel", "a", ["div", ONE, add("a", num(2), neg("a"))], num("1/2"))
identity(True, "a literal size can be inverted", "", inv(tr(["id", 4])), num("1/4"))
identity(False, "0 has no inverse", "", inv(ZERO), ZERO)
NONZERO = {"given": ["inv", "a"]}
bad("an inverse cancels only where that is said", "a", NONZERO, [(eq(mul(inv("a"), "a"), ONE), [], items())])
good("an inverse cancels", "a", NONZERO, [(eq(mul(inv("a"), "a"), ONE), [], items((1, None, ["cancel", "a", "left"], None)))])
good("on either side", "A:nn", FULL, [(eq(mul("A", inv("A")), I), [], items((1, None, ["cancel", "A", "right"], None)))])
bad("but not on the other one", "A:nn", FULL, [(eq(mul("A", inv("A")), I), [], items((1, None, ["cancel", "A",
     "left"], None)))])
bad("nor in the middle", "A:nn", FULL, [(eq(mul("A", inv("A")), I), [], items((1, None, ["cancel", "A", "middle"], None)))])
bad("nor without a reason", "A:nn", {}, [(eq(mul("A", inv("A")), I), [], items((1, None, ["cancel", "A", "right"], None)))])
bad("an inverse in a statement needs a reason too", "A:nn", {}, [(eq(inv("A"), inv("A")), [], items())])
bad("and so does a divisor", "a", {}, [(eq(["div", ONE, "a"], inv("a")), [], items())])
for passes, title, divided, given in (
    (True, "the identity divided by a number has an inverse", ["div", I, "a"], NONZERO),
    (True, "and so has a multiple of it", mul(num("-2/3"), ["div", I, "a"]), NONZERO),
    (False, "if the number is not 0", ["div", I, "a"], {}),
    (False, "not if another number is not 0", ["div", I, "b"], NONZERO),
    (False, "nor does a number that may be 0, divided by it", mul("b", ["div", I, "a"]), NONZERO),
    (False, "nor 0 times it", mul(num(0), ["div", I, "a"]), NONZERO),
    (False, "nor its sum with another", add(["div", I, "a"], I), NONZERO),
    (False, "nor a matrix divided by it", ["div", "A", "a"], NONZERO),
):
    CASES.add(passes, title, "a b A:nn", given, [(eq(inv(divided), inv(divided)), [], items())])
bad("a sum with an inverse is not invertible", "b", {"one": eq("b", ONE), "unit": ["inv", "b"]},
    [(eq(ONE, ZERO), ["one", "zero", "unit"][:1], items(
        (-1, None, ["cancel", add(inv("b"), num(-1)), "left"], None), (1, inv(add(inv("b"), num(-1))), "zero", None)))],
    defined=[named("zero", eq(add(inv("b"), num(-1)), ZERO),
                   items((-1, inv("b"), "one", None), (1, None, ["cancel", "b", "left"], None)))])
identity(True, "equal arguments have equal values", "x:n y:n", J(add("x", "y")), J(add("y", "x")), functions=SLOPED)
identity(False, "different arguments need not", "x:n y:n", J("x"), J("y"), functions=SLOPED)
identity(True, "symmetric values are their own transposes", "x:n", turn(["apply", "K", "x"]), ["apply", "K", "x"],
     functions=JACOBIAN)
identity(False, "other values are not", "x:n", mul("x", turn(g("x"))), mul(g("x"), turn("x")), functions=SLOPED)
identity(False, "a function of another size", "x:m", J("x"), J("x"), functions=SLOPED)
CONDITIONAL = ["sumover", "e", mul(turn("e"), SUM, "e")]
identity(True, "equal summands have equal sums", "A:nn B:nn e:n.b", CONDITIONAL, ["sumover", "e", mul(turn("e"),
     add("B", "A"), "e")])
identity(False, "a sum is not its summand", "A:nn e:n.b", ["sumover", "e", mul(turn("e"), "A", "e")], mul(turn("e"), "A", "e"))
identity(False, "only basis vectors are summed over", "x:n", ["sumover", "x", ONE], ["sumover", "x", ONE])

# --- relations ------------------------------------------------------------------------------------------------------------

good("T1", "x:n y:n", {}, [(eq(mul(turn("x"), "y"), mul(turn("y"), "x")), [], items((1, None, ["T1", mul(turn("x"),
     "y")], None)))])
bad("T1 is for numbers", "A:nn", {}, [(eq("A", turn("A")), [], items((1, None, ["T1", "A"], None)))])
good("a relation may be transposed", "A:nn B:nn", {"h": eq("A", "B")}, [(eq(turn("A"), turn("B")), ["h"], items((1,
     None, ["T", "h"], None)))])
bad("but has to be", "A:nn B:nn", {"h": eq("A", "B")}, [(eq(turn("A"), turn("B")), ["h"], items((1, None, "h", None)))])
SWAP = eq(mul("C", "D"), mul("D", "C"))
good("diagonal matrices commute", "C:nn.d D:nn.d", {}, [(SWAP, [], items((1, None, ["commute", "C", "D"], None)))])
bad("others do not", "C:nn.d D:nn.s", {}, [(SWAP, [], items((1, None, ["commute", "C", "D"], None)))])
bad("and not without the relation", "C:nn.d D:nn.d", {}, [(SWAP, [], items())])
EIGEN = eq(mul("D", "e"), mul(mul(turn("e"), "D", "e"), "e"))
good("D e is a multiple of e", "D:nn.d e:n.b", {}, [(EIGEN, [], items((1, None, ["basis", "e", "D"], None)))])
bad("for a diagonal D", "D:nn e:n.b", {}, [(EIGEN, [], items((1, None, ["basis", "e", "D"], None)))])
bad("and a basis vector e", "D:nn.d e:n", {}, [(EIGEN, [], items((1, None, ["basis", "e", "D"], None)))])
LENGTH = eq(mul(turn("e"), "e"), ONE)
good("a basis vector has length 1", "e:n.b", {}, [(LENGTH, [], items((1, None, ["unit", "e"], None)))])
bad("another vector has not", "e:n", {}, [(LENGTH, [], items((1, None, ["unit", "e"], None)))])
DIAG = ["diagof", "e", mul(turn("e"), "x")]
good("an entry of a diagonal", "e:n.b f:n.b x:n", {}, [(eq(mul(turn("f"), DIAG, "f"), mul(turn("f"), "x")), [],
     items((1, None, ["entry", DIAG, "f"], None)))])
bad("is not the entry elsewhere", "e:n.b f:n.b x:n", {}, [(eq(mul(turn("f"), DIAG, "f"), mul(turn("e"), "x")), [],
     items((1, None, ["entry", DIAG, "f"], None)))])
bad("no other relation exists", "A:nn", {}, [(eq("A", turn("A")), [], items((1, None, ["T2", "A"], None)))])

# --- hypotheses, reasons, lines, steps ------------------------------------------------------------------------------------

AB, BC = {"ab": eq("A", "B")}, {"bc": eq("B", "C")}
USE_AB, USE_BC = items((1, None, "ab", None)), items((1, None, "bc", None))
good("a hypothesis gives what it says", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], USE_AB)])
bad("not if it is dropped", "A:nn B:nn", {}, [(eq("A", "B"), [], USE_AB)])
bad("nor the opposite sign", "A:nn B:nn", AB, [(eq("A", neg("B")), ["ab"], USE_AB)])
bad("nor with a wrong coefficient", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], items((2, None, "ab", None)))])
bad("nor in another place", "A:nn B:nn", AB, [(eq(mul("A", "A"), mul("A", "B")), ["ab"], items((1, None, "ab", "A")))])
bad("an item that is zero is none", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], items((1, None, "ab", None), (0, None,
     "ab", None)))])
bad("a reason used is to be named", "A:nn B:nn", AB, [(eq("A", "B"), [], USE_AB)])
bad("a reason named is to be used", "A:nn B:nn", AB, [(eq("A", "A"), ["ab"], items())])
bad("a line knows its keys", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], USE_AB | {"because": "clear"})])
bad("a certificate knows its keys", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], USE_AB)], change={"verdict": "proved"})
bad("there is no rule trust", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], {"rule": "trust"})])
bad("a step has lines", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"])])
bad("every step is certified", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], USE_AB)], change={"steps": []})
CHAIN = [(eq("A", "B"), ["ab"], USE_AB), (eq("B", "C"), ["bc"], USE_BC)]
good("links add up to the goal", "A:nn B:nn C:nn", AB | BC, CHAIN, goal=eq("A", "C"))
bad("or miss it", "A:nn B:nn C:nn", AB | BC, CHAIN, goal=eq("C", "A"))
bad("the last step is the goal or a link", "A:nn B:nn C:nn", AB | BC, CHAIN, goal=["inv", "A"])
good("an earlier step is a reason", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], USE_AB),
     (eq(turn("A"), turn("B")), ["step 1"], items((1, None, ["T", "step 1"], None)))], goal=eq(turn("A"), turn("B")))
bad("a later one is not", "A:nn B:nn", AB, [(eq("A", "B"), ["step 2"], items((1, None, "step 2", None))),
    (eq("A", "B"), ["ab"], USE_AB)], goal=eq("A", "B"))
LEMMA = named("lemma", eq(turn("A"), turn("B")), items((1, None, ["T", "ab"], None)))
good("a line may be a lemma", "A:nn B:nn", AB, [(eq(turn("A"), turn("B")), ["ab"], LEMMA, items((1, None, "lemma", None)))])
bad("an idle one is not allowed", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], LEMMA, USE_AB)])
bad("a name is used once", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], named("ab", eq("A", "B"), USE_AB), USE_AB)])
bad("the last line has no name", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], named("last", eq("A", "B"), USE_AB))])
bad("a statement has its symbols from the claim", "A:nn", {}, [(eq("B", "B"), [], items())], local="")
bad("sizes begin with 1", "A:nn", {}, [(eq("A", "A"), [], items())], local="z:0")

# fmt: on


def test_at_least_as_many_cases_must_fail() -> None:
    assert sum(not case.passes for case in CASES.all) >= sum(case.passes for case in CASES.all)


@pytest.mark.parametrize("judge", ["kernel", "second_opinion"])
def test_the_judges_say_what_they_must(judge: str) -> None:
    assert CASES.faults(judge) == []
