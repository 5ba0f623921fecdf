"""The commands as a user meets them: what they print and where, every exit code, what they import, the same bytes twice."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import pty
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import derivations
from derivations.language.claims import Claim
from verify.__main__ import main
from verify.certificates import default_folder
from verify.commands import COMMANDS, doctor
from verify.profiles import BAD_CERTIFICATE, BAD_INPUT, INCOMPLETE, INTERRUPTED, OK, REFUTED

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "verify" / "schemas"
QUICK = ("--profile", "dev")


def run(*words: str, env: dict[str, str] | None = None, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    command = [sys.executable, "-m", "verify", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=cwd, check=False, timeout=120)


def validated(name: str, text: str) -> Any:
    """The JSON, once it has been held against the published schema."""
    data = json.loads(text)
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    assert str(ROOT) not in text
    return data


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> tuple[Claim, ...]:
    """Only the first sections, from which on the book is no different: all of them take seconds."""
    table = {claim.id: (derivations.section_of(claim.id), claim) for claim in derivations.claims()}
    sections = derivations.SECTIONS[: derivations.SECTIONS.index("optimum") + 1]
    fewer = {name: row for name, row in table.items() if row[0] in sections}
    monkeypatch.setattr(derivations, "_table", lambda: fewer)
    return tuple(derivations.claims())


@pytest.fixture
def folder(short: tuple[Claim, ...], tmp_path: Path) -> Path:
    """A copy of all certificates of the first sections."""
    copy = tmp_path / "certificates"
    copy.mkdir()
    for claim in short:
        if claim.kind == "theorem":
            shutil.copy(default_folder() / f"{claim.id}.json", copy)
    return copy


def edit(path: Path, old: str, new: str) -> None:
    """Change one place in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- recheck ---------------------------------------------------------------------------------------------------------------


def test_recheck_of_an_equal_folder_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recheck", str(folder), "--format", "json"]) == OK
    data = validated("recheck", capsys.readouterr().out)
    assert [row["id"] for row in data["sequents"]] == list(derivations.theory())
    counts = data["summary"]
    assert counts["total"] == sum(v for k, v in counts.items() if k not in ("total", "exit_code")) == len(data["sequents"])


