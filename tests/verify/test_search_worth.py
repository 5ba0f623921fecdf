"""A linear programme is charged by its size, to a search that is to be short and to no other; none is solved in vain."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import scipy.optimize

from verify.kernel.algebra import SCALAR, Poly
from verify.search.columns import Column
from verify.search.linear import STARTING, combine, pushable, worth
from verify.search.programme import optimum
from verify.search.sums import explained

X = Poly(SCALAR, {(((0, 1),), ()): 1})
ONE = Poly(SCALAR, {((), ()): 1})
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


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How wide each programme is that the solver gets."""
    seen: list[int] = []
    solve = scipy.optimize.linprog

    def counting(prices: Any, **how: Any) -> Any:
        seen.append(len(prices))
        return solve(prices, **how)

    monkeypatch.setattr(scipy.optimize, "linprog", counting)
    optimum.cache_clear()
    return seen


def test_the_same_programme_is_solved_once_and_another_one_anew(solved: list[int]) -> None:
    for _ in range(2):
        assert combine(BOTH, [X, ONE]) == [Fraction(x) for x in (2, 1)]
    assert len(solved) == 1
    assert combine(BOTH, [X], [ONE]) == [Fraction(x) for x in (2, 1)]
    assert len(solved) == 2, "a sign that matters is another programme"
    assert combine(BOTH, [X, ONE, BOTH], costs=[1.0, 1.0, 0.5]) == [Fraction(x) for x in (0, 0, 1)]
    assert combine(BOTH, [X, ONE, BOTH], costs=[1.0, 1.0, 9.0]) == [Fraction(x) for x in (2, 1, 0)], "and so is a price"


def test_a_monomial_of_the_goal_that_is_in_no_column_needs_no_solver(solved: list[int]) -> None:
    assert combine(BOTH, [X], [X]) is None
    assert pushable(BOTH, [X], [X], [0]) == []
    assert solved == []
