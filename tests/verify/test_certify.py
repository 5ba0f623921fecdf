"""Certificates against claims: states of files, changed digits, and the controls that a checker has to tell apart."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import derivations
from derivations.language.claims import Claim
from verify import controls, kernel, second_opinion
from verify.certificates import CertificateError, default_folder, load
from verify.certify import Stored, certify, needed_for, read, read_needed

CLAIMS = tuple(derivations.claims())
STORED = read(CLAIMS)
FEW = needed_for([derivations.find("eq_7_13"), derivations.find("eq_7_09")], CLAIMS, STORED)
"""Enough to judge these two by: what becomes of a file does not depend on the other claims, and all of them take seconds."""


def numerals(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where numbers stand in a certificate."""
    if isinstance(tree, list) and len(tree) == 2 and tree[0] == "num":
        yield (*path, 1)
    else:
        inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
        for key, value in inner:
            yield from numerals(value, (*path, key))


def with_another_digit(tree: Any, path: tuple[Any, ...]) -> Any:
    """The certificate with the first digit of one number changed; what is not on the way there is shared."""
    if not path:
        at = next(i for i, letter in enumerate(tree) if letter.isdigit())
        return tree[:at] + ("3" if tree[at] == "2" else "2") + tree[at + 1 :]
    changed = tree.copy()
    changed[path[0]] = with_another_digit(tree[path[0]], path[1:])
    return changed


DIGITS = 3  # of each sequent, spread over its certificate


@pytest.mark.parametrize("claim", [c.id for c in CLAIMS if c.kind == "theorem"])
def test_every_digit_counts(claim: str, proved: dict[str, kernel.Result], pytestconfig: pytest.Config) -> None:
    """No number in a certificate can be changed without the kernel noticing; the thorough profile tries every one."""
    theory = derivations.theory()
    for name in derivations.find(claim).data():
        places = [*numerals(STORED.certificates[name])]
        for path in places if pytestconfig.getoption("--profile") == "thorough" else places[:: 1 + len(places) // DIGITS]:
            changed = with_another_digit(STORED.certificates[name], path)
            assert kernel.check_one(name, theory, changed, proved).verdict == "rejected", (name, path)


def test_every_file_belongs_to_a_theorem() -> None:
    """A certificate that nobody reads would look like a proof of something."""
    assert {path.stem for path in default_folder().iterdir()} == {claim.id for claim in CLAIMS if claim.kind == "theorem"}


def test_there_are_digits_to_change() -> None:
    assert sum(1 for certificate in STORED.certificates.values() for _ in numerals(certificate)) > 100


def written(folder: Path, claim: str, change: Any) -> Path:
    """A folder with the certificate of one claim changed."""
    data = json.loads((default_folder() / f"{claim}.json").read_text(encoding="utf-8"))
    change(data)
    folder.mkdir(exist_ok=True)
    (folder / f"{claim}.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


def state_of(folder: Path, claim: str = "eq_7_09") -> tuple[str, str]:
    """What becomes of a claim if its file is taken from a folder."""
    stored = read(FEW, folders={claim: folder})
    found = certify(FEW, stored)[claim]
    return found.state, found.message


def test_a_sound_file_is_proved(tmp_path: Path) -> None:
    assert state_of(written(tmp_path, "eq_7_09", lambda data: None)) == ("proved", "")


def test_a_missing_file(tmp_path: Path) -> None:
    state, message = state_of(tmp_path)
    assert state == "missing"
    assert "--refind" in message


def test_a_stale_file_says_so_even_if_its_items_still_fit(tmp_path: Path) -> None:
    state, message = state_of(written(tmp_path, "eq_7_09", lambda data: data.update(fingerprint="0" * 64)))
    assert state == "stale"
    assert "the claim has changed since" in message


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(extra=1),
        lambda data: data.update(claim="eq_7_10"),
        lambda data: data.update(schema=2),
        lambda data: data.update(sequents=[]),
        lambda data: data.pop("fingerprint"),
    ],
)
def test_a_malformed_file(tmp_path: Path, change: Any) -> None:
    assert state_of(written(tmp_path, "eq_7_09", change))[0] == "malformed"


def test_text_that_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "eq_7_09.json").write_text("{", encoding="utf-8")
    assert state_of(tmp_path)[0] == "malformed"


