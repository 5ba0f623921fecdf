"""What was tried in numbers, kept in a file until anything it was computed from changes. No verdict is kept.

Certificates, counterexamples and errata are checked anew each time; what is kept is what takes long: which sizes SymPy derived,
which models were found, how many examples were drawn. A file is taken only if its mark is that of the run: the hash of every
claim, of all our files and of the versions of the libraries. A run with a fault is not kept, so the next one finds it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.ledger import Ledger, PartEntry, Trials

if TYPE_CHECKING:
    from verify.audit import Plan
    from verify.library import Library

__all__ = ["Kept", "load", "mark", "save"]

_SOURCES = frozenset({".py", ".json", ".toml"})
_LIBRARIES = ("numpy", "scipy", "sympy", "hypothesis", "python-flint")
_LARGEST = 1 << 24


@dataclass(frozen=True)
class Kept:
    """What a run tried.

    Attributes
    ----------
    tried : mapping of str to mapping
        By sequent id the fields of a `PartEntry` that tell what was tried, as plain JSON values.
    more : JSON value
        What else the one who keeps it computed in the same run.
    """

    tried: Mapping[str, Mapping[str, Any]]
    more: Any = None

    def told(self, entry: PartEntry) -> PartEntry:
        """Return the entry of a part with what was tried.

        Raises
        ------
        KeyError
            If the part is not there.
        """
        found = self.tried[entry.sequent]
        tested = None if found["tested"] is None else Trials(**found["tested"])
        values = {"derived": tuple(found["derived"]), "models": tuple(found["models"]), "model": found["model"]}
        return replace(entry, tested=tested, **values)


def mark(library: Library, plan: Plan) -> str:
    """Return the hash of all that a run rests on; "" where that cannot be told, for claims of somebody else's."""
    if library.folders:
        return ""
    import derivations
    import verify

    hashed = hashlib.sha256()
    lines = [sys.version, *(f"{name} {metadata.version(name)}" for name in _LIBRARIES), repr((plan, library.names))]
    lines += [f"{claim.id} {claim.fingerprint()}" for claim in library.claims]
    hashed.update("\n".join(lines).encode())
    for package in (derivations, verify):
        for path in _sources(Path(str(package.__file__)).parent):
            hashed.update(f"\n{path.name}\n".encode() + path.read_bytes())
    return hashed.hexdigest()


def _sources(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in _SOURCES and path.is_file())


def save(file: Path, marked: str, ledger: Ledger, more: Any = None) -> None:
    """Keep what a run tried, unless it found a fault or has no mark."""
    parts = [part for entry in ledger.entries for part in entry.parts]
    if not marked or any(part.faults for part in parts):
        return
    tried = {part.sequent: {key: asdict(part)[key] for key in ("derived", "tested", "models", "model")} for part in parts}
    beside = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    beside.write_text(json.dumps({"mark": marked, "tried": tried, "more": more}), encoding="utf-8")
    beside.replace(file)


def load(file: Path, marked: str) -> Kept | None:
    """Return what was kept under this mark; None if there is no such file, or one of another run."""
    try:
        if not marked or file.stat().st_size > _LARGEST:
            return None
        found = json.loads(file.read_text(encoding="utf-8"))
        return Kept(found["tried"], found["more"]) if found["mark"] == marked else None
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return None
