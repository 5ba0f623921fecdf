"""What an article is printed from: the claims that go in, what the kernel said of each, how they are referred to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.assumptions import taken
from derivations.language.claims import Claim, Hypothesis, Kind, Part
from derivations.language.traversal import symbols_of
from verify.kernel import Result
from verify.report.grounds import finder
from verify.report.latex.prose import prose
from verify.report.squares import sum_of_squares

__all__ = ["Edition", "Induction", "bold_letters", "foreign_uses", "label", "numbered", "terms_of"]


_LETTERS: dict[int, tuple[Part, dict[str, bool]]] = {}
"""What `bold_letters` found, by the part itself: it is asked often, and to compare parts takes longer than to look."""


class Induction(NamedTuple):
    """The parts that make an induction: the base, and the step from k to k + 1 in the letter `variable`."""

    base: str
    step: str
    variable: str


@dataclass(frozen=True)
class Edition:
    """The claims of an article.

    Attributes
    ----------
    claims : tuple of Claim
        All claims that are there, in reading order.
    chosen : tuple of Claim
        Those that are printed.
    sections : mapping of str to str
        The section of each claim.
    certificates : mapping of str to JSON value
        The certificates by sequent id.
    results : mapping of str to Result
        What the kernel said of them.
    used : mapping of str to tuple of Hypothesis
        The hypotheses that each sequent uses.
    """

    claims: tuple[Claim, ...]
    chosen: tuple[Claim, ...]
    sections: Mapping[str, str]
    certificates: Mapping[str, Any]
    results: Mapping[str, Result]
    used: Mapping[str, tuple[Hypothesis, ...]]

    @cached_property
    def _named(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.claims}

    @cached_property
    def printed(self) -> frozenset[str]:
        """The ids of the claims that are printed."""
        return frozenset(claim.id for claim in self.chosen)

    def find(self, name: str) -> Claim:
        """Return a claim by its id.

        Raises
        ------
        LookupError
            If there is none.
        """
        if name not in self._named:
            raise LookupError(name)
        return self._named[name]

    def given(self, claim: Claim, part: Part) -> tuple[Hypothesis, ...]:
        """Return the hypotheses to print with a part: those that are used, without what only the proof takes."""
        aside = self._aside(claim, part)
        return tuple(h for h in self._used(claim, part) if h.name not in aside)

    def taken(self, claim: Claim, part: Part) -> tuple[Hypothesis, ...]:
        """Return what is used of the letters that only the proof of a part takes, as any t from 0 to 1."""
        aside = self._aside(claim, part)
        return tuple(h for h in self._used(claim, part) if h.name in aside)

    @cached_property
    def _known_aside(self) -> dict[str, frozenset[str]]:
        return {}

    def _aside(self, claim: Claim, part: Part) -> frozenset[str]:
        """The names of the hypotheses about letters that only the proof takes; found once, for it is asked often."""
        name = claim.sequent_id(part.id)
        if name not in self._known_aside:
            self._known_aside[name] = frozenset(h.name for h in taken(part))
        return self._known_aside[name]

    def _used(self, claim: Claim, part: Part) -> tuple[Hypothesis, ...]:
        return self.used.get(claim.sequent_id(part.id), part.given)

    def rule(self, claim: Claim, part: Part, position: int) -> str:
        """Return the name of the kernel's rule that gives a step, by its position from 0."""
        lines = self.certificates[claim.sequent_id(part.id)]["steps"][position]
        return str(lines[-1]["rule"])

    def sum_of_squares(self, claim: Claim, part: Part, position: int) -> tm.Term | None:
        """Return the sum of squares that a step is, by its position from 0, if there is one to tell."""
        return sum_of_squares(part, position, self.certificates[claim.sequent_id(part.id)], finder(self.claims))

    def induction(self, claim: Claim, part: Part) -> Induction | None:
        """Return the parts of the same claim that a part puts together by induction; None if it does not."""
        if claim.kind != Kind.theorem or self.rule(claim, part, len(part.steps) - 1) != "induction":
            return None
        lines = self.certificates[claim.sequent_id(part.id)]["steps"][-1]
        named = {line["name"]: line["claim"] for line in lines if "name" in line and line["rule"] == "use"}
        base, step = named.get(lines[-1]["base"], ""), str(lines[-1]["step"])
        own = {claim.sequent_id(p.id): p.id for p in claim.parts}
        return Induction(own[base], own[step], str(lines[-1]["variable"])) if base in own and step in own else None

    @cached_property
    def _known_helpers(self) -> dict[str, frozenset[str]]:
        return {}

    def helpers(self, claim: Claim) -> frozenset[str]:
        """Return the parts that are the base or the step of an induction and nothing else, and so stand in its proof."""
        if claim.id not in self._known_helpers:
            self._known_helpers[claim.id] = self._helpers(claim)
        return self._known_helpers[claim.id]

    def _helpers(self, claim: Claim) -> frozenset[str]:
        inductions = [found for part in claim.parts if (found := self.induction(claim, part))]
        inside = {name for found in inductions for name in (found.base, found.step)}
        used = {use for part in claim.parts if not self.induction(claim, part) for use in self._uses(claim, part)}
        names = {name: claim.sequent_id(name) for name in inside}
        return frozenset(name for name, use in names.items() if use not in used and self._users[use] <= {claim.id})

    @cached_property
    def _users(self) -> defaultdict[str, set[str]]:
        """The claims that use a sequent, by its id."""
        found = defaultdict[str, set[str]](set)
        for claim in self.claims:
            for part in claim.parts:
                for use in self._uses(claim, part):
                    found[use].add(claim.id)
        return found

    def shown(self, claim: Claim) -> tuple[Part, ...]:
        """Return the parts of a claim that are clauses of its statement."""
        helpers = self.helpers(claim) if claim.kind == Kind.theorem else frozenset()
        return tuple(part for part in claim.parts if part.id not in helpers)

    def _uses(self, claim: Claim, part: Part) -> frozenset[str]:
        result = self.results.get(claim.sequent_id(part.id))
        return result.uses if result else frozenset()

    @cached_property
    def _kinds(self) -> dict[str, str]:
        used_by: dict[str, set[str]] = {claim.id: set() for claim in self.claims}
        for claim in self.claims:
            for name in foreign_uses(self, claim):
                used_by[name].add(claim.id)
        return {claim.id: self._kind(claim, used_by) for claim in self.claims}

    def _kind(self, claim: Claim, used_by: Mapping[str, set[str]]) -> str:
        if claim.kind == Kind.definition:
            return "definition"
        if claim.kind == Kind.axiom:
            return "axiom"
        if claim.number:
            return "theorem"
        if len(used_by[claim.id]) > 1:
            return "lemma"
        own = foreign_uses(self, claim)
        return "corollary" if len(own) == 1 and sum(len(part.steps) for part in claim.parts) <= 4 else "proposition"

    def kind(self, claim: Claim) -> str:
        """Return what sort of claim it is printed as: definition, axiom, theorem, lemma, proposition or corollary."""
        return self._kinds[claim.id]

    def refer(self, here: Claim, name: str, whole: bool = False) -> str:
        """Return the words for a sequent, or for its whole claim: its number, the clause that is meant, else its title."""
        owner, _, clause = name.partition(".")
        claim = self.find(owner)
        part = claim.part(clause or "main")
        several = len(self.shown(claim)) > 1
        if part.id in (self.helpers(claim) if claim.kind == Kind.theorem else ()):
            return prose(part.title)
        if claim.id == here.id and several:
            return rf"\ref{{{label(claim, part)}}}"
        if claim.id not in self.printed:
            words = f"formula {claim.number} of the book" if claim.number else f"``{prose(claim.title)}''"
            return words + (f" ({prose(part.title, bold_letters(part))})" if clause else "")
        noun = "" if claim.number else {"axiom": "cited theorem"}.get(self.kind(claim), self.kind(claim)).capitalize() + "~"
        inner = rf"\,\ref{{{label(claim, part)}}}" if several and not whole and part is not numbered(claim) else ""
        return rf"{noun}\ref{{{claim.id}}}{inner}"


