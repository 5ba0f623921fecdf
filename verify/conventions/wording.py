"""A convention in words: its objective, how its alpha translates, and the claim that proves that."""

from __future__ import annotations

from fractions import Fraction

from verify.conventions.candidates import Convention

__all__ = ["claims_of", "objective", "objectives", "translation"]

_SCALES = (("", Fraction(1), 0), ("1/2 ", Fraction(1, 2), 0), ("1/m ", Fraction(1), -1), ("1/(2m) ", Fraction(1, 2), -1))


def _power(name: str, exponent: Fraction) -> str:
    if exponent == Fraction(1, 2):
        return f"sqrt({name})"
    return name if exponent == 1 else f"{name}^{exponent}"


def _product(c: Fraction, p: int, alpha: str) -> str:
    """C m^p alpha as it is written by hand."""
    above = [*([str(c.numerator)] if c.numerator != 1 else []), *([_power("m", Fraction(p))] if p > 0 else []), alpha]
    below = [*([str(c.denominator)] if c.denominator != 1 else []), *([_power("m", Fraction(-p))] if p < 0 else [])]
    bottom = f"({' '.join(below)})" if len(below) > 1 else "".join(below)
    return " ".join(above) + (f"/{bottom}" if below else "")


def _letters(one: Convention) -> tuple[str, str]:
    inner = "Xw - y" if one.intercept == "none" else "Xw + b - y"
    if one.intercept == "centred":
        inner = "X_c w - y_c"
    norm = "|w|^2" if not one.spread else "sum s_j^2 w_j^2"
    return inner, f"({norm} + b^2)" if one.intercept == "penalised" else norm


def objectives(one: Convention) -> tuple[str, ...]:
    """Return the same objective for each usual scale of the loss: they have the same minimiser."""
    inner, norm = _letters(one)
    alpha = _power("alpha", one.q)
    return tuple(f"{scale}|{inner}|^2 + {_product(one.c * c, one.p + p, alpha)} {norm}" for scale, c, p in _SCALES)


def objective(one: Convention) -> str:
    """Return the form in which the penalty's coefficient is plainest."""

    def plainness(k: int) -> tuple[int, int, int]:
        _, c, p = _SCALES[k]
        ratio = one.c * c
        return abs(one.p + p), max(ratio.numerator, ratio.denominator), k

    return objectives(one)[min(range(len(_SCALES)), key=plainness)]


def translation(one: Convention) -> tuple[str, str]:
    """Return the alpha of this project for theirs, and theirs for ours."""
    here = _product(one.c, one.p - 1, _power("alpha", one.q))
    ratio = _product(1 / one.c, 1 - one.p, "alpha")
    there = ratio if one.q == 1 else f"sqrt({ratio})" if one.q == 2 else f"({ratio})^2"
    return here, there


def claims_of(one: Convention) -> tuple[tuple[str, str], ...]:
    """Return the claims that prove the translation, each with what it says here."""
    rows = [("ridge_regression", "the minimiser of the averaged loss with alpha/2 |w|^2 is (X^T X + m alpha I)^-1 X^T y")]
    if not one.c == one.p == one.q == 1:
        rows.append(("scaled_penalty", "a penalty with another constant is this one with another alpha"))
    if one.intercept in ("free", "centred"):
        rows.append(("unpenalised_bias", "an intercept out of the penalty is ridge on centred X and y"))
    if one.intercept == "penalised":
        rows.append(("ridge_regression", "for X with a column of ones"))
    if one.spread:
        rows.append(("ridge_regression", "for the columns over their spread s_j, and weights times s_j"))
    return tuple(rows)
