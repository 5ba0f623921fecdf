"""What is said of a function as a whole: limits, values, continuity, minima and recursions that were believed, or doubted, wrongly."""

from __future__ import annotations

import pytest

from derivations.language import statements as st
from verify import check_claim
from verify.deciding import decided
from verify.derivation_files.checking import check_written
from verify.derivation_files.reading import read_values
from verify.models import Model
from verify.rings import FLINT

TINY = "1/1" + 60 * "0"
LARGE = "1" + 60 * "0"


# --- names ------------------------------------------------------------------------------------------------------------


def test_a_sequence_of_the_file_called_as_a_descent_is() -> None:
    """A descent is written as a sequence descent_1, of which a file may have one too: any sequence was the descent."""
    symbols = {"H": "psd n", "w": "vector n", "eps": "positive", "k": "natural", "descent_1": "sequence n", "x": "real"}
    found = check_claim("descent(H, w, eps, k) == descent_1(k)", symbols, {"irrational": "exp(x) == 2"})
    assert found.verdict == "undecided"
    same = {**symbols, "u": "sequence n"}
    del same["descent_1"]
    assert check_claim("descent(H, w, eps, 0) == zeros(n)", same).verdict == "proved"


# --- hypotheses that are false, so that whatever is claimed follows ---------------------------------------------------

CONTRADICTORY = {
    "not continuous between the points that were looked at": "continuous(1/(alpha - 3), alpha)",
    "a jump over the value": "sign(alpha - 3) == 1/2 for some alpha > 0",
    "a pole, where the sign changes": "exp(alpha)/(alpha - 3) == 0 for some alpha > 0",
    "attained only where it divides by 0": "(alpha - 3)*(alpha - 3)/(alpha - 3) == 0 for some alpha > 0",
    "equal at 0, .., 6": "2**k == 1 + k + k*(k - 1)/2 + k*(k - 1)*(k - 2)/6 + k*(k - 1)*(k - 2)*(k - 3)/24"
    " + k*(k - 1)*(k - 2)*(k - 3)*(k - 4)/120 + k*(k - 1)*(k - 2)*(k - 3)*(k - 4)*(k - 5)/720 for every natural k",
    "a recursion that divides by 0 at 1000": "v(k + 1) == v(k)/(k - 1000) for every natural k",
    "another limit, with the exponent at its own value": "limit((1/2)**k, k, inf) == 1",
    "no derivative": "grad(abs(x), x) == 0",
}


@pytest.mark.parametrize("given", CONTRADICTORY.values(), ids=CONTRADICTORY)
def test_what_follows_from_a_contradiction_is_not_refuted(given: str) -> None:
    """Each was looked at in some points and taken for true there."""
    symbols = {"y": "real", "x": "real", "alpha": "positive", "k": "natural", "v": "sequence"}
    assert check_claim("y == 0", symbols, {"wrong": given}).verdict == "undecided"


CONSISTENT = {
    "continuous": "continuous(1/(alpha + 3), alpha)",
    "attained": "(alpha - 3)/(alpha + 3) == 0 for some alpha > 0",
    "equal for every k": "(1 + k)**2 == 1 + 2*k + k*k for every natural k",
    "a recursion": "v(k + 1) == v(k)/(k + 1) for every natural k",
    "limit": "limit((1/2)**k, k, inf) == 0",
    "minimum": "local_minimum(x*x - 2*x, x, 1 + 0*y)",
}


@pytest.mark.parametrize("given", CONSISTENT.values(), ids=CONSISTENT)
def test_what_does_not_follow_is_refuted(given: str) -> None:
    symbols = {"y": "real", "x": "real", "alpha": "positive", "k": "natural", "v": "sequence"}
    assert check_claim("y == 0", symbols, {"right": given}).verdict == "refuted"


def test_contradiction_between_the_numbers_that_were_tried() -> None:
    """It is proved, as anything is from this, and it has to be said that only some k were tried."""
    symbols = {"k": "natural", "j": "natural", "u": "sequence"}
    given = {"below": "1000 - u(k) >= 0 for every natural k", "same": "u(k) == k for every natural k"}
    found = check_claim("1000 - u(j) >= 0", symbols, given, by="below")
    assert found.verdict == "proved"
    assert "tried at some of them only" in found.notes[0]
    assert not check_claim("u(j) == j", symbols, {"same": given["same"]}, by="same").notes


# --- true statements that were called refuted -------------------------------------------------------------------------

