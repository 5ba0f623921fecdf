"""Least squares and ridge regression: book 7.14 to 7.17 for the averaged loss |X w - y|^2/(2m).

X is any m x n design; nothing is assumed of its rank unless it is said. The penalty is alpha/2 |w|^2 as before, so that the
normal equations of the sum of squares carry m alpha.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.language import statements as st
from derivations.language.claims import Claim, Formula, Hypothesis, Instance, Step, chain, shows, to
from derivations.language.symbols import HALF, I, X, alpha, m, w, w_star, w_tilde, y
from derivations.language.terms import Identity, Symbol, Term, Zero, inv
from derivations.objective import eq_7_03
from derivations.shifted_hessian import alpha_positive, shifted_invertible

if TYPE_CHECKING:
    import sympy

    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Derived

__all__ = [
    "CLAIMS",
    "G",
    "R_X",
    "covariance",
    "gram",
    "least",
    "least_squares",
    "ridge",
    "ridge_dual",
    "ridge_objective",
    "ridge_regression",
    "ridge_stability",
    "scale",
]

covariance = X.T * X / m
scale = Step(st.PositiveDefinite(m), because="there is at least one example", rule="size")


def loss(at: Term, targets: Term = y) -> Term:
    """Return J(w) = |X w - y|^2/(2m)."""
    return (X * at - targets).T * (X * at - targets) / (2 * m)


def slope(at: Term) -> Term:
    """Return the gradient of J: X^T (X w - y)/m."""
    return X.T * (X * at - y) / m


# --- least squares -----------------------------------------------------------------------------------------------------------

least = Hypothesis("w_star_stationary", st.GradientIs(loss(w), w, w_star, Zero("n")), words="the gradient of J is 0 at w_star")
normal = Hypothesis("normal_equations", st.eq(X.T * X * w_star, X.T * y), words="w_star solves the normal equations")
full_rank = Hypothesis(
    "full_column_rank", st.PositiveDefinite(X.T * X), words="X has full column rank: |X z| > 0 for every z other than 0"
)
rise = HALF * (w - w_star).T * covariance * (w - w_star)


def averaged_loss(at: Letters) -> Any:
    """Return the mean of half the squared residuals as an expression in the entries of X, w and y."""
    import sympy

    design, weights, targets = at[X], at[w], at[y]
    rows = range(design.rows)
    residuals = [sum(design[k, j] * weights[j] for j in range(design.cols)) - targets[k] for k in rows]
    return sum(r**2 for r in residuals) / (2 * sympy.Integer(len(residuals)))


def solve_stationary(objective: Any, unknowns: sympy.Matrix) -> sympy.Matrix:
    """Set the gradient of an objective to 0 and solve the linear equations that this gives."""
    from derivations.language.deriving import gradient_of, solve_linear

    return solve_linear(gradient_of(objective, unknowns), unknowns)[2]


def derive_slope(n: int) -> Derived:
    """Differentiate the loss of m = n + 1 examples entry by entry."""
    from derivations.language.deriving import Letters, gradient_of

    at = Letters(n)
    found = gradient_of(averaged_loss(at), at[w])
    return at.done(found, *(f"d/d{v} J = {s}" for v, s in zip(at[w], found, strict=True)) if n < 3 else ())


def derive_hessian(n: int) -> Derived:
    """Differentiate the loss twice."""
    from derivations.language.deriving import Letters, hessian_of

    at = Letters(n)
    found = hessian_of(averaged_loss(at), at[w])
    return at.done(found, f"second derivatives of J: {found.tolist()}")


def derive_least_squares(n: int) -> Derived:
    """Solve "gradient = 0" for m = n examples."""
    from derivations.language.deriving import Letters

    at = Letters(n, n)
    solution = solve_stationary(averaged_loss(at), at[w])
    return at.done(solution, *(f"w_star_{i + 1} = {s}" for i, s in enumerate(solution[: 3 - n])))


least_squares = Claim(
    id="least_squares",
    title="Least squares: gradient, Hessian, normal equations",
    number="7.16",
    source="book, 7.14 and 7.16; note B",
    parts=(
        shows(
            "gradient",
            "J = |X w - y|^2/(2m) has the gradient X^T (X w - y)/m",
            st.GradientIs(loss(w), w, w, slope(w)),
            because="the derivative of a square; the two mixed terms are one number",
        ),
        shows(
            "hessian",
            "its Hessian, the Jacobian of the gradient, is X^T X/m",
            st.GradientIs(slope(w), w, w, covariance),
            because="the gradient is linear in w",
        ),
        shows(
            "hessian_psd",
            "which is positive semidefinite for every X",
            st.PositiveSemidefinite(covariance),
            because="z^T X^T X z = |X z|^2",
        ),
        shows(
            "normal_equations",
            "where the gradient is 0 the normal equations X^T X w_star = X^T y hold",
            st.eq(X.T * X * w_star, X.T * y),
            "step 1",
            after=(
                Step(
                    st.eq(slope(w_star), Zero("n")),
                    (Instance("least_squares.gradient").at(w=w_star), least),
                    rule="same_gradient",
                ),
            ),
            given=(least,),
        ),
        shows(
            "stationary",
            "and where these hold the gradient is 0",
            st.GradientIs(loss(w), w, w_star, Zero("n")),
            normal,
            given=(normal,),
        ),
        chain(
            "excess",
            "J exceeds its value there by 1/2 (w - w_star)^T (X^T X/m) (w - w_star)",
            loss(w) - loss(w_star),
            to(rise + (w - w_star).T * slope(w_star), because="expand around w_star"),
            to(rise, "least_squares.normal_equations"),
            given=(least,),
        ),
        shows(
            "minimiser",
            "so w_star is a global minimiser",
            st.PositiveSemidefinite(loss(w) - loss(w_star)),
            "least_squares.excess",
            "least_squares.hessian_psd",
            squares=(w - w_star,),
            given=(least,),
        ),
        chain(
            "main",
            "if X has full column rank it is w_star = (X^T X)^-1 X^T y",
            w_star,
            to(inv(X.T * X) * (X.T * X * w_star), because="X^T X is invertible"),
            to(inv(X.T * X) * X.T * y, "least_squares.normal_equations"),
            given=(least, full_rank),
        ),
    ),
    derive={"gradient": derive_slope, "hessian": derive_hessian, "main": derive_least_squares},
)

# --- ridge regression --------------------------------------------------------------------------------------------------------

gram = X.T * X + m * alpha * I
G = inv(gram)


def ridge_objective(at: Term, targets: Term = y) -> Term:
    """Return J(w) + alpha/2 |w|^2."""
    return alpha / 2 * at.T * at + loss(at, targets)


ridge = Hypothesis(
    "optimum",
    st.GradientIs(ridge_objective(w), w, w_tilde, Zero("n")),
    words="w_tilde is a stationary point of J + alpha/2 |w|^2",
    values={"w_tilde": G * X.T * y},
)
is_closed_form = Hypothesis("w_tilde_is", st.eq(w_tilde, G * X.T * y))
not_above = Hypothesis(
    "w_as_good",
    st.PositiveSemidefinite(ridge_objective(w_tilde) - ridge_objective(w)),
    words="w is as good as w_tilde",
    values={"w": G * X.T * y},
)
slope_at_optimum = alpha * w_tilde + slope(w_tilde)
excess = (w - w_tilde).T * gram * (w - w_tilde) / (2 * m)
R_X = inv(covariance + alpha * I)


def penalized_loss(at: Letters) -> Any:
    """Return the averaged loss plus the penalty as an expression."""
    return at.number(alpha) / 2 * sum(x**2 for x in at[w]) + averaged_loss(at)


def derive_ridge(n: int) -> Derived:
    """Solve "gradient = 0" for m = 2 examples: for n = 3 there are more parameters than examples."""
    from derivations.language.deriving import Letters

    at = Letters(n, 2)
    solution = solve_stationary(penalized_loss(at), at[w])
    return at.done(solution, *(f"w_tilde_{i + 1} = {s}" for i, s in enumerate(solution[: 3 - n])))


def derive_ridge_slope(n: int) -> Derived:
    """Differentiate the penalised loss of m = n + 1 examples and look at w_tilde."""
    from derivations.language.deriving import Letters, gradient_of

    at = Letters(n)
    found = gradient_of(penalized_loss(at), at[w]).xreplace(dict(zip(at[w], at[w_tilde], strict=True)))
    return at.done(found, *(f"d/d{v} = {s}" for v, s in zip(at[w_tilde], found, strict=True)) if n < 3 else ())


ridge_regression = Claim(
    id="ridge_regression",
    title="Ridge regression",
    source="book, 7.15 and 7.17; note B; with the averaged loss the constant is m alpha",
    parts=(
        chain(
            "sum_form",
            "2m times the objective is |X w - y|^2 + m alpha |w|^2",
            2 * m * ridge_objective(w),
            to(m * alpha * (w.T * w) + 2 * m * loss(w), because="multiply out"),
            to((X * w - y).T * (X * w - y) + m * alpha * (w.T * w), because="2m cancels"),
        ),
        shows(
            "gradient",
            "the gradient of J + alpha/2 |w|^2 at w_tilde is alpha w_tilde + X^T (X w_tilde - y)/m",
            st.GradientIs(ridge_objective(w), w, w_tilde, slope_at_optimum),
            eq_7_03.at(w=w_tilde).of(J=Formula(w, loss(w), slope(w))),
            least_squares["gradient"],
        ),
        shows(
            "normal_equations",
            "where it is 0, (X^T X + m alpha I) w_tilde = X^T y",
            st.eq(gram * w_tilde, X.T * y),
            "step 1",
            after=(Step(st.eq(slope_at_optimum, Zero("n")), ("ridge_regression.gradient", ridge), rule="same_gradient"),),
            given=(ridge,),
        ),
        shows(
            "positive_definite",
            "X^T X + m alpha I is positive definite, so invertible, whatever the rank of X",
            st.PositiveDefinite(gram),
            "step 1",
            alpha_positive,
            after=(scale,),
            given=(alpha_positive,),
        ),
        chain(
            "main",
            "so w_tilde = (X^T X + m alpha I)^-1 X^T y",
            w_tilde,
            to(G * gram * w_tilde, "ridge_regression.positive_definite"),
            to(G * X.T * y, "ridge_regression.normal_equations"),
            given=(alpha_positive, ridge),
            conditions=("ridge_regression.positive_definite",),
        ),
        shows(
            "stationary",
            "and this w_tilde is stationary",
            st.GradientIs(ridge_objective(w), w, w_tilde, Zero("n")),
            "step 1",
            after=(Step(st.eq(slope_at_optimum, Zero("n")), (is_closed_form,)),),
            given=(alpha_positive, is_closed_form),
            conditions=("ridge_regression.positive_definite",),
        ),
        chain(
            "excess",
            "the objective exceeds its value at w_tilde by (w - w_tilde)^T (X^T X + m alpha I) (w - w_tilde)/(2m)",
            ridge_objective(w) - ridge_objective(w_tilde),
            to(excess + (w - w_tilde).T * slope_at_optimum, because="expand around w_tilde"),
            to(excess, "ridge_regression.normal_equations"),
            given=(ridge,),
        ),
        shows(
            "minimiser",
            "so w_tilde is a global minimiser",
            st.PositiveSemidefinite(ridge_objective(w) - ridge_objective(w_tilde)),
            "ridge_regression.excess",
            "ridge_regression.positive_definite",
            squares=(w - w_tilde,),
            given=(alpha_positive, ridge),
        ),
        shows(
            "unique",
            "and the only one",
            st.eq(w - w_tilde, Zero("n")),
            "ridge_regression.positive_definite",
            "step 2",
            after=(
                scale,
                Step(
                    st.PositiveSemidefinite(-((w - w_tilde).T * gram * (w - w_tilde))),
                    ("step 1", "ridge_regression.excess", not_above),
                ),
            ),
            rule="zero",
            using={"vector": w - w_tilde, "from": "step 2", "inner": "ridge_regression.positive_definite"},
            given=(alpha_positive, ridge, not_above),
        ),
        chain(
            "as_7_10",
            "it is 7.10 with H = X^T X/m, for every least-squares solution w_star",
            w_tilde,
            to(G * (X.T * X * w_star), "ridge_regression", "least_squares.normal_equations"),
            to(R_X * (covariance + alpha * I) * G * (X.T * X * w_star), shifted_invertible.at(H=covariance)),
            to(R_X * covariance * w_star, "ridge_regression.positive_definite"),
            given=(alpha_positive, ridge, least),
            conditions=(
                "ridge_regression.positive_definite",
                least_squares["hessian_psd"],
                shifted_invertible.at(H=covariance),
            ),
        ),
    ),
    derive={"gradient": derive_ridge_slope, "main": derive_ridge},
)

# --- the dual form -----------------------------------------------------------------------------------------------------------

I_m = Identity("m")
kernel = X * X.T + m * alpha * I_m
D = inv(kernel)


def derive_dual(n: int) -> Derived:
    """Substitute w = X^T c, m = 2, and solve (X X^T + m alpha I) c = y by its adjugate."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n, 2)
    matrix = at[X] * at[X].T + 2 * at.number(alpha) * sympy.eye(2)
    coefficients = matrix.adjugate() * at[y] / matrix.det()
    shown = (f"c_{k + 1} = {c}" for k, c in enumerate(coefficients[: 3 - n]))
    return at.done(at[X].T * coefficients, *shown, "w_tilde = X^T c")


