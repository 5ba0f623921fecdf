"""When gradient descent converges, with weight decay and without, and to what."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from derivations.contraction_by_counting import OF_CONTRACTION
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Step, chain, shows, to
from derivations.language.symbols import B, H, I, eps, invertible, natural, nonnegative, positive, symmetric, w_star
from derivations.language.terms import Apply, Number, Operand, Symbol, Term, Zero, as_term, inv, tr
from derivations.limits import H_plus, commutes, inner, symmetric_inverse
from derivations.shifted_hessian import H_psd

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = [
    "CLAIMS",
    "eigenvector",
    "eps_not_positive",
    "eps_positive",
    "j",
    "k",
    "k_natural",
    "lam_max",
    "lam_nonnegative",
    "largest",
    "one",
    "power_rate",
    "q",
    "stability",
    "unit_length",
    "w_0",
    "w_at",
]

j, k = Symbol("j"), Symbol("k")
k_natural = natural(k)
v, z, q = Symbol("v", "n"), Symbol("z", "n"), Symbol("q", "n")
one, two = Number(Fraction(1)), Number(Fraction(2))


def w_at(index: Operand) -> Apply:
    """Return w_k, the weights after k steps."""
    return Apply("w", as_term(index), "n", 1)


w_0 = w_at(0)

# --- how fast the powers of a contraction vanish where it contracts -----------------------------------------------------------

S = I - B * B
contracts = Hypothesis("B_contracts", st.PositiveSemidefinite(S), words="I - B^2 is positive semidefinite", values={"B": I})
tail = (k + 1) * (k + 2) / 2


def first_terms(at: Term, many: Term, pairs: Term, power: Term) -> Term:
    """Return the chance of at most two hits in k + 2 throws that hit with chance S = I - B^2, power being B^k."""
    return power * (at**4 + many * (S * B * B) + pairs * (S * S)) * power.T


at_k = first_terms(B, k + 2, tail, B**k)
following = first_terms(B, k + 3, (k + 2) * (k + 3) / 2, B ** (k + 1))
so_far = Hypothesis("induction", st.PositiveSemidefinite(I - at_k), words="the claim holds for k")
rate = 2 * I - (k + 1) ** 2 * (B**k * S * S * (B**k).T)
given_power = (k_natural, symmetric(B), contracts)
k_nonnegative = Step(st.PositiveSemidefinite(k), because="a natural number", rule="natural")
reached = B**k * S * z
is_reached = Hypothesis("v_reached", st.eq(v, reached), words="v = B^k S z", values={"v": reached})
half_square = 1 + z.T * z / 2

power_rate = Claim(
    id="power_rate",
    title="How fast the powers of a contraction vanish where it contracts",
    source="a lemma for stability and weight_decay_dynamics",
    parts=(
        shows(
            "base",
            "with S = I - B^2: B^4 + 2 S B^2 + S^2 = I",
            st.PositiveSemidefinite(I - first_terms(B, two, one, B**0)),
            because="(B^2 + S)^2 = I",
        ),
        shows(
            "step",
            "from k to k + 1 the sum falls by (k + 1)(k + 2)/2 B^k S^3 B^k",
            st.PositiveSemidefinite(I - following),
            so_far,
            contracts,
            "step 1",
            after=(k_nonnegative,),
            squares=(S * (B**k).T,),
            given=(*given_power, so_far),
        ),
        shows(
            "at_most_two",
            "with S = I - B^2, B^k (B^4 + (k + 2) S B^2 + (k + 1)(k + 2)/2 S^2) B^k is at most I",
            st.PositiveSemidefinite(I - at_k),
            "power_rate.base",
            "power_rate.step",
            rule="induction",
            using={"variable": k, "step": "power_rate.step"},
            given=given_power,
        ),
        shows(
            "main",
            "and (k + 1)^2 B^k S^2 B^k is at most 2 I",
            st.PositiveSemidefinite(rate),
            "power_rate.at_most_two",
            contracts,
            "step 1",
            after=(k_nonnegative,),
            squares=(B * B * (B**k).T, B * (B**k).T, S * (B**k).T),
            given=given_power,
        ),
        shows(
            "bound",
            "so v = B^k S z falls like 1/(1 + k)",
            st.PositiveSemidefinite(half_square * half_square - (1 + k) * (1 + k) * (v.T * v)),
            "step 2",
            "power_rate",
            after=(
                Step(st.eq(reached, S * (B**k).T * z), because="B commutes with its powers"),
                Step(st.eq(v, S * (B**k).T * z), ("step 1", is_reached)),
            ),
            squares=(1 - z.T * z / 2, z),
            given=(*given_power, is_reached),
        ),
    ),
    derive=OF_CONTRACTION,
    remark="The sum is the chance of at most two hits in k + 2 throws, which can only fall with another throw.",
)

# --- gradient descent on the quadratic model ----------------------------------------------------------------------------------

A = I - eps * H
N = 2 * I - eps * H
contraction = I - A * A
Pi = H * H_plus
limit_point = Pi * w_star + (I - Pi) * w_0
descent = Hypothesis(
    "descent",
    st.ForEvery(j, st.eq(w_at(j + 1), w_at(j) - eps * H * (w_at(j) - w_star))),
    words="w_(j+1) = w_j - eps H (w_j - w_star) for every j",
)
stays = Hypothesis("v_stays", st.eq(H * (v - w_star), Zero("n")), words="v minimises J_hat")
left = Hypothesis("induction", st.eq(w_at(k) - v, A**k * (w_0 - v)), words="the claim holds for k")
eps_positive = positive(eps)
small = {"eps": 1 / (1 + tr(H))}
step_small = Hypothesis("eps_small", st.PositiveDefinite(N), words="2 I - eps H is positive definite", values=small)
generalized_inverse = (symmetric_inverse, inner, commutes)
descends = (k_natural, H_psd, eps_positive, step_small)
source_point = inv(N) * (H_plus * (w_0 - w_star)) / eps
far = 1 + source_point.T * source_point / 2
lam_max = Symbol("lam_max")
largest = Hypothesis(
    "lam_max_largest",
    st.PositiveSemidefinite(lam_max * I - H),
    words="no eigenvalue exceeds lam_max",
    values={"lam_max": tr(H)},
)
eps_below = Hypothesis(
    "eps_below", st.PositiveDefinite(2 - eps * lam_max), words="eps < 2/lam_max", values={"eps": 1 / (1 + lam_max)}
)
eigenvector = Hypothesis("q_eigenvector", st.eq(H * q, lam_max * q), words="H q = lam_max q")
unit_length = Hypothesis("q_unit", st.eq(q.T * q, 1), words="q has length 1")
start_beside = Hypothesis("start_beside", st.eq(w_at(0), w_star + q), words="it starts at w_star + q")
eps_large = Hypothesis("eps_large", st.PositiveSemidefinite(eps * lam_max - 2), words="eps >= 2/lam_max")
u = Symbol("u")
u_outside = Hypothesis("u_outside", st.PositiveSemidefinite(u * (u - 2)), words="u <= 0 or u >= 2: u (u - 2) >= 0")
power, next_power = (1 - u) ** k, (1 - u) ** (k + 1)
grows = Hypothesis("induction", st.PositiveSemidefinite(power * power - 1), words="the claim holds for k")
alone = Hypothesis("induction", st.eq(w_at(k) - w_star, (1 - eps * lam_max) ** k * q), words="the claim holds for k")
oscillates = (H_psd, descent, eigenvector, start_beside)
change = w_at(k + 1) - w_at(k)
apart = w_at(k) - w_star
outside = eps * lam_max * (eps * lam_max - 2)  # the step is outside of what the contraction allows
eps_not_positive = Hypothesis("eps_not_positive", st.PositiveSemidefinite(-eps), words="eps <= 0")
lam_nonnegative = Hypothesis("lam_max_nonnegative", st.PositiveSemidefinite(lam_max), words="lam_max >= 0")


def derive_descent(n: int) -> Derived:
    """Run n + 1 steps along the differentiated model, and measure the distance to w_star."""
    import sympy

    from derivations.language.deriving import Letters, gradient_of

    at = Letters(n)
    at.sizes["k"] = n + 1
    at.put(v, at[w_star])
    place = sympy.Matrix(sympy.symbols(f"p_1:{n + 1}"))
    slope = gradient_of(((place - at[w_star]).T * at[H] * (place - at[w_star]))[0, 0] / 2, place)
    start = reached = sympy.Matrix(sympy.symbols(f"w0_1:{n + 1}"))
    for _ in range(n + 1):
        reached = reached - at.number(eps) * slope.xreplace(dict(zip(place, reached, strict=True)))
    at.functions["w"] = lambda index: start if index[0, 0] == 0 else reached
    return at.done(reached - at[w_star], f"after {n + 1} steps from (w0_1, ..)")


stability = Claim(
    id="stability",
    title="Gradient descent converges from every start to the minimiser nearest to it exactly if 0 < eps < 2/lam_max",
    source="note B, made precise",
    parts=(
        shows(
            "closed_base",
            "w_0 - v = A^0 (w_0 - v), A = I - eps H",
            st.eq(w_at(0) - v, A**0 * (w_0 - v)),
            because="A^0 = I",
        ),
        chain(
            "closed_step",
            "one more step multiplies the distance to a minimiser v by A",
            w_at(k + 1) - v,
            to(A * (w_at(k) - v) - eps * H * (v - w_star), descent),
            to(A * (w_at(k) - v), stays),
            to(A * (A**k * (w_0 - v)), left),
            to(A ** (k + 1) * (w_0 - v), because="A A^k = A^(k+1)"),
            given=(k_natural, descent, stays, left),
        ),
        shows(
            "closed",
            "with A = I - eps H, w_k - v = A^k (w_0 - v) for every k",
            st.eq(w_at(k) - v, A**k * (w_0 - v)),
            "stability.closed_base",
            "stability.closed_step",
            rule="induction",
            using={"variable": k, "step": "stability.closed_step"},
            given=(k_natural, descent, stays),
        ),
        shows(
            "contracts",
            "if 2 I - eps H is positive definite, I - A^2 is positive semidefinite",
            st.PositiveSemidefinite(contraction),
            H_psd,
            eps_positive,
            step_small,
            squares=(N, H),
            given=(H_psd, eps_positive, step_small),
        ),
        chain(
            "minimiser",
            "v = Pi w_star + (I - Pi) w_0 minimises J_hat",
            H * (limit_point - w_star),
            to((H - H * H_plus * H) * (w_0 - w_star), commutes),
            to(Zero("n"), inner),
            given=(inner, commutes),
        ),
        chain(
            "reach",
            "and what is missing of it at the start is I - A^2 times a vector",
            w_0 - limit_point,
            to(Pi * (w_0 - w_star), because="Pi takes away what stays"),
            to(eps * H * N * source_point, because="2 I - eps H cancels its inverse"),
            to(contraction * source_point, because="I - A^2 = eps H (2 I - eps H)"),
            given=(eps_positive, step_small),
        ),
        shows(
            "main",
            "so w_k tends to Pi w_star + (I - Pi) w_0, the minimiser nearest to the start",
            st.LimitIs(w_at(k), k, "inf", limit_point),
            "step 3",
            "step 1",
            after=(
                Step(st.PositiveDefinite(one), because="1 > 0"),
                Step(
                    st.eq(w_at(k) - limit_point, A**k * contraction * source_point),
                    (Instance("stability.closed").at(v=limit_point), "stability.reach"),
                ),
                Step(
                    st.PositiveSemidefinite(
                        far * far - (1 + k) * (1 + k) * ((w_at(k) - limit_point).T * (w_at(k) - limit_point))
                    ),
                    (Instance("power_rate.bound").at(B=A, z=source_point, v=w_at(k) - limit_point), "step 2"),
                ),
            ),
            rule="limit",
            using={"bound": far, "slope": "step 1"},
            given=(*descends, *generalized_inverse, descent),
            conditions=(Instance("stability.minimiser"), "stability.contracts"),
        ),
        shows(
            "below",
            "2 I - eps H is positive definite if eps < 2/lam_max",
            st.PositiveDefinite(N),
            largest,
            eps_positive,
            eps_below,
            given=(largest, eps_positive, eps_below),
        ),
        shows("grows_base", "((1 - u)^0)^2 >= 1", st.PositiveSemidefinite((1 - u) ** 0 * (1 - u) ** 0 - 1), because="it is 1"),
        shows(
            "grows_step",
            "((1 - u)^(k+1))^2 >= 1 if ((1 - u)^k)^2 >= 1 and u <= 0 or u >= 2",
            st.PositiveSemidefinite(next_power * next_power - 1),
            grows,
            u_outside,
            squares=(1 - u,),
            given=(k_natural, u_outside, grows),
        ),
        shows(
            "grows",
            "so ((1 - u)^k)^2 >= 1 for every k",
            st.PositiveSemidefinite(power * power - 1),
            "stability.grows_base",
            "stability.grows_step",
            rule="induction",
            using={"variable": k, "step": "stability.grows_step"},
            given=(k_natural, u_outside),
        ),
        shows(
            "alone_base",
            "started beside w_star along an eigenvector q of lam_max, it is (1 - eps lam_max)^0 q away",
            st.eq(w_at(0) - w_star, (1 - eps * lam_max) ** 0 * q),
            start_beside,
            given=(start_beside,),
        ),
        chain(
            "alone_step",
            "and every step multiplies that by 1 - eps lam_max",
            w_at(k + 1) - w_star,
            to((I - eps * H) * (w_at(k) - w_star), descent),
            to((1 - eps * lam_max) ** k * ((I - eps * H) * q), alone),
            to((1 - eps * lam_max) ** (k + 1) * q, eigenvector),
            given=(k_natural, descent, eigenvector, alone),
        ),
        shows(
            "alone",
            "so w_k - w_star = (1 - eps lam_max)^k q",
            st.eq(w_at(k) - w_star, (1 - eps * lam_max) ** k * q),
            "stability.alone_base",
            "stability.alone_step",
            rule="induction",
            using={"variable": k, "step": "stability.alone_step"},
            given=(k_natural, *(h for h in oscillates if h is not H_psd)),
        ),
        shows(
            "only_if",
            "if eps >= 2/lam_max no step from there is shorter than 2, so it does not converge",
            st.PositiveSemidefinite(change.T * change - 4),
            "step 1",
            "step 3",
            unit_length,
            eps_large,
            squares=((1 - eps * lam_max) ** k,),
            after=(
                Step(
                    st.eq(change, -(eps * lam_max * (1 - eps * lam_max) ** k * q)),
                    ("stability.alone", descent, eigenvector),
                ),
                Step(st.PositiveSemidefinite(outside), (eps_large,), squares=(eps * lam_max - 2,)),
                Step(
                    st.PositiveSemidefinite((1 - eps * lam_max) ** k * (1 - eps * lam_max) ** k - 1),
                    (Instance("stability.grows").at(u=eps * lam_max), "step 2"),
                ),
            ),
            given=(k_natural, *(h for h in oscillates if h is not H_psd), unit_length, eps_large),
        ),
        shows(
            "only_if_positive",
            "and if eps <= 0 it never comes nearer to w_star than it started, at the distance 1",
            st.PositiveSemidefinite(apart.T * apart - 1),
            "stability.alone",
            "step 3",
            unit_length,
            after=(
                Step(st.PositiveSemidefinite(-(eps * lam_max)), (eps_not_positive, lam_nonnegative)),
                Step(st.PositiveSemidefinite(outside), ("step 1",), squares=(eps * lam_max,)),
                Step(
                    st.PositiveSemidefinite((1 - eps * lam_max) ** k * (1 - eps * lam_max) ** k - 1),
                    (Instance("stability.grows").at(u=eps * lam_max), "step 2"),
                ),
            ),
            given=(k_natural, *(h for h in oscillates if h is not H_psd), unit_length, eps_not_positive, lam_nonnegative),
        ),
        chain(
            "nearest",
            "which is the minimiser nearest to that start if lam_max is not 0",
            limit_point,
            to(w_star + (I - Pi) * q, start_beside),
            to(w_star + (H - H * H_plus * H) * q / lam_max, eigenvector),
            to(w_star, inner),
            given=(inner, eigenvector, start_beside, invertible(lam_max)),
        ),
    ),
    derive={"closed": derive_descent},
)

# --- the factor along one eigenvector, u = eps lam ----------------------------------------------------------------------------

u_nonnegative, u_positive = nonnegative(u), positive(u)
below_one = Hypothesis("u_below_one", st.PositiveDefinite(1 - u), words="u < 1")
above_one = Hypothesis("u_above_one", st.PositiveDefinite(u - 1), words="u > 1")
below_two = Hypothesis("u_below_two", st.PositiveDefinite(2 - u), words="u < 2")
u_one = Hypothesis("u_is_one", st.eq(u, 1), words="u = 1", values={"u": one})
even = ((1 - u) ** 2) ** k
even_next = ((1 - u) ** 2) ** (k + 1)
double = 1 - (1 - u) ** 2
first = 1 - (1 - u) ** 1
first_nonnegative = Hypothesis(
    "first_nonnegative", st.PositiveSemidefinite(first), words="after one step the factor is not negative"
)
first_below_one = Hypothesis("first_below_one", st.PositiveDefinite(1 - first), words="after one step the factor is below 1")
squared_power_positive = Instance("exact_alpha.power_positive").at(u=double)

FACTOR = (
    shows(
        "factor_nonnegative",
        "for 0 <= u < 1 the factor 1 - (1 - u)^k is not negative",
        st.PositiveSemidefinite(1 - power),
        "early_stopping_shrinks_less.bernoulli",
        "early_stopping_shrinks_less.power_nonnegative",
        u_nonnegative,
        "step 1",
        after=(k_nonnegative,),
        given=(k_natural, u_nonnegative, below_one),
    ),
    shows(
        "factor_below_one",
        "and below 1, for every k",
        st.PositiveDefinite(1 - (1 - power)),
        "exact_alpha.power_positive",
        given=(k_natural, below_one),
    ),
    shows(
        "factor_only_if_nonnegative",
        "conversely already the factor of one step, u itself, is negative unless u >= 0",
        st.PositiveSemidefinite(u),
        first_nonnegative,
        given=(first_nonnegative,),
    ),
    shows(
        "factor_only_if_below_one",
        "and is not below 1 unless u < 1",
        st.PositiveDefinite(1 - u),
        first_below_one,
        given=(first_below_one,),
    ),
    chain(
        "factor_at_one",
        "at u = 1 it is 1 after any number of steps from 1 on",
        1 - next_power,
        to(1 - power * (1 - one), u_one),
        to(1, because="1 - 1 = 0"),
        given=(k_natural, u_one),
    ),
    shows(
        "factor_odd",
        "for 1 < u < 2 it exceeds 1 at odd numbers 2 k + 1 of steps",
        st.PositiveDefinite((1 - (1 - u) * even) - 1),
        above_one,
        squared_power_positive,
        given=(k_natural, above_one),
    ),
    shows(
        "factor_even_positive",
        "at even numbers 2 k + 2 it lies above 0",
        st.PositiveDefinite(1 - even_next),
        Instance("exact_alpha.below_one").at(u=double),
        above_one,
        below_two,
        given=(k_natural, above_one, below_two),
    ),
    shows(
        "factor_even_below_one",
        "and below 1",
        st.PositiveDefinite(1 - (1 - even_next)),
        squared_power_positive,
        "step 1",
        after=(Step(st.PositiveDefinite((u - 1) * (u - 1)), (above_one,)),),
        given=(k_natural, above_one),
    ),
)
stability = replace(stability, parts=(*stability.parts, *FACTOR))

CLAIMS = (power_rate, stability)