TRUE = {
    "slow power": (f"limit((1 - {TINY})**k, k, inf) == 0", {"k": "natural"}, {}),
    "slow quotient beside a power": (f"limit({LARGE}/k + (1/2)**k, k, inf) == 0", {"k": "positive_natural"}, {}),
    "descent": (
        "limit(descent(H, w, eps, k), k, inf) == w",
        {"H": "pd n", "w": "vector n", "eps": "positive", "k": "natural"},
        {"small": "I - eps*H > zeros(n, n)"},
    ),
    "minimum of the fourth degree": ("p*p == 1/2", {"p": "real", "w": "real"}, {"least": "local_minimum(w**4 - w**2, w, p)"}),
}


@pytest.mark.parametrize(("show", "symbols", "given"), TRUE.values(), ids=TRUE)
def test_true_and_once_refuted(show: str, symbols: dict[str, str], given: dict[str, str]) -> None:
    """Far out is not far enough for a slow limit; the steps of a descent did not count; differences told no quartic."""
    assert check_claim(show, symbols, given).verdict == "undecided"


def test_descents_that_tend_to_something_else_are_refuted() -> None:
    """With H only semidefinite, or steps that are too long."""
    symbols = {"H": "psd n", "w": "vector n", "eps": "positive", "k": "natural"}
    assert check_claim("limit(descent(H, w, eps, k), k, inf) == w", symbols).verdict == "refuted"
    assert check_claim("limit(descent(H, w, eps, k), k, inf) == w", {**symbols, "H": "pd n"}).verdict == "refuted"


LIMITS = {
    f"limit((1 - {TINY})**k, k, inf) == 0": True,
    f"limit((-1 + {TINY})**k, k, inf) == 0": True,
    f"limit((-1 - {TINY})**k, k, inf) == 0": False,
    "limit((-1)**k, k, inf) == 0": False,
    "limit((-1)**k*(-1)**k, k, inf) == 1": True,
    "limit(k*(1/2)**k + 3, k, inf) == 3": True,
    "limit(2**k*(1/2)**(k + 1), k, inf) == 1/2": True,
    "limit(2**k*(1/2)**(k + 1), k, inf) == 1": False,
    "limit(k - k, k, inf) == 0": True,
    "limit(0**k, k, inf) == 0": True,
    "limit(k + 0**k, k, inf) == 0": False,
    "limit(((1/2)**k + 1)**2, k, inf) == 1": True,
}


@pytest.mark.parametrize(("text", "true"), LIMITS.items(), ids=LIMITS)
def test_limits_of_powers_are_decided(text: str, true: bool) -> None:
    """By the recurrence that they follow, however slow they are."""
    (written,) = read_values({"symbols": {"k": "natural"}, "claim": [{"id": "a", "show": text}]})
    statement = written.shows[0][0]
    assert isinstance(statement, st.LimitIs)
    two = FLINT.identity(1) * 2
    assert decided(Model({"k": two}, {"k": 2}), statement) is true


# --- tracebacks -------------------------------------------------------------------------------------------------------


def test_a_claim_about_a_gradient_in_other_letters() -> None:
    """A term was put in for the letter that a gradient binds, which ended in a traceback."""
    values = {
        "symbols": {"w": "vector n", "v": "vector n"},
        "given": {"same": "v == w"},
        "claim": [
            {"id": "slope", "show": "grad(norm2(w), w) == 2*w"},
            {"id": "other", "show": "grad(dot(v, w), w) == 2*w", "by": ["slope", "same"]},
            {"id": "double", "show": "v == 2*w", "by": ["slope", "same"]},
            {"id": "there", "show": "grad(norm2(w), w, v - w) == 2*(v - w)", "by": "slope"},
        ],
    }
    verdicts = [checked.verdict for checked in check_written(read_values(values), "x")]
    assert verdicts == ["proved", "refuted", "refuted", "proved"]


@pytest.mark.parametrize("given", ["grad(abs(x), x) == y", "limit(descent(H, w, a, k), k, inf) == zeros(n)"])
def test_a_given_that_cannot_be_tried(given: str) -> None:
    """A derivative of sign, and a descent of 2^128 steps, ended in a traceback."""
    symbols = {"H": "pd n", "w": "vector n", "a": "positive", "k": "natural", "x": "real", "y": "real"}
    assert check_claim("y*y >= 0", symbols, {"given": given}).verdict == "proved"


def test_a_gradient_at_another_place() -> None:
    """A value of grad_J that stands in no term, and its transpose that stands in none either, were written as each other."""
    symbols = {"J": "function n", "grad_J": "gradient of J", "w": "vector n", "v": "vector n"}
    given = {"irrational": "exp(norm2(v)) == 2", "minimum": "local_minimum(J(w), w, v)"}
    assert check_claim("grad(J(w), w) == grad_J(v)", symbols, given, by="minimum").verdict == "undecided"
    assert check_claim("grad(J(w), w, v) == grad_J(v)", symbols, given).verdict == "proved"
