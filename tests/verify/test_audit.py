"""The audit: nothing but the truth is proved, every kind of fault is found, told where, and has its exit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

import derivations
from derivations.language.claims import Claim, Hypothesis
from derivations.language.statements import Equal, PositiveDefinite, Statement
from derivations.language.symbols import alpha
from derivations.language.traversal import substitute
from verify import checks, kernel, second_opinion
from verify.audit import Plan, audit
from verify.certify import EXIT_CODES, Checked, Stored, certify, needed_for, read
from verify.conformance import PROPERTIES, Outcome
from verify.conformance.property import Property
from verify.implementations import IMPLEMENTATIONS
from verify.ledger import FAULTS, Entry, Fault, Ledger, PartEntry, Trials
from verify.library import Library, select
from verify.profiles import BAD_CERTIFICATE, INCOMPLETE, OK, REFUTED, first_of, share

CLAIMS = tuple(derivations.claims())
QUICK = Plan(examples=30)


def flipped(claim: Claim) -> Claim:
    """The claim with one sign changed in its last formula: alpha becomes -alpha."""
    main = claim.part("main")
    last = main.steps[-1]
    assert isinstance(last.statement, Equal)
    assert isinstance(main.goal, Equal)
    wrong = substitute(last.statement.right, {"alpha": -alpha})
    steps = (*main.steps[:-1], replace(last, statement=Equal(last.statement.left, wrong)))
    part = replace(main, steps=steps, goal=Equal(main.goal.left, wrong))
    return replace(claim, parts=tuple(part if each is main else each for each in claim.parts))


def among(changed: Claim) -> Library:
    """All claims, one of them replaced, and that one is asked for."""
    claims = tuple(changed if claim.id == changed.id else claim for claim in CLAIMS)
    return Library(claims, (changed,), select().sections, {})


FLIPPED = flipped(derivations.find("eq_7_13"))


# --- what is right -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sound() -> Ledger:
    """An audit of a definition, an axiom, and two theorems, one of which rests on the axiom."""
    return audit(select(["eq_7_01", "spectral_theorem", "eq_7_09", "coordinates"]), QUICK)


def test_what_is_right_is_proved(sound: Ledger) -> None:
    assert [(entry.id, entry.verdict) for entry in sound.entries] == [
        ("spectral_theorem", None),
        ("eq_7_01", None),
        ("eq_7_09", "proved"),
        ("coordinates", "proved"),
    ]
    assert sound.exit_code == OK


def test_axioms_are_carried_on(sound: Ledger) -> None:
    axioms = {entry.id: entry.axioms for entry in sound.entries if entry.kind == "theorem"}
    assert axioms == {"eq_7_09": (), "coordinates": ("spectral_theorem",)}
    assert sound.axioms == ("spectral_theorem",)


def test_totals_add_up(sound: Ledger) -> None:
    totals = sound.totals
    assert totals["proved"] + totals["refuted"] + totals["undecided"] + totals["error"] == totals["total"] == 2
    assert (totals["definitions"], totals["axioms"]) == (1, 1)
    assert sum(totals[kind] for kind in ("definitions", "axioms", "total")) == len(sound.entries)


def test_every_check_ran(sound: Ledger) -> None:
    entry = sound.entries[-1]
    assert entry.derived == (1, 2, 3)
    assert entry.steps == (4, 4)
    assert entry.main.models
    assert entry.tested is not None
    assert entry.tested.examples > QUICK.examples // 4
    assert entry.tested.implementations > 1
    assert entry.tested.worst is not None
    assert entry.tested.worst <= 1


def test_hypotheses_are_listed_with_their_text(sound: Ledger) -> None:
    written = {h.name: (h.statement, h.cited, h.needed) for h in sound.entries[-1].main.hypotheses}
    assert written["H_psd"] == ("H is symmetric positive semidefinite", None, True)
    assert written["spectral"] == ("H = Q Lam Q^T", "spectral_theorem", None)


def test_progress_is_told_and_ends() -> None:
    told: list[tuple[int, int, str]] = []
    audit(select(["eq_7_07"]), QUICK, lambda done, total, name: told.append((done, total, name)))
    assert told == [(0, 2, "eq_7_07.general"), (1, 2, "eq_7_07"), (2, 2, "")]


# --- one flipped sign --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def flipped_entry() -> Entry:
    """What the audit says of 7.13 with -alpha for alpha in its last formula."""
    return audit(among(FLIPPED), QUICK).entries[0]


def faults_of(entry: Entry | PartEntry) -> dict[str, str]:
    """What is wrong, by kind."""
    return {fault.kind: fault.message for fault in entry.faults}


def test_a_flipped_sign_makes_the_derivation_fail(flipped_entry: Entry) -> None:
    message = faults_of(flipped_entry.main)["derivation differs"]
    assert "from step 3 on" in message
    fault = checks.derived(FLIPPED, FLIPPED.part("main"), 1)
    assert fault is not None
    assert fault.message.startswith("n = 1")


def test_a_flipped_sign_makes_the_certificate_fail(flipped_entry: Entry) -> None:
    message = faults_of(flipped_entry.main)["stale"]
    assert "eq_7_13.json is stale" in message
    assert "(step 3: " in message


def test_a_flipped_sign_makes_the_numbers_fail(flipped_entry: Entry) -> None:
    fault = next(fault for fault in flipped_entry.main.faults if fault.kind == "counterexample")
    assert fault.message.startswith("step 3 is false at n = 1")
    assert fault.values is not None
    assert fault.values["lhs"] != fault.values["rhs"]
    assert {"H", "Q", "Lam", "alpha", "w_star"} <= dict(fault.values["values"]).keys()  # type: ignore[call-overload]


def test_a_flipped_sign_is_refuted(flipped_entry: Entry) -> None:
    assert flipped_entry.main.verdict == flipped_entry.verdict == "refuted"
    assert Ledger((flipped_entry,)).exit_code == BAD_CERTIFICATE


def test_a_flipped_sign_makes_every_implementation_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {claim.id: (derivations.section_of(claim.id), claim) for claim in CLAIMS}
    monkeypatch.setattr(derivations, "_table", lambda: {**table, "eq_7_13": ("eigenbasis", FLIPPED)})
    ran, faults = checks.implemented("eq_7_13", 30, seed=0)
    assert ran is not None
    of_the_role = {one.name for one in IMPLEMENTATIONS if one.role == "ridge_solution"}
    assert {fault.message.partition(",")[0] for fault in faults} == of_the_role
    assert {fault.kind for fault in faults} == {"implementation violates"}


def test_the_kernel_refuses_the_flipped_sign_with_a_fresh_fingerprint() -> None:
    """Even somebody who rewrites the fingerprint gets no proof of it."""
    claims = needed_for((FLIPPED,), among(FLIPPED).claims, read(CLAIMS))
    assert certify(claims, read(claims))["eq_7_13"].state == "stale"
    forged = certify(claims, read(CLAIMS))["eq_7_13"]
    assert forged.state == "rejected"
    assert forged.message.startswith("step 3")


# --- other faults ------------------------------------------------------------------------------------------------------------


def with_main(claim: Claim, **changes: Any) -> Claim:
    """The claim with its main part changed."""
    main = claim.part("main")
    changed = replace(main, **changes)
    return replace(claim, parts=tuple(changed if part is main else part for part in claim.parts))


def assumed(statement: Statement) -> Hypothesis:
    """A hypothesis nobody can meet, or nobody needs."""
    return Hypothesis("extra", statement)


def only(changed: Claim, stored: Stored | None = None) -> Entry:
    """What an audit says of one changed claim."""
    return audit(among(changed), QUICK, stored=stored).entries[0]


def test_contradictory_hypotheses_are_no_proof() -> None:
    claim = derivations.find("displacement")
    main = claim.part("main")
    entry = only(with_main(claim, given=(*main.given, assumed(PositiveDefinite(-alpha)))))
    assert entry.verdict == "error"
    assert "no model" in faults_of(entry)


def test_a_derivation_that_crashes_is_reported_in_its_place() -> None:
    claim = derivations.find("eq_7_09")

    def crash(n: int) -> Any:
        raise ValueError(f"no way at {n}")

    entry = only(replace(claim, derive={"main": crash}))
    assert entry.verdict == "error"
    assert "ended with ValueError: no way at 1" in entry.main.faults[0].message
    assert entry.derived == ()
    assert Ledger((entry,)).exit_code == INCOMPLETE


def test_numbers_that_break_down_are_reported_in_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    from verify import audit as module

    def broken(*_: Any) -> Any:
        raise RuntimeError("planted")

    monkeypatch.setattr(module, "modelled_each", broken)
    ledger = audit(select(["eq_7_07", "eq_7_09"]), QUICK)
    assert [entry.verdict for entry in ledger.entries] == ["error", "error"]
    assert "RuntimeError: planted" in ledger.entries[0].faults[0].message
    assert ledger.exit_code == INCOMPLETE


def test_a_missing_certificate_is_undecided() -> None:
    stored = read(CLAIMS)
    del stored.certificates["eq_7_09"]
    ledger = audit(select(["eq_7_09", "displacement"]), QUICK, stored=stored)
    missing, resting = ledger.entries
    assert (missing.verdict, resting.verdict) == ("undecided", "undecided")
    assert [fault.kind for fault in missing.faults] == ["missing"]
    assert {fault.kind for fault in resting.faults} == {"blocked"}
    assert "eq_7_10" in resting.faults[0].message
    assert ledger.exit_code == INCOMPLETE
    assert ledger.totals["undecided"] == ledger.totals["total"] == 2


def test_stopping_at_the_first_fault_keeps_the_totals() -> None:
    stored = read(CLAIMS)
    del stored.certificates["eq_7_07"]
    ledger = audit(select(["eq_7_07", "eq_7_09", "displacement"]), Plan(examples=30, stop=True), stored=stored)
    assert [faults_of(entry).keys() for entry in ledger.entries][1:] == [{"not run"}, {"not run"}]
    assert ledger.totals["undecided"] == ledger.totals["total"] == 3


def test_certified_and_refuted_is_an_error() -> None:
    """Two answers that exclude each other are no answer."""
    part = PartEntry("main", "x", "", "", certificate="proved", faults=(Fault("counterexample", ""),))
    assert part.verdict == "error"
    assert replace(part, certificate="missing").verdict == "refuted"


def test_too_few_examples_are_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    from verify import models

    drawn, three = models.models_of, iter(range(3))
    monkeypatch.setattr(
        models, "models_of", lambda *args: drawn(*args).map(lambda batch: [(m for _, m in zip(three, batch[0], strict=False))])
    )
    ran, fault = checks.tested(derivations.find("eq_7_05").part("no_reversal_if"), 6, seed=0)
    assert fault is not None
    assert fault.kind == "too few examples"
    assert ran.examples < 6


@pytest.mark.parametrize("kind", FAULTS)
def test_every_fault_keeps_a_part_from_being_proved(kind: str) -> None:
    part = PartEntry("main", "x", "", "", certificate="proved", faults=(Fault(kind, ""),))
    entry = Entry("x", "", "", "theorem", "", "", "", (part,))
    assert part.verdict != "proved"
    assert Ledger((entry,)).exit_code in (REFUTED, INCOMPLETE, BAD_CERTIFICATE)


def test_every_state_but_the_good_ones_is_a_fault() -> None:
    assert {state for state, code in EXIT_CODES.items() if code} <= FAULTS.keys()
    assert all(FAULTS[state][1] == code for state, code in EXIT_CODES.items() if code)


@pytest.mark.parametrize(
    ("codes", "first"), [({1, 2, 3, 4}, 2), ({1, 3, 4}, 4), ({1, 3}, 1), ({3, 0}, 3), ({0}, 0), (set(), 0)]
)
def test_the_exit_code_that_counts(codes: set[int], first: int) -> None:
    assert first_of(codes) == first


def test_every_part_gets_examples() -> None:
    assert share(200, 1) == 50
    assert share(50, 10) == 5


def test_tests_add_up() -> None:
    assert Trials(3, 2, 0.5) + Trials(4) == Trials(7, 2, 0.5)
    assert Trials(3, 2, 0.5) + Trials(4, 1, 0.75) == Trials(7, 2, 0.75)


# --- checkers that are wrong on purpose --------------------------------------------------------------------------------------


def kernel_that_accepts(theory: dict[str, Any], _: dict[str, Any]) -> dict[str, kernel.Result]:
    """Call everything proved, with the right number of steps."""
    return {
        name: kernel.Result("axiom", axioms=frozenset({name}))
        if "steps" not in entry
        else kernel.Result("proved", steps=len(entry["steps"]))
        for name, entry in theory.items()
    }


def kernel_that_skips(theory: dict[str, Any], certificates: dict[str, Any]) -> dict[str, kernel.Result]:
    """Judge rightly, but look at one step less than there is."""
    judged = CHECK(theory, certificates)
    return {name: r._replace(steps=r.steps - 1) if len(r.reasons) > 1 else r for name, r in judged.items()}


def kernel_that_rejects(theory: dict[str, Any], _: dict[str, Any]) -> dict[str, kernel.Result]:
    """Call nothing proved."""
    return {name: kernel.Result("rejected", "no") for name in theory}


def kernel_that_is_silent(*_: dict[str, Any]) -> dict[str, kernel.Result]:
    """Say nothing."""
    return {}


def opinion_that_agrees(theory: dict[str, Any], _: dict[str, Any]) -> dict[str, second_opinion.Opinion]:
    """Agree to everything."""
    return {name: second_opinion.Opinion("axiom" if "gives" in entry else "agrees") for name, entry in theory.items()}


def opinion_that_objects(theory: dict[str, Any], _: dict[str, Any]) -> dict[str, second_opinion.Opinion]:
    """Object to everything."""
    return {name: second_opinion.Opinion("objects", "no") for name in theory}


CHECK = kernel.check
WRONG = [
    (kernel, kernel_that_accepts, "the kernel accepts false sequents"),
    (kernel, kernel_that_skips, "steps were checked"),
    (kernel, kernel_that_rejects, "the kernel rejects true sequents"),
    (kernel, kernel_that_is_silent, "the kernel"),
    (second_opinion, opinion_that_agrees, "the second opinion accepts false sequents"),
    (second_opinion, opinion_that_objects, "the second opinion rejects true sequents"),
]


@pytest.mark.parametrize(("room", "wrong", "says"), WRONG, ids=lambda value: getattr(value, "__name__", None))
def test_a_wrong_checker_fails_the_audit(room: Any, wrong: Any, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a checker that accepts everything nor one that rejects everything gets a single theorem proved."""
    monkeypatch.setattr(room, "check", wrong)
    ledger = audit(select(["eq_7_12"]), Plan(examples=4))
    assert ledger.totals["proved"] == 0
    assert ledger.exit_code == BAD_CERTIFICATE
    assert says in ledger.entries[0].faults[0].message


