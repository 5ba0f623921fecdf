"""The notes show what they say: floats that fail, beside the exact value."""

from __future__ import annotations

from typing import Any

from derivations.notes import NOTES
from verify.ledger import NoteEntry
from verify.notes import DEMONSTRATIONS, note_entries


def entry(name: str) -> NoteEntry:
    """A note with its numbers."""
    return next(note for note in note_entries(NOTES) if note.id == name)


def number(shown: Any) -> float:
    """A float as it is shown, read back exactly."""
    value = float.fromhex(shown["hex"])
    assert repr(value) == shown["repr"]
    return value


def test_every_note_has_a_demonstration_and_the_other_way_round() -> None:
    assert {note.id for note in NOTES} == set(DEMONSTRATIONS)


def test_a_sum_that_is_singular_in_floats_only() -> None:
    note = entry("float_singular")
    assert note.floats["H + alpha I == H"] is True
    assert number(note.floats["det(H + alpha I)"]) == 0.0
    assert number(note.exact["det(H + alpha I)"]) > 0.0


def test_the_trace_of_the_hat_matrix_needs_m_alpha() -> None:
    from fractions import Fraction

    note = entry("hat_matrix_scale")
    exact = float(Fraction(str(note.exact["d_eff(alpha)"])))
    assert abs(number(note.floats["trace with m alpha"]) - exact) < 1e-12
    assert abs(number(note.floats["trace with alpha"]) - exact) > 0.1


def test_digits_are_lost_through_w_star_and_kept_through_the_singular_values() -> None:
    from fractions import Fraction

    note = entry("filter_through_w_star")
    exact = [float(Fraction(x)) for x in note.exact["w_tilde"]]  # type: ignore[attr-defined]
    through, direct = (
        max(abs(number(x) - e) for x, e in zip(note.floats[f"w_tilde through {way}"], exact, strict=True))  # type: ignore[call-overload]
        for way in ("w_star", "the SVD of X")
    )
    assert through > 1e6 * direct
