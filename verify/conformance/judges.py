"""How properties judge a case: results against exact values, two results against each other, and the contract.

A judge takes the implementation and one case; it returns how accurate the result is, or raises a `Finding`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from flint import fmpq, fmpq_mat

from verify.conformance.judging import Accuracy, Asking, Finding, Subject, as_float, measured
from verify.conformance.known import Case, Known, fraction, known_in, known_of
from verify.conformance.roles import Role
from verify.conformance.yardsticks import YARDSTICKS, Level, entries
from verify.exact import rational

__all__ = [
    "LAYOUTS",
    "Change",
    "Compared",
    "Judge",
    "Run",
    "Side",
    "against",
    "jointly",
    "keeps_nothing",
    "layout",
    "related",
    "residual",
    "the_form",
]

Side = Callable[[Known], fmpq_mat]
"""From what is known of a case to an exact value, a column."""


Change = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""From the arguments to changed ones."""


@dataclass(frozen=True)
class Run:
    """One of several calls: its role, its arguments, what is known, the result."""

    role: Role
    arguments: Mapping[str, Any]
    known: Known
    x: fmpq_mat

    @property
    def exact(self) -> fmpq_mat:
        """The exact result."""
        return self.role.exact(self.known)

    @cached_property
    def slack(self) -> fmpq:
        """What an entry of the result may be off by."""
        *_, last = YARDSTICKS[self.role.name](self.known, self.x, self.exact)
        return max(last.allowed)


class Compared(NamedTuple):
    """A number, the most that it may be if results are exact, and how much more if they are what they may be."""

    number: fmpq
    most: fmpq
    slack: Callable[[], fmpq]


Judge = Callable[[Subject, Any], Accuracy]


def against(exact: Side) -> Judge:
    """Compare the result with an exact value."""

    def judge(subject: Subject, case: Case) -> Accuracy:
        known = known_in(case, subject.precision)
        return _accurate(subject, known, case.arguments, _result(subject, case), exact(known))

    return judge


def _value(subject: Subject, case: Case) -> Any:
    """What comes of the case itself as float64, asked for once by all that judge it."""
    value = _watched(subject, case).value
    if isinstance(value, Finding):
        raise value
    return value


def _result(subject: Subject, case: Case) -> fmpq_mat:
    """The same, exactly."""
    known = known_in(case, subject.precision)
    return known.once(("result", subject), lambda: rational(_value(subject, case)))


def _accurate(subject: Subject, known: Known, asked: Mapping[str, Any], x: fmpq_mat, exact: fmpq_mat) -> Accuracy:
    found, level = measured(YARDSTICKS[subject.role.name], known, x, exact)
    if found.ratio <= 1:
        return found
    raise Finding(
        "inaccurate",
        f"the error is {found.ratio:.3g} times what is allowed",
        found.ratio,
        {"returned": x, "exact": exact},
        Asking(asked, exact, tuple(map(fraction, _plain_allowance(level, exact, x)))),
    )


def _plain_allowance(level: Level, exact: fmpq_mat, x: fmpq_mat) -> list[fmpq]:
    """What each entry may be off by; the last level of a yardstick compares plain errors."""
    return level.allowed if len(level.allowed) in (1, len(entries(exact - x))) else [max(level.allowed)]


def related(
    other: Change, carried: Callable[[Known, fmpq_mat], fmpq_mat] | None = None, *, same_hessian: bool = False
) -> Judge:
    """Compare the result for changed arguments with what a claim makes of the exact one for the first arguments.

    Parameters
    ----------
    other : callable
        From the arguments to changed ones.
    carried : callable, optional
        From what is known of the case and its exact result to the exact result for the changed one; the same if left out.
    same_hessian : bool
        Whether Q and Lam stay what they are.
    """

    def judge(subject: Subject, case: Case) -> Accuracy:
        known = known_in(case, subject.precision)
        changed, there = _changed_by(other, known, case, same_hessian=same_hessian)
        exact = subject.role.exact(known)
        expected = carried(known, exact) if carried else exact
        return _accurate(subject, there, changed, rational(subject.value(changed)), expected)

    return judge


def _changed_by(change: Change, known: Known, case: Case, *, same_hessian: bool) -> tuple[Mapping[str, Any], Known]:
    """The changed arguments of a case and what is known of them, once for all implementations."""

    def changed() -> tuple[Mapping[str, Any], Known]:
        arguments = change(case.arguments)
        return arguments, known_of(arguments, case.letters if same_hessian else {}, known.precision)

    return known.once(("changed", change, same_hessian), changed)


def residual(claim: str, part: str, slope: Side) -> Judge:
    """Judge by the residual of an equation in w_tilde; `slope` is the matrix by which it moves with w_tilde."""

    def judge(subject: Subject, case: Case) -> Accuracy:
        known = known_in(case, subject.precision)
        x = _result(subject, case)
        at = known.but(w_tilde=x)
        gap = at.value(claim, part, "left") - _right(at, claim, part)
        return _accurate(subject, known, case.arguments, x, x - slope(known).solve(gap))

    return judge


