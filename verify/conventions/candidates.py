"""What a ridge solver may minimise, and the exact solution of each candidate.

A minimiser does not change when loss and penalty are multiplied by one number. What shows is their ratio: w minimises
|Xw + b - y|^2 + g |D w|^2 with g = c m^p alpha^q, the intercept b absent, free, or penalised like a weight, and D the
identity or the columns' spread.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import isqrt

from flint import fmpq, fmpq_mat

from verify.rings import FLINT

__all__ = ["CONVENTIONS", "INTERCEPTS", "SPREADS", "Convention", "Design", "rational_root"]

INTERCEPTS = {
    "none": "no intercept",
    "free": "an intercept that is not penalised",
    "centred": "X and y are centred, and the mean is not put back",
    "penalised": "an intercept that is penalised like a weight",
}
"""What may be done about an intercept."""

SPREADS = {
    "": "columns as they are",
    "population": "columns divided by their standard deviation, over m",
    "sample": "columns divided by their standard deviation, over m - 1",
    "length": "columns centred and divided by their length",
}
"""What the penalty may be measured in; the weights are given back in the units of X."""


@dataclass(frozen=True)
class Design:
    """A designed problem: X of shape (m, n), y of shape (m, 1), alpha the square of a rational number."""

    X: fmpq_mat
    y: fmpq_mat
    alpha: Fraction

    @property
    def m(self) -> int:
        """The number of examples."""
        return int(self.X.nrows())


@dataclass(frozen=True)
class Convention:
    """The loss |Xw + b - y|^2 with the penalty c m^p alpha^q |D w|^2, up to a common factor.

    Attributes
    ----------
    c, q : Fraction
        The constant and the power of alpha.
    p : int
        The power of m.
    intercept, spread : str
        Keys of `INTERCEPTS` and `SPREADS`.
    """

    c: Fraction
    p: int
    q: Fraction
    intercept: str = "none"
    spread: str = ""

    def weight(self, design: Design) -> Fraction:
        """Return g = c m^p alpha^q."""
        root = rational_root(design.alpha)
        return self.c * Fraction(design.m) ** self.p * root ** int(2 * self.q)

    def solution(self, design: Design) -> fmpq_mat:
        """Return the prediction at 0, then the weights, exactly: shape (n + 1, 1)."""
        X, y, m = design.X, design.y, design.m
        n, ones = X.ncols(), fmpq_mat(m, 1, [1] * m)
        mean = ones.transpose() * X / m
        centred = X - ones * mean
        penalty = FLINT.diagonal([FLINT.number(self.weight(design) * one) for one in self._squares(centred)])
        if self.intercept == "penalised":
            A = fmpq_mat(m, n + 1, [x for i in range(m) for x in [fmpq(1), *X.tolist()[i]]])
            g = FLINT.number(self.weight(design))
            whole = FLINT.diagonal([g, *(fmpq_mat(1, 1, [penalty[i, i]]) for i in range(n))])
            return (A.transpose() * A + whole).solve(A.transpose() * y)
        used = X if self.intercept == "none" else centred
        w = (used.transpose() * used + penalty).solve(used.transpose() * y)
        free = self.intercept == "free"
        at_zero = (ones.transpose() * y / m - mean * w)[0, 0] if free else fmpq(0)
        return fmpq_mat(n + 1, 1, [at_zero, *w.entries()])

    def _squares(self, centred: fmpq_mat) -> list[Fraction]:
        """The square of the spread of each column."""
        m, n = centred.nrows(), centred.ncols()
        form = centred.transpose() * centred
        lengths = [Fraction(int(form[i, i].p), int(form[i, i].q)) for i in range(n)]
        over = {"": None, "population": m, "sample": m - 1, "length": 1}[self.spread]
        return [one / over if over else Fraction(1) for one in lengths]


def rational_root(x: Fraction) -> Fraction:
    """Return the square root of the square of a rational number.

    Raises
    ------
    ValueError
        If it is no such square.
    """
    root = Fraction(isqrt(x.numerator), isqrt(x.denominator))
    if root * root != x:
        raise ValueError(f"{x} is not the square of a rational number: design with 1/4, 4, 9, ..")
    return root


CONVENTIONS = tuple(
    Convention(c, p, q, intercept, spread)
    for q, p, c, intercept, spread in product(
        (Fraction(1), Fraction(2), Fraction(1, 2)),
        (1, 0, -1, 2),
        (Fraction(1), Fraction(1, 2), Fraction(2), Fraction(1, 4), Fraction(4)),
        INTERCEPTS,
        SPREADS,
    )
)
"""All candidates, the plainest first."""
