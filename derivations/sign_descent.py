"""Sign descent with decoupled decay: its fixed points minimise J_hat over the box |w_i| <= 1/alpha (Xie and Li 2024)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Step, chain, shows, to
from derivations.language.symbols import H, alpha, basis, e_i, symmetric, w, w_star
from derivations.language.terms import Coordinate, DiagonalOf, Number, SumOver, Symbol, Term, Zero, inv, sign, tr
from derivations.quadratic_model import J_hat
from derivations.shifted_hessian import H_psd
from derivations.signs import (
    FIXED,
    KKT,
    alpha_nonzero,
    alpha_positive,
    direction,
    eta_nonzero,
    fixed_vector,
    g_i,
    lower,
    s_along,
    s_full,
    set_fixed,
    slope,
    slope_i,
    step_of,
    upper,
    v,
    v_i,
    w_i,
)

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "sign_descent_box"]

b, p, h, t = Symbol("b"), Symbol("p"), Symbol("h"), Symbol("t")
one = Number(Fraction(1))
S, e_j = Symbol("S", "n"), Symbol("e_j", "n")
S_i, S_j, v_j, w_j, slope_j = Coordinate(S, e_i), *(Coordinate(x, e_j) for x in (S, v, w, slope))
indices = (basis(e_i), basis(e_j))
b_above = Hypothesis("b_inside_above", st.PositiveSemidefinite(1 - alpha * b), words="b <= 1/alpha")
b_below = Hypothesis("b_inside_below", st.PositiveSemidefinite(1 + alpha * b), words="b >= -1/alpha")


def every(entry: Term) -> DiagonalOf:
    """Return the diagonal matrix of something for every j: it is positive semidefinite if each of them is not negative."""
    return DiagonalOf(entry, e_j)


w_above = Hypothesis(
    "w_inside_above", st.PositiveSemidefinite(every(1 - alpha * w_j)), words="every w_j <= 1/alpha", values={"w": v / 2}
)
w_below = Hypothesis(
    "w_inside_below", st.PositiveSemidefinite(every(1 + alpha * w_j)), words="every w_j >= -1/alpha", values={"w": v / 2}
)
in_box = (w_above, w_below)
some_set = {"v": e_i / alpha, "w_star": v + inv(H) * e_i, "S": -(alpha * v)}
S_along = Hypothesis("S_along", st.PositiveSemidefinite(every(S_j * slope_j)), words="every S_j g_j >= 0", values=some_set)
zeros = Zero("n", "n")
S_full = Hypothesis("S_full", st.eq(every((1 - S_j * S_j) * slope_j), zeros), words="every |S_j| = 1 unless g_j = 0")
S_fixed = Hypothesis("S_fixed", st.eq(step_of(v, S), v), words="v is fixed with S")
of_signs = (S_along, S_full, S_fixed)
towards = slope_j * (w_j - v_j)
towards_i = slope_i * (Coordinate(w, e_i) - v_i)
away = w - v
rise = J_hat(w) - J_hat(v)
signs, sign_i = sign(slope), sign(slope_i)
sign_j = Coordinate(signs, e_j)

MINIMUM = (
    shows(
        "inwards",
        "with such an s a fixed w_i has g_i (b - w_i) >= 0 for every b in the box",
        st.PositiveSemidefinite(g_i * (b - w_i)),
        "step 4",
        "step 5",
        after=(
            *direction,
            Step(
                st.eq(alpha * (g_i * (b - w_i)), lower * (1 + alpha * b) + upper * (1 - alpha * b)),
                ("step 2",),
            ),
            Step(
                st.PositiveSemidefinite(alpha * (g_i * (b - w_i))),
                ("step 3", "sign_descent_box.kkt_lower", "sign_descent_box.kkt_upper", b_above, b_below),
            ),
            Step(st.PositiveDefinite(1 / alpha), (alpha_positive,)),
        ),
        given=(eta_nonzero, alpha_positive, s_along, s_full, set_fixed, b_above, b_below),
    ),
    shows(
        "inwards_everywhere",
        "so with such an S_j for every j, a fixed v has g_i (w_i - v_i) >= 0 for every w in the box and every i",
        st.PositiveSemidefinite(towards_i),
        Instance("sign_descent_box.inwards").at(w_i=v_i, g_i=slope_i, s=S_i, b=Coordinate(w, e_i)),
        after=(
            Step(st.PositiveSemidefinite(S_i * slope_i), (S_along,), squares=(e_i,)),
            Step(st.eq((1 - S_i * S_i) * slope_i, 0), (S_full,)),
            Step(st.PositiveSemidefinite(1 - alpha * Coordinate(w, e_i)), (w_above,), squares=(e_i,)),
            Step(st.PositiveSemidefinite(1 + alpha * Coordinate(w, e_i)), (w_below,), squares=(e_i,)),
            Step(st.eq(step_of(v_i, S_i), v_i), (S_fixed,)),
        ),
        given=(eta_nonzero, alpha_positive, *indices, *of_signs, *in_box),
    ),
    shows(
        "inwards_all",
        "these are the entries of a diagonal matrix, which is positive semidefinite",
        st.PositiveSemidefinite(every(towards)),
        "step 1",
        rule="entrywise",
        using={"index": e_i},
        after=(Step(st.PositiveSemidefinite(Coordinate(every(towards), e_i)), ("sign_descent_box.inwards_everywhere",)),),
        given=(eta_nonzero, alpha_positive, *indices, *of_signs, *in_box),
    ),
    shows(
        "summed",
        "their sum is a trace",
        st.eq(SumOver(towards_i, e_i), tr(away * slope.T)),
        "step 1",
        after=(Step(st.eq(towards_i, Coordinate(away * slope.T, e_i)), because="entry by entry"),),
        given=indices[:1],
        rule="trace",
        using={"index": e_i, "matrix": away * slope.T},
    ),
    shows(
        "traced",
        "and that of the diagonal matrix",
        st.eq(SumOver(towards_i, e_i), tr(every(towards))),
        "step 1",
        after=(Step(st.eq(towards_i, Coordinate(every(towards), e_i)), because="an entry of a diagonal matrix"),),
        given=indices,
        rule="trace",
        using={"index": e_i, "matrix": every(towards)},
    ),
    chain(
        "first_order",
        "so it is g^T (w - v)",
        slope.T * away,
        to(tr(away * slope.T), because="a number is its own trace, and a trace may be rotated"),
        to(SumOver(towards_i, e_i), "sign_descent_box.summed"),
        to(tr(every(towards)), "sign_descent_box.traced"),
        given=indices,
    ),
    shows(
        "minimises_with_set",
        "so v minimises J_hat over the box: J_hat(w) - J_hat(v) is g^T (w - v) + (w - v)^T H (w - v)/2",
        st.PositiveSemidefinite(rise),
        "sign_descent_box.first_order",
        "step 1",
        H_psd,
        squares=(away,),
        after=(
            Step(
                st.PositiveSemidefinite(tr(every(towards))),
                ("sign_descent_box.inwards_all",),
                rule="psd_trace",
                because="the trace of a positive semidefinite matrix is not negative",
            ),
        ),
        given=(H_psd, eta_nonzero, alpha_positive, *indices, *of_signs, *in_box),
    ),
    shows(
        "signs_along",
        "signs are such S_j: every S_j g_j >= 0",
        st.PositiveSemidefinite(every(sign_j * slope_j)),
        "step 2",
        rule="entrywise",
        using={"index": e_i},
        after=(
            Step(
                st.PositiveSemidefinite(sign_i * slope_i),
                because="a number times its sign is its absolute value",
                rule="sign",
                using={"of": slope_i, "bounded": False},
            ),
            Step(st.PositiveSemidefinite(Coordinate(every(sign_j * slope_j), e_i)), ("step 1",)),
        ),
        given=indices,
    ),
    shows(
        "signs_full",
        "every |S_j| = 1 unless g_j = 0",
        st.eq(every((1 - sign_j * sign_j) * slope_j), zeros),
        "step 3",
        rule="entrywise",
        using={"index": e_i},
        after=(
            Step(st.eq((1 - sign_i**2) * slope_i, 0), because="sign(g)^2 g = g"),
            Step(st.eq((1 - Coordinate(signs, e_i) ** 2) * slope_i, 0), ("step 1",)),
            Step(st.eq(Coordinate(every((1 - sign_j * sign_j) * slope_j), e_i), 0), ("step 2",)),
        ),
        given=indices,
    ),
    shows(
        "main",
        "so a fixed point v minimises J_hat over the box: no w with every |w_j| <= 1/alpha has a smaller J_hat(w)",
        st.PositiveSemidefinite(rise),
        Instance("sign_descent_box.minimises_with_set").at(S=signs),
        given=(H_psd, eta_nonzero, alpha_positive, *indices, fixed_vector, *in_box),
        conditions=("sign_descent_box.signs_along", "sign_descent_box.signs_full"),
    ),
)

# --- and the other way round: with sign(0) = [-1, 1] a minimiser is fixed ----------------------------------------------------


def towards_bound(bound: Term) -> Term:
    """Return the way from v to the point with w_i = bound and every other coordinate of v."""
    return (bound - v_i) * e_i


def no_better(bound: Term, name: str, words: str) -> Hypothesis:
    """Return the hypothesis that J_hat is nowhere smaller than at v on the way to a bound of coordinate i."""
    statement = st.Between(t, st.PositiveSemidefinite(J_hat(v + t * towards_bound(bound)) - J_hat(v)))
    return Hypothesis(name, statement, words=words, values={"w_star": v})


def slope_not_negative(bound: Term) -> Step:
    """Return the step that J_hat does not fall at v along the way to a bound."""
    way = towards_bound(bound)
    p_at = (way.T * slope + slope.T * way) / 2
    return Step(st.PositiveSemidefinite(p_at), (Instance("sign_descent_box.rising").at(p=p_at, h=way.T * H * way),))


rises = Hypothesis(
    "rises", st.Between(t, st.PositiveSemidefinite(t * p + t * t * h / 2)), words="t p + t^2 h/2 >= 0 for 0 <= t <= 1"
)
size = sign(p) * p
below, far = (size - p) / 2, size + h * h + 1
at = size / far
risen = at * p + at * at * h / 2
upper_end, lower_end = 1 / alpha, -(1 / alpha)
best_above = no_better(upper_end, "no_better_above", "J_hat is not smaller than at v on the way to w_i = 1/alpha")
best_below = no_better(lower_end, "no_better_below", "J_hat is not smaller than at v on the way to w_i = -1/alpha")
v_above = Hypothesis("v_inside_above", st.PositiveSemidefinite(1 - alpha * v_i), words="v_i <= 1/alpha")
v_below = Hypothesis("v_inside_below", st.PositiveSemidefinite(1 + alpha * v_i), words="v_i >= -1/alpha")
minimal = (symmetric(H), alpha_nonzero, basis(e_i), best_above, best_below)
full = (1 - (alpha * v_i) ** 2) * slope_i / alpha

CONVERSE = (
    shows(
        "rising",
        "what starts at 0 as t p + t^2 h/2 and does not fall below it has p >= 0: at t = |p|/(|p| + h^2 + 1) it would",
        st.PositiveSemidefinite(p),
        "step 1",
        "step 17",
        after=(
            Step(
                st.PositiveSemidefinite(size),
                because="a number times its sign is its absolute value",
                rule="sign",
                using={"of": p, "bounded": False},
            ),
            Step(
                st.PositiveSemidefinite(1 - sign(p) * sign(p)),
                because="a sign is -1, 0 or 1",
                rule="sign",
                using={"of": p, "bounded": True},
            ),
            Step(st.PositiveSemidefinite(1 - sign(p)), ("step 2",), squares=(1 - sign(p),)),
            Step(st.PositiveSemidefinite(below), ("step 1", "step 3")),
            Step(st.PositiveDefinite(far), ("step 1",)),
            Step(st.PositiveSemidefinite(at), ("step 1", "step 5")),
            Step(st.PositiveSemidefinite(1 - at), ("step 5",), squares=(h, one)),
            Step(st.PositiveSemidefinite(risen), (rises, "step 6", "step 7"), rule="within", using={"at": at}),
            Step(st.eq(2 * far**2 * risen, 2 * far * size * p + size**2 * h), because="|p| + h^2 + 1 cancels"),
            Step(st.eq(below * (2 * far * size * p + size**2 * h), -(below**3 * (2 * far - h))), because="sign(p)^2 p = p"),
            Step(st.PositiveSemidefinite(2 * far**2 * risen), ("step 8",), squares=(far,)),
            Step(st.PositiveSemidefinite(-(below**3 * (2 * far - h))), ("step 4", "step 9", "step 10", "step 11")),
            Step(st.PositiveDefinite(2 * far - h), ("step 1",), squares=(h - Fraction(1, 4), one)),
            Step(st.PositiveDefinite(1 / (2 * far - h)), ("step 13",)),
            Step(st.PositiveSemidefinite(-(below * below * below)), ("step 12", "step 14")),
            Step(
                st.eq(below * below, 0),
                ("step 4", "step 15"),
                rule="zero",
                using={"vector": below, "inner": "step 4", "from": "step 15"},
            ),
            Step(st.eq(below, 0), ("step 16",), rule="zero", using={"vector": below}),
        ),
        given=(rises,),
    ),
    shows(
        "minimal_above",
        "so if v minimises J_hat over the box, g_i (1/alpha - v_i) >= 0",
        st.PositiveSemidefinite(slope_i * (upper_end - v_i)),
        "step 1",
        after=(slope_not_negative(upper_end),),
        given=(symmetric(H), alpha_nonzero, basis(e_i), best_above),
    ),
    shows(
        "minimal_below",
        "and g_i (-1/alpha - v_i) >= 0",
        st.PositiveSemidefinite(slope_i * (lower_end - v_i)),
        "step 1",
        after=(slope_not_negative(lower_end),),
        given=(symmetric(H), alpha_nonzero, basis(e_i), best_below),
    ),
    shows(
        "minimal_bounded",
        "so S_i = -alpha v_i is one of the S_i with |S_i| <= 1",
        st.PositiveSemidefinite(1 - (-(alpha * v_i)) ** 2),
        v_above,
        v_below,
        given=(basis(e_i), v_above, v_below),
    ),
    shows(
        "minimal_along",
        "S_i g_i >= 0",
        st.PositiveSemidefinite(-(alpha * v_i) * slope_i),
        "sign_descent_box.minimal_above",
        "sign_descent_box.minimal_below",
        alpha_positive,
        given=(symmetric(H), alpha_positive, *minimal[2:]),
    ),
    shows(
        "minimal_full",
        "|S_i| = 1 unless g_i = 0",
        st.eq((1 - (alpha * v_i) ** 2) * slope_i, 0),
        "step 3",
        after=(
            Step(st.PositiveSemidefinite(full), ("sign_descent_box.minimal_above", v_below)),
            Step(st.PositiveSemidefinite(-full), ("sign_descent_box.minimal_below", v_above)),
            Step(st.eq(full, 0), ("step 1", "step 2"), rule="zero", using={"vector": one, "inner": "step 1", "from": "step 2"}),
        ),
        given=(*minimal, v_above, v_below),
    ),
    chain(
        "minimal_fixed",
        "and with them v is fixed",
        step_of(v, -(alpha * v)),
        to(v, because="S + alpha v = 0"),
    ),
)


def derive_first_order(n: int) -> Derived:
    """Differentiate J_hat along the way from v to w, at v."""
    import sympy

    from derivations.language.deriving import Letters, gradient_of

    at, pace = Letters(n), sympy.Symbol("pace")
    place = at[v] + pace * (at[w] - at[v])
    value = ((place - at[w_star]).T * at[H] * (place - at[w_star]))[0, 0] / 2
    (slope,) = gradient_of(value, sympy.Matrix([pace]))
    return at.done(slope.xreplace({pace: sympy.Integer(0)}), "d/dt J_hat(v + t (w - v)) at t = 0")


sign_descent_box = Claim(
    id="sign_descent_box",
    title="Sign descent with decoupled decay minimises over the box |w_i| <= 1/alpha",
    source="Xie and Li 2024, for sign descent",
    letters="Here g_i and w_i are a coordinate of the gradient and of the weights, and s is any sign of g_i, where of 0 every "
    "number from -1 to 1 is one; S is a vector of such signs; mu and nu are the multipliers of the two sides of the box.",
    parts=(*FIXED, *KKT, *MINIMUM, *CONVERSE),
    derive={"first_order": derive_first_order},
)

CLAIMS = (sign_descent_box,)
