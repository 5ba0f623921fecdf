"""One example: call an implementation, see whether it kept its contract, and compare its result with the exact one."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import fmpq, fmpq_mat

from verify.bounds import DOUBLE, Precision
from verify.conformance.known import Case, Known, known_in
from verify.conformance.roles import Role
from verify.conformance.yardsticks import Level, Yardstick
from verify.conformance.yardsticks import ridge_solution as _ridge_solution

__all__ = ["Accuracy", "Asking", "Finding", "Subject", "accuracy", "as_float", "measured"]

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Asking:
    """A call that shows a finding, with what should have come of it.

    Attributes
    ----------
    arguments : mapping of str to array or number
        The arguments by name, as they were given.
    expected : fmpq_mat or None
        The exact result.
    allowed : tuple of Fraction
        How far each entry may be from it, one for all or one an entry.
    layout : str
        How the arrays lay in memory, "" if that does not matter.
    before : mapping of str to array or number, or None
        The arguments of a call that has to come first.
    """

    arguments: Mapping[str, Any]
    expected: fmpq_mat | None = None
    allowed: tuple[Fraction, ...] = ()
    layout: str = ""
    before: Mapping[str, Any] | None = None


class Finding(Exception):
    """Something about an implementation that is wrong.

    Attributes
    ----------
    kind : str
        "crash", "hang", "exit", "shape", "dtype", "changed input", "not a new array", "not repeatable", "stale",
        "not finite", "inaccurate", or "no exact value" where the fault is the claim's.
    ratio : float
        The error over its bound, infinite where there is no error to measure.
    details : mapping of str to fmpq_mat
        Exact values that belong to it, the returned and the exact result for instance.
    asking : Asking or None
        The call that shows it, if it is not simply the case at hand.
    """

    def __init__(
        self,
        kind: str,
        message: str,
        ratio: float = float("inf"),
        details: Mapping[str, fmpq_mat] | None = None,
        asking: Asking | None = None,
    ) -> None:
        super().__init__(message)
        self.kind, self.ratio, self.details, self.asking = kind, ratio, dict(details or {}), asking


@dataclass(frozen=True, eq=False)
class Subject:
    """An implementation in its role: calls go through here, so that it cannot damage what it is given.

    Each is equal to itself only: results are kept by it, and a function need not have a hash.
    """

    function: Callable[..., Any]
    role: Role
    precision: Precision = DOUBLE

    def given(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return copies of the arguments as they are handed over: arrays in the precision, numbers as they are."""
        return {
            name: np.array(value, dtype=self.precision.dtype) if isinstance(value, np.ndarray) else value
            for name, value in arguments.items()
        }

    def value(self, arguments: Mapping[str, Any]) -> _Array:
        """Return the result for copies of the arguments as float64 in the right shape, whatever form it came in.

        Raises
        ------
        Finding
            If it crashes, or if nothing can be made of what it returns.
        """
        return self.formed(_called(self.function, self._ordered(self.given(arguments)), "it"), arguments)

    def formed(self, result: Any, arguments: Mapping[str, Any]) -> _Array:
        """Return a result as float64 in the right shape; raises `Finding` if nothing can be made of it."""
        shape = self.role.shape(arguments)
        try:
            found = np.array(result, dtype=np.float64).reshape(shape)
        except (TypeError, ValueError):
            raise Finding("shape", f"the result has to be of shape {shape}, it is {_described(result)}") from None
        if not np.isfinite(found).all():
            raise Finding("not finite", f"the result is {found.tolist()}, the exact one is finite")
        return found

    def applies(self, arguments: Mapping[str, Any]) -> bool:
        """Return whether it promises accuracy for these arguments; without a `domain` it always does.

        Raises
        ------
        Finding
            If the domain crashes.
        """
        domain = getattr(self.function, "domain", None)
        return domain is None or bool(_called(domain, self._ordered(self.given(arguments)), "its domain"))

    def takes(self, case: Case) -> bool:
        """Return whether it promises accuracy for a drawn case; the domain is asked once for all properties of the case."""
        return known_in(case, self.precision).once(("applies", self), lambda: self.applies(case.arguments))

    def __call__(self, arguments: Mapping[str, Any]) -> _Array:
        """Return the result for copies of the arguments; raises as `on` does."""
        return self.on(self.given(arguments))

    def on(self, arguments: Mapping[str, Any]) -> _Array:
        """Return the result for these very arguments.

        Raises
        ------
        Finding
            If it crashes, changes an argument, or returns something else than finite float64 of the right shape.
        """
        given = self._ordered(arguments)
        before = _copies(given)
        result = _called(self.function, given, "it")
        for name, old, new in zip(self.role.parameters, before, given, strict=True):
            if not np.array_equal(old, new):
                raise Finding("changed input", f"{name} was changed by the call: work on a copy")
        return self._right_form(result, self.role.shape(arguments))

    def raw(self, arguments: Mapping[str, Any]) -> Any:
        """Return whatever comes of these very arguments; raises `Finding` if it crashes."""
        return _called(self.function, self._ordered(arguments), "it")

    def _right_form(self, result: Any, shape: tuple[int, ...]) -> _Array:
        if fault := self.wrong_dtype(result, shape):
            raise Finding("dtype", fault)
        if np.shape(result) != shape:
            raise Finding("shape", f"the result has to have shape {shape}, it has {np.shape(result)}")
        if not np.isfinite(result).all():
            raise Finding("not finite", f"the result is {np.asarray(result).tolist()}, the exact one is finite")
        return np.asarray(result)

    def wrong_dtype(self, result: Any, shape: tuple[int, ...]) -> str:
        """Return what is wrong with the type of a result, "" if nothing; a number may be a float of Python's too."""
        wanted = self.precision.dtype
        found = str(getattr(result, "dtype", type(result).__name__))
        if found == wanted and (shape == () or isinstance(result, np.ndarray)):
            return ""
        if shape == () and type(result) is float:
            return ""
        return f"the result has to be {'a number' if shape == () else 'an array'} of {wanted}, it is {_described(result)}"

    def _ordered(self, arguments: Mapping[str, Any]) -> list[Any]:
        return [arguments[name] for name in self.role.parameters]


