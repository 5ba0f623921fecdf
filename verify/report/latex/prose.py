"""Titles and reasons, which are plain text with formulas in it, as LaTeX: what is a formula is found and set as one.

A word is a formula if it is a letter of the mathematics; an operator is one beside a formula; parentheses are if all inside is.
The English "a" and "A" are letters only beside an operator. What multiplies a quotient stands behind a small fraction, for
"1/2 x" with a stroke could be read as 1/(2x).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from verify.report.latex.letters import FUNCTIONS, GREEK, escape, letter

__all__ = ["headline", "prose", "shapes_of"]

_TOKEN = re.compile(
    r"\s+|[A-Za-z][A-Za-z0-9]*(?:_(?:[A-Za-z0-9]+|\((?:[a-z0-9+-]+)\)))+|[A-Za-z]+(?:-[a-z][a-z]+)+|[A-Za-z]+'[a-z]+|[A-Za-z]'+|[A-Za-z]+[0-9]*|\d+(?:\.\d+)?|<=|>=|<-|!=|\.\.|."
)
_VECTOR = re.compile(r"(?<![\w/^])([a-z])(?=\^T\b)|(?:^|[,:;] |[a-z]{2} )([a-z])(?= = [A-Z] [(a-z])")
_OPERATORS = {
    "=": "=", "<": "<", ">": ">", "<=": r"\le ", ">=": r"\ge ", "<-": r"\leftarrow ", "!=": r"\ne ",
    "+": "+", "-": "-", "/": "/", "*": r"\cdot ", "^": "^",
}  # fmt: skip
_WORDS = {"tr": r"\operatorname{tr}", "diag": r"\operatorname{diag}", "rank": r"\operatorname{rank}", "ker": r"\ker",
          "sqrt": r"\sqrt", "log": r"\log", "grad": r"\nabla", "det": r"\det", "exp": r"\exp",
          "sign": r"\operatorname{sign}", "mean": r"\operatorname{mean}"}  # fmt: skip
_CALLED = frozenset({"exp", "sign", "mean"})
"""Words that are English as well, and functions only before a parenthesis."""
_SIZES = (["m", "n"], ["n", "m"], ["n", "n"], ["m", "m"], ["m", "r"], ["n", "r"], ["1", "1"])
_VERBS = frozenset({"is", "are", "must", "commutes"})
_ENDS = frozenset({")", "]", ",", ";", ":", "..", "|"})
_CHAPTER = "7."
"""What the numbers of the book's formulas begin with."""
_ENGLISH = frozenset({"noise", "one", "evidence", "gap", "lost", "direction", "a", "A"})


@dataclass
class _Token:
    text: str
    math: bool = False
    group: int = -1
    """For a parenthesis, where its partner is."""


def shapes_of(symbols: Mapping[str, object]) -> dict[str, bool]:
    """Return which names are bold, from the symbols of a claim by name."""
    return {name: not getattr(symbol, "is_scalar", False) for name, symbol in symbols.items()}


def headline(words: str) -> str:
    """Return a title with a capital, unless it begins with a letter of the mathematics."""
    word = words.partition(" ")[0].strip(",:;")
    return words[0].upper() + words[1:] if word.isalpha() and word not in GREEK and (len(word) > 1 or word == "a") else words


def prose(words: str, bold: Mapping[str, bool] | None = None) -> str:
    """Return text with formulas in it as LaTeX.

    Parameters
    ----------
    words : str
        Plain text, formulas written as the text printer writes them.
    bold : mapping of str to bool, optional
        For the letters of the claim whether they are vectors or matrices; for others it is guessed.
    """
    tokens = [_Token(text) for text in _TOKEN.findall(words)]
    bold = {**dict.fromkeys(_vectors(words), True), **(bold or {})}
    _mark(tokens, bold)
    parts, position = [], 0
    while position < len(tokens):
        end = position
        while end < len(tokens) and (tokens[end].math or (_is_space(tokens, end) and _joins(tokens, end))):
            end += 1
        if end > position:
            parts.append(f"${_formula(tokens[position:end], bold)}$")
            position = end
        else:
            parts.append(_text(tokens[position].text, tokens[position - 1].text if position else ""))
            position += 1
    return "".join(parts)