def test_recheck_exits_4_after_any_change(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each change is seen where it was made; that another file is missing does not outrank it."""
    changes = {
        "eq_7_03": ('["num", "1"]', '["num", "2"]'),
        "shifted_invertible": ('["num", "-1"]', '["num", "1"]'),
        "eq_7_10": ('"fingerprint": "', '"fingerprint": "0'),
    }
    for claim, (old, new) in changes.items():
        edit(folder / f"{claim}.json", old, new)
    (folder / "eq_7_09.json").unlink()
    assert main(["recheck", str(folder), "--format", "json"]) == BAD_CERTIFICATE
    data = validated("recheck", capsys.readouterr().out)
    wrong = {row["claim"] for row in data["sequents"] if row["state"] in ("rejected", "stale")}
    assert wrong == set(changes)
    assert {row["claim"] for row in data["sequents"] if row["state"] == "missing"} == {"eq_7_09"}


def test_recheck_exits_3_if_a_file_is_missing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "eq_7_09.json").unlink()
    assert main(["recheck", str(folder)]) == INCOMPLETE
    found = capsys.readouterr()
    assert "eq_7_09: missing" in found.out
    assert "eq_7_10: blocked" in found.out
    assert "--refind -o DIR" in found.err


def test_recheck_of_something_else(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recheck", str(tmp_path / "nowhere")]) == BAD_INPUT
    assert main(["recheck", str(tmp_path)]) == BAD_INPUT
    (folder / "eq_9_99.json").write_text("{}", encoding="utf-8")
    assert main(["recheck", str(folder)]) == BAD_INPUT
    assert "no theorem belongs to eq_9_99.json" in capsys.readouterr().err


# --- audit and show ----------------------------------------------------------------------------------------------------------


def test_audit_proves_and_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "7.9", "eq_7_01", *QUICK]) == OK
    found = capsys.readouterr()
    assert found.out.splitlines()[-1].startswith("1 theorem: 1 proved, 0 refuted, 0 undecided, 0 error; 1 definition; ")
    assert found.err == ""


def test_audit_of_a_section(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "objective", *QUICK, "-q"]) == OK
    assert capsys.readouterr().out.count("\n") == 1


def test_audit_as_json_matches_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "coordinates", "spectral_theorem", *QUICK, "--format", "json"]) == OK
    data = validated("audit", capsys.readouterr().out)
    axiom, theorem = data["claims"]
    assert (axiom["kind"], axiom["verdict"], theorem["verdict"]) == ("axiom", None, "proved")
    assert theorem["steps"] == {"certified": 4, "total": 4}
    assert theorem["axioms"] == ["spectral_theorem"]
    assert theorem["model"]["values"]["alpha"]


def test_audit_as_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "eq_7_09", *QUICK, "--format", "markdown"]) == OK
    assert "| eq_7_09 | 2/2 | n = 1, 2, 3 |" in capsys.readouterr().out


def test_the_same_seed_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    """In a process where much has run before and strings have other hashes, as in a fresh one."""
    words = ("audit", "eq_7_09", "displacement", *QUICK, "--seed", "3", "--format", "json")
    fresh = run(*words, env={"PYTHONHASHSEED": "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"})
    assert main(words) == fresh.returncode == OK
    assert capsys.readouterr().out == fresh.stdout != ""


FALSE_CLAIM = '''
"""A module of claims of a user, one of them false."""

from derivations.language import statements as st
from derivations.language.claims import Claim, chain, to
from derivations.language.symbols import A, B

doubled = Claim(id="doubled", title="Twice", parts=(chain("main", "A + A = 2 A", A + A, to(2 * A, because="count")),))
commute = Claim(id="commute", title="Products commute", parts=(chain("main", "A B = B A", A * B, to(B * A)),))
CLAIMS = (doubled, commute)
'''


@pytest.fixture
def users_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An importable module with claims of its own."""
    (tmp_path / "users_claims.py").write_text(FALSE_CLAIM, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "users_claims", raising=False)
    return "users_claims"


def test_a_refuted_claim_exits_1(users_module: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", users_module, *QUICK, "--format", "json"]) == REFUTED
    data = validated("audit", capsys.readouterr().out)
    assert {claim["id"]: claim["verdict"] for claim in data["claims"]} == {"doubled": "undecided", "commute": "refuted"}
    faults = data["claims"][1]["parts"][0]["faults"]
    assert faults[-1]["values"]["lhs"] != faults[-1]["values"]["rhs"]


def test_an_undecided_claim_exits_3(users_module: str) -> None:
    assert main(["audit", users_module, *QUICK]) == REFUTED
    module: Any = importlib.import_module(users_module)
    module.CLAIMS = module.CLAIMS[:1]
    assert main(["audit", users_module, *QUICK]) == INCOMPLETE


@pytest.mark.usefixtures("short")
def test_refind_keeps_what_a_user_may_keep(users_module: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    module: Any = importlib.import_module(users_module)
    module.CLAIMS = module.CLAIMS[:1]
    assert main(["audit", users_module, "--refind", *QUICK]) == OK
    assert "doubled: the certificate changed" in capsys.readouterr().err
    assert (tmp_path / "certificates" / "doubled.json").is_file()
    assert main(["audit", users_module, "--refind", *QUICK]) == OK
    assert "1 theorem searched anew, no certificates changed or not found" in capsys.readouterr().err
    assert main(["audit", users_module, *QUICK]) == OK


@pytest.mark.usefixtures("short")
def test_refind_writes_to_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "scaled_penalty", "eq_7_09", "--refind", "-o", str(tmp_path / "found"), *QUICK]) == OK
    found = {path.name for path in (tmp_path / "found").iterdir()}
    assert found == {"scaled_penalty.json", "eq_7_09.json"}
    for name in found:
        assert (tmp_path / "found" / name).read_bytes() == (default_folder() / name).read_bytes()
    assert "2 proved" in capsys.readouterr().out


def test_refind_needs_a_place_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["audit", "eq_7_09", "--refind", "-o", str(tmp_path / "file")]) == BAD_INPUT
    assert "name a folder with -o" in capsys.readouterr().err


