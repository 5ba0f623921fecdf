"""The rows of dynamics in numbers: each number by two methods, held against the exact term of its claim."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, arb_mat, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as hs

from derivations import find
from derivations.binomial import leading, matching
from derivations.flow_bounds import done, factor, left, per, ratio
from derivations.gap import flow
from derivations.language import statements as st
from derivations.language.evaluation import Fractions, evaluate
from derivations.language.terms import Term
from derivations.optimizers import coupled, decoupled, slope_at
from derivations.optimizers import solution as decoupled_optimum
from derivations.small_gaps import gap_after, most_of_two
from derivations.tangent import number
from verify.exact import rational, to_floats
from verify.limits import BALLS
from verify.rings import FLINT

ULP = 2.0**-52
EXAMPLES = settings(max_examples=30)


def exactly(term: Term, k: int, **values: Fraction) -> Fraction:
    """The claim's own term at rational numbers."""
    letters = {name: ((value,),) for name, value in values.items()}
    return evaluate(term, letters | {"k": ((Fraction(k),),)}, {"k": k}, Fractions())[0][0]


def enclosed(term: Term, **values: Fraction) -> arb:
    """The claim's own term as an enclosure."""
    letters = {name: arb_mat(1, 1, [fmpq(value.numerator, value.denominator)]) for name, value in values.items()}
    return evaluate(term, letters, {}, BALLS)[0, 0]


def test_exact_alpha() -> None:
    """The alpha that matches k steps: by expm1 and log1p, and as the root of 7.43 by bisection."""

    @EXAMPLES
    @given(hs.integers(1, 40), hs.integers(1, 63), hs.integers(-6, 6))
    def holds(k: int, sixty_fourths: int, scale: int) -> None:
        u, lam = sixty_fourths / 64, 2.0**scale
        eps = u / lam  # exact: lam is a power of 2
        exact = exactly(matching, k, eps=Fraction(eps), lam=Fraction(lam))
        closed = -lam * np.exp(k * np.log1p(-u)) / np.expm1(k * np.log1p(-u))
        # 1 ulp of log1p(-u) is multiplied by its size: |k log(1 - u)| in the exponent
        bound = 8 * ULP * (1 + k * abs(np.log1p(-u))) * float(exact)
        assert abs(closed - float(exact)) <= bound
        low, high, wanted = Fraction(0), Fraction(lam) / (k * Fraction(u)), (1 - Fraction(u)) ** k
        for _ in range(60):  # alpha/(lam + alpha) grows with alpha
            middle = (low + high) / 2
            low, high = (middle, high) if middle < wanted * (Fraction(lam) + middle) else (low, middle)
        assert low <= exact <= high
        assert exact <= exactly(leading, k, eps=Fraction(eps), lam=Fraction(lam))

    holds()


def test_gap_constants() -> None:
    """G_1 and G_2 by scanning in rational arithmetic; the supremum and its place by arb's own exp."""
    places = [Fraction(i, 400) for i in range(401)]
    two = enclosed(most_of_two)
    for steps, most in ((1, arb(fmpq(1, 2))), (2, two)):
        found = max(exactly(gap_after(steps, number(str(u))), 0) for u in places)
        assert most >= fmpq(found.numerator, found.denominator)
        assert most - fmpq(found.numerator, found.denominator) < 1e-5
    before, ctx.prec = ctx.prec, 200
    try:
        low, high = arb(2), arb(3)
        for _ in range(60):
            middle = ((low + high) / 2).mid()
            low, high = (middle, high) if (1 + middle) ** 2 > middle.exp() else (low, middle)
        assert 2.51286 < low < high < 2.51287
        most = 1 / (1 + low) - (-low).exp()
        assert fmpq(20363, 100000) < most < fmpq(20364, 100000)
        assert all(enclosed(flow, x=Fraction(i, 50)) < most + 1e-12 for i in range(1, 400))
    finally:
        ctx.prec = before


def test_gap_claim_says_these_digits() -> None:
    """What was compared is what the claim says."""
    said = {part.id: part.goal for part in find("early_stopping_gap").parts}
    assert said["supremum"] == st.PositiveSemidefinite(number("0.20364") - flow)
    assert isinstance(reached := said["two_steps_reached"], st.Equal)
    assert reached.right == most_of_two


