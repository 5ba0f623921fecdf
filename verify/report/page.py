"""One claim as a page of text that can be read aloud: what is claimed, of what, why, and what was found out about it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from derivations.language.claims import Claim, Hypothesis, Instance, Part, Reason, Step
from derivations.language.printing import hypothesis_text, statement_text, text
from derivations.language.reading import reason_words
from derivations.language.statements import Equal
from verify.ledger import Entry, PartEntry
from verify.report.json import ratio

__all__ = ["Find", "Place", "condition_words", "page", "reason_text"]

Find = Callable[[str], Claim]
Place = tuple[str, int]
"""A file, relative to the folder of its package, and a line."""

_WIDTH = 110
_NARROWEST = 34
_SHORT = 24
_INDENT = "    "


def page(claim: Claim, entry: Entry, find: Find, place: Place, certificate: str) -> list[str]:
    """Return the lines of a page.

    Parameters
    ----------
    claim : Claim
        What is claimed.
    entry : Entry
        What the audit says of it.
    find : callable
        From an id to a claim; raises LookupError.
    place : Place
        Where the claim is written.
    certificate : str
        The file of its certificate, relative as well.
    """
    number = f"{claim.number}  " if claim.number else ""
    title = f"{number}{claim.title}"
    lines = [title, "=" * len(title), f"{claim.kind} {claim.id}, section {entry.section}; source: {claim.source or 'ours'}", ""]
    main = claim.part("main")
    lines += ["Claim", *_wrapped(statement_text(main.goal)), ""]
    if main.given:
        lines += ["Hypotheses", *(line for h in main.given for line in _wrapped(_hypothesis(h, find))), ""]
    if claim.remark:
        lines += ["Remark", *_wrapped(claim.remark), ""]
    for part, found in zip(claim.parts, entry.parts, strict=True):
        lines += [*_part(claim, part, found, find), ""]
    return [*lines, *_findings(entry, place, certificate)]


def _wrapped(words: str, indent: str = _INDENT) -> list[str]:
    return textwrap.wrap(words, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)


def _hypothesis(hypothesis: Hypothesis, find: Find) -> str:
    written = statement_text(hypothesis.statement)
    words = f"{hypothesis.words}: {written}" if hypothesis.words else written
    if isinstance(hypothesis.cites, Instance):
        words += f"   (provided by the {find(hypothesis.cites.sequent).title[0].lower()}{find(hypothesis.cites.sequent).title[1:]})"
    return words


# --- a part ------------------------------------------------------------------------------------------------------------------


def _part(claim: Claim, part: Part, found: PartEntry, find: Find) -> Iterator[str]:
    if len(claim.parts) > 1 or part.steps:
        yield f"{part.title[0].upper()}{part.title[1:]}" + ("" if not found.faults else f"   [{found.verdict}]")
    if [h.name for h in part.given] != [h.name for h in claim.part("main").given]:
        words = [hypothesis_text(h.words, h.statement) for h in part.given]
        yield from _wrapped(f"given that {'; '.join(words)}" if words else "without any hypothesis")
    if not part.steps:
        if part is not claim.part("main"):
            yield from _wrapped(statement_text(part.goal))
        return
    yield from _steps(part, find)
    if words := condition_words(part, found, find):
        yield from _wrapped(f"What is inverted is invertible, and what is used applies: {'; '.join(words)}.")


def _steps(part: Part, find: Find) -> Iterator[str]:
    """The steps, those that follow on one another as one chain with the signs below each other."""
    run: list[Step] = []
    for step in part.steps:
        if run and not _follows(run[-1], step):
            yield from _chain(run, find)
            run = []
        run.append(step)
    yield from _chain(run, find)


def _follows(step: Step, after: Step) -> bool:
    return (
        isinstance(step.statement, Equal)
        and isinstance(after.statement, Equal)
        and step.statement.right == after.statement.left
    )


def _chain(run: list[Step], find: Find) -> Iterator[str]:
    first = run[0].statement
    if not isinstance(first, Equal):
        yield from _columns([(statement_text(first), reason_text(run[0], find))])
        return
    start = text(first.left)
    rights = [text(step.statement.right) for step in run if isinstance(step.statement, Equal)]
    reasons = [reason_text(step, find) for step in run]
    if len(start) <= _SHORT:
        heads = [f"{start} = ", *[f"{'':{len(start)}} = "] * (len(run) - 1)]
    else:
        yield _INDENT + start
        heads = ["  = "] * len(run)
    yield from _columns([(head + right, reason) for head, right, reason in zip(heads, rights, reasons, strict=True)])


def _columns(pairs: list[tuple[str, str]]) -> Iterator[str]:
    """Formulas and reasons in two columns; a reason goes below a formula that leaves it no room."""
    most = _WIDTH - len(_INDENT) - _NARROWEST
    width = max((len(formula) for formula, _ in pairs if len(formula) <= most), default=0)
    for formula, reason in pairs:
        if len(formula) > most:
            yield _INDENT + formula
            yield from _wrapped(reason, _INDENT + " " * 8) if reason else ()
            continue
        column = len(_INDENT) + width + 3
        said = textwrap.wrap(reason, _WIDTH - column, break_on_hyphens=False) or [""]
        yield f"{_INDENT}{formula:<{width}}   {said[0]}".rstrip()
        yield from (" " * column + more for more in said[1:])


# --- words -------------------------------------------------------------------------------------------------------------------


def reason_text(step: Step, find: Find) -> str:
    """Return the reasons of a step: claims by number and title with what is put in, hypotheses by what they say."""
    words = [_reason(reason, find) for reason in step.by]
    if step.because:
        words.insert(0, step.because)
    return "; ".join(words)


def _reason(reason: Reason, find: Find) -> str:
    if isinstance(reason, Hypothesis):
        return f"since {reason_words(reason, find)}"
    sequent = reason if isinstance(reason, str) else reason.sequent_id() if isinstance(reason, Claim) else reason.sequent
    words = _sequent(sequent, find)
    taken = reason_words(reason, find).partition(" with ")[2] if isinstance(reason, Instance) else ""
    return f"by {words}" + (f", with {taken}" if taken else "")


def _sequent(name: str, find: Find) -> str:
    """A sequent by its claim's number and title, and the clause that is meant; a step of the same part by its name."""
    owner, _, clause = name.partition(".")
    try:
        claim = find(owner)
    except LookupError:
        return name
    words = f"{claim.number} ({claim.title})" if claim.number else f'"{claim.title}"'
    return f"{words}: {claim.part(clause).title}" if clause else words


