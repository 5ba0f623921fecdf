"""What the tests of the prints share: every claim, and how many to sample."""

from __future__ import annotations

import pytest

import derivations
from derivations.language.claims import Claim
from verify.library import Library, select

STRIDE = 6


@pytest.fixture(scope="session")
def library() -> Library:
    """Every claim."""
    return select([])


@pytest.fixture(scope="session")
def thorough(request: pytest.FixtureRequest) -> bool:
    """Whether the thorough profile was asked for."""
    return bool(request.config.getoption("--profile") == "thorough")


@pytest.fixture(scope="session")
def some_claims(thorough: bool) -> tuple[Claim, ...]:
    """All claims in the thorough profile, else every sixth; `python -m verify latex` holds all of them against their print."""
    claims = tuple(derivations.claims())
    return claims if thorough else claims[::STRIDE]
