"""The opinion on one sequent: its lines in order, its steps with their reasons, its goal."""

from __future__ import annotations

from typing import Any

from verify.second_opinion.facts import Case, Fact
from verify.second_opinion.fields import Dice
from verify.second_opinion.instances import cited, induced, split, used
from verify.second_opinion.rules import RULES
from verify.second_opinion.statements import Statement
from verify.second_opinion.terms import Node, Objection, Reader, take
from verify.second_opinion.worlds import TooSmall, World

__all__ = ["FIRST_PLACES", "judge"]

FIRST_PLACES = 7
_BOOKKEEPING = ("rule", "name", "show")
_EARLIER = {"use": "claim", "induction": "step"}


def judge(name: str, theory: dict[str, Any], certificate: Any, agreed: set[str], dice: tuple[bytes, int]) -> None:
    """Object unless a certificate shows a sequent.

    Parameters
    ----------
    name : str
        The sequent in the theory.
    theory : dict
        Sequents and axioms by id, as JSON values.
    certificate : object
        A JSON value.
    agreed : set of str
        The earlier sequents that may be used.
    dice : tuple of bytes and int
        A seed and a prime.

    Raises
    ------
    Objection
        Saying what is wrong, and where.
    Unlucky
        If another prime is needed.
    """
    places = FIRST_PLACES
    while True:
        try:
            _Judge(name, theory, certificate, agreed, (Dice(*dice), places)).run()
            return
        except TooSmall as reason:
            places = reason.needed + 1


