"""The checks of a part beside its certificate: is it what SymPy derives, has it models, does it hold in numbers.

Each check returns what it tried and the faults it found; none of them proves anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from derivations.language import statements as st
from derivations.language.errors import LanguageError
from derivations.language.printing import statement_text, text
from verify.ledger import Fault, Trials
from verify.profiles import share

if TYPE_CHECKING:
    from derivations.language.claims import Claim, Part
    from derivations.language.sympy_bridge import Derived
    from derivations.language.terms import Term
    from verify.conformance.engine import Outcome
    from verify.conformance.property import Property
    from verify.conformance.rows import Row
    from verify.models import Model

__all__ = [
    "SIZES",
    "Held",
    "broken",
    "cases",
    "derived",
    "held",
    "implemented",
    "keeping_outcomes",
    "modelled",
    "modelled_each",
    "outcomes_of",
    "planned",
    "tested",
    "tested_each",
    "total",
]

SIZES = (1, 2, 3)
"""The sizes at which SymPy derives."""

_FEWEST = 4  # of the models drawn, at least one in so many has to be within what a method can do
_LONGEST = 200
_TOGETHER = 8  # models that are drawn at once
_TURNS = 10  # drawings at most, where few of the strings drawn give a model


# --- derivations -------------------------------------------------------------------------------------------------------------


def derived(claim: Claim, part: Part, n: int) -> Fault | None:
    """Compare what SymPy derives at size n with the part's goal: its right side, its gradient, what an inequality leaves.

    Parameters
    ----------
    claim : Claim
        A claim with a derivation of the part.
    part : Part
        One of its parts.
    n : int
        The size.
    """
    from derivations.language.sympy_bridge import agrees, difference

    claimed = _claimed(part.goal)
    if claimed is None:
        return Fault("derivation failed", f"n = {n}: {statement_text(part.goal)} has no side that could be compared with it")
    try:
        found = claim.derive[part.id](n)
        if agrees(found, claimed):
            return _sign_of(found, part, n)
        values = {"n": n, "derived": str(found.value), "difference": str(difference(found, claimed))}
    except ImportError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever goes wrong in a derivation is reported in its place
        return Fault("derivation failed", f"n = {n}: the derivation of {part.id} ended with {type(error).__name__}: {error}")
    message = f"n = {n}: SymPy derives another value than {text(claimed)}{_since(part, found)}"
    return Fault(
        "derivation differs", f"{message}; what is claimed minus what was derived is {_short(values['difference'])}", values
    )


def _claimed(goal: st.Statement) -> Term | None:
    if isinstance(goal, st.Equal):
        return goal.right
    if isinstance(goal, st.PositiveSemidefinite | st.PositiveDefinite):
        return goal.term
    if isinstance(goal, st.Attains):
        return goal.function - goal.value
    return goal.value if isinstance(goal, st.GradientIs | st.LimitIs | st.MeanIs) else None


def _sign_of(found: Derived, part: Part, n: int) -> Fault | None:
    """Of an inequality: whether the form in which SymPy derives what it leaves shows the sign."""
    from derivations.language.inequalities import unseen

    if not isinstance(part.goal, st.PositiveSemidefinite | st.PositiveDefinite):
        return None
    reason = unseen(found, isinstance(part.goal, st.PositiveDefinite), part.given)
    return Fault("derivation differs", f"n = {n}: {statement_text(part.goal)} is not seen: {reason}") if reason else None


def _since(part: Part, found: Derived) -> str:
    """Where a chain leaves what was derived: the first step whose right side differs."""
    from derivations.language.sympy_bridge import agrees

    if not isinstance(part.goal, st.Equal):
        return ""
    for number, step in enumerate(part.steps, 1):
        try:
            if isinstance(step.statement, st.Equal) and not agrees(found, step.statement.right):
                return f", from step {number} on"
        except (LanguageError, ZeroDivisionError):  # a step may speak of letters that the derivation does without
            continue
    return ""


def _short(value: object) -> str:
    written = str(value).replace("'", "")
    return written if len(written) <= _LONGEST else written[:_LONGEST] + " .."


# --- models ------------------------------------------------------------------------------------------------------------------


def modelled(part: Part, seed: int) -> tuple[list[Model], Fault | None]:
    """Look for exact models of a part's hypotheses, at sizes 1, 2, 3, and hold the part against each of them."""
    return modelled_each([part], seed)[0]


