"""Holds the solvers of other libraries against the claims; ``python -m verify.peers LIBRARY ..`` writes what comes of it.

For each library a file verify/conformance/results/LIBRARY-VERSION.toml, and from all files there one table, docs/peers.md.
What a library documents (a solver's tolerance) is told apart from a silent wrong answer. Not a part of the tests: it needs
the libraries.
"""

from __future__ import annotations

import sys
import tomllib
import warnings
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from verify.bounds import DOUBLE
from verify.conformance.engine import run
from verify.conformance.judging import Accuracy, Finding, Subject
from verify.conformance.known import Case
from verify.conformance.properties import properties_of
from verify.conformance.property import Property
from verify.conformance.roles import ROLES
from verify.implementations.adapters import LIBRARIES, Adapter, adapters_of

__all__ = ["RESULTS", "TABLE", "Row", "main", "rows_of", "table", "toml"]

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "conformance" / "results"
"""The committed results, a file a library and version."""

TABLE = HERE.parent / "docs" / "peers.md"
"""The table made of them."""

EXAMPLES = 40
_FEW = 6  # of what takes thousands of steps


@dataclass(frozen=True)
class Row:
    """One property of one adapter.

    Attributes
    ----------
    adapter : Adapter
        The solver.
    tried : str
        The id of the property.
    claim : str
        The claim it comes from, "" for the contract.
    verdict : str
        "holds", "documented" where the library documents less than was asked for, "silent" for a wrong answer without a word,
        "raises" where it refuses with an error, or "not judged" outside of its domain.
    judged : int
        On how many cases.
    worst : float
        The largest error over what is allowed.
    finding : str
        What kind of finding.
    message : str
        What is wrong.
    reproducer : str
        A few lines of Python with the smallest case found; "" if it holds.
    """

    adapter: Adapter
    tried: str
    claim: str
    verdict: str
    judged: int
    worst: float
    finding: str = ""
    message: str = ""
    reproducer: str = ""


# --- running ---------------------------------------------------------------------------------------------------------


def rows_of(library: str, examples: int = EXAMPLES) -> Iterator[Row]:
    """Yield what came of each adapter to a library and each property of its role; see `adapters_of` for errors."""
    cases: dict[tuple[str, Any], list[Case]] = {}
    for adapter in adapters_of(library):
        slow = any(word in adapter.name for word in ("fixed point", "early stopping"))
        for tried in properties_of(adapter.role):
            if slow and tried.id != "closed_form":
                continue
            key = adapter.role, tried.draw
            if key not in cases:
                cases[key] = _drawn(tried, examples)
            yield _row(library, adapter, tried, _sorted(cases[key], adapter, _FEW if slow else examples))


def _drawn(tried: Property, examples: int) -> list[Case]:
    drawn: list[Case] = []

    def collect(_: Subject, case: Case) -> Accuracy:
        drawn.append(case)
        return Accuracy(0.0, "backward-stable")

    run(replace(tried, judge=collect), lambda *_: None, examples, seed=0)
    return drawn


def _sorted(cases: Sequence[Case], adapter: Adapter, most: int) -> list[Case]:
    """Cases within the adapter's domain, the smallest first: the first that fails is the one to show."""
    subject = Subject(adapter.function, ROLES[adapter.role])
    inside = [case for case in cases if subject.applies(case.arguments)]
    return sorted(inside, key=_size)[:most]


def _size(case: Case) -> tuple[int, int, int]:
    arrays = [value for value in case.arguments.values() if isinstance(value, np.ndarray)]
    numbers = [x for value in case.arguments.values() for x in np.ravel(value).tolist()]
    digits = sum(len(repr(float(x))) for x in numbers)
    return sum(array.size for array in arrays), int(max(map(abs, numbers), default=0) > 2.0**20), digits


def _row(library: str, adapter: Adapter, tried: Property, cases: Sequence[Case]) -> Row:
    subject = Subject(adapter.function, ROLES[adapter.role])
    worst, first = 0.0, None
    for case in cases:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                worst = max(worst, tried.judge(subject, case).ratio)
        except Finding as found:
            worst = max(worst, found.ratio)
            first = first or (found, case)
    if first is None:
        verdict = "holds" if cases else "not judged"
        return Row(adapter, tried.id, tried.claim, verdict, len(cases), worst)
    finding, case = first
    less = bool(_reason(adapter, tried.id)) and finding.kind in ("inaccurate", "not finite")
    verdict = "raises" if finding.kind == "crash" else "documented" if less else "silent"
    arguments = finding.asking.arguments if finding.asking is not None else case.arguments
    message = str(finding).splitlines()[0][:200]
    return Row(
        adapter, tried.id, tried.claim, verdict, len(cases), worst, finding.kind, message, _lines(library, adapter, arguments)
    )


def _reason(adapter: Adapter, tried: str) -> str:
    """What the library documents about such a case."""
    return adapter.documented or (adapter.at_zero if tried == "without_penalty" else "")


