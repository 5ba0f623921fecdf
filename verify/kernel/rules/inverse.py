"""INV: what is positive definite is invertible. Sizes are positive.

If A + A^T is PD then x^T A x > 0 for x != 0, so A x = 0 only for x = 0. A size is at least 1.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import Reject
from verify.kernel.core import Context, fields

__all__ = ["invertible", "size"]


def invertible(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """From ["pd", B] prove ["inv", A] where B is A, A + A^T or -A."""
    fields(line, {"from"})
    a = context.algebra
    if not goal or goal[0] != "inv":
        raise Reject("this rule proves that something is invertible")
    p, known = a.expand(goal[1]), a.expand(context.fact(line["from"], "pd")[1])
    if known not in (p, a.add(p, a.transpose(p)), a.mul(a.number(-1), p)):
        raise Reject("the fact speaks of something else")
    return goal


def size(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove ["pd", ["size", n]]."""
    fields(line, set())
    if not goal or goal[0] != "pd" or not isinstance(goal[1], list) or goal[1][0] != "size":
        raise Reject("this rule proves that a size is positive")
    return goal