def _right(known: Known, claim: str, part: str) -> fmpq_mat:
    return known.value(claim, part, "right")


def jointly(others: Sequence[Change], compared: Callable[[list[Run]], Compared]) -> Judge:
    """Judge several results by a number that must not exceed another one.

    Each result may be off by what its role allows, its slack, which is only worked out where the number is too large
    without. If it is too large all the same, the result that is to blame is shown.

    Parameters
    ----------
    others : sequence of callable
        From the arguments to those of each further call.
    compared : callable
        From all calls to the number and to what it may be.
    """

    def judge(subject: Subject, case: Case) -> Accuracy:
        runs = [_run(subject, case, change) for change in (dict, *others)]
        number, most, slack = compared(runs)
        most = most if number <= most else most + slack()
        ratio = as_float(number / most) if most != 0 else (0.0 if number <= 0 else float("inf"))
        if ratio > 1:
            for one in runs:
                _accurate(subject, one.known, one.arguments, one.x, one.exact)
            raise Finding("inaccurate", f"results do not fit together: off by {ratio:.3g} times what is allowed", ratio)
        return Accuracy(max(ratio, 0.0), "backward-stable")

    return judge


def _run(subject: Subject, case: Case, change: Change) -> Run:
    known = known_in(case, subject.precision)
    if change is dict:
        return Run(subject.role, dict(case.arguments), known, _result(subject, case))
    arguments, there = _changed_by(change, known, case, same_hessian=True)
    return Run(subject.role, arguments, there, rational(subject.value(arguments)))


# --- the contract ----------------------------------------------------------------------------------------------------


def _strided(array: Any) -> Any:
    wide = np.full(tuple(2 * size for size in array.shape), np.nan, dtype=array.dtype)
    view = wide[tuple(slice(None, None, 2) for _ in array.shape)]
    view[...] = array
    return view


def _read_only(array: Any) -> Any:
    copy = array.copy()
    copy.flags.writeable = False
    return copy


def _whole(array: Any) -> Any:
    if not (np.abs(array) < 2.0**62).all():  # what int64 has no room for would be cast with a warning
        return array
    whole = array.astype(np.int64)
    return whole if np.array_equal(whole, array) else array


LAYOUTS: dict[str, Callable[[Any], Any]] = {
    "read-only": _read_only,
    "Fortran": lambda array: np.array(array, order="F"),
    "strided": _strided,
    "reversed": lambda array: array[..., ::-1].copy()[..., ::-1],
    "integer": _whole,
}


def layout(*names: str) -> Judge:
    """Call with arrays of certain layouts; the result has to be as accurate as that for plain ones, if that is right."""

    def judge(subject: Subject, case: Case) -> Accuracy:
        known = known_in(case, subject.precision)
        worst = Accuracy(0.0, "backward-stable")
        try:
            plain = _value(subject, case)
        except Finding:  # other properties tell of it
            return worst
        for name in names:
            given = {k: LAYOUTS[name](v) if isinstance(v, np.ndarray) else v for k, v in subject.given(case.arguments).items()}
            try:
                result = subject.formed(subject.raw(given), case.arguments)
                if not np.array_equal(result, plain):
                    worst = max(worst, _laid_out(subject, known, case, (result, plain)), key=lambda one: one.ratio)
            except Finding as finding:
                asking = replace(finding.asking or Asking(case.arguments), layout=name)
                raise Finding(finding.kind, f"with {name} arrays {finding}", finding.ratio, finding.details, asking) from None
        return worst

    return judge


def _laid_out(subject: Subject, known: Known, case: Case, results: tuple[Any, Any]) -> Accuracy:
    result, plain = results
    exact = subject.role.exact(known)
    if measured(YARDSTICKS[subject.role.name], known, rational(plain), exact)[0].ratio > 1:
        return Accuracy(0.0, "backward-stable")  # a wrong value, whatever the layout
    return _accurate(subject, known, case.arguments, rational(result), exact)


_OTHER = {"H": 0.25, "eigenvalues": 0.25, "X": 0.5, "w": 0.5, "grad": 0.25}  # powers of two: exact, and H stays what it is
_NEAR = (1 + 2.0**-20, 1 + 2.0**-10)


