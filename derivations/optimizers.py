"""Weight decay inside preconditioned and adaptive optimizers: coupled with the gradient, or decoupled from it (AdamW).

The loss is the quadratic model and the preconditioner M is frozen, so what is said of fixed points is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Step, chain, shows, to
from derivations.language.symbols import (
    HALF,
    H,
    I,
    alpha,
    invertible,
    positive,
    positive_definite,
    symmetric,
    w,
    w_star,
    w_tilde,
)
from derivations.language.terms import Symbol, Term, Zero, inv
from derivations.optimum import eq_7_08, eq_7_10, optimum, solve_for_optimum
from derivations.quadratic_model import J_hat
from derivations.shifted_hessian import H_psd, R, alpha_positive, shifted_invertible

if TYPE_CHECKING:
    import sympy

    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Derived

__all__ = [
    "CLAIMS",
    "coupled_fixed_point",
    "decoupled_fixed_point",
]

M = Symbol("M", "n", "n")
v = Symbol("v", "n")
eta, c = Symbol("eta"), Symbol("c")
M_pd, c_positive = positive_definite(M), positive(c)
eta_nonzero, alpha_nonzero = invertible(eta), invertible(alpha)


def coupled(at: Term, slope: Term) -> Term:
    """Return the step that preconditions the gradient of the penalty with that of the loss (L2 inside Adam)."""
    return at - eta * M * (slope + alpha * at)


def decoupled(at: Term, slope: Term) -> Term:
    """Return the step that preconditions the gradient of the loss only (AdamW)."""
    return at - eta * (M * slope + alpha * at)


def slope_at(at: Term) -> Term:
    """Return the gradient of the quadratic model, 7.7."""
    return H * (at - w_star)


# --- the fixed point of the coupled step -------------------------------------------------------------------------------------

coupled_fixed = Hypothesis(
    "coupled_fixed",
    st.eq(coupled(v, slope_at(v)), v),
    words="v is a fixed point of the coupled step",
    values={"v": R * H * w_star},
)


def fixed_point(at: Letters, is_coupled: bool) -> sympy.Matrix:
    """Solve step(v) = v for v, the gradient of J_hat being differentiated by SymPy."""
    import sympy

    from derivations.language.deriving import gradient_of

    unknown = at[v]
    away = unknown - at[w_star]
    slope = gradient_of((away.T * at[H] * away)[0, 0] / 2, unknown)
    rate, decay = at.number(eta), at.number(alpha) * unknown
    change = at[M] * (slope + decay) if is_coupled else at[M] * slope + decay
    moved = [sympy.cancel(entry / rate) for entry in rate * change]
    matrix, right = sympy.linear_eq_to_matrix(moved, list(unknown))
    solution = matrix.adjugate() * right / matrix.det()
    return at.put(v, solution)


def derive_coupled(n: int) -> Derived:
    """Solve for the fixed point of the coupled step, and apart from it for the optimum."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    found = fixed_point(at, is_coupled=True)
    at.put(w_tilde, solve_for_optimum(at)[2])
    return at.done(found, "step(v) = v is solved by v, in which M has cancelled" if n > 1 else f"v = {found[0]}")


coupled_fixed_point = Claim(
    id="coupled_fixed_point",
    title="The fixed point of the coupled step is the regularized optimum",
    source="from 7.8; note B on AdamW, corrected",
    parts=(
        shows(
            "direction",
            "what M multiplies is the gradient of J_hat + alpha/2 |w|^2",
            st.GradientIs(alpha / 2 * w.T * w + J_hat(w), w, v, slope_at(v) + alpha * v),
            eq_7_08["gradient"].at(w_tilde=v),
            given=(symmetric(H),),
        ),
        chain(
            "if",
            "w_tilde is a fixed point, whatever M and eta",
            coupled(w_tilde, slope_at(w_tilde)),
            to(w_tilde - eta * M * Zero("n"), eq_7_08),
            to(w_tilde, because="M 0 = 0"),
            given=(symmetric(H), optimum),
        ),
        shows(
            "stationary",
            "conversely, at a fixed point the regularized gradient is 0",
            st.eq(slope_at(v) + alpha * v, Zero("n")),
            "step 1",
            after=(Step(st.eq(eta * M * (slope_at(v) + alpha * v), Zero("n")), (coupled_fixed,)),),
            given=(invertible(M), eta_nonzero, coupled_fixed),
        ),
        chain(
            "main",
            "so every fixed point is w_tilde",
            v,
            to(R * (H + alpha * I) * v, shifted_invertible),
            to(R * H * w_star, "coupled_fixed_point.stationary"),
            to(w_tilde, eq_7_10),
            given=(H_psd, alpha_positive, invertible(M), eta_nonzero, coupled_fixed, optimum),
            conditions=(shifted_invertible,),
        ),
    ),
    derive={"main": derive_coupled},
)

