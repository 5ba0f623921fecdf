"""The engine: the same seed gives the same outcome, counts add up, and every kind of fault is found and shrunk."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import derivations
from derivations.language.claims import Claim
from derivations.language.errors import LanguageError
from derivations.language.statements import Equal, LimitIs
from derivations.language.terms import Neg, Product, Sum, Term
from verify.conformance import PROPERTIES, ROLES, Outcome, hold, properties_of, run, run_alike, run_each
from verify.conformance.engine import ENOUGH
from verify.conformance.oracle import oracle_term
from verify.implementations.controls import by_eigenvectors_as_rows
from verify.implementations.ridge_solution import by_conjugate_gradients, by_eigendecomposition, by_lu

Array = npt.NDArray[Any]
Solver = Callable[..., Any]

TRIED = {tried.id: tried for tried in PROPERTIES if tried.role == "ridge_solution"}


def outcome(solver: Solver, tried: str = "closed_form", examples: int = 50, seed: int = 0) -> Outcome:
    """Run one property."""
    return run(TRIED[tried], solver, examples, seed)


# --- the same seed, the same outcome ---------------------------------------------------------------------------------


@pytest.mark.parametrize("solver", [by_eigendecomposition, by_conjugate_gradients, by_eigenvectors_as_rows])
def test_the_same_seed_gives_the_same_outcome(solver: Solver) -> None:
    assert outcome(solver, seed=3) == outcome(solver, seed=3)


def test_another_seed_draws_other_cases() -> None:
    assert outcome(by_conjugate_gradients, seed=1) != outcome(by_conjugate_gradients, seed=2)


def test_what_else_is_imported_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hypothesis draws numbers from the source of imported modules, unless it is kept from it."""
    before = outcome(by_conjugate_gradients)
    file = tmp_path / "many_numbers.py"
    file.write_text("NUMBERS = [" + ", ".join(str(7**k % 10**9) for k in range(300)) + "]\n", encoding="utf-8")
    module = ModuleType("many_numbers")
    module.__file__ = str(file)
    monkeypatch.setitem(sys.modules, "many_numbers", module)
    assert outcome(by_conjugate_gradients) == before


# --- counting --------------------------------------------------------------------------------------------------------


def test_cases_are_judged_or_skipped() -> None:
    found = outcome(by_conjugate_gradients)
    assert found.verdict == "holds"
    assert found.planned == 50 == found.run + found.skipped
    assert found.skipped > 0
    assert 0 < found.worst_ratio <= 1


def test_a_violation_ends_the_counting() -> None:
    found = outcome(by_eigenvectors_as_rows)
    assert found.verdict == "violated"
    assert found.run + found.skipped < found.planned


def test_what_shows_only_when_more_cases_are_drawn_is_shrunk_all_the_same() -> None:
    """Its cases are those of a later round, drawn from another seed."""

    def doubled(H: Array, w_star: Array, alpha: float) -> Array:
        return by_eigendecomposition(H, w_star, 2 * alpha)

    doubled.domain = lambda H, w_star, alpha: len(w_star) == 3  # type: ignore[attr-defined]
    (found,) = run_each(TRIED["closed_form"], [doubled], 4, 7)
    assert found.verdict == "violated"
    assert found.run + found.skipped <= found.planned
    assert found.planned > 4
    assert found.counterexample is not None
    assert (found.counterexample["alpha"], found.counterexample["w_star"]) == ("1", [["0"], ["0"], ["1"]])


def test_a_domain_is_asked_once_for_all_properties_of_a_case_and_of_each_implementation() -> None:
    asked: list[list[Array]] = [[], []]

    def refusing(number: int) -> Solver:
        def solver(H: Array, w_star: Array, alpha: float) -> Array:
            return by_eigendecomposition(H, w_star, alpha)

        def domain(H: Array, w_star: Array, _: float) -> bool:
            asked[number].append(H)
            return len(w_star) % 2 == number

        solver.domain = domain  # type: ignore[attr-defined]
        return solver

    alike = [one for one in TRIED.values() if one.draw is TRIED["closed_form"].draw and not one.contract]
    odd, even = zip(*run_alike(alike, [refusing(1), refusing(0)], 10, 0), strict=True)
    assert len(alike) > 2
    for outcomes, domain in ((odd, asked[1]), (even, asked[0])):
        assert {(one.verdict, one.run + one.skipped) for one in outcomes} == {("holds", len(domain))}
    assert odd[0].skipped
    assert even[0].skipped


