"""SQ0: a form or a trace that is 0 leaves nothing.

zero: if z^T P z <= 0 with P PSD then P z = 0, and z = 0 where P is the identity or PD. trace: tr A >= 0 for a PSD A and > 0 for
a PD one, being the sum of the e_i^T A e_i; and a PSD A whose trace is 0 is 0, since then every e_i^T A e_i is.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import Reject
from verify.kernel.core import Context, fields

__all__ = ["trace", "zero"]


def zero(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """From z^T P z = 0, or -(z^T P z) PSD, prove P z = 0, or z = 0."""
    fields(line, {"vector", "inner", "from"})
    a, z = context.algebra, context.algebra.expand(line["vector"])
    inner = None if line["inner"] is None else context.fact(line["inner"], "psd", "pd")
    image = z if inner is None else a.mul(a.expand(inner[1]), z)
    form = a.mul(a.transpose(z), image)
    fact = context.fact(line["from"], "eq", "psd")
    known = context.difference(fact[1], fact[2]) if fact[0] == "eq" else a.mul(a.number(-1), a.expand(fact[1]))
    if known != form and (fact[0] != "eq" or known != a.mul(a.number(-1), form)):
        raise Reject("the fact is not z^T P z = 0")
    shown = [image] if inner is not None and inner[0] == "psd" else [image, z]
    if not goal or goal[0] != "eq" or context.difference(goal[1], goal[2]) not in shown:
        raise Reject("this rule proves P z = 0, and z = 0 only where P is definite")
    return goal


def trace(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """From A PSD or PD prove the same of its trace; from A PSD and tr A = 0 prove A = 0."""
    fields(line, {"from"}, {"zero"})
    kind, term = context.fact(line["from"], "psd", "pd")
    if "zero" not in line:
        return [kind, ["tr", term]]
    p = context.algebra.expand(term)
    if context.relation(line["zero"]) not in (
        context.algebra.trace(p),
        context.algebra.trace(context.algebra.mul(context.algebra.number(-1), p)),
    ):
        raise Reject("the fact is not that the trace is 0")
    return ["eq", term, ["zero", *p.shape]]
