"""One example: call an implementation, see whether it kept its contract, and compare its result with the exact one."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import fmpq_mat

from verify.bounds import Norms, allowed_residual, forward_error, weak_forward_error
from verify.conformance.roles import Role
from verify.exact import FLINT

__all__ = ["Accuracy", "Finding", "Subject", "accuracy", "allowed_error", "as_float", "infinity_norm", "norms_of"]

_Array = npt.NDArray[np.float64]


class Finding(Exception):
    """Something about an implementation that is wrong.

    Attributes
    ----------
    kind : str
        "crash", "shape", "dtype", "changed input", "not repeatable", "not finite", "inaccurate",
        or "no exact value" where the fault is the claim's.
    ratio : float
        The error over its bound, infinite where there is no error to measure.
    details : mapping of str to fmpq_mat
        Exact values that belong to it, the returned and the exact result for instance.
    """

    def __init__(
        self, kind: str, message: str, ratio: float = float("inf"), details: Mapping[str, fmpq_mat] | None = None
    ) -> None:
        super().__init__(message)
        self.kind, self.ratio, self.details = kind, ratio, dict(details or {})


@dataclass(frozen=True)
class Subject:
    """An implementation in its role: calls go through here, so that it cannot damage what it is given."""

    function: Callable[..., Any]
    role: Role

    def applies(self, arguments: Mapping[str, Any]) -> bool:
        """Return whether it promises accuracy for these arguments; without a `domain` it always does.

        Raises
        ------
        Finding
            If the domain crashes.
        """
        domain = getattr(self.function, "domain", None)
        return domain is None or bool(_called(domain, _copies(self._ordered(arguments)), "its domain"))

    def __call__(self, arguments: Mapping[str, Any]) -> _Array:
        """Return the result for copies of the arguments; raises as `on` does."""
        return self.on(dict(zip(self.role.parameters, _copies(self._ordered(arguments)), strict=True)))

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

    def _right_form(self, result: Any, shape: tuple[int, ...]) -> _Array:
        if not isinstance(result, np.ndarray) or result.dtype != np.float64:
            found = getattr(result, "dtype", type(result).__name__)
            raise Finding("dtype", f"the result has to be a float64 array, it is {found}")
        if result.shape != shape:
            raise Finding("shape", f"the result has to have shape {shape}, it has {result.shape}")
        if not np.isfinite(result).all():
            raise Finding("not finite", f"the result is {result.tolist()}, the exact one is finite")
        return result

    def _ordered(self, arguments: Mapping[str, Any]) -> list[Any]:
        return [arguments[name] for name in self.role.parameters]


def _called(function: Callable[..., Any], arguments: list[Any], who: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warnings are the implementation's own affair; its result is what counts
        try:
            return function(*arguments)
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


def as_float(ratio: Fraction) -> float:
    """Return the nearest float, infinite where there is none."""
    try:
        return float(ratio)
    except OverflowError:
        return float("inf")


def infinity_norm(matrix: fmpq_mat) -> Fraction:
    """Return the largest row sum of absolute values, exactly."""
    numerators, denominator = matrix.numer_denom()
    return Fraction(int(max(sum(map(abs, row)) for row in numerators.tolist())), int(denominator))


def norms_of(values: Mapping[str, fmpq_mat], x: fmpq_mat) -> tuple[fmpq_mat, Norms]:
    """Return K = H + alpha I and the norms that the bounds need, for H, w_star, alpha and a solution x."""
    H, n = values["H"], values["H"].nrows()
    K = H + values["alpha"][0, 0] * FLINT.identity(n)
    size, alpha = infinity_norm(H), infinity_norm(values["alpha"])
    # neither alpha nor a diagonal entry of H is negative, so their absolute values add up
    return K, Norms(n, size + alpha, size, infinity_norm(values["w_star"]), infinity_norm(x))


def allowed_error(K: fmpq_mat, norms: Norms) -> Fraction:
    """Return the largest |x - w_tilde| of a method of either grade."""
    inverse = infinity_norm(K.inv())
    return max(forward_error(norms, inverse), weak_forward_error(norms, inverse))


def accuracy(values: Mapping[str, fmpq_mat], x: fmpq_mat, exact: fmpq_mat) -> Accuracy:
    """Return how accurate the solution x is.

    Parameters
    ----------
    values : mapping of str to fmpq_mat
        H, w_star and alpha > 0, exactly as they were given.
    x : fmpq_mat, n x 1
        The result.
    exact : fmpq_mat, n x 1
        What it should be. The residual is K (exact - x), so that a wrong claim is found out, and not only a wrong x.
    """
    K, norms = norms_of(values, x)
    residual = infinity_norm(K * (exact - x)) / allowed_residual(norms)
    if residual <= 1:
        return Accuracy(as_float(residual), "backward-stable")
    error = infinity_norm(exact - x) / allowed_error(K, norms)
    if error <= 1:
        return Accuracy(as_float(error), "forward-accurate")
    return Accuracy(as_float(error), "inaccurate")
