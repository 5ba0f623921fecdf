"""Where a file's statements are proved: the sequents and certificates so far, ours among them once a reason names them.

A statement counts as proved only if the kernel and the second opinion both accept its certificate, with all that it uses, and
both still tell the controls apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from derivations.language import statements as st
from derivations.language.claims import Claim, Hypothesis, Instance, Part, Reason, Step
from derivations.language.errors import LanguageError
from derivations.language.lowering import lower_statement
from verify import controls, kernel, second_opinion
from verify.kernel import Reject, inverted
from verify.search.branches import NotFound
from verify.search.effort import QUICK, Effort, Purse
from verify.search.finder import find_step
from verify.search.settling import settle

__all__ = ["LITTLE", "SOME", "Desk", "Proof", "closure", "our_parts", "ours", "trusted", "verdicts"]


_OF_SQUARE = ("psd", "pd", "inv")

ATTEMPTS = 100
"""How many searches one statement gets."""
WORK = 1_500_000
"""How many terms these may expand together."""
LITTLE = 300_000
"""How many they may expand at first, before much effort goes into refuting."""
SOME = 700_000
"""How many they may expand with the reasons that are named, as they stand."""


@cache
def trusted() -> str:
    """Return why the checkers cannot be trusted, nothing if they tell the controls apart."""
    theory, certificates = controls.theory(), controls.certificates()
    accepted = {name for name, r in kernel.check(theory, certificates).items() if r.verdict == "proved"}
    agreed = {name for name, o in second_opinion.check(theory, certificates).items() if o.verdict == "agrees"}
    wrong = controls.unreliable(accepted) or controls.unreliable(agreed)
    return f"a checker {wrong}" if wrong else ""


def verdicts(
    theory: Mapping[str, Any], certificates: Mapping[str, Any], known: Mapping[str, kernel.Result] | None = None
) -> dict[str, str]:
    """Return an empty text for each sequent that both checkers accept, else what one of them says against it.

    Those `known`, with the kernel's results, were accepted before with the same certificates, and are not checked again.
    """
    if wrong := trusted():
        return dict.fromkeys(theory, wrong)
    known = known or {}
    results = {name: known[name] for name in theory if name in known}
    for name in theory:
        results[name] = known.get(name) or kernel.check_one(name, dict(theory), certificates.get(name), results)
    opinions = second_opinion.check(dict(theory), dict(certificates), known.keys())
    found = {}
    for name in theory:
        result, opinion = results[name], opinions[name]
        if result.verdict == "axiom" and opinion.verdict == "axiom":
            found[name] = ""
        elif result.verdict != "proved":
            found[name] = f"the kernel rejects it: {result.message}"
        else:
            found[name] = "" if opinion.verdict == "agrees" else f"the second opinion objects: {opinion.message}"
    return found


@dataclass(frozen=True)
class Proof:
    """A proved sequent: its id, the reasons and rules used, the axioms it rests on, and the lines of its certificate.

    `beside` are the other sequents of a statement that is proved entry by entry.
    """

    name: str
    reasons: tuple[str, ...]
    rules: tuple[str, ...]
    axioms: tuple[str, ...]
    lines: tuple[Any, ...] = ()
    beside: tuple[str, ...] = ()

    def joined(self, others: Sequence[Proof]) -> Proof:
        """Return this proof together with those of the other entries."""
        every = (*others, self)
        reasons = dict.fromkeys(reason.partition(", ")[0] for proof in every for reason in proof.reasons)
        rules = {rule for proof in every for rule in proof.rules}
        axioms = {axiom for proof in every for axiom in proof.axioms}
        lines = tuple(line for proof in every for line in proof.lines)
        beside = tuple(name for proof in others for name in (*proof.beside, proof.name))
        return Proof(self.name, tuple(reasons), tuple(sorted(rules)), tuple(sorted(axioms)), lines, beside)


@dataclass
class Desk:
    """Sequents that are proved, with their certificates, in the order in which they may be used."""

    theory: dict[str, Any] = field(default_factory=dict)
    certificates: dict[str, Any] = field(default_factory=dict)
    results: dict[str, kernel.Result] = field(default_factory=dict)
    attempts: int = 0
    purse: Purse = field(default_factory=lambda: Purse(WORK))
    accepted: set[str] = field(default_factory=set)

    def begin(self, work: int = WORK) -> None:
        """Give the next statement its budget."""
        self.attempts, self.purse = 0, Purse(work)

    @property
    def spent(self) -> bool:
        """Whether the budget of this statement is used up."""
        return self.attempts > ATTEMPTS or self.purse.left <= 0

    def prove(self, name: str, given: Iterable[Hypothesis], goal: st.Statement, extra: Iterable[Reason] = ()) -> Proof:
        """Return a proof of a statement in one step, from what is given and further reasons.

        Raises
        ------
        NotFound
            If none was found, or a checker does not accept it.
        """
        given = tuple(given)
        return self.prove_step(name, given, Step(goal, (*given, *extra)))

    def prove_step(self, name: str, given: tuple[Hypothesis, ...], step: Step, effort: Effort = QUICK) -> Proof:
        """Return a proof of the statement of a step, which may name more reasons and hints than are needed.

        Raises
        ------
        NotFound
            If none was found, or a checker does not accept it.
        """
        self.attempts += 1
        if self.spent:
            raise NotFound(f"{name}: too many attempts")
        # what a rule starts from comes first among its reasons; the rest may show that what is inverted is invertible
        beside = step.by[1:] if step.rule else step.by
        signs = [(r, self.theory[_name(r)]["goal"]) for r in beside if isinstance(r, str | Instance)]
        wanted = _lowered_goal(name, step.statement)
        # those that divide by nothing may show that others may divide by what they do
        signs.sort(key=lambda sign: (isinstance(sign[0], Instance), bool(inverted(sign[1]))))
        lemmas = tuple(r for r, goal in signs if goal[0] in _OF_SQUARE and goal != wanted)
        lemmas += tuple(r for r in self._behind(signs) if r not in lemmas)
        wide = self._lowered(name, Part("main", "", given, (step,), step.statement, lemmas))
        try:
            certificate, used = find_step(
                name, wide.parts[0], ({**self.theory, **wide.data()}, self.results), effort, self.purse
            )
        except Reject as reason:  # a term that the kernel does not take
            raise NotFound(f"{name}: {reason}") from None
        names = {id(r): _name(r) for r in (*step.by, *lemmas)}  # one that was to be a condition may have become a reason
        by = tuple({names[id(r)]: r for r in (*step.by, *lemmas) if names[id(r)] in used}.values())
        narrow = self._lowered(name, Part("main", "", given, (Step(step.statement, by),), step.statement))
        theory = {**self.theory, **narrow.data()}
        certificate = settle(name, theory, certificate, self.results)
        return self.accept(narrow.data(), {name: certificate})

    def _behind(self, reasons: Sequence[tuple[Reason, Any]]) -> list[str]:
        """What reasons rest on that may show that what they invert is invertible, as it did where they were proved."""
        speaking = [r for r, goal in reasons if isinstance(r, str) and inverted(goal)]
        uses = dict.fromkeys(
            use for r in speaking if r in self.results for use in sorted(self.results[r].uses) if self._as_there(use, r)
        )
        return [use for use in uses if self.theory.get(use, {}).get("goal", [""])[0] in _OF_SQUARE]

    def _as_there(self, use: str, sequent: str) -> bool:
        """Whether what a sequent uses assumes no inequality that the sequent does not: else it was used in other letters."""
        assumed = [[*self.theory[name]["hypotheses"].values()] for name in (use, sequent) if name in self.theory]
        return len(assumed) == 2 and all(h in assumed[1] or _of_letter(h) for h in assumed[0])

    def accept(self, sequents: Mapping[str, Any], certificates: Mapping[str, Any]) -> Proof:
        """Keep sequents that both checkers accept and return the proof of the last one.

        Raises
        ------
        NotFound
            If one is not accepted.
        """
        theory, all_certificates = {**self.theory, **sequents}, {**self.certificates, **certificates}
        *_, name = sequents
        needed = closure(name, theory, all_certificates)
        # a name that comes to stand for something else is judged anew, and what rests on it
        last = {n: (self.theory[n], self.certificates.get(n)) for n in self.accepted}
        changed = {n for n in sequents if n in last and last[n] != (theory[n], all_certificates.get(n))}
        kept = {n for n in self.accepted if not changed or changed.isdisjoint(closure(n, theory, all_certificates))}
        before = {n: self.results[n] for n in kept}
        found = verdicts({n: theory[n] for n in theory if n in needed}, all_certificates, before)
        if wrong := next((message for message in found.values() if message), ""):
            raise NotFound(f"{name}: {wrong}")
        self.accepted |= needed
        self.theory, self.certificates = theory, all_certificates
        for new in sequents:
            self.results[new] = kernel.check_one(new, theory, all_certificates[new], self.results)
        result = self.results[name]
        reasons = sorted(self._rests_on(name, f"{name}."))
        lines = tuple(line for step in all_certificates[name]["steps"] for line in step)
        return Proof(name, tuple(reasons), tuple(sorted(result.rules)), tuple(sorted(result.axioms)), lines)

    def _rests_on(self, name: str, lemmas: str) -> set[str]:
        """The reasons of a sequent, those of the lemmas made for it in their place."""
        result = self.results[name]
        direct = set().union(*result.reasons, *result.conditions, result.uses)
        inner = {reason for reason in direct if reason.startswith(lemmas)}
        return (direct - inner).union(*(self._rests_on(reason, lemmas) for reason in inner))

    def _lowered(self, name: str, part: Part) -> Claim:
        claim = Claim(id=name, title="", parts=(part,))
        try:
            claim.data()
        except LanguageError as error:
            raise NotFound(f"{name}: {error}") from None
        return claim

    def learn(self, name: str) -> list[str]:
        """Take one of our claims, by its id, a part's or the book's number, with all that it uses; return its sequents.

        Raises
        ------
        LookupError
            If we have none of that name.
        """
        theory, certificates = ours()
        name = _printed_numbers().get(name, name)
        names = {n for n in theory if name in (n, n.partition(".")[0])}
        if not names:
            raise LookupError(name)
        needed = set().union(*(closure(n, theory, certificates) for n in names)) - self.theory.keys()
        for sequent in (n for n in theory if n in needed):
            self.theory = {**self.theory, sequent: theory[sequent]}
            if sequent in certificates:
                self.certificates[sequent] = certificates[sequent]
            self.results[sequent] = kernel.check_one(sequent, self.theory, certificates.get(sequent), self.results)
        return [n for n in theory if n in names]


def _of_letter(hypothesis: Any) -> bool:
    """Whether a lowered hypothesis is no inequality, or one about a letter alone."""
    statement = hypothesis["statement"] if isinstance(hypothesis, dict) else hypothesis
    return statement[0] not in _OF_SQUARE or isinstance(statement[1], str)


def _lowered_goal(name: str, statement: st.Statement) -> Any:
    try:
        return lower_statement(statement)
    except LanguageError as error:
        raise NotFound(f"{name}: {error}") from None


def _name(reason: Reason) -> str:
    if isinstance(reason, str):
        return reason
    if isinstance(reason, Hypothesis):
        return reason.name
    return reason.sequent_id() if isinstance(reason, Claim) else reason.sequent


@cache
def ours() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the sequents of our claims and their stored certificates."""
    import derivations
    from verify.certify import read

    claims = tuple(derivations.claims())
    theory: dict[str, Any] = {}
    for claim in claims:
        theory.update(claim.data())
    return theory, read(claims).certificates


@cache
def _printed_numbers() -> dict[str, str]:
    import derivations

    return {claim.number: claim.id for claim in derivations.claims() if claim.number}


@cache
def our_parts() -> dict[str, Part]:
    """Return the parts of our claims by the ids under which the kernel knows them."""
    import derivations

    return {name: part for claim in derivations.claims() for name, part in claim.sequents()}


def closure(name: str, theory: Mapping[str, Any], certificates: Mapping[str, Any]) -> set[str]:
    """Return a sequent and all that it uses, directly or not."""
    found, left = set[str](), [name]
    while left:
        one = left.pop()
        if one not in found and one in theory:
            found.add(one)
            left += _strings([theory[one], certificates.get(one)])
    return found


def _strings(tree: Any) -> Iterator[str]:
    stack = [tree]
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            stack += part.values()
        elif isinstance(part, list):
            stack += part
