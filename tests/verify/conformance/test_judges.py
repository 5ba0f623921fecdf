"""Layouts hold the same numbers in another form, and what is kept by numbers alone is told from what is merely wrong."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from typing import Any

import numpy as np
import pytest
from flint import fmpq

from verify.conformance import ROLES
from verify.conformance.engine import hold, run
from verify.conformance.judges import LAYOUTS, Compared, jointly, related
from verify.conformance.judging import Finding, Subject
from verify.conformance.properties import properties_of
from verify.conformance.reproducer import _LAYOUTS as WRITTEN
from verify.conformance.reproducer import reproducer
from verify.implementations.descent import descent_by_loop, step_by_gradient
from verify.implementations.ridge_solution import by_eigendecomposition
from verify.role_problems import Asked

WHOLE = np.array([[1.0, -2.0], [3.0, 2.0**61]])
NOT_INT64 = [np.array([1.0, 2.0**63]), np.array([-(2.0**1000), 0.0]), np.array([0.5, 2.0])]


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_holds_the_same_numbers(name: str) -> None:
    laid_out = LAYOUTS[name](WHOLE)
    assert np.array_equal(laid_out, WHOLE)
    assert not np.may_share_memory(laid_out, WHOLE)


def test_whole_numbers_become_integers_where_they_fit_and_without_a_warning() -> None:
    assert LAYOUTS["integer"](WHOLE).dtype == np.int64
    for array in NOT_INT64:
        assert LAYOUTS["integer"](array) is array


def test_a_reproducer_lays_arrays_out_alike() -> None:
    lines, expected = ["import numpy as np"], []
    for name, array in product(LAYOUTS, (WHOLE, *NOT_INT64)):
        lines += [f"H = np.array({array.tolist()})", WRITTEN[name].format("H")]
        lines.append(f"print({name!r}, H.dtype, H.tolist(), H.flags.writeable)")
        laid_out = LAYOUTS[name](array)
        expected.append(f"{name} {laid_out.dtype} {laid_out.tolist()} {laid_out.flags.writeable}")
    code = "\n".join(lines)
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == expected


def test_a_result_that_is_written_over_is_wrong_in_that_alone() -> None:
    """Its value is taken at once, before later calls."""
    found = {tried.id: outcome.verdict for tried, outcome in hold(overwritten(), "ridge_solution", 30)}
    assert [name for name, verdict in found.items() if verdict != "holds"] == ["repeatable"]


def test_what_results_may_be_off_by_is_only_worked_out_where_it_decides() -> None:
    def slack() -> Any:
        raise AssertionError

    def compared(most: int) -> Any:
        return jointly([], lambda _: Compared(fmpq(3), fmpq(most), slack))

    case = Asked({"H": np.eye(1), "w_star": np.ones(1), "alpha": 1.0})
    subject = Subject(by_eigendecomposition, ROLES["ridge_solution"])
    assert [compared(most)(subject, case).ratio for most in (4, 3)] == [0.75, 1.0]
    with pytest.raises(AssertionError):
        compared(2)(subject, case)


def test_what_is_known_of_changed_arguments_is_found_once_for_all_implementations_and_changed_by_none() -> None:
    made = []

    def doubled(arguments: Any) -> Any:
        made.append(arguments)
        return {**arguments, "alpha": 2 * arguments["alpha"], "H": 2 * arguments["H"]}

    def careless(H: Any, w_star: Any, alpha: float) -> Any:
        H *= 3
        return by_eigendecomposition(H / 3, w_star, alpha)

    case = Asked({"H": np.diag([1.0, 2.0]), "w_star": np.ones(2), "alpha": 1.0})
    subjects = [Subject(function, ROLES["ridge_solution"]) for function in (careless, by_eigendecomposition)]
    judges = [related(doubled), jointly([doubled], lambda runs: Compared(runs[0].x[0, 0], runs[1].x[0, 0], fmpq))]
    found = [judge(subject, case).ratio for judge in judges for subject in subjects]
    assert found[0] == found[1] < 1
    assert found[2] == found[3] == 1
    assert len(made) == 2, "with the letters of the case and without them"
    half = Subject(lambda H, w_star, alpha: by_eigendecomposition(H, w_star, alpha / 2), ROLES["ridge_solution"])
    with pytest.raises(Finding, match="the error is"):
        judges[0](half, case)


# --- what is kept ----------------------------------------------------------------------------------------------------


def keeps_nothing(function: Any, role: str = "ridge_solution") -> Any:
    """The outcome of the property for a function."""
    tried = next(one for one in properties_of(role) if one.id == "keeps_nothing")
    return run(tried, function, 60, 0)


WRONG = {
    "twice alpha": lambda H, w, a: by_eigendecomposition(H, w, 2 * a),
    "alpha is ignored": lambda H, w, _: np.array(w, dtype=float) if H.any() else 0.0 * w,
    "alpha rounded to a whole number": lambda H, w, a: by_eigendecomposition(H, w, round(a) if a < 1e9 else a),
    "single precision": lambda H, w, a: by_eigendecomposition(H, w, a).astype(np.float32).astype(float),
    "nothing at all": lambda H, w, a: w * np.nan,
}


@pytest.mark.filterwarnings("ignore:overflow encountered in cast:RuntimeWarning")
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_formula_is_not_taken_for_a_state(name: str) -> None:
    assert keeps_nothing(WRONG[name]).verdict == "holds"


def test_the_call_that_comes_first_is_shown() -> None:
    kept: dict[tuple[float, int], Any] = {}
    found = keeps_nothing(lambda H, w, a: kept.setdefault((a, len(w)), by_eigendecomposition(H, w, a)).copy())
    assert (found.verdict, found.finding) == ("violated", "stale")
    assert found.asking.before is not None
    assert found.asking.before["alpha"] == found.asking.arguments["alpha"]
    assert not np.array_equal(found.asking.before["H"], found.asking.arguments["H"])


@pytest.mark.parametrize("role", ROLES)
def test_what_has_neither_alpha_nor_a_rate_is_not_asked(role: str) -> None:
    ids = {one.id for one, _ in hold(lambda *_: None, role, 1, only=("returns", "keeps_nothing"))}
    assert ("keeps_nothing" in ids) == bool({"alpha", "lr"} & set(ROLES[role].parameters))


# --- what once conformed ---------------------------------------------------------------------------------------------


def overwritten() -> Any:
    """A ridge solution that returns the same array again and again."""
    kept: dict[int, Any] = {}

    def solve(H: Any, w_star: Any, alpha: float) -> Any:
        result = kept.setdefault(len(w_star), np.empty(len(w_star)))
        result[:] = by_eigendecomposition(H, w_star, alpha)
        return result

    return solve


def without_decay_at_rest(w: Any, grad: Any, lr: float, alpha: float) -> Any:
    """A step that leaves parameters alone that have no gradient."""
    return np.array(w, dtype=float) if not np.any(grad) else step_by_gradient(w, grad, lr, alpha)


def up_to(most: int, least: int) -> Any:
    """A descent that forgets the parameters beyond the first so many, if there are at least so many."""

    def descend(H: Any, w_star: Any, lr: float, alpha: float, steps: int) -> Any:
        w = descent_by_loop(H, w_star, lr, alpha, steps)
        if least <= len(w):
            w[most:] = 0
        return w

    return descend


CONFORMED = {
    "a result that a later call writes over": ("ridge_solution", "repeatable", overwritten()),
    "no decay without a gradient": ("weight_decay_step", "closed_form", without_decay_at_rest),
    "5 to 8 parameters of a descent": ("weight_decay_descent", "closed_form", up_to(4, 5)),
    "more than 12 parameters of a descent": ("weight_decay_descent", "closed_form_large", up_to(12, 13)),
}


@pytest.mark.parametrize(("role", "name", "function"), CONFORMED.values(), ids=CONFORMED)
def test_what_once_conformed(role: str, name: str, function: Any) -> None:
    """No case had these sizes, or no gradient, and nobody looked at a result after a later call."""
    tried = next(one for one in properties_of(role) if one.id == name)
    assert run(tried, function, 200, 0).verdict == "violated"


KEPT = """import numpy as np
kept = np.empty(8)
def target(H, w_star, alpha):
    kept[: len(w_star)] = np.linalg.solve(H + alpha * np.eye(len(w_star)), H @ w_star)
    return kept[: len(w_star)]"""


def test_the_reproducer_of_a_result_that_is_written_over_fails() -> None:
    """It once called twice with the same arguments, which gives the same array with the same numbers."""
    tried = next(one for one in properties_of("ridge_solution") if one.id == "repeatable")
    outcome = run(tried, overwritten(), 60, 0)
    code = reproducer(outcome, ("H", "w_star", "alpha"), KEPT.splitlines(), "eq_7_10")
    done = subprocess.run([sys.executable, "-W", "error", "-c", str(code)], capture_output=True, text=True, check=False)
    assert "written over" in done.stderr, done.stderr
