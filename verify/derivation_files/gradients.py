"""What a given gradient says: grad(f, w, p) == g is the equation g = f'(p), once f' is known.

The derivative of a polynomial is taken by the product rule, term by term; the checkers see whether it is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Reason, Step
from derivations.language.traversal import substitute, symbols_of
from verify.derivation_files.desk import Desk
from verify.search.branches import NotFound
from verify.search.effort import LIGHT

__all__ = ["gradient_equations", "gradient_of"]


class _Unknown(Exception):
    """No rule for the derivative of this."""


def gradient_equations(desk: Desk, name: str, given: tuple[Hypothesis, ...], extra: Sequence[Reason]) -> list[str]:
    """Return the sequents that say of the given gradients what they are equal to."""
    found: list[str] = []
    for place, h in enumerate((h for h in given if isinstance(h.statement, st.GradientIs)), 1):
        said = h.statement
        slope = gradient_of(said.function, said.variable) if isinstance(said, st.GradientIs) else None
        if slope is None or not isinstance(said, st.GradientIs):
            continue
        at = substitute(slope, {said.variable.name: said.point})
        computed = st.GradientIs(said.function, said.variable, said.point, at)
        try:
            lemma = desk.prove_step(f"{name}.slope{place}", given, Step(computed, (*given, *extra)), LIGHT)
            step = Step(st.Equal(said.value, at), (h, lemma.name), rule="same_gradient")
            found.append(desk.prove_step(f"{name}.equation{place}", given, step, LIGHT).name)
        except NotFound:
            continue
    return found


def gradient_of(function: tm.Term, variable: tm.Symbol) -> tm.Term | None:
    """Return the gradient of a polynomial in a vector or a number, None where there is no rule for it.

    Parameters
    ----------
    function : Term
        A number.
    variable : Symbol
        A vector (n x 1), or a number.
    """
    if not function.is_scalar or variable.shape[1] != 1:
        return None
    try:
        found = _pushed(function, variable, None, None)
    except _Unknown:
        return None
    if not found:
        return tm.Number(Fraction(0)) if variable.is_scalar else tm.Zero(variable.rows)
    return found[0] if len(found) == 1 else tm.Sum(tuple(found))


def _pushed(term: tm.Term, w: tm.Symbol, left: tm.Term | None, right: tm.Term | None) -> list[tm.Term]:
    """The gradient in w of left^T term right, where left and right are held fast; None is the number 1."""
    if w.name not in symbols_of(term):
        return []
    match term:
        case tm.Symbol():
            return [_product(left, right) or tm.Number(Fraction(1))]
        case tm.Sum(terms):
            return [found for inner in terms for found in _pushed(inner, w, left, right)]
        case tm.Neg(inner):
            return [tm.Neg(found) for found in _pushed(inner, w, left, right)]
        case tm.Transpose(inner):
            return _pushed(inner, w, right, left)
        case tm.Quotient(top, bottom) if w.name not in symbols_of(bottom):
            return [found / bottom for found in _pushed(top, w, left, right)]
        case tm.Power(base, int() as exponent) if base.is_scalar and exponent > 0:
            around = _product(None if left is None else left.T, right)
            rest: tm.Term | None = tm.Number(Fraction(exponent)) * base ** (exponent - 1)
            return [_product(around, rest, inner) or inner for inner in _pushed(base, w, None, None)]
        case tm.Product(factors):
            return _of_product(factors, w, left, right)
    raise _Unknown


def _of_product(factors: tuple[tm.Term, ...], w: tm.Symbol, left: tm.Term | None, right: tm.Term | None) -> list[tm.Term]:
    found = []
    for place, factor in enumerate(factors):
        before, after = factors[:place], factors[place + 1 :]
        if factor.is_scalar:
            around = _product(None if left is None else left.T, *before, *after, right)
            found += [_product(around, inner) or inner for inner in _pushed(factor, w, None, None)]
            continue
        numbers = [f for f in (*before, *after) if f.is_scalar]
        ahead = _product(*[f for f in before if not f.is_scalar])
        turned = left if ahead is None else _product(ahead.T, left)
        behind = _product(*[f for f in after if not f.is_scalar], right)
        found += [_product(*numbers, inner) or inner for inner in _pushed(factor, w, turned, behind)]
    return found


def _product(*factors: tm.Term | None) -> tm.Term | None:
    kept = tuple(f for f in factors if f is not None)
    return tm.Product(kept) if len(kept) > 1 else kept[0] if kept else None
