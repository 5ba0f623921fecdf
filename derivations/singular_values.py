"""Ridge regression in the singular vectors of the design, and how many parameters the fit uses.

In the thin singular value decomposition X = U S V^T the r columns of U and V belong to the singular values s_i, of which
some may be 0. That none is negative is used nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Kind, Step, chain, shows, to
from derivations.language.symbols import I, X, alpha, basis, diagonal, m, w_tilde, y
from derivations.language.terms import Column, Coordinate, DiagonalOf, Identity, SumOver, Symbol, Zero, inv, tr
from derivations.linear_regression import R_X, G, covariance, gram, least_squares, ridge, ridge_regression
from derivations.shifted_hessian import alpha_positive, shifted_invertible

if TYPE_CHECKING:
    import sympy

    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Derived

__all__ = [
    "CLAIMS",
    "S",
    "U",
    "V",
    "S_diagonal",
    "U_orthonormal",
    "V_orthonormal",
    "factorized",
    "hat_matrix_trace",
    "ridge_svd",
    "singular_value_decomposition",
    "singular_values",
    "solve_among_right_vectors",
    "thin_factors",
    "u_i",
    "v_i",
    "e_i",
    "filters",
    "s_i",
]

# --- the singular value decomposition, cited ---------------------------------------------------------------------------------

U, S, V = Symbol("U", "m", "r"), Symbol("S", "r", "r"), Symbol("V", "n", "r")
I_r = Identity("r")
e_i = Symbol("e_i", "r")
u_i, v_i, s_i = Column(U, e_i), Column(V, e_i), Coordinate(S, e_i)
index = basis(e_i)
lam_i = s_i**2 / m

S_diagonal = diagonal(S)
product, U_gram, V_gram = st.eq(X, U * S * V.T), st.eq(U.T * U, I_r), st.eq(V.T * V, I_r)

singular_value_decomposition = Claim(
    id="singular_value_decomposition",
    title="Singular value decomposition",
    kind=Kind.axiom,
    source="book, section 2.8",
    parts=(
        shows(
            "decomposition",
            "every X is U S V^T with a diagonal S of some size r, U and V having r columns",
            product,
            given=(S_diagonal,),
        ),
        shows("left", "the columns of U are orthonormal", U_gram),
        shows("right", "the columns of V are orthonormal", V_gram),
    ),
    remark="Cited, not proved, in the thin form: r = min(m, n) will do, where some singular values may be 0; so will "
    "the rank of X if it is not 0.",
)

decomposed = singular_value_decomposition.at(X=X, U=U, S=S, V=V)
factorized = Hypothesis(
    "svd",
    product,
    decomposed,
    "decomposition",
    {"X": U * S * V.T},
    words="X = U S V^T, a thin singular value decomposition",
)
U_orthonormal = Hypothesis("U_orthonormal", U_gram, decomposed, "left", words="the columns of U are orthonormal")
V_orthonormal = Hypothesis("V_orthonormal", V_gram, decomposed, "right", words="the columns of V are orthonormal")
singular_values = (factorized, U_orthonormal, V_orthonormal, S_diagonal)

# --- the eigenvalues of X^T X/m ----------------------------------------------------------------------------------------------

z = Symbol("z", "n")
outside = Hypothesis("z_outside", st.eq(V.T * z, Zero("r")), values={"z": Zero("n")}, words="z is orthogonal to every v_i")
shift = S**2 + m * alpha * I_r
factor = s_i / (s_i**2 + m * alpha)
filters = DiagonalOf(factor, e_i)
given = (alpha_positive, ridge, *singular_values)


def thin_factors(at: Letters) -> None:
    """Let U and V be the first columns of rational orthogonal matrices, S diagonal with as many entries as fit."""
    from derivations.language.sympy_bridge import explicit, rational_cayley

    rank = at.sizes["r"] = min(at.sizes["m"], at.sizes["n"])
    at.put(U, rational_cayley(at.sizes["m"])[:, :rank])
    at.put(V, rational_cayley(at.sizes["n"], name="d")[:, :rank])
    at.put(S, explicit(S, at.sizes, "diagonal"))
    at.put(X, at[U] * at[S] * at[V].T)


def solve_among_right_vectors(at: Letters) -> sympy.Matrix:
    """Put w = V c into the objective, |w|^2 = |c|^2, and solve "gradient = 0" for c."""
    import sympy

    from derivations.language.deriving import gradient_of, solve_linear

    unknowns, scores = (sympy.Matrix(sympy.symbols(f"{name}_1:{at.sizes['r'] + 1}")) for name in ("c", "score"))
    fit = at[S] * unknowns  # |U S c - y|^2 = |S c|^2 - 2 (S c)^T U^T y + |y|^2
    value = ((fit.T * fit)[0, 0] - 2 * (fit.T * scores)[0, 0]) / (2 * sympy.Integer(at.sizes["m"]))
    value += at.number(alpha) / 2 * (unknowns.T * unknowns)[0, 0]
    _, _, solution = solve_linear(gradient_of(value, unknowns), unknowns)
    return solution.xreplace(dict(zip(scores, at[U].T * at[y], strict=True)))


def derive_ridge_svd(n: int) -> Derived:
    """Find the optimum among the combinations of v_i, for m = 2 examples."""
    from derivations.language.deriving import Letters

    at = Letters(n, 2)
    thin_factors(at)
    found = solve_among_right_vectors(at)
    return at.done(at[V] * found, *(f"v_{i + 1}^T w_tilde = {c}" for i, c in enumerate(found) if n < 3), "w_tilde = V c")


def derive_svd_coordinate(n: int) -> Derived:
    """Find the last coordinate of the optimum in the v_i."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n, 2)
    thin_factors(at)
    rank = at.sizes["r"]
    at.put(e_i, sympy.eye(rank)[:, rank - 1])
    return at.done(solve_among_right_vectors(at)[rank - 1], "the equation of one coordinate has one unknown")


