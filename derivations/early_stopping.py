"""Gradient descent stopped early, beside weight decay: formulas 7.40 to 7.45."""

from __future__ import annotations

from derivations.foundations import decomposition
from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, chain, shows, to
from derivations.language.symbols import H, I, Lam, Q, eps, natural, symmetric, w_star
from derivations.language.terms import Apply, Operand, Symbol, Zero, as_term

__all__ = ["CLAIMS", "descent", "eq_7_40", "start", "w_at"]

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
            given=(*given, so_far),
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
)

CLAIMS = (eq_7_40,)
