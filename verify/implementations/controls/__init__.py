"""Implementations of every role that are wrong on purpose: a suite that passes one of them checks too little."""

from __future__ import annotations

from verify.implementations.controls import contract, descent, quadratic, regression, solution, spectral
from verify.implementations.controls.solution import by_eigenvectors_as_rows, by_penalty_on_every_entry
from verify.implementations.controls.table import CLASSES, Control

__all__ = ["CLASSES", "CONTROLS", "Control", "by_eigenvectors_as_rows", "by_penalty_on_every_entry"]

CONTROLS: tuple[Control, ...] = (
    *solution.ROWS,
    *regression.ROWS,
    *spectral.ROWS,
    *descent.ROWS,
    *quadratic.ROWS,
    *contract.ROWS,
)
"""The table: name, role, class, kind, what is wrong."""
