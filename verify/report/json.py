"""The ledger as JSON: no time stamps, no paths of this machine, so that the same seed gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from verify.ledger import Entry, Fault, HypothesisEntry, Ledger, PartEntry, Trials

__all__ = ["entry_data", "ledger_data", "ratio"]


def ledger_data(ledger: Ledger) -> dict[str, Any]:
    """Return the JSON of `audit`, as `schemas/audit.schema.json` describes it."""
    errata = {"errata_refuted": 0, "errata_total": 0}
    return {
        "schema": 1,
        "claims": [entry_data(entry) for entry in ledger.entries],
        "errata": [],
        "notes": [],
        "summary": {**ledger.totals, **errata, "exit_code": ledger.exit_code},
    }


def entry_data(entry: Entry) -> dict[str, Any]:
    """Return one claim; statement, hypotheses and model are those of its main part."""
    certified, total = entry.steps
    return {
        "id": entry.id,
        "title": entry.title,
        "kind": entry.kind,
        "section": entry.section,
        "statement": entry.main.statement,
        "verdict": entry.verdict,
        "parts": [_part(part, entry.kind == "theorem") for part in entry.parts],
        "steps": {"certified": certified, "total": total},
        "derived": list(entry.derived),
        "tested": _tested(entry.tested),
        "hypotheses": [_hypothesis(hypothesis) for hypothesis in entry.main.hypotheses],
        "axioms": list(entry.axioms),
        "rules": list(entry.rules),
        "model": _values(entry.main.model),
    }


def ratio(value: float | None) -> float | str | None:
    """Return a measured ratio to 2 digits; "inf" where there was no result to measure."""
    if value is None:
        return None
    return float(f"{value:.2g}") if isfinite(value) else "inf"


def _part(part: PartEntry, judged: bool) -> dict[str, Any]:
    return {
        "id": part.id,
        "sequent": part.sequent,
        "title": part.title,
        "statement": part.statement,
        "verdict": part.verdict if judged else None,
        "certificate": {"state": part.certificate, "items": part.items, "rules": list(part.rules)} if judged else None,
        "steps": [
            {"statement": step.statement, "reasons": list(step.reasons), "conditions": list(step.conditions)}
            for step in part.steps
        ],
        "uses": list(part.uses),
        "derived": list(part.derived),
        "tested": _tested(part.tested),
        "hypotheses": [_hypothesis(hypothesis) for hypothesis in part.hypotheses],
        "axioms": list(part.axioms),
        "models": [dict(sizes) for sizes in part.models],
        "faults": [_fault(fault) for fault in part.faults],
    }


def _hypothesis(hypothesis: HypothesisEntry) -> dict[str, Any]:
    return {
        "name": hypothesis.name,
        "statement": hypothesis.statement,
        "needed": hypothesis.needed,
        "counterexample": _values(hypothesis.counterexample),
    }


def _tested(tested: Trials | None) -> dict[str, Any] | None:
    if tested is None:
        return None
    return {
        "examples": tested.examples,
        "implementations": tested.implementations,
        "worst_error_over_bound": ratio(tested.worst),
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {"kind": fault.kind, "message": fault.message, "values": _values(fault.values)}


def _values(values: Mapping[str, object] | None) -> dict[str, object] | None:
    return None if values is None else dict(values)
