"""The penalty as a constraint: every length r below that of the nearest minimiser belongs to exactly one alpha."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from derivations.calculus import intermediate_value
from derivations.language import statements as st
from derivations.language.claims import Claim, Formula, Hypothesis, Instance, Step, chain, shows, to
from derivations.language.symbols import H, I, alpha, positive, w, w_star, w_tilde
from derivations.language.terms import Number, Symbol, Term, Zero, inv
from derivations.limits import Pi, both_given, both_invertible, commutes, inner, nearest, symmetric_inverse
from derivations.limits import gap as from_limit
from derivations.limits import w_tilde as closed_form
from derivations.optimum import eq_7_10, optimum
from derivations.quadratic_model import J_hat
from derivations.shifted_hessian import H_psd, R, alpha_positive, shifted_invertible

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "constraint_form"]

r = Symbol("r")
x = Symbol("x")
beta = Symbol("beta")
u = H * w_star
v = nearest
p = Pi * w_star


def weights(at: Term) -> Term:
    """Return (H + alpha I)^-1 H w_star for another alpha."""
    return inv(H + at * I) * H * w_star


def square(vector: Term) -> Term:
    """Return the squared length."""
    return vector.T * vector


size = square(p) + square(v)
r_positive = positive(r)
r_below = Hypothesis("r_below", st.PositiveDefinite(square(p) - r * r), words="r < |Pi w_star|")
pseudo = (symmetric_inverse, inner, commutes)
small = Hypothesis("alpha_small", st.PositiveSemidefinite(square(p) - r * r - alpha * size))
large = Hypothesis("alpha_large", st.PositiveSemidefinite(r * r * alpha * alpha - square(u)))
reached = Hypothesis("reaches_r", st.eq(square(closed_form), r * r), words="|w_tilde(alpha)| = r")
reached_too = Hypothesis(
    "reaches_r_too", st.eq(square(weights(beta)), r * r), words="|w_tilde(beta)| = r", values={"beta": alpha}
)
near_alpha = (square(p) - r * r) / size
far_alpha = 1 + square(u) / (r * r)
R_beta = inv(H + beta * I)
form = u.T * (R * R_beta * R + R_beta * R * R_beta) * u
at_r = Hypothesis("w_tilde_at_r", st.eq(square(w_tilde), r * r), words="|w_tilde| = r")
inside = Hypothesis("w_inside", st.PositiveSemidefinite(r * r - square(w)), words="|w| <= r")
as_good = Hypothesis(
    "w_as_good",
    st.PositiveSemidefinite(J_hat(w_tilde) - J_hat(w)),
    words="J_hat(w) <= J_hat(w_tilde)",
    values={"w": closed_form},
)


def derive_reached(n: int) -> Derived:
    """Differentiate the Lagrangian J_hat + alpha/2 (|w|^2 - r^2) in w and in alpha."""
    from derivations.language.deriving import Letters, hessian_of

    at = Letters(n)
    multiplier, place = at.number(alpha), at[w]
    away = place - at[w_star]
    lagrangian = (away.T * at[H] * away)[0, 0] / 2 + multiplier * ((place.T * place)[0, 0] - at.number(r) ** 2) / 2
    matrix = hessian_of(lagrangian, place)
    stationary = matrix.adjugate() * at[H] * at[w_star] / matrix.det()
    found = 2 * lagrangian.diff(multiplier).xreplace(dict(zip(place, stationary, strict=True)))
    return at.done(found, f"2 dL/dalpha = {2 * lagrangian.diff(multiplier)}, at the w where dL/dw = 0")


def derive_minimiser(n: int) -> Derived:
    """Take w_star = w_tilde + z, w_tilde = H z/alpha; take the model at w and at w_tilde."""
    import sympy

    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Summand

    at = Letters(n)
    shift, penalty = sympy.Matrix(sympy.symbols(f"z_1:{n + 1}", real=True)), at.number(alpha)
    at.put(w_tilde, at[H] * shift / penalty)
    at.put(w_star, at[w_tilde] + shift)
    at.put(r, sympy.sqrt(sum(entry**2 for entry in at[w_tilde])))
    at.functions = {"J": lambda _: sympy.Matrix([sympy.Symbol("j", real=True)])}
    away = at[w] - at[w_tilde]
    rise = ((away - shift).T * at[H] * (away - shift) - shift.T * at[H] * shift)[0, 0] / 2
    summands = (
        Summand(sympy.Rational(1, 2), "H_psd", away),
        Summand(penalty / 2 * sum(entry**2 for entry in away)),
        Summand(penalty / 2, "w_inside"),
    )
    shown = "J_hat(w) - J_hat(w_tilde) = p^T H p/2 - p^T H z, p = w - w_tilde, H z = alpha w_tilde"
    return replace(at.done(rise, shown), summands=summands)


constraint_form = Claim(
    id="constraint_form",
    title="The penalty is a constraint on the length of the weights",
    source="book, section 7.2; note A",
    parts=(
        shows(
            "lower",
            "near alpha = 0 the weights are nearly as long as Pi w_star: their square falls at most linearly in alpha",
            st.PositiveSemidefinite(square(closed_form) - (square(p) - alpha * size)),
            "step 1",
            "limit_alpha_zero.contraction",
            alpha_positive,
            after=(
                Step(
                    st.eq(
                        square(closed_form) - (square(p) - alpha * size),
                        square(from_limit) + alpha * square(p - R * H * v) + alpha * (v.T * (I - (R * H).T * (R * H)) * v),
                    ),
                    ("limit_alpha_zero.remainder",),
                ),
            ),
            squares=(v, from_limit, p - R * H * v),
            given=(H_psd, alpha_positive, *pseudo),
            conditions=(shifted_invertible,),
        ),
        shows(
            "long",
            "so they are at least as long as r for a small alpha",
            st.PositiveSemidefinite(square(closed_form) - r * r),
            "constraint_form.lower",
            small,
            given=(H_psd, alpha_positive, *pseudo, small),
            conditions=(shifted_invertible,),
        ),
        shows(
            "short",
            "and at most as long for a large one",
            st.PositiveSemidefinite(r * r - square(closed_form)),
            "step 1",
            "step 2",
            after=(
                Step(st.PositiveDefinite(1 / alpha * (1 / alpha)), because="a square other than 0", squares=(1 / alpha,)),
                Step(
                    st.PositiveSemidefinite(alpha * alpha * (r * r - square(closed_form))),
                    ("limit_alpha_infinity.bound", large),
                ),
            ),
            given=(H_psd, alpha_positive, large),
            conditions=(shifted_invertible,),
        ),
        shows(
            "size_positive",
            "the first of them is a fraction of |Pi w_star|^2 + |H^+ w_star|^2 > 0",
            st.PositiveDefinite(size),
            r_below,
            squares=(v, r),
            given=(r_below,),
        ),
        shows(
            "main",
            "each r between 0 and |Pi w_star| is the length of the weights for some alpha > 0",
            st.Attains(square(closed_form), alpha, r * r),
            intermediate_value.at(a=near_alpha, b=far_alpha, c=r * r).of(F=Formula(x, square(weights(x)), Number(Fraction(0)))),
            after=(
                Step(st.Continuous(square(closed_form), alpha), (), rule="continuous", because="sums, products and inverses"),
                Step(st.PositiveDefinite(near_alpha), (r_below, "constraint_form.size_positive")),
                Step(st.PositiveDefinite(far_alpha), (r_positive,), squares=(u,)),
                Step(
                    st.PositiveSemidefinite(square(weights(near_alpha)) - r * r),
                    (Instance("constraint_form.long").at(alpha=near_alpha),),
                ),
                Step(
                    st.PositiveSemidefinite(r * r * far_alpha * far_alpha - square(u)),
                    because="(1 + q)^2 exceeds q = |u|^2/r^2, u = H w_star",
                    squares=(r, u, r * (square(u) / (r * r))),
                ),
                Step(
                    st.PositiveSemidefinite(r * r - square(weights(far_alpha))),
                    (Instance("constraint_form.short").at(alpha=far_alpha),),
                ),
            ),
            given=(H_psd, alpha_positive, *pseudo, r_positive, r_below),
            conditions=(
                shifted_invertible,
                "constraint_form.size_positive",
                shifted_invertible.at(alpha=near_alpha),
                shifted_invertible.at(alpha=far_alpha),
            ),
        ),
        shows(
            "some_slope",
            "and for one only: where |w_tilde| = r > 0, H w_star is not 0",
            st.PositiveDefinite(square(u)),
            "limit_alpha_infinity.bound",
            reached,
            "step 3",
            after=(
                Step(st.PositiveDefinite(r * r), (r_positive,)),
                Step(st.PositiveDefinite(alpha * alpha), (alpha_positive,)),
                Step(st.PositiveDefinite(alpha * alpha * (r * r)), ("step 1", "step 2")),
            ),
            given=(H_psd, alpha_positive, r_positive, reached),
            conditions=(shifted_invertible,),
        ),
        shows(
            "form_positive",
            "so the form in H w_star by which the squared length falls is positive",
            st.PositiveDefinite(form),
            "step 3",
            "step 4",
            "constraint_form.some_slope",
            after=(
                Step(st.PositiveDefinite(R), (shifted_invertible,), squares=(R,)),
                Step(st.PositiveDefinite(R_beta), (shifted_invertible.at(alpha=beta),), squares=(R_beta,)),
                Step(st.PositiveDefinite(R * R_beta * R), ("step 2",), squares=(R,)),
                Step(st.PositiveDefinite(R_beta * R * R_beta), ("step 1",), squares=(R_beta,)),
            ),
            squares=(u,),
            given=(*both_given, r_positive, reached),
            conditions=both_invertible,
        ),
        chain(
            "unique",
            "and beta = alpha if both give the length r",
            beta - alpha,
            to((beta - alpha) * form / form, because="the form is positive"),
            to((square(closed_form) - square(weights(beta))) / form, "norm_and_loss_monotone.norm_difference"),
            to(0, reached, reached_too),
            given=(*both_given, r_positive, reached, reached_too),
            conditions=(*both_invertible, "constraint_form.form_positive"),
        ),
        shows(
            "minimiser",
            "w_tilde then minimises J_hat over |w| <= r",
            st.PositiveSemidefinite(J_hat(w) - J_hat(w_tilde)),
            eq_7_10["minimiser"],
            alpha_positive,
            at_r,
            inside,
            given=(H_psd, alpha_positive, optimum, at_r, inside),
        ),
        shows(
            "unique_minimiser",
            "and nothing else does",
            st.eq(w - w_tilde, Zero("n")),
            eq_7_10["unique"],
            given=(H_psd, alpha_positive, optimum, at_r, inside, as_good),
        ),
    ),
    derive={"main": derive_reached, "minimiser": derive_minimiser},
)

CLAIMS = (constraint_form,)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
