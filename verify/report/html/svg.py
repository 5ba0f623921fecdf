"""A figure as SVG for the page: the same exact data that LaTeX and matplotlib draw, coloured by the page's style."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from math import log10

from verify.report.figures import Axis, Curve, Figure
from verify.report.html.markup import Markup, joined, tag
from verify.report.html.words import plain, pretty

__all__ = ["drawn"]

_WIDTH, _HEIGHT = 520, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 10, 36
_Scale = Callable[[Fraction], float]


def drawn(figure: Figure) -> Markup:
    """Return a figure with its caption and, where it has labels, a legend in words."""
    height = _HEIGHT
    if figure.equal:
        height = round((_WIDTH - _LEFT - _RIGHT) * float((figure.y.high - figure.y.low) / (figure.x.high - figure.x.low)))
        height += _TOP + _BOTTOM
    x = _scale(figure.x, _LEFT, _WIDTH - _RIGHT)
    y = _scale(figure.y, height - _BOTTOM, _TOP)
    clip = f"clip-{figure.name}"
    area = tag("rect", x=_LEFT, y=_TOP, width=_WIDTH - _LEFT - _RIGHT, height=height - _TOP - _BOTTOM)
    inside = [tag("clipPath", area, id=clip), _axes(figure, x, y, height)]
    numbers: dict[str, int] = {}
    curves, legend = [], []
    for curve in figure.curves:
        place = numbers.get(curve.role, 0)
        if curve.label:
            numbers[curve.role] = place + 1
        style = f"c-{curve.role} s{place}" if curve.label else f"c-{curve.role} s0"
        curves.append(_curve(curve, x, y, style))
        if curve.label and curve.role != "eigenvector":
            key = tag("svg", tag("path", d="M0 5H26", class_=style), width=26, height=10, aria_hidden="true")
            legend.append(tag("li", key, " ", pretty(curve.label)))
    inside.append(tag("g", *curves, clip_path=f"url(#{clip})"))
    for mark in figure.marks:
        px, py = x(mark.point[0]), y(mark.point[1])
        inside.append(tag("circle", cx=f"{px:.1f}", cy=f"{py:.1f}", r=3, class_="mark"))
        if mark.role == "point":
            above = figure.equal and any(mark.point)  # what is drawn rises from the origin
            inside.append(tag("text", plain(mark.label), x=f"{px + 6:.1f}", y=f"{py - 6 if above else py + 16:.1f}"))
    picture = tag("svg", *inside, viewBox=f"0 0 {_WIDTH} {height}", role="img", aria_label=plain(figure.title), class_="figure")
    words = tag("figcaption", tag("b", pretty(figure.title), "."), " ", pretty(figure.caption))
    return tag("figure", picture, tag("ul", *legend, class_="legend"), words)


def _scale(axis: Axis, first: float, last: float) -> _Scale:
    def place(value: Fraction) -> float:
        if axis.log:
            low, high, at = log10(axis.low), log10(axis.high), log10(value)
        else:
            low, high, at = float(axis.low), float(axis.high), float(value)
        return first + (at - low) / (high - low) * (last - first)

    return place


def _ticks(axis: Axis) -> list[tuple[Fraction, str]]:
    if axis.log:
        low, high = round(log10(axis.low)), round(log10(axis.high))
        return [(Fraction(10) ** k, f"10{_raised(k)}") for k in range(low, high + 1)]
    span = axis.high - axis.low
    steps = (Fraction(1, 10), Fraction(1, 5), Fraction(1, 2), Fraction(1), Fraction(2))
    step = next(step for step in steps if span / step <= 11)
    first = -(-axis.low // step)
    return [(k * step, f"{float(k * step):g}".replace("-", "−")) for k in range(first, int(axis.high // step) + 1)]


def _raised(power: int) -> str:
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _axes(figure: Figure, x: _Scale, y: _Scale, height: int) -> Markup:
    bottom, inside = height - _BOTTOM, []
    for value, words in _ticks(figure.x):
        at = f"{x(value):.1f}"
        inside.append(tag("path", d=f"M{at} {_TOP}V{bottom}", class_="grid"))
        inside.append(tag("text", words, x=at, y=bottom + 14, class_="tick middle"))
    for value, words in _ticks(figure.y):
        at = f"{y(value):.1f}"
        inside.append(tag("path", d=f"M{_LEFT} {at}H{_WIDTH - _RIGHT}", class_="grid"))
        inside.append(tag("text", words, x=_LEFT - 6, y=f"{y(value) + 3.5:.1f}", class_="tick end"))
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    inside.append(tag("text", plain(figure.x.label), x=f"{middle:.0f}", y=height - 6, class_="middle"))
    turned = f"rotate(-90 11 {bottom / 2:.0f})"
    inside.append(tag("text", plain(figure.y.label), x=11, y=f"{bottom / 2:.0f}", class_="middle", transform=turned))
    return joined(*inside)


def _curve(curve: Curve, x: _Scale, y: _Scale, style: str) -> Markup:
    tenths = [(round(10 * x(p)), round(10 * y(q))) for p, q in curve.points]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(tenths)]
    written = f"m{tenths[0][0]} {tenths[0][1]}" + "".join(f"l{dx} {dy}" for dx, dy in steps)
    line = tag("path", d=written, class_=style, transform="scale(.1)")
    if curve.role != "eigenvector":
        return line
    px, py = x(curve.points[-1][0]), y(curve.points[-1][1])
    return joined(line, tag("text", plain(curve.label), x=f"{px + 4:.1f}", y=f"{py - 3:.1f}"))
