"""The source of a function of this project as lines that need nothing of it: what a stranger can run.

Annotations, docstrings and decorators are left out; whatever of its module a function uses comes before it.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from functools import partial
from typing import Any

__all__ = ["standalone"]

_OURS = __name__.partition(".")[0]


def standalone(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return lines that define `target` as a function of a module of ours, or as a `partial` of one, does.

    Raises
    ------
    TypeError
        If it is neither, or uses something that has no source.
    """
    bare = function.func if isinstance(function, partial) else function
    if not inspect.isfunction(bare) or bare.__closure__ or bare.__name__ == "<lambda>":
        raise TypeError(f"{function!r} is no function of a module: give it one of its own")
    imports: dict[str, None] = {}
    sources: dict[str, str] = {}
    _gathered(bare, imports, sources)
    given = [f"{name}={value!r}" for name, value in function.keywords.items()] if isinstance(function, partial) else []
    if given:
        imports["from functools import partial"] = None
    last = f"target = partial({', '.join([bare.__name__, *given])})" if given else f"target = {bare.__name__}"
    return (*imports, *(line for source in sources.values() for line in source.splitlines()), last)


def _gathered(function: Any, imports: dict[str, None], sources: dict[str, str]) -> None:
    """Add the function, after whatever it uses."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    _Bare().visit(tree)
    local = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id not in local]
    for name in dict.fromkeys(names):
        if name not in function.__globals__ or name in sources or name == function.__name__:
            continue
        _used(name, function.__globals__[name], function.__module__, (imports, sources))
    sources[function.__name__] = ast.unparse(ast.fix_missing_locations(tree))


def _used(name: str, value: Any, module: str, into: tuple[dict[str, None], dict[str, str]]) -> None:
    imports, sources = into
    if inspect.ismodule(value):
        imports[f"import {name}" if value.__name__ == name else f"import {value.__name__} as {name}"] = None
    elif inspect.isfunction(value) and (value.__module__ == module or value.__module__.partition(".")[0] == _OURS):
        _gathered(value, imports, sources)
    elif hasattr(value, "__module__") and hasattr(value, "__qualname__"):
        imports[f"from {value.__module__} import {name}"] = None
    else:
        raise TypeError(f"{name} is neither a function nor a module: write its value into the function")


class _Bare(ast.NodeTransformer):
    """Leaves out what is said about code and not done by it."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.returns, node.decorator_list = None, []
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        value = node.value or ast.Constant(None)
        return ast.copy_location(ast.Assign(targets=[node.target], value=value), node)
