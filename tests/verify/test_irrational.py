"""Statements about irrational numbers are tried by enclosures; sequences that start later give their members all the same."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq_mat

from derivations.language import statements as st
from derivations.language.errors import Irrational, LanguageError
from derivations.language.evaluation import Fractions, evaluate
from derivations.language.terms import Apply, DiagonalOf, Number, Symbol, Term, exp, log, sign
from verify.exact import holds
from verify.sequences import Recursion, Sequences

x, y = Symbol("x"), Symbol("y")
e = Symbol("e", 2)
HALF, TWO = fmpq_mat(1, 1, [1]) / 2, fmpq_mat(1, 1, [2])


def random(value: Term) -> st.MeanIs:
    """Return the statement that (y e^x)^2 has an expectation where y has the mean 1 and the second moment 2."""
    return st.MeanIs((y * exp(x)) ** 2, y, Number(Fraction(1)), Number(Fraction(2)), value)


TRUE = [
    st.Attains(y * exp(-y), y, Number(Fraction(1, 3))),
    st.Continuous(y * exp(-y), y),
    random(2 * exp(2 * x)),
    st.PositiveDefinite(DiagonalOf(exp(x) - x, e)),
    st.Invertible(DiagonalOf(exp(x) - 3, e)),
    st.PositiveDefinite(exp(x) - 1 - x),
    st.PositiveSemidefinite(-(log(x) + exp(Number(Fraction(-1))))),
    st.eq(log(exp(x)), x),
    st.eq(exp(x) * exp(x), exp(2 * x)),
    st.eq(exp(0 * x), 1),
    st.Invertible(log(x)),
    st.LimitIs((exp(y) - 1) / y, y, "0", Number(Fraction(1))),
    st.LimitIs(exp(-y), y, "inf", Number(Fraction(0))),
]
FALSE = [
    st.Attains(exp(-y), y, Number(Fraction(2))),
    st.Continuous(sign(exp(y) - exp(Number(Fraction(1)))), y),
    random(exp(2 * x)),
    st.PositiveSemidefinite(DiagonalOf(1 - exp(x), e)),
    st.PositiveDefinite(DiagonalOf(exp(x) * exp(-x) - 1, e)),
    st.PositiveDefinite(1 + x - exp(x)),
    st.PositiveSemidefinite(log(x)),
    st.PositiveDefinite(log(exp(x)) - x),
    st.eq(exp(x), 1 + x),
    st.eq(exp(x) + exp(x), exp(2 * x)),
    st.LimitIs((exp(y) - 1) / y, y, "0", Number(Fraction(2))),
    st.LimitIs(exp(-y), y, "inf", Number(Fraction(1, 1000))),
]


@pytest.mark.parametrize("statement", TRUE, ids=str)
def test_true(statement: st.Statement) -> None:
    """What is true of exp and log at 1/2."""
    assert holds(statement, {"x": HALF}, {})


@pytest.mark.parametrize("statement", FALSE, ids=str)
def test_false(statement: st.Statement) -> None:
    """What is not."""
    assert not holds(statement, {"x": HALF}, {})


def test_rational_values() -> None:
    """The exact ring has the signs, exp(0) and log(1), and says of all else that it is irrational."""
    ring, values = Fractions(), {"x": ((Fraction(-3),),)}
    assert evaluate(sign(x), values, {}, ring) == ((Fraction(-1),),)
    assert evaluate(exp(x + 3) + log(x + 4), values, {}, ring) == ((Fraction(1),),)
    with pytest.raises(Irrational):
        evaluate(exp(x), values, {}, ring)


def test_matrices_are_not_tried() -> None:
    """Whether a matrix with irrational entries is definite is not guessed."""
    column = Symbol("v", "n")
    with pytest.raises(LanguageError, match="only where it is diagonal"):
        holds(st.PositiveDefinite(exp(x) * (column * column.T)), {"x": HALF, "v": fmpq_mat(2, 1, [1, 1])}, {"n": 2})


@pytest.mark.parametrize("first", [0, 1, 5])
def test_later_start(first: int) -> None:
    """A recursion that starts counting later has the same members; it once asked itself for the next one without end."""
    j = Symbol("j")
    recursion = Recursion("a", (1, 1), "j", 1, 2 * Apply("a", j), {})
    sequence = Sequences([recursion], {"a": [TWO]}, {}, {}, {}, first)
    assert sequence.member("a", 3) == fmpq_mat(1, 1, [16])
