"""Remembers what was made of a thing, by which thing it is.

Claims, parts, statements and terms never change, and the printers ask for the same ones many times. To compare or to hash a
term takes as long as to print it, so all that is asked is whether it is the same object.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

__all__ = ["by_identity"]

_Objects = TypeVarTuple("_Objects")
_Result = TypeVar("_Result")


def by_identity(function: Callable[[*_Objects], _Result]) -> Callable[[*_Objects], _Result]:
    """Return a function that is worked out once for the same objects; what it returns must not be changed by who gets it.

    The objects are kept, so that no other one can come to stand where they stood. Equal objects are worked out apart.
    """
    known: dict[tuple[int, ...], tuple[tuple[*_Objects], _Result]] = {}

    @wraps(function)
    def asked(*objects: *_Objects) -> _Result:
        key = tuple(map(id, objects))
        found = known.get(key)
        if found is None:
            found = known[key] = objects, function(*objects)
        return found[1]

    return asked
