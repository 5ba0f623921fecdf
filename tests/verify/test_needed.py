"""Which hypotheses are needed: a dropped one is found out, a superfluous one is told, a kept counterexample is tried again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flint import fmpq_mat

import derivations
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Part
from derivations.language.symbols import alpha, positive
from derivations.language.terms import Symbol, exp, log
from verify import kernel, weakening, witnesses
from verify.certify import Stored
from verify.counterexamples import solved
from verify.models import Model, find_model
from verify.needed import STATUSES, Need, needs, search, weaker
from verify.refutation import is_false, is_true, refutes, undefines
from verify.vocabulary import sizes_in
from verify.weakening import find_without, negation

CLAIMS = tuple(derivations.claims())
THEORY = derivations.theory()
Told = Callable[[Claim, Part, dict[str, Any]], dict[str, Need]]
x, t = Symbol("x"), Symbol("t")


@pytest.fixture
def told(stored: Stored, proved: dict[str, kernel.Result]) -> Told:
    """What is known of the hypotheses of a part, given the counterexamples that are kept."""

    def of(claim: Claim, part: Part, known: dict[str, Any]) -> dict[str, Need]:
        certificate = stored.certificates[claim.sequent_id(part.id)]
        return {need.name: need for need in needs(claim, part, THEORY, certificate, proved, known)}

    return of


def kept(claim: Claim, part: Part) -> dict[str, Any]:
    """The counterexamples that come along for a part."""
    return witnesses.load(claim, witnesses.folder_of(None))[part.id]


def at(**values: int) -> Model:
    """A model of some numbers."""
    return Model({name: fmpq_mat(1, 1, [value]) for name, value in values.items()}, {})


def part_of(goal: st.Statement, *given: st.Statement) -> Part:
    """A part without steps."""
    return Part("main", "", tuple(Hypothesis(f"h_{k}", one) for k, one in enumerate(given)), (), goal)


# --- what counts as a counterexample -------------------------------------------------------------------------------------


def test_what_enclosures_cannot_tell_counts_neither_way() -> None:
    zero = exp(x) - exp(x)
    for unsure in (st.PositiveSemidefinite(zero), st.PositiveDefinite(zero), st.Invertible(zero), st.eq(exp(x), exp(x))):
        assert not is_true(at(x=1), unsure)
        assert not is_false(at(x=1), unsure)
    assert is_true(at(x=1), st.PositiveDefinite(exp(x) - 2))
    assert is_false(at(x=1), st.PositiveSemidefinite(2 - exp(x)))
    assert is_false(at(x=1), st.eq(exp(x), 2))


def test_the_logarithm_of_what_is_not_positive_has_no_value() -> None:
    goal = st.PositiveSemidefinite(x - 1 - log(x))
    assert refutes(at(x=-1), part_of(goal))
    assert refutes(at(x=0), part_of(goal))
    assert not refutes(at(x=2), part_of(goal))


def test_what_holds_from_0_to_1_is_decided() -> None:
    def between(term: Any) -> st.Between:
        return st.Between(t, st.PositiveSemidefinite(term))

    assert is_true(at(x=1), between(x - t))
    assert is_true(at(x=1), between(t * (x - t)))
    # true at 0, 1/12, 2/12, .. 1 and false between two of these
    assert not is_true(at(x=1), between((24 * t - 3) * (24 * t - 3) - x / 2))
    assert not is_true(at(x=2), between(1 - x * t))
    k = Symbol("k")
    counting = Model({"k": fmpq_mat(1, 1, [1])}, {"k": 1})  # an exponent has a value in a model
    assert is_true(counting, between(1 - (1 - t) ** (k + 1)))
    assert not is_true(counting, between((1 - t) ** (k + 1) - 1))


def test_a_model_without_a_value_for_a_hypothesis_is_no_counterexample_but_shows_what_gives_meaning() -> None:
    part = part_of(st.eq(x, 1), st.eq(1 / x, 1))
    assert not refutes(at(x=0), part)
    assert undefines(at(x=0), part)
    assert not undefines(at(x=1), part)
    assert not undefines(at(x=0), part_of(st.eq(x, 1), st.eq(1 / x, 1), st.PositiveDefinite(x)))


@pytest.mark.parametrize(
    "statement", [st.PositiveSemidefinite(x), st.PositiveDefinite(x), st.Invertible(x - 1), st.eq(x, 1)], ids=str
)
def test_a_number_meets_a_statement_or_its_negation(statement: st.Statement) -> None:
    other = negation(statement)
    assert other is not None
    for value in (-1, 0, 1, 2):
        assert is_true(at(x=value), statement) != is_true(at(x=value), other)


# --- what is told of hypotheses ------------------------------------------------------------------------------------------


def test_a_needed_hypothesis_comes_with_a_counterexample_to_the_rest(
    told: Told, stored: Stored, proved: dict[str, kernel.Result]
) -> None:
    claim = derivations.find("shifted_invertible")
    part = claim.part("main")
    alone = replace(claim, parts=(part,))
    found = told(claim, part, search(alone, THEORY, stored.certificates, proved, {})[part.id])
    assert {found[name].status for name in ("H_psd", "alpha_positive")} == {"needed"}
    model = found["H_psd"].counterexample
    assert model is not None
    hypothesis = next(h for h in part.given if h.name == "H_psd")
    assert any(refutes(model, part) for part in weaker(part, hypothesis))
    assert not model.holds(hypothesis.statement)


def test_the_search_gives_the_same_answer_again() -> None:
    part = derivations.find("shrinkage_range").part("main")
    hypothesis = next(h for h in part.given if h.name == "alpha_positive")
    bare = next(weaker(part, hypothesis))
    first, second = (find_without(part, hypothesis, bare) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.data() == second.data()
    assert find_without(part, positive(alpha), part) is None  # nothing is false of a theorem


def test_one_side_of_a_box_is_needed_as_the_other_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models at hand lie on one side: it takes the mirrored ones to see what the other bound is for."""
    part = derivations.find("sign_descent_box").part("inwards_everywhere")
    hypothesis = next(h for h in part.given if h.name == "w_inside_below")
    bare = list(weaker(part, hypothesis))[-1]
    ones = {"n": 1}
    monkeypatch.setattr(weakening, "_sizes", lambda *_: [ones])
    found = find_without(part, hypothesis, bare)
    assert found is not None
    assert refutes(found, bare)
    monkeypatch.setattr(weakening, "_mirrored", lambda model, _: model)
    monkeypatch.setattr(weakening, "_without_hints", lambda _: ())
    assert find_without(part, hypothesis, bare) is None


