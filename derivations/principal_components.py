"""Principal components: what the eigenvectors of X^T X/m say of centred data, and what ridge regression does to each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.foundations import decomposition, orthogonal_inverse
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Step, chain, shows, to
from derivations.language.symbols import (
    H,
    I,
    Lam,
    Q,
    X,
    alpha,
    basis,
    diagonal,
    e_i,
    invertible,
    m,
    orthogonal,
    positive,
    symmetric,
    w_star,
    w_tilde,
    y,
)
from derivations.language.terms import Column, Coordinate, Symbol, Term, Zero
from derivations.linear_regression import covariance, least, least_squares, ridge
from derivations.shifted_hessian import alpha_positive
from derivations.singular_values import S, U_orthonormal, V, V_orthonormal, factorized, ridge_svd, singular_values, u_i, v_i

if TYPE_CHECKING:
    import sympy

    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "centred", "centred_data", "lam_r", "one", "principal_components", "r_i", "s_i", "variance"]

one = Symbol("one", "m")
u = Symbol("u", "n")


def variance(data: Term) -> Term:
    """Return the population variance of m numbers: their mean squared distance from their mean. `one` is the vector of ones."""
    apart = data - one.T * data / m * one
    return apart.T * apart / m


centred = Hypothesis("centred", st.eq(one.T * X, Zero(1, "n")), values={"one": Zero("m")}, words="every column of X sums to 0")

# --- the variance along a direction ------------------------------------------------------------------------------------------

lam_max = Symbol("lam_max")
unit = Hypothesis("u_unit", st.eq(u.T * u, 1), words="u has length 1")
bound = Hypothesis(
    "lam_max_largest", st.PositiveSemidefinite(lam_max * I - covariance), words="no eigenvalue of X^T X/m exceeds lam_max"
)
r_i = Symbol("e_i", "r")
s_i = Coordinate(S, r_i)

# --- the largest variances ---------------------------------------------------------------------------------------------------

q_i, lam_i = Column(Q, e_i), Coordinate(Lam, e_i)
P = Symbol("P", "n", "n")
kept = I - P
gap = Symbol("gap")
below = lam_i * I - Lam
largest = Hypothesis("lam_i_largest", st.PositiveSemidefinite(below), words="lam_i is the largest eigenvalue")
largest_left = Hypothesis(
    "lam_i_largest_left",
    st.PositiveSemidefinite(kept * below * kept),
    words="lam_i is the largest of the eigenvalues that are left: (I - P) (lam_i I - Lam) (I - P) is positive semidefinite",
)
earlier = Hypothesis("P_diagonal", st.Diagonal(P), words="the diagonal P marks the earlier components")
left_over = Hypothesis(
    "u_left_over", st.eq(P * Q.T * u, Zero("n")), words="u is orthogonal to the earlier components: P Q^T u = 0"
)
not_earlier = Hypothesis("i_not_earlier", st.eq(P * e_i, Zero("n")), words="i is not among the earlier ones: P e_i = 0")
spectral, orthonormal, lam_diagonal = decomposition()
Q_orthogonal = orthogonal(Q)
turned = Q.T * u
along = (q_i.T * u) * q_i
off = u - along
gap_positive = positive(gap)
others_below = Hypothesis(
    "others_below",
    st.PositiveSemidefinite(kept * (below - gap * (I - e_i * e_i.T)) * kept),
    words="every other eigenvalue that is left is below lam_i by gap or more",
)
as_large = Hypothesis("u_as_large", st.PositiveSemidefinite(u.T * H * u - lam_i), words="u^T H u >= lam_i", values={"u": q_i})
others_differ = Hypothesis(
    "others_differ",
    st.PositiveSemidefinite(below * below - gap * (I - e_i * e_i.T)),
    words="the square of every other eigenvalue's distance from lam_i is gap or more: lam_i is simple",
)
eigenvector = Hypothesis("u_eigenvector", st.eq(H * u, lam_i * u), words="H u = lam_i u", values={"u": q_i})
e_j = Symbol("e_j", "n")
q_j, lam_j = Column(Q, e_j), Coordinate(Lam, e_j)
different = Hypothesis("j_is_not_i", st.eq(e_i.T * e_j, 0), words="j is not i")
repeated = Hypothesis("lam_j_is_lam_i", st.eq(lam_j, lam_i))
ordered = (symmetric(H), *decomposition(), basis(e_i))

# --- two filters -------------------------------------------------------------------------------------------------------------

w_pcr, z = Symbol("w_pcr", "n"), Symbol("z", "n")
rows = Instance("principal_components.rows")
F = Symbol("F", "r", "r")
f_i = Coordinate(F, r_i)
spanned = Hypothesis("w_pcr_spanned", st.eq(w_pcr, V * F * V.T * w_pcr), words="w_pcr is a combination of the v_i that F keeps")
kept_stationary = Hypothesis(
    "w_pcr_stationary",
    st.eq(F * V.T * (X.T * (X * w_pcr - y) / m), Zero("r")),
    words="the gradient of J at w_pcr has no part along the v_i that F keeps",
)
zero_or_one = Hypothesis("F_idempotent", st.eq(F * F, F), words="F^2 = F")
lam_r = s_i**2 / m


def centred_data(n: int) -> Letters:
    """Return letters with m = n + 1 generic rows less their mean for X."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    at.put(one, sympy.ones(n + 1, 1))
    raw = at[X]
    at.put(X, raw - at[one] * (at[one].T * raw) / (n + 1))
    return at


