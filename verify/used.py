"""The hypotheses that a certificate uses: those without which the kernel rejects it.

What is left when every idle one is taken away is a sequent that the kernel has accepted with the same certificate; this is what
is printed as a theorem. That a letter is a natural number or a basis vector only says what it stands for, and stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Part
from derivations.language.lowering import sequent_of
from verify.kernel import Result, check_one

__all__ = ["used"]

_DECLARATIONS = (st.BasisVector, st.Natural)


def used(
    claim: Claim,
    part: Part,
    theory: Mapping[str, Any],
    certificate: Any,
    proved: dict[str, Result],
    needed: Collection[str] = (),
) -> tuple[Hypothesis, ...]:
    """Return the hypotheses of a part, in order, without those that its certificate does without.

    Parameters
    ----------
    claim, part : Claim, Part
        The part and the claim it belongs to.
    theory : mapping
        All sequents, as the kernel takes them.
    certificate : JSON value
        The part's certificate.
    proved : dict
        The kernel's results for all sequents.
    needed : collection of str
        Hypotheses without which the part is false, by an exact counterexample: no certificate does without them.
    """
    kept = list(part.given)
    for hypothesis in part.given:
        if isinstance(hypothesis.statement, _DECLARATIONS) or hypothesis.name in needed:
            continue
        fewer = [h for h in kept if h is not hypothesis]
        named = any(reason == hypothesis for step in part.steps for reason in step.by)
        if not named and _holds(claim, replace(part, given=tuple(fewer)), theory, certificate, proved):
            kept = fewer
    return tuple(kept)


def _holds(claim: Claim, part: Part, theory: Mapping[str, Any], certificate: Any, proved: dict[str, Result]) -> bool:
    name = claim.sequent_id(part.id)
    try:
        sequent = sequent_of(part)
    except ValueError:  # a letter has no kind without it
        return False
    return check_one(name, {**theory, name: sequent}, certificate, proved).verdict == "proved"
