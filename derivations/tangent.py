"""Powers beside their tangents and numbers in digits: lemmas for the gap."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Step, shows
from derivations.language.symbols import natural, nonnegative, positive
from derivations.language.terms import Number, Symbol, Term, as_term

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["CLAIMS", "around", "at_least", "at_most", "k", "k_natural", "k_nonnegative", "number", "one", "u", "x"]

k, u, x, a, b, t = Symbol("k"), Symbol("u"), Symbol("x"), Symbol("a"), Symbol("b"), Symbol("t")
k_natural = natural(k)
k_nonnegative = Step(st.PositiveSemidefinite(k), because="a natural number", rule="natural")


def number(text: str) -> Number:
    """Return a decimal number exactly."""
    return Number(Fraction(text))


def at_most(letter: Symbol, bound: Term | str, name: str) -> Hypothesis:
    """Return the hypothesis that a number is at most another."""
    value = number(bound) if isinstance(bound, str) else bound
    return Hypothesis(f"{letter.name}_{name}", st.PositiveSemidefinite(value - letter), words=f"{letter.name} <= {value}")


def at_least(letter: Symbol, bound: Term | str, name: str) -> Hypothesis:
    """Return the hypothesis that a number is at least another."""
    value = number(bound) if isinstance(bound, str) else bound
    return Hypothesis(f"{letter.name}_{name}", st.PositiveSemidefinite(letter - value), words=f"{letter.name} >= {value}")


# --- a^(n + 1) lies above its tangent at b ------------------------------------------------------------------------------------

a_nonnegative, b_nonnegative = nonnegative(a), nonnegative(b)
a_positive = positive(a)
apart = Hypothesis("a_and_b_differ", st.PositiveDefinite((a - b) ** 2), words="a is not b")


def above_tangent(n: Term) -> Term:
    """Return a^(n + 1) - b^n ((n + 1) a - n b)."""
    return a ** (n + 1) - b**n * ((n + 1) * a - n * b)


b_power = Hypothesis("induction", st.PositiveSemidefinite(b**k), words="the claim holds for k")
strictly_above = Hypothesis("induction", st.PositiveDefinite(above_tangent(k + 1)), words="the claim holds for k")
zero, one, two = number("0"), number("1"), number("2")


def derive_above_tangent(n: int) -> Derived:
    """Factor what lies between a^(n + 2) and its tangent at b."""
    import sympy

    from derivations.language.deriving import Letters

    at = Letters(n)
    at.sizes["k"] = n
    at.put(k, sympy.Integer(n))
    place, touched = at.number(a), at.number(b)
    slope = sympy.diff(place ** (n + 2), place).subs(place, touched)
    found = sympy.factor(place ** (n + 2) - touched ** (n + 2) - slope * (place - touched))
    return at.done(found, f"a^{n + 2} less its tangent at b = {found}")


tangent_line = Claim(
    id="tangent_line",
    title="A power lies above its tangent",
    source="a lemma for early_stopping_gap; Bernoulli's inequality for two numbers",
    parts=(
        shows("count", "k + 1 > 0", st.PositiveDefinite(k + 1), "step 1", after=(k_nonnegative,), given=(k_natural,)),
        shows("next_count", "k + 2 > 0", st.PositiveDefinite(k + 2), "step 1", after=(k_nonnegative,), given=(k_natural,)),
        shows("power_base", "b^0 >= 0", st.PositiveSemidefinite(b**0), because="it is 1"),
        shows(
            "power_step",
            "b^(k+1) >= 0 if b^k >= 0",
            st.PositiveSemidefinite(b ** (k + 1)),
            b_power,
            b_nonnegative,
            given=(k_natural, b_nonnegative, b_power),
        ),
        shows(
            "power",
            "so b^k >= 0 for every k",
            st.PositiveSemidefinite(b**k),
            "tangent_line.power_base",
            "tangent_line.power_step",
            rule="induction",
            using={"variable": k, "step": "tangent_line.power_step"},
            given=(k_natural, b_nonnegative),
        ),
        shows(
            "base",
            "a^2 - b (2 a - b) = (a - b)^2",
            st.PositiveDefinite(a ** (zero + 1 + 1) - b ** (zero + 1) * ((zero + 1 + 1) * a - (zero + 1) * b)),
            apart,
            given=(apart,),
        ),
        shows(
            "step",
            "a times what is left grows by (k + 2) b^(k+1) (a - b)^2",
            st.PositiveDefinite(above_tangent(k + 1 + 1)),
            strictly_above,
            a_positive,
            b_nonnegative,
            "tangent_line.power",
            "step 1",
            after=(k_nonnegative,),
            squares=(a - b,),
            given=(k_natural, a_positive, b_nonnegative, strictly_above),
        ),
        shows(
            "main",
            "so a^(k+2) > b^(k+1) ((k + 2) a - (k + 1) b) for a > 0, b >= 0, a other than b",
            st.PositiveDefinite(above_tangent(k + 1)),
            "tangent_line.base",
            "tangent_line.step",
            rule="induction",
            using={"variable": k, "step": "tangent_line.step"},
            given=(k_natural, a_positive, b_nonnegative, apart),
        ),
    ),
    derive={"main": derive_above_tangent},
)


def around(coefficients: list[Fraction], at: Term) -> Term:
    """Return a polynomial by its coefficients."""
    return sum((Number(c) * at**j for j, c in enumerate(coefficients[1:], 1)), as_term(coefficients[0]))


# (1 + x) (high + value_low P_5(-away)) - 1 in powers of away
CLAIMS = (tangent_line,)
