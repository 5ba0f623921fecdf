"""Products that wait have the same value as products that do not."""

from __future__ import annotations

import pytest
from flint import fmpq_mat
from hypothesis import given

from derivations.language.evaluation import evaluate
from derivations.language.symbols import H, I, Lam, Q, alpha, w_star
from derivations.language.terms import Term, inv, tr
from verify.conformance.chains import CHAINS, exact_value, inverse_of
from verify.conformance.oracle import oracle_term
from verify.conformance.properties import exact_values
from verify.rings import FLINT
from verify.strategies import SpectralProblem, spectral_problems

K = H + alpha * I
TERMS: list[Term] = [
    oracle_term("eq_7_10"),
    oracle_term("eq_7_13"),
    oracle_term("eq_7_13", "diagonal"),
    inv(K),
    (Q * inv(K) * Lam).T * w_star,
    w_star.T * inv(K) * H * w_star * w_star / alpha,
    tr(H * inv(K)) * w_star - 2 * w_star,
    inv(inv(K) * alpha) * w_star,
    H**3 * w_star,
    Lam**5 * H * w_star,
    (alpha * w_star.T * w_star) ** 7 * w_star,
    inv(Lam + alpha * I) ** 2 * w_star,
]


@given(problem=spectral_problems(max_n=4))
def test_a_chain_has_the_value_of_the_product(problem: SpectralProblem) -> None:
    """All terms on each problem: the drawing is what costs."""
    values = exact_values(problem)
    for term in TERMS:
        assert exact_value(term, values, problem.n) == evaluate(term, values, {"n": problem.n}, FLINT), str(term)


@pytest.mark.parametrize("term", [inv(H), inv(H) * w_star, w_star.T * inv(H), inv(H) * (0 * w_star)], ids=str)
def test_what_has_no_inverse_has_no_value(term: Term) -> None:
    values = {"H": fmpq_mat(2, 2, [1, 1, 1, 1]), "w_star": fmpq_mat(2, 1, [1, 1])}
    with pytest.raises(ZeroDivisionError):
        exact_value(term, values, 2)


def test_nothing_is_multiplied_before_it_is_needed() -> None:
    chain = CHAINS.mul(CHAINS.inverse(CHAINS.zero(1, 1)), CHAINS.identity(1))
    assert len(chain.factors) == 2


def test_an_inverse_is_kept_with_the_matrix_as_it_was() -> None:
    matrix = fmpq_mat(2, 2, [2, 0, 0, 1])
    first = inverse_of(matrix)
    assert inverse_of(fmpq_mat(2, 2, [2, 0, 0, 1])) is first
    matrix[0, 0] = 4
    assert inverse_of(matrix) == matrix.inv() != first
    with pytest.raises(ZeroDivisionError):
        inverse_of(fmpq_mat(2, 2, [1, 1, 1, 1]))
