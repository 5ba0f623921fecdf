"""Calculus: what is cited of minima and of functions of one number, and what follows from it.

Four theorems of any first course are cited: the first- and the second-order condition at a minimum, the mean value theorem in
the form "what never falls is not smaller at the end", which is Taylor's theorem with the remainder of lowest order, and the
intermediate value theorem. Taylor's theorem with the remainders that are needed is proved from the third of them.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from derivations.language import statements as st
from derivations.language.claims import Claim, Formula, Hypothesis, Instance, Kind, Step, shows
from derivations.language.symbols import (
    J,
    alpha,
    differentiable,
    e_i,
    grad_J,
    nonnegative,
    positive,
    w,
    w_star,
)
from derivations.language.terms import Apply, Number, Symbol, Term, Zero

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived, Function

__all__ = [
    "CLAIMS",
    "first_order_condition",
    "hess_J",
    "intermediate_value",
    "mean_value",
    "minimum_is_psd",
    "second_order_condition",
    "t_between",
    "taylor_bounds",
    "twice_differentiable",
]

a = Symbol("a")
b = Symbol("b")
c = Symbol("c")
e = Symbol("e")
r = Symbol("r")
s = Symbol("s")
t = Symbol("t")
ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))


def hess_J(at: Term) -> Apply:
    """Return the Hessian of the data loss J."""
    return Apply("hess_J", at, at.shape[0], at.shape[0])


def number(function: str, at: Term) -> Apply:
    """Return the value of a function from numbers to numbers."""
    return Apply(function, at, 1, 1)


def derivative(function: str, slope: str) -> Hypothesis:
    """Return the hypothesis that a function of a number has a derivative."""
    return Hypothesis(f"{function}_differentiable", st.Differentiable(function, slope, size=1))


twice_differentiable = Hypothesis(
    "J_twice_differentiable", st.Differentiable("grad_J", "hess_J", values=("n", 1), symmetric=True)
)
minimum = Hypothesis(
    "w_star_minimises", st.LocalMinimum(J(w), w, w_star), words="w_star is a local minimiser of J in the interior of its domain"
)

# --- cited -------------------------------------------------------------------------------------------------------------------

first_order_condition = Claim(
    id="first_order_condition",
    title="First-order condition",
    kind=Kind.axiom,
    source="book, section 4.3",
    parts=(
        shows(
            "main",
            "the gradient is 0 at a local minimiser",
            st.eq(grad_J(w_star), Zero("n")),
            given=(differentiable(), minimum),
        ),
    ),
    remark="Cited, not proved. The minimiser lies in the interior: J is defined, and differentiable, on the whole space.",
)

second_order_condition = Claim(
    id="second_order_condition",
    title="Second-order condition",
    kind=Kind.axiom,
    source="book, section 4.3.1",
    parts=(
        shows(
            "main",
            "the Hessian is positive semidefinite at a local minimiser",
            st.PositiveSemidefinite(hess_J(w_star)),
            given=(differentiable(), twice_differentiable, minimum),
        ),
    ),
    remark="Cited, not proved.",
)

rising = Hypothesis("never_falls", st.Between(t, st.PositiveSemidefinite(number("dF", t))), words="F' >= 0 from 0 to 1")

mean_value = Claim(
    id="mean_value",
    title="Mean value theorem: a function whose derivative is nowhere negative does not fall",
    kind=Kind.axiom,
    source="Taylor's theorem with the remainder of order one: F(1) - F(0) = F'(s) for some s between 0 and 1",
    parts=(
        shows(
            "main",
            "F' >= 0 from 0 to 1 gives F(1) >= F(0)",
            st.PositiveSemidefinite(number("F", ONE) - number("F", ZERO)),
            given=(derivative("F", "dF"), rising),
        ),
    ),
    remark="Cited, not proved.",
)

intermediate_value = Claim(
    id="intermediate_value",
    title="Intermediate value theorem",
    kind=Kind.axiom,
    source="any first course in calculus",
    parts=(
        shows(
            "main",
            "a continuous F with F(a) >= c >= F(b) has the value c at some alpha > 0",
            st.Attains(number("F", alpha), alpha, c),
            given=(
                Hypothesis("F_continuous", st.Continuous(number("F", alpha), alpha)),
                positive(a),
                positive(b),
                Hypothesis("above_c", st.PositiveSemidefinite(number("F", a) - c)),
                Hypothesis("below_c", st.PositiveSemidefinite(c - number("F", b))),
            ),
        ),
    ),
    remark="Cited, not proved. The alpha it finds lies between a and b, which are positive.",
)

# --- a minimum ---------------------------------------------------------------------------------------------------------------

x_i = e_i.T * w
cube = x_i * x_i * x_i
cube_slope = 3 * x_i * x_i * e_i
drop = e_i.T * (-t * e_i)


def derive_flat(order: int, n: int) -> Derived:
    """Differentiate the cube of the last coordinate once or twice, at 0."""
    import sympy

    from derivations.language.deriving import Letters, gradient_of

    at = Letters(n)
    at.basis(n - 1)
    slope = gradient_of(at[w][n - 1] ** 3, at[w])
    found = slope if order == 1 else slope.jacobian(at[w])
    return at.done(found.xreplace(dict.fromkeys(at[w], sympy.Integer(0))), f"{found.tolist()}, at w = 0")


def derive_drop(n: int) -> Derived:
    """Put -t e_i into the cube of the last coordinate."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    depth = -((at.basis(n - 1).T * (-at.number(t) * at.basis(n - 1)))[0, 0] ** 3)
    return at.done(depth, f"the cube is {-depth} at -t e_{n}")


