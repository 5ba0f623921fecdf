"""A derived value is compared with a claimed term exactly: right claims agree, wrong ones do not, and both quickly."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as hs
from sympy.external.gmpy import GROUND_TYPES

import derivations
from derivations.language import terms as tm
from derivations.language.errors import LanguageError, ShapeError
from derivations.language.evaluation import Fractions, RowMatrix, evaluate
from derivations.language.sympy_bridge import Derived, agrees, difference, explicit, rational_cayley
from derivations.language.sympy_ring import SympyRing, indeterminates
from verify import checks

ANY = settings(deadline=None, derandomize=True, database=None, max_examples=50)

H, Q, Lam, A = (tm.Symbol(name, "n", "n") for name in ("H", "Q", "Lam", "A"))
X = tm.Symbol("X", "m", "n")
w, w_star, e_i = (tm.Symbol(name, "n") for name in ("w", "w_star", "e_i"))
alpha = tm.Symbol("alpha")
I = tm.Identity("n")
a, b = sympy.symbols("a b")


def ridge(n: int) -> Derived:
    """7.10 by Cramer's rule, from a generic symmetric H."""
    values = {"H": explicit(H, n, "symmetric"), "alpha": explicit(alpha, n), "w_star": explicit(w_star, n)}
    shifted = values["H"] + values["alpha"][0] * sympy.eye(n)
    return Derived(values, shifted.adjugate() * values["H"] * values["w_star"] / shifted.det(), {"n": n}, ("Cramer",))


def rotated(n: int) -> Derived:
    """7.13 coordinate by coordinate, from a generic orthogonal Q and a generic diagonal Lam."""
    values = {"Q": rational_cayley(n, (-1,) * n), "Lam": explicit(Lam, n, "diagonal"), "w_star": explicit(w_star, n)}
    values |= {"alpha": explicit(alpha, n, positive=True), "H": values["Q"] * values["Lam"] * values["Q"].T}
    factors = [lam / (lam + values["alpha"][0]) for lam in values["Lam"].diagonal()]
    return Derived(values, values["Q"] * sympy.diag(*factors) * values["Q"].T * values["w_star"], {"n": n})


RIDGE = tm.inv(H + alpha * I) * H * w_star
ROTATED = Q * tm.inv(Lam + alpha * I) * Lam * Q.T * w_star
lam_i = tm.Coordinate(Lam, e_i)
SHRUNK = Q * tm.DiagonalOf(lam_i / (lam_i + alpha), e_i) * Q.T * w_star

RIGHT: list[tuple[Callable[[int], Derived], tm.Term]] = [
    (ridge, RIDGE),
    (ridge, w_star - alpha * tm.inv(H + alpha * I) * w_star),
    (ridge, tm.inv(H + alpha * I) * (H + alpha * I - alpha * I) * w_star),
    (rotated, ROTATED),
    (rotated, RIDGE),
    (rotated, SHRUNK),
]
WRONG: list[tuple[Callable[[int], Derived], tm.Term]] = [
    (ridge, tm.inv(H - alpha * I) * H * w_star),
    (ridge, tm.inv(H + 2 * alpha * I) * H * w_star),
    (ridge, -RIDGE),
    (ridge, w_star),
    (rotated, Q.T * tm.inv(Lam + alpha * I) * Lam * Q * w_star),
    (rotated, Q * tm.inv(Lam + alpha * I) * Q.T * w_star),
    (rotated, Q * tm.DiagonalOf(alpha / (lam_i + alpha), e_i) * Q.T * w_star),
]


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize(("derive", "term"), RIGHT)
def test_a_right_claim_agrees(derive: Callable[[int], Derived], term: tm.Term, n: int) -> None:
    derived = derive(n)
    assert agrees(derived, term)
    assert difference(derived, term) == sympy.zeros(n, 1)


@pytest.mark.parametrize("n", [2, 3])
@pytest.mark.parametrize(("derive", "term"), WRONG)
def test_a_wrong_claim_does_not(derive: Callable[[int], Derived], term: tm.Term, n: int) -> None:
    assert not agrees(derive(n), term)


