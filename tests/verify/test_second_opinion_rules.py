"""The second opinion and the kernel on the same small theories: rule by rule, what must pass and what must not."""

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
    along,
    declared,
    eq,
    g,
    inv,
    items,
    mul,
    named,
    neg,
    num,
    squares,
    tr,
    turn,
    use,
)

CASES = Cases()
good, bad, identity = CASES.good, CASES.bad, CASES.identity
FULL, AB = {"given": ["inv", "A"]}, {"ab": eq("A", "B")}
LENGTH = eq(mul(turn("e"), "e"), ONE)
SWAP = eq(mul("C", "D"), mul("D", "C"))

# fmt: off

# --- square matrices, generic symbols -------------------------------------------------------------------------------------

LEFT = {"rule": "dedekind", "from": "q", "left": turn("Q"), "right": "Q"}
QQ = eq(mul(turn("Q"), "Q"), I)
good("a one-sided inverse is two-sided", "Q:nn", {"q": QQ}, [(eq(mul("Q", turn("Q")), I), ["q"], LEFT)])
good("and makes the factor invertible", "Q:nn", {"q": QQ}, [(["inv", "Q"], ["q"], LEFT)])
bad("not for a thin matrix", "Q:mn", {"q": QQ}, [(eq(mul("Q", turn("Q")), ["id", "m"]), ["q"], LEFT)])
bad("not from another product", "Q:nn", {"q": eq(mul("Q", "Q"), I)}, [(eq(mul("Q", turn("Q")), I), ["q"], LEFT)])
bad("nor for another matrix", "Q:nn A:nn", {"q": QQ}, [(["inv", "A"], ["q"], LEFT)])
ROWS = [named("rows", eq(mul(turn("d"), "A"), mul(turn("d"), "B")), items((1, turn("d"), "ab", None)))]
ALL = {"rule": "generic", "from": "rows", "symbol": "d"}
good("what holds under every row holds", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], ALL)], local="d:n", defined=ROWS)
bad("not if a hypothesis speaks of the row", "A:nn B:nn d:n", AB | {"d": eq("d", "d")}, [(eq("A", "B"), ["ab"],
     ALL)], defined=ROWS)
bad("nor if the result does", "A:nn d:n", {"h": eq(mul(turn("d"), "A"), mul(turn("d"), "d", turn("d")))},
    [(eq("A", mul("d", turn("d"))), ["h"], ALL | {"from": "h"})])
bad("nor the other way round", "A:nn B:nn", AB, [(eq("B", "A"), ["ab"], ALL)], local="d:n", defined=ROWS)

# --- positivity -----------------------------------------------------------------------------------------------------------



H_PSD, A_POS, A_NONNEG = {"H": ["psd", "H"]}, {"a": ["pd", "a"]}, {"a": ["psd", "a"]}
GRAM, SHIFTED = mul(turn("X"), "X"), add("H", mul("a", I))
good("a Gram matrix", "X:mn", {}, [(["psd", GRAM], [], squares("psd", (1, [], "X", None)))])
good("zero", "", {}, [(["psd", ["zero", "n", "n"]], [], squares("psd"))])
bad("not with the transpose elsewhere", "X:nn", {}, [(["psd", mul("X", turn("X"))], [], squares("psd", (1, [], "X", None)))])
bad("not with a minus", "X:mn", {}, [(["psd", neg(GRAM)], [], squares("psd", (-1, [], "X", None)))])
good("a positive multiple", "H:nn.s a", H_PSD | A_POS, [(["psd", mul("a", "H")], ["H", "a"], squares("psd", (1,
     ["a"], I, "H")))])
bad("of an unknown sign", "H:nn.s a", H_PSD, [(["psd", mul("a", "H")], ["H"], squares("psd", (1, [], "a", "H")))])
bad("twice the same square", "H:nn.s", H_PSD, [(["psd", "H"], ["H"], squares("psd", (2, [], I, "H")))])
bad("a square that is zero", "H:nn.s", H_PSD, [(["psd", "H"], ["H"], squares("psd", (1, [], I, "H"), (0, [], I, "H")))])
bad("a matrix is no factor", "H:nn.s G:nn.s", H_PSD | {"G": ["psd", "G"]}, [(["psd", mul("G", "H")], ["H", "G"],
     squares("psd", (1, ["G"], I, "H")))])
bad("an invertible matrix is not positive", "H:nn.s", {"H": ["inv", "H"]}, [(["psd", "H"], ["H"], squares("psd", (1,
     [], I, "H")))])
DEFINITE = [("1", ["a"], I, None), ("1", [], I, "H")]
good("a shift makes it definite", "H:nn.s a", H_PSD | A_POS, [(["pd", SHIFTED], ["H", "a"], squares("pd", *DEFINITE))])
bad("a shift by 0 does not", "H:nn.s a", H_PSD | A_NONNEG, [(["pd", SHIFTED], ["H", "a"], squares("pd", *DEFINITE))])
bad("the strict square comes first", "H:nn.s a", H_PSD | A_POS, [(["pd", SHIFTED], ["H", "a"], squares("pd",
     *DEFINITE[::-1]))])
