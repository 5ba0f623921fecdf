"""What a part speaks of: free letters, sizes, natural numbers, and the functions and sequences known only by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Part
from derivations.language.errors import LanguageError
from derivations.language.traversal import symbols_of, walk
from verify.sequences import Recursion

__all__ = [
    "Family",
    "families_in",
    "free_letters",
    "free_symbols",
    "functions_of",
    "inverted",
    "is_zero",
    "naturals_in",
    "recursions_in",
    "sizes_in",
    "statements_in",
    "terms_in",
]


_BINDING = (st.GradientIs, st.LimitIs, st.MeanIs, st.ForEvery, st.Between, st.Continuous, st.Attains, st.LocalMinimum)


def _spoken(statement: st.Statement, bound: frozenset[str] = frozenset()) -> Iterator[tuple[tm.Term, frozenset[str]]]:
    """The terms of a statement, each with the letters that do not stand for their values in it."""
    own = bound
    if isinstance(statement, _BINDING):
        own = bound | {statement.variable.name}
    for key, value in vars(statement).items():
        if isinstance(value, st.Statement):
            yield from _spoken(value, own)
        elif isinstance(value, tm.Term):
            yield value, own if key in ("function", "variable") else bound


def terms_in(statement: st.Statement) -> Iterator[tm.Term]:
    """Yield the terms of a statement, those of a statement inside it too."""
    return (term for term, _ in _spoken(statement))


def free_letters(term: tm.Term) -> Iterator[tm.Symbol]:
    """Yield the symbols of a term that no sum or diagonal binds, as often as they occur."""
    if isinstance(term, tm.Symbol):
        yield term
    elif isinstance(term, tm.SumOver | tm.DiagonalOf):
        yield from (symbol for symbol in free_letters(term.entry) if symbol.name != term.index.name)
    else:
        for child in term.children:
            yield from free_letters(child)


def free_symbols(statement: st.Statement) -> dict[str, tm.Symbol]:
    """Return the symbols a statement speaks of, by name; those that a sum, a gradient, a limit .. binds are not."""
    found: dict[str, tm.Symbol] = {}
    for term, bound in _spoken(statement):
        found.update((symbol.name, symbol) for symbol in free_letters(term) if symbol.name not in bound)
    return found


def sizes_in(part: Part) -> tuple[str, ...]:
    """Return the size names of a part, in alphabetical order but n first."""
    found: set[tm.Size] = set()
    for statement in statements_in(part):
        if isinstance(statement, st.Differentiable):
            found.add(statement.size)
        for term in terms_in(statement):
            for node in walk(term):
                found |= {node.size} if isinstance(node, tm.SizeNumber) else set(node.shape)
    return tuple(sorted((size for size in found if isinstance(size, str)), key=lambda name: (name != "n", name)))


def inverted(terms: Iterable[tm.Term]) -> Iterator[tm.Term]:
    """Yield what terms invert or divide by."""
    for node in (node for term in terms for node in walk(term)):
        if isinstance(node, tm.Inverse):
            yield node.term
        elif isinstance(node, tm.Quotient):
            yield node.denominator


def is_zero(term: tm.Term) -> bool:
    """Return whether a term is written as 0."""
    return isinstance(term, tm.Zero) or term == tm.Number(Fraction(0))


def statements_in(part: Part) -> Iterator[st.Statement]:
    """Yield the hypotheses, steps and goal of a part."""
    yield from (hypothesis.statement for hypothesis in part.given)
    yield from (step.statement for step in part.steps)
    yield part.goal


@dataclass(frozen=True)
class Family:
    """A function known only by name and its derivatives; the first of the names stands for the derivative `level`."""

    names: tuple[str, ...]
    size: tm.Size
    level: int
    potential: bool


def functions_of(term: tm.Term) -> list[str]:
    """Return the names of the functions in a term."""
    return [node.function for node in walk(term) if isinstance(node, tm.Apply)]


def families_in(part: Part) -> tuple[Family, ...]:
    """Return the functions of a part that are no sequences, each with its chain of derivatives.

    Raises
    ------
    LanguageError
        If there are no models for functions of that shape.
    """
    derivatives: dict[str, st.Differentiable] = {}
    shapes: dict[str, tuple[tm.Shape, tm.Shape]] = {}
    for statement in statements_in(part):
        if isinstance(statement, st.Differentiable):
            derivatives[statement.function] = statement
            shapes[statement.function] = (statement.values, (statement.size, 1))
        for node in _applied(statement):
            shapes.setdefault(node.function, (node.shape, node.argument.shape))
    known = {d.derivative for d in derivatives.values()} | _sequences_in(part).keys()
    return tuple(_family(root, *shapes[root], derivatives) for root in shapes if root not in known)


def _applied(statement: st.Statement) -> Iterator[tm.Apply]:
    return (node for term in terms_in(statement) for node in walk(term) if isinstance(node, tm.Apply))


def _family(root: str, values: tm.Shape, domain: tm.Shape, derivatives: Mapping[str, st.Differentiable]) -> Family:
    size = domain[0]
    levels = [tm.SCALAR, (size, 1), (size, size)]
    if domain[1] != 1 or values not in levels:
        raise LanguageError(
            f"no models for functions such as {root}: the argument is a vector, the value a number, a "
            "vector of the same size, or a square matrix; or the argument is a natural number"
        )
    names, level = [root], levels.index(values)
    while names[-1] in derivatives:
        names.append(derivatives[names[-1]].derivative)
    if level + len(names) > len(levels):
        raise LanguageError(f"no models for {names[-1]}: a function has a gradient and a Hessian, no more")
    symmetric = root in derivatives and derivatives[root].symmetric
    return Family(tuple(names), size, level, potential=level == 0 or symmetric)


# --- natural numbers and sequences -----------------------------------------------------------------------------------


def naturals_in(part: Part) -> set[str]:
    """Return the letters that stand for natural numbers: said to, or in an exponent, or the place in a sequence."""
    found = _declared_natural(part)
    for places in _sequences_in(part).values():
        found |= {letter for letter, _ in places if letter}
    return found


def _declared_natural(part: Part) -> set[str]:
    found = set()
    for statement in statements_in(part):
        if isinstance(statement, st.Natural):
            found.add(statement.symbol.name)
        elif isinstance(statement, st.ForEvery):
            found.add(statement.variable.name)
        for term in terms_in(statement):
            exponents = (node.exponent for node in walk(term) if isinstance(node, tm.Power))
            found.update(name for e in exponents if isinstance(e, tm.Term) for name in symbols_of(e))
    return found


def _place(term: tm.Term) -> tuple[str, int] | None:
    """The letter and the number of k + c, no letter for c alone; None for any other term."""
    summands = term.terms if isinstance(term, tm.Sum) else (term,)
    letters = [t.name for t in summands if isinstance(t, tm.Symbol) and t.is_scalar]
    numbers = [t.value for t in summands if isinstance(t, tm.Number) and t.value.denominator == 1 and t.value >= 0]
    if len(letters) > 1 or len(letters) + len(numbers) < len(summands):
        return None
    return (letters[0] if letters else "", int(sum(numbers)))


@lru_cache(maxsize=4)  # three functions of this module ask for those of one part
def _sequences_in(part: Part) -> dict[str, list[tuple[str, int]]]:
    """The functions of natural numbers, each with the places that the part speaks of."""
    naturals, found, smooth = _declared_natural(part), dict[str, list[tuple[str, int]]](), set[str]()
    for statement in statements_in(part):
        if isinstance(statement, st.Differentiable):
            smooth |= {statement.function, statement.derivative}
        for node in _applied(statement):
            place = _place(node.argument)
            if place is None or (node.is_scalar and place[0] not in {"", *naturals}):
                smooth.add(node.function)
            else:
                found.setdefault(node.function, []).append(place)
    return {name: places for name, places in found.items() if name not in smooth}


def recursions_in(part: Part) -> tuple[Recursion, ...]:
    """Return how the hypotheses of a part define its sequences."""
    found = {name: Recursion(name, (1, 1)) for name in _sequences_in(part)}
    for statement in statements_in(part):
        for node in _applied(statement):
            if node.function in found:
                found[node.function] = replace(found[node.function], shape=node.shape)
    for hypothesis in part.given:
        for member, other, variable in _definitions(hypothesis.statement):
            place, known = _place(member.argument), found.get(member.function)
            if known is None or place is None:
                continue
            letter, order = place
            if variable and letter == variable and known.term is None and not _reaches(other, member.function, place):
                found[known.name] = replace(known, variable=variable, order=order, term=other)
            elif not letter and not functions_of(other):
                found[known.name] = replace(known, starts={**known.starts, order: other})
    return tuple(found.values())


def _definitions(statement: st.Statement, variable: str = "") -> Iterator[tuple[tm.Apply, tm.Term, str]]:
    """A member of a sequence, what it equals, and the letter for which that is said of every natural number."""
    if isinstance(statement, st.ForEvery):
        yield from _definitions(statement.statement, statement.variable.name)
    elif isinstance(statement, st.Equal):
        for side, other in ((statement.left, statement.right), (statement.right, statement.left)):
            if isinstance(side, tm.Apply):
                yield side, other, variable


def _reaches(term: tm.Term, function: str, place: tuple[str, int]) -> bool:
    """Whether a term speaks of a member of a sequence that is not before a place."""
    members = [n for n in walk(term) if isinstance(n, tm.Apply) and n.function == function]
    places = [_place(node.argument) for node in members]
    return any(p is None or p[0] != place[0] or p[1] >= place[1] for p in places)
