"""The process in which a target runs: ``python -m verify.conformance.child``. What it does there harms nobody else.

It reads what to do as JSON from standard input and writes a JSON value a line. An empty line says that a call begins:
whoever watches knows from silence that a call does not return. The target's own output goes to standard error.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from verify.conformance.process import limit_memory, request_and_voice

__all__ = ["isolated", "main", "watched"]

_PROBE = 1.0  # seconds for a call in a process of its own
_HANGS = 4  # so many calls that hang are waited for while a case is made smaller


def main() -> int:
    """Do what standard input says and return 0."""
    request, tell, beat = request_and_voice()

    from verify.conformance.expected import pinned
    from verify.conformance.suite import Plan, held
    from verify.conformance.targets import BadTarget, load

    plan = Plan(request["role"], request["examples"], request["seed"], request["dtype"], tuple(request["only"]))
    try:
        loaded = load(request["target"], plan.role)
    except BadTarget as error:
        tell({"error": str(error)})
        return 0
    limit_memory()
    tell({"convention": loaded.convention})
    function = isolated(loaded.function) if request["isolated"] else watched(loaded.function, beat)
    tell({"pinned": pinned(function, plan, request["expected"])})
    for data in held(function, plan, loaded.lines):
        tell({"property": data})
    tell({"done": True})
    return 0


def _with_domain(function: Callable[..., Any], original: Callable[..., Any]) -> Callable[..., Any]:
    if hasattr(original, "domain"):
        function.domain = original.domain  # type: ignore[attr-defined]
    return function


def watched(function: Callable[..., Any], beat: Callable[[], None]) -> Callable[..., Any]:
    """Return the function with a sign of life before each call; what tries to leave the process is a finding."""
    from verify.conformance.judging import Finding

    def call(*arguments: Any) -> Any:
        beat()
        try:
            return function(*arguments)
        except SystemExit as left:
            raise Finding("exit", f"it left the process: SystemExit({left.code!r})") from None

    return _with_domain(call, function)


def isolated(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with a trial of each call in a process of its own: if that dies or hangs, it is a finding."""
    from verify.conformance.judging import Finding

    hangs = 0

    def call(*arguments: Any) -> Any:
        nonlocal hangs
        if hangs >= _HANGS:
            return None
        fate = _tried(function, arguments)
        if fate == "hang":
            hangs += 1
            raise Finding("hang", f"it does not return within {_PROBE:g} s")
        if fate:
            raise Finding("exit", f"it ends the process: {fate}")
        return function(*arguments)

    return _with_domain(call, function)


def _tried(function: Callable[..., Any], arguments: tuple[Any, ...]) -> str:
    """What becomes of a process that makes the call: "" if it returns or raises, "hang", or how it ends."""
    pid = os.fork()
    if pid == 0:
        with suppress(BaseException):
            devnull = os.open(os.devnull, os.O_WRONLY)
            os.dup2(devnull, 1)
            os.dup2(devnull, 2)
            with suppress(Exception):  # an exception is told of by the call itself
                function(*arguments)
            os._exit(77)
        os._exit(78)
    until = time.monotonic() + _PROBE
    while time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            if os.WIFSIGNALED(status):
                return f"signal {signal.Signals(os.WTERMSIG(status)).name}"
            code = os.WEXITSTATUS(status)
            return "" if code == 77 else "SystemExit" if code == 78 else f"exit code {code}"
        time.sleep(0.001)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return "hang"


if __name__ == "__main__":
    raise SystemExit(main())
