"""Derivations in steps, each with its reasons: the right ones are proved step by step, of the wrong ones the last is not."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from verify.derivation_files.checking import Checked, check_written
from verify.derivation_files.reading import read_text, read_values

DERIVATIONS = tomllib.loads((Path(__file__).parent / "derivations.toml").read_text(encoding="utf-8"))


def names(kind: str) -> list[Any]:
    """The derivations of a kind, some of them for the thorough profile alone."""
    marks = {name: one.get("thorough") for name, one in DERIVATIONS[kind].items()}
    return [pytest.param(name, marks=[pytest.mark.thorough(reason=why)] if why else []) for name, why in marks.items()]


def checked(derivation: dict[str, Any]) -> list[Checked]:
    """The verdicts on the claims of an entry of the corpus."""
    claims = [{"id": name, "show": show, "by": by, "given": dict(*given)} for name, show, by, *given in derivation["claims"]]
    values = {"symbols": derivation["symbols"], "given": derivation.get("given", {}), "claim": claims}
    return check_written(read_values(values), "x.toml")


@pytest.mark.parametrize("name", names("right"))
def test_right_ones(name: str) -> None:
    found = checked(DERIVATIONS["right"][name])
    assert {claim.id: claim.verdict for claim in found} == {claim.id: "proved" for claim in found}


@pytest.mark.parametrize("name", names("wrong"))
def test_wrong_ones(name: str) -> None:
    assert checked(DERIVATIONS["wrong"][name])[-1].verdict in ("undecided", "refuted")


def test_what_is_left_to_the_thorough_profile_names_what_stands_for_it() -> None:
    quick = {name for name, one in DERIVATIONS["wrong"].items() if "thorough" not in one}
    late = [one["thorough"] for one in DERIVATIONS["wrong"].values() if "thorough" in one]
    assert all(quick & {word.strip(",;") for word in why.split()} for why in late)
    assert len(quick) > len(late)


def test_a_name_that_is_nearly_one() -> None:
    text = '[symbols]\na = "positive"\n[given]\nlarger = "a > 1"\n[[claim]]\nid = "one"\nshow = "a > 0"\nby = "larges"\n'
    (claim,) = check_written(read_text(text), "x.toml")
    assert claim.verdict == "error"
    assert "is larger meant?" in str(claim.fault)
