"""What is known exactly of a case: the letters of the claims, from the arguments that an implementation gets."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from numbers import Rational
from typing import Any, NamedTuple, Protocol, TypeVar, cast

import numpy as np
from flint import fmpq, fmpq_mat

from verify.bounds import DOUBLE, Precision
from verify.conformance.chains import exact_value, inverse_of
from verify.conformance.oracle import oracle_term
from verify.exact import rational
from verify.rings import FLINT

__all__ = ["Case", "Known", "fraction", "infinity_norm", "known_in", "known_of", "pseudo_inverse", "sum_of_squares"]

_Found = TypeVar("_Found")

_FEW = 64  # entries of a matrix whose norm is found by asking for each
_LETTERS = {"lr": "eps"}
_FUNCTIONS = {"grad": "grad_J", "j_star": "J"}


class Case(Protocol):
    """What is drawn: something with arguments for the role, and letters whose exact values are known."""

    def __hash__(self) -> int:
        """Return what tells one case from another."""
        ...

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments by name."""
        ...

    @property
    def letters(self) -> Mapping[str, fmpq_mat]:
        """Further letters of the claims."""
        ...


@dataclass(frozen=True)
class Known:
    """The values of letters, sizes and functions, the precision in which an implementation computes, and arrays as given."""

    values: Mapping[str, fmpq_mat]
    sizes: Mapping[str, int]
    functions: Mapping[str, fmpq_mat] = field(default_factory=dict)
    precision: Precision = DOUBLE
    given: Mapping[str, Any] = field(default_factory=dict)
    _found: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def n(self) -> int:
        """The number of parameters."""
        return self.sizes["n"]

    def number(self, name: str) -> fmpq:
        """Return the value of a letter that stands for a number."""
        return self.values[name][0, 0]

    def but(self, **values: fmpq_mat) -> Known:
        """Return the same with other or further letters."""
        given = {name: array for name, array in self.given.items() if name not in values}
        return replace(self, values={**self.values, **values}, given=given)

    def value(self, claim: str, part: str = "main", side: str = "right") -> fmpq_mat:
        """Return the exact value of what a part of a claim says; see `oracle_term`.

        Raises
        ------
        ZeroDivisionError
            If it has no value here.
        """
        return self.once(
            (claim, part, side),
            lambda: exact_value(oracle_term(claim, part, side), self.values, self.sizes, self.functions),
        )

    def once(self, what: Hashable, find: Callable[[], _Found]) -> _Found:
        """Return what a function finds, which is kept under a name: many properties ask for it."""
        if what not in self._found:
            self._found[what] = find()
        return cast(_Found, self._found[what])

    def norm(self, letter: str, *, transposed: bool = False) -> fmpq:
        """Return the infinity norm of a letter's value, or of its transpose."""
        return self.once(("norm", letter, transposed), lambda: self._norm(letter, transposed=transposed))

    def _norm(self, letter: str, *, transposed: bool) -> fmpq:
        array = self.given.get(letter)
        if array is None or np.size(array) <= _FEW:
            return infinity_norm(self.values[letter].transpose() if transposed else self.values[letter])
        # of a large array most is 0, which costs nothing to turn into numbers; entries of a large matrix are slow to ask for
        absolute = rational(np.abs(array.T if transposed else array))
        return max((absolute * fmpq_mat(absolute.ncols(), 1, [1] * absolute.ncols())).entries())

    @property
    def shifted(self) -> fmpq_mat:
        """K = H + alpha I."""
        return self.once("K", lambda: self.values["H"] + self.values["alpha"][0, 0] * FLINT.identity(self.n))

    @property
    def inverted(self) -> fmpq_mat:
        """The inverse of K = H + alpha I; raises ZeroDivisionError if there is none."""
        return self.once("K^-1", lambda: inverse_of(self.shifted))

    @property
    def with_pseudo_inverse(self) -> Known:
        """The same with H_plus, the Moore-Penrose inverse of H."""
        return self.once("H_plus", lambda: self.but(H_plus=pseudo_inverse(self.values["H"])))


