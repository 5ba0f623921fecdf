"""A claim of ours in a stranger's letters: which terms of theirs stand for our symbols.

Terms are compared up to parentheses, the order of sums and of numbers in a product, and signs. A size of ours is any size. What
is found is a proposal, an instance: the search and the checkers see whether it is of use, and whether its hypotheses hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, islice
from math import inf

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Formula, Instance, Part
from derivations.language.errors import LanguageError
from derivations.language.traversal import substitute, symbols_of, walk
from verify.derivation_files.flattening import factors_of, is_atom, multiplied, one_key, plain, summands_of
from verify.derivation_files.naming import named_values
from verify.vocabulary import free_symbols, statements_in, terms_in

__all__ = ["fits", "instances_of", "places_of"]

_MOST = 8
_RANKED = 24
_FEW = 5
_TRIES = 2_000
_WIDTH = 8

_OF_SQUARE = (st.PositiveSemidefinite, st.PositiveDefinite, st.Invertible)

Found = dict[str, tm.Term | str | int]  # our letters and, under "size n", our sizes


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
    seen: dict[tuple[tuple[str, str], ...], Instance] = {}
    met = set[object]()
    for binding in islice(_bindings(plain, goal, given), _TRIES):
        for full in islice(_completed(plain, binding, (*given, goal), letters, met), _MOST):
            values = {name: term for name in letters if isinstance(term := full.get(name), tm.Term)}
            if values.keys() >= letters.keys():
                key = tuple(sorted((name, str(term)) for name, term in values.items()))
                seen.setdefault(key, _instance(sequent, values, functions, full))
        if len(seen) >= _RANKED:
            break
    known = {node for statement in (goal, *given) for term in terms_in(statement) for node in walk(term)}
    return sorted(seen.values(), key=lambda instance: _strange(plain, instance, known))[:_MOST]


def _strange(part: Part, instance: Instance, known: set[tm.Term]) -> tuple[int, float]:
    """How much an instance speaks of that stands nowhere near: what is most at home comes first.

    Powers with letters above, exponentials, logarithms and values of functions count most: no sum makes another of them.
    """
    strange, values, atoms = 0, dict(instance.values), set[tm.Term]()
    for statement in statements_in(part):
        for term in terms_in(statement):
            try:
                nodes = [node for node in walk(substitute(term, values)) if any(node.children()) and node not in known]
            except LanguageError:
                return _MOST, inf
            strange += len(nodes)
            atoms |= {node for node in nodes if is_atom(node)}
    return len(atoms), strange


def _length(statement: st.Statement) -> int:
    return sum(1 for term in terms_in(statement) for _ in walk(term)) + 2 * isinstance(statement, st.Equal)


def fits(part: Part, goal: st.Statement) -> bool:
    """Whether a goal is what a part says, in other letters."""
    return next(_statements(named_values(part).goal, goal, {}), None) is not None


def places_of(ours: st.Statement, theirs: st.Statement, letter: tm.Symbol) -> list[tm.Term]:
    """Return terms that may make a statement the other one when put in for a letter, all other letters being the same."""
    spoken = {**free_symbols(ours), **free_symbols(theirs)}
    fixed: Found = {name: symbol for name, symbol in spoken.items() if name != letter.name}
    fixed |= {f"size {size}": size for symbol in spoken.values() for size in symbol.shape if isinstance(size, str)}
    inside = [[node for term in terms_in(s) for node in walk(term) if any(node.children())] for s in (ours, theirs)]
    moving = [node for node in inside[0] if letter.name in symbols_of(node)]
    found = [*_statements(ours, theirs, fixed)]
    found += [binding for a in moving for b in inside[1] for binding in islice(_match(a, b, fixed), _MOST)]
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
    yield from _statements(part.goal, goal, {})
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
                yield from _match(pattern, piece, {})
    yield {}


def _pieces(term: tm.Term) -> Iterator[tm.Term]:
    """The terms inside a term, runs of factors and pairs of summands among them."""
    for node in walk(term):
        if not isinstance(node, tm.Number | tm.Identity | tm.Zero):
            yield node
        if isinstance(node, tm.Product):
            factors = [f for f in factors_of(node)[1] if not f.is_scalar][:_WIDTH]
            for start in range(len(factors)):
                for stop in range(start + 2, len(factors) + 1):
                    if stop - start < len(factors):
                        yield tm.Product(tuple(factors[start:stop]))


def _statements(ours: st.Statement, theirs: st.Statement, found: Found) -> Iterator[Found]:
    """The bindings under which our statement is theirs."""
    match ours, theirs:
        case (st.Equal(a, b), st.Equal(c, d)):
            for left, right in ((c, d), (d, c)):
                for binding in _match(a, left, found):
                    yield from _match(b, right, binding)
            if not isinstance(a, tm.Symbol):
                yield from _match(_minus(a, b), _minus(c, d), found)
        case (st.PositiveSemidefinite(a), st.PositiveSemidefinite(b) | st.PositiveDefinite(b)):
            yield from _match(a, b, found)
        case (st.PositiveDefinite(a) | st.Invertible(a), _) if isinstance(theirs, _OF_SQUARE):
            yield from _match(a, theirs.term, found)
        case (st.NormIs(a, b), st.NormIs(c, d)):
            for binding in _match(a, c, found):
                yield from _match(b, d, binding)
        case (st.GradientIs(), st.GradientIs()):
            yield from _gradients(ours, theirs, found)


def _gradients(ours: st.GradientIs, theirs: st.GradientIs, found: Found) -> Iterator[Found]:
    for binding in _match(ours.variable, theirs.variable, found):
        for second in _match(ours.function, theirs.function, binding):
            for third in _match(ours.point, theirs.point, second):
                yield from _match(ours.value, theirs.value, third)


def _minus(a: tm.Term, b: tm.Term) -> tm.Term:
    return tm.Sum((a, tm.Neg(b)))


def _completed(
    part: Part, binding: Found, given: Sequence[st.Statement], letters: dict[str, tm.Symbol], seen: set[object]
) -> Iterator[Found]:
    """Bind the letters that the goal leaves open by our hypotheses: one of theirs says the same of other letters.

    What is bound in one order need not be bound in another; `seen` are the bindings met so far.
    """
    key = frozenset(binding.items())
    if key in seen or len(seen) > _TRIES:
        return
    seen.add(key)
    open_ = letters.keys() - binding.keys()
    if not open_:
        yield binding
        return
    for hypothesis in part.given:
        spoken = free_symbols(hypothesis.statement).keys()
        if spoken & open_:
            for theirs in given:
                for more in _statements(hypothesis.statement, theirs, binding):
                    if len(more) > len(binding):
                        yield from _completed(part, more, given, letters, seen)
    # a letter may also be meant as it is written
    same: Found | None = dict(binding)
    for name in sorted(open_):
        theirs_too = next((s for g in given for n, s in free_symbols(g).items() if n == name), None)
        same = None if theirs_too is None or same is None else _bind(letters[name], theirs_too, same)
    if same is not None:
        yield same


# --- terms -----------------------------------------------------------------------------------------------------------


def _bind(symbol: tm.Symbol, term: tm.Term, found: Found) -> Found | None:
    """Put a term in for a symbol, and its sizes in for the symbol's."""
    new = _sized(symbol, term, found)
    if new is None:
        return None
    known = new.setdefault(symbol.name, term)
    return new if isinstance(known, tm.Term) and (known == term or one_key(known) == one_key(term)) else None


