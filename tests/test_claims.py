"""Every claim, part by part: certified by the kernel and agreed to by the second opinion, derived, satisfiable, tested.

A part is called by the id under which the kernel knows it: eq_7_13 is the main part of that claim, eq_7_13.factors another one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

import derivations
from derivations.language.claims import Claim
from verify import checks, kernel, problem
from verify.certify import Checked, Stored, certify, needed_for
from verify.ledger import Fault, Trials
from verify.profiles import PROFILES, share

if TYPE_CHECKING:
    from verify.models import Model

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
def asked(request: pytest.FixtureRequest) -> tuple[Claim, ...]:
    """The theorems that this run asks for, in reading order."""
    names = {item.callspec.params.get("name") for item in request.session.items if hasattr(item, "callspec")}
    return tuple({claim.id: claim for name, (claim, _) in PARTS.items() if name in names}.values())


@pytest.fixture(scope="session")
def both(request: pytest.FixtureRequest, asked: tuple[Claim, ...], stored: Stored) -> dict[str, Checked]:
    """What both checkers say of the parts that this run asks for; of all of them, what other tests ask for as well."""
    if asked != THEOREMS:
        return certify(needed_for(asked, CLAIMS, stored), stored)
    every: dict[str, Checked] = request.getfixturevalue("checked")
    return every


@pytest.fixture(scope="session")
def examples(request: pytest.FixtureRequest) -> int:
    """How many examples the profile asks for."""
    return PROFILES[request.config.getoption("--profile")]


@cache
def groups(claim: Claim) -> dict[str, int]:
    """Which of the groups of parts that ask for the same models a part is in, by its id."""
    return {part.id: number for number, group in enumerate(problem.alike(claim.parts)) for part in group}


@cache
def modelled(claim: Claim, group: int) -> dict[str, tuple[list[Model], Fault | None]]:
    """The models of a group, and what is false in them, by the id of a part."""
    parts = problem.alike(claim.parts)[group]
    return {part.id: one for part, one in zip(parts, checks.modelled_each(parts, seed=0), strict=True)}


@cache
def drawn(claim: Claim, group: int, examples: int) -> dict[str, tuple[Trials, Fault | None]]:
    """What was drawn for a group, and what is false in it, by the id of a part."""
    parts = problem.alike(claim.parts)[group]
    found = checks.tested_each(parts, share(examples, len(claim.parts)), seed=0)
    return {part.id: one for part, one in zip(parts, found, strict=True)}


@pytest.fixture(scope="session")
def held(asked: tuple[Claim, ...], examples: int) -> dict[str, list[checks.Held]]:
    """What was held against each claim: properties that draw alike share their cases, whatever claim they are of."""
    names = [claim.id for claim in asked]
    found: dict[str, list[checks.Held]] = {name: [] for name in names}
    for name in names:
        for one in checks.held(name, examples, 0, names):
            found[one.claim].append(one)
    return found


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
    claim, part = PARTS[name]
    models, fault = modelled(claim, groups(claim)[part.id])[part.id]
    assert fault is None, fault
    assert models


@pytest.mark.parametrize("name", PARTS)
def test_tested(name: str, examples: int) -> None:
    """Every step is exactly true of what Hypothesis draws."""
    claim, part = PARTS[name]
    ran, fault = drawn(claim, groups(claim)[part.id], examples)[part.id]
    assert fault is None, fault
    assert ran.examples >= checks.planned(part, share(examples, len(claim.parts)))


@pytest.mark.parametrize("name", with_properties())
def test_implemented(name: str, held: dict[str, list[checks.Held]]) -> None:
    """The implementations of its role compute what the claim says."""
    ran, faults = checks.total(held[name])
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
