"""A linear programme is charged by its size, to a search that is to be short and to no other."""

from __future__ import annotations

import pytest

from verify.kernel.algebra import SCALAR, Poly
from verify.search.columns import Column
from verify.search.linear import STARTING, worth
from verify.search.sums import explained

X = Poly(SCALAR, {(((0, 1),), ()): 1})
BOTH = Poly(SCALAR, {(((0, 1),), ()): 2, ((), ()): 1})


def test_a_programme_costs_what_it_is_large() -> None:
    assert worth(X, []) == STARTING + 1
    assert worth(X, [X, BOTH, BOTH]) == STARTING + 1 + 5


def test_the_charge_is_made_before_the_programme_is_solved() -> None:
    column = Column([["num", "1"], None, "a", None], X)
    charged: list[int] = []
    assert explained(X, [column], charged.append)
    assert charged == [worth(X, [X])]

    def refuse(_: int) -> None:
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        explained(X, [column], refuse)
    assert explained(X, [column])
