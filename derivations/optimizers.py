"""Weight decay inside preconditioned and adaptive optimizers: coupled with the gradient, or decoupled from it (AdamW).

The loss is the quadratic model and the preconditioner M is frozen, so what is said of fixed points is exact.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Step, chain, shows, to
from derivations.language.symbols import (
    HALF,
    H,
    I,
    alpha,
    basis,
    e_i,
    invertible,
    positive,
    positive_definite,
    symmetric,
    w,
    w_star,
    w_tilde,
)
from derivations.language.terms import Coordinate, Symbol, Term, Zero, inv
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
    "per_step_decay",
    "sgd_equivalence",
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


# --- the fixed point of the coupled step --------------------------------------------------------------------------------------

coupled_fixed = Hypothesis(
    "coupled_fixed",
    st.eq(coupled(v, slope_at(v)), v),
    words="v is a fixed point of the coupled step",
    values={"v": R * H * w_star},
)


def fixed_point(at: Letters, is_coupled: bool) -> sympy.Matrix:
    """Solve step(v) = v for v, the gradient of J_hat being differentiated by SymPy."""
    from derivations.language.deriving import gradient_of, solve_linear

    unknown = at[v]
    away = unknown - at[w_star]
    slope = gradient_of((away.T * at[H] * away)[0, 0] / 2, unknown)
    decay = at.number(alpha) * unknown
    change = at[M] * (slope + decay) if is_coupled else at[M] * slope + decay  # minus eta, which is not 0, times this
    _, _, solution = solve_linear(change, unknown)
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

# --- the fixed point of the decoupled step ------------------------------------------------------------------------------------

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
        chain(
            "if",
            "and that is a fixed point, whatever eta",
            decoupled(solution, slope_at(solution)),
            to(solution - eta * M * (shifted * solution - H * w_star), because="M M^-1 = I"),
            to(solution, because="a matrix cancels its inverse"),
            given=(H_psd, alpha_positive, M_pd),
            conditions=(shifted_pd,),
        ),
        chain(
            "complete_square",
            "J_hat(w) + alpha/2 w^T M^-1 w exceeds its value there by (w - v)^T (H + alpha M^-1) (w - v)/2",
            weighted(w) - weighted(v),
            to(excess + (w - v).T * (slope_at(v) + alpha * (penalty * v)), because="expanded about v"),
            to(excess, "decoupled_fixed_point.stationary"),
            given=(H_psd, M_pd, eta_nonzero, decoupled_fixed),
        ),
        shows(
            "global",
            "so the fixed point minimises J_hat(w) + alpha/2 w^T M^-1 w",
            st.PositiveSemidefinite(weighted(w) - weighted(v)),
            "decoupled_fixed_point.complete_square",
            shifted_pd,
            squares=(w - v,),
            given=with_fixed,
        ),
        shows(
            "unique",
            "and nothing else does",
            st.eq(w, v),
            "step 1",
            shifted_pd,
            rule="zero",
            using={"vector": w - v, "inner": shifted_pd},
            after=(
                Step(
                    st.PositiveSemidefinite(-((w - v).T * shifted * (w - v))),
                    (as_good, "decoupled_fixed_point.complete_square"),
                ),
            ),
            given=(*with_fixed, as_good),
        ),
        chain(
            "ridge_if",
            "it is w_tilde for every w_star if M is the identity on the range of H",
            inv(shifted) * H,
            to(inv(shifted) * (H + alpha * I) * R * H, shifted_invertible),
            to(inv(shifted) * shifted * R * H, identity_on_range),
            to(R * H, because="a matrix cancels its inverse"),
            given=(H_psd, alpha_positive, M_pd, identity_on_range),
            conditions=(shifted_pd, shifted_invertible),
        ),
        chain(
            "fixed_range",
            "conversely, if it is w_tilde for every w_star, R H is what M^-1 makes of it",
            R * H,
            to((H - H * R * H) / alpha, because="H = H R H + alpha R H"),
            to((shifted * R * H - H * R * H) / alpha, same_optimum),
            to(penalty * R * H, because="what H adds cancels"),
            given=(H_psd, alpha_positive, M_pd, same_optimum),
            conditions=(shifted_pd, shifted_invertible),
        ),
        chain(
            "ridge_only_if",
            "so M is the identity on the range of H",
            M * H,
            to(M * R * H * (H + alpha * I), because="R K = K R = I"),
            to(M * penalty * R * H * (H + alpha * I), "decoupled_fixed_point.fixed_range"),
            to(H, because="M M^-1 = I and R K = I"),
            given=(H_psd, alpha_positive, M_pd, same_optimum),
            conditions=(shifted_pd, shifted_invertible),
        ),
        shows(
            "scaled",
            "M = c I gives ridge with alpha/c",
            st.eq(inv(H + alpha * inv(c * I)) * H * w_star, inv(H + alpha / c * I) * H * w_star),
            because="(c I)^-1 = I/c",
            given=(H_psd, alpha_positive, c_positive),
        ),
    ),
    derive={"main": derive_decoupled},
)

# --- one step of either -------------------------------------------------------------------------------------------------------

same_maps = Hypothesis(
    "same_maps",
    st.eq(I - eta * M * (H + alpha * I), I - eta * (M * H + alpha * I)),
    words="the two steps agree at every w: so do their linear parts",
    values={"M": I},
)
M_identity = Hypothesis("M_identity", st.eq(M, I), words="M = I", values={"M": I})
shift = eta * M * H * w_star


def derive_linear(is_coupled: bool, n: int) -> Derived:
    """Take one step and split off what it does to w."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    rate, decay = at.number(eta), at.number(alpha) * at[w]
    slope = at[H] * (at[w] - at[w_star])
    taken = at[w] - rate * (at[M] * (slope + decay) if is_coupled else at[M] * slope + decay)
    linear, minus_moved = sympy.linear_eq_to_matrix(list(taken), list(at[w]))
    return at.done(linear * at[w] - minus_moved, "the step is its linear part times w, and where it takes 0")


