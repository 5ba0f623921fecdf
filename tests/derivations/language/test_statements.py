"""A statement says what its shapes allow, and names both shapes where they do not fit."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import LanguageError, ShapeError

H, X = tm.Symbol("H", "n", "n"), tm.Symbol("X", "m", "n")
w, y = tm.Symbol("w", "n"), tm.Symbol("y", "m")
alpha = tm.Symbol("alpha")


def test_an_equation_takes_numbers_and_keeps_its_sides() -> None:
    assert st.eq(alpha, 1) == st.Equal(alpha, tm.Number(Fraction(1)))
    assert st.eq(H * w, w) != st.eq(w, H * w)
    with pytest.raises(LanguageError, match="exact"):
        st.eq(alpha, 0.1)  # type: ignore[arg-type]


MISFITS: list[tuple[Callable[[], st.Statement], list[str]]] = [
    (lambda: st.eq(H, X), ["H", "X", "('n', 'n')", "('m', 'n')"]),
    (lambda: st.eq(H, 1), ["('n', 'n')", "(1, 1)"]),
    (lambda: st.PositiveSemidefinite(X), ["PositiveSemidefinite", "square", "('m', 'n')"]),
    (lambda: st.PositiveDefinite(w), ["PositiveDefinite", "square", "('n', 1)"]),
    (lambda: st.Invertible(X), ["Invertible", "square", "('m', 'n')"]),
    (lambda: st.GradientIs(w.T * w, w, w, y), ["('n', 1)", "('m', 1)"]),
    (lambda: st.GradientIs(w.T * w, w, w, w.T), ["('n', 1)", "(1, 'n')"]),
    (lambda: st.GradientIs(w.T * w, w, y, w), ["('n', 1)"]),
    (lambda: st.GradientIs(X * w, w, w, X.T), ["('m', 'n')", "('n', 'm')"]),
]


@pytest.mark.parametrize(("build", "words"), MISFITS)
def test_a_misfit_names_the_shapes(build: Callable[[], st.Statement], words: list[str]) -> None:
    with pytest.raises(ShapeError) as caught:
        build()
    for word in words:
        assert word in str(caught.value)


def test_a_gradient_is_a_column_and_a_jacobian_has_a_row_for_each_value() -> None:
    assert st.GradientIs(w.T * w, w, w, 2 * w).value.shape == ("n", 1)
    assert st.GradientIs(X * w, w, w, X).value.shape == ("m", "n")
    assert st.GradientIs(alpha * alpha, alpha, alpha, 2 * alpha).value.shape == (1, 1)


@pytest.mark.parametrize("form", [st.PositiveSemidefinite, st.PositiveDefinite, st.Invertible])
def test_a_number_counts_as_a_square_matrix(form: Callable[[tm.Term], st.Statement]) -> None:
    assert form(alpha) == form(alpha)
    assert form(alpha) != form(H)


@pytest.mark.parametrize(
    "build",
    [
        lambda: st.LimitIs(w, alpha, "0", y),
        lambda: st.LimitIs(w, w, "0", w),
        lambda: st.LimitIs(w, alpha, "1", w),
    ],
)
def test_a_limit_is_taken_in_a_number_towards_0_or_infinity_and_keeps_the_shape(build: Callable[[], st.Statement]) -> None:
    assert st.LimitIs(alpha * w, alpha, "0", w) != st.LimitIs(alpha * w, alpha, "inf", w)
    with pytest.raises(LanguageError, match="cannot tend to"):
        build()


def test_a_function_maps_vectors_to_numbers_or_to_vectors_of_the_same_size() -> None:
    assert st.Differentiable("J", "grad_J").values == (1, 1)
    assert st.Differentiable("g", "G", "m", ("m", 1), symmetric=True).size == "m"
    with pytest.raises(LanguageError, match="g maps"):
        st.Differentiable("g", "G", "n", ("m", 1))


def test_equal_statements_are_one_key() -> None:
    assert len({st.eq(H, H.T), st.eq(H, H.T), st.Symmetric(H)}) == 2
