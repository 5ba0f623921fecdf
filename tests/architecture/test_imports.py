"""Which module may import which: the arrows between the rooms, read from the source and never by importing it.

Every rule is a function from source texts to faults, so that it can also be shown a tree that breaks it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.trees import nodes

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("derivations", "verify")
BRIDGE = "derivations.language.sympy_bridge"
SECOND_OPINION = "verify.second_opinion"
NEVER_CALLED = {"eval", "exec", "sympify", "parse_expr"}  # each runs whatever a stranger's text says
NEVER_IMPORTED = {"dill", "marshal", "pickle", "shelve", "yaml"}  # each can build arbitrary objects from a file

Sources = dict[str, str]  # path from the root of the checkout -> text
Check = Callable[[Sources], list[str]]


class Import(NamedTuple):
    """One import: who, what, on which line, and when it is carried out ("module", "function" or "typing")."""

    importer: str
    target: str
    line: int
    when: str

    def __str__(self) -> str:
        """Name the place the way compilers do."""
        return f"{self.importer}:{self.line}: imports {self.target}"


def read(root: Path) -> Sources:
    """Read every Python file of the packages below `root`."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for package in PACKAGES
        for path in sorted((root / package).rglob("*.py"))
    }


def module_name(path: str) -> str:
    """Turn a path into the dotted name: "verify/kernel/__init__.py" is "verify.kernel"."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def within(name: str, room: str) -> bool:
    """Whether the module is the room itself or lies in it."""
    return name == room or name.startswith(room + ".")


def _targets(node: ast.AST, package: str, known: frozenset[str]) -> list[str]:
    """Name the modules that one statement or call imports; `package` is what a leading dot refers to."""

    def absolute(name: str, level: int) -> str:
        base = package.split(".")[: len(package.split(".")) - level + 1] if level else []
        return ".".join([*base, *filter(None, [name])])

    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = absolute(node.module or "", node.level)
        inner = [f"{base}.{alias.name}" for alias in node.names]
        return [name if name in known else base for name in inner]
    match node:
        case ast.Call(
            func=ast.Name("import_module" | "__import__") | ast.Attribute(ast.Name("importlib"), "import_module"),
            args=[ast.Constant(str(text)), *_],
        ):
            name = text.lstrip(".")
            return [absolute(name, len(text) - len(name))]
    return []


def imports(sources: Sources) -> list[Import]:
    """List every import of the tree, relative ones and import_module("literal") resolved to absolute names."""
    known = frozenset(module_name(path) for path in sources)
    return [one for path, text in sources.items() for one in _imports(path, text, known)]


@cache
def _imports(path: str, text: str, known: frozenset[str]) -> list[Import]:
    """The imports of one file; every rule asks for those of the whole checkout."""
    name, found = module_name(path), []
    package = name if path.endswith("__init__.py") else name.rpartition(".")[0]
    for node, when in nodes(text):
        found += [Import(name, target, node.lineno, when) for target in _targets(node, package, known)]  # type: ignore[attr-defined]
    return found


def derivations_stand_alone(sources: Sources) -> list[str]:
    """What is claimed must not depend on what judges it."""
    barred = {"verify", "hypothesis", "pytest", "_pytest"}
    return [str(i) for i in imports(sources) if within(i.importer, "derivations") and i.target.split(".")[0] in barred]


def kernel_stands_alone(sources: Sources) -> list[str]:
    """What has to be trusted must end at the standard library."""
    return [
        str(i)
        for i in imports(sources)
        if within(i.importer, "verify.kernel")
        and not within(i.target, "verify.kernel")
        and i.target.split(".")[0] not in sys.stdlib_module_names
    ]


def second_opinion_is_independent(sources: Sources) -> list[str]:
    """A second opinion that calls the first one is none, however long the way to it.

    `verify` itself counts as a fault: it hands out everything on demand, the kernel too.
    """
    edges: dict[str, list[Import]] = {}
    for i in imports(sources):
        edges.setdefault(i.importer, []).append(i)
    start = [name for name in edges if within(name, SECOND_OPINION)]
    seen, todo, faults = set(start), start, []
    while todo:
        for i in edges.get(todo.pop(), []):
            if i.target == "verify" or within(i.target, "verify.kernel") or within(i.target, "verify.search"):
                faults.append(str(i))
            elif i.target not in seen:
                seen.add(i.target)
                todo.append(i.target)
    return faults


def sympy_is_loaded_late(sources: Sources) -> list[str]:
    """Listing and re-checking take no SymPy, so importing a module must not load it.

    The bridge alone may, and then nobody may load the bridge on import.
    """
    early = [i for i in imports(sources) if i.when == "module"]
    direct = [i for i in early if i.target.split(".")[0] == "sympy"]
    heavy_bridge = any(i.importer == BRIDGE for i in direct)
    return [str(i) for i in direct if i.importer != BRIDGE] + [str(i) for i in early if heavy_bridge and i.target == BRIDGE]


def no_cycles(sources: Sources) -> list[str]:
    """A cycle has no first thing to understand, and whether it loads depends on who is asked first.

    The implied import of a parent package is no edge: it is under way already when its child is loaded.
    """
    graph: dict[str, set[str]] = {module_name(path): set() for path in sources}
    for i in imports(sources):
        if i.when == "module" and i.target in graph and i.target != i.importer:
            graph[i.importer].add(i.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return ["cycle: " + " <- ".join(error.args[1])]
    return []


def nothing_runs_text(sources: Sources) -> list[str]:
    """Expressions and certificates come from strangers: text is parsed, never run, and objects are never unpickled."""
    faults = [str(i) for i in imports(sources) if i.target.split(".")[0] in NEVER_IMPORTED]
    for path, text in sources.items():
        for node, _ in nodes(text):
            match node:
                case ast.Name(id=name) if name in NEVER_CALLED:
                    faults.append(f"{path}:{node.lineno}: {name}")
                case ast.Attribute(value=ast.Name(id=owner), attr=name) if name in NEVER_CALLED:
                    # term.eval() would be a method of ours; sympy.sympify and builtins.eval are not
                    if name in {"sympify", "parse_expr"} or owner in {"builtins", "__builtins__"}:
                        faults.append(f"{path}:{node.lineno}: {owner}.{name}")
                case ast.ImportFrom(names=names):
                    faults += [f"{path}:{node.lineno}: {a.name}" for a in names if a.name in NEVER_CALLED]
    return faults


CHECKS: list[Check] = [
    derivations_stand_alone,
    kernel_stands_alone,
    second_opinion_is_independent,
    sympy_is_loaded_late,
    no_cycles,
    nothing_runs_text,
]

BROKEN: list[tuple[Check, Sources]] = [
    (derivations_stand_alone, {"derivations/optimum.py": "import verify.kernel"}),
    (derivations_stand_alone, {"derivations/optimum.py": "def f():\n    from hypothesis import given"}),
    (derivations_stand_alone, {"derivations/language/terms.py": "from pytest import raises"}),
    (derivations_stand_alone, {"derivations/optimum.py": "import importlib\nimportlib.import_module('verify.audit')"}),
    (derivations_stand_alone, {"derivations/optimum.py": "if TYPE_CHECKING:\n    from verify import Ledger"}),
    (kernel_stands_alone, {"verify/kernel/core.py": "import numpy as np"}),
    (kernel_stands_alone, {"verify/kernel/core.py": "from derivations.language import terms"}),
    (kernel_stands_alone, {"verify/kernel/core.py": "from verify.search import finder"}),
    (kernel_stands_alone, {"verify/kernel/rules/psd.py": "from ...audit import run"}),
    (kernel_stands_alone, {"verify/kernel/__init__.py": "from ..report import text"}),
    (kernel_stands_alone, {"verify/kernel/core.py": "def f():\n    import verify"}),
    (kernel_stands_alone, {"verify/kernel/core.py": "import verify.kernels"}),
    (second_opinion_is_independent, {"verify/second_opinion.py": "from verify.kernel.core import expand"}),
    (
        second_opinion_is_independent,
        {"verify/second_opinion.py": "from . import kernel", "verify/kernel/__init__.py": ""},
    ),
    (second_opinion_is_independent, {"verify/second_opinion.py": "def f():\n    import verify.search.linear"}),
    (second_opinion_is_independent, {"verify/second_opinion.py": "from verify import check_claim"}),
    (
        second_opinion_is_independent,
        {"verify/second_opinion.py": "import verify.words", "verify/words.py": "import verify.kernel.algebra"},
    ),
    (second_opinion_is_independent, {"verify/second_opinion/field.py": "import verify.kernel"}),
    (sympy_is_loaded_late, {"derivations/optimum.py": "import sympy as sp"}),
    (sympy_is_loaded_late, {"verify/audit.py": "try:\n    from sympy.core import Expr\nexcept ImportError:\n    pass"}),
    (sympy_is_loaded_late, {"verify/audit.py": "class A:\n    import sympy"}),
    (
        sympy_is_loaded_late,
        {
            "derivations/language/sympy_bridge.py": "import sympy",
            "derivations/optimum.py": "from derivations.language.sympy_bridge import explicit",
        },
    ),
    (no_cycles, {"verify/a.py": "import verify.b", "verify/b.py": "from verify.a import f"}),
    (
        no_cycles,
        {"verify/a.py": "from . import b", "verify/b.py": "from .c import f", "verify/c.py": "from verify import a"},
    ),
    (no_cycles, {"verify/r/__init__.py": "from verify.r.a import f", "verify/r/a.py": "from verify.r import f"}),
    (nothing_runs_text, {"verify/check.py": "value = eval(text)"}),
    (nothing_runs_text, {"verify/check.py": "run = exec"}),
    (nothing_runs_text, {"verify/check.py": "import builtins\nbuiltins.eval(text)"}),
    (nothing_runs_text, {"verify/check.py": "def f(t):\n    import sympy\n    return sympy.sympify(t)"}),
    (nothing_runs_text, {"derivations/optimum.py": "from sympy.parsing.sympy_parser import parse_expr as p"}),
    (nothing_runs_text, {"verify/certificates.py": "import pickle"}),
    (nothing_runs_text, {"verify/certificates.py": "def f():\n    from yaml import safe_load"}),
]

SOUND: Sources = {
    "derivations/__init__.py": "import importlib\ndef section(name):\n    return importlib.import_module(name)",
    "derivations/optimum.py": "def derive():\n    import sympy\n    return sympy.Symbol('a')",
    "derivations/language/sympy_bridge.py": "import sympy",
    "verify/__init__.py": "def __getattr__(name):\n    from verify.kernel import check\n    return check",
    "verify/audit.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import sympy\nimport verify.kernel",
    "verify/kernel/__init__.py": "from verify.kernel.core import check",
    "verify/kernel/core.py": "from fractions import Fraction\nfrom verify.kernel import algebra\ndef check(): ...",
    "verify/kernel/algebra.py": "import json\ndef late():\n    from .core import check",
    "verify/second_opinion.py": "import hashlib\ndef f(term):\n    return term.eval()",
}


@pytest.mark.parametrize("check", CHECKS)
def test_the_checkout_obeys(check: Check) -> None:
    faults = check(read(ROOT))
    assert not faults, "\n".join([str(check.__doc__), *faults])


@pytest.mark.parametrize(("check", "sources"), BROKEN)
def test_a_broken_tree_is_told_apart(check: Check, sources: Sources) -> None:
    assert check(sources)


@pytest.mark.parametrize("check", CHECKS)
def test_a_sound_tree_passes(check: Check) -> None:
    assert check(SOUND) == []


def test_every_check_has_been_seen_to_fail() -> None:
    assert {check for check, _ in BROKEN} == set(CHECKS)


@pytest.mark.parametrize("name", [BRIDGE, SECOND_OPINION, "verify.kernel", "verify.search", "verify.audit"])
def test_the_rooms_that_rules_name_are_there(name: str) -> None:
    assert any(within(module_name(path), name) for path in read(ROOT)), f"no module {name}: its rules hold of nothing"
