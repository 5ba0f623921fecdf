"""DIAG and SUM: diagonal matrices, basis vectors, sums over an index that may be any."""

from __future__ import annotations

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import ONE, ZERO, I, add, eq, inv, items, mul, named, neg, num, tr, turn

LAM_I = mul(turn("e"), "L", "e")
commute = Case("diagonal_matrices_commute", "L:nn.d M:nn.d A:nn", eq(mul("L", "M"), mul("M", "L")),
               items((1, None, ["commute", "L", "M"], None)), about="commute")  # fmt: skip
inverse = Case("so_do_their_inverses", "L:nn.d M:nn.d", eq(mul(inv("L"), "M"), mul("M", inv("L"))),
               items((1, None, ["commute", inv("L"), "M"], None)), {"regular": ["inv", "L"]}, by=(), about="commute")  # fmt: skip
entry_of = Case("a_basis_vector_is_an_eigenvector", "L:nn.d e:n.b A:nn x:n", eq(mul("L", "e"), mul(LAM_I, "e")),
                items((1, None, ["basis", "e", "L"], None)), about="basis")  # fmt: skip
unit = Case("a_basis_vector_has_length_1", "e:n.b f:n.b x:n", eq(mul(turn("e"), "e"), ONE), items((1, None, ["unit", "e"], None)),
            about="unit")  # fmt: skip
x_i = mul(turn("e"), "x")
entry = Case("an_entry_of_a_diagonal", "e:n.b f:n.b x:n y:n", eq(mul(turn("f"), ["diagof", "e", x_i], "f"), mul(turn("f"), "x")),
             items((1, None, ["entry", ["diagof", "e", x_i], "f"], None)), about="entry")  # fmt: skip
RELATIONS = [
    commute,
    commute.but("one of them is not diagonal", show=eq(mul("L", "A"), mul("A", "L")), line=items((1, None, ["commute", "L", "A"], None))),
    commute.but("one of them is only symmetric", symbols="L:nn.d M:nn.s A:nn"),
    commute.but("with the other sign", line=items((-1, None, ["commute", "L", "M"], None))),
    commute.but("only the two of them", show=eq(mul("L", "A", "M"), mul("M", "A", "L"))),
    commute.but("one size has to fit", symbols="L:nn.d M:mm.d A:nn"),
    inverse,
    inverse.but("where they exist", hypotheses={}),
    inverse.but("of what is not diagonal", symbols="L:nn.s M:nn.d"),
    entry_of,
    entry_of.but("not of a matrix that is not diagonal", show=eq(mul("A", "e"), mul(turn("e"), "A", "e", "e")),
                 line=items((1, None, ["basis", "e", "A"], None))),
    entry_of.but("no other vector is", symbols="L:nn.d e:n A:nn x:n"),
    entry_of.but("a factor is missing", show=eq(mul("L", "e"), LAM_I)),
    entry_of.but("with the other sign", line=items((-1, None, ["basis", "e", "L"], None))),
    unit,
    unit.but("another vector has another", show=eq(mul(turn("x"), "x"), ONE), line=items((1, None, ["unit", "x"], None))),
    unit.but("with another one it need not be 1", show=eq(mul(turn("e"), "f"), ONE)),
    unit.but("its square is no matrix", show=eq(mul("e", turn("e")), I)),
    unit.but("and not 2", show=eq(mul(turn("e"), "e"), num(2))),
    entry,
    entry.but("of another vector", show=eq(mul(turn("f"), ["diagof", "e", x_i], "f"), mul(turn("f"), "y"))),
    entry.but("at another place", show=eq(mul(turn("f"), ["diagof", "e", x_i], "f"), mul(turn("e"), "x"))),
    entry.but("of a sum", show=eq(mul(turn("f"), ["sumover", "e", x_i], "f"), mul(turn("f"), "x")),
              line=items((1, None, ["entry", ["sumover", "e", x_i], "f"], None))),
    entry.but("between two indices", show=eq(mul(turn("e"), ["diagof", "e", x_i], "f"), mul(turn("f"), "x"))),
    entry.but("where the new index is bound already", symbols="e:n.b f:n.b x:n y:n",
              show=eq(mul(turn("f"), ["diagof", "e", ["sumover", "f", mul(turn("f"), "e")]], "f"), ["sumover", "f", mul(turn("f"), "f")]),
              line=items((1, None, ["entry", ["diagof", "e", ["sumover", "f", mul(turn("f"), "e")]], "f"], None))),
]  # fmt: skip

