"""Doors beside the certificate: texts, claims and kept files that once made both checkers prove something else than was read."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Part, shows
from derivations.language.errors import LanguageError
from derivations.language.terms import Apply, Number, Symbol
from verify import check_claim
from verify.certify import Stored, certify
from verify.counterexamples import find_counterexample
from verify.derivation_files.saving import recheck_saved
from verify.derivation_files.sequents import sequent_text
from verify.kernel.algebra import SCALAR, Poly
from verify.search.linear import combine

# --- what a text says ------------------------------------------------------------------------------------------------


def test_entry_and_letter_of_one_name() -> None:
    """The entry A[0, 1] was written as the letter A_0_1, which may be another number; exp keeps plain counterexamples away."""
    symbols = {"A": "square 2", "A_0_1": "real"}
    found = check_claim("A[0, 1] == A_0_1", symbols, {"irrational": "exp(A_0_1) == 2"})
    assert found.verdict == "undecided"
    assert "rename" in found.findings[0].missing[0]
    other = {"A": "square 2", "B_0_1": "real"}
    assert check_claim("A[0, 1] == B_0_1", other, {"same": "A[0, 1] == B_0_1"}).verdict == "proved"


@pytest.mark.parametrize(
    ("show", "kind", "right"),
    [
        ("zeros(2, 2)*inv(A) + ones(2, 2) == ones(2, 2)", "square 2", "pd 2"),
        ("zeros(2, 2)*inv(A) + ones(2, 2) == ones(2, 2)", "square 2", "invertible 2"),
        ("zeros(2, 2)*sqrt(A) + ones(2, 2) == ones(2, 2)", "real", "positive"),
        ("diag(ones(2)*(1/A))[0, 1] == 0", "real", "positive"),
    ],
)
def test_what_is_divided_by_where_nothing_is_left(show: str, kind: str, right: str) -> None:
    """Entry by entry 0/x became 0, and that x is not 0 was forgotten: where it is, the statement means nothing."""
    assert check_claim(show, {"A": kind}).verdict == "undecided"
    assert check_claim(show, {"A": right}).verdict == "proved"


def test_contradiction_behind_a_large_power() -> None:
    """Where no example can be tried it was taken that there is one, and what a contradiction proves came without a word."""
    given = {"wrong": "1 == 0*x", "large": "(x**64)**64 == (x**64)**64"}
    found = check_claim("x == x + 1", {"x": "real"}, given)
    assert found.verdict == "proved"
    assert "contradicts itself" in found.notes[0]


def test_contradictory_sizes() -> None:
    """A 1 x 2 matrix has no orthonormal columns, nor is there one of 2 x n and one of n x 3: anything would follow."""
    assert check_claim("Q == Q", {"Q": "orthonormal_columns 1 2"}).verdict == "error"
    assert check_claim("Q == Q", {"Q": "orthonormal_columns 2 2"}).verdict == "proved"
    found = check_claim("Q.T*Q*P == P", {"Q": "orthonormal_columns 2 n", "P": "orthonormal_columns n 3"})
    assert found.verdict == "proved"
    assert "contradicts itself" in found.notes[0]
    assert not check_claim("Q.T*Q*P == P", {"Q": "orthonormal_columns 3 n", "P": "orthonormal_columns n 2"}).notes


def test_root_without_a_value() -> None:
    """A root that an example does not have ended in a traceback."""
    assert check_claim("a >= 0", {"a": "real", "b": "real"}, {"root": "sqrt(a) == b"}).verdict == "undecided"


@pytest.mark.parametrize("column", [{}, {((), ()): 10**400}], ids=["nothing", "beyond all floats"])
def test_nothing_to_combine(column: dict[Any, Any]) -> None:
    """So did the search for limit(abs(a)/a, a, 0), whose candidates are all 0, and one with numbers that no float holds."""
    goal = Poly(SCALAR, {(((1, 1),), ()): 1})
    assert combine(goal, [Poly(SCALAR, column)]) is None


# --- what a claim says -----------------------------------------------------------------------------------------------

k, x = Symbol("k"), Symbol("x")
CONSTANT = Hypothesis("constant", st.ForEvery(k, st.eq(Apply("F", k + 1, 1, 1), Apply("F", k, 1, 1))))


def test_letter_that_runs_in_one_hypothesis() -> None:
    """What is assumed of every natural k must not make the number k of the goal a natural one: k >= 0 would hold for any k."""
    goal = st.PositiveSemidefinite(k)
    unsaid = Claim("unsaid", "", (shows("main", "", goal, given=(CONSTANT,), rule="natural"),))
    with pytest.raises(LanguageError, match="assume Natural"):
        unsaid.data()
    natural = Hypothesis("natural", st.Natural(k))
    assert Claim("said", "", (shows("main", "", goal, given=(natural, CONSTANT), rule="natural"),)).data()


def test_limit_through_the_letter_of_a_hypothesis() -> None:
    """A limit through all numbers would be one through the natural numbers."""
    goal = st.LimitIs(Apply("F", k, 1, 1), k, "inf", Apply("F", x, 1, 1))
    with pytest.raises(LanguageError, match="assume Natural"):
        Claim("unsaid", "", (shows("main", "", goal, given=(CONSTANT,)),)).data()


def test_two_statements_of_one_name() -> None:
    """The part b of a claim A and a claim A.b share an id: that x = x is proved once counted for x != 0."""
    first = Claim("A", "", (shows("main", "", st.eq(x, x)), shows("b", "", st.Invertible(x))))
    second = Claim("A.b", "", (shows("main", "", st.eq(x, x)),))
    nothing = {"steps": [[{"rule": "items", "items": []}]]}
    found = certify((first, second), Stored({"A": nothing, "A.b": nothing}, {}, {}))
    assert {name: checked.state for name, checked in found.items()} == {"A": "proved", "A.b": "rejected"}
    alone = certify((second,), Stored({"A.b": nothing}, {}, {}))
    assert alone["A.b"].state == "proved"


# --- what is called refuted -------------------------------------------------------------------------------------------

EVERY_BELOW = st.ForEvery(k, st.PositiveSemidefinite(1000 - k))
TINY = Number(Fraction(1, 10**60))

# the goal, and what is given
TRUE = {
    "limit whose remainder is large far out": (st.LimitIs(x / (x + TINY), x, "0", Number(Fraction(0))), ()),
    "limit that is slow": (st.LimitIs(1 / (TINY * x), x, "inf", Number(Fraction(0))), ()),
    "value attained without a change of sign": (st.Attains(x * x - 3 * x, x, Number(Fraction(-9, 4))), ()),
    "value attained close to 0": (st.Attains(x, x, TINY), ()),
    "given for every k, and false from 1001 on": (st.eq(x, Number(Fraction(0))), (EVERY_BELOW,)),
    "given limit that is another": (st.eq(x, Number(Fraction(0))), (st.LimitIs(TINY**3 + 0 * k, k, "0", Number(Fraction(0))),)),
}
FALSE = {
    "limit": (st.LimitIs(x / (x + 1), x, "0", Number(Fraction(1))), ()),
    "value": (st.Attains(x * x - 3 * x, x, Number(Fraction(-10, 4))), ()),
    "given for every k": (st.eq(x, Number(Fraction(0))), (st.ForEvery(k, st.eq(k * k - k * k, Number(Fraction(0)))),)),
    "given limit": (st.eq(x, Number(Fraction(0))), (st.LimitIs(TINY**3 * k, k, "0", Number(Fraction(0))),)),
}


def printed(goal: st.Statement, given: tuple[st.Statement, ...]) -> Part:
    return Part("printed", "", tuple(Hypothesis(f"given {place}", one) for place, one in enumerate(given)), (), goal)


@pytest.mark.parametrize(("goal", "given"), TRUE.values(), ids=TRUE)
def test_counterexample_that_is_none(goal: st.Statement, given: tuple[st.Statement, ...]) -> None:
    """Limits and values were looked at in some points, what holds for every k at seven: true claims were called refuted."""
    assert find_counterexample(printed(goal, given)) is None


@pytest.mark.parametrize(("goal", "given"), FALSE.values(), ids=FALSE)
def test_counterexample_that_is_one(goal: st.Statement, given: tuple[st.Statement, ...]) -> None:
    """The false ones beside them are refuted."""
    assert find_counterexample(printed(goal, given)) is not None


def test_refuted_where_a_given_limit_is_another() -> None:
    """What is given is looked at as strictly: 10^-900 does not tend to 0."""
    given = {"wrong": f"limit(1/1{900 * '0'} + 0*x, x, 0) == 0"}
    assert check_claim("y == 0", {"x": "real", "y": "real"}, given).verdict == "undecided"
    assert check_claim("y == 0", {"x": "real", "y": "real"}, {"right": "limit(x, x, 0) == 0"}).verdict == "refuted"


def test_refuted_at_sizes_that_there_are_not() -> None:
    """That Q and P exist says n = m, though nothing else speaks of them: sizes 1 and 2 were a counterexample."""
    kinds = {"Q": "orthonormal_columns m n", "P": "orthonormal_columns n m"}
    assert check_claim("n == m", kinds).verdict == "undecided"
    assert check_claim("n == m", {"Q": "orthonormal_columns m n"}).verdict == "refuted"
    assert check_claim("n + 1 == m", kinds).verdict == "refuted"


# --- what a kept file says -------------------------------------------------------------------------------------------


def test_axiom_with_hypotheses_of_a_kept_file(tmp_path: Path) -> None:
    """Only what is cited by `gives` was compared with our axioms: the first-order condition could say 0 = 1.

    The kernel believed it, and only the second opinion turned it down.
    """
    goal = ["eq", ["num", "0"], ["num", "1"]]
    forged = {"symbols": {}, "functions": {}, "hypotheses": {}, "goal": goal, "cited": True}
    false = {"symbols": {}, "hypotheses": {}, "steps": [{"show": goal, "by": ["first_order_condition"]}], "goal": goal}
    use = {"rule": "use", "claim": "first_order_condition", "with": {}, "facts": {}}
    data = {
        "schema": 1,
        "file": "x",
        "claim": "a",
        "statement": "0 == 1",
        "proves": ["false"],
        "theory": {"first_order_condition": forged, "false": false},
        "certificates": {"false": {"steps": [[use]]}},
    }
    path = tmp_path / "x.a.derivation.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    ((name, checked),) = recheck_saved(path)
    assert (name, checked.state) == ("first_order_condition", "rejected")
    assert "no axiom of ours" in checked.message


def test_what_a_kept_file_says_that_it_proves(tmp_path: Path) -> None:
    """Its own text was all that could be read, and nobody had checked that: recheck tells what the checkers saw."""
    false = ["eq", ["num", "0"], ["num", "1"]]
    sequent = {"symbols": {}, "hypotheses": {"h": false}, "steps": [{"show": false, "by": ["h"]}], "goal": false}
    items = {"rule": "items", "items": [[["num", "1"], None, "h", None]]}
    data = {
        "schema": 1,
        "file": "x",
        "claim": "a",
        "statement": "0 == 1",
        "proves": ["eq_7_13"],
        "theory": {"eq_7_13": sequent},
        "certificates": {"eq_7_13": {"steps": [[items]]}},
    }
    path = tmp_path / "x.a.derivation.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    ((_, checked),) = recheck_saved(path)
    assert (checked.state, checked.message) == ("proved", "0 == 1, if 0 == 1")


def test_a_sequent_as_a_text() -> None:
    """With all that its letters are taken for, and nothing that a terminal would take for a command."""
    sequent = {
        "symbols": {
            "H": {"shape": ["n", "n"], "symmetric": True},
            "k": {"shape": [1, 1], "natural": True},
            "w\x1b": {"shape": ["n", 1]},
        },
        "functions": {"J": {"shape": [1, 1], "domain": ["n", 1], "derivative": "g"}},
        "hypotheses": {"a": ["all", "k", ["psd", ["neg", ["add", "k", ["num", "-1"]]]]]},
        "goal": ["eq", ["mul", ["T", ["mul", "H", "w\x1b"]], ["pow", ["add", "H", ["id", "n"]], "k"]], ["apply", "g", "w\x1b"]],
    }
    said = "(H*w?).T*(H + I(n))**k == g(w?), if psd(-(k + -1)) for every natural k; "
    assert sequent_text(sequent) == said + "H n x n symmetric, k natural, w? n x 1, g is the derivative of J"
