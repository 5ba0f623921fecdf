"""What the tests of our own claims share: the certificates as they are stored, and the word of both checkers on every claim.

Both take seconds, so they are had once a session. A test that plants something in a checker asks that checker itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import derivations

if TYPE_CHECKING:
    from verify import kernel
    from verify.certify import Checked, Stored


@pytest.fixture(scope="session")
def stored() -> Stored:
    """The certificates of every claim; not to be changed."""
    from verify.certify import read

    return read(derivations.claims())


@pytest.fixture(scope="session")
def checked(stored: Stored) -> dict[str, Checked]:
    """What both checkers say of every part while SymPy lies: neither of them may ask it."""
    from tests.lies import lying_sympy
    from verify.certify import certify

    with lying_sympy():
        return certify(tuple(derivations.claims()), stored)


@pytest.fixture(scope="session")
def proved(checked: dict[str, Checked]) -> dict[str, kernel.Result]:
    """What the kernel says of every part."""
    return {name: found.result for name, found in checked.items()}
