"""conform as a stranger meets it: a file of theirs, verdicts, reproducers that fail by themselves, crashes and hangs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from verify import conform
from verify.__main__ import main
from verify.conformance.expected import BadExpectation, read
from verify.conformance.isolation import conform_target
from verify.conformance.settings import BadSettings, settings
from verify.conformance.suite import Plan
from verify.conformance.targets import BadTarget, load
from verify.profiles import BAD_INPUT, OK, REFUTED

ROOT = Path(__file__).resolve().parents[3]
MINE = """
import ctypes
import os
import time

import numpy as np

def right(H, w_star, alpha):
    lam, Q = np.linalg.eigh(np.asarray(H, dtype=float))
    seen = lam > 1e-15 * len(lam) * lam.max()
    return Q @ (np.divide(lam, lam + alpha, out=np.zeros_like(lam), where=seen) * (Q.T @ np.asarray(w_star, dtype=float)))

def half(H, w_star, alpha):
    return right(H, w_star, alpha / 2)

def doubled(w, H, w_star):
    return 2 * H @ (w - w_star)

def leaves(H, w_star, alpha):
    return os._exit(0) if len(H) == 2 else right(H, w_star, alpha)

def large_ones_kill(H, w_star, alpha):
    return ctypes.string_at(0) if len(H) > 8 else right(H, w_star, alpha)

def loops(H, w_star, alpha):
    while len(H) == 2:
        time.sleep(1)
    return right(H, w_star, alpha)

def greedy(H, w_star, alpha):
    return np.zeros(2**33)[:0] if len(H) == 2 else right(H, w_star, alpha)

def in_place(H, w_star, alpha):
    w_star = np.asarray(w_star)
    answer = right(H, w_star, alpha)
    if w_star.flags.writeable:
        w_star += 1
    return answer

def single(H, w_star, alpha):
    return right(H, w_star, alpha).astype(np.float32)

KEPT = {}

def keeps(H, w_star, alpha):
    return KEPT.setdefault((alpha, len(H)), right(H, w_star, alpha)).copy()

class Ridge:
    def __init__(self, alpha=1.0, fit_intercept=True):
        self.alpha, self.fit_intercept = alpha, fit_intercept

    def fit(self, X, y):
        assert not self.fit_intercept
        U, s, Vt = np.linalg.svd(np.asarray(X, dtype=float), full_matrices=False)
        seen = s > 1e-15 * max(np.shape(X)) * s.max()
        factors = np.divide(s, s * s + self.alpha, out=np.zeros_like(s), where=seen)
        self.coef_ = Vt.T @ (factors * (U.T @ np.asarray(y, dtype=float)))
        return self

    def predict(self, X):
        return X @ self.coef_
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stranger's folder with a file of implementations."""
    folder = tmp_path_factory.mktemp("stranger")
    (folder / "mine.py").write_text(MINE, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be in that folder."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", [*sys.path])


HELD: dict[tuple[str, ...], dict[str, Any]] = {}


def held(name: str, *only: str, silence: float = 60.0, **options: Any) -> dict[str, Any]:
    """What comes of a few properties of a function of the file, by id; without more options, asked for once."""
    if options:
        return _held(name, only, silence, **options)
    if (name, *only) not in HELD:
        HELD[name, *only] = _held(name, only, silence)
    return HELD[name, *only]


def _held(name: str, only: tuple[str, ...], silence: float, **options: Any) -> dict[str, Any]:
    found = conform_target(f"mine.py:{name}", Plan("ridge_solution", 30, only=only), silence=silence, **options)
    return {**found, "by_id": {one["id"]: one for one in found["properties"]}}


def fresh(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh process that knows nothing of this project."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False, timeout=60
    )


# --- the command -----------------------------------------------------------------------------------------------------


