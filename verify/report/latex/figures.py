"""Figures as pgfplots: the exact points of `report.figures`, each number written out, nothing computed by TeX."""

from __future__ import annotations

from collections.abc import Iterator

from verify.report.figures import Axis, Curve, Figure, Mark, Point, decimal
from verify.report.latex.prose import prose

__all__ = ["pgfplots"]

_LINES = {
    "loss": "rpblue, semithick",
    "penalty": "rpred, semithick, densely dashed",
    "eigenvector": "black, thick, -stealth",
    "ridge": "rpred, very thick",
    "stopping": "rpblue, very thick",
    "gap": "rpblue, thick",
    "bound": "gray, densely dotted",
    "minimisers": "gray, densely dashed",
    "objective": "rpblue, thick",
    "path": "rpred, very thick",
}
_BOLD = {"w_1": False, "w_2": False, "q_1": True, "q_2": True}
"""The coordinates of the plane, and its eigenvectors, as their letters are set."""
_SHADES = ("", "!75!black", "!80", "!60")
"""Curves of one role are told apart by how dark they are."""
_BROKEN: tuple[list[str], ...] = ([], ["densely dashed"], ["dash dot"], ["densely dotted"])
"""On paper without colours curves are told apart by how they are broken."""
_CLEAR = "fill=white, fill opacity=0.8, text opacity=1, inner sep=1.5pt, outer sep=2pt"
"""A label over lines can be read."""
_HEIGHT = r"0.54\linewidth"
"""What a picture gets with its labels and legend, so that pages are counted without it; TeX complains if it is too low."""


def pgfplots(figure: Figure) -> str:
    """Return a figure as a floating picture with its caption and label.

    Raises
    ------
    KeyError
        For a curve whose role has no style.
    """
    lines = [
        r"\begin{figure}[!htbp]\centering",
        rf"\rppicture{{{_HEIGHT}}}{{\begin{{tikzpicture}}\begin{{axis}}[{', '.join(_options(figure))}]",
        *_curves(figure.curves),
        *(_mark(mark, figure) for mark in figure.marks),
        r"\end{axis}\end{tikzpicture}}",
        rf"\caption{{\textbf{{{prose(figure.title)}.}} {prose(figure.caption, _BOLD)}}}\label{{figure.{figure.name}}}",
        r"\end{figure}",
    ]
    return "\n".join(lines)


def _options(figure: Figure) -> Iterator[str]:
    yield from (r"width=0.82\linewidth", "height=0.47\\linewidth", "axis lines=left", "clip=true", "enlargelimits=false")
    yield from _axis("x", figure.x)
    yield from _axis("y", figure.y)
    yield "axis equal image" if figure.equal else "grid=major, grid style={gray!20}"
    yield r"legend style={draw=none, font=\footnotesize, at={(0.5,-0.22)}, anchor=north}, legend cell align=left"
    yield "legend columns=2, legend style={/tikz/every even column/.append style={column sep=1em}}"


def _axis(name: str, axis: Axis) -> Iterator[str]:
    yield f"{name}label={{{prose(axis.label, _BOLD)}}}"
    yield f"{name}min={decimal(axis.low)}, {name}max={decimal(axis.high)}"
    if axis.log:
        yield f"{name}mode=log"


def _curves(curves: tuple[Curve, ...]) -> Iterator[str]:
    seen: dict[str, int] = {}
    coloured = 0
    for curve in curves:
        place = seen.get(curve.role, 0)
        if curve.label and curve.role != "eigenvector":
            seen[curve.role] = place + 1
        style = _style(curve, place, coloured)
        coloured += curve.label != "" and _LINES[curve.role].startswith("rp")
        named = curve.label and curve.role != "eigenvector"
        options = ", ".join([*style, *([] if named else ["forget plot"])])
        node = rf" node[{_beside(curve)}, black, {_CLEAR}] {{{prose(curve.label, _BOLD)}}}" if curve.label and not named else ""
        yield rf"\addplot[{options}] coordinates {{{_points(curve.points)}}}{node};"
        if named:
            yield rf"\addlegendentry{{{prose(curve.label)}}}"


def _style(curve: Curve, place: int, coloured: int) -> list[str]:
    """The style of a curve with so many of its role before it that have a label, and so many that are coloured."""
    colour, *style = _LINES[curve.role].split(", ")
    if not curve.label or not colour.startswith("rp"):
        return [colour, *style]
    broken = _BROKEN[coloured % len(_BROKEN)]
    return [colour + _SHADES[place % len(_SHADES)], *style, *(one for one in broken if one not in style)]


def _beside(curve: Curve) -> str:
    """Where the name of an arrow stands: beyond its point."""
    (x, y), (p, q) = curve.points[0], curve.points[-1]
    return f"{'below' if q < y else 'above'} {'left' if p < x else 'right'}"


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"({decimal(x)},{decimal(y)})" for x, y in points)


def _mark(mark: Mark, figure: Figure) -> str:
    place = "above right" if figure.equal and any(mark.point) else "below right"  # what is drawn rises from the origin
    if any(curve.role == "eigenvector" and curve.points[0] == mark.point for curve in figure.curves):
        place = "below left"
    label = rf" node[{place}, {_CLEAR}] {{{prose(mark.label, _BOLD)}}}" if mark.role == "point" else ""
    return rf"\addplot[only marks, mark=*, mark size=1.5pt, forget plot] coordinates {{{_points((mark.point,))}}}{label};"
