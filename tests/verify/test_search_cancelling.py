"""What is divided by is cancelled, by items that say so exactly and no further; a number is positive as its terms are."""

from __future__ import annotations

from typing import Any

import pytest

from verify.kernel import RELATIONS, RULES, Reject
from verify.kernel.core import Context
from verify.search.cancelling import Cancelling
from verify.search.laying import term_by_term
from verify.search.relations import relations
from verify.search.writing import Writer

ONE = ["num", "1"]
D = ["add", ONE, "h"]


def context(hypotheses: dict[str, Any]) -> Context:
    """A context of three numbers, with what is known of them."""
    symbols = {name: {"shape": [1, 1]} for name in ("h", "x", "y")}
    sequent = {"symbols": symbols, "hypotheses": hypotheses, "functions": {}, "steps": [], "goal": ["psd", "h"]}
    return Context(sequent, {}, {}, {}, RELATIONS)


def cancelling(*divisors: Any) -> tuple[Context, Cancelling]:
    """What cancels some numbers that are known to be positive."""
    here = context({f"h{place}": ["pd", term] for place, term in enumerate(divisors)})
    for place, term in enumerate(divisors):
        here.line({"rule": "invertible", "from": f"h{place}", "show": ["inv", term], "name": f"u{place}"}, None, RULES)
        here.algebra.expand(["inv", term])
    writer = Writer(here.algebra)
    return here, Cancelling(here.algebra, writer, relations(here, writer, []))


@pytest.mark.parametrize(
    ("term", "left"),
    [
        (["mul", ["pow", "x", 3], ["pow", ["inv", "x"], 2], "y"], ["mul", "x", "y"]),
        (["mul", ["add", ONE, "h"], ["inv", D], "x", ["inv", "x"]], ONE),
        (["mul", "h", ["inv", D]], ["add", ONE, ["neg", ["inv", D]]]),
        (["mul", "y", ["inv", "y"]], ["mul", "y", ["inv", "y"]]),
    ],
)
def test_what_is_left(term: Any, left: Any) -> None:
    here, cancel = cancelling("x", D)
    p = here.algebra.expand(term)
    assert cancel.reduced(p) == here.algebra.expand(left)
    items = cancel.completed(here.algebra.add(p, here.algebra.expand(left), -1), [])
    assert items is not None
    assert not here.total(here.algebra.add(p, here.algebra.expand(left), -1), items).terms


def test_no_items_for_what_is_not_0() -> None:
    here, cancel = cancelling("x")
    assert cancel.completed(here.algebra.expand(["add", ["mul", "x", ["inv", "x"]], ["num", "-2"]]), []) is None


def test_too_much_is_given_up() -> None:
    here, cancel = cancelling("x", D)
    long = ["pow", ["mul", ["add", "x", "h"], ["add", ["inv", "x"], ["inv", D]]], 12]
    assert cancel.reduced(here.algebra.expand(long)) is None


@pytest.mark.parametrize(
    ("term", "kind", "shown"),
    [
        (["add", ["pow", "x", 2], "h"], "pd", True),
        (["mul", ["num", "3"], "h", ["pow", "y", 2]], "psd", True),
        (["mul", "h", ["pow", "y", 2]], "pd", False),
        (["add", "h", "x"], "psd", False),
        (["add", "h", ["neg", ["pow", "x", 2]]], "psd", False),
    ],
)
def test_term_by_term(term: Any, kind: str, shown: bool) -> None:
    here = context({"positive": ["pd", "h"]})
    facts = {name: fact.tree for name, fact in here.facts.items()}
    line = term_by_term(here, Writer(here.algebra), facts, (kind, here.algebra.expand(term)))
    assert (line is not None) == shown
    if line is not None:
        assert here.line(line, [kind, term], RULES).tree == [kind, term]
        with pytest.raises(Reject):
            here.line(line, [kind, ["add", term, ONE]], RULES)