def _sized(ours: tm.Term, theirs: tm.Term, found: Found) -> Found | None:
    """Put sizes in for the sizes of our term."""
    new = dict(found)
    for mine, other in zip(ours.shape, theirs.shape, strict=True):
        if isinstance(mine, int):
            if mine != other:
                return None
        elif new.setdefault(f"size {mine}", other) != other:
            return None
    return new


def _match(ours: tm.Term, theirs: tm.Term, found: Found) -> Iterator[Found]:  # noqa: C901 - one case a kind of term
    """The ways to put terms in for the symbols of our term that make it theirs."""
    ours, theirs = plain(ours), plain(theirs)
    match ours, theirs:
        case tm.Symbol(), _:
            new = _bind(ours, theirs, found)
            if new is not None:
                yield new
        case tm.Transpose(tm.Symbol() as letter), _ if not isinstance(theirs, tm.Transpose):
            yield from _match(letter, tm.Transpose(theirs), found)
        case tm.Number(), tm.Number():
            if ours.value == theirs.value:
                yield found
        case tm.Zero(), tm.Zero():
            if (new := _sized(ours, theirs, found)) is not None:
                yield new
        case (tm.Sum() | tm.Neg(), _) | (_, tm.Sum() | tm.Neg()) if len(summands_of(ours)) > 1 or isinstance(ours, tm.Neg):
            yield from _unordered(summands_of(ours), summands_of(theirs), found)
        case (tm.Product() | tm.Quotient(), _):
            yield from _products(ours, theirs, found)
        case (tm.Identity(size) | tm.SizeNumber(size), tm.Identity(other) | tm.SizeNumber(other)) if type(ours) is type(theirs):
            if (size == other) if isinstance(size, int) else found.get(f"size {size}", other) == other:
                yield {**found, f"size {size}": other}
        case tm.Power(), tm.Power():
            for binding in _match(ours.base, theirs.base, found):
                if isinstance(ours.exponent, tm.Term) and isinstance(theirs.exponent, tm.Term):
                    yield from _match(ours.exponent, theirs.exponent, binding)
                elif ours.exponent == theirs.exponent:
                    yield binding
        case (
            tm.Transpose(a) | tm.Inverse(a) | tm.Trace(a) | tm.Elementary(_, a) | tm.SumOver(a) | tm.DiagonalOf(a),
            tm.Transpose(b) | tm.Inverse(b) | tm.Trace(b) | tm.Elementary(_, b) | tm.SumOver(b) | tm.DiagonalOf(b),
        ) if type(ours) is type(theirs) and _head(ours) == _head(theirs):
            yield from _match(a, b, found)
        case tm.Apply(), tm.Apply() if ours.function == theirs.function:
            yield from _match(ours.argument, theirs.argument, found)
        case (tm.Column(a, i) | tm.Coordinate(a, i), tm.Column(b, j) | tm.Coordinate(b, j)) if type(ours) is type(theirs):
            for binding in _match(a, b, found):
                yield from _match(i, j, binding)


