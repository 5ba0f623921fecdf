"""The quadratic model of the loss around its minimiser: formulas 7.6 and 7.7 (again as 7.33 and 7.34)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.foundations import decomposition
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Step, chain, shows, to
from derivations.language.symbols import (
    HALF,
    A,
    H,
    J,
    Lam,
    Q,
    X,
    basis,
    differentiable,
    e_i,
    grad_J,
    m,
    symmetric,
    w,
    w_star,
    y,
)
from derivations.language.terms import Apply, Column, Coordinate, Symbol, Term, Zero

if TYPE_CHECKING:
    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Derived

__all__ = [
    "CLAIMS",
    "J_hat",
    "curvature_along_eigenvector",
    "eq_7_06",
    "eq_7_07",
    "exact_for_quadratic",
    "hessian",
    "minimum",
    "stationary_set",
    "twice_differentiable",
]

b = Symbol("b", "n")
c = Symbol("c")
t = Symbol("t")
v = Symbol("v", "n")
z = Symbol("z", "n")


def quadratic(at: Term, hessian: Term) -> Term:
    """Return 1/2 (w - w_star)^T H (w - w_star)."""
    return HALF * (at - w_star).T * hessian * (at - w_star)


def J_hat(at: Term, hessian: Term = H) -> Term:
    """Return the quadratic model J_hat of the loss: 7.6."""
    return J(w_star) + quadratic(at, hessian)


# --- 7.6 ---------------------------------------------------------------------------------------------------------------------

hess_J = Apply("hess_J", w_star, "n", "n")  # noqa: N816
twice_differentiable = Hypothesis(
    "J_twice_differentiable", st.Differentiable("grad_J", "hess_J", values=("n", 1), symmetric=True)
)
minimum = Hypothesis("w_star_stationary", st.eq(grad_J(w_star), Zero("n")), words="the gradient of J is 0 at w_star")
hessian = Hypothesis("H_is_hessian", st.eq(H, hess_J), words="H is the Hessian of J at w_star", values={"H": hess_J})


def loss_around(at: Letters) -> Any:
    """Return a cubic loss with a stationary point w_star and the Hessian H there, and let J stand for it."""
    import sympy

    step = at[w] - at[w_star]
    entries = at[H]
    value = sympy.Symbol("j") + (step.T * entries * step)[0, 0] / 2
    for i, a in enumerate(step):
        for k, c in enumerate(step[i:], i):
            value += sum(sympy.Symbol(f"T_{i + 1}{k + 1}{l + 1}") * a * c * s for l, s in enumerate(step[k:], k))
    known = list(at[w])

    def loss(v: Any) -> Any:
        return sympy.Matrix([[value.xreplace(dict(zip(known, v, strict=True)))]])

    at.functions = {"J": loss}
    return value


def derive_taylor(n: int) -> Derived:
    """Take the Taylor polynomial of degree 2 at w_star of a loss with stationary point w_star and Hessian H there."""
    from derivations.language.deriving import Letters, taylor_polynomial

    at = Letters(n)
    polynomial = taylor_polynomial(loss_around(at), at[w], at[w_star], 2)
    return at.done(polynomial, "J a cubic with gradient 0 and Hessian H at w_star", f"degree <= 2: {polynomial}")


eq_7_06 = Claim(
    id="eq_7_06",
    title="The quadratic model of the loss",
    number="7.6",
    source="book, 7.6 and 7.33; note A",
    parts=(
        chain(
            "main",
            "at a stationary point the second-order Taylor polynomial is J_hat",
            J(w_star) + (w - w_star).T * grad_J(w_star) + quadratic(w, hess_J),
            to(J(w_star) + quadratic(w, hess_J), minimum),
            to(J_hat(w), hessian),
            given=(differentiable(), twice_differentiable, minimum, hessian),
        ),
        chain("value", "J_hat has the value of J at w_star", J_hat(w_star), to(J(w_star), because="w_star - w_star = 0")),
        shows(
            "gradient",
            "J_hat has the gradient of J at w_star",
            st.GradientIs(J_hat(w), w, w_star, grad_J(w_star)),
            minimum,
            given=(differentiable(), minimum),
        ),
        shows(
            "hessian",
            "J_hat has the Hessian of J at w_star: the Jacobian of its gradient 7.7",
            st.GradientIs(H * (w - w_star), w, w_star, hess_J),
            hessian,
            given=(differentiable(), twice_differentiable, hessian),
        ),
    ),
    derive={"main": derive_taylor},
)

# --- 7.7 ---------------------------------------------------------------------------------------------------------------------


def differentiate_form(n: int, matrix: Symbol) -> Derived:
    """Differentiate J(w_star) + 1/2 (w - w_star)^T M (w - w_star) with respect to w."""
    import sympy

    from derivations.language.deriving import Letters, gradient_of

    at = Letters(n)
    step = at[w] - at[w_star]
    model = sympy.Symbol("j") + (step.T * at[matrix] * step)[0, 0] / 2
    slope = gradient_of(model, at[w])
    return at.done(slope, *(f"d/d{v} J_hat = {sympy.expand(s)}" for v, s in zip(at[w], slope, strict=True)))


def derive_gradient_general(n: int) -> Derived:
    """Differentiate the form of a square A."""
    return differentiate_form(n, A)


def derive_gradient_symmetric(n: int) -> Derived:
    """Differentiate the form of a symmetric H."""
    return differentiate_form(n, H)


eq_7_07 = Claim(
    id="eq_7_07",
    title="The gradient of the quadratic model",
    number="7.7",
    source="book, 7.7 and 7.34; note A",
    parts=(
        shows(
            "general",
            "for any square matrix A the gradient of the form is (A + A^T)/2 (w - w_star)",
            st.GradientIs(J_hat(w, A), w, w, HALF * (A + A.T) * (w - w_star)),
            because="the part of the difference that is linear in the step",
        ),
        shows(
            "main",
            "for a symmetric H it is H (w - w_star)",
            st.GradientIs(J_hat(w), w, w, H * (w - w_star)),
            because="the part of the difference that is linear in the step; H^T = H",
            given=(symmetric(H),),
        ),
    ),
    derive={"general": derive_gradient_general, "main": derive_gradient_symmetric},
)

# --- what follows ------------------------------------------------------------------------------------------------------------


def quadratic_loss(at: Term) -> Term:
    """Return c + b^T w + 1/2 w^T H w."""
    return c + b.T * at + HALF * at.T * H * at


stationary = Hypothesis(
    "w_star_stationary",
    st.GradientIs(quadratic_loss(w), w, w_star, Zero("n")),
    words="the gradient of J is 0 at w_star",
    values={"b": -(H * w_star)},
)


def derive_exactness(n: int) -> Derived:
    """Solve for the b that makes w_star stationary, and take the loss as it then is."""
    import sympy

    from derivations.language.deriving import Letters, gradient_of, solve_linear

    at = Letters(n)
    weights, slope_at_0 = at[w], at[b]
    loss = at.number(c) + (slope_at_0.T * weights)[0, 0] + (weights.T * at[H] * weights)[0, 0] / 2
    stationary_there = gradient_of(loss, weights).xreplace(dict(zip(weights, at[w_star], strict=True)))
    _, _, solution = solve_linear(stationary_there, slope_at_0)
    at.put(b, solution)
    loss = loss.xreplace(dict(zip(slope_at_0, solution, strict=True)))
    return at.done(loss, f"b = {solution.tolist()}", f"J(w) = {sympy.expand(loss)}")


def derive_regression_loss(n: int) -> Derived:
    """Expand the squared residuals of m = n + 1 examples."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    residual = at[X] * at[w] - at[y]
    loss = sympy.expand((residual.T * residual)[0, 0] / (2 * at.sizes["m"]))
    return at.done(loss, f"J(w) = {loss}" if n < 3 else "J(w) = |X w - y|^2/(2m), expanded")


