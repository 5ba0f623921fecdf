"""What the strategies draw, decoded: one whole number a row, and one that says what kind of problem is made of the rows.

The hexadecimal digits of a row are its small entries, so the shrinker removes rows and lowers digits. The kind 0 is the
plainest; the others differ from it in one respect, then in several, such that all pairs of respects occur.
"""

from __future__ import annotations

from math import frexp, ldexp
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from hypothesis import event
from hypothesis import strategies as st

from verify.bounds import DOUBLE, Precision

__all__ = [
    "DIGIT",
    "KIND",
    "KINDS",
    "NEAR",
    "PLACES",
    "STRUCTURES",
    "Kind",
    "alpha_of",
    "digits_of",
    "frozen",
    "mixture",
    "packed_rows",
    "scale_of",
]

_Array = npt.NDArray[np.float64]

_ROW = 2**40 - 1
_PLACE_BITS = np.arange(0, 40, 4)

DIGIT = np.array([0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 8, -8, 6, -6, 7], dtype=np.float64)
"""The entry that a hexadecimal digit stands for: it shrinks to 0, then 1."""

PLACES = [1, 2, 4, 5, 6, 7, 8, 9]
"""Where the entries stand among the digits of a row; 0 is the entry of a vector, 3 an exponent or eigenvalue."""

STRUCTURES = ("generic", "diagonal", "rank one", "dense", "half rank", "rank n-1", "scalar", "zero")

# alpha over the size of H; None is exactly an entry or eigenvalue of H, a third and a tenth have 53 bits
NEAR = (1.0, None, 1 / 3, 8.0, 0.1, 2.0**-10, 2.0**10)
"""alpha over the size of H where it is of that size; None is exactly an eigenvalue or entry."""

_FAR = (2.0**-20, 2.0**-30 / 3, 2.0**-45, 2.0**-53, 2.0**-60, 2.0**-90, 2.0**40 / 3, 2.0**60, 2.0**90)
_RATIOS = NEAR + _FAR


class Kind(NamedTuple):
    """What sort of problem the rows are made into."""

    structure: str = "generic"
    ratio: float | None = 1.0
    added: float = 0.0
    scale: int = 0
    graded: bool = False
    thirds: bool = False


def _kinds() -> list[Kind]:
    """The plain kind, those that differ from it in one respect, then mixtures."""
    alone = [Kind()]
    alone += [Kind(structure=structure) for structure in STRUCTURES[1:]]
    alone += [Kind(ratio=ratio) for ratio in _RATIOS[1:]]
    # entries of the unscaled matrix are at most 8 * 64^2 = 2^15: added to them, all down to 2^-37 fits into 53 bits
    alone += [Kind(added=added) for added in (1.0, 2.0**-30, 2.0**-37, 2.0**20)]
    alone += [Kind(scale=1), Kind(scale=-1), Kind(graded=True), Kind(thirds=True)]
    return alone + [mixture(i) for i in range(256 - len(alone))]


def mixture(i: int) -> Kind:
    """Return a kind that differs in several respects; the moduli have no common factor, so all pairs of them occur."""
    return Kind(
        STRUCTURES[i % 8],
        _RATIOS[i // 8 % 16],
        (0.0, 1.0, 0.0, 2.0**-37, 0.0)[i % 5],
        (0, 0, 1, 0, -1, 0, 0)[i % 7],
        graded=i % 3 == 1,
        thirds=i % 11 > 6,
    )


# in a range of 256 Hypothesis draws every whole number about as often as any other
KINDS = _kinds()
KIND = st.integers(0, len(KINDS) - 1)


def packed_rows(min_size: int, max_size: int) -> st.SearchStrategy[list[int]]:
    """Return the strategy for a list of rows."""
    return st.lists(st.integers(0, _ROW), min_size=min_size, max_size=max_size)


def digits_of(rows: list[int]) -> npt.NDArray[np.int64]:
    """Return the ten hexadecimal digits of each row, an array of shape (len(rows), 10)."""
    return (np.array(rows, dtype=np.int64)[:, None] >> _PLACE_BITS) & 15


def scale_of(kind: Kind, scale: int) -> int:
    """Return the exponent of two by which everything is scaled."""
    k = kind.scale * scale
    if k:
        event("scale", k)
    return k


def alpha_of(kind: Kind, size: float, at: float, k: int, precision: Precision = DOUBLE) -> float:
    """Return the penalty coefficient, relative to `size` (to 2^k if that is 0) or exactly `at`.

    In float32 the far ratios have half their exponents, because it has an eighth of the range.
    """
    if kind.ratio is None and at:
        event("alpha", "exactly at")
        return at
    ratio = kind.ratio or 1.0
    event("alpha", "near" if kind.ratio in NEAR else "far below" if ratio < 1 else "far above")
    if precision != DOUBLE:
        part, exponent = frexp(ratio)
        ratio = float(np.float32(ldexp(part, exponent // 2 if abs(exponent) > 15 else exponent)))
    return ldexp(ratio, frexp(size)[1] - 1 if size else k)


def frozen(array: _Array) -> _Array:
    """Return the array, which can no longer be written to."""
    array.flags.writeable = False
    return array
