"""Other libraries: verdicts, what documentation explains, reproducers, files and table; SciPy is always there."""

from __future__ import annotations

import re
import tomllib
import warnings
from collections.abc import Iterator
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from verify import peers
from verify.conformance.properties import properties_of
from verify.implementations.adapters import LIBRARIES, Adapter, adapters_of
from verify.implementations.descent import step_by_gradient
from verify.peers import DOCUMENTED, Documented
from verify.report.peers import MARKS, table, toml


def refusing(*_: Any) -> Any:
    """Refuse."""
    raise ValueError("not today")


def loose(w: Any, grad: Any, lr: float, alpha: float) -> Any:
    """Stop at three digits."""
    return step_by_gradient(w, grad, lr, alpha) * 1.001


def coarse(w: Any, grad: Any, lr: float, alpha: float) -> Any:
    """Be wrong in the first digit."""
    return step_by_gradient(w, grad, lr, alpha) * 1.5


def warning(w: Any, grad: Any, lr: float, alpha: float) -> Any:
    """Say that it is wrong."""
    warnings.warn("it did not converge", RuntimeWarning, stacklevel=2)
    return loose(w, grad, lr, alpha)


def listed(w: Any, grad: Any, lr: float, alpha: float) -> Any:
    """Return another type."""
    return loose(w, grad, lr, alpha).tolist()


def planted(name: str, function: Any) -> Adapter:
    """Return an adapter."""
    return Adapter(name, "weight_decay_step", function, "alpha = alpha")


PLANTED = {
    "holds": planted("right", step_by_gradient),
    "raises": planted("refusing", refusing),
    "silent": planted("loose", loose),
    "documented": planted("loose, documented", loose),
    "warned": planted("loose, warning", warning),
}
BEYOND = planted("coarse, documented", coarse)
LISTED = planted("listed, documented", listed)
RULE = Documented(
    ("loose, documented", "coarse, documented", "listed, documented"), "math:floor", "Return the floor", "to 3 digits", 1e-2
)


