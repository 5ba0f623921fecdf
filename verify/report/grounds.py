"""What the reasons of a proof do not name, read off its certificate: why what is inverted may be, which lines are used unsaid.

Each fact of a certificate is followed down to what a reader knows: hypotheses, earlier sequents, steps of the same proof.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from derivations.language import statements as st
from derivations.language.claims import Claim, Part
from derivations.language.keeping import kept
from derivations.language.lowering import lower_statement, lower_term
from derivations.language.terms import Inverse, Quotient, Term
from derivations.language.traversal import symbols_of, walk
from verify.kernel.algebra import Algebra, Reject
from verify.kernel.core import put
from verify.report.remembering import by_identity

__all__ = ["divisors", "finder", "invertibility", "restated", "shown_invertible"]

Find = Callable[[str], Claim]
_Key = tuple[Any, ...]
_OF_A_TERM = frozenset({"psd", "pd", "inv"})
_ASIDE = frozenset({"name", "rule", "show", "claim", "with"})
"""What a line of a certificate says beside the facts that it rests on."""


@by_identity
def finder(claims: tuple[Claim, ...]) -> Find:
    """Return what gives a claim by its id or raises LookupError: the same for all who print these claims.

    So what is asked with it - here, and of `squares` - is worked out once for the page and the article.
    """
    return {claim.id: claim for claim in claims}.__getitem__


@kept
def divisors(part: Part) -> dict[Term, int]:
    """Return the terms other than numbers like 2 that the steps of a part invert or divide by, with the first such step."""
    found: dict[Term, int] = {}
    for position, step in enumerate(part.steps, 1):
        for term in _inverted(step.statement):
            found.setdefault(term, position)
    return found


def invertibility(*parts: Part, where: str = "") -> str:
    """Return what is to be shown of all that parts invert: "what is inverted is invertible"; of numbers, that none is 0."""
    found = {term for part in parts for term in divisors(part)}
    if any(not term.is_scalar for term in found):
        return f"what is inverted{where} is invertible"
    return f"the denominators{where} are not 0" if len(found) > 1 else f"the denominator{where} is not 0"


@by_identity
def shown_invertible(claim: Claim, part: Part, certificate: Mapping[str, Any], find: Find) -> tuple[str, ...]:
    """Return what shows that everything that a part inverts is invertible, by name: hypotheses, sequents; then steps, "step 2".

    Parameters
    ----------
    claim, part : Claim, Part
        A proved part of a claim.
    certificate : mapping
        Its certificate, JSON values.
    find : callable
        From an id to a claim; raises LookupError.
    """
    wanted = divisors(part)
    if not wanted:
        return ()
    facts = _facts(claim, part, certificate, find)
    found = dict.fromkeys(name for term, first in wanted.items() for name in facts.behind(lower_term(term), first))
    steps = sorted(int(name.removeprefix("step ")) for name in found if name.startswith("step "))
    return (*(name for name in found if not name.startswith("step ")), *(f"step {number}" for number in steps))


def _inverted(statement: st.Statement) -> Iterator[Term]:
    for value in vars(statement).values():
        if isinstance(value, st.Statement):
            yield from _inverted(value)
        for node in walk(value) if isinstance(value, Term) else ():
            if isinstance(node, Inverse):
                yield node.term
            elif isinstance(node, Quotient) and symbols_of(node.denominator):
                yield node.denominator


@by_identity
def restated(claim: Claim, part: Part, certificate: Mapping[str, Any], find: Find) -> tuple[frozenset[int], ...]:
    """Return for each step the earlier ones that its certificate shows once more to use them, counted from 1.

    The parameters are those of `shown_invertible`.
    """
    facts = _facts(claim, part, certificate, find)
    return tuple(facts.again(lines, position) for position, lines in enumerate(certificate["steps"], 1))


@by_identity
def _facts(claim: Claim, part: Part, certificate: Mapping[str, Any], find: Find) -> _Facts:
    return _Facts(claim.data()[claim.sequent_id(part.id)], certificate, find)


class _Facts:
    """What a sequent and its certificate know to be invertible, and on what each of their facts rests."""

    def __init__(self, sequent: Any, certificate: Mapping[str, Any], find: Find) -> None:
        self.algebra = Algebra({**sequent["symbols"], **certificate.get("local", {})}, sequent.get("functions", {}))
        self.find, self.hypotheses = find, sequent["hypotheses"]
        every = [*certificate.get("defined", ()), *(line for lines in certificate["steps"] for line in lines)]
        self.lines = {str(line["name"]): line for line in every if "name" in line}
        self.shown: dict[_Key, int] = {}
        known: list[tuple[str, Any]] = [
            (name, said["statement"] if isinstance(said, dict) else said) for name, said in self.hypotheses.items()
        ]
        for position, step in enumerate(sequent["steps"], 1):
            self.shown.setdefault(self.key(step["show"]), position)
            known.append((f"step {position}", step["show"]))
        known += [(name, self.statement(line)) for name, line in self.lines.items()]
        self.invertible: dict[_Key, str] = {}
        for name, said in known:
            if said and said[0] == "inv":
                self.invertible.setdefault(self.algebra.expand(said[1]).key, name)

    def key(self, said: Any) -> _Key:
        """What two statements share if they say the same of terms that expand to the same, or are written alike."""
        if said and said[0] in _OF_A_TERM:
            return said[0], self.algebra.expand(said[1]).key
        return (json.dumps(said),)

    def statement(self, line: Mapping[str, Any]) -> Any:
        """What a line shows: as it says, or for a sequent that is used its goal with the terms put in."""
        if "show" in line or line["rule"] != "use" or line.get("functions"):
            return line.get("show")
        owner, _, clause = line["claim"].partition(".")
        try:
            return put(lower_statement(self.find(owner).part(clause or "main").goal), line["with"], {})
        except (LookupError, Reject):
            return None

    def behind(self, divisor: Any, first: int) -> Iterator[str]:
        """Yield what shows that a term is invertible that step `first` is the first to invert."""
        p = self.algebra.expand(divisor)
        letters = [x for scalars, word in p.terms for x in (*(y for y, _ in scalars), *word)]
        bases = (
            [self.algebra.bases[letters[0]]] if len(p.terms) == len(letters) == 1 and letters[0] in self.algebra.bases else []
        )
        if p.constant is not None:
            return
        for one in (q for r in (p, *bases) for q in (r, self.algebra.transpose(r))):
            if one.key in self.invertible:
                yield from self.rests(self.invertible[one.key], first, set())
                return

    def rests(self, name: str, first: int, seen: set[str]) -> Iterator[str]:
        """Yield the hypotheses, sequents and steps that a fact rests on; a step says what a line of the certificate says."""
        if name in seen:
            return
        seen.add(name)
        if name not in self.lines:
            yield name
            return
        line = self.lines[name]
        step = self.shown.get(self.key(line.get("show")), first)
        if step < first:
            yield f"step {step}"
        elif line["rule"] == "use":
            yield line["claim"]
        else:
            for inner in self.named(line):
                yield from self.rests(inner, first, seen)

    def again(self, lines: list[Mapping[str, Any]], position: int) -> frozenset[int]:
        """The steps before a position that say what the facts say which the lines of its step rest on."""
        found, seen, left = set[int](), set[str](), [name for line in lines for name in self.named(line)]
        while left:
            name = left.pop()
            if name in seen or name not in self.lines:
                continue
            seen.add(name)
            step = self.shown.get(self.key(self.statement(self.lines[name])), position)
            if step < position:
                found.add(step)
            else:
                left += self.named(self.lines[name])
        return frozenset(found)

    def named(self, line: Mapping[str, Any]) -> Iterator[str]:
        """Yield the names of the facts in a line, in their order."""
        left: list[Any] = [value for key, value in line.items() if key not in _ASIDE | {"squares", "items"}]
        for _, scalars, _, inner in line.get("squares", ()):
            left += [*scalars, inner]
        left += [relation for _, _, relation, _ in line.get("items", ()) if isinstance(relation, str)]
        while left:
            value = left.pop(0)
            if isinstance(value, str) and (value in self.lines or value in self.hypotheses or value.startswith("step ")):
                yield value
            elif isinstance(value, list | dict):
                inside = [v for k, v in value.items() if k not in _ASIDE] if isinstance(value, dict) else value
                left = [*inside, *left]
