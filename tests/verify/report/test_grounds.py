"""Why nothing is divided by 0, and which lines are used unsaid: read off the certificates, for every claim."""

from __future__ import annotations

import re
from typing import Any

import pytest

import derivations
from derivations.language.claims import Claim, Part
from derivations.language.lowering import lower_term
from verify.certify import read
from verify.report.grounds import _Facts, divisors, invertibility, restated, shown_invertible

THEOREMS = [claim for claim in derivations.claims() if claim.kind == "theorem"]


@pytest.fixture(scope="module")
def certificates() -> dict[str, Any]:
    """The certificates of all theorems, by sequent id."""
    return dict(read(THEOREMS).certificates)


def parts() -> list[tuple[Claim, Part]]:
    """All parts that invert something or divide by something."""
    return [(claim, part) for claim in THEOREMS for part in claim.parts if divisors(part)]


def behind(name: str, part: str, certificates: dict[str, Any]) -> tuple[str, ...]:
    """What shows that what a part divides by may be divided by."""
    claim = derivations.find(name)
    return shown_invertible(claim, claim.part(part), certificates[claim.sequent_id(part)], derivations.find)


def test_every_divisor_of_every_claim_has_its_ground(certificates: dict[str, Any]) -> None:
    seen = 0
    for claim, part in parts():
        facts = _Facts(claim.data()[claim.sequent_id(part.id)], certificates[claim.sequent_id(part.id)], derivations.find)
        for term, first in divisors(part).items():
            found = [*facts.behind(lower_term(term), first)]
            sizes = re.fullmatch(r"[\w()*/,. ]*\bm\b[\w()*/,. ]*", str(term))  # that a size is not 0 needs no ground
            assert found or sizes, (claim.id, part.id, str(term))
            seen += bool(found)
    assert seen > 500


def test_a_ground_is_a_hypothesis_a_sequent_or_an_earlier_line(certificates: dict[str, Any]) -> None:
    sequents = {name for claim in THEOREMS for name, _ in claim.sequents()}
    for claim, part in parts():
        names = {h.name for h in part.given} | {f"step {k}" for k in range(1, len(part.steps))}
        assert {*behind(claim.id, part.id, certificates)} <= names | sequents


def test_each_divisor_counts_not_the_matrix_alone(certificates: dict[str, Any]) -> None:
    assert set(behind("effective_parameters", "strictly_if", certificates)) == {"shifted_invertible", "beta_larger"}
    assert behind("effective_parameters", "strictly_convex_only_if", certificates) == ("step 1", "step 2")


def test_what_only_meets_a_hypothesis_shows_nothing_to_be_invertible(certificates: dict[str, Any]) -> None:
    """The bounds of the logarithm are used, but it is a line that keeps log(1 - eps lam) from being 0."""
    assert set(behind("eq_7_44", "main", certificates)) == {"eps_positive", "alpha_positive", "step 4"}


def test_a_line_shows_only_what_is_divided_by_after_it(certificates: dict[str, Any]) -> None:
    assert behind("exact_alpha", "unique", certificates) == ("lam_positive", "alpha_positive", "step 2", "step 3")


def test_lines_that_are_used_unsaid(certificates: dict[str, Any]) -> None:
    claim = derivations.find("eq_7_13")
    part = claim.part("every_basis")
    used = restated(claim, part, certificates[claim.sequent_id("every_basis")], derivations.find)
    assert used == (frozenset(), frozenset({1}), frozenset({1}), frozenset())


def test_numbers_are_not_inverted_but_divided_by() -> None:
    quotient, root = derivations.find("eq_7_03").part("difference_quotient"), derivations.find("eq_7_05").part("factor")
    assert invertibility(quotient, where=" here") == "the denominator here is not 0"
    assert invertibility(root) == "the denominators are not 0"
    assert invertibility(root, derivations.find("eq_7_10").part("main")) == "what is inverted is invertible"
