"""The path of w_tilde as alpha runs from infinity to 0: to w_star if H is regular, to Pi w_star if it is singular."""

from __future__ import annotations

from fractions import Fraction

from derivations.language.evaluation import RowMatrix
from verify.report.figures.data import Axis, Curve, Figure, Mark, Point
from verify.report.figures.values import column, conjugate, left, right, rotation, vector, worth

__all__ = ["path"]

_TURN = rotation(Fraction(1, 3))
_STEEP = Fraction(4)
_FLAT = (Fraction(1), Fraction(1, 16))
_W_STAR = vector(1, 3)
_ZERO = (Fraction(0), Fraction(0))
_FINE = 4


def path() -> Figure:
    """Return the paths for a singular Hessian and for two regular ones near it."""
    singular, inverse = conjugate(_TURN, _STEEP, 0), conjugate(_TURN, 1 / _STEEP, 0)
    foot = column(worth(right("limit_alpha_zero"), {"H": singular, "H_plus": inverse, "w_star": _W_STAR}))
    star = column(_W_STAR)
    along = (star[0] - foot[0], star[1] - foot[1])
    if any(entry for (entry,) in worth(left("limit_alpha_zero", "a_minimiser"), _singular(singular, inverse))):
        raise ArithmeticError("Pi w_star is no minimiser: the claim limit_alpha_zero has changed")
    minimisers = tuple((foot[0] + s * along[0], foot[1] + s * along[1]) for s in (Fraction(-2, 5), Fraction(6, 5)))
    curves = [Curve("minimisers", "minimisers of the loss, lam_2 = 0", minimisers)]
    for flat in _FLAT:
        points = (_ZERO, *_walk(conjugate(_TURN, _STEEP, flat)), star)
        curves.append(Curve("objective", f"w_tilde, lam = {_STEEP} and {flat}", points))
    points = (_ZERO, *_walk(singular), foot)
    curves.append(Curve("path", f"w_tilde, lam = {_STEEP} and 0", points))
    return Figure(
        "path",
        "Where w_tilde goes as the penalty vanishes",
        "From 0 at alpha = infinity. For a singular H the path ends at Pi w_star, the minimiser nearest to 0, and not at "
        "w_star; for a nearly singular one it makes for Pi w_star first and turns to w_star only where alpha falls below the "
        "small eigenvalue.",
        Axis("w_1", Fraction(-1), Fraction(4)),
        Axis("w_2", Fraction(-1, 2), Fraction(7, 2)),
        tuple(curves),
        (Mark("0", _ZERO), Mark("Pi w_star", foot), Mark("w_star", star)),
        equal=True,
        claims=("eq_7_10", "limit_alpha_zero", "limit_alpha_zero.a_minimiser"),
    )


def _singular(h: RowMatrix, inverse: RowMatrix) -> dict[str, RowMatrix]:
    return {"H": h, "H_plus": inverse, "w_star": _W_STAR}


def _walk(h: RowMatrix) -> list[Point]:
    """w_tilde from the largest alpha to the smallest, each about 2^(1/4) times the next."""
    term = right("eq_7_10")
    powers = (Fraction(2) ** (k // _FINE) * Fraction(round(64 * 2 ** (k % _FINE / _FINE)), 64) for k in range(32, -57, -1))
    return [column(worth(term, {"H": h, "w_star": _W_STAR, "alpha": alpha}, {"n": len(h)})) for alpha in powers]
