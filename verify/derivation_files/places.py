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


class _Reader:
    """What is known between two tokens: the names read so far, how deep the brackets are, whether a header is open."""

    def __init__(self) -> None:
        self.found: list[Place] = []
        self.names: list[str] = []
        self.depth, self.fresh, self.header = 0, True, False

    def take(self, kind: str, piece: str, line: int, column: int) -> None:
        """Take one token that is no comment and no space."""
        if kind == "line":
            if not self.depth:
                self.fresh, self.header, self.names = True, False, []
            return
        if self.found and self.found[-1].column < 0:  # the first token of a value
            self.found[-1] = self.found[-1]._replace(column=column)
        if kind in ("bare", "string"):
            self.names.append(piece.strip("\"'") if kind == "string" else piece)
        elif piece in "[{]}":
            self.bracket(piece, line)
        elif piece == "=" and self.names:
            self.found.append(Place(self.names[-1], False, line, -1))
            self.names = []
        elif piece == ".":
            if len(self.names) > DOTS:
                raise TooDeep(f"a name of more than {DOTS} parts", line)
        elif piece == ",":
            self.names = []
        self.fresh = False

    def bracket(self, piece: str, line: int) -> None:
        """Open or close a bracket; a header ends with its last one."""
        if piece in "[{":
            self.header = piece == "[" and ((self.fresh and not self.depth) or self.header)
            self.depth, self.names = self.depth + 1, []
            if self.depth > DEEPEST:
                raise TooDeep(f"brackets nested deeper than {DEEPEST}", line)
            return
        self.depth = max(0, self.depth - 1)
        if self.header and not self.depth and self.names:
            self.found.append(Place(".".join(self.names), True, line, 0))
        self.names = self.names if self.depth else []


def places(text: str) -> list[Place]:
    """Return the keys and headers of a TOML text in order; of a text that is no TOML, whatever looks like them.

    Raises
    ------
    TooDeep
        If brackets are nested deeper than `DEEPEST` or a key has more than `DOTS` dots.
    """
    reader = _Reader()
    for kind, piece, line, column in _scanned(text):
        if kind not in ("comment", "space"):
            reader.take(kind, piece, line, column)
    return reader.found
