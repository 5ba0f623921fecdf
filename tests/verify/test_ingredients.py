"""The pieces of models are what they are said to be, and digit 0 makes the plainest of each."""

from __future__ import annotations

from itertools import islice

import pytest
from flint import fmpq, fmpq_mat

from derivations.language import statements as st
from verify import ingredients as make
from verify.exact import holds, is_positive_semidefinite, rational
from verify.ingredients import Digits, Smooth
from verify.rings import FLINT

SEEDS = range(12)
PLAIN = Digits.drawn(b"")


@pytest.mark.parametrize(("rows", "cols"), [(1, 1), (2, 2), (3, 3), (4, 4), (4, 2), (3, 1)])
def test_orthonormal_columns_are_exactly_so_and_both_determinants_occur(rows: int, cols: int) -> None:
    found = [make.orthonormal(Digits.seeded(seed), rows, cols) for seed in SEEDS]
    assert all(q.transpose() * q == FLINT.identity(cols) for q in found)
    if rows == cols:
        assert {int(q.det().p) for q in found} == {1, -1}


def test_an_orthogonal_matrix_may_have_the_eigenvalue_that_cayley_misses() -> None:
    found = [make.orthonormal(Digits.seeded(seed), 3, 3) for seed in SEEDS]
    assert any((q + FLINT.identity(3)).det() == 0 for q in found)
    assert any(q.det() == 1 and q != FLINT.identity(3) for q in found)


@pytest.mark.parametrize("size", [1, 2, 4])
def test_a_signed_permutation_has_one_entry_a_row(size: int) -> None:
    for seed in SEEDS:
        matrix = make.signed_permutation(Digits.seeded(seed), size)
        assert matrix * matrix.transpose() == FLINT.identity(size)
        assert all(abs(x) in (0, 1) for x in matrix.entries())


@pytest.mark.parametrize("regular", [True, False, None])
def test_a_spectrum_has_zeros_where_they_are_wished_for(regular: bool | None) -> None:
    found = [make.spectrum(Digits.seeded(seed), 3, regular=regular) for seed in range(60)]
    zeros = [0 in spectrum for spectrum in found]
    assert all(x >= 0 for spectrum in found for x in spectrum)
    assert (all(zeros), any(zeros)) == {True: (False, False), False: (True, True), None: (False, True)}[regular]
    assert any(len(set(spectrum)) < 3 for spectrum in found)
    signed = [make.spectrum(Digits.seeded(seed), 3, regular=regular, signed=True) for seed in SEEDS]
    assert any(x < 0 for spectrum in signed for x in spectrum)


@pytest.mark.parametrize("signed", [False, True])
def test_a_symmetric_matrix_is_semidefinite_unless_signed_and_its_eigenvectors_are_right(signed: bool) -> None:
    found = [make.symmetric(Digits.seeded(seed), 3, regular=None, signed=signed) for seed in range(30)]
    assert all(f.matrix == f.matrix.transpose() for f in found)
    assert all(is_positive_semidefinite(f.matrix) for f in found) is not signed
    assert any(f.vectors is None for f in found)
    for matrix, vectors, eigenvalues in found:
        if vectors is not None:
            assert matrix * vectors == vectors * FLINT.diagonal([fmpq_mat(1, 1, [x]) for x in eigenvalues])


@pytest.mark.parametrize(("rows", "cols"), [(1, 1), (3, 2), (2, 3), (3, 3)])
def test_a_matrix_has_the_rank_that_is_wished_for(rows: int, cols: int) -> None:
    full = [make.general(Digits.seeded(seed), rows, cols, regular=True) for seed in SEEDS]
    flat = [make.general(Digits.seeded(seed), rows, cols, regular=False) for seed in SEEDS]
    assert all(matrix.rank() == min(rows, cols) for matrix in full)
    assert all((matrix.transpose() * matrix).det() == 0 for matrix in flat)


def test_digit_0_makes_the_plainest_piece() -> None:
    assert make.orthonormal(PLAIN, 3, 3) == FLINT.identity(3)
    assert make.symmetric(PLAIN, 3, regular=None, signed=False).matrix == FLINT.identity(3)
    assert not make.general(PLAIN, 2, 3, regular=None)
    assert make.signed_permutation(PLAIN, 3) == FLINT.identity(3)


