"""One claim as a page of text that can be read aloud: what is claimed, of what, why, and what was found out about it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from derivations.language.assumptions import assumed, taken
from derivations.language.claims import Claim, Hypothesis, Instance, Part, Reason, Step
from derivations.language.printing import hypothesis_text, statement_text, text
from derivations.language.reading import reason_words
from derivations.language.statements import (
    BasisVector,
    Equal,
    Natural,
)
from verify.ledger import Entry, HypothesisEntry, PartEntry
from verify.report.errata import values_text
from verify.report.grounds import invertibility, shown_invertible
from verify.report.json import ratio

__all__ = ["Find", "Place", "condition_words", "page", "reason_text"]

Find = Callable[[str], Claim]
Place = tuple[str, int]
"""A file, relative to the folder of its package, and a line."""

_WIDTH = 100
_NARROWEST = 34
_SHORT = 24
_INDENT = "    "
_MOST = _WIDTH - len(_INDENT) - _NARROWEST


def page(claim: Claim, entry: Entry, find: Find, place: Place, certificate: str, certificates: Mapping[str, Any]) -> list[str]:
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
    certificates : mapping of str to JSON value
        What is in it, by sequent id.
    """
    number = f"{claim.number}  " if claim.number else ""
    title = f"{number}{claim.title}"
    lines = [title, "=" * len(title), f"{claim.kind} {claim.id}, section {entry.section}; source: {claim.source or 'ours'}", ""]
    main = claim.part("main")
    if claim.letters:
        lines += ["Letters", *_wrapped(claim.letters), ""]
    lines += ["Claim", *_wrapped(statement_text(main.goal)), ""]
    if assumed(main):
        lines += ["Hypotheses", *(line for h in assumed(main) for line in _wrapped(_hypothesis(h, find))), ""]
    if claim.remark:
        lines += ["Remark", *_wrapped(claim.remark), ""]
    for part, found in zip(claim.parts, entry.parts, strict=True):
        lines += _part(claim, part, found, find, certificates)
    return [*lines, *_findings(entry, place, certificate)]


def _wrapped(words: str, indent: str = _INDENT) -> list[str]:
    return textwrap.wrap(words, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)


def _hypothesis(hypothesis: Hypothesis, find: Find) -> str:
    written = statement_text(hypothesis.statement)
    words = f"{hypothesis.words}: {written}" if hypothesis.words else written
    if isinstance(hypothesis.cites, Instance):
        title = find(hypothesis.cites.sequent).title
        words += f"   (provided by the {title[0].lower()}{title[1:]})"
    return words


def _is_index(hypothesis: Hypothesis) -> bool:
    return isinstance(hypothesis.statement, BasisVector | Natural)


# --- a part ------------------------------------------------------------------------------------------------------------------


def _part(claim: Claim, part: Part, found: PartEntry, find: Find, certificates: Mapping[str, Any]) -> Iterator[str]:
    main = claim.part("main")
    if part is main and not part.steps:
        return
    yield _headline(part.title) + ("" if not found.faults else f"   [{found.verdict}]")
    if [h.name for h in part.given] != [h.name for h in main.given]:
        words = [hypothesis_text(h.words, h.statement) for h in assumed(part)]
        yield from _wrapped(f"given that {'; '.join(words)}" if words else "without any hypothesis")
    if words := [hypothesis_text(h.words, h.statement) for h in taken(part) if h.words or not _is_index(h)]:
        yield from _wrapped(f"taken in the proof: {'; '.join(words)}")
    inverted = "; ".join(condition_words(claim, part, certificates, find))
    if part.steps:
        yield from _steps(claim, part, find, "by (" in inverted)
    else:
        yield from _wrapped(statement_text(part.goal))
    if inverted:
        yield from _wrapped(f"{_headline(invertibility(part))} {inverted}.")
    yield ""


def _headline(title: str) -> str:
    """A title with a capital, unless it begins with a letter of the mathematics."""
    word = title.partition(" ")[0]
    return title[0].upper() + title[1:] if word.isalpha() and (len(word) > 1 or word == "a") else title


def _steps(claim: Claim, part: Part, find: Find, numbered: bool) -> Iterator[str]:
    """The steps, those that follow on one another as one chain; numbered if a reason refers to a number."""
    numbered = numbered or any(
        isinstance(reason, str) and reason.startswith("step ") for step in part.steps for reason in step.by
    )
    run: list[tuple[int, Step]] = []
    for number, step in enumerate(part.steps, 1):
        if run and (numbered or not _follows(run[-1][1], step)):
            yield from _chain(claim, run, numbered, find)
            run = []
        run.append((number, step))
    yield from _chain(claim, run, numbered, find)


def _follows(step: Step, after: Step) -> bool:
    first, second = step.statement, after.statement
    return isinstance(first, Equal) and isinstance(second, Equal) and first.right == second.left


def _chain(claim: Claim, run: list[tuple[int, Step]], numbered: bool, find: Find) -> Iterator[str]:
    label = f"({run[0][0]}) " if numbered else ""
    first = run[0][1].statement
    reasons = [reason_text(claim, step, find) for _, step in run]
    if not isinstance(first, Equal):
        yield from _columns([(label + statement_text(first), reasons[0])])
        return
    start = label + text(first.left)
    rights = [text(step.statement.right) for _, step in run if isinstance(step.statement, Equal)]
    if len(start) <= _SHORT or (len(run) == 1 and len(start) + len(rights[0]) <= _MOST):
        heads = [f"{start} = ", *[f"{'':{len(start)}} = "] * (len(run) - 1)]
    else:
        yield from _wrapped(start)
        heads = [" " * len(label) + "  = "] * len(run)
    yield from _columns([(head + right, reason) for head, right, reason in zip(heads, rights, reasons, strict=True)])


