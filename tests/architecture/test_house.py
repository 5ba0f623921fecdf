"""The size and the front of each module: docstrings, public names, lengths, and how much has to be trusted.

Every rule is a function from source texts to faults, so that it can also be shown a text that breaks it.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.trees import nodes, tree

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("derivations", "verify", "tests", "benchmarks")
PACKAGES = ("derivations/", "verify/")
KERNEL, RULES = "verify/kernel/", "verify/kernel/rules/"

MODULE_LINES = 500
FUNCTION_LINES = 60
KERNEL_CODE_LINES = 1300
CORE_CODE_LINES = 720  # terms with sizes, transposes, inverses, traces, powers, functions, bound indices: once for all rules
RULE_CODE_LINES = 60
LINES_WITHOUT_ALL = 5

Sources = dict[str, str]  # path from the root of the checkout -> text
Check = Callable[[Sources], list[str]]


def read(root: Path) -> Sources:
    """Read every Python file of the project below `root`."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*.py"))
    }


def modules_have_docstrings(sources: Sources) -> list[str]:
    """A module begins with what it is for; a package with the one sentence about its folder."""
    return [f"{path}: no docstring" for path, text in sources.items() if not ast.get_docstring(tree(text))]


def modules_are_short(sources: Sources) -> list[str]:
    """A module can be read in one sitting."""
    lengths = {path: len(text.splitlines()) for path, text in sources.items()}
    return [f"{path}: {n} lines, at most {MODULE_LINES}" for path, n in lengths.items() if n > MODULE_LINES]


def functions_fit_a_screen(sources: Sources) -> list[str]:
    """A function can be seen whole, its docstring included."""
    faults = []
    for path, text in sources.items():
        for node, _ in nodes(text):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    faults.append(f"{path}:{node.lineno}: {node.name} has {lines} lines, at most {FUNCTION_LINES}")
    return faults


def _bound(statements: list[ast.stmt]) -> Iterator[str]:
    """List the names that statements bind in their own scope, imports and the part that runs as a script left out."""
    for node in statements:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.If(test=test) if "__name__" in ast.unparse(test):
                pass
            case _:
                targets = [*getattr(node, "targets", []), getattr(node, "target", None)]
                targets += [item.optional_vars for item in getattr(node, "items", [])]
                names = (n for target in filter(None, targets) for n in ast.walk(target) if isinstance(n, ast.Name))
                yield from (n.id for n in names if isinstance(n.ctx, ast.Store))
                for block in ("body", "orelse", "finalbody"):
                    yield from _bound(getattr(node, block, []))
                for handler in getattr(node, "handlers", []):
                    yield from _bound(handler.body)


def _imported(module: ast.Module) -> set[str]:
    """Collect the names that imports bind anywhere in a module."""
    nodes = (n for n in ast.walk(module) if isinstance(n, ast.Import | ast.ImportFrom))
    return {alias.asname or alias.name.split(".")[0] for n in nodes for alias in n.names}


def _declared(module: ast.Module) -> list[str] | None:
    """Read `__all__`; None if it is missing or not a plain list of strings, which no reader could check by eye."""
    for node in module.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="__all__")], value=value)
                | ast.AnnAssign(target=ast.Name(id="__all__"), value=value)
            ):
                try:
                    return [str(name) for name in ast.literal_eval(value)] if value is not None else None
                except ValueError:
                    return None
    return None


def _callables(statements: list[ast.stmt]) -> set[str]:
    """Collect the functions and classes that a module defines at its top."""
    return {node.name for node in statements if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}


def _taken(sources: Sources) -> Iterator[tuple[str, str]]:
    """Yield (path, name) for everything that one module of the packages imports from another by name."""
    for path, text in sources.items():
        if not path.startswith(PACKAGES):
            continue
        for node, _ in nodes(text):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                target = node.module.replace(".", "/") + ".py"
                yield from ((target, alias.name) for alias in node.names if target in sources and target != path)


def _plainly_written(path: str) -> bool:
    """Whether the workings of a module carry plain names: the sections read like the book, the kernel like a page of rules."""
    return path.startswith(KERNEL) or (path.startswith("derivations/") and path.count("/") == 1)


