"""The second opinion and the kernel on the same small theories, rule by rule: what must pass and what must not.

The two share no line, so a case on which they differ is a find, whichever of them is wrong.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import pytest

from verify import kernel, second_opinion

Json = Any


def num(value: object) -> Json:
    return ["num", str(value)]


def mul(*factors: Json) -> Json:
    return ["mul", *factors]


def add(*terms: Json) -> Json:
    return ["add", *terms]


def neg(term: Json) -> Json:
    return ["neg", term]


def turn(term: Json) -> Json:
    return ["T", term]


def inv(term: Json) -> Json:
    return ["inv", term]


def tr(term: Json) -> Json:
    return ["tr", term]


def eq(left: Json, right: Json) -> Json:
    return ["eq", left, right]


def J(point: Json) -> Json:
    return ["apply", "J", point]


def g(point: Json) -> Json:
    return ["apply", "g", point]


ONE, ZERO, I = num(1), num(0), ["id", "n"]
SLOPED = {
    "J": {"shape": [1, 1], "domain": ["n", 1], "derivative": "g"},
    "g": {"shape": ["n", 1], "domain": ["n", 1]},
}
JACOBIAN = {
    "g": {"shape": ["n", 1], "domain": ["n", 1], "derivative": "K"},
    "K": {"shape": ["n", "n"], "domain": ["n", 1], "symmetric": True},
}


def declared(text: str) -> Json:
    """Read "A:nn H:nn.s L:nn.d e:n.b x:n a": sizes, then s(ymmetric), d(iagonal), b(asis); no sizes for a number."""
    symbols: Json = {}
    for word in text.split():
        name, _, rest = word.partition(":")
        sizes, _, marks = rest.partition(".")
        shape = [int(s) if s.isdigit() else s for s in sizes.ljust(2, "1")]
        named = {"symmetric": "s" in marks or "d" in marks, "diagonal": "d" in marks, "basis": "b" in marks}
        symbols[name] = {"shape": shape} | {key: True for key, marked in named.items() if marked}
    return symbols


def items(*entries: Json) -> Json:
    """A line of items; (c, left, relation, right)."""
    return {"rule": "items", "items": [[num(c), *others] for c, *others in entries]}


def named(name: str, show: Json, line: Json) -> Json:
    return {"name": name, "show": show, **line}


class Case(NamedTuple):
    """A theory with certificates; what counts is the verdict on its last sequent."""

    passes: bool
    title: str
    theory: Json
    certificates: Json


CASES: list[Case] = []


def case(  # noqa: PLR0913
    passes: bool,
    title: str,
    symbols: str,
    hypotheses: Json,
    steps: list[Json],
    *,
    goal: Json = None,
    functions: Json = None,
    local: str = "",
    defined: list[Json] | None = None,
    before: tuple[Json, Json] = ({}, {}),
    change: Json = None,
) -> tuple[Json, Json]:
    """Add a case whose steps are (statement, reasons, lines); return its theory and certificates."""
    sequent = {
        "symbols": declared(symbols),
        "hypotheses": hypotheses,
        "steps": [{"show": show, "by": by} for show, by, *_ in steps],
        "goal": goal or steps[-1][0],
    }
    certificate = {"steps": [lines for _, _, *lines in steps]}
    theory = {**before[0], title: sequent | ({"functions": functions} if functions else {})}
    extra = ({"local": declared(local)} if local else {}) | ({"defined": defined} if defined else {})
    certificates = {**before[1], title: certificate | extra | (change or {})}
    CASES.append(Case(passes, title, theory, certificates))
    return theory, certificates


def good(*arguments: Any, **options: Any) -> tuple[Json, Json]:
    return case(True, *arguments, **options)


def bad(*arguments: Any, **options: Any) -> tuple[Json, Json]:
    return case(False, *arguments, **options)


def identity(passes: bool, title: str, symbols: str, left: Json, right: Json, **options: Any) -> None:
    """Add the case that an equation holds by expansion alone."""
    case(passes, title, symbols, {}, [(eq(left, right), [], items())], **options)


def commutator(a: Json, b: Json) -> Json:
    return add(mul(a, b), neg(mul(b, a)))


# --- identities -----------------------------------------------------------------------------------------------------------

SUM = add("A", "B")
identity(True, "a square expands", "A:nn B:nn", mul(SUM, SUM), add(mul("A", "A"), mul("A", "B"), mul("B", "A"), ["pow", "B", 2]))
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
identity(False, "the trace is not symmetric in three factors", "A:nn B:nn C:nn", tr(mul("A", "B", "C")), tr(mul("A", "C", "B")))
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
         add(mul(turn("x"), "x", tr("A")), mul(["size", "n"], turn("x"), "x")))  # fmt: skip

# --- inverses, functions, diagonals: letters known by their values --------------------------------------------------------

FULL = {"given": ["inv", "A"]}
good("equal terms have equal inverses", "A:nn B:nn", {"given": ["inv", SUM]},
     [(eq(inv(SUM), inv(add("B", "A"))), [], items())])  # fmt: skip
bad("inverses turn round", "A:nn B:nn", {"a": ["inv", "A"], "b": ["inv", "B"], "c": ["inv", mul("A", "B")]},
    [(eq(inv(mul("A", "B")), mul(inv("A"), inv("B"))), [], items())])  # fmt: skip
good("the transpose of an inverse is the inverse of the transpose", "A:nn", FULL,
     [(eq(turn(inv("A")), inv(turn("A"))), [], items())])  # fmt: skip
identity(True, "a number has its inverse", "", mul(inv(num(2)), I), inv(mul(num(2), I)))
identity(True, "a number is one when its letters cancel", "a", ["div", ONE, add("a", num(2), neg("a"))], num("1/2"))
identity(True, "a literal size can be inverted", "", inv(tr(["id", 4])), num("1/4"))
identity(False, "0 has no inverse", "", inv(ZERO), ZERO)
NONZERO = {"given": ["inv", "a"]}
bad("an inverse cancels only where that is said", "a", NONZERO, [(eq(mul(inv("a"), "a"), ONE), [], items())])
good("an inverse cancels", "a", NONZERO, [(eq(mul(inv("a"), "a"), ONE), [], items((1, None, ["cancel", "a", "left"], None)))])
good("on either side", "A:nn", FULL, [(eq(mul("A", inv("A")), I), [], items((1, None, ["cancel", "A", "right"], None)))])
bad("but not on the other one", "A:nn", FULL, [(eq(mul("A", inv("A")), I), [], items((1, None, ["cancel", "A", "left"], None)))])
bad("nor in the middle", "A:nn", FULL, [(eq(mul("A", inv("A")), I), [], items((1, None, ["cancel", "A", "middle"], None)))])
bad("nor without a reason", "A:nn", {}, [(eq(mul("A", inv("A")), I), [], items((1, None, ["cancel", "A", "right"], None)))])
bad("an inverse in a statement needs a reason too", "A:nn", {}, [(eq(inv("A"), inv("A")), [], items())])
bad("and so does a divisor", "a", {}, [(eq(["div", ONE, "a"], inv("a")), [], items())])
bad("a sum with an inverse is not invertible", "b", {"one": eq("b", ONE), "unit": ["inv", "b"]},
    [(eq(ONE, ZERO), ["one", "zero", "unit"][:1], items(
        (-1, None, ["cancel", add(inv("b"), num(-1)), "left"], None), (1, inv(add(inv("b"), num(-1))), "zero", None)))],
    defined=[named("zero", eq(add(inv("b"), num(-1)), ZERO),
                   items((-1, inv("b"), "one", None), (1, None, ["cancel", "b", "left"], None)))])  # fmt: skip
identity(True, "equal arguments have equal values", "x:n y:n", J(add("x", "y")), J(add("y", "x")), functions=SLOPED)
identity(False, "different arguments need not", "x:n y:n", J("x"), J("y"), functions=SLOPED)
identity(True, "symmetric values are their own transposes", "x:n", turn(["apply", "K", "x"]), ["apply", "K", "x"], functions=JACOBIAN)
identity(False, "other values are not", "x:n", mul("x", turn(g("x"))), mul(g("x"), turn("x")), functions=SLOPED)
identity(False, "a function of another size", "x:m", J("x"), J("x"), functions=SLOPED)
CONDITIONAL = ["sumover", "e", mul(turn("e"), SUM, "e")]
identity(True, "equal summands have equal sums", "A:nn B:nn e:n.b", CONDITIONAL, ["sumover", "e", mul(turn("e"), add("B", "A"), "e")])
identity(False, "a sum is not its summand", "A:nn e:n.b", ["sumover", "e", mul(turn("e"), "A", "e")], mul(turn("e"), "A", "e"))
identity(False, "only basis vectors are summed over", "x:n", ["sumover", "x", ONE], ["sumover", "x", ONE])

# --- relations ------------------------------------------------------------------------------------------------------------

good("T1", "x:n y:n", {}, [(eq(mul(turn("x"), "y"), mul(turn("y"), "x")), [], items((1, None, ["T1", mul(turn("x"), "y")], None)))])
bad("T1 is for numbers", "A:nn", {}, [(eq("A", turn("A")), [], items((1, None, ["T1", "A"], None)))])
good("a relation may be transposed", "A:nn B:nn", {"h": eq("A", "B")}, [(eq(turn("A"), turn("B")), ["h"], items((1, None, ["T", "h"], None)))])
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
good("an entry of a diagonal", "e:n.b f:n.b x:n", {}, [(eq(mul(turn("f"), DIAG, "f"), mul(turn("f"), "x")), [], items((1, None, ["entry", DIAG, "f"], None)))])
bad("is not the entry elsewhere", "e:n.b f:n.b x:n", {}, [(eq(mul(turn("f"), DIAG, "f"), mul(turn("e"), "x")), [], items((1, None, ["entry", DIAG, "f"], None)))])
bad("no other relation exists", "A:nn", {}, [(eq("A", turn("A")), [], items((1, None, ["T2", "A"], None)))])

# --- hypotheses, reasons, lines, steps ------------------------------------------------------------------------------------

AB, BC = {"ab": eq("A", "B")}, {"bc": eq("B", "C")}
USE_AB, USE_BC = items((1, None, "ab", None)), items((1, None, "bc", None))
good("a hypothesis gives what it says", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], USE_AB)])
bad("not if it is dropped", "A:nn B:nn", {}, [(eq("A", "B"), [], USE_AB)])
bad("nor the opposite sign", "A:nn B:nn", AB, [(eq("A", neg("B")), ["ab"], USE_AB)])
bad("nor with a wrong coefficient", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], items((2, None, "ab", None)))])
bad("nor in another place", "A:nn B:nn", AB, [(eq(mul("A", "A"), mul("A", "B")), ["ab"], items((1, None, "ab", "A")))])
bad("an item that is zero is none", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], items((1, None, "ab", None), (0, None, "ab", None)))])
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
     (eq(turn("A"), turn("B")), ["step 1"], items((1, None, ["T", "step 1"], None)))], goal=eq(turn("A"), turn("B")))  # fmt: skip
bad("a later one is not", "A:nn B:nn", AB, [(eq("A", "B"), ["step 2"], items((1, None, "step 2", None))),
    (eq("A", "B"), ["ab"], USE_AB)], goal=eq("A", "B"))  # fmt: skip
LEMMA = named("lemma", eq(turn("A"), turn("B")), items((1, None, ["T", "ab"], None)))
good("a line may be a lemma", "A:nn B:nn", AB, [(eq(turn("A"), turn("B")), ["ab"], LEMMA, items((1, None, "lemma", None)))])
bad("an idle one is not allowed", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], LEMMA, USE_AB)])
bad("a name is used once", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], named("ab", eq("A", "B"), USE_AB), USE_AB)])
bad("the last line has no name", "A:nn B:nn", AB, [(eq("A", "B"), ["ab"], named("last", eq("A", "B"), USE_AB))])
bad("a statement has its symbols from the claim", "A:nn", {}, [(eq("B", "B"), [], items())], local="")
bad("sizes begin with 1", "A:nn", {}, [(eq("A", "A"), [], items())], local="z:0")

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
bad("not if a hypothesis speaks of the row", "A:nn B:nn d:n", AB | {"d": eq("d", "d")}, [(eq("A", "B"), ["ab"], ALL)], defined=ROWS)
bad("nor if the result does", "A:nn d:n", {"h": eq(mul(turn("d"), "A"), mul(turn("d"), "d", turn("d")))},
    [(eq("A", mul("d", turn("d"))), ["h"], ALL | {"from": "h"})])  # fmt: skip
bad("nor the other way round", "A:nn B:nn", AB, [(eq("B", "A"), ["ab"], ALL)], local="d:n", defined=ROWS)

# --- positivity -----------------------------------------------------------------------------------------------------------


def squares(kind: str, *entries: Json, extra: tuple[Json, ...] = ()) -> Json:
    return {"rule": kind, "squares": [[str(c), *others] for c, *others in entries], "items": items(*extra)["items"]}


H_PSD, A_POS, A_NONNEG = {"H": ["psd", "H"]}, {"a": ["pd", "a"]}, {"a": ["psd", "a"]}
GRAM, SHIFTED = mul(turn("X"), "X"), add("H", mul("a", I))
good("a Gram matrix", "X:mn", {}, [(["psd", GRAM], [], squares("psd", (1, [], "X", None)))])
good("zero", "", {}, [(["psd", ["zero", "n", "n"]], [], squares("psd"))])
bad("not with the transpose elsewhere", "X:nn", {}, [(["psd", mul("X", turn("X"))], [], squares("psd", (1, [], "X", None)))])
bad("not with a minus", "X:mn", {}, [(["psd", neg(GRAM)], [], squares("psd", (-1, [], "X", None)))])
good("a positive multiple", "H:nn.s a", H_PSD | A_POS, [(["psd", mul("a", "H")], ["H", "a"], squares("psd", (1, ["a"], I, "H")))])
bad("of an unknown sign", "H:nn.s a", H_PSD, [(["psd", mul("a", "H")], ["H"], squares("psd", (1, [], "a", "H")))])
bad("twice the same square", "H:nn.s", H_PSD, [(["psd", "H"], ["H"], squares("psd", (2, [], I, "H")))])
bad("a square that is zero", "H:nn.s", H_PSD, [(["psd", "H"], ["H"], squares("psd", (1, [], I, "H"), (0, [], I, "H")))])
bad("a matrix is no factor", "H:nn.s G:nn.s", H_PSD | {"G": ["psd", "G"]}, [(["psd", mul("G", "H")], ["H", "G"], squares("psd", (1, ["G"], I, "H")))])
bad("an invertible matrix is not positive", "H:nn.s", {"H": ["inv", "H"]}, [(["psd", "H"], ["H"], squares("psd", (1, [], I, "H")))])
DEFINITE = [("1", ["a"], I, None), ("1", [], I, "H")]
good("a shift makes it definite", "H:nn.s a", H_PSD | A_POS, [(["pd", SHIFTED], ["H", "a"], squares("pd", *DEFINITE))])
bad("a shift by 0 does not", "H:nn.s a", H_PSD | A_NONNEG, [(["pd", SHIFTED], ["H", "a"], squares("pd", *DEFINITE))])
bad("the strict square comes first", "H:nn.s a", H_PSD | A_POS, [(["pd", SHIFTED], ["H", "a"], squares("pd", *DEFINITE[::-1]))])
bad("alpha I is not dropped here either", "H:nn.s a", H_PSD | A_POS, [(["pd", "H"], ["H", "a"], squares("pd", *DEFINITE))])
bad("0 is not positive", "", {}, [(["pd", ZERO], [], squares("pd"))])
good("a congruence by an invertible matrix", "A:nn", FULL, [(["pd", mul(turn("A"), "A")], [], squares("pd", (1, [], "A", None)))])
bad("by any other", "A:nn", {}, [(["pd", mul(turn("A"), "A")], [], squares("pd", (1, [], "A", None)))])
good("by one with full column rank", "X:mn G:mm.s", {"x": ["pd", GRAM], "G": ["pd", "G"]},
     [(["pd", mul(turn("X"), "G", "X")], ["G"], squares("pd", (1, [], "X", "G")))])  # fmt: skip
bad("by one without", "X:mn G:mm.s", {"G": ["pd", "G"]}, [(["pd", mul(turn("X"), "G", "X")], ["G"], squares("pd", (1, [], "X", "G")))])
VANISH = {"rule": "zero", "vector": "z", "inner": None, "from": "z"}
good("a vector of length 0", "z:n", {"z": eq(mul(turn("z"), "z"), ZERO)}, [(eq("z", ["zero", "n", 1]), ["z"], VANISH)])
bad("of another length", "z:n", {"z": eq(mul(turn("z"), "z"), ONE)}, [(eq("z", ["zero", "n", 1]), ["z"], VANISH)])
FORM = {"z": eq(mul(turn("z"), "H", "z"), ZERO)}
good("a form that vanishes", "z:n H:nn.s", FORM | H_PSD, [(eq(mul("H", "z"), ["zero", "n", 1]), ["H", "z"], VANISH | {"inner": "H"})])
bad("leaves a kernel", "z:n H:nn.s", FORM | H_PSD, [(eq("z", ["zero", "n", 1]), ["H", "z"], VANISH | {"inner": "H"})])
good("unless it is definite", "z:n H:nn.s", FORM | {"H": ["pd", "H"]}, [(eq("z", ["zero", "n", 1]), ["H", "z"], VANISH | {"inner": "H"})])
bad("a form that is not negative may be positive", "z:n H:nn.s", {"z": ["psd", mul(turn("z"), "H", "z")]} | H_PSD,
    [(eq(mul("H", "z"), ["zero", "n", 1]), ["H", "z"], VANISH | {"inner": "H"})])  # fmt: skip
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
bad("of matrices that are not diagonal", "C:nn D:nn.d", CD, [(eq("C", "D"), ["cd"], BY_ENTRY)], local="e:n.b", defined=[ENTRY])
bad("of an index with a hypothesis", "C:nn.d D:nn.d e:n.b", CD | {"e": eq(mul("C", "e"), "e")}, [(eq("C", "D"), ["cd"], BY_ENTRY)], defined=[ENTRY])
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


def norm(passes: bool, title: str, value: object) -> None:
    square = mul(num(value), num(value))
    rest = add(mul(square, I), neg(mul(turn(I), I)))
    lines = [
        named("low", ["psd", num(value)], squares("psd", (1, [], ONE, None)) if value == 1 else squares("psd", (value, [], ONE, None))),
        named("bound", ["psd", rest], squares("psd", *[(value * value - 1, [], I, None)] * (value != 1))),
        named("unit", LENGTH, items((1, None, ["unit", "e"], None))),
        named("attained", eq(mul(turn("e"), I, "e"), ONE), items((1, None, ["unit", "e"], None))),
    ]
    case(passes, title, "", {}, [(["norm", I, num(value)], [], NORM)], local="e:n.b", defined=lines)


norm(True, "the norm of the identity is 1", 1)
norm(False, "and not only bounded by 2", 2)

# --- gradients ------------------------------------------------------------------------------------------------------------


def along(*entries: Json) -> Json:
    return {"rule": "gradient", "direction": "d", "items": items(*entries)["items"]}


def grad(function: Json, slope: Json, point: Json = "w") -> Json:
    return ["grad", function, "w", point, slope]


QUADRATIC = mul(num("1/2"), turn("w"), "H", "w")
FLIP = ("1/2", None, ["T1", mul(turn("d"), "H", "w")], None)
good("a quadratic form", "H:nn.s w:n", {}, [(grad(QUADRATIC, mul("H", "w")), [], along(FLIP))], local="d:n")
good("at another point", "H:nn.s w:n v:n", {}, [(grad(QUADRATIC, mul("H", "v"), "v"), [],
     along(("1/2", None, ["T1", mul(turn("d"), "H", "v")], None)))], local="d:n")  # fmt: skip
bad("at this point, not at that one", "H:nn.s w:n v:n", {}, [(grad(QUADRATIC, mul("H", "v"), "v"), [], along(FLIP))], local="d:n")
bad("of a matrix that is not symmetric", "H:nn w:n", {}, [(grad(QUADRATIC, mul("H", "w")), [], along(FLIP))], local="d:n")
bad("without its half", "H:nn.s w:n", {}, [(grad(mul(turn("w"), "H", "w"), mul("H", "w")), [], along(FLIP))], local="d:n")
bad("without T1", "H:nn.s w:n", {}, [(grad(QUADRATIC, mul("H", "w")), [], along())], local="d:n")
bad("along a direction of which something is known", "H:nn.s w:n d:n", {"d": eq(mul("H", "d"), "d")},
    [(grad(QUADRATIC, mul("H", "w")), [], along(FLIP))])  # fmt: skip
bad("along a direction in the slope", "w:n d:n", {}, [(grad(mul(turn("d"), "w"), "d"), [], along())])
bad("along a direction of another size", "w:n", {}, [(grad(ONE, ["zero", "n", 1]), [], along())], local="d:m")
good("a constant", "w:n x:n", {}, [(grad(mul(turn("x"), "x"), ["zero", "n", 1]), [], along())], local="d:n")
good("a linear map", "w:n X:mn y:m", {}, [(grad(add(mul("X", "w"), "y"), "X"), [], along())], local="d:n")
bad("of the wrong shape", "w:n X:mn y:m", {}, [(grad(add(mul("X", "w"), "y"), turn("X")), [], along())], local="d:n")
INNER = mul(turn("w"), "w")
good("a power", "w:n", {}, [(grad(["pow", INNER, 3], mul(num(6), INNER, INNER, "w")), [],
     along((3, INNER, ["T1", mul(turn("d"), "w")], INNER)))], local="d:n")  # fmt: skip
bad("another power", "w:n", {}, [(grad(["pow", INNER, 3], mul(num(6), INNER, "w")), [],
    along((3, INNER, ["T1", mul(turn("d"), "w")], INNER)))], local="d:n")  # fmt: skip
good("a trace", "w:n", {}, [(grad(tr(mul(INNER, add(I, mul("w", turn("w"))))), mul(add(mul(num(2), ["size", "n"]), mul(num(4), INNER)), "w")), [],
     along((1, add(["size", "n"], mul(num(2), INNER)), ["T1", mul(turn("d"), "w")], None)))], local="d:n")  # fmt: skip
good("the declared derivative", "w:n v:n", {}, [(grad(J("w"), g("v"), "v"), [], along())], functions=SLOPED, local="d:n")
good("the chain rule", "w:n A:nn b:n", {}, [(grad(J(add(mul("A", "w"), "b")), mul(turn("A"), g(add(mul("A", "w"), "b")))), [], along())], functions=SLOPED, local="d:n")
bad("the chain rule without its factor", "w:n A:nn", {}, [(grad(J(mul("A", "w")), g(mul("A", "w"))), [], along())], functions=SLOPED, local="d:n")
good("a Jacobian", "w:n", {}, [(grad(g("w"), ["apply", "K", "w"]), [], along())], functions=JACOBIAN, local="d:n")
good("a transposed vector", "w:n x:n", {}, [(grad(mul(turn(g("w")), "x"), mul(["apply", "K", "w"], "x")), [],
     along((1, None, ["T1", mul(turn("d"), ["apply", "K", "w"], "x")], None)))], functions=JACOBIAN, local="d:n")  # fmt: skip
bad("no derivative is known", "w:n", {}, [(grad(["apply", "K", "w"], "w"), [], along())], functions=JACOBIAN, local="d:n")
bad("of a function without one", "w:n", {}, [(grad(J("w"), ["zero", "n", 1]), [], along())], functions={"J": {"shape": [1, 1], "domain": ["n", 1]}}, local="d:n")
bad("of what is inverted", "w", {"w": ["inv", "w"]}, [(grad(inv("w"), neg(mul(inv("w"), inv("w")))), [], along())], local="d")
bad("by a matrix", "w:nn D:nn.d", {}, [(grad(mul("w", "D"), "D"), [], along((1, None, ["commute", "d", "D"], None)))], local="d:nn.d")
TWO = {"first": grad(J("w"), "x", "v"), "second": grad(J("w"), "y", "v")}
SAME = {"rule": "same_gradient", "first": "first", "second": "second"}
good("one function has one gradient at a point", "w:n v:n x:n y:n", TWO, [(eq("x", "y"), [*TWO], SAME)], functions=SLOPED)
bad("but others at others", "w:n v:n x:n y:n", TWO | {"second": grad(J("w"), "y", "x")}, [(eq("x", "y"), [*TWO], SAME)], functions=SLOPED)
bad("and other functions have others", "w:n v:n x:n y:n", TWO | {"second": grad(neg(J("w")), "y", "v")}, [(eq("x", "y"), [*TWO], SAME)], functions=SLOPED)

# --- earlier sequents -----------------------------------------------------------------------------------------------------


def use(claim: str, values: Json, facts: Json, **functions: Json) -> Json:
    line = {"rule": "use", "claim": claim, "with": values, "facts": facts}
    return line | ({"functions": functions} if functions else {})


DEF = "definite"
BASE = good(DEF, "H:nn.s a", H_PSD | A_POS, [(["pd", SHIFTED], ["H", "a"], squares("pd", *DEFINITE))])
INSTANCE, FACTS = {"H": "G", "a": num("1/2")}, {"H": "G", "a": "half"}
HALF = named("half", ["pd", num("1/2")], squares("pd", ("1/2", [], ONE, None)))
HALVED = ["pd", add("G", mul(num("1/2"), ["id", "m"]))]
good("an instance", "G:mm.s", {"G": ["psd", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE, FACTS))], defined=[HALF], before=BASE)
good("from a stronger fact", "G:mm.s", {"G": ["pd", "G"]}, [(HALVED, [DEF, "G"], use(DEF, INSTANCE, FACTS))], defined=[HALF], before=BASE)
bad("with a hypothesis not met", "G:mm.s", {"G": ["inv", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE, FACTS))], defined=[HALF], before=BASE)
bad("with one left out", "G:mm.s", {"G": ["psd", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE, {"H": "G"}))], before=BASE)
bad("with a fact of something else", "G:mm.s", {"G": ["psd", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE, {"H": "half", "a": "half"}))], defined=[HALF], before=BASE)
bad("with a matrix that is not symmetric", "G:mm", {"G": ["psd", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE, FACTS))], defined=[HALF], before=BASE)
bad("with sizes that do not fit", "G:mm.s", {"G": ["psd", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE | {"a": "G"}, FACTS))], defined=[HALF], before=BASE)
bad("for a symbol that is not there", "G:mm.s", {"G": ["psd", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE | {"b": ONE}, FACTS))], defined=[HALF], before=BASE)
bad("of something else", "G:mm.s", {"G": ["psd", "G"]}, [(["pd", "G"], [DEF], use(DEF, INSTANCE, FACTS))], defined=[HALF], before=BASE)
bad("of nothing earlier", "G:mm.s", {"G": ["psd", "G"]}, [(HALVED, [DEF], use(DEF, INSTANCE, FACTS))], defined=[HALF])
bad("circle", "x:n", {}, [(eq("x", turn(turn("x"))), ["circle"], use("circle", {"x": "x"}, {}))])
COMMUTES = good("commutes", "C:nn.d D:nn.d", {}, [(SWAP, [], items((1, None, ["commute", "C", "D"], None)))])
SHIFT = add("E", mul("a", I))
good("a diagonal term", "E:nn.d a", {}, [(eq(mul("E", SHIFT), mul(SHIFT, "E")), ["commutes"],
     use("commutes", {"C": "E", "D": SHIFT}, {}))], before=COMMUTES)  # fmt: skip
bad("a term that is not diagonal", "E:nn.d A:nn.s", {}, [(eq(mul("E", "A"), mul("A", "E")), ["commutes"], use("commutes", {"C": "E", "D": "A"}, {}))], before=COMMUTES)
(COUNTING,) = COUNTED[0]
good("an index for an index", "e:n.b", {}, [(COUNT, [COUNTING], use(COUNTING, {"e": "e"}, {}))], before=COUNTED)
bad("a vector for an index", "e:n.b x:n", {}, [(COUNT, [COUNTING], use(COUNTING, {"e": "x"}, {}))], before=COUNTED)
bad("a bound index of another size", "e:k.b f:m.b", {}, [(eq(["sumover", "e", ONE], ["size", "m"]), [COUNTING], use(COUNTING, {"e": "f"}, {}))], before=COUNTED)
SLOPE = good("slope", "w:n v:n", {}, [(grad(J("w"), g("v"), "v"), [], along())], functions=SLOPED, local="d:n")
WV, FORMULA = {"w": "w", "v": "v"}, mul(turn("u"), "u")
U_SLOPE = named("u", ["grad", FORMULA, "u", "u", mul(num(2), "u")], along((1, None, ["T1", mul(turn("d"), "u")], None)))
F_J, F_G = {"of": "u", "is": FORMULA, "gradient": "u"}, {"of": "u", "is": mul(num(2), "u")}
DOUBLE = grad(INNER, mul(num(2), "v"), "v")
good("a formula for a function", "w:n v:n", {}, [(DOUBLE, ["slope"], use("slope", WV, {}, J=F_J, g=F_G))], local="d:n u:n", defined=[U_SLOPE], before=SLOPE)
bad("a formula with another gradient", "w:n v:n", {}, [(grad(INNER, "v", "v"), ["slope"], use("slope", WV, {}, J=F_J, g={"of": "u", "is": "u"}))],
    local="d:n u:n", defined=[U_SLOPE], before=SLOPE)  # fmt: skip
bad("a formula without a gradient", "w:n v:n", {}, [(DOUBLE, ["slope"], use("slope", WV, {}, J=F_J, g=F_G))], local="d:n u:n", before=SLOPE)
bad("a formula for the function alone", "w:n v:n", {}, [(DOUBLE, ["slope"], use("slope", WV, {}, J=F_J))], local="d:n u:n", defined=[U_SLOPE], before=SLOPE, functions=SLOPED)
bad("a formula for the derivative alone", "w:n v:n", {}, [(grad(J("w"), ["zero", "n", 1], "v"), ["slope"],
    use("slope", WV, {}, g={"of": "u", "is": ["zero", "n", 1]}))], local="u:n", before=SLOPE, functions=SLOPED)  # fmt: skip
QUARTIC = mul(FORMULA, FORMULA)
bad("a formula in a special vector", "w:n v:n", {}, [(grad(mul(INNER, INNER), mul(num(4), "v"), "v"), ["slope"],
    use("slope", WV, {}, J={"of": "u", "is": QUARTIC, "gradient": "u"}, g={"of": "u", "is": mul(num(4), "u")}))], local="d:n u:n.b", before=SLOPE,
    defined=[named("u", ["grad", QUARTIC, "u", "u", mul(num(4), "u")], along((2, mul(turn("d"), "u"), ["unit", "u"], None),
             (2, mul(turn("u"), "d"), ["unit", "u"], None), (2, None, ["T1", mul(turn("d"), "u")], None)))])  # fmt: skip
MIRROR = good("mirror", "x:n", {}, [(eq(turn(["apply", "K", "x"]), ["apply", "K", "x"]), [], items())], functions={"K": JACOBIAN["K"]})
bad("a formula that is not symmetric", "x:n A:nn", {}, [(eq(turn("A"), "A"), ["mirror"], use("mirror", {"x": "x"}, {}, K={"of": "u", "is": "A"}))], local="u:n", before=MIRROR)

# --- axioms ---------------------------------------------------------------------------------------------------------------

SPECTRUM = eq("H", mul("Q", "L", turn("Q")))
SPECTRAL = {
    "symbols": declared("H:nn.s Q:nn Lam:nn.d"),
    "gives": {"spectrum": eq("H", mul("Q", "Lam", turn("Q"))), "orthogonal": QQ},
}


def citing(statement: Json, **changes: Json) -> Json:
    values = {"H": "H", "Q": "Q", "Lam": "L"}
    return {"h": {"statement": statement, "cite": {"axiom": "spectral_theorem", "gives": "spectrum", "with": values} | changes}}


FOLLOWS, AXIOM = items((1, None, "h", None)), ({"spectral_theorem": SPECTRAL}, {})
good("an axiom is cited", "H:nn.s Q:nn L:nn.d", citing(SPECTRUM), [(SPECTRUM, ["h"], FOLLOWS)], before=AXIOM)
bad("for what it gives", "H:nn.s Q:nn L:nn.d", citing(eq("H", "L")), [(eq("H", "L"), ["h"], FOLLOWS)], before=AXIOM)
bad("for what it is about", "H:nn Q:nn L:nn.d", citing(SPECTRUM), [(SPECTRUM, ["h"], FOLLOWS)], before=AXIOM)
bad("from the list", "H:nn.s Q:nn L:nn.d", citing(SPECTRUM, axiom="oracle"), [(SPECTRUM, ["h"], FOLLOWS)], before=({"oracle": SPECTRAL}, {}))
bad("if the theory has it", "H:nn.s Q:nn L:nn.d", citing(SPECTRUM), [(SPECTRUM, ["h"], FOLLOWS)])

# ---------------------------------------------------------------------------------------------------------------------------

VERDICTS = {"proved": "agrees", "rejected": "objects", "axiom": "axiom"}


def test_titles_differ() -> None:
    assert not [title for title, count in Counter(c.title for c in CASES).items() if count > 1 and title not in ("commutes",)]


def test_at_least_as_many_cases_must_fail() -> None:
    assert sum(not c.passes for c in CASES) >= sum(c.passes for c in CASES)


@pytest.mark.parametrize("case", CASES, ids=[c.title.replace(" ", "_") for c in CASES])
@pytest.mark.parametrize("judge", ["kernel", "second_opinion"])
def test_the_judges_say_what_they_must(case: Case, judge: str) -> None:
    if judge == "kernel":
        results = kernel.check(case.theory, case.certificates)
        verdicts, message = {k: VERDICTS[r.verdict] for k, r in results.items()}, results[case.title].message
    else:
        opinions = second_opinion.check(case.theory, case.certificates)
        verdicts, message = {k: o.verdict for k, o in opinions.items()}, opinions[case.title].message
    assert verdicts.popitem() == (case.title, "agrees" if case.passes else "objects"), message
    assert set(verdicts.values()) <= {"agrees", "axiom"} or case.title == "from the list", verdicts
    assert "malformed" not in message, message
