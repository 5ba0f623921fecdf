"""Runs one property against one implementation with Hypothesis: the same seed gives the same outcome."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from flint import fmpq_mat
from hypothesis import target
from hypothesis.errors import Flaky

from verify.bounds import DOUBLE, Precision
from verify.conformance.drawing import Drawing, Drawn, only_own_numbers, seeded
from verify.conformance.judging import Accuracy, Asking, Finding, Subject
from verify.conformance.known import Case
from verify.conformance.properties import properties_of
from verify.conformance.property import Draw, Property
from verify.conformance.roles import ROLES
from verify.exact import rational
from verify.repeatable import repeatable

__all__ = ["ENOUGH", "Counterexample", "Outcome", "drawn_again", "hold", "run", "run_alike", "run_each"]

ENOUGH = 20
"""An implementation that is only judged on fewer cases than this, because of its domain, is not judged."""

_SHRINKING = 15  # attempts to make counterexamples smaller, for each case of a property and for all properties together
_ROUNDS = (1, 1, 2, 4)  # times the examples are drawn, again and again where a small domain has left too few

Counterexample = dict[str, Any]
"""Each argument by name, and the returned and the exact result: numbers "p/q", matrices and vectors lists of rows."""


@dataclass(frozen=True)
class Outcome:
    """What came of a property.

    Attributes
    ----------
    verdict : str
        "holds", "violated", or "incomplete" if too few cases lie in the implementation's domain.
    planned, run, skipped : int
        How many cases were asked for, judged, and outside of the domain; counted up to the first violation.
    worst_ratio : float
        The largest error over what was allowed; infinite where there was no result to measure.
    grade : str
        "backward-stable", "forward-accurate", or "" if it does not hold.
    counterexample : Counterexample or None
        The simplest case found that violates it.
    finding : str
        What kind of violation it is, "" if none.
    message : str
        What is wrong, or why the outcome is incomplete; "" if it holds.
    asking : Asking or None
        The call that shows a violation.
    shape : tuple of int
        The natural shape of the result there.
    """

    verdict: str
    planned: int
    run: int
    skipped: int
    worst_ratio: float
    grade: str = ""
    counterexample: Counterexample | None = None
    finding: str = ""
    message: str = ""
    asking: Asking | None = field(default=None, compare=False)
    shape: tuple[int, ...] = ()


def run(
    tried: Property,
    implementation: Callable[..., Any],
    examples: int,
    seed: int,
    precision: Precision = DOUBLE,
) -> Outcome:
    """Try a property of an implementation on random cases and shrink what violates it.

    Parameters
    ----------
    tried : Property
        What is to hold.
    implementation : callable
        It takes the role's arguments; its attribute `domain`, if it has one, says where it promises accuracy.
    examples : int
        How many cases to draw, at least 1.
    seed : int
        The same seed draws the same cases.
    precision : Precision
        In which the implementation computes.
    """
    return _Trial(tried, Subject(implementation, ROLES[tried.role], precision), aimed=True).driven(examples, seed)


def hold(
    implementation: Callable[..., Any],
    role: str,
    examples: int,
    seed: int = 0,
    precision: Precision = DOUBLE,
    only: Collection[str] = (),
) -> Iterator[tuple[Property, Outcome]]:
    """Hold an implementation against every property of a role; yield the outcomes in the order of `properties_of`.

    Properties that draw alike share their cases, those that make something else of the same strings share these: the drawing
    is what costs. Whatever one of them violates is then run by itself, as `run` does, and shrunk.

    Parameters
    ----------
    implementation : callable
        It takes the role's arguments.
    role : str
        The name of the role.
    examples, seed, precision
        As in `run`.
    only : collection of str
        The ids of the properties to try, all if empty.

    Raises
    ------
    LookupError
        If there is no such role.
    """
    wanted = [one for one in properties_of(role) if not only or one.id in only]
    subject, plan = Subject(implementation, ROLES[role], precision), (examples, seed)
    drawing = Drawing([one.draw for one in wanted], precision, _SHRINKING * examples)
    found: dict[str, Outcome] = {}
    for tried in wanted:
        if tried.id not in found:
            together = [one for one in wanted if one.draw is tried.draw]
            outcomes = _together([_Trial(one, subject) for one in together], plan, drawing)
            found.update(zip((one.id for one in together), outcomes, strict=True))
        yield tried, found[tried.id]


def run_each(
    tried: Property,
    implementations: Sequence[Callable[..., Any]],
    examples: int,
    seed: int,
    precision: Precision = DOUBLE,
) -> list[Outcome]:
    """Try a property of several implementations on the same cases; return the outcomes in their order.

    The cases are drawn, and the exact values computed, once for all of them. Parameters as in `run`.
    """
    return run_alike([tried], implementations, examples, seed, precision)[0]


def run_alike(
    alike: Sequence[Property],
    implementations: Sequence[Callable[..., Any]],
    examples: int,
    seed: int,
    precision: Precision = DOUBLE,
) -> list[list[Outcome]]:
    """Try properties that draw alike, of several implementations of their role, on the same cases.

    The cases are drawn, and the exact values computed, once for all of them; each outcome is what it would be alone, but that
    a violation may be shown by the small case that shows another.

    Parameters
    ----------
    alike : sequence of Property
        Properties of one role with the same `draw`.
    implementations : sequence of callable
        Each as in `run`.
    examples, seed, precision
        As in `run`.

    Returns
    -------
    list of list of Outcome
        For each property the outcomes in the order of the implementations.
    """
    subjects = [Subject(one, ROLES[alike[0].role], precision) for one in implementations]
    outcomes = iter(_together([_Trial(tried, subject) for tried in alike for subject in subjects], (examples, seed)))
    return [[next(outcomes) for _ in subjects] for _ in alike]


def drawn_again(drawing: Drawing, draw: Draw, plan: tuple[int, int], outcomes: Sequence[Outcome]) -> Iterator[Case]:
    """Yield the cases on which `run_alike` tried properties, those that were drawn to make a counterexample smaller apart.

    Parameters
    ----------
    drawing, draw : Drawing, Draw
        How the properties draw.
    plan : tuple of int
        The examples and the seed.
    outcomes : sequence of Outcome
        What came of the properties; the one for which most was drawn tells how often.
    """
    (examples, seed), left = plan, max(one.planned for one in outcomes)
    for turn, times in enumerate(_ROUNDS):
        if left > 0:
            left -= times * examples
            yield from (case for case, _ in drawing.cases(draw, times * examples, seed + turn))


def _together(trials: Sequence[_Trial], plan: tuple[int, int], drawing: Drawing | None = None) -> list[Outcome]:
    """The outcomes of trials that draw alike: of several properties, or of several implementations."""
    (examples, seed), first = plan, trials[0]
    drawing = drawing or Drawing([first.tried.draw], first.subject.precision)
    broken: dict[int, _Broken] = {}
    waiting = dict(enumerate(trials))

    def each(drawn: Drawn) -> None:
        for number, trial in waiting.items():
            if number not in broken:
                try:
                    trial.case(drawn.case)
                except _Violation as violation:
                    broken[number] = _Broken(violation, drawn.string, *asked)

    planned = [0] * len(trials)
    for turn, times in enumerate(_ROUNDS):
        asked = times * examples, seed + turn
        cases = drawing.cases(first.tried.draw, *asked)
        with seeded():
            for drawn in cases:
                each(drawn)
        for number in waiting:
            planned[number] += asked[0]
        waiting = {k: trial for k, trial in waiting.items() if k not in broken and trial.run < trial.needed(examples)}
        if not waiting:
            break
    small: list[Case] = []
    return [
        replace(_shrunk(trial, broken[k], small, drawing), planned=planned[k])
        if k in broken
        else trial.outcome(examples, planned[k])
        for k, trial in enumerate(trials)
    ]


def _shrunk(trial: _Trial, broken: _Broken, small: list[Case], drawing: Drawing) -> Outcome:
    """The outcome with a small counterexample: one that another property has shrunk to already, else its own."""
    for case in small:
        found = trial.again(case)
        if found is not None and found.finding.kind == broken.violation.finding.kind:
            return trial.violated(broken.examples, found)
    if broken.string is None or not drawing.shrink(trial.tried.draw, broken.string, broken.shown_by(trial)):
        return _drawn_again(trial, broken, small)
    if (smallest := broken.smallest.case) is not None:
        anew = _Trial(trial.tried, replace(trial.subject))  # results are kept by the subject
        if broken.smallest is not broken.violation and not broken.smallest.ends and anew.again(smallest) is None:
            return trial.violated(broken.examples, _NOT_REPEATABLE)
        small.append(smallest)
    return trial.violated(broken.examples, broken.smallest)


def _drawn_again(trial: _Trial, broken: _Broken, small: list[Case]) -> Outcome:
    """The same with all drawn again by Hypothesis, which shrinks whatever is drawn."""
    alone = _Trial(trial.tried, trial.subject)
    outcome = alone.driven(broken.examples, broken.seed)
    if outcome.verdict != "violated" or alone.last is None:
        return trial.violated(broken.examples, broken.violation)
    if alone.last.case is not None:
        small.append(alone.last.case)
    return replace(outcome, run=trial.run, skipped=trial.skipped)


class _Violation(Exception):
    """Ends one case: Hypothesis shrinks what raises it."""

    def __init__(self, case: Case | None, finding: Finding) -> None:
        super().__init__(str(finding))
        self.case, self.finding = case, finding

    @property
    def ends(self) -> bool:
        """Whether a call did not come back: it is not made again without need."""
        return self.finding.kind in ("hang", "exit")


_NOT_REPEATABLE = _Violation(None, Finding("not repeatable", "the same case gave different results"))


@dataclass
class _Broken:
    """A violation, what it was drawn from, and the smallest one found so far."""

    violation: _Violation
    string: bytes | None
    examples: int
    seed: int

    def __post_init__(self) -> None:
        self.smallest = self.violation

    def shown_by(self, trial: _Trial) -> Callable[[Case], bool]:
        """What tells whether a case shows the violation, or another one of the property."""

        def shown(case: Case) -> bool:
            found = trial.again(case)
            if found is None or (self.smallest.ends and found.finding.kind != self.smallest.finding.kind):
                return False
            self.smallest, trial.worst = found, max(trial.worst, found.finding.ratio)
            return True

        return shown


@dataclass
class _Trial:
    """The cases of one run, counted until one of them violates the property; what follows is shrinking."""

    tried: Property
    subject: Subject
    run: int = 0
    skipped: int = 0
    worst: float = 0.0
    grade: str = "backward-stable"
    aimed: bool = False
    over: bool = False
    last: _Violation | None = None

    @staticmethod
    def needed(examples: int) -> int:
        return min(ENOUGH, examples)

    def outcome(self, examples: int, planned: int) -> Outcome:
        if self.run < (needed := self.needed(examples)):
            message = f"{self.run} of {planned} cases lie in its domain, {needed} are needed: draw more, or widen the domain"
            return Outcome("incomplete", planned, self.run, self.skipped, self.worst, message=message)
        return Outcome("holds", planned, self.run, self.skipped, self.worst, self.grade)

    def driven(self, examples: int, seed: int) -> Outcome:
        """Run it by itself and shrink what violates it."""
        cases = self.tried.draw(precision=self.subject.precision)
        try:
            with only_own_numbers():
                repeatable(self.case, cases, examples, seed, aimed=self.aimed)()
        except _Violation as violation:
            return self.violated(examples, violation)
        except Flaky:
            return self.violated(examples, self.last if self.last is not None and self.last.ends else _NOT_REPEATABLE)
        return self.outcome(examples, examples)

    def again(self, case: Case) -> _Violation | None:
        """What a case shows that is tried once more, and not counted."""
        try:
            _Trial(self.tried, self.subject).case(case)
        except _Violation as violation:
            return violation
        return None

    def case(self, case: Case) -> None:
        try:
            if not self.subject.takes(case):
                self.skipped += not self.over
                return
            self.run += not self.over
            found = self._judged(case)
        except Finding as finding:
            self.over, self.worst = True, max(self.worst, finding.ratio)
            self.last = _Violation(case, finding)
            raise self.last from None
        if self.over:
            return
        self.worst = max(self.worst, found.ratio)
        if found.grade != "backward-stable":
            self.grade = found.grade
        if self.aimed and found.ratio > 0:
            target(math.log2(found.ratio), label="error over bound")

    def _judged(self, case: Case) -> Accuracy:
        try:
            return self.tried.judge(self.subject, case)
        except ZeroDivisionError:
            message = f"{self.tried.claim} has no value here: something that it inverts is singular, so the claim is wrong"
            raise Finding("no exact value", message) from None

    def violated(self, examples: int, violation: _Violation) -> Outcome:
        finding, example = violation.finding, None
        shape: tuple[int, ...] = ()
        asking = finding.asking or (Asking(violation.case.arguments) if violation.case is not None else None)
        if asking is not None:
            example = {name: _exact(value) for name, value in asking.arguments.items()}
            example |= {name: _rows(value) for name, value in finding.details.items()}
            shape = self.subject.role.shape(asking.arguments)
        return Outcome(
            "violated", examples, self.run, self.skipped, self.worst, "", example, finding.kind, str(finding), asking, shape
        )


def _exact(value: Any) -> Any:
    rows = _rows(rational(value))
    return rows if np.ndim(value) else rows[0][0]


def _rows(matrix: fmpq_mat) -> list[list[str]]:
    return [[str(x) for x in row] for row in matrix.tolist()]