# --- the fixed point of the decoupled step -----------------------------------------------------------------------------------

penalty = inv(M)
shifted = H + alpha * penalty
solution = inv(shifted) * H * w_star
decoupled_fixed = Hypothesis(
    "decoupled_fixed",
    st.eq(decoupled(v, slope_at(v)), v),
    words="v is a fixed point of the decoupled step",
    values={"v": solution},
)
with_fixed = (H_psd, alpha_positive, M_pd, eta_nonzero, decoupled_fixed)
shifted_pd = "decoupled_fixed_point.definite"


def weighted(at: Term) -> Term:
    """Return alpha/2 w^T M^-1 w + J_hat(w): the objective that the decoupled step minimises."""
    return alpha / 2 * at.T * penalty * at + J_hat(at)


excess = HALF * (w - v).T * shifted * (w - v)
as_good = Hypothesis(
    "w_as_good", st.PositiveSemidefinite(weighted(v) - weighted(w)), words="w is as good as v", values={"w": solution}
)
identity_on_range = Hypothesis(
    "M_identity_on_range", st.eq(M * H, H), words="M is the identity on the range of H: M H = H", values={"M": I}
)
same_optimum = Hypothesis(
    "same_optimum",
    st.eq(inv(shifted) * H, R * H),
    words="the fixed point is w_tilde for every w_star: (H + alpha M^-1)^-1 H = (H + alpha I)^-1 H",
    values={"M": I},
)


def derive_decoupled(n: int) -> Derived:
    """Solve for the fixed point of the decoupled step."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    found = fixed_point(at, is_coupled=False)
    return at.done(found, "step(v) = v is solved by v, in which M stays" if n > 1 else f"v = {found[0]}")


decoupled_fixed_point = Claim(
    id="decoupled_fixed_point",
    title="The fixed point of the decoupled step minimises another objective",
    source="from 7.10; note B on AdamW, corrected",
    parts=(
        shows(
            "definite",
            "H + alpha M^-1 is positive definite",
            st.PositiveDefinite(shifted),
            H_psd,
            alpha_positive,
            "step 1",
            after=(Step(st.PositiveDefinite(penalty), (M_pd,), squares=(penalty,)),),
            given=(H_psd, alpha_positive, M_pd),
        ),
        shows(
            "stationary",
            "at a fixed point H (v - w_star) + alpha M^-1 v = 0",
            st.eq(slope_at(v) + alpha * (penalty * v), Zero("n")),
            "step 1",
            after=(Step(st.eq(eta * (M * slope_at(v) + alpha * v), Zero("n")), (decoupled_fixed,)),),
            given=(M_pd, eta_nonzero, decoupled_fixed),
        ),
        chain(
            "main",
            "so every fixed point is (H + alpha M^-1)^-1 H w_star",
            v,
            to(inv(shifted) * (H + alpha * penalty) * v, because="a matrix cancels its inverse"),
            to(solution, "decoupled_fixed_point.stationary"),
            given=with_fixed,
            conditions=(shifted_pd,),
        ),
    ),
    derive={"main": derive_decoupled},
)

CLAIMS = (coupled_fixed_point, decoupled_fixed_point)
