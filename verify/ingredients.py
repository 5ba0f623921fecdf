"""What exact models are made of: small rational matrices, spectra, smooth functions, solutions of linear equations.

Every choice is a digit from 0 to 15. Digit 0 is always the plainest choice, so a list of drawn digits shrinks to a
plain model: the identity, zero vectors, numbers equal to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain, product, repeat
from math import isqrt
from random import Random
from typing import NamedTuple, TypeVar

from flint import fmpq, fmpq_mat, fmpq_poly

from verify.rings import FLINT, Dual

__all__ = [
    "LADDER",
    "NATURALS",
    "POSITIVE",
    "SHARE",
    "SIGNED",
    "Build",
    "Digits",
    "Smooth",
    "Spectral",
    "column",
    "general",
    "orthogonal_columns",
    "orthonormal",
    "rational_norm",
    "roots",
    "row_sum",
    "signed_permutation",
    "smooth",
    "solutions",
    "spectrum",
    "square_root",
    "symmetric",
    "valley",
    "zeros_and_ones",
]

_T = TypeVar("_T")
_M = TypeVar("_M", fmpq_mat, Dual)
SHARE = 12  # at size 4 a symmetric matrix needs 19 digits


def _numbers(text: str) -> tuple[fmpq, ...]:
    return tuple(fmpq(f.numerator, f.denominator) for f in map(Fraction, text.split()))


SIGNED = _numbers("0 1 -1 2 -2 3 -3 1/2 -1/2 4 -4 3/2 -2/3 5 1/3 -5")
POSITIVE = _numbers("1 2 1/2 3 1/3 4 1/4 3/2 2/3 5 1/5 7 1/7 9 10 1/16")
NATURALS = (0, 1, 2, 3, 5)
LADDER = _numbers("1/4 1/16 1/128 1/4096 0 1 2 16 128 4096 -1 -1/4 -16")  # from every order of magnitude one


class Digits:
    """A source of choices, consumed in order; `begin` says for which letter the next ones are."""

    def __init__(self, share: Callable[[int], Iterator[int]]) -> None:
        self._share = share
        self._digits = share(0)

    @classmethod
    def seeded(cls, seed: int) -> Digits:
        """Return the pseudo-random choices of a seed."""
        random = Random(seed)
        stream = (random.getrandbits(4) for _ in iter(int, 1))
        return cls(lambda _: stream)

    @classmethod
    def drawn(cls, data: bytes) -> Digits:
        """Return choices that give every letter its own `SHARE` bytes, two digits a byte, and 0 when they are used up.

        What one letter consumes moves no other letter, so a smaller model keeps what made a larger one interesting.
        """

        def share(letter: int) -> Iterator[int]:
            mine = data[letter * SHARE : (letter + 1) * SHARE]
            return chain((digit for byte in mine for digit in (byte & 15, byte >> 4)), repeat(0))

        return cls(share)

    def begin(self, letter: int) -> None:
        """Go on with the choices of a letter, counted from 0."""
        self._digits = self._share(letter)

    def pick(self, count: int) -> int:
        """Return a number from 0 to count - 1; count is at most 16 for all of them to occur."""
        return next(self._digits) % count

    def choose(self, options: Sequence[_T]) -> _T:
        """Return one of some options."""
        return options[self.pick(len(options))]

    def rotated(self, options: Sequence[_T]) -> Sequence[_T]:
        """Return the options, beginning anywhere."""
        start = self.pick(len(options)) if options else 0
        return [*options[start:], *options[:start]]


# --- matrices --------------------------------------------------------------------------------------------------------


def column(entries: Sequence[fmpq]) -> fmpq_mat:
    """Return a vector of shape (len(entries), 1)."""
    return fmpq_mat(len(entries), 1, entries)


def orthonormal(digits: Digits, rows: int, cols: int) -> fmpq_mat:
    """Return a rational matrix of shape (rows, cols), rows >= cols, with orthonormal columns.

    A Cayley transform has no eigenvalue -1, so its columns get signs of their own.
    """
    skew, signs, identity = fmpq_mat(rows, rows), fmpq_mat(rows, rows), FLINT.identity(rows)
    for i in range(rows):
        signs[i, i] = 1 - 2 * digits.pick(2)
        for j in range(i):
            skew[i, j] = digits.choose(SIGNED[:5])
            skew[j, i] = -skew[i, j]
    return _first_columns((identity - skew) * (identity + skew).inv() * signs, cols)


def _first_columns(matrix: fmpq_mat, cols: int) -> fmpq_mat:
    return fmpq_mat(matrix.nrows(), cols, [x for row in matrix.tolist() for x in row[:cols]])


def signed_permutation(digits: Digits, size: int) -> fmpq_mat:
    """Return a matrix of shape (size, size) with one 1 or -1 in each row and column."""
    matrix, places = fmpq_mat(size, size), list(range(size))
    for i in range(size):
        matrix[i, places.pop(digits.pick(len(places)))] = 1 - 2 * digits.pick(2)
    return matrix


def spectrum(digits: Digits, size: int, *, regular: bool | None, signed: bool = False, repeated: bool = False) -> list[fmpq]:
    """Return numbers to be eigenvalues; a 0 is among them if regular is False, none if it is True.

    Some are repeated; with `repeated` the first two are equal, and from size 3 on not 0.
    """
    found: list[fmpq] = []
    for _ in range(size):
        kind = digits.pick(8)
        again = bool(found) and (kind == 1 or (repeated and len(found) == 1))
        value = found[-1] if again else digits.choose(POSITIVE)
        zero = kind == 2 and regular is None
        found.append(fmpq(0) if zero else -value if signed and not again and kind in (3, 4, 5) else value)
    if regular is False:
        found[size - 1 if repeated else digits.pick(size)] = fmpq(0)
    return found


def zeros_and_ones(digits: Digits, size: int, *, regular: bool | None) -> list[fmpq]:
    """Return the eigenvalues of a projector; `regular` is as in `spectrum`."""
    if regular:
        return [fmpq(1)] * size
    found = [fmpq(1 - digits.pick(2)) for _ in range(size)]
    if regular is False:
        found[digits.pick(size)] = fmpq(0)
    return found


class Spectral(NamedTuple):
    """A symmetric matrix, and its orthonormal eigenvectors and its eigenvalues where they are known to be rational."""

    matrix: fmpq_mat
    vectors: fmpq_mat | None
    eigenvalues: list[fmpq]


def symmetric(
    digits: Digits, size: int, *, regular: bool | None, signed: bool, repeated: bool = False, rational: bool = False
) -> Spectral:
    """Return a symmetric matrix of shape (size, size), positive semidefinite unless signed.

    `regular` and `repeated` are as in `spectrum`. Unless `rational` is set, one in four has eigenvalues that need not
    be rational.
    """
    if not rational and digits.pick(4) == 1:
        lower = general(digits, size, size, regular=regular)
        return Spectral(lower + lower.transpose() if signed else lower * lower.transpose(), None, [])
    vectors = orthonormal(digits, size, size)
    eigenvalues = spectrum(digits, size, regular=regular, signed=signed, repeated=repeated)
    middle = FLINT.diagonal([fmpq_mat(1, 1, [x]) for x in eigenvalues])
    return Spectral(vectors * middle * vectors.transpose(), vectors, eigenvalues)


def general(digits: Digits, rows: int, cols: int, *, regular: bool | None) -> fmpq_mat:
    """Return a matrix of shape (rows, cols).

    One in four has rational singular values. With regular = False the last column is a multiple of the first or 0;
    with True the matrix is meant to be of full rank, though small entries may happen not to be.
    """
    rank = min(rows, cols)
    if digits.pick(4) == 1:
        left, right = orthonormal(digits, rows, rank), orthonormal(digits, cols, rank)
        values = spectrum(digits, rank, regular=regular)
        return left * FLINT.diagonal([fmpq_mat(1, 1, [x]) for x in values]) * right.transpose()
    matrix = fmpq_mat(rows, cols)
    for i, j in sorted(product(range(rows), range(cols)), key=max):  # a smaller matrix has the same corner
        matrix[i, j] = digits.choose(SIGNED[:7])
    if regular is False:
        factor = digits.choose(SIGNED[:3]) if cols > 1 else fmpq(0)
        for i in range(rows):
            matrix[i, cols - 1] = factor * matrix[i, 0]
    elif regular and matrix.rank() < rank:
        for i in range(rank):
            matrix[i, i] += 8  # more than the rest of a row of three adds up to
    return matrix


def orthogonal_columns(digits: Digits, rows: int, cols: int, *, regular: bool | None) -> fmpq_mat:
    """Return a matrix of shape (rows, cols) whose columns are orthogonal; some are 0, as many as must be or more."""
    rank = min(rows, cols)
    lengths = spectrum(digits, rank, regular=regular) + [fmpq(0)] * (cols - rank)
    places = signed_permutation(digits, cols)
    columns = orthonormal(digits, rows, rank) * fmpq_mat(rank, cols, [int(i == j) for i in range(rank) for j in range(cols)])
    return columns * FLINT.diagonal([fmpq_mat(1, 1, [x]) for x in lengths]) * places


def rational_norm(matrix: fmpq_mat) -> fmpq | None:
    """Return the root of the largest rational eigenvalue of A^T A: the spectral norm, if that is rational at all."""
    roots = (matrix.transpose() * matrix).charpoly().roots()
    largest = max((root for root, _ in roots), default=fmpq(-1))
    return square_root(largest)


def row_sum(matrix: fmpq_mat) -> fmpq:
    """Return a number that no eigenvalue exceeds: the largest sum of the absolute values of a row."""
    return max(sum((abs(x) for x in row), fmpq(0)) for row in matrix.tolist())


def square_root(x: fmpq) -> fmpq | None:
    """Return the root of a rational number if that is rational, else None."""
    p, q = int(x.p), int(x.q)
    if p < 0 or isqrt(p) ** 2 != p or isqrt(q) ** 2 != q:
        return None
    return fmpq(isqrt(p), isqrt(q))


# --- linear equations ------------------------------------------------------------------------------------------------

_Residuals = Callable[[list[fmpq]], list[list[fmpq]]]
_PROBE = _numbers("3 -2 5 7 -3 11 2 -5 13 -7 17 4 19 -11 23 6")


def solutions(residuals: _Residuals, count: int, digits: Digits) -> Iterator[list[fmpq]]:
    """Yield points at which all residuals that depend on `count` unknowns in an affine way are 0.

    First some points anywhere in the solution space, then the shortest one: a pseudo-inverse, for instance, is the
    shortest solution of its linear equations. Nothing is yielded if no residual is affine, or if there is no solution.
    """
    if not count:
        return
    base = [fmpq(0)] * count
    try:
        start = residuals(base)
    except ZeroDivisionError:
        base = [fmpq(1)] * count
        start = residuals(base)
    moved = [residuals([x + (i == k) for i, x in enumerate(base)]) for k in range(count)]
    step = column([_PROBE[k % len(_PROBE)] for k in range(count)])
    probed = residuals([x + d for x, d in zip(base, step.entries(), strict=True)])
    rows: list[list[fmpq]] = []
    for e, at_base in enumerate(start):
        at_base_column = column(at_base)
        slopes = fmpq_mat([(column(m[e]) - at_base_column).entries() for m in moved]).transpose()
        if at_base_column + slopes * step == column(probed[e]):
            rows += [[*line, -r] for r, line in zip(at_base, slopes.tolist(), strict=True)]
    solved = _solve(rows, count) if rows else None
    if solved is not None:
        for point in _points(*solved, digits):
            yield [x + point[k, 0] for k, x in enumerate(base)]


def roots(residual: Callable[[fmpq], list[fmpq]]) -> list[fmpq]:
    """Return rational roots, largest first, of the first residual that is not 0.

    It is taken for a polynomial of degree 5 at most or, where that has no rational root, for a quotient of cubics.
    """
    points = [fmpq(x) for x in range(1, 8)]
    for line in zip(*(residual(x) for x in points), strict=True):
        if any(line):
            return _quintic(points[:6], line[:6]) or _quotient(points, line)
    return []


def _quintic(points: Sequence[fmpq], line: Sequence[fmpq]) -> list[fmpq]:
    powers = fmpq_mat([[x**k for k in range(6)] for x in points])
    return _rational_roots(powers.solve(column(line)).entries())


def _quotient(points: Sequence[fmpq], line: Sequence[fmpq]) -> list[fmpq]:
    """The roots of p for p/q, p and q of degree 3, through seven points."""
    rows = [[*(x**k for k in range(4)), *(-r * x**k for k in range(4)), fmpq(0)] for x, r in zip(points, line, strict=True)]
    solved = _solve(rows, 8)
    return _rational_roots(solved[1][0].entries()[:4]) if solved and solved[1] else []


def _rational_roots(coefficients: list[fmpq]) -> list[fmpq]:
    return sorted((root for root, _ in fmpq_poly(coefficients).roots()), reverse=True) if any(coefficients) else []


def _solve(rows: list[list[fmpq]], count: int) -> tuple[fmpq_mat, list[fmpq_mat]] | None:
    """A solution of the equations [coefficients.., right side], and a basis of those with right sides 0."""
    reduced, rank = fmpq_mat(rows).rref()
    pivots = [next(j for j in range(count + 1) if reduced[i, j] != 0) for i in range(rank)]
    if count in pivots:
        return None
    particular = fmpq_mat(count, 1)
    for i, j in enumerate(pivots):
        particular[j, 0] = reduced[i, count]
    kernel = []
    for free in (j for j in range(count) if j not in pivots):
        vector = FLINT.basis(free, count)
        for i, j in enumerate(pivots):
            vector[j, 0] = -reduced[i, free]
        kernel.append(vector)
    return particular, kernel


def _points(particular: fmpq_mat, kernel: list[fmpq_mat], digits: Digits) -> Iterator[fmpq_mat]:
    if not kernel:
        yield particular
        return
    for _ in range(3):
        yield sum((vector * digits.choose(SIGNED) for vector in kernel), particular)
    basis = fmpq_mat([vector.entries() for vector in kernel])
    yield particular - basis.transpose() * (basis * basis.transpose()).solve(basis * particular)


# --- smooth functions ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Smooth:
    """A polynomial of degree at most 3 in y = x - center, its gradient and Hessian; or a field and its Jacobian.

    f(x) = constant + linear^T y + y^T quadratic y / 2 + sum of c (a^T y)^3, where (a, u, c) are the `cubes`. A field
    starts one derivative later: linear + quadratic y + sum of u (a^T y)^2, so that u = 3 c a where it is a gradient.
    """

    center: fmpq_mat
    constant: fmpq_mat
    linear: fmpq_mat
    quadratic: fmpq_mat
    cubes: tuple[tuple[fmpq_mat, fmpq_mat, fmpq_mat], ...]

    def value(self, x: _M, /) -> _M:
        """Return the number f(x)."""
        y = x + self._back
        total = self._forms[0] * y + self.constant + y.transpose() * self._forms[1] * y
        for row, c in self._cubes:
            s = row * y
            total = total + s * s * s * c
        return total

    def slope(self, x: _M, /) -> _M:
        """Return the gradient at x, or the value of the field."""
        y = x + self._back
        total = self.quadratic * y + self.linear
        for row, u in self._squares:
            s = row * y
            total = total + u * (s * s)
        return total

    def curvature(self, x: _M, /) -> _M:
        """Return the Hessian at x, or the Jacobian of the field."""
        y = x + self._back
        total = y * fmpq_mat(1, self.center.nrows()) + self.quadratic
        for row, u in self._squares:
            total = total + (u * 2) * (row * y) * row
        return total

    # what does not depend on x; most weights are 0

    @cached_property
    def _back(self) -> fmpq_mat:
        return -self.center

    @cached_property
    def _forms(self) -> tuple[fmpq_mat, fmpq_mat]:
        return self.linear.transpose(), self.quadratic / 2

    @cached_property
    def _cubes(self) -> list[tuple[fmpq_mat, fmpq_mat]]:
        return [(a.transpose(), c) for a, _, c in self.cubes if c]

    @cached_property
    def _squares(self) -> list[tuple[fmpq_mat, fmpq_mat]]:
        return [(a.transpose(), u) for a, u, _ in self.cubes if u]


Build = Callable[[list[fmpq]], Smooth]


def smooth(center: fmpq_mat, directions: Sequence[fmpq_mat], *, potential: bool) -> tuple[int, Build]:
    """Return how many coefficients a smooth function has, and what makes the function from them, in a linear way.

    With `potential` it is a number with a symmetric Hessian, else a field with any Jacobian.
    """
    n = center.nrows()
    pairs = [(i, j) for i in range(n) for j in range(n) if i <= j or not potential]
    count = 1 + n + len(pairs) + len(directions) * (1 if potential else n)

    def build(coefficients: list[fmpq]) -> Smooth:
        constant, linear = coefficients[:1], coefficients[1 : 1 + n]
        quadratic, rest = fmpq_mat(n, n), coefficients[1 + n + len(pairs) :]
        for (i, j), x in zip(pairs, coefficients[1 + n :], strict=False):
            quadratic[i, j] = x
            if potential:
                quadratic[j, i] = x
        cubes = []
        for k, a in enumerate(directions):
            weight = rest[k] if potential else fmpq(0)
            u = a * (3 * weight) if potential else column(rest[k * n : (k + 1) * n])
            cubes.append((a, u, fmpq_mat(1, 1, [weight])))
        return Smooth(center, column(constant), column(linear), quadratic, tuple(cubes))

    return count, build


def valley(digits: Digits, n: int, count: int, *, regular: bool | None) -> list[fmpq]:
    """Return coefficients for `smooth`, with a potential, that make its center a local minimum; cubes if it is a strict one."""
    hessian = symmetric(digits, n, regular=regular, signed=False).matrix
    upper = [hessian[i, j] for i in range(n) for j in range(i, n)]
    cubes = count - 1 - n - len(upper)
    strict = hessian.det() != 0
    rest = [digits.choose(SIGNED) if strict else fmpq(0) for _ in range(cubes)]
    return [digits.choose(SIGNED), *[fmpq(0)] * n, *upper, *rest]