def _head(term: tm.Term) -> str:
    """What two terms of one type have to share: the function, or the index that is bound."""
    match term:
        case tm.Elementary(function):
            return function
        case tm.SumOver(_, index) | tm.DiagonalOf(_, index):
            return index.name
    return ""


def _unordered(ours: list[tuple[int, tm.Term]], theirs: list[tuple[int, tm.Term]], found: Found) -> Iterator[Found]:
    """Match summands in any order; the ones with most inside come first."""
    if len(ours) != len(theirs) or len(ours) > _WIDTH:
        return
    if not ours:
        yield found
        return
    first = max(range(len(ours)), key=lambda k: sum(1 for _ in walk(ours[k][1])))
    sign, pattern = ours[first]
    rest = [*ours[:first], *ours[first + 1 :]]
    for place, (other, term) in enumerate(theirs):
        if other == sign:
            for binding in _match(pattern, term, found):
                yield from _unordered(rest, [*theirs[:place], *theirs[place + 1 :]], binding)


def _products(ours: tm.Term, theirs: tm.Term, found: Found) -> Iterator[Found]:
    """Match products and quotients up to parentheses; where that is not possible, factor by factor as they are written."""
    some = False
    for binding in _flattened(ours, theirs, found):
        some = True
        yield binding
    if some:
        return
    match ours, theirs:
        case tm.Product(mine), tm.Product(others) if len(mine) == len(others):
            yield from _in_turn(mine, others, found)
        case tm.Quotient(top, bottom), tm.Quotient(over, under):
            yield from _in_turn((top, bottom), (over, under), found)


def _in_turn(ours: Sequence[tm.Term], theirs: Sequence[tm.Term], found: Found) -> Iterator[Found]:
    if not ours:
        yield found
        return
    for binding in _match(ours[0], theirs[0], found):
        yield from _in_turn(ours[1:], theirs[1:], binding)


