"""SymPy whose limit, ask, refine, simplify and solve are wrong: nothing that judges may ask it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

__all__ = ["lying_sympy"]


def _zero(*_args: Any, **_kwargs: Any) -> Any:
    import sympy

    return sympy.Integer(0)


def _yes(*_args: Any, **_kwargs: Any) -> bool:
    return True


def _nothing(*_args: Any, **_kwargs: Any) -> list[Any]:
    return []


@contextmanager
def lying_sympy() -> Iterator[None]:
    """Let SymPy lie for a while."""
    import sympy

    with pytest.MonkeyPatch.context() as patch:
        for name, lie in (("limit", _zero), ("ask", _yes), ("refine", _zero), ("simplify", _zero), ("solve", _nothing)):
            patch.setattr(sympy, name, lie)
        patch.setattr(sympy.MatrixBase, "simplify", lambda self: None)
        patch.setattr(sympy.Expr, "simplify", _zero)
        patch.setattr(sympy.Expr, "limit", _zero)
        yield
