"""The regularized optimum: formulas 7.8 to 7.10 and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.language import statements as st
from derivations.language.claims import Claim, Formula, Hypothesis, Step, chain, shows, to
from derivations.language.symbols import (
    HALF,
    H,
    I,
    alpha,
    symmetric,
    w,
    w_star,
    w_tilde,
)
from derivations.language.terms import Symbol, Term, Zero
from derivations.objective import eq_7_03
from derivations.quadratic_model import J_hat, eq_7_07
from derivations.shifted_hessian import H_psd, K, R, alpha_positive, shifted_invertible

if TYPE_CHECKING:
    import sympy

    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Derived

__all__ = [
    "CLAIMS",
    "any_slope",
    "displacement",
    "eq_7_08",
    "eq_7_09",
    "eq_7_10",
    "minimiser_independent",
    "objective",
    "optimum",
    "solve_for_optimum",
]

closed_form = R * H * w_star


def objective(at: Term) -> Term:
    """Return alpha/2 w^T w + J_hat(w), the objective with the loss replaced by its quadratic model."""
    return alpha / 2 * at.T * at + J_hat(at)


optimum = Hypothesis(
    "optimum",
    st.GradientIs(objective(w), w, w_tilde, Zero("n")),
    words="w_tilde is a stationary point of J_hat + alpha/2 |w|^2",
    values={"w_tilde": closed_form},
)

# --- 7.8 to 7.10 -------------------------------------------------------------------------------------------------------------

slope = alpha * w_tilde + H * (w_tilde - w_star)
stationarity = Hypothesis("stationarity", st.eq(slope, Zero("n")), values={"w_tilde": closed_form})


def model_objective(at: Letters, where: sympy.Matrix) -> Any:
    """Return alpha/2 |w|^2 + 1/2 (w - w_star)^T H (w - w_star) + J(w_star) as an expression."""
    import sympy

    at.functions = {"J": lambda v: sympy.Matrix([[sympy.Symbol("j")]])}
    step = where - at[w_star]
    penalty = at.number(alpha) / 2 * (where.T * where)[0, 0]
    return penalty + sympy.Symbol("j") + (step.T * at[H] * step)[0, 0] / 2


def slope_at_optimum(at: Letters) -> sympy.Matrix:
    """Differentiate the objective, and look at w_tilde."""
    from derivations.language.deriving import gradient_of

    slope = gradient_of(model_objective(at, at[w]), at[w])
    return slope.xreplace(dict(zip(at[w], at[w_tilde], strict=True)))


def solve_for_optimum(at: Letters) -> tuple[sympy.Matrix, sympy.Matrix, sympy.Matrix]:
    """Return the matrix, the right side and the solution of the linear equations "slope at w_tilde = 0"."""
    from derivations.language.deriving import solve_linear

    return solve_linear(slope_at_optimum(at), at[w_tilde])


def derive_slope(n: int) -> Derived:
    """Differentiate the objective at w_tilde."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    slope = slope_at_optimum(at)
    return at.done(slope, *(f"d/d{v} = {s}" for v, s in zip(at[w], slope, strict=True)))


def derive_normal_equations(n: int) -> Derived:
    """Read the linear equations for w_tilde off the slope; their right side is what is derived."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    matrix, right, _ = solve_for_optimum(at)
    return at.done(right, f"matrix {matrix.tolist()}", f"right side {right.tolist()}")


def derive_optimum(n: int) -> Derived:
    """Solve the linear equations for w_tilde."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    matrix, _, solution = solve_for_optimum(at)
    return at.done(
        solution, f"determinant {matrix.det()}", *(f"w_tilde_{i + 1} = {s}" for i, s in enumerate(solution[: 3 - n]))
    )


def derive_excess(n: int) -> Derived:
    """Take the objective at w minus its value at the solution w_tilde."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    solution = at.put(w_tilde, solve_for_optimum(at)[2])
    excess_found = model_objective(at, at[w]) - model_objective(at, solution)
    return at.done(excess_found, "objective(w) - objective(w_tilde) at w_tilde = (H + alpha I)^-1 H w_star")


def derive_displacement(n: int) -> Derived:
    """Take w_star minus the solution of the linear equations."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    solution = solve_for_optimum(at)[2]
    return at.done(at[w_star] - solution, "w_star - w_tilde, w_tilde from the linear equations")


