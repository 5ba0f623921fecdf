"""NORM: |A| = g in the spectral norm if g >= 0, g^2 I - A^T A is PSD, and |A z| = g |z| for a unit vector z."""

from __future__ import annotations

from typing import Any

from verify.kernel.algebra import Reject
from verify.kernel.core import Context, fields

__all__ = ["norm"]


def norm(context: Context, line: dict[str, Any], goal: Any) -> Any:
    """Prove ["norm", A, g] from the facts nonnegative, bound, unit (z^T z = 1) and attained (z^T A^T A z = g^2)."""
    fields(line, {"nonnegative", "bound", "vector", "unit", "attained"})
    if not goal or goal[0] != "norm":
        raise Reject("this rule proves a norm")
    _, matrix, g = goal
    form = ["mul", ["T", matrix], matrix]
    z, square = line["vector"], ["mul", g, g]
    wanted = {
        "nonnegative": ["psd", g],
        "bound": ["psd", ["add", ["mul", square, ["id", context.algebra.expand(form).shape[0]]], ["neg", form]]],
        "unit": ["eq", ["mul", ["T", z], z], ["num", "1"]],
        "attained": ["eq", ["mul", ["T", z], form, z], square],
    }
    for key, statement in wanted.items():
        fact = context.fact(line[key])
        weaker = ["psd", *fact[1:]] if fact[0] == "pd" else fact
        if context.canonical(weaker) != context.canonical(statement):
            raise Reject(f"{key} is not what it has to be")
    return goal