def test_a_part_without_a_certificate_is_missing() -> None:
    certificates = {name: c for name, c in STORED.certificates.items() if name != "eq_7_13.factors"}
    checked = certify(FEW, Stored(certificates, {}, {}))
    assert checked["eq_7_13"].state == "proved"
    assert checked["eq_7_13.factors"].state == "missing"
    assert checked["eq_7_13.diagonal"].state == "blocked"
    assert "eq_7_13.factors" in checked["eq_7_13.diagonal"].message


def test_a_part_that_was_searched_in_vain_says_why() -> None:
    certificates = {name: c for name, c in STORED.certificates.items() if name != "eq_7_09"}
    checked = certify(FEW, Stored(certificates, {}, {"eq_7_09": "step 2: too hard"}))
    assert checked["eq_7_09"][:2] == ("not found", "step 2: too hard")


def test_what_uses_itself_is_not_blocked_but_rejected() -> None:
    """Only what rests on something earlier that failed is excused by it."""
    own = copy.deepcopy(STORED.certificates["eq_7_09"])
    own["steps"][1][-1]["claim"] = "eq_7_09"
    checked = certify(FEW, Stored({**STORED.certificates, "eq_7_09": own}, {}, {}))
    assert checked["eq_7_09"].state == "rejected"


def test_the_second_opinion_can_be_left_out() -> None:
    assert certify(FEW, STORED, second=False)["eq_7_13"].state == "proved"


# --- controls ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", controls.CONTROLS)
def test_both_checkers_tell_the_controls_apart(name: str) -> None:
    theory, certificates = controls.theory(), controls.certificates()
    accepted = kernel.check(theory, certificates)[name].verdict == "proved"
    agreed = second_opinion.check(theory, certificates)[name].verdict == "agrees"
    assert accepted is agreed is (name not in controls.FALSE)


@pytest.mark.parametrize(
    ("accepted", "says"),
    [
        ({"sums_commute"}, ""),
        (set(controls.CONTROLS), "accepts false sequents"),
        ({"sums_commute", "products_commute"}, "accepts false sequents (products_commute)"),
        (set(), "rejects true sequents (sums_commute)"),
    ],
)
def test_an_unreliable_checker_is_named(accepted: set[str], says: str) -> None:
    found = controls.unreliable(accepted)
    assert says in found
    assert bool(says) is bool(found)


def test_most_controls_are_false() -> None:
    assert len(controls.FALSE) > len(controls.CONTROLS) // 2


def test_what_a_claim_rests_on_is_enough_to_judge_it() -> None:
    """Leaving out the rest changes no verdict, and leaving out what is needed lets nothing pass."""
    chosen = [derivations.find("eq_7_13")]
    needed = needed_for(chosen, CLAIMS, STORED)
    assert {"eq_7_10", "spectral_theorem", "conjugate_inverse"} <= {claim.id for claim in needed}
    assert len(needed) < len(CLAIMS) // 2
    assert all(found.state in ("proved", "axiom") for found in certify(needed, STORED).values())
    without = [claim for claim in needed if claim.id != "conjugate_inverse"]
    assert certify(without, STORED)["eq_7_13"].state not in ("proved", "axiom")


@pytest.mark.parametrize(
    "make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path.name)], ids=["folder", "pipe", "loop"]
)
def test_what_is_no_file_is_no_certificate(tmp_path: Path, make: Callable[[Path], object]) -> None:
    """A folder or a link to itself ended in a traceback, a pipe was waited for."""
    claim = derivations.find("eq_7_10")
    make(tmp_path / f"{claim.id}.json")
    with pytest.raises(CertificateError):
        load(claim, tmp_path)


def test_what_is_needed_is_read_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [derivations.find("eq_7_13"), derivations.find("eq_7_09")]
    opened: list[str] = []

    def opening(claim: Claim, folder: Path) -> dict[str, Any]:
        opened.append(claim.id)
        return load(claim, folder)

    monkeypatch.setattr("verify.certify.load", opening)
    needed, stored = read_needed(asked, CLAIMS)
    assert needed == FEW
    assert {*opened} == {claim.id for claim in FEW if claim.kind == "theorem"}
    assert stored.certificates == {n: STORED.certificates[n] for claim in FEW for n in claim.data() if n in STORED.certificates}
