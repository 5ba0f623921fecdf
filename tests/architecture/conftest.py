"""What the rules about the source share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.architecture.trees import nodes, tree


@pytest.fixture(scope="package", autouse=True)
def _trees_go() -> Iterator[None]:
    """Let the trees of the whole checkout go, which are large, when the last rule has been tried."""
    yield
    nodes.cache_clear()
    tree.cache_clear()
