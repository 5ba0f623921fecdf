"""Methods that read a rule off a statement refuse what their facts do not show."""

from __future__ import annotations

import pytest

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis
from verify.derivation_files.desk import Desk
from verify.derivation_files.dividing import freed
from verify.derivation_files.facts import Fact
from verify.derivation_files.taylor import taylor
from verify.derivation_files.vanishing import squeezed
from verify.search.branches import NotFound

x, a, b = tm.Symbol("x"), tm.Symbol("a"), tm.Symbol("b")


def known(**statements: st.Statement) -> tuple[tuple[Hypothesis, ...], list[Fact]]:
    given = tuple(Hypothesis(name, statement) for name, statement in statements.items())
    return given, [Fact(h, h.statement) for h in given]


def test_an_even_degree_needs_the_sign() -> None:
    goal = st.PositiveSemidefinite(tm.exp(x) - (1 + x + x**2 / 2))
    given, facts = known(sign=st.PositiveSemidefinite(x))
    assert taylor(Desk(), "above", given, goal, facts).rules == ("taylor",)
    given, facts = known(sign=st.PositiveSemidefinite(-x))
    for some in (facts, []):
        with pytest.raises(NotFound):
            taylor(Desk(), "above", given, goal, some)
    below = st.PositiveSemidefinite(1 + x + x**2 / 2 - tm.exp(x))
    assert taylor(Desk(), "below", given, below, facts).rules == ("taylor",)


def test_every_factor_has_to_be_known() -> None:
    goal = st.PositiveDefinite(x - a * b)
    product = st.PositiveDefinite((1 + a) * b * (x - a * b))
    one, other = st.PositiveDefinite(1 / (1 + a)), st.PositiveDefinite(1 / b)
    units = {"u": st.PositiveDefinite(1 + a), "v": st.PositiveDefinite(b)}
    given, facts = known(product=product, one=one, other=other, **units)
    assert freed(Desk(), "rest", given, goal, facts).name == "rest"
    given, facts = known(product=product, one=one, **units)
    with pytest.raises(NotFound, match="nothing that is known"):
        freed(Desk(), "rest", given, goal, facts)


def test_one_side_is_no_equation() -> None:
    goal = st.Equal(a * b, x)
    given, facts = known(low=st.PositiveSemidefinite(a * b - x))
    with pytest.raises(NotFound):
        squeezed(Desk(), "same", given, goal, facts)
    given, facts = known(low=st.PositiveSemidefinite(a * b - x), high=st.PositiveSemidefinite(x - a * b))
    assert squeezed(Desk(), "same", given, goal, facts).rules == ("zero",)
