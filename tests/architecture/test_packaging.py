"""What is installed is what is in the checkout: packages, version, dependencies, and nobody else's `verify` in the way.

Every rule is a function from a folder to faults, so that beside the real one it can be shown a folder that breaks it.
"""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("derivations", "verify")
NOT_SHIPPED = {"benchmarks", "conftest.py", "docs", "tests"}
SET_UP = "run `make test`, or `pip install -e .[dev]` in the environment at hand"

Check = Callable[[Path], list[str]]


def pyproject(root: Path) -> dict[str, Any]:
    """Read the project's configuration."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def every_package_ships(root: Path) -> list[str]:
    """The wheel's list is written by hand, so a new folder or module is easily left out of it."""
    listed = set(pyproject(root)["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])
    there = {path.parent.name for path in root.glob("[!.]*/__init__.py")} - NOT_SHIPPED
    there |= {path.name for path in root.glob("*.py")} - NOT_SHIPPED
    return [f"{name} is not in the wheel" for name in sorted(there - listed)] + [
        f"{name} is listed for the wheel and is no package or module" for name in sorted(listed - there)
    ]


def every_folder_of_code_is_a_package(root: Path) -> list[str]:
    """A folder without __init__.py works in a checkout by accident and has no sentence that says what it is for."""
    folders = {path.parent for name in PACKAGES for path in (root / name).rglob("*.py")}
    return [
        f"{f.relative_to(root).as_posix()}/ has no __init__.py" for f in sorted(folders) if not (f / "__init__.py").is_file()
    ]


def the_citation_has_the_version(root: Path) -> list[str]:
    """Whoever cites the project must cite the version that is at hand."""
    version = pyproject(root)["project"]["version"]
    cited = re.findall(r"^version: (\S+)$", (root / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    return [] if cited == [version] else [f"CITATION.cff says {cited}, pyproject.toml says {version}"]


def every_dependency_is_explained(root: Path) -> list[str]:
    """A dependency comes with its reason, and the reason speaks of the range in force."""
    project = pyproject(root)["project"]
    wanted = {
        *project["dependencies"],
        *(item for extra in project["optional-dependencies"].values() for item in extra),
        *pyproject(root)["build-system"]["requires"],
    }
    text = (root / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^### `([^`]+)`$", text, re.MULTILINE))
    return [f"no section for {item}" for item in sorted(wanted - explained)] + [
        f"a section for {item}, which is no dependency" for item in sorted(explained - wanted)
    ]


CHECKS: list[Check] = [
    every_package_ships,
    every_folder_of_code_is_a_package,
    the_citation_has_the_version,
    every_dependency_is_explained,
]

SOUND = {
    "pyproject.toml": """
        build-system.requires = ["backend"]
        [project]
        version = "1.2"
        dependencies = ["a>=1"]
        optional-dependencies.dev = ["b>=2,<3"]
        [tool.hatch.build.targets.wheel]
        only-include = ["derivations", "plugin.py", "verify"]
        """,
    "CITATION.cff": "cff-version: 9\nversion: 1.2\n",
    "docs/dependencies.md": "# Title\n\n### `a>=1`\n\nWhy.\n\n### `b>=2,<3`\n\n### `backend`\n",
    "derivations/__init__.py": "",
    "derivations/certificates/eq_1.json": "{}",
    "verify/__init__.py": "",
    "verify/kernel/__init__.py": "",
    "verify/kernel/core.py": "",
    "tests/conftest.py": "",
    "conftest.py": "",
    "plugin.py": "",
}

BROKEN: list[tuple[Check, dict[str, str | None]]] = [
    (every_package_ships, {"extras/__init__.py": ""}),
    (every_package_ships, {"verify/__init__.py": None}),
    (every_package_ships, {"other.py": ""}),
    (every_package_ships, {"plugin.py": None}),
    (every_folder_of_code_is_a_package, {"verify/kernel/__init__.py": None}),
    (the_citation_has_the_version, {"CITATION.cff": "cff-version: 1.2\nversion: 1.1\n"}),
    (the_citation_has_the_version, {"CITATION.cff": "cff-version: 1.2\n"}),
    (every_dependency_is_explained, {"docs/dependencies.md": "### `a>=1`\n\n### `backend`\n"}),
    (every_dependency_is_explained, {"docs/dependencies.md": "### `a>=0`\n\n### `b>=2,<3`\n\n### `backend`\n"}),
    (every_dependency_is_explained, {"docs/dependencies.md": f"{SOUND['docs/dependencies.md']}\n### `c`\n"}),
]


def plant(root: Path, changes: dict[str, str | None]) -> Path:
    """Write the sound project below `root`, some of its files changed or (None) left out."""
    for name, text in {**SOUND, **changes}.items():
        if text is not None:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("check", CHECKS)
def test_the_checkout_obeys(check: Check) -> None:
    faults = check(ROOT)
    assert not faults, "\n".join([str(check.__doc__), *faults])


@pytest.mark.parametrize(("check", "changes"), BROKEN)
def test_a_broken_project_is_told_apart(check: Check, changes: dict[str, str | None], tmp_path: Path) -> None:
    assert check(plant(tmp_path, changes))


@pytest.mark.parametrize("check", CHECKS)
def test_a_sound_project_passes(check: Check, tmp_path: Path) -> None:
    assert check(plant(tmp_path, {})) == []


def test_every_check_has_been_seen_to_fail() -> None:
    assert {check for check, _ in BROKEN} == set(CHECKS)


def version_faults(root: Path, path: list[str] | None = None) -> list[str]:
    """Compare the version written in the checkout with the one installed (on `path`, or where Python looks)."""
    found = metadata.distributions(name="ridgeproof", path=sys.path if path is None else path)
    installed = next((one.version for one in found), None)
    written = pyproject(root)["project"]["version"]
    return [] if installed == written else [f"installed: {installed}, pyproject.toml: {written}; {SET_UP}"]


def strangers(package: str, path: list[str] | None = None) -> list[str]:
    """Name the other distributions (on `path`, or where Python looks) that bring a top-level `package` along.

    Whichever was installed last has overwritten the other's files, and pip says nothing.
    """
    found = metadata.distributions(path=sys.path if path is None else path)
    return sorted(
        one.metadata["Name"]
        for one in found
        if one.metadata["Name"] != "ridgeproof" and any(file.parts[0] in {package, f"{package}.py"} for file in one.files or [])
    )


def install(site: Path, name: str, version: str, *files: str) -> Path:
    """Leave in `site` what pip leaves there after installing a distribution with these files."""
    info = site / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    (info / "RECORD").write_text("".join(f"{file},,\n" for file in files), encoding="utf-8")
    return site


def test_the_installed_version_is_the_written_one() -> None:
    assert version_faults(ROOT) == []


@pytest.mark.parametrize(("installed", "good"), [("1.2", True), ("1.1", False), (None, False)])
def test_another_version_is_told_apart(tmp_path: Path, installed: str | None, good: bool) -> None:
    if installed is not None:
        install(tmp_path / "site", "ridgeproof", installed)
    assert (version_faults(plant(tmp_path, {}), [str(tmp_path / "site")]) == []) is good


@pytest.mark.parametrize("package", PACKAGES)
def test_nobody_else_provides_our_packages(package: str) -> None:
    assert strangers(package) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_our_packages_are_the_ones_found(package: str) -> None:
    found = importlib.util.find_spec(package)
    assert found is not None
    assert found.origin == str(ROOT / package / "__init__.py")


@pytest.mark.parametrize("file", ["verify/__init__.py", "verify.py"])
def test_a_stranger_is_told_apart(tmp_path: Path, file: str) -> None:
    install(tmp_path, "ridgeproof", "1.2", "verify/__init__.py")
    install(tmp_path, "verifier", "3", "verifier/__init__.py", "verifier/verify.py")
    assert strangers("verify", [str(tmp_path)]) == []
    install(tmp_path, "verify", "7", file)
    assert strangers("verify", [str(tmp_path)]) == ["verify"]
