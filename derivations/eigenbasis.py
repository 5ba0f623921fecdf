"""The optimum in the eigenbasis of H: formulas 7.11 to 7.13, and each coordinate by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.foundations import conjugate_inverse, decomposition, orthogonal_inverse, psd_spectrum
from derivations.language import statements as st
from derivations.language.claims import Claim, Instance, Step, chain, shows, to
from derivations.language.symbols import (
    H,
    I,
    Lam,
    Q,
    alpha,
    basis,
    e_i,
    positive,
    positive_semidefinite,
    w,
    w_star,
    w_tilde,
)
from derivations.language.terms import Column, Coordinate, DiagonalOf, Symbol, Zero, inv
from derivations.optimum import eq_7_10, objective, optimum
from derivations.shifted_hessian import R, shifted_invertible

if TYPE_CHECKING:
    import sympy

    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "coordinates", "eq_7_11", "eq_7_12", "eq_7_13"]

P, Mu = Symbol("P", "n", "n"), Symbol("Mu", "n", "n")
shift = Lam + alpha * I
conjugate = Q * Lam * Q.T
q_i = Column(Q, e_i)
lam_i = Coordinate(Lam, e_i)
factor = lam_i / (lam_i + alpha)
shrinkage = DiagonalOf(factor, e_i)

H_psd, alpha_positive = positive_semidefinite(H), positive(alpha)
spectral, orthonormal, lam_diagonal = decomposition()
given = (H_psd, alpha_positive, optimum, *decomposition())
whole_form, other_form = R * H * w_star, P * inv(Mu + alpha * I) * Mu * P.T * w_star
spectrum_psd = psd_spectrum["spectrum_psd"]


def solve_in_eigenbasis(at: Letters) -> sympy.Matrix:
    """Return Q^T w_tilde: in the eigenbasis the equations (H + alpha I) w_tilde = H w_star fall apart into n of one unknown.

    Q is a generic rational orthogonal matrix and H = Q Lam Q^T; each equation is solved by SymPy.
    """
    import sympy

    from derivations.language.deriving import solve_linear

    at.put(H, at[Q] * at[Lam] * at[Q].T)
    target = at[Q].T * at[w_star]
    found = []
    for i, value in enumerate(target):
        unknown = sympy.Symbol("v")
        curvature = at[Lam][i, i]
        _, _, solution = solve_linear([(curvature + at.number(alpha)) * unknown - curvature * value], [unknown])
        found.append(solution[0])
    return sympy.Matrix(found)


def derive_optimum_of_decomposed(n: int) -> Derived:
    """Solve the equations in the eigenbasis and turn back."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    inside = solve_in_eigenbasis(at)
    shown = (f"(Q^T w_tilde)_{i + 1} = {entry}" for i, entry in enumerate(inside))
    return at.done(at[Q] * inside, *shown, "w_tilde = Q (Q^T w_tilde)") if n < 3 else at.done(at[Q] * inside)