sgd_equivalence = Claim(
    id="sgd_equivalence",
    title="For alpha and eta other than 0 the coupled and the decoupled step are the same exactly for M = I",
    source="note B",
    parts=(
        chain(
            "coupled",
            "the coupled step is [I - eta M (H + alpha I)] w + eta M H w_star",
            coupled(w, slope_at(w)),
            to((I - eta * M * (H + alpha * I)) * w + shift, because="sorted by w"),
        ),
        chain(
            "decoupled",
            "the decoupled one [I - eta (M H + alpha I)] w + eta M H w_star",
            decoupled(w, slope_at(w)),
            to((I - eta * (M * H + alpha * I)) * w + shift, because="sorted by w"),
        ),
        chain(
            "if",
            "for M = I they are the same",
            coupled(w, slope_at(w)),
            to(coupled(w, slope_at(w)) + eta * alpha * (M * w) - eta * alpha * w, M_identity),
            to(decoupled(w, slope_at(w)), because="add what M multiplies and what it does not"),
            given=(M_identity,),
        ),
        shows(
            "main",
            "and if they are the same at every w then M = I",
            st.eq(M, I),
            same_maps,
            given=(eta_nonzero, alpha_nonzero, same_maps),
        ),
    ),
    derive={"coupled": partial(derive_linear, True), "decoupled": partial(derive_linear, False)},
)

g = Symbol("g", "n")


def derive_step(is_coupled: bool, n: int) -> Derived:
    """Differentiate a loss with the gradient g and the penalty, and take one step along the two gradients."""
    import sympy

    from derivations.language.deriving import Letters, gradient_of

    at = Letters(n)
    place = sympy.Matrix(sympy.symbols(f"p_1:{n + 1}"))
    loss, penalty = (at[g].T * place)[0, 0], at.number(alpha) / 2 * (place.T * place)[0, 0]
    here = dict(zip(place, at[w], strict=True))
    slopes = [gradient_of(f, place).xreplace(here) for f in (loss, penalty)]
    conditioned = at[M] * (slopes[0] + slopes[1]) if is_coupled else at[M] * slopes[0] + slopes[1]
    return at.done(at[w] - at.number(eta) * conditioned, "w minus eta times the gradients, where M multiplies them")


per_step_decay = Claim(
    id="per_step_decay",
    title="What one step takes off w itself",
    source="note B on AdamW, made precise",
    parts=(
        chain(
            "main",
            "one decoupled step multiplies w by 1 - eta alpha",
            decoupled(w, g),
            to((1 - eta * alpha) * w - eta * (M * g), because="sorted by w"),
        ),
        chain(
            "coordinate",
            "and so every coordinate of w alike",
            Coordinate(decoupled(w, g), e_i),
            to((1 - eta * alpha) * Coordinate(w, e_i) - eta * Coordinate(M * g, e_i), because="coordinate i of it"),
            given=(basis(e_i),),
        ),
        chain(
            "coupled",
            "one coupled step multiplies w by I - eta alpha M",
            coupled(w, g),
            to((I - eta * alpha * M) * w - eta * (M * g), because="sorted by w"),
        ),
    ),
    derive={"main": partial(derive_step, False), "coupled": partial(derive_step, True)},
    letters="The gradient of the loss at w is g.",
)

CLAIMS = (coupled_fixed_point, decoupled_fixed_point, sgd_equivalence, per_step_decay)
