"""What the SymPy derivations of the sections share: letters at size n, gradients, a section as a script."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from derivations.language import symbols as sy
from derivations.language import terms as tm
from derivations.language.sympy_bridge import Derived, Function, explicit, finite, rational_cayley

if TYPE_CHECKING:
    import sympy

    from derivations.language.claims import Claim

__all__ = [
    "Letters",
    "from_both_ends",
    "gradient_of",
    "hessian_of",
    "of_numbers",
    "power_series",
    "print_section",
    "solve_linear",
    "taylor_polynomial",
]


class Letters:
    """The book's letters as explicit SymPy matrices at size n, made when they are asked for; a scalar is 1 x 1.

    H is symmetric, Lam diagonal, Q a rational Cayley transform times signs (so orthogonal, with eigenvalue -1 in reach).
    """

    def __init__(self, n: int, m: int | None = None) -> None:
        self.sizes = {"n": n, "m": n + 1 if m is None else m}
        self.values: dict[str, sympy.Matrix] = {}
        self.functions: dict[str, Function] = {}

    def __getitem__(self, symbol: tm.Symbol) -> sympy.Matrix:
        """Return the matrix of a symbol."""
        if symbol.name not in self.values:
            kind = {sy.H: "symmetric", sy.Lam: "diagonal"}.get(symbol, "general")
            if symbol == sy.Q:
                n = self.sizes["n"]
                self.values["Q"] = rational_cayley(n, (-1,) + (1,) * (n - 1))
            else:
                self.values[symbol.name] = explicit(symbol, self.sizes, kind)
        return self.values[symbol.name]

    def number(self, symbol: tm.Symbol) -> Any:
        """Return the SymPy expression of a scalar symbol."""
        return self[symbol][0, 0]

    def put(self, symbol: tm.Symbol, value: Any) -> sympy.Matrix:
        """Give a symbol a value that the derivation computed."""
        import sympy

        self.values[symbol.name] = value if symbol.shape != tm.SCALAR else sympy.Matrix([[value]])
        return self.values[symbol.name]

    def basis(self, index: int) -> sympy.Matrix:
        """Take e_i as the standard basis vector of an index, counted from 0, and return it."""
        self.values[sy.e_i.name] = finite()(self.sizes["n"], 1, lambda i, _: int(i == index))
        return self.values[sy.e_i.name]

    def put_of_rank(self, rank: int) -> sympy.Matrix:
        """Take H = B B^T with a generic B of so many columns, and return B."""
        import sympy

        n = self.sizes["n"]
        factor = finite()(n, rank, lambda i, j: sympy.Symbol(f"B_{i + 1}{j + 1}", real=True))
        self.put(sy.H, factor * factor.T)
        return factor

    def put_with_inverse(self, pseudo: tm.Symbol) -> sympy.Matrix:
        """Take H = B B^T of rank n - 1 (1 at n = 1) and its pseudo-inverse B (B^T B)^-2 B^T, and return B."""
        factor = self.put_of_rank(max(1, self.sizes["n"] - 1))
        gram = factor.T * factor
        inverse = gram.adjugate() / gram.det()
        self.put(pseudo, factor * inverse * inverse * factor.T)
        return factor

    def put_singular(self) -> sympy.Matrix:
        """Take a generic H of rank n - 1, n at most 3, and return a z with H z = 0, as long as one likes."""
        import sympy

        n = self.sizes["n"]
        factor = self.put_of_rank(n - 1)
        across = [1] if n == 1 else [-factor[1], factor[0]] if n == 2 else list(factor[:, 0].cross(factor[:, 1]))
        return sympy.Symbol("s", real=True) * sympy.Matrix(across)

    def identity(self) -> sympy.Matrix:
        """Return the n x n identity."""
        return finite().eye(self.sizes["n"])

    def done(self, value: Any, *shown: str) -> Derived:
        """Return what was derived: a matrix, or a number."""
        import sympy

        matrix = value if isinstance(value, sympy.MatrixBase) else sympy.Matrix([[value]])
        return Derived(dict(self.values), matrix, self.sizes, shown, self.functions)


def of_numbers(derive: Callable[[], Derived]) -> Callable[[int], Derived]:
    """Return for every size a derivation that speaks of numbers alone: it is told of no size, so it is carried out once.

    What it derives knows no size either: a claim that speaks of one cannot agree with it.
    """
    once = cache(lambda: replace(derive(), sizes={}))
    return lambda _: once()


def gradient_of(f: Any, variables: sympy.Matrix) -> sympy.Matrix:
    """Return the column of partial derivatives of an expression, as SymPy differentiates it: a polynomial as a polynomial."""
    import sympy

    letters = sorted(f.free_symbols.union(variables), key=lambda letter: letter.name)
    try:
        if f.has(sympy.Float):  # the polynomials are those over the rationals
            raise ValueError("no exact number")
        poly = sympy.ring(letters, sympy.QQ)[0].from_expr(f)
    except ValueError:  # it is none
        return finite()([sympy.diff(f, x) for x in variables])
    return finite()([poly.diff(letters.index(x)).as_expr() for x in variables])


def hessian_of(f: Any, variables: sympy.Matrix) -> sympy.Matrix:
    """Return the matrix of second partial derivatives of an expression, each a derivative of the `gradient_of`."""
    return finite().hstack(*(gradient_of(slope, variables) for slope in gradient_of(f, variables)))


def solve_linear(equations: Iterable[Any], unknowns: Iterable[Any]) -> tuple[sympy.Matrix, sympy.Matrix, sympy.Matrix]:
    """Return the matrix, the right side and the solution of linear equations "each of these = 0", by Cramer's rule."""
    import sympy

    matrix, right = (finite()(side) for side in sympy.linear_eq_to_matrix(list(equations), list(unknowns)))
    return matrix, right, matrix.adjugate() * right / matrix.det()


