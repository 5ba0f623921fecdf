"""The long run over all right implementations: not one false alarm is allowed. It can be stopped and goes on where it was.

``python -m verify.conformance.soak --examples 100000 --state FILE`` prints a line a round and implementation, then the totals.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from verify.conformance.engine import hold
from verify.implementations import IMPLEMENTATIONS, Implementation

__all__ = ["main", "soak"]

_ROUND = 100  # examples of each property in a round


def soak(wanted: int, state: dict[str, Any], save: Any, rows: Sequence[Implementation] = IMPLEMENTATIONS) -> dict[str, Any]:
    """Run rounds until so many cases have been judged; return the state: counts and what was found.

    Parameters
    ----------
    wanted : int
        How many cases are to be judged in all.
    state : dict
        What an earlier run has left, empty at first: "round", "next", "judged", "skipped", "findings".
    save : callable
        Takes the state after every implementation.
    rows : sequence of Implementation
        What to run; all of the table unless a test takes less.
    """
    state = {"round": 0, "next": 0, "judged": 0, "skipped": 0, "findings": [], **state}
    while state["judged"] < wanted:
        row = rows[state["next"]]
        for tried, outcome in hold(row.function, row.role, _ROUND, seed=state["round"]):
            state["judged"] += outcome.run
            state["skipped"] += outcome.skipped
            if outcome.verdict == "violated":
                place = {"role": row.role, "name": row.name, "property": tried.id, "seed": state["round"]}
                state["findings"].append({**place, "message": outcome.message, "case": outcome.counterexample})
        state["next"] += 1
        if state["next"] == len(rows):
            state["round"], state["next"] = state["round"] + 1, 0
        save(state, row)
    return state


def main(argv: Sequence[str] | None = None) -> int:
    """Run until enough cases are judged; return 0, or 1 if a right implementation was flagged."""
    parser = ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--examples", type=int, default=100_000, help="cases to judge in all (100000)")
    parser.add_argument("--state", type=Path, default=Path(".soak.json"), help="where to go on from, and what to write")
    args = parser.parse_args(argv)
    state = json.loads(args.state.read_text(encoding="utf-8")) if args.state.exists() else {}

    def save(state: dict[str, Any], row: Implementation) -> None:
        beside = args.state.with_suffix(".tmp")
        beside.write_text(json.dumps(state, indent=1), encoding="utf-8")
        beside.replace(args.state)
        print(
            f"round {state['round']}: {row.role} {row.name}: {state['judged']} judged, {len(state['findings'])} flagged",
            flush=True,
        )

    state = soak(args.examples, state, save)
    for found in state["findings"]:
        print(f"flagged: {json.dumps(found)}")
    print(f"{state['judged']} cases judged, {state['skipped']} outside of a domain, {len(state['findings'])} false alarms")
    return 1 if state["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
