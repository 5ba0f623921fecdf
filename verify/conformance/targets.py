"""Finds what a target names: ``package.module:name``, or a path ``file.py:name``. Loading it runs that code."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["BadTarget", "Loaded", "load"]


class BadTarget(Exception):
    """The target is not there, or is nothing that can be held against a role; the message says what to write instead."""


@dataclass(frozen=True)
class Loaded:
    """A target that has been loaded.

    Attributes
    ----------
    function : callable
        It takes the arguments of the role.
    lines : tuple of str
        Python lines that define `target` anew, for a reproducer.
    convention : str
        What an adapter translates, "" for a plain function.
    """

    function: Callable[..., Any]
    lines: tuple[str, ...]
    convention: str = ""


def load(target: str, role: str) -> Loaded:
    """Load a target; whatever has `fit` and `predict` is adapted to `ridge_regression`.

    Raises
    ------
    BadTarget
        If it cannot be had.
    """
    where, colon, name = target.rpartition(":")
    if not colon or not where or not all(part.isidentifier() for part in name.split(".")):
        raise BadTarget(f"{target!r} names no target: write package.module:name or file.py:name")
    found, lines = _from_file(where, name) if where.endswith(".py") else _from_module(where, name)
    if hasattr(found, "fit") and hasattr(found, "predict"):
        if role != "ridge_regression":
            raise BadTarget(f"{target} has fit and predict, so its role is ridge_regression, not {role}")
        return _estimator(found, lines)
    if not callable(found):
        raise BadTarget(f"{target} is of type {type(found).__name__}: name a function, or a class with fit and predict")
    return Loaded(found, lines)


def _from_module(where: str, name: str) -> tuple[Any, tuple[str, ...]]:
    try:
        module = importlib.import_module(where)
    except Exception as error:  # whatever the module does when it is imported
        raise BadTarget(f"{where} cannot be imported: {type(error).__name__}: {error}") from error
    first, _, rest = name.partition(".")
    return _attribute(module, name, where), (f"from {where} import {first}", f"target = {first}{'.' if rest else ''}{rest}")


def _from_file(where: str, name: str) -> tuple[Any, tuple[str, ...]]:
    path = Path(where)
    if not path.is_file():
        raise BadTarget(f"there is no file {where}: give the path from the folder you are in")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise BadTarget(f"{where} cannot be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    sys.path.insert(0, str(path.resolve().parent))
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever the file does when it is run
        raise BadTarget(f"{where} cannot be run: {type(error).__name__}: {error}") from error
    folder = path.parent.as_posix()
    lines = ("import sys", f"sys.path.insert(0, {folder!r})", f"import {path.stem}", f"target = {path.stem}.{name}")
    return _attribute(module, name, where), lines


def _attribute(module: Any, name: str, where: str) -> Any:
    found = module
    for part in name.split("."):
        if not hasattr(found, part):
            there = sorted(one for one in vars(module) if not one.startswith("_") and callable(getattr(module, one)))
            raise BadTarget(f"{where} has no {name}; there are {', '.join(there[:12]) or 'no functions'}")
        found = getattr(found, part)
    return found


# --- objects with fit and predict --------------------------------------------------------------------------------------


def _estimator(found: Any, lines: tuple[str, ...]) -> Loaded:
    """The sum loss |Xw - y|^2 + a |w|^2 with a = m alpha, and no intercept, as scikit-learn's Ridge has it."""
    is_class = inspect.isclass(found)
    made = found if is_class else type(found)
    names = set(inspect.signature(made).parameters)
    if "alpha" not in names:
        raise BadTarget(f"{made.__name__} takes no alpha: write a function of X, y and alpha around it")
    kept = {} if is_class or not hasattr(found, "get_params") else dict(found.get_params(deep=False))
    plain = {"fit_intercept": False} if "fit_intercept" in names else {}

    def fitted(X: Any, y: Any, alpha: float) -> Any:
        model = made(**{**kept, **plain, "alpha": len(X) * alpha}).fit(X, y)
        return model.coef_ if hasattr(model, "coef_") else model.predict(_identity(X.shape[1]))

    options = ", ".join(["alpha=len(X) * alpha", *(f"{name}={value}" for name, value in plain.items())])
    if is_class:
        line = f"target = lambda X, y, alpha, make=target: make({options}).fit(X, y).coef_"
    else:
        line = f"target = lambda X, y, alpha, model=target: model.set_params({options}).fit(X, y).coef_"
    meaning = "it minimises |Xw - y|^2 + a |w|^2 with a = m alpha" + (", without an intercept" if plain else "")
    return Loaded(fitted, (*lines, line), f"{made.__name__}({options}): {meaning}")


def _identity(n: int) -> Any:
    import numpy as np

    return np.eye(n)