ridge_svd = Claim(
    id="ridge_svd",
    title="Ridge regression in the singular vectors of X",
    source="book, section 7.1.1; note B",
    parts=(
        chain(
            "hessian",
            "the Hessian is X^T X/m = V (S^2/m) V^T",
            covariance,
            to(V * S * (U.T * U) * S * V.T / m, factorized),
            to(V * (S**2 / m) * V.T, U_orthonormal),
            given=singular_values[:2] + singular_values[3:],
        ),
        chain(
            "eigenvalues",
            "so v_i is an eigenvector with lam_i = s_i^2/m",
            covariance * v_i,
            to(V * (S**2 / m) * V.T * V * e_i, "ridge_svd.hessian"),
            to(V * (S**2 / m) * e_i, V_orthonormal),
            to(lam_i * v_i, because="S e_i = s_i e_i"),
            given=(*singular_values, index),
        ),
        chain(
            "other_eigenvalues",
            "the other eigenvalues are 0: X^T X/m z = 0 for every z orthogonal to all v_i",
            covariance * z,
            to(V * (S**2 / m) * (V.T * z), "ridge_svd.hessian"),
            to(Zero("n"), outside),
            given=(*singular_values[:2], S_diagonal, outside),
        ),
        chain(
            "no_others",
            "and there are no more: every X^T X/m z, so every eigenvector of another eigenvalue, is a combination of v_i",
            V * V.T * (covariance * z),
            to(V * (V.T * V) * (S**2 / m) * V.T * z, "ridge_svd.hessian"),
            to(covariance * z, V_orthonormal, "ridge_svd.hessian"),
            given=singular_values,
        ),
        chain(
            "main",
            "w_tilde = V (S^2 + m alpha I)^-1 S U^T y",
            w_tilde,
            to(G * X.T * y, ridge_regression),
            to(G * V * shift * inv(shift) * S * U.T * y, factorized),
            to(G * gram * V * inv(shift) * S * U.T * y, factorized, U_orthonormal, V_orthonormal),
            to(V * inv(shift) * S * U.T * y, ridge_regression["positive_definite"]),
            given=given,
            conditions=(ridge_regression["positive_definite"],),
        ),
        shows(
            "factors",
            "the matrix in the middle is diagonal, with the entries s_i/(s_i^2 + m alpha)",
            st.eq(inv(shift) * S, filters),
            "step 2",
            after=(
                Step(st.eq(Coordinate(inv(shift) * S, e_i), factor), because="a diagonal matrix multiplies e_i by its entry"),
                Step(st.eq(Coordinate(inv(shift) * S, e_i), Coordinate(filters, e_i)), ("step 1",)),
            ),
            rule="entrywise",
            using={"index": e_i},
            given=(alpha_positive, S_diagonal, index),
        ),
        chain(
            "diagonal",
            "so w_tilde = V diag(s_i/(s_i^2 + m alpha)) U^T y",
            w_tilde,
            to(V * inv(shift) * S * U.T * y, "ridge_svd"),
            to(V * filters * U.T * y, "ridge_svd.factors"),
            given=(*given, index),
        ),
        chain(
            "coordinates",
            "v_i^T w_tilde = s_i/(s_i^2 + m alpha) u_i^T y",
            v_i.T * w_tilde,
            to(e_i.T * V.T * V * inv(shift) * S * U.T * y, "ridge_svd"),
            to(e_i.T * inv(shift) * S * U.T * y, V_orthonormal),
            to(factor * (u_i.T * y), because="a diagonal matrix multiplies e_i by its entry; U e_i = u_i"),
            given=(*given, index),
        ),
    ),
    derive={"main": derive_ridge_svd, "diagonal": derive_ridge_svd, "coordinates": derive_svd_coordinate},
)

