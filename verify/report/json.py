"""The ledger as JSON: no time stamps, no paths of this machine, so that the same seed gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from verify.ledger import Entry, ErratumEntry, Fault, HypothesisEntry, Ledger, NoteEntry, PartEntry, Trials

__all__ = ["entry_data", "errata_data", "errata_totals", "ledger_data", "ratio"]


def ledger_data(ledger: Ledger) -> dict[str, Any]:
    """Return the JSON of `audit`, as `schemas/audit.schema.json` describes it."""
    return {
        "schema": 1,
        "claims": [entry_data(entry) for entry in ledger.entries],
        **errata_data(ledger),
        "summary": {
            **ledger.totals,
            **errata_totals(ledger),
            "hypotheses": ledger.hypotheses,
            "models": ledger.models,
            "exit_code": ledger.exit_code,
        },
    }


def errata_data(ledger: Ledger) -> dict[str, Any]:
    """Return the errata and the notes of a ledger."""
    return {"errata": [_erratum(erratum) for erratum in ledger.errata], "notes": [_note(note) for note in ledger.notes]}


def errata_totals(ledger: Ledger) -> dict[str, int]:
    """Return how many errata there are, and how many are refuted."""
    refuted = sum(erratum.verdict == "refuted" for erratum in ledger.errata)
    return {"errata_refuted": refuted, "errata_total": len(ledger.errata)}


def _erratum(erratum: ErratumEntry) -> dict[str, Any]:
    return {
        "id": erratum.id,
        "source": erratum.source,
        "class": erratum.kind,
        "printed": erratum.printed,
        "restated": erratum.restated,
        "statement": erratum.statement,
        "hypotheses": [{"name": h.name, "statement": h.statement} for h in erratum.hypotheses],
        "verdict": erratum.verdict,
        "counterexample": _values(erratum.counterexample),
        "truth": erratum.truth,
        "corrected_by": erratum.corrected_by,
        "corrected": erratum.corrected,
    }


def _note(note: NoteEntry) -> dict[str, Any]:
    return {"id": note.id, "statement": note.statement, "floats": dict(note.floats), "exact": dict(note.exact)}


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
        "status": hypothesis.status or None,
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
