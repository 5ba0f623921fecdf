"""How long `check` takes: every statement of the corpus within one process; at most 5 s each, the median at most 0.5 s.

Run as ``python -m benchmarks.bench_check`` or ``python benchmarks/bench_check.py``.
"""

from __future__ import annotations

import statistics
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[1]
MOST = 5.0
MEDIAN = 0.5


def main() -> int:
    """Print the verdicts and the processor times; return 1 if a limit is passed."""
    sys.path.insert(0, str(ROOT))
    from verify import check_claim

    statements = tomllib.loads((ROOT / "tests/verify/derivation_files/statements.toml").read_text(encoding="utf-8"))
    check_claim("a == a", {"a": "real"})  # the imports
    times: dict[str, float] = {}
    verdicts: Counter[tuple[str, str]] = Counter()
    for area, symbols in statements["symbols"].items():
        for kind in ("wrong", "right"):
            for row in statements[area][kind]:
                show, *given = row[1:] if kind == "wrong" else row
                begin = time.process_time()
                found = check_claim(show, symbols, *given)
                times[f"{area}: {show}"] = time.process_time() - begin
                verdicts[kind, found.verdict] += 1
    for (kind, verdict), number in sorted(verdicts.items()):
        print(f"{kind:<6} {verdict:<10} {number}")
    slowest = sorted(times, key=lambda name: -times[name])[:5]
    for name in slowest:
        print(f"{times[name]:7.2f} s  {name}")
    median = statistics.median(times.values())
    print(
        f"{len(times)} statements, median {median:.3f} s, slowest {times[slowest[0]]:.2f} s, together {sum(times.values()):.1f} s"
    )
    return int(times[slowest[0]] > MOST or median > MEDIAN)


if __name__ == "__main__":
    sys.exit(main())
