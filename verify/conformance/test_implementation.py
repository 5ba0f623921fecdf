"""Collected by ``pytest -p ridgeproof_pytest --pyargs verify.conformance ..``: one test a property."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ridgeproof_pytest import ridgeproof_outcomes

if TYPE_CHECKING:
    from _pytest.fixtures import FixtureRequest

__all__ = ["test_property"]


def test_property(ridgeproof_property: str, request: FixtureRequest) -> None:
    """Fail with the report of the property, unless it holds."""
    found = ridgeproof_outcomes(request.config)
    if found["error"]:
        pytest.fail(found["error"], pytrace=False)
    data = next(one for one in found["properties"] if one["id"] == ridgeproof_property)
    if data["expected"]:
        pytest.xfail(data["expected"])
    if data["verdict"] != "holds":
        from verify.report.conformance import conform_text

        alone = {**found, "properties": [data]}
        pytest.fail(conform_text([alone], {"total": 1, "conforms": 0, **_count(found)}), pytrace=False)


def _count(found: dict[str, str]) -> dict[str, int]:
    return {name: int(found["verdict"] == name) for name in ("violates", "incomplete", "error")}
