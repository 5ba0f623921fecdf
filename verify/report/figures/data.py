"""What a figure is: curves and marks in exact numbers, with the claims they are computed from. Renderers only draw it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Axis", "Curve", "Figure", "Mark", "Point", "decimal"]

Point = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Axis:
    """An axis: what stands beside it, the first and the last number on it, and whether it is logarithmic (to base 10)."""

    label: str
    low: Fraction
    high: Fraction
    log: bool = False


@dataclass(frozen=True)
class Curve:
    """A line through exact points.

    Attributes
    ----------
    role : str
        What it is, so that every renderer may give it a style: "loss", "penalty", "objective", "eigenvector", "ridge",
        "stopping", "gap", "path", "minimisers", "bound".
    label : str
        What the legend says; "" for a line that needs no entry of its own.
    points : tuple of Point
        In drawing order; a closed curve ends where it began.
    """

    role: str
    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Mark:
    """A point with a name, written as a source such as ``w_star``; `role` as in `Curve`, or "point"."""

    label: str
    point: Point
    role: str = "point"


@dataclass(frozen=True)
class Figure:
    """A figure.

    Attributes
    ----------
    name, title, caption : str
        The name on the command line, a heading, and what there is to see, in plain words.
    x, y : Axis
        The axes.
    equal : bool
        Whether a unit is as long on both axes, as a picture of circles needs.
    claims : tuple of str
        The sequent ids of the claims whose terms were evaluated.
    """

    name: str
    title: str
    caption: str
    x: Axis
    y: Axis
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...] = ()
    equal: bool = False
    claims: tuple[str, ...] = ()


def decimal(value: Fraction, digits: int = 5) -> str:
    """Return a number in decimal notation, rounded (half to even) to so many digits behind the point, without idle zeros."""
    scaled = round(value * 10**digits)
    whole, rest = divmod(abs(scaled), 10**digits)
    tail = f"{rest:0{digits}d}".rstrip("0") if digits else ""
    return ("-" if scaled < 0 else "") + str(whole) + (f".{tail}" if tail else "")
