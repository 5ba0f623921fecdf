"""The main job: certify, derive, find models, test; every claim asked for gets its entry in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from derivations.language.claims import Claim, Hypothesis, Instance, Part
from derivations.language.printing import statement_text
from verify import kernel
from verify.certify import Checked, Stored, certify, needed_for, read_needed
from verify.checks import SIZES, Held, broken, derived, held, modelled_each, tested_each, total
from verify.ledger import Entry, Fault, HypothesisEntry, Ledger, PartEntry, StepEntry, Trials
from verify.library import Library, select
from verify.profiles import DEFAULT, PROFILES, share

if TYPE_CHECKING:
    from verify.models import Model

__all__ = ["Needs", "Plan", "Progress", "audit", "entry_of", "part_entry", "with_errata"]

Progress = Callable[[int, int, str], None]
"""Called before each part with how many parts are done, how many there are, and the id of the next one; last with ""."""


@dataclass(frozen=True)
class Plan:
    """How thorough an audit is.

    Attributes
    ----------
    examples : int
        How many examples a claim gets.
    seed : int
        The same seed gives the same ledger.
    stop : bool
        Whether to leave out what comes after the first claim with a fault.
    """

    examples: int = PROFILES[DEFAULT]
    seed: int = 0
    stop: bool = False


def audit(
    library: Library,
    plan: Plan | None = None,
    progress: Progress | None = None,
    stored: Stored | None = None,
    workers: int = 1,
) -> Ledger:
    """Return the ledger of the chosen claims.

    Parameters
    ----------
    library : Library
        The claims, from `verify.library.select`.
    plan : Plan, optional
        How thorough to be; the default profile if left out.
    progress : callable, optional
        Told about every part, see `Progress`.
    stored : Stored, optional
        The certificates; those of the claims' folders if left out.
    workers : int
        How many processes derive and try parts, if the plan does not stop at a fault; the ledger is the same for any number.
    """
    plan = plan or Plan()
    if stored is None:
        needed, stored = read_needed(library.chosen, library.claims, library.folders)
    else:
        needed = needed_for(library.chosen, library.claims, stored)
    checked = certify(needed, stored)
    needs = Needs(library, stored, {name: found.result for name, found in checked.items()}, needed)
    certified = {
        claim.id: tuple(
            part_entry(claim, part, checked.get(claim.id if claim.kind == "axiom" else name)) for name, part in claim.sequents()
        )
        for claim in library.chosen
    }
    done, count = 0, sum(map(len, certified.values()))
    entries, stopped = [], False
    with _trying(library, certified, plan, 1 if plan.stop else workers) as tried:
        for claim in library.chosen:
            parts = []
            for (name, part), entry in zip(claim.sequents(), certified[claim.id], strict=True):
                if progress:
                    progress(done, count, name)
                if stopped:
                    missing = Fault("not run", "not run: the audit stopped at the first fault")
                    parts.append(replace(entry, faults=(missing,)))
                else:
                    parts.append(needs.told(next(tried), claim, part))
                done += 1
            entries.append(entry_of(claim, library.sections[claim.id], tuple(parts)))
            stopped = stopped or (plan.stop and bool(entries[-1].faults))
    if progress:
        progress(done, count, "")
    return with_errata(Ledger(tuple(entries)), library, plan.seed)


@contextmanager
def _trying(
    library: Library, certified: Mapping[str, tuple[PartEntry, ...]], plan: Plan, workers: int
) -> Iterator[Iterator[PartEntry]]:
    """The entries with what the other checks found, in order: as they are asked for, or from processes ahead of that."""
    theorems = [claim.id for claim in library.chosen if claim.kind == "theorem"]
    if workers == 1:
        yield _in_order(certified, (_tried(claim, certified[claim.id], theorems, plan) for claim in library.chosen))
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # spawned, not forked: a fork copies the threads of whoever shows the progress as locks that nobody opens
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        there = partial(_tried_there, library.names, theorems, plan)
        yield _in_order(certified, pool.map(there, certified, certified.values()))
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(
    certified: Mapping[str, tuple[PartEntry, ...]], tried: Iterable[tuple[Iterable[PartEntry], list[Held]]]
) -> Iterator[PartEntry]:
    """The entries of all parts, a claim's main one with what was held against it, here or with a claim before it."""
    against: dict[str, list[Held]] = {}
    for name, (entries, found) in zip(certified, tried, strict=True):
        for one in found:
            against.setdefault(one.claim, []).append(one)
        ran, faults = total(against.pop(name, []))
        for entry in entries:
            if entry.sequent == name and entry.tested is not None:
                entry = replace(entry, tested=entry.tested + (ran or Trials()), faults=(*entry.faults, *faults))  # noqa: PLW2901
            yield entry


