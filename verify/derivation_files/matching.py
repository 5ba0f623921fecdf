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
from verify.derivation_files.naming import named_values, put
from verify.vocabulary import free_symbols, statements_in, terms_in

__all__ = ["fits", "instances_of", "key_of", "places_of", "takes_away"]

_MOST = 8
_RANKED = 24
_FEW = 5
_TRIES = 2_000
_WIDTH = 8

_INEQUALITY = st.PositiveSemidefinite | st.PositiveDefinite
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
    for binding in islice(_bindings(plain, goal, given), _TRIES):
        for full in islice(_completed(plain, binding, (*given, goal), letters), _MOST):
            values = {name: term for name in letters if isinstance(term := full.get(name), tm.Term)}
            if values.keys() >= letters.keys():
                key = tuple(sorted((name, str(term)) for name, term in values.items()))
                seen.setdefault(key, _instance(sequent, values, functions, full))
        if len(seen) >= _RANKED:
            break
    known = {node for statement in (goal, *given) for term in terms_in(statement) for node in walk(term)}
    return sorted(seen.values(), key=lambda instance: _strange(plain, instance, goal, known))[:_MOST]


def _strange(part: Part, instance: Instance, goal: st.Statement, known: set[tm.Term]) -> tuple[bool, float]:
    """How far away an instance is: whether it takes away nothing that the goal does, and how much in it stands nowhere near."""
    values = dict(instance.values)
    terms = [term for statement in statements_in(part) for term in terms_in(statement)]
    try:
        nodes = [node for term in terms for node in walk(substitute(term, values)) if any(node.children)]
        return not takes_away(goal, put(part.goal, values)), sum(node not in known for node in nodes)
    except LanguageError:
        return True, inf


def takes_away(goal: st.Statement, statement: st.Statement) -> bool:
    """Whether an inequality takes away what a goal takes away: a goal is no sum of positive things without such a one."""
    return any(_key(ours) == _key(theirs) for ours, theirs in _taken_away(statement, goal))


def _taken_away(ours: st.Statement, theirs: st.Statement, sign: int = 1) -> list[tuple[tm.Term, tm.Term]]:
    """What an inequality of ours takes away beside what one of theirs takes away, without numbers and letters before it.

    With -1 as `sign` what theirs adds.
    """
    if not isinstance(ours, _INEQUALITY) or not isinstance(theirs, _INEQUALITY):
        return []
    mine, other = (
        [core for c, s in _summands(side.term) if c == wanted for core in _cores(s)]
        for side, wanted in ((ours, -1), (theirs, -sign))
    )
    return [(a, b) for a in mine for b in other if a.shape == b.shape]


def _opposite(ours: tm.Term, theirs: tm.Term) -> Iterator[Found]:
    """The bindings under which our product is minus theirs: a matrix in it stands for minus one."""
    factors = _factors(ours)[1]
    matrices = [f for f in factors if isinstance(f, tm.Symbol) and 1 not in f.shape and factors.count(f) == 1]
    for binding in _match(ours, theirs, {}) if matrices else ():
        for letter in matrices:
            value = binding[letter.name]
            if isinstance(value, tm.Term):
                yield {**binding, letter.name: tm.Neg(value)}


def _cores(term: tm.Term) -> list[tm.Term]:
    """The factors of a summand that are no letters or numbers, matrices as one; the summand if there are only such ones."""
    factors = _factors(term)[1]
    matrices = [f for f in factors if not f.is_scalar]
    whole = [matrices[0] if len(matrices) == 1 else tm.Product(tuple(matrices))] if matrices else []
    return [*whole, *(f for f in factors if f.is_scalar and not isinstance(f, tm.Symbol | tm.Number))] or [term]


def _length(statement: st.Statement) -> int:
    return sum(1 for term in terms_in(statement) for _ in walk(term)) + 2 * isinstance(statement, st.Equal)


def key_of(statement: st.Statement) -> object:
    """What two statements have in common that are equal up to parentheses, signs and the order of sums."""
    return (type(statement).__name__, *(_key(term) for term in terms_in(statement)))


def fits(part: Part, goal: st.Statement) -> bool:
    """Whether a goal is what a part says, in other letters."""
    return next(_statements(named_values(part).goal, goal, {}), None) is not None


