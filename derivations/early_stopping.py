"""Gradient descent stopped early, beside weight decay: formula 7.40, and which of the two shrinks less."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from derivations.foundations import decomposition
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Step, chain, shows, to
from derivations.language.symbols import H, I, Lam, Q, eps, natural, nonnegative, positive, symmetric, w_star
from derivations.language.terms import Apply, Number, Operand, Symbol, Zero, as_term

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "descent", "eq_7_40", "following", "k", "power", "start", "u", "u_positive", "w_at"]

k = Symbol("k")
spectral, orthonormal, _ = decomposition()


def w_at(index: Operand) -> Apply:
    """Return w_k, the weights after k steps."""
    return Apply("w", as_term(index), "n", 1)


start = Hypothesis("start", st.eq(w_at(0), Zero("n")), words="w_0 = 0")
descent = Hypothesis(
    "descent",
    st.ForEvery(k, st.eq(w_at(k + 1), w_at(k) - eps * H * (w_at(k) - w_star))),
    words="w_(k+1) = w_k - eps H (w_k - w_star) for every k",
)
A = I - eps * Lam
reached = (I - A**k) * Q.T * w_star
so_far = Hypothesis("induction", st.eq(Q.T * w_at(k), reached), words="the claim holds for k")
given = (symmetric(H), *decomposition(), descent)
u = Symbol("u")
u_positive = positive(u)
power, following = (1 - u) ** k, (1 - u) ** (k + 1)


def derive_steps(n: int) -> Derived:
    """Run n + 1 steps from 0 along the differentiated model of H = Q Lam Q^T; turn the result."""
    import sympy

    from derivations.language.deriving import Letters, gradient_of

    at = Letters(n)
    at.sizes["k"] = n + 1
    place, turned = (sympy.Matrix(sympy.symbols(f"{name}_1:{n + 1}", real=True)) for name in "pv")
    at.put(H, at[Q] * at[Lam] * at[Q].T)
    at.put(w_star, at[Q] * turned)
    slope = gradient_of(((place - turned).T * at[Lam] * (place - turned))[0, 0] / 2, place)  # in the eigenbasis, p = Q^T w
    reached = sympy.zeros(n, 1)
    for _ in range(n + 1):
        reached = reached - at.number(eps) * slope.xreplace(dict(zip(place, reached, strict=True)))
    shown = f"= {reached.applyfunc(sympy.factor).tolist()}, v = Q^T w_star" if n < 3 else "by coordinates"
    return at.done(reached, f"after {n + 1} steps Q^T w {shown}")


eq_7_40 = Claim(
    id="eq_7_40",
    title="How far gradient descent gets in k steps, in the eigenbasis",
    number="7.40",
    source="book, 7.40",
    parts=(
        chain(
            "base",
            "after no step nothing is reached",
            Q.T * w_at(0),
            to(Zero("n"), start),
            to((I - A**0) * Q.T * w_star, because="A^0 = I"),
            given=(start,),
        ),
        chain(
            "step",
            "one more step multiplies what is missing by I - eps Lam",
            Q.T * w_at(k + 1),
            to(Q.T * (w_at(k) - eps * H * (w_at(k) - w_star)), descent),
            to(A * (Q.T * w_at(k)) + eps * Lam * Q.T * w_star, spectral, orthonormal),
            to(A * reached + eps * Lam * Q.T * w_star, so_far),
            to((I - A ** (k + 1)) * Q.T * w_star, because="A A^k = A^(k+1)"),
            given=(natural(k), *given, so_far),
        ),
        shows(
            "main",
            "so Q^T w_k = [I - (I - eps Lam)^k] Q^T w_star for every k",
            st.eq(Q.T * w_at(k), reached),
            "eq_7_40.base",
            "eq_7_40.step",
            given=(natural(k), *given, start),
            rule="induction",
            using={"variable": k, "step": "eq_7_40.step"},
        ),
    ),
    derive={"main": derive_steps},
)

# --- early stopping shrinks less ----------------------------------------------------------------------------------------------

u_nonnegative = nonnegative(u)
at_most_one = Hypothesis("u_at_most_one", st.PositiveSemidefinite(1 - u), words="u <= 1")
interval = (u_nonnegative, at_most_one)
power_nonnegative = Hypothesis("induction", st.PositiveSemidefinite(power), words="the claim holds for k")
slack = 1 - power * (1 + k * u)
strictly_so_far = Hypothesis("induction", st.PositiveDefinite(1 - following * (1 + (k + 1) * u)), words="the claim holds for k")
u_zero = Hypothesis("u_zero", st.eq(u, 0), values={"u": Number(Fraction(0))})
power_is_one = Hypothesis("induction", st.eq(power, 1), words="the claim holds for k")
late = Number(Fraction(19, 10))
up_to_three_halves = Hypothesis("u_up_to_three_halves", st.PositiveSemidefinite(3 - 2 * u), words="u <= 3/2")
bernoulli = Hypothesis("induction", st.PositiveSemidefinite(slack), words="the claim holds for k")


def derive_shrinks_less(n: int) -> Derived:
    """Run n steps and solve the penalised problem, w_star = 1; write what is between them in u and 1 - u."""
    import sympy

    from derivations.language.deriving import Letters, from_both_ends

    at = Letters(n)
    at.sizes["k"] = n
    at.put(k, sympy.Integer(n))
    rate, place = at.number(u), sympy.Symbol("p")
    descended = sympy.Integer(0)
    for _ in range(n):
        descended = descended - rate * (descended - 1)
    (penalised,) = sympy.linsolve([rate * (place - 1) + place / n], [place])  # eps (grad J + alpha w), alpha = 1/(eps k)
    above = sympy.expand((descended - penalised[0]) * (1 + n * rate))
    found = from_both_ends(sympy.cancel(above), rate, sympy.Integer(1)) / (1 + n * rate)
    return at.done(found, f"{n} steps shrink less by {found}")


def derive_two_steps(n: int) -> Derived:
    """Factor what is left for two steps."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    found = sympy.factor(1 - (1 - at.number(u)) ** 2 * (1 + 2 * at.number(u)))
    return at.done(found, f"1 - (1 - u)^2 (1 + 2 u) = {found}")