@pytest.mark.usefixtures("short")
def test_refind_of_what_cannot_be_found(users_module: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", users_module, "--refind", *QUICK]) == REFUTED
    found = capsys.readouterr()
    assert "commute: no certificate was found" in found.err
    assert "commute: not found: no certificate was found" in found.out


def test_show_is_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "7.9", *QUICK]) == OK
    page = capsys.readouterr().out
    assert page.startswith("7.9  The normal equations of the regularized optimum\n")
    assert "derivations/certificates/eq_7_09.json" in page
    assert "derivations/optimum.py, line " in page
    assert "proved" in page


def test_show_names_the_line_of_the_claim(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "eq_7_12", *QUICK, "--format", "json"]) == OK
    claim = validated("show", capsys.readouterr().out)["claim"]
    line = (ROOT / claim["file"]).read_text(encoding="utf-8").splitlines()[claim["line"] - 1]
    assert 'id="eq_7_12"' in line
    assert claim["certificate"]["fingerprint"] == derivations.find("eq_7_12").fingerprint()
    assert (ROOT / claim["certificate"]["file"]).is_file()


def test_show_tells_how_sympy_derives(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "eq_7_09", *QUICK, "-v"]) == OK
    assert "SymPy at n = 2" in capsys.readouterr().out


# --- usage -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "usage: ridgeproof"),
        (["lst"], "did you mean list?"),
        (["-q"], "options stand behind the command"),
        (["audit", "eq_7_14"], "did you mean eq_7_4"),
        (["show", "eq_7_31"], "did you mean"),
        (["show", "foundations"], "stands for 4 claims"),
        (["show"], "required: ID"),
        (["audit", "--profile", "ten"], "invalid choice"),
        (["audit", "--seed", "-1"], "argument --seed"),
        (["recheck", "--seed", "1"], "unrecognized arguments"),
        (["list", "-q", "-v"], "not allowed with"),
        (["doctor", "-o", "/no/such/folder/x"], "cannot write"),
    ],
)
def test_bad_usage_exits_2_and_says_what_to_do(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == BAD_INPUT
    found = capsys.readouterr()
    assert says in found.err
    assert found.out == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == OK
    assert (
        name in ("latex", "html", "figure", "proofs") or "--format" in capsys.readouterr().out
    )  # these write files of one kind
    capsys.readouterr()
    assert main([name, "--version"]) == OK
    assert capsys.readouterr().out.startswith("ridgeproof ")


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == OK
    out = capsys.readouterr().out
    assert all(f"  {name}" in out for name in COMMANDS)


def test_an_interrupt_exits_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from verify.commands import recheck

    def interrupted(_: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(recheck, "run", interrupted)
    assert main(["recheck"]) == INTERRUPTED
    assert "interrupted" in capsys.readouterr().err


def test_a_fault_of_ours_is_no_verdict(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from verify.commands import recheck

    def broken(_: Any) -> int:
        raise RuntimeError("planted")

    monkeypatch.setattr(recheck, "run", broken)
    assert main(["recheck"]) == INCOMPLETE
    assert "RuntimeError: planted" in capsys.readouterr().err


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis.errors", None)
    assert main(["audit", "eq_7_09", *QUICK]) == INCOMPLETE
    assert "hypothesis.errors is not installed" in capsys.readouterr().err


@pytest.mark.usefixtures("short")
def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "claims.json"
    target.write_text("old", encoding="utf-8")
    assert main(["list", "--format", "json", "-o", str(target)]) == OK
    assert capsys.readouterr().out == ""
    data = validated("list", target.read_text(encoding="utf-8"))
    assert [row["id"] for row in data["claims"]] == [claim.id for claim in derivations.claims()]
    assert all(row["steps"]["certified"] == row["steps"]["total"] > 0 for row in data["claims"] if row["steps"])
    assert list(tmp_path.iterdir()) == [target]
    assert main(["doctor", "-o", str(tmp_path)]) == BAD_INPUT
    assert list(tmp_path.iterdir()) == [target]


def test_a_reader_that_stops_early_is_no_fault() -> None:
    """As in `list | head`: nobody reads any more when the command writes."""
    command = f"{sys.executable} -m verify doctor | true"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


# --- a terminal --------------------------------------------------------------------------------------------------------------


def on_a_terminal(*words: str, **env: str) -> tuple[str, str]:
    """Run a command with both of its outputs on a terminal; return what each was sent."""
    ends = [pty.openpty(), pty.openpty()]
    with ThreadPoolExecutor(2) as readers, pytest.MonkeyPatch.context() as patch:
        sent = readers.map(_all, [ours for ours, _ in ends])  # at once: a terminal that nobody reads stops the command
        patch.delenv("NO_COLOR", raising=False)
        for name, value in {"TERM": "xterm-256color", "COLUMNS": "120", **env}.items():
            patch.setenv(name, value)
        with os.fdopen(ends[0][1], "w") as out, os.fdopen(ends[1][1], "w") as err:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = main(words)
    assert code == OK
    shown, told = sent
    return shown, told


def _all(parent: int) -> str:
    text = b""
    while chunk := _read(parent):
        text += chunk
    os.close(parent)
    return text.decode()


def _read(end: int) -> bytes:
    try:
        return os.read(end, 1 << 16)
    except OSError:  # what Linux says when the other end has been closed
        return b""


def test_a_terminal_gets_colours_and_a_bar() -> None:
    out, err = on_a_terminal("audit", "scaled_penalty", *QUICK)
    assert "\x1b[32mproved" in out
    assert "0/1" in err or "1/1" in err


def test_no_color_and_quiet_are_respected() -> None:
    out, err = on_a_terminal("audit", "scaled_penalty", *QUICK, "-q", NO_COLOR="1")
    assert "\x1b[3" not in out
    assert err == ""


# --- doctor ------------------------------------------------------------------------------------------------------------------


def test_doctor_finds_everything_in_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--format", "json"]) == OK
    data = validated("doctor", capsys.readouterr().out)
    assert data["problems"] == []
    assert {part["name"] for part in data["parts"]} == {*doctor.PARTS, *doctor.EXTRAS}


def test_doctor_tells_what_a_missing_part_disables(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "sympy" else find_spec(name))
    assert main(["doctor"]) == INCOMPLETE
    assert "sympy is missing; it disables derivations" in capsys.readouterr().out


def test_doctor_tells_what_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: ["sympy>=99.5", 'jsonschema>=99 ; extra == "dev"'])
    found = doctor.examine()
    assert [part["name"] for part in found["parts"] if part["state"] == "older than 99.5"] == ["sympy"]
    assert len(found["problems"]) == 1


def installed(site: Path, name: str, files: dict[str, str]) -> None:
    """Leave what an installer leaves: files, and a record with their hashes."""
    info = site / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    record = []
    for file, text in files.items():
        (site / file).parent.mkdir(parents=True, exist_ok=True)
        (site / file).write_text(text, encoding="utf-8")
        record.append(f"{file},sha256={doctor.digest(site / file, 'sha256')},\n")
    (info / "RECORD").write_text("".join(record), encoding="utf-8")


def test_doctor_works_where_our_package_was_overwritten(tmp_path: Path) -> None:
    """Another distribution has replaced verify/__init__.py, and pip says nothing."""
    for package in ("verify", "derivations"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    ours = (tmp_path / "verify" / "__init__.py").read_text(encoding="utf-8")
    installed(tmp_path, "ridgeproof", {"verify/__init__.py": ours + "\n", "verify/profiles.py": _text("verify/profiles.py")})
    sound = run("doctor", "--format", "json", env={"PYTHONPATH": str(tmp_path)}, cwd=tmp_path)
    assert "verify/__init__.py" not in sound.stdout
    installed(tmp_path, "verifier", {"verify/__init__.py": "raise_nothing = 'a stranger'\n"})
    broken = run("doctor", "--format", "json", env={"PYTHONPATH": str(tmp_path)}, cwd=tmp_path)
    assert broken.returncode == INCOMPLETE, broken.stderr
    data = validated("doctor", broken.stdout)
    assert data["providers"] == ["verifier"]
    assert any("verifier provides a package called verify" in problem for problem in data["problems"])
    assert any("verify/__init__.py is not as it was installed" in problem for problem in data["problems"])


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_doctor_tells_when_another_package_is_found_first(tmp_path: Path) -> None:
    found = doctor.examine(path=[], home=tmp_path / "verify")
    assert any("finds another package called verify" in problem for problem in found["problems"])
    assert any("there are no certificates" in problem for problem in found["problems"])
