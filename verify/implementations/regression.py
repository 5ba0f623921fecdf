"""Linear regression in exact arithmetic, each quantity by methods that have nothing in common.

All take and return matrices of rational numbers: X of shape (m, n), a row an example; targets y of shape (m, 1); numbers as
1 x 1 matrices. Nothing is rounded, so two right methods return the very same. The penalty is that of the averaged loss,
alpha/2 |w|^2 + |X w - y|^2/(2m).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from flint import fmpq, fmpq_mat

__all__ = [
    "coordinate",
    "covariance_by_conditioning",
    "covariance_by_precision",
    "covariance_by_updates",
    "dropout_by_variances",
    "dropout_over_masks",
    "equations_over_signs",
    "equations_over_single_entries",
    "hat_trace_by_characteristic_polynomial",
    "hat_trace_by_dual",
    "hat_trace_by_refits",
    "least_squares_by_elimination",
    "least_squares_by_projection",
    "loss_over_signs",
    "loss_over_single_entries",
    "mean_by_conditioning",
    "mean_by_precision",
    "mean_by_updates",
    "ridge_dual",
    "ridge_filter",
    "ridge_primal",
    "ridge_stacked",
    "ridge_updates",
    "variance_by_definition",
    "variance_by_pairs",
    "variance_over_noise",
    "variance_sandwich",
]

Fit = Callable[[fmpq_mat, fmpq_mat], fmpq_mat]


def _identity(n: int) -> fmpq_mat:
    return fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])


def _rows(X: fmpq_mat) -> list[fmpq_mat]:
    return [fmpq_mat(X.ncols(), 1, row) for row in X.tolist()]


# --- least squares and ridge regression --------------------------------------------------------------------------------------


def least_squares_by_elimination(X: fmpq_mat, y: fmpq_mat) -> fmpq_mat:
    """Return a solution of X^T X w = X^T y, the free unknowns being 0; shape (n, 1)."""
    n, normal, right = X.ncols(), X.transpose() * X, X.transpose() * y
    reduced, rank = fmpq_mat([[*row, right[i, 0]] for i, row in enumerate(normal.tolist())]).rref()
    w = fmpq_mat(n, 1)
    for i in range(rank):
        w[next(j for j in range(n) if reduced[i, j] != 0), 0] = reduced[i, n]
    return w


def least_squares_by_projection(X: fmpq_mat, y: fmpq_mat) -> fmpq_mat:
    """Return the least-squares solution for an X of full column rank by orthogonalising its columns, shape (n, 1)."""
    n, triangle = X.ncols(), _identity(X.ncols())
    basis: list[fmpq_mat] = []
    for j, column in enumerate(_rows(X.transpose())):
        rest = column
        for i, known in enumerate(basis):
            triangle[i, j] = (known.transpose() * column)[0, 0] / (known.transpose() * known)[0, 0]
            rest -= known * triangle[i, j]
        basis.append(rest)
    scores = [(known.transpose() * y)[0, 0] / (known.transpose() * known)[0, 0] for known in basis]
    return triangle.solve(fmpq_mat(n, 1, scores))


def ridge_primal(X: fmpq_mat, y: fmpq_mat, alpha: fmpq_mat) -> fmpq_mat:
    """Return the optimum from n equations, shape (n, 1)."""
    m, n = X.nrows(), X.ncols()
    return (X.transpose() * X + _identity(n) * (m * alpha[0, 0])).solve(X.transpose() * y)


def ridge_dual(X: fmpq_mat, y: fmpq_mat, alpha: fmpq_mat) -> fmpq_mat:
    """Return the optimum from m equations, one an example, shape (n, 1)."""
    m = X.nrows()
    return X.transpose() * (X * X.transpose() + _identity(m) * (m * alpha[0, 0])).solve(y)


def ridge_stacked(X: fmpq_mat, y: fmpq_mat, beta: fmpq_mat) -> fmpq_mat:
    """Return the least-squares solution with the rows of beta I below X and zeros below y, beta^2 = m alpha; shape (n, 1)."""
    n = X.ncols()
    below = (_identity(n) * beta[0, 0]).tolist()
    return least_squares_by_projection(fmpq_mat(X.tolist() + below), fmpq_mat(y.tolist() + [[fmpq(0)]] * n))


def ridge_updates(X: fmpq_mat, y: fmpq_mat, alpha: fmpq_mat) -> fmpq_mat:
    """Return the optimum by taking in one example after the other (recursive least squares), shape (n, 1)."""
    one, prior = fmpq_mat(1, 1, [1]), fmpq_mat(1, 1, [1 / (X.nrows() * alpha[0, 0])])
    return _updated(X, y, one, prior)[0]


def ridge_filter(U: fmpq_mat, S: fmpq_mat, V: fmpq_mat, y: fmpq_mat, alpha: fmpq_mat) -> fmpq_mat:
    """Return the optimum as a sum over the singular values of X = U S V^T, shape (n, 1)."""
    m, scores = U.nrows(), U.transpose() * y
    w = fmpq_mat(V.nrows(), 1)
    for i, v in enumerate(_rows(V.transpose())):
        w += v * (S[i, i] * scores[i, 0] / (S[i, i] ** 2 + m * alpha[0, 0]))
    return w


def coordinate(fit: Callable[..., fmpq_mat]) -> Callable[[fmpq_mat, fmpq_mat, fmpq_mat, fmpq_mat], fmpq_mat]:
    """Return the method that fits X, y with alpha and returns coordinate j of the result, e_j being a basis vector."""

    def one_coordinate(X: fmpq_mat, y: fmpq_mat, alpha: fmpq_mat, e_j: fmpq_mat) -> fmpq_mat:
        return e_j.transpose() * fit(X, y, alpha)

    return one_coordinate


# --- the trace of the hat matrix ---------------------------------------------------------------------------------------------


def hat_trace_by_refits(X: fmpq_mat, alpha: fmpq_mat) -> fmpq_mat:
    """Return how much the fitted values follow their targets in all, a fit for each example."""
    m = X.nrows()
    return fmpq_mat(1, 1, [sum((X * ridge_primal(X, e, alpha))[k, 0] for k, e in enumerate(_rows(_identity(m))))])


def hat_trace_by_dual(X: fmpq_mat, alpha: fmpq_mat) -> fmpq_mat:
    """Return m - m alpha tr (X X^T + m alpha I)^-1."""
    m = X.nrows()
    inverse = (X * X.transpose() + _identity(m) * (m * alpha[0, 0])).inv()
    return fmpq_mat(1, 1, [m - m * alpha[0, 0] * sum(inverse[k, k] for k in range(m))])


def hat_trace_by_characteristic_polynomial(X: fmpq_mat, alpha: fmpq_mat) -> fmpq_mat:
    """Return the sum of lam/(lam + alpha) over the eigenvalues of X^T X/m, none of which is computed.

    With p(t) the product of all t - lam it is n + alpha p'(-alpha)/p(-alpha).
    """
    p, at = (X.transpose() * X / X.nrows()).charpoly(), -alpha[0, 0]
    return fmpq_mat(1, 1, [X.ncols() + alpha[0, 0] * p.derivative()(at) / p(at)])


# --- the Gaussian posterior --------------------------------------------------------------------------------------------------


def _updated(X: fmpq_mat, y: fmpq_mat, sigma2: fmpq_mat, tau2: fmpq_mat) -> tuple[fmpq_mat, fmpq_mat]:
    """Mean and covariance after one example after the other, from the prior N(0, tau2 I)."""
    mean, spread = fmpq_mat(X.ncols(), 1), _identity(X.ncols()) * tau2[0, 0]
    for k, x in enumerate(_rows(X)):
        gain = spread * x / ((x.transpose() * spread * x)[0, 0] + sigma2[0, 0])
        mean = mean + gain * (y[k, 0] - (x.transpose() * mean)[0, 0])
        spread = spread - gain * x.transpose() * spread
    return mean, spread


def mean_by_updates(X: fmpq_mat, y: fmpq_mat, sigma2: fmpq_mat, tau2: fmpq_mat) -> fmpq_mat:
    """Return the mean of the weights after one example after the other, shape (n, 1)."""
    return _updated(X, y, sigma2, tau2)[0]


def covariance_by_updates(X: fmpq_mat, y: fmpq_mat, sigma2: fmpq_mat, tau2: fmpq_mat) -> fmpq_mat:
    """Return the covariance of the weights after one example after the other, shape (n, n)."""
    return _updated(X, y, sigma2, tau2)[1]


def mean_by_precision(X: fmpq_mat, y: fmpq_mat, sigma2: fmpq_mat, tau2: fmpq_mat) -> fmpq_mat:
    """Return the mean of the weights from the sum of the precisions, shape (n, 1)."""
    return covariance_by_precision(X, sigma2, tau2) * X.transpose() * y / sigma2[0, 0]


def covariance_by_precision(X: fmpq_mat, sigma2: fmpq_mat, tau2: fmpq_mat) -> fmpq_mat:
    """Return the inverse of the sum of x x^T/sigma2 over the examples and I/tau2, shape (n, n)."""
    precision = _identity(X.ncols()) / tau2[0, 0]
    for x in _rows(X):
        precision += x * x.transpose() / sigma2[0, 0]
    return precision.inv()


def _conditioned(X: fmpq_mat, sigma2: fmpq_mat, tau2: fmpq_mat) -> tuple[fmpq_mat, fmpq_mat]:
    """Cov(w, y) and Cov(y, y) of the joint Gaussian of weights and targets."""
    cross = X.transpose() * tau2[0, 0]
    return cross, X * cross + _identity(X.nrows()) * sigma2[0, 0]


def mean_by_conditioning(X: fmpq_mat, y: fmpq_mat, sigma2: fmpq_mat, tau2: fmpq_mat) -> fmpq_mat:
    """Return the mean of the weights given y in the joint Gaussian of both, shape (n, 1)."""
    cross, of_targets = _conditioned(X, sigma2, tau2)
    return cross * of_targets.solve(y)


def covariance_by_conditioning(X: fmpq_mat, sigma2: fmpq_mat, tau2: fmpq_mat) -> fmpq_mat:
    """Return the covariance of the weights given y in the joint Gaussian of both, shape (n, n)."""
    cross, of_targets = _conditioned(X, sigma2, tau2)
    return _identity(X.ncols()) * tau2[0, 0] - cross * of_targets.solve(cross.transpose())


# --- variances ---------------------------------------------------------------------------------------------------------------


def variance_by_definition(numbers: fmpq_mat) -> fmpq_mat:
    """Return the mean of the squares less the square of the mean of m numbers, shape (m, 1)."""
    m, entries = numbers.nrows(), numbers.entries()
    mean = sum(entries, fmpq(0)) / m
    return fmpq_mat(1, 1, [sum((x * x for x in entries), fmpq(0)) / m - mean * mean])


def variance_by_pairs(numbers: fmpq_mat) -> fmpq_mat:
    """Return half the mean squared difference of two of m numbers, each drawn by itself."""
    m, entries = numbers.nrows(), numbers.entries()
    return fmpq_mat(1, 1, [sum(((a - b) ** 2 for a, b in product(entries, entries)), fmpq(0)) / (2 * m * m)])


def variance_over_noise(fit: Fit, X: fmpq_mat, w_0: fmpq_mat, v: fmpq_mat, sigma2: fmpq) -> fmpq_mat:
    """Return the variance of v^T w over noise with the covariance sigma2 I, fitting each of its outcomes.

    One example at a time is off by t or -t/2 with probabilities in the ratio 1 : 2, chosen so that they have that covariance.
    """
    m = X.nrows()
    t = 2 * m * (1 + sigma2)
    chance = 2 * sigma2 / (t * t)
    outcomes = [(1 - m * chance, fmpq_mat(m, 1))]
    for e in _rows(_identity(m)):
        outcomes += [(chance / 3, e * t), (2 * chance / 3, e * (-t / 2))]
    found = [(p, (v.transpose() * fit(X, X * w_0 + noise))[0, 0]) for p, noise in outcomes]
    mean = sum((p * c for p, c in found), fmpq(0))
    return fmpq_mat(1, 1, [sum((p * (c - mean) ** 2 for p, c in found), fmpq(0))])


def variance_sandwich(fit: Fit, X: fmpq_mat, w_0: fmpq_mat, v: fmpq_mat, sigma2: fmpq) -> fmpq_mat:
    """Return sigma2 times the squared length of v^T A where A maps targets to weights, a column for each target."""
    columns = [(v.transpose() * fit(X, e))[0, 0] for e in _rows(_identity(X.nrows()))]
    return fmpq_mat(1, 1, [sigma2 * sum((c * c for c in columns), (w_0 * 0)[0, 0])])


# --- noise in the inputs, dropout --------------------------------------------------------------------------------------------


def _signs(X: fmpq_mat, s: fmpq) -> Iterator[fmpq_mat]:
    """X with s or -s added to every entry, in every way."""
    m, n = X.nrows(), X.ncols()
    return (X + fmpq_mat(m, n, [s * sign for sign in signs]) for signs in product((1, -1), repeat=m * n))


def equations_over_signs(X: fmpq_mat, y: fmpq_mat, w: fmpq_mat, s: fmpq_mat) -> fmpq_mat:
    """Return the mean of X^T (X w - y) over noise s or -s in every input, shape (n, 1)."""
    total, chance = fmpq_mat(X.ncols(), 1), fmpq(1, 2 ** (X.nrows() * X.ncols()))
    for noisy in _signs(X, s[0, 0]):
        total += noisy.transpose() * (noisy * w - y)
    return total * chance


def _single_entries(X: fmpq_mat, s: fmpq) -> Iterator[tuple[fmpq, fmpq_mat]]:
    """X with one entry off by 2t or -t, with probabilities that give every entry the variance s^2; or as it is."""
    m, n = X.nrows(), X.ncols()
    t = 1 + s * m * n
    chance = s * s / (6 * t * t)
    for place in range(m * n):
        step = fmpq_mat(m, n, [t * (k == place) for k in range(m * n)])
        yield chance, X + step * 2
        yield 2 * chance, X - step
    yield 1 - 3 * chance * m * n, X


def equations_over_single_entries(X: fmpq_mat, y: fmpq_mat, w: fmpq_mat, s: fmpq_mat) -> fmpq_mat:
    """Return the mean of X^T (X w - y) where one input at a time is off, with the variance s^2 for each, shape (n, 1)."""
    total = fmpq_mat(X.ncols(), 1)
    for chance, noisy in _single_entries(X, s[0, 0]):
        total += noisy.transpose() * (noisy * w - y) * chance
    return total


def loss_over_single_entries(X: fmpq_mat, y: fmpq_mat, w: fmpq_mat, s: fmpq_mat) -> fmpq_mat:
    """Return the mean of |X w - y|^2/(2m) where one input at a time is off, with the variance s^2 for each."""
    total = fmpq_mat(1, 1)
    for chance, noisy in _single_entries(X, s[0, 0]):
        total += (noisy * w - y).transpose() * (noisy * w - y) * chance
    return total * fmpq(1, 2 * X.nrows())


def loss_over_signs(X: fmpq_mat, y: fmpq_mat, w: fmpq_mat, s: fmpq_mat) -> fmpq_mat:
    """Return the mean of |X w - y|^2/(2m) over noise s or -s in every input."""
    total, chance = fmpq_mat(1, 1), fmpq(1, 2 ** (X.nrows() * X.ncols()))
    for noisy in _signs(X, s[0, 0]):
        total += (noisy * w - y).transpose() * (noisy * w - y)
    return total * (chance / (2 * X.nrows()))


def dropout_over_masks(X: fmpq_mat, y: fmpq_mat, w: fmpq_mat, p: fmpq_mat) -> fmpq_mat:
    """Return the mean of |(D o X) w - y|^2 over every mask D, its entries 1/p with probability p and 0 otherwise."""
    m, n, total = X.nrows(), X.ncols(), fmpq_mat(1, 1)
    for mask in product((0, 1), repeat=m * n):
        chance = p[0, 0] ** sum(mask) * (1 - p[0, 0]) ** (m * n - sum(mask))
        error = fmpq_mat(m, n, [x * d / p[0, 0] for x, d in zip(X.entries(), mask, strict=True)]) * w - y
        total += error.transpose() * error * chance
    return total


def dropout_by_variances(X: fmpq_mat, y: fmpq_mat, w: fmpq_mat, p: fmpq_mat) -> fmpq_mat:
    """Return the same as the squared mean error plus the variances of all terms x_kj w_j d_kj, which are independent."""
    kept, spread = 1 / p[0, 0], fmpq(0)
    variance = p[0, 0] * (kept - 1) ** 2 + (1 - p[0, 0])
    for row in X.tolist():
        spread += sum(((x * w[j, 0]) ** 2 * variance for j, x in enumerate(row)), fmpq(0))
    error = X * w - y
    return error.transpose() * error + fmpq_mat(1, 1, [spread])
