"""Gradient descent on the quadratic model, one step at a time, and the optimum it is compared with: formulas 7.35 to 7.42."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.eigenbasis import eq_7_13
from derivations.foundations import decomposition, psd_spectrum
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Kind, Part, Step, chain, shows, to
from derivations.language.symbols import (
    H,
    I,
    Lam,
    Q,
    alpha,
    basis,
    e_i,
    eps,
    nonzero,
    symmetric,
    w,
    w_star,
    w_tilde,
)
from derivations.language.terms import Apply, Column, Coordinate, Symbol, Term, inv
from derivations.objective import eq_7_05
from derivations.optimum import optimum
from derivations.quadratic_model import J_hat, eq_7_07
from derivations.shifted_hessian import H_psd, alpha_positive

if TYPE_CHECKING:
    import sympy

    from derivations.language.deriving import Letters
    from derivations.language.sympy_bridge import Derived

__all__ = [
    "CLAIMS",
    "eq_7_35",
    "eq_7_36",
    "eq_7_37",
    "eq_7_38",
    "eq_7_39",
    "eq_7_41",
    "eq_7_42",
    "one_step",
]

w_next = Symbol("w_next", "n")


def grad_J_hat(at: Term) -> Apply:
    """Return the gradient of the quadratic model."""
    return Apply("grad_J_hat", at, at.shape[0], 1)


descent = Hypothesis(
    "descent",
    st.eq(w_next, w - eps * grad_J_hat(w)),
    words="w_next is one step of gradient descent, 7.35, from w",
    values={"w_next": w - eps * H * (w - w_star)},
)
slope_known = Hypothesis(
    "gradient_of_model", st.GradientIs(J_hat(w), w, w, grad_J_hat(w)), words="grad_J_hat(w) is the gradient of J_hat at w"
)
spectral, orthonormal, lam_diagonal = decomposition()
stepped = (symmetric(H), slope_known, descent)

# --- one step: 7.35 to 7.39 --------------------------------------------------------------------------------------------------


def take_step(at: Letters) -> sympy.Matrix:
    """Differentiate J_hat at w and take one step of gradient descent from there."""
    import sympy

    from derivations.language.deriving import gradient_of

    away = at[w] - at[w_star]
    model = sympy.Symbol("j") + (away.T * at[H] * away)[0, 0] / 2
    return at[w] - at.number(eps) * gradient_of(model, at[w])


def derive_step(n: int) -> Derived:
    """Take the step."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    taken = at.put(w_next, take_step(at))
    return at.done(taken, *(f"{v} <- {entry}" for v, entry in zip(at[w], taken, strict=True)))


eq_7_35 = Claim(
    id="eq_7_35",
    title="A step of gradient descent on the quadratic model",
    number="7.35",
    kind=Kind.definition,
    source="book, 7.35",
    parts=(Part("main", "w_next = w - eps grad J_hat(w)", (), (), descent.statement),),
    letters="Here w is w_(k-1) and w_next is w_k.",
)

eq_7_36 = Claim(
    id="eq_7_36",
    title="The step with the gradient written out",
    number="7.36",
    source="book, 7.36",
    parts=(
        shows(
            "gradient",
            "the gradient in it is 7.7",
            st.eq(grad_J_hat(w), H * (w - w_star)),
            slope_known,
            eq_7_07,
            given=(symmetric(H), slope_known),
            rule="same_gradient",
        ),
        chain(
            "main",
            "w_next = w - eps H (w - w_star)",
            w_next,
            to(w - eps * grad_J_hat(w), descent),
            to(w - eps * H * (w - w_star), "eq_7_36.gradient"),
            given=stepped,
        ),
    ),
    derive={"main": derive_step},
)


def derive_contraction(n: int) -> Derived:
    """Take the step and measure it from w_star."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    taken = at.put(w_next, take_step(at))
    distance = (taken - at[w_star]).applyfunc(lambda entry: entry.expand())
    return at.done(distance, *(f"(w_next - w_star)_{i + 1} = {entry}" for i, entry in enumerate(distance[: 3 - n])))


eq_7_37 = Claim(
    id="eq_7_37",
    title="The step as a map of the distance to w_star",
    number="7.37",
    source="book, 7.37",
    parts=(
        chain(
            "main",
            "w_next - w_star = (I - eps H) (w - w_star)",
            w_next - w_star,
            to(w - eps * H * (w - w_star) - w_star, eq_7_36),
            to((I - eps * H) * (w - w_star), because="collect w - w_star"),
            given=stepped,
        ),
    ),
    derive={"main": derive_contraction},
)


def take_decomposed_step(at: Letters) -> sympy.Matrix:
    """Take the step, then put H = Q Lam Q^T into it, Q a generic rational orthogonal matrix."""
    anywhere, entries = take_step(at), at[H]
    decomposed = at.put(H, at[Q] * at[Lam] * at[Q].T)
    return at.put(w_next, anywhere.xreplace(dict(zip(entries, decomposed, strict=True))))


def derive_contraction_decomposed(n: int) -> Derived:
    """Take the step with H = Q Lam Q^T and measure it from w_star."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    return at.done(take_decomposed_step(at) - at[w_star], "w_next - w_star, with H = Q Lam Q^T")