bad("alpha I is not dropped here either", "H:nn.s a", H_PSD | A_POS, [(["pd", "H"], ["H", "a"], squares("pd", *DEFINITE))])
bad("0 is not positive", "", {}, [(["pd", ZERO], [], squares("pd"))])
good("a congruence by an invertible matrix", "A:nn", FULL, [(["pd", mul(turn("A"), "A")], [], squares("pd", (1, [],
     "A", None)))])
bad("by any other", "A:nn", {}, [(["pd", mul(turn("A"), "A")], [], squares("pd", (1, [], "A", None)))])
good("by one with full column rank", "X:mn G:mm.s", {"x": ["pd", GRAM], "G": ["pd", "G"]},
     [(["pd", mul(turn("X"), "G", "X")], ["G"], squares("pd", (1, [], "X", "G")))])
bad("by one without", "X:mn G:mm.s", {"G": ["pd", "G"]}, [(["pd", mul(turn("X"), "G", "X")], ["G"], squares("pd", (1,
     [], "X", "G")))])
VANISH = {"rule": "zero", "vector": "z", "inner": None, "from": "z"}
good("a vector of length 0", "z:n", {"z": eq(mul(turn("z"), "z"), ZERO)}, [(eq("z", ["zero", "n", 1]), ["z"], VANISH)])
bad("of another length", "z:n", {"z": eq(mul(turn("z"), "z"), ONE)}, [(eq("z", ["zero", "n", 1]), ["z"], VANISH)])
FORM = {"z": eq(mul(turn("z"), "H", "z"), ZERO)}
good("a form that vanishes", "z:n H:nn.s", FORM | H_PSD, [(eq(mul("H", "z"), ["zero", "n", 1]), ["H", "z"],
     VANISH | {"inner": "H"})])
bad("leaves a kernel", "z:n H:nn.s", FORM | H_PSD, [(eq("z", ["zero", "n", 1]), ["H", "z"], VANISH | {"inner": "H"})])
good("unless it is definite", "z:n H:nn.s", FORM | {"H": ["pd", "H"]}, [(eq("z", ["zero", "n", 1]), ["H", "z"],
     VANISH | {"inner": "H"})])
bad("a form that is not negative may be positive", "z:n H:nn.s", {"z": ["psd", mul(turn("z"), "H", "z")]} | H_PSD,
    [(eq(mul("H", "z"), ["zero", "n", 1]), ["H", "z"], VANISH | {"inner": "H"})])
FROM_H = {"rule": "invertible", "from": "H"}
good("definite matrices are invertible", "H:nn.s", {"H": ["pd", "H"]}, [(["inv", "H"], ["H"], FROM_H)])
good("and their negatives", "H:nn.s", {"H": ["pd", "H"]}, [(["inv", neg("H")], ["H"], FROM_H)])
good("and those with a definite symmetric part", "A:nn", {"H": ["pd", add("A", turn("A"))]}, [(["inv", "A"], ["H"], FROM_H)])
bad("semidefinite ones need not be", "H:nn.s", H_PSD, [(["inv", "H"], ["H"], FROM_H)])
good("sizes are positive", "", {}, [(["pd", ["size", "n"]], [], {"rule": "size"})])
bad("numbers need not be", "a", {}, [(["pd", "a"], [], {"rule": "size"})])

# --- entries, sums, norms -------------------------------------------------------------------------------------------------

ENTRY = named("entry", eq(mul(turn("e"), "C", "e"), mul(turn("e"), "D", "e")), items((1, turn("e"), "cd", "e")))
CD, BY_ENTRY = {"cd": eq("C", "D")}, {"rule": "entrywise", "from": "entry", "index": "e"}
good("equal entries", "C:nn.d D:nn.d", CD, [(eq("C", "D"), ["cd"], BY_ENTRY)], local="e:n.b", defined=[ENTRY])
bad("of matrices that are not diagonal", "C:nn D:nn.d", CD, [(eq("C", "D"), ["cd"], BY_ENTRY)], local="e:n.b",
     defined=[ENTRY])
bad("of an index with a hypothesis", "C:nn.d D:nn.d e:n.b", CD | {"e": eq(mul("C", "e"), "e")}, [(eq("C", "D"),
     ["cd"], BY_ENTRY)], defined=[ENTRY])
