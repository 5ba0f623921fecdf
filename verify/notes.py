"""The notes: what float64 makes of a true claim, beside the exact value on the same floats."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq_mat

from derivations.language.errata import Note
from derivations.language.evaluation import evaluate
from verify.conformance.oracle import claimed_equation
from verify.exact import rational, to_fractions
from verify.ledger import NoteEntry
from verify.rings import FLINT

__all__ = ["DEMONSTRATIONS", "note_entries"]

_Shown = tuple[dict[str, object], dict[str, object]]
_LONGEST = 40  # digits of a rational that a reader would still look at


def note_entries(notes: Collection[Note]) -> Iterator[NoteEntry]:
    """Yield each note with its numbers, computed on the spot."""
    for note in notes:
        floats, exact = DEMONSTRATIONS[note.id]()
        yield NoteEntry(note.id, note.statement, floats, exact)


def _float(value: Any) -> dict[str, str]:
    number = float(value)
    return {"hex": number.hex(), "repr": repr(number)}


def _floats(vector: Any) -> list[dict[str, str]]:
    return [_float(x) for x in np.ravel(vector)]


def _exact(value: Fraction) -> object:
    """A rational, or, where it has very many digits, the float nearest to it."""
    return str(value) if len(str(value)) <= _LONGEST else _float(value)


def _exacts(matrix: fmpq_mat) -> list[object]:
    return [_exact(x) for row in to_fractions(matrix) for x in row]


def _float_singular() -> _Shown:
    """H = 10^8 [[1, 1], [1, 1]] and alpha = 10^-9: the sum rounds to H."""
    H, alpha = np.full((2, 2), 1e8), 1e-9
    shifted = H + alpha * np.eye(2)
    exactly = rational(H) + rational(np.eye(2)) * rational(alpha)[0, 0]
    floats: dict[str, object] = {"H": _floats(H), "alpha": _float(alpha), "det(H + alpha I)": _float(np.linalg.det(shifted))}
    floats["H + alpha I == H"] = bool((shifted == H).all())
    return floats, {"det(H + alpha I)": _exact(Fraction(str(exactly.det())))}


def _hat_matrix_scale() -> _Shown:
    """A design of 3 examples: the trace of both hat matrices."""
    X, alpha = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 2.0]]), 0.5
    m, n = X.shape

    def trace(penalty: float) -> float:
        return float(np.trace(X @ np.linalg.solve(X.T @ X + penalty * np.eye(n), X.T)))

    exact_H = rational(X).transpose() * rational(X) / m
    trace_form = claimed_equation("effective_parameters").left
    d_eff = evaluate(trace_form, {"H": exact_H, "alpha": rational(alpha)}, {"n": n}, FLINT)
    floats: dict[str, object] = {"X": _floats(X), "alpha": _float(alpha)}
    floats["trace with m alpha"], floats["trace with alpha"] = _float(trace(m * alpha)), _float(trace(alpha))
    return floats, {"d_eff(alpha)": _exacts(d_eff)[0]}


def _filter_through_w_star() -> _Shown:
    """Two features that differ by 2^-28: the optimum through w_star, and through the SVD of X."""
    d, alpha = 2.0**-28, 2.0**-10
    X, y = np.array([[1.0, 1.0], [1.0, 1.0 + d], [1.0, 1.0 - d]]), np.array([1.0, 3.0, 2.0])
    m, n = X.shape
    w_star = np.linalg.lstsq(X, y, rcond=None)[0]
    lam, Q = np.linalg.eigh(X.T @ X / m)
    through = Q @ (np.clip(lam, 0, None) / (np.clip(lam, 0, None) + alpha) * (Q.T @ w_star))
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    direct = Vt.T @ (s / (s**2 + m * alpha) * (U.T @ y))
    exact_values = {"X": rational(X), "y": rational(y), "alpha": rational(alpha)}
    exactly = evaluate(claimed_equation("ridge_regression").right, exact_values, {"m": m, "n": n}, FLINT)
    floats: dict[str, object] = {"X": _floats(X), "y": _floats(y), "alpha": _float(alpha), "w_star": _floats(w_star)}
    floats["w_tilde through w_star"], floats["w_tilde through the SVD of X"] = _floats(through), _floats(direct)
    return floats, {"w_tilde": _exacts(exactly)}


DEMONSTRATIONS: Mapping[str, Callable[[], _Shown]] = {
    "float_singular": _float_singular,
    "hat_matrix_scale": _hat_matrix_scale,
    "filter_through_w_star": _filter_through_w_star,
}
"""By the id of the note: floats and exact values."""
