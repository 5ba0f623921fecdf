"""The one table of letters, from names in the code to LaTeX, and the escaping of everything that is not a formula.

Vectors and matrices are bold as in the book, numbers are not. `w_star` is w with a star above, `w_tilde` has a tilde; column
i of Q is q_i, entry i of Lam is lam_i.
"""

from __future__ import annotations

import re
from functools import cache

from derivations.language import terms as tm
from derivations.language.errors import LanguageError

__all__ = ["FUNCTIONS", "GREEK", "column", "entry", "escape", "function", "index_name", "letter", "symbol"]

GREEK = {
    "alpha": r"\alpha",
    "beta": r"\beta",
    "gamma": r"\gamma",
    "delta": r"\delta",
    "eps": r"\epsilon",
    "eta": r"\eta",
    "theta": r"\theta",
    "lam": r"\lambda",
    "lambda": r"\lambda",
    "mu": r"\mu",
    "nu": r"\nu",
    "sigma": r"\sigma",
    "tau": r"\tau",
    "phi": r"\phi",
    "Lam": r"\Lambda",
    "Mu": r"\Lambda",
    "Pi": r"\Pi",
    "Omega": r"\Omega",
    "Sigma": r"\Sigma",
}
_ABOVE = {"tilde": r"\tilde", "hat": r"\hat", "bar": r"\bar"}
_SUPERSCRIPTS = {"star": "*", "plus": "+", "next": r"\prime", "other": r"\circ"}
_SQUARES = {"sigma2": r"\sigma", "tau2": r"\tau"}
_ONE_LETTER = {"direction": "d", "floor": "lam", "gap": "gamma", "missing": "r", "total": "t"}
"""Names that are words in the code and letters on paper; in the claims that have them no other letter looks like it."""
_SUBSCRIPTS = {"max": r"\max", "min": r"\min", "beta": r"\beta", "alpha": r"\alpha"}

FUNCTIONS = {
    "J": "J",
    "J_tilde": r"\tilde{J}",
    "J_hat": r"\hat{J}",
    "Omega": r"\Omega",
    "grad_J": r"\nabla J",
    "grad_J_hat": r"\nabla\hat{J}",
    "grad_J_tilde": r"\nabla\tilde{J}",
    "hess_J": r"\nabla^{2}J",
    "f": "f",
    "df": "f'",
    "ddf": "f''",
    "F": "F",
    "dF": "F'",
    "nll": r"\mathrm{NLL}",
    "neg_log_prior": r"L_{\mathrm{prior}}",
    "neg_log_density": r"L_{\mathrm{density}}",
    "neg_log_posterior": r"L_{\mathrm{posterior}}",
}
"""Functions that are known only by name, as they are printed before their argument."""

_COLUMNS = {"Q": "q", "V": "v", "U": "u", "X": "x", "P": "p"}
_ENTRIES = {"Lam": r"\lambda", "Mu": r"\hat{\lambda}", "S": "s", "D": "d", "F": "f", "P": "p"}
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": "'",
    "`": r"\textasciigrave{}",
}


def escape(words: str) -> str:
    """Return words as LaTeX text that prints exactly them; anything but printable ASCII is refused, for no glyph is sure.

    Raises
    ------
    LanguageError
        For a character that may have no glyph.
    """
    if bad := [character for character in words if not (" " <= character <= "~")]:
        raise LanguageError(f"no way to print {bad[0]!r} of {words[:60]!r} in LaTeX")
    return "".join(_SPECIAL.get(character, character) for character in words)


def index_name(name: str) -> str:
    """Return the letter of an index, "i" for the basis vector e_i."""
    inner = name.removeprefix("e_")
    return inner if len(inner) == 1 else _subscript(inner)


def _subscript(name: str) -> str:
    if name in _SUBSCRIPTS:
        return _SUBSCRIPTS[name]
    return name if re.fullmatch(r"[a-z]|\d+", name) else rf"\mathrm{{{_plain(name)}}}"


def _plain(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]+", name):
        raise LanguageError(f"no way to print the name {name[:40]!r} in LaTeX")
    return name


@cache
def letter(name: str, bold: bool) -> tuple[str, bool]:
    """Return a name as LaTeX, and whether it carries a superscript, so that another one needs braces around it.

    Raises
    ------
    LanguageError
        For a name that is no letter with marks.
    """
    if name in _SQUARES and not bold:
        return rf"{_SQUARES[name]}^{{2}}", True
    base, *marks = name.split("_")
    if base == "norm" and len(marks) == 1 and not bold:
        return rf"\lVert {letter(marks[0], bold=True)[0]}\rVert", False
    if numbered := re.fullmatch(r"([A-Za-z])(\d+)", base):
        base, marks = numbered[1], [numbered[2], *marks]
    base = _ONE_LETTER.get(base, base)
    if base in GREEK:
        written = rf"\bm{{{GREEK[base]}}}" if bold else GREEK[base]
    elif base == "one" and bold:
        written = r"\mathbf{1}"
    elif len(base) == 1:
        written = rf"\bm{{{_plain(base)}}}" if bold else _plain(base)
    else:
        # set as an operator, which keeps a little space on both sides, or two in a product would run together
        written = rf"\rpword{{\mathbf{{{_plain(base)}}}}}" if bold else rf"\rpword{{\mathrm{{{_plain(base)}}}}}"
    if base == "Mu":
        written = rf"\hat{{{written}}}"
    raised = [_SUPERSCRIPTS[mark] for mark in marks if mark in _SUPERSCRIPTS]
    for mark in marks:
        if mark in _ABOVE:
            written = f"{_ABOVE[mark]}{{{written}}}"
    lowered = [_subscript(mark) for mark in marks if mark not in _ABOVE and mark not in _SUPERSCRIPTS]
    if lowered:
        written += f"_{{{','.join(lowered)}}}"
    if raised:
        written += f"^{{{''.join(raised)}}}"
    return written, bool(raised)


def symbol(term: tm.Symbol) -> tuple[str, bool]:
    """Return a symbol as LaTeX, bold unless it is a number, and whether it carries a superscript."""
    return letter(term.name, not term.is_scalar)


def function(name: str) -> str:
    """Return the name of a function as LaTeX.

    Raises
    ------
    LanguageError
        For a function that the table does not know.
    """
    if name not in FUNCTIONS:
        raise LanguageError(f"the function {name!r} is not in the table of letters")
    return FUNCTIONS[name]


def column(matrix: tm.Term, index: str) -> str | None:
    """Return column i of a matrix by its own letter; None if it has none."""
    name = matrix.name if isinstance(matrix, tm.Symbol) else ""
    return rf"\bm{{{_COLUMNS[name]}}}_{{{index}}}" if name in _COLUMNS else None


def entry(term: tm.Term, index: str) -> str | None:
    """Return entry i of a diagonal matrix or a vector by its own letter; None if it has none."""
    if not isinstance(term, tm.Symbol):
        return None
    if term.cols != 1:
        return f"{_ENTRIES[term.name]}_{{{index}}}" if term.name in _ENTRIES else None
    written, raised = letter(term.name, bold=False)
    return f"{{{written}}}_{{{index}}}" if "_" in term.name and not raised else f"{written}_{{{index}}}"