SAME = {"same": eq(mul(turn("e"), "L", "e"), mul(turn("e"), "M", "e"))}
AT_E = (named("at_e", SAME["same"], items((1, turn("e"), "is", "e"))),)
entrywise = Case("diagonal_matrices_with_equal_entries", "L:nn.d M:nn.d A:nn.s", eq("L", "M"),
                 {"rule": "entrywise", "from": "at_e", "index": "e"}, {"is": eq("L", "M")}, AT_E, "e:n.b f:n.b")  # fmt: skip
ONE_IS = named("square", eq(mul("s", mul(turn("e"), "e")), mul(turn("e"), mul("s", I), "e")), items())
total = Case("a_sum_is_a_trace", "s e:n.b", eq(["sumover", "e", mul("s", mul(turn("e"), "e"))], mul("s", tr(I))),
             {"rule": "trace", "from": "square", "index": "e", "matrix": mul("s", I)}, {}, (ONE_IS,))  # fmt: skip
RULES = [
    entrywise,
    entrywise.but("the entries are known at one place only", symbols="L:nn.d M:nn.d A:nn.s e:n.b", local="", helpers=(),
                  hypotheses=SAME, line={"rule": "entrywise", "from": "same", "index": "e"}),
    entrywise.but("one matrix is not diagonal", symbols="L:nn.d M:nn.s A:nn.s"),
    entrywise.but("it is another matrix", show=eq("L", "A")),
    entrywise.but("the sides are swapped", show=eq("M", "L")),
    entrywise.but("the index is another", line={"rule": "entrywise", "from": "at_e", "index": "f"}),
    entrywise.but("the index is any vector", local="e:n f:n"),
    entrywise.but("without the fact", hypotheses={}, helpers=()),
    total,
    total.but("of another size", symbols="s e:m.b"),
    total.but("of another number", show=eq(["sumover", "e", mul("s", mul(turn("e"), "e"))], tr(I))),
    total.but("with the other sign", show=eq(["sumover", "e", mul("s", mul(turn("e"), "e"))], neg(mul("s", tr(I))))),
    total.but("of another index", symbols="s e:n.b f:n.b", show=eq(["sumover", "f", mul("s", mul(turn("e"), "e"))], mul("s", tr(I)))),
    total.but("the matrix speaks of the index", symbols="s e:n.b",
              line={"rule": "trace", "from": "square", "index": "e", "matrix": mul("s", "e", turn("e"))},
              show=eq(["sumover", "e", mul("s", mul(turn("e"), "e"))], mul("s", tr(mul("e", turn("e")))))),
    total.but("a hypothesis speaks of the index", hypotheses={"at": eq(mul(turn("e"), "e"), "s")}, by=()),
    total.but("a sum is no diagonal", show=eq(["diagof", "e", mul("s", mul(turn("e"), "e"))], mul("s", I))),
]  # fmt: skip
F_I = mul(turn("e"), "x")
AT_EVERY = {"every_entry": ["psd", ["diagof", "e", F_I]]}
ENTRY = {
    "squares": [["1", [], "e", "every_entry"]],
    "items": [[neg(ONE), None, ["entry", AT_EVERY["every_entry"][1], "e"], None]],
}
positive = Case("a_diagonal_matrix_with_entries_not_below_0", "e:n.b L:nn.d A:nn.s", ["psd", "L"],
                {"rule": "entrywise", "from": "at_e", "index": "e"}, {"twice": ["psd", mul(num(2), "L")]},
                (named("at_e", ["psd", LAM_I], {"rule": "psd", "squares": [["1/2", [], "e", "twice"]], "items": []}),))  # fmt: skip
definite = Case("one_with_positive_entries", "e:n.b L:nn.d", ["pd", "L"], {"rule": "entrywise", "from": "at_e", "index": "e"},
                {"twice": ["pd", mul(num(2), "L")]},
                (named("long", ["pd", mul(turn("e"), "e")], {"rule": "pd", "squares": [["1", [], ONE, None]],
                       "items": [[ONE, None, ["unit", "e"], None]]}),
                 named("at_e", ["pd", LAM_I], {"rule": "pd", "squares": [["1/2", [], "e", "twice"]], "items": []})))  # fmt: skip
