"""Exact truth: conversions lose nothing, the rings agree, and `holds` tells right from wrong for every statement."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any, TypeVar

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as hs

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from derivations.language.evaluation import Fractions, RowMatrix, evaluate
from verify import exact
from verify.exact import holds, rational, to_floats, to_fractions
from verify.rings import DUALS, FLINT, Dual, Function, slopes_of, value_of

ANY = settings(deadline=None, derandomize=True, database=None, max_examples=100)

H, A, Lam = (tm.Symbol(name, "n", "n") for name in ("H", "A", "Lam"))
w, w_star, e_i = (tm.Symbol(name, "n") for name in ("w", "w_star", "e_i"))
X = tm.Symbol("X", "m", "n")
alpha, s = tm.Symbol("alpha"), tm.Symbol("s")
I = tm.Identity("n")


# --- conversions -----------------------------------------------------------------------------------------------------


@ANY
@given(hs.lists(hs.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=6))
def test_floats_are_taken_exactly_and_come_back(numbers: list[float]) -> None:
    matrix = rational(numbers)
    assert to_fractions(matrix) == tuple((Fraction(x),) for x in numbers)
    assert to_floats(matrix).tolist() == [[x] for x in numbers]


@ANY
@given(hs.fractions(), hs.integers(-1100, 1100))
def test_the_nearest_float_is_returned(number: Fraction, exponent: int) -> None:
    number *= Fraction(2) ** exponent
    found = to_floats(FLINT.number(number))[0, 0]
    try:
        assert found == float(number)
    except OverflowError:
        assert found == (np.inf if number > 0 else -np.inf)


@pytest.mark.parametrize(
    ("numerator", "nearest"),
    [(2**53 + 1, 2.0**53), (2**53 + 3, 2.0**53 + 4), (-(2**53) - 1, -(2.0**53)), (2**1024 - 2**969, np.inf)],
)
def test_ties_go_to_the_even_neighbour_and_too_much_to_infinity(numerator: int, nearest: float) -> None:
    assert to_floats(FLINT.number(Fraction(numerator)))[0, 0] == nearest


def test_half_of_the_least_subnormal_rounds_to_zero_and_a_bit_more_does_not() -> None:
    least = Fraction(1, 2**1074)
    assert to_floats(FLINT.number(least / 2))[0, 0] == 0
    assert to_floats(FLINT.number(least * 3 / 4))[0, 0] == float(least)


@pytest.mark.parametrize(
    ("array", "shape"),
    [
        (3, (1, 1)),
        (np.float32(0.1), (1, 1)),
        ([1, 2, 3], (3, 1)),
        (np.arange(6).reshape(2, 3), (2, 3)),
        (np.arange(6.0).reshape(2, 3).T[::-1], (3, 2)),
        (np.array([Fraction(1, 3)], dtype=object), (1, 1)),
        ([[2**200, -1]], (1, 2)),
        (np.arange(-3, 67) % 7 / 3 * (np.arange(70) % 3 > 1), (70, 1)),
        (np.arange(80.0).reshape(8, 10).T % 5, (10, 8)),
        (np.array([Fraction(k % 4, 3) for k in range(72)], dtype=object).reshape(9, 8), (9, 8)),
    ],
)
def test_arrays_of_every_layout_keep_their_entries(array: object, shape: tuple[int, int]) -> None:
    matrix = rational(array)  # type: ignore[arg-type]
    wanted = [Fraction(x) for x in np.asarray(array).ravel().tolist()]
    assert (matrix.nrows(), matrix.ncols()) == shape
    assert [x for row in to_fractions(matrix) for x in row] == wanted


@pytest.mark.parametrize(
    ("array", "message"),
    [
        ([[1.0, 2.0], [float("nan"), 1.0]], r"entry \(1, 0\)"),
        ([1.0, float("-inf")], r"entry \(1, 0\)"),
        (np.where(np.arange(90) == 37, np.inf, 0.0).reshape(9, 10), r"entry \(3, 7\)"),
        (np.full((8, 9), 1j), "real"),
        (np.zeros((2, 2, 2)), "two axes"),
        ([1j], "real"),
        (["one"], "real"),
    ],
)
def test_what_is_no_rational_matrix_is_refused(array: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rational(array)  # type: ignore[arg-type]


# --- the rings -------------------------------------------------------------------------------------------------------

TERMS = [
    H * w - alpha * w,
    (H + alpha * I) * (H - A).T / (alpha + 2),
    tm.inv(H + 3 * I) * H * w_star,
    (H * A) ** 3 - A**0,
    tm.tr(H * A) * w,
    X.T * X / tm.SizeNumber("m") + tm.Zero("n", "n"),
    tm.Column(H, e_i) * tm.Coordinate(H, e_i) + tm.Coordinate(w, e_i) * w,
    tm.DiagonalOf(tm.Coordinate(A, e_i) ** 2 + alpha, e_i) * w,
    tm.SumOver(tm.Coordinate(A, e_i) / (2 + tm.Coordinate(w, e_i) ** 2), e_i),
    Fraction(2, 7) * (w.T * A * w) * A,
    -tm.Apply("f", w) * w,
]


def numbers(seed: int, n: int, m: int) -> dict[str, RowMatrix]:
    random = Random(seed)
    shapes = {"H": (n, n), "A": (n, n), "w": (n, 1), "w_star": (n, 1), "e_i": (n, 1), "X": (m, n), "alpha": (1, 1)}

    def entry() -> Fraction:
        return Fraction(random.randint(-5, 5), random.randint(1, 4))

    return {name: tuple(tuple(entry() for _ in range(c)) for _ in range(r)) for name, (r, c) in shapes.items()}


def flint(rows: RowMatrix) -> fmpq_mat:
    return fmpq_mat([[fmpq(x.numerator, x.denominator) for x in row] for row in rows])


def still(value: fmpq_mat) -> Dual | fmpq_mat:
    """A dual number that does not move."""
    return Dual(value, (fmpq_mat(value.nrows(), value.ncols()),))


@pytest.mark.parametrize("term", TERMS, ids=str)
@pytest.mark.parametrize(("n", "m"), [(1, 2), (2, 1), (3, 3)])
def test_the_rings_agree_with_plain_fractions(term: tm.Term, n: int, m: int) -> None:
    """The dual ring has to give the same values; its slope is 0 where nothing moves."""
    plain = numbers(7 * n + m, n, m)
    values, sizes, ring = {name: flint(rows) for name, rows in plain.items()}, {"n": n, "m": m}, Fractions()

    def square(x: RowMatrix) -> RowMatrix:
        return ring.mul(ring.transpose(x), x)

    wanted = evaluate(term, plain, sizes, ring, {"f": square})
    found = evaluate(term, values, sizes, FLINT, {"f": lambda x: x.transpose() * x})
    assert to_fractions(found) == wanted
    for moving in (set[str](), {*sorted(values)[::2]}, {*values}):
        lifted = {name: still(value) if name in moving else value for name, value in values.items()}
        dual = evaluate(term, lifted, sizes, DUALS, {"f": lambda x: x.transpose() * x})
        assert value_of(dual) == found
        assert not any(slopes_of(dual, 1))


def test_a_singular_matrix_has_no_inverse_in_either_ring() -> None:
    singular = rational([[1, 2], [2, 4]])
    with pytest.raises(ZeroDivisionError):
        FLINT.inverse(singular)
    with pytest.raises(ZeroDivisionError):
        DUALS.inverse(still(singular))
    with pytest.raises(ZeroDivisionError):
        FLINT.inverse(rational(0))


def test_a_dual_number_mixes_with_rational_matrices_on_both_sides() -> None:
    x, c = Dual(rational([[2]]), (rational([[1]]), rational([[3]]))), rational([[5]])
    assert c * x == Dual(rational(10), (rational(5), rational(15))) == x * c
    assert c + x == Dual(rational(7), (rational(1), rational(3))) == x + c
    assert x * x == Dual(rational(4), (rational(4), rational(12)))


# --- definite matrices -----------------------------------------------------------------------------------------------


def by_characteristic_polynomial(matrix: fmpq_mat) -> tuple[bool, bool]:
    """Semidefinite, definite: a polynomial with real roots has none below 0 iff its coefficients alternate in sign."""
    n, coefficients = matrix.nrows(), matrix.charpoly().coeffs()
    semidefinite = all(c * (-1) ** (n - k) >= 0 for k, c in enumerate(coefficients))
    return semidefinite, semidefinite and coefficients[0] != 0


def test_every_small_symmetric_matrix_is_judged_as_its_characteristic_polynomial_has_it() -> None:
    counts = {(True, True): 0, (True, False): 0, (False, False): 0}
    for a, b, c, d, e, f in product((-1, 0, 1, 2), repeat=6):
        matrix = fmpq_mat([[a, b, c], [b, d, e], [c, e, f]]) / 3
        wanted = by_characteristic_polynomial(matrix)
        assert (exact.is_positive_semidefinite(matrix), exact.is_positive_definite(matrix)) == wanted
        counts[wanted] += 1
    assert all(counts.values())


@pytest.mark.parametrize(
    ("rows", "semidefinite", "definite"),
    [
        ([[2, 1], [1, 2]], True, True),
        ([[1, 1], [1, 1]], True, False),
        ([[0, 0], [0, 0]], True, False),
        ([[0, 0], [0, 3]], True, False),
        ([[0, 0], [0, -1]], False, False),  # its leading minors are 0 and 0
        ([[0, 1], [1, 0]], False, False),
        ([[0, 1], [1, 5]], False, False),
        ([[-1, 0, 0], [0, -1, 0], [0, 0, 3]], False, False),  # determinant 3, trace 1, and indefinite
        ([[1, 1], [0, 1]], False, False),  # x^T A x > 0, but not symmetric
        ([[1, 2], [-2, 1]], False, False),
        ([[0]], True, False),
        ([[-1]], False, False),
        ([[1, 1, 1], [1, 1, 1], [1, 1, 0]], False, False),  # a negative pivot behind a zero one
    ],
)
def test_semidefinite_needs_symmetry_and_a_nonnegative_form(rows: list[list[int]], semidefinite: bool, definite: bool) -> None:
    values, sizes = {"H": rational(rows)}, {"n": len(rows)}
    assert holds(st.PositiveSemidefinite(H), values, sizes) is semidefinite
    assert holds(st.PositiveDefinite(H), values, sizes) is definite


# --- every form of statement -----------------------------------------------------------------------------------------


M = TypeVar("M", fmpq_mat, Dual)
quarter_turn = fmpq_mat([[0, 1], [-1, 0]])


def square(x: M) -> M:
    return x.transpose() * x


def twice(x: M) -> M:
    return x + x


def thrice(x: M) -> M:
    return x + x + x


def two(x: M) -> M:
    return x * fmpq_mat(1, 2) + FLINT.identity(2) * 2


def turned(x: M) -> M:
    return quarter_turn * x


def turn(x: M) -> M:
    return x * fmpq_mat(1, 2) + quarter_turn


def jump(x: Any) -> Any:
    """0 up to 1, then 1: not continuous at 1."""
    return x * 0 if x[0, 0] <= 1 else x * 0 + fmpq_mat(1, 1, [1])


DIP, TINY = Fraction(5, 24), Fraction(1, 10**6)  # between two twelfths; below 0 on a five-hundredth of the way only

FUNCTIONS: dict[str, Function] = {
    "jump": jump,
    "square": square,
    "twice": twice,
    "thrice": thrice,
    "two": two,
    "turned": turned,
    "turn": turn,
}
VALUES = {
    "H": rational([[2, 1], [1, 3]]),
    "A": rational([[0, 1], [0, 0]]),
    "Lam": rational([[3, 0], [0, 0]]),
    "X": rational([[0, 3], [0, 4], [0, 0]]),
    "w": rational([1, 2]),
    "w_star": rational([-1, 5]),
    "e_i": rational([0, 1]),
    "alpha": rational(0.5),
    "s": rational(-2),
    "k": rational(3),
}
SIZES = {"n": 2, "m": 3, "k": 3}
k, j = tm.Symbol("k"), tm.Symbol("j")
x = tm.Symbol("x", "n")
inv_shifted, e_1 = tm.inv(Lam + alpha * I), Lam * w / 3
form, cubes = w.T * H * w, tm.SumOver(tm.Coordinate(w, e_i) ** 3, e_i)
Sample = tuple[st.Statement, st.Statement]
TRUE_AND_FALSE: list[Sample] = [
    (st.eq((H + alpha * I) * w, H * w + alpha * w), st.eq((H + alpha * I) * w, H * w - alpha * w)),
    (st.PositiveSemidefinite(Lam), st.PositiveSemidefinite(-Lam)),
    (st.PositiveSemidefinite(alpha - alpha), st.PositiveSemidefinite(s)),
    (st.PositiveDefinite(H), st.PositiveDefinite(Lam)),
    (st.PositiveDefinite(alpha), st.PositiveDefinite(alpha - alpha)),
    (st.Invertible(A + I), st.Invertible(A)),
    (st.Invertible(s), st.Invertible(s + 2)),
    (st.NormIs(X, tm.as_term(5)), st.NormIs(X, tm.as_term(6))),
    (st.NormIs(A, tm.as_term(1)), st.NormIs(A, tm.as_term(Fraction(1, 2)))),
    (st.NormIs(A, tm.as_term(1)), st.NormIs(A, tm.as_term(-1))),
    (st.NormIs(tm.Zero("n", "n"), tm.as_term(0)), st.NormIs(tm.Zero("n", "n"), alpha)),
    (st.GradientIs(form / 2, w, w, H * w), st.GradientIs(form, w, w, H * w)),
    (st.GradientIs(w.T * A * w, w, w, (A + A.T) * w), st.GradientIs(w.T * A * w, w, w, 2 * A * w)),
    (st.GradientIs(form, w, w_star, 2 * H * w_star), st.GradientIs(form, w, w_star, 2 * H * w)),
    (st.GradientIs(A * w, w, w, A), st.GradientIs(A * w, w, w, A.T)),
    (st.GradientIs(1 / s, s, s, -1 / s**2), st.GradientIs(1 / s, s, s, 1 / s**2)),
    (
        st.GradientIs(w.T * tm.inv(H + s * I) * w, s, alpha, -w.T * tm.inv(H + alpha * I) ** 2 * w),
        st.GradientIs(w.T * tm.inv(H + s * I) * w, s, alpha, -w.T * tm.inv(H + s * I) ** 2 * w),
    ),
    (
        st.GradientIs(tm.Apply("square", A * w), w, w, 2 * A.T * A * w),
        st.GradientIs(tm.Apply("square", A * w), w, w, 2 * A * w),
    ),
    (
        st.GradientIs(cubes, w, w, 3 * tm.DiagonalOf(tm.Coordinate(w, e_i), e_i) * w),
        st.GradientIs(cubes, w, w, 3 * w),
    ),
    (st.Symmetric(H), st.Symmetric(A)),
    (st.Diagonal(Lam), st.Diagonal(A)),
    (st.BasisVector(e_i), st.BasisVector(w)),
    (st.Differentiable("square", "twice"), st.Differentiable("square", "thrice")),
    (
        st.Differentiable("twice", "two", values=("n", 1), symmetric=True),
        st.Differentiable("twice", "turn", values=("n", 1)),
    ),
    (
        st.Differentiable("turned", "turn", values=("n", 1)),
        st.Differentiable("turned", "turn", values=("n", 1), symmetric=True),
    ),
    (st.Natural(k), st.Natural(s)),
    (st.ForEvery(j, st.eq(A ** (j + 2), A**2)), st.ForEvery(j, st.eq(A ** (j + 1), A))),
    (st.Between(s, st.PositiveSemidefinite(s)), st.Between(s, st.PositiveSemidefinite(s**2 - s / 100))),
    (st.Between(s, st.PositiveSemidefinite(s - s**2)), st.Between(s, st.PositiveDefinite(s - s**2))),
    (st.Between(s, st.PositiveSemidefinite((s - DIP) ** 2)), st.Between(s, st.PositiveSemidefinite((s - DIP) ** 2 - TINY))),
    (st.Between(s, st.PositiveSemidefinite(1 - s)), st.Between(s, st.PositiveSemidefinite(s - 1))),
    (st.Continuous(1 / (1 + s), s), st.Continuous(tm.Apply("jump", s), s)),
    (st.Attains(s**2, s, tm.as_term(Fraction(1, 2))), st.Attains(s**2, s, tm.as_term(-1))),
    (st.Attains(1 / (1 + s), s, tm.as_term(Fraction(1, 3))), st.Attains(1 / (1 + s), s, tm.as_term(2))),
    (st.LocalMinimum(w.T * w, w, tm.Zero("n")), st.LocalMinimum(-w.T * w, w, tm.Zero("n"))),
    (st.LocalMinimum(s**2 + s**3, s, tm.as_term(0)), st.LocalMinimum(s**3, s, tm.as_term(0))),
    (st.LocalMinimum((w - w_star).T * (w - w_star), w, w_star), st.LocalMinimum((w - w_star).T * (w - w_star), w, w)),
    (st.LimitIs(1 / (1 + alpha), alpha, "0", tm.as_term(1)), st.LimitIs(1 / (1 + alpha), alpha, "inf", tm.as_term(1))),
    (st.MeanIs(x.T * A * x + s, x, tm.Zero("n"), H, tm.tr(A * H) + s), st.MeanIs(x.T * A * x, x, tm.Zero("n"), H, s)),
    (st.MeanIs(A * x, x, w, w * w.T + H, A * w), st.MeanIs(A * x, x, w, w * w.T + H, A * w_star)),
    (st.MeanIs(x * x.T * w, x, w, w * w.T + H, H * w + 5 * w), st.MeanIs((w.T * x) ** 3, x, tm.Zero("n"), H, s - s)),
    (st.LimitIs(Lam * inv_shifted * w, alpha, "0", e_1), st.LimitIs(Lam * inv_shifted * w, alpha, "0", w)),
]


@pytest.mark.parametrize(("right", "wrong"), TRUE_AND_FALSE, ids=str)
def test_right_is_told_from_wrong(right: st.Statement, wrong: st.Statement) -> None:
    assert holds(right, VALUES, SIZES, FUNCTIONS)
    assert not holds(wrong, VALUES, SIZES, FUNCTIONS)


def test_every_form_of_statement_has_a_true_and_a_false_sample() -> None:
    forms = {getattr(st, name) for name in st.__all__} - {st.Statement, st.eq}
    assert {type(right) for right, _ in TRUE_AND_FALSE} == forms
    assert {type(wrong) for _, wrong in TRUE_AND_FALSE} == forms


@pytest.mark.parametrize("vector", [[0, 0], [2, 0], [1, 1], [Fraction(1, 2), Fraction(1, 2)], [-1, 0], [0, -1]], ids=str)
def test_a_basis_vector_is_one_1_and_else_0(vector: list[Fraction]) -> None:
    assert not holds(st.BasisVector(e_i), {"e_i": rational(np.array(vector, dtype=object))}, {"n": 2})


def test_a_matrix_with_one_off_diagonal_entry_is_not_diagonal() -> None:
    for i, j in ((0, 1), (1, 0), (2, 0), (1, 2)):
        matrix = FLINT.identity(3)
        matrix[i, j] = fmpq(1, 9)
        assert not holds(st.Diagonal(Lam), {"Lam": matrix}, {"n": 3})
        assert not holds(st.Symmetric(Lam), {"Lam": matrix}, {"n": 3})


@pytest.mark.parametrize(
    "statement",
    [
        st.eq(tm.inv(A) * A, I),
        st.eq(1 / (s + 2), 0),
        st.Invertible(tm.inv(Lam)),
        st.GradientIs(1 / s, s, s + 2, tm.as_term(0)),
    ],
    ids=str,
)
def test_what_is_divided_by_zero_has_no_truth(statement: st.Statement) -> None:
    with pytest.raises(ZeroDivisionError):
        holds(statement, VALUES, SIZES)


@pytest.mark.parametrize(
    ("statement", "missing"),
    [(st.Symmetric(tm.Symbol("B", "n", "n")), "B"), (st.Differentiable("J", "grad_J"), "J")],
    ids=str,
)
def test_a_letter_without_value_is_named(statement: st.Statement, missing: str) -> None:
    with pytest.raises(LanguageError, match=missing):
        holds(statement, VALUES, SIZES, FUNCTIONS)


def test_a_form_that_is_new_is_refused_not_believed() -> None:
    class Convex(st.Statement):
        pass

    with pytest.raises(LanguageError, match="Convex"):
        holds(Convex(), VALUES, SIZES)


# --- checks that are wrong on purpose --------------------------------------------------------------------------------


def leading_minors(matrix: fmpq_mat) -> bool:
    n = matrix.nrows()
    return all(fmpq_mat([row[:k] for row in matrix.tolist()[:k]]).det() >= 0 for k in range(1, n + 1))


def determinant_and_trace(matrix: fmpq_mat) -> bool:
    return bool(matrix.det() >= 0) and bool(FLINT.trace(matrix)[0, 0] >= 0)


def symmetric_part(matrix: fmpq_mat) -> bool:
    return exact.is_positive_semidefinite(matrix + matrix.transpose())


@pytest.mark.parametrize("naive", [leading_minors, determinant_and_trace, symmetric_part])
def test_the_usual_shortcuts_are_seen_to_fail(naive: Callable[[fmpq_mat], bool]) -> None:
    """Each shortcut passes a matrix of the table above that is not semidefinite, so the table is not too easy."""
    table = [[[0, 0], [0, -1]], [[-1, 0, 0], [0, -1, 0], [0, 0, 3]], [[1, 1], [0, 1]]]
    assert any(naive(rational(rows)) for rows in table)
    assert not any(exact.is_positive_semidefinite(rational(rows)) for rows in table)
