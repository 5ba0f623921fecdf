"""Every claim, part by part: certified by the kernel and agreed to by the second opinion, derived, satisfiable, tested.

A part is called by the id under which the kernel knows it: eq_7_13 is the main part of that claim, eq_7_13.factors another one.
"""

from __future__ import annotations

import pytest

import derivations
from verify import checks, kernel
from verify.certify import Checked, Stored, certify, needed_for
from verify.profiles import PROFILES, share

CLAIMS = tuple(derivations.claims())
THEOREMS = tuple(claim for claim in CLAIMS if claim.kind == "theorem")
PARTS = {name: (claim, part) for claim in THEOREMS for name, part in claim.sequents()}
DERIVED = {claim.sequent_id(part.id): (claim, part) for claim in CLAIMS for part in claim.parts if part.id in claim.derive}


def with_properties() -> list[str]:
    """The claims that the implementations are held against."""
    from verify.conformance import PROPERTIES
    from verify.conformance.rows import ROWS

    wanted = {tried.claim for tried in PROPERTIES} | {row.claim for row in ROWS}
    return [claim.id for claim in THEOREMS if claim.id in wanted]


@pytest.fixture(scope="session")
def both(request: pytest.FixtureRequest, stored: Stored) -> dict[str, Checked]:
    """What both checkers say of the parts that this run asks for; of all of them, what other tests ask for as well."""
    asked = {item.callspec.params.get("name") for item in request.session.items if hasattr(item, "callspec")}
    claims = needed_for({claim for name, (claim, _) in PARTS.items() if name in asked}, CLAIMS, stored)
    every: dict[str, Checked] = request.getfixturevalue("checked") if claims == CLAIMS else certify(claims, stored)
    return every


@pytest.fixture
def examples(request: pytest.FixtureRequest) -> int:
    """How many examples the profile asks for."""
    return PROFILES[request.config.getoption("--profile")]


@pytest.mark.parametrize("name", PARTS)
def test_certified(name: str, both: dict[str, Checked]) -> None:
    """The kernel accepts the stored certificate of every step, whatever the second opinion objects to."""
    assert both[name].state in ("proved", "objected"), both[name].message


@pytest.mark.parametrize("name", PARTS)
def test_second_opinion(name: str, both: dict[str, Checked]) -> None:
    """Another checker, by another method, agrees."""
    assert both[name].state == "proved", both[name].message


@pytest.mark.parametrize("n", checks.SIZES, ids=lambda n: f"n{n}")
@pytest.mark.parametrize("name", DERIVED)
def test_derived(name: str, n: int) -> None:
    """SymPy derives the same from the definitions."""
    claim, part = DERIVED[name]
    fault = checks.derived(claim, part, n)
    assert fault is None, fault


@pytest.mark.parametrize("name", PARTS)
def test_model(name: str) -> None:
    """The hypotheses have exact models, and the part is true in each of them."""
    models, fault = checks.modelled(PARTS[name][1], seed=0)
    assert fault is None, fault
    assert models


@pytest.mark.parametrize("name", PARTS)
def test_tested(name: str, examples: int) -> None:
    """Every step is exactly true of what Hypothesis draws."""
    claim, part = PARTS[name]
    share_of_part = share(examples, len(claim.parts))
    ran, fault = checks.tested(part, share_of_part, seed=0)
    assert fault is None, fault
    assert ran.examples >= checks.planned(part, share_of_part)


@pytest.mark.parametrize("name", with_properties())
def test_implemented(name: str, examples: int) -> None:
    """The implementations of its role compute what the claim says."""
    ran, faults = checks.implemented(name, examples, seed=0)
    assert faults == []
    assert ran is not None
    assert ran.implementations > 1


def test_every_theorem_is_tested() -> None:
    """No row is lost between the table of contents and the tests."""
    assert {claim.id for claim, _ in PARTS.values()} == {claim.id for claim in THEOREMS}
    assert len(PARTS) == sum(len(claim.parts) for claim in THEOREMS)


def test_reasons_of_a_claim_stand_before_it(proved: dict[str, kernel.Result]) -> None:
    """What a part uses comes earlier in the book."""
    place = {name: number for number, name in enumerate(proved)}
    assert all(place[used] < place[name] for name in PARTS for used in proved[name].uses)
