"""Numbers as a reader can take them in: digits in threes, a row of zeros as a power of ten; always exactly the number."""

from __future__ import annotations

import re
from fractions import Fraction

from verify.report.factors import decimal

__all__ = ["BAR", "number", "whole"]

BAR = (r"\frac", r"\dfrac")
"""What begins a fraction, and one with many digits, which are never set small."""

_ZEROS = re.compile(r"0{6,}$")
_FEW = 7
"""Digits: so many stand together."""


def number(size: Fraction) -> str:
    """Return a number that is not negative: its digits, as a decimal if that is exact and shorter, else as a fraction."""
    if size.denominator == 1:
        return whole(size.numerator)
    if written := decimal(size):
        before, _, behind = written.partition(".")
        return f"{whole(int(before))}.{_behind(behind)}"
    long = len(str(size.numerator)) > _FEW or len(str(size.denominator)) > _FEW
    return rf"{BAR[long]}{{{whole(size.numerator)}}}{{{whole(size.denominator)}}}"


def whole(size: int) -> str:
    r"""Return a whole number that is not negative: 7\,103\,926, and 384\rpten{23} for 384 with 23 zeros."""
    digits = str(size)
    zeros = _ZEROS.search(digits)
    if zeros and digits[: zeros.start()] != "1":
        return rf"{_before(digits[: zeros.start()])}\rpten{{{len(zeros[0])}}}"
    return _before(digits)


def _before(digits: str) -> str:
    return digits if len(digits) <= _FEW else re.sub(r"(?<=\d)(?=(?:\d{3})+$)", r"\\,", digits)


def _behind(digits: str) -> str:
    return digits if len(digits) <= _FEW else re.sub(r"(\d{3})(?=\d)", r"\1\\,", digits)
