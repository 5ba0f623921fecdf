"""Decides what is proved: certificates, exact models, implementations held against the claims."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["check_claim", "conform"]

_HOME = {"check_claim": "verify.derivation_files.asking", "conform": "verify.conformance.calls"}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'verify' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
