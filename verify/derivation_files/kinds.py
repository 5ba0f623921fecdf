"""The kinds of symbols in a derivation file: what ``"psd n"`` declares and assumes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis
from derivations.language.errors import LanguageError
from derivations.language.predicates import RESERVED
from derivations.language.traversal import walk
from derivations.language.words import WORDS
from verify.derivation_files.functions import FUNCTIONS, Named, declare_function
from verify.vocabulary import terms_in

__all__ = ["KINDS", "bound_indices", "declare", "read_size"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]{0,63}", re.ASCII)
_TAKEN = {*WORDS, *RESERVED, "I", "inf", "iff"}
_LARGEST = 64

Assumed = Callable[[tm.Symbol], list[st.Statement]]


def _orthogonal(q: tm.Symbol) -> list[st.Statement]:
    # both, as "orthogonal" is said of a square matrix; that one follows from the other is the claim orthogonal_inverse
    identity = tm.Identity(q.cols)
    return [st.Equal(tm.Product((q.T, q)), identity), st.Equal(tm.Product((q, q.T)), identity)]


def _unit(x: tm.Symbol) -> list[st.Statement]:
    return [st.PositiveSemidefinite(x), st.PositiveSemidefinite(1 - x)]


KINDS: dict[str, tuple[str, Assumed]] = {
    "vector": ("n", lambda _: []),
    "matrix": ("m n", lambda _: []),
    "square": ("nn", lambda _: []),
    "symmetric": ("nn", lambda a: [st.Symmetric(a)]),
    "psd": ("nn", lambda a: [st.PositiveSemidefinite(a)]),
    "pd": ("nn", lambda a: [st.PositiveDefinite(a)]),
    "diagonal": ("nn", lambda a: [st.Diagonal(a)]),
    "positive_diagonal": ("nn", lambda a: [st.Diagonal(a), st.PositiveDefinite(a)]),
    "invertible": ("nn", lambda a: [st.Invertible(a)]),
    "orthogonal": ("nn", _orthogonal),
    "orthonormal_columns": ("m n", lambda u: [st.Equal(tm.Product((u.T, u)), tm.Identity(u.cols))]),
    "real": ("", lambda _: []),
    "positive": ("", lambda x: [st.PositiveDefinite(x)]),
    "nonnegative": ("", lambda x: [st.PositiveSemidefinite(x)]),
    "unit_interval": ("", _unit),
    "natural": ("", lambda k: [st.Natural(k)]),
    "positive_natural": ("", lambda k: [st.Natural(k), st.PositiveDefinite(k)]),
}
"""The sizes a kind takes ("n" one, "nn" one for both sides, "m n" two) and what it assumes of the letter."""


def read_size(word: str) -> tm.Size:
    """Return the size that a word stands for; raises `LanguageError` for any other word."""
    if word.isascii() and word.isdecimal() and len(word) <= 3 and 1 <= int(word) <= _LARGEST:
        return int(word)
    if _NAME.fullmatch(word) and word not in _TAKEN:
        return word
    raise LanguageError(f"{word[:40]!r} is no size; write a name or a whole number from 1 to {_LARGEST}")


def declare(name: str, kind: str, known: Mapping[str, Named] | None = None) -> tuple[tm.Symbol | Named, list[Hypothesis]]:
    """Return a symbol, or a function that is known only by name, and what its kind assumes of it.

    `known` are the functions that are declared before it.

    Raises
    ------
    LanguageError
        If the name cannot be one or there is no such kind.
    """
    if not _NAME.fullmatch(name) or name in _TAKEN:
        raise LanguageError(f"{name[:40]!r} cannot be a symbol; write letters, digits and _, no word of the language")
    word, *sizes = kind.split() or [""]
    if word in FUNCTIONS:
        return declare_function(name, kind, known or {}, read_size)
    if word not in KINDS:
        from difflib import get_close_matches

        near = get_close_matches(word[:40], [*KINDS, *FUNCTIONS], 1)
        raise LanguageError(f"{word[:40]!r} is no kind of symbol; " + (f"did you mean {near[0]}?" if near else _listed()))
    form, assumed = KINDS[word]
    wanted = {"": 0, "n": 1, "nn": 1, "m n": 2}[form]
    if len(sizes) != wanted:
        places = {"": "no size", "n": "one size", "nn": "one size", "m n": "two sizes"}[form]
        raise LanguageError(f'{kind[:60]!r}: {word} takes {places}, for instance "{word} {form[-1:] * wanted}"'.rstrip())
    found = [read_size(size) for size in sizes]
    rows, cols = {"": (1, 1), "n": (*found, 1), "nn": (*found, *found), "m n": (*found,)}[form]
    if word == "orthonormal_columns" and isinstance(rows, int) and isinstance(cols, int) and rows < cols:
        # no matrix is of that kind, so anything would follow
        raise LanguageError(f"{kind[:60]!r}: {cols} orthonormal columns have at least {cols} entries each")
    symbol = tm.Symbol(name, rows, cols)
    # a blank in the name: no given can be called so
    words = f"{name}: {kind}"
    return symbol, [
        Hypothesis(f"{name} is {word}" + (f" {place}" if place else ""), statement, words=words)
        for place, statement in enumerate(assumed(symbol))
    ]


def bound_indices(statements: Iterable[st.Statement], symbols: Mapping[str, tm.Symbol]) -> list[Hypothesis]:
    """Return what is assumed of the indices that sums and diagonals bind: they run through the basis vectors.

    Raises
    ------
    LanguageError
        If one is also a letter that may be any vector.
    """
    nodes = [node for statement in statements for term in terms_in(statement) for node in walk(term)]
    told = {s.symbol.name for s in statements if isinstance(s, st.BasisVector)}
    found: dict[str, Hypothesis] = {}
    for node in nodes:
        if isinstance(node, tm.SumOver | tm.DiagonalOf) and node.index.name not in told:
            name = node.index.name
            if name in symbols:
                raise LanguageError(
                    f"{name} is a letter, so {name.removeprefix('e_')} cannot be the index of a sum; rename one"
                )
            found.setdefault(name, Hypothesis(f"{name} is basis", st.BasisVector(node.index), words=f"{name}: index"))
    return list(found.values())


def _listed() -> str:
    return "there are " + ", ".join([*KINDS, *FUNCTIONS])