eq_7_38 = Claim(
    id="eq_7_38",
    title="The step with H decomposed",
    number="7.38",
    source="book, 7.38",
    parts=(
        chain(
            "main",
            "w_next - w_star = (I - eps Q Lam Q^T) (w - w_star)",
            w_next - w_star,
            to((I - eps * H) * (w - w_star), eq_7_37),
            to((I - eps * Q * Lam * Q.T) * (w - w_star), spectral),
            given=(*stepped, spectral, lam_diagonal),
        ),
    ),
    derive={"main": derive_contraction_decomposed},
)


def derive_step_in_eigenbasis(n: int) -> Derived:
    """Take the step with H = Q Lam Q^T and turn the distance to w_star into the eigenbasis."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    taken = take_decomposed_step(at)
    return at.done(at[Q].T * (taken - at[w_star]), "Q^T (w_next - w_star), with H = Q Lam Q^T")


eq_7_39 = Claim(
    id="eq_7_39",
    title="The step in the eigenbasis",
    number="7.39",
    source="book, 7.39",
    parts=(
        chain(
            "main",
            "Q^T (w_next - w_star) = (I - eps Lam) Q^T (w - w_star)",
            Q.T * (w_next - w_star),
            to(Q.T * (I - eps * Q * Lam * Q.T) * (w - w_star), eq_7_38),
            to((I - eps * Lam) * Q.T * (w - w_star), orthonormal),
            given=(*stepped, *decomposition()),
        ),
    ),
    derive={"main": derive_step_in_eigenbasis},
)

# --- what one step does along one eigenvector ---------------------------------------------------------------------------------

q_i = Column(Q, e_i)
lam_i = Coordinate(Lam, e_i)
u, x, r = Symbol("u"), Symbol("x"), Symbol("r")
reached = Hypothesis(
    "reached",
    st.eq(q_i.T * w, r * (q_i.T * w_star)),
    words="along q_i, w has reached the fraction r of w_star",
    values={"w": r * w_star},
)
some_distance = nonzero(x)
rate_positive = Hypothesis("u_positive", st.PositiveDefinite(u), words="u > 0")
rate_below_two = Hypothesis("u_below_two", st.PositiveDefinite(2 - u), words="u < 2")
nearer = x * x - ((1 - u) * x) ** 2
gets_nearer = Hypothesis("nearer", st.PositiveDefinite(nearer), words="(1 - u) x is nearer to 0 than x")


def derive_coordinate(n: int) -> Derived:
    """Take the last coordinate of the step in the eigenbasis."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    taken = take_decomposed_step(at)
    column = at[Q] * at.basis(n - 1)
    return at.done((column.T * (taken - at[w_star]))[0, 0], f"q_{n}^T (w_next - w_star)")


one_step = Claim(
    id="one_step",
    title="What one step does along one eigenvector",
    source="from 7.39",
    parts=(
        chain(
            "main",
            "along q_i it multiplies the distance to w_star by 1 - eps lam_i",
            q_i.T * (w_next - w_star),
            to(e_i.T * (I - eps * Lam) * Q.T * (w - w_star), eq_7_39),
            to((1 - eps * lam_i) * (q_i.T * (w - w_star)), because="a diagonal matrix multiplies e_i by its entry"),
            given=(*stepped, *decomposition(), basis(e_i)),
        ),
        chain(
            "recursion",
            "so what is missing of w_star along q_i, 1 - r, becomes (1 - eps lam_i) (1 - r)",
            q_i.T * w_next,
            to(q_i.T * w_star + (1 - eps * lam_i) * (q_i.T * w - q_i.T * w_star), "one_step"),
            to((1 - (1 - eps * lam_i) * (1 - r)) * (q_i.T * w_star), reached),
            given=(*stepped, *decomposition(), basis(e_i), reached),
        ),
        shows(
            "nearer_if",
            "the factor 1 - u brings every x other than 0 nearer to 0 if 0 < u < 2",
            st.PositiveDefinite(nearer),
            rate_positive,
            rate_below_two,
            some_distance,
            given=(rate_positive, rate_below_two, some_distance),
        ),
        shows(
            "nearer_only_if_positive",
            "and only if u > 0",
            st.PositiveDefinite(u),
            eq_7_05["factor"].at(N=x * x, p=u),
            "step 1",
            "step 2",
            after=(
                Step(st.PositiveSemidefinite(x * x), because="a square", squares=(x,)),
                Step(st.PositiveDefinite(x * x * u), (gets_nearer,), squares=(u * x,)),
            ),
            given=(gets_nearer,),
        ),
        shows(
            "nearer_only_if_below_two",
            "and u < 2",
            st.PositiveDefinite(2 - u),
            eq_7_05["factor"].at(N=x * x, p=2 - u),
            "step 1",
            "step 2",
            after=(
                Step(st.PositiveSemidefinite(x * x), because="a square", squares=(x,)),
                Step(st.PositiveDefinite(x * x * (2 - u)), (gets_nearer,), squares=((2 - u) * x,)),
            ),
            given=(gets_nearer,),
        ),
    ),
    derive={"main": derive_coordinate},
    letters="Here u stands for eps lam_i.",
    remark="Along q_i the step comes nearer to w_star exactly if 0 < eps lam_i < 2.",
)

