"""Shrinkage factors, the gap between early stopping and the penalty, and effective parameters, against their arguments."""

from __future__ import annotations

from fractions import Fraction

from verify.report.figures.data import Axis, Curve, Figure, Mark, Point
from verify.report.figures.values import RING, conjugate, diagonal, left, number, right, worth

__all__ = ["early_stopping", "effective_parameters", "shrinkage"]

_STEPS = 10
_DECADES = 2
_PER_DECADE = 16
_COUNTS = (1, 2, 5, 20)
_CURVATURES = (Fraction(10), Fraction(1), Fraction(1, 10), Fraction(0))


def _logarithmic(low: int, high: int) -> list[Fraction]:
    """Numbers from 10^low to 10^high, evenly on a logarithmic axis as near as three digits tell."""
    places = range(low * _PER_DECADE, high * _PER_DECADE + 1)
    return [
        Fraction(10) ** (k // _PER_DECADE) * Fraction(round(1000 * 10 ** (k % _PER_DECADE / _PER_DECADE)), 1000) for k in places
    ]


def shrinkage() -> Figure:
    """Return the factors of the penalty and of early stopping against lam/alpha, with alpha = 1/(eps k)."""
    ridge, stopping, gap = right("eq_7_43"), left("eq_7_43"), right("early_stopping_shrinks_less")
    ratios = _logarithmic(-_DECADES, _DECADES)
    eps = Fraction(1, _STEPS)  # alpha = 1/(eps k) = 1, so lam is lam/alpha
    penalised = [(x, number(worth(ridge, {"lam": x, "alpha": Fraction(1)}))) for x in ratios]
    within = [x for x in ratios if x <= _STEPS]  # eps lam <= 1
    stopped = [(x, number(worth(stopping, {"lam": x, "eps": eps}, {"k": _STEPS}))) for x in within]
    between = [(x, number(worth(gap, {"u": eps * x}, {"k": _STEPS}))) for x in within]
    return Figure(
        "shrinkage",
        "How much of each eigendirection is kept",
        f"The penalty keeps lam/(lam + alpha); {_STEPS} steps of gradient descent from 0 keep more, and the gap between the "
        "two is certified to be nonnegative. Both keep nothing of a flat direction and nearly all of a steep one.",
        Axis("lam/alpha", Fraction(10) ** -_DECADES, Fraction(10) ** _DECADES, log=True),
        Axis("kept", Fraction(0), Fraction(1)),
        (
            Curve("ridge", "penalty: lam/(lam + alpha)", tuple(penalised)),
            Curve("stopping", f"early stopping, k = {_STEPS}, eps = 1/(k alpha)", tuple(stopped)),
            Curve("gap", "the gap between them", tuple(between)),
        ),
        (Mark("lam = alpha", (Fraction(1), number(worth(ridge, {"lam": Fraction(1), "alpha": Fraction(1)})))),),
        claims=("eq_7_43", "early_stopping_shrinks_less"),
    )


def early_stopping() -> Figure:
    """Return the gap between the two factors, for some numbers of steps, against k eps lam."""
    gap = right("early_stopping_shrinks_less")
    longest = 8
    curves, marks = [], []
    for k in _COUNTS:
        points = []
        for j in range(0, 40 * min(k, longest) + 1, 4 if k > 2 else 1):
            x = Fraction(j, 40)
            points.append((x, number(worth(gap, {"u": x / k}, {"k": k}))))
        curves.append(Curve("gap", f"k = {k}", tuple(points)))
        marks.append(Mark(f"k = {k}", max(points, key=_height), "gap"))
    return Figure(
        "early-stopping",
        "How much less early stopping shrinks",
        "Early stopping minus penalty, 1 - (1 - u)^k - k u/(1 + k u) with u = eps lam and alpha = 1/(eps k): certified to be "
        "nonnegative for 0 <= u <= 1, and 0 only at u = 0. A mark stands at the largest value drawn.",
        Axis("k eps lam", Fraction(0), Fraction(longest)),
        Axis("gap between the factors", Fraction(0), Fraction(11, 20)),
        tuple(curves),
        tuple(marks),
        claims=("early_stopping_shrinks_less",),
    )


def _height(point: Point) -> Fraction:
    return point[1]


def effective_parameters() -> Figure:
    """Return d_eff against alpha for a singular Hessian, with its limit at 0."""
    n = len(_CURVATURES)
    lam = diagonal(*_CURVATURES)
    h = conjugate(RING.identity(n), *_CURVATURES)
    trace, filled = left("effective_parameters"), right("effective_parameters")
    points = []
    for alpha in _logarithmic(-4, 4):
        value = number(worth(trace, {"H": h, "alpha": alpha}, {"n": n}))
        if value != number(worth(filled, {"Lam": lam, "alpha": alpha}, {"n": n})):
            raise ArithmeticError("the two sides of effective_parameters differ: the claim has changed")
        points.append((alpha, value))
    inverse = diagonal(*(1 / c if c else Fraction(0) for c in _CURVATURES))
    rank = number(worth(right("effective_parameters", "limit_at_zero"), {"H": h, "H_plus": inverse}, {"n": n}))
    low, high = points[0][0], points[-1][0]
    return Figure(
        "effective-parameters",
        "The effective number of parameters",
        f"d_eff for the eigenvalues {', '.join(map(str, _CURVATURES))}: as alpha tends to 0 it rises to the rank, {rank}, not "
        f"to n = {n}; as alpha passes an eigenvalue, about one parameter is given up.",
        Axis("alpha", low, high, log=True),
        Axis("d_eff", Fraction(0), Fraction(n)),
        (
            Curve("ridge", "d_eff(alpha)", tuple(points)),
            Curve("bound", "rank H", ((low, rank), (high, rank))),
        ),
        claims=("effective_parameters", "effective_parameters.limit_at_zero"),
    )
