"""The syntax trees of source texts, each parsed once for all rules: parsing takes longer than what a rule does with a tree."""

from __future__ import annotations

import ast
from functools import cache

__all__ = ["tree"]


@cache
def tree(text: str) -> ast.Module:
    """Return the tree of a module."""
    return ast.parse(text)
