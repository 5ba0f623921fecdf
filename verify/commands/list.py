"""list: the claims in reading order, and which of their steps the kernel accepts; loads nothing but the standard library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import derivations
from verify.certify import EXIT_CODES, Checked, certify, read
from verify.commands.options import add_output, dump, emit
from verify.profiles import first_of
from verify.report.tables import aligned, markdown

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from derivations.language.claims import Claim

__all__ = ["arguments", "run"]

_NOT_RUN = "not run"
_HEAD = ("number", "claim", "certified", "title")


def arguments(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    add_output(parser)


def run(args: Namespace) -> int:
    """List the claims; return 0, or 4 if the kernel rejects a certificate, or 3 if one is missing."""
    claims = tuple(derivations.claims())
    checked = certify(claims, read(claims), second=False)
    code = first_of({EXIT_CODES[found.state] for found in checked.values()})
    if args.format == "json":
        emit(args, dump(_data(claims, checked, code)))
        return code
    table = [_row(claim, checked) for claim in claims]
    lines = (markdown if args.format == "markdown" else aligned)(_HEAD, table)
    if args.verbose:
        lines += ["", *(f"{name}: {found.message}" for name, found in checked.items() if found.message)]
    emit(args, "\n".join([*lines, "", _last(claims, checked)]) + "\n")
    return code


def _steps(claim: Claim, checked: dict[str, Checked]) -> tuple[int, int]:
    done = [len(part.steps) for name, part in claim.sequents() if name in checked and checked[name].state == "proved"]
    return sum(done), sum(len(part.steps) for part in claim.parts)


def _row(claim: Claim, checked: dict[str, Checked]) -> tuple[str, ...]:
    if claim.kind != "theorem":
        return (claim.number, claim.id, claim.kind, claim.title)
    done, total = _steps(claim, checked)
    return (claim.number, claim.id, f"{done}/{total}", claim.title)


def _last(claims: tuple[Claim, ...], checked: dict[str, Checked]) -> str:
    theorems = [claim for claim in claims if claim.kind == "theorem"]
    steps = [_steps(claim, checked) for claim in theorems]
    return (
        f"{len(claims)} claims, {len(theorems)} theorems; the kernel accepts {sum(done for done, _ in steps)} of "
        f"{sum(total for _, total in steps)} steps; {_NOT_RUN}: `audit` derives and tests"
    )


def _data(claims: tuple[Claim, ...], checked: dict[str, Checked], code: int) -> dict[str, Any]:
    from derivations.language.printing import statement_text

    rows = []
    for claim in claims:
        theorem = claim.kind == "theorem"
        done, total = _steps(claim, checked)
        rows.append(
            {
                "id": claim.id,
                "number": claim.number,
                "title": claim.title,
                "kind": claim.kind,
                "section": derivations.section_of(claim.id),
                "statement": statement_text(claim.part("main").goal),
                "steps": {"certified": done, "total": total} if theorem else None,
                "derived": _NOT_RUN if theorem else None,
                "tested": _NOT_RUN if theorem else None,
            }
        )
    kinds = [claim.kind for claim in claims]
    summary = {"definitions": kinds.count("definition"), "axioms": kinds.count("axiom"), "theorems": kinds.count("theorem")}
    return {"schema": 1, "claims": rows, "errata": [], "notes": [], "summary": {**summary, "exit_code": code}}