def _flattened(ours: tm.Term, theirs: tm.Term, found: Found) -> Iterator[Found]:
    if isinstance(ours, tm.Quotient) and isinstance(ours.numerator, tm.Number) and isinstance(theirs, tm.Quotient):
        if ours.numerator == theirs.numerator:
            yield from _match(ours.denominator, theirs.denominator, found)
        return
    c, mine = factors_of(ours)
    d, other = factors_of(theirs)
    if mine == [ours]:
        return
    numbers, matrices = [f for f in mine if f.is_scalar], [f for f in mine if not f.is_scalar]
    scalars, others = [f for f in other if f.is_scalar], [f for f in other if not f.is_scalar]
    if not c:
        return
    if c != d:
        # a number in front may be what one of our letters stands for
        scalars, extra = [*scalars, tm.Number(d / c)], True
        if not any(isinstance(f, tm.Symbol) for f in numbers):
            return
    else:
        extra = False
    numbers, scalars = _taken_off(numbers, scalars, found)
    if len(numbers) == len(scalars) + 1 and not extra:
        scalars = [*scalars, tm.Number(Fraction(1))]
    for binding in _numbers(numbers, scalars, found):
        yield from _runs(matrices, others, binding)


def _taken_off(ours: list[tm.Term], theirs: list[tm.Term], found: Found) -> tuple[list[tm.Term], list[tm.Term]]:
    """What is left of two products of numbers once what our letters already stand for is taken off both."""
    open_, left = list[tm.Term](), list(theirs)
    for factor in ours:
        letter, under = _letter(factor)
        known = found.get(letter.name) if letter else None
        c, parts = factors_of(known) if isinstance(known, tm.Term) else (Fraction(0), [])
        rest = list(left)
        for part in parts:
            wanted = one_key(tm.Number(Fraction(1)) / part if under else part)
            place = next((i for i, term in enumerate(rest) if one_key(term) == wanted), None)
            if place is None:
                break
            del rest[place]
        if c == 1 and len(parts) > 1 and len(rest) == len(left) - len(parts):
            left = rest
        else:
            open_.append(factor)
    return open_, left


def _letter(term: tm.Term) -> tuple[tm.Symbol | None, bool]:
    """The letter that a factor is or is the reciprocal of, and whether it is the reciprocal."""
    under = isinstance(term, tm.Quotient) and isinstance(term.numerator, tm.Number)
    inner = term.denominator if isinstance(term, tm.Quotient) and under else term
    return (inner if isinstance(inner, tm.Symbol) else None), under


def _numbers(ours: list[tm.Term], theirs: list[tm.Term], found: Found) -> Iterator[Found]:
    """Match the numbers in two products, in any order; where they have more, one letter of ours may be all that is left."""
    if len(ours) >= len(theirs):
        yield from _unordered([(1, f) for f in ours], [(1, f) for f in theirs], found)
        return
    letters = [f for f in ours if _letter(f)[0] and _letter(f)[0].name not in found]  # type: ignore[union-attr]
    patterns = [f for f in ours if f not in letters]
    if len({_letter(f)[1] for f in letters}) == len(letters) and len(theirs) <= _WIDTH:
        yield from _grouped(patterns, letters, theirs, found)


def _grouped(patterns: list[tm.Term], letters: list[tm.Term], theirs: list[tm.Term], found: Found) -> Iterator[Found]:
    """Match the patterns, one with one; then a letter is the product of what is left, two are what is above and below."""
    if patterns:
        for place, term in enumerate(theirs):
            for binding in _match(patterns[0], term, found):
                yield from _grouped(patterns[1:], letters, [*theirs[:place], *theirs[place + 1 :]], binding)
        return
    if not letters or not theirs:
        if not letters and not theirs:
            yield found
        return
    first, *rest = letters
    letter, under = _letter(first)
    below = [t for t in theirs if isinstance(t, tm.Quotient) and isinstance(t.numerator, tm.Number)]
    above = [t for t in theirs if t not in below]
    bottom, top = multiplied([t.denominator for t in below]), multiplied(above)
    left: list[tm.Term] = [*(above if under else below)] if rest or under else []
    whole = bottom if under else top if rest or not below else top / bottom
    if letter and len(left) < len(theirs):
        for binding in _match(letter, whole, found):
            yield from _grouped([], rest, left, binding)


def _runs(ours: list[tm.Term], theirs: list[tm.Term], found: Found) -> Iterator[Found]:
    """Match factors in their order; a letter of ours may be a run of theirs."""
    if not ours or not theirs:
        if not ours and not theirs:
            yield found
        return
    most = len(theirs) - len(ours) + 1 if isinstance(ours[0], tm.Symbol | tm.Transpose) else 1
    for length in range(1, most + 1):
        run = theirs[0] if length == 1 else tm.Product(tuple(theirs[:length]))
        for binding in _match(ours[0], run, found):
            yield from _runs(ours[1:], theirs[length:], binding)
