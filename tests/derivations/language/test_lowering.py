"""What the kernel is given: every term, statement and hypothesis as JSON. Each line here has to be believed by a reader."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Claim, Hypothesis, Kind, Part, Step, chain, shows, to
from derivations.language.errors import LanguageError, ShapeError
from derivations.language.lowering import fingerprint, lower, lower_statement, lower_term

H, Q, Lam = (tm.Symbol(name, "n", "n") for name in ("H", "Q", "Lam"))
X = tm.Symbol("X", "m", "n")
w, e_i = tm.Symbol("w", "n"), tm.Symbol("e_i", "n")
alpha, k = tm.Symbol("alpha"), tm.Symbol("k")
I = tm.Identity("n")
half = Fraction(1, 2)

TERMS: list[tuple[tm.Term, Any]] = [
    (w, "w"),
    (tm.Number(-half), ["num", "-1/2"]),
    (tm.SizeNumber("m"), ["size", "m"]),
    (I, ["id", "n"]),
    (tm.Zero("m", 2), ["zero", "m", 2]),
    (H + alpha * I, ["add", "H", ["mul", "alpha", ["id", "n"]]]),
    (H - Lam - Q, ["add", "H", ["neg", "Lam"], ["neg", "Q"]]),
    (w.T * w * H, ["mul", ["mul", ["T", "w"], "w"], "H"]),
    (alpha / 2, ["div", "alpha", ["num", "2"]]),
    (tm.inv(H), ["inv", "H"]),
    (H**3, ["pow", "H", 3]),
    (H ** (k + 1), ["pow", "H", ["add", "k", ["num", "1"]]]),
    (tm.tr(H), ["tr", "H"]),
    (tm.Apply("J", w), ["apply", "J", "w"]),
    (tm.Column(Q, e_i), ["mul", "Q", "e_i"]),
    (tm.Coordinate(Lam, e_i), ["mul", ["T", "e_i"], "Lam", "e_i"]),
    (tm.Coordinate(w, e_i), ["mul", ["T", "e_i"], "w"]),
    (tm.DiagonalOf(alpha, e_i), ["diagof", "e_i", "alpha"]),
    (tm.SumOver(tm.Coordinate(w, e_i), e_i), ["sumover", "e_i", ["mul", ["T", "e_i"], "w"]]),
]


@pytest.mark.parametrize(("term", "data"), TERMS)
def test_a_term_becomes_the_same_tree(term: tm.Term, data: Any) -> None:
    assert lower_term(term) == data


STATEMENTS: list[tuple[st.Statement, Any]] = [
    (st.eq(H, H.T), ["eq", "H", ["T", "H"]]),
    (st.PositiveSemidefinite(H), ["psd", "H"]),
    (st.PositiveDefinite(alpha), ["pd", "alpha"]),
    (st.Invertible(H), ["inv", "H"]),
    (st.GradientIs(tm.Apply("J", w), w, 2 * w, w), ["grad", ["apply", "J", "w"], "w", ["mul", ["num", "2"], "w"], "w"]),
    (st.NormIs(H, alpha), ["norm", "H", "alpha"]),
    (st.LimitIs(alpha * w, alpha, "inf", w), ["limit", ["mul", "alpha", "w"], "alpha", "inf", "w"]),
    (st.ForEvery(k, st.eq(H**k, H)), ["all", "k", ["eq", ["pow", "H", "k"], "H"]]),
]


@pytest.mark.parametrize(("statement", "data"), STATEMENTS)
def test_a_statement_becomes_one_of_the_kernels_forms(statement: st.Statement, data: Any) -> None:
    assert lower_statement(statement) == data


@pytest.mark.parametrize(
    "statement", [st.Symmetric(H), st.Diagonal(Lam), st.BasisVector(e_i), st.Natural(k), st.Differentiable("J", "grad_J")]
)
def test_a_property_of_a_letter_cannot_be_shown(statement: st.Statement) -> None:
    with pytest.raises(LanguageError, match="assumed of a letter"):
        lower_statement(statement)


def test_a_node_the_kernel_does_not_know_is_an_error() -> None:
    with pytest.raises(LanguageError, match="no kernel term"):
        lower_term(tm.Term())


# --- hypotheses ---


def sequent(goal: st.Statement, *given: st.Statement) -> Any:
    """The sequent of a claim with these hypotheses, called h0, h1, ..."""
    hypotheses = tuple(Hypothesis(f"h{i}", statement) for i, statement in enumerate(given))
    return lower(Claim("claim", "a claim", (shows("only", "its part", goal, given=hypotheses),)))["claim"]


SQUARE, COLUMN, NUMBER = ["n", "n"], ["n", 1], [1, 1]
REFLEXIVE = st.eq(H, H)
KINDS: list[tuple[st.Statement, dict[str, Any], Any]] = [
    (st.Symmetric(H), {"H": {"shape": SQUARE, "symmetric": True}}, None),
    (st.Diagonal(H), {"H": {"shape": SQUARE, "symmetric": True, "diagonal": True}}, None),
    (st.PositiveSemidefinite(H), {"H": {"shape": SQUARE, "symmetric": True}}, ["psd", "H"]),
    (st.PositiveDefinite(H), {"H": {"shape": SQUARE, "symmetric": True}}, ["pd", "H"]),
    (st.PositiveDefinite(alpha), {"H": {"shape": SQUARE}, "alpha": {"shape": NUMBER}}, ["pd", "alpha"]),
    (st.PositiveSemidefinite(H + I), {"H": {"shape": SQUARE}}, ["psd", ["add", "H", ["id", "n"]]]),
    (st.BasisVector(e_i), {"H": {"shape": SQUARE}, "e_i": {"shape": COLUMN, "basis": True}}, None),
    (st.Natural(k), {"H": {"shape": SQUARE}, "k": {"shape": NUMBER, "natural": True}}, None),
    (
        st.ForEvery(k, st.eq(H**k, H)),
        {"H": {"shape": SQUARE}, "k": {"shape": NUMBER, "natural": True}},
        ["all", "k", ["eq", ["pow", "H", "k"], "H"]],
    ),
    (
        st.LimitIs(alpha, alpha, "0", alpha),
        {"H": {"shape": SQUARE}, "alpha": {"shape": NUMBER}},
        ["limit", "alpha", "alpha", "0", "alpha"],
    ),
    (st.Invertible(H), {"H": {"shape": SQUARE}}, ["inv", "H"]),
    (st.eq(H.T * H, I), {"H": {"shape": SQUARE}}, ["eq", ["mul", ["T", "H"], "H"], ["id", "n"]]),
    (st.NormIs(H, alpha), {"H": {"shape": SQUARE}, "alpha": {"shape": NUMBER}}, ["norm", "H", "alpha"]),
]


@pytest.mark.parametrize(("hypothesis", "symbols", "data"), KINDS)
def test_each_kind_of_hypothesis_is_a_mark_a_statement_or_both(
    hypothesis: st.Statement, symbols: dict[str, Any], data: Any
) -> None:
    found = sequent(REFLEXIVE, hypothesis)
    assert found["symbols"] == symbols
    assert found["hypotheses"] == ({} if data is None else {"h0": data})


def test_nothing_is_marked_that_is_not_assumed() -> None:
    assert sequent(st.eq(H.T, H)) == {
        "symbols": {"H": {"shape": SQUARE}},
        "hypotheses": {},
        "steps": [{"show": ["eq", ["T", "H"], "H"], "by": []}],
        "goal": ["eq", ["T", "H"], "H"],
    }


def test_a_differentiable_function_brings_its_gradient() -> None:
    goal = st.eq(tm.Apply("J", w), tm.Apply("J", w))
    assert sequent(goal, st.Differentiable("J", "grad_J"))["functions"] == {
        "J": {"shape": NUMBER, "domain": COLUMN, "derivative": "grad_J"},
        "grad_J": {"shape": COLUMN, "domain": COLUMN},
    }


@pytest.mark.parametrize("turn", [list, lambda pair: pair[::-1]])
def test_a_second_derivative_is_symmetric_in_whichever_order_they_are_assumed(turn: Callable[[Any], Any]) -> None:
    pair = [st.Differentiable("J", "g"), st.Differentiable("g", "D", values=("n", 1), symmetric=True)]
    goal = st.eq(tm.Apply("D", w, "n", "n"), tm.Apply("D", w, "n", "n"))
    assert sequent(goal, *turn(pair))["functions"] == {
        "J": {"shape": NUMBER, "domain": COLUMN, "derivative": "g"},
        "g": {"shape": COLUMN, "domain": COLUMN, "derivative": "D"},
        "D": {"shape": SQUARE, "domain": COLUMN, "symmetric": True},
    }


def test_a_letter_of_two_shapes_is_an_error() -> None:
    with pytest.raises(ShapeError, match="w is both"):
        sequent(st.eq(w.T * w, w.T * w), st.PositiveDefinite(tm.Symbol("w")))


def test_two_hypotheses_of_one_name_are_an_error() -> None:
    given = (Hypothesis("h", st.Invertible(H)), Hypothesis("h", st.Invertible(alpha)))
    with pytest.raises(LanguageError, match="two hypotheses are called 'h'"):
        lower(Claim("claim", "a claim", (shows("only", "", REFLEXIVE, given=given),)))


# --- claims ---


def claim() -> Claim:
    invertible = Hypothesis("H_invertible", st.Invertible(H))
    links = (to(tm.inv(H) * H * w, invertible), to(w, invertible))
    return Claim("row", "a row", (chain("main", "", w, *links, given=(invertible,)), shows("more", "", REFLEXIVE)))


def test_a_chain_has_a_step_for_each_arrow_and_keeps_its_order() -> None:
    data: Any = lower(claim())
    product = ["mul", ["inv", "H"], "H", "w"]
    assert data["row"]["steps"] == [
        {"show": ["eq", "w", product], "by": ["H_invertible"]},
        {"show": ["eq", product, "w"], "by": ["H_invertible"]},
    ]
    assert data["row"]["goal"] == ["eq", "w", "w"]


def test_a_claim_has_a_sequent_for_each_part_and_a_definition_none() -> None:
    assert list(lower(claim())) == ["row", "row.more"]
    assert lower(Claim("d", "", (Part("main", "", (), (), REFLEXIVE),), kind=Kind.definition)) == {}


def test_an_axiom_gives_its_conclusions_under_its_marks() -> None:
    given = (Hypothesis("H_symmetric", st.Symmetric(H)),)
    axiom = Claim("ax", "", (Part("one", "", given, (), st.eq(H, H.T)),), kind=Kind.axiom)
    symbols = {"H": {"shape": SQUARE, "symmetric": True}}
    assert lower(axiom) == {"ax": {"symbols": symbols, "gives": {"one": ["eq", "H", ["T", "H"]]}}}


def test_a_hypothesis_that_an_axiom_provides_says_which_and_how() -> None:
    axiom = Claim("spectral_theorem", "", (Part("split", "", (), (), st.eq(H, Q * Lam * Q.T)),), kind=Kind.axiom)
    cited = Hypothesis("h", st.eq(H, Q * Lam * Q.T), cites=axiom.at(H=H, Q=Q, Lam=Lam), gives="split")
    data: Any = lower(Claim("c", "", (shows("p", "", REFLEXIVE, given=(cited,)),)))
    statement = ["eq", "H", ["mul", "Q", "Lam", ["T", "Q"]]]
    cite = {"axiom": "spectral_theorem", "gives": "split", "with": {"H": "H", "Q": "Q", "Lam": "Lam"}}
    assert data["c"]["hypotheses"] == {"h": {"statement": statement, "cite": cite}}


def test_the_data_are_plain_json() -> None:
    data = lower(claim())
    assert json.loads(json.dumps(data)) == data


@pytest.mark.parametrize(
    "goal", [st.eq(H, H.T), st.eq(H.T, H), st.eq(H, -H), st.PositiveSemidefinite(H), st.eq(tm.Number(half) * H, H)]
)
def test_another_statement_has_another_fingerprint(goal: st.Statement) -> None:
    one, other = (Claim("c", "", (Part("p", "", (), (Step(g),), g),)) for g in (REFLEXIVE, goal))
    assert fingerprint(one) != fingerprint(other)
    assert fingerprint(one) == fingerprint(Claim("c", "another title", one.parts))
