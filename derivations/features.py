"""The same shrinkage feature by feature: exact where the features are uncorrelated, close to it where they nearly are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Step, chain, shows, to
from derivations.language.symbols import H, I, Lam, Q, X, alpha, basis, diagonal, m, positive_semidefinite, w_star, w_tilde
from derivations.language.terms import Coordinate, Symbol, inv, tr
from derivations.linear_regression import covariance, gram, least, least_squares, ridge, ridge_regression
from derivations.optimum import displacement, optimum
from derivations.principal_components import centred, principal_components, variance
from derivations.shifted_hessian import H_psd, K, R, alpha_positive, shifted_invertible

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "feature_variance", "nearly_uncorrelated"]

# --- uncorrelated features ---------------------------------------------------------------------------------------------------

D, E = Symbol("D", "n", "n"), Symbol("E", "n", "n")
e_j = Symbol("e_j", "n")
a = Symbol("a", "m")
var_j = variance(X * e_j)
d_j = Coordinate(D, e_j)
uncorrelated = Hypothesis(
    "uncorrelated",
    st.eq(covariance, D),
    values={"X": a * e_j.T, "D": covariance},
    words="the features are uncorrelated: X^T X/m is a diagonal D",
)
index = basis(e_j)
of_data = (uncorrelated, diagonal(D), index)


def derive_feature(n: int) -> Derived:
    """Let the columns of X be orthogonal, m = n, and solve the equation of the last weight, the only one it stands in."""
    import sympy

    from derivations.language.deriving import Letters, solve_linear

    at = Letters(n, n)
    at.put(X, at[Q] * at[Lam])
    products = at[X].T * at[X]
    at.put(D, products / n)
    at.put(e_j, sympy.eye(n)[:, n - 1])
    curvature = products[n - 1, n - 1]
    unknown = sympy.Symbol("v")
    equation = (curvature + n * at.number(alpha)) * unknown - curvature * at[w_star][n - 1]
    _, _, solution = solve_linear([equation], [unknown])
    return at.done(solution[0], f"{unknown}: {equation} = 0" if n < 3 else "")


def derive_feature_variance(n: int) -> Derived:
    """Take entry (n, n) of X^T X/m for centred X."""
    import sympy

    from derivations.principal_components import centred_data

    at = centred_data(n)
    at.put(e_j, sympy.eye(n)[:, n - 1])
    return at.done((at[X].T * at[X])[n - 1, n - 1] / (n + 1), f"column {n} of X is centred")


feature_variance = Claim(
    id="feature_variance",
    title="Uncorrelated features: each weight shrinks by the variance of its feature",
    source="note B, corrected",
    parts=(
        chain(
            "variance",
            "for centred data entry (j, j) of X^T X/m is the variance of feature j",
            var_j,
            to(Coordinate(covariance, e_j), principal_components["along"].at(u=e_j)),
            given=(centred, index),
        ),
        shows(
            "nonnegative",
            "no entry on the diagonal of X^T X/m is negative",
            st.PositiveSemidefinite(d_j),
            least_squares["hessian_psd"],
            uncorrelated,
            squares=(e_j,),
            given=(uncorrelated, index),
        ),
        chain(
            "by_entry",
            "if it is diagonal, w_tilde_j = d_j/(d_j + alpha) w_star_j with its entry d_j",
            Coordinate(w_tilde, e_j),
            to(e_j.T * gram * w_tilde / m / (d_j + alpha), uncorrelated),
            to(
                e_j.T * X.T * X * w_star / m / (d_j + alpha),
                ridge_regression["normal_equations"],
                least_squares["normal_equations"],
            ),
            to(d_j / (d_j + alpha) * Coordinate(w_star, e_j), uncorrelated),
            given=(alpha_positive, ridge, least, *of_data),
            conditions=("feature_variance.nonnegative",),
        ),
        chain(
            "main",
            "so w_tilde_j = var_j/(var_j + alpha) w_star_j for centred, uncorrelated features",
            Coordinate(w_tilde, e_j),
            to(d_j / (d_j + alpha) * Coordinate(w_star, e_j), "feature_variance.by_entry"),
            to(var_j / (var_j + alpha) * Coordinate(w_star, e_j), "feature_variance.variance", uncorrelated),
            given=(alpha_positive, ridge, least, centred, *of_data),
            conditions=("feature_variance.nonnegative",),
        ),
    ),
    derive={"variance": derive_feature_variance, "by_entry": derive_feature},
)

# --- nearly uncorrelated features --------------------------------------------------------------------------------------------

D_psd = positive_semidefinite(D)
split = Hypothesis("split", st.eq(H, D + E), values={"E": H - D})
g = Symbol("g")
small = Hypothesis(
    "E_bounded", st.PositiveSemidefinite(g * g * I - E.T * E), values={"g": 1 + tr(E.T * E)}, words="g is at least |E|"
)
R_D = inv(D + alpha * I)
error = w_tilde - R_D * D * w_star
x = R_D * w_star
v = E * x
both_invertible = (shifted_invertible, shifted_invertible.at(H=D))


def derive_error(n: int) -> Derived:
    """Solve for the optimum with H = D + E and with D alone, D diagonal, and subtract."""
    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import explicit

    at = Letters(n)
    at.put(D, explicit(D, n, "diagonal"))
    at.put(E, explicit(E, n, "symmetric"))
    total = at.put(H, at[D] + at[E])
    shifted = total + at.number(alpha) * at.identity()
    solution = shifted.adjugate() * total * at[w_star] / shifted.det()
    alone = [d / (d + at.number(alpha)) * x for d, x in zip(at[D].diagonal(), at[w_star], strict=True)]
    return at.done(solution - at.identity() * type(solution)(alone), "w_tilde of D + E less that of D")


nearly_uncorrelated = Claim(
    id="nearly_uncorrelated",
    title="Nearly uncorrelated features: how much shrinking each by itself is off",
    source="note B, corrected",
    parts=(
        chain(
            "main",
            "for H = D + E it is off by alpha (H + alpha I)^-1 E (D + alpha I)^-1 w_star",
            error,
            to(w_star - alpha * R * w_star - R_D * D * w_star, displacement),
            to(alpha * R_D * w_star - alpha * R * w_star, because="D = D + alpha I - alpha I"),
            to(alpha * R * (K - (D + alpha * I)) * R_D * w_star, because="a matrix cancels its inverse, twice"),
            to(alpha * R * E * R_D * w_star, split),
            given=(H_psd, alpha_positive, optimum, D_psd, split),
            conditions=both_invertible,
        ),
        shows(
            "contraction",
            "alpha (H + alpha I)^-1 makes no vector longer",
            st.PositiveSemidefinite(I - alpha**2 * R * R),
            "step 1",
            H_psd,
            alpha_positive,
            after=(Step(st.eq(I - alpha**2 * R * R, R * (K * K - alpha**2 * I) * R), because="R K = K R = I"),),
            squares=(H * R, R),
            given=(H_psd, alpha_positive),
            conditions=(shifted_invertible,),
        ),
        shows(
            "norm",
            "so the error is at most |E| |w_star|/alpha, here with both sides squared",
            st.PositiveSemidefinite(g**2 * (w_star.T * w_star) - alpha**2 * (error.T * error)),
            "step 1",
            "step 2",
            "step 3",
            "step 4",
            after=(
                Step(st.eq(error, alpha * R * v), ("nearly_uncorrelated",)),
                Step(
                    st.PositiveSemidefinite(v.T * v - (alpha * R * v).T * (alpha * R * v)),
                    ("nearly_uncorrelated.contraction",),
                    squares=(v,),
                ),
                Step(st.PositiveSemidefinite(g**2 * (x.T * x) - v.T * v), (small,), squares=(x,)),
                Step(
                    st.PositiveSemidefinite(w_star.T * w_star - alpha**2 * (x.T * x)),
                    (Instance("nearly_uncorrelated.contraction").at(H=D),),
                    squares=(w_star,),
                ),
            ),
            squares=(g, alpha),
            given=(H_psd, alpha_positive, optimum, D_psd, split, small),
            conditions=both_invertible,
        ),
    ),
    derive={"main": derive_error},
)

CLAIMS = (feature_variance, nearly_uncorrelated)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
