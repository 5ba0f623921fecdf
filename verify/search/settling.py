"""The last touch to a certificate: lines that nobody uses are left out, until the kernel accepts it as a whole."""

from __future__ import annotations

from typing import Any

from verify.kernel import Result, check_one
from verify.search.branches import NotFound

__all__ = ["settle"]


def settle(name: str, theory: dict[str, Any], certificate: dict[str, Any], proved: dict[str, Result]) -> dict[str, Any]:
    """Return a certificate without its idle lines, once the kernel accepts it; raises `NotFound` if it does not."""
    for _ in range(20):
        result = check_one(name, theory, certificate, proved)
        if result.verdict == "proved":
            return certificate
        idle = result.message.partition("lines nobody uses: ")[2]
        if not idle:
            raise NotFound(f"{name}: {result.message}")
        certificate = _without(certificate, idle)
    raise NotFound(f"{name}: {result.message}")


def _without(certificate: dict[str, Any], idle: str) -> dict[str, Any]:
    """Leave out the lines that the kernel calls idle."""

    def kept(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [line for line in lines if f"'{line.get('name')}'" not in idle]

    return certificate | {
        "defined": kept(certificate["defined"]),
        "steps": [kept(lines) for lines in certificate["steps"]],
    }
