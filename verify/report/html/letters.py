"""The letters of formulas in MathML: matrices and vectors in bold italics, numbers in italics, as the book sets them."""

from __future__ import annotations

from derivations.language.terms import SCALAR, Shape
from verify.report.html.markup import Markup, element

__all__ = ["function", "letter"]

_GREEK = dict(zip(["alpha", "beta", "eps", "eta", "theta", "lam", "lambda", "mu", "sigma", "tau"], "αβϵηθλλμστ", strict=True))
_GREEK |= {"gamma": "γ", "delta": "δ", "nu": "ν", "phi": "ϕ"}
_CAPITALS = {"Lam": "𝜦", "Mu": "𝜧", "Sigma": "𝜮", "Pi": "𝜫"}
_ACCENTS = {"tilde": "~", "hat": "^"}
_RAISED = {"star": "*", "plus": "+", "other": "′"}
_DERIVATIVES = {"grad": 1, "hess": 2}
_WORDS = {"Omega": "Ω"}
_PRIMED = {"df": "f′", "ddf": "f″", "dF": "F′"}
_SQUARES = {"sigma2": "sigma", "tau2": "tau"}


def letter(name: str, shape: Shape) -> Markup:
    """Return a symbol; `shape` tells a matrix or vector from a number."""
    if name in _SQUARES:
        return element("msup", letter(_SQUARES[name], shape), element("mn", "2"))
    base, *rest = name.split("_")
    return _dressed(_glyph(base, shape != SCALAR), rest)


def function(name: str, shape: Shape) -> tuple[Markup, ...]:
    """Return the name of a function: J, its gradient, its Hessian, a sequence, or a word."""
    first, *rest = name.split("_")
    if first in _DERIVATIVES and rest:
        nabla = element("mi", "∇", mathvariant="normal")
        order = _DERIVATIVES[first]
        return (element("msup", nabla, element("mn", str(order))) if order > 1 else nabla, letter("_".join(rest), SCALAR))
    if name in _PRIMED:
        return (element("mi", _PRIMED[name]),)
    if name in _WORDS:
        return (element("mi", _WORDS[name], mathvariant="normal"),)
    return (letter(name, shape) if len(first) == 1 else element("mi", name.replace("_", " ")),)


def _glyph(base: str, bold: bool) -> Markup:
    if base in _CAPITALS:
        return element("mi", _CAPITALS[base])
    if base in _GREEK:
        return element("mi", _GREEK[base])
    if len(base) == 1 and "A" <= base.upper() <= "Z":
        if not bold:
            return element("mi", base)
        first = 0x1D468 + ord(base) - ord("A") if base.isupper() else 0x1D482 + ord(base) - ord("a")
        return element("mi", chr(first))
    return element("mi", {"one": "𝟏"}.get(base, base))


def _dressed(glyph: Markup, suffixes: list[str]) -> Markup:
    """A letter with its accents, then what is lowered and raised."""
    low, high = [], []
    for suffix in suffixes:
        if suffix in _ACCENTS:
            glyph = element("mover", glyph, element("mo", _ACCENTS[suffix], stretchy="false"), accent="true")
        elif suffix in _RAISED:
            high.append(element("mo", _RAISED[suffix]))
        else:
            low.append(element("mn", suffix) if suffix.isdigit() else element("mi", suffix))
    sub, sup = (element("mrow", *parts) if len(parts) > 1 else Markup("".join(parts)) for parts in (low, high))
    if sub and sup:
        return element("msubsup", glyph, sub, sup)
    return element("msub", glyph, sub) if sub else element("msup", glyph, sup) if sup else glyph
