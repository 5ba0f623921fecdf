"""The bounds of the other roles: each is the formula it prints, right results keep within it, a lost digit does not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from flint import fmpq

from verify import bounds
from verify.bounds import DOUBLE, SINGLE, SMALLEST, UNIT_ROUNDOFF, Precision

F = fmpq
u, s = UNIT_ROUNDOFF, SMALLEST


def g(k: int) -> fmpq:
    """Return gamma_k, written out."""
    return k * u / (1 - k * u)


def b(n: int) -> fmpq:
    """Return the backward factor."""
    return bounds.backward_factor(n)


# what is called, with which numbers, and the printed formula with the same numbers
WRITTEN: dict[str, tuple[fmpq, fmpq]] = {
    "filter_error": (bounds.filter_error(F(1, 2)), g(8) / 2 + 2 * s),
    "step_error": (bounds.step_error(F(1), F(1, 2), F(2), F(3)), g(5) * (1 + F(1, 2) * (2 * 1 + 3)) + F(9, 2) * s),
    "power_error, factor": (bounds.power_error(2, F(3, 4), F(1, 2)), g(14) * F(3, 4) + 4 * s),
    "power_error, slope": (bounds.power_error(2, F(1, 4), F(1, 2)), g(14) / 2 + 4 * s),
    "gradient_error": (bounds.gradient_error(2, F(3), F(5)), g(4) * 3 + 10 * s),
    "loss_error": (bounds.loss_error(2, F(3), F(1), F(5)), g(9) * 4 + 20 * s),
    "factored_loss_error": (bounds.factored_loss_error(3, F(2)), 6 * b(3)),
    "descent_error, growing": (bounds.descent_error(2, 3, F(2), F(5)), 3 * 4 * (b(2) * 5 + 36 * s)),
    "descent_error, falling": (bounds.descent_error(2, 100, F(1, 2), F(5)), 2 * (b(2) * 5 + 36 * s)),
    "descent_error, few steps": (bounds.descent_error(2, 1, F(1, 2), F(5)), b(2) * 5 + 36 * s),
    "descent_error, none": (bounds.descent_error(2, 0, F(2), F(5)), F(0)),
    "trace_error": (bounds.trace_error(3, F(2), F(4), F(1, 8)), 4 * b(3) * 2 / 8 + g(10) * 3 + 3 * s),
    "trace_error, nothing known": (bounds.trace_error(3, F(1), 1 / b(3), F(0)), F(3)),
    "solved_trace_error": (bounds.solved_trace_error(3, F(2), F(4)), 18 * b(3) * 8),
    "solved_trace_error, nothing known": (bounds.solved_trace_error(3, F(1), 1 / b(3)), F(3)),
    "ridge_residual": (bounds.ridge_residual(3, 2, F(7), F(4)), b(5) * 7 + 25 * 16 * s),
    "ridge_error, residual": (bounds.ridge_error(F(5), F(2), F(3), F(1, 7), F(1)), F(15)),
    "ridge_error, inverse": (bounds.ridge_error(F(1), F(2), F(3), F(7), F(1)), F(3 * 2 * 3 * 7)),
    "ridge_error, augmented": (bounds.ridge_error(F(1), F(2), F(3), F(1, 7), F(9)), F(27)),
    "dual_error": (bounds.dual_error(4, F(3), F(10**6)), b(4) * 3),
    "dual_error, three digits": (bounds.dual_error(4, 1 / b(4), F(1)), F(1, 1024)),
    "projection_error": (bounds.projection_error(3, F(8), F(2)), 9 * b(3) * 16 + 27 * s),
    "rank_cutoff": (bounds.rank_cutoff(5), 10 * u),
    "definiteness_margin": (bounds.definiteness_margin(4), 2 * bounds.square_root(4) * bounds.elimination_factor(4)),
    "deflation_factor": (bounds.deflation_factor(2), bounds.square_root(4) * 100 * u),
    "limit_gap": (bounds.limit_gap(F(1, 2**128)), F(1, 2**128)),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_bound_is_the_formula_it_prints(name: str) -> None:
    called, written = WRITTEN[name]
    assert called == written


def test_every_bound_of_a_role_is_written_out() -> None:
    others = {"gamma", "square_root", "underflow", "allowed_residual", "forward_error", "weak_forward_error"}
    others |= {"backward_factor", "elimination_factor", "root_above"}  # these have tests of their own
    assert {name.partition(",")[0] for name in WRITTEN} == {name for name in bounds.__all__ if name.islower()} - others


@pytest.mark.parametrize("x", [F(0), F(1), F(2), F(1, 3), F(2**801, 3), F(1, 10**300)], ids=str)
def test_a_root_is_a_little_too_large(x: fmpq) -> None:
    root = bounds.root_above(x)
    assert x <= root * root <= x * (1 + F(1, 2**60)) + F(1, 2**120)


# --- computed results keep within them -------------------------------------------------------------------------------

NUMBERS = (0.1, 1.0, 3.7e-5, 12345.678, 1e-160)
PRECISIONS = {"float64": DOUBLE, "float32": SINGLE}


def numbers(precision: Precision, count: int) -> Iterator[tuple[Any, ...]]:
    """Yield tuples of numbers of a precision."""
    kind = np.dtype(precision.dtype).type
    return product([kind(x) for x in NUMBERS[:4] if precision == SINGLE] or [kind(x) for x in NUMBERS], repeat=count)


def exactly(x: Any) -> fmpq:
    """Return a float as a fraction."""
    return F(*float(x).as_integer_ratio())


@pytest.mark.parametrize("precision", PRECISIONS.values(), ids=PRECISIONS)
def test_a_factor_by_any_formula_keeps_within_its_bound(precision: Precision) -> None:
    for lam, alpha in numbers(precision, 2):
        exact = exactly(lam) / (exactly(lam) + exactly(alpha))
        allowed = bounds.filter_error(exact, precision)
        for computed in (lam / (lam + alpha), 1 / (1 + alpha / lam)):
            assert abs(exactly(computed) - exact) <= allowed
        assert abs(exact * (1 + 20 * precision.unit) - exact) > allowed - 4 * precision.smallest
    small = exactly(1e-12) / (exactly(1e-12) + 1)  # 1 - alpha/(lam + alpha) cancels
    assert abs(exactly(1 - 1 / (1e-12 + 1)) - small) > bounds.filter_error(small)


@pytest.mark.parametrize("precision", PRECISIONS.values(), ids=PRECISIONS)
def test_a_step_keeps_within_its_bound(precision: Precision) -> None:
    for w, lr, alpha, grad in numbers(precision, 4):
        exact = exactly(w) - exactly(lr) * (exactly(alpha) * exactly(w) + exactly(grad))
        allowed = bounds.step_error(exactly(w), exactly(lr), exactly(alpha), exactly(grad), precision)
        for computed in (w - lr * (alpha * w + grad), (1 - lr * alpha) * w - lr * grad):
            assert abs(exactly(computed) - exact) <= allowed
        assert 9 * precision.unit * (exactly(w) + exactly(lr) * (exactly(alpha) * exactly(w) + exactly(grad))) > allowed


@pytest.mark.parametrize("steps", [1, 2, 7, 50])
def test_powers_by_a_loop_and_by_logarithms_keep_within_their_bound(steps: int) -> None:
    for eps, lam in product((1e-3, 0.25, 0.99), (1e-9, 0.3, 1.0)):
        share = exactly(eps) * exactly(lam)
        exact, slope = 1 - (1 - share) ** steps, steps * share * (1 - share) ** (steps - 1)
        allowed = bounds.power_error(steps, exact, slope)
        loop = 0.0
        for _ in range(steps):
            loop += eps * lam * (1 - loop)
        for computed in (loop, -np.expm1(steps * np.log1p(-eps * lam))):
            assert abs(exactly(computed) - exact) <= allowed
    share = exactly(1e-3) * exactly(1e-9)
    exact, cancelled = 1 - (1 - share) ** steps, exactly(1 - (1 - 1e-3 * 1e-9) ** steps)
    assert abs(cancelled - exact) > bounds.power_error(steps, exact, steps * share)


@pytest.mark.parametrize("n", [1, 3, 8])
def test_products_in_any_order_keep_within_the_bounds_of_loss_and_gradient(n: int) -> None:
    draws = np.random.default_rng(n)
    H, d = draws.standard_normal((n, n)), draws.standard_normal(n)
    terms = [[exactly(H[i, j]) * exactly(d[j]) for j in range(n)] for i in range(n)]
    exact, sizes = [sum(row, F(0)) for row in terms], [sum(map(abs, row), F(0)) for row in terms]
    for computed in (H @ d, (H[:, ::-1] @ d[::-1]), np.array([sum(H[i] * d) for i in range(n)])):
        for i in range(n):
            assert abs(exactly(computed[i]) - exact[i]) <= bounds.gradient_error(n, sizes[i], F(n))
    form = sum((abs(exactly(d[i])) * sizes[i] for i in range(n)), F(0)) / 2
    loss = sum((exactly(d[i]) * exact[i] for i in range(n)), F(0)) / 2 + 1
    assert abs(exactly(d @ H @ d / 2 + 1.0) - loss) <= bounds.loss_error(n, form, F(1), F(n))
    assert (form + 1) / 2**40 > bounds.loss_error(n, form, F(1), F(n))


def test_less_digits_are_allowed_more() -> None:
    assert bounds.filter_error(F(1), SINGLE) > 2**28 * bounds.filter_error(F(1))
    assert bounds.descent_error(2, 3, F(1), F(1), SINGLE) > 2**28 * bounds.descent_error(2, 3, F(1), F(1))
