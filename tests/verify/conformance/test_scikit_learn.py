"""scikit-learn's Ridge as the documents show it: `conform` adapts it, and names what it does at alpha = 0."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from verify import conform

pytest.importorskip("sklearn", reason="scikit-learn is not installed; `make peers` installs it")

PAGE = Path(__file__).resolve().parents[3] / "docs" / "conform.md"


def test_ridge_breaks_the_limit_at_alpha_zero_and_nothing_else() -> None:
    done = conform("sklearn.linear_model:Ridge", "ridge_regression", profile="dev")
    assert done.data["error"] is None
    assert done.data["convention"].startswith("Ridge(alpha=len(X) * alpha, fit_intercept=False)")
    (broken,) = done.violated
    assert (broken["id"], broken["claim"]) == ("without_penalty", "limit_alpha_zero")
    assert {one["verdict"] for one in done.properties if one is not broken} == {"holds"}
    assert "without_penalty breaks limit_alpha_zero" in str(done)
    assert subprocess.run([sys.executable, "-c", broken["reproducer"]], capture_output=True, check=False).returncode == 1


def test_the_page_shows_what_comes_of_it() -> None:
    page = PAGE.read_text(encoding="utf-8")
    shown = page.partition("python -m verify conform sklearn.linear_model:Ridge --role ridge_regression\n")[2].partition("```")[
        0
    ]
    assert "sklearn.linear_model:Ridge as ridge_regression (float64): violates" in shown
    _, _, lines = shown.partition("reproduce with:\n")
    code = "\n".join(line[4:] for line in lines.partition("\n\n")[0].splitlines())
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "AssertionError: got" in done.stderr
