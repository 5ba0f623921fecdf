"""Where the keys of a TOML text stand: `tomllib` does not tell, and a wrong step has to be pointed at by line.

One pass over the characters, before tomllib sees the text; it also bounds brackets and dotted keys, which tomllib does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["DEEPEST", "DOTS", "MOST", "Place", "TooDeep", "places"]

DEEPEST = 64
DOTS = 8
MOST = 200_000

_TOKEN = re.compile(
    r"(?P<comment>#[^\n]*)"
    r'|(?P<long>"""(?:[^"\\]|\\.|"(?!""))*"{3,5}|\'\'\'(?:[^\']|\'(?!\'\'))*\'{3,5})'
    r'|(?P<string>"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'
    r"|(?P<line>\n)"
    r"|(?P<bare>[A-Za-z0-9_-]+)"
    r"|(?P<sign>[\[\]{}=.,])"
    r"|(?P<space>[^\S\n]+)",
    re.DOTALL,
)


class TooDeep(Exception):
    """Brackets or dotted keys are nested deeper, or there are more of them, than the limit: a message and a line."""


class Place(NamedTuple):
    """A key or a table header: its last name, the header's whole name for a header, its line, the column of its value."""

    key: str
    header: bool
    line: int
    column: int


def _scanned(text: str) -> Iterator[tuple[str, str, int, int]]:
    line, start, at, count = 1, 0, 0, 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        count += 1
        if count > MOST:
            raise TooDeep(f"more than {MOST} words and signs; cut the file into several", line)
        if match is None and text[at] in "\"'":
            return  # an open string: tomllib will say so, and what follows would be scanned again and again
        kind, piece = (str(match.lastgroup), match.group()) if match else ("other", text[at])
        yield kind, piece, line, at - start + 1
        breaks = piece.count("\n")
        if breaks:
            line, start = line + breaks, at + piece.rfind("\n") + 1
        at += len(piece)


def places(text: str) -> list[Place]:
    """Return the keys and headers of a TOML text in order; of a text that is no TOML, whatever looks like them.

    Raises
    ------
    TooDeep
        If brackets are nested deeper than `DEEPEST` or a key has more than `DOTS` dots.
    """
    found: list[Place] = []
    last, names, depth, fresh, header = "", list[str](), 0, True, False
    for kind, piece, line, column in _scanned(text):
        if kind in ("comment", "space"):
            continue
        if kind == "line":
            fresh, names, header = fresh if depth else True, names if depth else [], False if not depth else header
            continue
        if found and found[-1].column < 0:  # the first token of a value
            found[-1] = found[-1]._replace(column=column)
        if kind in ("bare", "string"):
            last = piece.strip("\"'") if kind == "string" else piece
            names.append(last)
            if len(names) > DOTS and header:
                raise TooDeep(f"a name of more than {DOTS} parts", line)
        elif piece == "=" and last:
            found.append(Place(last, False, line, -1))
            last, names = "", []
        elif piece == ".":
            if len(names) > DOTS:
                raise TooDeep(f"a name of more than {DOTS} parts", line)
        elif piece in "[{":
            header = (fresh and depth == 0) or (header and piece == "[")
            depth, names = depth + 1, []
        elif piece in "]}":
            depth -= 1
            if header and depth == 0 and names:
                found.append(Place(".".join(names), True, line, 0))
            names = [] if depth == 0 else names
        elif piece == ",":
            names = []
        if depth > DEEPEST:
            raise TooDeep(f"brackets nested deeper than {DEEPEST}", line)
        fresh = False
    return found