def test_risk_ratio() -> None:
    """The risk of flow by the matrix exponential and of ridge by a solve, beside the coordinates of the claim."""
    from scipy.linalg import expm

    @EXAMPLES
    @given(hs.lists(hs.integers(0, 30), min_size=1, max_size=5), hs.integers(1, 8), hs.integers(0, 2**20))
    def holds(spectrum: list[int], alpha: int, seed: int) -> None:
        n, draw = len(spectrum), np.random.default_rng(seed)
        turn, _ = np.linalg.qr(draw.standard_normal((n, n)))
        hessian = turn @ np.diag(np.array(spectrum, dtype=float)) @ turn.T
        w_0, variance = draw.standard_normal(n), 0.5
        flowed = np.eye(n) - expm(-hessian / alpha)
        ridge = np.linalg.solve(hessian + alpha * np.eye(n), hessian)
        seen = [i for i in range(n) if spectrum[i]]  # noise reaches w along the rows of X only

        def risk(estimator: np.ndarray) -> float:
            inverse = turn[:, seen] @ np.diag([1 / spectrum[i] for i in seen]) @ turn[:, seen].T if seen else np.zeros((n, n))
            spread = estimator @ inverse @ estimator.T * variance
            return float(np.sum(((estimator - np.eye(n)) @ w_0) ** 2) + np.trace(spread))

        assert risk(flowed) <= float(ratio.value) * risk(ridge) * (1 + 1e3 * n * ULP)
        for lam in spectrum:  # and the coordinate factors are those of the claim
            x = Fraction(lam, alpha)
            assert enclosed(left, x=x) <= enclosed(per, x=x) + 1e-12
            assert enclosed(done, x=x) <= float(factor.value) * float(x) / (1 + float(x)) + 1e-12

    holds()


@pytest.mark.parametrize("is_coupled", [True, False])
def test_fixed_points(is_coupled: bool) -> None:
    """Running the iteration in floats arrives where the claim's term says, and its exact step stands still there."""

    @EXAMPLES
    @given(hs.integers(1, 4), hs.integers(0, 2**20))
    def holds(n: int, seed: int) -> None:
        draw = np.random.default_rng(seed)
        root, tilt = draw.integers(-2, 3, (n, n)), draw.integers(-1, 2, (n, n))
        hessian, precondition = root @ root.T, tilt @ tilt.T + np.eye(n, dtype=int)
        w_star, alpha = draw.integers(-4, 5, (n, 1)), int(draw.integers(1, 5))
        given_numbers = {
            "H": hessian,
            "M": precondition,
            "w_star": w_star,
            "alpha": np.array([[alpha]]),
            "eta": np.array([[1]]),
        }
        values = {name: rational(array) for name, array in given_numbers.items()}
        v = find("coupled_fixed_point").part("stationary").given[-1].values["v"] if is_coupled else decoupled_optimum
        step = (coupled if is_coupled else decoupled)(v, slope_at(v))
        exact = evaluate(v, values, {"n": n}, FLINT)
        assert evaluate(step, values, {"n": n}, FLINT) == exact
        rate = 1 / (1 + np.linalg.norm(precondition, 2) * (np.linalg.norm(hessian, 2) + alpha) + alpha)
        place = np.zeros((n, 1))
        for _ in range(4_000):
            slope = hessian @ (place - w_star)
            change = precondition @ (slope + alpha * place) if is_coupled else precondition @ slope + alpha * place
            place = place - rate * change
            if np.max(np.abs(change)) < 1e-11:
                break
        # the change is matrix (place - fixed point), up to rounding in the products it is made of
        matrix = precondition @ (hessian + alpha * np.eye(n)) if is_coupled else precondition @ hessian + alpha * np.eye(n)
        size = (
            np.linalg.norm(precondition) * (np.linalg.norm(hessian) + alpha) * (np.linalg.norm(place) + np.linalg.norm(w_star))
        )
        off = np.linalg.norm(change) + 8 * n * ULP * (size + alpha * np.linalg.norm(place))
        assert np.linalg.norm(place - to_floats(exact)) <= np.linalg.norm(np.linalg.inv(matrix), 2) * off * (1 + 2**-20)
        assert np.linalg.norm(change) <= 1e-6 * (1 + np.linalg.norm(w_star))

    holds()
