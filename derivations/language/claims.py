"""The claim object: a statement with its hypotheses, the chain that leads to it, and the words to print it.

A claim has parts, one a clause; a part is proved when every step is certified, a claim when all its parts are. Reasons are the
objects themselves: a hypothesis, an earlier claim (`claim.at(A=..)` for an instance), or the name of an earlier step.
`Claim.sequents()` is what the kernel sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Union

from derivations.language.errors import LanguageError
from derivations.language.statements import Equal, Statement
from derivations.language.terms import Operand, Term, as_term

if TYPE_CHECKING:
    from derivations.language.sympy_bridge import Derived

__all__ = ["Claim", "Formula", "Hypothesis", "Instance", "Kind", "Link", "Part", "Reason", "Step", "chain", "shows", "to"]


@dataclass(frozen=True)
class Hypothesis:
    """Something assumed, under a short name.

    Parameters
    ----------
    name : str
        The name by which steps refer to it.
    statement : Statement
        What is assumed.
    cites : Instance, optional
        The axiom that provides what is assumed, so that nothing is lost by assuming it.
    gives : str
        Which of the axiom's conclusions it is.
    values : mapping of str to Term
        A way to satisfy it, for exact models: a term for each symbol that it determines.
    words : str
        What to print instead of the statement, where words are clearer.
    defines : str
        The letter that it defines together with others, where there is always exactly one, such as a pseudo-inverse.
    """

    name: str
    statement: Statement
    cites: Instance | None = None
    gives: str = ""
    values: Mapping[str, Term] = field(default_factory=dict, hash=False)
    words: str = ""
    defines: str = ""


@dataclass(frozen=True)
class Formula:
    """A formula put in for a function that a claim knows only by name: its variable, its value, its gradient."""

    variable: Term
    value: Term
    gradient: Term


@dataclass(frozen=True)
class Instance:
    """A claim, or one part of it, by its sequent id, with terms put in for its symbols and formulas for its functions."""

    sequent: str
    values: Mapping[str, Term] = field(default_factory=dict, hash=False)
    functions: Mapping[str, Formula] = field(default_factory=dict, hash=False)

    def at(self, **values: Operand) -> Instance:
        """Return the instance with terms put in for symbols."""
        return Instance(self.sequent, {k: as_term(v) for k, v in values.items()}, self.functions)

    def of(self, **functions: Formula) -> Instance:
        """Return the instance with formulas put in for functions."""
        return Instance(self.sequent, self.values, functions)


Reason = Union[Hypothesis, "Claim", Instance, str]


@dataclass(frozen=True)
class Step:
    """One arrow of a derivation: what is shown, and by which reasons.

    `because` are words for a step that needs no reason but algebra. The rest are hints for the search, of which the kernel
    never hears: `squares`, terms L whose congruences L^T P L are worth trying; `rule` and `using`, the rule to apply and what
    to tell it.
    """

    statement: Statement
    by: tuple[Reason, ...] = ()
    because: str = ""
    squares: tuple[Term, ...] = ()
    rule: str = ""
    using: Mapping[str, Term | str | int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Link:
    """A step of a chain before it is tied to the term in front of it."""

    term: Term
    by: tuple[Reason, ...]
    because: str


def to(term: Operand, *by: Reason, because: str = "") -> Link:
    """Return the next term of a chain, equal to the one before it by these reasons."""
    return Link(as_term(term), by, because)


@dataclass(frozen=True)
class Part:
    """One clause of a claim: hypotheses, steps, goal.

    `given` are all hypotheses of this part. `conditions` are earlier claims that show that what is inverted is invertible.
    """

    id: str
    title: str
    given: tuple[Hypothesis, ...]
    steps: tuple[Step, ...]
    goal: Statement
    conditions: tuple[Reason, ...] = ()


def chain(
    id: str,  # noqa: A002 - the word every reader of claims uses
    title: str,
    start: Operand,
    *links: Link,
    given: tuple[Hypothesis, ...] = (),
    conditions: tuple[Reason, ...] = (),
) -> Part:
    """Return the part that shows start = .. = last term, an arrow a link."""
    terms = [as_term(start), *(link.term for link in links)]
    steps = tuple(
        Step(Equal(left, right), link.by, because=link.because)
        for left, right, link in zip(terms, terms[1:], links, strict=False)
    )
    return Part(id, title, given, steps, Equal(terms[0], terms[-1]), conditions)


def shows(  # noqa: PLR0913 - each is named where it is used
    id: str,  # noqa: A002 - the word every reader of claims uses
    title: str,
    goal: Statement,
    *by: Reason,
    given: tuple[Hypothesis, ...] = (),
    after: tuple[Step, ...] = (),
    because: str = "",
    squares: tuple[Term, ...] = (),
    rule: str = "",
    using: Mapping[str, Term | str | int] | None = None,
    conditions: tuple[Reason, ...] = (),
) -> Part:
    """Return the part that shows a statement in one step, or after some others."""
    return Part(id, title, given, (*after, Step(goal, by, because, squares, rule, using or {})), goal, conditions)


class Kind:
    """What sort of claim it is."""

    definition = "definition"
    theorem = "theorem"
    axiom = "axiom"


@dataclass(frozen=True, eq=False)
class Claim:
    """One row: a definition, a theorem with its parts, or a cited axiom.

    Parameters
    ----------
    id : str
        The one id it has everywhere.
    title : str
        A few words.
    parts : tuple of Part
        The clauses; for a definition one part without steps; for an axiom what it gives, one part a conclusion.
    kind : str
        definition, theorem or axiom.
    number : str
        The printed number, "7.13", where the book has one.
    source : str
        Where the statement stands: book section, note, paper.
    derive : mapping of str to callable
        For a part's id, the function n -> what SymPy computes from the definitions at size n; it never sees the claim. Of an
        inequality that is what it leaves, in a form that shows the sign; of a value that is attained, the equation for it.
    remark : str
        What a reader should know beside it.
    letters : str
        What the letters and words mean that only this claim uses; said before it, in sentences.
    tagged : str
        The part that is the formula of the printed number.
    """

    id: str
    title: str
    parts: tuple[Part, ...]
    kind: str = Kind.theorem
    number: str = ""
    source: str = ""
    derive: Mapping[str, Callable[[int], Derived]] = field(default_factory=dict)
    remark: str = ""
    letters: str = ""
    tagged: str = "main"

    def __post_init__(self) -> None:
        names = [part.id for part in self.parts]
        if len(set(names)) < len(names) or not names:
            raise LanguageError(f"{self.id}: the parts need different ids, and at least one is needed: {names}")

    def __getitem__(self, part: str) -> Instance:
        return Instance(self.sequent_id(part))

    def at(self, **values: Operand) -> Instance:
        """Return the instance of the main part with terms put in for symbols."""
        return self["main"].at(**values)

    def of(self, **functions: Formula) -> Instance:
        """Return the instance of the main part with formulas put in for functions."""
        return self["main"].of(**functions)

    def part(self, name: str) -> Part:
        """Return a part by its id; "main" is the one of that name, else the first."""
        for part in self.parts:
            if part.id == name:
                return part
        if name == "main":
            return self.parts[0]
        raise LanguageError(f"{self.id} has no part {name!r}; it has {[p.id for p in self.parts]}")

    def sequent_id(self, name: str = "main") -> str:
        """Return the id under which the kernel knows a part: the claim's own for the main one, claim.part for the others."""
        part = self.part(name)
        return self.id if part is self.part("main") else f"{self.id}.{part.id}"

    def sequents(self) -> Iterator[tuple[str, Part]]:
        """Yield the id and the part of everything that is to be proved or cited."""
        for part in self.parts:
            yield self.sequent_id(part.id), part

    def data(self) -> dict[str, object]:
        """Return the statements, hypotheses and step targets as plain JSON values, by sequent id."""
        from derivations.language.lowering import lower  # the lowering imports the claims

        return lower(self)

    def fingerprint(self) -> str:
        """Return the SHA-256 of the canonical form of `data`."""
        from derivations.language.lowering import fingerprint

        return fingerprint(self)
