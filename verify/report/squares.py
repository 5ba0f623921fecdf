"""The sum of squares that makes something positive: read off its certificate, as a term that can be printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Claim, Part
from derivations.language.errors import LanguageError
from derivations.language.lowering import lower_term
from derivations.language.traversal import substitute, symbols_of, walk
from verify.report.remembering import by_identity

__all__ = ["apart", "sum_of_squares"]

Find = Callable[[str], Claim]
_ONE = tm.Number(Fraction(1))
_FOLDED = {"add": tm.Sum, "mul": tm.Product}
_DIGITS = 20
"""A number with a longer numerator tells a reader its size and nothing else."""
_UNARY = {"neg": tm.Neg, "T": tm.Transpose, "inv": tm.Inverse, "tr": tm.Trace}


@by_identity
def sum_of_squares(part: Part, position: int, certificate: Mapping[str, Any], find: Find) -> tm.Term | None:
    """Return the sum of nonnegative terms that a step's certificate says the step's term is.

    Parameters
    ----------
    part : Part
        The part with the step.
    position : int
        Which step, from 0.
    certificate : mapping
        The certificate of the part, JSON values: "steps", and what is "defined" for all of them.
    find : callable
        From an id to a claim; raises LookupError.

    Returns
    -------
    Term or None
        None if the step is shown otherwise, if the certificate uses letters that the page does not have or facts that are no
        terms, or if the sum tells no more than the reasons: a single product of what is positive already.
    """
    lines = certificate["steps"][position]
    last = lines[-1]
    if last["rule"] not in ("psd", "pd") or not last["squares"]:
        return None
    reader = _Reader(part, position, [*certificate.get("defined", ()), *lines], find)
    try:
        squares = [reader.square(*entry) for entry in last["squares"]]
    except (LookupError, LanguageError):
        return None
    telling = len(squares) > 1 or last["squares"][0][2] not in (["num", "1"], ["id", "n"], ["id", "m"])
    found = tm.Sum(tuple(squares)) if len(squares) > 1 else squares[0]
    term = getattr(part.steps[position].statement, "term", None)
    if len(squares) == 1 and isinstance(term, tm.Power):  # a square is seen to be one
        return None
    return found if telling and sorted(map(str, _summands(found))) != sorted(map(str, _summands(term))) else None


def apart(found: tm.Term) -> tuple[tm.Term, Fraction]:
    """Return a sum of squares without its summand that is a number of very many digits, and that number; else it and 0."""
    terms = _summands(found)
    numbers = [t.value for t in terms if isinstance(t, tm.Number) and len(str(t.value.numerator)) > _DIGITS]
    rest = tuple(t for t in terms if not (isinstance(t, tm.Number) and t.value in numbers))
    if not numbers or not rest:
        return found, Fraction(0)
    return tm.Sum(rest) if len(rest) > 1 else rest[0], sum(numbers, Fraction(0))


def _summands(term: Any) -> tuple[Any, ...]:
    """The terms of a sum, for one that is only written in another order tells nothing."""
    return term.terms if isinstance(term, tm.Sum) else (term,)


class _Reader:
    """From the JSON terms of a certificate to terms, those of the part in the form in which it writes them."""

    def __init__(self, part: Part, position: int, lines: Sequence[Mapping[str, Any]], find: Find) -> None:
        self.facts: dict[str, tm.Term] = {}
        self.known: dict[str, tm.Term] = {}
        named = [(h.name, h.statement) for h in part.given]
        named += [(f"step {k}", step.statement) for k, step in enumerate(part.steps[:position], 1)]
        for name, statement in [*named, ("", part.steps[position].statement), ("", part.goal)]:
            self.known.update(_by_key(statement))
            if name and isinstance(statement, st.PositiveSemidefinite | st.PositiveDefinite):
                self.facts[name] = statement.term
        self.lines = {str(line["name"]): line for line in lines if "name" in line}
        self.find = find

    def fact(self, name: str) -> tm.Term:
        """What is known not to be negative under a name; LookupError if it is no term that can be told here."""
        if name not in self.facts:
            line = self.lines[name]
            self.facts[name] = self.term(line["show"][1]) if "show" in line else self.used(line)
        return self.facts[name]

    def used(self, line: Mapping[str, Any]) -> tm.Term:
        """What a line takes from an earlier claim, with the terms that are put in; KeyError for other lines."""
        if line["rule"] != "use" or line.get("functions"):
            raise KeyError(line["rule"])
        owner, _, clause = line["claim"].partition(".")
        goal = self.find(owner).part(clause or "main").goal
        if not isinstance(goal, st.PositiveSemidefinite | st.PositiveDefinite):
            raise KeyError(line["claim"])
        own = symbols_of(goal.term)
        return substitute(goal.term, {name: self.term(tree) for name, tree in line["with"].items() if name in own})

    def term(self, tree: Any) -> tm.Term:
        """A JSON term; KeyError for one that cannot be written with the letters of the part."""
        if (key := _key(tree)) in self.known:
            return self.known[key]
        if isinstance(tree, str):
            raise KeyError(tree)
        head, *rest = tree
        if head == "num":
            return tm.Number(Fraction(rest[0]))
        if head == "id":
            return tm.Identity(rest[0])
        if head == "div":
            return tm.Quotient(self.term(rest[0]), self.term(rest[1]))
        if head == "pow" and isinstance(rest[1], int):
            return tm.Power(self.term(rest[0]), rest[1])
        inner = tuple(map(self.term, rest))
        return _FOLDED[head](inner) if head in _FOLDED else _UNARY[head](*inner)

    def square(self, coefficient: str, scalars: Sequence[str], outer: Any, inner: str | None) -> tm.Term:
        """A summand: the coefficient and the numbers times L^T P L; what are numbers in it as one quotient of products."""
        numbers, side = [self.fact(name) for name in scalars], self.term(outer)
        middle = [] if inner is None else [self.fact(inner)]
        if side.is_scalar:
            return _monomial(Fraction(coefficient), [*numbers, *(m for m in middle), side, side], [])
        plain = isinstance(side, tm.Identity)
        matrices = middle or [side] if plain else [_transposed(side), *middle, side]
        return _monomial(Fraction(coefficient), numbers, matrices)


def _monomial(coefficient: Fraction, numbers: Iterable[tm.Term], matrices: list[tm.Term]) -> tm.Term:
    """A product: its numbers in the order in which they first appear, each with its power, what is inverted below a stroke."""
    powers: dict[tm.Term, int] = {}
    for number in numbers:
        for base, exponent in _factors(number, 1):
            powers[base] = powers.get(base, 0) + exponent
    for base in [base for base in powers if isinstance(base, tm.Number)]:
        coefficient *= base.value ** powers.pop(base)
    above = [tm.Power(base, e) if e > 1 else base for base, e in powers.items() if e > 0]
    below = [tm.Power(base, -e) if e < -1 else base for base, e in powers.items() if e < 0]
    if below and coefficient.denominator > 1:
        below, coefficient = [tm.Number(Fraction(coefficient.denominator)), *below], Fraction(coefficient.numerator)
    top = _product([tm.Number(coefficient)] * (coefficient != 1) + above)
    if not below:
        return _product(([top] if coefficient != 1 or above else []) + matrices)
    scalar = tm.Quotient(top, _product(below))
    return _product([scalar, *matrices])


def _product(factors: Sequence[tm.Term]) -> tm.Term:
    flat = [f for factor in factors for f in (factor.factors if isinstance(factor, tm.Product) else (factor,))]
    return tm.Product(tuple(flat)) if len(flat) > 1 else flat[0] if flat else _ONE


def _factors(term: tm.Term, exponent: int) -> Iterator[tuple[tm.Term, int]]:
    """The factors of a number with their exponents, through products, quotients, inverses and powers."""
    match term:
        case tm.Product(factors=factors) if all(f.is_scalar for f in factors):
            for factor in factors:
                yield from _factors(factor, exponent)
        case tm.Quotient(numerator=top, denominator=bottom) if top.is_scalar:
            yield from _factors(top, exponent)
            yield from _factors(bottom, -exponent)
        case tm.Inverse(term=inner):
            yield from _factors(inner, -exponent)
        case tm.Power(base=base, exponent=int(power)):
            yield from _factors(base, exponent * power)
        case _:
            yield term, exponent


def _transposed(term: tm.Term) -> tm.Term:
    return term.term if isinstance(term, tm.Transpose) else tm.Transpose(term)


@by_identity
def _by_key(statement: st.Statement) -> dict[str, tm.Term]:
    return {_key(lower_term(inner)): inner for term in _terms(statement) for inner in walk(term)}


def _key(tree: Any) -> str:
    return repr(tree)


def _terms(statement: st.Statement) -> list[tm.Term]:
    own = [value for value in vars(statement).values() if isinstance(value, tm.Term)]
    return own + [term for value in vars(statement).values() if isinstance(value, st.Statement) for term in _terms(value)]
