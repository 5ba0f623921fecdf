"""Functions known only by name, what holds from 0 to 1, and what a named claim brings along: proved, refuted, refused."""

from __future__ import annotations

import pytest

from verify.derivation_files.between import rising
from verify.derivation_files.checking import Checked, check_written
from verify.derivation_files.desk import Desk, our_parts
from verify.derivation_files.facts import Fact
from verify.derivation_files.reading import Fault, read_text
from verify.search.branches import NotFound

HEAD = """
[symbols]
J = "function n"
grad_J = "gradient of J"
hess_J = "hessian of J"
f = "function 1"
df = "derivative of f"
v = "sequence n"
H = "psd n"
w = "vector n"
w_star = "vector n"
t = "unit_interval"
s = "real"
c = "real"
k = "natural"
alpha = "positive"
[given]
minimum = "local_minimum(J(w), w, w_star)"
slope = "c*t - df(t) >= 0 for 0 <= t <= 1"
step = "v(k + 1) == v(k) - alpha*H*v(k) for every natural k"
start = "v(0) == zeros(n)"
"""

OF_NUMBERS = """
[symbols]
f = "function 1"
df = "derivative of f"
t = "unit_interval"
s = "real"
c = "real"
[given]
slope = "c*t - df(t) >= 0 for 0 <= t <= 1"
"""


def check(*claims: str, head: str = HEAD) -> list[Checked]:
    """The verdicts on claims, each as the lines of its table."""
    return check_written(read_text(head + "".join(f"[[claim]]\n{claim}\n" for claim in claims)), "functions.toml")


@pytest.mark.parametrize(
    "claim",
    [
        'show = "grad_J(w_star) == zeros(n)"\nby = ["first_order_condition", "minimum"]',
        'show = "psd(hess_J(w_star))"\nby = ["second_order_condition", "minimum"]',
        'show = "grad(J(w) + alpha/2*w.T*w, w) == grad_J(w) + alpha*w"',
        'show = "grad(grad_J(w), w) == hess_J(w)"',
        'show = "hess_J(w).T == hess_J(w)"',
        'show = "c/2 - (f(1) - f(0)) >= 0"\nby = ["mean_value", "slope"]',
        'show = "c*t*t - df(t*t) >= 0"\nby = "slope"',
        'show = "1 - t*t >= 0 for 0 <= t <= 1"\nby = []',
        'show = "continuous(1/(1 + alpha), alpha)"\nby = []',
        'show = "v(k) == zeros(n)"\nby = ["step", "start"]',
    ],
)
def test_what_is_true_of_every_function_is_proved(claim: str) -> None:
    (found,) = check(claim)
    assert found.verdict == "proved"


@pytest.mark.parametrize(
    "claim",
    [
        'show = "grad(J(w) + alpha/2*w.T*w, w) == grad_J(w) + alpha/2*w"',
        'show = "pd(hess_J(w))"',
        'show = "J(w) - J(w_star) == grad_J(w_star).T*(w - w_star)"',
        'show = "v(k + 1) == 2*v(k)"\n[claim.given]\nelsewhere = "v(0) != zeros(n)"',
    ],
)
def test_what_is_false_of_some_function_is_not_proved(claim: str) -> None:
    (found,) = check(claim.partition("\n[claim.given]")[0], head=HEAD.replace('start = "v(0) == zeros(n)"', ""))
    assert found.verdict == "refuted"


def test_a_counterexample_shows_its_functions() -> None:
    (found,) = check('show = "J(w) - J(w_star) == grad_J(w_star).T*(w - w_star)"', head=HEAD.partition("[given]")[0])
    counterexample = found.shows[0].counterexample
    assert counterexample is not None
    assert "y = x" in counterexample.data()["J"]


@pytest.mark.parametrize(
    "claim",
    [
        'show = "c*s - df(s) >= 0"\nby = "slope"',  # of s nothing is known
        'show = "df(t)*df(t) >= t for 0 <= t <= 1"\nby = []',
    ],
)
def test_what_does_not_follow_is_never_proved(claim: str) -> None:
    (found,) = check(claim, head=OF_NUMBERS)
    assert found.verdict in {"undecided", "refuted"}


