"""A term is worth what its formula says, in the ring that is passed in; what has no value is an error."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as hs

from derivations.language import evaluation
from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from derivations.language.evaluation import Fractions, RowMatrix, evaluate
from derivations.language.traversal import substitute

ANY = settings(deadline=None, derandomize=True, database=None, max_examples=50)
RING = Fractions()

A, B = tm.Symbol("A", "n", "n"), tm.Symbol("B", "n", "n")
X = tm.Symbol("X", "m", "n")
w, e_i = tm.Symbol("w", "n"), tm.Symbol("e_i", "n")
y = tm.Symbol("y", "m")
alpha, k = tm.Symbol("alpha"), tm.Symbol("k")
I = tm.Identity("n")


def rows(*lines: list[int | Fraction]) -> RowMatrix:
    return tuple(tuple(Fraction(x) for x in line) for line in lines)


SIZES = {"n": 2, "m": 3, "k": 2}
VALUES = {
    "A": rows([1, 2], [3, 4]),
    "B": rows([0, 1], [1, 1]),
    "X": rows([1, 0], [0, 1], [2, 3]),
    "w": rows([5], [7]),
    "y": rows([1], [2], [3]),
    "alpha": rows([3]),
    "e_i": rows([0], [1]),
}


def value(term: tm.Term) -> RowMatrix:
    return evaluate(term, VALUES, SIZES, RING, {"square": lambda a: RING.mul(RING.transpose(a), a)})


third = Fraction(1, 3)
entry = tm.Coordinate(A, e_i)
WORTH: list[tuple[tm.Term, RowMatrix]] = [
    (A, rows([1, 2], [3, 4])),
    (tm.Number(third), rows([third])),
    (tm.SizeNumber("m"), rows([3])),
    (I, rows([1, 0], [0, 1])),
    (tm.Identity(1), rows([1])),
    (tm.Zero("m", "n"), rows([0, 0], [0, 0], [0, 0])),
    (A + B - A, rows([0, 1], [1, 1])),
    (-A, rows([-1, -2], [-3, -4])),
    (A * B, rows([2, 3], [4, 7])),
    (B * A, rows([3, 4], [4, 6])),
    (X * w - y, rows([4], [5], [28])),
    (X.T * y, rows([7], [11])),
    (alpha * A, rows([3, 6], [9, 12])),
    (A * alpha * w, rows([57], [129])),
    (w.T * w * A, rows([74, 148], [222, 296])),
    (tm.Product((w.T, w, A)), rows([74, 148], [222, 296])),
    (w * w.T, rows([25, 35], [35, 49])),
    (w / alpha, rows([5 * third], [7 * third])),
    (tm.inv(A), rows([-2, 1], [Fraction(3, 2), Fraction(-1, 2)])),
    (tm.inv(alpha), rows([third])),
    (A**0, rows([1, 0], [0, 1])),
    (A**3, rows([37, 54], [81, 118])),
    (alpha**2, rows([9])),
    (A ** (k + 1), rows([37, 54], [81, 118])),
    (tm.tr(A), rows([5])),
    (tm.Apply("square", w), rows([74])),
    (tm.Column(A, e_i), rows([2], [4])),
    (entry, rows([4])),
    (tm.Coordinate(w, e_i), rows([7])),
    (tm.SumOver(entry, e_i), rows([5])),
    (tm.SumOver(entry * alpha, e_i), rows([15])),
    (tm.SumOver(tm.Number(third), e_i), rows([2 * third])),
    (tm.DiagonalOf(entry / (entry + alpha), e_i), rows([Fraction(1, 4), 0], [0, Fraction(4, 7)])),
]


@pytest.mark.parametrize(("term", "worth"), WORTH)
def test_each_kind_of_term_is_worth_what_it_says(term: tm.Term, worth: RowMatrix) -> None:
    assert value(term) == worth


def test_a_bound_index_runs_over_all_and_leaves_the_free_one_alone() -> None:
    assert value(tm.SumOver(entry, e_i) * entry) == rows([20])


def test_one_by_one_matrices_are_numbers_even_at_size_1() -> None:
    values = {"A": rows([2]), "w": rows([3]), "alpha": rows([5])}
    assert evaluate(tm.inv(A + alpha * I) * A * w, values, {"n": 1}, RING) == rows([Fraction(6, 7)])


@pytest.mark.parametrize("term", [tm.inv(A - A), 1 / (alpha - 3), tm.inv(w * w.T), tm.inv(tm.Zero("n", "n"))])
def test_what_has_no_inverse_is_an_error(term: tm.Term) -> None:
    with pytest.raises(ZeroDivisionError):
        value(term)


def test_a_zero_pivot_is_no_singular_matrix() -> None:
    assert RING.inverse(rows([0, 1], [1, 0])) == rows([0, 1], [1, 0])


@pytest.mark.parametrize(
    ("term", "message"),
    [
        (tm.Symbol("v", "n"), "v has no value; there are"),
        (tm.Apply("J", w), "the function J has no value"),
        (tm.Identity("j"), "the size j has no value"),
        (tm.SumOver(alpha, tm.Symbol("e_j", "j")), "the size j has no value"),
        (tm.Term(), "no value for Term"),
        (A ** tm.Symbol("j"), "the size j has no value"),
        (A ** (k - 1), "is no exponent"),
        (A ** (k / 2), "is no exponent"),
    ],
)
def test_what_has_no_value_is_an_error(term: tm.Term, message: str) -> None:
    with pytest.raises(LanguageError, match=message):
        value(term)


entries = hs.integers(-3, 3).map(Fraction)
matrices = hs.tuples(hs.tuples(entries, entries), hs.tuples(entries, entries))


@ANY
@given(matrices, matrices)
def test_a_value_put_in_as_a_term_is_worth_the_same(a: RowMatrix, b: RowMatrix) -> None:
    """Evaluation and substitution are two ways to the same number."""
    term = A * B + 2 * A.T - B**2
    put = substitute(term, {"A": A * B, "B": A - B})
    values = {"A": a, "B": b}
    inner = {"A": evaluate(A * B, values, SIZES, RING), "B": evaluate(A - B, values, SIZES, RING)}
    assert evaluate(put, values, SIZES, RING) == evaluate(term, inner, SIZES, RING)


@ANY
@given(matrices)
def test_an_inverse_is_an_inverse(a: RowMatrix) -> None:
    if a[0][0] * a[1][1] == a[0][1] * a[1][0]:
        with pytest.raises(ZeroDivisionError):
            RING.inverse(a)
    else:
        assert RING.mul(a, RING.inverse(a)) == RING.mul(RING.inverse(a), a) == RING.identity(2)


class Counting(Fractions):
    """The exact ring, which counts its inverses."""

    def __init__(self) -> None:
        self.inverses = 0

    def inverse(self, a: RowMatrix) -> RowMatrix:
        """Return the inverse."""
        self.inverses += 1
        return super().inverse(a)


def test_equal_terms_are_worked_out_once_at_a_point_and_anew_at_the_next() -> None:
    """Also where they were written down apart; a step of a chain repeats most of the step before."""
    ring, worths = Counting(), dict[int, RowMatrix]()

    def solution() -> tm.Term:
        return tm.inv(A + alpha * I) * w

    first = evaluate(solution() + solution(), VALUES, SIZES, ring, worths=worths)
    assert evaluate(2 * solution(), VALUES, SIZES, ring, worths=worths) == first
    assert ring.inverses == 1

    elsewhere = {**VALUES, "alpha": rows([4])}
    assert evaluate(2 * solution(), elsewhere, SIZES, ring) != first
    assert ring.inverses == 2


def test_terms_that_differ_in_one_letter_size_or_number_are_not_taken_for_each_other() -> None:
    worths = dict[int, RowMatrix]()
    terms = [A * w, B * w, A.T * w, A**2 * w, A**3 * w, alpha * w, (2 * alpha) * w, tm.tr(I), tm.tr(tm.Identity("m"))]
    terms += [tm.SumOver(tm.Coordinate(A, e_i), e_i), tm.SumOver(tm.Coordinate(B, e_i), e_i), tm.exp(0 * alpha)]
    together = [evaluate(term, VALUES, SIZES, RING, worths=worths) for term in terms]
    assert together == [value(term) for term in terms]


def test_what_is_kept_under_one_bound_index_is_not_used_under_another() -> None:
    """Neither at the next index nor for the free letter of the same name, whichever is asked for first."""
    inside = 2 * entry * alpha
    terms = [inside, tm.SumOver(inside, e_i), inside * tm.SumOver(inside, e_i), tm.DiagonalOf(inside, e_i)]
    for order in (terms, terms[::-1]):
        worths = dict[int, RowMatrix]()
        assert [evaluate(term, VALUES, SIZES, RING, worths=worths) for term in order] == [value(term) for term in order]
    assert value(tm.SumOver(inside, e_i)) == rows([30])


def test_numbers_of_terms_are_given_out_anew_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of them is used twice, so what was kept before is found by nobody else."""
    monkeypatch.setattr(evaluation, "_MOST", 3)
    worths = dict[int, RowMatrix]()
    for number in range(2, 30):
        assert evaluate(number * (A + number * I), VALUES, SIZES, RING, worths=worths) == value(number * A + number**2 * I)
