"""A pytest plugin: one test a property, for an implementation that is named on the command line. It runs that code.

``pytest -p ridgeproof_pytest --pyargs verify.conformance --ridgeproof-implementation mine:f --ridgeproof-role ridge_solution``

Only the standard library is imported here, and nothing is done unless the option is given: a plugin must not slow down or
change another test run.
"""

from __future__ import annotations

from typing import Any

__all__ = ["pytest_addoption", "pytest_configure", "pytest_generate_tests", "ridgeproof_outcomes"]

_ARGUMENT = "ridgeproof_property"
_OPTIONS = {
    "implementation": "package.module:name or file.py:name; its code is run",
    "role": "what it computes",
    "expected-failures": "a TOML file with id, reason and pinned example of each",
    "profile": "dev, ci or thorough (ci)",
    "dtype": "float64 or float32 (float64)",
    "seed": "the same seed draws the same cases (0)",
}


def pytest_addoption(parser: Any) -> None:
    """Add the options."""
    group = parser.getgroup("ridgeproof", "hold an implementation against the derivations")
    for name, text in _OPTIONS.items():
        group.addoption(f"--ridgeproof-{name}", default=None, help=text)


def pytest_configure(config: Any) -> None:
    """See that both the implementation and its role are named, or neither."""
    import pytest

    named, role = (config.getoption(f"--ridgeproof-{name}") for name in ("implementation", "role"))
    if bool(named) != bool(role):
        raise pytest.UsageError("--ridgeproof-implementation and --ridgeproof-role go together")
    if not role:
        return
    from verify.conformance.roles import ROLES
    from verify.profiles import PROFILES

    if role not in ROLES:
        raise pytest.UsageError(f"no role is called {role!r}; there are {', '.join(ROLES)}")
    for name, known in (("profile", PROFILES), ("dtype", ("float64", "float32"))):
        given = config.getoption(f"--ridgeproof-{name}")
        if given is not None and given not in known:
            raise pytest.UsageError(f"--ridgeproof-{name} is one of {', '.join(known)}")


def pytest_generate_tests(metafunc: Any) -> None:
    """Make a test of each property of the role; without the options, none."""
    if _ARGUMENT not in metafunc.fixturenames:
        return
    role = metafunc.config.getoption("--ridgeproof-role")
    names = []
    if role:
        from verify.conformance.properties import properties_of

        names = [one.id for one in properties_of(role)]
    metafunc.parametrize(_ARGUMENT, names)


def ridgeproof_outcomes(config: Any) -> dict[str, Any]:
    """Return what came of the implementation that is named on the command line; it is run once a session.

    Parameters
    ----------
    config : pytest.Config
        The configuration of the session.
    """
    found: dict[str, Any] | None = getattr(config, "_ridgeproof_outcomes", None)
    if found is None:
        import pytest

        from verify.conformance.calls import conform
        from verify.conformance.expected import BadExpectation

        named = {name: config.getoption(f"--ridgeproof-{name}") for name in _OPTIONS}
        given = {name: value for name, value in named.items() if value is not None}
        try:
            outcome = conform(
                given["implementation"],
                given["role"],
                profile=given.get("profile", "ci"),
                seed=int(given.get("seed", "0")),
                dtype=given.get("dtype", "float64"),
                expected_failures=given.get("expected-failures"),
            )
        except BadExpectation as error:
            raise pytest.UsageError(str(error)) from None
        found = outcome.data
        config._ridgeproof_outcomes = found  # noqa: SLF001 - pytest keeps it for the session
    return found
