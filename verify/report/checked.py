"""The verdicts on derivation files as text, Markdown and JSON. Whatever comes from a file is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from verify.derivation_files.checking import Checked, Finding
from verify.derivation_files.reading import Fault

__all__ = ["checked_data", "checked_markdown", "checked_text", "plain"]

VERDICTS = ("proved", "refuted", "undecided", "error")
_SHOWN = 300
_LEMMA = re.compile(r"file\.[^.]*\.(?!step\d+$)")
_PLACE = re.compile(r" \d+$")


def plain(text: object, most: int = _SHOWN) -> str:
    """Return a text on one line, what could steer a terminal written out, cut where it is long."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))
    return shown if len(shown) <= most else shown[: most - 2] + ".."


def checked_data(checked: Sequence[Checked]) -> dict[str, Any]:
    """Return the JSON of `check`, as `schemas/check.schema.json` describes it."""
    counts = {verdict: sum(c.verdict == verdict for c in checked) for verdict in VERDICTS}
    return {"schema": 1, "claims": [_claim(c) for c in checked], "summary": {**counts, "total": len(checked)}}


def _claim(claim: Checked) -> dict[str, Any]:
    counterexamples = [f.counterexample.data() for f in claim.findings if f.counterexample]
    proofs = [f.proof for f in claim.findings if f.proof]
    return {
        "file": claim.file,
        "id": claim.id,
        "line": claim.line,
        "verdict": claim.verdict,
        "statement": claim.text,
        "counterexample": counterexamples[0] if counterexamples else None,
        "missing": list(dict.fromkeys(m for f in claim.findings for m in f.missing)),
        "axioms": sorted({axiom for proof in proofs for axiom in proof.axioms}),
        "rules": sorted({rule for proof in proofs for rule in proof.rules}),
        "assumed": list(claim.assumed),
        "notes": list(claim.notes),
        "error": _fault(claim.fault),
        "steps": [_step(f) for f in claim.steps],
    }


def _fault(fault: Fault | None) -> dict[str, Any] | None:
    return {"message": str(fault), "line": fault.line, "column": fault.column} if fault else None


def _step(finding: Finding) -> dict[str, Any]:
    return {
        "to": finding.to,
        "line": finding.line,
        "verdict": finding.verdict,
        "statement": finding.statement,
        "counterexample": finding.counterexample.data() if finding.counterexample else None,
        "missing": list(finding.missing),
        "reasons": _reasons(finding),
        "rules": list(finding.proof.rules) if finding.proof else [],
    }


def _reasons(finding: Finding) -> list[str]:
    """What a proof rests on, without the sequents in between."""
    if finding.proof is None:
        return []
    found = [r for r in finding.proof.reasons if r != "induction" and not _LEMMA.match(r)]
    return list(dict.fromkeys(_PLACE.sub("", r) if " is " in r else r.removeprefix("file.") for r in found))


# --- text ------------------------------------------------------------------------------------------------------------


def checked_text(checked: Sequence[Checked], verbose: bool = False) -> str:
    """Return a block a claim, what is wrong or missing below it, and the totals in the last line."""
    blocks = ["\n".join(_lines(claim, verbose)) for claim in checked]
    return "\n\n".join([*blocks, _totals(checked)]) + "\n"


def checked_markdown(checked: Sequence[Checked], verbose: bool = False) -> str:
    """Return the same with a heading a claim."""
    blocks = []
    for claim in checked:
        lines = "\n".join(_lines(claim, verbose)).replace("```", "'''")
        blocks.append(f"### `{plain(claim.id)}`: {claim.verdict}\n\n```text\n{lines}\n```")
    return "\n\n".join([*blocks, _totals(checked)]) + "\n"


def _totals(checked: Sequence[Checked]) -> str:
    counts = [(verdict, sum(c.verdict == verdict for c in checked)) for verdict in VERDICTS]
    found = ", ".join(f"{number} {verdict}" for verdict, number in counts if number or verdict == "proved")
    return f"{len(checked)} claim{'' if len(checked) == 1 else 's'}: {found}"


def _lines(claim: Checked, verbose: bool) -> Iterator[str]:
    yield f"{plain(claim.file)}:{claim.line}: {plain(claim.id)}: {claim.verdict}"
    if claim.text:
        yield f"  {plain(claim.text)}"
    if claim.fault:
        yield f"  line {claim.fault.line}, column {claim.fault.column}: {plain(claim.fault)}"
    for finding in claim.shows:
        yield from _details(finding, "  ", verbose)
    for finding in claim.steps:
        yield f"  line {finding.line}: {finding.verdict}: == {plain(finding.to)}"
        yield from _details(finding, "    ", verbose)
    for note in claim.notes:
        yield f"  note: {note}"


def _details(finding: Finding, indent: str, verbose: bool) -> Iterator[str]:
    if finding.counterexample:
        values = finding.counterexample.data()
        left, right = values.pop("lhs"), values.pop("rhs")
        word = finding.counterexample.sides[0]
        yield f"{indent}false for " + ", ".join(f"{name} = {_value(value)}" for name, value in values.items())
        yield f"{indent}where " + _sides(word, _value(left), _value(right))
    for missing in finding.missing:
        yield f"{indent}missing: {plain(missing)}"
    if finding.proof:
        reasons = ", ".join(plain(r) for r in _reasons(finding)) or "algebra alone"
        yield f"{indent}from {reasons}; rules: {', '.join(finding.proof.rules)}"
        if verbose:
            yield from (f"{indent}  {plain(line)}" for line in finding.proof.lines)


def _sides(word: str, left: str, right: str) -> str:
    forms = {
        "==": f"the left side is {left}, the right side {right}",
        "psd": f"what has to be positive semidefinite, or at least 0, is {left}",
        "pd": f"what has to be positive definite, or above 0, is {left}",
        "!=": f"what has to have an inverse is {left}",
        "grad": f"the gradient is {left}, the right side {right}",
        "limit": f"the limit is {left}, the right side {right}",
        "norm": f"the matrix is {left}, its norm is not {right}",
        "undefined": f"{left}, which has {right}",
    }
    return forms[word]


def _value(value: Any) -> str:
    if isinstance(value, str):
        return value
    rows = [row[0] if len(row) == 1 else "[" + ", ".join(row) + "]" for row in value]
    return "[" + ", ".join(rows) + "]"
