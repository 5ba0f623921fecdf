"""The kill matrix: no control survives, each pinned input still shows its mistake, and the sparing of work changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from verify.conformance import ROLES, kills
from verify.conformance.properties import properties_of
from verify.implementations import CONTROLS, IMPLEMENTATIONS, Control
from verify.implementations.controls import contract

MATRIX = json.loads(kills.FILE.read_text(encoding="utf-8"))["controls"]


def test_no_control_survives() -> None:
    assert MATRIX.keys() == {control.name for control in CONTROLS}
    assert [name for name, row in MATRIX.items() if not row["killed_by"]] == []


@pytest.mark.parametrize("role", ROLES)
def test_a_pinned_input_still_shows_the_mistake(role: str) -> None:
    pins = {control: MATRIX[control.name]["pinned"] for control in CONTROLS if control.role == role}
    assert [control.name for control, pin in pins.items() if not pin["finding"] == kills.replayed(control, pin) != ""] == []


@pytest.mark.parametrize("role", ROLES)
def test_a_pinned_input_does_not_flag_a_right_one(role: str) -> None:
    right = next(row.function for row in IMPLEMENTATIONS if row.role == role and row.domain is None)
    made = Control("right", role, "algebra", "formula", "nothing", lambda: right)
    pins = [MATRIX[control.name]["pinned"] for control in CONTROLS if control.role == role]
    assert [pin for pin in pins if kills.replayed(made, pin)] == []


@pytest.mark.parametrize("role", ROLES)
def test_every_property_kills_something_in_its_role(role: str) -> None:
    useful = {tried for control in CONTROLS if control.role == role for tried in MATRIX[control.name]["killed_by"]}
    assert [one.id for one in properties_of(role) if one.id not in useful] == []


def test_what_nobody_can_break_is_not_looked_at() -> None:
    left_out = {
        "new_result": {"effective_dof", "quadratic_loss"},  # a number has no memory of its own
        "fortran_order": {"shrinkage_factors", "weight_decay_step", "early_stopping_factors"},  # vectors only
        "keeps_nothing": {"quadratic_loss", "quadratic_gradient"},  # neither alpha nor lr to keep something by
    }
    names = {one.id for role in ROLES for one in properties_of(role) if one.contract}
    for name in names:
        without = {role for role in ROLES if name not in {one.id for one in properties_of(role)}}
        assert without == left_out.get(name, set()), name


@pytest.mark.parametrize(
    "control", [one for one in contract.ROWS if one.family != "stale_cache"], ids=lambda control: control.name
)
def test_what_breaks_the_contract_alone_has_right_values_if_any(control: Control) -> None:
    claims = {one.id for one in properties_of(control.role) if not one.contract}
    kinds = {kind for tried, kind in MATRIX[control.name]["killed_by"].items() if tried in claims}
    assert kinds <= {"crash"}


def test_a_contract_property_never_stands_for_a_wrong_formula_alone() -> None:
    """A wrong formula is caught by a claim, so that the verdict can name it."""
    form = {one.id for role in ROLES for one in properties_of(role) if one.contract}
    plain = [c for c in CONTROLS if c.kind == "formula" and c.family != "integer_input"]
    assert [c.name for c in plain if set(MATRIX[c.name]["killed_by"]) <= form] == []


# --- how it is computed ----------------------------------------------------------------------------------------------


def right(w: Any, H: Any, w_star: Any) -> Any:
    """Return the gradient."""
    return np.asarray(H, dtype=float) @ (np.asarray(w, dtype=float) - w_star)


def changing(w: Any, H: Any, w_star: Any) -> Any:
    """Change w, then put out the same."""
    result = right(w, H, w_star)
    w += 1
    return result


def raising(*_: Any) -> Any:
    """Refuse."""
    raise ValueError


OTHERS: list[Callable[..., Any]] = [
    changing,
    raising,
    lambda w, H, w_star: right(w, H, w_star) * (1 + 2.0**-52),
    lambda w, H, w_star: right(w, H, w_star).astype(np.float32),
    lambda w, H, w_star: right(w, H, w_star)[:, None],
    lambda w, H, w_star: right(w, H, w_star).tolist(),
    lambda w, H, w_star: w,
]


def test_what_does_the_same_is_not_judged_again_and_all_else_is() -> None:
    arguments = (np.array([3.0]), np.array([[1.0]]), np.array([1.0]))
    calls = [(arguments, tuple(map(np.array, arguments)), right(*arguments))]
    assert kills._does_the_same(right, calls)
    for other in OTHERS:
        assert not kills._does_the_same(other, calls)
        assert arguments[0] == 3.0  # put back
    assert not kills._does_the_same(right, [])


def test_a_right_one_is_not_killed() -> None:
    row = next(row for row in IMPLEMENTATIONS if row.role == "quadratic_gradient" and row.name == "columns")
    assert kills.kills(Control("right", row.role, "algebra", "formula", "nothing", lambda: row.function)) == {}


def test_a_case_is_read_as_it_was_written() -> None:
    pin = MATRIX["early_stopping.ridge_instead"]["pinned"]
    again = kills.packed(kills.unpacked(pin))
    assert again == {name: pin[name] for name in ("arguments", "letters")}
    assert json.loads(json.dumps(again)) == again


def test_a_survivor_and_a_difference_fail(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    committed = {name: row["killed_by"] for name, row in MATRIX.items()}
    monkeypatch.setattr(kills, "computed", lambda: committed)
    assert kills.main(["--check"]) == 0
    first = next(iter(committed))
    monkeypatch.setattr(kills, "computed", lambda: {**committed, first: {}})
    assert kills.main(["--check"]) == 1
    printed = capsys.readouterr().out
    assert f"differs: {first}" in printed
    assert f"1 survive: {first}" in printed
