"""doctor: what is installed, what a missing part disables, and whether another package is in the way.

It reads what is on the disk and trusts no imported `verify`: another distribution of that name may have overwritten files.
"""

from __future__ import annotations

import hashlib
import re
import sys
from base64 import urlsafe_b64encode
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.commands.options import add_output, dump, emit, version
from verify.profiles import INCOMPLETE, OK

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

__all__ = ["EXTRAS", "PARTS", "arguments", "changed_files", "digest", "examine", "providers", "run"]

PARTS = {
    "sympy": ("sympy", "derivations: audit and show cannot compare claims with what SymPy derives"),
    "numpy": ("numpy", "implementations: audit cannot hold code against the claims"),
    "scipy": ("scipy", "the search: audit --refind cannot find certificates"),
    "python-flint": ("flint", "exact models: audit and show cannot test in exact numbers"),
    "hypothesis": ("hypothesis", "examples: audit and show cannot draw any"),
    "pytest": ("pytest", "the test suite"),
    "rich": ("rich", "tables and progress on a terminal"),
}
"""By distribution: the module it is imported as, and what does not work without it. `list` and `recheck` need none of them."""

EXTRAS = {"matplotlib": ("matplotlib", "figure: it can write exact numbers only; pip install 'ridgeproof[plot]'")}
"""The same for what nobody has to have: to miss it is no problem."""

_NUMBER = re.compile(r"\d+")


def arguments(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    add_output(parser)


def run(args: Namespace) -> int:
    """Examine the installation; return 0, or 3 if something is missing or in the way."""
    found = examine()
    if args.format == "json":
        emit(args, dump(found))
    else:
        emit(args, _text(found, args.format == "markdown"))
    code: int = found["exit_code"]
    return code


def examine(path: list[str] | None = None, home: Path | None = None) -> dict[str, Any]:
    """Return what `schemas/doctor.schema.json` describes.

    Parameters
    ----------
    path : list of str, optional
        Where to look for distributions; where Python looks if left out.
    home : Path, optional
        The folder of this `verify`, to see whether it is the one that Python finds.
    """
    home = home or Path(__file__).resolve().parents[1]
    bounds = dict(_bounds())
    parts = [_part(name, *PARTS[name], bounds.get(name, "")) for name in PARTS]
    extras = [_part(name, *EXTRAS[name], "") for name in EXTRAS]
    strangers = providers(path)
    problems = [
        f"{part['name']} is {part['state']}; it disables {part['without']}" for part in parts if part["state"] != "good"
    ]
    problems += [
        f"{name} provides a package called verify as well and may have overwritten ours: remove it, then reinstall ridgeproof"
        for name in strangers
    ]
    problems += [f"{name} is not as it was installed: reinstall ridgeproof" for name in changed_files(path)]
    spec = util.find_spec("verify")
    if spec is None or spec.origin is None or Path(spec.origin).resolve().parent != home:
        problems.append("Python finds another package called verify before ours; use the command ridgeproof, or another folder")
    if not any((home.parent / "derivations" / "certificates").glob("*.json")):
        problems.append("there are no certificates: reinstall ridgeproof")
    return {
        "schema": 1,
        "version": version(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "parts": [*parts, *({**part, "state": "good" if part["version"] else "optional"} for part in extras)],
        "providers": strangers,
        "problems": problems,
        "exit_code": INCOMPLETE if problems else OK,
    }


def _part(name: str, module: str, without: str, least: str) -> dict[str, Any]:
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        found = ""
    there = bool(found) and util.find_spec(module) is not None
    old = there and bool(least) and _numbers(found) < _numbers(least)
    state = "missing" if not there else f"older than {least}" if old else "good"
    return {"name": name, "version": found or None, "state": state, "without": without}


def _bounds() -> Iterator[tuple[str, str]]:
    """The distributions that ours requires, each with the least version."""
    try:
        wanted = metadata.requires("ridgeproof") or []
    except metadata.PackageNotFoundError:
        return
    for line in wanted:
        if "extra" not in line and (match := re.match(r"([A-Za-z0-9_.-]+?)\s*\(?>=([\d.]+)", line)):
            yield match[1], match[2]


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(number) for number in _NUMBER.findall(written))


def providers(path: list[str] | None = None) -> list[str]:
    """Return the other distributions that bring a top-level `verify` along."""
    found = metadata.distributions() if path is None else metadata.distributions(path=path)
    names = {
        one.metadata["Name"]
        for one in found
        if any(file.parts and file.parts[0] in ("verify", "verify.py") for file in one.files or [])
    }
    return sorted(name for name in names if name and name != "ridgeproof")


def changed_files(path: list[str] | None = None) -> list[str]:
    """Return the files of our installed packages that are missing or not what was installed; an editable install lists none."""
    found = metadata.distributions(name="ridgeproof") if path is None else metadata.distributions(name="ridgeproof", path=path)
    changed = set()
    for file in (file for one in found for file in one.files or []):
        if file.parts[0] in ("verify", "derivations") and file.hash is not None:
            where = Path(str(file.locate()))
            if not where.is_file() or digest(where, file.hash.mode) != file.hash.value:
                changed.add(file.as_posix())
    return sorted(changed)


def digest(file: Path, mode: str) -> str:
    """Return the hash of a file in the notation of installers' records."""
    return urlsafe_b64encode(hashlib.new(mode, file.read_bytes()).digest()).rstrip(b"=").decode()


def _text(found: dict[str, Any], markdown: bool) -> str:
    from verify.report import tables

    table = [(part["name"], part["version"] or "", part["state"], part["without"]) for part in found["parts"]]
    head = ("part", "version", "state", "without it fails")
    lines = [f"ridgeproof {found['version']}, Python {found['python']}", ""]
    lines += (tables.markdown if markdown else tables.aligned)(head, table)
    lines += ["", *(f"- {problem}" for problem in found["problems"]), *([""] if found["problems"] else [])]
    count = len(found["problems"])
    lines.append("everything is in its place" if not count else f"{count} problem{'s' if count > 1 else ''}")
    return "\n".join(lines) + "\n"