def _vectors(words: str) -> list[str]:
    """The small letters that a text itself shows to be vectors: they are transposed, or a matrix times something."""
    return [transposed or product for transposed, product in _VECTOR.findall(words)]


def _text(word: str, before: str) -> str:
    if word == '"':
        return "``" if before in {"", "("} or before.isspace() else "''"
    return r"\ldots" if word == ".." else " " if word.isspace() else escape(word)


def _is_space(tokens: list[_Token], at: int) -> bool:
    return tokens[at].text.isspace()


def _joins(tokens: list[_Token], at: int) -> bool:
    """Whether a space stands between two pieces of one formula."""
    if not (0 < at < len(tokens) - 1 and tokens[at - 1].math and tokens[at + 1].math):
        return False
    return not (tokens[at - 1].text == "," or tokens[at + 1].text == ",")


# --- what is a formula -------------------------------------------------------------------------------------------------------


def _mark(tokens: list[_Token], bold: Mapping[str, bool]) -> None:
    solid = [k for k, token in enumerate(tokens) if not token.text.isspace()]
    around = {b: (a, c) for a, b, c in zip([-1, *solid], solid, [*solid[1:], -1], strict=False)}
    for k in solid:
        before, after = (tokens[j].text if j >= 0 else "" for j in around[k])
        tokens[k].math = _alone(tokens[k].text, before, after, bold)
    _close(tokens)
    for _ in range(4):  # operators and parentheses lean on each other
        for k in solid:
            _lean(tokens, k, *around[k])
        _groups(tokens)


def _alone(word: str, before: str, after: str, bold: Mapping[str, bool]) -> bool:
    """Whether a word between two others is a formula, or a piece of one, whatever these turn out to be."""
    if re.fullmatch(r"\d+", word):
        return True
    if re.fullmatch(r"\d+\.\d+", word):
        return _compared(before, after) or (not word.startswith(_CHAPTER) and _is_letter(after, bold))
    if word == "one":
        return bold.get("one", False) and after in _VERBS
    if word not in {"a", "A"}:
        return _is_letter(word, bold)
    noun = len(after) > 1 and after.isalpha() and not _is_letter(after, bold) and after not in _VERBS
    if word == "a" and noun and not _ends(after, before):  # "+ a constant"
        return False
    operated = before in _OPERATORS or after in _OPERATORS or (before, after) == ("(", ")") or before.isdigit()
    return operated or not ((word == "a" and not _ends(after, before)) or (noun and before in {"", ".", ":"}))


def _lean(tokens: list[_Token], k: int, left: int, right: int) -> None:
    """An operator is a piece of a formula beside one, a function before one; -1 where nothing stands beside it."""
    token = tokens[k]
    if token.text == "-" and tokens[k + 1 : k + 2] and tokens[k + 1].text.isalpha():  # a hyphen before a word
        token.math |= tokens[k + 1].math
    elif token.text in _OPERATORS or token.text == "|":
        token.math |= any(j >= 0 and tokens[j].math for j in (left, right))
    elif token.text in _WORDS and right >= 0:
        called = tokens[right].text == "(" or token.text not in _CALLED
        token.math = called and (tokens[right].math or tokens[right].text in _WORDS)


def _ends(after: str, before: str) -> bool:
    """Whether a word ends here: "between a and b", "of a." speak of a letter."""
    return before not in {"", ".", ":"} and after in {"", "and", "or", ",", ".", ";", ":"}


def _compared(before: str, after: str) -> bool:
    """Whether a decimal is a number of a formula, and not that of a formula in the book."""
    return before in _OPERATORS or after in _OPERATORS or (before, after) == ("(", ")")


def _is_letter(word: str, bold: Mapping[str, bool]) -> bool:
    if word in _ENGLISH:
        return False
    if word in bold or word in GREEK or word in {"sigma2", "tau2", "NLL", "infinity"} or word in FUNCTIONS:
        return True
    base = word.partition("_")[0]
    if re.fullmatch(r"[A-Za-z]'+", word):  # a derivative
        return True
    if "_" in word:
        return len(base) == 1 or base in GREEK or base == "var"
    return len(word) == 1 and word.isascii() and word.isalpha()