early_stopping_shrinks_less = Claim(
    id="early_stopping_shrinks_less",
    title="With alpha = 1/(eps k) early stopping shrinks every direction less than the penalty",
    source="note B, made precise",
    parts=(
        shows("power_base", "(1 - u)^0 >= 0", st.PositiveSemidefinite((1 - u) ** 0), because="it is 1"),
        shows(
            "power_step",
            "(1 - u)^(k+1) >= 0 if (1 - u)^k >= 0",
            st.PositiveSemidefinite(following),
            power_nonnegative,
            at_most_one,
            given=(natural(k), at_most_one, power_nonnegative),
        ),
        shows(
            "power_nonnegative",
            "so for u <= 1, (1 - u)^k >= 0 for every k",
            st.PositiveSemidefinite(power),
            "early_stopping_shrinks_less.power_base",
            "early_stopping_shrinks_less.power_step",
            rule="induction",
            using={"variable": k, "step": "early_stopping_shrinks_less.power_step"},
            given=(natural(k), at_most_one),
        ),
        shows(
            "bernoulli_base",
            "(1 - u)^0 (1 + 0 u) <= 1",
            st.PositiveSemidefinite(1 - (1 - u) ** 0 * (1 + 0 * u)),
            because="both are 1",
        ),
        shows(
            "bernoulli_step",
            "one more factor takes (k + 1) u^2 (1 - u)^k away",
            st.PositiveSemidefinite(1 - following * (1 + (k + 1) * u)),
            bernoulli,
            "step 1",
            "early_stopping_shrinks_less.power_nonnegative",
            after=(Step(st.PositiveSemidefinite(k), because="a natural number", rule="natural"),),
            squares=(u,),
            given=(natural(k), at_most_one, bernoulli),
        ),
        shows(
            "bernoulli",
            "so (1 - u)^k (1 + k u) <= 1 for u <= 1 and every k",
            st.PositiveSemidefinite(slack),
            "early_stopping_shrinks_less.bernoulli_base",
            "early_stopping_shrinks_less.bernoulli_step",
            rule="induction",
            using={"variable": k, "step": "early_stopping_shrinks_less.bernoulli_step"},
            given=(natural(k), at_most_one),
        ),
        shows(
            "main",
            "so the factor 1 - (1 - u)^k is at least k u/(1 + k u), the ridge factor for alpha = 1/(eps k) and u = eps lam",
            st.PositiveSemidefinite(1 - power - k * u / (1 + k * u)),
            "early_stopping_shrinks_less.bernoulli",
            "step 3",
            after=(
                Step(st.PositiveSemidefinite(k), because="a natural number", rule="natural"),
                Step(st.PositiveDefinite(1 + k * u), ("step 1", u_nonnegative)),
                Step(st.PositiveDefinite(1 / (1 + k * u)), ("step 2",)),
            ),
            given=(natural(k), u_nonnegative, at_most_one),
        ),
        shows(
            "strict_base",
            "it is strictly larger unless u = 0: for one step and 0 < u <= 1",
            st.PositiveDefinite(1 - (1 - u) ** (Number(Fraction(0)) + 1) * (1 + (Number(Fraction(0)) + 1) * u)),
            u_positive,
            given=(u_positive,),
        ),
        shows(
            "strict_step",
            "for k + 2 steps if for k + 1",
            st.PositiveDefinite(1 - (1 - u) ** (k + 1 + 1) * (1 + (k + 1 + 1) * u)),
            strictly_so_far,
            "step 1",
            "early_stopping_shrinks_less.power_nonnegative",
            at_most_one,
            after=(Step(st.PositiveSemidefinite(k), because="a natural number", rule="natural"),),
            squares=(u,),
            given=(natural(k), at_most_one, strictly_so_far),
        ),
        shows(
            "strict",
            "so for 0 < u <= 1 and at least one step, (1 - u)^(k+1) (1 + (k + 1) u) < 1",
            st.PositiveDefinite(1 - following * (1 + (k + 1) * u)),
            "early_stopping_shrinks_less.strict_base",
            "early_stopping_shrinks_less.strict_step",
            rule="induction",
            using={"variable": k, "step": "early_stopping_shrinks_less.strict_step"},
            given=(natural(k), u_positive, at_most_one),
        ),
        shows(
            "equal_base",
            "and equal for u = 0: (1 - 0)^0 = 1",
            st.eq((1 - u) ** 0, 1),
            because="the power 0 is 1",
        ),
        chain(
            "equal_step",
            "(1 - 0)^(k+1) = 1 if (1 - 0)^k = 1",
            following,
            to(power, u_zero),
            to(1, power_is_one),
            given=(natural(k), u_zero, power_is_one),
        ),
        shows(
            "equal",
            "so nothing is shrunk either way",
            st.eq(power, 1),
            "early_stopping_shrinks_less.equal_base",
            "early_stopping_shrinks_less.equal_step",
            rule="induction",
            using={"variable": k, "step": "early_stopping_shrinks_less.equal_step"},
            given=(natural(k), u_zero),
        ),
        shows(
            "two_steps",
            "for k = 2 it even holds up to u = 3/2",
            st.PositiveSemidefinite(1 - (1 - u) ** 2 * (1 + 2 * u)),
            up_to_three_halves,
            squares=(u,),
            given=(up_to_three_halves,),
        ),
        shows(
            "fails",
            "but not at u = 19/10",
            st.PositiveDefinite((1 - late) ** 2 * (1 + 2 * late) - 1),
            because="(81/100)(24/5) = 486/125 exceeds 1",
        ),
    ),
    derive={"main": derive_shrinks_less, "two_steps": derive_two_steps},
)

CLAIMS = (eq_7_40, early_stopping_shrinks_less)
