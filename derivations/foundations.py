"""Foundations: orthogonal matrices, their conjugates, and the spectrum of a symmetric matrix.

What the book's section 7.1.1 uses without proof. One theorem is cited here too: the spectral theorem.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Kind, Step, chain, shows, to
from derivations.language.symbols import (
    A,
    H,
    I,
    Lam,
    Q,
    basis,
    diagonal,
    e_i,
    invertible,
    orthogonal,
    positive_definite,
    positive_semidefinite,
    symmetric,
)
from derivations.language.terms import Column, Coordinate, SumOver, Symbol, Zero, inv, tr

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = [
    "CLAIMS",
    "conjugate_inverse",
    "decomposition",
    "orthogonal_inverse",
    "psd_spectrum",
    "spectral_theorem",
]

x = Symbol("x", "n")

# --- the spectral theorem, cited ---------------------------------------------------------------------------------------------


def derive_jacobi(part: str, n: int) -> Derived:
    """Rotate the first two axes so that H is diagonal; at n = 3 reflect the third one into an eigenvector first.

    H is generic at n = 1 and 2; where it is diagonal already, nothing has to be turned. At n = 3, where its characteristic
    polynomial has a real root, it is given by that eigenvalue, the reflection and what is left in the other two directions,
    which is generic again.
    """
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    block = at[H][:2, :2]
    rotation = sympy.eye(n)
    values = [*block.diagonal()]
    if n > 1:
        first, other, off = block[0, 0], block[1, 1], block[0, 1]
        root = sympy.sqrt((first - other) ** 2 + 4 * off**2)
        cosine = sympy.sqrt((root + first - other) / (2 * root))  # of the angle phi with tan 2 phi = 2 H_12/(H_11 - H_22)
        sine = off / (root * cosine)
        rotation[:2, :2] = sympy.Matrix([[cosine, -sine], [sine, cosine]])
        values = [(first + other + root) / 2, (first + other - root) / 2]
    if n > 2:
        normal = sympy.Matrix(sympy.symbols("v_1:4", real=True))
        mirror = sympy.eye(3) - 2 * normal * normal.T / (normal.T * normal)[0, 0]
        values.append(sympy.Symbol("mu", real=True))
        at.put(H, mirror * sympy.diag(block, values[-1]) * mirror)
        rotation = mirror * rotation
    at.put(Q, rotation)
    at.put(Lam, sympy.diag(*values))
    found = at[H] if part == "decomposition" else at.identity()
    angle = "Q turns the first two axes by phi, tan 2 phi = 2 H_12/(H_11 - H_22)" if n > 1 else "Q = 1"
    mirrored = "; v is the axis of the reflection before that" if n > 2 else ""
    return at.done(found, f"{angle}{mirrored}", f"Lam = diag({', '.join(map(str, values))})")


spectral_theorem = Claim(
    id="spectral_theorem",
    title="Spectral theorem",
    kind=Kind.axiom,
    source="book, section 2.7",
    parts=(
        shows(
            "decomposition",
            "a real symmetric H has an orthogonal Q and a diagonal Lam with H = Q Lam Q^T",
            st.eq(H, Q * Lam * Q.T),
            given=(symmetric(H), diagonal(Lam)),
        ),
        shows("orthogonal", "Q is orthogonal", st.eq(Q.T * Q, I)),
    ),
    derive={part: partial(derive_jacobi, part) for part in ("decomposition", "orthogonal")},
    remark="Cited, not proved. The columns of Q are unit eigenvectors of H, the diagonal of Lam holds its eigenvalues.",
)


def decomposition(q: Symbol = Q, lam: Symbol = Lam) -> tuple[Hypothesis, Hypothesis, Hypothesis]:
    """Return what the spectral theorem provides for H: H = Q Lam Q^T, Q orthogonal, Lam diagonal."""
    instance = spectral_theorem.at(H=H, Q=q, Lam=lam)
    tail = "" if q is Q else f"_{q.name}"
    return (
        Hypothesis(f"spectral{tail}", st.eq(H, q * lam * q.T), instance, "decomposition", {"H": q * lam * q.T}),
        Hypothesis(f"orthogonal{tail}", st.eq(q.T * q, I), instance, "orthogonal", words=f"{q.name} is orthogonal"),
        diagonal(lam),
    )


spectral, orthonormal, lam_diagonal = decomposition()

# --- orthogonal matrices and their conjugates --------------------------------------------------------------------------------


def derive_orthogonal_inverse(n: int) -> Derived:
    """Invert a generic orthogonal matrix by its adjugate, the common denominator of its entries taken out."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    q = at[Q]
    below = sympy.fraction(q[0, 0])[1]
    above = (below * q).applyfunc(sympy.expand)
    inverse = below * above.adjugate() / above.det()
    return at.done(inverse, f"Q = {q.tolist()}", "Q^-1 = adj(Q)/det(Q), compared with Q^T entry by entry")


