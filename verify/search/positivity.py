"""Candidate squares: nonnegative numbers times congruences L^T P L of what is known to be positive."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement, islice
from math import prod
from typing import Any

from verify.kernel.algebra import SCALAR, Poly, Reject
from verify.kernel.core import Context
from verify.kernel.rules.positivity import injective
from verify.search.writing import Writer

__all__ = ["Square", "as_they_stand", "is_injective", "squares"]

MOST_SCALARS = 4
MOST_SQUARES = 1500
LONGEST = 500  # how many terms a product may have before they are collected, where there are not to be many squares
FIRST = 30  # of at least so many forms there are multiples by two numbers and more, where there are not to be many


@dataclass(frozen=True)
class Square:
    """One candidate: [scalars, L, P] as the certificate writes it, its value, whether it is strictly positive."""

    entry: list[Any]
    poly: Poly
    strict: bool
    cost: float


def squares(
    context: Context,
    writer: Writer,
    facts: dict[str, Any],
    target: tuple[str, Poly],
    hints: tuple[Any, ...] | None,
    most: int = 0,
) -> list[Square]:
    """Return candidate squares for a target, its kind and its value, from the named facts.

    Hints are terms L worth trying; with None in their place there are only products of the facts. Where there are to be at
    `most` so many, every form gets its turn before numbers are multiplied together.
    """
    a, (wanted, goal) = context.algebra, target
    strict = wanted == "pd"
    numbers: list[tuple[str, str, Poly]] = []
    matrices: list[tuple[str, str, Poly]] = []
    for name, tree in facts.items():
        if tree[0] in ("psd", "pd"):
            p = a.expand(tree[1])
            (numbers if p.shape == SCALAR else matrices).append((name, tree[0], p))
    if most:  # a number that is > 0 need not be tried as >= 0 as well
        sure = {p.key for _, kind, p in numbers if kind == "pd"}
        numbers = [(name, kind, p) for name, kind, p in numbers if kind == "pd" or p.key not in sure]
    products: list[tuple[tuple[str, ...], bool, Poly]] = [((), True, a.number(1))]
    for count in range(1, MOST_SCALARS + 1):
        choose = combinations_with_replacement if count == 2 else combinations  # squares of a number are common
        for group in islice(choose(numbers, count), MOST_SQUARES):
            total = a.number(1)
            if most and prod(len(p.terms) for _, _, p in group) > LONGEST:
                continue
            for _, _, p in group:
                total = a.mul(total, p)
            products.append((tuple(n for n, _, _ in group), all(k == "pd" for _, k, _ in group), total))
    outers = [(a.expand(_one(goal)), _one(goal))] if hints is None or most else []
    outers += _outers(context, writer, goal, hints) if hints is not None else []
    forms = _forms(context, outers, matrices, goal)
    # few numbers in a product come before many, so that no form is left out
    groups = [[p for p in products if len(p[0]) == count] for count in range(MOST_SCALARS + 1)] if most else [products]
    found: list[Square] = []
    for count, products_of in enumerate(groups):
        room = max(FIRST, (most - len(found)) // max(1, len(products_of))) if most and count > 1 else None
        for outer_tree, fact, injective_form, form in forms[:room]:
            for used, positive, number in products_of:
                poly = a.mul(number, form)
                cost = 1 + len(used) / 8 + len(repr(outer_tree)) / 1000
                found.append(Square([list(used), outer_tree, fact], poly, strict and injective_form and positive, cost))
                if len(found) > (most or MOST_SQUARES):
                    return found
    return found


def _one(goal: Poly) -> Any:
    return ["num", "1"] if goal.shape == SCALAR else ["id", goal.shape[0]]


def _forms(
    context: Context, outers: list[tuple[Poly, Any]], matrices: list[tuple[str, str, Poly]], goal: Poly
) -> list[tuple[Any, str | None, bool, Poly]]:
    """The congruences L^T P L: L, the fact P, whether it is strict, the value."""
    a, found = context.algebra, []
    inners: list[tuple[str | None, str, Poly | None]] = [(None, "pd", None), *matrices]
    for outer, tree in outers:
        for fact, kind, inner in inners:
            try:
                form = a.mul(a.transpose(outer), outer if inner is None else a.mul(inner, outer))
            except Reject:
                continue
            if form.shape == goal.shape:
                found.append((tree, fact, kind == "pd" and is_injective(context, outer), form))
    return found


def as_they_stand(context: Context, facts: dict[str, Any], goal: Poly) -> list[Square]:
    """Return the facts that say of a term of the goal's shape that it is positive, without products of them."""
    one = _one(goal)
    found: list[Square] = []
    for name, tree in facts.items():
        if tree[0] in ("psd", "pd"):
            poly = context.algebra.expand(tree[1])
            if poly.shape == goal.shape:
                entry = [[name], one, None] if goal.shape == SCALAR else [[], one, name]
                found.append(Square(entry, poly, tree[0] == "pd", 1.0))
    return found


def is_injective(context: Context, p: Poly) -> bool:
    """Return whether it is known that p z = 0 only for z = 0."""
    try:
        injective(context, p)
    except Reject:
        return False
    return True


def _outers(context: Context, writer: Writer, goal: Poly, hints: tuple[Any, ...]) -> list[tuple[Poly, Any]]:
    """The terms L to try: hints, the identity, and the right ends of the goal's words."""
    a = context.algebra
    found: dict[Any, tuple[Poly, Any]] = {}

    def keep(tree: Any) -> None:
        p = a.expand(tree)
        found.setdefault(p.key, (p, tree))

    for hint in hints:
        keep(hint)
    keep(_one(goal))
    for scalars, word in goal.terms:
        words = [word]
        for letter, _ in scalars:
            kind, *rest = a.letters[letter].meaning
            if kind == "closed":
                words.append(rest[0])
            elif goal.shape == SCALAR:
                keep(writer.letter(letter))
        for w in words:
            for start in range(len(w)):
                keep(writer.word(w[start:]))
    return list(found.values())
