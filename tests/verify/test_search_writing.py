"""What the search writes into certificates: the terms behind the kernel's letters, or a refusal."""

from __future__ import annotations

import pytest

from verify.kernel.algebra import Algebra, Reject
from verify.search.writing import Writer


def test_a_letter_whose_term_was_never_met_is_refused() -> None:
    """A number is its own transpose: asked for the term of exp(x) as a transpose, the writer once never ended."""
    algebra = Algebra({"x": {"shape": [1, 1]}}, {})
    value = ["exp", "x"]
    (((scalars, _), _),) = algebra.expand(value).terms.items()
    ((letter, _),) = scalars
    writer = Writer(algebra)
    with pytest.raises(Reject, match="no term is known"):
        writer.letter(letter)
    writer.learn([["eq", value, ["num", "1"]]])
    assert writer.letter(letter) == value