slope = b + (H + H.T) * w_star / 2

exact_for_quadratic = Claim(
    id="exact_for_quadratic",
    title="The model is exact for a quadratic loss",
    source="note B",
    parts=(
        shows(
            "slope",
            "for J = c + b^T w + 1/2 w^T H w with any H, stationary means b + 1/2 (H + H^T) w_star = 0",
            st.eq(slope, Zero("n")),
            "step 1",
            stationary,
            after=(Step(st.GradientIs(quadratic_loss(w), w, w_star, slope), because="term by term"),),
            given=(stationary,),
            rule="same_gradient",
        ),
        chain(
            "main",
            "then J(w) = J(w_star) + 1/2 (w - w_star)^T H (w - w_star) everywhere",
            quadratic_loss(w),
            to(quadratic_loss(w_star) + slope.T * (w - w_star) + quadratic(w, H), because="expand around w_star"),
            to(quadratic_loss(w_star) + quadratic(w, H), "exact_for_quadratic.slope"),
            given=(stationary,),
        ),
        chain(
            "linear_regression",
            "the loss of linear regression is such a J, with H = X^T X/m",
            (X * w - y).T * (X * w - y) / (2 * m),
            to(HALF * (X * w - y).T * (X * w - y) / m, because="1/(2m) is half of 1/m"),
            to(
                HALF * y.T * y / m - (X.T * y / m).T * w + HALF * w.T * (X.T * X / m) * w,
                because="multiply out; y^T X w = w^T X^T y",
            ),
        ),
    ),
    derive={"main": derive_exactness, "linear_regression": derive_regression_loss},
)