def test_the_difference_is_what_a_reader_needs() -> None:
    lam, small = explicit(H, 1)[0], explicit(alpha, 1)[0]
    derived = Derived({"H": explicit(H, 1), "alpha": explicit(alpha, 1)}, sympy.Matrix([[lam / (lam + small)]]), {"n": 1})
    (rest,) = difference(derived, tm.tr(tm.inv(H + alpha * I)))
    assert sympy.cancel(rest - (1 - lam) / (lam + small)) == 0


@pytest.mark.parametrize(("derive", "term"), [(ridge, RIDGE), (rotated, RIDGE), (rotated, ROTATED)])
def test_size_3_takes_a_fraction_of_a_second(derive: Callable[[int], Derived], term: tm.Term) -> None:
    """Measured 0.02 to 0.2 s; a field of fractions with every entry in lowest terms takes 10 s, nested quotients never end."""
    derived = derive(3)
    start = time.process_time()
    assert agrees(derived, term)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("value", "term", "error", "message"),
    [
        (sympy.zeros(2, 2), w, ShapeError, r"w is \(2, 1\), but \(2, 2\) was derived"),
        (sympy.zeros(2, 1), H * w, LanguageError, "H has no value"),
        (sympy.zeros(2, 1), tm.Apply("g", w, "n", 1), LanguageError, "function g has no value"),
        (sympy.zeros(2, 1), tm.Symbol("v", "k"), LanguageError, "the size k has no number"),
        (sympy.zeros(1, 1), tm.SizeNumber("k"), LanguageError, "the size k has no value"),
        (sympy.zeros(2, 1), tm.inv(w * w.T) * w, ZeroDivisionError, "determinant is zero"),
        (sympy.zeros(2, 1), tm.inv(I - I) * w, ZeroDivisionError, "determinant is zero"),
        (sympy.Matrix([0.5, 0]), w, LanguageError, "no exact number"),
        (sympy.Matrix([sympy.oo, 0]), w, LanguageError, "no exact number"),
        (sympy.Matrix([sympy.nan, 0]), w, LanguageError, "no exact number"),
        (sympy.Matrix([a + sympy.sin(0.5), 0]), w, LanguageError, "no exact number"),
    ],
)
def test_what_cannot_be_compared_is_an_error(value: sympy.Matrix, term: tm.Term, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        agrees(Derived({"w": explicit(w, 2)}, value, {"n": 2}), term)


def test_a_symbol_of_another_shape_than_derived_is_an_error() -> None:
    with pytest.raises(ShapeError, match=r"w is \(2, 1\), but the derivation made it \(3, 1\)"):
        agrees(Derived({"w": explicit(w, 3)}, explicit(w, 2), {"n": 2}), w)


def test_one_name_with_two_assumptions_is_an_error_and_no_quiet_difference() -> None:
    value = sympy.Matrix([[sympy.Symbol("alpha")]])
    with pytest.raises(LanguageError, match=r"two symbols are called \['alpha'\]"):
        agrees(Derived({"alpha": explicit(alpha, 1, positive=True)}, value, {}), alpha)


# --- functions known by name, and what is no rational function ---


def loss(at: sympy.Matrix) -> sympy.Matrix:
    c = sympy.Symbol("c")
    return sympy.Matrix([[sum((entry - c) ** 2 / 2 for entry in at)]])


def test_a_function_is_evaluated_where_the_term_puts_it() -> None:
    x, c = explicit(w, 2), sympy.Symbol("c")
    derived = Derived({"w": x}, sympy.Matrix([[((2 * x[0] - c) ** 2 + (2 * x[1] - c) ** 2) / 2]]), {"n": 2})
    assert agrees(derived, tm.Apply("J", 2 * w), {"J": loss})
    assert not agrees(derived, tm.Apply("J", w), {"J": loss})


def test_the_derivation_may_bring_its_functions_along() -> None:
    x = explicit(w, 2)
    derived = Derived({"w": x}, loss(x), {"n": 2}, functions={"J": loss})
    assert agrees(derived, tm.Apply("J", w))
    assert not agrees(derived, tm.Apply("J", -w))


def test_an_unknown_function_is_one_more_indeterminate() -> None:
    x = explicit(w, 2)
    J = sympy.Function("J")(*x)
    slope = sympy.Matrix([J.diff(entry) for entry in x])
    derived = Derived({"w": x, "alpha": explicit(alpha, 2)}, slope + explicit(alpha, 2)[0] * x, {"n": 2})
    assert agrees(derived, alpha * w + tm.Apply("g", w, "n", 1), {"g": lambda at: slope.subs(dict(zip(x, at, strict=True)))})


def test_of_a_root_nothing_is_known_but_its_square() -> None:
    values = {"alpha": sympy.Matrix([[sympy.sqrt(a)]])}
    assert agrees(Derived(values, sympy.Matrix([[1 / (sympy.sqrt(a) + 1)]]), {}), 1 / (1 + alpha))
    assert agrees(Derived(values, sympy.Matrix([[a]]), {}), alpha * alpha)
    assert not agrees(Derived(values, sympy.Matrix([[-a]]), {}), alpha * alpha)
    assert not agrees(Derived(values, sympy.Matrix([[sympy.cbrt(a)]]), {}), tm.as_term(alpha))


def test_of_a_cube_root_nothing_is_known() -> None:
    """It stays an indeterminate, so an equation may be missed and none is invented."""
    assert not agrees(Derived({"alpha": sympy.Matrix([[sympy.cbrt(a)]])}, sympy.Matrix([[a]]), {}), alpha**3)


# --- letters ---


def test_letters_have_generic_entries_of_their_kind() -> None:
    assert [str(x) for x in explicit(X, {"m": 2, "n": 2})] == ["X_11", "X_12", "X_21", "X_22"]
    assert [str(x) for x in explicit(w, 2)] == ["w_1", "w_2"]
    assert [str(x) for x in explicit(alpha, 2)] == ["alpha"]
    assert explicit(H, 3, "symmetric").is_symmetric()
    assert len(explicit(H, 3, "symmetric").free_symbols) == 6
    assert explicit(Lam, 3, "diagonal").is_diagonal()
    assert [str(x) for x in explicit(Lam, 2, "diagonal").diagonal()] == ["Lam_1", "Lam_2"]
    assert explicit(tm.Symbol("B", 2, 3), 7).shape == (2, 3)
    assert explicit(alpha, 1, positive=True)[0].is_positive
    assert explicit(alpha, 1)[0].is_positive is None


@pytest.mark.parametrize(
    ("symbol", "kind", "message"),
    [(X, "symmetric", "X .2 x 3. cannot be 'symmetric'"), (H, "psd", "kinds are general"), (w, "general", "size n has no")],
)
def test_a_letter_that_cannot_be_is_an_error(symbol: tm.Symbol, kind: str, message: str) -> None:
    with pytest.raises(LanguageError, match=message):
        explicit(symbol, {"m": 2} if symbol is w else {"m": 2, "n": 3}, kind)


@pytest.mark.parametrize(("n", "signs"), [(n, signs) for n in (1, 2, 3) for signs in product((1, -1), repeat=n)])
def test_a_cayley_transform_times_signs_is_orthogonal(n: int, signs: tuple[int, ...]) -> None:
    derived = Derived({"Q": rational_cayley(n, signs)}, sympy.eye(n), {"n": n})
    assert agrees(derived, Q.T * Q)
    assert agrees(derived, Q * Q.T)
    assert len(derived.values["Q"].free_symbols) == n * (n - 1) // 2


def test_signs_reach_the_eigenvalue_that_cayley_misses() -> None:
    values = {"Q": rational_cayley(2, (-1, -1))}
    at_zero = values["Q"].subs(dict.fromkeys(values["Q"].free_symbols, 0))
    assert at_zero == -sympy.eye(2)
    for n in (1, 2, 3):
        shifted = (rational_cayley(n) + sympy.eye(n)).subs({sympy.Symbol(f"c_{i}", real=True): i for i in (1, 2, 3)})
        assert shifted.det() != 0


@pytest.mark.parametrize("signs", [(1,), (1, 2), (1, 1, 1)])
def test_signs_that_are_none_are_an_error(signs: tuple[int, ...]) -> None:
    with pytest.raises(LanguageError, match="2 signs 1 or -1"):
        rational_cayley(2, signs)


# --- the ring is right: it gives what exact fractions give ---

M, N = tm.Symbol("M", 3, 3), tm.Symbol("N", 3, 3)
FORMULAS = [
    tm.inv(M) * N,
    tm.inv(M * N + tm.Identity(3)) - N.T / (tm.tr(M) + 7),
    tm.inv(tm.inv(M) + tm.inv(N)),
    (M - N) ** 3 * tm.inv(N) / tm.tr(N),
    tm.DiagonalOf(1 / tm.Coordinate(M, tm.Symbol("e_i", 3)), tm.Symbol("e_i", 3)) * N,
]


@ANY
@given(hs.lists(hs.integers(-3, 3), min_size=18, max_size=18), hs.sampled_from(FORMULAS), hs.integers(2, 5))
def test_rational_functions_at_a_point_are_the_fractions_there(numbers: list[int], term: tm.Term, t: int) -> None:
    """Entries p + q t over 1 + t^2: evaluated as functions and then at t, or at t from the start."""
    x = sympy.Symbol("x")
    matrices = {
        name: sympy.Matrix(3, 3, lambda i, j, shift=shift: (numbers[shift + 3 * i + j] + x * (i + j)) / (1 + x**2))
        for name, shift in (("M", 0), ("N", 9))
    }
    point: dict[str, RowMatrix] = {
        name: tuple(tuple(Fraction(numbers[shift + 3 * i + j] + t * (i + j), 1 + t * t) for j in range(3)) for i in range(3))
        for name, shift in (("M", 0), ("N", 9))
    }
    ring = SympyRing([x])
    try:
        wanted = evaluate(term, point, {}, Fractions())
    except ZeroDivisionError:
        return
    found = ring.to_matrix(evaluate(term, {k: ring.from_matrix(v) for k, v in matrices.items()}, {}, ring)).subs(x, t)
    assert [[Fraction(int(e.p), int(e.q)) for e in found.row(i)] for i in range(3)] == [list(row) for row in wanted]


def test_factors_that_cancel_are_divided_out() -> None:
    """Without that a chain of inverses would grow beyond all bounds."""
    ring = SympyRing([a, b])
    q = ring.from_matrix(sympy.Matrix([[a, b], [-b, a]]) / (a**2 + b**2))
    assert ring.mul(q, ring.transpose(q)).below != {}
    assert ring.inverse(ring.inverse(q)) == q
    assert ring.inverse(q).below == {}


def test_indeterminates_are_what_sums_products_and_powers_are_made_of() -> None:
    J = sympy.Function("J")(a)
    entry = (a + 2 * sympy.sqrt(b)) ** 2 / (J.diff(a) - 1) + J
    assert indeterminates([entry]) == {a, b, sympy.sqrt(b), J, J.diff(a)}
    assert indeterminates([b ** sympy.Rational(-3, 2)]) == {b, sympy.sqrt(b)}
    assert indeterminates([sympy.Integer(3)]) == set()


def test_numbers_need_no_indeterminates() -> None:
    assert agrees(Derived({}, sympy.Matrix([[sympy.Rational(1, 3)]]), {}), tm.Number(Fraction(1, 3)))
    assert not agrees(Derived({}, sympy.Matrix([[sympy.Rational(1, 3)]]), {}), tm.Number(Fraction(1, 2)))


def test_sympy_may_compute_with_other_numbers() -> None:
    """It knows those of python-flint only where it computes with them itself; elsewhere an exponent of theirs became 1.0."""
    claim = derivations.find("eq_7_05")
    assert checks.derived(claim, claim.part("main"), 1) is None
    code = (
        "import derivations as d; from verify import checks; c = d.find('eq_7_05'); print(checks.derived(c, c.part('main'), 1))"
    )
    for other in {"flint", "python"} - {GROUND_TYPES}:
        environment = {**os.environ, "SYMPY_GROUND_TYPES": other}
        assert subprocess.check_output([sys.executable, "-c", code], env=environment, text=True) == "None\n"
