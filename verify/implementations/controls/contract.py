"""Right values in the wrong form: mistakes that any role can have, made of a right implementation.

They are entered where no other control breaks that part of the contract, so that every property is seen to catch something.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from verify.implementations import descent, quadratic, ridge_regression, ridge_solution, spectral
from verify.implementations.controls.table import Control

__all__ = ["ROWS"]

_Function = Callable[..., Any]


def _typed_buffer(right: _Function, _: int) -> _Function:
    def function(*arguments: Any) -> Any:
        for one in arguments:
            if isinstance(one, np.ndarray) and not (one.flags.writeable and one.flags.c_contiguous and one.dtype.kind == "f"):
                raise ValueError("Buffer is read-only, not contiguous in C order, or of another type")
        return right(*arguments)

    return function


def _written_into_argument(right: _Function, place: int) -> _Function:
    def function(*arguments: Any) -> Any:
        result, target = right(*arguments), np.asarray(arguments[place])
        if len(target) < len(result):
            return result
        target[: len(result)] = result
        return target[: len(result)]

    return function


def _argument_as_work_space(right: _Function, place: int) -> _Function:
    def function(*arguments: Any) -> Any:
        result, target = right(*arguments), np.asarray(arguments[place])
        if target.flags.writeable:
            target *= 2
        return result

    return function


def _one_parameter_refused(right: _Function, _: int) -> _Function:
    def function(*arguments: Any) -> Any:
        np.squeeze(arguments[0])[0]  # of one parameter squeeze leaves a number, which has no entry 0
        return right(*arguments)

    return function


def _fractions(right: _Function, _: int) -> _Function:
    def function(*arguments: Any) -> Any:
        result = right(*arguments)
        return np.array([Fraction(float(x)) for x in result], dtype=object) if np.ndim(result) else Fraction(float(result))

    return function


def _column(right: _Function, _: int) -> _Function:
    return lambda *arguments: np.asarray(right(*arguments))[..., None]


def _last_digit_flickers(right: _Function, _: int) -> _Function:
    calls = 0

    def function(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        result = right(*arguments)
        return result if calls % 3 else result * (1 + 2.0**-52)

    return function


def _kept_by_numbers(right: _Function, _: int) -> _Function:
    kept: dict[tuple[Any, ...], Any] = {}

    def function(*arguments: Any) -> Any:
        numbers = tuple(x for x in arguments if not isinstance(x, np.ndarray))
        result = kept.setdefault((*numbers, np.shape(arguments[0])), right(*arguments))
        return np.array(result) if isinstance(result, np.ndarray) else result

    return function


_MISTAKES: dict[str, tuple[str, str, Callable[[_Function, int], _Function]]] = {
    "typed_buffer": ("layout", "a compiled routine refuses all but writeable float64 in C order", _typed_buffer),
    "written_into_argument": ("in_place", "the result is written over an argument, as LAPACK does", _written_into_argument),
    "argument_as_work_space": ("in_place", "an argument is used as work space", _argument_as_work_space),
    "one_parameter_refused": ("n_1", "squeeze makes one parameter a number, and that is indexed", _one_parameter_refused),
    "fractions": ("result_form", "exact fractions are not turned into floats", _fractions),
    "column": ("result_form", "the result has an axis too many", _column),
    "last_digit_flickers": ("stale_cache", "every third call adds in another order", _last_digit_flickers),
    "kept_by_numbers": ("stale_cache", "the result is kept by the size and the numbers alone", _kept_by_numbers),
}
"""By name: the class of the mistake, what is wrong, and how it is made of a right implementation."""

# a right implementation, the place of the argument that is written over, and the mistakes no other control of the role shows
_ENTERED: dict[str, tuple[_Function, int, tuple[str, ...]]] = {
    "ridge_solution": (
        ridge_solution.by_eigendecomposition,
        1,
        ("typed_buffer", "written_into_argument", "last_digit_flickers"),
    ),
    "ridge_regression": (
        ridge_regression.by_svd,
        1,
        ("typed_buffer", "written_into_argument", "fractions", "kept_by_numbers"),
    ),
    "shrinkage_factors": (
        spectral.factors_by_quotient,
        0,
        ("typed_buffer", "one_parameter_refused", "fractions", "last_digit_flickers", "kept_by_numbers"),
    ),
    "effective_dof": (
        spectral.dof_by_eigenvalues,
        0,
        ("typed_buffer", "argument_as_work_space", "last_digit_flickers", "kept_by_numbers"),
    ),
    "weight_decay_step": (
        descent.step_by_gradient,
        0,
        ("typed_buffer", "written_into_argument", "one_parameter_refused", "fractions", "column", "kept_by_numbers"),
    ),
    "weight_decay_descent": (
        descent.descent_by_loop,
        1,
        (
            "typed_buffer",
            "written_into_argument",
            "one_parameter_refused",
            "fractions",
            "column",
            "last_digit_flickers",
            "kept_by_numbers",
        ),
    ),
    "early_stopping": (
        descent.stopping_by_loop,
        1,
        ("typed_buffer", "written_into_argument", "one_parameter_refused", "fractions", "column", "kept_by_numbers"),
    ),
    "early_stopping_factors": (
        spectral.powers_by_logarithm,
        0,
        ("typed_buffer", "written_into_argument", "one_parameter_refused", "fractions", "column", "last_digit_flickers"),
    ),
    "quadratic_loss": (
        quadratic.loss_by_products,
        0,
        ("typed_buffer", "argument_as_work_space", "fractions", "last_digit_flickers"),
    ),
    "quadratic_gradient": (
        quadratic.gradient_by_difference,
        0,
        ("typed_buffer", "written_into_argument", "one_parameter_refused", "fractions", "column", "last_digit_flickers"),
    ),
}


def _rows(role: str) -> list[Control]:
    right, place, names = _ENTERED[role]
    entered = [(name, *_MISTAKES[name]) for name in names]
    return [
        Control(f"{role}.{name}", role, family, "contract", mistake, partial(make, right, place))
        for name, family, mistake, make in entered
    ]


ROWS: list[Control] = [control for role in _ENTERED for control in _rows(role)]
