"""The tables: what is promised about number, roles, classes and methods, and what a naive numeric test makes of it."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import islice
from types import ModuleType

import numpy as np
import pytest

from tests.verify.held_together import held_together
from verify.conformance import ROLES, Outcome, properties_of
from verify.implementations import (
    CONTROLS,
    IMPLEMENTATIONS,
    Control,
    Implementation,
    descent,
    naive,
    quadratic,
    ridge_regression,
    ridge_solution,
    spectral,
)
from verify.implementations.controls.table import CLASSES, wrong


def name(row: Implementation | Control) -> str:
    """Return what a test is called by."""
    return row.name if isinstance(row, Control) else f"{row.role}-{row.name}"


# --- right ones ------------------------------------------------------------------------------------------------------


def test_there_are_right_ones_enough_and_several_of_each_role() -> None:
    assert len(IMPLEMENTATIONS) >= 30
    assert min(Counter(row.role for row in IMPLEMENTATIONS).values()) >= 2
    assert {row.role for row in IMPLEMENTATIONS} == ROLES.keys()
    assert len({(row.role, row.name) for row in IMPLEMENTATIONS}) == len(IMPLEMENTATIONS)


@pytest.mark.parametrize("module", [ridge_solution, ridge_regression, spectral, descent, quadratic], ids=lambda m: m.__name__)
def test_the_table_lists_every_function_once(module: ModuleType) -> None:
    listed = [row.function.__name__ for row in IMPLEMENTATIONS if row.function.__module__ == module.__name__]
    assert sorted(listed) == sorted(module.__all__)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_one_that_is_right_everywhere(role: str) -> None:
    """The kill matrix spares itself what such a one does too."""
    assert any(row.domain is None for row in IMPLEMENTATIONS if row.role == role)


@pytest.mark.parametrize("row", IMPLEMENTATIONS, ids=name)
def test_a_right_one_passes_the_naive_test(row: Implementation) -> None:
    assert naive.passes(row.role, row.function)


@cache
def few(role: str) -> dict[str, dict[str, Outcome]]:
    """What came of all implementations of a role, on a few cases of each property."""
    return held_together([row for row in IMPLEMENTATIONS if row.role == role], 3)


@pytest.mark.parametrize("row", IMPLEMENTATIONS, ids=name)
def test_no_right_one_is_flagged(row: Implementation) -> None:
    """A few cases of each property; `make soak` runs a hundred thousand."""
    outcomes = few(row.role)[row.name]
    assert outcomes.keys() == {tried.id for tried in properties_of(row.role)}
    assert [(tried, outcome.message) for tried, outcome in outcomes.items() if outcome.verdict == "violated"] == []


# --- wrong ones ------------------------------------------------------------------------------------------------------


def test_there_are_wrong_ones_of_every_class_and_role() -> None:
    assert len(CONTROLS) >= 60
    assert min(Counter(control.family for control in CONTROLS).values()) >= 3
    assert {control.family for control in CONTROLS} == CLASSES.keys()
    assert {control.role for control in CONTROLS} == ROLES.keys()
    assert {control.kind for control in CONTROLS} == {"formula", "accuracy", "contract"}


def test_the_naive_test_misses_many_of_them() -> None:
    with np.errstate(all="ignore"):
        missed = (control.name for control in CONTROLS if naive.passes(control.role, control.function))
        assert len(list(islice(missed, 20))) == 20  # many more are; the first ones are enough here


def test_the_naive_test_is_not_blind() -> None:
    control = next(control for control in CONTROLS if control.name == "ridge_solution.twice_alpha")
    assert not naive.passes(control.role, control.function)


def test_a_name_is_taken_once_and_a_class_exists() -> None:
    rows: list[Control] = []
    enter = wrong(rows, "ridge_solution", "convention", "formula", "-")
    enter(naive.passes)
    with pytest.raises(ValueError, match="taken"):
        enter(naive.passes)
    with pytest.raises(ValueError, match="does not exist"):
        wrong(rows, "ridge_solution", "no class", "formula", "-")(naive.passes)


def test_one_that_keeps_a_state_is_made_anew() -> None:
    control = next(control for control in CONTROLS if control.name == "early_stopping.goes_on")
    H, w_star = np.eye(1), np.ones(1)
    assert control.function(H, w_star, 0.5, 1) == control.function(H, w_star, 0.5, 1)
