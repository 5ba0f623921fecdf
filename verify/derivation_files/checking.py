"""The verdict on a claim of a derivation file, step by step: proved, refuted, undecided with what is missing, or an error.

Proved: the kernel and the second opinion accept a certificate. Refuted: exact numbers meet every hypothesis and the
statement is false there. A claim is what the worst of its statement and its steps is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from derivations.language import statements as st
from derivations.language import terms as tm
from derivations.language.claims import Hypothesis, Reason
from derivations.language.errors import LanguageError
from derivations.language.printing import statement_text
from verify.derivation_files.desk import LITTLE, SOME, Desk, Proof
from verify.derivation_files.direct import prove_directly
from verify.derivation_files.facts import Fact
from verify.derivation_files.inverses import relevant
from verify.derivation_files.kinds import bound_indices
from verify.derivation_files.proving import Missing, never_defined, prove
from verify.derivation_files.reading import Fault, Link, Written
from verify.derivation_files.reasons import Bench, reasons_of
from verify.derivation_files.refuting import Budget, Counterexample, find_refutation, some_model
from verify.search.branches import NotFound
from verify.vocabulary import statements_in

__all__ = ["Checked", "Finding", "check_written", "worst"]

_ORDER = ("error", "refuted", "undecided", "proved")


@dataclass(frozen=True)
class Finding:
    """What is known of one statement.

    Attributes
    ----------
    verdict : str
        proved, refuted, undecided or error.
    statement : str
        The statement as the checkers saw it.
    line : int
        Where it stands in the file.
    to : str
        The text of the step, nothing for what the claim shows.
    """

    verdict: str
    statement: str
    line: int
    to: str = ""
    counterexample: Counterexample | None = None
    undefined: dict[str, Any] | None = None
    missing: tuple[str, ...] = ()
    proof: Proof | None = None
    fault: Fault | None = None


@dataclass(frozen=True)
class Checked:
    """A claim with its verdict, what it shows and its steps, and what should be known beside it."""

    file: str
    id: str
    line: int
    text: str
    verdict: str
    shows: tuple[Finding, ...] = ()
    steps: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    sequents: tuple[str, ...] = ()
    fault: Fault | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What it shows, then its steps."""
        return (*self.shows, *self.steps)


def worst(verdicts: Sequence[str]) -> str:
    """Return the worst of some verdicts."""
    return min(verdicts, key=_ORDER.index)


def check_written(written: Sequence[Written], file: str, desk: Desk | None = None) -> list[Checked]:
    """Return the verdicts on the claims of a file, in order.

    Parameters
    ----------
    written : sequence of Written
        The claims as they were read.
    file : str
        The name of the file, for the results.
    desk : Desk, optional
        Where the certificates are kept.
    """
    bench = Bench(desk or Desk(), file)
    return [_check(bench, claim) for claim in written]


def _check(bench: Bench, claim: Written) -> Checked:
    blank = Checked(bench.file, claim.id, claim.line, claim.text, "error", fault=claim.fault)
    bench.earlier[claim.id] = []
    if claim.fault is not None:
        if claim.fault.unsupported:
            finding = Finding("undecided", claim.text, claim.fault.line, missing=(str(claim.fault),))
            return replace(blank, verdict="undecided", shows=(finding,), fault=None)
        return blank
    name = f"file.{claim.id}"
    try:
        steps = tuple(_link(bench, claim, link, f"{name}.step{place}") for place, link in enumerate(claim.links, 1))
        names = [name, *(f"{name}.part{place}" for place in range(2, len(claim.shows) + 1))]
        shows = tuple(_show(bench, claim, said, one) for said, one in zip(claim.shows, names, strict=False))
    except Fault as fault:
        return replace(blank, fault=fault)
    findings = (*shows, *steps)
    verdict = worst([finding.verdict for finding in findings])
    proofs = [name for finding in findings if finding.proof for name in (*finding.proof.beside, finding.proof.name)]
    if verdict == "proved" and not shows:
        proofs += _joined(bench, claim, name, proofs)
    if verdict == "proved":
        bench.earlier[claim.id] = [name] if name in proofs else proofs
    assumed = tuple(dict.fromkeys(h.words for h in claim.scope.hypotheses))
    notes = _notes(bench, claim, verdict)
    return replace(blank, verdict=verdict, shows=shows, steps=steps, notes=notes, assumed=assumed, sequents=tuple(proofs))


