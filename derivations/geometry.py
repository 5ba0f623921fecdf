"""The picture: contours of the loss, circles of the penalty, and the one point where they are tangent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.foundations import decomposition, psd_spectrum
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Step, chain, shows, to
from derivations.language.symbols import (
    HALF,
    H,
    I,
    J,
    Lam,
    Q,
    alpha,
    basis,
    e_i,
    invertible,
    nonnegative,
    positive,
    positive_definite,
    symmetric,
    w,
    w_star,
    w_tilde,
)
from derivations.language.terms import Column, Coordinate, SumOver, Symbol, Zero
from derivations.optimum import any_slope, eq_7_08, eq_7_09, eq_7_10, objective, optimum
from derivations.quadratic_model import J_hat, curvature_along_eigenvector
from derivations.shifted_hessian import H_psd, K, R, alpha_positive, shifted_invertible

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "contours", "tangency"]

d = Symbol("d", "n")
h = Symbol("h", "n")
z = Symbol("z", "n")
a = Symbol("a")
c = Symbol("c")
t = Symbol("t")
s = Symbol("s")
floor = Symbol("floor")
slope = H * (w_tilde - w_star)
u = H * w_star

# --- where the contour and the circle touch ----------------------------------------------------------------------------------

balanced = Hypothesis(
    "balanced", st.eq(H * (w - w_star), -(alpha * w)), words="grad J_hat(w) = -alpha w", values={"w": R * H * w_star}
)
along_circle = Hypothesis("d_along_circle", st.eq(w_tilde.T * d, 0), words="d is tangent to the circle")
along_contour = Hypothesis("d_along_contour", st.eq(slope.T * d, 0), words="d is tangent to the contour")
some_slope = Hypothesis("H_w_star_nonzero", st.PositiveDefinite(u.T * u), words="H w_star is not 0")
not_positive = Hypothesis("form_not_positive", st.PositiveSemidefinite(-(z.T * H * z)), values={"z": Zero("n")})


def derive_balance(n: int) -> Derived:
    """Solve grad J_hat(w) = -alpha w for w."""
    from derivations.language.deriving import Letters, solve_linear

    at = Letters(n)
    equations = at[H] * (at[w] - at[w_star]) + at.number(alpha) * at[w]
    matrix, _, solution = solve_linear(equations, at[w])
    at.put(w_tilde, (at[H] + at.number(alpha) * at.identity()).adjugate() * at[H] * at[w_star] / matrix.det())
    at.put(w, solution)
    return at.done(solution - at[w_tilde], f"w = {solution.tolist()}" if n < 3 else "w by Cramer's rule")


at_0 = Hypothesis("w_tilde_zero", st.eq(w_tilde, Zero("n")))

tangency = Claim(
    id="tangency",
    title="Contour and penalty circle are tangent at the regularized optimum",
    source="book, figure 7.1; note A, corrected",
    parts=(
        chain(
            "if",
            "at w_tilde the gradients balance: grad J_hat = -alpha w_tilde",
            slope,
            to(-(alpha * w_tilde), eq_7_08),
            given=(symmetric(H), optimum),
        ),
        chain(
            "main",
            "and nowhere else",
            w - w_tilde,
            to(R * (K * w) - w_tilde, shifted_invertible),
            to(R * (H * w_star) - w_tilde, balanced),
            to(Zero("n"), eq_7_10),
            given=(H_psd, alpha_positive, optimum, balanced),
            conditions=(shifted_invertible,),
        ),
        shows(
            "loss_gradient",
            "the gradient of J_hat at w_tilde is -alpha w_tilde",
            st.GradientIs(J_hat(w), w, w_tilde, -(alpha * w_tilde)),
            "step 2",
            after=(
                Step(st.GradientIs(objective(w), w, w_tilde, any_slope), because="term by term"),
                Step(st.eq(any_slope, Zero("n")), ("step 1", optimum), rule="same_gradient"),
            ),
            given=(optimum,),
        ),
        shows(
            "penalty_gradient",
            "that of |w|^2/2 there is w_tilde: the two are parallel, in opposite directions",
            st.GradientIs(HALF * w.T * w, w, w_tilde, w_tilde),
            because="the gradient of a squared length",
        ),
        chain(
            "tangent_if",
            "so what is tangent to the circle is tangent to the contour",
            slope.T * d,
            to(-(alpha * w_tilde.T * d), "tangency.if"),
            to(0, along_circle),
            given=(symmetric(H), optimum, along_circle),
        ),
        chain(
            "tangent_only_if",
            "and the other way round",
            w_tilde.T * d,
            to(-(slope.T * d) / alpha, "tangency.if"),
            to(0, along_contour),
            given=(symmetric(H), alpha_positive, optimum, along_contour),
        ),
        shows(
            "proper",
            "the circle has a radius and the contour a gradient: w_tilde is 0 only if H w_star is",
            st.eq(u, Zero("n")),
            eq_7_09,
            at_0,
            given=(symmetric(H), optimum, at_0),
        ),
        shows(
            "no_ellipse",
            "the contour is an ellipse if H is positive definite; if not, it holds lines: some z has z^T H z <= 0",
            st.eq(J_hat(w + t * z), J_hat(w)),
            "step 1",
            after=(
                Step(
                    st.eq(H * z, Zero("n")),
                    (H_psd, not_positive),
                    rule="zero",
                    using={"vector": z, "inner": "H_psd", "from": "form_not_positive"},
                ),
            ),
            given=(H_psd, not_positive),
        ),
    ),
    derive={"main": derive_balance},
)

# --- contours ----------------------------------------------------------------------------------------------------------------

q_i = Column(Q, e_i)
lam_i = Coordinate(Lam, e_i)
spectral, orthonormal, lam_diagonal = decomposition()
eigen = (symmetric(H), spectral, lam_diagonal, basis(e_i))
squares = SumOver(lam_i * (q_i.T * (w - w_star)) ** 2, e_i)
height = Hypothesis(
    "w_at_height", st.eq(J_hat(w) - J(w_star), c), words="w lies on the contour at height c", values={"c": J_hat(w) - J(w_star)}
)
same_height = Hypothesis(
    "same_height", st.eq(J_hat(w + h), J_hat(w)), words="w + h lies on the same contour as w", values={"h": 2 * (w_star - w)}
)
semi_axis = Hypothesis("semi_axis", st.eq(a**2 * lam_i, 2 * c), words="a = sqrt(2 c/lam_i)", values={"c": a**2 * lam_i / 2})
rotated = (w - w_star).T * Q * Lam * Q.T * (w - w_star)
on_ellipse = Hypothesis(
    "on_ellipse", st.eq(HALF * rotated / c, 1), words="w lies on the ellipse with these axes", values={"c": HALF * rotated}
)
at_bottom = Hypothesis(
    "w_at_height_0", st.eq(J_hat(w) - J(w_star), 0), words="w lies on the contour at height 0", values={"w": w_star}
)
no_gradient = Hypothesis("w_stationary", st.eq(H * (w - w_star), Zero("n")), words="grad J_hat(w) = 0", values={"w": w_star})
d_form = d.T * H * d
rising = Hypothesis("H_rises_along_d", st.PositiveDefinite(d_form), words="d^T H d > 0")
met = Hypothesis("t_meets", st.eq(t**2 * d_form, 2 * c), words="t^2 d^T H d = 2 c", values={"c": t**2 * d_form / 2})
farther = Hypothesis("t_farther", st.PositiveDefinite(t - s), words="t > s")
above_floor = Hypothesis(
    "H_above_floor",
    st.PositiveSemidefinite(H - floor * I),
    words="no eigenvalue of H is below floor",
    values={"H": floor * I + (w - w_star) * (w - w_star).T + w * w.T},
)
tilted = alpha * w + H * (w - w_star)


def derive_semi_axis(n: int) -> Derived:
    """Put w_star + a q_i into the model, for the last i, a^2 = 2 c/lam_i."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    at.put(H, at[Q] * at[Lam] * at[Q].T)
    at.functions = {"J": lambda point: sympy.Matrix([[sympy.Symbol("j")]])}
    step = at.number(a) * at[Q] * at.basis(n - 1)
    _ = at[w_star]
    turned = (at[Q].T * step).applyfunc(sympy.cancel)
    rise = (turned.T * at[Lam] * turned)[0, 0] / 2
    last = at[Lam][n - 1, n - 1]
    solved = sympy.cancel(rise.subs(at.number(a), sympy.sqrt(2 * at.number(c) / last)))
    return at.done(solved, f"J_hat(w_star + a q_{n}) - J(w_star) = {solved} for a = sqrt(2 c/lam_{n})")


