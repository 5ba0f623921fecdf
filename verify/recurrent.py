"""Exact limits of sequences that follow a linear recurrence: sums and products of powers A^k, of k, and of affine recursions.

Such a sequence y_0, y_1, .. of order at most N is determined by its first 2N members, and so is the shortest polynomial p with
p(E) y = 0, E the shift. It converges if and only if all roots of p lie inside the unit circle but for a simple one at 1 (Jury's
test, in exact arithmetic). The limit is then read off.
"""

from __future__ import annotations

from typing import Any

from flint import fmpq_mat, fmpq_poly

from derivations.language import measures as ms
from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from derivations.language.evaluation import evaluate
from derivations.language.traversal import symbols_of
from verify.models import Model
from verify.rings import FLINT
from verify.sequences import Member

__all__ = ["NoLimit", "recurrent_limit"]

_ORDER = 24
"""Up to which order a recurrence is looked for."""


class NoLimit(Exception):
    """A sequence follows a linear recurrence and tends to nothing."""


def recurrent_limit(function: tm.Term, name: str, model: Model) -> fmpq_mat:
    """Return the limit of a term as a letter runs through the natural numbers, the other letters having the values of a model.

    Raises
    ------
    NoLimit
        If there is none.
    LanguageError
        If it is not of a form whose recurrence is known, or has no value (`Irrational`).
    ZeroDivisionError
        If something is divided by that is 0.
    """
    order = _order(function, name, model)
    members = [_member(function, name, k, model) for k in range(2 * order + 1)]
    entries = [member.entries() for member in members]
    windows = [[x for place in range(i, i + order) for x in entries[place]] for i in range(order + 1)]
    reduced, rank = fmpq_mat(windows).transpose().rref()
    # the first window that depends on those before it says how the sequence goes on
    degree = next((d for d in range(order) if rank <= d or reduced[d, d] == 0), order)
    shortest = fmpq_poly([*(-reduced[i, degree] for i in range(degree)), 1])
    at_one = fmpq_poly([-1, 1])
    rest, remainder = divmod(shortest, at_one)
    converges_elsewhere = 0 if remainder else 1
    inside = rest if converges_elsewhere else shortest
    if not _inside_the_circle(inside):
        raise NoLimit
    if not converges_elsewhere:
        return members[0] * 0
    total = members[0] * inside[0]
    for i in range(1, inside.degree() + 1):
        total += members[i] * inside[i]
    return total / inside(1)


def _member(function: tm.Term, name: str, k: int, model: Model) -> fmpq_mat:
    values = {**model.values, name: fmpq_mat(1, 1, [k])}
    return evaluate(function, values, {**model.sizes, name: k}, FLINT, model.functions)


def _inside_the_circle(p: fmpq_poly) -> bool:
    """Whether all roots of a polynomial are of absolute value below 1."""
    while p.degree() > 0:
        first, last = p[0], p[p.degree()]
        if abs(first) >= abs(last):
            return False
        turned = fmpq_poly(list(reversed(p.coeffs())))
        p = fmpq_poly((p * last - turned * first).coeffs()[1:])
    return True


# --- the order -------------------------------------------------------------------------------------------------------


def _order(term: tm.Term, name: str, model: Model) -> int:
    """A number that the order of the recurrence of a term does not exceed; raises `LanguageError` if none is known."""
    found = _order_of(term, name, model)
    if found > _ORDER:
        raise LanguageError(f"a recurrence of order {found} is too long: choose fewer powers")
    return found


def _order_of(term: tm.Term, name: str, model: Model) -> int:
    match term:
        case _ if name not in symbols_of(term):
            return 1
        case tm.Symbol():
            return 2
        case tm.Sum(terms):
            return sum(_order(t, name, model) for t in terms)
        case tm.Product(factors):
            found = 1
            for factor in factors:
                found *= _order(factor, name, model)
            return found
        case tm.Neg(inner) | tm.Transpose(inner) | tm.Trace(inner):
            return _order(inner, name, model)
        case tm.Quotient(top, bottom) if name not in symbols_of(bottom):
            return _order(top, name, model)
        case tm.Power(base, int() as exponent):
            return int(_order(base, name, model) ** exponent)
        case tm.Power(base, _) if name not in symbols_of(base):
            return _side(base, model)  # Cayley and Hamilton
        case ms.Descent(steps=tm.Term() as steps) if _follows(steps, name) and not _others(term, name):
            return 1 + _side(term, model)
        case tm.Apply(function, place) if isinstance(member := model.functions.get(function), Member) and _follows(place, name):
            return member.order()
    raise LanguageError(f"no recurrence of {term} in {name} is known")


def _others(term: ms.Descent, name: str) -> bool:
    """Whether a descent speaks of a letter beside counting its steps by it."""
    return any(name in symbols_of(t) for t in (term.hessian, term.minimiser, term.rate, term.start, term.decay))


def _side(base: tm.Term, model: Model) -> int:
    rows = base.shape[0]
    return rows if isinstance(rows, int) else model.sizes[rows]


def _follows(place: tm.Term, name: str) -> bool:
    """Whether a place is k, or k and a number."""
    summands: tuple[Any, ...] = place.terms if isinstance(place, tm.Sum) else (place,)
    others = [t for t in summands if not (isinstance(t, tm.Symbol) and t.name == name)]
    return len(others) == len(summands) - 1 and all(isinstance(t, tm.Number) for t in others)
