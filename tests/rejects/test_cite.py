"""CITE: a hypothesis counts as provided by an axiom only if it is what the axiom gives, for letters that it may choose."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rejects.cases import Case, faults
from tests.verify.second_opinion_words import I, Json, declared, eq, items, mul, num, turn
from verify import kernel, second_opinion

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


# --- a decomposition that comes with a size of its own -----------------------------------------------------------------------

SVD = "singular_value_decomposition"
PRODUCT, LEFT = eq("X", mul("U", "S", turn("V"))), eq(mul(turn("U"), "U"), ["id", "r"])
FACTORS = {
    "symbols": declared("X:mn U:mr S:rr.d V:nr"),
    "gives": {"decomposition": PRODUCT, "left": LEFT, "right": eq(mul(turn("V"), "V"), ["id", "r"])},
}


def factored(statement: Json, gives: str = "decomposition", **values: Json) -> Json:
    """A hypothesis that the singular value decomposition provides."""
    return {
        "statement": statement,
        "cite": {"axiom": SVD, "gives": gives, "with": dict(zip("XUSV", "XUSV", strict=True)) | values},
    }


THIN = "X:mn U:mr S:rr.d V:nr"
product = Case("a_product", THIN, PRODUCT, items((1, None, "s", None)), {"s": factored(PRODUCT)}, about="cite")
left = Case("orthonormal_columns", THIN, LEFT, items((1, None, "o", None)),
            {"s": factored(PRODUCT), "o": factored(LEFT, "left")}, by=("o",), about="cite")  # fmt: skip
SQUARE_LEFT, FULL_LEFT = (eq(mul(turn("U"), "U"), ["id", size]) for size in ("n", "m"))
SVD_CASES = [
    product,
    left,
    left.but("there are as many as columns of X", symbols="X:mn U:mn S:nn.d V:nn", show=SQUARE_LEFT,
             hypotheses={"o": factored(SQUARE_LEFT, "left")}),
    left.but("there are as many as rows of X", symbols="X:mn U:mm S:mm.d V:nm", show=FULL_LEFT,
             hypotheses={"o": factored(FULL_LEFT, "left")}),
    left.but("there are three", symbols="X:mn U:m3 S:33.d V:n3", show=eq(mul(turn("U"), "U"), ["id", 3]),
             hypotheses={"o": factored(eq(mul(turn("U"), "U"), ["id", 3]), "left")}),
    left.but("there is one", symbols="X:mn U:m S V:n", show=eq(mul(turn("U"), "U"), num(1)),
             hypotheses={"o": factored(eq(mul(turn("U"), "U"), num(1)), "left")}),
    left.but("the rows are", show=eq(mul("U", turn("U")), ["id", "m"]),
             hypotheses={"o": factored(eq(mul("U", turn("U")), ["id", "m"]), "left")}),
    left.but("two matrices have as many", symbols=f"{THIN} Y:mn W:mr T:rr.d Z:nr",
             hypotheses={"o": factored(LEFT, "left"), "t": factored(eq("Y", mul("W", "T", turn("Z"))), X="Y", U="W", S="T", V="Z")}),
    left.but("two matrices have the same", symbols=f"{THIN} Y:mn S_2:rr.d",
             hypotheses={"o": factored(LEFT, "left"), "t": factored(eq("Y", mul("U", "S_2", turn("V"))), X="Y", S="S_2")}),
    product.but("the middle is not diagonal", symbols="X:mn U:mr S:rr.s V:nr"),
    product.but("the middle is I", show=eq("X", mul("U", turn("V"))), hypotheses={"s": factored(eq("X", mul("U", turn("V"))), S=["id", "r"])}),
    product.but("one letter stands for two", symbols="X:nn U:nr S:rr.d", show=eq("X", mul("U", "S", turn("U"))),
                hypotheses={"s": factored(eq("X", mul("U", "S", turn("U"))), V="U")}),
    product.but("a transpose is missing", symbols="X:mn U:mr S:rr.d V:rn", show=eq("X", mul("U", "S", "V")),
                hypotheses={"s": factored(eq("X", mul("U", "S", "V")))}),
]  # fmt: skip


@pytest.mark.parametrize("case", SVD_CASES, ids=str)
def test_what_comes_with_a_size_of_its_own(case: Case) -> None:
    """How many singular values there are is not for us to say."""
    assert not faults([case], with_axiom(SVD, FACTORS))


@pytest.mark.parametrize("case", SVD_CASES, ids=str)
def test_the_second_opinion_agrees(case: Case) -> None:
    opinion = second_opinion.check({SVD: FACTORS, **case.theory()}, case.certificates())[case.title]
    assert (opinion.verdict == "agrees") == (not case.wrong), opinion
