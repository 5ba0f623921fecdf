"""Which hypotheses a part needs: for each one, what becomes of the part without it.

Needed: an exact model of the others in which the goal is false or has no value. Not needed: the certificate proves the goal
without it. It gives meaning if without it another hypothesis divides by what may be 0, shown by an exact model of those that
have a value. Otherwise it is not settled, and said so. Those that restrict nothing (`verify.declared`) are told apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Claim, Hypothesis, Part
from derivations.language.errors import LanguageError
from derivations.language.lowering import sequent_of
from derivations.language.traversal import symbols_of
from verify.declared import restates, restricts_nothing
from verify.kernel import Result, check_one
from verify.models import Model
from verify.refutation import refutes, undefines
from verify.weakening import find_undefined, find_without

__all__ = ["STATUSES", "Need", "needs", "search", "weaker"]

STATUSES = ("needed", "not needed", "not settled", "gives meaning", "declared", "provided")


@dataclass(frozen=True)
class Need:
    """What is known of one hypothesis.

    Attributes
    ----------
    name : str
        The hypothesis.
    status : str
        One of `STATUSES`.
    counterexample : Model or None
        A model of everything else in which the goal is false.
    """

    name: str
    status: str
    counterexample: Model | None = None

    @property
    def needed(self) -> bool | None:
        """True with a counterexample, False if the certificate does without it, else None."""
        return {"needed": True, "not needed": False}.get(self.status)


def needs(
    claim: Claim,
    part: Part,
    theory: Mapping[str, Any],
    certificate: Any,
    proved: dict[str, Result],
    known: Mapping[str, Model],
) -> Iterator[Need]:
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
    known : mapping of str to Model
        Counterexamples by hypothesis, from `search` or from a file; each is tried again, exactly.
    """
    for hypothesis in part.given:
        if (status := restricts_nothing(claim, part, hypothesis)) is not None:
            yield Need(hypothesis.name, status)
        elif (told := _shown(part, hypothesis, known.get(hypothesis.name))) is not None:
            yield told
        elif _certified_without(claim, part, hypothesis, theory, certificate, proved):
            yield Need(hypothesis.name, "not needed")
        else:
            yield Need(hypothesis.name, "declared" if restates(part, hypothesis) else "not settled")


_Models = Mapping[str, Mapping[str, Model]]


def search(
    claim: Claim,
    theory: Mapping[str, Any],
    certificates: Mapping[str, Any],
    proved: dict[str, Result],
    known: _Models,
    seed: int = 0,
) -> dict[str, dict[str, Model]]:
    """Return models that show what the hypotheses of a claim are needed for, by part and hypothesis.

    Parameters
    ----------
    claim : Claim
        Whose hypotheses are dropped one by one, but for those that its certificates do without.
    theory, proved : dict
        As `needs` takes them.
    certificates : mapping of str to JSON value
        The certificates by sequent.
    known : mapping of str to mapping of str to Model
        Models that were found before: they are taken where they still show it.
    seed : int
        The same seed gives the same models.
    """
    found: dict[str, dict[str, Model]] = {}
    for name, part in claim.sequents():
        told = needs(claim, part, theory, certificates.get(name), proved, known.get(part.id, {}))
        status = {need.name: need.status for need in told}
        open_ = [
            h for h in part.given if not restricts_nothing(claim, part, h) and status[h.name] in ("declared", "not settled")
        ]
        mine = {n: known[part.id][n] for n, s in status.items() if s in ("needed", "gives meaning")}
        mine |= {h.name: model for h in open_ if (model := _searched(part, h, seed)) is not None}
        found[part.id] = {h.name: mine[h.name] for h in part.given if h.name in mine}
    return {part.id: _with_others(claim, part, found) for part in claim.parts}


def _with_others(claim: Claim, part: Part, found: _Models) -> dict[str, Model]:
    """The models of a part, and those of other parts that show something of this one, too."""
    mine = dict(found[part.id])
    for hypothesis in part.given:
        if hypothesis.name not in mine and restricts_nothing(claim, part, hypothesis) is None:
            others = (found[other.id].get(hypothesis.name) for other in claim.parts)
            model = next((model for model in others if _shown(part, hypothesis, model) is not None), None)
            if model is not None:
                mine[hypothesis.name] = model
    return {h.name: mine[h.name] for h in part.given if h.name in mine}


def _searched(part: Part, hypothesis: Hypothesis, seed: int) -> Model | None:
    """A model that shows that a hypothesis is needed, or at least that it gives meaning."""
    found = (find_without(part, hypothesis, p, seed) for p in weaker(part, hypothesis))
    model = next((model for model in found if model is not None), None)
    return model or find_undefined(part, hypothesis, _with(part, hypothesis, None), seed)


def _shown(part: Part, hypothesis: Hypothesis, model: Model | None) -> Need | None:
    """What a model shows of a hypothesis, if anything."""
    if model is None:
        return None
    if any(refutes(model, p) for p in weaker(part, hypothesis)):
        return Need(hypothesis.name, "needed", model)
    return Need(hypothesis.name, "gives meaning") if undefines(model, _with(part, hypothesis, None)) else None


def weaker(part: Part, hypothesis: Hypothesis) -> Iterator[Part]:
    """Yield the part with less than a hypothesis in its place, then with nothing, the axioms' gifts kept, then without them.

    A model of any of these in which the goal is false shows that the hypothesis is needed: what an axiom provides, it provides
    of a letter that has the property only.
    """
    statement = hypothesis.statement
    if isinstance(statement, st.PositiveDefinite) and not statement.term.is_scalar:
        yield _with(part, hypothesis, Hypothesis(f"{hypothesis.name}_weaker", st.PositiveSemidefinite(statement.term)))
    if isinstance(statement, (st.PositiveDefinite, st.PositiveSemidefinite, st.Diagonal)):
        term = statement.symbol if isinstance(statement, st.Diagonal) else statement.term
        if isinstance(term, tm.Symbol) and not term.is_scalar:
            yield _with(part, hypothesis, Hypothesis(f"{hypothesis.name}_weaker", st.Symmetric(term)))
    bare = _with(part, hypothesis, None)
    yield bare
    gifts = [h for h in bare.given if h.cites is not None and _premise_of(hypothesis, h)]
    if gifts:
        yield replace(bare, given=tuple(h for h in bare.given if h.cites is None))


def _premise_of(hypothesis: Hypothesis, cited: Hypothesis) -> bool:
    """Whether a hypothesis speaks of a letter that an axiom is cited for."""
    letters = {name for term in cited.cites.values.values() for name in symbols_of(term)} if cited.cites else set()
    own = getattr(hypothesis.statement, "symbol", getattr(hypothesis.statement, "term", None))
    return own is not None and not letters.isdisjoint(symbols_of(own))


def _with(part: Part, hypothesis: Hypothesis, other: Hypothesis | None) -> Part:
    """Return the part with another hypothesis in the place of one, or with none there."""
    given = [other if h is hypothesis else h for h in part.given]
    return replace(part, given=tuple(h for h in given if h is not None))


def _certified_without(
    claim: Claim, part: Part, hypothesis: Hypothesis, theory: Mapping[str, Any], certificate: Any, proved: dict[str, Result]
) -> bool:
    """Whether the kernel accepts the certificate for the part without a hypothesis."""
    bare, name = _with(part, hypothesis, None), claim.sequent_id(part.id)
    try:
        sequent = sequent_of(bare)
    except LanguageError:
        return False
    return check_one(name, {**theory, name: sequent}, certificate, proved).verdict == "proved"
