"""The syntax trees of source texts, each parsed and walked once for all rules, which takes longer than a rule."""

from __future__ import annotations

import ast
from functools import cache

__all__ = ["nodes", "tree"]


@cache
def tree(text: str) -> ast.Module:
    """Return the tree of a module."""
    return ast.parse(text)


@cache
def nodes(text: str) -> list[tuple[ast.AST, str]]:
    """Return the nodes of a module, outer ones first, with when each runs: on import, in a call, or only for a type checker.

    That is "module", "function" or "typing". Whether a name is read or written is no node of its own here.
    """
    found: list[tuple[ast.AST, str]] = [(tree(text), "module")]
    for node, when in found:  # which grows on the way
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, ast.AST):
                if field != "ctx":
                    found.append((value, "function" if field == "body" and isinstance(node, ast.Lambda) else when))
            elif isinstance(value, list):
                inner = _inside(node, when) if field == "body" else when
                found += [(child, inner) for child in value if isinstance(child, ast.AST)]
    return found


def _inside(node: ast.AST, when: str) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return "function"
    if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
        return "typing"
    return when
