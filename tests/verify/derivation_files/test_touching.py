"""Where an inequality in one letter is an equality: the places are found, and none where there are none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.language import terms as tm
from derivations.language.terms import exp, log
from verify.derivation_files.touching import touching

u, v = tm.Symbol("u"), tm.Symbol("v")
root = exp(log(tm.Number(Fraction(3))) / 2)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ((3 * u - 2) ** 2 * (1 + u), [u - tm.Number(Fraction(2, 3))]),
        ((1 + 2 * u) * ((6 * root - 9) / 4 - (1 / (1 + 2 * u) - (1 - u) ** 2)), [u - tm.Number(Fraction(1, 2)) * root]),
        ((u - 1) ** 2 * (u + 1) ** 2, [u - tm.Number(Fraction(-1)), u - tm.Number(Fraction(1))]),
    ],
)
def test_places(term: tm.Term, expected: list[tm.Term]) -> None:
    assert list(touching(term)) == expected


@pytest.mark.parametrize("term", [1 + u * u, (u - v) ** 2, u**3 - u, log(u) * 0 + 1, 1 / (u - u)])
def test_no_places(term: tm.Term) -> None:
    assert touching(term) == ()
