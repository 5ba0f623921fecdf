"""Loads and saves the counterexamples that show which hypotheses are needed.

One JSON file a claim: for each part and hypothesis exact values. Nothing is believed of a file: every model is tried again,
exactly, and one that refutes nothing counts for nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from flint import fmpq, fmpq_mat

from derivations.language.claims import Claim, Part
from derivations.language.errors import LanguageError
from verify.certificates import default_folder
from verify.ingredients import Smooth
from verify.models import Model, with_functions
from verify.rings import Function
from verify.sequences import Recursion, Sequences
from verify.vocabulary import recursions_in

__all__ = ["folder_of", "load", "save", "unpacked"]

_LARGEST = 1 << 20
_DIGITS = 200
_DEGREE = 2
_NAMES = ("center", "constant", "linear", "quadratic")


def folder_of(certificates: Path | None) -> Path:
    """Return the folder of the counterexamples that lies beside a folder of certificates."""
    return (certificates or default_folder()).parent / "counterexamples"


def load(claim: Claim, folder: Path) -> dict[str, dict[str, Model]]:
    """Return the models kept for a claim, by part and hypothesis; what is missing or no model is left out."""
    path = folder / f"{claim.id}.json"
    if not path.is_file() or path.stat().st_size > _LARGEST:
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))["parts"]
        return {part.id: {name: unpacked(model, part) for name, model in data.get(part.id, {}).items()} for part in claim.parts}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def save(claim: Claim, parts: Mapping[str, Mapping[str, Model]], folder: Path) -> None:
    """Write the models of a claim's parts, all or nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {part: {name: model.data() for name, model in models.items()} for part, models in parts.items()}
    lines = ",\n".join(
        f"  {json.dumps(part)}: {{\n"
        + ",\n".join(f"   {json.dumps(name)}: {json.dumps(model)}" for name, model in models.items())
        + "\n  }"
        for part, models in kept.items()
        if models
    )
    path = folder / f"{claim.id}.json"
    beside = path.with_suffix(".tmp")
    beside.write_text(f'{{"schema": 1, "claim": {json.dumps(claim.id)}, "parts": {{\n{lines}\n}}}}\n', encoding="utf-8")
    beside.replace(path)


def unpacked(data: Mapping[str, Any], part: Part) -> Model:
    """Return a model from the plain values that `Model.data` gives.

    Raises
    ------
    ValueError, KeyError, TypeError
        If they are not what `Model.data` gives.
    """
    values = {name: _matrix(value) for name, value in data["values"].items()}
    sizes = {name: int(size) for name, size in data["sizes"].items()}
    smooth = {name: _smooth(value) for name, value in data.get("functions", {}).items()}
    model = with_functions(Model(values, sizes), part, smooth)
    members = {name: [_matrix(member) for member in found] for name, found in data.get("sequences", {}).items()}
    return replace(model, functions={**model.functions, **_sequences(members, model, part)}) if members else model


def _sequences(members: Mapping[str, list[fmpq_mat]], model: Model, part: Part) -> dict[str, Function]:
    """Sequences with these first members: those of the part's recursions if they are theirs, else no more is known of them."""
    recursions = recursions_in(part)
    if members.keys() == {r.name for r in recursions} and all(r.term is not None for r in recursions):
        starts = {r.name: members[r.name][: r.order] for r in recursions}
        sequences = Sequences(recursions, starts, model.values, model.sizes, model.functions)
        with suppress(ZeroDivisionError, LanguageError):
            if all(sequences.member(name, place) == x for name, known in members.items() for place, x in enumerate(known)):
                return {name: sequences.functions[name] for name in members}
    found = (_polynomial(name, known) or cast(Function, _Listed(known)) for name, known in members.items())
    return dict(zip(members, found, strict=True))


def _polynomial(name: str, members: list[fmpq_mat]) -> Function | None:
    """The sequence c_0 + c_1 k + c_2 k^2 that has these members, if one has."""
    if len(members) <= _DEGREE:
        return None
    first, second, third = members[: _DEGREE + 1]
    square = (third - second * 2 + first) / 2
    sequence = Sequences([Recursion(name, (1, 1))], {name: [first, second - first - square, square]}, {}, {}, {})
    fits = all(sequence.member(name, place) == x for place, x in enumerate(members))
    return sequence.functions[name] if fits else None


class _Listed:
    """A sequence of which the first members are known."""

    def __init__(self, members: list[fmpq_mat]) -> None:
        self.known = members

    def __call__(self, place: fmpq_mat, /) -> fmpq_mat:
        """Return the member at a place."""
        if not isinstance(place, fmpq_mat):
            raise LanguageError("only the first members are kept")
        at = int(place[0, 0].p)
        if place[0, 0].q != 1 or not 0 <= at < len(self.known):
            raise LanguageError(f"the member at {place[0, 0]} is not kept")
        return self.known[at]

    def members(self, count: int) -> list[fmpq_mat]:
        """Return the first members."""
        return self.known[:count]


def _smooth(data: Mapping[str, Any]) -> Smooth:
    center, constant, linear, quadratic = (_matrix(data[name]) for name in _NAMES)
    cubes = tuple((_matrix(a), _matrix(u), _matrix(c)) for a, u, c in data["cubes"])
    return Smooth(center, constant, linear, quadratic, cubes)


def _matrix(value: Any) -> fmpq_mat:
    rows = value if isinstance(value, list) else [[value]]
    return fmpq_mat(len(rows), len(rows[0]), [_number(x) for row in rows for x in row])


def _number(written: Any) -> fmpq:
    parts = written.removeprefix("-").split("/") if isinstance(written, str) and len(written) <= _DIGITS else [""]
    if len(parts) > 2 or not all(part.isascii() and part.isdecimal() for part in parts):  # Fraction would take 1e999999999
        raise ValueError(f"not a rational: {written!r:.40}")
    number = Fraction(written)
    return fmpq(number.numerator, number.denominator)
