"""EXP: the exponential of a number, and the logarithm as its inverse.

exp_sum: exp(a + b) = exp(a) exp(b), and exp(0) = 1 where both are missing. exp_log: exp(log a) = a for a > 0. log_exp:
log(exp(t)) = t. same: equal arguments, equal values. taylor: with P_n the Taylor polynomial at 0, for some s between 0 and t
e^t = P_n(t) + e^s t^(n + 1)/(n + 1)! (Lagrange). The remainder is not negative if n + 1 is even or t >= 0, not positive if
n + 1 is odd and t <= 0, and not 0 unless t is. P_-1 is 0, and there is no remainder but e^t > 0 itself.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import Any

from verify.kernel.algebra import SCALAR, Poly, Reject
from verify.kernel.core import Context, fields

__all__ = ["RELATIONS", "log_of", "of_log", "of_sum", "same", "taylor"]

HIGHEST = 32


def of_sum(context: Context, *terms: Any) -> Poly:
    """exp(a + b) - exp(a) exp(b), or exp(0) - 1."""
    a, (first, second) = context.algebra, terms or (["num", "0"], ["num", "0"])
    both = a.expand(["exp", ["add", first, second]])
    if not terms:
        return a.add(both, a.number(1), -1)
    return a.add(both, a.expand(["mul", ["exp", first], ["exp", second]]), -1)


def of_log(context: Context, tree: Any) -> Poly:
    """exp(log a) - a, a > 0."""
    p = context.algebra.expand(tree)
    if p.constant is None or p.constant < 0:
        context.condition("pd", [p])
    return context.algebra.add(context.algebra.expand(["exp", ["log", tree]]), p, -1)


def log_of(context: Context, tree: Any) -> Poly:
    """log(exp(t)) - t."""
    return context.algebra.add(context.algebra.expand(["log", ["exp", tree]]), context.algebra.expand(tree), -1)


def same(context: Context, head: Any, name: Any) -> Poly:
    """f(a) - f(b) for a fact a = b, f one of exp, log, sign."""
    _, first, second = context.fact(name, "eq")
    if head not in ("exp", "log", "sign"):
        raise Reject(f"{head!r:.20} is no elementary function")
    return context.difference([head, first], [head, second])


def taylor(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove exp(t) - P_n(t) >= 0 or P_n(t) - exp(t) >= 0; > 0 for n = -1, or if the sign fact says that t is not 0."""
    fields(line, {"of", "degree"}, {"sign"})
    t, n, a = line["of"], line["degree"], context.algebra
    p = a.expand(t)
    if type(n) is not int or not -1 <= n <= HIGHEST or p.shape != SCALAR:
        raise Reject(f"the degree is a whole number from -1 to {HIGHEST}, and t is a number")
    kind, tree = context.fact(line["sign"], "psd", "pd") if "sign" in line else ("", None)
    upward, downward = (tree is not None and a.expand(tree) == a.mul(a.number(c), p) for c in (1, -1))
    if (tree is not None or n % 2 == 0) and not (upward or downward):
        raise Reject("an even degree needs the sign of t, and the fact has to be about t or -t")
    terms = [["mul", ["num", str(Fraction(1, factorial(j)))], ["pow", t, j]] for j in range(n + 1)]
    gap = ["add", ["exp", t], ["neg", ["add", ["num", "0"], *terms]]]
    strict = (n == -1 or kind == "pd") and not (goal and goal[0] == "psd")
    return ["pd" if strict else "psd", ["neg", gap] if downward and not upward and n % 2 == 0 else gap]


RELATIONS = {"exp_sum": of_sum, "exp_log": of_log, "log_exp": log_of, "same": same}
