"""The random matrices against which expectations are held have the moments that they are asked for, and no others."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as hs

from derivations import claims
from derivations.language import statements as st
from derivations.language.evaluation import evaluate
from verify.models import models
from verify.moments import with_moments
from verify.rings import FLINT

ENTRIES = hs.fractions(min_value=-3, max_value=3, max_denominator=4).map(lambda f: fmpq(f.numerator, f.denominator))


@hs.composite
def moments(draw: hs.DrawFn) -> tuple[fmpq_mat, fmpq_mat]:
    """A mean, and a second moment with a covariance of any rank."""
    n, k, rank = draw(hs.integers(1, 4)), draw(hs.integers(1, 3)), draw(hs.integers(1, 4))
    mean = fmpq_mat(n, k, [draw(ENTRIES) for _ in range(n * k)])
    factor = fmpq_mat(n, rank, [draw(ENTRIES) for _ in range(n * rank)])
    return mean, mean * mean.transpose() + factor * factor.transpose()


@given(moments(), hs.sampled_from((1, 2, 5)))
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_the_moments_are_those_asked_for(wanted: tuple[fmpq_mat, fmpq_mat], spread: int) -> None:
    mean, second = wanted
    outcomes = with_moments(mean, second, spread)
    assert all(p >= 0 for p, _ in outcomes)
    assert sum((p for p, _ in outcomes), fmpq(0)) == 1
    assert sum((x * p for p, x in outcomes), mean * 0) == mean
    assert sum((x * x.transpose() * p for p, x in outcomes), second * 0) == second


def test_higher_moments_are_not_fixed() -> None:
    """Otherwise a wrong claim about a cube or a fourth power could pass."""
    mean, second = fmpq_mat(1, 1), fmpq_mat(1, 1, [1])
    third, fourth = (
        [sum((x[0, 0] ** k * p for p, x in with_moments(mean, second, spread)), fmpq(0)) for spread in (1, 2)] for k in (3, 4)
    )
    assert len({*map(str, third)}) == len({*map(str, fourth)}) == 2
    assert 0 not in third


@pytest.mark.parametrize("second", [[[-1]], [[0, 1], [1, 0]], [[1, 2], [2, 1]], [[1, 1], [0, 1]]], ids=str)
def test_nothing_has_impossible_moments(second: list[list[int]]) -> None:
    assert not with_moments(fmpq_mat(len(second), 1), fmpq_mat(second))


def test_the_mean_alone_can_make_them_impossible() -> None:
    assert not with_moments(fmpq_mat(1, 1, [2]), fmpq_mat(1, 1, [Fraction(3).numerator]))


def test_every_expectation_we_claim_is_of_something() -> None:
    """A claim about random vectors that cannot exist would say nothing: each has models whose moments are possible."""
    found = [
        (n, p, s.statement) for c in claims() for n, p in c.sequents() for s in p.steps if isinstance(s.statement, st.MeanIs)
    ]
    for name, part, claimed in found:
        possible = 0
        for model in models(part):
            mean, second = (
                evaluate(term, model.values, model.sizes, FLINT, model.functions) for term in (claimed.mean, claimed.second)
            )
            possible += len(with_moments(mean, second)) > 1
        assert possible > 1, name
    assert len(found) > 4
