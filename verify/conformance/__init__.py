"""Holds implementations against the claims: what each role promises, and how that is tried out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verify.conformance.calls import Conformance, conform
    from verify.conformance.engine import Outcome, hold, run, run_alike, run_each
    from verify.conformance.marks import parametrize_with_properties
    from verify.conformance.properties import PROPERTIES, properties_of
    from verify.conformance.property import Property
    from verify.conformance.roles import ROLES, Role

__all__ = [
    "PROPERTIES",
    "ROLES",
    "Conformance",
    "Outcome",
    "Property",
    "Role",
    "conform",
    "hold",
    "parametrize_with_properties",
    "properties_of",
    "run",
    "run_alike",
    "run_each",
]

_HOMES = {
    "PROPERTIES": "properties",
    "ROLES": "roles",
    "Conformance": "calls",
    "Outcome": "engine",
    "Property": "property",
    "Role": "roles",
    "conform": "calls",
    "hold": "engine",
    "parametrize_with_properties": "marks",
    "properties_of": "properties",
    "run": "engine",
    "run_alike": "engine",
    "run_each": "engine",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: the roles alone need no Hypothesis, and the parts of this package import each other."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"verify.conformance.{_HOMES[name]}"), name)
