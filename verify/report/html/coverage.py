"""What the random tests reach: how each property did on each implementation; what it drew is drawn again and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from verify.report.json import ratio

if TYPE_CHECKING:
    from verify.conformance import Outcome, Property

__all__ = ["COLUMNS", "Coverage", "covered"]

_BOUNDS = ((1e1, "κ < 10"), (1e3, "< 10³"), (1e6, "< 10⁶"), (1e12, "< 10¹²"), (float("inf"), "≥ 10¹²"))
COLUMNS = ("H = 0", "singular", "regular", *(words for _, words in _BOUNDS))
"""What is counted: the rank of H, computed exactly, and the 2-norm condition number κ of H + alpha I, in floats."""


@dataclass(frozen=True)
class Coverage:
    """Rows for the two tables: what each property drew, and how each implementation did."""

    drawn: Sequence[Mapping[str, Any]]
    targets: Sequence[Mapping[str, Any]]


@dataclass
class _Seen:
    """Counts the cases of properties that draw alike."""

    counts: Counter[str] = field(default_factory=Counter)
    sizes: set[int] = field(default_factory=set)
    cases: int = 0

    def count(self, case: Any) -> None:
        """Look at a case."""
        import numpy as np

        from verify.exact import rational

        H, alpha = np.asarray(case.arguments["H"], dtype=float), case.arguments["alpha"]
        n = len(H)
        self.cases += 1
        self.sizes.add(n)
        rank = rational(H).rank()
        self.counts["H = 0" if rank == 0 else "singular" if rank < n else "regular"] += 1
        scale = float(np.abs(H).max()) or 1.0
        spectrum = np.linalg.eigvalsh(H / scale).clip(min=0) + float(alpha) / scale
        condition = float(spectrum[-1] / spectrum[0]) if spectrum[0] > 0 else float("inf")
        self.counts[next((words for bound, words in _BOUNDS if condition < bound), _BOUNDS[-1][1])] += 1

    def data(self) -> dict[str, Any]:
        """Return what was counted as plain values."""
        low, high = min(self.sizes), max(self.sizes)
        sizes = f"{low} to {high}" if low < high else str(low)
        return {"cases": self.cases, "sizes": sizes, "counts": dict(self.counts)}


def covered(examples: int, seed: int) -> Coverage:
    """Tell of every property about a Hessian how it did on every implementation of its role.

    Parameters
    ----------
    examples : int
        How many cases a property draws, shared by the implementations, as in the audit.
    seed : int
        The same seed draws the same cases as the audit.
    """
    from verify.bounds import DOUBLE
    from verify.checks import cases, outcomes_of
    from verify.conformance import PROPERTIES
    from verify.conformance.drawing import Drawing
    from verify.conformance.engine import drawn_again
    from verify.conformance.roles import ROLES
    from verify.implementations import IMPLEMENTATIONS

    told: dict[tuple[str, str], list[tuple[str, dict[str, Any]]]] = {}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    about_a_hessian = [one for one in PROPERTIES if {"H", "alpha"} <= set(ROLES[one.role].parameters)]
    for role in dict.fromkeys(one.role for one in about_a_hessian):
        held, of_role = [one for one in IMPLEMENTATIONS if one.role == role], [p for p in about_a_hessian if p.role == role]
        if not held:
            continue
        draws, plan = dict.fromkeys(one.draw for one in of_role), (cases(examples, len(held)), seed)
        drawing = Drawing([*draws], DOUBLE)
        for draw in draws:
            alike = tuple(one for one in of_role if one.draw is draw)
            outcomes, seen = outcomes_of(alike, tuple(one.function for one in held), *plan), _Seen()
            for case in drawn_again(drawing, draw, plan, [one for each in outcomes for one in each]):
                seen.count(case)
            for tried, each in zip(alike, outcomes, strict=True):
                rows[role, tried.id] = {"property": f"{role}, {tried.id}", **seen.data()}
                told[role, tried.id] = [(one.name, _told(tried, o)) for one, o in zip(held, each, strict=True)]
    order = [(one.role, one.id) for one in about_a_hessian if (one.role, one.id) in rows]
    drawn = [rows[key] for key in order]
    found: dict[str, list[dict[str, Any]]] = {one.name: [] for one in IMPLEMENTATIONS}
    for name, outcome in (pair for key in order for pair in told[key]):
        found[name].append(outcome)
    targets = [{"target": name, "properties": properties} for name, properties in found.items() if properties]
    return Coverage(drawn, targets)


def _told(tried: Property, outcome: Outcome) -> dict[str, Any]:
    return {
        "id": tried.id,
        "verdict": outcome.verdict,
        "planned": outcome.planned,
        "run": outcome.run,
        "worst_error_over_bound": ratio(outcome.worst_ratio),
        "counterexample": outcome.counterexample,
    }
