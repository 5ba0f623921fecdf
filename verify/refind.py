"""Finds certificates anew, keeps those that changed, and tells which."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from verify.certificates import default_folder, save
from verify.certify import Stored, read
from verify.library import Library

if TYPE_CHECKING:
    from derivations.language.claims import Claim
    from verify.kernel import Result

__all__ = ["NotWritable", "Refound", "refind"]


class NotWritable(Exception):
    """There is nowhere to keep certificates; the message says what to do."""


class Refound(NamedTuple):
    """The certificates of all claims, those that were searched anew, and a line about each change and about the whole."""

    stored: Stored
    changes: tuple[str, ...]


def refind(library: Library, output: str | None = None, progress: Callable[[int, int, str], None] | None = None) -> Refound:
    """Search the certificates of the chosen claims; the others are taken as they are kept.

    Parameters
    ----------
    library : Library
        The claims.
    output : str, optional
        A folder to write all of them to; if left out, those that changed are kept where they belong.
    progress : callable, optional
        Told about every part, see `verify.audit.Progress`.

    Raises
    ------
    NotWritable
        If there is no such folder.
    """
    folders = {claim.id: _folder(claim, library, output) for claim in library.chosen if claim.kind == "theorem"}
    kept = read(library.claims, folders=library.folders)
    search = _Search(library, kept, progress)
    changes = []
    for claim in library.claims:
        parts = search.claim(claim)
        if claim.id not in folders:
            continue
        changed = [name for name in parts if _plain(parts[name]) != _plain(kept.certificates.get(name))]
        lost = [name for name, _ in claim.sequents() if name not in parts]
        if not lost and (changed or output):
            save(claim, parts, folders[claim.id])
        changes += [f"{name}: the certificate changed" for name in changed]
        changes += [f"{name}: no certificate was found; the file is left as it was" for name in lost]
    changes += _counterexamples(library, folders, search, progress)
    number = f"{len(folders)} theorem{'' if len(folders) == 1 else 's'} searched anew"
    changes.append(f"{number}, {len(changes) or 'no'} certificate{'' if len(changes) == 1 else 's'} changed or not found")
    return Refound(search.stored, tuple(changes))


def _counterexamples(
    library: Library, folders: dict[str, Path], certified: _Search, progress: Callable[[int, int, str], None] | None
) -> Iterator[str]:
    """Search what shows that hypotheses are needed; keep it beside the certificates, and yield what changed."""
    from verify import witnesses
    from verify.needed import search

    for done, claim in enumerate(library.chosen):
        if claim.id not in folders:
            continue
        if progress:
            progress(done, len(library.chosen), f"{claim.id}: which hypotheses are needed")
        folder = witnesses.folder_of(folders[claim.id])
        kept = witnesses.load(claim, folder)
        found = search(claim, certified.theory, certified.stored.certificates, certified.proved, kept)
        if any(
            {name: model.data() for name, model in kept.get(part, {}).items()} != {name: m.data() for name, m in models.items()}
            for part, models in found.items()
        ):
            witnesses.save(claim, found, folder)
            yield f"{claim.id}: the counterexamples changed"


def _plain(certificate: Any) -> Any:
    """A certificate without its empty sections, which are not written."""
    return certificate and {key: value for key, value in certificate.items() if value}


def _folder(claim: Claim, library: Library, output: str | None) -> Path:
    if output:
        folder = Path(output)
        if folder.exists() and not folder.is_dir():
            raise NotWritable(f"{output} is a file; name a folder with -o")
        return folder
    folder = library.folders.get(claim.id) or default_folder()
    checkout = claim.id in library.folders or (folder.parent.parent / "pyproject.toml").is_file()
    if not checkout or not os.access(folder if folder.exists() else folder.parent, os.W_OK):
        raise NotWritable("the certificates that come along are not kept in a checkout you can write to; name a folder with -o")
    return folder


class _Search:
    """The certificates so far, and what the kernel says of them."""

    def __init__(self, library: Library, kept: Stored, progress: Callable[[int, int, str], None] | None) -> None:
        self.kept, self.progress = kept, progress
        self.chosen = {claim.id for claim in library.chosen}
        self.total = sum(len(claim.parts) for claim in library.chosen)
        self.theory: dict[str, Any] = {}
        self.proved: dict[str, Result] = {}
        searched = {name for claim in library.chosen for name, _ in claim.sequents()}
        certificates = {name: c for name, c in kept.certificates.items() if name not in searched}
        faults = {name: fault for name, fault in kept.faults.items() if name not in self.chosen}
        self.stored = Stored(certificates, faults, {})
        self.done = 0

    def claim(self, claim: Claim) -> dict[str, Any]:
        """Take up a claim; return the certificates that were found for its parts if it is a chosen theorem."""
        from verify import kernel

        self.theory.update(claim.data())
        found: dict[str, Any] = {}
        if claim.kind != "theorem":
            for name in claim.data():
                self.proved[name] = kernel.check_one(name, self.theory, None, self.proved)
            self.done += len(claim.parts) if claim.id in self.chosen else 0
            return found
        for name, part in claim.sequents():
            if claim.id in self.chosen:
                self.part(name, part, found)
            self.proved[name] = kernel.check_one(name, self.theory, self.stored.certificates.get(name), self.proved)
        return found

    def part(self, name: str, part: Any, found: dict[str, Any]) -> None:
        from verify.kernel import Reject
        from verify.search.branches import NotFound
        from verify.search.finder import find_certificate

        if self.progress:
            self.progress(self.done, self.total, name)
        self.done += 1
        try:
            certificate = find_certificate(name, part, self.theory, self.proved)
        except (NotFound, Reject) as reason:  # an earlier part without a certificate cannot be used either
            self.stored.missing[name] = f"no certificate was found: {reason}"
        else:
            found[name] = self.stored.certificates[name] = certificate
