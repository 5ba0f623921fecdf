"""The only place that loads and saves certificates.

One JSON file a claim: its id, the fingerprint of the statements it was found for, and a certificate a sequent. A file whose
fingerprint is not the claim's is stale, whatever is in it.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derivations.language.claims import Claim

__all__ = ["LARGEST", "CertificateError", "default_folder", "load", "load_all", "save"]

LARGEST = 1 << 20
SCHEMA = 1


class CertificateError(Exception):
    """A certificate file is missing, stale, or not what it should be; the message says what to do.

    Attributes
    ----------
    state : str
        "missing", "stale" or "malformed".
    sequents : dict
        What a stale file holds, to tell where it fails; never to be believed.
    """

    def __init__(self, message: str, state: str = "malformed", sequents: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.state, self.sequents = state, sequents or {}


def default_folder() -> Path:
    """Return the folder of the certificates that come with the claims."""
    return Path(__file__).resolve().parent.parent / "derivations" / "certificates"


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise CertificateError("a key occurs twice")
    return found


def _no_constants(name: str) -> Any:
    raise CertificateError(f"{name} is no number of a certificate")


def load(claim: Claim, folder: Path) -> dict[str, Any]:
    """Return the certificates of a claim's sequents by id.

    Raises
    ------
    CertificateError
        If the file is missing, malformed, or was made for other statements.
    """
    path = folder / f"{claim.id}.json"
    try:
        if not stat.S_ISREG((found := path.stat()).st_mode):  # a pipe would be waited for
            raise CertificateError(f"{path.name} is no file")
        if found.st_size > LARGEST:
            raise CertificateError(f"{path.name} is larger than {LARGEST} bytes")
        text = path.read_text(encoding="utf-8")
        data = json.loads(text, object_pairs_hook=_no_twins, parse_float=_no_constants, parse_constant=_no_constants)
    except FileNotFoundError:
        raise CertificateError(f"{path.name} is missing; `audit {claim.id} --refind` makes it", "missing") from None
    except OSError as error:
        raise CertificateError(f"{path.name} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise CertificateError(f"{path.name} is not a certificate file: {error}") from None
    keys = {"schema", "claim", "fingerprint", "sequents"}
    if not isinstance(data, dict) or data.keys() != keys or data["schema"] != SCHEMA or data["claim"] != claim.id:
        raise CertificateError(f"{path.name} is not a certificate file of {claim.id}")
    if not isinstance(data["sequents"], dict):
        raise CertificateError(f"{path.name}: sequents is no object")
    if data["fingerprint"] != claim.fingerprint():
        message = f"{path.name} is stale: the claim has changed since; `audit {claim.id} --refind` finds a new one"
        raise CertificateError(message, "stale", data["sequents"])
    return data["sequents"]


def load_all(claims: Iterable[Claim], folder: Path | None = None) -> tuple[dict[str, Any], dict[str, CertificateError]]:
    """Return the certificates of many claims by sequent id, and what was wrong by claim id."""
    folder = folder or default_folder()
    found: dict[str, Any] = {}
    errors: dict[str, CertificateError] = {}
    for claim in claims:
        if claim.kind == "theorem":
            try:
                found.update(load(claim, folder))
            except CertificateError as error:
                errors[claim.id] = error
    return found, errors


def save(claim: Claim, sequents: Mapping[str, Any], folder: Path) -> Path:
    """Write the certificates of a claim, all or nothing; return the file."""
    import tempfile  # slow to import, and only writing needs it

    folder.mkdir(parents=True, exist_ok=True)
    data = {"schema": SCHEMA, "claim": claim.id, "fingerprint": claim.fingerprint(), "sequents": dict(sequents)}
    path = folder / f"{claim.id}.json"
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".tmp", delete=False, encoding="utf-8") as file:
        file.write(_layout(data))
    Path(file.name).chmod(0o644)  # a temporary file is for its owner only
    Path(file.name).replace(path)
    return path


def _layout(data: dict[str, Any]) -> str:
    """A line a certificate line, so that a changed step is a changed line."""
    head = {key: data[key] for key in ("schema", "claim", "fingerprint")}
    lines = [json.dumps(head)[:-1] + ', "sequents": {']
    sequents = []
    for name, certificate in data["sequents"].items():
        sections = [f'  "{key}": {_list(certificate[key])}' for key in ("local", "defined") if certificate.get(key)]
        steps = ",\n".join("   " + _list(step) for step in certificate["steps"])
        sections.append(f'  "steps": [\n{steps}\n  ]')
        sequents.append(f" {json.dumps(name)}: {{\n" + ",\n".join(sections) + "\n }")
    return "\n".join([*lines, ",\n".join(sequents), "}}", ""])


def _list(value: Any) -> str:
    if isinstance(value, list):
        return "[\n    " + ",\n    ".join(json.dumps(line) for line in value) + "]"
    return json.dumps(value)
