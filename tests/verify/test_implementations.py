"""The six right implementations keep every property, the two wrong ones are caught, and domains are honest."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.verify.held_together import held_together
from verify.conformance import PROPERTIES, Outcome, Property, hold, run
from verify.implementations import IMPLEMENTATIONS, Control, Implementation, controls, ridge_solution
from verify.strategies import Problem, ridge_problems

ROLE = "ridge_solution"
ROWS = [row for row in IMPLEMENTATIONS if row.role == ROLE]
WRONG = [row for row in controls.CONTROLS if row.name.startswith(f"{ROLE}.by_")]
HELD = [tried for tried in PROPERTIES if tried.role == ROLE]


def examples() -> int:
    """Return how many cases a pair of implementation and property gets; an audit draws more."""
    return max(40, settings().max_examples // 4)


def inside(problem: Problem) -> list[Implementation]:
    """Return the implementations that promise an accurate result for a problem."""
    return [row for row in ROWS if row.domain is None or row.domain(*problem.arguments.values())]


def name(row: Implementation | Control | Property) -> str:
    """Return what a test is called by."""
    return row.id if isinstance(row, Property) else row.name


@cache
def kept() -> dict[str, dict[str, Outcome]]:
    """What came of each implementation, by property."""
    return held_together(ROWS, examples())


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_a_right_implementation_keeps_every_property(row: Implementation) -> None:
    assert kept()[row.name].keys() == {tried.id for tried in HELD}
    for tried, outcome in kept()[row.name].items():
        assert outcome.verdict == "holds", (tried, outcome)
        assert outcome.grade == "backward-stable", (tried, outcome)


@pytest.mark.parametrize("row", WRONG, ids=name)
def test_a_wrong_one_is_caught_and_shrunk_to_a_few_small_whole_numbers(row: Control) -> None:
    outcome = run(next(p for p in HELD if p.id == "closed_form"), row.function, 50, seed=0)
    assert (outcome.verdict, outcome.finding) == ("violated", "inaccurate")
    assert outcome.counterexample is not None
    H = np.array([[Fraction(x) for x in entries] for entries in outcome.counterexample["H"]])
    assert len(H) <= 3
    assert all(x.denominator == 1 and abs(x) <= 16 for x in H.flat)


def test_every_property_about_values_catches_a_wrong_one() -> None:
    found = {tried.id: outcome.verdict for tried, outcome in hold(controls.by_eigenvectors_as_rows, ROLE, 40)}
    held = {name for name, verdict in found.items() if verdict == "holds"}
    weak = {"norm_falls", "large_penalty"}  # true of much that is wrong: others kill what they cannot
    assert held <= weak | {tried.id for tried in HELD if tried.contract}


# --- the table -------------------------------------------------------------------------------------------------------


def test_the_iterations_and_the_eliminations_say_where_they_can_be_used() -> None:
    assert {row.name for row in ROWS if row.domain is not None} == {"lu", "cholesky", "cg", "descent"}


# --- domains ---------------------------------------------------------------------------------------------------------

SINGULAR_IN_FLOATS = (1e8 * np.ones((2, 2)), np.array([1.0, 0.0]), 1e-9)


@pytest.mark.parametrize("row", [row for row in ROWS if row.domain is not None], ids=name)
def test_a_matrix_that_is_singular_after_rounding_is_outside_of_a_domain(row: Implementation) -> None:
    assert row.domain is not None
    assert not row.domain(*SINGULAR_IN_FLOATS)
    assert row.domain(np.eye(2), np.ones(2), 1.0)


def test_there_lu_fails_and_the_filters_do_not() -> None:
    with pytest.raises(np.linalg.LinAlgError):
        ridge_solution.by_lu(*SINGULAR_IN_FLOATS)
    for filtered in (ridge_solution.by_eigendecomposition, ridge_solution.by_svd):
        assert np.allclose(filtered(*SINGULAR_IN_FLOATS), 0.5)


@given(ridge_problems())
def test_elimination_never_fails_inside_of_its_domain(problem: Problem) -> None:
    arguments = problem.arguments.values()
    assume(ridge_solution.by_lu.domain(*arguments))  # type: ignore[attr-defined]
    assert np.isfinite(ridge_solution.by_lu(*arguments)).all()
    assert np.isfinite(ridge_solution.by_cholesky(*arguments)).all()


# --- alpha = 0 -------------------------------------------------------------------------------------------------------


def test_an_unprojected_solution_is_noticed_at_alpha_zero() -> None:
    """w_star itself solves H x = H w_star: no residual tells it from the projection, the bound on the error does."""
    tried = next(p for p in HELD if p.id == "without_penalty")
    found = run(tried, lambda H, w_star, alpha: np.array(w_star), 50, seed=0)
    assert (found.verdict, found.finding) == ("violated", "inaccurate")


# --- scale -----------------------------------------------------------------------------------------------------------


@given(ridge_problems(scale=0), st.integers(-150, 150))
def test_powers_of_four_change_no_bit(problem: Problem, k: int) -> None:
    """w_tilde(c H, c alpha) = w_tilde(H, alpha), and a power of four has an exact root: no rounding is different.

    This holds for the implementations at hand, bit for bit. It is not asked of others, who may scale in another way.
    """
    for row in inside(problem):
        scaled = row.function(np.ldexp(problem.H, 2 * k), problem.w_star, float(np.ldexp(problem.alpha, 2 * k)))
        assert np.array_equal(scaled, row.function(*problem.arguments.values())), row.name
