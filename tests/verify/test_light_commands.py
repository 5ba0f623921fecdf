"""list, recheck and help in a process of their own: they load nothing heavy, and say all that they have to say."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import derivations
from derivations.language.claims import Claim
from verify.certificates import default_folder
from verify.profiles import BAD_INPUT, OK

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sympy", "numpy", "scipy", "hypothesis", "flint", "rich")
EVERY = [claim.id for claim in derivations.claims()]
LIGHT = {"list": ("list",), "help": ("--help",), "nonsense": ("audit", "nonsense"), "recheck": ("recheck",)}
IN_TURN = """
import contextlib, io, json, sys
import derivations
from verify.__main__ import main
last, answers = sys.argv.pop(1), {}
table = {claim.id: (derivations.section_of(claim.id), claim) for claim in derivations.claims()}
sections = derivations.SECTIONS[: derivations.SECTIONS.index(last) + 1]
for name, words in json.loads(sys.argv[1]).items():
    if name == "recheck":
        derivations._table = lambda: {name: row for name, row in table.items() if row[0] in sections}
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(words)
    answers[name] = {"code": code, "out": out.getvalue(), "loaded": [m for m in sys.argv[2:] if m in sys.modules]}
print(json.dumps(answers))
"""


def told(last: str, folder: Path) -> dict[str, dict[str, Any]]:
    """Run the commands; what is rechecked is the book up to the `last` section, with the certificates of a folder.

    Of each the exit code, what it printed, and what is loaded then that is heavy.
    """
    commands = {**LIGHT, "recheck": ("recheck", str(folder))}
    command = [sys.executable, "-c", IN_TURN, last, json.dumps(commands), *HEAVY]
    return dict(json.loads(subprocess.check_output(command, text=True, cwd=ROOT, timeout=300)))


def light_and_complete(found: dict[str, dict[str, Any]], theorems: list[Claim]) -> None:
    """Hold the answers against what they must not have loaded and must have said."""
    assert [word for one in found.values() for word in one["loaded"]] == []
    assert {name: one["code"] for name, one in found.items()} == {**dict.fromkeys(LIGHT, OK), "nonsense": BAD_INPUT}
    steps = sum(len(part.steps) for claim in theorems for part in claim.parts)
    assert f"{steps} steps re-checked by both checkers" in found["recheck"]["out"]
    lines = found["list"]["out"].splitlines()
    assert [word for line in lines for word in line.split()[:2] if word in EVERY] == EVERY, "in reading order"
    assert "not run" in lines[-1]
    assert all(len(line) <= 100 for line in lines)
    assert "`audit` derives and tests" in lines[-1]


def test_they_load_nothing_heavy_and_are_complete(tmp_path: Path) -> None:
    """One test, for a process of its own takes its time; of the book the first sections, for rechecking all takes more."""
    sections = derivations.SECTIONS[: derivations.SECTIONS.index("optimum") + 1]
    theorems = [
        claim for claim in derivations.claims() if claim.kind == "theorem" and derivations.section_of(claim.id) in sections
    ]
    for claim in theorems:
        shutil.copy(default_folder() / f"{claim.id}.json", tmp_path)
    light_and_complete(told("optimum", tmp_path), theorems)


@pytest.mark.thorough(
    reason="both checkers take seconds anew; test_claims asks them for all, the test above for what is loaded"
)
def test_so_they_are_for_the_whole_book() -> None:
    theorems = [claim for claim in derivations.claims() if claim.kind == "theorem"]
    light_and_complete(told(derivations.SECTIONS[-1], default_folder()), theorems)
