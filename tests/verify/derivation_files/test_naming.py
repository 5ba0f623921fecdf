"""Terms put in for letters: what a statement binds is no letter that a term can stand for."""

from __future__ import annotations

import pytest

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from verify.derivation_files.naming import put

w, v = tm.Symbol("w", "n"), tm.Symbol("v", "n")
SLOPE = st.GradientIs(w.T * w, w, w, 2 * w)


def test_a_letter_for_a_bound_one() -> None:
    assert put(SLOPE, {"w": v}) == st.GradientIs(v.T * v, v, v, 2 * v)


def test_no_term_for_a_bound_letter() -> None:
    with pytest.raises(LanguageError, match="w is bound"):
        put(SLOPE, {"w": -v})
