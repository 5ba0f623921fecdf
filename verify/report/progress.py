"""Progress on standard error: a bar on a terminal, lines where they are asked for, else nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["shown"]


@contextmanager
def shown(quiet: bool, verbose: bool) -> Iterator[Callable[[int, int, str], None] | None]:
    """Give what an audit calls as it proceeds; see `verify.audit.Progress`.

    Parameters
    ----------
    quiet : bool
        Show nothing.
    verbose : bool
        Without a terminal, print a line a part.
    """
    if not quiet and sys.stderr.isatty():
        with _bar() as advance:
            yield advance
    else:
        yield _line if verbose else None


def _line(done: int, total: int, name: str) -> None:
    if name:
        print(f"[{done + 1}/{total}] {name}", file=sys.stderr, flush=True)


@contextmanager
def _bar() -> Iterator[Callable[[int, int, str], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, name: bar.update(task, completed=done, total=total, description=name)
