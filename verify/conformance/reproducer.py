"""A few lines of plain NumPy that show a violation in a fresh process: they fail there as the target does here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from verify.bounds import DOUBLE, Precision
from verify.conformance.engine import Outcome
from verify.conformance.judging import as_float
from verify.exact import to_floats

__all__ = ["reproducer"]

_LAYOUTS = {
    "read-only": "{0}.setflags(write=False)",
    "Fortran": "{0} = np.asfortranarray({0})",
    "strided": "{0} = np.repeat({0}, 2, axis=-1)[..., ::2]",
    "reversed": "{0} = {0}[..., ::-1].copy()[..., ::-1]",
    "integer": "{0} = {0}.astype(np.int64) if (abs({0}) < 2.0**62).all() and ({0} % 1 == 0).all() else {0}",
}


def reproducer(
    outcome: Outcome, parameters: Sequence[str], lines: Sequence[str], about: str, precision: Precision = DOUBLE
) -> str | None:
    """Return Python code that raises in a fresh process, None if there is no call to show.

    Parameters
    ----------
    outcome : Outcome
        A violation.
    parameters : sequence of str
        The names of the arguments in their order.
    lines : sequence of str
        What defines `target`.
    about : str
        What the exact result comes from, for a comment.
    precision : Precision
        That of the arrays.
    """
    if outcome.asking is None:
        return None
    given, call = _given(outcome.asking.arguments, precision), f"target({', '.join(parameters)})"
    arrays = [name for name in parameters if isinstance(outcome.asking.arguments[name], np.ndarray)]
    if outcome.asking.before is not None:
        given = [*_given(outcome.asking.before, precision), call, *given]
    body = [*lines, *given, *(_LAYOUTS[outcome.asking.layout].format(name) for name in arrays if outcome.asking.layout)]
    if outcome.finding in ("hang", "exit"):
        return _in_a_process(["import numpy as np", *body, call, "print('returned')"])
    checks = _checks(outcome, call, arrays, about, precision)
    return "\n".join(["import numpy as np", *body, *checks]) + "\n"


def _given(arguments: Mapping[str, Any], precision: Precision) -> list[str]:
    return [f"{name} = {_written(value, precision)}" for name, value in arguments.items()]


def _written(value: Any, precision: Precision) -> str:
    if not isinstance(value, np.ndarray):
        return repr(value)
    dtype = "" if precision == DOUBLE else f", dtype=np.{precision.dtype}"
    return f"np.array({value.tolist()}{dtype})"


def _in_a_process(lines: list[str]) -> str:
    code = "\n".join(lines)
    return (
        "import subprocess, sys\n"
        f"code = {code!r}\n"
        "done = subprocess.run([sys.executable, '-c', code], capture_output=True, timeout=10)\n"
        "assert b'returned' in done.stdout, f'it never returned: exit code {done.returncode}'\n"
    )


def _checks(outcome: Outcome, call: str, arrays: list[str], about: str, precision: Precision) -> list[str]:
    """The call and what it violates."""
    asking = outcome.asking
    if outcome.finding == "changed input":
        copies = [f"before = {{{', '.join(f'{name!r}: {name}.copy()' for name in arrays)}}}", call]
        return [*copies, *(f"assert np.array_equal({name}, before[{name!r}]), '{name} was changed'" for name in arrays)]
    if outcome.finding == "not repeatable":
        other = call
        for name in arrays:
            other = other.replace(f"({name},", f"(-{name},").replace(f" {name},", f" -{name},") if name != "H" else other
        kept = [f"result = {call}", "first = np.array(result)", other]
        kept.append("assert np.array_equal(first, result), 'a later call has written over the result of an earlier one'")
        return [*kept, f"again = np.array({call})", "assert np.array_equal(first, again)"]
    if outcome.finding == "not a new array":
        shared = " or ".join(f"np.may_share_memory(got, {name})" for name in arrays)
        return [f"got = {call}", f"assert not ({shared}), 'the result is a view of an argument'"]
    if outcome.finding == "dtype":
        wanted = f"getattr(got, 'dtype', None) == np.{precision.dtype}"
        return [f"got = {call}", f"assert {wanted}, f'{{type(got)}} {{getattr(got, \"dtype\", None)}}'"]
    if outcome.finding == "shape":
        return [f"got = {call}", f"assert np.shape(got) == {outcome.shape}, np.shape(got)"]
    if outcome.finding == "not finite":
        return [f"got = {call}", "assert np.isfinite(got).all(), got"]
    if asking is None or asking.expected is None:
        return [f"print({call})  # raises here"]
    expected = to_floats(asking.expected).ravel().tolist()
    allowed = [_up(x) for x in asking.allowed]
    return [
        f"got = np.asarray({call}, dtype=float).ravel()",
        f"expected = np.array({expected})  # {about}",
        f"allowed = {allowed[0] if len(allowed) == 1 else f'np.array({allowed})'}",
        "assert (abs(got - expected) <= allowed).all(), f'got {got}, expected {expected}'",
    ]


def _up(x: Fraction) -> float:
    return float(np.nextafter(as_float(x), np.inf)) if x else 0.0
