"""recheck: the certificates alone, held against the claims by both checkers; loads nothing but the standard library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import derivations
from verify.certify import EXIT_CODES, Checked, certify, read
from verify.commands.options import UsageError, add_output, complain, dump, emit
from verify.profiles import first_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

__all__ = ["arguments", "run"]


def arguments(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("folder", nargs="?", metavar="DIR", help="certificates to check, if not those that come along")
    add_output(parser)


def run(args: Namespace) -> int:
    """Check every certificate and return 0, or 4 if one does not hold, or 3 if one is missing."""
    if (saved := _saved(args.folder)) is not None:
        return _report(args, saved)
    claims = tuple(derivations.claims())
    checked = certify(claims, read(claims, _folder(args.folder)))
    return _report(args, [(claim.id, name, checked[name]) for claim in claims for name in claim.data()])


def _saved(name: str | None) -> list[tuple[str, str, Checked]] | None:
    """What the files say that `check --save` wrote; None if there are none."""
    if name is None:
        return None
    from pathlib import Path

    from verify.derivation_files.saving import SUFFIX, recheck_saved, saved_files

    files = saved_files(Path(name))
    rows = [(path.name.removesuffix(SUFFIX), sequent, found) for path in files for sequent, found in recheck_saved(path)]
    return rows or None


def _report(args: Namespace, rows: list[tuple[str, str, Checked]]) -> int:
    code = first_of({EXIT_CODES[found.state] for _, _, found in rows})
    if args.format == "json":
        emit(args, dump(_data(rows, code)))
    else:
        emit(args, _text(rows, args.verbose, args.format == "markdown"))
    if args.folder and any(found.state == "missing" for _, _, found in rows):
        complain("a folder has to hold the certificates of every theorem; `audit --refind -o DIR` writes them")
    return code


def _folder(name: str | None) -> Any:
    if name is None:
        return None
    from pathlib import Path

    folder = Path(name)
    if not folder.is_dir():
        raise UsageError(f"{name} is no folder; give one that holds certificates, or none for those that come along")
    known = {f"{claim.id}.json" for claim in derivations.claims() if claim.kind == "theorem"}
    found = {path.name for path in folder.glob("*.json")}
    if not found & known:
        raise UsageError(f"{name} holds no certificate of ours; `audit --refind -o DIR` writes them")
    if strange := sorted(found - known):
        raise UsageError(f"{name}: no theorem belongs to {', '.join(strange)}; move them away")
    return folder


def _counts(rows: list[tuple[str, str, Checked]]) -> dict[str, int]:
    states = [found.state for _, _, found in rows]
    return {state: states.count(state) for state in EXIT_CODES if state != "not found"}


def _text(rows: list[tuple[str, str, Checked]], verbose: bool, markdown: bool) -> str:
    lines = []
    for _, name, found in rows:
        good = found.state in ("proved", "axiom")
        if not good or verbose or found.message:
            steps = f"{found.result.steps} steps, {found.result.items} items"
            said = found.message or (steps if found.state == "proved" else "")
            lines.append((f"- `{name}`" if markdown else name) + f": {found.state}" + (f": {said}" if said else ""))
    counts = {state: number for state, number in _counts(rows).items() if number or state == "proved"}
    total = sum(found.result.steps for _, _, found in rows if found.state == "proved")
    parts = ", ".join(f"{number} {state}" for state, number in counts.items())
    lines += [""] if markdown and lines else []
    lines.append(f"{len(rows)} statements: {parts}; {total} steps re-checked by both checkers")
    return "\n".join(lines) + "\n"


def _data(rows: list[tuple[str, str, Checked]], code: int) -> dict[str, Any]:
    sequents = [
        {
            "id": name,
            "claim": claim,
            "state": found.state,
            "message": found.message,
            "steps": found.result.steps,
            "items": found.result.items,
            "rules": sorted(found.result.rules),
            "axioms": sorted(found.result.axioms),
        }
        for claim, name, found in rows
    ]
    return {"schema": 1, "sequents": sequents, "summary": {**_counts(rows), "total": len(rows), "exit_code": code}}
