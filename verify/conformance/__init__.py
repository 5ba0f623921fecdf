"""Holds implementations against the claims: what each role promises, and how that is tried out."""

from __future__ import annotations

from verify.conformance.engine import Outcome, run
from verify.conformance.properties import PROPERTIES, Property
from verify.conformance.roles import ROLES, Role

__all__ = ["PROPERTIES", "ROLES", "Outcome", "Property", "Role", "run"]
