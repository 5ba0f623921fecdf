"""Models: hypotheses of every shape get one, contradictions get none, and false statements are found false at them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from flint import fmpq_mat
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as hs
from hypothesis.errors import NoSuchExample

from derivations import find as claim_of
from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Part, Step, shows
from derivations.language.errors import LanguageError
from derivations.language.symbols import (
    A,
    B,
    H,
    I,
    J,
    Lam,
    Q,
    X,
    alpha,
    basis,
    diagonal,
    differentiable,
    e_i,
    eps,
    grad_J,
    orthogonal,
    positive,
    positive_semidefinite,
    symmetric,
    w,
    w_star,
    w_tilde,
    y,
)
from derivations.language.terms import Coordinate, DiagonalOf, SizeNumber, SumOver, Symbol, Zero, inv, tr
from verify import models as models_module
from verify.exact import rational
from verify.ingredients import Digits
from verify.models import Model, NoModel, find_model, model_of, models, models_of
from verify.problem import problem_of

ROOT = Path(__file__).resolve().parents[2]
ANY = settings(deadline=None, derandomize=True, database=None, max_examples=30)

G, P, S, V = (Symbol(name, "n", "n") for name in ("G", "P", "S", "V"))
q, z, w_1, w_2 = (Symbol(name, "n") for name in ("q", "z", "w_1", "w_2"))
lam, mu, lam_max, g, r = (Symbol(name) for name in ("lam", "mu", "lam_max", "g", "r"))
U, K = Symbol("U", "m", "n"), Symbol("K", "k", "n")
m, zero = SizeNumber("m"), Zero("n")


def hess_J(at: tm.Term) -> tm.Apply:
    return tm.Apply("hess_J", at, "n", "n")


def part(goal: st.Statement, *hypotheses: Hypothesis | st.Statement) -> Part:
    """A part whose bare statements become hypotheses called a, b, .."""
    named = (h if isinstance(h, Hypothesis) else Hypothesis("abcdefg"[k], h) for k, h in enumerate(hypotheses))
    return shows("sample", "", goal, given=tuple(named))


eigenpair = (st.eq(H * q, lam * q), st.eq(q.T * q, 1))
unpacked = (st.eq(X, U * S * V.T), st.eq(U.T * U, I), st.eq(V.T * V, I), diagonal(S))
smooth = (differentiable(), Hypothesis("twice", st.Differentiable("grad_J", "hess_J", values=("n", 1), symmetric=True)))
regularized = st.GradientIs(J(w) + alpha / 2 * w.T * w, w, w_tilde, zero)
quadratic = st.GradientIs(J(w_star) + (w - w_star).T * H * (w - w_star) / 2 + alpha / 2 * w.T * w, w, w_tilde, zero)
ridge = st.eq(w_tilde, inv(H + alpha * I) * H * w_star)

PARTS = {
    "kinds of letters": part(
        st.PositiveSemidefinite(tr(H * Lam)),
        positive_semidefinite(H),
        st.PositiveSemidefinite(Lam),
        diagonal(Lam),
        basis(e_i),
        symmetric(A),
    ),
    "an orthogonal letter": part(st.eq(Q * Q.T, I), orthogonal(Q)),
    "orthonormal rows": part(st.PositiveSemidefinite(I - K.T * K), st.eq(K * K.T, tm.Identity("k"))),
    "a letter that a term defines": part(st.eq(w_tilde, tr(H) * w), st.eq(tr(H) * w, w_tilde)),
    "a chain of definitions": part(
        st.eq(w_2 - w_star, (I - eps * H) ** 2 * (w - w_star)),
        st.eq(w_2, w_1 - eps * H * (w_1 - w_star)),
        st.eq(w_1, w - eps * H * (w - w_star)),
    ),
    "two letters that define each other": part(st.eq(A * B, B * A), st.eq(A, 2 * B), st.eq(B, A / 2)),
    "a spectral decomposition": part(
        st.eq(tr(H), tr(Lam)), st.eq(H, Q * Lam * Q.T), orthogonal(Q), diagonal(Lam), positive_semidefinite(H)
    ),
    "a decomposition that is no definition": part(
        st.eq(H, Q * Lam * Q.T), st.eq(H * Q, Q * Lam), orthogonal(Q), diagonal(Lam), positive_semidefinite(H)
    ),
    "two decompositions": part(
        st.eq(tr(Lam), tr(S)),
        st.eq(H, Q * Lam * Q.T),
        st.eq(H, P * S * P.T),
        *(orthogonal(Q), orthogonal(P), diagonal(Lam), diagonal(S)),
    ),
    "an equation for a vector": part(
        st.eq(w_star - w_tilde, alpha * inv(H + alpha * I) * w_star),
        st.eq((H + alpha * I) * w_tilde, H * w_star),
        *(positive_semidefinite(H), positive(alpha)),
    ),
    "a kernel": part(st.eq(A * H * z, zero), st.eq(H * z, zero), st.eq(z.T * z, 1), positive_semidefinite(H)),
    "a form that is 0": part(st.eq(H * z, zero), st.eq(z.T * H * z, 0), positive_semidefinite(H)),
    "an eigenpair": part(st.PositiveSemidefinite(lam), *eigenpair, positive_semidefinite(H)),
    "an eigenpair of any matrix": part(st.eq(A * A * q, lam * lam * q), st.eq(A * q, lam * q)),
    "two eigenpairs": part(st.eq(q.T * z, 0), *eigenpair, st.eq(H * z, mu * z), st.Invertible(lam - mu), symmetric(H)),
    "a bound of the spectrum": part(
        st.PositiveSemidefinite(lam_max - tr(H) / SizeNumber("n")),
        st.PositiveSemidefinite(lam_max * I - H),
        symmetric(H),
    ),
    "a bound that is attained": part(
        st.NormIs(H, lam), st.PositiveSemidefinite(lam * I - H), *eigenpair, positive_semidefinite(H)
    ),
    "a stable rate": part(
        st.PositiveSemidefinite(2 - eps * alpha),
        st.PositiveSemidefinite(lam_max * I - H),
        st.PositiveDefinite(2 - eps * (lam_max + alpha)),
        *(positive_semidefinite(H), positive(eps), positive(alpha)),
    ),
    "numbers in order": part(st.PositiveDefinite(1 - lam), st.PositiveDefinite(r - lam), st.PositiveDefinite(1 - r)),
    "an interval": part(st.PositiveSemidefinite(1 - r * r), st.PositiveSemidefinite(r), st.PositiveSemidefinite(1 - r)),
    "a norm": part(st.PositiveSemidefinite(g**2 * m - tr(X.T * X) / SizeNumber("n")), st.NormIs(X, g)),
    "a length": part(st.eq(r**4, (w.T * w) ** 2), st.eq(w.T * w, r * r), positive(r)),
    "a pseudo-inverse": part(
        st.eq(H * G, (H * G) ** 2),
        *(st.eq(H * G * H, H), st.eq(G * H * G, G), st.eq((H * G).T, H * G), st.eq((G * H).T, G * H)),
    ),
    "a projector": part(st.eq(P * (I - P), Zero("n", "n")), symmetric(P), st.eq(P * P, P), st.eq(P * H, H)),
    "a commuting matrix": part(st.eq(P * H**2, H**2 * P), st.eq(P * H, H * P)),
    "normal equations": part(st.eq(w_star, inv(X.T * X) * X.T * y), st.eq(X.T * X * w_star, X.T * y), st.Invertible(X.T * X)),
    "a thin decomposition": part(st.eq(m * H, V * S**2 * V.T), *unpacked, st.eq(H, X.T * X / m)),
    "three sizes": part(st.eq((K * X.T).T, X * K.T), st.Invertible(X.T * X)),
    "sums and diagonals": part(
        st.eq(tr(DiagonalOf(Coordinate(Lam, e_i) ** 2, e_i)), SumOver(Coordinate(Lam, e_i) ** 2, e_i)), basis(e_i)
    ),
    "a stationary point of a function": part(
        st.eq(alpha * w_tilde + grad_J(w_tilde), zero), differentiable(), positive(alpha), regularized
    ),
    "a gradient with a constant in it": part(st.eq(alpha * w_tilde, H * (w_star - w_tilde)), symmetric(H), quadratic),
    "a minimum": part(
        st.PositiveSemidefinite(w.T * hess_J(w_star) * w),
        *(*smooth, st.eq(grad_J(w_star), zero), st.eq(H, hess_J(w_star)), positive_semidefinite(H)),
    ),
    "a semidefinite Hessian": part(
        st.PositiveSemidefinite(tr(hess_J(w_star))), *smooth, st.PositiveSemidefinite(hess_J(w_star))
    ),
    "descent on a function": part(
        st.eq(w - w_2, eps * (grad_J(w) + grad_J(w_1))),
        *(differentiable(), st.eq(w_1, w - eps * grad_J(w)), st.eq(w_2, w_1 - eps * grad_J(w_1))),
    ),
    "a field that is no gradient": part(
        st.eq(tm.Apply("F", w_star, "n") + w, w),
        *(st.Differentiable("F", "DF", values=("n", 1)), st.eq(tm.Apply("F", w_star, "n"), zero)),
    ),
    "two functions": part(
        st.eq(grad_J(w), tm.Apply("grad_L", w, "n")),
        *(differentiable(), differentiable("L", "grad_L"), st.eq(grad_J(w), tm.Apply("grad_L", w, "n"))),
    ),
    "a hint": part(
        st.eq(w, w_star),
        Hypothesis("far from linear", st.eq((w - w_star).T * (w - w_star), 0), values={"w": w_star}),
    ),
    "a value in terms of a further letter": part(
        st.PositiveSemidefinite(tr(A)),
        Hypothesis("a square", st.PositiveSemidefinite(A + A.T), values={"A": B.T * B}),
    ),
    "nothing assumed": part(st.eq(A - A, Zero("n", "n"))),
}


@pytest.mark.parametrize("name", PARTS)
def test_hypotheses_of_every_shape_get_models_and_what_follows_holds_there(name: str) -> None:
    sample = PARTS[name]
    found = models(sample)
    assert max(model.sizes.get("n", 3) for model in found) >= 3
    for model in found:
        assert model.meets(sample)
        assert model.satisfies(sample)


# --- of claims; that every part of every claim has models and is true in them is tested in test_claims --------------------


def test_models_of_a_claim_are_regular_and_singular_and_of_several_sizes() -> None:
    found = models(claim_of("eq_7_13").part("main"))
    seen = {(model.sizes["n"], model.values["H"].rank() == model.sizes["n"]) for model in found}
    assert seen == {(n, regular) for n in (1, 2, 3) for regular in (True, False)}


def test_models_with_two_sizes_have_more_and_fewer_rows_than_columns() -> None:
    shapes = {(model.sizes["m"], model.sizes["n"]) for model in models(PARTS["a norm"])}
    assert {(rows > cols) - (rows < cols) for rows, cols in shapes} == {-1, 0, 1}
    thin = [model.sizes for model in models(PARTS["a thin decomposition"])]
    assert all(sizes["m"] >= sizes["n"] for sizes in thin)


# --- false statements ------------------------------------------------------------------------------------------------

FALSE = {
    "twice the penalty": part(
        st.eq(w_tilde, inv(H + 2 * alpha * I) * H * w_star), ridge, positive_semidefinite(H), positive(alpha)
    ),
    "the factor of the wrong end": part(
        st.eq(w_tilde, alpha * inv(H + alpha * I) * w_star), ridge, positive_semidefinite(H), positive(alpha)
    ),
    "eigenvectors in the rows": part(st.eq(H, Q.T * Lam * Q), st.eq(H, Q * Lam * Q.T), orthogonal(Q), diagonal(Lam)),
    "any matrices commute": part(st.eq(A * B, B * A)),
    "a form that is 0, H indefinite": part(st.eq(H * z, zero), st.eq(z.T * H * z, 0), symmetric(H)),
    "an inverse of a semidefinite matrix": part(st.eq(inv(H) * H, I), positive_semidefinite(H)),
    "a thin Q is orthogonal": part(st.eq(U * U.T, tm.Identity("m")), st.eq(U.T * U, I)),
    "the gradient of a form without transpose": part(st.GradientIs(w.T * A * w, w, w, 2 * A * w)),
    "a stationary point is a zero": part(
        st.eq(w_tilde, w_star), positive(alpha), *smooth, st.eq(grad_J(w_star), zero), regularized
    ),
    "strict where H is flat": part(st.PositiveDefinite(H), positive_semidefinite(H)),
    "the Jacobian of any field is symmetric": part(
        st.eq(tm.Apply("DF", w, "n", "n"), tm.Apply("DF", w, "n", "n").T), st.Differentiable("F", "DF", values=("n", 1))
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_statement_is_false_at_some_model(name: str) -> None:
    assert not all(model.satisfies(FALSE[name]) for model in models(FALSE[name]))


def test_one_sign_in_a_step_is_seen_though_the_goal_is_right() -> None:
    right = claim_of("eq_7_13").part("main")
    wrong = Step(st.eq(w_tilde, Q * inv(Lam - alpha * I) * Lam * Q.T * w_star))
    broken = replace(right, steps=(*right.steps[:-1], wrong))
    assert not all(model.satisfies(broken) for model in models(broken))


def test_what_divides_by_zero_is_not_satisfied() -> None:
    model = Model({"A": fmpq_mat(2, 2)}, {"n": 2})
    assert not model.holds(st.eq(inv(A), inv(A)))
    assert not model.satisfies(part(st.eq(inv(A) * A, I)))


def test_a_model_of_something_else_does_not_meet_the_hypotheses() -> None:
    sample = part(st.PositiveDefinite(H), st.PositiveDefinite(H), st.eq(w, w))
    model = Model({"H": rational([[0, 0], [0, -1]]), "w": rational([1, 1])}, {"n": 2})
    assert model.failing(sample) == ["a"]
    assert not model.meets(sample)


# --- no model --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sample", "named"),
    [
        (part(st.eq(w, w), positive(alpha), st.PositiveSemidefinite(-alpha)), {"alpha_positive", "b"}),
        (part(st.eq(w, w), st.PositiveDefinite(H), st.eq(H * z, zero), st.eq(z.T * z, 1)), {"a", "b", "c"}),
        (part(st.eq(w, w), st.eq(A * B - B * A, I)), {"a"}),
        pytest.param(
            part(st.eq(w, w), differentiable(), st.eq(grad_J(w), w), st.eq(grad_J(w), 2 * w), st.eq(w.T * w, 1)),
            {"b", "c"},
            marks=pytest.mark.thorough(reason="seconds until all is tried; so are a kernel and a commutator"),
        ),
        (part(st.eq(alpha, 1), st.eq(alpha * alpha, 2)), {"a"}),
    ],
    ids=["a number", "a kernel", "a commutator", "two gradients", "the root of 2"],
)
def test_a_contradiction_has_no_model_and_the_hypothesis_is_named(sample: Part, named: set[str]) -> None:
    with pytest.raises(NoModel) as caught:
        models(sample)
    assert caught.value.hypothesis in named
    assert caught.value.hypothesis in str(caught.value)


def test_more_orthonormal_columns_than_rows_is_refused_at_once() -> None:
    with pytest.raises(NoModel, match="'b' failed") as caught:
        find_model(PARTS["a thin decomposition"], {"m": 1, "n": 2})
    assert caught.value.sizes == {"m": 1, "n": 2}


def test_a_size_without_number_is_asked_for() -> None:
    with pytest.raises(LanguageError, match="size m"):
        find_model(PARTS["a norm"], {"n": 2})


@pytest.mark.parametrize(
    "statement",
    [
        st.eq(tm.Apply("F", w, "m"), y),
        st.eq(tm.Apply("F", A), 1),
        st.Differentiable("hess_J", "third_J", values=("n", 1)),
    ],
    ids=str,
)
def test_a_function_of_an_unknown_shape_is_refused_with_the_reason(statement: st.Statement) -> None:
    with pytest.raises(LanguageError, match="no models for"):
        models(part(st.eq(w, w), *smooth, statement))


def test_a_model_that_fails_the_last_check_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """`meets` is what is believed, not the search: with a search that ignores hypotheses there is no model."""
    monkeypatch.setattr("verify.assignment.Attempt.true", lambda *_: True)
    with pytest.raises(NoModel, match="'a' failed"):
        models(part(st.eq(w, w), st.PositiveSemidefinite(-(A.T * A) - I)))


# --- what a model is -------------------------------------------------------------------------------------------------


def test_a_seed_gives_one_model_and_another_seed_another() -> None:
    sample = claim_of("eq_7_13").part("main")
    first, again, other = (find_model(sample, {"n": 3}, seed) for seed in (5, 5, 6))
    assert first.data() == again.data() != other.data()


def test_the_wish_for_a_singular_or_regular_matrix_is_kept_where_it_may() -> None:
    free, definite = part(st.eq(w, w), positive_semidefinite(H)), part(st.eq(w, w), st.PositiveDefinite(H))
    for seed in range(10):
        assert find_model(free, {"n": 3}, seed, regular=False).values["H"].rank() < 3
        assert find_model(free, {"n": 3}, seed, regular=True).values["H"].rank() == 3
        assert find_model(definite, {"n": 3}, seed, regular=False).values["H"].rank() == 3


def test_solutions_are_not_all_trivial() -> None:
    for name in ("a kernel", "an eigenpair of any matrix"):
        letter = "z" if "kernel" in name else "q"
        assert any(model.values[letter] for model in models(PARTS[name]))


@pytest.mark.parametrize("claim", ["minimum_is_psd", "local_error", "unpenalised_bias"])
def test_models_of_every_size_are_found_without_luck(claim: str) -> None:
    """Local minima, points at rational distances from two others, bounds that come after a function: all are constructed."""
    for sample in (part for part in claim_of(claim).parts if part.id == "main"):
        assert {model.sizes["n"] for model in models(sample)} == {1, 2, 3}


def test_a_minimum_may_be_degenerate_or_strict_with_cubes() -> None:
    found = models(claim_of("minimum_is_psd").part("main"))
    cubes = {bool(any(c for _, _, c in function.cubes)) for model in found for function in model.smooth.values()}
    ranks = {(model.sizes["n"], next(iter(model.smooth.values())).quadratic.rank()) for model in found}
    assert cubes == {True, False}
    assert {rank < n for n, rank in ranks} == {True, False}


def test_a_second_decomposition_is_another_one() -> None:
    assert any(model.values["Q"] != model.values["P"] for model in models(PARTS["two decompositions"]))


def test_a_model_is_plain_json() -> None:
    model = find_model(PARTS["a minimum"], {"n": 2}, seed=1)
    data = json.loads(json.dumps(model.data()))
    assert data["sizes"] == {"n": 2}
    assert [[Fraction(x) for x in row] for row in data["values"]["w_star"]] == [
        [Fraction(int(x.p), int(x.q))] for x in model.values["w_star"].entries()
    ]
    assert set(data["functions"]["J"]) == {"center", "constant", "linear", "quadratic", "cubes"}


# --- the strategy ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["eq_7_10", "eq_7_13", "displacement"])
def test_drawn_models_meet_the_hypotheses_and_satisfy_the_claim(name: str) -> None:
    sample = claim_of(name).part("main")
    drawn = []

    @ANY
    @given(model_of(sample))
    def run(model: Model) -> None:
        drawn.append(json.dumps(model.data()))
        assert model.meets(sample)
        assert model.satisfies(sample)

    run()
    sizes = {json.loads(text)["sizes"]["n"] for text in drawn}
    assert sizes == {1, 2, 3, 4}
    assert len(set(drawn)) > 0.8 * len(drawn)


@pytest.mark.parametrize(
    ("wrong", "largest"),
    [
        (st.eq(w_tilde, w_star), 1),
        (st.eq(w_tilde, inv(Lam + alpha * I) * Lam * w_star), 2),
        (st.eq(inv(H) * H, I), 1),
    ],
    ids=["no shrinkage", "no rotation", "no singular H"],
)
def test_a_false_statement_shrinks_to_a_plain_model(wrong: st.Statement, largest: int) -> None:
    sample = claim_of("eq_7_13").part("main")
    plan = settings(ANY, max_examples=200, phases=(Phase.generate, Phase.shrink))  # nobody reads an explanation here
    model = find(model_of(sample, largest=3), lambda model: not model.holds(wrong), settings=plan)
    assert model.sizes["n"] <= largest
    assert model.values["alpha"] == rational(1)
    entries = [x for name in ("Q", "Lam", "w_star") for x in model.values[name].entries()]
    assert max(abs(x) for x in entries) <= 2


def test_models_drawn_at_once_are_made_of_different_strings() -> None:
    sample = claim_of("eq_7_10").part("main")
    counts = []

    @ANY
    @given(models_of([sample], 5))
    def run(batch: list[Iterator[Model]]) -> None:
        (found,) = map(list, batch)
        counts.append(len(found))
        assert all(model.meets(sample) for model in found)

    run()
    assert counts[0] == 1  # the plainest string, five times
    assert max(counts) == 5


def test_models_of_several_parts_are_cut_from_the_same_strings() -> None:
    """Each part gets its own, however many letters the others have."""
    samples = [claim_of(name).part("main") for name in ("eq_7_10", "displacement", "eq_7_13")]
    counts = []

    @ANY
    @given(models_of(samples, 4))
    def run(batch: list[Iterator[Model]]) -> None:
        for sample, found in zip(samples, map(list, batch), strict=True):
            counts.append(len(found))
            assert all(model.meets(sample) and model.values.keys() >= {*problem_of(sample).letters} for model in found)

    run()
    assert counts[:3] == [1, 1, 1]
    assert max(counts) == 4


def test_a_hint_is_taken_where_nothing_can_be_solved() -> None:
    """At height 0 of the quadratic model, whose function cancels, there is but one point."""
    point = claim_of("contours").part("point")
    assert {model.sizes["n"] for model in models(point)} == {1, 2, 3}


def test_what_is_known_of_a_model_is_known_for_its_own_hypotheses_only() -> None:
    sample = part(st.eq(w, w), symmetric(H), positive(alpha))
    (model,) = [find_model(sample, {"n": 2}, seed=1)]
    assert model.meets(sample)
    other = replace(sample, given=(*sample.given, positive(-alpha)))
    assert not model.meets(other)
    assert model.failing(other) == [other.given[-1].name]
    assert not replace(model, values={**model.values, "alpha": rational(-1)}).meets(sample)


def test_what_is_true_has_no_false_model() -> None:
    sample = claim_of("eq_7_13").part("main")
    with pytest.raises(NoSuchExample):
        find(model_of(sample), lambda model: not model.satisfies(sample), settings=ANY)


def test_drawn_models_reach_every_kind_of_case() -> None:
    sample = PARTS["a thin decomposition"]
    cases: dict[str, Callable[[Model], bool]] = {
        "singular": lambda model: model.values["S"].rank() < model.sizes["n"],
        "regular": lambda model: model.values["S"].rank() == model.sizes["n"] == 3,
        "tall": lambda model: model.sizes["m"] > model.sizes["n"],
        "repeated": lambda model: model.sizes["n"] == 2 and model.values["S"][0, 0] == model.values["S"][1, 1] != 0,
        "reflection": lambda model: model.values["V"].det() == -1,
    }
    for case in cases.values():
        find(model_of(sample), case, settings=settings(ANY, max_examples=2000, phases=(Phase.generate,)))


@ANY
@given(hs.binary(max_size=40))
def test_all_digits_zero_is_the_plainest_choice(data: bytes) -> None:
    digits = Digits.drawn(data)
    digits.begin(10)
    assert [digits.pick(16) for _ in range(20)] == [0] * 20


def test_the_standard_variants_are_few() -> None:
    """The audit looks for models of every part; a long list would make it slow."""
    assert len(models_module._SIZES) <= 8


def test_models_are_found_without_hypothesis_or_sympy() -> None:
    """The audit's ledger needs models; only the strategy needs Hypothesis."""
    code = "import sys, verify.models; print(sorted({'hypothesis', 'sympy', 'pytest'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
