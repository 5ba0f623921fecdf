"""The sum of squares that is printed is the term it is printed for: expanded by the kernel's algebra, nothing is left over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import derivations
from derivations.language import terms as tm
from derivations.language.claims import Claim
from derivations.language.lowering import lower_term
from derivations.language.printing import text
from verify.certify import read
from verify.kernel.algebra import Algebra, Poly
from verify.report.factors import powers
from verify.report.squares import sum_of_squares

Certificates = dict[str, Any]

FOUND = [
    ("shifted_invertible.above_minus_lam_min", 0, "(lam_min + alpha) I + (H - lam_min I)"),
    ("effective_parameters.strictly_if", 1, "alpha + (beta - alpha)"),
    ("eq_7_45.below", 3, "(1 - eps lam)^k k eps lam + (1 - (1 - eps lam)^k (1 + k (eps lam)))"),  # two earlier claims in it
]


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return dict(read(derivations.claims()).certificates)


def _find(name: str) -> Claim:
    return {claim.id: claim for claim in derivations.claims()}[name.partition(".")[0]]


def _one_by_one(term: tm.Term) -> tm.Term:
    """The term with what is divided by inverted factor by factor, as the certificate has it."""
    match term:
        case tm.Quotient(numerator=top, denominator=bottom):
            return tm.Product((_one_by_one(top), *_inverted(bottom)))
        case tm.Sum(terms=terms):
            return tm.Sum(tuple(map(_one_by_one, terms)))
        case tm.Product(factors=factors):
            return tm.Product(tuple(map(_one_by_one, factors)))
        case tm.Neg(term=inner):
            return tm.Neg(_one_by_one(inner))
        case tm.Power(base=base, exponent=exponent):
            return tm.Power(_one_by_one(base), exponent)
    return term


def _inverted(term: tm.Term) -> Iterator[tm.Term]:
    match term:
        case tm.Product(factors=factors):
            for factor in factors:
                yield from _inverted(factor)
        case tm.Number(value=value):
            yield tm.Number(1 / value)
        case tm.Power(base=base, exponent=int(exponent)):
            yield tm.Power(tm.Inverse(_one_by_one(base)), exponent)
        case _:
            yield tm.Inverse(_one_by_one(term))


def _shortened(poly: Poly, algebra: Algebra) -> dict[Any, Any]:
    """The monomials of a polynomial, a number cancelled against its inverse: what is divided by is not 0."""
    terms: dict[Any, Any] = {}
    for (scalars, word), c in poly.terms.items():
        powers = dict(scalars)
        for inverse in powers.keys() & algebra.bases.keys():
            (letters, _), *others = algebra.bases[inverse].terms
            if not others and len(letters) == 1 and letters[0][1] == 1 and (base := letters[0][0]) in powers:
                both = min(powers[inverse], powers[base])
                powers |= {inverse: powers[inverse] - both, base: powers[base] - both}
        key = tuple(sorted((letter, power) for letter, power in powers.items() if power)), word
        terms[key] = terms.get(key, 0) + c
    return {monomial: c for monomial, c in terms.items() if c}


@pytest.mark.parametrize(("name", "position", "written"), FOUND)
def test_it_is_what_the_step_says_is_positive(certificates: Certificates, name: str, position: int, written: str) -> None:
    claim = _find(name)
    part, lines = claim.part(name.partition(".")[2]), certificates[name]["steps"][position]
    found = sum_of_squares(part, position, certificates[name], _find)
    assert found is not None
    assert text(found) == written
    assert lines[-1]["items"] == []  # so the two are equal without any hypothesis
    sequent: Any = claim.data()[name]
    algebra = Algebra(sequent["symbols"], sequent.get("functions", {}))
    left = algebra.expand(lower_term(_one_by_one(found)))
    statement = part.steps[position].statement
    assert left == algebra.expand(lower_term(statement.term))  # type: ignore[attr-defined]
    wrong = tm.Sum((found, found))
    assert algebra.expand(lower_term(wrong)) != left


def test_all_that_hold_without_hypotheses_are_equal(certificates: Certificates) -> None:
    counted = 0
    for claim in derivations.claims():
        for name, part in claim.sequents() if claim.kind == "theorem" else ():
            for position, step in enumerate(part.steps):
                lines = certificates[name]["steps"][position]
                found = sum_of_squares(part, position, certificates[name], _find)
                if found is None or lines[-1]["items"]:
                    continue
                sequent: Any = claim.data()[name]
                algebra = Algebra(sequent["symbols"], sequent.get("functions", {}))
                left = algebra.expand(lower_term(_one_by_one(found)))
                right = algebra.expand(lower_term(_one_by_one(step.statement.term)))  # type: ignore[attr-defined]
                assert _shortened(left, algebra) == _shortened(right, algebra), (name, position)
                counted += 1
    assert counted > 100


def test_what_the_reasons_tell_already_is_not_told_again(
    certificates: Certificates,
) -> None:
    """That a product of two positive numbers is positive needs no sum."""
    claim = _find("shrinkage_range")
    part = claim.part("rises")
    certificate = certificates[claim.sequent_id("rises")]
    assert certificate["steps"][0][-1]["rule"] == "pd"
    assert sum_of_squares(part, 0, certificate, _find) is None


def test_a_square_is_not_told_to_be_one(certificates: Certificates) -> None:
    """Multiplied out it would even divide: (s^2/s)^2 is s^2 only where s is not 0."""
    part = _find("flow_ridge_risk").part("right_limit")
    (position,) = (k for k, step in enumerate(part.steps) if step.because == "a square")
    assert sum_of_squares(part, position, certificates["flow_ridge_risk.right_limit"], _find) is None


def test_a_certificate_with_a_letter_of_its_own_tells_nothing(
    certificates: Certificates,
) -> None:
    name, position, _ = FOUND[0]
    part = _find(name).part(name.partition(".")[2])
    *before, lines = certificates[name]["steps"][: position + 1]
    assert sum_of_squares(part, position, certificates[name], _find) is not None
    line = {**lines[-1], "squares": [["1", [], "own", None], ["1", [], "own", None]]}
    assert sum_of_squares(part, position, {"steps": [*before, [line]]}, _find) is None


def test_neighbours_that_are_the_same_are_a_power() -> None:
    r, s, a, w = tm.Symbol("r"), tm.Symbol("s"), tm.Symbol("A", "n", "n"), tm.Symbol("H_plus", "n", "n")
    assert powers((r, r, s, r)) == [tm.Power(r, 2), s, r]
    assert powers((a, a, a)) == [tm.Power(a, 3)]
    assert powers((w, w)) == [w, w]


def test_numbers_of_a_summand_are_one_quotient(certificates: Certificates) -> None:
    """Equal factors are one power, and what is inverted stands below, as in alpha^2/(lam (lam + alpha))."""
    part = _find("shrinkage_regimes").part("main")
    found = sum_of_squares(part, 0, certificates["shrinkage_regimes"], _find)
    assert found is not None
    assert text(found) == "alpha^2/(lam (lam + alpha))"
