"""From the name of a target to what can be called: a function (X, y, alpha), or a class or object with fit and predict."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module, util
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Solver", "load", "solver_of"]

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Solver:
    """A target that can be called.

    Attributes
    ----------
    call : callable
        From X, y, alpha to the weights, or to the prediction at 0 followed by the weights.
    intercept_seen : bool
        Whether it is the latter.
    """

    call: Callable[[_Array, _Array, float], _Array]
    intercept_seen: bool


def load(target: str) -> Any:
    """Import what "package.module:name" or "file.py:name" names. This runs its code.

    Raises
    ------
    LookupError
        If there is no such module, file or name.
    """
    place, colon, name = target.rpartition(":")
    if not colon or not place or not name:
        raise LookupError(f"{target!r} names no target: write package.module:name or file.py:name")
    found: Any = _from_file(Path(place)) if place.endswith(".py") else _module(place)
    for part in name.split("."):
        if not hasattr(found, part):
            raise LookupError(f"{place} has no {name}")
        found = getattr(found, part)
    return found


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except Exception as error:  # whatever the module does when it is imported
        raise LookupError(f"{name} cannot be imported: {type(error).__name__}: {error}") from error


def _from_file(path: Path) -> Any:
    spec = util.spec_from_file_location(f"ridgeproof_target_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise LookupError(f"there is no file {path}")
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.path.insert(0, str(path.resolve().parent))
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever the file does when it is run
        raise LookupError(f"{path} cannot be run: {type(error).__name__}: {error}") from error
    return module


def solver_of(target: Any) -> Solver:
    """Return a target as a `Solver`: classes are made with alpha, objects get it by set_params or as an attribute.

    Raises
    ------
    LookupError
        If it is neither a function nor something with fit and predict.
    """
    if hasattr(target, "fit") and hasattr(target, "predict"):
        return Solver(lambda X, y, alpha: _fitted(target, X, y, alpha), intercept_seen=True)
    if callable(target):
        return Solver(lambda X, y, alpha: np.asarray(target(X.copy(), y.copy(), alpha), dtype=np.float64), intercept_seen=False)
    raise LookupError(f"{target!r} can neither be called with X, y, alpha nor has it fit and predict")


def _fitted(target: Any, X: _Array, y: _Array, alpha: float) -> _Array:
    if isinstance(target, type):
        model = target(alpha=alpha)
    elif hasattr(target, "set_params"):
        model = target.set_params(alpha=alpha)
    else:
        model, model.alpha = target, alpha
    model.fit(X.copy(), y.copy())
    n = X.shape[1]
    predicted = np.asarray(model.predict(np.vstack([np.zeros(n), np.eye(n)])), dtype=np.float64).ravel()
    return np.concatenate([predicted[:1], predicted[1:] - predicted[0]])
