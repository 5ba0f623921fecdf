"""The regularized optimum: formulas 7.8 to 7.10 and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.foundations import decomposition, orthogonal_inverse
from derivations.language import statements as st
from derivations.language.claims import Claim, Formula, Hypothesis, Step, chain, shows, to
from derivations.language.symbols import (
    HALF,
    H,
    I,
    Lam,
    Q,
    alpha,
    positive,
    positive_semidefinite,
    symmetric,
    w,
    w_star,
    w_tilde,
)
from derivations.language.terms import Symbol, Term, Zero, inv
from derivations.objective import eq_7_03
from derivations.quadratic_model import J_hat, eq_7_07

if TYPE_CHECKING:
    import sympy

    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Derived

__all__ = [
    "CLAIMS",
    "displacement",
    "eq_7_08",
    "eq_7_09",
    "eq_7_10",
    "minimiser_independent",
    "optimum",
    "shifted_invertible",
]

K = H + alpha * I
R = inv(K)
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
H_psd = positive_semidefinite(H)
alpha_positive = positive(alpha)

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
    return slope.subs(dict(zip(at[w], at[w_tilde], strict=True)), simultaneous=True)


def solve_for_optimum(at: Letters) -> tuple[sympy.Matrix, sympy.Matrix, sympy.Matrix]:
    """Return the matrix, the right side and the solution of the linear equations "slope at w_tilde = 0"."""
    import sympy

    matrix, right = sympy.linear_eq_to_matrix(list(slope_at_optimum(at)), list(at[w_tilde]))
    return matrix, right, matrix.adjugate() * right / matrix.det()


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
    return at.done(solution, f"determinant {matrix.det()}", *(f"w_tilde_{i + 1} = {s}" for i, s in enumerate(solution[: 3 - n])))


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

# --- H + alpha I -------------------------------------------------------------------------------------------------------------

beta = Symbol("beta")
lam_max, lam_min = Symbol("lam_max"), Symbol("lam_min")
q_max, q_min = Symbol("q_max", "n"), Symbol("q_min", "n")
lam, q = Symbol("lam"), Symbol("q", "n")
high, low = lam_max + alpha, lam_min + alpha


def eigenpair(vector: Symbol, value: Symbol) -> tuple[Hypothesis, Hypothesis]:
    """Return the hypotheses that a unit vector is an eigenvector of H."""
    return (
        Hypothesis(f"{vector.name}_eigenvector", st.eq(H * vector, value * vector)),
        Hypothesis(f"{vector.name}_unit", st.eq(vector.T * vector, 1)),
    )


largest = Hypothesis(
    "lam_max_largest", st.PositiveSemidefinite(lam_max * I - H), words="no eigenvalue of H exceeds lam_max"
)
smallest = Hypothesis(
    "lam_min_smallest", st.PositiveSemidefinite(H - lam_min * I), words="no eigenvalue of H is below lam_min"
)
max_pair, min_pair = eigenpair(q_max, lam_max), eigenpair(q_min, lam_min)
low_positive = Hypothesis("alpha_above_minus_lam_min", st.PositiveDefinite(low), words="alpha > -lam_min")
beta_larger = Hypothesis("beta_larger", st.PositiveDefinite(beta - alpha), words="beta > alpha")
gap = Hypothesis("gap", st.PositiveSemidefinite(lam_max - lam_min), words="lam_max >= lam_min")
strict_gap = Hypothesis("strict_gap", st.PositiveDefinite(lam_max - lam_min), words="lam_max > lam_min")
no_gap = Hypothesis("no_gap", st.eq(lam_max, lam_min))
condition = high / low
condition_at_beta = (lam_max + beta) / (lam_min + beta)
per_low, per_low_at_beta = 1 / low, 1 / (lam_min + beta)
drop = (lam_max - lam_min) * (beta - alpha) * per_low * per_low_at_beta
drops = (
    Step(st.PositiveDefinite(per_low), (low_positive,)),
    Step(st.PositiveDefinite(per_low_at_beta), (low_positive, beta_larger)),
)

eigenvector = Hypothesis("q_eigenvector", st.eq(H * q, lam * q))
below, above = lam_max * I - H, H - lam_min * I
spectral, orthonormal, _ = decomposition()
inverse_gap = per_low**2 * R * (K * K - low**2 * I) * R


def derive_condition_number(n: int) -> Derived:
    """Put the difference of the two condition numbers over a common denominator."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    top, bottom, here, there = (at.number(s) for s in (lam_max, lam_min, alpha, beta))
    fall = sympy.factor(sympy.together((top + here) / (bottom + here) - (top + there) / (bottom + there)))
    return at.done(fall, f"kappa(alpha) - kappa(beta) = {fall}")