bad("along no basis vector", "C:nn.d D:nn.d", CD, [(eq("C", "D"), ["cd"], BY_ENTRY)], local="e:n", defined=[ENTRY])
bad("in the other order", "C:nn.d D:nn.d", CD, [(eq("D", "C"), ["cd"], BY_ENTRY)], local="e:n.b", defined=[ENTRY])
SUMMAND = named("summand", eq(ONE, mul(turn("e"), "e")), items((-1, None, ["unit", "e"], None)))
TRACE = {"rule": "trace", "from": "summand", "index": "e", "matrix": I}
COUNT = eq(["sumover", "e", ONE], ["size", "n"])
COUNTED = good("the sum of n ones", "e:n.b", {}, [(COUNT, [], TRACE)], defined=[SUMMAND])
bad("is not m", "e:n.b", {}, [(eq(["sumover", "e", ONE], ["size", "m"]), [], TRACE)], defined=[SUMMAND])
bad("nor over an index with a hypothesis", "e:n.b x:n", {"x": eq("x", "e")}, [(COUNT, [], TRACE)], defined=[SUMMAND])
bad("nor for a matrix with the index", "e:n.b", {}, [(COUNT, [], TRACE | {"matrix": mul("e", turn("e"))})], defined=[SUMMAND])
NORM = {"rule": "norm", "nonnegative": "low", "bound": "bound", "vector": "e", "unit": "unit", "attained": "attained"}


def norm(passes: bool, title: str, value: int) -> None:
    square = mul(num(value), num(value))
    rest = add(mul(square, I), neg(mul(turn(I), I)))
    lines = [
        named("low", ["psd", num(value)], squares("psd", (value, [], ONE, None))),
        named("bound", ["psd", rest], squares("psd", *[(value * value - 1, [], I, None)] * (value != 1))),
        named("unit", LENGTH, items((1, None, ["unit", "e"], None))),
        named("attained", eq(mul(turn("e"), I, "e"), ONE), items((1, None, ["unit", "e"], None))),
    ]
    CASES.add(passes, title, "", {}, [(["norm", I, num(value)], [], NORM)], local="e:n.b", defined=lines)


norm(True, "the norm of the identity is 1", 1)
norm(False, "and not only bounded by 2", 2)

# --- gradients ------------------------------------------------------------------------------------------------------------



def grad(function: Json, slope: Json, point: Json = "w") -> Json:
    return ["grad", function, "w", point, slope]


QUADRATIC = mul(num("1/2"), turn("w"), "H", "w")
FLIP = ("1/2", None, ["T1", mul(turn("d"), "H", "w")], None)
good("a quadratic form", "H:nn.s w:n", {}, [(grad(QUADRATIC, mul("H", "w")), [], along(FLIP))], local="d:n")
good("at another point", "H:nn.s w:n v:n", {}, [(grad(QUADRATIC, mul("H", "v"), "v"), [],
     along(("1/2", None, ["T1", mul(turn("d"), "H", "v")], None)))], local="d:n")
bad("at this point, not at that one", "H:nn.s w:n v:n", {}, [(grad(QUADRATIC, mul("H", "v"), "v"), [], along(FLIP))],
     local="d:n")
bad("of a matrix that is not symmetric", "H:nn w:n", {}, [(grad(QUADRATIC, mul("H", "w")), [], along(FLIP))], local="d:n")
bad("without its half", "H:nn.s w:n", {}, [(grad(mul(turn("w"), "H", "w"), mul("H", "w")), [], along(FLIP))], local="d:n")
bad("without T1", "H:nn.s w:n", {}, [(grad(QUADRATIC, mul("H", "w")), [], along())], local="d:n")
bad("along a direction of which something is known", "H:nn.s w:n d:n", {"d": eq(mul("H", "d"), "d")},
    [(grad(QUADRATIC, mul("H", "w")), [], along(FLIP))])
bad("along a direction in the slope", "w:n d:n", {}, [(grad(mul(turn("d"), "w"), "d"), [], along())])
bad("along a direction of another size", "w:n", {}, [(grad(ONE, ["zero", "n", 1]), [], along())], local="d:m")
good("a constant", "w:n x:n", {}, [(grad(mul(turn("x"), "x"), ["zero", "n", 1]), [], along())], local="d:n")
good("a linear map", "w:n X:mn y:m", {}, [(grad(add(mul("X", "w"), "y"), "X"), [], along())], local="d:n")
good("a negated linear map", "w:n X:mn", {}, [(grad(neg(mul("X", "w")), neg("X")), [], along())], local="d:n")
bad("of the wrong shape", "w:n X:mn y:m", {}, [(grad(add(mul("X", "w"), "y"), turn("X")), [], along())], local="d:n")
INNER = mul(turn("w"), "w")
good("a power", "w:n", {}, [(grad(["pow", INNER, 3], mul(num(6), INNER, INNER, "w")), [],
     along((3, INNER, ["T1", mul(turn("d"), "w")], INNER)))], local="d:n")
bad("another power", "w:n", {}, [(grad(["pow", INNER, 3], mul(num(6), INNER, "w")), [],
    along((3, INNER, ["T1", mul(turn("d"), "w")], INNER)))], local="d:n")
