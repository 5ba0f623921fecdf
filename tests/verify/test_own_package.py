"""Claims in a package of somebody's own are audited as ours are, wherever the package lies and from any folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from verify.__main__ import main
from verify.profiles import BAD_CERTIFICATE, BAD_INPUT, OK, first_of

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "tikhonov_claims"
MODULE = "tikhonov_claims.tikhonov"
CHANGED = {"a sign": ("alpha * inv(K) * G.T * G * w_star, because", "-alpha * inv(K) * G.T * G * w_star, because")}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with a copy of the example package, far from the checkout."""
    shutil.copytree(EXAMPLE, tmp_path / "lib" / EXAMPLE.name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "work").mkdir()
    return tmp_path


def audited(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the audit from another folder than that of the package."""
    path = os.pathsep.join([str(folder / "lib"), str(ROOT)])
    command = [sys.executable, "-m", "verify", "audit", *words, "--profile", "dev", "--format", "json", "-q"]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=folder / "work",
        env={**os.environ, "PYTHONPATH": path},
        check=False,
        timeout=120,
    )


def test_the_example_is_proved_from_another_folder(elsewhere: Path) -> None:
    done = audited(elsewhere, MODULE)
    assert done.returncode == OK, done.stderr
    claims = {claim["id"]: claim for claim in json.loads(done.stdout)["claims"]}
    assert {name: claim["verdict"] for name, claim in claims.items()} == dict.fromkeys(claims, "proved")
    assert claims.keys() == {"tikhonov_optimum", "tikhonov_displacement"}
    assert all(claim["derived"] == [1, 2, 3] for claim in claims.values())
    assert all(h["needed"] for claim in claims.values() for h in claim["hypotheses"])
    assert not [*(elsewhere / "work").iterdir()]  # nobody's folder is written into unasked


def test_a_changed_claim_is_no_longer_proved(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = elsewhere / "lib" / "tikhonov_claims" / "tikhonov.py"
    text = path.read_text(encoding="utf-8")
    old, new = CHANGED["a sign"]
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.syspath_prepend(elsewhere / "lib")
    for name in (EXAMPLE.name, MODULE):
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert main(["audit", MODULE, "--profile", "dev", "--format", "json", "-q"]) == first_of({BAD_CERTIFICATE})
    verdicts = {claim["id"]: claim["verdict"] for claim in json.loads(capsys.readouterr().out)["claims"]}
    assert verdicts == {"tikhonov_optimum": "proved", "tikhonov_displacement": "refuted"}


@pytest.mark.thorough(reason="a search anew in a process of its own; test_commands has `--refind -o` for claims of ours")
def test_certificates_may_be_written_elsewhere(elsewhere: Path) -> None:
    done = audited(elsewhere, MODULE, "--refind", "-o", "found")
    assert done.returncode == OK, done.stderr
    written = {path.name for path in (elsewhere / "work" / "found").glob("*.json")}
    assert written == {path.name for path in (EXAMPLE / "certificates").glob("*.json")}
    kept = {path.name: path.read_text(encoding="utf-8") for path in (EXAMPLE / "certificates").glob("*.json")}
    assert {name: (elsewhere / "work" / "found" / name).read_text(encoding="utf-8") for name in written} == kept


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "from derivations.language.terms import Symbol; Symbol('A', 'n', 'n') + Symbol('v', 'n')",
            "cannot add A (n x n) and v",
        ),
        ("1 / 0", "ZeroDivisionError"),
        ("from nowhere_at_all import x", "No module named 'nowhere_at_all'"),
        ("raise SystemExit(7)", "SystemExit: 7"),
    ],
)
def test_a_module_that_fails_is_an_error_of_its_own_with_its_line(
    line: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "faulty_claims.py").write_text(f"\n\n{line}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "faulty_claims", raising=False)
    assert main(["audit", "faulty_claims", "-q"]) == BAD_INPUT
    error = capsys.readouterr().err
    assert said in error
    assert "faulty_claims.py, line 3" in error
    assert "Traceback" not in error


def test_a_module_without_claims_is_told_what_it_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "colorsys", "-q"]) == BAD_INPUT
    assert "colorsys is a module, but has no claims: name them in a tuple CLAIMS" in capsys.readouterr().err


OWN = '''"""Claims of somebody's own."""

from fractions import Fraction

from derivations.language import statements as st
from derivations.language.claims import Claim, Kind, shows
from derivations.language.terms import Number, Symbol

x = Symbol("x")
CLAIMS = ({},)
'''
UNFIT = {
    "an id that leads out of the folder": ("Claim('../evil', '', (shows('main', '', st.eq(x, x)),))", "is no id"),
    "an id for the terminal": ("Claim('a\\x1b[31m', '', (shows('main', '', st.eq(x, x)),))", "is no id"),
    "an axiom": (
        "Claim('mine', '', (shows('main', '', st.eq(x, Number(Fraction(0)))),), kind=Kind.axiom)",
        "make it a hypothesis",
    ),
}


@pytest.mark.parametrize(("claim", "told"), UNFIT.values(), ids=UNFIT)
def test_claims_that_are_not_taken(
    tmp_path: Path, claim: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first was written beside the folder that was named; the last ended in the word "hypotheses"."""
    package = tmp_path / "lib" / "own_claims"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(OWN.format(claim), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "lib")
    monkeypatch.delitem(sys.modules, "own_claims", raising=False)
    code = main(["audit", "own_claims", "--profile", "dev", "-q", "--refind", "-o", str(tmp_path / "out" / "certificates")])
    error = capsys.readouterr().err
    assert (code, told in error) == (BAD_INPUT, True), error
    assert [path.name for path in tmp_path.iterdir()] == ["lib"]