q_i = Column(Q, e_i)
lam_i = Coordinate(Lam, e_i)
spectral, orthonormal, lam_diagonal = decomposition()


def derive_curvature(n: int) -> Derived:
    """Put w_star + t q_i into the model, for the last i."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    at.put(H, at[Q] * at[Lam] * at[Q].T)
    at.functions = {"J": lambda v: sympy.Matrix([[sympy.Symbol("j")]])}
    step = at.number(t) * at[Q] * at.basis(n - 1)
    _ = at[w_star]
    rise = (step.T * at[H] * step)[0, 0] / 2
    return at.done(rise, f"1/2 (t q_{n})^T H (t q_{n}) = {sympy.cancel(rise) if n < 3 else '.. a rational function'}")


curvature_along_eigenvector = Claim(
    id="curvature_along_eigenvector",
    title="The curvature along an eigenvector is its eigenvalue",
    source="note A; note B",
    parts=(
        chain(
            "main",
            "a step t along q_i raises the model by t^2 lam_i/2",
            J_hat(w_star + t * q_i) - J(w_star),
            to(HALF * (t * q_i).T * H * (t * q_i), because="w_star and J(w_star) cancel"),
            to(t**2 / 2 * (q_i.T * Q * Lam * Q.T * q_i), spectral),
            to(t**2 / 2 * lam_i, orthonormal),
            given=(symmetric(H), *decomposition(), basis(e_i)),
        ),
    ),
    derive={"main": derive_curvature},
)

in_kernel = Hypothesis("z_in_kernel", st.eq(H * z, Zero("n")), values={"z": Zero("n")})
flat_at_v = Hypothesis("v_stationary", st.GradientIs(J_hat(w), w, v, Zero("n")), words="the gradient of J_hat is 0 at v")


def derive_flat_direction(n: int) -> Derived:
    """Differentiate the model of an H of rank n - 1; put in w_star + z, H z = 0."""
    import sympy

    from derivations.language.deriving import Letters, gradient_of

    at = Letters(n)
    at.put(z, at.put_singular())
    at.functions = {"J": lambda _: sympy.Matrix([sympy.Symbol("j", real=True)])}
    away = at[w] - at[w_star]
    slope = gradient_of((away.T * at[H] * away)[0, 0] / 2, at[w])
    found = slope.xreplace(dict(zip(at[w], at[w_star] + at[z], strict=True)))
    return at.done(found.applyfunc(sympy.expand), f"H z = 0 for z = {at[z].tolist()}")


stationary_set = Claim(
    id="stationary_set",
    title="Where the gradient of the model vanishes",
    source="note B, corrected",
    parts=(
        shows(
            "if",
            "it vanishes on w_star + ker H",
            st.GradientIs(J_hat(w), w, w_star + z, Zero("n")),
            in_kernel,
            given=(symmetric(H), in_kernel),
        ),
        shows(
            "main",
            "and only there: H (v - w_star) = 0 wherever it vanishes",
            st.eq(H * (v - w_star), Zero("n")),
            eq_7_07.at(w=v),
            flat_at_v,
            given=(symmetric(H), flat_at_v),
            rule="same_gradient",
        ),
    ),
    derive={"if": derive_flat_direction},
)

CLAIMS = (eq_7_06, eq_7_07, exact_for_quadratic, curvature_along_eigenvector, stationary_set)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