good("a trace", "w:n", {}, [(grad(tr(mul(INNER, add(I, mul("w", turn("w"))))), mul(add(mul(num(2), ["size", "n"]),
     mul(num(4), INNER)), "w")), [],
     along((1, add(["size", "n"], mul(num(2), INNER)), ["T1", mul(turn("d"), "w")], None)))], local="d:n")
good("the declared derivative", "w:n v:n", {}, [(grad(J("w"), g("v"), "v"), [], along())], functions=SLOPED, local="d:n")
good("the chain rule", "w:n A:nn b:n", {}, [(grad(J(add(mul("A", "w"), "b")), mul(turn("A"), g(add(mul("A", "w"),
     "b")))), [], along())], functions=SLOPED, local="d:n")
bad("the chain rule without its factor", "w:n A:nn", {}, [(grad(J(mul("A", "w")), g(mul("A", "w"))), [], along())],
     functions=SLOPED, local="d:n")
good("a Jacobian", "w:n", {}, [(grad(g("w"), ["apply", "K", "w"]), [], along())], functions=JACOBIAN, local="d:n")
good("a transposed vector", "w:n x:n", {}, [(grad(mul(turn(g("w")), "x"), mul(["apply", "K", "w"], "x")), [],
     along((1, None, ["T1", mul(turn("d"), ["apply", "K", "w"], "x")], None)))], functions=JACOBIAN, local="d:n")
bad("no derivative is known", "w:n", {}, [(grad(tr(["apply", "K", "w"]), "w"), [], along())], functions=JACOBIAN, local="d:n")
bad("of a function without one", "w:n", {}, [(grad(J("w"), ["zero", "n", 1]), [], along())],
     functions={"J": {"shape": [1, 1], "domain": ["n", 1]}}, local="d:n")
bad("of what is inverted", "w", {"w": ["inv", "w"]}, [(grad(inv("w"), neg(mul(inv("w"), inv("w")))), [], along())], local="d")
bad("by a matrix", "w:nn D:nn.d", {}, [(grad(mul("w", "D"), "D"), [], along((1, None, ["commute", "d", "D"],
     None)))], local="d:nn.d")
TWO = {"first": grad(J("w"), "x", "v"), "second": grad(J("w"), "y", "v")}
SAME = {"rule": "same_gradient", "first": "first", "second": "second"}
good("one function has one gradient at a point", "w:n v:n x:n y:n", TWO, [(eq("x", "y"), [*TWO], SAME)], functions=SLOPED)
bad("but others at others", "w:n v:n x:n y:n", TWO | {"second": grad(J("w"), "y", "x")}, [(eq("x", "y"), [*TWO],
     SAME)], functions=SLOPED)
bad("and other functions have others", "w:n v:n x:n y:n", TWO | {"second": grad(neg(J("w")), "y", "v")}, [(eq("x",
     "y"), [*TWO], SAME)], functions=SLOPED)

# --- natural numbers, limits ----------------------------------------------------------------------------------------------


def powered(base: Json, exponent: Json) -> Json:
    return ["pow", base, exponent]


K1 = add("k", ONE)
identity(True, "A^(k+1) = A^k A", "A:nn k:.k", powered("A", K1), mul(powered("A", "k"), "A"))
identity(True, "A^(k+2) with an exponent in two parts", "A:nn k:.k", powered("A", add(K1, ONE)), mul(powered("A", "k"),
     "A", "A"))
identity(False, "A^k A = A A^k has its relation", "A:nn k:.k", mul(powered("A", "k"), "A"), mul("A", powered("A", "k")))
identity(True, "an exponent in a roundabout way", "A:nn k:.k", powered("A", add("k", num(2), neg(add(ONE, neg("k"))),
     neg("k"))),
     mul(powered("A", "k"), "A"))
identity(True, "equal terms have equal powers", "A:nn B:nn k:.k", powered(add("A", "B"), "k"), powered(add("B", "A"), "k"))
identity(False, "a power is not its base", "A:nn k:.k", powered("A", "k"), "A")
identity(False, "powers to two exponents", "A:nn j:.k k:.k", powered("A", "j"), powered("A", "k"))
identity(True, "the transpose of a power", "A:nn k:.k", turn(powered("A", "k")), powered(turn("A"), "k"))
identity(True, "of a symmetric letter too", "H:nn.s k:.k", turn(powered("H", "k")), powered("H", "k"))
identity(False, "of a matrix not", "A:nn k:.k", turn(powered("A", "k")), powered("A", "k"))
identity(True, "an exponent 0", "A:nn", powered("A", ZERO), I)
identity(False, "an exponent is natural", "A:nn a", powered("A", "a"), powered("A", "a"))
identity(False, "not half a number", "A:nn k:.k", powered("A", add("k", num("1/2"))), powered("A", add("k", num("1/2"))))
identity(False, "not below 0", "A:nn k:.k", powered("A", add("k", num(-1))), powered("A", add("k", num(-1))))
identity(False, "not twice a number", "A:nn k:.k", powered("A", add("k", "k")), powered("A", add("k", "k")))
POWER_SWAP = eq(mul(powered("A", "k"), "A"), mul("A", powered("A", "k")))
good("a power commutes with its base", "A:nn k:.k", {}, [(POWER_SWAP, [], items((1, None, ["power", "A", "k"], None)))])
bad("not with another matrix", "A:nn B:nn k:.k", {}, [(eq(mul(powered("A", "k"), "B"), mul("B", powered("A", "k"))), [],
     items((1, None, ["power", "A", "k"], None)))])