@pytest.mark.parametrize(("kept", "verdict"), [(0, "incomplete"), (ENOUGH - 1, "incomplete"), (ENOUGH, "holds")])
def test_too_few_cases_inside_of_the_domain_are_incomplete(kept: int, verdict: str) -> None:
    asked = []

    def solver(H: Array, w_star: Array, alpha: float) -> Array:
        return by_eigendecomposition(H, w_star, alpha)

    def domain(H: Array, w_star: Array, alpha: float) -> bool:
        asked.append((H, w_star, alpha))
        return len(asked) <= kept

    solver.domain = domain  # type: ignore[attr-defined]
    found = outcome(solver)
    assert (found.verdict, found.run, found.skipped) == (verdict, kept, 50 - kept)
    assert bool(found.message) == (verdict == "incomplete")


def test_a_domain_that_crashes_is_a_crash() -> None:
    def solver(H: Array, w_star: Array, alpha: float) -> Array:
        return by_eigendecomposition(H, w_star, alpha)

    solver.domain = lambda H, w_star: True  # type: ignore[attr-defined]
    found = outcome(solver)
    assert (found.verdict, found.finding) == ("violated", "crash")
    assert "its domain raised TypeError" in found.message


# --- kinds of faults -------------------------------------------------------------------------------------------------


def crash(H: Array, w_star: Array, alpha: float) -> Array:
    """Raise on singular matrices."""
    if not np.linalg.eigvalsh(H)[0]:
        raise np.linalg.LinAlgError("singular")
    return by_eigendecomposition(H, w_star, alpha)


def column(H: Array, w_star: Array, alpha: float) -> Array:
    """Return an n x 1 matrix."""
    return by_eigendecomposition(H, w_star, alpha)[:, None]


def single(H: Array, w_star: Array, alpha: float) -> Array:
    """Return float32."""
    return by_eigendecomposition(H, w_star, alpha).astype(np.float32)


def listed(H: Array, w_star: Array, alpha: float) -> Any:
    """Return a list."""
    return by_eigendecomposition(H, w_star, alpha).tolist()


def in_place(H: Array, w_star: Array, alpha: float) -> Array:
    """Add alpha to the diagonal of the argument, where it can."""
    if H.flags.writeable:
        H.flat[:: len(H) + 1] += alpha
        return np.asarray(np.linalg.lstsq(H, (H - alpha * np.eye(len(H))) @ w_star)[0])
    return by_eigendecomposition(H, w_star, alpha)


def overflowing(H: Array, w_star: Array, alpha: float) -> Array:
    """Cube what cannot be cubed."""
    return by_eigendecomposition(H, w_star, alpha) * (1 if np.isfinite(H @ H @ H).all() else np.inf)


