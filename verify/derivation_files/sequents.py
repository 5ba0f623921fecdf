"""What a sequent of the kernel says, as a text: of a kept file this was checked, and no other text that stands in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["sequent_text"]

_MOST = 2000
_DEEP = 60

_TERMS: dict[str, str] = {
    "num": "{0}",
    "size": "{0}",
    "id": "I({0})",
    "zero": "zeros({0}, {1})",
    "div": "{0}/{1}",
    "T": "{0}.T",
    "neg": "-{0}",
    "pow": "{0}**{1}",
    "apply": "{0}({1})",
    "diagof": "diag({1}, {0})",
    "sumover": "sum({1}, {0})",
}
_STATEMENTS: dict[str, str] = {
    "eq": "{0} == {1}",
    "psd": "psd({0})",
    "pd": "pd({0})",
    "inv": "invertible({0})",
    "grad": "grad({0}, {1}, {2}) == {3}",
    "norm": "norm({0}) == {1}",
    "limit": "limit({0}, {1}, {2}) == {3}",
    "mean": "expectation({0}, {1}, {2}, {3}) == {4}",
    "all": "{1} for every natural {0}",
    "between": "{1} for 0 <= {0} <= 1",
    "continuous": "continuous({0}, {1})",
    "attains": "{0} == {2} for some {1} > 0",
    "localmin": "local_minimum({0}, {1}, {2})",
}
_HELD = ("add", "mul", "div", "neg", "pow")
_MARKS = ("symmetric", "diagonal", "basis", "natural")


def sequent_text(sequent: Mapping[str, Any]) -> str:
    """Return what a sequent that was accepted says: its goal, its hypotheses, what its letters are.

    Parameters
    ----------
    sequent : mapping
        As the kernel took it; a malformed one may give any text.
    """
    assumed = [_statement(h["statement"] if isinstance(h, dict) else h) for h in sequent["hypotheses"].values()]
    letters = [f"{name} {_kind(info)}" for name, info in sequent["symbols"].items()]
    letters += [f"{info['derivative']} is the derivative of {name}" for name, info in _derivatives(sequent)]
    text = _statement(sequent["goal"])
    text += f", if {' and '.join(assumed)}" if assumed else ""
    text += f"; {', '.join(letters)}" if letters else ""
    plain = "".join(character if character.isprintable() else "?" for character in text)
    return plain if len(plain) <= _MOST else plain[: _MOST - 3] + "..."


def _derivatives(sequent: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, info) for name, info in sequent.get("functions", {}).items() if "derivative" in info]


def _kind(info: Mapping[str, Any]) -> str:
    rows, cols = info["shape"]
    marks = [mark for mark in _MARKS if info.get(mark)]
    shape = [] if (rows, cols) == (1, 1) and marks else ["a number" if (rows, cols) == (1, 1) else f"{rows} x {cols}"]
    return " ".join([*shape, *marks])


def _statement(tree: Any) -> str:
    head, *rest = tree
    inner: Callable[[Any], str] = _statement if head in ("all", "between") else _term
    parts = [rest[0], *map(inner, rest[1:])] if head in ("all", "between") else [_term(part) for part in rest]
    return _STATEMENTS[head].format(*parts)


def _term(tree: Any, depth: int = 0) -> str:
    if depth > _DEEP:
        return ".."
    if not isinstance(tree, list):
        return str(tree)
    head, *rest = tree
    parts = [_term(part, depth + 1) for part in rest]
    if head == "add":
        return " + ".join(parts)
    held = {"mul": ("add",), "div": _HELD, "T": _HELD, "neg": _HELD, "pow": _HELD}.get(head, ())
    parts = [f"({part})" if isinstance(r, list) and r[0] in held else part for part, r in zip(parts, rest, strict=True)]
    if head == "mul":
        return "*".join(parts)
    return _TERMS[head].format(*parts) if head in _TERMS else f"{head}({', '.join(parts)})"
