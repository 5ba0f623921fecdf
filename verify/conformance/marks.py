"""A pytest decorator: one test a property, for an implementation in one's own test suite. It needs no plugin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from verify.conformance.properties import properties_of
from verify.conformance.property import Property
from verify.conformance.suite import Plan, held, summary_of, target_data
from verify.profiles import DEFAULT, PROFILES
from verify.report.conformance import conform_text

__all__ = ["Check", "parametrize_with_properties"]


class Check:
    """Called, it holds the implementation against one property.

    Attributes
    ----------
    tried : Property
        Which one.
    """

    def __init__(self, implementation: Callable[..., Any], tried: Property, plan: Plan) -> None:
        self.tried, self._implementation, self._plan = tried, implementation, plan

    def __call__(self) -> None:
        """Try the property in this process.

        Raises
        ------
        AssertionError
            If it is violated, or if too few cases lie in the implementation's domain; the message is the report.
        """
        function = self._implementation
        lines = (f"from {function.__module__} import {function.__qualname__} as target",)
        data = list(held(function, self._plan, lines))
        if any(one["verdict"] != "holds" for one in data):
            whole = target_data(f"{function.__module__}:{function.__qualname__}", self._plan, data)
            raise AssertionError(conform_text([whole], summary_of([whole])))


def parametrize_with_properties(
    implementation: Callable[..., Any],
    role: str,
    *,
    profile: str = DEFAULT,
    dtype: str = "float64",
    expected_failures: Mapping[str, str] | None = None,
) -> pytest.MarkDecorator:
    """Return a decorator that gives a test the argument `check`, once for each property of a role: call it.

    Parameters
    ----------
    implementation : callable
        It takes the role's arguments.
    role : str
        What it computes.
    profile : str
        "dev", "ci" or "thorough".
    dtype : str
        "float64" or "float32".
    expected_failures : mapping of str to str, optional
        By the id of a property the reason why it may fail: a strict xfail, so that a repaired one is noticed.

    Raises
    ------
    LookupError
        If there is no such role, or no property of an expected failure.
    """
    reasons, every = dict(expected_failures or {}), properties_of(role)
    if unknown := sorted(set(reasons) - {one.id for one in every}):
        raise LookupError(f"{', '.join(unknown)} is no property of {role}; there are {', '.join(one.id for one in every)}")
    rows = []
    for tried in every:
        check = Check(implementation, tried, Plan(role, PROFILES[profile], 0, dtype, (tried.id,)))
        marks = [pytest.mark.xfail(reason=reasons[tried.id], strict=True)] if tried.id in reasons else []
        rows.append(pytest.param(check, id=tried.id, marks=marks))
    return pytest.mark.parametrize("check", rows)
