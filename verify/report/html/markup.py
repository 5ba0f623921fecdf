"""HTML as strings that know whether they are markup: what is not is escaped, wherever it comes from."""

from __future__ import annotations

import re
from html import escape

__all__ = ["Markup", "element", "joined", "pretty", "tag"]

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


_LETTERS = {
    **dict(zip(["alpha", "beta", "lam", "mu", "eps", "eta", "theta", "Pi", "Lam", "Mu", "Omega"], "αβλμεηθΠΛΜΩ", strict=True)),
    "sigma2": "σ²",
    "tau2": "τ²",
    "lambda": "λ",
}
_ACCENTS = {"tilde": "\u0303", "hat": "\u0302"}
_RAISED = {"star": "*", "plus": "+"}
_LOWERED = {"max", "min", "eff", "next", "other", "pcr", "i", "j", "k"}
_SIGNS = {">=": "≥", "<=": "≤", "!=": "≠", " - ": " − "}
_DERIVATIVES = {"grad": "∇", "hess": "∇<sup>2</sup>"}
_WORD = re.compile(
    r"\^\([^()]*\)|\^-?\w+\*?|\^\+"  # what is raised
    r"|[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*(?:_\([^()]*\))?"  # a word or a letter with what is lowered
    r"|>=|<=|!=| - |-|[^\w^<>!-]+?(?= - )|[^\w^<>!-]+|.",
    re.DOTALL,
)
_ARTICLE = re.compile(r"(?:^|[\"(:.])\s*$")


def pretty(words: str) -> Markup:
    """Return words with the letters of formulas in them set as letters: w_tilde, lam_i, Q^T, >=."""
    return Markup("".join(_pretty(found[0], words[: found.start()]) for found in _WORD.finditer(words)))


def _pretty(word: str, before: str) -> str:
    if word.startswith("^") and len(word) > 1:
        inner = word[1:].removeprefix("(").removesuffix(")")
        return f"<sup>{escape(inner.replace('-', '−'), quote=False)}</sup>"
    if word in _SIGNS:
        return _SIGNS[word]
    if word == "-":
        return "−" if _ends_open(before) else "-"
    name, _, lowered = word.partition("_(")
    base, *rest = name.split("_")
    if base in _DERIVATIVES and rest:
        return _DERIVATIVES[base] + _pretty("_".join(rest), before)
    known = base in _LETTERS or (len(base) == 1 and base.isalpha() and not (base in "aA" and _is_article(base, rest, before)))
    if not known or not all(_is_suffix(part) for part in rest):
        return escape(word, quote=False)
    written = f"<i>{_LETTERS.get(base, base)}{''.join(_ACCENTS[p] for p in rest if p in _ACCENTS)}</i>"
    for part in rest:
        if part in _RAISED:
            written += f"<sup>{_RAISED[part]}</sup>"
        elif part not in _ACCENTS:
            written += f"<sub>{escape(part)}</sub>"
    return written + (f"<sub>{escape(lowered.removesuffix(')'), quote=False)}</sub>" if lowered else "")


def _is_article(base: str, rest: list[str], before: str) -> bool:
    """Whether an a is a word: a small one by itself, and a large one that begins a sentence or a title."""
    return not rest and (base == "a" or _ARTICLE.search(before) is not None)


def _ends_open(before: str) -> bool:
    return not before or before[-1] in " ([/=,:"


def _is_suffix(part: str) -> bool:
    return part in _ACCENTS or part in _RAISED or part in _LOWERED or part.isdigit()