orthogonal_inverse = Claim(
    id="orthogonal_inverse",
    title="The inverse of an orthogonal matrix is its transpose",
    source="book, section 2.6; note A",
    parts=(
        shows("invertible", "a square Q with Q^T Q = I is invertible", st.Invertible(Q), orthogonal(Q), given=(orthogonal(Q),)),
        shows(
            "right",
            "Q Q^T = I",
            st.eq(Q * Q.T, I),
            orthogonal(Q),
            given=(orthogonal(Q),),
            rule="dedekind",
            using={"left": Q.T, "right": Q, "from": "Q_orthogonal"},
        ),
        chain(
            "main",
            "its inverse is its transpose",
            inv(Q),
            to(Q.T * Q * inv(Q), orthogonal(Q)),
            to(Q.T, because="Q Q^-1 = I"),
            given=(orthogonal(Q),),
            conditions=("orthogonal_inverse.invertible",),
        ),
    ),
    derive={"main": derive_orthogonal_inverse},
    remark="Square matters: a thin Q with Q^T Q = I has Q Q^T = I only if it has as many columns as rows.",
)

conjugated = Q * A * Q.T
both_invertible = (invertible(Q), invertible(A))
orthogonal_conjugate = (orthogonal(Q), invertible(A))


def derive_conjugate_inverse(n: int) -> Derived:
    """Solve Q A Q^T Z = I for a generic A in three steps: Y = Q^T, A X = Y, Z = Q X."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    inside = at[A].adjugate() / at[A].det() * at[Q].T
    return at.done(at[Q] * inside, f"A X = Q^T is solved by adj(A)/det(A) Q^T, det(A) = {at[A].det()}", "Z = Q X")


conjugate_inverse = Claim(
    id="conjugate_inverse",
    title="The inverse of a conjugate is the conjugate of the inverse",
    source="note A; the step from 7.12 to 7.13",
    parts=(
        shows(
            "general_invertible",
            "Q A Q^T is invertible if Q and A are",
            st.Invertible(conjugated),
            "step 1",
            given=both_invertible,
            after=(
                Step(st.eq(conjugated * (inv(Q.T) * inv(A) * inv(Q)), I), because="the factors cancel one after the other"),
            ),
        ),
        chain(
            "general",
            "(Q A Q^T)^-1 = Q^-T A^-1 Q^-1 for an invertible Q",
            inv(conjugated),
            to(inv(conjugated) * conjugated * inv(Q.T) * inv(A) * inv(Q), because="Q A Q^T times the right side is I"),
            to(inv(Q.T) * inv(A) * inv(Q), because="a matrix cancels its inverse"),
            given=both_invertible,
            conditions=("conjugate_inverse.general_invertible",),
        ),
        shows(
            "if",
            "for an orthogonal Q, Q A Q^T is invertible if A is",
            st.Invertible(conjugated),
            "conjugate_inverse.general_invertible",
            given=orthogonal_conjugate,
            conditions=("orthogonal_inverse.invertible",),
        ),
        shows(
            "only_if",
            "and only if A is",
            st.Invertible(A),
            "step 2",
            given=(invertible(conjugated),),
            after=(
                Step(st.eq(Q * (A * Q.T * inv(conjugated)), I), because="it is Q A Q^T times its inverse"),
                Step(
                    st.eq(A * Q.T * inv(conjugated) * Q, I),
                    ("step 1",),
                    rule="dedekind",
                    using={"left": Q, "right": A * Q.T * inv(conjugated), "from": "step 1"},
                ),
            ),
        ),
        chain(
            "main",
            "(Q A Q^T)^-1 = Q A^-1 Q^T for an orthogonal Q",
            inv(conjugated),
            to(inv(Q.T) * inv(A) * inv(Q), "conjugate_inverse.general"),
            to(Q * inv(A) * Q.T, orthogonal_inverse),
            given=orthogonal_conjugate,
            conditions=("orthogonal_inverse.invertible", "conjugate_inverse.if"),
        ),
    ),
    derive={"main": derive_conjugate_inverse},
)

# --- the spectrum of a symmetric matrix --------------------------------------------------------------------------------------

q_i = Column(Q, e_i)
lam_i = Coordinate(Lam, e_i)
index = basis(e_i)
summand = lam_i * (q_i.T * x) ** 2
nonnegative_spectrum = Hypothesis("spectrum_nonnegative", st.PositiveSemidefinite(Lam), words="every lam_i >= 0")
positive_spectrum = Hypothesis("spectrum_positive", st.PositiveDefinite(Lam), words="every lam_i > 0")
in_kernel = Hypothesis("form_is_zero", st.eq(x.T * H * x, 0), values={"x": Zero("n")})
not_positive = Hypothesis("form_not_positive", st.PositiveSemidefinite(-(x.T * H * x)), values={"x": Zero("n")})
flat = Hypothesis("lam_i_zero", st.eq(lam_i, 0))


def derive_quadratic_form(n: int) -> Derived:
    """Expand x^T H x for H = Q Lam Q^T."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    at.put(H, at[Q] * at[Lam] * at[Q].T)
    form = (at[x].T * at[H] * at[x])[0, 0]
    return at.done(form, f"x^T (Q Lam Q^T) x = {form}" if n < 3 else "x^T (Q Lam Q^T) x, expanded")


