"""The two ways to fit an intercept agree with the exact terms of the claim, within a bound on what rounding can do."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as hs

from derivations import find
from derivations.language.evaluation import evaluate
from verify.bounds import elimination_factor, gamma
from verify.exact import rational, to_fractions
from verify.implementations.intercept import by_block_elimination, by_centring
from verify.rings import FLINT

WEIGHTS = find("unpenalised_bias").part("regression").goal.right  # type: ignore[attr-defined]
METHODS = [by_block_elimination, by_centring]


def exact(X: np.ndarray, y: np.ndarray, alpha: float) -> list[Fraction]:
    """The claim's own term on these floats."""
    m, n = X.shape
    values = {"X": rational(X), "y": rational(y.reshape(-1, 1)), "one": rational(np.ones((m, 1)))}
    values["alpha"] = rational(np.array([[alpha]]))
    return [row[0] for row in to_fractions(evaluate(WEIGHTS, values, {"m": m, "n": n}, FLINT))]


def allowed(X: np.ndarray, y: np.ndarray, alpha: float, w: list[Fraction]) -> float:
    """How far rounding can move the weights.

    Either way the matrix is put together from at most 3 (m + n) + 8 roundings an entry, each of size |X|^2 or (centred) at most
    twice that, then solved with a backward error of `elimination_factor`; what that does to the weights is the norm of
    the inverse, at most 1/(m alpha), times it. Powers of 2 leave room for the norms: infinity against Frobenius.
    """
    m, n = X.shape
    size = float(np.sum(X * X)) + m * alpha + m
    perturbation = float(2 * gamma(3 * (m + n) + 8) + elimination_factor(n + 1)) * 4
    length = float(np.sqrt(sum(float(x) ** 2 for x in w)))
    targets = np.sqrt(size) * float(np.linalg.norm(y))
    return float(perturbation * (size * length + targets) / (m * alpha) * 2)


@hs.composite
def designs(draw: Any) -> tuple[np.ndarray, np.ndarray, float]:
    n = draw(hs.integers(1, 4))
    rows = draw(hs.lists(hs.lists(hs.integers(-5, 5), min_size=n + 1, max_size=n + 1), min_size=1, max_size=6))
    data = np.array(rows, dtype=float)
    return data[:, :n], data[:, n], draw(hs.sampled_from([1.0, 0.25, 2.0**-10, 16.0]))


@pytest.mark.parametrize("method", METHODS)
@given(problem=designs())
def test_weights_are_those_of_the_claim(method: Any, problem: tuple[np.ndarray, np.ndarray, float]) -> None:
    """Also for one row, for more columns than rows, for columns that are constant."""
    X, y, alpha = problem
    w = exact(X, y, alpha)
    weights, intercept = method(X, y, alpha)
    off = np.linalg.norm([float(Fraction(a) - b) for a, b in zip(weights.tolist(), w, strict=True)])
    limit = allowed(X, y, alpha, w)
    assert off <= limit
    expected = Fraction(0) + sum(map(Fraction, y.tolist())) / len(y)
    expected -= sum(sum(map(Fraction, column.tolist())) * b for column, b in zip(X.T, w, strict=True)) / len(y)
    roundings = float(gamma(sum(X.shape) + 4))  # of two means and a product
    spread = np.max(np.abs(y)) + np.sum(np.abs(X)) * float(max(map(abs, w)))
    assert abs(Fraction(intercept) - expected) <= limit * (1 + np.sum(np.abs(X))) + roundings * spread


def test_a_penalised_intercept_is_caught() -> None:
    """The check can fail: ridge with the intercept in the penalty gives other weights."""
    X, y, alpha = np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 3.0, 4.0]), 0.5
    design = np.column_stack([X, np.ones(3)])
    wrong = np.linalg.solve(design.T @ design / 3 + alpha * np.eye(2), design.T @ y / 3)
    w = exact(X, y, alpha)
    assert abs(float(Fraction(float(wrong[0])) - w[0])) > 100 * allowed(X, y, alpha, w)