good("a power of a diagonal letter is diagonal", "D:nn.d C:nn.d k:.k", {}, [(eq(mul(powered("D", "k"), "C"), mul("C",
     powered("D", "k"))), [], items((1, None, ["commute", powered("D", "k"), "C"], None)))])
TRACED = eq(tr(mul("A", "X")), tr(mul("B", "X")))
good("the trace of a relation", "A:nn B:nn X:nn", AB, [(TRACED, ["ab"], items((1, None, ["tr", None, "ab", "X"], None)))])
bad("with another factor", "A:nn B:nn X:nn Y:nn", AB, [(TRACED, ["ab"], items((1, None, ["tr", None, "ab", "Y"], None)))])
SIGN = {"rule": "psd_trace", "from": "H"}
good("a semidefinite matrix has a trace >= 0", "H:nn.s", H_PSD, [(["psd", tr("H")], ["H"], SIGN)])
good("a definite one a trace > 0", "H:nn.s", {"H": ["pd", "H"]}, [(["pd", tr("H")], ["H"], SIGN)])
bad("a semidefinite one not", "H:nn.s", H_PSD, [(["pd", tr("H")], ["H"], SIGN)])
NO_TRACE = {"t": eq(tr("H"), ZERO)}
good("with the trace the matrix vanishes", "H:nn.s", H_PSD | NO_TRACE, [(eq("H", ["zero", "n", "n"]), ["H", "t"],
     SIGN | {"zero": "t"})])
good("whatever its sign", "H:nn.s", H_PSD | {"t": eq(ZERO, tr("H"))}, [(eq("H", ["zero", "n", "n"]), ["H", "t"],
     SIGN | {"zero": "t"})])
bad("not with another trace", "H:nn.s G:nn", H_PSD | {"t": eq(tr("G"), ZERO)}, [(eq("H", ["zero", "n", "n"]), ["H", "t"],
     SIGN | {"zero": "t"})])
bad("not with a trace of 1", "H:nn.s", H_PSD | {"t": eq(tr("H"), ONE)}, [(eq("H", ["zero", "n", "n"]), ["H", "t"],
     SIGN | {"zero": "t"})])
bad("not without a sign", "H:nn.s", {"H": eq("H", turn("H"))} | NO_TRACE, [(eq("H", ["zero", "n", "n"]), ["H", "t"],
     SIGN | {"zero": "t"})])
bad("an equation has no sign", "H:nn.s", {"H": eq("H", I)}, [(["psd", tr("H")], ["H"], SIGN)])
good("k is not negative", "k:.k", {}, [(["psd", "k"], [], {"rule": "natural"})])
bad("k is not positive", "k:.k", {}, [(["pd", "k"], [], {"rule": "natural"})])
bad("a number may be negative", "a", {}, [(["psd", "a"], [], {"rule": "natural"})])
EVERY = {"all": ["all", "k", eq(mul("k", "A"), mul(powered("B", "k"), "A"))]}
AT = {"rule": "instance", "from": "all", "at": K1}
good("what holds for every k holds for k + 1", "A:nn B:nn k:.k", EVERY, [(eq(mul(K1, "A"), mul(powered("B", K1), "A")),
     ["all"], AT)])
good("and for 2", "A:nn B:nn k:.k", EVERY, [(eq(mul(num(2), "A"), mul("B", "B", "A")), ["all"], AT | {"at": num(2)})])
bad("not for 1/2", "A:nn B:nn k:.k a", EVERY, [(eq(mul("a", "A"), mul("a", "A")), ["all"], AT | {"at": num("1/2")})])
bad("not for every number", "A:nn B:nn k:.k", EVERY, [(eq(mul(num(3), "A"), mul("B", "B", "A")), ["all"],
     AT | {"at": num(2)})])


def recursion(k: Json) -> Json:
    """X = k y, if x_0 = 0 and every step adds y."""
    return eq(["apply", "x", k], mul(k, "y"))


XS = {"x": {"shape": ["n", 1], "domain": [1, 1]}}


