"""How far a result of a role may be from the exact one: what is measured and what is allowed, a level a grade.

Everything is exact, and every allowance is a bound of `verify.bounds`. The levels come lazily, the strictest first; the
last one compares plain errors, entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from flint import fmpq, fmpq_mat

from verify import bounds
from verify.bounds import Bound, Norms
from verify.conformance.chains import inverse_of
from verify.conformance.known import Known, infinity_norm, pseudo_inverse, sum_of_squares
from verify.exact import rational
from verify.rings import FLINT

__all__ = ["BOUNDS", "YARDSTICKS", "Level", "Yardstick", "allowed_error", "entries", "norms_of", "ridge_solution"]


class Level(NamedTuple):
    """One grade.

    Attributes
    ----------
    grade : str
        "backward-stable" or "forward-accurate".
    measured, allowed : list of fmpq
        The errors and what each may be, nonnegative; one for all or one an entry.
    """

    grade: str
    measured: list[fmpq]
    allowed: list[fmpq]


Yardstick = Callable[[Known, fmpq_mat, fmpq_mat], Iterator[Level]]
"""From what is known, the result and the exact result, both columns, to the levels."""

_STABLE, _ACCURATE = "backward-stable", "forward-accurate"


def entries(matrix: fmpq_mat) -> list[fmpq]:
    """Return the absolute values of all entries, row by row."""
    return [abs(x) for x in matrix.entries()]


def _shifted(matrix: fmpq_mat, by: fmpq) -> fmpq_mat:
    return matrix + by * FLINT.identity(matrix.nrows())


def norms_of(known: Known, x: fmpq_mat) -> tuple[fmpq_mat, Norms]:
    """Return K = H + alpha I and the norms that the bounds need, for H, w_star, alpha and a solution x."""
    size, alpha = known.norm("H"), known.number("alpha")
    # neither alpha nor a diagonal entry of H is negative, so their absolute values add up
    norms = Norms(known.n, size + alpha, size, known.norm("w_star"), infinity_norm(x), known.precision)
    return known.shifted, norms


def allowed_error(K: fmpq_mat, norms: Norms) -> fmpq:
    """Return the largest |x - w_tilde| of a method of either grade."""
    inverse = infinity_norm(inverse_of(K))
    return max(bounds.forward_error(norms, inverse), bounds.weak_forward_error(norms, inverse))


def _condition(known: Known, matrix: fmpq_mat) -> fmpq:
    """The largest over the smallest nonzero eigenvalue, or a bound of it."""
    if "Lam" in known.values:
        Lam = known.values["Lam"]
        lam = [Lam[i, i] for i in range(known.n)]
        return max(lam) / min(filter(None, lam), default=fmpq(1))
    return infinity_norm(matrix) * infinity_norm(pseudo_inverse(matrix))


def ridge_solution(known: Known, x: fmpq_mat, exact: fmpq_mat) -> Iterator[Level]:
    """The residual of (H + alpha I) x = H w_star, then the error; at alpha = 0 the error alone."""
    error = infinity_norm(exact - x)
    if known.number("alpha") == 0:
        condition = _condition(known, known.values["H"])
        allowed = bounds.projection_error(known.n, condition, known.norm("w_star"), known.precision)
        yield Level(_STABLE, [error], [allowed])
        return
    K, norms = norms_of(known, x)
    yield Level(_STABLE, [infinity_norm(K * (exact - x))], [bounds.allowed_residual(norms)])
    yield Level(_ACCURATE, [error], [allowed_error(K, norms)])


class _Normal(NamedTuple):
    """The normal equations of a regression: X^T X, with m alpha I added K, and the norms that its bounds ask for.

    `X` is without the rows that are 0, of which a large design has many.
    """

    X: fmpq_mat
    penalty: fmpq
    G: fmpq_mat
    K: fmpq_mat
    square: fmpq
    XT: fmpq
    y: fmpq


def _without_zeros(known: Known) -> fmpq_mat:
    """X without the rows that are 0; all of it if it is not given as an array or is 0."""
    array = np.asarray(known.given.get("X", ()))
    rows = array[array.any(axis=1)] if array.ndim == 2 else array
    return rational(rows) if 0 < len(rows) < len(array) else known.values["X"]


def _normal(known: Known) -> _Normal:
    X, penalty = _without_zeros(known), known.sizes["m"] * known.number("alpha")
    G, XT_norm = X.transpose() * X, known.norm("X", transposed=True)
    K = _shifted(G, penalty)
    return _Normal(X, penalty, G, K, XT_norm * known.norm("X") + penalty, XT_norm, known.norm("y"))


def _ridge_regression(known: Known, x: fmpq_mat, exact: fmpq_mat) -> Iterator[Level]:
    """The residual of the normal equations, then the error; at alpha = 0 the error alone."""
    m, n, precision = known.sizes["m"], known.n, known.precision
    normal, error = known.once("normal equations", lambda: _normal(known)), infinity_norm(exact - x)
    if normal.penalty == 0:
        condition, size = known.once("condition", lambda: _least_squares(known, normal.G))
        yield Level(_STABLE, [error], [bounds.projection_error(m + n, condition, size * normal.y, precision)])
        return
    XT_norm, y, square = normal.XT, normal.y, normal.square
    x_norm = infinity_norm(x)
    size = 1 + max(square, x_norm, XT_norm, y)
    residual = bounds.ridge_residual(m, n, square * x_norm + XT_norm * y, size, precision)
    yield Level(_STABLE, [infinity_norm(normal.K * (exact - x))], [residual])
    double, inverse_norm = 2 * bounds.backward_factor(m + n, precision), infinity_norm(inverse_of(normal.K))
    augmented = double * bounds.root_above(square) * y * bounds.square_root(m)
    allowed = bounds.ridge_error(residual, infinity_norm(normal.K), inverse_norm, double * XT_norm * y, augmented)
    weight = known.once("dual", lambda: _dual_weight(known, normal))
    yield Level(_ACCURATE, [error], [max(allowed, bounds.dual_error(m, weight, infinity_norm(exact), precision))])


def _least_squares(known: Known, G: fmpq_mat) -> tuple[fmpq, fmpq]:
    """A bound of the condition number of G = X^T X, and the norm of G^+ X^T."""
    inverse = pseudo_inverse(G)
    return infinity_norm(G) * infinity_norm(inverse), infinity_norm(inverse * known.values["X"].transpose())


def _dual_weight(known: Known, normal: _Normal) -> fmpq:
    """What an error of the dual's solution is multiplied by: |X^T| |D^-1| (1 + |D| |D^-1|) |y| for D = X X^T + m alpha I.

    Where X has a row of 0, D has m alpha on its diagonal and nothing beside it.
    """
    D = _shifted(normal.X * normal.X.transpose(), normal.penalty)
    norm, inverse = infinity_norm(D), infinity_norm(D.inv())
    if D.nrows() < known.sizes["m"]:
        norm, inverse = max(norm, normal.penalty), max(inverse, 1 / normal.penalty)
    return normal.XT * inverse * (1 + norm * inverse) * normal.y


def _shrinkage_factors(known: Known, x: fmpq_mat, exact: fmpq_mat) -> Iterator[Level]:
    """The error of each factor, relative to it."""
    yield Level(_STABLE, entries(exact - x), [bounds.filter_error(f, known.precision) for f in entries(exact)])


def _effective_dof(known: Known, x: fmpq_mat, exact: fmpq_mat) -> Iterator[Level]:
    """The error of the trace, from eigenvalues or from solutions."""
    H, n, precision = known.values["H"], known.n, known.precision
    error = entries(exact - x)
    if known.number("alpha") == 0:
        yield Level(_STABLE, error, [n * bounds.projection_error(n, _condition(known, H), fmpq(1), precision)])
        return
    inverse = known.inverted
    K_norm, inverse_norm, spread = known.once("trace_error", lambda: _spread(known, inverse))
    least = bounds.trace_error(n, K_norm, inverse_norm, spread, precision)
    yield Level(_STABLE, error, [least])
    yield Level(_ACCURATE, error, [max(least, bounds.solved_trace_error(n, K_norm, inverse_norm, precision))])


def _spread(known: Known, inverse: fmpq_mat) -> tuple[fmpq, fmpq, fmpq]:
    """|K|, |K^-1| and alpha tr(K^-2), which is the sum of the squares of the entries of K^-1, for it is symmetric."""
    alpha = known.number("alpha")
    return known.norm("H") + alpha, infinity_norm(inverse), alpha * sum_of_squares(inverse)


def _weight_decay_step(known: Known, x: fmpq_mat, exact: fmpq_mat) -> Iterator[Level]:
    """The error of each entry."""
    lr, alpha = known.number("eps"), known.number("alpha")
    pairs = zip(entries(known.values["w"]), entries(known.functions["grad_J"]), strict=True)
    yield Level(_STABLE, entries(exact - x), [bounds.step_error(w, lr, alpha, g, known.precision) for w, g in pairs])


def _descent(known: Known, x: fmpq_mat, exact: fmpq_mat) -> Iterator[Level]:
    """The error after all steps."""
    yield Level(_STABLE, [infinity_norm(exact - x)], [known.once("descent_error", lambda: _descent_error(known))])


def _descent_error(known: Known) -> fmpq:
    n, k, lr = known.n, known.sizes["k"], known.number("eps")
    alpha = known.number("alpha") if "alpha" in known.values else fmpq(0)
    Lam, H, w_star = known.values["Lam"], known.norm("H"), known.norm("w_star")
    growth = max(abs(1 - lr * (Lam[i, i] + alpha)) for i in range(n))
    largest = (1 + max(growth, fmpq(1)) ** k) * bounds.square_root(n) * w_star
    weight = largest * (1 + lr * alpha + lr * H) + lr * H * w_star
    return bounds.descent_error(n, k, growth, weight, known.precision)


def _early_stopping_factors(known: Known, x: fmpq_mat, exact: fmpq_mat) -> Iterator[Level]:
    """The error of each factor, relative to its condition number."""
    k, lr = known.sizes["k"], known.number("eps")
    allowed = []
    for lam, factor in zip(entries(known.values["eigenvalues"]), entries(exact), strict=True):
        slope = k * lr * lam * abs(1 - lr * lam) ** (k - 1) if k else fmpq(0)
        allowed.append(bounds.power_error(k, factor, slope, known.precision))
    yield Level(_STABLE, entries(exact - x), allowed)


def _absolute(matrix: fmpq_mat) -> fmpq_mat:
    return fmpq_mat(matrix.nrows(), matrix.ncols(), [abs(x) for x in matrix.entries()])


def _distances(known: Known) -> Iterator[tuple[str, fmpq_mat]]:
    """|w - w_star|, then |w| + |w_star|."""
    w, w_star = known.values["w"], known.values["w_star"]
    yield _STABLE, _absolute(w - w_star)
    yield _ACCURATE, _absolute(w) + _absolute(w_star)


def _quadratic_loss(known: Known, x: fmpq_mat, exact: fmpq_mat) -> Iterator[Level]:
    """The error of the loss, relative to the sum of the absolute values of its products."""
    H, j_star = _absolute(known.values["H"]), entries(known.functions["J"])[0]
    for grade, d in _distances(known):
        form = (d.transpose() * H * d)[0, 0] / 2
        size = (1 + infinity_norm(H)) * (1 + infinity_norm(d))
        # a factorisation of H, in place of its entries, is as good as its norm allows
        factored = bounds.factored_loss_error(known.n, infinity_norm(H) * infinity_norm(d) ** 2, known.precision)
        allowed = bounds.loss_error(known.n, form, j_star, size, known.precision)
        yield Level(grade, entries(exact - x), [allowed if grade == _STABLE else allowed + factored])


def _quadratic_gradient(known: Known, x: fmpq_mat, exact: fmpq_mat) -> Iterator[Level]:
    """The error of each entry of the gradient, relative to the sum of the absolute values of its products."""
    H = _absolute(known.values["H"])
    size = 1 + infinity_norm(H)
    for grade, d in _distances(known):
        allowed = [bounds.gradient_error(known.n, row, size, known.precision) for row in entries(H * d)]
        yield Level(grade, entries(exact - x), allowed)


YARDSTICKS: dict[str, Yardstick] = {
    "ridge_solution": ridge_solution,
    "ridge_regression": _ridge_regression,
    "shrinkage_factors": _shrinkage_factors,
    "effective_dof": _effective_dof,
    "weight_decay_step": _weight_decay_step,
    "weight_decay_descent": _descent,
    "early_stopping": _descent,
    "early_stopping_factors": _early_stopping_factors,
    "quadratic_loss": _quadratic_loss,
    "quadratic_gradient": _quadratic_gradient,
}
"""By role."""

BOUNDS: dict[str, tuple[Bound[..., fmpq], ...]] = {
    "ridge_solution": (bounds.allowed_residual, bounds.forward_error, bounds.weak_forward_error, bounds.projection_error),
    "ridge_regression": (bounds.ridge_residual, bounds.ridge_error, bounds.dual_error, bounds.projection_error),
    "shrinkage_factors": (bounds.filter_error,),
    "effective_dof": (bounds.trace_error, bounds.solved_trace_error, bounds.projection_error),
    "weight_decay_step": (bounds.step_error,),
    "weight_decay_descent": (bounds.descent_error,),
    "early_stopping": (bounds.descent_error,),
    "early_stopping_factors": (bounds.power_error,),
    "quadratic_loss": (bounds.loss_error, bounds.factored_loss_error),
    "quadratic_gradient": (bounds.gradient_error,),
}
"""By role, the bounds that allow an error; a report prints their formulas."""