def condition_words(part: Part, found: PartEntry, find: Find) -> list[str]:
    """Return what shows that everything inverted is invertible: the sequents, or the hypotheses if there are none."""
    names = list(dict.fromkeys(name for step in found.steps for name in step.conditions))
    given = {hypothesis.name: hypothesis for hypothesis in part.given}
    sequents = [f"by {_sequent(name, find)}" for name in names if name not in given and not name.startswith("step ")]
    return sequents or [f"since {reason_words(given[name], find)}" for name in names if name in given]


# --- what was found out ------------------------------------------------------------------------------------------------------


def _findings(entry: Entry, place: Place, certificate: str) -> list[str]:
    rows = [("Where", f"{place[0]}, line {place[1]}")]
    if entry.kind == "theorem":
        rows = [*_certified(entry, certificate), *_tried(entry), *rows]
    elif entry.derived:
        rows.insert(0, ("Derived", _derived(entry)))
    rows += [(part.sequent, f"{fault.kind}: {fault.message}") for part in entry.parts for fault in part.faults]
    rows.append(("Verdict", entry.verdict or f"none: it is {'an axiom' if entry.kind == 'axiom' else 'a definition'}"))
    rows.append(("Check again", f"python -m verify audit {entry.id}"))
    width = max(len(name) for name, _ in rows)
    lines = []
    for name, words in rows:
        said = textwrap.wrap(words, _WIDTH - width - 2, break_on_hyphens=False, break_long_words=False) or [""]
        lines += [f"{name:<{width}}  {said[0]}", *(f"{'':{width}}  {more}" for more in said[1:])]
    return lines


def _certified(entry: Entry, certificate: str) -> Iterator[tuple[str, str]]:
    done, total = entry.steps
    items = sum(part.items for part in entry.parts)
    judges = "by the kernel and by the second opinion" if done == total else "the rest is not, see below"
    yield "Certified", f"{done} of {total} steps, for every size, {judges}"
    yield "Certificate", f"{certificate}: {items} items; rules {', '.join(entry.rules) or 'none'}"
    yield "Axioms", ", ".join(entry.axioms) or "none"


def _derived(entry: Entry) -> str:
    if not entry.derived:
        return "nothing to compute"
    parts = [part.id for part in entry.parts if part.derived]
    return f"by SymPy at n = {', '.join(map(str, entry.derived))} ({', '.join(parts)})"


def _tried(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "Derived", _derived(entry)
    sizes = {f"{name} = {size}" for part in entry.parts for model in part.models for name, size in model.items()}
    found = sum(len(part.models) for part in entry.parts)
    yield "Models", f"{found} exact models of the hypotheses" + (f", {', '.join(sorted(sizes))}" if sizes else "")
    if tested := entry.tested:
        codes = f"; {tested.implementations} implementations, largest error {ratio(tested.worst)} of what is allowed"
        yield "Tested", f"{tested.examples} examples" + (codes if tested.implementations else "")
