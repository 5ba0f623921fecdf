"""Finds out what a black-box ridge solver minimises, from a few designed problems whose solutions are known exactly."""

from __future__ import annotations

from verify.conventions.candidates import CONVENTIONS, Convention
from verify.conventions.finding import Found, find_convention
from verify.conventions.isolation import Failed, convention_of
from verify.conventions.targets import Solver, load, solver_of

__all__ = ["CONVENTIONS", "Convention", "Failed", "Found", "Solver", "convention_of", "find_convention", "load", "solver_of"]
