"""What is admitted without being on the list shows in everything that rests on it, and lying helpers make nothing true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy

import derivations
from derivations.language.claims import Claim, Kind
from tests.lies import lying_sympy
from verify import checks, kernel
from verify.audit import Plan, audit
from verify.certify import Checked, Stored, certify, needed_for, read
from verify.library import Library, select
from verify.profiles import OK

CLAIMS = tuple(derivations.claims())
THEORY = derivations.theory()
CHAIN = ("eq_7_10", "eq_7_11", "eq_7_12", "eq_7_13")


def admitted(name: str) -> tuple[Claim, ...]:
    """All claims, one of them marked as cited."""
    one = derivations.find(name)
    cited = replace(one, kind=Kind.axiom, parts=tuple(replace(part, steps=()) for part in one.parts))
    return tuple(cited if claim.id == name else claim for claim in CLAIMS)


def certified_with(claims: tuple[Claim, ...], *names: str) -> dict[str, Checked]:
    """What both checkers say of some claims and all they rest on."""
    stored = read(claims)
    return certify(needed_for([claim for claim in claims if claim.id in names], claims, stored), stored)


def test_an_admission_shows_in_every_descendant() -> None:
    checked = certified_with(admitted("eq_7_09"), *CHAIN, "shifted_invertible")
    for name in CHAIN:
        assert checked[name].state not in ("proved", "axiom"), f"{name} rests on what is admitted"
    assert "not on the list of axioms" in checked["eq_7_09"].message
    assert checked["shifted_invertible"].state == "proved"


def test_an_admission_makes_the_audit_fail() -> None:
    claims = admitted("eq_7_09")
    chosen = tuple(claim for claim in claims if claim.id in CHAIN)
    library = Library(claims, chosen, select().sections, {})
    ledger = audit(library, Plan(examples=5))
    assert ledger.exit_code != OK
    assert {entry.verdict for entry in ledger.entries if entry.kind == "theorem"} == {"undecided"}


@pytest.fixture(name="lying_sympy")
def _lying_sympy() -> Iterator[None]:
    with lying_sympy():
        yield


@pytest.mark.usefixtures("lying_sympy")
@pytest.mark.parametrize("name", ["eq_7_13", "eq_7_10", "shifted_invertible", "limit_alpha_zero", "exact_alpha"])
def test_a_false_claim_does_not_pass_when_sympy_lies(name: str, stored: Stored, proved: dict[str, kernel.Result]) -> None:
    """The right side of a claim is replaced by 0: the certificate, the derivation and the models have to notice."""
    from derivations.language import statements as st
    from derivations.language.terms import Number, Zero

    claim = derivations.find(name)
    equations = [part for part in claim.parts if isinstance(part.goal, st.Equal) and part.steps]
    assert equations
    for part in equations:
        goal = part.goal
        assert isinstance(goal, st.Equal)
        false = st.eq(goal.left, Zero(*goal.left.shape))
        if goal.right in (Zero(*goal.right.shape), Number(Fraction(0))):
            continue
        wrong = replace(part, goal=false, steps=(*part.steps[:-1], replace(part.steps[-1], statement=false)))
        changed = replace(claim, parts=tuple(wrong if one is part else one for one in claim.parts))
        sequent = claim.sequent_id(part.id)
        found = kernel.check_one(sequent, {**THEORY, **changed.data()}, stored.certificates[sequent], proved)
        assert found.verdict == "rejected"
        for n in checks.SIZES if part.id in claim.derive else ():
            assert checks.derived(changed, wrong, n) is not None


def test_the_verdicts_are_the_same_when_sympy_lies(checked: dict[str, Checked]) -> None:
    """Nothing that judges asks SymPy, which lied when these verdicts were had."""
    assert all(found.state in ("proved", "axiom") for found in checked.values())


def test_while_sympy_lies_it_does() -> None:
    x = sympy.Symbol("x")
    with lying_sympy():
        assert sympy.simplify(x) == sympy.limit(x, x, 1) == x.limit(x, 1) == 0
    assert sympy.limit(x, x, 1) == 1


@pytest.mark.usefixtures("lying_sympy")
@pytest.mark.parametrize(
    "name",
    [
        "early_stopping_gap",
        "local_error",
        "constraint_form",
        "taylor_remainder",
        "early_stopping_shrinks_less",
        "logarithm_bounds",
        "compound_interest",
        "small_quotient",
        "quotient_window",
        "power_rate",
    ],
)
def test_a_reversed_inequality_does_not_pass_when_sympy_lies(name: str) -> None:
    """Whatever form SymPy proposes, its sign is read off by its parts, and its value compared by polynomials."""
    from derivations.language import statements as st

    claim = derivations.find(name)
    inequalities = [part for part in claim.parts if part.id in claim.derive and hasattr(part.goal, "term")]
    assert inequalities
    for part in inequalities:
        assert isinstance(part.goal, st.PositiveSemidefinite | st.PositiveDefinite)
        reversed_ = replace(part, goal=type(part.goal)(-part.goal.term))
        for n in checks.SIZES[:2]:
            assert checks.derived(claim, part, n) is None
            assert checks.derived(claim, reversed_, n) is not None