every = Case("what_every_entry_is_one_is", "e:n.b f:n.b x:n y:n", ["psd", F_I], {"rule": "psd", **ENTRY}, AT_EVERY)
at_one = {"at_one": ["psd", LAM_I]}
SIGNS = [
    positive,
    positive.but("another matrix", show=["psd", "A"]),
    positive.but("not positive", show=["pd", "L"]),
    positive.but("with the other sign", show=["psd", neg("L")]),
    positive.but("where one entry is", symbols="e:n.b L:nn.d", hypotheses=at_one, helpers=(), line={**positive.line, "from": "at_one"}),
    positive.but("the matrix is only symmetric", symbols="e:n.b L:nn.s A:nn.s"),
    positive.but("the index is any vector", symbols="e:n L:nn.d A:nn.s"),
    positive.but("a limit is no statement about entries", show=["limit", "L", "e", "0", "L"]),
    definite,
    definite.but("the matrix is only symmetric", symbols="e:n.b L:nn.s"),
    definite.but("where they are not below 0", hypotheses={"twice": ["psd", mul(num(2), "L")]},
                 helpers=(named("at_e", ["psd", LAM_I], {"rule": "psd", "squares": [["1/2", [], "e", "twice"]], "items": []}),)),
    every,
    every.but("of another vector", show=["psd", mul(turn("e"), "y")]),
    every.but("positive", show=["pd", F_I]),
    every.but("with a hypothesis about one entry besides", hypotheses={**AT_EVERY, "at": eq(F_I, ONE)}, by=("every_entry",)),
    every.but("the index in front is not the bound one", hypotheses={"every_entry": ["psd", mul(F_I, ["diagof", "e", mul(turn("f"), "x")])]}),
]  # fmt: skip
CASES = [*RELATIONS, *RULES, *SIGNS]


@pytest.mark.parametrize("case", RELATIONS, ids=str)
def test_relations(case: Case) -> None:
    """Diagonal, basis, size and index are asked for each time."""
    assert not faults([case])


@pytest.mark.parametrize("case", SIGNS, ids=str)
def test_every_entry_is_positive(case: Case) -> None:
    """Entries say that a diagonal matrix is positive, and the other way round, only where the index may be any."""
    assert not faults([case])


@pytest.mark.parametrize("case", RULES, ids=str)
def test_every_entry(case: Case) -> None:
    """An entry, or a summand, says something of all only if its index may be any."""
    assert not faults([case])


def test_bound_index_in_hypothesis() -> None:
    """With lam_i != 0 assumed for one i, the sum of all 1/lam_i is not defined."""
    body = ["sumover", "e", inv(LAM_I)]
    case = Case("sum", "L:nn.d e:n.b", eq(body, body), items(), {"nonzero": ["inv", LAM_I]}, by=())
    assert not faults([case.but("the hypothesis is about one i")])


def test_index_of_another_size() -> None:
    """An entry at a place beyond the matrix: with a 1 x 1 diag(f_i) it gave m = 1 for every size m."""
    f = tr(["pow", mul("e", turn("e")), 0])
    diagonal = ["diagof", "e", f]
    line = items(
        (-1, None, ["entry", diagonal, "k"], None), (1, None, ["entry", diagonal, "e"], None),
        (1, diagonal, ["unit", "k"], None), (-1, diagonal, ["unit", "e"], None),
    )  # fmt: skip
    case = Case("m_is_1", "", eq(["size", "m"], ONE), line, local="e:1.b k:m.b")
    assert not faults([case.but("the diagonal is 1 x 1 and the place one of m")])


def test_number_for_a_matrix_in_a_sum() -> None:
    """A sum of n entries of a number is no trace of it: it gave n = 1."""
    summed = ["sumover", "e", mul(turn("e"), "e")]
    helpers = (
        named("nothing", eq(ZERO, ZERO), items()),
        named("a", eq(summed, ONE), {"rule": "trace", "from": "nothing", "index": "e", "matrix": ONE}),
        named("b", eq(summed, ["size", "n"]), {"rule": "trace", "from": "nothing", "index": "e", "matrix": I}),
    )
    case = Case("n_is_1", "e:n.b", eq(["size", "n"], ONE), items((1, None, "a", None), (-1, None, "b", None)), {}, helpers)
    assert not faults([case.but("a number has one entry")])


def test_diagonal_of_a_vector() -> None:
    """What stands on a diagonal is a number for each index."""
    case = Case("column", "e:n.b", eq(["diagof", "e", "e"], ["diagof", "e", "e"]), items())
    assert not faults([case.but("a vector stands on the diagonal"), case.but("the index is bound to no basis vector",
        symbols="e:n", show=eq(["diagof", "e", add(ONE, ONE)], mul(num(2), I)))])  # fmt: skip
