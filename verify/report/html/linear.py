"""Formulas on one line, ``Q(𝜦+αI)^{-1}𝜦``: an eighth of the length of MathML and legible as it stands.

A Latin letter stands for the bold one, for most letters are matrices and vectors; a number's letter is a mathematical italic.
Proofs have hundreds of formulas, and the page is to stay light; its script sets these as MathML. Both forms hold the same: a
test takes every formula there and back.
"""

from __future__ import annotations

from functools import cache
from xml.etree import ElementTree as ET

from verify.report.html.markup import Markup, joined, tag

__all__ = ["linear", "on_one_line"]

_ACCENTS = {"~": "\u0303", "^": "\u0302"}


@cache  # a page shows many of them several times
def linear(formula: Markup) -> str:
    """Return the inside of a math element on one line; elements that it cannot say are an error.

    Raises
    ------
    ValueError
        If there is an element that has no such form.
    """
    return _row(ET.fromstring(f"<m>{formula}</m>"))  # noqa: S314 - markup of our own printer


def on_one_line(*inside: Markup) -> Markup:
    """Return an element with a formula that the page's script is to set."""
    return tag("x-m", linear(joined(*inside)))


def _row(node: ET.Element) -> str:
    return "".join(_of(child) for child in node)


def _of(node: ET.Element) -> str:
    parts, said = list(node), node.text or ""
    match node.tag:
        case "mn":
            return said
        case "mo":
            return "-" if said == "−" else said
        case "mi":
            return _letter(said) if len(said) == 1 and not node.get("mathvariant") else said if len(said) == 1 else f'"{said}"'
        case "mrow":
            return f"{{{_row(node)}}}"
        case "mfrac":
            return f"{_half(parts[0])}/{_half(parts[1])}"
        case "mover":
            return _of(parts[0]) + _ACCENTS[parts[1].text or ""]
        case "msub" | "munder":
            return f"{_base(parts[0])}_{_group(parts[1])}"
        case "msup":
            return f"{_base(parts[0])}^{_group(parts[1])}"
        case "msubsup" | "munderover":
            return f"{_base(parts[0])}_{_group(parts[1])}^{_group(parts[2])}"
    raise ValueError(f"a {node.tag} has no form on one line")


def _letter(said: str) -> str:
    place = ord(said) - 0x1D468
    if 0 <= place < 52:
        return chr(place + ord("A")) if place < 26 else chr(place - 26 + ord("a"))
    if said == "h":
        return "ℎ"  # Unicode had Planck's constant before it had the alphabet
    if said.isascii():
        return chr(ord(said) - ord("A") + 0x1D434 if said.isupper() else ord(said) - ord("a") + 0x1D44E)
    return said


def _half(node: ET.Element) -> str:
    """A side of a fraction; a single sign or number needs no braces."""
    inside = _row(node) if node.tag == "mrow" else _of(node)
    return inside if len(inside) == 1 or (node.tag == "mn" and inside.isascii()) else f"{{{inside}}}"


def _group(node: ET.Element) -> str:
    """What is raised or lowered; a single sign needs no braces."""
    inside = _row(node) if node.tag == "mrow" else _of(node)
    return inside if len(inside) == 1 else f"{{{inside}}}"


def _base(node: ET.Element) -> str:
    """What carries a mark: a letter, or a row; one whose parentheses belong together needs no braces."""
    inside = _row(node) if node.tag == "mrow" else _of(node)
    if node.tag == "mrow":
        return inside if _closed(inside) else f"{{{inside}}}"
    return inside if node.tag in {"mi", "mn", "mo", "mover"} else f"{{{inside}}}"


def _closed(inside: str) -> bool:
    """Whether the first parenthesis is closed by the last character."""
    depth = 0
    for place, sign in enumerate(inside):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return sign == ")" and place == len(inside) - 1
    return False
