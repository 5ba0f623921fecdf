"""Keeps proved statements beside their certificates, each file complete in itself, and holds such files against both checkers.

A saved file is not believed: verdicts are not in it, and an axiom in it has to be one of ours, word for word.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from verify.certificates import LARGEST
from verify.certify import Checked
from verify.derivation_files.desk import Desk, closure, ours, verdicts
from verify.derivation_files.sequents import sequent_text
from verify.kernel import Result, check

__all__ = ["SUFFIX", "recheck_saved", "save_proofs", "saved_files"]

SUFFIX = ".derivation.json"
_KEYS = {"schema", "file", "claim", "statement", "proves", "theory", "certificates"}


def saved_files(folder: Path) -> list[Path]:
    """Return the saved derivations of a folder, in the order of their names."""
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if path.is_file())


def save_proofs(desk: Desk, where: tuple[str, str, str], proves: tuple[str, ...], folder: Path) -> Path:
    """Write what is proved of a claim with all that it uses, all or nothing; return the file.

    Parameters
    ----------
    desk : Desk
        Where the sequents and their certificates are.
    where : (file, claim id, statement)
        What it belongs to. The name of the saved file is made of the first two, without anything that could leave the folder.
    proves : tuple of str
        The sequents.
    folder : Path
        Where to write; made if it is not there.
    """
    file, claim, statement = where
    needed = set().union(*(closure(name, desk.theory, desk.certificates) for name in proves))
    theory = {name: entry for name, entry in desk.theory.items() if name in needed}
    certificates = {name: desk.certificates[name] for name in theory if name in desk.certificates}
    data = {"schema": 1, "file": Path(file).name, "claim": claim, "statement": statement, "proves": list(proves)}
    folder.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^A-Za-z0-9_-]", "_", Path(file).stem)[:60] or "stdin"
    path = folder / f"{stem}.{claim}{SUFFIX}"
    text = json.dumps({**data, "theory": theory, "certificates": certificates}, indent=1) + "\n"
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".tmp", delete=False, encoding="utf-8") as stream:
        stream.write(text)
    Path(stream.name).chmod(0o644)
    os.replace(stream.name, path)  # noqa: PTH105 - all or nothing
    return path


def _twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _load(path: Path) -> dict[str, Any]:
    if path.stat().st_size > LARGEST:
        raise ValueError(f"it is larger than {LARGEST} bytes")
    data = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_twins)
    if not isinstance(data, dict) or data.keys() != _KEYS or data["schema"] != 1:
        raise ValueError("it is no saved derivation")
    theory, certificates, proves = data["theory"], data["certificates"], data["proves"]
    if not (isinstance(theory, dict) and isinstance(certificates, dict) and all(isinstance(e, dict) for e in theory.values())):
        raise ValueError("theory and certificates are objects")
    if not isinstance(proves, list) or not proves or not {*proves} <= theory.keys():
        raise ValueError("it does not say what it proves")
    return data


def recheck_saved(path: Path) -> list[tuple[str, Checked]]:
    """Return what both checkers say of each sequent of a saved file, or one line about a file that is none.

    The message of one that it claims to prove is what that says, as the checkers saw it.
    """
    silent = Result("rejected", "")
    try:
        data = _load(path)
    except (OSError, ValueError, TypeError, RecursionError) as error:
        return [(path.name, Checked("malformed", f"{path.name}: {str(error)[:200]}", silent))]
    theory, certificates = data["theory"], data["certificates"]
    # what has no steps is cited, whatever else it holds
    forged = [name for name, entry in theory.items() if "steps" not in entry and entry != ours()[0].get(name)]
    if forged:
        return [(name, Checked("rejected", f"{name[:60]!r} is no axiom of ours", silent)) for name in forged]
    found, results = verdicts(theory, certificates), check(theory, certificates)
    rows = []
    for name in theory:
        wrong = found[name]
        state = "rejected" if wrong else "axiom" if results[name].verdict == "axiom" else "proved"
        # the text that stands in the file beside it was checked by nobody
        said = sequent_text(theory[name]) if state == "proved" and name in data["proves"] else ""
        rows.append((name, Checked(state, wrong or said, results[name])))
    return rows