def all_is_what_is_public(sources: Sources) -> list[str]:
    """`__all__` lists what a module defines for others: all that they take, and its functions and classes without underscore.

    A package may also hand on what it imports, its own modules, and what its `__getattr__` loads on demand. Constants that
    nobody takes are workings. So are the helpers of the sections of the argument and of the kernel.
    """
    faults = []
    taken = set(_taken(sources))
    for path, text in sources.items():
        if not path.startswith(PACKAGES) or len(text.splitlines()) <= LINES_WITHOUT_ALL:
            continue
        module = tree(text)
        declared = _declared(module)
        if declared is None:
            faults.append(f"{path}: no __all__ that is a plain list of strings")
            continue
        bound = set(_bound(module.body))
        public = {name for name in bound if not name.startswith("_")}
        allowed = public | {name for name in declared if name.startswith("__") and name in bound}
        if path.endswith("/__init__.py"):
            folder = path.removesuffix("__init__.py")
            inner = {p.removeprefix(folder).split("/")[0].removesuffix(".py") for p in sources if p.startswith(folder)}
            allowed |= set(declared) if "__getattr__" in bound else _imported(module) | inner
        offered = {name for name in public if (path, name) in taken}
        if not _plainly_written(path):
            offered |= public & _callables(module.body)
        faults += [f"{path}: {name} is public and not in __all__" for name in sorted(offered - set(declared))]
        faults += [f"{path}: __all__ lists {name}, not defined there" for name in sorted(set(declared) - allowed)]
        faults += [f"{path}: __all__ lists {name} twice" for name in sorted(set(declared)) if declared.count(name) > 1]
    return faults


def code_lines(text: str) -> int:
    """Count the lines that hold code: no blank lines, comments or docstrings."""
    docstrings = set()
    for node, _ in nodes(text):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
                docstrings.add((first.lineno, first.col_offset))
    silent = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in silent and token.start not in docstrings:
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines)


def kernel_is_small(sources: Sources) -> list[str]:
    """What has to be trusted can be read in an hour: the core, each rule, and the two together."""
    counts = {path: code_lines(text) for path, text in sources.items() if path.startswith(KERNEL)}
    rules = {path: n for path, n in counts.items() if path.startswith(RULES)}
    core = sum(counts.values()) - sum(rules.values())
    faults = [f"{path}: {n} lines of code, at most {RULE_CODE_LINES}" for path, n in rules.items() if n > RULE_CODE_LINES]
    if core > CORE_CODE_LINES:
        faults.append(f"{KERNEL}: {core} lines of code outside rules/, at most {CORE_CODE_LINES}")
    if sum(counts.values()) > KERNEL_CODE_LINES:
        faults.append(f"{KERNEL}: {sum(counts.values())} lines of code in all, at most {KERNEL_CODE_LINES}")
    return faults


CHECKS: list[Check] = [
    modules_have_docstrings,
    modules_are_short,
    functions_fit_a_screen,
    all_is_what_is_public,
    kernel_is_small,
]


def body(lines: int) -> str:
    """Write so many lines of code."""
    return "".join(f"x_{i} = {i}\n" for i in range(lines))


def function(lines: int) -> str:
    """Write a function of so many lines."""
    return "def f():\n" + "    pass\n" * (lines - 1)


PADDING = "\n" * (LINES_WITHOUT_ALL + 1)