eq_7_08 = Claim(
    id="eq_7_08",
    title="Stationarity of the regularized optimum",
    number="7.8",
    source="book, 7.8; note A",
    parts=(
        shows(
            "gradient",
            "the gradient of the objective at w_tilde is alpha w_tilde + H (w_tilde - w_star)",
            st.GradientIs(objective(w), w, w_tilde, slope),
            eq_7_03.at(w=w_tilde).of(J=Formula(w, J_hat(w), H * (w - w_star))),
            eq_7_07,
            given=(symmetric(H),),
        ),
        shows(
            "main",
            "at the optimum it is 0",
            st.eq(slope, Zero("n")),
            "eq_7_08.gradient",
            optimum,
            given=(symmetric(H), optimum),
            rule="same_gradient",
        ),
        shows(
            "converse",
            "and where it is 0 the objective is stationary",
            st.GradientIs(objective(w), w, w_tilde, Zero("n")),
            stationarity,
            given=(symmetric(H), stationarity),
        ),
    ),
    derive={"gradient": derive_slope},
)

eq_7_09 = Claim(
    id="eq_7_09",
    title="The normal equations of the regularized optimum",
    number="7.9",
    source="book, 7.9; note A",
    parts=(
        chain(
            "main",
            "(H + alpha I) w_tilde = H w_star",
            K * w_tilde,
            to(alpha * w_tilde + H * w_tilde, because="multiply out"),
            to(H * w_star, eq_7_08),
            given=(symmetric(H), optimum),
        ),
    ),
    derive={"main": derive_normal_equations},
)

# --- 7.10 --------------------------------------------------------------------------------------------------------------------

not_above = Hypothesis(
    "w_as_good",
    st.PositiveSemidefinite(objective(w_tilde) - objective(w)),
    words="w is as good as w_tilde",
    values={"w": closed_form},
)
any_slope = alpha * w_tilde + (H + H.T) * (w_tilde - w_star) / 2
excess = HALF * (w - w_tilde).T * K * (w - w_tilde)
is_closed_form = Hypothesis("w_tilde_is", st.eq(w_tilde, closed_form), values={"w_tilde": closed_form})

eq_7_10 = Claim(
    id="eq_7_10",
    title="The regularized optimum",
    number="7.10",
    source="book, 7.10; note A; note B",
    parts=(
        chain(
            "main",
            "w_tilde = (H + alpha I)^-1 H w_star",
            w_tilde,
            to(R * K * w_tilde, shifted_invertible),
            to(closed_form, eq_7_09),
            given=(H_psd, alpha_positive, optimum),
            conditions=(shifted_invertible,),
        ),
        shows(
            "stationary",
            "conversely, this w_tilde is stationary",
            st.GradientIs(objective(w), w, w_tilde, Zero("n")),
            eq_7_08["converse"],
            after=(Step(st.eq(slope, Zero("n")), (is_closed_form,)),),
            given=(H_psd, alpha_positive, is_closed_form),
            conditions=(shifted_invertible,),
        ),
        shows(
            "excess",
            "the objective exceeds its value at w_tilde by 1/2 (w - w_tilde)^T (H + alpha I) (w - w_tilde), for any H",
            st.eq(objective(w) - objective(w_tilde), excess),
            "step 2",
            "step 3",
            after=(
                Step(st.GradientIs(objective(w), w, w_tilde, any_slope), because="term by term"),
                Step(st.eq(any_slope, Zero("n")), ("step 1", optimum), rule="same_gradient"),
                Step(
                    st.eq(objective(w) - objective(w_tilde), excess + (w - w_tilde).T * any_slope),
                    because="expand around w_tilde; a form has the same values with H and with (H + H^T)/2",
                ),
            ),
            given=(optimum,),
        ),
        shows(
            "minimiser",
            "so w_tilde is a global minimiser",
            st.PositiveSemidefinite(objective(w) - objective(w_tilde)),
            "eq_7_10.excess",
            shifted_invertible,
            squares=(w - w_tilde,),
            given=(H_psd, alpha_positive, optimum),
        ),
        shows(
            "unique",
            "and the only one",
            st.eq(w - w_tilde, Zero("n")),
            shifted_invertible,
            "step 1",
            after=(
                Step(
                    st.PositiveSemidefinite(-((w - w_tilde).T * K * (w - w_tilde))),
                    ("eq_7_10.excess", not_above),
                ),
            ),
            rule="zero",
            using={"vector": w - w_tilde, "from": "step 1", "inner": "shifted_invertible"},
            given=(H_psd, alpha_positive, optimum, not_above),
        ),
    ),
    derive={"main": derive_optimum, "excess": derive_excess},
)

