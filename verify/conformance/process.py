"""A child process that tells what it finds, a JSON value a line; from outside one sees whether it hangs, leaves or dies.

``main`` of a module of ours is run there. It reads a request from standard input; an empty line is a sign of life.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

__all__ = ["SILENCE", "Child", "limit_memory", "request_and_voice"]

SILENCE = 20.0
"""A call that lasts longer than so many seconds hangs; the machine may be busy, so it is not less."""

_MEMORY = 2**30  # bytes beyond what is in use once the target is loaded


# --- outside ---------------------------------------------------------------------------------------------------------


class Child:
    """A child process. Iterating over it gives what it tells; it is ended with all that it started when that stops.

    Attributes
    ----------
    fate : str
        Afterwards "hang" if it was silent for too long, how it ended if not well, else "".
    """

    def __init__(self, module: str, request: Mapping[str, Any], silence: float = SILENCE) -> None:
        self.fate = ""
        self._silence = silence
        self._process = _started(module, {**request, "path": [str(Path.cwd()), *filter(None, sys.path)]})

    def __iter__(self) -> Generator[dict[str, Any], None, None]:
        lines = _lines(self._process)
        silent = False
        try:
            while True:
                try:
                    line = lines.get(timeout=self._silence)
                except queue.Empty:
                    silent = True
                    return
                if line is None:
                    return
                if line.strip():
                    yield json.loads(line)
        finally:
            _end(self._process)
            self.fate = "hang" if silent else _fate(self._process.returncode)


def _started(module: str, request: Mapping[str, Any]) -> subprocess.Popen[str]:
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    home = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH", ""))))
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env={**os.environ, **threads, "PYTHONPATH": path},
        start_new_session=True,
    )
    if process.stdin is not None:
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps(request))
        process.stdin.close()
    return process


def _lines(process: subprocess.Popen[str]) -> queue.Queue[str | None]:
    """The lines of a process as they come, None at their end."""
    lines: queue.Queue[str | None] = queue.Queue()

    def gather() -> None:
        for line in process.stdout or ():
            lines.put(line)
        lines.put(None)

    threading.Thread(target=gather, daemon=True).start()
    return lines


def _end(process: subprocess.Popen[str]) -> None:
    """End the process and whatever it has started; its session is its own."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=0.2)
    with suppress(ProcessLookupError, PermissionError, AttributeError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _fate(code: int) -> str:
    if not code:
        return ""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


# --- inside ----------------------------------------------------------------------------------------------------------


def request_and_voice() -> tuple[dict[str, Any], Callable[[Any], None], Callable[[], None]]:
    """Return the request, a function that tells a value, and one that gives a sign of life; the target's output is not ours."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    request = json.loads(sys.stdin.read())
    sys.path[:0] = [path for path in request["path"] if path not in sys.path]

    def write(line: str) -> None:
        out.write(line + "\n")
        out.flush()

    return request, lambda value: write(json.dumps(value)), lambda: write("")


def limit_memory() -> None:
    """Let a target that asks for too much memory get a MemoryError, where the system can do that."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - the one line there is
            used = int(file.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (used + _MEMORY, hard))