def places_of(ours: st.Statement, theirs: st.Statement, letter: tm.Symbol) -> list[tm.Term]:
    """Return terms that may make a statement the other one when put in for a letter, all other letters being the same."""
    spoken = {**free_symbols(ours), **free_symbols(theirs)}
    fixed: Found = {name: symbol for name, symbol in spoken.items() if name != letter.name}
    fixed |= {f"size {size}": size for symbol in spoken.values() for size in symbol.shape if isinstance(size, str)}
    inside = [[node for term in terms_in(s) for node in walk(term) if any(node.children)] for s in (ours, theirs)]
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
    for ours, theirs in _taken_away(part.goal, goal):
        yield from _match(ours, theirs, {})
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
                yield from _match(pattern, piece, {})
    yield {}


def _pieces(term: tm.Term) -> Iterator[tm.Term]:
    """The terms inside a term, runs of factors and pairs of summands among them."""
    for node in walk(term):
        if not isinstance(node, tm.Number | tm.Identity | tm.Zero):
            yield node
        if isinstance(node, tm.Product):
            factors = [f for f in _factors(node)[1] if not f.is_scalar][:_WIDTH]
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
                yield from _match(tm.Sum((a, tm.Neg(b))), tm.Sum((c, tm.Neg(d))), found)
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


