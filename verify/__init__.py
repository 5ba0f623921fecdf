"""Decides: checks, searches, tests and reports what `derivations` claims."""
