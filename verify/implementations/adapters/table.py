"""What an adapter is, and which libraries there are adapters to. A library is imported when its adapters are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

__all__ = ["LIBRARIES", "Adapter", "adapters_of"]

LIBRARIES = {
    "scipy": ("scipy", "scipy_solvers"),
    "scikit-learn": ("sklearn", "scikit_learn"),
    "statsmodels": ("statsmodels", "stats_models"),
    "torch": ("torch", "torch_optimizers"),
}
"""By distribution: the name of the extra (SciPy is always there), and the module here."""


@dataclass(frozen=True)
class Adapter:
    """A solver of another library in one of our roles.

    Attributes
    ----------
    name : str
        What is called, as its own documentation names it.
    role : str
        The role it is held against.
    function : callable
        It takes the arguments of the role.
    convention : str
        The translation of alpha, and whatever else was set.
    """

    name: str
    role: str
    function: Callable[..., Any]
    convention: str


def adapters_of(library: str) -> tuple[Adapter, ...]:
    """Return the adapters to a library.

    Raises
    ------
    LookupError
        If there are none.
    ModuleNotFoundError
        If the library is not installed.
    """
    if library not in LIBRARIES:
        raise LookupError(f"there are no adapters to {library}; there are adapters to {', '.join(LIBRARIES)}")
    rows: tuple[Adapter, ...] = import_module(f"verify.implementations.adapters.{LIBRARIES[library][1]}").ADAPTERS
    return rows