def numbered(claim: Claim) -> Part | None:
    """Return the part that carries the book's number, if there is one."""
    return claim.part(claim.tagged) if claim.number else None


def label(claim: Claim, part: Part) -> str:
    """Return the LaTeX label of a clause."""
    return f"{claim.id}.{part.id}"


def foreign_uses(edition: Edition, claim: Claim) -> set[str]:
    """Return the ids of the other claims that the certificates of a claim use, axioms among them."""
    found: set[str] = set()
    for part in claim.parts:
        if result := edition.results.get(claim.sequent_id(part.id)):
            found |= {use.partition(".")[0] for use in result.uses}
        found |= {h.cites.sequent.partition(".")[0] for h in part.given if h.cites}
    return found - {claim.id}


def terms_of(statement: st.Statement) -> Iterator[tm.Term]:
    """Yield the terms of a statement."""
    for value in vars(statement).values():
        if isinstance(value, tm.Term):
            yield value
        elif isinstance(value, st.Statement):
            yield from terms_of(value)


def bold_letters(*parts: Part) -> dict[str, bool]:
    """Return the letters of some parts by name, and whether they are vectors or matrices and so bold."""
    found: dict[str, bool] = {}
    for part in parts:
        if id(part) not in _LETTERS:
            terms = (
                t
                for one in (part.goal, *(s.statement for s in part.steps), *(h.statement for h in part.given))
                for t in terms_of(one)
            )
            _LETTERS[id(part)] = part, {name: not s.is_scalar for term in terms for name, s in symbols_of(term).items()}
        found.update(_LETTERS[id(part)][1])
    return found
