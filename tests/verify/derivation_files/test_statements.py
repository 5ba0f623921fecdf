"""A corpus of statements: no wrong one is ever proved, nearly all are refuted, the right ones beside them are proved."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from verify import check_claim

STATEMENTS = tomllib.loads((Path(__file__).parent / "statements.toml").read_text(encoding="utf-8"))
AREAS = tuple(STATEMENTS["symbols"])


def rows(area: str, verdict: str) -> list[tuple[str, str, dict[str, str]]]:
    """The tag, the statement and what is given, of each entry of an area."""
    found: list[Any] = STATEMENTS[area][verdict]
    return [("", *(*row, {})[:2]) if verdict == "right" else (*(*row, {})[:3],) for row in found]


WRONG = [(area, *row) for area in AREAS for row in rows(area, "wrong")]
RIGHT = [(area, *row) for area in AREAS for row in rows(area, "right")]


def test_the_corpus_is_what_it_says() -> None:
    tags = Counter(tag for _, tag, _, _ in WRONG)
    assert len(WRONG) >= 100
    assert len(RIGHT) >= 60
    assert tags["equation"] >= 30
    assert tags["rare"] >= 20
    assert tags["mutant"] <= 20
    assert all(len(rows(area, "wrong")) >= 8 for area in AREAS)
    assert all(given for _, tag, _, given in WRONG if tag == "equation")
    assert len({(area, show, str(given)) for area, _, show, given in WRONG}) == len(WRONG)


@pytest.mark.parametrize("area", AREAS)
def test_wrong_ones(area: str) -> None:
    verdicts = {
        show + str(given): check_claim(show, STATEMENTS["symbols"][area], given) for _, show, given in rows(area, "wrong")
    }
    assert not [show for show, found in verdicts.items() if found.verdict in ("proved", "error")]
    refuted = sum(found.verdict == "refuted" for found in verdicts.values())
    assert refuted >= 0.9 * len(verdicts)


@pytest.mark.parametrize("area", AREAS)
def test_right_ones(area: str, request: pytest.FixtureRequest) -> None:
    found = rows(area, "right")
    if request.config.getoption("--profile") != "thorough":
        found = found[::4]
    for _, show, given in found:
        assert check_claim(show, STATEMENTS["symbols"][area], given).verdict == "proved", show
