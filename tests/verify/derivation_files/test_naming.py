"""Terms put in for letters: what a statement binds is left alone, and nothing is captured by it."""

from __future__ import annotations

import pytest

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.errors import LanguageError
from verify.derivation_files.naming import put

w, v = tm.Symbol("w", "n"), tm.Symbol("v", "n")
SLOPE = st.GradientIs(w.T * w, w, w, 2 * w)


def test_what_is_bound_stays_and_what_is_free_is_put_in() -> None:
    assert put(SLOPE, {"w": -v}) == st.GradientIs(w.T * w, w, -v, 2 * -v)


def test_no_term_comes_to_stand_where_a_letter_of_it_is_bound() -> None:
    along = st.GradientIs(v.T * w, w, w, v)
    assert put(along, {"v": 2 * v}) == st.GradientIs((2 * v).T * w, w, w, 2 * v)
    with pytest.raises(LanguageError, match="w is bound"):
        put(along, {"v": 2 * w})
