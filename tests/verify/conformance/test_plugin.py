"""The pytest plugin and the decorator, each in a test run of its own."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from verify.conformance.properties import properties_of

ROOT = Path(__file__).resolve().parents[3]
MINE = """
def right(w, H, w_star):
    return H @ (w - w_star)

def doubled(w, H, w_star):
    return 2 * H @ (w - w_star)
"""
DECORATED = """
from mine import doubled
from verify.conformance import parametrize_with_properties

@parametrize_with_properties(doubled, "quadratic_gradient", profile="dev", expected_failures={"closed_form": "factor 2"})
def test_doubled(check):
    check()
"""

NUMBER = len(properties_of("quadratic_gradient"))
BROKEN = 3  # closed_form, closed_form_large and any_basis say what the gradient is; the rest holds for twice the gradient too


def pytest_in(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder."""
    (folder / "mine.py").write_text(MINE, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, check=False, timeout=120)


def plugged(folder: Path, name: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the plugin on a function."""
    named = ["--ridgeproof-implementation", f"mine.py:{name}", "--ridgeproof-role", "quadratic_gradient"]
    options = ["-p", "ridgeproof_pytest", "--pyargs", "verify.conformance", "--ridgeproof-profile", "dev"]
    return pytest_in(folder, *options, *named, *words)


@pytest.mark.thorough(reason="a run of seconds; that of one that violates its role shows a test a property as well")
def test_each_property_is_a_test(tmp_path: Path) -> None:
    done = plugged(tmp_path, "right")
    assert done.returncode == 0, done.stdout
    assert f"{NUMBER} passed" in done.stdout


def test_a_violation_fails_with_its_report(tmp_path: Path) -> None:
    done = plugged(tmp_path, "doubled")
    assert done.returncode == 1
    assert "closed_form breaks eq_7_07" in done.stdout
    assert "the result is twice as large" in done.stdout
    assert f"{NUMBER - BROKEN} passed" in done.stdout


@pytest.mark.parametrize("words", [("--ridgeproof-role", "ridge_solution"), ("--ridgeproof-implementation", "mine:f")])
def test_half_of_the_options_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = pytest_in(tmp_path, "-p", "ridgeproof_pytest", "--pyargs", "verify.conformance", *words)
    assert done.returncode == 4
    assert "go together" in done.stderr


def test_the_decorator_needs_no_plugin_and_notices_expected_failures(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(DECORATED, encoding="utf-8")
    done = pytest_in(tmp_path, "test_mine.py")
    counted = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|xfailed)", done.stdout)}
    assert counted == {"passed": NUMBER - BROKEN, "failed": BROKEN - 1, "xfailed": 1}, done.stdout


def test_the_plugin_imports_the_standard_library_only() -> None:
    tree = ast.parse((ROOT / "ridgeproof_pytest.py").read_text(encoding="utf-8"))
    names = {a.name for node in tree.body if isinstance(node, ast.Import) for a in node.names}
    names |= {str(node.module) for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
