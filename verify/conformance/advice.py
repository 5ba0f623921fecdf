"""What to look at: which mistake that is often made gives just what a wrong implementation returned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from verify.bounds import DOUBLE, Precision
from verify.conformance.judging import Finding, Subject
from verify.conformance.known import Known, known_of
from verify.conformance.roles import Role
from verify.exact import rational, to_floats
from verify.rings import FLINT

__all__ = ["likely_cause", "peculiarities"]

Changed = Callable[[Known], Known]


def _alpha(change: Callable[[fmpq, Known], fmpq]) -> Changed:
    return lambda known: known.but(alpha=fmpq_mat(1, 1, [change(known.values["alpha"][0, 0], known)]))


def _steps(by: int) -> Changed:
    return lambda known: replace(known, sizes={**known.sizes, "k": known.sizes["k"] + by})


def _functions(**factors: fmpq) -> Changed:
    return lambda known: replace(known, functions={name: factors.get(name, 1) * f for name, f in known.functions.items()})


_PENALTY: dict[str, Changed] = {
    "alpha is used twice as large": _alpha(lambda a, _: 2 * a),
    "alpha is used half as large: is it the factor of |w|^2 or of |w|^2/2?": _alpha(lambda a, _: a / 2),
    "alpha is ignored": _alpha(lambda _, __: fmpq(0)),
    "alpha is squared": _alpha(lambda a, _: a * a),
    "the square root of alpha is used": _alpha(lambda a, _: rational(float(np.sqrt(float(a.p) / float(a.q))))[0, 0]),
    "alpha has the wrong sign": _alpha(lambda a, _: -a),
    "the inverse of alpha is used": _alpha(lambda a, _: 1 / a),
}
_DESIGN: dict[str, Changed] = {
    "alpha is not multiplied by m: the loss here is an average over the m examples": _alpha(lambda a, k: a / k.sizes["m"]),
    "alpha is multiplied by m twice, or the loss is 1/m too often": _alpha(lambda a, k: a * k.sizes["m"]),
    "alpha is multiplied by n in place of m": _alpha(lambda a, k: a * k.n / k.sizes["m"]),
    "alpha counts half of m: the loss was taken to be |Xw - y|^2/m": _alpha(lambda a, k: a / 2),
}
_DESCENT: dict[str, Changed] = {
    "one step too many is taken": _steps(1),
    "one step too few is taken": _steps(-1),
    "the learning rate is used twice as large": lambda known: known.but(eps=2 * known.values["eps"]),
    "the learning rate is used half as large": lambda known: known.but(eps=known.values["eps"] / 2),
}
_CHANGES: dict[str, dict[str, Changed]] = {
    "ridge_solution": _PENALTY,
    "ridge_regression": {**_DESIGN, **_PENALTY},
    "shrinkage_factors": _PENALTY,
    "effective_dof": _PENALTY,
    "weight_decay_step": {
        **_PENALTY,
        "the gradient has the wrong sign": _functions(grad_J=fmpq(-1)),
        "the gradient is left out": _functions(grad_J=fmpq(0)),
        "the learning rate has the wrong sign": lambda known: known.but(eps=-known.values["eps"]),
        "the decay is not multiplied by the learning rate": lambda known: known.but(
            alpha=known.values["alpha"] / known.values["eps"][0, 0]
        ),
    },
    "weight_decay_descent": {**_DESCENT, **_PENALTY},
    "early_stopping": _DESCENT,
    "early_stopping_factors": _DESCENT,
    "quadratic_loss": {"j_star is left out": _functions(J=fmpq(0)), "j_star has the wrong sign": _functions(J=fmpq(-1))},
}

# what else a result can be: a change of the exact result itself
_RESULTS: dict[str, Callable[[Known, fmpq_mat], fmpq_mat]] = {
    "the result has the wrong sign": lambda _, exact: -exact,
    "the result is twice as large": lambda _, exact: 2 * exact,
    "the result is half as large: a factor 1/2 too many": lambda _, exact: exact / 2,
    "the result is that for 1 - factor: shrinkage and what is left were exchanged": lambda known, exact: (
        fmpq_mat(exact.nrows(), 1, [1] * exact.nrows()) - exact if "eigenvalues" in known.values else 3 * exact
    ),
    "w_star is returned as it is": lambda known, exact: known.values.get("w_star", 3 * exact),
    "H w_star is returned without the inverse": lambda known, exact: (
        known.values["H"] * known.values["w_star"] if {"H", "w_star"} <= set(known.values) else 3 * exact
    ),
    "the loss lacks the factor 1/2": lambda known, exact: (
        2 * exact - known.functions["J"] if "J" in known.functions else 3 * exact
    ),
}


def _plain_cases(role: Role) -> Iterator[tuple[dict[str, Any], dict[str, fmpq_mat]]]:
    """A few plain cases with eigenvalues that are known: no value among them is 0, 1 or equal to another."""
    Q = np.array([[3, -4], [4, 3]])
    for lam, alpha, lr, steps in (((2, 5), 3.0, 0.0625, 3), ((7, 3), 0.75, 0.03125, 5)):
        H = (Q * lam) @ Q.T / 1.0
        X = np.array([[2.0, 1.0], [-1.0, 3.0], [4.0, 5.0]]) * alpha
        values = {
            "H": H,
            "w_star": np.array([2.0, -3.0]),
            "alpha": 25 * alpha,
            "X": X,
            "y": np.array([3.0, -2.0, 7.0]),
            "eigenvalues": np.array([5.0, 2.0, 11.0]),
            "lr": lr / 25,
            "steps": steps,
            "w": np.array([5.0, 7.0]),
            "grad": np.array([-3.0, 2.0]),
            "j_star": 13.0,
        }
        letters = {"Q": rational(Q) / 5, "Lam": FLINT.diagonal([rational(25.0 * one) for one in lam])}
        yield {name: values[name] for name in role.parameters}, letters if "H" in role.parameters else {}


def likely_cause(function: Callable[..., Any], role: Role, precision: Precision = DOUBLE) -> str:
    """Return which mistake gives what an implementation returns on plain cases, or that it is right on them.

    Parameters
    ----------
    function : callable
        It takes the role's arguments.
    role : Role
        What it should compute.
    precision : Precision
        In which it computes.
    """
    subject, left = Subject(function, role, precision), None
    for arguments, letters in _plain_cases(role):
        try:
            found = rational(subject.value(arguments))
        except Finding as finding:
            return f"on plain input too: {finding}"
        known = known_of(arguments, letters, precision)
        fitting = {text for text, value in _candidates(role, known) if _close(found, value, precision)}
        left = fitting if left is None else left & fitting
    if not left:
        return "no common mistake gives these values: compare the formula of the claim with the code, term by term"
    return "" if _RIGHT in left else min(left, key=len)


_RIGHT = "right"


def _candidates(role: Role, known: Known) -> Iterator[tuple[str, fmpq_mat]]:
    exact = role.exact(known)
    yield _RIGHT, exact
    for text, change in _CHANGES.get(role.name, {}).items():
        try:
            yield text, role.exact(change(known))
        except (ZeroDivisionError, ArithmeticError):
            continue
    for text, made in _RESULTS.items():
        value = made(known, exact)
        if (value.nrows(), value.ncols()) == (exact.nrows(), exact.ncols()):
            yield text, value


def _close(found: fmpq_mat, value: fmpq_mat, precision: Precision) -> bool:
    """Whether two results agree to half of the digits: enough to name a mistake, and no verdict rests on it."""
    a, b = to_floats(found), to_floats(value)
    return bool(np.abs(a - b).max() <= 2.0 ** (-precision.digits // 2) * np.abs(b).max())


def peculiarities(arguments: Mapping[str, Any]) -> list[str]:
    """Return what is special about the arguments that were found: where to look if plain ones are right."""
    return [text for text, test in _PECULIAR.items() if test(arguments)]


def _size(a: Mapping[str, Any]) -> float:
    arrays = [np.abs(v).max() for v in a.values() if isinstance(v, np.ndarray) and v.size]
    return float(max(arrays, default=1.0)) or 1.0


def _matrix(a: Mapping[str, Any]) -> Any:
    return a.get("H", a.get("X"))


def _rank(matrix: Any) -> int:
    return int(rational(matrix).rank())


_PECULIAR: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "one parameter (n = 1)": lambda a: max(np.shape(v)[-1] for v in a.values() if isinstance(v, np.ndarray)) == 1,
    "more than 8 parameters": lambda a: max(np.shape(v)[-1] for v in a.values() if isinstance(v, np.ndarray)) > 8,
    "fewer examples than parameters (m < n)": lambda a: "X" in a and a["X"].shape[0] < a["X"].shape[1],
    "H = 0 or X = 0": lambda a: _matrix(a) is not None and not _matrix(a).any(),
    "a singular H, or an X without full rank": lambda a: (
        _matrix(a) is not None and bool(_matrix(a).any()) and _rank(_matrix(a)) < _matrix(a).shape[1]
    ),
    "an eigenvalue 0": lambda a: "eigenvalues" in a and not a["eigenvalues"].all(),
    "eigenvalues that are equal or in no order": lambda a: "eigenvalues" in a and bool((np.diff(a["eigenvalues"]) <= 0).any()),
    "alpha = 0": lambda a: a.get("alpha") == 0,
    "alpha above everything else": lambda a: a.get("alpha", 0) > 2.0**20 * _size(a) ** (2 if "X" in a else 1),
    "a tiny alpha": lambda a: 0 < a.get("alpha", 1) < 2.0**-15 * _size(a) ** (2 if "X" in a else 1),
    "very large numbers (squares overflow)": lambda a: _size(a) > 2.0**100,
    "very small numbers (squares underflow)": lambda a: _size(a) < 2.0**-100,
    "no step at all": lambda a: a.get("steps") == 0,
    "many steps": lambda a: a.get("steps", 0) >= 50,
    "a tiny lr lam: 1 - (1 - x)^k cancels, -expm1(k log1p(-x)) does not": lambda a: (
        "lr" in a and "eigenvalues" in a and 0 < a["lr"] * _size(a) < 2.0**-15
    ),
    "lr lam beyond 1: the steps overshoot": lambda a: "lr" in a and "eigenvalues" in a and a["lr"] * _size(a) > 1,
    "w close to w_star: differences of products cancel": lambda a: (
        {"w", "w_star"} <= set(a) and 0 < np.abs(a["w"] - a["w_star"]).max() < 2.0**-8
    ),
}