minimum_is_psd = Claim(
    id="minimum_is_psd",
    title="At a minimum the gradient is 0 and the Hessian positive semidefinite",
    source="book, section 4.3.1; note A",
    parts=(
        shows(
            "gradient",
            "at a local minimiser the gradient is 0",
            st.eq(grad_J(w_star), Zero("n")),
            first_order_condition,
            given=(differentiable(), minimum),
        ),
        shows(
            "main",
            "and the Hessian is positive semidefinite",
            st.PositiveSemidefinite(hess_J(w_star)),
            second_order_condition,
            given=(differentiable(), twice_differentiable, minimum),
        ),
        shows(
            "flat_gradient",
            "not conversely: the cube of a coordinate has gradient 3 w_i^2 e_i, which is 0 at 0",
            st.GradientIs(cube, w, Zero("n"), Zero("n")),
            because="every term of the derivative has a factor w_i",
            given=(Hypothesis("e_i_basis", st.BasisVector(e_i)),),
        ),
        shows(
            "flat_hessian",
            "and there the Hessian is 0 as well, so positive semidefinite",
            st.GradientIs(cube_slope, w, Zero("n"), Zero("n", "n")),
            because="every term of the derivative has a factor w_i",
            given=(Hypothesis("e_i_basis", st.BasisVector(e_i)),),
        ),
        shows(
            "no_minimum",
            "but as near to 0 as one likes, at -t e_i, the cube is negative",
            st.PositiveDefinite(-(drop * drop * drop)),
            "step 1",
            "step 2",
            positive(t),
            after=(
                Step(st.eq(-(drop * drop * drop), t * t * t), because="e_i has length 1"),
                Step(st.PositiveDefinite(t * t), (positive(t),)),
            ),
            given=(Hypothesis("e_i_basis", st.BasisVector(e_i)), positive(t)),
        ),
    ),
    derive={"flat_gradient": partial(derive_flat, 1), "flat_hessian": partial(derive_flat, 2), "no_minimum": derive_drop},
    remark="That a minimum has a gradient of 0 and a semidefinite Hessian is cited: nothing is there to be computed.",
)

# --- Taylor's theorem in one variable ----------------------------------------------------------------------------------------

t_between = (nonnegative(t), Hypothesis("t_at_most_1", st.PositiveSemidefinite(1 - t), words="t <= 1"))
r_between = (nonnegative(r), Hypothesis("r_at_most_1", st.PositiveSemidefinite(1 - r), words="r <= 1"))
slope_bound = Hypothesis("slope_bounded", st.Between(t, st.PositiveSemidefinite(c * t - number("df", t))))
curvature_bound = Hypothesis("curvature_bounded", st.Between(t, st.PositiveSemidefinite(c * t + e * t * t - number("ddf", t))))
f_smooth, df_smooth = derivative("f", "df"), derivative("df", "ddf")


def risen(value: Term, slope: Term) -> Instance:
    """Return the mean value theorem for a formula in s with its derivative."""
    return mean_value.of(F=Formula(s, value, slope))


def f(at: Term) -> Apply:
    """Return f."""
    return number("f", at)


def df(at: Term) -> Apply:
    """Return f'."""
    return number("df", at)


def ddf(at: Term) -> Apply:
    """Return f''."""
    return number("ddf", at)


