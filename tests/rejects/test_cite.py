"""CITE: a hypothesis counts as provided by an axiom only if it is what the axiom gives, for letters that it may choose."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import I, Json, declared, eq, items, mul, num, turn
from verify import kernel

LETTERS = declared("H:nn.s Q:nn L:nn.d")
AXIOM = {
    "symbols": {"H": LETTERS["H"], "Q": LETTERS["Q"], "Lam": LETTERS["L"]},
    "gives": {"decomposition": eq("H", mul("Q", "Lam", turn("Q"))), "orthogonal": eq(mul(turn("Q"), "Q"), I)},
}


def cited(statement: Json, gives: str = "decomposition", axiom: str = "spectral_theorem", **values: Json) -> Json:
    """A hypothesis that an axiom provides."""
    return {"statement": statement, "cite": {"axiom": axiom, "gives": gives, "with": {"H": "H", "Q": "Q", "Lam": "L"} | values}}


def with_axiom(name: str, axiom: Any) -> Any:
    """A checker that knows an axiom by a name."""

    def check(theory: Json, certificates: Json) -> Any:
        results = kernel.check({name: axiom, **theory}, certificates)
        results.pop(name)
        return results

    return check


GIVEN = eq("H", mul("Q", "L", turn("Q")))
spectral = Case(
    "a_decomposition", "H:nn.s Q:nn L:nn.d G:nn.s", GIVEN, items((1, None, "s", None)), {"s": cited(GIVEN)}, about="cite"
)
orthogonal = Case("an_orthogonal_factor", "H:nn.s Q:nn L:nn.d G:nn.s", AXIOM["gives"]["orthogonal"], items((1, None, "o", None)),
                  {"o": cited(AXIOM["gives"]["orthogonal"], "orthogonal")}, about="cite")  # fmt: skip
CASES = [
    spectral,
    orthogonal,
    spectral.but("the factors are in another order", hypotheses={"s": cited(eq("H", mul("L", "Q", turn("Q"))))}),
    spectral.but("a transpose is missing", hypotheses={"s": cited(eq("H", mul("Q", "L", "Q")))}),
    spectral.but("with another sign", hypotheses={"s": cited(eq("H", mul(num(-1), "Q", "L", turn("Q"))))}),
    spectral.but("of another matrix", hypotheses={"s": cited(GIVEN, H="G")}),
    spectral.but("of a matrix that is not symmetric", symbols="H:nn Q:nn L:nn.d G:nn.s"),
    spectral.but("with a factor that is not diagonal", symbols="H:nn.s Q:nn L:nn.s G:nn.s"),
    spectral.but("with two sizes", symbols="H:nn.s Q:nm L:mm.d G:nn.s"),
    spectral.but("with a factor of our choice", show=eq("H", "L"), hypotheses={"s": cited(eq("H", "L"), Q=I)}),
    spectral.but("with one letter for two", show=eq("H", mul("L", "L", "L")), symbols="H:nn.s L:nn.d",
                 hypotheses={"s": cited(eq("H", mul("L", "L", turn("L"))), Q="L")}),
    spectral.but("under another name", hypotheses={"s": cited(GIVEN, gives="orthogonal")}),
    spectral.but("from an axiom that is none", hypotheses={"s": cited(GIVEN, axiom="a_decomposition")}),
    orthogonal.but("the other product is proved, not given", show=eq(mul("Q", turn("Q")), I),
                   hypotheses={"o": cited(eq(mul("Q", turn("Q")), I), "orthogonal")}),
    orthogonal.but("the product is 2 I", hypotheses={"o": cited(eq(mul(turn("Q"), "Q"), mul(num(2), I)), "orthogonal")}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_cited_hypotheses(case: Case) -> None:
    """What is cited is exactly what the axiom gives."""
    assert not faults([case], with_axiom("spectral_theorem", AXIOM))


def test_letter_provided_twice() -> None:
    """One Q for two matrices is more than the theorem gives: all symmetric matrices would commute."""
    left, right = GIVEN, eq("G", mul("Q", "M", turn("Q")))
    hypotheses = {"s": cited(left), "t": cited(right, H="G", Lam="M")}
    case = Case("both", "H:nn.s G:nn.s Q:nn L:nn.d M:nn.d", left, items((1, None, "s", None)), hypotheses, by=("s",))
    assert not faults([case.but("both matrices get the same Q")], with_axiom("spectral_theorem", AXIOM))


def test_axiom_outside_the_list() -> None:
    """A theory cannot bring its own axioms: the list is the kernel's."""
    wrong = {"symbols": LETTERS, "gives": {"wrong": eq("H", "L")}}
    result = kernel.check({"all_is_diagonal": wrong}, {})["all_is_diagonal"]
    assert result.verdict == "rejected"
    assert "not on the list" in result.message
    citing = Case(
        "cited",
        "H:nn.s Q:nn L:nn.d",
        eq("H", "L"),
        items((1, None, "s", None)),
        {"s": cited(eq("H", "L"), "wrong", "all_is_diagonal")},
    )
    assert kernel.check({"all_is_diagonal": wrong, **citing.theory()}, citing.certificates())["cited"].verdict == "rejected"


def test_axiom_is_no_sequent() -> None:
    """An axiom is cited by a hypothesis; USE takes proved sequents only."""
    line = {"rule": "use", "claim": "spectral_theorem", "with": {"H": "H", "Q": "Q", "Lam": "L"}, "facts": {}}
    case = Case("used", "H:nn.s Q:nn L:nn.d", GIVEN, line, by=("spectral_theorem",))
    assert not faults([case.but("an axiom is used as if proved")], with_axiom("spectral_theorem", AXIOM))


def test_axioms_are_inherited() -> None:
    """Whatever uses a sequent that cites an axiom names the axiom too."""
    again = Case("again", "H:nn.s Q:nn L:nn.d", GIVEN, {"rule": "use", "claim": "a_decomposition", "facts": {"s": "s"},
                 "with": {"H": "H", "Q": "Q", "L": "L", "G": "H"}}, {"s": GIVEN}, before=(spectral,), by=("a_decomposition",))  # fmt: skip
    results = with_axiom("spectral_theorem", AXIOM)(again.theory(), again.certificates())
    assert results["again"].verdict == "proved"
    assert results["again"].axioms == {"spectral_theorem"}
