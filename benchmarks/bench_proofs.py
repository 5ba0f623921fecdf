"""How long the proofs take: re-checking them as a whole process, finding them, auditing the chain 7.1 to 7.13.

Goals are printed beside the figures, never asserted: a slow machine is no error.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import derivations
from verify.kernel import Result, check, check_one
from verify.search.finder import find_certificate

ROOT = Path(__file__).resolve().parent.parent
CHAIN = ("foundations", "objective", "quadratic_model", "shifted_hessian", "optimum", "eigenbasis")


def run(*arguments: str) -> None:
    """Run a command of the project in a fresh process on one core's worth of threads."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    command = [sys.executable, "-m", "verify", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env={**os.environ, **threads})


def test_recheck_as_a_process(benchmark: Any) -> None:
    """Both checkers over every certificate, start of Python included (goal 0.3 s)."""
    benchmark.pedantic(run, args=("recheck",), rounds=5, iterations=1)


def test_kernel_alone(benchmark: Any) -> None:
    """The kernel over every certificate, in a process that has them in memory."""
    from verify.certificates import load_all

    certificates, _ = load_all(derivations.claims())
    theory = derivations.theory()
    results = benchmark(check, theory, certificates)
    assert all(result.verdict in {"proved", "axiom"} for result in results.values())


def test_search_per_step(benchmark: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Finding every certificate anew (goal 0.15 s a step, median)."""
    times: list[float] = []

    def find_all() -> None:
        times.clear()
        theory: dict[str, Any] = {}
        proved: dict[str, Result] = {}
        for claim in derivations.claims():
            theory.update(claim.data())
            if claim.kind == "axiom":
                proved[claim.id] = check_one(claim.id, theory, None, proved)
            for name, part in claim.sequents() if claim.kind == "theorem" else ():
                began = time.perf_counter()
                certificate = find_certificate(name, part, theory, proved)
                times.append((time.perf_counter() - began) / len(part.steps))
                proved[name] = check_one(name, theory, certificate, proved)

    benchmark.pedantic(find_all, rounds=1, iterations=1)
    with capsys.disabled():
        print(f"\nsearch: median {statistics.median(times):.3f} s a step, slowest {max(times):.2f} s, goal 0.150 s")


def test_audit_of_the_chain(benchmark: Any) -> None:
    """Derive, certify, refute and test formulas 7.1 to 7.13 and their lemmas (goal 10 s on one core)."""
    names = [claim.id for claim in derivations.claims() if derivations.section_of(claim.id) in CHAIN]
    benchmark.pedantic(run, args=("audit", *names), rounds=1, iterations=1)