@pytest.mark.parametrize(("room", "wrong"), [case[:2] for case in WRONG], ids=lambda value: getattr(value, "__name__", None))
def test_a_wrong_checker_fails_the_suite(room: Any, wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What test_certified and test_second_opinion look at is not "proved" then."""
    monkeypatch.setattr(room, "check", wrong)
    stored = read(CLAIMS)
    checked: dict[str, Checked] = certify(needed_for((derivations.find("eq_7_13"),), CLAIMS, stored), stored)
    assert checked["eq_7_13"].state != "proved"


def test_several_processes_write_the_same_ledger() -> None:
    """What is tried elsewhere comes back in order and whole, a user's patience being all that it may change."""
    library, plan = select(["eq_7_09", "displacement"]), Plan(examples=8)
    assert audit(library, plan, workers=2) == audit(library, plan)


def test_what_came_of_an_implementation_is_kept_only_while_a_page_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """By property, as the page asks for those of a claim together with others."""
    one, other = PROPERTIES[:2]
    asked: list[tuple[Property, ...]] = []

    def run_alike(alike: Sequence[Property], *_: Any) -> list[list[Outcome]]:
        asked.append(tuple(alike))
        return [[Outcome("holds", 5, 5, 0, 0.0, message=found.id)] for found in alike]

    monkeypatch.setattr("verify.conformance.run_alike", run_alike)
    for _ in range(2):
        checks.outcomes_of((one,), (), 5, 0)
    assert len(asked) == 2
    with checks.keeping_outcomes():
        for seed in (0, 0, 1, 0):
            checks.outcomes_of((one,), (), 5, seed)
        assert len(asked) == 4
        assert [found.message for (found,) in checks.outcomes_of((other, one), (), 5, 0)] == [other.id, one.id]
        assert asked[4:] == [(other,)]
    checks.outcomes_of((one,), (), 5, 0)
    assert asked[5:] == [(one,)]
