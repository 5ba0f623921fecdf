"""Where a claim of ours fits a stranger's statement: the instances of it that the statement calls for, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, islice
from math import inf

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Formula, Instance, Part
from derivations.language.errors import LanguageError
from derivations.language.traversal import substitute, symbols_of, walk
from verify.derivation_files.flattening import factors_of, is_atom, key_of, one_key, summands_of
from verify.derivation_files.matching import WIDTH, Found, bind, match_statements, match_terms
from verify.derivation_files.naming import named_values, put
from verify.vocabulary import free_symbols, statements_in, terms_in

__all__ = ["instances_of", "places_of", "takes_away"]

_MOST = 8
_RANKED = 24
_FEW = 5
_TRIES = 2_000

_INEQUALITY = st.PositiveSemidefinite | st.PositiveDefinite


def instances_of(sequent: str, part: Part, goal: st.Statement, given: Sequence[st.Statement]) -> list[Instance]:
    """Return the instances of a part of ours that a goal calls for: of its statement first, then of what is inside.

    Parameters
    ----------
    sequent : str
        The id under which the kernel knows the part.
    part : Part
        What it says.
    goal : Statement
        What a stranger wants to show.
    given : sequence of Statement
        What they assume; it may tell which terms to take.
    """
    plain = replace(named_values(part), steps=())
    # what says most comes first where hypotheses are to tell what a letter stands for
    plain = replace(plain, given=tuple(sorted(plain.given, key=lambda h: -_length(h.statement))))
    functions = {name: size for name, size in _functions(part).items() if name in _letters(plain)}
    letters = _letters(plain)
    counted = [k for h in plain.given if isinstance(h.statement, st.Natural) and (k := h.statement.symbol.name) in letters]
    numbers = {s.symbol.name for s in given if isinstance(s, st.Natural)}
    seen: dict[tuple[tuple[str, str], ...], Instance] = {}
    agreeing = _Agreeing((*given, goal))
    for binding in _once(islice(_bindings(plain, goal, given), _TRIES)):
        for full in islice(_completed(plain, binding, agreeing, letters), _MOST):
            values = {name: term for name in letters if isinstance(term := full.get(name), tm.Term)}
            if values.keys() >= letters.keys() and all(_whole(values[k], numbers) for k in counted):
                key = tuple(sorted((name, str(term)) for name, term in values.items()))
                seen.setdefault(key, _instance(sequent, values, functions, full))
        if len(seen) >= _RANKED:
            break
    nodes = {node for statement in (goal, *given) for term in terms_in(statement) for node in walk(term)}
    known = {*nodes, *(one_key(node) for node in nodes if is_atom(node))}
    return sorted(seen.values(), key=lambda instance: _strange(plain, instance, goal, known))[:_MOST]


def _whole(term: tm.Term, letters: set[str]) -> bool:
    """Whether a term is a natural number in the eyes of the kernel: k + c or c, k one of these letters."""
    parts = [(sign, inner) for sign, inner in summands_of(term) if not isinstance(inner, tm.Number)]
    numbers = [sign * inner.value for sign, inner in summands_of(term) if isinstance(inner, tm.Number)]
    named = all(sign == 1 and isinstance(inner, tm.Symbol) and inner.name in letters for sign, inner in parts)
    return named and len(parts) <= 1 and all(c >= 0 and c.denominator == 1 for c in numbers)


def _strange(part: Part, instance: Instance, goal: st.Statement, known: set[object]) -> tuple[bool, int, bool, float]:
    """How far away an instance is: how much in it stands nowhere near, and whether it takes away nothing that the goal does.

    One that says just what the goal says is nearest. Powers with letters above, exponentials, logarithms and values of
    functions count most: no sum makes another of them.
    """
    values = dict(instance.values)
    terms = [term for statement in statements_in(part) for term in terms_in(statement)]
    try:
        nodes = [node for term in terms for node in walk(substitute(term, values)) if any(node.children) and node not in known]
        said = put(part.goal, values)
        away, other = takes_away(goal, said), key_of(said) != key_of(goal)
    except (LanguageError, AttributeError):  # the entry at an index that is no letter cannot be written
        return True, _MOST, True, inf
    return other, len({key for node in nodes if is_atom(node) and (key := one_key(node)) not in known}), not away, len(nodes)


def takes_away(goal: st.Statement, statement: st.Statement) -> bool:
    """Whether an inequality takes away what a goal takes away: a goal is no sum of positive things without such a one."""
    return any(one_key(ours) == one_key(theirs) for ours, theirs in _taken_away(statement, goal))


def _taken_away(ours: st.Statement, theirs: st.Statement, sign: int = 1) -> list[tuple[tm.Term, tm.Term]]:
    """What an inequality of ours takes away beside what one of theirs takes away, without numbers and letters before it.

    With -1 as `sign` what theirs adds.
    """
    if not isinstance(ours, _INEQUALITY) or not isinstance(theirs, _INEQUALITY):
        return []
    mine, other = (
        [core for c, s in summands_of(side.term) if c == wanted for core in _cores(s)]
        for side, wanted in ((ours, -1), (theirs, -sign))
    )
    return [(a, b) for a in mine for b in other if a.shape == b.shape]


def _opposite(ours: tm.Term, theirs: tm.Term) -> Iterator[Found]:
    """The bindings under which our product is minus theirs: a matrix in it stands for minus one."""
    factors = factors_of(ours)[1]
    matrices = [f for f in factors if isinstance(f, tm.Symbol) and 1 not in f.shape and factors.count(f) == 1]
    for binding in match_terms(ours, theirs, {}) if matrices else ():
        for letter in matrices:
            value = binding[letter.name]
            if isinstance(value, tm.Term):
                yield {**binding, letter.name: tm.Neg(value)}


def _cores(term: tm.Term) -> list[tm.Term]:
    """The factors of a summand that are no letters or numbers, matrices as one; the summand if there are only such ones."""
    factors = factors_of(term)[1]
    matrices = [f for f in factors if not f.is_scalar]
    whole = [matrices[0] if len(matrices) == 1 else tm.Product(tuple(matrices))] if matrices else []
    return [*whole, *(f for f in factors if f.is_scalar and not isinstance(f, tm.Symbol | tm.Number))] or [term]


def _length(statement: st.Statement) -> int:
    return sum(1 for term in terms_in(statement) for _ in walk(term)) + 2 * isinstance(statement, st.Equal)


def places_of(ours: st.Statement, theirs: st.Statement, letter: tm.Symbol) -> list[tm.Term]:
    """Return terms that may make a statement the other one when put in for a letter, all other letters being the same."""
    spoken = {**free_symbols(ours), **free_symbols(theirs)}
    fixed: Found = {name: symbol for name, symbol in spoken.items() if name != letter.name}
    fixed |= {f"size {size}": size for symbol in spoken.values() for size in symbol.shape if isinstance(size, str)}
    inside = [[node for term in terms_in(s) for node in walk(term) if any(node.children)] for s in (ours, theirs)]
    moving = [node for node in inside[0] if letter.name in symbols_of(node)]
    found = [*match_statements(ours, theirs, fixed)]
    found += [binding for a in moving for b in inside[1] for binding in islice(match_terms(a, b, fixed), _MOST)]
    numbers = [s for s in free_symbols(theirs).values() if s.is_scalar][:_FEW]
    terms = [*(binding.get(letter.name) for binding in found), *(a * b for a, b in combinations(numbers, 2))]
    return list(dict.fromkeys(term for term in terms if isinstance(term, tm.Term)))[:_RANKED]


def _letters(part: Part) -> dict[str, tm.Symbol]:
    return {name: s for statement in statements_in(part) for name, s in free_symbols(statement).items()}


def _functions(part: Part) -> dict[str, tm.Size]:
    """The functions known only by name, with the size of what they are applied to."""
    nodes = [node for statement in statements_in(part) for term in terms_in(statement) for node in walk(term)]
    return {node.function: node.argument.shape[0] for node in nodes if isinstance(node, tm.Apply)}


def _instance(sequent: str, values: dict[str, tm.Term], functions: dict[str, tm.Size], found: Found) -> Instance:
    """The instance; a function of which one value is spoken of is the constant that has this value."""
    formulas = {}
    for name, size in functions.items():
        n = size if isinstance(size, int) else found.get(f"size {size}", size)
        if isinstance(n, str | int):
            at, value = tm.Symbol(f"at_{name}", n), values[name]
            formulas[name] = Formula(at, value, tm.Zero(n) if value.is_scalar else tm.Zero(value.shape[0], n))
    return Instance(sequent, {k: v for k, v in values.items() if k not in functions}, formulas)


# --- where a claim may fit -------------------------------------------------------------------------------------------


def _bindings(part: Part, goal: st.Statement, given: Sequence[st.Statement]) -> Iterator[Found]:
    yield from match_statements(part.goal, goal, {})
    for ours, theirs in _taken_away(part.goal, goal):
        yield from match_terms(ours, theirs, {})
    for ours, theirs in _taken_away(part.goal, goal, -1):
        yield from _opposite(ours, theirs)
    inside = list(
        dict.fromkeys(piece for statement in (goal, *given) for term in terms_in(statement) for piece in _pieces(term))
    )
    match part.goal:
        case st.Equal(left, right):
            sides = [side for side in (left, right) if not isinstance(side, tm.Symbol | tm.Number | tm.Zero | tm.Identity)]
            patterns = sorted(sides, key=lambda side: -sum(1 for _ in walk(side)))
        case st.PositiveSemidefinite(term) | st.PositiveDefinite(term) | st.Invertible(term):
            inner = [node for node in walk(term) if isinstance(node, tm.Power | tm.Elementary | tm.Inverse | tm.Trace)]
            inside_first = sorted(dict.fromkeys(inner), key=lambda node: -sum(1 for _ in walk(node)))
            patterns = [term, *(node for node in inside_first if node != term)]
        case _:
            patterns = []
    for pattern in patterns:
        if not isinstance(pattern, tm.Symbol):
            for piece in inside:
                yield from match_terms(pattern, piece, {})
    yield {}


def _pieces(term: tm.Term) -> Iterator[tm.Term]:
    """The terms inside a term, runs of factors and pairs of summands among them."""
    for node in walk(term):
        if not isinstance(node, tm.Number | tm.Identity | tm.Zero):
            yield node
        if isinstance(node, tm.Product):
            factors = [f for f in factors_of(node)[1] if not f.is_scalar][:WIDTH]
            for start in range(len(factors)):
                for stop in range(start + 2, len(factors) + 1):
                    if stop - start < len(factors):
                        yield tm.Product(tuple(factors[start:stop]))


def _once(bindings: Iterable[Found]) -> Iterator[Found]:
    """Bindings, each the first time only."""
    seen = set[frozenset[tuple[str, object]]]()
    for binding in bindings:
        key = frozenset(binding.items())
        if key not in seen:
            seen.add(key)
            yield binding


class _Agreeing:
    """What makes a hypothesis of ours one of theirs; it is looked for once for each way to bind the letters in it."""

    def __init__(self, given: Sequence[st.Statement]) -> None:
        self.given = given
        self.known: dict[object, list[Found]] = {}

    def more(self, hypothesis: st.Statement, binding: Found) -> Iterator[Found]:
        """Yield the bindings with more letters under which the hypothesis is one of theirs."""
        letters = free_symbols(hypothesis).keys()
        here = {name: term for name, term in binding.items() if name in letters or name.startswith("size ")}
        key = hypothesis, frozenset(here.items())
        if key not in self.known:
            found = (more for theirs in self.given for more in match_statements(hypothesis, theirs, here))
            self.known[key] = [more for more in _once(found) if len(more) > len(here)]
        yield from ({**binding, **more} for more in self.known[key])


def _completed(
    part: Part, binding: Found, agreeing: _Agreeing, letters: dict[str, tm.Symbol], first: int = 0
) -> Iterator[Found]:
    """Bind the letters that the goal leaves open by our hypotheses: one of theirs says the same of other letters.

    The hypotheses take their turns in their order, from the `first` on: another order binds nothing else.
    """
    open_ = letters.keys() - binding.keys()
    if not open_:
        yield binding
        return
    for place, hypothesis in enumerate(part.given[first:], first + 1):
        if free_symbols(hypothesis.statement).keys() & open_:
            for more in agreeing.more(hypothesis.statement, binding):
                yield from _completed(part, more, agreeing, letters, place)
    # a letter may also be meant as it is written
    same: Found | None = dict(binding)
    for name in sorted(open_):
        theirs_too = next((s for g in agreeing.given for n, s in free_symbols(g).items() if n == name), None)
        same = None if theirs_too is None or same is None else bind(letters[name], theirs_too, same)
    if same is not None:
        yield same