def _tried_there(
    names: tuple[str, ...], theorems: list[str], plan: Plan, claim: str, entries: tuple[PartEntry, ...]
) -> tuple[list[PartEntry], list[Held]]:
    """`_tried` in another process, which selects the claims for itself."""
    tried, found = _tried(_chosen(names)[claim], entries, theorems, plan)
    return [*tried], found


@cache
def _chosen(names: tuple[str, ...]) -> dict[str, Claim]:
    return {claim.id: claim for claim in select(names).chosen}


class Needs:
    """What is known of the hypotheses: the kept counterexamples tried again, the certificates tried without each."""

    def __init__(
        self, library: Library, stored: Stored, proved: dict[str, kernel.Result], claims: Iterable[Claim] | None = None
    ) -> None:
        self.library, self.stored, self.proved = library, stored, proved
        self.theory = {name: sequent for claim in claims or library.claims for name, sequent in claim.data().items()}
        self.kept: dict[str, dict[str, dict[str, Model]]] = {}

    def told(self, entry: PartEntry, claim: Claim, part: Part) -> PartEntry:
        """Return the entry of a part with the status of each hypothesis; of one that is not proved as it is."""
        from verify.counterexamples import counterexample_data
        from verify.needed import needs
        from verify.witnesses import folder_of, load

        if claim.kind != "theorem" or entry.certificate != "proved":
            return entry
        if claim.id not in self.kept:
            self.kept[claim.id] = load(claim, folder_of(self.library.folders.get(claim.id)))
        known, certificate = self.kept[claim.id].get(part.id, {}), self.stored.certificates[entry.sequent]
        found = {need.name: need for need in needs(claim, part, self.theory, certificate, self.proved, known)}
        told = []
        for hypothesis in entry.hypotheses:
            need = found[hypothesis.name]
            shown = counterexample_data(need.counterexample, part) if need.counterexample is not None else None
            told.append(replace(hypothesis, status=need.status, counterexample=shown))
        return replace(entry, hypotheses=tuple(told))


def with_errata(ledger: Ledger, library: Library, seed: int, proved: Collection[str] = ()) -> Ledger:
    """Return a ledger with the errata and notes of the chosen claims, refuted and computed anew.

    Parameters
    ----------
    ledger : Ledger
        What it says is proved counts as proved.
    library : Library
        Which errata and notes.
    seed : int
        Where the search for counterexamples starts.
    proved : collection of str
        The ids of further claims that are proved.
    """
    from verify.errata import errata_entries
    from verify.notes import note_entries

    true = {*proved, *(entry.id for entry in ledger.entries if entry.verdict == "proved" or entry.kind == "definition")}
    return replace(
        ledger,
        errata=tuple(errata_entries(library.errata, true, seed)),
        notes=tuple(note_entries(library.notes)),
    )


def entry_of(claim: Claim, section: str, parts: tuple[PartEntry, ...]) -> Entry:
    """Return the entry of a claim with these parts."""
    return Entry(claim.id, claim.title, claim.number, claim.kind, section, claim.source, claim.remark, parts)


def part_entry(claim: Claim, part: Part, checked: Checked | None = None) -> PartEntry:
    """Return the entry of a part as far as the checkers know it; without `checked`, only what the claim says."""
    result = checked.result if checked else None
    reasons, conditions = (result.reasons, result.conditions) if result else ((), ())
    steps = [
        StepEntry(
            statement_text(step.statement),
            tuple(sorted(reasons[k])) if k < len(reasons) else (),
            tuple(sorted(conditions[k])) if k < len(conditions) else (),
        )
        for k, step in enumerate(part.steps)
    ]
    faulty = checked is not None and checked.state not in ("proved", "axiom")
    return PartEntry(
        part.id,
        claim.sequent_id(part.id),
        part.title,
        statement_text(part.goal),
        tuple(_hypothesis(hypothesis) for hypothesis in part.given),
        tuple(steps) if claim.kind == "theorem" else (),
        checked.state if checked else "",
        result.items if result else 0,
        tuple(sorted(result.rules)) if result else (),
        tuple(sorted(result.uses)) if result else (),
        tuple(sorted(result.axioms)) if result else (),
        faults=(Fault(checked.state, checked.message),) if checked and faulty else (),
    )