def known_of(
    arguments: Mapping[str, Any], letters: Mapping[str, fmpq_mat] | None = None, precision: Precision = DOUBLE
) -> Known:
    """Return what the letters of the claims stand for.

    Parameters
    ----------
    arguments : mapping of str to array or number
        The arguments of a role by name, as an implementation gets them.
    letters : mapping of str to fmpq_mat, optional
        Further letters.
    precision : Precision
        In which the implementation computes.
    """
    values, functions = dict(letters or {}), {}
    for name, argument in arguments.items():
        if name in _FUNCTIONS:
            functions[_FUNCTIONS[name]] = rational(argument)
        elif name != "steps":
            values[_LETTERS.get(name, name)] = rational(argument)
    sizes = _sizes(arguments)
    if "X" in values:
        sizes["m"] = values["X"].nrows()
    if "k" in sizes:
        values["k"] = FLINT.number(Fraction(sizes["k"]))
    given = {name: argument for name, argument in arguments.items() if np.ndim(argument) == 2}
    return Known(values, sizes, functions, precision, given)


@lru_cache(maxsize=1)
def known_in(case: Case, precision: Precision) -> Known:
    """Return what is known of a drawn case, once for all that are judged on it."""
    return known_of(case.arguments, case.letters, precision)


def _sizes(arguments: Mapping[str, Any]) -> dict[str, int]:
    if "X" in arguments:
        m, n = np.shape(arguments["X"])
        return {"m": m, "n": n}
    vector = next(arguments[name] for name in ("w_star", "w", "eigenvalues", "H") if name in arguments)
    sizes = {"n": len(vector)}
    return {**sizes, "k": int(arguments["steps"])} if "steps" in arguments else sizes


class _LowestTerms(NamedTuple):
    """A numerator and a positive denominator without a common divisor."""

    numerator: int
    denominator: int


Rational.register(_LowestTerms)


def fraction(x: fmpq) -> Fraction:
    """Return a rational number as Python's own.

    python-flint keeps it in lowest terms. `Fraction(p, q)` would look for a common divisor, which takes Python 10 ms for the
    16 000 digits of a thousand steps; what is a `Rational` already it takes as it is.
    """
    return Fraction(cast(Rational, _LowestTerms(int(x.p), int(x.q))))


def infinity_norm(matrix: fmpq_mat) -> fmpq:
    """Return the largest row sum of absolute values, exactly."""
    numerators, denominator = matrix.numer_denom()
    if matrix.ncols() == 1:  # most are vectors
        return fmpq(max(map(abs, numerators.entries())), denominator)
    return fmpq(max(sum(map(abs, filter(None, row))) for row in numerators.tolist()), denominator)


def sum_of_squares(matrix: fmpq_mat) -> fmpq:
    """Return the sum of the squares of all entries, exactly."""
    numerators, denominator = matrix.numer_denom()
    return fmpq(sum(x * x for x in numerators.entries()), denominator * denominator)


def pseudo_inverse(H: fmpq_mat) -> fmpq_mat:
    """Return the Moore-Penrose inverse of a symmetric matrix, exactly.

    With a basis C of its columns, H = C M C^T for the inverse M of a regular block; C (C^T C)^-1 is the inverse of C on
    the range.
    """
    reduced, rank = H.rref()
    n, rows = H.nrows(), reduced.tolist()
    if not rank:
        return fmpq_mat(n, n)
    pivots = [next(j for j, x in enumerate(row) if x != 0) for row in rows[:rank]]
    C = fmpq_mat(n, rank, [H[i, j] for i in range(n) for j in pivots])
    block = fmpq_mat(rank, rank, [H[i, j] for i in pivots for j in pivots])
    G = C * (C.transpose() * C).inv()
    return G * block * G.transpose()