contours = Claim(
    id="contours",
    title="The contours of the quadratic model",
    source="book, figure 7.1; note A; note B",
    parts=(
        chain(
            "main",
            "the height above the minimum is half the sum of lam_i (q_i^T (w - w_star))^2",
            J_hat(w) - J(w_star),
            to(HALF * (w - w_star).T * H * (w - w_star), because="J(w_star) cancels"),
            to(HALF * squares, psd_spectrum.at(x=w - w_star)),
            given=eigen,
        ),
        chain(
            "semi_axis",
            "the contour at height c crosses the axis along q_i at the distance sqrt(2 c/lam_i)",
            J_hat(w_star + a * q_i) - J(w_star),
            to(a**2 / 2 * lam_i, curvature_along_eigenvector.at(t=a)),
            to(c, semi_axis),
            given=(*eigen[:1], *decomposition(), basis(e_i), semi_axis),
        ),
        chain(
            "ellipse",
            "it lies on the ellipse with these semi-axes: the half sum of lam_i (q_i^T (w - w_star))^2/c is 1",
            HALF * squares / c,
            to((J_hat(w) - J(w_star)) / c, "contours"),
            to(1, height),
            given=(*eigen, invertible(c), height),
        ),
        chain(
            "ellipse_all",
            "and fills it",
            J_hat(w) - J(w_star),
            to(HALF * rotated, spectral),
            to(c * (HALF * rotated / c), because="c cancels"),
            to(c, on_ellipse),
            given=(symmetric(H), spectral, lam_diagonal, invertible(c), on_ellipse),
        ),
        shows(
            "bounded",
            "which is bounded where H is positive definite: |w - w_star|^2 <= 2 c/floor if no eigenvalue is below floor > 0",
            st.PositiveSemidefinite(2 * c / floor - (w - w_star).T * (w - w_star)),
            "step 1",
            positive(floor),
            after=(
                Step(
                    st.PositiveSemidefinite(2 * c - floor * ((w - w_star).T * (w - w_star))),
                    (height, above_floor),
                    squares=(w - w_star,),
                ),
            ),
            given=(above_floor, positive(floor), height),
        ),
        shows(
            "point",
            "at height 0 it is w_star alone",
            st.eq(w - w_star, Zero("n")),
            positive_definite(H),
            "step 1",
            after=(Step(st.eq((w - w_star).T * H * (w - w_star), 0), (at_bottom,)),),
            rule="zero",
            using={"vector": w - w_star, "inner": "H_pd", "from": "step 1"},
            given=(positive_definite(H), at_bottom),
        ),
        shows(
            "none_below",
            "and below there is none: J_hat(w) >= J(w_star)",
            st.PositiveSemidefinite(J_hat(w) - J(w_star)),
            H_psd,
            squares=(w - w_star,),
            given=(H_psd,),
        ),
        chain(
            "ray",
            "at a height c > 0 a ray from w_star along d meets it after t steps, t^2 d^T H d = 2 c",
            J_hat(w_star + t * d) - J(w_star),
            to(HALF * (t**2 * d_form), because="J(w_star) cancels"),
            to(c, met),
            given=(met,),
        ),
        shows(
            "ray_once",
            "and nowhere else: J_hat rises strictly along the ray",
            st.PositiveDefinite(J_hat(w_star + t * d) - J_hat(w_star + s * d)),
            "step 2",
            after=(
                Step(st.PositiveDefinite(t + s), (farther, nonnegative(s))),
                Step(st.PositiveDefinite((t - s) * (t + s) * d_form), (farther, "step 1", rising)),
            ),
            given=(rising, nonnegative(s), farther),
        ),
        chain(
            "has_gradient",
            "for c other than 0 it has a gradient everywhere: where that is 0, so is c",
            c,
            to(HALF * (w - w_star).T * (H * (w - w_star)), height),
            to(0, no_gradient),
            given=(height, no_gradient),
        ),
        chain(
            "normal",
            "the gradient is normal to the contour: between two of its points it has a part of second order only",
            (H * (w - w_star)).T * h,
            to(J_hat(w + h) - J_hat(w) - HALF * h.T * H * h, because="expand around w"),
            to(-(HALF * h.T * H * h), same_height),
            given=(symmetric(H), same_height),
        ),
        chain(
            "penalised",
            "J_hat + alpha/2 |w|^2 is again quadratic, about w_tilde",
            objective(w),
            to(objective(w_tilde) + HALF * (w - w_tilde).T * K * (w - w_tilde), eq_7_10["excess"]),
            given=(optimum,),
        ),
        shows(
            "penalised_hessian",
            "with the Hessian H + alpha I",
            st.GradientIs(tilted, w, w, K),
            because="the Jacobian of its gradient",
        ),
    ),
    derive={"semi_axis": derive_semi_axis},
)

CLAIMS = (tangency, contours)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
