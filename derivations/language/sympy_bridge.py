"""Terms as explicit SymPy matrices at n = 1, 2, 3, and whether what a derivation computed is what a claim says.

SymPy derives; whether its result is the claim's is decided by the arithmetic of rational functions (`sympy_ring`)
alone: no `simplify`, `limit` or assumption takes part, and only what is identically zero counts as no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from derivations.language import terms as tm
from derivations.language.errors import LanguageError, ShapeError
from derivations.language.evaluation import evaluate
from derivations.language.sympy_ring import Ratio, SympyRing, Unseen, indeterminates
from derivations.language.traversal import symbols_of

if TYPE_CHECKING:
    import sympy

__all__ = [
    "ALONG",
    "Derived",
    "Function",
    "Summand",
    "Valued",
    "agrees",
    "difference",
    "explicit",
    "finite",
    "in_ring",
    "rational_cayley",
]

Function = Callable[["sympy.Matrix"], "sympy.Matrix"]
Valued = Callable[[tm.Term, Mapping[str, Ratio]], Ratio]
T = TypeVar("T")
_KINDS = ("general", "symmetric", "diagonal")
ALONG = "s"
"""The letter that runs from 0 to 1 where a summand is an integral."""


@dataclass(frozen=True)
class Summand:
    """One summand of what an inequality leaves: a weight, or a weight times the left side of a hypothesis.

    Parameters
    ----------
    weight : sympy.Expr
        Something whose form shows that it is not negative (`inequalities`).
    hypothesis : str
        The name of a hypothesis that something is not negative; "" if the weight is all.
    vector : sympy.Matrix, optional
        For a hypothesis about a matrix M, the column or matrix V for which V^T M V is taken; without a hypothesis, V^T V is.
    at : sympy.Expr, optional
        For a hypothesis about every number t from 0 to 1, where it is taken; t itself if left out. What speaks of t is
        integrated over t from 0 to 1.
    primitive : sympy.Expr, optional
        For a weight that is integrated over the letter s (`ALONG`) from 0 to 1: something, made of polynomials and
        exponentials, of which it is the derivative.
    """

    weight: Any
    hypothesis: str = ""
    vector: sympy.Matrix | None = None
    at: Any = None
    primitive: Any = None


@dataclass(frozen=True)
class Derived:
    """What a derivation computed.

    Parameters
    ----------
    values : mapping of str to sympy.Matrix
        The explicit matrix of every symbol, 1 x 1 for a scalar.
    value : sympy.Matrix
        The result.
    sizes : mapping of str to int
        The number behind each size name.
    shown : tuple of str
        The way to the result, as lines for a reader.
    functions : mapping of str to callable
        What each function known only by name does to an explicit SymPy matrix.
    summands : tuple of Summand
        For an inequality, what its value is the sum of; the value itself if left out.
    """

    values: Mapping[str, sympy.Matrix]
    value: sympy.Matrix
    sizes: Mapping[str, int]
    shown: tuple[str, ...] = ()
    functions: Mapping[str, Function] = field(default_factory=dict)
    summands: tuple[Summand, ...] = ()


@cache
def finite() -> type[sympy.Matrix]:
    """Return SymPy's type of matrix for what derivations do with it: products, determinants and adjugates multiply nothing out.

    SymPy's own product also asks every entry at length whether it is infinite, for 0 times infinity is not 0. A letter is a
    number here, and so is what is made of letters; an infinite entry that meets no 0 stays one, and the comparison refuses it.
    """
    import sympy
    from sympy.matrices import dotprodsimp

    class Finite(sympy.Matrix):  # type: ignore[misc] # SymPy tells no types
        _class_priority, _op_priority = 5, 10.02  # above SymPy's: the product with one of its matrices is one of these

        def _eval_matrix_mul(self, other: sympy.Matrix) -> Finite:
            return _multiplied(self, other)

        def _eval_matrix_rmul(self, other: sympy.Matrix) -> Finite:
            return _multiplied(other, self)

        def det(self, method: str = "laplace") -> sympy.Expr:
            with dotprodsimp(False):
                return super().det(method)

        def adjugate(self, method: str = "laplace") -> Finite:
            with dotprodsimp(False):
                found: Finite = super().adjugate(method)
            return found

    def _multiplied(left: sympy.Matrix, right: sympy.Matrix) -> Finite:
        columns = right.T.tolist()
        sums = (sympy.Add(*(x * y for x, y in zip(r, c, strict=True) if x and y)) for r in left.tolist() for c in columns)
        return Finite(left.rows, right.cols, list(sums))

    return Finite


def explicit(
    symbol: tm.Symbol, sizes: int | Mapping[str, int], kind: str = "general", *, positive: bool = False
) -> sympy.Matrix:
    """Return a matrix of generic real entries for a symbol: H_11, H_12, .. or x_1, x_2, .. or alpha.

    Parameters
    ----------
    symbol : Symbol
        Its name and shape; a scalar gives a 1 x 1 matrix.
    sizes : int or mapping of str to int
        The number for all its named sizes, or for each.
    kind : str
        "general", "symmetric" or "diagonal".
    positive : bool
        Whether the entries are declared positive.

    Raises
    ------
    LanguageError
        If a size has no number, the kind is unknown, or only a square matrix can be of it.
    """
    import sympy

    rows, cols = (_number(size, sizes) for size in symbol.shape)
    if kind not in _KINDS or (kind != "general" and rows != cols):
        raise LanguageError(f"{symbol.name} ({rows} x {cols}) cannot be {kind!r}; kinds are {', '.join(_KINDS)}")

    def entry(i: Any, j: Any) -> Any:  # SymPy's numbers
        if kind == "diagonal" and i != j:
            return 0
        places = [int(i) + 1, int(j) + 1]
        places = sorted(places) if kind == "symmetric" else places
        if symbol.shape[1] == 1 or kind == "diagonal":
            places = [] if symbol.is_scalar else places[:1]
        name = "_".join([symbol.name, "".join(map(str, places))] if places else [symbol.name])
        return sympy.Symbol(name, real=True, positive=positive or None)

    return finite()(rows, cols, entry)


def _number(size: tm.Size, sizes: int | Mapping[str, int]) -> int:
    if isinstance(size, int):
        return size
    if isinstance(sizes, int):
        return sizes
    if size not in sizes:
        raise LanguageError(f"the size {size} has no number; there are {sorted(sizes)}")
    return sizes[size]


def rational_cayley(n: int, signs: Sequence[int] = (), name: str = "c") -> sympy.Matrix:
    """Return an orthogonal n x n matrix of rational functions: (I - K)(I + K)^-1 diag(signs) for a generic skew K.

    The Cayley transform alone misses every orthogonal matrix with eigenvalue -1; times all 2^n diagonals of signs it
    reaches all of them. Made for n = 1, 2, 3: n(n - 1)/2 indeterminates name_1, name_2, ..

    Raises
    ------
    LanguageError
        If `signs` is not empty and not n numbers 1 or -1.
    """
    signs = tuple(signs) or (1,) * n
    if len(signs) != n or not set(signs) <= {1, -1}:
        raise LanguageError(f"{n} signs 1 or -1 are needed, not {signs}")
    return _cayley(n, signs, name).copy()


@cache
def _cayley(n: int, signs: tuple[int, ...], name: str) -> sympy.Matrix:
    import sympy

    skew = finite().zeros(n, n)
    letters = iter(range(1, n * n))
    for i in range(n):
        for j in range(i + 1, n):
            skew[i, j] = sympy.Symbol(f"{name}_{next(letters)}", real=True)
            skew[j, i] = -skew[i, j]
    plus = sympy.eye(n) + skew
    numerator = (sympy.eye(n) - skew) * plus.adjugate() * sympy.diag(*signs)
    denominator = plus.det().expand()
    return numerator.applyfunc(lambda entry: entry.expand() / denominator)


def in_ring(derived: Derived, matrices: Iterable[sympy.Matrix], work: Callable[[SympyRing, Valued], T]) -> T:
    """Do some work in a ring that knows every letter of what was derived.

    Parameters
    ----------
    derived : Derived
        What the derivation computed.
    matrices : iterable of sympy.Matrix
        What else is to be put into the ring.
    work : callable
        Gets the ring and a function that gives the value of a term, with other values for some letters.
    """
    atoms = indeterminates(entry for matrix in [*derived.values.values(), *matrices] for entry in matrix.flat())
    while True:
        ring = SympyRing(atoms)
        functions = {name: _lifted(ring, function) for name, function in derived.functions.items()}
        try:
            values = {name: ring.from_matrix(matrix) for name, matrix in derived.values.items()}

            def valued(term: tm.Term, others: Mapping[str, Ratio]) -> Ratio:
                return evaluate(term, {**values, **others}, derived.sizes, ring, functions)  # noqa: B023 - used in this round

            return work(ring, valued)
        except Unseen as unseen:  # a function brought in letters of its own
            atoms |= unseen.atoms


def _compare(derived: Derived, term: tm.Term) -> tuple[SympyRing, Ratio]:
    """Return what is left of the term's value minus the derived one, with the ring it lives in."""
    for name, symbol in symbols_of(term).items():
        wanted = tuple(_number(size, derived.sizes) for size in symbol.shape)
        if name in derived.values and derived.values[name].shape != wanted:
            raise ShapeError(f"{name} is {wanted}, but the derivation made it {derived.values[name].shape}")
    wanted = tuple(_number(size, derived.sizes) for size in term.shape)
    if derived.value.shape != wanted:
        raise ShapeError(f"{term} is {wanted}, but {derived.value.shape} was derived")

    def rest(ring: SympyRing, valued: Valued) -> tuple[SympyRing, Ratio]:
        return ring, ring.add(valued(term, {}), ring.neg(ring.from_matrix(derived.value)))

    return in_ring(derived, [derived.value], rest)