def adds(k: Json) -> Json:
    return eq(["apply", "x", add(k, ONE)], add(["apply", "x", k], "y"))


STARTS, ADDS = {"zero": eq(["apply", "x", ZERO], ["zero", "n", 1])}, {"adds": ["all", "k", adds("k")]}
STEP = good("step", "y:n k:.k", {"induction": recursion("k"), "next": adds("k")},
     [(recursion(K1), ["induction", "next"], items((1, None, "next", None), (1, None, "induction", None)))], functions=XS)
ZEROTH = named("base", recursion(ZERO), items((1, None, "zero", None)))
INDUCTION = {"rule": "induction", "variable": "k", "base": "base", "step": "step", "facts": {"next": "adds"}}
BY = [(recursion("k"), ["step", "zero"], INDUCTION)]
good("base and step", "y:n k:.k", STARTS | ADDS, BY, functions=XS, defined=[ZEROTH], before=STEP)
bad("a step from one k only", "y:n k:.k", STARTS | {"adds": adds(ZERO)}, BY, functions=XS, defined=[ZEROTH], before=STEP)
bad("a step from this k only", "y:n k:.k", STARTS | {"adds": adds("k")}, BY, functions=XS, defined=[ZEROTH], before=STEP)
bad("another base", "y:n k:.k", STARTS | ADDS, [(recursion("k"), ["step", "adds"], INDUCTION | {"base": "first"})],
    functions=XS, defined=[named("first", adds(ZERO), {"rule": "instance", "from": "adds", "at": ZERO})], before=STEP)
bad("a number that is not natural", "y:n k", STARTS | ADDS, BY, functions=XS, defined=[ZEROTH], before=STEP)
bad("an assumption about k", "y:n k:.k", STARTS | ADDS | {"k": eq("k", ONE)}, BY, functions=XS, defined=[ZEROTH], before=STEP)
bad("another conclusion", "y:n k:.k", STARTS | ADDS, [(eq(["apply", "x", "k"], "y"), ["step", "zero"], INDUCTION)],
     functions=XS, defined=[ZEROTH], before=STEP)
bad("no step", "y:n k:.k", STARTS | ADDS, BY, functions=XS, defined=[ZEROTH])
MULTIPLE = [eq(mul(k, ["size", "n"]), mul(k, tr(powered("A", 0)))) for k in ("k", K1, ZERO)]
SIZED = good("sized", "A:nn k:.k", {"induction": MULTIPLE[0]}, [(MULTIPLE[1], [], items())])
bad("a step for other sizes", "A:mm k:.k", {}, [(MULTIPLE[0], ["sized"], INDUCTION | {"step": "sized", "facts": {}})],
     defined=[named("base", MULTIPLE[2], items())], before=SIZED)

TENDS = {"rule": "limit", "from": "bound", "bound": "c"}


def squeeze(bound: Json, x: Json, function: Json, limit: Json) -> Json:
    """The line that bound * x is the distance from the limit, squared."""
    gap = add(function, neg(limit))
    return named("bound", ["psd", add(mul(bound, bound, x, x), neg(mul(turn(gap), gap)))], squares("psd"))


SQUEEZE = squeeze("c", "a", mul("c", "a"), ZERO)
LINEAR = ["limit", mul("c", "a"), "a", "0", ZERO]
good("c x tends to 0 with x", "c a", {}, [(LINEAR, [], TENDS)], defined=[SQUEEZE])
good("also if only x > 0", "c a", A_POS, [(LINEAR, [], TENDS)], defined=[SQUEEZE])
bad("not if x is bounded below", "c a", {"a": ["pd", add("a", num(-1))]}, [(LINEAR, [], TENDS)], defined=[SQUEEZE])
bad("not as x grows", "c a", {}, [(["limit", mul("c", "a"), "a", "inf", ZERO], [], TENDS)], defined=[SQUEEZE])
bad("not to 1", "c a", {}, [(["limit", mul("c", "a"), "a", "0", ONE], [], TENDS)], defined=[SQUEEZE])
A_INV = named("unit", ["inv", "a"], {"rule": "invertible", "from": "a"})
bad("not with a bound that depends on x", "a", A_POS, [(["limit", mul(inv("a"), "a"), "a", "0", ZERO], [],
     TENDS | {"bound": inv("a")})],
     defined=[A_INV, squeeze(inv("a"), "a", mul(inv("a"), "a"), ZERO)])
bad("not from another bound", "c a", {}, [(LINEAR, [], TENDS | {"bound": num(2)})], defined=[SQUEEZE])
bad("not to a limit that depends on x", "c a", {}, [(["limit", mul("c", "a"), "a", "0", mul("c", "a")], [], TENDS)],
     defined=[named("bound", ["psd", mul("c", "c", "a", "a")], squares("psd", (1, [], mul("c", "a"), None)))])
