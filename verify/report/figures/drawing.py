"""A figure drawn with matplotlib: SVG, PNG or PDF, the same bytes every time."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from verify.report.figures.data import Axis, Curve, Figure, Mark

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["FORMATS", "draw"]

FORMATS = ("svg", "png", "pdf")

_INK, _FAINT = "#22262b", "#8a9097"
_LINES: dict[str, dict[str, Any]] = {
    "loss": {"color": "#1f5a96", "lw": 1.3},
    "penalty": {"color": "#a8452c", "lw": 1.2, "ls": (0, (4, 2))},
    "eigenvector": {"color": _INK, "lw": 1.4},
    "ridge": {"color": "#a8452c", "lw": 1.8},
    "stopping": {"color": "#1f5a96", "lw": 1.8},
    "bound": {"color": _FAINT, "lw": 1.0, "ls": (0, (1, 2))},
    "minimisers": {"color": _FAINT, "lw": 1.2, "ls": (0, (4, 2))},
    "objective": {"color": "#1f5a96", "lw": 1.3},
    "path": {"color": "#a8452c", "lw": 2.0},
    "gap": {"lw": 1.5},
}
_SHADES = {"gap": ("#0f2f52", "#1f5a96", "#5b8fc4", "#9dbbdc"), "objective": ("#1f5a96", "#7ea8d1")}
_WORDS = {
    "w_tilde": r"$\tilde{w}$",
    "w_star": r"$w^*$",
    "d_eff": r"$d_{\mathrm{eff}}$",
    "lam": r"$\lambda$",
    "lam_2": r"$\lambda_2$",
    "alpha": r"$\alpha$",
    "eps": r"$\varepsilon$",
    "Pi": r"$\Pi$",
    "H": "$H$",
    "k": "$k$",
    **{f"{letter}_{i}": f"${letter}_{i}$" for letter in "qw" for i in (1, 2)},
}
_STYLE: dict[Any, Any] = {
    "font.family": "serif",
    "font.serif": ["DejaVu Serif"],
    "mathtext.fontset": "cm",
    "font.size": 9.5,
    "axes.edgecolor": _FAINT,
    "axes.linewidth": 0.7,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "svg.hashsalt": "ridgeproof",
    "svg.fonttype": "path",
}


def draw(figure: Figure, kind: str) -> bytes:
    """Return a figure as a file's bytes.

    Parameters
    ----------
    figure : Figure
        What to draw; its exact numbers become floats here and nowhere before.
    kind : str
        One of `FORMATS`.

    Raises
    ------
    ModuleNotFoundError
        If matplotlib is not installed.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Sheet

    out = BytesIO()
    with rc_context(_STYLE):
        sheet = Sheet(figsize=(6.0, 4.2))
        sheet.subplots_adjust(left=0.12, right=0.97, bottom=0.12, top=0.97)
        FigureCanvasAgg(sheet)
        axes = sheet.add_subplot()
        _axes(axes, figure)
        seen: dict[str, int] = {}
        for curve in figure.curves:
            _curve(axes, curve, seen)
        for mark in figure.marks:
            _mark(axes, mark)
        if any(curve.label for curve in figure.curves if curve.role != "eigenvector"):
            axes.legend(frameon=False, loc="best", handlelength=2.4)
        # a date or the version of a library in the file would change its bytes
        nothing = {"svg": {"Date": None, "Creator": None}, "pdf": {"CreationDate": None, "Producer": None, "Creator": None}}
        nothing["png"] = {"Software": None}
        sheet.savefig(out, format=kind, dpi=200, metadata=nothing[kind])
    return out.getvalue()


def _axes(axes: Axes, figure: Figure) -> None:
    for name, axis in (("x", figure.x), ("y", figure.y)):
        getattr(axes, f"set_{name}label")(_said(axis.label))
        if axis.log:
            getattr(axes, f"set_{name}scale")("log")
        getattr(axes, f"set_{name}lim")(*_ends(axis))
    axes.spines[["top", "right"]].set_visible(False)
    if figure.equal:
        axes.set_aspect("equal")
    else:
        axes.grid(visible=True, color="#e6e8ea", lw=0.6)


def _ends(axis: Axis) -> tuple[float, float]:
    return float(axis.low), float(axis.high)


def _curve(axes: Axes, curve: Curve, seen: dict[str, int]) -> None:
    style, place = dict(_LINES[curve.role]), seen.get(curve.role, 0)
    if curve.label:
        seen[curve.role] = place + 1
    if shades := _SHADES.get(curve.role):
        style["color"] = shades[place % len(shades)]
    xs, ys = ([float(point[i]) for point in curve.points] for i in (0, 1))
    if curve.role == "eigenvector":
        arrow = {"arrowstyle": "-|>", "color": style["color"], "lw": style["lw"], "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (xs[1], ys[1]), (xs[0], ys[0]), arrowprops=arrow)
        axes.annotate(_said(curve.label), (xs[1], ys[1]), (4, 2), textcoords="offset points")
        return
    axes.plot(xs, ys, label=_said(curve.label) or None, clip_on=True, **style)


def _mark(axes: Axes, mark: Mark) -> None:
    x, y = (float(value) for value in mark.point)
    axes.plot([x], [y], "o", ms=4, color=_INK, zorder=5)
    if mark.role == "point":
        axes.annotate(_said(mark.label), (x, y), (5, 5), textcoords="offset points", zorder=6)


def _said(label: str) -> str:
    """A label with its letters as formulas."""
    return re.sub(r"\w+", lambda found: _WORDS.get(found[0], found[0]), label)
