"""Every printed claim that is false is refuted by a counterexample that is found on the spot; a true one never is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import derivations
from derivations.errata import ERRATA
from derivations.language import statements as st
from derivations.language.claims import Part, shows
from derivations.language.errata import Erratum
from derivations.language.symbols import alpha, positive
from derivations.language.terms import Symbol, as_term
from verify.counterexamples import counterexample_data, find_counterexample
from verify.errata import errata_entries, erratum_entry
from verify.ledger import Ledger
from verify.models import Model
from verify.profiles import INCOMPLETE, OK
from verify.refutation import refutes
from verify.report.errata import erratum_page, polynomial_text, values_text

lam = Symbol("lam")
MOST_DIGITS = 60
LARGEST_WHOLE = 4
"""Parts: of a claim with more an erratum names the one it is about."""
ABOUT_ALL = {"not_uniform", "flat_zeroed", "features_exactly_uncorrelated", "alpha_unit_interval"}
"""Errata that are corrected by a claim as a whole."""


def test_every_row_of_the_errata_is_there_once() -> None:
    assert len({erratum.id for erratum in ERRATA}) == len(ERRATA)
    assert not {erratum.id for erratum in ERRATA} & {claim.id for claim in derivations.claims()}


@pytest.mark.parametrize("erratum", ERRATA, ids=lambda erratum: erratum.id)
def test_it_is_refuted_with_numbers_for_a_reader(erratum: Erratum) -> None:
    model = find_counterexample(erratum.claim)
    assert model is not None
    assert model.meets(erratum.claim)
    assert not model.holds(erratum.claim.goal)
    assert max(model.sizes.values(), default=1) <= 2
    assert sum(c.isdigit() for c in values_text(counterexample_data(model, erratum.claim))) <= MOST_DIGITS


@pytest.mark.parametrize("erratum", ERRATA, ids=lambda erratum: erratum.id)
def test_it_names_what_is_true_instead(erratum: Erratum) -> None:
    claim = derivations.find(erratum.corrected_by)
    assert claim.kind in ("theorem", "definition")
    assert erratum.clause in ("", "main", *(part.id for part in claim.parts))
    assert erratum.clause or len(claim.parts) <= LARGEST_WHOLE or erratum.id in ABOUT_ALL


def test_no_constant_of_a_counterexample_stands_in_the_search() -> None:
    """The search may not know the errata."""
    root = Path(__file__).resolve().parents[2] / "verify"
    text = "".join((root / name).read_text(encoding="utf-8") for name in ("counterexamples.py", "models.py", "ingredients.py"))
    assert not [erratum.id for erratum in ERRATA if erratum.id in text]
    assert "errata" not in (root / "models.py").read_text(encoding="utf-8")


def true_part() -> Part:
    """0 <= lam/(lam + alpha) for alpha, lam > 0."""
    return shows("main", "", st.PositiveSemidefinite(lam / (lam + alpha)), given=(positive(alpha), positive(lam)))


def test_a_true_claim_has_no_counterexample_and_stays_undecided() -> None:
    true = replace(ERRATA[0], claim=replace(true_part(), steps=()))
    entry = erratum_entry(true, corrected=True)
    assert entry.verdict == "undecided"
    assert not entry.settled
    assert Ledger((), (entry,)).exit_code == INCOMPLETE
    assert "no counterexample" in "\n".join(erratum_page(entry))


def test_a_model_that_breaks_a_hypothesis_refutes_nothing() -> None:
    from flint import fmpq_mat

    at = {"alpha": fmpq_mat(1, 1, [-1]), "lam": fmpq_mat(1, 1, [2])}
    false = replace(true_part(), goal=st.eq(lam, as_term(5)))
    assert not refutes(Model(at, {}), false)
    assert refutes(Model({**at, "alpha": fmpq_mat(1, 1, [1])}, {}), false)


def test_an_erratum_is_settled_only_if_its_correction_is_proved() -> None:
    (entry,) = errata_entries(ERRATA[:1], [ERRATA[0].corrected_by])
    (left,) = errata_entries(ERRATA[:1], [])
    assert Ledger((), (entry,)).exit_code == OK
    assert Ledger((), (left,)).exit_code == INCOMPLETE


def test_a_polynomial_in_one_weight_is_written_in_powers() -> None:
    flat = {"center": "1", "constant": "2", "linear": "0", "quadratic": "2", "cubes": [["1", "3", "1"]]}
    assert polynomial_text(flat) == "2 + w - 2 w^2 + w^3"  # 2 + (w - 1)^2 + (w - 1)^3
