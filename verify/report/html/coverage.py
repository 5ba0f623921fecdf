"""What the random tests reach: each property is run again on each implementation, and what it draws is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from verify.conformance import Property

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
    """Counts the cases of one property."""

    counts: Counter[str] = field(default_factory=Counter)
    sizes: set[int] = field(default_factory=set)
    cases: int = 0

    def count(self, case: Any) -> Any:
        """Look at a case and hand it on."""
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
        return case


def covered(examples: int, seed: int) -> Coverage:
    """Run every property about a Hessian on every implementation of its role.

    Parameters
    ----------
    examples : int
        How many cases a property draws, shared by the implementations, as in the audit.
    seed : int
        The same seed draws the same cases as the audit.
    """
    from verify.checks import cases
    from verify.conformance import PROPERTIES, run_each
    from verify.conformance.roles import ROLES
    from verify.implementations import IMPLEMENTATIONS
    from verify.report.json import ratio

    drawn, found = [], {one.name: [] for one in IMPLEMENTATIONS}  # type: ignore[var-annotated]
    for tried in PROPERTIES:
        held = [one for one in IMPLEMENTATIONS if one.role == tried.role]
        if not held or not {"H", "alpha"} <= set(ROLES[tried.role].parameters):
            continue
        seen = _Seen()
        watched, functions = _watched(tried, seen), [one.function for one in held]
        for one, outcome in zip(held, run_each(watched, functions, cases(examples, len(held)), seed), strict=True):
            found[one.name].append(
                {
                    "id": tried.id,
                    "verdict": outcome.verdict,
                    "planned": outcome.planned,
                    "run": outcome.run,
                    "worst_error_over_bound": ratio(outcome.worst_ratio),
                    "counterexample": outcome.counterexample,
                }
            )
        low, high = min(seen.sizes), max(seen.sizes)
        sizes = f"{low} to {high}" if low < high else str(low)
        drawn.append(
            {"property": f"{tried.role}, {tried.id}", "cases": seen.cases, "sizes": sizes, "counts": dict(seen.counts)}
        )
    targets = [{"target": name, "properties": properties} for name, properties in found.items() if properties]
    return Coverage(drawn, targets)


def _watched(tried: Property, seen: _Seen) -> Property:
    """The same property, its cases counted as they are drawn."""

    def draw(**settings: Any) -> SearchStrategy[Any]:
        return tried.draw(**settings).map(seen.count)

    return replace(tried, draw=draw)