def test_the_mean_value_theorem_gives_the_integral_and_no_smaller_bound() -> None:
    """The step alone is asked for, as a counterexample to the smaller bound takes long to find."""
    for bound, holds in (("c/2", True), ("c/3", False)):
        (claim,) = read_text(f'{OF_NUMBERS}[[claim]]\nshow = "{bound} - (f(1) - f(0)) >= 0"\n')
        desk, given = Desk(), claim.scope.hypotheses[:1] + claim.scope.hypotheses[-1:]
        desk.learn("mean_value")
        facts = [*(Fact(h, h.statement) for h in given), Fact("mean_value", our_parts()["mean_value"].goal)]
        if holds:
            assert rising(desk, "shown", given, claim.shows[0][0], facts).name == "shown"
        else:
            with pytest.raises(NotFound):
                rising(desk, "shown", given, claim.shows[0][0], facts)


@pytest.mark.parametrize(
    ("symbols", "message"),
    [
        ('g = "gradient of J"', "no function that is declared before"),
        ('J = "function"', 'write "function n"'),
        ('J = "function n"\nh = "hessian of J"', "a Hessian is that of a gradient"),
        ('J = "function n"\ng = "gradient of J"\nh = "gradient of J"', "has a derivative already"),
        ('J = "function n"\ng = "derivative of J"', "a gradient that of others"),
        ('v = "sequence n"\ng = "gradient of v"', "is a sequence"),
        ('J = "function n"\na = "real"\n[given]\nsaid = "J(a) > 0"', "J takes a vector of n entries"),
        ('a = "real"\n[given]\nsaid = "a > 0 for 0 <= a <= 2"', "behind for stands"),
        ('a = "real"\n[given]\nsaid = "a > 0 for some a > 0"', "an equation f == c is wanted"),
        ('a = "real"\n[given]\nsaid = "1 == a for some a > 0"', "to the left side"),
        ('x = "vector n"\n[given]\nsaid = "norm2(x) >= 0 for 0 <= x <= 1"', "x is none"),
    ],
)
def test_what_cannot_be_declared_or_said_is_an_error_that_says_what_to_write(symbols: str, message: str) -> None:
    with pytest.raises(Fault, match=message):
        read_text(f'[symbols]\n{symbols}\n[[claim]]\nshow = "1 == 1"\n')


NUMBERS = '[symbols]\nx = "real"\nr = "positive"\nm = "positive"\nq = "real"\n'


def test_a_named_claim_brings_along_what_shows_that_it_is_defined() -> None:
    """Of x > 0 nothing is said in the last claim; that (1 + x) m has an inverse was seen where the second one was proved."""
    found = check(
        'id = "above"\nshow = "x > 0"\nby = "large"\n[claim.given]\nlarge = "x - r > 0"',
        'id = "below"\nshow = "1/((1 + x)*m) > 0"\nby = ["above", "large"]\n[claim.given]\nlarge = "x - r > 0"',
        'id = "times"\nshow = "(1 + x)*m*(q - 1/r) >= 0"\nby = "told"\n[claim.given]\ntold = "(1 + x)*m*(q - 1/r) >= 0"',
        'id = "last"\nshow = "q - 1/r >= 0"\nby = ["times", "below", "large", "told"]\n[claim.given]\n'
        'large = "x - r > 0"\ntold = "(1 + x)*m*(q - 1/r) >= 0"',
        head=NUMBERS,
    )
    assert [claim.verdict for claim in found] == ["proved"] * 4


def test_an_inequality_is_not_divided_by_what_may_be_negative() -> None:
    (found,) = check('show = "q >= 0"\nby = "told"\n[claim.given]\ntold = "x*q >= 0"', head=NUMBERS)
    assert found.verdict == "refuted"


def test_a_long_product_is_positive_as_its_factors_are() -> None:
    claim = 'show = "12*r*m*r**3*m*(q*q + 1) {sign} 0"\nby = "told"\n[claim.given]\ntold = "q*q + 1 > 0"'
    for sign, verdict in ((">", "proved"), ("<", "refuted")):
        (found,) = check(claim.format(sign=sign), head=NUMBERS)
        assert found.verdict == verdict
