"""Every claim, part by part: certified by the kernel and agreed to by the second opinion, derived, satisfiable, tested.

A part is called by the id under which the kernel knows it: eq_7_13 is the main part of that claim, eq_7_13.factors another one.
"""

from __future__ import annotations

import pytest

import derivations
from derivations.language.claims import Claim, Part
from verify import checks
from verify.certify import Checked, certify, read
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
def kernel() -> dict[str, Checked]:
    """What the kernel says of every part."""
    return certify(CLAIMS, read(CLAIMS), second=False)


@pytest.fixture(scope="session")
def both() -> dict[str, Checked]:
    """What the kernel and the second opinion say of every part."""
    return certify(CLAIMS, read(CLAIMS))


@pytest.fixture
def examples(request: pytest.FixtureRequest) -> int:
    """How many examples the profile asks for."""
    return PROFILES[request.config.getoption("--profile")]


@pytest.mark.parametrize("name", PARTS)
def test_certified(name: str, kernel: dict[str, Checked]) -> None:
    """The kernel accepts the stored certificate of every step."""
    assert kernel[name].state == "proved", kernel[name].message


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


def test_reasons_of_a_claim_stand_before_it(kernel: dict[str, Checked]) -> None:
    """What a part uses comes earlier in the book."""
    order = list(kernel)
    for name, (claim, part) in PARTS.items():
        assert isinstance(claim, Claim)
        assert isinstance(part, Part)
        assert all(order.index(used) < order.index(name) for used in kernel[name].result.uses)
