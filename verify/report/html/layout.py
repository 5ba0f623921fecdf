"""A layered drawing of an acyclic graph: what is used stands above what uses it.

Layers by longest path, crossings lowered by barycentres (Sugiyama, Tagawa and Toda 1981), and within a layer the places
nearest to the neighbours' for the least squares, which isotonic regression gives exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import NamedTuple

__all__ = ["Drawing", "Place", "drawing", "reduced"]

_SWEEPS = 16
_GAP = 14.0
_THIN = 8.0


class Place(NamedTuple):
    """The centre of a node, its width, and its layer counted from above."""

    x: float
    layer: int
    width: float


@dataclass(frozen=True)
class Drawing:
    """Where everything is: nodes by name, and for each edge the points from the upper node to the lower one."""

    nodes: Mapping[str, Place]
    edges: Mapping[tuple[str, str], tuple[tuple[float, int], ...]]
    width: float
    layers: int


def reduced(uses: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return the same graph without the edges that others imply: if a uses b and c, and b uses c, the edge to c is left out.

    Parameters
    ----------
    uses : mapping of str to frozenset of str
        What each node uses; every node is a key.
    """
    below: dict[str, set[str]] = {}
    for node in TopologicalSorter({k: sorted(v) for k, v in uses.items()}).static_order():
        below[node] = set(uses[node]).union(*(below[used] for used in uses[node]))
    return {node: frozenset(u for u in used if not any(u in below[v] for v in used)) for node, used in uses.items()}


def drawing(uses: Mapping[str, frozenset[str]], widths: Mapping[str, float]) -> Drawing:
    """Place the nodes of an acyclic graph.

    Parameters
    ----------
    uses : mapping of str to frozenset of str
        What each node uses; every node is a key, in the order in which ties are broken.
    widths : mapping of str to float
        How wide each node is.
    """
    layer = _layers(uses)
    rows, up, paths = _with_bends(uses, layer)
    down: dict[str, list[str]] = {name: [] for row in rows for name in row}
    for name, above in up.items():
        for one in above:
            down[one].append(name)
    wide = {name: widths.get(name, _THIN) for row in rows for name in row}
    for sweep in range(_SWEEPS):
        neighbours = up if sweep % 2 == 0 else down
        order = rows if sweep % 2 == 0 else rows[::-1]
        at = {name: k / max(len(row) - 1, 1) for row in rows for k, name in enumerate(row)}
        for row in order:
            row.sort(key=lambda name: _mean([at[n] for n in neighbours[name]], at[name]))
            at.update({name: k / max(len(row) - 1, 1) for k, name in enumerate(row)})
    x = _places(rows, up, down, wide)
    left = min(x[name] - wide[name] / 2 for name in x)
    x = {name: round(value - left, 1) for name, value in x.items()}
    nodes = {name: Place(x[name], layer[name], wide[name]) for name in uses}
    edges = {edge: tuple((x[name], row) for name, row in path) for edge, path in paths.items()}
    return Drawing(nodes, edges, max(x[name] + wide[name] / 2 for name in x), len(rows))


def _layers(uses: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """By longest path; then what nothing stands above moves down to just above its first user."""
    order = list(TopologicalSorter({k: sorted(v) for k, v in uses.items()}).static_order())
    layer: dict[str, int] = {}
    for name in order:
        layer[name] = max((layer[used] + 1 for used in uses[name]), default=0)
    for name in reversed(order):
        users = [layer[user] for user, used in uses.items() if name in used]
        if users and not uses[name]:
            layer[name] = min(users) - 1
    return layer


def _with_bends(
    uses: Mapping[str, frozenset[str]], layer: Mapping[str, int]
) -> tuple[list[list[str]], dict[str, list[str]], dict[tuple[str, str], list[tuple[str, int]]]]:
    """The rows of nodes and, where an edge passes a layer, of bends; what is above each; and the path of each edge."""
    rows: list[list[str]] = [[] for _ in range(max(layer.values(), default=0) + 1)]
    up: dict[str, list[str]] = {}
    paths: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for name in uses:
        rows[layer[name]].append(name)
        up[name] = []
    for name, used in uses.items():
        for one in sorted(used):
            path, before = [(one, layer[one])], one
            for k in range(layer[one] + 1, layer[name]):
                bend = f"{one} {name} {k}"
                rows[k].append(bend)
                up[bend] = [before]
                path.append((bend, k))
                before = bend
            up[name].append(before)
            paths[one, name] = [*path, (name, layer[name])]
    return rows, up, paths


def _places(
    rows: Sequence[Sequence[str]], up: Mapping[str, list[str]], down: Mapping[str, list[str]], wide: Mapping[str, float]
) -> dict[str, float]:
    x: dict[str, float] = {}
    for row in rows:
        x.update(_apart(row, dict.fromkeys(row, 0.0), wide))
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            wanted = {name: _mean([x[n] for n in (*up[name], *down[name])], x[name]) for name in row}
            x.update(_apart(row, wanted, wide))
    return x


def _apart(row: Sequence[str], wanted: Mapping[str, float], wide: Mapping[str, float]) -> dict[str, float]:
    """The places nearest to the wanted ones, in this order and without overlap: isotonic regression of what is left over."""
    offsets, reach = [], 0.0
    for k, name in enumerate(row):
        reach += (wide[row[k - 1]] + wide[name]) / 2 + _GAP if k else 0.0
        offsets.append(reach)
    pools: list[tuple[float, int]] = []  # mean and number of those that move together
    for name, offset in zip(row, offsets, strict=True):
        mean, count = wanted[name] - offset, 1
        while pools and pools[-1][0] > mean:
            other, many = pools.pop()
            mean, count = (other * many + mean * count) / (many + count), many + count
        pools.append((mean, count))
    flat = [mean for mean, count in pools for _ in range(count)]
    return {name: mean + offset for name, mean, offset in zip(row, flat, offsets, strict=True)}


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default