def _completed(
    part: Part, binding: Found, given: Sequence[st.Statement], letters: dict[str, tm.Symbol], first: int = 0
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
            for theirs in given:
                for more in _statements(hypothesis.statement, theirs, binding):
                    if len(more) > len(binding):
                        yield from _completed(part, more, given, letters, place)
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
    return new if isinstance(known, tm.Term) and (known == term or _key(known) == _key(term)) else None


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
    ours, theirs = _plain(ours), _plain(theirs)
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
        case (tm.Sum() | tm.Neg(), _) | (_, tm.Sum() | tm.Neg()) if len(_summands(ours)) > 1 or isinstance(ours, tm.Neg):
            yield from _unordered(_summands(ours), _summands(theirs), found)
            if len(_summands(ours)) != len(_summands(theirs)):  # a letter of ours may be a sum of theirs
                yield from _unordered(_summands(ours), _summands(theirs, inside=False), found)
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


def _plain(term: tm.Term) -> tm.Term:
    """Take transposes of transposes, of products and of numbers apart."""
    if isinstance(term, tm.Transpose):
        inner = term.term
        if isinstance(inner, tm.Transpose):
            return _plain(inner.term)
        if inner.is_scalar:
            return _plain(inner)
        if isinstance(inner, tm.Product):
            return tm.Product(tuple(_plain(tm.Transpose(f)) for f in reversed(_folded(inner.factors))))
        if isinstance(inner, tm.Sum):
            return tm.Sum(tuple(_plain(tm.Transpose(t)) for t in inner.terms))
    return term


def _summands(term: tm.Term, sign: int = 1, inside: bool = True) -> list[tuple[int, tm.Term]]:
    """The summands of a term with their signs; a sum that is one of them is taken apart, or only has its sign taken off."""
    if isinstance(term, tm.Sum):
        if not inside:
            return [(-sign, t.term) if isinstance(t, tm.Neg) else (sign, t) for t in term.terms]
        return [found for inner in term.terms for found in _summands(inner, sign)]
    if isinstance(term, tm.Neg):
        return _summands(term.term, -sign, inside)
    return [(sign, term)]


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
        if other == sign or isinstance(pattern, tm.Symbol):
            for binding in _match(pattern, term if other == sign else tm.Neg(term), found):
                yield from _unordered(rest, [*theirs[:place], *theirs[place + 1 :]], binding)


def _factors(term: tm.Term, divided: bool = True) -> tuple[Fraction, list[tm.Term]]:
    """The number in front and the factors of a product, a quotient being a product with the reciprocal.

    Unless it is `divided`, a quotient that is multiplied stays whole, and so does a vector or a matrix divided by a number.
    """
    match term:
        case tm.Number():
            return term.value, []
        case tm.Product(factors):
            kept = [isinstance(f, tm.Quotient) and not divided for f in factors]
            parts = [(Fraction(1), [f]) if keep else _parts(f, divided) for f, keep in zip(factors, kept, strict=True)]
            number = Fraction(1)
            for c, _ in parts:
                number *= c
            return number, _folded([f for _, inner in parts for f in inner])
        case tm.Neg(negative):
            c, inside = _factors(negative, divided)
            return -c, inside
        case tm.Quotient(top, bottom) if divided or term.is_scalar:
            c, above = _factors(top, divided)
            d, below = _factors(bottom, divided)
            if not all(f.is_scalar for f in below):
                d, below = Fraction(1), [bottom]
            if d:
                return c / d, [*above, *(tm.Quotient(tm.Number(Fraction(1)), f) for f in below)]
    return Fraction(1), [term]


def _parts(term: tm.Term, divided: bool) -> tuple[Fraction, list[tm.Term]]:
    """The factors of a factor; x^T y stays one, or in y (x^T y) a column would stand before a row, and in x^T (x^T y) a row."""
    number, factors = _factors(term, divided)
    if not term.is_scalar or all(f.is_scalar for f in factors):
        return number, factors
    return number, [tm.Product(tuple(factors)) if len(factors) > 1 else factors[0]]


def _folded(factors: Sequence[tm.Term]) -> list[tm.Term]:
    """Factors, each run of them that is a number as one: b^T b I is (b^T b) I, and neither b I nor I b^T stands in it."""
    found: list[tm.Term] = []
    run: list[tm.Term] = []
    for factor in factors:
        if factor.is_scalar:
            found.append(factor)
            continue
        run.append(factor)
        if tm.Product(tuple(run)).is_scalar:
            found.append(tm.Product(tuple(run)))
            run = []
    found += run
    return found if len(found) > 1 else list(factors)


def _products(ours: tm.Term, theirs: tm.Term, found: Found) -> Iterator[Found]:
    if isinstance(ours, tm.Quotient) and isinstance(ours.numerator, tm.Number) and isinstance(theirs, tm.Quotient):
        if ours.numerator == theirs.numerator:
            yield from _match(ours.denominator, theirs.denominator, found)
        return
    mine, other = _factors(ours), _factors(theirs)
    if mine[1] == [ours]:
        return
    yield from _multiplied(mine, other, found)
    # a quotient may be what one letter of ours stands for
    mine, whole = _factors(ours, divided=False), _factors(theirs, divided=False)
    if whole != other and mine[1] != [ours]:
        yield from _multiplied(mine, whole, found)


def _multiplied(ours: tuple[Fraction, list[tm.Term]], theirs: tuple[Fraction, list[tm.Term]], found: Found) -> Iterator[Found]:
    """Match a number in front and factors."""
    (c, mine), (d, other) = ours, theirs
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
    if len(numbers) == len(scalars) + 1 and not extra:
        scalars = [*scalars, tm.Number(Fraction(1))]
    if len(scalars) > len(numbers) == 1 and isinstance(numbers[0], tm.Symbol):  # one letter may be a product of numbers
        scalars = [tm.Product(tuple(sorted(scalars, key=lambda f: not isinstance(f, tm.Number))))]
    for binding in _unordered([(1, f) for f in numbers], [(1, f) for f in scalars], found):
        yield from _runs(matrices, others, binding)


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


def _key(term: tm.Term) -> object:
    """What two terms have in common that are equal up to parentheses, signs and the order of sums."""
    summands = [(sign, inner, *_factors(inner)) for sign, inner in _summands(_plain(term))]
    entries = [(sign * c, _key_of_factors(inner, factors)) for sign, inner, c, factors in summands if c]  # 0 t is nothing
    if len(entries) == 1 and entries[0][0] == 1:
        return entries[0][1]
    return ("sum", frozenset(entries), len(entries))


def _key_of_factors(term: tm.Term, factors: list[tm.Term]) -> object:
    """The same of a summand that is a number times these factors."""
    if factors != [term]:
        numbers = sorted(str(_key(f)) for f in factors if f.is_scalar)
        return ("product", tuple(numbers), tuple(_key(f) for f in factors if not f.is_scalar))
    term = _plain(term)
    return (type(term).__name__, _key(term.term)) if isinstance(term, tm.Transpose | tm.Inverse | tm.Trace) else term
