"""A linear programme: columns that add up to a goal at the least price, by HiGHS (through SciPy), in floating point.

Where coefficients differ so much that the solver takes the small ones for nothing, every row and column is scaled first, and
what is left over is solved for again, magnified, until it is as small as floats can tell.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Programme", "optimum"]

_PASSES = 3
_AGAIN = 3
_EXACT = 1e-16


class Programme(NamedTuple):
    """Columns whose combination with weights >= 0 is to be a right side.

    Attributes
    ----------
    entries : tuple of (int, int, float)
        Row, column and coefficient.
    wanted : tuple of (int, float)
        Row and right side.
    shape : int, int
        How many rows and columns there are.
    free : int
        So many columns, the first ones, may have weights of any sign.
    costs : tuple of float
        What a weight of 1 costs, for each column.
    push : tuple of int
        The numbers of columns after the free ones whose weights are made large in the first place.
    """

    entries: tuple[tuple[int, int, float], ...]
    wanted: tuple[tuple[int, float], ...]
    shape: tuple[int, int]
    free: int
    costs: tuple[float, ...]
    push: tuple[int, ...]


@lru_cache(maxsize=128)
def optimum(programme: Programme, scaled: bool = False) -> tuple[float, ...] | None:
    """Return the weights of a solution, None if there is none; most are asked for several times.

    If it is `scaled`, they are the weights of columns and a right side that are scaled to 1, and more exact.
    """
    import numpy as np
    from scipy.sparse import csc_matrix

    (height, width), free = programme.shape, programme.free
    entries, wanted = _balanced(programme) if scaled else (programme.entries, programme.wanted)
    split = [*entries, *((row, width + j, -value) for row, j, value in entries if j < free)]  # a free one is a difference
    at, of, values = zip(*split, strict=True)
    both = csc_matrix((values, (at, of)), shape=(height, width + free))
    right = np.zeros(height)
    for row, value in wanted:
        right[row] = value
    prices = np.array(programme.costs + programme.costs[:free])
    if programme.push:
        prices = prices * 2.0**-20
        prices[[free + place for place in programme.push]] = -1.0
    both_ways = _solution(prices, both, right, 2.0**20 if programme.push else None, _AGAIN if scaled else 0)
    if both_ways is None:
        return None
    x = both_ways[:width].copy()
    x[:free] -= both_ways[width:]
    return tuple(float(value) for value in x)


def _solution(
    prices: NDArray[np.float64], matrix: Any, right: NDArray[np.float64], most: float | None, again: int
) -> NDArray[np.float64] | None:
    """The cheapest x >= 0 with A x = b; what A x leaves of b is solved for `again` and again."""
    import numpy as np
    from scipy.optimize import linprog

    result = linprog(prices, A_eq=matrix, b_eq=right, bounds=(0, most), method="highs")
    if result.status != 0:
        return None
    x: NDArray[np.float64] = result.x
    for _ in range(again):
        left = right - matrix @ x
        size = np.abs(left).max(initial=0)
        if size < _EXACT:
            break
        bounds = [(-value / size, None if most is None else (most - value) / size) for value in x]
        result = linprog(prices, A_eq=matrix, b_eq=left / size, bounds=bounds, method="highs")
        if result.status != 0:
            break
        x = np.maximum(x + size * result.x, 0)
    return x


def _balanced(programme: Programme) -> tuple[tuple[tuple[int, int, float], ...], tuple[tuple[int, float], ...]]:
    """The entries and the right side, columns and rows divided by their sizes in turn, a few times; the columns last."""
    import numpy as np

    at, of = (np.array([entry[side] for entry in programme.entries]) for side in (0, 1))
    values = np.array([value for _, _, value in programme.entries])
    places = np.array([row for row, _ in programme.wanted], dtype=int)
    sought = np.array([value for _, value in programme.wanted])
    for side in (of, at) * _PASSES + (of,):
        sizes = np.abs(values)
        largest, smallest = np.zeros(max(programme.shape)), np.full(max(programme.shape), sizes.max())
        np.maximum.at(largest, side, sizes)
        np.minimum.at(smallest, side, sizes)
        divisor = np.sqrt(largest * smallest) if side is at else largest
        divisor[divisor == 0] = 1
        values = values / divisor[side]
        sought = sought / divisor[places] if side is at else sought
    whole = np.abs(sought).max(initial=0) or 1
    entries = tuple(zip(at.tolist(), of.tolist(), values.tolist(), strict=True))
    return entries, tuple(zip(places.tolist(), (sought / whole).tolist(), strict=True))
