"""The grammar of formulas: from a text to a tree of numbers, names, calls and operators; shapes are not known yet.

    statement  := comparison (between | every | some)?
    comparison := sum (("==" | "!=" | "<" | "<=" | ">" | ">=") sum)*
    between    := "for" "0" "<=" name "<=" "1"
    every      := "for" "every" "natural" name
    some       := "for" "some" name ">" "0"
    sum        := term (("+" | "-") term)*
    term       := "-" term | product
    product    := postfix (("*" | "@" | "/") postfix)*
    postfix    := atom (".T" | "**" exponent | "[" numeral ("," numeral)? "]")*
    exponent   := numeral | name | "(" sum ")"
    atom       := numeral | name | name "(" argument ("," argument)* ")" | "(" sum ")"
    argument   := sum | "start=" sum | "decay=" sum

A numeral that begins a product, with the numeral it is divided by, is one number: ``1/2*w`` begins with 1/2. A minus
before nothing but a number belongs to it: ``-1/2`` and the first factor of ``(-1/2)*w`` are the number -1/2, while
``-2*w`` is minus a product. Parentheses are kept, so that the tree says what was written. Every length and depth is
bounded; a text is read in one pass and never executed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from derivations.language.errors import ParseError

__all__ = ["COMPARISONS", "DIGITS", "EXPONENT", "LENGTH", "NESTING", "Node", "error_at", "read_formula"]

LENGTH = 20_000
NESTING = 64
DIGITS = 1000
EXPONENT = 64
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<decimal>[0-9]+\.[0-9]+|\.[0-9]+|[0-9]+\.(?![A-Za-z_0-9])|[0-9]+[eE][+-]?[0-9]+)"
    r"|(?P<glued>[0-9]+(?=[A-Za-z_]))"
    r"|(?P<number>[0-9]+)"
    r"|(?P<keyword>(?:start|decay)\s*=(?!=))"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<sign>\*\*|==|!=|<=|>=|[-+*/@().,<>\[\]])",
    re.ASCII,
)
_INSTEAD = {
    "^": "write ** for a power",
    "'": "write .T for the transpose",
    "=": "write == for an equation",
    "−": "write - for minus",
    "·": "write * for a product",
    "×": "write * for a product",
    "≤": "write <=",
    "≥": "write >=",
    "≠": "write !=",
    "²": "write **2",
    "ᵀ": "write .T for the transpose",
    "λ": "write lam",
    "Λ": "write Lam",
    "α": "write alpha",
    "ε": "write eps",
    "&": "write one statement at a time",
    "|": "write norm2(x) for the squared Euclidean norm of x",
}
_LATER = {"iff": "iff"}
_QUANTIFIED = {"between": (("0", "<="), ("<=", "1")), "every": (("every", "natural"), ()), "some": (("some",), (">", "0"))}
_FOR = "behind for stands 0 <= t <= 1, every natural k or some alpha > 0"


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


@dataclass(frozen=True)
class Node:
    """A piece of the text and how it is built: its kind, where it starts and ends, its parts.

    Kinds: number (`number`), name (`name`), call (`name`, the arguments are the parts), group (parentheses), sum (a
    difference is a sum with a neg), neg, product, quotient, transpose, power (base and exponent), index (what is indexed,
    then one or two numbers), keyword (an argument with a `name`), compare (`signs` between the parts); between, every, some
    (a statement and the letter for which it is said).
    """

    kind: str
    start: int
    end: int
    parts: tuple[Node, ...] = ()
    name: str = ""
    number: Fraction = Fraction(0)
    signs: tuple[str, ...] = ()
    depth: int = 0


def error_at(text: str, offset: int, message: str) -> ParseError:
    """Return the error that says what is wrong at an offset of a text, counted from 0."""
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    place = f"line {line}, column {column}" if "\n" in text else f"column {column}"
    return ParseError(f"{place}: {message}", line, column)


def read_formula(text: str) -> Node:
    """Return the tree of a formula or a statement.

    Raises
    ------
    ParseError
        If the text is not in the grammar, or is longer or deeper than the limits of this module.
    """
    if len(text) > LENGTH:
        message = f"{len(text)} characters, at most {LENGTH} are read; name some parts as symbols with given equations"
        raise error_at(text, 0, message)
    grammar = _Grammar(text)
    node = grammar.statement()
    grammar.finish()
    return node


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            character = text[at]
            raise error_at(text, at, f"{character!r} is no sign of the language" + _hint(character))
        kind, piece = str(match.lastgroup), match.group()
        if kind == "decimal":
            raise error_at(text, at, f"{piece[:20]} is not exact; write a quotient of whole numbers, for instance 1/10")
        if kind == "glued":
            raise error_at(text, at, f"write * between {piece[:20]} and what follows")
        if kind == "number" and len(piece) > DIGITS:
            raise error_at(text, at, f"a number of {len(piece)} digits, at most {DIGITS} are read; use a symbol for it")
        if kind != "space":
            found.append(_Token(kind, piece, at))
        at = match.end()
    return [*found, _Token("end", "", len(text))]


def _hint(piece: str) -> str:
    return f"; {_INSTEAD[piece]}" if piece in _INSTEAD else ""


class _Grammar:
    """A recursive-descent reader, one method a rule of the grammar."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens, self.at, self.open = text, _tokens(text), 0, 0

    # --- the stream ---

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def sees(self, *texts: str) -> bool:
        return self.token.kind == "sign" and self.token.text in texts

    def take(self) -> _Token:
        token = self.token
        self.at += 1
        return token

    def expect(self, text: str, message: str) -> None:
        if not self.sees(text):
            raise self.unexpected(message)
        self.take()

    def unexpected(self, message: str) -> ParseError:
        piece = self.token.text
        if piece in _LATER:
            return self.error(f"not supported yet: {_LATER[piece]}")
        found = "the text ends here" if self.token.kind == "end" else f"unexpected {piece[:40]!r}"
        return self.error(f"{found}; {message}")

    def error(self, message: str, at: int | None = None) -> ParseError:
        return error_at(self.text, self.token.start if at is None else at, message)

    def node(self, kind: str, start: int, *parts: Node, **values: object) -> Node:
        depth = max((p.depth for p in parts), default=0) + (kind != "group")
        last = self.tokens[self.at - 1]
        node = Node(kind, start, last.start + len(last.text), parts, depth=depth, **values)  # type: ignore[arg-type]
        if depth > NESTING:
            raise self.too_deep(start)
        return node

    def too_deep(self, at: int) -> ParseError:
        return self.error(f"nested deeper than {NESTING}; name a part of it as a symbol with a given equation", at)

    def deeper(self) -> None:
        self.open += 1
        if self.open > NESTING:
            raise self.too_deep(self.token.start)

    def finish(self) -> None:
        if self.token.kind == "end":
            return
        if self.sees(")"):
            raise self.unexpected("there is no ( to close")
        if self.token.kind in ("name", "number") or self.sees("("):
            raise self.unexpected("write * between factors, or an operator")
        raise self.unexpected("write an operator, or stop here")

    # --- the rules ---

    def statement(self) -> Node:
        start = self.token.start
        said = self.comparison()
        if self.token.kind != "name" or self.token.text != "for":
            return said
        self.take()
        kind = {"every": "every", "some": "some"}.get(self.token.text, "between")
        opening, closing = _QUANTIFIED[kind]
        self.words(opening)
        if self.token.kind != "name":
            raise self.unexpected(_FOR)
        letter = self.atom()
        self.words(closing)
        return self.node(kind, start, said, letter)

    def words(self, wanted: tuple[str, ...]) -> None:
        for word in wanted:
            if self.token.text != word:
                raise self.unexpected(_FOR)
            self.take()

    def comparison(self) -> Node:
        start = self.token.start
        sides, signs = [self.sum()], []
        while self.sees(*COMPARISONS):
            signs.append(self.take().text)
            sides.append(self.sum())
        return self.node("compare", start, *sides, signs=tuple(signs)) if signs else sides[0]

    def sum(self) -> Node:
        start = self.token.start
        terms = [self.term()]
        while self.sees("+", "-"):
            sign = self.take()
            if self.sees("+", "-"):
                raise self.error("two signs in a row; write parentheses: a - (-b)")
            term = self.product()
            terms.append(self.node("neg", sign.start, term) if sign.text == "-" else term)
        return self.node("sum", start, *terms) if len(terms) > 1 else terms[0]

    def term(self) -> Node:
        if not self.sees("-"):
            return self.product()
        start = self.take().start
        literal = self.token.kind == "number"
        self.deeper()
        inner = self.term()
        self.open -= 1
        if literal and inner.kind == "number":
            return self.node("number", start, number=-inner.number)
        return self.node("neg", start, inner)

    def product(self) -> Node:
        start = self.token.start
        factors = [self.postfix()]
        while self.sees("*", "/", "@"):
            sign = self.take().text
            if self.sees("-"):
                raise self.error("write parentheses around a negative factor: a*(-b)")
            right = self.postfix()
            if sign != "/":
                factors.append(right)
                continue
            if len(factors) == 1 and self.whole(factors[0]) and self.whole(right):
                factors = [self.ratio(factors[0], right)]
            else:
                factors = [self.node("quotient", start, self.join(start, factors), right)]
        return self.join(start, factors)

    def join(self, start: int, factors: list[Node]) -> Node:
        return self.node("product", start, *factors) if len(factors) > 1 else factors[0]

    def whole(self, node: Node) -> bool:
        return node.kind == "number" and "/" not in self.text[node.start : node.end]

    def ratio(self, left: Node, right: Node) -> Node:
        if not right.number:
            raise self.error("a division by 0; no number is meant by that", right.start)
        return self.node("number", left.start, number=left.number / right.number)

    def postfix(self) -> Node:
        start = self.token.start
        node = self.atom()
        while self.sees(".", "**", "["):
            if self.sees("["):
                node = self.index(start, node)
                continue
            sign = self.take()
            if sign.text == ".":
                if self.token.text != "T":
                    raise self.unexpected("after a point there is only T, the transpose")
                self.take()
                node = self.node("transpose", start, node)
            elif node.kind == "power":
                raise self.error("a tower of powers; write parentheses: (a**2)**3", sign.start)
            else:
                node = self.node("power", start, node, self.exponent())
        return node

    def index(self, start: int, node: Node) -> Node:
        self.take()
        places = [self.place()]
        if self.sees(","):
            self.take()
            places.append(self.place())
        self.expect("]", "a ] closes an index")
        return self.node("index", start, node, *places)

    def place(self) -> Node:
        token = self.token
        if token.kind != "number" or len(token.text) > len(str(EXPONENT)):
            raise self.unexpected("an index is a whole number, counted from 0; entry(x, i) takes a letter")
        return self.atom()

    def exponent(self) -> Node:
        token = self.token
        if not (token.kind in ("name", "number") or self.sees("(")):
            raise self.unexpected(
                f"an exponent is a whole number from 0 to {EXPONENT} or a letter; for an inverse write inv(..)"
            )
        if token.kind == "number" and (len(token.text) > len(str(EXPONENT)) or int(token.text) > EXPONENT):
            raise self.error(f"the exponent {token.text[:20]} is above {EXPONENT}; write the power as a product")
        return self.atom()

    def atom(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.take()
            return self.node("number", token.start, number=Fraction(int(token.text)))
        if token.kind == "name" and token.text not in _LATER:
            self.take()
            if self.sees("("):
                return self.node("call", token.start, *self.arguments(), name=token.text)
            return self.node("name", token.start, name=token.text)
        if self.sees("("):
            self.take()
            self.deeper()
            inner = self.sum()
            self.open -= 1
            self.expect(")", "a ( is not closed here")
            return self.node("group", token.start, inner)
        raise self.unexpected("a number, a name or ( is wanted here")

    def argument(self) -> Node:
        token = self.token
        if token.kind != "keyword":
            return self.sum()
        self.take()
        return self.node("keyword", token.start, self.sum(), name=token.text.rstrip("= \t\n"))

    def arguments(self) -> list[Node]:
        self.take()
        self.deeper()
        found = []
        if not self.sees(")"):
            found.append(self.argument())
            while self.sees(","):
                self.take()
                found.append(self.argument())
        self.open -= 1
        self.expect(")", "a , or the ) of the call is wanted here")
        return found
