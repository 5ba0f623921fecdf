"""Runs one property against one implementation with Hypothesis: the same seed gives the same outcome."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import hypothesis
import numpy as np
from flint import fmpq_mat
from hypothesis import HealthCheck, Phase, Verbosity, given, settings, target
from hypothesis.errors import Flaky
from hypothesis.internal.conjecture import providers

from verify.conformance.judging import Accuracy, Finding, Subject
from verify.conformance.properties import Case, Property
from verify.conformance.roles import ROLES
from verify.exact import rational

__all__ = ["ENOUGH", "Counterexample", "Outcome", "run"]

ENOUGH = 20
"""An implementation that is only judged on fewer cases than this, because of its domain, is not judged."""

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


def run(tried: Property, implementation: Callable[..., Any], examples: int, seed: int) -> Outcome:
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
    """
    trial = _Trial(tried, Subject(implementation, ROLES[tried.role]))
    try:
        with _only_own_numbers():
            _drawn(trial, examples, seed)()
    except _Violation as violation:
        return trial.violated(examples, violation)
    except Flaky:
        return trial.violated(examples, _Violation(None, Finding("not repeatable", "the same case gave different results")))
    if trial.run < min(ENOUGH, examples):
        message = f"{trial.run} of {examples} cases lie in its domain, {ENOUGH} are needed: draw more, or widen the domain"
        return Outcome("incomplete", examples, trial.run, trial.skipped, trial.worst, message=message)
    return Outcome("holds", examples, trial.run, trial.skipped, trial.worst, trial.grade)


class _Violation(Exception):
    """Ends one case: Hypothesis shrinks what raises it."""

    def __init__(self, case: Case | None, finding: Finding) -> None:
        super().__init__(str(finding))
        self.case, self.finding = case, finding


@dataclass
class _Trial:
    """The cases of one run, counted until one of them violates the property; what follows is shrinking."""

    tried: Property
    subject: Subject
    run: int = 0
    skipped: int = 0
    worst: float = 0.0
    grade: str = "backward-stable"
    over: bool = field(default=False)

    def case(self, case: Case) -> None:
        try:
            if not self.subject.applies(case.arguments):
                self.skipped += not self.over
                return
            self.run += not self.over
            found = self._judged(case)
        except Finding as finding:
            self.over, self.worst = True, max(self.worst, finding.ratio)
            raise _Violation(case, finding) from None
        if self.over:
            return
        self.worst = max(self.worst, found.ratio)
        if found.grade != "backward-stable":
            self.grade = found.grade
        if found.ratio > 0:
            target(math.log2(found.ratio), label="error over bound")

    def _judged(self, case: Case) -> Accuracy:
        try:
            return self.tried.judge(self.subject, case)
        except ZeroDivisionError:
            message = f"{self.tried.claim} has no value here: something that it inverts is singular, so the claim is wrong"
            raise Finding("no exact value", message) from None

    def violated(self, examples: int, violation: _Violation) -> Outcome:
        finding, example = violation.finding, None
        if violation.case is not None:
            example = {name: _exact(value) for name, value in violation.case.arguments.items()}
            example |= {name: _rows(value) for name, value in finding.details.items()}
        return Outcome("violated", examples, self.run, self.skipped, self.worst, "", example, finding.kind, str(finding))


def _drawn(trial: _Trial, examples: int, seed: int) -> Callable[[], None]:
    """The trial as a Hypothesis test that depends on nothing but its arguments."""

    @hypothesis.seed(seed)
    @settings(
        max_examples=examples,
        phases=(Phase.generate, Phase.target, Phase.shrink),
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(trial.tried.draw())
    def example(case: Case) -> None:
        trial.case(case)

    return example


@contextmanager
def _only_own_numbers() -> Iterator[None]:
    """Let the draws depend on the seed alone.

    Hypothesis also draws numbers that it finds in the source of whatever is imported from outside of site-packages. An
    outcome would then depend on the folder one is in and on what ran before. Hypothesis has no setting for it.
    """
    before = {name: getattr(providers, name, None) for name in ("_get_local_constants", "CONSTANTS_CACHE")}
    if None in before.values():  # another version that draws in another way
        yield
        return
    try:
        providers._get_local_constants = type(providers.GLOBAL_CONSTANTS)  # noqa: SLF001
        providers.CONSTANTS_CACHE = type(providers.CONSTANTS_CACHE)(1024)
        yield
    finally:
        for name, value in before.items():
            setattr(providers, name, value)


def _exact(value: Any) -> Any:
    rows = _rows(rational(value))
    return rows if np.ndim(value) else rows[0][0]


def _rows(matrix: fmpq_mat) -> list[list[str]]:
    return [[str(x) for x in row] for row in matrix.tolist()]