def _joined(bench: Bench, claim: Written, name: str, steps: list[str]) -> list[str]:
    """The first and the last term of a chain, for those who cite it."""
    goal = st.Equal(claim.links[0].statement.left, claim.links[-1].statement.right)
    try:
        return [bench.desk.prove(name, claim.scope.hypotheses, goal, steps).name]
    except NotFound:
        return []


def _notes(bench: Bench, claim: Written, verdict: str) -> tuple[str, ...]:
    # kinds with equations can contradict each other by their sizes: 2 x n and n x 3 with orthonormal columns
    given, kinds = claim.scope.hypotheses, claim.scope.kinds
    if verdict != "proved" or not (claim.scope.given or any(isinstance(h.statement, st.Equal) for h in kinds)):
        return ()
    if given not in bench.met:
        bench.met[given] = _unmet(given)
    return bench.met[given]


def _unmet(given: tuple[Hypothesis, ...]) -> tuple[str, ...]:
    """What to say of hypotheses for which no example is known; nothing if there is one."""
    nothing = st.Equal(tm.Number(Fraction(0)), tm.Number(Fraction(0)))
    try:
        if some_model(given, nothing, enough=1, certainly=True) is not None:
            return ()
        if some_model(given, nothing, enough=1) is not None:
            return ("what is given of all numbers was tried at some of them only: look whether it contradicts itself",)
    except Budget as budget:
        # not tried is not met: a contradiction may hide behind a large power
        return (f"whether anything meets all that is given was not tried ({budget}): look whether it contradicts itself",)
    return ("no example meets all that is given: look whether it contradicts itself, for then it proves anything",)


def _link(bench: Bench, claim: Written, link: Link, name: str) -> Finding:
    finding = Finding("undecided", statement_text(link.statement), link.line, link.to)
    return _decide(bench, claim, name, (link.statement, ()), link.by, finding)


def _show(bench: Bench, claim: Written, said: tuple[st.Statement, tuple[Hypothesis, ...]], name: str) -> Finding:
    goal, more = said
    text = statement_text(goal) + (f"   if {' and '.join(statement_text(h.statement) for h in more)}" if more else "")
    return _decide(bench, claim, name, said, claim.by, Finding("undecided", text, claim.line))


def _decide(
    bench: Bench,
    claim: Written,
    name: str,
    said: tuple[st.Statement, tuple[Hypothesis, ...]],
    by: tuple[str, ...] | None,
    finding: Finding,
) -> Finding:
    """Try to refute, then to prove, then to say what is missing."""
    goal, more = said
    given_by_name = [h for hypotheses in claim.scope.given.values() for h in hypotheses]
    # a letter of some kind can always be had, so those not spoken of are left out; what is given may be contradictory
    spoken = [goal, *(h.statement for h in (*given_by_name, *more))]
    try:
        indices = bound_indices(spoken, claim.scope.symbols)
    except LanguageError as error:
        raise Fault(str(error), finding.line) from None
    # that a letter is an index is what it is, not a reason that would have to be named
    declared = [h for h in given_by_name if isinstance(h.statement, st.BasisVector)]
    named = reasons_of(bench, claim, by, said, finding.line)
    parts = [bench.parts[fact.name] for fact in named.facts if fact.name in bench.parts]
    told = [statement for part in parts for statement in statements_in(part)]  # what they assume is needed as well
    kinds = (*relevant(claim.scope.kinds, *spoken, *told), *indices, *declared)
    given_by_name = [h for h in given_by_name if h not in declared]
    everything = (*kinds, *given_by_name, *more)
    given = relevant(everything if by is None else (*kinds, *more, *named.named), goal, *told)
    wider = relevant(everything, goal)
    # a letter that is not spoken of may still say that m <= n, and sizes that it forbids refute nothing
    met = tuple(dict.fromkeys((*everything, *(h for h in claim.scope.kinds if isinstance(h.statement, st.Equal)))))
    over, desk = "", bench.desk
    reasons = named.all
    if by is not None and (proof := _directly(desk, name, given, goal, named.facts)):
        return replace(finding, verdict="proved", proof=bench.keep(proof, given, goal))
    try:
        found = find_refutation(met, goal, briefly=True)
        if found is None and (proof := _tried(desk, name, given, goal, reasons)):
            return replace(finding, verdict="proved", proof=bench.keep(proof, given, goal))
        found = found or find_refutation(met, goal)
        if found is not None:
            return replace(finding, verdict="refuted", counterexample=found)
    except Budget as budget:
        over = f"budget: {budget}"
    desk.begin()
    try:
        return replace(finding, verdict="proved", proof=bench.keep(prove(desk, name, given, goal, reasons), given, goal))
    except (NotFound, Missing) as reason:
        if {*wider} > {*given}:
            try:
                proof = prove(desk, f"{name}.wider", wider, goal, reasons)
                return replace(finding, missing=_unnamed(proof, by or (), claim))
            except (NotFound, Missing):
                pass
        if not over and (term := never_defined(desk, name, wider, goal)) is not None:
            return _impossible(finding, met, goal, str(term))
        missing = reason.args[0] if isinstance(reason, Missing) else [_residual(reason)]
        over = over or ("budget: too many attempts at a proof" if desk.spent else "")
        return replace(finding, missing=(*missing, *([over] if over else [])))


