"""Random vectors and matrices with finitely many outcomes, all rational, that have given first and second moments.

What is said of every random x with E x = mu and E x x^T = S is held against these, exactly, by adding up over the outcomes.
"""

from __future__ import annotations

from flint import fmpq, fmpq_mat

__all__ = ["Outcome", "with_moments"]

Outcome = tuple[fmpq, fmpq_mat]
"""A probability and the value of x that has it."""


def with_moments(mean: fmpq_mat, second: fmpq_mat, spread: int = 1) -> list[Outcome]:
    """Return the outcomes of a random x with two given moments.

    Parameters
    ----------
    mean : fmpq_mat
        E x, of shape (n, k).
    second : fmpq_mat
        E x x^T, of shape (n, n).
    spread : int
        How far the outcomes lie apart, from 1 on: x with different spreads differ in their higher moments.

    Returns
    -------
    list of Outcome
        Probabilities that add up to 1, and values; empty if no x has these moments, as S - mu mu^T is not positive
        semidefinite.
    """
    factors = _square_factors(second - mean * mean.transpose())
    if factors is None:
        return []
    # x - mu is 2t l with a probability of d/(6 t^2), -t l with d/(3 t^2): the mean is 0, the square has the mean d l l^T
    t = (1 + sum((d for d, _ in factors), fmpq(0))) * spread
    outcomes: list[Outcome] = []
    for place, (d, vector) in enumerate(factors):
        step = fmpq_mat(mean.nrows(), mean.ncols())
        for i in range(mean.nrows()):
            step[i, place % mean.ncols()] = vector[i, 0] * t
        outcomes += [(d / (6 * t * t), mean + step * 2), (d / (3 * t * t), mean - step)]
    return [*outcomes, (1 - sum((p for p, _ in outcomes), fmpq(0)), mean)]


def _square_factors(matrix: fmpq_mat) -> list[tuple[fmpq, fmpq_mat]] | None:
    """Numbers d > 0 and vectors l for which a symmetric matrix is the sum of d l l^T, or None if there are none."""
    n, rest = matrix.nrows(), fmpq_mat(matrix)
    if matrix != matrix.transpose():
        return None
    found: list[tuple[fmpq, fmpq_mat]] = []
    for i in range(n):
        pivot = rest[i, i]
        if pivot < 0 or (pivot == 0 and any(rest[j, i] for j in range(n))):
            return None
        if pivot > 0:
            vector = fmpq_mat(n, 1, [rest[j, i] / pivot for j in range(n)])
            found.append((pivot, vector))
            rest -= vector * vector.transpose() * pivot
    return found