class Counting:
    """Return something else each time."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, H: Array, w_star: Array, alpha: float) -> Array:
        """Count, and add the count."""
        self.calls += 1
        return by_eigendecomposition(H, w_star, alpha) + 2.0**-40 * self.calls


def passed_on(H: Array, w_star: Array, alpha: float) -> Array:
    """Return w_star itself where nothing shrinks."""
    return w_star if not w_star.any() else by_eigendecomposition(H, w_star, alpha)


def only_writable(H: Array, w_star: Array, alpha: float) -> Array:
    """Write to a copy that keeps the flags of the argument."""
    H[0, 0] += 0
    return by_eigendecomposition(H, w_star, alpha)


def flat(H: Array, w_star: Array, alpha: float) -> Array:
    """Read the memory of H row by row, whatever its layout."""
    return by_eigendecomposition(H.ravel(order="K").reshape(H.shape)[:: -1 if H.strides[-1] < 0 else 1], w_star, alpha)


class KeptByAlpha:
    """Keep the result by alpha alone."""

    def __init__(self) -> None:
        self.kept: dict[float, Array] = {}

    def __call__(self, H: Array, w_star: Array, alpha: float) -> Array:
        """Return what is kept, where it fits."""
        kept = self.kept.setdefault(alpha, by_eigendecomposition(H, w_star, alpha))
        return kept.copy() if len(kept) == len(w_star) else by_eigendecomposition(H, w_star, alpha)


FAULTS: list[tuple[Solver, str, str]] = [
    (crash, "returns", "crash"),
    (crash, "closed_form", "crash"),
    (column, "result_shape", "shape"),
    (single, "result_dtype", "dtype"),
    (listed, "result_dtype", "dtype"),
    (in_place, "inputs_unchanged", "changed input"),
    (passed_on, "new_result", "not a new array"),
    (overflowing, "closed_form", "not finite"),
    (Counting(), "repeatable", "not repeatable"),
    (KeptByAlpha(), "keeps_nothing", "stale"),
    (only_writable, "read_only", "crash"),
    (flat, "strided", "inaccurate"),
    (by_eigenvectors_as_rows, "eigenbasis", "inaccurate"),
]


@pytest.mark.parametrize(("solver", "tried", "kind"), FAULTS, ids=[f"{tried}-{kind}" for _, tried, kind in FAULTS])
def test_each_kind_of_fault_is_found(solver: Solver, tried: str, kind: str) -> None:
    found = outcome(solver, tried)
    assert (found.verdict, found.finding) == ("violated", kind), found
    assert found.message


# --- bugs that a few well-conditioned inputs do not show -------------------------------------------------------------


def factors(lam: Array, alpha: float) -> Array:
    """Return lam/(lam + alpha), what may be a rounded 0 shrunk to 0."""
    seen = lam > 2.0**-50 * len(lam) * lam.max()
    return np.asarray(np.divide(lam, lam + alpha, out=np.zeros_like(lam), where=seen))


def filtered(H: Array, w_star: Array, change: Callable[[Array], Array]) -> Array:
    """Return Q change(lam) Q^T w_star."""
    lam, Q = np.linalg.eigh(np.asarray(H, dtype=np.float64))
    return np.asarray(Q @ (change(lam) * (Q.T @ w_star)))


def truncated(H: Array, w_star: Array, alpha: float) -> Array:
    """Compute with whole numbers if H holds whole numbers."""
    return filtered(H, w_star, lambda lam: factors(lam, int(alpha) if H.dtype.kind == "i" else alpha))


def first_eight(H: Array, w_star: Array, alpha: float) -> Array:
    """Forget what comes after the eighth parameter."""
    return by_eigendecomposition(H, w_star, alpha) * (np.arange(len(w_star)) < 8)


class Stale:
    """Keep the decomposition of the first H of each size."""

    def __init__(self) -> None:
        self.kept: dict[int, Any] = {}

    def __call__(self, H: Array, w_star: Array, alpha: float) -> Array:
        """Filter with what is kept."""
        lam, Q = self.kept.setdefault(len(H), np.linalg.eigh(H))
        return np.asarray(Q @ (factors(lam, alpha) * (Q.T @ w_star)))


BUGS: dict[str, tuple[Solver, str]] = {
    "alpha wrong by 1e-12": (lambda H, w, a: filtered(H, w, lambda lam: factors(lam, a * (1 + 1e-12))), "closed_form"),
    "half the penalty": (lambda H, w, a: filtered(H, w, lambda lam: factors(lam, a / 2)), "closed_form"),
    "alpha in float32": (
        lambda H, w, a: filtered(H, w, lambda lam: factors(lam, float(np.float32(a)) if 1e-30 < a < 1e30 else a)),
        "closed_form_large",
    ),
    "an absolute threshold": (
        lambda H, w, a: filtered(H, w, lambda lam: np.where(lam < 1e-12, 0, factors(lam, a))),
        "eigenbasis",
    ),
    "alpha at most the largest eigenvalue": (
        lambda H, w, a: filtered(H, w, lambda lam: factors(lam, min(a, lam.max() or a))),
        "closed_form",
    ),
    "repeated eigenvalues once": (
        lambda H, w, a: filtered(H, w, lambda lam: factors(lam, a) * np.append(True, np.diff(lam) > 0)),
        "closed_form",
    ),
    "nothing shrinks at n = 1": (lambda H, w, a: by_eigendecomposition(H, w, a) if len(w) > 1 else 1.0 * w, "eigenbasis"),
    "no shrinkage at H = 0": (lambda H, w, a: by_eigendecomposition(H, w, a) if H.any() else 1.0 * w, "closed_form"),
    "the upper triangle only": (lambda H, w, a: by_eigendecomposition(np.triu(H), w, a), "coordinates"),
    "more than 8 parameters": (first_eight, "closed_form_large"),
    "whole numbers stay whole": (truncated, "integer_input"),
    "a stale decomposition": (Stale(), "closed_form"),
}


@pytest.mark.parametrize(("solver", "tried"), BUGS.values(), ids=BUGS)
def test_a_bug_that_hides_from_few_inputs_is_found(solver: Solver, tried: str) -> None:
    assert outcome(solver, tried, examples=200).verdict == "violated"


def test_a_less_accurate_method_conforms_with_the_lower_grade() -> None:
    """Inverting is not wrong, but its residual grows with the condition number."""

    def inverting(H: Array, w_star: Array, alpha: float) -> Array:
        H = np.asarray(H, dtype=np.float64)
        return np.asarray(np.linalg.inv(H + alpha * np.eye(len(H))) @ (H @ w_star))

    inverting.domain = by_lu.domain  # type: ignore[attr-defined]
    found = [outcome(inverting, tried, examples=100) for tried in ("closed_form", "coordinates")]
    assert [(one.verdict, one.grade) for one in found] == [("holds", "forward-accurate")] * 2


# --- the counterexample ----------------------------------------------------------------------------------------------


def test_a_counterexample_is_exact_and_can_be_run_again() -> None:
    found = outcome(by_eigenvectors_as_rows).counterexample
    assert found is not None
    H, w_star, returned, exact = (np.vectorize(Fraction)(found[k]) for k in ("H", "w_star", "returned", "exact"))
    again = by_eigenvectors_as_rows(H.astype(float), w_star[:, 0].astype(float), float(Fraction(found["alpha"])))
    assert again.tolist() == [float(x) for x in returned[:, 0]]
    alpha = Fraction(found["alpha"])
    assert (H @ exact + alpha * exact == H @ w_star).all(), "the exact result solves the equation"


# --- the claim is the oracle -----------------------------------------------------------------------------------------


def flipped(term: Term) -> Term:
    """Return a term with the sign of the last summand of its first sum turned."""
    if isinstance(term, Sum):
        return Sum((*term.terms[:-1], Neg(term.terms[-1])))
    if isinstance(term, Product):
        factors = list(term.factors)
        for place, factor in enumerate(factors):
            if flipped(factor) != factor:
                factors[place] = flipped(factor)
                return Product(tuple(factors))
        return term
    for field in ("term", "numerator", "denominator"):
        inner = getattr(term, field, None)
        if isinstance(inner, Term) and flipped(inner) != inner:
            return replace(term, **{field: flipped(inner)})
    return term


ORACLES = [tried.id for tried in TRIED.values() if tried.id in ("closed_form", "eigenbasis", "coordinates", "without_penalty")]


@pytest.mark.parametrize("tried", [*ORACLES, "stationary", "displacement"])
def test_a_sign_flipped_in_the_claim_makes_right_code_fail(tried: str, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = derivations.find(TRIED[tried].claim)
    goal = claim.part("main").goal
    assert isinstance(goal, Equal | LimitIs)
    if isinstance(goal, LimitIs):
        wrong: Equal | LimitIs = replace(goal, value=Neg(goal.value))
    elif tried == "stationary":
        wrong = replace(goal, left=flipped(goal.left))
    else:
        wrong = replace(goal, right=flipped(goal.right))
    assert wrong != goal

    def find(name: str) -> Claim:
        parts = tuple(replace(part, goal=wrong) if part is claim.part("main") else part for part in claim.parts)
        return replace(claim, parts=parts) if name == claim.id else claim

    assert outcome(by_eigendecomposition, tried).verdict == "holds"
    monkeypatch.setattr(derivations, "find", find)
    assert outcome(by_eigendecomposition, tried).verdict == "violated"


def test_every_property_names_a_part_of_a_claim_or_belongs_to_the_contract() -> None:
    for tried in PROPERTIES:
        assert tried.contract or derivations.find(tried.claim).part(tried.part).id == tried.part
    assert {tried.role for tried in PROPERTIES} == set(ROLES)
    assert len({(tried.role, tried.id) for tried in PROPERTIES}) == len(PROPERTIES)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_the_whole_contract_and_a_closed_form(role: str) -> None:
    ids = [tried.id for tried in properties_of(role)]
    contract = [tried.id for tried in PROPERTIES if tried.contract and tried.role == role]
    assert ids[: len(contract)] == contract
    assert "closed_form" in ids


def test_properties_that_draw_alike_share_their_cases() -> None:
    calls = []

    def counting(H: Array, w_star: Array, alpha: float) -> Array:
        calls.append(len(w_star))
        return by_eigendecomposition(H, w_star, alpha)

    found = {
        tried.id: one for tried, one in hold(counting, "ridge_solution", 30, only=("closed_form", "stationary", "scaling"))
    }
    assert {one.verdict for one in found.values()} == {"holds"}
    assert all(one.run == 30 for one in found.values())
    assert len(calls) == 2 * 30, "a case is asked for once, and once more by the property that changes it"


def test_what_another_implementation_returned_for_the_same_case_is_not_taken() -> None:
    """Results are kept by the implementation: a wrong one beside a right one is judged on its own."""

    def half(H: Array, w_star: Array, alpha: float) -> Array:
        return 0.5 * by_eigendecomposition(H, w_star, alpha)

    alike = [one for one in properties_of("ridge_solution") if one.id in ("closed_form", "stationary")]
    for outcomes in run_alike(alike, [by_eigendecomposition, half, by_eigendecomposition], 20, 0):
        assert [one.verdict for one in outcomes] == ["holds", "violated", "holds"]


def test_a_small_domain_is_given_more_cases() -> None:
    def picky(H: Array, w_star: Array, alpha: float) -> Array:
        return by_eigendecomposition(H, w_star, alpha)

    picky.domain = lambda H, w_star, alpha: len(w_star) == 2 and alpha < 1  # type: ignore[attr-defined]
    ((_, found),) = hold(picky, "ridge_solution", 50, only=("closed_form",))
    assert (found.verdict, found.planned) == ("holds", 400)
    assert found.run >= ENOUGH


def test_a_claim_that_is_no_equation_has_no_value() -> None:
    with pytest.raises(LanguageError, match="no equation"):
        oracle_term("eq_7_10", "minimiser")