def _close(tokens: list[_Token]) -> None:
    stack = []
    for k, token in enumerate(tokens):
        if token.text in "([" and token.text:
            stack.append(k)
        elif token.text in {")", "]"} and stack:
            start = stack.pop()
            token.group, tokens[start].group = start, k


def _groups(tokens: list[_Token]) -> None:
    for k, token in enumerate(tokens):
        if token.text not in {"(", "["} or token.group < 0:
            continue
        inside = [t for t in tokens[k + 1 : token.group] if not t.text.isspace()]
        whole = [t for t in inside if t.text != ","]
        if whole and all(t.math for t in whole):
            for t in inside:
                t.math = True
            token.math = tokens[token.group].math = True
            for j in range(k + 1, token.group):
                tokens[j].math = True


# --- a formula ---------------------------------------------------------------------------------------------------------------


def _formula(tokens: list[_Token], bold: Mapping[str, bool]) -> str:
    solid = [token.text for token in tokens if not token.text.isspace()]
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
        elif word in _OPERATORS:
            written += _OPERATORS[word]
        elif word in _WORDS:
            written += _WORDS[word] + (r"\," if word in {"tr", "diag"} and solid[position + 1 : position + 2] > ["["] else " ")
        else:
            written += _piece(word, bold)
        written += " " * bool(re.search(r"\\[A-Za-z]+$", written))
        position += 1
    return _braced(_bars(written.strip()))


def _small_fraction(solid: list[str], start: int, bars: int, bold: Mapping[str, bool]) -> tuple[str, int] | None:
    """A quotient at the beginning of a product, if something follows that it multiplies, and where it ends."""
    before = solid[start - 1] if start else "="
    if (before not in _OPERATORS and before not in {"(", "[", ","}) or before in {"/", "^"}:
        return None
    stroke = start
    while stroke < len(solid) and (solid[stroke] == "^" or solid[stroke] not in _OPERATORS) and solid[stroke] not in _ENDS:
        stroke = _end(solid, stroke)
    if stroke == start or solid[stroke : stroke + 1] != ["/"] or {*solid[stroke + 1 : stroke + 2]} <= _WORDS.keys():
        return None
    end = _end(solid, stroke + 1)
    following = solid[end] if end < len(solid) else ")"
    if following in _OPERATORS or following in _ENDS - {"|"} or (following == "|" and bars % 2):
        return None
    single = _end(solid, start) == stroke
    top = (
        _operand(solid, start, bold)[0] if single else _formula([_Token(word, math=True) for word in solid[start:stroke]], bold)
    )
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
    return _formula([_Token(word, math=True) for word in solid[position + 1 : end - 1]], bold), end


def _piece(word: str, bold: Mapping[str, bool]) -> str:
    if word in {"[", "]", "(", ")", ",", ";", ":"} or word.replace(".", "").isdigit():
        return word
    if word in FUNCTIONS and not bold.get(word, False):
        return FUNCTIONS[word]
    if word.endswith("'"):
        return word
    if word in {"E", "infinity"} and word not in bold:
        return {"E": r"\mathbb{E}", "infinity": r"\infty"}[word]
    if word == "d_eff":
        return r"d_{\mathrm{eff}}"
    if "_(" in word:
        base, _, index = word.partition("_(")
        return rf"{letter(base, _bold(base, bold))[0]}_{{{index.rstrip(')')}}}"
    if not re.fullmatch(r"[A-Za-z0-9_]+", word):
        return escape(word)
    return letter(word, _bold(word, bold))[0]


def _bold(word: str, bold: Mapping[str, bool]) -> bool:
    if word in bold:
        return bold[word]
    base, _, index = word.partition("_")
    if index in {"i", "j"} and base in bold and base != "e":  # an entry
        return False
    if base in bold and base.isupper():  # G_1 is a number if G is one
        return bold[base]
    if bold and not any(bold.values()):  # a claim about numbers alone
        return False
    if (base, index) == ("w", "i"):  # a coordinate; w_k is a vector, the parameters after k steps
        return False
    if base.isupper() and index in {"i", "j"}:
        return False
    if base in {"Lam", "Mu", "Pi"} or (base.isalpha() and base.isupper() and len(base) == 1 and base not in "JLN"):
        return True
    if index in {"i", "j", "k", "max"} and base in {"q", "v", "u", "e"}:
        return True
    return base in {"w", "y", "e", "z", "h"}
