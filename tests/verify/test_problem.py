"""What has to be found for a part is read off its statements: letters, kinds, sizes, functions, order."""

from __future__ import annotations

import pytest

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Part, Step, shows
from derivations.language.symbols import (
    H,
    I,
    J,
    Lam,
    Q,
    alpha,
    diagonal,
    differentiable,
    e_i,
    grad_J,
    orthogonal,
    positive_semidefinite,
    w,
    w_star,
    w_tilde,
)
from verify.problem import Problem
from verify.vocabulary import free_symbols, sizes_in

U, K = tm.Symbol("U", "m", "n"), tm.Symbol("K", "k", "n")
q = tm.Symbol("q", "n")
zero = tm.Zero("n")


def part(goal: st.Statement, *given: Hypothesis, steps: tuple[Step, ...] = ()) -> Part:
    return shows("sample", "", goal, given=given, after=steps)


@pytest.mark.parametrize(
    ("statement", "free"),
    [
        (st.eq(tm.SumOver(tm.Coordinate(w, e_i) * alpha, e_i), 0), {"w", "alpha"}),
        (st.eq(tm.DiagonalOf(tm.Coordinate(Lam, e_i), e_i) * tm.Column(Q, e_i), w), {"Lam", "Q", "e_i", "w"}),
        (st.GradientIs(w.T * H * w, w, w_tilde, zero), {"H", "w_tilde"}),
        (st.GradientIs(w.T * H * w, w, w, 2 * H * w), {"H", "w"}),
        (st.BasisVector(e_i), {"e_i"}),
        (st.Differentiable("J", "grad_J"), set()),
    ],
    ids=["sum", "diagonal", "gradient elsewhere", "gradient at w", "kind", "function"],
)
def test_what_is_bound_is_not_free(statement: st.Statement, free: set[str]) -> None:
    assert set(free_symbols(statement)) == free


def test_sizes_are_gathered_from_every_corner_with_n_first() -> None:
    goal = st.eq(tm.SizeNumber("k") * tm.tr(tm.Identity("m")), 1)
    assert sizes_in(part(goal, Hypothesis("f", st.Differentiable("J", "grad_J", size="n")))) == ("n", "k", "m")


def test_letters_of_steps_and_of_values_count_too() -> None:
    step = Step(st.eq(H, H))
    given = Hypothesis("g", st.PositiveSemidefinite(Lam), values={"Lam": Q.T * Q})
    assert set(Problem(part(st.eq(w, w), given, steps=(step,))).letters) == {"w", "H", "Lam", "Q"}


def test_what_defines_comes_before_what_is_defined() -> None:
    spectral = Hypothesis("spectral", st.eq(H, Q * Lam * Q.T))
    closed = Hypothesis("closed", st.eq(w_tilde, tm.inv(H + alpha * I) * H * w_star))
    problem = Problem(part(st.eq(w_tilde, w), spectral, closed, orthogonal(Q), diagonal(Lam), positive_semidefinite(H)))
    for turn in range(8):
        early, late = problem.order(turn)
        place = {name: k for k, name in enumerate(early)}
        assert late == []
        assert place["H"] > max(place["Q"], place["Lam"])
        assert place["w_tilde"] > max(place["H"], place["alpha"], place["w_star"])
        assert sorted(place) == sorted(problem.letters)


def test_kinds_are_marks_and_other_statements_are_not() -> None:
    near = Hypothesis("near", st.eq(Q.T * Q, 2 * I))
    assert Problem(part(st.eq(Q, Q), orthogonal(Q))).marks["Q"] == {"columns"}
    assert Problem(part(st.eq(Q, Q), near)).marks["Q"] == set()
    assert Problem(part(st.eq(H, H), positive_semidefinite(H))).marks["H"] == {"symmetric", "semidefinite"}
    unit = Hypothesis("unit", st.eq(q.T * q, 1))
    assert Problem(part(st.eq(q, q), unit)).marks["q"] == {"columns"}


def test_a_constant_in_a_gradient_does_not_wait_for_its_function() -> None:
    constant = Hypothesis("a", st.GradientIs(J(w_star) + alpha / 2 * w.T * w, w, w_tilde, zero))
    moving = Hypothesis("b", st.GradientIs(J(w) + alpha / 2 * w.T * w, w, w_tilde, zero))
    inside = Hypothesis("c", st.GradientIs(J(w_star) * (w.T * w), w, w_tilde, zero))
    problem = Problem(part(st.eq(w_tilde, w_tilde), differentiable(), constant, moving, inside))
    needed = {need.name: bool(need.functions) for need in problem.needs}
    assert needed == {"J_differentiable": True, "a": False, "b": True, "c": True}


def test_a_function_and_its_derivatives_are_one_family() -> None:
    twice = Hypothesis("t", st.Differentiable("grad_J", "hess_J", values=("n", 1), symmetric=True))
    field = Hypothesis("f", st.Differentiable("F", "DF", values=("n", 1)))
    families = Problem(part(st.eq(grad_J(w), zero), differentiable(), twice, field)).families
    assert [(f.names, f.level, f.potential) for f in families] == [
        (("J", "grad_J", "hess_J"), 0, True),
        (("F", "DF"), 1, False),
    ]


def test_sizes_grow_until_orthonormal_columns_fit() -> None:
    columns = Hypothesis("u", st.eq(U.T * U, I))
    rows = Hypothesis("k", st.eq(K.T * K, I))
    problem = Problem(part(st.eq(U * w, U * w), columns, rows))
    assert problem.thin({"m": 2, "n": 3, "k": 3}) == "U"
    assert problem.thin({"m": 3, "n": 3, "k": 5}) is None
    assert problem.fitted({"m": 1, "n": 3, "k": 2}) == {"m": 3, "n": 3, "k": 3}


def test_sizes_that_are_numbers_are_left_alone() -> None:
    tall = tm.Symbol("T", 2, "n")
    problem = Problem(part(st.eq(tall, tall), Hypothesis("t", st.eq(tall.T * tall, I))))
    assert problem.thin(problem.fitted({"n": 3})) == "T"
    assert problem.thin(problem.fitted({"n": 2})) is None
