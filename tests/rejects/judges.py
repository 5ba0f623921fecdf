"""Both judges by one signature: what the second opinion says, in the kernel's words."""

from __future__ import annotations

from typing import Any

from tests.verify.second_opinion_words import Json
from verify import kernel, second_opinion

__all__ = ["JUDGES", "opinions"]

_WORDS = {"agrees": "proved", "objects": "rejected", "axiom": "axiom"}


def opinions(theory: Json, certificates: Json) -> Any:
    """Ask the second opinion."""
    found = second_opinion.check(theory, certificates)
    return {name: kernel.Result(_WORDS[opinion.verdict], opinion.message) for name, opinion in found.items()}


JUDGES = {"kernel": kernel.check, "second opinion": opinions}
