"""Keeps what was made of a term or a part with it: neither ever changes, and to compare two of them takes long."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

__all__ = ["kept"]

_Thing = TypeVar("_Thing")
_Result = TypeVar("_Result")


def kept(make: Callable[[_Thing], _Result]) -> Callable[[_Thing], _Result]:
    """Return a function of an object that is worked out once and kept with the object; its result must not be changed.

    An equal object that was made apart has its own; a failure is not kept.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def asked(thing: _Thing) -> _Result:
        beside = thing.__dict__
        if name not in beside:
            beside[name] = make(thing)
        found: _Result = beside[name]
        return found

    return asked