def _lines(library: str, adapter: Adapter, arguments: Mapping[str, Any]) -> str:
    """A reproducer: the call, and the exact result rounded once."""
    from verify.conformance.known import known_of
    from verify.exact import to_floats

    given = ", ".join(f"{name}={_written(value)}" for name, value in arguments.items())
    lines = [
        "from numpy import array",
        "from verify.implementations.adapters import adapters_of",
        f"solve = next(one.function for one in adapters_of({library!r}) if one.name == {adapter.name!r})",
        f"print(solve({given}))",
    ]
    if "Q" not in ROLES[adapter.role].parameters and adapter.role != "weight_decay_descent":
        exact = to_floats(ROLES[adapter.role].exact(known_of(arguments, {}, DOUBLE)))[:, 0]
        lines.append(f"# exact, rounded once: {exact.tolist()}")
    return "\n".join(lines)


def _written(value: Any) -> str:
    return f"array({value.tolist()!r}, dtype=float)" if isinstance(value, np.ndarray) else repr(value)


# --- writing ---------------------------------------------------------------------------------------------------------


def toml(library: str, version: str, rows: Sequence[Row]) -> str:
    """Return the results of a library as TOML; worst ratios have 2 digits."""
    lines = [f"library = {_quoted(library)}", f"version = {_quoted(version)}", ""]
    for row in rows:
        lines += [
            "[[result]]",
            f"solver = {_quoted(row.adapter.name)}",
            f"role = {_quoted(row.adapter.role)}",
            f"convention = {_quoted(row.adapter.convention)}",
            f"property = {_quoted(row.tried)}",
            f"claim = {_quoted(row.claim)}",
            f"verdict = {_quoted(row.verdict)}",
            f"judged = {row.judged}",
            f"worst_error_over_bound = {float(f'{row.worst:.2g}') if np.isfinite(row.worst) else 'inf'}",
        ]
        if row.reproducer:
            lines += [f"finding = {_quoted(row.finding)}", f"message = {_quoted(row.message)}"]
            if row.verdict == "documented":
                lines.append(f"documented = {_quoted(_reason(row.adapter, row.tried))}")
            lines.append(f"reproducer = {_quoted(row.reproducer)}")
        lines.append("")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{"".join(c if c.isprintable() else "?" for c in escaped)}"'


_MARKS = {
    "holds": "holds",
    "documented": "less, as documented",
    "silent": "**wrong**",
    "raises": "raises",
    "not judged": "not judged",
}


def table(folder: Path = RESULTS) -> str:
    """Return the table of all results as markdown."""
    lines = [
        "# Other libraries, held against the derivations",
        "",
        "Generated by `make peers`; do not edit. Each solver is called through an adapter in",
        "`verify/implementations/adapters/`, which translates alpha. The cases are drawn where implementations go wrong:",
        "singular and graded matrices, scales from 2^-400 to 2^400, alpha far below and far above the spectrum.",
        "",
        "- *holds*: as accurate as its conditioning allows.",
        "- *less, as documented*: off, and the documentation says so (a tolerance, another method).",
        "- **wrong**: off, or against the contract, and the documentation of that default does not say so.",
        "- *raises*: an error instead of a result.",
        "- *not judged*: no case within the adapter's domain.",
        "",
        "The number is the largest error over what is allowed.",
        "",
    ]
    shown: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        lines += [f"## {data['library']} {data['version']}", "", "| solver | role | property | claim | verdict | worst |"]
        lines.append("|---|---|---|---|---|---|")
        for row in data["result"]:
            claim = f"`{row['claim']}`" if row["claim"] else "contract"
            worst = row["worst_error_over_bound"]
            cells = (row["solver"], row["role"], row["property"], claim, _MARKS[row["verdict"]], f"{worst:.2g}")
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
        shown += _smallest(data)
    return "\n".join([*lines, "# Smallest reproducers", "", *shown])


def _smallest(data: Mapping[str, Any]) -> list[str]:
    """For each solver the shortest reproducer of each verdict."""
    best: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in data["result"]:
        key = row["solver"], row["verdict"]
        if "reproducer" in row and (key not in best or len(row["reproducer"]) < len(best[key]["reproducer"])):
            best[key] = row
    lines = []
    for (solver, verdict), row in best.items():
        reason = f" ({row['documented']})" if "documented" in row else ""
        lines += [
            f"**{data['library']}, {solver}**: {_MARKS[verdict].strip('*')}{reason}; {row['property']}: {row['message']}",
            "",
        ]
        lines += ["```python", row["reproducer"], "```", ""]
    return lines


def main(argv: Sequence[str] | None = None) -> int:
    """Run the adapters to some libraries and write results and table; return 0, or 3 if a library is missing."""
    parser = ArgumentParser(prog="peers", description=__doc__)
    parser.add_argument("libraries", nargs="*", choices=[*LIBRARIES, []], default=[*LIBRARIES], help="which; all if left out")
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    args = parser.parse_args(argv)
    missing = 0
    for library in args.libraries:
        try:
            version = metadata.version(library).partition("+")[0]
        except metadata.PackageNotFoundError:
            print(f"{library} is not installed: pip install '.[{LIBRARIES[library][0]}]'")
            missing = 3
            continue
        rows = []
        for row in rows_of(library, args.examples):
            rows.append(row)
            print(f"{library} {version}: {row.adapter.name}: {row.tried}: {row.verdict} ({row.worst:.2g})", flush=True)
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{library}-{version}.toml").write_text(toml(library, version, rows), encoding="utf-8")
    TABLE.write_text(table(), encoding="utf-8")
    return missing


if __name__ == "__main__":
    sys.exit(main())
