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
CASES = [*RELATIONS, *RULES]


@pytest.mark.parametrize("case", RELATIONS, ids=str)
def test_relations(case: Case) -> None:
    """Diagonal, basis, size and index are asked for each time."""
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