def derive_integral(part: str, n: int) -> Derived:
    """Take a polynomial f of degree n + 2; what the bound leaves is an integral of what the bound on a derivative leaves."""
    import sympy

    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Summand

    at, place = Letters(n), sympy.Symbol("x", real=True)
    poly = sum(sympy.Symbol(f"f_{j}", real=True) * place**j for j in range(n + 3))
    slopes = [poly, poly.diff(place), poly.diff(place).diff(place)]

    def function(value: Any) -> Function:
        return lambda point: sympy.Matrix([value.xreplace({place: point[0, 0]})])

    at.functions = dict(zip(("f", "df", "ddf"), map(function, slopes), strict=True))
    rise, bend, reach, along = (at.number(letter) for letter in (c, e, r, t))
    zero, one = sympy.Integer(0), sympy.Integer(1)
    start, end = ({place: value} for value in (zero, one))
    slack, summand = {
        "first": (rise / 2 - (poly.subs(end) - poly.subs(start)), Summand(one, "slope_bounded")),
        "slope": (
            rise * reach**2 / 2 + bend * reach**3 / 3 - (slopes[1].subs(place, reach) - slopes[1].subs(start)),
            Summand(reach, "curvature_bounded", at=reach * along),
        ),
        "main": (
            rise / 6 + bend / 12 - (poly.subs(end) - poly.subs(start) - slopes[1].subs(start)),
            Summand(1 - along, "curvature_bounded"),
        ),
    }[part]
    return replace(at.done(slack, f"f = {poly}"), summands=(summand,))


taylor_bounds = Claim(
    id="taylor_bounds",
    title="Taylor's theorem with its remainder, from the mean value theorem",
    source="from mean_value",
    parts=(
        shows(
            "first",
            "f' <= c t from 0 to 1 gives f(1) - f(0) <= c/2",
            st.PositiveSemidefinite(c / 2 - (f(ONE) - f(ZERO))),
            risen(c * s * s / 2 - f(s), c * s - df(s)),
            slope_bound,
            given=(f_smooth, slope_bound),
        ),
        shows(
            "slope",
            "f'' <= c t + e t^2 gives f'(r) - f'(0) <= c r^2/2 + e r^3/3 for r from 0 to 1",
            st.PositiveSemidefinite(c * r * r / 2 + e * r * r * r / 3 - (df(r) - df(ZERO))),
            risen(
                c * r * r * s * s / 2 + e * r * r * r * s * s * s / 3 - df(r * s),
                c * r * r * s + e * r * r * r * s * s - r * ddf(r * s),
            ),
            "step 3",
            after=(
                Step(
                    st.PositiveSemidefinite(c * (r * t) + e * (r * t) * (r * t) - ddf(r * t)),
                    (curvature_bound, *r_between, *t_between),
                    rule="within",
                    using={"at": r * t},
                ),
                Step(
                    st.PositiveSemidefinite(c * r * r * t + e * r * r * r * t * t - r * ddf(r * t)),
                    ("step 1", r_between[0]),
                ),
                Step(
                    st.Between(t, st.PositiveSemidefinite(c * r * r * t + e * r * r * r * t * t - r * ddf(r * t))),
                    ("step 2",),
                    rule="every",
                ),
            ),
            given=(df_smooth, curvature_bound, *r_between, *t_between),
        ),
        shows(
            "main",
            "so f(1) - f(0) - f'(0) <= c/6 + e/12",
            st.PositiveSemidefinite(c / 6 + e / 12 - (f(ONE) - f(ZERO) - df(ZERO))),
            risen(
                c * s * s * s / 6 + e * s * s * s * s / 12 + s * df(ZERO) - f(s),
                c * s * s / 2 + e * s * s * s / 3 + df(ZERO) - df(s),
            ),
            "step 2",
            after=(
                Step(
                    st.PositiveSemidefinite(c * t * t / 2 + e * t * t * t / 3 + df(ZERO) - df(t)),
                    (Instance("taylor_bounds.slope").at(r=t),),
                ),
                Step(
                    st.Between(t, st.PositiveSemidefinite(c * t * t / 2 + e * t * t * t / 3 + df(ZERO) - df(t))),
                    ("step 1",),
                    rule="every",
                ),
            ),
            given=(f_smooth, df_smooth, curvature_bound, *t_between),
        ),
    ),
    derive={part: partial(derive_integral, part) for part in ("first", "slope", "main")},
)

CLAIMS = (
    first_order_condition,
    second_order_condition,
    mean_value,
    intermediate_value,
    minimum_is_psd,
    taylor_bounds,
)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
