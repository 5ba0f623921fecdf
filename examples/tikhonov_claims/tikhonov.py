"""Tikhonov regularization with a general matrix: the penalty alpha/2 |G w|^2 in place of alpha/2 |w|^2.

G may be wide, tall or singular, such as a matrix of differences that asks for a smooth w. Where it leaves a direction without
penalty the loss has to hold it, so H + alpha G^T G is assumed to be invertible. The folder `certificates` beside this file is
written by `python -m verify audit tikhonov_claims.tikhonov --refind`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, chain, shows, to
from derivations.language.symbols import HALF, H, alpha, invertible, symmetric, w, w_star
from derivations.language.terms import Symbol, Term, Zero, inv

if TYPE_CHECKING:
    import sympy

    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "tikhonov_displacement", "tikhonov_optimum"]

G = Symbol("G", "m", "n")
v = Symbol("v", "n")
K = H + alpha * G.T * G
slope = H * (v - w_star) + alpha * G.T * G * v


def penalised(at: Term) -> Term:
    """Return the quadratic model of the loss with the penalty: 1/2 (w - w_star)^T H (w - w_star) + alpha/2 |G w|^2."""
    return HALF * (at - w_star).T * H * (at - w_star) + alpha / 2 * (at.T * G.T * G * at)


H_symmetric, K_invertible = symmetric(H), invertible(K)
stationary = Hypothesis(
    "stationary",
    st.GradientIs(penalised(w), w, v, Zero("n")),
    words="the penalised loss is stationary at v",
    values={"v": inv(K) * H * w_star},
)
unpenalised = Hypothesis(
    "unpenalised", st.eq(G * w_star, Zero("m")), words="w_star is not penalised: G w_star = 0", values={"w_star": Zero("n")}
)


def penalised_slope(at: Letters) -> sympy.Matrix:
    """Differentiate the penalised loss at v, entry by entry."""
    from derivations.language.deriving import gradient_of

    away, seen = at[v] - at[w_star], at[G] * at[v]
    value = (away.T * at[H] * away)[0, 0] / 2 + at.number(alpha) * (seen.T * seen)[0, 0] / 2
    return gradient_of(value, at[v])


def derive_slope(n: int) -> Derived:
    """Differentiate."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    found = penalised_slope(at)
    return at.done(found, f"d/dv_1 = {found[0]}")


def derive_displacement(n: int) -> Derived:
    """Solve for v at n = 1, 2, where G is m x n with m = n + 1; three unknowns would fill a page."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n, 1 if n > 2 else None)
    matrix, right = sympy.linear_eq_to_matrix(list(penalised_slope(at)), list(at[v]))
    solution = matrix.adjugate() * right / matrix.det()
    return at.done(at[w_star] - solution, f"determinant {matrix.det()}" if n < 3 else "")


tikhonov_optimum = Claim(
    id="tikhonov_optimum",
    title="The optimum with a general penalty matrix",
    source="Tikhonov regularization",
    parts=(
        shows(
            "gradient",
            "the gradient at v is H (v - w_star) + alpha G^T G v",
            st.GradientIs(penalised(w), w, v, slope),
            because="the product rule; H is symmetric",
            given=(H_symmetric,),
        ),
        shows(
            "equation",
            "where the loss is stationary it is 0",
            st.eq(slope, Zero("n")),
            "tikhonov_optimum.gradient",
            stationary,
            given=(H_symmetric, stationary),
            rule="same_gradient",
        ),
        chain(
            "main",
            "so v = (H + alpha G^T G)^-1 H w_star",
            v,
            to(inv(K) * K * v, K_invertible),
            to(inv(K) * H * w_star, "tikhonov_optimum.equation"),
            given=(H_symmetric, stationary, K_invertible),
        ),
    ),
    derive={"gradient": derive_slope},
)

tikhonov_displacement = Claim(
    id="tikhonov_displacement",
    title="How far the penalty moves the optimum",
    source="Tikhonov regularization",
    parts=(
        chain(
            "main",
            "w_star - v = alpha (H + alpha G^T G)^-1 G^T G w_star",
            w_star - inv(K) * H * w_star,
            to(inv(K) * K * w_star - inv(K) * H * w_star, K_invertible),
            to(alpha * inv(K) * G.T * G * w_star, because="multiply out; H w_star cancels"),
            given=(K_invertible,),
        ),
        chain(
            "unmoved",
            "what G does not see stays where it is",
            inv(K) * H * w_star,
            to(w_star - alpha * inv(K) * G.T * G * w_star, "tikhonov_displacement"),
            to(w_star, unpenalised),
            given=(K_invertible, unpenalised),
        ),
    ),
    derive={"main": derive_displacement},
)

CLAIMS = (tikhonov_optimum, tikhonov_displacement)
