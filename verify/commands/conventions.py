"""conventions: which objective a ridge solver minimises, found from its results on designed exact data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from verify.commands.options import add_output, complain, dump, emit
from verify.profiles import INCOMPLETE, OK, REFUTED, first_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from verify.conventions import Failed, Found

__all__ = ["arguments", "data_of", "run"]

_CODES = {"found": OK, "failed": REFUTED}


def arguments(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("targets", nargs="+", metavar="TARGET", help="package.module:name or file.py:name; its code is run")
    add_output(parser)


def run(args: Namespace) -> int:
    """Find the conventions; return 0 if all are found, 1 if a solver crashes, hangs or leaves, else 3."""
    from verify.conventions import convention_of

    if not args.quiet:
        complain(f"running the code of {', '.join(args.targets)}")
    rows = [data_of(target, convention_of(target)) for target in args.targets]
    count = sum(row["verdict"] == "found" for row in rows)
    data = {"schema": 1, "targets": rows, "summary": {"found": count, "total": len(rows)}}
    emit(args, dump(data) if args.format == "json" else _text(rows, args.format == "markdown"))
    return first_of({_CODES.get(row["verdict"], INCOMPLETE) for row in rows})


def data_of(target: str, found: Found | Failed) -> dict[str, Any]:
    """Return what `schemas/conventions.schema.json` says of one target."""
    from verify.conventions import Failed
    from verify.conventions.wording import claims_of, objective, objectives, translation
    from verify.report.json import ratio

    if isinstance(found, Failed):
        nothing: dict[str, Any] = {"error": None, "margin": None, "conventions": []}
        return {"target": target, "verdict": "failed", "finding": found.kind, "message": found.message, **nothing}
    return {
        "target": target,
        "verdict": found.verdict,
        "finding": None,
        "message": "",
        "error": ratio(found.error),
        "margin": ratio(found.margin),
        "conventions": [
            {
                "objective": objective(one),
                "same_minimiser": list(objectives(one)),
                "ratio": {"constant": str(one.c), "power_of_m": one.p, "power_of_alpha": str(one.q)},
                "intercept": one.intercept,
                "spread": one.spread or "none",
                "alpha_here": translation(one)[0],
                "alpha_there": translation(one)[1],
                "claims": [{"id": claim, "says": says} for claim, says in claims_of(one)],
            }
            for one in found.conventions
        ],
    }


def _text(rows: list[dict[str, Any]], markdown: bool) -> str:
    from verify.conventions.candidates import INTERCEPTS, SPREADS

    mark = "`" if markdown else ""
    lines = []
    for row in rows:
        lines += [f"{'## ' if markdown else ''}{row['target']}: {row['verdict']}", ""]
        if row["verdict"] == "failed":
            lines += [f"{row['finding']}: {row['message']}", ""]
        elif not row["conventions"]:
            lines += [
                f"Its results are off by {row['error']} from the nearest known convention;",
                f"the next differs by {row['margin']}.",
                "",
            ]
        for k, one in enumerate(row["conventions"]):
            lines += [
                *(["or, its weights being the same,", ""] if k else []),
                f"- minimises     {mark}{one['objective']}{mark}",
                *(f"- same as       {mark}{form}{mark}" for form in one["same_minimiser"] if form != one["objective"]),
                f"- intercept     {INTERCEPTS[one['intercept']]}",
                f"- columns       {SPREADS['' if one['spread'] == 'none' else one['spread']]}",
                f"- alpha here    {mark}{one['alpha_here']}{mark}",
                f"- alpha there   {mark}{one['alpha_there']}{mark}, to get the alpha of this project",
                *(f"- proved by     {mark}{claim['id']}{mark}: {claim['says']}" for claim in one["claims"]),
                "",
            ]
        if row["conventions"]:
            lines += [f"Its results are off by {row['error']}; the next convention differs by {row['margin']}.", ""]
        if row["verdict"] == "approximate":
            lines += [
                "Not even half of the digits agree: a solver's tolerance, single precision, or a constant near this one.",
                "",
            ]
    lines.append(f"{sum(row['verdict'] == 'found' for row in rows)} of {len(rows)} found")
    return "\n".join(lines) + "\n"
