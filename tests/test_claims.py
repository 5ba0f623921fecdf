"""Every claim in all of its parts: certified by the kernel and agreed to by the second opinion, derived, satisfiable, tested.

One test a claim and check, for a claim's parts share what is expensive, and a part alone would cost more to announce than to
check. What is wrong is told of every part by the id under which the kernel knows it (eq_7_13 is the main part of that claim,
eq_7_13.factors another one), and the ledger counts parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import pytest

import derivations
from derivations.language.claims import Claim, Part
from tests.opposites import opposite
from verify import checks, kernel, problem
from verify.certify import Checked, Stored, certify, needed_for
from verify.ledger import Fault
from verify.profiles import PROFILES, share

CLAIMS = tuple(derivations.claims())
THEOREMS = {claim.id: claim for claim in CLAIMS if claim.kind == "theorem"}
DERIVED = {claim.id: claim for claim in CLAIMS if claim.derive}
Count = Callable[[str, object], None]


def with_properties() -> list[str]:
    """The claims that the implementations are held against."""
    from verify.conformance import PROPERTIES
    from verify.conformance.rows import ROWS

    wanted = {tried.claim for tried in PROPERTIES} | {row.claim for row in ROWS}
    return [name for name in THEOREMS if name in wanted]


@pytest.fixture(scope="session")
def asked(request: pytest.FixtureRequest) -> tuple[Claim, ...]:
    """The theorems that this run asks for, in reading order."""
    names = {item.callspec.params.get("name") for item in request.session.items if hasattr(item, "callspec")}
    return tuple(claim for name, claim in THEOREMS.items() if name in names)


@pytest.fixture(scope="session")
def both(request: pytest.FixtureRequest, asked: tuple[Claim, ...], stored: Stored) -> dict[str, Checked]:
    """What both checkers say of the parts that this run asks for; of all of them, what other tests ask for as well."""
    if asked != tuple(THEOREMS.values()):
        return certify(needed_for(asked, CLAIMS, stored), stored)
    every: dict[str, Checked] = request.getfixturevalue("checked")
    return every


@pytest.fixture(scope="session")
def examples(request: pytest.FixtureRequest) -> int:
    """How many examples a claim gets."""
    return PROFILES[request.config.getoption("--profile")]


def right(count: Count, faults: Mapping[str, object]) -> None:
    """Tell the ledger of how many parts of a claim nothing is wrong, and fail with what is wrong of the others."""
    wrong = {part: fault for part, fault in faults.items() if fault is not None}
    count("parts", len(faults))
    count("wrong", len(wrong))
    assert not wrong


@cache
def groups(name: str) -> list[list[Part]]:
    """The parts of a claim, those together that ask for the same models."""
    return problem.alike(THEOREMS[name].parts)


@pytest.fixture(scope="session")
def held(asked: tuple[Claim, ...], examples: int) -> dict[str, list[checks.Held]]:
    """What was held against each claim: properties that draw alike share their cases, whatever claim they are of."""
    names = [claim.id for claim in asked]
    found: dict[str, list[checks.Held]] = {name: [] for name in names}
    for name in names:
        for one in checks.held(name, examples, 0, names):
            found[one.claim].append(one)
    return found


@pytest.mark.parametrize("name", THEOREMS)
def test_certified(name: str, both: dict[str, Checked], record_property: Count) -> None:
    """The kernel accepts the stored certificate of every step, whatever the second opinion objects to."""
    found = {part: both[part] for part, _ in THEOREMS[name].sequents()}
    right(record_property, {part: None if one.state in ("proved", "objected") else one.message for part, one in found.items()})


@pytest.mark.parametrize("name", THEOREMS)
def test_second_opinion(name: str, both: dict[str, Checked], record_property: Count) -> None:
    """Another checker, by another method, agrees."""
    found = {part: both[part] for part, _ in THEOREMS[name].sequents()}
    right(record_property, {part: None if one.state == "proved" else one.message for part, one in found.items()})


def test_reasons_of_a_claim_stand_before_it(proved: dict[str, kernel.Result]) -> None:
    """What a part uses comes earlier in the book."""
    place = {name: number for number, name in enumerate(proved)}
    parts = [part for claim in THEOREMS.values() for part, _ in claim.sequents()]
    assert all(place[used] < place[part] for part in parts for used in proved[part].uses)


def blind(claim: Claim, part: Part, n: int) -> Fault | None:
    """What is wrong with a derivation that does not notice that what is claimed has the wrong sign."""
    fault = checks.derived(claim, replace(part, goal=opposite(part.goal)), n)
    return None if fault and fault.kind == "derivation differs" else Fault("blind", f"a flipped sign gave {fault}")


@pytest.mark.parametrize("n", checks.SIZES, ids=lambda n: f"n{n}")
@pytest.mark.parametrize("name", DERIVED)
def test_derived(name: str, n: int, record_property: Count) -> None:
    """SymPy derives the same from the definitions, and something else than the claim with its sign flipped (at n = 1)."""
    claim = DERIVED[name]
    claim = replace(claim, derive={part: cache(derive) for part, derive in claim.derive.items()})
    parts = [part for part in claim.parts if part.id in claim.derive]
    faults = {claim.sequent_id(part.id): checks.derived(claim, part, n) for part in parts}
    if n == 1:
        faults |= {name: fault or blind(claim, part, n) for (name, fault), part in zip(faults.items(), parts, strict=True)}
    right(record_property, faults)


@pytest.mark.parametrize("name", THEOREMS, scope="module")  # one claim after the other: both read its problems
def test_model(name: str, record_property: Count) -> None:
    """The hypotheses have exact models, and every part is true in each of them."""
    faults: dict[str, object] = {}
    for parts in groups(name):
        for part, (models, fault) in zip(parts, checks.modelled_each(parts, seed=0), strict=True):
            faults[THEOREMS[name].sequent_id(part.id)] = fault if models else fault or "there is no model"
    right(record_property, faults)


@pytest.mark.parametrize("name", THEOREMS, scope="module")  # one claim after the other: both read its problems
def test_tested(name: str, examples: int, record_property: Count) -> None:
    """Every step is exactly true of what Hypothesis draws."""
    faults: dict[str, object] = {}
    each = share(examples, len(THEOREMS[name].parts))
    parts = THEOREMS[name].parts
    for part, (ran, fault) in zip(parts, checks.tested_each(parts, each, seed=0), strict=True):
        few = None if ran.examples >= checks.planned(part, each) else f"{ran.examples} examples are too few"
        faults[THEOREMS[name].sequent_id(part.id)] = fault or few
    right(record_property, faults)


@pytest.mark.parametrize("name", with_properties())
def test_implemented(name: str, held: dict[str, list[checks.Held]]) -> None:
    """The implementations of its role compute what the claim says."""
    ran, faults = checks.total(held[name])
    assert faults == []
    assert ran is not None
    assert ran.implementations > 1


def test_every_part_is_held() -> None:
    """No part is lost between the table of contents, what the checkers are asked for and what models are drawn for."""
    for name, claim in THEOREMS.items():
        asked_for = [part.id for parts in groups(name) for part in parts]
        assert sorted(asked_for) == sorted(part.id for part in claim.parts)
        assert [part for part, _ in claim.sequents()] == [claim.sequent_id(part.id) for part in claim.parts]