# --- what it says ------------------------------------------------------------------------------------------------------------

displacement = Claim(
    id="displacement",
    title="How far the penalty moves the optimum",
    source="from 7.10",
    parts=(
        chain(
            "main",
            "w_star - w_tilde = alpha (H + alpha I)^-1 w_star",
            w_star - w_tilde,
            to(w_star - closed_form, eq_7_10),
            to(R * (H + alpha * I) * w_star - closed_form, shifted_invertible),
            to(alpha * R * w_star, because="multiply out; R H w_star cancels"),
            given=(H_psd, alpha_positive, optimum),
            conditions=(shifted_invertible,),
        ),
    ),
    derive={"main": derive_displacement},
)

w_other = Symbol("w_other", "n")
H_plus = Symbol("H_plus", "n", "n")
Pi = H * H_plus
same_minimum = Hypothesis(
    "w_other_minimises",
    st.eq(H * (w_other - w_star), Zero("n")),
    words="w_other minimises J_hat as well",
    values={"w_other": w_star},
)
pseudo_inverse = Hypothesis("pseudo_inverse", st.eq(H * H_plus * H, H), words="H_plus is the pseudo-inverse of H")
no_signal = Hypothesis("no_signal", st.eq(H * w_star, Zero("n")), values={"w_star": Zero("n")})
no_weights = Hypothesis("no_weights", st.eq(w_tilde, Zero("n")))


def derive_other_minimiser(n: int) -> Derived:
    """Solve the regularized problem of an H of rank n - 1 (any H, z = 0 at n = 1) around w_star + z, H z = 0."""
    import sympy

    from derivations.language.deriving import Letters, gradient_of, solve_linear

    at = Letters(n)
    kernel = at.put_singular() if n > 1 else sympy.zeros(1, 1)
    at.put(w_other, at[w_star] + kernel)
    away = at[w] - at[w_other]
    height = (away.T * at[H] * away)[0, 0] / 2 + at.number(alpha) * (at[w].T * at[w])[0, 0] / 2
    _, _, solution = solve_linear(gradient_of(height, at[w]), at[w])
    return at.done(solution, f"w_other - w_star = {kernel.tolist()}")


minimiser_independent = Claim(
    id="minimiser_independent",
    title="The optimum does not depend on which minimiser w_star is",
    source="from 7.10",
    parts=(
        chain(
            "main",
            "every other minimiser of J_hat gives the same w_tilde",
            R * H * w_other,
            to(R * H * w_star + R * H * (w_other - w_star), because="add and subtract"),
            to(R * H * w_star, same_minimum),
            given=(H_psd, alpha_positive, same_minimum),
            conditions=(shifted_invertible,),
        ),
        chain(
            "in_range",
            "w_tilde lies in the range of H: Pi w_tilde = w_tilde for Pi = H H^+",
            Pi * w_tilde,
            to(Pi * (R * H * w_star), eq_7_10),
            to(Pi * (H * R * w_star), because="R commutes with H"),
            to(H * R * w_star, pseudo_inverse),
            to(R * H * w_star, because="R commutes with H"),
            to(w_tilde, eq_7_10),
            given=(H_psd, alpha_positive, optimum, pseudo_inverse),
            conditions=(shifted_invertible,),
        ),
        chain(
            "zero_if",
            "w_tilde = 0 if H w_star = 0",
            w_tilde,
            to(R * (H * w_star), eq_7_10),
            to(Zero("n"), no_signal),
            given=(H_psd, alpha_positive, optimum, no_signal),
            conditions=(shifted_invertible,),
        ),
        chain(
            "zero_only_if",
            "and only then",
            H * w_star,
            to(K * w_tilde, eq_7_09),
            to(Zero("n"), no_weights),
            given=(symmetric(H), optimum, no_weights),
        ),
    ),
    derive={"main": derive_other_minimiser},
)

CLAIMS = (eq_7_08, eq_7_09, eq_7_10, displacement, minimiser_independent)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