def _tried(desk: Desk, name: str, given: Sequence[Hypothesis], goal: st.Statement, reasons: Sequence[Reason]) -> Proof | None:
    """A proof that takes little effort."""
    desk.begin(LITTLE)
    try:
        return prove(desk, name, given, goal, reasons)
    except (NotFound, Missing):
        return None


def _impossible(finding: Finding, given: Sequence[Hypothesis], goal: st.Statement, term: str) -> Finding:
    model = some_model(given, goal)
    if model is None:
        return replace(finding, missing=(f"{term} is 0 by what is given, so nothing can be divided by it",))
    return replace(finding, verdict="refuted", counterexample=Counterexample(model, ("undefined", f"{term} = 0", "no inverse")))


def _directly(desk: Desk, name: str, given: Sequence[Hypothesis], goal: st.Statement, facts: Sequence[Fact]) -> Proof | None:
    """A proof from what is named as it stands, before anything is looked for."""
    desk.begin(SOME)
    try:
        return prove_directly(desk, name, tuple(given), goal, [*(Fact(h, h.statement) for h in given), *facts])
    except NotFound:
        return None


def _unnamed(proof: Proof, by: Sequence[str], claim: Written) -> tuple[str, ...]:
    names = [name for name, hypotheses in claim.scope.given.items() if {h.name for h in hypotheses} & {*proof.reasons}]
    rest = [name for name in names if name not in by]
    return tuple(f"by: it follows with {name}, which is not named" for name in rest) or ("by: it follows with other reasons",)


def _residual(reason: NotFound) -> str:
    text = str(reason).partition(": ")[2]
    left = text.partition("to be explained: ")[2]
    return f"left to be explained: {_tree(left)}" if left else "no proof and no counterexample was found"


def _tree(text: str) -> str:
    """A residual, which the search writes as a JSON-like list, as a formula."""
    from ast import literal_eval

    try:
        return _formula(literal_eval(text))[:400]
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return text[:400]


def _formula(tree: Any) -> str:
    if not isinstance(tree, list):
        return str(tree)
    head, *rest = tree
    parts = [_formula(part) for part in rest]
    marks = {"add": " + ", "mul": "*"}
    if head in marks:
        return "(" + marks[head].join(parts) + ")" if head == "add" else "*".join(parts)
    form = {"num": "{0}", "T": "{0}.T", "inv": "inv({0})", "id": "I({0})", "pow": "{0}**{1}", "neg": "-{0}", "size": "{0}"}
    return form[head].format(*parts) if head in form else f"{head}({', '.join(parts)})"
