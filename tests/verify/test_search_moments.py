"""The search finds the moments of every expectation it should find, and finds none for what the moments do not give."""

from __future__ import annotations

import pytest

from derivations.language import statements as st
from derivations.language.claims import Claim, shows
from derivations.language.symbols import A, alpha, w, w_star
from derivations.language.terms import Identity, Symbol, Term, Zero, tr
from verify.kernel import check_one
from verify.search.branches import NotFound
from verify.search.finder import find_certificate

x, mu, S = Symbol("x", "n"), Symbol("mu", "n"), Symbol("S", "n", "n")
Z, M, T = Symbol("Z", "n", "m"), Symbol("M", "n", "m"), Symbol("T", "n", "n")
s, s_mean, s_square = Symbol("s"), Symbol("s_mean"), Symbol("s_square")
VECTOR, MATRIX, NUMBER = (x, mu, S), (Z, M, T), (s, s_mean, s_square)
Moments = tuple[Symbol, Term, Term]

FOUND: list[tuple[Term, Moments, Term]] = [
    (alpha * (w.T * x) + w.T * w, VECTOR, alpha * (w.T * mu) + w.T * w),
    (A * x, VECTOR, A * mu),
    (x.T * A, VECTOR, mu.T * A),
    ((w.T * x) * A, VECTOR, (w.T * mu) * A),
    ((w.T * x) * Identity("n"), VECTOR, (w.T * mu) * Identity("n")),
    (x.T * A * x, VECTOR, tr(A * S)),
    (x.T * x, VECTOR, tr(S)),
    (A * x * x.T * w, VECTOR, A * S * w),
    ((w.T * x) * A * x, VECTOR, A * S * w),
    ((w.T * x) * x.T * A, VECTOR, w.T * S * A),
    (x * x.T, VECTOR, S),
    ((w.T * x) * (w_star.T * x), VECTOR, w.T * S * w_star),
    ((w.T * x) * (x.T * w_star), VECTOR, w.T * S * w_star),
    ((x.T * w) ** 2, VECTOR, w.T * S * w),
    ((w.T * x - w.T * mu) ** 2, (x, mu, S + mu * mu.T), w.T * S * w),
    (w.T * Z * Z.T * w, MATRIX, w.T * T * w),
    (Z * Z.T * w + Z * M.T * w, MATRIX, T * w + M * M.T * w),
    (alpha * s**2 + s, NUMBER, alpha * s_square + s_mean),
    (s * w, NUMBER, s_mean * w),
]
LOST: list[tuple[Term, Moments, Term]] = [
    (x.T * A * x, VECTOR, mu.T * A * mu),
    ((w.T * x) ** 3, VECTOR, (w.T * mu) * (w.T * S * w)),
    ((w.T * x) * x, VECTOR, (w.T * mu) * mu),
    ((w.T * x) ** 2 * x, VECTOR, (w.T * S * w) * mu),
    (Z.T * Z, MATRIX, M.T * M),
    (s**3, NUMBER, s_mean**3),
    (A * x, VECTOR, Zero("n")),
]


def stated(f: Term, moments: Moments, value: Term) -> Claim:
    return Claim("expected", "", (shows("main", "", st.MeanIs(f, *moments, value)),))


@pytest.mark.parametrize(("f", "moments", "value"), FOUND, ids=str)
def test_what_the_moments_give_is_found(f: Term, moments: Moments, value: Term) -> None:
    claim = stated(f, moments, value)
    certificate = find_certificate("expected", claim.part("main"), claim.data(), {})
    assert check_one("expected", claim.data(), certificate, {}).verdict == "proved"


@pytest.mark.parametrize(("f", "moments", "value"), LOST, ids=str)
def test_nothing_is_found_for_what_they_do_not_give(f: Term, moments: Moments, value: Term) -> None:
    claim = stated(f, moments, value)
    with pytest.raises(NotFound):
        find_certificate("expected", claim.part("main"), claim.data(), {})
