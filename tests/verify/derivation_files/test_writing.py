"""Our own claims and errata as derivation files: each is sayable or a missing word is named; wrong ones stay refuted."""

from __future__ import annotations

import pytest

import derivations
from derivations.errata import ERRATA
from derivations.language.claims import Part
from verify.derivation_files.checking import Checked, check_written
from verify.derivation_files.reading import read_text
from verify.derivation_files.writing import NotSayable, file_text, written_values

PARTS = {name: part for c in derivations.claims() if c.kind == "theorem" for name, part in c.sequents()}
CLAIMS_PROVED = (
    pytest.param("conjugate_inverse", marks=pytest.mark.thorough(reason="seconds; orthogonal_inverse is a row as well")),
    "orthogonal_inverse",
)
WORDS = {
    "for every number from 0 to 1",
    "a continuous function",
    "for some number",
    "a local minimum",
    "for every k",
    "a function known only by name",
    "an index i of a vector or a matrix",
    "a sequence, or a function known only by name",
    "a size that no letter has",
}


def asked(part: Part) -> Checked:
    return check_written(read_text(file_text(written_values(part, "row"))), "ours.toml")[0]


def test_every_part_is_sayable_or_its_word_is_missing() -> None:
    missing: dict[str, str] = {}
    for name, part in PARTS.items():
        try:
            written = read_text(file_text(written_values(part, "row")))
        except NotSayable as word:
            missing[name] = str(word)
            continue
        assert written[0].fault is None, f"{name}: {written[0].fault}"
    assert set(missing.values()) <= WORDS
    rows = {name.partition(".")[0] for name in PARTS.keys() - missing.keys()}
    assert len(rows) >= 25


@pytest.mark.parametrize("name", CLAIMS_PROVED)
def test_a_row_is_proved_from_its_file(name: str) -> None:
    assert asked(PARTS[name]).verdict == "proved"


def test_no_erratum_is_proved_and_most_are_refuted() -> None:
    verdicts = []
    for erratum in ERRATA:
        try:
            verdicts.append(asked(erratum.claim).verdict)
        except NotSayable:
            continue
    assert "proved" not in verdicts
    assert "error" not in verdicts
    assert verdicts.count("refuted") >= 0.9 * len(verdicts)
