"""Certificates with something wrong in them: each kind of damage wherever it can be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from tests.verify.second_opinion_words import Json
from verify.kernel import RULES

__all__ = ["KINDS", "damages"]

Place = tuple[Any, ...]
Damage = tuple[str, Place, Json]


def _at(value: Json, place: Place) -> Json:
    for key in place:
        value = value[key]
    return value


def _with(certificate: Json, place: Place, new: Json) -> Json:
    """A copy with something else at a place."""
    copy = deepcopy(certificate)
    _at(copy, place[:-1])[place[-1]] = new
    return copy


def _places(value: Json, place: Place = ()) -> Iterator[tuple[Place, Json]]:
    """Every place of a JSON value, the outer ones first."""
    yield place, value
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in pairs:
        yield from _places(part, (*place, key))


def _lines(certificate: Json) -> Iterator[tuple[Place, list[Json]]]:
    """Every list of lines: the definitions, then the steps."""
    if "defined" in certificate:
        yield ("defined",), certificate["defined"]
    for i, lines in enumerate(certificate["steps"]):
        yield ("steps", i), lines


def _line_places(certificate: Json) -> Iterator[tuple[Place, Json]]:
    for place, lines in _lines(certificate):
        for i, line in enumerate(lines):
            yield (*place, i), line


def digits(certificate: Json) -> Iterator[tuple[Place, Json]]:
    """Every digit of every number in turn, and every sign."""
    for place, value in _places(certificate):
        number = place and isinstance(value, str) and value.lstrip("-").replace("/", "").isdigit()
        coefficient = number and (_at(certificate, place[:-1])[0] == "num" or "squares" in place)
        if coefficient and place[0] != "local":
            for i, digit in enumerate(value):
                if digit.isdigit():
                    yield place, value[:i] + str((int(digit) + 1) % 10) + value[i + 1 :]
            yield place, value[1:] if value.startswith("-") else f"-{value}"


def entries_dropped(certificate: Json) -> Iterator[tuple[Place, Json]]:
    """Every item and every square left out."""
    for place, line in _line_places(certificate):
        for key in ("items", "squares"):
            for i in range(len(line.get(key, []))):
                yield (*place, key), line[key][:i] + line[key][i + 1 :]


def entries_doubled(certificate: Json) -> Iterator[tuple[Place, Json]]:
    """Every item and every square twice."""
    for place, line in _line_places(certificate):
        for key in ("items", "squares"):
            for entry in line.get(key, []):
                yield (*place, key), [*line[key], entry]


def sides(certificate: Json) -> Iterator[tuple[Place, Json]]:
    """What stands on the left of a relation on its right."""
    for place, line in _line_places(certificate):
        for i, (c, left, ref, right) in enumerate(line.get("items", [])):
            if left != right:
                yield (*place, "items", i), [c, right, ref, left]


def references(certificate: Json) -> Iterator[tuple[Place, Json]]:
    """The relation of an item, or the fact of a line, replaced by another one of the certificate."""
    found = [item[2] for _, line in _line_places(certificate) for item in line.get("items", [])]
    for place, line in _line_places(certificate):
        for i, item in enumerate(line.get("items", [])):
            others = [ref for ref in found if ref != item[2]]
            for ref in others[:2]:
                yield (*place, "items", i, 2), ref
        facts = line.get("facts", {})
        for name in facts:
            for other in {*facts.values()} - {facts[name]}:
                yield (*place, "facts", name), other


def words(certificate: Json) -> Iterator[tuple[Place, Json]]:
    """A factor longer by one of its own letters."""
    for place, line in _line_places(certificate):
        for i, (_, left, _, right) in enumerate(line.get("items", [])):
            for side, word in ((1, left), (3, right)):
                if word is not None:
                    last = word[-1] if isinstance(word, list) and word[0] == "mul" else word
                    yield (*place, "items", i, side), ["mul", word, last]


def transposes(certificate: Json) -> Iterator[tuple[Place, Json]]:
    """Every T removed."""
    for place, value in _places(certificate):
        if place and isinstance(value, list) and len(value) == 2 and value[0] == "T" and place[0] != "local":
            yield place, value[1]


def lines_dropped(certificate: Json) -> Iterator[tuple[Place, Json]]:
    """Every line left out, and every step."""
    for place, lines in _lines(certificate):
        for i in range(len(lines)):
            yield place, lines[:i] + lines[i + 1 :]
    steps = certificate["steps"]
    for i in range(len(steps)):
        yield ("steps",), steps[:i] + steps[i + 1 :]


def lines_doubled(certificate: Json) -> Iterator[tuple[Place, Json]]:
    """Every line twice, and every step."""
    for place, lines in _lines(certificate):
        for i, line in enumerate(lines):
            yield place, [*lines[: i + 1], line, *lines[i + 1 :]]
    steps = certificate["steps"]
    for i in range(len(steps)):
        yield ("steps",), [*steps[: i + 1], steps[i], *steps[i + 1 :]]


def order(certificate: Json) -> Iterator[tuple[Place, Json]]:
    """Neighbouring lines exchanged, and neighbouring steps."""
    for place, lines in [*_lines(certificate), (("steps",), certificate["steps"])]:
        for i in range(len(lines) - 1):
            yield place, [*lines[:i], lines[i + 1], lines[i], *lines[i + 2 :]]


def rules(certificate: Json) -> Iterator[tuple[Place, Json]]:
    """Every rule replaced by the next on the list."""
    known = list(RULES)
    for place, line in _line_places(certificate):
        yield (*place, "rule"), known[(known.index(line["rule"]) + 1) % len(known)]


def names(certificate: Json) -> Iterator[tuple[Place, Json]]:
    """Every name of a line and of an earlier sequent changed."""
    for place, line in _line_places(certificate):
        for key in ("name", "claim", "from", "vector"):
            if isinstance(line.get(key), str):
                yield (*place, key), f"{line[key]}x"


def values(certificate: Json) -> Iterator[tuple[Place, Json]]:
    """Every term that is put in for a symbol exchanged for another one."""
    for place, line in _line_places(certificate):
        put = line.get("with", {})
        for name in put:
            for other in put:
                if put[other] != put[name]:
                    yield (*place, "with", name), put[other]


def declarations(certificate: Json) -> Iterator[tuple[Place, Json]]:
    """Every local symbol with another size, with a mark, and left out."""
    local = certificate.get("local", {})
    for name, info in local.items():
        yield ("local", name, "shape"), ["other", info["shape"][1]]
        yield ("local", name, "basis"), True
        yield ("local",), {key: value for key, value in local.items() if key != name}


KINDS: dict[str, Callable[[Json], Iterator[tuple[Place, Json]]]] = {
    "digit": digits,
    "entry dropped": entries_dropped,
    "entry doubled": entries_doubled,
    "sides": sides,
    "reference": references,
    "word": words,
    "transpose": transposes,
    "line dropped": lines_dropped,
    "line doubled": lines_doubled,
    "order": order,
    "rule": rules,
    "name": names,
    "value": values,
    "declaration": declarations,
}


def damages(certificate: Json) -> Iterator[Damage]:
    """Yield the kind of the damage, its place, and the damaged certificate."""
    for kind, find in KINDS.items():
        for place, new in find(certificate):
            yield kind, place, _with(certificate, place, new)
