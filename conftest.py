"""What every test run has: the Hypothesis profiles, a header with versions and profile, the ledger of the claims at the end.

A test marked `thorough` is left to that profile; its mark says why, and which quicker one breaks with it.
"""

from __future__ import annotations

import gc
import re
import sys
from collections import Counter
from collections.abc import Generator
from importlib import metadata
from typing import Any

import pytest

from verify.commands.options import remembering
from verify.profiles import DEFAULT, PROFILES

CHECKS = ("certified", "second_opinion", "derived", "model", "tested", "implemented")
OF_A_CLAIM = re.compile(rf"test_claims\.py::test_({'|'.join(CHECKS)})\[(\w+)")
ASKED = frozenset({"both", "checked"})
SHOWN = ("sympy", "numpy", "scipy", "python-flint", "hypothesis")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that says how many examples to draw."""
    known = ", ".join(f"{name} {examples}" for name, examples in PROFILES.items())
    parser.addoption("--profile", choices=tuple(PROFILES), default=DEFAULT, help=f"examples: {known} (default: {DEFAULT})")


def pytest_configure(config: pytest.Config) -> None:
    """Register a Hypothesis profile for each of ours and load the one that was asked for."""
    remembering()
    import hypothesis

    for name, examples in PROFILES.items():
        hypothesis.settings.register_profile(name, max_examples=examples, deadline=None, derandomize=name == "ci")
    if not config.getoption("--hypothesis-profile", default=None):
        hypothesis.settings.load_profile(config.getoption("--profile"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Spare the garbage collector the thousands of tests, which stay to the end, and let it run more rarely.

    At Python's threshold of 700 new objects it takes a fifteenth of the whole run: terms and draws are many,
    and hardly any of them are cycles.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what asks for the word of both checkers on every claim, which takes seconds.

    Each worker begins with a part of the tests that follow one another, so one of them asks for it and no other does.
    """
    items.sort(key=lambda item: ASKED.isdisjoint(getattr(item, "fixturenames", ())))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what is for the thorough profile."""
    mark = item.get_closest_marker("thorough")
    if mark and item.config.getoption("--profile") != "thorough":
        pytest.skip(f"in the thorough profile: {mark.kwargs['reason']}")


def pytest_report_header(config: pytest.Config) -> str:
    """Name what the outcome depends on."""
    profile = config.getoption("--profile")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in SHOWN)
    return f"ridgeproof: profile {profile} ({PROFILES[profile]} examples); Python {sys.version.split()[0]}, {versions}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the ledger as far as this run went: for each claim, how many checks of each kind passed."""
    counted = [
        (report.nodeid, dict(report.user_properties), kind == "passed")
        for kind in ("passed", "failed", "error")
        for report in terminalreporter.stats.get(kind, [])
        if isinstance(report, pytest.TestReport)  # a file that cannot be read is an error as well
    ]
    table = ledger(counted)
    if table:
        terminalreporter.section("ledger")
        for line in table:
            terminalreporter.write_line(line)


def ledger(tests: list[tuple[str, dict[str, Any], bool]]) -> list[str]:
    """Return the lines of a table of claims and checks, none if no claim was tested.

    Of each test its id, what it counted, and whether it passed: in how many `parts` something was looked for, and how many of
    them are `wrong`. One that counted nothing is one thing.
    """
    from verify.report.tables import aligned

    passed: Counter[tuple[str, str]] = Counter()
    tried: Counter[tuple[str, str]] = Counter()
    order: dict[str, None] = {}
    for nodeid, counted, good in tests:
        if match := OF_A_CLAIM.search(nodeid):
            check, claim = match.groups()
            order[claim] = None
            tried[claim, check] += counted.get("parts", 1)
            passed[claim, check] += counted.get("parts", 1) - (0 if good else counted.get("wrong") or 1)
    if not order:
        return []
    rows = []
    for claim in _in_reading_order(order):
        cells = [f"{passed[claim, c]}/{tried[claim, c]}" if tried[claim, c] else "" for c in CHECKS]
        good = all(passed[claim, c] == tried[claim, c] for c in CHECKS)
        rows.append([claim, *cells, "passed" if good else "FAILED"])
    number = sum(row[-1] == "passed" for row in rows)
    return [
        *aligned(["claim", *CHECKS, "outcome"], rows),
        "",
        f"claims tested: {len(rows)}, of which {number} passed and {len(rows) - number} failed",
    ]


def _in_reading_order(found: dict[str, None]) -> list[str]:
    import derivations

    known = [claim.id for claim in derivations.claims() if claim.id in found]
    return [*known, *(claim for claim in found if claim not in known)]
