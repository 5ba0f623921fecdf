"""Holds certificates against the claims with both checkers; a sequent is proved only if both accept it.

Light on purpose: `list` and `recheck` need nothing else, and load neither SymPy nor NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from verify import controls, kernel, second_opinion
from verify.certificates import CertificateError, default_folder, load
from verify.profiles import BAD_CERTIFICATE, INCOMPLETE, OK

if TYPE_CHECKING:
    from derivations.language.claims import Claim

__all__ = ["EXIT_CODES", "Checked", "Stored", "certify", "needed_for", "read", "read_needed"]

_OF_FILES = ("missing", "not found", "stale", "malformed")
_SILENT = kernel.Result("rejected", "the kernel said nothing about it")


EXIT_CODES = {
    "proved": OK,
    "axiom": OK,
    "missing": INCOMPLETE,
    "not found": INCOMPLETE,
    "blocked": INCOMPLETE,
    "stale": BAD_CERTIFICATE,
    "malformed": BAD_CERTIFICATE,
    "rejected": BAD_CERTIFICATE,
    "objected": BAD_CERTIFICATE,
}
"""What the commands make of each state of a sequent."""


class Stored(NamedTuple):
    """Certificates by sequent id, what was wrong with a file by claim id, why one could not be found by sequent id."""

    certificates: dict[str, Any]
    faults: dict[str, CertificateError]
    missing: dict[str, str]


class Checked(NamedTuple):
    """What both checkers say of one sequent.

    `state` is "proved" or "axiom"; else "missing", "stale" or "malformed" (the file), "not found" (by a search), "rejected" (by
    the kernel), "objected" (by the second opinion), "blocked" (it rests on a sequent that is not proved). `message` tells why.
    `result` is the kernel's.
    """

    state: str
    message: str
    result: kernel.Result


def read(claims: Iterable[Claim], folder: Path | None = None, folders: Mapping[str, Path] | None = None) -> Stored:
    """Return the stored certificates of all theorems.

    Parameters
    ----------
    claims : iterable of Claim
        In reading order.
    folder : Path, optional
        Where the files are, if not where they are kept.
    folders : mapping of str to Path, optional
        Where the files of single claims are kept, by claim id.
    """
    stored = Stored({}, {}, {})
    for claim in claims:
        _take(stored, claim, folder or (folders or {}).get(claim.id) or default_folder())
    return stored


def _take(stored: Stored, claim: Claim, folder: Path) -> None:
    """Read the certificates of one claim."""
    if claim.kind == "theorem":
        try:
            stored.certificates.update(load(claim, folder))
        except CertificateError as error:
            stored.faults[claim.id] = error


def read_needed(
    chosen: Iterable[Claim], claims: Sequence[Claim], folders: Mapping[str, Path] | None = None
) -> tuple[tuple[Claim, ...], Stored]:
    """Return what `needed_for` does, with the certificates of these claims: the files of the others are not looked at.

    Parameters
    ----------
    chosen, claims : iterables of Claim
        What is asked for, and all claims in reading order.
    folders : mapping of str to Path, optional
        As in `read`.
    """
    stored = Stored({}, {}, {})

    def reading(claim: Claim) -> list[Any]:
        _take(stored, claim, (folders or {}).get(claim.id) or default_folder())
        return [stored.certificates.get(name) for name, _ in claim.sequents()]

    return _needed(chosen, claims, reading), stored


def certify(claims: Iterable[Claim], stored: Stored, second: bool = True) -> dict[str, Checked]:
    """Return what the kernel, and unless `second` is False the second opinion, say of every sequent.

    Parameters
    ----------
    claims : iterable of Claim
        All claims that are there to be used, in reading order.
    stored : Stored
        Their certificates.
    second : bool
        Whether to ask the second opinion; without it "proved" means accepted by the kernel.
    """
    theory: dict[str, Any] = {}
    owner: dict[str, str] = {}
    twice: set[str] = set()
    for claim in claims:
        data = claim.data()
        twice |= data.keys() & theory.keys()
        theory.update(data)
        owner.update(dict.fromkeys(data, claim.id))
    results = kernel.check(theory, stored.certificates)
    opinions = second_opinion.check(theory, stored.certificates) if second else {}
    distrust = _distrust(second)
    checked: dict[str, Checked] = {}
    for name, entry in theory.items():
        result = results.get(name, _SILENT)
        if name in stored.missing:
            state, message = "not found", stored.missing[name]
        else:
            state, message = _file_state(name, stored.faults.get(owner[name]), theory, results)
        if not state:
            state, message = _state(name, entry, stored.certificates.get(name), result, checked)
        if not state and second:
            opinion = opinions.get(name)
            if opinion is None or opinion.verdict not in ("agrees", "axiom"):
                state, message = "objected", "the second opinion objects: " + (opinion.message if opinion else "no answer")
        if name in twice:  # the part b of a claim a, and a claim a.b: what is proved of one would count for the other
            state, message = "rejected", f"two statements are called {name}: give the claim or its part another id"
        if distrust and state not in _OF_FILES:
            state, message = "rejected", distrust
        checked[name] = Checked(state or ("axiom" if "steps" not in entry else "proved"), message, result)
    return checked


def needed_for(chosen: Iterable[Claim], claims: Sequence[Claim], stored: Stored) -> tuple[Claim, ...]:
    """Return the chosen claims and all that they rest on, in reading order.

    What is left out is not there for the checkers: a claim that did rest on it would be rejected, never proved.
    """
    return _needed(chosen, claims, lambda claim: [stored.certificates.get(name) for name, _ in claim.sequents()])


def _needed(chosen: Iterable[Claim], claims: Sequence[Claim], certificates: Callable[[Claim], list[Any]]) -> tuple[Claim, ...]:
    wanted = {claim.id for claim in chosen}
    owner = {name: claim.id for claim in claims for name in (claim.id, *(name for name, _ in claim.sequents()))}
    for claim in reversed(claims):
        if claim.id in wanted:
            spoken = [*certificates(claim), claim.data()]
            wanted |= {owner[word] for word in _words(spoken) if word in owner}
    return tuple(claim for claim in claims if claim.id in wanted)


def _words(value: Any) -> Iterator[str]:
    """Every string inside a JSON value, keys left out."""
    left = [value]
    while left:
        part = left.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            left += part.values()
        elif isinstance(part, (list, tuple)):
            left += part


def _distrust(second: bool) -> str:
    """Why the checkers cannot be trusted, if the controls show it."""
    theory, certificates = controls.theory(), controls.certificates()
    results = kernel.check(theory, certificates)
    if wrong := controls.unreliable({name for name, r in results.items() if r.verdict == "proved"}):
        return f"the kernel {wrong}"
    if second:
        opinions = second_opinion.check(theory, certificates)
        if wrong := controls.unreliable({name for name, o in opinions.items() if o.verdict == "agrees"}):
            return f"the second opinion {wrong}"
    return ""


def _file_state(
    name: str, fault: CertificateError | None, theory: dict[str, Any], results: dict[str, kernel.Result]
) -> tuple[str, str]:
    if fault is None:
        return "", ""
    if name not in fault.sequents:
        return fault.state, str(fault)
    # a stale certificate proves nothing whatever it holds, but where it fails shows what changed
    result = kernel.check_one(name, theory, fault.sequents[name], results)
    return fault.state, f"{fault}" + (f" ({result.message})" if result.message else "")


def _state(
    name: str, entry: dict[str, Any], certificate: Any, result: kernel.Result, checked: dict[str, Checked]
) -> tuple[str, str]:
    if "steps" not in entry:
        return ("", "") if result.verdict == "axiom" else ("rejected", result.message)
    if certificate is None:
        return "missing", f"there is no certificate of {name}; `audit {name.partition('.')[0]} --refind` looks for one"
    if result.verdict == "proved":
        if result.steps != len(entry["steps"]):
            return "rejected", f"{result.steps} steps were checked, the claim has {len(entry['steps'])}"
        base = sorted(use for use in result.uses if checked[use].state not in ("proved", "axiom"))
    else:
        base = sorted({use for use in _uses(certificate) if use in checked and checked[use].state not in ("proved", "axiom")})
    if base:
        return "blocked", f"it rests on {', '.join(base)}, which is not proved"
    return ("", "") if result.verdict == "proved" else ("rejected", result.message)


def _uses(tree: Any) -> Iterator[str]:
    """Yield the sequents that a certificate uses, whatever its form."""
    if isinstance(tree, dict):
        if isinstance(tree.get("claim"), str):
            yield tree["claim"]
        for value in tree.values():
            yield from _uses(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _uses(value)
