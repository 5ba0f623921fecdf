"""The long run counts, goes on where it was, and tells what it flags."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from verify.conformance import soak as module
from verify.implementations import IMPLEMENTATIONS, Implementation
from verify.implementations.controls import CONTROLS

RIGHT = tuple(row for row in IMPLEMENTATIONS if row.role == "weight_decay_step")[:2]


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a round small."""
    monkeypatch.setattr(module, "_ROUND", 3)


def test_it_goes_on_where_it_was() -> None:
    saved: list[dict[str, Any]] = []
    first = module.soak(1, {}, lambda state, _: saved.append(dict(state)), RIGHT)
    assert (first["round"], first["next"]) == (0, 1)
    assert saved == [first]
    then = module.soak(first["judged"] + 1, first, lambda *_: None, RIGHT)
    assert (then["round"], then["next"]) == (1, 0)
    assert then["judged"] > first["judged"] > 0
    assert then["findings"] == []


def test_what_is_flagged_is_told() -> None:
    control = next(control for control in CONTROLS if control.name == "weight_decay_step.twice_alpha")
    row = Implementation("planted", control.role, control.function, "")
    state = module.soak(1, {}, lambda *_: None, (row,))
    assert state["findings"]
    assert state["findings"][0]["name"] == "planted"


def test_the_command_keeps_its_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = module.soak
    monkeypatch.setattr(module, "soak", lambda wanted, state, save: real(wanted, state, save, RIGHT))
    file = tmp_path / "state.json"
    for _ in range(2):
        assert module.main(["--examples", "1", "--state", str(file)]) == 0
    assert capsys.readouterr().out.count("0 false alarms") == 2