def test_a_letter_gets_its_own_digits_whatever_the_others_consume() -> None:
    data = bytes(range(3 * make.SHARE))
    first, second = Digits.drawn(data), Digits.drawn(data)
    for _ in range(5):
        first.pick(16)
    for digits in (first, second):
        digits.begin(2)
    assert [first.pick(16) for _ in range(9)] == [second.pick(16) for _ in range(9)]


# --- equations -------------------------------------------------------------------------------------------------------


def test_solutions_of_linear_equations_are_solutions_and_the_last_is_the_shortest() -> None:
    matrix, right = rational([[1, 2, 3], [2, 4, 6]]), rational([14, 28])

    def residuals(point: list[fmpq]) -> list[list[fmpq]]:
        return [(matrix * make.column(point) - right).entries()]

    found = list(make.solutions(residuals, 3, Digits.seeded(0)))
    assert all(not any(residuals(point)[0]) for point in found)
    assert len({tuple(point) for point in found}) > 1
    assert found[-1] == [1, 2, 3]  # the multiple of the row


def test_equations_that_are_not_linear_are_left_out_and_contradictions_have_no_solution() -> None:
    def mixed(point: list[fmpq]) -> list[list[fmpq]]:
        return [[point[0] + point[1] - 3], [point[0] * point[1] - 1]]

    def contradiction(point: list[fmpq]) -> list[list[fmpq]]:
        return [[point[0] - 1], [point[0] - 2]]

    digits = Digits.seeded(0)
    assert all(x + y == 3 for x, y in make.solutions(mixed, 2, digits))
    assert not list(make.solutions(contradiction, 1, digits))
    assert not list(make.solutions(lambda point: [[point[0] ** 2]], 1, digits))


def test_equations_that_divide_by_the_unknown_are_tried_away_from_zero() -> None:
    def residuals(point: list[fmpq]) -> list[list[fmpq]]:
        return [[fmpq(1) / point[0] * point[0] ** 2 - 7]]

    assert list(make.solutions(residuals, 1, Digits.seeded(0))) == [[7]]


def test_rational_roots_are_found_and_others_are_not() -> None:
    assert make.roots(lambda x: [x * x - fmpq(4, 9)]) == [fmpq(2, 3), fmpq(-2, 3)]
    assert make.roots(lambda x: [fmpq(0), x * (x - 1) * (x * x - 2)]) == [1, 0]
    assert make.roots(lambda x: [x * x - 2]) == make.roots(lambda x: [x - x]) == []


@pytest.mark.parametrize(
    ("rows", "norm"),
    [([[0, 3], [0, 4]], 5), ([[1, 1], [1, 1]], 2), ([[-3]], 3), ([[0]], 0), ([[1, 1], [0, 1]], None), ([1, 1], None)],
)
def test_a_norm_is_found_where_it_is_rational(rows: list[list[int]], norm: int | None) -> None:
    assert make.rational_norm(rational(rows)) == norm


# --- functions -------------------------------------------------------------------------------------------------------


def function(*, potential: bool, seed: int = 3, n: int = 3) -> Smooth:
    digits = Digits.seeded(seed)
    directions = [make.column([digits.choose(make.SIGNED) for _ in range(n)]) for _ in range(2)]
    count, build = make.smooth(rational(list(range(1, n + 1))), directions, potential=potential)
    return build(list(islice((digits.choose(make.POSITIVE) for _ in range(count)), count)))


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_function_has_the_derivatives_it_is_given(n: int) -> None:
    f = function(potential=True, n=n)
    functions = {"J": f.value, "grad_J": f.slope, "hess_J": f.curvature}
    first = st.Differentiable("J", "grad_J")
    second = st.Differentiable("grad_J", "hess_J", values=("n", 1), symmetric=True)
    assert holds(first, {}, {"n": n}, functions)
    assert holds(second, {}, {"n": n}, functions)
    if n > 1:  # the third derivative is not 0
        points = [rational([0] * n), rational([1] * n)]
        assert f.curvature(points[0]) != f.curvature(points[1])


def test_a_field_has_a_jacobian_that_need_not_be_symmetric() -> None:
    f = function(potential=False)
    functions = {"F": f.slope, "DF": f.curvature}
    assert holds(st.Differentiable("F", "DF", values=("n", 1)), {}, {"n": 3}, functions)
    assert not holds(st.Differentiable("F", "DF", values=("n", 1), symmetric=True), {}, {"n": 3}, functions)
