"""Which hypotheses are needed: a dropped one is found out, a superfluous one is told, a kept counterexample is tried again."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import derivations
from derivations.language.claims import Claim, Hypothesis, Part
from derivations.language.symbols import alpha, positive
from verify import kernel, witnesses
from verify.certificates import load_all
from verify.counterexamples import refutes
from verify.models import find_model
from verify.needed import STATUSES, Need, needs, search, weaker
from verify.vocabulary import sizes_in

CLAIMS = tuple(derivations.claims())
THEORY = derivations.theory()
CERTIFICATES, _ = load_all(CLAIMS)


@cache
def proved() -> dict[str, kernel.Result]:
    """What the kernel says of all claims."""
    return kernel.check(THEORY, CERTIFICATES)


def told(claim: Claim, part: Part, known: dict[str, Any]) -> dict[str, Need]:
    """What is known of the hypotheses of a part."""
    name = claim.sequent_id(part.id)
    return {need.name: need for need in needs(claim, part, THEORY, CERTIFICATES[name], proved(), known)}


def kept(claim: Claim, part: Part) -> dict[str, Any]:
    """The counterexamples that come along for a part."""
    return witnesses.load(claim, witnesses.folder_of(None))[part.id]


def test_a_needed_hypothesis_comes_with_a_counterexample_to_the_rest() -> None:
    claim = derivations.find("shifted_invertible")
    part = claim.part("main")
    found = told(claim, part, dict(search(part)))
    assert {found[name].status for name in ("H_psd", "alpha_positive")} == {"needed"}
    model = found["H_psd"].counterexample
    assert model is not None
    hypothesis = next(h for h in part.given if h.name == "H_psd")
    assert any(refutes(model, part) for part in weaker(part, hypothesis))
    assert not model.holds(hypothesis.statement)


def test_a_superfluous_hypothesis_is_told() -> None:
    claim = derivations.find("eq_7_09")
    part = claim.part("main")
    idle = Hypothesis("alpha_positive", positive(alpha).statement)
    wider = replace(part, given=(*part.given, idle))
    changed = replace(claim, parts=tuple(wider if one is part else one for one in claim.parts))
    assert told(changed, wider, {})["alpha_positive"].status == "not needed"


def test_without_evidence_nothing_is_settled() -> None:
    claim = derivations.find("displacement")
    assert told(claim, claim.part("main"), {})["H_psd"].status == "not settled"


def test_a_kept_model_that_refutes_nothing_counts_for_nothing() -> None:
    claim = derivations.find("displacement")
    part = claim.part("main")
    model = kept(claim, part)["alpha_positive"]
    from flint import fmpq_mat

    harmless = replace(model, values={**model.values, "alpha": fmpq_mat(1, 1, [12345])})
    assert told(claim, part, {"alpha_positive": model})["alpha_positive"].status == "needed"
    assert told(claim, part, {"alpha_positive": harmless})["alpha_positive"].status == "not settled"


def test_what_an_axiom_provides_and_what_declares_a_letter_restrict_nothing() -> None:
    claim = derivations.find("eq_7_13")
    found = told(claim, claim.part("main"), {})
    assert found["spectral"].status == "provided"
    index = derivations.find("coordinates")
    assert "declared" in {need.status for need in told(index, index.part("main"), {}).values()}
    assert {need.status for need in found.values()} <= set(STATUSES)


@pytest.mark.parametrize("name", ["stationary_set", "eq_7_06", "eq_7_40"])
def test_models_come_back_from_a_file_as_they_were(name: str, tmp_path: Path) -> None:
    claim = derivations.find(name)
    for part in claim.parts:
        found = {"one": find_model(part, dict.fromkeys(sizes_in(part), 2))}
        witnesses.save(claim, {part.id: found}, tmp_path)
        (back,) = witnesses.load(claim, tmp_path)[part.id].values()
        assert back.data() == found["one"].data()
        assert back.meets(part)


def test_a_damaged_file_counts_for_nothing(tmp_path: Path) -> None:
    claim = derivations.find("stationary_set")
    for text in ("", "[]", '{"parts": {"main": {"H_psd": {"values": {"H": "1e999999999"}, "sizes": {}}}}}', "{" * 5000):
        (tmp_path / f"{claim.id}.json").write_text(text, encoding="utf-8")
        assert not any(witnesses.load(claim, tmp_path).values())


def test_every_kept_counterexample_refutes_the_part_without_its_hypothesis() -> None:
    folder = witnesses.folder_of(None)
    for claim in CLAIMS:
        models = witnesses.load(claim, folder)
        for part in claim.parts:
            for hypothesis in part.given:
                if (model := models.get(part.id, {}).get(hypothesis.name)) is not None:
                    assert any(refutes(model, p) for p in weaker(part, hypothesis)), (claim.id, part.id, hypothesis.name)