ridge_dual = Claim(
    id="ridge_dual",
    title="Ridge regression in the space of the examples",
    source="from the push-through identity",
    parts=(
        shows(
            "positive_definite",
            "X X^T + m alpha I, of size m, is positive definite, so invertible",
            st.PositiveDefinite(kernel),
            "step 1",
            alpha_positive,
            after=(scale,),
            given=(alpha_positive,),
        ),
        chain(
            "push_through",
            "X^T moves through the inverse: (X^T X + m alpha I)^-1 X^T = X^T (X X^T + m alpha I)^-1",
            G * X.T,
            to(G * X.T * kernel * D, because="a matrix times its inverse is I"),
            to(G * gram * X.T * D, because="both are X^T X X^T + m alpha X^T in the middle"),
            to(X.T * D, because="a matrix cancels its inverse"),
            given=(alpha_positive,),
            conditions=(ridge_regression["positive_definite"], "ridge_dual.positive_definite"),
        ),
        chain(
            "main",
            "so w_tilde = X^T (X X^T + m alpha I)^-1 y",
            w_tilde,
            to(G * X.T * y, ridge_regression),
            to(X.T * D * y, "ridge_dual.push_through"),
            given=(alpha_positive, ridge),
            conditions=(ridge_regression["positive_definite"], "ridge_dual.positive_definite"),
        ),
    ),
    derive={"main": derive_dual},
)

