"""What the strategies draw, decoded: one string of bytes, which says how many rows there are, of what kind, and their digits.

One string is one choice for Hypothesis, which costs little more than one number; a list of numbers costs two choices a row.
Its first byte is the number of rows and its second the kind, so the shrinker, which prefers the string that comes first,
makes the rows few, then the kind plain, then the digits low. The kind 0 is the plainest; the others differ from it in one
respect, then in several, such that all pairs of respects occur.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import frexp, ldexp
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from hypothesis import event
from hypothesis import strategies as st

from verify.bounds import DOUBLE, Precision

__all__ = [
    "DIGIT",
    "KINDS",
    "NEAR",
    "PLACES",
    "STRUCTURES",
    "Kind",
    "OneString",
    "Packed",
    "Scattered",
    "alpha_of",
    "digits_of",
    "frozen",
    "lifted",
    "mixture",
    "of_one_string",
    "packed",
    "scale_of",
    "scattered",
    "unpacked",
]

_Array = npt.NDArray[np.float64]

_Made = TypeVar("_Made")

_PAIRS = 5  # bytes of a row, two digits each
_TWO_DIGITS = np.array([(byte & 15, byte >> 4) for byte in range(256)], dtype=np.int64)

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
    lift: int = 0


def _kinds() -> list[Kind]:
    """The plain kind, those that differ from it in one respect, then mixtures."""
    alone = [Kind()]
    alone += [Kind(structure=structure) for structure in STRUCTURES[1:]]
    alone += [Kind(ratio=ratio) for ratio in _RATIOS[1:]]
    # entries of the unscaled matrix are at most 8 * 64^2 = 2^15: added to them, all down to 2^-37 fits into 53 bits
    alone += [Kind(added=added) for added in (1.0, 2.0**-30, 2.0**-37, 2.0**20)]
    alone += [Kind(scale=1), Kind(scale=-1), Kind(graded=True), Kind(thirds=True)]
    last = [Kind(lift=1), Kind(lift=-1)]
    return alone + [mixture(i) for i in range(256 - len(alone) - len(last))] + last


def mixture(i: int) -> Kind:
    """Return a kind that differs in several respects; the moduli have no common factor, so all pairs of them occur."""
    return Kind(
        STRUCTURES[i % 8],
        _RATIOS[i // 8 % 16],
        (0.0, 1.0, 0.0, 2.0**-37, 0.0)[i % 5],
        (0, 0, 1, 0, -1, 0, 0)[i % 7],
        graded=i % 3 == 1,
        thirds=i % 11 > 6,
        lift=(1, 0, 0, 0, -1, 0, 0, 0)[(i + 3 * (i // 8)) % 8],  # i % 8 says the structure, i // 8 the ratio
    )


KINDS = _kinds()
"""The kinds, one for each value of a byte."""


# --- one string ------------------------------------------------------------------------------------------------------


@dataclass
class OneString:
    """A string that several strategies make something of, in place of one each.

    Attributes
    ----------
    lengths : set of (int, int)
        The least and the greatest length that they ask for.
    value : bytes
        The string; whoever draws sets it before.
    """

    lengths: set[tuple[int, int]] = field(default_factory=set)
    value: bytes = b""

    @property
    def ends(self) -> tuple[int, ...]:
        """The least and the greatest length, if all ask for the same; else nothing."""
        return next(iter(self.lengths)) if len(self.lengths) == 1 else ()


_ONE: ContextVar[OneString | None] = ContextVar("one string", default=None)


@contextmanager
def of_one_string() -> Iterator[OneString]:
    """Let the strategies that are made meanwhile draw nothing, and take the string that this yields."""
    one = OneString()
    before = _ONE.set(one)
    try:
        yield one
    finally:
        _ONE.reset(before)


def _strings(shortest: int, longest: int) -> st.SearchStrategy[bytes]:
    one = _ONE.get()
    if one is None:
        return st.binary(min_size=shortest, max_size=longest)
    one.lengths.add((shortest, longest))
    return st.just(one).map(lambda given: given.value)


class Packed(NamedTuple):
    """What a string of bytes stands for.

    Attributes
    ----------
    digits : array of shape (n, 10), int64
        The hexadecimal digits of the rows.
    kind : Kind
        What is made of them.
    further : int
        What the first byte says beside the number of rows, from 0.
    choices : bytes
        The bytes that were asked for beside.
    """

    digits: npt.NDArray[np.int64]
    kind: Kind
    further: int
    choices: bytes

    @property
    def vector(self) -> _Array:
        """The first entries of the rows, an array of shape (n,); in one of 16 cases all are 0, which else only few rows are."""
        return np.zeros(len(self.digits)) if self.further % 16 == 15 else DIGIT[self.digits[:, 0]]


def packed(make: Callable[[Packed], _Made], least: int, most: int, choices: int = 0, room: int = 0) -> st.SearchStrategy[_Made]:
    """Return the strategy for what is made of `least` to `most` rows and so many bytes to choose something by.

    `room` is for how many rows strings have room, `most` if left out: strategies with the same room can share a string.

    The digits stand in the string pair by pair, from its end: the first pair of all rows is last. What a short string
    has no room for is 0, the last digits of the rows before their first. With fewer rows the first ones are missing, and
    the shrinker, which also sorts, has filled them with zeros.
    """
    head, room = 2 + choices, room or most
    drawn = _strings(head + room + room // 2, head + _PAIRS * room)
    return drawn.map(lambda string: make(unpacked(string, least, most, choices)))


def unpacked(string: bytes, least: int, most: int, choices: int = 0) -> Packed:
    """Return what a string that `packed` has drawn stands for."""
    further, more = divmod(string[0], most - least + 1)
    head = 2 + choices
    pairs = np.frombuffer(string[head:].rjust(_PAIRS * most, b"\0")[-_PAIRS * most :], dtype=np.uint8).reshape(_PAIRS, most)
    n = least + more
    return Packed(_TWO_DIGITS[pairs[::-1, most - n :].T].reshape(n, 2 * _PAIRS), KINDS[string[1]], further, string[2:head])


def digits_of(string: bytes) -> npt.NDArray[np.int64]:
    """Return the hexadecimal digits of a string, two a byte, the lower one first."""
    return _TWO_DIGITS[np.frombuffer(string, dtype=np.uint8)].reshape(-1)


class Scattered(NamedTuple):
    """What a string of bytes stands for where most entries are 0.

    Attributes
    ----------
    places : array of shape (3, k), int64
        The row of each entry, how far right of the diagonal it is, both from 0 to any number, and its digit, not 0.
    vector : array of shape (2, l), int64
        The row of each entry of a vector, and its digit, not 0.
    kind : Kind
        What is made of them.
    choices : bytes
        The bytes that were asked for beside.
    """

    places: npt.NDArray[np.int64]
    vector: npt.NDArray[np.int64]
    kind: Kind
    choices: bytes


def scattered(make: Callable[[Scattered], _Made], choices: int) -> st.SearchStrategy[_Made]:
    """Return the strategy for what is made of up to 30 entries and so many bytes to choose something by."""
    head = choices + 1
    return _strings(head + 9, head + 90).map(lambda string: make(_scattered(string, choices)))


def _scattered(string: bytes, choices: int) -> Scattered:
    body = string[choices + 1 :]
    packed = np.frombuffer(body.ljust(-(-len(body) // 3) * 3, b"\0"), dtype=np.uint8).reshape(-1, 3).astype(np.int64)
    entry, vector, row, offset = packed[:, 0] & 15, packed[:, 0] >> 4, packed[:, 1], packed[:, 2]
    there, weighted = entry != 0, vector != 0
    places = np.stack([row[there], offset[there], entry[there]])
    return Scattered(places, np.stack([row[weighted], vector[weighted]]), KINDS[string[choices]], string[:choices])


# --- what kinds say --------------------------------------------------------------------------------------------------


def scale_of(kind: Kind, scale: int) -> int:
    """Return the exponent of two by which everything is scaled."""
    k = kind.scale * scale
    if k:
        event("scale", k)
    return k


def lifted(vector: _Array, kind: Kind, precision: Precision) -> _Array:
    """Return w_star or y, in some kinds times 2^70 or 2^-70 (in float32 2^8 or 2^-8).

    The solution is linear in it; an implementation that clips it, or takes what is small for 0, is not.
    """
    return np.ldexp(vector, kind.lift * (70 if precision == DOUBLE else 8)) if kind.lift else vector


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
