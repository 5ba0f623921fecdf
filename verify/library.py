"""Which claims a command is about: ours, by id, printed number or section, and those of a user's own module."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib import import_module, util
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, NamedTuple

import derivations

if TYPE_CHECKING:
    from types import ModuleType

    from derivations.language.claims import Claim
    from derivations.language.errata import Erratum, Note

__all__ = ["Library", "select"]

_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,99}", re.ASCII)


class Library(NamedTuple):
    """Claims in reading order, and those among them that are asked for.

    Attributes
    ----------
    claims : tuple of Claim
        All that may be used, in reading order.
    chosen : tuple of Claim
        Those that are asked for.
    sections : dict of str to str
        The section of each claim, by its id.
    folders : dict of str to Path
        Where the certificates of a claim are, if not with ours.
    errata : tuple of Erratum
        Those that are asked for, and those that a chosen claim corrects.
    notes : tuple of Note
        The notes on chosen claims.
    names : tuple of str
        What was asked for, so that another process can select the same.
    """

    claims: tuple[Claim, ...]
    chosen: tuple[Claim, ...]
    sections: dict[str, str]
    folders: dict[str, Path]
    errata: tuple[Erratum, ...] = ()
    notes: tuple[Note, ...] = ()
    names: tuple[str, ...] = ()


def select(names: Sequence[str] = ()) -> Library:
    """Return the claims that names stand for; everything if there are none.

    Parameters
    ----------
    names : sequence of str
        Ids ("eq_7_13"), printed numbers ("7.13"), sections ("eigenbasis"), errata and notes ("book_7_17"; the claims behind
        them), or importable modules with `CLAIMS` ("my.claims"). Importing a module runs it. Its certificates are in the
        folder `certificates` beside it.

    Raises
    ------
    LookupError
        If a name stands for nothing; the message names those that look alike. If a module raises while it is imported; the
        message says what, and in which line.
    """
    claims = list(derivations.claims())
    sections = {claim.id: derivations.section_of(claim.id) for claim in claims}
    folders: dict[str, Path] = {}
    wanted: set[str] = set()
    from derivations.errata import ERRATA
    from derivations.notes import NOTES

    behind = {**{erratum.id: erratum.corrected_by for erratum in ERRATA}, **{note.id: note.claim for note in NOTES}}
    for word in names:
        name = behind.get(word, word) if word not in sections else word
        found = {name} if name in sections else {c.id for c in claims if name in _names(c, sections[c.id])}
        if not found and (module := _module(name)) is not None:
            for claim in module.CLAIMS:
                if claim.id in sections:
                    raise LookupError(f"{name}: a claim called {claim.id} is there already; give yours another id")
                _fitting(claim, name)
                claims.append(claim)
                sections[claim.id] = name
                folders[claim.id] = Path(str(module.__file__)).parent / "certificates"
                found.add(claim.id)
        wanted |= found or {derivations.find(name).id}
    chosen = tuple(claim for claim in claims if claim.id in wanted) if names else tuple(claims)
    shown = {claim.id for claim in chosen}
    errata = tuple(erratum for erratum in ERRATA if erratum.corrected_by in shown or not names)
    notes = tuple(note for note in NOTES if note.claim in shown)
    return Library(tuple(claims), chosen, sections, folders, errata, notes, tuple(names))


def _names(claim: Claim, section: str) -> tuple[str, str, str]:
    """What a claim may be called beside its id, which comes first: a section may have the id of a claim."""
    return claim.number, section, f"derivations.{section}"


def _module(name: str) -> ModuleType | None:
    """The module of that name, if there is one; LookupError if it has none, or if running it fails."""
    if not all(word.isidentifier() for word in name.split(".")):
        return None
    try:
        try:
            spec = util.find_spec(name)  # runs the packages that it is in
        except (ModuleNotFoundError, ValueError):
            return None
        module = import_module(name) if spec else None
    except (Exception, SystemExit) as error:
        raise LookupError(
            f"{name} cannot be imported: {type(error).__name__}: {error}{_where(error)}; mend it first"
        ) from error
    if module is not None and not _holds_claims(getattr(module, "CLAIMS", None)):
        raise LookupError(f"{name} is a module, but has no claims: name them in a tuple CLAIMS there")
    return module


def _fitting(claim: Claim, name: str) -> None:
    """Require of somebody's claim an id that names a file in its folder, and that it is no axiom: their list is closed."""
    if not _ID.fullmatch(claim.id):
        raise LookupError(f"{name}: {claim.id[:60]!r} is no id; write letters, digits, _ and -, the first no -")
    if claim.kind == "axiom":
        raise LookupError(f"{name}: {claim.id} is an axiom, and the kernel takes no others than ours: make it a hypothesis")


def _where(error: BaseException) -> str:
    """The place in somebody's files where an error came from, "" if there is none."""
    ours = {str(Path(__file__).parent), str(Path(derivations.__file__).parent)}
    frames = [
        f for f in extract_tb(error.__traceback__) if not f.filename.startswith((*ours, "<")) and "importlib" not in f.filename
    ]
    return f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""


def _holds_claims(found: object) -> bool:
    from derivations.language.claims import Claim

    return isinstance(found, Iterable) and all(isinstance(claim, Claim) for claim in found)