# --- the fit -----------------------------------------------------------------------------------------------------------------

hat = X * G * X.T
middle = S**2 * inv(shift)
used = s_i**2 / (s_i**2 + m * alpha)
invertible = (ridge_regression["positive_definite"], least_squares["hessian_psd"], shifted_invertible.at(H=covariance))


def derive_trace(n: int) -> Derived:
    """Multiply out X (X^T X + m alpha I)^-1 X^T for m = 2 examples and add up its diagonal."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n, 2)
    matrix = at[X].T * at[X] + 2 * at.number(alpha) * at.identity()
    trace = (at[X] * matrix.adjugate() * at[X].T).trace() / matrix.det()
    return at.done(trace, f"trace = {sympy.cancel(trace) if n < 3 else '.. a rational function'}")


hat_matrix_trace = Claim(
    id="hat_matrix_trace",
    title="The trace of the hat matrix counts the effective parameters",
    source="note B, with the constant of the averaged loss",
    parts=(
        shows(
            "fit",
            "the fitted values are X w_tilde = X (X^T X + m alpha I)^-1 X^T y",
            st.eq(X * w_tilde, hat * y),
            ridge_regression,
            given=(alpha_positive, ridge),
            conditions=(ridge_regression["positive_definite"],),
        ),
        chain(
            "averaged",
            "in X^T X (X^T X + m alpha I)^-1 the m cancels: with H = X^T X/m it is H (H + alpha I)^-1",
            X.T * X * G,
            to(covariance * (R_X * (covariance + alpha * I) * m * G), because="R (H + alpha I) = I and H m = X^T X"),
            to(covariance * R_X, because="m (H + alpha I) = X^T X + m alpha I"),
            given=(alpha_positive,),
            conditions=invertible,
        ),
        chain(
            "main",
            "the trace of the matrix that makes them from y is tr H (H + alpha I)^-1, which is d_eff(alpha)",
            tr(hat),
            to(tr(X.T * X * G), because="a trace may be rotated"),
            to(tr(covariance * R_X), "hat_matrix_trace.averaged"),
            given=(alpha_positive,),
            conditions=invertible,
        ),
        chain(
            "factorized",
            "in singular vectors it is V S^2 (S^2 + m alpha I)^-1 V^T",
            X.T * X * G,
            to(V * S**2 * V.T * G, factorized, U_orthonormal),
            to(V * S**2 * inv(shift) * (shift * V.T) * G, because="a matrix cancels its inverse"),
            to(V * S**2 * inv(shift) * V.T * gram * G, factorized, U_orthonormal, V_orthonormal),
            to(V * middle * V.T, because="a matrix cancels its inverse"),
            given=(alpha_positive, *singular_values),
            conditions=invertible[:1],
        ),
        shows(
            "sum",
            "the trace of the diagonal matrix in the middle is the sum of its entries",
            st.eq(SumOver(used, e_i), tr(middle)),
            "step 1",
            after=(Step(st.eq(used, Coordinate(middle, e_i)), because="S e_i = s_i e_i"),),
            rule="trace",
            using={"index": e_i, "matrix": middle},
            given=(alpha_positive, S_diagonal, index),
        ),
        chain(
            "singular_values",
            "so the trace is the sum of s_i^2/(s_i^2 + m alpha)",
            tr(hat),
            to(tr(X.T * X * G), because="a trace may be rotated"),
            to(tr(V * middle * V.T), "hat_matrix_trace.factorized"),
            to(tr(middle), V_orthonormal),
            to(SumOver(used, e_i), "hat_matrix_trace.sum"),
            given=(alpha_positive, *singular_values, index),
            conditions=invertible[:1],
        ),
        chain(
            "eigenvalues",
            "each term is lam_i/(lam_i + alpha) with lam_i = s_i^2/m",
            used,
            to(m * lam_i / (m * (lam_i + alpha)), because="s_i^2 = m lam_i"),
            to(lam_i / (lam_i + alpha), because="m cancels"),
            given=(alpha_positive, index),
        ),
    ),
    derive={"main": derive_trace},
)

CLAIMS = (singular_value_decomposition, ridge_svd, hat_matrix_trace)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
