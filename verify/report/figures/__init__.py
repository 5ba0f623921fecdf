"""Figures as exact data: curves and points that are the claims' own terms at rational numbers, for any renderer to draw."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import cache

from verify.report.figures.contours import contours
from verify.report.figures.data import Axis, Curve, Figure, Mark, Point, decimal
from verify.report.figures.factors import early_stopping, effective_parameters, shrinkage
from verify.report.figures.path import path

__all__ = ["FIGURES", "Axis", "Curve", "Figure", "Mark", "Point", "decimal", "figure"]

FIGURES: dict[str, Callable[[], Figure]] = {
    "contours": cache(contours),
    "shrinkage": cache(shrinkage),
    "effective-parameters": cache(effective_parameters),
    "early-stopping": cache(early_stopping),
    "path": cache(path),
}
"""By name on the command line; each is computed once, for the article, the page and a drawing show the same."""


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