def test_a_wrong_file_gets_a_verdict_that_names_the_theorem(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["conform", "mine.py:half", "--role", "ridge_solution", "--profile", "dev", "-x"])
    out, err = capsys.readouterr()
    assert code == REFUTED
    assert "runs" in err or "is run" in err
    for said in (
        "breaks eq_7_10",
        "w_tilde = (H + alpha I)^-1 H w_star",
        "H = [[1]]",
        "expected   (1/2)",
        "got        (0.66666",
        "alpha is used half as large",
    ):
        assert said in out
    assert out.splitlines()[-1] == "1 target: 1 violates"


def test_json_is_as_its_schema_says_and_the_same_twice(folder: Path) -> None:
    words = ["conform", "mine.py:doubled", "mine.py:nobody", "--role", "quadratic_gradient", "--profile", "dev", "-q"]
    texts = []
    for name in ("one.json", "two.json"):
        assert main([*words, "--format", "json", "-o", name]) == BAD_INPUT
        texts.append((folder / name).read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    assert str(folder) not in texts[0]
    data = json.loads(texts[0])
    schema = json.loads((ROOT / "verify" / "schemas" / "conform.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    assert data["summary"] == {"conforms": 0, "violates": 1, "incomplete": 0, "error": 1, "total": 2}
    assert "has no nobody; there are" in data["targets"][1]["error"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["mine.py:half"], "--role"),
        (["mine.py:half", "--role", "ridge"], "no role is called 'ridge'; there are ridge_solution"),
        ([], "no target is named"),
        (["mine.py:half", "--role", "ridge_solution", "--expected-failures", "none.toml"], "cannot be read"),
    ],
)
def test_bad_usage_is_told_and_nothing_is_run(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conform", *words]) == BAD_INPUT
    assert said in capsys.readouterr().err


def test_roles_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conform", "--role", "list"]) == OK
    assert len(capsys.readouterr().out.splitlines()) == 10


# --- reproducers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "tried", "finding"),
    [
        ("half", "closed_form", "inaccurate"),
        ("in_place", "inputs_unchanged", "changed input"),
        ("single", "result_dtype", "dtype"),
        ("leaves", "returns", "exit"),
        ("keeps", "keeps_nothing", "stale"),
    ],
)
def test_a_reproducer_fails_in_a_fresh_process(name: str, tried: str, finding: str) -> None:
    found = held(name, tried)["by_id"][tried]
    assert (found["verdict"], found["finding"]) == ("violated", finding)
    assert "verify" not in found["reproducer"]
    done = fresh(found["reproducer"])
    assert done.returncode == 1
    assert "Error" in done.stderr.splitlines()[-1]
    mended = found["reproducer"].replace(f"mine.{name}", "mine.right")
    assert fresh(mended).returncode == 0, "with the right function it does not fail"


# --- what happens to the process -------------------------------------------------------------------------------------


def test_a_process_that_ends_is_a_finding_with_a_small_case() -> None:
    found = held("leaves", "returns", "result_shape")
    returns, shape = (found["by_id"][name] for name in ("returns", "result_shape"))
    assert (returns["verdict"], returns["finding"]) == ("violated", "exit")
    assert returns["counterexample"]["H"] == [["0", "0"], ["0", "0"]]
    assert (shape["verdict"], shape["message"]) == ("not run", "not run: see returns")
    assert found["verdict"] == "violates"


def test_what_was_found_before_a_crash_is_kept() -> None:
    found = held("large_ones_kill", "returns", "closed_form_large")["by_id"]
    assert found["returns"]["verdict"] == "holds"
    assert found["closed_form_large"]["finding"] == "exit"
    assert "SIGSEGV" in found["closed_form_large"]["message"]


def test_a_call_that_does_not_return_is_a_finding() -> None:
    found = held("loops", "returns", silence=2.0)["by_id"]["returns"]
    assert (found["verdict"], found["finding"]) == ("violated", "hang")
    assert len(found["counterexample"]["w_star"]) == 2


def test_too_much_memory_is_a_finding() -> None:
    found = held("greedy", "returns")["by_id"]["returns"]
    assert found["finding"] == "crash"
    assert "Memory" in found["message"]


def test_a_right_one_conforms_and_counts_add_up() -> None:
    found = held("right", "returns", "closed_form", "strided")
    assert (found["verdict"], found["grade"]) == ("conforms", "backward-stable")
    assert all(one["planned"] == one["run"] + one["skipped"] == 30 for one in found["properties"])


def test_float32_has_its_own_tolerance() -> None:
    plan = Plan("ridge_solution", 30, dtype="float32", only=("closed_form", "result_dtype"))
    found = {one["id"]: one for one in conform_target("mine.py:single", plan)["properties"]}
    assert {one["verdict"] for one in found.values()} == {"holds"}
    assert held("single", "closed_form")["by_id"]["closed_form"]["verdict"] == "violated"


# --- expected failures -----------------------------------------------------------------------------------------------


def expectation(folder: Path, name: str, example: dict[str, Any]) -> str:
    """Write a file that expects a failure."""
    path = folder / "expected.toml"
    path.write_text(f'[[expected]]\nid = "{name}"\nreason = "known"\nexample = \'{json.dumps(example)}\'\n', encoding="utf-8")
    return "expected.toml"


def test_an_expected_failure_does_not_count_and_one_that_matches_nothing_is_an_error(folder: Path) -> None:
    example = held("half", "closed_form")["by_id"]["closed_form"]["counterexample"]
    entries = read(expectation(folder, "closed_form", example), "mine.py:half", "ridge_solution")
    assert held("half", "closed_form", expected=entries)["verdict"] == "conforms"
    found = held("right", "closed_form", expected=entries)
    assert (found["verdict"], "matches nothing" in found["error"]) == ("error", True)


@pytest.mark.parametrize(("name", "said"), [("no_such", "is no property"), ("closed_form", "lacks H, w_star, alpha")])
def test_an_expectation_that_says_too_little_is_refused(folder: Path, name: str, said: str) -> None:
    with pytest.raises(BadExpectation, match=said):
        read(expectation(folder, name, {}), "mine.py:half", "ridge_solution")


# --- targets and settings --------------------------------------------------------------------------------------------


def test_an_estimator_is_adapted_and_its_convention_is_stated() -> None:
    plan = Plan("ridge_regression", 30, only=("closed_form", "wide", "without_penalty"))
    found = conform_target("mine.py:Ridge", plan)
    assert found["verdict"] == "conforms", found
    assert "a = m alpha, without an intercept" in found["convention"]


@pytest.mark.parametrize(
    ("target", "role", "said"),
    [
        ("mine.py", "ridge_solution", "names no target"),
        ("none.py:f", "ridge_solution", "there is no file none.py"),
        ("no_such_module:f", "ridge_solution", "cannot be imported"),
        ("mine.py:MISSING", "ridge_solution", "has no MISSING; there are"),
        ("mine.py:np", "ridge_solution", "is of type module"),
        ("mine.py:Ridge", "ridge_solution", "its role is ridge_regression"),
    ],
)
def test_a_target_that_cannot_be_had_says_why(target: str, role: str, said: str) -> None:
    with pytest.raises(BadTarget, match=said):
        load(target, role)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no"),
        ("[[tool.ridgeproof.conform]]\ntarget = 'a:b'", "needs a target and a role"),
        ("[[tool.ridgeproof.conform]]\ntarget = 'a:b'\nrole = 'r'\nspeed = 'x'", "speed means nothing"),
        ("[[tool.ridgeproof.conform]]\ntarget = 'a:b'\nrole = 1", "are strings"),
    ],
)
def test_settings_that_are_not_understood_are_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings, match=said):
        settings(str(tmp_path / "pyproject.toml"))


def test_a_callable_is_held_in_this_process() -> None:
    outcome = conform(lambda w, H, w_star: H @ (w - w_star), "quadratic_gradient", profile="dev")
    assert outcome
    assert (outcome.verdict, outcome.violated) == ("conforms", [])
    assert "conforms" in str(outcome)
    with pytest.raises(LookupError, match="no role"):
        conform(len, "ridge")