def keeps_nothing(subject: Subject, case: Case) -> Accuracy:
    """Call, then call with other arrays and the same numbers: what was kept by alpha or lr alone gives the old result.

    A wrong formula is no such thing: it is as wrong at numbers next to these, where a right one that keeps something is right.
    """
    with suppress(Finding):
        subject.value(case.arguments)
    other = {name: value * _OTHER.get(name, 1) for name, value in case.arguments.items()}
    letters = {name: value / 4 if name == "Lam" else value for name, value in case.letters.items()}
    stale = _fault(subject, other, letters)
    if stale is None or stale.kind not in ("inaccurate", "not finite") or not (other.get("alpha") or other.get("lr")):
        return Accuracy(0.0, "backward-stable")
    if all(_fault(subject, one, letters) is None for one in _next_to(other)):
        asking = replace(stale.asking or Asking(other), before=case.arguments)
        message = "a call with the same numbers and other arrays gives what an earlier call has left: keep no state"
        raise Finding("stale", message, stale.ratio, stale.details, asking)
    return Accuracy(0.0, "backward-stable")


def _next_to(arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The arguments with alpha and lr a little larger."""
    return [{name: value * by if name in ("alpha", "lr") else value for name, value in arguments.items()} for by in _NEAR]


def _fault(subject: Subject, arguments: Mapping[str, Any], letters: Mapping[str, fmpq_mat]) -> Finding | None:
    """What is wrong with the value for these arguments, None if nothing, or if they lie outside of its domain."""
    known = known_of(arguments, letters, subject.precision)
    try:
        if subject.applies(arguments):
            _accurate(subject, known, arguments, rational(subject.value(arguments)), subject.role.exact(known))
    except Finding as finding:
        return finding
    return None


def the_form(kind: str) -> Judge:
    """Look at the form of a call: "dtype", "shape", "changed input", "not a new array", "not repeatable" or "crash"."""

    def judge(subject: Subject, case: Case) -> Accuracy:
        try:
            given, before, result, _ = _watched(subject, case)
        except Finding:
            if kind == "crash":
                raise
            return Accuracy(0.0, "backward-stable")  # that it crashes is told by the property that asks just that
        if fault := _FORMS[kind](subject, result, given, before):
            raise Finding(kind, fault, asking=Asking(case.arguments))
        return Accuracy(0.0, "backward-stable")

    return judge


class _Watched(NamedTuple):
    """What was handed over, a copy from before the call, what came back as it is, and what was made of that at once."""

    given: Mapping[str, Any]
    before: Mapping[str, Any]
    result: Any
    value: Any


def _watched(subject: Subject, case: Case) -> _Watched:
    """One call for all that look at it; raises `Finding` if it crashes."""

    def call() -> _Watched:
        given, before = subject.given(case.arguments), subject.given(case.arguments)
        result = subject.raw(given)
        try:
            value: Any = subject.formed(result, case.arguments)
        except Finding as finding:
            value = finding
        return _Watched(given, before, result, value)

    return known_in(case, subject.precision).once(("watched", subject), call)


def _changed(_: Subject, __: Any, given: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    changed = [name for name, value in before.items() if not np.array_equal(value, given[name])]
    return f"{' and '.join(changed)} changed by the call: work on a copy" if changed else ""


def _shared(_: Subject, result: Any, given: Mapping[str, Any], __: Mapping[str, Any]) -> str:
    arrays = {name: value for name, value in given.items() if isinstance(value, np.ndarray)}
    shared = [name for name, value in arrays.items() if isinstance(result, np.ndarray) and np.may_share_memory(result, value)]
    return f"the result is {shared[0]} itself or a view of it: return a new array" if shared else ""


def _misshapen(subject: Subject, result: Any, given: Mapping[str, Any], _: Mapping[str, Any]) -> str:
    shape = subject.role.shape(given)
    try:
        found = np.shape(result)
    except ValueError:
        return f"the result has to be of shape {shape}, it is of type {type(result).__name__}"
    return f"the result has to have shape {shape}, it has {found}" if found != shape else ""


def _not_again(subject: Subject, result: Any, _: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    first = np.array(result)
    other = {k: -v if isinstance(v, np.ndarray) and k in ("w_star", "y", "w", "grad") else v for k, v in before.items()}
    other = {k: 2 * v if k in ("alpha", "lr") else v for k, v in other.items()}
    with suppress(Finding):
        subject.raw(subject.given(other))
    numbers = first.dtype.kind == "f"
    if isinstance(result, np.ndarray) and not np.array_equal(first, result, equal_nan=numbers):
        return "a later call has written over the result of an earlier one: return a new array each time"
    again = np.array(subject.raw(subject.given(before)))
    same = first.shape == again.shape and np.array_equal(first, again, equal_nan=numbers)
    return "" if same else "two calls with the same arguments give different results: keep no state"


_FORMS: dict[str, Callable[[Subject, Any, Mapping[str, Any], Mapping[str, Any]], str]] = {
    "dtype": lambda subject, result, given, _: subject.wrong_dtype(result, subject.role.shape(given)),
    "shape": _misshapen,
    "changed input": _changed,
    "not a new array": _shared,
    "not repeatable": _not_again,
    "crash": lambda *_: "",
}
