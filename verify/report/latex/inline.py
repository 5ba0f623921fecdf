"""A formula inside a title or a reason as LaTeX, from its words: operators, fractions, exponents, letters bold or not.

What multiplies a quotient stands behind a small fraction, for "1/2 x" with a stroke could be read as 1/(2x).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from verify.report.latex.letters import FUNCTIONS, GREEK, escape, letter

__all__ = ["OPERATORS", "WORDS", "inline"]

OPERATORS = {
    "=": "=", "<": "<", ">": ">", "<=": r"\le ", ">=": r"\ge ", "<-": r"\leftarrow ", "!=": r"\ne ",
    "+": "+", "-": "-", "/": "/", "*": r"\cdot ", "^": "^",
}  # fmt: skip
WORDS = {"tr": r"\operatorname{tr}", "diag": r"\operatorname{diag}", "rank": r"\operatorname{rank}", "ker": r"\ker",
          "sqrt": r"\sqrt", "log": r"\log", "grad": r"\nabla", "det": r"\det", "exp": r"\exp",
          "sign": r"\operatorname{sign}", "mean": r"\operatorname{mean}"}  # fmt: skip
_SIZES = (["m", "n"], ["n", "m"], ["n", "n"], ["m", "m"], ["m", "r"], ["n", "r"], ["1", "1"])
_MATRICES = frozenset({"H", "I", "X", "w_star", "w_tilde"})
"""Letters that are bold where a claim about numbers alone speaks of them."""
_COMMAND = re.compile(r"\\[A-Za-z]+$")
_PLAIN = re.compile(r"[A-Za-z0-9_]+")
_ENDS = frozenset({")", "]", ",", ";", ":", "..", "|"})


def inline(solid: list[str], bold: Mapping[str, bool]) -> str:
    """Return a formula, its words in order and without spaces, as LaTeX for math mode."""
    written, position, bars = "", 0, 0
    while position < len(solid):
        word = solid[position]
        if small := _small_fraction(solid, position, bars, bold):
            inner, position = small
            written += inner
            continue
        if word == "^":
            inner, position = _exponent(solid, position + 1, bold)
            written += inner
            continue
        if word == "sqrt" and position + 1 < len(solid):
            inner, position = _operand(solid, position + 1, bold)
            written += rf"\sqrt{{{inner}}}"
            continue
        if word == "|":
            written += r"\lVert " if bars % 2 == 0 else r"\rVert "
            bars += 1
        elif word == "o" and "o" not in bold:
            written += r"\circ "
        elif word == "1" and bold.get("one") and position and solid[position - 1] in GREEK:
            written += r"\mathbf{1}"
        elif word == "x" and solid[position - 1 : position] + solid[position + 1 : position + 2] in _SIZES:
            written += r"\times "
        elif word == "..":
            written += r"\ldots "
        elif word in OPERATORS:
            written += OPERATORS[word]
        elif word in WORDS:
            written += WORDS[word] + (r"\," if word in {"tr", "diag"} and solid[position + 1 : position + 2] > ["["] else " ")
        else:
            written += _piece(word, bold)
        written += " " * bool(_COMMAND.search(written))
        position += 1
    return _braced(_bars(written.strip()))


def _small_fraction(solid: list[str], start: int, bars: int, bold: Mapping[str, bool]) -> tuple[str, int] | None:
    """A quotient at the beginning of a product, if something follows that it multiplies, and where it ends."""
    before = solid[start - 1] if start else "="
    if (before not in OPERATORS and before not in {"(", "[", ","}) or before in {"/", "^"}:
        return None
    stroke = start
    while stroke < len(solid) and (solid[stroke] == "^" or solid[stroke] not in OPERATORS) and solid[stroke] not in _ENDS:
        stroke = _end(solid, stroke)
    if stroke == start or solid[stroke : stroke + 1] != ["/"] or {*solid[stroke + 1 : stroke + 2]} <= WORDS.keys():
        return None
    end = _end(solid, stroke + 1)
    following = solid[end] if end < len(solid) else ")"
    if following in OPERATORS or following in _ENDS - {"|"} or (following == "|" and bars % 2):
        return None
    single = _end(solid, start) == stroke
    top = _operand(solid, start, bold)[0] if single else inline(solid[start:stroke], bold)
    return rf"\tfrac{{{top}}}{{{_operand(solid, stroke + 1, bold)[0]}}}", end


def _end(solid: list[str], start: int) -> int:
    """Where one piece or the parentheses at a position end."""
    depth, end = 0, start
    while end < len(solid):
        depth += {"(": 1, ")": -1}.get(solid[end], 0)
        end += 1
        if depth == 0:
            break
    return end


def _bars(written: str) -> str:
    """The bars around a number are single; around a vector or a matrix they are double."""
    return re.sub(r"\\lVert ((?:(?!\\bm|\\mathbf|\\lVert).)*?)\\rVert", r"\\lvert \1\\rvert", written)


def _braced(written: str) -> str:
    """Two superscripts on one letter, as in w_star^T, need braces around the first."""
    return re.sub(r"((?:\\bm\{[^{}]*\}|\\[a-z]+|[a-z])(?:_\{[^{}]*\})?\^\{[^{}]*\})\^", r"{\1}^", written)


def _exponent(solid: list[str], position: int, bold: Mapping[str, bool]) -> tuple[str, int]:
    if position >= len(solid):
        return r"\hat{\ }", position
    if solid[position] == "T":
        return r"^{\top}", position + 1
    if solid[position] in {"-", "+"}:
        following = solid[position + 1] if position + 1 < len(solid) else ""
        if solid[position] == "+" and not following.isdigit():
            return "^{+}", position + 1
        if following == "T":
            return r"^{-\top}", position + 2
        return f"^{{{solid[position]}{_piece(following, bold) if following else ''}}}", position + 2
    inner, position = _operand(solid, position, bold)
    return f"^{{{inner}}}", position


def _operand(solid: list[str], position: int, bold: Mapping[str, bool]) -> tuple[str, int]:
    """The content of parentheses, or one piece."""
    if solid[position] != "(":
        return _piece(solid[position], bold), position + 1
    end = _end(solid, position)
    return inline(solid[position + 1 : end - 1], bold), end


def _piece(word: str, bold: Mapping[str, bool]) -> str:
    if word in {"[", "]", "(", ")", ",", ";", ":"} or word.replace(".", "").isdigit():
        return word
    if word in FUNCTIONS and not bold.get(word, False):
        return FUNCTIONS[word]
    if word.endswith("'"):
        return _piece(word.rstrip("'"), bold) + word[len(word.rstrip("'")) :]
    if word in {"E", "infinity"} and word not in bold:
        return {"E": r"\mathbb{E}", "infinity": r"\infty"}[word]
    if word == "d_eff":
        return r"d_{\mathrm{eff}}"
    if "_(" in word:
        base, _, index = word.partition("_(")
        return rf"{letter(base, _bold(base, bold))[0]}_{{{index.rstrip(')')}}}"
    if not _PLAIN.fullmatch(word):
        return escape(word)
    return letter(word, _bold(word, bold))[0]


def _bold(word: str, bold: Mapping[str, bool]) -> bool:
    if word in bold:
        return bold[word]
    vector, _, index = word.rpartition("_")
    if index in {"i", "j"} and vector in bold and vector != "e":  # an entry
        return False
    base, _, index = word.partition("_")
    if base in bold and base.isupper():  # G_1 is a number if G is one
        return bold[base]
    if bold and not any(bold.values()):  # a claim about numbers alone
        return word in _MATRICES
    if (base, index) == ("w", "i"):  # a coordinate; w_k is a vector, the parameters after k steps
        return False
    if base.isupper() and index in {"i", "j"}:
        return False
    if base in {"Lam", "Mu", "Pi"} or (base.isalpha() and base.isupper() and len(base) == 1 and base not in "JLN"):
        return True
    if index in {"i", "j", "k", "max"} and base in {"q", "v", "u", "e"}:
        return True
    return base in {"w", "y", "e", "z", "h"}
