"""Words with formulas in them, as titles and reasons have: w_tilde, lam_i, Q^T become the letters that they name.

They are plain characters (λᵢ, w*, Qᵀ), which can be searched for and read aloud; elements would be five times as long, and the
page has thousands of them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from verify.report.html.markup import Markup

__all__ = ["plain", "pretty"]

_LETTERS = {
    **dict(zip(["alpha", "beta", "lam", "mu", "eps", "eta", "theta", "Pi", "Lam", "Mu", "Omega"], "αβλμεηθΠΛΜΩ", strict=True)),
    "sigma2": "σ²",
    "tau2": "τ²",
    "lambda": "λ",
    "gamma": "γ",
    "delta": "δ",
    "nu": "ν",
    "infinity": "∞",
}
_ACCENTS = {"tilde": "\u0303", "hat": "\u0302"}
_RAISED = {"star": "*", "plus": "⁺"}
_LOWERED = {*"abcijk", "max", "min", "eff", "next", "other", "pcr", "prior", "posterior", "ww", "wb", "bw", "bb"}
_SIGNS = {">=": "≥", "<=": "≤", "!=": "≠", " - ": " − "}
_DERIVATIVES = {"grad": "∇", "hess": "∇²"}
_PRIMED = {"df": "f′", "ddf": "f″", "dF": "F′"}
_UP = str.maketrans("0123456789-+()kTn*", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾ᵏᵀⁿ*")
_DOWN = str.maketrans("0123456789+-()ijkmnxaeprt", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ᵢⱼₖₘₙₓₐₑₚᵣₜ")
_WORD = re.compile(
    r"\^\([^()]*\)|\^-?\w+\*?|\^\+"  # what is raised
    r"|[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*(?:_\([^()]*\))?"  # a word or a letter with what is lowered
    r"|>=|<=|!=| - |-|[^\w^<>!-]+?(?= - )|[^\w^<>!-]+|.",
    re.DOTALL,
)
_WORDS = 1 << 14
_MARKED = re.compile("\u2063(\\w+)\u2063")


def pretty(words: str) -> Markup:
    """Return words with the letters of formulas in them as letters, and what Unicode cannot lower (lam_max) in sub elements."""
    return Markup(_MARKED.sub(r"<sub>\1</sub>", escape(plain(words), quote=False)))


@lru_cache(maxsize=_WORDS)
def plain(words: str) -> str:
    """Return the same as text, for SVG: what Unicode cannot lower stands between invisible separators."""
    words = re.sub(r"\bgrad (?=[A-Z])", "∇", words)
    return "".join(_set(found[0], words[found.start() - 1 : found.start()]) for found in _WORD.finditer(words))


@lru_cache(maxsize=_WORDS)
def _set(word: str, before: str) -> str:
    """A word as it is written after a character, or "" at the start."""
    if word.startswith("^") and len(word) > 1:
        return _shifted(word[1:].removeprefix("(").removesuffix(")"), _UP, "^")
    if word in _PRIMED:
        return _PRIMED[word]
    if word in _SIGNS:
        return _SIGNS[word]
    if word == "-":
        return "−" if before in ("", *" ([/=,:") else "-"
    name, _, lowered = word.partition("_(")
    base, *rest = name.split("_")
    if base in _DERIVATIVES and rest:
        return _DERIVATIVES[base] + _set("_".join(rest), before)
    known = base in _LETTERS or len(base) == 1
    if not known or not all(_is_suffix(part) for part in rest):
        return word
    written = _LETTERS.get(base, base)
    written += "".join(_ACCENTS[part] for part in rest if part in _ACCENTS)
    written += "".join(_shifted(part, _DOWN, "_") for part in rest if part not in _ACCENTS and part not in _RAISED)
    written += _shifted(lowered.removesuffix(")"), _DOWN, "_") if lowered else ""
    return written + "".join(_RAISED[part] for part in rest if part in _RAISED)


def _shifted(inner: str, table: dict[int, int], sign: str) -> str:
    """What is raised or lowered, in Unicode where Unicode has all of it."""
    if all(ord(letter) in table for letter in inner):
        return inner.translate(table)
    return f"^({inner})" if sign == "^" else f"\u2063{inner}\u2063"


def _is_suffix(part: str) -> bool:
    return part in _ACCENTS or part in _RAISED or part in _LOWERED or part.isdigit()