def derive_coordinate(n: int) -> Derived:
    """Solve the equation of the last coordinate in the eigenbasis."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    inside = solve_in_eigenbasis(at)
    at.basis(n - 1)
    return at.done(inside[n - 1], f"q_{n}^T w_tilde = {inside[n - 1]}")


eq_7_11 = Claim(
    id="eq_7_11",
    title="The optimum with H decomposed",
    number="7.11",
    source="book, 7.11; note A",
    parts=(
        chain(
            "main",
            "w_tilde = (Q Lam Q^T + alpha I)^-1 Q Lam Q^T w_star",
            w_tilde,
            to(inv(H + alpha * I) * H * w_star, eq_7_10),
            to(inv(conjugate + alpha * I) * conjugate * w_star, spectral),
            given=given,
            conditions=(shifted_invertible,),
        ),
    ),
    derive={"main": derive_optimum_of_decomposed},
)
shift_invertible = (shifted_invertible, spectrum_psd, conjugate_inverse["if"].at(A=shift))

eq_7_12 = Claim(
    id="eq_7_12",
    title="The penalty moved into the eigenbasis",
    number="7.12",
    source="book, 7.12; note A",
    parts=(
        chain(
            "main",
            "w_tilde = [Q (Lam + alpha I) Q^T]^-1 Q Lam Q^T w_star",
            w_tilde,
            to(inv(conjugate + alpha * I) * conjugate * w_star, eq_7_11),
            to(inv(Q * shift * Q.T) * conjugate * w_star, orthogonal_inverse["right"]),
            given=given,
            conditions=shift_invertible,
        ),
    ),
    derive={"main": derive_optimum_of_decomposed},
)

closed_form = Q * inv(shift) * Lam * Q.T * w_star

eq_7_13 = Claim(
    id="eq_7_13",
    title="Shrinkage in the eigenbasis",
    number="7.13",
    source="book, 7.13; note A; note B",
    parts=(
        chain(
            "main",
            "w_tilde = Q (Lam + alpha I)^-1 Lam Q^T w_star",
            w_tilde,
            to(inv(Q * shift * Q.T) * conjugate * w_star, eq_7_12),
            to(Q * inv(shift) * Q.T * conjugate * w_star, conjugate_inverse.at(A=shift)),
            to(closed_form, orthonormal),
            given=given,
            conditions=shift_invertible,
        ),
        shows(
            "factors",
            "the matrix in the middle is diagonal, with the entries lam_i/(lam_i + alpha)",
            st.eq(inv(shift) * Lam, shrinkage),
            "step 1",
            after=(Step(st.eq(Coordinate(inv(shift) * Lam, e_i), Coordinate(shrinkage, e_i)), because="entry by entry"),),
            rule="entrywise",
            using={"index": e_i},
            conditions=(spectrum_psd, psd_spectrum["psd_only_if"]),
            given=(H_psd, alpha_positive, *decomposition(), basis(e_i)),
        ),
        chain(
            "diagonal",
            "so w_tilde = Q diag(lam_i/(lam_i + alpha)) Q^T w_star",
            w_tilde,
            to(closed_form, "eq_7_13"),
            to(Q * shrinkage * Q.T * w_star, "eq_7_13.factors"),
            conditions=(spectrum_psd, psd_spectrum["psd_only_if"]),
            given=(*given, basis(e_i)),
        ),
        shows(
            "every_basis",
            "the same for every choice of Q and Lam",
            st.eq(closed_form, other_form),
            "step 2",
            "step 3",
            after=(
                Step(
                    st.GradientIs(objective(w), w, whole_form, Zero("n")),
                    (eq_7_10["stationary"].at(w_tilde=whole_form),),
                ),
                Step(st.eq(closed_form, whole_form), (Instance("eq_7_13").at(w_tilde=whole_form),)),
                Step(st.eq(whole_form, other_form), (Instance("eq_7_13").at(w_tilde=whole_form, Q=P, Lam=Mu),)),
            ),
            conditions=(shifted_invertible, spectrum_psd, spectrum_psd.at(Q=P, Lam=Mu)),
            given=(H_psd, alpha_positive, *decomposition(), *decomposition(P, Mu)),
        ),
    ),
    derive={"main": derive_optimum_of_decomposed, "diagonal": derive_optimum_of_decomposed},
)

coordinates = Claim(
    id="coordinates",
    title="Each coordinate in the eigenbasis shrinks by its own factor",
    source="book, section 7.1.1; note B",
    parts=(
        chain(
            "main",
            "q_i^T w_tilde = lam_i/(lam_i + alpha) q_i^T w_star",
            q_i.T * w_tilde,
            to(q_i.T * closed_form, eq_7_13),
            to(e_i.T * inv(shift) * Lam * Q.T * w_star, orthonormal),
            to(factor * (e_i.T * Q.T * w_star), because="a diagonal matrix multiplies e_i by its entry"),
            to(factor * (q_i.T * w_star), because="q_i is Q e_i"),
            conditions=(spectrum_psd, psd_spectrum["psd_only_if"]),
            given=(*given, basis(e_i)),
        ),
    ),
    derive={"main": derive_coordinate},
)

CLAIMS = (eq_7_11, eq_7_12, eq_7_13, coordinates)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