# --- stability ---------------------------------------------------------------------------------------------------------------

y_other, w_other = Symbol("y_other", "m"), Symbol("w_other", "n")
other = Hypothesis(
    "other_optimum",
    st.GradientIs(ridge_objective(w, y_other), w, w_other, Zero("n")),
    words="w_other is the optimum for the targets y_other",
    values={"w_other": G * X.T * y_other},
)
change, moved = y - y_other, w_tilde - w_other
rest = (X * X.T - m * alpha * I_m) * D * change
critical = Hypothesis(
    "critical", st.eq(X * X.T * change, m * alpha * change), words="y - y_other is an eigenvector of X X^T for m alpha"
)


def derive_gap(n: int) -> Derived:
    """Solve for both optima of one example and take the difference of the squared lengths."""
    from derivations.language.deriving import Letters

    at = Letters(n, 1)
    solution = solve_stationary(penalized_loss(at), at[w])
    step = solution - solution.xreplace(dict(zip(at[y], at[y_other], strict=True)))
    shift = at[y] - at[y_other]
    value = (shift.T * shift)[0, 0] - 4 * at.number(alpha) * (step.T * step)[0, 0]
    return at.done(value, "|y - y_other|^2 - 4 m alpha |w_tilde - w_other|^2 for the two solutions, m = 1")


