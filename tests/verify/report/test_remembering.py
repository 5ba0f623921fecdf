"""What is remembered is of the same object: an equal one is worked out apart, and no object takes the place of another."""

from __future__ import annotations

from derivations.language.terms import Symbol, Term
from verify.report.remembering import by_identity


def test_the_same_object_is_asked_once_and_an_equal_one_again() -> None:
    asked = []

    @by_identity
    def name(term: Term, mark: str) -> str:
        asked.append(term)
        return f"{term}{mark}"

    x, y = Symbol("x"), Symbol("x")
    mark = "!"
    assert [name(x, mark), name(x, mark), name(y, mark)] == ["x!", "x!", "x!"]
    assert list(map(id, asked)) == [id(x), id(y)]


def test_an_object_that_is_gone_is_not_mistaken_for_another() -> None:
    name = by_identity(str)
    assert [name(Symbol(f"x{k}")) for k in range(2000)] == [f"x{k}" for k in range(2000)]
