"""From the text of a derivation file to claims with the lines they stand on. Nothing of a file is executed.

A file that is no TOML, or has a wrong shape, is one error; a formula that is wrong is an error of its claim alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis
from derivations.language.errors import LanguageError, ParseError
from derivations.language.parsing import parse_expression, parse_statements
from verify.derivation_files.functions import Named
from verify.derivation_files.kinds import declare
from verify.derivation_files.places import Place, TooDeep, places

__all__ = ["BYTES", "Fault", "Link", "Scope", "Written", "read_text", "read_values"]

BYTES = 1 << 20
MOST = 500
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", re.ASCII)
_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9-]{0,63}", re.ASCII)
_IFF = re.compile(r"\biff\b", re.ASCII)
_FILE_KEYS = {"title", "symbols", "given", "claim"}
_CLAIM_KEYS = {"id", "title", "show", "start", "steps", "by", "symbols", "given"}


class Fault(Exception):
    """Something in a file cannot be read; the message says what to do.

    Attributes
    ----------
    line, column : int
        Where, counted from 1.
    unsupported : bool
        Whether it is a word that is understood and not supported yet.
    """

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line, self.column = line, column
        self.unsupported = "not supported yet" in message


@dataclass(frozen=True)
class Link:
    """One step: the text of the next term, the equation with the term before it, where it stands, what it may use."""

    to: str
    line: int
    statement: st.Equal
    by: tuple[str, ...] | None


@dataclass(frozen=True)
class Scope:
    """What is declared and given: symbols, what their kinds assume, the hypotheses of each given by its name, functions."""

    symbols: Mapping[str, tm.Symbol] = field(default_factory=dict)
    kinds: tuple[Hypothesis, ...] = ()
    given: Mapping[str, tuple[Hypothesis, ...]] = field(default_factory=dict)
    functions: Mapping[str, Named] = field(default_factory=dict)

    def statements(self, text: str) -> tuple[st.Statement, ...]:
        """Read a text as statements."""
        return parse_statements(text, self.symbols, functions=self._shapes, domains=self._domains)

    def expression(self, text: str) -> tm.Term:
        """Read a text as a term."""
        return parse_expression(text, self.symbols, functions=self._shapes, domains=self._domains)

    @property
    def _shapes(self) -> dict[str, tm.Shape]:
        return {name: function.shape for name, function in self.functions.items()}

    @property
    def _domains(self) -> dict[str, tm.Size]:
        return {name: function.domain for name, function in self.functions.items()}

    @property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """All that is assumed."""
        return (*self.kinds, *(h for hypotheses in self.given.values() for h in hypotheses))


@dataclass(frozen=True)
class Written:
    """A claim of a file: what it shows, each direction of an ``iff`` with what it assumes beside the scope; its steps."""

    id: str
    line: int
    text: str
    scope: Scope
    shows: tuple[tuple[st.Statement, tuple[Hypothesis, ...]], ...] = ()
    links: tuple[Link, ...] = ()
    by: tuple[str, ...] | None = None
    fault: Fault | None = None


def _table(value: Any, what: str, line: int) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > MOST or not all(isinstance(text, str) for text in value.values()):
        raise Fault(f'{what} is a table of at most {MOST} names, each = ".."', line)
    return value


def _keys(value: Mapping[str, Any], known: set[str], line: int) -> None:
    if strange := sorted(value.keys() - known):
        raise Fault(f"{strange[0][:40]!r} has no meaning here; there are {', '.join(sorted(known))}", line)


def _scope(outer: Scope, values: Mapping[str, Any], where: _Lines) -> Scope:
    symbols, kinds, given, functions = dict(outer.symbols), list(outer.kinds), dict(outer.given), dict(outer.functions)
    for name, kind in _table(values.get("symbols", {}), "symbols", where.of("symbols")).items():
        if name in symbols or name in functions:
            raise Fault(f"{name[:40]} is declared twice", where.of(name))
        try:
            declared, assumed = declare(name, kind, functions)
        except LanguageError as error:
            raise Fault(str(error), where.of(name)) from None
        kinds += assumed
        if isinstance(declared, Named):
            functions[name] = declared
        else:
            symbols[name] = declared
    letters = Scope(symbols, functions=functions)
    for name, text in _table(values.get("given", {}), "given", where.of("given")).items():
        if not _NAME.fullmatch(name) or name in given:
            raise Fault(f"{name[:40]!r} cannot name a given, or does so twice; write letters, digits, _ and -", where.of(name))
        found = _statements(text, letters, where, name)
        names = [name, *(f"{name} {place}" for place in range(2, len(found) + 1))]
        given[name] = tuple(Hypothesis(n, s, words=text) for n, s in zip(names, found, strict=False))
    return Scope(symbols, tuple(kinds), given, functions)


@dataclass
class _Lines:
    """The places of the keys that belong to one claim, or to the head of the file, in order."""

    line: int
    found: list[Place]

    def of(self, key: str, nth: int = 0) -> int:
        return self.place(key, nth).line

    def place(self, key: str, nth: int = 0) -> Place:
        matching = [p for p in self.found if p.key in (key, f"claim.{key}")]
        return matching[nth] if nth < len(matching) else Place(key, False, self.line, 1)


def _fault(error: LanguageError, where: _Lines, key: str, nth: int) -> Fault:
    place = where.place(key, nth)
    line, column = (error.line, error.column) if isinstance(error, ParseError) else (1, 1)
    message = str(error)
    if isinstance(error, ParseError):
        message = message.partition(": ")[2] or message
    inside = column if line > 1 else place.column + column  # behind the quotation mark
    return Fault(message, place.line + line - 1, max(inside, 1))


def _statements(text: str, scope: Scope, where: _Lines, key: str, nth: int = 0) -> tuple[st.Statement, ...]:
    """Read a text as statements, or raise the fault with its place in the file."""
    try:
        return scope.statements(text)
    except LanguageError as error:
        raise _fault(error, where, key, nth) from None


def _expression(text: str, scope: Scope, where: _Lines, key: str, nth: int = 0) -> tm.Term:
    try:
        return scope.expression(text)
    except LanguageError as error:
        raise _fault(error, where, key, nth) from None


def _provable(statement: st.Statement, line: int) -> st.Statement:
    """A statement about a letter as one that can be shown."""
    match statement:
        case st.Symmetric(letter):
            return st.Equal(tm.Transpose(letter), letter)
        case st.Diagonal() | st.Natural() | st.BasisVector():
            raise Fault(f"not supported yet: to show that a letter is {type(statement).__name__}; it can be assumed", line)
        case st.ForEvery(letter):
            message = f"what holds for every natural {letter.name} can be assumed; to show it, leave the words for every out"
            raise Fault(f"not supported yet: {message}", line)
    return statement


def _shows(text: str, scope: Scope, where: _Lines) -> tuple[tuple[st.Statement, tuple[Hypothesis, ...]], ...]:
    sides = list(_IFF.finditer(text))
    line = where.of("show")
    if not sides:
        return tuple((_provable(s, line), ()) for s in _statements(text, scope, where, "show"))
    if len(sides) > 1:
        raise Fault("one iff a claim; write two claims", line)
    cut = sides[0]
    left = _statements(text[: cut.start()], scope, where, "show")
    right = _statements(" " * cut.end() + text[cut.end() :], scope, where, "show")
    found = []
    for name, source, target in (("the left side", left, right), ("the right side", right, left)):
        assumed = tuple(Hypothesis(f"{name} {place}".strip(), s) for place, s in enumerate(source))
        found += [(_provable(statement, line), assumed) for statement in target]
    return tuple(found)


def _names(value: Any, line: int) -> tuple[str, ...] | None:
    if value is None:
        return None
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or len(names) > MOST or not all(isinstance(name, str) for name in names):
        raise Fault('by is a name or a list of names: by = ["spectral"]', line)
    return tuple(names)


def _links(values: Mapping[str, Any], scope: Scope, where: _Lines) -> tuple[Link, ...]:
    if ("start" in values) != ("steps" in values):
        raise Fault('start and steps belong together: start = "..", steps = [{ to = ".." }]', where.line)
    if "start" not in values:
        return ()
    steps = values["steps"]
    if not isinstance(values["start"], str) or not isinstance(steps, list) or not 0 < len(steps) <= MOST:
        raise Fault(f'start is a formula, steps a list of 1 to {MOST} tables: {{ to = ".." }}', where.of("steps"))
    before, links, named = _expression(values["start"], scope, where, "start"), [], 0
    own = "by" in values
    for nth, step in enumerate(steps):
        line = where.of("to", nth)
        if not isinstance(step, dict) or not isinstance(step.get("to"), str):
            raise Fault('a step is a table with a formula: { to = "..", by = ".." }', line)
        _keys(step, {"to", "by"}, line)
        term = _expression(step["to"], scope, where, "to", nth)
        if term.shape != before.shape:
            shapes = " and ".join(f"{t.shape[0]} x {t.shape[1]}" for t in (before, term))
            raise Fault(f"the terms of a chain have one shape, these have {shapes}", line)
        names = _names(step.get("by"), where.of("by", named + own))
        named += names is not None
        links.append(Link(step["to"], line, st.Equal(before, term), names))
        before = term
    return tuple(links)


def _claim(values: Any, number: int, outer: Scope, where: _Lines) -> Written:
    name, text = f"claim-{number}", ""
    try:
        if not isinstance(values, dict):
            raise Fault("a claim is a table: [[claim]]", where.line)
        name = values.get("id", name)
        if not isinstance(name, str) or not _ID.fullmatch(name):
            name = f"claim-{number}"
            raise Fault("an id is made of letters, digits, _ and -, at most 100", where.of("id"))
        _keys(values, _CLAIM_KEYS, where.line)
        show = values.get("show")
        if not isinstance(show, str | None) or (show is None and "start" not in values):
            raise Fault('a claim needs show = "..", or start and steps', where.line)
        text = _text(show, values)
        scope = _scope(outer, values, where)
        shows = _shows(show, scope, where) if show is not None else ()
        links = _links(values, scope, where)
        return Written(name, where.line, text, scope, shows, links, _names(values.get("by"), where.of("by")))
    except Fault as fault:
        return Written(name, where.line, text, outer, fault=fault)


def _text(show: str | None, values: Mapping[str, Any]) -> str:
    if show is not None:
        return " ".join(show.split())
    steps = values.get("steps")
    last = steps[-1].get("to") if isinstance(steps, list) and steps and isinstance(steps[-1], dict) else None
    return " ".join(f"{values.get('start')} == {last}".split())


def _split(found: list[Place]) -> tuple[_Lines, list[_Lines]]:
    """The places of the head of a file and of each of its claims."""
    head, claims = _Lines(1, []), list[_Lines]()
    current = head
    for place in found:
        if place.header and place.key == "claim":
            current = _Lines(place.line, [])
            claims.append(current)
        elif place.header and not place.key.startswith("claim."):
            current = head
        current.found.append(place)
    return head, claims


def read_text(text: str) -> list[Written]:
    """Return the claims of a derivation file, those with a fault among them.

    Raises
    ------
    Fault
        If it is no derivation file at all.
    """
    if len(text.encode(errors="replace")) > BYTES:
        raise Fault(f"the file is larger than {BYTES} bytes; cut it into several")
    try:
        found = places(text)
        values = tomllib.loads(text)
    except TooDeep as error:
        raise Fault(*error.args) from None
    except tomllib.TOMLDecodeError as error:
        message, _, at = str(error).partition(" (at ")
        numbers = [int(word) for word in re.findall(r"\d{1,9}", at)]
        raise Fault(f"no TOML: {message[:200]}", *(numbers if len(numbers) == 2 else ())) from None
    except (ValueError, RecursionError) as error:
        raise Fault(f"no TOML: {str(error)[:200]}") from None
    return _read(values, *_split(found))


def read_values(values: Mapping[str, Any]) -> list[Written]:
    """Return the claims of a derivation that is held as plain values; every line is 1."""
    return _read(values, _Lines(1, []), [])


def _read(values: Mapping[str, Any], head: _Lines, lines: list[_Lines]) -> list[Written]:
    _keys(values, _FILE_KEYS, 1)
    if not isinstance(values.get("title", ""), str):
        raise Fault("title is a text", head.of("title"))
    claims = values.get("claim", [])
    if not isinstance(claims, list) or not 0 < len(claims) <= MOST:
        raise Fault(f"there is nothing to check; write 1 to {MOST} claims, each under [[claim]]")
    scope = _scope(Scope(), values, head)
    written, seen = [], set[str]()
    for number, claim in enumerate(claims, 1):
        found = _claim(claim, number, scope, lines[number - 1] if number <= len(lines) else _Lines(1, []))
        if found.id in seen:
            raise Fault(f"two claims are called {found.id}", found.line)
        if found.id in found.scope.given:
            raise Fault(f"{found.id} is a claim and a given", found.line)
        seen.add(found.id)
        written.append(found)
    return written
