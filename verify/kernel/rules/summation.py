"""SUM: if f_i = e_i^T M e_i at a generic i then the sum of f_i over i is tr M.

Generic means that no hypothesis speaks of e_i.
"""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import Reject
from verify.kernel.core import Context, fields, names_in
from verify.kernel.rules.diagonal import index

__all__ = ["trace"]


def trace(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """From f_i = e_i^T M e_i with a generic e_i prove sum_i f_i = tr M."""
    fields(line, {"from", "index", "matrix"})
    a, name, matrix = context.algebra, line["index"], line["matrix"]
    e = index(context, name)
    context.generic(name, "basis")
    if (
        not goal
        or goal[0] != "eq"
        or not isinstance(goal[1], list)
        or goal[1][:2] != ["sumover", name]
        or name in names_in(matrix)
    ):
        raise Reject("this rule proves that a sum over the index is a trace")
    m = a.expand(matrix)
    if m.shape != (e.shape[0], e.shape[0]):
        raise Reject("the matrix has another size than the index")
    term = a.mul(a.mul(a.transpose(e), m), e)
    if a.add(a.expand(goal[1][2]), term, -1) != context.relation(line["from"]) or a.expand(goal[2]) != a.trace(m):
        raise Reject("the fact is not the equation of the summands")
    return goal
