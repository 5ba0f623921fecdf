"""The source of a function as a stranger can run it: nothing of ours, the same results."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache, partial
from typing import Any

import numpy as np
import pytest

from verify.conformance.standalone import standalone
from verify.implementations.adapters import adapters_of
from verify.implementations.ridge_regression import by_svd

X, Y = "np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])", "np.array([1.0, 2.0, 4.0])"


def scaled(x: Any, *, by: float = 1.0) -> Any:
    """Return x times a number."""
    result: Any = x * by
    return result


def closed(by: float) -> Any:
    """Return a function that keeps a number."""
    return lambda x: x * by


CODE = [*(adapter.function for adapter in adapters_of("scipy")), by_svd]


IN_TURN = "import json, sys\nfor code in json.load(sys.stdin):\n    exec(code, {})"


@cache
def answers() -> list[str]:
    """What a process that knows nothing of this project prints, a line a function; each gets names of its own."""
    asked = [
        "\n".join([*standalone(function), "import numpy as np", f"print(target({X}, {Y}, 0.5).tolist())"]) for function in CODE
    ]
    command = [sys.executable, "-I", "-c", IN_TURN]
    return subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.parametrize("function", CODE, ids=lambda function: function.__name__)
def test_it_needs_nothing_of_ours_and_gives_the_same(function: Any) -> None:
    lines = standalone(function)
    assert not any("verify" in line or "npt" in line or '"""' in line for line in lines)
    given = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]), np.array([1.0, 2.0, 4.0])
    assert len(answers()) == len(CODE)
    assert answers()[CODE.index(function)] == str(function(*given, 0.5).tolist())


def test_what_is_bound_stays_bound() -> None:
    assert standalone(partial(scaled, by=2.0)) == (
        "from functools import partial",
        "def scaled(x, *, by=1.0):",
        "    result = x * by",
        "    return result",
        "target = partial(scaled, by=2.0)",
    )


@pytest.mark.parametrize("function", [closed(2.0), lambda x: x, np.add, len])
def test_what_is_no_function_of_a_module_is_refused(function: Any) -> None:
    with pytest.raises(TypeError, match="is no function of a module"):
        standalone(function)