def _described(result: Any) -> str:
    dtype = getattr(result, "dtype", None)
    if dtype is None:
        return f"of type {type(result).__name__}"
    return f"{'an array' if isinstance(result, np.ndarray) else 'a number'} of {dtype} with shape {np.shape(result)}"


def _called(function: Callable[..., Any], arguments: list[Any], who: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warnings are the implementation's own affair; its result is what counts
        try:
            return function(*arguments)
        except Finding:  # a call that is watched from outside has already been judged
            raise
        except Exception as error:  # whatever it raises is what is found
            raise Finding("crash", f"{who} raised {type(error).__name__}: {error}") from error


def _copies(values: list[Any]) -> list[Any]:
    return [np.array(value) if isinstance(value, np.ndarray) else value for value in values]


# --- accuracy --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Accuracy:
    """How far a result is from the exact one.

    Attributes
    ----------
    ratio : float
        The error over what is allowed: at most 1 is right.
    grade : str
        "backward-stable", or "forward-accurate" where only the weaker bound holds.
    """

    ratio: float
    grade: str


def as_float(ratio: fmpq | Fraction) -> float:
    """Return the nearest float, infinite where there is none."""
    try:
        return float(ratio)
    except OverflowError:
        return float("inf")


def _ratio(level: Level) -> fmpq | None:
    """The largest error over what is allowed, None if something is off that may not be off at all."""
    allowed = level.allowed * (len(level.measured) if len(level.allowed) == 1 else 1)
    ratios = [fmpq(0)]
    for error, most in zip(level.measured, allowed, strict=True):
        if most != 0:
            ratios.append(error / most)
        elif error != 0:
            return None
    return max(ratios)


def measured(yardstick: Yardstick, known: Known, x: fmpq_mat, exact: fmpq_mat) -> tuple[Accuracy, Level]:
    """Return how accurate a result is, and the level that decided.

    Parameters
    ----------
    yardstick : Yardstick
        That of the role.
    known : Known
        The case.
    x, exact : fmpq_mat
        The result and what it should be, columns.
    """
    # most properties ask the same again: the result has the same digits, and the claims agree on what is exact
    before = known.once(("measured", yardstick), list[tuple[fmpq_mat, fmpq_mat, tuple[Accuracy, Level]]])
    for other, value, found in before:
        if other == x and value == exact:
            return found
    found = _measured(yardstick, known, x, exact)
    before.append((x, exact, found))
    return found


def _measured(yardstick: Yardstick, known: Known, x: fmpq_mat, exact: fmpq_mat) -> tuple[Accuracy, Level]:
    ratio, level = None, None
    for level in yardstick(known, x, exact):
        ratio = _ratio(level)
        if ratio is not None and ratio <= 1:
            return Accuracy(as_float(ratio), level.grade), level
    if level is None:
        raise ValueError("a yardstick without levels measures nothing: let it yield one")
    return Accuracy(as_float(ratio) if ratio is not None else float("inf"), "inaccurate"), level


def accuracy(values: Mapping[str, fmpq_mat], x: fmpq_mat, exact: fmpq_mat) -> Accuracy:
    """Return how accurate the solution x of a `ridge_solution` is.

    Parameters
    ----------
    values : mapping of str to fmpq_mat
        H, w_star and alpha > 0, exactly as they were given.
    x : fmpq_mat, n x 1
        The result.
    exact : fmpq_mat, n x 1
        What it should be. The residual is K (exact - x), so that a wrong claim is found out, and not only a wrong x.
    """
    return measured(_ridge_solution, Known(values, {"n": values["H"].nrows()}), x, exact)[0]
