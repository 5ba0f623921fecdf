"""Matches a statement of ours with a stranger's: which terms, put in for the letters of ours, make it theirs.

Parentheses, the order of sums and of numbers, signs and transposes do not count; what is found is only a proposal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Part
from derivations.language.errors import LanguageError
from derivations.language.traversal import symbols_of, walk
from verify.derivation_files.flattening import factors_of, multiplied, one_key, opened, plain, summands_of
from verify.derivation_files.naming import named_values
from verify.derivation_files.powers import by_powers

__all__ = ["WIDTH", "Found", "bind", "fits", "match_statements", "match_terms"]

_KEPT = 4096
"""Of how many terms it is remembered what has to be matched by its like."""
WIDTH = 8
"""So many summands or factors are matched in any order."""

_OF_SQUARE = (st.PositiveSemidefinite, st.PositiveDefinite, st.Invertible)

_Factors = tuple[Fraction, list[tm.Term]]

Found = dict[str, tm.Term | str | int]
"""Our letters and, under "size n", our sizes."""


def fits(part: Part, goal: st.Statement) -> bool:
    """Whether a goal is what a part says, in other letters."""
    return next(match_statements(named_values(part).goal, goal, {}), None) is not None


def match_statements(ours: st.Statement, theirs: st.Statement, found: Found) -> Iterator[Found]:
    """The bindings under which our statement is theirs."""
    match ours, theirs:
        case (st.Equal(a, b), st.Equal(c, d)):
            for left, right in ((c, d), (d, c)):
                for binding in match_terms(a, left, found):
                    yield from match_terms(b, right, binding)
            if not isinstance(a, tm.Symbol):
                yield from match_terms(tm.Sum((a, tm.Neg(b))), tm.Sum((c, tm.Neg(d))), found)
        case (st.PositiveSemidefinite(a), st.PositiveSemidefinite(b) | st.PositiveDefinite(b)):
            yield from match_terms(a, b, found)
        case (st.PositiveDefinite(a) | st.Invertible(a), _) if isinstance(theirs, _OF_SQUARE):
            yield from match_terms(a, theirs.term, found)
        case (st.NormIs(a, b), st.NormIs(c, d)):
            for binding in match_terms(a, c, found):
                yield from match_terms(b, d, binding)
        case (st.GradientIs(), st.GradientIs()):
            yield from _gradients(ours, theirs, found)
        case (st.Between(t, one), st.Between(s, other)) if t == s:
            yield from match_statements(one, other, found)
            yield from _polynomials(one, other, t, found)


def _polynomials(ours: st.Statement, theirs: st.Statement, t: tm.Symbol, found: Found) -> Iterator[Found]:
    """Match what stands before each power of t in two inequalities for every t; what is before 1 may cancel out."""
    match ours, theirs:
        case (st.PositiveSemidefinite(a) | st.PositiveDefinite(a), st.PositiveSemidefinite(b) | st.PositiveDefinite(b)):
            try:
                mine, other = by_powers(a, t), by_powers(b, t)
            except LanguageError:
                return
            if mine.keys() - {0} == other.keys() - {0}:
                powers = sorted((mine.keys() & other.keys()) - {0})
                yield from _each([(mine[power], other[power]) for power in powers], found)


def _each(pairs: Sequence[tuple[tm.Term, tm.Term]], found: Found) -> Iterator[Found]:
    """Match pairs one after the other; a pair of which all our letters are bound says nothing new."""
    if not pairs:
        yield found
        return
    (ours, theirs), *rest = pairs
    if symbols_of(ours).keys() <= found.keys():
        yield from _each(rest, found)
        return
    for binding in match_terms(ours, theirs, found):
        yield from _each(rest, binding)


def _gradients(ours: st.GradientIs, theirs: st.GradientIs, found: Found) -> Iterator[Found]:
    for binding in match_terms(ours.variable, theirs.variable, found):
        for second in match_terms(ours.function, theirs.function, binding):
            for third in match_terms(ours.point, theirs.point, second):
                yield from match_terms(ours.value, theirs.value, third)


# --- terms -----------------------------------------------------------------------------------------------------------


def bind(symbol: tm.Symbol, term: tm.Term, found: Found) -> Found | None:
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


def match_terms(ours: tm.Term, theirs: tm.Term, found: Found) -> Iterator[Found]:  # noqa: C901 - one case a kind of term
    """The ways to put terms in for the symbols of our term that make it theirs."""
    ours, theirs = plain(ours), plain(theirs)
    match ours, theirs:
        case tm.Symbol(), _:
            new = bind(ours, theirs, found)
            if new is not None:
                yield new
        case tm.Transpose(tm.Symbol() as letter), _ if not isinstance(theirs, tm.Transpose):
            yield from match_terms(letter, tm.Transpose(theirs), found)
        case tm.Number(), tm.Number():
            if ours.value == theirs.value:
                yield found
        case tm.Zero(), tm.Zero():
            if (new := _sized(ours, theirs, found)) is not None:
                yield new
        case (tm.Sum() | tm.Neg(), _) | (_, tm.Sum() | tm.Neg()) if len(summands_of(ours)) > 1 or isinstance(ours, tm.Neg):
            yield from _unordered(summands_of(ours), summands_of(theirs), found)
            if len(summands_of(ours)) != len(summands_of(theirs)):  # a letter of ours may be a sum of theirs
                yield from _unordered(summands_of(ours), summands_of(theirs, inside=False), found)
        case (tm.Product() | tm.Quotient(), _):
            yield from _products(ours, theirs, found)
        case (tm.Identity(size) | tm.SizeNumber(size), tm.Identity(other) | tm.SizeNumber(other)) if type(ours) is type(theirs):
            if (size == other) if isinstance(size, int) else found.get(f"size {size}", other) == other:
                yield {**found, f"size {size}": other}
        case tm.Power(), tm.Power():
            for binding in match_terms(ours.base, theirs.base, found):
                if isinstance(ours.exponent, tm.Term) and isinstance(theirs.exponent, tm.Term):
                    yield from match_terms(ours.exponent, theirs.exponent, binding)
                elif ours.exponent == theirs.exponent:
                    yield binding
        case (
            tm.Transpose(a) | tm.Inverse(a) | tm.Trace(a) | tm.Elementary(_, a) | tm.SumOver(a) | tm.DiagonalOf(a),
            tm.Transpose(b) | tm.Inverse(b) | tm.Trace(b) | tm.Elementary(_, b) | tm.SumOver(b) | tm.DiagonalOf(b),
        ) if type(ours) is type(theirs) and _head(ours) == _head(theirs):
            yield from match_terms(a, b, found)
        case tm.Apply(), tm.Apply() if ours.function == theirs.function:
            yield from match_terms(ours.argument, theirs.argument, found)
        case (tm.Column(a, i) | tm.Coordinate(a, i), tm.Column(b, j) | tm.Coordinate(b, j)) if type(ours) is type(theirs):
            for binding in match_terms(a, b, found):
                yield from match_terms(i, j, binding)


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
    if len(ours) != len(theirs) or len(ours) > WIDTH:
        return
    if not ours:
        yield found
        return
    first = max(range(len(ours)), key=lambda k: sum(1 for _ in walk(ours[k][1])))
    sign, pattern = ours[first]
    rest = [*ours[:first], *ours[first + 1 :]]
    for place, (other, term) in enumerate(theirs):
        if (other == sign or isinstance(pattern, tm.Symbol)) and (other, term) not in theirs[:place]:
            for binding in match_terms(pattern, term if other == sign else tm.Neg(term), found):
                yield from _unordered(rest, [*theirs[:place], *theirs[place + 1 :]], binding)


def _products(ours: tm.Term, theirs: tm.Term, found: Found) -> Iterator[Found]:
    """Match products and quotients up to parentheses; where that is not possible, factor by factor as they are written."""
    if not _heads(ours) <= _heads(theirs):
        return
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


@lru_cache(_KEPT)
def _heads(term: tm.Term) -> frozenset[object]:
    """What in a term is matched by the like of it only: functions, sums over an index, diagonals, entries, inverses, traces."""
    alike = (tm.Elementary, tm.SumOver, tm.DiagonalOf, tm.Coordinate, tm.Column, tm.Inverse, tm.Trace, tm.Apply)
    return frozenset((type(node), getattr(node, "function", "")) for node in walk(term) if isinstance(node, alike))


def _in_turn(ours: Sequence[tm.Term], theirs: Sequence[tm.Term], found: Found) -> Iterator[Found]:
    if not ours:
        yield found
        return
    for binding in match_terms(ours[0], theirs[0], found):
        yield from _in_turn(ours[1:], theirs[1:], binding)


def _flattened(ours: tm.Term, theirs: tm.Term, found: Found) -> Iterator[Found]:
    if isinstance(ours, tm.Quotient) and isinstance(ours.numerator, tm.Number) and isinstance(theirs, tm.Quotient):
        if ours.numerator == theirs.numerator:
            yield from match_terms(ours.denominator, theirs.denominator, found)
        return
    mine, other = factors_of(ours), factors_of(theirs)
    if mine[1] == [ours]:
        return
    seen: list[Found] = []
    for one, two in _readings(ours, theirs):
        for binding in _multiplied(one, two, found):
            if binding not in seen:  # else each of two readings would double the ways to match what this stands in
                seen.append(binding)
                yield binding
    apart = opened(*mine), opened(*other)
    if not seen and apart != (mine, other):
        yield from _multiplied(*apart, found)


def _readings(ours: tm.Term, theirs: tm.Term) -> Iterator[tuple[_Factors, _Factors]]:
    """The factors of both, quotients being products; then with theirs whole: one may be what one letter of ours stands for."""
    other = factors_of(theirs)
    yield factors_of(ours), other
    mine, whole = factors_of(ours, divided=False), factors_of(theirs, divided=False)
    if whole != other and mine[1] != [ours]:
        yield mine, whole


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
        whole = factors_of(known) if isinstance(known, tm.Term) else (Fraction(0), [])
        rests = [_rest(left, parts, under=under) for c, parts in (whole, opened(*whole)) if c == 1 and parts]
        rest = next((rest for rest in rests if rest is not None), None)
        if rest is None:
            open_.append(factor)
        else:
            left = rest
    return open_, left


def _rest(theirs: list[tm.Term], parts: list[tm.Term], *, under: bool) -> list[tm.Term] | None:
    """Factors without some parts, or without what divides by these; None if one of them does not stand there."""
    rest = list(theirs)
    for part in parts:
        wanted = one_key(tm.Number(Fraction(1)) / part if under else part)
        place = next((i for i, term in enumerate(rest) if one_key(term) == wanted), None)
        if place is None:
            return None
        del rest[place]
    return rest


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
    patterns = sorted((f for f in ours if f not in letters), key=lambda f: -sum(1 for _ in walk(f)))
    told = {name for pattern in patterns for name in symbols_of(pattern)}
    alone = [f for f in letters if _letter(f)[0].name not in told]  # type: ignore[union-attr]
    if len({_letter(f)[1] for f in alone}) == len(alone) and len(theirs) <= 2 * WIDTH:
        yield from _grouped(patterns, letters, theirs, found)


def _grouped(patterns: list[tm.Term], letters: list[tm.Term], theirs: list[tm.Term], found: Found) -> Iterator[Found]:
    """Match the patterns, one with one; then a letter is the product of what is left, two are what is above and below."""
    if patterns:
        for place, term in enumerate(theirs):
            for binding in match_terms(patterns[0], term, found) if term not in theirs[:place] else ():
                yield from _grouped(patterns[1:], letters, [*theirs[:place], *theirs[place + 1 :]], binding)
        return
    letters, theirs = _taken_off(letters, theirs, found)  # a pattern may have told what a letter stands for
    if len({_letter(f)[1] for f in letters}) < len(letters):
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
    wholes = [bottom if under else top if rest or not below else top / bottom]
    if not (under or rest) and len(below) > 1:  # 1/(a b) and (1/a) (1/b) are two things to the kernel
        wholes.append(multiplied([*above, *_collected(below)]))
    if letter and len(left) < len(theirs):
        for whole in wholes:
            for binding in match_terms(letter, whole, found):
                yield from _grouped([], rest, left, binding)


def _collected(factors: Sequence[tm.Term]) -> list[tm.Term]:
    """Factors, equal ones as one power."""
    return [tm.Power(f, n) if n > 1 else f for f, n in Counter(factors).items()]


def _runs(ours: list[tm.Term], theirs: list[tm.Term], found: Found) -> Iterator[Found]:
    """Match factors in their order; a letter of ours may be a run of theirs."""
    if not ours or not theirs:
        if not ours and not theirs:
            yield found
        return
    most = len(theirs) - len(ours) + 1 if isinstance(ours[0], tm.Symbol | tm.Transpose) else 1
    for length in range(1, most + 1):
        run = theirs[0] if length == 1 else tm.Product(tuple(theirs[:length]))
        for binding in match_terms(ours[0], run, found):
            yield from _runs(ours[1:], theirs[length:], binding)
