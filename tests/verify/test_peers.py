"""Other libraries: verdicts, files and table, with adapters that are planted; SciPy is always there."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from verify import peers
from verify.conformance.properties import properties_of
from verify.implementations.adapters import LIBRARIES, Adapter, adapters_of
from verify.implementations.descent import step_by_gradient


def refusing(*_: Any) -> Any:
    """Refuse."""
    raise ValueError("not today")


def loose(w: Any, grad: Any, lr: float, alpha: float) -> Any:
    """Stop at three digits."""
    return step_by_gradient(w, grad, lr, alpha) * 1.001


PLANTED = {
    "holds": Adapter("right", "weight_decay_step", step_by_gradient, "alpha = alpha"),
    "raises": Adapter("refusing", "weight_decay_step", refusing, "alpha = alpha"),
    "silent": Adapter("loose", "weight_decay_step", loose, "alpha = alpha"),
    "documented": Adapter("loose, documented", "weight_decay_step", loose, "alpha = alpha", "to three digits"),
}


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> list[peers.Row]:
    """What comes of the planted adapters."""
    monkeypatch.setattr(peers, "adapters_of", lambda _: tuple(PLANTED.values()))
    return list(peers.rows_of("planted", examples=12))


def test_each_verdict_is_reached(rows: list[peers.Row]) -> None:
    assert len(rows) == len(PLANTED) * len(properties_of("weight_decay_step"))
    for verdict, adapter in PLANTED.items():
        (row,) = (row for row in rows if row.adapter is adapter and row.tried == "closed_form")
        assert row.verdict == verdict
        assert bool(row.reproducer) == (verdict != "holds")


def test_a_tolerance_excuses_no_broken_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = Adapter("half", "weight_decay_step", lambda *a: loose(*a).astype(np.float32), "alpha = alpha", "to three digits")
    monkeypatch.setattr(peers, "adapters_of", lambda _: (bad,))
    found = {row.tried: row.verdict for row in peers.rows_of("planted", examples=12)}
    assert found["result_dtype"] == "silent"
    assert found["closed_form"] == "documented"


def test_results_are_read_as_they_were_written(rows: list[peers.Row], tmp_path: Path) -> None:
    text = peers.toml("planted", "1.0", rows)
    data = tomllib.loads(text)
    assert [row["verdict"] for row in data["result"]] == [row.verdict for row in rows]
    (tmp_path / "planted-1.0.toml").write_text(text, encoding="utf-8")
    table = peers.table(tmp_path)
    for said in ("## planted 1.0", "**wrong**", "less, as documented", "raises", "adapters_of('planted')"):
        assert said in table


def test_the_committed_table_is_that_of_the_committed_results() -> None:
    assert peers.TABLE.read_text(encoding="utf-8") == peers.table()


@pytest.mark.parametrize("path", sorted(peers.RESULTS.glob("*.toml")), ids=lambda path: path.stem)
def test_committed_results_are_complete(path: Path) -> None:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert path.stem == f"{data['library']}-{data['version']}"
    assert data["library"] in LIBRARIES
    for row in data["result"]:
        assert row["verdict"] in peers._MARKS
        assert ("reproducer" in row) == (row["verdict"] in ("silent", "documented", "raises"))
        assert row["verdict"] != "documented" or row["documented"]


def test_scipy_reaches_the_solution() -> None:
    for adapter in adapters_of("scipy"):
        assert np.allclose(adapter.function(np.eye(3), np.ones(3), 1.0), 1 / 4)


def test_there_are_no_adapters_to_what_is_unknown() -> None:
    with pytest.raises(LookupError, match="there are adapters to scipy"):
        adapters_of("nothing")
