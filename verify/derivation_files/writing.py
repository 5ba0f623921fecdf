"""Our own claims as derivation files: what the language can say of a part, or the word that is missing."""

from __future__ import annotations

import re
from typing import Any

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Part
from derivations.language.printing import statement_source
from derivations.language.traversal import walk
from verify.vocabulary import statements_in, terms_in

__all__ = ["NotSayable", "file_text", "written_values"]


class NotSayable(Exception):
    """The language of derivation files has no word for something; the message is the word that is missing."""


_MARKS: dict[type[st.Statement], str] = {
    st.Symmetric: "symmetric",
    st.Diagonal: "diagonal",
    st.PositiveSemidefinite: "psd",
    st.PositiveDefinite: "pd",
    st.Natural: "natural",
}
_NUMBERS = {"psd": "nonnegative", "pd": "positive", "natural": "natural"}


_WORDLESS: dict[type[st.Statement], str] = {
    st.ForEvery: "for every k",
    st.Between: "for every number from 0 to 1",
    st.Continuous: "a continuous function",
    st.Attains: "for some number",
    st.LocalMinimum: "a local minimum",
    st.Differentiable: "a function known only by name",
    st.BasisVector: "an index i of a vector or a matrix",
}


def _refuse(part: Part) -> None:
    for statement in statements_in(part):
        for form, word in _WORDLESS.items():
            if isinstance(statement, form):
                raise NotSayable(word)
        for term in terms_in(statement):
            if any(isinstance(node, tm.SizeNumber) for node in walk(term)) and not _has_side(part):
                raise NotSayable("a size that no letter has")
            if any(isinstance(node, tm.Apply) for node in walk(term)):
                raise NotSayable("a sequence, or a function known only by name")


def _has_side(part: Part) -> bool:
    """Whether every size that is used as a number is a side of some letter."""
    nodes = [node for statement in statements_in(part) for term in terms_in(statement) for node in walk(term)]
    sides = {size for node in nodes if isinstance(node, tm.Symbol) for size in node.shape}
    return all(node.size in sides for node in nodes if isinstance(node, tm.SizeNumber))


def _kinds(part: Part) -> tuple[dict[str, str], set[str]]:
    """The kind of each letter, and the names of the hypotheses that it says."""
    letters: dict[str, tm.Symbol] = {}
    for statement in statements_in(part):
        for term in terms_in(statement):
            letters |= {node.name: node for node in walk(term) if isinstance(node, tm.Symbol)}
    marks: dict[str, list[tuple[str, str]]] = {}
    for hypothesis in part.given:
        statement = hypothesis.statement
        letter = getattr(statement, "symbol", getattr(statement, "term", None))
        if type(statement) in _MARKS and isinstance(letter, tm.Symbol):
            marks.setdefault(letter.name, []).append((_MARKS[type(statement)], hypothesis.name))
        match statement:
            case st.Equal(tm.Product((tm.Transpose(tm.Symbol() as q), r)), tm.Identity()) if q == r and q.rows == q.cols:
                marks.setdefault(q.name, []).append(("orthogonal", hypothesis.name))
    kinds, said = {}, set()
    for name, symbol in letters.items():
        word, size = _plain(symbol)
        found = marks.get(name, [])
        if found:  # the first one becomes the kind, further ones stay hypotheses
            mark, hypothesis_name = next((pair for pair in found if pair[0] in ("natural", "diagonal")), found[0])
            word = _NUMBERS.get(mark, "real") if symbol.is_scalar else mark
            said.add(hypothesis_name)
            size = "" if symbol.is_scalar else str(symbol.rows)
        kinds[name] = f"{word} {size}".strip()
    return kinds, said


def _plain(symbol: tm.Symbol) -> tuple[str, str]:
    if symbol.is_scalar:
        return "real", ""
    if symbol.cols == 1:
        return "vector", str(symbol.rows)
    if symbol.rows == symbol.cols:
        return "square", str(symbol.rows)
    return "matrix", f"{symbol.rows} {symbol.cols}"


def written_values(part: Part, name: str) -> dict[str, Any]:
    """Return a part as the values of a derivation file: what its letters are, what is given, its chain or its goal.

    Raises
    ------
    NotSayable
        If a word is missing.
    """
    _refuse(part)
    symbols, said = _kinds(part)
    given = {re.sub(r"[^A-Za-z_0-9]", "_", h.name): statement_source(h.statement) for h in part.given if h.name not in said}
    claim: dict[str, Any] = {"id": name, "show": statement_source(part.goal)}
    return {"symbols": symbols, "given": given, "claim": [claim]}


def file_text(values: dict[str, Any]) -> str:
    """Return the text of a derivation file with these values."""
    lines = []
    for table in ("symbols", "given"):
        lines += [f"[{table}]", *(f"{key} = '{value}'" for key, value in values[table].items())] if values[table] else []
    for claim in values["claim"]:
        lines += ["[[claim]]", *(f"{key} = '{value}'" for key, value in claim.items())]
    return "\n".join([*lines, ""])
