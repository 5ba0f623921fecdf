"""The dependency graph: what each proof really used, as the kernel saw it, drawn as SVG."""

from __future__ import annotations

from verify.ledger import Entry, Ledger
from verify.report.html.layout import Drawing, Place, drawing, reduced
from verify.report.html.markup import Markup, joined, tag

__all__ = ["graph", "label", "used"]

_STEP, _HIGH, _MARGIN = 62, 26, 8
_LETTER, _PAD = 6.8, 20
_PER_ROW = 7


def used(ledger: Ledger) -> dict[str, frozenset[str]]:
    """Return, for each theorem and axiom, the claims that its certificates use and the axioms that its hypotheses cite."""
    names = {entry.id for entry in ledger.entries if entry.kind != "definition"}
    found = {}
    for entry in ledger.entries:
        if entry.id in names:
            uses = {name.partition(".")[0] for part in entry.parts for name in part.uses}
            uses |= {h.cited.partition(".")[0] for part in entry.parts for h in part.hypotheses if h.cited}
            found[entry.id] = frozenset((uses & names) - {entry.id})
    return found


def label(entry: Entry) -> str:
    """Return the few words of a node: the printed number, else the id in words."""
    return entry.number or entry.id.replace("_", " ")


def graph(ledger: Ledger) -> Markup:
    """Return the drawing; every node is a link to its proof and carries its title and verdict."""
    uses = used(ledger)
    by_id = {entry.id: entry for entry in ledger.entries}
    alone = [name for name, used_by_it in uses.items() if not used_by_it and not any(name in u for u in uses.values())]
    connected = {name: u for name, u in uses.items() if name not in alone}
    widths = {name: round(len(label(by_id[name])) * _LETTER + _PAD, 1) for name in uses}
    drawn = drawing(reduced(connected), widths) if connected else Drawing({}, {}, 0, 0)
    nodes, width, rows = dict(drawn.nodes), drawn.width, drawn.layers
    left = 0.0
    for name in alone:  # proved from nothing but hypotheses, used by nothing: below, in rows
        if left and left + widths[name] > max(width, 900):
            left, rows = 0.0, rows + 1
        nodes[name] = Place(left + widths[name] / 2, rows, widths[name])
        left += widths[name] + 14
        width = max(width, left)
    height = (rows + 1) * _STEP + 2 * _MARGIN if alone else rows * _STEP + 2 * _MARGIN
    inside = [_edge(ends, path) for ends, path in drawn.edges.items()]
    inside += [_node(by_id[name], place) for name, place in nodes.items()]
    return tag(
        "svg",
        *inside,
        viewBox=f"0 0 {width + 2 * _MARGIN:.0f} {height:.0f}",
        width=f"{width + 2 * _MARGIN:.0f}",
        height=f"{height:.0f}",
        role="group",
        aria_label=f"Dependency graph of {len(nodes)} theorems and axioms",
        class_="graph",
    )


def _y(layer: float) -> float:
    return _MARGIN + layer * _STEP + _HIGH / 2


def _edge(ends: tuple[str, str], path: tuple[tuple[float, int], ...]) -> Markup:
    (x, layer), *more = path
    y = _y(layer) + _HIGH / 2
    written = f"M{x + _MARGIN:.0f} {y:.0f}"
    for k, (next_x, next_layer) in enumerate(more):
        next_y = _y(next_layer) - (_HIGH / 2 if k == len(more) - 1 else 0)
        middle = (y + next_y) / 2
        written += f"C{x + _MARGIN:.0f} {middle:.0f} {next_x + _MARGIN:.0f} {middle:.0f} {next_x + _MARGIN:.0f} {next_y:.0f}"
        x, y = next_x, next_y
    return tag("path", d=written, data_from=ends[0], data_to=ends[1])


def _node(entry: Entry, place: Place) -> Markup:
    x, y = place.x + _MARGIN, _y(place.layer)
    verdict = entry.verdict or entry.kind
    box = tag(
        "rect",
        x=f"{x - place.width / 2:.1f}",
        y=f"{y - _HIGH / 2:.0f}",
        width=f"{place.width:.1f}",
    )
    title = tag("title", f"{entry.title}: {verdict}")
    words = tag("text", label(entry), x=f"{x:.1f}", y=f"{y + 4:.0f}")
    return tag("a", joined(title, box, words), href=f"#{entry.id}", class_=f"node {verdict}", data_id=entry.id)
