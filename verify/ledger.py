"""The ledger: what an audit found out about each claim, and what that adds up to. Data only; report draws it.

Verdicts: "proved", "refuted", "undecided", "error"; definitions and axioms have none. A part is proved if both checkers accept
its certificate and no other check found a fault; each kind of fault has its verdict and its exit code in `FAULTS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from verify.certify import EXIT_CODES
from verify.profiles import INCOMPLETE, REFUTED, first_of

__all__ = [
    "FAULTS",
    "VERDICTS",
    "Entry",
    "ErratumEntry",
    "Fault",
    "HypothesisEntry",
    "Ledger",
    "NoteEntry",
    "PartEntry",
    "StepEntry",
    "Trials",
    "worst",
]

VERDICTS = ("error", "refuted", "undecided", "proved")
"""From worst to best."""

FAULTS: dict[str, tuple[str, int]] = {
    **{state: ("undecided", code) for state, code in EXIT_CODES.items() if code},
    "objected": ("error", EXIT_CODES["objected"]),
    "derivation differs": ("error", REFUTED),
    "derivation failed": ("error", INCOMPLETE),
    "no model": ("error", INCOMPLETE),
    "model fails": ("refuted", REFUTED),
    "counterexample": ("refuted", REFUTED),
    "too few examples": ("undecided", INCOMPLETE),
    "test failed": ("error", INCOMPLETE),
    "implementation violates": ("error", REFUTED),
    "not run": ("undecided", INCOMPLETE),
}
"""What can go wrong with a part: the verdict that it leads to, and the exit code."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong or missing.

    Attributes
    ----------
    kind : str
        A key of `FAULTS`.
    message : str
        Where, and what to do.
    values : mapping or None
        The exact values that show it: rationals as "p/q", matrices as lists of rows.
    """

    kind: str
    message: str
    values: Mapping[str, object] | None = None


@dataclass(frozen=True)
class HypothesisEntry:
    """A hypothesis in formulas and, where it has some, in words; `cited` is the axiom that provides it.

    `status` tells whether it is needed (`verify.needed.STATUSES`, "" where that was not looked at), and `counterexample` is a
    model of everything else in which the part is false.
    """

    name: str
    statement: str
    words: str = ""
    cited: str | None = None
    status: str = ""
    counterexample: Mapping[str, object] | None = None

    @property
    def needed(self) -> bool | None:
        """True with a counterexample, False if the certificate does without it, None if neither is known."""
        return {"needed": True, "not needed": False}.get(self.status)


@dataclass(frozen=True)
class StepEntry:
    """A step: its statement, the reasons its certificate uses, and what shows that what it inverts is invertible."""

    statement: str
    reasons: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trials:
    """How much was tried with numbers; `worst` is the largest error of an implementation over what is allowed."""

    examples: int = 0
    implementations: int = 0
    worst: float | None = None

    def __add__(self, other: Trials) -> Trials:
        found = [x for x in (self.worst, other.worst) if x is not None]
        return Trials(
            self.examples + other.examples,
            max(self.implementations, other.implementations),
            max(found) if found else None,
        )


@dataclass(frozen=True)
class PartEntry:
    """One clause of a claim: what it says, on what it rests, and what each check found.

    Attributes
    ----------
    id, sequent : str
        The part's id, and the id under which the checkers know it.
    certificate : str
        The state of its certificate (`verify.certify.Checked`); "" for a definition.
    items : int
        How many items the certificate adds up.
    rules, uses, axioms : tuple of str
        The kernel's rules and the sequents that it uses, and the axioms it rests on, directly or through them.
    derived : tuple of int
        The sizes at which SymPy derived the same.
    models : tuple of mapping
        The sizes of the exact models of its hypotheses.
    model : mapping or None
        One of them.
    faults : tuple of Fault
        What is wrong.
    """

    id: str
    sequent: str
    title: str
    statement: str
    hypotheses: tuple[HypothesisEntry, ...] = ()
    steps: tuple[StepEntry, ...] = ()
    certificate: str = ""
    items: int = 0
    rules: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    axioms: tuple[str, ...] = ()
    derived: tuple[int, ...] = ()
    tested: Trials | None = None
    models: tuple[Mapping[str, int], ...] = ()
    model: Mapping[str, object] | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def certified(self) -> int:
        """How many steps both checkers accept."""
        return len(self.steps) if self.certificate == "proved" else 0

    @property
    def verdict(self) -> str:
        """The worst that a fault leads to, "proved" if there is none.

        A counterexample explains a derivation that differs, so the part is refuted; but a part that is certified and has a
        counterexample is an error: one of the two is wrong.
        """
        refuted = any(FAULTS[fault.kind][0] == "refuted" for fault in self.faults)
        if refuted:
            return "error" if self.certificate == "proved" else "refuted"
        return worst(FAULTS[fault.kind][0] for fault in self.faults)


@dataclass(frozen=True)
class Entry:
    """One claim with its parts."""

    id: str
    title: str
    number: str
    kind: str
    section: str
    source: str
    remark: str
    parts: tuple[PartEntry, ...] = field(default=())

    @property
    def main(self) -> PartEntry:
        """The part called main, else the first."""
        return next((part for part in self.parts if part.id == "main"), self.parts[0])

    @property
    def verdict(self) -> str | None:
        """The worst verdict of its parts; None for a definition or an axiom."""
        return worst(part.verdict for part in self.parts) if self.kind == "theorem" else None

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All that is wrong, part by part."""
        return tuple(fault for part in self.parts for fault in part.faults)

    @property
    def steps(self) -> tuple[int, int]:
        """How many steps are certified, and how many there are."""
        return sum(part.certified for part in self.parts), sum(len(part.steps) for part in self.parts)

    @property
    def derived(self) -> tuple[int, ...]:
        """The sizes at which every part that is derived was derived."""
        sizes = [set(part.derived) for part in self.parts if part.derived or _failed(part, "derivation")]
        return tuple(sorted(set.intersection(*sizes))) if sizes else ()

    @property
    def tested(self) -> Trials | None:
        """All tests of its parts together."""
        found = [part.tested for part in self.parts if part.tested is not None]
        return sum(found, Trials()) if found else None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules of the kernel that its certificates use."""
        return tuple(sorted({rule for part in self.parts for rule in part.rules}))

    @property
    def axioms(self) -> tuple[str, ...]:
        """The axioms it rests on, directly or through what it uses."""
        return tuple(sorted({axiom for part in self.parts for axiom in part.axioms}))


@dataclass(frozen=True)
class ErratumEntry:
    """A printed claim, the exact statement it was taken for, and what refutes it.

    Attributes
    ----------
    id, source, kind, printed, truth : str
        As in `derivations.language.errata.Erratum`.
    statement : str
        The exact statement that is refuted, as a formula.
    hypotheses : tuple of HypothesisEntry
        What its source assumes.
    restated : bool
        Whether the formula is lost in the stored text and was restated from its context.
    corrected_by : str
        The claim that says what is true.
    corrected : bool
        Whether that claim is proved.
    counterexample : mapping or None
        Exact values that meet every hypothesis while the statement is false; None if none was met.
    """

    id: str
    source: str
    kind: str
    printed: str
    statement: str
    hypotheses: tuple[HypothesisEntry, ...]
    restated: bool
    corrected_by: str
    truth: str
    corrected: bool
    counterexample: Mapping[str, object] | None

    @property
    def verdict(self) -> str:
        """Refuted by a counterexample, else undecided."""
        return "refuted" if self.counterexample is not None else "undecided"

    @property
    def settled(self) -> bool:
        """Whether it is refuted and what is true instead is proved."""
        return self.verdict == "refuted" and self.corrected


@dataclass(frozen=True)
class NoteEntry:
    """Something true that is worth a warning, with what floats make of it.

    Attributes
    ----------
    id, statement : str
        What is true.
    floats, exact : mapping
        What float64 gives and what is exactly so, by name; floats as {"hex": .., "repr": ..}, rationals as "p/q".
    """

    id: str
    statement: str
    floats: Mapping[str, object]
    exact: Mapping[str, object]


@dataclass(frozen=True)
class Ledger:
    """All entries of an audit, in reading order."""

    entries: tuple[Entry, ...]
    errata: tuple[ErratumEntry, ...] = ()
    notes: tuple[NoteEntry, ...] = ()

    @cached_property
    def totals(self) -> dict[str, int]:
        """How many definitions and axioms there are, and how many theorems have each verdict; the latter add up to total."""
        kinds = [entry.kind for entry in self.entries]
        verdicts = [entry.verdict for entry in self.entries]
        counted = {verdict: verdicts.count(verdict) for verdict in ("proved", "refuted", "undecided", "error")}
        counts = {"definitions": kinds.count("definition"), "axioms": kinds.count("axiom")}
        return counts | counted | {"total": kinds.count("theorem")}

    @cached_property
    def hypotheses(self) -> dict[str, int]:
        """How many hypotheses of theorems there are of each status (`verify.needed.STATUSES`)."""
        theorems = (entry for entry in self.entries if entry.kind == "theorem")
        statuses = [h.status for entry in theorems for part in entry.parts for h in part.hypotheses]
        return {status: statuses.count(status) for status in sorted(set(statuses) - {""})}

    @property
    def models(self) -> int:
        """How many exact models of hypotheses were found."""
        return sum(len(part.models) for entry in self.entries for part in entry.parts)

    @property
    def axioms(self) -> tuple[str, ...]:
        """The axioms that something proved rests on."""
        return tuple(sorted({axiom for entry in self.entries for axiom in entry.axioms if entry.kind == "theorem"}))

    @property
    def exit_code(self) -> int:
        """0 if every theorem is proved and every erratum refuted, else the first that applies of 4, 1, 3."""
        codes = {FAULTS[fault.kind][1] for entry in self.entries for fault in entry.faults}
        return first_of(codes | {INCOMPLETE for erratum in self.errata if not erratum.settled})


def worst(verdicts: Iterable[str]) -> str:
    """Return the worst of some verdicts, "proved" if there are none."""
    return min(verdicts, key=VERDICTS.index, default="proved")


def _failed(part: PartEntry, check: str) -> bool:
    return any(fault.kind.startswith(check) for fault in part.faults)
