"""What the derivations share gives what SymPy gives at length: products, minors, gradients, series, solutions."""

from __future__ import annotations

import pytest
import sympy

from derivations.language import symbols as sy
from derivations.language.deriving import (
    Letters,
    from_both_ends,
    gradient_of,
    hessian_of,
    power_series,
    solve_linear,
    taylor_polynomial,
)
from derivations.language.errors import LanguageError
from derivations.language.sympy_bridge import Derived, agrees, finite, rational_cayley
from derivations.language.terms import Identity

a, b, x, y = sympy.symbols("a b x y", real=True)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_products_and_minors_are_those_of_sympy(n: int) -> None:
    at = Letters(n)
    ours = at[sy.H] + sympy.diag(*[0] * (n - 1), a)
    theirs = sympy.Matrix(ours)
    assert type(theirs) is not type(ours)
    for product in (ours * theirs, theirs * ours, ours * ours):
        assert isinstance(product, finite())
        assert (product - theirs * theirs).applyfunc(sympy.expand).is_zero_matrix
    assert sympy.expand(ours.det() - theirs.det()) == 0
    assert (ours.adjugate() - theirs.adjugate()).applyfunc(sympy.expand).is_zero_matrix


def test_an_infinite_entry_is_still_refused() -> None:
    inverted = finite()([[sympy.zoo, 0], [0, 1]])
    with pytest.raises(LanguageError, match="no exact number"):
        agrees(Derived({}, inverted * sympy.eye(2), {"n": 2}), Identity("n"))


def test_a_rotation_that_was_changed_is_not_handed_out_again() -> None:
    changed = rational_cayley(2)
    changed[0, 0] = sympy.Integer(7)
    assert rational_cayley(2)[0, 0] != 7


@pytest.mark.parametrize("f", [a * x**2 + x * y + b, a * x, a / (1 + b) * x**2, x / (1 + y), sympy.exp(x * y) + x, 1 / x + x])
def test_a_gradient_is_made_of_partial_derivatives(f: sympy.Expr) -> None:
    found = gradient_of(f, sympy.Matrix([x, y]))
    assert [sympy.simplify(slope - sympy.diff(f, letter)) for slope, letter in zip(found, (x, y), strict=True)] == [0, 0]


@pytest.mark.parametrize("f", [a * x**3 * y + x * y**2 + b * x, sympy.exp(x * y) + x, x / (1 + y)])
def test_a_hessian_is_made_of_second_partial_derivatives(f: sympy.Expr) -> None:
    found = hessian_of(f, sympy.Matrix([x, y]))
    assert (found - sympy.hessian(f, [x, y])).applyfunc(sympy.simplify).is_zero_matrix


def test_a_gradient_keeps_roots_and_functions_and_makes_no_fraction_of_a_float() -> None:
    f, root = sympy.Function("J")(x, y), sympy.sqrt(2) * x**2
    assert list(gradient_of(f + root, sympy.Matrix([x]))) == [sympy.diff(f, x) + 2 * sympy.sqrt(2) * x]
    with pytest.raises(LanguageError, match="no exact number"):
        agrees(Derived({}, gradient_of(0.5 * x**2, sympy.Matrix([x])), {"n": 1}), Identity("n"))


def test_linear_equations_are_solved() -> None:
    matrix, right, solution = solve_linear([a * x + y - 1, x - b * y + a], [x, y])
    assert (sympy.Matrix([[a, 1], [1, -b]]), sympy.Matrix([1, -a])) == (matrix, right)
    assert (matrix * solution - right).applyfunc(sympy.cancel).is_zero_matrix


@pytest.mark.parametrize(
    ("above", "below"), [(1 + 0 * x, 1 - x), (x + a, (1 + b * x) * (2 - x)), ((1 - a * x) ** 3, 1 + 0 * x)]
)
def test_long_division_gives_the_taylor_polynomial(above: sympy.Expr, below: sympy.Expr) -> None:
    for order in range(4):
        wanted = sympy.series(above / below, x, 0, order + 1).removeO()
        assert sympy.cancel(power_series(above, below, x, order) - wanted) == 0


def test_the_taylor_polynomial_of_a_cubic() -> None:
    cubic = 1 + x - x * y + a * (x - 1) ** 2 * y + b * (x - 1) ** 3
    found = taylor_polynomial(cubic, sympy.Matrix([x, y]), sympy.Matrix([1, 0]), 2)
    assert sympy.expand(found - (1 + x - x * y)) == 0


@pytest.mark.parametrize("poly", [x**2 - x + 1, 3 * x**3, sympy.Integer(5) + x, x * (2 - x)])
def test_a_polynomial_from_both_ends_is_the_same(poly: sympy.Expr) -> None:
    assert sympy.expand(from_both_ends(poly, x, sympy.Integer(2)) - poly) == 0
