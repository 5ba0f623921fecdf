"""When gradient descent with weight decay converges to w_tilde."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Step, chain, shows, to
from derivations.language.symbols import H, I, alpha, eps, w_star
from derivations.language.terms import Number, Term, inv, tr
from derivations.shifted_hessian import H_psd, K, R, alpha_positive, shifted_invertible
from derivations.stability import (
    eigenvector,
    eps_not_positive,
    eps_positive,
    j,
    k,
    k_natural,
    lam_max,
    largest,
    one,
    q,
    unit_length,
    w_0,
    w_at,
)

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS"]

# --- the same with weight decay -----------------------------------------------------------------------------------------------

w_tilde = R * H * w_star
decayed = I - eps * K
M = 2 * I - eps * K
decay_descent = Hypothesis(
    "descent",
    st.ForEvery(j, st.eq(w_at(j + 1), w_at(j) - eps * (alpha * w_at(j) + H * (w_at(j) - w_star)))),
    words="w_(j+1) = w_j - eps (alpha w_j + H (w_j - w_star)) for every j",
)
left_decayed = Hypothesis("induction", st.eq(w_at(k) - w_tilde, decayed**k * (w_0 - w_tilde)), words="the claim holds for k")
decay_small = Hypothesis(
    "eps_small",
    st.PositiveDefinite(M),
    words="2 I - eps (H + alpha I) is positive definite",
    values={"eps": 1 / (1 + alpha + tr(H))},
)
decay_source = inv(M) * inv(K) * (w_0 - w_tilde) / eps
decay_far = 1 + decay_source.T * decay_source / 2
with_decay = (H_psd, alpha_positive, decay_descent)
decay_below = Hypothesis(
    "eps_below",
    st.PositiveDefinite(2 - eps * (lam_max + alpha)),
    words="eps < 2/(lam_max + alpha)",
    values={"eps": 1 / (1 + lam_max + alpha)},
)
decay_start = Hypothesis("start_beside", st.eq(w_at(0), w_tilde + q), words="it starts at w_tilde + q")
u_decay = eps * (lam_max + alpha)
decay_large = Hypothesis("eps_large", st.PositiveSemidefinite(u_decay - 2), words="eps >= 2/(lam_max + alpha)")
decay_alone = Hypothesis("induction", st.eq(w_at(k) - w_tilde, (1 - u_decay) ** k * q), words="the claim holds for k")
beside = (*with_decay, eigenvector, decay_start)
gap = w_at(k) - w_tilde


def gap_at(place: Term) -> Term:
    """Return the squared distance of w_place from w_tilde."""
    away = w_at(place) - w_tilde
    return away.T * away


as_far = Hypothesis("induction", st.PositiveSemidefinite(gap_at(k) - 1), words="the claim holds for k")


def derive_run(n: int) -> Derived:
    """Run n + 1 steps from a generic start, and measure the distance to the point where the step stands still."""
    import sympy

    from derivations.language.deriving import Letters, gradient_of, solve_linear

    at = Letters(n)
    at.sizes["k"] = n + 1
    place = sympy.Matrix(sympy.symbols(f"p_1:{n + 1}"))
    away = place - at[w_star]
    objective = (away.T * at[H] * away)[0, 0] / 2 + at.number(alpha) / 2 * (place.T * place)[0, 0]
    slope = gradient_of(objective, place)
    _, _, rest = solve_linear(slope, place)
    start = reached = sympy.Matrix(sympy.symbols(f"w0_1:{n + 1}"))
    for _ in range(n + 1):
        reached = reached - at.number(eps) * slope.xreplace(dict(zip(place, reached, strict=True)))
    at.functions["w"] = lambda index: start if index[0, 0] == 0 else reached
    return at.done(reached - rest, f"after {n + 1} steps from (w0_1, ..)")


weight_decay_dynamics = Claim(
    id="weight_decay_dynamics",
    title="Gradient descent with weight decay converges to w_tilde from every start exactly if 0 < eps < 2/(lam_max + alpha)",
    source="from 7.5 and 7.10",
    parts=(
        shows(
            "base",
            "w_0 - w_tilde = B^0 (w_0 - w_tilde), B = I - eps (H + alpha I)",
            st.eq(w_at(0) - w_tilde, decayed**0 * (w_0 - w_tilde)),
            because="B^0 = I",
            given=(H_psd, alpha_positive),
            conditions=(shifted_invertible,),
        ),
        chain(
            "step",
            "every step multiplies the distance to w_tilde by B",
            w_at(k + 1) - w_tilde,
            to(decayed * (w_at(k) - w_tilde) - eps * (alpha * w_tilde + H * (w_tilde - w_star)), decay_descent),
            to(decayed * (w_at(k) - w_tilde), because="(H + alpha I) w_tilde = H w_star"),
            to(decayed * (decayed**k * (w_0 - w_tilde)), left_decayed),
            to(decayed ** (k + 1) * (w_0 - w_tilde), because="B B^k = B^(k+1)"),
            given=(k_natural, *with_decay, left_decayed),
            conditions=(shifted_invertible,),
        ),
        shows(
            "main",
            "so w_k - w_tilde = (I - eps (H + alpha I))^k (w_0 - w_tilde) for every k",
            st.eq(w_at(k) - w_tilde, decayed**k * (w_0 - w_tilde)),
            "weight_decay_dynamics.base",
            "weight_decay_dynamics.step",
            rule="induction",
            using={"variable": k, "step": "weight_decay_dynamics.step"},
            given=(k_natural, *with_decay),
            conditions=(shifted_invertible,),
        ),
        shows(
            "below",
            "2 I - eps (H + alpha I) is positive definite if 0 < eps < 2/(lam_max + alpha)",
            st.PositiveDefinite(M),
            largest,
            eps_positive,
            decay_below,
            given=(largest, eps_positive, decay_below),
        ),
        chain(
            "reach",
            "with B = I - eps (H + alpha I), what is missing of w_tilde at the start is I - B^2 times a vector",
            w_0 - w_tilde,
            to(eps * K * M * decay_source, because="2 I - eps K and K cancel their inverses"),
            to((I - decayed * decayed) * decay_source, because="I - B^2 = eps K (2 I - eps K)"),
            given=(H_psd, alpha_positive, eps_positive, decay_small),
            conditions=(shifted_invertible,),
        ),
        shows(
            "converges",
            "so w_k tends to w_tilde from every start",
            st.LimitIs(w_at(k), k, "inf", w_tilde),
            "step 3",
            "step 1",
            after=(
                Step(st.PositiveDefinite(one), because="1 > 0"),
                Step(
                    st.eq(gap, decayed**k * (I - decayed * decayed) * decay_source),
                    ("weight_decay_dynamics", "weight_decay_dynamics.reach"),
                ),
                Step(
                    st.PositiveSemidefinite(decay_far * decay_far - (1 + k) * (1 + k) * (gap.T * gap)),
                    (Instance("power_rate.bound").at(B=decayed, z=decay_source, v=gap), "step 2"),
                ),
            ),
            rule="limit",
            using={"bound": decay_far, "slope": "step 1"},
            given=(k_natural, *with_decay, eps_positive, decay_small),
            conditions=(shifted_invertible, Instance("stability.contracts").at(H=K)),
        ),
        shows(
            "alone_base",
            "started beside w_tilde along an eigenvector q of lam_max, it is (1 - eps (lam_max + alpha))^0 q away",
            st.eq(w_at(0) - w_tilde, (1 - u_decay) ** 0 * q),
            decay_start,
            given=(H_psd, alpha_positive, decay_start),
            conditions=(shifted_invertible,),
        ),
        chain(
            "alone_step",
            "and every step multiplies that by 1 - eps (lam_max + alpha)",
            w_at(k + 1) - w_tilde,
            to(decayed * (w_at(k) - w_tilde), decay_descent),
            to((1 - u_decay) ** k * (decayed * q), decay_alone),
            to((1 - u_decay) ** (k + 1) * q, eigenvector),
            given=(k_natural, *with_decay, eigenvector, decay_alone),
            conditions=(shifted_invertible,),
        ),
        shows(
            "alone",
            "so w_k - w_tilde = (1 - eps (lam_max + alpha))^k q",
            st.eq(gap, (1 - u_decay) ** k * q),
            "weight_decay_dynamics.alone_base",
            "weight_decay_dynamics.alone_step",
            rule="induction",
            using={"variable": k, "step": "weight_decay_dynamics.alone_step"},
            given=(k_natural, *beside),
            conditions=(shifted_invertible,),
        ),
        shows(
            "only_if_below",
            "if eps >= 2/(lam_max + alpha) it never comes nearer to w_tilde than it started, one away",
            st.PositiveSemidefinite(gap.T * gap - 1),
            "weight_decay_dynamics.alone",
            "step 2",
            unit_length,
            after=(
                Step(st.PositiveSemidefinite(u_decay * (u_decay - 2)), (decay_large,), squares=(u_decay - 2,)),
                Step(
                    st.PositiveSemidefinite((1 - u_decay) ** k * (1 - u_decay) ** k - 1),
                    (Instance("stability.grows").at(u=u_decay), "step 1"),
                ),
            ),
            given=(k_natural, *beside, unit_length, decay_large),
            conditions=(shifted_invertible,),
        ),
        shows(
            "positive_base",
            "if eps <= 0, started one away from w_tilde",
            st.PositiveSemidefinite(gap_at(Number(Fraction(0))) - 1),
            decay_start,
            unit_length,
            given=(H_psd, alpha_positive, decay_start, unit_length),
            conditions=(shifted_invertible,),
        ),
        shows(
            "positive_step",
            "it comes no nearer with a step, for v^T (H + alpha I) v >= 0",
            st.PositiveSemidefinite(gap_at(k + 1) - 1),
            as_far,
            "step 2",
            shifted_invertible,
            eps_not_positive,
            after=(
                Step(
                    st.eq(w_at(k + 1) - w_tilde, decayed * gap - eps * (alpha * w_tilde + H * (w_tilde - w_star))),
                    (decay_descent,),
                ),
                Step(st.eq(w_at(k + 1) - w_tilde, decayed * gap), ("step 1",)),
            ),
            squares=(gap, eps * K * gap),
            given=(k_natural, *with_decay, eps_not_positive, as_far),
            conditions=(shifted_invertible,),
        ),
        shows(
            "only_if_positive",
            "nor does it come nearer if eps <= 0",
            as_far.statement,
            "weight_decay_dynamics.positive_base",
            "weight_decay_dynamics.positive_step",
            rule="induction",
            using={"variable": k, "step": "weight_decay_dynamics.positive_step"},
            given=(k_natural, *with_decay, decay_start, unit_length, eps_not_positive),
            conditions=(shifted_invertible,),
        ),
    ),
    derive={"main": derive_run},
)

CLAIMS = (weight_decay_dynamics,)
