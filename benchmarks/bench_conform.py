"""How long `conform` takes a target and how much memory: all ten roles, each in the process it would really run in.

Goals are printed beside the figures, never asserted: a slow machine is no error.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.conformance import hold
from verify.implementations import IMPLEMENTATIONS
from verify.profiles import PROFILES

pytestmark = pytest.mark.benchmark(timer=time.process_time)
times: dict[tuple[str, str], float] = {}


def _filtered(lam: Any, alpha: float) -> Any:
    seen = lam > 1e-15 * len(lam) * lam.max()
    return np.divide(lam, lam + alpha, out=np.zeros_like(lam), where=seen)


def _solution(H: Any, w_star: Any, alpha: float) -> Any:
    lam, Q = np.linalg.eigh(np.asarray(H, dtype=float))
    return Q @ (_filtered(lam, alpha) * (Q.T @ np.asarray(w_star, dtype=float)))


def _regression(X: Any, y: Any, alpha: float) -> Any:
    U, s, Vt = np.linalg.svd(np.asarray(X, dtype=float), full_matrices=False)
    seen = s > 1e-15 * max(np.shape(X)) * s.max()
    return Vt.T @ (np.divide(s, s * s + len(X) * alpha, out=np.zeros_like(s), where=seen) * (U.T @ np.asarray(y, dtype=float)))


def _descent(H: Any, w_star: Any, lr: float, alpha: float, steps: int) -> Any:
    H, w_star = np.asarray(H, dtype=float), np.asarray(w_star, dtype=float)
    w = np.zeros_like(w_star)
    for _ in range(steps):
        w = w - lr * (alpha * w + H @ (w - w_star))
    return w


def _half(H: Any, w_star: Any, alpha: float) -> Any:
    return _solution(H, w_star, alpha / 2)


TARGETS: dict[str, tuple[str, Callable[..., Any]]] = {
    "ridge_solution": ("ridge_solution", _solution),
    "ridge_solution, wrong": ("ridge_solution", _half),
    "ridge_regression": ("ridge_regression", _regression),
    "ridge_regression, wrong": ("ridge_regression", lambda X, y, alpha: _regression(X, y, alpha / len(X))),
    "ridge_regression, float32": ("ridge_regression", lambda *given: _regression(*given).astype(np.float32).astype(float)),
    "weight_decay_descent": ("weight_decay_descent", _descent),
    "early_stopping": ("early_stopping", lambda H, w_star, lr, steps: _descent(H, w_star, lr, 0.0, steps)),
    "descent, a step less": ("weight_decay_descent", lambda H, w, lr, a, steps: _descent(H, w, lr, a, max(0, steps - 1))),
    "effective_dof": ("effective_dof", lambda H, a: float(_filtered(np.linalg.eigvalsh(np.asarray(H, dtype=float)), a).sum())),
    "quadratic_gradient": ("quadratic_gradient", lambda w, H, w_star: np.asarray(H, dtype=float) @ (w - w_star)),
}
# and a right one for each role that is not there yet
TARGETS |= {
    row.role: (row.role, row.function) for row in reversed(IMPLEMENTATIONS) if row.role not in TARGETS and row.domain is None
}
GOALS = {"dev": 1.0, "ci": 10.0}


def floor() -> float:
    """Return the milliseconds that an example of a bare integer takes: other work on the machine makes it more."""

    @settings(max_examples=300, database=None, deadline=None, derandomize=True)
    @given(st.integers())
    def drawn(_: int) -> None:
        pass

    drawn()
    began = time.process_time()
    drawn()
    return (time.process_time() - began) / 0.3


@pytest.fixture(scope="module", autouse=True)
def goals() -> Iterator[None]:
    """Print each time beside its goal, and the memory of the whole process."""
    yield
    print()
    print(f"Hypothesis alone takes {floor():.2f} ms an example: a measure of what else the machine does")
    for (name, profile), seconds in times.items():
        print(f"{name:>25}, {profile:<3} {seconds:6.2f} s   goal: {GOALS[profile]:g} s")
    print(f"{'memory':>25}      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:6.0f} MB  goal: 500 MB")


@pytest.mark.parametrize("profile", GOALS)
@pytest.mark.parametrize("name", TARGETS)
def test_a_target(name: str, profile: str, benchmark: Any) -> None:
    """All properties of a role, shrinking and all."""
    role, function = TARGETS[name]
    list(hold(function, role, 5))
    benchmark.pedantic(lambda: list(hold(function, role, PROFILES[profile])), rounds=1, iterations=1)
    if benchmark.stats is not None:
        times[name, profile] = benchmark.stats.stats.min
