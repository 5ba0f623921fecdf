"""Holds implementations against the claims: what each role promises, and how that is tried out."""

from __future__ import annotations

from verify.conformance.engine import Outcome, hold, run
from verify.conformance.properties import PROPERTIES, Property, properties_of
from verify.conformance.roles import ROLES, Role

__all__ = ["PROPERTIES", "ROLES", "Outcome", "Property", "Role", "hold", "properties_of", "run"]