class _Judge:
    def __init__(self, name: str, theory: dict[str, Any], certificate: Any, agreed: set[str], world: tuple[Dice, int]) -> None:
        self.theory, self.agreed = theory, agreed
        self.sequent = take(theory[name], {"symbols", "hypotheses", "steps", "goal"}, {"functions"})
        self.certificate = take(certificate, {"steps"}, {"local", "defined"})
        reader = Reader(self.sequent["symbols"], self.sequent.get("functions", {}))
        self.case = Case(reader, World(reader, *world))

    def run(self) -> None:
        case, sequent, certificate = self.case, self.sequent, self.certificate
        # what is claimed is read before the certificate may add symbols to it
        steps = [case.statement(take(step, {"show", "by"})["show"]) for step in sequent["steps"]]
        goal = case.statement(sequent["goal"])
        self.assume()
        case.reader.declare(certificate.get("local", {}))
        if len(certificate["steps"]) != len(steps) or not steps:
            raise Objection(f"{len(steps)} steps are claimed, {len(certificate['steps'])} are certified")
        for line in certificate.get("defined", []):
            self.line(line, None)
        for number, (statement, step, lines) in enumerate(zip(steps, sequent["steps"], certificate["steps"], strict=True), 1):
            self.step(number, statement, step["by"], lines)
        self.reach(goal, steps)
        self.invert([*case.hypotheses, *steps, goal])
        if case.idle:
            raise Objection(f"nobody uses {sorted(case.idle)}")

    def assume(self) -> None:
        """Take up the hypotheses."""
        case = self.case
        existing: dict[str, dict[str, Node]] = {}
        for name, hypothesis in self.sequent["hypotheses"].items():
            if name in self.theory:
                raise Objection(f"{name} names a hypothesis and a sequent: reasons would be ambiguous")
            tree = hypothesis
            if isinstance(hypothesis, dict):
                tree = take(hypothesis, {"statement", "cite"})["statement"]
                given, values, names = cited(case, hypothesis["cite"], self.theory)
                if not case.matches(case.statement(tree), given):
                    raise Objection(f"{name} is not what the axiom gives")
                if any(existing.setdefault(letter, values) != values for letter in names):
                    raise Objection(f"{name} takes letters for granted that exist for something else")
            statement = case.statement(tree)
            case.hypotheses.append(statement)
            case.assumed |= statement.free
            case.record(name, Fact(statement, frozenset({name}), frozenset()))

    def line(self, line: Any, target: Statement | None) -> Fact:
        """Follow one line; without a target what it shows becomes a fact."""
        case = self.case
        if not isinstance(line, dict) or line.get("rule") not in ("case", *_EARLIER, *RULES):
            raise Objection(f"{line!r:.60} is no line with a rule")
        if target is not None and ("name" in line or "show" in line):
            raise Objection("the last line of a step has no name and no statement of its own")
        case.reasons, case.conditions = set(), set()
        goal = target
        if target is None and line.get("show") is not None:
            goal = case.statement(line["show"])
        arguments = {key: value for key, value in line.items() if key not in _BOOKKEEPING}
        if line["rule"] == "case":
            shown = self.cases(arguments, goal)
        elif line["rule"] in _EARLIER:
            shown = self.earlier(line["rule"], arguments, goal)
        else:
            shown = RULES[line["rule"]](case, arguments, goal)
        if goal is not None and shown is not goal and not case.matches(goal, shown):
            raise Objection(f"{line['rule']} shows something else")
        fact = Fact(shown, frozenset(case.reasons), frozenset(case.conditions))
        if target is None:
            case.record(line["name"], fact)
            case.idle.add(line["name"])
        return fact

    def earlier(self, rule: str, line: dict[str, Any], goal: Statement | None) -> Statement:
        """Return what follows from an earlier sequent: an instance of it, or by induction."""
        name = line[_EARLIER[rule]]
        if name not in self.agreed:
            raise Objection(f"{name!r:.60} is not agreed to before this")
        if rule == "induction":
            take(line, {"variable", "base", "step", "facts"})
            return induced(self.case, line, goal, self.theory[name])
        take(line, {"claim", "with", "facts"}, {"functions"})
        return used(self.case, line, self.theory[name])

    def cases(self, line: dict[str, Any], goal: Statement | None) -> Statement:
        """Return the goal after an earlier sequent gave it in every case; the fact "case" lives in its branch only."""
        take(line, {"of", "split", "branches"})
        case, together, branches = self.case, set[str](), line["branches"]
        possible = split(case, line["split"], line["of"])
        if goal is None or not isinstance(branches, list) or len(branches) != len(possible):
            raise Objection(f"{len(possible)} cases are possible, each needs its branch, and all the same goal")
        for assumption, branch in zip(possible, branches, strict=True):
            before = {name: dict(getattr(case, name)) for name in ("facts", "invertible", "related", "definite")}
            case.record("case", Fact(assumption, frozenset(), frozenset()))
            shown = self.earlier("use", branch, goal)
            if not case.matches(goal, shown) or "case" not in branch["facts"].values():
                raise Objection("a branch shows something else, or does without its case")
            together |= case.reasons
            case.reasons = set()
            for name, value in before.items():
                setattr(case, name, value)
        case.reasons = together
        return goal

    def step(self, number: int, statement: Statement, by: list[str], lines: Any) -> None:
        """Follow the lines of a step; its reasons are those that its last line used."""
        if not isinstance(lines, list) or not lines:
            raise Objection(f"step {number} has no lines")
        for line in lines[:-1]:
            self.line(line, None)
        fact, named = self.line(lines[-1], statement), set(by)
        if named - fact.reasons - fact.conditions:
            raise Objection(f"step {number} does not use {sorted(named - fact.reasons - fact.conditions)}")
        if fact.reasons - named:
            raise Objection(f"step {number} does not name {sorted(fact.reasons - named)}")
        self.case.record(f"step {number}", Fact(statement, frozenset({f"step {number}"}), frozenset()))

    def reach(self, goal: Statement, steps: list[Statement]) -> None:
        """Object unless the last step is the goal, or all steps are links of an equation and add up to it."""
        case = self.case
        if case.matches(goal, steps[-1]):
            return
        r = case.reader
        if any(s.kind != "eq" for s in [goal, *steps]):
            raise Objection("the last step is not the goal")
        differences = [r.sub(*s.terms) for s in steps]
        if not case.world.same(r.sub(*goal.terms), r.add(*differences)):
            raise Objection("the steps do not add up to the goal")

    def invert(self, statements: list[Statement]) -> None:
        """Object unless all that statements invert has been shown to be invertible."""
        terms = [term for statement in statements for term in statement.every_term()]
        # a statement that A is invertible counts like one that inverts A
        stated = [statement.terms[0] for statement in statements if statement.kind == "inv"]
        for base in dict.fromkeys([*stated, *(base for term in terms for base in term.inverted())]):
            self.case.require_invertible(base)
        if self.case.reader.indices & self.case.assumed:
            raise Objection("a sum or a diagonal runs over an index of which a hypothesis speaks")