FAR = {"slope": ["pd", "c"], "bound": ["psd", add(ONE, neg(mul(RATE := add(ONE, mul("c", "k")), RATE, "f", "f")))]}
GROWS = {"rule": "limit", "from": "bound", "bound": ONE, "slope": "slope"}
bad("a hypothesis for one k is no limit", "c f k:.k", FAR, [(["limit", "f", "k", "inf", ZERO], [*FAR], GROWS)])
CONSTANT = named("bound", ["psd", add(mul(ZERO, ZERO), neg(mul("k", "k", mul(turn(add("f", neg("f"))), add("f",
     neg("f"))))))], squares("psd"))
good("a constant sequence", "f k:.k", {}, [(["limit", "f", "k", "inf", "f"], [], {"rule": "limit", "from": "bound",
     "bound": ZERO})], defined=[CONSTANT])
bad("a natural number does not tend to 0", "c k:.k", {}, [(["limit", mul("c", "k"), "k", "0", ZERO], [], TENDS)],
     defined=[squeeze("c", "k", mul("c", "k"), ZERO)])

# --- earlier sequents -----------------------------------------------------------------------------------------------------



DEF = "definite"
BASE = good(DEF, "H:nn.s a", H_PSD | A_POS, [(["pd", SHIFTED], ["H", "a"], squares("pd", *DEFINITE))])
INSTANCE, FACTS = {"H": "G", "a": num("1/2")}, {"H": "G", "a": "half"}
HALF = named("half", ["pd", num("1/2")], squares("pd", ("1/2", [], ONE, None)))
HALVED = ["pd", add("G", mul(num("1/2"), ["id", "m"]))]
good("an instance", "G:mm.s", {"G": ["psd", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE, FACTS))], defined=[HALF], before=BASE)
good("from a stronger fact", "G:mm.s", {"G": ["pd", "G"]}, [(HALVED, [DEF, "G"], use(DEF, INSTANCE, FACTS))],
     defined=[HALF], before=BASE)
bad("with a hypothesis not met", "G:mm.s", {"G": ["inv", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE, FACTS))],
     defined=[HALF], before=BASE)
bad("with one left out", "G:mm.s", {"G": ["psd", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE, {"H": "G"}))], before=BASE)
bad("with a fact of something else", "G:mm.s", {"G": ["psd", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE, {"H": "half",
     "a": "half"}))], defined=[HALF], before=BASE)
bad("with a matrix that is not symmetric", "G:mm", {"G": ["psd", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE, FACTS))],
     defined=[HALF], before=BASE)
bad("with sizes that do not fit", "G:mm.s", {"G": ["psd", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE | {"a": "G"},
     FACTS))], defined=[HALF], before=BASE)
bad("for a symbol that is not there", "G:mm.s", {"G": ["psd", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE | {"b": ONE},
     FACTS))], defined=[HALF], before=BASE)
bad("of something else", "G:mm.s", {"G": ["psd", "G"]}, [(["pd", "G"], [DEF], use(DEF, INSTANCE, FACTS))],
     defined=[HALF], before=BASE)
bad("of nothing earlier", "G:mm.s", {"G": ["psd", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE, FACTS))], defined=[HALF])
bad("circle", "x:n", {}, [(eq("x", turn(turn("x"))), ["circle"], use("circle", {"x": "x"}, {}))])
COMMUTES = good("commutes", "C:nn.d D:nn.d", {}, [(SWAP, [], items((1, None, ["commute", "C", "D"], None)))])
SHIFT = add("E", mul("a", I))
good("a diagonal term", "E:nn.d a", {}, [(eq(mul("E", SHIFT), mul(SHIFT, "E")), ["commutes"],
     use("commutes", {"C": "E", "D": SHIFT}, {}))], before=COMMUTES)
bad("a term that is not diagonal", "E:nn.d A:nn.s", {}, [(eq(mul("E", "A"), mul("A", "E")), ["commutes"],
     use("commutes", {"C": "E", "D": "A"}, {}))], before=COMMUTES)
(COUNTING,) = COUNTED[0]
good("an index for an index", "e:n.b", {}, [(COUNT, [COUNTING], use(COUNTING, {"e": "e"}, {}))], before=COUNTED)
bad("a vector for an index", "e:n.b x:n", {}, [(COUNT, [COUNTING], use(COUNTING, {"e": "x"}, {}))], before=COUNTED)
bad("a bound index of another size", "e:k.b f:m.b", {}, [(eq(["sumover", "e", ONE], ["size", "m"]), [COUNTING],
     use(COUNTING, {"e": "f"}, {}))], before=COUNTED)
