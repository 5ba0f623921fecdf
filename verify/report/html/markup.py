"""HTML as strings that know whether they are markup: what is not is escaped, wherever it comes from."""

from __future__ import annotations

import re
from html import escape

__all__ = ["Markup", "element", "joined", "tag"]

_EMPTY = {"br", "hr", "input", "link", "meta", "mspace"}
_UNCLOSED = {"dd", "dt", "li", "option", "td", "th", "tr"}
"""What HTML closes by itself."""
_PLAIN = re.compile(r"[\w.#-]+")


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | int | None) -> Markup:
    """Return an element.

    Parameters
    ----------
    name : str
        The element's name.
    children : str
        What is inside; escaped unless it is `Markup`.
    attributes : str, int or None
        ``class_`` is written class, ``aria_label`` aria-label; None leaves an attribute out, "" writes its name alone.
    """
    written = ""
    for key, value in attributes.items():
        if value is not None:
            written += f" {key.rstrip('_').replace('_', '-')}{_value(str(value))}"
    if name in _EMPTY:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{joined(*children)}" + (f"</{name}>" if name not in _UNCLOSED else ""))


def element(name: str, /, *children: str, **attributes: str | None) -> Markup:
    """Return an element that is well-formed XML as well, as MathML is; parameters as in `tag`."""
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value is not None)
    return Markup(f"<{name}{written}>{joined(*children)}</{name}>")


def _value(value: str) -> str:
    """Quotes only where HTML asks for them; the page is to stay light."""
    return "" if not value else f"={value}" if _PLAIN.fullmatch(value) else f'="{escape(value)}"'


def joined(*children: str) -> Markup:
    """Return pieces one after the other, escaped unless they are `Markup`."""
    return Markup("".join(child if isinstance(child, Markup) else escape(child, quote=False) for child in children))
