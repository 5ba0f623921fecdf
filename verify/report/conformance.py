"""What came of a target, as text: the verdict, then for each property that is violated what it breaks and where to look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from verify.report.tables import aligned, markdown

__all__ = ["WARNING", "conform_text"]

WARNING = "note: the code of the target is run, in a child process with limits but with all your rights"
"""Said before anything is run."""

_HEAD = ("property", "claim", "verdict", "planned", "run", "skipped", "error/bound", "what has to hold")
_SHOWN = 3  # violations told in full; of the others the table tells
_LONG = 24  # digits beyond which a rational number is shown as a float

_Data = Mapping[str, Any]


def conform_text(
    targets: Sequence[_Data], summary: Mapping[str, int], *, as_markdown: bool = False, verbose: bool = False
) -> str:
    """Return the targets as text; the totals stand in the last line."""
    table = markdown if as_markdown else aligned
    blocks = []
    for one in targets:
        blocks.append([_title(one)])
        if one["error"]:
            continue
        shown = [p for p in one["properties"] if verbose or p["verdict"] != "holds"]
        blocks.append(table(_HEAD, [_row(p) for p in one["properties"]]))
        blocks += [list(_violation(p, as_markdown)) for p in _foremost(shown)]
        if verbose:
            blocks.append(["allowed errors:", *(f"  {t['name']}: {t['formula']}  [{t['source']}]" for t in one["tolerances"])])
    blocks.append([_totals(summary)])
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _title(one: _Data) -> str:
    grade = f", {one['grade']}" if one["grade"] else ""
    title = f"{one['target']} as {one['role']} ({one['dtype']}): {one['verdict']}{grade}"
    if one["convention"]:
        title += f"\n  adapted: {one['convention']}"
    return title + (f"\n  {one['error']}" if one["error"] else "")


def _row(p: _Data) -> tuple[str, ...]:
    verdict = p["verdict"] + (" (expected)" if p["expected"] else "")
    worst = p["worst_error_over_bound"]
    ratio = "" if worst is None or (p["finding"] and not p["claim"]) else str(worst) if worst == "inf" else f"{worst:.2g}"
    part = "" if p["part"] in (None, "main") else f".{p['part']}"
    claim = f"{p['claim']}{part}" if p["claim"] else "contract"
    return (p["id"], claim, verdict, str(p["planned"]), str(p["run"]), str(p["skipped"]), ratio, p["says"])


def _foremost(properties: Sequence[_Data]) -> list[_Data]:
    """The violations to tell in full: one of each kind of finding, wrong values first."""
    violated = [p for p in properties if p["verdict"] == "violated"]
    first: dict[str, _Data] = {}
    for p in sorted(violated, key=lambda one: one["finding"] not in ("inaccurate", "not finite")):
        first.setdefault(p["finding"] or "", p)
    return list(first.values())[:_SHOWN]


def _violation(p: _Data, as_markdown: bool) -> Iterator[str]:
    name = f"`{p['id']}`" if as_markdown else p["id"]
    if p["claim"]:
        yield f"{name} breaks {p['claim']}{'' if p['part'] == 'main' else ', ' + p['part']}: {p['says']}"
        yield f"  theorem    {p['statement']}   (`python -m verify show {p['claim']}`)"
    else:
        yield f"{name} breaks the contract: {p['says']}"
    if p["expected"]:
        yield f"  expected   {p['expected']}"
    yield f"  found      {p['message']}"
    if p["counterexample"]:
        yield from _example(p["counterexample"])
    if p["look_at"]:
        yield f"  look at    {p['look_at']}"
    if p["reproducer"]:
        yield "  reproduce with" + (":" if not as_markdown else ":\n\n```python")
        yield from (line if as_markdown else f"    {line}" for line in p["reproducer"].rstrip().splitlines())
        if as_markdown:
            yield "```"


_RESULTS = {"returned": "got", "exact": "expected", "allowed": "allowed"}


def _example(example: _Data) -> Iterator[str]:
    lead = "smallest"
    for name, value in example.items():
        if name not in (*_RESULTS, "layout"):
            yield f"  {lead:<10} {name} = {_value(value, name in ('H', 'X'))}"
            lead = ""
    if "layout" in example:
        yield f"  {'':<10} as {example['layout']} arrays"
    for name, said in (("exact", "expected"), ("returned", "got")):
        if name in example:
            yield f"  {said:<10} {_value(example[name])}"
    if "allowed" in example:
        most = max(Fraction(x) for x in example["allowed"])
        yield f"  {'allowed':<10} an error of {_decimal(most)} (-v shows the formulas)"


def _value(value: Any, matrix: bool = False) -> str:
    if isinstance(value, list):
        flat = [row[0] for row in value] if all(len(row) == 1 for row in value) else None
        if flat is not None and not matrix:
            return f"({', '.join(_number(x) for x in flat)})"
        if len(value) * len(value[0]) > 64:
            return _sparse(value)
        return f"[{', '.join('[' + ', '.join(_number(x) for x in row) + ']' for row in value)}]"
    return _number(value)


def _sparse(rows: list[list[str]]) -> str:
    there = [f"[{i}, {j}] = {_number(x)}" for i, row in enumerate(rows) for j, x in enumerate(row) if x != "0"]
    return f"{len(rows)} x {len(rows[0])}, zero but for {'; '.join(there[:12]) or 'nothing'}{'; ..' if len(there) > 12 else ''}"


def _number(text: Any) -> str:
    written = str(text)
    if len(written) <= _LONG // 2:
        return written
    return _decimal(Fraction(written))


def _decimal(x: Fraction) -> str:
    """A number to 17 digits, a power of two as such; beyond the floats by its exponent alone."""
    if x and x.numerator in (1, -1) and not x.denominator & (x.denominator - 1):
        return f"{'-' if x < 0 else ''}2^-{x.denominator.bit_length() - 1}"
    if x.denominator == 1 and x and not abs(x.numerator) & (abs(x.numerator) - 1):
        return f"{'-' if x < 0 else ''}2^{abs(x.numerator).bit_length() - 1}"
    try:
        return re.sub(r"\.0$", "", repr(float(x)))
    except OverflowError:
        return f"about 2^{x.numerator.bit_length() - x.denominator.bit_length()}"


def _totals(summary: Mapping[str, int]) -> str:
    counted = ", ".join(f"{summary[name]} {name}" for name in ("conforms", "violates", "incomplete", "error") if summary[name])
    return f"{summary['total']} target{'s' if summary['total'] != 1 else ''}: {counted or 'nothing to do'}"
