"""What is kept belongs to one object: it is made once for it, anew for an equal one, and again after a failure."""

from __future__ import annotations

import pytest

from derivations.language.keeping import kept
from derivations.language.terms import Symbol, Term


def test_once_for_an_object_and_anew_for_an_equal_one() -> None:
    made: list[Term] = []

    @kept
    def name(term: Term) -> str:
        made.append(term)
        return str(term)

    x, y = Symbol("x"), Symbol("x")
    assert [name(x), name(x), name(y)] == ["x", "x", "x"]
    assert list(map(id, made)) == [id(x), id(y)]
    assert x == y
    assert hash(x) == hash(y)


def test_two_functions_do_not_take_each_others_place() -> None:
    first, second = kept(str), kept(repr)
    x = Symbol("x")
    assert (first(x), second(x), first(x)) == (str(x), repr(x), str(x))


def test_a_failure_is_not_kept() -> None:
    turns = iter([ZeroDivisionError, None])

    @kept
    def fragile(_: Term) -> int:
        if fault := next(turns):
            raise fault
        return 1

    x = Symbol("x")
    with pytest.raises(ZeroDivisionError):
        fragile(x)
    assert fragile(x) == 1