def modelled_each(parts: Sequence[Part], seed: int) -> list[tuple[list[Model], Fault | None]]:
    """Look for models, as `modelled`, of several parts that ask for the same (`verify.problem.alike`), once for all of them."""
    from verify.models import NoModel, models

    try:
        found = models(parts[0], seed)
    except (NoModel, LanguageError) as error:
        if len(parts) > 1:  # the message speaks of one part
            return [modelled(part, seed) for part in parts]
        return [([], Fault("no model", str(error)))]
    unmet = _none_of(parts[0], found)  # what is assumed is the same for all of them
    return [(found, unmet or _false_in_model(part, found)) for part in parts]


def _none_of(part: Part, found: list[Model]) -> Fault | None:
    """What is wrong with the first model that is none of the part, whatever the search says."""
    for model in found:
        if failing := model.failing(part):
            return Fault("no model", f"a model does not meet the hypothesis {failing[0]}", model.data())
    return None


def _false_in_model(part: Part, found: list[Model]) -> Fault | None:
    wrong = next((model for model in found if not model.satisfies(part)), None)
    return None if wrong is None else _violation("model fails", wrong, part)


def _violation(kind: str, model: Model, part: Part) -> Fault:
    """Say which statement is false in a model, and with which values."""
    from derivations.language.evaluation import evaluate
    from verify.exact import to_fractions
    from verify.rings import FLINT

    statements = [(f"step {number}", step.statement) for number, step in enumerate(part.steps, 1)]
    where, wrong = next(
        ((where, s) for where, s in [*statements, ("goal", part.goal)] if not model.holds(s)), ("goal", part.goal)
    )
    values = dict(model.data())
    if isinstance(wrong, st.Equal):
        for side, term in (("lhs", wrong.left), ("rhs", wrong.right)):
            try:
                rows = to_fractions(evaluate(term, model.values, model.sizes, FLINT, model.functions))
                values[side] = [[str(x) for x in row] for row in rows] if not term.is_scalar else str(rows[0][0])
            except ZeroDivisionError:
                values[side] = None
    at = ", ".join(f"{name} = {size}" for name, size in model.sizes.items())
    message = f"{where} is false{f' at {at}' if at else ''}: {statement_text(wrong)}"
    if "lhs" in values:
        message += f"; left {_short(values['lhs'])}, right {_short(values['rhs'])}"
    return Fault(kind, message, values)


# --- numbers -----------------------------------------------------------------------------------------------------------------


