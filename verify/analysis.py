"""Exact tests of what is said of functions: for every natural number, from 0 to 1, continuous, attained, a local minimum.

A local minimum is decided, for polynomials of degree at most 3, and so is whether one of degree at most 12 is negative anywhere
from 0 to 1. The rest is tried at many points: what is false may pass, so a hypothesis of these forms makes a model that is
checked less strictly; what is true never fails, but for a value that is attained only between points with larger or smaller
values on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement, pairwise
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flint import arb, fmpq, fmpq_mat, fmpq_poly

from derivations.language import statements as st
from derivations.language.errors import Irrational
from derivations.language.evaluation import evaluate
from verify.exact import holds, is_positive_definite, is_positive_semidefinite
from verify.rings import FLINT

if TYPE_CHECKING:
    from collections.abc import Callable

    from verify.rings import Function

__all__ = ["holds_of_function", "holds_of_number"]

_Number = TypeVar("_Number", fmpq, arb)

_LONGEST = 6  # the last number at which what holds for every natural number is tried
_PARTS = 12  # into which the numbers from 0 to 1 are cut; what is near the ends is looked at too
_EVEN = [fmpq(i, _PARTS) for i in range(_PARTS + 1)]
_COEFFICIENTS = fmpq_mat([[x**k for k in range(len(_EVEN))] for x in _EVEN]).inv()  # of a polynomial, from its values there
_SCALES = range(-64, 65)  # powers of 2 at which a function of a positive number is looked at
_NEAR = (fmpq(1, 2**24), fmpq(1, 2**48))


def holds_of_function(
    statement: st.ForEvery | st.Between | st.Continuous | st.Attains | st.LocalMinimum,
    values: Mapping[str, fmpq_mat],
    sizes: Mapping[str, int],
    functions: Mapping[str, Function] | None = None,
) -> bool:
    """Return whether a statement about a function is true at a point; the parameters are those of `verify.exact.holds`.

    Raises
    ------
    ZeroDivisionError
        If something is inverted that has no inverse.
    LanguageError
        If a symbol, size or function has no value.
    """
    name = statement.variable.name
    if isinstance(statement, st.ForEvery):
        numbers = range(_LONGEST + 1)
        return all(
            holds(statement.statement, {**values, name: fmpq_mat(1, 1, [k])}, {**sizes, name: k}, functions) for k in numbers
        )
    if isinstance(statement, st.Between):
        return _from_0_to_1(statement, values, sizes, functions)

    def at(point: fmpq_mat) -> fmpq:
        return evaluate(statement.function, {**values, name: point}, sizes, FLINT, functions)[0, 0]

    if isinstance(statement, st.LocalMinimum):
        return _is_local_minimum(at, evaluate(statement.point, values, sizes, FLINT, functions))
    value = evaluate(statement.value, values, sizes, FLINT, functions)[0, 0] if isinstance(statement, st.Attains) else fmpq(0)
    return holds_of_number(statement, lambda x: at(fmpq_mat(1, 1, [x])), value)


def _from_0_to_1(
    statement: st.Between, values: Mapping[str, fmpq_mat], sizes: Mapping[str, int], functions: Mapping[str, Function] | None
) -> bool:
    """Whether a statement is true of the numbers from 0 to 1 at which it is tried; of a polynomial's sign that tells all."""
    inner, name = statement.statement, statement.variable.name

    def true_at(x: fmpq) -> bool:
        return holds(inner, {**values, name: fmpq_mat(1, 1, [x])}, sizes, functions)

    tried = [*(end for x in _NEAR for end in (x, 1 - x)), *_EVEN]  # what is false is so near an end most often
    if not isinstance(inner, st.PositiveSemidefinite | st.PositiveDefinite) or not inner.term.is_scalar:
        return all(map(true_at, tried))

    def signed(x: fmpq) -> fmpq | None:
        """What the number is worth at x, None where it has the wrong sign."""
        found = evaluate(inner.term, {**values, name: fmpq_mat(1, 1, [x])}, sizes, FLINT, functions)[0, 0]
        return found if found > 0 or (found == 0 and isinstance(inner, st.PositiveSemidefinite)) else None

    try:
        line: list[fmpq] = []
        for x in tried:
            if (found := signed(x)) is None:
                return False
            line.append(found)
    except Irrational:
        return all(map(true_at, tried))
    return all(signed(x) is not None for x in _between_roots(line[-len(_EVEN) :]))


def _between_roots(line: Sequence[fmpq]) -> Iterator[fmpq]:
    """Numbers from 0 to 1 that keep the roots of a polynomial with these values apart: its sign changes nowhere else."""
    through = fmpq_poly((_COEFFICIENTS * fmpq_mat(len(line), 1, line)).entries()).numer()
    roots: list[tuple[Any, int]] = cast(Any, through).complex_roots() if through else []
    real = [root.real.mid().man_exp() for root, _ in roots if root.imag == 0]
    found = [fmpq(int(number)) * fmpq(2) ** int(exponent) for number, exponent in real]
    for one, other in pairwise(sorted({fmpq(0), fmpq(1), *(x for x in found if 0 < x < 1)})):
        yield (one + other) / 2


def holds_of_number(statement: st.Continuous | st.Attains, f: Callable[[fmpq], _Number], value: _Number) -> bool:
    """Return whether a function of positive numbers, exact or enclosed, seems to be continuous, or to have a value."""
    if isinstance(statement, st.Continuous):
        return all(_is_continuous(f, fmpq(2) ** k) for k in (-9, 0, 9))
    signs = [_sign(f(fmpq(2) ** k) - value) for k in _SCALES]
    return any(a * b <= 0 for a, b in pairwise(signs))


def _sign(x: _Number) -> int:
    return (x > 0) - (x < 0)


def _is_continuous(f: Callable[[fmpq], _Number], x: fmpq) -> bool:
    """Whether f moves less the nearer one comes to x, from both sides; so does what has a derivative."""
    far, near = ([abs(f(x + sign * x * h) - f(x)) for sign in (1, -1)] for h in _NEAR)
    return all(b <= a / 2 for a, b in zip(far, near, strict=True))


def _is_local_minimum(f: Callable[[fmpq_mat], fmpq], point: fmpq_mat) -> bool:
    """Whether f, a polynomial of degree at most 3, has a local minimum at a point.

    Differences at -1, 1, -2 and 2 give its derivatives exactly. Where the Hessian is singular only a polynomial without cubes
    is said to have a minimum.
    """
    size = point.nrows()
    units = [FLINT.basis(i, size) for i in range(size)]
    base = f(point)

    def odd(d: fmpq_mat) -> fmpq:
        return (f(point + d) - f(point - d)) / 2

    slopes = [(8 * odd(d) - odd(2 * d)) / 6 for d in units]
    hessian = fmpq_mat(size, size)
    for i, d in enumerate(units):
        for j, g in enumerate(units):
            hessian[i, j] = (f(point + d + g) - f(point + d - g) - f(point - d + g) + f(point - d - g)) / 4
    if any(slopes) or not is_positive_semidefinite(hessian):
        return False
    if is_positive_definite(hessian):
        return True
    steps = [sum(group[1:], group[0]) for group in combinations_with_replacement(units, 3)]
    return all(f(point + d) - base == (d.transpose() * hessian * d)[0, 0] / 2 for d in steps)