# --- the optimum in the eigenbasis: 7.41 and 7.42 -----------------------------------------------------------------------------

shift = Lam + alpha * I
per_shift = inv(shift)
with_penalty = (H_psd, alpha_positive, optimum, *decomposition())
spectrum_psd = psd_spectrum["spectrum_psd"]


def optimum_in_eigenbasis(at: Letters) -> sympy.Matrix:
    """Return Q^T w_tilde: solve where the gradient of J_hat + alpha/2 |w|^2 is 0, one equation a coordinate of Q^T w."""
    import sympy

    from derivations.language.deriving import gradient_of, solve_linear

    at.put(H, at[Q] * at[Lam] * at[Q].T)
    target = at[Q].T * at[w_star]
    unknown = sympy.Matrix(sympy.symbols(f"v_1:{len(target) + 1}"))
    shifted = sympy.Matrix(sympy.symbols(f"s_1:{len(target) + 1}"))
    away = shifted - unknown
    objective = (away.T * at[Lam] * away)[0, 0] / 2 + at.number(alpha) / 2 * (unknown.T * unknown)[0, 0]
    _, _, solution = solve_linear(gradient_of(objective, unknown), unknown)
    return solution.xreplace(dict(zip(shifted, target, strict=True)))


def derive_optimum(n: int) -> Derived:
    """Minimise in the eigenbasis, where the length of w is that of Q^T w and the model is a sum of squares."""
    from derivations.language.deriving import Letters

    at = Letters(n)
    found = optimum_in_eigenbasis(at)
    at.put(w_tilde, at[Q] * found)
    return at.done(found, *(f"(Q^T w_tilde)_{i + 1} = {entry}" for i, entry in enumerate(found[: 3 - n])))


eq_7_41 = Claim(
    id="eq_7_41",
    title="The regularized optimum in the eigenbasis",
    number="7.41",
    source="book, 7.41",
    parts=(
        chain(
            "main",
            "Q^T w_tilde = (Lam + alpha I)^-1 Lam Q^T w_star",
            Q.T * w_tilde,
            to(Q.T * Q * per_shift * Lam * Q.T * w_star, eq_7_13),
            to(per_shift * Lam * Q.T * w_star, orthonormal),
            given=with_penalty,
            conditions=(spectrum_psd,),
        ),
    ),
    derive={"main": derive_optimum},
)

eq_7_42 = Claim(
    id="eq_7_42",
    title="The regularized optimum in the eigenbasis, as what is missing",
    number="7.42",
    source="book, 7.42",
    parts=(
        chain(
            "main",
            "Q^T w_tilde = [I - (Lam + alpha I)^-1 alpha] Q^T w_star",
            Q.T * w_tilde,
            to(per_shift * Lam * Q.T * w_star, eq_7_41),
            to(per_shift * (shift - alpha * I) * Q.T * w_star, because="Lam = (Lam + alpha I) - alpha I"),
            to((I - per_shift * alpha) * Q.T * w_star, because="a matrix cancels its inverse"),
            given=with_penalty,
            conditions=(spectrum_psd,),
        ),
    ),
    derive={"main": derive_optimum},
)

CLAIMS = (eq_7_35, eq_7_36, eq_7_37, eq_7_38, eq_7_39, one_step, eq_7_41, eq_7_42)

if __name__ == "__main__":
    from derivations.language.deriving import print_section

    print_section(__doc__ or "", CLAIMS)
