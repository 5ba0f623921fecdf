"""Notes: what is true and proved, and yet worth a warning to whoever computes it."""

from __future__ import annotations

from derivations.language.errata import Note

__all__ = ["NOTES"]

NOTES = (
    Note(
        id="float_singular",
        claim="shifted_invertible",
        statement="H + alpha I is invertible for every alpha > 0; in floating point it can be singular, since alpha may be "
        "lost in the rounding of the sum",
    ),
    Note(
        id="hat_matrix_scale",
        claim="hat_matrix_trace",
        statement="the trace of the hat matrix is d_eff(alpha) only if the hat matrix carries m alpha, as the averaged loss "
        "demands; with alpha in its place it belongs to another penalty",
    ),
    Note(
        id="filter_through_w_star",
        claim="eq_7_13",
        statement="7.13 is exact, but to compute the optimum through w_star = lstsq(X, y) loses the digits exactly where the "
        "shrinkage is wanted: along directions of little curvature",
    ),
)
