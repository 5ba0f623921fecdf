"""What a desk keeps: sequents that both checkers accept, under names that stand for one statement."""

from __future__ import annotations

from typing import Any

import pytest

from verify.derivation_files.desk import Desk
from verify.search.branches import NotFound

LINE = {"steps": [[{"rule": "items", "items": []}]]}


def equal(left: str, right: str) -> dict[str, Any]:
    """That two numbers are equal."""
    goal = ["eq", ["num", left], ["num", right]]
    return {"symbols": {}, "hypotheses": {}, "steps": [{"show": goal, "by": []}], "goal": goal}


def test_a_name_that_was_accepted_vouches_for_nothing_else() -> None:
    """1 = 2 was kept under the name of 1 = 1, unseen by both checkers."""
    desk = Desk()
    desk.accept({"x": equal("1", "1")}, {"x": LINE})
    with pytest.raises(NotFound, match="the kernel rejects it"):
        desk.accept({"x": equal("1", "2")}, {"x": LINE})
    assert desk.theory["x"] == equal("1", "1")
