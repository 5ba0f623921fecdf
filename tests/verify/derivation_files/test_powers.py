"""A polynomial in a number by its powers: what is found adds up to it, and what is no polynomial is told."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from verify.derivation_files.flattening import one_key
from verify.derivation_files.powers import by_powers

t, c = tm.Symbol("t"), tm.Symbol("c")
A, x, d = tm.Symbol("A", "n", "n"), tm.Symbol("x", "n"), tm.Symbol("d", "n")


def test_a_form_along_a_line() -> None:
    found = by_powers((x + t * d).T * A * (x + t * d) / 2 - c, t)
    assert {power: one_key(term) for power, term in found.items()} == {
        0: one_key(x.T * A * x / 2 - c),
        1: one_key(x.T * A * d / 2 + d.T * A * x / 2),
        2: one_key(d.T * A * d / 2),
    }


def test_a_power_of_a_sum() -> None:
    assert one_key(by_powers((1 + t) ** 3, t)[2]) == one_key(3 * tm.Number(Fraction(1)))


@pytest.mark.parametrize("term", [1 / (1 + t), (1 + t) ** 7, (1 + t + c + c * t) ** 6])
def test_what_is_no_short_polynomial(term: tm.Term) -> None:
    with pytest.raises(LanguageError):
        by_powers(term, t)