def test_a_bound_of_fourth_order_is_exceeded_by_higher_powers() -> None:
    """(1 - u)^k <= .. + k^4 u^4 fails for u = -16 where k is 8, and for no k up to 4."""
    part = derivations.find("binomial_bounds").part("below")
    hypothesis = next(h for h in part.given if h.name == "u_nonnegative")
    found = find_without(part, hypothesis, next(weaker(part, hypothesis)))
    assert found is not None
    assert found.sizes["k"] > 4


def of(claim: str, part: str, hypothesis: str) -> tuple[Part, Hypothesis]:
    """A part of a claim, and one of its hypotheses."""
    found = derivations.find(claim).part(part)
    return found, next(h for h in found.given if h.name == hypothesis)


@pytest.mark.thorough(reason="seconds of search; what it finds is kept, and tried again with every kept model below")
def test_a_bound_is_needed_where_another_is_reached() -> None:
    """A third derivative is known up to r = 1; beyond, at the edge of r_small, the loss rises less than of order 3."""
    part, hypothesis = of("taylor_remainder", "order_3_if", "r_at_most_1")
    found = find_without(part, hypothesis, next(weaker(part, hypothesis)))
    assert found is not None
    assert found.values["r"][0, 0] > 1


def test_two_weights_that_two_gradients_tie_together_are_solved_for_at_once() -> None:
    """A Hessian that is not symmetric: weights and biases are stationary all the same, and elsewhere than the formula says."""
    part, hypothesis = of("unpenalised_bias", "main", "G_psd")
    model = kept(derivations.find("unpenalised_bias"), part)["G_psd"]
    moved = replace(model, values={**model.values, "w_tilde": fmpq_mat(1, 1, [7]), "b_tilde": fmpq_mat(1, 1, [7])})
    bare = list(weaker(part, hypothesis))[-1]
    assert not moved.meets(bare)
    again = list(weakening._at_both_minima(moved, bare))  # the search that asks for it takes 15 seconds
    assert any(refutes(one, bare) for one in again)