@pytest.fixture(scope="module", autouse=True)
def _rules() -> Iterator[None]:
    """Let there be one rule, and few tries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(peers, "DOCUMENTED", (RULE,))
        patch.setattr(peers, "_SMALLER", 60)
        peers._rules.cache_clear()
        yield
    peers._rules.cache_clear()


def rows_of(*adapters: Adapter, only: tuple[str, ...] = ()) -> list[peers.Row]:
    """What comes of planted adapters."""
    every = properties_of("weight_decay_step")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(peers, "adapters_of", lambda _: adapters)
        patch.setattr(peers, "properties_of", lambda _: [one for one in every if not only or one.id in only])
        return list(peers.rows_of("planted", examples=12))


@pytest.fixture(scope="module")
def rows() -> list[peers.Row]:
    """What comes of one adapter a verdict."""
    return rows_of(*PLANTED.values(), only=("returns", "closed_form"))


def test_each_verdict_is_reached(rows: list[peers.Row]) -> None:
    for verdict, adapter in PLANTED.items():
        (row,) = (row for row in rows if row.adapter is adapter and row.tried == "closed_form")
        assert row.verdict == verdict
        assert bool(row.reproducer) == (verdict != "holds")
        assert (row.rule is RULE) == (verdict == "documented")


def test_reproducers_are_small_need_nothing_of_ours_and_fail_in_a_fresh_process(rows: list[peers.Row]) -> None:
    for row in rows:
        assert row.reproduced == bool(row.reproducer)
        assert "verify" not in row.reproducer
    (row,) = (row for row in rows if row.adapter is PLANTED["silent"] and row.tried == "closed_form")
    assert re.search(r"^w = np.array\(\[[^,]*\]\)$", row.reproducer, re.MULTILINE), "one parameter is left"
    assert not peers.fails_afresh(row.reproducer.replace("target = loose", "target = step_by_gradient"), "assert")


def test_lines_that_fail_in_another_way_do_not_count() -> None:
    assert peers.fails_afresh("assert False, 'as wanted'", "assert")
    assert not peers.fails_afresh("raise ValueError('AssertionError')", "assert")
    assert peers.fails_afresh("raise ValueError('no')", "it raised ValueError: no")
    assert not peers.fails_afresh("import no_such_module", "it raised ValueError: no")
    assert not peers.fails_afresh("print('AssertionError')", "assert")


def test_a_tolerance_excuses_no_more_than_it_explains() -> None:
    (row,) = rows_of(BEYOND, only=("closed_form",))
    assert (row.verdict, row.rule) == ("silent", None)


def test_a_tolerance_excuses_no_broken_contract() -> None:
    found = {row.tried: row.verdict for row in rows_of(LISTED, only=("result_dtype", "closed_form"))}
    assert found == {"result_dtype": "silent", "closed_form": "documented"}


def test_what_a_library_does_not_say_any_more_excuses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "DOCUMENTED", (replace(RULE, words="to three digits"),))
    peers._rules.cache_clear()
    (row,) = rows_of(PLANTED["documented"], only=("closed_form",))
    peers._rules.cache_clear()
    assert row.verdict == "silent"


def test_a_rule_about_bad_conditions_is_about_those_only() -> None:
    rule = Documented((), "math:floor", "", "", condition=1e8)
    tried = properties_of("ridge_regression")[0]
    subject: Any = None

    def case(smallest: float) -> Any:
        return type("Case", (), {"arguments": {"X": np.diag([1.0, smallest]), "y": np.ones(2), "alpha": 0.0}})

    assert peers._explained(rule, tried, subject, case(1e-9))
    assert not peers._explained(rule, tried, subject, case(1e-3))


def test_results_are_read_as_they_were_written(rows: list[peers.Row], tmp_path: Path) -> None:
    text = toml("planted", "1.0", rows)
    data = tomllib.loads(text)
    assert [row["verdict"] for row in data["result"]] == [row.verdict for row in rows]
    (tmp_path / "planted-1.0.toml").write_text(text, encoding="utf-8")
    written = table(tmp_path)
    for said in ("## planted 1.0", "**wrong**", "less, as documented", "off, with a warning", "raises", RULE.source):
        assert said in written
    assert "| planted 1.0 | loose | alpha = alpha | 1 |  |  | 1 |  |  |" in written, "of two properties one holds, one is wrong"
    assert "do not fail in a fresh process" not in written
    (tmp_path / "planted-1.0.toml").write_text(text.replace("process = true", "process = false"), encoding="utf-8")
    assert "do not fail in a fresh process" in table(tmp_path)


# --- what is committed -----------------------------------------------------------------------------------------------

COMMITTED = {path: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(peers.RESULTS.glob("*.toml"))}


def test_the_committed_table_is_that_of_the_committed_results() -> None:
    assert peers.TABLE.read_text(encoding="utf-8") == table(peers.RESULTS)


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_committed_results_are_complete(path: Path) -> None:
    data = COMMITTED[path]
    assert path.stem == f"{data['library']}-{data['version']}"
    assert data["library"] in LIBRARIES
    for row in data["result"]:
        assert row["verdict"] in MARKS
        assert ("reproducer" in row) == (row["verdict"] not in ("holds", "not judged"))
        assert ("documented" in row) == (row["verdict"] == "documented")


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_whatever_is_called_documented_is_so_by_a_rule(path: Path) -> None:
    """No status is typed: each comes from a rule about this solver and this property, and from a finding it may explain."""
    for row in COMMITTED[path]["result"]:
        if row["verdict"] == "documented":
            about = [one for one in DOCUMENTED if row["solver"] in one.solvers]
            meant = [one for one in about if not one.properties or row["property"] in one.properties]
            assert (row["documented"], row["source"]) in {(one.says, one.source) for one in meant}
            assert row["finding"] == "inaccurate"


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_committed_reproducers_failed_in_a_fresh_process(path: Path) -> None:
    shown = [row for row in COMMITTED[path]["result"] if "reproducer" in row]
    assert [(row["solver"], row["property"]) for row in shown if not row["fails_in_a_fresh_process"]] == []
    assert not any("verify" in row["reproducer"] for row in shown)


def test_reproducers_of_scipy_still_fail() -> None:
    (data,) = (data for data in COMMITTED.values() if data["library"] == "scipy")
    if data["version"] != metadata.version("scipy"):
        pytest.skip(f"the results are those of SciPy {data['version']}")
    shown: dict[str, str] = {row["solver"]: row["reproducer"] for row in data["result"] if "reproducer" in row}
    assert shown
    for solver, lines in shown.items():
        assert peers.fails_afresh(lines, "assert"), solver


def test_rules_about_scipy_are_said_by_the_installed_version() -> None:
    about = [one for one in DOCUMENTED if one.place.startswith("scipy.")]
    assert about
    assert [one.source for one in about if not one.is_said()] == []
    assert not replace(about[0], words="it is always exact").is_said()


def test_each_rule_is_about_solvers_that_there_are() -> None:
    named = {solver for one in DOCUMENTED for solver in one.solvers}
    known = {row["solver"] for data in COMMITTED.values() for row in data["result"]}
    assert named <= known


def test_scipy_reaches_the_solution() -> None:
    for adapter in adapters_of("scipy"):
        assert np.allclose(adapter.function(np.eye(3), np.ones(3), 1.0), 1 / 4)


def test_there_are_no_adapters_to_what_is_unknown() -> None:
    with pytest.raises(LookupError, match="there are adapters to scipy"):
        adapters_of("nothing")


@pytest.mark.parametrize(("words", "asked"), [([], [*LIBRARIES]), (["scipy"], ["scipy"])])
def test_all_libraries_are_asked_where_none_is_named(
    words: list[str], asked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`make peers` names none."""
    seen: list[str] = []

    def noted(library: str, _: int) -> Iterator[peers.Row]:
        seen.append(library)
        return iter(())

    monkeypatch.setattr(peers, "RESULTS", tmp_path)
    monkeypatch.setattr(peers, "TABLE", tmp_path / "peers.md")
    monkeypatch.setattr(metadata, "version", lambda _: "1")
    monkeypatch.setattr(peers, "rows_of", noted)
    monkeypatch.setattr("verify.report.peers.table", lambda _: "")
    assert peers.main(words) == 0
    assert seen == asked


def test_a_library_without_adapters_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """The words that may be said are in the message."""
    with pytest.raises(SystemExit, match="2"):
        peers.main(["scipy", "scikitlearn"])
    assert "no adapters to scikitlearn: name some of scipy, scikit-learn" in capsys.readouterr().err