def _columns(pairs: list[tuple[str, str]]) -> Iterator[str]:
    """Formulas and reasons in two columns; a reason goes below a formula that leaves it no room."""
    width = max((len(formula) for formula, _ in pairs if len(formula) <= _MOST), default=0)
    for formula, reason in pairs:
        if len(formula) > _MOST:
            yield from _wrapped(formula)
            yield from _wrapped(reason, _INDENT + " " * 8) if reason else ()
            continue
        column = len(_INDENT) + width + 3
        said = textwrap.wrap(reason, _WIDTH - column, break_on_hyphens=False) or [""]
        yield f"{_INDENT}{formula:<{width}}   {said[0]}".rstrip()
        yield from (" " * column + more for more in said[1:])


# --- words -------------------------------------------------------------------------------------------------------------------


def reason_text(claim: Claim, step: Step, find: Find) -> str:
    """Return the reasons of a step: claims by number and title with what is put in, hypotheses by what they say."""
    words = [_reason(claim, reason, find) for reason in step.by if not _is_step(reason)]
    if steps := [_reason(claim, reason, find).removeprefix("by ") for reason in step.by if _is_step(reason)]:
        words.insert(0, f"by {', '.join(steps[:-1])} and {steps[-1]}" if len(steps) > 1 else f"by {steps[0]}")
    if step.because:
        words.insert(0, step.because)
    return "; ".join(words)


def _is_step(reason: Reason) -> bool:
    return isinstance(reason, str) and reason.startswith("step ")


def _reason(claim: Claim, reason: Reason, find: Find) -> str:
    if isinstance(reason, Hypothesis):
        return f"since {reason_words(reason, find)}"
    taken = reason_words(reason, find).partition(" with ")[2] if isinstance(reason, Instance) else ""
    return f"by {_sequent(claim, _name(reason), find)}" + (f", with {taken}" if taken else "")


def _name(reason: Claim | Instance | str) -> str:
    if isinstance(reason, str):
        return reason
    return reason.sequent_id() if isinstance(reason, Claim) else reason.sequent


def _sequent(claim: Claim, name: str, find: Find) -> str:
    """A sequent by its claim's number and title, and the clause that is meant; a step of the same part by its number."""
    if name.startswith("step "):
        return f"({name.removeprefix('step ')})"
    owner, _, clause = name.partition(".")
    other = claim if owner == claim.id else find(owner)
    title = other.part(clause or "main").title
    if other is claim:
        return f"what is shown above: {title}"
    words = f"{other.number} ({other.title})" if other.number else f'"{other.title}"'
    return f"{words}: {title}" if clause else words


def condition_words(claim: Claim, part: Part, certificates: Mapping[str, Any], find: Find) -> list[str]:
    """Return why what a part inverts is invertible, or why no denominator is 0, a phrase a reason; nothing if there is nothing.

    `certificates` are those of the claim's parts, JSON values by sequent id.
    """
    name = claim.sequent_id(part.id)
    shown = shown_invertible(claim, part, certificates[name], find) if name in certificates else ()
    known = {hypothesis.name: hypothesis for hypothesis in part.given}
    by = [f"by {_sequent(claim, one, find)}" for one in shown if one not in known]
    return [*by, *(f"since {reason_words(known[one], find)}" for one in shown if one in known)]


# --- what was found out ------------------------------------------------------------------------------------------------------


def _findings(entry: Entry, place: Place, certificate: str) -> list[str]:
    rows = [("Where", f"{place[0]}, line {place[1]}")]
    if entry.kind == "theorem":
        rows = [*_certified(entry, certificate), *_tried(entry), *_needed(entry), *rows]
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
    sizes: dict[str, set[int]] = {}
    for name, size in (pair for part in entry.parts for model in part.models for pair in model.items()):
        sizes.setdefault(name, set()).add(size)
    told = [f"{name} = {', '.join(map(str, sorted(values)))}" for name, values in sorted(sizes.items())]
    found = sum(len(part.models) for part in entry.parts)
    yield "Models", "; ".join([f"{found} exact models of the hypotheses", *told])
    if tested := entry.tested:
        codes = f"; {tested.implementations} implementations, largest error {ratio(tested.worst)} of what is allowed"
        yield "Tested", f"{tested.examples} examples" + (codes if tested.implementations else "")


_STATUS = {
    "not needed": "not needed",
    "not settled": "not settled whether it is needed",
    "gives meaning": "gives meaning, for without it another hypothesis divides by what may be 0",
    "declared": "says what a letter is",
    "provided": "provided by a cited theorem, by an induction or by a case",
}


def _called(hypothesis: HypothesisEntry) -> str:
    """A hypothesis in its own words up to a colon, else what it states."""
    return hypothesis.words.partition(":")[0] or hypothesis.statement


def _needed(entry: Entry) -> Iterator[tuple[str, str]]:
    """Which hypotheses are needed: those of the main part one by one, those of the others that stand out."""
    for part in entry.parts:
        for hypothesis in part.hypotheses:
            where = "" if part is entry.main else f" of {part.id}"
            if hypothesis.status == "needed" and part is entry.main:
                yield "Needed", f"{_called(hypothesis)}: false without it for {values_text(hypothesis.counterexample)}"
            elif hypothesis.status in ("not needed", "not settled") or (hypothesis.status in _STATUS and not where):
                yield "Hypothesis", f"{_called(hypothesis)}{where}: {_STATUS[hypothesis.status]}"
    others = [h.status for part in entry.parts if part is not entry.main for h in part.hypotheses]
    if needed := others.count("needed"):
        yield "Needed", f"{needed} more in the other parts"
