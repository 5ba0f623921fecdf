"""The generated parts of the documents: outputs of commands in README.md, and docs/sources.md.

`make docs` writes them anew. In README.md every block that begins with ``$ python -m verify ..`` holds what that command
prints; a line `..` in it stands for lines that are left out.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from verify.report.sources import sources_markdown

__all__ = ["blocks", "main", "matches", "output"]

_BLOCK = re.compile(r"```console\n\$ python -m (verify [^\n]*)\n(.*?)```", re.DOTALL)
_LEFT_OUT = ".."


def blocks(text: str) -> list[tuple[str, str]]:
    """Return the commands of a document with what stands below each."""
    return [(match[1], match[2]) for match in _BLOCK.finditer(text)]


def output(command: str, root: Path) -> str:
    """Return what a command prints on standard output; lines have no spaces at their end."""
    words = [sys.executable, "-m", *command.split()]
    done = subprocess.run(words, capture_output=True, text=True, cwd=root, check=False, timeout=300)
    return "\n".join(line.rstrip() for line in done.stdout.rstrip("\n").split("\n")) + "\n"


def matches(written: str, printed: str) -> bool:
    """Whether a text with `..` for lines left out is what was printed."""
    parts = [part for part in re.split(rf"^{re.escape(_LEFT_OUT)}\n", written, flags=re.MULTILINE) if part]
    place = 0
    for part in parts:
        found = printed.find(part, place)
        if found < 0 or (found > 0 and printed[found - 1] != "\n"):
            return False
        place = found + len(part)
    return bool(parts) and (len(parts) > 1 or _LEFT_OUT + "\n" in written or written == printed)


def main() -> int:
    """Write the generated documents of a checkout, and return 0."""
    root = Path(__file__).resolve().parents[2]
    (root / "docs" / "sources.md").write_text(sources_markdown(), encoding="utf-8")
    readme = root / "README.md"
    text = readme.read_text(encoding="utf-8")
    for command, written in blocks(text):
        printed = output(command, root)
        if not matches(written, printed):
            text = text.replace(f"$ python -m {command}\n{written}", f"$ python -m {command}\n{printed}")
            print(f"README.md: {command}")
    readme.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
