"""One small edition for the tests of the print: a definition, a chain, an induction, a limit, many short clauses, an axiom."""

from __future__ import annotations

import pytest

from verify.certify import Checked
from verify.commands.latex import edition_of
from verify.library import select
from verify.report.latex.document import Article, article
from verify.report.latex.edition import Edition

NAMES = ("spectral_theorem", "psd_spectrum", "eq_7_01", "eq_7_13", "limit_alpha_zero", "eq_7_40", "exact_alpha")


@pytest.fixture(scope="session")
def edition(checked: dict[str, Checked]) -> Edition:
    """The edition."""
    return edition_of(select(NAMES), checked)[0]


@pytest.fixture(scope="session")
def printed(edition: Edition) -> str:
    """Its article."""
    return article(Article(edition))