def _hypothesis(hypothesis: Hypothesis) -> HypothesisEntry:
    cites = hypothesis.cites
    cited = cites.sequent if isinstance(cites, Instance) else None
    return HypothesisEntry(hypothesis.name, statement_text(hypothesis.statement), hypothesis.words, cited)


_Numbers = tuple[list["Model"], list[Fault], Trials]
"""The models of a part, what is wrong in numbers, and how much was tried."""


def _tried(
    claim: Claim, entries: tuple[PartEntry, ...], theorems: list[str], plan: Plan
) -> tuple[Iterator[PartEntry], list[Held]]:
    """The entries of a claim's parts, one by one, and what was held against it and theorems after it."""
    if claim.kind != "theorem":
        return _with_derivations(claim, entries), []
    return _parts_tried(claim, entries, plan), _held_against(claim, [] if plan.stop else theorems, plan)


def _with_derivations(claim: Claim, entries: tuple[PartEntry, ...]) -> Iterator[PartEntry]:
    """The entries with what SymPy derives."""
    for entry in entries:
        faults, sizes = [*entry.faults], []
        for n, fault in _derived(claim, claim.part(entry.id)):
            if fault is None:
                sizes.append(n)
            else:
                faults.append(fault)
        yield replace(entry, derived=tuple(sizes), faults=tuple(faults))


def _parts_tried(claim: Claim, entries: tuple[PartEntry, ...], plan: Plan) -> Iterator[PartEntry]:
    """The entries of a theorem with what SymPy derives, their models and what was tried in numbers."""
    numbers = _in_numbers(claim, claim.parts, plan)
    for entry in _with_derivations(claim, entries):
        yield _with_numbers(entry, *numbers[entry.id])


def _held_against(claim: Claim, chosen: list[str], plan: Plan) -> list[Held]:
    """What implementations and exact methods gave."""
    found: list[Held] = []
    try:
        found += held(claim.id, plan.examples, plan.seed, chosen)
    except ImportError:
        raise
    except Exception as error:  # noqa: BLE001 - a check that breaks down is reported in its place, the others go on
        found.append(Held(claim.id, (), Trials(), (broken(error),)))
    return found


def _with_numbers(entry: PartEntry, found: list[Model], faults: list[Fault], ran: Trials) -> PartEntry:
    models = tuple(dict(model.sizes) for model in found)
    model = found[-1].data() if found else None
    return replace(entry, tested=ran, models=models, model=model, faults=(*entry.faults, *faults))


def _in_numbers(claim: Claim, parts: Sequence[Part], plan: Plan) -> dict[str, _Numbers]:
    """The models of some parts, looked for once for those that ask for the same, and what was tried in numbers of each."""
    from verify.problem import alike

    try:
        groups = [(group, modelled_each(group, plan.seed)) for group in alike(parts)]
        found = {part.id: one for group, each in groups for part, one in zip(group, each, strict=True)}
        real = [part for part in parts if found[part.id][0]]
        tested = tested_each(real, share(plan.examples, len(claim.parts)), plan.seed)
        ran = {part.id: one for part, one in zip(real, tested, strict=True)}
    except ImportError:
        raise
    except Exception as error:  # noqa: BLE001 - a check that breaks down is reported in its place, the others go on
        if len(parts) > 1:
            return {name: numbers for part in parts for name, numbers in _in_numbers(claim, [part], plan).items()}
        return {parts[0].id: ([], [broken(error)], Trials())}
    numbers = {}
    for part in parts:
        (models, fault), (trials, wrong) = found[part.id], ran.get(part.id, (Trials(), None))
        numbers[part.id] = models, [one for one in (fault, wrong) if one is not None], trials
    return numbers


def _derived(claim: Claim, part: Part) -> Iterator[tuple[int, Fault | None]]:
    if part.id in claim.derive:
        for n in SIZES:
            yield n, derived(claim, part, n)