class _False(Exception):
    """Ends one example; Hypothesis shrinks what raises it."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model


@dataclass
class _Wanted:
    """Models that are wanted of a part, and what judges them."""

    part: Part
    judge: Callable[[Model], bool]
    examples: int
    ran: int = 0


@dataclass
class _Drawing:
    """Models that Hypothesis draws, judged until there are enough of each; after one that fails comes shrinking."""

    wanted: Sequence[_Wanted]
    over: bool = False

    def run(self, seed: int) -> None:
        from verify.models import models_of
        from verify.repeatable import repeatable

        for turn in range(_TURNS):
            lacking = [one for one in self.wanted if one.ran < one.examples]
            if not lacking:
                return
            most = max(one.examples for one in lacking)
            together = max(1, min(_TOGETHER, most - 1))
            batches = 1 + -(-(most - 1) // together)  # the first consists of the plainest models alone
            drawn = models_of([one.part for one in lacking], together)
            repeatable(partial(self._judged, lacking), drawn, batches, seed + turn)()

    def _judged(self, lacking: Sequence[_Wanted], batch: Sequence[Iterator[Model]]) -> None:
        for one, models in zip(lacking, batch, strict=True):
            for model in islice(models, None if self.over else one.examples - one.ran):
                one.ran += not self.over
                if not one.judge(model):
                    self.over = True
                    raise _False(model)


def planned(part: Part, examples: int) -> int:
    """Return how many examples of a part tell something new: one, where no letter and no size is free."""
    from verify.problem import problem_of

    problem = problem_of(part)
    return examples if problem.letters or problem.sizes or problem.families else min(examples, 1)


def tested(part: Part, examples: int, seed: int) -> tuple[Trials, Fault | None]:
    """Hold every step and the goal of a part, exactly, on models that Hypothesis draws; shrink what fails.

    Parameters
    ----------
    part : Part
        What is to hold.
    examples : int
        How many models to draw.
    seed : int
        The same seed draws the same models.
    """
    from hypothesis.errors import HypothesisException

    wanted = _Wanted(part, lambda model: model.meets(part) and model.satisfies(part), planned(part, examples))
    try:
        _Drawing([wanted]).run(seed)
    except _False as failed:
        if failing := failed.model.failing(part):
            return Trials(wanted.ran), Fault("test failed", f"a drawn model does not meet {failing[0]}", failed.model.data())
        return Trials(wanted.ran), _violation("counterexample", failed.model, part)
    except (HypothesisException, LanguageError) as error:
        return Trials(wanted.ran), Fault("test failed", f"{type(error).__name__}: {error}")
    ran, fewest = wanted.ran, wanted.examples
    if ran < fewest:
        return Trials(ran), Fault("too few examples", f"{ran} of {fewest} planned models were found; simplify the hypotheses")
    return Trials(ran), None


def tested_each(parts: Sequence[Part], examples: int, seed: int) -> list[tuple[Trials, Fault | None]]:
    """Hold several parts on models that are drawn together; those that ask for the same (`verify.problem.alike`) share them.

    To set up a drawing takes Hypothesis as long as the handful of models that most parts get. A part that fails is tried again
    by itself, as `tested` does, and shrunk. Parameters as in `tested`.
    """
    from verify.problem import alike

    false, groups = set[str](), alike(parts)
    drawing = _Drawing([_Wanted(group[0], partial(_tally, group, false), planned(group[0], examples)) for group in groups])
    if len(parts) > 1:
        with suppress(Exception):  # each by itself says what is wrong
            drawing.run(seed)
    ran = {part.id: wanted for group, wanted in zip(groups, drawing.wanted, strict=True) for part in group}
    enough = {name for name, wanted in ran.items() if wanted.ran == wanted.examples} - false
    return [(Trials(ran[part.id].ran), None) if part.id in enough else tested(part, examples, seed) for part in parts]


def _tally(parts: Sequence[Part], false: set[str], model: Model) -> bool:
    """Add the parts that are false in a model; go on."""
    met = model.meets(parts[0])  # what is assumed is the same for all of them
    false.update(part.id for part in parts if part.id not in false and not (met and model.satisfies(part)))
    return True


@dataclass(frozen=True)
class Held:
    """What came of holding the implementations of a role, or the exact methods of a row, against one thing a claim says.

    Attributes
    ----------
    claim : str
        The claim's id.
    names : tuple of str
        What was held against it.
    ran : Trials
        The examples, and the largest error over what is allowed.
    faults : tuple of Fault
        What is wrong.
    """

    claim: str
    names: tuple[str, ...]
    ran: Trials
    faults: tuple[Fault, ...] = ()


def implemented(claim: str, examples: int, seed: int) -> tuple[Trials | None, list[Fault]]:
    """Hold the implementations of a role against a claim; None if no property speaks of it.

    Parameters
    ----------
    claim : str
        The claim's id.
    examples : int
        How many cases a property draws, shared by the implementations.
    seed : int
        The same seed draws the same cases.
    """
    return total([*held(claim, examples, seed)])


def total(found: Sequence[Held]) -> tuple[Trials | None, list[Fault]]:
    """Return what was held against one claim, added up; None if nothing was."""
    ran = sum((one.ran for one in found), Trials())
    names = {name for one in found for name in one.names}
    return (ran + Trials(0, len(names)) if names else None), [fault for one in found for fault in one.faults]


def held(claim: str, examples: int, seed: int, chosen: Sequence[str] = ()) -> Iterator[Held]:
    """Hold the methods of a claim's rows, and the implementations of its roles, against it.

    Properties of one role that draw alike share their cases, for the same seed would draw the same for each. Those of all
    chosen claims are tried with the first of these claims and not again; what comes of them is told with the claim's id.

    Parameters
    ----------
    claim, examples, seed
        As in `implemented`.
    chosen : sequence of str
        The claims, this one among them, for each of which this is called in turn; this one alone if left out.
    """
    from verify.conformance import PROPERTIES
    from verify.conformance.rows import ROWS
    from verify.implementations import IMPLEMENTATIONS

    order = [*chosen] or [claim]
    wanted = sorted((p for p in PROPERTIES if p.claim in order), key=lambda p: order.index(p.claim))
    for first in wanted:
        alike = tuple(p for p in wanted if p.role == first.role and p.draw is first.draw)
        if first.claim != claim or first is not alike[0]:
            continue
        of_role = [one for one in IMPLEMENTATIONS if one.role == first.role]
        try:
            outcomes = outcomes_of(alike, tuple(one.function for one in of_role), cases(examples, len(of_role)), seed)
        except ImportError:
            raise
        except Exception as error:  # noqa: BLE001 - what breaks down is told of every claim that was to be tried
            yield from (Held(tried.claim, (), Trials(), (broken(error),)) for tried in alike)
            continue
        for tried, each in zip(alike, outcomes, strict=True):
            for one, outcome in zip(of_role, each, strict=True):
                yield Held(
                    tried.claim, (one.name,), Trials(outcome.run, 0, outcome.worst_ratio), _fault(one.name, tried, outcome)
                )

    rows = [row for row in ROWS if row.claim == claim]
    for row in rows:
        yield _held(row, share(examples, len(rows)), seed)


def broken(error: Exception) -> Fault:
    """Return the fault of a check that broke down: it is reported in its place, and the others go on."""
    return Fault("test failed", f"the numbers could not be tried: {type(error).__name__}: {error}")


def _fault(name: str, tried: Property, outcome: Outcome) -> tuple[Fault, ...]:
    if outcome.verdict == "holds":
        return ()
    kind = "implementation violates" if outcome.verdict == "violated" else "too few examples"
    return (Fault(kind, f"{name}, {tried.id}: {outcome.message}", outcome.counterexample),)


_Asked = tuple["Property", tuple[Callable[..., Any], ...], int, int]
_outcomes: dict[_Asked, list[Outcome]] | None = None


@contextmanager
def keeping_outcomes() -> Iterator[None]:
    """Keep what comes of implementations while this lasts: a page tells by property what its audit told by claim."""
    global _outcomes  # noqa: PLW0603 - nothing is kept by default: what a claim says may change between two audits
    _outcomes = {}
    try:
        yield
    finally:
        _outcomes = None


def outcomes_of(
    alike: tuple[Property, ...], functions: tuple[Callable[..., Any], ...], examples: int, seed: int
) -> list[list[Outcome]]:
    """Return what comes of properties that draw alike, as `verify.conformance.run_alike` does, or what came of them before.

    Parameters
    ----------
    alike, functions, examples, seed
        The properties, the implementations, how many cases, and where the drawing starts.
    """
    from verify.conformance import run_alike

    plan = functions, examples, seed
    known = {} if _outcomes is None else _outcomes
    if new := [one for one in alike if (one, *plan) not in known]:
        known |= {(one, *plan): found for one, found in zip(new, run_alike(new, *plan), strict=True)}
    return [known[one, *plan] for one in alike]


def cases(examples: int, implementations: int) -> int:
    """Return how many cases a property draws for all implementations of its role, each judged on all of them."""
    return max(1, examples // max(1, implementations))


def _held(row: Row, examples: int, seed: int) -> Held:
    """Hold the exact methods of a row that is no role against its claim."""
    from verify.conformance.rows import hold

    ran, wrong, values = hold(row, examples, seed)
    faults: tuple[Fault, ...] = ()
    if wrong:
        faults = (Fault("implementation violates", f"{row.id}: {wrong}", values),)
    elif ran < examples // _FEWEST:
        faults = (Fault("too few examples", f"{row.id}: {ran} of {examples} models are small enough"),)
    return Held(row.claim, tuple(row.methods), Trials(ran, 0, 0.0), faults)  # exact or wrong
