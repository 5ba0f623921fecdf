"""The alpha of a length: the weights have that length, it is the only one, and nothing of that length does better."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from derivations import find
from derivations.language.evaluation import evaluate
from verify.exact import rational, to_fractions
from verify.implementations.constraint import NoSuchLength, alpha_for_length
from verify.rings import FLINT

SQUARE = find("constraint_form").part("main").goal.function  # type: ignore[attr-defined]
SINGULAR = np.array([[2.0, 2.0, 0.0], [2.0, 2.0, 0.0], [0.0, 0.0, 5.0]])
PROBLEMS = [
    (np.array([[4.0]]), np.array([3.0]), 3.0),
    (np.diag([1.0, 10.0]), np.array([1.0, 1.0]), np.sqrt(2.0)),
    (SINGULAR, np.array([1.0, 0.0, 2.0]), np.sqrt(4.5)),
    (np.diag([2.0**-20, 1.0, 2.0**20]), np.array([3.0, -4.0, 12.0]), 13.0),
]


def squared_length(H: np.ndarray, w_star: np.ndarray, alpha: float) -> Fraction:
    """|w_tilde|^2 as the claim has it, exactly."""
    values = {"H": rational(H), "w_star": rational(w_star.reshape(-1, 1)), "alpha": rational(np.array([[alpha]]))}
    return to_fractions(evaluate(SQUARE, values, {"n": len(H)}, FLINT))[0][0]


@pytest.mark.parametrize(("H", "w_star", "nearest"), PROBLEMS)
@pytest.mark.parametrize("part", [2.0**-30, 0.25, 0.75, 1 - 2.0**-10])
def test_length(H: np.ndarray, w_star: np.ndarray, nearest: float, part: float) -> None:
    """The length is strictly above r a little below alpha and strictly below it a little above, so alpha is the one sought.

    The bisection itself ends at neighbouring floats; the margin 2^-36 is 100 000 times what the eigenvalues here may be off.
    """
    r = part * nearest
    alpha = alpha_for_length(H, w_star, r)
    margin = 2.0**-36 * (1 if part < 0.9 else 2.0**12)
    assert squared_length(H, w_star, alpha * (1 - margin)) > Fraction(r) ** 2 > squared_length(H, w_star, alpha * (1 + margin))


@pytest.mark.parametrize(("H", "w_star", "nearest"), PROBLEMS[1:3])
def test_nothing_shorter_is_better(H: np.ndarray, w_star: np.ndarray, nearest: float) -> None:
    """J_hat at w_tilde is the least over a fine net of the ball |w| <= r; the net holds the point opposite too."""
    r = nearest / 2
    alpha = alpha_for_length(H, w_star, r)
    w_tilde = np.linalg.solve(H + alpha * np.eye(len(H)), H @ w_star)
    generator = np.random.default_rng(0)
    net = generator.normal(size=(4000, len(H)))
    net *= r * generator.uniform(0.5, 1, size=(4000, 1)) / np.linalg.norm(net, axis=1, keepdims=True)
    values = [float((w - w_star) @ H @ (w - w_star)) / 2 for w in (*net, w_tilde, -w_tilde)]
    assert int(np.argmin(values)) == len(net)


@pytest.mark.parametrize(("H", "w_star", "nearest"), PROBLEMS)
@pytest.mark.parametrize("part", [0.0, -1.0, 1.001, np.inf, np.nan])
def test_lengths_that_belong_to_no_alpha(H: np.ndarray, w_star: np.ndarray, nearest: float, part: float) -> None:
    """Only lengths strictly between 0 and that of the nearest minimiser belong to an alpha."""
    with pytest.raises(NoSuchLength):
        alpha_for_length(H, w_star, part * nearest)


def test_another_alpha_is_caught() -> None:
    """The check can fail: twice the alpha is seen."""
    H, w_star, nearest = PROBLEMS[1]
    alpha = 2 * alpha_for_length(H, w_star, nearest / 2)
    assert not squared_length(H, w_star, alpha * (1 - 2.0**-36)) > Fraction(nearest / 2) ** 2
