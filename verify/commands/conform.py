"""conform: hold somebody's implementation against the derivations. It runs that code, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from verify.commands.options import UsageError, add_output, add_run, complain, dump, emit
from verify.profiles import BAD_INPUT, INCOMPLETE, OK, PROFILES, REFUTED, first_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

__all__ = ["arguments", "exit_code", "run"]

_CODES = {"conforms": OK, "violates": REFUTED, "incomplete": INCOMPLETE, "error": BAD_INPUT}


def arguments(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "targets",
        nargs="*",
        metavar="TARGET",
        help="package.module:name or file.py:name; none: those of [tool.ridgeproof] in ./pyproject.toml. Their code is run",
    )
    parser.add_argument("--role", metavar="ROLE", help="what the targets compute; `--role list` shows the roles")
    parser.add_argument("--dtype", choices=("float64", "float32"), default=None, help="of arguments and results (float64)")
    parser.add_argument(
        "--expected-failures", metavar="FILE", help="TOML: properties that may fail, each with reason and example"
    )
    add_output(parser)
    add_run(parser)
    parser.add_argument("-x", dest="stop", action="store_true", help="stop at the first violation")


def run(args: Namespace) -> int:
    """Hold every target and return the exit code."""
    from verify.conformance.isolation import conform_target
    from verify.conformance.roles import ROLES
    from verify.conformance.suite import summary_of
    from verify.report.conformance import WARNING, conform_text
    from verify.report.progress import shown

    if args.role == "list":
        emit(args, "".join(f"{role.name}({', '.join(role.parameters)}): {role.value}\n" for role in ROLES.values()))
        return OK
    jobs = list(_jobs(args))
    if not args.quiet:
        complain(WARNING)
    done: list[dict[str, Any]] = []
    with shown(args.quiet, args.verbose) as progress:
        for target, plan, expected in jobs:
            done.append(conform_target(target, plan, expected, stop=args.stop, progress=progress))
            if args.stop and done[-1]["verdict"] == "violates":
                break
    summary = summary_of(done)
    if args.format == "json":
        emit(args, dump({"schema": 1, "targets": done, "summary": summary}))
    else:
        emit(args, conform_text(done, summary, as_markdown=args.format == "markdown", verbose=args.verbose))
    return exit_code(done)


def exit_code(targets: list[dict[str, Any]]) -> int:
    """Return 0 if all conform, 1 if one violates, 2 if one cannot be had, 3 if one is incomplete: the first of 2, 1, 3."""
    return first_of({_CODES[one["verdict"]] for one in targets})


def _jobs(args: Namespace) -> Any:
    """Each target with its plan and with the failures that are expected of it."""
    from verify.conformance.expected import BadExpectation, read
    from verify.conformance.roles import ROLES
    from verify.conformance.settings import BadSettings, settings
    from verify.conformance.suite import Plan

    try:
        wanted = settings("pyproject.toml") if not args.targets else [{"target": target} for target in args.targets]
        for one in wanted:
            role = args.role or one.get("role")
            if role not in ROLES:
                missing = "say with --role what it computes" if role is None else f"no role is called {role!r}"
                raise UsageError(f"{one['target']}: {missing}; there are {', '.join(ROLES)}")
            file = args.expected_failures or one.get("expected_failures")
            plan = Plan(role, PROFILES[args.profile], args.seed, args.dtype or one.get("dtype", "float64"))
            yield one["target"], plan, read(file, one["target"], role) if file else []
    except (BadExpectation, BadSettings) as error:
        raise UsageError(str(error)) from None