def spread_of(numbers: sympy.Matrix) -> Any:
    """Return the mean of the squares less the square of the mean."""
    count = numbers.rows
    return (numbers.T * numbers)[0, 0] / count - (sum(numbers) / count) ** 2


def derive_along(n: int) -> Derived:
    """Project centred data on u and take the variance of the numbers that this gives."""
    at = centred_data(n)
    found = spread_of(at[X] * at[u])
    return at.done(found, f"the numbers are {(at[X] * at[u]).tolist()}" if n < 2 else "mean of squares less square of mean")


def derive_attained(n: int) -> Derived:
    """Put the last eigenvector into the quadratic form."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    at.put(H, at[Q] * at[Lam] * at[Q].T)
    direction = at[Q] * at.basis(n - 1)
    return at.done((direction.T * at[H] * direction)[0, 0], f"q_{n}^T H q_{n} for H = Q Lam Q^T")


def derive_soft(n: int) -> Derived:
    """Let w_star fit the targets of m = 2 examples exactly, and find the last coordinate of the ridge solution."""
    import sympy

    from derivations.language.deriving import Letters
    from derivations.singular_values import solve_among_right_vectors, thin_factors

    at = Letters(n, 2)
    thin_factors(at)
    at.put(y, at[X] * at[w_star])
    rank = at.sizes["r"]
    at.put(r_i, sympy.eye(rank)[:, rank - 1])
    return at.done(solve_among_right_vectors(at)[rank - 1], "y = X w_star; the equation of one coordinate has one unknown")


principal_components = Claim(
    id="principal_components",
    title="Principal components",
    source="note B, corrected",
    letters="Principal-component regression, w_pcr, keeps some of the v_i, which F marks: it is diagonal, with f_i = 1 for "
    "those that are kept and f_i = 0 for the others.",
    parts=(
        chain(
            "along",
            "for centred data the variance along u, that of the numbers X u, is u^T (X^T X/m) u",
            variance(X * u),
            to((X * u).T * (X * u) / m, centred),
            to(u.T * covariance * u, because="multiply out"),
            given=(centred,),
        ),
        chain(
            "main",
            "along v_i it is lam_i = s_i^2/m",
            variance(X * v_i),
            to(v_i.T * covariance * v_i, Instance("principal_components.along").at(u=v_i)),
            to(s_i**2 / m * (v_i.T * v_i), ridge_svd["eigenvalues"]),
            to(s_i**2 / m, V_orthonormal),
            given=(centred, *singular_values, basis(r_i)),
        ),
        shows(
            "bounded",
            "so no direction has a variance above the largest eigenvalue of X^T X/m",
            st.PositiveSemidefinite(lam_max - variance(X * u)),
            "principal_components.along",
            unit,
            bound,
            squares=(u,),
            given=(centred, unit, bound),
        ),
        shows(
            "first",
            "in the eigenbasis of H = X^T X/m: no unit vector u has u^T H u above the largest eigenvalue lam_i",
            st.PositiveSemidefinite(lam_i - u.T * H * u),
            spectral,
            orthogonal_inverse["right"],
            unit,
            largest,
            squares=(turned,),
            given=(symmetric(H), *decomposition(), basis(e_i), largest, unit),
        ),
        chain(
            "attained",
            "and q_i reaches it: q_i^T H q_i = lam_i",
            q_i.T * H * q_i,
            to(e_i.T * Q.T * Q * Lam * Q.T * Q * e_i, spectral),
            to(lam_i, orthonormal),
            given=(symmetric(H), *decomposition(), basis(e_i)),
        ),
        shows(
            "later",
            "no unit vector orthogonal to the earlier components has u^T H u above the largest eigenvalue that is left",
            st.PositiveSemidefinite(lam_i - u.T * H * u),
            spectral,
            orthogonal_inverse["right"],
            unit,
            left_over,
            largest_left,
            squares=(turned,),
            given=(symmetric(H), *decomposition(), basis(e_i), earlier, largest_left, unit, left_over),
        ),
        chain(
            "allowed",
            "and q_i is such a vector",
            P * Q.T * q_i,
            to(P * e_i, Q_orthogonal),
            to(Zero("n"), not_earlier),
            given=(Q_orthogonal, basis(e_i), not_earlier),
        ),
        shows(
            "unique_if",
            "if every other eigenvalue that is left is smaller, a unit vector that does as well is a multiple of q_i",
            st.eq(u, along),
            "step 3",
            "step 4",
            after=(
                Step(st.eq(lam_i - u.T * H * u, turned.T * below * turned), (spectral, orthogonal_inverse["right"], unit)),
                Step(
                    st.PositiveSemidefinite(turned.T * below * turned - gap * (off.T * off)),
                    (others_below, left_over, orthonormal, orthogonal_inverse["right"]),
                    squares=(turned,),
                ),
                Step(st.PositiveSemidefinite(-(off.T * (gap * I) * off)), ("step 1", "step 2", as_large)),
                Step(st.PositiveDefinite(gap * I), (gap_positive,)),
            ),
            rule="zero",
            using={"vector": off, "from": "step 3", "inner": "step 4"},
            given=(*ordered, earlier, others_below, gap_positive, unit, left_over, as_large),
        ),
        chain(
            "up_to_sign",
            "namely q_i or -q_i, for (q_i^T u)^2 = 1",
            (q_i.T * u) ** 2,
            to(along.T * along, orthonormal),
            to(u.T * u, "principal_components.unique_if"),
            to(1, unit),
            given=(*ordered, earlier, others_below, gap_positive, unit, left_over, as_large),
        ),
        chain(
            "not_unique",
            "if another eigenvalue that is left is equal, lam_j = lam_i, then q_j does as well",
            q_j.T * H * q_j,
            to(lam_j, Instance("principal_components.attained").at(e_i=e_j)),
            to(lam_i, repeated),
            given=(*ordered, basis(e_j), repeated),
        ),
        chain(
            "not_unique_other",
            "and it is neither q_i nor -q_i, but orthogonal to it",
            q_i.T * q_j,
            to(e_i.T * e_j, Q_orthogonal),
            to(0, different),
            given=(Q_orthogonal, basis(e_i), basis(e_j), different),
        ),
        shows(
            "simple_if",
            "if lam_i is a simple eigenvalue of H, every eigenvector for it is a multiple of q_i",
            st.eq(u, along),
            "step 3",
            "step 4",
            after=(
                Step(st.eq(below * turned, Zero("n")), (spectral, orthonormal, eigenvector)),
                Step(
                    st.PositiveSemidefinite(turned.T * (below * below) * turned - gap * (off.T * off)),
                    (others_differ, orthonormal, orthogonal_inverse["right"]),
                    squares=(turned,),
                ),
                Step(st.PositiveSemidefinite(-(off.T * (gap * I) * off)), ("step 1", "step 2")),
                Step(st.PositiveDefinite(gap * I), (gap_positive,)),
            ),
            rule="zero",
            using={"vector": off, "from": "step 3", "inner": "step 4"},
            given=(*ordered, others_differ, gap_positive, eigenvector),
        ),
        chain(
            "simple_only_if",
            "and only then: if lam_j = lam_i then q_j is an eigenvector for lam_i as well",
            H * q_j,
            to(lam_j * q_j, spectral, orthonormal),
            to(lam_i * q_j, repeated),
            given=(*ordered, basis(e_j), repeated),
        ),
        chain(
            "rows",
            "v_i^T X^T X z = s_i^2 v_i^T z for every z",
            v_i.T * X.T * X * z,
            to(v_i.T * V * S * S * V.T * z, factorized, U_orthonormal),
            to(s_i**2 * (v_i.T * z), V_orthonormal),
            given=(*singular_values, basis(r_i)),
        ),
        chain(
            "scores",
            "so every least-squares solution satisfies s_i^2 v_i^T w_star = s_i u_i^T y",
            s_i**2 * (v_i.T * w_star),
            to(v_i.T * X.T * X * w_star, rows.at(z=w_star)),
            to(v_i.T * X.T * y, least_squares["normal_equations"]),
            to(s_i * (u_i.T * y), factorized, V_orthonormal),
            given=(least, *singular_values, basis(r_i)),
        ),
        chain(
            "soft",
            "ridge regression is a soft filter: v_i^T w_tilde = lam_i/(lam_i + alpha) v_i^T w_star",
            v_i.T * w_tilde,
            to(s_i / (s_i**2 + m * alpha) * (u_i.T * y), ridge_svd["coordinates"]),
            to(s_i**2 / (s_i**2 + m * alpha) * (v_i.T * w_star), "principal_components.scores"),
            to(lam_r / (lam_r + alpha) * (v_i.T * w_star), because="divide by m"),
            given=(alpha_positive, ridge, least, *singular_values, basis(r_i)),
        ),
        chain(
            "kept_scores",
            "least squares on the v_i that F keeps satisfies the same equations for those",
            f_i * (s_i**2 * (v_i.T * w_pcr)),
            to(f_i * (v_i.T * X.T * X * w_pcr), rows.at(z=w_pcr)),
            to(r_i.T * F * V.T * X.T * X * w_pcr, because="F e_i = f_i e_i"),
            to(r_i.T * F * V.T * X.T * y, kept_stationary),
            to(f_i * (v_i.T * X.T * y), because="F e_i = f_i e_i"),
            to(f_i * (v_i.T * X.T * X * w_star), least_squares["normal_equations"]),
            to(f_i * (s_i**2 * (v_i.T * w_star)), rows.at(z=w_star)),
            given=(least, *singular_values, diagonal(F), kept_stationary, basis(r_i)),
        ),
        chain(
            "kept",
            "so where s_i is not 0 it leaves their coefficients as they are",
            f_i * (v_i.T * w_pcr),
            to(f_i * (s_i**2 * (v_i.T * w_pcr)) / s_i / s_i, because="s_i cancels"),
            to(f_i * (s_i**2 * (v_i.T * w_star)) / s_i / s_i, "principal_components.kept_scores"),
            to(f_i * (v_i.T * w_star), because="s_i cancels"),
            given=(least, *singular_values, diagonal(F), kept_stationary, basis(r_i), invertible(s_i)),
        ),
        chain(
            "hard",
            "and with none of the others principal-component regression is a hard filter: v_i^T w_pcr = f_i v_i^T w_star",
            v_i.T * w_pcr,
            to(f_i * (v_i.T * w_pcr), spanned, V_orthonormal),
            to(f_i * (v_i.T * w_star), "principal_components.kept"),
            given=(least, *singular_values, diagonal(F), spanned, kept_stationary, basis(r_i), invertible(s_i)),
        ),
        chain(
            "zero_or_one",
            "with f_i either 0 or 1",
            f_i * f_i,
            to(f_i, zero_or_one),
            given=(diagonal(F), zero_or_one, basis(r_i)),
        ),
    ),
    derive={"along": derive_along, "attained": derive_attained, "soft": derive_soft},
    remark="q_i is unique only given the earlier components: where lam_i equals an earlier eigenvalue, another choice of that "
    "one gives another q_i.",
)

CLAIMS = (principal_components,)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
