"""Titles and reasons, which are plain text with formulas in it, as LaTeX: what is a formula is found and set as one.

A word is a formula if it is a letter of the mathematics; an operator is one beside a formula; parentheses are if all inside is.
The English "a" and "A" are letters only beside an operator. How a formula is set stands in `inline`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from verify.report.latex.inline import OPERATORS, WORDS, inline
from verify.report.latex.letters import FUNCTIONS, GREEK, escape

__all__ = ["headline", "prose", "shapes_of"]

_TOKEN = re.compile(
    r"\s+|[A-Za-z][A-Za-z0-9]*(?:_(?:[A-Za-z0-9]+|\((?:[a-z0-9+-]+)\)))+|[A-Za-z]+(?:-[a-z][a-z]+)+|[A-Za-z]+'[a-z]+|[A-Za-z]'+|[A-Za-z]+[0-9]*|\d+(?:\.\d+)?|<=|>=|<-|!=|\.\.|."
)
_DECIMAL = re.compile(r"\d+\.\d+")
_DERIVATIVE = re.compile(r"[A-Za-z]'+")
_VECTOR = re.compile(r"(?<![\w/^])([a-z](?:_[a-z])?)(?=\^T\b)|(?:^|[,:;] |[a-z]{2} )([a-z])(?= = [A-Z] [(a-z])")
_CALLED = frozenset({"exp", "sign", "mean"})
"""Words that are English as well, and functions only before a parenthesis."""
_VERBS = frozenset({"is", "are", "must", "commutes", "other"})
"""What follows a letter and not the English "a"."""
_OPEN = frozenset({"+", "="})
_CHAPTER = "7."
"""What the numbers of the book's formulas begin with."""
_ENGLISH = frozenset({"noise", "one", "evidence", "lost", "direction", "a", "A"})


@dataclass(slots=True)
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
    letters = GREEK.keys() | (WORDS.keys() - _CALLED)
    return words[0].upper() + words[1:] if word.isalpha() and word not in letters and (len(word) > 1 or word == "a") else words


def prose(words: str, bold: Mapping[str, bool] | None = None) -> str:
    """Return text with formulas in it as LaTeX.

    Parameters
    ----------
    words : str
        Plain text, formulas written as the text printer writes them.
    bold : mapping of str to bool, optional
        For the letters of the claim whether they are vectors or matrices; for others it is guessed.
    """
    return _prose(words, frozenset((bold or {}).items()))


@cache
def _prose(words: str, letters: frozenset[tuple[str, bool]]) -> str:
    tokens = [_Token(text) for text in _TOKEN.findall(words)]
    bold = {**dict.fromkeys(_vectors(words), True), **dict(letters)}
    _mark(tokens, bold)
    parts, position = [], 0
    while position < len(tokens):
        end = position
        while end < len(tokens) and (tokens[end].math or (end > position and _is_space(tokens, end) and _joins(tokens, end))):
            end += 1
        while end - position > 1 and end < len(tokens) and _loose(tokens, end - 1):
            end -= 1  # a sign before a word of English stands in the text, where it has room on both sides
        if end > position and not (end - position == 1 and tokens[position].text in _OPEN):
            inside = tokens[position:end]
            signed = inside[0].text == "-" and inside[1:2] and inside[1].text.isspace() and position
            parts.append(f"${'{}' if signed else ''}{inline([t.text for t in inside if not t.text.isspace()], bold)}$")
            position = end
        else:
            parts.append(_text(tokens[position].text, tokens[position - 1].text if position else ""))
            position += 1
    return "".join(parts)


def _loose(tokens: list[_Token], at: int) -> bool:
    """Whether a token is a space, or a sign that is no exponent."""
    return _is_space(tokens, at) or (tokens[at].text in _OPEN and tokens[at - 1].text != "^")


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
        so_far = [token.math for token in tokens]
        for k in solid:
            _lean(tokens, k, *around[k])
        _groups(tokens)
        if [token.math for token in tokens] == so_far:
            break


def _alone(word: str, before: str, after: str, bold: Mapping[str, bool]) -> bool:
    """Whether a word between two others is a formula, or a piece of one, whatever these turn out to be."""
    if word.isdecimal():
        return True
    if _DECIMAL.fullmatch(word):
        return _compared(before, after) or (not word.startswith(_CHAPTER) and _is_letter(after, bold))
    if word == "one":
        return bold.get("one", False) and after in _VERBS
    if word in {"a", "A"} and word in bold and after in _VERBS:
        return True
    if word not in {"a", "A"}:
        return _is_letter(word, bold)
    noun = len(after) > 1 and after.isalpha() and not _is_letter(after, bold) and after not in _VERBS
    if word == "a" and noun and not _ends(after, before):  # "+ a constant"
        return False
    operated = before in OPERATORS or after in OPERATORS or (before, after) == ("(", ")") or before.isdigit()
    return operated or not ((word == "a" and not _ends(after, before)) or (noun and before in {"", ".", ":"}))


def _lean(tokens: list[_Token], k: int, left: int, right: int) -> None:
    """An operator is a piece of a formula beside one, a function before one; -1 where nothing stands beside it."""
    token = tokens[k]
    if token.text == "-" and tokens[k + 1 : k + 2] and tokens[k + 1].text.isalpha():  # a hyphen before a word
        token.math |= tokens[k + 1].math
    elif token.text in OPERATORS or token.text == "|":
        token.math |= any(j >= 0 and tokens[j].math for j in (left, right))
    elif token.text in WORDS and right >= 0:
        called = tokens[right].text == "(" or token.text not in _CALLED
        token.math = called and (tokens[right].math or tokens[right].text in WORDS)


def _ends(after: str, before: str) -> bool:
    """Whether a word ends here: "between a and b", "of a." speak of a letter."""
    return before not in {"", ".", ":"} and after in {"", "and", "or", ",", ".", ";", ":"}


def _compared(before: str, after: str) -> bool:
    """Whether a decimal is a number of a formula, and not that of a formula in the book."""
    return before in OPERATORS or after in OPERATORS or (before, after) == ("(", ")")


def _is_letter(word: str, bold: Mapping[str, bool]) -> bool:
    if word in _ENGLISH:
        return False
    if word in bold or word in GREEK or word in {"sigma2", "tau2", "NLL", "infinity"} or word in FUNCTIONS:
        return True
    base = word.partition("_")[0]
    if _DERIVATIVE.fullmatch(word):
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
