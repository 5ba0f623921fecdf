"""Which hypotheses a part needs: for each one, what becomes of the part without it.

Needed: an exact model of the others in which the goal is false. Not needed: the certificate still proves the goal without it.
Otherwise it is not settled, and said so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Part
from derivations.language.terms import Symbol
from verify.counterexamples import find_counterexample
from verify.kernel import Result, check_one
from verify.models import Model

__all__ = ["Need", "needs"]


@dataclass(frozen=True)
class Need:
    """What is known of one hypothesis.

    Attributes
    ----------
    name : str
        The hypothesis.
    needed : bool or None
        True with a counterexample, False if the certificate does without it, None if neither was found.
    counterexample : Model or None
        A model of everything else in which the goal is false.
    """

    name: str
    needed: bool | None
    counterexample: Model | None = None


def needs(claim: Claim, part: Part, theory: Mapping[str, Any], certificate: Any, proved: dict[str, Result]) -> Iterator[Need]:
    """Yield what is known of each hypothesis of a part, in order.

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
    """
    for hypothesis in part.given:
        weaker = [_given(part, hypothesis, other) for other in _weaker(hypothesis)]
        model = next((found for one in weaker if (found := find_counterexample(one)) is not None), None)
        if model is not None:
            yield Need(hypothesis.name, True, model)
            continue
        bare = replace(claim, parts=tuple(weaker[-1] if one is part else one for one in claim.parts))
        name = claim.sequent_id(part.id)
        try:
            sequent = bare.data()[name]
        except ValueError:
            yield Need(hypothesis.name, None)
            continue
        result = check_one(name, {**theory, name: sequent}, certificate, proved)
        yield Need(hypothesis.name, False if result.verdict == "proved" else None)


def _given(part: Part, hypothesis: Hypothesis, other: Hypothesis | None) -> Part:
    """Return the part with another hypothesis in the place of one, or with none there."""
    given = [other if h is hypothesis else h for h in part.given]
    return replace(part, given=tuple(h for h in given if h is not None))


def _weaker(hypothesis: Hypothesis) -> Iterator[Hypothesis | None]:
    """Yield what may stand in the place of a hypothesis to show that it is needed: a weaker one, then nothing."""
    statement = hypothesis.statement
    if isinstance(statement, st.PositiveDefinite):
        yield Hypothesis(f"{hypothesis.name}_weaker", st.PositiveSemidefinite(statement.term))
    if isinstance(statement, (st.PositiveDefinite, st.PositiveSemidefinite, st.Diagonal)):
        term = statement.symbol if isinstance(statement, st.Diagonal) else statement.term
        if isinstance(term, Symbol) and not term.is_scalar:
            yield Hypothesis(f"{hypothesis.name}_weaker", st.Symmetric(term))
    yield None
