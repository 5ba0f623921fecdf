"""What parts and claims of one audit share gives each of them what it would get alone, and a fault stays where it belongs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flint import fmpq_mat

import derivations
from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import shows
from derivations.language.symbols import H, alpha, nonnegative, positive, positive_semidefinite, symmetric, w
from verify import checks
from verify.audit import Plan, audit
from verify.checks import Held
from verify.conformance import PROPERTIES, run_alike, run_each
from verify.implementations import IMPLEMENTATIONS
from verify.library import select
from verify.models import Model, models
from verify.problem import alike

GIVEN = (symmetric(H), positive_semidefinite(H), positive(alpha))
FORM = w.T * H * w
TRUE = shows("true", "", st.PositiveSemidefinite(alpha + FORM), given=GIVEN)
ALSO = shows("also", "", st.PositiveSemidefinite(alpha * FORM), given=GIVEN)
FALSE = shows("false", "", st.PositiveSemidefinite(alpha - FORM), given=GIVEN)


def test_parts_are_alike_that_say_something_else_of_the_same() -> None:
    others = (
        shows("letter", "", st.PositiveSemidefinite(alpha + tm.tr(H)), given=GIVEN),
        shows("order", "", st.PositiveSemidefinite(w.T * w * alpha + FORM), given=GIVEN[::-1]),
        shows("hypothesis", "", st.PositiveSemidefinite(alpha + FORM), given=(*GIVEN[:2], nonnegative(alpha))),
        shows("size", "", st.PositiveSemidefinite(alpha + FORM + tm.SizeNumber("m")), given=GIVEN),
    )
    groups = [[part.id for part in group] for group in alike((TRUE, *others, FALSE))]
    assert groups == [["true", "false"], ["letter"], ["order"], ["hypothesis"], ["size"]]


@pytest.mark.parametrize("claim", ["conjugate_inverse", "logarithm_bounds", "ridge_dual"])
def test_parts_that_are_alike_get_the_same_models(claim: str) -> None:
    groups = [group for group in alike(derivations.find(claim).parts) if len(group) > 1]
    assert groups
    for group in groups:
        first, *others = ([model.data() for model in models(part, seed=3)] for part in group)
        assert all(found == first for found in others)


def test_only_what_is_false_fails_and_is_shrunk_as_if_it_were_alone() -> None:
    parts = (TRUE, FALSE, ALSO)
    (right, none), wrong, (also, nothing) = checks.tested_each(parts, 20, seed=0)
    assert (right.examples, also.examples, none, nothing) == (20, 20, None, None)
    assert wrong == checks.tested(FALSE, 20, seed=0)
    assert wrong[1] is not None
    assert wrong[1].kind == "counterexample"
    faults = [fault.kind if fault else None for _, fault in checks.modelled_each(parts, seed=0)]
    assert faults == [None, "model fails", None]


def test_parts_that_ask_for_different_models_are_drawn_together_and_judged_apart() -> None:
    """A false part, and one that has no letters and so but one model, leave the others what they get alone."""
    other = replace(TRUE, id="other", given=(*GIVEN[:2], nonnegative(alpha)))
    false = replace(FALSE, id="too", given=other.given)
    fixed = shows("fixed", "", st.PositiveDefinite(tm.Number(Fraction(2))))
    found = checks.tested_each((TRUE, false, fixed, other, ALSO), 20, seed=0)
    assert [ran.examples for ran, fault in found if fault is None] == [20, 1, 20, 20]
    assert [fault.kind for _, fault in found if fault] == ["counterexample"]
    assert found[1][1] is not None


def test_what_has_no_models_is_told_of_each_part() -> None:
    given = (*GIVEN, replace(GIVEN[2], name="negative", statement=st.PositiveDefinite(-alpha)))
    parts = [replace(part, given=given) for part in (TRUE, ALSO)]
    messages = [fault.message for _, fault in checks.modelled_each(parts, seed=0) if fault]
    assert ["'true'" in messages[0], "'also'" in messages[1]] == [True, True]


def test_a_test_that_breaks_down_is_told_of_its_part() -> None:
    """A step that no ring can evaluate ends the common drawing; the part beside it is tried all the same."""
    odd = replace(TRUE, id="odd", goal=st.Equal(tm.Apply("unknown", w), alpha))
    (ran, fault), (none, broken) = checks.tested_each([TRUE, odd], 20, seed=0)
    assert (ran.examples, fault) == (20, None)
    assert none.examples < 20
    assert broken is not None
    assert "unknown" in broken.message


def test_a_search_that_hands_out_what_is_no_model_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search need not be believed: alpha = -1 is none of the parts' numbers, though what they say is true there."""
    from hypothesis import strategies

    numbers = {"H": 1, "w": 2, "alpha": -1}
    wrong = Model({name: fmpq_mat(1, 1, [value]) for name, value in numbers.items()}, {"n": 1})
    assert wrong.satisfies(TRUE)
    monkeypatch.setattr("verify.models.models", lambda *_: [wrong])
    monkeypatch.setattr("verify.models.models_of", lambda parts, *_: strategies.builds(lambda: [iter([wrong]) for _ in parts]))
    for parts in ([TRUE], [TRUE, TRUE]):
        for _, fault in (*checks.modelled_each(parts, 0), *checks.tested_each(parts, 3, 0)):
            assert fault is not None
            assert "does not meet" in fault.message
            assert "alpha" in fault.message


# --- implementations ---------------------------------------------------------------------------------------------------------


def test_properties_that_draw_alike_have_the_outcomes_that_they_have_alone() -> None:
    role = [one for one in PROPERTIES if one.role == "ridge_solution" and one.claim]
    together = [one for one in role if one.draw is role[0].draw]
    assert len(together) > 1
    solvers = [one.function for one in IMPLEMENTATIONS if one.role == "ridge_solution"][:3]
    solvers.append(lambda H, w_star, alpha: solvers[0](H, w_star, 2 * alpha))
    shared = run_alike(together, solvers, 8, 0)
    for tried, outcomes in zip(together, shared, strict=True):
        for found, alone in zip(outcomes, run_each(tried, solvers, 8, 0), strict=True):
            assert (found.verdict, found.run, found.skipped) == (alone.verdict, alone.run, alone.skipped)
            assert found == alone or found.verdict == "violated"  # which may be shown by the case that shows another
    assert {outcomes[-1].verdict for outcomes in shared} >= {"violated"}


def test_each_claim_is_held_against_as_much_as_alone() -> None:
    chosen = sorted({one.claim for one in PROPERTIES if one.role == "shrinkage_factors" and one.claim})
    found: list[Held] = [one for claim in chosen for one in checks.held(claim, 10, 0, chosen)]
    for claim in chosen:
        mine = [one for one in found if one.claim == claim]
        assert checks.total(mine) == checks.implemented(claim, 10, 0)


def test_what_breaks_down_is_told_of_every_claim_that_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from verify import audit as module
    from verify.conformance import engine

    def broken(*_: Any) -> Any:
        raise RuntimeError("planted")

    monkeypatch.setattr(engine, "run_alike", broken)
    monkeypatch.setattr(module, "derived", lambda *_: None)
    chosen = ["eq_7_13", "eq_7_10"]
    ledger = audit(select(chosen), Plan(examples=8))
    assert {entry.id: entry.verdict for entry in ledger.entries} == dict.fromkeys(chosen, "error")
    assert all("RuntimeError: planted" in str(entry.main.faults) for entry in ledger.entries)
