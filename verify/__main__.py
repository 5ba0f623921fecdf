"""The commands: ``python -m verify COMMAND``, or ``ridgeproof COMMAND``.

Nothing here needs `verify/__init__.py`: another distribution may have overwritten that, and `doctor` has to say so. A command's
module is imported when it is asked for, so that the quick ones stay quick.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from os import environ
from pathlib import Path

from verify.commands import COMMANDS
from verify.profiles import BAD_INPUT, INCOMPLETE, INTERRUPTED, OK

__all__ = ["main"]

_WIDTH = 100


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0 everything asked for holds, 1 something is refuted or violates, 2 bad usage or input, 3 undecided or incomplete, 4 a
    certificate does not re-check or is stale, 130 interrupted; if several apply, the first of 2, 4, 1, 3.

    Parameters
    ----------
    argv : sequence of str, optional
        The command and its arguments; those of the process if left out.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if argv is None:  # a process of its own
        environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(_cache()))
        gc.set_threshold(50_000, 20, 20)  # terms are many and never cycles: to look for those all the time takes a tenth
    if not words or words[0] in ("-h", "--help"):
        print(_help(), file=sys.stdout if words else sys.stderr)
        return OK if words else BAD_INPUT
    from verify.commands.options import UsageError, complain, version

    if words[0] == "--version":
        print(f"ridgeproof {version()}")
        return OK
    try:
        return _run(words[0], words[1:])
    except (UsageError, LookupError) as error:
        complain(error.args[0] if error.args else error)
        return BAD_INPUT
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
    except ModuleNotFoundError as error:
        complain(f"{error.name} is not installed, so this cannot be done; `ridgeproof doctor` tells what else that disables")
        return INCOMPLETE
    except Exception:  # noqa: BLE001 - an exit code of 1 would read as a refutation
        import traceback

        traceback.print_exc()
        complain("this is a fault of the program: nothing has been decided")
        return INCOMPLETE


def _run(name: str, words: list[str]) -> int:
    from verify.commands.options import UsageError, version

    if name not in COMMANDS:
        if name.startswith("-"):
            raise UsageError(f"options stand behind the command: ridgeproof audit {name}")
        from difflib import get_close_matches

        near = get_close_matches(name, COMMANDS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(COMMANDS)}"
        raise UsageError(f"no command is called {name!r}; {hint}")
    from argparse import ArgumentParser

    command = import_module(f"verify.commands.{name}")
    told = f"{COMMANDS[name][0].upper()}{COMMANDS[name][1:]}."
    parser = ArgumentParser(prog=f"ridgeproof {name}", description=told, allow_abbrev=False)
    if "--version" in words:
        print(f"ridgeproof {version()}")
        return OK
    command.arguments(parser)
    try:
        args = parser.parse_args(words)
    except SystemExit as stop:  # argparse has said what is wrong, or has printed the help
        return int(stop.code or 0)
    code: int = command.run(args)
    return code


def _cache() -> Path:
    """Where Hypothesis may keep what it finds out about a machine: left to itself it would write into the user's folder."""
    try:
        home = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # a user without a home
        from tempfile import gettempdir

        home = Path(gettempdir())
    return home / "ridgeproof" / "hypothesis"


def _help() -> str:
    from textwrap import fill

    width = max(map(len, COMMANDS))
    below = " " * (width + 4)
    rows = "\n".join(
        fill(says, _WIDTH, initial_indent=f"  {name:<{width}}  ", subsequent_indent=below, break_on_hyphens=False)
        for name, says in COMMANDS.items()
    )
    return (
        "usage: ridgeproof COMMAND [options]      (or python -m verify COMMAND)\n\n"
        "Weight decay on a quadratic loss: every printed claim derived, certified, and held against code.\n\n"
        f"commands:\n{rows}\n\n"
        "ridgeproof COMMAND --help tells more; ridgeproof --version names the version.\n"
        "Exit codes: 0 all holds, 1 refuted, 2 bad usage, 3 undecided,\n"
        "            4 a certificate does not re-check, 130 interrupted."
    )


if __name__ == "__main__":
    sys.exit(main())