shifted_invertible = Claim(
    id="shifted_invertible",
    title="H + alpha I is positive definite, and better conditioned the larger alpha",
    source="book, section 7.1.1; note B",
    parts=(
        shows(
            "main",
            "H + alpha I is positive definite, so invertible",
            st.PositiveDefinite(K),
            alpha_positive,
            H_psd,
            given=(H_psd, alpha_positive),
        ),
        shows(
            "above_minus_lam_min",
            "for that alpha > -lam_min is enough",
            st.PositiveDefinite(K),
            low_positive,
            smallest,
            given=(symmetric(H), smallest, low_positive),
        ),
        chain(
            "eigenvalues",
            "it has the eigenvectors of H, with eigenvalues lam + alpha",
            K * q,
            to(lam * q + alpha * q, eigenvector),
            to((lam + alpha) * q, because="collect q"),
            given=(eigenvector,),
        ),
        chain(
            "spectrum",
            "and no others: H + alpha I = Q (Lam + alpha I) Q^T",
            K,
            to(Q * Lam * Q.T + alpha * I, spectral),
            to(Q * Lam * Q.T + alpha * (Q * Q.T), orthogonal_inverse["right"]),
            to(Q * (Lam + alpha * I) * Q.T, because="Q and Q^T taken out"),
            given=(symmetric(H), *decomposition()),
        ),
        shows(
            "norm",
            "its norm is lam_max + alpha",
            st.NormIs(K, high),
            "step 2",
            max_pair[1],
            "step 4",
            "step 5",
            after=(
                Step(st.PositiveSemidefinite(lam_max), (H_psd, *max_pair), squares=(q_max,)),
                Step(st.PositiveDefinite(high), ("step 1", alpha_positive)),
                Step(st.PositiveDefinite(1 / high), ("step 2",)),
                Step(
                    st.PositiveSemidefinite(high * high * I - K.T * K),
                    ("step 2", "step 3", largest, "shifted_invertible"),
                    squares=(K, below),
                ),
                Step(st.eq(q_max.T * (K.T * K) * q_max, high * high), max_pair),
            ),
            rule="norm",
            using={
                "nonnegative": "step 2",
                "bound": "step 4",
                "vector": q_max,
                "unit": max_pair[1].name,
                "attained": "step 5",
            },
            given=(H_psd, alpha_positive, largest, *max_pair),
        ),
        shows(
            "inverse_norm",
            "the norm of its inverse is 1/(lam_min + alpha)",
            st.NormIs(R, per_low),
            "step 1",
            min_pair[1],
            "step 4",
            "step 6",
            after=(
                Step(st.PositiveDefinite(per_low), (low_positive,)),
                Step(st.eq(per_low * per_low * I - R.T * R, inverse_gap), because="R K = K R = I"),
                Step(
                    st.PositiveSemidefinite(inverse_gap),
                    (low_positive, smallest),
                    squares=(per_low * above * R, per_low * R),
                ),
                Step(st.PositiveSemidefinite(per_low * per_low * I - R.T * R), ("step 2", "step 3")),
                Step(st.eq(R * q_min, per_low * q_min), (min_pair[0],)),
                Step(st.eq(q_min.T * (R.T * R) * q_min, per_low * per_low), ("step 5", min_pair[1])),
            ),
            rule="norm",
            using={
                "nonnegative": "step 1",
                "bound": "step 4",
                "vector": q_min,
                "unit": min_pair[1].name,
                "attained": "step 6",
            },
            conditions=("shifted_invertible.above_minus_lam_min",),
            given=(symmetric(H), smallest, low_positive, *min_pair),
        ),
        chain(
            "condition_difference",
            "its condition number is (lam_max + alpha)/(lam_min + alpha), and between alpha and beta it falls by",
            condition - condition_at_beta,
            to(drop, because="over a common denominator"),
            given=(low_positive, beta_larger),
        ),
        shows(
            "condition_number_falls",
            "so it does not grow with alpha",
            st.PositiveSemidefinite(condition - condition_at_beta),
            gap,
            beta_larger,
            "step 1",
            "step 2",
            "shifted_invertible.condition_difference",
            after=drops,
            given=(low_positive, beta_larger, gap),
        ),
        shows(
            "falls_strictly_if",
            "it falls strictly if lam_max > lam_min",
            st.PositiveDefinite(condition - condition_at_beta),
            strict_gap,
            beta_larger,
            "step 1",
            "step 2",
            "shifted_invertible.condition_difference",
            after=drops,
            given=(low_positive, beta_larger, strict_gap),
        ),
        shows(
            "falls_strictly_only_if",
            "and only then: otherwise it is the same for every alpha",
            st.eq(condition, condition_at_beta),
            no_gap,
            given=(low_positive, beta_larger, no_gap),
        ),
    ),
    derive={"condition_difference": derive_condition_number},
)

# --- 7.10 --------------------------------------------------------------------------------------------------------------------

not_above = Hypothesis(
    "w_as_good",
    st.PositiveSemidefinite(objective(w_tilde) - objective(w)),
    words="w is as good as w_tilde",
    values={"w": closed_form},
)
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
            after=(
                Step(st.eq(slope, Zero("n")), (is_closed_form,)),
            ),
            given=(H_psd, alpha_positive, is_closed_form),
            conditions=(shifted_invertible,),
        ),
        chain(
            "excess",
            "the objective exceeds its value at w_tilde by 1/2 (w - w_tilde)^T (H + alpha I) (w - w_tilde)",
            objective(w) - objective(w_tilde),
            to(excess + (w - w_tilde).T * slope, because="expand around w_tilde"),
            to(excess, eq_7_08),
            given=(symmetric(H), optimum),
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
    "w_other_minimises", st.eq(H * (w_other - w_star), Zero("n")), words="w_other minimises J_hat as well", values={"w_other": w_star}
)
pseudo_inverse = Hypothesis("pseudo_inverse", st.eq(H * H_plus * H, H), words="H_plus is the pseudo-inverse of H")
no_signal = Hypothesis("no_signal", st.eq(H * w_star, Zero("n")), values={"w_star": Zero("n")})
no_weights = Hypothesis("no_weights", st.eq(w_tilde, Zero("n")))

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
)

CLAIMS = (eq_7_08, eq_7_09, shifted_invertible, eq_7_10, displacement, minimiser_independent)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
