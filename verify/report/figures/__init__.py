"""Figures as exact data: curves and points that are the claims' own terms at rational numbers, for any renderer to draw."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

from verify.report.figures.contours import contours
from verify.report.figures.data import Axis, Curve, Figure, Mark, Point, decimal
from verify.report.figures.factors import early_stopping, effective_parameters, shrinkage
from verify.report.figures.path import path

__all__ = ["FIGURES", "Axis", "Curve", "Figure", "Mark", "Point", "decimal", "figure"]

FIGURES: dict[str, Callable[[], Figure]] = {
    "contours": contours,
    "shrinkage": shrinkage,
    "effective-parameters": effective_parameters,
    "early-stopping": early_stopping,
    "path": path,
}
"""By name on the command line."""


def figure(name: str) -> Figure:
    """Compute a figure from the claims.

    Raises
    ------
    LookupError
        If there is none of that name.
    """
    if name not in FIGURES:
        near = get_close_matches(name, FIGURES, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(FIGURES)}"
        raise LookupError(f"no figure is called {name!r}; {hint}")
    return FIGURES[name]()