bounded = st.PositiveSemidefinite(change.T * change - 4 * m * alpha * (moved.T * moved))
no_penalty = Hypothesis("alpha_not_positive", st.PositiveSemidefinite(-alpha), words="alpha <= 0")
flat = (scale, Step(st.PositiveSemidefinite(-(m * alpha)), ("step 1", no_penalty)))

ridge_stability = Claim(
    id="ridge_stability",
    title="How far a change of the targets moves the optimum",
    source="from the dual form",
    parts=(
        chain(
            "linear",
            "w_tilde moves by X^T (X X^T + m alpha I)^-1 (y - y_other)",
            moved,
            to(X.T * D * y - X.T * D * y_other, ridge_dual, ridge_dual.at(y=y_other, w_tilde=w_other)),
            to(X.T * D * change, because="collect"),
            given=(alpha_positive, ridge, other),
            conditions=(ridge_dual["positive_definite"],),
        ),
        chain(
            "gap",
            "|y - y_other|^2 - 4 m alpha |w_tilde - w_other|^2 is a square",
            change.T * change - 4 * m * alpha * (moved.T * moved),
            to(change.T * D * (kernel * kernel - 4 * m * alpha * (X * X.T)) * D * change, "ridge_stability.linear"),
            to(rest.T * rest, because="(a + b)^2 - 4 a b = (a - b)^2 for a = X X^T, b = m alpha I"),
            given=(alpha_positive, ridge, other),
            conditions=(ridge_dual["positive_definite"],),
        ),
        shows(
            "with_penalty",
            "so |w_tilde - w_other| <= |y - y_other|/(2 sqrt(m alpha)), here with both sides squared",
            bounded,
            "ridge_stability.gap",
            given=(alpha_positive, ridge, other),
            squares=(rest,),
            conditions=(ridge_dual["positive_definite"],),
        ),
        shows("without_penalty", "for alpha <= 0", bounded, "step 2", after=flat, squares=(change, moved), given=(no_penalty,)),
        shows(
            "main",
            "so 4 m alpha |w_tilde - w_other|^2 <= |y - y_other|^2, whatever alpha is",
            bounded,
            "ridge_stability.without_penalty",
            "ridge_stability.with_penalty",
            rule="case",
            using={"of": -alpha, "split": "sign"},
            given=(ridge, other),
        ),
        chain(
            "attained",
            "the bound is attained where m alpha is an eigenvalue of X X^T",
            4 * m * alpha * (moved.T * moved),
            to(change.T * change - rest.T * rest, "ridge_stability.gap"),
            to(change.T * change, critical),
            given=(alpha_positive, ridge, other, critical),
            conditions=(ridge_dual["positive_definite"],),
        ),
    ),
    derive={"gap": derive_gap},
)

CLAIMS = (least_squares, ridge_regression, ridge_dual, ridge_stability)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
