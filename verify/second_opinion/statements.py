"""Statements: what can be said of terms, read from JSON.

["eq", A, B], ["psd", A], ["pd", A], ["inv", A], ["grad", f, w, point, g], ["norm", A, g], ["limit", f, x, to, L] (x tends to
"0" from above or to "inf"), ["mean", f, x, mu, S, v] (E f = v where E x = mu and E x x^T = S), ["all", k, S] (S for every
natural number k), ["between", t, S] (S for every number from 0 to 1), ["continuous", f, x] (on x > 0), ["attains", f, x, y]
(at some x > 0), ["localmin", f, w, p].
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from verify.second_opinion.terms import NOTHING, SCALAR, Instance, Node, Objection, Reader

__all__ = ["Statement", "read_statement", "replaced"]

_TERMS = {"eq": 2, "psd": 1, "pd": 1, "inv": 1, "norm": 2}
_OF_FUNCTIONS = {"continuous": 0, "attains": 1, "localmin": 1}  # and how many terms come after function and variable
_QUANTIFIED = ("all", "between")


class Statement(NamedTuple):
    """A statement: its kind and its terms.

    Parameters
    ----------
    kind : str
        What is said.
    terms : tuple of Node
        Of what; for a gradient function, point and slope, for a limit function and limit, for a mean function, both moments
        and value.
    variable : str
        The symbol that is bound: in a gradient, a limit and a mean in the function only.
    detail : object
        For a limit where the variable tends, for "all" what holds for every number.
    """

    kind: str
    terms: tuple[Node, ...]
    variable: str = ""
    detail: Any = None

    @property
    def free(self) -> frozenset[str]:
        """The symbols of which it speaks."""
        if self.kind in _QUANTIFIED:
            inner: frozenset[str] = self.detail.free
            return inner - {self.variable}
        sets = [term.free for term in self.terms]
        if self.variable:
            sets[0] = sets[0] - {self.variable}
        return frozenset[str]().union(*sets)

    def every_term(self) -> Iterator[Node]:
        """Yield its terms, those of what holds for every number too."""
        yield from self.detail.every_term() if self.kind in _QUANTIFIED else self.terms


def read_statement(reader: Reader, tree: Any, instance: Instance = NOTHING) -> Statement:
    """Read a JSON statement."""
    if not isinstance(tree, list) or not tree:
        raise Objection(f"{tree!r:.60} is no statement")
    kind, *rest = tree
    if kind in _OF_FUNCTIONS:
        return _of_function(reader, kind, rest, instance)
    if kind in _QUANTIFIED:
        name, inner = rest
        if kind == "between" and reader.symbols.get(name) != {"shape": [1, 1]}:
            raise Objection(f"{name!r:.40} does not run from 0 to 1: it is not just a number")
        return Statement(kind, (), name, read_statement(reader, inner, reader.within(name, inner, instance)))
    if kind == "grad":
        return _gradient(reader, rest, instance)
    if kind == "limit":
        return _limit(reader, rest, instance)
    if kind == "mean":
        return _mean(reader, rest, instance)
    if len(rest) != _TERMS.get(kind):
        raise Objection(f"{tree!r:.60} is no statement")
    terms = tuple(reader.read(t, instance) for t in rest)
    if kind == "eq" and terms[0].shape != terms[1].shape:
        raise Objection(f"{terms[0].shape} cannot equal {terms[1].shape}")
    if kind == "norm" and terms[1].shape != SCALAR:
        raise Objection("a norm is a number")
    if kind in ("psd", "pd", "inv"):
        reader.square(terms[0])
    return Statement(kind, terms)


def _gradient(reader: Reader, rest: list[Any], instance: Instance) -> Statement:
    body, name, *others = rest
    function, variable = reader.read(body, reader.within(name, body, instance)), reader.symbol(name)
    point, slope = (reader.read(t, instance) for t in others)
    wanted = (variable.shape[0], 1) if function.shape == SCALAR else (function.shape[0], variable.shape[0])
    if variable.shape[1] != 1 or function.shape[1] != 1 or point.shape != variable.shape:
        raise Objection("a gradient is that of a number or a vector by a vector, at a point of its shape")
    if any(name in base.free for base in function.inverted()) or set(reader.symbols[name]) != {"shape"}:
        raise Objection("no gradient is taken by a special vector, or of what inverts something that depends on it")
    if slope.shape != wanted:
        raise Objection(f"the gradient would have to be {wanted}, it is {slope.shape}")
    return Statement("grad", (function, point, slope), name)


def _limit(reader: Reader, rest: list[Any], instance: Instance) -> Statement:
    body, name, to, limit = rest
    function, variable = reader.read(body, reader.within(name, body, instance)), reader.symbol(name)
    value, marks = reader.read(limit, instance), set(reader.symbols[name]) - {"shape"}
    if to not in ("0", "inf") or variable.shape != SCALAR or value.shape != function.shape:
        raise Objection("a limit is that of a term, where a number tends to 0 or to infinity, and of its shape")
    if marks - ({"natural"} if to == "inf" else set()):
        raise Objection(f"{name} does not tend to {to}: it is declared to be special")
    return Statement("limit", (function, value), name, to)


def _mean(reader: Reader, rest: list[Any], instance: Instance) -> Statement:
    body, name, *others = rest
    function, variable = reader.read(body, reader.within(name, body, instance)), reader.symbol(name)
    first, second, value = (reader.read(t, instance) for t in others)
    if set(reader.symbols[name]) != {"shape"} or any(name in base.free for base in function.inverted()):
        raise Objection(f"{name} is no random matrix of any kind, or something that depends on it is inverted")
    size = variable.shape[0]
    if (first.shape, second.shape, value.shape) != (variable.shape, (size, size), function.shape):
        raise Objection("the moments of a random x have the shapes of x and x x^T, an expectation that of its function")
    return Statement("mean", (function, first, second, value), name)


def _of_function(reader: Reader, kind: str, rest: list[Any], instance: Instance) -> Statement:
    body, name, *others = rest
    function, variable = reader.read(body, reader.within(name, body, instance)), reader.symbol(name)
    terms = [reader.read(t, instance) for t in others]
    wanted = variable.shape if kind == "localmin" else SCALAR
    if len(terms) != _OF_FUNCTIONS[kind] or any(term.shape != wanted for term in terms):
        raise Objection(f"{kind}: something is missing, or has another shape than {wanted}")
    if function.shape != SCALAR or variable.shape[1] != 1 or (kind != "localmin" and variable.shape != SCALAR):
        raise Objection(f"{kind} is said of a number that depends on {'a vector' if kind == 'localmin' else 'a number'}")
    if set(reader.symbols[name]) != {"shape"}:
        raise Objection(f"{name} is declared to be special")
    return Statement(kind, (function, *terms), name)


def replaced(reader: Reader, statement: Statement, name: str, value: Node) -> Statement:
    """Return a statement with a term put in for a symbol where it is free."""
    if statement.variable in value.free and name in statement.free:
        raise Objection(f"the bound {statement.variable} would capture what is put in")
    if statement.kind in _QUANTIFIED:
        same = name == statement.variable
        return statement if same else statement._replace(detail=replaced(reader, statement.detail, name, value))
    terms = [
        term if name == statement.variable and position == 0 else reader.replace(term, name, value)
        for position, term in enumerate(statement.terms)
    ]
    return statement._replace(terms=tuple(terms))