def _lifted(ring: SympyRing, function: Function) -> Callable[[Ratio], Ratio]:
    return lambda a: ring.from_matrix(function(ring.to_matrix(a)))


def agrees(derived: Derived, term: tm.Term, functions: Mapping[str, Function] | None = None) -> bool:
    """Whether a term has, as a matrix of rational functions, exactly the value that was derived.

    Parameters
    ----------
    derived : Derived
        What the derivation computed.
    term : Term
        What the claim says it is.
    functions : mapping of str to callable, optional
        What each function known only by name does to an explicit SymPy matrix; those of the derivation if left out.

    Raises
    ------
    ShapeError
        If the term, or one of its symbols, has another shape than was derived.
    LanguageError
        If a symbol, size or function has no value, or a value holds a float.
    ZeroDivisionError
        If the term inverts something that is identically singular.
    """
    ring, rest = _compare(_with(derived, functions), term)
    return all(ring.vanishes(entry) for row in rest.rows for entry in row)


def difference(derived: Derived, term: tm.Term, functions: Mapping[str, Function] | None = None) -> sympy.Matrix:
    """Return the term's value minus the derived one, for the message when they do not agree; as for `agrees`."""
    ring, rest = _compare(_with(derived, functions), term)
    return ring.to_matrix(rest)


def _with(derived: Derived, functions: Mapping[str, Function] | None) -> Derived:
    return replace(derived, functions=functions) if functions else derived