def taylor_polynomial(f: Any, variables: sympy.Matrix, at: sympy.Matrix, order: int) -> Any:
    """Return the Taylor polynomial of a polynomial at a point: its lower powers along the straight line to the variables."""
    import sympy

    t = sympy.Symbol("t")
    line = {x: a + t * (x - a) for x, a in zip(variables, at, strict=True)}
    along = sympy.expand(f.xreplace(line))
    return sympy.Add(*(along.coeff(t, k) for k in range(order + 1)))


def power_series(above: Any, below: Any, letter: Any, order: int) -> Any:
    """Return the Taylor polynomial of a quotient of polynomials at 0, by long division from the lowest powers on."""
    import sympy

    tops, bottoms = (sympy.Poly(side, letter) for side in (above, below))
    found: list[Any] = []
    for k in range(order + 1):
        known = sum(bottoms.coeff_monomial(letter ** (k - j)) * c for j, c in enumerate(found))
        found.append(sympy.cancel((tops.coeff_monomial(letter**k) - known) / bottoms.coeff_monomial(1)))
    return sympy.Add(*(c * letter**k for k, c in enumerate(found)))


def from_both_ends(poly: Any, letter: Any, end: Any) -> Any:
    """Write a polynomial in x and end - x, all terms of one degree: where no coefficient is negative, neither is it."""
    import sympy

    z, rest, poly = sympy.Symbol("z"), end - letter, sympy.Poly(poly, letter)
    degree = poly.degree()  # at x = end z/(1 + z), times (1 + z)^degree:
    spread = sum(c * (end * z) ** power * (1 + z) ** (degree - power) for (power,), c in poly.terms())
    terms = sympy.Poly(spread, z).terms()
    return sum(c * (letter / end) ** power * (rest / end) ** (degree - power) for (power,), c in terms)


def print_section(title: str, claims: Sequence[Claim], n: int = 2) -> None:
    """Print the derivations of a section as SymPy carries them out at size n, then each chain with its reasons."""
    from derivations.language.reading import page_lines

    print(title, "", sep="\n")
    for claim in claims:
        for line in page_lines(claim, n):
            print(line)
        print()
