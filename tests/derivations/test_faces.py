"""Every derivation can fail: a reversed inequality and a hypothesis that is left out are noticed.

That a flipped sign is, `tests/test_claims.py` shows where it has derived what is right.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy

import derivations
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Part
from derivations.language.deriving import Letters, of_numbers
from derivations.language.errors import LanguageError
from derivations.language.inequalities import unseen
from derivations.language.sympy_bridge import ALONG, Derived, Summand, agrees
from derivations.language.terms import Number, SizeNumber, Symbol, as_term
from verify import checks

DERIVED = {
    claim.sequent_id(part.id): (claim, part)
    for claim in derivations.claims()
    for part in claim.parts
    if part.id in claim.derive
}
ROWS = (  # of the specification, beside definitions and what is only cited
    "spectral_theorem",
    "minimum_is_psd",
    "stationary_set",
    "taylor_remainder",
    "local_error",
    "minimiser_independent",
    "limit_alpha_zero",
    "limit_alpha_infinity",
    "norm_and_loss_monotone",
    "constraint_form",
    "effective_parameters",
    "eq_7_40",
    "early_stopping_shrinks_less",
    "eq_7_43",
    "early_stopping_gap",
    "logarithm_bounds",
    "exponential_bounds",
    "compound_interest",
    "small_quotient",
    "quotient_window",
    "power_rate",
)


@pytest.mark.parametrize("name", ROWS)
def test_each_row_is_derived(name: str) -> None:
    assert derivations.find(name).derive


# --- inequalities ------------------------------------------------------------------------------------------------------------

INEQUALITIES = {
    name: pair for name, pair in DERIVED.items() if isinstance(pair[1].goal, st.PositiveSemidefinite | st.PositiveDefinite)
}


@pytest.mark.parametrize("name", INEQUALITIES)
def test_a_reversed_inequality_is_not_seen(name: str) -> None:
    """The value is what was derived, with the other sign, and so is every summand: nothing but the signs is wrong."""
    claim, part = INEQUALITIES[name]
    found = claim.derive[part.id](1)
    assert not unseen(found, isinstance(part.goal, st.PositiveDefinite), part.given)
    summands = tuple(
        replace(one, weight=-one.weight, primitive=None if one.primitive is None else -one.primitive) for one in found.summands
    )
    assert "show" in unseen(replace(found, value=-found.value, summands=summands), False, part.given)


@pytest.mark.parametrize("name", INEQUALITIES)
def test_a_summand_that_is_left_out_is_noticed(name: str) -> None:
    claim, part = INEQUALITIES[name]
    found = claim.derive[part.id](1)
    for one in found.summands:
        rest = tuple(other for other in found.summands if other is not one) or (Summand(sympy.Integer(0)),)
        assert unseen(replace(found, summands=rest), False, part.given) == "the summands are not what was derived"


@pytest.mark.parametrize(
    ("name", "hypothesis"),
    [
        ("early_stopping_gap.one_step", "u_nonnegative"),
        ("early_stopping_gap.one_step", "u_at_most_one"),
        ("early_stopping_gap.two_steps", "u_nonnegative"),
        ("early_stopping_gap.falling_power", "x_positive"),
        ("early_stopping_gap.falling_power", "x_at_most_steps"),
        ("early_stopping_gap.fall_near", "x_at_most_steps"),
        ("early_stopping_shrinks_less", "u_at_most_one"),
        ("early_stopping_shrinks_less.two_steps", "u_up_to_three_halves"),
        ("minimum_is_psd.no_minimum", "t_positive"),
        ("constraint_form.minimiser", "alpha_positive"),
        ("taylor_remainder.order_above", "r_at_most_1"),
        ("local_error", "alpha_above_minus_lam_min"),
        ("compound_interest", "t_at_most_one"),
        ("compound_interest.below", "t_at_most_one"),
        ("compound_interest.square", "x_nonnegative"),
        *((name, "missing_enough") for name in ("small_quotient", "small_quotient.below", "small_quotient.above")),
        ("small_quotient", "d_below"),
        ("small_quotient.below", "k_at_least_one"),
        ("quotient_window", "total_bounds"),
        ("quotient_window.below", "m_bounds"),
    ],
)
def test_without_a_hypothesis_it_is_not_seen(name: str, hypothesis: str) -> None:
    claim, part = INEQUALITIES[name]
    rest = [one for one in part.given if one.name != hypothesis]
    assert len(rest) == len(part.given) - 1
    assert "show" in unseen(claim.derive[part.id](2), True, rest)


@pytest.mark.parametrize(
    ("name", "hypothesis"),
    [
        ("early_stopping_gap.fall_near", "G_largest"),
        ("local_error", "hessian_above"),
        ("constraint_form.minimiser", "H_psd"),
        ("power_rate", "B_contracts"),
        ("power_rate.at_most_two", "B_contracts"),
        ("power_rate.bound", "B_contracts"),
    ],
)
def test_a_hypothesis_that_is_not_there_cannot_be_multiplied(name: str, hypothesis: str) -> None:
    claim, part = INEQUALITIES[name]
    rest = [one for one in part.given if one.name != hypothesis]
    with pytest.raises(LanguageError, match=f"there is no hypothesis {hypothesis}"):
        unseen(claim.derive[part.id](1), False, rest)


def test_what_is_put_in_has_to_meet_the_equations() -> None:
    """local_error with a loss whose gradient at w_star is not 0."""
    claim, part = INEQUALITIES["local_error"]
    found = claim.derive["main"](1)
    tilted = {**found.functions, "grad_J": lambda point: found.functions["grad_J"](point) + sympy.ones(1, 1)}
    assert unseen(replace(found, functions=tilted), False, part.given) == "what was put in does not meet w_star_stationary"


x, y, t = (sympy.Symbol(name, real=True) for name in "xyt")
X, T = Symbol("x"), Symbol("t")
above = Hypothesis("x_nonnegative", st.PositiveSemidefinite(as_term(X)))
beyond = Hypothesis("x_positive", st.PositiveDefinite(as_term(X)))
below_one = Hypothesis("x_below", st.PositiveSemidefinite(1 - X))
everywhere = Hypothesis("rising", st.Between(T, st.PositiveSemidefinite(X - T)))
RIGHT = [
    (x**2, False, ()),
    (x**2 + 1, True, ()),
    (x, False, (above,)),
    (x, True, (beyond,)),
    (-(x - 1) * x / (x + 1), False, (above, below_one)),
    (1 / x, True, (above,)),
    (sympy.sqrt(x**2 + y**2), False, ()),
    (sympy.exp(-x), True, ()),
    (1 / sympy.sqrt(x**2 + y**2), True, ()),
    (x**3 + x * y**4, True, (beyond,)),
]
UNSEEN = [
    (x, False, ()),
    (x**3, False, ()),
    (x**2, True, ()),
    (x, True, (above,)),
    (-(x**2) - 1, False, ()),
    (x - 1, False, (above,)),
    (1 - x, False, (above,)),
    (x**2 - x + 1, False, ()),
    (sympy.log(x), False, (beyond,)),
    (sympy.sqrt(x), False, ()),
    (sympy.sqrt(x - 1), False, (above,)),
    (-sympy.exp(x), False, ()),
    (sympy.Integer(-1), False, ()),
    (x * y, False, (above,)),
    (y**2 * (x - 2), False, (above,)),
    (2 ** (-x) - 1, False, (above,)),
]


def of(value: sympy.Expr, *summands: Summand) -> Derived:
    return Derived({"x": sympy.Matrix([x]), "t": sympy.Matrix([t])}, sympy.Matrix([value]), {}, summands=summands)


@pytest.mark.parametrize(("value", "strict", "given"), RIGHT)
def test_a_form_shows_its_sign(value: sympy.Expr, strict: bool, given: tuple[Hypothesis, ...]) -> None:
    assert not unseen(of(value), strict, given)


@pytest.mark.parametrize(("value", "strict", "given"), UNSEEN)
def test_a_form_that_shows_no_sign(value: sympy.Expr, strict: bool, given: tuple[Hypothesis, ...]) -> None:
    assert unseen(of(value), strict, given)


def test_a_hypothesis_about_a_range_is_taken_inside_it() -> None:
    """That x >= t for t from 0 to 1: at 1/2, and on the average; not at 2, and not with a weight of two signs."""
    half = sympy.Rational(1, 2)
    assert not unseen(of(x - half, Summand(sympy.Integer(1), "rising", at=half)), False, (everywhere,))
    assert not unseen(of(x - half, Summand(sympy.Integer(1), "rising")), False, (everywhere,))
    assert not unseen(of(x / 2 - sympy.Rational(1, 3), Summand(t, "rising")), False, (everywhere,))
    assert unseen(of(x - 2, Summand(sympy.Integer(1), "rising", at=sympy.Integer(2))), False, (everywhere,))
    assert unseen(of(-x / 6 + sympy.Rational(1, 6), Summand(1 - 2 * t + t / 3 - 1, "rising")), False, (everywhere,))
    assert unseen(of(x, Summand(sympy.Integer(1), "rising", at=x * t)), False, (everywhere,))


def test_an_integral_is_positive_where_what_is_integrated_is() -> None:
    """exp(x) - 1 - x is the integral of (1 - s) x^2 exp(s x); x^2 - x is that of 2 s x^2 - x, which has two signs."""
    s = sympy.Symbol(ALONG, real=True)
    rest = Summand((1 - s) * x**2 * sympy.exp(s * x), primitive=sympy.expand_mul((1 + (1 - s) * x) * sympy.exp(s * x)))
    assert not unseen(of(sympy.exp(x) - 1 - x, rest), False, ())
    assert "are not what" in unseen(of(sympy.exp(x) - 1, rest), False, ())
    assert "does not show" in unseen(of(x**2 - x, Summand(2 * s * x**2 - x, primitive=s**2 * x**2 - s * x)), False, ())
    assert "does not show" in unseen(of(x, Summand(x, primitive=s * x)), False, ())
    assert not unseen(of(sympy.Integer(1), Summand(sympy.Integer(1), primitive=s)), True, ())


@pytest.mark.parametrize(
    ("weight", "primitive"),
    [("x**2", "2*s*x**2"), ("x**2", "s**2*x**2"), ("1/s**2", "-1/s"), ("1/(s+1)", "log(s + 1)"), ("exp(s*x)", "exp(s*x)")],
)
def test_a_primitive_has_the_derivative_and_no_poles(weight: str, primitive: str) -> None:
    """1/(s - 1/2)^2 is positive, and what -1/(s - 1/2) gains from 0 to 1 is -4: a primitive has to be continuous."""
    names = {"s": sympy.Symbol(ALONG, real=True), "x": x}
    integral = Summand(sympy.sympify(weight, names), primitive=sympy.sympify(primitive, names))
    with pytest.raises(LanguageError, match=r"derivative|polynomials"):
        unseen(of(sympy.Integer(1), integral), False, ())


def test_a_matrix_is_a_sum_of_congruences() -> None:
    """I - B^2 is positive semidefinite, so B (I - B^2) B + 2 B^2 is; no number times a vector is one of them."""
    claim, part = INEQUALITIES["power_rate.bound"]
    found = claim.derive["main"](2)
    b = found.values["B"]
    inner = sympy.eye(2) - b * b
    one, two = sympy.Integer(1), sympy.Integer(2)

    def of_matrix(value: sympy.Matrix, *summands: Summand) -> str:
        return unseen(replace(found, value=value, summands=summands), False, part.given)

    form, square = Summand(one, "B_contracts", b), Summand(two, vector=b)
    assert not of_matrix(b * inner * b + 2 * b * b, form, square)
    assert "are not what" in of_matrix(b * inner * b + b * b, form, square)
    assert "does not show" in of_matrix(-(b * b), Summand(-one, vector=b))
    with pytest.raises(LanguageError, match="another shape"):
        of_matrix(b * b, Summand(one, vector=b[:, :1]))


# --- roots -------------------------------------------------------------------------------------------------------------------


def test_the_jacobi_rotation_of_another_angle_is_none() -> None:
    """The eigenvectors of the other sign of H_12, which are those of no generic H."""
    claim: Claim = derivations.find("spectral_theorem")
    part: Part = claim.part("decomposition")
    found = claim.derive["decomposition"](2)
    turned = {**found.values, "Q": found.values["Q"].T}
    assert checks.derived(replace(claim, derive={"decomposition": lambda _: found}), part, 2) is None
    assert checks.derived(replace(claim, derive={"decomposition": lambda _: replace(found, values=turned)}), part, 2)


def test_squares_of_nested_roots_are_known_and_no_more() -> None:
    from derivations.language.sympy_bridge import agrees

    inner = sympy.sqrt(x**2 + 1)
    outer = sympy.sqrt(inner + 1)
    put = {"x": sympy.Matrix([outer])}
    assert agrees(Derived(put, sympy.Matrix([inner + 1]), {}), X * X)
    assert agrees(Derived(put, sympy.Matrix([x**2 + 2 * inner + 2]), {}), X * X * X * X)
    assert not agrees(Derived(put, sympy.Matrix([inner]), {}), X * X)
    assert not agrees(Derived(put, sympy.Matrix([-outer]), {}), X)
    assert not agrees(Derived(put, sympy.Matrix([-inner + 1]), {}), X * X)
    assert agrees(Derived({"x": sympy.Matrix([abs(x)])}, sympy.Matrix([x**2]), {}), X * X)
    assert agrees(Derived({"x": sympy.Matrix([sympy.sqrt(3) / 2])}, sympy.Matrix([sympy.Rational(3, 4)]), {}), X * X)
    assert not agrees(Derived({"x": sympy.Matrix([abs(x)])}, sympy.Matrix([x]), {}), as_term(X))
    assert agrees(Derived({}, sympy.Matrix([[sympy.Rational(1, 3)]]), {}), Number(Fraction(1, 3)))


def test_what_is_derived_of_numbers_is_derived_once_and_says_nothing_of_a_size() -> None:
    """Were it compared with a claim about n, the n of its letters would stand for every one."""
    asked = []

    def one() -> Derived:
        asked.append(1)
        return Letters(1).done(sympy.Integer(1))

    derive = of_numbers(one)
    assert agrees(derive(1), Number(Fraction(1)))
    assert agrees(derive(2), Number(Fraction(1)))
    assert asked == [1]
    assert agrees(one(), SizeNumber("n"))
    with pytest.raises(LanguageError, match="the size n has no value"):
        agrees(derive(1), SizeNumber("n"))
