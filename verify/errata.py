"""The errata: each printed claim as an exact statement, refuted by a counterexample that is searched for each time."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from derivations.language.errata import Erratum
from derivations.language.printing import statement_text
from verify.counterexamples import counterexample_data, find_counterexample
from verify.ledger import ErratumEntry, HypothesisEntry

__all__ = ["errata_entries", "erratum_entry"]


def errata_entries(errata: Collection[Erratum], proved: Collection[str], seed: int = 0) -> Iterator[ErratumEntry]:
    """Yield the entry of each erratum.

    Parameters
    ----------
    errata : collection of Erratum
        The printed claims.
    proved : collection of str
        The ids of the claims that are proved.
    seed : int
        The same seed finds the same counterexamples.
    """
    return (erratum_entry(erratum, erratum.corrected_by in proved, seed) for erratum in errata)


def erratum_entry(erratum: Erratum, corrected: bool, seed: int = 0) -> ErratumEntry:
    """Look for a counterexample to a printed claim and return its entry; `corrected` tells that the true claim is proved."""
    part = erratum.claim
    model = find_counterexample(part, seed)
    return ErratumEntry(
        erratum.id,
        erratum.source,
        erratum.kind,
        erratum.printed,
        statement_text(part.goal),
        tuple(HypothesisEntry(h.name, statement_text(h.statement), h.words) for h in part.given),
        erratum.restated,
        erratum.corrected_by,
        erratum.truth,
        corrected,
        counterexample_data(model, part) if model is not None else None,
    )