SLOPE = good("slope", "w:n v:n", {}, [(grad(J("w"), g("v"), "v"), [], along())], functions=SLOPED, local="d:n")
WV, FORMULA = {"w": "w", "v": "v"}, mul(turn("u"), "u")
U_SLOPE = named("u", ["grad", FORMULA, "u", "u", mul(num(2), "u")], along((1, None, ["T1", mul(turn("d"), "u")], None)))
F_J, F_G = {"of": "u", "is": FORMULA, "gradient": "u"}, {"of": "u", "is": mul(num(2), "u")}
DOUBLE = grad(INNER, mul(num(2), "v"), "v")
good("a formula for a function", "w:n v:n", {}, [(DOUBLE, ["slope"], use("slope", WV, {}, J=F_J, g=F_G))],
     local="d:n u:n", defined=[U_SLOPE], before=SLOPE)
bad("a formula with another gradient", "w:n v:n", {}, [(grad(INNER, "v", "v"), ["slope"], use("slope", WV, {}, J=F_J,
     g={"of": "u", "is": "u"}))],
    local="d:n u:n", defined=[U_SLOPE], before=SLOPE)
bad("a formula without a gradient", "w:n v:n", {}, [(DOUBLE, ["slope"], use("slope", WV, {}, J=F_J, g=F_G))],
     local="d:n u:n", before=SLOPE)
bad("a formula for the function alone", "w:n v:n", {}, [(DOUBLE, ["slope"], use("slope", WV, {}, J=F_J))],
     local="d:n u:n", defined=[U_SLOPE], before=SLOPE, functions=SLOPED)
bad("a formula for the derivative alone", "w:n v:n", {}, [(grad(J("w"), ["zero", "n", 1], "v"), ["slope"],
    use("slope", WV, {}, g={"of": "u", "is": ["zero", "n", 1]}))], local="u:n", before=SLOPE, functions=SLOPED)
QUARTIC = mul(FORMULA, FORMULA)
bad("a formula in a special vector", "w:n v:n", {}, [(grad(mul(INNER, INNER), mul(num(4), "v"), "v"), ["slope"],
    use("slope", WV, {}, J={"of": "u", "is": QUARTIC, "gradient": "u"}, g={"of": "u", "is": mul(num(4), "u")}))],
     local="d:n u:n.b", before=SLOPE,
    defined=[named("u", ["grad", QUARTIC, "u", "u", mul(num(4), "u")], along((2, mul(turn("d"), "u"), ["unit", "u"], None),
             (2, mul(turn("u"), "d"), ["unit", "u"], None), (2, None, ["T1", mul(turn("d"), "u")], None)))])
MIRROR = good("mirror", "x:n", {}, [(eq(turn(["apply", "K", "x"]), ["apply", "K", "x"]), [], items())],
     functions={"K": JACOBIAN["K"]})
bad("a formula that is not symmetric", "x:n A:nn", {}, [(eq(turn("A"), "A"), ["mirror"], use("mirror", {"x": "x"},
     {}, K={"of": "u", "is": "A"}))], local="u:n", before=MIRROR)

# --- axioms ---------------------------------------------------------------------------------------------------------------

SPECTRUM = eq("H", mul("Q", "L", turn("Q")))
SPECTRAL = {
    "symbols": declared("H:nn.s Q:nn Lam:nn.d"),
    "gives": {"spectrum": eq("H", mul("Q", "Lam", turn("Q"))), "orthogonal": QQ},
}


def citing(statement: Json, **changes: Json) -> Json:
    values = {"H": "H", "Q": "Q", "Lam": "L"}
    return {"h": {"statement": statement, "cite": {"axiom": "spectral_theorem", "gives": "spectrum",
     "with": values} | changes}}


FOLLOWS = items((1, None, "h", None))
AXIOM: tuple[Json, Json] = ({"spectral_theorem": SPECTRAL}, {})
good("an axiom is cited", "H:nn.s Q:nn L:nn.d", citing(SPECTRUM), [(SPECTRUM, ["h"], FOLLOWS)], before=AXIOM)
bad("for what it gives", "H:nn.s Q:nn L:nn.d", citing(eq("H", "L")), [(eq("H", "L"), ["h"], FOLLOWS)], before=AXIOM)
bad("for what it is about", "H:nn Q:nn L:nn.d", citing(SPECTRUM), [(SPECTRUM, ["h"], FOLLOWS)], before=AXIOM)
bad("from the list", "H:nn.s Q:nn L:nn.d", citing(SPECTRUM, axiom="oracle"), [(SPECTRUM, ["h"], FOLLOWS)],
     before=AXIOM)
bad("if the theory has it", "H:nn.s Q:nn L:nn.d", citing(SPECTRUM), [(SPECTRUM, ["h"], FOLLOWS)])

# fmt: on


def test_at_least_as_many_cases_must_fail() -> None:
    assert sum(not case.passes for case in CASES.all) >= sum(case.passes for case in CASES.all)


@pytest.mark.parametrize("judge", ["kernel", "second_opinion"])
def test_the_judges_say_what_they_must(judge: str) -> None:
    assert CASES.faults(judge) == []
