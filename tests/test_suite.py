"""This suite, run as a user runs it: what it prints, and that it fails when a checker is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[1]

HEAD = """
from verify import kernel

"""
PLANTED = {
    "kernel_accepts": """
def check(theory, certificates):
    steps = {name: len(entry.get("steps", [])) for name, entry in theory.items()}
    return {name: kernel.Result("proved" if number else "axiom", steps=number) for name, number in steps.items()}
kernel.check = check
""",
    "kernel_rejects": """
kernel.check = lambda theory, certificates: {name: kernel.Result("rejected", "no") for name in theory}
""",
}


def pytest_run(*words: str, path: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run pytest in a process of its own."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "tests/test_claims.py", *words]
    environment = {**os.environ, "PYTHONPATH": str(path)}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False, timeout=120)


def test_a_run_names_its_profile_and_ends_with_the_ledger() -> None:
    done = pytest_run("-k", "eq_7_09 or eq_7_08", "--profile", "dev")
    assert done.returncode == 0, done.stdout
    assert "ridgeproof: profile dev (50 examples); Python 3." in done.stdout
    assert "sympy " in done.stdout
    lines = done.stdout.partition(" ledger ")[2].splitlines()
    rows = [line.split() for line in lines if line.startswith("eq_7_0")]
    assert rows == [  # parts are counted, and of what is derived one at three sizes
        ["eq_7_08", "3/3", "3/3", "3/3", "3/3", "3/3", "1/1", "passed"],
        ["eq_7_09", "1/1", "1/1", "3/3", "1/1", "1/1", "passed"],
    ]
    assert "claims tested: 2, of which 2 passed and 0 failed" in lines


def test_a_file_that_cannot_be_read_is_not_hidden_by_the_ledger(request: pytest.FixtureRequest) -> None:
    """Pytest counts it among the errors, but it is no test of a claim; the summary once broke down on it."""
    plugins = request.config.pluginmanager.get_plugins()
    (suite,) = [one for one in plugins if getattr(one, "__file__", "") == str(ROOT / "conftest.py")]
    unread = pytest.CollectReport("tests/test_claims.py", "failed", "SyntaxError", [])
    reporter = SimpleNamespace(stats={"error": [unread]}, section=pytest.fail, write_line=pytest.fail)
    suite.pytest_terminal_summary(reporter)


REJECTS = pytest.mark.thorough(reason="a run of seconds; test_audit tries every wrong checker without one")


@pytest.mark.parametrize("planted", ["kernel_accepts", pytest.param("kernel_rejects", marks=REJECTS)])
def test_a_wrong_checker_fails_the_suite(planted: str, tmp_path: Path) -> None:
    """A checker that accepts everything is as bad as one that rejects everything."""
    (tmp_path / "planted_checker.py").write_text(HEAD + PLANTED[planted], encoding="utf-8")
    done = pytest_run("-p", "planted_checker", "-k", "(certified or second_opinion) and eq_7_13", path=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "FAILED" in next(line for line in done.stdout.splitlines() if line.startswith("eq_7_13 "))
    assert "claims tested: 1, of which 0 passed and 1 failed" in done.stdout