psd_spectrum = Claim(
    id="psd_spectrum",
    title="A quadratic form in the eigenbasis, and what its eigenvalues say",
    source="book, section 2.7; note B",
    parts=(
        shows(
            "sum",
            "the sum of lam_i (q_i^T x)^2 is a trace",
            st.eq(SumOver(summand, e_i), tr(Lam * Q.T * x * x.T * Q)),
            "step 1",
            after=(Step(st.eq(summand, Coordinate(Lam * Q.T * x * x.T * Q, e_i)), because="Lam e_i = lam_i e_i"),),
            given=(diagonal(Lam), index),
            rule="trace",
            using={"index": e_i, "matrix": Lam * Q.T * x * x.T * Q},
        ),
        chain(
            "main",
            "the form is a sum of squares, one for each eigenvector",
            x.T * H * x,
            to(x.T * Q * Lam * Q.T * x, spectral),
            to(tr(Lam * Q.T * x * x.T * Q), because="a number is its own trace, and a trace may be rotated"),
            to(SumOver(summand, e_i), "psd_spectrum.sum"),
            given=(symmetric(H), spectral, lam_diagonal, index),
        ),
        shows(
            "psd_if",
            "H is positive semidefinite if every lam_i >= 0",
            st.PositiveSemidefinite(H),
            spectral,
            nonnegative_spectrum,
            given=(symmetric(H), spectral, lam_diagonal, nonnegative_spectrum),
            squares=(Q.T,),
        ),
        shows(
            "psd_only_if",
            "and only if every lam_i >= 0",
            st.PositiveSemidefinite(lam_i),
            positive_semidefinite(H),
            spectral,
            orthonormal,
            given=(positive_semidefinite(H), *decomposition(), index),
            squares=(q_i,),
        ),
        shows(
            "spectrum_psd",
            "so Lam is positive semidefinite with H",
            st.PositiveSemidefinite(Lam),
            positive_semidefinite(H),
            spectral,
            orthonormal,
            given=(positive_semidefinite(H), *decomposition()),
            squares=(Q,),
        ),
        shows(
            "pd_if",
            "H is positive definite if every lam_i > 0",
            st.PositiveDefinite(H),
            spectral,
            positive_spectrum,
            given=(symmetric(H), *decomposition(), positive_spectrum),
            squares=(Q.T,),
            conditions=(orthogonal_inverse["invertible"],),
        ),
        shows(
            "pd_only_if",
            "and only if every lam_i > 0",
            st.PositiveDefinite(lam_i),
            positive_definite(H),
            spectral,
            orthonormal,
            "step 1",
            after=(Step(st.PositiveDefinite(q_i.T * q_i), (orthonormal,)),),
            given=(positive_definite(H), *decomposition(), index),
            squares=(q_i,),
        ),
        shows(
            "vanishes_if_zero",
            "for a positive definite H the form vanishes only at 0",
            st.eq(x, Zero("n")),
            positive_definite(H),
            in_kernel,
            given=(positive_definite(H), in_kernel),
            rule="zero",
            using={"vector": x, "inner": "H_pd", "from": "form_is_zero"},
        ),
        shows(
            "vanishes_elsewhere",
            "for a semidefinite H that is not definite it vanishes wherever it is not positive",
            st.eq(x.T * H * x, 0),
            "step 1",
            after=(
                Step(
                    st.eq(H * x, Zero("n")),
                    (positive_semidefinite(H), not_positive),
                    rule="zero",
                    using={"vector": x, "inner": "H_psd", "from": "form_not_positive"},
                ),
            ),
            given=(positive_semidefinite(H), not_positive),
        ),
        shows(
            "vanishes_along_flat",
            "namely along every q_i with lam_i = 0",
            st.eq(q_i.T * H * q_i, 0),
            spectral,
            orthonormal,
            flat,
            given=(symmetric(H), *decomposition(), index, flat),
        ),
    ),
    derive={"main": derive_quadratic_form},
)

CLAIMS = (spectral_theorem, orthogonal_inverse, conjugate_inverse, psd_spectrum)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
