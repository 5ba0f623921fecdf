"""The commands, one module each: `arguments(parser)` says what it takes, `run(args)` does it and returns the exit code."""

from __future__ import annotations

__all__ = ["COMMANDS"]

COMMANDS = {
    "list": "claims in reading order, and which of their steps are certified",
    "audit": "certify, derive and test claims, and print the ledger: the main job",
    "show": "one claim as a page: statement, hypotheses, steps with reasons, certificate, verdicts",
    "recheck": "hold the certificates alone against the claims, with both checkers",
    "check": "a derivation in a file of yours: proved, refuted or undecided, step by step",
    "conform": "hold an implementation against the derivations; it runs that code",
    "conventions": "which objective a ridge solver minimises, from its results on designed exact data",
    "errata": "printed claims that are false, incomplete or loose, each with a counterexample; the notes",
    "latex": "claims with their proofs as LaTeX: an article, a page or a fragment; with --pdf compiled and checked",
    "html": "one self-contained page: ledger, graph of the proofs, proofs, figure 7.1 with sliders",
    "figure": "draw a figure from exact values: contours, shrinkage, effective-parameters, early-stopping, path",
    "proofs": "article with PDF, audit page and figures, all from one audit",
    "doctor": "versions, optional parts, and whether another package is in the way",
}
"""What each command does, in a line; a module of the same name belongs to each."""
