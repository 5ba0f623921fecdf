"""Solvers of other libraries in the roles of this one; each states by which translation of alpha it gets there."""

from __future__ import annotations

from verify.implementations.adapters.table import LIBRARIES, Adapter, adapters_of

__all__ = ["LIBRARIES", "Adapter", "adapters_of"]
