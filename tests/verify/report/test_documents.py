"""README.md shows what its commands really print."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify.__main__ import main
from verify.report.documents import blocks, matches, output

ROOT = Path(__file__).resolve().parents[3]
BLOCKS = blocks((ROOT / "README.md").read_text(encoding="utf-8"))


def test_there_are_commands_to_try() -> None:
    assert len(BLOCKS) > 2


@pytest.mark.parametrize(("command", "written"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_a_command_prints_what_stands_there(
    command: str, written: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process; what starts one for `make docs` is tried below."""
    monkeypatch.chdir(ROOT)
    main(command.split()[1:])
    lines = capsys.readouterr().out.rstrip("\n").split("\n")
    assert matches(written, "\n".join(line.rstrip() for line in lines) + "\n"), "run: make docs"


def test_output_is_what_a_process_prints(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--version"])
    assert output("verify --version", ROOT) == capsys.readouterr().out


@pytest.mark.parametrize(
    ("written", "printed", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n..\nc\n", "a\nb\nc\n", True),
        ("..\nc\n", "a\nb\nc\n", True),
        ("a\nc\n", "a\nb\nc\n", False),
        ("a\n", "a\nb\n", False),
        ("..\nb\n..\na\n", "a\nb\n", False),
        ("..\n", "a\n", False),
        ("..\nb\n", "ab\n", False),
    ],
)
def test_lines_may_be_left_out_but_not_changed(written: str, printed: str, same: bool) -> None:
    assert matches(written, printed) is same