def test_what_a_hypothesis_suggests_is_not_all_there_is() -> None:
    """u_as_large suggests u = q_i, which is where nothing but q_i is as large; where more is, there is another u."""
    part, hypothesis = of("principal_components", "up_to_sign", "gap_positive")
    found = find_without(part, hypothesis, next(weaker(part, hypothesis)))
    assert found is not None
    assert not found.holds(part.goal)


def test_a_size_that_only_the_dropped_hypothesis_knows_has_a_number() -> None:
    part, hypothesis = of("feature_variance", "nonnegative", "uncorrelated")
    assert find_without(part, hypothesis, next(weaker(part, hypothesis))) is not None


def test_only_numbers_have_roots() -> None:
    """P P = P says nothing of a number: a model keeps the shape of P when it is made plainer."""
    matrix = Symbol("P", "n", "n")
    part = part_of(st.eq(matrix, matrix), st.eq(matrix * matrix, matrix))
    model = Model({"P": fmpq_mat(2, 2, [1, 0, 0, 0])}, {"n": 2})
    assert solved(model.values, model, part, ())["P"] == model.values["P"]


def test_a_superfluous_hypothesis_is_told(told: Told) -> None:
    claim = derivations.find("eq_7_09")
    part = claim.part("main")
    idle = Hypothesis("alpha_positive", positive(alpha).statement)
    wider = replace(part, given=(*part.given, idle))
    changed = replace(claim, parts=tuple(wider if one is part else one for one in claim.parts))
    assert told(changed, wider, {})["alpha_positive"].status == "not needed"


def test_without_evidence_nothing_is_settled(told: Told) -> None:
    claim = derivations.find("displacement")
    assert told(claim, claim.part("main"), {})["H_psd"].status == "not settled"


def test_a_kept_model_that_refutes_nothing_counts_for_nothing(told: Told) -> None:
    claim = derivations.find("displacement")
    part = claim.part("main")
    model = kept(claim, part)["alpha_positive"]
    harmless = replace(model, values={**model.values, "alpha": fmpq_mat(1, 1, [12345])})
    assert told(claim, part, {"alpha_positive": model})["alpha_positive"].status == "needed"
    assert told(claim, part, {"alpha_positive": harmless})["alpha_positive"].status == "not settled"


def test_what_an_axiom_provides_and_what_declares_a_letter_restrict_nothing(told: Told) -> None:
    claim = derivations.find("eq_7_13")
    found = told(claim, claim.part("main"), {})
    assert found["spectral"].status == "provided"
    index = derivations.find("coordinates")
    assert "declared" in {need.status for need in told(index, index.part("main"), {}).values()}
    assert {need.status for need in found.values()} <= set(STATUSES)


def test_a_branch_is_given_its_case_and_nothing_else(told: Told) -> None:
    claim = derivations.find("bilinear_bound")
    assert told(claim, claim.part("neither"), {})["norm_q_positive"].status == "provided"
    assert told(claim, claim.part("neither"), {})["M_below"].status == "not settled"
    alone = replace(claim, parts=(claim.part("neither"),))
    assert told(alone, claim.part("neither"), {})["norm_q_positive"].status == "not settled"


def test_symmetric_is_declared_only_where_another_hypothesis_says_so(told: Told) -> None:
    claim = derivations.find("shifted_invertible")
    part = claim.part("inverse_norm")
    assert told(claim, part, {})["H_symmetric"].status == "declared"
    fewer = replace(part, given=tuple(h for h in part.given if h.name != "lam_min_smallest"))
    changed = replace(claim, parts=tuple(fewer if one is part else one for one in claim.parts))
    assert told(changed, fewer, {})["H_symmetric"].status == "not settled"


# --- what comes along ----------------------------------------------------------------------------------------------------


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


def test_every_kept_model_shows_something_and_of_every_hypothesis_it_is_known_whether_it_is_needed(told: Told) -> None:
    folder = witnesses.folder_of(None)
    for claim in (claim for claim in CLAIMS if claim.kind == "theorem"):
        models = witnesses.load(claim, folder)
        for part in claim.parts:
            known = models.get(part.id, {})
            status = {need.name: need.status for need in told(claim, part, known).values()}
            where = (claim.id, part.id)
            assert not [name for name, one in status.items() if one == "not needed"], where
            assert not [name for name in known if status.get(name) not in ("needed", "gives meaning")], where
            assert not [name for name, one in status.items() if one == "not settled"], where
