"""Reads a printed formula back into a plain tree: a small parser of the LaTeX that stands in the article.

It shares nothing with the printer, so that a slip there, a lost sign or a factor out of order, shows. A tree is a tuple
of its kind and its parts; sizes are not in it, for the print does not show them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from math import factorial

__all__ = ["FormulaError", "Tree", "read_formula"]

Tree = tuple[object, ...]

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\\,\d{3}(?!\d))*(?:\.\d+(?:\\,\d{1,3}(?!\d))*)?|[A-Za-z]|\S")
_SKIPPED = {
    r"\*",
    r"\bigl",
    r"\bigr",
    r"\biggl",
    r"\biggr",
    r"\Big",
    r"\,",
    r"\displaystyle",
    r"\rpgap",
    r"\rpin",
    r"\rpdeep",
    r"\rpdeeper",
    r"\nobreak",
}
_GREEK = {
    r"\alpha": "alpha", r"\beta": "beta", r"\gamma": "gamma", r"\epsilon": "eps", r"\eta": "eta", r"\theta": "theta",
    r"\lambda": "lam", r"\mu": "mu", r"\sigma": "sigma", r"\tau": "tau", r"\phi": "phi", r"\Lambda": "Lam", r"\Pi": "Pi",
    r"\Omega": "Omega", r"\Sigma": "Sigma", r"\delta": "delta", r"\nu": "nu",
}  # fmt: skip
_MARKS = {"*": "star", "+": "plus", r"\prime": "next", r"\circ": "other"}
_SIGNS = {"=": "=", "<": "<", r"\le": "<=", ">": ">", r"\ge": ">=", r"\ne": "!=", r"\succ": "pd", r"\succeq": "psd"}
_STOPS = frozenset({*_SIGNS, ")", "}", "+", "-", "|", r"\rpquad", r"\text", r"\rVert", r"\to"})
_WORD = r"\rpword"
_NESTED = 60
_DEGREE = 60


class FormulaError(ValueError):
    """A formula cannot be read; the message says where."""


@cache
def read_formula(written: str) -> Tree:
    """Return what a displayed formula says.

    Raises
    ------
    FormulaError
        If it is not one that the reader knows.
    """
    reader = _Reader([token for token in _TOKEN.findall(written) if token not in _SKIPPED])
    found = reader.statement()
    if reader.here:
        raise FormulaError(f"{reader.here!r} is left over in {written[:80]!r}")
    return found


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at, self.depth = [*tokens, ""], 0, 0
        self.here = self.tokens[0]
        """The next token, "" at the end."""

    def move(self, count: int) -> None:
        self.at += count
        self.here = self.tokens[self.at]

    def take(self, wanted: str = "") -> str:
        found = self.here
        if not found or (wanted and found != wanted):
            raise FormulaError(f"{wanted or 'more'} expected, {found or 'the end'} found, token {self.at}")
        self.move(1)
        return found

    def follows(self, first: str, *more: str) -> bool:
        return self.here == first and self.tokens[self.at + 1 : self.at + 1 + len(more)] == [*more]

    def skip(self, first: str, *more: str) -> bool:
        if self.here == first and self.follows(first, *more):  # most often it is something else
            self.move(1 + len(more))
            return True
        return False

    def group(self, inside: Callable[[], Tree]) -> Tree:
        self.take("{")
        found = inside()
        self.take("}")
        return found

    def raw(self) -> list[str]:
        """The tokens of a group in braces, those of groups inside it among them."""
        self.take("{")
        found, depth = [], 1
        while depth:
            token = self.take()
            depth += {"{": 1, "}": -1}.get(token, 0)
            found.append(token)
        return found[:-1]

    # --- statements ----------------------------------------------------------------------------------------------------------

    def statement(self) -> Tree:
        found = self.relation()
        told = []
        while self.skip(r"\rpquad", r"\text") or self.skip(r"\text"):
            words = "".join(self.raw())
            told.append((words, self.relation()) if self.here and self.here not in {r"\rpquad", r"\text"} else (words,))
        if not told and found[0] not in _SIGNS.values():
            raise FormulaError(f"no sign of relation at token {self.at}")
        return ("said", found, *told) if told else found

    def relation(self) -> Tree:
        """Two formulas with a sign between them, or one formula."""
        left = self.side()
        if self.here not in _SIGNS:
            return left
        sign = _SIGNS[self.take()]
        return (sign, left, self.sum())

    def side(self) -> Tree:
        """What stands left of a relation: a gradient, a limit, or a formula."""
        if self.follows(r"\nabla", "_") or self.follows(r"\mathrm", "{", "D"):
            kind = "gradient" if self.take() == r"\nabla" else "jacobian"
            if kind == "jacobian":
                self.raw()
            self.take("_")
            variable = self.group(self.sum)
            inner = self.parenthesis()
            point = variable
            if self.skip("|", "_", "{"):
                self.sum()
                self.take("=")
                point = self.sum()
                self.take("}")
            return (kind, inner, variable, point)
        if self.skip(r"\lim", "_", "{"):
            variable = self.sum()
            self.take(r"\to")
            where = "inf" if self.skip(r"\infty") else "0" if self.skip("0", "^", "{", "+", "}") else ""
            self.take("}")
            return ("limit", variable, where, self.sum())
        return self.sum()

    # --- terms ---------------------------------------------------------------------------------------------------------------

    def sum(self) -> Tree:
        self.depth += 1
        if self.depth > _NESTED:
            raise FormulaError("nested too deep")
        parts = self.series() if self.follows(r"\sum", "_", "{", "j", "=", "0", "}") else [self.signed()]
        while self.here in {"+", "-"}:
            minus = self.take() == "-"
            part = self.product()
            parts.append(("neg", part) if minus else part)
        self.depth -= 1
        return parts[0] if len(parts) == 1 else ("sum", *parts)

    def series(self) -> list[Tree]:
        """A Taylor polynomial of the exponential function, written as a sum over j: its terms one by one."""
        for token in (r"\sum", "_", "{", "j", "=", "0", "}", "^", "{"):
            self.take(token)
        degree = self.take()
        if not degree.isdigit() or int(degree) > _DEGREE:
            raise FormulaError(f"no sum up to {degree[:9]}")
        for token in ("}", r"\frac", "{"):
            self.take(token)
        x = self.atom()
        for token in ("^", "{", "j", "}", "}", "{", "j", "!", "}"):
            self.take(token)
        higher = range(2, int(degree) + 1)
        powers: list[Tree] = [("quotient", ("power", x, ("number", str(k))), ("number", str(factorial(k)))) for k in higher]
        return [("number", "1"), x, *powers]

    def signed(self) -> Tree:
        if self.skip("-"):
            return ("neg", self.product())
        return self.product()

    def product(self) -> Tree:
        if self.skip(r"\sum"):
            self.take("_")
            index = "".join(self.raw())
            return ("total", index, self.product())
        factors = [self.power()]
        while self.here and self.here not in _STOPS:
            if self.skip("/"):
                top = factors[0] if len(factors) == 1 else ("product", *factors)
                factors = [("quotient", top, self.power())]
                continue
            self.skip(r"\cdot")
            factors.append(self.power())
        return factors[0] if len(factors) == 1 else ("product", *factors)

    def power(self) -> Tree:
        base = self.atom()
        while self.here in {"^", "_"}:
            if self.take() == "_":
                base = ("entry", base, "".join(self.raw()))
                continue
            if self.skip("{", r"\top", "}"):
                base = ("transpose", base)
            elif self.skip("{", "-", r"\top", "}"):
                base = ("transpose", ("inverse", base))
            elif self.skip("{", "-", "1", "}"):
                base = ("inverse", base)
            else:
                base = ("power", base, self.group(self.sum))
        return base

    def parenthesis(self) -> Tree:
        self.take("(")
        inner = self.sum()
        self.take(")")
        return inner

    def atom(self) -> Tree:
        if self.here == "(":
            return self.parenthesis()
        if self.here == "{":
            return self.group(self.sum)
        if self.here[:1].isdigit():
            value = self.number()
            whole: Tree = ("number", str(value.numerator))
            return whole if value.denominator == 1 else ("quotient", whole, ("number", str(value.denominator)))
        if self.skip(r"\frac") or self.skip(r"\dfrac"):
            top = self.group(self.sum)
            return ("quotient", top, self.group(self.sum))
        if self.here in {r"\exp", r"\log"}:
            return (self.take()[1:], self.parenthesis())
        if self.skip(r"\lVert"):
            return self.norm()
        if self.skip(r"\mathbb", "{", "E", "}"):
            return ("mean", self.parenthesis())
        if self.skip(r"\operatorname"):
            return self.operator("".join(self.raw()))
        return self.letter()

    def number(self) -> Fraction:
        r"""Digits, in threes if there are many; \rpten{k} behind them stands for k zeros."""
        value = Fraction(self.take().replace(r"\,", ""))
        if not self.skip(r"\rpten"):
            return value
        zeros = "".join(self.raw())
        if not zeros.isdigit() or int(zeros) > _DEGREE:
            raise FormulaError(f"no power of ten is {zeros[:9]!r}")
        return Fraction(value * 10 ** int(zeros))

    def norm(self) -> Tree:
        """The norm of a matrix, which has the index 2, or a number that is named after a vector's length."""
        inner = self.sum()
        self.take(r"\rVert")
        if self.skip("_", "{", "2", "}"):
            return ("norm", inner)
        if inner[0] != "letter" or not inner[2]:
            raise FormulaError(f"a length of what is no vector, token {self.at}")
        return ("letter", f"norm_{inner[1]}", False)

    def operator(self, name: str) -> Tree:
        if name == "diag":
            self.take("_")
            index = "".join(self.raw())
            return ("diagonal", index, self.parenthesis())
        if name in {"tr", "sign"}:
            return ("trace" if name == "tr" else name, self.parenthesis())
        raise FormulaError(f"no operator is called {name!r}")

    def letter(self) -> Tree:
        above: list[str] = []
        gradients = 0
        while self.here == r"\nabla":
            self.take()
            gradients = 2 if self.skip("^", "{", "2", "}") else 1
        base, bold = self.plain(above)
        name = "_".join([base, *above])
        while self.here == "_":
            self.take()
            raw = self.raw()
            if base == "w" and bold and not above and raw[0] in {"j", "k"}:
                return ("apply", "w", _index_tree(raw))
            name += "_" + "".join(_GREEK.get(token, token).lstrip("\\") for token in _unwrapped(raw))
        while self.here == "^" and self.tokens[self.at + 2] in _MARKS and self.tokens[self.at + 3] == "}":
            self.take()
            name += "_" + _MARKS[self.raw()[0]]
        if name in {"sigma", "tau"} and not bold and self.skip("^", "{", "2", "}"):
            name += "2"
        while self.skip("'"):
            name = f"d{name}"
        if gradients or (not bold and self.here == "(" and _is_function(name)):
            prefix = {0: "", 1: "grad_", 2: "hess_"}[gradients]
            return ("apply", prefix + name, self.parenthesis())
        return ("letter", name, bold)

    def plain(self, above: list[str]) -> tuple[str, bool]:
        token = self.take()
        if token in {r"\tilde", r"\hat", r"\bar"}:
            self.take("{")
            base, bold = self.plain(above)
            self.take("}")
            if (base, token) == ("Lam", r"\hat"):
                return "Mu", bold
            above.append(token[1:])
            return base, bold
        if token == _WORD:
            self.take("{")
            found = self.plain(above)
            self.take("}")
            return found
        if token in {r"\bm", r"\mathbf", r"\mathrm"}:
            raw = self.raw()
            bold, name = token in {r"\bm", r"\mathbf"}, "".join(raw)
            if name == "1":
                return "one", bold
            return _GREEK.get(name, name), bold
        if token in _GREEK:
            return _GREEK[token], False
        if not token.isalpha():
            raise FormulaError(f"{token!r} is no letter")
        return token, False


def _unwrapped(raw: list[str]) -> list[str]:
    """The letters of a subscript, without what makes them upright."""
    return [token for token in raw if token not in {r"\mathrm", "{", "}"}]


def _index_tree(raw: list[str]) -> Tree:
    return _Reader(raw).sum()


def _is_function(name: str) -> bool:
    return name.lstrip("d") in {"f", "F"} or name in {
        "J",
        "J_tilde",
        "J_hat",
        "Omega",
        "NLL",
        "L_prior",
        "L_posterior",
        "L_density",
    }
