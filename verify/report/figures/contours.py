"""Book figure 7.1: contours of the quadratic model, circles of the penalty, and w_tilde, where two of them touch.

A contour of a quadratic function through a rational point has as many rational points as one likes: every line through that
point meets it in a second one. So the curves are exact, although an axis of the ellipse is the root of a rational number.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derivations.language.evaluation import RowMatrix
from verify.report.figures.data import Axis, Curve, Figure, Mark, Point
from verify.report.figures.values import column, conjugate, left, number, right, rotation, vector, worth
from verify.rings import FLINT

__all__ = ["contour", "contours", "model", "penalty"]

_TURN = rotation(Fraction(-1, 5))
_SPECTRUM = (Fraction(1, 2), Fraction(4))
_W_STAR = vector(4, Fraction(5, 2))
_ALPHA = Fraction(1)
_RADII = (Fraction(2, 5), Fraction(7, 10), Fraction(1), Fraction(13, 10))
_LINES = 30


def model(h: RowMatrix, w_star: RowMatrix) -> Callable[[Point], Fraction]:
    """Return the quadratic model of formula 7.6 as a function of points of the plane, 0 at w_star."""
    term = right("eq_7_06")
    flat = {"J": lambda _: FLINT.number(Fraction(0))}
    return lambda w: number(worth(term, {"H": h, "w_star": w_star, "w": vector(*w)}, {"n": len(h)}, flat))


def penalty(alpha: Fraction) -> Callable[[Point], Fraction]:
    """Return what formula 7.2 adds to the loss as a function of points of the plane."""
    term = right("eq_7_02")
    flat = {"J": lambda _: FLINT.number(Fraction(0))}
    return lambda w: number(worth(term, {"alpha": alpha, "w": vector(*w)}, {"n": 2}, flat))


def contour(f: Callable[[Point], Fraction], start: Point, stretch: tuple[Point, Point] | None = None) -> tuple[Point, ...]:
    """Return points of the closed contour of a quadratic function through a point, in order; the last is the first again.

    Parameters
    ----------
    f : callable
        A quadratic function that is strictly convex.
    start : Point
        The point through which all lines go.
    stretch : pair of Point, optional
        The directions that belong to a circle's (1, 0) and (0, 1), so that the points of a long ellipse lie evenly.
    """
    (a, b), (c, d) = stretch or ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1)))
    points = []
    for k in range(-_LINES, _LINES + 1):
        t = Fraction(k, _LINES)
        x, y = (1 - t * t), 2 * t
        points.append(_second(f, start, (x * a + y * c, x * b + y * d)))
    return tuple(points)


def _second(f: Callable[[Point], Fraction], p: Point, d: Point) -> Point:
    """The other point on the line p + s d where f is as at p."""
    here, ahead, behind = f(p), f((p[0] + d[0], p[1] + d[1])), f((p[0] - d[0], p[1] - d[1]))
    s = -(ahead - behind) / (ahead + behind - 2 * here)
    return p[0] + s * d[0], p[1] + s * d[1]


def _about(centre: Point, factor: Fraction, points: tuple[Point, ...]) -> tuple[Point, ...]:
    return tuple((centre[0] + factor * (x - centre[0]), centre[1] + factor * (y - centre[1])) for x, y in points)


def contours() -> Figure:
    """Return the figure."""
    h = conjugate(_TURN, *_SPECTRUM)
    known: dict[str, RowMatrix | Fraction] = {"H": h, "w_star": _W_STAR, "alpha": _ALPHA}
    tilde, star, zero = column(worth(right("eq_7_10"), known, {"n": 2})), column(_W_STAR), (Fraction(0), Fraction(0))
    if any(number((row,)) for row in worth(left("eq_7_08"), {**known, "w_tilde": vector(*tilde)}, {"n": 2})):
        raise ArithmeticError("formula 7.8 does not hold at the w_tilde of formula 7.10: one of the two has changed")
    axes = list(zip(*_TURN, strict=True))
    long, short = (tuple(x / _root(lam) for x in axis) for axis, lam in zip(axes, _SPECTRUM, strict=True))
    ellipse = contour(model(h, _W_STAR), tilde, ((long[0], long[1]), (short[0], short[1])))
    circle = contour(penalty(_ALPHA), tilde)
    curves = [
        Curve("loss", "contours of the loss" if r == 1 else "", _about(star, r, ellipse)) for r in sorted(_RADII, key=_first)
    ]
    curves += [
        Curve("penalty", "circles of the penalty" if r == 1 else "", _about(zero, r, circle))
        for r in sorted(_RADII, key=_first)
    ]
    for i, (x, y) in enumerate(axes, 1):
        curves.append(Curve("eigenvector", f"q_{i}", (star, (star[0] + x, star[1] + y))))
    marks = (Mark("w_star", star), Mark("w_tilde", tilde), Mark("0", zero))
    return Figure(
        "contours",
        "The optimum with and without the penalty",
        "Ellipses: the quadratic model of the loss is constant. Circles: the penalty is constant. They touch at w_tilde, "
        "where the two gradients balance. Along q_1, where the loss is flat, w_star is moved far; along q_2, where it is "
        "steep, little.",
        Axis("w_1", Fraction(-3), Fraction(8)),
        Axis("w_2", Fraction(-3), Fraction(6)),
        tuple(curves),
        marks,
        equal=True,
        claims=("eq_7_02", "eq_7_06", "eq_7_08", "eq_7_10"),
    )


def _first(radius: Fraction) -> tuple[bool, Fraction]:
    """Order by size, but the curve with the legend's entry first."""
    return radius != 1, radius


def _root(value: Fraction) -> Fraction:
    """A rational number near a square root; only how evenly points lie depends on it."""
    return Fraction(float(value) ** 0.5).limit_denominator(8)
