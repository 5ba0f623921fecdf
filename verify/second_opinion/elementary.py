"""The exponential, the logarithm, the sign: what is known of these functions.

exp(a + b) = exp(a) exp(b), exp(0) = 1, exp(log a) = a for a > 0, log(exp(t)) = t. exp(t) lies above its Taylor polynomials of
odd degree, for t >= 0 above all of them, and for t <= 0 below those of even degree (Lagrange's remainder e^s t^(n+1)/(n+1)!).
sign(x)^2 x = x, sign(x) x >= 0, sign(x)^2 <= 1, sign(0) = 0, and a column has its signs entry by entry.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from verify.second_opinion.facts import Case
from verify.second_opinion.statements import Statement
from verify.second_opinion.terms import SCALAR, Node, Objection, take

__all__ = [
    "exp_of_log",
    "exp_of_sum",
    "log_of_exp",
    "sign_at_zero",
    "sign_of_entry",
    "sign_rule",
    "sign_squared",
    "taylor",
    "values",
]

_DEGREES = range(-1, 33)


def exp_of_sum(case: Case, *trees: Any) -> Node:
    """Return exp(a + b) - exp(a) exp(b), or exp(0) - 1 if there is no a and b."""
    r = case.reader
    if not trees:
        return r.sub(r.elementary("exp", r.number(0)), r.number(1))
    a, b = map(r.read, trees)
    return r.sub(r.elementary("exp", r.add(a, b)), r.mul(r.elementary("exp", a), r.elementary("exp", b)))


def exp_of_log(case: Case, tree: Any) -> Node:
    """Return exp(log a) - a for a number a that is positive."""
    r, node = case.reader, case.reader.read(tree)
    positive = case.definite.get(case.value(node))
    if positive is not None:
        case.condition(positive)
    elif node.op != "num" or node.args[0] <= 0:
        raise Objection("a logarithm of what is not shown to be positive")
    return r.sub(r.elementary("exp", r.elementary("log", node)), node)


def log_of_exp(case: Case, tree: Any) -> Node:
    """Return log(exp(t)) - t."""
    r, node = case.reader, case.reader.read(tree)
    return r.sub(r.elementary("log", r.elementary("exp", node)), node)


def values(case: Case, op: Any, name: Any) -> Node:
    """Return f(a) - f(b) for a fact a = b."""
    if op not in ("exp", "log", "sign"):
        raise Objection(f"{op!r:.40} is no elementary function")
    left, right = case.fact(name, "eq").terms
    return case.reader.sub(case.reader.elementary(op, left), case.reader.elementary(op, right))


def _number(case: Case, tree: Any) -> Node:
    node = case.reader.read(tree)
    if node.shape != SCALAR:
        raise Objection("this is known of numbers only")
    return node


def taylor(case: Case, line: dict[str, Any], goal: Statement | None) -> Statement:
    """On which side of a Taylor polynomial exp(t) lies."""
    take(line, {"of", "degree"}, {"sign"})
    r, degree, t = case.reader, line["degree"], _number(case, line["of"])
    if isinstance(degree, bool) or degree not in _DEGREES:
        raise Objection(f"the degree {degree!r:.20} is no whole number from -1 to {_DEGREES[-1]}")
    strict, rising, falling = degree == -1, False, False
    if "sign" in line:
        fact = case.fact(line["sign"], "psd", "pd")
        rising, falling = case.world.same(fact.terms[0], t), case.world.same(fact.terms[0], r.neg(t))
        if not (rising or falling):
            raise Objection("the sign of another number")
        strict = strict or fact.kind == "pd"
    odd = degree % 2 == 1
    if not (odd or rising or falling):
        raise Objection("of an even degree only where the sign is known")
    partial, term = r.number(0), r.number(1)
    for j in range(degree + 1):
        partial = r.add(partial, term)
        term = r.mul(r.number(Fraction(1, j + 1)), r.mul(term, t))
    value = r.elementary("exp", t)
    above = odd or rising
    gap = r.sub(value, partial) if above else r.sub(partial, value)
    return Statement("psd" if not strict or (goal is not None and goal.kind == "psd") else "pd", (gap,))


def sign_squared(case: Case, tree: Any) -> Node:
    """Return sign(x)^2 x - x."""
    r, x = case.reader, _number(case, tree)
    s = r.elementary("sign", x)
    return r.sub(r.mul(s, s, x), x)


def sign_at_zero(case: Case, name: Any) -> Node:
    """Return sign(x) for a fact x = 0."""
    x, zero = case.fact(name, "eq").terms
    if not case.world.is_zero(zero):
        raise Objection("the right side is not 0")
    return case.reader.elementary("sign", x)


def sign_of_entry(case: Case, tree: Any, name: Any) -> Node:
    """Return e^T sign(v) - sign(e^T v)."""
    r, column, e = case.reader, case.reader.read(tree), case.reader.symbol(name)
    if not r.symbols[name].get("basis"):
        raise Objection(f"{name} is no basis vector")
    row = r.turn(e)
    return r.sub(r.mul(row, r.elementary("sign", column)), r.elementary("sign", r.mul(row, column)))


def sign_rule(case: Case, line: dict[str, Any], _goal: Statement | None) -> Statement:
    """The sign of x times x is not negative, and its square is at most 1."""
    take(line, {"of", "bounded"})
    r, x = case.reader, _number(case, line["of"])
    s = r.elementary("sign", x)
    return Statement("psd", (r.sub(r.number(1), r.mul(s, s)) if line["bounded"] is True else r.mul(s, x),))
