"""The kill matrix: which property catches which implementation that is wrong on purpose.

``python -m verify.conformance.kills`` computes it and writes `kills.json` beside the controls; with ``--check`` it computes it
anew and fails on any difference. Beside each control stands one pinned input that shows its mistake, which is replayed quickly.
All controls of a role are tried on the same cases, in their order; a case that shows a mistake ends the trial.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from verify.conformance.engine import run
from verify.conformance.judging import Accuracy, Finding, Subject
from verify.conformance.known import Case
from verify.conformance.properties import properties_of
from verify.conformance.property import Property
from verify.conformance.roles import ROLES
from verify.implementations import IMPLEMENTATIONS
from verify.implementations.controls import CONTROLS, Control
from verify.role_problems import Asked

__all__ = ["EXAMPLES", "FILE", "SEEDS", "computed", "kills", "main", "packed", "pinned", "replayed", "unpacked"]

SEEDS, EXAMPLES = 7, 10
"""The cases each control is tried on, for each way of drawing: from so many seeds so many each, those that are equal but once.

In one long run Hypothesis varies what it has drawn, and many cases are nearly the same; several short ones reach more.
"""

FILE = Path(__file__).resolve().parents[1] / "implementations" / "controls" / "kills.json"
"""The committed matrix."""


# --- which property kills --------------------------------------------------------------------------------------------


@cache
def _cases(role: str, draw: Callable[..., Any]) -> tuple[Case, ...]:
    """What is drawn for a property: the same each time."""
    drawn: dict[str, Case] = {}

    def collect(_: Subject, case: Case) -> Accuracy:
        drawn.setdefault(json.dumps(packed(case)), case)
        return Accuracy(0.0, "backward-stable")

    tried = next(one for one in properties_of(role) if one.draw is draw)
    for seed in range(SEEDS):
        run(replace(tried, judge=collect), lambda *_: None, EXAMPLES, seed)
    return tuple(drawn.values())


def _finding(tried: Property, subject: Subject, case: Case) -> str:
    """The kind of what a case shows, "" if nothing."""
    try:
        tried.judge(subject, case)
    except Finding as finding:
        return finding.kind
    return ""


# What a right implementation was asked while a case was judged: the arguments themselves, copies of them, and the result.
_Calls = list[tuple[tuple[Any, ...], tuple[Any, ...], Any]]


@cache
def _calls_of_right_one(role: str, tried: str) -> tuple[_Calls, ...]:
    """For each case of a property the calls it makes of a right implementation; it holds in all of them."""
    right = next(row.function for row in IMPLEMENTATIONS if row.role == role and row.domain is None)
    one = next(one for one in properties_of(role) if one.id == tried)
    recorded = []
    for case in _cases(role, one.draw):
        calls: _Calls = []

        def asked(*arguments: Any, calls: _Calls = calls) -> Any:
            result = right(*arguments)
            calls.append((arguments, _copied(arguments), result))
            return result

        kind = _finding(one, Subject(asked, ROLES[role]), case)
        recorded.append([] if kind else calls)
    return tuple(recorded)


def _copied(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(np.array(x) if isinstance(x, np.ndarray) else x for x in arguments)


def _does_the_same(function: Callable[..., Any], calls: _Calls) -> bool:
    """Whether a function, asked the same, answers bit for bit the same and leaves the arguments as they were.

    Then it is judged the same, and the exact arithmetic is spared.
    """
    for arguments, before, expected in calls:
        try:
            result = function(*arguments)
        except Exception:  # noqa: BLE001 - the judge will say what it is
            return False
        arrays = [(x, old) for x, old in zip(arguments, before, strict=True) if isinstance(x, np.ndarray)]
        changed = [(x, old) for x, old in arrays if not np.array_equal(x, old)]
        for x, old in changed:
            x[...] = old
        if changed or not _same(result, expected) or any(np.may_share_memory(result, x) for x, _ in arrays):
            return False
    return bool(calls)


def _same(result: Any, expected: Any) -> bool:
    if type(result) is not type(expected) or not isinstance(expected, np.ndarray):
        return type(result) is type(expected) and bool(result == expected)
    alike = result.shape == expected.shape and result.dtype == expected.dtype
    return bool(alike) and result.tobytes() == expected.tobytes()


def kills(control: Control) -> dict[str, str]:
    """Return the ids of the properties that catch a control, each with the kind of finding; made anew for each property."""
    found = {}
    for tried in properties_of(control.role):
        function = control.make()
        cases = zip(_cases(control.role, tried.draw), _calls_of_right_one(control.role, tried.id), strict=True)
        for case, calls in cases:
            if _does_the_same(function, calls):
                continue
            if kind := _finding(tried, Subject(function, ROLES[control.role]), case):
                found[tried.id] = kind
                break
    return found


# --- one pinned input ------------------------------------------------------------------------------------------------


def pinned(control: Control, tried: Property) -> Case | None:
    """Return the simplest case found on which a property catches a control that is made anew for it; None if there is none."""
    caught: list[Case] = []

    def fresh(subject: Subject, case: Case) -> Accuracy:
        try:
            return tried.judge(replace(subject, function=control.make()), case)
        except Finding:
            caught.append(case)
            raise

    for seed in range(SEEDS):
        run(replace(tried, judge=fresh), lambda *_: None, EXAMPLES, seed)
        if caught:
            return caught[-1]
    return None


def _pair(control: Control, tried: Property) -> tuple[Case, Case] | None:
    """Two cases, the second of which is answered wrongly once the first has been asked; for what keeps a state."""
    cases = _cases(control.role, tried.draw)
    for before, case in product(cases, cases):
        subject = Subject(control.make(), ROLES[control.role])
        if not _finding(tried, subject, before) and _finding(tried, subject, case):
            return before, case
    return None


def packed(case: Case) -> dict[str, Any]:
    """Return a case as JSON values: floats in hexadecimal, exact letters as rows of "p/q"."""
    return {
        "arguments": {name: _written(value) for name, value in case.arguments.items()},
        "letters": {name: [[str(x) for x in row] for row in value.tolist()] for name, value in case.letters.items()},
    }


def _written(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return [_written(x) for x in value]
    return int(value) if isinstance(value, int) else float(value).hex()


def unpacked(data: Mapping[str, Any]) -> Asked:
    """Return the case that `packed` has written."""
    return Asked(
        {name: _read(value) for name, value in data["arguments"].items()},
        {name: _matrix(rows) for name, rows in data["letters"].items()},
    )


def _read(value: Any) -> Any:
    if not isinstance(value, list):
        return float.fromhex(value) if isinstance(value, str) else value
    array = np.array([_read(x) for x in value], dtype=np.float64)
    array.flags.writeable = False
    return array


def _matrix(rows: Sequence[Sequence[str]]) -> fmpq_mat:
    numbers = [[fmpq(*map(int, x.split("/"))) for x in row] for row in rows]
    return fmpq_mat(len(numbers), len(numbers[0]), [x for row in numbers for x in row])


def replayed(control: Control, pin: Mapping[str, Any]) -> str:
    """Return the kind of finding that the pinned input of a control still gives, "" if none."""
    tried = next(one for one in properties_of(control.role) if one.id == pin["property"])
    subject = Subject(control.make(), ROLES[control.role])
    if "before" in pin:
        _finding(tried, subject, unpacked(pin["before"]))
    return _finding(tried, subject, unpacked(pin))


# --- the file --------------------------------------------------------------------------------------------------------


def _of_role(role: str) -> dict[str, dict[str, str]]:
    """The rows of a role: its controls share what is drawn and what a right implementation answers."""
    return {control.name: kills(control) for control in CONTROLS if control.role == role}


def _control(name: str) -> Control:
    return next(control for control in CONTROLS if control.name == name)


def _pin(name: str, found: Mapping[str, str]) -> dict[str, Any]:
    """An input for the first of the killing properties, those of claims before the contract, that shows it to a new one."""
    control = _control(name)
    order = [one for one in properties_of(control.role) if one.id in found]
    order.sort(key=lambda one: one.contract)
    for tried in order:
        case = pinned(control, tried)
        pin = {} if case is None else {"property": tried.id, **packed(case)}
        if pin and (kind := replayed(control, pin)):  # what depends on how memory was laid out by chance is lost in a file
            return {**pin, "finding": kind}
    for tried in order:
        if (pair := _pair(control, tried)) is not None:
            pin = {"property": tried.id, **packed(pair[1]), "before": packed(pair[0])}
            return {**pin, "finding": replayed(control, pin)}
    return {}


def computed(workers: int = 2) -> dict[str, dict[str, str]]:
    """Return the matrix: for each control the properties that catch it, with the kind of finding; `workers` processes."""
    with ProcessPoolExecutor(workers) as pool:
        return {name: found for rows in pool.map(_of_role, ROLES) for name, found in rows.items()}


def main(argv: Sequence[str] | None = None) -> int:
    """Write the matrix, or with ``--check`` compare it; return 0, or 1 if they differ or a control survives."""
    parser = ArgumentParser(prog="kills", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the committed matrix instead of writing it")
    args = parser.parse_args(argv)
    matrix = computed()
    survivors = [name for name, found in matrix.items() if not found]
    idle = [f"{role} {one.id}" for role in ROLES for one in properties_of(role) if not _kills_any(matrix, role, one.id)]
    if args.check:
        code = _compared(matrix)
    else:
        with ProcessPoolExecutor(2) as pool:
            pins = pool.map(_pin, matrix, matrix.values())
            rows = {name: {"killed_by": matrix[name], "pinned": pin} for name, pin in zip(matrix, pins, strict=True)}
        FILE.write_text(_text(rows), encoding="utf-8")
        code = 0
    print(f"{len(matrix)} controls, {sum(map(len, matrix.values()))} kills, {len(survivors)} survive{_listed(survivors)}")
    print(f"{len(idle)} properties kill nothing{_listed(idle)}")
    return 1 if survivors else code


def _kills_any(matrix: Mapping[str, Mapping[str, str]], role: str, tried: str) -> bool:
    return any(tried in found for name, found in matrix.items() if name.startswith(f"{role}."))


def _listed(names: Sequence[str]) -> str:
    return f": {', '.join(names)}" if names else ""


def _compared(matrix: Mapping[str, Mapping[str, str]]) -> int:
    committed = json.loads(FILE.read_text(encoding="utf-8"))["controls"]
    differing = [name for name in sorted({*matrix, *committed}) if committed.get(name, {}).get("killed_by") != matrix.get(name)]
    for name in differing:
        print(f"differs: {name}: committed {committed.get(name, {}).get('killed_by')}, computed {matrix.get(name)}")
    return 1 if differing else 0


def _text(rows: Mapping[str, Any]) -> str:
    """JSON with a line a control."""
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    return f'{{\n "seeds": {SEEDS},\n "examples": {EXAMPLES},\n "controls": {{\n{lines}\n }}\n}}\n'


if __name__ == "__main__":
    sys.exit(main())