BROKEN: list[tuple[Check, Sources]] = [
    (modules_have_docstrings, {"verify/a.py": "x = 1"}),
    (modules_have_docstrings, {"derivations/language/__init__.py": ""}),
    (modules_have_docstrings, {"tests/test_a.py": "# a comment is none\n"}),
    (modules_are_short, {"tests/test_a.py": body(MODULE_LINES + 1)}),
    (functions_fit_a_screen, {"verify/a.py": function(FUNCTION_LINES + 1)}),
    (functions_fit_a_screen, {"verify/a.py": "class A:\n    async " + function(61).replace("\n", "\n    ")}),
    (all_is_what_is_public, {"verify/a.py": "def f(): ..." + PADDING}),
    (all_is_what_is_public, {"verify/a.py": "__all__ = []\ndef f(): ..." + PADDING}),
    (all_is_what_is_public, {"verify/a.py": "__all__ = ['f']\ndef _f(): ..." + PADDING}),
    (all_is_what_is_public, {"verify/a.py": "__all__ = ['Path']\nfrom pathlib import Path" + PADDING}),
    (all_is_what_is_public, {"verify/a.py": "__all__ = ['A', 'A']\nclass A: ..." + PADDING}),
    (all_is_what_is_public, {"derivations/a.py": "__all__ = sorted(globals())" + PADDING}),
    (
        all_is_what_is_public,
        {
            "derivations/a.py": "__all__ = []\ntry:\n    a: int = 1\nexcept OSError:\n    pass" + PADDING,
            "derivations/b.py": "__all__ = []\ndef f():\n    from derivations.a import a" + PADDING,
        },
    ),
    (
        all_is_what_is_public,
        {
            "verify/kernel/a.py": "__all__ = []\nwith f() as (a, _b):\n    pass" + PADDING,
            "verify/b.py": "__all__ = []\nfrom verify.kernel.a import a" + PADDING,
        },
    ),
    (all_is_what_is_public, {"derivations/language/a.py": "__all__ = []\nclass A: ..." + PADDING}),
    (all_is_what_is_public, {"verify/__init__.py": "__all__ = ['check']" + PADDING}),
    (kernel_is_small, {"verify/kernel/rules/psd.py": body(RULE_CODE_LINES + 1)}),
    (kernel_is_small, {"verify/kernel/core.py": body(CORE_CODE_LINES), "verify/kernel/algebra.py": body(1)}),
    (
        kernel_is_small,
        {"verify/kernel/core.py": body(CORE_CODE_LINES)} | {f"verify/kernel/rules/r{i}.py": body(60) for i in range(11)},
    ),
]

SOUND: Sources = {
    "derivations/a.py": (
        '"""Doc."""\n__all__ = ["b", "a"]\na, _c, d = 1, 2, 3\ndef working(): ...\nfor _i in []:\n    pass\n'
        'if a:\n    b = [q for q in ()]\nif __name__ == "__main__":\n    shown = a\n'
    ),
    "verify/__init__.py": (
        '"""Doc."""\n__all__ = ["check", "__version__"]\n__version__ = ""\ndef __getattr__(n): ...\n' + PADDING
    ),
    "verify/report/__init__.py": ('"""Doc."""\n__all__ = ["text", "draw"]\nfrom verify.report.draw import draw\n' + PADDING),
    "verify/report/text.py": '"""Doc."""\n',
    "verify/kernel/core.py": '"""Doc."""\n__all__ = ["f"]\n' + function(FUNCTION_LINES) + "\n# comment\n" * 200,
    "verify/kernel/rules/psd.py": '"""Doc\n' + "of many lines.\n" * 100 + '"""\n__all__ = []\n',
    "tests/test_a.py": '"""Doc."""\n' + body(MODULE_LINES - 1),
}


@pytest.mark.parametrize("check", CHECKS)
def test_the_checkout_obeys(check: Check) -> None:
    faults = check(read(ROOT))
    assert not faults, "\n".join([str(check.__doc__), *faults])


@pytest.mark.parametrize(("check", "sources"), BROKEN)
def test_a_broken_text_is_told_apart(check: Check, sources: Sources) -> None:
    assert check(sources)


@pytest.mark.parametrize("check", CHECKS)
def test_a_sound_tree_passes(check: Check) -> None:
    assert check(SOUND) == []


def test_every_check_has_been_seen_to_fail() -> None:
    assert {check for check, _ in BROKEN} == set(CHECKS)


@pytest.mark.parametrize("folder", ["derivations/", "verify/", "tests/", KERNEL, RULES])
def test_the_rooms_that_rules_name_are_there(folder: str) -> None:
    assert any(path.startswith(folder) for path in read(ROOT)), f"nothing in {folder}: its rules hold of nothing"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 0),
        ('"""Doc."""\n\n# comment\n', 0),
        ("x = 1  # comment\n", 1),
        ("x = (\n    1,\n    # comment\n\n    2,\n)\n", 4),
        ('def f():\n    """Doc\n\n    more.\n    """\n    return """a\nb"""\n', 3),
        ('class A:\n    """Doc."""\n\n    x = 1\n    """Not a docstring of A."""\n', 3),
    ],
)
def test_code_lines_are_counted_without_prose(text: str, lines: int) -> None:
    assert code_lines(text) == lines
